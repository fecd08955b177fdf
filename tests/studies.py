"""Build a study in memory from a handful of rows.

The napkin study: street 1 (core) has communities A (a hub, three members) and B (two
organisations); street 2 has community C (one organisation), so that every kind of
degenerate unit is at hand. Any table can be replaced.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd

from hubstudy.errors import Bilingual
from hubstudy.intake import Study, Tables
from hubstudy.schemas import DTYPES, TABLES
from hubstudy.settings import Settings

STREET_1, STREET_2 = "371082901", "371082902"
A, B, C = "371082901001", "371082901002", "371082902001"

Rows = list[dict[str, Any]]


def typed(table: str, rows: Rows) -> pd.DataFrame:
    """Give rows the types of a table; columns left out are missing."""
    schema = TABLES[table]
    frame = pd.DataFrame(rows, columns=[column.name for column in schema.columns])
    types = {column.name: DTYPES[column.field.kind] for column in schema.columns}
    frame = frame.astype(types)
    return frame.sort_values(list(schema.key)).reset_index(drop=True)


def organization(identifier: str, community: str, **other: Any) -> dict[str, Any]:
    """Make a filed organisation opened in 2016, changed as asked."""
    return {
        "organization_id": identifier,
        "organization_name": f"示例{identifier}",
        "community_code": community,
        "legal_status": "filed",
        "actor_kind": "organization",
        "service_field": "governance",
        "is_hub": False,
        "secretary_led": False,
        "opened": "2016-03-01",
    } | other


def tie(source: str, target: str, **other: Any) -> dict[str, Any]:
    """Make an observed collaboration tie since 2019, changed as asked."""
    return {
        "source_id": source,
        "target_id": target,
        "layer": "collaboration",
        "weight": 1.0,
        "year_from": 2019,
        "observation": "observed",
    } | other


def small_settings(**other: Any) -> Settings:
    """Settings of the napkin study, changed as asked."""
    values: dict[str, Any] = {
        "name": "napkin",
        "title": Bilingual("餐巾纸研究", "Napkin study"),
        "place": Bilingual("示例市", "Example City"),
        "as_of": dt.date(2023, 8, 31),
        "first_year": 2015,
        "last_year": 2023,
        "synthetic": True,
        "seed": 7,
        "language": "zh",
        "price_year": 2023,
        "treatment": Bilingual("设有枢纽", "has a hub"),
        "core_city_note": Bilingual("假定", "assumed"),
        "policy_organizations": 2,
        "annual_fund_cny": 300_000.0,
        "min_contributors": 3,
    }
    return Settings(**(values | other))


def default_rows() -> dict[str, Rows]:
    """Rows of the napkin study by table."""
    hub = {
        "legal_status": "registered", "is_hub": True, "secretary_led": True,
        "opened": "2018-05-01",
    }  # fmt: skip
    return {
        "street_districts": [
            {"street_code": STREET_1, "street_name": "甲街道", "is_core_city": True},
            {"street_code": STREET_2, "street_name": "乙街道", "is_core_city": False},
        ],
        "communities": [
            {
                "community_code": code, "community_name": f"示例{name}社区",
                "street_code": code[:9], "is_core_city": core, "households": 1000,
                "residents": residents, "residents_60plus": 300, "area_km2": 1.5,
                "build_year": 1990,
            }
            for code, name, core, residents in [
                (A, "甲", True, 2000), (B, "乙", True, 4000), (C, "丙", False, 1000),
            ]
        ],
        "organizations": [
            organization("H1", A, **hub),
            organization("A1", A, member_of="H1"),
            organization("A2", A, member_of="H1"),
            organization("A3", A, member_of="H1"),
            organization("B1", B),
            organization("B2", B),
            organization("C1", C),
        ],
        # A1–A2 inside A; A3–B1 crosses communities; B2–C1 crosses streets
        "ties": [tie("A1", "A2"), tie("A3", "B1"), tie("B2", "C1")],
        "projects": [],
        "project_partners": [],
        "ratings": [],
        "contracts": [],
        "revenue": [],
        "funders": [],
        "accounts": [],
        "community_outcomes": [],
    }  # fmt: skip


def small_study(*, settings: Settings | None = None, **replaced: Rows) -> Study:
    """Build the napkin study, some tables replaced by the rows given."""
    rows = default_rows() | replaced
    tables = Tables(**{name: typed(name, rows[name]) for name in TABLES})
    return Study(
        settings=settings or small_settings(),
        tables=tables,
        folder=Path("napkin"),
        source_hash="0" * 64,
    )


SETTINGS_TOML = """\
[study]
name = "napkin"
title = { zh = "餐巾纸研究", en = "Napkin study" }
place = { zh = "示例市", en = "Example City" }
as_of = 2023-08-31
first_year = 2015
last_year = 2023
synthetic = true
seed = 7
language = "zh"
price_year = 2023

[treatment]
definition = { zh = "设有枢纽", en = "has a hub" }

[policy]
core_city_note = { zh = "假定", en = "assumed" }
organizations_per_community = 2
annual_fund_cny = 300000

[privacy]
min_contributors = 3
"""


def as_text(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Spell a typed frame as a register would: Chinese headers and categories."""
    texts = {}
    for column in TABLES[table].columns:
        field, values = column.field, frame[column.name]
        if field.kind == "flag":
            spelled = values.map({True: "是", False: "否"})
        elif field.kind == "category":
            spelled = values.map(field.category_labels("zh"))
        elif field.kind == "date":
            spelled = values.dt.strftime("%Y-%m-%d")
        else:
            spelled = values.astype("object").map(str, na_action="ignore")
        texts[field.axis_label("zh")] = spelled.astype("object").where(
            values.notna(), ""
        )
    return pd.DataFrame(texts)


def write_study(folder: Path, study: Study | None = None) -> Path:
    """Write the napkin study, or another, as a folder of CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.toml").write_text(SETTINGS_TOML, encoding="utf-8")
    for name, frame in (study or small_study()).tables:
        path = folder / f"{name}.csv"
        as_text(name, frame).to_csv(path, index=False, encoding="utf-8-sig")
    return folder
