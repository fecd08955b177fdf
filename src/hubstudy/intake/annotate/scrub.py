"""Take personal data, and what cannot be looked through, out of an open workbook."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any, cast

from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.packaging.custom import CustomPropertyList
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.scenario import ScenarioList

from hubstudy.intake import privacy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from hubstudy.intake.annotate.spots import Spot

    Masked = frozenset[Spot]
    ShownValue = Callable[[str, int, int], str]

MASK = "〔…〕"
NAME_LIMIT = 31
SMALLEST_PERSONAL = 1_000_000
"""Numbers below this are no telephone, identity or card number."""

FOREIGN_SHEET = re.compile(r"\[\d+\]")
UNSAFE_NAME = re.compile(
    r"[\[\]:*?/\\'\x00-\x1f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
CONTROL = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
CELL_LIMIT = 32_767

redact = functools.lru_cache(maxsize=200_000)(privacy.redact)


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """
    Give a cell that is no hidden part of merged cells.

    Parameters
    ----------
    sheet
        The sheet.
    row, column
        Its place.

    Returns
    -------
    openpyxl.cell.cell.Cell
        The cell; the first of the merged ones.
    """
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        for block in sheet.merged_cells.ranges:
            if cell.coordinate in block:
                return cell_at(sheet, block.min_row, block.min_col)
    return cast("Cell", cell)


def set_text(cell: Cell, text: str) -> None:
    """
    Write text as text: never a formula, a number or a link.

    Parameters
    ----------
    cell
        The cell.
    text
        What to write; characters that no workbook can hold show as U+FFFD.
    """
    cell.value = CONTROL.sub("\ufffd", text)[:CELL_LIMIT]
    if cell.value is not None:
        cell.data_type = "s"


def sheet_title(text: str, taken: Iterable[str] = ()) -> str:
    """
    Make a name that every program takes for a sheet.

    Parameters
    ----------
    text
        Any text.
    taken
        Names that other sheets have.

    Returns
    -------
    str
        At most 31 characters, none forbidden, different from the others.

    Examples
    --------
    >>> sheet_title("崖头/2023?", ["崖头 2023"])
    '崖头 2023 (2)'
    """
    wanted = UNSAFE_NAME.sub(" ", redact(text)).strip() or "-"
    used = {name.casefold() for name in taken}
    title, number = wanted[:NAME_LIMIT].strip(), 1
    while title.casefold() in used:
        number += 1
        end = f" ({number})"
        title = wanted[: NAME_LIMIT - len(end)].strip() + end
    return title


def scrub(book: Any, masked: Mapping[str, Masked], shown: ShownValue) -> None:
    """
    Take personal data out of a workbook, in place.

    Parameters
    ----------
    book
        An openpyxl workbook; its document properties are emptied.
    masked
        By the title of a sheet, the cells to hide whole.
    shown
        Gives the text that a formula's cell shows, by sheet title, row and column.
    """
    book.custom_doc_props = CustomPropertyList()
    renamed = _rename_sheets(book)
    _drop_names(book.defined_names)
    gone = tuple(old for old, new in renamed.items() if old != new)
    for sheet in book.worksheets:
        old = next(name for name, new in renamed.items() if new == sheet.title)
        cells = masked.get(old, frozenset())
        _scrub_cells(sheet, cells, gone, functools.partial(shown, old))
        _scrub_furniture(sheet)
    for chart_sheet in book.chartsheets:
        _scrub_charts(chart_sheet)


def _rename_sheets(book: Any) -> dict[str, str]:
    """Give sheets clean names; return new by old."""
    names = {}
    for sheet in book.worksheets:
        old = sheet.title
        if redact(old) != old:
            others = [name for name in book.sheetnames if name != old]
            sheet.title = sheet_title(old, others)
        names[old] = sheet.title
    for index, chart_sheet in enumerate(book.chartsheets, start=1):
        if redact(chart_sheet.title) != chart_sheet.title:
            chart_sheet.title = sheet_title(f"图表{index}", book.sheetnames)
    return names


def _scrub_cells(
    sheet: Worksheet,
    masked: frozenset[Spot],
    gone: tuple[str, ...],
    shown: Callable[[int, int], str],
) -> None:
    for (row, column), cell in list(sheet._cells.items()):  # noqa: SLF001
        if isinstance(cell, MergedCell):
            continue
        if (row, column) in masked:
            set_text(cell, MASK)
            cell.comment = cell.hyperlink = None
            continue
        if cell.data_type == "f":
            _scrub_formula(cell, gone, shown)
        elif cell.value is not None:
            _scrub_value(cell)
        _scrub_comment(cell)
        _scrub_link(cell)


def _scrub_value(cell: Cell) -> None:
    value: Any = cell.value
    if isinstance(value, CellRichText):
        text = str(value)
    elif isinstance(value, str):
        text = value
    elif isinstance(value, int | float) and abs(value) >= SMALLEST_PERSONAL:
        whole = isinstance(value, int) or value.is_integer()
        text = str(int(value) if whole else value)
    else:
        return
    clean = redact(text)
    if clean != text:
        set_text(cell, clean)


def _scrub_formula(
    cell: Cell, gone: tuple[str, ...], shown: Callable[[int, int], str]
) -> None:
    """Keep a formula unless it, what it shows or what it points to must not stay."""
    value: Any = cell.value
    text = str(getattr(value, "text", None) or getattr(value, "r1", None) or value)
    text += str(getattr(value, "ref", "")) if isinstance(value, ArrayFormula) else ""
    result = shown(cell.row, cell.column)
    foreign = FOREIGN_SHEET.search(text) or any(name in text for name in gone)
    if foreign or redact(text) != text or redact(result) != result:
        set_text(cell, redact(result))


def _scrub_comment(cell: Cell) -> None:
    """Keep a comment without its author's name, or not at all."""
    comment = cell.comment
    if comment is None:
        return
    text = (comment.text or "").removeprefix(f"{comment.author}:").strip()
    if not text or redact(text) != text:
        cell.comment = None
    else:
        comment.text, comment.author = text, ""


def _scrub_link(cell: Cell) -> None:
    link = cell.hyperlink
    if link is None:
        return
    parts = [link.target, link.location, link.tooltip, link.display]
    words = " ".join(part for part in parts if part)
    if redact(words) != words or words.lower().startswith(("mailto:", "tel:", "file:")):
        cell.hyperlink = None


def _scrub_furniture(sheet: Worksheet) -> None:
    """Clean all that stands around the cells."""
    sheet._images, sheet._pivots = [], []  # type: ignore[attr-defined]  # noqa: SLF001
    sheet.scenarios = ScenarioList()
    _drop_names(sheet.defined_names)
    _scrub_headers(sheet)
    _scrub_validations(sheet)
    for formats in list(sheet.conditional_formatting):
        texts = [str(part) for rule in formats.rules for part in rule.formula or ()]
        texts += [rule.text for rule in formats.rules if rule.text]
        if _is_unclean(texts) or any(map(FOREIGN_SHEET.search, texts)):
            del sheet.conditional_formatting[str(formats.sqref)]
    _scrub_filter(sheet.auto_filter)
    for name, table in list(dict.items(sheet.tables)):
        heads = [column.name for column in table.tableColumns]
        cells = sheet[table.ref][0] if table.headerRowCount != 0 else ()
        kept = [str(cell.value) for cell in cells]
        if _is_unclean([name, table.comment or ""]) or (kept and kept != heads):
            del sheet.tables[name]
        elif table.autoFilter is not None:
            _scrub_filter(table.autoFilter)
    _scrub_charts(sheet)


def _scrub_headers(sheet: Worksheet) -> None:
    for which in ("odd", "even", "first"):
        for end in ("Header", "Footer"):
            for side in ("left", "center", "right"):
                part = getattr(getattr(sheet.HeaderFooter, f"{which}{end}"), side)
                if part.text and redact(part.text) != part.text:
                    part.text = redact(part.text)


def _scrub_validations(sheet: Worksheet) -> None:
    kept = []
    for rule in sheet.data_validations.dataValidation:
        formulas = [text for text in (rule.formula1, rule.formula2) if text]
        if _is_unclean(formulas) or any(map(FOREIGN_SHEET.search, formulas)):
            continue
        for name in ("prompt", "promptTitle", "error", "errorTitle"):
            if text := getattr(rule, name):
                setattr(rule, name, redact(text))
        kept.append(rule)
    sheet.data_validations.dataValidation = kept


def _scrub_filter(auto_filter: Any) -> None:
    """Let a filter show all if its choices tell what the cells must not."""
    texts = [
        text
        for column in auto_filter.filterColumn
        for node in column.to_tree().iter()
        for text in node.attrib.values()
    ]
    if _is_unclean(texts):
        auto_filter.filterColumn = []


def _scrub_charts(sheet: Any) -> None:
    """Drop the texts that charts remember; they take them from the cells again."""
    kept = []
    for chart in sheet._charts:  # noqa: SLF001
        for series in chart.series:
            for name in ("tx", "cat", "xVal"):
                source = getattr(series, name, None)
                for ref in ("strRef", "multiLvlStrRef"):
                    found = getattr(source, ref, None)
                    if found is not None:
                        setattr(found, ref.replace("Ref", "Cache"), None)
        texts = [text for text in chart._write().itertext() if text.strip()]  # noqa: SLF001
        if not _is_unclean([*texts, "".join(texts)]):
            kept.append(chart)
    sheet._charts = kept  # noqa: SLF001


def _drop_names(names: Any) -> None:
    for name, item in list(names.items()):
        texts = [name, item.value or "", item.comment or ""]
        if _is_unclean(texts) or FOREIGN_SHEET.search(texts[1]):
            del names[name]


def _is_unclean(texts: Iterable[str]) -> bool:
    return any(redact(text) != text for text in texts)
