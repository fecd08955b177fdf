"""Page, fonts and styles of the Word report.

Every style names its Chinese font in ``w:eastAsia``; the theme's fonts, through which
Word would fall back to a Japanese font, are taken out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.section import Section

    from hubstudy.errors import Language

SONG, HEI, LATIN = "宋体", "黑体", "Times New Roman"
PAGE_WIDTH, PAGE_HEIGHT = 21.0, 29.7
SIDE, TOP, BOTTOM = 3.0, 2.8, 2.5
TEXT_WIDTH = PAGE_WIDTH - 2 * SIDE

KEPT = {
    "Normal", "Header", "Footer", "Heading 1", "Heading 2", "Heading 3", "Title",
    "Subtitle", "Caption", "Default Paragraph Font", "Normal Table", "No List",
    "List Bullet",
}  # fmt: skip

LARGEST_MULTIPLE = 3.0
"""Line spacing above this is meant in points, exactly; below, as a multiple."""

BULLETS, HEADINGS, ENTRIES = 1, 2, 3
"""Numbering definitions: bullets, heading numbers, reference numbers."""


def prepare(word: WordDocument, *, language: Language) -> None:
    """
    Give a fresh python-docx document the report's page, fonts and styles.

    Parameters
    ----------
    word
        As python-docx's template makes it; changed in place.
    language
        ``"zh"`` or ``"en"``; decides how headings are numbered and paragraphs begin.
    """
    _drop_styles(word)
    _strip_theme_fonts(word)
    _number_definitions(word, language)
    _styles(word, language)
    _settings(word)


def set_page(section: Section) -> None:
    """
    Make a section's page A4 with the report's margins.

    Parameters
    ----------
    section
        Changed in place.
    """
    section.page_width, section.page_height = Cm(PAGE_WIDTH), Cm(PAGE_HEIGHT)
    section.left_margin = section.right_margin = Cm(SIDE)
    section.top_margin, section.bottom_margin = Cm(TOP), Cm(BOTTOM)
    section.header_distance, section.footer_distance = Cm(1.6), Cm(1.5)


def set_fonts(properties: Any, *, east_asia: str = SONG) -> None:
    """
    Name the fonts in run properties, Chinese and Latin.

    Parameters
    ----------
    properties
        A ``w:rPr`` element.
    east_asia
        The Chinese font.
    """
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), LATIN)
    fonts.set(qn("w:eastAsia"), east_asia)


def _drop_styles(word: WordDocument) -> None:
    for style in list(word.styles):
        if style.name not in KEPT:
            style.delete()
    wanted = {style.style_id for style in word.styles}
    for style in word.styles.element.iter(qn("w:style")):
        for tag in ("w:link", "w:next", "w:basedOn"):
            for link in style.findall(qn(tag)):
                if link.get(qn("w:val")) not in wanted:
                    style.remove(link)


def _strip_theme_fonts(word: WordDocument) -> None:
    """Replace every pointer to a theme font, and the theme's own fonts."""
    root = word.styles.element
    for fonts in root.iter(qn("w:rFonts")):
        for name in list(fonts.attrib):
            if name.endswith(("Theme", "cstheme")):
                del fonts.attrib[name]
    defaults = root.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    set_fonts(defaults)
    language = defaults.find(qn("w:lang"))
    language.set(qn("w:eastAsia"), "zh-CN")
    for part in word.part.package.iter_parts():
        name = str(part.partname)
        if name == "/word/theme/theme1.xml":
            part._blob = _plain_theme(part.blob)  # noqa: SLF001
        elif name == "/word/fontTable.xml":
            part._blob = _font_table()  # noqa: SLF001


def _plain_theme(theme: bytes) -> bytes:
    text = theme.decode("utf-8")
    text = re.sub(r'\s*<a:font script="[^"]*" typeface="[^"]*"/>', "", text)
    text = re.sub(r'<a:ea typeface="[^"]*"/>', f'<a:ea typeface="{SONG}"/>', text)
    text = re.sub(
        r'<a:latin typeface="[^"]*"/>', f'<a:latin typeface="{LATIN}"/>', text
    )
    return text.encode("utf-8")


def _font_table() -> bytes:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:charset w:val="{charset}"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, charset, family in (
            (LATIN, "00", "roman"), (SONG, "86", "auto"), (HEI, "86", "modern"),
        )
    )  # fmt: skip
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f"{head}<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()


def _number_definitions(word: WordDocument, language: Language) -> None:
    """Define heading, bullet and reference numbers, so that Word counts on its own."""
    root = word.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    counting = "chineseCountingThousand"
    chinese = [(counting, "%1、"), (counting, "（%2）"), ("decimal", "%3. ")]
    plain = [("decimal", "%1 "), ("decimal", "%1.%2 "), ("decimal", "%1.%2.%3 ")]
    formats = chinese if language == "zh" else plain
    headings = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:pStyle w:val="Heading{level + 1}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        for level, (kind, text) in enumerate(formats)
    )
    single = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        '<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="{left}" w:hanging="{left}"/></w:pPr></w:lvl>'
    )
    bullets = single.format(kind="bullet", text="•", left=420)
    entries = single.format(kind="decimal", text="[%1]", left=560)
    definitions = ((BULLETS, bullets), (HEADINGS, headings), (ENTRIES, entries))
    for index, levels in definitions:
        kind = "multilevel" if index == HEADINGS else "singleLevel"
        root.append(parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{index}">'
            f'<w:multiLevelType w:val="{kind}"/>{levels}</w:abstractNum>'
        ))  # fmt: skip
    for index, _ in definitions:
        root.append(parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{index}">'
            f'<w:abstractNumId w:val="{index}"/></w:num>'
        ))  # fmt: skip


def _styles(word: WordDocument, language: Language) -> None:
    indent = 200 if language == "zh" else 0
    normal = word.styles["Normal"]
    _look(normal, size=12, line=1.5)
    body = _new(word, "Report Body", base="Normal")
    _look(body, size=12, line=20, after=0 if language == "zh" else 6,
          align=WD_ALIGN_PARAGRAPH.JUSTIFY)  # fmt: skip
    _indent_characters(body, indent)
    for level, size, before in ((1, 16, 24), (2, 14, 14), (3, 12, 10)):
        style = word.styles[f"Heading {level}"]
        _look(style, size=size, font=HEI, before=before, after=8, line=1.25, keep=True)
        _number_style(style, HEADINGS, level - 1)
    for name, size, before in (("Title", 22, 150), ("Subtitle", 14, 12)):
        style = word.styles[name]
        _look(style, size=size, font=HEI, before=before, after=12, line=1.3,
              align=WD_ALIGN_PARAGRAPH.CENTER)  # fmt: skip
        _drop_borders(style)
    bare = _new(word, "Contents Heading", base="Normal")
    _look(bare, size=16, font=HEI, before=0, after=12, align=WD_ALIGN_PARAGRAPH.CENTER)
    centre = WD_ALIGN_PARAGRAPH.CENTER
    _look(word.styles["Caption"], size=9, font=HEI, before=6, after=4, line=13,
          align=centre)  # fmt: skip
    _look(
        _new(word, "Figure", base="Normal"), size=9, before=8, align=centre, keep=True
    )
    _look(_new(word, "Cover Line", base="Normal"), size=14, after=6, align=centre)
    mark = _new(word, "Cover Mark", base="Normal")
    _look(mark, size=16, font=HEI, before=60, after=8, align=centre)
    _look(_new(word, "Table Text", base="Normal"), size=9, line=12.5)
    note = _new(word, "Table Note", base="Normal")
    _look(note, size=9, before=2, line=12.5)
    bullet = word.styles["List Bullet"]
    _look(bullet, size=12, line=20, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    _number_style(bullet, BULLETS, 0)
    entry = _new(word, "Reference Entry", base="Normal")
    _look(entry, size=10.5, line=15, after=3)
    _number_style(entry, ENTRIES, 0)
    for level in (1, 2):
        contents = _new(word, f"toc {level}", base="Normal")
        _look(contents, size=12 if level == 1 else 10.5, line=17,
              before=4 if level == 1 else 0)  # fmt: skip
        contents.paragraph_format.left_indent = Cm(0.8 * (level - 1))
    for name in ("Header", "Footer"):
        _look(word.styles[name], size=9, align=centre)


def _new(word: WordDocument, name: str, *, base: str) -> Any:
    style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = word.styles[base]
    style.quick_style = True
    return style


def _look(
    style: Any,
    *,
    size: float,
    font: str = SONG,
    before: float = 0,
    after: float = 0,
    line: float = 1.0,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    keep: bool = False,
) -> None:
    properties = style.element.get_or_add_rPr()
    set_fonts(properties, east_asia=font)
    style.font.size = Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.font.bold = style.font.italic = False
    for name in ("w:spacing", "w:kern"):
        for child in properties.findall(qn(name)):
            properties.remove(child)
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    if line > LARGEST_MULTIPLE:
        form.line_spacing = Pt(line)
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    else:
        form.line_spacing = line
    form.alignment = align
    form.keep_with_next = keep
    form.widow_control = True


def _drop_borders(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    for name in ("w:pBdr", "w:numPr", "w:contextualSpacing"):
        for child in properties.findall(qn(name)):
            properties.remove(child)


def _number_style(style: Any, number: int, level: int) -> None:
    properties = style.element.get_or_add_pPr()
    for name in ("w:numPr", "w:contextualSpacing", "w:ind", "w:tabs"):
        for child in properties.findall(qn(name)):
            properties.remove(child)
    numbering = properties.get_or_add_numPr()
    numbering.get_or_add_ilvl().val = level
    numbering.get_or_add_numId().val = number


def _indent_characters(style: Any, hundredths: int) -> None:
    """Begin paragraphs two characters in, as Chinese text does."""
    if hundredths:
        indent = style.element.get_or_add_pPr().get_or_add_ind()
        indent.set(qn("w:firstLineChars"), str(hundredths))
        indent.set(qn("w:firstLine"), "480")


def _settings(word: WordDocument) -> None:
    settings = word.settings.element
    for fonts in settings.findall(qn("w:themeFontLang")):
        fonts.set(qn("w:eastAsia"), "zh-CN")
    for tag in ("w:savePreviewPicture", "w:rsids"):
        for child in settings.findall(qn(tag)):
            settings.remove(child)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
