"""Figures of organisations per community, and of the hubs that came to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
from matplotlib.ticker import MaxNLocator

from hubstudy.fields import label
from hubstudy.figures import style
from hubstudy.figures.catalog import word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hubstudy.errors import Language

__all__ = ["plot_adoption", "plot_organizations_ranked"]


def plot_organizations_ranked(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Rank communities by organisations; beside each, its shrunken rate with interval.

    Communities with a hub have a filled mark, the others an open one. The policy line
    belongs to the count, so it stands on the left only.

    Parameters
    ----------
    frame
        Table of `hubstudy.measures.density.community_density`; the policy line is
        drawn if it has the column ``policy_organizations``.
    ax
        Where to draw; the rates take a part of its room. Default is the current axes.
    language
        Language of the words.

    Returns
    -------
    matplotlib.axes.Axes
        The axes given, with the counts.
    """
    ax = plt.gca() if ax is None else ax
    if frame.empty:
        return style.say(ax, "no_data", language)
    order = ["n_organizations", "shrunken_per_10k", "community_code"]
    ranked = frame.sort_values(order, ascending=[False, False, True], ignore_index=True)
    rates = style.split(ax, (1, 1))
    style.name_rows(ax, ranked["community_name"].tolist())
    rates.tick_params(axis="y", left=False, labelleft=False)
    rates.grid(axis="y", color=style.FAINT, linewidth=0.4, linestyle=(0, (1, 2)))
    rates.spines["left"].set_visible(False)
    rates.hlines(
        ranked.index,
        ranked["ci_low"],
        ranked["ci_high"],
        color=style.QUIET,
        linewidth=0.8,
    )
    _dots(ax, ranked, "n_organizations", language)
    _dots(rates, ranked, "shrunken_per_10k", language)
    if "policy_organizations" in ranked:
        _policy_line(ax, ranked["policy_organizations"].iloc[0], language)
    for axes, column in ((ax, "n_organizations"), (rates, "shrunken_per_10k")):
        axes.set_xlim(left=0)
        axes.set_xlabel(style.title(column, language, width=34))
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    style.note(
        rates, 1, 1.005, word("interval", language), transform=rates.transAxes,
        ha="right", va="bottom", color=style.QUIET,
    )  # fmt: skip
    style.key_above(ax)
    return ax


def _dots(ax: Axes, ranked: pd.DataFrame, column: str, language: Language) -> None:
    """Draw filled marks for communities with a hub, open ones for the others."""
    for has_hub, key, face in (
        (True, "with_hub", style.BLUE),
        (False, "without_hub", "white"),
    ):
        drawn = ranked[ranked["has_hub"] == has_hub]
        if drawn.empty:
            continue
        ax.plot(
            drawn[column], drawn.index, linestyle="", marker="o", markersize=3.6,
            markerfacecolor=face, markeredgecolor=style.BLUE, markeredgewidth=0.8,
            label=word(key, language),
        )  # fmt: skip


def _policy_line(ax: Axes, at: float, language: Language) -> None:
    ax.axvline(
        at, color=style.VERMILION, linewidth=0.9, linestyle=(0, (4, 2)), zorder=0.9,
        label=word("policy", language, n=f"{at:g}"),
    )  # fmt: skip


def plot_adoption(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw the number of hubs to date as a staircase by year.

    Parameters
    ----------
    frame
        Columns ``year`` and ``n_hubs`` (hubs open at the end of the year).
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
    drawn = frame.sort_values("year")
    ax.step(drawn["year"], drawn["n_hubs"], where="mid", color=style.FAINT, linewidth=1)
    ax.plot(
        drawn["year"], drawn["n_hubs"], linestyle="", marker="o", markersize=4,
        color=style.BLUE,
    )  # fmt: skip
    for year, n in zip(drawn["year"], drawn["n_hubs"], strict=True):
        ax.annotate(
            f"{n:g}", (year, n), (0, 4), textcoords="offset points", ha="center",
            fontsize=style.SIZE_SMALL,
        )  # fmt: skip
    ax.set_xticks(drawn["year"])
    ax.set_ylim(0, max(drawn["n_hubs"].max(), 1) * 1.12)
    ax.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    ax.set_xlabel(label("year", language))
    ax.set_ylabel(word("hubs_to_date", language))
    return ax
