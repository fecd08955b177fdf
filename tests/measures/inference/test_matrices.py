"""Relations among the same organisations come into one order, or are refused."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from hubstudy.errors import MeasureError, NetworkError
from hubstudy.measures.inference import difference, same_group, tie_matrix
from hubstudy.measures.inference.matrices import align
from hubstudy.network.ties import Ties


def path(*nodes: str) -> nx.Graph:
    return nx.path_graph(nodes)


def test_variables_come_in_the_order_of_sorted_organisations() -> None:
    frame = pd.DataFrame(
        [[9, 1, 2], [1, 9, 3], [2, 3, 9]], index=list("bca"), columns=list("bca")
    )
    found = align({"tie": path("c", "a", "b"), "number": frame})
    assert (found.nodes, found.n_dyads) == (("a", "b", "c"), 3)
    # pairs ab, ac, bc
    assert found.variables["tie"].vector().tolist() == [1, 1, 0]
    assert found.variables["number"].vector().tolist() == [2, 3, 1]


def test_rows_and_columns_of_a_frame_may_come_in_different_orders() -> None:
    frame = pd.DataFrame([[1.0, 0], [0, 2]], index=["a", "b"], columns=["b", "a"])
    found = align({"x": frame})
    assert found.is_directed
    assert found.variables["x"].vector().tolist() == [1, 2]


def test_weights_count_where_asked() -> None:
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=2.5)
    graph.add_node("c")
    assert align({"x": graph}).variables["x"].vector().tolist() == [1, 0, 0]
    weighted = align({"x": graph}, weighted=True).variables["x"]
    assert weighted.vector().tolist() == [2.5, 0, 0]


def test_organisations_that_differ_are_named() -> None:
    with pytest.raises(NetworkError, match=r"'y' lacks 1 organisations, such as \['c'"):
        align({"x": path("a", "b", "c"), "y": path("a", "b")})


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(np.zeros((2, 2)), index=["a", "a"], columns=["a", "a"]),
        pd.DataFrame(np.zeros((2, 2)), index=["a", "b"], columns=["a", "c"]),
        pd.DataFrame(np.zeros((2, 3)), index=["a", "b"], columns=["a", "b", "c"]),
    ],
)
def test_a_frame_that_is_not_square_is_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(NetworkError, match="once each"):
        align({"x": frame})


def test_directed_and_undirected_are_not_mixed() -> None:
    arrow = nx.DiGraph([("a", "b")])
    with pytest.raises(NetworkError, match="mixed"):
        align({"x": arrow, "y": path("a", "b")})
    crooked = pd.DataFrame([[0, 1], [0, 0]], index=list("ab"), columns=list("ab"))
    with pytest.raises(NetworkError, match="mixed"):
        align({"x": crooked, "y": path("a", "b")})


def test_a_symmetric_frame_goes_with_both() -> None:
    even = pd.DataFrame([[0, 1], [1, 0]], index=list("ab"), columns=list("ab"))
    assert align({"x": nx.DiGraph([("a", "b")]), "y": even}).n_dyads == 2
    assert align({"x": path("a", "b"), "y": even}).n_dyads == 1


def test_pairs_nobody_asked_about_are_refused_by_name() -> None:
    graph = path("a", "b", "c")
    graph.graph["not_asked"] = [("a", "c"), ("a", "b")]
    with pytest.raises(MeasureError, match=r"has 1 pairs .*\('a', 'c'\)"):
        align({"x": graph})


def test_a_frame_with_gaps_or_words_is_refused() -> None:
    gap = pd.DataFrame([[0, np.nan], [1, 0]], index=list("ab"), columns=list("ab"))
    with pytest.raises(MeasureError, match=r"such as \[\('a', 'b'\)\]"):
        align({"x": gap})
    with pytest.raises(MeasureError, match="no numbers"):
        align({"x": gap.astype(object).replace(1, "far")})


def test_a_two_mode_network_is_refused() -> None:
    with pytest.raises(MeasureError, match="two-mode"):
        align({"x": nx.davis_southern_women_graph()})


def test_ids_of_any_kind_do() -> None:
    graph = nx.Graph([((1, "a"), 2), (2, "b")])
    assert align({"x": graph, "y": tie_matrix(graph)}).n_nodes == 3


def test_helpers_lay_attributes_out_by_pairs() -> None:
    graph = path("b", "a", "c")
    nx.set_node_attributes(graph, {"a": 1, "b": 4, "c": 1}, "age")
    assert np.nan_to_num(same_group(graph, "age")).tolist() == [
        [0, 0, 1], [0, 0, 0], [1, 0, 0],
    ]  # fmt: skip
    apart = difference(graph, {"a": 1.5, "b": 4, "c": -1})
    assert apart.index.tolist() == apart.columns.tolist() == ["a", "b", "c"]
    assert apart.loc["a", ["b", "c"]].tolist() == [2.5, 2.5]
    assert np.isnan(np.diag(apart)).all()
    assert np.nan_to_num(tie_matrix(graph)).tolist() == [
        [0, 1, 1], [1, 0, 0], [1, 0, 0],
    ]  # fmt: skip


def test_a_square_of_ties_leaves_unasked_pairs_missing() -> None:
    graph = path("a", "b", "c")
    graph.graph["not_asked"] = [("a", "c")]
    cells = tie_matrix(graph)
    assert np.isnan([cells.loc["a", "c"], cells.loc["c", "a"]]).all()
    assert cells.loc["a", "b"] == 1


def test_helpers_refuse_what_is_missing_or_no_number() -> None:
    graph = path("a", "b")
    with pytest.raises(NetworkError, match="no group"):
        difference(graph, {"a": 1})
    with pytest.raises(MeasureError, match="same_group"):
        difference(graph, {"a": "x", "b": "y"})
    with pytest.raises(MeasureError, match="infinite"):
        difference(graph, {"a": 1, "b": np.inf})


def test_the_engine_is_taken_as_a_graph_is() -> None:
    graph = path("a", "b", "c")
    found = align({"x": graph, "y": Ties.from_graph(graph)})
    first, second = found.variables.values()
    assert (first.vector() == second.vector()).all()
