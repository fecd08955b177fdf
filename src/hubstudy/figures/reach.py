"""Figure of the funders on whom many organisations hang."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.ticker import MaxNLocator

from hubstudy.fields import FIELDS
from hubstudy.figures import levels, style
from hubstudy.figures.catalog import word

if TYPE_CHECKING:
    from collections.abc import Hashable

    from matplotlib.axes import Axes

    from hubstudy.errors import Language

    Row = dict[Hashable, Any]

__all__ = ["plot_funder_reach"]

MOST_FUNDERS = 15
REACH: dict[str, dict[str, Any]] = {
    "n_organizations": {"facecolor": "#DDE9F3", "edgecolor": style.BLUE},
    "n_majority": {"facecolor": "#6FA8D0", "edgecolor": style.BLUE, "hatch": "////"},
    "n_only": {"facecolor": "#0B3F66", "edgecolor": "#0B3F66"},
}
"""From all that a funder pays to those that have no other, light to dark."""

HIDDEN: dict[str, Any] = {
    "facecolor": "white", "edgecolor": style.FAINT, "hatch": "////",
}  # fmt: skip
HEIGHTS = {"n_organizations": 0.66, "n_majority": 0.5, "n_only": 0.34}


def plot_funder_reach(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw the funders on whom most organisations hang, one bar inside the other.

    The outer bar is all that a funder pays, then those that would lose more than half
    without it, then those that have no other. Of funders hidden for privacy, who come
    last, there is a hatched bar.

    Parameters
    ----------
    frame
        Table of `hubstudy.measures.funding.funder_reach`.
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
    why = levels.why_nothing(frame, "n_organizations")
    if why:
        return style.say(ax, why, language)
    order = ["n_majority", "n_organizations", "funder"]
    rows = frame.sort_values(order, ascending=[False, False, True], ignore_index=True)
    rows = rows.head(MOST_FUNDERS)
    is_hidden = rows["n_majority"].isna()
    for column, fill in REACH.items():
        widths = rows[column].astype("float64").mask(is_hidden, 0).fillna(0)
        ax.barh(
            rows.index, widths, linewidth=0.6, height=HEIGHTS[column],
            label=word(f"reach.{column}", language), **fill,
        )  # fmt: skip
    paid = rows["n_organizations"].astype("float64").fillna(0)
    if is_hidden.any():
        ax.barh(
            rows.index[is_hidden], paid[is_hidden], linewidth=0.6, **HIDDEN,
            height=HEIGHTS["n_organizations"], label=word("reach.hidden", language),
        )  # fmt: skip
    for y, row in enumerate(rows.to_dict("records")):
        style.note(ax, paid[y], y, _counts(row), va="center")
    style.name_rows(ax, rows["funder"].tolist())
    ax.grid(visible=False)
    texts = [_describe(row, language) for row in rows.to_dict("records")]
    style.beside_rows(ax, texts, title=word("reach.beside", language))
    ax.set_xlim(0, max(paid.max(), 1) * 1.18)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    rest = len(frame) - len(rows)
    title = word("reach.organizations", language)
    more = word("reach.rest", language, n=f"{rest:,}") if rest else ""
    ax.set_xlabel(title + more)
    style.key_above(ax, columns=1)
    return ax


def _counts(row: Row) -> str:
    """Count those that would lose more than half, of all that are paid."""
    hung, paid = row["n_majority"], row["n_organizations"]
    shown: str = f"{hung:,.0f}" if pd.notna(hung) else "–"
    return f" {shown}/{paid:,.0f}" if pd.notna(paid) else ""


def _describe(row: Row, language: Language) -> str:
    """Say who a funder is, and its share of the money where it has one."""
    kind = FIELDS["funder_type"].category_labels(language)[row["funder_type"]]
    share = row["money_share"]
    return kind if pd.isna(share) else f"{kind} {share:.1%}"
