"""The report as plain blocks: what it says, apart from how a format writes it.

Four writers (Word, PDF, HTML, workbook) read the same `Document`. Every text in it is
literal: no block holds markup, so a name can never become a command.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hubstudy.errors import ReportError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from hubstudy.errors import Bilingual, Language

HeadingKind = Literal["numbered", "plain", "appendix"]
Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Text:
    """
    Words within a paragraph.

    Parameters
    ----------
    text
        The words, taken literally.
    strong
        Whether they stand out.
    """

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Ref:
    """
    A pointer to a figure or a table, printed as ``图 3``.

    Parameters
    ----------
    label
        Label of the block pointed to.
    """

    label: str


@dataclass(frozen=True, slots=True)
class Cite:
    """
    A pointer to an entry of the references, printed as a raised ``[3]``.

    Parameters
    ----------
    key
        Key of the entry.
    """

    key: str


Inline = Text | Ref | Cite


@dataclass(frozen=True, slots=True)
class Heading:
    """
    A heading of level 1 to 3.

    Parameters
    ----------
    level
        1, 2 or 3.
    text
        The words, without their number.
    kind
        ``"numbered"``, ``"plain"`` or ``"appendix"`` (lettered; level 1 only).
    """

    level: int
    text: str
    kind: HeadingKind = "numbered"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """
    Running text.

    Parameters
    ----------
    inlines
        Its parts in order.
    """

    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class BulletList:
    """
    A list without an order.

    Parameters
    ----------
    items
        One tuple of inlines per item.
    """

    items: tuple[tuple[Inline, ...], ...]


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """
    A drawn figure with its caption below.

    Parameters
    ----------
    label
        Name that `Ref` points to.
    caption
        Caption without its number.
    svg, png
        The stored files.
    """

    label: str
    caption: str
    svg: Path
    png: Path


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column of a printed table.

    Parameters
    ----------
    title
        Header, with the unit after a slash.
    align
        How cells stand.
    sheet_titles
        Headers in the workbook, one for each value of a cell.
    style
        How numbers print, see `hubstudy.results.Estimate`; ``"text"`` for words.
    """

    title: str
    align: Align
    sheet_titles: tuple[str, ...]
    style: str


@dataclass(frozen=True, slots=True)
class Cell:
    """
    One cell: as printed, and as values for the workbook.

    Parameters
    ----------
    text
        As printed; the reason in words where there is no value.
    values
        Numbers or words for the workbook, as many as the column has sheet titles.
    reason
        Why the value is missing, in words; empty if it is there.
    """

    text: str
    values: tuple[float | int | str | None, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TableBlock:
    """
    A three-line table with its caption above.

    Parameters
    ----------
    label
        Name that `Ref` points to, and of its sheet.
    caption
        Caption without its number.
    columns
        The columns.
    rows
        One tuple of cells per row.
    notes
        Lines after 注, below the table.
    source
        Line after 资料来源; empty for none.
    """

    label: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class References:
    """The place where the cited references are listed."""


Block = Heading | Paragraph | BulletList | FigureBlock | TableBlock | References


@dataclass(frozen=True, slots=True)
class Cover:
    """
    The title page.

    Parameters
    ----------
    title
        Title of the study.
    subtitle
        Line below it.
    lines
        Further lines, such as place and as-of date.
    mark
        The mark of synthetic data; empty for real data.
    mark_note
        What the mark means, in a sentence.
    """

    title: str
    subtitle: str
    lines: tuple[str, ...]
    mark: str = ""
    mark_note: str = ""

    def title_lines(self) -> tuple[str, ...]:
        """
        Break the title before a mark that ends it.

        Returns
        -------
        tuple of str
            The title in one line, or title and bracketed mark in two.

        Examples
        --------
        >>> Cover("社区研究（示例数据）", "", (), "示例数据").title_lines()
        ('社区研究', '（示例数据）')
        """
        for ending in (f"（{self.mark}）", f"({self.mark})"):
            if self.mark and self.title.endswith(ending):
                return self.title.removesuffix(ending).rstrip(), ending
        return (self.title,)

    def running(self) -> tuple[str, str]:
        """
        Give what runs along the top of every page.

        Returns
        -------
        tuple of str
            Title and mark; the mark is empty if the title says it already.
        """
        return self.title, "" if self.mark in self.title else self.mark


@dataclass(frozen=True, slots=True)
class Document:
    """
    A whole report in one language.

    Parameters
    ----------
    language
        ``"zh"`` or ``"en"``.
    cover
        The title page.
    summary
        Blocks before the contents.
    body
        Blocks after the contents.
    references
        Printed entries by key, cited or not.
    author
        Who signs it, for the files' properties.
    date
        The date that every file bears.
    """

    language: Language
    cover: Cover
    summary: tuple[Block, ...]
    body: tuple[Block, ...]
    references: dict[str, str]
    author: str
    date: dt.date

    def blocks(self) -> Iterator[Block]:
        """
        Go through all blocks in reading order.

        Yields
        ------
        Block
            Those of the summary, then those of the body.
        """
        yield from self.summary
        yield from self.body

    def tables(self) -> tuple[TableBlock, ...]:
        """
        List the tables in reading order.

        Returns
        -------
        tuple of TableBlock
            All of them.
        """
        return tuple(b for b in self.blocks() if isinstance(b, TableBlock))

    def figures(self) -> tuple[FigureBlock, ...]:
        """
        List the figures in reading order.

        Returns
        -------
        tuple of FigureBlock
            All of them.
        """
        return tuple(b for b in self.blocks() if isinstance(b, FigureBlock))


def words(text: str, *, strong: bool = False) -> tuple[Inline, ...]:
    """
    Make inlines of one literal text.

    Parameters
    ----------
    text
        The words.
    strong
        Whether they stand out.

    Returns
    -------
    tuple of Inline
        The one part.
    """
    return (Text(text, strong=strong),)


def fill(
    template: Bilingual, language: Language, **values: str | Inline
) -> tuple[Inline, ...]:
    """
    Fill pointers and words into a template, keeping each literal.

    Parameters
    ----------
    template
        Wording with names in braces.
    language
        Which wording.
    **values
        What stands for each name.

    Returns
    -------
    tuple of Inline
        The parts in order.

    Raises
    ------
    ReportError
        If the template asks for a name that was not given.
    """
    parts: list[Inline] = []
    for literal, name, _, _ in string.Formatter().parse(template.in_language(language)):
        if literal:
            parts.append(Text(literal))
        if name is None:
            continue
        if name not in values:
            msg = f"模板缺少 {name!r} / no value for the template: {template.en!r}"
            raise ReportError(msg)
        value = values[name]
        parts.append(Text(value) if isinstance(value, str) else value)
    return tuple(parts)
