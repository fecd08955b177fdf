"""Where every row went: rows of every file by what they are, and every join."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hubstudy.errors import Bilingual, Problem
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hubstudy.intake.sheet_part import Part
    from hubstudy.intake.typed import Typed
    from hubstudy.settings import IntakeSettings

LEDGER_COLUMNS = ("step", "table", "file", "sheet", "detail", "n_rows")

_Row = tuple[str, str, str | None, str | None, str, int]


def make_ledger(tables: Mapping[str, Typed]) -> pd.DataFrame:
    """
    Account for every row that was read and for every join between tables.

    Parameters
    ----------
    tables
        Tables by name, references resolved.

    Returns
    -------
    pandas.DataFrame
        ``step`` is ``read`` (``detail`` says title, header, blank, explanation, note,
        total, repeated or data), ``table`` (rows of all files joined) or ``join``
        (``detail`` is the reference with its cardinality and one of matched or empty).
    """
    rows: list[_Row] = []
    for name, typed in tables.items():
        for part in typed.parts:
            rows += _of_part(part)
        rows.append(("table", name, None, None, "data", len(typed.frame)))
    for name, typed in tables.items():
        rows += _of_joins(name, typed, tables)
    frame = pd.DataFrame(rows, columns=list(LEDGER_COLUMNS))
    return frame.astype({c: "str" for c in LEDGER_COLUMNS if c != "n_rows"})


def _of_part(part: Part) -> Iterator[_Row]:
    layout = part.layout
    counts = {
        "title": len(layout.titles),
        "header": len(layout.header),
        "explanation": len(layout.explanations),
        "repeated": len(layout.repeated),
        "note": len(layout.notes),
        "total": len(layout.totals),
        "data": len(layout.data),
    }
    counts["blank"] = len(part.sheet) - sum(counts.values())
    place = (part.sheet.file, part.sheet.sheet)
    for detail, n in counts.items():
        if n:
            yield ("read", part.table, *place, detail, n)


def _of_joins(name: str, typed: Typed, tables: Mapping[str, Typed]) -> Iterator[_Row]:
    for column in TABLES[name].columns:
        if column.references is None or column.references[0] not in tables:
            continue
        table, key = column.references
        known = set(tables[table].frame[key].tolist())
        texts = typed.frame[column.name].tolist()
        given = [text for text in texts if isinstance(text, str)]
        matched = sum(text in known for text in given)
        join = f"{column.name} → {table}.{key} many_to_one"
        yield ("join", name, None, None, f"{join} matched", matched)
        if len(given) < len(texts):
            n_empty = len(texts) - len(given)
            yield ("join", name, None, None, f"{join} empty", n_empty)


def check_counts(
    tables: Mapping[str, Typed], settings: IntakeSettings
) -> Iterator[Problem]:
    """
    Hold the rows read against the numbers that the study declares.

    Parameters
    ----------
    tables
        Tables by name.
    settings
        With the declared numbers.

    Yields
    ------
    Problem
        Tables with another number of rows.
    """
    for name, wanted in settings.rows.items():
        if name in tables and len(tables[name].frame) != wanted:
            files = "、".join(part.sheet.name for part in tables[name].parts)
            yield Problem(
                "row_count",
                files,
                f"{len(tables[name].frame)} 行 / rows",
                Bilingual(
                    f"{wanted} 行（study.toml 的 [intake.rows] {name}）",
                    f"{wanted} rows, as [intake.rows] {name} in study.toml says",
                ),
                Bilingual(
                    "查找缺少或多出的行；声明有误时改 study.toml",
                    "look for rows that are missing or too many; mend study.toml if it "
                    "is wrong",
                ),
            )
