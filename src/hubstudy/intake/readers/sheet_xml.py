"""Facts that stand in a sheet's XML and that the value reader does not tell.

Only what stands around the cells is parsed; the cells themselves are searched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree

from hubstudy.intake.readers.extent import ROW, refuse_absurd_extent, row_numbers
from hubstudy.intake.readers.formula_xml import formula_cells
from hubstudy.intake.readers.refusals import XML, broken
from hubstudy.intake.readers.rich_text import rich_cells
from hubstudy.intake.readers.styled_cells import shown_cells
from hubstudy.intake.readers.xml_names import local, position
from hubstudy.intake.texts import Block, Remark

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from hubstudy.intake.readers.rich_text import Strings
    from hubstudy.intake.readers.styled_cells import Styles
    from hubstudy.intake.texts import Word

LAST_COLUMN = 16_384
LEAST_HEIGHT = 1.0  # points
LEAST_WIDTH = 0.1  # characters; less is less than a pixel

_HIDDEN = re.compile(rb"\shidden\s*=\s*[\"']\s*(?:1|true)\s*[\"']")
_HEIGHT = re.compile(rb"\sht\s*=\s*[\"']([^\"'<>]*)")
_LOW = re.compile(rb"ht\s*=\s*[\"'](?:[\s+.0]|[^\"'<>]*[eE]-)")
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
        formulas that no program has calculated) or without the unit or the strokes
        that they show.
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Block, ...] = ()
    headers_footers: tuple[Remark, ...] = ()
    n_formulas: int = 0
    instead: dict[tuple[int, int], Word] = field(default_factory=dict)


def facts(
    content: bytes, *, is_calculated: bool, styles: Styles, strings: Strings
) -> Facts:
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
    strings
        Shared strings of which some characters look otherwise than the rest.

    Returns
    -------
    Facts
        What it tells.

    Raises
    ------
    RefusedError
        The sheet is absurdly large, no XML, or gives a cell twice.
    """
    try:
        refuse_absurd_extent(content)
        found = Facts(hidden_rows=_hidden_rows(content))
        _read_frame(_frame(content), found)
        instead, found.n_formulas = formula_cells(content, is_calculated=is_calculated)
        rich = rich_cells(content, strings)
        found.instead = shown_cells(content, styles) | rich | instead
    except (ParseError, ValueError) as error:
        raise broken(XML, error=error) from error
    return found


def _hidden_rows(content: bytes) -> frozenset[int]:
    # zeroHeight hides rows that are not written, and those hold no cells.
    if b"hidden" not in content and not _LOW.search(content):
        return frozenset()
    rows = zip(row_numbers(content), ROW.findall(content), strict=True)
    return frozenset(row for row, attributes in rows if _is_hidden(attributes))


def _is_hidden(attributes: bytes) -> bool:
    if _HIDDEN.search(attributes):
        return True
    height = _HEIGHT.search(attributes)
    return height is not None and _is_less(height[1].decode(), LEAST_HEIGHT)


def _is_less(size: str, least: float) -> bool:
    try:
        return float(size) < least
    except ValueError:
        return False


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
            case "col" if _is_unseen(element):
                columns |= _span(element)
            case "mergeCell":
                blocks += _block(element.get("ref", ""))
            case "oddHeader" | "evenHeader" | "firstHeader" if element.text:
                remarks.append(Remark("页眉 / header", element.text))
            case "oddFooter" | "evenFooter" | "firstFooter" if element.text:
                remarks.append(Remark("页脚 / footer", element.text))
    found.hidden_columns = frozenset(columns)
    found.merged = tuple(sorted(blocks))
    found.headers_footers = tuple(remarks)


def _span(element: Element) -> set[int]:
    try:
        first, last = int(element.get("min", "")), int(element.get("max", ""))
    except ValueError:
        return set()
    return set(range(max(first, 1), min(last, LAST_COLUMN) + 1))


def _is_unseen(element: Element) -> bool:
    is_hidden = element.get("hidden") in {"1", "true"}
    return is_hidden or _is_less(element.get("width", ""), LEAST_WIDTH)


def _block(reference: str) -> list[Block]:
    ends = [position(end) for end in reference.split(":")]
    match ends:
        case [(int(), int()) as first, (int(), int()) as last]:
            return [Block(*first, *last)]
        case _:
            return []
