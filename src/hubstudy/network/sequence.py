"""How many events two nodes share by chance, given how many each of them has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special, stats

from hubstudy.errors import MeasureError

if TYPE_CHECKING:
    import scipy.sparse as sp

    from hubstudy.network.ties import Floats, Ints

MOST_STEPS = 200
CLOSE_ENOUGH = 1e-11
"""Largest gap, as a share of the largest degree, when fitting ends."""

RIDGE = 1e-13
HALVINGS = 40


class DegreeModel(NamedTuple):
    """
    Chances of ties between classes of nodes of the same degree.

    Parameters
    ----------
    row_class
        Class of each node of the rows; shape (rows,).
    column_class
        Class of each node of the columns; shape (columns,).
    chance
        Chance of a tie; shape (classes of rows, classes of columns).
    """

    row_class: Ints
    column_class: Ints
    chance: Floats


class _Classes(NamedTuple):
    """Degrees of both modes, each once, with the number of nodes that have it."""

    d: Floats
    k: Floats
    n_rows: Floats
    n_columns: Floats

    def chance(self, place: Floats) -> Floats:
        """Give the chance of a tie for each pair of classes."""
        theta, phi = np.split(place, [len(self.d)])
        return np.asarray(special.expit(theta[:, None] + phi))

    def gap(self, chance: Floats) -> Floats:
        """Say by how much degrees exceed what is expected."""
        rows = self.d - chance @ self.n_columns
        return np.concatenate([rows, self.k - self.n_rows @ chance])

    def likelihood(self, place: Floats) -> float:
        """Give the log-likelihood, which is concave."""
        theta, phi = np.split(place, [len(self.d)])
        own = (self.n_rows * self.d) @ theta + (self.n_columns * self.k) @ phi
        norm = self.n_rows @ np.logaddexp(0, theta[:, None] + phi) @ self.n_columns
        return float(own - norm)

    def step(self, chance: Floats) -> Floats:
        """Take Newton's step, scaled so that rare classes count as much."""
        spread = self.n_rows[:, None] * chance * (1 - chance) * self.n_columns
        rows, columns = np.diag(spread.sum(axis=1)), np.diag(spread.sum(axis=0))
        curve = np.block([[rows, spread], [spread.T, columns]])
        scale = 1 / np.sqrt(np.maximum(np.diag(curve), np.finfo(float).tiny))
        curve = curve * scale[:, None] * scale + RIDGE * np.eye(len(curve))
        uphill = np.concatenate([self.n_rows, self.n_columns]) * self.gap(chance)
        return np.asarray(scale * np.linalg.solve(curve, scale * uphill))


def degree_sequence_model(matrix: sp.csr_array) -> DegreeModel:
    r"""
    Fit the random two-mode network that has all degrees on average, and else nothing.

    :math:`p_{ie} = 1 / (1 + \exp(-\theta_i - \phi_e))` with :math:`\sum_e p_{ie} = d_i`
    and :math:`\sum_i p_{ie} = k_e`; nodes of one degree have one parameter, found by
    Newton's method. Where degrees force a tie or its absence, p goes to 1 or 0.

    Parameters
    ----------
    matrix
        One mode by the other, 1 for a tie; neither mode empty.

    Returns
    -------
    DegreeModel
        Chances by classes of degree, sorted; expected degrees are met to 1e-11 of the
        largest.

    Raises
    ------
    MeasureError
        If fitting does not end.

    References
    ----------
    .. [1] Saracco et al., Randomizing bipartite networks, 2015.
    """
    found = [
        np.unique(matrix.sum(axis=axis), return_inverse=True, return_counts=True)
        for axis in (1, 0)
    ]
    (d, row_class, n_rows), (k, column_class, n_columns) = found
    classes = _Classes(*(x.astype(np.float64) for x in (d, k, n_rows, n_columns)))
    total = max(float(d @ n_rows), 1.0)
    start = [np.log(np.maximum(d, 0.5)), np.log(np.maximum(k, 0.5) / total)]
    place = np.concatenate(start)
    close = CLOSE_ENOUGH * max(1.0, d.max(), k.max())
    for _ in range(MOST_STEPS):
        chance = classes.chance(place)
        if np.abs(classes.gap(chance)).max() < close:
            return DegreeModel(row_class, column_class, chance)
        place = _stride(classes, place, classes.step(chance))
    msg = (
        "度序列模型未收敛，请改用 method='newman' / the degree sequence model did not "
        "converge; use method='newman'"
    )
    raise MeasureError(msg)


def _stride(classes: _Classes, place: Floats, step: Floats) -> Floats:
    """Go the step, or as much of it as leads uphill but for rounding."""
    value = classes.likelihood(place)
    lowest = value - 1e-12 * abs(value)
    for _ in range(HALVINGS):
        if classes.likelihood(place + step) >= lowest:
            break
        step = step / 2
    return np.asarray(place + step)


def chance_of_overlap(matrix: sp.csr_array, shared: sp.coo_array) -> Floats:
    """
    Say how likely it is that two nodes share as much as they do, or more.

    Parameters
    ----------
    matrix
        One mode by the other, 1 for a tie.
    shared
        What pairs of rows share, 1 or more.

    Returns
    -------
    numpy.ndarray
        Upper-tail chance under `degree_sequence_model`, Poisson binomial without
        approximation; shape (pairs,).

    References
    ----------
    .. [1] Neal, The backbone of bipartite projections, 2014.
    """
    tail = np.zeros(shared.nnz)
    if not shared.nnz:
        return tail
    model = degree_sequence_model(matrix)
    repeats = np.bincount(model.column_class)
    ends = np.sort(model.row_class[np.column_stack([shared.row, shared.col])], axis=1)
    overlap = shared.data.astype(np.intp)
    bins = np.ceil(np.log2(overlap)).astype(np.intp)
    for each in np.unique(bins):  # large overlaps are few and costly
        here = np.flatnonzero(bins == each)
        pairs, place = np.unique(ends[here], axis=0, return_inverse=True)
        both = model.chance[pairs[:, 0]] * model.chance[pairs[:, 1]]
        most = int(overlap[here].max())
        tail[here] = _upper_tails(both, repeats, most)[place, overlap[here]]
    return np.minimum(tail, 1.0)


def _upper_tails(chance: Floats, repeats: Ints, most: int) -> Floats:
    """
    Give P(X ≥ 0), …, P(X ≥ most) of sums of events with their own chances.

    Only positive numbers are added up, so that small tails keep their digits: the last
    state takes in all that is as large or larger.
    """
    state = np.zeros((len(chance), most + 1))
    state[:, 0] = 1.0
    for p, m in zip(chance.T, repeats, strict=True):
        jump = stats.binom.pmf(np.arange(most)[:, None], m, p)
        beyond = stats.binom.sf(np.arange(most)[:, None], m, p)
        new = np.zeros_like(state)
        new[:, most] = state[:, most]
        for k in range(most):
            new[:, k:most] += state[:, k, None] * jump[: most - k].T
            new[:, most] += state[:, k] * beyond[most - k - 1]
        state = new
    return np.asarray(state[:, ::-1].cumsum(axis=1)[:, ::-1])
