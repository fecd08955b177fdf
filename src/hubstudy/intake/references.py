"""Which row a cell refers to: by id, by credit code, or by a name that only one has.

A street office writes 承接组织 as a name. A name that exactly one organisation bears
is as good as its id; a name that two bear is refused, and nothing is matched by
likeness.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.errors import Bilingual
from hubstudy.intake.headers import NAME_COLUMNS
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hubstudy.errors import Problem
    from hubstudy.intake.typed import Typed
    from hubstudy.schemas import Column

SHOWN_PER_VALUE = 20
"""Cells told one by one that hold the same unknown reference."""


def plain_name(name: str) -> str:
    """
    Bring spellings of one name together.

    Parameters
    ----------
    name
        As printed.

    Returns
    -------
    str
        NFKC form in lower case without white space and punctuation.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\W_]+", "", folded)


def surrogate_id(street: str, community: str, name: str) -> str:
    """
    Make an id for an organisation that has none, the same each time.

    Parameters
    ----------
    street
        Code of its street district.
    community
        Code of its community.
    name
        Its name.

    Returns
    -------
    str
        ``S`` and twelve hexadecimal digits.
    """
    text = "\0".join((street, community, plain_name(name)))
    return f"S{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def give_surrogates(organizations: Typed) -> list[Problem]:
    """
    Give organisations without an id one made from place and name, in place.

    Parameters
    ----------
    organizations
        The table, its references to communities resolved.

    Returns
    -------
    list of Problem
        A warning that counts them.
    """
    frame = organizations.frame
    wanting = np.flatnonzero(frame["organization_id"].isna())
    made: list[str] = []
    for row in map(int, wanting):
        code = frame["community_code"].iloc[row]
        name = frame["organization_name"].iloc[row]
        if pd.isna(code) or pd.isna(name):
            made.append("")  # told as empty or unreadable cells
            continue
        made.append(surrogate_id(code[:9], code, name))
        organizations.note_change(row, "organization_id", made[-1], "surrogate_id")
    if not len(wanting):
        return []
    ids = frame["organization_id"].astype("object")
    ids.iloc[wanting] = [text or None for text in made]
    organizations.frame["organization_id"] = ids.astype("str")
    return [
        organizations.problem(
            "surrogate_ids",
            f"{len(wanting)} 个组织没有编号 / organisations without an id",
            Bilingual("由街道、社区与名称生成的编号", "ids made from place and name"),
            Bilingual(
                "改名会改变编号；能取得正式编号时请填写",
                "a change of name changes the id; fill in official ids if you can",
            ),
            row=int(wanting[0]),
            column="organization_id",
            severity="warning",
        )
    ]


def resolve(tables: Mapping[str, Typed], *, surrogates: bool = False) -> list[Problem]:
    """
    Turn every reference into the id it means, in place; tell those that mean none.

    Parameters
    ----------
    tables
        Tables by name; references to a table that could not be read are left alone.
    surrogates
        Whether organisations without an id are given one.

    Returns
    -------
    list of Problem
        Unknown references, and names that several rows bear.
    """
    problems: list[Problem] = []
    for name, table in TABLES.items():
        for column in table.columns:
            if name in tables and column.references and column.references[0] in tables:
                target = tables[column.references[0]]
                problems += _resolve(tables[name], column, target)
                at_home = (name, column.name) == ("organizations", "community_code")
                if at_home and surrogates:
                    problems += give_surrogates(tables[name])
    return problems


def _resolve(table: Typed, column: Column, target: Typed) -> Iterator[Problem]:
    assert column.references is not None  # noqa: S101 - chosen by the caller
    key = target.frame[column.references[1]]
    values = table.frame[column.name]
    known = set(key.tolist())
    if all(text in known for text in values.tolist() if isinstance(text, str)):
        return
    unknown = values[values.notna() & ~values.isin(key)]
    names = _names(target)
    meant = {text: names.get(plain_name(text), []) for text in unknown.unique()}
    ids = {text: key.iloc[rows[0]] for text, rows in meant.items() if len(rows) == 1}
    ids = {text: found for text, found in ids.items() if not pd.isna(found)}
    if ids:
        for place in map(int, np.flatnonzero(values.isin(list(ids)))):
            table.note_change(place, column.name, ids[values.iloc[place]], "reference")
        table.frame[column.name] = values.map(lambda text: ids.get(text, text)).astype(
            "str"
        )
    told = unknown.value_counts().to_dict()
    shown: dict[str, int] = {}
    for row, text in unknown.items():
        if text in ids:
            continue
        shown[text] = shown.get(text, 0) + 1
        if shown[text] > SHOWN_PER_VALUE:
            continue
        rest = told[text] - SHOWN_PER_VALUE if shown[text] == SHOWN_PER_VALUE else 0
        place = int(str(row))
        if len(meant[text]) > 1:
            places = "、".join(target.place(r) for r in meant[text][:5])
            yield _unclear(table, column, place, places, rest)
        else:
            yield _dangling(table, column, target, place, rest)


def _names(target: Typed) -> dict[str, list[int]]:
    """Rows of a table by name and, for organisations, by credit code."""
    rows: dict[str, list[int]] = {}
    columns = [
        NAME_COLUMNS.get(target.table),
        "uscc" if "uscc" in target.frame else None,
    ]
    for column in columns:
        if column is not None:
            for row, text in enumerate(target.frame[column]):
                if not pd.isna(text):
                    rows.setdefault(plain_name(text), []).append(row)
    return rows


def _and_more(rest: int) -> Bilingual:
    if rest <= 0:
        return Bilingual("", "")
    return Bilingual(f"（同一值另有 {rest} 处）", f" ({rest} more cells hold the same)")


def _unclear(table: Typed, column: Column, row: int, places: str, rest: int) -> Problem:
    more = _and_more(rest)
    return table.problem(
        "reference_unclear",
        table.text(column.name, row).strip(),
        Bilingual(
            f"唯一的编号；同名者见 {places}{more.zh}",
            f"an id; several bear the name: {places}{more.en}",
        ),
        Bilingual("改填编号", "write the id instead of the name"),
        row=row,
        column=column.name,
    )


def _dangling(
    table: Typed, column: Column, target: Typed, row: int, rest: int
) -> Problem:
    label = TABLES[target.table].label
    more = _and_more(rest)
    return table.problem(
        "key_dangling",
        table.text(column.name, row).strip(),
        Bilingual(
            f"“{label.zh}”表中已有的编号或唯一名称{more.zh}",
            f"an id, or a name that only one has, in {target.table}{more.en}",
        ),
        Bilingual(
            f"改正此处；“{label.zh}”表确实缺少时在那里补上",
            f"mend it here; if {target.table} really lacks it, add it there",
        ),
        row=row,
        column=column.name,
    )
