"""Sheets and study folders of a few rows, laid out as street offices lay them out."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest

from hubstudy.errors import StudyError
from hubstudy.intake import open_study
from hubstudy.intake.layout import lay_out
from hubstudy.intake.sheet_part import Part
from hubstudy.intake.texts import Sheet, Texts, Word
from hubstudy.intake.typed import Typed, make_typed
from hubstudy.schemas import TABLES
from hubstudy.settings import IntakeSettings
from tests.studies import STREET_1, A, B, C, small_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from hubstudy.errors import Problem

Grid = list[list[str]]

DEFAULTS: dict[str, dict[str, str]] = {
    "street_districts": {
        "street_code": STREET_1, "street_name": "甲街道", "is_core_city": "是",
    },
    "communities": {
        "community_code": A, "community_name": "示例甲社区", "street_code": STREET_1,
        "is_core_city": "是", "households": "1000", "residents": "2000",
        "residents_60plus": "300", "area_km2": "1.5", "build_year": "1990",
    },
    "organizations": {
        "organization_id": "A1", "organization_name": "示例A1", "community_code": A,
        "legal_status": "备案", "actor_kind": "社会组织", "service_field": "社区治理",
        "is_hub": "否", "secretary_led": "否", "opened": "2016-03-01",
    },
    "ties": {
        "source_id": "A1", "target_id": "A2", "layer": "协作", "weight": "1",
        "year_from": "2019", "observation": "有",
    },
    "projects": {
        "project_id": "P1", "lead_id": "A1", "community_code": A, "scheme": "公益创投",
        "title": "暖阳", "target_group": "老年人", "year": "2021",
        "award_cny": "50000", "start": "2021-03-01", "status": "结项",
    },
    "contracts": {
        "contract_id": "T1", "community_code": A, "contractor_id": "A1",
        "is_local": "是", "start": "2021-03-01",
    },
    "revenue": {
        "revenue_id": "R1", "organization_id": "A1", "year": "2022",
        "funder": "示例局", "funder_type": "政府部门", "instrument": "财政补助",
        "is_restricted": "否", "amount_cny": "100",
    },
    "community_outcomes": {
        "community_code": A, "year": "2022", "indicator": "居民满意度",
        "value": "88", "n": "30",
    },
    "ratings": {
        "project_id": "P1", "rater_id": "E1", "rater_type": "专家",
        "dimension": "项目设计", "score": "90", "stars": "4",
    },
}  # fmt: skip


def heads(table: str) -> list[str]:
    """Give the headers of the template."""
    return [column.field.axis_label("zh") for column in TABLES[table].columns]


def row(table: str, **changed: str) -> list[str]:
    """Make a row that is right, changed as asked."""
    values = DEFAULTS[table] | changed
    return [values.get(column.name, "") for column in TABLES[table].columns]


def three_communities() -> Grid:
    """Rows of the napkin study's communities."""
    return [
        row("communities", community_code=code, community_name=f"示例{name}社区",
            street_code=code[:9])
        for code, name in [(A, "甲"), (B, "乙"), (C, "丙")]
    ]  # fmt: skip


def _padded(rows: Iterable[list[str]]) -> Grid:
    rows = list(rows)
    width = max(map(len, rows))
    return [line + [""] * (width - len(line)) for line in rows]


def csv_sheet(rows: Grid, file: str = "a.csv") -> Sheet:
    """Make the sheet of a CSV file."""
    columns = tuple(Texts.of(column) for column in zip(*_padded(rows), strict=True))
    widths = np.array([len(line) for line in rows])
    return Sheet(file, None, columns, np.arange(1, len(rows) + 1), widths, "utf-8")


def book_sheet(
    rows: Grid, sheet: str = "社区", file: str = "a.xlsx", **facts: Any
) -> Sheet:
    """Make a sheet of a workbook whose cells are all text."""
    columns = tuple(
        Texts.of_words([Word(text, "text") for text in column])
        for column in zip(*_padded(rows), strict=True)
    )
    return Sheet(file, sheet, columns, np.arange(1, len(rows) + 1), **facts)


def part_of(sheet: Sheet, table: str, settings: IntakeSettings | None = None) -> Part:
    """Lay a sheet out and load its rows."""
    part = Part(sheet, lay_out(sheet, table, settings or IntakeSettings()))
    part.load()
    return part


def typed_of(table: str, *sheets: Sheet, **intake: Any) -> Typed:
    """Type the rows of sheets, with settings of intake as asked."""
    settings = small_settings(intake=IntakeSettings(**intake))
    parts = [part_of(sheet, table, settings.intake) for sheet in sheets]
    return make_typed(table, parts, settings)


def typed_rows(table: str, *rows: list[str], **intake: Any) -> Typed:
    """Type rows under the template's headers."""
    return typed_of(table, csv_sheet([heads(table), *rows]), **intake)


def grid_of(folder: Path, table: str) -> Grid:
    """Read a table's CSV of a study folder as it stands."""
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def put_csv(path: Path, rows: Grid) -> None:
    """Write a CSV file; its folder is made if absent."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def put_book(path: Path, sheets: Mapping[str, Grid], **merged: list[str]) -> None:
    """Write a workbook of text cells, with merged ranges by sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for line in rows:
            sheet.append([text or None for text in line])
        for cells in merged.get(name, []):
            sheet.merge_cells(cells)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def say(folder: Path, text: str) -> None:
    """Add lines to a study's ``study.toml``."""
    path = folder / "study.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}", encoding="utf-8")


def refused(folder: Path) -> tuple[Problem, ...]:
    """Open a study that must be refused, and give the reasons."""
    with pytest.raises(StudyError) as caught:
        open_study(folder)
    return caught.value.problems


def codes(problems: Iterable[Problem]) -> list[str]:
    """Give the codes of problems, in order."""
    return [problem.code for problem in problems]
