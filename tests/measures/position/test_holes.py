"""Structural holes against Burt's formulas, R, networkx and what one can count."""

from __future__ import annotations

import math
from itertools import combinations, permutations
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.errors import NetworkError
from hubstudy.measures.position import constraint, effective_size, structural_holes
from hubstudy.measures.position.holes import MEASURES, _holes, _mutual
from hubstudy.network import Ties
from tests.networks import (
    described,
    numbers,
    reference_figures,
    reference_network,
    small_graphs,
)
from tests.reference.shared import printed

CLOSE = {"rtol": 0, "atol": 1e-9}

DIGRAPHS = {
    "strong": (6, "12 23 31 34 45 56 61 21 52 14"),
    "loose": (7, "12 23 31 34 43 51 52 16 36 24"),
}
"""As in tests/reference/position.R."""
WEIGHTS = [1, 2.5, 3, 1, 4, 0.5, 2, 1.5, 1, 6]


def digraph(name: str) -> nx.DiGraph:
    n, ends = DIGRAPHS[name]
    graph = nx.DiGraph()
    graph.add_nodes_from(range(1, n + 1))
    for pair, weight in zip(ends.split(), WEIGHTS, strict=True):
        graph.add_edge(int(pair[0]), int(pair[1]), weight=weight)
    return graph


def small_digraphs() -> list[nx.DiGraph]:
    """All on three nodes, and some of those on four and five."""
    rng = np.random.default_rng(1)
    every = list(permutations(range(3), 2))
    chosen = [
        (3, [pair for place, pair in enumerate(every) if bits >> place & 1])
        for bits in range(2 ** len(every))
    ]
    for n in (4, 5):
        pairs = list(permutations(range(n), 2))
        chosen += [
            (n, [pair for pair in pairs if rng.random() < share])
            for share in rng.uniform(0.05, 0.9, 100)
        ]
    graphs = []
    for n, ties in chosen:
        graph = nx.DiGraph()
        graph.add_nodes_from(range(n))
        graph.add_edges_from(ties)
        graphs.append(graph)
    return graphs


def by_the_book(graph: nx.Graph, weight: str | None = None) -> pd.DataFrame:
    """Burt 1992, chapter 2, word for word and slowly."""
    nodes = sorted(graph)

    def a(i: Any, j: Any) -> float:
        if not graph.has_edge(i, j):
            return 0.0
        return graph[i][j].get(weight, 1.0) if weight else 1.0

    z = {(i, j): a(i, j) + a(j, i) for i in nodes for j in nodes if i != j}
    rows = []
    for i in nodes:
        contacts = [j for j in nodes if j != i and z[i, j] > 0]

        def p(i: Any, j: Any) -> float:
            return z[i, j] / sum(z[i, k] for k in nodes if k != i)

        def m(j: Any, q: Any) -> float:
            return z[j, q] / max(z[j, k] for k in nodes if k != j)

        parts, size = [], 0.0
        for j in contacts:
            others = [q for q in contacts if q != j]
            parts.append((p(i, j) + sum(p(i, q) * p(q, j) for q in others)) ** 2)
            size += 1 - sum(p(i, q) * m(j, q) for q in others)
        n, total = len(contacts), sum(parts)
        if not n:
            rows.append([0, *[math.nan] * 4])
            continue
        ratios = [part / (total / n) for part in parts]
        spread = sum(r * math.log(r) for r in ratios)
        hierarchy = spread / (n * math.log(n)) if n > 1 else 1.0
        rows.append([n, total, size, size / n, hierarchy])
    return pd.DataFrame(rows, index=nodes, columns=["degree", *MEASURES])


def assert_by_the_book(graph: nx.Graph, weight: str | None = None) -> None:
    ours = structural_holes(graph, weighted=weight is not None)
    theirs = by_the_book(graph, weight)
    assert ours.index.tolist() == theirs.index.tolist()
    for name in theirs.columns:
        np.testing.assert_allclose(ours[name], theirs[name], **CLOSE, err_msg=name)
    assert (ours["reason"] == "isolate").tolist() == (ours["degree"] == 0).tolist()


def test_every_graph_up_to_six_nodes_is_by_the_book() -> None:
    for graph in small_graphs()[1:]:
        assert_by_the_book(graph)


def test_small_digraphs_are_by_the_book() -> None:
    for graph in small_digraphs():
        assert_by_the_book(graph)


@pytest.mark.parametrize("directed", [False, True])
def test_weighted_graphs_are_by_the_book(*, directed: bool) -> None:
    rng = np.random.default_rng(7)
    for seed in range(20):
        graph = nx.gnp_random_graph(9, 0.1 + 0.04 * seed, seed=seed, directed=directed)
        for _, _, data in graph.edges(data=True):
            data["weight"] = float(rng.choice([0, 0.5, 1, 3, 7]))
        assert_by_the_book(graph, "weight")


@pytest.mark.parametrize("name", ["karate", "flo_marriage", "flo_business", "lesmis"])
def test_constraint_is_that_of_igraph(name: str) -> None:
    graph, figures = reference_network(name), reference_figures(name)
    frame = structural_holes(graph)
    theirs = numbers(figures["constraint_igraph"])
    np.testing.assert_allclose(frame["constraint"], theirs, **CLOSE)
    assert frame["degree"].tolist() == figures["degree"]


def test_weighted_constraint_is_that_of_igraph() -> None:
    theirs = numbers(reference_figures("lesmis")["constraint_igraph_weighted"])
    frame = structural_holes(reference_network("lesmis"), weighted=True)
    np.testing.assert_allclose(frame["constraint"], theirs, **CLOSE)


@pytest.mark.parametrize("name", DIGRAPHS)
@pytest.mark.parametrize("weighted", [False, True])
def test_directed_constraint_is_that_of_igraph(name: str, *, weighted: bool) -> None:
    key = f"{name}_constraint_igraph" + ("_weighted" if weighted else "")
    theirs = [float(value) for value in printed("position.txt")[key]]
    ours = structural_holes(digraph(name), weighted=weighted)["constraint"]
    np.testing.assert_allclose(ours, theirs, **CLOSE)


def test_the_medici_and_pucci() -> None:
    """Padgett's marriages as networkx ships them, with the isolate it leaves out."""
    graph = nx.florentine_families_graph()
    graph.add_node("Pucci")
    frame = structural_holes(graph)
    assert frame.loc["Medici", "constraint"] == pytest.approx(0.2098765432099, abs=1e-9)
    assert frame.loc["Medici", "effective_size"] == pytest.approx(6 - 2 * 1 / 6)
    assert frame.loc["Pucci", list(MEASURES)].isna().all()
    assert frame.loc["Pucci", "reason"] == "isolate"


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("directed", [False, True])
def test_larger_random_graphs_are_those_of_networkx(
    seed: int, *, directed: bool
) -> None:
    rng = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(30, 0.06 * (seed + 1), seed=seed, directed=directed)
    for _, _, data in graph.edges(data=True):
        data["weight"] = float(rng.uniform(0.5, 4))
    for weight in (None, "weight"):
        frame = structural_holes(graph, weighted=weight is not None)
        nodes = [node for node in graph if graph[node]]  # see the next test
        theirs = {
            "constraint": nx.constraint(graph, nodes, weight=weight),
            "effective_size": nx.effective_size(graph, nodes, weight=weight),
        }
        for name, values in theirs.items():
            expected = [values[node] for node in nodes]
            np.testing.assert_allclose(frame.loc[nodes, name], expected, **CLOSE)


def test_redundancy_is_relative_to_the_largest_tie_of_the_contact() -> None:
    graph = nx.Graph()
    graph.add_weighted_edges_from([(0, 1, 4), (0, 2, 1), (1, 2, 1)])
    # j = 1: p(0,2) m(1,2) = 1/5 · 1/4; j = 2: p(0,1) m(2,1) = 4/5 · 1
    by_hand = 2 - 1 / 20 - 4 / 5
    assert effective_size(graph, weighted=True)[0] == pytest.approx(by_hand)
    assert nx.effective_size(graph, [0], weight="weight")[0] == pytest.approx(by_hand)


def test_networkx_has_nothing_for_a_named_node_without_successors() -> None:
    graph = nx.DiGraph([(1, 0), (2, 0)])
    assert np.isnan(nx.constraint(graph, nodes=[0])[0])
    assert structural_holes(graph).loc[0, "constraint"] == pytest.approx(0.5)


def test_hierarchy_is_0_among_equals_and_1_with_one_contact() -> None:
    star = structural_holes(nx.star_graph(4))
    assert star["hierarchy"].tolist() == [0, 1, 1, 1, 1]
    graph = nx.Graph()
    graph.add_weighted_edges_from([(0, 1, 1e9), (0, 2, 1), (0, 3, 1)])
    frame = structural_holes(graph, weighted=True)
    assert frame.loc[0, "hierarchy"] == pytest.approx(1, abs=1e-6)


def test_a_closed_triad_is_constrained_above_1() -> None:
    frame = structural_holes(nx.complete_graph(3))
    np.testing.assert_allclose(frame["constraint"], 1.125)
    np.testing.assert_allclose(frame["effective_size"], 1)
    np.testing.assert_allclose(frame["efficiency"], 0.5)


def test_both_ways_counts_twice_as_much_as_one_way() -> None:
    """0⇄1, 0→2: p is 2/3 and 1/3."""
    frame = structural_holes(nx.DiGraph([(0, 1), (1, 0), (0, 2)]))
    assert frame.loc[0, "constraint"] == pytest.approx(4 / 9 + 1 / 9)
    assert frame.loc[0, "degree"] == 2


def test_a_tie_of_weight_0_is_none_where_weighted() -> None:
    graph = nx.Graph()
    graph.add_weighted_edges_from([(0, 1, 0.0), (1, 2, 2.0)])
    frame = structural_holes(graph, weighted=True)
    assert frame["degree"].tolist() == [0, 1, 1]
    assert frame["reason"].tolist() == ["isolate", "", ""]
    assert structural_holes(graph)["degree"].tolist() == [1, 2, 1]


@pytest.mark.parametrize("n", [0, 1, 2])
@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph])
def test_without_ties_nothing_is_defined(n: int, kind: type[nx.Graph]) -> None:
    frame = structural_holes(nx.empty_graph(n, create_using=kind), weighted=True)
    assert frame.columns.tolist() == ["degree", *MEASURES, "reason"]
    assert frame["reason"].tolist() == ["isolate"] * n
    assert frame[list(MEASURES)].isna().all(axis=None)
    assert structural_holes(nx.empty_graph(n, create_using=kind)).shape == (n, 6)


def test_two_nodes_have_only_each_other() -> None:
    frame = structural_holes(nx.path_graph(2))
    assert frame[list(MEASURES)].to_numpy().tolist() == [[1, 1, 1, 1]] * 2


def test_a_network_nobody_asked_about_has_none() -> None:
    graph = described(nx.path_graph(3), measured=False)
    frame = structural_holes(graph)
    assert set(frame["reason"]) == {"not_measured"}
    assert frame[list(MEASURES)].isna().all(axis=None)


def test_some_organisations_are_as_they_are_among_all() -> None:
    graph = reference_network("lesmis")
    whole = structural_holes(graph)
    wanted = ["0011", "0049", "0003"]
    pd.testing.assert_frame_equal(
        structural_holes(graph, of=wanted), whole.loc[sorted(wanted)]
    )
    hubs = whole["degree"] > 10
    pd.testing.assert_frame_equal(structural_holes(graph, of=hubs), whole[hubs])
    marks = hubs.to_numpy()
    pd.testing.assert_frame_equal(structural_holes(graph, of=marks), whole[marks])
    assert structural_holes(graph, of=[]).empty


def test_an_organisation_not_in_the_network_is_refused() -> None:
    graph = nx.path_graph(3)
    with pytest.raises(NetworkError, match=r"2 个组织不在网络中.*'x'"):
        structural_holes(graph, of=[0, "x", "y"])
    with pytest.raises(NetworkError, match="有 3 个组织"):
        structural_holes(graph, of=np.ones(2, dtype=bool))


def test_names_may_be_pairs() -> None:
    frame = structural_holes(nx.grid_2d_graph(2, 2), of=[(0, 1)])
    assert frame.index.tolist() == [(0, 1)]
    assert frame["constraint"].tolist() == [0.5]


def test_constraint_and_effective_size_are_its_columns() -> None:
    graph = digraph("loose")
    for weighted in (False, True):
        frame = structural_holes(graph, weighted=weighted)
        for function in (constraint, effective_size):
            series = function(graph, weighted=weighted)
            pd.testing.assert_series_equal(series, frame[series.name])


def test_the_kernel_is_the_same_compiled_or_not() -> None:
    for weighted in (False, True):
        ties = Ties.from_graph(reference_network("lesmis"))
        mutual, wanted = _mutual(ties, weighted=weighted), np.arange(ties.n_nodes)
        slow = _holes.__wrapped__(*mutual, wanted)
        np.testing.assert_allclose(_holes(*mutual, wanted), slow, rtol=1e-13)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_names_and_the_order_of_rows_change_nothing(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 9))
    pairs = data.draw(st.sets(st.sampled_from(list(combinations(range(n + 1), 2)))))
    order = data.draw(st.permutations(range(n + 1)))
    graph, other = nx.empty_graph(n + 1), nx.Graph()
    graph.add_edges_from(pairs)
    other.add_nodes_from(order)
    other.add_edges_from((order[a], order[b]) for a, b in sorted(pairs, reverse=True))
    ours, theirs = structural_holes(graph), structural_holes(other).loc[order]
    values = [list(MEASURES)] * 2
    np.testing.assert_allclose(ours[values[0]], theirs[values[1]], rtol=1e-12)
