"""Numbers of funding over the years: two years, what changed, and for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hubstudy.measures.funding.before_after import pooled_share
from hubstudy.measures.funding.dependence_numbers import census
from hubstudy.measures.inference.intervals import MIN_CASES
from hubstudy.results import Estimate

if TYPE_CHECKING:
    import pandas as pd

    from hubstudy.settings import Settings

FOLLOWED = {
    "government_share": ("share", "points"),
    "median_hhi_funder": ("number", "number"),
    "median_hhi_funder_outside": ("number", "number"),
    "median_effective_funders_outside": ("number", "number"),
}
"""Values of the two years, with the styles in which they and changes are printed."""

MONEY = ["outside_cny", "government_cny"]


def end_years(table: pd.DataFrame) -> tuple[int, int] | None:
    """
    Give the first and the last full year that can be compared.

    Years of at least five organisations, if there are two of them; else all that have
    revenue.

    Parameters
    ----------
    table
        Main table of the result.

    Returns
    -------
    tuple of int
        The two years; None if there is none.
    """
    known = table[table["is_full_year"] & (table["n_organizations"] > 0)]
    enough = known[(known["level"] == "all") & (known["reason"] == "")]
    if len(enough) > 1:
        known = enough
    if known.empty:
        return None
    return int(known["year"].min()), int(known["year"].max())


def panel_numbers(
    table: pd.DataFrame, own: pd.DataFrame, settings: Settings
) -> dict[str, Estimate]:
    """
    Compare the first with the last year of `end_years`.

    Parameters
    ----------
    table
        Main table of `hubstudy.measures.funding.funding_panel`.
    own
        One row per organisation and year; see
        `hubstudy.measures.funding.panel.organization_years`.
    settings
        The study's settings, for prices and how few hubs' money is not told.

    Returns
    -------
    dict of str to Estimate
        Of the first and the last year: government share, medians, money (also at
        constant prices), share of the money that hubs hold, government share of hubs
        and of others; changes; and the same of the organisations with revenue in both
        years. Changes of the government share have the range that they take when one
        organisation is left out of both years. Of the last year: money per resident
        and per organisation with money from outside, and ``n_passed_on_only``,
        organisations with money passed on and none from outside.
    """
    full = table[table["is_full_year"] & (table["n_organizations"] > 0)]
    ends = list(end_years(table) or ())
    levels = {
        (when, level): rows.iloc[0] if len(rows) else None
        for level in ("all", "hub", "other")
        for when, year in zip(("first", "last"), ends or (None, None), strict=True)
        for rows in [full[(full["year"] == year) & (full["level"] == level)]]
    }
    first, last = levels["first", "all"], levels["last", "all"]
    cells = [own[own["year"] == year] for year in ends or (-1, -1)]
    n_years = len(set(ends))
    numbers: dict[str, Estimate] = {}
    for name, (style, gap_style) in FOLLOWED.items():
        pair = [_value(row, name, style) for row in (first, last)]
        numbers |= {f"first_{name}": pair[0], f"last_{name}": pair[1]}
        numbers[f"{name}_change"] = _difference(*pair, style=gap_style, n=n_years)
    numbers["government_share_change"] = _ranged(
        numbers["government_share_change"], cells
    )
    for (when, level), row in levels.items():
        if level != "all":
            share = _value(row, "government_share", "share")
            numbers[f"{when}_{level}_government_share"] = share
    for when, cell in zip(("first", "last"), cells, strict=True):
        numbers[f"{when}_hub_money_share"] = _hub_money(cell, settings.min_contributors)
    for name in ("total_cny", "real_cny"):
        for when, row in (("first", first), ("last", last)):
            numbers[f"{when}_{name}"] = _value(row, name, "cny")
    numbers["real_cny_ratio"] = _ratio(
        numbers["first_real_cny"], numbers["last_real_cny"], n_years=n_years
    )
    numbers["cny_per_resident"] = _value(last, "cny_per_resident", "number")
    numbers["cny_per_organization"] = _value(last, "cny_per_organization", "cny")
    only = float((cells[1]["outside_cny"] <= 0).sum())
    numbers["n_passed_on_only"] = census(only, len(cells[1]), "count")
    prices = [settings.price_index.get(int(year)) for year in ends] or [None, None]
    return numbers | _same(cells, prices, n_years)


def _value(row: pd.Series | None, name: str, style: str) -> Estimate:
    if row is None:
        return Estimate.undefined("no_revenue", style=style)
    outside = name.endswith("_outside") or name == "cny_per_organization"
    n = int(row["n_outside" if outside else "n_organizations"])
    column = f"{name}_reason"
    reason = row[column] if column in row else row["reason"]
    if reason:
        return Estimate.undefined(reason, n=n, style=style)
    return Estimate(float(row[name]), n=n, method="census", style=style)


def _hub_money(cell: pd.DataFrame, least: int) -> Estimate:
    """Share of the money from outside that hubs hold, not told of one or two."""
    hubs = cell["is_hub"].astype(bool)
    n_hubs = int(hubs.sum())
    if any(0 < n < least for n in (n_hubs, len(cell) - n_hubs)):
        return Estimate.undefined("too_small", n=len(cell), style="share")
    return pooled_share(cell["outside_cny"].where(hubs, 0.0), cell["outside_cny"])


def _difference(first: Estimate, last: Estimate, *, style: str, n: int) -> Estimate:
    reason = first.reason or last.reason
    if not reason and n <= 1:
        reason = "one_group_only"
    if reason or first.estimate is None or last.estimate is None:
        return Estimate.undefined(reason, n=last.n, style=style)
    gap = last.estimate - first.estimate
    return Estimate(gap, n=last.n, method="census", style=style)


def _ranged(change: Estimate, cells: list[pd.DataFrame]) -> Estimate:
    """Add the range that a change takes when one organisation is left out."""
    if change.estimate is None:
        return change
    known = [cell.set_index("organization_id")[MONEY] for cell in cells]
    everyone = known[0].index.union(known[1].index)
    shares = []
    for money in known:
        rest = money.sum() - money.reindex(everyone, fill_value=0.0)
        share = rest["government_cny"] / rest["outside_cny"].where(
            rest["outside_cny"] > 0
        )
        shares.append(share.where(share.between(0, 1 + 1e-9)))
    left_out = shares[1] - shares[0]
    if left_out.isna().any():
        return change
    return Estimate(
        change.estimate, min(float(left_out.min()), change.estimate),
        max(float(left_out.max()), change.estimate), n=change.n, method="census",
        interval="leave_one_out", style=change.style,
    )  # fmt: skip


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
    cells: list[pd.DataFrame], prices: list[float | None], n_years: int
) -> dict[str, Estimate]:
    """Compare organisations with revenue in both years with themselves."""
    both = set(cells[0]["organization_id"]) & set(cells[1]["organization_id"])
    kept = [cell[cell["organization_id"].isin(both)] for cell in cells]
    shares = [
        pooled_share(rows["government_cny"], rows["outside_cny"]) for rows in kept
    ]
    change = _difference(*shares, style="points", n=n_years)
    real = []
    for rows, level in zip(kept, prices, strict=True):
        reason = "" if level else "no_price_index"
        if len(rows) < MIN_CASES:
            reason = "too_small" if len(rows) else "no_revenue"
        money = float(rows["outside_cny"].sum()) / level if level else np.nan
        real.append(
            Estimate.undefined(reason, n=len(rows))
            if reason
            else Estimate(money, n=len(rows), method="census")
        )
    return {
        "n_same": Estimate(
            float(len(both)), n=len(both), method="register", style="count"
        ),
        "same_first_government_share": shares[0],
        "same_last_government_share": shares[1],
        "same_government_share_change": _ranged(change, kept),
        "same_real_cny_ratio": _ratio(*real, n_years=n_years),
    }
