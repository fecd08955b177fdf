"""The two-mode network of funders, from a handful of lines one can draw."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.errors import MeasureError, NetworkError
from hubstudy.measures.funding import (
    concentration,
    funder_network,
    receipts,
    shared_funders,
)
from hubstudy.network.contract import NODE_ATTRIBUTES
from tests.studies import small_study

if TYPE_CHECKING:
    from hubstudy.intake import Study

OFFICE, SHOP, LOTTERY = "示例街道办事处", "示例超市", "示例福彩公益金"
KINDS = {OFFICE: "street_office", SHOP: "firm", LOTTERY: "welfare_lottery",
         "居民个人": "individual", "自营收入": "own_income",
         "示例枢纽": "social_organization"}  # fmt: skip


def paid(*lines: tuple[str, str, float], **other: Any) -> Study:
    """Build the napkin study with these payments: to whom, by whom, how much."""
    revenue = [
        {
            "revenue_id": f"V{i:03d}", "organization_id": organization, "year": 2022,
            "funder": funder, "funder_type": KINDS.get(funder, "firm"),
            "instrument": "donation", "is_restricted": False, "amount_cny": amount,
        }
        for i, (organization, funder, amount) in enumerate(lines)
    ]  # fmt: skip
    return small_study(revenue=revenue, **other)


@pytest.fixture
def three() -> nx.Graph[str]:
    """Three organisations: two share an office, one lives on its own income."""
    return funder_network(
        paid(
            ("H1", OFFICE, 300.0), ("H1", SHOP, 100.0),
            ("A1", OFFICE, 100.0), ("A1", "居民个人", 300.0),
            ("B1", "自营收入", 50.0),
        )
    )  # fmt: skip


def test_nodes_are_organisations_with_revenue_and_funders_that_are_somebody(
    three: nx.Graph[str],
) -> None:
    modes = nx.get_node_attributes(three, "mode")
    assert list(modes) == ["A1", "B1", "H1", OFFICE, SHOP]
    assert [*modes.values()] == ["organization"] * 3 + ["funder"] * 2
    assert nx.get_node_attributes(three, "bipartite")["B1"] == 0
    assert nx.is_bipartite(three)
    assert list(nx.isolates(three)) == ["B1"]
    for name in ("H1", "A1", "B1"):
        assert set(NODE_ATTRIBUTES) < set(three.nodes[name])
    assert three.nodes["A1"]["amount_cny"] == 400
    assert three.nodes[OFFICE] == {
        "mode": "funder", "bipartite": 1, "funder_type": "street_office",
        "is_government": True, "funder_organization_id": None, "amount_cny": 400.0,
    }  # fmt: skip


def test_ties_bear_money_and_its_share_of_all_that_there_is(
    three: nx.Graph[str],
) -> None:
    assert three.number_of_edges() == 3
    assert three["H1"][OFFICE] == {
        "layer": "funding", "weight": 300.0, "amount_cny": 300.0, "share": 0.75,
        "is_passed_on": False,
    }  # fmt: skip
    assert three["A1"][OFFICE]["share"] == 0.25


def test_refunds_are_netted_and_what_was_all_given_back_ties_nobody() -> None:
    graph = funder_network(
        paid(
            ("H1", OFFICE, 300.0), ("H1", OFFICE, -100.0), ("H1", SHOP, 0.1),
            ("H1", SHOP, 0.2), ("H1", SHOP, -0.3), ("A1", SHOP, -5.0),
            ("A1", OFFICE, 20.0),
        )
    )  # fmt: skip
    assert sorted(graph.edges) == [("A1", OFFICE), ("H1", OFFICE)]
    assert graph["H1"][OFFICE]["amount_cny"] == 200
    assert graph["H1"][OFFICE]["share"] == 1
    assert graph["A1"][OFFICE]["share"] is None  # more went back than came, to one
    assert SHOP in graph


def test_a_hub_that_passes_money_on_is_a_node_of_either_mode() -> None:
    funders = [{"funder": "示例枢纽", "funder_type": "social_organization",
                "funder_organization_id": "H1"}]  # fmt: skip
    graph = funder_network(
        paid(("H1", OFFICE, 9.0), ("A1", "示例枢纽", 3.0), funders=funders)
    )
    assert graph.nodes["示例枢纽"]["funder_organization_id"] == "H1"
    assert graph["A1"]["示例枢纽"]["is_passed_on"]
    assert not graph.has_edge("H1", "示例枢纽")


def test_other_years_and_no_revenue() -> None:
    study = paid(("H1", OFFICE, 9.0))
    assert funder_network(study).graph["year"] == 2022
    empty = funder_network(study, year=2021)
    assert len(empty) == 0
    assert not empty.graph["measured"]
    assert len(shared_funders(empty)) == 0
    with pytest.raises(MeasureError, match="1999"):
        funder_network(study, year=1999)


def test_a_funder_with_the_id_of_an_organisation_is_refused() -> None:
    with pytest.raises(NetworkError, match="A1"):
        funder_network(paid(("H1", "A1", 9.0), ("A1", OFFICE, 9.0)))


# Shared funders


def test_shared_funders_by_hand() -> None:
    graph = funder_network(
        paid(
            ("H1", OFFICE, 300.0), ("H1", LOTTERY, 100.0),
            ("A1", OFFICE, 50.0), ("A1", LOTTERY, 150.0),
            ("A2", OFFICE, 80.0), ("B1", SHOP, 10.0),
        )
    )  # fmt: skip
    shared = shared_funders(graph)
    assert sorted(shared) == ["A1", "A2", "B1", "H1"]
    assert list(nx.isolates(shared)) == ["B1"]
    tie = shared["A1"]["H1"]
    # the office funds three, 1/2 for each pair; the lottery two, 1
    assert (tie["n_shared"], tie["weight"]) == (2, 1.5)
    assert tie["shared_cny"] == 50 + 100
    assert tie["same_funder_chance"] == pytest.approx(0.75 * 0.25 + 0.25 * 0.75)
    assert shared["A1"]["A2"]["weight"] == 0.5
    assert shared["A1"]["A2"]["same_funder_chance"] == pytest.approx(0.25)
    by_amount = shared_funders(graph, weight="amount")
    assert by_amount["A1"]["H1"]["weight"] == 150
    assert by_amount["A1"]["H1"]["newman"] == 1.5


def test_unnamed_money_ties_nobody() -> None:
    names = ("居民个人", "自营收入")
    lines = [(who, name, 10.0) for who in ("H1", "A1") for name in names]
    assert shared_funders(funder_network(paid(*lines))).number_of_edges() == 0


def test_shares_that_are_undefined_leave_no_chance() -> None:
    graph = funder_network(
        paid(("H1", OFFICE, 9.0), ("A1", OFFICE, 5.0), ("A1", SHOP, -1.0))
    )
    tie = shared_funders(graph)["A1"]["H1"]
    assert tie["same_funder_chance"] is None
    assert tie["shared_cny"] == 5


def test_an_unknown_weight_is_refused(three: nx.Graph[str]) -> None:
    with pytest.raises(MeasureError, match="newman"):
        shared_funders(three, weight="money")  # type: ignore[arg-type]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["H1", "A1", "A2", "A3", "B1"]),
            st.sampled_from([OFFICE, SHOP, LOTTERY, "示例商店", "居民个人"]),
            st.integers(1, 1000),
        ),
        min_size=1, max_size=25,
    )
)  # fmt: skip
def test_shared_funders_agree_with_their_definition(
    lines: list[tuple[str, str, int]],
) -> None:
    study = paid(*((who, name, float(amount)) for who, name, amount in lines))
    money: dict[tuple[str, str], float] = {}
    for who, name, amount in lines:
        money[who, name] = money.get((who, name), 0) + amount
    total = {who: sum(v for (w, _), v in money.items() if w == who) for who, _ in money}
    named = {pair: v for pair, v in money.items() if pair[1] != "居民个人"}
    given_to = {f: {w for w, g in named if g == f} for _, f in named}
    shared = shared_funders(funder_network(study))
    for a, b in combinations(sorted(total), 2):
        both = [f for f, who in given_to.items() if {a, b} <= who]
        assert shared.has_edge(a, b) == bool(both)
        if not both:
            continue
        tie = shared[a][b]
        assert tie["n_shared"] == len(both)
        newman = sum(1 / (len(given_to[f]) - 1) for f in both)
        assert tie["weight"] == pytest.approx(newman)
        least = sum(min(named[a, f], named[b, f]) for f in both)
        assert tie["shared_cny"] == pytest.approx(least)
        chance = sum(named[a, f] * named[b, f] for f in both) / total[a] / total[b]
        assert tie["same_funder_chance"] == pytest.approx(chance)


# The embedded city


def test_shares_of_the_embedded_city_are_those_of_concentration(
    embedded: Study,
) -> None:
    graph = funder_network(embedded)
    lines = receipts(embedded, year=graph.graph["year"])
    assert len(graph) > len(set(lines["organization_id"]))
    hhi = concentration(lines, by="organization_id", level="funder")
    hhi = hhi.set_index("organization_id")
    nameless = set(
        lines.loc[lines["funder_type"].isin(["individual", "own_income"]),
                  "organization_id"]
    )  # fmt: skip
    checked = 0
    for name, data in graph.nodes(data=True):
        shares = [tie["share"] for _, _, tie in graph.edges(name, data=True)]
        if data["mode"] == "funder" or name in nameless or None in shares:
            continue
        if data["amount_cny"] <= 0:  # refunds only, of which there are some
            continue
        assert sum(shares) == pytest.approx(1)
        expected = hhi.loc[name, "revenue_hhi"]
        assert np.square(shares).sum() == pytest.approx(expected)
        checked += 1
    assert checked > 50
