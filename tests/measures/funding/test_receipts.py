"""Receipts: placed, told by funder, and not counted twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hubstudy.errors import MeasureError
from hubstudy.fields import GOVERNMENT_FUNDER_TYPES, GOVERNMENT_INSTRUMENTS
from hubstudy.measures.funding import from_outside, receipts
from tests.studies import (
    STREET_1,
    STREET_2,
    A,
    default_rows,
    organization,
    small_study,
)

if TYPE_CHECKING:
    from hubstudy.intake import Study


def line(number: int, **other: Any) -> dict[str, Any]:
    """Make 1,000 yuan bought by a street office from the hub, changed as asked."""
    return {
        "revenue_id": f"V{number:03d}", "organization_id": "H1", "year": 2022,
        "funder": "示例街道办事处", "funder_type": "street_office",
        "instrument": "purchase", "is_restricted": True, "amount_cny": 1000.0,
    } | other  # fmt: skip


@pytest.fixture
def study() -> Study:
    """Gives a hub two lines, a member one passed on by it, and one far away."""
    lines = [
        line(1, funder="示例福彩公益金", funder_type="foundation",
             instrument="donation"),
        line(2, funder="示例超市", funder_type="firm", year=2021),
        line(3, organization_id="A1", funder="示例枢纽", instrument="donation",
             funder_type="social_organization", amount_cny=300.0),
        line(4, organization_id="C1", funder="示例俱乐部", funder_type="individual",
             instrument="donation"),
    ]  # fmt: skip
    funders = [
        {"funder": "示例枢纽", "funder_type": "social_organization",
         "funder_organization_id": "H1"},
        {"funder": "示例俱乐部", "funder_type": "residents_committee"},
    ]  # fmt: skip
    return small_study(revenue=lines, funders=funders)


def test_each_line_stands_once_with_its_place(study: Study) -> None:
    found = receipts(study).set_index("revenue_id")
    assert found.index.tolist() == ["V001", "V002", "V003", "V004"]
    assert found["street_code"].tolist() == [STREET_1] * 3 + [STREET_2]
    assert found["is_hub"].tolist() == [True, True, False, False]
    assert found["amount_cny"].sum() == study.tables.revenue["amount_cny"].sum()


def test_table_then_name_then_register_tell_who_a_funder_is(study: Study) -> None:
    found = receipts(study).set_index("revenue_id")
    told = found[["funder_type", "declared_type", "basis"]].to_numpy().tolist()
    assert told == [
        ["welfare_lottery", "foundation", "name"],
        ["firm", "firm", "name"],
        ["social_organization", "social_organization", "table"],
        ["residents_committee", "individual", "table"],
    ]


def test_government_money_by_funder_by_word_and_by_heading(study: Study) -> None:
    found = receipts(study)
    assert found["by_funder"].tolist() == [True, False, False, True]
    assert found["by_declared"].tolist() == [False, False, False, False]
    assert found["by_heading"].tolist() == [False, True, False, False]


def test_money_passed_on_is_counted_once(study: Study) -> None:
    found = receipts(study)
    assert found["is_passed_on"].tolist() == [False, False, True, False]
    assert found["funder_organization_id"].fillna("").tolist() == ["", "", "H1", ""]
    outside = from_outside(found)
    assert outside["amount_cny"].sum() == 3000
    assert outside.index.tolist() == [0, 1, 2]


def test_receipts_of_a_year_and_of_a_street(study: Study) -> None:
    assert receipts(study, year=2021)["revenue_id"].tolist() == ["V002"]
    assert receipts(study, unit=STREET_2)["revenue_id"].tolist() == ["V004"]
    assert receipts(study, unit=STREET_2, year=2021).empty
    with pytest.raises(MeasureError, match="no such unit"):
        receipts(study, unit="nowhere")


def test_no_revenue_no_lines() -> None:
    found = receipts(small_study())
    assert found.empty
    assert from_outside(found).empty
    for name in ("by_funder", "by_declared", "by_heading", "is_passed_on"):
        assert found[name].dtype == bool


def test_a_hub_is_known_by_its_name_where_no_table_lists_it() -> None:
    passed = line(
        1, funder="示例H1", funder_type="social_organization", organization_id="A1"
    )
    alike = [*default_rows()["organizations"], organization("H2", A)]
    alike[-1]["organization_name"] = "示例H1"
    office = line(2, funder="示例B1", funder_type="residents_committee")
    lines = [passed, office]
    assert receipts(small_study(revenue=lines))["is_passed_on"].tolist() == [
        True,
        False,
    ]
    twice = small_study(organizations=alike, revenue=[passed])
    assert not receipts(twice)["is_passed_on"].any()  # which of both is not known
    other = {"funder": "示例H1", "funder_type": "foundation"}
    listed = small_study(revenue=[passed], funders=[other])
    assert not receipts(listed)["is_passed_on"].any()  # the table knows better


def test_the_embedded_city_adds_up(embedded: Study) -> None:
    found = receipts(embedded)
    lines = embedded.tables.revenue
    assert len(found) == len(lines)
    assert found["amount_cny"].sum() == pytest.approx(lines["amount_cny"].sum())
    parts = [receipts(embedded, unit=unit) for unit in embedded.units[1:]]
    assert sum(map(len, parts)) == len(lines)
    government = found["funder_type"].isin(GOVERNMENT_FUNDER_TYPES)
    assert (found["by_funder"] == government).all()
    headings = found["instrument"].isin(GOVERNMENT_INSTRUMENTS)
    assert (found["by_heading"] == headings).all()
    passed = embedded.tables.funders.dropna(subset=["funder_organization_id"])
    assert (found["is_passed_on"] == found["funder"].isin(passed["funder"])).all()
