"""The workbook: numbers are numbers, text is text, gaps say why."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from hubstudy.fields import FIELDS
from hubstudy.report.xlsx import sheet_name
from tests.report.stored_study import FORMULA

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=["tables.xlsx", "tables.en.xlsx"])
def path(request: pytest.FixtureRequest, written: dict[str, Path]) -> Path:
    return written[request.param]


def test_no_formula_and_no_outside_link(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if "worksheets/sheet" in name]
        for name in sheets:
            text = archive.read(name).decode()
            assert "<f>" not in text
            assert "http://" not in text.split("<sheetData>")[1]
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert FORMULA in [cell.value for cell in cells]


def test_numbers_are_numbers(written: dict[str, Path]) -> None:
    sheet = openpyxl.load_workbook(written["tables.xlsx"])["表11"]
    head = [cell.value for cell in sheet[4]]
    assert head[5:8] == ["结项率/%", "区间下限", "区间上限"]
    row = [cell.value for cell in sheet[5]]
    assert row[2:8] == [9, 8, 7, 0.875, 0.53, 0.98]
    assert sheet.cell(5, 6).number_format == "0.0%"


def test_gaps_are_empty_with_the_reason_in_words(written: dict[str, Path]) -> None:
    sheet = openpyxl.load_workbook(written["tables.xlsx"])["表11"]
    head = [cell.value for cell in sheet[4]]
    row = [cell.value for cell in sheet[7]]
    assert row[5:8] == [None, None, None]
    assert head[-1] == "缺失原因"
    assert row[-1] == "结项率/%：样本过小"


def test_first_sheet_lists_all_and_last_is_the_codebook(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    listed = [row[0].value for row in book.worksheets[0].iter_rows() if row[1].value]
    assert listed[1:] == [
        name for name in book.sheetnames if name != book.sheetnames[0]
    ]
    codebook = book.worksheets[-1]
    assert [row[0].value for row in codebook.iter_rows(min_row=2)] == list(FIELDS)


@pytest.mark.parametrize("name", ["a" * 40, "a/b\\c:d*e?f[g]", "'a'", "", "\x00"])
def test_sheet_names_are_safe(name: str) -> None:
    safe = sheet_name(name)
    assert 1 <= len(safe) <= 31
    assert not set(safe) & set("[]:*?/\\'\x00")
