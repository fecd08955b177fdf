"""The sections per street district, and the comparison of street districts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hubstudy.fields import FIELDS
from hubstudy.report.cells import Show
from hubstudy.report.document import Cite, Heading, Ref
from hubstudy.report.words import TITLES, WORDS
from hubstudy.results import CITY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.report.context import Context
    from hubstudy.report.document import Block

STREET_RESULTS = (
    "community_density", "organization_positions", "hub_advantage", "project_outcomes",
    "contract_survival", "funding_dependence", "stress",
)  # fmt: skip
"""Results that each street district's section speaks of, in order."""

INDICATORS = {
    "organizations_per_10k": "number",
    "network_density": "number",
    "completion_share": "share",
    "government_share": "share",
}
"""Indicators compared, with the style their numbers print in."""

PROTECTED = ("completion_share", "government_share")


def streets(context: Context) -> Iterator[Block]:
    """
    Write one short section per street district.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The sections.
    """
    yield context.heading(1, "streets")
    yield context.paragraph("streets_lead")
    for unit in context.study.units:
        if unit != CITY:
            yield from _street(context, unit)


def _street(context: Context, unit: str) -> Iterator[Block]:
    place = context.study.unit_name(unit).in_language(context.language)
    ranked = context.stored.figure("organizations_ranked", unit=unit, place=place)
    found = [context.stored.result(name, unit=unit) for name in STREET_RESULTS]
    label = f"street.{unit}"
    yield Heading(2, place)
    yield context.finding(found[0])
    yield context.paragraph(
        "street_table_lead", figure=Ref(ranked.label), table=Ref(label), place=place
    )
    yield ranked
    shows = [
        Show("community_name"),
        Show("has_hub", "flag"),
        Show("residents", "count"),
        Show("n_organizations", "count"),
        Show("organizations_per_10k", "number", title=TITLES["per_10k"]),
        Show("shrunken_per_10k", "number", title=TITLES["shrunken"]),
        Show("ci_low", "number", upper="ci_high"),
        Show("network_density", "number"),
    ]
    yield context.table(
        label,
        context.word("street_caption", place=place),
        found[0].to_frame(),
        shows,
        notes=[context.word("shrunken_note")],
    )
    for result in found[1:]:
        yield context.finding(result)
        if result.name == "project_outcomes" and result["completion_share"].is_defined:
            completion = context.stored.figure("completion", unit=unit, place=place)
            yield context.paragraph(
                "street_projects_lead", figure=Ref(completion.label), place=place
            )
            yield completion


def comparison(context: Context) -> Iterator[Block]:
    """
    Write how street districts compare, ranks with their intervals.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The section.
    """
    result = context.stored.result("street_comparison")
    figure = context.stored.figure("streets")
    shows = [Show("street_name")]
    for name, style in INDICATORS.items():
        title = FIELDS[name].label
        shows += [
            Show(name, style, title=title),
            Show(f"{name}_rank", "text", title=WORDS["rank_of"]),
        ]
    yield context.heading(1, "comparison")
    yield context.finding(result)
    yield context.paragraph(
        "comparison_lead",
        figure=Ref(figure.label), table=Ref("comparison"), cite=Cite("goldstein1996"),
    )  # fmt: skip
    yield figure
    yield context.table(
        "comparison",
        context.word("comparison_caption"),
        _side_by_side(context, result.to_frame()),
        shows,
        notes=[context.word("rank_note")],
    )


def _side_by_side(context: Context, frame: pd.DataFrame) -> pd.DataFrame:
    """Put indicators in columns, shares sent through the gate, ranks as text."""
    shares = frame["indicator"].isin(PROTECTED)
    gated = context.released(
        frame[shares],
        contributors="n",
        protect=["estimate", "ci_low", "ci_high", "rank", "rank_low", "rank_high"],
        total_over=["indicator"],
    )
    both = pd.concat([frame[~shares], gated], ignore_index=True)
    names = both[["street_code", "street_name"]].drop_duplicates()
    wide = names.sort_values("street_code").reset_index(drop=True)
    for name in INDICATORS:
        rows = both[both["indicator"] == name].set_index("street_code")
        rows = rows.reindex(wide["street_code"])
        wide[name] = rows["estimate"].to_numpy()
        wide[f"{name}_reason"] = rows["reason"].fillna("").to_numpy()
        wide[f"{name}_rank"] = _ranks(rows)
    return wide


def _ranks(rows: pd.DataFrame) -> list[str | None]:
    columns = (rows["rank"], rows["rank_low"], rows["rank_high"])
    return [
        None
        if pd.isna([rank, low, high]).any()
        else f"{rank:.0f} ({low:.0f}–{high:.0f})"
        for rank, low, high in zip(*columns, strict=True)
    ]
