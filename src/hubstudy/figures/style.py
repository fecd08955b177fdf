"""How figures look: fonts, colours, sizes, and the few marks that all of them share.

Colours are from Okabe and Ito (2008). None carries a meaning alone: markers, hatches
or line styles say the same, so that a copy in grey can be read.
"""

from __future__ import annotations

import importlib.resources
import textwrap
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.ticker import MaxNLocator, PercentFormatter

from hubstudy.errors import FigureError
from hubstudy.fields import FIELDS
from hubstudy.figures.catalog import WORDS, word
from hubstudy.results import REASONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

    from hubstudy.errors import Language

WIDTH_CM = 15.0
CM = 1 / 2.54
SIZE = 8.0
SIZE_SMALL = 7.0

INK = "#222222"
QUIET = "#6B6B6B"
FAINT = "#C9C9C9"
BLUE = "#0072B2"
VERMILION = "#D55E00"
SKY = "#56B4E9"
GREEN = "#009E73"
ORANGE = "#E69F00"
PURPLE = "#CC79A7"

FONT_FILES = {
    "hubstudy sans": "NotoSansSC-Regular.otf",
    "hubstudy serif": "NotoSerifSC-Regular.otf",
}

_RC: dict[str, Any] = {
    "font.family": ["hubstudy sans"],
    "font.weight": "normal",
    "font.size": SIZE,
    "axes.titlesize": SIZE,
    "axes.titleweight": "normal",
    "axes.labelsize": SIZE,
    "axes.labelcolor": INK,
    "axes.edgecolor": QUIET,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "xtick.labelsize": SIZE_SMALL,
    "ytick.labelsize": SIZE_SMALL,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "legend.fontsize": SIZE_SMALL,
    "legend.frameon": False,
    "lines.linewidth": 1.2,
    "hatch.linewidth": 0.6,
    "text.color": INK,
    "text.parse_math": False,
    "text.hinting": "none",
    "figure.dpi": 100.0,
    "savefig.dpi": 300.0,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "savefig.bbox": None,
    "svg.fonttype": "path",
    "svg.hashsalt": "hubstudy",
    "path.simplify": True,
}


@cache
def register_fonts() -> tuple[str, ...]:
    """
    Make the shipped fonts known to matplotlib, once.

    They get names of their own, so that a font of the same family on the machine, cut
    otherwise, never takes their place.

    Returns
    -------
    tuple of str
        The family names, sans first.
    """
    folder = importlib.resources.files("pylopdf_fonts_zh_cn")
    manager = font_manager.fontManager
    for family, file in FONT_FILES.items():
        with importlib.resources.as_file(folder / file) as path:
            manager.addfont(path)
        manager.ttflist[-1] = replace(manager.ttflist[-1], name=family)
    return tuple(FONT_FILES)


@contextmanager
def context() -> Iterator[None]:
    """Draw in the style of the study while inside."""
    register_fonts()
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_RC)  # type: ignore[arg-type]
        yield


def say(ax: Axes, key: str, language: Language) -> Axes:
    """
    Write in an otherwise empty figure why it is empty.

    Parameters
    ----------
    ax
        Where to write.
    key
        Key in `hubstudy.figures.catalog.WORDS`, such as ``no_data``, or a reason in
        `hubstudy.results.REASONS`.
    language
        Language of the words.

    Returns
    -------
    matplotlib.axes.Axes
        The same axes.
    """
    text = word(key, language) if key in WORDS else REASONS[key].in_language(language)
    ax.set_axis_off()
    ax.text(
        0.5, 0.5, text, transform=ax.transAxes, ha="center",
        va="center", fontsize=11, color=QUIET,
    )  # fmt: skip
    return ax


def name_rows(ax: Axes, names: Sequence[str], *, highlight: str = "") -> None:
    """
    Give each row of a dot plot its name and a faint guide, first row on top.

    Parameters
    ----------
    ax
        Rows are at y = 0, 1, 2 and so on.
    names
        One per row, drawn as they stand.
    highlight
        Name to set off from the others.
    """
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_yticks(range(len(names)), labels=list(names), parse_math=False)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="y", color=FAINT, linewidth=0.4, linestyle=(0, (1, 2)))
    for tick, name in zip(ax.get_yticklabels(), names, strict=True):
        if name == highlight:
            tick.set_color(VERMILION)


def percent(axis: Axis, *, decimals: int | None = 0) -> None:
    """
    Show shares from 0 to 1 as per cent on an axis.

    Parameters
    ----------
    axis
        The axis.
    decimals
        Digits after the point; None to let the range decide.
    """
    axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(PercentFormatter(xmax=1, decimals=decimals))


def split(ax: Axes, ratios: tuple[float, float], *, below: bool = False) -> Axes:
    """
    Cut the room of an axes in two and give the second part.

    Parameters
    ----------
    ax
        Keeps the first part, left or above.
    ratios
        Sizes of the two parts.
    below
        Whether the second part lies below, not beside.

    Returns
    -------
    matplotlib.axes.Axes
        The second part; it shares the rows (or, below, the horizontal scale).

    Raises
    ------
    FigureError
        If the axes do not stand in a grid.
    """
    spec = ax.get_subplotspec()
    if spec is None:
        msg = (
            "此图要分割坐标区，请用 Figure.add_subplot 建立 ax / "
            "this figure divides its axes: make ax with Figure.add_subplot"
        )
        raise FigureError(msg)
    if below:
        parts = spec.subgridspec(2, 1, height_ratios=ratios)
        second = ax.figure.add_subplot(parts[1], sharex=ax)
    else:
        parts = spec.subgridspec(1, 2, width_ratios=ratios)
        second = ax.figure.add_subplot(parts[1], sharey=ax)
    ax.set_subplotspec(parts[0])
    return second


def title(name: str, language: Language, *, width: int = 60) -> str:
    """
    Give the title of an axis; a rate that names its own unit does not repeat it.

    Parameters
    ----------
    name
        Column name.
    language
        Language of the words.
    width
        Characters per line, for English in a narrow panel.

    Returns
    -------
    str
        The title, in several lines if need be.
    """
    field = FIELDS[name]
    rate = field.unit == FIELDS["organizations_per_10k"].unit
    text = field.label.in_language(language) if rate else field.axis_label(language)
    return "\n".join(textwrap.wrap(text, width)) if language == "en" else text


def spread(
    positions: Sequence[float], gap: float, *, low: float, high: float
) -> list[float]:
    """
    Move label positions apart as little as needed.

    Parameters
    ----------
    positions
        Where the labels would like to be.
    gap
        Least distance between two labels.
    low, high
        Range to stay in, if there is room.

    Returns
    -------
    list of float
        Where they go, in the order given.
    """
    order = sorted(range(len(positions)), key=lambda i: (positions[i], i))
    placed = list(positions)
    previous = low - gap
    for i in order:
        previous = placed[i] = max(positions[i], previous + gap)
    limit = high + gap
    for i in reversed(order):
        limit = placed[i] = min(placed[i], limit - gap)
    return placed


def note(ax: Axes, x: float, y: float, text: str, **style: Any) -> None:
    """
    Write a small text at a data position, as it stands.

    Parameters
    ----------
    ax
        Where to write.
    x, y
        Data position.
    text
        What to write; a dollar sign is a dollar sign.
    **style
        Properties of the text, over the house's.
    """
    properties: dict[str, Any] = {
        "fontsize": SIZE_SMALL, "color": INK, "parse_math": False,
    }  # fmt: skip
    ax.text(x, y, text, **properties | style)


def say_reason(ax: Axes, y: float, text: str) -> None:
    """
    Write in a row why it has no mark, clear of the row's guide.

    Parameters
    ----------
    ax
        Rows are at y = 0, 1, 2 and so on.
    y
        The row.
    text
        The reason in words.
    """
    note(
        ax, 0.02, y, text, transform=ax.get_yaxis_transform(), va="center",
        color=QUIET, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
    )  # fmt: skip


def beside_rows(ax: Axes, texts: Sequence[str], *, title: str = "") -> None:
    """
    Write one text right of each row, under a title.

    Parameters
    ----------
    ax
        Rows are at y = 0, 1, 2 and so on.
    texts
        One per row.
    title
        What the texts are.
    """
    right = ax.get_yaxis_transform()
    for y, text in enumerate(texts):
        note(ax, 1.02, y, text, transform=right, va="center")
    if title:
        note(ax, 1.02, -0.75, title, transform=right, va="bottom", color=QUIET)


def key_above(ax: Axes, *, columns: int = 4) -> None:
    """
    Put a small key over the axes, where direct labels have no room.

    Parameters
    ----------
    ax
        Whose labelled artists the key explains.
    columns
        Entries per line.
    """
    ax.legend(
        loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0.2, borderpad=0,
        ncols=columns, handletextpad=0.4, columnspacing=1.4,
    )  # fmt: skip
