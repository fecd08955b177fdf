"""Personal data in every corner of a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.intake.mutations.model import Head, NotApplicableError, Place
from tests.intake.mutations.persons import (
    SURE,
    bank_card,
    contact,
    email,
    id_card,
    labelled_name,
    landline,
    mobile,
    name,
    old_id_card,
    spaced_mobile,
    words,
)
from tests.intake.mutations.registry import Planted, refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.intake.mutations.model import Cell, Dice, Draft, Part


def add_column(
    part: Part, header: str, cells: Sequence[Cell], at: int | None = None
) -> list[Place]:
    """Add an undeclared column; give the places of its filled cells."""
    where = len(part.heads) if at is None else at
    part.heads.insert(where, Head(header, None))
    part.groups = [*part.groups, ""] if part.groups else []
    left = list(cells)
    places = []
    for index, row in enumerate(part.rows):
        cell = left.pop(0) if left and not row.is_blank() else ""
        row.cells.insert(where, cell)
        if cell != "":
            places.append(part.place(part.number(index), column=header))
    return places


@refused("PII")
def number_in_undeclared_column(draft: Draft, dice: Dice) -> Planted:
    part = draft.part(dice)
    header = dice.pick(["备注", "附记", "说明一", "序列"])
    secrets = [dice.pick(SURE)(dice) for _ in part.full()[:3]]
    places = add_column(part, header, secrets)
    return Planted(tuple(places[:1]), tuple(secrets))


@refused("PII")
def number_under_telling_header(draft: Draft, dice: Dice) -> Planted:
    part = draft.part(dice)
    header, make = dice.pick(
        [
            ("联系电话", mobile),
            ("手机", spaced_mobile),
            ("身份证号", id_card),
            ("证件号码", old_id_card),
            ("电子邮箱", email),
            ("银行卡号", bank_card),
            ("办公电话", landline),
            ("联系方式", mobile),
        ]
    )
    secrets = [make(dice) for _ in part.full()]
    places = add_column(part, header, secrets)
    return Planted(tuple(places[:1]), tuple(secrets))


@refused("PII")
def masked_number_under_telling_header(draft: Draft, dice: Dice) -> Planted:
    part = draft.part(dice)
    header, secret = dice.pick(
        [
            ("联系电话", "138****" + dice.digits(4)),
            ("身份证号", "371082********" + dice.digits(4)),
            ("手机号码", "1381234" + dice.digits(3)),
        ]
    )
    return Planted(tuple(add_column(part, header, [secret])), (secret,))


@refused("PII")
def names_under_header(draft: Draft, dice: Dice) -> Planted:
    part = draft.part(dice)
    header = dice.pick(
        [
            "负责人",
            "联系人",
            "法定代表人",
            "姓名",
            "书记",
            "填表人",
            "经办人",
            "法人代表",
            "负责人姓名",
            "户主",
            "捐赠人",
            "评委",
        ]
    )
    secrets = [name(dice) for _ in part.full()]
    return Planted(tuple(add_column(part, header, secrets)), tuple(secrets))


@refused("PII")
def names_under_declared_header(draft: Draft, dice: Dice) -> Planted:
    """study.toml says that the experts' names are their ids."""
    if "[columns" in draft.settings:
        raise NotApplicableError
    part = draft.part(dice, "ratings")
    place = part.position("rater_id")
    part.heads[place].text = "评委姓名"
    places, secrets = [], []
    for index in part.full():
        secrets.append(name(dice))
        part.rows[index].cells[place] = secrets[-1]
        places.append(part.place(part.number(index), column="评委姓名"))
    draft.settings += '\n[columns]\n"评委姓名" = "rater_id"\n'
    return Planted(tuple(places), tuple(secrets))


@refused("PII")
def number_in_free_text(draft: Draft, dice: Dice) -> Planted:
    spot = draft.spot(dice, "title", "organization_name", "funder", "community_name")
    text, secret = contact(dice)
    return Planted((spot.put(f"{spot.data[spot.name]}{text}"),), (secret,))


@refused("PII")
def name_in_free_text(draft: Draft, dice: Dice) -> Planted:
    spot = draft.spot(dice, "title", "organization_name", "funder")
    text, secret = labelled_name(dice)
    return Planted((spot.put(f"{spot.data[spot.name]}（{text}）"),), (secret,))


@refused("PII")
def number_in_code_column(draft: Draft, dice: Dice) -> Planted:
    spot = draft.spot(
        dice,
        "uscc",
        "contractor_id",
        "rater_id",
        "organization_id",
        "project_id",
        "revenue_id",
        filled=None,
    )
    secret = dice.pick([id_card, mobile, bank_card])(dice)
    return Planted((spot.put(secret),), (secret,))


@refused("PII")
def number_in_typed_column(draft: Draft, dice: Dice) -> Planted:
    """A telephone number slipped into a count, a date or a category."""
    spot = draft.spot(
        dice, kinds=["integer", "number", "date", "category", "flag", "year"]
    )
    secret = dice.pick([id_card, spaced_mobile, email])(dice)
    return Planted((spot.put(secret),), (secret,))


@refused("PII")
def contact_in_title_row(draft: Draft, dice: Dice) -> Planted:
    part = draft.part(dice)
    if part.merged or part.comments or part.hidden_rows:
        raise NotApplicableError
    text, secret = words(dice)
    part.above.append([f"填报单位：崖头街道 {text}"])
    return Planted((part.place(len(part.above)),), (secret,))


@refused("PII")
def contact_in_note_row(draft: Draft, dice: Dice) -> Planted:
    part = draft.part(dice)
    text, secret = words(dice)
    part.below.append([f"注：本表由街道汇总，{text}"])
    number = part.number(len(part.rows) + len(part.below) - 1)
    return Planted((part.place(number),), (secret,))


@refused("PII")
def contact_in_header(draft: Draft, dice: Dice) -> Planted:
    part = draft.part(dice)
    if part.groups:
        raise NotApplicableError
    text, secret = contact(dice)
    add_column(part, f"备注（{text}）", ["已核"])
    return Planted((part.place(part.header_row),), (secret,))


@refused("PII", "csv")
def contact_in_file_name(draft: Draft, dice: Dice) -> Planted:
    part = draft.part(dice)
    secret = dice.pick([mobile, id_card])(dice)
    if part.file in draft.settings or "[files]" in draft.settings or draft.patches:
        raise NotApplicableError
    part.file = f"{part.table}_{secret}.csv"
    draft.settings += f'\n[files]\n"{part.file}" = "{part.table}"\n'
    return Planted((Place(),), (secret,))


@refused("PII")
def contact_beside_another_fault(draft: Draft, dice: Dice) -> Planted:
    """A faulty cell that is personal as well must not be quoted by the other rule."""
    spot = draft.spot(
        dice,
        "legal_status",
        "opened",
        "start",
        "award_cny",
        "residents",
        "community_code",
        "lead_id",
        "source_id",
        "is_hub",
        "year",
    )
    secret = dice.pick(SURE)(dice)
    text = dice.pick([secret, f"{secret}?", f"见{secret}"])
    return Planted((spot.put(text),), (secret,))
