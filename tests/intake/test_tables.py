"""A well-formed study is read in whole; anything else is refused with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from hubstudy.errors import MeasureError, SettingsError, StudyError
from hubstudy.intake import open_study
from hubstudy.schemas import DTYPES, TABLES
from tests.studies import STREET_1, A, small_study, write_study

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.errors import Problem
    from hubstudy.intake import Study


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_study(tmp_path / "study")


def edit(folder: Path, table: str, old: str, new: str) -> None:
    """Replace a text that stands exactly once in a table's file."""
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8-sig")
    assert text.count(old) == 1, text
    path.write_text(text.replace(old, new), encoding="utf-8")


def refusal(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(StudyError) as caught:
        open_study(folder)
    return caught.value.problems


def test_what_was_written_is_read_back(folder: Path, napkin: Study) -> None:
    study = open_study(folder)
    for name, frame in napkin.tables:
        assert_frame_equal(getattr(study.tables, name), frame, check_dtype=True)


def test_codes_keep_their_leading_zeros(folder: Path) -> None:
    for table in ("organizations", "ties"):
        path = folder / f"{table}.csv"
        text = path.read_text(encoding="utf-8-sig").replace("A1", "007")
        path.write_text(text, encoding="utf-8")
    assert "007" in set(open_study(folder).tables.organizations["organization_id"])


def test_a_name_that_reads_na_is_a_name(folder: Path) -> None:
    edit(folder, "organizations", "示例A1", "NA")
    assert "NA" in set(open_study(folder).tables.organizations["organization_name"])


def test_english_headers_and_categories_are_accepted(
    folder: Path, napkin: Study
) -> None:
    frame = napkin.tables.organizations
    frame.to_csv(folder / "organizations.csv", index=False)
    assert_frame_equal(open_study(folder).tables.organizations, frame)


def test_gb18030_and_utf16_are_read_as_well(folder: Path, napkin: Study) -> None:
    for table, encoding in [("organizations", "gb18030"), ("communities", "utf-16")]:
        path = folder / f"{table}.csv"
        path.write_text(path.read_text(encoding="utf-8-sig"), encoding=encoding)
    study = open_study(folder)
    assert_frame_equal(study.tables.organizations, napkin.tables.organizations)
    assert_frame_equal(study.tables.communities, napkin.tables.communities)


def test_one_workbook_with_a_sheet_per_table_is_the_same_study(
    folder: Path, napkin: Study
) -> None:
    with pd.ExcelWriter(folder / "register.xlsx") as book:
        for name in TABLES:
            path = folder / f"{name}.csv"
            frame = pd.read_csv(path, dtype=str, keep_default_na=False)
            frame.to_excel(book, sheet_name=TABLES[name].label.zh, index=False)
            path.unlink()
    study = open_study(folder)
    for name, frame in napkin.tables:
        assert_frame_equal(getattr(study.tables, name), frame)


def test_a_deleted_column_is_refused_with_its_name(folder: Path) -> None:
    path = folder / "organizations.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.drop(columns="社区代码").to_csv(path, index=False)
    (problem,) = refusal(folder)
    assert (problem.code, problem.file, problem.row, problem.column) == (
        "column_missing", "organizations.csv", 1, "社区代码",
    )  # fmt: skip
    assert "补上该列" in problem.remedy.zh


def test_what_can_be_checked_is_checked_beside_a_broken_table(folder: Path) -> None:
    edit(folder, "communities", "街道代码", "街道编号")
    edit(folder, "ties", "A3,B1", "A3,NOBODY")
    assert [p.code for p in refusal(folder)] == ["column_missing", "key_dangling"]


def test_a_renamed_column_is_refused_with_the_nearest_header(folder: Path) -> None:
    edit(folder, "organizations", "社区代码", "社区代号")
    (problem,) = refusal(folder)
    assert "社区代号" in problem.expected.zh


def test_an_unknown_column_is_left_unread_and_told(folder: Path) -> None:
    path = folder / "street_districts.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.assign(联系电话="x").to_csv(path, index=False)
    study = open_study(folder)
    (notice,) = [n for n in study.notices if n.code == "column_unread"]
    assert "联系电话" in notice.found
    assert "联系电话" not in study.tables.street_districts.columns


def test_a_duplicated_id_names_both_rows(folder: Path) -> None:
    edit(folder, "organizations", "A2,,", "A1,,")
    edit(folder, "ties", "A1,A2,", "A1,A3,")
    (problem,) = refusal(folder)
    assert (problem.code, problem.row, problem.column) == (
        "key_duplicated", 3, "组织编号",
    )  # fmt: skip
    assert "第 2 行" in problem.remedy.zh


def test_a_dangling_key_names_the_table_that_lacks_it(folder: Path) -> None:
    edit(folder, "ties", "A3,B1", "A3,NOBODY")
    (problem,) = refusal(folder)
    assert (problem.code, problem.file, problem.row, problem.column, problem.found) == (
        "key_dangling", "ties.csv", 3, "终点组织编号", "NOBODY",
    )  # fmt: skip


def test_a_negative_revenue_is_told_as_a_refund_negative_expenses_are_refused(
    tmp_path: Path,
) -> None:
    line = {
        "revenue_id": "R1", "organization_id": "H1", "year": 2022, "funder": "示例局",
        "funder_type": "government_bureau", "instrument": "subsidy",
        "is_restricted": False, "amount_cny": 100.0,
    }  # fmt: skip
    account = {"organization_id": "H1", "year": 2022, "expenses_cny": 100.0}
    study = small_study(revenue=[line], accounts=[account])
    folder = write_study(tmp_path / "s", study)
    edit(folder, "revenue", "100.0", "-100.0")
    notices = open_study(folder).notices
    (notice,) = [n for n in notices if n.code == "refund_read"]
    assert (notice.code, notice.severity, notice.row, notice.column) == (
        "refund_read", "warning", 2, "金额/元",
    )  # fmt: skip
    edit(folder, "accounts", "100.0", "-100.0")
    problem = next(p for p in refusal(folder) if p.severity == "error")
    assert (problem.code, problem.row, problem.column, problem.found) == (
        "not_negative", 2, "费用合计/元", "-100.0",
    )  # fmt: skip


def test_optional_tables_may_be_left_out_and_are_then_empty(folder: Path) -> None:
    for name in ("funders", "accounts"):
        (folder / f"{name}.csv").unlink()
    study = open_study(folder)
    assert study.tables.funders.empty
    assert study.tables.accounts.dtypes.to_dict() == {
        column.name: DTYPES[column.field.kind] for column in TABLES["accounts"].columns
    }
    (folder / "funders.csv").write_text(
        "资助方,资助方类型,资助方的组织编号\n示例局,不知道,\n", "utf-8"
    )
    assert {p.code for p in refusal(folder)} >= {"category_unreadable"}


@pytest.mark.parametrize(
    ("table", "old", "new", "code"),
    [
        ("organizations", "A1,,示例A1", "A1,X,示例A1", "uscc_check_digit"),
        ("communities", "1990\n371082901002", "成\n371082901002", "year_unreadable"),
        ("communities", f"{A},示例甲社区,{STREET_1}", f"{A},示例甲社区,371082902",
         "code_outside_street"),
        ("ties", "A1,A2", "A1,A1", "self_tie"),
        ("ties", "A3,B1", "A2,A1", "tie_doubled"),
        ("organizations", "示例H1,", ",", "cell_empty"),
        ("organizations", "是,,是", "是,H1,是", "member_of_itself"),
        ("organizations", "2018-05-01", "2018-13-01", "date_unreadable"),
        ("organizations", "2018-05-01", "2023-09-01", "after_as_of"),
        ("organizations", "登记,社会", "登计,社会", "category_unreadable"),
        ("communities", "371082902001", "37108290200", "community_code_form"),
        ("communities", "4000", "甲", "integer_unreadable"),
        ("organizations", "B1,,示例B1", "B1,,示例B1,多", "row_width"),
        ("organizations", "示例B1", '"示例B1', "csv_broken"),
        ("organizations", "示例B1", "示例\x00B1", "control_character"),
    ],
)  # fmt: skip
def test_each_fault_is_refused_under_its_own_code(
    folder: Path, table: str, old: str, new: str, code: str
) -> None:
    edit(folder, table, old, new)
    problems = refusal(folder)
    assert code in {problem.code for problem in problems}
    assert all(p.file == f"{table}.csv" for p in problems if p.code == code)


def test_all_problems_are_listed_at_once_and_in_both_languages(folder: Path) -> None:
    edit(folder, "ties", "A1,A2", "A1,A1")
    edit(folder, "communities", "4000", "four")
    with pytest.raises(StudyError, match=r"共 2 处问题(?s:.*)2 problems") as caught:
        open_study(folder)
    assert "communities.csv 第 3 行 “居民人数/人”列" in str(caught.value)


def test_an_empty_cell_of_a_required_flag_is_not_read_as_no(folder: Path) -> None:
    edit(folder, "street_districts", "甲街道,是", "甲街道,")
    (problem,) = refusal(folder)
    assert problem.code == "cell_empty"


def test_a_long_number_in_a_workbook_is_refused(folder: Path) -> None:
    path = folder / "street_districts.csv"
    frame = pd.read_csv(path, dtype=str)
    frame["街道代码"] = [371082901001371082, 2]
    frame.to_excel(folder / "street_districts.xlsx", index=False)
    path.unlink()
    problem = refusal(folder)[0]
    assert (problem.code, problem.sheet, problem.row) == (
        "number_too_long", "Sheet1", 2,
    )  # fmt: skip


def test_a_missing_table_and_a_table_that_stands_twice_are_refused(
    folder: Path,
) -> None:
    frame = pd.read_csv(folder / "ties.csv", dtype=str)
    frame.to_excel(folder / "ties.xlsx", index=False)
    (folder / "ratings.csv").unlink()
    assert {p.code for p in refusal(folder)} == {"table_twice", "table_missing"}


def test_a_workbook_may_be_named_after_its_table_in_chinese(folder: Path) -> None:
    frame = pd.read_csv(folder / "communities.csv", dtype=str)
    (folder / "communities.csv").unlink()
    frame.to_excel(folder / "社区.xlsx", index=False)
    assert len(open_study(folder).tables.communities) == 3


def test_a_workbook_with_no_known_sheet_is_not_passed_over(folder: Path) -> None:
    pd.DataFrame({"甲": ["一"], "乙": ["二"]}).to_excel(
        folder / "名册.xlsx", index=False
    )
    (problem,) = refusal(folder)
    assert (problem.code, problem.file, problem.found) == (
        "sheet_unknown", "名册.xlsx", "Sheet1",
    )  # fmt: skip


def test_a_correction_is_applied_and_complains_when_stale(folder: Path) -> None:
    text = """
        [[correction]]
        table = "communities"
        key = { community_code = "371082902001" }
        column = "residents"
        expect = "1000"
        value = "1100"
        reason = "漏计一栋楼"
        told = "乙街道办"
        date = 2023-09-01
    """
    (folder / "corrections.toml").write_text(text, encoding="utf-8")
    assert open_study(folder).tables.communities["residents"].tolist()[-1] == 1100
    stale = text.replace('"1000"', '"999"')
    (folder / "corrections.toml").write_text(stale, encoding="utf-8")
    (problem,) = refusal(folder)
    assert problem.code == "correction_stale"


def test_unknown_and_missing_settings_are_named_together(folder: Path) -> None:
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("seed = 7", "sede = 7").replace('"napkin"', '"../etc"')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"(?s)sede.*seed"):
        open_study(folder)
    path.write_text(text.replace("sede", "seed"), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"\[study\] name.*\.\./etc"):
        open_study(folder)


def test_a_folder_that_is_not_there_is_a_settings_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="没有研究目录"):
        open_study(tmp_path / "nowhere")


def test_an_unknown_unit_lists_the_known_ones(napkin: Study) -> None:
    with pytest.raises(MeasureError, match=STREET_1):
        napkin.community_codes("370000000")


def test_the_hash_changes_with_any_input_and_only_then(folder: Path) -> None:
    first = open_study(folder).source_hash
    assert open_study(folder).source_hash == first
    edit(folder, "communities", "4000", "4001")
    assert open_study(folder).source_hash != first
