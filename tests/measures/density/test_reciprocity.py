"""Reciprocity: R's three definitions, ours, and where there is none."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures.density import reciprocity
from hubstudy.network import Ties
from tests.measures.density.graphs import digraph_of, small_digraphs
from tests.reference.shared import printed

THEIRS = {
    int(name.split("_")[1]): [float(value) for value in values]
    for name, values in printed("density.txt").items()
    if name.startswith("reciprocity_")
}


@pytest.mark.parametrize("code", sorted(THEIRS))
def test_reciprocity_is_that_of_sna_and_igraph(code: int) -> None:
    edgewise, nonnull, dyadic, default, ratio = THEIRS[code]
    graph = digraph_of(code, 4)
    by_ties = reciprocity(graph)
    by_dyads = reciprocity(graph, by="dyads")
    assert by_ties.estimate == pytest.approx(edgewise, abs=1e-9)
    assert by_ties.estimate == pytest.approx(default, abs=1e-9)
    assert by_dyads.estimate == pytest.approx(nonnull, abs=1e-9)
    assert by_dyads.estimate == pytest.approx(ratio, abs=1e-9)
    untied = 6 - by_dyads.n
    mutual = by_ties.n - by_dyads.n
    assert (mutual + untied) / 6 == pytest.approx(dyadic, abs=1e-9)


def test_sna_calls_a_network_without_returned_ties_reciprocal() -> None:
    """One tie one way among four nodes: ours 0, sna's default 5/6."""
    assert reciprocity(digraph_of(1, 4)).estimate == 0
    assert THEIRS[1][2] == pytest.approx(5 / 6)


def test_reciprocity_is_the_share_of_ties_returned() -> None:
    for graph in small_digraphs():
        ties = Ties.from_graph(graph)
        found = reciprocity(ties), reciprocity(ties, by="dyads")
        back = [graph.has_edge(b, a) for a, b in graph.edges]
        pairs = [
            graph.has_edge(a, b) + graph.has_edge(b, a)
            for a, b in combinations(graph, 2)
        ]
        tied = [number == 2 for number in pairs if number]
        if not tied:
            reason = "n_below_2" if len(graph) < 2 else "no_ties"
            assert [each.reason for each in found] == [reason] * 2
            continue
        assert found[0].estimate == pytest.approx(sum(back) / len(back), abs=1e-12)
        assert found[0].estimate == pytest.approx(nx.overall_reciprocity(graph))
        assert found[1].estimate == pytest.approx(sum(tied) / len(tied), abs=1e-12)


def test_a_return_nobody_asked_about_leaves_the_denominator() -> None:
    graph = nx.DiGraph([(0, 1), (1, 0), (0, 2), (3, 0)], not_asked=((2, 0), (0, 1)))
    assert reciprocity(graph).estimate == pytest.approx(2 / 3)
    assert reciprocity(graph, by="dyads").estimate == pytest.approx(1 / 2)
    alone = nx.DiGraph([(0, 1)], not_asked=((1, 0),))
    assert reciprocity(alone).reason == "not_measured"
    unmeasured = nx.DiGraph([(0, 1), (1, 0)], measured=False)
    assert reciprocity(unmeasured).reason == "not_measured"


def test_an_undirected_network_is_refused() -> None:
    with pytest.raises(MeasureError, match="undirected"):
        reciprocity(nx.path_graph(3))


def test_another_way_to_count_is_refused() -> None:
    with pytest.raises(MeasureError, match="'edges'"):
        reciprocity(nx.DiGraph(), by="edges")  # type: ignore[arg-type]
