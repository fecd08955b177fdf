"""The parts of a workbook beside its cells: which there are, and the text they hold.

Targets outside the file and files inside it are never opened.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from defusedxml import ElementTree

from hubstudy.intake.readers.refusals import MISSING, broken
from hubstudy.intake.readers.xml_names import local, position
from hubstudy.intake.texts import Remark

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

    from hubstudy.intake.readers.gate import Package

_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")
_TELLING = {"Company", "Manager", "HyperlinkBase"}
_CHINESE = {
    "creator": "作者",
    "lastModifiedBy": "最后修改者",
    "title": "标题",
    "subject": "主题",
    "keywords": "关键词",
    "description": "备注",
    "category": "类别",
    "contentStatus": "状态",
    "created": "创建时间",
    "modified": "修改时间",
    "lastPrinted": "打印时间",
    "Company": "公司",
    "Manager": "经理",
    "HyperlinkBase": "超链接基础",
}


class _Part(NamedTuple):
    kind: str
    target: str
    is_external: bool


def xml(package: Package, part: str) -> Element:
    """
    Parse a part that must be there.

    Parameters
    ----------
    package
        The workbook.
    part
        Its name.

    Returns
    -------
    Element
        Its root.
    """
    content = package.read(part)
    if content is None:
        raise broken(MISSING, part=part)
    root: Element = ElementTree.fromstring(content)
    return root


def _relations(package: Package, part: str) -> dict[str, _Part]:
    """Read which parts a part refers to; targets outside the file are never opened."""
    folder, _, base = part.rpartition("/")
    content = package.read(
        f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
    )
    if content is None:
        return {}
    return {
        element.get("Id", ""): _Part(
            element.get("Type", "").rpartition("/")[2],
            posixpath.normpath(
                posixpath.join("/", folder, element.get("Target", ""))
            ).lstrip("/"),
            element.get("TargetMode") == "External",
        )
        for element in ElementTree.fromstring(content)
    }


def book_part(package: Package) -> str:
    """
    Find the part that lists the sheets.

    Parameters
    ----------
    package
        The workbook.

    Returns
    -------
    str
        Its name.
    """
    for part in _relations(package, "").values():
        if part.kind == "officeDocument":
            return part.target
    return "xl/workbook.xml"


def sheet_parts(package: Package, book: str, root: Element) -> dict[str, str]:
    """
    Find the part of every sheet of cells.

    Parameters
    ----------
    package
        The workbook.
    book
        Name of the part that lists the sheets.
    root
        Root of that part.

    Returns
    -------
    dict
        Part by title of the sheet.
    """
    relations = _relations(package, book)
    parts = {}
    for element in root.iter():
        if local(element.tag) != "sheet":
            continue
        ids = [value for key, value in element.items() if key.endswith("}id")]
        part = relations.get(ids[0]) if ids else None
        if part is not None and part.kind == "worksheet":
            parts[element.get("name", "")] = part.target
    return parts


def part_of(package: Package, book: str, kind: str) -> str | None:
    """
    Find the part that holds the formats of cells, or their shared strings.

    Parameters
    ----------
    package
        The workbook.
    book
        Name of the part that lists the sheets.
    kind
        ``styles`` or ``sharedStrings``.

    Returns
    -------
    str or None
        Its name; None if there is none.
    """
    for part in _relations(package, book).values():
        if part.kind == kind and part.target.lower() in package.members:
            return part.target
    return None


def comments(package: Package, sheet_part: str) -> list[Remark]:
    """
    Read the comments of a sheet, threaded ones too, and who wrote them.

    Parameters
    ----------
    package
        The workbook.
    sheet_part
        Part of the sheet.

    Returns
    -------
    list of Remark
        With their cells.
    """
    remarks = []
    for part in _relations(package, sheet_part).values():
        if part.is_external or part.kind not in {"comments", "threadedComment"}:
            continue
        if part.target.lower() not in package.members:
            continue
        for element in xml(package, part.target).iter():
            tag = local(element.tag)
            if tag in {"comment", "threadedComment"}:
                place = position(element.get("ref", "")) or (None, None)
                text = "".join(_texts(element))
                remarks.append(Remark("批注 / comment", text, *place))
            elif tag == "author" and element.text:
                remarks.append(Remark("批注作者 / comment author", element.text))
    return remarks


def _texts(element: Element) -> Iterable[str]:
    return (
        part.text or ""
        for part in element.iter()
        if local(part.tag) in {"t", "text"}
        and (local(part.tag) == "t" or not len(part))
    )


def properties(package: Package) -> Iterable[Remark]:
    """
    Read the document properties.

    Parameters
    ----------
    package
        The workbook.

    Returns
    -------
    iterable of Remark
        Those that are filled, each once.
    """
    found: dict[Remark, None] = {}
    for part in _PROPERTIES:
        if part.lower() not in package.members:
            continue
        for element in xml(package, part):
            name = local(element.tag)
            if part.endswith("app.xml") and name not in _TELLING:
                continue
            text = " ".join(filter(str.strip, element.itertext()))
            if text:
                place = _property_name(element.get("name", ""), name)
                found[Remark(place, text)] = None
    return found


def _property_name(own: str, tag: str) -> str:
    """Name a property as the dialogue of a spreadsheet program does."""
    chinese = own or _CHINESE.get(tag, tag)
    return f"文档属性 {chinese} / document property {own or tag}"
