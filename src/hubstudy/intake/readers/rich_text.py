"""Cells in which some characters are raised, lowered or struck through.

The value reader joins all characters of a cell as if they looked alike: a footnote mark
would become the last digit of the number before it, and a number crossed out the first
digits of the one that replaces it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

from defusedxml import ElementTree

from hubstudy.intake.readers.cell_xml import parsed_cells
from hubstudy.intake.readers.xml_names import column_number, local
from hubstudy.intake.texts import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from xml.etree.ElementTree import Element

Strings: TypeAlias = "Mapping[int, str]"
"""Strings that show otherwise than they are stored, by their number."""

STRUCK = "~~"

_FORMS = {"superscript": "<super>", "subscript": "<sub>"}
_LAST = 0xFFFF
_ITEM = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")
_CELL = re.compile(
    rb"<(?:\w+:)?c(?=[^<>]*\st\s*=\s*[\"']s[\"'])(\s[^<>]*)(?<!/)>\s*"
    rb"<(?:\w+:)?v(?:\s[^<>]*)?>\s*(\d+)\s*</"
)
_SHARED = re.compile(rb"\st\s*=\s*[\"']s[\"']")
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]+)(\d+)[\"']")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

_Found: TypeAlias = "tuple[tuple[int, int], str]"
"""Row and column from 0, and text."""


def rich_strings(content: bytes) -> Strings:
    """
    Find the shared strings of which some characters look otherwise than the rest.

    Parameters
    ----------
    content
        XML of the shared strings.

    Returns
    -------
    mapping
        Their texts as shown; as a rule none.
    """
    if not _may_have_marks(content):
        return {}
    numbers, part = _telling_items(content)
    items = [item for item in ElementTree.fromstring(part) if local(item.tag) == "si"]
    shown = {number: _shown(item) for number, item in zip(numbers, items, strict=False)}
    return {number: text for number, text in shown.items() if text is not None}


def _may_have_marks(content: bytes) -> bool:
    return b"vertAlign" in content or b"strike" in content


def _telling_items(content: bytes) -> tuple[Iterable[int], bytes]:
    """Cut out the strings that hold no marks: often all but a few of a million."""
    starts = [match.start() for match in _ITEM.finditer(content)]
    if not starts or b"<!" in content or content.count(b"<?") > 1:
        return range(len(starts)), content
    end = content.rfind(b"</")
    pieces = [content[start:stop] for start, stop in pairwise([*starts, end])]
    numbers = [n for n, piece in enumerate(pieces) if _may_have_marks(piece)]
    kept = b"".join(pieces[number] for number in numbers)
    return numbers, content[: starts[0]] + kept + content[end:]


def rich_cells(content: bytes, strings: Strings) -> dict[tuple[int, int], Word]:
    """
    Find the cells of which some characters look otherwise than the rest.

    Parameters
    ----------
    content
        A sheet's XML.
    strings
        Shared strings that are so.

    Returns
    -------
    dict
        Their texts as shown, by row and column from 0.
    """
    has_own = _may_have_marks(content)
    if not strings and not has_own:
        return {}
    cells = None if has_own else _quick_cells(content, strings)
    found = _cells(content, strings) if cells is None else cells
    return {place: Word(text, "text") for place, text in found}


def _quick_cells(content: bytes, strings: Strings) -> list[_Found] | None:
    """Find the cells by pattern; None if one may have escaped it."""
    if b"<!" in content or content.count(b"<?") > 1:
        return None
    wanted = {str(number).encode(): text for number, text in strings.items()}
    cells = []
    n_seen = 0
    for attributes, number in _CELL.findall(content):
        n_seen += 1
        text = wanted.get(number)
        if text is None:
            continue
        place = _PLACE.search(attributes)
        if place is None:
            return None
        column = column_number(place[1].decode())
        cells.append(((int(place[2]) - 1, column - 1), text))
    return cells if n_seen == sum(1 for _ in _SHARED.finditer(content)) else None


def _cells(content: bytes, strings: Strings) -> Iterator[_Found]:
    for place, attributes, parts, element in parsed_cells(content):
        text = None
        if attributes.get("t") == "s":
            number = parts.get("v", "").strip()
            text = strings.get(int(number)) if number.isdecimal() else None
        elif "is" in parts:
            own = next(child for child in element if local(child.tag) == "is")
            text = _shown(own)
        if text is not None:
            yield place, text


def _shown(string: Element) -> str | None:
    """Write a string as it looks; None if all of it looks alike."""
    runs = []
    for part in string:
        if local(part.tag) == "t":
            runs.append((False, part.text or "", part.text or ""))
        elif local(part.tag) == "r":
            runs.append(_run(part))
    shown = ""
    for is_struck, group in groupby(runs, itemgetter(0)):
        text = "".join(run[1] for run in group)
        shown += f"{STRUCK}{text}{STRUCK}" if is_struck and text.strip() else text
    if shown == "".join(run[2] for run in runs):
        return None
    return _ESCAPED.sub(_unescaped, shown)


def _run(run: Element) -> tuple[bool, str, str]:
    """Give whether a run is struck through, how it looks and what it holds."""
    is_struck = False
    text, form = "", ""
    for part in run.iter():
        match local(part.tag):
            case "strike":
                is_struck = part.get("val", "1") not in {"0", "false"}
            case "vertAlign":
                form = _FORMS.get(part.get("val", ""), "")
            case "t":
                text += part.text or ""
    if not form:
        return is_struck, text, text
    forms = _forms(form)
    return is_struck, "".join(forms.get(letter, letter) for letter in text), text


@cache
def _forms(form: str) -> Mapping[str, str]:
    """Find the raised or lowered form of every character that has one."""
    forms = {}
    for code in range(_LAST + 1):
        found, _, base = unicodedata.decomposition(chr(code)).partition(" ")
        if found == form and " " not in base:
            forms[chr(int(base, 16))] = chr(code)
    for digit in "0123456789":  # as wide as Chinese characters
        forms[chr(ord(digit) + 0xFEE0)] = forms[digit]
    return forms


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if unicodedata.category(chr(code)) == "Cs" else chr(code)
