"""Look at a workbook file before any parser does, and refuse it if it is not sound.

Everything is unpacked once with a bound, so what passes has the sizes it declares.
Later steps read its parts from here and never follow a link or open a file inside it.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hubstudy.intake.readers.refusals import (
    CHECK_SUM,
    CUT_OFF,
    DIRECTORY,
    NO_WORKBOOK,
    NOT_UTF_8,
    OPEN_DOCUMENT,
    PACKING,
    PARTS,
    RATIO,
    SIZE,
    TOTAL,
    TRAILING,
    TWICE,
    UNPACKING,
    WEB_PAGE,
    XLS,
    XLSB,
    XML_TEXT,
    RefusedError,
    bomb,
    broken,
    empty_file,
    locked,
    old,
    unsafe_xml,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES = 1 << 30
MOST_BYTES_AT_HIGH_RATIO = 16 << 20
HIGHEST_RATIO = 100
MOST_MEMBERS = 5_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"

LOCAL_HEADER = 30
_DIRECTORY_ENTRY = b"PK\x01\x02"
_DIRECTORY_END = b"PK\x05\x06"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_XML_ENDINGS = (".xml", ".rels", ".vml")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)")
_READABLE = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}


@dataclass(frozen=True, slots=True, eq=False)
class Package:
    """
    The parts of a workbook that passed the gate.

    Parameters
    ----------
    data
        The whole file.
    members
        Every part by its name in lower case.
    """

    data: bytes
    members: Mapping[str, zipfile.ZipInfo]

    def read(self, name: str) -> bytes | None:
        """
        Unpack one part.

        Parameters
        ----------
        name
            Its name; capitals do not matter.

        Returns
        -------
        bytes or None
            Its content; None if there is no such part.
        """
        member = self.members.get(name.lower().lstrip("/"))
        return None if member is None else _unpack(self.data, member)


def inspect(data: bytes) -> Package:
    """
    Let a workbook pass, or refuse it.

    Parameters
    ----------
    data
        The whole file.

    Returns
    -------
    Package
        Its parts.

    Raises
    ------
    RefusedError
        It is no workbook, a locked or an old one, or not safe to read.
    """
    _refuse_other_forms(data)
    members = _members(data)
    _refuse_bombs(members)
    by_name: dict[str, zipfile.ZipInfo] = {}
    for member in members:
        name = member.filename.lower()
        if name in by_name:
            raise broken(TWICE, part=member.filename)
        by_name[name] = member
    package = Package(data, by_name)
    for name, member in by_name.items():
        content = _unpack(data, member)
        if name.endswith(_XML_ENDINGS):
            _refuse_unsafe_xml(content, member.filename)
    if "xl/workbook.bin" in by_name:
        raise old(XLSB)
    if "mimetype" in by_name and "content.xml" in by_name:
        raise broken(OPEN_DOCUMENT)
    return package


def _refuse_other_forms(data: bytes) -> None:
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data:
        raise RefusedError(empty_file())
    if data.startswith(OLE):
        if _ENCRYPTED in data:
            raise locked()
        raise old(XLS)
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        raise broken(WEB_PAGE)
    if head.startswith(b"<?xml"):
        raise broken(XML_TEXT)
    if not data.startswith(ZIP):
        raise broken(NO_WORKBOOK)


def _members(data: bytes) -> list[zipfile.ZipInfo]:
    """List the parts, after counting them in a way that no header can falsify."""
    end = data.rfind(_DIRECTORY_END)
    if end < 0 or end + 22 > len(data):
        raise broken(CUT_OFF)
    size, start, n_comment = struct.unpack("<IIH", data[end + 12 : end + 22])
    if end + 22 + n_comment != len(data):
        raise broken(TRAILING)
    if start + size != end:
        raise broken(DIRECTORY)
    n = data.count(_DIRECTORY_ENTRY, start, end)
    if n > MOST_MEMBERS:
        raise bomb(PARTS, n=n)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise broken(DIRECTORY) from error
    return [member for member in members if not member.is_dir()]


def _refuse_bombs(members: list[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    if total > MOST_BYTES:
        raise bomb(TOTAL, gib=total / MOST_BYTES)
    for member in members:
        if member.flag_bits & 1:
            raise locked()
        if member.file_size <= MOST_BYTES_AT_HIGH_RATIO:
            continue
        ratio = member.file_size / max(member.compress_size, 1)
        if ratio > HIGHEST_RATIO:
            raise bomb(RATIO, ratio=ratio)


def _unpack(data: bytes, member: zipfile.ZipInfo) -> bytes:
    """Unpack a part; one whose size or check sum is not as declared is refused."""
    start = member.header_offset
    header = data[start : start + LOCAL_HEADER]
    if len(header) < LOCAL_HEADER or not header.startswith(ZIP):
        raise broken(UNPACKING, part=member.filename)
    n_name, n_extra = struct.unpack("<HH", header[26:30])
    start += LOCAL_HEADER + n_name + n_extra
    packed = memoryview(data)[start : start + member.compress_size]
    try:
        content, is_whole = _inflate(packed, member)
    except zlib.error as error:
        raise broken(UNPACKING, part=member.filename) from error
    if not is_whole or len(content) != member.file_size:
        raise broken(SIZE, part=member.filename)
    if zlib.crc32(content) != member.CRC:
        raise broken(CHECK_SUM, part=member.filename)
    return content


def _inflate(packed: memoryview, member: zipfile.ZipInfo) -> tuple[bytes, bool]:
    if member.compress_type == zipfile.ZIP_STORED:
        return bytes(packed), len(packed) == member.compress_size
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise broken(PACKING, part=member.filename)
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    content = stream.decompress(packed, member.file_size + 1)
    return content, stream.eof


def _refuse_unsafe_xml(content: bytes, name: str) -> None:
    plain = content
    if b"\0" in content[:4] or content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        plain = content.replace(b"\0", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise unsafe_xml(name)
    declared = _DECLARED.match(content.removeprefix(b"\xef\xbb\xbf"))
    if plain is not content or (declared and declared[1].lower() not in _READABLE):
        raise broken(NOT_UTF_8, part=name)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise broken(NOT_UTF_8, part=name) from error
