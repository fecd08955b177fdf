"""How one column of the register looks to those who fill it in."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING

from hubstudy.intake.template.codebook import (
    KINDS,
    NEEDED,
    OPTIONAL,
    choices,
    examples,
    meaning,
)
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hubstudy.schemas import Column, Rule, Table

EXPLAINED = "【说明】"
"""What the first cell of a row of explanations begins with; such a row is not read."""

FIRST_ROW, LAST_ROW = 3, 5002
"""Rows to fill in, as a spreadsheet counts: they have drop-down lists."""

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NARROW, WIDE = 17, 28
LINE_HEIGHT, HIGHEST = 15.0, 400.0
DIGITS = re.compile(r"\\d\{(\d+)\}")


def explanation(table: Table, column: Column, *, listed: bool) -> str:
    """
    Explain a column to the person who fills it in.

    Parameters
    ----------
    table
        The table.
    column
        One of its columns.
    listed
        Whether to list the choices, where there is no drop-down list.

    Returns
    -------
    str
        A Chinese and an English paragraph; marked in the first column as no data.
    """
    field, place = column.field, table.columns.index(column)
    needed = OPTIONAL if column.nullable else NEEDED
    allowed, kind, unit = choices(column), KINDS[field.kind], field.unit
    zh, en = [f"{needed.zh}，{kind.zh}"], [f"{field.label.en}: {needed.en}, {kind.en}"]
    if unit is not None:
        zh[0] += f"，单位：{unit.zh}"
        en[0] += f", in {unit.en}"
    if allowed and not listed:
        zh[0] += "，从下拉列表选"
        en[0] += ", pick from the list"
    elif allowed:
        zh.append("可填：" + "、".join(label.zh for label in allowed.values()))
        en.append(", ".join(f"{v.zh} = {v.en}" for v in allowed.values()))
    words = meaning(column)
    if words.zh:
        zh.append(words.zh)
        en.append(words.en)
    example = next((row[place] for row in examples(table.name) if row[place]), "")
    if example:
        zh.append(f"例：{example}")
    mark = EXPLAINED if place == 0 else ""
    return f"{mark}{'。'.join(zh)}\n{'; '.join(en)}"


def validation(column: Column) -> dict[str, object]:
    """
    Say what a spreadsheet lets a person type into a column.

    Parameters
    ----------
    column
        A column of a table.

    Returns
    -------
    dict
        As xlsxwriter takes it; empty if anything goes. Choices are refused, all else
        is only warned of, since the check reads more spellings than a spreadsheet.
    """
    if choices(column):
        return _picked([label.zh for label in choices(column).values()])
    if column.references is not None:
        return _listed_elsewhere(*column.references)
    limits = _limits(column)
    if not limits:
        return {}
    expected = column.rules[-1].expected
    said = f"应为：{expected.zh}。\nExpected: {expected.en}."
    return limits | _message("warning", "请核对", said)


def _picked(labels: list[str]) -> dict[str, object]:
    said = "请从下拉列表中选择一项。\nPlease pick from the list."
    rule: dict[str, object] = {"validate": "list", "source": labels}
    return rule | _message("stop", "请从列表中选择", said)


def _limits(column: Column) -> dict[str, object]:
    """Bound numbers and the length of codes, as the rules of the column say."""
    whole = column.field.kind in {"integer", "year"}
    for rule in column.rules:
        digits = DIGITS.fullmatch(rule.pattern or "")
        if digits:
            count = int(digits[1])
            return {"validate": "length", "criteria": "==", "value": count}
        if rule.low is not None:
            return {"validate": "integer" if whole else "decimal"} | _between(rule)
    return {}


def _listed_elsewhere(table: str, name: str) -> dict[str, object]:
    """Offer the codes that another sheet holds."""
    target = TABLES[table]
    letter = LETTERS[target.columns.index(target.column(name))]
    cells = f"='{target.label.zh}'!${letter}${FIRST_ROW}:${letter}${LAST_ROW}"
    said = (
        f"“{target.label.zh}”表中还没有它。\n"
        f"It does not stand in the sheet {target.label.en} yet."
    )
    rule: dict[str, object] = {"validate": "list", "source": cells}
    return rule | _message("warning", "请核对", said)


def _between(rule: Rule) -> dict[str, object]:
    if rule.high is None:
        return {"criteria": ">=", "value": rule.low}
    return {"criteria": "between", "minimum": rule.low, "maximum": rule.high}


def _message(kind: str, title: str, text: str) -> dict[str, object]:
    return {"error_type": kind, "error_title": title, "error_message": text}


def width(column: Column) -> int:
    """
    Choose how wide a column stands.

    Parameters
    ----------
    column
        A column of a table.

    Returns
    -------
    int
        In characters, as a spreadsheet counts: wide enough for its header.
    """
    texts = [column.field.axis_label("zh"), *(c.zh for c in choices(column).values())]
    wide = WIDE if column.field.kind == "text" and not column.rules else NARROW
    return max(wide if column.references is None else NARROW, *map(_wide, texts)) + 1


def height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """
    Estimate how high a row must be to show its texts in full.

    Parameters
    ----------
    texts
        Texts of its cells.
    widths
        Widths of the columns, in characters.

    Returns
    -------
    float
        Height in points.
    """
    lines = [
        sum(max(1, math.ceil(_wide(part) / (wide - 1))) for part in text.split("\n"))
        for text, wide in zip(texts, widths, strict=True)
    ]
    return min(HIGHEST, max(lines) * LINE_HEIGHT + 4)


def _wide(text: str) -> int:
    """Measure a text in characters; a Chinese one takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
