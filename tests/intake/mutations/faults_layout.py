"""Faults of tables and folders: headers, shifted cells, missing and doubled files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.fields import FIELDS
from hubstudy.schemas import TABLES
from tests.intake.mutations.model import Head, NotApplicableError, Place
from tests.intake.mutations.registry import refused, told
from tests.intake.mutations.writing import csv_bytes

if TYPE_CHECKING:
    from tests.intake.mutations.model import Dice, Draft, Part


def _plain_part(draft: Draft, dice: Dice, *tables: str) -> Part:
    return dice.pick([p for p in draft.eligible(*tables) if not p.groups])


@refused("D19")
def required_column_renamed(draft: Draft, dice: Dice) -> list[Place]:
    part = _plain_part(draft, dice)
    columns = TABLES[part.table].columns
    required = {column.name for column in columns if not column.nullable}
    head = dice.pick([head for head in part.heads if head.name in required])
    head.text = dice.pick(["代号", "栏目三", f"原{head.text}？", "X1"])
    return [part.place()]


@refused("D19")
def required_column_gone(draft: Draft, dice: Dice) -> list[Place]:
    part = _plain_part(draft, dice)
    columns = TABLES[part.table].columns
    required = {column.name for column in columns if not column.nullable}
    gone = dice.pick([i for i, head in enumerate(part.heads) if head.name in required])
    part.merged = []
    part.heads.pop(gone)
    for row in part.rows:
        row.cells.pop(gone)
    for cells in part.below:
        if len(cells) > 1:
            cells.pop(gone)
    return [part.place()]


@refused("D19")
def optional_column_misnamed(draft: Draft, dice: Dice) -> list[Place]:
    """A slip in an optional column's header must not empty the column in silence."""
    part = _plain_part(draft, dice)
    columns = TABLES[part.table].columns
    optional = {column.name for column in columns if column.nullable}
    heads = [head for head in part.heads if head.name in optional]
    head = dice.pick([h for h in heads if len(FIELDS[h.name or ""].label.zh) > 3])
    label = FIELDS[head.name or ""].label.zh
    head.text = dice.pick([label[:-1], label[:1] + label[2:], label + "栏"])
    return [part.place()]


@refused("D19")
def headers_exchanged(draft: Draft, dice: Dice) -> list[Place]:
    """Two headers changed places; each value stands in its neighbour's column."""
    part = _plain_part(draft, dice, "communities", "organizations", "projects")
    first, second = dice.pick(
        [
            ("community_code", "community_name"),
            ("organization_id", "community_code"),
            ("start", "end"),
            ("year", "start"),
            ("project_id", "community_code"),
        ]
    )
    a, b = (part.heads[part.position(name)] for name in (first, second))
    a.text, b.text = b.text, a.text
    return [part.place(column=a.text), part.place(column=b.text)]


@refused("D19")
def header_row_deleted(draft: Draft, dice: Dice) -> list[Place]:
    part = _plain_part(draft, dice)
    if part.merged:
        raise NotApplicableError
    first = part.rows.pop(part.full()[0])
    part.heads = [Head(str(cell), None) for cell in first.cells]
    return [part.place()]


@refused("D19")
def same_field_twice(draft: Draft, dice: Dice) -> list[Place]:
    """Two synonyms of one header stand side by side."""
    part = _plain_part(draft, dice)
    heads = [h for h in part.heads if h.name and FIELDS[h.name].headers]
    head = dice.pick(heads)
    place = part.heads.index(head)
    synonym = dice.pick(
        [*FIELDS[head.name or ""].headers, FIELDS[head.name or ""].name]
    )
    if synonym == head.text:
        raise NotApplicableError
    part.heads.append(Head(synonym, None))
    for row in part.rows:
        row.cells.append(row.cells[place])
    return [part.place(column=head.text), part.place(column=synonym)]


@refused("D5")
def row_shifted_right(draft: Draft, dice: Dice) -> Place:
    """A cell too many at the left, one lost at the right."""
    part = _plain_part(draft, dice)
    index = dice.pick(part.full())
    cells = part.rows[index].cells
    if all(cell == "" for cell in cells[-1:]) and len(cells) < 4:
        raise NotApplicableError
    cells.insert(0, "")
    cells.pop()
    return part.place(part.number(index))


@refused("D5")
def row_shifted_left(draft: Draft, dice: Dice) -> Place:
    part = _plain_part(draft, dice)
    index = dice.pick(part.full())
    cells = part.rows[index].cells
    cells.pop(0)
    cells.append("")
    return part.place(part.number(index))


@refused("D19")
def value_under_its_neighbour(draft: Draft, dice: Dice) -> list[Place]:
    """Two cells of one row changed places."""
    part = draft.part(dice, "organizations", "communities", "projects", "revenue")
    index = dice.pick(part.full())
    pairs = [
        ("community_code", "legal_status"),
        ("community_code", "community_name"),
        ("residents", "residents_60plus"),
        ("award_cny", "start"),
        ("funder_type", "instrument"),
        ("year", "funder_type"),
        ("start", "end"),
        ("scheme", "target_group"),
        ("status", "beneficiaries"),
        ("service_field", "is_hub"),
        ("street_code", "community_code"),
    ]
    here = {head.name: i for i, head in enumerate(part.heads)}
    data = part.rows[index].data
    fitting = [
        p
        for p in pairs
        if p[0] in here
        and p[1] in here
        and data[p[0]] is not None
        and data[p[1]] is not None
    ]
    first, second = dice.pick(fitting)
    cells, a, b = part.rows[index].cells, here[first], here[second]
    cells[a], cells[b] = cells[b], cells[a]
    number = part.number(index)
    return [part.place(number, column=part.heads[i].text) for i in (a, b)]


@refused("D10")
def table_missing(draft: Draft, dice: Dice) -> list[Place]:
    name = dice.pick([part.table for part in draft.eligible()])
    kept = [part for part in draft.parts if part.table != name]
    if not any(part.is_xlsx == draft.parts[0].is_xlsx for part in kept):
        raise NotApplicableError
    gone = {part.file for part in draft.parts} - {part.file for part in kept}
    draft.parts = kept
    draft.patches = [patch for patch in draft.patches if patch[0] not in gone]
    return [Place()]


@refused("D10", "csv")
def file_twice(draft: Draft, dice: Dice) -> list[Place]:
    """A copy beside the original, as a file manager names it."""
    part = draft.part(dice)
    if part.file in {file for file, _ in draft.patches}:
        raise NotApplicableError
    stem = part.file.rsplit(".", 1)[0]
    name = dice.pick([f"{stem} (1).csv", f"{stem} - 副本.csv", f"备份/{stem}.csv"])
    draft.extra[name] = csv_bytes(part)
    return [Place(name), part.place()]


@refused("D10", "xlsx")
def sheet_twice(draft: Draft, dice: Dice) -> list[Place]:
    part = draft.part(dice)
    twin = part.copy()
    twin.sheet = dice.pick([f"{part.sheet} (2)", f"{part.sheet}(旧)"])
    draft.parts.append(twin)
    return [twin.place(), part.place()]


@refused("D19", "csv")
def file_of_unknown_name(draft: Draft, dice: Dice) -> list[Place]:
    """A register under a name that tells nothing, beside a full study."""
    name = dice.pick(["名册.csv", "新建文件.csv", "2023/3.csv"])
    draft.extra[name] = "编号,单位\r\n1,甲\r\n".encode("utf-8-sig")
    return [Place(name)]


@refused("D9")
def file_of_old_ending(draft: Draft, dice: Dice) -> list[Place]:
    """A table in a form that is not read must not be passed over."""
    name = dice.pick(["补充名单.xls", "补充名单.et", "补充名单.ods", "补充名单.xlsb"])
    draft.extra[name] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    return [Place(name)]


@told("D19")
def unread_column_told(draft: Draft, dice: Dice) -> list[Place]:
    """An undeclared column is left unread, and that is said."""
    part = _plain_part(draft, dice)
    part.heads.append(Head("满意度备查", None))
    for row in part.rows:
        row.cells.append("" if row.is_blank() else "已核")
    return [part.place()]


@refused("D19", "csv")
def header_cell_empty(draft: Draft, dice: Dice) -> list[Place]:
    """Values without a header: nobody knows what they are."""
    part = _plain_part(draft, dice)
    part.heads.append(Head("", None))
    for index in part.full():
        part.rows[index].cells.append(str(dice.number(1, 9)))
    return [part.place()]


@refused("D5")
def text_amid_records(draft: Draft, dice: Dice) -> list[Place]:
    """A heading between records, where each row must be a record."""
    part = _plain_part(draft, dice)
    index = dice.number(1, max(1, len(part.rows) - 1))
    cells: list = ["" for _ in part.heads]
    cells[dice.number(0, 1)] = dice.pick(["以下为第二季度", "崖头片区", "续上表"])
    row = part.rows[part.full()[0]]
    part.rows.insert(index, type(row)(cells, {}))
    return [part.place(part.number(index))]
