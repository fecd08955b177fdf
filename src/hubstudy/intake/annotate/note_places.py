"""Lay the notes of a sheet beside their cells.

openpyxl writes no place for a note. A spreadsheet program then draws it at the top of
the sheet, out of sight for all rows but the first.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from openpyxl.utils import column_index_from_string

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.worksheet.worksheet import Worksheet

COLUMN = 72
"""Pixels of a column whose size the sheet does not say."""

PER_CHARACTER, BESIDE_CHARACTERS, PER_POINT = 7, 5, 4 / 3
GAP = 14

_NOTE = re.compile(
    rb"width:(?P<width>\d+)px;height:(?P<height>\d+)px(?P<middle>.*?)"
    rb"<(?P<tag>\w+):AutoFill>(?P<end>.*?:Row>(?P<row>\d+)<.*?:Column>(?P<column>\d+)<)",
    re.DOTALL,
)


def lay_notes(content: bytes, sheet: Worksheet) -> bytes:
    """
    Say where each note lies.

    Parameters
    ----------
    content
        The drawing of a sheet's notes, as openpyxl writes it.
    sheet
        The sheet, for the sizes of its columns and rows.

    Returns
    -------
    bytes
        The drawing with an anchor per note.
    """
    widths, heights = _column_edges(sheet), _row_edges(sheet)

    def placed(match: re.Match[bytes]) -> bytes:
        size = int(match["width"]), int(match["height"])
        left = widths[min(int(match["column"]) + 1, len(widths) - 1)] + GAP
        top = max(heights[min(int(match["row"]), len(heights) - 1)] - GAP, 0)
        near = zip(_at(widths, left), _at(heights, top), strict=True)
        far = zip(_at(widths, left + size[0]), _at(heights, top + size[1]), strict=True)
        (column, row), (right, down) = near
        (last_column, last_row), (last_right, last_down) = far
        places = (
            column, right, row, down, last_column, last_right, last_row, last_down,
        )  # fmt: skip
        tag = match["tag"].decode()
        anchor = f"<{tag}:Anchor>{', '.join(map(str, places))}</{tag}:Anchor>"
        whole, start = match[0], match.start("tag") - 1 - match.start()
        return whole[:start] + anchor.encode() + whole[start:]

    return _NOTE.sub(placed, content)


def _at(edges: list[int], position: int) -> tuple[int, int]:
    """Give the column or row at a position, and how far into it that is."""
    index = min(bisect_right(edges, position) - 1, len(edges) - 1)
    return index, position - edges[index]


def _column_edges(sheet: Worksheet) -> list[int]:
    default = sheet.sheet_format.defaultColWidth
    known: dict[int, int] = {}
    for letter, dimension in sheet.column_dimensions.items():
        first = dimension.min or column_index_from_string(letter)
        size = 0 if dimension.hidden else _column_pixels(dimension.width)
        columns = range(first, min(dimension.max or first, sheet.max_column) + 1)
        known |= dict.fromkeys(columns, size)
    usual = _column_pixels(default) if default else COLUMN
    return _edges(known, sheet.max_column + 40, usual)


def _column_pixels(width: float) -> int:
    return round(width * PER_CHARACTER) + BESIDE_CHARACTERS


def _row_edges(sheet: Worksheet) -> list[int]:
    known = {
        row: 0 if dimension.hidden else round(dimension.height * PER_POINT)
        for row, dimension in sheet.row_dimensions.items()
        if dimension.hidden or dimension.height
    }
    usual = round((sheet.sheet_format.defaultRowHeight or 15) * PER_POINT)
    return _edges(known, sheet.max_row + 60, usual)


def _edges(known: Mapping[int, int], count: int, usual: int) -> list[int]:
    """Give the position at which each column or row begins, the first at 0."""
    sizes = (known.get(index, usual) for index in range(1, count + 1))
    return [0, *accumulate(sizes)]
