"""Indicators of street districts, each with its sampling distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from hubstudy.measures.inference.intervals import LEVEL, MIN_CASES, wilson

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PER_RESIDENTS = 10_000.0


class Indicator(NamedTuple):
    """
    One indicator by street district.

    Parameters
    ----------
    frame
        Columns ``n, estimate, ci_low, ci_high, reason``, indexed by street code.
    quantile
        Quantiles of the sampling distributions: takes probabilities, one column per
        street district with an estimate, and gives values of the same shape.
    """

    frame: pd.DataFrame
    quantile: Callable[[Floats], Floats]


def _frame(
    n: pd.Series, estimate: pd.Series, low: pd.Series, high: pd.Series
) -> pd.DataFrame:
    """Lay one indicator out; too few cases take value and interval away."""
    enough = n >= MIN_CASES
    values = {"estimate": estimate, "ci_low": low, "ci_high": high}
    return pd.DataFrame(
        {"n": n.astype("int64")}
        | {key: value.astype("float64").where(enough) for key, value in values.items()}
        | {"reason": enough.map({True: "", False: "too_small"}).astype("str")}
    )


def per_residents(communities: pd.DataFrame) -> Indicator:
    """
    Give organisations per 10,000 residents, gamma, overdispersed over communities.

    Parameters
    ----------
    communities
        Table of `hubstudy.measures.density.community_density`.

    Returns
    -------
    Indicator
        By street district; communities without residents on record are left out.
    """
    counted = communities[communities["residents"] > 0].astype(
        {"residents": "float64", "n_organizations": "float64"}
    )
    groups = counted.groupby("street_code")
    n, count = groups.size(), groups["n_organizations"].sum()
    residents = groups["residents"].sum()
    means = groups["n_organizations"].transform("sum")
    expected = means * counted["residents"] / groups["residents"].transform("sum")
    squares = (counted["n_organizations"] - expected) ** 2 / expected.where(
        expected > 0
    )
    spare = len(counted) - len(n)
    spread = max(1.0, squares.sum() / spare) if spare else 1.0
    shape, scale = (count + 0.5) / spread, PER_RESIDENTS * spread / residents
    low, high = (
        pd.Series(stats.gamma.ppf(p, shape, scale=scale), index=n.index)
        for p in ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    )
    frame = _frame(n, PER_RESIDENTS * count / residents, low, high)
    kept = (frame["reason"] == "").to_numpy()
    shapes, scales = shape.to_numpy()[kept], scale.to_numpy()[kept]
    return Indicator(
        frame, lambda u: np.asarray(stats.gamma.ppf(u, shapes, scale=scales))
    )


def mean_of(rows: pd.DataFrame, column: str) -> Indicator:
    """
    Mean of a column over the rows of each street district, t about it.

    Parameters
    ----------
    rows
        With ``street_code``.
    column
        The column, from 0 to 1; rows without a value are left out.

    Returns
    -------
    Indicator
        By street district.
    """
    groups = rows.dropna(subset=[column]).groupby("street_code")
    values = groups[column]
    n = values.size()
    return _normal(n, values.mean(), values.std() / np.sqrt(n), df=n - 1)


def government_share(organizations: pd.DataFrame) -> Indicator:
    """
    Government share of money from outside, t with the error of the jackknife.

    Parameters
    ----------
    organizations
        Table of `hubstudy.measures.funding.funding_dependence`.

    Returns
    -------
    Indicator
        By street district.
    """
    money = organizations[organizations["reason"] == ""]
    groups = money.groupby("street_code")
    totals, parts = groups["outside_cny"], groups["government_cny"]
    n, total, part = groups.size(), totals.sum(), parts.sum()
    rest = totals.transform("sum") - money["outside_cny"]
    left_out = parts.transform("sum") - money["government_cny"]
    left_out = left_out / rest.where(rest > 0)
    squares = left_out.groupby(money["street_code"]).var(ddof=0) * n
    # money lies with few organisations, so there is less to judge the error by
    effective = (
        total**2 / (money["outside_cny"] ** 2).groupby(money["street_code"]).sum()
    )
    error = ((n - 1) / n * squares) ** 0.5
    return _normal(n, part / total, error, df=effective - 1)


def _normal(
    n: pd.Series, centre: pd.Series, error: pd.Series, *, df: pd.Series
) -> Indicator:
    """Take a share as t-distributed about its estimate; the interval ends at 0, 1."""
    df = df.clip(lower=1)
    half = pd.Series(stats.t.ppf((1 + LEVEL) / 2, df), index=n.index) * error
    frame = _frame(n, centre, (centre - half).clip(0, 1), (centre + half).clip(0, 1))
    kept = (frame["reason"] == "").to_numpy()
    middles, errors = centre.to_numpy()[kept], error.to_numpy()[kept]
    dfs = df.to_numpy()[kept]
    return Indicator(frame, lambda u: middles + errors * stats.t.ppf(u, dfs))


def completion(projects: pd.DataFrame) -> Indicator:
    """
    Completion shares with Wilson's interval, and draws that judge differences.

    Differences are judged as a test of equal shares would: with the error of the
    common share, widened by what projects of one lead have in common.

    Parameters
    ----------
    projects
        See `hubstudy.measures.outcomes.projects_of_unit`.

    Returns
    -------
    Indicator
        By street district, of projects that are due.
    """
    due = projects[projects["due"]]
    groups = due.groupby("street_code")["completed"]
    n, done = groups.size(), groups.sum()
    shares = [wilson(int(k), int(m)) for k, m in zip(done, n, strict=True)]
    estimate, low, high = (
        pd.Series([getattr(share, name) for share in shares], n.index, dtype="float64")
        for name in ("estimate", "ci_low", "ci_high")
    )
    frame = _frame(n, estimate, low, high)
    kept = (frame["reason"] == "").to_numpy()
    common = done.sum() / max(n.sum(), 1)
    residuals = (due["completed"] - common).groupby(due["lead_id"]).sum()
    leads = len(residuals)
    expected = n.sum() * common * (1 - common) * max(leads - 1, 1) / max(leads, 1)
    spread = max(1.0, (residuals**2).sum() / expected) if expected else 1.0
    middles, cases = estimate.to_numpy()[kept], n.to_numpy(float)[kept]
    errors = np.sqrt(common * (1 - common) * spread / cases)
    return Indicator(frame, lambda u: middles + errors * stats.norm.ppf(u))
