"""Wild cluster bootstrap of a slope, for few clusters."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np

from hubstudy.errors import MeasureError
from hubstudy.measures.inference.absorbed import COLLINEAR, slope_of
from hubstudy.measures.inference.draws import check_draws
from hubstudy.measures.inference.intervals import LEVEL
from hubstudy.measures.inference.sandwich import cluster_products, cluster_sums
from hubstudy.results import Estimate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike

    from hubstudy.measures.inference.absorbed import Slope
    from hubstudy.network.ties import Flags, Floats

Weights = Literal["webb", "rademacher"]

WEBB = np.sqrt(np.array([0.5, 1.0, 1.5]))
MIN_WILD_CLUSTERS = 6
"""With five, 2 of 2^5 = 32 patterns of signs always tie: no p below 0.0625."""
TIED = 1e-10
"""Relative difference of two statistics below which they are the same."""
AT_ONCE = 200_000
STEPS = 60
"""Halvings of the interval in which an end lies; 2^-60 of it is beyond rounding."""
NEAR, FINE, GROWTH = 10, 20, 1.25
"""Out to 10 standard errors every 20th of one is tried, then 25 % farther each time."""
FARTHEST = 2.0**40
"""Standard errors out to which slopes are tried before a side is called unbounded."""
IN_PIECES = "slopes beyond the interval not rejected either"
"""Ends the method of an estimate where the slopes not rejected are in pieces."""


class Draws(NamedTuple):
    """
    Statistics as functions of the slope *b* under the null: first the data's own.

    Parameters
    ----------
    shift
        Slope less *b* is ``shift[0] - b * shift[1]``; shape (2, draws).
    variance
        Its squared error is ``variance[0] - 2 * b * variance[1] + b**2 *
        variance[2]``; shape (3, draws).
    """

    shift: Floats
    variance: Floats

    @property
    def std_error(self) -> float:
        """Plain cluster-robust error of the slope, without small-sample factor."""
        return float(np.sqrt(self.variance[0, 0]))

    def p_value(self, null: float) -> float:
        """
        Give the share of draws at least as extreme as the data, these counted in.

        Parameters
        ----------
        null
            The slope under the null.

        Returns
        -------
        float
            (b + 1) / (B + 1).
        """
        squares = self.squared_t(null)
        return float((squares >= squares[0] * (1 - TIED)).mean())

    def squared_t(self, null: float) -> Floats:
        """
        Give the squared t statistic of every draw.

        Parameters
        ----------
        null
            The slope under the null.

        Returns
        -------
        numpy.ndarray
            Infinite where a draw leaves no error; shape (draws,).
        """
        return np.asarray(self._squared_t(np.array([null]))[0])

    def not_rejected(self, nulls: Floats) -> Flags:
        """
        Tell the slopes that the draws leave standing at 5 %.

        Parameters
        ----------
        nulls
            Slopes under the null, one after the other.

        Returns
        -------
        numpy.ndarray
            Whether p is above 0.05; shape of `nulls`.
        """
        at_once = max(AT_ONCE // self.shift.shape[1], 1)
        parts = []
        for start in range(0, len(nulls), at_once):
            squares = self._squared_t(nulls[start : start + at_once])
            p = (squares >= squares[:, :1] * (1 - TIED)).mean(axis=1)
            parts.append(p > 1 - LEVEL)
        return np.concatenate(parts)

    def _squared_t(self, nulls: Floats) -> Floats:
        """Lay the squared t statistics out; shape (nulls, draws)."""
        null = nulls[:, None]
        shift = self.shift[0] - null * self.shift[1]
        flat, linear, square = self.variance
        variance = flat - 2 * null * linear + null**2 * square
        whole = flat + null**2 * square
        empty = variance <= TIED**2 * whole
        return np.where(empty, np.inf, shift**2 / np.where(empty, 1.0, variance))


class _Side(NamedTuple):
    """Where the interval ends on one side, and whether slopes stand farther out."""

    end: float
    goes_on: bool


def wild_cluster_bootstrap(
    outcome: ArrayLike,
    predictor: ArrayLike,
    *,
    clusters: ArrayLike,
    effects: Sequence[ArrayLike] = (),
    controls: ArrayLike | None = None,
    weights: Weights = "webb",
    n_draws: int = 9_999,
    min_clusters: int = MIN_WILD_CLUSTERS,
    style: str = "number",
    seed: int,
) -> Estimate:
    r"""
    Slope after fixed effects, tested by the restricted wild cluster bootstrap.

    Residuals are those of the regression in which the slope is held at the null; all
    residuals of a cluster are multiplied by one random weight, and the regression with
    its effects is done again. Statistics are squared t values with the plain
    cluster-robust error, whose small-sample factor cancels. Two-sided
    :math:`p = (b + 1) / (B + 1)`, *b* being the draws at least as extreme: what equals
    the statistic to 10 digits counts as extreme, and so does a draw without any error.
    The interval holds the slopes that the same draws do not reject at 5 %: from the
    estimate outwards up to the first that they reject. They are tried at every 20th of
    the plain error, beyond ten errors at steps of 25 % of the distance, and the end is
    halved in to rounding; a rejected stretch narrower than a step may go unseen.
    Where slopes farther out are not rejected again, `method` ends with "slopes beyond
    the interval not rejected either": what lies outside it then need not disagree with
    the data, and 0 may lie outside with p above 0.05.

    Parameters
    ----------
    outcome, predictor
        Numbers by case.
    clusters
        Label of the cluster the case belongs to.
    effects
        Labels by case, one sequence per fixed effect; with none there is an intercept.
    controls
        Further predictors, one column each.
    weights
        ``"webb"``: six points, :math:`\pm\sqrt{1/2}, \pm 1, \pm\sqrt{3/2}`;
        ``"rademacher"``: ±1. If there are no more than `n_draws` patterns of signs,
        each is taken once: *b* then leaves out the data themselves, which the formula
        adds, and counts their mirror image, so that p is at least 2 / 2^G.
    n_draws
        Number of draws, 39 or more.
    min_clusters
        Fewest clusters in which the predictor says anything. Below six no pattern of
        signs can reach 5 %.
    style
        How to print the slope; see `Estimate`.
    seed
        Seed of the weights.

    Returns
    -------
    Estimate
        Outcome's units per unit of the predictor, without a standard error, for the
        interval need not be symmetric; without an interval if all slopes on one side
        are left standing. Undefined as in `clustered_slope`, with ``too_few_clusters``
        below `min_clusters`.

    Raises
    ------
    MeasureError
        If a value or label is missing, lengths differ, weights are unknown or draws
        too few.

    Notes
    -----
    R's fwildclusterboot takes draws strictly more extreme out of all patterns, the data
    among them; fully enumerated, its p is lower by 2 / 2^G. If few clusters are
    treated the test hardly ever rejects [3]_, so that its p is then no evidence of no
    effect.

    References
    ----------
    .. [1] Cameron, Gelbach and Miller, "Bootstrap-based improvements for inference
       with clustered errors", Rev. Econ. Stat. 90, 2008.
    .. [2] Webb, "Reworking wild bootstrap-based inference for clustered errors",
       Can. J. Econ. 56, 2023.
    .. [3] MacKinnon and Webb, "Wild bootstrap inference for wildly different cluster
       sizes", J. Appl. Econom. 32, 2017.
    .. [4] Roodman, Nielsen, MacKinnon and Webb, "Fast and wild: bootstrap inference in
       Stata using boottest", Stata J. 19, 2019.
    """
    check_draws("n_draws", n_draws)
    slope = slope_of(
        outcome, predictor, clusters=clusters, effects=effects, controls=controls
    )
    n_clusters = _n_informed(slope)
    reason = slope.reason
    if not reason and n_clusters < min_clusters:
        reason = "too_few_clusters"
    draws = None if reason else _draws(slope, weights, n_draws, seed)
    if draws is None or not draws.std_error:
        reason = reason or "perfect_fit"
        return Estimate.undefined(reason, n=slope.n, style=style)
    low, high = (_side(draws, slope.estimate, side) for side in (-1, 1))
    bounded = bool(np.isfinite([low.end, high.end]).all())
    method = f"wild cluster bootstrap, restricted, {weights.capitalize()} weights"
    if bounded and (low.goes_on or high.goes_on):
        method = f"{method}, {IN_PIECES}"
    return Estimate(
        slope.estimate,
        ci_low=low.end if bounded else None,
        ci_high=high.end if bounded else None,
        p_value=draws.p_value(0.0),
        n=slope.n,
        n_clusters=n_clusters,
        method=method if bounded else f"{method}, interval unbounded",
        style=style,
    )


def _n_informed(slope: Slope) -> int:
    """Count clusters in which controls and effects leave anything of the predictor."""
    if slope.reason:
        return slope.n_clusters
    squares = cluster_sums(slope.predictor[:, None] ** 2, slope.cluster)
    return int((squares > COLLINEAR * squares.sum()).sum())


def _draws(slope: Slope, weights: str, n_draws: int, seed: int) -> Draws:
    """Do the regression again for every pattern of weights, the data coming first."""
    x, basis, cluster = slope.predictor, slope.basis, slope.cluster
    q = float(x @ x)
    pair = np.column_stack([slope.outcome, x])
    products = cluster_products(basis, pair, cluster)
    own = cluster_sums(pair * x[:, None], cluster) / q
    # what a weighted residual has in common with the design, cluster by cluster
    taken = products[:, :, 1] / q
    shifts, variances = [], []
    for pattern in _patterns(weights, slope.n_clusters, n_draws, seed):
        shifts.append(pattern @ own)
        scores = [
            pattern * own[:, k] - (pattern @ products[:, :, k]) @ taken.T
            for k in (0, 1)
        ]
        variances.append(
            [(scores[i] * scores[j]).sum(axis=1) for i, j in ((0, 0), (0, 1), (1, 1))]
        )
    return Draws(np.concatenate(shifts).T, np.concatenate(variances, axis=1))


def _patterns(
    weights: str, n_clusters: int, n_draws: int, seed: int
) -> Iterator[Floats]:
    """Give weights by draw and cluster, some draws at a time; the first are all 1."""
    yield np.ones((1, n_clusters))
    if weights not in get_args(Weights):
        msg = (
            f"weights 须为 / must be one of {get_args(Weights)}，得到 / got {weights!r}"
        )
        raise MeasureError(msg)
    if weights == "rademacher" and 2**n_clusters <= n_draws:
        signs = list(itertools.product([1.0, -1.0], repeat=n_clusters))
        yield np.array(signs[1:])
        return
    rng = np.random.default_rng(seed)
    points = np.concatenate([-WEBB, WEBB]) if weights == "webb" else np.array([-1.0, 1])
    at_once = max(AT_ONCE // n_clusters, 1)
    for start in range(0, n_draws, at_once):
        shape = (min(at_once, n_draws - start), n_clusters)
        yield points[rng.integers(0, len(points), shape)]


def _side(draws: Draws, estimate: float, side: int) -> _Side:
    """Find the first slope on one side of the estimate that is rejected."""
    near = np.arange(NEAR * FINE + 1) / FINE
    n_far = int(np.log(FARTHEST / NEAR) / np.log(GROWTH)) + 1
    away = np.concatenate([near, NEAR * GROWTH ** np.arange(1, n_far + 1)])
    tried = estimate + side * draws.std_error * away
    standing = draws.not_rejected(tried)
    if standing.all():
        return _Side(side * np.inf, goes_on=False)
    first = int(standing.argmin())
    inside, outside = tried[first - 1], tried[first]
    for _ in range(STEPS):
        middle = (inside + outside) / 2
        if draws.p_value(middle) <= 1 - LEVEL:
            outside = middle
        else:
            inside = middle
    return _Side(float(inside), goes_on=bool(standing[first:].any()))
