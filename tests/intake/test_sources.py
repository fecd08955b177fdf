"""Every table file of a folder is read, told or refused; none is passed over."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import openpyxl
import pytest

from hubstudy.errors import SettingsError
from hubstudy.intake import open_study
from hubstudy.intake.folder import find_files, table_named
from hubstudy.intake.sources import read_sources
from hubstudy.settings import IntakeSettings
from tests.intake.sheets import (
    Grid,
    codes,
    grid_of,
    heads,
    put_book,
    put_csv,
    refused,
    row,
    say,
)
from tests.studies import STREET_1, STREET_2, write_study

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.intake.sources import Sources

NOTES: Grid = [["怎样填写"], ["先填社区，再填组织"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_study(tmp_path / "study")


def names_in(folder: Path) -> list[str]:
    return [name for _, name in find_files(folder)]


def sources_of(folder: Path, **intake: object) -> Sources:
    return read_sources(folder, IntakeSettings(**intake))


def moved_to_book(folder: Path, table: str, name: str, sheet: str) -> Path:
    """Put a table into a workbook instead of its CSV."""
    path = folder / name
    put_book(path, {sheet: grid_of(folder, table)})
    (folder / f"{table}.csv").unlink()
    return path


def test_files_are_found_in_subfolders_too_in_order(tmp_path: Path) -> None:
    for name in ("b.csv", "a/甲.XLSX", "a/b/c.tsv", "z.xlsm", "read.txt", "x.docx"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x\n")
    (tmp_path / "folder.csv").mkdir()
    assert names_in(tmp_path) == ["a/b/c.tsv", "a/甲.XLSX", "b.csv", "z.xlsm"]


def test_what_begins_with_an_underscore_a_dot_or_a_lock_is_left_out(
    tmp_path: Path,
) -> None:
    for name in (
        "_old.csv",
        ".x.csv",
        "~$a.xlsx",
        "_示例/a.csv",
        ".git/a.csv",
        "a.csv",
    ):
        put_csv(tmp_path / name, [["x"]])
    assert names_in(tmp_path) == ["a.csv"]


def test_links_out_of_the_folder_are_never_followed(tmp_path: Path) -> None:
    put_csv(tmp_path / "other" / "社区.csv", [["x"]])
    study = tmp_path / "study"
    put_csv(study / "a.csv", [["x"]])
    (study / "社区.csv").symlink_to(tmp_path / "other" / "社区.csv")
    (study / "sub").symlink_to(tmp_path / "other", target_is_directory=True)
    (study / "gone.csv").symlink_to(tmp_path / "nothing.csv")
    (study / "b.csv").symlink_to(study / "a.csv")
    assert names_in(study) == ["a.csv", "b.csv"]


def test_a_link_that_leads_round_to_itself_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to(tmp_path / "b.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    assert names_in(tmp_path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_a_file_name_that_is_no_text_is_refused(folder: Path) -> None:
    name = os.fsdecode("社区.csv".encode("gb18030"))
    put_csv(folder / name, [["x"]])
    (problem,) = refused(folder)
    assert problem.code == "file_name"
    assert problem.file.isprintable()
    assert problem.file.endswith(".csv")


@pytest.mark.parametrize("ending", [".xls", ".et", ".ods", ".XLS", ".xlsb", ".zip"])
def test_old_and_foreign_formats_are_refused_with_advice(
    folder: Path, ending: str
) -> None:
    (folder / f"名册{ending}").write_bytes(b"\xd0\xcf\x11\xe0")
    (problem,) = refused(folder)
    assert (problem.code, problem.file, problem.found) == (
        "file_ending", f"名册{ending}", ending,
    )  # fmt: skip
    assert "另存为 .xlsx" in problem.remedy.zh


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("organizations", "organizations"),
        ("社会组织", "organizations"),
        ("Street Districts", "street_districts"),
        ("社会组织_崖头", "organizations"),
        ("崖头-社会组织（2023）", "organizations"),
        ("organizations (2)", "organizations"),
        ("2023 社区结果", "community_outcomes"),
        ("社区 结果", "community_outcomes"),
        ("社区结果2023", "community_outcomes"),
        ("项目·合作方", "project_partners"),
        ("PROJECT partners 2022", "project_partners"),
        ("崖头报表", None),
        ("社会组织名单", None),
        ("", None),
        ("--", None),
    ],
)
def test_a_name_says_which_table_it_is(name: str, table: str | None) -> None:
    assert table_named(name) == table


def test_several_offices_files_are_one_table_and_each_row_keeps_its_origin(
    folder: Path,
) -> None:
    header, *rows = grid_of(folder, "organizations")
    (folder / "organizations.csv").unlink()
    put_csv(folder / "甲街道" / "社会组织.csv", [header, *rows[:2]])
    put_book(folder / "乙街道.xlsx", {"社会组织": [["登记表"], header, *rows[2:]]})
    study = open_study(folder)
    found = study.origins["organizations"]
    told = list(
        zip(
            study.tables.organizations["organization_id"],
            found["file"], found["row"], strict=True,
        )
    )  # fmt: skip
    # written in the order of ids; A1 and A2 come first
    assert told == [
        ("A1", "甲街道/社会组织.csv", 2), ("A2", "甲街道/社会组织.csv", 3),
        ("A3", "乙街道.xlsx", 3), ("B1", "乙街道.xlsx", 4), ("B2", "乙街道.xlsx", 5),
        ("C1", "乙街道.xlsx", 6), ("H1", "乙街道.xlsx", 7),
    ]  # fmt: skip
    assert found["sheet"].isna().tolist() == [True, True, *[False] * 5]


def test_the_same_file_twice_is_refused(folder: Path) -> None:
    put_csv(folder / "社会组织_备份.csv", grid_of(folder, "organizations")[::-1][-1:])
    header, *rows = grid_of(folder, "organizations")
    put_csv(folder / "社会组织_备份.csv", [header, *rows[::-1]])
    (problem,) = refused(folder)
    assert (problem.code, problem.file, problem.found) == (
        "table_twice", "社会组织_备份.csv", "organizations.csv",
    )  # fmt: skip


def test_records_that_two_files_share_are_refused_with_both_places(
    folder: Path,
) -> None:
    header, *rows = grid_of(folder, "organizations")
    line = row("organizations", organization_id="D1")
    put_csv(folder / "社会组织_乙.csv", [header, rows[0], line])
    (problem,) = refused(folder)
    assert (problem.code, problem.file, problem.row) == (
        "key_duplicated", "社会组织_乙.csv", 2,
    )  # fmt: skip
    assert "organizations.csv 第 2 行" in problem.remedy.zh


def test_tables_without_rows_are_no_copies_of_one_another(folder: Path) -> None:
    put_csv(folder / "项目_乙.csv", [heads("projects")])
    assert open_study(folder).tables.projects.empty


def test_a_sheet_is_recognised_by_its_headers(folder: Path) -> None:
    moved_to_book(folder, "communities", "崖头报表.xlsx", "Sheet1")
    assert len(open_study(folder).tables.communities) == 3


def test_of_two_tables_whose_headers_are_all_there_the_wider_is_meant(
    tmp_path: Path,
) -> None:
    header = [*heads("communities"), "街道名称"]
    put_csv(tmp_path / "报表.csv", [header])
    (part,) = sources_of(tmp_path).parts
    assert part.table == "communities"


def test_a_sheet_with_half_of_a_tables_headers_is_not_passed_over(
    folder: Path,
) -> None:
    put_book(folder / "报表.xlsx", {"Sheet1": [heads("organizations")[:6], ["x"] * 6]})
    (problem,) = refused(folder)
    assert (problem.code, problem.file, problem.found) == (
        "sheet_unclear", "报表.xlsx", "Sheet1",
    )  # fmt: skip
    assert "[files]" in problem.remedy.zh
    (folder / "报表.xlsx").unlink()
    put_csv(folder / "报表.csv", [heads("organizations")[:6], ["x"] * 6])
    (problem,) = refused(folder)
    assert (problem.code, problem.found) == ("sheet_unclear", "报表.csv")


def test_a_file_that_is_no_table_is_refused(folder: Path) -> None:
    put_csv(folder / "通讯.csv", [["甲", "乙"], ["1", "2"]])
    (problem,) = refused(folder)
    assert (problem.code, problem.found) == ("file_unknown", "通讯.csv")


def test_other_sheets_beside_a_table_are_left_out_and_told(folder: Path) -> None:
    grid = grid_of(folder, "communities")
    (folder / "communities.csv").unlink()
    put_book(folder / "a.xlsx", {"社区": grid, "说明": NOTES, "Sheet3": [["甲", "乙"]]})
    study = open_study(folder)
    told = [(n.sheet, n.severity) for n in study.notices if n.code == "sheet_ignored"]
    assert told == [("说明", "notice"), ("Sheet3", "notice")]


def test_examples_and_explanations_are_never_read(folder: Path) -> None:
    grid = grid_of(folder, "communities")
    sheets = {
        "社区": grid, "示例": grid, "数据字典": grid, "Example": grid, "_社区": grid,
    }  # fmt: skip
    (folder / "communities.csv").unlink()
    put_book(folder / "a.xlsx", sheets)
    assert len(open_study(folder).tables.communities) == 3


def test_a_workbook_of_explanations_alone_is_refused(folder: Path) -> None:
    put_book(folder / "a.xlsx", {"说明": NOTES})
    assert codes(refused(folder)) == ["sheet_unknown"]


def test_more_rows_on_a_sheet_without_headers_are_not_passed_over(
    folder: Path,
) -> None:
    header, *rows = grid_of(folder, "organizations")
    (folder / "organizations.csv").unlink()
    rows[-1][header.index("注销日期")] = "2022-01-01"
    put_book(folder / "a.xlsx", {"社会组织": [header, *rows[:4]], "续": rows[4:]})
    assert ("sheet_unclear", "续") in [(p.code, p.sheet) for p in refused(folder)]


def test_sheets_unlike_the_table_beside_them_are_left_out(folder: Path) -> None:
    header, *rows = grid_of(folder, "organizations")
    (folder / "organizations.csv").unlink()
    wide = [["甲"] * 12, ["乙"] * 12]
    put_book(
        folder / "a.xlsx",
        {"社会组织": [header, *rows], "Sheet2": wide, "Sheet3": [["甲"]]},
    )
    told = [n.sheet for n in open_study(folder).notices if n.code == "sheet_ignored"]
    assert told == ["Sheet2", "Sheet3"]


@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("_旧/社区.csv", "notice"),
        ("_社区.xls", "notice"),
        ("社区.txt", "error"),
        ("社区_甲街道.data", "error"),
        ("社区.pdf", None),
        ("社区.docx", None),
        ("说明.txt", None),
        ("_社区.txt", None),
        (".社区.txt", None),
        ("~$社区.xlsx", None),
    ],
)
def test_files_that_may_hold_a_table_are_told_when_they_are_not_read(
    folder: Path, name: str, severity: str | None
) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"x\n")
    problems = read_sources(folder, IntakeSettings()).problems
    told = [(p.code, p.file, p.severity) for p in problems]
    assert told == ([("file_left_out", name, severity)] if severity else [])


def test_a_table_that_a_link_leads_to_is_told_and_not_read(
    folder: Path, tmp_path: Path
) -> None:
    put_csv(tmp_path / "other.csv", [heads("ties"), row("ties")])
    (folder / "关系.csv").symlink_to(tmp_path / "other.csv")
    (problem,) = refused(folder)
    assert (problem.code, problem.file) == ("file_left_out", "关系.csv")


def test_an_empty_sheet_is_nothing(folder: Path) -> None:
    grid = grid_of(folder, "communities")
    (folder / "communities.csv").unlink()
    put_book(folder / "a.xlsx", {"社区": grid, "Sheet2": [[]]})
    assert not [n for n in open_study(folder).notices if n.code == "sheet_ignored"]


def test_a_file_named_after_a_table_may_have_any_sheet_name(folder: Path) -> None:
    moved_to_book(folder, "communities", "社区.xlsx", "Sheet1")
    assert len(open_study(folder).tables.communities) == 3


def test_a_sheets_name_goes_before_its_files(tmp_path: Path) -> None:
    sheets = {"街道": [heads("street_districts")], "Sheet2": [["甲", "乙"]]}
    put_book(tmp_path / "社区.xlsx", sheets)
    (part,) = sources_of(tmp_path).parts
    assert part.table == "street_districts"


def test_a_study_may_say_which_table_a_file_or_sheet_is(folder: Path) -> None:
    header = ["社区编号" if h == "社区代码" else h for h in heads("communities")]
    rows = grid_of(folder, "communities")[1:]
    (folder / "communities.csv").unlink()
    put_csv(folder / "sub" / "报表.csv", [header, rows[0]])
    put_book(folder / "汇总.xlsx", {"示例甲": [header, *rows[1:]], "说明": NOTES})
    say(
        folder,
        '[files]\n"sub/报表.csv" = "communities"\n"汇总.xlsx#示例甲" = "communities"\n'
        '[columns.communities]\n"社区编号" = "community_code"\n',
    )
    assert len(open_study(folder).tables.communities) == 3


def test_entries_about_what_is_not_there_are_refused(folder: Path) -> None:
    say(
        folder,
        '[files]\n"没有.csv" = "communities"\n"communities.csv" = "communities"\n'
        '[columns]\n"没有的列" = "uscc"\n"街道名称" = "street_name"\n'
        '[columns.ties]\n"街道" = "layer"\n',
    )
    problems = refused(folder)
    assert [(p.code, p.column, p.found) for p in problems] == [
        ("setting_idle", "[files]", "没有.csv"),
        ("setting_idle", "[columns]", "没有的列"),
        ("setting_idle", "[columns]", "街道"),
    ]
    assert all(p.file == "study.toml" for p in problems)


def test_an_entry_about_a_file_that_cannot_be_read_is_not_idle(folder: Path) -> None:
    (folder / "报表.xlsx").write_bytes(b"no workbook")
    (folder / "communities.csv").unlink()
    say(folder, '[files]\n"报表.xlsx" = "communities"\n')
    problems = refused(folder)
    assert codes(problems) == ["workbook_broken"]


@pytest.mark.parametrize(
    "entry",
    [
        '[files]\n"a.csv" = "组织"',
        '[columns.organisation]\n"单位" = "uscc"',
        "[intake.rows]\norgs = 3",
        '[intake]\nfill_merged = ["communities.street"]',
    ],
)
def test_tables_that_no_study_has_are_refused_in_study_toml(
    folder: Path, entry: str
) -> None:
    say(folder, entry)
    with pytest.raises(SettingsError, match="setting_unknown") as caught:
        open_study(folder)
    assert len(caught.value.problems) == 1


def test_a_hidden_sheet_is_refused_or_read_as_the_study_says(folder: Path) -> None:
    path = moved_to_book(folder, "communities", "a.xlsx", "社区")
    book = openpyxl.load_workbook(path)
    book.create_sheet("Sheet2")
    book["社区"].sheet_state = "hidden"
    book.active = book["Sheet2"]
    book.save(path)
    (problem, *others) = refused(folder)
    assert (problem.code, problem.sheet) == ("sheet_hidden", "社区")
    assert "table_missing" not in codes(others)
    say(folder, '[intake]\nhidden = "read"')
    assert len(open_study(folder).tables.communities) == 3


def test_hidden_rows_and_columns_are_refused_or_read_as_the_study_says(
    folder: Path,
) -> None:
    path = moved_to_book(folder, "communities", "a.xlsx", "社区")
    book = openpyxl.load_workbook(path)
    book["社区"].row_dimensions[3].hidden = True
    book["社区"].column_dimensions["F"].hidden = True
    book.save(path)
    problems = refused(folder)
    assert [(p.code, p.row, p.column) for p in problems] == [
        ("hidden_cells", 3, None), ("hidden_cells", None, "居民人数/人"),
    ]  # fmt: skip
    say(folder, '[intake]\nhidden = "read"')
    assert len(open_study(folder).tables.communities) == 3


def test_merged_cells_of_a_workbook_are_filled_where_the_study_says(
    folder: Path,
) -> None:
    grid = grid_of(folder, "communities")
    grid[2][2] = ""
    (folder / "communities.csv").unlink()
    put_book(folder / "a.xlsx", {"社区": grid}, 社区=["C2:C3"])
    assert codes(refused(folder))[:2] == ["merged_cells", "cell_empty"]
    say(folder, '[intake]\nfill_merged = ["communities.street_code"]')
    study = open_study(folder)
    found = study.tables.communities["street_code"].tolist()
    assert found == [STREET_1, STREET_1, STREET_2]
    (change,) = study.changes.query("rule == 'fill_merged'").to_dict("records")
    assert (change["row"], change["was"], change["became"]) == (3, "", STREET_1)


def test_two_header_rows_of_a_workbook_are_read(folder: Path) -> None:
    _, *rows = grid_of(folder, "communities")
    upper = ["社区代码", "社区名称", "所属街道", "是否主城区", "居民", "", "", "面积",
             "建成年份"]  # fmt: skip
    lower = ["", "", "", "", "户数", "人数", "60岁以上", "", ""]
    (folder / "communities.csv").unlink()
    put_book(
        folder / "a.xlsx", {"社区": [["示例市社区登记表"], upper, lower, *rows]},
        社区=["A1:I1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:G2", "H2:H3", "I2:I3"],
    )  # fmt: skip
    assert open_study(folder).tables.communities["residents"].tolist() == [
        2000, 4000, 1000,
    ]  # fmt: skip


def test_a_missing_table_says_what_it_may_be_called(tmp_path: Path) -> None:
    problems = sources_of(tmp_path).problems
    assert codes(problems) == ["table_missing"] * 10
    assert problems[2].file == "organizations.csv"
    assert "“社会组织”" in problems[2].expected.zh


def test_a_table_that_cannot_be_read_is_not_called_missing_too(folder: Path) -> None:
    (folder / "communities.csv").write_bytes(b"")
    assert codes(refused(folder)) == ["file_empty"]
