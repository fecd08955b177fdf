"""Colour the cells that have problems, and tie a note to each."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from openpyxl.comments import Comment
from openpyxl.styles import Border, PatternFill, Side

from hubstudy.errors import Bilingual
from hubstudy.intake.annotate.bookfile import lines_of
from hubstudy.intake.annotate.scrub import CONTROL, cell_at, redact
from hubstudy.intake.summary import title_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from hubstudy.errors import Problem, Severity
    from hubstudy.intake.annotate.spots import Spot

AUTHOR = "hubstudy"
NOTES_PER_CELL = 4
FOUND_SHOWN = 120
NOTE_WIDTH = 340
NOTE_LINE, NOTE_CHAR = 18, 6.9
NOTE_TALLEST = 420


class Look(NamedTuple):
    """
    How a severity shows, in colour and in grey print.

    Parameters
    ----------
    words
        What it is called.
    sign
        A sign that stands before the words.
    fill
        Colour of the cell.
    line
        Colour of its border.
    style
        Style of its border; differs, so that grey print tells them apart.
    """

    words: Bilingual
    sign: str
    fill: str
    line: str
    style: Literal["thick", "dashed", "dotted"]


LOOKS: dict[Severity, Look] = {
    "error": Look(Bilingual("错误", "error"), "■", "F4B6B0", "B00020", "thick"),
    "warning": Look(Bilingual("警告", "warning"), "▲", "FFF0B3", "7A5C00", "dashed"),
    "notice": Look(Bilingual("提示", "notice"), "○", "E3EEF9", "4A6A8A", "dotted"),
}
"""From the gravest to the slightest."""


def paint(cell: Cell, severity: Severity) -> None:
    """
    Colour and frame a cell; its writing turns black, whatever it was.

    Parameters
    ----------
    cell
        The cell.
    severity
        Which look it gets.
    """
    look = LOOKS[severity]
    side = Side(style=look.style, color=look.line)
    cell.fill = PatternFill("solid", start_color=look.fill)
    cell.border = Border(left=side, right=side, top=side, bottom=side)
    font: Any = copy.copy(cell.font)
    font.color = "FF000000"
    cell.font = font


def mark(
    sheet: Worksheet, marked: Mapping[Spot, Sequence[Problem]], *, most_notes: int
) -> int:
    """
    Colour the cells of a sheet, and tie notes to the first of them.

    Parameters
    ----------
    sheet
        The sheet.
    marked
        Problems by cell.
    most_notes
        How many notes may be tied.

    Returns
    -------
    int
        How many were.
    """
    n_notes = 0
    for spot, problems in marked.items():
        cell = cell_at(sheet, *spot)
        paint(cell, gravest(problems))
        _reveal(sheet, cell)
        if n_notes < most_notes:
            cell.comment = _note(problems, kept=cell.comment)
            n_notes += 1
    return n_notes


def gravest(problems: Sequence[Problem]) -> Severity:
    """
    Find the gravest severity.

    Parameters
    ----------
    problems
        At least one.

    Returns
    -------
    str
        Its name.
    """
    order = list(LOOKS)
    return min((problem.severity for problem in problems), key=order.index)


def unmark(sheet: Worksheet) -> None:
    """
    Take away the marks of an earlier check.

    Parameters
    ----------
    sheet
        A sheet of a mended copy.
    """
    fills = {look.fill for look in LOOKS.values()}
    for cell in sheet._cells.values():  # noqa: SLF001
        if cell.comment is not None and cell.comment.author == AUTHOR:
            cell.comment = None
        if cell.has_style and str(cell.fill.start_color.rgb)[-6:] in fills:
            cell.fill, cell.border = PatternFill(), Border()


def wording(problem: Problem) -> Bilingual:
    """
    Say in one paragraph each what is wrong with a cell.

    Parameters
    ----------
    problem
        The problem.

    Returns
    -------
    Bilingual
        What was found, what was expected and what to do.
    """
    found = redact(problem.found)
    found = found if len(found) <= FOUND_SHOWN else f"{found[:FOUND_SHOWN]}……"
    expected, remedy = _clean(problem.expected), _clean(problem.remedy)
    return Bilingual(
        f"发现：{found}\n应为：{expected.zh}\n怎么改：{remedy.zh}",
        f"Found: {found}\nExpected: {expected.en}\nTo mend it: {remedy.en}",
    )


def _clean(text: Bilingual) -> Bilingual:
    return Bilingual(redact(text.zh), redact(text.en))


def _note(problems: Sequence[Problem], kept: Comment | None) -> Comment:
    parts = []
    for problem in problems[:NOTES_PER_CELL]:
        zh, en = wording(problem)
        look = LOOKS[problem.severity]
        head = f"{look.sign} {look.words.zh}：{title_of(problem.code).zh}"
        parts.append(f"{head}\n{zh}\n{en}")
    if (left := len(problems) - NOTES_PER_CELL) > 0:
        parts.append(f"另有 {left} 条，见“问题”表 / {left} more on sheet 问题")
    if kept is not None and kept.author != AUTHOR:
        parts.append(f"原批注 / earlier comment：\n{kept.text}")
    text = CONTROL.sub("\ufffd", "\n\n".join(parts))
    lines = lines_of(text, (NOTE_WIDTH - 14) / NOTE_CHAR)
    height = min(lines * NOTE_LINE + 14, NOTE_TALLEST)
    return Comment(text, AUTHOR, height=height, width=NOTE_WIDTH)


def _reveal(sheet: Worksheet, cell: Cell) -> None:
    """Show what is hidden, so that a link to the cell leads to something."""
    if sheet.sheet_state != "visible":
        sheet.sheet_state = "visible"
    row = sheet.row_dimensions.get(cell.row)
    if row is not None and row.hidden:
        row.hidden = False
    for dimension in sheet.column_dimensions.values():
        first, last = dimension.min or 0, dimension.max or 0
        if dimension.hidden and first <= cell.column <= last:
            dimension.hidden = False
            dimension.width = dimension.width or 13
