"""The first sheet of an annotated workbook: how many problems, where, what to do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from hubstudy.errors import Bilingual
from hubstudy.intake.annotate.bookfile import lines_of
from hubstudy.intake.annotate.marking import FOUND_SHOWN, LOOKS, paint
from hubstudy.intake.annotate.scrub import (
    CONTROL,
    cell_at,
    redact,
    set_text,
    sheet_title,
)
from hubstudy.intake.summary import PERSONAL, title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from hubstudy.errors import Problem
    from hubstudy.intake.annotate.marking import Look

SHEET = "问题"
TITLE = "检查结果"
ROWS_SHOWN = 50_000

FACE = "微软雅黑"
GREY = "FF595959"
LINK = "FF0B4F9E"
LINE_ZH, LINE_EN, PADDING = 16.5, 13.5, 6
TALLEST = 400
INDENT = 2.5

_HEADS = (
    ("no", 7, Bilingual("序号", "No.")),
    ("severity", 11, Bilingual("程度", "severity")),
    ("file", 22, Bilingual("文件", "file")),
    ("cell", 10, Bilingual("单元格", "cell")),
    ("sheet", 16, Bilingual("工作表", "sheet")),
    ("row", 8, Bilingual("行", "row")),
    ("column", 18, Bilingual("列", "column")),
    ("problem", 19, Bilingual("问题", "problem")),
    ("found", 24, Bilingual("发现", "found")),
    ("expected", 31, Bilingual("应为", "expected")),
    ("remedy", 40, Bilingual("怎么改", "to mend it")),
    ("code", 20, Bilingual("代码", "code")),
)
_STEPS = Bilingual(
    "怎么改：点“单元格”一列的链接跳到该处（鼠标停在格上可见说明）→ 改正 → 存盘，"
    "放回研究目录替换原文件 → 再检查一次。本表不会读入，可以不删。",
    "How to: follow the link in “cell”, read the note, mend, save, put the file in "
    "place of the old one, check again. This sheet is never read as data.",
)
_STEPS_ELSEWHERE = Bilingual(
    "怎么改：在研究目录中找到所列文件，按“怎么改”一列处理 → 再检查一次。",
    "How to: find the file in the study folder, do as “to mend it” says, check again.",
)
_MASKED = Bilingual(
    "本副本中的个人信息已换成〔…〕，原件未动；不需要的列请在原件中整列删去。",
    "Personal data are masked 〔…〕 in this copy; the original is untouched.",
)


class Line(NamedTuple):
    """
    One row of the sheet.

    Parameters
    ----------
    problem
        What is wrong.
    sheet
        Title of the sheet in this workbook; empty if it is not in here.
    cell
        Its marked cell, such as ``C5``; empty if none.
    """

    problem: Problem
    sheet: str = ""
    cell: str = ""


def add_problem_sheet(
    book: Workbook, lines: Sequence[Line], lost: Sequence[Bilingual] = ()
) -> None:
    """
    Put the list of problems before all other sheets.

    Parameters
    ----------
    book
        The workbook; it opens on the new sheet.
    lines
        The problems with their places, in order of reading.
    lost
        What of the user's workbook this copy does not hold.
    """
    for old in [s for s in book.worksheets if s.title.startswith(SHEET)]:
        if str(old.cell(1, 1).value or "").startswith(TITLE):
            book.remove(old)
    sheet = book.create_sheet(sheet_title(SHEET, book.sheetnames), 0)
    for other in book.worksheets:
        other.sheet_view.tabSelected = False
    book.active = 0
    order = list(LOOKS)
    ranked = sorted(lines, key=lambda line: order.index(line.problem.severity))
    has_files = not any(line.sheet for line in lines)
    _Writer(sheet, has_files=has_files).write(ranked, lost)


class _Writer:
    """Writes one sheet; holds which columns it has."""

    def __init__(self, sheet: Worksheet, *, has_files: bool) -> None:
        self.sheet = sheet
        left_out = {"cell", "sheet"} if has_files else {"file"}
        self.heads = [head for head in _HEADS if head[0] not in left_out]
        self.widths = {name: width for name, width, _ in self.heads}

    def write(self, lines: Sequence[Line], lost: Sequence[Bilingual]) -> None:
        for index, (_, width, _) in enumerate(self.heads, start=1):
            self.sheet.column_dimensions[get_column_letter(index)].width = width
        row = self._intro(lines, lost)
        self._head(row)
        for number, line in enumerate(lines[:ROWS_SHOWN], start=1):
            self._line(row + number, number, line)
        last = row + min(len(lines), ROWS_SHOWN)
        letter = get_column_letter(len(self.heads))
        self.sheet.auto_filter.ref = f"A{row}:{letter}{last}"
        self.sheet.freeze_panes = f"A{row + 1}"
        self._page(row)

    def _intro(self, lines: Sequence[Line], lost: Sequence[Bilingual]) -> int:
        """Write what stands above the list; return the row of its header."""
        count = Counter(line.problem.severity for line in lines)
        n, errors = len(lines), count["error"]
        left = n - ROWS_SHOWN
        zh = f"{TITLE}：共 {n:,} 处问题"
        zh += f"，其中 {errors:,} 处必须改正" if errors else "，都不妨碍读入，请核对"
        en = f"{n:,} problem{'s' if n != 1 else ''} found"
        en += f"; {errors:,} must be mended" if errors else "; none bars the study"
        if left > 0:
            zh += f"（下面只列前 {ROWS_SHOWN:,} 处）"
            en += f" (the first {ROWS_SHOWN:,} are listed)"
        self._paragraph(1, zh, size=16, bold=True)
        files = list(dict.fromkeys(line.problem.file for line in lines))
        en += f"    {redact(files[0])}" if len(files) == 1 else ""
        self._paragraph(2, en, size=10, color=GREY)
        notes = [_STEPS if "cell" in self.widths else _STEPS_ELSEWHERE]
        if any(line.problem.code in PERSONAL for line in lines):
            notes.append(_MASKED)
        if lost:
            notes.append(_lost_words(lost))
        for row, note in enumerate(notes, start=3):
            self._both(row, note)
        self._legend(3 + len(notes), count)
        return 4 + len(notes)

    def _paragraph(
        self, row: int, text: str, *, size: int, bold: bool = False, color: str = ""
    ) -> None:
        cell = cell_at(self.sheet, row, 1)
        set_text(cell, text)
        cell.font = Font(FACE, size, bold=bold, color=color or "FF000000")
        cell.alignment = Alignment(vertical="center")
        self.sheet.row_dimensions[row].height = size * 1.75

    def _both(self, row: int, text: Bilingual) -> None:
        """Write a paragraph over the whole width, Chinese above English."""
        self.sheet.merge_cells(
            start_row=row, start_column=1, end_row=row, end_column=len(self.heads)
        )
        width = sum(self.widths.values())
        cell = cell_at(self.sheet, row, 1)
        self._bilingual(cell, text)
        cell.border = Border()
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        self.sheet.row_dimensions[row].height = _height(text, width)

    def _legend(self, row: int, count: Counter[Any]) -> None:
        """Show each look beside how often it occurs, three cells each."""
        self.sheet.row_dimensions[row].height = 24
        column = 1
        for severity, look in LOOKS.items():
            if not count[severity]:
                continue
            paint(cell_at(self.sheet, row, column), severity)
            said = cell_at(self.sheet, row, column + 1)
            words = f"{look.sign} {look.words} {count[severity]:,}"
            set_text(said, words)
            said.font = Font(FACE, 10)
            said.alignment = Alignment(vertical="center")
            column += 4

    def _head(self, row: int) -> None:
        self.sheet.row_dimensions[row].height = LINE_ZH + LINE_EN + PADDING
        for index, (_, _, words) in enumerate(self.heads, start=1):
            cell = cell_at(self.sheet, row, index)
            self._bilingual(cell, words, bold=True)
            cell.fill = _filled("E7E6E6")
            cell.border = Border(bottom=Side(style="medium"))

    def _line(self, row: int, number: int, line: Line) -> None:
        problem = line.problem
        found = redact(problem.found)
        values: dict[str, Bilingual | str | int] = {
            "no": number,
            "severity": _signed(LOOKS[problem.severity]),
            "file": redact(problem.file),
            "cell": line.cell or ("→" if line.sheet else ""),
            "sheet": line.sheet,
            "row": problem.row if problem.row is not None else "",
            "column": redact(problem.column or ""),
            "problem": title_of(problem.code),
            "found": found if len(found) < FOUND_SHOWN else found[:FOUND_SHOWN] + "…",
            "expected": Bilingual(*map(redact, problem.expected)),
            "remedy": Bilingual(*map(redact, problem.remedy)),
            "code": problem.code,
        }
        tallest = 0.0
        for index, (name, width, _) in enumerate(self.heads, start=1):
            cell, value = cell_at(self.sheet, row, index), values[name]
            self._value(cell, value)
            tallest = max(tallest, _height(value, width))
        self.sheet.row_dimensions[row].height = min(tallest, TALLEST)
        cell_at(self.sheet, row, 2).fill = _filled(LOOKS[problem.severity].fill)
        if line.sheet:
            place = [head[0] for head in self.heads].index("cell") + 1
            self._link(cell_at(self.sheet, row, place), line)

    def _value(self, cell: Cell, value: Bilingual | str | int) -> None:
        if isinstance(value, Bilingual):
            self._bilingual(cell, value)
            return
        if isinstance(value, int):
            cell.value = value
        else:
            set_text(cell, value)
        cell.font = Font(FACE, 10)
        cell.border = _BELOW
        cell.alignment = Alignment(
            horizontal="left", vertical="top", wrap_text=True, indent=1
        )

    def _link(self, cell: Cell, line: Line) -> None:
        quoted = line.sheet.replace("'", "''")
        place = f"'{quoted}'!{line.cell or 'A1'}"
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place)
        cell.font = Font(FACE, 10, underline="single", color=LINK)

    def _bilingual(self, cell: Cell, text: Bilingual, *, bold: bool = False) -> None:
        zh, en = (CONTROL.sub("\ufffd", words) for words in text)
        first = InlineFont(rFont=FACE, sz=10, b=bold or None, color=Color("FF000000"))
        second = InlineFont(rFont=FACE, sz=8.5, color=Color(GREY))
        blocks = [TextBlock(first, zh)]
        if en and en != zh:
            blocks.append(TextBlock(second, f"\n{en}"))
        cell.value = CellRichText(*blocks)
        cell.font = Font(FACE, 10)
        cell.border = _BELOW
        cell.alignment = Alignment(
            horizontal="left", vertical="top", wrap_text=True, indent=1
        )

    def _page(self, row: int) -> None:
        sheet: Any = self.sheet
        sheet.print_title_rows = f"{row}:{row}"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        for side in ("left", "right", "top", "bottom"):
            setattr(sheet.page_margins, side, 0.5)
        sheet.oddFooter.center.text = "&P / &N"


_BELOW = Border(bottom=Side(style="hair", color="FF808080"))


def _filled(color: str) -> PatternFill:
    return PatternFill("solid", start_color=color)


def _signed(look: Look) -> Bilingual:
    return Bilingual(f"{look.sign} {look.words.zh}", look.words.en)


def _lost_words(lost: Sequence[Bilingual]) -> Bilingual:
    zh = "、".join(item.zh for item in lost)
    en = ", ".join(item.en for item in lost)
    return Bilingual(
        f"本副本不含原件中的：{zh}。需要时请在原件中改正。",
        f"This copy lacks these of the original: {en}. If you need them, mend the "
        "original instead.",
    )


def _height(value: Bilingual | str | int, width: float) -> float:
    """Points that a cell needs when its text is wrapped."""
    width -= INDENT
    if isinstance(value, Bilingual):
        # wrapping at word ends wastes some of each English line
        en = lines_of(value.en, width * 1.15) if value.en != value.zh else 0
        return lines_of(value.zh, width) * LINE_ZH + en * LINE_EN + PADDING
    return lines_of(str(value), width) * LINE_ZH + PADDING
