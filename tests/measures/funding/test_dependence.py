"""Shares and concentration of revenue, from amounts one can add up by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures.funding import funding_dependence, funding_year, herfindahl
from tests.studies import STREET_1, STREET_2, A, B, organization, small_study

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


def test_hhi_by_hand() -> None:
    frame = pd.DataFrame(
        {
            "who": list("aaabb"),
            "source": list("xyyxy"),
            "amount_cny": [50, 20, 30, 0, 0],
        }
    )
    found = herfindahl(frame, by="who", over="source")
    assert found.loc["a"].tolist() == [100, 0.5, 0.5]
    assert found.loc["b", "total"] == 0
    assert found.loc["b", ["hhi", "top"]].isna().all()


def test_hhi_refuses_negative_amounts_and_names_the_holder() -> None:
    frame = pd.DataFrame({"who": ["a"], "source": ["x"], "amount_cny": [-1.0]})
    with pytest.raises(MeasureError, match="'a'"):
        herfindahl(frame, by="who", over="source")


def test_government_money_is_told_by_the_funder_not_by_the_heading() -> None:
    rows = [
        receipt(1, instrument="donation", funder_type="welfare_lottery"),
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


def test_zero_revenue_is_undefined_and_not_zero() -> None:
    rows = [receipt(1), receipt(2, organization_id="A1", amount_cny=0.0)]
    rows.append(receipt(3, organization_id="A2", year=2020))
    study = small_study(revenue=rows)
    assert row_of(study, "A1")["reason"] == "zero_total"
    assert row_of(study, "A2")["reason"] == "no_revenue"
    assert pd.isna(row_of(study, "A1")["government_share"])
    said = [text.en for text in funding_dependence(study).caveats]
    assert any(
        "1 organisations that reported revenue in other years" in x for x in said
    )
    assert any("revenue of 1 organisations adds up to zero" in x for x in said)


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
    assert result["fund_lost_share"].reason == "no_revenue"
    assert (result.to_frame("streets")["reason"] == "no_revenue").all()
    assert result.to_frame("scenario")["lost_share"].isna().all()
    assert "未测量" in result.finding.zh
    assert result.caveats == ()


def test_last_full_year_with_revenue_is_taken() -> None:
    rows: Rows = [receipt(1, year=2021), receipt(2, year=2023)]
    assert funding_year(small_study(revenue=rows)) == 2021
    assert funding_year(small_study(revenue=[])) == 2022
    partial = funding_dependence(small_study(revenue=rows), year=2023)
    assert partial["n_organizations"].estimate == 1
    assert "2023-08-31" in partial.caveats[0].zh


def test_fund_is_lost_up_to_the_budget() -> None:
    rows = [
        receipt(1, instrument="venture_fund", amount_cny=400_000.0),
        receipt(
            2, organization_id="B1", instrument="venture_fund", amount_cny=200_000.0
        ),
        receipt(3, organization_id="B1", amount_cny=100_000.0),
    ]
    scenario = funding_dependence(small_study(revenue=rows)).to_frame("scenario")
    fund = scenario.query("scenario == 'fund_300k'").set_index("level")
    # 600,000 on record against a budget of 300,000: half of it is taken away
    assert fund["lost_cny"].to_dict() == {"all": 3e5, "hub": 2e5, "other": 1e5}
    assert fund.loc["other", "lost_share"] == pytest.approx(1 / 3)
    assert fund["n_majority_lost"].tolist() == [0, 0, 0]
    top = scenario.query("scenario == 'top_funder'").set_index("level")
    assert top["lost_share"].to_dict() == {"all": 1, "hub": 1, "other": 1}
    assert top["n_majority_lost"].tolist() == [2, 1, 1]


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
