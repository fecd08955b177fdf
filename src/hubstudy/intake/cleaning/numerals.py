"""Chinese numerals, read only in the form in which they are rightly written."""

from __future__ import annotations

import re

_DIGITS = "零一二三四五六七八九"
_PLAIN = str.maketrans(
    "〇○壹贰叁肆伍陆柒捌玖拾佰仟萬億", "零零一二三四五六七八九十百千万亿"
)
_PLACES = {"十": 10, "百": 100, "千": 1000}
_MOST = 10**12

NUMERALS = "零〇○一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億"
"""Every character of a numeral."""


def read_numeral(text: str) -> int | None:
    """
    Read a Chinese numeral.

    Parameters
    ----------
    text
        Numeral alone, such as ``三百二十``, ``一千零五``, ``两万`` or ``二〇二三``.

    Returns
    -------
    int or None
        Its value; None if it is none, or can be read in two ways, as ``三五`` (35, or
        three to five), ``一万二`` and ``三百二`` can.
    """
    if text == "两":
        return 2
    if text in {"○", ""} or re.search("两(?![百佰千仟万萬亿億])", text):
        return None
    plain = text.translate(_PLAIN)
    if set(plain) <= set(_DIGITS):
        return _row_of_digits(plain)
    plain = plain.replace("两", "二")
    value = _value(plain)
    if value is None or _shortened(write_numeral(value)) != _shortened(plain):
        return None
    return value


def write_numeral(value: int) -> str:
    """
    Write a number as a Chinese numeral.

    Parameters
    ----------
    value
        From 0 to below 1,000,000,000,000.

    Returns
    -------
    str
        Such as ``一万零五百``.
    """
    if value == 0:
        return "零"
    words = ""
    for place, size in (("亿", 10**8), ("万", 10**4), ("", 1)):
        group = value // size % 10**4
        if group and words and group < 10**3:
            words += "零"
        if group:
            words += _write_group(group) + place
        elif words and not place:
            break
    return words


def _write_group(group: int) -> str:
    words, gap = "", False
    for place, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = group // size % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + place
        gap = not digit
    return words


def _shortened(words: str) -> str:
    """Write ten in one way: 十 for 一十."""
    return words.replace("一十", "十")


def _row_of_digits(plain: str) -> int | None:
    if len(plain) == 1:
        return _DIGITS.index(plain)
    unsure = len(plain) == len("三五") and "零" not in plain  # may mean 3 to 5
    if plain.startswith("零") or unsure:
        return None
    return int("".join(str(_DIGITS.index(digit)) for digit in plain))


def _value(plain: str) -> int | None:
    total = group = 0
    digit: int | None = None
    for letter in plain:
        if letter in _DIGITS:
            if digit:
                return None
            digit = _DIGITS.index(letter)
        elif letter in _PLACES:
            group += (1 if digit is None and letter == "十" else digit or 0) * _PLACES[
                letter
            ]
            digit = None
        else:
            group += digit or 0
            total, group = (
                (total + group * 10**4, 0)
                if letter == "万"
                else ((total + group) * 10**8, 0)
            )
            digit = None
        if total >= _MOST:
            return None
    return total + group + (digit or 0)
