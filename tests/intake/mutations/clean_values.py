"""Right values in unusual spellings: the study they stand for is the same."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from hubstudy.fields import FIELDS
from tests.intake.mutations.registry import accepted

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.intake.mutations.model import Dice, Draft, Spot

MONEY = ("award_cny", "spent_cny", "amount_cny")
PEOPLE = ("households", "residents", "beneficiaries", "volunteers")
CODES = ("community_code", "street_code", "uscc", "project_id", "organization_id")
DAYS = ("opened", "closed", "start", "end")
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
HAN = "〇一二三四五六七八九"


def respell(
    draft: Draft, dice: Dice, spell: Callable[[Spot], str | None], *names: str
) -> None:
    """Write some filled cells of the fields another way."""
    spots = draft.spots(*names)
    for spot in dice.shuffled(spots)[: max(1, dice.number(1, len(spots) or 1))]:
        text = spell(spot)
        if text is not None:
            spot.put(text)


def exact(value: object, factor: int | str = 1) -> str:
    """Write a number divided by a factor, without an exponent."""
    text = format(Decimal(str(value)) / Decimal(factor), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(spot: Spot) -> dt.date:
    return dt.date.fromisoformat(spot.data[spot.name])


def han_number(n: int) -> str:
    """Write 1 to 9999 in Chinese numerals."""
    text, gap = "", False
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = n // size % 10
        if digit:
            text += ("零" if gap else "") + HAN[digit] + unit
            gap = False
        else:
            gap = bool(text)
    return text.removeprefix("一") if text.startswith("一十") else text


@accepted("D7")
def full_width_numbers(draft: Draft, dice: Dice) -> None:
    respell(
        draft,
        dice,
        lambda s: exact(s.data[s.name]).translate(FULL_WIDTH),
        *MONEY,
        *PEOPLE,
        "score",
        "n",
    )


@accepted("D11")
def full_width_codes(draft: Draft, dice: Dice) -> None:
    respell(draft, dice, lambda s: s.data[s.name].translate(FULL_WIDTH), *CODES)


@accepted("D11")
def spaces_around_codes(draft: Draft, dice: Dice) -> None:
    blank = dice.pick([" ", "  ", "\u3000", "\u00a0", "\t"])
    respell(draft, dice, lambda s: blank + s.data[s.name] + blank, *CODES)


@accepted("D11")
def spaces_after_values(draft: Draft, dice: Dice) -> None:
    names = ("layer", "legal_status", "funder_type", "community_name", "title")
    respell(draft, dice, lambda s: f"{s.part.rows[s.row].cells[s.column]} ", *names)


@accepted("D11")
def invisible_in_codes(draft: Draft, dice: Dice) -> None:
    mark = dice.pick(["\u200b", "\ufeff", "\u200e", "\u2060"])
    respell(
        draft, dice, lambda s: s.data[s.name][:4] + mark + s.data[s.name][4:], *CODES
    )


@accepted("D7")
def ten_thousands_in_cells(draft: Draft, dice: Dice) -> None:
    unit = dice.pick(["万", "万元", " 万元"])
    respell(draft, dice, lambda s: exact(s.data[s.name], 10000) + unit, *MONEY)


@accepted("D7", blends=False)  # a header in 千元 contradicts it
def yuan_in_cells(draft: Draft, dice: Dice) -> None:
    respell(draft, dice, lambda s: exact(s.data[s.name]) + "元", *MONEY)


@accepted("D7")
def people_in_cells(draft: Draft, dice: Dice) -> None:
    respell(
        draft, dice, lambda s: exact(s.data[s.name]) + "人", "residents", "volunteers"
    )
    respell(draft, dice, lambda s: exact(s.data[s.name]) + "户", "households")


@accepted("D7")
def thousands_separators(draft: Draft, dice: Dice) -> None:
    def grouped(spot: Spot) -> str:
        whole, _, part = exact(spot.data[spot.name]).partition(".")
        return f"{int(whole):,}" + (f".{part}" if part else "")

    respell(draft, dice, grouped, *MONEY, *PEOPLE)


@accepted("D7")
def per_cent(draft: Draft, dice: Dice) -> None:
    sign = dice.pick(["%", "％", " %"])

    def percent(spot: Spot) -> str | None:
        is_share = spot.data[spot.name] < 1
        return exact(spot.data[spot.name], "0.01") + sign if is_share else None

    respell(draft, dice, percent, "value")


@accepted("D2")
def decimal_zero(draft: Draft, dice: Dice) -> None:
    zeros = dice.pick([".0", ".00"])
    respell(draft, dice, lambda s: f"{s.data[s.name]}{zeros}", *PEOPLE, "stars", "n")


@accepted("F9")
def chinese_numerals(draft: Draft, dice: Dice) -> None:
    respell(draft, dice, lambda s: han_number(s.data[s.name]), *PEOPLE, "n", "stars")


@accepted("F9")
def about(draft: Draft, dice: Dice) -> None:
    form = dice.pick(["约{}", "{}左右", "大约{}", "{}余"])
    respell(draft, dice, lambda s: form.format(exact(s.data[s.name])), *PEOPLE)


@accepted("F9")
def missing_tokens(draft: Draft, dice: Dice) -> None:
    token = dice.pick(["—", "/", "无", "-", "－－"[:1]])
    kinds = ("text", "integer", "number", "date", "year")
    for spot in draft.spots(kinds=kinds, required=False, filled=False):
        if dice.chance(0.5):
            spot.put(token)


@accepted("F10")
def chinese_dates(draft: Draft, dice: Dice) -> None:
    form = dice.pick(
        ["{0}年{1}月{2}日", "{0}年{1:02}月{2:02}日", "{0} 年 {1} 月 {2} 日"]
    )
    respell(draft, dice, lambda s: form.format(*_day(s).timetuple()), *DAYS)


@accepted("F10")
def dates_with_strokes(draft: Draft, dice: Dice) -> None:
    form = dice.pick(["{0}/{1}/{2}", "{0}.{1}.{2}", "{0}-{1}-{2}", "{0}/{1:02}/{2:02}"])
    respell(draft, dice, lambda s: form.format(*_day(s).timetuple()), *DAYS)


@accepted("F10")
def dates_without_strokes(draft: Draft, dice: Dice) -> None:
    respell(draft, dice, lambda s: _day(s).strftime("%Y%m%d"), *DAYS)


@accepted("F10")
def dates_with_midnight(draft: Draft, dice: Dice) -> None:
    form = dice.pick([" 00:00:00", "T00:00:00", " 00:00"])
    respell(draft, dice, lambda s: s.data[s.name] + form, *DAYS)


@accepted("F10")
def dates_in_full_width(draft: Draft, dice: Dice) -> None:
    respell(draft, dice, lambda s: s.data[s.name].translate(FULL_WIDTH), *DAYS)


@accepted("F10")
def dates_in_han(draft: Draft, dice: Dice) -> None:
    def han(spot: Spot) -> str:
        day = _day(spot)
        year = "".join(HAN[int(digit)] for digit in str(day.year))
        return f"{year}年{han_number(day.month)}月{han_number(day.day)}日"

    respell(draft, dice, han, *DAYS)


@accepted("D8")
def date_serials(draft: Draft, dice: Dice) -> None:
    for spot in dice.shuffled(draft.spots(*DAYS))[:3]:
        zero = dt.date(1899, 12, 30)
        if spot.part.file in draft.epoch_1904:
            zero = dt.date(1904, 1, 1)
        days = (_day(spot) - zero).days
        spot.put(days if spot.part.is_xlsx else str(days))


@accepted("D8", "xlsx")
def date_cells(draft: Draft, dice: Dice) -> None:
    for spot in draft.spots(*DAYS):
        spot.put(_day(spot) if dice.chance(0.7) else spot.data[spot.name])


@accepted("D8", "xlsx")
def days_from_1904(draft: Draft, dice: Dice) -> None:
    part = draft.part(dice)
    if any(
        isinstance(c, int)
        for p in draft.parts
        if p.file == part.file
        for r in p.rows
        for h, c in zip(p.heads, r.cells, strict=True)
        if h.name in DAYS
    ):
        return
    draft.epoch_1904.add(part.file)


@accepted("F10")
def years_with_word(draft: Draft, dice: Dice) -> None:
    respell(
        draft, dice, lambda s: f"{s.data[s.name]}年", "year", "year_from", "build_year"
    )


@accepted("F12")
def street_code_of_12(draft: Draft, dice: Dice) -> None:
    respell(draft, dice, lambda s: s.data[s.name] + "000", "street_code")


@accepted("D19")
def flags_otherwise(draft: Draft, dice: Dice) -> None:
    yes, no = dice.pick(
        [("TRUE", "FALSE"), ("1", "0"), ("是", "否"), ("Y", "N"), ("true", "false")]
    )
    for spot in draft.spots(kinds=["flag"]):
        as_cell = spot.part.is_xlsx and yes == "TRUE"
        truth = bool(spot.data[spot.name])
        spot.put(truth if as_cell else yes if truth else no)


@accepted("D19")
def category_synonyms(draft: Draft, dice: Dice) -> None:
    for spot in dice.shuffled(draft.spots(kinds=["category"]))[:12]:
        values = {item.code: item for item in FIELDS[spot.name].categories}
        item = values[spot.data[spot.name]]
        spot.put(dice.pick([item.code, item.label.zh, item.label.en, *item.spellings]))


@accepted("D2", "xlsx")
def codes_as_numbers(draft: Draft, dice: Dice) -> None:
    for spot in draft.spots("community_code", "street_code"):
        spot.put(int(spot.data[spot.name]))


@accepted("D2", "xlsx")
def numbers_as_text(draft: Draft, dice: Dice) -> None:
    for spot in draft.spots(kinds=["integer", "number", "year"]):
        if dice.chance(0.6):
            spot.put(exact(spot.data[spot.name]))
