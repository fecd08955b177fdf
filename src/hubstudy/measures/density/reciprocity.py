"""How many of the ties of a directed network are returned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from hubstudy.errors import MeasureError
from hubstudy.network.ties import Ties, as_ties
from hubstudy.results import Estimate

if TYPE_CHECKING:
    import networkx as nx

SMALLEST = 2
WAYS = ("ties", "dyads")


def reciprocity(
    network: nx.Graph[Any] | Ties, *, by: Literal["ties", "dyads"] = "ties"
) -> Estimate:
    r"""
    Share of ties that are returned, or of tied pairs tied both ways.

    With *M* pairs tied both ways and *A* tied one way, :math:`2M / (2M + A)` by ties
    and :math:`M / (M + A)` by dyads, from 0 to 1. Ties whose return nobody asked about
    leave the denominator.

    Parameters
    ----------
    network
        Directed, without self ties.
    by
        What is counted: ``"ties"``, or ``"dyads"`` (pairs with any tie).

    Returns
    -------
    Estimate
        Its ``n`` is the number of ties, or of tied pairs. Undefined as ``n_below_2``
        without a pair, as ``no_ties`` without a tie, as ``not_measured`` where nobody
        asked about the return of any.

    Raises
    ------
    MeasureError
        If the network is undirected, where every tie is returned by definition, or
        there is no such way to count.

    Notes
    -----
    By ties is ``edgewise`` in R's sna, the default of igraph, and
    ``overall_reciprocity`` in networkx; by dyads is ``dyadic.nonnull`` in sna and
    ``ratio`` in igraph. The default of sna, ``dyadic``, is another number: with *N*
    untied pairs it gives :math:`(M + N) / (M + A + N)`, near 1 in any sparse network
    and 1 in one without ties. For one mutual, one one-way and one untied pair the three
    are 2/3, 1/2 and 2/3; with 100 untied pairs the last is 101/102.

    References
    ----------
    .. [1] Wasserman and Faust, *Social Network Analysis*, 1994, ch. 13.
    """
    if by not in WAYS:
        msg = f"by 应为 {list(WAYS)} 之一，得到 {by!r} / must be one of these"
        raise MeasureError(msg)
    ties = as_ties(network)
    if not ties.is_directed:
        msg = (
            "网络没有方向，互惠性无从谈起，应为有向图（nx.DiGraph）/ the network is "
            "undirected, so every tie is returned by definition; pass a directed one"
        )
        raise MeasureError(msg)
    if not ties.info.get("measured", True):
        return Estimate.undefined("not_measured", n=ties.n_ties)
    if ties.n_nodes < SMALLEST:
        return Estimate.undefined("n_below_2")
    if not ties.n_ties:
        return Estimate.undefined("no_ties")
    forth = ties.source.astype(np.int64) * ties.n_nodes + ties.target
    back = ties.target.astype(np.int64) * ties.n_nodes + ties.source
    silent = ties.not_asked[:, 0] * ties.n_nodes + ties.not_asked[:, 1]
    is_returned = np.isin(back, forth)
    is_known = is_returned | ~np.isin(back, silent)
    n_returned = int(is_returned.sum())
    n_one_way = int(is_known.sum()) - n_returned
    mutual = n_returned if by == "ties" else n_returned // 2
    n = mutual + n_one_way
    if n == 0:
        return Estimate.undefined("not_measured")
    return Estimate(mutual / n, n=n, method=f"census, by {by}")
