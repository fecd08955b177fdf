"""Cells as they stand in a file: their text, what kind of cell, and where.

A register repeats itself, so a column keeps each distinct cell once (a *word*) and a
code per row. Every later step works on the words, and a million rows cost no more than
their distinct texts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hubstudy.errors import Bilingual, Severity

Kind = Literal["plain", "text", "number", "date", "flag", "error", "formula"]
"""What a cell is: ``plain`` text of a CSV; in a workbook text, number, date, flag (true
or false), error value such as ``#N/A``, or formula that no program has calculated."""


class Word(NamedTuple):
    """
    One distinct cell of a column.

    Parameters
    ----------
    text
        Its text as it stands; numbers without an exponent, dates as ``YYYY-MM-DD``
        (with `` HH:MM:SS`` if they have a time), flags as ``TRUE`` or ``FALSE``, a
        formula as its text.
    kind
        What kind of cell it is.
    """

    text: str
    kind: Kind = "plain"


EMPTY = Word("")


@dataclass(slots=True, eq=False)
class Texts:
    """
    A column of cells, each distinct cell kept once.

    Parameters
    ----------
    codes
        For every row the position of its word, int32.
    words
        The distinct cells.
    """

    codes: np.ndarray
    words: list[Word]

    @classmethod
    def of(cls, texts: Iterable[str], kind: Kind = "plain") -> Texts:
        """
        Make a column of cells of one kind.

        Parameters
        ----------
        texts
            Text of every row.
        kind
            Kind of all cells.

        Returns
        -------
        Texts
            The column.
        """
        cells = np.asarray(list(texts), dtype="object")
        codes, distinct = pd.factorize(cells, use_na_sentinel=False)
        words = [Word(text, kind) for text in distinct]
        return cls(codes.astype(np.int32), words)

    @classmethod
    def of_words(cls, words: Sequence[Word]) -> Texts:
        """
        Make a column of cells of several kinds.

        Parameters
        ----------
        words
            The cell of every row.

        Returns
        -------
        Texts
            The column.
        """
        known: dict[Word, int] = {}
        codes = [known.setdefault(word, len(known)) for word in words]
        return cls(np.asarray(codes, dtype=np.int32), list(known))

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.codes)

    def word(self, row: int) -> Word:
        """
        Give one cell.

        Parameters
        ----------
        row
            Position of the row.

        Returns
        -------
        Word
            The cell.
        """
        return self.words[int(self.codes[row])]

    def text(self, row: int) -> str:
        """
        Give one cell's text.

        Parameters
        ----------
        row
            Position of the row.

        Returns
        -------
        str
            The text as it stands.
        """
        return self.words[int(self.codes[row])].text

    def take(self, rows: np.ndarray) -> Texts:
        """
        Keep some rows, and only the words they hold.

        Parameters
        ----------
        rows
            Positions of the rows.

        Returns
        -------
        Texts
            A new column.
        """
        codes, kept = pd.factorize(self.codes[rows], use_na_sentinel=False)
        words = [self.words[code] for code in kept]
        return Texts(codes.astype(np.int32), words)

    def where(self, words: Iterable[int]) -> np.ndarray:
        """
        Find the rows that hold some of the words.

        Parameters
        ----------
        words
            Positions of words.

        Returns
        -------
        numpy.ndarray
            Positions of rows, in order.
        """
        wanted = np.zeros(len(self.words) + 1, dtype=bool)
        wanted[list(words)] = True
        return np.flatnonzero(wanted[self.codes])

    def filled(self) -> np.ndarray:
        """
        Tell which rows hold more than white space.

        Returns
        -------
        numpy.ndarray
            One truth value per row.
        """
        full = np.array([bool(word.text.strip()) for word in self.words], dtype=bool)
        return full[self.codes] if len(full) else np.zeros(len(self), dtype=bool)

    def replace(self, row: int, text: str) -> None:
        """
        Write another text into one cell, in place.

        Parameters
        ----------
        row
            Position of the row.
        text
            Its new text, of kind ``text``.
        """
        self.words.append(Word(text, "text"))
        self.codes[row] = len(self.words) - 1


class Remark(NamedTuple):
    """
    Text in a file that stands in no cell: a comment, a property, a footer.

    Parameters
    ----------
    place
        What it is, such as ``批注 / comment`` or ``文档属性 creator``.
    text
        Its text.
    row
        Row of the cell it belongs to, from 1; None if to none.
    column
        Column of that cell, from 1; None if to none.
    """

    place: str
    text: str
    row: int | None = None
    column: int | None = None


class Block(NamedTuple):
    """
    Merged cells of a sheet, counted from 1, ends included.

    Parameters
    ----------
    first_row, first_column, last_row, last_column
        Its corners.
    """

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """
    One sheet of a workbook, or one CSV file, cell by cell.

    Parameters
    ----------
    file
        Path inside the study folder, with ``/``.
    sheet
        Name of the sheet; None for CSV and TSV.
    columns
        All columns from the first, as long as `numbers`.
    numbers
        Row number of every row as a spreadsheet shows it, from 1.
    widths
        Cells of every row as it stands in a CSV; None for a workbook.
    encoding
        How a CSV was decoded; None for a workbook.
    is_hidden
        Whether the sheet is hidden.
    hidden_rows
        Row numbers that are hidden or filtered away.
    hidden_columns
        Column numbers, from 1, that are hidden.
    merged
        Merged cells.
    remarks
        Comments, headers and footers of this sheet.
    epoch_1904
        Whether the workbook counts days from 1904.
    n_formulas
        Cells that hold a formula with a value.
    """

    file: str
    sheet: str | None
    columns: tuple[Texts, ...]
    numbers: np.ndarray
    widths: np.ndarray | None = None
    encoding: str | None = None
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Block, ...] = ()
    remarks: tuple[Remark, ...] = field(default=())
    epoch_1904: bool = False
    n_formulas: int = 0

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.numbers)

    @property
    def name(self) -> str:
        """File and sheet in one."""
        return self.file if self.sheet is None else f"{self.file}#{self.sheet}"

    def problem(
        self,
        code: str,
        found: str,
        expected: Bilingual,
        remedy: Bilingual,
        *,
        row: int | None = None,
        column: str | None = None,
        severity: Severity = "error",
    ) -> Problem:
        """
        Make a problem that knows this file and sheet.

        Parameters
        ----------
        code, found, expected, remedy, row, column, severity
            See `hubstudy.errors.Problem`.

        Returns
        -------
        Problem
            With its place.
        """
        return Problem(
            code, self.file, found, expected, remedy, row, column, self.sheet, severity
        )

    def row_texts(self, row: int) -> list[str]:
        """
        Give the stripped texts of one row.

        Parameters
        ----------
        row
            Position of the row.

        Returns
        -------
        list of str
            One text per column.
        """
        return [column.text(row).strip() for column in self.columns]
