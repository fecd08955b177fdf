"""The city-wide sections on funding: who pays, how concentrated, what breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.fields import FIELDS
from hubstudy.report.cells import Show
from hubstudy.report.context import phrase
from hubstudy.report.document import Cite, Ref
from hubstudy.report.words import TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from hubstudy.report.context import Context
    from hubstudy.report.document import Block, TableBlock
    from hubstudy.results import Result

YEARS_SHOWN = 7
FUNDERS_SHOWN = 10


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
        The sections.
    """
    result = context.stored.result("funding_dependence")
    yield context.heading(1, "funding")
    yield context.heading(2, "sources_of_money")
    yield context.finding(result)
    if not result.n:
        return
    types = context.stored.figure("funder_types")
    headings = context.stored.figure("headings")
    yield context.paragraph(
        "funding_lead", figure=Ref(types.label), table=Ref("funder_types"),
        headings=Ref(headings.label),
    )  # fmt: skip
    yield types
    yield _funder_table(context, result)
    yield headings
    yield from _concentration(context, result)
    for part in (
        _reach, _over_time, _grants, _vulnerability, _stress, _substitution,
        _associations, _comparison,
    ):  # fmt: skip
        yield from part(context)


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


def _concentration(context: Context, result: Result) -> Iterator[Block]:
    figure = context.stored.figure("concentration")
    yield context.heading(2, "concentration_part")
    yield context.paragraph(
        "concentration_lead",
        figure=Ref(figure.label), table=Ref("concentration"), qu=Cite("qu2019"),
        cite=Cite("chikoto2016"), dependence=Cite("pfeffer1978"),
    )  # fmt: skip
    yield figure
    values = ["total_cny", "government_share", "median_hhi_source", "median_hhi_funder"]
    streets = context.released(
        result.to_frame("streets"), contributors="n_organizations", protect=values
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


def _reach(context: Context) -> Iterator[Block]:
    result = context.stored.result("funder_reach")
    network = context.stored.figure("funder_network")
    figure = context.stored.figure("funder_reach")
    frame = context.released(
        result.to_frame(), contributors="n_organizations",
        protect=["funder", "amount_cny", "money_share", "n_majority", "n_only"],
        total_over=None, counts=["n_majority", "n_only"],
    ).dropna(subset=["funder"]).head(FUNDERS_SHOWN)  # fmt: skip
    shows = [
        Show("funder", title=TITLES["funder"]),
        Show("funder_type", "code", codes="funder_type"),
        Show("n_organizations", "count", title=TITLES["n_reached"]),
        Show("money_share", "share"),
        Show("n_majority", "count"),
        Show("n_only", "count"),
    ]
    yield context.heading(2, "reach")
    yield context.finding(result)
    yield context.paragraph(
        "reach_lead",
        network=Ref(network.label), figure=Ref(figure.label), table=Ref("funder_reach"),
    )  # fmt: skip
    yield network
    yield figure
    yield context.table("funder_reach", context.word("reach_caption"), frame, shows)


def _over_time(context: Context) -> Iterator[Block]:
    result = context.stored.result("funding_panel")
    figure = context.stored.figure("funding_panel")
    frame = result.to_frame()
    frame = context.released(
        frame[frame["level"] == "all"], contributors="n_organizations",
        protect=["total_cny", "real_cny", "government_share", "cny_per_resident",
                 "median_effective_funders"],
        total_over=None,
    )  # fmt: skip
    shows = [
        Show("year"),
        Show("n_organizations", "count"),
        Show("total_cny", "cny"),
        Show("real_cny", "cny"),
        Show("cny_per_resident", "number"),
        Show("government_share", "share"),
        Show("median_effective_funders", "number"),
    ]
    yield context.heading(2, "over_time")
    yield context.finding(result)
    yield context.paragraph(
        "panel_lead", figure=Ref(figure.label), table=Ref("funding_panel")
    )
    yield figure
    caption = context.word("panel_caption")
    notes = [context.word("census_note")]
    yield context.table("funding_panel", caption, frame, shows, notes=notes)


def _grants(context: Context) -> Iterator[Block]:
    result = context.stored.result("grant_inequality")
    figure = context.stored.figure("grants_lorenz")
    yield context.heading(2, "grants")
    yield context.finding(result)
    yield context.paragraph("grants_lead", figure=Ref(figure.label))
    yield figure


def _vulnerability(context: Context) -> Iterator[Block]:
    result = context.stored.result("vulnerability")
    frame = context.released(
        result.to_frame("summary"), contributors="n",
        protect=["q20", "median", "q80"], total_over=None,
    )  # fmt: skip
    shows = [
        Show("indicator", "code"),
        Show("level", "code"),
        Show("n", "count"),
        Show("q20", "number"),
        Show("median", "number"),
        Show("q80", "number"),
    ]
    yield context.heading(2, "vulnerability_part")
    yield context.finding(result)
    yield context.paragraph(
        "vulnerability_lead", table=Ref("vulnerability"), cite=Cite("tuckman1991")
    )
    caption = context.word("vulnerability_caption")
    yield context.table("vulnerability", caption, frame, shows)


def _stress(context: Context) -> Iterator[Block]:
    result = context.stored.result("stress")
    figure = context.stored.figure("stress_fan")
    frame = _with_anyone(result.to_frame())
    frame = context.released(
        frame[frame["size"] == frame["size"].max()], contributors="n_organizations",
        protect=["total_cny", "lost_cny", "lost_share", "q50", "n_majority_lost",
                 "n_deficit", "n_deficit_before", "communities_left"],
        total_over=["shock"],
        counts=["n_majority_lost", "n_deficit", "n_deficit_before"],
    )  # fmt: skip
    shows = [
        Show("shock", "code"),
        Show("level", "code"),
        Show("n_organizations", "count"),
        Show("lost_cny", "cny"),
        Show("lost_share", "share"),
        Show("n_majority_lost", "count"),
        Show("n_accounts", "count"),
        Show("n_deficit_before", "count"),
        Show("n_deficit", "count"),
        Show("communities_left", "count"),
    ]
    yield context.heading(2, "stress_part")
    yield context.finding(result)
    yield context.paragraph(
        "stress_lead", figure=Ref(figure.label), table=Ref("stress")
    )
    yield figure
    yield context.table("stress", context.word("stress_caption"), frame, shows)


def _substitution(context: Context) -> Iterator[Block]:
    result = context.stored.result("substitution")
    figure = context.stored.figure("substitution")
    frame = context.released(
        _with_anyone(result.to_frame("totals")), contributors="n_organizations",
        protect=["n_there_already", "n_reachable", "needed_cny", "needed_share",
                 "median_needed_cny"],
        total_over=["route"],
    )  # fmt: skip
    shows = [
        Show("route", "code"),
        Show("level", "code"),
        Show("n_organizations", "count"),
        Show("n_there_already", "count"),
        Show("n_reachable", "count"),
        Show("needed_cny", "cny"),
        Show("needed_share", "share"),
        Show("median_needed_cny", "cny"),
    ]
    yield context.heading(2, "substitution_part")
    yield context.finding(result)
    yield context.paragraph(
        "substitution_lead", figure=Ref(figure.label), table=Ref("substitution")
    )
    yield figure
    caption = context.word("substitution_caption")
    yield context.table("substitution", caption, frame, shows)


def _associations(context: Context) -> Iterator[Block]:
    outcomes = context.stored.result("dependence_and_outcomes")
    crowding = context.stored.result("crowding")
    figure = context.stored.figure("dependence_outcomes")
    shows = [
        Show("specification", "code"),
        Show("clusters", "code"),
        Show("estimate", "number"),
        Show("std_error", "number"),
        Show("ci_low", "number", upper="ci_high"),
        Show("p_value", "number"),
        Show("n", "count"),
        Show("n_clusters", "count"),
    ]
    yield context.heading(2, "dependence_outcomes_part")
    yield context.finding(outcomes)
    yield context.finding(crowding)
    yield context.paragraph(
        "outcomes_lead", figure=Ref(figure.label), table=Ref("crowding")
    )
    yield figure
    caption = context.word("crowding_caption")
    yield context.table("crowding", caption, crowding.to_frame(), shows)


def _comparison(context: Context) -> Iterator[Block]:
    result = context.stored.result("funding_comparison")
    figure = context.stored.figure("funding_streets")
    yield context.heading(2, "funding_comparison_part")
    yield context.finding(result)
    yield context.paragraph("funding_comparison_lead", figure=Ref(figure.label))
    yield figure


def _with_anyone(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out groups without any organisation: there is nobody to hide."""
    return frame[frame["n_organizations"] > 0].reset_index(drop=True)
