"""The headline numbers of crowding in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.measures.inference.intervals import MIN_CASES
from hubstudy.results import Estimate

if TYPE_CHECKING:
    import pandas as pd

CLUSTERS = {"organization": "organization_id", "street": "street_code"}


def headline_numbers(
    found: dict[tuple[str, str], Estimate],
    panel: pd.DataFrame,
    influence: pd.DataFrame,
) -> dict[str, Estimate]:
    """
    Choose the numbers that the finding speaks of.

    Parameters
    ----------
    found
        Slopes by specification and clusters.
    panel
        Cases of ``reported``, with what effects leave of government income.
    influence
        The slope without each organisation.

    Returns
    -------
    dict
        See `crowding`.
    """
    headline = {kind: _headline(found, kind) for kind, _ in found}
    n = panel["organization_id"].nunique()
    return {
        "crowding": headline["reported"],
        "crowding_by_street": found["reported", "street"],
        "crowding_by_organization": found["reported", "organization"],
        "crowding_range": _range(headline["reported"], influence["estimate"]),
        "crowding_with_zeros": headline["with_zeros"],
        "crowding_previous_year": headline["previous_year"],
        "crowding_without_largest": headline["without_largest"],
        "n_organizations": Estimate(float(n), n=n, method="register", style="count"),
        "n_cases": Estimate(float(len(panel)), n=n, method="register", style="count"),
        **_variation(panel, found["reported", "street"].reason),
    }


def _headline(found: dict[tuple[str, str], Estimate], kind: str) -> Estimate:
    """Take the slope by street, or else by organisation if only that is to be had."""
    by_street = found[kind, "street"]
    return by_street if by_street.is_defined else found[kind, "organization"]


def _range(slope: Estimate, without: pd.Series) -> Estimate:
    known = without.dropna()
    if slope.estimate is None or len(known) < MIN_CASES:
        return Estimate.undefined(slope.reason or "too_small", n=slope.n)
    low, high = min(known.min(), slope.estimate), max(known.max(), slope.estimate)
    return Estimate(
        slope.estimate, float(low), float(high), n=len(known), method="census",
        interval="leave_one_out",
    )  # fmt: skip


def _variation(panel: pd.DataFrame, reason: str) -> dict[str, Estimate]:
    """Say how few clusters hold the variation that identifies the slope."""
    squares = panel["government_within_cny"].dropna() ** 2
    numbers: dict[str, Estimate] = {}
    for name, column in CLUSTERS.items():
        keys = f"top_{name}_share", f"effective_{name}s"
        styles = "share", "number"
        if squares.empty:
            gaps = [Estimate.undefined(reason, style=style) for style in styles]
            numbers |= dict(zip(keys, gaps, strict=True))
            continue
        sums = squares.groupby(panel.loc[squares.index, column]).sum()
        shares = sums / sums.sum()
        for key, style, value in zip(
            keys, styles, (shares.max(), 1 / (shares**2).sum()), strict=True
        ):
            numbers[key] = Estimate(
                float(value), n=len(shares), method="census", style=style
            )
    return numbers
