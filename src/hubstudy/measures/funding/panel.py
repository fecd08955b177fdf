"""How much money there is, whose and how concentrated it is, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.measures.funding import panel_words as words
from hubstudy.measures.funding.before_after import (
    adoption_frame,
    before_after,
    of_unit,
    pooled_share,
    with_groups,
)
from hubstudy.measures.funding.concentration import concentration
from hubstudy.measures.funding.dependence import VALUED
from hubstudy.measures.funding.receipts import from_outside, receipts
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.intake import Study

KEYS = ["organization_id", "year"]
MEDIANS = {
    "median_hhi_source": "revenue_hhi_source",
    "median_hhi_funder": "revenue_hhi_funder",
    "median_effective_funders": "effective_funders",
}
LEVELS = ("all", "hub", "other")
CHANGES = {
    "government_share": ("share", "points"),
    "median_hhi_funder": ("number", "number"),
}
_KINDS = {
    "year": "Int64", "is_full_year": "bool", "level": "str", "n_organizations": "int64",
    "total_cny": "float64", "total_cny_reason": "str", "real_cny": "float64",
    "real_cny_reason": "str", "government_share": "float64",
    "median_hhi_source": "float64", "median_hhi_funder": "float64",
    "median_effective_funders": "float64", "cny_per_resident": "float64",
    "cny_per_resident_reason": "str", "cny_per_organization": "float64",
    "cny_per_organization_reason": "str", "reason": "str",
}  # fmt: skip


def funding_panel(study: Study, *, unit: str = CITY) -> Result:
    """
    Follow money, the government share and concentration over the years.

    Totals and the government share are of money from outside, so that no yuan counts
    twice; concentration is each organisation's own, of all it received. Organisations
    without shares in a year (`concentration`) are left out of that year. Before and
    after a hub opened, full years only, is a description: money also changes for
    other reasons, some of which change in communities without a hub alike.

    Parameters
    ----------
    study
        The study.
    unit
        ``"city"`` or a street district's code.

    Returns
    -------
    Result
        One row per year of the study with revenue (all years if there is none) and
        ``level`` (``"all"``, ``"hub"``, ``"other"``): ``n_organizations`` with
        revenue, ``total_cny`` and ``real_cny`` (in prices of the study's
        ``price_year``), ``government_share``, ``median_hhi_source``,
        ``median_hhi_funder``, ``median_effective_funders``, and, at current prices,
        ``cny_per_resident`` (of all residents of the unit) and
        ``cny_per_organization`` (of those with revenue), with their reasons. Part
        ``adoption``: `hubstudy.measures.funding.before_after.adoption_frame`.
        Numbers: of the first and the last full year, their change, the same of the
        organisations that report in both, and
        `hubstudy.measures.funding.before_after.before_after`.

    Raises
    ------
    MeasureError
        If the unit is not in the study.

    References
    ----------
    .. [1] Cengiz, Dube, Lindner and Zipperer, The effect of minimum wages on low-wage
       jobs, 2019 (comparison by cohort with those not treated).
    """
    place = study.unit_name(unit)
    years, dropped = organization_years(study)
    inside = pd.Series(data=True, index=years.index)
    if unit != CITY:
        inside = years["street_code"] == unit
        dropped = dropped[dropped["street_code"] == unit]
    own = years[inside]
    recorded = sorted(study.tables.revenue["year"].unique()) or study.settings.years
    rows = [row for year in recorded for row in _rows(study, own, int(year), unit)]
    table = pd.DataFrame(rows, columns=list(_KINDS)).astype(_KINDS)
    full = years[years["year"].isin(_full_years(study))]
    grouped = of_unit(with_groups(study, full), unit)
    numbers = _ends(table, own) | before_after(grouped)
    return Result(
        name="funding_panel",
        unit=unit,
        unit_name=place,
        table=table,
        n=own["organization_id"].nunique(),
        numbers=numbers,
        finding=words.finding(study, place, table, numbers),
        method=words.method(study),
        caveats=tuple(words.caveats(study, table, grouped, dropped, numbers=numbers)),
        parts={"adoption": adoption_frame(grouped)},
    )


def organization_years(study: Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Give each organisation's money and concentration by year.

    Parameters
    ----------
    study
        The study.

    Returns
    -------
    tuple of pandas.DataFrame
        Those with shares, one row per organisation and year: ``organization_id``,
        ``year``, ``community_code``, ``street_code``, ``is_hub``, ``outside_cny`` and,
        of it, ``government_cny`` and ``government_share`` (missing if nothing came
        from outside), and, of all received, ``total_cny``, ``revenue_hhi_source``,
        ``revenue_hhi_funder``, ``effective_funders``; and those without, with the
        ``reason``.
    """
    lines = receipts(study)
    found = concentration(lines, by=KEYS, level="funder")
    found = found.rename(columns={"revenue_hhi": "revenue_hhi_funder"})
    by_source = concentration(lines, by=KEYS, level="source")
    found["revenue_hhi_source"] = by_source["revenue_hhi"]
    places = ["organization_id", "community_code", "street_code", "is_hub"]
    homes = lines[places].drop_duplicates("organization_id")
    found = found.merge(homes, on="organization_id", validate="many_to_one")
    outside = from_outside(lines)
    for name, part in {
        "outside_cny": outside, "government_cny": outside[outside["by_funder"]],
    }.items():  # fmt: skip
        sums = part.groupby(KEYS)["amount_cny"].sum().rename(name).reset_index()
        found = found.merge(sums, on=KEYS, how="left", validate="one_to_one")
        found[name] = found[name].fillna(0.0)
    share = found["government_cny"] / found["outside_cny"].where(
        found["outside_cny"] > 0
    )
    found["government_share"] = share.where(share.between(0, 1 + 1e-9)).clip(upper=1)
    has_shares = found["reason"].isin(["", *VALUED])
    kept = [
        *KEYS, "community_code", "street_code", "is_hub", "total_cny", "outside_cny",
        "government_cny", "government_share", "revenue_hhi_source",
        "revenue_hhi_funder", "effective_funders",
    ]  # fmt: skip
    return (
        found.loc[has_shares, kept].reset_index(drop=True),
        found.loc[~has_shares, [*KEYS, "street_code", "reason"]],
    )


def _full_years(study: Study) -> list[int]:
    as_of, years = study.settings.as_of, study.settings.years
    return [y for y in years if (y, 12, 31) <= (as_of.year, as_of.month, as_of.day)]


def _rows(
    study: Study, own: pd.DataFrame, year: int, unit: str
) -> Iterator[dict[str, object]]:
    rows = own[own["year"] == year]
    hubs = rows["is_hub"].astype(bool)
    for level, cell in zip(LEVELS, (rows, rows[hubs], rows[~hubs]), strict=True):
        share = pooled_share(cell["government_cny"], cell["outside_cny"])
        medians = {
            name: cell[column].median() if share.is_defined else np.nan
            for name, column in MEDIANS.items()
        }
        yield (
            {
                "year": year,
                "is_full_year": year in _full_years(study),
                "level": level,
                "n_organizations": len(cell),
                "government_share": share.estimate,
                "reason": share.reason,
            }
            | medians
            | _money(study, cell, year, unit)
        )


def _money(study: Study, cell: pd.DataFrame, year: int, unit: str) -> dict[str, object]:
    """Give a total, and what it is in constant prices and per head."""
    n = len(cell)
    gap = "" if n else "no_revenue"
    total = float(cell["outside_cny"].sum()) if n else np.nan
    index = study.settings.price_index
    base, level = index.get(study.settings.price_year), index.get(year)
    priced = base is not None and level is not None
    communities = study.tables.communities
    communities = communities[communities["residents"].notna()]
    communities = communities[
        communities["community_code"].isin(study.community_codes(unit))
    ]
    people = float(communities["residents"].sum())
    there = cell["community_code"].isin(communities["community_code"])
    money = float(cell.loc[there, "outside_cny"].sum())
    return {
        "total_cny": total,
        "total_cny_reason": gap,
        "real_cny": total * base / level if base and level else np.nan,
        "real_cny_reason": gap or ("" if priced else "no_price_index"),
        "cny_per_resident": money / people if n and people else np.nan,
        "cny_per_resident_reason": gap or ("" if people else "no_residents"),
        "cny_per_organization": total / n if n else np.nan,
        "cny_per_organization_reason": gap,
    }


def _ends(table: pd.DataFrame, own: pd.DataFrame) -> dict[str, Estimate]:
    """Compare the first with the last full year that has revenue."""
    rows = table[(table["level"] == "all") & table["is_full_year"]]
    rows = rows[rows["n_organizations"] > 0]
    first, last = (rows.iloc[0], rows.iloc[-1]) if len(rows) else (None, None)
    numbers: dict[str, Estimate] = {}
    for name, (style, gap_style) in CHANGES.items():
        ends = [_value(row, name, style) for row in (first, last)]
        numbers |= {f"first_{name}": ends[0], f"last_{name}": ends[1]}
        numbers[f"{name}_change"] = _difference(*ends, style=gap_style, n=len(rows))
    for name in ("total_cny", "real_cny"):
        numbers |= {
            f"{when}_{name}": _value(row, name, "cny")
            for when, row in (("first", first), ("last", last))
        }
    numbers["real_cny_ratio"] = _ratio(
        numbers["first_real_cny"], numbers["last_real_cny"], n_years=len(rows)
    )
    numbers["cny_per_resident"] = _value(last, "cny_per_resident", "number")
    numbers["cny_per_organization"] = _value(last, "cny_per_organization", "cny")
    return numbers | _same(own, first, last)


def _value(row: pd.Series | None, name: str, style: str) -> Estimate:
    if row is None:
        return Estimate.undefined("no_revenue", style=style)
    n = int(row["n_organizations"])
    column = f"{name}_reason"
    reason = row[column] if column in row else row["reason"]
    if reason:
        return Estimate.undefined(reason, n=n, style=style)
    return Estimate(float(row[name]), n=n, method="census", style=style)


def _difference(first: Estimate, last: Estimate, *, style: str, n: int) -> Estimate:
    reason = first.reason or last.reason
    if not reason and n <= 1:
        reason = "one_group_only"
    if reason or first.estimate is None or last.estimate is None:
        return Estimate.undefined(reason, n=last.n, style=style)
    gap = last.estimate - first.estimate
    return Estimate(gap, n=last.n, method="census", style=style)


def _ratio(first: Estimate, last: Estimate, *, n_years: int) -> Estimate:
    """Last over first; one year alone has none."""
    reason = first.reason or last.reason
    if not reason and n_years <= 1:
        reason = "one_group_only"
    if not reason and not first.estimate:
        reason = "zero_total"
    if reason or not first.estimate or last.estimate is None:
        return Estimate.undefined(reason, n=last.n)
    return Estimate(last.estimate / first.estimate, n=last.n, method="census")


def _same(
    own: pd.DataFrame, first: pd.Series | None, last: pd.Series | None
) -> dict[str, Estimate]:
    """Compare the government share of organisations with revenue in both years."""
    ends = [
        own[own["year"] == row["year"]] if row is not None else own.iloc[:0]
        for row in (first, last)
    ]
    both = set(ends[0]["organization_id"]) & set(ends[1]["organization_id"])
    shares = []
    for rows in ends:
        kept = rows[rows["organization_id"].isin(both)]
        shares.append(pooled_share(kept["government_cny"], kept["outside_cny"]))
    n_years = len({row["year"] for row in (first, last) if row is not None})
    return {
        "n_same": Estimate(
            float(len(both)), n=len(both), method="register", style="count"
        ),
        "same_first_government_share": shares[0],
        "same_last_government_share": shares[1],
        "same_government_share_change": _difference(*shares, style="points", n=n_years),
    }
