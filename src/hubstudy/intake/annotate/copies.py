"""Annotated copies: the user's own workbooks with every problem marked in its cell."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from hubstudy.errors import SettingsError
from hubstudy.intake import readers
from hubstudy.intake.annotate.bookfile import open_book
from hubstudy.intake.annotate.marking import mark, unmark
from hubstudy.intake.annotate.packing import save_book, sealed
from hubstudy.intake.annotate.problem_sheet import SHEET, Line, add_problem_sheet
from hubstudy.intake.annotate.scrub import UNSAFE_NAME, cell_at, redact, scrub
from hubstudy.intake.annotate.spots import Places, Spot
from hubstudy.intake.summary import PERSONAL, shielded
from hubstudy.results import replacing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from hubstudy.errors import Problem
    from hubstudy.intake.texts import Sheet

ENDING = "_批注"
TABLE_ENDINGS = frozenset({".csv", ".tsv", ".xlsx", ".xlsm"})
MOST_NOTES = 5_000
MOST_CELLS = 2_000_000
"""Beyond this a copy would take minutes and gigabytes; its problems are only listed."""

_COMMENT = "批注"
_Marked = defaultdict[str, defaultdict[Spot, "list[Problem]"]]


def annotate(
    problems: Sequence[Problem], study_folder: Path, folder: Path
) -> list[Path]:
    """
    Write a copy of each file that has problems, every problem marked and listed.

    Parameters
    ----------
    problems
        What the check found.
    study_folder
        The study that was checked; nothing in it is changed.
    folder
        Where to write; made if absent.

    Returns
    -------
    list of pathlib.Path
        The workbooks written: one per file, and ``问题.xlsx`` for problems of files
        that cannot be copied or are no tables.

    Raises
    ------
    SettingsError
        If `folder` lies inside the study, or a copy in it has been edited since.
    """
    if not problems:
        return []
    refuse_inside(folder, study_folder)
    by_file: defaultdict[str, list[Problem]] = defaultdict(list)
    for problem in shielded(problems):
        by_file[problem.file].append(problem)
    refused = any(problem.severity == "error" for problem in problems)
    copies, loose = {}, []
    for file, own in sorted(by_file.items()):
        sheets = _sheets_to_copy(file, own, study_folder)
        if sheets:
            copies[file] = sheets
        else:
            loose += [p for p in own if not (refused and p.severity == "notice")]
    paths = _paths(copies, folder)
    if loose:
        paths[""] = folder / f"{SHEET}.xlsx"
    _refuse_edited(paths.values())
    folder.mkdir(parents=True, exist_ok=True)
    if loose:
        _write_list(loose, paths[""])
    for file, sheets in copies.items():
        _write_copy(by_file[file], study_folder / file, sheets, paths[file])
    return sorted(paths.values())


def refuse_inside(folder: Path, study_folder: Path) -> None:
    """
    Refuse a folder for copies that lies inside the study.

    Parameters
    ----------
    folder
        Where copies are to go.
    study_folder
        The study.

    Raises
    ------
    SettingsError
        If the copies would be read as data the next time.
    """
    if folder.resolve().is_relative_to(study_folder.resolve()):
        msg = (
            f"批注副本不能写入研究目录：{folder}，请另选目录 / "
            "annotated copies may not go into the study folder, choose another"
        )
        raise SettingsError(msg)


def _sheets_to_copy(
    file: str, problems: Sequence[Problem], study_folder: Path
) -> tuple[Sheet, ...]:
    """Read a file anew; no sheets if there is nothing to mark in it."""
    path = study_folder / file
    told = all(problem.severity == "notice" for problem in problems)
    if told or path.suffix.lower() not in TABLE_ENDINGS or not path.is_file():
        return ()
    if not path.resolve().is_relative_to(study_folder.resolve()):
        return ()
    sheets = readers.read_file(path, file).sheets
    n_cells = sum(len(sheet) * len(sheet.columns) for sheet in sheets)
    return sheets if n_cells <= MOST_CELLS else ()


def _paths(files: Iterable[str], folder: Path) -> dict[str, Path]:
    """Name the copies; names that fall together are numbered."""
    taken: set[str] = set()
    paths = {}
    for file in files:
        stem = redact(file).rsplit(".", 1)[0].replace("/", "__")
        stem = UNSAFE_NAME.sub("_", stem).removesuffix(ENDING)[:80]
        name, number = f"{stem}{ENDING}.xlsx", 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}{ENDING}_{number}.xlsx"
        taken.add(name.casefold())
        paths[file] = folder / name
    return paths


def _refuse_edited(paths: Iterable[Path]) -> None:
    edited = [path.name for path in paths if path.exists() and not sealed(path)]
    if edited:
        names = "、".join(edited[:5])
        msg = (
            f"目录中的 {names} 已被改动过，不会覆盖，请另选目录 / "
            "these copies have been edited since and are not overwritten, "
            "choose another folder"
        )
        raise SettingsError(msg)


def _write_list(problems: Sequence[Problem], path: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    add_problem_sheet(book, [Line(problem) for problem in problems])
    with replacing(path) as temporary:
        save_book(book, temporary, {})


def _write_copy(
    problems: Sequence[Problem], source: Path, sheets: Sequence[Sheet], path: Path
) -> None:
    book, lost = open_book(source, sheets)
    titles = [sheet.title for sheet in book.worksheets]
    read = {sheet.sheet: sheet for sheet in sheets}
    # a CSV has one sheet without a name; sheets built anew stand in the same order
    pairs = (
        {title: read[title] for title in titles if title in read}
        if set(titles) & set(read)
        else dict(zip(titles, sheets, strict=False))
    )
    places = {title: Places(sheet) for title, sheet in pairs.items()}
    spots = [_spot(problem, places) for problem in problems]
    for sheet in book.worksheets:
        unmark(sheet)
    scrub(book, _masked(problems, places), _shown(places))
    renamed = dict(zip(titles, (s.title for s in book.worksheets), strict=True))
    lines: list[Line] = []
    marked: _Marked = defaultdict(lambda: defaultdict(list))
    for problem, (title, spot) in zip(problems, spots, strict=True):
        cell = ""
        if spot is not None:
            at = cell_at(book[renamed[title]], *spot)
            marked[renamed[title]][Spot(at.row, at.column)].append(problem)
            cell = f"{get_column_letter(at.column)}{at.row}"
        lines.append(Line(problem, renamed.get(title, ""), cell))
    left = MOST_NOTES
    for title, cells in marked.items():
        left -= mark(book[title], dict(sorted(cells.items())), most_notes=left)
    add_problem_sheet(book, lines, lost)
    with replacing(path) as temporary:
        shown = {renamed[title]: sheet for title, sheet in pairs.items()}
        save_book(book, temporary, shown)


def _spot(problem: Problem, places: Mapping[str, Places]) -> tuple[str, Spot | None]:
    """Find a problem's sheet and cell; an only sheet need not be named."""
    title = problem.sheet or ""
    if title not in places:
        if problem.sheet is not None and len(places) > 1:
            return "", None
        title = next(iter(places)) if len(places) == 1 else ""
    return (title, places[title].spot(problem)) if title else ("", None)


def _masked(
    problems: Iterable[Problem], places: Mapping[str, Places]
) -> dict[str, frozenset[Spot]]:
    """List the cells that hold personal data; where in doubt, the whole row."""
    masked: defaultdict[str, set[Spot]] = defaultdict(set)
    for problem in problems:
        if problem.code not in PERSONAL or _COMMENT in problem.found:
            continue
        title, _ = _spot(problem, places)
        if title:
            masked[title].update(_hidden(problem, places[title]))
    return {title: frozenset(spots) for title, spots in masked.items()}


def _hidden(problem: Problem, places: Places) -> Iterable[Spot]:
    heads = places.headers(problem)
    rows = [problem.row] if problem.row else list(map(int, places.sheet.numbers))
    if problem.row is None and problem.column is None:
        return
    width = range(1, len(places.sheet.columns) + 1)
    columns = [head.column for head in heads] or width
    first = 0 if problem.row else min((head.row for head in heads), default=0)
    for row in rows:
        if row > first:
            yield from (Spot(row, column) for column in columns)


def _shown(places: Mapping[str, Places]) -> Callable[[str, int, int], str]:
    def shown(title: str, row: int, column: int) -> str:
        return places[title].text(Spot(row, column)) if title in places else ""

    return shown
