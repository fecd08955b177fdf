"""Faults of single values: ids that a program spoiled, numbers, dates, categories."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hubstudy.fields import FIELDS
from tests.intake.mutations.model import NotApplicableError, Place
from tests.intake.mutations.registry import refused

if TYPE_CHECKING:
    from tests.intake.mutations.model import Dice, Draft

MONEY = ("award_cny", "spent_cny", "amount_cny")
COUNTS = ("households", "residents", "beneficiaries", "volunteers", "n")
DAYS = ("opened", "closed", "start", "end")
IDS = (
    "organization_id",
    "project_id",
    "contract_id",
    "revenue_id",
    "rater_id",
    "uscc",
    "community_code",
    "source_id",
    "lead_id",
    "contractor_id",
)


@refused("D1", "xlsx")
def long_id_as_number(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(dice, *IDS)
    return spot.put(int("3710820010" + dice.digits(dice.number(6, 8))))


@refused("D1", "xlsx")
def long_number_in_count(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(dice, *COUNTS, *MONEY)
    return spot.put(int("37" + dice.digits(16)))


@refused("D1")
def id_in_scientific_form(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(dice, *IDS)
    return spot.put(dice.pick(["3.71E+11", "3.71082E+11", "5.24E+17", "3.7108E11"]))


@refused("D2")
def number_in_scientific_form(draft: Draft, dice: Dice) -> Place:
    return draft.spot(dice, *MONEY, *COUNTS).put(dice.pick(["1.2E+05", "4.8E4", "1e5"]))


@refused("D2")
def leading_zeros_lost(draft: Draft, dice: Dice) -> list[Place]:
    """One table was saved by a spreadsheet, the others still have 0071."""
    fields = ("organization_id", "member_of", "source_id", "target_id", "lead_id")
    draft.rename(fields, "JG0801", "0071")
    draft.form = None
    spots = [
        s
        for s in draft.spots("organization_id", tables=["organizations"])
        if s.data["organization_id"] == "0071"
    ]
    spot = dice.pick(spots)
    spot.put(71 if spot.part.is_xlsx else "71")
    others = draft.spots(
        "member_of", "target_id", "source_id", "lead_id", "organization_id"
    )
    return [s.place() for s in others if s.data[s.name] == "0071"]


@refused("D7")
def range_in_number(draft: Draft, dice: Dice) -> Place:
    text = dice.pick(
        ["3-5", "300-500", "300以上", ">300", "≥300", "300~500", "不到300"]
    )
    return draft.spot(dice, *COUNTS, *MONEY).put(text)


@refused("D7")
def words_in_number(draft: Draft, dice: Dice) -> Place:
    words = "若干 较多 待定 12_13 1.2.3 1,23,4 12a --5 l20 O 1O0 NaN inf ∞ 见附件 十几"
    text = dice.pick(words.split()).replace("_", " ")
    return draft.spot(dice, *COUNTS, *MONEY, "score", "area_km2").put(text)


@refused("D7")
def ten_thousands_twice(draft: Draft, dice: Dice) -> Place:
    """The header says 万元 and the cell says 元, or the other way."""
    spot = draft.spot(dice, *MONEY)
    label = FIELDS[spot.name].label.zh
    header, text = dice.pick(
        [("万元", "48000元"), ("元", "4.8千美元"), ("万元", "2亿元")]
    )
    spot.part.heads[spot.column].text = f"{label}（{header}）"
    return spot.put(text)


@refused("D7")
def unit_of_another_kind(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(dice, *MONEY, "residents", "area_km2", "beneficiaries")
    wrong = {
        "residents": ["120户", "1200元", "31%"],
        "area_km2": ["1200人", "3里", "0.5元"],
        "beneficiaries": ["12户", "3000元", "15%"],
    }
    return spot.put(
        dice.pick(wrong.get(spot.name, ["31%", "120人", "1200美元", "3平方公里"]))
    )


@refused("D7")
def unit_in_header_unknown(draft: Draft, dice: Dice) -> list[Place]:
    spot = draft.spot(dice, *MONEY, "area_km2", "residents", filled=None)
    unit = dice.pick(["美元", "港元", "斤", "人/户", "%", "英里"])
    head = spot.part.heads[spot.column]
    head.text = f"{FIELDS[spot.name].label.zh}（{unit}）"
    return [spot.part.place(column=head.text)]


@refused("D8")
def date_of_two_readings(draft: Draft, dice: Dice) -> Place:
    text = dice.pick(["01/02/2024", "3/4/2019", "05-06-2020", "01.02.2018"])
    return draft.spot(dice, *DAYS).put(text)


@refused("D8")
def date_that_is_none(draft: Draft, dice: Dice) -> Place:
    days = (
        "2023-02-29 2019-13-01 2019/13/01 20190230 2018年6月31日 2018-00-10 2018年13月"
    )
    return draft.spot(dice, *DAYS).put(dice.pick(days.split()))


@refused("D8")
def date_in_words(draft: Draft, dice: Dice) -> Place:
    words = (
        "2018年底 18.6.3 18-06-03 六月三日 去年 2018年上半年 2018年6月上旬 6月3日 待定"
    )
    return draft.spot(dice, *DAYS).put(dice.pick(words.split()))


@refused("D8")
def date_out_of_bounds(draft: Draft, dice: Dice) -> Place:
    text = dice.pick(
        ["1018-05-11", "2218-05-11", "1900-01-00", "0000-00-00", "1899-12-31"]
    )
    return draft.spot(dice, "opened", "start").put(text)


@refused("D8", "xlsx")
def date_number_of_no_day(draft: Draft, dice: Dice) -> Place:
    """Numbers that are no day, or days of the false year 1900."""
    return draft.spot(dice, *DAYS).put(dice.pick([60, 0, 1, 2023.1, 999999, -5]))


@refused("D8", "csv")
def date_month_or_tenth(draft: Draft, dice: Dice) -> Place:
    """2023.1 may have been 2023.10."""
    return draft.spot(dice, *DAYS).put("2018.1")


@refused("D8", "xlsx")
def id_that_became_a_date(draft: Draft, dice: Dice) -> Place:
    """Excel turned 3-5 into the fifth of March."""
    names = "organization_id project_id organization_name rater_id title legal_status"
    spot = draft.spot(dice, *names.split(), "community_code")
    return spot.put(dt.date(2023, 3, 5))


@refused("D8", "xlsx")
def number_that_became_a_date(draft: Draft, dice: Dice) -> Place:
    return draft.spot(dice, *COUNTS, *MONEY, "score").put(dt.date(2019, 1, 5))


@refused("D8")
def date_in_the_future(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(
        dice,
        "opened",
        "closed",
        "start",
        tables=["organizations", "projects", "contracts"],
    )
    day = dt.date(2023, dice.number(9, 12), dice.number(1, 30))
    for later in ("closed", "end"):
        if any(head.name == later for head in spot.part.heads) and spot.name != later:
            spot.beside(later).put("")
    return spot.put(day if spot.part.is_xlsx else day.isoformat())


@refused("D12")
def negative_number(draft: Draft, dice: Dice) -> Place:
    never = [name for name in MONEY if name != "amount_cny"]  # there it is a refund
    spot = draft.spot(dice, *never, *COUNTS, "score", "weight", "area_km2")
    return spot.put(
        dice.pick(
            ["-100", "－5", "−3", "-0.5"]
            if spot.name not in COUNTS
            else ["-100", "－5", "−3"]
        )
    )


@refused("D12")
def fraction_of_a_person(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(dice, *COUNTS, "stars", "year")
    return spot.put(12.5 if spot.part.is_xlsx else "12.5")


@refused("D12")
def required_cell_empty(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(dice, required=True)
    if sum(map(bool, spot.part.rows[spot.row].cells)) < 3:
        raise NotApplicableError
    return spot.put(dice.pick(["", " ", "\u3000", "\u00a0"]))


@refused("D3")
def required_cell_says_none(draft: Draft, dice: Dice) -> Place:
    kinds = ("integer", "number", "date", "year", "flag", "category")
    spots = [
        s for s in draft.spots(kinds=kinds, required=True) if s.name != "observation"
    ]
    spot = dice.pick(spots)
    if FIELDS[spot.name].kind == "flag":
        return spot.put(dice.pick(["—", "/", "不详"]))
    return spot.put(dice.pick(["—", "/", "无", "N/A", "不详", "null"]))


@refused("D19")
def category_unknown(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(dice, kinds=["category"])
    return spot.put(
        dice.pick(["其它情况", "登计", "unknown", "备案登记", "0", "甲类", "是"])
    )


@refused("D19")
def flag_unclear(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(dice, kinds=["flag"])
    return spot.put(dice.pick(["待核实", "2", "是否", "不", "是的吧", "部分"]))


@refused("D18")
def id_too_long(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(
        dice,
        "contract_id",
        "revenue_id",
        "project_id",
        tables=["contracts", "revenue", "projects"],
    )
    return spot.put("甲" * dice.number(61, 400))


@refused("F12")
def code_of_wrong_length(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(dice, "community_code", "street_code")
    text = str(spot.data[spot.name])
    return spot.put(dice.pick([text[:-1], text + "1", text[1:], text[:-2] + "O1"]))
