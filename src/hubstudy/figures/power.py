"""Figure of the smallest effects that the study could see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import pandas as pd

from hubstudy.fields import label
from hubstudy.figures import style
from hubstudy.figures.catalog import word
from hubstudy.results import REASONS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from hubstudy.errors import Language

__all__ = ["plot_minimum_detectable"]

COHEN = {"small_effect": 0.2, "medium_effect": 0.5, "large_effect": 0.8}
"""Small, medium and large differences (Cohen, 1988), in standard deviations."""


def plot_minimum_detectable(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw the minimum detectable effect of each design, against Cohen's marks.

    Parameters
    ----------
    frame
        Table of `hubstudy.measures.power.minimum_detectable_effects`.
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
    drawn = frame.reset_index(drop=True)
    if drawn["minimum_detectable"].isna().all():
        return style.say(ax, "no_data", language)
    for key, at in COHEN.items():
        ax.axvline(at, color=style.FAINT, linewidth=0.8, linestyle=(0, (4, 2)))
        style.note(
            ax, at, 1.01, word(key, language), transform=ax.get_xaxis_transform(),
            ha="center", va="bottom", color=style.QUIET,
        )  # fmt: skip
    ax.hlines(
        drawn.index, 0, drawn["minimum_detectable"], color=style.FAINT, linewidth=1
    )
    ax.plot(
        drawn["minimum_detectable"], drawn.index, linestyle="", marker="o",
        markersize=4.5, color=style.BLUE,
    )  # fmt: skip
    for y, (value, text) in enumerate(
        zip(drawn["minimum_detectable"], _gap_words(drawn, language), strict=True)
    ):
        if text:
            style.say_reason(ax, y, text)
        else:
            style.note(ax, value, y, f"  {value:.2f}", va="center")
    style.name_rows(ax, _design_names(drawn, language))
    for tick in ax.get_yticklabels():
        tick.set_linespacing(1.4)
    ax.grid(visible=False)
    ax.set_xlim(0, max(drawn["minimum_detectable"].max(), 0.8) * 1.12)
    ax.set_xlabel(label("minimum_detectable", language))
    return ax


def _gap_words(frame: pd.DataFrame, language: Language) -> list[str]:
    """Say what stands in the place of an effect: a least p, an interval, a reason."""
    columns = ["reason", "minimum_p", "ci_low", "ci_high"]
    texts = []
    for reason, p, low, high in frame.reindex(columns=columns).itertuples(index=False):
        text = REASONS[reason].in_language(language) if reason else ""
        if text and pd.notna(p):
            text = word("least_p", language, p=f"{p:.3f}")
        elif text and pd.notna(low):
            ends = {"low": f"{low:.0%}", "high": f"{high:.0%}"}
            text = word("reason_and_interval", language, reason=text, **ends)
        texts.append(text)
    return texts


def _design_names(frame: pd.DataFrame, language: Language) -> list[str]:
    """Join design and assumption; a design repeated shows its assumption only."""
    names = []
    previous = ""
    for design, assumption in zip(
        frame[f"label_{language}"], frame["assumption"], strict=True
    ):
        known = isinstance(assumption, str) and assumption != ""
        if design == previous and known:
            names.append(assumption)
        else:
            gap = "\n" if known else ""
            names.append(f"{design}{gap}{assumption if known else ''}")
        previous = design
    return names
