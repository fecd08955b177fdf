"""The only way in: a study folder is read in whole, or refused with every reason."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hubstudy.errors import Bilingual, Problem, SettingsError, StudyError
from hubstudy.intake import privacy
from hubstudy.intake.changes import changes_frame
from hubstudy.intake.checks import check_tables
from hubstudy.intake.corrections import apply_corrections
from hubstudy.intake.folder import find_files
from hubstudy.intake.ledger import check_counts, make_ledger
from hubstudy.intake.notices import tell
from hubstudy.intake.privacy import pseudonyms
from hubstudy.intake.readers.xml_names import column_number
from hubstudy.intake.references import resolve
from hubstudy.intake.sheet_part import structure_problems
from hubstudy.intake.similar import similar_names
from hubstudy.intake.sources import read_sources
from hubstudy.intake.study import Study, Tables
from hubstudy.intake.totals import check_totals
from hubstudy.intake.typed import Typed, copied_parts, make_typed
from hubstudy.schemas import TABLES
from hubstudy.settings import FILE, HINT, read_settings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from hubstudy.intake.privacy.finding import PersonalCell
    from hubstudy.intake.privacy.pseudonyms import Key
    from hubstudy.intake.sheet_part import Part
    from hubstudy.intake.sources import Sources
    from hubstudy.intake.texts import Sheet
    from hubstudy.settings import Settings

__all__ = ["PSEUDONYMISE_VARIABLE", "Study", "Tables", "hash_folder", "open_study"]

PSEUDONYMISE_VARIABLE = "HUBSTUDY_PSEUDONYMISE"
"""Set to ``1`` for a whole run, so that every notebook opens the study alike."""


def open_study(path: str | Path, *, key_file: str | Path | None = None) -> Study:
    """
    Read a study folder in whole, or refuse it with every problem listed.

    Parameters
    ----------
    path
        Folder with ``study.toml`` and the tables, in xlsx, csv or tsv files of any
        number.
    key_file
        Key by which personal data are replaced with pseudonyms; made if it does not
        exist. None to refuse personal data, unless ``HUBSTUDY_PSEUDONYMISE`` is ``1``
        in the environment: then the study's key in its default place is taken.

    Returns
    -------
    Study
        Settings and typed, checked tables, each sorted by its key, with what was
        changed, where every row comes from and what a person should look at.

    Raises
    ------
    SettingsError
        If ``study.toml`` cannot be used, or the key lies inside the study folder.
    StudyError
        If any table cannot be read, holds personal data or breaks a rule; names file,
        row, column, what was found, what was expected and what to do, for all problems
        at once. What it quotes is free of personal data.
    """
    folder = Path(path)
    if not folder.is_dir():
        msg = f"没有研究目录 {path} / no study folder at {path}"
        raise SettingsError(msg)
    settings = _read_settings(folder)
    key = _given_key(key_file, folder, settings)
    sources = read_sources(folder, settings.intake)
    personal = _find_personal(sources)
    sheets = sources.sheets
    if key is not None and personal:
        _pseudonymise(sources, personal, key)
    problems = [*_under_headings(sources), *_told(personal, replaced=key is not None)]
    tables, bad = _type_tables(folder, sources.parts, settings)
    problems += [*bad, *_check(tables, settings)]
    problems = _fit_to_be_seen(problems, personal, _secrets(sheets, personal))
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise StudyError(errors, [p for p in problems if p.severity != "error"])
    return _study(folder, settings, tables, problems, key)


def hash_folder(folder: Path) -> str:
    """
    Hash every input file of a study, by name and content.

    Parameters
    ----------
    folder
        The study folder.

    Returns
    -------
    str
        SHA-256 in hexadecimal.
    """
    digest = hashlib.sha256()
    documents = ((path, path.name) for path in sorted(folder.glob("*.toml")))
    for path, name in sorted([*find_files(folder), *documents], key=lambda f: f[1]):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{name}\0{content}\n".encode())
    return digest.hexdigest()


def _read_settings(folder: Path) -> Settings:
    """Read the settings; what is quoted from them is free of personal data."""
    try:
        settings = read_settings(folder / FILE)
        _check_tables_named(settings)
    except SettingsError as error:
        seen = [_redacted(problem) for problem in error.problems]
        raise SettingsError.of(seen, HINT) from None
    named = (
        settings.title,
        settings.place,
        settings.treatment,
        settings.core_city_note,
    )
    for text in [settings.name, *(word for words in named for word in words)]:
        if privacy.find(text):
            expected = Bilingual("不含个人信息", "no personal data")
            remedy = Bilingual("在 study.toml 中删去", "delete it in study.toml")
            problem = Problem(
                "personal_data", FILE, privacy.redact(text), expected, remedy
            )
            raise SettingsError.of([problem])
    return settings


def _given_key(
    key_file: str | Path | None, folder: Path, settings: Settings
) -> Key | None:
    if key_file is None and os.environ.get(PSEUDONYMISE_VARIABLE) == "1":
        key_file = pseudonyms.default_key_path(settings.name)
    if key_file is None:
        return None
    return pseudonyms.load_key(Path(key_file), study_folder=folder, make=True)


def _check_tables_named(settings: Settings) -> None:
    """Refuse table names in ``study.toml`` that no table has."""
    intake = settings.intake
    fields = {f"{t.name}.{c.name}" for t in TABLES.values() for c in t.columns}
    named = [
        *(("[files]", name, TABLES) for name in intake.files.values()),
        *(("[columns]", table, TABLES) for table, _ in intake.columns if table),
        *(("[intake.rows]", name, TABLES) for name in intake.rows),
        *(("[intake] fill_merged", name, fields) for name in intake.fill_merged),
    ]
    problems = []
    for where, name, known in named:
        if name not in known:
            listed = ", ".join(sorted(known))
            expected = Bilingual(f"以下之一：{listed}", f"one of: {listed}")
            remedy = Bilingual("在 study.toml 中改正", "mend it in study.toml")
            problems.append(
                Problem("setting_unknown", FILE, name, expected, remedy, column=where)
            )
    if problems:
        raise SettingsError.of(problems)


def _under_headings(sources: Sources) -> Iterator[Problem]:
    """Name columns by their headers where a reader could only give their letter."""
    parts = {(part.sheet.file, part.sheet.sheet): part for part in sources.parts}
    for problem in sources.problems:
        part = parts.get((problem.file, problem.sheet))
        letter = re.fullmatch(r"[A-Z]{1,3}", problem.column or "")
        if part is None or letter is None:
            yield problem
            continue
        heading = part.layout.heading(column_number(letter.group()) - 1)
        yield dataclasses.replace(problem, column=heading or problem.column)


def _find_personal(sources: Sources) -> list[PersonalCell]:
    """Look for personal data everywhere; name columns as their layout does."""
    found = privacy.scan(sources.sheets, sources.remarks, declared=_declared(sources))
    parts = {(part.sheet.file, part.sheet.sheet): part for part in sources.parts}
    named = []
    for cell in found:
        part = parts.get((cell.file, cell.sheet))
        if part is None or cell.column is None:
            named.append(cell)
        else:
            heading = part.layout.heading(cell.column)
            named.append(cell._replace(header=heading))
    return named


def _declared(sources: Sources) -> dict[str, dict[int, str]]:
    return {
        part.sheet.name: {
            place: name for name, place in part.layout.matched.places.items()
        }
        for part in sources.parts
    }


def _pseudonymise(sources: Sources, personal: list[PersonalCell], key: Key) -> None:
    """Replace personal data by tokens before anything else reads it."""
    sheets = privacy.pseudonymise(sources.sheets, personal, key, _declared(sources))
    by_name = {sheet.name: sheet for sheet in sheets}
    sources.sheets = sheets
    for part in sources.parts:
        part.sheet = by_name[part.sheet.name]


def _told(personal: list[PersonalCell], *, replaced: bool) -> Iterator[Problem]:
    for cell in personal:
        problem = cell.as_problem()
        if not (replaced and cell.can_be_replaced):
            yield problem
            continue
        yield dataclasses.replace(
            problem,
            code="personal_data_replaced",
            severity="warning",
            remedy=Bilingual(
                "已换成假名或略去；最好在来源中删除",
                "replaced by a pseudonym or left out; better delete it at the source",
            ),
        )


def _type_tables(
    folder: Path, parts: Sequence[Part], settings: Settings
) -> tuple[dict[str, Typed], list[Problem]]:
    """Load, correct, clean and type every table that can be; resolve references."""
    problems: list[Problem] = []
    usable: list[Part] = []
    for part in parts:
        problems += part.layout.problems
        if part.layout.matched.problems:
            continue
        part.load()
        problems += structure_problems(part, settings.intake)
        usable.append(part)
    problems += apply_corrections(folder, usable, settings)
    whole = {part.table for part in parts} - {
        part.table for part in parts if part.layout.matched.problems
    }
    tables: dict[str, Typed] = {}
    for name, table in TABLES.items():
        if name in whole or (table.optional and all(p.table != name for p in parts)):
            own = [part for part in usable if part.table == name]
            typed = make_typed(name, own, settings)
            if copies := copied_parts(typed):
                problems += [_twice(own[a], own[b]) for a, b in copies.items()]
                once = [part for i, part in enumerate(own) if i not in copies]
                typed = make_typed(name, once, settings)
            tables[name] = typed
            problems += typed.problems
    problems += resolve(tables, surrogates=settings.intake.surrogate_ids)
    return tables, problems


def _twice(copy: Part, first: Part) -> Problem:
    return copy.sheet.problem(
        "table_twice",
        first.sheet.name,
        Bilingual("每条记录只在一处", "each record in one place"),
        Bilingual(
            "两处记录相同：保留一份，移走另一份",
            "both hold the same records: keep one and move the other away",
        ),
    )


def _check(tables: dict[str, Typed], settings: Settings) -> Iterator[Problem]:
    yield from check_tables(tables, settings)
    for typed in tables.values():
        for number, part in enumerate(typed.parts):
            if part.layout.totals:
                rows = typed.frame[typed.part_of == number]
                place = (part.sheet.file, part.sheet.sheet)
                failed = {
                    problem.column
                    for problem in typed.problems
                    if (problem.file, problem.sheet) == place and problem.column
                }
                yield from check_totals(part, rows, settings, failed)
        yield from tell(typed)
    yield from check_counts(tables, settings.intake)
    if "organizations" in tables:
        yield from similar_names(tables["organizations"], tables.get("communities"))


def _secrets(sheets: Sequence[Sheet], personal: list[PersonalCell]) -> set[str]:
    """Collect the texts of cells with personal data, so as never to quote them."""
    by_place = {(sheet.file, sheet.sheet): sheet for sheet in sheets}
    secrets = set()
    for cell in personal:
        sheet = by_place.get((cell.file, cell.sheet))
        if sheet is None or cell.place != privacy.CELL:
            continue
        if cell.row is None or cell.column is None:
            continue
        row = int(np.searchsorted(sheet.numbers, cell.row))
        if cell.column < len(sheet.columns):
            secrets.add(sheet.columns[cell.column].text(row).strip())
    return secrets - {""}


def _fit_to_be_seen(
    problems: list[Problem], personal: list[PersonalCell], secrets: set[str]
) -> list[Problem]:
    """Take personal data out of what is quoted; the place says enough."""
    cells: dict[tuple[object, ...], PersonalCell] = {
        (cell.file, cell.sheet, cell.row, cell.header): cell
        for cell in personal
        if cell.place == privacy.CELL
    }
    shown = []
    for problem in problems:
        place = (problem.file, problem.sheet, problem.row, problem.column)
        cell = cells.get(place)
        if cell is not None:
            problem = dataclasses.replace(problem, found=cell.as_problem().found)  # noqa: PLW2901
        shown.append(_redacted(problem, secrets))
    return shown


_WORD = re.compile(r"[^、，,；;：:\s\[\]'\"“”~→（）()]+")


def _redacted(problem: Problem, secrets: Collection[str] = ()) -> Problem:
    def clean(text: str) -> str:
        if secrets:
            text = _WORD.sub(
                lambda word: "〔…〕" if word.group() in secrets else word.group(), text
            )
        return privacy.redact(text)

    return problem.reworded(clean)


def _study(
    folder: Path,
    settings: Settings,
    tables: dict[str, Typed],
    notices: list[Problem],
    key: Key | None,
) -> Study:
    frames, origins = {}, {}
    for name, typed in tables.items():
        order = typed.frame.sort_values(list(TABLES[name].key)).index
        frames[name] = typed.frame.loc[order].reset_index(drop=True)
        origins[name] = typed.origins().loc[order].reset_index(drop=True)
    source_hash = hash_folder(folder)
    if key is not None:
        mixed = f"{source_hash}\0{pseudonyms.fingerprint(key)}"
        source_hash = hashlib.sha256(mixed.encode()).hexdigest()
    return Study(
        settings,
        Tables(**frames),
        folder,
        source_hash,
        tuple(notices),
        changes=changes_frame(typed.changes for typed in tables.values()),
        origins=origins,
        ledger=make_ledger(tables),
    )
