"""Find personal data in everything a study folder holds, and refuse or replace it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hubstudy.errors import Bilingual, Problem
from hubstudy.intake.privacy import labels, names
from hubstudy.intake.privacy.columns import by_field, split_identities
from hubstudy.intake.privacy.detectors import KINDS, Finding, find, mark, redact
from hubstudy.intake.privacy.folding import fold
from hubstudy.intake.privacy.stand_ins import redact_remarks, without_personal
from hubstudy.intake.privacy.suspects import suspects
from hubstudy.intake.privacy.words import by_header, by_value, header_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hubstudy.intake.privacy.pseudonyms import Key
    from hubstudy.intake.texts import Remark, Sheet

__all__ = [
    "Finding", "PersonalCell", "find", "pseudonymise", "redact", "redact_remarks",
    "scan",
]  # fmt: skip

CELL = "单元格 / cell"
FILE_NAME = "文件名 / file name"
SHEET_NAME = "工作表名 / sheet name"

_EXPECTED = Bilingual("不含个人信息", "no personal data")
_REMEDY = Bilingual(
    "删去或改用编号；确需区分个人时可用 --pseudonymise 换成假名",
    "delete it or use a number of your own; to tell persons apart, replace it with "
    "--pseudonymise",
)
_UNREAD_REMEDY = Bilingual(
    "该处不会被读入，直接删去；或用 --pseudonymise 忽略",
    "it is not read, so delete it, or have it left out by --pseudonymise",
)
_NAME_REMEDY = Bilingual(
    "将文件或工作表改名，去掉个人信息", "rename the file or sheet without it"
)
_REMARK_REMEDY = Bilingual(
    "在“文件－信息－检查文档”中删去批注、属性和页眉页脚里的个人信息",
    "remove it from comments, properties, headers and footers (File, Info, Inspect)",
)


class PersonalCell(NamedTuple):
    """
    One place that holds personal data; never the data itself.

    Parameters
    ----------
    file
        Path inside the study folder.
    sheet
        Sheet of a workbook; None for CSV.
    row
        Row number as a spreadsheet shows it; None if it stands in no row.
    column
        Position of the column, from 0; None if it stands in no column.
    header
        Header above the cell, as far as one was recognised.
    kind
        One of `hubstudy.intake.privacy.detectors.KINDS`.
    place
        ``单元格 / cell``, or what else holds it, such as a comment.
    by_header
        Whether the header asks for personal data, so that the cell as a whole is meant.
    field
        Field that the column is read into; None if the column is not read.
    """

    file: str
    sheet: str | None
    row: int | None
    column: int | None
    header: str | None
    kind: str
    place: str = CELL
    by_header: bool = False
    field: str | None = None

    @property
    def can_be_replaced(self) -> bool:
        """Whether a study can do without it; names of files and sheets are shown."""
        return self.place not in {FILE_NAME, SHEET_NAME}

    def as_problem(self) -> Problem:
        """
        Say where personal data stands without repeating it.

        Returns
        -------
        Problem
            Of code ``personal_data``; names of file, sheet and column are redacted.
        """
        place = "" if self.place == CELL else f"{redact(self.place)}："
        if self.place in {FILE_NAME, SHEET_NAME}:
            remedy = _NAME_REMEDY
        elif self.place != CELL:
            remedy = _REMARK_REMEDY
        else:
            remedy = _UNREAD_REMEDY if self.field is None else _REMEDY
        return Problem(
            "personal_data",
            _safe_name(self.file),
            f"{place}{KINDS[self.kind]}",
            _EXPECTED,
            remedy,
            row=self.row,
            column=None if self.header is None else redact(self.header),
            sheet=None if self.sheet is None else _safe_name(self.sheet),
        )


def scan(
    sheets: Sequence[Sheet],
    remarks: Sequence[tuple[str, Remark]],
    *,
    declared: Mapping[str, Mapping[int, str]],
) -> list[PersonalCell]:
    """
    Look for personal data in all cells, names and remarks, hidden ones too.

    Parameters
    ----------
    sheets
        All sheets of all files, with their own remarks.
    remarks
        File and remark for what belongs to no sheet, such as document properties.
    declared
        By name of the sheet: position of a column, from 0, to the field it is read
        into. All other columns are looked through as well.

    Returns
    -------
    list of PersonalCell
        By file, sheet, row and column; a cell once per kind.
    """
    cells: list[PersonalCell] = []
    for file in dict.fromkeys([*(s.file for s in sheets), *(f for f, _ in remarks)]):
        cells += [
            PersonalCell(file, None, None, None, None, kind, FILE_NAME)
            for kind in dict.fromkeys(found.kind for found in find(_parted(file)))
        ]
    for file, remark in remarks:
        cells += _in_remark(file, None, remark)
    for sheet in sheets:
        cells += [
            PersonalCell(sheet.file, sheet.sheet, None, None, None, kind, SHEET_NAME)
            for kind in dict.fromkeys(f.kind for f in find(_parted(sheet.sheet or "")))
        ]
        for remark in sheet.remarks:
            cells += _in_remark(sheet.file, sheet.sheet, remark)
        cells += _in_cells(sheet, declared.get(sheet.name, {}))
    return cells


def _parted(name: str) -> str:
    return name.replace("_", " ").replace("/", "\n")


def _safe_name(name: str) -> str:
    for finding in reversed(find(_parted(name))):
        name = name[: finding.start] + mark(finding.kind) + name[finding.end :]
    return name


_PROPERTY = ("文档属性", "作者", "creator", "author")


def _in_remark(file: str, sheet: str | None, remark: Remark) -> Iterator[PersonalCell]:
    column = None if remark.column is None else remark.column - 1
    kinds = dict.fromkeys(found.kind for found in find(remark.text))
    folded = fold(remark.text)[0].strip()
    if any(word in remark.place for word in _PROPERTY):
        whole = names.is_whole_name(folded.replace(" ", ""))
    else:
        whole = labels.author(folded) is not None
    if whole:
        kinds.setdefault("person_name")
    for kind in kinds:
        yield PersonalCell(file, sheet, remark.row, column, None, kind, remark.place)


def _in_cells(sheet: Sheet, declared: Mapping[int, str]) -> list[PersonalCell]:
    found = _by_column(sheet, declared)
    top = header_row(sheet)
    for cells in (*by_field(sheet, declared), *split_identities(sheet)):
        header = cells.header or _heading(sheet, cells.place, top)
        for row in cells.rows:
            found.setdefault((row, cells.place, cells.kind), (True, header))
    numbers = sheet.numbers.tolist()
    return [
        PersonalCell(
            sheet.file,
            sheet.sheet,
            numbers[row],
            place,
            header,
            kind,
            CELL,
            by,
            field=declared.get(place),
        )
        for (row, place, kind), (by, header) in sorted(
            found.items(), key=lambda cell: cell[0][:2]
        )
    ]


def _heading(sheet: Sheet, place: int, top: int | None) -> str | None:
    return None if top is None else sheet.columns[place].text(top).strip() or None


def _by_column(
    sheet: Sheet, declared: Mapping[int, str]
) -> dict[tuple[int, int, str], tuple[bool, str | None]]:
    """Find by row, column and kind: whether a header asks for it, and the header."""
    top = header_row(sheet)
    found: dict[tuple[int, int, str], tuple[bool, str | None]] = {}
    suspected = suspects(sheet.columns) if sheet.columns else []
    for place, column in enumerate(sheet.columns):
        header = _heading(sheet, place, top)
        # Headers first: they know more about a cell than its text does.
        for group in (
            *by_header(sheet, place, is_read=place in declared),
            *by_value(column, suspected[place]),
        ):
            words = np.zeros(len(column.words), dtype=bool)
            words[list(group.words)] = True
            for row in np.flatnonzero(words[column.codes]).tolist():
                if row > group.after:
                    under = group.header or (
                        header if top is not None and row > top else None
                    )
                    found.setdefault((row, place, group.kind), (group.by_header, under))
    return found


def pseudonymise(
    sheets: Sequence[Sheet],
    cells: Sequence[PersonalCell],
    key: Key,
    declared: Mapping[str, Mapping[int, str]],
) -> list[Sheet]:
    """
    Replace personal data in columns that are read, and empty it in all others.

    Parameters
    ----------
    sheets
        The sheets as read; left unchanged.
    cells
        From `scan`. What stands in names of files and sheets and in document properties
        cannot be replaced here and remains a problem.
    key
        Secret of this study.
    declared
        As in `scan`.

    Returns
    -------
    list of Sheet
        Same sheets in the same order: a token for the whole cell where the cell is
        personal data, for its part in free text; remarks redacted.
    """
    meant: dict[tuple[str, str | None], list[PersonalCell]] = defaultdict(list)
    for cell in cells:
        if cell.place == CELL:
            meant[cell.file, cell.sheet].append(cell)
    return [
        without_personal(
            sheet, meant[sheet.file, sheet.sheet], key, declared.get(sheet.name, {})
        )
        for sheet in sheets
    ]
