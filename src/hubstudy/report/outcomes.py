"""The city-wide sections on outcomes, continuity and funding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hubstudy.fields import FIELDS
from hubstudy.report.cells import Show, label_of
from hubstudy.report.context import phrase
from hubstudy.report.document import Cite, Ref
from hubstudy.report.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.report.context import Context
    from hubstudy.report.document import Block, TableBlock
    from hubstudy.results import Result

SURVIVAL_MONTHS = (6, 12, 24, 36)
YEARS_SHOWN = 7
STARS = (1, 2, 3, 4, 5)


def projects(context: Context) -> Iterator[Block]:
    """
    Write how projects ended and were rated.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The section.
    """
    result = context.stored.result("project_outcomes")
    funnel = context.stored.figure("funnel")
    bars = context.stored.figure("completion")
    stars = context.stored.figure("stars")
    shared = context.stored.figure("affiliation_map")
    yield context.heading(1, "outcomes")
    yield context.heading(2, "projects")
    yield context.finding(result)
    if not result.n:
        return
    yield context.paragraph(
        "projects_lead",
        figure=Ref(funnel.label), completion=Ref(bars.label),
        table=Ref("projects"), cite=Cite("wilson1927"),
    )  # fmt: skip
    yield funnel
    yield bars
    yield completion_table(context, result, label="projects")
    yield context.paragraph("stars_lead", figure=Ref(stars.label), table=Ref("stars"))
    yield stars
    yield _stars_table(context, result)
    yield context.paragraph("affiliation_lead", figure=Ref(shared.label))
    yield shared


def completion_table(context: Context, result: Result, *, label: str) -> TableBlock:
    """
    Print completion by group.

    Parameters
    ----------
    context
        What to write with.
    result
        A stored `project_outcomes`.
    label
        Label of the table.

    Returns
    -------
    TableBlock
        One row per group and level.
    """
    language = context.language
    frame = result.to_frame()
    frame["level"] = [
        label_of(level, group if group in FIELDS and FIELDS[group].categories else "",
                 language)
        for group, level in zip(frame["group"], frame["level"], strict=True)
    ]  # fmt: skip
    shows = [
        Show("group", "code"),
        Show("level"),
        Show("n_projects", "count"),
        Show("n_due", "count"),
        Show("n_completed", "count"),
        Show("completion_share", "share"),
        Show("ci_low", "share", upper="ci_high"),
    ]
    return context.table(label, context.word("projects_caption"), frame, shows)


def _stars_table(context: Context, result: Result) -> TableBlock:
    frame = result.to_frame("stars")
    wide = frame.pivot_table(index="rater_type", columns="stars", values="share")
    wide = wide.reindex(columns=list(STARS), fill_value=0.0).fillna(0.0)
    wide.columns = pd.Index([f"stars_{star}" for star in STARS])
    counts = frame.groupby("rater_type")["n"].sum()
    table = wide.assign(n=counts).reset_index()
    shows = [
        Show("rater_type", "code", codes="rater_type"),
        Show("n", "count"),
        *(
            Show(f"stars_{star}", "share", title=WORDS["stars_of"].format_with(n=star))
            for star in STARS
        ),
    ]
    return context.table("stars", context.word("stars_caption"), table, shows)


def continuity(context: Context) -> Iterator[Block]:
    """
    Write how long contractors stay.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The section.
    """
    result = context.stored.result("contract_survival")
    figure = context.stored.figure("survival")
    shows = [
        Show("group", "code"),
        Show("months", "count"),
        Show("survival", "share"),
        Show("ci_low", "share", upper="ci_high"),
        Show("n_at_risk", "count"),
    ]
    yield context.heading(2, "continuity")
    yield context.finding(result)
    if not result.n:
        return
    yield context.paragraph(
        "continuity_lead",
        figure=Ref(figure.label), table=Ref("continuity"), cite=Cite("kaplan1958"),
    )  # fmt: skip
    yield figure
    caption = context.word("continuity_caption")
    yield context.table("continuity", caption, _at_months(result.to_frame()), shows)


def _at_months(curve: pd.DataFrame) -> pd.DataFrame:
    """Read the curves at fixed months, as far as anyone was observed."""
    rows = []
    for _, steps in curve.groupby("group"):
        asked = [month for month in SURVIVAL_MONTHS if month <= steps["months"].max()]
        last = [steps[steps["months"] <= month].tail(1) for month in asked]
        rows += [step.assign(months=m) for step, m in zip(last, asked, strict=True)]
    return pd.concat(rows, ignore_index=True) if rows else curve.head(0)


def funding(context: Context) -> Iterator[Block]:
    """
    Write on whose money the organisations depend.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The section.
    """
    result = context.stored.result("funding_dependence")
    types = context.stored.figure("funder_types")
    concentration = context.stored.figure("concentration")
    network = context.stored.figure("funder_network")
    loss = context.stored.figure("loss")
    yield context.heading(1, "funding")
    yield context.heading(2, "sources_of_money")
    yield context.finding(result)
    if not result.n:
        return
    yield context.paragraph(
        "funding_lead", figure=Ref(types.label), table=Ref("funder_types")
    )
    yield types
    yield _funder_table(context, result)
    yield context.paragraph(
        "concentration_lead",
        figure=Ref(concentration.label), table=Ref("concentration"),
        network=Ref(network.label), cite=Cite("chikoto2016"),
        dependence=Cite("pfeffer1978"),
    )  # fmt: skip
    yield concentration
    protect = [
        "total_cny",
        "government_share",
        "median_hhi_source",
        "median_hhi_funder",
    ]
    streets = context.released(
        result.to_frame("streets"), contributors="n_organizations", protect=protect
    )
    shows = [
        Show("street_name"),
        Show("n_organizations", "count"),
        Show("total_cny", "cny"),
        Show("government_share", "share"),
        Show("median_hhi_source", "number"),
        Show("median_hhi_funder", "number"),
    ]
    caption = context.word("concentration_caption")
    yield context.table("concentration", caption, streets, shows)
    yield network
    yield context.heading(2, "scenario")
    yield context.paragraph(
        "scenario_lead", figure=Ref(loss.label), table=Ref("scenario")
    )
    yield loss
    protect = ["total_cny", "lost_cny", "lost_share", "n_majority_lost"]
    scenario = context.released(
        result.to_frame("scenario"), contributors="n_organizations", protect=protect,
        total_over=["scenario"],
    )  # fmt: skip
    shows = [
        Show("scenario", "code"),
        Show("level", "code"),
        Show("n_organizations", "count"),
        Show("total_cny", "cny"),
        Show("lost_cny", "cny"),
        Show("lost_share", "share"),
        Show("n_majority_lost", "count"),
    ]
    caption = context.word("scenario_caption")
    yield context.table("scenario", caption, scenario, shows)


def _funder_table(context: Context, result: Result) -> TableBlock:
    """Lay the last years' shares side by side, thin cells hidden."""
    frame = result.to_frame("funder_types")
    frame = context.released(
        frame, contributors="n_organizations", protect=["amount_cny", "share"],
        total_over=["year"],
    )  # fmt: skip
    years = sorted(frame["year"].unique())[-YEARS_SHOWN:]
    keys = {"index": "funder_type", "columns": "year"}
    shares = frame.pivot(**keys, values="share")[years]  # noqa: PD010 - keeps gaps
    reasons = frame.pivot(**keys, values="reason")[years]  # noqa: PD010 - keeps gaps
    order = [code for code in FIELDS["funder_type"].category_labels("en")
             if code in shares.index]  # fmt: skip
    names = {year: f"share_{year}" for year in years}
    reasons = reasons.rename(columns={year: f"share_{year}_reason" for year in years})
    wide = shares.rename(columns=names).join(reasons).reindex(order).reset_index()
    shows = [
        Show("funder_type", "code", codes="funder_type"),
        *(Show(names[year], "share", title=phrase(str(year))) for year in years),
    ]
    notes = [context.word("share_note")]
    caption = context.word("funding_caption")
    return context.table("funder_types", caption, wide, shows, notes=notes)
