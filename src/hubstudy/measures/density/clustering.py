"""How often a path that a tie could close is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import scipy.sparse as sp

from hubstudy.errors import NetworkError
from hubstudy.measures.density.networks import ONE_MODE
from hubstudy.network.groups import first_mode
from hubstudy.network.projection import affiliations
from hubstudy.network.reading import ID
from hubstudy.network.ties import Ties, as_ties
from hubstudy.results import Estimate

if TYPE_CHECKING:
    import networkx as nx

    from hubstudy.network.ties import Floats

TRIAD = 3
TWO_MODE = (
    "二模网络没有三角形，传递性必为 0；请用 robins_alexander_clustering，或先用 "
    "project 投影 / a two-mode network has no triangles by definition; use "
    "robins_alexander_clustering, or project it first"
)


class Paths(NamedTuple):
    """
    How many 2-paths have each node in the middle.

    Parameters
    ----------
    closed
        Those whose ends are tied; shape (nodes,).
    every
        All of them; shape (nodes,).
    known
        Those of whose ends one knows whether they are tied; shape (nodes,).
    """

    closed: Floats
    every: Floats
    known: Floats


def transitivity(network: nx.Graph[Any] | Ties) -> Estimate:
    r"""
    Share of paths over three nodes that are closed to a triangle.

    :math:`3 \times` triangles over 2-paths, from 0 to 1, weighted by no tie strength.
    2-paths whose ends nobody asked about leave the denominator. A directed network is
    read without its directions.

    Parameters
    ----------
    network
        One-mode, without self ties.

    Returns
    -------
    Estimate
        Its ``n`` is the number of 2-paths. Undefined as ``n_below_3``, as ``no_paths``
        where no node has two contacts, as ``not_measured`` where nobody asked about the
        ends of any.

    Raises
    ------
    NetworkError
        If the network is two-mode, where there are no triangles by definition.

    Notes
    -----
    The same as ``transitivity`` of igraph (type ``"global"``) and networkx, and
    ``gtrans`` of R's sna for undirected networks; without 2-paths these give NaN, 0 and
    1. For a directed network sna counts directed paths (:math:`i \to j \to k` closed by
    :math:`i \to k`), which is another number; igraph leaves directions out, as we do.

    References
    ----------
    .. [1] Wasserman and Faust, *Social Network Analysis*, 1994, ch. 6.
    .. [2] Newman, Watts and Strogatz, Random graph models of social networks, 2002.
    """
    ties = _one_mode(network)
    closed, paths, known = paths_by_middle(ties)
    return _share(ties, float(closed.sum()), paths.sum(), known.sum())


def local_clustering(network: nx.Graph[Any] | Ties) -> pd.Series[float]:
    r"""
    Share of the pairs of a node's contacts that are tied.

    :math:`2 t_i / k_i(k_i - 1)` for :math:`t_i` triangles and :math:`k_i` contacts,
    from 0 to 1. Pairs of contacts nobody asked about leave the denominator. A directed
    network is read without its directions.

    Parameters
    ----------
    network
        One-mode, without self ties.

    Returns
    -------
    pandas.Series
        By node id, sorted, named ``local_clustering``; missing for nodes with fewer
        than two contacts, those of whose contacts nobody asked about any pair, and
        everywhere if the network was not measured.

    Raises
    ------
    NetworkError
        If the network is two-mode, where there are no triangles by definition.

    Notes
    -----
    For nodes with fewer than two contacts igraph gives NaN, as we do, networkx 0.

    References
    ----------
    .. [1] Watts and Strogatz, Collective dynamics of small-world networks, 1998.
    """
    ties = _one_mode(network)
    closed, _, known = paths_by_middle(ties)
    is_defined = (known > 0) & ties.info.get("measured", True)
    values = np.where(is_defined, closed / np.maximum(known, 1), np.nan)
    index = pd.Index(ties.nodes[ID], name=ID)
    return pd.Series(values, index=index, name="local_clustering")


def mean_local_clustering(network: nx.Graph[Any] | Ties) -> Estimate:
    """
    Average share of the pairs of a node's contacts that are tied.

    From 0 to 1, over the nodes where `local_clustering` is defined: those with fewer
    than two contacts are left out.

    Parameters
    ----------
    network
        One-mode, without self ties.

    Returns
    -------
    Estimate
        Its ``n`` is the number of nodes averaged. Undefined as `transitivity` is.

    Raises
    ------
    NetworkError
        If the network is two-mode, where there are no triangles by definition.

    Notes
    -----
    igraph's ``localaverage`` leaves these nodes out too; networkx's
    ``average_clustering`` counts them as 0 and gives less (as igraph with ``isolates =
    "zero"``): 0.5879 and 0.5706 for Zachary's karate club, 0.2182 and 0.15 for the
    marriages of the Florentine families.

    References
    ----------
    .. [1] Watts and Strogatz, Collective dynamics of small-world networks, 1998.
    .. [2] Kaiser, Mean clustering coefficients: the role of isolated nodes and leafs,
       2008.
    """
    ties = _one_mode(network)
    closed, paths, known = paths_by_middle(ties)
    counted = known > 0
    total = float((closed[counted] / known[counted]).sum())
    return _share(ties, total, paths.sum(), counted.sum())


def robins_alexander_clustering(network: nx.Graph[Any] | Ties) -> Estimate:
    r"""
    Share of 3-paths of a two-mode network that are closed to a 4-cycle.

    :math:`4 C_4 / L_3`, from 0 to 1: of two organisations in one project, of which one
    is in a second project, how often the other is in it too. 3-paths whose ends nobody
    asked about leave the denominator. A directed network is read without its
    directions.

    Parameters
    ----------
    network
        Two-mode: nodes have ``mode``, or ``bipartite`` as networkx has it.

    Returns
    -------
    Estimate
        Its ``n`` is the number of 3-paths. Undefined as ``no_paths`` where there are
        none, as ``not_measured`` where nobody asked about the ends of any.

    Raises
    ------
    NetworkError
        If the network is one-mode (an empty graph is taken as either).

    Notes
    -----
    Without 3-paths networkx gives 0. For Davis's Southern Women all give 0.4678.

    References
    ----------
    .. [1] Robins and Alexander, Small worlds among interlocking directors, 2004.
    """
    ties = as_ties(network).undirected()
    first = first_mode(ties)
    if first is None and ties.n_nodes:
        raise NetworkError(ONE_MODE)
    if first is None or not ties.n_ties:
        return _share(ties, 0.0, 0, 0, fewest=0)
    degree = ties.degree()
    paths = int(((degree[ties.source] - 1) * (degree[ties.target] - 1)).sum())
    silent = ties.unknown_pairs()
    silent = silent[first[silent[:, 0]] != first[silent[:, 1]]]
    closed = 4.0 * _four_cycles(affiliations(ties, first))
    return _share(ties, closed, paths, paths - _three_paths(ties, silent), fewest=0)


def _one_mode(network: nx.Graph[Any] | Ties) -> Ties:
    ties = as_ties(network).undirected()
    if first_mode(ties) is not None:
        raise NetworkError(TWO_MODE)
    return ties


def _share(
    ties: Ties, closed: float, paths: int, known: int, *, fewest: int = TRIAD
) -> Estimate:
    n = int(known)
    if not ties.info.get("measured", True):
        return Estimate.undefined("not_measured", n=n)
    if ties.n_nodes < fewest:
        return Estimate.undefined("n_below_3")
    if not known:
        return Estimate.undefined("not_measured" if paths else "no_paths")
    return Estimate(closed / n, n=n, method="census")


def paths_by_middle(ties: Ties) -> Paths:
    """
    Count 2-paths by the node in the middle.

    Parameters
    ----------
    ties
        Undirected.

    Returns
    -------
    Paths
        Known less closed are the open ones, which the node brokers.
    """
    degree = ties.degree().astype(np.float64)
    paths = degree * (degree - 1) / 2
    silent = ties.unknown_pairs()
    lost = np.zeros(ties.n_nodes)
    if len(silent):
        matrix = ties.adjacency()
        between = matrix[silent[:, 0]] * matrix[silent[:, 1]]
        lost = np.asarray(between.sum(axis=0))
    return Paths(_triangles(ties), paths, paths - lost)


def _triangles(ties: Ties) -> Floats:
    """
    Count the triangles that each node is in.

    Ties point from the lower degree to the higher, so that no node sends many, however
    many contacts it has.
    """
    degree = ties.degree()
    rank = np.empty(ties.n_nodes, dtype=np.intp)
    rank[np.argsort(degree, kind="stable")] = np.arange(ties.n_nodes)
    a, b = rank[ties.source], rank[ties.target]
    ends = (np.minimum(a, b), np.maximum(a, b))
    shape = (ties.n_nodes, ties.n_nodes)
    matrix = sp.coo_array((np.ones(ties.n_ties), ends), shape=shape).tocsr()
    over_middle = (matrix @ matrix) * matrix
    over_lowest = (matrix.T @ matrix) * matrix
    by_rank: Floats = over_middle.sum(axis=0) + over_middle.sum(axis=1)
    by_rank = by_rank + over_lowest.sum(axis=1)
    return np.asarray(by_rank[rank], dtype=np.float64)


def _four_cycles(matrix: sp.csr_array) -> float:
    """Count pairs of rows with pairs of columns in common, on the cheaper side."""
    by_column, by_row = matrix.sum(axis=0), matrix.sum(axis=1)
    wide = (by_column**2).sum() <= (by_row**2).sum()
    shared = (matrix @ matrix.T if wide else matrix.T @ matrix).tocoo()
    overlap = shared.data[shared.row < shared.col]
    return float((overlap * (overlap - 1) / 2).sum())


def _three_paths(ties: Ties, ends: Any) -> int:
    """Count 3-paths between pairs that have no tie."""
    if not len(ends):
        return 0
    matrix = ties.adjacency()
    return int(((matrix[ends[:, 0]] @ matrix) * matrix[ends[:, 1]]).sum())
