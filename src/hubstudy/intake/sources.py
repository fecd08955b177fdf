"""Which files a study folder holds, and which table each sheet is."""

from __future__ import annotations

import itertools
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual, Problem
from hubstudy.fields import fold_header
from hubstudy.intake.headers import spellings
from hubstudy.intake.layout import filled_cells, lay_out, share_matched
from hubstudy.intake.readers.files import read_file
from hubstudy.intake.sheet_part import Part
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.errors import Severity
    from hubstudy.intake.readers.files import FileContent
    from hubstudy.intake.texts import Remark, Sheet
    from hubstudy.settings import IntakeSettings

ENDINGS = frozenset({".csv", ".tsv", ".xlsx", ".xlsm"})
"""Files that are read."""

FOREIGN = frozenset(
    ".xls .xlsb .xlt .xltx .xltm .et .ett .ods .fods .uos .numbers .dbf .mdb .accdb"  # noqa: SIM905
    " .wps .slk .dif .prn .tab .zip .rar .7z .gz".split()
)
"""Table files that are refused with advice; any other ending is no table."""

NO_TABLE = frozenset(
    {"说明", "填写说明", "示例", "数据字典", "问题", "example", "codebook", "problems"}
)
"""Sheets of these names, or whose names begin with ``_``, are never read as tables."""

KNOWN_DOCUMENTS = frozenset(
    ".toml .md .json .pdf .doc .docx .ppt .pptx .png .jpg .jpeg .svg .py .ipynb".split()  # noqa: SIM905
)
"""Files that hold no table."""

OWN_EXAMPLES = "_示例/"
"""Folder of the template's own examples."""

COPY_ENDING = "_批注"
"""Ending of the names of annotated copies."""

HALF = 0.5

_BETWEEN = r"[\s_\-—–·.、()（）【】\[\]]+"


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


def find_files(folder: Path) -> Iterator[tuple[Path, str]]:
    """
    List the table files of a study folder and its subfolders.

    Parameters
    ----------
    folder
        The study folder. What begins with ``.``, ``_`` or ``~$`` is left out, and so
        is what a link leads out of the folder.

    Yields
    ------
    path
        The file.
    name
        Its path inside the folder, with ``/``.
    """
    root = folder.resolve()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        aside = any(part.startswith((".", "_", "~$")) for part in name.split("/"))
        inside = _is_inside(path, root)
        known = path.suffix.lower() in ENDINGS | FOREIGN
        if known and not aside and inside and path.is_file():
            yield path, name


def _is_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a link that leads round to itself
        return False


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
    sources.problems += _closed_folders(folder)
    for path, name in find_files(folder):
        if original := _original_beside(path):
            sources.problems.append(_copy_beside(name, original))
            continue
        if path.suffix.lower() in FOREIGN:
            sources.problems.append(_foreign(name, path.suffix))
            continue
        if readable_name(name) != name:
            sources.problems.append(_broken_name(readable_name(name)))
            continue
        content = read_file(path, name)
        sources.problems += content.problems
        sources.sheets += content.sheets
        sources.remarks += [(name, remark) for remark in content.remarks]
        _assign(content, path.stem, sources, settings)
    sources.problems += _missing_tables(sources, settings)
    sources.problems += _idle_settings(sources, settings)
    sources.problems += _left_out(folder)
    return sources


def _original_beside(path: Path) -> str:
    """Name the file that this one is an annotated copy of, if it is there."""
    if not path.stem.endswith(COPY_ENDING):
        return ""
    stem = path.stem.removesuffix(COPY_ENDING)
    found = (path.with_name(f"{stem}{ending}") for ending in sorted(ENDINGS))
    return next((other.name for other in found if other.exists()), "")


def _copy_beside(name: str, original: str) -> Problem:
    return Problem(
        "table_twice",
        name,
        f"{original} 的批注副本 / the annotated copy of {original}",
        Bilingual("原文件或改好的副本，只留一份", "the original or its mended copy"),
        Bilingual(
            f"副本改好后移走 {original}；还没改则移走副本",
            f"move {original} away once the copy is mended; else move the copy away",
        ),
    )


def _closed_folders(folder: Path) -> list[Problem]:
    """Tell folders that may not be looked into; what they hold would be lost."""
    problems: list[Problem] = []

    def tell(error: OSError) -> None:
        name = Path(str(error.filename)).relative_to(folder).as_posix()
        problems.append(
            Problem(
                "file_unreadable",
                readable_name(name),
                str(error.strerror),
                Bilingual("可以读取的文件夹", "a folder that may be read"),
                Bilingual("检查读取权限", "see that you may read it"),
            )
        )

    for _ in os.walk(folder, onerror=tell):
        pass
    return problems


def table_named(name: str) -> str | None:
    """
    Find the table that a file or sheet is named after, in Chinese or English.

    Parameters
    ----------
    name
        ``organizations``, ``社会组织``, or one of these beside other words, as in
        ``社会组织_崖头`` or ``organizations (2)``.

    Returns
    -------
    str or None
        Name of the table.
    """
    words = {
        fold_header(word): table.name
        for table in TABLES.values()
        for word in (table.name, *table.label)
    }
    whole = words.get(fold_header(name))
    if whole is not None:
        return whole
    pieces = [piece for piece in re.split(_BETWEEN, re.sub(r"\d+$", "", name)) if piece]
    ends = itertools.combinations(range(len(pieces) + 1), 2)
    runs = {fold_header("".join(pieces[a:b])) for a, b in ends}
    found = sorted(runs & set(words), key=lambda run: (-len(run), run))
    return words[found[0]] if found else None


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
        if name in there or name in unreadable:
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


def _left_out(folder: Path) -> Iterator[Problem]:
    """Tell files that may hold a table but are not looked into."""
    read = {name for _, name in find_files(folder)}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        hidden = any(part.startswith((".", "~$")) for part in name.split("/"))
        if name in read or hidden or not path.is_file():
            continue
        aside = any(part.startswith("_") for part in name.split("/"))
        ending, name = path.suffix.lower(), readable_name(name)
        if name.startswith(OWN_EXAMPLES):
            continue
        if aside and ending in ENDINGS | FOREIGN:
            yield _not_read(name, "notice")
        elif not aside and ending not in KNOWN_DOCUMENTS and table_named(path.stem):
            yield _not_read(name, "error")


def _not_read(name: str, severity: Severity) -> Problem:
    return Problem(
        "file_left_out",
        name,
        "未读入 / not read",
        Bilingual(
            "以 .xlsx、.csv 或 .tsv 结尾的表",
            "a table that ends in .xlsx, .csv or .tsv",
        ),
        Bilingual(
            "是数据则另存为 .xlsx 放回；不是则移走或在名称前加下划线",
            "if it is data save it as .xlsx; if not, move it away or put an underscore "
            "before its name",
        ),
        severity=severity,
    )


def readable_name(name: str) -> str:
    """
    Write a file name so that it can be shown and stored.

    Parameters
    ----------
    name
        As the system gives it; bytes that are no UTF-8 stand as lone surrogates.

    Returns
    -------
    str
        With U+FFFD for what is no character.
    """
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in name)


def _broken_name(name: str) -> Problem:
    return Problem(
        "file_name",
        name,
        name,
        Bilingual("UTF-8 编码的文件名", "a file name in UTF-8"),
        Bilingual(
            "给文件改名（多见于在别的系统上解压的压缩包）",
            "rename the file; archives unpacked on another system have such names",
        ),
    )


def _foreign(name: str, ending: str) -> Problem:
    return Problem(
        "file_ending", name, ending,
        Bilingual("xlsx、csv 或 tsv 文件", "an xlsx, csv or tsv file"),
        Bilingual(
            "用表格软件另存为 .xlsx 后放回，并移走原文件",
            "save it as .xlsx with a spreadsheet program and move this one away",
        ),
    )  # fmt: skip


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
