"""The contract, what makes a tie, what is cut, and the map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from hubstudy.errors import MeasureError, NetworkError
from hubstudy.measures.density import network_density
from hubstudy.network import (
    EDGE_ATTRIBUTES,
    NODE_ATTRIBUTES,
    Ties,
    affiliation_network,
    collaboration_network,
    collaboration_ties,
    cut,
    drawing_frame,
    fixed_layout,
    validate_network,
)
from hubstudy.network.ties import as_ties
from tests.networks import described, reference_figures
from tests.reference.shared import shared_reference
from tests.studies import (
    STREET_1,
    STREET_2,
    A,
    B,
    C,
    default_rows,
    organization,
    small_study,
    tie,
)

if TYPE_CHECKING:
    from hubstudy.intake import Study


def edge_set(graph: nx.Graph) -> set[tuple[str, str]]:
    return {(min(pair), max(pair)) for pair in graph.edges}


def assert_same(one: nx.Graph, other: nx.Graph) -> None:
    assert list(one.nodes(data=True)) == list(other.nodes(data=True))
    assert list(one.edges(data=True)) == list(other.edges(data=True))
    assert one.graph == other.graph


def test_the_napkin_network(napkin: Study) -> None:
    graph = collaboration_network(napkin)
    validate_network(graph)
    assert list(graph) == ["A1", "A2", "A3", "B1", "B2", "C1", "H1"]
    membership = {("A1", "H1"), ("A2", "H1"), ("A3", "H1")}
    assert edge_set(graph) == membership | {("A1", "A2"), ("A3", "B1"), ("B2", "C1")}
    assert set(graph.nodes["H1"]) == set(NODE_ATTRIBUTES)
    assert set(graph.edges["A1", "H1"]) == set(EDGE_ATTRIBUTES)
    assert graph.edges["A1", "H1"]["year_from"] == 2018  # the later of the two opened
    assert graph.graph["place"].zh == "示例市"
    assert graph.graph["streets"] == {STREET_1: "甲街道", STREET_2: "乙街道"}
    assert (graph.graph["year"], graph.graph["measured"]) == (2023, True)


def test_without_membership_isolates_stay(napkin: Study) -> None:
    graph = collaboration_network(napkin, membership=False)
    assert list(nx.isolates(graph)) == ["H1"]
    assert graph.graph["membership"] is False


def test_rows_of_one_pair_become_one_edge() -> None:
    ties = [
        tie("A1", "A2", layer="resource", weight=2.5, year_from=2020, year_to=2023),
        tie("A2", "A1", layer="collaboration", weight=None, year_from=2018),
        tie("A2", "A1", layer="collaboration", weight=1, year_from=2021, year_to=2023),
    ]
    graph = collaboration_network(small_study(ties=ties), membership=False)
    assert graph.edges["A1", "A2"] == {
        "layer": "collaboration+resource",
        "n_layers": 2,
        "weight": 4.5,
        "year_from": 2018,
        "year_to": None,
    }


def test_a_tie_that_ended_keeps_its_last_year() -> None:
    ended = tie("A1", "A2", year_to=2023)
    graph = collaboration_network(small_study(ties=[ended]), membership=False)
    assert graph.edges["A1", "A2"]["year_to"] == 2023


@pytest.mark.parametrize(
    ("year", "expected"), [(2018, False), (2019, True), (2021, True), (2022, False)]
)
def test_ties_are_those_active_in_the_year(year: int, expected: bool) -> None:  # noqa: FBT001
    study = small_study(ties=[tie("A1", "A2", year_from=2019, year_to=2021)])
    graph = collaboration_network(study, year=year)
    assert graph.has_edge("A1", "A2") is expected


def test_a_closed_end_drops_the_tie_and_is_counted() -> None:
    rows = default_rows()
    rows["organizations"][1]["closed"] = "2020-06-30"  # A1
    study = small_study(organizations=rows["organizations"])
    graph = collaboration_network(study)
    assert "A1" not in graph
    assert graph.graph["n_ties_dropped"] == 1
    assert "A1" in collaboration_network(study, year=2019)


def test_a_hub_not_yet_open_has_no_members(napkin: Study) -> None:
    graph = collaboration_network(napkin, year=2017)
    assert "H1" not in graph
    assert graph.number_of_edges() == 0
    assert graph.graph["n_ties_dropped"] == 0


def test_absent_is_no_tie_and_not_asked_is_neither() -> None:
    ties = [
        tie("A1", "A2", observation="absent"),
        tie("A1", "A3", observation="not_asked"),
        tie("A3", "A1", observation="not_asked", layer="resource"),
        tie("A2", "A3", observation="not_asked"),
        tie("A2", "A3", layer="resource"),  # asked about in another layer
    ]
    graph = collaboration_network(small_study(ties=ties), membership=False)
    assert edge_set(graph) == {("A2", "A3")}
    assert graph.graph["not_asked"] == (("A1", "A3"),)
    assert graph.graph["n_not_asked"] == 1
    # 7 organisations, 21 pairs, one of them not asked about
    assert network_density(graph).estimate == pytest.approx(1 / 20)


def test_nobody_asked_is_not_a_network_without_ties() -> None:
    silent = [tie("A1", "A2", observation="not_asked")]
    graph = collaboration_network(small_study(ties=silent))
    assert graph.graph["measured"] is False
    assert network_density(graph).reason == "not_measured"


def test_only_the_layers_asked_for() -> None:
    ties = [tie("A1", "A2"), tie("B1", "B2", layer="funding")]
    study = small_study(ties=ties)
    graph = collaboration_network(study, layers=["funding"], membership=False)
    assert edge_set(graph) == {("B1", "B2")}
    assert graph.graph["layers"] == ("funding",)


def test_a_row_of_layer_membership_obeys_the_switch() -> None:
    study = small_study(ties=[tie("B1", "B2", layer="membership")])
    assert collaboration_network(study).has_edge("B1", "B2")
    assert not collaboration_network(study, membership=False).has_edge("B1", "B2")


@pytest.mark.parametrize("layer", ["friendship", "membership"])
def test_an_unknown_layer_is_refused_with_the_list(napkin: Study, layer: str) -> None:
    with pytest.raises(NetworkError, match=rf"{layer}.*collaboration"):
        collaboration_network(napkin, layers=[layer])


def test_self_ties_are_refused() -> None:
    with pytest.raises(NetworkError, match=r"ties.*A1"):
        collaboration_network(small_study(ties=[tie("A1", "A1")]))
    own = [organization("H1", A, is_hub=True, member_of="H1")]
    with pytest.raises(NetworkError, match=r"organizations.*H1"):
        collaboration_network(small_study(organizations=own, ties=[]))


def test_a_year_outside_the_study_is_refused(napkin: Study) -> None:
    with pytest.raises(MeasureError, match="2014"):
        collaboration_network(napkin, year=2014)


def test_an_empty_study_has_an_empty_network() -> None:
    study = small_study(organizations=[], ties=[], communities=[], street_districts=[])
    graph = collaboration_network(study)
    validate_network(graph)
    assert len(graph) == 0
    assert drawing_frame(graph).empty
    assert Ties.from_graph(graph).adjacency().shape == (0, 0)


def test_the_order_of_rows_changes_nothing(napkin: Study) -> None:
    shuffled = {
        name: frame.sample(frac=1, random_state=5).reset_index(drop=True)
        for name, frame in napkin.tables
    }
    other = replace(napkin, tables=type(napkin.tables)(**shuffled))
    graph = collaboration_network(napkin)
    mixed = collaboration_network(other)
    mixed.graph["streets"] = dict(sorted(mixed.graph["streets"].items()))
    assert_same(graph, mixed)


def test_the_engine_is_the_same_from_graph_and_from_tables(napkin: Study) -> None:
    one, other = (
        collaboration_ties(napkin),
        Ties.from_graph(collaboration_network(napkin)),
    )
    pd.testing.assert_frame_equal(one.nodes, other.nodes)
    for name in ("source", "target", "weight", "only_membership", "not_asked"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert (one.n_nodes, one.n_ties) == (7, 6)
    assert one.without_membership().n_ties == 3


def test_a_pair_outside_the_nodes_is_refused() -> None:
    graph = described(nx.path_graph(2), not_asked=(("0000", "9999"),))
    with pytest.raises(NetworkError, match="9999"):
        Ties.from_graph(graph)


@pytest.mark.parametrize("asked", ["all", [("0000", "0000")], [("0000",)], [7]])
def test_what_is_no_pair_of_two_nodes_is_refused(asked: Any) -> None:
    graph = nx.Graph(described(nx.path_graph(3)), not_asked=asked)
    with pytest.raises(NetworkError, match="two different nodes"):
        Ties.from_graph(graph)


def test_a_matrix_is_refused_with_the_way_to_make_a_graph() -> None:
    with pytest.raises(NetworkError, match=r"ndarray.*from_numpy_array"):
        as_ties(np.eye(3))  # type: ignore[arg-type]


def test_cut_keeps_the_street_and_counts_what_it_severs() -> None:
    ties = [
        *default_rows()["ties"],
        tie("A1", "B2", observation="not_asked"),
        tie("A1", "C1", observation="not_asked"),
    ]
    graph = collaboration_network(small_study(ties=ties))
    part = cut(graph, STREET_1)
    assert list(part) == ["A1", "A2", "A3", "B1", "B2", "H1"]
    assert part.graph["n_ties_crossing"] == 1
    assert part.graph["not_asked"] == (("A1", "B2"),)
    assert graph.graph["n_not_asked"] == 2
    validate_network(part)


def test_cutting_an_unknown_street_is_refused(napkin: Study) -> None:
    with pytest.raises(MeasureError, match=STREET_2):
        cut(collaboration_network(napkin), "371082999")


def breaking() -> dict[str, nx.Graph]:
    """Graphs that a user may bring, each wrong in one way."""
    graphs = {
        name: described(nx.path_graph(3))
        for name in ("place", "attribute", "loop", "layer", "weight", "street", "mode")
    }
    del graphs["place"].graph["place"]
    del graphs["attribute"].nodes["0001"]["is_hub"]
    graphs["loop"].add_edge("0001", "0001", layer="collaboration")
    del graphs["layer"].edges["0000", "0001"]["layer"]
    graphs["weight"].edges["0000", "0001"]["weight"] = -1.0
    graphs["street"].nodes["0002"]["street_code"] = "1"
    nx.set_node_attributes(graphs["mode"], "organization", "mode")
    graphs["number"] = nx.relabel_nodes(described(nx.path_graph(2)), {"0000": 7})
    graphs["direction"] = nx.DiGraph(described(nx.path_graph(2)))
    return graphs


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("place", "place"), ("attribute", "is_hub"), ("loop", "自环"),
        ("layer", "layer"), ("weight", "weight"), ("street", "'1'"),
        ("mode", "二模"), ("number", "文本"), ("direction", "DiGraph"),
    ],
)  # fmt: skip
def test_a_graph_that_breaks_the_contract_is_refused(wrong: str, said: str) -> None:
    with pytest.raises(NetworkError, match=said):
        validate_network(breaking()[wrong])


def project(identifier: str, lead: str, community: str, year: int) -> dict[str, Any]:
    return {
        "project_id": identifier, "lead_id": lead, "community_code": community,
        "scheme": "venture_grant", "title": f"示例{identifier}",
        "target_group": "elderly", "year": year, "award_cny": 1000.0,
        "start": f"{year}-03-01", "status": "completed",
    }  # fmt: skip


def two_mode_study() -> Study:
    partners = [
        {"project_id": "P1", "organization_id": "A1", "partner_role": "venue"},
        {"project_id": "P1", "organization_id": "H1", "partner_role": "funds"},
        {"project_id": "P2", "organization_id": "A1", "partner_role": "delivery"},
    ]
    projects = [project("P1", "H1", A, 2019), project("P2", "B1", B, 2020)]
    return small_study(projects=projects, project_partners=partners)


def test_the_two_mode_network() -> None:
    graph = affiliation_network(two_mode_study())
    validate_network(graph)
    assert list(graph) == ["A1", "B1", "H1", "P1", "P2"]
    assert nx.get_edge_attributes(graph, "layer") == {
        ("A1", "P1"): "venue",
        ("A1", "P2"): "delivery",
        ("B1", "P2"): "lead",
        ("H1", "P1"): "funds+lead",
    }
    assert graph.nodes["P1"]["mode"] == "project"
    assert network_density(graph).estimate == pytest.approx(4 / 6)
    assert network_density(cut(graph, STREET_2)).reason == "n_below_2"


def test_organisations_without_a_project_that_year_stay() -> None:
    graph = affiliation_network(two_mode_study(), year=2020)
    assert list(graph) == ["A1", "B1", "H1", "P2"]
    assert list(nx.isolates(graph)) == ["H1"]


def test_the_two_mode_network_without_projects_is_empty(napkin: Study) -> None:
    assert len(affiliation_network(napkin)) == 0


def test_one_id_for_two_things_is_refused() -> None:
    study = small_study(projects=[project("H1", "H1", A, 2019)])
    with pytest.raises(NetworkError, match="H1"):
        affiliation_network(study)


def test_two_mode_density_of_the_southern_women() -> None:
    figures = reference_figures("davis")
    text = shared_reference("davis_edges.csv").read_text(encoding="utf-8")
    pairs = [line.split(",") for line in text.splitlines()[1:]]
    graph = described(nx.empty_graph(figures["n1"] + figures["n2"]))
    for place, node in enumerate(graph):
        women = place < figures["n1"]
        graph.nodes[node]["mode"] = "organization" if women else "project"
    for woman, event in pairs:
        graph.add_edge(f"{int(woman) - 1:04d}", f"{int(event) - 1:04d}", layer="lead")
    theirs = figures["two_mode_density"]
    assert network_density(graph).estimate == pytest.approx(theirs, abs=1e-9)


def test_the_map_puts_the_hub_in_the_middle_of_its_community(napkin: Study) -> None:
    frame = drawing_frame(collaboration_network(napkin))
    at = frame[frame["kind"] == "node"].set_index("node")[["x", "y"]]
    away = np.hypot(*(at.loc[["A1", "A2", "A3"]] - at.loc["H1"]).to_numpy().T)
    np.testing.assert_allclose(away, np.sqrt([1, 2, 3]), atol=1e-5)
    kinds = frame.set_index("node")["node_kind"]
    assert (kinds["H1"], kinds["A1"]) == ("hub", "organization")
    assert frame["kind"].tolist() == ["tie"] * 6 + ["node"] * 7 + ["street"] * 2


def test_a_street_keeps_its_place_on_the_map(napkin: Study) -> None:
    graph = collaboration_network(napkin)
    whole, part = drawing_frame(graph), drawing_frame(graph, unit=STREET_1)
    nodes = part[part["kind"] == "node"].set_index("node")[["x", "y"]]
    everywhere = whole[whole["kind"] == "node"].set_index("node")[["x", "y"]]
    pd.testing.assert_frame_equal(nodes, everywhere.loc[nodes.index])
    assert part["kind"].value_counts().to_dict() == {"node": 6, "tie": 5, "street": 1}


def test_the_map_does_not_depend_on_ties_or_order(napkin: Study) -> None:
    graph = collaboration_network(napkin)
    bare = collaboration_network(napkin, membership=False)
    backwards = nx.Graph(**graph.graph)
    backwards.add_nodes_from(reversed(list(graph.nodes(data=True))))
    backwards.add_edges_from(
        (b, a, d) for a, b, d in reversed(list(graph.edges(data=True)))
    )
    columns = ["node", "x", "y"]
    maps = [drawing_frame(g).query("kind == 'node'")[columns] for g in (graph, bare)]
    assert maps[0].to_numpy().tolist() == maps[1].to_numpy().tolist()
    order = ["kind", "node", "x", "y", "x_end", "y_end"]
    one, other = (
        drawing_frame(g)[order].sort_values(order, ignore_index=True)
        for g in (graph, backwards)
    )
    nodes = one["kind"] != "tie"
    pd.testing.assert_frame_equal(one[nodes], other[nodes])


def test_communities_do_not_overlap_on_the_map() -> None:
    rng = np.random.default_rng(2)
    codes = [f"{STREET_1}{number:03d}" for number in range(1, 15)]
    graph = described(nx.empty_graph(0))
    graph.graph["streets"] = {STREET_1: "甲街道"}
    template = next(iter(described(nx.empty_graph(1)).nodes(data=True)))[1]
    for code in codes:
        for number in range(int(rng.integers(1, 40))):
            name = f"{code}-{number:02d}"
            graph.add_node(name, **(template | {"community_code": code}))
    frame = drawing_frame(graph).query("kind == 'node'")
    home = frame["node"].str[:12].to_numpy()
    places = frame[["x", "y"]].to_numpy()
    gaps = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    nearest = np.where(home[:, None] != home[None], gaps, np.inf).min()
    assert nearest > 1
    street = drawing_frame(graph).query("kind == 'street'").iloc[0]
    reach = np.hypot(places[:, 0] - street["x"], places[:, 1] - street["y"]).max()
    assert reach <= street["weight"]


def test_projects_lie_around_their_community() -> None:
    frame = drawing_frame(affiliation_network(two_mode_study()))
    kinds = frame[frame["kind"] == "node"].set_index("node")["node_kind"]
    assert kinds["P1"] == "project"
    at = frame[frame["kind"] == "node"].set_index("node")[["x", "y"]]
    assert np.hypot(*(at.loc["P1"] - at.loc["H1"])) > np.hypot(
        *(at.loc["A1"] - at.loc["H1"])
    )


def test_one_layout_serves_all_years_and_both_networks() -> None:
    study = two_mode_study()
    layout = fixed_layout(study)
    graphs = [collaboration_network(study, year=year) for year in (2019, 2023)]
    graphs += [affiliation_network(study, year=year) for year in (2019, 2020)]
    maps = [drawing_frame(graph, layout=layout) for graph in graphs]
    places = layout.nodes.set_index("node").round(6)
    assert {"P1", "P2", "H1", "A1"} <= set(places.index)
    for frame in maps:
        nodes = frame[frame["kind"] == "node"].set_index("node")[["x", "y"]]
        pd.testing.assert_frame_equal(nodes, places.loc[nodes.index])
        assert (frame["kind"] == "street").sum() == 2


def test_a_layout_of_another_study_is_refused(napkin: Study) -> None:
    other = fixed_layout(small_study(organizations=[organization("C1", C)], ties=[]))
    with pytest.raises(NetworkError, match=r"A1.*same study"):
        drawing_frame(collaboration_network(napkin), layout=other)


def test_the_map_refuses_an_unknown_unit(napkin: Study) -> None:
    with pytest.raises(MeasureError, match=STREET_1):
        drawing_frame(collaboration_network(napkin), unit="nowhere")


def test_communities_without_organisations_do_not_matter() -> None:
    study = small_study(organizations=[organization("C1", C)], ties=[])
    assert len(drawing_frame(collaboration_network(study))) == 2


def test_belonging_to_a_hub_is_no_answer_to_the_question() -> None:
    ties = [tie("A1", "A2"), tie("A1", "H1", observation="not_asked")]
    study = small_study(ties=ties)
    with_members = collaboration_network(study)
    assert with_members.graph["not_asked"] == (("A1", "H1"),)
    # 7 organisations, 21 pairs; membership ties the pair nobody asked about
    assert network_density(with_members).estimate == pytest.approx(4 / 21)
    plain = Ties.from_graph(with_members).without_membership()
    assert network_density(plain).estimate == pytest.approx(1 / 20)
    apart = collaboration_network(study, membership=False)
    assert network_density(apart).estimate == pytest.approx(1 / 20)
