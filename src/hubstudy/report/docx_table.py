"""Three-line tables in Word: 1.5 pt above and below, 0.75 pt under the header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

from hubstudy.report.docx_styles import TEXT_WIDTH
from hubstudy.report.docx_xml import add_text
from hubstudy.report.layout import column_shares

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

    from hubstudy.report.document import Align, TableBlock

THICK, THIN = "12", "6"
"""Widths of rules in eighths of a point: 1.5 pt and 0.75 pt."""

KEPT_WHOLE = 14
"""Tables of at most so many rows stay on one page."""

ENDS = 2
"""Rows of a longer table kept together at its beginning and its end."""

ALIGNMENT = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def add_table(word: WordDocument, block: TableBlock) -> None:
    """
    Append a three-line table.

    Parameters
    ----------
    word
        The document.
    block
        What to print.
    """
    table = word.add_table(rows=1 + len(block.rows), cols=len(block.columns))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _borders(table._tbl.tblPr)  # noqa: SLF001
    widths = [Cm(TEXT_WIDTH * share) for share in column_shares(block)]
    for grid, width in zip(table._tbl.tblGrid, widths, strict=True):  # noqa: SLF001
        grid.set(qn("w:w"), str(int(width.twips)))
    aligns = [column.align for column in block.columns]
    rows = [[column.title for column in block.columns]]
    rows += [[cell.text for cell in row] for row in block.rows]
    ends_kept = bool(block.notes or block.source)
    for index, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        keep = _keeps(index, len(rows), ends_kept=ends_kept)
        _row(row._tr, header=index == 0)  # noqa: SLF001
        cells = zip(row.cells, texts, aligns, widths, strict=True)
        for cell, text, align, width in cells:
            cell.width = width
            _cell(cell, text, align, header=index == 0, keep=keep)


def _keeps(index: int, n_rows: int, *, ends_kept: bool) -> bool:
    """Whether a row must stand on the page of what follows it."""
    last = index == n_rows - 1
    if last:
        return ends_kept
    if n_rows <= KEPT_WHOLE + 1:
        return True
    return index <= ENDS - 1 or index >= n_rows - ENDS


def _cell(cell: Any, text: str, align: Align, *, header: bool, keep: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = "Table Text"
    add_text(paragraph, text)
    paragraph.alignment = ALIGNMENT[align]
    paragraph.paragraph_format.keep_with_next = True if keep else None
    if header:
        properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001
        borders = OxmlElement("w:tcBorders")
        borders.append(_rule("bottom", THIN))
        properties.append(borders)
        vertical = OxmlElement("w:vAlign")
        vertical.set(qn("w:val"), "bottom")
        properties.append(vertical)


def _row(element: Any, *, header: bool) -> None:
    properties = element.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def _borders(properties: Any) -> None:
    """Draw the outer rules and no others, and set the cells' inner margins."""
    for child in properties.findall(qn("w:tblStyle")):
        properties.remove(child)
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        outer = side in {"top", "bottom"}
        borders.append(_rule(side, THICK) if outer else _no_rule(side))
    margins = OxmlElement("w:tblCellMar")
    for side, width in (
        ("top", "25"),
        ("left", "60"),
        ("bottom", "25"),
        ("right", "60"),
    ):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), width)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    layout.addnext(margins)


def _rule(side: str, width: str) -> Any:
    rule = OxmlElement(f"w:{side}")
    for name, value in (
        ("val", "single"),
        ("sz", width),
        ("space", "0"),
        ("color", "000000"),
    ):
        rule.set(qn(f"w:{name}"), value)
    return rule


def _no_rule(side: str) -> Any:
    rule = OxmlElement(f"w:{side}")
    rule.set(qn("w:val"), "nil")
    return rule
