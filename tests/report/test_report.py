"""The report as a whole: content, gaps, the gate, bytes, languages."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from hubstudy import report
from hubstudy.errors import Bilingual, Language, ReportError
from hubstudy.report import report_document, write_report
from hubstudy.report.document import (
    Cite,
    Cover,
    Document,
    FigureBlock,
    Heading,
    Paragraph,
    Ref,
    TableBlock,
    Text,
    fill,
)
from hubstudy.report.layout import column_shares
from hubstudy.report.numbering import number
from hubstudy.report.references import print_reference, read_references
from hubstudy.results import REASONS
from tests.report import stored_study
from tests.report.stored_study import NAMES, SCRIPT
from tests.studies import STREET_2

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.intake import Study


def table(document: Document, label: str) -> TableBlock:
    return next(block for block in document.tables() if block.label == label)


def texts(document: Document) -> list[str]:
    return [
        inline.text
        for block in document.blocks()
        if isinstance(block, Paragraph)
        for inline in block.inlines
        if isinstance(inline, Text)
    ]


def test_written_files_and_names(written: dict[str, Path]) -> None:
    assert sorted(written) == [
        "report.docx", "report.en.docx", "report.en.html", "report.en.pdf",
        "report.html", "report.pdf", "tables.en.xlsx", "tables.xlsx",
    ]  # fmt: skip
    folders = {path.parent for path in written.values()}
    assert len(folders) == 1
    assert sorted(p.name for p in folders.pop().iterdir()) == sorted(written)


def test_same_bytes_twice(
    hostile: Study, root: Path, written: dict[str, Path], tmp_path: Path
) -> None:
    for folder in ("data", "figures"):
        shutil.copytree(root / folder, tmp_path / folder)
    languages: tuple[Language, ...] = ("zh", "en")
    for language in languages:
        for path in write_report(hostile, root=tmp_path, language=language):
            assert path.read_bytes() == written[path.name].read_bytes(), path.name


def test_both_languages_are_built_alike(documents: dict[Language, Document]) -> None:
    shapes = []
    for document in documents.values():
        shape = []
        for block in document.blocks():
            size = (len(block.columns), len(block.rows)) if isinstance(
                block, TableBlock) else ()  # fmt: skip
            kind = (block.level, block.kind) if isinstance(block, Heading) else ()
            shape.append((type(block).__name__, size, kind))
        shapes.append(shape)
    assert shapes[0] == shapes[1]


def test_sentences_are_those_of_the_results(
    documents: dict[Language, Document],
) -> None:
    assert f"community_density的发现：{SCRIPT}。" in texts(documents["zh"])


def test_power_comes_first_and_headings_are_in_order(
    documents: dict[Language, Document],
) -> None:
    numbers = number(documents["zh"])
    heads = [b for b in documents["zh"].blocks() if isinstance(b, Heading)]
    shown = [n + b.text for n, b in zip(numbers.headings, heads, strict=True)]
    assert shown[:4] == [
        "摘要",
        "一、先看检验力：数据能看见多大的差别",
        "二、文章数字核查",
        "三、密度与网络",
    ]  # fmt: skip
    assert f"（二）{NAMES[STREET_2]}" in shown
    assert shown[-4:] == [
        "参考文献",
        "附录A　数据",
        "附录B　参数与复现",
        "附录C　网络数据报告表",
    ]


def test_thin_cells_are_hidden_with_the_reason(
    documents: dict[Language, Document],
) -> None:
    shown = table(documents["zh"], "concentration").rows
    cells = {row[0].text: row[2:] for row in shown}
    assert {cell.text for cell in cells[NAMES[STREET_2]]} == {"依隐私阈值隐去"}
    assert {cell.values for cell in cells[NAMES[STREET_2]]} == {(None,)}
    assert "333,222" not in str(documents["zh"])


def test_one_hidden_row_hides_a_second(documents: dict[Language, Document]) -> None:
    shown = table(documents["zh"], "concentration").rows
    assert all(row[2].text == "依隐私阈值隐去" for row in shown)


def test_thin_funder_types_are_hidden(documents: dict[Language, Document]) -> None:
    rows = {row[0].text: row[1] for row in table(documents["zh"], "funder_types").rows}
    assert rows["街道办事处"].values == (0.375,)
    assert rows["基金会"].text == rows["个人"].text == "依隐私阈值隐去"


def test_undefined_cells_say_why(documents: dict[Language, Document]) -> None:
    expected = {"zh": "居民人数未登记", "en": "number of residents not recorded"}
    for language, document in documents.items():
        rows = table(document, f"street.{STREET_2}").rows
        assert rows[0][4].text == expected[language]
        assert rows[0][4].values == (None,)


def test_a_study_without_records_still_has_a_report(
    hostile: Study, tmp_path: Path
) -> None:
    stored_study.store_everything(tmp_path, hostile, empty=True)
    assert len(write_report(hostile, root=tmp_path)) == 4
    document = report_document(hostile, root=tmp_path, language="zh")
    assert table(document, "continuity").rows[0][0].text == "没有记录"
    assert all(block.rows for block in document.tables())


def test_a_sentence_on_money_of_few_is_not_printed(
    hostile: Study, tmp_path: Path
) -> None:
    stored_study.store_everything(tmp_path, hostile, n=2)
    document = report_document(hostile, root=tmp_path, language="zh")
    assert "funding_dependence的发现" not in str(document)
    assert "贡献单位少于 3 个的金额、占比不予公布。" in texts(document)


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        report._replace(path, b"new")
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [b"old"]


def test_caveats_are_said_once(documents: dict[Language, Document]) -> None:
    for text in ("共同的局限。", "街道的局限。"):
        assert str(documents["zh"]).count(text) == 1
    assert "街道的局限。（涉及：" in str(documents["zh"])


def test_missing_result_is_named_with_its_remedy(
    hostile: Study, root: Path, tmp_path: Path
) -> None:
    for folder in ("data", "figures"):
        shutil.copytree(root / folder, tmp_path / folder)
    results = tmp_path / "data" / "processed" / "napkin" / "results"
    (results / STREET_2 / "contract_survival.json").unlink()
    with pytest.raises(ReportError) as caught:
        write_report(hostile, root=tmp_path, language="en")
    assert f"results/{STREET_2}/contract_survival" in str(caught.value)
    assert f"hubstudy run data/raw/napkin --unit {STREET_2}" in str(caught.value)
    assert not (tmp_path / "reports").exists()


def test_missing_figure_is_named(hostile: Study, root: Path, tmp_path: Path) -> None:
    for folder in ("data", "figures"):
        shutil.copytree(root / folder, tmp_path / folder)
    (tmp_path / "figures" / "napkin" / "city" / "fig_stars.en.png").unlink()
    report_document(hostile, root=tmp_path, language="zh")
    with pytest.raises(ReportError, match=r"fig_stars\.en\.png.*--language en"):
        report_document(hostile, root=tmp_path, language="en")


def test_only_cited_references_are_numbered(
    documents: dict[Language, Document],
) -> None:
    numbers = number(documents["zh"])
    assert next(iter(numbers.citations)) == "article"
    assert list(numbers.citations.values()) == [*range(1, len(numbers.citations) + 1)]


def test_every_shipped_reference_is_cited(documents: dict[Language, Document]) -> None:
    assert set(number(documents["zh"]).citations) == set(read_references())


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            {"type": "J", "authors": [["Freeman", "L C"]], "title": "Centrality",
             "journal": "Social Networks", "year": "1979", "volume": "1", "issue": "3",
             "pages": "215-239"},
            "FREEMAN L C. Centrality[J]. Social Networks, 1979, 1(3): 215-239.",
        ),
        (
            {"type": "J", "chinese": ["甲", "乙", "丙", "丁"], "title": "题",
             "journal": "刊", "year": "2021", "issue": "5"},
            "甲, 乙, 丙, 等. 题[J]. 刊, 2021(5).",
        ),
        (
            {"type": "N", "title": "题", "journal": "报", "date": "2024-02-19"},
            "题[N]. 报, 2024-02-19.",
        ),
        (
            {"type": "S", "corporate": "委员会", "title": "规则", "city": "北京",
             "publisher": "出版社", "year": "2015"},
            "委员会. 规则[S]. 北京: 出版社, 2015.",
        ),
        ({"type": "R", "title": "T", "year": "2020"}, "T[R]. 2020."),
    ],
)  # fmt: skip
def test_references_print_as_the_standard_says(
    entry: dict[str, object], expected: str
) -> None:
    assert print_reference(entry) == expected


def test_unknown_reference_type_is_refused() -> None:
    with pytest.raises(ReportError, match="unknown type"):
        print_reference({"type": "Q", "title": "T", "year": "2020"})


def test_a_figure_before_its_citation_is_refused(
    documents: dict[Language, Document],
) -> None:
    figure = documents["zh"].figures()[0]
    with pytest.raises(ReportError, match="not cited before"):
        number(_only(documents["zh"], figure))
    cited = Paragraph((Ref(figure.label),))
    assert number(_only(documents["zh"], cited, figure)).captions
    with pytest.raises(ReportError, match="label used twice"):
        number(_only(documents["zh"], cited, figure, figure))


def test_pointers_to_nothing_are_refused(documents: dict[Language, Document]) -> None:
    with pytest.raises(ReportError, match="no such figure or table"):
        number(_only(documents["zh"], Paragraph((Ref("nowhere"),))))
    with pytest.raises(ReportError, match="no reference entry"):
        number(_only(documents["zh"], Paragraph((Cite("nobody"),))))


def _only(document: Document, *blocks: Paragraph | FigureBlock) -> Document:
    return Document(
        language="zh", cover=document.cover, summary=(), body=blocks,
        references=document.references, author="", date=document.date,
    )  # fmt: skip


def test_template_without_its_value_is_refused() -> None:
    with pytest.raises(ReportError, match="no value"):
        fill(Bilingual("{x}", "{x}"), "zh")


def test_filled_values_are_never_templates() -> None:
    parts = fill(Bilingual("甲{x}乙", "a {x} b"), "zh", x="{y}%s$")
    assert parts == (Text("甲"), Text("{y}%s$"), Text("乙"))


def test_column_shares_add_up(documents: dict[Language, Document]) -> None:
    for document in documents.values():
        for block in document.tables():
            shares = column_shares(block)
            assert sum(shares) == pytest.approx(1)
            assert min(shares) > 0.02


def test_a_unit_stands_beside_its_number_and_apart_in_the_workbook(
    documents: dict[Language, Document],
) -> None:
    claims = table(documents["zh"], "claims")
    assert claims.columns[2].sheet_titles == ("文中数字", "单位")
    assert [row[2].text for row in claims.rows] == ["20 个", "—"]
    assert [row[2].values for row in claims.rows] == [(20, "个"), (None, None)]


def test_an_interval_says_why_it_is_missing(
    documents: dict[Language, Document],
) -> None:
    rows = table(documents["zh"], "density").rows
    assert rows[0][4].text == "1.00–5.00"
    assert rows[1][4].text == REASONS["too_small"].zh


def test_hiding_is_noted_only_where_something_is_hidden(
    documents: dict[Language, Document],
) -> None:
    line = "贡献单位少于 3 个的金额、占比不予公布。"
    assert line in table(documents["zh"], "concentration").notes
    assert line not in table(documents["zh"], "funding_panel").notes


def test_the_cover_sets_the_mark_on_its_own_line() -> None:
    assert Cover("研究", "", ()).title_lines() == ("研究",)
    marked = Cover("A study (synthetic data)", "", (), "synthetic data")
    assert marked.title_lines() == ("A study", "(synthetic data)")


def test_what_was_never_recorded_has_no_figure_and_no_table(
    hostile: Study, tmp_path: Path
) -> None:
    stored_study.store_everything(tmp_path, hostile, n=0)
    document = report_document(hostile, root=tmp_path, language="zh")
    shown = {block.label for block in document.tables()}
    absent = {"claims", "projects", "stars", "continuity", "funder_types", "stress"}
    assert not shown & absent
    assert "article" not in str(document.summary)
