"""Every row of every file is accounted for, and so is every join."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hubstudy.intake import open_study
from hubstudy.intake.ledger import LEDGER_COLUMNS, check_counts, make_ledger
from hubstudy.settings import IntakeSettings
from tests.intake.sheets import (
    codes,
    csv_sheet,
    grid_of,
    heads,
    put_book,
    put_csv,
    refused,
    row,
    say,
    three_communities,
    typed_of,
    typed_rows,
)
from tests.studies import write_study

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

HEADS = heads("communities")
FIRST, SECOND, THIRD = three_communities()
TOTAL = ["合计", "", "", "", "2000", "", "", "", ""]


def counts(ledger: pd.DataFrame, **of: str) -> dict[str, int]:
    for name, value in of.items():
        ledger = ledger[ledger[name] == value]
    return dict(zip(ledger["detail"], ledger["n_rows"], strict=True))


def test_rows_of_a_sheet_are_counted_by_what_they_are() -> None:
    rows = [
        ["登记表"], ["单位：户"], HEADS, ["【说明】必填"], FIRST, [""], HEADS, SECOND,
        TOTAL, ["注：略"], ["续"],
    ]  # fmt: skip
    ledger = make_ledger({"communities": typed_of("communities", csv_sheet(rows))})
    assert counts(ledger, step="read") == {
        "title": 2, "header": 1, "explanation": 1, "data": 2, "blank": 1,
        "repeated": 1, "total": 1, "note": 2,
    }  # fmt: skip
    assert counts(ledger, step="read", file="a.csv") == counts(ledger, step="read")
    assert counts(ledger, step="table") == {"data": 2}


def test_rows_of_every_file_add_up_to_the_rows_of_the_file(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "s")
    header, *rows = grid_of(folder, "organizations")
    upper = ["组织", *[""] * 11]
    (folder / "organizations.csv").unlink()
    first = [["甲街道"], [""], header, *rows[:3], [""], ["注：略"]]
    second = [["登记表"], header, *rows[3:], [""], header, ["合计", "4个"]]
    put_csv(folder / "甲" / "社会组织.csv", [upper, *first])
    put_book(folder / "乙.xlsx", {"社会组织": second})
    ledger = open_study(folder).ledger
    assert ledger.columns.tolist() == list(LEDGER_COLUMNS)
    read = ledger[ledger["step"] == "read"]
    assert counts(read, file="甲/社会组织.csv") == {
        "title": 2, "header": 1, "data": 3, "blank": 2, "note": 1,
    }  # fmt: skip
    assert counts(read, file="乙.xlsx") == {
        "title": 1, "header": 1, "data": 4, "blank": 1, "repeated": 1, "total": 1,
    }  # fmt: skip
    assert counts(ledger, step="table", table="organizations") == {"data": 7}
    assert read[read["table"] == "ties"]["n_rows"].sum() == 4


def test_every_join_says_what_it_matched_and_what_was_empty(tmp_path: Path) -> None:
    ledger = open_study(write_study(tmp_path / "s")).ledger
    joins = counts(ledger, step="join", table="organizations")
    assert joins == {
        "community_code → communities.community_code many_to_one matched": 7,
        "member_of → organizations.organization_id many_to_one matched": 3,
        "member_of → organizations.organization_id many_to_one empty": 4,
    }


def test_joins_to_a_table_that_is_not_there_are_left_out() -> None:
    ledger = make_ledger({"projects": typed_rows("projects", row("projects"))})
    assert counts(ledger, step="join") == {
        "renews_project → projects.project_id many_to_one matched": 0,
        "renews_project → projects.project_id many_to_one empty": 1,
    }


@pytest.mark.parametrize(("wanted", "code"), [(3, []), (4, ["row_count"]),
                                              (0, ["row_count"])])  # fmt: skip
def test_a_declared_number_of_rows_is_held_against_those_read(
    wanted: int, code: list[str]
) -> None:
    typed = typed_of(
        "communities",
        csv_sheet([HEADS, FIRST, SECOND], "甲.csv"),
        csv_sheet([HEADS, THIRD], "乙.csv"),
    )
    rows = IntakeSettings(rows={"communities": wanted, "ties": 9})
    problems = list(check_counts({"communities": typed}, rows))
    assert codes(problems) == code
    for problem in problems:
        assert problem.file == "甲.csv、乙.csv"
        assert problem.found == "3 行 / rows"
        assert f"{wanted} 行" in problem.expected.zh


def test_a_study_that_declares_its_rows_notices_a_lost_one(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "s")
    say(folder, "[intake.rows]\nties = 3\norganizations = 7")
    open_study(folder)
    put_csv(folder / "ties.csv", grid_of(folder, "ties")[:-1])
    assert codes(refused(folder)) == ["row_count"]
