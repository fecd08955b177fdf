"""Which files a study folder holds, and which table each sheet is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual, Problem
from hubstudy.fields import fold_header
from hubstudy.intake.folder import (
    FOREIGN,
    broken_name,
    closed_folders,
    copy_beside,
    find_files,
    foreign,
    left_out,
    original_beside,
    readable_name,
    table_named,
)
from hubstudy.intake.headers import spellings
from hubstudy.intake.layout import filled_cells, lay_out, share_matched
from hubstudy.intake.readers.files import read_file
from hubstudy.intake.sheet_part import Part
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hubstudy.intake.readers.files import FileContent
    from hubstudy.intake.texts import Remark, Sheet
    from hubstudy.settings import IntakeSettings

NO_TABLE = frozenset(
    {"说明", "填写说明", "示例", "数据字典", "问题", "example", "codebook", "problems"}
)
"""Sheets of these names, or whose names begin with ``_``, are never read as tables."""

HALF = 0.5


@dataclass(slots=True)
class Sources:
    """
    What a study folder holds.

    Parameters
    ----------
    parts
        Sheets read as tables, by file and sheet.
    sheets
        All sheets of all files, read as tables or not.
    remarks
        Text outside cells, with the name of its file.
    problems
        Files and sheets that cannot be read or understood, and what was left out.
    """

    parts: list[Part] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    remarks: list[tuple[str, Remark]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_sources(folder: Path, settings: IntakeSettings) -> Sources:
    """
    Read every file of a study folder and say which table each sheet is.

    Parameters
    ----------
    folder
        The study folder.
    settings
        With the study's own names of files and columns.

    Returns
    -------
    Sources
        Parts of tables, all sheets, remarks, problems.
    """
    sources = Sources()
    sources.problems += closed_folders(folder)
    for path, name in find_files(folder):
        if original := original_beside(path):
            sources.problems.append(copy_beside(name, original))
            continue
        if path.suffix.lower() in FOREIGN:
            sources.problems.append(foreign(name, path.suffix))
            continue
        if readable_name(name) != name:
            sources.problems.append(broken_name(readable_name(name)))
            continue
        content = read_file(path, name)
        sources.problems += content.problems
        sources.sheets += content.sheets
        sources.remarks += [(name, remark) for remark in content.remarks]
        _assign(content, path.stem, sources, settings)
    sources.problems += _missing_tables(sources, settings)
    sources.problems += _idle_settings(sources, settings)
    sources.problems += left_out(folder)
    return sources


def _assign(
    content: FileContent, stem: str, sources: Sources, settings: IntakeSettings
) -> None:
    """Make a part of every sheet that is a table; tell what was left out."""
    of_file = settings.files.get(content.file) or table_named(stem)
    sheets = [sheet for sheet in content.sheets if filled_cells(sheet).any()]
    named = {sheet.name: _named(sheet, settings) for sheet in sheets}
    if any(named.values()):
        of_file = settings.files.get(content.file)
    ignored: list[Sheet] = []
    taken = 0
    for sheet in sheets:
        if _is_no_table(sheet, settings):
            ignored.append(sheet)
            continue
        table = named[sheet.name] or of_file or _by_headers(sheet, settings)
        if table in TABLES:
            taken += 1
            if sheet.is_hidden and settings.hidden == "refuse":
                sources.problems.append(_hidden(sheet, table))
                continue
            sources.parts.append(Part(sheet, lay_out(sheet, table, settings)))
        elif _resembles_a_table(sheet, settings):
            sources.problems.append(_unclear(sheet))
            taken += 1
        else:
            ignored.append(sheet)
    broken = any(problem.severity == "error" for problem in content.problems)
    if content.sheets and not taken and not broken:
        sources.problems.append(_unknown(content))
    else:
        parts = [part for part in sources.parts if part.sheet.file == content.file]
        for sheet in ignored:
            lost = not _is_no_table(sheet, settings) and _continues(sheet, parts)
            sources.problems.append(_unclear(sheet) if lost else _ignored(sheet))


def _named(sheet: Sheet, settings: IntakeSettings) -> str | None:
    if sheet.sheet is None:
        return None
    return settings.files.get(sheet.name) or table_named(sheet.sheet)


def _is_no_table(sheet: Sheet, settings: IntakeSettings) -> bool:
    name = sheet.sheet or ""
    aside = name.startswith("_") or fold_header(name) in NO_TABLE
    return aside and sheet.name not in settings.files


def _by_headers(sheet: Sheet, settings: IntakeSettings) -> str | None:
    """Recognise a table by having all its columns, if only one fits."""
    fits = [table for table in TABLES if share_matched(sheet, table, settings) == 1]
    widest = sorted(fits, key=lambda table: -len(TABLES[table].columns))
    return widest[0] if widest else None


def _resembles_a_table(sheet: Sheet, settings: IntakeSettings) -> bool:
    return any(share_matched(sheet, table, settings) >= HALF for table in TABLES)


def _continues(sheet: Sheet, parts: list[Part]) -> bool:
    """Tell whether a sheet without headers looks like more rows of a table."""
    for part in parts:
        width = len(sheet.columns)
        matched = part.layout.matched.places.items()
        places = {name: place for name, place in matched if place < width}
        kinds = {n: TABLES[part.table].column(n).field for n in places}
        coded = [
            (sheet.columns[places[name]], field.category_spellings())
            for name, field in kinds.items()
            if field.kind == "category"
        ]
        dated = [places[n] for n, f in kinds.items() if f.kind in {"date", "year"}]
        words = [(w, known) for c, known in coded for w in c.words if w.text.strip()]
        spelled = sum(fold_header(word.text) in known for word, known in words)
        digits = [
            word.text[:4].isdecimal() or word.kind == "date"
            for place in dated
            for word in sheet.columns[place].words
            if word.text.strip()
        ]
        signs = len(words) + len(digits)
        if signs and spelled + sum(digits) > HALF * signs:
            return True
    return False


def _missing_tables(sources: Sources, settings: IntakeSettings) -> Iterator[Problem]:
    unclear = {"sheet_unclear", "sheet_unknown", "file_unknown"}
    if any(problem.code in unclear for problem in sources.problems):
        return  # it may be the table that seems to be missing
    there = {part.table for part in sources.parts}
    broken = {p.file for p in sources.problems if p.severity == "error"}
    unreadable = {
        table_named(name.rsplit("/", 1)[-1].rsplit(".", 1)[0]) for name in broken
    }
    hidden = {p.sheet for p in sources.problems if p.code == "sheet_hidden"}
    unreadable |= {table_named(sheet) for sheet in hidden if sheet}
    unreadable |= {settings.files.get(name) for name in broken}
    for name, table in TABLES.items():
        if table.optional or name in there or name in unreadable:
            continue
        label = table.label
        yield Problem(
            "table_missing", f"{name}.csv", "无此文件 / no such file",
            Bilingual(
                f"{name}.csv、{label.zh}.xlsx 或名为“{label.zh}”的工作表",
                f"{name}.csv, {name}.xlsx or a sheet named “{label.zh}”, “{label.en}”",
            ),
            Bilingual(
                "补上该表；没有记录时只写表头",
                "add the table; headers alone if it has no rows",
            ),
        )  # fmt: skip


def _idle_settings(sources: Sources, settings: IntakeSettings) -> Iterator[Problem]:
    """Tell entries of ``study.toml`` about a file or header that is not there."""
    names = {name for sheet in sources.sheets for name in (sheet.file, sheet.name)}
    names |= {problem.file for problem in sources.problems}
    heads = {
        (table, folded)
        for part in sources.parts
        for wording in part.layout.wordings
        for text in wording
        for folded in spellings(text)
        for table in ("", part.table)
    }
    idle = [("[files]", name) for name in settings.files if name not in names]
    idle += [("[columns]", head) for table, head in settings.columns
             if (table, head) not in heads]  # fmt: skip
    for section, name in idle:
        yield Problem(
            "setting_idle",
            "study.toml",
            name,
            Bilingual("研究目录中有的文件或列名", "a file or header that is there"),
            Bilingual(
                "补上该文件或列，或在 study.toml 中改正、删除该条",
                "add the file or column, or mend or delete the entry in study.toml",
            ),
            column=section,
        )


def _hidden(sheet: Sheet, table: str) -> Problem:
    label = TABLES[table].label
    return sheet.problem(
        "sheet_hidden",
        f"隐藏的“{label.zh}”表 / a hidden sheet of {label.en}",
        Bilingual("看得见的工作表", "a sheet that can be seen"),
        Bilingual(
            "取消隐藏并核对，或删除；确需读入时在 study.toml 的 [intake] 中写 "
            'hidden = "read"',
            "unhide it and look, or delete it; to read it as it is, write hidden = "
            '"read" under [intake] in study.toml',
        ),
    )


def _unclear(sheet: Sheet) -> Problem:
    labels = "、".join(table.label.zh for table in TABLES.values())
    return sheet.problem(
        "sheet_unclear",
        sheet.sheet or sheet.file,
        Bilingual(
            f"看得出是哪张表：{labels}", f"a name that says which table: {labels}"
        ),
        Bilingual(
            "把工作表或文件改用表名，或在 study.toml 的 [files] 中指明",
            "name the sheet or file after the table, or name it under [files] in "
            "study.toml",
        ),
    )


def _unknown(content: FileContent) -> Problem:
    names = [sheet.sheet for sheet in content.sheets if sheet.sheet]
    labels = "、".join(table.label.zh for table in TABLES.values())
    return Problem(
        "sheet_unknown" if names else "file_unknown",
        content.file,
        "、".join(names) or content.file,
        Bilingual(
            f"以表名命名的文件或工作表：{labels}", f"named after a table: {labels}"
        ),
        Bilingual(
            "改用以上名称，在 study.toml 的 [files] 中指明，或移出研究目录",
            "rename it so, name it under [files] in study.toml, or move it out of the "
            "study",
        ),
    )


def _ignored(sheet: Sheet) -> Problem:
    return sheet.problem(
        "sheet_ignored",
        sheet.sheet or "",
        Bilingual("不是数据表", "no table of the study"),
        Bilingual("如为数据，请以表名命名", "if it is data, name it after its table"),
        severity="notice",
    )
