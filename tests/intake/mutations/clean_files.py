"""The same study in other files: encodings, delimiters, offices, folders, sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.schemas import TABLES
from tests.intake.mutations.base import spell
from tests.intake.mutations.model import NotApplicableError, Part, Row
from tests.intake.mutations.registry import accepted

if TYPE_CHECKING:
    from tests.intake.mutations.model import Dice, Draft


def _each(draft: Draft, dice: Dice) -> list[Part]:
    """One CSV, or most of them."""
    parts = draft.eligible()
    return [dice.pick(parts)] if dice.chance(0.5) else parts


def _can(part: Part, encoding: str) -> bool:
    try:
        "".join(str(cell) for row in part.grid() for cell in row).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _encoded(draft: Draft, dice: Dice, encoding: str) -> None:
    for part in _each(draft, dice):
        if part.file in {file for file, _ in draft.patches}:
            raise NotApplicableError
        if _can(part, encoding):
            part.encoding = encoding


@accepted("D4", "csv")
def in_gb18030(draft: Draft, dice: Dice) -> None:
    _encoded(draft, dice, "gb18030")


@accepted("D4", "csv")
def in_gbk(draft: Draft, dice: Dice) -> None:
    _encoded(draft, dice, "gbk")


@accepted("D4", "csv")
def in_utf8_without_mark(draft: Draft, dice: Dice) -> None:
    _encoded(draft, dice, "utf-8")


@accepted("D4", "csv")
def in_utf16(draft: Draft, dice: Dice) -> None:
    _encoded(draft, dice, "utf-16")


@accepted("D4", "csv")
def in_utf16_big_end(draft: Draft, dice: Dice) -> None:
    part = draft.part(dice)
    part.encoding = "utf-16-be"
    draft.patches.append((part.file, lambda content: b"\xfe\xff" + content))


@accepted("D4", "csv")
def with_two_marks(draft: Draft, dice: Dice) -> None:
    part = draft.part(dice)
    part.encoding = "utf-8-sig"
    draft.patches.append((part.file, lambda content: b"\xef\xbb\xbf" + content))


@accepted("D5", "csv")
def tab_separated(draft: Draft, dice: Dice) -> None:
    for part in _each(draft, dice):
        if part.file in draft.settings or part.file in {f for f, _ in draft.patches}:
            continue
        part.delimiter = "\t"
        part.file = part.file.removesuffix(".csv") + ".tsv"


@accepted("D5", "csv")
def other_delimiter(draft: Draft, dice: Dice) -> None:
    part = draft.part(dice)
    part.delimiter = dice.pick([";", "\t"])


@accepted("D5", "csv")
def line_feeds(draft: Draft, dice: Dice) -> None:
    for part in _each(draft, dice):
        part.newline = "\n"


@accepted("D5", "csv")
def all_quoted(draft: Draft, dice: Dice) -> None:
    for part in _each(draft, dice):
        part.quote_all = True


@accepted("D5", "csv")
def commas_in_quotes(draft: Draft, dice: Dice) -> None:
    spot = draft.spot(dice, "title", "funder", "organization_name")
    text = dice.pick(['甲,"乙",丙', '"', "甲；乙", "甲,乙,丙,丁,戊", "甲'乙"])
    spot.put(text)
    spot.mean(text)


@accepted("D19")
def offices_apart(draft: Draft, dice: Dice) -> None:
    """Half of a table in a file of its own, named in study.toml."""
    part = draft.part(dice, "organizations", "ties", "revenue", "ratings")
    if len(part.full()) < 2 or part.below or part.groups or "[files]" in draft.settings:
        raise NotApplicableError
    half = part.copy()
    where = len(part.rows) // 2
    part.rows, half.rows = part.rows[:where], half.rows[where:]
    name = dice.pick(["俚岛报表", "第二批/俚岛", "Lidao 2023"])
    if dice.chance(0.5):
        half.file, half.sheet = f"{name}.csv", None
        half.encoding, half.merged, half.comments = "gb18030", [], []
        draft.settings += f'\n[files]\n"{half.file}" = "{part.table}"\n'
    else:
        half.file, half.sheet = f"{name}.xlsx", "Sheet1"
        half.merged, half.comments = [], []
        draft.settings += f'\n[files]\n"{half.file}#Sheet1" = "{part.table}"\n'
    draft.parts.append(half)


@accepted("D19")
def books_of_their_own(draft: Draft, dice: Dice) -> None:
    """A table as a workbook named after it."""
    part = draft.part(dice)
    if [p.file for p in draft.parts].count(part.file) > 1 or part.is_xlsx:
        raise NotApplicableError
    if part.file in draft.settings or part.file in {f for f, _ in draft.patches}:
        raise NotApplicableError
    label = TABLES[part.table].label
    part.file = dice.pick([f"{part.table}.xlsx", f"{label.zh}.xlsx", "各表.xlsx"])
    part.sheet = label.zh if part.file == "各表.xlsx" else "Sheet1"
    fields = [column.field for column in TABLES[part.table].columns]
    by_name = {field.name: field for field in fields}
    for index in part.full():
        row = part.rows[index]
        for place, head in enumerate(part.heads):
            if head.name and row.cells[place] == spell(
                by_name[head.name], row.data[head.name], typed=False
            ):
                row.cells[place] = spell(
                    by_name[head.name], row.data[head.name], typed=True
                )


@accepted("D19")
def files_in_chinese(draft: Draft, dice: Dice) -> None:
    for part in draft.parts:
        if part.file == f"{part.table}.csv":
            part.file = f"{TABLES[part.table].label.zh}.csv"
    patched = {f"{t}.csv": f"{TABLES[t].label.zh}.csv" for t in TABLES}
    draft.patches = [(patched.get(file, file), patch) for file, patch in draft.patches]


@accepted("D19", "xlsx")
def sheets_in_english(draft: Draft, dice: Dice) -> None:
    for part in draft.eligible():
        label = TABLES[part.table].label
        if part.sheet == label.zh and f"#{part.sheet}" not in draft.settings:
            part.sheet = dice.pick([part.table, label.en])


@accepted("D9", "xlsx")
def sheets_not_read(draft: Draft, dice: Dice) -> None:
    """A sheet that explains is no table."""
    part = draft.part(dice).copy()
    part.sheet, part.rows, part.groups = dice.pick(["说明", "_旧", "示例"]), [], []
    part.above, part.below, part.merged = [], [["请按表头填写"]], []
    part.comments = []
    if (part.file, part.sheet) in {(p.file, p.sheet) for p in draft.parts}:
        raise NotApplicableError
    draft.parts.append(part)


@accepted("N1")
def files_not_read(draft: Draft, dice: Dice) -> None:
    draft.extra |= {
        "~$登记表.xlsx": b"\x05owner" + b" " * 160,
        ".DS_Store": b"\x00\x00\x00\x01Bud1",
        "_旧/organizations.csv": "组织编号\nX\n".encode(),
    }


@accepted("D16", "xlsx")
def formats_far_away(draft: Draft, dice: Dice) -> None:
    """Somebody coloured a whole sheet; no cell holds a value there."""
    part = draft.part(dice)
    part.far_format = dice.pick([(1048575, 0), (50000, 200), (20, 16383)])


@accepted("PII", "xlsx")
def harmless_comments(draft: Draft, dice: Dice) -> None:
    spot = draft.spot(dice)
    text = dice.pick(["请与街道核对", "口径：常住", "见2023年第12号通知"])
    spot.part.comments.append((spot.part.number(spot.row), spot.column, text))


@accepted("PII", "xlsx")
def properties_of_an_office(draft: Draft, dice: Dice) -> None:
    part = draft.part(dice)
    draft.properties[part.file] = {
        "title": "社会组织登记表",
        "author": "Administrator",
        "company": "街道办事处",
    }


@accepted("D5")
def blank_lines_at_the_end(draft: Draft, dice: Dice) -> None:
    part = draft.part(dice)
    part.rows += [Row(["" for _ in part.heads], {}) for _ in range(dice.number(1, 4))]
