"""How many of the possible ties of a network exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hubstudy.errors import NetworkError
from hubstudy.network.groups import first_mode
from hubstudy.network.ties import Ties, as_ties
from hubstudy.results import Estimate

if TYPE_CHECKING:
    import networkx as nx

    from hubstudy.network.ties import Flags

ONE_MODE = (
    "图中节点没有 mode 或 bipartite 属性，不是二模网络；请为每个节点标明属于哪一模 / "
    "nodes have neither mode nor bipartite, so this is no two-mode network; say of "
    "each node which mode it is"
)


def network_density(network: nx.Graph[Any] | Ties) -> Estimate:
    r"""
    Share of the possible ties of a network that exist.

    :math:`2m / n(n - 1)` for *n* organisations and *m* ties, :math:`m / n(n - 1)` if
    directed, from 0 to 1, pairs that nobody asked about taken out of the denominator.
    In a two-mode network as `two_mode_density` has it.

    Parameters
    ----------
    network
        Without self ties, isolates counted.

    Returns
    -------
    Estimate
        Its ``n`` is the number of organisations (two-mode: of pairs). Undefined as
        ``n_below_2`` where there is no pair (two-mode: where a mode is empty), as
        ``not_measured`` where no pair was asked about.

    Raises
    ------
    NetworkError
        If the graph has parallel or self ties, or a tie inside a mode.

    References
    ----------
    .. [1] Wasserman and Faust, *Social Network Analysis*, 1994, ch. 4.
    """
    ties = as_ties(network)
    first = first_mode(ties)
    if first is not None:
        return _two_mode(ties, first)
    return _share_of_pairs(ties, ties.n_dyads(), ties.n_nodes - 1, ties.n_nodes)


def two_mode_density(network: nx.Graph[Any] | Ties) -> Estimate:
    r"""
    Share of the possible ties between two modes that exist.

    :math:`m / n_1 n_2` for *m* ties between :math:`n_1` and :math:`n_2` nodes, from 0
    to 1. Pairs between the modes that nobody asked about leave the denominator; pairs
    inside a mode are in none. A directed network is read without its directions.

    Parameters
    ----------
    network
        Two-mode: nodes have ``mode``, or ``bipartite`` as networkx has it; isolates
        counted.

    Returns
    -------
    Estimate
        Its ``n`` is the number of pairs. Undefined as ``n_below_2`` where a mode is
        empty, as ``not_measured`` where no pair was asked about.

    Raises
    ------
    NetworkError
        If the network is one-mode (an empty graph is taken as either), or a tie joins
        two nodes of one mode.

    Notes
    -----
    The one-mode formula divides by all pairs, also those that can have no tie, and
    gives half of this or less: for Davis's Southern Women 0.1794 instead of 0.3532.

    References
    ----------
    .. [1] Borgatti and Everett, Network analysis of 2-mode data, 1997.
    """
    ties = as_ties(network)
    first = first_mode(ties)
    if first is None:
        if ties.n_nodes:
            raise NetworkError(ONE_MODE)
        return Estimate.undefined("n_below_2")
    return _two_mode(ties, first)


def _two_mode(network: Ties, first: Flags) -> Estimate:
    ties = network.undirected()
    sides = int(first.sum()), int((~first).sum())
    silent = ties.unknown_pairs()
    between = int((first[silent[:, 0]] != first[silent[:, 1]]).sum())
    pairs = sides[0] * sides[1] - between
    return _share_of_pairs(ties, pairs, min(sides), pairs)


def _share_of_pairs(ties: Ties, pairs: int, smallest: int, n: int) -> Estimate:
    if not ties.info.get("measured", True):
        return Estimate.undefined("not_measured", n=n)
    if smallest < 1:
        return Estimate.undefined("n_below_2", n=n)
    if pairs == 0:
        return Estimate.undefined("not_measured", n=n)
    return Estimate(ties.n_ties / pairs, n=n, method="census")
