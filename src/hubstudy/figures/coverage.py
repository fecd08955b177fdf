"""Figure of how complete the register is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt

from hubstudy.fields import FIELDS
from hubstudy.figures import style
from hubstudy.figures.catalog import word
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hubstudy.errors import Language

__all__ = ["plot_coverage"]


def plot_coverage(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw the share of rows recorded, for every column that is not complete.

    Complete columns are counted in the heading of their table, so that the eye meets
    only what is missing.

    Parameters
    ----------
    frame
        Table of `hubstudy.measures.coverage.register_coverage`.
    ax
        Where to draw; default is the current axes.
    language
        Language of the words.

    Returns
    -------
    matplotlib.axes.Axes
        The axes given.
    """
    ax = plt.gca() if ax is None else ax
    if frame.empty:
        return style.say(ax, "no_data", language)
    names: list[str] = []
    for table, part in frame.groupby("table", sort=False):
        gaps = part[part["n_missing"] > 0]
        _heading(ax, len(names), str(table), part, language)
        names.append("")
        for column, share in zip(gaps["column"], gaps["share_recorded"], strict=True):
            _bar(ax, len(names), float(share))
            names.append(FIELDS[column].label.in_language(language))
    style.name_rows(ax, names)
    ax.grid(visible=False)
    ax.set_xlim(0, 1)
    style.percent(ax.xaxis)
    ax.set_xlabel(word("share_recorded", language))
    return ax


def _heading(
    ax: Axes, y: int, table: str, part: pd.DataFrame, language: Language
) -> None:
    """Name a table, its rows, and how many of its columns lack nothing."""
    n_rows = int(part["n_rows"].max())
    n_complete = int((part["n_missing"] == 0).sum())
    title = word("rows", language, table=TABLES[table].label, n=f"{n_rows:,}")
    style.note(ax, 0, y, title, va="center")
    if n_rows == 0:
        said = word("no_data", language)
    elif n_complete == len(part):
        said = word("all_complete", language, n=n_complete)
    else:
        said = word("complete", language, n=n_complete)
    style.note(ax, 1, y, said, ha="right", va="center", color=style.QUIET)


def _bar(ax: Axes, y: int, share: float) -> None:
    """Draw the room of a full column, the part recorded and its share in figures."""
    ax.barh(y, 1, height=0.5, facecolor="none", edgecolor=style.FAINT, linewidth=0.5)
    ax.barh(y, share, height=0.5, color=style.BLUE)
    style.note(ax, 1.015, y, f"{share:.1%}", va="center", clip_on=False)
