"""Figure of street districts side by side, with what their ranks are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
from matplotlib.ticker import MaxNLocator

from hubstudy.errors import FigureError
from hubstudy.figures import style
from hubstudy.figures.catalog import word
from hubstudy.results import REASONS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hubstudy.errors import Language

__all__ = ["plot_funding_streets", "plot_streets"]

SHARES = frozenset({"completion_share", "government_share"})


def plot_streets(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    language: Language = "zh",
    highlight: str = "",
) -> Axes:
    """
    Draw one indicator for all street districts, with rank intervals beside.

    Parameters
    ----------
    frame
        Rows of one indicator of `hubstudy.measures.comparison.street_comparison`;
        `hubstudy.figures.export.draw` takes the whole table and draws small multiples.
    ax
        Where to draw; default is the current axes.
    language
        Language of the words.
    highlight
        Name of a street district to set off.

    Returns
    -------
    matplotlib.axes.Axes
        The axes given.

    Raises
    ------
    FigureError
        If the frame has more than one indicator.
    """
    ax = plt.gca() if ax is None else ax
    if frame.empty:
        return style.say(ax, "no_data", language)
    indicators = frame["indicator"].unique()
    if len(indicators) > 1:
        msg = f"一次只画一个指标 / one indicator at a time: {'、'.join(indicators)}"
        raise FigureError(msg)
    rows = frame.sort_values(
        ["rank", "street_code"], na_position="last", ignore_index=True
    )
    defined = rows.dropna(subset=["estimate"])
    ax.hlines(
        defined.index,
        defined["ci_low"],
        defined["ci_high"],
        color=style.QUIET,
        linewidth=0.9,
    )
    for color, drawn in (
        (style.BLUE, defined[defined["street_name"] != highlight]),
        (style.VERMILION, defined[defined["street_name"] == highlight]),
    ):
        if drawn.empty:
            continue
        ax.plot(
            drawn["estimate"], drawn.index, linestyle="", marker="o", markersize=4,
            color=color, clip_on=False, zorder=3,
        )  # fmt: skip
    for y, reason in rows.loc[rows["estimate"].isna(), "reason"].items():
        text = REASONS[str(reason)].in_language(language)
        style.say_reason(ax, float(str(y)), text)
    style.name_rows(ax, rows["street_name"].tolist(), highlight=highlight)
    style.beside_rows(ax, _ranks(rows, language), title=word("rank", language))
    _scale(ax, rows["indicator"].iloc[0], language)
    return ax


def plot_funding_streets(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    language: Language = "zh",
    highlight: str = "",
) -> Axes:
    """
    Draw one indicator of funding for all street districts, rank intervals beside.

    Parameters
    ----------
    frame
        Rows of one indicator of `hubstudy.measures.comparison.funding_comparison`;
        `hubstudy.figures.export.draw` takes the whole table and draws small multiples.
    ax
        Where to draw; default is the current axes.
    language
        Language of the words.
    highlight
        Name of a street district to set off.

    Returns
    -------
    matplotlib.axes.Axes
        The axes given.

    Raises
    ------
    FigureError
        If the frame has more than one indicator.
    """
    return plot_streets(frame, ax=ax, language=language, highlight=highlight)


def _ranks(rows: pd.DataFrame, language: Language) -> list[str]:
    template = "{}（{}–{}）" if language == "zh" else "{} ({}–{})"
    cells = rows[["rank", "rank_low", "rank_high"]].astype("Float64").round()
    return [
        template.format(*(f"{value:.0f}" for value in row))
        if row.notna().all()
        else "–"
        for _, row in cells.iterrows()
    ]


def _scale(ax: Axes, indicator: str, language: Language) -> None:
    ax.set_xlabel(style.title(indicator, language, width=34))
    if indicator in SHARES:
        ax.set_xlim(0, 1)
        style.percent(ax.xaxis)
    else:
        ax.set_xlim(left=0)
        ax.xaxis.set_major_locator(MaxNLocator(4))
