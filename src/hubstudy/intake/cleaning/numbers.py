"""Numbers as people write them: units, thousands, percentages, Chinese numerals.

A number is read exactly (as a fraction) and becomes a float or an integer only at the
end. What can be read in two ways is refused.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from hubstudy.intake.cleaning.cells import Reading, failed
from hubstudy.intake.cleaning.numerals import NUMERALS, read_numeral
from hubstudy.intake.cleaning.units import (
    Unit,
    cell_factor,
    fits,
    header_factor,
    header_unit,
)

if TYPE_CHECKING:
    from hubstudy.fields import Field

__all__ = ["DIGITS", "LIMIT", "Unit", "fits", "header_unit", "read", "written"]

DIGITS = 15
"""Digits before the point that a number keeps exactly everywhere."""
LIMIT = 10**DIGITS
_LONGEST = 400

_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_HEAD = re.compile(
    r"[+-]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)"
)
_HAN_HEAD = re.compile(f"[{NUMERALS}]+")
_SCIENTIFIC = re.compile(r"[+-]?[0-9]*\.?[0-9]+\.?[eE][+-]?[0-9]+")
_ABOUT = re.compile(r"大?约为?")
_CURRENCY = re.compile(r"人民币|[¥￥]|RMB|CNY", re.IGNORECASE)
_UNIT_PART = re.compile(
    r"^([余多]?)\s*((?:百?万|[千亿])?)([余多]?)\s*(.*?)\s*((?:左右|上下|[余多])?)$",
    re.DOTALL,
)
_LETTERS = rf"[^\W\d{NUMERALS}]*"
_ONE = rf"(?:[0-9][0-9,.]*|[{NUMERALS}]+)\s*{_LETTERS}[万亿千]?{_LETTERS}%?"
_BOUND = (
    "[<>≤≥≦≧~]|超过?|逾|将?近|不足|不到|不超过|不少于|不低于|至少|至多|最多|"
    "[大小多少高低]于"
)
_RANGE = re.compile(
    rf"(?:大?约)?(?:(?:{_BOUND}).*[0-9{NUMERALS}].*"
    rf"|.*[0-9{NUMERALS}].*(?:以[上下内外]|之内|\+)"
    rf"|{_ONE}\s*(?:-+|[~—–−]+|至|到)\s*{_ONE})",
    re.DOTALL,
)
_UNIT_LIKE = re.compile(r"[^\W\d_]+[23]?|‰|[$€£]")


def read(text: str, field: Field, unit: Unit | None) -> Reading:
    """
    Read a number.

    Parameters
    ----------
    text
        Tidied text, not empty.
    field
        An integer or number field.
    unit
        Unit written in the header.

    Returns
    -------
    Reading
        Its value in the field's own unit, or the code of why it cannot be read.
    """
    text = text.replace("−", "-")
    code = _never_read(text, field, unit)
    if code:
        return failed(code)
    if _PLAIN.fullmatch(text):
        rules = ["decimal_zero"] if field.kind == "integer" and "." in text else []
        return _scaled(text, header_factor(unit), rules, field, unit)
    parts = _taken_apart(text)
    factor = _factor(parts, text, field, unit)
    if parts is None or isinstance(factor, str):
        return failed("range_not_number" if _RANGE.fullmatch(text) else str(factor))
    digits, word, rules = parts
    if word:
        rules.append("percent" if word == "%" else "unit_in_cell")
        unit = None
    return _scaled(digits, factor, rules, field, unit)


def _never_read(text: str, field: Field, unit: Unit | None) -> str:
    """Give the code of what is refused at first sight, else nothing."""
    if len(text) > _LONGEST:
        return f"{field.kind}_unreadable"
    if unit is not None and not fits(unit, field):
        return "unit_unknown"
    return "number_scientific" if _SCIENTIFIC.fullmatch(text) else ""


def _factor(
    parts: tuple[str, str, list[str]] | None, text: str, field: Field, unit: Unit | None
) -> Fraction | str:
    """Give the factor of the cell's unit or else the header's, or a problem code."""
    if parts is None:
        return f"{field.kind}_unreadable"
    _, word, rules = parts
    if word:
        return cell_factor(word, field, unit)
    spelled = unit is not None and unit.factor > 1 and _multiplies(rules, text)
    return "unit_conflict" if spelled else header_factor(unit)


def _multiplies(rules: list[str], text: str) -> bool:
    """Tell whether a spelled-out numeral may already hold the header's 千, 万 or 亿."""
    return "chinese_numeral" in rules and re.search("[千仟万萬亿億]", text) is not None


def _taken_apart(text: str) -> tuple[str, str, list[str]] | None:
    """Split into digits, unit and rules; None if that is not what it is made of."""
    rules: list[str] = []
    rest, n_about = _ABOUT.subn("", text, count=1) if text[0] in "大约" else (text, 0)
    rest = re.sub(r"^百分之(.*[^%])$", r"\1%", rest.strip())
    currency = _CURRENCY.match(rest)
    if currency:
        rest = rest[currency.end() :].strip()
    number = _HEAD.match(rest)
    numeral = None if number else _HAN_HEAD.match(rest)
    if number:
        digits = number.group().replace(",", "")
        if digits != number.group():
            rules.append("thousands")
            if digits.lstrip("+-").startswith("0"):
                return None
        rest = rest[number.end() :].strip()
    elif numeral:
        value = read_numeral(numeral.group())
        if value is None:
            return None
        digits = str(value)
        rules.append("chinese_numeral")
        rest = rest[numeral.end() :]
    else:
        return None
    before, size, after, word, roughly = _UNIT_PART.findall(rest)[0]
    if n_about or before or after or roughly:
        rules.append("approximate")
    word = (size + word.strip()).casefold()
    if currency:
        word = "元" if word == "" else {"千": "千元", "万": "万元", "亿": "亿元"}.get(
            word, word
        )  # fmt: skip
    if word and word != "%" and not _UNIT_LIKE.fullmatch(word):
        return None
    return digits, word, rules


def _scaled(
    digits: str, factor: Fraction, rules: list[str], field: Field, unit: Unit | None
) -> Reading:
    """Give the number in the field's own unit and type."""
    if len(digits.lstrip("+-0").partition(".")[0]) > DIGITS:
        return failed("number_too_long")
    exact = Fraction(digits) * factor
    if abs(exact) >= LIMIT:
        return failed("number_too_long")
    if field.kind == "integer" and exact.denominator != 1:
        return failed("integer_unreadable")
    if unit is not None and factor != 1:
        rules = [*rules, "unit_in_header"]
    value = int(exact) if field.kind == "integer" else float(exact) + 0.0
    return Reading(value, tuple(rules), became=written(value))


def written(value: float) -> str:
    """
    Write a number in its one form.

    Parameters
    ----------
    value
        A finite number.

    Returns
    -------
    str
        Digits without exponent, grouping or needless zeros.
    """
    return f"{Decimal(repr(value)):f}".removesuffix(".0")
