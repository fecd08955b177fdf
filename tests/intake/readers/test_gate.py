"""What is no sound workbook is refused before a parser sees it, and says why."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from hubstudy.intake.readers.gate import inspect
from hubstudy.intake.readers.refusals import RefusedError
from tests.intake.readers.books import book, edited

if TYPE_CHECKING:
    from collections.abc import Callable

DOCTYPE = '<!DOCTYPE x [<!ENTITY a "b">]>'


def refusal(data: bytes) -> str:
    with pytest.raises(RefusedError) as caught:
        inspect(data)
    problem = caught.value.problem
    assert all([problem.found, *problem.expected, *problem.remedy])
    return problem.code


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_sound_workbook_passes() -> None:
    package = inspect(book([["名称"]]))
    assert b"sheetData" in (package.read("xl/worksheets/sheet1.xml") or b"")
    assert package.read("XL/Workbook.xml") is not None
    assert package.read("xl/none.xml") is None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"not a workbook", "workbook_broken"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "workbook_broken"),
        (b'<?xml version="1.0"?><Workbook/>', "workbook_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook_old"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(600)
            + "EncryptedPackage".encode("utf-16-le"),
            "workbook_locked",
        ),
        (b"PK\x03\x04" + bytes(100), "workbook_broken"),
    ],
)
def test_other_forms_are_named(data: bytes, code: str) -> None:
    assert refusal(data) == code


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_cut_off_workbook_is_broken(share: float) -> None:
    data = book([["名称"]])
    assert refusal(data[: int(len(data) * share)]) == "workbook_broken"


@pytest.mark.parametrize("position", range(0, 101, 10))
def test_flipped_byte_passes_no_other_content(position: int) -> None:
    data = bytearray(book([["名称"]]))
    at = position * (len(data) - 1) // 100
    data[at] ^= 0xFF
    try:
        package = inspect(bytes(data))
    except RefusedError:
        return
    whole = inspect(book([["名称"]]))
    for name in package.members:
        assert package.read(name) in {whole.read(name), None}


def test_bomb_is_refused_by_its_ratio() -> None:
    assert refusal(zipped({"xl/a.xml": bytes(20 << 20)})) == "zip_bomb"


def test_too_many_parts_are_refused() -> None:
    assert refusal(zipped({f"a{n}": b"" for n in range(5_001)})) == "zip_bomb"


def test_total_size_counts() -> None:
    data = bytearray(zipped({"a": b"x", "b": b"x"}))
    at = 0
    while (at := data.find(b"PK\x01\x02", at + 1)) > 0:
        data[at + 20 : at + 28] = struct.pack("<II", 8 << 20, 600 << 20)
    assert refusal(bytes(data)) == "zip_bomb"


def lie(data: bytes, size: int, *, checksum: int | None = None) -> bytes:
    """Declare another unpacked size for the first part."""
    changed = bytearray(data)
    at = data.index(b"PK\x01\x02")
    changed[at + 24 : at + 28] = struct.pack("<I", size)
    if checksum is not None:
        changed[at + 16 : at + 20] = struct.pack("<I", checksum)
    return bytes(changed)


def test_part_larger_than_it_says_is_broken_even_with_the_sum_of_its_head() -> None:
    data = zipped({"a.xml": bytes(5_000_000)})
    head = zlib.crc32(bytes(100))
    assert refusal(lie(data, 100, checksum=head)) == "workbook_broken"
    assert refusal(lie(data, 5_000_001)) == "workbook_broken"


def test_wrong_check_sum_is_broken() -> None:
    data = zipped({"a.xml": b"<a/>"})
    assert refusal(lie(data, 4, checksum=1)) == "workbook_broken"


def test_part_that_stands_twice_is_broken() -> None:
    assert refusal(zipped({"a.xml": b"<a/>", "A.XML": b"<a/>"})) == "workbook_broken"


def test_what_stands_after_the_end_is_broken() -> None:
    assert refusal(book([["名称"]]) + b"more") == "workbook_broken"


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-be"),
    ],
)
def test_document_type_is_refused(encode: Callable[[str], bytes]) -> None:
    def change(content: bytes) -> bytes:
        return encode(content.decode().replace("<worksheet", DOCTYPE + "<worksheet"))

    data = edited(book([["名称"]]), {"xl/worksheets/sheet1.xml": change})
    assert refusal(data) == "xml_entity"


def test_other_encodings_than_utf_8_are_broken_not_read_as_empty() -> None:
    def change(content: bytes) -> bytes:
        return content.decode().encode("utf-16")

    data = edited(book([["名称"]]), {"xl/worksheets/sheet1.xml": change})
    assert refusal(data) == "workbook_broken"


def test_password_on_the_archive_is_named() -> None:
    data = bytearray(zipped({"a.xml": b"<a/>"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(data)) == "workbook_locked"


def test_open_document_is_named() -> None:
    assert refusal(zipped({"mimetype": b"x", "content.xml": b"<a/>"})) == (
        "workbook_broken"
    )
    assert refusal(zipped({"xl/workbook.bin": b"x"})) == "workbook_old"
