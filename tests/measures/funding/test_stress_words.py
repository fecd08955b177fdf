"""What the sentence of the stress test says, clause by clause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hubstudy.measures.funding import Shock, stress
from hubstudy.measures.funding.stress_words import counted_organizations
from tests.measures.funding.rows import account, numbered
from tests.measures.funding.test_dependence import receipt
from tests.measures.funding.test_stress import (
    H1_FUNDER,
    STREET_OFFICE,
    many,
    organizations,
    passed_on,
)
from tests.studies import STREET_2, B, C, organization, small_study

if TYPE_CHECKING:
    from hubstudy.intake import Study


def six(**other: Any) -> Study:
    """Give six organisations 1,000 yuan of a street office each."""
    given: dict[str, Any] = {"organizations": organizations(6), "revenue": many(6)}
    return small_study(**(given | {"ties": []} | other))


def clauses(text: str, stop: str) -> list[str]:
    return [part for part in text.split(stop) if part.strip()]


def test_every_clause_says_what_part_of_the_money_stops() -> None:
    accounts = [account(f"O{i}", expenses_cny=1100.0) for i in range(10, 16)]
    shock = Shock("A", "funder_type", "street_office", 0.3)
    finding = stress(six(accounts=accounts), shocks=shock).finding
    about = [part for part in clauses(finding.zh, "。") if "资金停止" in part]
    assert len(about) == 3
    assert all("资金停止（“A”，其中的 30%）" in part for part in about)
    assert finding.en.count("street office money (“A”, 30% of it)") == 2
    assert "street office money stops (“A”, 30% of it)" in finding.en


def test_a_default_name_is_not_said_and_like_shocks_are_told_apart() -> None:
    other = Shock("今年", "funder_type", "street_office")
    finding = stress(six(), shocks=[STREET_OFFICE, other]).finding
    assert "若街道办事处资金停止，" in finding.zh
    assert "若街道办事处资金停止（“今年”），" in finding.zh
    assert "street_office" not in finding.zh


def test_deficits_are_said_of_those_with_accounts() -> None:
    # five with accounts of which one is in deficit before; the loss takes all there
    accounts = [account(f"O{i}", expenses_cny=100.0) for i in range(10, 15)]
    finding = stress(six(accounts=accounts), shocks=STREET_OFFICE).finding
    assert "有年度财务记录的 5 个组织中入不敷出的由 0 个变为 5 个" in finding.zh
    assert "of those with accounts (n = 5), go from 0 to 5" in finding.en


def test_communities_left_by_definition_are_told_with_those_at_half(
    embedded: Study,
) -> None:
    found = stress(embedded, sizes=[0.5])
    # one project each by two leads and so on: the table at half says the same
    at_half = found.fan.query("shock == 'fund_300k'")["communities_left"].item()
    assert found["fund_communities_left_half"].estimate == at_half
    assert at_half == pytest.approx(10.0)
    zh, en = found.finding
    assert "28 个社区中，预计 28 个不再有项目（按定义如此" in zh
    assert "若只停其一半，预计 10 个" in zh
    assert "28 can be expected to be left without (by definition" in en
    assert "直接受损的组织 39 个，连同经转拨波及的共 85 个" in zh
    assert "39 organisations would lose at once, and 85 with those" in en


def test_money_that_nobody_here_receives_is_no_loss_of_nothing() -> None:
    zh, en = stress(six()).finding
    assert "0.0% of" not in en.replace("100.0%", "")
    assert "专项资金（每年 300,000 元）停发，这里没有组织直接受损" in zh
    assert "stops, nothing is lost at once: none of it is received here." in en
    # what else is told is told of a shock that does something
    assert "losing the fund" not in en


def test_a_street_reached_only_by_what_is_passed_on_says_so() -> None:
    # the hub is in street 1, those it passes money on to in street 2
    members = [organization(f"O{i}", C) for i in range(10, 16)]
    rows = [receipt(1, amount_cny=2000.0)]
    rows += [passed_on(i, organization_id=f"O{i}") for i in range(10, 16)]
    rows += many(6, funder="示例企业", funder_type="firm")
    study = six(
        organizations=[organization("H1", B, is_hub=True), *members],
        revenue=numbered(rows), funders=[H1_FUNDER],
    )  # fmt: skip
    shock = Shock("office", "funder_type", "street_office")
    found = stress(study, shocks=shock, unit=STREET_2)
    assert (found["office_receivers"].estimate, found["office_touched"].estimate) == (
        0, 6,
    )  # fmt: skip
    assert "，但 6 个组织因转拨减少而受损。" in found.finding.zh
    assert "received here, though 6 organisations would lose by" in found.finding.en


def test_a_shock_of_no_size_is_a_loss_of_nothing() -> None:
    shock = Shock("none", "funder_type", "street_office", 0.0)
    assert "0.0% of the money from outside" in stress(six(), shocks=shock).finding.en


@pytest.mark.parametrize(
    ("count", "zh", "en"),
    [(1, " 1 个", "1 organisation"), (2, " 2 个", "2 organisations")],
)
def test_one_organisation_is_singular(count: int, zh: str, en: str) -> None:
    assert tuple(counted_organizations(count, 1)) == (zh, en)
    few = counted_organizations(count, 3)
    assert few.en == "fewer than 3 organisations"
