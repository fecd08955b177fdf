"""Shortest paths on arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import scipy.sparse as sp

    from hubstudy.network.ties import Floats, Ints

BLOCK = 64


def betweenness(adjacency: sp.csr_array) -> Floats:
    r"""
    Count the shortest paths that run through each node.

    Raw, undirected, unweighted: :math:`b_v = \sum_{s<t} \sigma_{st}(v)/\sigma_{st}`,
    from 0 to (n − 1)(n − 2)/2. Brandes' algorithm over many sources at once, each
    step one product of the sparse matrix with a dense block; so no optional library
    decides about the last digits.

    Parameters
    ----------
    adjacency
        Symmetric, ones, no diagonal; shape (nodes, nodes).

    Returns
    -------
    numpy.ndarray
        Shape (nodes,); 0 for isolates. Rounded to nine decimals.

    References
    ----------
    .. [1] Freeman, A set of measures of centrality based on betweenness, 1977.
    .. [2] Brandes, A faster algorithm for betweenness centrality, 2001.
    """
    n = adjacency.shape[0]
    total = np.zeros(n)
    tied = np.flatnonzero(np.diff(adjacency.indptr))
    for start in range(0, len(tied), BLOCK):
        total += _dependencies(adjacency, tied[start : start + BLOCK])
    return np.round(total / 2, 9)


def _dependencies(adjacency: sp.csr_array, sources: Ints) -> Floats:
    """Add up each node's share of the shortest paths from some sources."""
    columns = np.arange(len(sources))
    paths = np.zeros((adjacency.shape[0], len(sources)))
    paths[sources, columns] = 1
    wave = paths.copy()
    levels = [wave > 0]
    reached = levels[0].copy()
    while True:
        wave = adjacency @ wave
        wave[reached] = 0
        arrived = wave > 0
        if not arrived.any():
            break
        levels.append(arrived)
        reached |= arrived
        paths += wave
    counted = np.where(reached, paths, 1)
    share = np.zeros_like(paths)
    for nearer, farther in zip(levels[-2::-1], levels[:0:-1], strict=True):
        passed = adjacency @ np.where(farther, (1 + share) / counted, 0)
        share += np.where(nearer, paths * passed, 0)
    share[sources, columns] = 0
    return np.asarray(share.sum(axis=1), dtype=np.float64)
