"""Units of a header and of a cell, and what one of them is in a field's own unit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubstudy.fields import Field

_BRACKETS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_AFTER = re.compile(r"(?:/|单位[:\s]*)([^()\[\]【】]+)$")


@dataclass(frozen=True, slots=True)
class Unit:
    """
    A unit written in a header or a cell.

    Parameters
    ----------
    word
        As written, in NFKC form and lower case.
    dimension
        What it measures: ``money``, ``people``, ``visits``, ``households``, ``count``,
        ``area``, ``points``, ``stars``, ``months``, ``share``, or ``multiplier`` for a
        bare 千, 万 or 亿.
    factor
        How many of the field's own unit one of it is.
    """

    word: str
    dimension: str
    factor: float


_FACTORS: dict[str, tuple[str, Fraction]] = {
    word: (dimension, Fraction(factor))
    for dimension, factor, words in (
        ("money", "1", "元 yuan cny rmb 人民币 人民币元 元人民币 元整"),
        ("money", "1000", "千元"),
        ("money", "10000", "万元 万元整 万元人民币 人民币万元"),
        ("money", "1000000", "百万元"),
        ("money", "100000000", "亿元 亿元人民币 人民币亿元"),
        ("multiplier", "1000", "千"),
        ("multiplier", "10000", "万"),
        ("multiplier", "100000000", "亿"),
        ("people", "1", "人 名 people"),
        ("people", "10000", "万人 万名"),
        ("people", "100000000", "亿人"),
        ("visits", "1", "人次"),
        ("visits", "10000", "万人次"),
        ("households", "1", "户 households"),
        ("households", "10000", "万户"),
        ("count", "1", "个 count"),
        ("area", "1", "km2 平方公里 平方千米"),
        ("area", "1/100", "公顷 hm2 ha"),
        ("area", "1/1000000", "平方米 m2"),
        ("area", "1/1500", "亩"),
        ("points", "1", "分 points"),
        ("stars", "1", "星 星级 颗星 stars"),
        ("months", "1", "月 个月 months"),
        ("share", "1/100", "% 百分比"),
    )
    for word in words.split()
}
_DIMENSIONS = {
    "元": "money",
    "人": "people",
    "人次": "visits",
    "户": "households",
    "个": "count",
    "km²": "area",
    "分": "points",
    "月": "months",
}


def _dimension(field: Field) -> str:
    if field.unit is not None:
        return _DIMENSIONS.get(field.unit.zh, "")
    if field.name == "stars":
        return "stars"
    return "share" if field.kind == "number" else ""


def _unit(word: str) -> Unit | None:
    known = _FACTORS.get(word)
    return None if known is None else Unit(word, known[0], float(known[1]))


def header_unit(text: str) -> Unit | None:
    """
    Find the unit written in a header.

    Parameters
    ----------
    text
        Header as it stands in the file.

    Returns
    -------
    Unit or None
        The unit in its brackets, after its slash or after 单位; None if there is none,
        none that is known, or two that differ.

    Examples
    --------
    >>> header_unit("金额（万元）")
    Unit(word='万元', dimension='money', factor=10000.0)
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = _BRACKETS.findall(plain) + _AFTER.findall(_BRACKETS.sub("", plain).strip())
    found = {
        unit.dimension + str(unit.factor): unit
        for word in words
        if (unit := _unit(re.sub(r"单位|[:\s]", "", word))) is not None
    }
    return next(iter(found.values())) if len(found) == 1 else None


def fits(unit: Unit, field: Field) -> bool:
    """
    Tell whether a field can be given in a unit.

    Parameters
    ----------
    unit
        Unit of a header or a cell.
    field
        What the column is.

    Returns
    -------
    bool
        True if values in that unit can be converted into the field's own.
    """
    own = _dimension(field)
    if unit.dimension == "multiplier":
        return own == "money" or (
            unit.word != "千" and own in {"people", "visits", "households"}
        )
    if field.name == "beneficiaries":
        return unit.dimension in {"people", "visits"}
    return unit.dimension == own


def header_factor(unit: Unit | None) -> Fraction:
    """
    Give the exact factor of a header's unit.

    Parameters
    ----------
    unit
        Unit written in the header.

    Returns
    -------
    fractions.Fraction
        1 if there is none.
    """
    if unit is None:
        return Fraction(1)
    known = _FACTORS.get(unit.word)
    return Fraction(str(unit.factor)) if known is None else known[1]


def cell_factor(word: str, field: Field, header: Unit | None) -> Fraction | str:
    """
    Give the exact factor of a cell's unit.

    Parameters
    ----------
    word
        Unit written in the cell, in lower case.
    field
        What the column is.
    header
        Unit written in the header.

    Returns
    -------
    fractions.Fraction or str
        The factor, or the problem code of why the unit cannot stand there.
    """
    unit = _unit(word)
    if unit is None:
        return "unit_unknown"
    if not fits(unit, field):
        unknown = "unit_unknown" if header is None else "unit_conflict"
        return "percent_unexpected" if unit.dimension == "share" else unknown
    # 1.2万 under 元 can only mean 12,000; under 万元 it may mean either.
    plain = header is None or (header.factor == 1 and header.dimension != "area")
    agree = header is not None and (
        unit.word == header.word
        or (unit.dimension, unit.factor) == (header.dimension, header.factor)
    )
    return _FACTORS[word][1] if plain or agree else "unit_conflict"


def decimal_shift(unit: Unit | None, field: Field) -> int | None:
    """
    Tell how far a header's unit moves the decimal point.

    Parameters
    ----------
    unit
        Unit written in the header.
    field
        What the column is.

    Returns
    -------
    int or None
        4 for 万元; None if the unit does not fit the field or is no power of ten.
    """
    if unit is None:
        return 0
    text = str(header_factor(unit))
    places = text.count("0")
    shift = {"1" + "0" * places: places, "1/1" + "0" * places: -places}.get(text)
    return shift if fits(unit, field) else None
