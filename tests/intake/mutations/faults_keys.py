"""Faults between cells: keys, references, check digits, divisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.schemas import TABLES
from tests.intake.mutations.base import spell
from tests.intake.mutations.clean_values import FULL_WIDTH
from tests.intake.mutations.digits import USCC_ALPHABET, last_digit, uscc
from tests.intake.mutations.model import NotApplicableError, Place, Row
from tests.intake.mutations.registry import refused, told

if TYPE_CHECKING:
    from tests.intake.mutations.model import Dice, Draft, Part


def double(part: Part, index: int, where: int) -> tuple[int, int]:
    """Repeat a record; give the row numbers of both."""
    row = part.rows[index]
    part.rows.insert(where, Row(list(row.cells), dict(row.data)))
    first = index if where > index else index + 1
    return part.number(first), part.number(where)


@refused("D10")
def record_twice(draft: Draft, dice: Dice) -> list[Place]:
    part = draft.part(dice)
    index = dice.pick(part.full())
    rows = double(part, index, dice.number(index + 1, len(part.rows)))
    return [part.place(*rows)]


@refused("D10")
def key_twice(draft: Draft, dice: Dice) -> list[Place]:
    """Two records differ and claim one id."""
    part = draft.part(dice, "projects", "contracts", "revenue", "communities")
    first, second = dice.shuffled(part.full())[:2]
    place = part.position(TABLES[part.table].key[0])
    part.rows[second].cells[place] = part.rows[first].cells[place]
    head = part.heads[place].text
    return [part.place(part.number(first), part.number(second), column=head)]


@refused("D11")
def key_twice_in_other_letters(draft: Draft, dice: Dice) -> list[Place]:
    """One id in full-width letters or with a space is the same id."""
    part = draft.part(dice, "projects", "contracts", "revenue")
    first, second = dice.shuffled(part.full())[:2]
    place = part.position(TABLES[part.table].key[0])
    text = str(part.rows[first].data[part.heads[place].name])
    twin = dice.pick([text.translate(FULL_WIDTH), f" {text}", f"{text}\u200b"])
    part.rows[second].cells[place] = twin
    head = part.heads[place].text
    return [part.place(part.number(first), part.number(second), column=head)]


@refused("D10")
def two_offices_claim_one_record(draft: Draft, dice: Dice) -> list[Place]:
    part = draft.part(dice, "organizations")
    others = [p for p in draft.parts if p.table == part.table and p is not part]
    other = dice.pick(others)
    if [h.name for h in part.heads] != [h.name for h in other.heads]:
        raise NotApplicableError
    source = dice.pick(other.full())
    data = other.rows[source].data
    cells = [
        spell(TABLES[part.table].column(h.name).field, data[h.name], typed=part.is_xlsx)
        if h.name
        else ""
        for h in part.heads
    ]
    where = len(part.rows)
    part.rows.append(Row(cells, dict(data)))
    return [part.place(part.number(where)), other.place(other.number(source))]


@refused("D10")
def reference_to_nothing(draft: Draft, dice: Dice) -> Place:
    spots = [
        spot
        for spot in draft.spots(kinds=["text"])
        if TABLES[spot.part.table].column(spot.name).references
    ]
    spot = dice.pick(spots)
    new = {"community_code": "371082001077", "street_code": "371082009"}
    return spot.put(new.get(spot.name, dice.pick(["JG9999", "无此编号", "GY2018-9"])))


@refused("D10")
def record_referred_to_is_gone(draft: Draft, dice: Dice) -> list[Place]:
    """An organisation was deleted; its ties and projects still name it."""
    part = draft.part(dice, "organizations")
    gone = dice.pick(["JG0701", "JG0801", "JG0901", "JG0802"])
    if gone not in {part.rows[i].data["organization_id"] for i in part.full()}:
        raise NotApplicableError
    part.rows = [r for r in part.rows if r.data.get("organization_id") != gone]
    draft.form = None
    names = ("source_id", "target_id", "lead_id", "member_of", "organization_id")
    return [s.place() for s in draft.spots(*names) if s.data[s.name] == gone]


def _typo(text: str, dice: Dice) -> str:
    place = dice.number(2, len(text) - 1)
    others = [letter for letter in USCC_ALPHABET if letter != text[place]]
    return text[:place] + dice.pick(others) + text[place + 1 :]


@refused("F11")
def uscc_mistyped(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(dice, "uscc")
    return spot.put(_typo(spot.data["uscc"], dice))


@refused("F11")
def uscc_digits_swapped(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(dice, "uscc")
    text = spot.data["uscc"]
    places = [i for i in range(2, 17) if text[i] != text[i + 1]]
    i = dice.pick(places)
    return spot.put(text[:i] + text[i + 1] + text[i] + text[i + 2 :])


@refused("F11")
def uscc_inner_digit_wrong(draft: Draft, dice: Dice) -> Place:
    """The last digit is right, that of the organisation code is not."""
    spot = draft.spot(dice, "uscc")
    text = spot.data["uscc"]
    first = text[:16] + dice.pick([d for d in "0123456789X" if d != text[16]])
    return spot.put(first + last_digit(first))


@refused("F11")
def uscc_of_wrong_shape(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(dice, "uscc")
    text = spot.data["uscc"]
    return spot.put(
        dice.pick(
            [
                text[:-1],
                text + "0",
                text[:9] + "O" + text[10:],
                text[8:],
                text[:9] + "I" + text[10:],
                "371082600123456",
            ]
        )
    )


@refused("F11")
def uscc_of_two_bodies(draft: Draft, dice: Dice) -> list[Place]:
    spots = draft.spots("uscc")
    if len(spots) < 2:
        raise NotApplicableError
    first, second = dice.shuffled(spots)[:2]
    second.put(first.data["uscc"])
    return [first.place(), second.place()]


@told("F11", blends=False)
def uscc_of_unregistered_body(draft: Draft, dice: Dice) -> list[Place]:
    """A self-organised group has no code; somebody copied one."""
    found = draft.spots("uscc", filled=False)
    spot = dice.pick([s for s in found if s.data["legal_status"] == "self_organized"])
    code = uscc("52371082", "MJE99001")
    spot.put(code)
    spot.mean(code)
    return [spot.place(), spot.beside("legal_status").place()]


@refused("F12")
def community_in_another_street(draft: Draft, dice: Dice) -> list[Place]:
    spot = draft.spot(dice, "street_code", tables=["communities"])
    other = {"371082001": "371082102", "371082102": "371082001"}[
        spot.data["street_code"]
    ]
    return [spot.put(other), spot.beside("community_code").place()]


@refused("F12")
def division_of_no_province(draft: Draft, dice: Dice) -> list[Place]:
    draft.form = None
    old, new = "371082102", dice.pick(["991082102", "001082102", "171082102"])
    fields = ("street_code", "community_code")
    for code in (old, old + "001", old + "203"):
        draft.rename(fields, code, code.replace(old, new))
    return [s.place() for s in draft.spots(*fields) if s.data[s.name].startswith(new)]
