"""Figures of money: who pays, how concentrated it is, what a loss would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from hubstudy.fields import FIELDS, GOVERNMENT_FUNDER_TYPES, label
from hubstudy.figures import bands, style
from hubstudy.figures.catalog import MOST_NAMED, word
from hubstudy.results import REASONS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from hubstudy.errors import Language

__all__ = [
    "plot_concentration",
    "plot_funder_network",
    "plot_funder_types",
    "plot_loss",
]

TYPE_FILLS: dict[str, tuple[str, str]] = {
    "government_bureau": ("#0B3F66", ""),
    "street_office": ("#0072B2", ""),
    "welfare_lottery": ("#56B4E9", "...."),
    "residents_committee": ("#B5DDF5", ""),
    "state_firm": ("#7A4B00", "////"),
    "firm": ("#E69F00", ""),
    "foundation": ("#F6D48B", "xxxx"),
    "individual": ("#00604A", "\\\\\\\\"),
    "own_income": ("#009E73", ""),
    "community_partner": ("#A6DCCB", "----"),
    "hidden": ("#FFFFFF", "////"),
}
"""Fill and hatch by type of funder: public money blue, firms ochre, own means green.

Within a family the lightness steps, and neighbours differ in hatch.
"""

HIDDEN_TYPES = "hidden"
LEAST_OPEN = 1e-9
TEN_THOUSAND = 1e4
FAMILY_TINTS = {"public": "#7FB2D9", "private": "#F2C46D", "own": "#CDE9DE"}
TAKER_FACES = {True: style.INK, False: "#D9D9D9"}
PRIVATE_TYPES = frozenset({"state_firm", "firm", "foundation"})


def plot_funder_types(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Stack each year's revenue by type of funder to 100 %, its total above.

    Parameters
    ----------
    frame
        Part ``funder_types`` of `hubstudy.measures.funding.funding_dependence`. Shares
        hidden for privacy are missing; what they leave open is drawn as one.
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
    if frame.empty or frame["total_cny"].sum() == 0:
        return style.say(ax, "no_data", language)
    shares = frame.pivot_table(
        index="year",
        columns="funder_type",
        values="share",
        aggfunc="first",
        fill_value=0.0,
    )
    totals = frame.groupby("year")["total_cny"].first()
    shares = shares.reindex(totals.index, fill_value=0.0)
    left_open = (1 - shares.sum(axis=1)).where(totals > 0, 0)
    if left_open.max() > LEAST_OPEN:
        shares[HIDDEN_TYPES] = left_open
    present = [kind for kind in TYPE_FILLS if kind in shares]
    bottom = np.zeros(len(shares))
    middles = {}
    for kind in present:
        color, hatch = TYPE_FILLS[kind]
        ax.bar(
            range(len(shares)), shares[kind], bottom=bottom, width=0.72, color=color,
            hatch=hatch, linewidth=0.5,
            edgecolor=style.QUIET if kind == HIDDEN_TYPES else "white",
        )  # fmt: skip
        middles[kind] = float(bottom[-1] + shares[kind].iloc[-1] / 2)
        bottom = bottom + shares[kind].to_numpy()
    edge = 1 - 0.14 / len(shares)
    _name_types(ax, shares.iloc[-1], middles, edge, language)
    for x, total in enumerate(totals):
        style.note(
            ax, x, 1.02, f"{total / TEN_THOUSAND:,.0f}", ha="center", va="bottom"
        )
    style.note(
        ax, -0.005, 1.02, word("total_10k", language), transform=ax.transAxes,
        ha="right", va="bottom", color=style.QUIET,
    )  # fmt: skip
    ax.set_xticks(range(len(shares)), labels=[f"{year}" for year in shares.index])
    ax.tick_params(axis="x", length=0)
    ax.set_xlim(-0.5, len(shares) - 0.5)
    ax.set_ylim(0, 1)
    style.percent(ax.yaxis)
    ax.set_xlabel(label("year", language))
    ax.set_ylabel(word("share_of_revenue", language))
    return ax


def _name_types(
    ax: Axes,
    last: pd.Series,
    middles: dict[str, float],
    edge: float,
    language: Language,
) -> None:
    """Name the segments of the last bar beside it, with its share and fill."""
    labels = FIELDS["funder_type"].category_labels(language)
    labels[HIDDEN_TYPES] = word("hidden_types", language)
    places = style.spread(list(middles.values()), 0.062, low=0.03, high=0.97)
    right = ax.get_yaxis_transform()
    for (kind, middle), y in zip(middles.items(), places, strict=True):
        color, hatch = TYPE_FILLS[kind]
        ax.plot(
            [edge, 1.02], [middle, y], color=style.QUIET, linewidth=0.5,
            transform=right, clip_on=False,
        )  # fmt: skip
        ax.barh(
            y, 0.035, left=1.025, height=0.036, color=color, hatch=hatch,
            edgecolor=style.QUIET if kind == HIDDEN_TYPES else "white", linewidth=0,
            transform=right, clip_on=False,
        )  # fmt: skip
        text = f"{labels[kind]} {last[kind]:.0%}"
        style.note(ax, 1.07, y, text, va="center", transform=right)


def plot_concentration(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Pair each organisation's concentration by source type and by funder.

    Few organisations are rows with their names; many are a profile from left to right.
    Concentration may protect as well as expose (Qu, 2019), so no end is marked bad.

    Parameters
    ----------
    frame
        Table of `hubstudy.measures.funding.funding_dependence`.
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
    columns = ["revenue_hhi_funder", "revenue_hhi_source"]
    drawn = frame.dropna(subset=columns)
    if drawn.empty:
        return style.say(ax, "no_data", language)
    order = [*columns, "organization_id"]
    drawn = drawn.sort_values(order, ascending=[False, False, True], ignore_index=True)
    if len(drawn) <= MOST_NAMED:
        _paired_rows(ax, drawn, language)
    else:
        _paired_profile(ax, drawn, language)
    style.key_above(ax)
    return ax


PAIR_MARKS: dict[str, dict[str, Any]] = {
    "revenue_hhi_source": {
        "marker": "D", "markerfacecolor": "white", "markeredgecolor": style.VERMILION,
        "markeredgewidth": 0.8,
    },
    "revenue_hhi_funder": {
        "marker": "o", "markerfacecolor": style.BLUE, "markeredgecolor": style.BLUE,
        "markeredgewidth": 0.5,
    },
}  # fmt: skip
ROW_SIZES = {"revenue_hhi_source": 5, "revenue_hhi_funder": 3}
PAIR_WORDS = {"revenue_hhi_source": "by_source", "revenue_hhi_funder": "by_funder"}


def _paired_rows(ax: Axes, drawn: pd.DataFrame, language: Language) -> None:
    ax.hlines(
        drawn.index, drawn["revenue_hhi_funder"], drawn["revenue_hhi_source"],
        color=style.QUIET, linewidth=0.8,
    )  # fmt: skip
    for column, mark in PAIR_MARKS.items():
        ax.plot(
            drawn[column], drawn.index, linestyle="", markersize=ROW_SIZES[column],
            label=word(PAIR_WORDS[column], language), **mark,
        )  # fmt: skip
    style.name_rows(ax, drawn["organization_name"].tolist())
    ax.set_xlim(0, 1.03)
    ax.set_xlabel(word("concentration", language))


def _paired_profile(ax: Axes, drawn: pd.DataFrame, language: Language) -> None:
    size = 3.2 if len(drawn) <= 150 else 1.8  # noqa: PLR2004 - room per mark
    ax.vlines(
        drawn.index, drawn["revenue_hhi_funder"], drawn["revenue_hhi_source"],
        color=style.FAINT, linewidth=0.5,
    )  # fmt: skip
    for column, mark in PAIR_MARKS.items():
        ax.plot(
            drawn.index, drawn[column], linestyle="", markersize=size,
            label=word(PAIR_WORDS[column], language), **mark,
        )  # fmt: skip
    ax.set_xticks([])
    ax.set_xlim(-len(drawn) * 0.02, len(drawn) * 1.02)
    ax.set_ylim(0, 1.03)
    ax.set_xlabel(word("organizations_in_order", language, n=f"{len(drawn):,}"))
    ax.set_ylabel(word("concentration", language))


def plot_funder_network(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw who pays whom: funders left, organisations right, bands as wide as the money.

    The whole height is all the money on either side, so a funder on whom many depend
    is seen as such. Hubs are the dark pieces on the right.

    Parameters
    ----------
    frame
        Part ``funder_network`` of `hubstudy.measures.funding.funding_dependence`.
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
    paid = frame[frame["amount_cny"] > 0].reset_index(drop=True)
    if paid.empty:
        return style.say(ax, "no_data", language)
    funders, takers = bands.draw_bands(
        ax, paid, tints=[FAMILY_TINTS[_family(kind)] for kind in paid["funder_type"]]
    )
    types = FIELDS["funder_type"].category_labels(language)
    names = [
        name if name == types[kind] else f"{name} · {types[kind]}"
        for name, kind in zip(funders["funder"], funders["funder_type"], strict=True)
    ]
    faces = [TYPE_FILLS[kind][0] for kind in funders["funder_type"]]
    bands.draw_side(ax, funders, left=True, faces=faces, names=names, language=language)
    bands.draw_side(
        ax, takers, left=False, language=language,
        faces=takers["is_hub"].map(TAKER_FACES).tolist(),
        names=takers["organization_name"].tolist(),
    )  # fmt: skip
    for family, tint in FAMILY_TINTS.items():
        ax.bar(0.5, 0, color=tint, label=word(f"money.{family}", language))
    for is_hub, key in ((True, "hub"), (False, "other")):
        ax.bar(0.5, 0, color=TAKER_FACES[is_hub], label=word(key, language))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=5, columnspacing=1.2)
    return ax


def _family(kind: str) -> str:
    if kind in GOVERNMENT_FUNDER_TYPES:
        return "public"
    return "private" if kind in PRIVATE_TYPES else "own"


def plot_loss(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw the share of revenue lost under each scenario, with the amount beside.

    Parameters
    ----------
    frame
        Part ``scenario`` of `hubstudy.measures.funding.funding_dependence`; rows
        hidden for privacy have no share.
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
    rows = frame[frame["n_organizations"] > 0].reset_index(drop=True)
    if rows.empty:
        return style.say(ax, "no_data", language)
    ax.barh(
        rows.index,
        rows["lost_share"],
        height=0.5,
        color="#8FB7D3",
        edgecolor=style.BLUE,
        linewidth=0.6,
    )
    names, previous = [], ""
    for scenario, level in zip(rows["scenario"], rows["level"], strict=True):
        name = word(level, language)
        if scenario != previous:
            gap = "：" if language == "zh" else ": "
            name = f"{word(f'scenario.{scenario}', language)}{gap}{name}"
        names.append(name)
        previous = scenario
    for y, share in enumerate(rows["lost_share"]):
        if pd.isna(share):
            style.say_reason(ax, y, REASONS["suppressed"].in_language(language))
        else:
            style.note(ax, share, y, f" {share:.1%}", va="center")
    texts = [
        ""
        if pd.isna(lost)
        else word("lost", language, lost=f"{lost / TEN_THOUSAND:,.1f}", n=f"{n:,}")
        for lost, n in zip(rows["lost_cny"], rows["n_majority_lost"], strict=True)
    ]
    style.name_rows(ax, names)
    ax.grid(visible=False)
    style.beside_rows(ax, texts)
    ax.set_xlim(0, min(1.0, rows["lost_share"].fillna(0).max() * 1.25 + 0.02))
    style.percent(ax.xaxis)
    ax.set_xlabel(label("lost_share", language))
    return ax
