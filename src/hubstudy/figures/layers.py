"""Figure of the layers of ties that fall on the same pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle

from hubstudy.fields import FIELDS
from hubstudy.figures import style
from hubstudy.figures.catalog import word
from hubstudy.results import REASONS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hubstudy.errors import Language

__all__ = ["plot_layer_overlap"]

TINTS = ("#F4F7FA", "#DCE8F2", "#B9D3E8", "#8DB8DA", "#4F93C4", "#1D5F96")
"""From light to dark, so that a copy in grey has the same order."""

FIRST_DARK = 5
FULL = 0.2
"""A Jaccard coefficient this high always has the darkest tint."""

SIGNS = {"more": "↑", "less": "↓"}
HATCH = "////"


def plot_layer_overlap(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """
    Draw how far each two layers tie the same pairs, the number in every cell.

    Parameters
    ----------
    frame
        Table of `hubstudy.measures.density.unit_layers`.
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
    if frame["jaccard"].isna().all() and len(frame["reason"].unique()) == 1:
        return style.say(ax, str(frame["reason"].iloc[0]), language)
    n_ties = _ties_by_layer(frame)
    places = {layer: place for place, layer in enumerate(n_ties)}
    darkest = max(FULL, frame["jaccard"].max())
    for row in frame.to_dict("records"):
        left, below = sorted((places[row["layer_a"]], places[row["layer_b"]]))
        if row["reason"]:
            _empty_cell(ax, left, below, row["reason"], language)
            continue
        step = min(int(row["jaccard"] / darkest * len(TINTS)), len(TINTS) - 1)
        text = f"{row['jaccard']:.2f}{SIGNS.get(row['verdict'], '')}"
        text += f"\n{row['n_both']:,}/{row['n_either']:,}"
        ink = "white" if step >= FIRST_DARK else style.INK
        _cell(ax, left, below, text, face=TINTS[step], ink=ink)
    for layer, place in places.items():
        if _is_unmeasured(frame, layer):
            text = REASONS["not_measured"].in_language(language)
            _cell(ax, place, place, text.replace(" ", "\n"), ink=style.QUIET)
        else:
            _cell(ax, place, place, f"{n_ties[layer]:,}")
    _name_layers(ax, list(places), language)
    _write_key(ax, frame, language)
    return ax


def _ties_by_layer(frame: pd.DataFrame) -> dict[str, int]:
    """Give the layers in the order of the field, each with its number of ties."""
    found = {
        layer: n
        for end in ("a", "b")
        for layer, n in zip(frame[f"layer_{end}"], frame[f"n_ties_{end}"], strict=True)
    }
    known = [category.code for category in FIELDS["layer"].categories]
    return {layer: int(found[layer]) for layer in known if layer in found}


def _is_unmeasured(frame: pd.DataFrame, layer: str) -> bool:
    """Tell whether a layer was not measured: it is then compared with no other."""
    own = frame[(frame["layer_a"] == layer) | (frame["layer_b"] == layer)]
    return bool(own["reason"].eq("not_measured").all())


def _empty_cell(
    ax: Axes, left: int, below: int, reason: str, language: Language
) -> None:
    """Hatch what was not measured, which its layer's own cell says, or say why else."""
    if reason == "not_measured":
        _cell(ax, left, below, "", hatch=HATCH)
    else:
        words = REASONS[reason].in_language(language)
        _cell(ax, left, below, words, ink=style.QUIET)


def _cell(
    ax: Axes, left: int, below: int, text: str, *, face: str = "white",
    ink: str = style.INK, hatch: str = "",
) -> None:  # fmt: skip
    box = Rectangle(
        (left - 0.5, below - 0.5), 1, 1, facecolor=face, edgecolor=style.FAINT,
        linewidth=0.6, hatch=hatch,
    )  # fmt: skip
    ax.add_patch(box)
    style.note(
        ax, left, below, text, color=ink, ha="center", va="center", linespacing=1.3
    )


def _name_layers(ax: Axes, layers: list[str], language: Language) -> None:
    labels = FIELDS["layer"].category_labels(language)
    names = [labels[layer] for layer in layers]
    ends = (-0.5, len(names) - 0.5)
    ax.set_xlim(*ends)
    ax.set_ylim(*reversed(ends))
    ax.set_xticks(range(len(names)), labels=names)
    ax.set_yticks(range(len(names)), labels=names)
    ax.tick_params(length=0)
    ax.spines[["left", "bottom"]].set_visible(False)


def _write_key(ax: Axes, frame: pd.DataFrame, language: Language) -> None:
    """Say in the empty upper half what the cells hold."""
    lines = [word("overlap.diagonal", language), word("overlap.cell", language)]
    lines += [
        f"{sign} {word(f'overlap.{verdict}', language)}"
        for verdict, sign in SIGNS.items()
        if frame["verdict"].eq(verdict).any()
    ]
    if frame["reason"].eq("not_measured").any():
        lines.append(word("overlap.not_measured", language))
    style.note(
        ax, 1, 1, "\n".join(lines), transform=ax.transAxes, ha="right", va="top",
        linespacing=1.5,
    )  # fmt: skip
