"""Dependence against outcomes: who counts, and rank correlations against scipy."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import stats

from hubstudy.errors import MeasureError
from hubstudy.measures.funding import dependence_and_outcomes
from hubstudy.measures.funding.association import rank_correlation
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
