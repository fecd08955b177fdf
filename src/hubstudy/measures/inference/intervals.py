"""Intervals that hold for small registers: shares, medians, clusters, ranks.

Every function hands back an `Estimate`, or refuses with a reason. None of them says
anything about causes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from hubstudy.errors import MeasureError
from hubstudy.measures.inference.sandwich import cr2
from hubstudy.results import Estimate

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hubstudy.measures.inference.sandwich import Spread
    from hubstudy.network.ties import Floats, Ints

LEVEL = 0.95
MIN_CASES = 5
MIN_CLUSTERS = 5
MIN_DF = 4.0
ROUNDING = 1e-12


def wilson(k: int, n: int, *, reason: str = "too_small") -> Estimate:
    """
    Share of successes with the interval of Wilson.

    The cases are taken as independent of one another.

    Parameters
    ----------
    k
        Successes.
    n
        Cases.
    reason
        Why there is no share if there is no case.

    Returns
    -------
    Estimate
        Share from 0 to 1; undefined if `n` is 0.

    Raises
    ------
    MeasureError
        If `k` is not from 0 to `n`.

    References
    ----------
    .. [1] Wilson, "Probable inference", J. Am. Stat. Assoc. 22, 1927.

    Examples
    --------
    >>> wilson(3, 4).text("zh")
    '75.0%（95% 区间 30.1%至95.4%）'
    """
    if not 0 <= k <= n:
        msg = f"成功数须为 0 至 {n}，发现 {k} / successes must be 0 to {n}, found {k}"
        raise MeasureError(msg)
    if n == 0:
        return Estimate.undefined(reason, style="share")
    low, high = proportion_confint(k, n, alpha=1 - LEVEL, method="wilson")
    return Estimate(k / n, float(low), float(high), n=n, method="wilson", style="share")


def median_interval(values: ArrayLike, *, style: str = "number") -> Estimate:
    """
    Median with a distribution-free interval between two order statistics.

    Below six cases no such interval reaches 95 %, so that there is no estimate.

    Parameters
    ----------
    values
        Numbers without gaps.
    style
        How to print the median; see `Estimate`.

    Returns
    -------
    Estimate
        Median; undefined as ``too_small`` below six cases.

    Raises
    ------
    MeasureError
        If a value is missing.

    References
    ----------
    .. [1] Conover, *Practical Nonparametric Statistics*, 1999, section 3.2.
    """
    numbers = _complete(values)
    if len(numbers) <= MIN_CASES:
        return Estimate.undefined("too_small", n=len(numbers), style=style)
    # the r-th smallest and r-th largest value, r − 1 being the binomial quantile
    numbers.sort()
    rank = int(stats.binom.ppf((1 - LEVEL) / 2, len(numbers), 0.5))
    if stats.binom.cdf(rank, len(numbers), 0.5) > (1 - LEVEL) / 2:
        rank -= 1
    return Estimate(
        float(np.median(numbers)), float(numbers[rank]), float(numbers[-1 - rank]),
        n=len(numbers), method="order statistics", style=style,
    )  # fmt: skip


def clustered_difference(
    values: ArrayLike,
    treated: ArrayLike,
    clusters: ArrayLike,
    *,
    min_clusters: int = MIN_CLUSTERS,
    style: str = "points",
) -> Estimate:
    """
    Difference of two means, treated less others, with a cluster-aware interval.

    Bias-reduced linearisation (CR2) with Satterthwaite degrees of freedom under
    independent working errors; a cluster may lie in both groups. For an outcome of
    0 and 1 the interval is cut at −1 and 1.

    Parameters
    ----------
    values
        Outcome by case, 0/1 or any number.
    treated
        Whether the case is in the first group.
    clusters
        Label of the cluster the case belongs to.
    min_clusters
        Fewest clusters that each group must have.
    style
        How to print the difference; see `Estimate`.

    Returns
    -------
    Estimate
        Difference; undefined where a group is empty (``one_group_only``), has too
        few clusters or leaves fewer than four degrees of freedom
        (``too_few_clusters``), or does not vary (``no_variation``,
        ``one_group_constant``).

    Raises
    ------
    MeasureError
        If an outcome is missing.

    References
    ----------
    .. [1] Bell and McCaffrey, "Bias reduction in standard errors for linear
       regression with multi-stage samples", Surv. Methodol. 28, 2002.
    .. [2] Pustejovsky and Tipton, "Small-sample methods for cluster-robust variance
       estimation", J. Bus. Econ. Stat. 36, 2018.
    .. [3] Tipton, "Small sample adjustments for robust variance estimation",
       Psychol. Methods 20, 2015 (no t approximation below 4 degrees of freedom).
    """
    outcome, first = _complete(values), np.asarray(treated, dtype=bool)
    codes = pd.factorize(np.asarray(clusters))[0]
    groups = [np.unique(codes[side]).size for side in (first, ~first)]
    n = len(outcome)
    if not min(groups):
        return Estimate.undefined("one_group_only", n=n, style=style)
    if min(groups) < min_clusters:
        return Estimate.undefined("too_few_clusters", n=n, style=style)
    constant = [np.ptp(outcome[side]) == 0 for side in (first, ~first)]
    if any(constant):
        reason = "one_group_constant"
        if np.ptp(outcome) == 0:
            reason = "no_variation"
        return Estimate.undefined(reason, n=n, style=style)
    difference = outcome[first].mean() - outcome[~first].mean()
    spread = _cr2(outcome, np.where(first, 0, 1), codes)
    if spread.df < MIN_DF:
        return Estimate.undefined("too_few_clusters", n=n, style=style)
    half = stats.t.ppf((1 + LEVEL) / 2, spread.df) * spread.std_error
    ends = np.array([difference - half, difference + half])
    if np.isin(outcome, [0, 1]).all():
        ends = ends.clip(-1, 1)
    return Estimate(
        float(difference), float(ends[0]), float(ends[1]), spread.std_error,
        float(2 * stats.t.sf(abs(difference) / spread.std_error, spread.df)),
        n=n, n_clusters=int(codes.max() + 1), method="CR2, Satterthwaite t",
        style=style,
    )  # fmt: skip


def clustered_share(
    values: ArrayLike, *, clusters: ArrayLike, min_clusters: int = MIN_CLUSTERS
) -> Estimate:
    """
    Share of ones with a cluster-aware interval that stays within 0 and 1.

    CR2 standard error and Satterthwaite degrees of freedom as in
    `clustered_difference`; the interval is formed on the logit scale.

    Parameters
    ----------
    values
        0 or 1 by case.
    clusters
        Label of the cluster the case belongs to.
    min_clusters
        Fewest clusters there must be.

    Returns
    -------
    Estimate
        Share; undefined with too few cases or clusters, or if all are the same.

    Raises
    ------
    MeasureError
        If a value is missing.

    References
    ----------
    .. [1] Korn and Graubard, "Confidence intervals for proportions with small
       expected number of positive counts", Surv. Methodol. 24, 1998.
    """
    outcome, codes = _complete(values), pd.factorize(np.asarray(clusters))[0]
    n, n_clusters = len(outcome), int(codes.max(initial=-1)) + 1
    reason = ""
    if n < MIN_CASES:
        reason = "too_small"
    elif n_clusters < min_clusters:
        reason = "too_few_clusters"
    elif np.ptp(outcome) == 0:
        reason = "no_variation"
    if reason:
        return Estimate.undefined(reason, n=n, style="share")
    share = outcome.mean()
    spread = _cr2(outcome, np.zeros(n, dtype=int), codes)
    if spread.df < MIN_DF:
        return Estimate.undefined("too_few_clusters", n=n, style="share")
    half = stats.t.ppf((1 + LEVEL) / 2, spread.df) * spread.std_error
    ends = np.log(share / (1 - share)) + np.array([-1, 1]) * half / share / (1 - share)
    low, high = 1 / (1 + np.exp(-ends))
    return Estimate(
        float(share), float(low), float(high), spread.std_error, n=n,
        n_clusters=n_clusters, method="CR2, Satterthwaite t on logits", style="share",
    )  # fmt: skip


def _cr2(values: Floats, group: Ints, cluster: Ints) -> Spread:
    """CR2 standard error of a mean, or of the first of two means less the second."""
    sizes = np.bincount(group)
    basis = np.eye(len(sizes))[group] / np.sqrt(sizes)
    residual = values - (np.bincount(group, values) / sizes)[group]
    direction = np.array([1, -1])[: len(sizes)] / np.sqrt(sizes)
    return cr2(basis, direction, residual, cluster)


def simultaneous_gaps(
    estimates: ArrayLike, *, draws: ArrayLike
) -> tuple[Floats, Floats]:
    """
    Compare all pairs of units at once.

    The critical value is the 95 % quantile of the largest studentised deviation
    among all pairs in the draws, so that all intervals hold together.

    Parameters
    ----------
    estimates
        One number per unit.
    draws
        Draws of those numbers from their sampling distributions, one row per draw.

    Returns
    -------
    tuple of numpy.ndarray
        Square: differences, row less column, and half the width of their
        simultaneous 95 % intervals.

    References
    ----------
    .. [1] Mogstad, Romano, Shaikh and Wilhelm, "Inference for ranks", Rev. Econ.
       Stud. 91, 2024.
    """
    centre, sample = _complete(estimates), np.asarray(draws, dtype=float)
    differences, half = np.subtract.outer(centre, centre), np.zeros((len(centre),) * 2)
    rows, columns = np.triu_indices(len(centre), k=1)
    if rows.size:
        gaps = sample[:, rows] - sample[:, columns]
        gaps -= gaps.mean(axis=0)
        spread = gaps.std(axis=0)
        spread[spread <= ROUNDING * np.abs(sample).max(initial=0)] = 0
        scores = gaps / np.where(spread > 0, spread, np.inf)
        critical = np.quantile(np.abs(scores).max(axis=1), LEVEL)
        half[rows, columns] = half[columns, rows] = critical * spread
    return differences, half


def rank_intervals(estimates: ArrayLike, *, draws: ArrayLike) -> pd.DataFrame:
    """
    Rank units, highest first, with the ranks that the data leave open.

    The best plausible rank is one more than the units surely above, the worst the
    number of units less those surely below; both hold for all units at once.

    Parameters
    ----------
    estimates
        One number per unit.
    draws
        See `simultaneous_gaps`.

    Returns
    -------
    pandas.DataFrame
        Columns ``rank, rank_low, rank_high``, one row per unit in the order given.

    References
    ----------
    .. [1] Mogstad, Romano, Shaikh and Wilhelm, "Inference for ranks", Rev. Econ.
       Stud. 91, 2024.
    """
    differences, half = simultaneous_gaps(estimates, draws=draws)
    above = differences > half
    ranks = stats.rankdata(-_complete(estimates), method="min")
    return pd.DataFrame(
        {
            "rank": ranks,
            "rank_low": 1 + above.sum(axis=0),
            "rank_high": len(ranks) - above.sum(axis=1),
        }
    ).astype("int64")


def _complete(values: ArrayLike) -> Floats:
    numbers = np.array(values, dtype=float)
    if np.isnan(numbers).any():
        msg = "有缺失值，请先按原因剔除 / missing values must be taken out first"
        raise MeasureError(msg)
    return numbers
