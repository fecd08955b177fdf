"""Faults that only workbooks have, and files made to do harm."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from tests.intake.mutations.model import Failed, Formula, NotApplicableError, Place
from tests.intake.mutations.registry import refused
from tests.intake.mutations.unzipping import members, saved_by_office

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.intake.mutations.model import Dice, Draft

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@refused("D9", "xlsx")
def formula_never_calculated(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(dice, kinds=["integer", "number", "text", "year"])
    place = spot.put(Formula("=SUM(A1:A2)+39482", ""))
    pattern = re.compile(rb"(<f>SUM\(A1:A2\)\+39482</f>)<v>[^<]*</v>")
    draft.patches.append((spot.part.file, members(saved_by_office)))
    draft.patches.append((spot.part.file, members(lambda _, x: pattern.sub(rb"\1", x))))
    return place


@refused("D9", "xlsx")
def formula_of_a_program(draft: Draft, dice: Dice) -> Place:
    """A library wrote the formula and a placeholder for the value."""
    if draft.patches:  # some say that an office program saved the workbook
        raise NotApplicableError
    return draft.spot(dice, kinds=["integer", "number"]).put(Formula("=1+39482", 0))


@refused("D9", "xlsx")
def error_cell(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(dice)
    return spot.put(
        Failed(dice.pick(["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?"]))
    )


@refused("D9")
def error_text(draft: Draft, dice: Dice) -> Place:
    spot = draft.spot(dice, kinds=["integer", "number", "date", "year", "category"])
    return spot.put(
        dice.pick(["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "####"])
    )


@refused("D9", "xlsx")
def merged_records(draft: Draft, dice: Dice) -> Place:
    """A value written once over several records."""
    part = dice.pick([p for p in draft.eligible() if len(p.rows) >= 2])
    pairs = [i for i in part.full() if i + 1 in part.full()]
    index, column = dice.pick(pairs), dice.number(0, len(part.heads) - 1)
    cell = part.rows[index].cells[column]
    if cell == "" or not part.heads[column].name:  # a column that nobody reads
        raise NotApplicableError
    part.rows[index + 1].cells[column] = ""
    first, last = part.number(index), part.number(index + 1)
    part.merged.append((first, column, last, column))
    return part.place(first, last)


@refused("D9", "xlsx")
def hidden_row(draft: Draft, dice: Dice) -> Place:
    part = draft.part(dice)
    number = part.number(dice.pick(part.full()))
    part.hidden_rows.add(number)
    return part.place(number)


@refused("D9", "xlsx")
def hidden_column(draft: Draft, dice: Dice) -> list[Place]:
    part = draft.part(dice)
    part.hidden_columns.add(dice.number(0, len(part.heads) - 1))
    return [part.place()]


@refused("D9", "xlsx")
def hidden_sheet(draft: Draft, dice: Dice) -> list[Place]:
    part = draft.part(dice)
    part.is_hidden = True
    if dice.chance(0.5):
        draft.patches.append((part.file, members(_very_hidden)))
    return [part.place()]


def _very_hidden(name: str, content: bytes) -> bytes:
    if name == "xl/workbook.xml":
        return content.replace(b'state="hidden"', b'state="veryHidden"')
    return content


def _with_member(name: str, content: bytes) -> Callable[[bytes], bytes]:
    def add(book: bytes) -> bytes:
        stream = io.BytesIO(book)
        with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        return stream.getvalue()

    return add


def _file(draft: Draft, dice: Dice) -> tuple[str, list[Place]]:
    part = draft.part(dice)
    return part.file, [Place(part.file)]


@refused("D15", "xlsx")
def zip_bomb(draft: Draft, dice: Dice) -> list[Place]:
    file, place = _file(draft, dice)
    name = dice.pick(
        ["xl/media/image1.bin", "xl/worksheets/sheet99.xml", "docProps/x.xml"]
    )
    bomb = bytes(dice.number(20, 24) << 20)
    draft.patches.append((file, _with_member(name, bomb)))
    return place


@refused("D15", "xlsx")
def thousands_of_members(draft: Draft, dice: Dice) -> list[Place]:
    file, place = _file(draft, dice)

    def crowd(book: bytes) -> bytes:
        stream = io.BytesIO(book)
        with zipfile.ZipFile(stream, "a") as archive:
            for number in range(5100):
                archive.writestr(f"xl/x/{number}.bin", b"")
        return stream.getvalue()

    draft.patches.append((file, crowd))
    return place


@refused("D16", "xlsx")
def cells_far_apart(draft: Draft, dice: Dice) -> list[Place]:
    """A1 and XFD1048576: little in the file, much in memory."""
    file, place = _file(draft, dice)
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'

    def stretch(name: str, content: bytes) -> bytes:
        if name == "xl/worksheets/sheet1.xml":
            return content.replace(b"</sheetData>", cell)
        return content

    draft.patches.append((file, members(stretch)))
    return place


ENTITIES = [
    b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>',
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE x SYSTEM "http://localhost:9/x.dtd">',
]


@refused("D17", "xlsx")
def entities(draft: Draft, dice: Dice) -> list[Place]:
    file, place = _file(draft, dice)
    member = dice.pick(
        [
            "xl/workbook.xml",
            "xl/sharedStrings.xml",
            "docProps/core.xml",
            "xl/worksheets/sheet1.xml",
            "[Content_Types].xml",
        ]
    )
    text, is_wide = dice.pick(ENTITIES), dice.chance(0.3)

    def declare(name: str, content: bytes) -> bytes:
        if name != member:
            return content
        head, _, rest = content.partition(b"?>")
        whole = head + b"?>" + text + rest
        if is_wide:
            whole = (
                whole.decode()
                .replace('encoding="UTF-8"', 'encoding="UTF-16"')
                .encode("utf-16")
            )
        return whole

    draft.patches.append((file, members(declare)))
    return place


@refused("D15", "xlsx")
def book_cut_off(draft: Draft, dice: Dice) -> list[Place]:
    file, place = _file(draft, dice)
    share = dice.number(5, 95) / 100
    draft.patches.append((file, lambda book: book[: int(len(book) * share)]))
    return place


@refused("D15", "xlsx")
def book_of_bad_bits(draft: Draft, dice: Dice) -> list[Place]:
    """Bytes of a compressed sheet were overwritten."""
    file, place = _file(draft, dice)

    def spoil(book: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            info = archive.getinfo("xl/worksheets/sheet1.xml")
        start = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
        return (
            book[:start]
            + bytes(b ^ 0x5A for b in book[start : start + 8])
            + book[start + 8 :]
        )

    draft.patches.append((file, spoil))
    return place


@refused("D15", "xlsx")
def not_a_book(draft: Draft, dice: Dice) -> list[Place]:
    """Other things named .xlsx: an old book, a locked book, a web page, CSV."""
    file, place = _file(draft, dice)
    locked = "EncryptedPackage".encode("utf-16-le")
    content = dice.pick(
        [
            OLE + bytes(1500),
            OLE + bytes(500) + locked + bytes(500),
            b"",
            b"<html><table><tr><td>1</td></tr></table></html>",
            "组织编号,组织名称\r\nA,甲\r\n".encode(),
            b"PK\x05\x06" + bytes(18),
        ]
    )
    draft.patches.append((file, lambda _: content))
    return place


@refused("D15", "csv")
def book_named_csv(draft: Draft, dice: Dice) -> list[Place]:
    part = draft.part(dice)
    content = dice.pick([b"PK\x03\x04" + bytes(range(256)) * 3, OLE + bytes(900)])
    draft.patches.append((part.file, lambda _: content))
    return [part.place()]
