"""The rows of one sheet for one table: what is read, and what must not be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from hubstudy.errors import Problem, Severity
    from hubstudy.intake.layout import Layout
    from hubstudy.intake.texts import Block, Sheet, Texts
    from hubstudy.settings import IntakeSettings


@dataclass(slots=True, eq=False)
class Part:
    """
    The data rows of one sheet, under field names, each cell with its place.

    Parameters
    ----------
    sheet
        Where the rows stand.
    layout
        What stands where in the sheet.
    columns
        Cells of the data rows by field.
    filled_in
        Positions of cells filled in from merged ones, by field.
    corrected
        Position, field and former text of every cell that was corrected.
    """

    sheet: Sheet
    layout: Layout
    columns: dict[str, Texts] = field(default_factory=dict)
    filled_in: dict[str, list[int]] = field(default_factory=dict)
    corrected: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def table(self) -> str:
        """Name of the table."""
        return self.layout.table

    def __len__(self) -> int:
        """Count the data rows."""
        return len(self.layout.data)

    @property
    def numbers(self) -> np.ndarray:
        """Row numbers of the data rows as a spreadsheet shows them."""
        numbers: np.ndarray = self.sheet.numbers[self.layout.data]
        return numbers

    def heading(self, name: str) -> str:
        """
        Give a field's header as it stands in the file.

        Parameters
        ----------
        name
            Field name.

        Returns
        -------
        str
            The header; the field's Chinese label if the file has no such column.
        """
        place = self.layout.matched.places.get(name)
        if place is None:
            return TABLES[self.table].column(name).field.label.zh
        return self.layout.heading(place)

    def load(self) -> None:
        """Take the data rows of every matched column from the sheet."""
        rows = self.layout.data
        for name, place in self.layout.matched.places.items():
            self.columns[name] = self.sheet.columns[place].take(rows)

    def correct(self, index: int, name: str, text: str) -> None:
        """
        Write a corrected text into one cell.

        Parameters
        ----------
        index
            Position among the data rows.
        name
            Field name.
        text
            The text that should stand there.
        """
        self.corrected.append((index, name, self.columns[name].text(index)))
        self.columns[name].replace(index, text)

    def problem(
        self,
        code: str,
        found: str,
        expected: Bilingual,
        remedy: Bilingual,
        *,
        index: int,
        column: str,
        severity: Severity = "error",
    ) -> Problem:
        """
        Make a problem about one cell.

        Parameters
        ----------
        code, found, expected, remedy
            See `hubstudy.errors.Problem`.
        index
            Position among the data rows.
        column
            Field name.
        severity
            See `hubstudy.errors.Problem`.

        Returns
        -------
        Problem
            With file, sheet, row and column as they stand in the file.
        """
        return self.sheet.problem(
            code, found, expected, remedy, row=int(self.numbers[index]),
            column=self.heading(column), severity=severity,
        )  # fmt: skip


def structure_problems(part: Part, settings: IntakeSettings) -> Iterator[Problem]:
    """
    Find what makes rows of a sheet untrustworthy before any cell is read.

    Parameters
    ----------
    part
        The rows; cells merged by declaration are filled in.
    settings
        With what the study allows.

    Yields
    ------
    Problem
        Rows of another width, cells without a header, hidden rows and columns, merged
        cells.
    """
    yield from _widths(part)
    yield from _nameless(part)
    if settings.hidden == "refuse":
        yield from _hidden(part)
    yield from _merged(part, settings)


def _widths(part: Part) -> Iterator[Problem]:
    widths = part.sheet.widths
    if widths is None:
        return
    width = int(widths[part.layout.header[-1]])
    for row in part.layout.data[widths[part.layout.data] != width]:
        yield part.sheet.problem(
            "row_width",
            f"{widths[row]} 格 / cells",
            Bilingual(f"与表头相同的 {width} 格", f"{width} cells, as in the header"),
            Bilingual(
                "检查该行的逗号、引号与换行",
                "check commas, quotes and breaks in the row",
            ),
            row=int(part.sheet.numbers[row]),
        )


def _nameless(part: Part) -> Iterator[Problem]:
    for place, column in enumerate(part.sheet.columns):
        if part.layout.heading(place):
            continue
        filled = column.filled()[part.layout.data]
        if filled.any():
            row = part.layout.data[int(filled.argmax())]
            width = part.sheet.widths
            if width is not None and place >= width[part.layout.header[-1]]:
                continue  # told by its row's width
            yield part.sheet.problem(
                "header_empty",
                column.text(row),
                Bilingual("有列名的列", "a column with a header"),
                Bilingual("补上列名或清空该列", "name the column or clear it"),
                row=int(part.sheet.numbers[row]),
            )


def _hidden(part: Part) -> Iterator[Problem]:
    remedy = Bilingual(
        '取消隐藏或筛选并核对；确需读入时在 study.toml 写 [intake] hidden = "read"',
        "unhide or unfilter and look; to read them as they are, write hidden = "
        '"read" under [intake] in study.toml',
    )
    expected = Bilingual("看得见的数据", "data that can be seen")
    rows = [int(n) for n in part.numbers if int(n) in part.sheet.hidden_rows]
    if rows:
        yield part.sheet.problem(
            "hidden_cells",
            f"{len(rows)} 行被隐藏 / rows hidden: {', '.join(map(str, rows[:10]))}",
            expected, remedy, row=rows[0],
        )  # fmt: skip
    for name, place in part.layout.matched.places.items():
        if place + 1 in part.sheet.hidden_columns:
            yield part.sheet.problem(
                "hidden_cells", "整列被隐藏 / the whole column is hidden",
                expected, remedy, column=part.heading(name),
            )  # fmt: skip


def _merged(part: Part, settings: IntakeSettings) -> Iterator[Problem]:
    """Fill declared merged cells in; tell the others."""
    if not part.sheet.merged:
        return
    fields = {place + 1: name for name, place in part.layout.matched.places.items()}
    positions = {int(number): i for i, number in enumerate(part.numbers)}
    for block in part.sheet.merged:
        rows = range(block.first_row, block.last_row + 1)
        columns = range(block.first_column, block.last_column + 1)
        names = [fields[c] for c in columns if c in fields]
        inside = [positions[r] for r in rows if r in positions]
        if not names or not inside:
            continue
        declared = {f"{part.table}.{name}" for name in names} <= settings.fill_merged
        if declared and len(columns) == 1 and len(inside) == len(rows):
            _fill(part, names[0], inside)
        else:
            yield _merged_problem(part, block, names[0], inside[0])


def _fill(part: Part, name: str, inside: list[int]) -> None:
    column = part.columns[name]
    column.codes[inside] = column.codes[inside[0]]
    part.filled_in.setdefault(name, []).extend(inside[1:])


def _merged_problem(part: Part, block: Block, name: str, index: int) -> Problem:
    size = f"{block.last_row - block.first_row + 1} × "
    size += str(block.last_column - block.first_column + 1)
    return part.problem(
        "merged_cells",
        f"合并单元格 / merged cells: {size}",
        Bilingual("每格一个值", "one value in each cell"),
        Bilingual(
            "取消合并并逐格填写；或在 study.toml 的 [intake] fill_merged 中写明 "
            f"“{part.table}.{name}”",
            "unmerge and fill each cell; or name "
            f"“{part.table}.{name}” in fill_merged under [intake] in study.toml",
        ),
        index=index,
        column=name,
    )
