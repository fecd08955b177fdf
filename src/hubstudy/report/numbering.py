"""Numbers of headings, figures, tables and citations, given in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hubstudy.errors import ReportError
from hubstudy.report.document import (
    BulletList,
    Cite,
    FigureBlock,
    Heading,
    Paragraph,
    Ref,
    TableBlock,
)
from hubstudy.report.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hubstudy.errors import Language
    from hubstudy.report.document import Block, Document, Inline

DIGITS = "零一二三四五六七八九"
TEN = 10


@dataclass(frozen=True, slots=True)
class Caption:
    """
    The number of a figure or table, in its parts.

    Parameters
    ----------
    word
        ``图`` or ``表``, in the report's language.
    prefix
        Letter of the appendix; empty in the body.
    number
        Running number; starts anew in each appendix.
    """

    word: str
    prefix: str
    number: int

    @property
    def sequence(self) -> str:
        """Name of the running number, one per word and appendix."""
        return f"{self.word}{self.prefix}"

    def text(self) -> str:
        """
        Print the number.

        Returns
        -------
        str
            Such as ``表3`` or ``Table A1``.
        """
        return f"{self.lead()}{self.number}"

    def lead(self) -> str:
        """
        Print what comes before the running number.

        Returns
        -------
        str
            Word and letter; a Latin word is set off by a space.
        """
        space = " " if self.word.isascii() else ""
        return f"{self.word}{space}{self.prefix}"


@dataclass(frozen=True, slots=True)
class Numbers:
    """
    All numbers of one document.

    Parameters
    ----------
    headings
        Printed number of each heading, in reading order; empty if it has none.
    captions
        Numbers of figures and tables by label.
    citations
        Number of each cited reference by key, in order of first citation.
    """

    headings: tuple[str, ...]
    captions: Mapping[str, Caption]
    citations: Mapping[str, int]


def number(document: Document) -> Numbers:
    """
    Give a document its numbers.

    Parameters
    ----------
    document
        Any report.

    Returns
    -------
    Numbers
        Its numbers.

    Raises
    ------
    ReportError
        If a label is used twice, a pointer leads nowhere, a figure or table is not
        pointed to before it appears, or a cited reference has no entry.
    """
    captions = _captions(document)
    _check_pointers(document, captions)
    citations: dict[str, int] = {}
    for inline in _inlines(document.blocks()):
        if isinstance(inline, Cite):
            if inline.key not in document.references:
                msg = f"没有文献条目 / no reference entry {inline.key!r}"
                raise ReportError(msg)
            citations.setdefault(inline.key, len(citations) + 1)
    return Numbers(tuple(_heading_numbers(document)), captions, citations)


def _heading_numbers(document: Document) -> Iterator[str]:
    counts = [0, 0, 0]
    letters = 0
    for block in document.blocks():
        if not isinstance(block, Heading):
            continue
        if block.kind == "appendix":
            letters += 1
            yield appendix_number(letters, document.language)
        elif block.kind == "plain":
            yield ""
        else:
            counts[block.level - 1] += 1
            counts[block.level :] = [0] * (len(counts) - block.level)
            yield heading_number(counts[: block.level], document.language)


def heading_number(counts: list[int], language: Language) -> str:
    """
    Print the number of a heading.

    Parameters
    ----------
    counts
        Running numbers from level 1 to the heading's own.
    language
        ``"zh"`` for 一、（一）1., ``"en"`` for 1, 1.1, 1.1.1.

    Returns
    -------
    str
        The number with what sets it off from the words.

    Examples
    --------
    >>> heading_number([2], "zh"), heading_number([2, 11], "zh")
    ('二、', '（十一）')
    >>> heading_number([2, 11], "en")
    '2.11 '
    """
    if language == "en":
        return ".".join(map(str, counts)) + " "
    own = counts[-1]
    return [f"{chinese_number(own)}、", f"（{chinese_number(own)}）", f"{own}. "][
        len(counts) - 1
    ]


def appendix_number(index: int, language: Language) -> str:
    """
    Print the letter of an appendix.

    Parameters
    ----------
    index
        1 for the first.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    str
        Such as ``附录A　``, with the space that follows it.
    """
    letter = chr(ord("A") + index - 1)
    word = WORDS["appendix"].in_language(language)
    return f"{word}{letter}　" if language == "zh" else f"{word} {letter} "


def chinese_number(value: int) -> str:
    """
    Print a number below one hundred in Chinese.

    Parameters
    ----------
    value
        From 1 to 99.

    Returns
    -------
    str
        Such as ``十二``.

    Examples
    --------
    >>> [chinese_number(value) for value in (3, 10, 12, 20, 35)]
    ['三', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(value, TEN)
    head = "" if tens == 0 else ("" if tens == 1 else DIGITS[tens]) + "十"
    return head + (DIGITS[ones] if ones else "")


def _captions(document: Document) -> dict[str, Caption]:
    captions: dict[str, Caption] = {}
    prefix, letters = "", 0
    counts: dict[str, int] = {}
    for block in document.blocks():
        if isinstance(block, Heading) and block.kind == "appendix":
            letters += 1
            prefix = chr(ord("A") + letters - 1)
            counts = {}
        if not isinstance(block, FigureBlock | TableBlock):
            continue
        if block.label in captions:
            msg = f"标签重复 / label used twice: {block.label!r}"
            raise ReportError(msg)
        kind = "figure" if isinstance(block, FigureBlock) else "table"
        counts[kind] = counts.get(kind, 0) + 1
        word = WORDS[kind].in_language(document.language)
        captions[block.label] = Caption(word, prefix, counts[kind])
    return captions


def _check_pointers(document: Document, captions: Mapping[str, Caption]) -> None:
    cited: set[str] = set()
    for block in document.blocks():
        cited |= {i.label for i in _inlines([block]) if isinstance(i, Ref)}
        if isinstance(block, FigureBlock | TableBlock) and block.label not in cited:
            msg = (
                f"图表在文中引用之前出现 / not cited before it appears: {block.label!r}"
            )
            raise ReportError(msg)
    lost = sorted(cited - set(captions))
    if lost:
        msg = f"所引图表不存在 / no such figure or table: {lost}"
        raise ReportError(msg)


def _inlines(blocks: Iterable[Block]) -> Iterator[Inline]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from block.inlines
        elif isinstance(block, BulletList):
            for item in block.items:
                yield from item
