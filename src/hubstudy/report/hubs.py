"""The city-wide sections on hubs and their nulls, layers, change and governance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hubstudy.measures.structure.governance_words import MODES
from hubstudy.report.cells import Show
from hubstudy.report.document import Cite, Ref
from hubstudy.report.words import TITLES
from hubstudy.results import REASONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.report.context import Context
    from hubstudy.report.document import Block
    from hubstudy.results import Result

PLAIN_DEGREE = {"degree": "ties"}
"""The code ``degree`` is an order of removal elsewhere in the report."""


def nulls(context: Context) -> Iterator[Block]:
    """
    Write what of the hubs' centrality is more than a null gives.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The section.
    """
    centralization = context.stored.result("hub_centralization")
    advantage = context.stored.result("hub_advantage")
    against = context.stored.figure("centralization_null")
    drawn = context.stored.figure("hub_advantage")
    yield context.heading(2, "nulls")
    yield context.finding(centralization)
    yield context.finding(advantage)
    yield context.paragraph(
        "nulls_lead",
        figure=Ref(against.label), table=Ref("nulls"), advantage=Ref(drawn.label),
        cite=Cite("anderson1999"),
    )  # fmt: skip
    yield against
    yield drawn
    frame = _told(advantage.to_frame().replace({"measure": PLAIN_DEGREE}))
    shows = [
        Show("measure", "code", title=TITLES["measure"]),
        Show("membership", "code", title=TITLES["member_ties"]),
        Show("observed", "number", title=TITLES["observed"]),
        Show("null_mean", "number", title=TITLES["null_mean"]),
        Show("null_low", "number", upper="null_high", title=TITLES["null_interval"]),
        Show("p_value", "number", title=TITLES["p_value"]),
        Show("verdict", "code", title=TITLES["verdict"]),
    ]
    yield context.table(
        "nulls", context.word("nulls_caption"), frame, shows,
        notes=[context.word("nulls_note")],
    )  # fmt: skip


def roles(context: Context) -> Iterator[Block]:
    """
    Write whom hubs stand between.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The section.
    """
    result = context.stored.result("hub_roles")
    figure = context.stored.figure("roles")
    shows = [
        Show("role", "code", title=TITLES["role"]),
        Show("membership", "code", title=TITLES["member_ties"]),
        Show("observed", "count", title=TITLES["observed"]),
        Show("expected", "number", title=TITLES["expected"]),
        Show("null_low", "count", upper="null_high", title=TITLES["null_interval"]),
        Show("p_holm", "number", title=TITLES["p_holm"]),
        Show("verdict", "code", title=TITLES["verdict"]),
    ]
    yield context.heading(2, "roles")
    yield context.finding(result)
    yield context.paragraph(
        "roles_lead",
        figure=Ref(figure.label), table=Ref("roles"), cite=Cite("gould1989"),
    )  # fmt: skip
    yield figure
    yield context.table(
        "roles", context.word("roles_caption"), _told(result.to_frame()), shows,
        notes=[context.word("roles_note")],
    )  # fmt: skip


def layers(context: Context) -> Iterator[Block]:
    """
    Write how far the types of ties overlap.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The section.
    """
    result = context.stored.result("unit_layers")
    figure = context.stored.figure("layer_overlap")
    shows = [
        Show("layer", "code", codes="layer"),
        Show("n_ties", "count"),
        Show("n_organizations", "count", title=TITLES["n_organizations_tied"]),
        Show("only_share", "share", title=TITLES["only_share"]),
    ]
    yield context.heading(2, "layers")
    yield context.finding(result)
    yield context.paragraph(
        "layers_lead", figure=Ref(figure.label), table=Ref("layers")
    )
    yield figure
    caption = context.word("layers_caption")
    yield context.table("layers", caption, _sizes(result), shows)


def _sizes(result: Result) -> pd.DataFrame:
    """Give the layers' sizes; of one nobody asked about there is none, not 0."""
    frame = result.to_frame("layers")
    frame["reason"] = frame["network_density_reason"]
    counts = ["n_ties", "n_organizations"]
    silent = frame["reason"] == "not_measured"
    frame[counts] = frame[counts].astype("Int64").mask(silent)
    return frame


def change(context: Context) -> Iterator[Block]:
    """
    Write how communities' networks changed when they got a hub.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The section.
    """
    result = context.stored.result("adoption_change")
    figure = context.stored.figure("adoption_change")
    yield context.heading(2, "change")
    yield context.finding(result)
    yield context.paragraph("change_lead", figure=Ref(figure.label))
    yield figure


def governance(context: Context) -> Iterator[Block]:
    """
    Write who governs the communities' networks.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The section.
    """
    result = context.stored.result("unit_governance")
    shows = [
        Show("mode", title=TITLES["mode"]),
        Show("n_with_hub", "count", title=TITLES["n_with_hub"]),
        Show("n_without_hub", "count", title=TITLES["n_without_hub"]),
    ]
    yield context.heading(2, "governance")
    yield context.finding(result)
    yield context.paragraph(
        "governance_lead", table=Ref("governance"), cite=Cite("provan2008")
    )
    yield context.table(
        "governance",
        context.word("governance_caption"),
        _modes(context, result),
        shows,
        notes=[context.word("governance_note")],
    )


def _modes(context: Context, result: Result) -> pd.DataFrame:
    """Count communities by mode, then those without one by reason."""
    frame = result.to_frame()
    codes = frame["mode"].where(frame["mode"] != "", frame["reason"])
    has_hub = frame["has_hub"].astype(bool)
    rows = [
        {
            "mode": label.in_language(context.language),
            "n_with_hub": int((has_hub & (codes == code)).sum()),
            "n_without_hub": int((~has_hub & (codes == code)).sum()),
        }
        for code, label in (MODES | REASONS).items()
        if code in set(codes) or (code in MODES and len(frame))
    ]
    return pd.DataFrame(rows, columns=["mode", "n_with_hub", "n_without_hub"])


def _told(frame: pd.DataFrame) -> pd.DataFrame:
    """Let a verdict that there is not be missing, so that its reason is printed."""
    return frame.assign(verdict=frame["verdict"].where(frame["verdict"] != "", pd.NA))


def reporting(context: Context) -> Iterator[Block]:
    """
    Write the form for network data.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The appendix.
    """
    result = context.stored.result("network_reporting")
    language = context.language
    shows = [
        Show("item", title=TITLES["item"]),
        Show(f"name_{language}", title=TITLES["item_name"]),
        Show(f"text_{language}", title=TITLES["item_text"]),
    ]
    yield context.heading(1, "reporting", kind="appendix")
    yield context.finding(result)
    yield context.paragraph(
        "reporting_lead", table=Ref("reporting"), cite=Cite("neal2026")
    )
    caption = context.word("reporting_caption")
    yield context.table("reporting", caption, result.to_frame(), shows)
