"""How figures of money tell hubs from the others, and what stands for a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hubstudy.errors import FigureError
from hubstudy.figures import style
from hubstudy.figures.catalog import word
from hubstudy.results import REASONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.gridspec import GridSpecFromSubplotSpec

    from hubstudy.errors import Language

TEN_THOUSAND = 1e4

LINES: dict[str, dict[str, Any]] = {
    "hub": {
        "color": style.BLUE, "marker": "o", "markersize": 4.0, "linewidth": 1.5,
    },
    "other": {
        "color": style.VERMILION, "marker": "s", "markersize": 3.6, "linewidth": 1.1,
        "linestyle": (0, (4, 2)), "markerfacecolor": "white",
    },
    "all": {"color": style.INK, "linewidth": 0.9, "linestyle": (0, (1, 1.2))},
}  # fmt: skip
"""Hubs a full line with full marks, the others dashed with open ones, all dotted."""

BARS: dict[str, dict[str, Any]] = {
    "hub": {"facecolor": style.BLUE, "edgecolor": style.BLUE, "linewidth": 0.6},
    "other": {
        "facecolor": "white", "edgecolor": style.VERMILION, "hatch": "//////",
        "linewidth": 0.6,
    },
}  # fmt: skip

COLON = {"zh": "：", "en": ": "}
SEMICOLON = {"zh": "；", "en": "; "}


def divide(
    ax: Axes, ratios: Sequence[float], *, columns: int = 1
) -> GridSpecFromSubplotSpec:
    """
    Cut the room of an axes into rows, as high as asked, of one or more columns.

    Parameters
    ----------
    ax
        Stands in a grid.
    ratios
        Heights of the rows.
    columns
        Columns in every row.

    Returns
    -------
    matplotlib.gridspec.GridSpecFromSubplotSpec
        The rows; the axes itself stays where it was.

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
    return spec.subgridspec(len(ratios), columns, height_ratios=ratios)


def why_nothing(frame: pd.DataFrame, column: str) -> str:
    """
    Tell why a frame has nothing to draw.

    Parameters
    ----------
    frame
        What is to be drawn; column ``reason`` says why values are missing.
    column
        Column without which nothing is drawn.

    Returns
    -------
    str
        ``"no_data"``, the one reason that all rows share, or empty if there is a
        value.
    """
    if frame.empty:
        return "no_data"
    if frame[column].notna().any():
        return ""
    reasons = frame["reason"].unique()
    return str(reasons[0]) if len(reasons) == 1 and reasons[0] else "no_data"


def say_why(reason: object, language: Language) -> str:
    """
    Give the words for a reason.

    Parameters
    ----------
    reason
        Code in `hubstudy.results.REASONS`; empty for none given.
    language
        Language of the words.

    Returns
    -------
    str
        The words, or those for no data.
    """
    code = str(reason)
    return (
        REASONS[code].in_language(language)
        if code in REASONS
        else word("no_data", language)
    )


def mark_gaps(
    ax: Axes, places: Sequence[float], reasons: Sequence[object], *, height: float,
    color: str,
) -> None:  # fmt: skip
    """
    Put a cross near the foot of a panel wherever a value is missing.

    Parameters
    ----------
    ax
        Where to draw.
    places
        Where on the horizontal axis values are missing.
    reasons
        Why, one per place; places without a reason are left blank.
    height
        Height of the crosses, as a share of the panel.
    color
        Colour of the line that has the gaps.
    """
    shown = [x for x, why in zip(places, reasons, strict=True) if why]
    if shown:
        ax.plot(
            shown, [height] * len(shown), linestyle="", marker="x", markersize=3.6,
            markeredgewidth=0.9, color=color, transform=ax.get_xaxis_transform(),
        )  # fmt: skip


def name_gaps(reasons: Sequence[object], language: Language) -> str:
    """
    Say what the crosses of `mark_gaps` stand for.

    Parameters
    ----------
    reasons
        Reasons of all rows; the empty ones are values.
    language
        Language of the words.

    Returns
    -------
    str
        Such as ``× 样本过小``; empty if nothing is missing.
    """
    found = dict.fromkeys(str(reason) for reason in reasons if reason)
    words = [REASONS[code].in_language(language) for code in found]
    return "× " + SEMICOLON[language].join(words) if words else ""


def name_uncounted(
    ax: Axes, reasons: pd.Series, language: Language, *, left: bool = False
) -> None:
    """
    Say in a lower corner how many organisations have no value, and why.

    Parameters
    ----------
    ax
        Where to write.
    reasons
        Reason of each organisation; the empty ones have a value.
    language
        Language of the words.
    left
        Whether to write in the corner on the left.
    """
    counts = reasons[reasons != ""].value_counts(sort=False)
    if counts.empty:
        return
    lines = [word("not_counted", language)]
    lines += [
        f"{say_why(code, language)}{COLON[language]}{n:,}" for code, n in counts.items()
    ]
    style.note(
        ax, 0.015 if left else 0.985, 0.03, "\n".join(lines), transform=ax.transAxes,
        ha="left" if left else "right", va="bottom", color=style.QUIET,
        linespacing=1.4,
    )  # fmt: skip
