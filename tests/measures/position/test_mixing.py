"""E-I index against R's figures, by hand, by brute force and by enumeration."""

from __future__ import annotations

import csv
from itertools import permutations
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.errors import MeasureError, NetworkError
from hubstudy.measures.position import EIIndex, ei_index
from hubstudy.measures.position.labels import labels_of
from hubstudy.network import Ties
from tests.networks import reference_figures, reference_network, small_graphs
from tests.reference.shared import shared_reference

FEW: dict[str, Any] = {"n_permutations": 2}


def karate() -> EIIndex:
    graph = reference_network("karate")
    text = shared_reference("karate_nodes.csv").read_text(encoding="utf-8")
    clubs = [row["group"] for row in csv.DictReader(text.splitlines())]
    return ei_index(graph, dict(zip(graph, clubs, strict=True)))


def test_karate_is_that_of_r() -> None:
    result, figures = karate(), reference_figures("karate")
    assert result.index == pytest.approx(figures["EI_overall"], abs=1e-12)
    assert result.index == pytest.approx(-0.7179487179487, abs=1e-12)
    assert (result.external, result.internal) == (11, 67)
    # two groups of 17: 2 × 17 × 16 of 34 × 33 ordered pairs are inside
    assert result.expected == pytest.approx(1 - 2 * 544 / 1122, abs=1e-12)
    assert result.p_value == result.p_value_lower == pytest.approx(1 / 1001)
    assert result.p_value_upper == 1


def test_groups_count_ties_where_ucinet_counts_their_ends() -> None:
    frame = karate().to_frame().set_index("group")
    for group, figures in reference_figures("karate")["by_group"].items():
        row = frame.loc[group]
        assert row["n"] == figures["n"]
        assert row["internal"] == figures["internal_ties"]
        assert row["external"] == figures["external_ties"]
        assert row["index"] == pytest.approx(figures["EI_ties"], abs=1e-12)
        ends = (row["external"] - 2 * row["internal"]) / (
            row["external"] + 2 * row["internal"]
        )
        assert ends == pytest.approx(figures["EI_tie_ends_undirected"], abs=1e-12)


def by_definition(graph: nx.Graph, group: dict[Any, Any]) -> tuple[int, int]:
    outside = sum(group[a] != group[b] for a, b in graph.edges)
    return outside, graph.number_of_edges() - outside


@pytest.mark.parametrize("directed", [False, True])
def test_every_graph_up_to_six_nodes_is_as_defined(*, directed: bool) -> None:
    rng = np.random.default_rng(3)
    for plain in small_graphs()[:: 3 if directed else 1]:
        graph = plain.to_directed() if directed else plain
        graph = (
            nx.DiGraph([e for e in graph.edges if rng.random() < 0.7])
            if directed
            else graph
        )
        graph.add_nodes_from(plain)
        group = {node: int(rng.integers(3)) for node in graph}
        result = ei_index(graph, group, **FEW)
        external, internal = by_definition(graph, group)
        assert (result.external, result.internal) == (external, internal)
        defined = external + internal > 0 and len(set(group.values())) > 1
        assert (result.index is not None) == defined == (not result.reason)
        if result.index is not None:
            ratio = (external - internal) / (external + internal)
            assert result.index == pytest.approx(ratio, abs=1e-12)
        for row in result.to_frame().to_dict("records"):
            touching = [e for e in graph.edges if row["group"] in {group[v] for v in e}]
            inside = [e for e in touching if group[e[0]] == group[e[1]]]
            assert row["internal"] == len(inside)
            assert row["external"] == len(touching) - len(inside)
            assert np.isnan(row["index"]) == bool(row["reason"])


@pytest.mark.parametrize("directed", [False, True])
def test_the_expectation_is_the_mean_over_every_labelling(*, directed: bool) -> None:
    graph = nx.gnp_random_graph(6, 0.4, seed=1, directed=directed)
    labels = (0, 0, 0, 1, 1, 2)
    every = []
    for order in set(permutations(labels)):
        external, internal = by_definition(graph, dict(enumerate(order)))
        every.append((external - internal) / (external + internal))
    result = ei_index(graph, dict(enumerate(labels)), n_permutations=4000)
    assert result.expected == pytest.approx(np.mean(every), abs=1e-12)
    assert result.index is not None
    far = np.abs(np.array(every) - np.mean(every)) >= (
        abs(result.index - np.mean(every)) - 1e-9
    )
    assert result.p_value == pytest.approx(far.mean(), abs=0.03)
    high = np.array(every) >= result.index - 1e-9
    assert result.p_value_upper == pytest.approx(high.mean(), abs=0.03)


def test_p_is_one_more_than_the_draws_as_extreme_over_one_more_than_all() -> None:
    graph = nx.gnp_random_graph(20, 0.2, seed=2)
    group = {node: node % 3 for node in graph}
    result = ei_index(graph, group, n_permutations=99, seed=7)
    labels = labels_of(Ties.from_graph(graph), group)
    drawn = np.array(
        [
            by_definition(graph, dict(enumerate(c)))[0]
            for c in labels.shuffled(99, seed=7)
        ]
    )
    assert result.p_value_upper == pytest.approx(
        (1 + (drawn >= result.external).sum()) / 100
    )
    assert result.p_value_lower == pytest.approx(
        (1 + (drawn <= result.external).sum()) / 100
    )
    assert result == result  # noqa: PLR0124 - identity, not content, is what eq means
    assert (
        ei_index(graph, group, seed=7).p_value == ei_index(graph, group, seed=7).p_value
    )


def test_all_inside_is_minus_one_and_all_between_is_one() -> None:
    apart = nx.disjoint_union(nx.complete_graph(3), nx.complete_graph(3))
    assert ei_index(apart, {v: v // 3 for v in apart}).index == -1
    across = nx.complete_bipartite_graph(3, 3)
    assert ei_index(across, {v: v // 3 for v in across}).index == 1


def test_two_modes_shuffle_inside_each() -> None:
    graph = nx.Graph([(0, 5), (0, 6), (1, 6), (2, 7), (3, 8), (4, 8), (4, 5)])
    nx.set_node_attributes(graph, {v: str(v < 5) for v in graph}, "mode")
    first, second = (0, 0, 0, 1, 1), (0, 0, 1, 2)
    group = dict(enumerate(first + second))
    every = [
        2 * by_definition(graph, dict(enumerate(a + b)))[0] / 7 - 1
        for a in set(permutations(first))
        for b in set(permutations(second))
    ]
    result = ei_index(graph, group)
    assert result.is_two_mode
    assert result.expected == pytest.approx(np.mean(every), abs=1e-12)
    assert "inside each mode" in str(result)
    with pytest.raises(NetworkError, match="have no group"):
        ei_index(graph, dict(enumerate(first)))


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(6)), st.integers(0, 2**15 - 1))
def test_names_and_the_order_of_rows_change_nothing(
    order: list[int], code: int
) -> None:
    pairs = [(a, b) for a in range(6) for b in range(a)]
    graph = nx.Graph([pair for k, pair in enumerate(pairs) if code >> k & 1])
    graph.add_nodes_from(range(6))
    other = nx.relabel_nodes(graph, dict(enumerate(order)))
    first = ei_index(graph, {v: v % 2 for v in graph}, **FEW)
    second = ei_index(other, {order[v]: v % 2 for v in graph}, **FEW)
    assert first.index == second.index
    assert first.to_frame().equals(second.to_frame())


@pytest.mark.parametrize(
    ("graph", "groups", "reason"),
    [
        (nx.Graph(), 2, "n_below_2"),
        (nx.DiGraph(), 2, "n_below_2"),
        (nx.empty_graph(1), 2, "n_below_2"),
        (nx.empty_graph(4), 2, "no_ties"),
        (nx.path_graph(4), 1, "one_group_only"),
        (nx.Graph(nx.path_graph(4), measured=False), 2, "not_measured"),
        (nx.path_graph(2), 2, ""),
    ],
)
def test_what_is_undefined_says_why(graph: nx.Graph, groups: int, reason: str) -> None:
    result = ei_index(graph, {v: v % groups for v in graph})
    assert result.reason == reason
    assert (result.index is None) == (result.p_value is None) == bool(reason)
    assert result.estimate.reason == reason
    assert result.estimate.estimate == result.index
    assert len(str(result).split("\n")) == 2
    frame = result.to_frame()
    assert (frame["index"].isna() == (frame["reason"] != "")).all()


def test_a_group_without_ties_has_no_index() -> None:
    graph = nx.Graph([(0, 1)])
    graph.add_node(2)
    frame = ei_index(graph, {0: "A", 1: "A", 2: "B"}).to_frame()
    assert frame["reason"].tolist() == ["", "no_ties"]
    assert frame["index"].tolist()[0] == -1
    assert np.isnan(frame["index"].tolist()[1])


def test_labels_at_random_are_no_more_than_the_null_gives() -> None:
    graph = nx.gnp_random_graph(60, 0.1, seed=3)
    rng = np.random.default_rng(1)
    chinese, english = str(
        ei_index(graph, {v: int(rng.integers(3)) for v in graph})
    ).split("\n")
    assert "未见高于或低于随机水平" in chinese
    assert "no more nor less than the null gives" in english
    assert "60 nodes in 3 groups" in english
    assert "1,000 draws" in english


def test_ties_that_reach_outside_are_said_to() -> None:
    graph = nx.Graph(nx.complete_bipartite_graph(6, 6).edges)
    assert "reach outside more" in str(ei_index(graph, {v: v // 6 for v in graph}))


def test_too_few_draws_are_refused() -> None:
    with pytest.raises(MeasureError, match="at least 2"):
        ei_index(nx.path_graph(3), {v: v for v in range(3)}, n_permutations=0)
