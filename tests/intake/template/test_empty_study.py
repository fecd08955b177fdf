"""An empty study is plain to fill in, and what is filled in passes the check."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import re
import tomllib
from itertools import pairwise
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from pandas.testing import assert_frame_equal

from hubstudy.batch.workbench import find_study
from hubstudy.errors import HubstudyError
from hubstudy.fields import fold_header
from hubstudy.intake import open_study, privacy
from hubstudy.intake.readers.files import read_file
from hubstudy.intake.template.codebook import codebook, examples, guide, to_markdown
from hubstudy.intake.template.columns import EXPLAINED, FIRST_ROW, height
from hubstudy.intake.template.empty_study import EXAMPLES, WORKBOOK, write_template
from hubstudy.schemas import TABLES
from hubstudy.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

    from hubstudy.schemas import Table

AS_OF = dt.date(2023, 8, 31)
ROWS_WITH_LISTS = 2_000
LIST_LIMIT = 255


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_template(tmp_path / "pingan", as_of=AS_OF)
    return tmp_path / "pingan"


@pytest.fixture
def book(folder: Path) -> Workbook:
    return openpyxl.load_workbook(folder / WORKBOOK)


def lists(sheet: Worksheet) -> dict[str, DataValidation]:
    """Drop-down lists by the letter of their column."""
    found = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            (cells,) = rule.sqref.ranges
            assert cells.min_row == FIRST_ROW
            assert cells.max_row - cells.min_row + 1 >= ROWS_WITH_LISTS
            found[get_column_letter(cells.min_col)] = rule
    return found


def number_format(sheet: Worksheet, place: int) -> str:
    """Format of a column; neighbours that look alike are kept as one."""
    kept = sheet.column_dimensions.values()
    return next(c.number_format for c in kept if c.min <= place <= c.max)


def hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in files
    }


def fill(sheet: Worksheet, table: Table, rows: list[list[str]]) -> None:
    """Fill a sheet in the way a person does: numbers and dates as such."""
    for number, texts in enumerate(rows, start=FIRST_ROW):
        for place, column in enumerate(table.columns, start=1):
            text, kind = texts[place - 1], column.field.kind
            if not text:
                continue
            value: object = text
            if kind == "date":
                value = dt.datetime.fromisoformat(text)
            elif kind in {"integer", "year", "number"}:
                value = float(text) if "." in text else int(text)
            sheet.cell(number, place, value)


def test_one_sheet_per_table_between_the_guide_and_the_codebook(book: Workbook) -> None:
    tables = [table.label.zh for table in TABLES.values()]
    assert book.sheetnames == ["说明", *tables, "示例", "数据字典"]


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_a_sheet_has_headers_explanations_and_lists(
    book: Workbook, table: Table
) -> None:
    sheet = book[table.label.zh]
    heads = [cell.value for cell in sheet[1]]
    assert heads == [column.field.axis_label("zh") for column in table.columns]
    assert str(sheet["A2"].value).startswith(EXPLAINED)
    assert sheet.freeze_panes is not None
    assert sheet.max_row == FIRST_ROW - 1
    dropped = lists(sheet)
    for place, column in enumerate(table.columns, start=1):
        letter = get_column_letter(place)
        explained = str(sheet.cell(2, place).value)
        assert ("可空" if column.nullable else "必填") in explained
        assert column.field.label.en in explained
        look = {"text": "@", "date": "yyyy-mm-dd"}.get(column.field.kind)
        assert look is None or number_format(sheet, place) == look
        if column.field.kind in {"category", "flag"}:
            offered = dropped[letter].formula1
            assert len(offered) <= LIST_LIMIT
            words = offered.strip('"').split(",")
            if column.field.kind == "flag":
                assert words == ["是", "否"]
            else:
                spelled = column.field.category_spellings()
                codes = [spelled[fold_header(word)] for word in words]
                assert codes == [item.code for item in column.field.categories]


def test_a_reference_offers_the_codes_of_the_other_sheet(book: Workbook) -> None:
    offered = lists(book["社会组织"])["D"]  # community_code; first column of 社区
    assert offered.formula1 == "'社区'!$A$3:$A$5002"
    assert offered.errorStyle == "warning"


def test_a_code_of_another_length_is_warned_of(book: Workbook) -> None:
    rules = book["街道"].data_validations.dataValidation
    assert ("textLength", "9") in {(rule.type, rule.formula1) for rule in rules}


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_same_bytes_every_time(tmp_path: Path, form: str) -> None:
    for place in ("a", "b"):
        write_template(tmp_path / place / "pingan", form=form, as_of=AS_OF)
    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")


def test_a_folder_in_use_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "社区.csv").write_text("社区代码\n", encoding="utf-8")
    with pytest.raises(HubstudyError, match="不是空目录"):
        write_template(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["社区.csv"]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("pingan_2024", "pingan_2024"),
        ("荣成市", "study"),
        ("2024 Rong Cheng！", "rong-cheng"),
        ("ＡＢ", "ab"),
        ("a" * 80, "a" * 41),
    ],
)
def test_the_short_name_comes_from_the_folder(
    tmp_path: Path, name: str, short: str
) -> None:
    write_template(tmp_path / name, as_of=AS_OF)
    assert read_settings(tmp_path / name / "study.toml").name == short


def test_settings_are_valid_as_they_stand(folder: Path) -> None:
    settings = read_settings(folder / "study.toml")
    assert (settings.as_of, settings.last_year, settings.first_year) == (
        AS_OF,
        2023,
        2015,
    )
    assert settings.place == ("本市", "this city")
    assert not settings.synthetic


def test_settings_speak_of_the_end_of_last_year_by_default(tmp_path: Path) -> None:
    write_template(tmp_path / "x")
    as_of = read_settings(tmp_path / "x" / "study.toml").as_of
    assert (as_of.month, as_of.day) == (12, 31)
    assert as_of < dt.datetime.now().astimezone().date()


def test_every_optional_setting_is_valid_once_uncommented(folder: Path) -> None:
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8")
    used = re.sub(r'^# (?=\[|[a-z_"][^ ]* = |"[^"]+" = )', "", text, flags=re.MULTILINE)
    path.write_text(used, encoding="utf-8")
    raw = tomllib.loads(used)
    assert {"files", "columns", "intake"} <= set(raw)
    intake = read_settings(path).intake
    assert intake.rows == {"organizations": 1297}
    assert intake.files["汇总.xlsx#崖头"] == "organizations"
    assert intake.columns["organizations", fold_header("单位")] == "organization_name"
    assert intake.fill_merged == {"communities.street_code"}


def test_every_required_key_has_a_comment(folder: Path) -> None:
    lines = (folder / "study.toml").read_text(encoding="utf-8").splitlines()
    for above, line in pairwise(lines):
        if re.match(r"[a-z_]+ = ", line) and not line.startswith("last_year"):
            assert above.startswith("#"), line


def test_examples_are_a_row_of_every_table_and_fill_each_column_once() -> None:
    for table in TABLES.values():
        rows = examples(table.name)
        assert len(rows) >= 2
        assert all(len(row) == len(table.columns) for row in rows)
        shown = [any(row[place] for row in rows) for place in range(len(table.columns))]
        assert all(shown), table.name
    named = {column.name for table in TABLES.values() for column in table.columns}
    assert set(guide()["notes"]) <= named


def test_the_codebook_has_every_column_of_every_table() -> None:
    frame = codebook()
    wanted = [(t.name, c.name) for t in TABLES.values() for c in t.columns]
    assert list(zip(frame["table"], frame["column"], strict=True)) == wanted
    assert not frame.isna().any(axis=None)
    award = frame.set_index("column").loc["award_cny"]
    assert (award["header_zh"], award["unit_en"]) == ("资助金额/元", "yuan")
    assert award["rules"] == "not_negative"
    status = frame.set_index("column").loc["legal_status"]
    assert "备案 filed（已备案）" in status["categories"]
    member = frame.set_index("column").loc["member_of"]
    assert member["references"] == "organizations.organization_id"
    assert not member["required"]
    written = to_markdown()
    assert all(f"`{name}`" in written for name in frame["column"])


def test_a_row_grows_with_its_text() -> None:
    assert height(["街道"], [20]) < height(["街道" * 20], [20])
    assert height(["a\nb\nc"], [20]) > height(["a"], [20])


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_template_holds_nothing_personal(tmp_path: Path, form: str) -> None:
    paths = write_template(tmp_path / "x", form=form, as_of=AS_OF)
    tables = [p for p in paths if p.suffix in {".csv", ".xlsx"}]
    contents = [read_file(path, path.name) for path in tables]
    assert [problem for content in contents for problem in content.problems] == []
    sheets = [sheet for content in contents for sheet in content.sheets]
    remarks = [(c.file, remark) for c in contents for remark in c.remarks]
    assert privacy.scan(sheets, remarks, declared={}) == []


def test_the_examples_are_a_study_that_passes(folder: Path, book: Workbook) -> None:
    for table in TABLES.values():
        fill(book[table.label.zh], table, examples(table.name))
    book.save(folder / WORKBOOK)
    study = open_study(folder)
    assert len(study.tables.organizations) == 3
    assert study.tables.communities["residents_60plus"].isna().sum() == 1
    assert [n.code for n in study.notices if n.severity == "warning"] == []


def test_the_csv_examples_are_a_study_that_passes(tmp_path: Path) -> None:
    folder = tmp_path / "csv"
    write_template(folder, form="csv", as_of=AS_OF)
    for path in sorted(folder.glob("*.csv")):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with (folder / EXAMPLES / path.name).open(encoding="utf-8-sig") as file:
            filled = list(csv.reader(file))
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(filled[1:])
    assert len(open_study(folder).tables.ratings) == 3


def test_the_embedded_study_reads_back_from_the_template(
    folder: Path, book: Workbook
) -> None:
    source = find_study("rongcheng")
    for table in TABLES.values():
        with (source / f"{table.name}.csv").open(encoding="utf-8-sig") as file:
            fill(book[table.label.zh], table, list(csv.reader(file))[1:])
    book.save(folder / WORKBOOK)
    study, wanted = open_study(folder), open_study(source)
    for name, frame in wanted.tables:
        assert_frame_equal(getattr(study.tables, name), frame)
