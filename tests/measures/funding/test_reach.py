"""The reach of funders, counted by hand and by another program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import pandas as pd
import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures.funding import (
    from_outside,
    funder_network,
    funder_reach,
    receipts,
    shared_funders,
)
from tests.measures.funding.test_network import LOTTERY, OFFICE, SHOP, paid
from tests.studies import A, organization, small_study

if TYPE_CHECKING:
    from hubstudy.intake import Study
    from hubstudy.results import Result

FIVE = ("H1", "A1", "A2", "A3", "B1")


def five() -> Study:
    """Five organisations: an office reaches four, and holds two of them."""
    return paid(
        ("H1", OFFICE, 600.0), ("H1", SHOP, 400.0),
        ("A1", OFFICE, 500.0), ("A1", LOTTERY, 500.0),
        ("A2", OFFICE, 80.0),
        ("A3", OFFICE, 20.0), ("A3", "居民个人", 80.0),
        ("B1", "自营收入", 100.0),
    )  # fmt: skip


def row(result: Result, funder: str) -> pd.Series:
    return result.to_frame().set_index("funder").loc[funder]


def test_reach_by_hand() -> None:
    found = funder_reach(five())
    table = found.to_frame()
    assert table["funder"].tolist() == [OFFICE, LOTTERY, SHOP]
    assert table["n_organizations"].tolist() == [4, 1, 1]
    assert table["amount_cny"].tolist() == [1200, 500, 400]
    assert table["money_share"].tolist() == pytest.approx(
        [1200 / 2280, 500 / 2280, 400 / 2280]
    )
    # half is not more than half: A1 keeps as much as it loses
    assert table["n_majority"].tolist() == [2, 0, 0]
    assert table["n_only"].tolist() == [1, 0, 0]
    assert table["is_government"].tolist() == [True, True, False]


def test_numbers_by_hand() -> None:
    found = funder_reach(five())
    values = {name: value.estimate for name, value in found.numbers.items()}
    assert values["n_funders"] == 3
    assert values["n_organizations"] == 5
    assert values["top_funder_reach"] == pytest.approx(4 / 5)
    assert (values["n_majority"], values["n_only"]) == (2, 1)
    assert values["majority_share"] == pytest.approx(2 / 5)
    assert values["shared_pairs_share"] == pytest.approx(6 / 10)
    assert values["nameless_share"] == pytest.approx(180 / 2280)
    # degrees 4, 1 and 1 of funders: (0 + 3 + 3) over (3 - 1) * 5
    assert values["funder_degree_centralization"] == pytest.approx(6 / 10)
    for value in found.numbers.values():
        assert value.ci_low is None  # a census


def test_pairs_by_hand() -> None:
    found = funder_reach(five())
    shared = found.to_frame("shared")
    assert len(shared) == 6
    assert shared["weight"].tolist() == pytest.approx([1 / 3] * 6)
    assert shared.loc[0, ["source_id", "target_id"]].tolist() == ["A1", "A2"]
    assert shared.loc[0, "source_name"] == "示例A1"
    counts = found.to_frame("shared_counts")
    assert counts["n_shared"].tolist() == [0, 1]
    assert counts["n_pairs"].tolist() == [4, 6]
    assert counts["pair_share"].tolist() == [0.4, 0.6]


def test_one_funder_of_all_is_as_central_as_can_be() -> None:
    lines = [(who, OFFICE, 10.0) for who in FIVE]
    lines += [(who, SHOP, -1.0) for who in FIVE]  # there, and funding nobody
    found = funder_reach(paid(*lines))
    assert found["funder_degree_centralization"].estimate == pytest.approx(1)
    assert row(found, SHOP)["reason"] == "refunds_exceed_receipts"
    assert found["majority_share"].reason == "too_small"  # none has shares
    assert row(found, OFFICE)["reason"] == "refunds_exceed_receipts"  # 50 of 45
    assert "过半" not in found.finding.zh


def test_funders_as_wide_as_one_another_have_no_centre() -> None:
    lines = [(who, name, 10.0) for who in FIVE for name in (OFFICE, SHOP)]
    found = funder_reach(paid(*lines))
    assert found["funder_degree_centralization"].estimate == 0
    assert found["shared_pairs_share"].estimate == 1


def test_money_passed_on_has_no_share_of_what_came_from_outside() -> None:
    funders = [{"funder": "示例枢纽", "funder_type": "social_organization",
                "funder_organization_id": "H1"}]  # fmt: skip
    lines = [("H1", OFFICE, 900.0), *((who, "示例枢纽", 10.0) for who in FIVE[1:])]
    found = funder_reach(paid(*lines, funders=funders))
    hub = row(found, "示例枢纽")
    assert (hub["is_passed_on"], hub["reason"]) == (True, "not_applicable")
    assert pd.isna(hub["money_share"])
    assert (hub["n_organizations"], hub["n_only"]) == (4, 4)
    assert row(found, OFFICE)["money_share"] == 1
    assert any("转拨" in text.zh for text in found.caveats)


def test_small_counts_are_not_printed() -> None:
    found = funder_reach(five())
    assert "少于 3 个一半以上" in found.finding.zh
    assert "fewer than 3 have more than half" in found.finding.en
    assert "40.0%" not in found.finding.zh


def test_a_kind_in_place_of_a_name_is_told() -> None:
    lines = [(who, "企业", 10.0) for who in FIVE]
    told = [text.zh for text in funder_reach(paid(*lines)).caveats]
    assert any("只写了类别（如“企业”）" in text for text in told)
    named = [text.zh for text in funder_reach(five()).caveats]
    assert not any("只写了类别" in text for text in named)


def test_too_few_organisations_give_no_numbers() -> None:
    found = funder_reach(paid(("H1", OFFICE, 10.0), ("A1", OFFICE, 10.0)))
    assert {value.reason for value in found.numbers.values()} == {"too_small"}
    assert "样本过小" in found.finding.zh
    assert row(found, OFFICE)["n_organizations"] == 2
    assert (found.to_frame("centralization")["reason"] == "too_small").all()


def test_nobody_with_a_funder() -> None:
    found = funder_reach(paid(*((who, "自营收入", 10.0) for who in FIVE)))
    assert found.to_frame().empty
    assert found["n_funders"].estimate == 0
    assert found["top_funder_reach"].estimate == 0
    assert found["funder_degree_centralization"].reason == "one_group_only"
    assert "没有可辨认的资助方" in found.finding.zh


def test_no_revenue(napkin: Study) -> None:
    for study in (napkin, small_study(organizations=[], ties=[])):
        found = funder_reach(study)
        assert found.n == 0
        assert {value.reason for value in found.numbers.values()} == {"no_revenue"}
        assert "未测量" in found.finding.zh
        assert found.caveats == ()
        full = funder_reach(five())
        for part in (None, *full.parts):
            here, there = found.to_frame(part), full.to_frame(part)
            assert here.dtypes.to_dict() == there.dtypes.to_dict(), part


def test_all_refunds() -> None:
    found = funder_reach(paid(*((who, OFFICE, -5.0) for who in FIVE)))
    assert found["n_funders"].estimate == 0
    assert row(found, OFFICE)["reason"] == "zero_total"
    assert found["nameless_share"].reason == "refunds_exceed_receipts"
    assert found["funder_degree_centralization"].reason in {"", "n_below_2"}


def test_unknown_unit_and_year_are_refused(napkin: Study) -> None:
    with pytest.raises(MeasureError, match="no such unit"):
        funder_reach(napkin, unit="nowhere")
    with pytest.raises(MeasureError, match="1999"):
        funder_reach(napkin, year=1999)


def test_ties_break_by_money_then_by_name() -> None:
    orgs = [organization(f"O{i}", A) for i in range(5)]
    lines = [(f"O{i}", name, 10.0) for i in range(5) for name in ("乙店", "甲店")]
    found = funder_reach(paid(*lines, organizations=orgs, ties=[]))
    assert found.to_frame()["funder"].tolist() == ["乙店", "甲店"]


# The embedded city


def test_the_embedded_city_agrees_with_its_network(embedded: Study) -> None:
    found = funder_reach(embedded)
    graph = funder_network(embedded)
    reach = found.to_frame().set_index("funder")
    funders = [n for n, mode in graph.nodes(data="mode") if mode == "funder"]
    assert sorted(reach.index) == sorted(funders)
    assert reach["n_organizations"].to_dict() == dict(graph.degree(funders))
    majority = dict.fromkeys(funders, 0)
    for _, funder, tie in graph.edges(data=True):
        majority[funder] += tie["share"] is not None and tie["share"] > 0.5
    assert reach["n_majority"].to_dict() == majority
    assert found["n_majority"].estimate == sum(majority.values())
    lines = receipts(embedded, year=graph.graph["year"])
    outside = from_outside(lines)["amount_cny"].sum()
    named = reach.loc[~reach["is_passed_on"], "money_share"].sum()
    nobody = found["nameless_share"].estimate
    assert nobody is not None
    assert named + nobody == pytest.approx(1)
    assert reach["amount_cny"].sum() < outside * 1.2


def test_shared_funders_of_the_embedded_city_agree_with_networkx(
    embedded: Study,
) -> None:
    found = funder_reach(embedded)
    graph = funder_network(embedded)
    organizations = [n for n, m in graph.nodes(data="mode") if m == "organization"]
    pairs = nx.bipartite.collaboration_weighted_projected_graph(graph, organizations)
    n = len(organizations)
    share = pairs.number_of_edges() / (n * (n - 1) / 2)
    assert found["shared_pairs_share"].estimate == pytest.approx(share)
    own = shared_funders(graph)
    for _, pair in found.to_frame("shared").iterrows():
        ends = pair["source_id"], pair["target_id"]
        assert pair["weight"] == pytest.approx(pairs.edges[ends]["weight"])
        assert pair["weight"] == pytest.approx(own.edges[ends]["weight"])
        assert pair["n_shared"] == own.edges[ends]["n_shared"]
    assert found.to_frame("shared_counts")["n_pairs"].sum() == n * (n - 1) // 2
    heaviest = max(weight for *_, weight in pairs.edges(data="weight"))
    assert found.to_frame("shared")["weight"].iloc[0] == pytest.approx(heaviest)


def test_a_street_counts_its_own_organisations(embedded: Study) -> None:
    city = funder_reach(embedded)
    streets = [funder_reach(embedded, unit=unit) for unit in embedded.units[1:]]
    assert sum(street.n for street in streets) == city.n
    whole = city.to_frame().set_index("funder")["n_organizations"]
    parts = pd.concat(street.to_frame() for street in streets)
    added = parts.groupby("funder")["n_organizations"].sum()
    assert added.to_dict() == whole.to_dict()
