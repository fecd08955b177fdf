"""Hold the sums of the data against the totals that the sheet itself prints."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.fields import fold_header
from hubstudy.intake.cleaning.words import CellOptions, clean
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import pandas as pd

    from hubstudy.errors import Problem
    from hubstudy.fields import Field
    from hubstudy.intake.sheet_part import Part
    from hubstudy.settings import Settings

NOT_SUMMED = frozenset({"score"})
"""Measured columns whose sum means nothing."""

SUBTOTAL = ("小计", "本页", "subtotal", "sub-total")


def check_totals(
    part: Part, frame: pd.DataFrame, settings: Settings, failed: Collection[str]
) -> Iterator[Problem]:
    """
    Compare every total row with the rows it sums.

    A 小计 sums the data rows since the total row before it, any other total all data
    rows above. A total may be rounded as it is printed.

    Parameters
    ----------
    part
        The rows of one sheet.
    frame
        Its typed rows, in order.
    settings
        With the tokens for missing values.
    failed
        Headers of columns with cells that could not be read; their sums are unknown.

    Yields
    ------
    Problem
        Totals that differ, with the sum found.
    """
    since = 0
    for row in part.layout.totals:
        first = int((part.layout.data < since).sum())
        last = int((part.layout.data < row).sum())
        is_part = _is_subtotal(part, row)
        rows = frame.iloc[first if is_part else 0 : last]
        for name in part.layout.matched.places:
            field = TABLES[part.table].column(name).field
            if part.heading(name) in failed or name in NOT_SUMMED:
                continue
            if field.unit is not None:
                yield from _compare(part, row, field, rows[name], settings)
        since = row


def _is_subtotal(part: Part, row: int) -> bool:
    texts = part.sheet.row_texts(row)
    head = fold_header(next(text for text in texts if text))
    return head.startswith(SUBTOTAL)


def _compare(
    part: Part, row: int, field: Field, values: pd.Series, settings: Settings
) -> Iterator[Problem]:
    place = part.layout.matched.places[field.name]
    word = part.sheet.columns[place].word(row)
    if not word.text.strip():
        return
    unit = part.layout.matched.units.get(field.name)
    options = CellOptions(
        required=False,
        missing=settings.intake.missing,
        unit=unit,
        as_of=settings.as_of,
        ends=False,
        epoch_1904=False,
        is_code=False,
    )
    cleaned = clean([word], field, options)
    (total,) = cleaned.values  # noqa: PD011 - no frame
    found = sum((Decimal(str(value)) for value in values.dropna()), Decimal(0))
    if 0 in cleaned.failures:
        yield _differs(part, row, place, word.text.strip(), found)
    elif total is not None:
        half = _half_a_digit(word.text, float(unit.factor) if unit else 1.0)
        if abs(Decimal(str(total)) - found) > half:
            yield _differs(part, row, place, word.text.strip(), found)


def _half_a_digit(text: str, factor: float) -> Decimal:
    """Allow for rounding to the last digit printed, where decimals are printed."""
    decimals = re.search(r"[.．]([\d０-９]+)", text)
    try:
        scale = Decimal(str(factor))
        if "万" in text:
            scale = max(scale, Decimal(10_000))
        if decimals is None:
            return Decimal("0.005") * scale
        return scale * Decimal(5) * Decimal(10) ** -(len(decimals.group(1)) + 1)
    except InvalidOperation:
        return Decimal(0)


def _differs(part: Part, row: int, place: int, shown: str, found: Decimal) -> Problem:
    total = f"{found.normalize():f}"
    return part.sheet.problem(
        "total_mismatch",
        shown,
        Bilingual(
            f"各行之和 {total}（按表头单位换算后）",
            f"the sum of the rows, {total} in base units",
        ),
        Bilingual(
            "核对各行与合计：可能漏行、重复或填错；以正确者为准改正",
            "check rows and total: a row may be missing, doubled or wrong; mend the "
            "one that is",
        ),
        row=int(part.sheet.numbers[row]),
        column=part.layout.heading(place),
    )
