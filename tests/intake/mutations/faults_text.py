"""Faults of bytes and letters: encodings, control characters, broken CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.intake.mutations.model import NotApplicableError, Place
from tests.intake.mutations.registry import refused, told

if TYPE_CHECKING:
    from tests.intake.mutations.model import Dice, Draft, Part, Spot

NAMES = ("organization_name", "community_name", "title", "funder", "street_name")


def han_spot(draft: Draft, dice: Dice) -> Spot:
    """A cell of Chinese text."""
    found = [s for s in draft.spots(*NAMES) if len(str(s.data[s.name])) >= 4]
    return dice.pick([s for s in found if str(s.data[s.name]).isidentifier()])


def as_gbk(text: str) -> str:
    """Read UTF-8 as GB 18030, the way a wrong double click does."""
    raw = text.encode()
    for cut in (0, 1, 2):
        try:
            return raw[: len(raw) - cut].decode("gb18030")
        except UnicodeDecodeError:
            continue
    raise NotApplicableError


def part_of_bytes(draft: Draft, dice: Dice, *encodings: str) -> Part:
    """A CSV in one of the encodings whose bytes nobody patched yet."""
    patched = {file for file, _ in draft.patches}
    return dice.pick(
        [
            p
            for p in draft.eligible()
            if p.encoding in encodings and p.file not in patched
        ]
    )


@refused("D4")
def mojibake_utf8_as_gbk(draft: Draft, dice: Dice) -> Place:
    spot = han_spot(draft, dice)
    text = str(spot.data[spot.name])
    even = text if len(text) % 2 == 0 else text[:-1]
    return spot.put(as_gbk(even))


@refused("D4")
def mojibake_utf8_as_latin(draft: Draft, dice: Dice) -> Place:
    spot = han_spot(draft, dice)
    return spot.put(str(spot.data[spot.name]).encode().decode("latin-1"))


@refused("D4")
def mojibake_gbk_as_latin(draft: Draft, dice: Dice) -> Place:
    spot = han_spot(draft, dice)
    return spot.put(str(spot.data[spot.name]).encode("gb18030").decode("latin-1"))


@refused("D4")
def replacement_characters(draft: Draft, dice: Dice) -> Place:
    spot = han_spot(draft, dice)
    return spot.put(
        dice.pick(["青山\ufffd\ufffd区", "\ufffd", "锟斤拷锟斤拷", "青山锟斤拷社区"])
    )


@refused("D4")
def question_marks(draft: Draft, dice: Dice) -> Place:
    return han_spot(draft, dice).put("?" * dice.number(2, 8))


@refused("D4", "csv")
def whole_file_mojibake(draft: Draft, dice: Dice) -> list[Place]:
    """UTF-8 opened as GBK and saved: bytes are fine, words are not."""
    part = part_of_bytes(draft, dice, "utf-8-sig", "utf-8")

    def garble(content: bytes) -> bytes:
        text = content.decode("utf-8-sig")
        return text.encode().decode("gb18030", errors="replace").encode()

    draft.patches.append((part.file, garble))
    return [part.place()]


@refused("D4", "csv")
def two_encodings_in_one_file(draft: Draft, dice: Dice) -> list[Place]:
    part = part_of_bytes(draft, dice, "utf-8-sig", "utf-8")
    tail = "青山补录,行\r\n".encode("gb18030")
    draft.patches.append((part.file, lambda content: content + tail))
    return [part.place()]


@refused("D4", "csv")
def bytes_of_no_encoding(draft: Draft, dice: Dice) -> list[Place]:
    part = part_of_bytes(draft, dice, "utf-8-sig", "utf-8", "gb18030")
    bad = dice.pick([b"\xff\xff\x80", b"\x80\xff", b"\xe9\xff\xfe"])

    def spoil(content: bytes) -> bytes:
        where = len(content) // 2
        return content[:where] + bad + content[where:]

    draft.patches.append((part.file, spoil))
    return [part.place()]


@refused("D4", "csv")
def half_a_unit_of_utf16(draft: Draft, dice: Dice) -> list[Place]:
    part = part_of_bytes(draft, dice, "utf-8-sig", "utf-8")
    part.encoding = "utf-16"
    draft.patches.append((part.file, lambda content: content[:-1]))
    return [part.place()]


@refused("D6", "csv")
def nul_in_cell(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(dice, *NAMES, "organization_id", "project_id")
    text = str(spot.data[spot.name])
    return spot.put(text[:2] + "\x00" + text[2:])


@refused("D6", "csv")
def control_character(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(dice, *NAMES, "organization_id", "project_id")
    text = str(spot.data[spot.name])
    return spot.put(
        text[:2] + dice.pick(["\x0b", "\x07", "\x1b", "\x01", "\x7f"]) + text[2:]
    )


@refused("D6", "xlsx")
def control_character_in_book(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(dice, *NAMES, "organization_id", "project_id")
    text = str(spot.data[spot.name])
    return spot.put(text[:2] + dice.pick(["\x0b", "\x07", "\x01"]) + text[2:])


def _line(part: Part, index: int) -> tuple[list, Place]:
    return part.rows[index].cells, part.place(part.number(index))


@refused("D5", "csv")
def extra_field(draft: Draft, dice: Dice) -> Place:
    part = draft.part(dice)
    cells, place = _line(part, dice.pick(part.full()))
    cells.insert(dice.number(0, len(cells)), dice.pick(["多", "1", "x"]))
    return place


@refused("D5", "csv")
def short_row(draft: Draft, dice: Dice) -> Place:
    part = draft.part(dice)
    index = dice.pick(part.full())
    cells, place = _line(part, index)
    for _ in range(dice.number(1, 2)):
        cells.pop()
    return place


@refused("D5", "csv")
def header_one_short(draft: Draft, dice: Dice) -> list[Place]:
    """The header row lost a cell, so every value would stand under its neighbour."""
    part = draft.part(dice)
    if part.groups:
        raise NotApplicableError
    part.heads.pop(dice.number(0, len(part.heads) - 1))
    return [part.place()]


@refused("D5", "csv")
def unbalanced_quote(draft: Draft, dice: Dice) -> list[Place]:
    """One opening quote swallows the rest of the file."""
    part = part_of_bytes(draft, dice, "utf-8-sig", "utf-8", "gb18030")
    if part.quote_all or '"' in str(part.grid()):
        raise NotApplicableError
    index = dice.pick(part.full())
    place = dice.pick([i for i, cell in enumerate(part.rows[index].cells) if cell])
    part.rows[index].cells[place] = "\ue000" + str(part.rows[index].cells[place])
    mark = "\ue000".encode(part.encoding.removesuffix("-sig"))
    draft.patches.append((part.file, lambda content: content.replace(mark, b'"')))
    return [part.place()]


@refused("D5", "csv")
def swallowing_quotes(draft: Draft, dice: Dice) -> list[Place]:
    """Two quotes rows apart make the rows between them one cell."""
    part = part_of_bytes(draft, dice, "utf-8-sig", "utf-8", "gb18030")
    if part.quote_all or '"' in str(part.grid()) or len(part.full()) < 3:
        raise NotApplicableError
    first = dice.pick(part.full()[:-1])
    last = dice.pick([i for i in part.full() if i > first])
    column = dice.number(0, len(part.heads) - 1)
    part.rows[first].cells[column] = f"\ue000{part.rows[first].cells[column]}"
    part.rows[last].cells[column] = f"{part.rows[last].cells[column]}\ue000"
    mark = "\ue000".encode(part.encoding.removesuffix("-sig"))
    draft.patches.append((part.file, lambda content: content.replace(mark, b'"')))
    return [part.place()]


@refused("D5", "csv")
def cut_in_a_row(draft: Draft, dice: Dice) -> list[Place]:
    """The copy stopped in the middle of the last record."""
    part = part_of_bytes(draft, dice, "utf-8-sig", "utf-8", "gb18030")
    if part.below or part.rows[-1].is_blank():
        raise NotApplicableError
    delimiter = part.delimiter.encode()

    def cut(content: bytes) -> bytes:
        return content[: content.rstrip().rstrip(delimiter).rfind(delimiter)]

    draft.patches.append((part.file, cut))
    return [part.place()]


@told("D5", "csv", blends=False)
def cut_in_the_last_cell(draft: Draft, dice: Dice) -> list[Place]:
    """The copy stopped so late that only the line's end is missing."""
    part = part_of_bytes(draft, dice, "utf-8-sig", "utf-8")
    draft.patches.append((part.file, bytes.rstrip))
    return [part.place()]


@refused("D5", "csv")
def empty_file(draft: Draft, dice: Dice) -> list[Place]:
    part = draft.part(dice)
    content = dice.pick([b"", b"\xef\xbb\xbf", b"\r\n\r\n", b"   "])
    draft.patches.append((part.file, lambda _: content))
    return [part.place()]


@refused("D5")
def header_twice(draft: Draft, dice: Dice) -> list[Place]:
    """Two columns under one header, both filled: which one counts?"""
    part = draft.part(dice)
    if part.groups:
        raise NotApplicableError
    head = dice.pick([head for head in part.heads if head.name])
    place = part.heads.index(head)
    part.heads.append(type(head)(head.text, None))
    for row in part.rows:
        row.cells.append(row.cells[place])
    return [part.place(column=head.text)]
