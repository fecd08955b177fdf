"""Figures of hubs held against their null models: position, centralisation, roles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator, NullLocator

from hubstudy.fields import label
from hubstudy.figures import style
from hubstudy.figures.catalog import word
from hubstudy.results import REASONS

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from hubstudy.errors import Language

    Row = dict[Hashable, Any]

__all__ = ["plot_centralization_null", "plot_hub_advantage", "plot_roles"]

MEASURES = ("degree", "betweenness", "constraint")
ROLES = (
    "coordinator", "itinerant", "representative", "gatekeeper", "either", "liaison",
    "total",
)  # fmt: skip
STATISTICS = ("degree_centralization", "betweenness_centralization")
VERSIONS = ("without", "with")

NULL = "#D6D6D6"
BAND = 0.32
APART = 0.21
DOTS: dict[str, dict[str, Any]] = {
    "without": {"markerfacecolor": "white"},
    "with": {"markerfacecolor": style.BLUE},
}
BARS: dict[str, dict[str, Any]] = {
    "without": {
        "facecolor": "white", "edgecolor": style.BLUE, "hatch": "//////",
        "linewidth": 0.6,
    },
    "with": {"facecolor": style.BLUE, "edgecolor": style.BLUE, "linewidth": 0.6},
}  # fmt: skip
RATIOS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
LEAST_RATIO = 0.01
HUNDRED = 100
COMMA = {"zh": "，", "en": ", "}


def plot_hub_advantage(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw the hubs' mean position as a multiple of what the null gives.

    Degree, betweenness and constraint have scales of their own; as multiples of the
    null's mean they stand on one logarithmic axis, twice as high as far from 1 as half.

    Parameters
    ----------
    frame
        Table of `hubstudy.measures.position.hub_advantage`.
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
    why = _why_nothing(frame)
    if why:
        return style.say(ax, why, language)
    measures = [name for name in MEASURES if (frame["measure"] == name).any()]
    low, high = _ratio_limits(frame)
    ax.axvline(1, color=style.QUIET, linewidth=0.8, zorder=2)
    for y, row in _places(frame, "measure", measures):
        if row["reason"]:
            _write_reason(ax, y, row, language)
            continue
        if row["null_mean"] > 0:
            ends = (
                max(row[end] / row["null_mean"], low)
                for end in ("null_low", "null_high")
            )
            _draw_null(ax, y, *ends)
            _dot(ax, row["observed"] / row["null_mean"], y, row, least=low)
        values = f"{_short(row['observed'])} / {_short(row['null_mean'])}"
        _beside(ax, y, values + _z_text(row, language))
    _beside(ax, -0.68, word("hubs_null_z", language), color=style.QUIET, va="bottom")
    names = [label(name, language) for name in measures]
    if "constraint" in measures:
        names[measures.index("constraint")] += f"\n{word('lower_is_freer', language)}"
    _name_groups(ax, names)
    ax.set_xscale("log")
    ax.set_xlim(low, high)
    _fix_ticks(ax, [tick for tick in RATIOS if low <= tick <= high])
    n_hubs = int(frame["n_hubs"].max())
    ax.set_xlabel(word("times_null", language, n=f"{n_hubs:,}"))
    _key(ax, frame, language)
    return ax


def _ratio_limits(frame: pd.DataFrame) -> tuple[float, float]:
    """Let the axis hold every ratio above zero, and a half to two at least."""
    known = frame[frame["null_mean"] > 0]
    shown = [
        ratio
        for end in ("observed", "null_low", "null_high")
        for ratio in known[end] / known["null_mean"]
        if ratio >= LEAST_RATIO
    ]
    return min(0.5, *shown) / 1.25, max(2.0, *shown) * 1.25


def plot_centralization_null(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Set a unit's centralisation beside random networks, with and without membership.

    Parameters
    ----------
    frame
        Table of `hubstudy.measures.position.hub_centralization`.
    ax
        Where to draw; betweenness takes a part of its room. Default is current axes.
    language
        Language of the words.

    Returns
    -------
    matplotlib.axes.Axes
        The axes given, with degree centralisation.
    """
    ax = plt.gca() if ax is None else ax
    why = _why_nothing(frame)
    if why:
        return style.say(ax, why, language)
    versions = [name for name in VERSIONS if (frame["membership"] == name).any()]
    second = style.split(ax, (1, 1))
    names = [word(f"membership.{name}", language) for name in versions]
    style.name_rows(ax, names)
    ax.set_ylim(len(names) - 0.5, -0.85)  # room for a line of text over each row
    second.tick_params(axis="y", left=False, labelleft=False)
    second.spines["left"].set_visible(False)
    for axes, statistic in zip((ax, second), STATISTICS, strict=True):
        part = frame[frame["statistic"] == statistic]
        _draw_statistic(axes, part, versions, language)
        null = "".join(
            "\n" + word(f"null.{name}", language)
            for name in part["conditioning"].unique()
        )
        axes.set_xlabel(label(statistic, language) + null, linespacing=1.4)
    _key(ax, frame, language, dots=False)
    return ax


def _draw_statistic(
    ax: Axes, part: pd.DataFrame, versions: Sequence[str], language: Language
) -> None:
    ax.grid(visible=False)
    for row in part.to_dict("records"):
        y = versions.index(row["membership"])
        if not math.isnan(row["null_mean"]):
            _draw_null(ax, y, row["null_low"], row["null_high"])
            _tick(ax, row["null_mean"], y)
        if not math.isnan(row["observed"]):
            _dot(ax, row["observed"], y, row, least=0.0)
        style.note(
            ax, 1, y - 0.26, _held_against(row, language), ha="right", va="bottom",
            transform=ax.get_yaxis_transform(),
        )  # fmt: skip
    highest = part[["observed", "null_high"]].max().max()
    ax.set_xlim(0, min(1.02, highest * 1.1) if highest > 0 else 1)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))


def _held_against(row: Row, language: Language) -> str:
    """Put a value, the null's mean and z in a line, or the reason for what is not."""
    comma = COMMA[language]
    parts = [] if math.isnan(row["observed"]) else [_short(row["observed"])]
    if not math.isnan(row["null_mean"]):
        parts.append(word("null.is", language, mean=_short(row["null_mean"])))
    if row["reason"]:
        parts.append(REASONS[row["reason"]].in_language(language))
    return comma.join(parts) + _z_text(row, language)


def plot_roles(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw a bar per brokerage role, from what the null gives to what hubs have.

    Counts of one role can be hundreds of times those of another, so the scale is
    logarithmic above one; a bar's length says how many times the null's mean hubs have.

    Parameters
    ----------
    frame
        Table of `hubstudy.measures.position.hub_roles`.
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
    why = _why_nothing(frame)
    if why:
        return style.say(ax, why, language)
    roles = [role for role in ROLES if (frame["role"] == role).any()]
    ax.set_xscale("symlog", linthresh=1, linscale=0.4)
    for y, row in _places(frame, "role", roles):
        if math.isnan(row["observed"]):
            _write_reason(ax, y, row, language)
            continue
        end = max(row[x] for x in ("observed", "null_high") if row[x] == row[x])
        if not math.isnan(row["null_low"]):
            _draw_null(ax, y, row["null_low"], row["null_high"])
        if not math.isnan(row["expected"]):
            start, stop = sorted((row["expected"], row["observed"]))
            ax.barh(
                y, stop - start, left=start, height=0.2, zorder=3,
                **BARS[row["membership"]],
            )  # fmt: skip
            _tick(ax, row["expected"], y)
        _dot(ax, row["observed"], y, row, least=0.0)
        text = f"    {row['observed']:,.0f}" + _z_text(row, language)
        if row["reason"]:
            text += "  " + REASONS[row["reason"]].in_language(language)
        style.note(ax, end, y, text, va="center")
    _name_groups(ax, [word(f"role.{role}", language) for role in roles])
    if roles[-1] == "total":
        ax.axhline(len(roles) - 1.5, color=style.FAINT, linewidth=0.6)
    highest = max(10.0, frame[["observed", "null_high"]].max().max())
    ax.set_xlim(0, 10 ** (1.35 * math.log10(highest) + 0.2))
    _fix_ticks(ax, [0, *(10**power for power in range(int(math.log10(highest)) + 1))])
    n_hubs = int(frame["n_hubs"].max())
    ax.set_xlabel(word("pairs_brokered", language, n=f"{n_hubs:,}"))
    _key(ax, frame, language)
    return ax


def _why_nothing(frame: pd.DataFrame) -> str:
    """Give the one reason why no row has a value; empty where there is one to draw."""
    if frame.empty:
        return "no_data"
    reasons = frame["reason"].unique()
    is_one = frame["observed"].isna().all() and len(reasons) == 1
    return str(reasons[0]) if is_one else ""


def _places(
    frame: pd.DataFrame, column: str, order: Sequence[str]
) -> Iterator[tuple[float, Row]]:
    """Give rows with their place: groups in order, without membership above with."""
    both = len(frame["membership"].unique()) > 1
    for row in frame.to_dict("records"):
        shift = APART * (1 if row["membership"] == "with" else -1) if both else 0.0
        yield order.index(row[column]) + shift, row


def _name_groups(ax: Axes, names: Sequence[str]) -> None:
    """Name groups of rows, some in two lines; no guide, as it would run between two."""
    style.name_rows(ax, names)
    ax.grid(visible=False)
    ax.tick_params(axis="y", pad=6)
    for tick in ax.get_yticklabels():
        tick.set_linespacing(1.4)


def _draw_null(ax: Axes, y: float, low: float, high: float) -> None:
    ax.barh(y, high - low, left=low, height=BAND, color=NULL, linewidth=0, zorder=1)


def _tick(ax: Axes, x: float, y: float) -> None:
    """Mark the null's mean across its band."""
    ax.vlines(x, y - BAND / 2, y + BAND / 2, color=style.INK, linewidth=1.0, zorder=4)


def _dot(ax: Axes, x: float, y: float, row: Row, *, least: float) -> None:
    """Mark what was observed; below the scale, an arrowhead at its edge."""
    ax.plot(
        max(x, least), y, linestyle="", marker="o" if x >= least else "<",
        markersize=5, markeredgecolor=style.BLUE, markeredgewidth=0.9, zorder=5,
        clip_on=False, **DOTS[row["membership"]],
    )  # fmt: skip


def _short(value: float) -> str:
    """Print three digits, or all before the point."""
    plain = value >= HUNDRED or value == 0
    return f"{value:,.0f}" if plain else f"{value:#.3g}".rstrip(".")


def _z_text(row: Row, language: Language) -> str:
    if math.isnan(row["z"]):
        return ""
    z = f"{round(row['z'], 1) + 0.0:.1f}".replace("-", "−")
    return f"{COMMA[language]}z = {z}"


def _beside(ax: Axes, y: float, text: str, **options: Any) -> None:
    right = ax.get_yaxis_transform()
    style.note(ax, 1.02, y, text, transform=right, **{"va": "center"} | options)


def _write_reason(ax: Axes, y: float, row: Row, language: Language) -> None:
    if row["reason"]:
        style.say_reason(ax, y, REASONS[row["reason"]].in_language(language))


def _fix_ticks(ax: Axes, ticks: Sequence[float]) -> None:
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_major_formatter(FixedFormatter([f"{tick:,g}" for tick in ticks]))
    ax.xaxis.set_minor_locator(NullLocator())


def _key(
    ax: Axes, frame: pd.DataFrame, language: Language, *, dots: bool = True
) -> None:
    """Explain the marks over the axes, by artists that stand nowhere."""
    for version in VERSIONS if dots else ():
        if (frame["membership"] == version).any():
            text = word(f"membership.{version}", language)
            ax.plot(
                [], [], linestyle="", marker="o", markersize=5, markeredgewidth=0.9,
                markeredgecolor=style.BLUE, label=text, **DOTS[version],
            )  # fmt: skip
    for key, marker, color in (("interval", "s", NULL), ("mean", "|", style.INK)):
        ax.plot(
            [], [], linestyle="", marker=marker, markersize=7, color=color,
            label=word(f"null.{key}", language),
        )  # fmt: skip
    style.key_above(ax, columns=2)
