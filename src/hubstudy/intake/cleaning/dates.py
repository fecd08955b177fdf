"""Dates and years as people write them, with how precise they are."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import TYPE_CHECKING, Literal

from hubstudy.intake.cleaning.cells import Reading, failed
from hubstudy.intake.cleaning.numerals import read_numeral

if TYPE_CHECKING:
    from hubstudy.intake.texts import Kind

Precision = Literal["day", "month", "year"]

FIRST = dt.date(1949, 10, 1)
LAST = dt.date(2100, 12, 31)
_EPOCH = dt.date(1899, 12, 30)
_EPOCH_1904 = dt.date(1904, 1, 1)

_MONTHS = 12
_HAN_DIGITS = "〇○零0一二三四五六七八九"
_YEAR = rf"[0-9]{{4}}|[{_HAN_DIGITS}]{{4}}"
_PART = r"[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MIDNIGHT = re.compile(r"(.*[0-9])(?:T|\s+)00?:00(?::00(?:\.0+)?)?", re.DOTALL)
_ANY_TIME = re.compile(
    r"(.*[0-9])(?:T|\s+)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"
)
_WORDS = re.compile(
    rf"({_YEAR})\s*年(?:\s*({_PART})\s*月(?:份|\s*({_PART})\s*[日号]?)?)?"
)
_POINTS = re.compile(r"([0-9]{4})\s*([-/.])\s*([0-9]{1,2})(?:\s*\2\s*([0-9]{1,2}))?")
_PACKED = re.compile(r"([0-9]{4})(?:([0-9]{2})([0-9]{2})?)?")
_MONTH = "(?:0?[1-9]|1[0-2])"
_YEAR_LAST = re.compile(  # 01/02/2024, 01/02/03
    rf"{_MONTH}[-/.]{_MONTH}[-/.](?:[0-9]{{4}}|[0-9]{{2}})|[0-9]{{1,2}}(?:[-/.]{_MONTH}){{2}}"
)
_YYMMDD = re.compile("[0-9]{2}(?:0[1-9]|1[0-2]){2}")  # 200801 may mean 2020-08-01
_JANUARY_OR_OCTOBER = re.compile(r"[0-9]{4}\.1")  # 2023.10 as a number is 2023.1
_SERIAL = re.compile("[0-9]{5}")
_YEAR_AND_MONTH = re.compile("(?:19(?:49|[5-9][0-9])|20[0-9]{2}|2100)[1-9]")
_UP_TO = re.compile(r"截[至止]到?\s*")
_YEAR_CELL = re.compile(rf"({_YEAR})\s*(年度?)?")
_YEAR_RANGE = re.compile(r"[0-9]{4}年?\s*(?:-+|[~—–]+|至|到)\s*[0-9]{2,4}年?")
_YEAR_ZERO = re.compile(r"([0-9]{4})\.0+")
_ROUGHLY = re.compile(r"(?:大?约)?(.*?)(?:左右|上下)?")


def read_year(text: str) -> Reading:
    """
    Read a year.

    Parameters
    ----------
    text
        Tidied text, not empty.

    Returns
    -------
    Reading
        The year, or the code of why it cannot be read.
    """
    exact = _ROUGHLY.fullmatch(text)
    inner = exact.group(1).strip() if exact else text
    rules = ["approximate"] if inner != text else []
    zero = _YEAR_ZERO.fullmatch(inner)
    if zero:
        return _year(int(zero.group(1)), [*rules, "decimal_zero"])
    match = _YEAR_CELL.fullmatch(inner)
    if match is None:
        is_range = _YEAR_RANGE.fullmatch(inner)
        return failed("range_not_number" if is_range else "year_unreadable")
    if match.group(2):
        rules.append("year_form")
    if not match.group(1).isascii():
        rules.append("chinese_numeral")
    return _year(_year_number(match.group(1)), rules)


def _year(value: int, rules: list[str]) -> Reading:
    return Reading(value, tuple(rules), became=str(value))


def read(
    text: str, kind: Kind, *, as_of: dt.date, ends: bool, epoch_1904: bool
) -> Reading:
    """
    Read a date.

    Parameters
    ----------
    text
        Tidied text, not empty.
    kind
        Kind of the cell.
    as_of
        Day the register describes.
    ends
        Whether the date closes something: a month or year then means its last day, yet
        not a day after `as_of`; else its first.
    epoch_1904
        Whether the workbook counts days from 1904.

    Returns
    -------
    Reading
        The date as ``YYYY-MM-DD``, or the code of why it cannot be read.
    """
    iso = _ISO.fullmatch(text)
    if iso:
        return _dated(*map(int, iso.groups()), rules=[])
    if kind == "date":
        return _date_cell(text)
    if _SERIAL.fullmatch(text):
        return _serial(text, epoch_1904=epoch_1904)
    parts = _parts(text, kind)
    if isinstance(parts, str):
        return failed(parts)
    year, month, day, rules = parts
    if month is None or day is None:
        return _imprecise(year, month, rules, as_of=as_of, ends=ends)
    return _dated(year, month, day, rules=["date_form", *rules])


def _parts(
    text: str, kind: Kind
) -> tuple[int, int | None, int | None, list[str]] | str:
    """Find year, month and day; or give the code of why not."""
    if kind != "text" and _JANUARY_OR_OCTOBER.fullmatch(text):
        return "date_ambiguous"
    midnight = _MIDNIGHT.fullmatch(text)
    if midnight:
        text = midnight.group(1)
    text = _UP_TO.sub("", text, count=1) if text.startswith("截") else text
    shapes = ((_WORDS, (1, 2, 3)), (_POINTS, (1, 3, 4)), (_PACKED, (1, 2, 3)))
    found = next(
        (
            match.group(*parts)
            for shape, parts in shapes
            if (match := shape.fullmatch(text))
        ),
        None,
    )
    if found is None or (midnight and found[2] is None) or _YYMMDD.fullmatch(text):
        return _why_not(text)
    month, day = _small(found[1]), _small(found[2])
    if month == 0 or day == 0:
        return "date_unreadable"
    spelled = any(part and not part.isascii() for part in found)
    year = _year_number(found[0] or "")
    return year, month, day, ["chinese_numeral"] if spelled else []


def _why_not(text: str) -> str:
    """Tell a date whose order is unknown from what is no date."""
    unsure = _YYMMDD.fullmatch(text) or _YEAR_LAST.fullmatch(text)
    return "date_ambiguous" if unsure else "date_unreadable"


def _year_number(text: str) -> int:
    digits = {"〇": 0, "○": 0, "零": 0, "0": 0}
    return int(
        text
        if text.isascii()
        else "".join(str(digits.get(c, "〇一二三四五六七八九".find(c))) for c in text)
    )


def _small(text: str | None) -> int | None:
    """Read a month or day; 0 if its numeral is none."""
    if text is None:
        return None
    return int(text) if text.isascii() else read_numeral(text) or 0


def _date_cell(text: str) -> Reading:
    timed = _ANY_TIME.fullmatch(text)
    iso = _ISO.fullmatch(timed.group(1)) if timed else None
    if iso is None:
        return failed("date_unreadable")
    return _dated(*map(int, iso.groups()), rules=["date_cell"])


def _serial(text: str, *, epoch_1904: bool) -> Reading:
    if _YEAR_AND_MONTH.fullmatch(text):  # 20238 may mean 2023-8
        return failed("date_ambiguous")
    day = (_EPOCH_1904 if epoch_1904 else _EPOCH) + dt.timedelta(days=int(text))
    return _bounded(day, ["date_serial"], "day")


def _dated(year: int, month: int, day: int, *, rules: list[str]) -> Reading:
    try:
        return _bounded(dt.date(year, month, day), rules, "day")
    except ValueError:
        return failed("date_unreadable")


def _imprecise(
    year: int, month: int | None, rules: list[str], *, as_of: dt.date, ends: bool
) -> Reading:
    precision: Precision = "year" if month is None else "month"
    last_month = month or _MONTHS
    if year == 0 or last_month > _MONTHS:
        return failed("date_unreadable")
    first = dt.date(year, month or 1, 1)
    last = dt.date(year, last_month, calendar.monthrange(year, last_month)[1])
    value = first if not ends else min(last, as_of) if as_of >= first else last
    return _bounded(value, [f"date_{precision}", *rules], precision)


def _bounded(day: dt.date, rules: list[str], precision: Precision) -> Reading:
    if not FIRST <= day <= LAST:
        return failed("date_range")
    return Reading(day.isoformat(), tuple(rules), "", day.isoformat(), precision)
