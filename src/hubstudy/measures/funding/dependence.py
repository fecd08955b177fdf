"""How far organisations live on government money, and on how few funders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.fields import FIELDS
from hubstudy.measures.funding import dependence_words as words
from hubstudy.measures.funding.concentration import concentration
from hubstudy.measures.funding.dependence_numbers import numbers_of
from hubstudy.measures.funding.receipts import from_outside, receipts
from hubstudy.measures.inference.intervals import MIN_CASES
from hubstudy.results import CITY, Result

if TYPE_CHECKING:
    from hubstudy.intake import Study

PLACED = [
    "organization_id", "organization_name", "community_code", "street_code", "is_hub",
]  # fmt: skip
VALUED = ("one_source", "funder_type_unknown")
"""Reasons that leave an organisation its shares."""


def funding_dependence(
    study: Study, *, year: int | None = None, unit: str = CITY
) -> Result:
    """
    Measure the government share and the concentration of revenue.

    Government money is told by who the funder is; the shares by the register's word
    and by account heading are given beside it. Concentration is given at the level of
    source types and at that of single funders. An organisation's own shares count all
    it receives; shares of a unit leave out what organisations of the register passed
    on to one another, so that no yuan counts twice. The register is a census: there is
    no sampling interval, and the range of the unit's share when one organisation at a
    time is left out stands in its place.

    Parameters
    ----------
    study
        The study.
    year
        Year of the revenue; None for the last full year that has any.
    unit
        ``"city"`` or a street district's code.

    Returns
    -------
    Result
        One row per organisation that ever reports revenue: ``total_cny`` and, of it,
        ``outside_cny`` (not passed on by another organisation of the register) and
        ``government_cny``, in yuan; shares and indices 0–1; ``effective_funders`` and
        ``shannon_effective`` from 1; missing with ``reason`` where there are none.
        Parts ``funder_types`` (by year), ``headings`` (funder type by account
        heading), ``told_apart`` (funders whose type is not the register's, in any
        year), ``streets`` and ``funder_network``.

    Raises
    ------
    MeasureError
        If the unit or the year is not in the study.

    References
    ----------
    .. [1] Carroll and Stater, "Revenue diversification in nonprofit organizations",
       J. Public Adm. Res. Theory 19, 2009.
    .. [2] Chikoto, Ling and Neely, "The adoption and use of the Hirschman–Herfindahl
       index in nonprofit research", Voluntas 27, 2016.
    """
    study.check_unit(unit)
    place = study.unit_name(unit)
    ever = receipts(study, unit=unit)
    chosen = funding_year(study) if year is None else study.last_day(year).year
    revenue = ever[ever["year"] == chosen].reset_index(drop=True)
    table = _organizations(ever, revenue)
    numbers = numbers_of(table, revenue)
    return Result(
        name="funding_dependence",
        unit=unit,
        unit_name=place,
        table=table,
        n=int(table["reason"].eq("").sum()),
        numbers=numbers,
        finding=words.finding(
            place, chosen, numbers, minimum=study.settings.min_contributors
        ),
        method=words.method(chosen),
        caveats=tuple(words.caveats(study, chosen, table, revenue, numbers)),
        parts={
            "funder_types": _funder_types(from_outside(ever)),
            "headings": _headings(from_outside(revenue)),
            "told_apart": _told_apart(ever),
            "streets": _streets(table, study, unit),
            "funder_network": _funder_network(revenue),
        },
    )


def funding_year(study: Study) -> int:
    """
    Choose the last full calendar year that has revenue.

    Parameters
    ----------
    study
        The study.

    Returns
    -------
    int
        The year; where no full year has revenue, the last full year of the study, or
        its only year.
    """
    as_of, years = study.settings.as_of, study.settings.years
    full = [y for y in years if (y, 12, 31) <= (as_of.year, as_of.month, as_of.day)]
    recorded = set(study.tables.revenue["year"])
    return max([y for y in full if y in recorded] or full or [years[-1]])


def _organizations(ever: pd.DataFrame, revenue: pd.DataFrame) -> pd.DataFrame:
    listed = ever[PLACED].drop_duplicates("organization_id")
    found = concentration(revenue, by="organization_id", level="funder")
    by_source = concentration(revenue, by="organization_id", level="source")
    outside = from_outside(revenue)
    values = found.set_index("organization_id").rename(
        columns={"revenue_hhi": "revenue_hhi_funder", "n_sources": "n_funders"}
    )
    values["revenue_hhi_source"] = by_source.set_index("organization_id")["revenue_hhi"]
    values["government_share_by_heading"] = _part(revenue, "by_heading", values)
    for name, lines in {
        "outside_cny": outside, "government_cny": outside[outside["by_funder"]],
    }.items():  # fmt: skip
        sums = lines.groupby("organization_id")["amount_cny"].sum()
        values[name] = sums.reindex(values.index, fill_value=0.0)
    reason = values.pop("reason").astype("str")
    lost = (reason != "") & ~reason.isin(VALUED)
    shares = ["revenue_hhi_source", "government_share_by_heading"]
    values.loc[lost, [*shares, "outside_cny", "government_cny"]] = np.nan
    spread = reason.where(values["normalized_diversification"].isna(), "")
    values["normalized_diversification_reason"] = spread.astype("str")
    values["reason"] = reason.where(lost, "").astype("str")
    table = listed.join(values, on="organization_id")
    table = table.sort_values("organization_id").reset_index(drop=True)
    for name in ("reason", "normalized_diversification_reason"):
        table[name] = table[name].fillna("no_revenue").astype("str")
    table["n_funders"] = table["n_funders"].fillna(0).astype("int64")
    return table[
        [*PLACED, "n_funders", "total_cny", "outside_cny", "government_cny",
         "government_share", "government_share_by_heading", "revenue_hhi_source",
         "revenue_hhi_funder", "effective_funders", "normalized_diversification",
         "normalized_diversification_reason", "shannon_effective", "top_share",
         "reason"]
    ]  # fmt: skip


def _part(revenue: pd.DataFrame, mark: str, values: pd.DataFrame) -> pd.Series:
    """Give the marked share of each organisation's money; missing if not within 0–1."""
    lines = revenue[revenue[mark]]
    sums = lines.groupby("organization_id")["amount_cny"].sum()
    total = values["total_cny"].where(values["total_cny"] > 0)
    share: pd.Series = sums.reindex(values.index, fill_value=0.0) / total
    near = 1e-9  # sums in another order may differ in the last bits
    return share.where(share.between(-near, 1 + near)).clip(0, 1).astype("float64")


def _funder_types(ever: pd.DataFrame) -> pd.DataFrame:
    """Add money and receivers up by year and funder type, absent types as 0."""
    known = FIELDS["funder_type"].category_labels("en")
    types = [kind for kind in known if kind in set(ever["funder_type"])]
    years = sorted(ever["year"].unique())
    full = pd.MultiIndex.from_product([years, types], names=["year", "funder_type"])
    cells = ever.groupby(["year", "funder_type"])
    frame = cells["amount_cny"].sum().reindex(full, fill_value=0.0).reset_index()
    total = frame.groupby("year")["amount_cny"].transform("sum")
    share = (frame["amount_cny"] / total.where(total > 0)).astype("float64")
    share = share.where(frame["amount_cny"] >= 0)
    receivers = cells["organization_id"].nunique().reindex(full, fill_value=0)
    return frame.astype({"year": "Int64"}).assign(
        total_cny=total, share=share, n_organizations=receivers.to_numpy()
    )


def _headings(outside: pd.DataFrame) -> pd.DataFrame:
    """Cross who the funder is with what the account calls the money."""
    cells = outside.groupby(["funder_type", "instrument"])
    frame = cells.agg(
        amount_cny=("amount_cny", "sum"),
        n_organizations=("organization_id", "nunique"),
        by_funder=("by_funder", "first"),
        by_heading=("by_heading", "first"),
    )
    return frame.reset_index()


def _told_apart(revenue: pd.DataFrame) -> pd.DataFrame:
    """List funders who are not what the register says."""
    other = revenue[revenue["funder_type"] != revenue["declared_type"]]
    keys = ["funder", "declared_type", "funder_type", "basis"]
    cells = other.groupby(keys)
    return cells.agg(
        amount_cny=("amount_cny", "sum"),
        n_organizations=("organization_id", "nunique"),
    ).reset_index()


def _streets(table: pd.DataFrame, study: Study, unit: str) -> pd.DataFrame:
    streets = study.tables.street_districts[["street_code", "street_name"]]
    if unit != CITY:
        streets = streets[streets["street_code"] == unit]
    groups = table[table["reason"] == ""].groupby("street_code")
    sums = groups[["outside_cny", "government_cny"]].sum()
    outside = sums["outside_cny"]
    values = pd.DataFrame(
        {
            "n_organizations": groups.size(),
            "total_cny": outside,
            "government_share": sums["government_cny"] / outside.where(outside > 0),
            "median_hhi_source": groups["revenue_hhi_source"].median(),
            "median_hhi_funder": groups["revenue_hhi_funder"].median(),
        }
    )
    frame = streets.join(values, on="street_code")
    frame["n_organizations"] = frame["n_organizations"].fillna(0).astype("int64")
    reason = np.select(
        [frame["n_organizations"] == 0, frame["n_organizations"] < MIN_CASES],
        ["no_revenue", "too_small"],
        default="",
    )
    shares = ["government_share", "median_hhi_source", "median_hhi_funder"]
    frame[shares] = frame[shares].astype("float64")
    frame.loc[reason != "", shares] = np.nan
    frame["total_cny"] = frame["total_cny"].astype("float64")
    return frame.assign(
        reason=pd.Series(reason, index=frame.index, dtype="str")
    ).reset_index(drop=True)


def _funder_network(revenue: pd.DataFrame) -> pd.DataFrame:
    keys = ["organization_id", "organization_name", "is_hub", "funder", "funder_type"]
    return revenue.groupby(keys)["amount_cny"].sum().reset_index()
