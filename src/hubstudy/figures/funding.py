"""Figures of money: who pays, how concentrated it is, what a loss would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import PolyCollection

from hubstudy.fields import FIELDS, GOVERNMENT_FUNDER_TYPES, label
from hubstudy.figures import style
from hubstudy.figures.catalog import MOST_NAMED, word

if TYPE_CHECKING:
    import pandas as pd
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
}
"""Fill and hatch by type of funder: public money blue, firms ochre, own means green.

Within a family the lightness steps, and neighbours differ in hatch.
"""

TEN_THOUSAND = 1e4
MOST_NAMED_FUNDERS = 16
LEAST_NAMED_HEIGHT = 0.034
LEAST_NAMED = 5
MANY_PIECES = 60
PRIVATE_TYPES = frozenset({"state_firm", "firm", "foundation"})


def plot_funder_types(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Stack each year's revenue by type of funder to 100 %, its total above.

    Parameters
    ----------
    frame
        Part ``funder_types`` of `hubstudy.measures.funding.funding_dependence`.
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
    if frame.empty or frame["amount_cny"].sum() == 0:
        return style.say(ax, "no_data", language)
    shares = frame.pivot(index="year", columns="funder_type", values="share").fillna(
        0.0
    )
    totals = frame.groupby("year")["amount_cny"].sum()
    present = [kind for kind in TYPE_FILLS if kind in shares]
    bottom = np.zeros(len(shares))
    middles = []
    for kind in present:
        color, hatch = TYPE_FILLS[kind]
        ax.bar(
            range(len(shares)), shares[kind], bottom=bottom, width=0.72, color=color,
            hatch=hatch, edgecolor="white", linewidth=0.5,
        )  # fmt: skip
        middles.append(bottom[-1] + shares[kind].iloc[-1] / 2)
        bottom = bottom + shares[kind].to_numpy()
    _name_types(ax, shares.iloc[-1], present, middles, len(shares), language)
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
    ax: Axes, last: pd.Series, kinds: list[str], middles: list[float], n_years: int,
    language: Language,
) -> None:  # fmt: skip
    """Name the segments of the last bar beside it, with its share and fill."""
    labels = FIELDS["funder_type"].category_labels(language)
    places = style.spread(middles, 0.062, low=0.03, high=0.97)
    right = ax.get_yaxis_transform()
    edge = (n_years - 0.14) / n_years
    for kind, middle, y in zip(kinds, middles, places, strict=True):
        color, hatch = TYPE_FILLS[kind]
        ax.plot(
            [edge, 1.02], [middle, y], color=style.QUIET, linewidth=0.5, transform=right,
            clip_on=False,
        )  # fmt: skip
        ax.barh(
            y, 0.035, left=1.025, height=0.036, color=color, hatch=hatch,
            edgecolor="white", linewidth=0, transform=right, clip_on=False,
        )  # fmt: skip
        style.note(
            ax,
            1.07,
            y,
            f"{labels[kind]} {last[kind]:.0%}",
            va="center",
            transform=right,
        )


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
PAIR_WORDS = {"revenue_hhi_source": "by_source", "revenue_hhi_funder": "by_funder"}


def _paired_rows(ax: Axes, drawn: pd.DataFrame, language: Language) -> None:
    ax.hlines(
        drawn.index, drawn["revenue_hhi_funder"], drawn["revenue_hhi_source"],
        color=style.QUIET, linewidth=0.8,
    )  # fmt: skip
    for column, mark in PAIR_MARKS.items():
        ax.plot(
            drawn[column], drawn.index, linestyle="", markersize=5 if column.endswith("source") else 3,
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
    funders = _side(paid, "funder")
    takers = _side(paid, "organization_id")
    left = _ends(paid, "funder", funders, "organization_id", takers)
    right = _ends(paid, "organization_id", takers, "funder", funders)
    total = paid["amount_cny"].sum()
    bands = [
        _band(start, end, amount / total)
        for start, end, amount in zip(left, right, paid["amount_cny"], strict=True)
    ]
    colors = [_tint(kind) for kind in paid["funder_type"]]
    ax.add_collection(
        PolyCollection(bands, facecolors=colors, linewidths=0, alpha=0.75)
    )
    _draw_side(ax, funders, -0.02, [TYPE_FILLS[k][0] for k in funders["funder_type"]])
    faces = np.where(takers["is_hub"], style.INK, "#D9D9D9")
    _draw_side(ax, takers, 1.0, list(faces))
    types = FIELDS["funder_type"].category_labels(language)
    names = [
        name if name == types[kind] else f"{name} · {types[kind]}"
        for name, kind in zip(funders["funder"], funders["funder_type"], strict=True)
    ]
    _name_side(ax, funders, names, -0.022, "right", language)
    _name_side(
        ax, takers, takers["organization_name"].tolist(), 1.022, "left", language
    )
    for x, align, key in ((0, "right", "funders"), (1.0, "left", "organizations")):
        style.note(
            ax, x, -0.025, word(key, language), ha=align, va="bottom", color=style.QUIET
        )
    for key, face in (("hub", style.INK), ("other", "#D9D9D9")):
        ax.bar(0.5, 0, color=face, label=word(key, language))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=2, borderaxespad=0.3)
    ax.set_xlim(-0.03, 1.03)
    ax.set_ylim(1, 0)
    ax.set_axis_off()
    return ax


def _side(paid: pd.DataFrame, key: str) -> pd.DataFrame:
    """List one mode in order of amount; ``top`` to ``foot`` is its share of height."""
    sums = paid.groupby(key)["amount_cny"].sum()
    side = (
        paid.drop_duplicates(key).set_index(key, drop=False).drop(columns="amount_cny")
    )
    side = side.assign(amount_cny=sums).rename_axis(None)
    side = side.sort_values(
        ["amount_cny", key], ascending=[False, True], ignore_index=True
    )
    foot = side["amount_cny"].cumsum() / side["amount_cny"].sum()
    return side.assign(
        foot=foot, top=foot - side["amount_cny"] / side["amount_cny"].sum()
    )


def _ends(
    paid: pd.DataFrame, key: str, side: pd.DataFrame, far: str, other: pd.DataFrame
) -> list[float]:
    """Give each payment its upper end on one side, in the order of the other side."""
    share = paid["amount_cny"] / paid["amount_cny"].sum()
    order = paid[far].map(dict(zip(other[far], other.index, strict=True)))
    arranged = share.loc[order.sort_values(kind="stable").index]
    before = arranged.groupby(paid[key]).cumsum().reindex(paid.index) - share
    top = paid[key].map(dict(zip(side[key], side["top"], strict=True)))
    return (top.astype(float) + before).tolist()


def _tint(kind: str) -> str:
    """Give the light colour of a type's family, as in `TYPE_FILLS`."""
    if kind in GOVERNMENT_FUNDER_TYPES:
        return "#9CC7E4"
    return "#F2CF8A" if kind in PRIVATE_TYPES else "#9FD6C3"


def _band(left: float, right: float, width: float) -> Any:
    """Give the outline of a band that leaves and arrives level."""
    t = np.linspace(0, 1, 14)
    upper = left + (right - left) * (3 * t**2 - 2 * t**3)
    x = np.concatenate([t, t[::-1]])
    return np.column_stack([x, np.concatenate([upper, upper[::-1] + width])])


def _draw_side(ax: Axes, side: pd.DataFrame, x: float, colors: list[str]) -> None:
    gap = 0.3 if len(side) <= MANY_PIECES else 0.0
    ax.bar(
        x, side["foot"] - side["top"], bottom=side["top"], width=0.02, align="edge",
        color=colors, edgecolor="white", linewidth=gap, clip_on=False,
    )  # fmt: skip


def _name_side(
    ax: Axes,
    side: pd.DataFrame,
    names: list[str],
    x: float,
    align: str,
    language: Language,
) -> None:
    """Name the largest down to those without room, and count the rest."""
    middles = ((side["top"] + side["foot"]) / 2).tolist()
    n = int((side["foot"] - side["top"] >= LEAST_NAMED_HEIGHT).sum())
    n = len(side) if len(side) <= MOST_NAMED_FUNDERS else max(n, LEAST_NAMED)
    if n < len(side):
        names = [*names[:n], word("rest", language, n=f"{len(side) - n:,}")]
        middles = [*middles[:n], (side["top"].iloc[n] + 1) / 2]
    places = style.spread(middles, LEAST_NAMED_HEIGHT, low=0.01, high=0.99)
    outward = 0.03 if align == "left" else -0.03
    for middle, y, text in zip(middles, places, names, strict=True):
        style.note(ax, x + outward * 1.25, y, text, ha=align, va="center")
        ax.plot(
            [x, x + outward],
            [middle, y],
            color=style.QUIET,
            linewidth=0.4,
            clip_on=False,
        )


def plot_loss(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw the share of revenue lost under each scenario, with the amount beside.

    Parameters
    ----------
    frame
        Part ``scenario`` of `hubstudy.measures.funding.funding_dependence`.
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
        style.note(ax, share, y, f" {share:.1%}", va="center")
    texts = [
        word("lost", language, lost=f"{lost / TEN_THOUSAND:,.1f}", n=f"{n:,}")
        for lost, n in zip(rows["lost_cny"], rows["n_majority_lost"], strict=True)
    ]
    style.name_rows(ax, names)
    ax.grid(visible=False)
    style.beside_rows(ax, texts)
    ax.set_xlim(0, min(1.0, rows["lost_share"].max() * 1.25 + 0.02))
    style.percent(ax.xaxis)
    ax.set_xlabel(label("lost_share", language))
    return ax
