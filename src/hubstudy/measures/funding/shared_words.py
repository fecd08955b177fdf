"""Words that several findings on funding share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.intake import Study
    from hubstudy.results import Estimate

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
    number = f"{count:,.0f}"
    shown = few(1, minimum) if 0 < count < minimum else Bilingual(number, number)
    return Bilingual(f"{shown.zh} 个", shown.en)


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


def few(n: int, least: int) -> Bilingual:
    """
    Print how many organisations there are, 1 or more, but no small number.

    Parameters
    ----------
    n
        How many there are.
    least
        Fewer than this are not told.

    Returns
    -------
    Bilingual
        The number, or "fewer than" the least.
    """
    if n < least:
        return Bilingual(f"少于 {least}", f"fewer than {least}")
    return Bilingual(f"{n:,}", f"{n:,}")


def told(number: Estimate, least: int) -> Bilingual:
    """
    Print a count of organisations, but no small one.

    Parameters
    ----------
    number
        The count.
    least
        Counts from 1 to below this are not told.

    Returns
    -------
    Bilingual
        The count, "fewer than" the least, or why there is none.
    """
    if number.estimate is not None and 0 < number.estimate < least:
        return few(int(number.estimate), least)
    return number.both(interval=False)
