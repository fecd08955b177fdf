"""Other money that it would take, from equations one can solve by hand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.errors import MeasureError
from hubstudy.measures.funding import substitution
from hubstudy.measures.funding.substitution import fewest_funders, least_amount
from tests.measures.funding.test_dependence import receipt
from tests.measures.funding.test_stress import (
    from_firm,
    many,
    odd_study,
    organizations,
)
from tests.studies import STREET_1, STREET_2, small_study

if TYPE_CHECKING:
    import pandas as pd

    from hubstudy.intake import Study

OWN = {
    "funder": "自营收入", "funder_type": "own_income", "instrument": "service_fee",
}  # fmt: skip
ROUTES = ("firm", "community_partner", "own_income", "split")


def row_of(study: Study, identifier: str = "H1", **other: Any) -> pd.Series:
    table = substitution(study, **other).to_frame().set_index("organization_id")
    return table.loc[identifier]


def test_one_funder_needs_as_much_again_from_one_more() -> None:
    row = row_of(small_study(revenue=[receipt(1)]))
    assert row["effective_funders"] == 1
    assert (row["n_new_funders"], row["needed_cny"], row["needed_share"]) == (
        1, 1000, 1,
    )  # fmt: skip
    assert row["firm_cny"] == row["community_partner_cny"] == 1000
    # a third each, y: (1000 + 3y)² = 2(1000² + 3y²), so 3y² + 6000y = 1000²
    y = -1000 + math.sqrt(1000**2 + 1000**2 / 3)
    assert row["split_cny"] == pytest.approx(3 * y)


def test_two_funders_by_hand() -> None:
    rows = [receipt(1, amount_cny=300.0), from_firm(2, organization_id="H1")]
    row = row_of(small_study(revenue=rows))
    assert row["effective_funders"] == pytest.approx(1.6)
    # (400 + x)² = 2(300² + 100² + x²): x = 400 − 200√2... from x² − 800x + 40000 = 0
    needed = 400 - math.sqrt(400**2 - 40_000)
    assert row["needed_cny"] == pytest.approx(needed)
    # more of the firm: 300 to match the 300, so 200
    assert row["firm_cny"] == pytest.approx(200)
    assert row["own_income_cny"] == pytest.approx(needed)


def test_three_effective_funders_take_two_more() -> None:
    row = row_of(small_study(revenue=[receipt(1)]), target_effective_funders=3)
    assert (row["n_new_funders"], row["needed_cny"], row["needed_share"]) == (
        2, 2000, 2,
    )  # fmt: skip
    assert row["firm_cny_reason"] == "not_reachable"
    assert math.isnan(row["firm_cny"])
    # with three sources equal parts are enough: (T + 3y)² = 3(T² + 3y²), y = T/3
    assert row["split_cny"] == pytest.approx(1000)


def test_more_of_the_same_does_not_help() -> None:
    row = row_of(small_study(revenue=[receipt(1, **OWN)]))
    assert row["own_income_cny_reason"] == "not_reachable"
    assert row["firm_cny"] == 1000
    # of a third each, own income gets one too: (T + 3y)² = 2(T² + 2Ty + 3y²)
    y = (-1 + math.sqrt(1 + 3)) / 3 * 1000
    assert row["split_cny"] == pytest.approx(3 * y)


def test_those_who_are_there_need_nothing() -> None:
    rows = [receipt(1), from_firm(2, organization_id="H1", amount_cny=1000.0)]
    row = row_of(small_study(revenue=rows))
    assert (row["n_new_funders"], row["needed_cny"]) == (0, 0)
    assert [row[f"{route}_cny"] for route in ROUTES] == [0, 0, 0, 0]
    assert row["firm_cny_reason"] == ""


def test_two_street_offices_are_two_funders_and_one_source() -> None:
    rows = [receipt(1), receipt(2, funder="另一街道办事处")]
    row = row_of(small_study(revenue=rows))
    assert (row["effective_funders"], row["effective_sources"]) == (2, 1)
    assert (row["needed_cny"], row["firm_cny"]) == (0, 2000)


def test_totals_are_sums_over_those_who_need_and_can() -> None:
    rows = [*many(4), receipt(20, organization_id="O14", **OWN)]
    rows += [receipt(21, organization_id="O15"),
             from_firm(22, organization_id="O15", amount_cny=1000.0)]  # fmt: skip
    study = small_study(organizations=organizations(6), ties=[], revenue=rows)
    result = substitution(study)
    totals = result.to_frame("totals").set_index(["level", "route"])
    columns = ["n_organizations", "n_there_already", "n_reachable", "n_not_reachable"]
    assert totals.loc[("all", "new_funders"), columns].tolist() == [6, 1, 5, 0]
    assert totals.loc[("all", "own_income"), columns].tolist() == [6, 1, 4, 1]
    assert totals.loc[("all", "new_funders"), "needed_cny"] == 5000
    assert totals.loc[("all", "firm"), ["needed_cny", "needed_share"]].tolist() == [
        5000, 1,
    ]  # fmt: skip
    # four can get there: too few for a total
    assert totals.loc[("all", "own_income"), "reason"] == "too_small"
    assert math.isnan(totals.loc[("all", "own_income"), "needed_cny"])
    assert result["own_income_cny"].reason == "too_small"
    assert result["own_income_cny"].n == 4
    assert "自营收入的合计不报告（样本过小；4 个可达到" in result.finding.zh
    assert "own income, an amount not reported (too few cases; 4" in result.finding.en
    assert totals.loc[("hub", "firm"), "reason"] == "no_revenue"
    assert result["n_there_already"].estimate == 1
    assert result["needed_cny"].estimate == 5000
    assert result["hub_needed_cny"].reason == "no_revenue"
    assert "5,000 元" in result.finding.zh
    assert "fewer than 3" in result.finding.en


def test_a_source_that_gets_nobody_there_is_out_of_reach() -> None:
    study = small_study(organizations=organizations(6), ties=[], revenue=many(6, **OWN))
    result = substitution(study)
    assert result["own_income_cny"].reason == "not_reachable"
    assert "自营收入的合计不报告（单靠这一来源达不到；0 个可达到" in result.finding.zh


def test_few_in_need_are_not_said_to_need_nothing() -> None:
    rows = [*many(6), *many(3, funder="示例企业", funder_type="firm")]
    rows = [row | {"revenue_id": f"V{i}"} for i, row in enumerate(rows)]
    study = small_study(organizations=organizations(6), ties=[], revenue=rows)
    result = substitution(study)
    assert result["needed_cny"].reason == "too_small"
    assert "其余 3 个合计所需不报告（样本过小）" in result.finding.zh
    assert "无需再筹" not in result.finding.zh


def test_what_firms_must_give_each_hub_is_answered() -> None:
    hubs = [row | {"is_hub": True} for row in organizations(7)]
    rows = [*many(7), *many(1, funder="示例企业", funder_type="firm")]
    rows = [row | {"revenue_id": f"V{i}"} for i, row in enumerate(rows)]
    result = substitution(small_study(organizations=hubs, ties=[], revenue=rows))
    assert result["hub_n_organizations"].estimate == 7
    assert result["hub_firm_n_there_already"].estimate == 1
    assert result["hub_firm_n_reachable"].estimate == 6
    assert result["hub_firm_cny"].estimate == 6000
    zh, en = result.finding
    assert "枢纽 7 个中有效来源数已达 2 的有少于 3 个" in zh
    assert "企业须再给 6 个合计 6,000 元" in zh
    assert "firms must give 6,000 yuan more to 6" in en


def test_routes_are_said_to_be_about_types_of_source(embedded: Study) -> None:
    zh, en = substitution(embedded).finding
    assert (
        "以下各路径看的是来源类型，不是单个资助方：有效来源数已达 2 的有 110 个" in zh
    )
    assert "about types of source, not about single funders" in en
    assert "金额不可直接比较" in zh
    assert "枢纽 28 个中有效来源数已达 2 的有 22 个" in zh
    assert "企业须再给 6 个合计 74,586 元" in zh
    assert len([part for part in zh.split("。") if part]) == 6


def test_where_everybody_is_there_nothing_is_needed() -> None:
    rows = many(5) + many(5, funder="示例企业", funder_type="firm")
    for i, row in enumerate(rows):
        row["revenue_id"] = f"V{i}"
    study = small_study(organizations=organizations(5), ties=[], revenue=rows)
    result = substitution(study)
    assert result["needed_cny"].reason == "not_applicable"
    assert "无需再筹" in result.finding.zh


def test_degenerate_organisations_give_reasons_in_frame_and_sentence() -> None:
    result = substitution(odd_study())
    table = result.to_frame().set_index("organization_id")
    assert table["reason"][["Z", "R", "N", "E"]].tolist() == [
        "zero_total", "refunds_exceed_receipts", "all_negative", "no_revenue",
    ]  # fmt: skip
    lost = table[table["reason"] != ""]
    assert lost[["needed_cny", "split_cny", "total_cny"]].isna().all(axis=None)
    assert (lost["split_cny_reason"] == lost["reason"]).all()
    assert "收入合计为零（少于 3 个）" in result.finding.zh


@pytest.mark.parametrize("unit", ["city", STREET_1, STREET_2])
def test_no_revenue(napkin: Study, unit: str) -> None:
    result = substitution(napkin, unit=unit)
    assert result.to_frame().empty
    assert (result.to_frame("totals")["reason"] == "no_revenue").all()
    assert result["needed_cny"].reason == "no_revenue"
    assert "没有收入记录" in result.finding.zh
    assert result.caveats == ()


def test_few_organisations_have_no_totals() -> None:
    result = substitution(small_study(revenue=[receipt(1)]))
    assert result["needed_cny"].reason == "too_small"
    assert "样本过小" in result.finding.zh
    assert result.to_frame("totals")["needed_cny"].isna().all()


@pytest.mark.parametrize("target", [0.5, math.inf, math.nan])
def test_senseless_targets_are_refused(napkin: Study, target: float) -> None:
    with pytest.raises(MeasureError, match="1 or more"):
        substitution(napkin, target_effective_funders=target)


amounts = st.lists(st.floats(1, 1000), min_size=1, max_size=6)
targets = st.floats(1, 6)


def effective(sources: np.ndarray) -> float:
    return float(sources.sum() ** 2 / (sources**2).sum())


@settings(max_examples=300, deadline=None)
@given(amounts, targets)
def test_new_funders_reach_the_target_and_a_bit_less_does_not(
    given_now: list[float], target: float
) -> None:
    now = np.array(given_now)
    n = fewest_funders(effective(now), target=target)
    assert n <= max(0, math.ceil(target - effective(now)))
    each = least_amount((now**2).sum(), now.sum(), target=target, k=max(n, 1))
    assert each is not None
    assert effective(np.append(now, [each] * n)) >= target * (1 - 1e-6)
    if n and target - effective(now) > 1e-6:
        less = np.append(now, [0.99 * each] * n)
        assert effective(less) < target
        # one funder fewer reaches it with no amount at all: the best is 1/HHI + n − 1
        best = (now**2).sum() / now.sum()
        most = effective(np.append(now, [best] * (n - 1)))
        assert most == pytest.approx(effective(now) + n - 1)
        assert most < target + 1e-6


@settings(max_examples=300, deadline=None)
@given(amounts, targets, st.integers(1, 3))
def test_sources_reach_the_target_with_no_less_or_not_at_all(
    given_now: list[float], target: float, k: int
) -> None:
    now = np.array([*given_now, 0.0, 0.0, 0.0])
    each = least_amount(
        (now**2).sum(), now.sum(), target=target, k=k, held=float(now[:k].sum())
    )

    def after(amount: float) -> float:
        grown = now.copy()
        grown[:k] += amount
        return effective(grown)

    tried = np.geomspace(1e-4, 1e5, 400) * now.sum()
    reached = [x for x in tried if after(x) > target * (1 + 1e-6)]
    if each is None:
        assert not reached
        return
    assert after(each) >= target * (1 - 1e-6)
    assert all(x >= each * (1 - 1e-6) for x in reached)


@given(amounts, targets, st.floats(0.001, 1000))
def test_the_unit_of_money_scales_the_answer(
    given_now: list[float], target: float, factor: float
) -> None:
    now = np.array(given_now)
    one, other = (
        least_amount((x**2).sum(), x.sum(), target=target, k=1, held=float(x[0]))
        for x in (now, factor * now)
    )
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert other == pytest.approx(factor * one, rel=1e-3, abs=1e-3 * factor)


def test_embedded_city_reaches_the_target_organisation_by_organisation(
    embedded: Study,
) -> None:
    table = substitution(embedded).to_frame().query("reason == ''")
    squares = table["total_cny"] ** 2 / table["effective_funders"]
    n, x = table["n_new_funders"].astype(float), table["needed_cny"]
    part = x / n.where(n > 0, 1.0)
    reached = (table["total_cny"] + x) ** 2 / (squares + n * part**2)
    assert (reached >= 2 * (1 - 1e-6)).all()
    assert table["needed_share"].between(0, 1).all()
