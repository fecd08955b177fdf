"""Check typed tables: each alone by its schema, then all against one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.errors import Bilingual
from hubstudy.intake.rules import Finding, core_city, rules_across
from hubstudy.intake.template.catalog import PROBLEMS
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hubstudy.errors import Problem
    from hubstudy.intake.typed import Typed
    from hubstudy.settings import Settings

FAR = 1_000
"""Times the median beyond which a value is told; 元 for 万元 is ten thousand."""

ENOUGH = 5
FEW_ROWS = 20_000
"""Rows whose keys are sooner compared as a set than by pandas."""


def check_tables(tables: Mapping[str, Typed], settings: Settings) -> list[Problem]:
    """
    Check every table by its rules and its key, then all against one another.

    Parameters
    ----------
    tables
        Tables by name, references resolved; one that could not be read is left out,
        and so are the checks that need it.
    settings
        The study's choices.

    Returns
    -------
    list of Problem
        Values out of range or form, keys that stand twice, impossible orders of dates,
        self ties, doubled ties, codes that contradict their street district, ids with
        a wrong check digit; and warnings of what is possible but odd.
    """
    problems: list[Problem] = []
    for name, typed in tables.items():
        for finding in _column_rules(name, typed.frame):
            problems += _told(typed, finding)
        for finding in _far_off(name, typed.frame):
            problems += _told(typed, finding)
        problems += _repeated_keys(typed)
    frames = {name: typed.frame for name, typed in tables.items()}
    for finding in rules_across(frames, settings):
        problems += _told(tables[finding.table], finding)
    places = [tables.get(name) for name in ("communities", "street_districts")]
    if all(typed is not None and _is_whole(typed, "is_core_city") for typed in places):
        core = core_city(frames["communities"], frames["street_districts"])
        problems += _told(tables["communities"], core)
    return problems


def _told(typed: Typed, finding: Finding) -> Iterator[Problem]:
    bad = finding.bad
    if isinstance(bad, pd.Series):
        bad = bad.to_numpy(dtype=bool, na_value=False)
    rows = np.flatnonzero(bad)
    is_warning = finding.severity == "warning"  # told once, with its count
    for row in map(int, rows[:1] if is_warning else rows):
        found = typed.text(finding.column, row).strip()
        if is_warning:
            found = f"{found}（共 {len(rows)} 处 / {len(rows)} in all）"
        yield typed.problem(
            finding.code,
            found,
            finding.expected,
            PROBLEMS[finding.code].remedy,
            row=row,
            column=finding.column,
            severity=finding.severity,
        )


def _column_rules(name: str, frame: pd.DataFrame) -> Iterator[Finding]:
    for column in TABLES[name].columns:
        for rule in column.rules:
            bad = rule.broken_by(frame[column.name])
            if bad.any():
                yield Finding(name, rule.name, bad, column.name, rule.expected)


def _far_off(name: str, frame: pd.DataFrame) -> Iterator[Finding]:
    """Tell values so far from the others that a unit may be wrong."""
    for column in TABLES[name].columns:
        if column.field.unit is None or column.name == "score":
            continue
        values = frame[column.name].to_numpy(dtype=float, na_value=np.nan)
        positive = values[values > 0]
        if len(positive) < ENOUGH:
            continue
        middle = float(np.median(positive))
        with np.errstate(invalid="ignore"):
            far = (values > FAR * middle) | ((values > 0) & (values < middle / FAR))
        if far.any():
            yield Finding(
                name,
                "magnitude",
                far,
                column.name,
                Bilingual(
                    f"与同列相近的数量级（中位数 {middle:g}）",
                    f"the magnitude of the column (median {middle:g})",
                ),
                "warning",
            )


def _repeated_keys(typed: Typed) -> Iterator[Problem]:
    table = TABLES[typed.table]
    key = list(table.key)
    keys = typed.frame[key]
    if len(keys) < FEW_ROWS:
        rows = set(zip(*(keys[name].tolist() for name in key), strict=True))
        if len(rows) == len(keys):
            return
    repeated = keys.duplicated(keep="first").to_numpy()
    if not repeated.any():
        return
    repeated = repeated & keys.notna().all(axis="columns").to_numpy()
    labels = "、".join(table.column(name).field.label.zh for name in key)
    expected = Bilingual(
        f"{labels}不重复", f"no other row with the same {', '.join(key)}"
    )
    groups = keys.groupby(key, sort=False).ngroup().to_numpy()
    first_of = pd.Series(np.arange(len(groups))).groupby(groups).first()
    for row in map(int, np.flatnonzero(repeated)):
        first = int(first_of[groups[row]])
        same = typed.part_of[first] == typed.part_of[row]
        place = f"第 {typed.number(first)} 行" if same else typed.place(first)
        place_en = f"row {typed.number(first)}" if same else typed.place(first)
        yield typed.problem(
            "key_duplicated",
            "、".join(typed.text(name, row).strip() for name in key),
            expected,
            Bilingual(
                f"与{place}重复：保留一行；若是不同的记录，改正其中一个编号",
                f"it repeats {place_en}: keep one of them, or mend one id if they are "
                "two records",
            ),
            row=row,
            column=key[0],
        )


def _is_whole(typed: Typed, name: str) -> bool:
    """Tell whether every cell of a column could be read."""
    heads = {(part.sheet.name, part.heading(name)) for part in typed.parts}
    bad = {(_sheet_name(problem), problem.column) for problem in typed.problems}
    return heads.isdisjoint(bad)


def _sheet_name(problem: Problem) -> str:
    return problem.file if problem.sheet is None else f"{problem.file}#{problem.sheet}"
