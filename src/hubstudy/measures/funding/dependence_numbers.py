"""Headline numbers of dependence on funding: census numbers, and how they may err."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hubstudy.measures.funding.receipts import from_outside
from hubstudy.measures.funding.uncertainty import measurement_range, share_range
from hubstudy.measures.inference.intervals import MIN_CASES
from hubstudy.results import Estimate

if TYPE_CHECKING:
    import pandas as pd

ERROR = 0.1
"""By how much each amount may be off, as a share of itself, in the ranges given."""


def numbers_of(table: pd.DataFrame, revenue: pd.DataFrame) -> dict[str, Estimate]:
    """
    Give the headline numbers.

    Parameters
    ----------
    table
        Main table of `hubstudy.measures.funding.funding_dependence`.
    revenue
        Receipts of the year; see `hubstudy.measures.funding.receipts`.

    Returns
    -------
    dict of str to Estimate
        Shares of a unit have the range of leaving one organisation out;
        ``government_share_in_error`` and ``median_hhi_funder_in_error`` what they may
        be if each amount is off by up to a tenth.
    """
    counted = table[table["reason"] == ""]
    n = len(counted)
    outside = from_outside(revenue)
    outside = outside[outside["organization_id"].isin(counted["organization_id"])]
    sums = outside.groupby("organization_id")["amount_cny"]
    marked = {
        name: outside[outside[name]].groupby("organization_id")["amount_cny"].sum()
        for name in ("by_funder", "by_declared", "by_heading")
    }
    total = sums.sum().reindex(counted["organization_id"], fill_value=0.0)
    is_hub = counted["is_hub"].to_numpy()
    by_funder = outside.groupby("funder")["amount_cny"].sum()
    money = float(total.sum())
    passed = revenue.loc[revenue["is_passed_on"], "amount_cny"].sum()
    numbers = {
        "n_organizations": Estimate(float(n), n=n, method="register", style="count"),
        "total_cny": Estimate(money, n=n, method="register", style="cny"),
        "passed_on_cny": Estimate(float(passed), n=n, method="register", style="cny"),
        "government_share": _pooled(marked["by_funder"], total),
        "government_share_declared": _pooled(marked["by_declared"], total),
        "government_share_by_heading": _pooled(marked["by_heading"], total),
        "hub_government_share": _pooled(marked["by_funder"], total[is_hub]),
        "other_government_share": _pooled(marked["by_funder"], total[~is_hub]),
        "largest_funder_share": census(
            float(by_funder.max() / money) if n and money > 0 else np.nan, n, "share"
        ),
    }
    numbers["government_share_in_error"] = numbers["government_share"]
    if numbers["government_share"].is_defined:
        public = float(marked["by_funder"].clip(lower=0).sum())
        numbers["government_share_in_error"] = share_range(public, money, error=ERROR)
    numbers["median_hhi_funder_in_error"] = _hhi_in_error(revenue, counted)
    numbers["heading_gap"] = _gap(
        numbers["government_share"], numbers["government_share_by_heading"]
    )
    medians = {
        "median_hhi_source": ("revenue_hhi_source", "number"),
        "median_hhi_funder": ("revenue_hhi_funder", "number"),
        "median_effective_funders": ("effective_funders", "number"),
        "median_top_share": ("top_share", "share"),
    }
    for name, (column, style) in medians.items():
        numbers[name] = census(counted[column].median() if n else np.nan, n, style)
    fed = counted[counted["outside_cny"] > 0]
    for name, (column, style) in medians.items():
        value = fed[column].median() if len(fed) else np.nan
        numbers[f"{name}_outside"] = census(value, len(fed), style)
    numbers["n_passed_on_only"] = census(float(n - len(fed)), n, "count")
    one = int((counted["n_funders"] == 1).sum())
    numbers["n_one_funder"] = census(float(one), n, "count")
    return numbers


def census(value: float, n: int, style: str) -> Estimate:
    """
    Give a number of a whole register, which has no sampling interval.

    Parameters
    ----------
    value
        The number.
    n
        Organisations it rests on; with fewer than five it is not given.
    style
        See `hubstudy.results.Estimate`.

    Returns
    -------
    Estimate
        Undefined for ``no_revenue`` or ``too_small``.
    """
    if n >= MIN_CASES:
        return Estimate(float(value), n=n, method="census", style=style)
    return Estimate.undefined("too_small" if n else "no_revenue", n=n, style=style)


def _pooled(part: pd.Series, total: pd.Series) -> Estimate:
    """Share of all money, and its range when one organisation at a time is left out."""
    n = len(total)
    amounts, parts = total.to_numpy(), part.reindex(total.index, fill_value=0.0)
    if n < MIN_CASES or amounts.sum() <= 0:
        return census(np.nan, min(n, MIN_CASES - 1), "share")
    given = parts.to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = (given.sum() - given) / (amounts.sum() - amounts)
    return Estimate(
        float(given.sum() / amounts.sum()), float(np.nanmin(rest)),
        float(np.nanmax(rest)), n=n, method="census", interval="leave_one_out",
        style="share",
    )  # fmt: skip


def _gap(by_funder: Estimate, by_heading: Estimate) -> Estimate:
    if by_funder.estimate is None or by_heading.estimate is None:
        return Estimate.undefined(
            by_funder.reason or by_heading.reason, n=by_funder.n, style="points"
        )
    return Estimate(
        by_funder.estimate - by_heading.estimate, n=by_funder.n, method="census",
        style="points",
    )  # fmt: skip


def _hhi_in_error(revenue: pd.DataFrame, counted: pd.DataFrame) -> Estimate:
    """Median concentration, between the medians of the least and the most it may be."""
    n = len(counted)
    if n < MIN_CASES:
        return census(np.nan, n, "number")
    kept = revenue[revenue["organization_id"].isin(counted["organization_id"])]
    cells = kept.groupby(["organization_id", "funder"])["amount_cny"].sum()
    ranges = [
        measurement_range(amounts.clip(lower=0), error=ERROR)
        for _, amounts in cells.groupby(level="organization_id")
    ]
    low, high = (
        float(np.median([getattr(found, end) for found in ranges]))
        for end in ("ci_low", "ci_high")
    )
    return Estimate(
        float(counted["revenue_hhi_funder"].median()), low, high, n=n,
        method="census", interval="measurement",
    )  # fmt: skip
