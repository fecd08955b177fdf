"""Find the parts of a sheet: titles, header rows, data, totals, notes.

People lay registers out for people. A sheet may open with a title and a line on units,
carry two header rows with merged groups, and end with totals and notes. Each of these
is recognised by a written rule, listed, and never read as data; a row that fits no
rule is told to the user.
"""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from hubstudy.errors import Bilingual
from hubstudy.fields import fold_header
from hubstudy.intake.headers import Matched, match_header, match_headers
from hubstudy.intake.unit_lines import apply_unit_lines
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from hubstudy.errors import Problem
    from hubstudy.intake.headers import Wordings
    from hubstudy.intake.texts import Sheet
    from hubstudy.settings import IntakeSettings

ROWS_SEARCHED = 40
"""Filled rows from the top among which the header is looked for."""

LEAST_MATCHED = 2
DATA, TOTAL, NOTE, EXPLANATION, AGGREGATE = 0, 1, 2, 3, 4

_TOTAL = re.compile(
    r"\S{0,12}?(?:[合总小共累]\s*[计計]|总和|總計|总数)(?:数|金额)?\s*(?:[（(].{0,8}[)）])?\s*[:：]?"
    r"|sub-?total\s*:?|(?:grand )?total\s*:?",
    re.IGNORECASE,
)
_AGGREGATE = re.compile(
    r"平均(?:数|值)?|均值|其中\s*[:：].*|共\s*\d+\s*\S{0,3}|average|mean", re.IGNORECASE
)
"""Rows of figures that are no sum of the rows above; listed, not compared."""

_NOTE = re.compile(
    r"(?:附?注|备注|说明|填表说明|(?:资料|数据)?来源|填表|制表|填报|审核|复核|经办|单位负责人|"
    r"统计时间|报送|截至|截止|打印|notes?|sources?)\s*\S{0,6}?\s*[:：\d一二三]|[*※＊]|注\s|（?注）?$",
    re.IGNORECASE,
)
_COUNT_LIKE = re.compile(
    r"=.*|#\S+|[—–\-－/／]+|[约共]?\s*[-+（(]?[\d０-９.,，．%％]+[)）]?\s*\S{0,3}"
)
_EXPLANATION = "【说明】"
_SERIAL = frozenset({"序号", "序", "顺序号", "no", "no."})


@dataclass(slots=True, eq=False)
class Layout:
    """
    The parts of one sheet read as one table.

    Parameters
    ----------
    table
        Name of the table.
    header
        Positions of the header rows, one or two.
    wordings
        Ways to read the header of every column.
    matched
        Columns read into fields.
    data
        Positions of the data rows.
    totals, notes, explanations, titles, repeated
        Positions of rows that are no data.
    n_blank
        Empty rows below the header.
    problems
        Rows that fit no rule.
    """

    table: str
    header: tuple[int, ...]
    wordings: list[Wordings]
    matched: Matched
    data: np.ndarray
    totals: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    explanations: list[int] = field(default_factory=list)
    titles: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    n_blank: int = 0
    problems: list[Problem] = field(default_factory=list)

    def heading(self, place: int) -> str:
        """
        Give a column's header as it stands.

        Parameters
        ----------
        place
            Position of the column.

        Returns
        -------
        str
            The lowest filled header cell.
        """
        return self.wordings[place][0] if place < len(self.wordings) else ""


def share_matched(sheet: Sheet, table: str, settings: IntakeSettings) -> float:
    """
    Say how much of a table's header a sheet has.

    Parameters
    ----------
    sheet
        The sheet.
    table
        Name of the table.
    settings
        With the study's own headers.

    Returns
    -------
    float
        Fields found over fields wanted, from 0 to 1.
    """
    *_, n_matched = _find_header(sheet, table, settings)
    return n_matched / len(TABLES[table].columns)


def lay_out(sheet: Sheet, table: str, settings: IntakeSettings) -> Layout:
    """
    Find the parts of a sheet that holds one table.

    Parameters
    ----------
    sheet
        The sheet; it has at least one filled cell.
    table
        Name of the table.
    settings
        With the study's own headers.

    Returns
    -------
    Layout
        Where everything stands, and what fits no rule.
    """
    header, wordings, n_matched = _find_header(sheet, table, settings)
    matched = match_headers(sheet, table, wordings, header[-1], settings)
    if n_matched < min(LEAST_MATCHED, len(TABLES[table].columns)):
        matched.problems[:] = [_no_header(sheet, table, header[0])]
    layout = Layout(table, header, wordings, matched, np.array([], dtype=int))
    layout.problems += matched.problems
    layout.titles = [row for row in range(header[0]) if any(sheet.row_texts(row))]
    _sort_rows(sheet, layout)
    layout.problems += apply_unit_lines(sheet, layout)
    return layout


def filled_cells(sheet: Sheet) -> np.ndarray:
    """
    Tell which cells hold more than white space.

    Parameters
    ----------
    sheet
        The sheet.

    Returns
    -------
    numpy.ndarray
        Rows by columns, bool.
    """
    if not sheet.columns:
        return np.zeros((len(sheet), 0), dtype=bool)
    return np.column_stack([column.filled() for column in sheet.columns])


def _find_header(
    sheet: Sheet, table: str, settings: IntakeSettings
) -> tuple[tuple[int, ...], list[Wordings], int]:
    """Find the row, or pair of rows, that names the most fields of a table."""
    wanted = len(TABLES[table].columns)
    best: tuple[tuple[int, ...], list[Wordings], int] | None = None
    for rows in _candidates(sheet):
        wordings = _wordings(sheet, rows)
        matches = (match_header(w, table, settings) for w in wordings if any(w))
        n_matched = len({match.field for match in matches if match})
        if best is None or n_matched > best[2]:
            best = rows, wordings, n_matched
        if n_matched == wanted:
            break
    if best is None:
        return (0,), [], 0
    return best


def _candidates(sheet: Sheet) -> list[tuple[int, ...]]:
    rows = _filled_rows(sheet, ROWS_SEARCHED)
    singles: list[tuple[int, ...]] = [(row,) for row in rows]
    pairs = [(a, b) for a, b in itertools.pairwise(rows) if b == a + 1]
    return [*singles, *pairs]  # a pair has to name more fields than a row alone


def _filled_rows(sheet: Sheet, limit: int) -> list[int]:
    rows: list[int] = []
    for row in range(len(sheet)):
        if any(sheet.row_texts(row)):
            rows.append(row)
            if len(rows) == limit:
                break
    return rows


def _wordings(sheet: Sheet, rows: tuple[int, ...]) -> list[Wordings]:
    lower = [_one_line(text) for text in sheet.row_texts(rows[-1])]
    if len(rows) == 1:
        return [(text,) for text in lower]
    upper = _spread(sheet, rows[0], lower)
    return [_joined(above, below) for above, below in zip(upper, lower, strict=True)]


def _one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text)


def _joined(above: str, below: str) -> Wordings:
    if not below or above == below:
        return (above,)
    return (below, f"{above}{below}", f"{below}{above}") if above else (below,)


def _spread(sheet: Sheet, row: int, lower: list[str]) -> list[str]:
    """Carry a group's header over the columns it spans."""
    texts = [_one_line(text) for text in sheet.row_texts(row)]
    if sheet.sheet is None:  # a CSV has lost its merges: blanks belong to the left
        for place in range(1, len(texts)):
            if lower[place]:  # a column without any header belongs to no group
                texts[place] = texts[place] or texts[place - 1]
        return texts
    number = int(sheet.numbers[row])
    for block in sheet.merged:
        if block.first_row == number:
            for place in range(block.first_column, min(block.last_column, len(texts))):
                texts[place] = texts[block.first_column - 1]
    return texts


def _sort_rows(sheet: Sheet, layout: Layout) -> None:
    """Tell data rows from totals, notes, blanks and repeated headers."""
    start = layout.header[-1] + 1
    filled = filled_cells(sheet)[start:]
    n_filled = filled.sum(axis=1)
    is_data = n_filled > 0
    first = filled.argmax(axis=1) if filled.size else np.zeros(len(filled), dtype=int)
    special = np.zeros(len(filled), dtype=np.int8)
    for place, column in enumerate(sheet.columns):
        here = is_data & (first == place)
        if here.any():
            kinds = np.array([_special(w.text) for w in column.words], dtype=np.int8)
            special[here] = kinds[column.codes[start:][here]]
    for offset in map(int, np.flatnonzero(special)):
        if _set_aside(sheet, layout, start + offset, int(special[offset])):
            is_data[offset] = False
    _repeated_headers(sheet, layout, is_data, start)
    serial = [fold_header(wording[0]) in _SERIAL for wording in layout.wordings]
    numbered_only = is_data & ~filled[:, ~np.array(serial, dtype=bool)].any(axis=1)
    for offset in map(int, np.flatnonzero(numbered_only)):
        texts = sheet.row_texts(start + offset)
        numbered_only[offset] = all(not text or text.isdecimal() for text in texts)
    is_data &= ~numbered_only
    layout.n_blank = int((n_filled == 0).sum() + numbered_only.sum())
    _continued_notes(layout, is_data, n_filled, start)
    lonely = is_data & (n_filled == 1) & (_n_required(layout.table) > 1)
    for offset in map(int, np.flatnonzero(lonely)):
        layout.problems.append(_unclear(sheet, start + offset))
    layout.data = np.flatnonzero(is_data & ~lonely) + start


@functools.cache
def _n_required(table: str) -> int:
    return sum(not column.nullable for column in TABLES[table].columns)


def _special(text: str) -> int:
    """Say what a row may be by the text of its first filled cell."""
    head = text.strip()
    if not head or head[0] in "0123456789":
        return DATA
    if head.startswith(_EXPLANATION):
        return EXPLANATION
    if _TOTAL.fullmatch(head):
        return TOTAL
    if _AGGREGATE.fullmatch(head):
        return AGGREGATE
    return NOTE if _NOTE.match(head) else DATA


def _set_aside(sheet: Sheet, layout: Layout, row: int, kind: int) -> bool:
    """Set a row aside if all of it fits its first cell; say whether it was."""
    cells = [text for text in sheet.row_texts(row) if text]
    if kind == EXPLANATION:
        layout.explanations.append(row)
        return True
    if kind == TOTAL and all(_COUNT_LIKE.fullmatch(text) for text in cells[1:]):
        (layout.totals if len(cells) > 1 else layout.notes).append(row)
        return True
    if kind == AGGREGATE and all(_COUNT_LIKE.fullmatch(text) for text in cells[1:]):
        layout.notes.append(row)
        return True
    if kind == NOTE and (len(cells) <= 2 or all(map(_NOTE.match, cells))):  # noqa: PLR2004
        layout.notes.append(row)
        return True
    return False


def _continued_notes(
    layout: Layout, is_data: np.ndarray, n_filled: np.ndarray, start: int
) -> None:
    """Take lines of one cell right under a note as the rest of the note."""
    for row in sorted(layout.notes):
        below = row + 1 - start
        while below < len(is_data) and is_data[below] and n_filled[below] == 1:
            layout.notes.append(start + below)
            is_data[below] = False
            below += 1


def _repeated_headers(
    sheet: Sheet, layout: Layout, is_data: np.ndarray, start: int
) -> None:
    """Skip the header where a page break repeats it, and a row that numbers columns."""
    lines = [sheet.row_texts(row) for row in layout.header]
    anchor = next((i for i, text in enumerate(lines[-1]) if text), None)
    if anchor is None:
        return
    column = sheet.columns[anchor]
    heads = {line[anchor] for line in lines}
    same = [i for i, word in enumerate(column.words) if word.text.strip() in heads]
    below = [row for row in column.where(same) if row >= start]
    if is_data.size and is_data[0]:
        texts = [text for text in sheet.row_texts(start) if text]
        numbers = [str(i) for i in range(1, len(texts) + 1)]
        if len(texts) == sum(map(bool, lines[-1])) and texts == numbers:
            below.insert(0, start)
    for row in map(int, below):
        texts = sheet.row_texts(row)
        if texts in lines or row == start:
            layout.repeated.append(row)
            is_data[row - start] = False


def _no_header(sheet: Sheet, table: str, row: int) -> Problem:
    names = "、".join(c.field.axis_label("zh") for c in TABLES[table].columns)
    found = "、".join(text for text in sheet.row_texts(row) if text)
    return sheet.problem(
        "header_missing",
        found[:60],
        Bilingual(
            f"前 {ROWS_SEARCHED} 行中有表头：{names}",
            f"a header row among the first {ROWS_SEARCHED}: {names}",
        ),
        Bilingual("补上列名行", "add the row of column names"),
        row=int(sheet.numbers[row]),
    )


def _unclear(sheet: Sheet, row: int) -> Problem:
    text = next(text for text in sheet.row_texts(row) if text)
    return sheet.problem(
        "row_unclear",
        text,
        Bilingual(
            "一行数据，或“合计”“注：”开头的行",
            "a row of data, or one that begins with 合计 or 注：",
        ),
        Bilingual(
            "补全该行；若是小标题则删除，若是说明则以“注：”开头",
            "complete the row; delete a heading; begin a remark with 注：",
        ),
        row=int(sheet.numbers[row]),
    )
