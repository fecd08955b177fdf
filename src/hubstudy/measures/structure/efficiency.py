"""How near the organisations of a network are to one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hubstudy.measures.structure.fragments import inverse_distances
from hubstudy.network.ties import Ties, as_ties
from hubstudy.results import Estimate

if TYPE_CHECKING:
    import networkx as nx

SMALLEST = 2


def global_efficiency(network: nx.Graph[Any] | Ties) -> Estimate:
    r"""
    Mean of one over the distance of all pairs of organisations.

    :math:`\frac{2}{n(n - 1)} \sum_{s < t} 1/d(s, t)`, 0 for pairs without a path, from
    0 (no ties) to 1 (all tied). Directions and weights are left out; pairs nobody asked
    about are not tied.

    Parameters
    ----------
    network
        Without self ties, isolates counted.

    Returns
    -------
    Estimate
        Its ``n`` is the number of pairs. Undefined as ``n_below_2``, as
        ``not_measured`` if no tie was asked about.

    Raises
    ------
    NetworkError
        If a graph breaks the engine's rules.

    Notes
    -----
    As ``global_efficiency`` of igraph and networkx; below two nodes these give NaN and
    0.

    References
    ----------
    .. [1] Latora and Marchiori, Efficient behavior of small-world networks, 2001.
    """
    ties = as_ties(network)
    pairs = ties.n_nodes * (ties.n_nodes - 1) // 2
    if not ties.info.get("measured", True):
        return Estimate.undefined("not_measured", n=pairs)
    if ties.n_nodes < SMALLEST:
        return Estimate.undefined("n_below_2")
    total = float(inverse_distances(ties, np.empty(0, dtype=np.intp))[0])
    return Estimate(total / pairs, n=pairs, method="census")
