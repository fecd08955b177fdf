"""Density of one- and two-mode networks: R's figures, definitions, the undefined."""

from __future__ import annotations

from itertools import combinations, permutations

import networkx as nx
import pytest

from hubstudy.errors import NetworkError
from hubstudy.measures.density import network_density, two_mode_density
from hubstudy.network import Ties
from tests.measures.density.graphs import (
    small_digraphs,
    small_graphs,
    small_two_mode_graphs,
    southern_women,
)
from tests.networks import reference_figures, reference_network


def meeting() -> nx.Graph:
    """Two organisations and three events; one pair nobody asked about."""
    graph = nx.Graph(not_asked=(("b", 3),))
    graph.add_nodes_from("ab", mode="organization")
    graph.add_nodes_from((1, 2, 3), mode="project")
    graph.add_edges_from([("a", 1), ("a", 2), ("b", 2)])
    return graph


@pytest.mark.parametrize("name", ["karate", "flo_marriage", "flo_business", "lesmis"])
def test_density_is_that_of_igraph_and_sna(name: str) -> None:
    figures = reference_figures(name)
    found = network_density(reference_network(name)).estimate
    assert found == pytest.approx(figures["density_igraph"], abs=1e-9)
    assert found == pytest.approx(figures["density_sna"], abs=1e-9)


def test_the_florentine_families_keep_their_isolate() -> None:
    """Issue 4: sixteen families with Pucci; networkx ships fifteen."""
    densities = [
        network_density(reference_network(f"flo_{kind}")).estimate
        for kind in ("marriage", "business")
    ]
    assert densities == pytest.approx([20 / 120, 15 / 120], abs=1e-12)
    theirs = network_density(nx.florentine_families_graph()).estimate
    assert theirs == pytest.approx(20 / 105, abs=1e-12)


def test_the_southern_women_have_the_published_density() -> None:
    figures = reference_figures("davis")
    graph = southern_women()
    found = two_mode_density(graph)
    assert found.estimate == pytest.approx(89 / 252, abs=1e-12)
    assert found.estimate == pytest.approx(figures["two_mode_density"], abs=1e-9)
    assert found.n == 252
    assert network_density(graph) == found
    for _, data in graph.nodes(data=True):
        del data["mode"]
    wrong = network_density(graph).estimate
    assert wrong == pytest.approx(figures["onemode_density_wrong"], abs=1e-9)


def test_density_is_the_share_of_pairs_with_a_tie() -> None:
    for graph in [*small_graphs(), *small_digraphs()]:
        found = network_density(graph)
        pair = permutations if graph.is_directed() else combinations
        tied = [graph.has_edge(*ends) for ends in pair(graph, 2)]
        if not tied:
            assert found.reason == "n_below_2"
        else:
            assert found.estimate == pytest.approx(sum(tied) / len(tied), abs=1e-12)
            assert found.estimate == pytest.approx(nx.density(graph), abs=1e-12)


def test_two_mode_density_is_the_share_of_pairs_between_modes_with_a_tie() -> None:
    for graph in small_two_mode_graphs():
        found = two_mode_density(graph)
        color = nx.get_node_attributes(graph, "bipartite")
        pairs = [
            pair for pair in combinations(graph, 2) if len({*map(color.get, pair)}) > 1
        ]
        if not pairs:
            assert found.reason == "n_below_2"
            continue
        tied = [graph.has_edge(*pair) for pair in pairs]
        assert found.estimate == pytest.approx(sum(tied) / len(tied), abs=1e-12)
        first = [node for node in graph if color[node] == 0]
        theirs = nx.bipartite.density(graph, first)
        assert found.estimate == pytest.approx(theirs, abs=1e-12)


def test_pairs_nobody_asked_about_leave_the_denominator() -> None:
    graph = meeting()
    assert two_mode_density(graph).estimate == pytest.approx(3 / 5)
    assert network_density(graph) == two_mode_density(graph)
    graph.graph["not_asked"] = (("b", 3), ("a", "b"), ("a", 1))
    assert two_mode_density(graph).estimate == pytest.approx(3 / 5)
    path = nx.path_graph(4)
    path.graph["not_asked"] = ((0, 3), (0, 1))
    assert network_density(path).estimate == pytest.approx(3 / 5)
    silent = nx.empty_graph(2)
    silent.graph["not_asked"] = ((0, 1),)
    assert network_density(silent).reason == "not_measured"
    nx.set_node_attributes(silent, {0: 0, 1: 1}, "bipartite")
    assert two_mode_density(silent).reason == "not_measured"


def test_a_directed_two_mode_network_is_read_without_directions() -> None:
    graph = nx.DiGraph([("a", 1), (1, "a"), ("b", 2)])
    nx.set_node_attributes(graph, {node: str(node).isdigit() for node in graph}, "mode")
    assert two_mode_density(graph).estimate == pytest.approx(2 / 4)


def test_what_was_not_measured_has_no_density() -> None:
    for graph in (nx.path_graph(3), meeting()):
        graph.graph["measured"] = False
        assert network_density(graph).reason == "not_measured"
    assert two_mode_density(meeting()).is_defined
    assert two_mode_density(graph).reason == "not_measured"


def test_an_empty_mode_leaves_no_pair() -> None:
    graph = meeting()
    graph.graph["not_asked"] = ()
    graph.remove_nodes_from("ab")
    assert two_mode_density(graph).reason == "n_below_2"
    assert two_mode_density(nx.Graph()).reason == "n_below_2"
    assert network_density(nx.empty_graph(1)).reason == "n_below_2"


def test_a_one_mode_network_is_refused() -> None:
    with pytest.raises(NetworkError, match="bipartite"):
        two_mode_density(nx.path_graph(3))


def test_a_tie_inside_a_mode_is_refused() -> None:
    graph = meeting()
    graph.add_edge("a", "b")
    with pytest.raises(NetworkError, match="'a', 'b'"):
        two_mode_density(graph)


def test_the_engine_gives_what_the_graph_gives() -> None:
    graph = meeting()
    assert two_mode_density(Ties.from_graph(_by_text(graph))) == two_mode_density(graph)


def _by_text(graph: nx.Graph) -> nx.Graph:
    renamed = nx.relabel_nodes(graph, str)
    renamed.graph["not_asked"] = tuple(
        (str(a), str(b)) for a, b in graph.graph["not_asked"]
    )
    return renamed
