"""Open a user's workbook to write into it, and save it so that it can be read again."""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from typing import TYPE_CHECKING, NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, numbers
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from hubstudy.errors import Bilingual
from hubstudy.intake.annotate.scrub import cell_at, set_text, sheet_title

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from hubstudy.intake.texts import Sheet, Word

DIGITS_A_NUMBER_HOLDS = 15
NARROWEST, WIDEST, ROWS_MEASURED = 9, 42, 300

_LOST = (
    ("xl/media/", "图片", "pictures"),
    ("xl/pivotTables/", "数据透视表", "pivot tables"),
    ("xl/slicers/", "切片器", "slicers"),
    ("xl/externalLinks/", "指向其他文件的链接", "links to other files"),
    ("xl/vbaProject.bin", "宏", "macros"),
    ("xl/embeddings/", "嵌入的文件", "embedded files"),
    ("xl/ctrlProps/", "按钮等控件", "form controls"),
    ("xl/activeX/", "ActiveX 控件", "ActiveX controls"),
    ("xl/connections.xml", "外部数据连接", "data connections"),
    ("xl/threadedComments/", "批注的答复关系（文字保留）", "threads of comments"),
    ("_xmlsignatures/", "数字签名", "digital signatures"),
    ("xl/diagrams/", "SmartArt 图形", "SmartArt"),
)
_SHAPES = re.compile(rb"<xdr:(?:sp|grpSp|cxnSp)[ >]")
_WARNED = (
    ("Data Validation", "引用其他工作表的下拉列表", "drop-downs fed by other sheets"),
    ("Conditional Formatting", "部分条件格式", "some conditional formats"),
    ("conditional formatting rule", "部分条件格式", "some conditional formats"),
    ("chart", "部分图表", "some charts"),
    ("Shapes and drawings", "文本框和形状", "text boxes and shapes"),
    ("Sparkline", "迷你图", "sparklines"),
    ("Slicer", "切片器", "slicers"),
    ("header or footer", "页眉页脚", "headers and footers"),
    ("outside the limits for dates", "超出范围的日期", "dates out of range"),
)


class Opened(NamedTuple):
    """
    A workbook to write into.

    Parameters
    ----------
    book
        The workbook.
    lost
        What of the user's file it does not hold.
    """

    book: Workbook
    lost: tuple[Bilingual, ...] = ()


def open_book(path: Path, sheets: Sequence[Sheet]) -> Opened:
    """
    Open a file to write into: a workbook as it is, a CSV as a workbook of text.

    Parameters
    ----------
    path
        The file.
    sheets
        Its sheets as they were read.

    Returns
    -------
    Opened
        The workbook. One that cannot be opened with its formats is built from its
        values, and says so.
    """
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        return Opened(_values_only(sheets))
    try:
        return _with_formats(path)
    except (
        ValueError, TypeError, KeyError, AttributeError, IndexError, OSError,
        zipfile.BadZipFile, InvalidFileException,
    ):  # fmt: skip
        # openpyxl stops at parts that other programs read without complaint
        formats = Bilingual("原有格式（只保留了内容）", "all formats; values are kept")
        return Opened(_values_only(sheets), (formats,))


def _with_formats(path: Path) -> Opened:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        book = load_workbook(path, keep_links=False, rich_text=True)
    book.calculation.fullCalcOnLoad = False
    told = " ".join(str(item.message) for item in caught)
    lost = [Bilingual(zh, en) for word, zh, en in _WARNED if word in told]
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        for start, zh, en in _LOST:
            if any(name.startswith(start) for name in names):
                lost.append(Bilingual(zh, en))
        drawings = [name for name in names if name.startswith("xl/drawings/drawing")]
        if any(_SHAPES.search(archive.read(name)) for name in drawings):
            lost.append(Bilingual("文本框和形状", "text boxes and shapes"))
    return Opened(book, tuple(dict.fromkeys(lost)))


def _values_only(sheets: Sequence[Sheet]) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        name = sheet.sheet or sheet.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        target = book.create_sheet(sheet_title(name, book.sheetnames))
        _write_cells(target, sheet)
        for block in sheet.merged:
            target.merge_cells(
                start_row=block.first_row, start_column=block.first_column,
                end_row=block.last_row, end_column=block.last_column,
            )  # fmt: skip
    return book


def _write_cells(target: Worksheet, sheet: Sheet) -> None:
    is_plain = sheet.sheet is None
    head = _first_wide_row(sheet)
    for index, texts in enumerate(sheet.columns, start=1):
        letter = get_column_letter(index)
        target.column_dimensions[letter].width = _column_width(sheet, index - 1)
        if is_plain:
            # what is typed here stays as it is typed, as it does in a CSV
            target.column_dimensions[letter].number_format = numbers.FORMAT_TEXT
        for position in texts.filled().nonzero()[0]:
            row = int(sheet.numbers[position])
            cell = cell_at(target, row, index)
            _write_word(cell, texts.word(int(position)))
            if row == head:
                cell.font = Font(bold=True)


def _write_word(cell: Cell, word: Word) -> None:
    try:
        match word.kind:
            case "number" if sum(map(str.isdigit, word.text)) <= DIGITS_A_NUMBER_HOLDS:
                cell.value = float(word.text) if "." in word.text else int(word.text)
            case "date":
                cell.value = dt.datetime.fromisoformat(word.text)
                cell.number_format = numbers.FORMAT_DATE_YYYYMMDD2
            case "flag":
                cell.value = word.text == "TRUE"
            case _:
                set_text(cell, word.text)
                cell.number_format = numbers.FORMAT_TEXT
    except ValueError:
        set_text(cell, word.text)


def _first_wide_row(sheet: Sheet) -> int:
    for position in range(min(len(sheet), ROWS_MEASURED)):
        if sum(map(bool, sheet.row_texts(position))) > 1:
            return int(sheet.numbers[position])
    return 0


def _column_width(sheet: Sheet, index: int) -> float:
    texts = sheet.columns[index]
    rows = min(len(sheet), ROWS_MEASURED)
    asked = max((text_width(texts.text(row)) for row in range(rows)), default=0)
    return max(NARROWEST, min(asked + 2, WIDEST))


def text_width(text: str) -> int:
    """
    Measure text in half-widths, a Chinese character counting two.

    Parameters
    ----------
    text
        One line.

    Returns
    -------
    int
        Its width.

    Examples
    --------
    >>> text_width("金额 CNY")
    8
    """
    return sum(1 if char < "\u2000" else 2 for char in text)


def lines_of(text: str, width: float) -> int:
    """
    Count the lines that text takes when it is wrapped.

    Parameters
    ----------
    text
        The text; its own line breaks count.
    width
        Half-widths that fit a line.

    Returns
    -------
    int
        At least 1.
    """
    return sum(max(1, -(-text_width(line) // int(width))) for line in text.split("\n"))
