"""Words that several findings on funding share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.intake import Study

MONEY = Bilingual("收入", "Revenue")


def part_year(study: Study, year: int, what: Bilingual = MONEY) -> Iterator[Bilingual]:
    """
    Say that a year is not over, where it is not.

    Parameters
    ----------
    study
        The study, which knows its last day.
    year
        The year.
    what
        What is on record to that day.

    Yields
    ------
    Bilingual
        One caveat or none.
    """
    as_of = study.settings.as_of
    if year == as_of.year and (as_of.month, as_of.day) != (12, 31):
        yield Bilingual(
            "{year} 年的{what}只登记到 {day}，不是全年。",
            "{what} of {year} runs to {day} only, not the full year.",
        ).format_with(year=year, day=as_of, what=what)


def counted(count: float, minimum: int) -> Bilingual:
    """
    Print a count of organisations, small ones as fewer than so many.

    Parameters
    ----------
    count
        The count.
    minimum
        Least count above 0 that is printed.

    Returns
    -------
    Bilingual
        Such as ``5 个`` and ``5``.
    """
    if 0 < count < minimum:
        few = Bilingual("少于 {n} 个", "fewer than {n}")
        return few.format_with(n=minimum)
    return Bilingual("{n} 个", "{n}").format_with(n=f"{count:,.0f}")


def spaced(count: Bilingual) -> Bilingual:
    """
    Set a figure off from the Chinese words around it.

    Parameters
    ----------
    count
        See `counted`.

    Returns
    -------
    Bilingual
        The count, a space before it if it begins with a figure.
    """
    return Bilingual(f" {count.zh}" if count.zh[0].isdigit() else count.zh, count.en)
