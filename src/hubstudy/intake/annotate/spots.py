"""From a problem's words for its place back to the cell of the sheet."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from openpyxl.utils import column_index_from_string

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hubstudy.errors import Problem
    from hubstudy.intake.texts import Sheet

HEADER_ROWS = 20
"""Filled rows from the top among which headers are looked for."""

HEADER_LEVELS = 3

_LETTERS = re.compile(r"(?:第\s*)?([A-Z]{1,3})\s*列?(?:\s*/.*)?")
_ORDINAL = re.compile(r"第\s*(\d{1,5})\s*列.*")


class Spot(NamedTuple):
    """
    A cell, counted from 1 as a spreadsheet does.

    Parameters
    ----------
    row, column
        Its place.
    """

    row: int
    column: int


class Places:
    """
    The headers of one sheet, to find a problem's cell by.

    Parameters
    ----------
    sheet
        The sheet as it was read.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._headers: dict[str, list[Spot]] = {}
        self._filled: dict[int, int] = {}
        self._index_headers()

    def spot(self, problem: Problem) -> Spot | None:
        """
        Find the cell to mark for a problem.

        Parameters
        ----------
        problem
            A problem of this sheet.

        Returns
        -------
        Spot or None
            Its cell; the header if it has no row; the row's first filled cell if it
            has no column; None if it has neither, or they are not in the sheet.
        """
        heads = self.headers(problem)
        if problem.row is None:
            return heads[0] if heads else None
        if heads:
            return Spot(problem.row, heads[0].column)
        return self._first_filled(problem.row)

    def headers(self, problem: Problem) -> list[Spot]:
        """
        Find the header cells that a problem's column may mean, the likeliest first.

        Parameters
        ----------
        problem
            A problem of this sheet.

        Returns
        -------
        list of Spot
            Header cells; empty if the problem names no column of this sheet.
        """
        if problem.column is None:
            return []
        found = self._headers.get(_fold(problem.column), [])
        if problem.row is not None:
            found = [spot for spot in found if spot.row < problem.row] or found
        if not found:
            return self._by_letters(problem.column)
        wide = [spot for spot in found if self._filled[spot.row] > 1] or found
        return sorted(
            wide, key=lambda spot: (not self._holds(problem, spot.column), spot)
        )

    def _holds(self, problem: Problem, column: int) -> bool:
        """Tell whether the cell says what the problem says it found."""
        text = self.text(Spot(problem.row, column)) if problem.row else ""
        return bool(text) and text.strip() == problem.found.strip()

    def text(self, spot: Spot) -> str:
        """
        Give a cell's text.

        Parameters
        ----------
        spot
            Its place.

        Returns
        -------
        str
            As it stands; empty outside the sheet.
        """
        position = self._position(spot.row)
        if position is None or not 1 <= spot.column <= len(self.sheet.columns):
            return ""
        return self.sheet.columns[spot.column - 1].text(position)

    def _position(self, row: int) -> int | None:
        place = int(np.searchsorted(self.sheet.numbers, row))
        inside = place < len(self.sheet) and self.sheet.numbers[place] == row
        return place if inside else None

    def _first_filled(self, row: int) -> Spot | None:
        position = self._position(row)
        if position is None:
            return None
        for column, text in enumerate(self.sheet.row_texts(position), start=1):
            if text:
                return Spot(row, column)
        return Spot(row, 1)

    def _by_letters(self, column: str) -> list[Spot]:
        if match := _ORDINAL.fullmatch(column.strip()):
            index = int(match[1])
        elif match := _LETTERS.fullmatch(column.strip()):
            index = column_index_from_string(match[1])
        else:
            return []
        if not 1 <= index <= len(self.sheet.columns):
            return []
        for row in self._filled:
            if self._filled[row] > 1 and self.text(Spot(row, index)).strip():
                return [Spot(row, index)]
        return [Spot(min(self._filled, default=1), index)]

    def _index_headers(self) -> None:
        above: list[list[str]] = []
        for position in range(len(self.sheet)):
            texts = self.sheet.row_texts(position)
            n_filled = sum(map(bool, texts))
            if not n_filled:
                continue
            row = int(self.sheet.numbers[position])
            self._filled[row] = n_filled
            for column, text in enumerate(texts, start=1):
                if text:
                    for key in _wordings(text, [line[column - 1] for line in above]):
                        self._headers.setdefault(key, []).append(Spot(row, column))
            above = [*above, _spread(texts)][1 - HEADER_LEVELS :]
            if len(self._filled) == HEADER_ROWS:
                return


def _spread(texts: Sequence[str]) -> list[str]:
    """Let a group's header stand over all columns up to the next group."""
    spread, last = [], ""
    for text in texts:
        last = text or last
        spread.append(last)
    return spread


def _wordings(text: str, above: Sequence[str]) -> set[str]:
    """Give the header alone, and joined with one or more groups above."""
    keys = {_fold(text)}
    for first in range(len(above)):
        keys.add(_fold("".join([*above[first:], text])))
    return keys - {""}


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
