"""Faults of order and sum: dates, years, scales, ties, totals, declared counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.schemas import TABLES
from tests.intake.mutations.base import spell
from tests.intake.mutations.clean_values import FULL_WIDTH
from tests.intake.mutations.faults_keys import double
from tests.intake.mutations.model import NotApplicableError, Place, Spot
from tests.intake.mutations.registry import refused

if TYPE_CHECKING:
    from tests.intake.mutations.model import Cell, Dice, Draft, Part


def respelled(spot: Spot, value: object) -> Cell:
    """Spell a value as the base does."""
    column = TABLES[spot.part.table].column(spot.name)
    return spell(column.field, value, typed=spot.part.is_xlsx)


@refused("D8")
def ends_before_it_starts(draft: Draft, dice: Dice) -> Place:
    later = {"end": "start", "closed": "opened", "year_to": "year_from"}
    spots = [
        s for s in draft.spots(*later) if s.beside(later[s.name]).data[later[s.name]]
    ]
    spot = dice.pick(spots)
    first = spot.data[later[spot.name]]
    before = first - 1 if isinstance(first, int) else f"{int(first[:4]) - 1}{first[4:]}"
    if isinstance(before, str):
        before = before.replace("-29", "-28")
    return spot.put(respelled(spot, before))


@refused("D8")
def year_outside(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(
        dice, "year", tables=["projects", "revenue", "community_outcomes"]
    )
    return spot.put(dice.pick(["2014", "2024", "1919", "2108", "219", "20190"]))


@refused("D12")
def more_aged_than_people(draft: Draft, dice: Dice) -> list[Place]:
    spot = draft.spot(dice, "residents_60plus")
    return [
        spot.put(str(spot.data["residents"] + dice.number(1, 500))),
        spot.beside("residents").place(),
    ]


@refused("D12")
def stars_out_of_scale(draft: Draft, dice: Dice) -> Place:
    return draft.spot(dice, "stars").put(dice.pick(["0", "6", "50", "-1"]))


@refused("D12")
def share_above_one(draft: Draft, dice: Dice) -> Place:
    """31 where 0.31 was meant: a share has no place above one."""
    spots = [s for s in draft.spots("value") if s.data["value"] <= 1]
    return dice.pick(spots).put(dice.pick(["31", "1.3", "130%", "-0.2"]))


@refused("D13")
def tie_to_itself(draft: Draft, dice: Dice) -> list[Place]:
    spot = draft.spot(dice, "target_id")
    same = spot.data["source_id"]
    text = dice.pick([same, same.translate(FULL_WIDTH), f"{same} "])
    return [spot.put(text), spot.beside("source_id").place()]


@refused("D13")
def tie_twice(draft: Draft, dice: Dice) -> list[Place]:
    """The same undirected tie, told from the other end."""
    part = draft.part(dice, "ties")
    both = [
        i
        for i in part.full()
        if part.rows[i].data["layer"] in {"collaboration", "information"}
    ]
    index = dice.pick(both)
    rows = double(part, index, len(part.rows))
    cells = part.rows[-1].cells
    a, b = part.position("source_id"), part.position("target_id")
    cells[a], cells[b] = cells[b], cells[a]
    return [part.place(*rows)]


@refused("D13")
def member_of_itself(draft: Draft, dice: Dice) -> Place:
    spots = [s for s in draft.spots("member_of", filled=None) if s.data["is_hub"]]
    spot = dice.pick(spots)
    return spot.put(spot.data["organization_id"])


@refused("D13")
def member_of_no_hub(draft: Draft, dice: Dice) -> Place:
    return draft.spot(dice, "member_of").put(dice.pick(["JG0902", "JG0901", "JG0999"]))


@refused("F8")
def total_disagrees(draft: Draft, dice: Dice) -> list[Place]:
    """A cell was changed and its total was not."""
    names = ("award_cny", "amount_cny", "beneficiaries", "residents", "households")
    found = [s for s in draft.spots(*names) if _totalled(s)]
    spot = dice.pick(found)
    spot.put(str(spot.data[spot.name] + dice.number(1, 900)))
    n = len(spot.part.rows)
    head = spot.part.heads[spot.column].text
    rows = [spot.part.number(n + i) for i in range(len(spot.part.below))]
    return [spot.part.place(*rows, column=head)]


def _totalled(spot: Spot) -> bool:
    return any(len(row) > 1 and row[spot.column] != "" for row in spot.part.below)


def _has_total(part: Part) -> bool:
    return any(len(row) > 1 and any(row) for row in part.below)


@refused("F8")
def record_missing_under_total(draft: Draft, dice: Dice) -> list[Place]:
    part = dice.pick([p for p in draft.eligible("revenue") if _has_total(p)])
    part.rows.pop(dice.pick(part.full()))
    n = len(part.rows)
    return [part.place(*[part.number(n + i) for i in range(len(part.below))])]


@refused("D5")
def fewer_rows_than_declared(draft: Draft, dice: Dice) -> list[Place]:
    if "[intake.rows]" in draft.settings:
        raise NotApplicableError
    counts = {name: len(rows) for name, rows in draft.records().items()}
    table = dice.pick([name for name, n in counts.items() if n])
    wrong = counts[table] + dice.pick([-1, 1, 100])
    draft.settings += f"\n[intake.rows]\n{table} = {wrong}\n"
    return [Place()]
