"""Two sides in order of money, and bands between them as wide as what was paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import PolyCollection

from hubstudy.figures import style
from hubstudy.figures.catalog import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from hubstudy.errors import Language

FUNDER, TAKER = "funder", "organization_id"
WIDTH = 0.02
MOST_NAMED_BY_ROOM = 16
LEAST_NAMED_HEIGHT = 0.034
LEAST_NAMED = 5
MANY_PIECES = 60
HATCH = "//////"


def draw_bands(
    ax: Axes, paid: pd.DataFrame, *, tints: Sequence[str], hatched: Sequence[bool]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Draw a band per payment, from funders on the left to organisations on the right.

    Parameters
    ----------
    ax
        Where to draw; both sides go from 0 to 1, the largest on top.
    paid
        Columns ``funder``, ``organization_id`` and ``amount_cny`` above 0, with a plain
        range index.
    tints
        Colour of each band.
    hatched
        Which bands to hatch over their colour.

    Returns
    -------
    tuple of pandas.DataFrame
        Funders and organisations in order of amount; ``top`` and ``foot`` say where
        each stands.
    """
    funders, takers = _side(paid, FUNDER), _side(paid, TAKER)
    left = _ends(paid, FUNDER, funders, takers[TAKER])
    right = _ends(paid, TAKER, takers, funders[FUNDER])
    widths = paid["amount_cny"] / paid["amount_cny"].sum()
    outlines = [_band(*band) for band in zip(left, right, widths, strict=True)]
    ax.add_collection(
        PolyCollection(outlines, facecolors=list(tints), linewidths=0, alpha=0.75)
    )
    apart = [band for band, marked in zip(outlines, hatched, strict=True) if marked]
    ax.add_collection(
        PolyCollection(
            apart, facecolors="none", edgecolors=style.QUIET, linewidths=0, hatch=HATCH
        )
    )
    ax.set_xlim(-0.03, 1.03)
    ax.set_ylim(1, 0)
    ax.set_axis_off()
    return funders, takers


def _side(paid: pd.DataFrame, key: str) -> pd.DataFrame:
    """List one mode in order of amount; ``top`` to ``foot`` is its share of height."""
    sums = paid.groupby(key, as_index=False)["amount_cny"].sum()
    known = paid.drop_duplicates(key).drop(columns="amount_cny")
    side: pd.DataFrame = sums.merge(known, on=key)
    side = side.sort_values(
        ["amount_cny", key], ascending=[False, True], ignore_index=True
    )
    foot = side["amount_cny"].cumsum() / side["amount_cny"].sum()
    return side.assign(foot=foot, top=foot.shift(fill_value=0.0))


def _ends(
    paid: pd.DataFrame, key: str, side: pd.DataFrame, far_side: pd.Series
) -> list[float]:
    """Give each payment its upper end on one side, in the order of the far side."""
    share = paid["amount_cny"] / paid["amount_cny"].sum()
    ranks = dict(zip(far_side, far_side.index, strict=True))
    order = paid[str(far_side.name)].map(ranks).sort_values(kind="stable").index
    before = share.loc[order].groupby(paid[key]).cumsum().reindex(paid.index) - share
    top = paid[key].map(dict(zip(side[key], side["top"], strict=True)))
    return (top.astype(float) + before).tolist()


def _band(left: float, right: float, width: float) -> Any:
    """Give the outline of a band that leaves and arrives level."""
    t = np.linspace(0, 1, 14)
    upper = left + (right - left) * (3 * t**2 - 2 * t**3)
    return np.column_stack(
        [np.concatenate([t, t[::-1]]), np.concatenate([upper, upper[::-1] + width])]
    )


def draw_side(
    ax: Axes,
    side: pd.DataFrame,
    *,
    left: bool,
    faces: Sequence[str],
    names: Sequence[str],
    language: Language,
) -> None:
    """
    Draw the pieces of one side, and name those that have room for it.

    Parameters
    ----------
    ax
        Where to draw.
    side
        From `draw_bands`.
    left
        Whether it is the side of the funders.
    faces, names
        Colour and name of each piece.
    language
        Language of the words.
    """
    x, align, outward = (0, "right", -1) if left else (1, "left", 1)
    ax.bar(
        -WIDTH if left else 1.0, side["foot"] - side["top"], bottom=side["top"],
        width=WIDTH, align="edge", color=list(faces), edgecolor="white", clip_on=False,
        linewidth=0.3 if len(side) <= MANY_PIECES else 0.0,
    )  # fmt: skip
    title = word("funders" if left else "organizations", language)
    style.note(ax, x, -0.025, title, ha=align, va="bottom", color=style.QUIET)
    texts, middles = _named(side, names, language)
    places = style.spread(middles, LEAST_NAMED_HEIGHT, low=0.01, high=0.99)
    start, end, at = (x + outward * step for step in (0.022, 0.052, 0.06))
    for middle, y, text in zip(middles, places, texts, strict=True):
        style.note(ax, at, y, text, ha=align, va="center")
        line = {"color": style.QUIET, "linewidth": 0.4, "clip_on": False}
        ax.plot([start, end], [middle, y], **line)  # type: ignore[arg-type]


def _named(
    side: pd.DataFrame, names: Sequence[str], language: Language
) -> tuple[list[str], list[float]]:
    """Name the largest down to those without room, and count the rest."""
    middles = ((side["top"] + side["foot"]) / 2).tolist()
    if len(side) <= MOST_NAMED_BY_ROOM:
        return list(names), middles
    with_room = int((side["foot"] - side["top"] >= LEAST_NAMED_HEIGHT).sum())
    n = max(with_room, LEAST_NAMED)
    rest = word("rest", language, n=f"{len(side) - n:,}")
    return [*names[:n], rest], [*middles[:n], (side["top"].iloc[n] + 1) / 2]
