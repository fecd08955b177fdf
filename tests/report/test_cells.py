"""Frames as printed cells."""

from __future__ import annotations

import pandas as pd

from hubstudy.report.cells import Show, table_of


def test_large_numbers_are_grouped_and_years_are_not() -> None:
    frame = pd.DataFrame({"stated": [300000.0, 2018.0]})
    _, rows = table_of(frame, [Show("stated")], "zh")
    assert [row[0].text for row in rows] == ["300,000", "2018"]
