"""A study folder as grids of cells in memory: quick to copy, to change and to write."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


class Formula(NamedTuple):
    """A formula and the value an office program stored beside it, if any."""

    text: str
    value: float | str | None


class Failed(NamedTuple):
    """An error value such as ``#N/A``."""

    text: str


Cell = str | int | float | bool | dt.date | Formula | Failed


class NotApplicableError(Exception):
    """The draft has no place for this operator; another base is tried."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault stands, as far as it stands in one place."""

    file: str | None = None
    sheet: str | None = None
    rows: tuple[int, ...] = ()
    column: str | None = None


class Dice:
    """Random choices that repeat."""

    def __init__(self, *seed: int) -> None:
        self.generator = np.random.default_rng(seed)

    def pick(self, items: Sequence[T]) -> T:
        if not items:
            raise NotApplicableError
        return items[int(self.generator.integers(len(items)))]

    def number(self, low: int, high: int) -> int:
        return int(self.generator.integers(low, high + 1))

    def chance(self, share: float) -> bool:
        return bool(self.generator.random() < share)

    def shuffled(self, items: Sequence[T]) -> list[T]:
        return [items[place] for place in self.generator.permutation(len(items))]

    def digits(self, n: int) -> str:
        return "".join(map(str, self.generator.integers(0, 10, n)))


@dataclass(slots=True)
class Row:
    """One record: its cells as spelled, and the values they stand for."""

    cells: list[Cell]
    data: dict[str, Any]

    def is_blank(self) -> bool:
        return not self.data


@dataclass(slots=True)
class Head:
    """One column: its header as spelled, and the field it is (None if undeclared)."""

    text: str
    name: str | None


@dataclass(slots=True)
class Part:
    """One table, or an office's share of it, in one CSV file or sheet."""

    table: str
    file: str
    sheet: str | None
    heads: list[Head]
    rows: list[Row]
    above: list[list[Cell]] = field(default_factory=list)
    below: list[list[Cell]] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    newline: str = "\r\n"
    quote_all: bool = False
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    comments: list[tuple[int, int, str]] = field(default_factory=list)
    is_hidden: bool = False
    footer: str = ""
    far_format: tuple[int, int] | None = None

    @property
    def is_xlsx(self) -> bool:
        return self.sheet is not None

    @property
    def header_row(self) -> int:
        """Row number of the (last) header row."""
        return len(self.above) + (2 if self.groups else 1)

    def number(self, index: int) -> int:
        """Row number of a record as a spreadsheet shows it."""
        return self.header_row + 1 + index

    def full(self) -> list[int]:
        """Positions of the records, blank rows left out."""
        return [i for i, row in enumerate(self.rows) if not row.is_blank()]

    def position(self, name: str) -> int:
        for place, head in enumerate(self.heads):
            if head.name == name:
                return place
        raise NotApplicableError

    def place(self, *rows: int, column: str | None = None) -> Place:
        """Name a place in this part by row numbers and header."""
        return Place(self.file, self.sheet, rows, column)

    def header_grid(self) -> list[list[Cell]]:
        texts: list[Cell] = [head.text for head in self.heads]
        if not self.groups:
            return [texts]
        top: list[Cell] = []
        for place, group in enumerate(self.groups):
            repeated = place > 0 and group and self.groups[place - 1] == group
            top.append("" if repeated else group or texts[place])
        bottom = [
            text if group else ""
            for text, group in zip(texts, self.groups, strict=True)
        ]
        return [top, bottom]

    def grid(self) -> list[list[Cell]]:
        """All rows of the sheet, from row 1."""
        rows = [row.cells for row in self.rows]
        return [*self.above, *self.header_grid(), *rows, *self.below]

    def copy(self) -> Part:
        return replace(
            self,
            heads=[Head(head.text, head.name) for head in self.heads],
            rows=[Row(list(row.cells), row.data) for row in self.rows],
            above=[list(row) for row in self.above],
            below=[list(row) for row in self.below],
            groups=list(self.groups),
            merged=list(self.merged),
            hidden_rows=set(self.hidden_rows),
            hidden_columns=set(self.hidden_columns),
            comments=list(self.comments),
        )


@dataclass(slots=True)
class Spot:
    """One cell of a draft."""

    part: Part
    row: int
    column: int

    @property
    def value(self) -> Cell:
        return self.part.rows[self.row].cells[self.column]

    @property
    def name(self) -> str:
        return self.part.heads[self.column].name or ""

    @property
    def data(self) -> dict[str, Any]:
        return self.part.rows[self.row].data

    def put(self, value: Cell) -> Place:
        """Write another cell, and say where."""
        self.part.rows[self.row].cells[self.column] = value
        return self.place()

    def mean(self, value: object) -> None:
        """Say what the record's value now is, for a variant that must be accepted."""
        row = self.part.rows[self.row]
        row.data = {**row.data, self.name: value}

    def place(self) -> Place:
        header = self.part.heads[self.column].text
        return self.part.place(self.part.number(self.row), column=header)

    def beside(self, name: str) -> Spot:
        return Spot(self.part, self.row, self.part.position(name))


@dataclass(slots=True)
class Draft:
    """A study folder to be written."""

    parts: list[Part]
    settings: str
    corrections: str | None = None
    extra: dict[str, bytes] = field(default_factory=dict)
    properties: dict[str, dict[str, str]] = field(default_factory=dict)
    epoch_1904: set[str] = field(default_factory=set)
    patches: list[tuple[str, Callable[[bytes], bytes]]] = field(default_factory=list)
    form: str | None = None

    def copy(self) -> Draft:
        return replace(
            self,
            parts=[part.copy() for part in self.parts],
            extra=dict(self.extra),
            properties={file: dict(v) for file, v in self.properties.items()},
            epoch_1904=set(self.epoch_1904),
            patches=list(self.patches),
        )

    def eligible(self, *tables: str) -> list[Part]:
        """Parts of the form the operator asked for, with records."""
        return [
            part
            for part in self.parts
            if (self.form is None or (self.form == "xlsx") == part.is_xlsx)
            and (not tables or part.table in tables)
            and part.full()
        ]

    def part(self, dice: Dice, *tables: str) -> Part:
        return dice.pick(self.eligible(*tables))

    def spots(
        self,
        *names: str,
        kinds: Sequence[str] = (),
        tables: Sequence[str] = (),
        required: bool | None = None,
        filled: bool | None = True,
    ) -> list[Spot]:
        """Cells of certain fields, kinds of field, or tables."""
        found = []
        for part in self.eligible(*tables):
            for place, head in enumerate(part.heads):
                if head.name is None or (names and head.name not in names):
                    continue
                column = TABLES[part.table].column(head.name)
                if kinds and column.field.kind not in kinds:
                    continue
                if required is not None and required == column.nullable:
                    continue
                found += [
                    Spot(part, index, place)
                    for index in part.full()
                    if filled is None
                    or filled == (part.rows[index].data[head.name] is not None)
                ]
        return found

    def spot(self, dice: Dice, *names: str, **which: Any) -> Spot:
        return dice.pick(self.spots(*names, **which))

    def records(self) -> dict[str, list[dict[str, Any]]]:
        """Values the folder stands for, by table."""
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
        for part in self.parts:
            found[part.table] += [part.rows[i].data for i in part.full()]
        return found

    def rename(self, fields: Sequence[str], old: str, new: str) -> None:
        """Give an id another text wherever it stands, as a value too."""
        for part in self.parts:
            for place, head in enumerate(part.heads):
                if head.name not in fields:
                    continue
                for index in part.full():
                    spot = Spot(part, index, place)
                    if spot.data[head.name] == old:
                        spot.put(new)
                        spot.mean(new)
