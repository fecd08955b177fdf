"""A slope of a linear regression after fixed effects are taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from hubstudy.errors import MeasureError
from hubstudy.measures.inference.intervals import (
    LEVEL,
    MIN_CASES,
    MIN_CLUSTERS,
    MIN_DF,
)
from hubstudy.measures.inference.sandwich import cr2
from hubstudy.results import Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from hubstudy.network.ties import Flags, Floats, Ints

COLLINEAR = 1e-10
"""Share of a variable's sum of squares below which nothing of it counts as left."""
MOST_COLUMNS = 1_000


class Slope(NamedTuple):
    """
    A regression as far as one of its slopes needs it.

    Parameters
    ----------
    estimate
        The slope; missing if there is none.
    outcome, predictor
        What controls and effects leave of them; shape (cases,).
    basis
        Orthonormal columns that span controls and predictor, effects nested in
        clusters taken out; shape (cases, columns), the predictor's share last.
    cluster
        Number of each case's cluster, in the order of their labels.
    kept
        Whether a case is in, of all that were handed over; a case alone in a level of
        an effect says nothing and is out.
    reason
        Why there is no slope; empty if there is.
    """

    estimate: float
    outcome: Floats
    predictor: Floats
    basis: Floats
    cluster: Ints
    kept: Flags
    reason: str

    @property
    def n(self) -> int:
        """Cases that count."""
        return len(self.cluster)

    @property
    def n_clusters(self) -> int:
        """Clusters among them."""
        return int(self.cluster.max(initial=-1)) + 1

    @property
    def residual(self) -> Floats:
        """What the regression leaves of the outcome."""
        return self.outcome - self.estimate * self.predictor

    @property
    def direction(self) -> Floats:
        """The slope as a contrast in the basis."""
        contrast = np.zeros(self.basis.shape[1])
        contrast[-1] = 1 / np.sqrt(self.predictor @ self.predictor)
        return contrast


def clustered_slope(
    outcome: ArrayLike,
    predictor: ArrayLike,
    *,
    clusters: ArrayLike,
    effects: Sequence[ArrayLike] = (),
    controls: ArrayLike | None = None,
    min_clusters: int = MIN_CLUSTERS,
    style: str = "number",
) -> Estimate:
    """
    Slope after fixed effects, with a cluster-aware interval.

    Bias-reduced linearisation (CR2) with Satterthwaite degrees of freedom under
    independent working errors, as in `clustered_difference`; equal to a regression
    with a dummy for every level of every effect.

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
    min_clusters
        Fewest clusters there must be.
    style
        How to print the slope; see `Estimate`.

    Returns
    -------
    Estimate
        Outcome's units per unit of the predictor; `n` counts cases that are not alone
        in a level of an effect. Undefined as ``too_small`` below five cases, as
        ``too_few_clusters``, ``few_effective_clusters`` (below four degrees of
        freedom), ``no_variation``
        of a variable, ``collinear`` if controls and effects settle the predictor, or
        ``perfect_fit``.

    Raises
    ------
    MeasureError
        If a value or label is missing, lengths differ, or effects have too many
        levels.

    References
    ----------
    .. [1] Pustejovsky and Tipton, "Small-sample methods for cluster-robust variance
       estimation", J. Bus. Econ. Stat. 36, 2018.
    """
    slope = slope_of(
        outcome, predictor, clusters=clusters, effects=effects, controls=controls
    )
    reason = slope.reason
    if not reason and slope.n_clusters < min_clusters:
        reason = "too_few_clusters"
    if reason:
        return Estimate.undefined(reason, n=slope.n, style=style)
    spread = cr2(slope.basis, slope.direction, slope.residual, slope.cluster)
    if not spread.df >= MIN_DF:
        return Estimate.undefined("few_effective_clusters", n=slope.n, style=style)
    half = float(stats.t.ppf((1 + LEVEL) / 2, spread.df)) * spread.std_error
    return Estimate(
        slope.estimate, slope.estimate - half, slope.estimate + half, spread.std_error,
        float(2 * stats.t.sf(abs(slope.estimate) / spread.std_error, spread.df)),
        n=slope.n, n_clusters=slope.n_clusters, method="CR2, Satterthwaite t",
        style=style,
    )  # fmt: skip


def slope_of(
    outcome: ArrayLike,
    predictor: ArrayLike,
    *,
    clusters: ArrayLike,
    effects: Sequence[ArrayLike] = (),
    controls: ArrayLike | None = None,
) -> Slope:
    """
    Take controls and effects out of outcome and predictor.

    The largest effect that is nested in clusters is taken out by subtracting means;
    the levels of the others become columns.

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

    Returns
    -------
    Slope
        With the reason where there is none.

    Raises
    ------
    MeasureError
        If a value or label is missing, lengths differ, or effects have too many
        levels.
    """
    numbers = _numbers(outcome, predictor, controls)
    labels = [_codes(item, len(numbers)) for item in (clusters, *effects)]
    kept = _not_alone(labels[1:], len(numbers))
    cluster, *levels = [_codes(codes[kept], int(kept.sum())) for codes in labels]
    numbers = numbers[kept]
    reason = _reason(numbers)
    if reason:
        return _no_slope(cluster, kept, reason)
    nested, others = _split(levels, cluster)
    columns = np.column_stack([_dummies(others, len(cluster)), numbers])
    before = (columns[:, :-2] ** 2).sum(axis=0)
    if nested is not None:
        columns = columns - _means(columns, nested)
    basis = _orthonormal(columns[:, :-2], before)
    own = numbers[:, -2:] - numbers[:, -2:].mean(axis=0)
    left = columns[:, -2:]
    for _ in range(2):  # the second pass takes out what rounding left of the first
        left = left - basis @ (basis.T @ left)
    size, whole = (left**2).sum(axis=0), (own**2).sum(axis=0)
    if size[1] <= COLLINEAR * whole[1]:
        return _no_slope(cluster, kept, "collinear")
    if size[0] <= COLLINEAR * whole[0]:
        return _no_slope(cluster, kept, "perfect_fit")
    y, x = left.T
    estimate = float(x @ y / size[1])
    rest = y - estimate * x
    reason = "perfect_fit" if rest @ rest <= COLLINEAR * size[0] else ""
    whole_basis = np.column_stack([basis, x / np.sqrt(size[1])])
    return Slope(estimate, y, x, whole_basis, cluster, kept, reason)


def _numbers(
    outcome: ArrayLike, predictor: ArrayLike, controls: ArrayLike | None
) -> Floats:
    """Lay controls, outcome and predictor side by side."""
    y, x = np.asarray(outcome, dtype=float), np.asarray(predictor, dtype=float)
    others = np.empty((len(y), 0)) if controls is None else np.asarray(controls, float)
    if others.ndim == 1:
        others = others[:, None]
    if not len(y) == len(x) == len(others):
        msg = (
            f"长短不一 / lengths differ: outcome {len(y)}, predictor {len(x)}, "
            f"controls {len(others)}"
        )
        raise MeasureError(msg)
    numbers = np.column_stack([others, y, x])
    if not np.isfinite(numbers).all():
        msg = (
            "有缺失值或无穷，请先按原因剔除 / missing or infinite values must be taken "
            "out first"
        )
        raise MeasureError(msg)
    return numbers


def _codes(labels: ArrayLike, n: int) -> Ints:
    codes = pd.factorize(np.asarray(labels), sort=True)[0]
    if len(codes) != n or (codes < 0).any():
        msg = (
            f"每例须有一个标签：{n} 例，{len(codes)} 个标签，缺 {(codes < 0).sum()} 个"
            " / every case needs a label in clusters and effects"
        )
        raise MeasureError(msg)
    return codes.astype(np.int64)


def _not_alone(effects: list[Ints], n: int) -> Flags:
    """Leave out cases alone in a level, until there are none."""
    kept = np.ones(n, dtype=bool)
    while True:
        before = kept.sum()
        for codes in effects:
            kept &= np.bincount(codes[kept], minlength=n)[codes] > 1
        if kept.sum() == before:
            return kept


def _reason(numbers: Floats) -> str:
    if len(numbers) < MIN_CASES:
        return "too_small"
    return "" if np.ptp(numbers[:, -2:], axis=0).all() else "no_variation"


def _no_slope(cluster: Ints, kept: Flags, reason: str) -> Slope:
    none = np.empty(0)
    return Slope(np.nan, none, none, none[:, None], cluster, kept, reason)


def _split(effects: list[Ints], cluster: Ints) -> tuple[Ints | None, list[Ints]]:
    """Find the largest effect with every level inside one cluster."""
    pairs = [len(np.unique(np.column_stack([e, cluster]), axis=0)) for e in effects]
    sizes = [int(codes.max()) + 1 for codes in effects]
    nested = [i for i in range(len(effects)) if pairs[i] == sizes[i]]
    if not nested:
        return None, effects
    chosen = max(nested, key=lambda i: sizes[i])
    return effects[chosen], [e for i, e in enumerate(effects) if i != chosen]


def _dummies(effects: list[Ints], n: int) -> Floats:
    """Lay out a column per level, and one of ones."""
    width = 1 + sum(int(codes.max()) + 1 for codes in effects)
    if width > MOST_COLUMNS:
        msg = (
            f"固定效应的水平过多（{width}），至多 {MOST_COLUMNS}；请按能包含最大一组效"
            f"应的单位聚类 / effects not nested in clusters have {width} levels, "
            f"{MOST_COLUMNS} at most; cluster by a unit that holds the largest effect"
        )
        raise MeasureError(msg)
    return np.column_stack([np.ones(n), *[np.eye(e.max() + 1)[e] for e in effects]])


def _means(columns: Floats, codes: Ints) -> Floats:
    """Give every case the means of its level."""
    sizes = np.bincount(codes)
    sums = [np.bincount(codes, column) / sizes for column in columns.T]
    return np.column_stack(sums)[codes]


def _orthonormal(columns: Floats, before: Floats) -> Floats:
    """Span the columns, but for what effects or other columns settle."""
    size = (columns**2).sum(axis=0)
    left = size > COLLINEAR * before
    if not left.any():
        return np.empty((len(columns), 0))
    basis, strength, _ = np.linalg.svd(
        columns[:, left] / np.sqrt(size[left]), full_matrices=False
    )
    return np.asarray(basis[:, strength**2 > COLLINEAR * strength[0] ** 2])
