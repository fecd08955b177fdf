"""The city-wide sections on what came first: power, claims, density and network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hubstudy.report.cells import Show
from hubstudy.report.document import (
    BulletList,
    Cell,
    Cite,
    Column,
    Ref,
    TableBlock,
    words,
)
from hubstudy.report.words import LEVELS, TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.report.context import Context
    from hubstudy.report.document import Block
    from hubstudy.results import Estimate, Result


def power(context: Context) -> Iterator[Block]:
    """
    Write what the data can show.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The section.
    """
    result = context.stored.result("minimum_detectable_effects")
    figure = context.stored.figure("minimum_detectable")
    shows = [
        Show(f"label_{context.language}", title=TITLES["design"]),
        Show("assumption"),
        Show("n", "count"),
        Show("n_treated", "count"),
        Show("minimum_detectable", "number"),
    ]
    yield context.heading(1, "power")
    yield context.finding(result)
    yield context.paragraph(
        "power_lead",
        table=Ref("power"),
        figure=Ref(figure.label),
        cite=Cite("bloom1995"),
    )
    caption = context.word("power_caption")
    frame = result.to_frame().assign(n_treated_reason="not_applicable")
    yield context.table("power", caption, frame, shows)
    yield figure


def claims(context: Context) -> Iterator[Block]:
    """
    Write the audit of the article's numbers.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The section.
    """
    result = context.stored.result("claim_audit")
    if not context.has_claims:
        return
    language = context.language
    frame = result.to_frame()
    frame["unit"] = frame[f"unit_{language}"].fillna("")
    shows = [
        Show("seed_row"),
        Show("quotation"),
        Show("stated", unit="unit"),
        Show("recomputed"),
        Show("register"),
        Show("verdict", "code"),
        Show(f"reason_{language}", title=TITLES["reason_text"]),
    ]
    yield context.heading(1, "claims")
    yield context.finding(result)
    yield context.paragraph("claims_lead", table=Ref("claims"), cite=Cite("article"))
    yield context.table(
        "claims",
        context.word("claims_caption"),
        frame,
        shows,
        source=context.word("source_article"),
    )
    warned = frame[frame[f"warning_{language}"].fillna("") != ""]
    pairs = zip(warned["seed_row"], warned[f"warning_{language}"], strict=True)
    items = [context.word("claims_warning", row=row, text=text) for row, text in pairs]
    if items:
        yield context.paragraph("claims_warnings_lead")
        yield BulletList(tuple(words(item) for item in items))


def density(context: Context) -> Iterator[Block]:
    """
    Write how many organisations communities have.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The section.
    """
    result = context.stored.result("community_density")
    figure = context.stored.figure("organizations_ranked")
    shows = [
        Show("street_name"),
        Show("n_communities", "count"),
        Show("n_organizations", "count"),
        Show("mean_organizations", "number"),
        Show("ci_low", "number", upper="ci_high"),
        Show("gini", "number"),
        Show("share_meeting_policy", "share"),
        Show("median_network_density", "number"),
    ]
    yield context.heading(1, "network")
    yield context.heading(2, "density")
    yield context.finding(result)
    yield context.paragraph(
        "density_lead",
        figure=Ref(figure.label), table=Ref("density"), cite=Cite("policy191"),
    )  # fmt: skip
    yield context.table(
        "density",
        context.word("density_caption"),
        result.to_frame("streets").assign(ci_low_reason="too_small"),
        shows,
        notes=[context.word("interval_note"), context.word("gini_note")],
    )
    yield figure
    if not result.to_frame("adoption")["n_hubs"].any():
        return
    adoption = context.stored.figure("adoption")
    yield context.paragraph("adoption_lead", figure=Ref(adoption.label))
    yield adoption


def position(context: Context) -> Iterator[Block]:
    """
    Write who stands where in the network.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The section.
    """
    result = context.stored.result("organization_positions")
    drawn = context.stored.figure("network_map")
    bars = context.stored.figure("centralization")
    shows = [
        Show("unit_name"),
        Show("membership", "code", title=TITLES["member_ties"]),
        Show("n", "count"),
        Show("n_ties", "count"),
        Show("n_ties_crossing", "count"),
        Show("network_density", "number"),
        Show("degree_centralization", "number"),
        Show("betweenness_centralization", "number"),
    ]
    yield context.heading(2, "position")
    yield context.finding(result)
    yield context.paragraph("map_lead", figure=Ref(drawn.label))
    yield drawn
    yield context.paragraph(
        "centralization_lead",
        table=Ref("centralization"), figure=Ref(bars.label), cite=Cite("freeman1979"),
    )  # fmt: skip
    caption = context.word("centralization_caption")
    frame = result.to_frame("centralization")
    yield context.table("centralization", caption, frame, shows)
    yield bars
    yield context.paragraph("hubs_lead", table=Ref("hubs"), cite=Cite("burt1992"))
    yield _hub_table(context, result)


def _hub_table(context: Context, result: Result) -> TableBlock:
    """Set the medians of hubs beside those of others, from the headline numbers."""
    language = context.language
    titles = [TITLES[name].in_language(language)
              for name in ("group", "median_degree", "median_constraint")]  # fmt: skip
    columns = (
        Column(titles[0], "left", (titles[0],), "text"),
        *(Column(title, "right", (title,), "number") for title in titles[1:]),
    )
    rows = tuple(
        (
            Cell(label, (label,)),
            *(
                estimate_cell(context, result[f"{group}_{name}"])
                for name in ("degree", "constraint")
            ),
        )
        for group in ("hub", "other")
        for label in [LEVELS[group].in_language(language)]
    )
    return TableBlock(
        "hubs", context.word("hubs_caption"), columns, rows,
        (context.word("hubs_note"),), context.source_line(),
    )  # fmt: skip


def estimate_cell(context: Context, estimate: Estimate) -> Cell:
    """
    Print a headline number as a cell.

    Parameters
    ----------
    context
        What to write with.
    estimate
        The number.

    Returns
    -------
    Cell
        The number without its interval, or the reason why there is none.
    """
    text = estimate.text(context.language, interval=False)
    return Cell(text, (estimate.estimate,), "" if estimate.is_defined else text)


def structure(context: Context) -> Iterator[Block]:
    """
    Write what is left of the network without its hubs.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The section.
    """
    result = context.stored.result("hub_removal")
    figure = context.stored.figure("removal")
    parts = [
        _after_removal(result.to_frame(part)).assign(membership=membership)
        for part, membership in ((None, "without"), ("with_membership", "with"))
    ]
    shows = [
        Show("membership", "code", title=TITLES["member_ties"]),
        Show("order", "code"),
        Show("n_removed", "count"),
        Show("largest_component_share", "share"),
        Show("ci_low", "share", upper="ci_high"),
    ]
    yield context.heading(2, "structure")
    yield context.finding(result)
    if not result["share_after_hubs"].is_defined:
        return
    yield context.paragraph(
        "structure_lead",
        figure=Ref(figure.label), table=Ref("structure"), cite=Cite("albert2000"),
    )  # fmt: skip
    yield figure
    caption = context.word("structure_caption")
    yield context.table("structure", caption, pd.concat(parts), shows)


def _after_removal(curve: pd.DataFrame) -> pd.DataFrame:
    """Keep each order's row at the number of hubs."""
    removed = curve.loc[curve["order"] == "hubs", "n_removed"].max()
    return pd.DataFrame(curve[curve["n_removed"] == removed])
