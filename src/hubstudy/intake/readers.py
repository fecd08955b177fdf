"""Read table files as text, every cell with its file, sheet, row and column.

The only module that opens CSV or workbook files. Nothing is guessed here: a file that
cannot be read without a guess is a `Problem`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook

from hubstudy.errors import Bilingual, Problem
from hubstudy.fields import fold_header
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

DIGITS_A_NUMBER_HOLDS = 15

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_WORKBOOK_HINT = Bilingual(
    "在表格软件中另存为 .xlsx 或 UTF-8 编码的 .csv",
    "save it again as .xlsx or UTF-8 .csv",
)


@dataclass(frozen=True, slots=True)
class RawTable:
    """
    One table as it stands in its file.

    Parameters
    ----------
    table
        Name of the table in `hubstudy.schemas.TABLES`.
    file
        File name.
    sheet
        Sheet of a workbook; None for CSV.
    headers
        Header cells, as they stand.
    rows
        Text of every further row, as long as the header.
    numbers
        Row number of each row as a spreadsheet shows it.
    """

    table: str
    file: str
    sheet: str | None
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]

    def problem(
        self,
        code: str,
        found: str,
        expected: Bilingual,
        remedy: Bilingual,
        *,
        row: int | None = None,
        column: str | None = None,
    ) -> Problem:
        """
        Make a problem that knows this table's file and sheet.

        Parameters
        ----------
        code, found, expected, remedy, row, column
            See `hubstudy.errors.Problem`.

        Returns
        -------
        Problem
            With its place.
        """
        return Problem(
            code, self.file, found, expected, remedy, row, column, self.sheet
        )


def read_tables(folder: Path) -> tuple[list[RawTable], list[Problem]]:
    """
    Read every table of a study folder.

    A table stands in ``<table>.csv``, ``<table>.xlsx`` (first sheet) or in a sheet
    named after it, in Chinese or English, of any other workbook.

    Parameters
    ----------
    folder
        The study folder.

    Returns
    -------
    raw
        The tables found, in the order of the schemas.
    problems
        Files that cannot be read, tables that are missing or stand twice.
    """
    found: dict[str, list[RawTable]] = {name: [] for name in TABLES}
    problems: list[Problem] = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in {".csv", ".xlsx"} or path.name.startswith("~$"):
            continue
        raws, bad = _read_file(path)
        problems += bad
        for raw in raws:
            found[raw.table].append(raw)
    unreadable = {problem.file for problem in problems}
    for name, raws in found.items():
        if len(raws) > 1:
            problems.append(_stands_twice(raws))
        elif not raws and not {f"{name}.csv", f"{name}.xlsx"} & unreadable:
            problems.append(_table_missing(name))
    return [raws[0] for raws in found.values() if raws], problems


def _read_file(path: Path) -> tuple[list[RawTable], list[Problem]]:
    try:
        if path.suffix.lower() == ".xlsx":
            return _read_workbook(path)
        table = _table_named(path.stem)
        if table is None:
            return [], [_unknown_file(path)]
        return [_read_csv(path, table)], []
    except _UnreadableError as error:
        return [], [replace(error.problem, file=path.name)]


class _UnreadableError(Exception):
    """Carries the problem that makes a file unreadable."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


def _unreadable(
    code: str,
    found: str,
    expected: Bilingual,
    remedy: Bilingual,
    *,
    row: int | None = None,
    sheet: str | None = None,
) -> _UnreadableError:
    """Make the error; the file's name is filled in where it is caught."""
    return _UnreadableError(
        Problem(code, "", found, expected, remedy, row, sheet=sheet)
    )


def _read_csv(path: Path, table: str) -> RawTable:
    text = _decode(path.read_bytes())
    bad = _CONTROL.search(text)
    if bad:
        raise _unreadable(
            "control_character",
            f"U+{ord(bad.group()):04X}",
            Bilingual("不含控制字符的文本", "text without control characters"),
            Bilingual("删除该字符后重新保存", "delete the character and save again"),
            row=text.count("\n", 0, bad.start()) + 1,
        )
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise _unreadable(
            "csv_broken",
            str(error),
            Bilingual("引号成对的 CSV", "CSV with balanced quotes"),
            _WORKBOOK_HINT,
        ) from error
    return _raw_table(table, path.name, None, records)


def _decode(data: bytes) -> str:
    """Decode by byte order mark, else strict UTF-8, else strict GB18030."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            encodings: Iterable[str] = [
                "utf-8-sig" if encoding == "utf-8" else encoding
            ]
            break
    else:
        encodings = ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable(
        "encoding_unknown",
        repr(data[:20]),
        Bilingual("UTF-8 或 GB18030 编码", "UTF-8 or GB18030 text"),
        _WORKBOOK_HINT,
    )


def _read_workbook(path: Path) -> tuple[list[RawTable], list[Problem]]:
    try:
        book = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as error:
        raise _unreadable(
            "workbook_broken",
            str(error),
            Bilingual("可打开的 .xlsx 工作簿", "an .xlsx workbook that opens"),
            _WORKBOOK_HINT,
        ) from error
    alone = _table_named(path.stem)
    if alone is not None:
        sheets = {book.sheet_names[0]: alone}
    else:
        named = {sheet: _table_named(sheet) for sheet in book.sheet_names}
        sheets = {sheet: table for sheet, table in named.items() if table}
    if not sheets:
        return [], [_no_known_sheet(path, book.sheet_names)]
    raws: list[RawTable] = []
    problems: list[Problem] = []
    for sheet, table in sheets.items():
        cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        records, bad = _texts(cells, path.name, sheet)
        problems += bad
        try:
            raws.append(_raw_table(table, path.name, sheet, records))
        except _UnreadableError as error:
            problems.append(replace(error.problem, file=path.name, sheet=sheet))
    return raws, problems


def _texts(
    cells: Sequence[Sequence[object]], file: str, sheet: str
) -> tuple[list[list[str]], list[Problem]]:
    """Turn workbook cells to text; a number too long to be exact is a problem."""
    problems = []
    records = []
    for row, values in enumerate(cells, start=1):
        for position, value in enumerate(values):
            if (
                isinstance(value, int | float)
                and abs(value) >= 10**DIGITS_A_NUMBER_HOLDS
            ):
                header = str(cells[0][position])
                problems.append(_long_number(value, file, sheet, row, header))
        records.append([_cell_text(value) for value in values])
    return records, problems


def _cell_text(value: object) -> str:
    if value is None:
        text = ""
    elif isinstance(value, bool):
        text = "是" if value else "否"
    elif isinstance(value, float) and value.is_integer():
        text = str(int(value))
    elif isinstance(value, dt.datetime):
        text = value.date().isoformat()
    else:
        text = str(value)
    return text


def _raw_table(
    table: str, file: str, sheet: str | None, records: list[list[str]]
) -> RawTable:
    if not records or not any(cell.strip() for cell in records[0]):
        raise _unreadable(
            "header_missing",
            "空 / empty",
            Bilingual("第一行为列名", "column names in the first row"),
            Bilingual("补上列名行", "add the row of column names"),
            row=1,
            sheet=sheet,
        )
    width = len(records[0])
    numbered = [
        (number, tuple(cell.strip() for cell in record))
        for number, record in enumerate(records[1:], start=2)
        if any(cell.strip() for cell in record)
    ]
    for number, record in numbered:
        if len(record) != width:
            raise _unreadable(
                "row_width",
                f"{len(record)} 格 / cells",
                Bilingual(
                    f"与表头相同的 {width} 格", f"{width} cells, as in the header"
                ),
                Bilingual(
                    "检查该行的逗号、引号与换行",
                    "check commas, quotes and breaks in the row",
                ),
                row=number,
                sheet=sheet,
            )
    headers = tuple(cell.strip() for cell in records[0])
    for number, record in numbered:
        nameless = [
            cell for cell, head in zip(record, headers, strict=True) if not head
        ]
        if any(nameless):
            raise _unreadable(
                "header_empty",
                next(cell for cell in nameless if cell),
                Bilingual("有列名的列", "a column with a header"),
                Bilingual("补上列名或清空该列", "name the column or clear it"),
                row=number,
                sheet=sheet,
            )
    rows = tuple(record for _, record in numbered)
    numbers = tuple(number for number, _ in numbered)
    return RawTable(table, file, sheet, headers, rows, numbers)


def _stands_twice(raws: list[RawTable]) -> Problem:
    places = "、".join(f"{raw.file} {raw.sheet or ''}".strip() for raw in raws)
    return raws[0].problem(
        "table_twice",
        places,
        Bilingual("一张表只在一处", "each table in one place"),
        Bilingual("保留一份，移走其余", "keep one and move the others away"),
    )


def _table_missing(name: str) -> Problem:
    label = TABLES[name].label
    return Problem(
        "table_missing",
        f"{name}.csv",
        "无此文件 / no such file",
        Bilingual(
            f"{name}.csv、{name}.xlsx 或名为“{label.zh}”的工作表",
            f"{name}.csv, {name}.xlsx or a sheet named “{label.en}”",
        ),
        Bilingual(
            "补上该表；没有记录时只写表头",
            "add the table; headers alone if it has no rows",
        ),
    )


def _table_named(name: str) -> str | None:
    """Find the table that a file or sheet is named after, in Chinese or English."""
    names = {
        fold_header(word): table.name
        for table in TABLES.values()
        for word in (table.name, *table.label)
    }
    return names.get(fold_header(name))


def _no_known_sheet(path: Path, sheets: Sequence[str]) -> Problem:
    labels = "、".join(table.label.zh for table in TABLES.values())
    return Problem(
        "sheet_unknown",
        path.name,
        "、".join(sheets),
        Bilingual(
            f"以表名命名的工作表：{labels}", f"sheets named after tables: {labels}"
        ),
        Bilingual(
            "把工作表或文件改用以上名称，或把文件移出研究目录",
            "rename the sheets or the file so, or move the file out of the study",
        ),
    )


def _unknown_file(path: Path) -> Problem:
    return Problem(
        "file_unknown",
        path.name,
        path.stem,
        Bilingual("、".join(TABLES), ", ".join(TABLES)),
        Bilingual(
            "改用以上文件名，或移出研究目录",
            "rename it so, or move it out of the study",
        ),
    )


def _long_number(value: float, file: str, sheet: str, row: int, header: str) -> Problem:
    return Problem(
        "number_too_long",
        file,
        f"{value:.0f}",
        Bilingual("文本格式的编码", "a code stored as text"),
        Bilingual(
            "数字超过 15 位，末位已失真：从来源系统以文本格式重新导出",
            "a number of more than 15 digits has lost its last ones: "
            "export it again as text",
        ),
        row,
        header,
        sheet,
    )
