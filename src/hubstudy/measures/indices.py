"""Indices of networks, each one number per network or per organisation, on arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd

from hubstudy.network.contract import validate_network
from hubstudy.network.paths import betweenness
from hubstudy.network.ties import Ties, as_ties
from hubstudy.results import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Network = nx.Graph[str] | Ties

SMALLEST_CENTRALIZATION = 3


def network_density(network: nx.Graph[str] | Ties) -> Estimate:
    r"""
    Share of the possible ties of a network that exist.

    :math:`2m / n(n - 1)` for *n* organisations and *m* ties, from 0 to 1, pairs that
    nobody asked about taken out of the denominator. In a two-mode network
    :math:`m / (n_1 n_2)`.

    Parameters
    ----------
    network
        Undirected, without self ties, isolates counted.

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
    if not isinstance(network, Ties):
        validate_network(network)
        modes = list(nx.get_node_attributes(network, "mode").values())
        if modes:
            sides = [modes.count(mode) for mode in ("organization", "project")]
            return _share_of_pairs(
                network.number_of_edges(), sides[0] * sides[1], min(sides)
            )
        network = Ties.from_graph(network)
    if not network.info.get("measured", True):
        return Estimate.undefined("not_measured", n=network.n_nodes)
    pairs = network.n_dyads()
    return _share_of_pairs(network.n_ties, pairs, network.n_nodes - 1, network.n_nodes)


def constraint(network: Network, *, weighted: bool = False) -> pd.Series:
    r"""
    Say how far each organisation's contacts are tied among themselves.

    :math:`c_i = \sum_j (p_{ij} + \sum_q p_{iq} p_{qj})^2` over the contacts *j* of
    *i*, where :math:`p_{ij}` is the share of *i*'s ties that go to *j*. Above 0;
    1 for a single contact; may exceed 1 in small dense neighbourhoods. Undefined for
    isolates.

    Parameters
    ----------
    network
        Undirected, without self ties.
    weighted
        Whether shares are of weights; if not, every tie counts the same.

    Returns
    -------
    pandas.Series
        By ``organization_id``; missing for isolates.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.

    References
    ----------
    .. [1] Burt, *Structural Holes*, 1992, ch. 2.
    """
    ties = as_ties(network)
    adjacency = ties.adjacency(weighted=weighted)
    strength = adjacency.sum(axis=1)
    sizes = np.diff(adjacency.indptr)
    row = np.repeat(np.arange(ties.n_nodes), sizes)
    shares = adjacency.copy()
    shares.data = adjacency.data / np.where(strength > 0, strength, 1)[row]
    back = shares.T.tocsr()
    indirect = shares[row].multiply(back[adjacency.indices]).sum(axis=1)
    sums = np.bincount(row, (shares.data + indirect) ** 2, minlength=ties.n_nodes)
    return _by_node(ties, np.where(sizes > 0, sums, np.nan), "constraint")


def effective_size(network: Network) -> pd.Series:
    r"""
    Count each organisation's contacts less the redundancy among them.

    :math:`n - 2t/n` for *n* contacts with *t* ties among them, from 1 to *n*; every
    tie counts the same. Undefined for isolates.

    Parameters
    ----------
    network
        Undirected, without self ties.

    Returns
    -------
    pandas.Series
        By ``organization_id``; missing for isolates.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.

    References
    ----------
    .. [1] Borgatti, Structural holes: unpacking Burt's redundancy measures, 1997.
    """
    ties = as_ties(network)
    adjacency = ties.adjacency()
    degree = ties.degree()
    row = np.repeat(np.arange(ties.n_nodes), degree)
    shared = adjacency[row].multiply(adjacency[adjacency.indices]).sum(axis=1)
    twice = np.bincount(row, shared, minlength=ties.n_nodes)
    contacts = np.where(degree > 0, degree, np.nan)
    return _by_node(ties, contacts - twice / contacts, "effective_size")


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
    paths = betweenness(ties.adjacency()) if values is None else values
    return _centralization(ties, paths, (n - 1) ** 2 * (n - 2) / 2)


def _share_of_pairs(ties: int, pairs: int, smallest: int, n: int = 0) -> Estimate:
    if smallest < 1:
        return Estimate.undefined("n_below_2", n=n)
    if pairs == 0:
        return Estimate.undefined("not_measured", n=n)
    return Estimate(ties / pairs, n=n or pairs, method="census")


def _by_node(ties: Ties, values: Floats, name: str) -> pd.Series:
    index = pd.Index(ties.nodes["organization_id"])
    return pd.Series(values, index=index, name=name, dtype="float64")


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
