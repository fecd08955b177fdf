"""Pairs that a third node stands between, and the role it plays there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hubstudy.network.ties import Ties

    Ints = NDArray[np.intp]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

ROLES = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison")
_DIRECTED = np.zeros((8, len(ROLES)))
_DIRECTED[[0, 1, 2, 4, 7], [4, 2, 3, 1, 0]] = 1
"""Role by (source and broker same) + 2 (broker and target same) + 4 (both ends)."""
_UNDIRECTED = _DIRECTED.copy()
_UNDIRECTED[1:3, 2:4] = 1 / 2


class OpenPaths(NamedTuple):
    """
    Paths source -> broker -> target whose source has no tie to the target.

    Parameters
    ----------
    source, broker, target
        Node numbers; shape (paths,). Undirected: ``source < target``.
    weight
        How much each counts; shape (paths,).
    n_unknown
        Paths left out because nobody asked whether their ends are tied.
    is_directed
        Whether source and target can be told apart.
    """

    source: Ints
    broker: Ints
    target: Ints
    weight: Floats
    n_unknown: int
    is_directed: bool


def open_paths(
    ties: Ties, *, brokers: Flags, is_two_mode: bool, chains: bool
) -> OpenPaths:
    """
    List every open path through a third node.

    Parameters
    ----------
    ties
        The network.
    brokers
        Marks the nodes whose paths count; shape (nodes,).
    is_two_mode
        Whether nodes are of two modes; a link is then a shared contact, and directions
        are left out.
    chains
        Whether a path weighs as many chains as lead through it: contacts that broker
        and source share, times those that broker and target share.

    Returns
    -------
    OpenPaths
        Undirected: each pair of ends once.
    """
    links, possible = _shared(ties) if is_two_mode else _tied(ties)
    is_directed = ties.is_directed and not is_two_mode
    source, broker, target, weight = _two_paths(links)
    keep = brokers[broker] & (source != target if is_directed else source < target)
    ends = source * ties.n_nodes + target
    is_open = keep & ~_holds(possible, ends)
    n_unknown = int((keep & ~_holds(links, ends) & ~is_open).sum())
    return OpenPaths(
        source[is_open],
        broker[is_open],
        target[is_open],
        weight[is_open] if chains else np.ones(int(is_open.sum())),
        n_unknown,
        is_directed,
    )


def role_counts(paths: OpenPaths, codes: Ints) -> Floats:
    """
    Count the roles that each node plays.

    Parameters
    ----------
    paths
        From `open_paths`.
    codes
        Number of each node's group; shape (nodes,).

    Returns
    -------
    numpy.ndarray
        Shape (nodes, 5), in the order of `ROLES`. Undirected: a pair with one end in
        the broker's group is half a representation and half a gate kept.
    """
    small = codes.astype(np.int32)
    a, v, b = small[paths.source], small[paths.broker], small[paths.target]
    same = (a == v) + 2 * (v == b).view(np.int8) + 4 * (a == b).view(np.int8)
    cells = np.bincount(paths.broker * 8 + same, paths.weight, 8 * len(codes))
    meaning = _DIRECTED if paths.is_directed else _UNDIRECTED
    return np.asarray(cells.reshape(-1, 8) @ meaning)


def role_chances(sizes: Floats) -> Floats:
    r"""
    Say how likely each role is for three nodes taken at random.

    With :math:`n_k` of *n* nodes in group *k*: coordinator
    :math:`\sum n_k(n_k-1)(n_k-2)`; itinerant, representative, gatekeeper
    :math:`\sum n_k(n_k-1)(n-n_k)` each; liaison the rest; all over
    :math:`n(n-1)(n-2)`.

    Parameters
    ----------
    sizes
        Nodes in each group; shape (groups,).

    Returns
    -------
    numpy.ndarray
        Shape (5,), in the order of `ROLES`; they add up to 1. Zeros below three nodes.
    """
    n = sizes.sum()
    ways = n * (n - 1) * (n - 2)
    if ways <= 0:
        return np.zeros(len(ROLES))
    pairs = sizes * (sizes - 1)
    one, two = (pairs * (sizes - 2)).sum(), (pairs * (n - sizes)).sum()
    counts = np.array([one, two, two, two, ways - one - 3 * two])
    return np.asarray(counts / ways)


def _tied(ties: Ties) -> tuple[sp.csr_array, sp.csr_array]:
    """Give ties, and ties with the pairs that may be tied for all one knows."""
    links = ties.adjacency()
    return links, _sorted(links + _unknown(ties))


def _shared(ties: Ties) -> tuple[sp.csr_array, sp.csr_array]:
    """Count contacts shared; and those that may be shared for all one knows."""
    whole = ties.undirected()
    tied = whole.adjacency()
    known, possible = tied @ tied, tied + _unknown(whole)
    return _off_diagonal(known), _off_diagonal(possible @ possible)


def _unknown(ties: Ties) -> sp.csr_array:
    pairs = ties.unknown_pairs()
    if not ties.is_directed:
        pairs = np.concatenate([pairs, pairs[:, ::-1]])
    shape = (ties.n_nodes, ties.n_nodes)
    return sp.coo_array(
        (np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape
    ).tocsr()


def _off_diagonal(matrix: sp.csr_array) -> sp.csr_array:
    cells = matrix.tocoo()
    row, column = cells.coords
    off = row != column
    kept = (cells.data[off], (row[off], column[off]))
    return _sorted(sp.coo_array(kept, cells.shape).tocsr())


def _sorted(matrix: sp.csr_array) -> sp.csr_array:
    matrix.sort_indices()
    return matrix


def _two_paths(links: sp.csr_array) -> tuple[Ints, Ints, Ints, Floats]:
    """List every path of two links, those that come back too, broker by broker."""
    into = links.T.tocsr()
    into.sort_indices()
    onward = np.diff(links.indptr)
    broker_of = np.repeat(np.arange(links.shape[0]), np.diff(into.indptr))
    repeats = onward[broker_of]
    first = np.repeat(np.arange(len(broker_of)), repeats)
    ahead = np.cumsum(repeats) - repeats
    broker = broker_of[first]
    second = links.indptr[broker] + np.arange(len(first)) - ahead[first]
    weight = into.data[first] * links.data[second]
    source = into.indices[first].astype(np.int64)
    return source, broker, links.indices[second].astype(np.int64), weight


def _holds(matrix: sp.csr_array, cells: Ints) -> Flags:
    """Say which cells (row × n + column) are filled."""
    n = matrix.shape[0]
    filled = np.repeat(np.arange(n), np.diff(matrix.indptr)) * n + matrix.indices
    if not len(filled):
        return np.zeros(len(cells), dtype=bool)
    place = np.minimum(np.searchsorted(filled, cells), len(filled) - 1)
    return np.asarray(filled[place] == cells)
