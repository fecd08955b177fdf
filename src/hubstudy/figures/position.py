"""Figures of the network: its map, and how centralised it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patches import Circle

from hubstudy.figures import style
from hubstudy.figures.catalog import word
from hubstudy.results import CITY, REASONS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from hubstudy.errors import Language

__all__ = ["plot_affiliation_map", "plot_centralization", "plot_network_map"]

NODE_MARKS: dict[str, dict[str, Any]] = {
    "organization": {"marker": "o", "s": 3.5, "facecolors": "#8A8A8A", "linewidths": 0},
    "project": {
        "marker": "D", "s": 9, "facecolors": "white", "edgecolors": style.VERMILION,
        "linewidths": 0.6,
    },
    "funder": {
        "marker": "s", "s": 26, "facecolors": style.ORANGE, "edgecolors": style.INK,
        "linewidths": 0.6,
    },
    "hub": {
        "marker": "o", "s": 92, "facecolors": style.BLUE, "edgecolors": "white",
        "linewidths": 0.6,
    },
}  # fmt: skip
CENTRE_MARK: dict[str, Any] = {
    "marker": "o", "s": 92, "facecolors": style.INK, "edgecolors": "white",
    "linewidths": 0.6,
}  # fmt: skip
KEY_WIDTH_CM = style.WIDTH_CM - 0.6
MOST_EMS = 40
MANY_TIES = 1000


def plot_affiliation_map(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw organisations and the projects they take part in, where the layout puts them.

    Parameters
    ----------
    frame
        `hubstudy.network.drawing_frame` of an affiliation network.
    ax
        Where to draw; default is the current axes.
    language
        Language of the words.

    Returns
    -------
    matplotlib.axes.Axes
        The axes given.
    """
    return plot_network_map(frame, ax=ax, language=language)


def plot_network_map(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw a network where its layout puts it, with a key to its hubs.

    Only hubs are named, and, where it is no hub, the organisation with most ties: each
    carries a number, and the key below gives the name.

    Parameters
    ----------
    frame
        `hubstudy.network.drawing_frame` of a graph: rows of ``kind`` "tie", "node"
        and "street".
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
    nodes = frame[frame["kind"] == "node"]
    if nodes.empty:
        return style.say(ax, "no_data", language)
    ties = frame[frame["kind"] == "tie"]
    gap = np.full(len(ties), np.nan)
    across = np.column_stack([ties["x"], ties["x_end"], gap]).astype(float).ravel()
    upward = np.column_stack([ties["y"], ties["y_end"], gap]).astype(float).ravel()
    width = 0.35 if len(ties) <= MANY_TIES else 0.2
    ax.plot(across, upward, color="#B5B5B5", linewidth=width, zorder=1)
    _draw_streets(ax, frame[frame["kind"] == "street"])
    for depth, (kind, mark) in enumerate(NODE_MARKS.items(), start=2):
        drawn = nodes[nodes["node_kind"] == kind]
        if not drawn.empty:
            text = f"{word(f'node.{kind}', language)} ({len(drawn):,})"
            ax.scatter(drawn["x"], drawn["y"], zorder=depth, label=text, **mark)
    ax.set_axis_off()
    ax.set_aspect("equal", adjustable="datalim")
    ax.margins(x=0.01, y=0.05)  # room for the names of streets above and below
    _number_nodes(ax, nodes, language)
    style.key_above(ax, columns=5)
    return ax


def _draw_streets(ax: Axes, streets: pd.DataFrame) -> None:
    """Draw street districts as faint circles, named on the outer side."""
    for x, y, radius, text in streets[["x", "y", "weight", "label"]].itertuples(
        index=False
    ):
        ax.add_patch(
            Circle((x, y), radius, fill=False, edgecolor=style.FAINT, linewidth=0.6)
        )
        away = (
            np.array([x, y]) / np.hypot(x, y) if len(streets) > 1 else np.array([0, 1])
        )
        across, up = (int(np.sign(part) * (abs(part) > 0.4)) for part in away)  # noqa: PLR2004
        at = np.array([x, y]) + away * radius * 1.03
        style.note(
            ax, at[0], at[1], text, color=style.QUIET, zorder=8,
            ha={-1: "right", 0: "center", 1: "left"}[across],
            va={-1: "top", 0: "center", 1: "bottom"}[up],
        )  # fmt: skip


def _number_nodes(ax: Axes, nodes: pd.DataFrame, language: Language) -> None:
    """Write numbers on hubs and the best tied other, and their names below."""
    named = nodes[nodes["node_kind"] == "hub"]
    others = nodes[nodes["node_kind"] == "organization"]
    if len(others) and others["weight"].max() > named["weight"].max():
        best = others.sort_values(["weight", "node"], ascending=[False, True]).head(1)
        words = word("node.most_tied", language)
        ax.scatter(best["x"], best["y"], zorder=7, label=words, **CENTRE_MARK)
        named = pd.concat([named, best])
    names = [_shorten(text) for text in named["label"].astype(str)]
    for number, (x, y) in enumerate(zip(named["x"], named["y"], strict=True), start=1):
        style.note(
            ax,
            x,
            y,
            f"{number}",
            color="white",
            ha="center",
            va="center_baseline",
            zorder=9,
        )
    lines = [f"{number}  {name}" for number, name in enumerate(names, start=1)]
    if lines:
        _write_key(ax, lines)


def _write_key(ax: Axes, lines: list[str]) -> None:
    """Set the key in as many columns as its longest line allows, read downwards."""
    em_cm = style.SIZE_SMALL / 72 / style.CM
    widest = em_cm * (max(map(_ems, lines)) + 1.5)
    columns = max(1, min(int(KEY_WIDTH_CM / widest), 4, len(lines)))
    length = -(-len(lines) // columns)
    for column in range(columns):
        text = "\n".join(lines[column * length : (column + 1) * length])
        style.note(
            ax, column / columns, -0.01, text, transform=ax.transAxes, va="top",
            linespacing=1.35,
        )  # fmt: skip


def _ems(text: str) -> float:
    wide = sum(ord(character) > 0x2E80 for character in text)  # noqa: PLR2004
    return wide + 0.6 * (len(text) - wide)


def _shorten(text: str) -> str:
    return text if len(text) <= MOST_EMS else text[: MOST_EMS - 1] + "…"


def plot_centralization(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    language: Language = "zh",
    highlight: str = "",
) -> Axes:
    """
    Pair the centralisation of each unit with and without membership ties.

    Hubs to which all "belong" make a star, so the distance between the two marks is
    what the register's membership alone contributes.

    Parameters
    ----------
    frame
        Part ``centralization`` of `hubstudy.measures.position.organization_positions`.
    ax
        Where to draw; betweenness takes a part of its room. Default is current axes.
    language
        Language of the words.
    highlight
        Name of a unit to set off.

    Returns
    -------
    matplotlib.axes.Axes
        The axes given, with degree centralisation.
    """
    ax = plt.gca() if ax is None else ax
    if frame.empty:
        return style.say(ax, "no_data", language)
    units = frame.drop_duplicates("unit")
    names = units["unit_name"].where(units["unit"] != CITY, word("city", language))
    shown = {name: i for i, name in enumerate(units["unit"])}
    second = style.split(ax, (1, 1))
    style.name_rows(ax, names.tolist(), highlight=highlight)
    second.tick_params(axis="y", left=False, labelleft=False)
    second.spines["left"].set_visible(False)
    second.grid(axis="y", color=style.FAINT, linewidth=0.4, linestyle=(0, (1, 2)))
    for axes, column in (
        (ax, "degree_centralization"),
        (second, "betweenness_centralization"),
    ):
        _pairs(axes, frame, column, shown, language)
        axes.set_xlabel(style.title(column, language, width=34))
        axes.set_xlim(0, max(1e-9, frame[column].max()) * 1.08)
        if units["unit"].iloc[0] == CITY:
            axes.axhline(0.5, color=style.FAINT, linewidth=0.6)
    style.key_above(ax)
    return ax


def _pairs(
    ax: Axes, frame: pd.DataFrame, column: str, rows: dict[str, int], language: Language
) -> None:
    wide = frame.pivot_table(
        index="unit", columns="membership", values=column, aggfunc="first"
    )
    wide = wide.reindex(list(rows))
    if {"with", "without"} <= set(wide):
        ax.hlines(
            range(len(wide)),
            wide["with"],
            wide["without"],
            color=style.QUIET,
            linewidth=0.8,
        )
    for membership, face, size in (
        ("with", style.BLUE, 5.2),
        ("without", "white", 3.6),
    ):
        if membership in wide:
            ax.plot(
                wide[membership], range(len(wide)), linestyle="", marker="o",
                markersize=size, markerfacecolor=face, markeredgecolor=style.BLUE,
                markeredgewidth=0.8, label=word(f"membership.{membership}", language),
            )  # fmt: skip
    gaps = frame[frame[column].isna()].drop_duplicates("unit")
    for unit, reason in zip(gaps["unit"], gaps["reason"], strict=True):
        style.say_reason(ax, rows[unit], REASONS[reason].in_language(language))
