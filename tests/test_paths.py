"""Shortest paths by either library, against their definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest

from hubstudy.network import Ties, paths
from tests.networks import numbers, reference_figures, reference_network, small_graphs
from tests.reference.shared import printed

if TYPE_CHECKING:
    from collections.abc import Callable

CLOSE = {"rtol": 0, "atol": 1e-9}
MEASURES = ("betweenness", "harmonic", "closeness")


@pytest.fixture(params=["igraph", "networkx"])
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "igraph":
        pytest.importorskip("igraph")
    monkeypatch.setattr(paths, "has_igraph", lambda: request.param == "igraph")
    return str(request.param)


def by_definition(graph: nx.Graph) -> dict[str, np.ndarray]:
    """Distances and numbers of shortest paths are read off powers of the matrix."""
    nodes = sorted(graph)
    n = len(nodes)
    step = nx.to_numpy_array(graph, nodelist=nodes, weight=None)
    distance, ways = np.full((n, n), np.inf), np.zeros((n, n))
    power = np.eye(n)
    for length in range(n):
        new = np.isinf(distance) & (power > 0)
        distance[new], ways[new] = length, power[new]
        power = power @ step
    found = {name: np.zeros(n) for name in MEASURES}
    for v in range(n):
        reached = [t for t in range(n) if t != v and np.isfinite(distance[v, t])]
        away = [distance[v, t] for t in reached]
        found["harmonic"][v] = sum(1 / d for d in away)
        found["closeness"][v] = len(away) / sum(away) if away else np.nan
        for s in range(n):
            for t in range(n):
                between = distance[s, v] + distance[v, t] == distance[s, t]
                if len({s, t, v}) == 3 and between and ways[s, t]:
                    share = ways[s, v] * ways[v, t] / ways[s, t]
                    found["betweenness"][v] += share
    if not graph.is_directed():
        found["betweenness"] /= 2
    return found


def assert_by_definition(graph: nx.Graph) -> None:
    ties, expected = Ties.from_graph(graph), by_definition(graph)
    for name in MEASURES:
        function: Callable[[Ties], np.ndarray] = getattr(paths, name)
        ours = function(ties)
        assert ours.dtype == np.float64
        np.testing.assert_allclose(ours, expected[name], **CLOSE, err_msg=name)


def test_every_graph_up_to_six_nodes(library: str) -> None:
    for graph in small_graphs()[1:]:
        assert_by_definition(graph)


def test_random_digraphs_with_sinks_and_isolates(library: str) -> None:
    for seed in range(60):
        graph = nx.gnp_random_graph(
            3 + seed % 6, 0.05 + 0.01 * seed, seed=seed, directed=True
        )
        assert_by_definition(graph)


@pytest.mark.parametrize("directed", [False, True])
def test_both_libraries_give_the_same_digits(
    *, directed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("igraph")
    for seed in range(4):
        graph = nx.gnp_random_graph(80, 0.01 + 0.02 * seed, seed, directed=directed)
        ties = Ties.from_graph(graph)
        for name in MEASURES:
            found = []
            for there in (True, False):
                monkeypatch.setattr(paths, "has_igraph", lambda there=there: there)
                found.append(getattr(paths, name)(ties))
            np.testing.assert_allclose(*found, rtol=0, atol=1.1e-9)


@pytest.mark.parametrize("n", [0, 1, 2])
@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph])
def test_no_paths_without_ties(library: str, n: int, kind: type[nx.Graph]) -> None:
    ties = Ties.from_graph(nx.empty_graph(n, create_using=kind))
    assert paths.betweenness(ties).tolist() == [0] * n
    assert paths.harmonic(ties).tolist() == [0] * n
    assert np.isnan(paths.closeness(ties)).tolist() == [True] * n


@pytest.mark.parametrize("name", ["karate", "flo_marriage", "flo_business", "lesmis"])
def test_the_figures_of_r(library: str, name: str) -> None:
    ties, figures = Ties.from_graph(reference_network(name)), reference_figures(name)
    raw, near = figures["betweenness_raw"], numbers(figures["closeness_igraph_norm"])
    np.testing.assert_allclose(paths.betweenness(ties), raw, **CLOSE)
    np.testing.assert_allclose(paths.closeness(ties), near, **CLOSE)


@pytest.mark.parametrize("name", ["strong", "loose"])
def test_the_figures_of_r_along_directed_ties(library: str, name: str) -> None:
    ends = {
        "strong": (6, "12 23 31 34 45 56 61 21 52 14"),
        "loose": (7, "12 23 31 34 43 51 52 16 36 24"),
    }
    n, pairs = ends[name]
    graph = nx.DiGraph((int(pair[0]), int(pair[1])) for pair in pairs.split())
    graph.add_nodes_from(range(1, n + 1))
    ties, r = Ties.from_graph(graph), printed("position.txt")
    keys = ("betweenness_raw_igraph", "closeness_nodes_igraph", "harmonic_igraph")
    raw, near, harmonic = ([float(x) for x in r[f"{name}_{key}"]] for key in keys)
    np.testing.assert_allclose(paths.betweenness(ties), raw, **CLOSE)
    np.testing.assert_allclose(paths.closeness(ties), near, **CLOSE)
    np.testing.assert_allclose(paths.harmonic(ties) / (n - 1), harmonic, **CLOSE)
