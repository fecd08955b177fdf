"""Read a table file cell by cell, every cell with its file, sheet, row and column.

With `workbooks` the only module that opens table files. Nothing is guessed here: a file
that cannot be read without a guess has no sheets and at least one `Problem`.
"""

from __future__ import annotations

import csv
import gc
import io
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice, repeat, zip_longest
from typing import TYPE_CHECKING

import numpy as np

from hubstudy.errors import Bilingual, Problem
from hubstudy.intake.readers.decode import encoding_of, suspicions
from hubstudy.intake.readers.gather import ROWS_AT_ONCE, Gatherer
from hubstudy.intake.readers.quick_csv import quick_columns
from hubstudy.intake.readers.refusals import RefusedError, empty_file
from hubstudy.intake.readers.workbooks import read_workbook
from hubstudy.intake.texts import Sheet, Word

if TYPE_CHECKING:
    from _csv import Reader as Records
    from collections.abc import Hashable, Iterable, Iterator
    from pathlib import Path

    from hubstudy.intake.texts import Remark, Texts

DIGITS_A_NUMBER_HOLDS = 15

_WORKBOOKS = {".xlsx", ".xlsm"}
_DELIMITERS = ",\t;"
_FIRST_BYTES = 1 << 16
_WORKBOOK_HINT = Bilingual(
    "在表格软件中另存为 .xlsx 或 UTF-8 编码的 .csv",
    "save it again as .xlsx or UTF-8 .csv",
)


@dataclass(frozen=True, slots=True, eq=False)
class FileContent:
    """
    What one file holds.

    Parameters
    ----------
    file
        Path inside the study folder, with ``/``.
    sheets
        Its sheets, hidden ones too; none if it cannot be read.
    remarks
        Document properties.
    problems
        Why it cannot be read, and what is wrong with its cells.
    encoding
        How a CSV was decoded; None for a workbook.
    """

    file: str
    sheets: tuple[Sheet, ...]
    remarks: tuple[Remark, ...] = ()
    problems: tuple[Problem, ...] = ()
    encoding: str | None = None


def read_file(path: Path, name: str) -> FileContent:
    """
    Read a CSV, TSV, .xlsx or .xlsm file.

    Parameters
    ----------
    path
        The file.
    name
        Its path inside the study folder, with ``/``, as messages give it.

    Returns
    -------
    FileContent
        Its sheets and problems; bad content never raises.
    """
    is_workbook = path.suffix.lower() in _WORKBOOKS
    read = _read_workbook if is_workbook else _read_text
    with _without_cycle_search():
        try:
            # Held nowhere else, so that the bytes go when the cells are there.
            content = read(path.read_bytes(), name)
        except OSError as error:
            return FileContent(name, (), problems=(_unopened(name, error),))
        found = [problem for sheet in content.sheets for problem in suspicions(sheet)]
    if content.sheets and not any(
        word.text.strip()
        for sheet in content.sheets
        for column in sheet.columns
        for word in column.words
    ):
        found.append(replace(empty_file(), file=name))
    return replace(content, problems=(*content.problems, *found))


@contextmanager
def _without_cycle_search() -> Iterator[None]:
    """Millions of cells hold no cycles; searching them for some doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_workbook(data: bytes, name: str) -> FileContent:
    book = read_workbook(data, name)
    return FileContent(name, book.sheets, book.remarks, book.problems)


def _read_text(data: bytes, name: str) -> FileContent:
    try:
        if not data.strip():
            raise RefusedError(empty_file())
        encoding, start = encoding_of(data)
        text = _Text(data, encoding, start)
        sheet, problems = _read_records(text, name)
    except RefusedError as error:
        return FileContent(name, (), problems=(replace(error.problem, file=name),))
    return FileContent(name, (sheet,), problems=tuple(problems), encoding=encoding)


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    """A text file that is decoded as it is read: whole, it would take the memory."""

    data: bytes
    encoding: str
    start: int

    def records(self) -> Records:
        stream = io.BytesIO(self.data)
        stream.seek(self.start)
        lines = io.TextIOWrapper(stream, self.encoding, newline="")
        return csv.reader(lines, delimiter=self.delimiter(), strict=True)

    def delimiter(self) -> str:
        """
        Take the one of comma, tab and semicolon that parts the most of the first lines.

        Tabs that guard codes against Excel stand in rows of data and not in the header.
        """
        head = self.data[self.start : self.start + _FIRST_BYTES]
        outside = "".join(head.decode(self.encoding, "ignore").split('"')[::2])
        lines = outside.splitlines()
        return max(
            _DELIMITERS,
            key=lambda mark: (sum(mark in line for line in lines), outside.count(mark)),
        )

    def in_utf8(self) -> bytes:
        if self.encoding == "utf-8":
            return self.data[self.start :] if self.start else self.data
        return self.data[self.start :].decode(self.encoding).encode()

    def is_cut_off(self) -> bool:
        endings = tuple(ending.encode(self.encoding) for ending in "\n\r")
        return not self.data.endswith(endings)


def _read_records(text: _Text, name: str) -> tuple[Sheet, list[Problem]]:
    columns = quick_columns(text.in_utf8(), text.delimiter(), _plain)
    if columns is not None:
        n_rows, width = len(columns[0]), len(columns)
        widths = np.full(n_rows, width, dtype=np.int32)
        return _sheet(text, name, columns, widths), _ending(text, n_rows, name)
    gathered = Gatherer(_plain)
    parts: list[np.ndarray] = []
    records = text.records()
    try:
        while chunk := list(islice(records, ROWS_AT_ONCE)):
            parts.append(np.fromiter(map(len, chunk), np.int32, len(chunk)))
            gathered.add(list(zip_longest(*chunk, fillvalue="")), len(chunk))
    except csv.Error as error:
        raise _unbalanced(text, error) from error
    widths = np.concatenate(parts) if parts else np.empty(0, np.int32)
    sheet = _sheet(text, name, gathered.columns(), widths)
    has_breaks_inside = records.line_num > len(sheet)
    problems = _swallowed(sheet, text.delimiter()) if has_breaks_inside else []
    return sheet, problems + _ending(text, len(sheet), name)


def _sheet(
    text: _Text, name: str, columns: tuple[Texts, ...], widths: np.ndarray
) -> Sheet:
    return Sheet(
        file=name,
        sheet=None,
        columns=columns,
        numbers=np.arange(1, len(widths) + 1),
        widths=widths,
        encoding=text.encoding,
    )


def _plain(cells: Iterable[Hashable]) -> list[Word]:
    """Make words by the tuple constructor: a million of them a column."""
    return list(map(tuple.__new__, repeat(Word), zip(cells, repeat("plain"))))


def _unbalanced(text: _Text, error: csv.Error) -> RefusedError:
    """Say in which record the quotes go wrong, counting again up to it."""
    row = 1
    try:
        for _ in text.records():
            row += 1
    except csv.Error:
        pass
    return RefusedError(
        Problem(
            "csv_broken",
            "",
            str(error),
            Bilingual("引号成对的 CSV", "CSV with balanced quotes"),
            _WORKBOOK_HINT,
            row,
        )
    )


def _swallowed(sheet: Sheet, delimiter: str) -> list[Problem]:
    """Find cells that hold whole rows, because two stray quotes enclose them."""
    widths = sheet.widths
    if widths is None or not len(widths):
        return []
    usual = Counter(widths.tolist()).most_common(1)[0][0]
    if usual <= 1:
        return []
    problems = []
    for column in sheet.columns:
        hits = [
            position
            for position, word in enumerate(column.words)
            if ("\n" in word.text or "\r" in word.text)
            and word.text.count(delimiter) >= usual - 1
        ]
        problems += [
            _swallowed_row(sheet, int(sheet.numbers[row]), column.text(row))
            for row in column.where(hits)
        ]
    return problems


def _swallowed_row(sheet: Sheet, row: int, text: str) -> Problem:
    n_lines = len(text.splitlines())
    return Problem(
        "csv_swallowed_rows",
        sheet.file,
        f"一格内有 {n_lines} 行 / {n_lines} lines in one cell: {text[:20]}",
        Bilingual("每条记录自成一行", "one row for each record"),
        Bilingual(
            "检查该行及以下各行多余或缺失的引号",
            "look for a stray or missing quotation mark in this row and those below",
        ),
        row,
    )


def _ending(text: _Text, n_rows: int, name: str) -> list[Problem]:
    if not text.is_cut_off():
        return []
    problem = Problem(
        "no_final_newline",
        name,
        "文件末尾没有换行 / no line break at the end of the file",
        Bilingual("以换行结束的文件", "a file that ends with a line break"),
        Bilingual(
            "文件可能被截断：核对最后一行是否完整，再用表格软件重新保存",
            "it may be cut off: make sure that the last row is whole and save it again "
            "in a spreadsheet program",
        ),
        n_rows or None,
    )
    return [problem]


def _unopened(name: str, error: OSError) -> Problem:
    return Problem(
        "file_unreadable",
        name,
        error.strerror or str(error),
        Bilingual("可以打开的文件", "a file that can be opened"),
        Bilingual(
            "关闭正在使用它的程序，检查读取权限",
            "close the program that uses it, and see that it may be read",
        ),
    )
