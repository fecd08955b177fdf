"""Local clustering and global integration against random networks of the same size."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest

from hubstudy.errors import MeasureError, NetworkError
from hubstudy.measures.structure import global_efficiency, local_global_type
from hubstudy.measures.structure.typology_numbers import ring_lattice
from hubstudy.network import Ties, collaboration_ties
from tests.networks import described, small_graphs

if TYPE_CHECKING:
    from hubstudy.intake import Study

PAIRS = nx.Graph([(2 * k, 2 * k + 1) for k in range(15)])
TWO_CLIQUES = nx.disjoint_union(nx.complete_graph(10), nx.complete_graph(10))
TYPES = {
    "star": (nx.star_graph(19), "hierarchical"),
    "binary tree": (nx.balanced_tree(2, 4), "hierarchical"),
    "ternary tree": (nx.balanced_tree(3, 3), "hierarchical"),
    "pairs": (PAIRS, "fragmented"),
    "four small stars": (nx.disjoint_union_all([nx.star_graph(4)] * 4), "fragmented"),
    "two cliques": (TWO_CLIQUES, "cellular"),
    "ring of caves": (nx.connected_caveman_graph(6, 6), "cellular"),
    "ring lattice": (nx.watts_strogatz_graph(60, 4, 0), "cellular"),
    "rewired lattice": (nx.watts_strogatz_graph(100, 6, 0.1, seed=1), "small_world"),
    "karate club": (nx.karate_club_graph(), "undetermined"),
    "random": (nx.gnm_random_graph(60, 177, seed=1), "undetermined"),
}


@pytest.mark.parametrize("name", TYPES)
def test_networks_with_a_name_get_their_type(name: str) -> None:
    graph, expected = TYPES[name]
    assert local_global_type(graph, n_draws=100).type == expected


@pytest.mark.parametrize("graph", small_graphs())
def test_efficiency_is_the_mean_of_inverse_distances(graph: nx.Graph) -> None:
    found = global_efficiency(graph)
    n = len(graph)
    if n < 2:
        assert found.reason == "n_below_2"
        return
    far = dict(nx.all_pairs_shortest_path_length(graph))
    near = [
        1 / far[a][b] if b in far[a] else 0 for a, b in itertools.combinations(graph, 2)
    ]
    assert found.estimate == pytest.approx(np.mean(near), abs=1e-12)
    assert found.estimate == pytest.approx(nx.global_efficiency(graph), abs=1e-12)


@pytest.mark.parametrize(
    ("n", "degree"), [(5, 2), (6, 4), (8, 6), (9, 4), (30, 4), (7, 6)]
)
def test_full_laps_are_a_ring_lattice(n: int, degree: int) -> None:
    graph = nx.watts_strogatz_graph(n, degree, 0)
    lattice = ring_lattice(Ties.from_graph(graph))
    found = zip(lattice.source.tolist(), lattice.target.tolist(), strict=True)
    assert {frozenset(pair) for pair in found} == {
        frozenset(pair) for pair in graph.edges
    }


@pytest.mark.parametrize("n", [2, 3, 6, 7, 8])
def test_a_ring_lattice_has_as_many_ties_as_asked_for(n: int) -> None:
    complete = list(nx.complete_graph(n).edges)
    for m in range(1, len(complete) + 1):
        graph = nx.empty_graph(n)
        graph.add_edges_from(complete[:m])
        lattice = ring_lattice(Ties.from_graph(graph))
        pairs = set(zip(lattice.source.tolist(), lattice.target.tolist(), strict=True))
        assert len(pairs) == m
        assert all(a < b for a, b in pairs)


def test_numbers_and_coefficients_follow_their_formulas() -> None:
    graph = nx.watts_strogatz_graph(60, 4, 0.1, seed=1)
    found = local_global_type(graph, n_draws=50)
    value = {name: number.estimate for name, number in found.numbers.items()}
    assert value["clustering"] == pytest.approx(nx.transitivity(graph), abs=1e-12)
    assert value["integration"] == pytest.approx(nx.global_efficiency(graph), abs=1e-12)
    assert value["clustering_lattice"] == pytest.approx(0.5)
    sigma = value["clustering"] / value["clustering_null"]
    sigma *= value["integration"] / value["integration_null"]
    omega = value["integration"] / value["integration_null"]
    omega -= value["clustering"] / value["clustering_lattice"]
    assert value["small_world_sigma"] == pytest.approx(sigma)
    assert value["small_world_omega"] == pytest.approx(omega)
    assert found.numbers["clustering_null"].n == 50


def test_the_null_of_clustering_is_about_the_density() -> None:
    """In a random network a path is closed with about the chance of any tie."""
    graph = nx.gnm_random_graph(60, 177, seed=1)
    found = local_global_type(graph, clustering_null="density", n_draws=200)
    null = found.numbers["clustering_null"]
    assert null.estimate == pytest.approx(nx.density(graph), abs=0.005)
    assert null.ci_low is not None
    assert null.ci_high is not None
    assert null.ci_low < nx.density(graph) < null.ci_high


def test_margins_are_to_the_line_behind_which_another_type_begins() -> None:
    found = local_global_type(nx.watts_strogatz_graph(60, 4, 0), n_draws=100)
    rows = found.to_frame().set_index("axis")
    integration = rows.loc["integration"]
    assert integration["next_type"] == "small_world"
    halfway = (integration["lattice"] + integration["null_mean"]) / 2
    assert integration["low_below"] == pytest.approx(halfway)
    assert integration["margin"] == pytest.approx(halfway - integration["value"])
    clustering = rows.loc["clustering"]
    assert clustering["next_type"] == "fragmented"
    assert clustering["margin"] == pytest.approx(0.5 - clustering["null_high"])
    assert "最近的另一类是小世界，全局整合相差 0.07" in found.sentence().zh


def test_no_line_is_drawn_where_nothing_can_be() -> None:
    """Nothing is clustered less than not at all."""
    rows = local_global_type(nx.cycle_graph(12), n_draws=60).to_frame()
    clustering = rows.set_index("axis").loc["clustering"]
    assert clustering["low_below"] == 0
    assert clustering["next_type"] == "small_world"
    assert clustering["margin"] == pytest.approx(clustering["null_high"])


def test_a_null_that_does_not_vary_has_no_type_next_to_it() -> None:
    """Rewired with its degrees kept, a star is a star."""
    found = local_global_type(nx.star_graph(19), n_draws=100)
    clustering, integration = found.to_frame().to_dict("records")
    assert clustering["null_low"] == clustering["null_high"]
    assert (clustering["next_type"], np.isnan(clustering["margin"])) == ("", True)
    assert f"全局整合相差 {integration['margin']:.3f}" in found.sentence().zh


def test_on_a_line_no_next_type_is_named() -> None:
    """Five in a ring are as integrated as the best of as many ties."""
    found = local_global_type(nx.cycle_graph(5), n_draws=60)
    assert found.to_frame()["margin"].min() == pytest.approx(0)
    assert "最近的另一类" not in found.sentence().zh
    assert "Nearest" not in found.sentence().en


def test_clustering_is_called_what_it_is() -> None:
    found = local_global_type(nx.watts_strogatz_graph(60, 4, 0), n_draws=20).sentence()
    assert "传递性（局部聚类）0.500" in found.zh
    assert "Transitivity (local clustering) is 0.500" in found.en


@pytest.mark.parametrize("graph", [nx.complete_graph(8), nx.path_graph(3)])
def test_what_cannot_be_otherwise_has_no_type(graph: nx.Graph) -> None:
    found = local_global_type(graph, n_draws=20)
    assert (found.type, found.reason) == ("", "no_variation")
    assert found.to_frame().empty
    assert "无法判定" in str(found)


def test_given_its_degrees_a_star_is_like_random() -> None:
    found = local_global_type(nx.star_graph(19), integration_null="degree", n_draws=20)
    assert found.reason == "no_variation"


def test_unequal_degrees_alone_cluster() -> None:
    """The karate club has no more triangles than its degrees give."""
    karate = nx.karate_club_graph()
    assert local_global_type(karate).type == "undetermined"
    assert local_global_type(karate, clustering_null="density").type == "small_world"


@pytest.mark.parametrize(
    ("graph", "reason"),
    [
        (nx.empty_graph(0), "n_below_3"),
        (nx.path_graph(2), "n_below_3"),
        (nx.empty_graph(5), "no_ties"),
        (nx.Graph(measured=False), "not_measured"),
    ],
)
def test_too_little_has_no_type(graph: nx.Graph, reason: str) -> None:
    found = local_global_type(graph, n_draws=5)
    assert (found.type, found.reason) == ("", reason)


def test_pairs_that_are_not_measured_are_not_distant() -> None:
    graph = nx.path_graph(4)
    graph.graph["measured"] = False
    assert global_efficiency(graph).reason == "not_measured"


def test_a_star_of_membership_is_left_out_unless_asked_for() -> None:
    star = nx.star_graph(19)
    nx.set_edge_attributes(star, "membership", "layer")
    graph = described(star, hubs=[0])
    assert local_global_type(graph).reason == "only_membership"
    found = local_global_type(graph, membership=True, n_draws=50)
    assert found.type == "hierarchical"
    assert "由定义造成" in found.sentence().zh


def test_without_two_paths_clustering_is_undefined_and_counts_as_low() -> None:
    found = local_global_type(PAIRS, n_draws=50)
    assert found.numbers["clustering"].reason == "no_paths"
    assert found.numbers["small_world_sigma"].reason == "not_applicable"
    assert found.to_frame()["level"].tolist() == ["low", "low"]


def test_directions_names_and_order_do_not_matter() -> None:
    graph = nx.karate_club_graph()
    first = local_global_type(graph, n_draws=20, seed=3)
    mirrored = nx.DiGraph(graph.edges)
    assert local_global_type(mirrored, n_draws=20, seed=3).type == first.type
    again = nx.Graph()
    again.add_nodes_from(reversed(list(graph)))
    again.add_edges_from(reversed(list(graph.edges)))
    assert first.to_frame().equals(
        local_global_type(again, n_draws=20, seed=3).to_frame()
    )


def test_two_modes_are_refused() -> None:
    graph = nx.complete_bipartite_graph(4, 4)
    with pytest.raises(NetworkError, match="二模"):
        local_global_type(graph, n_draws=5)


@pytest.mark.parametrize("wrong", [{"n_draws": 0}, {"integration_null": "size"}])
def test_wrong_options_are_refused(wrong: dict) -> None:
    with pytest.raises(MeasureError, match="n_draws"):
        local_global_type(nx.path_graph(5), **wrong)


def test_the_embedded_city_is_a_small_world_of_communities(embedded: Study) -> None:
    found = local_global_type(collaboration_ties(embedded), n_draws=40)
    assert found.type == "small_world"
    assert found.numbers["small_world_sigma"].estimate > 5
    assert found.to_frame()["level"].tolist() == ["high", "random"]
    assert "小世界" in str(found)
