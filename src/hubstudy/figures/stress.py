"""Figure of what organisations lose as a source of money dries up."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.patches import Patch

from hubstudy.fields import label
from hubstudy.figures import levels, style
from hubstudy.figures.catalog import WORDS, word

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from matplotlib.axes import Axes

    from hubstudy.errors import Language

    Row = dict[Hashable, Any]

__all__ = ["plot_stress_fan"]

COLUMNS = 2
BANDS = {("q10", "q90"): "#DDE9F3", ("q25", "q75"): "#9CC4E2"}
"""Light to dark, so that the inner half is the darker one in grey as well."""

FAN_LINES: dict[str, dict[str, Any]] = {
    "median": {"color": style.INK, "linewidth": 1.0, "linestyle": (0, (1, 1.2))},
    "all": {"color": style.BLUE, "linewidth": 1.8},
    "hub": {
        "color": style.VERMILION, "linewidth": 0.9, "linestyle": (0, (5, 2)),
        "marker": "o", "markersize": 2.6, "markerfacecolor": "white",
        "markeredgewidth": 0.8,
    },
}  # fmt: skip
FULL_SIZE = {
    "majority": ("n_majority_lost", "n_organizations"),
    "deficit": ("n_deficit", "n_deficit_before", "n_accounts"),
    "communities": ("communities_left", "n_communities"),
}
"""Columns of the lines over a panel; the last counts those a line is about."""

KEY_SHARE = 0.17
WHOLE = 1.0
MOST_LINES = 4


def plot_stress_fan(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw what is lost as a shock grows, one panel per shock on a common scale.

    Bands hold the middle 80 and 50 % of organisations, lines are the median one, all
    money from outside and that of hubs. Over each panel stands what the whole shock
    does.

    Parameters
    ----------
    frame
        Table of `hubstudy.measures.funding.stress`.
    ax
        Where to draw; panels and key divide its room. Default is the current axes.
    language
        Language of the words.

    Returns
    -------
    matplotlib.axes.Axes
        The axes given, with the first shock.
    """
    ax = plt.gca() if ax is None else ax
    why = levels.why_nothing(frame[frame["level"] == "all"], "lost_share")
    if why:
        return style.say(ax, why, language)
    shocks = frame["shock"].unique().tolist()
    key, panels = _divide(ax, len(shocks))
    values = frame.loc[frame["level"] != "other", ["lost_share", "q90"]]
    top = min(1.0, max(0.1, values.max().max() * 1.08))
    for panel, shock in zip(panels, shocks, strict=True):
        part = frame[frame["shock"] == shock].sort_values("size")
        panel.set_xlim(0, WHOLE)
        panel.set_ylim(0, top)
        style.percent(panel.xaxis)
        style.percent(panel.yaxis)
        _draw_fan(panel, part, language)
        _write_over(panel, part, str(shock), language)
    _name_axes(panels, language)
    _write_key(key, frame, language)
    return ax


def _divide(ax: Axes, n: int) -> tuple[Axes, list[Axes]]:
    """Cut the room of an axes into a strip for the key and a panel per shock."""
    rows, figure = ceil(n / COLUMNS), ax.figure
    outer = levels.divide(ax, (KEY_SHARE, rows))
    key = figure.add_subplot(outer[0])
    key.set_axis_off()
    grid = outer[1].subgridspec(rows, min(n, COLUMNS))
    ax.set_subplotspec(grid[0, 0])
    places = [divmod(place, COLUMNS) for place in range(1, n)]
    return key, [ax, *(figure.add_subplot(grid[place]) for place in places)]


def _draw_fan(ax: Axes, part: pd.DataFrame, language: Language) -> None:
    whole = part[part["level"] == "all"]
    known = whole.dropna(subset=["lost_share"])
    if known.empty:
        reason = whole["reason"].iloc[0] if len(whole) else ""
        style.note(
            ax, 0.5, 0.5, levels.say_why(reason, language), transform=ax.transAxes,
            ha="center", va="center", color=style.QUIET,
        )  # fmt: skip
        return
    for (low, high), color in BANDS.items():
        ax.fill_between(
            known["size"], known[low], known[high], facecolor=color, linewidth=0
        )
    ax.plot(known["size"], known["q50"], **FAN_LINES["median"], clip_on=False)
    ax.plot(known["size"], known["lost_share"], **FAN_LINES["all"])
    hubs = part[part["level"] == "hub"].dropna(subset=["lost_share"])
    if not hubs.empty:
        ax.plot(hubs["size"], hubs["lost_share"], **FAN_LINES["hub"], clip_on=False)


def _write_over(ax: Axes, part: pd.DataFrame, shock: str, language: Language) -> None:
    """Name the shock, and say what it does at its full size."""
    name = word(f"shock.{shock}", language) if f"shock.{shock}" in WORDS else shock
    lines = [name, *_at_full_size(part[part["level"] == "all"], language)]
    lines += [""] * (MOST_LINES - len(lines))
    for line, text in enumerate(lines):
        ax.annotate(
            text, (0, 1), (0, 35 - 10 * line), xycoords="axes fraction",
            textcoords="offset points", va="baseline", parse_math=False,
            fontsize=style.SIZE if line == 0 else style.SIZE_SMALL,
            color=style.INK if line == 0 else style.QUIET,
        )  # fmt: skip


def _at_full_size(whole: pd.DataFrame, language: Language) -> list[str]:
    """Say who loses most, who ends in deficit and which communities stay without."""
    known = whole.dropna(subset=["lost_share"])
    if known.empty:
        return []
    row = known.to_dict("records")[-1]
    lines = []
    for line, names in FULL_SIZE.items():
        shown = {name: _count(row[name]) for name in names if pd.notna(row[name])}
        key = f"stress.{line}" if len(shown) == len(names) else f"stress.{line}_hidden"
        if key in WORDS and row[names[-1]] > 0:
            lines.append(word(key, language, size=f"{row['size']:.0%}", **shown))
    return lines


def _count(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def _name_axes(panels: Sequence[Axes], language: Language) -> None:
    """Name the outer axes only; panels share their scales."""
    for place, panel in enumerate(panels):
        if place % COLUMNS:
            panel.tick_params(labelleft=False)
        else:
            panel.set_ylabel(label("lost_share", language))
        if place + COLUMNS < len(panels):
            panel.tick_params(labelbottom=False)
        else:
            panel.set_xlabel(word("stress.size", language))


def _write_key(ax: Axes, frame: pd.DataFrame, language: Language) -> None:
    """Explain bands and lines, and say why there is none for hubs if so."""
    handles: list[Any] = [
        Patch(facecolor=color, label=word(f"stress.{low}", language))
        for (low, _), color in BANDS.items()
    ]
    hubs = frame[frame["level"] == "hub"]
    why = "no_hubs" if hubs["n_organizations"].eq(0).all() else ""
    why = why or levels.why_nothing(hubs, "lost_share")
    for name, line in FAN_LINES.items():
        text = word(f"stress.{name}", language)
        if name == "hub" and why:
            text += levels.COLON[language] + levels.say_why(why, language)
        handles += ax.plot([], [], label=text, **line)
    ax.legend(
        handles=handles, loc="center left", bbox_to_anchor=(0, 0.5), borderpad=0,
        borderaxespad=0, ncols=3, handletextpad=0.5, columnspacing=1.6,
    )  # fmt: skip
