"""Shortest paths: igraph where it is installed, else networkx.

No array form of shortest-path counting is both short and quick, so this module alone
asks a graph library; igraph is about a hundred times as fast. Both give the same values
but for the last few bits, and rounding to nine decimals takes these away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

if TYPE_CHECKING:
    from hubstudy.network.ties import Floats, Ties

DECIMALS = 9


def has_igraph() -> bool:
    """
    Say whether igraph is there.

    Returns
    -------
    bool
        Whether paths are counted by igraph.
    """
    try:
        import igraph  # noqa: F401, PLC0415 - optional, and slow to import
    except ImportError:
        return False
    return True


def betweenness(ties: Ties) -> Floats:
    r"""
    Count the shortest paths that run through each node.

    Raw, unweighted: :math:`b_v = \sum_{s,t} \sigma_{st}(v)/\sigma_{st}`, each pair
    counted once if undirected (from 0 to (n − 1)(n − 2)/2), both ways if directed.

    Parameters
    ----------
    ties
        The network.

    Returns
    -------
    numpy.ndarray
        Shape (nodes,); 0 for isolates. Rounded to nine decimals.

    References
    ----------
    .. [1] Freeman, A set of measures of centrality based on betweenness, 1977.
    .. [2] Brandes, A faster algorithm for betweenness centrality, 2001.
    """
    if has_igraph():
        values = _igraph(ties).betweenness(directed=ties.is_directed)
    else:
        found = nx.betweenness_centrality(_networkx(ties), normalized=False)
        values = [found[node] for node in range(ties.n_nodes)]
    return _rounded(values)


def harmonic(ties: Ties) -> Floats:
    r"""
    Add up one over the distance to every other node.

    :math:`h_v = \sum_{t \ne v} 1/d(v, t)`, 0 for nodes out of reach; along ties if
    directed.

    Parameters
    ----------
    ties
        The network.

    Returns
    -------
    numpy.ndarray
        Shape (nodes,), from 0 to n − 1. Rounded to nine decimals.

    References
    ----------
    .. [1] Rochat, Closeness centrality extended to unconnected graphs, 2009.
    """
    if has_igraph():
        graph = _igraph(ties)
        values = graph.harmonic_centrality(mode="out", normalized=False)
    else:
        # networkx counts the way in
        found = nx.harmonic_centrality(_networkx(ties, backward=True))
        values = [found[node] for node in range(ties.n_nodes)]
    return _rounded(values)


def closeness(ties: Ties) -> Floats:
    r"""
    Say how near each node is to those it can reach.

    :math:`c_v = k_v / \sum_t d(v, t)` over the :math:`k_v` nodes that *v* can reach,
    along ties if directed: closeness inside the component.

    Parameters
    ----------
    ties
        The network.

    Returns
    -------
    numpy.ndarray
        Shape (nodes,), above 0 to 1; missing for nodes that reach no other. Rounded to
        nine decimals.

    References
    ----------
    .. [1] Freeman, Centrality in social networks: conceptual clarification, 1979.
    """
    if has_igraph():
        values = _igraph(ties).closeness(mode="out", normalized=True)
    else:
        graph = _networkx(ties, backward=True)
        found = nx.closeness_centrality(graph, wf_improved=False)
        values = [found[node] or np.nan for node in range(ties.n_nodes)]
    return _rounded(values)


def _igraph(ties: Ties) -> Any:
    import igraph  # noqa: PLC0415 - optional, and slow to import

    pairs = np.column_stack([ties.source, ties.target]).tolist()
    return igraph.Graph(n=ties.n_nodes, edges=pairs, directed=ties.is_directed)


def _networkx(ties: Ties, *, backward: bool = False) -> nx.Graph[int]:
    """Give the network by node numbers, turned round if asked for."""
    graph: nx.Graph[int] = nx.DiGraph() if ties.is_directed else nx.Graph()
    graph.add_nodes_from(range(ties.n_nodes))
    ends = (ties.target, ties.source) if backward else (ties.source, ties.target)
    graph.add_edges_from(np.column_stack(ends).tolist())
    return graph


def _rounded(values: list[float]) -> Floats:
    return np.asarray(np.round(np.array(values), DECIMALS), dtype=np.float64)
