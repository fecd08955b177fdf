"""From text to types: match headers to fields, parse every cell or say which fails."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.errors import Bilingual, Problem
from hubstudy.fields import fold_header
from hubstudy.schemas import DTYPES, TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from hubstudy.fields import Field
    from hubstudy.intake.readers import RawTable

_FLAGS = {
    word: value
    for words, value in (
        (("是", "有", "true", "yes", "y", "1"), True),
        (("否", "无", "false", "no", "n", "0"), False),
    )
    for word in words
}
_INTEGER = re.compile(r"[+-]?\d{1,15}")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")


@dataclass(frozen=True, slots=True, eq=False)
class TextTable:
    """
    A table's text under field names, with the place of every cell.

    Parameters
    ----------
    raw
        The table as it stands in its file.
    texts
        One text column per field, in the order of the schema.
    headers
        Field name to the header as it stands in the file.
    """

    raw: RawTable
    texts: pd.DataFrame
    headers: dict[str, str]

    def problem(
        self,
        code: str,
        found: str,
        expected: Bilingual,
        remedy: Bilingual,
        *,
        index: int,
        column: str,
    ) -> Problem:
        """
        Make a problem about one cell.

        Parameters
        ----------
        code, found, expected, remedy
            See `hubstudy.errors.Problem`.
        index
            Position of the row in `texts`.
        column
            Field name.

        Returns
        -------
        Problem
            With file, sheet, row and column as they stand in the file.
        """
        return self.raw.problem(
            code,
            found,
            expected,
            remedy,
            row=self.raw.numbers[index],
            column=self.headers[column],
        )


def match_headers(raw: RawTable) -> tuple[TextTable | None, list[Problem], list[str]]:
    """
    Find each field's column by its Chinese or English header.

    Parameters
    ----------
    raw
        The table as it stands in its file.

    Returns
    -------
    table
        Text under field names; None if a column is missing or stands twice.
    problems
        Missing columns, with the nearest headers, and headers that stand twice.
    unread
        Headers that no field knows; their columns are left unread.
    """
    folded = [fold_header(header) for header in raw.headers]
    problems: list[Problem] = []
    positions: dict[str, int] = {}
    for column in TABLES[raw.table].columns:
        accepted = column.field.accepted_headers()
        places = [place for place, word in enumerate(folded) if word in accepted]
        if len(places) == 1:
            positions[column.name] = places[0]
        elif places:
            problems.append(_header_twice(raw, column.field, places))
    used = set(positions.values())
    unread = [h for place, h in enumerate(raw.headers) if place not in used and h]
    problems += [
        _header_missing(raw, column.field, unread)
        for column in TABLES[raw.table].columns
        if column.name not in positions
        and not any(p.column == column.field.axis_label("zh") for p in problems)
    ]
    if problems:
        return None, problems, unread
    texts = pd.DataFrame(list(raw.rows), columns=range(len(raw.headers)), dtype="str")
    texts = texts[list(positions.values())].set_axis(list(positions), axis="columns")
    headers = {name: raw.headers[place] for name, place in positions.items()}
    return TextTable(raw, texts, headers), [], unread


def parse(table: TextTable) -> tuple[pd.DataFrame, list[Problem]]:
    """
    Give every column its type.

    Parameters
    ----------
    table
        Text under field names.

    Returns
    -------
    frame
        Typed frame in the order of the schema; a cell that fails is missing.
    problems
        Cells that cannot be read as what their field is.
    """
    typed: dict[str, pd.Series] = {}
    problems: list[Problem] = []
    for column in TABLES[table.raw.table].columns:
        field, texts = column.field, table.texts[column.name]
        words = pd.unique(texts)
        parser = _parser(field)
        known = {word: parser(word) for word in words if word != ""}
        bad = {word for word, value in known.items() if value is None}
        typed[column.name] = _series(texts, known, field)
        if bad:
            expected, remedy = _expected(field)
            problems += [
                table.problem(
                    f"{field.kind}_unreadable", texts[index], expected, remedy,
                    index=int(index), column=column.name,
                )
                for index in np.flatnonzero(texts.isin(bad))
            ]  # fmt: skip
    return pd.DataFrame(typed), problems


def _series(texts: pd.Series, known: dict[str, object], field: Field) -> pd.Series:
    values = texts.map(known) if known else pd.Series(None, index=texts.index)
    if field.kind == "flag":  # missing flags are told by the check on empty cells
        return values.astype("boolean").fillna(value=False).astype("bool")
    if field.kind in {"integer", "year"}:
        whole = [None if pd.isna(value) else value for value in values]
        return pd.Series(whole, index=texts.index, dtype="Int64")
    return pd.Series(values, dtype=DTYPES[field.kind])


def _parser(field: Field) -> Callable[[str], object]:
    if field.kind == "category":
        spellings = field.category_spellings()
        return lambda word: spellings.get(fold_header(word))
    parsers: dict[str, Callable[[str], object]] = {
        "text": str,
        "flag": lambda word: _FLAGS.get(fold_header(word)),
        "integer": lambda word: int(word) if _INTEGER.fullmatch(word) else None,
        "year": lambda word: int(word) if _INTEGER.fullmatch(word) else None,
        "number": _finite,
        "date": _date,
    }
    return parsers[field.kind]


def _finite(word: str) -> float | None:
    value = float(word) if _NUMBER.fullmatch(word) else float("nan")
    return value if np.isfinite(value) else None


def _date(word: str) -> pd.Timestamp | None:
    match = _DATE.fullmatch(word)
    if match is None:
        return None
    try:
        year, month, day = map(int, match.groups())
        return pd.Timestamp(year=year, month=month, day=day)
    except ValueError:
        return None


def _expected(field: Field) -> tuple[Bilingual, Bilingual]:
    """Say what a field's cells look like and how to mend one."""
    if field.kind == "category":
        zh, en = (
            "、".join(field.category_labels("zh").values()),
            ", ".join(field.category_labels("en").values()),
        )
        return Bilingual(f"以下之一：{zh}", f"one of: {en}"), Bilingual(
            "改为所列类别之一", "write one of these categories"
        )
    return {
        "flag": (
            Bilingual("是或否", "是 or 否 (yes or no)"),
            Bilingual("填写“是”或“否”", "write 是 or 否"),
        ),
        "integer": (
            Bilingual("整数", "a whole number"),
            Bilingual(
                "只填数字，不带单位与逗号", "write digits only, no unit or comma"
            ),
        ),
        "year": (
            Bilingual("四位年份", "a year of four digits"),
            Bilingual("只填年份数字，如 2021", "write the year only, such as 2021"),
        ),
        "number": (
            Bilingual("数字", "a number"),
            Bilingual(
                "只填数字，不带单位与逗号", "write digits only, no unit or comma"
            ),
        ),
        "date": (
            Bilingual("YYYY-MM-DD 形式的日期", "a date as YYYY-MM-DD"),
            Bilingual("改写为如 2021-03-01", "write it as 2021-03-01"),
        ),
    }[field.kind]


def _header_twice(raw: RawTable, field: Field, places: list[int]) -> Problem:
    return raw.problem(
        "column_twice",
        "、".join(raw.headers[place] for place in places),
        Bilingual(f"一列“{field.label.zh}”", f"one column “{field.label.en}”"),
        Bilingual("删除或改名多余的列", "remove or rename the extra column"),
        row=1,
        column=field.axis_label("zh"),
    )


def _header_missing(raw: RawTable, field: Field, unread: list[str]) -> Problem:
    near = difflib.get_close_matches(field.label.zh, unread, n=3, cutoff=0.3)
    near += difflib.get_close_matches(field.name, unread, n=3, cutoff=0.5)
    hint_zh = f"；是否为“{'”“'.join(near)}”？" if near else ""
    hint_en = f"; is it “{'”, “'.join(near)}”?" if near else ""
    return raw.problem(
        "column_missing",
        "无此列 / no such column",
        Bilingual(
            f"列“{field.axis_label('zh')}”或“{field.name}”{hint_zh}",
            f"a column “{field.axis_label('en')}” or “{field.name}”{hint_en}",
        ),
        Bilingual(
            "补上该列；没有数据时保留表头、单元格留空",
            "add the column; keep the header, leave cells empty without data",
        ),
        row=1,
        column=field.axis_label("zh"),
    )
