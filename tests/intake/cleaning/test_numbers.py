"""Numbers read back exactly in every form in which they may be written."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.fields import FIELDS
from hubstudy.intake.cleaning.numbers import fits, header_unit, read, written
from hubstudy.intake.cleaning.numerals import read_numeral, write_numeral
from hubstudy.schemas import TABLES

MONEY, PEOPLE = FIELDS["award_cny"], FIELDS["residents"]
COUNT = FIELDS["n_organizations"]


if TYPE_CHECKING:
    from hubstudy.intake.cleaning.cells import Reading


def value(text: str, name: str, header: str = "") -> Reading:
    return read(text, FIELDS[name], header_unit(header))


@pytest.mark.parametrize(
    ("text", "name", "expected", "rules"),
    [
        ("1200", "award_cny", 1200, ()),
        ("0.1", "award_cny", 0.1, ()),
        ("-0", "award_cny", 0, ()),
        ("−3", "award_cny", -3, ()),
        ("1,234,567.5", "award_cny", 1234567.5, ("thousands",)),
        ("1.2万", "award_cny", 12000, ("unit_in_cell",)),
        ("1.1万元", "award_cny", 11000, ("unit_in_cell",)),
        ("0.29亿", "award_cny", 29000000, ("unit_in_cell",)),
        ("3千元", "award_cny", 3000, ("unit_in_cell",)),
        ("¥3,500", "award_cny", 3500, ("thousands", "unit_in_cell")),
        ("人民币三万元整", "award_cny", 30000, ("chinese_numeral", "unit_in_cell")),
        ("叁佰贰拾元", "award_cny", 320, ("chinese_numeral", "unit_in_cell")),
        ("约300元", "award_cny", 300, ("approximate", "unit_in_cell")),
        ("1.2万余元", "award_cny", 12000, ("approximate", "unit_in_cell")),
        ("300元左右", "award_cny", 300, ("approximate", "unit_in_cell")),
        ("三百多", "residents", 300, ("chinese_numeral", "approximate")),
        ("大约500上下", "residents", 500, ("approximate",)),
        ("1.2万人", "residents", 12000, ("unit_in_cell",)),
        ("2000.0", "residents", 2000, ("decimal_zero",)),
        ("两万", "residents", 20000, ("chinese_numeral",)),
        ("101人次", "beneficiaries", 101, ("unit_in_cell",)),
        ("31%", "value", 0.31, ("percent",)),
        ("百分之三十一", "value", 0.31, ("chinese_numeral", "percent")),
        ("5公顷", "area_km2", 0.05, ("unit_in_cell",)),
        ("3亩", "area_km2", 0.002, ("unit_in_cell",)),
        ("750000平方米", "area_km2", 0.75, ("unit_in_cell",)),
        ("5km2", "area_km2", 5, ("unit_in_cell",)),
        ("90.5分", "score", 90.5, ("unit_in_cell",)),
        ("五星", "stars", 5, ("chinese_numeral", "unit_in_cell")),
        ("12个月", "months", 12, ("unit_in_cell",)),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(
    text: str, name: str, expected: float, rules: tuple[str, ...]
) -> None:
    reading = value(text, name)
    assert (reading.value, reading.rules, reading.failure) == (expected, rules, "")


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("3-5", "residents", "range_not_number"),
        ("3~5人", "residents", "range_not_number"),
        ("三至五人", "residents", "range_not_number"),
        ("约3-5", "residents", "range_not_number"),
        (">300", "residents", "range_not_number"),
        ("300以上", "residents", "range_not_number"),
        ("300人以上", "residents", "range_not_number"),
        ("不足300", "residents", "range_not_number"),
        ("近300", "residents", "range_not_number"),
        ("300+", "residents", "range_not_number"),
        ("31%", "award_cny", "percent_unexpected"),
        ("31%", "residents", "percent_unexpected"),
        ("1e5", "award_cny", "number_scientific"),
        ("1.2E+05", "residents", "number_scientific"),
        ("300套", "award_cny", "unit_unknown"),
        ("300美元", "award_cny", "unit_unknown"),
        ("300户", "residents", "unit_unknown"),
        ("3千", "residents", "unit_unknown"),
        ("300人次", "residents", "unit_unknown"),
        ("3万", "n_organizations", "unit_unknown"),
        ("3.5", "residents", "integer_unreadable"),
        ("1.23456万", "residents", "integer_unreadable"),
        ("1234567890123456", "award_cny", "number_too_long"),
        ("9999999999亿", "award_cny", "number_too_long"),
        ("12.", "award_cny", "number_unreadable"),
        ("1,23", "award_cny", "number_unreadable"),
        ("12,34,567", "award_cny", "number_unreadable"),
        ("0,123", "award_cny", "number_unreadable"),
        ("1.234.567", "award_cny", "number_unreadable"),
        ("1 234", "award_cny", "number_unreadable"),
        ("(300)", "award_cny", "number_unreadable"),
        ("12元5角", "award_cny", "number_unreadable"),
        ("3万5千", "award_cny", "number_unreadable"),
        ("一万二", "award_cny", "number_unreadable"),
        ("三五", "residents", "integer_unreadable"),
        ("数百", "residents", "integer_unreadable"),
        ("十几人", "residents", "unit_unknown"),
        ("nan", "award_cny", "number_unreadable"),
        ("inf", "award_cny", "number_unreadable"),
        ("1_000", "award_cny", "number_unreadable"),
        ("٣", "award_cny", "number_unreadable"),
        ("0x1F", "award_cny", "number_unreadable"),
        ("9" * 5000, "award_cny", "number_unreadable"),
    ],
)
def test_what_is_no_one_number_is_refused(text: str, name: str, code: str) -> None:
    reading = value(text, name)
    assert (reading.value, reading.failure) == (None, code)


@pytest.mark.parametrize(
    ("header", "text", "name", "expected"),
    [
        ("金额（万元）", "1.2", "award_cny", 12000),
        ("金额（万元）", "1.2万元", "award_cny", 12000),
        ("金额（万元）", "¥1.2万", "award_cny", 12000),
        ("金额（万元）", "1.2万", "award_cny", "unit_conflict"),
        ("金额（万元）", "三万", "award_cny", "unit_conflict"),
        ("金额（万元）", "12000元", "award_cny", "unit_conflict"),
        ("金额（万元）", "¥12000", "award_cny", "unit_conflict"),
        ("金额/元", "1.2万", "award_cny", 12000),
        ("金额/元", "1.2万元", "award_cny", 12000),
        ("人口（万人）", "1.5", "residents", 15000),
        ("人口（万）", "1.5", "residents", 15000),
        ("人口（人）", "15户", "residents", "unit_conflict"),
        ("面积（公顷）", "5", "area_km2", 0.05),
        ("面积/km²", "5平方公里", "area_km2", 5),
        ("面积/km²", "5公顷", "area_km2", "unit_conflict"),
        ("数值（%）", "31", "value", 0.31),
        ("数值（%）", "31%", "value", 0.31),
        ("人口（户）", "31", "residents", "unit_unknown"),
    ],
)
def test_unit_of_the_header_holds(
    header: str, text: str, name: str, expected: float | str
) -> None:
    reading = value(text, name, header)
    if isinstance(expected, str):
        assert (reading.value, reading.failure) == (None, expected)
    else:
        assert (reading.value, reading.failure) == (expected, "")


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ("金额（万元）", "万元"),
        ("金额(单位：亿元)", "亿元"),
        ("金额 单位：千元", "千元"),
        ("资助金额/元", "元"),
        ("award (yuan)", "yuan"),
        ("面积/km²", "km2"),
        ("面积（㎡）", "m2"),
        ("60岁及以上人数（人）", "人"),
        ("占比（％）", "%"),
        ("金额", None),
        ("金额（美元）", None),
        ("组织/单位名称", None),
        ("金额（元）（万元）", None),
        ("", None),
    ],
)
def test_unit_is_found_in_a_header(header: str, word: str | None) -> None:
    unit = header_unit(header)
    assert (unit and unit.word) == word


def test_every_field_takes_the_unit_of_its_own_axis_label() -> None:
    asked = {c.name: c.field for table in TABLES.values() for c in table.columns}
    for field in asked.values():
        for label in (field.axis_label("zh"), field.axis_label("en")):
            unit = header_unit(label)
            assert (unit is None) == (field.unit is None)
            assert unit is None or (fits(unit, field) and unit.factor == 1)


def test_thousand_counts_money_only() -> None:
    thousand, ten_thousand = header_unit("（千）"), header_unit("（万）")
    assert thousand is not None
    assert ten_thousand is not None
    assert [fits(thousand, f) for f in (MONEY, PEOPLE, COUNT)] == [True, False, False]
    assert [fits(ten_thousand, f) for f in (MONEY, PEOPLE, COUNT)] == [
        True,
        True,
        False,
    ]


WHOLE = st.integers(-(10**14), 10**14)
CENTS = st.integers(-(10**12), 10**12)


@given(CENTS)
@settings(deadline=None)
def test_money_reads_back_exactly_in_every_form(cents: int) -> None:
    text = f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"
    wan = Fraction(cents, 100) / 10000
    in_wan = written(float(wan))
    grouped = f"{Decimal(cents).scaleb(-2):,.2f}" if abs(cents) >= 10**5 else text
    for form in (text, f"{text}元", f"约{text}", f"{text} 元左右", grouped, f"¥{text}"):
        assert read(form, MONEY, None).value == cents / 100
    if Fraction(in_wan) == wan:
        assert read(f"{in_wan}万元", MONEY, None).value == cents / 100
        assert read(in_wan, MONEY, header_unit("（万元）")).value == cents / 100


@given(WHOLE)
@settings(deadline=None)
def test_whole_numbers_read_back_in_every_form(number: int) -> None:
    for form in (
        f"{number}",
        f"{number}.0",
        f"{number}人",
        f"{number:,}",
        f"约{number}",
    ):
        assert read(form, PEOPLE, None).value == number


@given(st.integers(0, 10**12 - 1))
@settings(deadline=None)
def test_chinese_numeral_reads_back(number: int) -> None:
    words = write_numeral(number)
    assert read_numeral(words) == number
    assert read(f"{words}人", PEOPLE, None).value == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三百二十", 320), ("一千零五", 1005), ("两万", 20000), ("二〇二三", 2023),
        ("二○二三", 2023), ("十", 10), ("十五", 15), ("一百一十五", 115),
        ("一百十五", 115),
        ("一亿两千万", 120000000), ("十万零五百", 100500), ("零", 0), ("两", 2),
        ("伍拾", 50), ("一百〇二", 102), ("二〇", 20), ("一千零五十", 1050),
        ("三百二", None), ("一万二", None), ("三五", None), ("三四百", None),
        ("百", None),
        ("一千五十", None),
        ("零五", None), ("○", None), ("两十", None), ("十两", None),
        ("廿", None), ("一百零两", None), ("", None), ("万", None), ("一万万亿", None),
    ],
)  # fmt: skip
def test_numeral_has_one_meaning_or_none(text: str, number: int | None) -> None:
    assert read_numeral(text) == number


@given(st.text("零〇○一二两三四五六七八九十百千万亿", max_size=12))
@settings(deadline=None)
def test_no_numeral_is_read_in_a_form_that_is_not_written(text: str) -> None:
    number = read_numeral(text)
    if number is not None and set(text) & set("十百千万亿"):
        plain = text.translate(str.maketrans("〇○两", "零零二")).replace("一十", "十")
        assert write_numeral(number).replace("一十", "十") == plain


NOISE = st.text(
    "0123456789.,+-eE%￥¥万亿千元人户个约左右余多至~<> 三十百零两²½以上下", max_size=14
)


@given(NOISE, st.sampled_from(["award_cny", "residents", "value", "area_km2"]))
@settings(deadline=None)
def test_a_number_has_a_rule_unless_it_stands_as_it_is(text: str, name: str) -> None:
    reading = value(text.strip() or "x", name)
    assert (reading.value is None) == bool(reading.failure)
    if reading.value is not None and not reading.rules:
        assert float(Fraction(text.strip())) == reading.value


@given(st.floats(allow_nan=False, allow_infinity=False))
@settings(deadline=None)
def test_written_number_is_the_number(number: float) -> None:
    text = written(number)
    assert float(text) == number
    assert "e" not in text
