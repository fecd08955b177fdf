"""Small pieces of WordprocessingML that python-docx has no words for."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
HAN = re.compile("[\u3000-\u9fff]")
REPLACEMENT = "\ufffd"


def clean(text: str) -> str:
    r"""
    Replace characters that no XML file can hold.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        The text, each forbidden control character shown as U+FFFD.

    Examples
    --------
    >>> clean("a\x00b") == "a\ufffdb"
    True
    """
    return FORBIDDEN.sub(REPLACEMENT, text)


def add_text(paragraph: Any, text: str) -> Any:
    """
    Append literal text.

    Chinese text says so, so that Word sets the quotation marks and dashes that both
    scripts share in the Chinese font.

    Parameters
    ----------
    paragraph
        A python-docx paragraph.
    text
        The text; characters that no XML file can hold are replaced.

    Returns
    -------
    docx.text.run.Run
        The new run.
    """
    run = paragraph.add_run(clean(text))
    if HAN.search(text):
        fonts = run._r.get_or_add_rPr().get_or_add_rFonts()  # noqa: SLF001
        fonts.set(qn("w:hint"), "eastAsia")
    return run


def add_field(paragraph: Any, instruction: str, shown: str) -> list[Any]:
    """
    Append a field with its cached result.

    Parameters
    ----------
    paragraph
        A python-docx paragraph.
    instruction
        Field code, such as ``" PAGE "``.
    shown
        What it shows until it is updated.

    Returns
    -------
    list
        The runs, in order; the last one ends the field.
    """
    runs = []
    for kind in ("begin", "code", "separate", "shown", "end"):
        run = add_text(paragraph, shown if kind == "shown" else "")
        if kind == "code":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = instruction
            run._r.append(code)  # noqa: SLF001
        elif kind != "shown":
            character = OxmlElement("w:fldChar")
            character.set(qn("w:fldCharType"), kind)
            run._r.append(character)  # noqa: SLF001
        runs.append(run)
    return runs


class Bookmarks:
    """Names and places bookmarks; names are counted, never made of a reader's text."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._used = 0

    def name(self, kind: str, key: str) -> str:
        """
        Give the bookmark's name for a figure, table or reference.

        Parameters
        ----------
        kind
            ``"block"`` or ``"entry"``.
        key
            Label or key.

        Returns
        -------
        str
            Such as ``_Ref00000003``, the same whenever asked.
        """
        return self._names.setdefault((kind, key), f"_Ref{len(self._names) + 1:08d}")

    def wrap(self, paragraph: Any, runs: list[Any], name: str) -> None:
        """
        Put a bookmark around runs.

        Parameters
        ----------
        paragraph
            The paragraph that holds them.
        runs
            Adjacent runs in order.
        name
            Name of the bookmark.
        """
        self._used += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(self._used))
        start.set(qn("w:name"), name)
        elements = [run._r for run in runs]  # noqa: SLF001
        if elements[0].getparent() is not paragraph._p:  # noqa: SLF001
            msg = "the runs are not of this paragraph"
            raise ValueError(msg)
        elements[0].addprevious(start)
        elements[-1].addnext(end)
