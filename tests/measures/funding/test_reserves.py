"""Months of reserve: not told where part of a year is all there is."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures.funding import stress
from hubstudy.measures.funding.reserves import accounts_of, is_over, months_covered
from tests.measures.funding.rows import account, receipt
from tests.studies import small_settings, small_study


def test_a_year_is_over_on_its_last_day() -> None:
    study = small_study()
    assert is_over(study, 2022)
    assert not is_over(study, 2023)
    ended = small_study(settings=small_settings(as_of=dt.date(2023, 12, 31)))
    assert is_over(ended, 2023)
    with pytest.raises(MeasureError, match="1999"):
        is_over(study, 1999)


def test_months_of_a_full_year_and_none_of_part_of_one() -> None:
    books = [account("H1"), account("H1", year=2023), account("A1", expenses_cny=0.0)]
    study = small_study(accounts=books)
    who = pd.Series(["H1", "A1", "A2"])
    full = accounts_of(study, who, year=2022)
    assert full["reserve_months"].iloc[0] == pytest.approx(2)  # 200 / (1,200 / 12)
    reasons = ["", "no_expenses", "no_accounts"]
    assert full["reserve_months_reason"].tolist() == reasons
    part = accounts_of(study, who, year=2023)
    reasons = ["part_year", "no_accounts", "no_accounts"]
    assert part["reserve_months_reason"].tolist() == reasons
    assert part["reserve_months"].isna().all()
    assert part["unrestricted_cny"].iloc[0] == 200
    balance = np.array([-1200.0, -1200.0, -1200.0])
    assert months_covered(balance, full)[0] == pytest.approx(2)
    assert np.isnan(months_covered(balance, part)).all()


def test_stress_of_a_year_that_is_not_over_has_deficits_and_no_months() -> None:
    names = ["H1", "A1", "A2", "A3", "B1"]
    rows = [receipt(i, organization_id=name, year=2023) for i, name in enumerate(names)]
    study = small_study(
        revenue=rows, accounts=[account(name, year=2023) for name in names]
    )
    result = stress(study, year=2023)
    table = result.to_frame()
    table = table[(table["level"] == "all") & (table["n_deficit"] == 5)]
    assert len(table)
    for name in ("median_reserve_months", "median_months_covered"):
        assert table[name].isna().all()
        assert table[f"{name}_reason"].eq("part_year").all()
    part = result.to_frame("organizations")
    assert part["months_covered_reason"].eq("part_year").any()
    assert part["reserve_months_reason"].eq("part_year").all()
