"""Figures of money: who pays, how concentrated it is, what a loss would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np

from hubstudy.fields import FIELDS, GOVERNMENT_FUNDER_TYPES, label
from hubstudy.figures import bands, levels, style
from hubstudy.figures.catalog import MOST_NAMED, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hubstudy.errors import Language

__all__ = [
    "plot_concentration",
    "plot_funder_network",
    "plot_funder_types",
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
    "social_organization": ("#CC79A7", "++++"),
    "hidden": ("#FFFFFF", "////"),
}
"""Fill and hatch by type of funder: public money blue, firms ochre, own means green.

Other social organisations are purple. Within a family the lightness steps, and
neighbours differ in hatch.
"""

HIDDEN_TYPES = "hidden"
LEAST_OPEN = 1e-9
FAMILY_TINTS = {
    "public": "#7FB2D9", "private": "#F2C46D", "own": "#CDE9DE", "passed": "#EBD3E0",
}  # fmt: skip
TAKER_FACES = {True: style.INK, False: "#D9D9D9"}
PASSING_TYPE = "social_organization"
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
    why = _why_no_shares(shares, totals)
    shares = shares.where(why.eq(""), 0.0)
    left_open = (1 - shares.sum(axis=1)).where(why.eq(""), 0)
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
    for at, reason in enumerate(why):
        if reason:
            style.note(
                ax, at, 0.02, levels.say_why(reason, language), ha="center",
                va="bottom", rotation=90, color=style.QUIET,
            )  # fmt: skip
    edge = 1 - 0.14 / len(shares)
    is_hidden = frame["share"].isna() & (frame["year"] == shares.index[-1])
    last = shares.iloc[-1].drop(frame.loc[is_hidden, "funder_type"], errors="ignore")
    _name_types(ax, last, middles, edge, language)
    for x, total in enumerate(totals):
        style.note(
            ax, x, 1.02, f"{total / levels.TEN_THOUSAND:,.0f}", ha="center", va="bottom"
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


def _why_no_shares(shares: pd.DataFrame, totals: pd.Series) -> pd.Series:
    """Tell why a year's types make no whole; empty where they do."""
    why = totals.map(lambda total: "" if total > 0 else "zero_total")
    return why.mask(shares.sum(axis=1) > 1 + LEAST_OPEN, "refunds_exceed_receipts")


def _name_types(
    ax: Axes,
    last: pd.Series,
    middles: dict[str, float],
    edge: float,
    language: Language,
) -> None:
    """Name the segments of the last bar beside it, with its share if it has one."""
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
        text = labels[kind] + (f" {last[kind]:.0%}" if kind in last else "")
        style.note(ax, 1.07, y, text, va="center", transform=right)


def plot_concentration(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Pair each organisation's concentration by source type and by funder.

    Few organisations are rows with their names; many are a profile from left to right.
    Those without an index have the reason in its place.
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
    why = levels.why_nothing(frame, columns[0])
    if why:
        return style.say(ax, why, language)
    order = [*columns, "organization_id"]
    rows = frame.sort_values(order, ascending=[False, False, True], ignore_index=True)
    if len(rows) <= MOST_NAMED:
        _paired_rows(ax, rows, language)
    else:
        _paired_profile(ax, rows.dropna(subset=columns), language)
        levels.name_uncounted(ax, rows["reason"], language, left=True)
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
    for y, reason in drawn.loc[drawn["reason"] != "", "reason"].items():
        style.say_reason(ax, float(str(y)), levels.say_why(reason, language))
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
    is seen as such. Hubs are the dark pieces on the right. Bands of money that social
    organisations pass on are hatched; it came from elsewhere before.

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
        ax, paid, tints=[FAMILY_TINTS[_family(kind)] for kind in paid["funder_type"]],
        hatched=(paid["funder_type"] == PASSING_TYPE).tolist(),
    )  # fmt: skip
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
    present = {_family(kind) for kind in paid["funder_type"]}
    for family, tint in FAMILY_TINTS.items():
        if family in present:
            ax.bar(
                0.5, 0, color=tint, label=word(f"money.{family}", language),
                hatch=bands.HATCH if family == "passed" else "", linewidth=0,
                edgecolor=style.QUIET,
            )  # fmt: skip
    for is_hub, key in ((True, "hub"), (False, "other")):
        ax.bar(0.5, 0, color=TAKER_FACES[is_hub], label=word(key, language))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=3, columnspacing=1.6)
    return ax


def _family(kind: str) -> str:
    if kind in GOVERNMENT_FUNDER_TYPES:
        return "public"
    if kind == PASSING_TYPE:
        return "passed"
    return "private" if kind in PRIVATE_TYPES else "own"
