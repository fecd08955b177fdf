"""Every column has one name, words in two languages and no rival for its headers."""

from __future__ import annotations

import itertools

import pytest

from hubstudy.fields import FIELDS, Field, fold_header, label
from hubstudy.schemas import TABLES


@pytest.mark.parametrize("field", FIELDS.values(), ids=lambda field: field.name)
def test_words_exist_in_both_languages(field: Field) -> None:
    assert all(field.label)
    assert field.label.zh.isascii() is False or field.name == "n"
    assert field.label.en.isascii() or "²" in field.label.en


@pytest.mark.parametrize("table", TABLES)
def test_no_two_columns_of_a_table_accept_the_same_header(table: str) -> None:
    fields = [column.field for column in TABLES[table].columns]
    for one, other in itertools.combinations(fields, 2):
        assert not one.accepted_headers() & other.accepted_headers()


@pytest.mark.parametrize(
    "field", [f for f in FIELDS.values() if f.categories], ids=lambda field: field.name
)
def test_no_spelling_means_two_categories(field: Field) -> None:
    words = [
        {fold_header(w) for w in (c.code, *c.label, *c.spellings)}
        for c in field.categories
    ]
    assert sum(map(len, words)) == len(field.category_spellings())


def test_an_axis_label_carries_its_unit_in_the_form_of_the_language() -> None:
    assert label("award_cny", "zh") == "资助金额/元"
    assert label("award_cny", "en") == "award (yuan)"
    assert label("network_density", "zh") == "网络密度"


def test_full_width_and_spaced_headers_fold_together() -> None:
    assert fold_header("６０岁及以上 人数") == fold_header("60岁及以上人数")
