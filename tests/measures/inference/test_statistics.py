"""Statistics by name and by function, against networkx and by definition."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import networkx as nx
import numpy as np
import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures.density import network_density
from hubstudy.measures.inference import STATISTICS
from hubstudy.measures.inference.statistics import (
    degree_assortativity,
    isolate_share,
    label_of,
    largest_component_share,
    name_of,
    statistic_of,
)
from hubstudy.network import Ties
from hubstudy.network.ties import as_ties
from hubstudy.results import Estimate
from tests.networks import small_graphs

ATLAS = small_graphs()
DIGRAPHS = [
    nx.gnp_random_graph(n, p, seed=seed, directed=True)
    for n in range(1, 6)
    for p in (0.2, 0.5)
    for seed in range(10)
]


def is_near(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


@pytest.mark.parametrize("graphs", [ATLAS, DIGRAPHS], ids=["atlas", "digraphs"])
def test_components_and_isolates_are_networkxs(graphs: list[nx.Graph]) -> None:
    for graph in graphs:
        ties, n = as_ties(graph), len(graph)
        if not n:
            assert math.isnan(largest_component_share(ties))
            assert math.isnan(isolate_share(ties))
            continue
        parts = nx.connected_components(graph.to_undirected())
        assert largest_component_share(ties) == max(map(len, parts)) / n
        assert isolate_share(ties) == nx.number_of_isolates(graph) / n


@pytest.mark.parametrize("graphs", [ATLAS, DIGRAPHS], ids=["atlas", "digraphs"])
def test_assortativity_is_the_correlation_over_ends(graphs: list[nx.Graph]) -> None:
    for graph in graphs:
        pairs = list(graph.edges) + (
            [] if graph.is_directed() else [(b, a) for a, b in graph.edges]
        )
        out = graph.out_degree if graph.is_directed() else graph.degree
        into = graph.in_degree if graph.is_directed() else graph.degree
        one = [out[a] for a, _ in pairs]
        other = [into[b] for _, b in pairs]
        found = degree_assortativity(as_ties(graph))
        if len(set(one)) < 2 or len(set(other)) < 2:
            assert math.isnan(found)
            continue
        expected = np.cov(one, other, ddof=0)[0, 1] / (np.std(one) * np.std(other))
        assert is_near(found, expected)


def test_assortativity_of_the_karate_club_is_newmans() -> None:
    graph = nx.karate_club_graph()
    # -0.476: Newman's network data page, and igraph
    assert degree_assortativity(as_ties(graph)) == pytest.approx(-0.47561309768461435)


@pytest.mark.parametrize("name", STATISTICS)
def test_every_name_gives_a_number_with_a_label(name: str) -> None:
    graph: nx.Graph = nx.karate_club_graph()
    if name == "reciprocity":
        graph = nx.DiGraph([(0, 1), (1, 0), (1, 2)])
    if name == "robins_alexander_clustering":
        graph = nx.davis_southern_women_graph()
    assert statistic_of(name)(as_ties(graph)).is_defined
    zh, en = label_of(name)
    assert zh != name
    assert en.replace(" ", "_") != zh


def test_ours_are_called_with_the_engine_others_with_a_graph() -> None:
    seen: list[Any] = []

    def theirs(network: Any) -> int:
        seen.append(network)
        return len(network)

    graph = nx.path_graph(3)
    assert statistic_of(theirs)(as_ties(graph)).estimate == 3
    assert isinstance(seen[0], nx.Graph)
    assert sorted(seen[0].edges) == sorted(graph.edges)

    theirs.__module__ = "hubstudy.somewhere"
    with pytest.raises(TypeError):
        statistic_of(theirs)(as_ties(graph))
    assert isinstance(seen[1], Ties)


def test_functions_of_ours_may_be_bound() -> None:
    bound = partial(network_density)
    assert statistic_of(bound)(as_ties(nx.path_graph(3))).estimate == pytest.approx(
        2 / 3
    )
    assert name_of(bound) == "network_density"


def test_what_networkx_does_not_define_is_undefined() -> None:
    lonely = as_ties(nx.empty_graph(2))
    measure = statistic_of(nx.average_shortest_path_length)
    assert measure(lonely).reason == "not_applicable"
    assert statistic_of(degree_assortativity)(lonely).reason == "not_applicable"


def test_a_reason_of_ours_is_kept() -> None:
    found = statistic_of("network_density")(as_ties(nx.empty_graph(1)))
    assert found == Estimate.undefined("n_below_2", n=1)


def test_no_number_and_no_name_are_refused() -> None:
    with pytest.raises(MeasureError, match="dict"):
        statistic_of(nx.clustering)(as_ties(nx.path_graph(3)))
    with pytest.raises(MeasureError, match="density"):
        statistic_of("density")
