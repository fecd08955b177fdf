"""The report in Word: real headings, fields, captions and three-line tables."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

from hubstudy.report.archive import canonical_zip
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
from hubstudy.report.docx_styles import TEXT_WIDTH, prepare, set_page
from hubstudy.report.docx_table import add_table
from hubstudy.report.docx_xml import Bookmarks, add_field, add_text, clean
from hubstudy.report.numbering import number
from hubstudy.report.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as WordDocument

    from hubstudy.report.document import Block, Document, Inline
    from hubstudy.report.numbering import Numbers

LEFT_OUT = frozenset({"thumbnail", "stylesWithEffects", "customXml"})
"""Parts of python-docx's template that the report has no use for."""

CONTENTS_DEPTH = 2


def write_docx(document: Document) -> bytes:
    """
    Write the report as a Word file.

    Parameters
    ----------
    document
        The report.

    Returns
    -------
    bytes
        The file, the same for the same report.
    """
    writer = _Writer(document)
    writer.write()
    data = io.BytesIO()
    writer.word.save(data)
    return canonical_zip(data.getvalue())


class _Writer:
    """Writes one document; holds what its parts share."""

    word: WordDocument
    numbers: Numbers

    def __init__(self, document: Document) -> None:
        self.document = document
        self.numbers = number(document)
        self.word = docx.Document()
        self.marks = Bookmarks()
        prepare(self.word, language=document.language)
        self.headings = iter(self.numbers.headings)
        self.anchors: list[str] = []
        for relations in (self.word.part.package.rels, self.word.part.rels):
            for key, relation in list(relations.items()):
                if relation.reltype.rsplit("/", 1)[-1] in LEFT_OUT:
                    del relations[key]

    def say(self, key: str) -> str:
        return WORDS[key].in_language(self.document.language)

    def write(self) -> None:
        self._properties()
        self._cover()
        self.word.add_section(WD_SECTION.NEW_PAGE)
        outline = self._outline()
        for block in self.document.summary:
            self._block(block)
        self._contents(outline)
        self.word.add_section(WD_SECTION.NEW_PAGE)
        for block in self.document.body:
            self._block(block)
        for section in self.word.sections:
            set_page(section)
        _, front, body = self.word.sections
        self._furniture(front, "upperRoman")
        self._furniture(body, "decimal")

    def _properties(self) -> None:
        properties = self.word.core_properties
        day = self.document.date
        moment = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
        properties.title = clean(self.document.cover.title)
        properties.subject = clean(self.document.cover.subtitle)
        properties.author = properties.last_modified_by = self.document.author
        properties.created = properties.modified = moment
        properties.keywords = clean(self.document.cover.mark)
        properties.comments = ""
        properties.revision = 1
        properties.language = {"zh": "zh-CN", "en": "en"}[self.document.language]

    def _cover(self) -> None:
        cover = self.document.cover
        title = self.word.add_paragraph(style="Title")
        for index, line in enumerate(cover.title_lines()):
            if index:
                title.add_run().add_break()
            add_text(title, line)
        add_text(self.word.add_paragraph(style="Subtitle"), cover.subtitle)
        if cover.mark:
            add_text(self.word.add_paragraph(style="Cover Mark"), f"【{cover.mark}】")
            add_text(self.word.add_paragraph(style="Table Note"), cover.mark_note)
        for index, line in enumerate(cover.lines):
            paragraph = self.word.add_paragraph(style="Cover Line")
            add_text(paragraph, line)
            if index == 0:
                paragraph.paragraph_format.space_before = Cm(4)

    def _furniture(self, section: Any, kind: str) -> None:
        """Give a section its running header, its page number and its count."""
        section.header.is_linked_to_previous = False
        section.footer.is_linked_to_previous = False
        title, mark = self.document.cover.running()
        header = section.header.paragraphs[0]
        add_text(header, f"{title}　【{mark}】" if mark else title)
        _rule_below(header)
        add_field(section.footer.paragraphs[0], " PAGE ", "1")
        count = OxmlElement("w:pgNumType")
        count.set(qn("w:fmt"), kind)
        count.set(qn("w:start"), "1")
        section._sectPr.append(count)  # noqa: SLF001
        _order_section(section._sectPr)  # noqa: SLF001

    def _outline(self) -> list[tuple[int, str, str]]:
        """List the headings that the contents show: level, words, bookmark."""
        found = [
            block for block in self.document.blocks() if isinstance(block, Heading)
        ]
        outline = []
        for index, (block, own) in enumerate(
            zip(found, self.numbers.headings, strict=True)
        ):
            anchor = f"_Toc{index + 1:08d}"
            self.anchors.append(anchor)
            if block.level <= CONTENTS_DEPTH:
                outline.append((block.level, own + block.text, anchor))
        self.anchors.reverse()
        return outline

    def _contents(self, outline: Sequence[tuple[int, str, str]]) -> None:
        """
        Write the contents as a field whose cached result is complete.

        Page numbers are Word's to count: they come with the first update (F9).
        """
        heading = self.word.add_paragraph(style="Contents Heading")
        add_text(heading, self.say("contents"))
        heading.paragraph_format.page_break_before = True
        instruction = f' TOC \\o "1-{CONTENTS_DEPTH}" \\h \\z \\u '
        last = len(outline) - 1
        for index, (level, text, anchor) in enumerate(outline):
            paragraph = self.word.add_paragraph(style=f"toc {level}")
            if index == 0:
                _field_start(paragraph, instruction)
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), anchor)
            link.set(qn("w:history"), "1")
            run = add_text(paragraph, text)
            link.append(run._r)  # noqa: SLF001
            paragraph._p.append(link)  # noqa: SLF001
            if index == last:
                _field_end(paragraph)

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self._heading(block)
            case Paragraph(inlines):
                self._inlines(self.word.add_paragraph(style="Report Body"), inlines)
            case BulletList(items):
                for item in items:
                    self._inlines(self.word.add_paragraph(style="List Bullet"), item)
            case FigureBlock():
                self._figure(block)
            case TableBlock():
                self._table(block)
            case References():
                self._references()

    def _heading(self, block: Heading) -> None:
        own = next(self.headings)
        numbered = block.kind == "numbered"
        paragraph = self.word.add_paragraph(style=f"Heading {block.level}")
        text = block.text if numbered else own + block.text
        if not numbered:
            numbering = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001
            numbering.get_or_add_ilvl().val = 0
            numbering.get_or_add_numId().val = 0
        self.marks.wrap(paragraph, [add_text(paragraph, text)], self.anchors.pop())

    def _inlines(self, paragraph: Any, inlines: Sequence[Inline]) -> None:
        for inline in inlines:
            if isinstance(inline, Ref):
                shown = self.numbers.captions[inline.label].text()
                target = self.marks.name("block", inline.label)
                add_field(paragraph, f" REF {target} \\h ", shown)
            elif isinstance(inline, Cite):
                shown = f"[{self.numbers.citations[inline.key]}]"
                target = self.marks.name("entry", inline.key)
                runs = add_field(paragraph, f" REF {target} \\r \\h ", shown)
                for run in runs:
                    run.font.superscript = True
            else:
                run = add_text(paragraph, inline.text)
                run.bold = True if inline.strong else None

    def _caption(self, label: str, text: str, *, above: bool) -> None:
        caption = self.numbers.captions[label]
        paragraph = self.word.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = above
        runs = [add_text(paragraph, caption.lead())]
        sequence = f" SEQ {caption.sequence} \\* ARABIC "
        runs += add_field(paragraph, sequence, str(caption.number))
        self.marks.wrap(paragraph, runs, self.marks.name("block", label))
        add_text(paragraph, f"\u2002{text}")

    def _figure(self, block: FigureBlock) -> None:
        paragraph = self.word.add_paragraph(style="Figure")
        picture = paragraph.add_run().add_picture(
            io.BytesIO(block.png.read_bytes()), width=Cm(TEXT_WIDTH)
        )
        for side in ("distT", "distB", "distL", "distR"):
            picture._inline.set(side, "0")  # noqa: SLF001
        described = picture._inline.docPr  # noqa: SLF001
        described.set("descr", clean(block.caption))
        described.set("name", f"figure {described.get('id')}")
        self._caption(block.label, block.caption, above=False)

    def _table(self, block: TableBlock) -> None:
        self._caption(block.label, block.caption, above=True)
        add_table(self.word, block)
        lines = [
            f"{self.say('note')}{self.say('colon')}{self.say('gap').join(block.notes)}"
        ]
        lines = lines if block.notes else []
        if block.source:
            source = f"{block.source}{self.say('stop')}"
            lines.append(f"{self.say('source')}{self.say('colon')}{source}")
        for index, line in enumerate(lines):
            note = self.word.add_paragraph(style="Table Note")
            add_text(note, line)
            note.paragraph_format.keep_with_next = index < len(lines) - 1
            if index == len(lines) - 1:
                note.paragraph_format.space_after = Cm(0.4)

    def _references(self) -> None:
        for key in self.numbers.citations:
            paragraph = self.word.add_paragraph(style="Reference Entry")
            run = add_text(paragraph, self.document.references[key])
            self.marks.wrap(paragraph, [run], self.marks.name("entry", key))


def _rule_below(paragraph: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (
        ("val", "single"),
        ("sz", "4"),
        ("space", "1"),
        ("color", "auto"),
    ):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties.append(borders)


def _order_section(properties: Any) -> None:
    """Put the page count where the schema wants it, before the columns."""
    count = properties.find(qn("w:pgNumType"))
    columns = properties.find(qn("w:cols"))
    if columns is not None:
        columns.addprevious(count)


def _field_start(paragraph: Any, instruction: str) -> None:
    for run in add_field(paragraph, instruction, "")[-1:]:
        run._r.getparent().remove(run._r)  # noqa: SLF001


def _field_end(paragraph: Any) -> None:
    run = paragraph.add_run()
    character = OxmlElement("w:fldChar")
    character.set(qn("w:fldCharType"), "end")
    run._r.append(character)  # noqa: SLF001
