"""Whose going, or which tie's, takes a network apart, and how deep its cores are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hubstudy.errors import MeasureError
from hubstudy.network.compiled import compiled
from hubstudy.network.reading import ID
from hubstudy.network.ties import Ties, as_ties

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]
    Numbers = NDArray[np.int32]
    Network = nx.Graph[Any] | Ties

CUTS = 2
"""Pieces that a component must fall into for its cutpoint to be one."""


def cutpoints(network: Network) -> pd.DataFrame:
    """
    List the organisations whose removal takes their component apart.

    Directions of ties are left out. A pair nobody asked about counts as having no known
    tie, so some of those listed might not be cutpoints if all had been asked.

    Parameters
    ----------
    network
        Without self ties.

    Returns
    -------
    pandas.DataFrame
        One row per cutpoint, sorted by id: ``organization_id``, ``n_pieces`` (2 or
        more; what its component falls into) and ``n_cut_off`` (1 or more; organisations
        cut off from the largest piece). Empty if there is none.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    MeasureError
        If ties were not measured, since an empty list would say that there are none.

    References
    ----------
    .. [1] Tarjan, Depth-first search and linear graph algorithms, 1972.
    .. [2] Wasserman and Faust, *Social Network Analysis*, 1994, ch. 4.
    """
    ties = _measured(network)
    n = ties.n_nodes
    parent, found, low, below, root = _depth_first(*ties.neighbors())
    child = np.flatnonzero(parent >= 0)
    child = child[low[child] >= found[parent[child]]]
    above = parent[child]
    n_pieces = np.bincount(above, minlength=n)
    loose = np.bincount(above, below[child], minlength=n).astype(np.int64)
    largest = np.zeros(n, dtype=np.int64)
    np.maximum.at(largest, above, below[child])
    others = below[root] - 1
    rest = others - loose
    n_pieces += rest > 0
    cut = np.flatnonzero(n_pieces >= CUTS)
    return pd.DataFrame(
        {
            ID: ties.nodes[ID].iloc[cut].reset_index(drop=True),
            "n_pieces": n_pieces[cut],
            "n_cut_off": (others - np.maximum(largest, rest))[cut],
        }
    )


def bridges(network: Network) -> pd.DataFrame:
    """
    List the ties whose loss takes their component apart.

    Directions of ties are left out: two ties that run both ways between a pair are one.

    Parameters
    ----------
    network
        Without self ties.

    Returns
    -------
    pandas.DataFrame
        ``source`` and ``target``, ids in sorted order, one row per bridge, sorted.
        Empty if there is none.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    MeasureError
        If ties were not measured, since an empty list would say that there are none.

    References
    ----------
    .. [1] Tarjan, Depth-first search and linear graph algorithms, 1972.
    """
    ties = _measured(network)
    parent, found, low, _, _ = _depth_first(*ties.neighbors())
    child = np.flatnonzero(parent >= 0)
    child = child[low[child] > found[parent[child]]]
    ends = np.sort(np.column_stack([child, parent[child]]), axis=1)
    ends = ends[np.lexsort((ends[:, 1], ends[:, 0]))]
    return pd.DataFrame(
        {
            name: ties.nodes[ID].iloc[ends[:, side]].reset_index(drop=True)
            for side, name in enumerate(("source", "target"))
        }
    )


def core_numbers(network: Network) -> pd.Series:
    """
    Give the largest k such that an organisation is in the k-core.

    The k-core is the largest set whose members all have k contacts or more inside it.
    Directions of ties are left out: a contact counts once, whichever way ties run. On
    undirected networks igraph and sna agree; on directed ones igraph's ``mode="all"``
    and sna's default count a pair tied both ways twice.

    Parameters
    ----------
    network
        Without self ties.

    Returns
    -------
    pandas.Series
        By ``organization_id``, 0 or more; 0 for isolates; missing if ties were not
        measured. Pairs nobody asked about can only make it too low.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.

    References
    ----------
    .. [1] Seidman, Network structure and minimum degree, 1983.
    .. [2] Batagelj and Zaversnik, An O(m) algorithm for cores decomposition, 2003.
    """
    ties = as_ties(network)
    return _by_node(ties, core_array(ties), "core_number")


def components(network: Network) -> pd.Series:
    """
    Say which connected component each organisation is in.

    The largest has number 1; equal ones are numbered by their smallest id. Directions
    of ties are left out (weak components).

    Parameters
    ----------
    network
        Without self ties.

    Returns
    -------
    pandas.Series
        By ``organization_id``, 1 or more; isolates have one each; missing if ties were
        not measured. Pairs nobody asked about count as having no known tie.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    """
    ties = as_ties(network)
    # the search starts at the smallest id of each component
    root = _depth_first(*ties.neighbors())[4]
    first, place, sizes = np.unique(root, return_inverse=True, return_counts=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(1, len(first) + 1)
    return _by_node(ties, rank[place], "component")


def core_array(ties: Ties) -> Counts:
    """
    Give core numbers by node number.

    Parameters
    ----------
    ties
        The network; directions are left out.

    Returns
    -------
    numpy.ndarray
        Shape (nodes,).
    """
    return _peel(*ties.neighbors())


def _measured(network: Network) -> Ties:
    ties = as_ties(network)
    if not ties.info.get("measured", True):
        msg = (
            "网络的关系未经测量，无从判断；请换一个测量过的年份 / ties were not "
            "measured in this network, so that nothing can be said; take another year"
        )
        raise MeasureError(msg)
    return ties


def _by_node(ties: Ties, values: Counts, name: str) -> pd.Series:
    index = pd.Index(ties.nodes[ID], tupleize_cols=False)
    column = pd.array(values, dtype="Int64")
    if not ties.info.get("measured", True):
        column[:] = pd.NA
    return pd.Series(column, index=index, name=name)


@compiled
def _depth_first(
    starts: Counts, contacts: Numbers
) -> tuple[Counts, Counts, Counts, Counts, Counts]:
    """
    Search depth first, without recursion.

    Gives each node's parent (−1 at a root), its place in the search, the earliest place
    that it or one below it is tied to, the nodes from it down, and its root.
    """
    n = len(starts) - 1
    parent = np.full(n, -1, dtype=np.int64)
    found = np.full(n, -1, dtype=np.int64)
    low = np.zeros(n, dtype=np.int64)
    below = np.ones(n, dtype=np.int64)
    root = np.zeros(n, dtype=np.int64)
    cursor = starts[:-1].copy()
    clock = 0
    for first in range(n):
        if found[first] >= 0:
            continue
        node = first
        found[node] = clock
        low[node] = clock
        root[node] = first
        clock += 1
        while node >= 0:
            if cursor[node] < starts[node + 1]:
                contact = contacts[cursor[node]]
                cursor[node] += 1
                if found[contact] < 0:
                    parent[contact] = node
                    found[contact] = clock
                    low[contact] = clock
                    root[contact] = first
                    clock += 1
                    node = contact
                elif contact != parent[node]:
                    low[node] = min(low[node], found[contact])
            else:
                up = parent[node]
                if up >= 0:
                    low[up] = min(low[up], low[node])
                    below[up] += below[node]
                node = up
    return parent, found, low, below, root


@compiled
def _peel(starts: Counts, contacts: Numbers) -> Counts:
    """Take nodes of k contacts or fewer away until none is left, then raise k."""
    n = len(starts) - 1
    core = np.full(n, -1, dtype=np.int64)
    degree = (starts[1:] - starts[:-1]).astype(np.int32)
    left = np.arange(n).astype(np.int32)
    going = np.empty(n, dtype=np.int32)
    n_left, k = n, 0
    while n_left > 0:
        kept, n_going, least = 0, 0, n
        for turn in range(n_left):
            node = left[turn]
            if core[node] >= 0:
                continue
            if degree[node] <= k:
                core[node] = k
                going[n_going] = node
                n_going += 1
            else:
                left[kept] = node
                kept += 1
                least = min(least, degree[node])
        n_left = kept
        turn = 0
        while turn < n_going:
            node = going[turn]
            turn += 1
            for each in range(starts[node], starts[node + 1]):
                contact = contacts[each]
                if degree[contact] > k:
                    degree[contact] -= 1
                    if degree[contact] == k:
                        core[contact] = k
                        going[n_going] = contact
                        n_going += 1
        k = max(k + 1, least) if n_going == 0 else k + 1
    return core
