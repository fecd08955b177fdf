"""The tables hold together before any data arrive."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hubstudy.schemas import TABLES
from tests.studies import default_rows, typed


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_keys_and_references_stand_in_their_tables(table) -> None:
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert set(table.key) <= set(names)
    for column in table.columns:
        if column.references:
            other, target = column.references
            assert TABLES[other].key == (target,)


def test_keys_are_never_empty() -> None:
    for table in TABLES.values():
        assert not any(table.column(name).nullable for name in table.key)


def test_a_rule_finds_the_values_that_break_it_and_no_missing_one() -> None:
    frame = typed("communities", default_rows()["communities"])
    frame.loc[0, "community_code"] = "12"
    frame["residents"] = pd.array([2000, 0, None], dtype="Int64")
    broken = {
        (rule.name, row)
        for column in TABLES["communities"].columns
        for rule in column.rules
        for row in np.flatnonzero(rule.broken_by(frame[column.name]))
    }
    assert broken == {("community_code_form", 0), ("positive", 1)}


def test_an_empty_table_breaks_no_rule() -> None:
    for table in TABLES.values():
        frame = typed(table.name, [])
        for column in table.columns:
            assert not any(
                rule.broken_by(frame[column.name]).any() for rule in column.rules
            )
