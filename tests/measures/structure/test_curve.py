"""Removal curves against R, brute force and the degenerate networks."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.errors import MeasureError
from hubstudy.measures.structure import RemovalCurve, fragments, removal_curve
from hubstudy.network import Ties
from tests.networks import reference_figures, reference_network, small_graphs
from tests.reference.shared import printed

NETWORKS = ["karate", "flo_marriage", "flo_business", "lesmis"]
SMALL = small_graphs()
SHARES = ["largest_component_share", "reachable_pairs", "efficiency"]


def sparse_sixty() -> nx.Graph:
    """The graph of tests/reference/structure.R."""
    graph = nx.empty_graph(60)
    pairs = [(a, (step * a + k) % 60) for step, k in ((7, 1), (11, 4)) for a in graph]
    graph.add_edges_from((a, b) for a, b in pairs if a < b and (a + b) % 4 != 3)
    return graph


def by_definition(graph: nx.Graph, order: list) -> list[tuple[int, int, float]]:
    """Largest component, connected pairs and sum of 1/d, straight from the words."""
    rows = []
    left = graph.copy()
    for node in [None, *order]:
        left.remove_nodes_from([node])
        sizes = [len(part) for part in nx.connected_components(left)]
        near = [
            1 / d
            for a, row in nx.all_pairs_shortest_path_length(left)
            for b, d in row.items()
            if a < b
        ]
        pairs = sum(size * (size - 1) // 2 for size in sizes)
        rows.append((max(sizes, default=0), pairs, sum(near)))
    return rows


def greedy_order(graph: nx.Graph, value: str) -> list:
    """Recompute after each removal, ties by id."""
    left, order = graph.copy(), []
    while len(left):
        if value == "degree":
            found = dict(left.degree)
        else:
            raw = nx.betweenness_centrality(left, normalized=False)
            found = {node: round(number, 9) for node, number in raw.items()}
        order.append(min(left, key=lambda node: (-found[node], node)))
        left.remove_node(order[-1])
    return order


@pytest.mark.parametrize("kind", ["static", "adaptive"])
@pytest.mark.parametrize("name", NETWORKS)
def test_removal_by_degree_is_that_of_r(name: str, kind: str) -> None:
    figures = reference_figures(name)[f"removal_{kind}"]
    graph = reference_network(name)
    curve = removal_curve(graph, adaptive=kind == "adaptive", n_removed=10)
    table = curve.to_frame()
    assert [int(name) + 1 for name in table["organization_id"][1:]] == figures["order"]
    assert table["largest_component"].tolist() == figures["lcc"]


@pytest.mark.parametrize("kind", ["static", "adaptive"])
def test_pairs_efficiency_and_r_are_those_of_igraph(kind: str) -> None:
    figures = printed("structure.txt")
    curve = removal_curve(sparse_sixty(), adaptive=kind == "adaptive")
    table = curve.to_frame()
    order = [int(number) for number in figures[f"{kind}_order"]]
    assert table["organization_id"].tolist() == ["", *order]
    largest = [int(number) for number in figures[f"{kind}_largest"]]
    assert table["largest_component"].tolist() == largest
    pairs = np.array(figures[f"{kind}_pairs"], dtype=float) / (60 * 59 / 2)
    np.testing.assert_allclose(table["reachable_pairs"], pairs, rtol=0, atol=1e-12)
    near = np.array(figures[f"{kind}_efficiency"], dtype=float)
    np.testing.assert_allclose(table["efficiency"], near, rtol=0, atol=1e-11)
    expected = float(figures[f"{kind}_r"][0])
    assert curve.r_index.estimate == pytest.approx(expected, abs=1e-11)


def test_all_small_graphs_agree_with_the_definition() -> None:
    for graph in SMALL:
        n = len(graph)
        curve = removal_curve(graph)
        table = curve.to_frame()
        order = sorted(graph, key=lambda node: (-graph.degree[node], node))
        assert table["organization_id"].tolist() == ["", *order]
        rows = by_definition(graph, order)
        pairs = n * (n - 1) / 2 or np.nan
        assert table["largest_component"].tolist() == [row[0] for row in rows]
        expected = [(a / (n or np.nan), b / pairs, c / pairs) for a, b, c in rows]
        np.testing.assert_allclose(table[SHARES], expected, rtol=0, atol=1e-12)
        if n:
            mean = sum(row[0] for row in rows[1:]) / n**2
            assert curve.r_index.estimate == pytest.approx(mean, abs=1e-12)


@pytest.mark.parametrize("value", ["degree", "betweenness"])
def test_recomputed_orders_are_greedy(value: str) -> None:
    for graph in [*SMALL[60:209:4], nx.gnp_random_graph(40, 0.1, seed=2)]:
        curve = removal_curve(graph, order=value, adaptive=True, efficiency=False)
        assert curve.table["organization_id"].tolist()[1:] == greedy_order(graph, value)


def test_betweenness_order_is_fixed_unless_asked() -> None:
    graph = reference_network("lesmis")
    found = nx.betweenness_centrality(graph, normalized=False)
    expected = sorted(graph, key=lambda node: (-round(found[node], 9), node))
    curve = removal_curve(graph, order="betweenness", efficiency=False)
    assert curve.table["organization_id"].tolist()[1:] == expected
    assert (curve.order, curve.adaptive) == ("betweenness", False)


def test_more_than_one_word_of_nodes_is_walked() -> None:
    graph = nx.gnp_random_graph(200, 0.015, seed=4)
    order = list(range(0, 200, 23))
    expected = [row[2] / (200 * 199 / 2) for row in by_definition(graph, order)]
    found = removal_curve(graph, order=order).table["efficiency"]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


def test_a_star_loses_all_with_its_centre() -> None:
    table = removal_curve(nx.star_graph(4), n_removed=1).to_frame()
    assert table["reachable_pairs"].tolist() == [1, 0]
    assert table["efficiency"].tolist() == [pytest.approx((4 + 6 / 2) / 10), 0]


def test_a_complete_network_is_the_most_robust() -> None:
    """Schneider et al.: R is below 1/2, which a complete network tends to."""
    assert removal_curve(nx.complete_graph(9)).r_index.estimate == 8 / 18


def test_directions_are_left_out() -> None:
    graph = nx.DiGraph([(0, 1), (1, 0), (2, 1), (2, 3)])
    one, other = removal_curve(graph), removal_curve(nx.path_graph(4))
    pd.testing.assert_frame_equal(one.table, other.table)


def test_r_needs_all_to_be_removed() -> None:
    curve = removal_curve(nx.path_graph(5), n_removed=4)
    assert curve.r_index.reason == "not_all_removed"
    assert removal_curve(nx.path_graph(5), order=[4, 3, 2, 1, 0]).r_index.is_defined


def test_efficiency_can_be_left_out() -> None:
    table = removal_curve(nx.path_graph(5), efficiency=False).to_frame()
    assert table["efficiency"].isna().all()
    assert table["reachable_pairs"].notna().all()


def test_an_hour_of_efficiency_is_refused() -> None:
    frame = pd.DataFrame({"organization_id": np.arange(30_000)})
    none = np.empty(0, dtype=np.intp)
    ties = Ties.from_numbers(frame, none, none)
    with pytest.raises(MeasureError, match="efficiency=False"):
        removal_curve(ties)
    assert len(removal_curve(ties, n_removed=2, efficiency=False).table) == 3


def test_the_degenerate_networks() -> None:
    nobody, alone, apart = (removal_curve(nx.empty_graph(n)) for n in range(3))
    assert nobody.r_index.reason == "no_organizations"
    assert nobody.table[SHARES].isna().all(axis=None)
    assert alone.r_index.estimate == 0
    assert alone.table["largest_component_share"].tolist() == [1, 0]
    assert alone.table[["reachable_pairs", "efficiency"]].isna().all(axis=None)
    assert apart.table["reachable_pairs"].tolist() == [0, 0, 0]
    assert apart.r_index.estimate == 0.25
    for curve in (nobody, alone):
        assert "无从计算" in str(curve)


def test_what_was_not_measured_is_missing() -> None:
    graph = nx.path_graph(3)
    graph.graph["measured"] = False
    curve = removal_curve(graph)
    assert curve.r_index.reason == "not_measured"
    assert curve.table[["largest_component", *SHARES]].isna().all(axis=None)
    assert "not measured" in str(curve)


def test_pairs_nobody_asked_about_are_counted_beside() -> None:
    graph = nx.path_graph(4)
    graph.graph["not_asked"] = ((0, 3), (0, 1))
    curve = removal_curve(graph)
    assert curve.n_unknown_pairs == 1
    assert "未被询问" in str(curve)


def test_ids_may_be_anything() -> None:
    graph = nx.relabel_nodes(nx.path_graph(3), {0: ("a", 1), 1: ("a", 2), 2: ("b", 1)})
    table = removal_curve(graph, order=[("a", 2)]).to_frame()
    assert table["organization_id"].tolist() == ["", ("a", 2)]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"order": [0, 0]}, "移除次序"),
        ({"order": [9]}, "移除次序"),
        ({"order": "closeness"}, "closeness"),
        ({"order": "given"}, "given"),
        ({"order": [0], "adaptive": True}, "adaptive"),
        ({"n_removed": 4}, "n_removed"),
        ({"n_removed": -1}, "n_removed"),
        ({"order": [0], "n_removed": 2}, "n_removed"),
    ],
)
def test_a_wrong_question_is_refused(options: dict, said: str) -> None:
    with pytest.raises(MeasureError, match=said):
        removal_curve(nx.path_graph(3), **options)


def test_the_sentence_says_order_n_and_null() -> None:
    zh, en = str(removal_curve(nx.star_graph(9), n_removed=1)).split("\n")
    assert "10 个组织依次移除 1 个（度数高者先，次序一次定下）" in zh
    assert "10.0%（移除前 100.0%）" in zh
    assert "Not set against a null" in en
    adaptive = removal_curve(nx.star_graph(9), adaptive=True)
    assert "每步重算" in str(adaptive)
    assert isinstance(adaptive, RemovalCurve)


def test_the_copy_is_safe_to_change() -> None:
    curve = removal_curve(nx.path_graph(3))
    copy = curve.to_frame()
    copy["n_removed"] = 7
    assert curve.table["n_removed"].tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("kernel", [fragments._fragments, fragments._inverse_distances])
def test_the_kernels_say_the_same_uncompiled(kernel: object) -> None:
    starts, contacts = Ties.from_graph(
        nx.gnp_random_graph(70, 0.04, seed=1)
    ).neighbors()
    removed = np.array([5, 2, 60, 33, 1])
    plain = kernel.__wrapped__(starts, contacts, removed)
    np.testing.assert_array_equal(kernel(starts, contacts, removed), plain)


def test_the_tournament_says_the_same_uncompiled() -> None:
    rows = Ties.from_graph(nx.gnp_random_graph(37, 0.1, seed=1)).neighbors()
    kernel = fragments._by_degree_left
    assert kernel(*rows, 37).tolist() == kernel.__wrapped__(*rows, 37).tolist()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 20))
def test_the_order_of_rows_changes_nothing(seed: int, n: int) -> None:
    graph = nx.gnp_random_graph(n, 0.25, seed=seed)
    generator = np.random.default_rng(seed)
    shuffled = nx.Graph()
    shuffled.add_nodes_from(generator.permutation(n).tolist())
    edges = list(graph.edges)
    shuffled.add_edges_from(edges[i] for i in generator.permutation(len(edges)))
    one, other = removal_curve(graph), removal_curve(shuffled)
    pd.testing.assert_frame_equal(one.table, other.table)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 20))
def test_nothing_grows_when_something_goes(seed: int, n: int) -> None:
    table = removal_curve(nx.gnp_random_graph(n, 0.25, seed=seed)).table
    assert (table[SHARES].diff().dropna() <= 1e-12).all(axis=None)
    assert table[SHARES].iloc[-1].tolist() == [0, 0, 0]
