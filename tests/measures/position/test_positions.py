"""Positions and centralisation against R, networkx, every small graph and the traps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures import position
from hubstudy.measures.density import network_density
from hubstudy.network import Ties, collaboration_network
from hubstudy.network.paths import betweenness
from tests.networks import (
    described,
    numbers,
    reference_figures,
    reference_network,
    small_graphs,
)
from tests.studies import STREET_1, STREET_2, organization, small_study, tie

if TYPE_CHECKING:
    from hubstudy.intake import Study

NETWORKS = ["karate", "flo_marriage", "flo_business", "lesmis"]
CLOSE = {"rtol": 0, "atol": 1e-9}


@pytest.mark.parametrize("name", NETWORKS)
def test_every_index_is_that_of_r(name: str) -> None:
    graph, figures = reference_network(name), reference_figures(name)
    ties, r = Ties.from_graph(graph), figures["centralization"]
    np.testing.assert_array_equal(ties.degree(), figures["degree"])
    np.testing.assert_allclose(betweenness(ties), figures["betweenness_raw"], **CLOSE)
    np.testing.assert_allclose(
        position.constraint(graph), numbers(figures["constraint_igraph"]), **CLOSE
    )
    ours = [
        network_density(graph).estimate,
        position.degree_centralization(graph).estimate,
        position.betweenness_centralization(graph).estimate,
    ]
    theirs = [figures["density_sna"], r["degree_sna"], r["betweenness_sna"]]
    assert ours == pytest.approx(theirs, abs=1e-9)


def test_weighted_constraint_is_that_of_igraph() -> None:
    theirs = numbers(reference_figures("lesmis")["constraint_igraph_weighted"])
    ours = position.constraint(reference_network("lesmis"), weighted=True)
    np.testing.assert_allclose(ours, theirs, **CLOSE)


def test_pucci_the_isolate_counts_but_has_no_constraint() -> None:
    graph = reference_network("flo_marriage")
    assert Ties.from_graph(graph).n_nodes == 16
    assert position.constraint(graph).isna().sum() == 1
    assert position.effective_size(graph).isna().sum() == 1


@pytest.mark.parametrize("seed", range(6))
def test_random_graphs_are_those_of_networkx(seed: int) -> None:
    graph = described(nx.gnp_random_graph(40, 0.02 * (seed + 1), seed=seed))
    assert_as_networkx(graph)


def test_every_graph_up_to_six_nodes_is_that_of_networkx() -> None:
    for plain in small_graphs():
        assert_as_networkx(described(plain))


def assert_as_networkx(graph: nx.Graph) -> None:
    nodes = sorted(graph)
    ties = Ties.from_graph(graph)
    paths = nx.betweenness_centrality(graph, normalized=False)
    # networkx 3.6 warns of isolates and gives them NaN as well
    theirs = nx.constraint(graph) if graph.number_of_edges() else dict.fromkeys(nodes)
    sizes = nx.effective_size(graph) if graph.number_of_edges() else theirs
    for ours, expected in (
        (betweenness(ties), paths),
        (position.constraint(ties), theirs),
        (position.effective_size(ties), sizes),
    ):
        values = np.array([expected[node] for node in nodes], dtype=float)
        np.testing.assert_allclose(ours, values, **CLOSE)


def test_constraint_of_a_closed_triad_exceeds_1() -> None:
    values = position.constraint(described(nx.complete_graph(3)))
    np.testing.assert_allclose(values, 1.125)  # two contacts, each (1/2 + 1/4)²


def test_effective_size_of_a_bridge_and_of_a_clique() -> None:
    star, clique = described(nx.star_graph(4)), described(nx.complete_graph(5))
    assert position.effective_size(star).tolist() == [4, 1, 1, 1, 1]
    assert position.effective_size(clique).tolist() == [1] * 5


def test_a_star_is_wholly_centralised_and_a_ring_not_at_all() -> None:
    for graph, expected in ((nx.star_graph(6), 1), (nx.cycle_graph(7), 0)):
        whole = described(graph)
        assert position.degree_centralization(whole).estimate == expected
        assert position.betweenness_centralization(whole).estimate == expected


@pytest.mark.parametrize("n", [0, 1, 2])
def test_centralisation_needs_three(n: int) -> None:
    graph = described(nx.empty_graph(n))
    assert position.degree_centralization(graph).reason == "n_below_3"
    result = position.organization_positions(graph)
    assert len(result.table) == n
    assert result["hub_constraint"].reason == "no_hubs"
    assert "不足三个组织" in result.sentence("zh")


def test_a_network_nobody_asked_about_has_no_centralisation() -> None:
    graph = described(nx.empty_graph(5), measured=False)
    assert position.degree_centralization(graph).reason == "not_measured"
    assert network_density(graph).reason == "not_measured"


def test_membership_makes_the_star() -> None:
    """B9.1: with no collaboration at all, membership alone centralises fully."""
    members = [organization(f"M{i}", "371082901001", member_of="H1") for i in range(5)]
    hub = organization("H1", "371082901001", is_hub=True, legal_status="registered")
    asked = [tie("M0", "M1", observation="absent")]
    study = small_study(organizations=[hub, *members], ties=asked)
    result = position.organization_positions(collaboration_network(study))
    assert result["degree_centralization_with"].estimate == 1
    assert result["degree_centralization_without"].estimate == 0
    assert any("星形" in caveat.zh for caveat in result.caveats)


def test_positions_are_the_citys_and_centralisation_the_streets(napkin: Study) -> None:
    graph = collaboration_network(napkin)
    city = position.organization_positions(graph)
    street = position.organization_positions(graph, unit=STREET_2)
    assert street.table["degree"].tolist() == [1]  # C1's tie leaves the street
    whole = city.table.set_index("organization_id").loc["C1"]
    assert street.table["betweenness"].tolist() == [whole["betweenness"]]
    rows = city.parts["centralization"].set_index(["unit", "membership"])
    assert rows.loc[
        (STREET_1, "with"), ["n", "n_ties", "n_ties_crossing"]
    ].tolist() == [
        6,
        5,
        1,
    ]
    assert rows.loc[(STREET_2, "with"), "reason"] == "n_below_3"
    # A1–A2 and A3–B1 among six: degrees 1,1,1,1,0,0; (2)/(5·4)
    assert rows.loc[(STREET_1, "without"), "degree_centralization"] == pytest.approx(
        0.1
    )


def test_a_network_without_membership_says_so(napkin: Study) -> None:
    graph = collaboration_network(napkin, membership=False)
    result = position.organization_positions(graph)
    assert result["degree_centralization_with"].reason == "not_measured"
    assert result["n_ties"].estimate == 3
    assert result["hub_constraint"].reason == "isolate"
    assert not result.caveats


def test_pairs_not_asked_are_said() -> None:
    ties = [tie("A1", "A2"), tie("A1", "B1", observation="not_asked")]
    result = position.organization_positions(
        collaboration_network(small_study(ties=ties))
    )
    assert any(caveat.zh.startswith("有 1 对组织未被询问") for caveat in result.caveats)


def test_an_unknown_unit_is_refused(napkin: Study) -> None:
    with pytest.raises(MeasureError, match=STREET_1):
        position.organization_positions(collaboration_network(napkin), unit="1")
