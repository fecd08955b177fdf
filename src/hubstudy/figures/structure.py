"""Figure of what holds together when hubs are taken away."""

from __future__ import annotations

import math
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

__all__ = ["plot_removal"]

HALF = 0.5

LINES: dict[str, dict[str, Any]] = {
    "random": {"color": style.QUIET, "linestyle": (0, (1, 1.2))},
    "rewired": {
        "color": style.INK,
        "linestyle": (0, (3, 1.2, 1, 1.2)),
        "linewidth": 0.9,
    },
    "hubs": {"color": style.BLUE, "linestyle": "-", "linewidth": 1.8},
    "degree": {"color": style.VERMILION, "linestyle": (0, (5, 2)), "linewidth": 1.0},
}

BANDS: dict[str, dict[str, Any]] = {
    "random": {"facecolor": "#E3E3E3", "linewidth": 0},
    "rewired": {
        "facecolor": "none",
        "edgecolor": "#9A9A9A",
        "hatch": "////",
        "linewidth": 0,
    },
}
"""What 95 % of draws span: plain for random orders, hatched for rewired networks."""


def plot_removal(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw the largest component's share as hubs, the best tied, or any nodes go.

    Parameters
    ----------
    frame
        Table of `hubstudy.measures.structure.hub_removal`.
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
    drawn = frame.dropna(subset=["largest_component_share"])
    if drawn.empty:
        return style.say(ax, "no_data", language)
    ends: dict[str, float] = {}
    for order, line in LINES.items():
        curve = drawn[drawn["order"] == order].sort_values("n_removed")
        if curve.empty:
            continue
        band = curve.dropna(subset=["ci_low", "ci_high"])
        if order in BANDS and not band.empty:
            ends_of_band = band["n_removed"], band["ci_low"], band["ci_high"]
            ax.fill_between(*ends_of_band, **BANDS[order])
        ax.plot(curve["n_removed"], curve["largest_component_share"], **line)
        ends[order] = float(curve["largest_component_share"].iloc[-1])
    ax.set_ylim(_floor(drawn), 1)
    _name_lines(ax, ends, language)
    last = drawn["n_removed"].max()
    ax.set_xlim(0, max(last, 1))
    ax.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    style.percent(ax.yaxis)
    ax.set_xlabel(label("n_removed", language))
    ax.set_ylabel(label("largest_component_share", language))
    return ax


def _floor(drawn: pd.DataFrame) -> float:
    """Start the scale at zero, or nearer where nothing much comes apart."""
    least = drawn[["largest_component_share", "ci_low"]].min().min()
    return 0.0 if least < HALF else math.floor(10 * (least - 0.02)) / 10


def _name_lines(ax: Axes, ends: dict[str, float], language: Language) -> None:
    low, high = ax.get_ylim()
    gap = 0.06 * (high - low)
    places = style.spread(list(ends.values()), gap, low=low, high=high)
    for order, y in zip(ends, places, strict=True):
        style.note(
            ax, 1.015, y, word(f"order.{order}", language), va="center",
            transform=ax.get_yaxis_transform(), color=LINES[order]["color"],
        )  # fmt: skip
