"""From cells to typed columns: clean each word once, keep what was changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hubstudy.errors import Bilingual
from hubstudy.intake.changes import ChangeLog
from hubstudy.intake.cleaning.words import CellOptions, clean, expected
from hubstudy.schemas import DTYPES, TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas.api.extensions import ExtensionArray

    from hubstudy.errors import Problem, Severity
    from hubstudy.intake.cleaning.words import Cleaned
    from hubstudy.intake.sheet_part import Part
    from hubstudy.schemas import Column
    from hubstudy.settings import Settings

    ArrayLike = ExtensionArray | np.ndarray

PROBLEMS_PER_COLUMN = 5_000
"""Cells told one by one under one code; beyond that, the rest are counted."""

ENDS = frozenset({"closed", "end"})
_CODES = frozenset({"uscc", "rater_id", "contractor_id"})
_EMPTY_REMEDY = Bilingual("补填该格", "fill the cell in")


@dataclass(slots=True, eq=False)
class Typed:
    """
    A table's typed frame and the place of every row.

    Parameters
    ----------
    table
        Name of the table.
    parts
        Sheets its rows come from.
    frame
        Typed values, rows of all parts in order.
    part_of, index_of
        For every row the position of its part, and its position in it.
    problems
        Cells that are empty or cannot be read.
    changes
        What was changed in reading.
    """

    table: str
    parts: list[Part]
    frame: pd.DataFrame
    part_of: np.ndarray
    index_of: np.ndarray
    problems: list[Problem] = field(default_factory=list)
    changes: ChangeLog = field(default_factory=ChangeLog)

    def text(self, name: str, row: int) -> str:
        """
        Give a cell's text as it stands in its file.

        Parameters
        ----------
        name
            Field name.
        row
            Position of the row in the frame.

        Returns
        -------
        str
            The text; empty if the file has no such column.
        """
        column = self.parts[self.part_of[row]].columns.get(name)
        return "" if column is None else column.text(self.index_of[row])

    def number(self, row: int) -> int:
        """
        Give a row's number as a spreadsheet shows it.

        Parameters
        ----------
        row
            Position of the row in the frame.

        Returns
        -------
        int
            From 1.
        """
        return int(self.parts[self.part_of[row]].numbers[self.index_of[row]])

    def place(self, row: int) -> str:
        """
        Say where a row stands.

        Parameters
        ----------
        row
            Position of the row in the frame.

        Returns
        -------
        str
            File, sheet and row number.
        """
        sheet = self.parts[self.part_of[row]].sheet
        return f"{sheet.name} 第 {self.number(row)} 行"

    def problem(
        self,
        code: str,
        found: str,
        wanted: Bilingual,
        remedy: Bilingual,
        *,
        row: int,
        column: str,
        severity: Severity = "error",
    ) -> Problem:
        """
        Make a problem about one cell.

        Parameters
        ----------
        code, found, wanted, remedy
            See `hubstudy.errors.Problem`.
        row
            Position of the row in the frame.
        column
            Field name.
        severity
            See `hubstudy.errors.Problem`.

        Returns
        -------
        Problem
            With its place in the file.
        """
        part = self.parts[int(self.part_of[row])]
        return part.problem(
            code, found, wanted, remedy, index=int(self.index_of[row]),
            column=column, severity=severity,
        )  # fmt: skip

    def note_change(self, row: int, name: str, became: str, rule: str) -> None:
        """
        Record a change that is made to one cell after typing.

        Parameters
        ----------
        row
            Position of the row in the frame.
        name
            Field name.
        became
            What now stands there.
        rule
            Name of the rule.
        """
        part = self.parts[int(self.part_of[row])]
        index = np.array([self.index_of[row]])
        was = [self.text(name, row)]
        self.changes.add(part, name, index, was=was, became=[became], rule=[rule])

    def origins(self) -> pd.DataFrame:
        """
        Say where every row comes from.

        Returns
        -------
        pandas.DataFrame
            ``file``, ``sheet`` (missing for CSV) and ``row``, in the frame's order.
        """
        files = pd.Series([p.sheet.file for p in self.parts], dtype="str")
        sheets = pd.Series([p.sheet.sheet for p in self.parts], dtype="str")
        numbers = [part.numbers for part in self.parts]
        return pd.DataFrame(
            {
                "file": files.take(self.part_of).array,
                "sheet": sheets.take(self.part_of).array,
                "row": np.concatenate(numbers) if numbers else np.array([], dtype=int),
            }
        )


def make_typed(table: str, parts: list[Part], settings: Settings) -> Typed:
    """
    Clean and type all rows of one table.

    Parameters
    ----------
    table
        Name of the table.
    parts
        Sheets with its rows.
    settings
        With the as-of date and the tokens for missing values.

    Returns
    -------
    Typed
        The frame in the order of the schema; a cell that fails is missing.
    """
    lengths = [len(part) for part in parts]
    typed = Typed(
        table, parts, pd.DataFrame(),
        np.repeat(np.arange(len(parts)), lengths),
        np.concatenate([np.arange(0), *(np.arange(n) for n in lengths)]),
    )  # fmt: skip
    series = {}
    for column in TABLES[table].columns:
        pieces = [_column(part, column, settings, typed) for part in parts]
        if not pieces:  # an optional table that is not there
            series[column.name] = pd.Series(dtype=DTYPES[column.field.kind]).array
        elif len(pieces) == 1:
            series[column.name] = pieces[0]
        else:
            joined: pd.Series = pd.concat(
                list(map(pd.Series, pieces)), ignore_index=True
            )
            series[column.name] = joined.array
    typed.frame = pd.DataFrame(series, copy=False)
    return typed


def _column(part: Part, column: Column, settings: Settings, typed: Typed) -> ArrayLike:
    kind = column.field.kind
    texts = part.columns.get(column.name)
    if texts is None:  # only ids that are to be made up may be without a column
        empty: ExtensionArray = pd.Series([None] * len(part), dtype="str").array
        return empty
    cleaned = clean(texts.words, column.field, cell_options(part, column, settings))
    made_up = settings.intake.surrogate_ids and (
        (part.table, column.name) == ("organizations", "organization_id")
    )
    _tell_failures(part, column, cleaned, typed, made_up=made_up)
    _keep_changes(part, column.name, cleaned, typed)
    return _by_row(cleaned.values, texts.codes, kind)


def cell_options(part: Part, column: Column, settings: Settings) -> CellOptions:
    """
    Say how the cells of one column of a sheet are to be read.

    Parameters
    ----------
    part
        Rows of the sheet.
    column
        The column.
    settings
        With the as-of date and the tokens for missing values.

    Returns
    -------
    CellOptions
        For `hubstudy.intake.cleaning.clean`.
    """
    table = TABLES[part.table]
    is_code = (
        column.field.kind == "text"
        and (column.references is not None or column.name in {*table.key, *_CODES})
    )  # fmt: skip
    return CellOptions(
        required=not column.nullable,
        missing=settings.intake.missing,
        unit=part.layout.matched.units.get(column.name),
        as_of=settings.as_of,
        ends=column.name in ENDS,
        epoch_1904=part.sheet.epoch_1904,
        is_code=is_code,
    )


def _by_row(values: Sequence[Any], codes: np.ndarray, kind: str) -> ArrayLike:
    """Type the words, then lay them out by row."""
    if kind == "flag":  # empty flags are told as empty cells
        flags = np.array([value is True for value in values], dtype=bool)
        return flags.take(codes)
    if kind == "number":
        floats = [np.nan if value is None else value for value in values]
        return np.array(floats, dtype=float).take(codes)
    if kind == "date":
        days = np.array([value or "NaT" for value in values], dtype="datetime64[s]")
        return days.take(codes)
    array: ExtensionArray = pd.Series(values, dtype=DTYPES[kind]).array.take(codes)
    return array


def _tell_failures(
    part: Part, column: Column, cleaned: Cleaned, typed: Typed, *, made_up: bool
) -> None:
    texts = part.columns[column.name]
    by_code: dict[str, list[int]] = {}
    for word, code in cleaned.failures.items():
        by_code.setdefault(code, []).append(word)
    if not column.nullable and not made_up:
        empty = [
            word
            for word, value in enumerate(cleaned.values)
            if value is None and word not in cleaned.failures
        ]
        if empty:
            by_code["cell_empty"] = empty
    for code, words in by_code.items():
        want, remedy = _wanted(code, column)
        rows = texts.where(words)
        typed.problems += [
            part.problem(
                code, texts.text(row).strip() or "空 / empty", want, remedy,
                index=int(row), column=column.name,
            )
            for row in rows[:PROBLEMS_PER_COLUMN]
        ]  # fmt: skip
        if len(rows) > PROBLEMS_PER_COLUMN:
            typed.problems.append(_and_more(part, column, code, len(rows)))


def _wanted(code: str, column: Column) -> tuple[Bilingual, Bilingual]:
    if code == "cell_empty":
        zh = column.field.label.zh
        return Bilingual(f"{zh}必填", "a value, it is required"), _EMPTY_REMEDY
    return expected(code, column.field)


def _and_more(part: Part, column: Column, code: str, n: int) -> Problem:
    want, remedy = _wanted(code, column)
    more = n - PROBLEMS_PER_COLUMN
    return part.sheet.problem(
        code, f"另有 {more} 格 / {more} more cells", want, remedy,
        column=part.heading(column.name),
    )  # fmt: skip


def _keep_changes(part: Part, name: str, cleaned: Cleaned, typed: Typed) -> None:
    """Log what rules, merged cells and corrections made of a column."""
    texts = part.columns[name]
    changed = [
        word
        for word, rule in enumerate(cleaned.rules)
        if rule and word not in cleaned.failures
    ]
    if changed:
        rows = texts.where(changed)
        codes = texts.codes[rows].tolist()
        typed.changes.add(
            part,
            name,
            rows,
            was=[texts.words[code].text for code in codes],
            became=[cleaned.became[code] for code in codes],
            rule=[cleaned.rules[code] for code in codes],
            precision=[cleaned.precision[code] for code in codes],
        )
    filled_in = part.filled_in.get(name, [])
    corrected = [(row, was) for row, field, was in part.corrected if field == name]
    for rule, cells in (
        ("fill_merged", [(row, "") for row in filled_in]),
        ("correction", corrected),
    ):
        if cells:
            rows = np.array([row for row, _ in cells])
            became = [texts.text(row) for row, _ in cells]
            was = [text for _, text in cells]
            rules = [rule] * len(cells)
            typed.changes.add(part, name, rows, was=was, became=became, rule=rules)


def copied_parts(typed: Typed) -> dict[int, int]:
    """
    Find sheets that hold the same records as an earlier sheet of their table.

    Parameters
    ----------
    typed
        The table.

    Returns
    -------
    dict of int to int
        Position of the copy to that of the first.
    """
    if len(typed.parts) == 1 or typed.frame.empty:
        return {}
    sums = pd.util.hash_pandas_object(typed.frame, index=False).to_numpy()
    first: dict[bytes, int] = {}
    copies = {}
    for number in range(len(typed.parts)):
        own = np.sort(sums[typed.part_of == number]).tobytes()
        if own and first.setdefault(own, number) != number:
            copies[number] = first[own]
    return copies
