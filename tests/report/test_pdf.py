"""The PDF shows names literally, whatever they mean to typst."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pypdf
import pytest

from hubstudy.report.document import Cover, Document, Paragraph, words
from hubstudy.report.pdf import write_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.errors import Language


def one_paragraph(text: str, language: Language = "zh") -> Document:
    return Document(
        language=language,
        cover=Cover(text, text, (text,), mark=text, mark_note=text),
        summary=(),
        body=(Paragraph(words(text)),),
        references={},
        author="hubstudy",
        date=dt.date(2023, 8, 31),
    )


@pytest.mark.parametrize(
    "name",
    [
        "#panic()", "$x$", "*a*", "@ref", "<lbl>", "\\u{41}", '#read("/etc/hosts")',
        "//", "= a", "`c`", "_b_", '"]), panic("',
    ],
)  # fmt: skip
def test_names_are_not_markup(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(write_pdf(one_paragraph(f"社{name}区")))
    text = pypdf.PdfReader(path).pages[-1].extract_text().replace(" ", "")
    assert name.replace(" ", "") in text


def test_dates_come_from_the_study(written: dict[str, Path]) -> None:
    properties = pypdf.PdfReader(written["report.pdf"]).metadata
    assert properties is not None
    assert properties["/CreationDate"].startswith("D:20230831")
    assert properties.title == "餐巾纸研究"


def test_fonts_are_embedded_and_ours(written: dict[str, Path]) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in pypdf.PdfReader(written["report.pdf"]).pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert {name.split("-")[0] for name in fonts} == {
        "LibertinusSerif", "NotoSansSC", "NotoSerifSC",
    }  # fmt: skip


def test_contents_are_bookmarks(written: dict[str, Path]) -> None:
    outline = pypdf.PdfReader(written["report.pdf"]).outline
    titles = [item.title for item in outline if not isinstance(item, list)]
    assert titles[0] == "摘要"
    assert titles[1].startswith("一、")
    assert titles[-1].startswith("附录C")


def test_text_has_no_nan(written: dict[str, Path]) -> None:
    for name in ("report.pdf", "report.en.pdf"):
        reader = pypdf.PdfReader(written[name])
        text = " ".join(page.extract_text() for page in reader.pages)
        assert " nan" not in text
        assert "None" not in text
