"""Turn bytes to text without a guess; notice text that was decoded wrongly before."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual, Problem
from hubstudy.intake.readers.gate import OLE, ZIP
from hubstudy.intake.readers.refusals import RefusedError
from hubstudy.intake.readers.xml_names import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.intake.texts import Sheet, Texts

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HINT = Bilingual(
    "在表格软件中另存为 .xlsx 或 UTF-8 编码的 .csv",
    "save it again as .xlsx or UTF-8 .csv",
)
_WORKBOOK = "工作簿的内容 / the content of a workbook"
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LEAST = 2
_COMMON = range(0xB0, 0xD8)  # first bytes of level 1 of GB 2312
_HIGH = re.compile(r"[\x80-\xff]")
_MARKS = frozenset(b',;\t\r\n"')
_LATIN = re.compile(r"[À-ÿ]")
_GONE = r"[\ufffd\ufffe\ue000-\uf8ff□]|锟斤拷|烫烫|屯屯屯"  # 屯屯长 is an office
_LOST = re.compile(rf"{_GONE}|^\s*\?[?\s]*\?\s*$")
_LOST_MARKS = re.compile(rf"{_GONE}|\?\s*\?")
_CONTROL_BYTES = bytes(code for code in range(128) if CONTROL.match(chr(code)))


def _leads() -> str:
    """Characters whose first byte in GB18030 may begin a Chinese character in UTF-8."""
    pairs = bytes(
        byte
        for lead in range(0xE2, 0xF0)
        for trail in range(0x80, 0xC0)
        for byte in (lead, trail)
    )
    return pairs.decode("gb18030")


_MAY_BE_HAN = re.compile(rf"[\x00-\x7f]*+[{_leads()}]").match
_MAY_BE_LATIN = re.compile(rf"[\x00-\x7f]*+[{_leads()}\x80-\xff]").match


def encoding_of(data: bytes) -> tuple[str, int]:
    """
    Find how a text file is encoded; all of it must decode.

    Parameters
    ----------
    data
        The whole file.

    Returns
    -------
    encoding
        Its encoding.
    start
        Bytes before the text: byte order marks, also when they stand twice.

    Raises
    ------
    RefusedError
        It is neither UTF-8 nor UTF-16 nor GB18030 throughout.
    """
    if data.startswith((ZIP, OLE)):
        raise _unknown(_WORKBOOK)
    for encoding in _candidates(data):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        mark = "\ufeff".encode(encoding)
        start = 0
        while data.startswith(mark, start):
            start += len(mark)
        return encoding, start
    raise _unknown(*_first_wrong(data))


def _candidates(data: bytes) -> tuple[str, ...]:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return ()
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return (encoding,)
    return _without_bom(data) or ("utf-8", "gb18030")


def _without_bom(data: bytes) -> tuple[str, ...]:
    """Know UTF-16 by the zero half of its commas and line breaks."""
    sample = data[: 1 << 16]
    if b"\0" not in sample or len(data) % 2:
        return ()
    pairs = list(zip(sample[::2], sample[1::2], strict=False))
    little = sum(high == 0 and low in _MARKS for low, high in pairs)
    big = sum(high == 0 and low in _MARKS for high, low in pairs)
    if little == big:
        return ()
    return ("utf-16-le",) if little > big else ("utf-16-be",)


def _first_wrong(data: bytes) -> tuple[str, int]:
    """Say which bytes are not text, and in which line, by the better encoding."""
    at = 0
    for encoding in ("utf-8", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError as error:
            at = max(at, error.start)
    shown = data[at : at + 4].hex(" ")
    return f"字节 {shown} / bytes {shown}", data.count(b"\n", 0, at) + 1


def _unknown(found: str, row: int | None = None) -> RefusedError:
    expected = Bilingual("UTF-8 或 GB18030 编码", "UTF-8 or GB18030 text")
    return RefusedError(Problem("encoding_unknown", "", found, expected, _HINT, row))


def garbled(text: str) -> str | None:
    """
    Recover text that was once decoded with the wrong encoding.

    Parameters
    ----------
    text
        A cell's text.

    Returns
    -------
    str or None
        What it was meant to be; None if nothing speaks against the text.
    """
    if text.isascii():
        return None
    if len(_HAN.findall(text)) >= _LEAST:
        return _from_han(text)
    if len(_HIGH.findall(text)) >= _LEAST:
        return _from_latin(text)
    return None


def _from_han(text: str) -> str | None:
    """Undo UTF-8 read as GB18030; cells cut in a character end in a question mark."""
    whole = []
    for piece in text.split("?") if "?" in text else (text,):
        try:
            decoder = codecs.getincrementaldecoder("utf-8")()
            is_whole = piece is text
            whole.append(decoder.decode(piece.encode("gb18030"), final=is_whole))
        except UnicodeError:
            return None
    meant = "".join(whole)
    return meant if _is_common(meant, least=_LEAST, share=0.5) else None


def _from_latin(text: str) -> str | None:
    """Undo UTF-8 or GB18030 read as Latin-1 or Windows-1252."""
    letters = [char for char in text if "À" <= char <= "ÿ" and char not in "×÷"]
    if len(letters) < _LEAST:
        return None
    try:
        data = b"".join(map(_western_byte, text))
    except UnicodeEncodeError:
        return None
    for encoding, least in (("utf-8", 1), ("gb2312", _LEAST)):
        try:
            meant = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_common(meant, least=least, share=0.5):
            return meant
    return None


def _western_byte(char: str) -> bytes:
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")


def _is_common(text: str, *, least: int, share: float) -> bool:
    """Tell whether enough of a text is common characters (GB 2312, level 1)."""
    han = _HAN.findall(text)
    if len(han) < least:
        return False
    data = [char.encode("gb2312", "replace") for char in han]
    n_common = sum(pair[0] in _COMMON for pair in data)
    return n_common >= share * len(han)


def suspicions(sheet: Sheet) -> list[Problem]:
    """
    Look through the words of a sheet for control characters and lost or garbled text.

    Parameters
    ----------
    sheet
        The sheet.

    Returns
    -------
    list of Problem
        One per column and kind, with the first row and the number of cells.
    """
    problems = []
    for number, column in enumerate(sheet.columns, start=1):
        hits: dict[str, list[tuple[int, str]]] = {}
        for position, code, found in _suspects(column):
            hits.setdefault(code, []).append((position, found))
        for code, words in hits.items():
            problems.append(_suspicion(sheet, number, code, words))
    return problems


def _suspects(column: Texts) -> Iterator[tuple[int, str, str]]:
    """Search the column as one text first; nearly all columns end there."""
    texts = [word.text for word in column.words]
    blob = "\n".join(texts)
    data = blob.encode("utf-8", "surrogatepass")
    if len(data.translate(None, _CONTROL_BYTES)) < len(data):
        yield from _control_characters(texts)
    del data
    lost = set()
    if _LOST_MARKS.search(blob):
        lost = {number for number, text in enumerate(texts) if _LOST.search(text)}
        for number in sorted(lost):
            yield number, "replacement_character", texts[number][:40]
    if blob.isascii():
        return
    may_be = _MAY_BE_LATIN if _LATIN.search(blob) else _MAY_BE_HAN
    del blob
    foreign = [number for number, text in enumerate(texts) if not text.isascii()]
    for number in foreign:
        text = texts[number]
        if may_be(text) and number not in lost:
            meant = garbled(text)
            if meant is not None:
                yield number, "mojibake", f"{text[:40]} → {meant[:40]}"


def _control_characters(texts: list[str]) -> Iterator[tuple[int, str, str]]:
    for number, text in enumerate(texts):
        control = CONTROL.search(text)
        if control:
            yield number, "control_character", f"U+{ord(control.group()):04X}"


_WORDING = {
    "control_character": (
        Bilingual("不含控制字符的文本", "text without control characters"),
        Bilingual("删除该字符后重新保存", "delete the character and save again"),
    ),
    "replacement_character": (
        Bilingual("没有丢失字符的文本", "text that has lost no characters"),
        Bilingual(
            "文字在转换编码时已丢失：从来源系统重新导出（UTF-8 或 .xlsx）",
            "characters were lost when the text was converted: export it again from "
            "the source as UTF-8 or .xlsx",
        ),
    ),
    "mojibake": (
        Bilingual("正确解码的文字（不是乱码）", "text decoded with its own encoding"),
        Bilingual(
            "文件曾用错误的编码打开并保存：从来源系统重新导出，或恢复箭头后的文字",
            "it was once opened with the wrong encoding and saved: export it again, or "
            "restore the text after the arrow",
        ),
    ),
}


def _suspicion(
    sheet: Sheet, number: int, code: str, words: list[tuple[int, str]]
) -> Problem:
    texts = sheet.columns[number - 1]
    rows = texts.where(position for position, _ in words)
    first = int(rows[0])
    shown = dict(words)[int(texts.codes[first])]
    more = f"（共 {len(rows)} 格 / {len(rows)} cells）" if len(rows) > 1 else ""
    expected, remedy = _WORDING[code]
    row = int(sheet.numbers[first])
    place = column_letters(number)
    return Problem(
        code, sheet.file, shown + more, expected, remedy, row, place, sheet.sheet
    )
