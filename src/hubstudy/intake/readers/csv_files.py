"""Read a CSV or TSV file record by record, as it stands."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from itertools import islice, repeat, zip_longest
from typing import TYPE_CHECKING

import numpy as np

from hubstudy.errors import Bilingual, Problem
from hubstudy.intake.readers.decode import encoding_of
from hubstudy.intake.readers.gather import ROWS_AT_ONCE, Gatherer
from hubstudy.intake.readers.quick_csv import quick_columns
from hubstudy.intake.readers.refusals import (
    MOST_COLUMNS,
    RefusedError,
    empty_file,
    too_wide,
)
from hubstudy.intake.texts import Sheet, Word

if TYPE_CHECKING:
    from _csv import Reader as Records
    from collections.abc import Hashable, Iterable, Iterator

    from hubstudy.intake.texts import Texts

_DELIMITERS = ",\t;"
_FIRST_BYTES = 1 << 16
_WORKBOOK_HINT = Bilingual(
    "在表格软件中另存为 .xlsx 或 UTF-8 编码的 .csv",
    "save it again as .xlsx or UTF-8 .csv",
)


def read_csv(data: bytes, name: str) -> tuple[Sheet, tuple[Problem, ...]]:
    """
    Read a CSV or TSV file.

    Parameters
    ----------
    data
        The whole file.
    name
        Path inside the study folder.

    Returns
    -------
    sheet
        Its cells.
    problems
        What is wrong with it.

    Raises
    ------
    RefusedError
        It is empty, wider than any table, or no text or CSV throughout.
    """
    if not data.strip():
        raise RefusedError(empty_file())
    encoding, start = encoding_of(data)
    sheet, problems = _read_records(_Text(data, encoding, start), name)
    return sheet, tuple(problems)


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
        lines = self.first_lines()
        return max(
            _DELIMITERS,
            key=lambda mark: (
                sum(mark in line for line in lines),
                sum(line.count(mark) for line in lines),
            ),
        )

    def first_lines(self) -> list[str]:
        """Give the first lines without what stands between quotation marks."""
        head = self.data[self.start : self.start + _FIRST_BYTES]
        text = head.decode(self.encoding, "ignore")
        return "".join(text.split('"')[::2]).splitlines()

    def in_utf8(self) -> bytes:
        if self.encoding == "utf-8":
            return self.data[self.start :] if self.start else self.data
        return self.data[self.start :].decode(self.encoding).encode()

    def is_cut_off(self) -> bool:
        endings = tuple(ending.encode(self.encoding) for ending in "\n\r")
        return not self.data.endswith(endings)


def _read_records(text: _Text, name: str) -> tuple[Sheet, list[Problem]]:
    _refuse_wide_start(text)
    columns = quick_columns(text.in_utf8(), text.delimiter(), _plain)
    if columns is not None:
        n_rows, width = len(columns[0]), len(columns)
        widths = np.full(n_rows, width, dtype=np.int32)
        return _sheet(text, name, columns, widths), _ending(text, n_rows, name)
    gathered = Gatherer(_plain)
    parts: list[np.ndarray] = []
    records = text.records()
    narrow = _narrow(records)
    try:
        while chunk := list(islice(narrow, ROWS_AT_ONCE)):
            parts.append(np.fromiter(map(len, chunk), np.int32, len(chunk)))
            gathered.add(list(zip_longest(*chunk, fillvalue="")), len(chunk))
    except csv.Error as error:
        raise _unbalanced(text, error) from error
    widths = np.concatenate(parts) if parts else np.empty(0, np.int32)
    sheet = _sheet(text, name, gathered.columns(), widths)
    has_breaks_inside = records.line_num > len(sheet)
    problems = _swallowed(sheet, text.delimiter()) if has_breaks_inside else []
    return sheet, problems + _ending(text, len(sheet), name)


def _refuse_wide_start(text: _Text) -> None:
    """Refuse a row of a million columns before it is split."""
    delimiter = text.delimiter()
    for row, line in enumerate(text.first_lines(), start=1):
        if line.count(delimiter) >= MOST_COLUMNS:
            raise too_wide(line.count(delimiter) + 1, row)


def _narrow(records: Records) -> Iterator[list[str]]:
    for row, record in enumerate(records, start=1):
        if len(record) > MOST_COLUMNS:
            raise too_wide(len(record), row)
        yield record


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
