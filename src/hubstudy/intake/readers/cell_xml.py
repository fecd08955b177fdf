"""Cells of a sheet's XML, one by one, as a parser finds them: slow and never wrong."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

from defusedxml import ElementTree

from hubstudy.intake.readers.xml_names import local, position

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element


class ParsedCell(NamedTuple):
    """
    One cell.

    Parameters
    ----------
    place
        Row and column, from 0.
    attributes
        Its attributes.
    parts
        Text of its formula ``f``, its value ``v`` and the like.
    element
        Its XML, until the next cell is taken.
    """

    place: tuple[int, int]
    attributes: Mapping[str, str]
    parts: Mapping[str, str]
    element: Element


def parsed_cells(content: bytes) -> Iterator[ParsedCell]:
    """
    Go through the cells of a sheet.

    Parameters
    ----------
    content
        Its XML.

    Yields
    ------
    ParsedCell
        Every cell; one without a reference stands beside the one before.
    """
    row = column = -1
    parser = ElementTree.iterparse(io.BytesIO(content), events=("start", "end"))
    for event, element in parser:
        tag = local(element.tag)
        if tag == "row":
            if event == "end":
                element.clear()
                continue
            number = element.get("r")
            row = int(number) - 1 if number else row + 1
            column = -1
        elif tag == "c" and event == "start":
            place = position(element.get("r", ""))
            row, column = (place[0] - 1, place[1] - 1) if place else (row, column + 1)
        elif tag == "c":
            parts = {local(child.tag): child.text or "" for child in element}
            yield ParsedCell((row, column), element.attrib, parts, element)
