"""Structural holes: contacts that do not know one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hubstudy.network.ties import Ties, as_ties

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Network = nx.Graph[Any] | Ties


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


def _by_node(ties: Ties, values: Floats, name: str) -> pd.Series:
    index = pd.Index(ties.nodes["organization_id"])
    return pd.Series(values, index=index, name=name, dtype="float64")
