"""Shares and concentration of revenue, from amounts one can add up by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures.funding import funding_dependence, funding_year
from tests.studies import (
    STREET_1,
    STREET_2,
    A,
    B,
    default_rows,
    organization,
    small_study,
)

if TYPE_CHECKING:
    from hubstudy.intake import Study
    from tests.studies import Rows


def receipt(number: int, **other: Any) -> dict[str, Any]:
    """Make 1,000 yuan bought by a street office from the hub, changed as asked."""
    return {
        "revenue_id": f"V{number:03d}", "organization_id": "H1", "year": 2022,
        "funder": "示例街道办事处", "funder_type": "street_office",
        "instrument": "purchase", "is_restricted": True, "amount_cny": 1000.0,
    } | other  # fmt: skip


def row_of(study: Study, identifier: str) -> pd.Series:
    table = funding_dependence(study).to_frame().set_index("organization_id")
    return table.loc[identifier]


@pytest.mark.parametrize("n", [1, 2, 5])
def test_hhi_of_n_equal_funders_is_one_over_n(n: int) -> None:
    rows = [receipt(i, funder=f"示例{i}") for i in range(n)]
    row = row_of(small_study(revenue=rows), "H1")
    assert row["revenue_hhi_funder"] == pytest.approx(1 / n)
    assert row["effective_funders"] == pytest.approx(n)
    assert row["top_share"] == pytest.approx(1 / n)
    assert row["revenue_hhi_source"] == 1  # all are street offices


def test_government_money_is_told_by_the_funder_not_by_the_heading() -> None:
    rows = [
        receipt(1, instrument="donation", funder="示例福彩公益金",
                funder_type="welfare_lottery"),
        receipt(2, instrument="purchase", funder_type="firm", funder="示例企业"),
        receipt(3, instrument="donation", funder_type="individual", funder="个人",
                amount_cny=2000.0),
    ]  # fmt: skip
    row = row_of(small_study(revenue=rows), "H1")
    assert row["government_share"] == 0.25
    assert row["government_share_by_heading"] == 0.25
    rows[1]["instrument"] = "donation"
    row = row_of(small_study(revenue=rows), "H1")
    assert (row["government_share"], row["government_share_by_heading"]) == (0.25, 0)


def test_a_street_office_declared_a_firm_is_government_all_the_same() -> None:
    names = ["H1", "A1", "A2", "A3", "B1"]
    rows = [receipt(i, organization_id=name) for i, name in enumerate(names)]
    rows[0] |= {"funder_type": "firm", "instrument": "donation"}
    result = funding_dependence(small_study(revenue=rows))
    assert result["government_share"].estimate == 1
    assert result["government_share_declared"].estimate == 0.8
    assert result["government_share_by_heading"].estimate == 0.8
    assert result["heading_gap"].estimate == pytest.approx(0.2)
    (apart,) = result.to_frame("told_apart").to_dict("records")
    assert apart == {
        "funder": "示例街道办事处", "declared_type": "firm",
        "funder_type": "street_office", "basis": "name", "amount_cny": 1000.0,
        "n_organizations": 1,
    }  # fmt: skip
    assert any("登记册所写不同" in text.zh for text in result.caveats)
    assert "相差 20.0 个百分点" in result.finding.zh


def test_the_studys_own_table_of_funders_rules() -> None:
    row = {"funder": "示例街道办事处", "funder_type": "foundation"}
    study = small_study(revenue=[receipt(1)], funders=[row])
    assert row_of(study, "H1")["government_share"] == 0


def test_headings_are_crossed_with_who_the_funder_is() -> None:
    rows = [
        receipt(1), receipt(2, instrument="donation", amount_cny=500.0),
        receipt(3, funder="示例企业", funder_type="firm", instrument="donation"),
    ]  # fmt: skip
    part = funding_dependence(small_study(revenue=rows)).to_frame("headings")
    cells = part.set_index(["funder_type", "instrument"])["amount_cny"].to_dict()
    assert cells == {
        ("firm", "donation"): 1000, ("street_office", "donation"): 500,
        ("street_office", "purchase"): 1000,
    }  # fmt: skip
    office = part.query("funder_type == 'street_office' and instrument == 'donation'")
    assert office[["by_funder", "by_heading"]].to_numpy().tolist() == [[True, False]]


def test_money_passed_on_by_a_hub_counts_once_in_totals() -> None:
    names = ["H1", "A1", "A2", "A3", "B1"]
    rows = [receipt(i, organization_id=name) for i, name in enumerate(names)]
    rows.append(
        receipt(9, organization_id="A1", funder="示例H1", amount_cny=500.0,
                funder_type="social_organization", instrument="donation")
    )  # fmt: skip
    listed = {
        "funder": "示例H1", "funder_type": "social_organization",
        "funder_organization_id": "H1",
    }  # fmt: skip
    study = small_study(revenue=rows, funders=[listed])
    result = funding_dependence(study)
    assert result["total_cny"].estimate == 5000  # not 5,500
    assert result["government_share"].estimate == 1
    assert result["passed_on_cny"].estimate == 500
    row = row_of(study, "A1")
    assert (row["total_cny"], row["outside_cny"]) == (1500, 1000)
    assert row["government_share"] == pytest.approx(2 / 3)  # of all it received
    assert any("不重复计入" in text.zh for text in result.caveats)
    types = result.to_frame("funder_types")
    assert set(types["funder_type"]) == {"street_office"}


def test_zero_revenue_is_undefined_and_not_zero() -> None:
    rows = [receipt(1), receipt(2, organization_id="A1", amount_cny=0.0)]
    rows.append(receipt(3, organization_id="A2", year=2020))
    study = small_study(revenue=rows)
    assert row_of(study, "A1")["reason"] == "zero_total"
    assert row_of(study, "A2")["reason"] == "no_revenue"
    assert pd.isna(row_of(study, "A1")["government_share"])
    said = [text.en for text in funding_dependence(study).caveats]
    assert any(
        "fewer than 3 organisations that reported revenue in other years" in x
        for x in said
    )
    assert any(
        "revenue of fewer than 3 organisations adds up to zero" in x for x in said
    )


def degenerate() -> Study:
    """Five sound organisations and four of which each has no shares in its own way."""
    names = ["H1", "A1", "A2", "A3", "B1"]
    rows = [receipt(i, organization_id=name) for i, name in enumerate(names)]
    extra = [organization(f"X{i}", B) for i in range(4)]
    firm = {"funder": "示例企业", "funder_type": "firm", "instrument": "donation"}
    rows += [
        receipt(10, organization_id="X0", year=2021),
        receipt(11, organization_id="X1", amount_cny=0.0),
        receipt(12, organization_id="X2", amount_cny=-50.0),
        receipt(13, organization_id="X3", amount_cny=900.0),
        receipt(14, organization_id="X3", amount_cny=100.0, **firm),
        receipt(15, organization_id="X3", amount_cny=-300.0, **firm),
    ]
    listed = [*default_rows()["organizations"], *extra]
    return small_study(organizations=listed, revenue=rows)


def test_organisations_without_shares_say_why_in_the_table_and_in_words() -> None:
    result = funding_dependence(degenerate())
    table = result.to_frame().set_index("organization_id")
    reasons = table["reason"].to_dict()
    assert {name: reasons[name] for name in ("X0", "X1", "X2", "X3", "A1")} == {
        "X0": "no_revenue", "X1": "zero_total", "X2": "all_negative",
        "X3": "refunds_exceed_receipts", "A1": "",
    }  # fmt: skip
    values = table.filter(regex="share|hhi|effective|diversification$|_cny")
    gone = table["reason"] != ""
    assert values[gone].drop(columns="total_cny").isna().all(axis=None)
    assert table.loc["X3", "total_cny"] == 700  # what was left is still told
    assert (table.loc[~gone, "normalized_diversification_reason"] == "one_source").all()
    said = "".join(text.zh for text in result.caveats)
    for words in (
        "没有收入记录",
        "合计为零",
        "只有退款",
        "抵完或超过",
        "只有一个资助方",
    ):
        assert words in said
    assert result.n == 5
    assert result["n_one_funder"].estimate == 5


def test_a_refund_within_what_a_funder_gave_is_taken_off() -> None:
    firm = {"funder": "示例企业", "funder_type": "firm", "instrument": "donation"}
    rows = [
        receipt(1, amount_cny=600.0), receipt(2, amount_cny=700.0, **firm),
        receipt(3, amount_cny=-300.0, **firm),
    ]  # fmt: skip
    row = row_of(small_study(revenue=rows), "H1")
    assert (row["total_cny"], row["government_share"]) == (1000, 0.6)
    assert row["revenue_hhi_funder"] == pytest.approx(0.6**2 + 0.4**2)


def six_organizations() -> Study:
    """Six organisations, 1,000 yuan each, all but one from the street office."""
    identifiers = ["H1", "A1", "A2", "A3", "B1", "B2"]
    rows = [receipt(i, organization_id=name) for i, name in enumerate(identifiers)]
    rows[5] |= {"funder_type": "firm", "funder": "示例企业", "instrument": "donation"}
    return small_study(revenue=rows)


def test_pooled_share_and_its_range_leaving_one_out() -> None:
    share = funding_dependence(six_organizations())["government_share"]
    assert share.estimate == pytest.approx(5 / 6)
    assert (share.ci_low, share.ci_high) == pytest.approx((4 / 5, 1))
    assert share.interval == "leave_one_out"
    assert "95%" not in share.text("zh")


def test_census_numbers_have_no_sampling_interval() -> None:
    result = funding_dependence(six_organizations())
    for name in ("median_hhi_source", "median_top_share", "largest_funder_share"):
        assert result[name].ci_low is None
    assert result["largest_funder_share"].estimate == pytest.approx(5 / 6)
    assert result["hub_government_share"].reason == "too_small"
    assert "95%" not in result.finding.zh


def test_shares_never_leave_zero_to_one() -> None:
    amounts = [0.1, 0.2, 0.3, 1e-9, 1e9, 0.7]
    rows = [receipt(i, funder=f"F{i}", amount_cny=x) for i, x in enumerate(amounts)]
    table = funding_dependence(small_study(revenue=rows)).to_frame()
    shares = table.filter(regex="share|hhi").to_numpy(float)
    assert ((shares >= 0) & (shares <= 1)).all()


def test_one_organisation_is_too_small_for_shares() -> None:
    result = funding_dependence(small_study(revenue=[receipt(1)]))
    assert result["government_share"].reason == "too_small"
    assert "样本过小" in result.finding.zh


@pytest.mark.parametrize("unit", ["city", STREET_1, STREET_2])
def test_no_revenue(napkin: Study, unit: str) -> None:
    result = funding_dependence(napkin, unit=unit)
    assert result.n == 0
    assert result.to_frame().empty
    assert result["government_share"].reason == "no_revenue"
    assert result["heading_gap"].reason == "no_revenue"
    assert (result.to_frame("streets")["reason"] == "no_revenue").all()
    assert "未测量" in result.finding.zh
    assert result.caveats == ()


def test_last_full_year_with_revenue_is_taken() -> None:
    rows: Rows = [receipt(1, year=2021), receipt(2, year=2023)]
    assert funding_year(small_study(revenue=rows)) == 2021
    assert funding_year(small_study(revenue=[])) == 2022
    partial = funding_dependence(small_study(revenue=rows), year=2023)
    assert partial["n_organizations"].estimate == 1
    assert "2023-08-31" in partial.caveats[0].zh


def test_funder_types_add_up_by_year() -> None:
    rows = [
        receipt(1, year=2021),
        receipt(2, amount_cny=3000.0),
        receipt(3, funder_type="firm", funder="示例企业"),
    ]
    part = funding_dependence(small_study(revenue=rows)).to_frame("funder_types")
    found = part.set_index(["year", "funder_type"])["share"].to_dict()
    assert found == {
        (2021, "street_office"): 1, (2021, "firm"): 0,
        (2022, "street_office"): 0.75, (2022, "firm"): 0.25,
    }  # fmt: skip


def test_funder_network_has_one_row_per_pair() -> None:
    rows = [receipt(1), receipt(2), receipt(3, funder="示例企业", funder_type="firm")]
    part = funding_dependence(small_study(revenue=rows)).to_frame("funder_network")
    assert part["amount_cny"].tolist() == [1000, 2000]
    assert part["is_hub"].all()


def test_street_of_an_organisation_is_its_communitys() -> None:
    orgs = [organization(f"O{i}", A if i < 6 else B) for i in range(7)]
    rows = [receipt(i, organization_id=f"O{i}") for i in range(7)]
    study = small_study(organizations=orgs, ties=[], revenue=rows)
    streets = funding_dependence(study).to_frame("streets").set_index("street_code")
    assert streets.loc[STREET_1, "n_organizations"] == 7
    assert streets.loc[STREET_1, "government_share"] == 1
    assert streets.loc[STREET_2, "reason"] == "no_revenue"
    only = funding_dependence(study, unit=STREET_2).to_frame("streets")
    assert only["street_code"].tolist() == [STREET_2]


def test_unknown_unit_and_year_are_refused(napkin: Study) -> None:
    with pytest.raises(MeasureError, match="no such unit"):
        funding_dependence(napkin, unit="nowhere")
    with pytest.raises(MeasureError, match="1999"):
        funding_dependence(napkin, year=1999)


def test_members_fed_by_a_hub_alone_are_told_and_left_out_of_the_outside_median() -> (
    None
):
    names = ["H1", "A1", "A2", "A3", "B1"]
    office = [receipt(i, organization_id=name) for i, name in enumerate(names)]
    firm = [
        receipt(10 + i, organization_id=name, funder="示例企业", funder_type="firm")
        for i, name in enumerate(names)
    ]
    passed = [
        receipt(20 + i, organization_id=f"X{i}", funder="示例H1",
                funder_type="social_organization", instrument="donation")
        for i in range(5)
    ]  # fmt: skip
    members = [organization(f"X{i}", A) for i in range(5)]
    listed = [*default_rows()["organizations"], *members]
    study = small_study(organizations=listed, revenue=office + firm + passed)
    result = funding_dependence(study)
    assert result["n_passed_on_only"].estimate == 5
    assert result["median_hhi_funder"].estimate == 0.75  # five of 0.5, five of 1
    assert result["median_hhi_funder_outside"].estimate == 0.5
    assert "5 个组织只有枢纽等转拨的款" in result.finding.zh


def test_money_of_organisations_without_shares_is_said_to_be_out_of_the_total() -> None:
    result = funding_dependence(degenerate())
    assert result["total_cny"].estimate == 5000
    said = "".join(text.zh for text in result.caveats)
    assert "净额 650 元" in said  # 700 of X3 and −50 of X2


def test_range_if_amounts_are_in_error_by_hand() -> None:
    names = ["H1", "A1", "A2", "A3", "B1"]
    rows = [receipt(i, organization_id=name) for i, name in enumerate(names)]
    rows += [
        receipt(10 + i, organization_id=name, funder="示例企业", funder_type="firm")
        for i, name in enumerate(names)
    ]
    result = funding_dependence(small_study(revenue=rows))
    share = result["government_share_in_error"]
    # half of the money: 0.9 · 0.5 / (0.9 · 0.5 + 1.1 · 0.5), and the other way round
    assert (share.ci_low, share.ci_high) == pytest.approx((0.45, 0.55))
    hhi = result["median_hhi_funder_in_error"]
    assert (hhi.ci_low, hhi.ci_high) == pytest.approx((0.5, 0.45**2 + 0.55**2))
    assert share.interval == hhi.interval == "measurement"
    assert any("误差" in text.zh for text in result.caveats)
