"""Names of cells and tags as a workbook's XML writes them."""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def column_number(letters: str) -> int:
    """
    Count a column from 1.

    Parameters
    ----------
    letters
        Its letters, such as ``AB``.

    Returns
    -------
    int
        Its number, such as 28.
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """
    Name a column as a spreadsheet does.

    Parameters
    ----------
    number
        Its number from 1.

    Returns
    -------
    str
        Its letters.
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def position(reference: str) -> tuple[int, int] | None:
    """
    Read a cell reference.

    Parameters
    ----------
    reference
        Such as ``B12``.

    Returns
    -------
    tuple of int or None
        Row and column from 1; None if it is no reference.
    """
    match = _REFERENCE.fullmatch(reference)
    return (int(match[2]), column_number(match[1])) if match else None


def local(tag: str) -> str:
    """
    Take the namespace off a tag.

    Parameters
    ----------
    tag
        A tag or attribute as ElementTree names it.

    Returns
    -------
    str
        Its local name.
    """
    return tag.rpartition("}")[2]
