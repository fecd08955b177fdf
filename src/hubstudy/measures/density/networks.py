"""How many of the possible ties of a network exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hubstudy.network.groups import first_mode
from hubstudy.network.ties import Ties, as_ties
from hubstudy.results import Estimate

if TYPE_CHECKING:
    import networkx as nx


def network_density(network: nx.Graph[Any] | Ties) -> Estimate:
    r"""
    Share of the possible ties of a network that exist.

    :math:`2m / n(n - 1)` for *n* organisations and *m* ties, from 0 to 1, pairs that
    nobody asked about taken out of the denominator. In a two-mode network
    :math:`m / (n_1 n_2)`.

    Parameters
    ----------
    network
        Without self ties, isolates counted.

    Returns
    -------
    Estimate
        Undefined as ``n_below_2`` where there is no pair (two-mode: where a mode is
        empty), as ``not_measured`` where no pair was asked about.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.

    References
    ----------
    .. [1] Wasserman and Faust, *Social Network Analysis*, 1994, ch. 4.
    """
    ties = as_ties(network)
    first = first_mode(ties)
    if first is not None:
        sides = int(first.sum()), int((~first).sum())
        return _share_of_pairs(ties.n_ties, sides[0] * sides[1], min(sides))
    if not ties.info.get("measured", True):
        return Estimate.undefined("not_measured", n=ties.n_nodes)
    pairs = ties.n_dyads()
    return _share_of_pairs(ties.n_ties, pairs, ties.n_nodes - 1, ties.n_nodes)


def _share_of_pairs(ties: int, pairs: int, smallest: int, n: int = 0) -> Estimate:
    if smallest < 1:
        return Estimate.undefined("n_below_2", n=n)
    if pairs == 0:
        return Estimate.undefined("not_measured", n=n)
    return Estimate(ties / pairs, n=n or pairs, method="census")
