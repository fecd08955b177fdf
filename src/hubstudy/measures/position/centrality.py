"""How central each organisation is, by every usual measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.measures.position.connected import (
    component_labels,
    largest_component,
    leading_vector,
)
from hubstudy.measures.position.two_mode import largest_betweenness, modes_of
from hubstudy.network import paths
from hubstudy.network.ties import Ties, as_ties

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

    from hubstudy.measures.position.two_mode import Modes

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Network = nx.Graph[Any] | Ties

REASONED = {
    "degree_normalized": "normalized_reason",
    "betweenness_normalized": "normalized_reason",
    "harmonic": "normalized_reason",
    "closeness": "closeness_reason",
    "eigenvector": "eigenvector_reason",
}
"""Columns that may be missing, and the column that says why."""

SMALLEST = 2


def centralities(network: Network) -> pd.DataFrame:
    r"""
    Measure how central each organisation is.

    Binary but for strength. With *n* organisations, isolates counted; pairs nobody
    asked about count as not tied.

    Parameters
    ----------
    network
        Undirected or directed, one-mode or two-mode, without self ties.

    Returns
    -------
    pandas.DataFrame
        By ``organization_id``, sorted:

        - ``degree``: ties, from 0 to n − 1; in and out together if directed, to
          2(n − 1), with ``in_degree`` and ``out_degree`` beside it.
        - ``degree_normalized``: over the most there could be, 0 to 1.
        - ``strength``: sum of the weights of these ties, 0 or more.
        - ``betweenness``: shortest paths through it, each pair once if undirected, from
          0 to (n − 1)(n − 2)/2, twice that if directed.
        - ``betweenness_normalized``: over the most there could be, 0 to 1.
        - ``closeness``: inside its component, :math:`k / \sum_t d(i, t)` over the *k*
          organisations that it reaches, along ties if directed; above 0 to 1.
        - ``component_size``: organisations in its component, itself counted, directions
          left out; 1 to n. Read closeness with it.
        - ``harmonic``: :math:`\sum_t 1 / d(i, t)` over n − 1, along ties if directed,
          with 0 for nodes out of reach; 0 to 1, comparable between components.
        - ``eigenvector``: leading vector of the largest component (strong if directed,
          along ties received; the first by id of equals), scaled to a maximum of 1;
          above 0 to 1, missing elsewhere.
        - ``normalized_reason``, ``closeness_reason``, ``eigenvector_reason``: why a
          normalised column (harmonic among them) or the one named is missing: empty,
          ``n_below_2``, ``n_below_3``, ``isolate``, ``reaches_none`` (no tie leads on),
          ``disconnected``, ``too_small``, ``one_group_only``, ``not_measured`` (then
          counts are of ties known from elsewhere).

        In a two-mode network the most there could be is that of the node's mode, of
        :math:`n_1` nodes, the other having :math:`n_2`: degree :math:`n_2`, betweenness
        that of the root of the tree of `hubstudy.measures.position.two_mode`, harmonic
        :math:`n_2 + (n_1 - 1) / 2`, and closeness :math:`(n_2 + 2(n_1 - 1)) / \sum_t
        d(i, t)`, counted inside the component.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    MeasureError
        If a two-mode network is directed.

    Notes
    -----
    Closeness on a disconnected network: sna gives 0, igraph counts inside the component
    as we do, networkx multiplies by the component's share. The eigenvector there:
    networkx refuses, sna (length 1) and igraph (maximum 1) give a number that is about
    0 outside the component. networkx's harmonic closeness is not normalised.

    References
    ----------
    .. [1] Freeman, Centrality in social networks: conceptual clarification, 1979.
    .. [2] Borgatti and Everett, Network analysis of 2-mode data, 1997.
    .. [3] Bonacich, Factoring and weighting approaches to status scores, 1972.
    """
    ties = as_ties(network)
    modes = modes_of(ties)
    most = _most(ties, modes)
    labels = component_labels(ties)
    degree = ties.degree()
    raw = paths.betweenness(ties)
    near, near_reason = _closeness(ties, modes, labels)
    vector, vector_reason = _eigenvector(ties)
    columns = {
        "degree": degree,
        "degree_normalized": degree / most.degree,
        "strength": _strength(ties),
        "betweenness": raw,
        "betweenness_normalized": raw / most.betweenness,
        "closeness": near,
        "component_size": np.bincount(labels)[labels] if len(labels) else labels,
        "harmonic": paths.harmonic(ties) / most.harmonic,
        "eigenvector": vector,
        "normalized_reason": most.reason,
        "closeness_reason": near_reason,
        "eigenvector_reason": vector_reason,
    }
    ids = ties.nodes["organization_id"]
    index = pd.Index(ids, name="organization_id", tupleize_cols=False)
    frame = pd.DataFrame(columns, index=index)
    if ties.is_directed:
        frame.insert(1, "in_degree", ties.degree("in"))
        frame.insert(2, "out_degree", ties.degree("out"))
    if not ties.info.get("measured", True):
        frame[list(REASONED)] = np.nan
        frame[[*set(REASONED.values())]] = "not_measured"
    return frame.astype(dict.fromkeys(REASONED.values(), "str"))


class _Most(NamedTuple):
    """The most there could be by node, NaN where nothing, and the reason."""

    degree: Floats
    betweenness: Floats
    harmonic: Floats
    reason: list[str]


def _most(ties: Ties, modes: Modes | None) -> _Most:
    n = ties.n_nodes
    if modes is None:
        ways = 2 if ties.is_directed else 1
        each = [ways * (n - 1), ways * (n - 1) * (n - 2) / 2, float(n - 1)]
        table = np.tile(each, (n, 1)).reshape(-1, 3)
        reason = ["n_below_2" if n < SMALLEST else "n_below_3"] * n
    else:
        first, second = modes.sizes
        rows = [_most_of_mode(first, second), _most_of_mode(second, first)]
        table = np.array(rows)[np.where(modes.first, 0, 1)].reshape(-1, 3)
        reason = ["too_small" if first * second else "one_group_only"] * n
    table = np.where(table > 0, table, np.nan)
    gaps = np.isnan(table).any(axis=1)
    return _Most(
        table[:, 0], table[:, 1], table[:, 2], np.where(gaps, reason, "").tolist()
    )


def _most_of_mode(own: int, other: int) -> tuple[float, float, float]:
    if not own * other:
        return (0.0, 0.0, 0.0)
    return float(other), float(largest_betweenness(own, other)), other + (own - 1) / 2


def _strength(ties: Ties) -> Floats:
    ends = np.concatenate([ties.source, ties.target])
    weights = np.concatenate([ties.weight, ties.weight])
    return np.bincount(ends, weights, ties.n_nodes).astype(np.float64)


def _closeness(
    ties: Ties, modes: Modes | None, labels: Ints
) -> tuple[Floats, list[str]]:
    near = paths.closeness(ties)
    reached = np.where(ties.degree() > 0, "reaches_none", "isolate")
    reason = np.where(np.isnan(near), reached, "").tolist()
    if modes is None or not ties.n_nodes:
        return near, reason
    n_first = np.bincount(labels, modes.first)[labels]
    n_second = np.bincount(labels, ~modes.first)[labels]
    distances = np.rint((n_first + n_second - 1) / np.where(np.isnan(near), 1, near))
    own = np.where(modes.first, n_first, n_second)
    other = np.where(modes.first, n_second, n_first)
    least = other + 2 * (own - 1)
    found = least / np.where(np.isnan(near), np.nan, distances)
    return found, reason


def _eigenvector(ties: Ties) -> tuple[Floats, list[str]]:
    inside = largest_component(ties)
    values = np.full(ties.n_nodes, np.nan)
    if inside.sum() >= SMALLEST:
        values[inside] = leading_vector(ties.induced(inside))
    apart = np.where(ties.degree() > 0, "disconnected", "isolate")
    return values, np.where(np.isnan(values), apart, "").tolist()
