r"""How far a network hangs on one of its organisations.

All follow Freeman: :math:`\sum_i (\max_j c_j - c_i)` over the largest such sum that a
network of this size can have, so that 0 means all equal and 1 as centralised as can be.
Self ties are refused by the engine, and isolates count. Pairs nobody asked about count
as not tied; where no pair was asked about there is no number.

In a two-mode network the largest sum is that of two-mode networks with as many nodes of
either mode. Without `side` it is taken over all nodes and raw centralities; with
`side`, over the nodes of that mode alone, which is the one to read where one mode is of
interest: how far taking part hangs on one organisation.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from hubstudy.errors import MeasureError
from hubstudy.measures.position.connected import leading_vector
from hubstudy.measures.position.freeman import connected_setting, setting_of
from hubstudy.measures.position.two_mode import (
    betweenness_sums,
    closeness_sums,
    degree_sums,
    harmonic_sum,
)
from hubstudy.network import paths
from hubstudy.network.ties import Ties, as_ties
from hubstudy.results import Estimate

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Network = nx.Graph[Any] | Ties
    Component = Literal["refuse", "largest"]


def degree_centralization(
    network: Network,
    mode: Literal["total", "in", "out"] = "total",
    *,
    side: object = None,
) -> Estimate:
    r"""
    Say how far degree is concentrated on one organisation.

    Denominators: :math:`(n - 1)(n - 2)` if undirected (a star); if directed,
    :math:`(n - 1)^2` for in or out (all ties to one, or from one) and :math:`2(n - 1)
    (n - 2)` for total (a star both ways). Two modes of :math:`n_1` and :math:`n_2`:
    :math:`\max(n_1, n_2)(n - 2)`, on a side of :math:`n_1` :math:`(n_1 - 1) n_2` (one
    node tied to the whole other mode, the rest of its own isolates).

    Parameters
    ----------
    network
        Undirected or directed, without self ties, isolates counted.
    mode
        Which ties count if directed: ``"total"``, ``"in"`` or ``"out"``.
    side
        Label of the mode to look at in a two-mode network; None for all nodes.

    Returns
    -------
    Estimate
        From 0 to 1. Undefined as ``n_below_3``, or ``not_measured``; on a side of a
        two-mode network also as ``n_below_2``, or ``one_group_only`` without the other.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    MeasureError
        If there is no such mode or side, or a two-mode network is directed.

    Notes
    -----
    sna has the same denominators. igraph's default counts loops, :math:`n(n - 1)`, and
    gives less. For two modes Borgatti and Everett have :math:`(n_1 - 1)(n_2 - 1)` on a
    side, presuming that no node is an isolate; with isolates that exceeds 1.

    References
    ----------
    .. [1] Freeman, Centrality in social networks: conceptual clarification, 1979.
    .. [2] Borgatti and Everett, Network analysis of 2-mode data, 1997.
    """
    ties = as_ties(network)
    degree = ties.degree(mode).astype(np.float64)
    found = setting_of(ties, side)
    if isinstance(found, Estimate):
        return found
    n = ties.n_nodes
    if found.sizes is not None:
        largest = found.largest(degree_sums)
    elif not ties.is_directed:
        largest = (n - 1) * (n - 2)
    else:
        largest = 2 * (n - 1) * (n - 2) if mode == "total" else (n - 1) ** 2
    return found.estimate(degree, largest)


def betweenness_centralization(
    network: Network, *, values: Floats | None = None, side: object = None
) -> Estimate:
    r"""
    Say how far brokerage is concentrated on one organisation.

    Denominators for raw betweenness: :math:`(n - 1)^2 (n - 2) / 2` if undirected, twice
    that if directed (a star, both ways). Two modes: that of the tree of
    `hubstudy.measures.position.two_mode`, whose root is tied to the whole other mode.

    Parameters
    ----------
    network
        Undirected or directed, without self ties, isolates counted.
    values
        Raw betweenness by organisation in sorted order, if known already.
    side
        Label of the mode to look at in a two-mode network; None for all nodes.

    Returns
    -------
    Estimate
        From 0 to 1. Undefined as for `degree_centralization`, and as ``too_small`` on a
        side where nobody can be between two.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    MeasureError
        If there is no such side, or a two-mode network is directed.

    Notes
    -----
    sna and igraph give the same for one mode.

    References
    ----------
    .. [1] Freeman, Centrality in social networks: conceptual clarification, 1979.
    .. [2] Borgatti and Everett, Network analysis of 2-mode data, 1997.
    """
    found = setting_of(as_ties(network), side)
    if isinstance(found, Estimate):
        return found
    n = found.ties.n_nodes
    if found.sizes is not None:
        largest = found.largest(betweenness_sums)
    else:
        largest = (n - 1) ** 2 * (n - 2) / (1 if found.ties.is_directed else 2)
    counts = paths.betweenness(found.ties) if values is None else values
    return found.estimate(np.asarray(counts, dtype=np.float64), largest)


def closeness_centralization(
    network: Network,
    *,
    component: Component = "refuse",
    harmonic: bool = False,
    side: object = None,
) -> Estimate:
    r"""
    Say how far nearness to all others is concentrated on one organisation.

    Closeness is :math:`(n - 1) / \sum_t d(i, t)`, along ties if directed. Denominators:
    :math:`(n - 1)(n - 2) / (2n - 3)` if undirected (a star); if directed :math:`(n -
    1)^2 / n`, which no strongly connected network reaches. Two modes: closeness is
    :math:`1 / \sum_t d(i, t)`, the largest sum that of the tree of
    `hubstudy.measures.position.two_mode`.

    The harmonic variant, :math:`\sum_t 1 / d(i, t)` with 0 for nodes out of reach, asks
    for no connected network. Denominators: :math:`(n - 1)(n - 2) / 2` if undirected,
    :math:`(n - 1)^2` if directed; two modes, a star on the larger; no such maximum is
    known on a side.

    Parameters
    ----------
    network
        Undirected or directed, without self ties.
    component
        What to do where not all can reach all: ``"refuse"``, or take the ``"largest"``
        component (strong, if directed; the first by id of equals), `n` being its size.
    harmonic
        Whether to take the harmonic variant.
    side
        Label of the mode to look at in a two-mode network; None for all nodes.

    Returns
    -------
    Estimate
        From 0 to 1. Undefined as for `degree_centralization`, as ``disconnected`` if so
        and refused, as ``not_applicable`` for the harmonic variant on a side.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    MeasureError
        If there is no such side or component, or a two-mode network is directed.

    Notes
    -----
    On a connected network sna and igraph give the same. On a disconnected one sna gives
    0, for all distances are infinite somewhere; igraph counts each component by itself
    and gives NaN once there is an isolate. Neither is a finding. The harmonic variant
    is sna's ``suminvundir``; its ``suminvdir`` divides by n − 1 once more.

    References
    ----------
    .. [1] Freeman, Centrality in social networks: conceptual clarification, 1979.
    .. [2] Everett, Sinclair and Dankelmann, Some centrality results new and old, 2004.
    """
    found = connected_setting(as_ties(network), side, component, may_be_apart=harmonic)
    if isinstance(found, Estimate):
        return found
    n, sizes = found.ties.n_nodes, found.sizes
    if harmonic:
        if not found.is_whole:
            return Estimate.undefined("not_applicable", n=int(found.marks.sum()))
        if sizes is not None:
            largest = max(harmonic_sum(*sizes), harmonic_sum(*sizes[::-1]))
        else:
            largest = (n - 1) ** 2 if found.ties.is_directed else (n - 1) * (n - 2) / 2
        return found.estimate(paths.harmonic(found.ties), largest)
    # sums of distances are whole numbers, which undoes the rounding
    distances = np.rint((n - 1) / paths.closeness(found.ties))
    if sizes is not None:
        return found.estimate(1 / distances, found.largest(closeness_sums))
    directed = (n - 1) ** 2 / n
    largest = directed if found.ties.is_directed else (n - 1) * (n - 2) / (2 * n - 3)
    return found.estimate((n - 1) / distances, largest)


def eigenvector_centralization(
    network: Network,
    *,
    component: Component = "refuse",
    scale: Literal["maximum", "norm"] = "maximum",
    side: object = None,
) -> Estimate:
    r"""
    Say how far being tied to those who are tied is concentrated on one organisation.

    Its makers call the measure dubious: never headline it. The leading vector is scaled
    to a maximum of 1, and the denominator is :math:`n - 2` if undirected (one tie among
    isolates) and :math:`n - 1` if directed; scaled to length 1, :math:`(n - 2) /
    \sqrt{2}` and :math:`n - 1`. Connected networks stay below 1, a star at :math:`(n -
    1 - \sqrt{n - 1}) / (n - 2)`. On a side of :math:`n_1` nodes, :math:`n_1 - 1`.

    Parameters
    ----------
    network
        Undirected or directed (along ties received), without self ties.
    component
        What to do where not all can reach all: ``"refuse"``, or take the ``"largest"``
        component (strong, if directed; the first by id of equals), `n` being its size.
    scale
        What the vector is scaled by: its ``"maximum"``, or its ``"norm"``.
    side
        Label of the mode to look at in a two-mode network, whose part of the vector is
        scaled by itself; None for all nodes.

    Returns
    -------
    Estimate
        From 0 to below 1. Undefined as for `closeness_centralization`.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    MeasureError
        If there is no such side, component or scale, or a two-mode network is directed.

    Notes
    -----
    igraph scales by the maximum unless told otherwise, sna by the norm: 0.6458 and
    0.3410 for Zachary's karate club. On a disconnected network both give a number, in
    which other components count as nearly 0; networkx refuses, as we do.

    References
    ----------
    .. [1] Bonacich, Factoring and weighting approaches to status scores, 1972.
    """
    lengths = {"maximum": 1.0, "norm": math.sqrt(2)}
    if scale not in lengths:
        msg = f"scale 应为 {list(lengths)} 之一，得到 {scale!r} / must be one of these"
        raise MeasureError(msg)
    found = connected_setting(as_ties(network), side, component)
    if isinstance(found, Estimate):
        return found
    vector = leading_vector(found.ties)
    part = vector[found.marks]
    by_norm = scale == "norm"
    vector = vector / (math.sqrt(float(part @ part)) if by_norm else part.max())
    n = len(part)
    if not found.is_whole or found.ties.is_directed:
        return found.estimate(vector, n - 1)
    return found.estimate(vector, (n - 2) / lengths[scale])
