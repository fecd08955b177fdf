"""Cutpoints, bridges, cores and components against R and brute force."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.errors import MeasureError
from hubstudy.measures.structure import (
    bridges,
    cohesion,
    components,
    core_numbers,
    cutpoints,
)
from hubstudy.network import Ties
from tests.measures.structure.test_curve import sparse_sixty
from tests.networks import reference_figures, reference_network, small_graphs
from tests.reference.shared import printed

NETWORKS = ["karate", "flo_marriage", "flo_business", "lesmis"]
SMALL = small_graphs()


def cutpoint_rows(graph: nx.Graph) -> list[tuple]:
    """Take each node out of its component, and look."""
    rows = []
    for node in sorted(graph):
        part = graph.subgraph(nx.node_connected_component(graph, node)).copy()
        part.remove_node(node)
        sizes = [len(piece) for piece in nx.connected_components(part)]
        if len(sizes) > 1:
            rows.append((node, len(sizes), sum(sizes) - max(sizes)))
    return rows


def bridge_rows(graph: nx.Graph) -> list[tuple]:
    """Take each tie out, and count."""
    before = nx.number_connected_components(graph)
    rows = []
    for edge in graph.edges:
        left = graph.copy()
        left.remove_edge(*edge)
        if nx.number_connected_components(left) > before:
            rows.append(tuple(sorted(edge)))
    return sorted(rows)


def core_number(graph: nx.Graph, node: object) -> int:
    """The largest k such that some set with the node has k contacts each inside."""
    best, k = 0, 1
    while k < len(graph):
        left = graph.copy()
        while weak := [each for each in left if left.degree[each] < k]:
            left.remove_nodes_from(weak)
        if node in left:
            best = k
        k += 1
    return best


def component_numbers(graph: nx.Graph) -> dict:
    parts = sorted(nx.connected_components(graph), key=lambda p: (-len(p), min(p)))
    return {node: number for number, part in enumerate(parts, 1) for node in part}


@pytest.mark.parametrize("name", NETWORKS)
def test_cohesion_is_that_of_r(name: str) -> None:
    graph, figures = reference_network(name), reference_figures(name)
    for key in ("articulation_points_igraph", "cutpoints_sna"):
        expected = np.atleast_1d(figures[key]) - 1
        assert cutpoints(graph)["organization_id"].astype(int).tolist() == [*expected]
    for key in (
        "coreness_igraph_undirected_union",
        "coreness_sna_default_on_undirected",
    ):
        assert core_numbers(graph).tolist() == figures[key]
    assert len(bridges(graph)) == figures["bridges_igraph"]
    parts = components(graph)
    assert parts.nunique() == figures["n_components"]
    assert (parts == 1).sum() == figures["largest_component"]


def test_pieces_and_bridges_are_those_of_r() -> None:
    figures = {
        name: [int(value) for value in values]
        for name, values in printed("structure.txt").items()
        if not name.startswith(("R", "static", "adaptive", "discrete", "continuous"))
    }
    graph = sparse_sixty()
    assert graph.number_of_edges() == figures["ties"][0]
    table = cutpoints(graph)
    assert table["organization_id"].tolist() == figures["cutpoints"]
    assert table["organization_id"].tolist() == figures["cutpoints_sna"]
    assert table["n_pieces"].tolist() == figures["n_pieces"]
    assert table["n_cut_off"].tolist() == figures["n_cut_off"]
    assert core_numbers(graph).tolist() == figures["coreness"]
    sizes = components(graph).value_counts().sort_index()
    assert sizes.tolist() == figures["component_sizes"]
    half = len(figures["bridges"]) // 2
    pairs = zip(figures["bridges"][:half], figures["bridges"][half:], strict=True)
    assert [*bridges(graph).itertuples(index=False, name=None)] == sorted(pairs)


def test_all_small_graphs_agree_with_the_definitions() -> None:
    for graph in SMALL:
        found = [*cutpoints(graph).itertuples(index=False, name=None)]
        assert found == cutpoint_rows(graph)
        assert [*bridges(graph).itertuples(index=False, name=None)] == bridge_rows(
            graph
        )
        assert core_numbers(graph).to_dict() == {
            node: core_number(graph, node) for node in graph
        }
        assert components(graph).to_dict() == component_numbers(graph)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 60), st.floats(0.5, 4))
def test_larger_graphs_agree_with_networkx(seed: int, n: int, degree: float) -> None:
    graph = nx.gnp_random_graph(n, degree / n, seed=seed)
    points = cutpoints(graph)["organization_id"]
    assert points.tolist() == sorted(nx.articulation_points(graph))
    assert [*cutpoints(graph).itertuples(index=False, name=None)] == cutpoint_rows(
        graph
    )
    pairs = sorted(tuple(sorted(pair)) for pair in nx.bridges(graph))
    assert [*bridges(graph).itertuples(index=False, name=None)] == pairs
    assert core_numbers(graph).to_dict() == nx.core_number(graph)
    assert components(graph).to_dict() == component_numbers(graph)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 30))
def test_renaming_organizations_changes_nothing_else(seed: int, n: int) -> None:
    graph = nx.gnp_random_graph(n, 2 / n, seed=seed)
    names = dict(enumerate(np.random.default_rng(seed).permutation(n).tolist()))
    renamed = nx.relabel_nodes(graph, names)
    cores = core_numbers(renamed)
    assert core_numbers(graph).tolist() == [cores[names[node]] for node in graph]
    table = cutpoints(graph)
    table["organization_id"] = table["organization_id"].map(names)
    again = table.sort_values("organization_id", ignore_index=True)
    pd.testing.assert_frame_equal(cutpoints(renamed), again, check_dtype=False)


def test_a_hub_of_small_groups_cuts_them_off() -> None:
    graph = nx.Graph([(0, 1), (1, 2), (2, 0), (0, 3), (0, 4), (4, 5)])
    table = cutpoints(graph)
    assert table.to_dict("list") == {
        "organization_id": [0, 4],
        "n_pieces": [3, 2],
        "n_cut_off": [3, 1],
    }
    assert bridges(graph).to_dict("list") == {"source": [0, 0, 4], "target": [3, 4, 5]}


def test_a_long_path_needs_no_recursion() -> None:
    table = cutpoints(nx.path_graph(5000))
    assert len(table) == 4998
    assert table["n_cut_off"].max() == 2499


def test_a_ring_has_neither_cutpoint_nor_bridge() -> None:
    assert cutpoints(nx.cycle_graph(5)).empty
    assert bridges(nx.cycle_graph(5)).empty
    assert [*cutpoints(nx.cycle_graph(5))] == [
        "organization_id",
        "n_pieces",
        "n_cut_off",
    ]


def test_the_degenerate_networks() -> None:
    for n in range(3):
        graph = nx.empty_graph(n)
        assert cutpoints(graph).empty
        assert bridges(graph).empty
        assert core_numbers(graph).tolist() == [0] * n
        assert components(graph).tolist() == [*range(1, n + 1)]
    assert core_numbers(nx.path_graph(2)).tolist() == [1, 1]
    assert bridges(nx.path_graph(2)).to_dict("list") == {"source": [0], "target": [1]}


def test_series_say_whose_they_are() -> None:
    graph = nx.Graph([("b", "a"), ("c", "d"), ("d", "e")])
    for series in (core_numbers(graph), components(graph)):
        assert series.index.name == "organization_id"
        assert series.index.tolist() == ["a", "b", "c", "d", "e"]
    assert components(graph).tolist() == [2, 2, 1, 1, 1]


def test_directions_are_left_out() -> None:
    graph = nx.DiGraph([(0, 1), (1, 0), (2, 1), (3, 2)])
    assert core_numbers(graph).tolist() == [1, 1, 1, 1]
    assert cutpoints(graph)["organization_id"].tolist() == [1, 2]
    assert len(bridges(graph)) == 3
    assert components(graph).tolist() == [1, 1, 1, 1]


def test_what_was_not_measured_is_not_said() -> None:
    graph = nx.path_graph(3)
    graph.graph["measured"] = False
    assert core_numbers(graph).isna().all()
    assert components(graph).isna().all()
    for measure in (cutpoints, bridges):
        with pytest.raises(MeasureError, match="未经测量"):
            measure(graph)


def test_the_kernels_say_the_same_uncompiled() -> None:
    rows = Ties.from_graph(nx.gnp_random_graph(80, 0.03, seed=1)).neighbors()
    compiled, plain = cohesion._depth_first, cohesion._depth_first.__wrapped__
    for one, other in zip(compiled(*rows), plain(*rows), strict=True):
        np.testing.assert_array_equal(one, other)
    dense = Ties.from_graph(nx.gnp_random_graph(80, 0.2, seed=1)).neighbors()
    for each in (rows, dense):
        peeled = cohesion._peel.__wrapped__(*each)
        np.testing.assert_array_equal(cohesion._peel(*each), peeled)
