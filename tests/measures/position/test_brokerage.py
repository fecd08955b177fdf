"""Brokerage roles against R's sna, by hand, by brute force and by enumeration."""

from __future__ import annotations

import csv
from itertools import islice, permutations, product
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.errors import MeasureError, NetworkError
from hubstudy.measures.position import BrokerageRoles, brokerage_roles
from hubstudy.measures.position.labels import labels_of
from hubstudy.measures.position.open_paths import (
    ROLES,
    open_paths,
    role_chances,
    role_counts,
)
from hubstudy.network import Ties
from tests.networks import reference_figures, reference_network, small_graphs
from tests.reference.shared import printed, shared_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

R = printed("roles.txt")
COLUMNS = [*ROLES, "total"]
CLOSE = {"rtol": 0, "atol": 1e-9}
FEW = {"n_permutations": 2}


def r_figures(name: str) -> np.ndarray:
    return np.array([float(x) for x in R[name]]).reshape(-1, 6)


def r_network(name: str, kind: type[nx.Graph]) -> tuple[nx.Graph, dict[int, str]]:
    ends = [int(x) for x in R[f"{name}_ties"]]
    groups = dict(enumerate(R[f"{name}_groups"], 1))
    graph = kind()
    graph.add_nodes_from(groups)
    graph.add_edges_from(zip(ends[::2], ends[1::2], strict=True))
    return graph, groups


def by_definition(
    graph: nx.Graph, group: Mapping[Any, Any]
) -> dict[Any, dict[str, float]]:
    """Count straight from the words of Gould and Fernandez, slowly."""
    counts = {node: dict.fromkeys(ROLES, 0.0) for node in sorted(graph)}
    once = 1.0 if graph.is_directed() else 0.5
    for a, v, b in permutations(graph, 3):
        if graph.has_edge(a, v) and graph.has_edge(v, b) and not graph.has_edge(a, b):
            counts[v][role_of(group[a], group[v], group[b])] += once
    return counts


def role_of(a: Any, v: Any, b: Any) -> str:
    if a == b:
        return "coordinator" if v == a else "itinerant"
    if v == a:
        return "representative"
    return "gatekeeper" if v == b else "liaison"


def assert_by_definition(graph: nx.Graph, group: Mapping[Any, Any]) -> None:
    frame = brokerage_roles(graph, group, **FEW).to_frame()
    counts = [list(roles.values()) for roles in by_definition(graph, group).values()]
    brute = np.reshape(counts, (-1, 5))
    np.testing.assert_allclose(frame[list(ROLES)], brute, **CLOSE)
    np.testing.assert_allclose(frame["total"], brute.sum(axis=1), **CLOSE)


# what R says


@pytest.mark.parametrize("name", ["chain", "small", "middle", "large"])
def test_directed_roles_are_those_of_sna(name: str) -> None:
    roles = brokerage_roles(*r_network(name, nx.DiGraph), **FEW)
    frame, totals = roles.to_frame(), roles.totals
    np.testing.assert_allclose(frame[COLUMNS], r_figures(f"{name}_nodes"), **CLOSE)
    np.testing.assert_allclose(totals["observed"], r_figures(f"{name}_total")[0])
    np.testing.assert_allclose(
        totals["expected_at_density"], r_figures(f"{name}_expected")[0], **CLOSE
    )


def test_undirected_roles_are_half_of_what_sna_counts_in_both_directions() -> None:
    roles = brokerage_roles(*r_network("undirected", nx.Graph), **FEW)
    np.testing.assert_allclose(
        2 * roles.to_frame()[COLUMNS], r_figures("undirected_nodes"), **CLOSE
    )
    np.testing.assert_allclose(
        2 * roles.totals["expected_at_density"],
        r_figures("undirected_expected")[0],
        **CLOSE,
    )


def test_karate_roles_are_half_of_what_sna_counts_in_both_directions() -> None:
    graph, figures = reference_network("karate"), reference_figures("karate")
    roles = brokerage_roles(graph, karate_clubs(graph))
    np.testing.assert_allclose(
        2 * roles.to_frame()[COLUMNS], figures["brokerage_sna_raw"], **CLOSE
    )
    np.testing.assert_allclose(
        2 * roles.totals["observed"], figures["brokerage_sna_gli"], **CLOSE
    )
    # a digraph with both directions is what sna makes of it
    both = brokerage_roles(graph.to_directed(), karate_clubs(graph), **FEW)
    np.testing.assert_allclose(
        both.to_frame()[COLUMNS], figures["brokerage_sna_raw"], **CLOSE
    )
    assert "More than the null gives: coordinator" in str(roles)


def karate_clubs(graph: nx.Graph) -> dict[str, str]:
    text = shared_reference("karate_nodes.csv").read_text(encoding="utf-8")
    clubs = [row["group"] for row in csv.DictReader(text.splitlines())]
    return dict(zip(graph, clubs, strict=True))


def test_the_chance_of_each_role_is_in_what_sna_expects() -> None:
    # sna: random ties, fixed labels; ours: fixed ties, random labels; same chances
    expected = r_figures("large_expected")[0]
    chances = role_chances(np.array([5.0, 3, 2, 2]))
    np.testing.assert_allclose(chances, expected[:5] / expected[5], **CLOSE)


# by hand


def test_who_passes_on_for_its_own_group_is_a_representative() -> None:
    graph = nx.DiGraph([("a", "b"), ("b", "c")])
    frame = brokerage_roles(graph, {"a": 1, "b": 1, "c": 2}, **FEW).to_frame()
    assert frame.loc["b", list(ROLES)].tolist() == [0, 0, 1, 0, 0]
    turned = brokerage_roles(graph, {"a": 1, "b": 2, "c": 2}, **FEW).to_frame()
    assert turned.loc["b", list(ROLES)].tolist() == [0, 0, 0, 1, 0]
    assert frame.index.name == "organization_id"
    assert frame["group"].tolist() == [1, 1, 2]


def test_a_tie_back_does_not_close_a_path_but_a_tie_forward_does() -> None:
    group = dict.fromkeys("abc", 1) | {"x": 2}
    back = nx.DiGraph([("a", "b"), ("b", "c"), ("c", "a")])
    forward = nx.DiGraph([("a", "b"), ("b", "c"), ("a", "c")])
    for graph in (back, forward):
        graph.add_node("x")
    assert brokerage_roles(back, group, **FEW).to_frame()["coordinator"].sum() == 3
    assert brokerage_roles(forward, group, **FEW).to_frame()["total"].sum() == 0


def test_undirected_paths_across_are_half_representation_half_gate() -> None:
    frame = brokerage_roles(nx.path_graph(3), {0: "A", 1: "A", 2: "B"}, **FEW).table
    assert frame.loc[1, COLUMNS].tolist() == [0, 0, 0.5, 0.5, 0, 1]


def test_the_centre_of_a_star_brokers_every_pair() -> None:
    frame = brokerage_roles(nx.star_graph(20), dict.fromkeys(range(21), 0), **FEW).table
    assert frame["total"].tolist() == [190] + 20 * [0]


# every small graph


def test_small_digraphs_with_every_two_groups_are_as_defined() -> None:
    """All up to three nodes, one in five of four nodes; the first is in group 0."""
    for n in (1, 2, 3, 4):
        cells = list(permutations(range(n), 2))
        nodes = pd.DataFrame({"organization_id": range(n)})
        labelings = [np.array((0, *rest)) for rest in product((0, 1), repeat=n - 1)]
        every = product((False, True), repeat=len(cells))
        for filled in islice(every, 0, None, 5 if n == 4 else 1):
            ends = {cell for cell, there in zip(cells, filled, strict=True) if there}
            array = np.array(sorted(ends), dtype=np.intp).reshape(-1, 2)
            ties = Ties.from_numbers(nodes, *array.T, is_directed=True)
            paths = open_paths(
                ties, brokers=np.ones(n, dtype=bool), is_two_mode=False, chains=False
            )
            triples = [
                (a, v, b)
                for a, v, b in permutations(range(n), 3)
                if (a, v) in ends and (v, b) in ends and (a, b) not in ends
            ]
            for codes in labelings:
                brute = np.zeros((n, 5))
                for a, v, b in triples:
                    brute[v, ROLES.index(role_of(codes[a], codes[v], codes[b]))] += 1
                np.testing.assert_array_equal(role_counts(paths, codes), brute)


def test_every_graph_up_to_six_nodes_is_as_defined() -> None:
    rng = np.random.default_rng(1)
    for graph in small_graphs():
        assert_by_definition(graph, {node: int(rng.integers(3)) for node in graph})


@pytest.mark.parametrize("seed", range(20))
def test_random_digraphs_are_as_defined(seed: int) -> None:
    rng = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(9, 0.1 + 0.04 * seed, seed=seed, directed=True)
    assert_by_definition(graph, {node: int(rng.integers(4)) for node in graph})


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(7)), st.integers(0, 2**21 - 1))
def test_names_and_the_order_of_rows_change_nothing(
    order: list[int], code: int
) -> None:
    pairs = [p for k, p in enumerate(permutations(range(7), 2)) if code >> (k // 2) & 1]
    graph = nx.DiGraph()
    graph.add_nodes_from(range(7))
    graph.add_edges_from(pairs)
    other = nx.relabel_nodes(graph, dict(enumerate(order)), copy=True)
    group = {node: node % 3 for node in graph}
    renamed = {order[node]: label for node, label in group.items()}
    first = brokerage_roles(graph, group, **FEW).to_frame()
    second = brokerage_roles(other, renamed, **FEW).to_frame().loc[order]
    np.testing.assert_array_equal(first[COLUMNS], second[COLUMNS])


# the null


@pytest.mark.parametrize("kind", ["directed", "undirected"])
def test_the_expectation_is_the_mean_over_every_labelling(kind: str) -> None:
    graph = nx.gnp_random_graph(6, 0.45, seed=5, directed=kind == "directed")
    labels = (0, 0, 0, 1, 1, 2)
    counts = [
        pd.DataFrame.from_dict(
            by_definition(graph, dict(enumerate(order))), orient="index"
        )
        for order in set(permutations(labels))
    ]
    roles = brokerage_roles(graph, dict(enumerate(labels)), n_permutations=4000)
    totals = roles.totals.set_index("role").loc[list(ROLES)]
    sums = pd.DataFrame([count.sum() for count in counts])
    np.testing.assert_allclose(totals["expected"], sums.mean(), **CLOSE)
    np.testing.assert_allclose(totals["sd"], sums.std(ddof=0), rtol=0.05)
    mean, sd = sum(counts) / len(counts), np.std([c.to_numpy() for c in counts], axis=0)
    frame = roles.to_frame(z=True)
    known = sd > 0
    z = frame[[f"{role}_z" for role in ROLES]].to_numpy()
    exact = (frame[list(ROLES)] - mean).to_numpy()[known] / sd[known]
    np.testing.assert_allclose(z[known], exact, rtol=0.06, atol=0.01)
    assert np.isnan(z[~known]).all()
    for role in ROLES:
        far = (sums[role] - totals["expected"][role]).abs() >= (
            abs(totals["observed"][role] - totals["expected"][role]) - 1e-9
        )
        high = sums[role] >= totals["observed"][role] - 1e-9
        assert totals["p_value"][role] == pytest.approx(far.mean(), abs=0.03)
        assert totals["p_value_upper"][role] == pytest.approx(high.mean(), abs=0.03)


def test_p_is_one_more_than_the_draws_as_extreme_over_one_more_than_all() -> None:
    graph, group = r_network("large", nx.DiGraph)
    roles = brokerage_roles(graph, group, n_permutations=99, seed=3)
    labels = labels_of(Ties.from_graph(graph), group)
    draws = pd.DataFrame(
        pd.DataFrame.from_dict(
            by_definition(graph, dict(zip(sorted(graph), codes, strict=True))),
            orient="index",
        ).sum()
        for codes in labels.shuffled(99, seed=3)
    )
    for row in roles.totals.to_dict("records")[:5]:
        drawn = draws[row["role"]]
        away = abs(row["observed"] - row["expected"]) - 1e-9
        far = ((drawn - row["expected"]).abs() >= away).sum()
        assert row["p_value"] == pytest.approx((far + 1) / 100)
        high = (drawn >= row["observed"]).sum()
        assert row["p_value_upper"] == pytest.approx((high + 1) / 100)
        low = (drawn <= row["observed"]).sum()
        assert row["p_value_lower"] == pytest.approx((low + 1) / 100)
        assert row["sd"] == pytest.approx(drawn.std())
        assert row["z"] == pytest.approx(
            (row["observed"] - row["expected"]) / row["sd"]
        )


def test_the_total_and_impossible_roles_are_not_tested() -> None:
    graph, group = r_network("small", nx.DiGraph)
    totals = brokerage_roles(graph, group).totals.set_index("role")
    for role in ("total", "liaison"):
        assert totals["reason"][role] == "no_variation"
        assert np.isnan(totals["p_value"][role])
        assert np.isnan(totals["z"][role])
    assert totals["expected"]["total"] == totals["observed"]["total"] == 22
    assert (totals["reason"].drop(["total", "liaison"]) == "").all()


def test_a_role_that_few_draws_missed_has_a_p_but_no_z() -> None:
    group = {node: int(node == 0) for node in range(60)}
    graph = nx.disjoint_union(nx.path_graph(3), nx.empty_graph(57))
    graph = nx.relabel_nodes(graph, {0: 1, 1: 0})
    row = brokerage_roles(graph, group, **FEW).totals.set_index("role").loc["itinerant"]
    assert row["observed"] == 1
    assert row["p_value"] == pytest.approx(1 / 3)
    assert np.isnan(row["z"])
    assert row["reason"] == "no_variation"


def test_labels_at_random_are_no_more_than_the_null_gives() -> None:
    graph = nx.gnp_random_graph(60, 0.08, seed=4, directed=True)
    rng = np.random.default_rng(2)
    roles = brokerage_roles(graph, {v: int(rng.integers(3)) for v in graph}, seed=1)
    chinese, english = str(roles).split("\n")
    assert "没有一种角色多于或少于随机水平" in chinese
    assert "No role is more or less than its null gives" in english
    assert "1,000 draws" in english
    assert "Nodes: 60" in english


def test_the_same_seed_gives_the_same_digits() -> None:
    graph, group = r_network("middle", nx.DiGraph)
    first, again, other = (brokerage_roles(graph, group, seed=s) for s in (1, 1, 2))
    pd.testing.assert_frame_equal(first.totals, again.totals)
    pd.testing.assert_frame_equal(first.z, again.z)
    assert not first.totals["sd"].equals(other.totals["sd"])


# two modes


def two_mode(pairs: list[tuple[int, int]], group: Mapping[int, Any]) -> nx.Graph:
    graph = nx.Graph(pairs)
    for node in graph:
        graph.nodes[node]["mode"] = "organization" if node in group else "project"
    return graph


def chains(
    graph: nx.Graph, group: Mapping[Any, Any], count: Callable[[int, int], float]
) -> pd.DataFrame:
    """Walk a - x - v - y - b with no contact common to a and b."""
    counts = {node: dict.fromkeys(ROLES, 0.0) for node in sorted(group)}
    for a, v, b in permutations(group, 3):
        if nx.get_node_attributes(graph, "mode")[a] != graph.nodes[v]["mode"]:
            continue
        near, far = (set(graph[v]) & set(graph[end]) for end in (a, b))
        if near and far and not set(graph[a]) & set(graph[b]):
            role = role_of(group[a], group[v], group[b])
            counts[v][role] += count(len(near), len(far)) / 2
    return pd.DataFrame.from_dict(counts, orient="index")


def test_two_mode_pairs_are_half_of_what_sna_counts_on_the_projection() -> None:
    ends = [int(x) for x in R["two_mode_ties"]]
    group = dict(enumerate(R["two_mode_groups"], 1))
    graph = two_mode(list(zip(ends[::2], ends[1::2], strict=True)), group)
    roles = brokerage_roles(graph, group)
    assert roles.is_two_mode
    assert roles.n == 6
    np.testing.assert_allclose(
        2 * roles.to_frame()[COLUMNS], r_figures("two_mode_nodes"), **CLOSE
    )
    assert roles.totals["expected_at_density"].isna().all()


@pytest.mark.parametrize("seed", range(8))
def test_two_mode_roles_are_chains_of_five_nodes_whose_ends_share_nothing(
    seed: int,
) -> None:
    graph = nx.bipartite.random_graph(7, 5, 0.2 + 0.05 * seed, seed=seed)
    modes = {node: "org" if node < 7 else "project" for node in graph}
    nx.set_node_attributes(graph, modes, "mode")
    group = {node: (node * 5) % 3 for node in graph}
    for count, weight in (("pairs", lambda *_: 1), ("chains", lambda x, y: x * y)):
        roles = brokerage_roles(graph, group, count=count, **FEW)
        np.testing.assert_allclose(
            roles.to_frame()[list(ROLES)], chains(graph, group, weight), **CLOSE
        )
        assert f"each {count[:-1]} once" in str(roles)


def test_two_mode_labels_are_shuffled_inside_each_mode() -> None:
    graph = nx.bipartite.random_graph(5, 4, 0.45, seed=2)
    nx.set_node_attributes(graph, {v: int(v < 5) for v in graph}, "bipartite")
    nx.set_node_attributes(graph, {v: str(v < 5) for v in graph}, "mode")
    group = dict(enumerate([0, 0, 0, 1, 1, 0, 0, 1, 2]))
    sums = pd.DataFrame(
        chains(graph, dict(enumerate(first + second)), lambda *_: 1).sum()
        for first in set(permutations((0, 0, 0, 1, 1)))
        for second in set(permutations((0, 0, 1, 2)))
    )
    totals = brokerage_roles(graph, group, n_permutations=3000).totals[:5]
    np.testing.assert_allclose(totals["expected"], sums.mean(), **CLOSE)
    np.testing.assert_allclose(totals["sd"], sums.std(ddof=0), rtol=0.06)


def test_davis_women_broker_where_they_share_an_event_with_both() -> None:
    graph = nx.davis_southern_women_graph()
    women = {v for v, side in graph.nodes(data="bipartite") if side == 0}
    group = {woman: len(woman) % 2 for woman in women}
    frame = brokerage_roles(graph, group, **FEW).to_frame()
    shared = nx.bipartite.projected_graph(graph, women)
    for woman in women:
        pairs = [
            pair
            for pair in nx.non_edges(shared.subgraph(shared[woman]))
            if set(pair) <= set(shared[woman])
        ]
        assert frame.loc[woman, "total"] == len(pairs)


def test_a_mode_with_some_groups_and_some_not_is_refused() -> None:
    graph = two_mode([(1, 7), (2, 7), (2, 8)], {1: 0, 2: 0})
    with pytest.raises(NetworkError, match="have no group"):
        brokerage_roles(graph, {1: "A", 7: "B"})


# what is not known


def test_a_path_whose_ends_nobody_asked_about_is_neither_open_nor_closed() -> None:
    group = {0: "A", 1: "A", 2: "B", 3: "B"}
    asked = nx.DiGraph([(0, 1), (1, 2), (1, 3)])
    silent = nx.DiGraph(asked, not_asked=((0, 2), (2, 0)))
    full, part = (brokerage_roles(g, group, **FEW) for g in (asked, silent))
    assert (full.table["total"].sum(), full.n_unknown) == (2, 0)
    assert (part.table["total"].sum(), part.n_unknown) == (1, 1)
    assert "1 more paths are left out" in str(part)
    assert part.totals["expected_at_density"].isna().all()
    undirected = nx.Graph(asked, not_asked=((0, 2),))
    found = brokerage_roles(undirected, group, **FEW)
    assert (found.table["total"].sum(), found.n_unknown) == (2, 1)


def test_organisations_that_may_share_a_project_are_left_out() -> None:
    pairs = [(1, 7), (2, 7), (2, 8), (3, 8)]
    group = dict.fromkeys((1, 2, 3), "A")
    graph = two_mode(pairs, group)
    assert brokerage_roles(graph, group, **FEW).table["total"].tolist() == [0, 1, 0]
    graph.graph["not_asked"] = ((1, 8),)
    roles = brokerage_roles(graph, group, **FEW)
    assert roles.table["total"].tolist() == [0, 0, 0]
    assert roles.n_unknown == 1


def test_what_was_not_measured_has_no_roles() -> None:
    graph = nx.path_graph(4)
    graph.graph["measured"] = False
    roles = brokerage_roles(graph, {v: v % 2 for v in graph}, **FEW)
    assert roles.reason == "not_measured"
    assert roles.to_frame()[COLUMNS].isna().all(axis=None)
    assert roles.totals.drop(columns=["role", "reason"]).isna().all(axis=None)
    assert "not measured" in str(roles)


@pytest.mark.parametrize(
    ("graph", "reason"),
    [
        (nx.Graph(), "n_below_3"),
        (nx.DiGraph(), "n_below_3"),
        (nx.empty_graph(1), "n_below_3"),
        (nx.path_graph(2), "n_below_3"),
        (nx.empty_graph(5), "no_open_paths"),
        (nx.complete_graph(5), "no_open_paths"),
        (nx.path_graph(3), ""),
    ],
)
def test_graphs_with_nothing_to_broker_have_zeros_but_no_test(
    graph: nx.Graph, reason: str
) -> None:
    roles = brokerage_roles(graph, {v: v % 2 for v in graph})
    assert roles.reason == reason
    assert len(roles.to_frame(z=True)) == len(graph)
    assert roles.totals["p_value"].notna().any() == (not reason)
    assert roles.totals["observed"].notna().all()
    assert len(str(roles).split("\n")) == 2


def test_one_group_has_nothing_to_compare() -> None:
    roles = brokerage_roles(nx.path_graph(4), dict.fromkeys(range(4), "A"))
    assert roles.reason == "one_group_only"
    assert roles.totals["observed"].tolist() == [2, 0, 0, 0, 0, 2]
    assert roles.z.isna().all(axis=None)
    assert "one group only" in str(roles)


def test_isolates_are_in_the_null_but_broker_nothing() -> None:
    graph = nx.path_graph(3)
    graph.add_nodes_from(range(3, 10))
    roles = brokerage_roles(graph, {v: int(v > 4) for v in graph})
    # 5 and 5 nodes: 2 × 5 × 4 × 3 of 10 × 9 × 8 ways
    assert roles.totals["expected"][0] == pytest.approx(120 / 720)
    assert roles.to_frame(z=True).loc[9, "total"] == 0
    assert roles.z.loc[9].isna().all()


def test_groups_may_be_a_node_attribute_and_ids_of_any_kind() -> None:
    graph = nx.relabel_nodes(nx.path_graph(3), {0: ("a", 1), 1: ("b", 1), 2: ("c", 1)})
    nx.set_node_attributes(
        graph, {("a", 1): (1, 2), ("b", 1): (1, 2), ("c", 1): (2, 2)}, "kind"
    )
    roles = brokerage_roles(graph, "kind", **FEW)
    assert isinstance(roles, BrokerageRoles)
    assert roles.to_frame()["group"].tolist() == [(1, 2), (1, 2), (2, 2)]
    assert roles.to_frame()["total"].tolist() == [0, 1, 0]


def test_what_makes_no_sense_is_refused() -> None:
    graph = nx.path_graph(3)
    with pytest.raises(NetworkError, match="have no group"):
        brokerage_roles(graph, {0: "A"})
    with pytest.raises(NetworkError, match="no attribute"):
        brokerage_roles(graph, "club")
    with pytest.raises(MeasureError, match="at least 2"):
        brokerage_roles(graph, {v: v for v in graph}, n_permutations=1)
    with pytest.raises(MeasureError, match="count"):
        brokerage_roles(graph, {v: v for v in graph}, count="paths")  # type: ignore[arg-type]


def test_a_frame_handed_out_is_a_copy() -> None:
    roles = brokerage_roles(*r_network("small", nx.DiGraph), **FEW)
    for frame in (roles.to_frame(), roles.to_frame(z=True)):
        frame["total"] = -1
    assert (roles.table["total"] >= 0).all()
