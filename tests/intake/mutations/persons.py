"""Personal data to plant; nobody here exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.intake.mutations.clean_values import FULL_WIDTH
from tests.intake.mutations.digits import card_number, person_number

if TYPE_CHECKING:
    from tests.intake.mutations.model import Dice

SURNAMES = list("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐")
SURNAMES += list("冯于董萧程曹袁邓许傅沈曾彭吕")
SURNAMES += ["欧阳", "上官", "司马", "诸葛"]
GIVEN = list("伟芳敏静磊洋勇艳杰娟")
GIVEN += [
    "建国",
    "志强",
    "秀英",
    "桂兰",
    "丽华",
    "海燕",
    "晓东",
    "文博",
    "雨桐",
    "子涵",
]
PLACES = ("371082", "110105", "440305", "320583", "510107", "230103", "650104")


def name(dice: Dice) -> str:
    return dice.pick(SURNAMES) + dice.pick(GIVEN)


def id_card(dice: Dice) -> str:
    day = f"{dice.number(1935, 2012)}{dice.number(1, 12):02}{dice.number(1, 28):02}"
    text = person_number(dice.pick(PLACES), day, dice.digits(3))
    return text.lower() if dice.chance(0.3) else text


def old_id_card(dice: Dice) -> str:
    day = f"{dice.number(35, 80)}{dice.number(1, 12):02}{dice.number(1, 28):02}"
    return dice.pick(PLACES) + day + dice.digits(3)


def mobile(dice: Dice) -> str:
    return dice.pick(["13", "15", "17", "18", "19"]) + dice.digits(9)


def spaced_mobile(dice: Dice) -> str:
    text = mobile(dice)
    form = dice.pick(["{} {} {}", "{}-{}-{}", "+86 {}{}{}", "86-{}{}{}", "（{}）{} {}"])
    parts = text[:3], text[3:7], text[7:]
    wide = form.format(*parts)
    return wide.translate(FULL_WIDTH) if dice.chance(0.3) else wide


def landline(dice: Dice) -> str:
    code = dice.pick(["0631", "0532", "010", "021"])
    return dice.pick([f"{code}-75{dice.digits(5)}", f"({code})75{dice.digits(5)}"])


def email(dice: Dice) -> str:
    return f"rc{dice.digits(5)}@{dice.pick(['163.com', 'qq.com', 'rongcheng.gov.cn'])}"


def bank_card(dice: Dice) -> str:
    return card_number("62" + dice.pick(["2202", "1700", "2848"]) + dice.digits(12))


NUMBERS = (id_card, old_id_card, mobile, spaced_mobile, landline, email, bank_card)
SURE = (id_card, mobile, spaced_mobile, email, bank_card)


def contact(dice: Dice) -> tuple[str, str]:
    """A sentence with something personal in it, and the secret."""
    secret = dice.pick(SURE)(dice)
    form = dice.pick(["联系 {}", "如有问题请打{}。", "({})", "银龄{}相伴", "电话：{}"])
    return form.format(secret), secret


def labelled_name(dice: Dice) -> tuple[str, str]:
    secret = name(dice)
    label = dice.pick(
        ["负责人：{}", "联系人:{}", "填表人：{}", "经办人 {}", "法定代表人：{}"]
    )
    return label.format(secret), secret


def words(dice: Dice) -> tuple[str, str]:
    return contact(dice) if dice.chance(0.7) else labelled_name(dice)
