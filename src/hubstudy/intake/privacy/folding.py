"""Bring the spellings of a text together and keep the way back to every character."""

from __future__ import annotations

import unicodedata
from functools import cache

_LIKE_X = frozenset("×✕ХхΧχⅩⅹ")


@cache
def _folded(character: str) -> str:
    """Fold one character: width, digits of any script, dashes, white space."""
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if category == "Pd" or character in "−﹣－":
        return "-"
    if category == "Zs":
        return " "
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character in _LIKE_X:
        return "X"
    plain = unicodedata.normalize("NFKC", character)
    # ① and ㎡ would put a digit next to a number that they only stand beside.
    return plain if len(plain) == 1 and not plain.isdigit() else character


def fold(text: str) -> tuple[str, list[int] | None]:
    """
    Fold a text to the spelling that the detectors read.

    Parameters
    ----------
    text
        As it stands in a file.

    Returns
    -------
    folded
        Full-width characters narrow, digits ASCII, dashes ``-``, invisible characters
        gone.
    places
        For every folded character its place in `text`; None if nothing moved.
    """
    if text.isascii():
        return text, None
    pieces = [_folded(character) for character in text]
    folded = "".join(pieces)
    if len(folded) == len(text) and all(pieces):
        return folded, None
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    return folded, places


def unfold(start: int, end: int, places: list[int] | None) -> tuple[int, int]:
    """
    Carry a span of the folded text back to the text as it stands.

    Parameters
    ----------
    start, end
        Span in the folded text, not empty.
    places
        From `fold`.

    Returns
    -------
    tuple of int
        The span in the text.
    """
    if places is None:
        return start, end
    return places[start], places[end - 1] + 1
