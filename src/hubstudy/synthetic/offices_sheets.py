"""The forms that the offices of a made-up city fill in, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from hubstudy.schemas import TABLES
from hubstudy.synthetic.offices_cells import Cell, drawn, share_cell, written
from hubstudy.synthetic.offices_words import (
    GROUPS,
    NOTES,
    REMARK,
    REMARKS,
    SERIAL,
    SHARES,
    SQUARE_KM,
    TITLES,
    TOTALLED,
    WHOLE_FORM,
    printed_header,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hubstudy.fields import Field
    from hubstudy.synthetic.offices_clerks import Clerk


class Head(NamedTuple):
    """
    One column of a form.

    Parameters
    ----------
    text
        Its header.
    group
        Header above it and its neighbours; empty if none.
    field
        What it holds; None for a column that no table asks for.
    unit
        How much of the field's unit one unit of this column is.
    """

    text: str
    group: str = ""
    field: Field | None = None
    unit: Decimal = Decimal(1)


@dataclass(slots=True)
class Form:
    """
    One filled-in form: a sheet of a workbook, or a CSV.

    Parameters
    ----------
    file
        File name.
    table
        Table that it is a part of.
    title
        First line.
    line, unit_line
        Second line: who filled it in and when, and the unit of amounts; may be empty.
    heads
        Columns.
    rows
        Cells below the header, one list per row.
    totals
        Sums by position of their column; empty for a form without them.
    notes
        Lines below the table.
    sheet
        Name of the sheet; None for CSV.
    mistyped
        Positions of totals that are typed over instead of calculated.
    """

    file: str
    table: str
    title: str
    line: str
    unit_line: str
    heads: list[Head]
    rows: list[list[Cell]]
    totals: dict[int, Decimal]
    notes: list[str]
    sheet: str | None
    mistyped: set[int] = attribute(default_factory=set)

    @property
    def n_header_rows(self) -> int:
        """Rows of headers: two where columns are grouped."""
        return 2 if any(head.group for head in self.heads) else 1

    @property
    def header_row(self) -> int:
        """Row number of the first header row, from 1."""
        return 3 if self.line else 2

    def row_number(self, position: int) -> int:
        """
        Give a row's number as a spreadsheet shows it.

        Parameters
        ----------
        position
            Position in `rows`; their number for the row of totals.

        Returns
        -------
        int
            Row number, from 1.
        """
        return self.header_row + self.n_header_rows + position

    def position(self, name: str) -> int:
        """
        Find a field's column.

        Parameters
        ----------
        name
            Name of the field.

        Returns
        -------
        int
            Position of the column.
        """
        names = [head.field.name if head.field else "" for head in self.heads]
        return names.index(name)


def fill_form(
    table: str,
    records: Sequence[Mapping[str, str]],
    clerk: Clerk,
    *,
    file: str,
    place: str,
    line: str,
    is_workbook: bool,
) -> Form:
    """
    Fill a form in.

    Parameters
    ----------
    table
        Table that it is a part of.
    records
        Its rows, texts by field name as the clean study has them.
    clerk
        Whose habits to follow.
    file
        File name.
    place
        Whose form it is, as in the title.
    line
        Second line; empty for none.
    is_workbook
        Whether it becomes a sheet of a workbook; a CSV has one header row.

    Returns
    -------
    Form
        The form.
    """
    money_unit = Decimal(10_000) if table == "projects" else Decimal(1)
    heads = list(_heads(table, clerk, money_unit, is_grouped=is_workbook))
    remarked = table == "organizations" and is_workbook
    if remarked:
        heads.append(Head(REMARK))
    rows = []
    for number, record in enumerate(records, start=1):
        row = [Cell(number)]
        for head in heads[1:]:
            if head.field is None:
                row.append(Cell(drawn(REMARKS, file, number)))
            elif head.field.name == "value" and record["indicator"] in SHARES:
                way = drawn(clerk.shares, record["value"], number)
                row.append(share_cell(record["value"], way))
            else:
                text = record[head.field.name]
                row.append(written(head.field, text, clerk, number, unit=head.unit))
        rows.append(row)
    notes = [*NOTES.get(table, ()), WHOLE_FORM]
    return Form(
        file, table, f"{place}{TITLES[table]}",
        line, "单位：万元" if money_unit != 1 else "", heads, rows,
        _totals(heads, records), notes,
        TABLES[table].label.zh if is_workbook else None,
    )  # fmt: skip


def _heads(
    table: str, clerk: Clerk, money_unit: Decimal, *, is_grouped: bool
) -> Iterator[Head]:
    yield Head(SERIAL)
    groups = GROUPS.get(table, {}) if is_grouped else {}
    group_of = {name: group for group, names in groups.items() for name in names}
    for column in TABLES[table].columns:
        field, unit = column.field, Decimal(1)
        text = printed_header(field, clerk.spelling)
        if field.name == "area_km2":
            unit = Decimal(SQUARE_KM[clerk.area_unit])
            text = f"{text}（{clerk.area_unit}）"
        elif field.name.endswith("_cny"):
            unit = money_unit
        yield Head(text, group_of.get(field.name, ""), field, unit)


def _totals(
    heads: Sequence[Head], records: Sequence[Mapping[str, str]]
) -> dict[int, Decimal]:
    totals = {}
    for position, head in enumerate(heads):
        if head.field is not None and head.field.name in TOTALLED:
            texts = [record[head.field.name] for record in records]
            total = sum((Decimal(text) for text in texts if text), Decimal(0))
            totals[position] = total / head.unit
    return totals
