"""Figures of what became of projects: stages, stars, completion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
from matplotlib.ticker import MaxNLocator

from hubstudy.fields import FIELDS, label
from hubstudy.figures import style
from hubstudy.figures.catalog import WORDS, word
from hubstudy.results import REASONS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hubstudy.errors import Language

__all__ = ["plot_completion", "plot_funnel", "plot_stars"]

STAGES = ("approved", "started", "completed", "passed", "renewed")
SCHEME_FILLS: dict[str, dict[str, Any]] = {
    "venture_grant": {"color": style.BLUE},
    "micro_venture_grant": {
        "facecolor": "#CFE6F5", "edgecolor": style.BLUE, "hatch": "////",
        "linewidth": 0.6,
    },
}  # fmt: skip
STAR_GREYS = ("#F1EEE6", "#CBD9E4", "#8FB7D3", "#3C86B8", "#0B3F66")
LIGHT_STARS = 3
LEAST_LABELLED_SHARE = 0.05


def plot_funnel(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw how many projects reached each stage, the two schemes side by side in a bar.

    Parameters
    ----------
    frame
        Part ``funnel`` of `hubstudy.measures.outcomes.project_outcomes`.
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
    total = frame[frame["scheme"] == "all"].set_index("stage").reindex(list(STAGES))
    if total["n"].fillna(0).sum() == 0:
        return style.say(ax, "no_data", language)
    labels = FIELDS["scheme"].category_labels(language)
    start = total["n"] * 0
    for scheme, fill in SCHEME_FILLS.items():
        part = frame[frame["scheme"] == scheme].set_index("stage")["n"]
        part = part.reindex(list(STAGES)).fillna(0)
        if part.sum() > 0:
            ax.barh(
                range(len(part)),
                part,
                left=start,
                height=0.62,
                label=labels[scheme],
                **fill,
            )
            start = start + part
    for y, (n, share) in enumerate(zip(total["n"], total["share"], strict=True)):
        text = f" {n:,.0f}" if y == 0 else f" {n:,.0f}（{share:.0%}）"
        text = text if language == "zh" else text.replace("（", " (").replace("）", ")")
        style.note(ax, n, y, text, va="center")
    style.name_rows(ax, [word(f"stage.{stage}", language) for stage in STAGES])
    ax.grid(visible=False)
    ax.set_xlim(0, total["n"].max() * 1.14)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.set_xlabel(label("n_projects", language))
    style.key_above(ax)
    return ax


def plot_stars(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw one bar per type of rater, cut by stars from one to five.

    Parameters
    ----------
    frame
        Part ``stars`` of `hubstudy.measures.outcomes.project_outcomes`.
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
    if frame["n"].sum() == 0:
        return style.say(ax, "no_data", language)
    shares = frame.pivot_table(
        index="rater_type", columns="stars", values="share", aggfunc="first"
    )
    labels = FIELDS["rater_type"].category_labels(language)
    kinds = [kind for kind in labels if kind in shares.index]
    shares = shares.reindex(index=kinds, columns=range(1, 6)).fillna(0.0)
    left = shares[1] * 0.0
    for stars, color in enumerate(STAR_GREYS, start=1):
        ax.barh(
            range(len(kinds)), shares[stars], left=left, height=0.6, color=color,
            edgecolor="white", linewidth=0.6,
            label=word("star_steps", language, n=stars),
        )  # fmt: skip
        ink = style.INK if stars <= LIGHT_STARS else "white"
        for y, (x, share) in enumerate(zip(left, shares[stars], strict=True)):
            if share >= LEAST_LABELLED_SHARE:
                style.note(
                    ax,
                    x + share / 2,
                    y,
                    f"{share:.0%}",
                    ha="center",
                    va="center",
                    color=ink,
                )
        left = left + shares[stars]
    style.name_rows(ax, [labels[kind] for kind in kinds])
    ax.grid(visible=False)
    n = frame.groupby("rater_type")["n"].sum().reindex(kinds)
    style.beside_rows(ax, [f"n = {value:,.0f}" for value in n])
    ax.set_xlim(0, 1)
    style.percent(ax.xaxis)
    ax.set_xlabel(word("share_of_ratings", language))
    style.key_above(ax, columns=5)
    return ax


def plot_completion(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw completion shares with intervals, groups under one another.

    Groups with too few projects due have the reason in place of a mark.

    Parameters
    ----------
    frame
        Table of `hubstudy.measures.outcomes.project_outcomes`.
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
    rows = frame.reset_index(drop=True)
    defined = rows.dropna(subset=["completion_share"])
    ax.hlines(
        defined.index,
        defined["ci_low"],
        defined["ci_high"],
        color=style.QUIET,
        linewidth=0.9,
    )
    if not defined.empty:
        ax.plot(
            defined["completion_share"], defined.index, linestyle="", marker="o",
            markersize=4, color=style.BLUE, clip_on=False, zorder=3,
        )  # fmt: skip
    for y, reason in rows.loc[rows["completion_share"].isna(), "reason"].items():
        text = REASONS[str(reason)].in_language(language)
        style.say_reason(ax, float(str(y)), text)
    style.name_rows(ax, _level_names(rows, language))
    starts = rows.index[rows["group"].ne(rows["group"].shift()) & (rows.index > 0)]
    for y in starts:
        ax.axhline(y - 0.5, color=style.FAINT, linewidth=0.6)
    cells = zip(rows["n_completed"], rows["n_due"], strict=True)
    style.beside_rows(
        ax, [f"{done:,.0f}/{due:,.0f}" for done, due in cells],
        title=word("completed_of_due", language),
    )  # fmt: skip
    ax.set_xlim(0, 1)
    style.percent(ax.xaxis)
    ax.set_xlabel(label("completion_share", language))
    return ax


def _level_names(rows: pd.DataFrame, language: Language) -> list[str]:
    """Name each row: its level, and its group where a group begins."""
    words = {
        "all": {"all": word("group.all", language)},
        "lead": {key: word(key, language) for key in ("hub", "other")},
        "scheme": FIELDS["scheme"].category_labels(language),
        "target_group": FIELDS["target_group"].category_labels(language),
    }
    names = []
    previous = ""
    for group, level in zip(rows["group"], rows["level"].astype(str), strict=True):
        name = words.get(group, {}).get(level, level)
        if group not in (previous, "all") and f"group.{group}" in WORDS:
            gap = "：" if language == "zh" else ": "
            name = word(f"group.{group}", language) + gap + name
        names.append(name)
        previous = group
    return names
