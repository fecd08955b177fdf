"""Krackhardt's high-tech managers: directed measures against print and against R.

Wasserman and Faust (1994, ch. 13) print the dyad census: 45 mutual, 100 asymmetric and
65 null dyads of advice, 23, 56 and 131 of friendship. The rest is what R's sna and
igraph give, see ``tests/reference/managers.R``.
"""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from hubstudy.measures.density import network_density, reciprocity
from hubstudy.measures.inference import mrqap, qap_correlation, same_group
from hubstudy.measures.position import (
    betweenness_centralization,
    brokerage_roles,
    degree_centralization,
    structural_holes,
)
from tests.reference.shared import printed

DATA = Path(__file__).parents[1] / "reference" / "managers_data.txt"
LINES = DATA.read_text(encoding="utf-8").splitlines()
R = {
    name: np.array([float(value) for value in values])
    for name, values in printed("managers.txt").items()
    if name != "R"
}
RELATIONS = ["advice", "friendship"]
CLOSE = {"rel": 0, "abs": 1e-9}


def managers(relation: str) -> nx.DiGraph:
    at = LINES.index(relation) + 1
    rows = [[int(cell) for cell in line] for line in LINES[at : at + 21]]
    graph = nx.from_numpy_array(np.array(rows), create_using=nx.DiGraph)
    for *_, data in graph.edges(data=True):
        data.clear()
    department = LINES[LINES.index("department") + 1].split()
    nx.set_node_attributes(graph, dict(enumerate(department)), "department")
    return graph


@pytest.mark.parametrize(
    ("relation", "census"), [("advice", (45, 100)), ("friendship", (23, 56))]
)
def test_the_data_are_those_in_print(relation: str, census: tuple[int, int]) -> None:
    graph = managers(relation)
    mutual = sum(graph.has_edge(b, a) for a, b in graph.edges) // 2
    assert (mutual, graph.number_of_edges() - 2 * mutual) == census


@pytest.mark.parametrize("relation", RELATIONS)
def test_density_reciprocity_and_centralisation_are_those_of_r(relation: str) -> None:
    graph = managers(relation)
    found = {
        "density": network_density(graph),
        "reciprocity": reciprocity(graph),
        "indegree": degree_centralization(graph, mode="in"),
        "outdegree": degree_centralization(graph, mode="out"),
        "betweenness": betweenness_centralization(graph),
    }
    for name, ours in found.items():
        assert ours.estimate == pytest.approx(R[f"{relation}_{name}"][0], **CLOSE), name


@pytest.mark.parametrize("relation", RELATIONS)
def test_constraint_of_directed_ties_is_that_of_igraph(relation: str) -> None:
    ours = structural_holes(managers(relation))["constraint"]
    np.testing.assert_allclose(ours, R[f"{relation}_constraint"], rtol=0, atol=1e-9)


@pytest.mark.parametrize("relation", RELATIONS)
def test_roles_between_departments_are_those_of_sna(relation: str) -> None:
    roles = brokerage_roles(managers(relation), "department", n_permutations=10)
    totals = roles.totals.set_index("role")["observed"]
    order = ["coordinator", "itinerant", "representative", "gatekeeper", "liaison",
             "total"]  # fmt: skip
    assert totals[order].tolist() == R[f"{relation}_brokerage"].tolist()


def test_who_is_asked_for_advice_is_befriended_a_little_more() -> None:
    found = qap_correlation(managers("advice"), managers("friendship"), seed=1)
    assert found.estimate == pytest.approx(R["correlation"][0], **CLOSE)
    assert found.p_value_upper < 0.05


def test_regression_on_friendship_and_department_is_that_of_sna() -> None:
    advice = managers("advice")
    xs = {
        "friendship": managers("friendship"),
        "department": same_group(advice, "department"),
    }
    found = mrqap(advice, xs, n_permutations=50, seed=1).to_frame()
    np.testing.assert_allclose(found["estimate"], R["netlm"], rtol=0, atol=1e-9)
