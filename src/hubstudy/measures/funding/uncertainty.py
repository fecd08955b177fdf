"""How far concentration and shares may be off: errors in amounts, receipts as draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hubstudy.errors import MeasureError
from hubstudy.measures.funding import receipt_draws as draws
from hubstudy.results import Estimate

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hubstudy.network.ties import Floats

MIN_RECEIPTS = 50
LEAST_COVERAGE = 0.90


def measurement_range(amounts: ArrayLike, *, error: float = 0.1) -> Estimate:
    r"""
    Least and greatest HHI if each amount may be off by a share of itself.

    Exact over all amounts from :math:`(1 - e)x` to :math:`(1 + e)x`, each on its own.
    HHI is quasi-convex: at its greatest the largest amounts are as large as they may
    be and the others as small, so that one cut in the order of amounts is best; at its
    least every amount is as near as it may be to one common level.

    Parameters
    ----------
    amounts
        Net yuan per source or funder, none negative or missing; zeros count for
        nothing.
    error
        Greatest error as a share of the amount, 0 to below 1.

    Returns
    -------
    Estimate
        HHI of the amounts as they are, above 0 to 1, the range in place of an
        interval. Undefined as ``no_revenue`` or ``zero_total``.

    Raises
    ------
    MeasureError
        If an amount is negative or missing, or `error` is out of range.

    Examples
    --------
    >>> found = measurement_range([100, 100], error=0.1)
    >>> found.estimate, found.ci_low, round(found.ci_high, 4)
    (0.5, 0.5, 0.505)
    """
    numbers, error = _amounts(amounts), _error(error)
    n = len(numbers)
    if not n or not numbers.any():
        return Estimate.undefined("zero_total" if n else "no_revenue", n=n)
    paying = np.sort(numbers[numbers > 0] / numbers.max())
    return Estimate(
        _hhi(paying), _least(paying, error), _greatest(paying, error), n=len(paying),
        method=f"amounts off by up to {100 * error:g} %", interval="measurement",
    )  # fmt: skip


def share_range(part: float, total: float, *, error: float = 0.1) -> Estimate:
    """
    Least and greatest share if each amount may be off by a share of itself.

    Exact: the share is greatest if all amounts of the part are as large as they may be
    and all others as small, however many there are.

    Parameters
    ----------
    part
        Yuan, 0 to `total`.
    total
        Yuan.
    error
        Greatest error as a share of the amount, 0 to below 1.

    Returns
    -------
    Estimate
        Share from 0 to 1, the range in place of an interval; undefined as
        ``zero_total``.

    Raises
    ------
    MeasureError
        If `part` is not from 0 to `total`, or `error` is out of range.

    Examples
    --------
    >>> found = share_range(50, 100, error=0.1)
    >>> found.estimate, found.ci_low, found.ci_high
    (0.5, 0.45, 0.55)
    """
    error = _error(error)
    if not 0 <= part <= total < np.inf:
        msg = (
            f"部分须在 0 与合计之间，得到 {part} 与 {total} / the part must be from 0 "
            f"to the total, got {part} of {total}"
        )
        raise MeasureError(msg)
    if total == 0:
        return Estimate.undefined("zero_total", style="share")
    rest = total - part
    low, high = (
        part * (1 + e) / (part * (1 + e) + rest * (1 - e)) for e in (-error, error)
    )
    return Estimate(
        part / total, low, high, method=f"amounts off by up to {100 * error:g} %",
        interval="measurement", style="share",
    )  # fmt: skip


def hhi_interval(
    amounts: ArrayLike,
    *,
    sources: ArrayLike,
    n_draws: int = 999,
    n_simulations: int = 200,
    least_coverage: float = LEAST_COVERAGE,
    seed: int,
) -> Estimate:
    """
    HHI as that of a stream of receipts, with an interval only where one holds.

    A register is a census, and its HHI has no sampling error. This is for another
    question: receipts are taken as independent draws from an endless stream of
    receipts like these, each with a source and an amount, and the HHI is that of the
    stream's money by source. Few receipts look more concentrated than their stream, so
    that the percentile bootstrap misses, at times always. Here the bootstrap is of the
    studentised logarithm, in two streams: receipts as found, and reweighted so that
    their HHI is the one without that bias; the interval holds whatever either allows.
    Then it is tried out: samples are drawn from both streams, each gets its interval,
    and the share of intervals that hold the stream's HHI must be `least_coverage` or
    more in both. If it is not, there is no interval, and ``method`` says so.

    Parameters
    ----------
    amounts
        Yuan per receipt, none negative or missing; zeros count for nothing.
    sources
        Who or what kind of source each comes from.
    n_draws
        Bootstrap samples of the interval, 199 or more; intervals tried out rest on
        199 each.
    n_simulations
        Samples drawn from either stream to try the interval out, 50 or more.
    least_coverage
        Share of intervals that must hold the truth, 0 to 1.
    seed
        Seed of all draws.

    Returns
    -------
    Estimate
        HHI of the receipts as they are, above 0 to 1; the 95 % interval is missing
        below 50 receipts, with a single source or equal ones, or where coverage falls
        short.
        Undefined as ``no_revenue`` or ``zero_total``.

    Raises
    ------
    MeasureError
        If an amount is negative or missing, lengths differ, or there are too few draws
        or simulations.

    References
    ----------
    .. [1] Hall, *The Bootstrap and Edgeworth Expansion*, 1992, ch. 3 (studentised).
    .. [2] Efron, "Nonparametric standard errors and confidence intervals", Can. J.
       Stat. 9, 1981 (reweighted streams).
    .. [3] Simpson, "Measurement of diversity", Nature 163, 1949 (HHI without bias).
    """
    numbers, labels = _amounts(amounts), np.asarray(sources)
    _check(numbers, labels, n_draws, n_simulations)
    numbers, labels = numbers[numbers > 0], labels[numbers > 0]
    n = len(numbers)
    if not n:
        empty = "zero_total" if len(np.asarray(amounts)) else "no_revenue"
        return Estimate.undefined(empty, n=n)
    stream = draws.Receipts.of(numbers, labels)
    found = draws.indices(stream, np.ones(n))
    value, refusal = min(float(found.hhi), 1.0), ""
    if stream.n_sources == 1:
        refusal = "a single source"
    elif n < MIN_RECEIPTS:
        refusal = f"below {MIN_RECEIPTS} receipts"
    elif found.std_error <= draws.NOTHING:
        refusal = "all sources give the same"
    if refusal:
        return Estimate(value, n=n, method=f"no interval: {refusal}")
    rng = np.random.default_rng(seed)
    covered = draws.coverage(stream, n_simulations, rng)
    told = f"simulated coverage {covered:.2f}"
    if covered < least_coverage:
        return Estimate(value, n=n, method=f"no interval: {told}")
    low, high = draws.interval(stream, np.ones(n), n_draws, rng)
    return Estimate(value, low, high, n=n, method=f"studentised bootstrap, {told}")


def _amounts(amounts: ArrayLike) -> Floats:
    numbers = np.asarray(amounts, dtype=float)
    if not (np.isfinite(numbers).all() and (numbers >= 0).all()):
        msg = (
            "金额不得为负、缺失或无穷；请先按来源冲减退款 / amounts must not be "
            "negative, missing or infinite; net refunds by source first"
        )
        raise MeasureError(msg)
    return numbers


def _error(error: float) -> float:
    if not 0 <= error < 1:
        msg = (
            f"error 须不小于 0 且小于 1，得到 / must be from 0 to below 1, got {error}"
        )
        raise MeasureError(msg)
    return error


def _check(
    numbers: Floats, labels: np.ndarray, n_draws: int, n_simulations: int
) -> None:
    if len(numbers) != len(labels):
        msg = (
            f"长短不一 / lengths differ: amounts {len(numbers)}, sources {len(labels)}"
        )
        raise MeasureError(msg)
    if n_draws < draws.N_INNER or n_simulations < draws.FEWEST_SIMULATIONS:
        msg = (
            f"n_draws 至少 {draws.N_INNER}，n_simulations 至少 "
            f"{draws.FEWEST_SIMULATIONS}，得到 {n_draws} 与 {n_simulations} / n_draws "
            f"and n_simulations are too few: {n_draws} and {n_simulations}"
        )
        raise MeasureError(msg)


def _hhi(amounts: Floats) -> float:
    return min(float((amounts**2).sum() / amounts.sum() ** 2), 1.0)


def _greatest(paying: Floats, error: float) -> float:
    """Try every cut: the amounts above it raised, those below it lowered."""
    low, high = paying * (1 - error), paying * (1 + error)
    squares = _cut(low**2, high**2)
    return min(float((squares / _cut(low, high) ** 2).max()), 1.0)


def _cut(below: Floats, above: Floats) -> Floats:
    """Add the first values of one and the last of the other, for every cut."""
    first = np.concatenate([[0.0], np.cumsum(below)])
    last = np.concatenate([np.cumsum(above[::-1])[::-1], [0.0]])
    return np.asarray(first + last)


def _least(paying: Floats, error: float) -> float:
    """
    Bring every amount as near as it may be to the level that HHI times total asks.

    Between two bounds the same amounts are held, and the level that their own sums ask
    for is the best if it lies there; the least of all levels tried is the best in any
    case, for each is attained.
    """
    low, high = paying * (1 - error), paying * (1 + error)
    bounds = np.unique(np.concatenate([low, high]))
    middles = (bounds[1:] + bounds[:-1]) / 2
    total, squares, _ = _held(low, high, middles)
    asked = np.divide(squares, total, out=middles.copy(), where=total > 0)
    levels = np.concatenate([bounds, np.clip(asked, bounds[:-1], bounds[1:])])
    total, squares, n_free = _held(low, high, levels)
    hhi = (squares + n_free * levels**2) / (total + n_free * levels) ** 2
    return min(float(hhi.min()), 1.0)


def _held(low: Floats, high: Floats, levels: Floats) -> tuple[Floats, Floats, Floats]:
    """Add what cannot reach each level, and its squares, and count what can."""
    n_high, n_low = np.searchsorted(high, levels), np.searchsorted(low, levels)
    total, squares = (
        np.concatenate([[0.0], np.cumsum(high**k)])[n_high]
        + np.concatenate([np.cumsum((low**k)[::-1])[::-1], [0.0]])[n_low]
        for k in (1, 2)
    )
    return total, squares, (n_low - n_high).astype(float)
