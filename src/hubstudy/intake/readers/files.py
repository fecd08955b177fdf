"""Read a table file cell by cell, every cell with its file, sheet, row and column.

With `workbooks` and `csv_files` the only module that opens table files. Nothing is
guessed here: a file that cannot be read without a guess has no sheets and at least one
`Problem`.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual, Problem
from hubstudy.intake.readers.csv_files import read_csv
from hubstudy.intake.readers.decode import suspicions
from hubstudy.intake.readers.refusals import RefusedError, empty_file
from hubstudy.intake.readers.workbooks import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hubstudy.intake.texts import Remark, Sheet

DIGITS_A_NUMBER_HOLDS = 15

_WORKBOOKS = {".xlsx", ".xlsm"}


@dataclass(frozen=True, slots=True, eq=False)
class FileContent:
    """
    What one file holds.

    Parameters
    ----------
    file
        Path inside the study folder, with ``/``.
    sheets
        Its sheets, hidden ones too; none if it cannot be read.
    remarks
        Document properties.
    problems
        Why it cannot be read, and what is wrong with its cells.
    encoding
        How a CSV was decoded; None for a workbook.
    """

    file: str
    sheets: tuple[Sheet, ...]
    remarks: tuple[Remark, ...] = ()
    problems: tuple[Problem, ...] = ()
    encoding: str | None = None


def read_file(path: Path, name: str) -> FileContent:
    """
    Read a CSV, TSV, .xlsx or .xlsm file.

    Parameters
    ----------
    path
        The file.
    name
        Its path inside the study folder, with ``/``, as messages give it.

    Returns
    -------
    FileContent
        Its sheets and problems; bad content never raises.
    """
    is_workbook = path.suffix.lower() in _WORKBOOKS
    read = _read_workbook if is_workbook else _read_text
    with _without_cycle_search():
        try:
            # Held nowhere else, so that the bytes go when the cells are there.
            content = read(path.read_bytes(), name)
        except OSError as error:
            return FileContent(name, (), problems=(_unopened(name, error),))
        found = [problem for sheet in content.sheets for problem in suspicions(sheet)]
    if content.sheets and not any(
        word.text.strip()
        for sheet in content.sheets
        for column in sheet.columns
        for word in column.words
    ):
        found.append(replace(empty_file(), file=name))
    return replace(content, problems=(*content.problems, *found))


@contextmanager
def _without_cycle_search() -> Iterator[None]:
    """Millions of cells hold no cycles; searching them for some doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_workbook(data: bytes, name: str) -> FileContent:
    book = read_workbook(data, name)
    return FileContent(name, book.sheets, book.remarks, book.problems)


def _read_text(data: bytes, name: str) -> FileContent:
    try:
        sheet, problems = read_csv(data, name)
    except RefusedError as error:
        return FileContent(name, (), problems=(replace(error.problem, file=name),))
    return FileContent(name, (sheet,), problems=problems, encoding=sheet.encoding)


def _unopened(name: str, error: OSError) -> Problem:
    return Problem(
        "file_unreadable",
        name,
        error.strerror or str(error),
        Bilingual("可以打开的文件", "a file that can be opened"),
        Bilingual(
            "关闭正在使用它的程序，检查读取权限",
            "close the program that uses it, and see that it may be read",
        ),
    )
