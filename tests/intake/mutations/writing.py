"""Write a draft as files, quickly: CSV by hand, workbooks by xlsxwriter."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING

import xlsxwriter

from tests.intake.mutations.model import Failed, Formula

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from tests.intake.mutations.model import Cell, Draft, Part

_BOOK = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def plain(cell: Cell) -> str:
    """Spell a cell as an office program exports it to CSV."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Formula):
        return "" if cell.value is None else plain(cell.value)
    if isinstance(cell, Failed):
        return cell.text
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def csv_bytes(part: Part) -> bytes:
    """Write one part as text."""
    stream = io.StringIO()
    quoting = csv.QUOTE_ALL if part.quote_all else csv.QUOTE_MINIMAL
    writer = csv.writer(
        stream, delimiter=part.delimiter, lineterminator=part.newline, quoting=quoting
    )
    writer.writerows([[plain(cell) for cell in row] for row in part.grid()])
    return stream.getvalue().encode(part.encoding)


def _put(sheet: Worksheet, row: int, column: int, cell: Cell, day: Format) -> None:
    if cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, Formula):
        sheet.write_formula(row, column, cell.text, None, cell.value)
    elif isinstance(cell, Failed):
        sheet.write_formula(row, column, "=1/0", None, cell.text)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, column, cell, day)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    else:
        sheet.write_number(row, column, cell)


def _sheet(book: xlsxwriter.Workbook, part: Part, day: Format) -> None:
    sheet = book.add_worksheet(part.sheet)
    grid = part.grid()
    for row, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            _put(sheet, row, column, cell, day)
    for first_row, first_column, last_row, last_column in part.merged:
        sheet.merge_range(first_row - 1, first_column, last_row - 1, last_column, "")
        cell = grid[first_row - 1][first_column]
        _put(sheet, first_row - 1, first_column, cell, day)
    for row in part.hidden_rows:
        sheet.set_row(row - 1, None, None, {"hidden": True})
    for column in part.hidden_columns:
        sheet.set_column(column, column, None, None, {"hidden": True})
    for row, column, text in part.comments:
        sheet.write_comment(row - 1, column, text)
    if part.footer:
        sheet.set_footer(part.footer)
    if part.far_format:
        sheet.write_blank(*part.far_format, None, day)
    if part.is_hidden:
        sheet.hide()


def book_bytes(draft: Draft, file: str, parts: list[Part]) -> bytes:
    """Write one workbook with a sheet per part."""
    stream = io.BytesIO()
    options = {**_BOOK, "date_1904": file in draft.epoch_1904}
    book = xlsxwriter.Workbook(stream, options)
    fixed = dt.datetime(2023, 9, 1, tzinfo=dt.UTC)
    book.set_properties({"created": fixed, **draft.properties.get(file, {})})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for part in parts:
        _sheet(book, part, day)
    if all(part.is_hidden for part in parts):
        book.add_worksheet("说明").activate()
    else:
        shown = next(place for place, part in enumerate(parts) if not part.is_hidden)
        book.worksheets()[shown].activate()
        book.worksheets()[shown].set_first_sheet()
    book.close()
    return stream.getvalue()


def files_of(draft: Draft) -> dict[str, bytes]:
    """Give every file of the folder, by its path in it."""
    by_file: dict[str, list[Part]] = {}
    for part in draft.parts:
        by_file.setdefault(part.file, []).append(part)
    files = {
        file: book_bytes(draft, file, parts)
        if parts[0].is_xlsx
        else csv_bytes(parts[0])
        for file, parts in by_file.items()
    }
    files["study.toml"] = draft.settings.encode()
    if draft.corrections is not None:
        files["corrections.toml"] = draft.corrections.encode()
    files |= draft.extra
    for file, patch in draft.patches:
        files[file] = patch(files[file])
    return files


def write_files(folder: Path, files: dict[str, bytes]) -> Path:
    """Write the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        if "/" in name:
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
