"""Figures of dependence on government money: over the years, and beside outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from hubstudy.fields import label
from hubstudy.figures import levels, style
from hubstudy.figures.catalog import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from hubstudy.errors import Language

__all__ = ["plot_dependence_outcomes", "plot_funding_panel"]

PANELS = ("government_share", "median_hhi_funder")
PANEL_RATIOS = (3.0, 3.0, 0.8)
NUMBERED = ("hub", "other")
GAP_HEIGHTS = {"hub": 0.1, "other": 0.05, "all": 0.15}

POINTS_ACROSS, POINTS_UP = 340.0, 170.0
"""What a share from 0 to 1 measures on paper, about."""

STEP, MOST_STEPS = 2.0, 24
"""Points by which marks are moved apart, and how often at most."""

MARKERS = {True: ("o", style.SKY, "hub"), False: ("s", "none", "other")}
EDGES = {True: style.INK, False: style.VERMILION}
AREA_PER_PROJECT = 14.0
MOST_AREA = 220.0
KEY_SIZES = (1, 4, 12)


def plot_funding_panel(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw government share and concentration by year, for hubs, the others and all.

    Concentration may protect as well as expose (Qu, 2019), so no end is marked bad.
    Under each year stands how many organisations it rests on; a cross near the foot
    stands where a value is missing.

    Parameters
    ----------
    frame
        Table of `hubstudy.measures.funding.funding_panel`.
    ax
        Where to draw; concentration and numbers take a part of its room. Default is
        the current axes.
    language
        Language of the words.

    Returns
    -------
    matplotlib.axes.Axes
        The axes given, with the government share.
    """
    ax = plt.gca() if ax is None else ax
    why = levels.why_nothing(frame, "government_share")
    if why:
        return style.say(ax, why, language)
    drawn = frame.sort_values("year")
    rows = levels.divide(ax, PANEL_RATIOS)
    rest, below = (ax.figure.add_subplot(row, sharex=ax) for row in (rows[1], rows[2]))
    ax.set_subplotspec(rows[0])
    for panel, column in zip((ax, rest), PANELS, strict=True):
        for level, line in levels.LINES.items():
            curve = drawn[drawn["level"] == level]
            if curve.empty:
                continue
            panel.plot(
                curve["year"], curve[column], label=word(level, language), **line
            )
            gaps = curve[curve[column].isna() & (curve["n_organizations"] > 0)]
            levels.mark_gaps(
                panel, gaps["year"].tolist(), gaps["reason"].tolist(),
                height=GAP_HEIGHTS[level], color=line["color"],
            )  # fmt: skip
        panel.set_ylim(0, 1)
        panel.grid(axis="y", color=style.FAINT, linewidth=0.4, linestyle=(0, (1, 2)))
    style.percent(ax.yaxis)
    ax.set_ylabel(word("panel.government", language))
    rest.set_ylabel(word("panel.concentration", language))
    ax.tick_params(labelbottom=False)
    _name_years(rest, drawn, language)
    style.key_above(ax)
    _number_years(below, drawn, language)
    return ax


def _name_years(ax: Axes, drawn: pd.DataFrame, language: Language) -> None:
    """Name every year, those that are not over with a star."""
    years = drawn.drop_duplicates("year").set_index("year")
    names = [f"{year}" for year in years.index]
    title = label("year", language)
    if "is_full_year" in years and not years["is_full_year"].all():
        full = years["is_full_year"]
        names = [f"{year}" if full[year] else f"{year}*" for year in years.index]
        title += word("panel.part_year", language)
    ax.set_xticks(years.index.tolist(), labels=names)
    ax.set_xlim(float(years.index.min()) - 0.5, float(years.index.max()) + 0.5)
    ax.set_xlabel(title)


def _number_years(ax: Axes, drawn: pd.DataFrame, language: Language) -> None:
    """Write under each year how many hubs and others report, and what crosses mean."""
    style.name_rows(ax, [word(level, language) for level in NUMBERED])
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(axis="x", bottom=False, labelbottom=False)
    for row in drawn.to_dict("records"):
        if row["level"] in NUMBERED and pd.notna(row["n_organizations"]):
            text, y = f"{row['n_organizations']:,.0f}", NUMBERED.index(row["level"])
            style.note(ax, row["year"], y, text, ha="center", va="center")
    style.note(
        ax, -0.012, 1.05, word("panel.n", language), transform=ax.transAxes, ha="right",
        va="bottom", color=style.QUIET,
    )  # fmt: skip
    known = drawn[drawn["n_organizations"] > 0]
    missing = levels.name_gaps(known["reason"].tolist(), language)
    if missing:
        style.note(
            ax, 1, -0.05, missing, transform=ax.transAxes, ha="right", va="top",
            color=style.QUIET,
        )  # fmt: skip


def plot_dependence_outcomes(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Set each lead organisation's government share beside its completion share.

    Marks grow with the projects due. Where organisations of the same completion share
    would cover one another, they are moved up or down: out of the scale from 0 and
    100 %, to both sides elsewhere; across, each stands at its place.

    Parameters
    ----------
    frame
        Table of `hubstudy.measures.funding.dependence_and_outcomes`; the correlation
        is written if it has the columns ``correlation`` and ``p_value``.
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
    columns = ["government_share", "completion_share"]
    drawn = frame.dropna(subset=columns)
    if drawn.empty:
        return style.say(ax, levels.why_nothing(frame, columns[1]), language)
    drawn = _move_apart(drawn).sort_values("n_due", ascending=False, kind="stable")
    for is_hub, (marker, face, key) in MARKERS.items():
        group = drawn[drawn["is_hub"] == is_hub]
        if group.empty:
            continue
        name = word(
            "n_of_group", language, group=word(key, language), n=f"{len(group):,}"
        )
        ax.scatter(
            group["government_share"], group["y"], s=_areas(group["n_due"]),
            marker=marker, facecolor=face, edgecolor=EDGES[is_hub], linewidth=0.8,
            clip_on=False, zorder=3, label=name,
        )  # fmt: skip
    for n in KEY_SIZES:
        ax.scatter(
            [], [], s=_areas(np.array([n])), marker="o", facecolor="white",
            edgecolor=style.QUIET, linewidth=0.8,
            label=word("projects_due", language, n=n),
        )  # fmt: skip
    for axis in (ax.xaxis, ax.yaxis):
        style.percent(axis)
        axis.set_ticks(np.linspace(0, 1, 6))
    ax.spines["left"].set_bounds(0, 1)
    ax.set_xlim(-0.03, 1.05)
    ax.set_ylim(min(0.0, drawn["y"].min()) - 0.06, max(1.0, drawn["y"].max()) + 0.08)
    lines = [label("government_share", language), *_correlation(frame, language)]
    if (drawn["y"] != drawn["completion_share"]).any():
        lines.append(word("moved_apart", language))
    ax.set_xlabel("\n".join(lines), linespacing=1.5)
    ax.set_ylabel(label("completion_share", language))
    style.key_above(ax, columns=5)
    return ax


def _correlation(frame: pd.DataFrame, language: Language) -> list[str]:
    """Give the line that tells the correlation, if the frame brings it along."""
    columns = ["correlation", "p_value", "n_correlated"]
    if not set(columns) <= set(frame.columns):
        return []
    value, p, n = frame[columns].iloc[0]
    if pd.isna(value):
        return []
    shown = f"{value:.2f}".replace("-", "−")
    line = word("rank_correlation", language, value=shown, p=f"{p:.2g}", n=f"{n:,.0f}")
    return [line]


def _areas(n_due: pd.Series | np.ndarray) -> np.ndarray:
    return np.minimum(AREA_PER_PROJECT * np.asarray(n_due, float), MOST_AREA)


def _move_apart(drawn: pd.DataFrame) -> pd.DataFrame:
    """Lay marks of equal completion beside one another, up or down, always alike."""
    order = ["government_share", "organization_id"]
    parts = [
        part.assign(y=_heights(part, part["completion_share"].iloc[0]))
        for _, part in drawn.sort_values(order).groupby("completion_share")
    ]
    return pd.concat(parts, ignore_index=True)


def _heights(part: pd.DataFrame, share: float) -> list[float]:
    """Give each mark the first height, from its own on, at which it covers no other."""
    across = part["government_share"].to_numpy(float) * POINTS_ACROSS
    radii = np.sqrt(_areas(part["n_due"])) / 2
    up = STEP * np.arange(MOST_STEPS)
    outward = {1.0: up, 0.0: -up}
    tried = outward.get(share, np.column_stack([up, -up]).ravel())
    moved = np.zeros(len(part))
    for place in range(1, len(part)):
        needed = (radii[:place] + radii[place]) ** 2
        beside = (across[:place] - across[place]) ** 2
        gaps = (moved[:place, None] - tried) ** 2 + beside[:, None] - needed[:, None]
        free = np.flatnonzero((gaps >= 0).all(axis=0))
        moved[place] = tried[free[0] if len(free) else -1]
    heights: list[float] = (share + moved / POINTS_UP).tolist()
    return heights
