"""Random networks: what they keep, and that all networks that keep it are as likely."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations, islice, product
from math import comb
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from hubstudy.errors import NetworkError
from hubstudy.network import Ties, random_networks, rewired
from hubstudy.network.dyads import Dyads
from hubstudy.network.groups import first_mode
from hubstudy.network.rewiring import CONDITIONINGS, unweighted
from hubstudy.network.swaps import FEWEST_SWAPS, SWAPS_PER_TIE, Chain, swap, with_ties
from hubstudy.network.ties import as_ties
from tests.networks import reference_network

if TYPE_CHECKING:
    from collections.abc import Iterator

TINY = 1e-4
"""Chance below which a count is too uneven; seeds are fixed, so no test is flaky."""


def two_mode(edges: list[tuple[str, str]], *isolates: str) -> nx.Graph:
    graph = nx.Graph()
    names = {name for edge in edges for name in edge} | set(isolates)
    for name in sorted(names):
        graph.add_node(name, mode="person" if name < "a" else "event")
    graph.add_edges_from(edges)
    return graph


DAVIS_LIKE = two_mode([("1", "a"), ("1", "b"), ("2", "a"), ("3", "b"), ("3", "c")], "4")
CYCLE_OF_THREE = nx.DiGraph([(0, 1), (1, 2), (2, 0)])
SMALL = {
    "path": nx.path_graph(5),
    "two pairs": nx.Graph([(0, 1), (2, 3)]),
    "cycle": nx.cycle_graph(6),
    "pan with isolate": nx.disjoint_union(
        nx.Graph([(0, 1), (1, 2), (2, 0), (2, 3), (3, 4)]), nx.empty_graph(1)
    ),
    "cycle of three": CYCLE_OF_THREE,
    "cycles of three": nx.DiGraph([(0, 1), (1, 2), (2, 0), (0, 3), (3, 1)]),
    "returned": nx.DiGraph([(0, 1), (1, 0), (2, 3), (3, 1), (0, 3)]),
    "two modes": DAVIS_LIKE,
}


def ends(ties: Ties) -> frozenset[tuple[int, int]]:
    return frozenset(zip(ties.source.tolist(), ties.target.tolist(), strict=True))


def cells(ties: Ties) -> list[tuple[int, int]]:
    first = first_mode(ties)
    return [
        (a, b)
        for a, b in product(range(ties.n_nodes), repeat=2)
        if (a != b if ties.is_directed else a < b)
        and (first is None or first[a] != first[b])
    ]


def same_degrees(ties: Ties) -> set[frozenset[tuple[int, int]]]:
    """All networks with these degrees, by trying every set of ties."""
    wanted = [ties.degree(mode).tolist() for mode in ("out", "in")]
    found = set()
    for chosen in combinations(cells(ties), ties.n_ties):
        array = np.array(chosen, dtype=np.intp).reshape(-1, 2)
        made = with_ties(ties, array[:, 0], array[:, 1])
        if [made.degree(mode).tolist() for mode in ("out", "in")] == wanted:
            found.add(ends(made))
    return found


def steps(ties: Ties) -> Iterator[Ties]:
    """Where one swap leads, for all numbers that may be handed in."""
    first = first_mode(ties)
    chain = Chain.starting_at(ties, first)
    for one, other in product(range(ties.n_ties), range(4 * ties.n_ties)):
        source, target = chain.source.copy(), chain.target.copy()
        swap(
            source, target, chain.head.copy(), chain.after.copy(), chain.codes,
            np.array([one], dtype=np.int32), np.array([other]), ties.n_ties,
            not ties.is_directed and first is None, ties.is_directed,
        )  # fmt: skip
        n = ties.n_ties
        yield with_ties(ties, source[:n].astype(np.intp), target[:n].astype(np.intp))


def transitions(ties: Ties) -> tuple[np.ndarray, list[frozenset[tuple[int, int]]]]:
    """The chain's matrix over all networks it can reach."""
    states = {ends(ties): 0}
    networks, rows = [ties], []
    while len(rows) < len(networks):
        row = Counter()
        for after in steps(networks[len(rows)]):
            if ends(after) not in states:
                states[ends(after)] = len(networks)
                networks.append(after)
            row[states[ends(after)]] += 1
        rows.append(row)
    matrix = np.array([[row[k] for k in range(len(rows))] for row in rows])
    return matrix / (4 * ties.n_ties**2), list(states)


@pytest.mark.parametrize("name", SMALL)
def test_the_chain_reaches_all_networks_with_these_degrees_evenly(name: str) -> None:
    ties = as_ties(SMALL[name])
    matrix, states = transitions(ties)
    assert set(states) == same_degrees(ties)
    # symmetric, so that being anywhere is as likely in the long run
    np.testing.assert_array_equal(matrix, matrix.T)
    assert SWAPS_PER_TIE * ties.n_ties < FEWEST_SWAPS
    long = np.linalg.matrix_power(matrix, FEWEST_SWAPS)[0]
    assert np.abs(long * len(states) - 1).max() < 0.001


@pytest.mark.parametrize("name", ["cycle", "cycles of three", "two modes"])
def test_all_networks_with_these_degrees_come_out_equally_often(name: str) -> None:
    ties = as_ties(SMALL[name])
    expected = same_degrees(ties)
    n_draws = 40 * len(expected)
    found = Counter(
        map(
            ends,
            random_networks(ties, conditioning="degree", n_draws=n_draws, seed=1),
        )
    )
    assert set(found) == expected
    assert chisquare(list(found.values())).pvalue > TINY


def test_swaps_alone_would_never_turn_a_cycle_of_three_round() -> None:
    graph = CYCLE_OF_THREE
    assert {ends(rewired(graph, seed=seed)) for seed in range(20)} == {
        frozenset({(0, 1), (1, 2), (2, 0)}),
        frozenset({(1, 0), (2, 1), (0, 2)}),
    }


@pytest.mark.parametrize("name", [*SMALL, "karate"])
def test_the_kernel_gives_the_same_compiled_or_not(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = reference_network("karate") if name == "karate" else SMALL[name]
    compiled = [ends(rewired(graph, seed=seed)) for seed in range(3)]
    monkeypatch.setattr("hubstudy.network.swaps.swap", swap.__wrapped__)
    assert [ends(rewired(graph, seed=seed)) for seed in range(3)] == compiled


@pytest.mark.parametrize("seed", range(5))
def test_degrees_are_kept(seed: int) -> None:
    for graph in (
        nx.gnp_random_graph(40, 0.1, seed=seed),
        nx.gnp_random_graph(40, 0.1, seed=seed, directed=True),
        nx.bipartite.random_graph(12, 20, 0.2, seed=seed),
        nx.star_graph(9),
    ):
        ties = as_ties(graph)
        drawn = rewired(ties, seed=seed)
        for mode in ("out", "in"):
            assert drawn.degree(mode).tolist() == ties.degree(mode).tolist()
        assert len(ends(drawn)) == ties.n_ties
        assert (drawn.source != drawn.target).all()
        assert (
            first_mode(drawn) is None or (first_mode(drawn) == first_mode(ties)).all()
        )


def test_a_star_has_one_network_with_its_degrees() -> None:
    star = as_ties(nx.star_graph(6))
    assert ends(rewired(star)) == ends(star)


def test_no_swaps_leave_the_network_without_weights() -> None:
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=3.0, layer="membership")
    ties = rewired(graph, n_swaps=0)
    assert ends(ties) == {(0, 1)}
    assert (ties.weight.tolist(), ties.only_membership.tolist()) == ([1], [False])


def test_more_swaps_than_one_chunk_are_drawn_in_pieces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = reference_network("karate")
    monkeypatch.setattr("hubstudy.network.swaps.CHUNK", 100)
    drawn = rewired(graph, seed=3)
    assert drawn.degree().tolist() == as_ties(graph).degree().tolist()
    assert ends(drawn) != ends(as_ties(graph))


def test_density_draws_all_sets_of_ties_equally_often() -> None:
    for graph in (nx.path_graph(4), nx.DiGraph([(0, 1), (2, 1)]), DAVIS_LIKE):
        ties = as_ties(graph)
        n_possible = comb(len(cells(ties)), ties.n_ties)
        drawn = random_networks(
            ties, conditioning="density", n_draws=20 * n_possible, seed=2
        )
        found = Counter(map(ends, drawn))
        assert all(len(each) == ties.n_ties for each in found)
        assert {cell for each in found for cell in each} == set(cells(ties))
        counts = [*found.values(), *[0] * (n_possible - len(found))]
        assert chisquare(counts).pvalue > TINY


def test_size_draws_all_networks_equally_often() -> None:
    for graph in (nx.path_graph(4), nx.DiGraph([(0, 1), (2, 1)])):
        ties = as_ties(graph)
        n_possible = 2 ** len(cells(ties))
        drawn = random_networks(
            ties, conditioning="size", n_draws=30 * n_possible, seed=3
        )
        found = Counter(map(ends, drawn))
        assert len(found) == n_possible
        assert chisquare(list(found.values())).pvalue > TINY


def test_dyad_draws_keep_the_census_and_are_even() -> None:
    # one mutual, one asymmetric and one null dyad: 3 · 2 · 2 networks
    ties = as_ties(nx.DiGraph([(0, 1), (1, 0), (2, 1)]))
    drawn = list(random_networks(ties, conditioning="dyad", n_draws=600, seed=4))
    found = Counter(map(ends, drawn))
    assert len(found) == 12
    assert chisquare(list(found.values())).pvalue > TINY


@pytest.mark.parametrize("seed", range(3))
def test_the_dyad_census_of_a_larger_network_is_kept(seed: int) -> None:
    graph = nx.gnp_random_graph(15, 0.3, seed=seed, directed=True)
    mutual = sum(graph.has_edge(b, a) for a, b in graph.edges)
    for drawn in random_networks(graph, conditioning="dyad", n_draws=5, seed=seed):
        assert drawn.n_ties == graph.number_of_edges()
        assert sum((b, a) in ends(drawn) for a, b in ends(drawn)) == mutual


@pytest.mark.parametrize("conditioning", CONDITIONINGS)
def test_a_draw_is_the_same_however_many_there_are(conditioning: str) -> None:
    graph = nx.gnp_random_graph(12, 0.3, seed=1, directed=True)
    draws = [
        [
            ends(ties)
            for ties in islice(
                random_networks(graph, conditioning=conditioning, n_draws=n, seed=9), 3
            )
        ]
        for n in (3, 50)
    ]
    assert draws[0] == draws[1]
    assert len(set(draws[0])) == 3
    spawned = np.random.SeedSequence(9).spawn(3)[2]
    if conditioning == "density":
        chosen = np.random.default_rng(spawned).choice(
            132, graph.number_of_edges(), replace=False, shuffle=False
        )
        pairs = Dyads.of(as_ties(graph), None).pairs(chosen)
        assert ends(with_ties(as_ties(graph), *pairs)) == draws[0][2]


def with_unknown(graph: nx.Graph, pairs: list[tuple[int, int]]) -> Ties:
    ties = as_ties(graph)
    return replace(ties, not_asked=np.array(pairs, dtype=np.intp).reshape(-1, 2))


@pytest.mark.parametrize("conditioning", ["size", "density", "degree"])
@pytest.mark.parametrize(
    "graph",
    [
        nx.path_graph(5),
        nx.DiGraph([(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)]),
        nx.Graph(nx.complete_bipartite_graph(3, 2)),
    ],
)
def test_unknown_pairs_never_take_a_tie_and_stay_unknown(
    conditioning: str, graph: nx.Graph
) -> None:
    graph = graph.copy()
    graph.remove_edges_from([(0, 3), (1, 4)])
    ties = with_unknown(graph, [(0, 3), (1, 4), (0, 1)])
    unknown = {tuple(pair) for pair in ties.unknown_pairs().tolist()}
    for drawn in random_networks(ties, conditioning=conditioning, n_draws=200):
        assert not ends(drawn) & unknown
        assert {tuple(pair) for pair in drawn.unknown_pairs().tolist()} == unknown
        assert drawn.n_dyads() == ties.n_dyads()


def test_density_reaches_every_known_pair() -> None:
    ties = with_unknown(nx.path_graph(4), [(0, 2), (1, 3)])
    drawn = random_networks(ties, conditioning="density", n_draws=200)
    found = Counter(map(ends, drawn))
    assert set(found) == {
        frozenset(each) for each in combinations([(0, 1), (0, 3), (1, 2), (2, 3)], 3)
    }


def test_a_dyad_known_in_one_direction_only_stays_as_it_is() -> None:
    ties = with_unknown(nx.DiGraph([(0, 1), (2, 1), (2, 3), (3, 2)]), [(1, 0), (0, 3)])
    for drawn in random_networks(ties, conditioning="dyad", n_draws=100):
        assert (0, 1) in ends(drawn)
        assert not ends(drawn) & {(1, 0), (0, 3), (3, 0)}
        assert drawn.n_ties == 4


def test_a_pair_nobody_asked_about_with_a_tie_from_elsewhere_counts_as_known() -> None:
    ties = with_unknown(nx.path_graph(4), [(0, 1)])
    assert not len(unweighted(ties).unknown_pairs())
    drawn = list(random_networks(ties, conditioning="density", n_draws=20))
    assert all(each.n_dyads() == 6 for each in drawn)


@pytest.mark.parametrize("conditioning", CONDITIONINGS)
@pytest.mark.parametrize("n", [0, 1, 2])
def test_networks_without_a_tie_stay_so_but_for_size(conditioning: str, n: int) -> None:
    graph = nx.empty_graph(n, create_using=nx.DiGraph)
    drawn = list(random_networks(graph, conditioning=conditioning, n_draws=4))
    assert len(drawn) == 4
    if conditioning != "size" or n < 2:
        assert all(each.n_ties == 0 for each in drawn)
    assert rewired(graph).n_ties == 0


def test_an_empty_mode_leaves_no_pair() -> None:
    graph = nx.Graph()
    graph.add_nodes_from("abc", mode="event")
    for conditioning in ("size", "density", "degree"):
        drawn = random_networks(graph, conditioning=conditioning, n_draws=2)
        assert [each.n_ties for each in drawn] == [0, 0]


def test_complete_networks_have_one_draw() -> None:
    whole = as_ties(nx.complete_graph(5))
    for conditioning in ("density", "degree"):
        drawn = random_networks(whole, conditioning=conditioning, n_draws=3)
        assert {ends(each) for each in drawn} == {ends(whole)}


def test_what_has_no_meaning_is_refused() -> None:
    with pytest.raises(NetworkError, match="conditioning"):
        random_networks(nx.path_graph(3), conditioning="edges", n_draws=1)
    with pytest.raises(NetworkError, match="有向"):
        random_networks(nx.path_graph(3), conditioning="dyad", n_draws=1)
    directed = nx.DiGraph(DAVIS_LIKE)
    with pytest.raises(NetworkError, match="undirected"):
        rewired(directed)


def test_size_of_a_large_network_is_refused_before_it_fills_memory() -> None:
    nodes = pd.DataFrame({"organization_id": [f"{k:05d}" for k in range(7000)]})
    none = np.empty(0, dtype=np.intp)
    large = Ties.from_numbers(nodes, none, none)
    with pytest.raises(NetworkError, match="24,496,500"):
        random_networks(large, conditioning="size", n_draws=1)
    assert next(random_networks(large, conditioning="density", n_draws=1)).n_ties == 0


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 12), st.sampled_from(["one-way", "both ways", "two-mode"]))
def test_pairs_have_one_number_each(n: int, sort: str) -> None:
    generator = np.random.default_rng(n)
    is_directed, has_modes = sort == "one-way", sort == "two-mode"
    kind = nx.DiGraph if is_directed else nx.Graph
    graph = nx.empty_graph(n, create_using=kind)
    if has_modes:
        sides = generator.permutation([0, *generator.integers(0, 2, n - 1)])
        nx.set_node_attributes(graph, dict(enumerate(sides.tolist())), "bipartite")
    ties = as_ties(graph)
    every = cells(ties)
    silent = [pair for pair in every if generator.random() < 0.3]
    dyads = Dyads.of(with_unknown(graph, silent), first_mode(ties))
    source, target = dyads.pairs(np.arange(dyads.n_known))
    if not is_directed:
        source, target = np.minimum(source, target), np.maximum(source, target)
    listed = list(zip(source.tolist(), target.tolist(), strict=True))
    assert sorted(listed) == sorted(set(every) - set(silent))


def test_negative_numbers_of_swaps_and_draws_are_refused() -> None:
    graph = nx.path_graph(4)
    with pytest.raises(NetworkError, match="n_swaps"):
        rewired(graph, n_swaps=-1)
    with pytest.raises(NetworkError, match="n_draws"):
        random_networks(graph, conditioning="density", n_draws=-1)
