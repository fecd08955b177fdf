"""Corrections are records: what, why, who was told, and a guard against going stale.

``corrections.toml`` holds ``[[correction]]`` entries with ``table``, ``key`` (field
names to texts), ``column``, ``expect`` (the text that stands there now), ``value``
(the text that should), ``reason``, ``told`` and ``date``. An entry whose ``expect`` no
longer stands in the register is a problem: the source was mended, the entry must go.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import TYPE_CHECKING, Any

import numpy as np

from hubstudy.errors import Bilingual, Problem
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hubstudy.intake.sheet_part import Part

FILE = "corrections.toml"

_SHAPE: dict[str, type] = {
    "table": str, "key": dict, "column": str, "expect": str, "value": str,
    "reason": str, "told": str, "date": dt.date,
}  # fmt: skip
_REMOVE = Bilingual(
    "来源已改则删除该条，否则改正其内容",
    "remove the entry if the source was mended, else mend the entry",
)


def apply_corrections(folder: Path, parts: Sequence[Part]) -> list[Problem]:
    """
    Apply the study's corrections to the cells of its tables, in place.

    Parameters
    ----------
    folder
        The study folder; without a ``corrections.toml`` nothing is done.
    parts
        Rows of all tables, loaded.

    Returns
    -------
    list of Problem
        Entries that are malformed, point nowhere or are stale.
    """
    path = folder / FILE
    if not path.exists():
        return []
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        expected = Bilingual("有效的 UTF-8 TOML", "valid UTF-8 TOML")
        return [Problem("toml_broken", FILE, str(error), expected, _REMOVE)]
    entries = content.get("correction", [])
    shaped = isinstance(entries, list) and all(isinstance(e, dict) for e in entries)
    if not shaped or set(content) - {"correction"}:
        expected = Bilingual("只有 [[correction]] 条目", "[[correction]] entries only")
        found = ", ".join(sorted(content))
        return [Problem("correction_form", FILE, found, expected, _REMOVE)]
    problems = []
    for number, entry in enumerate(entries, start=1):
        problem = _malformed(number, entry) or _apply(
            number, entry, [part for part in parts if part.table == entry["table"]]
        )
        if problem:
            problems.append(problem)
    return problems


def _malformed(number: int, entry: dict[str, Any]) -> Problem | None:
    where = f"[[correction]] {number}"
    if {name: type(value) for name, value in entry.items()} != _SHAPE:
        wanted = ", ".join(_SHAPE)
        expected = Bilingual(f"恰有这些键：{wanted}", f"exactly these keys: {wanted}")
        return Problem(
            "correction_form", FILE, f"{where}: {sorted(entry)}", expected, _REMOVE
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


def _apply(number: int, entry: dict[str, Any], parts: list[Part]) -> Problem | None:
    if not parts:  # the table itself could not be read; that is told elsewhere
        return None
    column, expect = entry["column"], entry["expect"].strip()
    hits = [(part, row) for part in parts for row in _rows(part, entry["key"])]
    found = [
        part.columns[column].text(row).strip() if column in part.columns else ""
        for part, row in hits
    ]
    if found != [expect]:
        expected = Bilingual(
            f"恰有一行，其值为“{expect}”", f"one row holding “{expect}”"
        )
        shown = f"[[correction]] {number}: {found[:3]}"
        return Problem(
            "correction_stale", FILE, shown, expected, _REMOVE, column=column
        )
    part, row = hits[0]
    part.correct(row, column, entry["value"])
    return None


def _rows(part: Part, key: dict[str, str]) -> list[int]:
    """Find the data rows that hold the key's texts."""
    if not set(key) <= set(part.columns):
        return []
    hit = np.ones(len(part), dtype=bool)
    for name, text in key.items():
        column = part.columns[name]
        same = [i for i, word in enumerate(column.words) if word.text.strip() == text]
        hit &= np.isin(column.codes, same)
    return [int(row) for row in np.flatnonzero(hit)]
