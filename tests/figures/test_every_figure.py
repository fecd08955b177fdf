"""What holds for every figure of the catalogue, at both scales, in both languages."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from hubstudy.figures import export, style
from hubstudy.figures.catalog import CATALOG, WORDS
from tests.figures.cases import ALL, CITY, MARK, NAMES, Frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.text import Text

every_figure = pytest.mark.parametrize(("plot", "frame"), ALL, ids=NAMES)
every_plot = pytest.mark.parametrize("plot", CITY, ids=lambda plot: plot.__name__)
both_languages = pytest.mark.parametrize("language", ["zh", "en"])


@cache
def sheet_of(plot: Any, frame: Frame, language: Any) -> Figure:
    """Draw a figure once for all that is asked of it."""
    return export.draw(plot, frame(), mark=MARK, language=language)


def one_panel(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep what one axes can show."""
    if "indicator" not in frame:
        return frame
    return frame[frame["indicator"] == "completion_share"].reset_index(drop=True)


def axes() -> Any:
    """Make axes in a figure of the printed width."""
    return Figure(figsize=(15 / 2.54, 5), layout="constrained").add_subplot()


def shown_texts(figure: Figure) -> list[tuple[Text, Bbox]]:
    """Give every text a reader sees, with its box in pixels."""
    figure.draw_without_rendering()
    return [
        (text, text.get_window_extent())
        for text in _texts(figure)
        if text.get_visible() and text.get_text().strip()
    ]


def _texts(figure: Figure) -> Iterator[Text]:
    yield from figure.texts
    for ax in figure.axes:
        yield from ax.texts
        legend = ax.get_legend()
        yield from legend.get_texts() if legend else []
        if not ax.axison:
            continue
        for axis in (ax.xaxis, ax.yaxis):
            yield axis.label
            for tick in axis._update_ticks():
                yield tick.label1


@every_figure
def test_the_axes_given_come_back(plot: Any, frame: Frame) -> None:
    with style.context():
        ax = axes()
        assert plot(one_panel(frame()), ax=ax) is ax


@every_plot
def test_without_axes_the_current_ones_are_used(plot: Any) -> None:
    plt = pytest.importorskip("matplotlib.pyplot")
    with style.context():
        figure = plt.figure()
        ax = figure.add_subplot()
        try:
            assert plot(one_panel(CITY[plot]())) is ax
        finally:
            plt.close(figure)


@every_plot
@both_languages
def test_an_empty_frame_says_no_data(plot: Any, language: Any) -> None:
    with style.context():
        ax = plot(CITY[plot]().iloc[:0], ax=axes(), language=language)
    said = [text.get_text() for text in ax.texts]
    assert said == [WORDS["no_data"].in_language(language)]


@every_plot
def test_an_empty_figure_can_be_exported(plot: Any) -> None:
    sheet = export.draw(plot, CITY[plot]().iloc[:0], mark=MARK)
    texts = [text.get_text() for text, _ in shown_texts(sheet)]
    assert "无数据" in texts
    assert "示例数据" in texts


@every_figure
@both_languages
def test_texts_are_legible_inside_the_sheet_and_apart(
    plot: Any, frame: Frame, language: Any
) -> None:
    sheet = sheet_of(plot, frame, language)
    texts = shown_texts(sheet)
    assert min(text.get_fontsize() for text, _ in texts) >= 7
    edge = sheet.bbox.padded(1)
    outside = [t.get_text() for t, box in texts if not _within(box, edge)]
    assert outside == []
    if not plot.__name__.endswith("_map"):  # its made-up nodes lie on one another
        assert _overlapping(texts) == []


def _within(box: Bbox, edge: Bbox) -> bool:
    return bool(
        box.x0 >= edge.x0
        and box.x1 <= edge.x1
        and box.y0 >= edge.y0
        and box.y1 <= edge.y1
    )


def _overlapping(texts: list[tuple[Text, Bbox]]) -> list[tuple[str, str]]:
    """List pairs of texts that cover one another, line leading aside."""
    boxes = [
        (
            text.get_text(),
            Bbox.from_extents(b.x0, b.y0 + b.height / 6, b.x1, b.y1 - b.height / 6),
        )
        for text, b in texts
    ]
    return [
        (a, b) for (a, one), (b, two) in combinations(boxes, 2) if one.overlaps(two)
    ]


@every_figure
def test_both_languages_draw_the_same_marks(plot: Any, frame: Frame) -> None:
    sheets = [sheet_of(plot, frame, language) for language in ("zh", "en")]
    counts = [
        [(len(ax.lines), len(ax.collections), len(ax.patches)) for ax in sheet.axes]
        for sheet in sheets
    ]
    assert counts[0] == counts[1]


@every_plot
def test_drawing_changes_neither_settings_nor_frame(plot: Any) -> None:
    before, frame = dict(mpl.rcParams), one_panel(CITY[plot]())
    with style.context():
        plot(frame, ax=axes())
    assert dict(mpl.rcParams) == before
    pd.testing.assert_frame_equal(frame, one_panel(CITY[plot]()))


def test_the_catalogue_has_every_plot_once() -> None:
    assert {plot.__name__ for plot in CITY} == set(CATALOG)
    stems = [entry.stem for entry in CATALOG.values()]
    assert len(set(stems)) == len(stems)


def test_every_word_is_in_both_languages() -> None:
    captions = [entry.caption for entry in CATALOG.values()]
    for words in [*WORDS.values(), *captions]:
        assert words.zh
        assert words.en
        assert words.en.isascii() or set(words.en) & set("★–")
