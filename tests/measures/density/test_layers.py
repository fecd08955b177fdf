"""Overlap of layers: by hand, by definition, against chance, and the undefined."""

from __future__ import annotations

from itertools import combinations, permutations

import networkx as nx
import numpy as np
import pytest

from hubstudy.errors import MeasureError, NetworkError
from hubstudy.measures.density import layer_overlap
from hubstudy.network import Ties
from tests.measures.density.graphs import small_graphs
from tests.networks import reference_network

COLUMNS = [
    "layer_a", "layer_b", "n_ties_a", "n_ties_b", "n_both", "n_either",
    "n_both_expected", "jaccard", "reason",
]  # fmt: skip


def three_layers(*, directed: bool = False) -> dict[str, nx.Graph]:
    """Four organisations: a path, a star round b, and one tie."""
    kind = nx.DiGraph if directed else nx.Graph
    ties = {
        "collaboration": ["ab", "bc", "cd"],
        "information": ["ba", "bc", "bd"],
        "resource": ["ab"],
    }
    layers = {}
    for name, pairs in ties.items():
        layers[name] = nx.empty_graph("abcd", create_using=kind)
        layers[name].add_edges_from(pairs)
    return layers


def test_the_napkin_by_hand() -> None:
    found = layer_overlap(three_layers())
    frame = found.to_frame()
    assert list(frame.columns) == COLUMNS
    assert frame["layer_a"].tolist() == ["collaboration"] * 2 + ["information"]
    assert frame["layer_b"].tolist() == ["information", "resource", "resource"]
    assert frame["n_both"].tolist() == [2, 1, 1]
    assert frame["n_either"].tolist() == [4, 3, 3]
    assert frame["jaccard"].tolist() == pytest.approx([1 / 2, 1 / 3, 1 / 3])
    assert frame["n_both_expected"].tolist() == pytest.approx([9 / 6, 3 / 6, 3 / 6])
    assert found.n_tied_pairs == 4
    assert found.layers_per_tied_pair.estimate == pytest.approx(7 / 4)
    assert found.layers_per_tied_pair.n == 4


def test_directed_layers_are_compared_by_ordered_pairs() -> None:
    found = layer_overlap(three_layers(directed=True))
    assert found.table["n_both"].tolist() == [1, 1, 0]
    assert found.table["n_both_expected"].iloc[0] == pytest.approx(9 / 12)
    assert found.n_tied_pairs == 5
    assert found.layers_per_tied_pair.estimate == pytest.approx(7 / 5)


def test_it_says_the_finding_its_n_and_its_null() -> None:
    zh, en = str(layer_overlap(three_layers())).split("\n")
    assert "4 个组织" in zh
    assert "零模型" in zh
    assert "collaboration and information overlap most: Jaccard 0.500, 2 pairs" in en
    assert "(1.5 expected at random)" in en
    empty = {"a": nx.empty_graph(2), "b": nx.empty_graph(2)}
    assert "没有关系" in str(layer_overlap(empty))


def test_the_florentine_families_marry_and_trade() -> None:
    """In Padgett's data, as networkx intersects them: 8 of 27 pairs have both."""
    layers = {
        "marriage": reference_network("flo_marriage"),
        "business": reference_network("flo_business"),
    }
    found = layer_overlap(layers)
    both = nx.intersection(*layers.values()).number_of_edges()
    either = nx.compose(*layers.values()).number_of_edges()
    assert (both, either) == (8, 27)
    assert found.table["jaccard"].tolist() == pytest.approx([8 / 27], abs=1e-12)
    assert found.layers_per_tied_pair.estimate == pytest.approx(35 / 27, abs=1e-12)
    assert found.table["n_both_expected"].tolist() == pytest.approx([20 * 15 / 120])


def test_the_expectation_is_the_average_over_all_permutations_of_the_nodes() -> None:
    """QAP on five nodes, all 120 permutations."""
    a, b = nx.path_graph(5), nx.star_graph(4)
    b.add_edge(1, 2)
    both = []
    for order in permutations(range(5)):
        moved = nx.relabel_nodes(b, dict(enumerate(order)))
        both.append(sum(a.has_edge(*edge) for edge in moved.edges))
    found = layer_overlap({"a": a, "b": b}).table["n_both_expected"]
    assert found.tolist() == pytest.approx([np.mean(both)], abs=1e-12)


def test_overlap_is_the_share_of_pairs_tied_in_both() -> None:
    rng = np.random.default_rng(4)
    for graph in small_graphs():
        if not graph:
            continue
        pairs = list(combinations(graph, 2))
        other = nx.relabel_nodes(
            graph, dict(zip(graph, rng.permutation(graph).tolist(), strict=True))
        )
        third = nx.empty_graph(list(graph))
        third.add_edges_from(pair for pair in pairs if rng.random() < 0.5)
        layers = {"a": graph, "b": other}
        if len(graph) < 6:
            layers["c"] = third
        for each in layers.values():
            each.graph["not_asked"] = [p for p in pairs if rng.random() < 0.2]
        known = {
            name: {
                p: each.has_edge(*p)
                for p in pairs
                if each.has_edge(*p) or p not in each.graph["not_asked"]
            }
            for name, each in layers.items()
        }
        found = layer_overlap(layers)
        for row in found.table.itertuples():
            a, b = known[row.layer_a], known[row.layer_b]
            counts = [a[p] + b[p] for p in pairs if p in a and p in b]
            assert (row.n_both, row.n_either) == (
                counts.count(2),
                len(counts) - counts.count(0),
            )
            if row.n_either:
                assert row.jaccard == pytest.approx(
                    row.n_both / row.n_either, abs=1e-12
                )
            else:
                assert row.reason == (
                    "n_below_2"
                    if not pairs
                    else "no_ties"
                    if counts
                    else "not_measured"
                )
        sums = [
            sum(k[p] for k in known.values())
            for p in pairs
            if all(p in k for k in known.values())
        ]
        tied = [number for number in sums if number]
        mean = found.layers_per_tied_pair
        assert mean.n in {len(tied), found.n_tied_pairs}
        if tied:
            assert mean.estimate == pytest.approx(np.mean(tied), abs=1e-12)
        else:
            assert not mean.is_defined
        assert found.n_tied_pairs == len(
            set().union(*(map(frozenset, g.edges) for g in layers.values()))
        )


def test_different_nodes_are_refused_by_name() -> None:
    layers = three_layers()
    layers["resource"].add_node("e")
    layers["resource"].remove_node("d")
    with pytest.raises(NetworkError, match=r"resource(.|\n)*'d'(.|\n)*'e'"):
        layer_overlap(layers)


def test_directed_and_undirected_layers_are_not_compared() -> None:
    layers = three_layers()
    layers["resource"] = nx.DiGraph(layers["resource"])
    with pytest.raises(NetworkError, match="resource"):
        layer_overlap(layers)


def test_layers_with_other_modes_are_not_compared() -> None:
    layers = three_layers()
    star = layers["information"]
    nx.set_node_attributes(star, {node: node == "b" for node in star}, "mode")
    with pytest.raises(NetworkError, match="information"):
        layer_overlap(layers)


def test_one_layer_is_refused() -> None:
    with pytest.raises(MeasureError, match="1 layers"):
        layer_overlap({"a": nx.path_graph(3)})


def test_a_layer_not_measured_is_compared_with_none() -> None:
    layers = three_layers()
    layers["resource"].graph["measured"] = False
    found = layer_overlap(layers)
    assert found.table["reason"].tolist() == ["", "not_measured", "not_measured"]
    assert found.layers_per_tied_pair.reason == "not_measured"


def test_no_pair_or_no_tie_has_its_reason() -> None:
    for n, reason in [(0, "n_below_2"), (1, "n_below_2"), (2, "no_ties")]:
        found = layer_overlap({"a": nx.empty_graph(n), "b": nx.empty_graph(n)})
        assert found.table["reason"].tolist() == [reason]
        assert found.table["jaccard"].isna().all()
        assert found.layers_per_tied_pair.reason == reason


def test_two_mode_layers_expect_ties_between_the_modes_only() -> None:
    a = nx.Graph([(1, "x"), (2, "y")], not_asked=((1, 2),))
    b = nx.Graph([(1, "x"), (2, "x"), (1, "y")])
    layers = {}
    for name, graph in {"a": a, "b": b}.items():
        graph.add_node("z")
        mode = {node: str(node).isdigit() for node in graph}
        nx.set_node_attributes(graph, mode, "mode")
        layers[name] = graph
    found = layer_overlap(layers)
    assert found.table["n_both_expected"].tolist() == pytest.approx([2 * 3 / 6])
    assert found.table["jaccard"].tolist() == [1 / 4]


def test_the_frame_is_a_copy_and_the_engine_is_taken() -> None:
    layers = three_layers()
    found = layer_overlap({name: Ties.from_graph(g) for name, g in layers.items()})
    frame = found.to_frame()
    frame["jaccard"] = 0.0
    assert found.table["jaccard"].iloc[0] == 0.5
