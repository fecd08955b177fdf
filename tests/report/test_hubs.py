"""The sections on hubs and their nulls hold what the stored results hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hubstudy.measures.reporting_words import ITEMS
from hubstudy.report import report_document
from hubstudy.report.document import FigureBlock, Heading, Paragraph, Text
from hubstudy.results import REASONS
from tests.report import stored_study
from tests.report.hostile import SCRIPT, TYPST
from tests.report.stored_study import NAMES
from tests.studies import STREET_1, STREET_2

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.errors import Language
    from hubstudy.intake import Study
    from hubstudy.report.document import Document, TableBlock

LABELS = ("nulls", "roles", "layers", "governance", "reporting")
FIGURES = ("centralization_null", "hub_advantage", "roles", "layer_overlap",
           "adoption_change")  # fmt: skip


def table(document: Document, label: str) -> TableBlock:
    return next(block for block in document.tables() if block.label == label)


def printed(document: Document, label: str) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table(document, label).rows]


def said(document: Document) -> str:
    return "\n".join(
        inline.text
        for block in document.blocks()
        if isinstance(block, Paragraph)
        for inline in block.inlines
        if isinstance(inline, Text)
    )


def test_positions_stand_beside_their_null_with_a_verdict(
    documents: dict[Language, Document],
) -> None:
    assert printed(documents["zh"], "nulls") == [
        ["度数", "不含隶属", "5.12", "5.01", "4.02–6.02", "0.811", "不高于零模型"],
        ["中介中心性", "不含隶属", "12,345.50", "1.50", "0.500–2.50", "0.004",
         "高于零模型"],
        ["约束系数", "不含隶属", *["孤立点，无协作关系"] * 2, "—",
         *["孤立点，无协作关系"] * 2],
        ["约束系数", "含隶属", "0.125", "0.500", "0.250–0.750", "0.004",
         "低于零模型"],
    ]  # fmt: skip
    assert [row[-1] for row in printed(documents["en"], "nulls")] == [
        "no more than the null", "more than the null", REASONS["isolate"].en,
        "less than the null",
    ]  # fmt: skip


def test_columns_of_a_null_are_not_called_intervals(
    documents: dict[Language, Document],
) -> None:
    for label in ("nulls", "roles"):
        column = table(documents["zh"], label).columns[4]
        assert column.title == "零模型 95%"
        assert column.sheet_titles == (
            "零模型 95%：区间下限", "零模型 95%：区间上限",
        )  # fmt: skip


def test_roles_keep_what_is_known_and_say_why_nothing_was_tested(
    documents: dict[Language, Document],
) -> None:
    rows = {tuple(row[:2]): row[2:] for row in printed(documents["zh"], "roles")}
    assert rows["协调人（本社区内）", "不含隶属"] == [
        "41", "40.25", "20–60", "0.912", "不高于零模型",
    ]  # fmt: skip
    kept, nobody = REASONS["kept_by_null"].zh, REASONS["no_open_paths"].zh
    assert rows["顾问（另一社区内）", "不含隶属"] == ["3", "3.00", "—", kept, kept]
    assert rows["代理人或守门人", "不含隶属"] == ["0", "0.000", "—", nobody, nobody]
    assert rows["联络人（另外两个社区之间）", "不含隶属"][-1] == "低于零模型"
    assert rows["合计", "含隶属"] == [
        "99", "53.75", "30–70", "0.020", "高于零模型",
    ]  # fmt: skip


def test_layers_tell_no_ties_from_not_measured(
    documents: dict[Language, Document],
) -> None:
    rows = {row[0]: row[1:] for row in printed(documents["zh"], "layers")}
    assert rows["协作"] == ["9", "6", "66.7"]
    assert rows["资助"] == ["0", "0", REASONS["no_ties"].zh]
    assert rows["转介"] == [REASONS["not_measured"].zh] * 3
    english = {row[0]: row[1:] for row in printed(documents["en"], "layers")}
    assert english["referral"][-1] == REASONS["not_measured"].en


def test_modes_are_counted_with_and_without_a_hub(
    documents: dict[Language, Document],
) -> None:
    for language in ("zh", "en"):
        rows = table(documents[language], "governance").rows
        assert [[cell.values[0] for cell in row[1:]] for row in rows] == [
            [1, 1], [0, 0], [0, 0], [0, 0], [0, 1],
        ]  # fmt: skip
    names = [row[0] for row in printed(documents["zh"], "governance")]
    assert names[0] == "成员共治"
    assert names[-1] == REASONS["n_below_3"].zh


def test_the_form_has_all_its_items_and_they_are_literal(
    documents: dict[Language, Document],
) -> None:
    assert len(ITEMS) == 25
    expected = {"zh": ("第4.6项", SCRIPT), "en": ("item 4.6 ", TYPST)}
    for language, (begins, hostile) in expected.items():
        rows = printed(documents[language], "reporting")  # type: ignore[index]
        assert [row[0] for row in rows] == [item.number for item in ITEMS]
        assert rows[-1][2] == begins + hostile
    assert printed(documents["zh"], "reporting")[0][1] == ITEMS[0].name.zh
    assert printed(documents["en"], "reporting")[0][1] == ITEMS[0].name.en


def test_each_finding_and_figure_is_there_once(
    documents: dict[Language, Document],
) -> None:
    names = ("hub_centralization", "hub_roles", "unit_layers", "adoption_change",
             "unit_governance", "network_reporting")  # fmt: skip
    for name in names:
        assert said(documents["zh"]).count(f"{name}的发现：{SCRIPT}。") == 1
        assert said(documents["en"]).count(f"Finding of {name}: {TYPST}.") == 1
    for document in documents.values():
        drawn = [b.label for b in document.blocks() if isinstance(b, FigureBlock)]
        for stem in FIGURES:
            assert drawn.count(f"figure.city.{stem}") == 1


def test_sections_come_in_the_order_of_the_argument(
    documents: dict[Language, Document],
) -> None:
    heads = [b.text for b in documents["zh"].blocks() if isinstance(b, Heading)]
    start = heads.index("密度与网络")
    assert heads[start + 3 : start + 9] == [
        "枢纽与零模型", "枢纽的中介角色", heads[start + 5], "各类关系的重合",
        "设立枢纽前后", "网络的治理模式",
    ]  # fmt: skip


def test_the_summary_speaks_of_the_null(documents: dict[Language, Document]) -> None:
    shown = {language: str(one.summary) for language, one in documents.items()}
    assert "不高于零模型所给（零模型：同社区随机组织）" in shown["zh"]
    assert "no more than its null gives (organisations drawn" in shown["en"]
    assert "hub_advantage的发现" not in shown["zh"]


def test_every_street_says_how_its_hubs_compare(
    documents: dict[Language, Document],
) -> None:
    blocks = list(documents["zh"].blocks())
    heads = [b.text if isinstance(b, Heading) else "" for b in blocks]
    first, second = heads.index(NAMES[STREET_1]), heads.index(NAMES[STREET_2])
    sentence = f"hub_advantage的发现：{SCRIPT}。"
    for start, stop in ((first, second), (second, len(blocks))):
        texts = [str(block) for block in blocks[start:stop]]
        assert sum(sentence in text for text in texts) == 1


@pytest.mark.parametrize(("language", "words"), [("zh", "没有记录"), ("en", "no rec")])
def test_empty_frames_are_said_to_be_empty(
    hostile: Study, tmp_path: Path, language: Language, words: str
) -> None:
    stored_study.store_everything(tmp_path, hostile, empty=True)
    document = report_document(hostile, root=tmp_path, language=language)
    for label in LABELS:
        rows = table(document, label).rows
        assert len(rows) == 1, label
        assert rows[0][0].text.lower().startswith(words), label
