"""Figure of how long communities keep their contractors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MultipleLocator

from hubstudy.fields import label
from hubstudy.figures import style
from hubstudy.figures.catalog import word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hubstudy.errors import Language

__all__ = ["plot_survival"]

GROUPS: dict[str, dict[str, Any]] = {
    "local": {"color": style.BLUE, "linestyle": "-"},
    "outside": {"color": style.VERMILION, "linestyle": (0, (4, 1.6))},
}
TICK_STEPS = (3, 6, 12, 24, 36, 60)
MOST_TICKS = 10


def plot_survival(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw the share of contractors still contracted, and the numbers at risk beneath.

    Parameters
    ----------
    frame
        Table of `hubstudy.measures.continuity.contract_survival`.
    ax
        Where to draw; the numbers at risk take a part of its room. Default is the
        current axes.
    language
        Language of the words.

    Returns
    -------
    matplotlib.axes.Axes
        The axes given, with the curves.
    """
    ax = plt.gca() if ax is None else ax
    drawn = frame.dropna(subset=["survival"])
    if drawn.empty:
        return style.say(ax, "too_small" if len(frame) else "no_data", language)
    curves = {
        group: drawn[drawn["group"] == group].sort_values("months")
        for group in GROUPS
        if (drawn["group"] == group).any()
    }
    below = style.split(ax, (6, 0.55 * len(curves)), below=True)
    for group, curve in curves.items():
        ax.fill_between(
            curve["months"], curve["ci_low"], curve["ci_high"], step="post",
            linewidth=0, color=GROUPS[group]["color"], alpha=0.16,
        )  # fmt: skip
        ax.step(curve["months"], curve["survival"], where="post", **GROUPS[group])
    last = float(drawn["months"].max())
    ticks = _ticks(last)
    ax.set_xlim(0, max(last, 1.0))
    ax.set_ylim(0, 1)
    ax.xaxis.set_major_locator(MultipleLocator(ticks[1] - ticks[0]))
    style.percent(ax.yaxis)
    ax.set_ylabel(label("survival", language))
    ax.set_xlabel(label("months", language))
    _name_curves(ax, curves, language)
    _numbers_at_risk(below, curves, ticks, language)
    for group in GROUPS.keys() - curves.keys():
        colon = "：" if language == "zh" else ": "
        words = (
            word(f"contractor.{group}", language) + colon + word("too_small", language)
        )
        style.note(
            ax, 0.99, 0.98, words, transform=ax.transAxes, ha="right", va="top",
            color=style.QUIET,
        )  # fmt: skip
    return ax


def _ticks(last: float) -> list[int]:
    step = next((s for s in TICK_STEPS if last / s <= MOST_TICKS), TICK_STEPS[-1])
    return list(range(0, max(int(last), step) + 1, step))


def _name_curves(ax: Axes, curves: dict[str, pd.DataFrame], language: Language) -> None:
    ends = [float(curve["survival"].iloc[-1]) for curve in curves.values()]
    for group, y in zip(
        curves, style.spread(ends, 0.07, low=0.02, high=0.98), strict=True
    ):
        style.note(
            ax, 1.015, y, word(f"contractor.{group}", language), va="center",
            transform=ax.get_yaxis_transform(), color=GROUPS[group]["color"],
        )  # fmt: skip


def _numbers_at_risk(
    ax: Axes, curves: dict[str, pd.DataFrame], ticks: list[int], language: Language
) -> None:
    """Write, under each tick, how many spells were still observed just before it."""
    names = [f"{word(f'contractor.{g}', language)}" for g in curves]
    style.name_rows(ax, names)
    ax.tick_params(axis="y", pad=9)
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(axis="x", bottom=False, labelbottom=False)
    for y, curve in enumerate(curves.values()):
        at_risk = np.append(curve["n_at_risk"].to_numpy(float), 0.0)
        places = np.searchsorted(curve["months"].to_numpy(float), ticks)
        for tick, n in zip(ticks, at_risk[places], strict=True):
            style.note(ax, tick, y, f"{n:.0f}", ha="center", va="center", clip_on=False)
    style.note(
        ax, -0.022, 1.02, word("at_risk", language), transform=ax.transAxes, ha="right",
        va="bottom", color=style.QUIET,
    )  # fmt: skip
