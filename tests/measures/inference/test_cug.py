"""Numbers of networks against random networks: sna, igraph, enumeration, sentences."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import networkx as nx
import numpy as np
import pytest

from hubstudy.errors import MeasureError, NetworkError
from hubstudy.measures.density import network_density
from hubstudy.measures.inference import CugTest, cug_test
from hubstudy.network.ties import as_ties
from tests.networks import reference_network
from tests.reference.shared import printed

# the ties of tests/reference/cug.R
ENDS = [
    (1, 2), (2, 1), (2, 3), (3, 2), (3, 1), (4, 1), (4, 2), (5, 4), (4, 5), (6, 5),
    (6, 1), (7, 6), (1, 7), (8, 1), (8, 2),
]  # fmt: skip
IN_R = {"size": "size", "density": "edges", "dyad": "dyad.census"}
R_DRAWS = {"cug": 20_000, "rewire": 10_000}


def digraph() -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(1, 9))
    graph.add_edges_from(ENDS)
    return graph


def indegree_variance(graph: nx.DiGraph) -> float:
    return float(np.var([degree for _, degree in graph.in_degree()], ddof=1))


def out_in_covariance(graph: nx.DiGraph) -> float:
    ends = [(graph.out_degree(node), graph.in_degree(node)) for node in graph]
    return float(np.cov(np.transpose(ends))[0, 1])


def assert_same_null(ours: CugTest, name: str, n_there: int) -> None:
    """Within four and a half standard errors of the two simulations together."""
    mean, sd, upper, lower = map(float, printed("cug.txt")[name])
    both = (1 / ours.n_draws + 1 / n_there) ** 0.5
    assert abs(ours.null_mean - mean) < 4.5 * sd * both
    assert ours.null_sd == pytest.approx(sd, rel=0.1)
    for share, p_value in ((upper, ours.p_value_upper), (lower, ours.p_value_lower)):
        error = (max(share, 1e-4) * max(1 - share, 1e-4)) ** 0.5 * both
        assert abs(share - p_value) < 4.5 * error + 1 / ours.n_draws


@pytest.mark.parametrize("conditioning", IN_R)
@pytest.mark.parametrize(
    "statistic", ["reciprocity", indegree_variance, out_in_covariance]
)
def test_the_null_is_that_of_sna(conditioning: str, statistic: Any) -> None:
    test = cug_test(
        digraph(), statistic, conditioning=conditioning, n_draws=1000, seed=5
    )
    name = f"{IN_R[conditioning]}_{test.statistic}"
    if name == "dyad.census_reciprocity":
        mean, sd, upper, lower = map(float, printed("cug.txt")[name])
        assert (test.reason, test.null_mean) == ("kept_by_null", pytest.approx(mean))
        assert (sd, upper, lower) == (0, 1, 1)
        return
    assert_same_null(test, name, R_DRAWS["cug"])


@pytest.mark.parametrize("statistic", ["transitivity", "degree_assortativity"])
def test_rewiring_the_karate_club_gives_what_igraph_gives(statistic: str) -> None:
    karate = reference_network("karate")
    test = cug_test(karate, statistic, conditioning="degree", n_draws=1000, seed=5)
    name = f"karate_{statistic.removeprefix('degree_')}"
    assert_same_null(test, name, R_DRAWS["rewire"])


def test_rewiring_the_digraph_gives_what_igraph_gives() -> None:
    test = cug_test(
        digraph(), "reciprocity", conditioning="degree", n_draws=1000, seed=5
    )
    assert_same_null(test, "digraph_reciprocity", R_DRAWS["rewire"])


def test_the_null_of_size_is_exact_on_four_nodes() -> None:
    # triangles of the 64 graphs of four nodes: two or more in 7 (six of five ties, K4)
    def triangles(graph: nx.Graph) -> float:
        return sum(nx.triangles(graph).values()) / 3

    pairs = [(a, b) for a, b in product(range(4), repeat=2) if a < b]
    values = []
    for marks in product([0, 1], repeat=6):
        graph = nx.empty_graph(4)
        graph.add_edges_from(p for p, mark in zip(pairs, marks, strict=True) if mark)
        values.append(triangles(graph))
    kite = nx.Graph([(0, 1), (1, 2), (2, 0), (0, 3), (1, 3)])
    test = cug_test(kite, triangles, n_draws=2000)
    upper = float(np.mean(np.array(values) >= 2))
    assert upper == 7 / 64
    assert test.p_value_upper == pytest.approx(upper, abs=0.03)
    assert test.null_mean == pytest.approx(np.mean(values), abs=0.1)


def test_p_counts_the_observed_network_and_ties_as_extreme() -> None:
    test = cug_test(reference_network("karate"), "transitivity", n_draws=99)
    high = (test.draws >= test.observed - 1e-12).sum()
    low = (test.draws <= test.observed + 1e-12).sum()
    assert (test.p_value_upper, test.p_value_lower) == (
        (high + 1) / 100,
        (low + 1) / 100,
    )
    assert test.p_value == min(1, 2 * min(test.p_value_upper, test.p_value_lower))
    assert test.z == (test.observed - test.draws.mean()) / test.draws.std(ddof=1)
    assert (test.null_low, test.null_high) == tuple(
        np.quantile(test.draws, [0.025, 0.975])
    )


def test_too_few_draws_say_so_instead_of_no_more() -> None:
    star = nx.star_graph(12)
    few, enough = (cug_test(star, "degree_centralization", n_draws=n) for n in (38, 39))
    assert (few.verdict, enough.verdict) == ("too few", "more")
    assert "抽样次数太少" in str(few)
    assert "too few draws" in str(few)


def test_a_star_is_central_by_its_density_but_not_by_its_degrees() -> None:
    star = nx.star_graph(12)
    star.add_edges_from([(1, 2), (3, 4)])
    by_density = cug_test(star, "degree_centralization", conditioning="density")
    assert by_density.verdict == "more"
    assert "高于零模型所给" in str(by_density)
    by_degree = cug_test(star, "degree_centralization", conditioning="degree")
    assert by_degree.reason == "kept_by_null"
    assert by_degree.observed == by_density.observed
    assert by_degree.p_value is None
    assert "零模型已把此值固定" in str(by_degree)
    assert "the null fixes this value" in str(by_degree)


def test_without_effect_the_sentence_says_no_more_than_its_null_gives() -> None:
    graph = nx.gnm_random_graph(40, 100, seed=4)
    test = cug_test(graph, "transitivity", conditioning="density", n_draws=400)
    zh, en = str(test).split("\n")
    assert test.p_value > 0.05
    if test.observed >= test.null_mean:
        assert "不高于零模型所给" in zh
        assert "no more than its null gives" in en
    assert "保持节点数和关系数" in zh
    assert "keeps the numbers of nodes and ties" in en
    assert "400 draws, seed 0" in en


@pytest.mark.parametrize(
    ("above", "p_value", "verdict"),
    [(0.1, 0.01, "more"), (-0.1, 0.01, "less"), (0.1, 0.2, "no more"),
     (-0.1, 0.2, "no less"), (0.0, 1.0, "no more")],
)  # fmt: skip
def test_the_verdict_takes_the_direction_shown(
    above: float, p_value: float, verdict: str
) -> None:
    test = cug_test(nx.path_graph(5), "isolate_share", n_draws=39)
    moved = replace(test, observed=test.null_mean + above, p_value=p_value)
    assert moved.verdict == verdict
    assert f"{verdict} than its null gives" in str(moved)


def test_one_row_and_the_draws() -> None:
    test = cug_test(digraph(), "reciprocity", conditioning="density", n_draws=50)
    row = test.to_frame().iloc[0]
    assert row["conditioning"] == "density"
    assert (row["n_draws"], row["n_nodes"], row["n_ties"]) == (50, 8, 15)
    assert row["observed"] == 0.4
    assert len(test.draws) == 50
    assert not test.draws.flags.writeable
    assert test.estimate.p_value == test.p_value


def test_the_seed_decides_and_the_order_of_rows_does_not() -> None:
    graph = reference_network("karate")
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from((b, a) for a, b in reversed(list(graph.edges)))
    tests = [
        cug_test(each, "transitivity", conditioning="degree", n_draws=10, seed=seed)
        for each, seed in ((graph, 1), (turned, 1), (graph, 2))
    ]
    assert tests[0].draws.tolist() == tests[1].draws.tolist()
    assert tests[0].draws.tolist() != tests[2].draws.tolist()


def test_weights_count_nowhere() -> None:
    graph = digraph()
    nx.set_edge_attributes(graph, 5.0, "weight")
    heavy = cug_test(graph, lambda g: g.size(weight="weight"), n_draws=20)
    assert heavy.observed == 15
    assert max(heavy.draws) <= 56


def test_draws_without_a_number_do_not_count() -> None:
    cycle = nx.cycle_graph(6)
    test = cug_test(
        cycle, nx.average_shortest_path_length, conditioning="density", n_draws=60
    )
    assert test.n_draws + test.n_undefined == 60
    assert test.n_undefined > 0
    assert f"{test.n_undefined} more draws gave no number" in str(test)


def test_undefined_in_every_draw() -> None:
    def only_first(graph: nx.Graph, seen: list[int] = []) -> float:  # noqa: B006
        seen.append(1)
        return 1.0 if len(seen) == 1 else float("nan")

    test = cug_test(nx.path_graph(4), only_first, n_draws=5)
    assert (test.reason, test.n_undefined, test.null_mean) == (
        "undefined_in_null",
        5,
        None,
    )


@pytest.mark.parametrize(
    ("graph", "statistic", "reason"),
    [
        (nx.empty_graph(0), "network_density", "n_below_2"),
        (nx.empty_graph(1), "largest_component_share", "n_below_2"),
        (nx.empty_graph(5), "transitivity", "no_paths"),
        (nx.empty_graph(5), "degree_assortativity", "not_applicable"),
        (nx.path_graph(2), "degree_centralization", "n_below_3"),
    ],
)
def test_undefined_as_observed(graph: nx.Graph, statistic: str, reason: str) -> None:
    test = cug_test(graph, statistic, n_draws=5)
    assert (test.reason, test.observed, test.p_value) == (reason, None, None)
    assert test.verdict == ""
    assert test.estimate.reason == reason
    assert test.to_frame()["observed"].isna().all()
    assert "无从检验" in str(test)


def test_a_network_nobody_measured_has_no_test() -> None:
    graph = nx.path_graph(4)
    graph.graph["measured"] = False
    assert cug_test(graph, "network_density").reason == "not_measured"


def test_unknown_pairs_stay_out_of_the_null() -> None:
    graph = nx.path_graph(4)
    graph.graph["not_asked"] = [(0, 3), (0, 2)]
    test = cug_test(graph, network_density, n_draws=200)
    assert test.observed == 3 / 4
    # four known pairs: multiples of a quarter, one half on average
    assert set(test.draws * 4) <= {0, 1, 2, 3, 4}
    assert test.null_mean == pytest.approx(0.5, abs=0.1)


def test_what_cannot_be_asked_is_refused() -> None:
    graph = nx.path_graph(4)
    with pytest.raises(MeasureError, match="n_draws"):
        cug_test(graph, "network_density", n_draws=1)
    with pytest.raises(MeasureError, match="nothing"):
        cug_test(graph, "nothing")
    with pytest.raises(NetworkError, match="dyad"):
        cug_test(graph, "network_density", conditioning="dyad")
    with pytest.raises(MeasureError, match="DiGraph"):
        cug_test(graph, "reciprocity")


def test_the_engine_gives_what_the_graph_gives() -> None:
    graph = digraph()
    one, other = (
        cug_test(network, "reciprocity", n_draws=20)
        for network in (graph, as_ties(graph))
    )
    assert one.to_frame().equals(other.to_frame())


@pytest.mark.parametrize("conditioning", ["size", "density", "degree"])
def test_two_modes_are_kept_in_every_draw(conditioning: str) -> None:
    women = nx.davis_southern_women_graph()
    test = cug_test(
        women, "robins_alexander_clustering", conditioning=conditioning, n_draws=50
    )
    assert test.observed == pytest.approx(0.4678, abs=5e-5)
    assert (test.n_draws, test.reason) == (50, "")
