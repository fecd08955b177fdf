"""Operators: what is done to a study, what fault it stands for, what must follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from tests.intake.mutations.model import Dice, Draft, Place

Verdict = Literal["refuse", "accept", "tell"]
Change = Callable[[Draft, Dice], "Place | Sequence[Place] | Planted | None"]


@dataclass(frozen=True, slots=True)
class Planted:
    """Personal text that was written into a study: where, and what must never show."""

    places: tuple[Place, ...]
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operator:
    """
    One way to change a study.

    Parameters
    ----------
    name
        Name of the function.
    fault
        Catalogue number it stands for: D1–D19, N1–N5, PII, F8–F12 of the formats page.
    verdict
        ``refuse``, ``accept``, or ``tell``: accepted, with a warning at the place.
    form
        ``csv``, ``xlsx`` or None for both.
    change
        Changes the draft in place and gives the places of the fault.
    in_settings
        Whether ``study.toml`` itself is at fault, so that a settings error is right.
    blends
        Whether it may come before a fault (clean) or after clean variants (fault).
    """

    name: str
    fault: str
    verdict: Verdict
    form: str | None
    change: Change
    in_settings: bool = False
    blends: bool = True


OPERATORS: dict[str, Operator] = {}


def operator(
    fault: str,
    verdict: Verdict,
    form: str | None = None,
    *,
    in_settings: bool = False,
    blends: bool = True,
) -> Callable[[Change], Change]:
    """Enter a function into the list of operators."""

    def enter(change: Change) -> Change:
        name = change.__name__
        if name in OPERATORS:
            raise ValueError(name)
        OPERATORS[name] = Operator(
            name, fault, verdict, form, change, in_settings, blends
        )
        return change

    return enter


def refused(
    fault: str, form: str | None = None, *, settings: bool = False, blends: bool = True
) -> Callable[[Change], Change]:
    """Enter a fault that must be refused."""
    return operator(fault, "refuse", form, in_settings=settings, blends=blends)


def accepted(
    fault: str, form: str | None = None, *, blends: bool = True
) -> Callable[[Change], Change]:
    """Enter an unusual but right way to write the same study."""
    return operator(fault, "accept", form, blends=blends)


def told(
    fault: str, form: str | None = None, *, blends: bool = True
) -> Callable[[Change], Change]:
    """Enter a doubt that must be told, refused or not."""
    return operator(fault, "tell", form, blends=blends)
