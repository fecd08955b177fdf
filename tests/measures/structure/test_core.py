"""Core and periphery against R, brute force and the degenerate networks."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from hubstudy.errors import MeasureError
from hubstudy.measures.structure import (
    core_periphery,
    coreness_search,
    partition,
    partition_search,
)
from hubstudy.measures.structure import coreness as continuous
from hubstudy.network import Ties
from tests.networks import reference_network, small_graphs
from tests.reference.shared import printed

BETWEEN = ("tied", "untied", "missing")
SMALL = [
    graph for graph in small_graphs() if len(graph) > 2 and 0 < nx.density(graph) < 1
]
FLORENTINE = [(0, 8), (1, 5), (1, 6), (1, 8), (2, 4), (2, 8), (3, 6), (3, 10), (3, 14),
    (4, 10), (4, 14), (6, 7), (6, 15), (8, 12), (8, 13), (8, 15), (9, 13), (10, 14),
    (12, 14), (12, 15)]  # fmt: skip
BUSINESS = [(2, 4), (2, 5), (2, 8), (2, 10), (3, 6), (3, 7), (3, 10), (4, 7), (4, 10),
    (5, 8), (6, 7), (7, 10), (8, 9), (8, 13), (8, 15)]  # fmt: skip


def families(pairs: list[tuple[int, int]]) -> nx.Graph:
    """Padgett's sixteen, isolates kept."""
    graph = nx.empty_graph(16)
    graph.add_edges_from(pairs)
    return graph


def matrix(graph: nx.Graph) -> np.ndarray:
    return nx.to_numpy_array(graph, nodelist=sorted(graph), weight=None)


def correlation(ties: np.ndarray, pattern: np.ndarray) -> float:
    """Pearson's, or below −1 where there is none."""
    if len({*ties.tolist()}) < 2 or len({*pattern.tolist()}) < 2:
        return -2.0
    one, other = ties - ties.mean(), pattern - pattern.mean()
    return float(one @ other / np.sqrt((one @ one) * (other @ other)))


def discrete_fit(graph: nx.Graph, core: np.ndarray, between: str) -> float:
    rows, columns = np.triu_indices(len(graph), 1)
    ties = matrix(graph)[rows, columns]
    both = core[rows].astype(int) + core[columns]
    if between == "missing":
        return correlation(ties[both != 1], both[both != 1] == 2)
    return correlation(ties, both > 0 if between == "tied" else both == 2)


def best_by_definition(graph: nx.Graph, between: str) -> float:
    cores = itertools.product([False, True], repeat=len(graph))
    return max(discrete_fit(graph, np.array(core), between) for core in cores)


def continuous_fit(graph: nx.Graph, coreness: np.ndarray, pattern: str) -> float:
    """What the table's coreness correlates at, as the docstring says."""
    rows, columns = np.triu_indices(len(graph), 1)
    ties = matrix(graph)[rows, columns]
    low, high = coreness[rows], coreness[columns]
    if pattern == "product":
        return correlation(ties, low * high)
    return correlation(ties, low + high if pattern == "sum" else ties * (low + high))


def best_of_many_starts(graph: nx.Graph, n_starts: int) -> float:
    """Maximise the correlation with c c' from random starts, without its gradient."""
    rows, columns = np.triu_indices(len(graph), 1)
    ties = matrix(graph)[rows, columns]
    generator = np.random.default_rng(1)

    def loss(logs: np.ndarray) -> float:
        pattern = np.exp(logs[rows] + logs[columns])
        pattern /= pattern.max()
        return -correlation(ties, pattern) if pattern.std() > 1e-6 else 0.0

    bounds = [(-8, 8)] * len(graph)
    starts = generator.normal(size=(n_starts, len(graph)))
    return -min(
        minimize(loss, start, method="L-BFGS-B", bounds=bounds).fun for start in starts
    )


@pytest.mark.parametrize("between", BETWEEN)
def test_all_small_graphs_have_their_best_core(between: str) -> None:
    for graph in SMALL:
        found = core_periphery(graph, between=between)
        best = best_by_definition(graph, between)
        assert found.method == "exact"
        if best < -1:
            assert found.discrete_fit.reason == "no_variation"
            assert found.n_core.reason == "no_variation"
            assert found.table["is_core"].isna().all()
            continue
        assert found.discrete_fit.estimate == pytest.approx(best, abs=1e-12)
        core = found.table["is_core"].to_numpy(dtype=bool)
        assert discrete_fit(graph, core, between) == pytest.approx(best, abs=1e-12)
        assert found.n_core.estimate == core.sum()


@pytest.mark.parametrize(("place", "between"), [*enumerate(BETWEEN)])
def test_the_best_of_all_65536_cores_in_r_is_found(place: int, between: str) -> None:
    expected = float(printed("structure.txt")["discrete_flo"][place])
    found = core_periphery(families(FLORENTINE), between=between)
    assert found.discrete_fit.estimate == pytest.approx(expected, abs=1e-11)
    assert found.method == "exact"


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("between", BETWEEN)
def test_cores_of_eleven_are_exact(seed: int, between: str) -> None:
    graph = nx.gnp_random_graph(11, (0.15, 0.3, 0.5, 0.8)[seed], seed=seed)
    found = core_periphery(graph, between=between)
    best = best_by_definition(graph, between)
    assert found.discrete_fit.estimate == pytest.approx(best, abs=1e-12)


@pytest.mark.parametrize("between", BETWEEN)
def test_a_worse_beginning_ends_at_the_same_core(between: str) -> None:
    """The search proves, it does not only believe the heuristic."""
    ties = Ties.from_graph(nx.gnp_random_graph(24, 0.25, seed=3))
    known = continuous.known_pairs(ties)
    order = np.lexsort((np.arange(24), -ties.degree()))
    best = partition.best_partition(known, [order], between=between, seed=0)
    code = partition.BETWEEN[between]
    low, high = (1, 22) if between == "tied" else (2, 22 + (between == "untied"))
    fit, is_core, is_exact = partition_search.search(
        *ties.neighbors(),
        order,
        partition._betters(known.tied, order),
        np.arange(low, high + 1),
        np.zeros(24, dtype=bool),
        -2.0,
        code,
        10**7,
    )
    assert is_exact
    assert fit == pytest.approx(best.fit, abs=1e-12)
    graph = nx.gnp_random_graph(24, 0.25, seed=3)
    assert discrete_fit(graph, is_core, between) == pytest.approx(fit, abs=1e-12)


def test_the_largest_correlation_is_that_of_r() -> None:
    expected = float(printed("structure.txt")["continuous_flo_business"][0])
    found = core_periphery(families(BUSINESS))
    assert found.continuous_fit.estimate == pytest.approx(expected, abs=1e-9)
    assert found.pattern == "product"


def test_no_start_finds_a_better_coreness() -> None:
    for graph in SMALL[::20]:
        found = core_periphery(graph).continuous_fit.estimate
        assert found > best_of_many_starts(graph, 2) - 1e-9


def test_the_coreness_given_has_the_fit_given() -> None:
    graphs = [*SMALL, nx.karate_club_graph(), families(FLORENTINE), families(BUSINESS)]
    patterns = set()
    for graph in graphs:
        found = core_periphery(graph)
        coreness = found.table["coreness"].to_numpy()
        fit = continuous_fit(graph, coreness, found.pattern)
        assert found.continuous_fit.estimate == pytest.approx(fit, abs=1e-9)
        assert coreness.min() >= 0
        assert coreness.max() == 1
        patterns.add(found.pattern)
    assert patterns == {"product", "sum", "star"}


def test_the_best_coreness_is_level() -> None:
    """No small step along any one coreness, within bounds, gains anything."""
    graph = families(BUSINESS)
    found = core_periphery(graph)
    assert found.converged
    coreness = found.table["coreness"].to_numpy()
    best = found.continuous_fit.estimate
    for step in (1e-3, 1e-5):
        for change in step * np.vstack([np.eye(16), -np.eye(16)]):
            moved = np.maximum(coreness + change, 0)
            assert continuous_fit(graph, moved, "product") <= best + 1e-12


def test_a_star_fits_perfectly_with_its_centre_as_core() -> None:
    graph = nx.star_graph(8)
    found = core_periphery(graph)
    assert found.discrete_fit.estimate == pytest.approx(1, abs=1e-12)
    assert found.continuous_fit.estimate == pytest.approx(1, abs=1e-12)
    assert found.table["is_core"].tolist() == [True] + [False] * 8
    assert found.table["coreness"].tolist() == [1] + [0] * 8
    assert core_periphery(graph, between="missing").n_core.estimate == 2


def test_a_planted_core_is_found() -> None:
    graph = nx.empty_graph(20)
    graph.add_edges_from(itertools.combinations(range(5), 2))
    graph.add_edges_from((a, b) for a in range(5) for b in range(5, 20) if (a + b) % 3)
    for between in ("missing", "tied"):
        found = core_periphery(graph, between=between)
        assert np.flatnonzero(found.table["is_core"]).tolist() == [0, 1, 2, 3, 4]
    assert core_periphery(graph, between="missing").discrete_fit.estimate == (
        pytest.approx(1, abs=1e-12)
    )


def test_a_clique_among_isolates_fits_without_ties_between() -> None:
    graph = nx.complete_graph(4)
    graph.add_nodes_from(range(4, 9))
    found = core_periphery(graph, between="untied")
    assert found.discrete_fit.estimate == pytest.approx(1, abs=1e-12)
    assert found.n_core.estimate == 4


def test_beyond_fifty_it_says_heuristic() -> None:
    graph = nx.barabasi_albert_graph(60, 2, seed=1)
    found = core_periphery(graph)
    assert found.method == "heuristic"
    assert "启发式" in str(found)
    core = found.table["is_core"].to_numpy(dtype=bool)
    fit = discrete_fit(graph, core, "tied")
    assert found.discrete_fit.estimate == pytest.approx(fit, abs=1e-12)


@pytest.mark.parametrize("between", BETWEEN)
def test_unknown_pairs_are_left_out(between: str) -> None:
    graph = nx.gnp_random_graph(9, 0.4, seed=2)
    pairs = [pair for pair in nx.non_edges(graph) if sum(pair) % 3 == 0]
    graph.graph["not_asked"] = tuple(pairs)
    found = core_periphery(graph, between=between)
    assert found.n_unknown_pairs == len(pairs)
    assert found.discrete_fit.n == 36 - len(pairs)
    assert found.method == "heuristic"
    rows, columns = np.triu_indices(9, 1)
    asked = np.array([(a, b) not in pairs for a, b in zip(rows, columns, strict=True)])
    rows, columns = rows[asked], columns[asked]
    ties = matrix(graph)[rows, columns]
    best = -2.0
    for core in itertools.product([0, 1], repeat=9):
        both = np.array(core)[rows] + np.array(core)[columns]
        used = both != 1 if between == "missing" else np.ones(len(both), dtype=bool)
        ideal = both > 0 if between == "tied" else both == 2
        best = max(best, correlation(ties[used], ideal[used]))
    assert found.discrete_fit.estimate == pytest.approx(best, abs=1e-12)
    coreness = found.table["coreness"].to_numpy()
    low, high = coreness[rows], coreness[columns]
    pattern = {"product": low * high, "sum": low + high, "star": ties * (low + high)}
    fit = correlation(ties, pattern[found.pattern])
    assert found.continuous_fit.estimate == pytest.approx(fit, abs=1e-9)


@pytest.mark.parametrize(
    ("graph", "reason"),
    [
        (nx.empty_graph(0), "n_below_2"),
        (nx.empty_graph(1), "n_below_2"),
        (nx.path_graph(2), "n_below_3"),
        (nx.empty_graph(5), "no_variation"),
        (nx.complete_graph(5), "no_variation"),
    ],
)
def test_the_degenerate_networks(graph: nx.Graph, reason: str) -> None:
    found = core_periphery(graph)
    for number in (found.discrete_fit, found.continuous_fit, found.n_core):
        assert number.reason == reason
    assert len(found.table) == len(graph)
    assert found.table[["is_core", "coreness"]].isna().all(axis=None)
    assert "无从判断" in str(found)


def test_what_was_not_measured_is_missing() -> None:
    graph = nx.path_graph(4)
    graph.graph["measured"] = False
    assert core_periphery(graph).discrete_fit.reason == "not_measured"


def test_nothing_asked_is_not_measured() -> None:
    graph = nx.empty_graph(3)
    graph.graph["not_asked"] = ((0, 1), (0, 2), (1, 2))
    assert core_periphery(graph).discrete_fit.reason == "not_measured"


def test_a_square_has_no_core_when_ties_between_are_left_out() -> None:
    found = core_periphery(nx.cycle_graph(4), between="missing")
    assert found.discrete_fit.reason == "no_variation"
    assert found.continuous_fit.is_defined
    assert "没有任何核心" in str(found)


def test_another_pattern_is_refused() -> None:
    with pytest.raises(MeasureError, match="between"):
        core_periphery(nx.path_graph(4), between="half")  # type: ignore[arg-type]


def test_directions_and_weights_are_left_out() -> None:
    graph = reference_network("karate")
    arrows = nx.DiGraph((a, b) for a, b in graph.edges)
    one, other = core_periphery(graph), core_periphery(arrows)
    pd.testing.assert_frame_equal(one.table, other.table)


def test_the_same_seed_gives_the_same_table() -> None:
    graph = nx.gnp_random_graph(70, 0.1, seed=1)
    one, other = (core_periphery(graph, seed=4).to_frame() for _ in range(2))
    pd.testing.assert_frame_equal(one, other)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(4, 14))
def test_renaming_organizations_changes_no_fit(seed: int, n: int) -> None:
    graph = nx.gnp_random_graph(n, 0.4, seed=seed)
    names = dict(enumerate(np.random.default_rng(seed).permutation(n).tolist()))
    one = core_periphery(graph)
    other = core_periphery(nx.relabel_nodes(graph, names))
    for name in ("discrete_fit", "continuous_fit"):
        first, second = getattr(one, name), getattr(other, name)
        assert first.reason == second.reason
        if first.is_defined:
            assert first.estimate == pytest.approx(second.estimate, abs=1e-8)


def test_the_kernels_say_the_same_uncompiled() -> None:
    graph = nx.gnp_random_graph(12, 0.3, seed=5)
    graph.graph["not_asked"] = ((0, 1), (2, 7))
    ties = Ties.from_graph(graph)
    known = continuous.known_pairs(ties)
    first = np.arange(12) < 3
    kicks = np.random.default_rng(1).integers(12, size=(3, 2))
    rows = (
        *continuous.compressed_rows(known.tied),
        *continuous.compressed_rows(known.silent),
    )
    start = np.linspace(0.1, 1, 12)
    one = coreness_search.ascend(*rows, start, 300, 1e-9)
    other = coreness_search.ascend.__wrapped__(*rows, start, 300, 1e-9)
    assert one[0] == pytest.approx(other[0], abs=1e-12)
    np.testing.assert_allclose(one[1], other[1], atol=1e-6)
    for code in partition.BETWEEN.values():
        arguments = (*rows, first, kicks, code, True)
        one = partition_search.improve(*arguments)
        other = partition_search.improve.__wrapped__(*arguments)
        assert one[0] == pytest.approx(other[0], abs=1e-15)
        assert one[1].tolist() == other[1].tolist()
        order = np.arange(12)
        betters = partition._betters(known.tied, order)
        sizes = np.arange(2, 11)
        arguments = (*rows[:2], order, betters, sizes, first, -2.0, code, 10**6)
        one = partition_search.search(*arguments)
        other = partition_search.search.__wrapped__(*arguments)
        assert one[0] == pytest.approx(other[0], abs=1e-15)
        assert one[1].tolist() == other[1].tolist()
        assert one[2]
        assert other[2]


def test_a_search_cut_short_says_so() -> None:
    ties = Ties.from_graph(nx.gnp_random_graph(20, 0.3, seed=5))
    known = continuous.known_pairs(ties)
    order = np.arange(20)
    betters = partition._betters(known.tied, order)
    core = np.zeros(20, dtype=bool)
    _, _, is_exact = partition_search.search(
        *ties.neighbors(), order, betters, np.arange(1, 19), core, -2.0, 1, 10
    )
    assert not is_exact
