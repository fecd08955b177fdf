"""Workbooks for tests: made by xlsxwriter, then edited part by part."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

SHEET = "xl/worksheets/sheet1.xml"


def written(write: Callable[[Any], None], **options: object) -> bytes:
    """Give the bytes of a workbook that `write` fills."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, options) as workbook:
        write(workbook)
    return stream.getvalue()


def book(rows: Sequence[Sequence[object]], sheet: str = "表") -> bytes:
    """Give a workbook of one sheet."""

    def write(workbook: Any) -> None:
        page = workbook.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)

    return written(write)


def edited(data: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """Change some parts of a workbook; a part that is missing is made."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        names = source.namelist()
        for name in [*names, *(name for name in changes if name not in names)]:
            content = source.read(name) if name in names else b""
            target.writestr(name, changes.get(name, bytes)(content))
    return stream.getvalue()


def with_cells(xml: str, *, calculated: bool = True) -> bytes:
    """Give a workbook whose only sheet has these rows."""

    def change(content: bytes) -> bytes:
        rows = f"<sheetData>{xml}</sheetData>".encode()
        return re.sub(
            rb"<sheetData.*</sheetData>|<sheetData/>", lambda _: rows, content
        )

    changes = {SHEET: change}
    if calculated:
        changes["xl/workbook.xml"] = lambda content: content.replace(
            b' fullCalcOnLoad="1"', b""
        )
    return edited(book([["x"]]), changes)
