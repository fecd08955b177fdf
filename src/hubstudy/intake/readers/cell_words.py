"""What the value reader gives for a cell of a workbook, as a word."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import TYPE_CHECKING

from hubstudy.intake.texts import EMPTY, Word

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

# Every whole number up to here is a number that a spreadsheet stores exactly.
EXACT_BELOW = 10**15


def distinguished(cells: tuple[Hashable, ...]) -> list[Hashable]:
    """
    Keep true, 1 and 1.0 apart, which compare equal.

    Parameters
    ----------
    cells
        Cells as the value reader gives them.

    Returns
    -------
    list
        The same cells, truth values in a tuple.
    """
    if all(cell.__class__ is str for cell in cells):
        return list(cells)
    return [
        cell if cell.__class__ is str or cell.__class__ is float else _marked(cell)
        for cell in cells
    ]


def _marked(cell: Hashable) -> Hashable:
    return (cell,) if isinstance(cell, bool) else cell


def to_words(cells: Iterable[Hashable]) -> list[Word]:
    """
    Write out cells.

    Parameters
    ----------
    cells
        Distinct cells, kept apart by `distinguished`.

    Returns
    -------
    list of Word
        Text and kind of each.
    """
    return [
        (Word(cell, "text") if cell else EMPTY)
        if isinstance(cell, str)
        else _word(cell)
        for cell in cells
    ]


def _word(cell: Hashable) -> Word:
    match cell:
        case (bool(flag),):
            return Word("TRUE" if flag else "FALSE", "flag")
        case float() | int():
            return _number(cell)
        case dt.timedelta():
            minutes, seconds = divmod(round(cell.total_seconds()), 60)
            hours, minutes = divmod(minutes, 60)
            return Word(f"{hours:02d}:{minutes:02d}:{seconds:02d}", "date")
        case dt.date() | dt.time():
            # Whole seconds; a date that is no datetime has no other form.
            return Word(str(cell).partition(".")[0], "date")
        case _:
            return Word(str(cell), "text")


def _number(value: float) -> Word:
    if not math.isfinite(value):
        return Word(str(value), "error")
    if float(value).is_integer() and abs(value) < EXACT_BELOW:
        return Word(str(int(value)), "number")
    if abs(value) < EXACT_BELOW:  # a spreadsheet shows, and means, fifteen digits
        value = float(f"{value:.15g}")
    return Word(f"{Decimal(repr(value)):f}".removesuffix(".0"), "number")
