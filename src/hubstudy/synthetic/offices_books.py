"""The forms of a made-up city become files: workbooks, and CSV as Excel exports it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from itertools import groupby
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from hubstudy.synthetic.offices_words import TOTAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hubstudy.synthetic.offices_cells import Cell
    from hubstudy.synthetic.offices_sheets import Form

OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip
CALCULATED_BY = 191029
"""Version of Excel said to have calculated the sums, so that none does it anew."""

NARROWEST, WIDEST = 6, 40
BODY = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
BOXED = {**BODY, "border": 1}


def workbook(forms: Sequence[Form], *, author: str, day: dt.date) -> bytes:
    """
    Write forms as the sheets of one workbook.

    Parameters
    ----------
    forms
        One per sheet.
    author
        Office named in the file's properties.
    day
        Day on which the file says it was made.

    Returns
    -------
    bytes
        The file; the same forms give the same bytes.
    """
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, dict(OPTIONS))
    created = dt.datetime(day.year, day.month, day.day)
    book.set_properties({"author": author, "created": created})
    book.set_calc_mode("auto", CALCULATED_BY)
    book.calc_on_load = False  # else the sums count as never calculated
    looks = _Looks(book)
    for form in forms:
        _write_form(book.add_worksheet(form.sheet), form, looks)
    book.close()
    return data.getvalue()


def delimited(form: Form, *, delimiter: str, encoding: str) -> bytes:
    """
    Write a form as a spreadsheet program exports it.

    Parameters
    ----------
    form
        The form.
    delimiter
        Comma or tab.
    encoding
        Name of the encoding; ``utf-16`` gets its byte order mark, least byte first.

    Returns
    -------
    bytes
        The file; every line is as wide as the widest.
    """
    width = len(form.heads)
    lines = [[form.title]]
    if form.line:
        lines.append([form.line, *[""] * (width - 2), form.unit_line])
    lines.append([head.text for head in form.heads])
    lines += [[_exported(cell) for cell in row] for row in form.rows]
    if form.totals:
        sums = [f"{form.totals[k]:f}" if k in form.totals else "" for k in range(width)]
        lines.append([TOTAL, *sums[1:]])
    lines += [[note] for note in _numbered(form.notes)]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([*line, *[""] * (width - len(line))] for line in lines)
    if encoding == "utf-16":
        return b"\xff\xfe" + text.getvalue().encode("utf-16-le")
    return text.getvalue().encode(encoding)


def _exported(cell: Cell) -> str:
    """Give a cell's text as it shows, which is what an export keeps."""
    value = cell.value
    if isinstance(value, dt.date):
        return f"{value.year}/{value.month}/{value.day}"
    return f"{value:,}" if cell.look == "#,##0" else str(value)


def _numbered(notes: Sequence[str]) -> list[str]:
    if len(notes) == 1:
        return [f"注：{notes[0]}"]
    first, *others = (f"{k}.{note}" for k, note in enumerate(notes, start=1))
    return [f"注：{first}", *(f"　　{other}" for other in others)]


class _Looks:
    """Cell formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        centred = {"align": "center", "text_wrap": True}
        self.title = book.add_format(
            {
                "font_name": "方正小标宋简体",
                "font_size": 18,
                **centred,
                "valign": "vcenter",
            }
        )
        self.line = book.add_format(BODY)
        self.unit_line = book.add_format({**BODY, "align": "right"})
        self.head = book.add_format({**BOXED, **centred, "bold": True})
        self.total = book.add_format({**BOXED, "bold": True, "align": "center"})
        self.sum = book.add_format({**BOXED, "bold": True})
        self.shown: dict[str, Any] = {}

    def cell(self, look: str) -> Any:
        if look not in self.shown:
            more = {"num_format": look} if look else {}
            if look in {"@", "0", "yyyy/m/d"}:
                more["align"] = "center"
            self.shown[look] = self.book.add_format({**BOXED, **more})
        return self.shown[look]


def _write_form(sheet: Any, form: Form, looks: _Looks) -> None:
    last = len(form.heads) - 1
    sheet.merge_range(0, 0, 0, last, form.title, looks.title)
    sheet.set_row(0, 30)
    if form.line:
        split = max(1, last - 2) if form.unit_line else last
        sheet.merge_range(1, 0, 1, split, form.line, looks.line)
        if split + 1 < last:
            sheet.merge_range(1, split + 1, 1, last, form.unit_line, looks.unit_line)
    _write_heads(sheet, form, looks)
    top = form.row_number(0) - 1
    for number, row in enumerate(form.rows, start=top):
        for column, cell in enumerate(row):
            _write_cell(sheet, number, column, cell, looks)
    bottom = top + len(form.rows)
    if form.totals:
        _write_totals(sheet, form, looks)
        bottom += 1
    for offset, note in enumerate(_numbered(form.notes)):
        sheet.write_string(bottom + offset, 0, note, looks.line)
    for column, width in enumerate(_widths(form)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(top, 3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, top - 1)


def _write_heads(sheet: Any, form: Form, looks: _Looks) -> None:
    top = form.header_row - 1
    if form.n_header_rows == 1:
        for column, head in enumerate(form.heads):
            sheet.write_string(top, column, head.text, looks.head)
        sheet.set_row(top, 28)
        return
    columns = range(len(form.heads))
    for group, run in groupby(columns, key=lambda column: form.heads[column].group):
        run_of = list(run)
        if group:
            sheet.merge_range(top, run_of[0], top, run_of[-1], group, looks.head)
        for column in run_of:
            text = form.heads[column].text
            if group:
                sheet.write_string(top + 1, column, text, looks.head)
            else:
                sheet.merge_range(top, column, top + 1, column, text, looks.head)
    sheet.set_row(top + 1, 28)


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, looks: _Looks) -> None:
    value, look = cell.value, looks.cell(cell.look)
    if isinstance(value, str):
        if value:
            sheet.write_string(row, column, value, look)
        else:
            sheet.write_blank(row, column, None, look)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, look)
    else:
        sheet.write_number(row, column, value, look)


def _write_totals(sheet: Any, form: Form, looks: _Looks) -> None:
    """Write sums as formulas where every summed cell is a number, else typed."""
    row, first = form.row_number(len(form.rows)), form.row_number(0)
    for column in range(len(form.heads)):
        if column not in form.totals:
            sheet.write_string(row - 1, column, "" if column else TOTAL, looks.total)
            continue
        value = float(form.totals[column])
        cells = [line[column].value for line in form.rows]
        if column in form.mistyped or any(isinstance(c, str) and c for c in cells):
            sheet.write_number(row - 1, column, value, looks.sum)
        else:
            name = xl_col_to_name(column)
            formula = f"=SUM({name}{first}:{name}{row - 1})"
            sheet.write_formula(row - 1, column, formula, looks.sum, value)


def _widths(form: Form) -> list[int]:
    widths = []
    for column, head in enumerate(form.heads):
        texts = [_exported(row[column]) for row in form.rows]
        half = head.text[: len(head.text) // 2 + 1]  # a header may break its line
        asked = max(_width(text) for text in (half, *texts)) + 2
        widths.append(max(NARROWEST, min(asked, WIDEST)))
    return widths


def _width(text: str) -> int:
    return sum(1 + (east_asian_width(char) in "WF") for char in text)
