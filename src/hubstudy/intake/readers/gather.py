"""Collect the cells of many rows into columns of distinct words, a chunk at a time."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from hubstudy.intake.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from hubstudy.intake.texts import Word

    WordMaker = Callable[[Iterable[Hashable]], list[Word]]

ROWS_AT_ONCE = 1 << 13


class Column:
    """
    One column that grows by chunks and keeps each distinct cell once.

    Parameters
    ----------
    n_before
        Rows that came before the column's first cell; they are empty.
    to_words
        Makes the words of distinct cells.
    """

    def __init__(self, n_before: int, to_words: WordMaker) -> None:
        # An unknown cell gets the next number as its code, without a step in Python.
        self._known: defaultdict[Hashable, int] = defaultdict()
        self._known.default_factory = self._known.__len__
        self._codes: list[np.ndarray] = []
        self._to_words = to_words
        if n_before:
            self.skip(n_before)

    def add(self, cells: Sequence[Hashable]) -> None:
        """
        Append cells.

        Parameters
        ----------
        cells
            One per row; cells that differ must not compare equal.
        """
        codes = map(self._known.__getitem__, cells)
        self._codes.append(np.fromiter(codes, np.int32, len(cells)))

    def skip(self, n_rows: int) -> None:
        """
        Append empty cells.

        Parameters
        ----------
        n_rows
            How many.
        """
        self._codes.append(np.full(n_rows, self._known[""], dtype=np.int32))

    def texts(self) -> Texts:
        """
        Give the column.

        Returns
        -------
        Texts
            All cells so far.
        """
        codes = np.concatenate(self._codes) if self._codes else np.empty(0, np.int32)
        return Texts(codes, self._to_words(self._known))


class Gatherer:
    """
    All columns of a sheet, as wide as its widest row.

    Parameters
    ----------
    to_words
        Makes the words of distinct cells.
    """

    def __init__(self, to_words: WordMaker) -> None:
        self._to_words = to_words
        self._columns: list[Column] = []
        self.n_rows = 0

    def add(self, columns: Sequence[Sequence[Hashable]], n_rows: int) -> None:
        """
        Append a chunk of rows, given by columns.

        Parameters
        ----------
        columns
            Cells of each column, from the first; columns left out are empty.
        n_rows
            Rows of the chunk.
        """
        while len(self._columns) < len(columns):
            self._columns.append(Column(self.n_rows, self._to_words))
        for column, cells in zip(self._columns, columns, strict=False):
            column.add(cells)
        for column in self._columns[len(columns) :]:
            column.skip(n_rows)
        self.n_rows += n_rows

    def columns(self) -> tuple[Texts, ...]:
        """
        Give all columns, and forget them.

        Returns
        -------
        tuple of Texts
            From the first.
        """
        texts = []
        while self._columns:
            texts.append(self._columns.pop(0).texts())
        return tuple(texts)


def replaced(
    columns: tuple[Texts, ...], instead: Mapping[tuple[int, int], Word]
) -> tuple[Texts, ...]:
    """
    Put cells in the place of others, and forget words that are left nowhere.

    Parameters
    ----------
    columns
        All columns; changed in place.
    instead
        New cells by row and column from 0.

    Returns
    -------
    tuple of Texts
        The columns with the new cells.
    """
    known: dict[int, dict[Word, int]] = {}
    for (row, column), word in instead.items():
        texts = columns[column]
        codes = known.setdefault(column, {})
        code = codes.get(word)
        if code is None:
            code = codes[word] = len(texts.words)
            texts.words.append(word)
        texts.codes[row] = code
    return tuple(
        texts.take(np.arange(len(texts))) if column in known else texts
        for column, texts in enumerate(columns)
    )
