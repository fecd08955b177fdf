"""How far a network hangs on one of its organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hubstudy.network.paths import betweenness
from hubstudy.network.ties import Ties, as_ties
from hubstudy.results import Estimate

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Network = nx.Graph[Any] | Ties

SMALLEST_CENTRALIZATION = 3


def degree_centralization(network: Network) -> Estimate:
    r"""
    Say how far degree is concentrated on one organisation.

    :math:`\sum_i (\max d - d_i) / ((n - 1)(n - 2))`, from 0 (all equal) to 1 (a star).

    Parameters
    ----------
    network
        Undirected, without self ties, isolates counted.

    Returns
    -------
    Estimate
        Undefined below three organisations.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.

    References
    ----------
    .. [1] Freeman, Centrality in social networks: conceptual clarification, 1979.
    """
    ties = as_ties(network)
    n = ties.n_nodes
    return _centralization(ties, ties.degree().astype(float), (n - 1) * (n - 2))


def betweenness_centralization(
    network: Network, *, values: Floats | None = None
) -> Estimate:
    r"""
    Say how far brokerage is concentrated on one organisation.

    :math:`\sum_i (\max b - b_i) / ((n - 1)^2 (n - 2) / 2)`, from 0 to 1 (a star).

    Parameters
    ----------
    network
        Undirected, without self ties, isolates counted.
    values
        Betweenness by organisation in sorted order, if known already.

    Returns
    -------
    Estimate
        Undefined below three organisations.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.

    References
    ----------
    .. [1] Freeman, Centrality in social networks: conceptual clarification, 1979.
    """
    ties = as_ties(network)
    n = ties.n_nodes
    paths = betweenness(ties) if values is None else values
    return _centralization(ties, paths, (n - 1) ** 2 * (n - 2) / 2)


def _centralization(ties: Ties, values: Floats, largest: float) -> Estimate:
    n = ties.n_nodes
    if not ties.info.get("measured", True):
        return Estimate.undefined("not_measured", n=n)
    if n < SMALLEST_CENTRALIZATION:
        return Estimate.undefined("n_below_3", n=n)
    if not ties.n_dyads():
        return Estimate.undefined("not_measured", n=n)
    spread = n * values.max() - values.sum()
    return Estimate(float(spread / largest), n=n, method="Freeman 1979")
