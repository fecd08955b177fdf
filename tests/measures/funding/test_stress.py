"""What breaks when money stops, in studies one can reckon by hand."""

from __future__ import annotations

import math
import tomllib
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.errors import MeasureError
from hubstudy.measures.funding import Shock, StressResult, funder_reach, stress
from hubstudy.results import Result
from tests.measures.conftest import EMBEDDED
from tests.measures.funding.test_dependence import receipt
from tests.studies import STREET_1, STREET_2, A, B, organization, small_study

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.intake import Study
    from tests.studies import Rows

STREET_OFFICE = Shock("street_office", "funder_type", "street_office")
H1_FUNDER = {
    "funder": "示例H1", "funder_type": "social_organization",
    "funder_organization_id": "H1",
}  # fmt: skip


def passed_on(number: int, **other: Any) -> dict[str, Any]:
    """Make 200 yuan that the hub passes on to its first member."""
    given = {
        "organization_id": "A1", "funder": "示例H1", "instrument": "donation",
        "funder_type": "social_organization", "amount_cny": 200.0,
    }  # fmt: skip
    return receipt(number, **(given | other))


def from_firm(number: int, **other: Any) -> dict[str, Any]:
    """Make 100 yuan of a firm to the first member."""
    given = {
        "organization_id": "A1", "funder": "示例企业", "instrument": "sponsorship",
        "funder_type": "firm", "amount_cny": 100.0,
    }  # fmt: skip
    return receipt(number, **(given | other))


def chain(**other: Any) -> Study:
    """Give the hub 1,000 from outside, its member 200 of those and 100 of a firm."""
    rows = [receipt(1), passed_on(2), from_firm(3)]
    return small_study(**({"revenue": rows, "funders": [H1_FUNDER]} | other))


def losses(study: Study, shock: Shock, **other: Any) -> pd.DataFrame:
    found = stress(study, shocks=[shock], **other).organizations
    return found.set_index("organization_id")


def half(shock: Shock) -> Shock:
    return Shock(shock.name, shock.kind, shock.target, share=shock.share / 2)


def many(n: int, **other: Any) -> Rows:
    """Give n organisations of one community 1,000 yuan of a street office each."""
    return [receipt(i, organization_id=f"O{i}", **other) for i in range(10, 10 + n)]


def organizations(n: int) -> Rows:
    return [organization(f"O{i}", A) for i in range(10, 10 + n)]


def test_a_loss_runs_from_the_hub_to_its_member() -> None:
    found = losses(chain(), half(STREET_OFFICE))
    columns = ["total_cny", "direct_cny", "passed_on_loss_cny", "lost_share"]
    assert found.loc["H1", columns].tolist() == [1000, 500, 0, 0.5]
    # the hub lost half, so half of the 200 stop: a third of the member's 300
    assert found.loc["A1", columns].tolist() == pytest.approx([300, 0, 100, 1 / 3])


@pytest.mark.parametrize(
    ("regrant", "expected"), [("proportional", 100), ("first", 200), ("none", 0)]
)
def test_the_rule_says_what_is_passed_on(regrant: Any, expected: float) -> None:
    found = losses(chain(), half(STREET_OFFICE), regrant=regrant)
    assert found.loc["A1", "passed_on_loss_cny"] == pytest.approx(expected)


def test_two_passing_on_to_each_other() -> None:
    rows = [
        receipt(1, amount_cny=100.0),
        passed_on(2, amount_cny=100.0),
        from_firm(3),
        receipt(4, funder="示例A1", funder_type="social_organization",
                instrument="donation", amount_cny=100.0),
    ]  # fmt: skip
    other = {**H1_FUNDER, "funder": "示例A1", "funder_organization_id": "A1"}
    study = small_study(revenue=rows, funders=[H1_FUNDER, other])
    found = losses(study, STREET_OFFICE)
    # 100 + 100 · L/200 there, 100 · L/200 here
    assert found.loc["H1", "lost_share"] == pytest.approx(400 / 3 / 200)
    assert found.loc["A1", "lost_share"] == pytest.approx(200 / 3 / 200)
    result = stress(study, shocks=[STREET_OFFICE])
    assert result.cascade["lost_cny"].sum() == pytest.approx(200)
    assert result.cascade.loc[0, ["n_organizations", "lost_cny"]].tolist() == [1, 100]


def test_totals_do_not_count_money_passed_on_twice() -> None:
    row = stress(chain(), shocks=[STREET_OFFICE], sizes=[0.5]).fan.iloc[0]
    assert (row["total_cny"], row["lost_cny"]) == (1100, 500)
    assert row["lost_share_reason"] == "too_small"


def test_the_fund_is_lost_up_to_its_budget() -> None:
    rows = [
        receipt(1, instrument="venture_fund", amount_cny=400_000.0),
        receipt(2, organization_id="B1", instrument="venture_fund",
                amount_cny=200_000.0),
        receipt(3, organization_id="B1", amount_cny=100_000.0),
    ]  # fmt: skip
    study = small_study(revenue=rows)
    result = stress(study)
    found = result.organizations.query("shock == 'fund_300k'")
    # 600,000 on record against a budget of 300,000: half of it stops
    assert found.set_index("organization_id")["direct_cny"].to_dict() == {
        "H1": 200_000, "B1": 100_000,
    }  # fmt: skip
    fund = result.to_frame().query("shock == 'fund_300k' and size == 1")
    assert fund.set_index("level")["lost_cny"].to_dict() == {
        "all": 3e5, "hub": 2e5, "other": 1e5,
    }  # fmt: skip
    said = [text.en for text in result.caveats]
    assert any("600,000 yuan" in text and "300,000 yuan" in text for text in said)


def test_a_fund_below_its_budget_is_lost_whole_and_no_more() -> None:
    study = small_study(revenue=[receipt(1, instrument="venture_fund"), receipt(2)])
    found = losses(study, Shock("fund", "fund"))
    assert found.loc["H1", ["direct_cny", "total_cny"]].tolist() == [1000, 2000]


def test_everybody_loses_its_own_largest_funder() -> None:
    rows = [receipt(1), from_firm(2, organization_id="H1"), from_firm(3)]
    rows += [from_firm(4, funder="甲企业", amount_cny=60.0), passed_on(5)]
    study = small_study(revenue=rows, funders=[H1_FUNDER])
    found = losses(study, Shock("top", "top_funder"))
    # the member's largest is the hub itself, whose cut is then no further loss
    assert found.loc["H1", "direct_cny"] == 1000
    assert found.loc["A1", ["direct_cny", "passed_on_loss_cny"]].tolist() == [200, 0]


def test_nobody_loses_its_own_income_or_the_money_of_unnamed_persons() -> None:
    own = {"funder": "自营收入", "funder_type": "own_income",
           "instrument": "service_fee"}  # fmt: skip
    person = {"funder": "居民个人", "funder_type": "individual",
              "instrument": "donation"}  # fmt: skip
    rows = [
        receipt(1, amount_cny=300.0), receipt(2, amount_cny=700.0, **own),
        receipt(3, organization_id="A1", **own),
        receipt(4, organization_id="A1", **person),
        receipt(5, organization_id="B1", amount_cny=50.0, **person),
        passed_on(6, organization_id="B1"),
    ]  # fmt: skip
    study = small_study(revenue=rows, funders=[H1_FUNDER])
    shock = Shock("top_funder", "top_funder")
    found = losses(study, shock)
    # the hub's street office, nobody of A1's, and the hub itself of B1
    assert found["direct_cny"].to_dict() == {"H1": 300, "A1": 0, "B1": 200}
    said = [text.en for text in stress(study, shocks=shock).caveats]
    assert any("could leave" in text and "fewer than 3" in text for text in said)


def test_those_who_lose_most_hang_on_one_funder_in_the_embedded_city(
    embedded: Study,
) -> None:
    found = stress(embedded, shocks=Shock("top_funder", "top_funder"), sizes=1)
    reach = funder_reach(embedded)
    assert found["top_funder_majority"].estimate == reach["n_majority"].estimate == 188
    # and one by one, by plain pandas
    lines = embedded.tables.revenue.query("year == 2022")
    named = lines[~lines["funder_type"].isin(["own_income", "individual"])]
    given = named.groupby(["organization_id", "funder"])["amount_cny"].sum()
    most = given.groupby("organization_id").max()
    direct = found.organizations.query("reason == ''").set_index("organization_id")
    most = most.reindex(direct.index, fill_value=0.0)
    pd.testing.assert_series_equal(
        direct["direct_cny"], most, check_names=False, rtol=1e-12
    )


def test_of_a_funder_partly_gone_the_rest_is_cut_in_turn() -> None:
    study = chain()
    shock = Shock("hub", "funder", "示例H1", share=0.5)
    assert losses(study, shock).loc["A1", "direct_cny"] == 100
    both = losses(study, Shock("top", "top_funder", share=0.5))
    # half of the 200 directly, and half of the other 100 by the hub's own loss
    assert both.loc["A1", ["direct_cny", "passed_on_loss_cny"]].tolist() == [100, 50]


def test_government_is_told_by_who_the_funder_is() -> None:
    rows = [receipt(1, funder="示例福彩公益金", funder_type="firm"), from_firm(2)]
    shock = Shock("government", "funder_type", "government")
    found = losses(small_study(revenue=rows), shock)
    assert found["direct_cny"].to_dict() == {"H1": 1000, "A1": 0}


def test_a_refund_is_taken_off_what_its_funder_gave() -> None:
    rows = [receipt(1), receipt(2, amount_cny=-400.0), from_firm(3)]
    found = losses(small_study(revenue=rows), STREET_OFFICE)
    assert found.loc["H1", ["total_cny", "direct_cny"]].tolist() == [600, 600]


def test_deficits_and_reserves_by_hand() -> None:
    accounts = [
        {"organization_id": "H1", "year": 2022, "expenses_cny": 1100.0,
         "net_assets_cny": 500.0, "unrestricted_cny": 275.0},
        {"organization_id": "A1", "year": 2022, "expenses_cny": 240.0},
    ]  # fmt: skip
    found = losses(chain(accounts=accounts), half(STREET_OFFICE))
    # 500 of the hub's 1,000 are gone, and of its 1,100 expenses the 100 it does not
    # pass on: a deficit of 500, for which 275 last 6.6 months
    assert found.loc["H1", "balance_after_cny"] == -500
    assert found.loc["H1", "reserve_months"] == pytest.approx(3)
    assert found.loc["H1", "months_covered"] == pytest.approx(6.6)
    assert found.loc["A1", "balance_after_cny"] == pytest.approx(300 - 100 - 240)
    assert found.loc["A1", "months_covered_reason"] == "amount_missing"
    row = stress(chain(accounts=accounts), shocks=[STREET_OFFICE], sizes=[0.5]).fan
    columns = ["n_accounts", "n_deficit_before", "n_deficit"]
    assert row.loc[0, columns].tolist() == [2, 1, 2]
    assert row.loc[0, "median_reserve_months_reason"] == "too_small"


def test_without_accounts_there_is_no_balance() -> None:
    result = stress(chain())
    assert (result.fan["n_deficit_reason"] == "no_accounts").all()
    assert result.fan["n_deficit"].isna().all()
    assert (result.organizations["balance_after_cny_reason"] == "no_accounts").all()
    assert result["fund_deficits"].reason == "no_accounts"


def test_medians_of_those_in_deficit() -> None:
    accounts = [
        {"organization_id": f"O{i}", "year": 2022, "expenses_cny": 1200.0,
         "unrestricted_cny": 100.0 * (i - 9)}
        for i in range(10, 15)
    ]  # fmt: skip
    study = small_study(
        organizations=organizations(5), ties=[], revenue=many(5), accounts=accounts
    )
    row = stress(study, shocks=[STREET_OFFICE], sizes=[1.0]).fan.iloc[0]
    # 100 to 500 yuan at 100 a month, with nothing coming in
    assert row["median_reserve_months"] == pytest.approx(3)
    assert row["median_months_covered"] == pytest.approx(3)
    assert (row["n_deficit_before"], row["n_deficit"]) == (5, 5)


def project(number: int, lead: str, community: str, **other: Any) -> dict[str, Any]:
    return {
        "project_id": f"P{number}", "lead_id": lead, "community_code": community,
        "scheme": "micro_venture_grant", "title": "示例", "target_group": "elderly",
        "year": 2022, "award_cny": 500.0, "start": "2022-03-01", "status": "completed",
    } | other  # fmt: skip


def test_communities_left_without_a_project_by_hand() -> None:
    rows = [
        receipt(1, instrument="venture_fund", amount_cny=500.0),
        receipt(2, organization_id="A1", instrument="venture_fund", amount_cny=500.0),
    ]
    projects = [
        project(1, "H1", A), project(2, "A1", A), project(3, "A1", B),
        project(4, "B1", B, year=2021), project(5, "B1", B, award_cny=0.0),
    ]  # fmt: skip
    result = stress(
        small_study(revenue=rows, projects=projects),
        shocks=[Shock("fund", "fund", share=0.4)], sizes=[0.5, 1.0],
    )  # fmt: skip
    left = result.communities.set_index("community_code")
    # at 0.4 both of A's projects stop with 0.4 · 0.4
    assert left["expected_left"].to_dict() == pytest.approx({A: 0.16, B: 0.4})
    assert left["n_projects"].to_dict() == {A: 2, B: 1}
    table = result.to_frame().set_index(["size", "level"])
    assert table.loc[(1.0, "other"), "n_communities"] == 2
    few = result["fund_communities_left"]
    assert (few.reason, few.n) == ("too_small", 2)  # no total of two communities


def seven_communities() -> dict[str, Any]:
    """Leads A1 to A5 with one project in a community each, A1 with two in one."""
    codes = [f"{STREET_1}{i:03d}" for i in range(1, 8)]
    places = [
        {"community_code": code, "community_name": f"示例{code}", "residents": 100,
         "street_code": STREET_1, "is_core_city": True}
        for code in codes
    ]  # fmt: skip
    listed = [organization(f"A{i}", codes[0]) for i in range(1, 6)]
    rows = [
        receipt(i, organization_id=f"A{i}", instrument="venture_fund", amount_cny=100.0)
        for i in range(1, 6)
    ]
    projects = [project(i, f"A{i}", codes[i]) for i in range(1, 6)]
    projects.append(project(6, "A1", codes[1]))  # stops with A1's other one
    projects.append(project(7, "A1", codes[2]))  # beside that of A2
    return {
        "communities": places, "organizations": listed, "revenue": rows,
        "projects": projects, "ties": [],
    }  # fmt: skip


def test_what_one_organisation_leads_in_a_community_stops_together() -> None:
    study = small_study(**seven_communities())
    half = stress(study, shocks=[Shock("fund", "fund", share=0.5)], sizes=[1.0])
    left = half.communities.set_index("community_code")["expected_left"]
    # not a quarter where A1 has two projects; a quarter where A1 and A2 have one each
    assert sorted(left) == pytest.approx([0.25, 0.5, 0.5, 0.5, 0.5])
    assert half["fund_communities_left"].estimate == pytest.approx(2.25)
    assert half["fund_communities_left"].n == 5
    assert half["fund_communities_left_half"].estimate == pytest.approx(4 / 4 + 1 / 16)


def test_stopped_projects_may_cost_nothing_any_more() -> None:
    rows = seven_communities()
    rows["accounts"] = [
        {"organization_id": f"A{i}", "year": 2022, "expenses_cny": 100.0}
        for i in range(1, 6)
    ]
    for work in rows["projects"][1:3]:
        work["spent_cny"] = 100.0  # A2 and A3 spend all they have on their project
    for work in [rows["projects"][0], *rows["projects"][3:]]:
        work["spent_cny"] = 10.0
    result = stress(small_study(**rows), shocks=[Shock("fund", "fund")])
    assert result["n_deficit_before"].estimate == 0
    assert result["fund_deficits"].estimate == 5
    assert result["fund_deficits_spared"].estimate == 3
    assert "费用照旧，有年度财务记录的 5 个组织中" in result.finding.zh
    assert "停掉的项目不再花钱，则为 3 个" in result.finding.zh


def test_fund_money_that_a_hub_passes_on_is_no_second_grant() -> None:
    rows = [
        receipt(1, instrument="venture_fund", amount_cny=300_000.0),
        receipt(2, organization_id="A1", instrument="venture_fund",
                funder="示例H1", funder_type="social_organization",
                amount_cny=100_000.0),
    ]  # fmt: skip
    rows += [receipt(3 + i, organization_id=f"A{i}") for i in (2, 3)]
    result = stress(small_study(revenue=rows), shocks=[Shock("fund", "fund")])
    found = result.organizations.set_index("organization_id")
    assert found.loc["H1", "direct_cny"] == 300_000
    assert found.loc["A1", "direct_cny"] == 0
    assert found.loc["A1", "passed_on_loss_cny"] == 100_000


def test_a_lead_without_money_of_the_fund_leaves_its_community_open() -> None:
    study = small_study(revenue=[receipt(1)], projects=[project(1, "B1", B)])
    result = stress(study)
    assert (result.communities["reason"] == "no_revenue").all()
    assert result.communities["expected_left"].isna().all()
    assert result["fund_communities_left"].reason == "no_projects"
    assert any("would stop: 1." in text.en for text in result.caveats)


def odd_study() -> Study:
    """Six sound organisations, and one of each kind that has no shares."""
    listed = [*organizations(6), organization("Z", A), organization("R", A)]
    listed += [organization("N", B), organization("E", B)]
    rows = [
        *many(6),
        receipt(1, organization_id="Z", amount_cny=0.0),
        receipt(2, organization_id="R"),
        receipt(3, organization_id="R", amount_cny=-1500.0),
        receipt(4, organization_id="N", amount_cny=-10.0),
        receipt(5, organization_id="E", year=2020),
    ]
    return small_study(organizations=listed, ties=[], revenue=rows)


def test_degenerate_organisations_give_reasons_in_frame_and_sentence() -> None:
    result = stress(odd_study())
    found = result.organizations.drop_duplicates("organization_id")
    reasons = found.set_index("organization_id")["reason"]
    expected = {
        "Z": "zero_total", "R": "all_negative", "N": "all_negative", "E": "no_revenue",
    }  # fmt: skip
    expected["R"] = "refunds_exceed_receipts"
    assert reasons[list(expected)].to_dict() == expected
    assert found.loc[found["reason"] != "", "lost_share"].isna().all()
    assert result.n == 6
    for words in ("收入合计为零", "没有收入记录", "退款抵完或超过收入", "只有退款"):
        assert f"{words}" in result.finding.zh
    assert "fewer than 3" in result.finding.en
    assert "（1 个）" not in result.finding.zh


@pytest.mark.parametrize("unit", ["city", STREET_1, STREET_2])
def test_no_revenue(napkin: Study, unit: str) -> None:
    result = stress(napkin, unit=unit)
    table = result.to_frame()
    assert result.n == 0
    assert (table["reason"] == "no_revenue").all()
    assert table["lost_share"].isna().all()
    assert (table["n_deficit_reason"] == "no_revenue").all()
    assert result.organizations.empty
    assert result["fund_lost_share"].reason == "no_revenue"
    assert result["regrant_share"].reason == "no_hubs"
    assert "没有收入记录" in result.finding.zh
    assert result.caveats == ()


def test_a_street_is_cut_from_the_city() -> None:
    # the hub is in street 1, its member in street 2
    rows = [receipt(1), passed_on(2, organization_id="C1")]
    study = small_study(revenue=rows, funders=[H1_FUNDER])
    found = losses(study, half(STREET_OFFICE), unit=STREET_2)
    assert found.index.tolist() == ["C1"]
    assert found.loc["C1", "passed_on_loss_cny"] == 100
    row = stress(study, unit=STREET_2, shocks=[STREET_OFFICE], sizes=[1.0]).fan.iloc[0]
    assert (row["total_cny"], row["lost_cny"], row["n_organizations"]) == (0, 0, 1)


def test_where_all_money_is_passed_on_no_share_of_outside_money_is_lost() -> None:
    members = organizations(5)
    rows = [passed_on(i, organization_id=f"O{i}") for i in range(10, 15)]
    hub = organization("H1", B, is_hub=True)
    study = small_study(
        organizations=[hub, *members], ties=[], funders=[H1_FUNDER],
        revenue=[receipt(1, amount_cny=2000.0), *rows],
    )  # fmt: skip
    table = stress(study, shocks=[STREET_OFFICE], sizes=[1.0]).to_frame()
    other = table.set_index("level").loc["other"]
    assert other["lost_share_reason"] == "zero_total"
    assert math.isnan(other["lost_share"])
    assert (other["reason"], other["q50"], other["n_majority_lost"]) == ("", 1, 5)


def test_a_payer_whose_receipts_are_unknown_cuts_nothing() -> None:
    rows = [receipt(1, amount_cny=0.0), passed_on(2), from_firm(3)]
    result = stress(small_study(revenue=rows, funders=[H1_FUNDER]))
    assert (result.organizations.query("organization_id == 'A1'")
            ["passed_on_loss_cny"].eq(0).all())  # fmt: skip
    assert any("taken to cut nothing" in text.en for text in result.caveats)


def test_quantiles_and_majorities_of_six() -> None:
    rows = many(6)
    for i, row in enumerate(rows):
        row["amount_cny"] = 100.0 * i
        rows = [*rows, from_firm(30 + i, organization_id=row["organization_id"],
                                 amount_cny=500.0 - 100.0 * i)]  # fmt: skip
    study = small_study(organizations=organizations(6), ties=[], revenue=rows)
    row = stress(study, shocks=[STREET_OFFICE], sizes=[1.0]).fan.iloc[0]
    # 0, 20, 40, 60, 80 and 100 per cent
    assert row[["q10", "q25", "q50", "q75", "q90"]].tolist() == pytest.approx(
        [0.1, 0.25, 0.5, 0.75, 0.9]
    )
    assert row["n_majority_lost"] == 3
    assert row["lost_share"] == pytest.approx(0.5)


def test_just_half_is_no_majority() -> None:
    study = small_study(organizations=organizations(5), ties=[], revenue=many(5))
    table = stress(study, shocks=[STREET_OFFICE], sizes=[0.5, 0.6]).fan
    assert table["n_majority_lost"].tolist() == [0, 5]


@pytest.mark.parametrize("sizes", [[], [1.5], -0.1, math.nan, "all", ["0.5"], None])
def test_senseless_sizes_are_refused(sizes: Any) -> None:
    with pytest.raises(MeasureError, match=r"numbers from 0 to 1.*such as 0\.5"):
        stress(chain(), sizes=sizes)


def test_one_shock_and_one_size_need_no_list() -> None:
    one = stress(chain(), shocks=STREET_OFFICE, sizes=0.5)
    many = stress(chain(), shocks=[STREET_OFFICE], sizes=[0.5])
    pd.testing.assert_frame_equal(one.to_frame(), many.to_frame())
    assert str(one) == str(many)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(MeasureError, match="no such unit"):
        stress(chain(), unit="nowhere")


def test_numbers_bear_the_kind_of_shock_and_are_undefined_where_not_asked_for() -> None:
    study = small_study(organizations=organizations(5), ties=[], revenue=many(5))
    shocks = [Shock("a", "fund"), Shock("b", "fund", share=0.5), STREET_OFFICE]
    result = stress(study, shocks=shocks)
    assert result["fund_lost_share"].estimate == 0
    assert result["b_lost_share"].estimate == 0
    assert result["street_office_lost_share"].estimate == 1
    assert result["top_funder_lost_share"].reason == "not_applicable"
    assert result["cascade_share"].reason == "not_applicable"


def test_a_result_shows_itself_as_any_result() -> None:
    found = stress(chain())
    assert repr(found) == f"<stress city, n = 2>\n{found}"


def test_a_stored_result_reads_back(tmp_path: Path) -> None:
    result = stress(chain())
    result.store(tmp_path)
    for cls in (Result, StressResult):
        again = cls.load(tmp_path, "stress")
        pd.testing.assert_frame_equal(again.to_frame(), result.to_frame())
        assert str(again) == str(result)


@st.composite
def registers(draw: st.DrawFn) -> Rows:
    """Revenue of the napkin's organisations, some of it passed on, in any direction."""
    names = ["H1", "A1", "A2", "B1"]
    funders = [("示例街道办事处", "street_office"), ("示例企业", "firm")]
    funders += [(f"示例{name}", "social_organization") for name in names]
    lines = st.tuples(
        st.sampled_from(names), st.sampled_from(funders), st.integers(-100, 1000),
        st.sampled_from(["purchase", "venture_fund", "donation"]),
    )  # fmt: skip
    return [
        receipt(i, organization_id=name, funder=funder, funder_type=kind,
                instrument=instrument, amount_cny=float(amount))
        for i, (name, (funder, kind), amount, instrument)
        in enumerate(draw(st.lists(lines, max_size=12)))
    ]  # fmt: skip


def study_of(rows: Rows, *, factor: float = 1.0) -> Study:
    scaled = [row | {"amount_cny": factor * row["amount_cny"]} for row in rows]
    listed = [
        {**H1_FUNDER, "funder": f"示例{name}", "funder_organization_id": name}
        for name in ("H1", "A1", "A2", "B1")
    ]
    return small_study(revenue=scaled, funders=listed)


SHOCKED = [STREET_OFFICE, Shock("top", "top_funder"), Shock("hub", "fund")]


@settings(max_examples=8, deadline=None)
@given(registers(), st.sampled_from(["proportional", "first", "none"]))
def test_losses_grow_with_the_shock_and_stay_within_receipts(
    rows: Rows, regrant: Any
) -> None:
    study, before = study_of(rows), None
    for share in (0.0, 0.4, 1.0):
        shocks = [Shock(s.name, s.kind, s.target, share) for s in SHOCKED]
        result = stress(study, shocks=shocks, sizes=[0.5, 1.0], regrant=regrant)
        found = result.organizations
        found = found[found["reason"] == ""]
        lost = found["direct_cny"] + found["passed_on_loss_cny"]
        near = 1e-9 * found["total_cny"]
        assert (found["direct_cny"] >= 0).all()
        assert (found["passed_on_loss_cny"] >= 0).all()
        assert (lost <= found["total_cny"] + near).all()
        assert (lost == 0).all() or share > 0
        if before is not None:
            assert (lost >= before - near).all()
        before = lost
        assert (result.fan["lost_cny"] <= result.fan["total_cny"]).all()


@settings(max_examples=6, deadline=None)
@given(registers())
def test_the_unit_of_money_changes_no_share(rows: Rows) -> None:
    shocks = [s for s in SHOCKED if s.kind != "fund"]
    one, other = (
        stress(study_of(rows, factor=factor), shocks=shocks, sizes=[0.4])
        for factor in (1.0, 1024.0)
    )
    for column in ("lost_share", "reason"):
        left, right = one.organizations[column], other.organizations[column]
        pd.testing.assert_series_equal(left, right, rtol=1e-9)
    assert (other.fan["lost_cny"] == 1024 * one.fan["lost_cny"]).all()


def test_the_planted_share_passed_on_is_recovered(embedded: Study) -> None:
    truth = tomllib.loads((EMBEDDED / "truth.toml").read_text(encoding="utf-8"))
    planted = next(e for e in truth["effect"] if e["name"] == "regrant_share")
    found = stress(embedded)["regrant_share"]
    assert found.estimate == pytest.approx(planted["value"], abs=0.001)
    assert found.n == 28
    assert found.interval == "leave_one_out"


def test_the_fund_of_the_embedded_city_by_plain_pandas(embedded: Study) -> None:
    result = stress(embedded)
    lines = embedded.tables.revenue.query("year == 2022")
    total = lines.groupby("organization_id")["amount_cny"].sum()
    fund = lines[lines["instrument"] == "venture_fund"]
    lost = fund.groupby("organization_id")["amount_cny"].sum()
    hubs = embedded.tables.funders.set_index("funder")["funder_organization_id"]
    inner = lines[lines["funder"].isin(hubs.index)]
    # hubs pass on to members, and members to nobody: one round
    cut = inner["funder"].map(hubs).map(lost.fillna(0) / total).fillna(0)
    through = (inner["amount_cny"] * cut).sum()
    assert result["fund_lost_share"].estimate == pytest.approx(
        300_000 / (lines["amount_cny"].sum() - inner["amount_cny"].sum())
    )
    assert result["cascade_share"].estimate == pytest.approx(
        through / (300_000 + through)
    )
    members = set(inner.loc[cut > 0, "organization_id"])
    assert result["fund_receivers"].estimate == (lost > 0).sum() == 39
    assert result["fund_touched"].estimate == len(members | set(lost.index)) == 85
