"""What is filled in, what is a gap, and what an empty cell means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures.coverage import register_coverage
from tests.studies import STREET_1, STREET_2, default_rows, small_study, tie

if TYPE_CHECKING:
    from hubstudy.intake import Study


def cell(study: Study, table: str, column: str, **options: str) -> dict[str, object]:
    frame = register_coverage(study, **options).table
    chosen = frame[(frame["table"] == table) & (frame["column"] == column)]
    (row,) = chosen.to_dict("records")
    return row


def test_a_gap_is_counted() -> None:
    rows = default_rows()["communities"]
    rows[0]["residents"] = None
    study = small_study(communities=rows)
    row = cell(study, "communities", "residents")
    assert (row["n_rows"], row["n_missing"]) == (3, 1)
    assert row["share_recorded"] == pytest.approx(2 / 3)
    assert cell(study, "communities", "residents", unit=STREET_2)["n_missing"] == 0


def test_an_empty_answer_is_no_gap(napkin: Study) -> None:
    row = cell(napkin, "organizations", "closed")
    assert (row["reason"], row["n_missing"]) == ("empty_is_answer", 0)


def test_the_credit_code_is_due_from_registered_organisations(napkin: Study) -> None:
    row = cell(napkin, "organizations", "uscc")
    assert (row["n_rows"], row["n_missing"]) == (1, 1)  # the hub


def test_tables_without_rows_have_a_reason(napkin: Study) -> None:
    assert cell(napkin, "projects", "award_cny")["reason"] == "no_rows"
    result = register_coverage(napkin)
    assert any("项目" in caveat.zh for caveat in result.caveats)


def test_the_worst_gap_is_named() -> None:
    sentence = register_coverage(small_study())
    assert "统一社会信用代码" in sentence.sentence("zh")
    assert "unified social credit code" in sentence.sentence("en")
    rows = default_rows()["organizations"]
    rows[0]["uscc"] = "52371082XXXX00019B"
    full = register_coverage(small_study(organizations=rows))
    assert "没有缺失" in full.sentence("zh")
    assert full["share_recorded"].estimate == 1


def test_rows_belong_to_the_street_of_their_first_end(napkin: Study) -> None:
    streets = register_coverage(napkin).parts["streets"]
    ties = streets[streets["table"] == "ties"].set_index("street_code")["n_rows"]
    assert ties.to_dict() == {STREET_1: 3, STREET_2: 0}


def test_rows_of_projects_belong_to_the_projects_street() -> None:
    project = {
        "project_id": "P1", "lead_id": "A1", "community_code": default_rows()[
            "communities"][2]["community_code"], "scheme": "venture_grant",
        "title": "示例", "target_group": "elderly", "year": 2020, "award_cny": 1.0,
        "start": "2020-01-01", "status": "ongoing",
    }  # fmt: skip
    rating = {
        "project_id": "P1", "rater_id": "R1", "rater_type": "expert",
        "dimension": "design", "score": 80.0, "stars": 4,
    }  # fmt: skip
    study = small_study(projects=[project], ratings=[rating])
    streets = register_coverage(study, unit=STREET_2).parts["streets"]
    assert streets.set_index("table")["n_rows"]["ratings"] == 1
    assert cell(study, "projects", "end")["reason"] == "no_rows"  # ongoing: none due


def test_not_asked_is_said() -> None:
    study = small_study(
        ties=[tie("A1", "A2"), tie("A1", "B1", observation="not_asked")]
    )
    result = register_coverage(study)
    assert result["not_asked_share"].estimate == 0.5
    assert any("未询问" in caveat.zh for caveat in result.caveats)


def test_an_empty_register_says_so() -> None:
    study = small_study(organizations=[], ties=[], communities=[], street_districts=[])
    result = register_coverage(study)
    assert "没有任何记录" in result.sentence("zh")
    assert result["share_recorded"].reason == "no_rows"
    assert result.parts["streets"].empty


def test_an_unknown_unit_is_refused(napkin: Study) -> None:
    with pytest.raises(MeasureError, match=STREET_1):
        register_coverage(napkin, unit="1")
