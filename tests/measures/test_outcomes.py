"""Completion, funnel, stars and people reached, on projects one can count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures.inference import wilson
from hubstudy.measures.outcomes import project_outcomes
from tests.studies import (
    STREET_1,
    STREET_2,
    A,
    B,
    C,
    organization,
    small_study,
    typed,
)

if TYPE_CHECKING:
    from hubstudy.intake import Study


def project(number: int, **other: Any) -> dict[str, Any]:
    """Make a completed project led by the hub of community A, changed as asked."""
    return {
        "project_id": f"P{number:02d}", "lead_id": "H1", "community_code": A,
        "scheme": "venture_grant", "title": f"示例{number}", "target_group": "elderly",
        "year": 2021, "award_cny": 10_000.0, "spent_cny": 10_000.0,
        "start": "2021-03-01", "end": "2021-12-31", "status": "completed",
        "beneficiaries": 100, "volunteers": 5,
    } | other  # fmt: skip


def rating(number: int, stars: int, **other: Any) -> dict[str, Any]:
    """Make an expert's rating of a project."""
    return {
        "project_id": f"P{number:02d}", "rater_id": "R1", "rater_type": "expert",
        "dimension": "results", "score": 20.0 * stars, "stars": stars,
    } | other  # fmt: skip


def many_leads() -> Study:
    """Six hubs finish 9 of 12 projects, six others 6 of 12; one more is going on."""
    hubs = [organization(f"H{i}", A, is_hub=True) for i in range(1, 7)]
    others = [organization(f"B{i}", B) for i in range(1, 7)]
    rows = []
    for i in range(24):
        side = "H" if i < 12 else "B"
        done = i % 4 != 0 if i < 12 else i % 2 == 0
        rows.append(
            project(
                i + 1, lead_id=f"{side}{i % 6 + 1}", community_code=A if i < 12 else B,
                status="completed" if done else "terminated", beneficiaries=10 * i,
            )
        )  # fmt: skip
    rows.append(project(25, status="ongoing", end="2024-06-30"))
    return small_study(organizations=hubs + others, ties=[], projects=rows)


def test_completion_is_completed_among_due_with_wilson() -> None:
    result = project_outcomes(many_leads())
    share = result["completion_share"]
    assert (share.estimate, share.n) == (15 / 24, 24)
    assert (share.ci_low, share.ci_high) == (
        wilson(15, 24).ci_low,
        wilson(15, 24).ci_high,
    )
    assert result["n_projects"].estimate == 25


def test_hub_and_other_leads_are_compared_by_cluster() -> None:
    result = project_outcomes(many_leads())
    difference = result["completion_difference"]
    assert result["hub_completion"].estimate == 9 / 12
    assert result["other_completion"].estimate == 6 / 12
    assert difference.estimate == pytest.approx(0.25)
    assert difference.n_clusters == 12
    assert "不能区分" in result.finding.zh
    assert "causes" not in result.finding.en


def test_table_has_every_level_and_a_reason_for_every_gap() -> None:
    table = project_outcomes(many_leads()).to_frame()
    assert (table["completion_share"].isna() == table["reason"].ne("")).all()
    row = table[table["level"] == "micro_venture_grant"].iloc[0]
    assert (row["n_projects"], row["reason"]) == (0, "no_projects")
    assert table.loc[table["group"] == "scheme", "n_projects"].sum() == 25


@pytest.mark.parametrize(
    ("status", "end", "due"),
    [
        ("completed", "2021-12-31", True),
        ("terminated", "2024-01-31", True),
        ("ongoing", "2024-01-31", False),
        ("ongoing", "2023-08-31", True),
        ("ongoing", None, False),
    ],
)
def test_what_counts_as_due(status: str, end: str | None, due: bool) -> None:  # noqa: FBT001
    study = small_study(projects=[project(1, status=status, end=end)])
    assert project_outcomes(study).to_frame()["n_due"].iloc[0] == due


def test_three_of_four_is_too_small_for_a_share() -> None:
    rows = [
        project(i, status="completed" if i < 4 else "terminated") for i in range(1, 5)
    ]
    result = project_outcomes(small_study(projects=rows))
    assert result["completion_share"].reason == "too_small"
    assert "样本过小" in result.finding.zh
    assert "75" not in result.finding.zh


def test_no_projects_at_all(napkin: Study) -> None:
    result = project_outcomes(napkin)
    reasons = {name: value.reason for name, value in result.numbers.items()}
    assert reasons.pop("n_projects") == ""
    assert reasons.pop("four_star_share") == "no_ratings"
    assert set(reasons.values()) == {"no_projects"}
    assert "没有创投项目" in result.finding.zh
    assert result.caveats == ()
    assert (result.to_frame("funnel")["n"] == 0).all()
    assert result.to_frame("funnel")["share"].isna().all()
    assert result.to_frame("stars")["share"].isna().all()


def test_one_group_of_leads_is_not_compared() -> None:
    rows = [
        project(i, status="completed" if i % 2 else "terminated") for i in range(1, 9)
    ]
    result = project_outcomes(small_study(projects=rows))
    assert result["completion_difference"].reason == "one_group_only"
    assert result["other_completion"].reason == "no_projects"
    assert "只有一组" in result.finding.zh


def test_all_completed_has_an_interval_and_no_comparison() -> None:
    study = many_leads()
    rows = study.tables.projects.assign(status="completed").to_dict("records")
    orgs = study.tables.organizations.to_dict("records")
    result = project_outcomes(small_study(organizations=orgs, ties=[], projects=rows))
    assert result["completion_share"].estimate == 1
    assert result["completion_share"].ci_high == pytest.approx(1)
    assert result["completion_difference"].reason == "no_variation"


def test_street_without_projects_and_street_cut() -> None:
    study = many_leads()
    assert project_outcomes(study, unit=STREET_2).n == 0
    assert project_outcomes(study, unit=STREET_1).n == 25
    with pytest.raises(MeasureError, match="no such unit"):
        project_outcomes(study, unit="nowhere")
    with pytest.raises(MeasureError, match="2031"):
        project_outcomes(study, year=2031)


def test_a_year_takes_the_projects_awarded_then() -> None:
    rows = [project(1), project(2, year=2022), project(3, year=2022)]
    assert project_outcomes(small_study(projects=rows), year=2022).n == 2


def test_funnel_counts_stages_among_those_before() -> None:
    projects = [
        project(1),
        project(2),
        project(3, status="ongoing", end="2023-12-31"),
        project(4, renews_project="P01", status="terminated"),
    ]
    study = small_study(projects=projects, ratings=[rating(1, 4), rating(2, 2)])
    funnel = project_outcomes(study).to_frame("funnel")
    whole = funnel[funnel["scheme"] == "all"].set_index("stage")["n"]
    assert whole.to_dict() == {
        "approved": 4, "started": 4, "completed": 2, "passed": 1, "renewed": 1,
    }  # fmt: skip
    assert funnel.loc[funnel["scheme"] == "all", "share"].tolist() == [
        1,
        1,
        0.5,
        0.25,
        0.25,
    ]


def test_stars_are_counted_by_kind_of_rater() -> None:
    ratings = [rating(1, 4), rating(1, 5, rater_id="R2"), rating(1, 4, rater_id="R3")]
    study = small_study(projects=[project(1)], ratings=ratings)
    result = project_outcomes(study)
    stars = result.to_frame("stars")
    expert = stars[stars["rater_type"] == "expert"].set_index("stars")
    assert expert["n"].tolist() == [0, 0, 0, 2, 1]
    assert expert["share"].sum() == pytest.approx(1)
    assert result["four_star_share"].reason == "too_small"


def test_people_reached_are_per_ten_thousand_yuan_spent() -> None:
    rows = [project(i, beneficiaries=10 * i, spent_cny=5_000.0) for i in range(1, 8)]
    rows.append(project(8, spent_cny=0.0))
    rows.append(project(9, beneficiaries=None))
    result = project_outcomes(small_study(projects=rows))
    median = result["beneficiaries_per_10k_cny"]
    assert (median.estimate, median.ci_low, median.ci_high, median.n) == (
        80,
        20,
        140,
        7,
    )
    assert any("2 个应结项项目缺少" in text.zh for text in result.caveats)


def test_overdue_projects_are_named() -> None:
    rows = [project(1, status="ongoing", end="2022-12-31"), project(2)]
    result = project_outcomes(small_study(projects=rows))
    assert any("past their end" in text.en for text in result.caveats)


def test_order_of_rows_changes_nothing() -> None:
    study = many_leads()
    turned = typed("projects", study.tables.projects.iloc[::-1].to_dict("records"))
    rows, orgs = (
        turned.to_dict("records"),
        study.tables.organizations.to_dict("records"),
    )
    again = small_study(organizations=orgs[::-1], ties=[], projects=rows)
    first, second = project_outcomes(study), project_outcomes(again)
    assert first.numbers == second.numbers
    assert first.to_frame().equals(second.to_frame())


def test_community_outside_hubs_street_is_unharmed() -> None:
    study = small_study(projects=[project(1, community_code=C, lead_id="C1")])
    assert project_outcomes(study, unit=STREET_2)["n_projects"].estimate == 1
