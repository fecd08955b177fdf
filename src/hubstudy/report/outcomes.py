"""The city-wide sections on outcomes and continuity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hubstudy.fields import FIELDS
from hubstudy.report.cells import Show, label_of
from hubstudy.report.document import Cite, Ref
from hubstudy.report.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.report.context import Context
    from hubstudy.report.document import Block, TableBlock
    from hubstudy.results import Result

SURVIVAL_MONTHS = (6, 12, 24, 36)
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
