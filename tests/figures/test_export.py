"""A figure on disk is the same every time and says what it rests on."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from matplotlib import font_manager
from matplotlib.text import Text
from PIL import Image

from hubstudy.errors import FigureError
from hubstudy.figures import density, export, funding, outcomes, style
from tests.figures import frames
from tests.figures.cases import MARK

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def named(name: str) -> pd.DataFrame:
    """Three communities, the first called as asked."""
    frame = frames.density(3)
    frame.loc[frame["n_organizations"].idxmax(), "community_name"] = name
    return frame


def words_of(sheet: Figure) -> list[str]:
    return [text.get_text() for text in sheet.texts]


def test_the_same_frame_gives_the_same_bytes(tmp_path: Path) -> None:
    for run in ("first", "second"):
        (tmp_path / run).mkdir()
        export.draw(
            outcomes.plot_stars, frames.stars(), mark=MARK, folder=tmp_path / run
        )
    files = sorted(path.name for path in (tmp_path / "first").iterdir())
    assert files == ["fig_stars.json", "fig_stars.png", "fig_stars.svg"]
    for name in files:
        first, second = (
            (tmp_path / run / name).read_bytes() for run in ("first", "second")
        )
        assert first == second


def test_the_record_names_what_was_drawn(tmp_path: Path) -> None:
    export.draw(
        outcomes.plot_stars, frames.stars(), mark=MARK, language="en", folder=tmp_path
    )
    record = json.loads((tmp_path / "fig_stars.en.json").read_text(encoding="utf-8"))
    assert record["figure"] == "stars"
    assert record["number"] == "F8"
    assert record["n"] == 60
    assert record["caption_zh"] == "各类评审的星级分布"
    for form in ("svg", "png"):
        data = (tmp_path / f"fig_stars.en.{form}").read_bytes()
        assert record[f"{form}_sha256"] == hashlib.sha256(data).hexdigest()


def test_another_frame_has_another_input_hash(tmp_path: Path) -> None:
    hashes = set()
    for frame in (frames.stars(), frames.stars().assign(n=1)):
        export.draw(outcomes.plot_stars, frame, mark=MARK, folder=tmp_path)
        hashes.add(
            json.loads((tmp_path / "fig_stars.json").read_text())["input_sha256"]
        )
    assert len(hashes) == 2


def test_the_png_is_as_wide_as_a_column_at_300_dots_per_inch() -> None:
    sheet = export.draw(outcomes.plot_stars, frames.stars(), mark=MARK)
    image = Image.open(io.BytesIO(sheet.png))
    assert abs(image.width - 15 / 2.54 * 300) <= 1
    assert round(image.info["dpi"][0]) == 300


def test_a_notebook_shows_the_stored_png() -> None:
    sheet = export.draw(outcomes.plot_stars, frames.stars(), mark=MARK)
    data, size = sheet._repr_png_()
    assert data is sheet.png
    assert size["width"] == 567


def test_svg_text_is_paths_and_no_date() -> None:
    sheet = export.draw(outcomes.plot_stars, frames.stars(), mark=MARK)
    assert b"<text" not in sheet.svg
    assert b"dc:date" not in sheet.svg


def test_footer_says_n_source_and_date() -> None:
    zh = words_of(export.draw(outcomes.plot_stars, frames.stars(), mark=MARK))
    en = words_of(
        export.draw(outcomes.plot_stars, frames.stars(), mark=MARK, language="en")
    )
    assert "n = 60。数据来源：示例登记库。截至 2023-08-31。" in zh
    assert "n = 60. Source: made-up register. As of 2023-08-31." in en
    assert "示例数据" in zh
    assert "synthetic data" in en


def test_real_data_carry_no_synthetic_mark() -> None:
    mark = dataclasses.replace(MARK, synthetic=False)
    words = words_of(export.draw(outcomes.plot_stars, frames.stars(), mark=mark))
    assert "示例数据" not in words


def test_a_character_that_the_font_lacks_is_refused() -> None:
    with pytest.raises(FigureError, match=r"缺少字符“𠀀”（U\+20000）"):
        export.draw(density.plot_organizations_ranked, named("𠀀社区"), mark=MARK)


@pytest.mark.parametrize("name", ["公益$a_{$", "$x^2$", "$", "a\\b", "a_b^c"])
def test_dollar_signs_in_names_are_dollar_signs(name: str) -> None:
    sheet = export.draw(density.plot_organizations_ranked, named(name), mark=MARK)
    labels = sheet.axes[0].get_yticklabels()
    assert labels[0].get_text() == name
    assert not labels[0].get_parse_math()


def test_a_figure_outside_the_catalogue_is_refused() -> None:
    def plot_unknown(
        frame: pd.DataFrame, *, ax: Axes | None = None, language: str = "zh"
    ) -> Axes:
        raise AssertionError

    with pytest.raises(FigureError, match="图目录没有 plot_unknown"):
        export.draw(plot_unknown, frames.stars(), mark=MARK)


def test_no_room_is_refused() -> None:
    long = named("很长的社区名称" * 12)
    with pytest.raises(FigureError, match="F1"):
        export.draw(density.plot_organizations_ranked, long, mark=MARK)


@pytest.mark.parametrize(
    "text", ["数据来源：" + "很长的来源" * 30, "words and words " * 20]
)
def test_a_long_footer_is_broken_and_loses_nothing(text: str) -> None:
    lines = export.wrap(text, 14.7)
    assert len(lines) > 1
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_shipped_fonts_have_names_of_their_own() -> None:
    assert style.register_fonts() == ("hubstudy sans", "hubstudy serif")
    found = font_manager.findfont("hubstudy sans", fallback_to_default=False)
    assert Path(found).name == "NotoSansSC-Regular.otf"


def test_a_withheld_figure_shows_words_and_no_data(tmp_path: Path) -> None:
    sheet = export.draw(
        funding.plot_funder_types,
        frames.funder_types(),
        mark=MARK,
        folder=tmp_path,
        withheld=True,
    )
    shown = [text.get_text() for ax in sheet.axes for text in ax.texts]
    assert shown == ["组织数低于隐私阈值，不作图"]
    assert "街道办事处" not in {text.get_text() for text in sheet.findobj(Text)}
