"""Compose a figure for print and write it as SVG and PNG, the same bytes every time."""

from __future__ import annotations

import hashlib
import io
import json
import re
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Any, Protocol

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from hubstudy.errors import FigureError
from hubstudy.figures import style
from hubstudy.figures.catalog import entry_of, word

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd
    from matplotlib.axes import Axes

    from hubstudy.errors import Bilingual, Language
    from hubstudy.figures.catalog import Entry

PNG_DPI = 300
MARGIN_CM = 0.15
HEAD_CM = 0.65
LINE_CM = 0.34


class Plot(Protocol):
    """A function that draws a frame on axes, as all in `hubstudy.figures` do."""

    __name__: str

    def __call__(
        self, frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh"
    ) -> Axes:
        """Draw the frame and give the axes back."""
        ...


@dataclass(frozen=True, slots=True)
class Mark:
    """
    What every figure says about its data.

    Parameters
    ----------
    unit_name
        The city or street district shown.
    n
        Cases the figure rests on.
    as_of
        Date the data stand at.
    synthetic
        Whether the data are made up; if so the figure says it.
    source
        Where the data come from.
    """

    unit_name: Bilingual
    n: int
    as_of: dt.date
    synthetic: bool
    source: Bilingual

    def footer(self, language: Language) -> str:
        """
        Say n, source and date in one line.

        Parameters
        ----------
        language
            ``"zh"`` or ``"en"``.

        Returns
        -------
        str
            The line at the foot of every figure.
        """
        return word(
            "footer", language, n=f"{self.n:,}", source=self.source, as_of=self.as_of
        )


class Sheet(Figure):
    """
    A finished figure, which shows itself in Jupyter as the PNG that is stored.

    The bytes are made once and nothing depends on pyplot or on a notebook's backend.
    """

    png: bytes = b""
    svg: bytes = b""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        """Give the PNG, at its printed size on screen."""
        width, height = (round(96 * inches) for inches in self.get_size_inches())
        return self.png, {"width": width, "height": height}


def draw(
    plot: Plot,
    frame: pd.DataFrame,
    *,
    mark: Mark,
    language: Language = "zh",
    folder: Path | None = None,
    withheld: bool = False,
) -> Sheet:
    """
    Draw a figure for print, with its footer and, if made up, the synthetic mark.

    Parameters
    ----------
    plot
        A function of the catalogue, such as `hubstudy.figures.outcomes.plot_stars`.
    frame
        What it draws.
    mark
        What the figure says about its data.
    language
        Language of the words; names in the data stay as they are.
    folder
        Existing folder for ``fig_<stem>.svg``, ``.png`` and the record ``.json``, with
        ``.en`` before the ending for English; None writes nothing.
    withheld
        Whether to say in place of the data that they rest on too few organisations.

    Returns
    -------
    Sheet
        A matplotlib figure with its bytes in ``svg`` and ``png``; Jupyter shows it.

    Raises
    ------
    FigureError
        If the catalogue lacks the figure, the fonts lack a character or there is no
        room to draw.
    """
    entry = entry_of(plot.__name__)
    drawing: Callable[..., Axes] = _say_withheld if withheld else plot
    frame = frame.iloc[:0] if withheld else frame
    with style.context(), _refusing_flaws(entry):
        sheet = _compose(drawing, frame, entry, mark, language)
        sheet.svg = _render(sheet, "svg", {"Date": None})
        sheet.png = _render(sheet, "png", {"Software": None})
    if folder is not None:
        stem = f"fig_{entry.stem}" + (".en" if language == "en" else "")
        (folder / f"{stem}.svg").write_bytes(sheet.svg)
        (folder / f"{stem}.png").write_bytes(sheet.png)
        record = json.dumps(
            _record(sheet, frame, entry, mark), ensure_ascii=False, indent=1
        )
        (folder / f"{stem}.json").write_text(record + "\n", encoding="utf-8")
    return sheet


def _say_withheld(frame: pd.DataFrame, *, ax: Axes, language: Language) -> Axes:
    del frame
    return style.say(ax, "withheld", language)


@contextmanager
def _refusing_flaws(entry: Entry) -> Iterator[None]:
    """Turn matplotlib's warnings on missing glyphs or room into refusals."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        try:
            yield
        except UserWarning as warning:
            found = re.search(r"Glyph (\d+)", str(warning))
            if found is None:
                msg = f"图 {entry.number} 画不下 / no room for the figure: {warning}"
                raise FigureError(msg) from warning
            character = chr(int(found[1]))
            msg = (
                f"图 {entry.number}：随附字体缺少字符“{character}”"
                f"（U+{ord(character):04X}）；请在 corrections.toml 中改用字体有的写法"
                " / "
                f"figure {entry.number}: the shipped font lacks “{character}”; "
                "correct the name in corrections.toml"
            )
            raise FigureError(msg) from warning


def _compose(
    plot: Callable[..., Axes],
    frame: pd.DataFrame,
    entry: Entry,
    mark: Mark,
    language: Language,
) -> Sheet:
    footer = wrap(mark.footer(language), style.WIDTH_CM - 2 * MARGIN_CM)
    foot_cm = MARGIN_CM + LINE_CM * len(footer)
    height_cm = entry.height(frame) + LINE_CM * (len(footer) - 1)
    sheet = Sheet(
        figsize=(style.WIDTH_CM * style.CM, height_cm * style.CM), layout="constrained"
    )
    FigureCanvasAgg(sheet)
    engine: Any = sheet.get_layout_engine()
    engine.set(
        rect=(0, foot_cm / height_cm, 1, 1 - (foot_cm + HEAD_CM) / height_cm),
        w_pad=0.06, h_pad=0.06,
    )  # fmt: skip
    options = {"highlight": mark.unit_name.zh} if entry.highlights else {}
    plot_panel: Callable[..., Axes] = partial(plot, language=language, **options)
    _plot_panels(sheet, plot_panel, frame, entry.panels)
    _write_margins(sheet, footer, mark, language, height_cm)
    engine.execute(sheet)
    sheet.set_layout_engine("none")
    return sheet


def _plot_panels(
    sheet: Sheet, plot: Callable[..., Axes], frame: pd.DataFrame, column: str | None
) -> None:
    """Draw on one axes, or on one for each value of a column, two side by side."""
    if column is None or frame.empty:
        plot(frame, ax=sheet.add_subplot())
        return
    panels = [part for _, part in frame.groupby(column, sort=False)]
    grid = sheet.add_gridspec(ceil(len(panels) / 2), min(len(panels), 2))
    for place, part in enumerate(panels):
        plot(part.reset_index(drop=True), ax=sheet.add_subplot(grid[divmod(place, 2)]))


def _write_margins(
    sheet: Sheet, footer: list[str], mark: Mark, language: Language, height_cm: float
) -> None:
    """Write unit and mark at the head, n and source at the foot."""
    left, right = MARGIN_CM / style.WIDTH_CM, 1 - MARGIN_CM / style.WIDTH_CM
    plain: dict[str, Any] = {"fontsize": style.SIZE_SMALL, "parse_math": False}
    top = 1 - 2 * MARGIN_CM / height_cm
    sheet.text(
        left,
        top,
        mark.unit_name.in_language(language),
        va="top",
        color=style.INK,
        **plain,
    )
    if mark.synthetic:
        box = {"boxstyle": "square,pad=0.3", "facecolor": "white",
               "edgecolor": style.VERMILION, "linewidth": 0.6}  # fmt: skip
        sheet.text(
            right - 0.005, top, word("synthetic", language), ha="right", va="top",
            color=style.VERMILION, bbox=box, **plain,
        )  # fmt: skip
    for line, text in enumerate(reversed(footer)):
        sheet.text(
            left, (MARGIN_CM + LINE_CM * line) / height_cm, text, va="bottom",
            color=style.QUIET, **plain,
        )  # fmt: skip


def wrap(text: str, width_cm: float) -> list[str]:
    """
    Break a footer into lines, after spaces or Chinese characters.

    Parameters
    ----------
    text
        The text.
    width_cm
        Room for a line of the smallest size.

    Returns
    -------
    list of str
        The lines; widths are estimated, wide characters as one em, others as 0.6.
    """
    em_cm = style.SIZE_SMALL / 72 / style.CM
    lines, line, used = [], "", 0.0
    for piece in re.findall(
        r"[\u0000-\u2fff]+?(?: |(?=[\u3000-\uffff])|$)|.[，。；：、）]*", text
    ):
        width = em_cm * sum(0.6 if ord(c) < 0x3000 else 1.0 for c in piece)  # noqa: PLR2004
        if line and used + width > width_cm:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line, used = line + piece, used + width
    return [*lines, line]


def _render(sheet: Sheet, form: str, metadata: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    sheet.savefig(buffer, format=form, dpi=PNG_DPI, metadata=metadata)
    return buffer.getvalue()


def _record(
    sheet: Sheet, frame: pd.DataFrame, entry: Entry, mark: Mark
) -> dict[str, str | int]:
    return {
        "figure": entry.stem,
        "number": entry.number,
        "caption_zh": entry.caption.zh,
        "caption_en": entry.caption.en,
        "n": mark.n,
        "input_sha256": _sha256(frame.to_csv(index=False).encode()),
        "svg_sha256": _sha256(sheet.svg),
        "png_sha256": _sha256(sheet.png),
    }


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
