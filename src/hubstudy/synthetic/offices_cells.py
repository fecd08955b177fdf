"""How the clerks of a made-up city write what they know into cells."""

from __future__ import annotations

import datetime as dt
import zlib
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hubstudy.fields import Field
    from hubstudy.synthetic.offices_clerks import Clerk

YES = "是"
DAY_0 = dt.date(1899, 12, 30)
"""Day from which spreadsheets count."""

WIDE = {ord("0") + digit: ord("０") + digit for digit in range(10)}
TEN_THOUSAND = 10_000
LARGE = frozenset({"元", "人", "户"})
"""Units of which there are so many that people write commas and 万."""

NBSP, WIDE_SPACE = "\u00a0", "\u3000"
CODES = frozenset({"uscc", "member_of", "renews_project", "renews_contract"})
"""Codes by whose names one cannot tell that they are codes."""

DIVISION_CODES = frozenset({"street_code", "community_code"})


class Cell(NamedTuple):
    """
    What a clerk leaves in one cell.

    Parameters
    ----------
    value
        Text, number or day; empty text for an empty cell.
    look
        Number format that a workbook shows it in; empty for the plain one.
    """

    value: str | int | float | dt.date = ""
    look: str = ""


def drawn(ways: Sequence[str], *key: object) -> str:
    """
    Take one of several ways by the checksum of what it is for.

    Parameters
    ----------
    ways
        What to choose from.
    *key
        What it is for; the same key always draws the same way.

    Returns
    -------
    str
        One of the ways.
    """
    return ways[zlib.crc32(repr(key).encode()) % len(ways)]


def written(
    field: Field, text: str, clerk: Clerk, row: int, *, unit: Decimal = Decimal(1)
) -> Cell:
    """
    Write one value as a clerk would.

    Parameters
    ----------
    field
        What the value is.
    text
        The value as the clean study has it; empty if missing.
    clerk
        Whose habits to follow.
    row
        Position of the row, so that a clerk is not the same all along a column.
    unit
        How much of the field's unit one unit of the form's column is; a cell of such a
        column has no unit of its own, which would contradict the header.

    Returns
    -------
    Cell
        The cell; reading it gives back the value exactly.
    """
    key = (field.name, text, row)
    if text == "":
        cell = Cell(drawn(clerk.gaps, *key))
    elif field.kind == "date":
        cell = date_cell(dt.date.fromisoformat(text), drawn(clerk.dates, *key))
    elif field.kind == "flag":
        cell = Cell(clerk.flags[text != YES])
    elif field.kind == "year":
        cell = year_cell(int(text), drawn(clerk.years, *key))
    elif field.kind == "category":
        cell = Cell(_spelling(field, text, clerk, key))
    elif field.kind == "text":
        ways = clerk.codes if _is_code(field) else clerk.names
        cell = text_cell(field, text, drawn(ways, *key))
    else:
        ways = clerk.amounts if field.kind == "number" else clerk.counts
        way = drawn(ways, *key) if unit == 1 else "number"
        cell = number_cell(field, Decimal(text) / unit, way)
    return cell


def date_cell(day: dt.date, way: str) -> Cell:
    """
    Write a day.

    Parameters
    ----------
    day
        The day.
    way
        ``cell``, ``serial``, ``digits``, ``slash``, ``dashes``, ``dots``, ``han`` or
        ``wide``.

    Returns
    -------
    Cell
        Of day precision.

    Examples
    --------
    >>> date_cell(dt.date(2018, 5, 1), "han").value
    '2018年5月1日'
    """
    han = f"{day.year}年{day.month}月{day.day}日"
    values: dict[str, str | int | dt.date] = {
        "cell": day,
        "serial": (day - DAY_0).days,
        "digits": int(f"{day:%Y%m%d}"),
        "slash": f"{day.year}/{day.month}/{day.day}",
        "dashes": day.isoformat(),
        "dots": f"{day.year}.{day.month}.{day.day}",
        "han": han,
        "wide": han.translate(WIDE),
    }
    return Cell(values[way], "yyyy/m/d" if way == "cell" else "")


def year_cell(year: int, way: str) -> Cell:
    """
    Write a year.

    Parameters
    ----------
    year
        The year.
    way
        ``number``, ``han`` or ``wide``.

    Returns
    -------
    Cell
        The cell.
    """
    if way == "number":
        return Cell(year)
    return Cell(f"{year}年" if way == "han" else str(year).translate(WIDE))


def number_cell(field: Field, amount: Decimal, way: str) -> Cell:
    """
    Write a count or an amount.

    Parameters
    ----------
    field
        What is counted; lends its unit.
    amount
        How many, in the unit of the form's column.
    way
        ``number``, ``commas`` (a number shown with them), ``comma_text``, ``suffix``,
        ``ten_thousands`` or ``wide``.

    Returns
    -------
    Cell
        The cell.
    """
    unit = "星" if field.name == "stars" else field.unit.zh if field.unit else ""
    is_whole = amount == amount.to_integral_value()
    plain: int | float = int(amount) if is_whole else float(amount)
    texts = {"suffix": f"{amount}{unit}", "wide": str(amount).translate(WIDE)}
    if unit in LARGE:
        texts["comma_text"] = f"{amount:,}"
        if amount >= TEN_THOUSAND:
            texts["ten_thousands"] = f"{(amount / TEN_THOUSAND).normalize():f}万"
        if way == "commas":
            return Cell(plain, "#,##0")
    return Cell(texts.get(way, plain))


def share_cell(text: str, way: str) -> Cell:
    """
    Write a share from 0 to 1.

    Parameters
    ----------
    text
        The share as the clean study has it.
    way
        ``number``, ``percent`` (text) or ``percent_cell`` (a number shown as one).

    Returns
    -------
    Cell
        The cell.
    """
    if way == "percent":
        return Cell(f"{(Decimal(text) * 100).normalize():f}%")
    return Cell(float(text), "0.0%" if way == "percent_cell" else "")


def text_cell(field: Field, text: str, way: str) -> Cell:
    """
    Write a name or a code.

    Parameters
    ----------
    field
        What it is.
    text
        The text as the clean study has it.
    way
        ``plain``, ``trailing``, ``nbsp``, ``wide_space``; for codes also ``wide`` and
        ``number``, which only division codes can be.

    Returns
    -------
    Cell
        The cell.
    """
    after = {"trailing": " ", "nbsp": NBSP, "wide_space": WIDE_SPACE}
    if way == "number" and field.name in DIVISION_CODES:
        return Cell(int(text), "0")
    if way == "wide":
        text = _widened(text)
    return Cell(text + after.get(way, ""), "@" if _is_code(field) else "")


def _is_code(field: Field) -> bool:
    return field.name in CODES or field.name.endswith(("_id", "_code"))


def _spelling(field: Field, text: str, clerk: Clerk, key: tuple[object, ...]) -> str:
    """Spell a category by its label, or now and then in another accepted way."""
    [category] = [item for item in field.categories if item.label.zh == text]
    if clerk.spelling == 0:
        return text
    return drawn([text, text, *category.spellings], *key)


def _widened(text: str) -> str:
    """Write as an input method switched to full width does."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
