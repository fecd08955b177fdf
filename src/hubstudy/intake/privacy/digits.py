"""Tell what digits are: an identity number, a telephone, a bank card, or a code.

Project codes, division codes, credit codes, dates and amounts are rows of digits too,
so a kind is told by its check digit and its parts, never by its length alone.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from hubstudy.intake.cleaning import codes

if TYPE_CHECKING:
    from collections.abc import Sequence

PROVINCES = "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]"
"""First two digits of an identity number (GB/T 2260); 81 to 83 by residence permit."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID18 = re.compile(rf"(?:(?:{PROVINCES})\d{{4}}|9(?:{PROVINCES})\d{{3}})\d{{11}}[\dX]")
_ID15 = re.compile(rf"(?:{PROVINCES})\d{{13}}")
_CREDIT_CODE = re.compile(
    r"(?:1[1239]|2[19]|3[1-59]|4[19]|5[1-59]|6[129]|7[129]|8[19]|9[1-3])"
    rf"(?:100000|(?:{PROVINCES})\d{{4}})\d{{9}}[\dX]"
)
_CREDIT_CODE_WITH_YEAR = re.compile(r"\d\d(?:1[12]01|3101|5001)(?:19|20)")
"""Counties whose last digits are a century; elsewhere such a code is an identity."""
_FIRST_OLD_YEAR = 1925
_MOBILE = re.compile(r"(?:0086|86|0)?(1[3-9]\d{9})")
_LANDLINE = re.compile(
    r"(?P<area>(?:(?:00)?86)?0(?:10|2\d|[3-9]\d\d)|(?:00)?86(?:10|2\d|[3-9]\d\d))"
    r"(?P<own>[2-9]\d{6,7})"
)
_CARD = re.compile(
    r"62\d{14,17}|[45]\d{15}|35\d{14}|3[47]\d{13}|9558\d{15}|601382\d{13}"
)
_DIVISION = (
    rf"(?:62(?:0\d|1[0-2]|2[19]|30)|(?!62)(?:{PROVINCES})(?:[0-3]\d|90))(?:[0-4]|8)\d"
)
_PLACE_CODE = re.compile(
    r"3[47](?:0\d|1[0-8])(?:[0-4]|8)\d[0-3]\d\d[02]\d{5}"
    rf"|{_DIVISION}[0-3]\d\d[02]\d\d0[0-4]\d\d\d?"
    rf"|{_DIVISION}(?:[0-3]\d\d){{1,2}}(?:199|20[0-3])\d+"
    rf"|{_DIVISION}20[0-3]\d0\d+"
)
"""A place, then a year or a counter: a code, one in ten of which looks like a card."""


_MOBILE_SIZES = {(11,), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 7), (1,) * 11}
_OLD_ID_SIZES = {(15,), (6, 6, 3), (3,) * 5, (5, 5, 5), (4, 4, 4, 3), (1,) * 15}


def _is_date(year: str, month: str, day: str) -> bool:
    try:
        date = dt.date(int(year), int(month), int(day))
    except ValueError:
        return False
    return date.year >= 1900 and date <= dt.date.today()  # noqa: PLR2004


def id_shaped(digits: str) -> bool:
    """
    Tell 18 digits that have the parts of an identity number, whatever its check digit.

    Parameters
    ----------
    digits
        Digits, and perhaps a last X.

    Returns
    -------
    bool
        Whether place and birthday could be those of a living person.
    """
    return bool(_ID18.fullmatch(digits)) and _is_date(
        digits[6:10], digits[10:12], digits[12:14]
    )


def is_id(digits: str) -> bool:
    """
    Tell a resident identity number of 18 digits (GB 11643, ISO 7064 MOD 11-2).

    Parameters
    ----------
    digits
        Digits, and perhaps a last X.

    Returns
    -------
    bool
        Also true for a number that a spreadsheet rounded to 15 digits.
    """
    if not id_shaped(digits):
        return False
    rest = sum(int(d) * w for d, w in zip(digits[:17], _WEIGHTS, strict=True)) % 11
    right = "10X98765432"[rest] == digits[17] or digits.endswith("000")
    return right and not (
        _CREDIT_CODE_WITH_YEAR.match(digits) and is_credit_code(digits)
    )


def is_credit_code(text: str) -> bool:
    """
    Tell a unified social credit code whose registering place could be one.

    Parameters
    ----------
    text
        18 characters.

    Returns
    -------
    bool
        Whether both check digits are right.
    """
    return bool(_CREDIT_CODE.fullmatch(text)) and bool(codes.uscc_ok([text])[0])


def is_old_id(digits: str) -> bool:
    """
    Tell an identity number of 15 digits, as issued until 1999.

    Parameters
    ----------
    digits
        Digits.

    Returns
    -------
    bool
        False also for what reads like a place followed by 2010 to 2012.
    """
    return (
        bool(_ID15.fullmatch(digits))
        and int("19" + digits[6:8]) >= _FIRST_OLD_YEAR
        and digits[6:10] not in {"2010", "2011", "2012"}
        and _is_date("19" + digits[6:8], digits[8:10], digits[10:12])
    )


def is_card(digits: str) -> bool:
    """
    Tell a bank card number by its issuer, length and check digit (Luhn).

    Parameters
    ----------
    digits
        Digits.

    Returns
    -------
    bool
        False also for what reads like a place code with a year or a counter.
    """
    if not _CARD.fullmatch(digits) or is_place_code(digits):
        return False
    backwards = [int(digit) for digit in reversed(digits)]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in backwards[1::2])
    return (sum(backwards[::2]) + doubled) % 10 == 0


def is_place_code(digits: str) -> bool:
    """
    Tell digits that read like a place code with a year or a counter behind it.

    Parameters
    ----------
    digits
        Digits.

    Returns
    -------
    bool
        Whether they do.
    """
    return bool(_PLACE_CODE.fullmatch(digits))


def _core(sizes: Sequence[int], extra: int) -> tuple[int, ...] | None:
    """Take the country code off the first group."""
    if extra == 0:
        return tuple(sizes)
    if sizes[0] == extra:
        return tuple(sizes[1:])
    return (sizes[0] - extra, *sizes[1:]) if sizes[0] > extra else None


def _is_mobile_in(digits: str, sizes: Sequence[int], *, free: bool) -> bool:
    found = _MOBILE.fullmatch(digits)
    if found is None:
        return False
    core = _core(sizes, len(digits) - 11)
    return core is not None and (free or core in _MOBILE_SIZES)


def _is_landline_in(digits: str, sizes: Sequence[int]) -> bool:
    found = _LANDLINE.fullmatch(digits)
    if found is None:
        return False
    ends = [sum(sizes[: n + 1]) for n in range(len(sizes))]
    split = len(found["area"])
    if split not in ends:
        return len(sizes) == 1 and digits.startswith("0")
    return len(sizes) <= 4 + (not digits.startswith("0")) and 1 not in sizes


def _is_card_in(digits: str, sizes: Sequence[int], *, free: bool) -> bool:
    """Tell a card; groups that all end in 00 are amounts side by side."""
    fours = set(sizes[:-1]) == {4} and sizes[-1] <= 4  # noqa: PLR2004
    ends = [digits[sum(sizes[: n + 1]) - 2 : sum(sizes[: n + 1])] for n in range(4)]
    usual = (fours and set(ends) != {"00"}) or tuple(sizes) in {(6, 13), (6, 10)}
    return (len(sizes) == 1 or free or usual) and is_card(digits)


def kind_of(digits: str, sizes: Sequence[int], *, free: bool = False) -> str | None:
    """
    Tell what digits are that stand in groups of some sizes.

    Parameters
    ----------
    digits
        The digits of all groups.
    sizes
        Digits per group.
    free
        Whether nothing else stands in the cell and only white space parts the groups,
        so that they may be of any size.

    Returns
    -------
    str or None
        Kind of personal data.
    """
    length = len(digits)
    ones = len(sizes) > 1 and set(sizes) == {1}
    free = free or ones
    kind = None
    if length == 18 and is_id(digits.upper()):  # noqa: PLR2004
        kind = "id_card"
    elif not digits.isdigit():
        kind = None
    elif length == 15 and (free or tuple(sizes) in _OLD_ID_SIZES) and is_old_id(digits):  # noqa: PLR2004
        kind = "id_card"
    elif _is_mobile_in(digits, sizes, free=free):
        kind = "mobile"
    elif _is_landline_in(digits, sizes):
        kind = "landline"
    elif _is_card_in(digits, sizes, free=free):
        kind = "bank_card"
    return kind
