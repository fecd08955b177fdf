"""How wide the columns of a printed table are, the same in Word and PDF."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubstudy.report.document import TableBlock

AVAILABLE = 92
"""Latin letters of 9 pt that fit side by side on the page, inner margins counted."""

LONGEST = 60
"""No column asks for more: longer text takes several lines."""

LONGEST_TITLE = 20
"""Nor does a header."""

SHORT_TITLE = 8
"""A header up to this width stays on one line."""

WHOLE = 14
"""Text up to this width stays on one line."""

PADDING = 2


def text_width(text: str) -> int:
    """
    Count how wide a text is, in Latin letters.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    int
        Two for each Chinese character, one for any other.

    Examples
    --------
    >>> text_width("社区A")
    5
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def column_shares(table: TableBlock) -> tuple[float, ...]:
    """
    Share the width of the page out among the columns.

    Parameters
    ----------
    table
        The table.

    Returns
    -------
    tuple of float
        One share per column, adding up to one: what the longest text asks for if all
        fit; else long text wraps, and no column breaks a number or a short word.
    """
    asked = [_asked(table, index) for index in range(len(table.columns))]
    spare = AVAILABLE - sum(wanted for wanted, _ in asked)
    if spare >= 0:
        widths = [float(wanted) for wanted, _ in asked]
    else:
        spare = max(AVAILABLE - sum(least for _, least in asked), 0)
        beyond = sum(wanted - least for wanted, least in asked) or 1
        widths = [least + spare * (wanted - least) / beyond for wanted, least in asked]
    return tuple(width / sum(widths) for width in widths)


def _asked(table: TableBlock, index: int) -> tuple[int, int]:
    """Give the width that a column wants, and the least it can do with."""
    cells = [text_width(row[index].text) for row in table.rows]
    title = table.columns[index].title
    wanted = max([min(text_width(title), LONGEST_TITLE), *cells])
    words = [len(word) for row in table.rows for word in row[index].text.split()
             if text_width(word) == len(word)]  # fmt: skip
    words += [len(word) for word in title.split() if word.isascii()]
    long = max(cells, default=0) > 2 * WHOLE
    short = [] if long else [width for width in cells if width <= WHOLE]
    title_width = text_width(title)
    title_least = title_width if title_width <= SHORT_TITLE else -(-title_width // 3)
    least = max([title_least, *short, *(min(word, WHOLE) for word in words)])
    wanted = min(wanted, LONGEST) + PADDING
    return wanted, min(least + PADDING, wanted)
