"""How far a sheet's cells reach, found in its XML before anything makes room for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hubstudy.intake.readers.cell_xml import parsed_cells
from hubstudy.intake.readers.refusals import (
    CELL_TWICE,
    MOST_COLUMNS,
    broken,
    scattered,
    too_wide,
)
from hubstudy.intake.readers.xml_names import column_letters, column_number

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ROWS = 1_048_576
MOST_CELLS = 20_000_000
LEAST_FILLED = 0.05

ROW = re.compile(rb"<(?:\w+:)?row(\s[^<>]*)?>")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])")
_LETTERS = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]+)\d")
_DIGITS = re.compile(rb"\sr\s*=\s*[\"'][A-Za-z]+(\d+)")
_STYLE_ONLY = re.compile(
    rb"<((?:\w+:)?c)(?=[^<>]*\sr\s*=)(?:\s+[\w:]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*(?:/>|></\1>)"
)
_ROW_START = re.compile(rb"<(?:\w+:)?row(?=[\s/>])")
_ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"'](\d+)")
_FAR = 10**8
_LONGEST_DIGITS, _LONGEST_LETTERS = 8, 4


class _Extent(NamedTuple):
    n_rows: int
    n_columns: int
    n_cells: int
    is_in_order: bool

    @property
    def is_usual(self) -> bool:
        area = self.n_rows * self.n_columns
        is_inside = self.n_rows <= MOST_ROWS and self.n_columns <= MOST_COLUMNS
        return is_inside and area <= MOST_CELLS


def refuse_absurd_extent(content: bytes) -> None:
    """
    Refuse a sheet that is too wide or too sparse, or gives a cell twice.

    Parameters
    ----------
    content
        Its XML.

    Raises
    ------
    RefusedError
        It has more columns than any table, few cells far apart, or two values for one
        cell.
    """
    extent = _extent(content)
    if not extent.is_usual:
        filled = _extent(_STYLE_ONLY.sub(b"", content))
        n_rows, n_columns, n_cells, _ = filled
        is_sparse = n_cells < LEAST_FILLED * n_rows * n_columns
        if n_rows > MOST_ROWS or (is_sparse and not filled.is_usual):
            raise scattered(n_cells, n_rows, n_columns)
        if n_columns > MOST_COLUMNS:
            raise too_wide(n_columns)
    if not extent.is_in_order:
        _refuse_doubles(content)


def row_numbers(content: bytes) -> Iterator[int]:
    """
    Count the rows as a spreadsheet does.

    Parameters
    ----------
    content
        A sheet's XML.

    Yields
    ------
    int
        Number of each row that `ROW` finds, from 1.
    """
    row = 0
    for attributes in ROW.findall(content):
        number = _ROW_NUMBER.search(attributes)
        row = _bounded(number[1]) if number else row + 1
        yield row


def _extent(content: bytes) -> _Extent:
    """Give an upper bound of rows and columns, and the number of cells."""
    letters = _LETTERS.findall(content)
    widths = {word: _column(word) for word in set(letters)}
    columns = np.fromiter(map(widths.__getitem__, letters), np.int32, len(letters))
    del letters
    digits = _DIGITS.findall(content)
    heights = {word: _bounded(word) for word in set(digits)}
    rows = np.fromiter(map(heights.__getitem__, digits), np.int32, len(digits))
    del digits
    n_cells = sum(1 for _ in _CELL.finditer(content))
    n_rows = max(heights.values(), default=0)
    n_columns = max(widths.values(), default=0)
    if n_cells <= len(rows):
        return _Extent(n_rows, n_columns, n_cells, _are_in_order(rows, columns))
    # Cells without a reference stand beside the one before, in the next row if need be.
    counts = [len(_CELL.findall(row)) for row in _ROW_START.split(content)]
    numbers = np.fromiter(row_numbers(content), np.int32)
    n_rows = max(n_rows, len(counts) - 1, int(numbers.max(initial=0)))
    is_in_order = not len(rows) and bool(np.all(np.diff(numbers) > 0))
    return _Extent(n_rows, n_columns + max(counts), n_cells, is_in_order)


def _are_in_order(rows: np.ndarray, columns: np.ndarray) -> bool:
    """Tell whether every cell comes after the one before, so that none comes twice."""
    down, right = np.diff(rows), np.diff(columns)
    return bool(np.all((down > 0) | ((down == 0) & (right > 0))))


def _refuse_doubles(content: bytes) -> None:
    seen = set()
    for cell in parsed_cells(content):
        if cell.place in seen:
            row, column = cell.place
            name = f"{column_letters(column + 1)}{row + 1}"
            raise broken(CELL_TWICE, cell=name)
        seen.add(cell.place)


def _bounded(digits: bytes) -> int:
    return int(digits) if len(digits) <= _LONGEST_DIGITS else _FAR


def _column(letters: bytes) -> int:
    is_far = len(letters) > _LONGEST_LETTERS
    return _FAR if is_far else column_number(letters.decode())
