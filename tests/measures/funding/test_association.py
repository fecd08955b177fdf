"""Dependence against outcomes: who counts, and rank correlations against scipy."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import stats

from hubstudy.errors import MeasureError
from hubstudy.measures.funding import dependence_and_outcomes
from hubstudy.measures.funding.association_ranks import (
    fisher_interval,
    rank_correlation,
)
from hubstudy.results import CITY
from tests.measures.funding.rows import grant, numbered, receipt
from tests.studies import STREET_1, STREET_2, A, C, organization, small_study

if TYPE_CHECKING:
    import pandas as pd

    from hubstudy.intake import Study
    from tests.studies import Rows


def project(number: int, lead: str, status: str, **other: Any) -> dict[str, Any]:
    return grant(number, A, lead_id=lead, status=status, end="2022-12-31", **other)


def rating(number: int, score: float, **other: Any) -> dict[str, Any]:
    return {
        "rating_id": f"G{number:03d}", "project_id": f"P{number:03d}",
        "rater_id": "R1", "rater_type": "expert", "rating_date": "2023-01-05",
        "score": score, "stars": 4,
    } | other  # fmt: skip


FIRM = {"funder": "示例企业", "funder_type": "firm", "instrument": "donation"}


def rows_of(n: int) -> dict[str, Rows]:
    """Leads O0, O1, ...: the more government money, the fewer projects completed."""
    projects, revenue, ratings = [], [], []
    for i in range(n):
        lead = f"O{i:02d}"
        for k in range(4):
            done = "completed" if k >= i % 5 else "terminated"
            projects.append(project(4 * i + k, lead, done))
        ratings.append(rating(4 * i, 60 + i))
        revenue.append(receipt(0, organization_id=lead, amount_cny=100.0 + 50 * i))
        revenue.append(receipt(0, organization_id=lead, amount_cny=300.0, **FIRM))
    return {
        "organizations": [
            organization(f"O{i:02d}", A, is_hub=i % 2 == 0) for i in range(n)
        ],
        "projects": projects, "ratings": ratings, "revenue": numbered(revenue),
        "ties": [],
    }  # fmt: skip


def study_of(n: int, **other: Any) -> Study:
    return small_study(**(rows_of(n) | other))


def rows(study: Study, **other: Any) -> pd.DataFrame:
    table = dependence_and_outcomes(study, **other).to_frame()
    return table.set_index("organization_id")


def test_outcomes_and_exposures_of_one_lead_by_hand() -> None:
    row = rows(study_of(8)).loc["O02"]
    assert (row["n_projects"], row["n_due"], row["completion_share"]) == (4, 4, 0.5)
    assert (row["n_rated"], row["mean_score"]) == (1, 62)
    assert row["government_share"] == pytest.approx(200 / 500)
    assert row["effective_funders"] == pytest.approx(500**2 / (200**2 + 300**2))


def test_correlations_are_scipys() -> None:
    study = study_of(12)
    table = rows(study)
    result = dependence_and_outcomes(study)
    for name, exposure, outcome in [
        ("share_completion", "government_share", "completion_share"),
        ("share_score", "government_share", "mean_score"),
        ("funders_completion", "effective_funders", "completion_share"),
        ("funders_score", "effective_funders", "mean_score"),
    ]:
        expected = stats.spearmanr(table[exposure], table[outcome]).statistic
        assert result[name].estimate == pytest.approx(expected)
    assert result["share_score"].estimate == pytest.approx(1)  # both rise with i
    assert "Holm 校正后仍可与随机分清的有 " in result.finding.zh


def test_each_year_of_a_project_counts_once_per_project() -> None:
    data = rows_of(6)
    data["projects"] += [project(90, "O00", "completed", year=2021)]
    data["revenue"] = numbered(
        [*data["revenue"], receipt(0, organization_id="O00", year=2021, **FIRM)]
    )
    row = rows(small_study(**data)).loc["O00"]
    # four projects of 2022 at 100 in 400, one of 2021 with a firm's money alone
    assert row["government_share"] == pytest.approx((4 * 0.25 + 0) / 5)
    assert rows(small_study(**data), year=2021).index.tolist() == ["O00"]


def test_completion_takes_years_of_due_projects_and_scores_those_of_rated() -> None:
    data = rows_of(6)
    data["projects"] += [
        project(90, "O00", "ongoing", year=2021) | {"end": "2025-12-31"},
        project(91, "O00", "completed", year=2020),
    ]
    data["ratings"] += [rating(90, 70)]
    firm = {"organization_id": "O00", "amount_cny": 300.0, **FIRM}
    data["revenue"] = numbered(
        [*data["revenue"],
         receipt(0, organization_id="O00", year=2021, amount_cny=900.0),
         receipt(0, year=2021, **firm), receipt(0, year=2020, **firm)]
    )  # fmt: skip
    row = rows(small_study(**data)).loc["O00"]
    # four due projects of 2022 (100 of 400) and one of 2020 (0 of 300); the rated ones
    # are one of 2022 and one of 2021 (900 of 1200)
    assert (row["n_due"], row["n_rated"]) == (5, 2)
    assert row["government_share"] == pytest.approx((4 * 0.25 + 0) / 5)
    assert row["government_share_rated"] == pytest.approx((0.25 + 0.75) / 2)


def test_exposure_is_missing_where_no_project_is_due_or_rated() -> None:
    data = rows_of(8)
    data["ratings"] = [row for row in data["ratings"] if row["project_id"] != "P012"]
    for row in data["projects"]:
        if row["lead_id"] in {"O02", "O03"}:
            row |= {"status": "ongoing", "end": "2024-01-01"}
    table = rows(small_study(**data))
    assert table.loc["O02", "government_share_reason"] == "no_finished_projects"
    assert table.loc["O02", "government_share_rated"] == pytest.approx(200 / 500)
    assert table.loc["O03", "effective_funders_rated_reason"] == "no_ratings"
    assert table.loc["O03", "reason"] == "no_finished_projects"
    assert table.loc["O02", "reason"] == ""


def test_money_that_a_hub_passes_on_counts_as_other_than_governments() -> None:
    data = rows_of(6)
    passed = {"funder": "示例枢纽", "funder_type": "social_organization"}
    data["revenue"] = numbered(
        [*data["revenue"],
         receipt(0, organization_id="O01", amount_cny=450.0, **passed)]
    )  # fmt: skip
    funders = [passed | {"funder_organization_id": "O00"}]
    study = small_study(**(data | {"funders": funders}))
    result = dependence_and_outcomes(study)
    share = rows(study).loc["O01", "government_share"]
    assert share == pytest.approx(150 / (150 + 300 + 450))
    assert "passed on counts as other than government's" in result.method.en
    assert "转拨的钱按非政府资金计" in result.method.zh


def test_fisher_interval_is_bonett_and_wrights() -> None:
    found = rank_correlation(np.arange(12), [2, 1, 4, 3, 6, 5, 8, 7, 12, 11, 9, 10],
                             n_draws=99, seed=0)  # fmt: skip
    r = found.estimate
    assert r is not None
    z, half = np.log((1 + r) / (1 - r)) / 2, 1.959964 * np.sqrt((1 + r * r / 2) / 9)
    ends = [(np.exp(2 * w) - 1) / (np.exp(2 * w) + 1) for w in (z - half, z + half)]
    assert fisher_interval(found) == pytest.approx(ends, rel=1e-6)
    for none in (
        rank_correlation(range(9), range(9), n_draws=99, seed=0),
        rank_correlation([1], [1], seed=0),
    ):
        assert np.isnan(fisher_interval(none)).all()


def test_fisher_interval_holds_the_correlation_about_as_often_as_it_says() -> None:
    # normal pairs with r = 0.4 have a rank correlation of 6/π asin(r/2); 400 draws have
    # a standard error of 1.1 points
    rng, held = np.random.default_rng(20240601), 0
    true = 6 / np.pi * np.arcsin(0.2)
    for _ in range(400):
        x, e = rng.normal(size=(2, 60))
        y = 0.4 * x + np.sqrt(1 - 0.16) * e
        low, high = fisher_interval(rank_correlation(x, y, n_draws=39, seed=0))
        held += low <= true <= high
    assert 0.92 <= held / 400 <= 0.98


def test_finding_says_what_is_not_ruled_out() -> None:
    result = dependence_and_outcomes(study_of(12))
    part = result.to_frame("associations").iloc[0]
    low, high = (f"{part[end]:.3f}" for end in ("fisher_low", "fisher_high"))
    said = f"Fisher 95% interval {low} to {high}".replace("-", "−")
    assert said in result.finding.en
    # scores of this study rise with the government share, one by one
    assert "with mean scores 1.00 (n = 12, p = 0.0001);" in result.finding.en


def test_embedded_city_has_the_correlations_recomputed_apart(embedded: Study) -> None:
    result = dependence_and_outcomes(embedded)
    for name, expected in [
        ("share_completion", -0.176), ("funders_completion", 0.118),
        ("funders_score", 0.032),
    ]:  # fmt: skip
        assert result[name].estimate == pytest.approx(expected, abs=5e-4)
    assert "whatever lies within the intervals is not ruled out" in result.finding.en


def test_venture_money_can_be_left_out() -> None:
    data = rows_of(6)
    fund = receipt(0, organization_id="O00", instrument="venture_fund",
                   funder="示例市级部门", funder_type="government_bureau",
                   amount_cny=400.0)  # fmt: skip
    data["revenue"] = numbered([*data["revenue"], fund])
    row = rows(small_study(**data)).loc["O00"]
    assert row["government_share"] == pytest.approx(500 / 800)
    assert row["government_share_beside_fund"] == pytest.approx(100 / 400)


def test_gaps_have_their_reasons() -> None:
    data = rows_of(8)
    data["revenue"] = [
        row | ({"amount_cny": 0.0} if row["organization_id"] == "O01" else {})
        for row in data["revenue"]
        if row["organization_id"] != "O00"
    ]
    data["projects"] = [
        row | ({"status": "ongoing", "end": "2024-01-01"} if row["lead_id"] == "O02"
               else {})
        for row in data["projects"]
    ]  # fmt: skip
    data["ratings"] = [row for row in data["ratings"] if row["project_id"] != "P012"]
    table = rows(small_study(**data))
    assert table.loc["O00", "government_share_reason"] == "no_revenue"
    assert table.loc["O01", "government_share_reason"] == "zero_total"
    assert table.loc["O01", "reason"] == "zero_total"
    assert table.loc["O02", "completion_share_reason"] == "no_finished_projects"
    assert table.loc["O02", "reason"] == ""  # it is rated
    assert table.loc["O03", "mean_score_reason"] == "no_ratings"
    result = dependence_and_outcomes(small_study(**data))
    assert result["share_completion"].n == 8 - 3
    assert any("in no correlation: fewer than 3" in text.en for text in result.caveats)


def test_projects_belong_to_the_unit_they_serve() -> None:
    data = rows_of(6)
    data["projects"][0] |= {"community_code": C}
    assert rows(small_study(**data), unit=STREET_2).index.tolist() == ["O00"]
    assert rows(small_study(**data), unit=STREET_1).loc["O00", "n_projects"] == 3
    few = dependence_and_outcomes(small_study(**data), unit=STREET_2)
    assert few["share_completion"].reason == "too_small"
    assert "少于 3 个" in few.finding.zh


def test_enumerated_p_is_that_of_many_draws() -> None:
    x, y = np.array([1, 2, 3, 4, 5, 6.0]), np.array([2, 1, 4, 3, 6, 6.0])
    ranks = stats.rankdata(y)
    every = [np.corrcoef(x, order)[0, 1] for order in itertools.permutations(ranks)]
    found = rank_correlation(x, y, n_draws=20_000, seed=0)
    share = np.mean(np.abs(every) >= abs(np.corrcoef(x, ranks)[0, 1]) - 1e-12)
    assert found.p_value == pytest.approx(share, abs=4 * np.sqrt(share / 20_000))
    assert found.interval == "null"


def test_correlation_without_cases_or_variation_is_undefined() -> None:
    assert rank_correlation([1, 2, 3, 4], [1, 2, 3, 4], seed=0).reason == "too_small"
    constant = rank_correlation(np.arange(6), np.ones(6), seed=0)
    assert constant.reason == "no_variation"
    level = rank_correlation([1, 2, 3, 4, 5], [2, 1, 3, 1, 2], n_draws=99, seed=0)
    assert str(level.estimate) == "0.0"  # not what rounding leaves, nor minus 0


def test_p_is_never_below_one_in_draws_and_one() -> None:
    assert rank_correlation(range(30), range(30), n_draws=99, seed=0).p_value == 0.01


def test_holm_is_over_all_rows_with_a_p() -> None:
    part = dependence_and_outcomes(study_of(12)).to_frame("associations")
    tested = part[part["p_value"].notna()].sort_values("p_value")
    k = len(tested)
    expected = np.minimum.accumulate(
        np.minimum(np.maximum.accumulate(tested["p_value"] * np.arange(k, 0, -1)), 1)[
            ::-1
        ]
    )[::-1]
    assert tested["p_holm"].tolist() == pytest.approx(expected.tolist())


@pytest.mark.parametrize("unit", [CITY, STREET_1])
def test_no_projects(unit: str) -> None:
    result = dependence_and_outcomes(small_study(), unit=unit)
    assert result["share_completion"].reason == "no_projects"
    assert result.to_frame().empty
    assert result.caveats == ()
    assert "没有项目" in result.finding.zh


def test_projects_without_any_revenue() -> None:
    result = dependence_and_outcomes(study_of(6, revenue=[]))
    assert result["share_completion"].reason == "too_small"
    assert result.to_frame()["reason"].eq("no_revenue").all()


def test_order_of_rows_and_same_seed_change_nothing() -> None:
    data = rows_of(10)
    turned = data | {"revenue": numbered(data["revenue"][::-1])}
    one, other = (
        dependence_and_outcomes(small_study(**each), seed=3).to_frame("associations")
        for each in (data, turned)
    )
    assert one["p_value"].tolist() == pytest.approx(
        other["p_value"].tolist(), nan_ok=True
    )


def test_unknown_unit_and_year_are_refused() -> None:
    with pytest.raises(MeasureError, match="no such unit"):
        dependence_and_outcomes(study_of(6), unit="nowhere")
    with pytest.raises(MeasureError, match="1999"):
        dependence_and_outcomes(study_of(6), year=1999)
