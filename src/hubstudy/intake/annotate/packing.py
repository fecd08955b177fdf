"""Save an annotated workbook so that it can be read again, and its notes be seen."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from hubstudy.intake.annotate.note_places import lay_notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from openpyxl import Workbook

    from hubstudy.intake.texts import Sheet, Word

SEAL = b"hubstudy"
"""Comment of the zip archive; gone once another program has saved the file."""

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_FORMULA = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f[^>]*>[^<]*</f>|<f[^>]*/>)<v\s*/?>(?:</v>)?</c>'
)
_COMMENT_TEXT = re.compile(rb"<text><t[^>]*>(.*?)</t></text>", re.DOTALL)
_COMMENT_RUN = (
    '<text><r><rPr><sz val="10"/><color indexed="81"/><rFont val="微软雅黑"/>'
    '<charset val="134"/></rPr><t xml:space="preserve">\\1</t></r></text>'
).encode()
_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    b"<dc:creator>hubstudy</dc:creator></cp:coreProperties>"
)


def sealed(path: Path) -> bool:
    """
    Tell whether a file is as hubstudy wrote it.

    Parameters
    ----------
    path
        Any file.

    Returns
    -------
    bool
        False once another program has saved it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment == SEAL
    except (OSError, zipfile.BadZipFile):
        return False


def save_book(book: Workbook, path: Path, read: Mapping[str, Sheet]) -> None:
    """
    Save a workbook with the values of its formulas, the same bytes each time.

    Parameters
    ----------
    book
        The workbook.
    path
        Where to write it.
    read
        By the titles in `book`, the sheets as they were read, for what formulas show.
    """
    data = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book.save(data)
    parts = {
        f"xl/worksheets/sheet{number}.xml": read[sheet.title]
        for number, sheet in enumerate(book.worksheets, start=1)
        if sheet.title in read
    }
    noted = {sheet.legacy_drawing: sheet for sheet in book.worksheets}
    with (
        zipfile.ZipFile(data) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        target.comment = SEAL
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _CORE
            elif name.startswith("xl/comments/"):
                content = _COMMENT_TEXT.sub(_COMMENT_RUN, content)
            elif name in noted:
                content = lay_notes(content, noted[name])
            elif name in parts and b"<f" in content:
                content = _with_values(content, parts[name])
            info = zipfile.ZipInfo(name, FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)


def _with_values(content: bytes, sheet: Sheet) -> bytes:
    """Put back what each formula shows, which openpyxl leaves out."""
    known = {
        f"{get_column_letter(index)}{sheet.numbers[position]}": word
        for index, position, word in _calculated(sheet)
    }

    def filled(match: re.Match[bytes]) -> bytes:
        word = known.get(match[1].decode())
        if word is None:
            return match[0]
        kind, text = _stored(word, is_mac=sheet.epoch_1904)
        value = f"<v>{escape(text)}</v></c>".encode()
        opened = b'<c r="%b"%b%b>' % (match[1], match[2], kind.encode())
        return opened + match[3] + value

    return _FORMULA.sub(filled, content)


def _calculated(sheet: Sheet) -> Iterator[tuple[int, int, Word]]:
    for index, texts in enumerate(sheet.columns, start=1):
        for position in texts.filled().nonzero()[0]:
            word = texts.word(int(position))
            if word.kind != "formula":
                yield index, int(position), word


def _stored(word: Word, *, is_mac: bool) -> tuple[str, str]:
    match word.kind:
        case "number":
            return "", word.text
        case "date":
            moment = dt.datetime.fromisoformat(word.text)
            days = (moment - (MAC_EPOCH if is_mac else WINDOWS_EPOCH)) / dt.timedelta(1)
            return "", repr(days)
        case "flag":
            return ' t="b"', "1" if word.text == "TRUE" else "0"
        case "error":
            return ' t="e"', word.text
        case _:
            return ' t="str"', word.text
