"""Means, differences and rates of communities, with honest intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, special, stats

from hubstudy.errors import MeasureError
from hubstudy.results import Estimate

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

LOG_SHAPES = np.linspace(-5, 16, 85)
LEAST_GAIN = 1e-3
FEWEST = 5
ENDS = (0.025, 0.975)


@dataclass(frozen=True, slots=True, eq=False)
class ShrunkenRates:
    """
    Rates shrunken towards their common mean, with intervals.

    Parameters
    ----------
    rate
        Posterior mean, per unit of exposure; shape (units,).
    ci_low, ci_high
        Ends of the 95 % posterior interval; shape (units,).
    mean
        Mean of the gamma distribution of rates.
    shape
        Its shape; infinite if the counts vary no more than chance makes them.
    """

    rate: Floats
    ci_low: Floats
    ci_high: Floats
    mean: float
    shape: float


def shrunken_rates(counts: ArrayLike, exposure: ArrayLike) -> ShrunkenRates:
    r"""
    Estimate rates by the gamma–Poisson model, empirical Bayes.

    Counts are Poisson with mean :math:`\lambda_c E_c`, rates :math:`\lambda_c` gamma
    with mean *m* and shape *a*; *m* and *a* maximise the marginal likelihood. The
    posterior of a rate is gamma with shape :math:`a + n_c` and rate
    :math:`a/m + E_c`. The interval takes *m* and *a* as known, so it is a little too
    short. Where the counts vary no more than Poisson counts would, all rates are
    taken as one and get the interval of the common rate.

    Parameters
    ----------
    counts
        0 or more by unit.
    exposure
        Such as residents; above 0.

    Returns
    -------
    ShrunkenRates
        In the order given.

    Raises
    ------
    MeasureError
        If there is no unit, a count is negative or an exposure not above 0.

    References
    ----------
    .. [1] Clayton and Kaldor, Empirical Bayes estimates of age-standardized relative
       risks for use in disease mapping, 1987.
    """
    n = np.asarray(counts, dtype=float)
    residents = np.asarray(exposure, dtype=float)
    if not len(n) or (n < 0).any() or not (residents > 0).all():
        msg = (
            "收缩估计需要非负计数与正的暴露量 / "
            "shrunken rates need counts of 0 or more and exposures above 0"
        )
        raise MeasureError(msg)
    common = n.sum() / residents.sum()
    scaled = residents * common
    shape = _best_shape(n, scaled) if common > 0 else np.inf
    if np.isinf(shape):
        total = np.full(len(n), n.sum() + 0.5)
        low, high = (stats.gamma.ppf(q, total) / residents.sum() for q in ENDS)
        return ShrunkenRates(np.full(len(n), common), low, high, common, np.inf)
    mean = _best_mean(n, scaled, shape)
    scale = common / (shape / mean + scaled)
    low, high = (stats.gamma.ppf(q, shape + n) * scale for q in ENDS)
    return ShrunkenRates((shape + n) * scale, low, high, mean * common, shape)


def mean_interval(counts: ArrayLike) -> Estimate:
    """
    Mean count with its t interval, cut at 0 because no count is below.

    Parameters
    ----------
    counts
        0 or more, one per community, at least one.

    Returns
    -------
    Estimate
        Without an interval below five communities.
    """
    values = np.asarray(counts, dtype=float)
    return ratio_interval(values, np.ones(len(values)))


def ratio_interval(numerators: ArrayLike, denominators: ArrayLike) -> Estimate:
    r"""
    Ratio of two totals with the t interval of the linearised ratio, cut at 0.

    :math:`r = \sum y / \sum x`, its variance
    :math:`n / (n - 1) \sum (y - r x)^2 / (\sum x)^2`; with all *x* equal to 1 this is
    the mean and its common t interval.

    Parameters
    ----------
    numerators
        0 or more, one per community, at least one.
    denominators
        Above 0.

    Returns
    -------
    Estimate
        Without an interval below five communities.

    References
    ----------
    .. [1] Cochran, *Sampling Techniques*, 1977, ch. 6.
    """
    y, x = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float)
    n = len(y)
    ratio = float(y.sum() / x.sum())
    if n < FEWEST:
        return Estimate(ratio, n=n, method="census, too few for an interval")
    error = float(np.sqrt(((y - ratio * x) ** 2).sum() * n / (n - 1)) / x.sum())
    half = float(stats.t.ppf(0.975, n - 1)) * error
    return Estimate(
        ratio, max(ratio - half, 0.0), ratio + half, error, n=n, method="t interval"
    )


def difference(first: ArrayLike, second: ArrayLike) -> Estimate:
    """
    Difference of two means, first less second, with Welch's interval.

    Parameters
    ----------
    first, second
        Values of two groups, one per community, none missing.

    Returns
    -------
    Estimate
        Undefined where a group is empty (``one_group_only``), has fewer than five
        communities (``too_small``) or does not vary (``one_group_constant``,
        ``no_variation``).

    References
    ----------
    .. [1] Welch, The generalization of "Student's" problem, 1947.
    """
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    n = len(a) + len(b)
    if not len(a) or not len(b):
        return Estimate.undefined("one_group_only", n=n)
    if min(len(a), len(b)) < FEWEST:
        return Estimate.undefined("too_small", n=n)
    if np.allclose(a, a[0]) or np.allclose(b, b[0]):
        same = np.allclose(np.concatenate([a, b]), a[0])
        reason = "no_variation" if same else "one_group_constant"
        return Estimate.undefined(reason, n=n)
    test = stats.ttest_ind(a, b, equal_var=False)
    ends = test.confidence_interval(0.95)
    apart = float(a.mean() - b.mean())
    error = float((ends.high - ends.low) / 2 / stats.t.ppf(0.975, test.df))
    return Estimate(
        apart, float(ends.low), float(ends.high), error, float(test.pvalue),
        n=n, method="Welch t",
    )  # fmt: skip


def _best_shape(n: Floats, exposure: Floats) -> float:
    """Shape of highest marginal likelihood, exposures scaled to a common rate of 1."""
    if np.ptp(n / exposure) == 0:
        return np.inf

    def loss(log_shape: float) -> float:
        shape = float(np.exp(log_shape))
        return -_log_likelihood(n, exposure, _best_mean(n, exposure, shape), shape)

    losses = np.array([loss(value) for value in LOG_SHAPES])
    best = int(losses.argmin())
    poisson = float(-(n * np.log(exposure) - exposure).sum())
    if poisson - losses[best] < LEAST_GAIN:
        return np.inf
    bounds = LOG_SHAPES[max(best - 1, 0)], LOG_SHAPES[min(best + 1, len(losses) - 1)]
    found = optimize.minimize_scalar(
        loss, bounds=bounds, method="bounded", options={"xatol": 1e-10}
    )
    return float(np.exp(found.x))


def _best_mean(n: Floats, exposure: Floats, shape: float) -> float:
    """Mean rate of highest marginal likelihood for a shape; the score falls in it."""
    rates = n / exposure

    def score(mean: float) -> float:
        return float(((n - mean * exposure) / (shape + mean * exposure)).sum())

    low, high = float(rates.min()), float(rates.max())
    return float(optimize.brentq(score, low, high, xtol=1e-13)) if low < high else low


def _log_likelihood(n: Floats, exposure: Floats, mean: float, shape: float) -> float:
    """Log of the marginal likelihood, without the terms in counts alone."""
    expected = mean * exposure
    terms = (
        special.gammaln(shape + n)
        - special.gammaln(shape)
        - (shape + n) * np.log1p(expected / shape)
        - n * np.log(shape)
        + special.xlogy(n, expected)
    )
    return float(terms.sum())
