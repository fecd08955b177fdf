"""The codebook: every column of every table in words, made from the schemas.

Types, units, choices and rules come from `hubstudy.fields` and `hubstudy.schemas`; what
a column means and an example of it stand in ``guide.toml``.
"""

from __future__ import annotations

import importlib.resources
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from hubstudy.errors import Bilingual
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hubstudy.schemas import Column, Table

KINDS: dict[str, Bilingual] = {
    "text": Bilingual("文本", "text"),
    "category": Bilingual("选项", "choice"),
    "integer": Bilingual("整数", "whole number"),
    "number": Bilingual("数字", "number"),
    "flag": Bilingual("是/否", "yes/no"),
    "date": Bilingual("日期", "date"),
    "year": Bilingual("年份", "year"),
}
"""Words for the kinds of fields."""

FLAGS = {"是": "yes", "否": "no"}
"""What a yes/no column holds, and its English."""

NEEDED = Bilingual("必填", "required")
OPTIONAL = Bilingual("可空", "optional")

_TITLE = Bilingual("登记表说明与数据字典", "Guide and codebook of the register")
_HEADS = (
    Bilingual("列名", "header"),
    Bilingual("字段", "name"),
    Bilingual("类型", "type"),
    Bilingual("必填", "required"),
    Bilingual("含义与规则", "meaning and rules"),
    Bilingual("可填的选项（及其他写法）", "choices (and other spellings)"),
    Bilingual("也认的列名", "further headers"),
)


@cache
def guide() -> dict[str, Any]:
    """
    Read the words and examples of the template.

    Returns
    -------
    dict
        ``guide.toml`` as it stands; shared, not to be changed.
    """
    folder = importlib.resources.files("hubstudy.intake.template")
    return tomllib.loads((folder / "guide.toml").read_text(encoding="utf-8"))


def examples(table: str) -> list[list[str]]:
    """
    Give the example rows of a table.

    Parameters
    ----------
    table
        Name of the table.

    Returns
    -------
    list of list of str
        Texts as a person would write them, in the order of the columns.
    """
    return [list(row) for row in guide()["tables"][table]["rows"]]


def row_meaning(table: str) -> Bilingual:
    """
    Say what one row of a table is.

    Parameters
    ----------
    table
        Name of the table.

    Returns
    -------
    Bilingual
        Such as “one row per community”.
    """
    return Bilingual(*guide()["tables"][table]["row"])


def meaning(column: Column) -> Bilingual:
    """
    Say what a column means and which rules it obeys.

    Parameters
    ----------
    column
        A column of a table.

    Returns
    -------
    Bilingual
        Note, rules and reference; empty if the header says it all.
    """
    parts = []
    if column.name in guide()["notes"]:
        parts.append(Bilingual(*guide()["notes"][column.name]))
    parts += [rule.expected for rule in column.rules if rule.name != "year_range"]
    if column.references is not None:
        table, target = column.references
        label = TABLES[table].label
        head = TABLES[table].column(target).field.label
        zh = f"须是“{label.zh}”表已有的{head.zh}"
        parts.append(Bilingual(zh, f"must stand in “{label.en}” as {head.en}"))
    return _joined(parts)


def choices(column: Column) -> dict[str, Bilingual]:
    """
    List what may be written into a column of choices.

    Parameters
    ----------
    column
        A column of a table.

    Returns
    -------
    dict of str to Bilingual
        Code to words; empty if the column is no choice.
    """
    if column.field.kind == "flag":
        return {en: Bilingual(zh, en) for zh, en in FLAGS.items()}
    return {item.code: item.label for item in column.field.categories}


def codebook() -> pd.DataFrame:
    """
    List every column of every table.

    Returns
    -------
    pandas.DataFrame
        One row per column, all texts but for two truth values: ``table, table_zh,
        table_en, column, header_zh, header_en, kind, kind_zh, kind_en, unit_zh,
        unit_en, required, key, references, categories, accepted_headers, rules,
        meaning_zh, meaning_en``.
    """
    rows = [
        _row(table, column) for table in TABLES.values() for column in table.columns
    ]
    return pd.DataFrame(rows)


def _row(table: Table, column: Column) -> dict[str, str | bool]:
    field = column.field
    unit = field.unit or Bilingual("", "")
    kind, words = KINDS[field.kind], meaning(column)
    return {
        "table": table.name,
        "table_zh": table.label.zh,
        "table_en": table.label.en,
        "column": column.name,
        "header_zh": field.axis_label("zh"),
        "header_en": field.axis_label("en"),
        "kind": field.kind,
        "kind_zh": kind.zh,
        "kind_en": kind.en,
        "unit_zh": unit.zh,
        "unit_en": unit.en,
        "required": not column.nullable,
        "key": column.name in table.key,
        "references": ".".join(column.references or ()),
        "categories": "；".join(_spelled(column)),
        "accepted_headers": "、".join(_further_headers(column)),
        "rules": ", ".join(rule.name for rule in column.rules),
        "meaning_zh": words.zh,
        "meaning_en": words.en,
    }


def _spelled(column: Column) -> list[str]:
    """Give each choice as ``备案 filed（已备案）``."""
    more = {item.code: item.spellings for item in column.field.categories}
    return [
        f"{label.zh} {label.en}" + (f"（{'、'.join(also)}）" if also else "")
        for code, label in choices(column).items()
        for also in [more.get(code, ())]
    ]


def _further_headers(column: Column) -> list[str]:
    field = column.field
    plain = [] if field.unit is None else [field.label.zh]
    return [*plain, *field.headers]


def to_markdown() -> str:
    """
    Write the guide and the codebook for reading.

    Returns
    -------
    str
        Markdown, Chinese first and English beside.
    """
    words = guide()
    lines = [f"# {_TITLE}", "", "## " + " / ".join(words["title"]), ""]
    lines += _numbered(words["steps"])
    lines += ["", "## " + " / ".join(words["check_title"]), ""]
    lines += _numbered(words["check"])
    lines += ["", "## 数据字典 / codebook"]
    frame = codebook()
    for name, columns in frame.groupby("table", sort=False):
        lines += _section(TABLES[str(name)], columns)
    return "\n".join(lines) + "\n"


def _numbered(pairs: Iterable[Sequence[str]]) -> list[str]:
    return [f"{n}. {zh}\n   {en}" for n, (zh, en) in enumerate(pairs, start=1)]


def _section(table: Table, columns: pd.DataFrame) -> list[str]:
    key = "、".join(columns.loc[columns["key"], "header_zh"])
    lines = ["", f"### {table.label}（`{table.name}`）", ""]
    one = row_meaning(table.name)
    lines += [f"{one.zh}；{key}合起来不重复。", f"In English: {one.en}.", ""]
    heads = [f"{head.zh}<br>{head.en}" for head in _HEADS]
    lines += [_line(heads), _line(["---"] * len(heads))]
    for row in columns.to_dict("records"):
        meant = [row["meaning_zh"], row["meaning_en"]] if row["meaning_zh"] else []
        needed = NEEDED if row["required"] else OPTIONAL
        cells = [
            f"**{row['header_zh']}**<br>{row['header_en']}",
            f"`{row['column']}`",
            f"{row['kind_zh']}<br>{row['kind_en']}",
            f"{needed.zh}<br>{needed.en}",
            "<br>".join(meant),
            row["categories"].replace("；", "<br>"),
            row["accepted_headers"],
        ]
        lines.append(_line(cells))
    return lines


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _joined(parts: Sequence[Bilingual]) -> Bilingual:
    return Bilingual("；".join(p.zh for p in parts), "; ".join(p.en for p in parts))
