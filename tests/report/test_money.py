"""The sections on funding: order, what is hidden, and why a cell is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.report import report_document
from hubstudy.results import REASONS
from tests.report import stored_study
from tests.report.test_report import table, texts

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.errors import Language
    from hubstudy.intake import Study
    from hubstudy.report.document import Document

HIDDEN = REASONS["suppressed"].zh


def test_the_full_shock_is_tabled_and_smaller_ones_are_left_to_the_figure(
    documents: dict[Language, Document],
) -> None:
    rows = table(documents["zh"], "stress").rows
    assert [row[0].text for row in rows] == ["失去专项资金", "失去最大的可退出资助方"]
    assert [row[4].values for row in rows] == [(0.375,), (0.5,)]


def test_a_funder_of_one_organisation_is_not_named(
    documents: dict[Language, Document],
) -> None:
    for language, document in documents.items():
        shown = table(document, "funder_reach").rows
        assert len(shown) == 1, language
        assert "独家企业" not in str(document)


def test_a_hub_alone_in_its_row_is_hidden_and_another_row_with_it(
    documents: dict[Language, Document],
) -> None:
    rows = table(documents["zh"], "substitution").rows
    assert [row[5].text for row in rows][1:] == [HIDDEN, HIDDEN]
    assert "654,321" not in str(documents["zh"])
    months = table(documents["zh"], "vulnerability").rows[1]
    assert months[4].text == HIDDEN


def test_current_prices_are_said_to_be_so_where_no_index_is_given(
    documents: dict[Language, Document],
) -> None:
    rows = table(documents["zh"], "funding_panel").rows
    assert {row[3].text for row in rows} == {REASONS["no_price_index"].zh}


def test_too_few_clusters_leave_no_number(
    documents: dict[Language, Document],
) -> None:
    row = table(documents["en"], "crowding").rows[1]
    said = [row[place].text for place in (2, 3, 5)]
    assert said == [REASONS["too_few_clusters"].en] * 3
    assert row[4].text == "–"  # an interval without ends


def test_sentences_on_money_stand_in_their_sections(
    documents: dict[Language, Document], hostile: Study, tmp_path: Path
) -> None:
    said = "".join(texts(documents["zh"]))
    names = ("funder_reach", "substitution", "crowding", "dependence_and_outcomes")
    assert all(f"{name}的发现" in said for name in names)
    stored_study.store_everything(tmp_path, hostile, n=2)
    few = report_document(hostile, root=tmp_path, language="zh")
    assert not any(f"{name}的发现" in str(few) for name in names)
