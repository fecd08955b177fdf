"""Check typed tables: each alone by its schema, then all against one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from pandera.errors import SchemaErrors
from stdnum.cn import uscc

from hubstudy.errors import Bilingual
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.errors import Problem
    from hubstudy.intake.cleaning import TextTable
    from hubstudy.settings import Settings


class Checked(NamedTuple):
    """A table's text, for places, and its typed frame, for values."""

    text: TextTable
    frame: pd.DataFrame


_TOLD_BY_TEXT = {"not_nullable", "category_known"}
"""Checks that an empty or unreadable cell fails too; those are told by their text."""

_EMPTY_REMEDY = Bilingual("补填该格", "fill the cell in")
_VALUE_REMEDY = Bilingual(
    "核对来源后改正，或写入 corrections.toml",
    "check the source and mend it, or write a correction into corrections.toml",
)


def check_table(checked: Checked, failed: set[tuple[int, str]]) -> list[Problem]:
    """
    Check one table by its pandera schema and its key.

    Parameters
    ----------
    checked
        The table.
    failed
        Cells, as ``(position, field name)``, already reported as unreadable.

    Returns
    -------
    list of Problem
        Empty cells, values out of range or form, keys that stand twice; by row.
    """
    problems = _empty_cells(checked)
    problems += _schema_problems(checked, failed)
    problems += _repeated_keys(checked)
    return sorted(problems, key=lambda problem: (problem.row or 0, problem.code))


def _repeated_keys(checked: Checked) -> list[Problem]:
    table = TABLES[checked.text.raw.table]
    key = list(table.key)
    repeated = checked.frame.duplicated(key, keep="first")
    repeated &= checked.frame[key].notna().all(axis="columns")
    labels = "、".join(table.column(name).field.label.zh for name in key)
    expected = Bilingual(
        f"{labels}不重复", f"no other row with the same {', '.join(key)}"
    )
    problems = []
    for index in map(int, np.flatnonzero(repeated)):
        first = _first_row(checked, key, index)
        remedy = Bilingual(
            f"与第 {first} 行重复：保留一行",
            f"it repeats row {first}: keep one of them",
        )
        found = "、".join(checked.text.texts[name][index] for name in key)
        problems.append(
            checked.text.problem(
                "key_duplicated", found, expected, remedy, index=index, column=key[0]
            )
        )
    return problems


def _first_row(checked: Checked, key: list[str], index: int) -> int:
    same = (checked.frame[key] == checked.frame.loc[index, key]).all(axis="columns")
    return checked.text.raw.numbers[int(np.flatnonzero(same)[0])]


def _empty_cells(checked: Checked) -> list[Problem]:
    """Tell required cells that are empty in the text, before types hide them."""
    problems = []
    for column in TABLES[checked.text.raw.table].columns:
        if column.nullable:
            continue
        empty = np.flatnonzero(checked.text.texts[column.name] == "")
        problems += [
            checked.text.problem(
                "cell_empty",
                "空 / empty",
                Bilingual(f"{column.field.label.zh}必填", "a value, it is required"),
                _EMPTY_REMEDY,
                index=int(index),
                column=column.name,
            )
            for index in empty
        ]
    return problems


def _schema_problems(checked: Checked, failed: set[tuple[int, str]]) -> list[Problem]:
    table = TABLES[checked.text.raw.table]
    try:
        table.pandera_schema().validate(checked.frame, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases
    else:
        return []
    rules = {rule.name: rule for column in table.columns for rule in column.rules}
    problems = []
    for case in cases.itertuples():
        told = (int(case.index), case.column) in failed
        if told or case.check in _TOLD_BY_TEXT:
            continue
        rule = rules[case.check]
        found = checked.text.texts[str(case.column)][int(case.index)]
        problems.append(
            checked.text.problem(
                rule.name, found, rule.expected, _VALUE_REMEDY,
                index=int(case.index), column=case.column,
            )
        )  # fmt: skip
    return problems


def check_across(tables: dict[str, Checked], settings: Settings) -> list[Problem]:
    """
    Check tables against one another and against the study's dates.

    Parameters
    ----------
    tables
        Tables by name; one that could not be read is left out, and so are the checks
        that need it.
    settings
        The study's choices.

    Returns
    -------
    list of Problem
        Dangling keys, impossible orders of dates, self ties, doubled ties, codes that
        contradict their street district, ids with a wrong check digit.
    """
    problems: list[Problem] = []
    for checked in tables.values():
        problems += _dangling(checked, tables)
    for table, code, bad, column, expected in _rules(tables, settings):
        checked = tables[table]
        texts = checked.text.texts[column]
        problems += [
            checked.text.problem(
                code, texts[index], expected, _VALUE_REMEDY, index=index, column=column
            )
            for index in map(int, np.flatnonzero(bad.fillna(value=False)))
        ]
    return problems


def _dangling(checked: Checked, tables: dict[str, Checked]) -> Iterator[Problem]:
    for column in TABLES[checked.text.raw.table].columns:
        if column.references is None:
            continue
        table, target = column.references
        if table not in tables:
            continue
        values = checked.frame[column.name]
        bad = values.notna() & ~values.isin(tables[table].frame[target])
        label = TABLES[table].label
        for index in np.flatnonzero(bad):
            yield checked.text.problem(
                "key_dangling",
                str(values[index]),
                Bilingual(
                    f"“{label.zh}”表中已有的编号", f"an id that stands in {table}"
                ),
                Bilingual(
                    f"在“{label.zh}”表补上该编号，或改正此处",
                    f"add it to {table}, or mend it here",
                ),
                index=int(index),
                column=column.name,
            )


_RuleRow = tuple[str, str, pd.Series, str, Bilingual]


def _rules(tables: dict[str, Checked], settings: Settings) -> Iterator[_RuleRow]:
    """Yield table, code, mask of bad rows, column to show, what was expected."""
    frames = {name: checked.frame for name, checked in tables.items()}
    if "communities" in frames:
        yield from _place_rules(frames["communities"])
    if "organizations" in frames:
        yield from _organization_rules(frames["organizations"], settings)
    if "ties" in frames:
        yield from _tie_rules(frames["ties"])
    yield from _time_rules(frames, settings)


def _place_rules(places: pd.DataFrame) -> Iterator[_RuleRow]:
    yield (
        "communities", "code_outside_street",
        places["community_code"].str[:9] != places["street_code"], "community_code",
        Bilingual("前 9 位等于街道代码", "its first 9 digits equal the street code"),
    )  # fmt: skip
    yield (
        "communities", "more_aged_than_residents",
        places["residents_60plus"] > places["residents"], "residents_60plus",
        Bilingual("不超过居民人数", "no more than all residents"),
    )  # fmt: skip


def _organization_rules(rows: pd.DataFrame, settings: Settings) -> Iterator[_RuleRow]:
    code = rows["uscc"]
    valid = code.map(uscc.is_valid, na_action="ignore")
    yield (
        "organizations", "uscc_check_digit", code.notna() & (valid == False), "uscc",  # noqa: E712
        Bilingual("校验位正确的 18 位代码", "18 characters with a right check digit"),
    )  # fmt: skip
    yield (
        "organizations", "uscc_duplicated", code.notna() & code.duplicated(), "uscc",
        Bilingual("一码一组织", "one code, one organisation"),
    )  # fmt: skip
    yield (
        "organizations", "member_of_no_hub",
        rows["member_of"].notna()
        & ~rows["member_of"].isin(rows.loc[rows["is_hub"], "organization_id"]),
        "member_of", Bilingual("某个枢纽的编号", "the id of a hub"),
    )  # fmt: skip
    yield (
        "organizations", "member_of_itself",
        rows["member_of"] == rows["organization_id"], "member_of",
        Bilingual("另一个组织的编号", "the id of another organisation"),
    )  # fmt: skip
    yield (
        "organizations", "closed_before_opened", rows["closed"] < rows["opened"],
        "closed", Bilingual("不早于成立日期", "no earlier than the opening"),
    )  # fmt: skip
    for column in ("opened", "closed"):
        yield (
            "organizations", "after_as_of", rows[column] > str(settings.as_of), column,
            Bilingual(f"不晚于 {settings.as_of}", f"no later than {settings.as_of}"),
        )  # fmt: skip


def _tie_rules(ties: pd.DataFrame) -> Iterator[_RuleRow]:
    yield (
        "ties", "self_tie", ties["source_id"] == ties["target_id"], "target_id",
        Bilingual("另一个组织", "another organisation"),
    )  # fmt: skip
    directed = ties["layer"].isin(["funding", "supervision", "referral"])
    ends = np.sort(ties[["source_id", "target_id"]].fillna("").to_numpy(str), axis=1)
    pairs = pd.DataFrame(
        {"a": ends[:, 0], "b": ends[:, 1], "c": ties["layer"], "d": ties["year_from"]}
    )
    yield (
        "ties", "tie_doubled", pairs.duplicated() & ~directed, "target_id",
        Bilingual(
            "同层同年的无向关系只记一次", "an undirected tie once per layer and year"
        ),
    )  # fmt: skip


def _time_rules(
    frames: dict[str, pd.DataFrame], settings: Settings
) -> Iterator[_RuleRow]:
    orders = [
        ("ties", "year_from", "year_to"),
        ("projects", "start", "end"),
        ("contracts", "start", "end"),
    ]
    for table, first, last in orders:
        if table in frames:
            frame = frames[table]
            yield (
                table, "ends_before_start", frame[last] < frame[first], last,
                Bilingual("不早于起始", "no earlier than the start"),
            )  # fmt: skip
    as_of = str(settings.as_of)
    for table in sorted({"projects", "contracts"} & set(frames)):
        yield (
            table, "after_as_of", frames[table]["start"] > as_of, "start",
            Bilingual(f"不晚于 {as_of}", f"no later than {as_of}"),
        )  # fmt: skip
    span = f"{settings.first_year}–{settings.last_year}"
    for table in sorted({"projects", "revenue", "community_outcomes"} & set(frames)):
        year = frames[table]["year"]
        outside = ~year.between(settings.first_year, settings.last_year)
        yield table, "year_outside_study", outside, "year", Bilingual(span, span)
