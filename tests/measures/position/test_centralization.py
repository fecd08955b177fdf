"""Centralisation against R, every small graph, and the most there can be."""

from __future__ import annotations

from itertools import (
    combinations,
    combinations_with_replacement,
    permutations,
    product,
)
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.errors import MeasureError
from hubstudy.measures.position import (
    betweenness_centralization,
    closeness_centralization,
    degree_centralization,
    eigenvector_centralization,
)
from hubstudy.measures.position.connected import largest_component, leading_vector
from hubstudy.network import Ties
from tests.measures.position.test_holes import DIGRAPHS, digraph
from tests.networks import described, reference_figures, reference_network, small_graphs
from tests.reference.shared import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hubstudy.results import Estimate

MEASURES = [
    degree_centralization,
    betweenness_centralization,
    closeness_centralization,
    eigenvector_centralization,
]
WHOLE = ["karate", "flo_marriage", "flo_business", "lesmis"]
CONNECTED = ["karate", "lesmis"]


def value(estimate: Estimate) -> float:
    assert estimate.estimate is not None, estimate.reason
    return estimate.estimate


def two_mode(n_first: int, n_second: int, ties: Any) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(range(n_first), mode="organization")
    graph.add_nodes_from(range(n_first, n_first + n_second), mode="project")
    graph.add_edges_from(ties)
    return graph


def every_two_mode(n_first: int, n_second: int) -> Iterator[nx.Graph]:
    """All but those that differ by an exchange of nodes of the first mode only."""
    others = range(n_first, n_first + n_second)
    rows = [
        tuple(other for other, is_tie in zip(others, chosen, strict=True) if is_tie)
        for chosen in product([False, True], repeat=n_second)
    ]
    for tied in combinations_with_replacement(rows, n_first):
        yield two_mode(
            n_first,
            n_second,
            [(node, other) for node, row in enumerate(tied) for other in row],
        )


def davis() -> nx.Graph:
    graph = nx.davis_southern_women_graph()
    for node, data in graph.nodes(data=True):
        data["mode"] = "event" if node in graph.graph["bottom"] else "woman"
    return graph


@pytest.mark.parametrize("name", WHOLE)
def test_degree_and_betweenness_are_those_of_r(name: str) -> None:
    graph, r = reference_network(name), reference_figures(name)["centralization"]
    degree = value(degree_centralization(graph))
    assert degree == pytest.approx(r["degree_sna"], abs=1e-9)
    assert degree == pytest.approx(r["degree_igraph_loopsFALSE"], abs=1e-9)
    n = len(graph)
    with_loops = degree * (n - 2) / n  # igraph's default, not ours
    assert with_loops == pytest.approx(r["degree_igraph_loopsTRUE"], abs=1e-9)
    paths = value(betweenness_centralization(graph))
    assert paths == pytest.approx(r["betweenness_sna"], abs=1e-9)
    assert paths == pytest.approx(r["betweenness_igraph"], abs=1e-9)


@pytest.mark.parametrize("name", CONNECTED)
def test_closeness_and_eigenvector_are_those_of_r(name: str) -> None:
    graph, r = reference_network(name), reference_figures(name)["centralization"]
    near = value(closeness_centralization(graph))
    assert near == pytest.approx(r["closeness_sna"], abs=1e-9)
    assert near == pytest.approx(r["closeness_igraph"], abs=1e-9)
    by_maximum = value(eigenvector_centralization(graph))
    assert by_maximum == pytest.approx(r["eigen_igraph"], abs=1e-9)
    by_norm = value(eigenvector_centralization(graph, scale="norm"))
    assert by_norm == pytest.approx(r["eigen_igraph_scaleFALSE"], abs=1e-9)
    assert by_norm == pytest.approx(r["eigen_sna"], abs=1e-7)  # its own tolerance


@pytest.mark.parametrize("name", WHOLE)
def test_harmonic_closeness_is_that_of_sna(name: str) -> None:
    graph, r = reference_network(name), reference_figures(name)["centralization"]
    ours = value(closeness_centralization(graph, harmonic=True))
    assert ours == pytest.approx(r["closeness_sna_suminvundir"], abs=1e-9)


@pytest.mark.parametrize("name", ["flo_marriage", "flo_business"])
def test_disconnected_networks_are_refused_where_r_gives_0_or_nothing(
    name: str,
) -> None:
    graph, r = reference_network(name), reference_figures(name)["centralization"]
    assert (r["closeness_sna"], r["closeness_igraph"]) == (0, None)
    for measure in (closeness_centralization, eigenvector_centralization):
        refused = measure(graph)
        assert (refused.reason, refused.n) == ("disconnected", 16)
        part = graph.subgraph(max(nx.connected_components(graph), key=len))
        largest = measure(graph, component="largest")
        assert largest.method == "Freeman 1979, largest component"
        assert largest.n == len(part)
        assert value(largest) == pytest.approx(value(measure(part)), abs=1e-12)


def test_the_eigenvector_of_r_counts_pucci_as_0() -> None:
    """16 nodes there, 15 here: one more difference of 1, one more in the bottom."""
    r = reference_figures("flo_marriage")["centralization"]
    graph = reference_network("flo_marriage")
    ours = value(eigenvector_centralization(graph, component="largest"))
    assert (ours * 13 + 1) / 14 == pytest.approx(r["eigen_igraph"], abs=1e-9)


@pytest.mark.parametrize("name", DIGRAPHS)
def test_directed_networks_are_those_of_r(name: str) -> None:
    graph, r = digraph(name), printed("position.txt")
    for mode in ("total", "in", "out"):
        ours = value(degree_centralization(graph, mode=mode))
        for program in ("sna", "igraph"):
            theirs = float(r[f"{name}_degree_{mode}_{program}"][0])
            assert ours == pytest.approx(theirs, abs=1e-9)
    paths = value(betweenness_centralization(graph))
    harmonic = value(closeness_centralization(graph, harmonic=True))
    near = harmonic / (len(graph) - 1)  # which sna divides by once more
    for ours, key in ((paths, "betweenness_sna"), (paths, "betweenness_igraph"),
                      (near, "closeness_suminvdir_sna")):  # fmt: skip
        assert ours == pytest.approx(float(r[f"{name}_{key}"][0]), abs=1e-9)


def test_directed_closeness_and_eigenvector_are_those_of_r() -> None:
    graph, r = digraph("strong"), printed("position.txt")
    near = value(closeness_centralization(graph))
    assert near == pytest.approx(float(r["strong_closeness_sna"][0]), abs=1e-9)
    assert near == pytest.approx(float(r["strong_closeness_igraph"][0]), abs=1e-9)
    ours = value(eigenvector_centralization(graph))
    assert ours == pytest.approx(float(r["strong_eigen_igraph"][0]), abs=1e-9)
    vector = [float(part) for part in r["strong_eigen_nodes_igraph"]]
    np.testing.assert_allclose(
        leading_vector(Ties.from_graph(graph)), vector, atol=1e-9
    )


def test_a_directed_network_without_a_way_back_is_refused() -> None:
    graph, r = digraph("loose"), printed("position.txt")
    assert (r["loose_closeness_sna"], r["loose_closeness_igraph"]) == (["0"], ["NaN"])
    assert closeness_centralization(graph).reason == "disconnected"
    assert closeness_centralization(graph, component="largest").n == 4  # 1, 2, 3, 4
    assert eigenvector_centralization(graph).reason == "disconnected"


def differences(values: Any) -> float:
    return len(values) * max(values) - sum(values)


def freeman(graph: nx.Graph) -> dict[str, float]:
    """Freeman 1979 in networkx's own numbers, over what he says is the most."""
    n = len(graph)
    ours = {
        "degree": differences([d for _, d in graph.degree]) / ((n - 1) * (n - 2)),
        "betweenness": differences(
            nx.betweenness_centrality(graph, normalized=False).values()
        ) / ((n - 1) ** 2 * (n - 2) / 2),
    }  # fmt: skip
    if nx.is_connected(graph):
        near = nx.closeness_centrality(graph).values()
        ours["closeness"] = differences(near) / ((n - 1) * (n - 2) / (2 * n - 3))
        vector = np.abs(np.linalg.eigh(nx.to_numpy_array(graph))[1][:, -1])
        ours["eigenvector"] = differences(vector / vector.max()) / (n - 2)
    return ours


def test_every_graph_up_to_six_nodes_is_by_definition_and_a_star_is_most() -> None:
    most: dict[tuple[str, int], float] = {}
    for graph in small_graphs()[4:]:
        expected = freeman(graph)
        for measure in MEASURES:
            name = measure.__name__.removesuffix("_centralization")
            ours = measure(graph)
            if name not in expected:
                assert ours.reason == "disconnected"
                continue
            assert value(ours) == pytest.approx(expected[name], abs=2e-9)
            key = (name, len(graph))
            most[key] = max(most.get(key, 0), value(ours))
        harmonic = value(closeness_centralization(graph, harmonic=True))
        key = ("harmonic", len(graph))
        most[key] = max(most.get(key, 0), harmonic)
    for (name, _), share in most.items():
        assert share == pytest.approx(1, abs=1e-8) or name == "eigenvector"
        assert share < 1 + 1e-8


def test_no_digraph_is_more_centralised_than_1() -> None:
    pairs = list(permutations(range(4), 2))
    modes = ("total", "in", "out")
    most = dict.fromkeys((*modes, "paths", "harmonic", "closeness"), 0.0)
    rng = np.random.default_rng(2)
    stars = [
        [(0, 1), (0, 2), (0, 3)],
        [(1, 0), (2, 0), (3, 0)],
        [(0, 1), (0, 2), (0, 3), (1, 0), (2, 0), (3, 0)],
    ]
    some = [
        [pair for pair in pairs if rng.random() < share]
        for share in rng.uniform(0.1, 0.9, 100)
    ]
    for ties in stars + some:
        graph = nx.DiGraph(ties)
        graph.add_nodes_from(range(4))
        found = {mode: degree_centralization(graph, mode) for mode in modes}
        found["paths"] = betweenness_centralization(graph)
        found["harmonic"] = closeness_centralization(graph, harmonic=True)
        found["closeness"] = closeness_centralization(graph)
        for name, estimate in found.items():
            most[name] = max(most[name], estimate.estimate or 0)
    assert most.pop("closeness") < 1
    assert most == pytest.approx(dict.fromkeys(most, 1), abs=1e-12)


@pytest.mark.parametrize(
    "sizes", [(1, 2), (2, 1), (2, 2), (1, 4), (2, 3), (3, 2), (2, 4), (4, 2), (3, 3)]
)
def test_no_two_mode_network_is_more_centralised_than_1(sizes: tuple[int, int]) -> None:
    """All networks of these sizes: 1 is reached, and never passed."""
    sides = (None, "organization", "project")
    most: dict[tuple[str, Any], float] = {}
    for graph in every_two_mode(*sizes):
        ties = Ties.from_graph(graph)
        for side in sides:
            found = {
                "degree": degree_centralization(ties, side=side),
                "betweenness": betweenness_centralization(ties, side=side),
                "closeness": closeness_centralization(ties, side=side),
                "eigenvector": eigenvector_centralization(ties, side=side),
                "harmonic": closeness_centralization(ties, harmonic=True, side=side),
            }
            for name, estimate in found.items():
                if estimate.is_defined:
                    shares = most.get((name, side), 0), value(estimate)
                    most[name, side] = max(shares)
    assert {("degree", None), ("betweenness", None), ("closeness", None)} <= set(most)
    for (name, _), share in most.items():
        assert share < 1 + 1e-8
        assert share == pytest.approx(1, abs=1e-8) or name == "eigenvector"


def test_a_root_tied_to_the_whole_other_mode_is_most_central() -> None:
    """Large: 5 nodes of the root's mode hang on 3 of the other as evenly as can be."""
    root = [(0, place) for place in range(6, 9)]
    leaves = [(leaf, 6 + leaf % 3) for leaf in range(1, 6)]
    graph = two_mode(6, 3, root + leaves)
    for measure in (betweenness_centralization, closeness_centralization):
        assert value(measure(graph, side="organization")) == pytest.approx(1, abs=1e-8)
    star = two_mode(6, 3, root)
    assert value(degree_centralization(star, side="organization")) == 1
    # Borgatti and Everett's (n₁ − 1)(n₂ − 1) presumes that no node is an isolate
    assert value(degree_centralization(graph, side="organization")) * 15 / 10 == 1


def test_davis_by_hand() -> None:
    """Women have 8 7 8 7 4 4 4 3 4 4 4 6 7 8 5 2 2 2 events, of 14; R's figures."""
    graph, figures = davis(), reference_figures("davis")
    women, events = figures["women_degree"], figures["event_degree"]
    side = degree_centralization(graph, side="woman")
    assert value(side) == pytest.approx(differences(women) / (17 * 14))
    assert (side.n, side.method) == (18, "Borgatti and Everett 1997")
    side = degree_centralization(graph, side="event")
    assert value(side) == pytest.approx(differences(events) / (13 * 18))
    whole = degree_centralization(graph)
    assert value(whole) == pytest.approx(differences(women + events) / (18 * 30))
    assert whole.n == 32


def test_on_a_side_the_normalisation_of_nodes_cancels_out() -> None:
    """networkx divides by Borgatti and Everett's maximum for a node."""
    graph = davis()
    women = set(graph.graph["top"])
    shares = nx.bipartite.betweenness_centrality(graph, women)
    ours = value(betweenness_centralization(graph, side="woman"))
    expected = differences([shares[name] for name in women]) / 17
    assert ours == pytest.approx(expected, abs=1e-9)


def test_two_modes_are_told_from_one() -> None:
    graph = davis()
    whole = value(degree_centralization(graph))
    for _, data in graph.nodes(data=True):
        data.pop("mode")  # networkx's own attribute is left
    assert value(degree_centralization(graph)) == whole
    for _, data in graph.nodes(data=True):
        data.pop("bipartite")
    assert value(degree_centralization(graph)) < whole  # the wrong denominator


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("n", [0, 1, 2])
def test_centralisation_needs_three(measure: Callable[..., Any], n: int) -> None:
    for kind in (nx.Graph, nx.DiGraph):
        graph = nx.path_graph(n, create_using=kind)
        estimate = measure(graph)
        assert (estimate.reason, estimate.n) == ("n_below_3", n)


@pytest.mark.parametrize("measure", MEASURES)
def test_what_was_not_asked_has_no_centralisation(measure: Callable[..., Any]) -> None:
    unmeasured = described(nx.star_graph(3), measured=False)
    assert measure(unmeasured).reason == "not_measured"
    pairs = tuple(combinations(range(3), 2))
    unasked = nx.empty_graph(3)
    unasked.graph["not_asked"] = pairs
    assert measure(unasked).reason == "not_measured"
    two = two_mode(2, 1, [])
    two.graph["not_asked"] = ((0, 2), (1, 2))
    assert measure(two).reason == "not_measured"


@pytest.mark.parametrize("measure", MEASURES)
def test_two_modes_too_small_say_so(measure: Callable[..., Any]) -> None:
    assert measure(two_mode(4, 0, [])).reason == "one_group_only"
    pair = two_mode(1, 3, [(0, 1), (0, 2), (0, 3)])
    assert measure(pair, side="organization").reason == "n_below_2"


def test_nobody_is_between_two_in_a_mode_whose_other_is_one_node() -> None:
    graph = two_mode(3, 1, [(0, 3), (1, 3), (2, 3)])
    side = betweenness_centralization(graph, side="organization")
    assert side.reason == "too_small"
    assert closeness_centralization(graph, side="organization").reason == "too_small"
    assert value(betweenness_centralization(graph)) == 1


def test_no_ties_mean_no_centralisation_by_degree_and_no_connection() -> None:
    graph = nx.empty_graph(4)
    assert value(degree_centralization(graph)) == 0
    assert value(betweenness_centralization(graph)) == 0
    assert value(closeness_centralization(graph, harmonic=True)) == 0
    assert closeness_centralization(graph).reason == "disconnected"
    alone = closeness_centralization(graph, component="largest")
    assert (alone.reason, alone.n) == ("n_below_3", 1)


def test_harmonic_closeness_has_no_known_maximum_on_a_side() -> None:
    estimate = closeness_centralization(davis(), harmonic=True, side="woman")
    assert estimate.reason == "not_applicable"


def test_a_star_by_every_measure() -> None:
    graph = nx.star_graph(4)
    for measure in MEASURES[:3]:
        assert value(measure(graph)) == pytest.approx(1, abs=1e-9)
    # leaves have 1/√4: Σ = 4 · 1/2, of n − 2 = 3
    assert value(eigenvector_centralization(graph)) == pytest.approx(2 / 3, abs=1e-9)


def test_a_long_chain_and_a_ring_have_their_leading_vectors() -> None:
    """Chain: sin(πi/(n + 1)); ring: all the same. Both take the sparse solver."""
    n = 1_200
    chain = leading_vector(Ties.from_graph(nx.path_graph(n)))
    place = np.arange(1, n + 1)
    expected = np.sin(np.pi * place / (n + 1))
    np.testing.assert_allclose(chain, expected / expected.max(), atol=1e-7)
    for kind in (nx.Graph, nx.DiGraph):
        ring = Ties.from_graph(nx.cycle_graph(600, create_using=kind))
        np.testing.assert_allclose(leading_vector(ring), 1, atol=1e-9)


def test_of_equal_components_the_first_by_id_is_taken() -> None:
    graph = nx.Graph([(0, 5), (5, 4), (1, 2), (2, 3)])
    assert largest_component(Ties.from_graph(graph)).nonzero()[0].tolist() == [0, 4, 5]
    assert not len(largest_component(Ties.from_graph(nx.Graph())))


def test_betweenness_known_already_is_taken() -> None:
    graph = nx.star_graph(3)
    known = betweenness_centralization(graph, values=np.array([3.0, 0, 0, 0]))
    assert value(known) == 1


def test_what_does_not_exist_is_refused() -> None:
    graph = davis()
    with pytest.raises(MeasureError, match="mode"):
        degree_centralization(graph, mode="both")
    with pytest.raises(MeasureError, match=r"\['event', 'woman'\]"):
        degree_centralization(graph, side="man")
    with pytest.raises(MeasureError, match="component"):
        closeness_centralization(graph, component="all")
    with pytest.raises(MeasureError, match="scale"):
        eigenvector_centralization(graph, scale="sum")
    with pytest.raises(MeasureError, match="无向"):
        degree_centralization(graph.to_directed())
    with pytest.raises(MeasureError, match="side=1"):
        degree_centralization(nx.path_graph(4), side=1)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_names_change_nothing(data: st.DataObject) -> None:
    n = data.draw(st.integers(3, 8))
    pairs = data.draw(st.sets(st.sampled_from(list(combinations(range(n), 2)))))
    order = data.draw(st.permutations(range(n)))
    graph, other = nx.empty_graph(n), nx.empty_graph(n)
    graph.add_edges_from(pairs)
    other.add_edges_from((order[a], order[b]) for a, b in pairs)
    for measure in MEASURES:
        ours, theirs = measure(graph), measure(other)
        assert ours.reason == theirs.reason
        assert ours.estimate == pytest.approx(theirs.estimate, abs=1e-8)
