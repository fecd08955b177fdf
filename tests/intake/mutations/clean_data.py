"""Other studies that are right: hostile names, odd ids, declared exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.intake.mutations.model import NotApplicableError
from tests.intake.mutations.registry import accepted, told

if TYPE_CHECKING:
    from tests.intake.mutations.model import Dice, Draft

NAMES = ("title", "organization_name", "community_name", "funder", "street_name")

MISSING_WORDS = ["NA", "None", "null", "nan", "N/A社", "True", "#协会", "1", "2018"]
PATHS = [
    "../../etc/passwd",
    "/etc/passwd",
    "甲/乙",
    "C:\\Windows",
    "CON",
    "NUL",
    "AUX.",
    "COM1",
    "..",
    "甲社. ",
]
CODE = [
    "{乙}",
    "{d.__class__}",
    "$x$",
    "%s%n",
    "`id`",
    "'); DROP TABLE t;--",
    "a\"b'c",
    "公益$a_{$",
    "<script>alert(1)</script>",
    "=1+1",
    "+86",
    "@SUM(A1)",
    "-社",
    "＝HYPERLINK(1)",
]
LETTERS = [
    "𠮷野社",
    "㐂乐队",
    "社" * 60,
    "Café 社",
    "Ａ组",
    "②号楼社",
    "阳光·心语社",
    "😀社",
]
IDENTIFIERS = ("organization_id", "member_of", "source_id", "target_id", "lead_id")


def _name(draft: Draft, dice: Dice, names: list[str]) -> None:
    spot = draft.spot(dice, *NAMES)
    text = dice.pick(names)
    spot.put(text)
    spot.mean(text.strip())


@accepted("D3")
def names_like_missing(draft: Draft, dice: Dice) -> None:
    _name(draft, dice, MISSING_WORDS)


@accepted("N1")
def names_like_paths(draft: Draft, dice: Dice) -> None:
    _name(draft, dice, PATHS)


@accepted("N2")
def names_like_code(draft: Draft, dice: Dice) -> None:
    _name(draft, dice, CODE)


@accepted("N4")
def names_of_rare_letters(draft: Draft, dice: Dice) -> None:
    _name(draft, dice, LETTERS)


@told("N2", blends=False)
def name_with_invisible(draft: Draft, dice: Dice) -> list:
    """Bidi and zero-width characters are flagged; what becomes of them is not asked."""
    spot = draft.spot(dice, "organization_name", "title")
    mark = dice.pick(["\u202e", "\u200b", "\u2066", "\u200f"])
    text = str(spot.data[spot.name])
    place = spot.put(text[:2] + mark + text[2:])
    return [place]


@accepted("D2")
def ids_of_other_shapes(draft: Draft, dice: Dice) -> None:
    new = dice.pick(
        ["007", "0012", "52E10", "3-5", "1/2", "E12", "1.10", "JG-01_A", "#7"]
    )
    old = dice.pick(["JG0702", "JG0801", "JG0902"])
    draft.rename(IDENTIFIERS, old, new)


@accepted("D10")
def empty_tables(draft: Draft, dice: Dice) -> None:
    names = ["ratings", "contracts", "revenue", "community_outcomes", "ties"]
    for part in draft.eligible(dice.pick(names)):
        part.rows, part.below = [], []


@accepted("D10", blends=False)  # a later rewrite of the cell makes it stale
def correction_applied(draft: Draft, dice: Dice) -> None:
    """A wrong cell that a record in corrections.toml puts right."""
    if draft.corrections is not None:
        raise NotApplicableError
    spot = draft.spot(dice, "residents", "households")
    right = str(spot.data[spot.name])
    wrong = str(spot.part.rows[spot.row].cells[spot.column])
    spot.mean(int(right) + 7)
    code = spot.data["community_code"]
    spot.part.below = []
    draft.corrections = correction(
        "communities", code, column=spot.name, expect=wrong, value=int(right) + 7
    )


def correction(
    table: str, code: str, *, column: str, expect: object, value: object
) -> str:
    """Write one record of corrections.toml."""
    return (
        f'[[correction]]\ntable = "{table}"\nkey = {{ community_code = "{code}" }}\n'
        f'column = "{column}"\nexpect = "{expect}"\nvalue = "{value}"\n'
        'reason = "漏计一栋楼"\ntold = "街道办"\ndate = 2023-08-30\n'
    )


@accepted("D5", blends=False)  # later rows would not count
def declared_row_counts(draft: Draft, dice: Dice) -> None:
    counts = {name: len(rows) for name, rows in draft.records().items()}
    lines = "".join(f"{name} = {n}\n" for name, n in counts.items())
    draft.settings += f"\n[intake.rows]\n{lines}"


@accepted("D19")
def declared_columns(draft: Draft, dice: Dice) -> None:
    """A header nobody knows, named in study.toml."""
    if "[columns" in draft.settings:
        raise NotApplicableError
    spot = draft.spot(dice, "organization_name", "opened", "residents", "title")
    new = dice.pick(["组织全称", "本所口径（甲）", "字段A"])
    for part in draft.parts:
        if part.table == spot.part.table:
            part.heads[part.position(spot.name)].text = new
    section = dice.pick(["[columns]", f"[columns.{spot.part.table}]"])
    draft.settings += f'\n{section}\n"{new}" = "{spot.name}"\n'


@accepted("F9", blends=False)  # the usual tokens no longer hold
def declared_missing_tokens(draft: Draft, dice: Dice) -> None:
    if "missing =" in draft.settings or "[intake" in draft.settings:
        raise NotApplicableError
    token = dice.pick(["不详", "待查", "缺"])
    for spot in draft.spots(required=False, filled=False):
        spot.put(dice.pick([token, ""]))
    draft.settings += f'\n[intake]\nmissing = ["{token}"]\n'


@accepted("D19")
def settings_in_utf8_with_mark(draft: Draft, dice: Dice) -> None:
    if "\r\n" in draft.settings:
        raise NotApplicableError
    draft.settings = "# 说明 / notes\n" + draft.settings.replace("\n", "\r\n")


@told("D11")
def near_names(draft: Draft, dice: Dice) -> list:
    """Two organisations of one community with nearly one name: for a person to see."""
    part = draft.part(dice, "organizations")
    by_id = {part.rows[i].data["organization_id"]: i for i in part.full()}
    if not {"JG0702", "JG0703"} <= set(by_id):
        raise NotApplicableError
    twin = dice.pick(["夕阳红 合唱队", "夕阳红（合唱队）", "青山社区夕阳红合唱队"])
    texts = {"JG0702": "夕阳红合唱队", "JG0703": twin}
    places = []
    for spot in draft.spots("organization_name", tables=["organizations"]):
        text = texts.get(spot.data["organization_id"])
        if text:
            places.append(spot.put(text))
            spot.mean(text)
    return places
