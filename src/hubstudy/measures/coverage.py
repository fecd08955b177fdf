"""How complete the register is: what can be measured at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.errors import Bilingual
from hubstudy.results import CITY, Estimate, Result
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from hubstudy.intake import Study

EMPTY_IS_ANSWER = frozenset(
    {
        ("organizations", "member_of"),
        ("organizations", "closed"),
        ("ties", "year_to"),
        ("projects", "renews_project"),
        ("contracts", "end"),
        ("contracts", "renews_contract"),
        ("funders", "funder_organization_id"),
    }
)
"""Columns in which an empty cell says "none" or "until now" and is no gap."""

METHOD = Bilingual(
    "逐表逐列计算已填写的比例。空值本身有含义的列（如注销日期）不计缺失；"
    "统一社会信用代码只看登记组织，项目结束日期只看非在施项目。"
    "无社区代码的表按组织或项目归入街道，关系按起点归入。",
    "Share of cells filled in, by table and column. Columns where an empty cell is an "
    "answer (such as the closing date) have no gaps; the unified social credit code "
    "is expected of registered organisations only, a project's end unless it is "
    "ongoing. Tables without a community go to the street of their organisation or "
    "project, ties to that of their first end.",
)
FINDING = Bilingual(
    "{unit}的登记册共 {rows} 行，应填单元格的填写比例为 {share}。{gap}",
    "{unit}: the register has {rows} rows, and {share} of the cells that should be "
    "filled are.{gap}",
)
WORST = Bilingual(
    "缺失最多的是“{table}”表的“{column}”，填写 {share}。",
    " The largest gap is {column} in the table of {table}, {share} filled.",
)
NO_GAP = Bilingual("没有缺失。", " Nothing is missing.")
NO_ROWS = Bilingual("{unit}的登记册没有任何记录。", "{unit}: the register has no rows.")
EMPTY_TABLES = Bilingual(
    "这些表没有记录：{names}。", "These tables have no rows: {names}."
)
UNASKED = Bilingual(
    "关系表中有 {share} 的行标为“未询问”，不能当作没有关系。",
    "{share} of the rows of ties are marked not asked, which is not the same as no "
    "tie.",
)


def register_coverage(study: Study, *, unit: str = CITY) -> Result:
    """
    Measure how far each column of the register is filled in.

    Parameters
    ----------
    study
        An opened study.
    unit
        ``"city"`` or the code of a street district.

    Returns
    -------
    Result
        Table, one row per column: ``table``, ``column``, ``n_rows`` (rows in which a
        value is due), ``n_missing``, ``share_recorded`` (0–1), ``reason``
        (``no_rows``, or ``empty_is_answer`` where an empty cell is no gap). Part
        ``streets``: ``street_code``, ``street_name``, ``table``, ``n_rows``,
        ``share_recorded``, ``reason``, over all cells due, every street district of
        the unit.

    Raises
    ------
    MeasureError
        If there is no such unit.
    """
    study.check_unit(unit)
    frames = {name: _with_street(study, name, frame) for name, frame in study.tables}
    if unit != CITY:
        frames = {n: f[f["street_code"] == unit] for n, f in frames.items()}
    table = _share(pd.DataFrame(_column_rows(frames)))
    numbers = _numbers(frames, table)
    return Result(
        name="register_coverage",
        unit=unit,
        unit_name=study.unit_name(unit),
        table=table,
        n=int(numbers["n_rows"].estimate or 0),
        numbers=numbers,
        finding=_finding(study, unit, table, numbers),
        method=METHOD,
        caveats=_caveats(frames, numbers),
        parts={"streets": _street_rows(study, frames, unit)},
    )


def _with_street(study: Study, name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Add the street district in which each row belongs; a funder is in none."""
    tables = study.tables
    if "street_code" in frame:
        return frame
    if name == "funders":
        return frame.assign(street_code=pd.Series(index=frame.index, dtype="str"))
    community = tables.communities.set_index("community_code")["street_code"]
    if "community_code" in frame:
        return frame.assign(street_code=frame["community_code"].map(community))
    if "project_id" in frame:
        owner, key = tables.projects.set_index("project_id"), frame["project_id"]
    else:
        owner = tables.organizations.set_index("organization_id")
        key = frame["source_id" if name == "ties" else "organization_id"]
    return frame.assign(street_code=key.map(owner["community_code"]).map(community))


def _due(name: str, column: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows in which the column should be filled in."""
    if (name, column) == ("organizations", "uscc"):
        return frame[frame["legal_status"] == "registered"]
    if (name, column) == ("projects", "end"):
        return frame[frame["status"] != "ongoing"]
    return frame


def _column_rows(frames: dict[str, pd.DataFrame]) -> list[dict[str, object]]:
    rows = []
    for name, frame in frames.items():
        for column in TABLES[name].columns:
            due = _due(name, column.name, frame)
            rows.append(
                {
                    "table": name,
                    "column": column.name,
                    "n_rows": len(due),
                    "n_missing": int(due[column.name].isna().sum()),
                    "is_answer": (name, column.name) in EMPTY_IS_ANSWER,
                }
            )
    return rows


def _share(rows: pd.DataFrame) -> pd.DataFrame:
    """Turn counts into shares with a reason where there is none."""
    reason = np.where(rows["n_rows"] == 0, "no_rows", "")
    reason = np.where(rows["is_answer"], "empty_is_answer", reason)
    share = 1 - rows["n_missing"] / rows["n_rows"].where(rows["n_rows"] > 0)
    return rows.drop(columns="is_answer").assign(
        n_missing=rows["n_missing"].mask(rows["is_answer"], 0),
        share_recorded=share.where(reason == "").astype("float64"),
        reason=pd.Series(reason, dtype="str"),
    )


def _street_rows(
    study: Study, frames: dict[str, pd.DataFrame], unit: str
) -> pd.DataFrame:
    streets = study.tables.street_districts.sort_values("street_code")
    if unit != CITY:
        streets = streets[streets["street_code"] == unit]
    rows = []
    for code, label in zip(streets["street_code"], streets["street_name"], strict=True):
        inside = {n: frame[frame["street_code"] == code] for n, frame in frames.items()}
        cells = _share(pd.DataFrame(_column_rows(inside)))
        for name, frame in inside.items():
            due = cells[(cells["table"] == name) & (cells["reason"] == "")]
            n_cells, n_missing = int(due["n_rows"].sum()), int(due["n_missing"].sum())
            rows.append(
                {
                    "street_code": code,
                    "street_name": label,
                    "table": name,
                    "n_rows": len(frame),
                    "share_recorded": 1 - n_missing / n_cells if n_cells else np.nan,
                    "reason": "" if n_cells else "no_rows",
                }
            )
    columns = ["street_code", "street_name", "table", "n_rows", "share_recorded"]
    return pd.DataFrame(rows, columns=[*columns, "reason"])


def _numbers(
    frames: dict[str, pd.DataFrame], table: pd.DataFrame
) -> dict[str, Estimate]:
    due = table[table["reason"] == ""]
    n_rows = sum(map(len, frames.values()))
    cells, missing = int(due["n_rows"].sum()), int(due["n_missing"].sum())
    ties = frames["ties"]
    unasked = float((ties["observation"] == "not_asked").mean()) if len(ties) else None
    return {
        "n_rows": Estimate(float(n_rows), n=n_rows, style="count", method="census"),
        "share_recorded": _given(1 - missing / cells if cells else None, cells),
        "not_asked_share": _given(unasked, len(ties)),
    }


def _given(value: float | None, n: int) -> Estimate:
    if value is None:
        return Estimate.undefined("no_rows", style="share")
    return Estimate(value, n=n, style="share", method="census")


def _finding(
    study: Study, unit: str, table: pd.DataFrame, numbers: dict[str, Estimate]
) -> Bilingual:
    name = study.unit_name(unit)
    if not numbers["n_rows"].estimate:
        return NO_ROWS.format_with(unit=name)
    gap = NO_GAP
    if table["n_missing"].any():
        worst = table.sort_values("share_recorded", kind="stable").iloc[0]
        schema = TABLES[worst["table"]]
        gap = WORST.format_with(
            table=schema.label,
            column=schema.column(worst["column"]).field.label,
            share=_given(float(worst["share_recorded"]), int(worst["n_rows"])).both(),
        )
    return FINDING.format_with(
        unit=name,
        rows=numbers["n_rows"].both(),
        share=numbers["share_recorded"].both(),
        gap=gap,
    )


def _caveats(
    frames: dict[str, pd.DataFrame], numbers: dict[str, Estimate]
) -> tuple[Bilingual, ...]:
    caveats = []
    labels = [TABLES[name].label for name, frame in frames.items() if frame.empty]
    if labels:
        names = Bilingual(
            "、".join(t.zh for t in labels), ", ".join(t.en for t in labels)
        )
        caveats.append(EMPTY_TABLES.format_with(names=names))
    unasked = numbers["not_asked_share"]
    if unasked.estimate:
        caveats.append(UNASKED.format_with(share=unasked.both()))
    return tuple(caveats)
