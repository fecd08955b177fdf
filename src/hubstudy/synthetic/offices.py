"""A made-up study as street offices and the civil affairs bureau would send it in."""

from __future__ import annotations

import csv
import itertools
import json
import tomllib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hubstudy.errors import HubstudyError
from hubstudy.results import replacing
from hubstudy.schemas import TABLES
from hubstudy.synthetic.offices_books import delimited, workbook
from hubstudy.synthetic.offices_clerks import BUREAU, BY_HAND, EXPORTING, TIDY
from hubstudy.synthetic.offices_faults import plant_mistakes
from hubstudy.synthetic.offices_sheets import fill_form
from hubstudy.synthetic.writer import check_folder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from hubstudy.synthetic.offices_clerks import Clerk
    from hubstudy.synthetic.offices_sheets import Form

Records = dict[str, list[dict[str, str]]]

OFFICE_TABLES = ("communities", "organizations", "ties")
"""What street offices send; the rest comes from the bureau."""

BUREAU_FILE = "民政局汇总.xlsx"
HABITS = (BY_HAND, EXPORTING, TIDY)
GBK_OFFICE, TAB_OFFICE = 1, 2
"""Offices, by position, that send no workbook but CSV in GBK, and UTF-16 with tabs."""

DOCUMENTS = ("study.toml", "claims.toml", "corrections.toml", "truth.toml")


@dataclass(frozen=True, slots=True)
class Office:
    """
    One street office.

    Parameters
    ----------
    street_code
        Code of its street district.
    name
        Name of its street district, as in the titles of its forms.
    clerk
        Who fills its forms in.
    position
        Its position among the street districts, by code.
    """

    street_code: str
    name: str
    clerk: Clerk
    position: int

    def file(self, table: str) -> str:
        """
        Name the file that a table of the office stands in.

        Parameters
        ----------
        table
            Name of the table.

        Returns
        -------
        str
            File name.
        """
        endings = {GBK_OFFICE: "csv", TAB_OFFICE: "tsv"}
        if self.position in endings:
            label = TABLES[table].label.zh
            return f"{self.name}_{label}.{endings[self.position]}"
        return f"{self.name}.xlsx"


def write_offices(
    study_folder: Path, folder: Path, *, faults: bool = False
) -> list[Path]:
    """
    Write a made-up study as street offices and the civil affairs bureau would send it.

    Reading it gives the very tables of the study that it was made from: one workbook
    per street office, one office that sends CSV in GBK and one that sends tabs in
    UTF-16, and the bureau's workbook.

    Parameters
    ----------
    study_folder
        A study as `hubstudy.synthetic.simulate` writes it.
    folder
        Where to write; made if it is not there.
    faults
        Whether to plant the mistakes of `hubstudy.synthetic.offices_faults`. They are
        listed in a file beside the folder, ``<folder>_mistakes.json``.

    Returns
    -------
    list of pathlib.Path
        The files written, the list of mistakes last.

    Raises
    ------
    HubstudyError
        If the study is not a made-up one, or tables stand in the folder already.
    """
    settings = _synthetic_settings(study_folder)
    _check_target(folder)
    records = {name: _records(study_folder, name) for name in TABLES}
    place, day = settings["place"]["zh"], settings["as_of"]
    offices = _offices(records)
    forms = [
        form
        for office in offices
        for form in _office_forms(office, records, place, day)
    ]
    forms += _bureau_forms(records, place, day)
    mistakes = plant_mistakes(forms) if faults else []
    contents = {
        name: (study_folder / name).read_bytes()
        for name in DOCUMENTS
        if (study_folder / name).exists()
    }
    own = f'name = "{settings["name"]}"'
    contents["study.toml"] = contents["study.toml"].replace(
        own.encode(), f'name = "{settings["name"]}_offices"'.encode()
    )
    contents |= _files(forms, place=place, day=day)
    paths = [folder / name for name in contents]
    folder.mkdir(parents=True, exist_ok=True)
    if faults:
        listed = [mistake.as_record() for mistake in mistakes]
        text = json.dumps(listed, ensure_ascii=False, indent=1) + "\n"
        contents["mistakes"] = text.encode()
        paths.append(folder.with_name(f"{folder.name}_mistakes.json"))
    for path, content in zip(paths, contents.values(), strict=True):
        with replacing(path) as part:
            part.write_bytes(content)
    return paths


def _synthetic_settings(study_folder: Path) -> dict[str, Any]:
    path = study_folder / "study.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    study: dict[str, Any] = raw.get("study", {})
    if study.get("synthetic") is not True:
        msg = (
            f"{path} 未注明是示例数据；报表形式只用于示例数据 / the study is not "
            "marked synthetic; only a made-up study is written as the offices' forms"
        )
        raise HubstudyError(msg)
    return study


def _check_target(folder: Path) -> None:
    """Refuse a folder with tables in it: the study would hold everything twice."""
    check_folder(folder)
    kinds = {".csv", ".tsv", ".xlsx"}
    taken = sorted(p.name for p in folder.glob("*") if p.suffix.lower() in kinds)
    if taken:
        shown = "、".join(taken[:3])
        msg = (
            f"{folder} 已有数据表（{shown}）；请另选目录 / tables stand there already; "
            "choose another folder"
        )
        raise HubstudyError(msg)


def _records(study_folder: Path, table: str) -> list[dict[str, str]]:
    """Take back the texts that `hubstudy.synthetic.writer` wrote, by field name."""
    path = study_folder / f"{table}.csv"
    names = {c.field.axis_label("zh"): c.name for c in TABLES[table].columns}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            {names[header]: text for header, text in row.items()}
            for row in csv.DictReader(file)
        ]


def _offices(records: Records) -> list[Office]:
    streets = sorted(records["street_districts"], key=lambda row: row["street_code"])
    return [
        Office(row["street_code"], row["street_name"], clerk, position)
        for position, (row, clerk) in enumerate(
            zip(streets, itertools.cycle(HABITS), strict=False)
        )
    ]


def _office_forms(
    office: Office, records: Records, place: str, day: dt.date
) -> list[Form]:
    """Fill in what a street office knows: its places, its bodies and their ties."""
    seat = {r["organization_id"]: r["community_code"] for r in records["organizations"]}
    forms = []
    for table in OFFICE_TABLES:
        rows = [
            row
            for row in records[table]
            if _seat(row, seat).startswith(office.street_code)
        ]
        file = office.file(table)
        line = f"填报单位：{office.name}办事处　　填报日期：{_han(day)}"
        forms.append(
            fill_form(
                table, rows, office.clerk, file=file, place=f"{place}{office.name}",
                line=line, is_workbook=file.endswith(".xlsx"),
            )
        )  # fmt: skip
    return forms


def _seat(row: dict[str, str], seat: dict[str, str]) -> str:
    """Give the community of a row; a tie is told by the body it starts from."""
    return seat[row["source_id"]] if "source_id" in row else row["community_code"]


def _bureau_forms(records: Records, place: str, day: dt.date) -> list[Form]:
    line = f"编制单位：{place}民政局　　数据截至：{_han(day)}"
    names = _names(records["organizations"])
    projects = [
        row | {"lead_id": names.get(row["lead_id"], row["lead_id"])}
        for row in records["projects"]
    ]
    rows = records | {"projects": projects}
    return [
        fill_form(
            table, rows[table], BUREAU, file=BUREAU_FILE, place=place, line=line,
            is_workbook=True,
        )
        for table in TABLES
        if table not in OFFICE_TABLES
    ]  # fmt: skip


def _names(organizations: list[dict[str, str]]) -> dict[str, str]:
    """Give the names of organisations that no other bears: offices rarely use ids."""
    names = Counter(row["organization_name"] for row in organizations)
    return {
        row["organization_id"]: row["organization_name"]
        for row in organizations
        if names[row["organization_name"]] == 1
    }


def _han(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _files(forms: Sequence[Form], *, place: str, day: dt.date) -> dict[str, bytes]:
    files: dict[str, list[Form]] = {}
    for form in forms:
        files.setdefault(form.file, []).append(form)
    contents = {}
    for name, sheets in files.items():
        if name.endswith(".csv"):
            contents[name] = delimited(sheets[0], delimiter=",", encoding="gb18030")
        elif name.endswith(".tsv"):
            contents[name] = delimited(sheets[0], delimiter="\t", encoding="utf-16")
        else:
            stem = name.removesuffix(".xlsx")
            author = f"{place}民政局" if name == BUREAU_FILE else f"{place}{stem}办事处"
            contents[name] = workbook(sheets, author=author, day=day)
    return contents
