"""Faults of study.toml and corrections.toml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.intake.mutations.clean_data import correction
from tests.intake.mutations.model import NotApplicableError, Place
from tests.intake.mutations.registry import refused

if TYPE_CHECKING:
    from tests.intake.mutations.model import Dice, Draft

SETTINGS = [Place("study.toml")]
CORRECTIONS = [Place("corrections.toml")]


@refused("D19", settings=True)
def settings_broken(draft: Draft, dice: Dice) -> list[Place]:
    lines = draft.settings.splitlines()
    line = dice.pick([i for i, text in enumerate(lines) if " = " in text])
    broken = dice.pick(
        ["name = “荣成”", "= 3", "as_of = 2023-13-01", "x = [1,", "a = b"]
    )
    lines[line] = broken
    draft.settings = "\n".join(lines)
    return SETTINGS


@refused("D19", settings=True)
def settings_key_unknown(draft: Draft, dice: Dice) -> list[Place]:
    section = dice.pick(["[study]", "[policy]", "[privacy]"])
    draft.settings = draft.settings.replace(section, f"{section}\nfrist_year = 2015", 1)
    return SETTINGS


@refused("D19", settings=True)
def settings_key_missing(draft: Draft, dice: Dice) -> list[Place]:
    key = dice.pick(["as_of", "first_year", "synthetic", "seed", "annual_fund_cny"])
    draft.settings = re.sub(rf"(?m)^{key} = .*$", "", draft.settings)
    return SETTINGS


@refused("D19", settings=True)
def settings_of_wrong_type(draft: Draft, dice: Dice) -> list[Place]:
    old, new = dice.pick(
        [
            ("as_of = 2023-08-31", 'as_of = "2023-08-31"'),
            ("seed = 7", "seed = -7"),
            ("first_year = 2015", "first_year = 2025"),
            ("synthetic = true", 'synthetic = "是"'),
            ('"napkin"', '"../etc"'),
            ("min_contributors = 3", "min_contributors = 0"),
            ('language = "zh"', 'language = "fr"'),
        ]
    )
    draft.settings = draft.settings.replace(old, new)
    return SETTINGS


@refused("D4", settings=True)
def settings_in_gb18030(draft: Draft, dice: Dice) -> list[Place]:
    draft.patches.append(
        ("study.toml", lambda content: content.decode().encode("gb18030"))
    )
    return SETTINGS


@refused("D19", settings=True)
def settings_name_nothing(draft: Draft, dice: Dice) -> list[Place]:
    """A declared column or table that no schema knows."""
    if "[files]" in draft.settings or "[columns" in draft.settings:
        raise NotApplicableError
    draft.settings += dice.pick(
        [
            '\n[columns]\n"组织全称" = "organisation_nam"\n',
            '\n[columns.organisations]\n"甲" = "uscc"\n',
            '\n[files]\n"x.csv" = "organisation"\n',
            '\n[intake]\nhiden = "read"\n',
            '\n[intake]\nhidden = "maybe"\n',
            "\n[intake.rows]\norganisations = 3\n",
        ]
    )
    return SETTINGS


@refused("D19", settings=True)
def settings_name_no_file(draft: Draft, dice: Dice) -> list[Place]:
    """A declared file or header that is nowhere in the folder."""
    if "[files]" in draft.settings or "[columns" in draft.settings:
        raise NotApplicableError
    draft.settings += dice.pick(
        [
            '\n[files]\n"不存在.csv" = "organizations"\n',
            '\n[columns]\n"没有的表头" = "uscc"\n',
        ]
    )
    return SETTINGS


@refused("D10")
def correction_stale(draft: Draft, dice: Dice) -> list[Place]:
    spot = draft.spot(dice, "residents")
    code, value = spot.data["community_code"], spot.data["residents"]
    draft.corrections = correction(
        "communities", code, column="residents", expect=value - 1, value=value + 1
    )
    return CORRECTIONS


@refused("D10")
def correction_of_nothing(draft: Draft, dice: Dice) -> list[Place]:
    draft.corrections = correction(
        dice.pick(["communities", "community"]),
        "371082001099",
        column=dice.pick(["residents", "people"]),
        expect=1,
        value=2,
    )
    return CORRECTIONS


@refused("D10")
def correction_malformed(draft: Draft, dice: Dice) -> list[Place]:
    text = correction(
        "communities", "371082001001", column="residents", expect=4926, value=1
    )
    slips = [
        ('reason = "漏计一栋楼"\n', ""),
        ("expect", "expects"),
        ('"1"', "1"),
        ("[[correction]]", "[[corrections]]"),
        ("key = {", "key = ["),
    ]
    old, new = dice.pick(slips)
    draft.corrections = text.replace(old, new)
    return CORRECTIONS


@refused("D10")
def correction_to_nonsense(draft: Draft, dice: Dice) -> list[Place]:
    """The corrected value is wrong itself."""
    spot = draft.spot(dice, "residents")
    cell = spot.part.rows[spot.row].cells[spot.column]
    draft.corrections = correction(
        "communities",
        spot.data["community_code"],
        column="residents",
        expect=cell,
        value=dice.pick(["很多", "-3"]),
    )
    return [*CORRECTIONS, spot.place()]
