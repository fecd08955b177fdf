"""Cells whose number format shows a unit, a currency or a percent sign."""

from __future__ import annotations

import html
import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from hubstudy.intake.readers.cell_xml import parsed_cells
from hubstudy.intake.readers.number_formats import NumberFormat, number_format
from hubstudy.intake.readers.xml_names import column_number, local
from hubstudy.intake.texts import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from xml.etree.ElementTree import Element

Styles: TypeAlias = "Mapping[int, NumberFormat]"
"""Formats that matter, by the number of the style that cells refer to."""

# Those of money (5 to 8, 41 to 44) show the currency of whoever opens the workbook.
_BUILT_IN = {9: "0%", 10: "0.00%"}

_STYLE = rb"\ss\s*=\s*[\"']0*(%s)[\"']"
_CELL = (
    rb"<(?:\w+:)?c((?:\s[^<>]*)?" + _STYLE + rb"[^<>]*)(?:(?<=/)>|(?<!/)>\s*"
    rb"(?:<(?:\w+:)?f(?:\s[^<>]*)?(?:(?<=/)>|>[^<]*</(?:\w+:)?f>)\s*)?"
    rb"(?:<(?:\w+:)?v(?:\s[^<>]*)?(?:(?<=/)>|>([^<]*)</(?:\w+:)?v>)\s*)?"
    rb"</(?:\w+:)?c>)"
)
_ROW = rb"<(?:\w+:)?row(?=\s)[^<>]*" + _STYLE
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]+)(\d+)[\"']")
_KIND = re.compile(rb"\st\s*=\s*[\"'](\w+)[\"']")

_Found: TypeAlias = tuple[tuple[int, int], int, str]
"""Row and column from 0, style and stored number."""


def telling_styles(root: Element) -> Styles:
    """
    Find the cell formats under which a number shows otherwise than it is stored.

    Parameters
    ----------
    root
        Root of the part that holds the styles.

    Returns
    -------
    mapping
        Their formats by number; as a rule none.
    """
    codes: dict[int, str] = {}
    formats: dict[str, list[Element]] = {"cellXfs": [], "cellStyleXfs": []}
    for group in root:
        name = local(group.tag)
        if name == "numFmts":
            for element in group.iter():
                if local(element.tag) == "numFmt":
                    number = _whole(element.get("numFmtId"))
                    codes.setdefault(number, element.get("formatCode", ""))
        elif name in formats:
            formats[name] += [each for each in group if local(each.tag) == "xf"]
    known = {
        number: number_format(code) for number, code in {**_BUILT_IN, **codes}.items()
    }
    styles = {}
    for place, element in enumerate(formats["cellXfs"]):
        own = element.get("numFmtId")
        if own is None:
            # Whatever a cell format says counts, applied or not; the rest is inherited.
            parent = _whole(element.get("xfId"))
            parents = formats["cellStyleXfs"][parent : parent + 1]
            own = parents[0].get("numFmtId") if parents else None
        found = known.get(_whole(own))
        if found is not None:
            styles[place] = found
    return styles


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def shown_cells(content: bytes, styles: Styles) -> dict[tuple[int, int], Word]:
    """
    Find the numbers that show otherwise than they are stored.

    Parameters
    ----------
    content
        A sheet's XML.
    styles
        Formats that matter.

    Returns
    -------
    dict
        Their texts as shown, by row and column from 0.
    """
    if not styles:
        return {}
    numbers = b"|".join(str(number).encode() for number in styles)
    if 0 not in styles and not re.search(_STYLE % numbers, content):
        return {}
    cells = _quick_cells(content, numbers, styles)
    known: dict[tuple[int, str], Word | None] = {}
    shown = {}
    for place, style, value in _cells(content, styles) if cells is None else cells:
        key = style, value
        if key not in known:
            known[key] = _word(styles[style], value)
        word = known[key]
        if word is not None:
            shown[place] = word
    return shown


def _word(shape: NumberFormat, stored: str) -> Word | None:
    try:
        value = float(stored)
    except ValueError:
        return None
    if not math.isfinite(value):
        return None
    text = shape.shown(Decimal(repr(value)))
    return None if text is None else Word(text, "text")


def _quick_cells(
    content: bytes, numbers: bytes, styles: Styles
) -> Iterable[_Found] | None:
    """
    Find the cells by pattern; None if one may have escaped it.

    Cells that name no style have the first: a pattern for what is not there is none.
    """
    if 0 in styles or b"<!" in content or content.count(b"<?") > 1:
        return None
    cells: list[_Found] = []
    n_seen = sum(1 for _ in re.finditer(_ROW % numbers, content))
    columns: dict[bytes, int] = {}
    for match in re.finditer(_CELL % numbers, content):
        n_seen += 1
        attributes, style, value = match.groups()
        if not value:
            continue
        kind = _KIND.search(attributes) if b"t" in attributes else None
        if kind and kind[1] != b"n":
            continue
        place = _PLACE.search(attributes)
        if place is None:
            return None
        letters, row = place.groups()
        column = columns.get(letters)
        if column is None:
            column = columns[letters] = column_number(letters.decode()) - 1
        text = html.unescape(value.decode()) if b"&" in value else value.decode()
        cells.append(((int(row) - 1, column), int(style), text))
    n_all = sum(1 for _ in re.finditer(_STYLE % numbers, content))
    return cells if n_seen == n_all else None


def _cells(content: bytes, styles: Styles) -> Iterable[_Found]:
    for place, attributes, parts, _ in parsed_cells(content):
        style = _whole(attributes.get("s"))
        is_number = attributes.get("t", "n") == "n"
        if style in styles and is_number and "v" in parts:
            yield place, style, parts["v"]
