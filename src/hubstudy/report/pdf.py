"""The report as PDF, set by typst from data: no reader's text is ever markup."""

from __future__ import annotations

import json
import tempfile
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pylopdf_fonts_zh_cn
import typst

from hubstudy.report.document import (
    BulletList,
    Cite,
    FigureBlock,
    Heading,
    Paragraph,
    Ref,
    References,
    TableBlock,
)
from hubstudy.report.layout import column_shares
from hubstudy.report.numbering import number
from hubstudy.report.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hubstudy.report.document import Block, Document, Inline
    from hubstudy.report.numbering import Numbers

KEPT_WHOLE = 18
"""Tables of at most so many rows stay on one page."""

WORDS_USED = ("contents", "note", "source", "colon", "stop", "gap")


def write_pdf(document: Document) -> bytes:
    """
    Set the report as PDF.

    Parameters
    ----------
    document
        The report.

    Returns
    -------
    bytes
        The file, the same for the same report, with its fonts embedded.
    """
    template = resources.files("hubstudy.report") / "templates" / "report.typ"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "main.typ").write_bytes(template.read_bytes())
        data = _data(document, folder)
        text = json.dumps(data, ensure_ascii=False, allow_nan=False)
        (folder / "data.json").write_text(text, encoding="utf-8")
        pdf: bytes = typst.compile(
            folder / "main.typ",
            root=folder,
            font_paths=[Path(pylopdf_fonts_zh_cn.__file__).parent],
            ignore_system_fonts=True,
        )
    return pdf


def _data(document: Document, folder: Path) -> dict[str, Any]:
    """Lay the report out as JSON, and its figures as files beside it."""
    numbers = number(document)
    headings = iter(numbers.headings)
    cover = document.cover
    date = document.date
    return {
        "language": document.language,
        "date": [date.year, date.month, date.day],
        "author": document.author,
        "cover": {
            "title": cover.title, "title_lines": cover.title_lines(),
            "subtitle": cover.subtitle, "lines": cover.lines,
            "mark": cover.mark, "mark_note": cover.mark_note,
            "running": cover.running(),
        },
        "word": {key: WORDS[key].in_language(document.language) for key in WORDS_USED},
        "summary": [_block(b, numbers, headings, folder) for b in document.summary],
        "body": [_block(b, numbers, headings, folder) for b in document.body],
        "references": [document.references[key] for key in numbers.citations],
    }  # fmt: skip


def _block(
    block: Block, numbers: Numbers, headings: Iterator[str], folder: Path
) -> dict[str, Any]:
    shown: dict[str, Any]
    match block:
        case Heading(level, text):
            shown = {"kind": "heading", "level": level, "text": next(headings) + text}
        case Paragraph(inlines):
            shown = {"kind": "paragraph", "inlines": _inlines(inlines, numbers)}
        case BulletList(items):
            shown = {
                "kind": "list",
                "items": [_inlines(item, numbers) for item in items],
            }
        case FigureBlock():
            shown = _figure(block, numbers, folder)
        case TableBlock():
            shown = _table(block, numbers)
        case References():
            shown = {"kind": "references"}
    return shown


def _figure(block: FigureBlock, numbers: Numbers, folder: Path) -> dict[str, Any]:
    anchor = _anchor(block.label, numbers)
    (folder / f"{anchor}.svg").write_bytes(block.svg.read_bytes())
    return {
        "kind": "figure", "anchor": anchor, "file": f"{anchor}.svg",
        "number": numbers.captions[block.label].text(), "caption": block.caption,
    }  # fmt: skip


def _table(block: TableBlock, numbers: Numbers) -> dict[str, Any]:
    return {
        "kind": "table",
        "anchor": _anchor(block.label, numbers),
        "number": numbers.captions[block.label].text(),
        "caption": block.caption,
        "titles": [column.title for column in block.columns],
        "aligns": [column.align for column in block.columns],
        "widths": [round(share, 4) for share in column_shares(block)],
        "rows": [[cell.text for cell in row] for row in block.rows],
        "whole": len(block.rows) <= KEPT_WHOLE,
        "notes": block.notes,
        "source": block.source,
    }


def _inlines(inlines: Sequence[Inline], numbers: Numbers) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    for inline in inlines:
        if isinstance(inline, Ref):
            text = numbers.captions[inline.label].text()
            shown.append({"link": _anchor(inline.label, numbers), "text": text})
        elif isinstance(inline, Cite):
            index = numbers.citations[inline.key]
            shown.append({"cite": f"r{index}", "text": f"[{index}]"})
        else:
            shown.append({"strong": inline.strong, "text": inline.text})
    return shown


def _anchor(label: str, numbers: Numbers) -> str:
    """Name a figure or table by its place, so that no label reaches a file name."""
    return f"b{list(numbers.captions).index(label)}"
