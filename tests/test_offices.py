"""What offices send in is the same study, or names the mistakes planted in it."""

from __future__ import annotations

import functools
import json
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from hubstudy.errors import HubstudyError, StudyError
from hubstudy.intake import Study, open_study
from hubstudy.schemas import TABLES
from hubstudy.synthetic.offices import write_offices
from hubstudy.synthetic.offices_faults import (
    CHECK_DIGITS,
    NEVER_ISSUED,
    UNALLOCATED,
    WEIGHTS,
)

EMBEDDED = Path(__file__).parents[1] / "data" / "raw" / "rongcheng"
YATOU, BUREAU = "崖头街道.xlsx", "民政局汇总.xlsx"

PLANTED = {
    ("total_mismatch", YATOU, "社区", "常住人口"),
    ("key_duplicated", YATOU, "社会组织", "组织编号"),
    ("date_unreadable", YATOU, "社会组织", "成立时间"),
    ("personal_data", YATOU, "社会组织", "备注"),
    ("personal_data", YATOU, "社会组织", "联系电话"),
    ("key_dangling", "城西街道.xlsx", "社会组织", "社区代码"),
    ("code_scientific", "港湾街道_社会组织.csv", None, "社区代码"),
    ("range_not_number", BUREAU, "收入", "金额"),
}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offices") / "clean"
    write_offices(EMBEDDED, folder)
    return folder


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offices") / "faulty"
    write_offices(EMBEDDED, folder, faults=True)
    return folder


@pytest.fixture(scope="module")
def sent(clean: Path) -> Study:
    return open_study(clean)


def mistakes(folder: Path) -> list[dict]:
    return json.loads(
        folder.with_name(f"{folder.name}_mistakes.json").read_text("utf-8")
    )


@functools.cache
def cells(folder: Path, file: str, sheet: str) -> list[list[object]]:
    """Values of a sheet as another program reads them."""
    book = openpyxl.load_workbook(folder / file, data_only=True, read_only=True)
    rows = [list(row) for row in book[sheet].iter_rows(values_only=True)]
    book.close()
    return rows


def test_offices_send_the_same_study(sent: Study) -> None:
    kept = open_study(EMBEDDED)
    assert sent.settings == replace(kept.settings, name="rongcheng_offices")
    for (name, frame), (_, expected) in zip(sent.tables, kept.tables, strict=True):
        pd.testing.assert_frame_equal(frame, expected, check_exact=True, obj=name)


def test_clean_forms_need_nobody_to_look_at_them(sent: Study) -> None:
    assert {notice.severity for notice in sent.notices} == {"notice"}


def test_every_planted_mistake_is_named_at_its_cell_and_nothing_else(
    faulty: Path,
) -> None:
    with pytest.raises(StudyError) as refused:
        open_study(faulty)
    named = {
        (problem.code, problem.file, problem.sheet, problem.row, problem.column)
        for problem in refused.value.problems
        if problem.severity == "error"
    }
    assert named == {
        (m["code"], m["file"], m["sheet"], row, m["column"])
        for m in mistakes(faulty)
        for row in m["rows"]
    }


def test_the_list_of_mistakes_stands_beside_the_folder(faulty: Path) -> None:
    listed = {(m["code"], m["file"], m["sheet"], m["column"]) for m in mistakes(faulty)}
    assert listed == PLANTED
    assert not list(faulty.glob("*mistakes*"))


def test_mistakes_stand_where_the_list_says(faulty: Path) -> None:
    texts = {
        (m["code"], m["column"]): cells(faulty, m["file"], m["sheet"])[m["rows"][0] - 1]
        for m in mistakes(faulty)
        if m["sheet"]
    }
    assert "2023/13/01" in texts["date_unreadable", "成立时间"]
    assert "约3-5万" in texts["range_not_number", "金额"]
    assert str(UNALLOCATED + 37) in texts["personal_data", "联系电话"]
    total = texts["total_mismatch", "常住人口"]
    assert (total[0], total[6]) == ("合计", 98560)  # 95860, two digits swapped
    exported = (faulty / "港湾街道_社会组织.csv").read_bytes().decode("gb18030")
    [scientific] = [m for m in mistakes(faulty) if m["code"] == "code_scientific"]
    assert "3.71E+11" in exported.splitlines()[scientific["rows"][0] - 1]


def total_row(rows: list[list[object]]) -> int:
    return next(k for k, row in enumerate(rows) if row[0] == "合计")


def test_nobody_has_the_numbers_that_are_planted() -> None:
    assert NEVER_ISSUED.endswith("000")  # the counter of a day starts at 001
    total = sum(int(d) * w for d, w in zip(NEVER_ISSUED, WEIGHTS, strict=True))
    check = CHECK_DIGITS[total % 11]
    value = 10 if check == "X" else int(check)
    assert (total + value) % 11 == 1  # ISO 7064 MOD 11-2


def test_same_study_gives_the_same_bytes(tmp_path: Path, faulty: Path) -> None:
    again = write_offices(EMBEDDED, tmp_path / "faulty", faults=True)
    assert len(again) > len(TABLES)
    for path in again:
        first = faulty.parent / path.relative_to(tmp_path)
        assert path.read_bytes() == first.read_bytes(), path.name


def test_money_in_ten_thousands_loses_nothing(clean: Path) -> None:
    rows = cells(clean, BUREAU, "项目")
    assert rows[0][0] == "荣成市公益创投项目汇总表"
    assert rows[1][-1] is None
    assert "单位：万元" in rows[1]
    row = next(row for row in rows if row[1] == "P001")
    assert row[rows[3].index("立项金额")] == 0.21  # 2100 yuan in the register


def test_forms_have_a_title_two_header_rows_a_total_and_notes(clean: Path) -> None:
    rows = cells(clean, YATOU, "社区")
    assert rows[0][0] == "荣成市崖头街道社区基本情况登记表"
    assert rows[1][0] == "填报单位：崖头街道办事处　　填报日期：2023年8月31日"
    assert rows[2][:3] == ["序号", "社区编码", "社区"]
    assert rows[2][5] == "人口情况"
    assert rows[3][5:8] == ["居民户数", "常住人口", "60岁以上老人"]
    assert rows[-3][0] == "合计"
    assert str(rows[-2][0]).startswith("注：1.")
    sheet = openpyxl.load_workbook(clean / YATOU)["社区"]
    assert max(block.max_row for block in sheet.merged_cells.ranges) == 4


def test_totals_are_right(clean: Path) -> None:
    register = pd.read_csv(EMBEDDED / "communities.csv", dtype={"街道代码": str})
    for street, file in (("371082006", "斥山街道.xlsx"), ("371082007", YATOU)):
        here = register[register["街道代码"] == street]
        rows = cells(clean, file, "社区")
        totals = rows[total_row(rows)]
        assert totals[6] == here["居民人数/人"].sum()


def test_sums_are_formulas_that_say_they_were_calculated(clean: Path) -> None:
    sheet = openpyxl.load_workbook(clean / "斥山街道.xlsx")["社区"]
    assert sheet["G10"].value == "=SUM(G5:G9)"
    with zipfile.ZipFile(clean / "斥山街道.xlsx") as archive:
        assert b"fullCalcOnLoad" not in archive.read("xl/workbook.xml")


def test_clerks_differ(clean: Path) -> None:
    """Dates of many forms, in one column as in real life."""
    rows = cells(clean, YATOU, "社会组织")
    column = rows[3].index("成立时间")
    dates = [row[column] for row in rows[4:] if row[0] and row[column]]
    kinds = {type(date).__name__ for date in dates}
    assert kinds == {"datetime", "str", "int"}
    for mark in ("年", ".", "/", "０"):
        assert any(mark in date for date in dates if isinstance(date, str)), mark


def test_one_office_sends_gbk_and_one_sends_tabs(clean: Path) -> None:
    gbk = (clean / "港湾街道_社区.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        gbk.decode("utf-8")
    assert gbk.decode("gb18030").startswith("荣成市港湾街道社区基本情况登记表,")
    tabs = (clean / "桃园街道_社区.tsv").read_bytes()
    assert tabs.startswith(b"\xff\xfe")
    assert "\t示例社区03-01\t" in tabs.decode("utf-16")


def test_only_a_synthetic_study_is_written(tmp_path: Path) -> None:
    study = tmp_path / "study"
    study.mkdir()
    text = (EMBEDDED / "study.toml").read_text("utf-8")
    real = text.replace("synthetic = true", "synthetic = false")
    assert tomllib.loads(real)["study"]["synthetic"] is False
    (study / "study.toml").write_text(real, "utf-8")
    with pytest.raises(HubstudyError, match="not marked synthetic"):
        write_offices(study, tmp_path / "offices")
    assert not (tmp_path / "offices").exists()


def test_a_folder_with_tables_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_bytes((EMBEDDED / "study.toml").read_bytes())
    (tmp_path / "ties.csv").write_text("x", "utf-8")
    with pytest.raises(HubstudyError, match="tables stand there already"):
        write_offices(EMBEDDED, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "study.toml",
        "ties.csv",
    ]
