"""Removal curves against R, brute force and the degenerate networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures.structure import by_degree, hub_removal, removal_curve
from hubstudy.network import collaboration_network
from tests.networks import described, reference_figures, reference_network
from tests.studies import STREET_2

if TYPE_CHECKING:
    from hubstudy.intake import Study


@pytest.mark.parametrize("name", ["karate", "flo_marriage", "flo_business", "lesmis"])
def test_removal_by_degree_is_that_of_r(name: str) -> None:
    graph, static = reference_network(name), reference_figures(name)["removal_static"]
    order = by_degree(graph)[:10]
    assert [int(node) + 1 for node in order] == static["order"]
    assert (
        removal_curve(graph, order=order)["largest_component"].tolist() == static["lcc"]
    )


@pytest.mark.parametrize("name", ["karate", "flo_marriage", "flo_business", "lesmis"])
def test_any_order_is_followed_as_in_r(name: str) -> None:
    adaptive = reference_figures(name)["removal_adaptive"]
    order = [f"{node - 1:04d}" for node in adaptive["order"]]
    curve = removal_curve(reference_network(name), order=order)
    assert curve["largest_component"].tolist() == adaptive["lcc"]


@pytest.mark.parametrize("seed", range(5))
def test_backwards_equals_forwards(seed: int) -> None:
    graph = described(nx.gnp_random_graph(30, 0.07, seed=seed))
    order = np.random.default_rng(seed).permutation(sorted(graph)).tolist()
    sizes = []
    left = nx.Graph(graph)
    for node in [None, *order]:
        left.remove_nodes_from([node])
        sizes.append(max(map(len, nx.connected_components(left)), default=0))
    assert removal_curve(graph, order=order)["largest_component"].tolist() == sizes


def test_the_share_is_of_all_organisations_isolates_too() -> None:
    graph = nx.star_graph(3)
    graph.add_node("alone")
    curve = removal_curve(described(graph), order=["0000"])
    assert curve["largest_component_share"].tolist() == [0.8, 0.2]
    assert curve["organization_id"].tolist() == ["", "0000"]


def test_n_removed_cuts_the_order() -> None:
    graph = described(nx.path_graph(4))
    curve = removal_curve(graph, order=by_degree(graph), n_removed=1)
    assert curve["largest_component"].tolist() == [4, 2]


def test_an_empty_network_has_no_share() -> None:
    curve = removal_curve(described(nx.empty_graph(0)), order=[])
    assert curve["largest_component_share"].isna().all()


@pytest.mark.parametrize("order", [["0000", "0000"], ["9999"]])
def test_a_wrong_order_is_refused(order: list[str]) -> None:
    with pytest.raises(MeasureError, match="移除次序"):
        removal_curve(described(nx.path_graph(3)), order=order)


def test_a_hub_whose_star_is_collaboration_is_missed() -> None:
    graph = nx.star_graph(8)
    result = hub_removal(described(graph, hubs=[0]), n_random=50)
    assert result["share_before"].estimate == 1
    assert result["share_after_hubs"].estimate == pytest.approx(1 / 9)
    assert result["share_after_degree"].estimate == pytest.approx(1 / 9)
    assert result["share_after_random"].estimate > 0.5
    assert len(result.table) == 6
    assert not result.caveats


def test_a_star_of_membership_is_not_missed() -> None:
    graph = nx.star_graph(8)
    nx.set_edge_attributes(graph, "membership", "layer")
    result = hub_removal(described(graph, hubs=[0]))
    assert result["share_before"].estimate == pytest.approx(1 / 9)
    beside = result.parts["with_membership"]
    assert beside["largest_component_share"].iloc[:2].tolist() == [
        1,
        pytest.approx(1 / 9),
    ]
    assert any("定义" in caveat.zh for caveat in result.caveats)


def test_random_removal_is_the_average_over_organisations() -> None:
    """One of nine leaves the star at random: 8/9 if a leaf, 1/9 if the centre."""
    result = hub_removal(described(nx.star_graph(8), hubs=[0]), n_random=1500, seed=1)
    expected = (8 * 8 / 9 + 1 / 9) / 9
    assert result["share_after_random"].estimate == pytest.approx(expected, abs=0.02)


def test_the_same_seed_gives_the_same_table(napkin: Study) -> None:
    graph = collaboration_network(napkin)
    first, second = (hub_removal(graph, seed=3).table for _ in range(2))
    assert first.equals(second)


def test_no_hubs_nothing_to_remove(napkin: Study) -> None:
    result = hub_removal(collaboration_network(napkin), unit=STREET_2)
    assert result.table.empty
    assert result["share_after_hubs"].reason == "no_hubs"
    assert "没有枢纽" in result.sentence("zh")


def test_no_draws_are_refused(napkin: Study) -> None:
    with pytest.raises(MeasureError, match="n_random"):
        hub_removal(collaboration_network(napkin), n_random=0)


def test_the_interval_of_random_orders_holds_their_mean() -> None:
    graph = described(nx.star_graph(99), hubs=[5])
    result = hub_removal(graph, n_random=200, seed=3)
    found = result["share_after_random"]
    assert found.ci_low is not None
    assert found.ci_high is not None
    assert found.estimate is not None
    # now and then the center goes, and all fall apart
    assert found.estimate < 0.99
    assert found.ci_low <= found.estimate <= found.ci_high
