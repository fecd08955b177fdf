"""Figures of what is given by whom under which heading, and of where grants go."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle

from hubstudy.fields import FIELDS, GOVERNMENT_FUNDER_TYPES, GOVERNMENT_INSTRUMENTS
from hubstudy.figures import levels, style
from hubstudy.figures.catalog import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from hubstudy.errors import Language

__all__ = ["plot_grants_lorenz", "plot_headings"]

TINTS = ("#F4F7FA", "#DCE8F2", "#B9D3E8", "#8DB8DA", "#4F93C4", "#1D5F96")
"""From light to dark, so that a copy in grey has the same order."""

FIRST_DARK = 5
TURNED: dict[tuple[bool, bool], dict[str, Any]] = {
    (True, False): {"edgecolor": style.VERMILION, "linestyle": "-"},
    (False, True): {"edgecolor": style.VERMILION, "linestyle": (0, (2, 1.5))},
}
"""Frames of cells in which funder and heading say different things."""

HIDDEN = "////"
HEADING_WIDTH = 12

CURVES: dict[str, dict[str, Any]] = {
    "communities": {"color": style.BLUE, "linewidth": 1.6},
    "residents": {
        "color": style.VERMILION, "linewidth": 1.3, "linestyle": (0, (5, 2)),
    },
}  # fmt: skip


def plot_headings(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Cross who the funder is with what the account calls the money, amounts in cells.

    Framed cells are government money by the one and not by the other.

    Parameters
    ----------
    frame
        Part ``headings`` of `hubstudy.measures.funding.funding_dependence`; amounts
        hidden for privacy are missing.
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
    types = _in_order(frame, "funder_type", GOVERNMENT_FUNDER_TYPES)
    headings = _in_order(frame, "instrument", GOVERNMENT_INSTRUMENTS)
    for y in range(len(types)):
        for x in range(len(headings)):
            ax.add_patch(_tile(x, y, facecolor="white"))
    most = frame["amount_cny"].max()
    hidden = frame["amount_cny"].isna()
    for row, is_hidden in zip(frame.to_dict("records"), hidden, strict=True):
        x, y = headings.index(row["instrument"]), types.index(row["funder_type"])
        if is_hidden:
            ax.add_patch(_tile(x, y, facecolor="white", hatch=HIDDEN))
        else:
            _draw_amount(ax, x, y, float(row["amount_cny"]), most=most)
    for row in frame.to_dict("records"):
        turned = TURNED.get((bool(row["by_funder"]), bool(row["by_heading"])))
        if turned:
            x, y = headings.index(row["instrument"]), types.index(row["funder_type"])
            ax.add_patch(_tile(x, y, facecolor="none", linewidth=1.4, **turned))
    _name_tiles(ax, types, headings, language)
    _write_key(ax, frame, types, headings, language)
    return ax


def _in_order(frame: pd.DataFrame, field: str, government: frozenset[str]) -> list[str]:
    """Give the codes that occur, those of government first, in the field's order."""
    found = set(frame[field])
    codes = [category.code for category in FIELDS[field].categories]
    return sorted((c for c in codes if c in found), key=lambda c: c not in government)


def _tile(x: int, y: int, **properties: Any) -> Rectangle:
    plain: dict[str, Any] = {"edgecolor": style.FAINT, "linewidth": 0.5}
    return Rectangle((x - 0.5, y - 0.5), 1, 1, **plain | properties)


def _draw_amount(ax: Axes, x: int, y: int, amount: float, *, most: float) -> None:
    share = math.sqrt(max(amount, 0.0) / most) if most > 0 else 0.0
    step = min(int(share * len(TINTS)), len(TINTS) - 1)
    ax.add_patch(_tile(x, y, facecolor=TINTS[step]))
    text = f"{amount / levels.TEN_THOUSAND:,.1f}".replace("-", "−")
    ink = "white" if step >= FIRST_DARK else style.INK
    style.note(ax, x, y, text, ha="center", va="center", color=ink)


def _name_tiles(
    ax: Axes, types: list[str], headings: list[str], language: Language
) -> None:
    rows = FIELDS["funder_type"].category_labels(language)
    columns = FIELDS["instrument"].category_labels(language)
    width = HEADING_WIDTH if language == "en" else HEADING_WIDTH // 2
    names = ["\n".join(textwrap.wrap(columns[code], width)) for code in headings]
    ax.set_xticks(range(len(headings)), labels=names)
    ax.set_yticks(range(len(types)), labels=[rows[code] for code in types])
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.set_xlim(-0.52, len(headings) - 0.48)
    ax.set_ylim(len(types) - 0.48, -0.52)
    first = _first_private(types, GOVERNMENT_FUNDER_TYPES)
    if first:
        ax.axhline(first - 0.5, color=style.QUIET, linewidth=1.2)
    first = _first_private(headings, GOVERNMENT_INSTRUMENTS)
    if first:
        ax.axvline(first - 0.5, color=style.QUIET, linewidth=1.2)


def _first_private(codes: Sequence[str], government: frozenset[str]) -> int:
    """Find where government ends; 0 if there is nothing on one of the sides."""
    n = sum(code in government for code in codes)
    return n if n < len(codes) else 0


def _write_key(
    ax: Axes, frame: pd.DataFrame, types: list[str], headings: list[str],
    language: Language,
) -> None:  # fmt: skip
    """Say under the tiles what numbers, lines, frames and hatches are."""
    first = ["headings.cells"]
    if _first_private(types, GOVERNMENT_FUNDER_TYPES):
        first.append("headings.rows")
    if _first_private(headings, GOVERNMENT_INSTRUMENTS):
        first.append("headings.columns")
    pairs = set(
        zip(frame["by_funder"].astype(bool), frame["by_heading"].astype(bool),
            strict=True)
    )  # fmt: skip
    lines = [word(key, language) for key in first]
    lines += [
        word(f"headings.{'funder' if by_funder else 'heading'}_only", language)
        for by_funder, by_heading in TURNED
        if (by_funder, by_heading) in pairs
    ]
    if frame["amount_cny"].isna().any():
        lines.append(word("headings.hidden", language))
    style.note(
        ax, 0, -0.02, "\n".join(lines), transform=ax.transAxes, va="top",
        linespacing=1.5, color=style.QUIET,
    )  # fmt: skip


def plot_grants_lorenz(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw how grants are shared out over communities and over residents.

    Parameters
    ----------
    frame
        Part ``lorenz`` of `hubstudy.measures.funding.grant_inequality`; the Gini
        coefficient is written if it has the column ``gini``.
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
    why = levels.why_nothing(frame, "y")
    if why:
        return style.say(ax, why, language)
    ax.plot(
        [0, 1], [0, 1], color=style.QUIET, linewidth=0.8, linestyle=(0, (1, 1.5)),
        label=word("lorenz.equal", language),
    )  # fmt: skip
    for weight, line in CURVES.items():
        part = frame[frame["weight"] == weight]
        curve = part.dropna(subset=["y"]).sort_values(["x", "y"])
        name = word(f"lorenz.{weight}", language)
        if curve.empty:
            reason = levels.why_nothing(part, "y")
            name += levels.COLON[language] + levels.say_why(reason, language)
        elif "gini" in curve and curve["gini"].notna().any():
            name += word("lorenz.gini", language, gini=f"{curve['gini'].iloc[0]:.3f}")
        ax.plot(curve["x"], curve["y"], label=name, **line)
    ax.set_aspect("equal")
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    for axis in (ax.xaxis, ax.yaxis):
        style.percent(axis)
    ax.set_xlabel(word("lorenz.x", language))
    ax.set_ylabel(word("lorenz.y", language))
    ax.legend(loc="upper left", bbox_to_anchor=(0.01, 0.99), borderpad=0)
    return ax
