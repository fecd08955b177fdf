"""What every reader of a cell shares: its answer, and the tidying before it reads."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

Value = str | int | float | bool | None

SCIENTIFIC = re.compile(
    r"[+-]?[0-9](?:\.[0-9]+)?[eE][+-][0-9]{1,3}|[+-]?[0-9]\.[0-9]+[eE][0-9]{1,3}"
)
"""A code that a spreadsheet or a program has turned into a power of ten."""
STREET_OF_12 = re.compile(r"[0-9]{9}000")
"""A street's code of 9 digits written with the three zeros for "no community"."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
APOSTROPHES = ("'", "\u2019", "\u2018", "\uff07", "`")
"""Marks by which a spreadsheet keeps a code as text; some programs write them out."""

_BREAK = re.compile(r"[\r\n\u2028\u2029]+")
_HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_DOUBTFUL = ("<super>", "<sub>", "<circle>", "<fraction>", "<compat>")


class Reading(NamedTuple):
    """
    What one cell was read as, or why it was not.

    Parameters
    ----------
    value
        Typed value; None if the cell is missing or cannot be read.
    rules
        Rules that changed or marked it, in order.
    failure
        Problem code; empty if it was read.
    became
        Text of the value in its one written form.
    precision
        ``day``, ``month`` or ``year`` of a date.
    """

    value: Value = None
    rules: tuple[str, ...] = ()
    failure: str = ""
    became: str = ""
    precision: str = ""


def failed(code: str) -> Reading:
    """
    Refuse a cell.

    Parameters
    ----------
    code
        Problem code.

    Returns
    -------
    Reading
        Without a value.
    """
    return Reading(failure=code)


def has_control_character(text: str) -> bool:
    """
    Tell whether a text holds what no register means to hold.

    Parameters
    ----------
    text
        A cell's text.

    Returns
    -------
    bool
        True for control characters other than tabs and line breaks, and for halves of
        characters.
    """
    return _CONTROL.search(text) is not None


def without_invisible(text: str) -> str:
    """
    Take away the characters that nobody sees.

    Parameters
    ----------
    text
        A cell's text.

    Returns
    -------
    str
        Without zero-width, direction and filling characters.
    """
    return text if text.isascii() else _INVISIBLE.sub("", text)


def _lines(text: str) -> list[str]:
    return [line for part in _BREAK.split(text) if (line := part.strip())]


def _on_one_line(text: str) -> str:
    """Join lines, with a space unless Chinese meets Chinese."""
    joined = ""
    for line in _lines(text):
        close = joined and _HAN.match(joined[-1]) and _HAN.match(line)
        joined += line if close or not joined else f" {line}"
    return joined


def tidy_prose(text: str) -> tuple[str, tuple[str, ...]]:
    """
    Trim a name; everything that a reader sees stays as printed.

    Parameters
    ----------
    text
        A cell's text.

    Returns
    -------
    text
        Composed (NFC), trimmed, on one line. Invisible characters are kept.
    rules
        What was done, and ``invisible`` where such characters are.
    """
    trimmed = text.strip()
    rules = ["trim"] if trimmed != text else []
    if _BREAK.search(trimmed):
        trimmed = _on_one_line(trimmed)
        rules.append("line_break")
    if not trimmed.isascii():
        if _INVISIBLE.search(trimmed):
            rules.append("invisible")
        composed = unicodedata.normalize("NFC", trimmed)
        if composed != trimmed:
            trimmed = composed
            rules.append("nfc")
    return trimmed, tuple(rules)


def tidy_token(text: str) -> tuple[str, tuple[str, ...]]:
    """
    Bring a code, number, date or category to its plain characters.

    Parameters
    ----------
    text
        A cell's text.

    Returns
    -------
    text
        NFKC form without invisible characters, trimmed, on one line.
    rules
        What was done.
    """
    rules = []
    seen = without_invisible(text)
    trimmed = seen.strip()
    if trimmed != seen:
        rules.append("trim")
    if trimmed[:1] in APOSTROPHES and len(trimmed) > 1:
        trimmed = trimmed[1:].strip()
        rules.append("apostrophe")
    if _BREAK.search(trimmed):
        trimmed = " ".join(_lines(trimmed))
        rules.append("line_break")
    if seen != text:
        rules.append("invisible")
    if not trimmed.isascii() and not may_deceive(trimmed):
        plain = unicodedata.normalize("NFKC", trimmed)
        if plain != trimmed:
            trimmed = plain.strip()
            rules.append("nfkc")
    return trimmed, tuple(rules)


def may_deceive(text: str) -> bool:
    """
    Tell whether NFKC would make digits of what is no digit in its place.

    Parameters
    ----------
    text
        Text of a number or date.

    Returns
    -------
    bool
        True if it holds a raised, ringed or joined character such as ``5²``, ``①`` or
        ``½``; the units ``m²`` and ``㎡`` are not meant.
    """
    if text.isascii():
        return False
    return any(
        unicodedata.decomposition(letter).startswith(_DOUBTFUL)
        for letter in text.replace("m²", "").replace("ｍ²", "")
        if not letter.isspace()
    )
