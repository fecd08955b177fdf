"""Rows of another width, hidden rows and merged cells are not read as if right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hubstudy.intake.sheet_part import structure_problems
from hubstudy.intake.texts import Block
from hubstudy.settings import IntakeSettings
from tests.intake.sheets import (
    book_sheet,
    codes,
    csv_sheet,
    heads,
    part_of,
    three_communities,
)

if TYPE_CHECKING:
    from hubstudy.errors import Problem
    from hubstudy.intake.texts import Sheet

HEADS = heads("communities")
ROWS = three_communities()


def problems_of(sheet: Sheet, **intake: Any) -> list[Problem]:
    settings = IntakeSettings(**intake)
    return list(structure_problems(part_of(sheet, "communities", settings), settings))


def test_a_right_sheet_has_no_problem() -> None:
    assert not problems_of(csv_sheet([HEADS, *ROWS]))
    assert not problems_of(book_sheet([HEADS, *ROWS]))


@pytest.mark.parametrize(("line", "found"), [
    ([*ROWS[1], "多"], "10 格 / cells"), (ROWS[1][:8], "8 格 / cells"),
])  # fmt: skip
def test_a_row_of_another_width_is_refused_once(line: list[str], found: str) -> None:
    (problem,) = problems_of(csv_sheet([HEADS, ROWS[0], line, ROWS[2]]))
    assert (problem.code, problem.row, problem.found) == ("row_width", 3, found)


def test_titles_and_notes_may_have_any_width() -> None:
    assert not problems_of(csv_sheet([["登记表"], HEADS, *ROWS, ["注：略"]]))


def test_a_filled_column_without_a_header_is_refused() -> None:
    rows = [[*line, extra] for line, extra in zip(ROWS, ["", "备", ""], strict=True)]
    for sheet in (csv_sheet([[*HEADS, ""], *rows]), book_sheet([HEADS, *rows])):
        (problem,) = problems_of(sheet)
        assert (problem.code, problem.row, problem.found) == ("header_empty", 3, "备")


def test_an_empty_column_without_a_header_is_nothing() -> None:
    assert not problems_of(csv_sheet([[*HEADS, ""], *([*line, " "] for line in ROWS)]))


def test_hidden_rows_are_refused_by_number_unless_declared() -> None:
    sheet = book_sheet([["登记表"], HEADS, *ROWS], hidden_rows=frozenset({1, 4, 5}))
    (problem,) = problems_of(sheet)
    assert (problem.code, problem.row) == ("hidden_cells", 4)
    assert "4, 5" in problem.found
    assert 'hidden = "read"' in problem.remedy.zh
    assert not problems_of(sheet, hidden="read")


def test_hidden_columns_are_refused_by_header_unless_declared() -> None:
    rows = [[*line, "x"] for line in ROWS]
    sheet = book_sheet([[*HEADS, "备忘"], *rows], hidden_columns=frozenset({6, 10}))
    (problem,) = problems_of(sheet)  # what is not read may be hidden
    assert (problem.code, problem.column) == ("hidden_cells", "居民人数/人")
    assert not problems_of(sheet, hidden="read")


def test_undeclared_merged_cells_are_refused_at_the_first() -> None:
    sheet = book_sheet([HEADS, *ROWS], merged=(Block(2, 3, 3, 3),))
    (problem,) = problems_of(sheet)
    assert (problem.code, problem.row, problem.column) == (
        "merged_cells", 2, "街道代码",
    )  # fmt: skip
    assert "2 × 1" in problem.found
    assert "communities.street_code" in problem.remedy.zh


def test_declared_merged_cells_are_filled_in_and_remembered() -> None:
    below = [*ROWS[1]]
    below[2] = ""
    settings = IntakeSettings(fill_merged=frozenset({"communities.street_code"}))
    sheet = book_sheet([HEADS, ROWS[0], below, ROWS[2]], merged=(Block(2, 3, 3, 3),))
    part = part_of(sheet, "communities", settings)
    assert not list(structure_problems(part, settings))
    texts = [part.columns["street_code"].text(row) for row in range(3)]
    assert texts == ["371082901", "371082901", "371082902"]
    assert part.filled_in == {"street_code": [1]}


@pytest.mark.parametrize(
    "block",
    [
        Block(2, 2, 2, 3),  # side by side: two fields
        Block(4, 3, 5, 3),  # runs into the note
    ],
)
def test_a_declared_column_is_filled_only_inside_itself(block: Block) -> None:
    fill = frozenset({"communities.street_code", "communities.community_name"})
    sheet = book_sheet([HEADS, *ROWS, ["注：略"]], merged=(block,))
    assert codes(problems_of(sheet, fill_merged=fill)) == ["merged_cells"]


def test_merged_titles_and_unread_columns_do_not_matter() -> None:
    rows = [[*line, "x"] for line in ROWS]
    blocks = (Block(1, 1, 1, 9), Block(3, 10, 4, 10))
    sheet = book_sheet([["登记表"], [*HEADS, "备忘"], *rows], merged=blocks)
    assert not problems_of(sheet)


def test_a_field_without_a_column_is_called_by_its_label() -> None:
    settings = IntakeSettings(surrogate_ids=True)
    sheet = csv_sheet([heads("organizations")[1:]])
    part = part_of(sheet, "organizations", settings)
    assert part.heading("organization_id") == "组织编号"
    assert part.heading("uscc") == "统一社会信用代码"
