"""How evenly grants fall on communities, their residents and their organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.measures.funding import inequality_words as words
from hubstudy.measures.funding.dependence import funding_year
from hubstudy.measures.funding.inequality_spread import (
    if_even,
    if_random,
    spread_among,
    top_share,
)
from hubstudy.measures.funding.receipts import FUND, from_outside, receipts
from hubstudy.measures.funding.reserves import is_over
from hubstudy.measures.inference.inequality import lorenz
from hubstudy.measures.inference.intervals import MIN_CASES
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    from hubstudy.intake import Study


def grant_inequality(
    study: Study, *, year: int | None = None, unit: str = CITY
) -> Result:
    """
    Measure how evenly grants are spread over communities.

    Grants are the awards of projects (those of 0 yuan are none), counted in the
    community that a project serves; a community without one counts with 0. Money of
    the venture fund as the receiving organisations book it stands beside, counted
    where these are. Grants are few: as many of one size, spread as evenly as could
    be, would still leave some communities without, and the Gini coefficient that this
    gives is told, as is the one expected (exactly, not drawn) if they were dealt out
    at random. All years together are the full years up to the one chosen.

    Parameters
    ----------
    study
        The study.
    year
        Year of award; None for the last full year that has revenue.
    unit
        ``"city"`` or a street district's code.

    Returns
    -------
    Result
        One row per community: ``community_code``, ``community_name``, ``street_code``,
        ``has_hub``, ``residents``, ``n_organizations`` (of any legal status, open on
        the year's last day), ``n_projects``, ``n_leads`` (organisations that
        lead these), ``grants_cny``, ``n_receivers`` (of fund money), ``fund_cny``,
        ``cny_per_resident`` and ``cny_per_organization`` (of the grants), in yuan,
        each with its reason. Part ``lorenz``: ``weight`` (``"communities"`` or
        ``"residents"``), ``x``, ``y``, ``gini``, ``reason``. Part ``years``: ``year``,
        ``n_communities``, ``n_projects``, ``n_without_grants``, ``grants_cny``,
        ``gini_communities``, ``gini_even`` (of as many equal grants spread as evenly
        as could be), ``top_fifth_share`` and ``reason``. Numbers: of the year, among
        them ``gini_random`` (of as many equal grants, each falling on any community
        alike), ``gini_hub`` and ``gini_hub_random`` (among communities with a hub
        open on the year's last day), ``hub_grants_share`` (of the money, to these);
        and ``gini_all_years`` and ``n_never_granted`` of all years. Undefined as
        ``no_projects``, ``no_communities``, ``no_residents``, ``no_organizations``,
        ``no_hubs``, or ``too_small`` below five communities.

    Raises
    ------
    MeasureError
        If the unit or the year is not in the study.

    References
    ----------
    .. [1] Cowell, *Measuring Inequality*, 2011, ch. 2.
    .. [2] Lorenz, "Methods of measuring the concentration of wealth", Publ. Am. Stat.
       Assoc. 9, 1905.
    """
    place = study.unit_name(unit)
    chosen = funding_year(study) if year is None else study.last_day(year).year
    table = _communities(study, chosen, unit)
    period = grant_years(study, chosen)
    numbers = _numbers(table) | _all_years(study, unit, period)
    return Result(
        name="grant_inequality",
        unit=unit,
        unit_name=place,
        table=table,
        n=len(table),
        numbers=numbers,
        finding=words.finding(place, chosen, numbers, period),
        method=words.method(chosen),
        caveats=tuple(words.caveats(study, chosen, table, numbers)),
        parts={"lorenz": _curves(table, numbers), "years": _years(study, unit)},
    )


def grant_years(study: Study, year: int) -> list[int]:
    """
    Give the full years up to a year, from the first in which anything was granted.

    Parameters
    ----------
    study
        The study.
    year
        Last year, left out if it is not over at the as-of date.

    Returns
    -------
    list of int
        The years in order; none if nothing was granted in any of them.
    """
    granted = _grants(study)["year"]
    first = year if granted.empty else int(granted.min())
    years = [y for y in study.settings.years if first <= y <= year]
    return [y for y in years if not granted.empty and is_over(study, y)]


def _communities(study: Study, year: int, unit: str) -> pd.DataFrame:
    codes = study.community_codes(unit)
    names = ["community_code", "community_name", "street_code", "residents"]
    communities = study.tables.communities[names]
    table = communities[communities["community_code"].isin(codes)]
    table = table.sort_values("community_code").reset_index(drop=True)
    code = table["community_code"]
    present = study.organizations_open(year)
    hubs = present.loc[present["is_hub"], "community_code"]
    table.insert(3, "has_hub", code.isin(set(hubs)))
    table["n_organizations"] = _count(present, code)
    projects = _grants(study)
    projects = projects[projects["year"] == year]
    table["n_projects"] = _count(projects, code)
    fund = from_outside(receipts(study, year=year))
    fund = fund[fund["instrument"] == FUND]
    for name, lines, amount, who, reason in (
        ("grants_cny", projects, "award_cny", "lead_id", "no_projects"),
        ("fund_cny", fund, "amount_cny", "organization_id", "no_revenue"),
    ):
        receivers = lines.groupby("community_code")[who].nunique()
        count = "n_leads" if name == "grants_cny" else "n_receivers"
        table[count] = receivers.reindex(code, fill_value=0).to_numpy(dtype="int64")
        sums = lines.groupby("community_code")[amount].sum().reindex(code)
        known = not lines.empty
        table[name] = sums.fillna(0.0 if known else np.nan).to_numpy(dtype=float)
        table[f"{name}_reason"] = _words(np.full(len(table), "" if known else reason))
    for name, heads, reason in (
        ("cny_per_resident", "residents", "no_residents"),
        ("cny_per_organization", "n_organizations", "no_organizations"),
    ):
        people = table[heads].astype("float64")
        rate = table["grants_cny"] / people.where(people > 0)
        table[name] = rate
        gap = np.where(people > 0, "", reason)
        table[f"{name}_reason"] = _words(
            np.where(table["grants_cny"].isna(), "no_projects", gap)
        )
    return table


def _grants(study: Study) -> pd.DataFrame:
    projects = study.tables.projects
    return projects[projects["award_cny"] > 0]


def _count(rows: pd.DataFrame, code: pd.Series) -> np.ndarray:
    counts = rows["community_code"].value_counts().reindex(code, fill_value=0)
    return counts.to_numpy(dtype="int64")


def _words(values: np.ndarray) -> pd.Series:
    return pd.Series(values, dtype="str")


def _numbers(table: pd.DataFrame) -> dict[str, Estimate]:
    n, grants = len(table), table["grants_cny"]
    n_projects = int(table["n_projects"].sum())
    gap = "" if grants.notna().any() else "no_projects" if n else "no_communities"
    counts = {
        "n_projects": (float(n_projects), "count"),
        "n_without_grants": (float((table["n_projects"] == 0).sum()), "count"),
        "grants_cny": (float(grants.sum()), "cny"),
    }
    numbers = {
        "n_communities": Estimate(float(n), n=n, method="register", style="count")
    } | {
        name: Estimate.undefined(gap, n=n, style=style)
        if gap
        else Estimate(value, n=n, method="register", style=style)
        for name, (value, style) in counts.items()
    }
    known = table[table["residents"].notna()]
    people = known["residents"].astype("float64")
    by_resident = spread_among(known["cny_per_resident"], people)
    if n and known.empty:
        by_resident = Estimate.undefined("no_residents", n=n)
    numbers |= {
        "gini_communities": spread_among(grants),
        "gini_residents": by_resident,
        "gini_fund": _fund(table),
        "top_fifth_share": top_share(grants),
        "cny_per_resident": _rate(table, "residents", "no_residents"),
        "cny_per_organization": _rate(table, "n_organizations", "no_organizations"),
    }
    for name, mark in {"hub": table["has_hub"], "other": ~table["has_hub"]}.items():
        rate = _rate(table[mark], "residents", "no_residents")
        numbers[f"{name}_cny_per_resident"] = rate
    numbers["gini_even"] = if_even(numbers["gini_communities"], n_projects)
    numbers["gini_random"] = if_random(numbers["gini_communities"], n_projects)
    return numbers | _of_hubs(table)


def _of_hubs(table: pd.DataFrame) -> dict[str, Estimate]:
    """Spread among communities with a hub, and what part of the money they hold."""
    with_hub, whole = table[table["has_hub"]], spread_among(table["grants_cny"])
    spread = spread_among(with_hub["grants_cny"])
    if with_hub.empty:
        spread = Estimate.undefined("no_hubs")
    reason = whole.reason or spread.reason
    if reason:
        share = Estimate.undefined(reason, n=whole.n, style="share")
    else:
        money = with_hub["grants_cny"].sum() / table["grants_cny"].sum()
        share = Estimate(float(money), n=whole.n, method="census", style="share")
    return {
        "gini_hub": spread,
        "gini_hub_random": if_random(spread, int(with_hub["n_projects"].sum())),
        "hub_grants_share": share,
    }


def _fund(table: pd.DataFrame) -> Estimate:
    """Gini of fund money by the community of who received it."""
    n, money = len(table), table["fund_cny"]
    if n >= MIN_CASES and money.isna().any():
        return Estimate.undefined("no_revenue", n=n)
    if n >= MIN_CASES and (money < 0).any():
        return Estimate.undefined("refunds_exceed_receipts", n=n)
    if n >= MIN_CASES and not money.any():
        return Estimate.undefined("no_revenue", n=n)
    return spread_among(money)


def _rate(table: pd.DataFrame, heads: str, reason: str) -> Estimate:
    """Grants over heads, of all communities whose heads are known."""
    known = table[table[heads].notna()]
    n, people = len(known), float(known[heads].sum())
    if table.empty or not people:
        gap = reason if len(table) else "no_communities"
        return Estimate.undefined(gap, n=n)
    if known["grants_cny"].isna().any():
        return Estimate.undefined("no_projects", n=n)
    if n < MIN_CASES:
        return Estimate.undefined("too_small", n=n)
    return Estimate(float(known["grants_cny"].sum() / people), n=n, method="census")


def _curves(table: pd.DataFrame, numbers: dict[str, Estimate]) -> pd.DataFrame:
    known = table[table["residents"].notna()]
    people = known["residents"].astype("float64")
    parts = []
    for weight, amounts, heads in (
        ("communities", table["grants_cny"], None),
        ("residents", known["cny_per_resident"], people),
    ):
        coefficient = numbers[f"gini_{weight}"]
        reason = coefficient.reason
        curve = pd.DataFrame({"x": [np.nan], "y": [np.nan]})
        if not reason:
            curve = lorenz(amounts, heads)
        value = np.nan if coefficient.estimate is None else coefficient.estimate
        parts.append(curve.assign(weight=weight, gini=value, reason=reason))
    frame = pd.concat(parts, ignore_index=True)
    frame = frame.astype({"weight": "str", "reason": "str"})
    return frame[["weight", "x", "y", "gini", "reason"]]


def _by_year(study: Study, unit: str) -> pd.DataFrame:
    """Lay awards out by community (rows, all of the unit) and year (columns)."""
    codes = study.community_codes(unit)
    projects = _grants(study)
    years = sorted(projects["year"].unique())
    full = pd.MultiIndex.from_product([codes, years], names=["community_code", "year"])
    cells = projects.groupby(["community_code", "year"])["award_cny"]
    frame = cells.agg(grants_cny="sum", n_projects="size")
    return frame.reindex(full, fill_value=0).reset_index()


def _years(study: Study, unit: str) -> pd.DataFrame:
    rows = []
    for year, cells in _by_year(study, unit).groupby("year"):
        whole, n = spread_among(cells["grants_cny"]), int(cells["n_projects"].sum())
        rows.append(
            {
                "year": year, "n_communities": len(cells), "n_projects": n,
                "n_without_grants": int((cells["n_projects"] == 0).sum()),
                "grants_cny": float(cells["grants_cny"].sum()),
                "gini_communities": whole.estimate,
                "gini_even": if_even(whole, n).estimate,
                "top_fifth_share": top_share(cells["grants_cny"]).estimate,
                "reason": whole.reason,
            }
        )  # fmt: skip
    columns = [
        "year", "n_communities", "n_projects", "n_without_grants", "grants_cny",
        "gini_communities", "gini_even", "top_fifth_share", "reason",
    ]  # fmt: skip
    kinds = dict.fromkeys(columns[1:4], "int64")
    kinds |= dict.fromkeys(columns[4:8], "float64")
    kinds |= {"year": "Int64", "reason": "str"}
    return pd.DataFrame(rows, columns=columns).astype(kinds)


def _all_years(study: Study, unit: str, period: list[int]) -> dict[str, Estimate]:
    """Gini of the period's awards together, and communities without any of them."""
    cells = _by_year(study, unit)
    cells = cells[cells["year"].isin(period)]
    totals = cells.groupby("community_code")[["grants_cny", "n_projects"]].sum()
    totals = totals.reindex(study.community_codes(unit), fill_value=0)
    never = float((totals["n_projects"] == 0).sum())
    n = len(totals)
    return {
        "gini_all_years": spread_among(totals["grants_cny"]),
        "n_never_granted": Estimate(never, n=n, method="register", style="count")
        if n and period
        else Estimate.undefined(
            "no_projects" if n else "no_communities", n=n, style="count"
        ),
    }
