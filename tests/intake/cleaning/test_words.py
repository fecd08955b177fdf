"""Cells become values by declared rules, or are refused with a code of their own."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.fields import FIELDS, fold_header
from hubstudy.intake.cleaning import quick
from hubstudy.intake.cleaning import words as reading_of_words
from hubstudy.intake.cleaning.numbers import header_unit
from hubstudy.intake.cleaning.refusals import CODES
from hubstudy.intake.cleaning.words import CellOptions, Cleaned, clean, expected
from hubstudy.intake.texts import Word
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from hubstudy.intake.texts import Kind

USUAL = CellOptions(
    required=False,
    missing=frozenset({"—", "-", "/", "无", "n/a", "null"}),
    unit=None,
    as_of=dt.date(2023, 12, 31),
)
CODE = replace(USUAL, is_code=True)


def one(
    text: str, name: str, kind: Kind = "plain", options: CellOptions = USUAL
) -> tuple[object, str, str]:
    """Give value, rules and failure of one cell."""
    cleaned = clean([Word(text, kind)], FIELDS[name], options)
    return cleaned.values[0], cleaned.rules[0], cleaned.failures.get(0, "")


@pytest.mark.parametrize(
    ("text", "value", "rules"),
    [
        ("福田社区", "福田社区", ""),
        ("  福田社区\u3000", "福田社区", "trim"),
        ("\xa0福田社区\t", "福田社区", "trim"),
        ("福田\n社区", "福田社区", "line_break"),
        ("Futian\r\nCommunity", "Futian Community", "line_break"),
        ("Ａ社区", "Ａ社区", ""),
        ("e\u0301a", "éa", "nfc"),
        ("福田\u200b社区", "福田\u200b社区", "invisible"),
        ("\u202e福田", "\u202e福田", "invisible"),
        ("NA", "NA", ""),
        ("None", "None", ""),
        ("无名社区", "无名社区", ""),
        ("=1+1", "=1+1", ""),
        ("无", None, "missing_token"),
        (" Ｎ／Ａ ", None, "trim+missing_token"),
        ("Null\u200b", None, "invisible+missing_token"),
        ("", None, ""),
        (" \u3000", None, "trim"),
        ("\u200b", None, "invisible"),
    ],
)
def test_names_stay_as_printed(text: str, value: str | None, rules: str) -> None:
    assert one(text, "organization_name") == (value, rules, "")


@pytest.mark.parametrize(
    ("text", "name", "value", "rules"),
    [
        ("A01", "organization_id", "A01", ""),
        ("ORG_0001", "organization_id", "ORG_0001", ""),
        ("007", "organization_id", "007", ""),
        ("Ａ０１", "organization_id", "A01", "nfkc"),
        (" A01\u200b", "organization_id", "A01", "trim+invisible"),
        ("A 01", "organization_id", "A01", "inner_space"),
        ("\t371082001", "street_code", "371082001", "trim"),
        ("371082001000", "street_code", "371082001", "street_code_12"),
        ("371082001001", "street_code", "371082001001", ""),
        ("371082001000", "community_code", "371082001000", ""),
        ("9144030071526726xg", "uscc", "9144030071526726XG", "upper_case"),
        ("9144030071526726xg", "organization_id", "9144030071526726xg", ""),
        ("-", "member_of", None, "missing_token"),
    ],
)
def test_codes_lose_what_is_no_part_of_them(
    text: str, name: str, value: str | None, rules: str
) -> None:
    assert one(text, name, options=CODE) == (value, rules, "")


@pytest.mark.parametrize(
    ("text", "kind", "name", "code"),
    [
        ("3.71E+11", "plain", "community_code", "code_scientific"),
        ("3.71082e11", "text", "community_code", "code_scientific"),
        ("５E+10", "plain", "organization_id", "code_scientific"),
        ("3.71E+11", "plain", "organization_name", "code_scientific"),
        ("371082199001011230", "number", "organization_id", "number_too_long"),
        ("371082199001011230", "number", "title", "number_too_long"),
        ("1234567890123456", "number", "award_cny", "number_too_long"),
        ("2018-03-05", "date", "project_id", "date_in_text"),
        ("2018-03-05", "date", "title", "date_in_text"),
        ("2018-03-05", "date", "scheme", "date_in_text"),
        ("2018-03-05", "date", "award_cny", "number_unreadable"),
        ("2018-03-05", "date", "year", "year_unreadable"),
        ("2018-03-05", "date", "is_hub", "flag_unreadable"),
        ("TRUE", "flag", "residents", "integer_unreadable"),
        ("TRUE", "flag", "opened", "date_unreadable"),
        ("#N/A", "error", "title", "error_cell"),
        ("#DIV/0!", "error", "award_cny", "error_cell"),
        ("=A1+1", "formula", "award_cny", "formula_without_value"),
        ("", "formula", "organization_id", "formula_without_value"),
        ("12", "formula", "residents", "formula_without_value"),
        ("福\x00田", "plain", "title", "control_character"),
        ("12\x0b", "plain", "residents", "control_character"),
        ("是\x1c", "plain", "is_hub", "control_character"),
        ("\ud800", "plain", "title", "control_character"),
        ("个人", "plain", "scheme", "category_unreadable"),
        ("也许", "plain", "is_hub", "flag_unreadable"),
        ("5²", "plain", "award_cny", "number_unreadable"),
        ("①", "plain", "residents", "integer_unreadable"),
        ("½", "plain", "award_cny", "number_unreadable"),
        ("㈠", "plain", "residents", "integer_unreadable"),
        ("2023年㋇", "plain", "opened", "date_unreadable"),
        ("01/02/2024", "plain", "opened", "date_ambiguous"),
    ],
)
def test_refused_cells_name_their_reason(
    text: str, kind: Kind, name: str, code: str
) -> None:
    options = CODE if name.endswith(("_id", "_code")) else USUAL
    assert one(text, name, kind, options) == (None, "", code)


@pytest.mark.parametrize(
    ("text", "name", "value", "rules"),
    [
        ("结项", "status", "completed", ""),
        ("completed", "status", "completed", ""),
        ("Completed", "status", "completed", ""),
        ("已结项", "status", "completed", "spelling"),
        (" 已结项 ", "status", "completed", "trim+spelling"),
        ("公益 创投", "scheme", "venture_grant", ""),
        ("无", "observation", "absent", ""),
        ("—", "observation", None, "missing_token"),
        ("是", "is_hub", True, ""),
        ("No", "is_hub", False, ""),
        ("√", "is_hub", True, "spelling"),
        ("０", "is_hub", False, "nfkc+spelling"),
        ("无", "is_hub", False, "spelling"),
        ("/", "is_hub", None, "missing_token"),
        ("３５００", "award_cny", 3500, "nfkc"),
        ("300\n元", "award_cny", 300, "line_break+unit_in_cell"),
        ("５ｋｍ²", "area_km2", 5, "nfkc+unit_in_cell"),
        ("5㎢", "area_km2", 5, "nfkc+unit_in_cell"),
        ("无", "award_cny", None, "missing_token"),
        ("２０２３年８月", "opened", "2023-08-01", "nfkc+date_month"),
        ("2023年", "year", 2023, "year_form"),
    ],
)
def test_other_cells_by_kind_of_field(
    text: str, name: str, value: object, rules: str
) -> None:
    assert one(text, name)[:2] == (value, rules)


def test_a_declared_number_is_missing_though_it_is_a_number() -> None:
    options = replace(USUAL, missing=frozenset({"9999"}))
    assert one("9999", "residents", options=options) == (None, "missing_token", "")
    assert one("99990", "residents", options=options) == (99990, "", "")


def test_canonical_texts_and_precision_stand_beside_the_values() -> None:
    cleaned = clean([Word("已备案"), Word("备案")], FIELDS["legal_status"], USUAL)
    assert cleaned.became == ["备案", "备案"]
    cleaned = clean([Word("2023年8月"), Word("x")], FIELDS["opened"], USUAL)
    assert cleaned.became == ["2023-08-01", ""]
    assert cleaned.precision == ["month", ""]
    cleaned = clean([Word("1.2万"), Word("有")], FIELDS["award_cny"], USUAL)
    assert cleaned.became == ["12000", ""]
    assert cleaned.failures == {1: "number_unreadable"}


def test_zero_has_no_sign() -> None:
    assert str(one("-0.0", "award_cny")[0]) == "0.0"
    assert str(one("-0", "award_cny")[0]) == "0.0"


ASKED = sorted({c.name for table in TABLES.values() for c in table.columns})
LETTERS = st.one_of(
    st.characters(),
    st.sampled_from("0123456789.,-/年月日万元%约人 \t\n\u3000\u200b_ＡEe+是否无²"),
)
WORDS = st.builds(
    Word,
    st.text(LETTERS, max_size=12),
    st.sampled_from(["plain", "text", "number", "date", "flag", "error", "formula"]),
)
OPTIONS = st.builds(
    CellOptions,
    required=st.booleans(),
    missing=st.sampled_from(
        [
            frozenset[str](),
            USUAL.missing,
            frozenset({"0", "不详"}),
            frozenset({"x" * 600}),
        ]
    ),
    unit=st.sampled_from(
        [
            None,
            *map(
                header_unit,
                ["（万元）", "（元）", "（%）", "（公顷）", "（亩）", "（人）"],
            ),
        ]
    ),
    as_of=st.just(dt.date(2023, 12, 31)),
    ends=st.booleans(),
    epoch_1904=st.booleans(),
    is_code=st.booleans(),
)


def same(one: Cleaned, other: Cleaned) -> bool:
    return all(
        getattr(one, part) == getattr(other, part)
        for part in ("values", "rules", "failures", "precision")
    )


@given(st.lists(WORDS, max_size=6), st.sampled_from(ASKED), OPTIONS)
@settings(deadline=None)
def test_random_text_never_raises_and_never_gives_a_value_without_a_rule(
    words: list[Word], name: str, options: CellOptions
) -> None:
    field = FIELDS[name]
    cleaned = clean(words, field, options)
    for place, word in enumerate(words):
        value, rules = cleaned.values[place], cleaned.rules[place]
        failure = cleaned.failures.get(place)
        if failure:
            assert (value, rules, cleaned.became[place]) == (None, "", "")
            assert failure in CODES
            expected(failure, field)
        elif value is None:
            assert rules or not word.text.strip()
        elif not rules and field.kind in {"text", "date"}:
            assert value == word.text
        elif not rules and field.kind in {"integer", "number", "year"}:
            assert float(word.text.replace("−", "-")) == value


@pytest.mark.parametrize("is_code", [True, False])
@given(texts=st.lists(st.text(LETTERS, max_size=12)), options=OPTIONS, data=st.data())
@settings(deadline=None)
def test_settled_at_once_or_one_by_one_is_the_same(
    texts: list[str], options: CellOptions, data: st.DataObject, *, is_code: bool
) -> None:
    plain = st.sampled_from(
        [
            "organization_id",
            "street_code",
            "uscc",
            "title",
            "award_cny",
            "residents",
            "value",
        ]
    )
    field = FIELDS[data.draw(plain)]
    numbers = data.draw(
        st.lists(st.from_regex(r"-?[0-9]{1,16}(\.[0-9]{1,3})?", fullmatch=True))
    )
    words = [Word(text) for text in [*texts, *numbers, "ORG_1", " 福田社区", "A-0001 "]]
    options = replace(options, is_code=is_code)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading_of_words, "FEW", 0)
        quickly = clean(words, field, options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            reading_of_words, "settle", lambda words, *_: np.arange(len(words))
        )
        slowly = clean(words, field, options)
    assert same(quickly, slowly)


def test_letters_that_are_not_looked_at_are_left_alone_by_every_rule() -> None:
    safe = {chr(code) for code in range(0x21, 0x7F)} | set(quick._MARKS)
    safe |= {chr(code) for code in (0x3007, *range(0x3400, 0x4DC0))}
    safe |= {chr(code) for code in range(0x4E00, 0xA000)}
    for letter in safe:
        assert unicodedata.normalize("NFC", letter) == letter
        assert not letter.isspace()
        assert len(fold_header(letter)) >= (letter != "_")


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_refusal_says_what_to_do_in_both_languages(code: str) -> None:
    for field in FIELDS.values():
        for text in expected(code, field):
            assert text.zh
            assert text.en
            assert "{" not in str(text)


def test_expected_names_categories_and_unit() -> None:
    wanted, _ = expected("category_unreadable", FIELDS["status"])
    assert wanted.zh == "以下之一：结项、在施、中止"
    wanted, _ = expected("number_unreadable", FIELDS["award_cny"])
    assert (wanted.zh, wanted.en) == ("数字（单位：元）", "a number (unit: yuan)")
    with pytest.raises(KeyError):
        expected("no_such_code", FIELDS["status"])
