"""Removal curves against R, brute force and the degenerate networks."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures.structure import by_degree, hub_removal, removal_curve
from hubstudy.network import collaboration_network, collaboration_ties
from hubstudy.network.rewiring import random_networks
from tests.networks import described, reference_figures, reference_network
from tests.studies import STREET_2

if TYPE_CHECKING:
    from hubstudy.intake import Study


@pytest.mark.parametrize("name", ["karate", "flo_marriage", "flo_business", "lesmis"])
def test_removal_by_degree_is_that_of_r(name: str) -> None:
    graph, static = reference_network(name), reference_figures(name)["removal_static"]
    order = by_degree(graph)[:10]
    assert [int(node) + 1 for node in order] == static["order"]
    curve = removal_curve(graph, order=order).to_frame()
    assert curve["largest_component"].tolist() == static["lcc"]


@pytest.mark.parametrize("name", ["karate", "flo_marriage", "flo_business", "lesmis"])
def test_any_order_is_followed_as_in_r(name: str) -> None:
    adaptive = reference_figures(name)["removal_adaptive"]
    order = [f"{node - 1:04d}" for node in adaptive["order"]]
    curve = removal_curve(reference_network(name), order=order).to_frame()
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
    curve = removal_curve(graph, order=order).to_frame()
    assert curve["largest_component"].tolist() == sizes


def test_the_share_is_of_all_organisations_isolates_too() -> None:
    graph = nx.star_graph(3)
    graph.add_node("alone")
    curve = removal_curve(described(graph), order=["0000"]).to_frame()
    assert curve["largest_component_share"].tolist() == [0.8, 0.2]
    assert curve["organization_id"].tolist() == ["", "0000"]


def test_n_removed_cuts_the_order() -> None:
    graph = described(nx.path_graph(4))
    curve = removal_curve(graph, order=by_degree(graph), n_removed=1).to_frame()
    assert curve["largest_component"].tolist() == [4, 2]


def test_an_empty_network_has_no_share() -> None:
    curve = removal_curve(described(nx.empty_graph(0)), order=[]).to_frame()
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
    assert len(result.table) == 8
    assert not result.caveats


def test_a_star_is_all_that_its_degrees_allow() -> None:
    """Rewired with every degree kept it is the same star."""
    result = hub_removal(described(nx.star_graph(8), hubs=[0]), n_random=50)
    found = result["share_after_rewired"]
    assert found.estimate == found.ci_low == found.ci_high == pytest.approx(1 / 9)
    assert result["loss"].estimate == pytest.approx(8 / 9)
    assert result["loss"].p_value == 1
    assert "不大于零模型所给" in result.sentence("zh")
    assert "no more than its null gives" in result.sentence("en")


def chain_of_cliques() -> nx.Graph:
    """Six cliques of five, all tied to one node and to nobody else."""
    graph = nx.Graph()
    for number in range(6):
        nx.add_path(graph, ["hub", (number, 0)])
        graph.add_edges_from(combinations([(number, who) for who in range(5)], 2))
    return graph


def test_a_hub_that_alone_holds_cliques_together_is_missed_beyond_its_degree() -> None:
    graph = described(chain_of_cliques(), hubs=["hub"])
    result = hub_removal(graph, n_random=100, seed=2)
    assert result["share_before"].estimate == 1
    assert result["share_after_hubs"].estimate == pytest.approx(5 / 31)
    high = result["loss_rewired"].ci_high
    assert high is not None
    assert high < 26 / 31
    assert result["loss"].p_value == pytest.approx(2 / 101)
    assert "大于零模型所给" in result.sentence("zh")
    assert "more than its null gives" in result.sentence("en")


def test_a_hub_inside_a_clique_is_missed_no_more_than_its_degree_gives() -> None:
    graph = described(chain_of_cliques(), hubs=[(0, 1), (1, 1), (2, 1)])
    result = hub_removal(graph, n_random=100, seed=2)
    assert result["loss"].estimate == pytest.approx(3 / 31)
    assert "no more than its null gives" in result.sentence("en")


def test_the_rewired_order_is_the_mean_over_random_networks_of_the_same_degrees() -> (
    None
):
    graph = described(chain_of_cliques(), hubs=["hub"])
    result = hub_removal(graph, n_random=39, seed=4)
    sizes = []
    for drawn in random_networks(graph, conditioning="degree", n_draws=20, seed=4):
        left = nx.Graph(zip(drawn.source.tolist(), drawn.target.tolist(), strict=True))
        left.add_nodes_from(range(31))
        left.remove_node(drawn.nodes["is_hub"].tolist().index(True))
        sizes.append(max(map(len, nx.connected_components(left))) / 31)
    found = result["share_after_rewired"]
    assert found.estimate == pytest.approx(np.mean(sizes), abs=1e-12)
    assert found.interval == "null"


def test_ties_that_were_not_measured_say_nothing() -> None:
    graph = described(nx.empty_graph(4), hubs=[0], measured=False)
    result = hub_removal(graph)
    assert result.table.empty
    assert result["loss"].reason == "not_measured"
    assert "未测量" in result.sentence("zh")


def test_hubs_of_the_embedded_city_are_missed_no_more_than_their_degrees_give(
    embedded: Study,
) -> None:
    """Hubs were given many ties, but none that alone holds parts together."""
    result = hub_removal(collaboration_network(embedded), seed=embedded.settings.seed)
    assert result["share_after_hubs"].estimate < result["share_after_random"].ci_low
    assert "不大于零模型所给" in result.sentence("zh")


def test_hubs_without_effect_are_missed_no_more_than_their_degrees_give(
    no_effect_study: Study,
) -> None:
    result = hub_removal(collaboration_ties(no_effect_study), seed=1)
    assert "no more than its null gives" in result.sentence("en")


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
