"""Figures of the new money it takes to rest on more funders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from hubstudy.figures import levels, style
from hubstudy.figures.catalog import MOST_NAMED, word

if TYPE_CHECKING:
    from collections.abc import Hashable

    from matplotlib.axes import Axes

    from hubstudy.errors import Language

    Row = dict[Hashable, Any]

__all__ = ["plot_substitution", "plot_substitution_routes"]

GROUPS = {"hub": True, "other": False}
ROUTES = ("new_funders", "firm", "community_partner", "own_income", "split")
APART = 0.21
FEW_TICKS = 1e3


def plot_substitution(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw the new money that organisations need to reach the wanted number of funders.

    Few organisations are rows with their names. Of many, a staircase says what share
    of hubs and of others is there with at most so much new money each; it starts at
    those that are there already.

    Parameters
    ----------
    frame
        Table of `hubstudy.measures.funding.substitution`.
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
    why = levels.why_nothing(frame, "effective_funders")
    if why:
        return style.say(ax, why, language)
    if len(frame) <= MOST_NAMED:
        _rows(ax, frame, language)
    else:
        _staircases(ax, frame[frame["reason"] == ""], language)
        levels.name_uncounted(ax, frame["reason"], language)
    return ax


def _rows(ax: Axes, frame: pd.DataFrame, language: Language) -> None:
    order = ["needed_cny", "organization_id"]
    rows = frame.sort_values(order, ascending=[False, True], ignore_index=True)
    texts = []
    for y, row in enumerate(rows.to_dict("records")):
        fill = levels.BARS["hub" if row["is_hub"] else "other"]
        needed = row["needed_cny"]
        if row["reason"]:
            style.say_reason(ax, y, levels.say_why(row["reason"], language))
        elif needed > 0:
            ax.barh(y, needed / levels.TEN_THOUSAND, height=0.5, **fill)
        texts.append(_row_text(row, language))
    style.name_rows(ax, rows["organization_name"].tolist())
    ax.grid(visible=False)
    style.beside_rows(ax, texts)
    most = rows["needed_cny"].max() / levels.TEN_THOUSAND
    ax.set_xlim(0, most * 1.05 if most > 0 else 1)
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.set_xlabel(word("substitution.needed_10k", language))
    for level, is_hub in GROUPS.items():
        if (rows["is_hub"] == is_hub).any():
            ax.barh(0, 0, height=0, label=word(level, language), **levels.BARS[level])
    style.key_above(ax)


def _row_text(row: Row, language: Language) -> str:
    """Say what one organisation needs, or that it is there."""
    if row["reason"]:
        return ""
    if row["needed_cny"] == 0:
        return word("substitution.there", language)
    if not row["needed_cny"] > 0:
        return levels.say_why(row["needed_cny_reason"], language)
    return word(
        "substitution.needs", language, n=f"{row['n_new_funders']:,.0f}",
        money=f"{row['needed_cny'] / levels.TEN_THOUSAND:,.2f}",
        share=f"{row['needed_share']:.0%}",
    )  # fmt: skip


def _staircases(ax: Axes, counted: pd.DataFrame, language: Language) -> None:
    """Draw, for hubs and others, who is there with at most so much money."""
    low, high = _money_limits(counted["needed_cny"])
    for level, is_hub in GROUPS.items():
        money = counted.loc[counted["is_hub"] == is_hub, "needed_cny"]
        if len(money):
            _staircase(ax, money, level, ends=(low, high), language=language)
    ax.set_xscale("log")
    ax.set_xlim(low, high)
    ax.set_ylim(0, 1)
    steps = (1.0, 2.0, 5.0) if high / low < FEW_TICKS else (1.0,)
    ax.xaxis.set_major_locator(LogLocator(10, subs=steps))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.0f}"))
    ax.xaxis.set_minor_locator(NullLocator())
    style.percent(ax.yaxis)
    ax.set_xlabel(word("substitution.each", language))
    ax.set_ylabel(word("substitution.share", language))
    ax.grid(axis="y", color=style.FAINT, linewidth=0.4, linestyle=(0, (1, 2)))
    style.key_above(ax, columns=1)


def _staircase(
    ax: Axes, money: pd.Series, level: str, *, ends: tuple[float, float],
    language: Language,
) -> None:  # fmt: skip
    """Draw one group, a mark for those that are there without new money."""
    there, beyond = int((money == 0).sum()), int(money.isna().sum())
    amounts = np.sort(money[money > 0].to_numpy(float)).clip(min=ends[0])
    shares = (there + np.arange(len(amounts) + 1)) / len(money)
    name = word(
        "substitution.group", language, group=word(level, language),
        n=f"{len(money):,}", there=f"{there:,}",
    )  # fmt: skip
    if beyond:
        name += word("substitution.beyond", language, n=f"{beyond:,}")
    look = levels.LINES[level]
    ax.step(
        [ends[0], *amounts, ends[1]], [*shares, shares[-1]], where="post", label=name,
        **{**look, "marker": ""},
    )  # fmt: skip
    ax.plot(ends[0], shares[0], **{**look, "linestyle": ""}, clip_on=False, zorder=4)


def _money_limits(needed: pd.Series) -> tuple[float, float]:
    """Let the axis hold what is needed, from one yuan on."""
    above = needed[needed > 0]
    if above.empty:
        return 1.0, 10.0
    low = 10 ** float(np.floor(np.log10(above.min())))
    return max(low, 1.0), max(float(above.max()) * 1.3, 10.0)


def plot_substitution_routes(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw the new money needed in all by each route, hubs over others.

    Parameters
    ----------
    frame
        Part ``totals`` of `hubstudy.measures.funding.substitution`.
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
    rows = frame[frame["level"].isin(GROUPS) & (frame["n_organizations"] > 0)]
    why = levels.why_nothing(rows, "needed_cny")
    if why:
        return style.say(ax, why, language)
    routes = [route for route in ROUTES if (rows["route"] == route).any()]
    right = ax.get_yaxis_transform()
    apart = APART if len(rows["level"].unique()) > 1 else 0.0
    for row in rows.to_dict("records"):
        y = routes.index(row["route"]) + (-apart if row["level"] == "hub" else apart)
        if pd.isna(row["needed_cny"]):
            style.say_reason(ax, y, levels.say_why(row["reason"], language))
            continue
        money = row["needed_cny"] / levels.TEN_THOUSAND
        ax.barh(y, money, height=0.34, **levels.BARS[row["level"]])
        style.note(ax, money, y, f" {money:,.1f}", va="center")
        style.note(ax, 1.02, y, _counts(row), transform=right, va="center")
    style.name_rows(ax, [word(f"route.{route}", language) for route in routes])
    ax.grid(visible=False)
    style.note(
        ax, 1.02, -0.62, word("substitution.counts", language), transform=right,
        va="bottom", color=style.QUIET,
    )  # fmt: skip
    most = rows["needed_cny"].max() / levels.TEN_THOUSAND
    ax.set_xlim(0, most * 1.14 if most > 0 else 1)
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.set_xlabel(word("substitution.needed_10k", language))
    for level in GROUPS:
        if (rows["level"] == level).any():
            ax.barh(0, 0, height=0, label=word(level, language), **levels.BARS[level])
    style.key_above(ax)
    return ax


def _counts(row: Row) -> str:
    """Count those there already, those in reach and those out of reach."""
    there, reach = row["n_there_already"], row["n_reachable"]
    beyond = row["n_organizations"] - there - reach
    return f"{there:,.0f} / {reach:,.0f} / {beyond:,.0f}"
