"""The vertex bootstrap against all possible draws of small networks."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pytest

from hubstudy.errors import MeasureError, NetworkError
from hubstudy.measures.density import network_density
from hubstudy.measures.inference import compare_densities, vertex_bootstrap
from hubstudy.network.ties import Ties
from hubstudy.results import Estimate
from tests.networks import reference_network

MANY = 6000


def exact_moments(*graphs: nx.Graph) -> tuple[float, float]:
    """Mean and sd of the (difference of) density over all draws, by definition."""
    n, directed = len(graphs[0]), graphs[0].is_directed()
    signs = (1, -1)[: len(graphs)]
    cells = sum(
        sign * nx.to_numpy_array(graph, nodelist=sorted(graph), weight=None)
        for sign, graph in zip(signs, graphs, strict=True)
    )
    pairs = list(itertools.combinations(range(n), 2))
    # what one pair of organisations brings: both its directions where there are two
    brought = np.array([cells[a, b] + cells[b, a] * directed for a, b in pairs])
    total = len(pairs) * (2 if directed else 1)
    means, variances = [], []
    for picks in itertools.product(range(n), repeat=n):
        kept = copies = 0.0
        for a, b in pairs:
            i, j = picks[a], picks[b]
            kept += 0 if i == j else cells[i, j] + cells[j, i] * directed
            copies += i == j
        means.append((kept + copies * brought.mean()) / total)
        variances.append(copies * brought.var() / total**2)
    return float(np.mean(means)), math.sqrt(np.mean(variances) + np.var(means))


@pytest.mark.parametrize(
    "graph",
    [
        nx.path_graph(3),
        nx.star_graph(3),
        nx.path_graph(5),
        nx.DiGraph([(0, 1), (1, 0), (1, 2), (3, 1)]),
        nx.compose(nx.empty_graph(5), nx.cycle_graph(3)),
    ],
)
def test_standard_error_is_that_of_all_draws(graph: nx.Graph) -> None:
    found = vertex_bootstrap(graph, n_draws=MANY)
    mean, error = exact_moments(graph)
    # filling the pairs of copies keeps the mean where it is
    assert found.estimate == pytest.approx(nx.density(graph))
    assert mean == pytest.approx(nx.density(graph))
    assert found.std_error == pytest.approx(error, rel=0.04)


def test_difference_of_densities_is_resampled_in_pairs() -> None:
    x, y = nx.star_graph(4), nx.star_graph(4)
    x.add_edge(1, 2)
    found = compare_densities(x, y, n_draws=MANY)
    mean, error = exact_moments(x, y)
    assert found.estimate == pytest.approx(0.1)
    assert mean == pytest.approx(0.1)
    assert found.std_error == pytest.approx(error, rel=0.04)
    apart = [vertex_bootstrap(item, n_draws=MANY).std_error for item in (x, y)]
    assert found.std_error != pytest.approx(math.hypot(*apart), rel=0.2)


def test_difference_of_a_network_and_itself_is_nothing() -> None:
    graph = nx.krackhardt_kite_graph()
    found = compare_densities(graph, graph, n_draws=50)
    assert (found.estimate, found.std_error, found.p_value) == (0, 0, None)


def test_florentine_families_marry_no_more_than_they_trade() -> None:
    marriage, business = (
        reference_network(name) for name in ("flo_marriage", "flo_business")
    )
    found = compare_densities(marriage, business, n_draws=2000)
    assert found.estimate == pytest.approx(20 / 120 - 15 / 120)
    assert found.p_value > 0.05
    assert found.ci_low < 0 < found.ci_high
    assert found.style == "points"


def test_any_statistic_of_the_engine_will_do() -> None:
    graph = nx.krackhardt_kite_graph()
    nx.set_node_attributes(graph, {node: node % 2 for node in graph}, "side")

    def largest(ties: Ties) -> float:
        assert ties.n_nodes == 10
        assert set(ties.nodes["side"]) <= {0, 1}
        assert ties.nodes["organization_id"].is_unique
        return float(ties.degree().max())

    found = vertex_bootstrap(graph, largest, n_draws=30)
    assert found.estimate == 6
    assert found.ci_low <= 6 <= found.ci_high
    same = vertex_bootstrap(graph, network_density, n_draws=30)
    assert same == vertex_bootstrap(graph, n_draws=30)


def test_a_tie_is_copied_with_its_weight() -> None:
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=2.5)
    graph.add_edge("b", "c", weight=4.0)

    def check(ties: Ties) -> float:
        assert set(ties.weight) <= {2.5, 4.0}
        assert (ties.source < ties.target).all()
        keys = ties.source * 3 + ties.target
        assert len(set(keys.tolist())) == ties.n_ties
        return ties.weight.sum()

    vertex_bootstrap(graph, check, n_draws=60)


def test_copies_have_the_same_contacts() -> None:
    star = Ties.from_graph(nx.star_graph(5))

    def no_tie_but_by_fill(ties: Ties) -> float:
        # attributes tell who was drawn: leaves are tied to copies of the centre only
        ends = ties.nodes["who"].to_numpy()
        pair = np.sort([ends[ties.source], ends[ties.target]], axis=0)
        ordinary = pair[0] != pair[1]
        assert (pair[0][ordinary] == 0).all()
        size = np.bincount(ends, minlength=6)
        assert ordinary.sum() == size[0] * size[1:].sum()
        return 1.0

    star.nodes["who"] = np.arange(6)
    vertex_bootstrap(star, no_tie_but_by_fill, n_draws=60)


def test_undefined_draws_are_left_out_and_counted() -> None:
    def defined_above(share: float) -> Estimate:
        calls = itertools.count()

        def statistic(ties: Ties) -> Estimate:
            place = next(calls)
            if place and place <= 100 * share:
                return Estimate.undefined("no_variation")
            return Estimate(1.0)

        return vertex_bootstrap(nx.path_graph(4), statistic, n_draws=100)

    assert "20 of them undefined" in defined_above(0.2).method
    assert defined_above(0.5).reason == "not_applicable"
    assert defined_above(0.0).method.endswith("100 draws")


@pytest.mark.parametrize(
    ("graph", "reason"),
    [(nx.empty_graph(n), "n_below_3") for n in (0, 1, 2)]
    + [(nx.path_graph(2), "n_below_3")],
)
def test_without_three_organisations_there_is_no_error(
    graph: nx.Graph, reason: str
) -> None:
    assert vertex_bootstrap(graph).reason == reason
    assert compare_densities(graph, graph).reason == reason


def test_an_empty_network_has_no_error_and_a_full_one_none_either() -> None:
    for graph, density in ((nx.empty_graph(5), 0), (nx.complete_graph(5), 1)):
        found = vertex_bootstrap(graph, n_draws=20)
        assert (found.estimate, found.std_error) == (density, 0)


def test_what_cannot_be_resampled_is_refused() -> None:
    graph = nx.path_graph(4)
    with pytest.raises(MeasureError, match="at least 2"):
        vertex_bootstrap(graph, n_draws=1)
    with pytest.raises(MeasureError, match="two-mode"):
        vertex_bootstrap(nx.davis_southern_women_graph())
    with pytest.raises(NetworkError, match="differ"):
        compare_densities(graph, nx.path_graph(5))
    with pytest.raises(NetworkError, match="mixed"):
        compare_densities(graph, graph.to_directed())
    graph.graph["not_asked"] = [(0, 3)]
    with pytest.raises(MeasureError, match="nobody asked"):
        vertex_bootstrap(graph)
    graph.graph["measured"] = False
    assert vertex_bootstrap(graph).reason == "not_measured"
    assert compare_densities(graph, nx.path_graph(4)).reason == "not_measured"


def test_the_order_of_rows_changes_nothing() -> None:
    graph = nx.krackhardt_kite_graph()
    shuffled = nx.Graph()
    shuffled.add_nodes_from(reversed(list(graph)))
    shuffled.add_edges_from(reversed(list(graph.edges)))
    assert vertex_bootstrap(graph, n_draws=40) == vertex_bootstrap(shuffled, n_draws=40)
