"""Numbers in place of names: every kind of column, one key or several."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from hubstudy.measures.funding import numbering
from hubstudy.measures.funding.numbering import holders_of, numbered

COLUMNS: dict[str, tuple[Any, list[int]]] = {
    "text": (pd.Series(["b", "a", None, "b"], dtype="str"), [2]),
    "category": (
        pd.Series(["b", "a", None, "b"], dtype=pd.CategoricalDtype(["z", "b", "a"])),
        [2],
    ),
    "year": (pd.Series([2022, 2021, None, 2022], dtype="Int64"), [2]),
    "flag": (pd.Series([True, False, True, True]), []),
    "object": (pd.Series(["b", "a", None, "b"], dtype=object), [2]),
}


@pytest.mark.parametrize("kind", COLUMNS)
def test_codes_are_places_of_values_and_gaps_are_marked(kind: str) -> None:
    column, gaps = COLUMNS[kind]
    codes, values = numbered(column)
    assert np.flatnonzero(codes < 0).tolist() == gaps
    known = codes >= 0
    assert values.take(codes[known]).tolist() == column[known].tolist()
    assert values.is_unique


@pytest.mark.parametrize("most", [4, 2**62])
def test_holders_are_those_of_groupby(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbering, "MOST_NUMBERS", most)
    rng = np.random.default_rng(5)
    for n in (1, 7, 200):
        frame = pd.DataFrame(
            {
                "a": pd.Series(rng.choice(["甲", "乙", "b", "a"], n), dtype="str"),
                "b": pd.array(rng.integers(2019, 2023, n), dtype="Int64"),
                "c": pd.Categorical(rng.choice([*"xyz"], n), [*"zwyx"]),
            }
        )
        for keys in (["a"], ["c"], ["b", "a"], ["a", "b", "c"]):
            holders = holders_of({name: numbered(frame[name]) for name in keys})
            order, found = holders.in_order()
            plain = frame[keys].astype({k: "str" for k in keys if k == "c"})
            groups = plain.groupby(keys)
            expected = groups.size().reset_index()[keys]
            assert found.to_numpy().tolist() == expected.to_numpy().tolist()
            place = np.empty(holders.n, dtype=int)
            place[order] = np.arange(holders.n)
            assert place[holders.codes].tolist() == groups.ngroup().tolist()
