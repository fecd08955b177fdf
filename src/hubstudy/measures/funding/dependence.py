"""How far organisations live on government money, and on how few funders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.errors import MeasureError
from hubstudy.fields import FIELDS, GOVERNMENT_FUNDER_TYPES, GOVERNMENT_INSTRUMENTS
from hubstudy.measures import funding_words as words
from hubstudy.measures.inference.intervals import MIN_CASES
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    from hubstudy.intake import Study

FUND_INSTRUMENT = "venture_fund"
MAJORITY = 0.5
LEVELS = ("all", "hub", "other")


def funding_dependence(
    study: Study, *, year: int | None = None, unit: str = CITY
) -> Result:
    """
    Measure the government share and the concentration of revenue.

    Government money is told by who the funder is; the share by account heading is
    given beside it. Concentration is the Herfindahl–Hirschman index at the level of
    source types and at that of single funders. The register is a census: there is no
    sampling interval, and the range of the city's share when one organisation at a
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
        One row per organisation that ever reports revenue: ``total_cny`` in yuan,
        shares and indices 0–1, ``effective_funders`` from 1, NaN with ``reason``
        where there is none. Parts ``funder_types``, ``streets``, ``funder_network``
        and ``scenario``.

    Raises
    ------
    MeasureError
        If the unit or the year is not in the study, or an amount is negative.

    References
    ----------
    .. [1] Carroll and Stater, "Revenue diversification in nonprofit organizations",
       J. Public Adm. Res. Theory 19, 2009.
    .. [2] Chikoto, Ling and Neely, "The adoption and use of the Hirschman–Herfindahl
       index in nonprofit research", Voluntas 27, 2016.
    """
    study.check_unit(unit)
    place = study.unit_name(unit)
    ever = _revenue_of_unit(study, unit)
    chosen = funding_year(study) if year is None else study.last_day(year).year
    revenue = ever[ever["year"] == chosen]
    table = _organizations(ever, revenue)
    traced = _fund_traced(study, chosen)
    portion = min(1.0, study.settings.annual_fund_cny / traced) if traced else 1.0
    scenario = _scenarios(table, revenue, portion)
    numbers = _numbers(table, revenue, scenario)
    return Result(
        name="funding_dependence",
        unit=unit,
        unit_name=place,
        table=table,
        n=int(table["reason"].eq("").sum()),
        numbers=numbers,
        finding=words.finding(
            place,
            chosen,
            numbers,
            scenario,
            minimum=study.settings.min_contributors,
        ),
        method=words.method(chosen),
        caveats=tuple(words.caveats(study, chosen, table, revenue, traced)),
        parts={
            "funder_types": _funder_types(ever),
            "streets": _streets(table, study, unit),
            "funder_network": _funder_network(revenue),
            "scenario": scenario,
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


def herfindahl(
    frame: pd.DataFrame, *, by: str, over: str, value: str = "amount_cny"
) -> pd.DataFrame:
    """
    Herfindahl–Hirschman index of each holder's money over its sources.

    Parameters
    ----------
    frame
        One row per receipt.
    by
        Column of the holder, such as ``organization_id``.
    over
        Column of the source, such as ``funder``.
    value
        Column of the amount, none negative.

    Returns
    -------
    pandas.DataFrame
        Columns ``total``, ``hhi`` (above 0 to 1) and ``top`` (largest source's
        share), indexed by the holder in order; NaN where the total is 0.

    Raises
    ------
    MeasureError
        If an amount is negative.

    References
    ----------
    .. [1] Hirschman, "The paternity of an index", Am. Econ. Rev. 54, 1964.
    """
    if (frame[value] < 0).any():
        culprits = sorted(frame.loc[frame[value] < 0, by].unique())[:5]
        msg = f"金额为负，无从计算份额 / negative amounts have no shares: {culprits}"
        raise MeasureError(msg)
    amounts = frame.groupby([by, over])[value].sum()
    total = amounts.groupby(level=by).sum()
    shares = amounts / total.where(total > 0).reindex(amounts.index, level=by)
    squares = (shares**2).groupby(level=by).sum(min_count=1)
    top = shares.groupby(level=by).max()
    return pd.DataFrame({"total": total, "hhi": squares, "top": top}).astype("float64")


def _revenue_of_unit(study: Study, unit: str) -> pd.DataFrame:
    columns = ["organization_id", "organization_name", "community_code", "is_hub"]
    revenue = study.with_place(
        study.tables.revenue.merge(
            study.tables.organizations[columns],
            on="organization_id",
            validate="many_to_one",
        )
    )
    if unit != CITY:
        revenue = revenue[revenue["street_code"] == unit]
    return revenue.assign(
        by_funder=revenue["funder_type"].isin(GOVERNMENT_FUNDER_TYPES),
        by_heading=revenue["instrument"].isin(GOVERNMENT_INSTRUMENTS),
    ).reset_index(drop=True)


def _organizations(ever: pd.DataFrame, revenue: pd.DataFrame) -> pd.DataFrame:
    columns = [
        "organization_id", "organization_name", "community_code", "street_code",
        "street_name", "is_hub",
    ]  # fmt: skip
    listed = (
        ever[columns].drop_duplicates("organization_id").set_index("organization_id")
    )
    by_source = herfindahl(revenue, by="organization_id", over="funder_type")
    by_funder = herfindahl(revenue, by="organization_id", over="funder")
    positive = by_funder["total"].where(by_funder["total"] > 0)
    sums = {
        column: revenue[revenue[column]].groupby("organization_id")["amount_cny"].sum()
        for column in ("by_funder", "by_heading")
    }
    values = pd.DataFrame(
        {
            "total_cny": by_funder["total"],
            "government_share": _part(sums["by_funder"], positive),
            "government_share_by_heading": _part(sums["by_heading"], positive),
            "revenue_hhi_source": by_source["hhi"],
            "revenue_hhi_funder": by_funder["hhi"],
            "effective_funders": 1 / by_funder["hhi"],
            "top_share": by_funder["top"],
        }
    ).astype("float64")
    table = listed.join(values).sort_index().reset_index()
    reason = np.select(
        [table["total_cny"].isna(), table["total_cny"] == 0],
        ["no_revenue", "zero_total"],
        default="",
    )
    ordered = [c for c in table.columns if c != "street_name"]
    return table[ordered].assign(reason=pd.Series(reason, dtype="str"))


def _part(part: pd.Series, total: pd.Series) -> pd.Series:
    share: pd.Series = part.reindex(total.index, fill_value=0.0) / total
    return share.clip(0, 1)  # sums in another order may differ in the last bit


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
    receivers = cells["organization_id"].nunique().reindex(full, fill_value=0)
    return frame.astype({"year": "Int64"}).assign(
        total_cny=total, share=share, n_organizations=receivers.to_numpy()
    )


def _streets(table: pd.DataFrame, study: Study, unit: str) -> pd.DataFrame:
    streets = study.tables.street_districts[["street_code", "street_name"]]
    if unit != CITY:
        streets = streets[streets["street_code"] == unit]
    counted = table[table["reason"] == ""]
    money = counted.assign(
        government=counted["government_share"] * counted["total_cny"]
    )
    groups = money.groupby("street_code")
    values = pd.DataFrame(
        {
            "n_organizations": groups.size(),
            "total_cny": groups["total_cny"].sum(),
            "government_share": groups["government"].sum() / groups["total_cny"].sum(),
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


def _fund_traced(study: Study, year: int) -> float:
    revenue = study.tables.revenue
    rows = (revenue["year"] == year) & (revenue["instrument"] == FUND_INSTRUMENT)
    return float(revenue.loc[rows, "amount_cny"].sum())


def _scenarios(
    table: pd.DataFrame, revenue: pd.DataFrame, portion: float
) -> pd.DataFrame:
    """Take each organisation's fund money, or its largest funder's, away."""
    counted = table[table["reason"] == ""].set_index("organization_id")
    fund = revenue[revenue["instrument"] == FUND_INSTRUMENT]
    lost = {
        "fund_300k": fund.groupby("organization_id")["amount_cny"].sum() * portion,
        "top_funder": counted["top_share"] * counted["total_cny"],
    }
    rows = []
    for scenario, amounts in lost.items():
        gone = amounts.reindex(counted.index, fill_value=0.0)
        for level in LEVELS:
            inside = counted["is_hub"] | (level != "hub")
            inside &= ~counted["is_hub"] | (level != "other")
            total, away = counted.loc[inside, "total_cny"], gone[inside]
            rows.append(
                {
                    "scenario": scenario,
                    "level": level,
                    "n_organizations": len(total),
                    "total_cny": float(total.sum()),
                    "lost_cny": float(away.sum()),
                    "lost_share": float(away.sum() / total.sum())
                    if len(total)
                    else np.nan,
                    "n_majority_lost": int((away > MAJORITY * total).sum()),
                    "reason": "" if len(total) else "no_revenue",
                }
            )
    return pd.DataFrame(rows)


def _numbers(
    table: pd.DataFrame, revenue: pd.DataFrame, scenario: pd.DataFrame
) -> dict[str, Estimate]:
    counted = table[table["reason"] == ""]
    n = len(counted)
    fund = scenario[
        (scenario["scenario"] == "fund_300k") & (scenario["level"] == "all")
    ]
    by_funder = revenue.groupby("funder")["amount_cny"].sum()
    numbers = {
        "n_organizations": Estimate(float(n), n=n, method="register", style="count"),
        "total_cny": Estimate(
            float(counted["total_cny"].sum()), n=n, method="register", style="cny"
        ),
        "government_share": _pooled(counted, "government_share"),
        "government_share_by_heading": _pooled(counted, "government_share_by_heading"),
        "hub_government_share": _pooled(counted[counted["is_hub"]], "government_share"),
        "fund_lost_share": _census(float(fund["lost_share"].iloc[0]), n, "share"),
        "largest_funder_share": _census(
            float(by_funder.max() / by_funder.sum()) if n else np.nan, n, "share"
        ),
    }
    medians = {
        "median_hhi_source": ("revenue_hhi_source", "number"),
        "median_hhi_funder": ("revenue_hhi_funder", "number"),
        "median_effective_funders": ("effective_funders", "number"),
        "median_top_share": ("top_share", "share"),
    }
    for name, (column, style) in medians.items():
        numbers[name] = _census(counted[column].median() if n else np.nan, n, style)
    return numbers


def _census(value: float, n: int, style: str) -> Estimate:
    if n >= MIN_CASES:
        return Estimate(float(value), n=n, method="census", style=style)
    return Estimate.undefined("too_small" if n else "no_revenue", n=n, style=style)


def _pooled(counted: pd.DataFrame, column: str) -> Estimate:
    """Share of all money, and its range when one organisation at a time is left out."""
    n = len(counted)
    if n < MIN_CASES:
        return _census(np.nan, n, "share")
    total = counted["total_cny"].to_numpy()
    part = counted[column].to_numpy() * total
    rest = (part.sum() - part) / (total.sum() - total)
    return Estimate(
        float(part.sum() / total.sum()), float(rest.min()), float(rest.max()), n=n,
        method="census", interval="leave_one_out", style="share",
    )  # fmt: skip
