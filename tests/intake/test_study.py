"""A study knows its units, its years and which organisations were open when."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from hubstudy.errors import Bilingual, MeasureError
from hubstudy.intake.texts import Texts
from tests.studies import (
    STREET_1,
    STREET_2,
    A,
    B,
    C,
    organization,
    small_study,
)

if TYPE_CHECKING:
    from hubstudy.intake import Study


def test_units_are_the_city_and_its_streets(napkin: Study) -> None:
    assert napkin.units == ("city", STREET_1, STREET_2)
    assert napkin.unit_name("city") == Bilingual("示例市", "Example City")
    assert napkin.unit_name(STREET_2) == Bilingual("乙街道", "乙街道")
    with pytest.raises(MeasureError, match=STREET_2):
        napkin.unit_name("370000000")


def test_a_unit_has_its_communities(napkin: Study) -> None:
    assert napkin.community_codes().tolist() == [A, B, C]
    assert napkin.community_codes(STREET_1).tolist() == [A, B]


def test_stocks_are_counted_on_the_last_day_of_a_year(napkin: Study) -> None:
    assert napkin.last_day() == napkin.last_day(2023) == dt.date(2023, 8, 31)
    assert napkin.last_day(2020) == dt.date(2020, 12, 31)
    with pytest.raises(MeasureError, match="2015–2023"):
        napkin.last_day(2014)


def test_an_organization_is_open_from_its_first_day_to_the_day_before_its_last() -> (
    None
):
    rows = [
        organization("O1", A, opened=None),
        organization("O2", A, opened="2018-12-31"),
        organization("O3", A, opened="2019-01-01"),
        organization("O4", B, closed="2018-12-31"),
        organization("O5", C, closed="2019-01-01"),
    ]
    study = small_study(organizations=rows, ties=[])
    found = study.organizations_open(2018)
    assert found["organization_id"].tolist() == ["O1", "O2", "O5"]
    assert found["street_name"].tolist() == ["甲街道", "甲街道", "乙街道"]
    assert found["is_core_city"].tolist() == [True, True, False]
    assert study.organizations_open()["organization_id"].tolist() == ["O1", "O2", "O3"]


def test_a_community_is_treated_from_the_year_of_its_first_hub() -> None:
    rows = [
        organization("H1", A, is_hub=True, opened="2018-05-01"),
        organization("H2", A, is_hub=True, opened="2016-01-01"),
        organization("H3", B, is_hub=True, opened=None),
        organization("O1", C),
    ]
    years = small_study(organizations=rows, ties=[]).hub_years()
    assert years.index.tolist() == [A, B, C]
    assert years.loc[A] == 2016
    assert years.isna().tolist() == [False, True, True]


def test_tables_go_by_name_in_the_order_of_the_schemas(napkin: Study) -> None:
    names = [name for name, _ in napkin.tables]
    assert names[:3] == ["street_districts", "communities", "organizations"]
    assert len(names) == 12


def test_a_column_knows_its_length() -> None:
    assert len(Texts.of(["甲", "乙", "甲"])) == 3
