"""Every table of the report as a workbook: numbers as numbers, nothing as a formula."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any

import xlsxwriter

from hubstudy.fields import FIELDS
from hubstudy.report.archive import canonical_zip
from hubstudy.report.docx_xml import clean
from hubstudy.report.layout import text_width
from hubstudy.report.numbering import number
from hubstudy.report.words import KINDS, WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hubstudy.errors import Language
    from hubstudy.report.document import Cell, Column, Document, TableBlock

NAME_LIMIT = 31
CELL_LIMIT = 32_767
WIDEST, NARROWEST = 60, 9
UNSAFE = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")

FORMATS = {
    "count": "#,##0", "cny": "#,##0", "share": "0.0%", "points": "0.0%",
    "number": "#,##0.000",
}  # fmt: skip
"""How numbers show; the value itself keeps all its digits."""

OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip


def write_xlsx(document: Document) -> bytes:
    """
    Write the report's tables as a workbook.

    Parameters
    ----------
    document
        The report.

    Returns
    -------
    bytes
        The file: contents, one sheet per table, and the codebook.
    """
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, dict(OPTIONS))
    day = document.date
    book.set_properties({
        "title": clean(document.cover.title),
        "author": document.author,
        "keywords": document.cover.mark,
        "created": dt.datetime(day.year, day.month, day.day),
    })  # fmt: skip
    _Writer(book, document).write()
    book.close()
    return canonical_zip(data.getvalue())


def sheet_name(text: str) -> str:
    """
    Make a name that Excel takes for a sheet.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        At most 31 characters, none of them forbidden.

    Examples
    --------
    >>> sheet_name("表1 a/b:c")
    '表1 a b c'
    """
    return UNSAFE.sub(" ", text)[:NAME_LIMIT].strip() or "-"


class _Writer:
    """Writes one workbook; holds its cell formats."""

    def __init__(self, book: Any, document: Document) -> None:
        self.book = book
        self.document = document
        self.language: Language = document.language
        self.head = book.add_format(
            {"bold": True, "top": 5, "bottom": 1, "text_wrap": True, "valign": "bottom"}
        )
        self.title = book.add_format({"bold": True, "font_size": 12})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.styles = {
            style: book.add_format({"num_format": code, "valign": "top"})
            for style, code in FORMATS.items()
        }

    def say(self, key: str) -> str:
        return WORDS[key].in_language(self.language)

    def write(self) -> None:
        captions = number(self.document).captions
        tables = self.document.tables()
        names = [captions[table.label].text() for table in tables]
        self._contents(tables, names)
        for table, name in zip(tables, names, strict=True):
            self._table(table, name)
        self._codebook()

    def _contents(self, tables: Sequence[TableBlock], names: Sequence[str]) -> None:
        sheet = self.book.add_worksheet(sheet_name(self.say("sheet_contents")))
        cover = self.document.cover
        lines = [cover.title, *cover.lines]
        if cover.mark:
            lines += [f"【{cover.mark}】{cover.mark_note}"]
        self._string(sheet, 0, 0, lines[0], self.title)
        for row, line in enumerate(lines[1:], start=1):
            self._string(sheet, row, 0, line)
        top = len(lines) + 1
        for column, key in enumerate(("sheet", "title")):
            self._string(sheet, top, column, self.say(key), self.head)
        rows = [*zip(names, (table.caption for table in tables), strict=True)]
        rows.append((self.say("codebook"), self.say("codebook")))
        for row, (name, caption) in enumerate(rows, start=top + 1):
            target = f"internal:'{sheet_name(name)}'!A1"
            sheet.write_url(row, 0, target, string=name)
            self._string(sheet, row, 1, caption)
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, WIDEST)

    def _table(self, table: TableBlock, name: str) -> None:
        sheet = self.book.add_worksheet(sheet_name(name))
        self._string(sheet, 0, 0, f"{name} {table.caption}", self.title)
        if self.document.cover.mark:
            self._string(sheet, 1, 0, f"【{self.document.cover.mark}】")
        titles = [title for column in table.columns for title in column.sheet_titles]
        titles = _told_apart(titles)
        titles.append(self.say("missing_column"))
        top = 3
        for column, title in enumerate(titles):
            self._string(sheet, top, column, title, self.head)
        for row, cells in enumerate(table.rows, start=top + 1):
            self._row(sheet, row, table.columns, cells, len(titles) - 1)
        self._notes(sheet, top + 2 + len(table.rows), table)
        self._widths(sheet, table, titles)
        sheet.freeze_panes(top + 1, 1)

    def _row(
        self,
        sheet: Any,
        row: int,
        columns: Sequence[Column],
        cells: Sequence[Cell],
        last: int,
    ) -> None:
        position, reasons = 0, []
        for column, cell in zip(columns, cells, strict=True):
            for value in cell.values:
                self._value(sheet, row, position, value, column.style)
                position += 1
            if cell.reason:
                colon = self.say("colon")
                reasons.append(f"{column.title}{colon}{cell.reason}")
        if reasons:
            text = self.say("semicolon").join(reasons)
            self._string(sheet, row, last, text, self.wrapped)

    def _value(
        self, sheet: Any, row: int, column: int, value: float | str | None, style: str
    ) -> None:
        if value is None:
            return
        if isinstance(value, str):
            self._string(sheet, row, column, value, self.wrapped)
        else:
            sheet.write_number(row, column, value, self.styles.get(style))

    def _notes(self, sheet: Any, row: int, table: TableBlock) -> None:
        colon = self.say("colon")
        lines = [f"{self.say('note')}{colon}{note}" for note in table.notes]
        if table.source:
            lines.append(f"{self.say('source')}{colon}{table.source}")
        for offset, line in enumerate(lines):
            self._string(sheet, row + offset, 0, line)

    def _widths(self, sheet: Any, table: TableBlock, titles: Sequence[str]) -> None:
        position = 0
        for index, column in enumerate(table.columns):
            asked = max((text_width(row[index].text) for row in table.rows), default=0)
            asked = max(asked, min(text_width(column.title), 2 * NARROWEST)) + 2
            width = max(NARROWEST, min(asked, WIDEST))
            for _ in column.sheet_titles:
                sheet.set_column(position, position, width)
                position += 1
        sheet.set_column(len(titles) - 1, len(titles) - 1, WIDEST / 2)

    def _codebook(self) -> None:
        sheet = self.book.add_worksheet(sheet_name(self.say("codebook")))
        keys = ("field", "label", "other_label", "kind", "unit", "allowed")
        for column, key in enumerate(keys):
            self._string(sheet, 0, column, self.say(key), self.head)
        for row, field in enumerate(FIELDS.values(), start=1):
            both = (field.label.zh, field.label.en)
            first, second = both if self.language == "zh" else both[::-1]
            unit = field.unit.in_language(self.language) if field.unit else ""
            allowed = self.say("semicolon").join(
                f"{code} {label}"
                for code, label in field.category_labels(self.language).items()
            )
            kind = KINDS[field.kind].in_language(self.language)
            texts = (field.name, first, second, kind, unit, allowed)
            for column, text in enumerate(texts):
                self._string(sheet, row, column, text, self.wrapped)
        for column, width in enumerate((28, 24, 30, 9, 14, WIDEST)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 1)

    def _string(
        self, sheet: Any, row: int, column: int, text: str, style: Any = None
    ) -> None:
        """Write text as text: never a formula, a number or a link."""
        if text:
            sheet.write_string(row, column, clean(text)[:CELL_LIMIT], style)


def _told_apart(titles: Sequence[str]) -> list[str]:
    """Make headers unique, so that the sheet can be read back by name."""
    seen: dict[str, int] = {}
    apart = []
    for title in titles:
        seen[title] = seen.get(title, 0) + 1
        apart.append(title if seen[title] == 1 else f"{title} {seen[title]}")
    return apart
