"""Corrections are records: what, why, who was told, and a guard against going stale.

``corrections.toml`` holds ``[[correction]]`` entries with ``table``, ``key`` (field
names to texts), ``column``, ``expect`` (the text that stands there now), ``value``
(the text that should), ``reason``, ``told`` and ``date``. Texts are compared as they
are read, so that 975 finds 975.00. An entry whose ``expect`` no
longer stands in the register is a problem: the source was mended, the entry must go.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import TYPE_CHECKING, Any

import numpy as np

from hubstudy.errors import Bilingual, Problem
from hubstudy.fields import FIELDS
from hubstudy.intake import privacy
from hubstudy.intake.cleaning import clean
from hubstudy.intake.texts import Word
from hubstudy.intake.typed import cell_options
from hubstudy.schemas import TABLES
from hubstudy.settings import decode_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hubstudy.intake.sheet_part import Part
    from hubstudy.settings import Settings

FILE = "corrections.toml"

_SHAPE: dict[str, type] = {
    "table": str, "key": dict, "column": str, "expect": str, "value": str,
    "reason": str, "told": str, "date": dt.date,
}  # fmt: skip
NO_FILE = "不是文件 / not a file"
_REMOVE = Bilingual(
    "来源已改则删除该条，否则改正其内容",
    "remove the entry if the source was mended, else mend the entry",
)


def apply_corrections(
    folder: Path, parts: Sequence[Part], settings: Settings
) -> list[Problem]:
    """
    Apply the study's corrections to the cells of its tables, in place.

    Parameters
    ----------
    folder
        The study folder; without a ``corrections.toml`` nothing is done.
    parts
        Rows of all tables, loaded.
    settings
        With what cells may mean.

    Returns
    -------
    list of Problem
        Entries that are malformed, point nowhere or are stale.
    """
    path = folder / FILE
    if not path.exists():
        return []
    try:
        if not path.is_file():
            raise ValueError(NO_FILE)
        content = tomllib.loads(decode_toml(path.read_bytes()))
    except (ValueError, RecursionError, OSError) as error:
        expected = Bilingual("有效的 UTF-8 TOML", "valid UTF-8 TOML")
        return [Problem("toml_broken", FILE, str(error), expected, _REMOVE)]
    entries = content.get("correction", [])
    shaped = isinstance(entries, list) and all(isinstance(e, dict) for e in entries)
    if not shaped or set(content) - {"correction"}:
        expected = Bilingual("只有 [[correction]] 条目", "[[correction]] entries only")
        found = ", ".join(sorted(content))
        return [Problem("correction_form", FILE, found, expected, _REMOVE)]
    problems = list(_personal(entries))
    if problems:
        return problems
    for number, entry in enumerate(entries, start=1):
        problem = _malformed(number, entry) or _apply(
            number, entry, [p for p in parts if p.table == entry["table"]], settings
        )
        if problem:
            problems.append(problem)
    return problems


def _personal(entries: list[dict[str, Any]]) -> Iterator[Problem]:
    """Refuse personal data in a correction; it would enter after the search for it."""
    for number, entry in enumerate(entries, start=1):
        field = FIELDS.get(str(entry.get("column")))
        label = field.label.zh if field else ""
        texts = [str(text) for text in _texts(entry)]
        texts.append(f"{label}：{entry.get('value')}")
        if any(privacy.find(text) for text in texts):
            yield Problem(
                "personal_data",
                FILE,
                f"[[correction]] {number}：个人信息 / personal data",
                Bilingual("不含个人信息", "no personal data"),
                Bilingual(
                    "改用编号，在来源中删除", "use an id; delete it at the source"
                ),
            )


def _texts(value: object) -> Iterator[object]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
    else:
        yield value


def _malformed(number: int, entry: dict[str, Any]) -> Problem | None:
    where = f"[[correction]] {number}"
    if {name: type(value) for name, value in entry.items()} != _SHAPE:
        wanted = ", ".join(_SHAPE)
        expected = Bilingual(f"恰有这些键：{wanted}", f"exactly these keys: {wanted}")
        return Problem(
            "correction_form", FILE, f"{where}: {sorted(entry)}", expected, _REMOVE
        )
    if not all(isinstance(text, str) for text in entry["key"].values()):
        expected = Bilingual("键的值加引号", "values of the key in quotes")
        return Problem(
            "correction_form", FILE, f"{where}: {entry['key']}", expected, _REMOVE
        )
    if entry["table"] not in TABLES:
        names = ", ".join(TABLES)
        expected = Bilingual(f"以下之一：{names}", f"one of: {names}")
        return Problem(
            "correction_form", FILE, f"{where}: {entry['table']}", expected, _REMOVE
        )
    columns = {column.name for column in TABLES[entry["table"]].columns}
    unknown = sorted({entry["column"], *entry["key"]} - columns)
    if unknown:
        names = ", ".join(sorted(columns))
        expected = Bilingual(f"以下列之一：{names}", f"columns among: {names}")
        return Problem(
            "correction_form", FILE, f"{where}: {unknown}", expected, _REMOVE
        )
    return None


def _apply(
    number: int, entry: dict[str, Any], parts: list[Part], settings: Settings
) -> Problem | None:
    if not parts:  # the table itself could not be read; that is told elsewhere
        return None
    column, expect = entry["column"], entry["expect"].strip()
    hits = [
        (part, row) for part in parts for row in _rows(part, entry["key"], settings)
    ]
    if len(hits) != 1 or not _holds(*hits[0], column, expect, settings):
        found = [
            part.columns[column].text(row).strip()
            for part, row in hits[:3]
            if column in part.columns
        ]
        expected = Bilingual(f"恰有一行，其值为“{expect}”", f"one row with “{expect}”")
        shown = f"[[correction]] {number}: {found}"
        return Problem(
            "correction_stale", FILE, shown, expected, _REMOVE, column=column
        )
    part, row = hits[0]
    part.correct(row, column, entry["value"])
    return None


def _rows(part: Part, key: dict[str, str], settings: Settings) -> list[int]:
    """Find the data rows that hold the key's texts."""
    if not set(key) <= set(part.columns):
        return []
    hit = np.ones(len(part), dtype=bool)
    for name, text in key.items():
        hit &= np.isin(part.columns[name].codes, _like(part, name, text, settings))
    return [int(row) for row in np.flatnonzero(hit)]


def _holds(part: Part, row: int, name: str, text: str, settings: Settings) -> bool:
    if name not in part.columns:
        return False
    return int(part.columns[name].codes[row]) in _like(part, name, text, settings)


def _like(part: Part, name: str, text: str, settings: Settings) -> list[int]:
    """Find the words that read as a text does, however they are spelled."""
    words = [*part.columns[name].words, Word(text, "text")]
    column = TABLES[part.table].column(name)
    cleaned = clean(words, column.field, cell_options(part, column, settings))
    same = [i for i, word in enumerate(words[:-1]) if word.text.strip() == text]
    last = len(words) - 1
    if last in cleaned.failures or cleaned.became[last] == "":
        return same
    return [
        i
        for i, became in enumerate(cleaned.became[:-1])
        if became == cleaned.became[last] and i not in cleaned.failures
    ]
