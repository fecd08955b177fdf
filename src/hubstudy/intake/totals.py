"""Hold the sums of the data against the totals that the sheet itself prints."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.fields import fold_header
from hubstudy.intake.cleaning import CellOptions, clean, expected
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

_COUNT = re.compile(r"共?\s*(\d{1,9})\s*(?:个|家|条|行|项|件|户|人次|人|支)?\S{0,2}")
SUBTOTAL = ("小计", "本页", "subtotal", "sub-total")
PLAIN = frozenset({"合计", "合計", "总计", "總計", "共计", "累计", "总和", "total"})


def check_totals(
    part: Part, frame: pd.DataFrame, settings: Settings, failed: Collection[str]
) -> Iterator[Problem]:
    """
    Compare every total row with the rows it sums.

    A 小计 sums the data rows since the total row before it, or up to the one after it.
    Any other total sums all data rows above, or all rows where it stands first. A total
    may be rounded as it is printed.

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
    for number, row in enumerate(part.layout.totals):
        spans = _spans(part, number)
        for name in part.layout.matched.places:
            if part.heading(name) in failed or name in NOT_SUMMED:
                continue
            field = TABLES[part.table].column(name).field
            if field.unit is not None:
                sums = [frame[name].iloc[span] for span in spans]
                yield from _compare(part, row, field, sums, settings)
        yield from _compare_count(part, row, spans)


def _spans(part: Part, number: int) -> list[slice]:
    """
    Give the rows that a total may sum.

    A 小计 sums its block, above or below it. A plain 合计 sums all rows above it, or
    all rows if it stands first. One with a name in front, 甲街道合计, does either.
    """
    marks = [int((part.layout.data < row).sum()) for row in part.layout.totals]
    here, n_rows = marks[number], len(part.layout.data)
    texts = part.sheet.row_texts(part.layout.totals[number])
    head = fold_header(next(text for text in texts if text)).strip(":：")
    whole = [slice(0, here)] if here else [slice(0, n_rows)]
    if head in PLAIN:
        return whole
    before = marks[number - 1] if number else 0
    after = marks[number + 1] if number + 1 < len(marks) else n_rows
    block = [slice(before, here), slice(here, after)]
    return block if any(word in head for word in SUBTOTAL) else [*block, *whole]


def _compare(
    part: Part, row: int, field: Field, spans: list[pd.Series], settings: Settings
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
    )
    cleaned = clean([word], field, options)
    (total,) = cleaned.values  # noqa: PD011 - no frame
    if total is None and 0 not in cleaned.failures:
        return
    sums = [_sum(values) for values in spans]
    half = _half_a_digit(word.text, float(unit.factor) if unit else 1.0)
    fits = total is not None and any(
        abs(Decimal(str(total)) - found) <= half for found in sums
    )
    if 0 in cleaned.failures and word.kind in {"formula", "error"}:
        wanted, remedy = expected(cleaned.failures[0], field)
        yield part.sheet.problem(
            cleaned.failures[0],
            word.text.strip(),
            wanted,
            remedy,
            row=int(part.sheet.numbers[row]),
            column=part.layout.heading(place),
        )
    elif not fits:
        yield _differs(part, row, field, sums[0])


def _compare_count(part: Part, row: int, spans: list[slice]) -> Iterator[Problem]:
    """Ask a person to look where a total seems to count rows and does not."""
    counts = {span.stop - span.start for span in spans}
    measured = {
        place
        for name, place in part.layout.matched.places.items()
        if TABLES[part.table].column(name).field.kind in {"number", "integer", "year"}
    }
    for place, text in enumerate(part.sheet.row_texts(row)):
        found = _COUNT.fullmatch(text)
        if place not in measured and found and int(found.group(1)) not in counts:
            yield part.sheet.problem(
                "total_count",
                text,
                Bilingual(
                    f"{min(counts)} 行，如所写为行数",
                    f"{min(counts)} rows, if it counts rows",
                ),
                Bilingual(
                    "核对是否漏行；所写不是行数则不必处理",
                    "see whether rows are missing; leave it if it counts others",
                ),
                row=int(part.sheet.numbers[row]),
                column=part.layout.heading(place) or None,
                severity="warning",
            )


def _sum(values: pd.Series) -> Decimal:
    return sum((Decimal(str(value)) for value in values.dropna()), Decimal(0))


def _half_a_digit(text: str, factor: float) -> Decimal:
    """Allow for rounding to the last digit printed, where decimals are printed."""
    decimals = re.search(r"[.．]([\d０-９]+)", text)
    scale = Decimal(str(factor))
    if "万" in text:
        scale = max(scale, Decimal(10_000))
    if decimals is None:
        return Decimal("0.005") * scale
    return scale * Decimal(5) * Decimal(10) ** -(len(decimals.group(1)) + 1)


def _differs(part: Part, row: int, field: Field, found: Decimal) -> Problem:
    place = part.layout.matched.places[field.name]
    unit = part.layout.matched.units.get(field.name)
    own = found / Decimal(str(unit.factor)) if unit else found
    word = unit.word if unit else ""
    total = f"{own.normalize():f}{word}"
    return part.sheet.problem(
        "total_mismatch",
        part.sheet.columns[place].text(row).strip(),
        Bilingual(f"各行之和 {total}", f"the sum of the rows, {total}"),
        Bilingual(
            "核对各行与合计：可能漏行、重复或填错；以正确者为准改正",
            "check rows and total: a row may be missing, doubled or wrong; mend the "
            "one that is",
        ),
        row=int(part.sheet.numbers[row]),
        column=part.layout.heading(place),
    )
