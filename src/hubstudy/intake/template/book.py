"""The workbook that people fill in: guide, a sheet per table, examples, codebook."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import xlsxwriter

from hubstudy.errors import Bilingual
from hubstudy.intake.template.codebook import (
    NEEDED,
    OPTIONAL,
    codebook,
    examples,
    guide,
    row_meaning,
)
from hubstudy.intake.template.columns import (
    FIRST_ROW,
    LAST_ROW,
    explanation,
    height,
    validation,
    width,
)
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hubstudy.schemas import Column, Table

GUIDE_SHEET, EXAMPLE_SHEET, CODEBOOK_SHEET = "说明", "示例", "数据字典"
CREATED = dt.datetime(2024, 1, 1)  # fixed: the same bytes on every day
FONT = {"font_name": "Microsoft YaHei", "font_size": 10}
SMALLER = 0.75
"""What smaller letters need, in width and height, of the room that others do."""
A4 = 9
NUMBER_FORMATS = {"text": "@", "date": "yyyy-mm-dd", "integer": "0", "year": "0"}

BOX = {"border": 1, "border_color": "#C9C9C9"}
TOP = {"text_wrap": True, "valign": "top"}
FORMATS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 16, "font_color": "#0B4F7D"},
    "heading": {"bold": True, "font_size": 12, "font_color": "#0B4F7D"},
    "zh": TOP | {"align": "left", "indent": 1},
    "en": TOP | {"align": "left", "font_color": "#6B6B6B", "indent": 1},
    "number": TOP | {"align": "right", "font_color": "#6B6B6B"},
    "link": TOP | {"font_color": "#0072B2", "underline": 1},
    "required": TOP | BOX | {
        "bold": True, "bg_color": "#0B4F7D", "font_color": "#FFFFFF",
    },
    "optional": TOP | BOX | {
        "bold": True, "bg_color": "#CFE4F2", "font_color": "#222222",
    },
    "explained": TOP | BOX | {
        "bg_color": "#F3F3F3", "font_color": "#555555", "font_size": 9,
    },
    "cell": TOP | BOX,
}  # fmt: skip
"""Required headers stay darker than optional ones in grey print as well."""

_LEGEND = {
    "required": Bilingual("深底白字：必填的列", "dark header: required column"),
    "optional": Bilingual("浅底黑字：可空的列", "light header: optional column"),
    "explained": Bilingual(
        "灰底：填写说明，检查时跳过", "grey: explanation, skipped by the check"
    ),
}
_CODEBOOK = {
    "table": (Bilingual("表", "table"), 13),
    "header_zh": (Bilingual("列名", "header"), 20),
    "header_en": (Bilingual("英文列名", "header in English"), 20),
    "column": (Bilingual("字段", "name"), 18),
    "kind": (Bilingual("类型", "type"), 12),
    "unit": (Bilingual("单位", "unit"), 11),
    "required": (Bilingual("必填", "required"), 9),
    "key": (Bilingual("主键", "key"), 6),
    "meaning": (Bilingual("含义与规则", "meaning and rules"), 44),
    "categories": (
        Bilingual("可填的选项（及其他写法）", "choices, other spellings"),
        44,
    ),
    "accepted_headers": (Bilingual("也认的列名", "further headers"), 20),
}


_PLAIN = {"header_zh", "header_en", "column", "categories", "accepted_headers"}


def write_workbook() -> bytes:
    """
    Write the empty register as a workbook.

    Returns
    -------
    bytes
        The file, the same every time.
    """
    data = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "default_format_properties": dict(FONT),
    }  # fmt: skip
    with xlsxwriter.Workbook(data, options) as book:
        title = Bilingual("枢纽型社区社会组织登记表", "register of organisations")
        book.set_properties({"title": str(title), "created": CREATED})
        _Writer(book).write()
    return data.getvalue()


class _Writer:
    """Writes one workbook; holds its formats."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.formats = {
            name: book.add_format(FONT | look) for name, look in FORMATS.items()
        }
        self.columns = {
            kind: book.add_format(FONT | {"num_format": code})
            for kind, code in NUMBER_FORMATS.items()
        }
        self.filled = {
            kind: book.add_format(FONT | FORMATS["cell"] | {"num_format": code})
            for kind, code in NUMBER_FORMATS.items()
        }

    def write(self) -> None:
        self._guide(self._sheet(GUIDE_SHEET, "#0B4F7D"))
        for table in TABLES.values():
            self._table(self._sheet(table.label.zh, "#56B4E9"), table)
        self._examples(self._sheet(EXAMPLE_SHEET, "#6B6B6B"))
        self._codebook(self._sheet(CODEBOOK_SHEET, "#6B6B6B"))

    def _sheet(self, name: str, colour: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.set_tab_color(colour)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        return sheet

    def _row(
        self,
        sheet: Any,
        row: int,
        cells: Sequence[tuple[str, str]],
        widths: Sequence[int],
    ) -> None:
        """Write texts, each in its look, and make the row high enough for all."""
        for place, (text, look) in enumerate(cells):
            sheet.write_string(row, place, text, self.formats[look])
        texts = [text for text, _ in cells]
        sheet.set_row(row, height(texts, widths))

    def _guide(self, sheet: Any) -> None:
        widths = (14, 66, 72)
        for place, wide in enumerate(widths):
            sheet.set_column(place, place, wide)
        sheet.hide_gridlines(2)
        words, top = guide(), 0
        for title, steps in (("title", "steps"), ("check_title", "check")):
            look = "heading" if top else "title"
            self._heading(sheet, top, " / ".join(words[title]), look)
            for number, (zh, en) in enumerate(words[steps], start=1):
                cells = [(str(number), "number"), (zh, "zh"), (en, "en")]
                self._row(sheet, top + number, cells, widths)
            top += len(words[steps]) + 2
        self._heading(sheet, top, "颜色 / colours")
        for row, (look, label) in enumerate(_LEGEND.items(), start=top + 1):
            cells = [("示例", look), (label.zh, "zh"), (label.en, "en")]
            self._row(sheet, row, cells, widths)
        self._contents(sheet, top + len(_LEGEND) + 2, widths)

    def _heading(self, sheet: Any, row: int, text: str, look: str = "heading") -> None:
        sheet.write_string(row, 0, text, self.formats[look])
        sheet.set_row(row, 30 if look == "title" else 22)

    def _contents(self, sheet: Any, top: int, widths: Sequence[int]) -> None:
        self._heading(sheet, top, "各表 / tables")
        for row, table in enumerate(TABLES.values(), start=top + 1):
            one = row_meaning(table.name)
            cells = [
                ("", "link"),
                (f"{one.zh}。", "zh"),
                (f"{one.en.capitalize()}.", "en"),
            ]
            self._row(sheet, row, cells, widths)
            target = f"internal:'{table.label.zh}'!A1"
            link = self.formats["link"]
            sheet.write_url(row, 0, target, link, string=table.label.zh)

    def _table(self, sheet: Any, table: Table) -> None:
        widths = [width(column) for column in table.columns]
        explained = [explanation(table, c, listed=False) for c in table.columns]
        heads = [c.field.axis_label("zh") for c in table.columns]
        looks = ["optional" if c.nullable else "required" for c in table.columns]
        self._row(sheet, 0, list(zip(heads, looks, strict=True)), widths)
        self._row(sheet, 1, [(text, "explained") for text in explained], widths)
        sheet.set_row(1, SMALLER * height(explained, widths))
        for place, column in enumerate(table.columns):
            look = self.columns.get(column.field.kind)
            sheet.set_column(place, place, widths[place], look)
            allowed = validation(column)
            if allowed:
                sheet.data_validation(
                    FIRST_ROW - 1, place, LAST_ROW - 1, place, allowed
                )
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.set_selection(FIRST_ROW - 1, 0, FIRST_ROW - 1, 0)

    def _examples(self, sheet: Any) -> None:
        sheet.set_column(0, max(len(t.columns) for t in TABLES.values()), 20)
        title = "示例（全为虚构，检查时不读） / examples, made up and not read"
        self._heading(sheet, 0, title, "title")
        row = 2
        for table in TABLES.values():
            one = row_meaning(table.name)
            text = f"{table.label.zh}：{one.zh} / {table.label.en}: {one.en}"
            self._heading(sheet, row, text)
            heads = [
                (
                    f"{c.field.axis_label('zh')}\n{c.field.axis_label('en')}",
                    "optional" if c.nullable else "required",
                )
                for c in table.columns
            ]
            self._row(sheet, row + 1, heads, [20] * len(heads))
            row += 2
            for texts in examples(table.name):
                for place, column in enumerate(table.columns):
                    self._filled(sheet, row, place, column, texts[place])
                sheet.set_row(row, height(texts, [20] * len(texts)))
                row += 1
            row += 1

    def _filled(
        self, sheet: Any, row: int, place: int, column: Column, text: str
    ) -> None:
        """Write an example the way a person would: numbers and dates as such."""
        kind = column.field.kind
        look = self.filled.get(kind, self.formats["cell"])
        if not text:
            sheet.write_blank(row, place, None, look)
        elif kind == "date":
            sheet.write_datetime(row, place, dt.datetime.fromisoformat(text), look)
        elif kind in {"integer", "number", "year"}:
            sheet.write_number(row, place, float(text), look)
        else:
            sheet.write_string(row, place, text, look)

    def _codebook(self, sheet: Any) -> None:
        widths = [width for _, width in _CODEBOOK.values()]
        heads = [
            (f"{head.zh}\n{head.en}", "required") for head, _ in _CODEBOOK.values()
        ]
        self._row(sheet, 0, heads, widths)
        rows = codebook().to_dict("records")
        for number, record in enumerate(rows, start=1):
            cells = [(_codebook_text(record, name), "cell") for name in _CODEBOOK]
            self._row(sheet, number, cells, widths)
        for place, wide in enumerate(widths):
            sheet.set_column(place, place, wide)
        sheet.freeze_panes(1, 2)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, len(rows), len(widths) - 1)


def _codebook_text(record: dict[Any, Any], name: str) -> str:
    if name in {"required", "key"}:
        words = {"required": NEEDED, "key": Bilingual("是", "yes")}[name]
        other = OPTIONAL if name == "required" else Bilingual("", "")
        words = words if record[name] else other
    elif name in _PLAIN:
        return str(record[name]).replace("；", "\n")
    else:
        words = Bilingual(record[f"{name}_zh"], record[f"{name}_en"])
    return f"{words.zh}\n{words.en}".strip()
