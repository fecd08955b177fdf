"""Personal data where only workbooks have a place for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.intake.mutations.faults_personal import add_column
from tests.intake.mutations.model import NotApplicableError, Place
from tests.intake.mutations.persons import SURE, mobile, words
from tests.intake.mutations.registry import Planted, refused

if TYPE_CHECKING:
    from tests.intake.mutations.model import Dice, Draft


@refused("PII", "xlsx")
def mobile_as_number_cell(draft: Draft, dice: Dice) -> Planted:
    part = draft.part(dice)
    secret = mobile(dice)
    header = dice.pick(["联系电话", "备注", "编码"])
    return Planted(tuple(add_column(part, header, [int(secret)])), (secret,))


@refused("PII", "xlsx")
def contact_in_comment(draft: Draft, dice: Dice) -> Planted:
    spot = draft.spot(dice)
    text, secret = words(dice)
    spot.part.comments.append(
        (spot.part.number(spot.row), spot.column, f"请核对，{text}")
    )
    return Planted((spot.part.place(spot.part.number(spot.row)),), (secret,))


@refused("PII", "xlsx")
def contact_in_footer(draft: Draft, dice: Dice) -> Planted:
    part = draft.part(dice)
    text, secret = words(dice)
    part.footer = f"&L{text}&R第 &P 页"
    return Planted((Place(part.file),), (secret,))


@refused("PII", "xlsx")
def contact_in_properties(draft: Draft, dice: Dice) -> Planted:
    part = draft.part(dice)
    text, secret = words(dice)
    key = dice.pick(
        ["author", "manager", "comments", "keywords", "subject", "title", "company"]
    )
    draft.properties.setdefault(part.file, {})[key] = text
    return Planted((Place(part.file),), (secret,))


@refused("PII", "xlsx")
def contact_in_hidden_column(draft: Draft, dice: Dice) -> Planted:
    part = draft.part(dice)
    secret = dice.pick(SURE)(dice)
    places = add_column(part, dice.pick(["备用", "电话"]), [secret])
    part.hidden_columns.add(len(part.heads) - 1)
    return Planted(tuple(places), (secret,))


@refused("PII", "xlsx")
def contact_in_hidden_row(draft: Draft, dice: Dice) -> Planted:
    part = draft.part(dice)
    text, secret = words(dice)
    part.below.append([text])
    number = part.number(len(part.rows) + len(part.below) - 1)
    part.hidden_rows.add(number)
    return Planted((part.place(number),), (secret,))


@refused("PII", "xlsx")
def contact_in_sheet_not_read(draft: Draft, dice: Dice) -> Planted:
    """Contacts on a sheet of explanations, open or hidden."""
    part = draft.part(dice).copy()
    part.sheet, part.heads, part.rows = dice.pick(["说明2", "_通讯录"]), [], []
    if (part.file, part.sheet) in {(p.file, p.sheet) for p in draft.parts}:
        raise NotApplicableError
    text, secret = words(dice)
    part.merged, part.comments, part.groups, part.below = [], [], [], []
    part.hidden_rows, part.hidden_columns, part.far_format = set(), set(), None
    part.above = [["通讯录"], ["街道", text]]
    part.is_hidden = dice.chance(0.5)
    draft.parts.append(part)
    return Planted((part.place(2),), (secret,))


@refused("PII", "xlsx")
def contact_in_sheet_name(draft: Draft, dice: Dice) -> Planted:
    part = draft.part(dice)
    secret = mobile(dice)
    if not part.is_xlsx or f"#{part.sheet}" in draft.settings:
        raise NotApplicableError
    # behind the 1 of Sheet1 it would be a number of 12 digits
    gap = " " if part.sheet[-1].isdecimal() else ""
    part.sheet = f"{part.sheet}{gap}{secret}"[-31:]
    draft.settings += (
        ""
        if "[files]" in draft.settings
        else (f'\n[files]\n"{part.file}#{part.sheet}" = "{part.table}"\n')
    )
    return Planted((Place(),), (secret,))
