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
    from pathlib import Path

    from hubstudy.intake.cleaning import TextTable

FILE = "corrections.toml"

_SHAPE: dict[str, type] = {
    "table": str, "key": dict, "column": str, "expect": str, "value": str,
    "reason": str, "told": str, "date": dt.date,
}  # fmt: skip
_REMOVE = Bilingual(
    "来源已改则删除该条，否则改正其内容",
    "remove the entry if the source was mended, else mend the entry",
)


def apply_corrections(folder: Path, tables: dict[str, TextTable]) -> list[Problem]:
    """
    Apply the study's corrections to the text of its tables, in place.

    Parameters
    ----------
    folder
        The study folder; without a ``corrections.toml`` nothing is done.
    tables
        Text tables by name.

    Returns
    -------
    list of Problem
        Entries that are malformed, point nowhere or are stale.
    """
    path = folder / FILE
    if not path.exists():
        return []
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("correction", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        expected = Bilingual("有效的 UTF-8 TOML", "valid UTF-8 TOML")
        return [Problem("toml_broken", FILE, str(error), expected, _REMOVE)]
    problems = []
    for number, entry in enumerate(entries, start=1):
        problem = _malformed(number, entry) or _apply(number, entry, tables)
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


def _apply(
    number: int, entry: dict[str, Any], tables: dict[str, TextTable]
) -> Problem | None:
    table = tables.get(entry["table"])
    if table is None:  # the table itself could not be read; that is told elsewhere
        return None
    texts, column = table.texts, entry["column"]
    hit = np.logical_and.reduce([texts[k] == v for k, v in entry["key"].items()])
    found = texts.loc[hit, column].tolist()
    if found != [entry["expect"]]:
        expected = Bilingual(
            f"恰有一行，其值为“{entry['expect']}”",
            f"one row holding “{entry['expect']}”",
        )
        shown = f"[[correction]] {number}: {found[:3]}"
        return Problem(
            "correction_stale", FILE, shown, expected, _REMOVE, column=column
        )
    texts.loc[hit, column] = entry["value"]
    return None
