"""Read an .xlsx or .xlsm workbook, every sheet of it, cell by cell.

Values come from python-calamine; what it does not tell comes from the XML parts.
"""

from __future__ import annotations

import contextlib
import io
import re
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import ParseError

import numpy as np
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from hubstudy.errors import Bilingual, Problem
from hubstudy.intake.readers.book_parts import (
    book_part,
    comments,
    part_of,
    properties,
    sheet_parts,
    xml,
)
from hubstudy.intake.readers.cell_words import distinguished, to_words
from hubstudy.intake.readers.gate import Package, inspect
from hubstudy.intake.readers.gather import ROWS_AT_ONCE, Gatherer, replaced
from hubstudy.intake.readers.refusals import (
    CDATA,
    MISSING,
    MOST_SHEETS,
    VALUE,
    XML,
    RefusedError,
    broken,
    empty_file,
    too_many_sheets,
)
from hubstudy.intake.readers.rich_text import rich_strings
from hubstudy.intake.readers.sheet_xml import Facts, facts
from hubstudy.intake.readers.styled_cells import telling_styles
from hubstudy.intake.readers.xml_names import local
from hubstudy.intake.texts import Remark, Sheet, Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from xml.etree.ElementTree import Element

    from python_calamine import CalamineSheet


_SHEET_CELL = re.compile(rb"<(?:\w+:)?c[\s>]")


class Book(NamedTuple):
    """
    What a workbook holds.

    Parameters
    ----------
    sheets
        All sheets of cells, hidden ones too.
    remarks
        Document properties.
    problems
        What was found wrong or passed over.
    """

    sheets: tuple[Sheet, ...]
    remarks: tuple[Remark, ...]
    problems: tuple[Problem, ...]


def read_workbook(data: bytes, name: str) -> Book:
    """
    Read a workbook.

    Parameters
    ----------
    data
        The whole file.
    name
        Path inside the study folder.

    Returns
    -------
    Book
        Its sheets, or the problems for which it has none.
    """
    try:
        return _read(data, name)
    except RefusedError as error:
        return Book((), (), (replace(error.problem, file=name),))


def _read(data: bytes, name: str) -> Book:
    package = inspect(data)
    try:
        main = book_part(package)
        _refuse_unread_text(package)
        root = xml(package, main)
        parts = sheet_parts(package, main, root)
        _refuse_many_sheets(package, parts.values())
        remarks = tuple(properties(package))
        has_values = _attribute(root, "calcPr", "fullCalcOnLoad") not in {"1", "true"}
        formats = part_of(package, main, "styles")
        styles = {} if formats is None else telling_styles(xml(package, formats))
        shared = part_of(package, main, "sharedStrings") or "xl/sharedStrings.xml"
        strings = rich_strings(package.read(shared) or b"")
        read = partial(facts, is_calculated=has_values, styles=styles, strings=strings)
        told = {
            title: (_facts(package, title, part, read), comments(package, part))
            for title, part in parts.items()
        }
    except ParseError as error:
        raise broken(XML, error=error) from error
    epoch_1904 = _attribute(root, "workbookPr", "date1904") in {"1", "true"}
    sheets = []
    with _open(data) as book:
        for meta in book.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            if meta.name not in told:
                raise broken(MISSING, sheet=meta.name, part=meta.name)
            found, remarked = told[meta.name]
            columns, n_rows = _values(book, meta.name, found)
            sheet = Sheet(
                file=name,
                sheet=meta.name,
                columns=columns,
                numbers=np.arange(1, n_rows + 1),
                is_hidden=meta.visible != SheetVisibleEnum.Visible,
                hidden_rows=found.hidden_rows,
                hidden_columns=frozenset(
                    number for number in found.hidden_columns if number <= len(columns)
                ),
                merged=found.merged,
                remarks=(*remarked, *found.headers_footers),
                epoch_1904=epoch_1904,
                n_formulas=found.n_formulas,
            )
            sheets.append(sheet)
    if not sheets:
        raise RefusedError(empty_file())
    return Book(tuple(sheets), remarks, tuple(_passed_over(package, name)))


@contextlib.contextmanager
def _reading(sheet: str | None = None) -> Iterator[None]:
    """Refuse a workbook whose values cannot be read, for whatever reason."""
    try:
        yield
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise broken(VALUE, sheet=sheet, error=error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a panic in Rust is no Exception
            raise
        raise broken(VALUE, sheet=sheet, error=error) from error


def _open(data: bytes) -> CalamineWorkbook:
    with _reading():
        return CalamineWorkbook.from_filelike(io.BytesIO(data))


def _refuse_unread_text(package: Package) -> None:
    """Refuse CDATA sections, which the value reader leaves out without a word."""
    for name in package.members:
        is_text = name.startswith("xl/worksheets/") or name.endswith(
            "sharedstrings.xml"
        )
        if is_text and b"<![CDATA[" in (package.read(name) or b""):
            raise broken(CDATA, part=name)


def _refuse_many_sheets(package: Package, parts: Collection[str]) -> None:
    if len(parts) <= MOST_SHEETS:
        return
    filled = (part for part in parts if _SHEET_CELL.search(package.read(part) or b""))
    if (n_filled := sum(1 for _ in islice(filled, MOST_SHEETS + 1))) > MOST_SHEETS:
        raise too_many_sheets(n_filled)


def _facts(
    package: Package, title: str, part: str, read: Callable[[bytes], Facts]
) -> Facts:
    content = package.read(part)
    if content is None:
        raise broken(MISSING, sheet=title, part=part)
    try:
        return read(content)
    except RefusedError as error:
        raise RefusedError(replace(error.problem, sheet=title)) from error


def _values(
    book: CalamineWorkbook, title: str, found: Facts
) -> tuple[tuple[Texts, ...], int]:
    with _reading(title):
        sheet = book.get_sheet_by_name(title)
        gathered = Gatherer(to_words)
        _gather(sheet, gathered)
    _grow(gathered, found)
    columns = gathered.columns()
    return replaced(columns, found.instead), gathered.n_rows


def _gather(sheet: CalamineSheet, gathered: Gatherer) -> None:
    rows = sheet.iter_rows()
    # Rows come from the sheet's first, cells from the first column with a value.
    left = sheet.start[1] if sheet.start else 0
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        columns = [distinguished(cells) for cells in zip(*chunk, strict=True)]
        gathered.add([*[[""] * len(chunk)] * left, *columns], len(chunk))


def _grow(gathered: Gatherer, found: Facts) -> None:
    """Make room for errors and formulas beyond the last cell with a value."""
    if not found.instead:
        return
    width = 1 + max(column for _, column in found.instead)
    height = 1 + max(row for row, _ in found.instead)
    n_more = max(0, height - gathered.n_rows)
    gathered.add([[""] * n_more] * width, n_more)


def _attribute(root: Element, tag: str, attribute: str) -> str | None:
    for element in root.iter():
        if local(element.tag) == tag:
            return element.get(attribute)
    return None


def _passed_over(package: Package, name: str) -> Iterable[Problem]:
    if "xl/vbaproject.bin" in package.members:
        yield Problem(
            "macro_ignored",
            name,
            "宏 / macros",
            Bilingual("只有单元格的工作簿", "a workbook of cells alone"),
            Bilingual(
                "无需处理：只读单元格，宏从不运行",
                "nothing to do: only cells are read, macros never run",
            ),
            severity="notice",
        )
