"""Units that a sheet gives once, in its title, a note or its name, for all amounts.

A line that says 单位：万元 in so many words is applied to amounts whose header has no
unit. Any other mention of 万元 beside such a header is refused: to read past it would
be wrong by a factor of ten thousand, and to apply it would be a guess.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.fields import CURRENCY, FIELDS
from hubstudy.intake.cleaning.numbers import fits, header_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.errors import Problem
    from hubstudy.intake.layout import Layout
    from hubstudy.intake.texts import Sheet

_SAID = re.compile(
    r"(?:(?<![\u3400-\u9fff])|(?<=金额)|(?<=计量)|(?<=货币))"
    r"(?:单\s*位|units?)\s*(?:[:：]|为|是)\s*([^\s，,；;。）)]+(?:[ ,][a-z]+)*)",
    re.IGNORECASE,
)
"""A unit for the whole sheet; 填报单位 and 编制单位 are offices."""

_MENTIONED = re.compile(
    r"(?<![\d０-９几数余多两一二三四五六七八九十百千万])(?:百万|千万|[千万亿])元|美元|欧元|港元|日元"
)
"""A unit of money that is no part of an amount such as 30万元."""

_REMEDY = Bilingual(
    "把单位写进各列表头，如“金额/万元”，并删去此处的说法",
    "write units into the headers, such as 金额/万元, and delete this one",
)


def apply_unit_lines(sheet: Sheet, layout: Layout) -> Iterator[Problem]:
    """
    Give fields without a unit in their header the one that the sheet states.

    Parameters
    ----------
    sheet
        The sheet.
    layout
        Its parts; units are written into ``layout.matched``.

    Yields
    ------
    Problem
        Units that are unknown, at odds with one another or not clearly said.
    """
    own = dict(layout.matched.units)
    said: dict[str, int | None] = {}
    loose: list[tuple[int | None, str]] = []
    for row, text in _lines(sheet, layout):
        words = [part for word in _SAID.findall(text) for part in _parts(word)]
        said |= dict.fromkeys(words, row)
        mentioned = (found.group() for found in _MENTIONED.finditer(text))
        loose += [(row, unit) for unit in mentioned if unit not in words]
    for word, row in said.items():
        unit = header_unit(f"（{word}）")
        if unit is None:
            known = Bilingual(
                "认识的单位，如 元、万元、人", "a unit such as 元, 万元, 人"
            )
            yield _problem(sheet, "unit_unknown", row, word, known)
            continue
        for name in _measured(layout):
            if name in own or not fits(unit, FIELDS[name]):
                continue
            before = layout.matched.units.setdefault(name, unit)
            if before.factor != unit.factor:
                one = Bilingual("一个单位", "one unit")
                yield _problem(sheet, "unit_unclear", row, word, one)
    bare = [
        name
        for name in _measured(layout)
        if FIELDS[name].unit == CURRENCY and name not in layout.matched.units
    ]
    if loose and bare:
        heads = "、".join(layout.heading(layout.matched.places[name]) for name in bare)
        wanted = Bilingual(
            f"“{heads}”的表头写明单位", f"units in the headers “{heads}”"
        )
        yield _problem(sheet, "unit_unclear", *loose[0], wanted)


def _lines(sheet: Sheet, layout: Layout) -> Iterator[tuple[int | None, str]]:
    yield None, sheet.sheet or ""
    for row in [*layout.titles, *layout.notes]:
        for text in sheet.row_texts(row):
            if text:
                yield row, text


def _parts(word: str) -> list[str]:
    return [part for part in re.split(r"[、，/和]", word) if part]


def _measured(layout: Layout) -> list[str]:
    return [
        name
        for name in layout.matched.places
        if FIELDS[name].kind in {"number", "integer"}
    ]


def _problem(
    sheet: Sheet, code: str, row: int | None, found: str, expected: Bilingual
) -> Problem:
    number = None if row is None else int(sheet.numbers[row])
    return sheet.problem(code, found, expected, _REMEDY, row=number)
