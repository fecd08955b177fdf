"""The tables hold together before any data arrive."""

from __future__ import annotations

import pandas as pd
import pytest
from pandera.errors import SchemaErrors

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


def test_pandera_names_the_rule_that_fails() -> None:
    frame = typed("communities", default_rows()["communities"])
    frame.loc[0, "community_code"] = "12"
    frame.loc[1, "residents"] = 0
    with pytest.raises(SchemaErrors) as caught:
        TABLES["communities"].pandera_schema().validate(frame, lazy=True)
    cases = caught.value.failure_cases
    assert set(cases["check"]) == {"community_code_form", "positive"}


def test_an_empty_table_passes() -> None:
    for table in TABLES.values():
        frame = typed(table.name, [])
        pd.testing.assert_frame_equal(table.pandera_schema().validate(frame), frame)
