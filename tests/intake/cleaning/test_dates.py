"""Dates and years read back in every form in which they may be written."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.intake.cleaning import dates
from hubstudy.intake.cleaning.numerals import write_numeral

if TYPE_CHECKING:
    from hubstudy.intake.cleaning.cells import Reading
    from hubstudy.intake.texts import Kind

AS_OF = dt.date(2023, 12, 31)
DAYS = st.dates(dates.FIRST, dates.LAST)


def read(
    text: str, kind: Kind = "plain", *, ends: bool = False, epoch_1904: bool = False
) -> Reading:
    return dates.read(text, kind, as_of=AS_OF, ends=ends, epoch_1904=epoch_1904)


@pytest.mark.parametrize(
    ("text", "expected", "rules", "precision"),
    [
        ("2023-08-01", "2023-08-01", "", "day"),
        ("2023年8月1日", "2023-08-01", "date_form", "day"),
        ("2023年08月01日", "2023-08-01", "date_form", "day"),
        ("2023年8月1号", "2023-08-01", "date_form", "day"),
        ("2023 年 8 月 1 日", "2023-08-01", "date_form", "day"),
        ("2023.8.1", "2023-08-01", "date_form", "day"),
        ("2023/8/1", "2023-08-01", "date_form", "day"),
        ("2023-8-1", "2023-08-01", "date_form", "day"),
        ("2023. 8. 1", "2023-08-01", "date_form", "day"),
        ("20230801", "2023-08-01", "date_form", "day"),
        ("2023-08-01 00:00:00", "2023-08-01", "date_form", "day"),
        ("2023-08-01T00:00:00", "2023-08-01", "date_form", "day"),
        ("2023/8/1 0:00", "2023-08-01", "date_form", "day"),
        ("二〇二三年八月一日", "2023-08-01", "date_form+chinese_numeral", "day"),
        ("二零二三年十二月三十一日", "2023-12-31", "date_form+chinese_numeral", "day"),
        ("45139", "2023-08-01", "date_serial", "day"),
        ("截至2023年8月31日", "2023-08-31", "date_form", "day"),
        ("2023年8月", "2023-08-01", "date_month", "month"),
        ("2023年8月份", "2023-08-01", "date_month", "month"),
        ("2023.8", "2023-08-01", "date_month", "month"),
        ("2023.10", "2023-10-01", "date_month", "month"),
        ("2023-8", "2023-08-01", "date_month", "month"),
        ("2023-08", "2023-08-01", "date_month", "month"),
        ("2023/1", "2023-01-01", "date_month", "month"),
        ("202308", "2023-08-01", "date_month", "month"),
        ("二○二三年八月", "2023-08-01", "date_month+chinese_numeral", "month"),
        ("截至2023年8月", "2023-08-01", "date_month", "month"),
        ("2023年", "2023-01-01", "date_year", "year"),
        ("2023", "2023-01-01", "date_year", "year"),
    ],
)
def test_dates_as_people_write_them(
    text: str, expected: str, rules: str, precision: str
) -> None:
    reading = read(text)
    assert reading.failure == ""
    assert (reading.value, "+".join(reading.rules)) == (expected, rules)
    assert reading.precision == precision


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("01/02/2024", "date_ambiguous"),
        ("1-2-2024", "date_ambiguous"),
        ("01/02/03", "date_ambiguous"),
        ("23-8-1", "date_ambiguous"),
        ("2023.1", "date_ambiguous"),
        ("20238", "date_ambiguous"),
        ("200801", "date_ambiguous"),
        ("13/02/2024", "date_unreadable"),
        ("2024/13/01", "date_unreadable"),
        ("2024-00-01", "date_unreadable"),
        ("2024-0", "date_unreadable"),
        ("202313", "date_unreadable"),
        ("2023-02-29", "date_unreadable"),
        ("20230229", "date_unreadable"),
        ("2023年底", "date_unreadable"),
        ("2023年8月上旬", "date_unreadable"),
        ("2023年13月", "date_unreadable"),
        ("2023年十三月", "date_unreadable"),
        ("23年8月1日", "date_unreadable"),
        ("8月1日", "date_unreadable"),
        ("2023-8/1", "date_unreadable"),
        ("2023-08-01 13:00", "date_unreadable"),
        ("2023-08 00:00", "date_unreadable"),
        ("2022-2023", "date_unreadable"),
        ("至今", "date_unreadable"),
        ("45139.5", "date_unreadable"),
        ("２０２３", "date_unreadable"),
        ("0000", "date_unreadable"),
        ("1949-09-30", "date_range"),
        ("2101-01-01", "date_range"),
        ("99999", "date_range"),
        ("10000", "date_range"),
        ("1900年", "date_range"),
    ],
)
def test_what_is_no_one_date_is_refused(text: str, code: str) -> None:
    reading = read(text)
    assert (reading.value, reading.failure) == (None, code)


def test_january_written_with_a_point_is_sure_only_as_text() -> None:
    assert read("2023.1", "text").value == "2023-01-01"
    for kind in ("plain", "number"):
        assert read("2023.1", kind).failure == "date_ambiguous"
    assert read("2023.8", "number").value == "2023-08-01"


def test_closing_date_is_the_last_day_but_not_after_the_as_of_day() -> None:
    assert read("2023年8月", ends=True).value == "2023-08-31"
    assert read("2020-02", ends=True).value == "2020-02-29"
    assert read("2022", ends=True).value == "2022-12-31"
    half = dt.date(2023, 6, 15)
    for text in ("2023", "2023年6月"):
        reading = dates.read(text, "text", as_of=half, ends=True, epoch_1904=False)
        assert reading.value == "2023-06-15"
    later = dates.read("2024年", "text", as_of=half, ends=True, epoch_1904=False)
    assert later.value == "2024-12-31"  # left to the check against the as-of day


def test_date_cells_keep_their_day() -> None:
    assert read("2023-08-01", "date") == read("2023-08-01")
    timed = read("2023-08-01 13:30:00", "date")
    assert (timed.value, timed.rules) == ("2023-08-01", ("date_cell",))
    assert read("1900-01-01", "date").failure == "date_range"
    assert read("13:30:00", "date").failure == "date_unreadable"


@given(DAYS)
@settings(deadline=None)
def test_day_reads_back_in_every_form(day: dt.date) -> None:
    year, month, date = day.year, day.month, day.day
    han = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))
    forms = [
        day.isoformat(),
        f"{year}年{month}月{date}日",
        f"{year}.{month}.{date}",
        f"{year}/{month:02d}/{date:02d}",
        f"{year}-{month}-{date}",
        f"{year}{month:02d}{date:02d}",
        f"{day.isoformat()}T00:00:00",
        f"截至{year}年{month}月{date}日",
        f"{han}年{write_numeral(month)}月{write_numeral(date)}日",
    ]
    for form in forms:
        reading = read(form)
        assert (reading.value, reading.precision) == (day.isoformat(), "day"), form


@given(DAYS)
@settings(deadline=None)
def test_month_reads_back_in_every_form(day: dt.date) -> None:
    year, month = day.year, day.month
    last = calendar.monthrange(year, month)[1]
    ends = {False: f"{year}-{month:02d}-01", True: f"{year}-{month:02d}-{last}"}
    forms = [f"{year}年{month}月", f"{year}-{month}", f"{year}/{month:02d}"]
    if not 2001 <= year <= 2012:
        forms.append(f"{year}{month:02d}")
    for form in forms:
        for is_end, expected in ends.items():
            reading = read(form, ends=is_end)
            assert (reading.value, reading.precision) == (expected, "month"), form


@given(DAYS)
@settings(deadline=None)
def test_serial_reads_back_unless_it_may_be_a_year_and_month(day: dt.date) -> None:
    for epoch_1904, start in (
        (False, dt.date(1899, 12, 30)),
        (True, dt.date(1904, 1, 1)),
    ):
        serial = str((day - start).days)
        reading = read(serial, "number", epoch_1904=epoch_1904)
        if 1949 <= int(serial[:4]) <= 2100 and serial[4] != "0":
            assert reading.failure == "date_ambiguous"
        else:
            assert reading.value == day.isoformat()


NOISE = st.text("0123456789年月日号-/.:T 截至〇二三一十八", max_size=14)


@given(
    text=NOISE,
    kind=st.sampled_from(["plain", "text", "number", "date"]),
    ends=st.booleans(),
)
@settings(deadline=None)
def test_a_date_has_a_rule_unless_it_stands_as_it_is(
    text: str, kind: Kind, *, ends: bool
) -> None:
    reading = read(text, kind, ends=ends)
    assert (reading.value is None) == bool(reading.failure)
    if reading.value is not None:
        assert bool(reading.rules) or reading.value == text
        assert reading.became == reading.value
        day = dt.date.fromisoformat(str(reading.value))
        assert dates.FIRST <= day <= dates.LAST


@pytest.mark.parametrize(
    ("text", "expected", "rules"),
    [
        ("2023", 2023, ""),
        ("2023年", 2023, "year_form"),
        ("2023年度", 2023, "year_form"),
        ("二〇二三年", 2023, "year_form+chinese_numeral"),
        ("二零二三", 2023, "chinese_numeral"),
        ("2023.0", 2023, "decimal_zero"),
        ("约1990年", 1990, "approximate+year_form"),
        ("1990年左右", 1990, "approximate+year_form"),
    ],
)
def test_years_as_people_write_them(text: str, expected: int, rules: str) -> None:
    reading = dates.read_year(text)
    assert (reading.value, "+".join(reading.rules)) == (expected, rules)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("98年", "year_unreadable"),
        ("98", "year_unreadable"),
        ("1990年代", "year_unreadable"),
        ("2023.5", "year_unreadable"),
        ("2023-08-01", "year_unreadable"),
        ("2023万", "year_unreadable"),
        ("大2023", "year_unreadable"),
        ("约", "year_unreadable"),
        ("两千零二十", "year_unreadable"),
        ("2018-2019", "range_not_number"),
        ("2018年至2019年", "range_not_number"),
    ],
)
def test_what_is_no_one_year_is_refused(text: str, code: str) -> None:
    reading = dates.read_year(text)
    assert (reading.value, reading.failure) == (None, code)


@given(st.integers(1000, 9999))
@settings(deadline=None)
def test_year_reads_back_in_every_form(year: int) -> None:
    han = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))
    for form in (str(year), f"{year}年", f"{year}年度", han, f"{han}年", f"{year}.0"):
        assert dates.read_year(form).value == year
