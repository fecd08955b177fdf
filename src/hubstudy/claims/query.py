"""Counting a claim in the register: which table, which rows, which aggregate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import pandas as pd

from hubstudy.errors import Bilingual
from hubstudy.fields import FIELDS
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hubstudy.fields import Field
    from hubstudy.intake import Study
    from hubstudy.schemas import Table

KEYS = frozenset({"table", "where", "aggregate", "per", "reduce", "open_at_as_of"})
AGGREGATES = {"count": 0, "sum": 1, "min": 1, "max": 1, "distinct": 1, "ratio": 2}
"""Aggregates with the number of columns each takes, as in ``sum:amount_cny``."""

REDUCTIONS = ("max", "min", "mean")
PLACE_COLUMNS = ("street_code", "is_core_city")
"""Columns of a row's community that any table with a community may be filtered by."""


class Count(NamedTuple):
    """
    What the register gave.

    Parameters
    ----------
    value
        The number; None if the register cannot say.
    reason
        Why it cannot; None if it can.
    n_missing
        Rows chosen whose value is missing.
    """

    value: float | None
    reason: Bilingual | None = None
    n_missing: int = 0


@dataclass(frozen=True, slots=True)
class Query:
    """
    A number counted in the register.

    Parameters
    ----------
    table
        Name of the table.
    where
        Values by column that a row must have; a list allows any of its values.
    aggregate
        ``count``, ``sum``, ``min``, ``max``, ``distinct`` or ``ratio``.
    columns
        Columns that the aggregate takes; a date counts as its year.
    per
        Column to aggregate within; empty for all rows together.
    reduce
        How the groups of `per` become one number: ``max``, ``min`` or ``mean``.
    open_at_as_of
        Whether only organisations open on the last day count.
    """

    table: str
    where: Mapping[str, Any]
    aggregate: str
    columns: tuple[str, ...]
    per: str
    reduce: str
    open_at_as_of: bool

    @classmethod
    def make(cls, raw: Mapping[str, Any]) -> Self:
        """
        Make a query from its TOML form, already checked by `query_problems`.

        Parameters
        ----------
        raw
            Keys ``table``, ``where``, ``aggregate``, ``per``, ``reduce``,
            ``open_at_as_of``.

        Returns
        -------
        Query
            The query.
        """
        aggregate, columns = _split(raw["aggregate"])
        return cls(
            table=raw["table"],
            where=dict(raw.get("where", {})),
            aggregate=aggregate,
            columns=columns,
            per=raw.get("per", ""),
            reduce=raw.get("reduce", "max"),
            open_at_as_of=raw.get("open_at_as_of", False),
        )


def _split(aggregate: str) -> tuple[str, tuple[str, ...]]:
    name, _, columns = aggregate.partition(":")
    return name, tuple(columns.split("/")) if columns else ()


def query_problems(raw: Mapping[str, Any]) -> list[str]:
    """
    Check a query against the schemas, labels filtered on included.

    Parameters
    ----------
    raw
        Its TOML form.

    Returns
    -------
    list of str
        What is wrong, in words; empty if nothing is.
    """
    problems = [
        f"register：未知键 / unknown key {key}" for key in sorted(set(raw) - KEYS)
    ]
    if raw.get("table") not in TABLES:
        known = "、".join(TABLES)
        return [*problems, f"未知表 / unknown table {raw.get('table')!r}, use: {known}"]
    table = TABLES[raw["table"]]
    name, columns = _split(str(raw.get("aggregate", "")))
    if AGGREGATES.get(name) != len(columns):
        known = "count、sum:列、min:列、max:列、distinct:列、ratio:列/列"
        problems.append(
            f"未知统计 / unknown aggregate {raw.get('aggregate')!r}, use: {known}"
        )
    if raw.get("reduce", "max") not in REDUCTIONS:
        problems.append(f"未知归并 / unknown reduce, use: {'、'.join(REDUCTIONS)}")
    if raw.get("open_at_as_of") and table.name != "organizations":
        problems.append("open_at_as_of 只用于 / is only for organizations")
    named = [*columns, *filter(None, [raw.get("per")]), *raw.get("where", {})]
    known_columns = _columns(table)
    unknown = [column for column in named if column not in known_columns]
    problems += [
        f"{table.name} 没有列 / has no column {column!r}" for column in unknown
    ]
    for column, wanted in raw.get("where", {}).items():
        if column not in unknown:
            problems += _label_problems(table, known_columns[column], wanted)
    return problems


def _columns(table: Table) -> dict[str, Field]:
    """Give a table's fields by name, its community's place beside."""
    fields = {column.name: column.field for column in table.columns}
    if "community_code" in fields:
        fields |= {name: FIELDS[name] for name in PLACE_COLUMNS}
    return fields


def _label_problems(table: Table, field: Field, wanted: Any) -> list[str]:
    """Check each label: a renamed category would empty a count in silence."""
    values = wanted if isinstance(wanted, list) else [wanted]
    if field.kind == "category":
        codes = field.category_labels("en")
        shown = "、".join(codes)
        place = f"{table.name}.{field.name}"
        return [
            f"{place} 没有类别 / has no category {value!r}, use: {shown}"
            for value in values
            if value not in codes
        ]
    expected = {"flag": bool, "text": str, "year": int, "integer": int}.get(field.kind)
    if expected is None or any(type(value) is not expected for value in values):
        return [
            f"{table.name}.{field.name} 不能按此筛选 / cannot be filtered by {wanted!r}"
        ]
    return []


def run_query(query: Query, study: Study) -> Count:
    """
    Count in the register.

    Parameters
    ----------
    query
        What to count.
    study
        Holds the tables.

    Returns
    -------
    Count
        The number, or why the register cannot say.
    """
    frame: pd.DataFrame = getattr(study.tables, query.table)
    if frame.empty:
        return Count(None, Bilingual(
            f"登记册的“{TABLES[query.table].label.zh}”表没有记录",
            f"the register has no {TABLES[query.table].label.en}",
        ))  # fmt: skip
    if query.open_at_as_of:
        frame = study.organizations_open()
    elif not set(query.where) <= set(frame.columns):
        frame = study.with_place(frame)
    for column, wanted in query.where.items():
        values = wanted if isinstance(wanted, list) else [wanted]
        kept = frame[frame[column].isin(values)]
        if kept.empty and FIELDS[column].kind == "text":
            shown = "、".join(map(str, values))
            return Count(None, Bilingual(
                f"登记册中查不到“{shown}”", f"“{shown}” is not in the register"
            ))  # fmt: skip
        frame = kept
    n_missing = int(frame[list(query.columns)].isna().any(axis=1).sum())
    frame = frame.dropna(subset=list(query.columns))
    hollow = query.aggregate == "ratio" and not frame[query.columns[-1]].any()
    if query.aggregate != "count" and (frame.empty or hollow):
        return Count(None, Bilingual(
            "登记册中相应的值未登记", "the register does not record the values"
        ))  # fmt: skip
    if not query.per:
        return Count(_aggregate(query, frame), n_missing=n_missing)
    values = [_aggregate(query, group) for _, group in frame.groupby(query.per)]
    groups = pd.Series(values, dtype="float64")
    reduced = float(groups.agg(query.reduce)) if values else 0.0
    return Count(reduced, n_missing=n_missing)


def _aggregate(query: Query, frame: pd.DataFrame) -> float:
    if query.aggregate == "count":
        return float(len(frame))
    columns = [
        frame[name].dt.year if frame[name].dtype.kind == "M" else frame[name]
        for name in query.columns
    ]
    if query.aggregate == "distinct":
        return float(columns[0].nunique())
    if query.aggregate == "ratio":
        return float(columns[0].sum()) / float(columns[1].sum())
    return float(getattr(columns[0], query.aggregate)())
