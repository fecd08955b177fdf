"""Modes of governance on networks whose mode one can see."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pytest

from hubstudy.errors import MeasureError, NetworkError
from hubstudy.measures.structure import GovernanceMode, governance_mode
from hubstudy.network import Ties, collaboration_network, collaboration_ties, cut
from tests.networks import described, small_graphs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hubstudy.intake import Study

NAO = "network_administrative_organization"
SERVICE = ("collaboration", "referral", "resource")


def layered(graph: nx.Graph, layer: str, *, hubs: Iterable[Any] = ()) -> nx.Graph:
    """The graph under the contract, every tie of one layer."""
    graph = nx.Graph(graph.edges)
    nx.set_edge_attributes(graph, layer, "layer")
    return described(graph, hubs=hubs)


def mode(graph: nx.Graph | Ties, **options: Any) -> GovernanceMode:
    return governance_mode(graph, n_draws=0, **options)


def test_a_star_of_collaboration_has_a_lead_organization() -> None:
    found = mode(layered(nx.star_graph(9), "collaboration", hubs=[0]))
    assert (found.mode, found.top) == ("lead_organization", "0000")
    assert (found.nearest, found.deciding) == ("shared", "degree_centralization")
    for name in ("degree_centralization", "broker_share", "broker_lead"):
        assert found.numbers[name].estimate == 1
    assert found.numbers["members_reach"].estimate == 0
    assert found.margin == 0.5


def test_a_star_of_membership_has_no_mode() -> None:
    found = mode(layered(nx.star_graph(9), "membership", hubs=[0]))
    assert (found.mode, found.reason) == ("", "only_membership")
    assert found.margin is None
    assert found.to_frame().empty
    assert "除隶属外没有关系" in str(found)


def test_membership_does_not_make_a_lead_organization() -> None:
    """A ring of collaboration around a hub to which all belong."""
    ring = nx.cycle_graph(range(1, 10))
    nx.set_edge_attributes(ring, "collaboration", "layer")
    ring.add_edges_from(((0, k) for k in range(1, 10)), layer="membership")
    found = mode(described(ring, hubs=[0]))
    assert found.mode == "mixed"
    assert found.numbers["degree_centralization"].estimate == pytest.approx(2 / 72)
    assert found.numbers["degree_centralization_with_membership"].estimate == (
        pytest.approx(9 * 6 / 72)
    )
    assert any("不作判定依据" in text.zh for text in found.reasons)


@pytest.mark.parametrize("layer", ["supervision", "funding", "information"])
def test_a_hub_that_only_governs_is_an_administrative_organization(layer: str) -> None:
    found = mode(layered(nx.star_graph(9), layer, hubs=[0]))
    assert found.mode == NAO
    assert (found.nearest, found.margin) == ("lead_organization", 0.25)
    assert found.deciding == "service_share"


def test_a_hub_known_to_deliver_is_a_member_that_leads() -> None:
    graph = layered(nx.star_graph(9), "supervision", hubs=[0])
    found = mode(graph, delivering=["0000"])
    assert (found.mode, found.nearest) == ("lead_organization", "shared")
    assert any("自办服务" in text.zh for text in found.reasons)


def test_a_filed_group_is_never_a_body_of_its_own() -> None:
    found = mode(layered(nx.star_graph(9), "supervision"))
    assert (found.mode, found.nearest) == ("lead_organization", "shared")
    assert any("备案组织或自组织" in text.zh for text in found.reasons)


@pytest.mark.parametrize("status", ["registered", "other"])
def test_a_registered_body_need_not_be_a_hub(status: str) -> None:
    graph = layered(nx.star_graph(9), "supervision")
    graph.nodes["0000"]["legal_status"] = status
    assert mode(graph).mode == NAO


def test_a_quarter_of_service_ties_is_borne() -> None:
    graph = layered(nx.star_graph(8), "supervision", hubs=[0])
    for k in (1, 2):
        graph.edges["0000", f"000{k}"]["layer"] = "collaboration+supervision"
    found = mode(graph)
    assert (found.mode, found.margin) == (NAO, 0)
    graph.edges["0000", "0003"]["layer"] = "resource"
    found = mode(graph)
    assert (found.mode, found.nearest) == ("lead_organization", NAO)
    assert found.margin == 0.125


def test_arrays_have_no_layers_and_ask_for_the_service_network() -> None:
    graph = layered(nx.star_graph(9), "supervision", hubs=[0])
    found = mode(Ties.from_graph(graph))
    assert (found.mode, found.reason, found.margin) == ("", "not_measured", None)
    assert any("service 网络" in text.zh for text in found.reasons)
    none = nx.create_empty_copy(graph)
    assert mode(Ties.from_graph(graph), service=none).mode == NAO
    assert mode(Ties.from_graph(graph), service=graph).mode == "lead_organization"


def test_a_service_network_of_others_is_refused() -> None:
    graph = layered(nx.star_graph(9), "supervision", hubs=[0])
    with pytest.raises(NetworkError, match="service"):
        mode(graph, service=layered(nx.star_graph(3), "referral"))


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        (nx.complete_graph(6), "shared"),
        (nx.complete_graph(3), "shared"),
        (nx.complete_bipartite_graph(4, 4), "shared"),
        (nx.octahedral_graph(), "shared"),
        (nx.disjoint_union(nx.complete_graph(5), nx.complete_graph(5)), "mixed"),
        (nx.watts_strogatz_graph(30, 4, 0), "mixed"),
        (nx.watts_strogatz_graph(30, 4, 0.1, seed=1), "mixed"),
        (nx.gnm_random_graph(30, 45, seed=1), "mixed"),
        (nx.balanced_tree(2, 4), "mixed"),
        (nx.path_graph(12), "mixed"),
        (nx.wheel_graph(12), "lead_organization"),
        (nx.path_graph(3), "lead_organization"),
    ],
)
def test_networks_with_a_name_get_their_mode(graph: nx.Graph, expected: str) -> None:
    graph = nx.Graph(graph.edges)
    assert mode(layered(graph, "collaboration")).mode == expected


def test_two_equal_leaders_are_none() -> None:
    """Two stars whose centres are tied: half of the brokering each."""
    graph = nx.disjoint_union(nx.star_graph(6), nx.star_graph(6))
    graph.add_edge(0, 7)
    found = mode(layered(graph, "collaboration"))
    assert found.mode == "mixed"
    assert found.numbers["broker_share"].estimate == 0.5
    assert found.numbers["broker_lead"].estimate == 0
    # either they part, or some more of the others meet without the first
    rows = found.to_frame().set_index("criterion")["margin"]
    assert rows["broker_lead"] == -0.25
    assert (found.nearest, found.deciding) == ("shared", "members_reach")
    assert found.margin == pytest.approx(0.5 - 21 / 78)


def test_in_a_clique_nobody_brokers() -> None:
    found = mode(layered(nx.complete_graph(6), "collaboration"))
    assert found.numbers["broker_share"].reason == "no_open_paths"
    assert (found.nearest, found.margin) == ("lead_organization", 0.5)
    assert any("无人居间" in text.zh for text in found.reasons)


@pytest.mark.parametrize("graph", small_graphs())
def test_brokering_and_reach_are_as_defined(graph: nx.Graph) -> None:
    found = mode(described(graph))
    if len(graph) < 3 or not graph.size():
        expected = "n_below_3" if len(graph) < 3 else "no_ties"
        assert (found.mode, found.reason) == ("", expected)
        return
    middles = [
        sum(not graph.has_edge(a, b) for a, b in itertools.combinations(graph[v], 2))
        for v in graph
    ]
    order = sorted(graph, key=lambda v: (-middles[v], -graph.degree[v], v))
    assert found.top == f"{order[0]:04d}"
    if sum(middles):
        share = middles[order[0]] / sum(middles)
        lead = share - middles[order[1]] / sum(middles)
        assert found.numbers["broker_share"].estimate == pytest.approx(share)
        assert found.numbers["broker_lead"].estimate == pytest.approx(lead, abs=1e-12)
    others = nx.Graph(graph)
    others.remove_node(order[0])
    near = [
        others.has_edge(a, b) or bool(set(others[a]) & set(others[b]))
        for a, b in itertools.combinations(others, 2)
    ]
    assert found.numbers["members_reach"].estimate == pytest.approx(np.mean(near))


def test_pairs_nobody_asked_about_are_neither_open_nor_apart() -> None:
    graph = nx.star_graph(3)
    graph.add_edge(3, 4)
    found = mode(described(graph, not_asked=(("0001", "0002"),)))
    # of 0: 1 and 3, 2 and 3; of 3: 0 and 4; had 1 and 2 been asked about, 3 of 4
    assert found.numbers["broker_share"].estimate == pytest.approx(2 / 3)
    # without 0, 3 and 4 of six pairs, one of which is silent
    assert found.numbers["members_reach"].estimate == pytest.approx(1 / 5)


def test_too_little_has_no_mode() -> None:
    assert mode(described(nx.path_graph(2))).reason == "n_below_3"
    assert mode(described(nx.empty_graph(0))).reason == "n_below_3"
    assert mode(described(nx.empty_graph(4))).reason == "no_ties"
    assert mode(described(nx.path_graph(4), measured=False)).reason == "not_measured"


def test_chance_is_told_apart() -> None:
    above = governance_mode(layered(nx.star_graph(19), "collaboration"), n_draws=100)
    assert any("高于随机所及" in text.zh for text in above.reasons)
    null = above.numbers["degree_centralization_null"]
    assert null.n == 100
    random = layered(nx.gnm_random_graph(20, 40, seed=1), "collaboration")
    within = governance_mode(random, n_draws=100)
    assert any("不超出随机所及" in text.zh for text in within.reasons)
    again = governance_mode(random, n_draws=100)
    assert again.numbers == within.numbers


def test_every_criterion_has_a_row() -> None:
    frame = mode(layered(nx.star_graph(9), "collaboration", hubs=[0])).to_frame()
    assert frame["criterion"].tolist() == [
        "degree_centralization",
        "broker_share",
        "broker_lead",
        "members_reach",
        "formal_body",
        "known_to_deliver",
        "service_share",
    ]
    assert frame["met"].tolist() == [True, True, True, False, True, True, False]
    margin = [0.5, 0.5, 0.75, -0.5, 0, 0, -0.75]
    assert frame["margin"].tolist() == pytest.approx(margin)


def test_limits_say_what_of_the_four_predictors_can_be_seen() -> None:
    found = mode(layered(nx.star_graph(9), "collaboration"))
    said = "".join(text.zh for text in found.limits)
    for predictor in ("信任", "参与者数目", "目标共识", "能力"):
        assert predictor in said
    assert "10 个组织" in said


def test_thresholds_are_shares() -> None:
    graph = layered(nx.star_graph(3), "collaboration")
    for name in (
        "min_centralization",
        "min_broker_share",
        "min_lead",
        "min_reach",
        "max_service_share",
    ):
        with pytest.raises(MeasureError, match=f"'{name}': 3"):
            mode(graph, **{name: 3})
    with pytest.raises(MeasureError, match="n_draws"):
        governance_mode(graph, n_draws=-1)


def test_members_are_taken_out_of_the_whole() -> None:
    graph = layered(nx.star_graph(9), "collaboration")
    ring = [f"000{k}" for k in range(1, 10)]
    assert mode(graph, members=ring).reason == "no_ties"
    assert mode(graph, members=["0000", "0001", "0002"]).n == 3
    with pytest.raises(MeasureError, match="9999"):
        mode(graph, members=["9999"])


@pytest.mark.parametrize("name", ["members", "selected", "delivering"])
def test_a_text_is_no_list_of_ids(name: str) -> None:
    graph = layered(nx.star_graph(9), "collaboration")
    with pytest.raises(MeasureError, match="pass a list of ids"):
        mode(graph, **{name: "0001"})


def test_those_selected_are_there() -> None:
    graph = layered(nx.star_graph(9), "collaboration")
    with pytest.raises(MeasureError, match="of selected are not"):
        mode(graph, members=["0000", "0001", "0002"], selected=["0003"])


def test_without_names_and_kinds_there_is_a_refusal_that_names_them() -> None:
    with pytest.raises(NetworkError, match=r"6 个节点缺少.*organization_name.*is_hub"):
        mode(Ties.from_graph(nx.star_graph(5)))
    graph = layered(nx.star_graph(9), "collaboration")
    del graph.nodes["0003"]["legal_status"]
    with pytest.raises(NetworkError, match=r"1 nodes lack \['legal_status'\].*0003"):
        mode(Ties.from_graph(graph))
    with pytest.raises(NetworkError, match="1 nodes lack legal_status"):
        mode(graph)
    assert mode(Ties.from_graph(nx.empty_graph(0))).reason == "n_below_3"


def test_a_centre_chosen_for_its_ties_is_not_held_against_chance() -> None:
    graph = layered(nx.star_graph(19), "collaboration")
    found = governance_mode(graph, selected=["0000"], n_draws=20)
    assert (found.n_selected, found.mode) == (1, "lead_organization")
    assert found.numbers["degree_centralization_null"].reason == "not_applicable"
    said = [text for text in found.reasons if "这一选择造成" in text.zh]
    assert len(said) == 1
    assert graph.nodes["0000"]["organization_name"] in said[0].zh
    assert "partly made by that choice" in said[0].en
    assert not any("chance" in text.en for text in found.reasons)
    assert "选择造成" in found.sentence().zh
    assert "to the others: 1, so that centralisation" in found.sentence().en
    assert "Chosen among these" not in str(governance_mode(graph, n_draws=0))


def test_differences_of_shares_are_percentage_points() -> None:
    found = mode(layered(nx.star_graph(9), "collaboration", hubs=[0]))
    assert "度中心势相差 50.0 个百分点" in found.sentence().zh
    assert "50.0 percentage points away" in found.sentence().en
    first = found.reasons[0]
    assert "比第二位高出 100.0 个百分点" in first.zh
    assert "占比达 50.0%、高出 25.0 个百分点" in first.zh
    assert "100.0 percentage points ahead" in first.en


def test_the_centre_governs_the_hubs_of_the_embedded_city(embedded: Study) -> None:
    graph = collaboration_network(embedded)
    hubs = [name for name, is_hub in graph.nodes(data="is_hub") if is_hub]
    found = governance_mode(graph, members=[*hubs, "N01"])
    assert (found.mode, found.top, found.n) == (NAO, "N01", 33)
    assert found.numbers["service_share"].estimate == 0
    ties = collaboration_ties(embedded)
    service = collaboration_ties(embedded, layers=SERVICE, membership=False)
    same = governance_mode(ties, members=[*hubs, "N01"], service=service)
    assert same.to_frame().equals(found.to_frame())


def test_no_street_of_the_embedded_city_is_led_without_membership(
    embedded: Study,
) -> None:
    graph = collaboration_network(embedded)
    for street in graph.graph["streets"]:
        assert mode(cut(graph, street)).mode == "mixed"


def test_hubs_of_the_embedded_communities_lead_by_membership_only(
    embedded: Study,
) -> None:
    ties = collaboration_ties(embedded)
    service = collaboration_ties(embedded, layers=SERVICE, membership=False)
    nodes = ties.nodes.set_index("organization_id")
    with_, without = [], []
    for _, rows in nodes.groupby("community_code"):
        found = mode(ties, members=list(rows.index), service=service)
        assert found.mode in {"shared", "mixed"}
        if rows["is_hub"].any():
            numbers = found.numbers
            with_.append(numbers["degree_centralization_with_membership"].estimate)
            without.append(numbers["degree_centralization"].estimate)
    assert len(with_) == 32
    assert np.median(with_) > 0.5 > np.median(without)
