"""Density inside and between groups: R's figures, the definition, the undefined."""

from __future__ import annotations

from itertools import combinations, permutations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from hubstudy.errors import MeasureError, NetworkError
from hubstudy.measures.density import blocks, density_by_group, network_density
from hubstudy.network import Ties
from tests.measures.density.graphs import (
    digraph_of,
    small_digraphs,
    small_graphs,
    southern_women,
)
from tests.networks import reference_figures
from tests.reference.shared import printed

COLUMNS = [
    "group_a", "group_b", "n_a", "n_b", "n_pairs", "n_ties", "network_density", "reason"
]  # fmt: skip


def test_the_karate_club_is_denser_inside_its_factions() -> None:
    figures = reference_figures("karate")
    frame = density_by_group(nx.karate_club_graph(), "club")
    assert list(frame.columns) == COLUMNS
    ends = [("Mr. Hi", "Mr. Hi"), ("Mr. Hi", "Officer"), ("Officer", "Officer")]
    assert list(zip(frame["group_a"], frame["group_b"], strict=True)) == ends
    theirs = figures["sna_blockmodel_density"]
    expected = [*theirs["Mr. Hi"], theirs["Officer"][1]]
    np.testing.assert_allclose(frame["network_density"], expected, atol=1e-9)
    inside = [figures["by_group"][name]["density"] for name in ("Mr. Hi", "Officer")]
    np.testing.assert_allclose(frame["network_density"].iloc[[0, 2]], inside, atol=1e-9)
    assert frame["n_ties"].tolist() == [35, 11, 32]


def test_directed_blocks_are_those_of_sna() -> None:
    theirs = np.array(printed("density.txt")["blocks"], dtype=float)
    graph = digraph_of(987654321, 6)
    frame = density_by_group(graph, dict(enumerate("aaabbc")))
    assert (frame["group_a"] + frame["group_b"]).tolist() == [
        a + b for a in "abc" for b in "abc"
    ]
    np.testing.assert_allclose(frame["network_density"], theirs, atol=1e-9)
    assert frame["reason"].tolist() == [*[""] * 8, "n_below_2"]  # NaN in sna


def test_a_block_is_the_share_of_its_pairs_with_a_tie() -> None:
    rng = np.random.default_rng(5)
    digraphs = list(small_digraphs())[::3]
    for graph in [*small_graphs(), *digraphs]:
        group = {node: "xyz"[rng.integers(3)] for node in graph}
        pairs = list((permutations if graph.is_directed() else combinations)(graph, 2))
        graph.graph["not_asked"] = [pair for pair in pairs if rng.random() < 0.2]
        expected = _by_definition(graph, group, pairs)
        ties = Ties.from_graph(graph)
        frame = density_by_group(ties, group)
        labels = sorted(set(group.values()))
        rows = len(labels) ** 2 if graph.is_directed() else len(labels)
        assert len(frame) == (rows if graph.is_directed() else rows * (rows + 1) / 2)
        for row in frame.itertuples():
            n_ties, n_pairs = expected.get((row.group_a, row.group_b), (0, 0))
            assert (row.n_ties, row.n_pairs) == (n_ties, n_pairs)
            if n_pairs:
                assert row.network_density == pytest.approx(n_ties / n_pairs, abs=1e-12)
                assert row.reason == ""
            else:
                assert np.isnan(row.network_density)
                alone = row.group_a == row.group_b and row.n_a < 2
                assert row.reason == ("n_below_2" if alone else "not_measured")
        same = frame[frame["group_a"] == frame["group_b"]].reset_index(drop=True)
        pd.testing.assert_frame_equal(density_by_group(ties, group, within=True), same)


def _by_definition(
    graph: nx.Graph, group: dict, pairs: list[tuple]
) -> dict[tuple[str, str], tuple[int, int]]:
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for pair in pairs:
        tied = graph.has_edge(*pair)
        if tied or pair not in graph.graph["not_asked"]:
            ends = tuple(group[node] for node in pair)
            ends = ends if graph.is_directed() else tuple(sorted(ends))
            n_ties, n_pairs = found.get(ends, (0, 0))
            found[ends] = (n_ties + tied, n_pairs + 1)
    return found


def test_blocks_add_up_to_the_whole() -> None:
    graph = nx.gnm_random_graph(30, 80, seed=3)
    frame = density_by_group(graph, {node: node % 4 for node in graph})
    assert frame["n_ties"].sum() == 80
    assert frame["n_pairs"].sum() == 30 * 29 / 2
    one = density_by_group(graph, dict.fromkeys(graph, "all"))
    assert one["network_density"].tolist() == [network_density(graph).estimate]


def test_pairs_of_one_mode_are_in_no_denominator() -> None:
    graph = southern_women()
    frame = density_by_group(graph, "mode").set_index(["group_a", "group_b"])
    assert frame["n_pairs"].tolist() == [0, 252, 0]
    assert frame["reason"].tolist() == ["not_applicable", "", "not_applicable"]
    assert frame["network_density"].iloc[1] == network_density(graph).estimate
    half = density_by_group(graph, {node: node % 2 for node in graph})
    assert half["n_pairs"].tolist() == [9 * 7, 2 * 9 * 7, 9 * 7]
    assert half["n_ties"].sum() == 89
    within = density_by_group(graph, "mode", within=True)
    assert within["reason"].tolist() == ["not_applicable"] * 2


def test_a_network_not_measured_has_no_blocks() -> None:
    graph = nx.complete_graph(4)
    graph.graph["measured"] = False
    frame = density_by_group(graph, {0: "a", 1: "a", 2: "b", 3: "c"})
    assert frame["network_density"].isna().all()
    assert frame["reason"].tolist() == [
        "not_measured", "not_measured", "not_measured", "n_below_2", "not_measured",
        "n_below_2",
    ]  # fmt: skip


def test_an_empty_network_has_no_rows() -> None:
    for within in (False, True):
        frame = density_by_group(nx.Graph(), "club", within=within)
        assert list(frame.columns) == COLUMNS
        assert frame.empty


def test_a_node_without_a_group_is_refused() -> None:
    graph = nx.path_graph(3)
    with pytest.raises(NetworkError, match=r"\[2\]"):
        density_by_group(graph, {0: "a", 1: "b"})
    with pytest.raises(NetworkError, match="club"):
        density_by_group(graph, "club")


def test_too_many_groups_are_refused_unless_only_within() -> None:
    number = blocks.MANY_GROUPS + 1
    graph = nx.path_graph(number)
    own = {node: node for node in graph}
    with pytest.raises(MeasureError, match="within=True"):
        density_by_group(graph, own)
    frame = density_by_group(graph, own, within=True)
    assert len(frame) == number
    assert set(frame["reason"]) == {"n_below_2"}


@pytest.mark.parametrize("kind", ["str", "object", "category"])
def test_groups_may_be_text_of_any_kind(kind: str) -> None:
    codes = pd.Series(["02", "01", "02", "03", "01"])
    nodes = pd.DataFrame({"organization_id": list("abcde"), "code": codes.astype(kind)})
    if kind == "category":
        order = ["unused", "03", "02", "01"]
        nodes["code"] = pd.Categorical(codes, categories=order)
    ties = Ties.from_numbers(nodes, np.array([0, 1, 3]), np.array([2, 2, 4]))
    frame = density_by_group(ties, "code")
    assert frame["group_a"].tolist() == ["01", "01", "01", "02", "02", "03"]
    assert frame["n_ties"].tolist() == [0, 1, 1, 1, 0, 0]


@pytest.mark.parametrize("kind", ["str", "object", "category", "Int64", "float64"])
def test_a_gap_in_the_groups_is_named(kind: str) -> None:
    values = pd.Series([1, None, 2]).astype(kind if kind[0] in "IF" else object)
    nodes = pd.DataFrame({"organization_id": list("abc"), "code": values.astype(kind)})
    ties = Ties.from_numbers(nodes, np.array([0]), np.array([2]))
    with pytest.raises(NetworkError, match=r"\['b'\]"):
        density_by_group(ties, "code")


def test_the_order_of_rows_does_not_matter() -> None:
    graph = nx.gnm_random_graph(20, 40, seed=1)
    group = {node: "abc"[node % 3] for node in graph}
    other = nx.Graph()
    other.add_nodes_from(reversed(list(graph)))
    other.add_edges_from((b, a) for a, b in reversed(list(graph.edges)))
    pd.testing.assert_frame_equal(
        density_by_group(other, dict(reversed(group.items()))),
        density_by_group(graph, group),
    )
