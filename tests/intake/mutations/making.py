"""Make mutants: a base, an operator, at times after one or two clean variants."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

from tests.intake.mutations import catalog
from tests.intake.mutations.base import BASES
from tests.intake.mutations.model import Dice, Draft, NotApplicableError, Place
from tests.intake.mutations.registry import Operator, Planted
from tests.intake.mutations.writing import files_of

BLENDED = 0.2
TRIES = 40
OPERATORS = catalog.OPERATORS


@dataclass(frozen=True, slots=True)
class Mutant:
    """One study folder made by one operator, perhaps after clean variants."""

    operator: Operator
    seed: int
    round: int
    base: str
    before: tuple[str, ...]
    files: dict[str, bytes]
    places: tuple[Place, ...]
    secrets: tuple[str, ...]
    records: dict[str, list[dict[str, Any]]]

    def __str__(self) -> str:
        chain = " → ".join([self.base, *self.before, self.operator.name])
        return f'rerun("{self.operator.name}", {self.seed}, {self.round})  # {chain}'


def make(name: str, seed: int, round_: int) -> Mutant:
    """Make one mutant; the same arguments give the same bytes of CSV."""
    operator = OPERATORS[name]
    for attempt in range(TRIES):
        dice = Dice(seed, round_, zlib.crc32(name.encode()), attempt)
        base = dice.pick(list(BASES))
        draft = BASES[base]().copy()
        blended = operator.blends and attempt < TRIES // 2 and dice.chance(BLENDED)
        try:
            before = _blend(draft, dice) if blended else ()
            draft.form = operator.form
            planted = operator.change(draft, dice)
            files = files_of(draft)
        except (NotApplicableError, UnicodeEncodeError):
            continue  # no such place here, or a character that the encoding lacks
        places, secrets = _places(planted)
        return Mutant(
            operator,
            seed,
            round_,
            base,
            before,
            files,
            places,
            secrets,
            draft.records(),
        )
    msg = f"{name} finds no place in any base"
    raise AssertionError(msg)


def _blend(draft: Draft, dice: Dice) -> tuple[str, ...]:
    clean = [o for o in OPERATORS.values() if o.verdict == "accept" and o.blends]
    chosen = dice.shuffled(clean)[: dice.number(1, 2)]
    for operator in chosen:
        draft.form = operator.form
        operator.change(draft, dice)
    return tuple(operator.name for operator in chosen)


def _places(planted: Any) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    if planted is None:
        return (), ()
    if isinstance(planted, Planted):
        return planted.places, planted.secrets
    return ((planted,) if isinstance(planted, Place) else tuple(planted)), ()
