"""The report as one HTML file: no script, nothing loaded from elsewhere."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

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
from hubstudy.report.numbering import number
from hubstudy.report.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hubstudy.report.document import Block, Document, Inline
    from hubstudy.report.numbering import Numbers

LANGUAGE_TAG = {"zh": "zh-CN", "en": "en"}


def write_html(document: Document) -> bytes:
    """
    Write the report as one HTML page.

    Parameters
    ----------
    document
        The report.

    Returns
    -------
    bytes
        The page in UTF-8; figures stand in it as data.
    """
    environment = Environment(
        loader=PackageLoader("hubstudy.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    numbers = number(document)
    headings = iter(_headings(document, numbers))
    page = environment.get_template("report.html.j2").render(
        tag=LANGUAGE_TAG[document.language],
        document=document,
        word={key: text.in_language(document.language) for key, text in WORDS.items()},
        outline=_headings(document, numbers),
        summary=[_block(b, numbers, headings) for b in document.summary],
        body=[_block(b, numbers, headings) for b in document.body],
        references=[document.references[key] for key in numbers.citations],
    )
    return page.encode()


def _headings(document: Document, numbers: Numbers) -> list[dict[str, Any]]:
    found = [block for block in document.blocks() if isinstance(block, Heading)]
    return [
        {"level": block.level, "text": text + block.text, "anchor": f"h{index}"}
        for index, (block, text) in enumerate(zip(found, numbers.headings, strict=True))
    ]


def _block(
    block: Block, numbers: Numbers, headings: Iterator[dict[str, Any]]
) -> dict[str, Any]:
    shown: dict[str, Any]
    match block:
        case Heading():
            shown = {"kind": "heading"} | next(headings)
        case Paragraph(inlines):
            shown = {"kind": "paragraph", "inlines": _inlines(inlines, numbers)}
        case BulletList(items):
            shown = {
                "kind": "list",
                "items": [_inlines(item, numbers) for item in items],
            }
        case FigureBlock(label, caption, svg):
            data = base64.b64encode(svg.read_bytes()).decode()
            shown = {
                "kind": "figure", "anchor": _anchor(label, numbers), "caption": caption,
                "number": numbers.captions[label].text(),
                "uri": f"data:image/svg+xml;base64,{data}",
            }  # fmt: skip
        case TableBlock():
            shown = {
                "kind": "table", "anchor": _anchor(block.label, numbers),
                "table": block,
                "number": numbers.captions[block.label].text(),
            }  # fmt: skip
        case References():
            shown = {"kind": "references"}
    return shown


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
    """Name a figure or table by its place, so that no label reaches an attribute."""
    return f"b{list(numbers.captions).index(label)}"
