"""Centralities against R, networkx, every small graph, and by hand."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.errors import MeasureError, NetworkError
from hubstudy.measures.position import centralities
from hubstudy.measures.position.connected import _inverse_iteration, leading_vector
from hubstudy.network import Ties
from hubstudy.results import REASONS
from tests.measures.position.test_centralization import (
    davis,
    every_two_mode,
    two_mode,
)
from tests.measures.position.test_holes import DIGRAPHS, digraph, small_digraphs
from tests.networks import (
    described,
    numbers,
    reference_figures,
    reference_network,
    small_graphs,
)
from tests.reference.shared import printed

CLOSE = {"rtol": 0, "atol": 1e-9}
COLUMNS = [
    "degree", "degree_normalized", "strength", "betweenness", "betweenness_normalized",
    "closeness", "component_size", "harmonic", "eigenvector", "normalized_reason",
    "closeness_reason", "eigenvector_reason",
]  # fmt: skip
REASONED = {
    "degree_normalized": "normalized_reason",
    "betweenness_normalized": "normalized_reason",
    "harmonic": "normalized_reason",
    "closeness": "closeness_reason",
    "eigenvector": "eigenvector_reason",
}


@pytest.mark.parametrize("name", ["karate", "flo_marriage", "flo_business", "lesmis"])
def test_every_column_is_that_of_r(name: str) -> None:
    graph, r = reference_network(name), reference_figures(name)
    frame = centralities(graph)
    assert frame.columns.tolist() == COLUMNS
    assert frame.index.name == "organization_id"
    assert frame["degree"].tolist() == r["degree"]
    np.testing.assert_allclose(frame["betweenness"], r["betweenness_raw"], **CLOSE)
    theirs = numbers(r["closeness_igraph_norm"])
    np.testing.assert_allclose(frame["closeness"], theirs, **CLOSE)
    if "strength" in r:
        np.testing.assert_allclose(frame["strength"], r["strength"], **CLOSE)
    inside = frame["eigenvector"].notna().to_numpy()
    theirs = np.array(r["eigenvector_igraph"])
    np.testing.assert_allclose(frame["eigenvector"][inside], theirs[inside], **CLOSE)
    np.testing.assert_allclose(theirs[~inside], 0, atol=1e-9)  # where ours is missing
    by_norm = frame["eigenvector"] / np.sqrt((frame["eigenvector"] ** 2).sum())
    theirs = np.array(r["eigenvector_sna"])
    np.testing.assert_allclose(by_norm[inside], theirs[inside], atol=1e-6)


@pytest.mark.parametrize("name", DIGRAPHS)
def test_directed_columns_are_those_of_r(name: str) -> None:
    graph, r = digraph(name), printed("position.txt")
    frame = centralities(graph)
    for column, key in (
        ("betweenness", "betweenness_raw_igraph"),
        ("closeness", "closeness_nodes_igraph"),
        ("harmonic", "harmonic_igraph"),
    ):
        theirs = [float(value) for value in r[f"{name}_{key}"]]
        np.testing.assert_allclose(frame[column], theirs, **CLOSE)
    assert frame["degree"].equals(frame["in_degree"] + frame["out_degree"])
    assert frame["out_degree"].to_dict() == dict(graph.out_degree)
    assert frame["in_degree"].to_dict() == dict(graph.in_degree)
    assert frame["strength"].to_dict() == dict(graph.degree(weight="weight"))


def test_sinks_and_isolates_say_why_they_are_near_nobody() -> None:
    frame = centralities(digraph("loose"))
    assert frame["closeness_reason"].to_dict() == {
        1: "", 2: "", 3: "", 4: "", 5: "", 6: "reaches_none", 7: "isolate",
    }  # fmt: skip
    assert frame["eigenvector_reason"].to_dict() == {
        1: "", 2: "", 3: "", 4: "", 5: "disconnected", 6: "disconnected", 7: "isolate",
    }  # fmt: skip
    assert frame["component_size"].tolist() == [6] * 6 + [1]
    assert frame.loc[[6, 7], "harmonic"].tolist() == [0, 0]


def assert_as_networkx(graph: nx.Graph) -> None:
    frame, n = centralities(graph), len(graph)
    for name, reason in REASONED.items():
        assert (frame[name].isna() == (frame[reason] != "")).all() or (
            reason == "normalized_reason"
        )
        assert set(frame[reason]) <= {*REASONS, ""}
    expected = {
        "degree": dict(graph.degree),
        "betweenness": nx.betweenness_centrality(graph, normalized=False),
        "component_size": {
            node: len(part)
            for part in nx.connected_components(graph.to_undirected())
            for node in part
        },
    }
    if n > 1:
        ways = 2 if graph.is_directed() else 1
        expected["degree_normalized"] = {
            node: degree / (ways * (n - 1)) for node, degree in graph.degree
        }
        expected["harmonic"] = {  # networkx counts the way in
            node: value / (n - 1)
            for node, value in nx.harmonic_centrality(
                graph.reverse() if graph.is_directed() else graph
            ).items()
        }
    if n > 2:
        expected["betweenness_normalized"] = nx.betweenness_centrality(graph)
    for name, values in expected.items():
        theirs = [values[node] for node in frame.index]
        np.testing.assert_allclose(frame[name], theirs, **CLOSE, err_msg=name)


def test_every_graph_up_to_six_nodes_is_that_of_networkx() -> None:
    for graph in small_graphs()[1:]:
        assert_as_networkx(graph)


def test_small_digraphs_are_those_of_networkx() -> None:
    for graph in small_digraphs()[::2]:
        assert_as_networkx(graph)


def test_the_eigenvector_solves_its_equation() -> None:
    """λx = Aᵀx with x above 0 on a connected network has one solution (Perron)."""
    rng = np.random.default_rng(5)
    for seed in range(12):
        n = int(rng.choice([5, 40, 700]))
        graph = nx.gnp_random_graph(n, 9 / n, seed, directed=bool(seed % 2))
        if graph.is_directed():
            nx.add_cycle(graph, range(n))
        else:
            nx.add_path(graph, range(n))
        ties = Ties.from_graph(graph)
        matrix = ties.adjacency().T.tocsr()
        for vector in (leading_vector(ties), _inverse_iteration(matrix)):
            assert vector.max() == 1
            assert (vector > 0).all()
            image = matrix @ vector
            np.testing.assert_allclose(image / image.max(), vector, atol=2e-8)


@pytest.mark.parametrize("sizes", [(1, 2), (2, 2), (2, 3), (3, 2), (3, 3)])
def test_no_node_of_two_modes_is_above_1_and_some_reach_it(
    sizes: tuple[int, int],
) -> None:
    most = dict.fromkeys(REASONED, 0.0)
    for graph in every_two_mode(*sizes):
        frame = centralities(graph)
        for name in most:
            most[name] = max(most[name], frame[name].max())
    assert most == pytest.approx(dict.fromkeys(REASONED, 1), abs=1e-8)
    assert max(most.values()) <= 1 + 1e-12


def test_davis_is_that_of_networkx_bipartite() -> None:
    graph = davis()
    frame = centralities(graph)
    top = graph.graph["top"]
    expected = {
        "degree_normalized": nx.bipartite.degree_centrality(graph, top),
        "betweenness_normalized": nx.bipartite.betweenness_centrality(graph, top),
        "closeness": nx.bipartite.closeness_centrality(graph, top),
    }
    for name, values in expected.items():
        theirs = [values[node] for node in frame.index]
        np.testing.assert_allclose(frame[name], theirs, **CLOSE, err_msg=name)
    # Borgatti and Everett 1997: Evelyn Jefferson went to 8 of 14 events
    assert frame.loc["Evelyn Jefferson", "degree_normalized"] == pytest.approx(8 / 14)


def test_closeness_of_two_modes_is_counted_inside_the_component() -> None:
    """0 is tied to both 3 and 4; 1–5 are a pair; 2 is an isolate."""
    graph = two_mode(3, 3, [(0, 3), (0, 4), (1, 5)])
    frame = centralities(graph)
    # 3: distances 1 and 2; least is 1 + 2 (2 − 1)
    expected = [1, 1, np.nan, 1, 1, 1]
    np.testing.assert_allclose(frame["closeness"], expected)
    assert frame["closeness_reason"].tolist() == ["", "", "isolate", "", "", ""]
    assert frame["component_size"].tolist() == [3, 2, 1, 3, 3, 2]


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_without_ties_what_is_missing_says_why(n: int) -> None:
    for kind in (nx.Graph, nx.DiGraph):
        frame = centralities(nx.empty_graph(n, create_using=kind))
        assert len(frame) == n
        counts = frame[["degree", "strength", "betweenness"]]
        assert (counts == 0).all(axis=None)
        why = {0: "", 1: "n_below_2", 2: "n_below_3", 3: ""}[n]
        assert frame["normalized_reason"].tolist() == [why] * n
        assert frame["closeness_reason"].tolist() == ["isolate"] * n
        assert frame["eigenvector_reason"].tolist() == ["isolate"] * n
        assert frame["harmonic"].isna().tolist() == [n == 1] * n


def test_one_tie_between_two() -> None:
    frame = centralities(nx.path_graph(2))
    for name in ("degree_normalized", "closeness", "harmonic", "eigenvector"):
        assert frame[name].tolist() == [1, 1]
    assert frame["betweenness_normalized"].isna().all()
    assert frame["normalized_reason"].tolist() == ["n_below_3"] * 2


def test_no_way_back_means_no_eigenvector() -> None:
    frame = centralities(nx.DiGraph([(0, 1), (1, 2)]))
    assert frame["eigenvector_reason"].tolist() == ["disconnected"] * 3


def test_two_modes_of_which_one_is_empty_or_too_small() -> None:
    frame = centralities(two_mode(3, 0, []))
    assert set(frame["normalized_reason"]) == {"one_group_only"}
    frame = centralities(two_mode(2, 1, [(0, 2), (1, 2)]))
    assert frame["normalized_reason"].tolist() == ["too_small", "too_small", ""]
    assert frame["betweenness_normalized"].tolist()[2] == 1


def test_a_network_nobody_asked_about_has_counts_only() -> None:
    frame = centralities(described(nx.path_graph(3), measured=False))
    assert frame["degree"].tolist() == [1, 2, 1]
    for name, reason in REASONED.items():
        assert frame[name].isna().all()
        assert set(frame[reason]) == {"not_measured"}


def test_two_modes_that_are_none_are_refused() -> None:
    graph = two_mode(2, 2, [(0, 1)])
    with pytest.raises(NetworkError, match="二模网络有 1 条"):
        centralities(graph)
    with pytest.raises(MeasureError, match="无向"):
        centralities(two_mode(2, 2, [(0, 2)]).to_directed())


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_names_change_nothing(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 8))
    pairs = data.draw(st.sets(st.sampled_from(list(combinations(range(n + 1), 2)))))
    order = data.draw(st.permutations(range(n + 1)))
    graph, other = nx.empty_graph(n + 1), nx.empty_graph(n + 1)
    graph.add_edges_from(pairs)
    other.add_edges_from((order[a], order[b]) for a, b in pairs)
    columns = COLUMNS[:8]  # of equal components the first by name has the vector
    ours, theirs = centralities(graph)[columns], centralities(other)[columns]
    np.testing.assert_allclose(ours, theirs.loc[order], atol=2e-9)
