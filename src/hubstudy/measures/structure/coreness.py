"""The continuous core–periphery pattern: how near the core each organisation is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import scipy.sparse as sp

from hubstudy.measures.structure.coreness_search import ascend

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hubstudy.network.ties import Ties

    Floats = NDArray[np.float64]
    Counts = NDArray[np.int64]
    Numbers = NDArray[np.int32]

TOLERANCE = 1e-9
DECIMALS = 6
LEVEL = 1e-10
FIRST_STEPS, STEPS = 100, 50_000
N_STARS, N_RANDOM, N_FINISHED = 8, 4, 2


class Known(NamedTuple):
    """
    The pairs of a network about which something is known.

    Parameters
    ----------
    tied
        Adjacency matrix, symmetric.
    silent
        Pairs nobody asked about and without a known tie, symmetric.
    n_pairs
        Known pairs.
    n_ties
        Tied pairs.
    """

    tied: sp.csr_array
    silent: sp.csr_array
    n_pairs: float
    n_ties: float


class Continuous(NamedTuple):
    """
    The best continuous pattern.

    Parameters
    ----------
    fit
        Correlation of ties with the pattern, −1 to 1.
    coreness
        From 0 to 1, the largest 1; shape (nodes,).
    pattern
        ``"product"``, or the limit that the best pattern tends to: ``"sum"`` or
        ``"star"``.
    converged
        Whether a last round of up to 200 steps gained less than 1e-11; always so in
        the limits.
    """

    fit: float
    coreness: Floats
    pattern: str
    converged: bool


def known_pairs(ties: Ties) -> Known:
    """
    Lay out ties and unknown pairs.

    Parameters
    ----------
    ties
        Undirected.

    Returns
    -------
    Known
        Each unknown pair once in each row.
    """
    n = ties.n_nodes
    pairs = np.unique(ties.unknown_pairs(), axis=0)
    ends = (
        np.concatenate([pairs[:, 0], pairs[:, 1]]),
        np.concatenate([pairs[:, 1], pairs[:, 0]]),
    )
    silent = sp.coo_array((np.ones(2 * len(pairs)), ends), shape=(n, n)).tocsr()
    n_pairs = n * (n - 1) / 2 - len(pairs)
    return Known(ties.adjacency(), silent, n_pairs, float(ties.n_ties))


def best_coreness(known: Known, seed: int) -> Continuous:
    r"""
    Find the pattern :math:`c_i c_j` that correlates most with the ties.

    The correlation has a supremum that no finite pattern need reach: it may be that of
    :math:`c_i + c_j` (all coreness near to equal, since correlation sees no constant)
    or that of one organisation's ties (all other coreness near to 0). Both limits are
    known in closed form, and there is no third if all pairs are known: they are where
    the pattern of a vector of unit length, 0 or more, becomes constant.

    Parameters
    ----------
    known
        Three organisations or more; some known pairs tied and some not.
    seed
        Of the random starts, which join those by degree, eigenvector and stars.

    Returns
    -------
    Continuous
        The best of all starts and of both limits.
    """
    best = _star(known)
    total = _sum(known)
    if total.fit > best.fit + TOLERANCE:
        best = total
    rows = (*compressed_rows(known.tied), *compressed_rows(known.silent))
    tries = [ascend(*rows, start, FIRST_STEPS, LEVEL) for start in _starts(known, seed)]
    fits = np.round([-fit for fit, _, _ in tries], DECIMALS)
    for place in np.argsort(fits, kind="stable")[:N_FINISHED]:
        fit, vector, slope = tries[place]
        if slope > LEVEL:
            fit, vector, slope = ascend(*rows, vector / vector.max(), STEPS, LEVEL)
        if fit > best.fit + TOLERANCE:
            best = Continuous(fit, vector / vector.max(), "product", slope <= LEVEL)
    return best


def _star(known: Known) -> Continuous:
    """Correlation with the ties of one organisation: the best of them."""
    degree = known.tied.sum(axis=1)
    m, pairs = known.n_ties, known.n_pairs
    fits = (degree * (pairs - m)) / np.sqrt(
        np.maximum(degree * (pairs - degree), 1) * m * (pairs - m)
    )
    center = int(np.argmax(fits))
    coreness = np.zeros(len(degree))
    coreness[center] = 1
    return Continuous(float(fits[center]), coreness, "star", converged=True)


def _sum(known: Known) -> Continuous:
    """Correlation with the best additive pattern, by least squares."""
    n = known.tied.shape[0]
    degree = known.tied.sum(axis=1)
    mean = known.n_ties / known.n_pairs
    asked = n - 1 - known.silent.sum(axis=1)
    right = degree - mean * asked

    def normal(u: Floats) -> Floats:
        product: Floats = asked * u + u.sum() - u - known.silent @ u
        return product

    u = np.zeros(n)
    residual = right.copy()
    step = residual.copy()
    length = residual @ residual
    for _ in range(20 * n):
        if length <= 1e-28 * (right @ right):
            break
        ahead = normal(step)
        curve = step @ ahead
        if curve <= 0:
            break
        u += length / curve * step
        residual = right - normal(u)
        new = residual @ residual
        step = residual + new / length * step
        length = new
    explained = float(u @ right)
    spread = known.n_ties * (1 - mean)
    fit = float(np.sqrt(min(max(explained / spread, 0.0), 1.0)))
    low, high = u.min(), u.max()
    coreness = (u - low) / (high - low) if high > low else np.ones(n)
    return Continuous(fit, coreness, "sum", converged=True)


def _starts(known: Known, seed: int) -> list[Floats]:
    n = known.tied.shape[0]
    degree = np.asarray(known.tied.sum(axis=1), dtype=np.float64)
    generator = np.random.default_rng(seed)
    starts = [(degree + 0.1) / (degree.max() + 0.1), _eigenvector(known.tied)]
    for center in np.argsort(-degree, kind="stable")[:N_STARS]:
        star = np.full(n, 0.02)
        row = slice(known.tied.indptr[center], known.tied.indptr[center + 1])
        star[known.tied.indices[row]] = 0.1
        star[center] = 1
        starts.append(star)
    starts += [generator.random(n) for _ in range(N_RANDOM)]
    return starts


def _eigenvector(tied: sp.csr_array) -> Floats:
    vector = np.ones(tied.shape[0])
    for _ in range(50):
        vector = tied @ vector + vector
        vector /= vector.max()
    return np.asarray(vector + 1e-3, dtype=np.float64)


def compressed_rows(matrix: sp.csr_array) -> tuple[Counts, Numbers]:
    """
    Give a matrix's pattern as kernels take it.

    Parameters
    ----------
    matrix
        In compressed rows.

    Returns
    -------
    starts : numpy.ndarray
        Where each row starts; shape (rows + 1,).
    columns : numpy.ndarray
        Shape (cells that are not zero,).
    """
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32)
