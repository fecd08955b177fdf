"""Three well-formed studies: a folder of CSV, one workbook, and several offices' files.

Ten tables, each with rows, codes with right check digits, no person in sight.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

from hubstudy.schemas import TABLES
from tests.intake.mutations.digits import uscc
from tests.intake.mutations.model import Draft, Head, Part, Row
from tests.studies import SETTINGS_TOML

if TYPE_CHECKING:
    from hubstudy.fields import Field
    from tests.intake.mutations.model import Cell

S1, S2 = "371082001", "371082102"
C1, C2, C3, C4 = "371082001001", "371082001002", "371082102001", "371082102203"

Data = dict[str, Any]


def _rows(table: str, *lines: str) -> list[Data]:
    """Read records from lines ``a | b | …``; an empty place is missing."""
    columns = TABLES[table].columns
    found = []
    for line in lines:
        texts = [text.strip() for text in line.split("|")]
        record = {
            column.name: _value(column.field.kind, text)
            for column, text in zip(columns, texts, strict=True)
        }
        found.append(record)
    return found


def _value(kind: str, text: str) -> object:
    if not text:
        return None
    if kind in {"integer", "year"}:
        return int(text)
    if kind == "number":
        return float(text)
    return text == "yes" if kind == "flag" else text


@cache
def records() -> dict[str, list[Data]]:
    """Values of every table."""
    u = [uscc("52371082", f"MJE{n:05d}") for n in (12071, 25309, 30018)]
    u.append(uscc("51371082", "31290467"))
    org = "{} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {}".format
    return {
        "street_districts": _rows(
            "street_districts", f"{S1} | 崖头街道 | yes", f"{S2} | 俚岛镇 | no"
        ),
        "communities": _rows(
            "communities",
            f"{C1} | 青山社区 | {S1} | yes | 1820 | 4926 | 1371 | 0.75 | 1996",
            f"{C2} | 曙光社区 | {S1} | yes | 2315 | 6120 | 1904 | 1.2 | 2003",
            f"{C3} | 东崮社区 | {S2} | no | 968 | 2433 | 1012 | 3.46 | 1988",
            f"{C4} | 大庄许家村 | {S2} | no | 402 | 1017 | | 5.5 |",
        ),
        "organizations": _rows(
            "organizations",
            org("JG0701", u[0], "青山社区公益服务中心", C1, "registered",
                "organization", "governance", "yes", "", "yes", "2018-05-11", ""),
            org("JG0702", "", "夕阳红合唱队", C1, "self_organized", "organization",
                "culture_sport", "no", "JG0701", "no", "2016-03-01", ""),
            org("JG0703", "", "邻里守望互助会", C1, "filed", "volunteer",
                "mutual_aid", "no", "JG0701", "no", "2019-10-28", "2022-12-31"),
            org("JG0801", u[1], "曙光社区社会组织联合会", C2, "registered",
                "organization", "elderly_care", "yes", "", "yes", "2017-09-20", ""),
            org("JG0802", "", "小海豚亲子读书会", C2, "filed", "organization",
                "children_youth", "no", "JG0801", "no", "2020-06-15", ""),
            org("JG0901", u[2], "东崮社会工作服务站", C3, "registered",
                "social_worker", "health_safety", "no", "", "no", "2015-11-30", ""),
            org("JG0902", "", "渔家剪纸社", C4, "filed", "organization", "",
                "no", "", "no", "", ""),
            org("JG0999", u[3], "山海慈善协会", C3, "registered", "charity",
                "mutual_aid", "no", "", "no", "2013-02-18", ""),
        ),
        "ties": _rows(
            "ties",
            "JG0701 | JG0802 | collaboration | 3 | 2019 | | observed",
            "JG0702 | JG0703 | information | 1 | 2020 | 2022 | observed",
            "JG0801 | JG0901 | referral | 2 | 2021 | | observed",
            "JG0999 | JG0902 | funding | 1.5 | 2022 | 2023 | observed",
        ),
        "projects": _rows(
            "projects",
            f"GY2018-012 | JG0701 | {C1} | venture_grant | 银龄相伴 | elderly | 2018 |"
            " 48000 | 46350.5 | 2018-06-03 | 2019-04-23 | completed | 1250 | 46 |",
            f"GY2019-007 | JG0701 | {C1} | venture_grant | 银龄相伴二期 | elderly |"
            " 2019 | 52000 | 51200 | 2019-07-21 | 2020-05-30 | completed | 1380 | 51 |"
            " GY2018-012",
            f"WC2020-031 | JG0802 | {C2} | micro_venture_grant | 绘本漂流 | children |"
            " 2020 | 3600 | 3223 | 2020-08-14 | 2020-12-25 | completed | 320 | 12 |",
            f"WC2022-105 | JG0901 | {C4} | micro_venture_grant | 平安渔家 |"
            " all_residents | 2022 | 5000 | | 2022-11-06 | | ongoing | | 18 |",
        ),
        "project_partners": _rows(
            "project_partners",
            "GY2018-012 | JG0702 | volunteers", "GY2018-012 | JG0999 | funds",
            "GY2019-007 | JG0703 | delivery", "WC2020-031 | JG0801 | venue",
        ),
        "ratings": _rows(
            "ratings",
            "GY2018-012 | RA02 | agency | design | 91.5 | 4",
            "GY2018-012 | RA02 | agency | results | 88 | 4",
            "GY2019-007 | RE11 | expert | finance | 95.5 | 5",
            "WC2020-031 | RS07 | social_worker | delivery | 79 | 3",
        ),
        "contracts": _rows(
            "contracts",
            f"HT2019-0001 | {C1} | JG0901 | yes | 2019-01-01 | 2019-12-31 |",
            f"HT2020-0014 | {C1} | JG0901 | yes | 2020-01-01 | 2020-12-31 |"
            " HT2019-0001",
            f"HT2021-0007 | {C2} | WX0213 | no | 2021-04-17 | 2022-04-16 |",
            f"HT2023-0022 | {C3} | WX0340 | no | 2023-02-13 | |",
        ),
        "revenue": _rows(
            "revenue",
            "SR00001 | JG0701 | 2019 | 市民政局 | government_bureau | venture_fund |"
            " yes | 48000",
            "SR00002 | JG0701 | 2020 | 崖头街道办事处 | street_office | purchase |"
            " yes | 120000",
            "SR00003 | JG0801 | 2021 | 山海慈善协会 | foundation | donation | no |"
            " 15600",
            "SR00004 | JG0901 | 2022 | 好运来超市 | firm | sponsorship | no | 8850",
            "SR00005 | JG0901 | 2022 | 自营 | own_income | service_fee | no | 23400",
        ),
        "community_outcomes": _rows(
            "community_outcomes",
            f"{C1} | 2019 | resident_satisfaction | 78.5 | 150",
            f"{C1} | 2020 | request_resolution | 0.93 | 212",
            f"{C2} | 2019 | participation | 0.31 | 184",
            f"{C3} | 2021 | participation | 0.27 |",
        ),
    }  # fmt: skip


def spell(field: Field, value: object, *, typed: bool) -> Cell:
    """Spell a value as a register does; typed as in a workbook, else as text."""
    if value is None:
        return ""
    if field.kind == "flag":
        return "是" if value else "否"
    if field.kind == "category":
        return field.category_labels("zh")[str(value)]
    if field.kind == "date":
        return dt.date.fromisoformat(str(value)) if typed else str(value)
    if field.kind in {"integer", "number", "year"}:
        number = float(str(value))
        short = int(number) if number.is_integer() else number
        return short if typed else str(short)
    return str(value)


def make_part(table: str, file: str, sheet: str | None, rows: list[Data]) -> Part:
    """Spell records under Chinese headers with units."""
    fields = [column.field for column in TABLES[table].columns]
    typed = sheet is not None
    return Part(
        table,
        file,
        sheet,
        [Head(field.axis_label("zh"), field.name) for field in fields],
        [
            Row([spell(f, row[f.name], typed=typed) for f in fields], row)
            for row in rows
        ],
    )


def _title(part: Part, text: str) -> None:
    part.above = [[text]]
    part.merged.append((1, 0, 1, len(part.heads) - 1))


def _total(part: Part, *names: str) -> None:
    cells: list[Cell] = ["" for _ in part.heads]
    cells[0] = "合计"
    for name in names:
        values = [row.data[name] or 0 for row in part.rows]
        cells[part.position(name)] = sum(values)
    part.below.append(cells)


@cache
def csv_folder() -> Draft:
    """One CSV per table."""
    parts = [make_part(t, f"{t}.csv", None, rows) for t, rows in records().items()]
    return Draft(parts, SETTINGS_TOML)


@cache
def workbook() -> Draft:
    """One workbook as a street office makes it: titles, totals, notes, typed cells."""
    parts = [
        make_part(table, "登记表.xlsx", TABLES[table].label.zh, rows)
        for table, rows in records().items()
    ]
    by_table = {part.table: part for part in parts}
    _title(by_table["organizations"], "荣成市社区社会组织情况统计表")
    by_table["organizations"].above.append(["截至2023年8月31日"])
    by_table["organizations"].below.append(["注：已注销组织一并列入"])
    _title(by_table["projects"], "社区公益创投项目汇总表")
    _total(by_table["projects"], "award_cny", "spent_cny", "beneficiaries")
    _total(by_table["revenue"], "amount_cny")
    _title(by_table["communities"], "社区基本情况")
    _total(by_table["communities"], "households", "residents", "area_km2")
    by_table["communities"].below.append(["备注：户数为常住户数"])
    return Draft(parts, SETTINGS_TOML)


@cache
def offices() -> Draft:
    """CSV per table, but organisations from three offices in their own files."""
    parts = [
        part.copy() for part in csv_folder().parts if part.table != "organizations"
    ]
    rows = records()["organizations"]
    shares = [
        make_part("organizations", "崖头报表.csv", None, rows[:3]),
        make_part("organizations", "曙光/2023.xlsx", "社会组织", rows[3:5]),
        make_part("organizations", "organizations.csv", None, rows[5:]),
    ]
    shares[0].encoding = "gb18030"
    _title(shares[1], "曙光片区社会组织一览表")
    settings = f'{SETTINGS_TOML}\n[files]\n"崖头报表.csv" = "organizations"\n'
    return Draft([*parts, *shares], settings)


BASES = {"csv": csv_folder, "workbook": workbook, "offices": offices}
