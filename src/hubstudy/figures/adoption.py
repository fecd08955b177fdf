"""Figure of communities before and after they got a hub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
from matplotlib.ticker import MaxNLocator

from hubstudy.fields import label
from hubstudy.figures import style
from hubstudy.figures.catalog import word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hubstudy.errors import Language

__all__ = ["plot_adoption_change"]

MEAN = "mean_"
LINES: dict[str, dict[str, Any]] = {
    "adopted": {
        "color": style.BLUE, "marker": "o", "markersize": 4.5, "linewidth": 1.4,
    },
    "not_adopted": {
        "color": style.QUIET, "marker": "s", "markersize": 3.5, "linewidth": 1.0,
        "linestyle": (0, (4, 2)), "markerfacecolor": "white",
    },
}  # fmt: skip


def plot_adoption_change(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw a mean of communities by years since their hub opened, and its comparison.

    Beneath stands how many communities each mean rests on, as they are not the same
    ones in every year.

    Parameters
    ----------
    frame
        Table of `hubstudy.measures.structure.adoption_change`, or its part
        ``centralization``.
    ax
        Where to draw; the numbers of communities take a part of its room. Default is
        the current axes.
    language
        Language of the words.

    Returns
    -------
    matplotlib.axes.Axes
        The axes given, with the curves.
    """
    ax = plt.gca() if ax is None else ax
    if frame.empty:
        return style.say(ax, "no_data", language)
    column = next(str(name) for name in frame if str(name).startswith(MEAN))
    curves = {
        group: frame[frame["group"] == group].sort_values("event_year")
        for group in LINES
        if (frame["group"] == group).any()
    }
    if frame.loc[frame["group"] == "adopted", column].isna().all():
        return style.say(ax, "no_adoption", language)
    below = style.split(ax, (6, 0.55 * len(curves)), below=True)
    ax.axvline(0, color=style.QUIET, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
    style.note(
        ax, 0, 1.01, word("adoption.opened", language), ha="center", va="bottom",
        transform=ax.get_xaxis_transform(), color=style.QUIET,
    )  # fmt: skip
    for group, curve in curves.items():
        known = curve.dropna(subset=["ci_low", "ci_high"])
        color = LINES[group]["color"]
        ax.vlines(
            known["event_year"],
            known["ci_low"],
            known["ci_high"],
            color=color,
            linewidth=0.9,
        )
        ax.plot(curve["event_year"], curve[column], **LINES[group])
    shown = frame[[column, "ci_high"]].max().max()
    ax.set_ylim(0, shown * 1.08 if shown > 0 else 1)
    ax.set_xlim(frame["event_year"].min() - 0.4, frame["event_year"].max() + 0.4)
    ax.xaxis.set_major_locator(MaxNLocator(12, integer=True))
    ax.set_xlabel(word("years_since_hub", language))
    name = label(column.removeprefix(MEAN), language)
    ax.set_ylabel(word("mean_of_communities", language, name=name))
    _name_curves(ax, curves, column, language)
    _number_communities(below, curves, language)
    return ax


def _name_curves(
    ax: Axes, curves: dict[str, pd.DataFrame], column: str, language: Language
) -> None:
    """Name each curve where it ends."""
    ends = {
        group: known.iloc[-1]
        for group, curve in curves.items()
        if len(known := curve.dropna(subset=[column]))
    }
    top = ax.get_ylim()[1]
    heights = [float(end[column]) for end in ends.values()]
    places = style.spread(heights, 0.07 * top, low=0.02 * top, high=0.98 * top)
    for (group, end), y in zip(ends.items(), places, strict=True):
        style.note(
            ax, end["event_year"] + 0.15, y, word(f"adoption.{group}", language),
            va="center", color=LINES[group]["color"],
        )  # fmt: skip


def _number_communities(
    ax: Axes, curves: dict[str, pd.DataFrame], language: Language
) -> None:
    """Write under each year how many communities were seen."""
    style.name_rows(ax, [word(f"adoption.{group}", language) for group in curves])
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(axis="x", bottom=False, labelbottom=False)
    for y, curve in enumerate(curves.values()):
        cells = zip(curve["event_year"], curve["n_communities"], strict=True)
        for year, n in cells:
            style.note(ax, year, y, f"{n:,.0f}", ha="center", va="center")
    style.note(
        ax, -0.022, 1.02, label("n_communities", language), transform=ax.transAxes,
        ha="right", va="bottom", color=style.QUIET,
    )  # fmt: skip
