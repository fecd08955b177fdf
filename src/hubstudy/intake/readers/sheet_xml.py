"""Facts that stand in a sheet's XML and that the value reader does not tell.

Only what stands around the cells is parsed; the cells themselves are searched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree

from hubstudy.errors import Bilingual, Problem
from hubstudy.intake.readers.formula_xml import formula_cells
from hubstudy.intake.readers.refusals import XML, RefusedError, broken
from hubstudy.intake.readers.styled_cells import shown_cells
from hubstudy.intake.readers.xml_names import column_number, local, position
from hubstudy.intake.texts import Block, Remark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from hubstudy.intake.readers.styled_cells import Styles
    from hubstudy.intake.texts import Word

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
MOST_CELLS = 20_000_000
LEAST_FILLED = 0.05

_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])")
_LETTERS = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]+)\d")
_DIGITS = re.compile(rb"\sr\s*=\s*[\"'][A-Za-z]+(\d+)")
_STYLE_ONLY = re.compile(
    rb"<((?:\w+:)?c)(?=[^<>]*\sr\s*=)(?:\s+[\w:]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*(?:/>|></\1>)"
)
_ROW = re.compile(rb"<(?:\w+:)?row(\s[^<>]*)?>")
_ROW_START = re.compile(rb"<(?:\w+:)?row(?=[\s/>])")
_ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"'](\d+)")
_HIDDEN = re.compile(
    rb"\s(?:hidden\s*=\s*[\"'](?:1|true)|ht\s*=\s*[\"']0(?:\.0*)?)[\"']"
)
_DATA = re.compile(rb"<(\w+:)?sheetData(?:\s[^<>]*)?>")


@dataclass(slots=True)
class Facts:
    """
    What a sheet's XML tells beside the values.

    Parameters
    ----------
    hidden_rows, hidden_columns
        Numbers, from 1.
    merged
        Merged cells.
    headers_footers
        Headers and footers.
    n_formulas
        Cells that hold a formula with a value.
    instead
        Cells (row, column), from 0, that the value reader leaves empty (errors, and
        formulas that no program has calculated) or without the unit they show.
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Block, ...] = ()
    headers_footers: tuple[Remark, ...] = ()
    n_formulas: int = 0
    instead: dict[tuple[int, int], Word] = field(default_factory=dict)


def facts(content: bytes, *, is_calculated: bool, styles: Styles) -> Facts:
    """
    Read a sheet's XML for everything but its values.

    Parameters
    ----------
    content
        The XML.
    is_calculated
        Whether the values of its formulas were ever calculated.
    styles
        Number formats that show more than the number.

    Returns
    -------
    Facts
        What it tells.

    Raises
    ------
    RefusedError
        The sheet is absurdly large, or no XML.
    """
    _refuse_absurd_size(content)
    found = Facts(hidden_rows=_hidden_rows(content))
    try:
        _read_frame(_frame(content), found)
        instead, found.n_formulas = formula_cells(content, is_calculated=is_calculated)
        found.instead = shown_cells(content, styles) | instead
    except ParseError as error:
        raise broken(XML, error=error) from error
    return found


def _refuse_absurd_size(content: bytes) -> None:
    n_rows, n_columns, n_cells = _extent(content)
    if n_rows <= MOST_ROWS and n_columns <= MOST_COLUMNS:
        if n_rows * n_columns <= MOST_CELLS:
            return
        n_rows, n_columns, n_cells = _extent(_STYLE_ONLY.sub(b"", content))
    area = n_rows * n_columns
    is_absurd = n_rows > MOST_ROWS or n_columns > MOST_COLUMNS
    if not is_absurd and (area <= MOST_CELLS or n_cells >= LEAST_FILLED * area):
        return
    found = f"{n_cells} 格散布于 {n_rows} 行 × {n_columns} 列"
    raise RefusedError(
        Problem(
            "sheet_too_large",
            "",
            f"{found} / {n_cells} cells over {n_rows} rows × {n_columns} columns",
            Bilingual("连成一片的表格", "a table in one piece"),
            Bilingual(
                "按 Ctrl+End 找到最远的单元格，删除表外的多余行列后保存",
                "press Ctrl+End to find the outermost cell, delete the rows and "
                "columns outside the table and save",
            ),
        )
    )


def _extent(content: bytes) -> tuple[int, int, int]:
    """Give an upper bound of rows and columns, and the number of cells."""
    letters = _LETTERS.findall(content)
    n_cells = sum(1 for _ in _CELL.finditer(content))
    widths = [column_number(word.decode()) for word in set(letters)]
    heights = [*map(int, set(_DIGITS.findall(content)))]
    if n_cells <= len(letters):
        return max(heights, default=0), max(widths, default=0), n_cells
    # Cells without a reference stand beside the one before, in the next row if need be.
    rows = [len(_CELL.findall(row)) for row in _ROW_START.split(content)]
    n_rows = max([*heights, *_row_numbers(content)], default=0)
    return max(n_rows, len(rows) - 1), max(widths, default=0) + max(rows), n_cells


def _row_numbers(content: bytes) -> Iterator[int]:
    row = 0
    for attributes in _ROW.findall(content):
        number = _ROW_NUMBER.search(attributes)
        row = int(number[1]) if number else row + 1
        yield row


def _hidden_rows(content: bytes) -> frozenset[int]:
    if b"hidden" not in content and b'ht="0' not in content:
        return frozenset()
    rows = zip(_row_numbers(content), _ROW.findall(content), strict=True)
    return frozenset(row for row, attributes in rows if _HIDDEN.search(attributes))


def _frame(content: bytes) -> bytes:
    """Cut the cells out of a sheet."""
    start = _DATA.search(content)
    if start is None or start.group().endswith(b"/>"):
        return content
    end = content.rfind(b"</" + (start[1] or b"") + b"sheetData")
    return content if end < 0 else content[: start.end()] + content[end:]


def _read_frame(frame: bytes, found: Facts) -> None:
    columns: set[int] = set()
    blocks = []
    remarks = []
    for element in ElementTree.fromstring(frame).iter():
        match local(element.tag):
            case "col":
                columns |= _hidden_span(element)
            case "mergeCell":
                blocks += _block(element.get("ref", ""))
            case "oddHeader" | "evenHeader" | "firstHeader" if element.text:
                remarks.append(Remark("页眉 / header", element.text))
            case "oddFooter" | "evenFooter" | "firstFooter" if element.text:
                remarks.append(Remark("页脚 / footer", element.text))
    found.hidden_columns = frozenset(columns)
    found.merged = tuple(sorted(blocks))
    found.headers_footers = tuple(remarks)


def _hidden_span(element: Element) -> set[int]:
    is_hidden = element.get("hidden") in {"1", "true"}
    if not is_hidden and element.get("width", "") not in {"0", "0.0"}:
        return set()
    try:
        first, last = int(element.get("min", "")), int(element.get("max", ""))
    except ValueError:
        return set()
    return set(range(max(first, 1), min(last, MOST_COLUMNS) + 1))


def _block(reference: str) -> list[Block]:
    ends = [position(end) for end in reference.split(":")]
    match ends:
        case [(int(), int()) as first, (int(), int()) as last]:
            return [Block(*first, *last)]
        case _:
            return []
