"""QAP correlation against published values, R, and all permutations."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.errors import MeasureError, NetworkError
from hubstudy.measures.inference import qap_correlation, same_group
from hubstudy.measures.inference.qap import tail_shares
from tests.networks import reference_network, small_graphs
from tests.reference.shared import printed, shared_reference

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW = 20


def digraph() -> tuple[nx.DiGraph, pd.DataFrame]:
    """The made-up digraph of qap.R, with its predictor `worth`."""
    number = range(1, 13)
    graph = nx.DiGraph()
    graph.add_nodes_from(number)
    graph.add_edges_from(
        (a, b)
        for a, b in itertools.permutations(number, 2)
        if (a * a + 3 * b + a * b) % 7 < 3
    )
    cells = [[((3 * a + b * b) % 13) / 4 for b in number] for a in number]
    return graph, pd.DataFrame(cells, index=number, columns=number)


def by_definition(x: np.ndarray, y: np.ndarray, *, directed: bool) -> Iterator[float]:
    """Correlations under all permutations, the identity first."""
    n = len(x)
    ends = np.nonzero(~np.eye(n, dtype=bool)) if directed else np.triu_indices(n, 1)
    for order in itertools.permutations(range(n)):
        moved = y[np.ix_(order, order)]
        yield float(np.corrcoef(x[ends], moved[ends])[0, 1])


def test_karate_ties_go_with_common_friends() -> None:
    # 0.3659 is what others print; it takes ties at their strengths and friends counted
    club = nx.karate_club_graph()
    cells = nx.to_numpy_array(club, weight=None)
    shared = pd.DataFrame(cells @ cells, index=list(club), columns=list(club))
    found = qap_correlation(club, shared, weighted=True)
    assert found.estimate == pytest.approx(0.3659, abs=5e-5)
    assert (found.n_nodes, found.n_dyads, found.p_value) == (34, 561, 1 / 2001)
    # ties that only exist or not go with common friends less
    plain = qap_correlation(club, shared, n_permutations=FEW)
    assert plain.estimate == pytest.approx(0.2955, abs=5e-5)


def test_florentine_marriage_goes_with_business_with_pucci_kept() -> None:
    figures = json.loads(shared_reference("qap.json").read_text())["flo_gcor"]
    marriage, business = (
        reference_network(name) for name in ("flo_marriage", "flo_business")
    )
    found = qap_correlation(marriage, business, n_permutations=20_000)
    assert found.estimate == pytest.approx(figures["obs"], abs=1e-9)
    assert (found.n_nodes, found.n_dyads) == (16, 120)
    assert found.p_value_upper == pytest.approx(figures["p_geq"], abs=0.002)
    assert found.p_value_lower > 0.999
    assert found.null_mean == pytest.approx(0, abs=0.003)
    assert found.null_sd == pytest.approx(figures["null_sd"], rel=0.03)


def test_without_pucci_it_is_another_number() -> None:
    marriage, business = (
        reference_network(name) for name in ("flo_marriage", "flo_business")
    )
    lone = next(node for node in marriage if not marriage[node])
    whole = qap_correlation(marriage, business, n_permutations=FEW).estimate
    with pytest.raises(NetworkError, match=lone):
        qap_correlation(marriage, business.subgraph(set(business) - {lone}))
    for graph in (marriage, business):
        graph.remove_node(lone)
    part = qap_correlation(marriage, business, n_permutations=FEW)
    assert part.n_dyads == 105
    assert part.estimate is not None
    assert abs(part.estimate - whole) > 0.005


def test_a_digraph_correlates_as_in_r() -> None:
    estimate, upper, lower, _, sd = map(float, printed("qap.txt")["dir_qap"])
    found = qap_correlation(*digraph(), n_permutations=20_000)
    assert found.estimate == pytest.approx(estimate, abs=1e-12)
    assert found.p_value_upper == pytest.approx(upper, abs=0.015)
    assert found.p_value_lower == pytest.approx(lower, abs=0.015)
    assert found.null_sd == pytest.approx(sd, rel=0.05)
    assert found.n_dyads == 132


def test_all_small_graphs_have_pearsons_correlation_with_a_neighbour() -> None:
    atlas = small_graphs()
    for graph, other in itertools.pairwise(atlas):
        if graph.order() != other.order():
            continue
        x, y = (
            nx.to_numpy_array(item, nodelist=sorted(item)) for item in (graph, other)
        )
        ends = np.triu_indices(len(x), 1)
        found = qap_correlation(graph, other, n_permutations=1)
        if len(x) < 2:
            assert found.reason == "n_below_2"
        elif min(np.ptp(x[ends]), np.ptp(y[ends])) == 0:
            assert found.reason == "no_variation"
        else:
            wanted = np.corrcoef(x[ends], y[ends])[0, 1]
            assert found.estimate == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_shares_of_draws_approach_those_of_all_permutations(
    *, directed: bool, seed: int
) -> None:
    n = 4 + seed % 3
    rng = np.random.default_rng(seed + 10)
    kind = nx.DiGraph if directed else nx.Graph
    x = nx.gnp_random_graph(n, 0.5, seed=seed, directed=directed)
    y = rng.integers(0, 3, (n, n)) * 0.1
    if not directed:
        y = np.triu(y, 1) + np.triu(y, 1).T
    graph = kind(x)
    null = np.array(list(by_definition(nx.to_numpy_array(graph), y, directed=directed)))
    found = qap_correlation(graph, pd.DataFrame(y), n_permutations=4000, seed=seed)
    assert found.estimate == pytest.approx(null[0], abs=1e-12)
    exact = [
        (null >= null[0] - 1e-12).mean(),
        (null <= null[0] + 1e-12).mean(),
        (np.abs(null) >= abs(null[0]) - 1e-12).mean(),
    ]
    ours = [found.p_value_upper, found.p_value_lower, found.p_value]
    assert ours == pytest.approx(exact, abs=0.035)
    assert found.null_sd == pytest.approx(null.std(), rel=0.06)


def test_weights_count_only_where_asked() -> None:
    graph, other = nx.path_graph(5), nx.cycle_graph(5)
    for place, (a, b) in enumerate(graph.edges):
        graph.edges[a, b]["weight"] = place + 1
    plain = qap_correlation(graph, other, n_permutations=FEW)
    weighted = qap_correlation(graph, other, weighted=True, n_permutations=FEW)
    ends = np.triu_indices(5, 1)
    for found, weight in ((plain, None), (weighted, "weight")):
        x, y = (nx.to_numpy_array(item, weight=weight)[ends] for item in (graph, other))
        assert found.estimate == pytest.approx(np.corrcoef(x, y)[0, 1])


def test_a_network_goes_with_itself_and_against_its_complement() -> None:
    graph = nx.krackhardt_kite_graph()
    same = qap_correlation(graph, graph, n_permutations=99)
    against = qap_correlation(graph, nx.complement(graph), n_permutations=99)
    assert (same.estimate, against.estimate) == (1, pytest.approx(-1))
    assert same.p_value_upper == same.p_value == against.p_value_lower
    assert same.p_value_lower == 1
    assert same.p_value < 0.05


def test_a_p_value_is_never_zero_and_ties_count_as_extreme() -> None:
    star = nx.star_graph(3)
    # the centre stands at one of four places, so a quarter of permutations are equal
    found = qap_correlation(star, star, n_permutations=2000)
    assert found.p_value_upper == pytest.approx(0.25, abs=0.04)
    assert tail_shares(3.0, np.zeros(9), tolerance=0).upper == 0.1


def test_missing_draws_count_as_extreme_on_every_side() -> None:
    tails = tail_shares(1.0, np.array([np.nan, 0.0, np.inf]), tolerance=1e-12)
    assert tails == (3 / 4, 3 / 4, 3 / 4)


@pytest.mark.parametrize(
    ("graph", "reason"),
    [
        (nx.empty_graph(0), "n_below_2"),
        (nx.empty_graph(1), "n_below_2"),
        (nx.path_graph(2), "no_variation"),
        (nx.empty_graph(5), "no_variation"),
        (nx.complete_graph(5), "no_variation"),
    ],
)
def test_without_variation_there_is_a_reason(graph: nx.Graph, reason: str) -> None:
    found = qap_correlation(graph, graph)
    assert (found.estimate, found.p_value, found.reason) == (None, None, reason)
    assert found.to_frame().loc[0, "reason"] == reason
    assert "No QAP correlation" in str(found)


def test_a_network_nobody_asked_about_gives_no_number() -> None:
    graph = nx.path_graph(4)
    graph.graph["measured"] = False
    graph.graph["not_asked"] = [(0, 3)]
    assert qap_correlation(graph, nx.cycle_graph(4)).reason == "not_measured"


def test_pairs_nobody_asked_about_are_refused() -> None:
    graph = nx.path_graph(4)
    graph.graph["not_asked"] = [(0, 3)]
    with pytest.raises(MeasureError, match="nobody asked"):
        qap_correlation(graph, nx.cycle_graph(4))


def test_no_permutation_is_refused() -> None:
    with pytest.raises(MeasureError, match="at least 1"):
        qap_correlation(nx.path_graph(4), nx.star_graph(3), n_permutations=0)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(9, 0.4, seed=seed)
    other = same_group(graph, {node: int(rng.integers(3)) for node in graph})
    order = rng.permutation(9).tolist()
    shuffled = nx.Graph()
    shuffled.add_nodes_from(order)
    shuffled.add_edges_from(list(graph.edges)[::-1])
    first = qap_correlation(graph, other, n_permutations=FEW)
    again = qap_correlation(shuffled, other.loc[order, order], n_permutations=FEW)
    assert first == again


def test_the_sentence_says_n_null_and_method() -> None:
    found = qap_correlation(nx.path_graph(6), nx.star_graph(5), n_permutations=99)
    zh, en = str(found).split("\n")
    assert "6 个组织" in zh
    assert "15 pairs" in en
    assert "99 joint permutations" in en
    assert found.to_frame().loc[0, "estimate"] == found.estimate
