"""How much money there is, whose and how concentrated it is, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.measures.funding import panel_caveats, panel_words
from hubstudy.measures.funding.before_after import (
    adoption_frame,
    before_after,
    of_unit,
    pooled_share,
    with_groups,
)
from hubstudy.measures.funding.concentration import concentration
from hubstudy.measures.funding.dependence import VALUED
from hubstudy.measures.funding.panel_numbers import panel_numbers
from hubstudy.measures.funding.receipts import from_outside, receipts
from hubstudy.measures.funding.reserves import is_over
from hubstudy.measures.inference.intervals import MIN_CASES
from hubstudy.results import CITY, Result

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
_KINDS = {
    "year": "Int64", "is_full_year": "bool", "level": "str", "n_organizations": "int64",
    "total_cny": "float64", "total_cny_reason": "str", "real_cny": "float64",
    "real_cny_reason": "str", "government_share": "float64",
    "median_hhi_source": "float64", "median_hhi_funder": "float64",
    "median_effective_funders": "float64", "n_outside": "int64",
    "median_hhi_source_outside": "float64", "median_hhi_source_outside_reason": "str",
    "median_hhi_funder_outside": "float64", "median_hhi_funder_outside_reason": "str",
    "median_effective_funders_outside": "float64",
    "median_effective_funders_outside_reason": "str", "cny_per_resident": "float64",
    "cny_per_resident_reason": "str", "cny_per_organization": "float64",
    "cny_per_organization_reason": "str", "reason": "str",
}  # fmt: skip


def funding_panel(study: Study, *, unit: str = CITY) -> Result:
    """
    Follow money, the government share and concentration over the years.

    Totals and the government share are of money from outside, so that no yuan counts
    twice; concentration is each organisation's own, of all it received. Some members
    receive nothing but what hubs pass on, each from one funder; as they become more,
    the median HHI rises without any change elsewhere, so that the median of those with
    money from outside stands beside it and is the one followed. Organisations
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
        ``median_hhi_funder``, ``median_effective_funders``, ``n_outside``
        (organisations that got money from outside), the three medians of these alone
        (``median_…_outside``, still of all that each received), and, at current
        prices, ``cny_per_resident`` (of all residents of the unit) and
        ``cny_per_organization`` (of those with money from outside), with their
        reasons. Part ``adoption``:
        `hubstudy.measures.funding.before_after.adoption_frame`. Numbers:
        `hubstudy.measures.funding.panel_numbers.panel_numbers` and
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
    over = [year for year in study.settings.years if is_over(study, year)]
    full = years[years["year"].isin(over)]
    grouped = of_unit(with_groups(study, full), unit)
    numbers = panel_numbers(table, own, study.settings) | before_after(grouped)
    return Result(
        name="funding_panel",
        unit=unit,
        unit_name=place,
        table=table,
        n=own["organization_id"].nunique(),
        numbers=numbers,
        finding=panel_words.finding(study, place, table, numbers, unit=unit),
        method=panel_words.method(study),
        caveats=tuple(
            panel_caveats.caveats(study, table, grouped, dropped, numbers=numbers)
        ),
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
                "is_full_year": is_over(study, year),
                "level": level,
                "n_organizations": len(cell),
                "government_share": share.estimate,
                "reason": share.reason,
            }
            | medians
            | _outside(cell)
            | _money(study, cell, year, unit)
        )


def _outside(cell: pd.DataFrame) -> dict[str, object]:
    """Give the medians of those that got money from outside."""
    fed = cell[cell["outside_cny"] > 0]
    found: dict[str, object] = {"n_outside": len(fed)}
    reason = "" if len(fed) >= MIN_CASES else "too_small"
    if fed.empty:
        reason = "zero_total" if len(cell) else "no_revenue"
    for name, column in MEDIANS.items():
        found[f"{name}_outside"] = np.nan if reason else fed[column].median()
        found[f"{name}_outside_reason"] = reason
    return found


def _money(study: Study, cell: pd.DataFrame, year: int, unit: str) -> dict[str, object]:
    """Give a total, and what it is in constant prices and per head."""
    n, n_outside = len(cell), int((cell["outside_cny"] > 0).sum())
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
        "cny_per_organization": total / n_outside if n_outside else np.nan,
        "cny_per_organization_reason": gap or ("" if n_outside else "zero_total"),
    }
