"""Projections: Newman's weights, the backbone and its chances, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb
from typing import Any

import networkx as nx
import numpy as np
import pytest
from scipy import optimize, sparse, special, stats

from hubstudy.errors import MeasureError, NetworkError
from hubstudy.measures.density import network_density, transitivity
from hubstudy.network import Ties, project, sequence
from tests.measures.density.graphs import small_two_mode_graphs, southern_women
from tests.networks import reference_figures

bipartite = nx.bipartite


def weights(graph: nx.Graph, name: str = "weight") -> dict[frozenset, float]:
    return {frozenset((a, b)): value for a, b, value in graph.edges(data=name)}


def event(n: int, *, others: int = 0) -> nx.Graph:
    """One event of n organisations, and events of two organisations each."""
    graph = nx.Graph()
    for number in range(n):
        graph.add_edge(f"o{number:02d}", "E")
    for number in range(others):
        graph.add_edge(f"p{number:02d}", f"F{number // 2:02d}")
    for node in graph:
        graph.nodes[node]["mode"] = "organization" if node[0] in "op" else "project"
    return graph


def matrix_of(graph: nx.Graph) -> np.ndarray:
    rows = [node for node, side in graph.nodes(data="bipartite") if side == 0]
    columns = [node for node, side in graph.nodes(data="bipartite") if side == 1]
    cells = [[graph.has_edge(a, b) for b in columns] for a in rows]
    return np.array(cells, dtype=float).reshape(len(rows), len(columns))


def chances(matrix: np.ndarray) -> np.ndarray:
    """Cell by cell, whatever the classes."""
    model = sequence.degree_sequence_model(sparse.csr_array(matrix))
    return model.chance[model.row_class][:, model.column_class]


def upper_tail(chance: np.ndarray, at_least: int) -> float:
    """Poisson binomial from its definition: every outcome of every event."""
    return sum(
        np.prod(
            [p if happens else 1 - p for p, happens in zip(chance, each, strict=True)]
        )
        for each in product([False, True], repeat=len(chance))
        if sum(each) >= at_least
    )


@pytest.mark.parametrize("mode", ["woman", "event"])
def test_the_southern_women_project_as_in_the_reference(mode: str) -> None:
    figures = reference_figures("davis")
    kind = {"woman": "women", "event": "events"}[mode]
    raw = project(southern_women(), onto=mode, method="raw")
    assert raw.number_of_edges() == figures[f"proj_{kind}_edges"]
    assert raw.size("weight") == figures[f"proj_{kind}_weight_sum"]
    density = network_density(raw).estimate
    assert density == pytest.approx(figures[f"proj_{kind}_density"], abs=1e-9)
    overlap = np.array(figures[f"{kind}_overlap_matrix"], dtype=float)
    ours = nx.to_numpy_array(raw, nodelist=sorted(raw))
    np.testing.assert_array_equal(ours, overlap - np.diag(np.diag(overlap)))
    newman = project(southern_women(), onto=mode)
    assert set(newman.edges) == set(raw.edges)


def test_newman_weights_are_those_of_networkx() -> None:
    for graph in [*small_two_mode_graphs(), nx.davis_southern_women_graph()]:
        side = [n for n, color in graph.nodes(data="bipartite") if color == 0]
        if not 0 < len(side) < len(graph):
            continue
        raw = bipartite.weighted_projected_graph(graph, side)
        assert weights(project(graph, onto=0, method="raw")) == weights(raw)
        newman = project(graph, onto=0)
        theirs = bipartite.collaboration_weighted_projected_graph(graph, side)
        assert weights(newman) == pytest.approx(weights(theirs), abs=1e-12)
        assert weights(newman, "n_shared") == weights(raw)
        assert list(newman) == sorted(side)


def test_newman_weights_of_a_node_add_up_to_its_events_with_others() -> None:
    graph = southern_women()
    newman = project(graph, onto="woman")
    strength = dict(newman.degree(weight="weight"))
    assert strength == pytest.approx({w: graph.degree[w] for w in newman}, abs=1e-9)


def test_one_large_event_makes_a_clique() -> None:
    """The trap B9.2: ten organisations in one event, and 45 raw ties."""
    graph = event(10, others=6)
    raw = project(graph, method="raw")
    assert raw.number_of_edges() == 45 + 3
    assert transitivity(raw).estimate == 1
    newman = project(graph)
    assert newman["o00"]["o01"]["weight"] == pytest.approx(1 / 9)
    assert newman["p00"]["p01"]["weight"] == 1
    assert newman.size("weight") == pytest.approx(10 / 2 + 3)


def test_members_of_one_large_event_are_no_backbone() -> None:
    """With organisations' degrees alone, 1 in 21 events, all would be tied at 0.05."""
    graph = event(30, others=40)
    alone = stats.hypergeom.sf(0, 21, 1, 1)
    assert alone == pytest.approx(1 / 21)
    plain = project(graph, method="backbone", correction="none")
    assert plain.number_of_edges() == 0
    every = project(graph, method="backbone", alpha=0.9, correction="none")
    chance = 1 - (1 - (30 / 70) ** 2) * (1 - (2 / 70) ** 2) ** 20
    p_values = {data["p_value"] for _, _, data in every.edges(data=True)}
    assert list(p_values) == pytest.approx([chance], abs=1e-9)


def test_an_event_of_one_ties_nobody_and_isolates_stay() -> None:
    graph = nx.Graph([("a", "E"), ("b", "F"), ("c", "F")])
    graph.add_nodes_from("dG")
    nx.set_node_attributes(
        graph, {n: "o" if n.islower() else "p" for n in graph}, "mode"
    )
    for method in ("newman", "raw", "backbone"):
        found = project(graph, method=method, alpha=0.9, correction="none")
        assert list(found) == ["a", "b", "c", "d"]
        assert set(found.edges) <= {("b", "c")}
    assert project(graph)["b"]["c"] == {
        "weight": 1.0, "layer": "projection", "n_shared": 1
    }  # fmt: skip


def test_attributes_of_nodes_and_of_the_network_stay_but_for_the_mode() -> None:
    graph = event(3)
    graph.graph |= {
        "place": "Example City",
        "year": 2020,
        "not_asked": (),
        "n_not_asked": 0,
    }
    graph.nodes["o00"].update(stars=3, is_hub=True)
    for given in (graph, Ties.from_graph(graph)):
        found = project(given)
        assert found.nodes["o00"]["stars"] == 3
        assert "mode" not in found.nodes["o00"]
        assert found.graph == {
            "place": "Example City", "year": 2020, "projection": "newman"
        }  # fmt: skip
        assert network_density(found).estimate == 1
    assert project(graph).nodes["o00"] == {"stars": 3, "is_hub": True}
    assert project(graph).nodes["o01"] == {}
    about = project(graph, method="backbone", alpha=0.01, correction="holm").graph
    assert about["n_pairs_tested"] == 3
    assert (about["alpha"], about["correction"]) == (0.01, "holm")


def test_the_mode_is_the_first_unless_named() -> None:
    graph = event(3)
    assert list(project(graph)) == ["o00", "o01", "o02"]
    assert list(project(graph, onto="project")) == ["E"]
    with pytest.raises(MeasureError, match="'school'"):
        project(graph, onto="school")


def test_what_cannot_be_projected_is_refused() -> None:
    with pytest.raises(NetworkError, match="bipartite"):
        project(nx.path_graph(3))
    silent = event(3)
    silent.add_node("o03", mode="organization")
    silent.graph["not_asked"] = (("E", "o03"), ("o00", "o01"))
    with pytest.raises(NetworkError, match="1 pairs"):
        project(silent)
    silent.graph["not_asked"] = (("o00", "o01"),)
    assert project(silent).number_of_edges() == 3
    options: list[dict[str, Any]] = [
        {"method": "cosine"}, {"correction": "bonferroni"}, {"alpha": 0}, {"alpha": 1.5}
    ]  # fmt: skip
    for wrong in options:
        with pytest.raises(MeasureError, match=next(iter(wrong))):
            project(event(3), **wrong)


def test_too_many_ties_are_refused_unless_forced(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hubstudy.network.store.MANY_TIES", 40)
    with pytest.raises(NetworkError, match="force=True"):
        project(event(10), method="raw")
    assert project(event(10), force=True).number_of_edges() == 45
    assert "45" in capsys.readouterr().out


def test_an_empty_network_projects_to_an_empty_one() -> None:
    for method in ("newman", "raw", "backbone"):
        assert len(project(nx.Graph(), method=method)) == 0


def test_the_degree_model_has_all_degrees_on_average() -> None:
    """Also where degrees force ties, so that chances go to 0 or 1."""
    for graph in small_two_mode_graphs():
        matrix = matrix_of(graph)
        if matrix.size:
            found = chances(matrix)
            np.testing.assert_allclose(found.sum(axis=0), matrix.sum(axis=0), atol=1e-9)
            np.testing.assert_allclose(found.sum(axis=1), matrix.sum(axis=1), atol=1e-9)
            assert ((found >= 0) & (found <= 1)).all()


def test_the_degree_model_is_the_likeliest_of_its_kind() -> None:
    """Another optimiser finds the same chances, node by node."""
    matrix = matrix_of(nx.davis_southern_women_graph())
    n, m = matrix.shape
    d, k = matrix.sum(axis=1), matrix.sum(axis=0)

    def surprise(place: np.ndarray) -> tuple[float, np.ndarray]:
        sums = place[:n, None] + place[n:]
        gap = special.expit(sums).sum(axis=1) - d, special.expit(sums).sum(axis=0) - k
        value = np.logaddexp(0, sums).sum() - place[:n] @ d - place[n:] @ k
        return value, np.concatenate(gap)

    best = optimize.minimize(
        surprise, np.zeros(n + m), jac=True, method="L-BFGS-B",
        options={"maxiter": 5000, "ftol": 0, "gtol": 1e-11},
    )  # fmt: skip
    theirs = special.expit(best.x[:n, None] + best.x[n:])
    np.testing.assert_allclose(chances(matrix), theirs, atol=1e-8)


def test_forced_ties_are_certain() -> None:
    block = np.array([[1, 1, 1, 0], [1, 1, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]], float)
    half = np.full((2, 2), 0.5)
    expected = np.block([[np.ones((2, 2)), half], [half, np.zeros((2, 2))]])
    np.testing.assert_allclose(chances(block), expected, atol=1e-9)
    np.testing.assert_allclose(chances(np.ones((3, 2))), 1, atol=1e-9)
    np.testing.assert_allclose(chances(np.zeros((2, 2))), 0, atol=1e-9)


def test_the_chance_of_an_overlap_is_poisson_binomial() -> None:
    graphs = [g for g in small_two_mode_graphs() if matrix_of(g).shape[0] > 1]
    for graph in [*graphs, nx.bipartite.random_graph(7, 9, 0.4, seed=1)]:
        matrix = matrix_of(graph)
        chance = chances(matrix) if matrix.size else matrix
        rows = [node for node, side in graph.nodes(data="bipartite") if side == 0]
        place = {node: number for number, node in enumerate(rows)}
        found = project(
            graph, onto=0, method="backbone", alpha=1 - 1e-15, correction="none"
        )
        for a, b, data in found.edges(data=True):
            both = chance[place[a]] * chance[place[b]]
            expected = upper_tail(both, data["n_shared"])
            assert data["p_value"] == pytest.approx(expected, abs=1e-12)


def test_small_chances_keep_their_digits() -> None:
    """Binomial(50, 0.01): exact rational tails from Python's fractions."""
    tails = sequence._upper_tails(np.full((1, 2), 0.01), np.array([20, 30]), 20)[0]
    p = Fraction(1, 100)
    for least in (1, 5, 20):
        exact = sum(comb(50, k) * p**k * (1 - p) ** (50 - k) for k in range(least, 51))
        assert tails[least] == pytest.approx(float(exact), rel=1e-10)


def test_a_group_that_keeps_meeting_is_the_backbone() -> None:
    """Three organisations in the same six of sixty small events, the rest at random."""
    rng = np.random.default_rng(7)
    graph = nx.Graph()
    graph.add_nodes_from((f"o{i:02d}" for i in range(40)), mode="organization")
    graph.add_nodes_from((f"e{i:02d}" for i in range(60)), mode="project")
    for number in range(60):
        crew = rng.choice(np.arange(3, 40), size=4, replace=False)
        graph.add_edges_from((f"o{i:02d}", f"e{number:02d}") for i in crew)
        if number < 6:
            graph.add_edges_from((f"o{i:02d}", f"e{number:02d}") for i in range(3))
    planted = {("o00", "o01"), ("o00", "o02"), ("o01", "o02")}
    strict = project(graph, method="backbone")
    assert set(strict.edges) == planted
    plain = project(graph, method="backbone", correction="none")
    assert planted <= set(plain.edges)
    assert len(plain.edges) - 3 <= 0.05 * 40 * 39 / 2
    assert all(data["weight"] == 1 for _, _, data in plain.edges(data=True))


def test_the_southern_women_have_no_tie_beyond_their_degrees() -> None:
    """Smallest p is 0.088; 200,000 draws from the model gave 0.0881 for that pair."""
    options = {"onto": "woman", "method": "backbone", "correction": "none"}
    found = project(southern_women(), **options)
    assert found.number_of_edges() == 0
    least = project(southern_women(), **options, alpha=0.09)
    assert list(least.edges(data="n_shared")) == [(17, 18, 2)]


def test_a_random_world_has_no_backbone() -> None:
    """Held to 0.05 each, chance alone ties many of those who meet once."""
    for seed in range(5):
        graph = nx.bipartite.gnmk_random_graph(200, 150, 700, seed=seed)
        plain = project(graph, onto=0, method="backbone", correction="none")
        assert plain.number_of_edges() > 20
        assert project(graph, onto=0, method="backbone").number_of_edges() == 0


def test_holm_asks_more_of_each_pair_in_turn() -> None:
    graph = nx.bipartite.random_graph(20, 30, 0.2, seed=4)
    every = project(
        graph, onto=0, method="backbone", alpha=1 - 1e-15, correction="none"
    )
    p = sorted(data["p_value"] for _, _, data in every.edges(data=True))
    for alpha in (0.05, 0.5, 0.9):
        passed = [p[i] * (190 - i) <= alpha for i in range(len(p))]
        first_failure = passed.index(False) if False in passed else len(p)
        found = project(graph, onto=0, method="backbone", alpha=alpha)
        assert found.number_of_edges() == first_failure


def test_directions_and_the_order_of_rows_do_not_matter() -> None:
    graph = southern_women()
    other = nx.DiGraph()
    other.add_nodes_from(reversed(list(graph.nodes(data=True))))
    other.add_edges_from((b, a) for a, b in reversed(list(graph.edges)))
    for method in ("newman", "backbone"):
        one, two = (
            project(g, method=method, alpha=0.5, correction="none")
            for g in (graph, other)
        )
        assert list(one.edges(data=True)) == list(two.edges(data=True))
        assert list(one.nodes(data=True)) == list(two.nodes(data=True))
