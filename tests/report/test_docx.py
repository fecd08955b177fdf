"""The Word file needs no repair: styles, fields, fonts, rules, captions."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml.ns import qn

from tests.report.stored_study import FORMULA, SCRIPT, TYPST

if TYPE_CHECKING:
    from pathlib import Path

ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr tabs "
    "spacing ind contextualSpacing jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs color spacing kern sz szCs vertAlign lang",
    "tblPr": "tblStyle tblW jc tblBorders tblLayout tblCellMar tblLook",
    "tcPr": "tcW tcBorders vAlign",
    "trPr": "cantSplit tblHeader",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg "
    "docGrid",
}  # fmt: skip
"""Order of children that Word insists on, as far as the report uses them."""


@pytest.fixture(params=["report.docx", "report.en.docx"])
def path(request: pytest.FixtureRequest, written: dict[str, Path]) -> Path:
    return written[request.param]


@pytest.fixture
def word(path: Path) -> Any:
    return docx.Document(str(path))


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {
            name: archive.read(name).decode("utf-8")
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }


def test_page_is_a4_everywhere(word: Any) -> None:
    for section in word.sections:
        size = (round(section.page_width.cm, 1), round(section.page_height.cm, 1))
        assert size == (21.0, 29.7)


def test_headings_are_real_and_numbered_by_word(written: dict[str, Path]) -> None:
    word = docx.Document(str(written["report.docx"]))
    headings = [p for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert {p.style.name for p in headings} == {f"Heading {n}" for n in (1, 2, 3)}
    assert "先看检验力：数据能看见多大的差别" in [p.text for p in headings]
    numbering = word.styles["Heading 1"].element.pPr.numPr
    assert numbering.numId.val == 2
    texts = [
        level.find(qn("w:lvlText")).get(qn("w:val"))
        for level in word.part.numbering_part.element.iter(qn("w:lvl"))
    ]
    assert texts == ["•", "%1、", "（%2）", "%3. ", "[%1]"]


def test_no_japanese_and_no_theme_fonts(path: Path) -> None:
    for name, text in parts(path).items():
        for font in ("MS Mincho", "ＭＳ 明朝", "ＭＳ ゴシック", "MS Gothic"):
            assert font not in text, name
        assert not re.search(r"(?:ascii|hAnsi|eastAsia|cs)[Tt]heme=", text), name


def test_every_style_names_its_chinese_font(word: Any) -> None:
    for style in word.styles.element.iter(qn("w:style")):
        if style.get(qn("w:type")) != "paragraph":
            continue
        fonts = style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        assert fonts is not None, style.get(qn("w:styleId"))
        assert fonts.get(qn("w:eastAsia")) in {"宋体", "黑体"}
        assert fonts.get(qn("w:ascii")) == "Times New Roman"


def test_runs_do_not_leave_the_style_fonts(word: Any) -> None:
    for fonts in word.element.body.iter(qn("w:rFonts")):
        assert set(fonts.attrib) == {qn("w:hint")}


def test_tables_have_three_lines(word: Any) -> None:
    assert word.tables
    for table in word.tables:
        borders = table._tbl.tblPr.find(qn("w:tblBorders"))
        kinds = {side.tag.split("}")[1]: side for side in borders}
        for side in ("top", "bottom"):
            assert kinds[side].get(qn("w:sz")) == "12"
        for side in ("left", "right", "insideH", "insideV"):
            assert kinds[side].get(qn("w:val")) == "nil"
        for cell in table.rows[0].cells:
            rules = cell._tc.tcPr.find(qn("w:tcBorders"))
            assert [rule.get(qn("w:sz")) for rule in rules] == ["6"]


def test_header_rows_repeat_and_no_row_splits(word: Any) -> None:
    for table in word.tables:
        first = table.rows[0]._tr.trPr
        assert first.find(qn("w:tblHeader")) is not None
        for row in table.rows:
            assert row._tr.trPr.find(qn("w:cantSplit")) is not None
        kept = [
            p.paragraph_format.keep_with_next for p in table.rows[0].cells[0].paragraphs
        ]
        assert kept == [True]


def test_captions_are_fields_above_tables_and_below_figures(word: Any) -> None:
    body = list(word.element.body)
    tables = figures = 0
    for index, element in enumerate(body):
        if element.tag == qn("w:tbl"):
            tables += 1
            before = docx.text.paragraph.Paragraph(body[index - 1], word)
            assert before.style.name == "Caption"
            assert before.paragraph_format.keep_with_next
            assert re.search(r"SEQ (表|Table)", _codes(before))
        elif next(element.iter(qn("w:drawing")), None) is not None:
            figures += 1
            after = docx.text.paragraph.Paragraph(body[index + 1], word)
            assert after.style.name == "Caption"
            assert re.search(r"SEQ (图|Figure)", _codes(after))
            own = docx.text.paragraph.Paragraph(element, word)
            assert own.style.paragraph_format.keep_with_next
    assert (tables, figures) == (27, 32)


def _codes(paragraph: Any) -> str:
    return "".join(code.text for code in paragraph._p.iter(qn("w:instrText")))


def test_captions_are_numbered_in_order(written: dict[str, Path]) -> None:
    word = docx.Document(str(written["report.docx"]))
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]
    tables = [text.split("\u2002")[0] for text in captions if text.startswith("表")]
    assert tables == [f"表{n}" for n in range(1, 25)] + ["表A1", "表B1", "表C1"]


def test_each_figure_and_table_is_cited_before_it_appears(word: Any) -> None:
    cited: set[str] = set()
    for paragraph in word.element.body.iter(qn("w:p")):
        marks = [
            mark.get(qn("w:name")) for mark in paragraph.iter(qn("w:bookmarkStart"))
        ]
        codes = "".join(code.text for code in paragraph.iter(qn("w:instrText")))
        if " SEQ " in codes:
            assert set(marks) <= cited
        cited |= set(re.findall(r"REF (_Ref\d+)", codes))


def test_pointers_lead_to_bookmarks(path: Path) -> None:
    text = parts(path)["word/document.xml"]
    marks = re.findall(r'bookmarkStart [^>]*w:name="([^"]+)"', text)
    assert len(marks) == len(set(marks))
    pointed = set(re.findall(r"REF (_Ref\d+)", text))
    pointed |= set(re.findall(r'w:anchor="(_Toc\d+)"', text))
    assert pointed <= set(marks)
    assert pointed


def test_fields_are_balanced_and_nothing_asks_for_an_update(path: Path) -> None:
    text = parts(path)["word/document.xml"]
    kinds = [
        text.count(f'fldCharType="{kind}"') for kind in ("begin", "separate", "end")
    ]
    assert len(set(kinds)) == 1
    assert "updateFields" not in parts(path)["word/settings.xml"]
    assert "dirty" not in text
    assert ' TOC \\o "1-2" \\h \\z \\u ' in text


def test_page_numbers_count_by_section(path: Path) -> None:
    text = parts(path)["word/document.xml"]
    assert re.findall(r'w:pgNumType w:fmt="(\w+)"', text) == ["upperRoman", "decimal"]
    footers = [t for name, t in parts(path).items() if "footer" in name]
    assert [text.count(" PAGE ") for text in footers] == [1, 1]


def test_children_stand_in_the_order_that_word_wants(path: Path) -> None:
    for name in ("word/document.xml", "word/styles.xml"):
        root = docx.oxml.parse_xml(parts(path)[name].encode())
        for parent, order in ORDERS.items():
            known = order.split()
            for element in root.iter(qn(f"w:{parent}")):
                tags = [child.tag.split("}")[1] for child in element]
                known_tags = [tag for tag in tags if tag in known]
                assert known_tags == sorted(known_tags, key=known.index), (name, tags)


def test_names_are_literal_and_nothing_is_nan(path: Path, word: Any) -> None:
    cells = [
        cell.text for table in word.tables for row in table.rows for cell in row.cells
    ]
    text = "\n".join([*(p.text for p in word.paragraphs), *cells])
    assert SCRIPT in text
    assert TYPST in text
    assert FORMULA in text
    assert not re.search(r"\bnan\b|\bNone\b|<NA>|NaT", text)


def test_header_bears_the_synthetic_mark(path: Path) -> None:
    headers = [text for name, text in parts(path).items() if "word/header" in name]
    assert headers
    for text in headers:
        assert "示例数据" in text or "synthetic data" in text


def test_unused_template_styles_are_gone(word: Any) -> None:
    names = {style.name for style in word.styles}
    assert not any("Shading" in name or "Accent" in name for name in names)
    assert "docProps/thumbnail.jpeg" not in word.part.package.rels
