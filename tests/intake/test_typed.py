"""Cells become typed values once; what fails or changes is told with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from hubstudy.intake import open_study
from hubstudy.intake.changes import CHANGE_COLUMNS, changes_frame
from hubstudy.intake.texts import Sheet, Texts, Word
from hubstudy.intake.typed import (
    PROBLEMS_PER_COLUMN,
    copied_parts,
)
from tests.intake.sheets import (
    book_sheet,
    codes,
    csv_sheet,
    heads,
    put_csv,
    refused,
    row,
    say,
    three_communities,
    typed_of,
    typed_rows,
)
from tests.studies import STREET_1, B, write_study

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.intake.typed import Typed

HEADS = heads("communities")


def communities(**changed: str) -> Typed:
    return typed_rows("communities", row("communities", **changed))


def only(typed: Typed, name: str) -> Any:
    (value,) = typed.frame[name].tolist()
    return value


def change_of(typed: Typed, name: str) -> tuple[str, str, str]:
    log = changes_frame([typed.changes])
    (hit,) = log[log["field"] == name].to_dict("records")
    return hit["was"], hit["became"], hit["rule"]


def test_values_have_the_types_of_the_schema() -> None:
    frame = communities().frame
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        "community_code": "str", "community_name": "str", "street_code": "str",
        "is_core_city": "bool", "households": "Int64", "residents": "Int64",
        "residents_60plus": "Int64", "area_km2": "float64", "build_year": "Int64",
    }  # fmt: skip
    opened = typed_rows("organizations", row("organizations")).frame["opened"]
    assert opened.tolist() == [pd.Timestamp("2016-03-01")]


def test_a_table_without_rows_is_typed_too() -> None:
    frame = typed_rows("organizations").frame
    assert len(frame) == 0
    assert str(frame["opened"].dtype) == "datetime64[s]"
    assert str(frame["is_hub"].dtype) == "bool"


@pytest.mark.parametrize(
    ("field", "text", "value", "rule"),
    [
        ("residents", "２０００", 2000, "nfkc"),
        ("residents", "2,000", 2000, "thousands"),
        ("residents", "1.2万", 12000, "unit_in_cell"),
        ("residents", "约2000", 2000, "approximate"),
        ("residents", "2000余人", 2000, "approximate+unit_in_cell"),
        ("residents", "三百二十", 320, "chinese_numeral"),
        ("community_name", " 甲社区\u00a0", "甲社区", "trim"),
        ("community_code", "３７１０８２９０１００１", "371082901001", "nfkc"),
        ("build_year", "1990年", 1990, "year_form"),
        ("street_code", "371082901000", STREET_1, "street_code_12"),
    ],
)
def test_what_rules_make_of_a_cell_is_logged(
    field: str, text: str, value: object, rule: str
) -> None:
    typed = communities(**{field: text})
    assert only(typed, field) == value
    assert change_of(typed, field) == (text, str(value), rule)
    assert not typed.problems


@pytest.mark.parametrize("token", ["—", "/", "无", "N", "暂无", "－－"])
def test_a_declared_token_means_no_value_and_is_not_zero(token: str) -> None:
    typed = communities(residents=token)
    assert only(typed, "residents") is pd.NA
    assert change_of(typed, "residents")[:2] == (token, "")


def test_other_tokens_are_data_where_a_study_names_its_own() -> None:
    name = row("organizations", uscc="无")
    assert only(typed_rows("organizations", name, missing=frozenset()), "uscc") == "无"
    assert pd.isna(only(typed_rows("organizations", name), "uscc"))


def test_a_unit_in_the_header_multiplies_its_column() -> None:
    header = ["金额（万元）" if h == "金额/元" else h for h in heads("revenue")]
    line = row("revenue", amount_cny="1.2")
    typed = typed_of("revenue", csv_sheet([header, line]))
    assert only(typed, "amount_cny") == 12_000.0
    assert change_of(typed, "amount_cny") == ("1.2", "12000", "unit_in_header")


def test_a_unit_that_stands_in_header_and_cell_is_refused() -> None:
    header = ["金额（万元）" if h == "金额/元" else h for h in heads("revenue")]
    line = row("revenue", amount_cny="1.2亿")
    (problem,) = typed_of("revenue", csv_sheet([header, line])).problems
    assert (problem.code, problem.row, problem.column) == (
        "unit_conflict", 2, "金额（万元）",
    )  # fmt: skip


def test_shares_may_be_percentages() -> None:
    line = row("community_outcomes", indicator="诉求办结率", value="31%")
    assert only(typed_rows("community_outcomes", line), "value") == 0.31


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("2016年3月1日", "2016-03-01", "day"),
        ("2016.3.1", "2016-03-01", "day"),
        ("20160301", "2016-03-01", "day"),
        ("42430", "2016-03-01", "day"),
        ("2016年3月", "2016-03-01", "month"),
        ("2016.3", "2016-03-01", "month"),
        ("2016年", "2016-01-01", "year"),
    ],
)
def test_dates_keep_how_precise_they_are(text: str, value: str, precision: str) -> None:
    typed = typed_rows("organizations", row("organizations", opened=text))
    assert only(typed, "opened") == pd.Timestamp(value)
    assert changes_frame([typed.changes])["precision"].tolist() == [precision]


def test_a_closing_date_without_a_day_is_the_last_day_known() -> None:
    lines = [row("organizations", closed=text) for text in ("2022年2月", "2023年")]
    typed = typed_rows("organizations", *lines)
    assert typed.frame["closed"].dt.strftime("%Y-%m-%d").tolist() == [
        "2022-02-28", "2023-08-31",
    ]  # fmt: skip


def test_a_workbook_may_count_its_days_from_1904() -> None:
    column = heads("organizations").index("成立日期")
    line = row("organizations", opened="42430")
    sheet = book_sheet([heads("organizations"), line], "社会组织", epoch_1904=True)
    assert only(typed_of("organizations", sheet), "opened") == (
        pd.Timestamp("2020-03-02")  # 1,462 days later
    )
    assert sheet.columns[column].text(1) == "42430"


def with_cell(table: str, name: str, word: Word) -> Sheet:
    """Make a sheet with one row, one cell of which is of another kind."""
    sheet = book_sheet([heads(table), row(table)], "表")
    place = heads(table).index(name)
    columns = list(sheet.columns)
    columns[place] = Texts.of_words([Word(name, "text"), word])
    return Sheet("a.xlsx", "表", tuple(columns), sheet.numbers)


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        ("组织编号", Word("371082901001371", "number"), ""),
        ("统一社会信用代码", Word("371082901001371000", "number"), "number_too_long"),
        ("统一社会信用代码", Word("3.71E+17", "text"), "code_scientific"),
        ("组织名称", Word("2023-03-05", "date"), "date_in_text"),
        ("组织名称", Word("#N/A", "error"), "error_cell"),
        ("组织名称", Word("=A1", "formula"), "formula_without_value"),
        ("成立日期", Word("2024/13/01", "text"), "date_unreadable"),
        ("成立日期", Word("01/02/2024", "text"), "date_ambiguous"),
        ("成立日期", Word("1900-01-01", "date"), "date_range"),
        ("是否枢纽", Word("也许", "text"), "flag_unreadable"),
    ],
)
def test_cells_that_a_spreadsheet_spoiled_are_refused(
    name: str, word: Word, code: str
) -> None:
    typed = typed_of("organizations", with_cell("organizations", name, word))
    assert codes(typed.problems) == ([code] if code else [])
    assert all((p.sheet, p.row, p.column) == ("表", 2, name) for p in typed.problems)


@pytest.mark.parametrize("text", ["", " ", "\u3000", "—", "\u200b"])
def test_a_required_cell_without_a_value_is_told(text: str) -> None:
    (problem,) = communities(community_name=text).problems
    assert (problem.code, problem.row, problem.column) == (
        "cell_empty", 2, "社区名称",
    )  # fmt: skip
    assert problem.found in {"空 / empty", "—", "\u200b"}
    assert problem.remedy.zh == "补填该格"


def test_an_optional_cell_without_a_value_is_missing() -> None:
    typed = communities(households="", area_km2="", build_year="")
    assert not typed.problems
    assert typed.frame[["households", "area_km2", "build_year"]].isna().all(axis=None)


def test_the_words_na_and_null_are_names() -> None:
    for name in ("NA", "None", "null", "nan"):
        assert only(communities(community_name=name), "community_name") == name


def test_beyond_five_thousand_cells_the_rest_are_counted() -> None:
    lines = [row("communities", is_core_city="也许")] * (PROBLEMS_PER_COLUMN + 3)
    problems = typed_rows("communities", *lines).problems
    assert len(problems) == PROBLEMS_PER_COLUMN + 1
    assert (problems[-1].row, problems[-1].column) == (None, "是否主城区")
    assert problems[-1].found == "另有 3 格 / 3 more cells"
    assert problems[-1].code == "flag_unreadable"


def test_rows_of_several_sheets_follow_one_another_with_their_places() -> None:
    first, second, third = three_communities()
    typed = typed_of(
        "communities",
        csv_sheet([["登记表"], HEADS, first, second], "甲.csv"),
        book_sheet([HEADS, third], "社区", "乙.xlsx"),
    )
    assert len(typed.frame) == 3
    assert str(typed.frame["residents"].dtype) == "Int64"
    assert [typed.number(n) for n in range(3)] == [3, 4, 2]
    assert typed.place(1) == "甲.csv 第 4 行"
    assert typed.place(2) == "乙.xlsx#社区 第 2 行"
    assert typed.text("community_name", 2) == "示例丙社区"
    origins = typed.origins()
    assert origins["file"].tolist() == ["甲.csv", "甲.csv", "乙.xlsx"]
    assert origins["sheet"].fillna("").tolist() == ["", "", "社区"]
    assert origins["row"].tolist() == [3, 4, 2]


def test_sheets_with_the_same_records_in_any_order_are_copies() -> None:
    first, second, third = three_communities()
    typed = typed_of(
        "communities",
        csv_sheet([HEADS, first, second], "甲.csv"),
        csv_sheet([HEADS, third], "乙.csv"),
        csv_sheet([HEADS, second, first], "丙.csv"),
        csv_sheet([HEADS], "丁.csv"),
        csv_sheet([HEADS], "戊.csv"),
    )
    assert copied_parts(typed) == {2: 0}


def test_one_sheet_and_sheets_without_rows_are_no_copies() -> None:
    assert copied_parts(communities()) == {}
    empty = typed_of("communities", csv_sheet([HEADS], "a.csv"), csv_sheet([HEADS]))
    assert copied_parts(empty) == {}


def test_changes_are_one_frame_sorted_by_place() -> None:
    typed = typed_rows(
        "communities",
        row("communities", residents="2,000", households="１０００"),
        row("communities", community_code=B, residents="约9"),
    )
    frame = changes_frame([typed.changes])
    assert frame.columns.tolist() == list(CHANGE_COLUMNS)
    assert frame[["row", "field", "column"]].to_numpy().tolist() == [
        [2, "households", "户数/户"], [2, "residents", "居民人数/人"],
        [3, "residents", "居民人数/人"],
    ]  # fmt: skip
    assert frame["row"].dtype == np.int64
    assert frame["sheet"].isna().all()
    nothing = changes_frame([])
    assert nothing.columns.tolist() == list(CHANGE_COLUMNS)
    assert nothing.empty


def test_ids_that_differ_in_width_or_spaces_are_one_id(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "s")
    line = row("organizations", organization_id=" Ａ1\u00a0", organization_name="另一")
    text = (folder / "organizations.csv").read_text(encoding="utf-8-sig")
    (folder / "organizations.csv").write_text(
        f"{text}{','.join(line)}\n", encoding="utf-8"
    )
    (problem,) = refused(folder)
    assert (problem.code, problem.row) == ("key_duplicated", 9)


def test_a_study_may_have_organizations_without_a_column_of_ids(
    tmp_path: Path,
) -> None:
    folder = write_study(tmp_path / "s")
    put_csv(folder / "organizations.csv", [
        heads("organizations")[1:], row("organizations", organization_name="甲")[1:],
    ])  # fmt: skip
    put_csv(folder / "ties.csv", [heads("ties")])
    assert "column_missing" in codes(refused(folder))
    say(folder, "[intake]\nsurrogate_ids = true")
    (made,) = open_study(folder).tables.organizations["organization_id"]
    assert made.startswith("S")
