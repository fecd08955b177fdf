"""Clustering of one- and two-mode networks: R's figures, definitions, undefined."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.errors import NetworkError
from hubstudy.measures.density import (
    local_clustering,
    mean_local_clustering,
    robins_alexander_clustering,
    transitivity,
)
from hubstudy.network import Ties
from tests.measures.density.graphs import (
    digraph_of,
    graph_of,
    small_graphs,
    small_two_mode_graphs,
    southern_women,
)
from tests.networks import reference_figures, reference_network
from tests.reference.shared import printed

PRINTED = printed("density.txt")
NAMES = ["karate", "flo_marriage", "flo_business", "lesmis"]


def codes(kind: str) -> list[int]:
    return [int(name.split("_")[1]) for name in PRINTED if name.startswith(kind)]


def known_closing(graph: nx.Graph, a: Any, b: Any) -> bool:
    pairs = graph.graph.get("not_asked", ())
    return graph.has_edge(a, b) or ((a, b) not in pairs and (b, a) not in pairs)


def two_paths(graph: nx.Graph, middle: Any) -> list[bool]:
    """Whether each path over a node is closed, where that is known."""
    ends = combinations(graph[middle], 2)
    return [graph.has_edge(a, b) for a, b in ends if known_closing(graph, a, b)]


def three_paths(graph: nx.Graph) -> list[bool]:
    """Whether each 3-path is closed, where that is known; both ways round."""
    return [
        graph.has_edge(a, d)
        for a, b, c, d in permutations(graph, 4)
        if graph.has_edge(a, b) and graph.has_edge(b, c) and graph.has_edge(c, d)
        if known_closing(graph, a, d)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_clustering_is_that_of_igraph_and_sna(name: str) -> None:
    figures, graph = reference_figures(name), reference_network(name)
    found = transitivity(graph).estimate
    assert found == pytest.approx(figures["transitivity_igraph_global"], abs=1e-9)
    assert found == pytest.approx(figures["transitivity_sna_weak"], abs=1e-9)
    mean = mean_local_clustering(graph)
    theirs = figures["transitivity_igraph_localavg_nan"]
    assert mean.estimate == pytest.approx(theirs, abs=1e-9)
    with_zeros = local_clustering(graph).fillna(0).mean()
    theirs = figures["transitivity_igraph_localavg_zero"]
    assert with_zeros == pytest.approx(theirs, abs=1e-9)
    assert nx.average_clustering(graph) == pytest.approx(theirs, abs=1e-9)
    assert mean.n == sum(degree > 1 for _, degree in graph.degree)


@pytest.mark.parametrize("code", codes("undirected_"))
def test_small_graphs_are_as_in_r(code: int) -> None:
    sna, igraph, local, zeros = map(float, PRINTED[f"undirected_{code}"])
    graph = graph_of(code, 5)
    found = transitivity(graph)
    if not found.is_defined:
        assert (found.reason, sna) == ("no_paths", 1)
        assert np.isnan([igraph, local]).all()
        assert mean_local_clustering(graph).reason == "no_paths"
        return
    assert found.estimate == pytest.approx(igraph, abs=1e-9)
    assert found.estimate == pytest.approx(sna, abs=1e-9)
    assert mean_local_clustering(graph).estimate == pytest.approx(local, abs=1e-9)
    assert local_clustering(graph).fillna(0).mean() == pytest.approx(zeros, abs=1e-9)


@pytest.mark.parametrize("code", codes("directed_"))
def test_directions_are_left_out_as_in_igraph(code: int) -> None:
    sna, igraph = map(float, PRINTED[f"directed_{code}"])
    found = transitivity(digraph_of(code, 4))
    if np.isnan(igraph):
        assert found.reason == "no_paths"
        return
    assert found.estimate == pytest.approx(igraph, abs=1e-9)
    if code in {3000, 4000}:  # sna counts directed paths
        assert found.estimate != pytest.approx(sna, abs=0.05)


def test_clustering_is_the_share_of_paths_closed() -> None:
    for graph in small_graphs():
        local = _check_paths(graph)
        theirs = nx.clustering(graph)
        known = local.dropna()
        assert known.to_dict() == pytest.approx({n: theirs[n] for n in known.index})
        assert all(graph.degree[node] < 2 for node in local.index[local.isna()])


def test_ends_nobody_asked_about_leave_the_denominator() -> None:
    rng = np.random.default_rng(8)
    for graph in small_graphs():
        pairs = list(combinations(graph, 2))
        graph.graph["not_asked"] = [pair for pair in pairs if rng.random() < 0.3]
        _check_paths(graph)


def _check_paths(graph: nx.Graph) -> pd.Series:
    known = {node: two_paths(graph, node) for node in graph}
    every = [closed for each in known.values() for closed in each]
    shares = {node: np.mean(each) for node, each in known.items() if each}
    ties = Ties.from_graph(graph)
    found, mean, local = (
        transitivity(ties),
        mean_local_clustering(ties),
        local_clustering(ties),
    )
    assert local.dropna().to_dict() == pytest.approx(shares, abs=1e-12)
    assert found.n == len(every)
    if every:
        assert found.estimate == pytest.approx(np.mean(every), abs=1e-12)
        assert mean.estimate == pytest.approx(np.mean(list(shares.values())), abs=1e-12)
        assert mean.n == len(shares)
        return local
    has_paths = any(degree > 1 for _, degree in graph.degree)
    reason = "not_measured" if has_paths else "no_paths"
    reason = "n_below_3" if len(graph) < 3 else reason
    assert (found.reason, mean.reason) == (reason, reason)
    return local


def test_the_southern_women_have_the_published_clustering() -> None:
    """Issue 4: 0.4678."""
    graph = southern_women()
    found = robins_alexander_clustering(graph)
    assert round(found.estimate or 0, 4) == 0.4678
    theirs = nx.bipartite.robins_alexander_clustering(graph)
    assert found.estimate == pytest.approx(theirs, abs=1e-12)
    paths = three_paths(nx.subgraph(graph, [1, 2, 3, 4, 19, 20, 21, 22]))
    part = robins_alexander_clustering(graph.subgraph([1, 2, 3, 4, 19, 20, 21, 22]))
    assert part.estimate == pytest.approx(np.mean(paths), abs=1e-12)


@pytest.mark.parametrize("silent", [0.0, 0.3])
def test_two_mode_clustering_is_the_share_of_3_paths_closed(silent: float) -> None:
    rng = np.random.default_rng(2)
    for graph in small_two_mode_graphs():
        pairs = list(combinations(graph, 2))
        everything = len(three_paths(graph))
        graph.graph["not_asked"] = [pair for pair in pairs if rng.random() < silent]
        paths = three_paths(graph)
        found = robins_alexander_clustering(graph)
        assert found.n == len(paths) / 2
        if paths:
            assert found.estimate == pytest.approx(np.mean(paths), abs=1e-12)
        else:
            assert found.reason == ("not_measured" if everything else "no_paths")
        if silent == 0 and paths:
            theirs = nx.bipartite.robins_alexander_clustering(graph)
            assert found.estimate == pytest.approx(theirs, abs=1e-12)


def test_it_is_the_same_from_either_mode() -> None:
    graph = nx.bipartite.random_graph(12, 5, 0.4, seed=2)
    other = graph.copy()
    for _, data in other.nodes(data=True):
        data["bipartite"] = 1 - data["bipartite"]
    found = robins_alexander_clustering(graph)
    assert found == robins_alexander_clustering(other)
    theirs = nx.bipartite.robins_alexander_clustering(graph)
    assert found.estimate == pytest.approx(theirs, abs=1e-12)


def test_what_was_not_measured_has_no_clustering() -> None:
    graph = nx.complete_graph(4)
    graph.graph["measured"] = False
    assert transitivity(graph).reason == "not_measured"
    assert mean_local_clustering(graph).reason == "not_measured"
    assert local_clustering(graph).isna().all()
    two = southern_women()
    two.graph["measured"] = False
    assert robins_alexander_clustering(two).reason == "not_measured"


def test_no_nodes_no_clustering() -> None:
    assert transitivity(nx.Graph()).reason == "n_below_3"
    assert local_clustering(nx.Graph()).empty
    assert robins_alexander_clustering(nx.Graph()).reason == "no_paths"


def test_each_kind_of_network_has_its_measure() -> None:
    for measure in (transitivity, local_clustering, mean_local_clustering):
        with pytest.raises(NetworkError, match="robins_alexander"):
            measure(southern_women())
    with pytest.raises(NetworkError, match="bipartite"):
        robins_alexander_clustering(nx.path_graph(4))


def test_local_clustering_is_sorted_by_node() -> None:
    graph = nx.Graph([("c", "a"), ("a", "b"), ("b", "c"), ("c", "d")])
    found = local_clustering(graph)
    expected = pd.Series(
        [1, 1, 1 / 3, np.nan],
        index=pd.Index(list("abcd"), dtype="str", name="organization_id"),
        name="local_clustering",
    )
    pd.testing.assert_series_equal(found, expected)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), order=st.permutations(range(12)))
def test_new_names_change_nothing(seed: int, order: list[int]) -> None:
    graph = nx.gnm_random_graph(12, 25, seed=seed)
    renamed = nx.relabel_nodes(graph, dict(zip(graph, order, strict=True)))
    assert transitivity(renamed) == transitivity(graph)
    mean, other = mean_local_clustering(graph), mean_local_clustering(renamed)
    assert mean.estimate == pytest.approx(other.estimate, abs=1e-12)
    assert transitivity(graph).estimate == pytest.approx(nx.transitivity(graph))
