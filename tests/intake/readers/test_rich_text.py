"""A footnote mark is no digit, and what is crossed out is no part of a number."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from hubstudy.fields import FIELDS
from hubstudy.intake.cleaning.words import CellOptions, clean
from hubstudy.intake.readers.rich_text import rich_strings
from hubstudy.intake.readers.workbooks import read_workbook
from hubstudy.intake.texts import Word
from tests.intake.readers.books import SHEET, edited, with_cells, written

STRINGS = "xl/sharedStrings.xml"
RUNS: list[tuple[list[tuple[str, str]], str]] = [
    ([("2400", ""), ("1", "up")], "2400¹"),
    ([("km", ""), ("2", "up"), ("以内", "")], "km²以内"),
    ([("CO", ""), ("2", "down")], "CO₂"),
    ([("9999", "struck"), ("2400", "")], "~~9999~~2400"),
    ([("2023-", ""), ("1", "struck"), ("2", "bold"), ("-05", "")], "2023-~~1~~2-05"),
    ([("24", "struck"), ("00", "struck bold"), ("9", "")], "~~2400~~9"),
    ([("2400", ""), (" ", "struck"), ("9", "")], "2400 9"),
    ([("2400", "bold"), ("9", "")], "24009"),
    ([("5", ""), ("１(2)", "up")], "5¹⁽²⁾"),
    ([("A1", ""), ("a", "up")], "A1ᵃ"),
    ([("福田", ""), ("注", "up")], "福田注"),
    ([("5", "struck up"), ("6", "")], "~~⁵~~6"),
]
EXPECTED = [text for _, text in RUNS]


def shared() -> bytes:
    """Write all of them as shared strings."""

    def write(workbook: Any) -> None:
        page = workbook.add_worksheet()
        for row, (runs, _) in enumerate(RUNS):
            parts: list[object] = []
            for text, looks in runs:
                look = {
                    "font_strikeout": "struck" in looks,
                    "bold": "bold" in looks,
                    "font_script": 1 if "up" in looks else 2 * ("down" in looks),
                }
                parts += [workbook.add_format(look), text] if looks else [text]
            page.write_rich_string(row, 1, *parts)
            page.write(row, 2, "".join(text for text, _ in runs))

    return written(write)


def inline() -> bytes:
    """Write all of them as strings of their own."""
    marks = {
        "up": '<vertAlign val="superscript"/>',
        "down": '<vertAlign val="subscript"/>',
        "struck": "<strike/>",
        "bold": "<b/>",
        "plain": '<strike val="0"/><vertAlign val="baseline"/>',
    }
    rows = []
    for number, (runs, _) in enumerate(RUNS, start=1):
        cells = "".join(
            f"<r><rPr>{''.join(marks[k] for k in (looks or 'plain').split())}</rPr>"
            f'<t xml:space="preserve">{text}</t></r>'
            for text, looks in runs
        )
        plain = "".join(text for text, _ in runs)
        rows.append(
            f'<row r="{number}"><c r="B{number}" t="inlineStr"><is>{cells}</is></c>'
            f'<c r="C{number}" t="inlineStr"><is><t xml:space="preserve">{plain}</t>'
            "</is></c></row>"
        )
    return with_cells("".join(rows))


def column(data: bytes, number: int) -> list[tuple[str, str]]:
    (sheet,) = read_workbook(data, "a.xlsx").sheets
    return [tuple(sheet.columns[number].word(row)) for row in range(len(sheet))]


@pytest.mark.parametrize("write", [shared, inline])
@pytest.mark.parametrize("spoil", ["", "<!-- remark -->"])
def test_raised_lowered_and_struck_characters_show(write: Any, spoil: str) -> None:
    """A comment makes the pattern give way to the parser."""

    def spoiled(content: bytes) -> bytes:
        return content.replace(b"</sheetData>", spoil.encode() + b"</sheetData>")

    data = edited(write(), {SHEET: spoiled})
    assert column(data, 1) == [(text, "text") for text in EXPECTED]
    plain = ["".join(text for text, _ in runs) for runs, _ in RUNS]
    assert column(data, 2) == [(text, "text") for text in plain]


def test_openpyxl_writes_them_otherwise() -> None:
    workbook = openpyxl.Workbook()
    page = workbook.active
    assert page is not None
    struck, up = InlineFont(strike=True), InlineFont(vertAlign="superscript")
    page["A1"] = CellRichText(TextBlock(struck, "9999"), "2400", TextBlock(up, "1"))
    page["A2"] = "99992400"
    stream = io.BytesIO()
    workbook.save(stream)
    assert column(stream.getvalue(), 0) == [
        ("~~9999~~2400¹", "text"),
        ("99992400", "text"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<c r="B1" t="s">', b"<c t='s' r='B1'>"),
        (b'<c r="B1" t="s">', b'<c x=">" r="B1" t="s">'),
        (b'<c r="B1" t="s">', b'<c r="B1" t="s"><f>A9</f>'),
        (b'<c r="B1" t="s"><v>0</v>', b'<c r="B1" t="s" ><v > 0 </v>'),
        (b'<row r="1"', b'<row r="1" t="s"'),
    ],
)
def test_other_spellings_of_a_cell(old: bytes, new: bytes) -> None:
    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new)

    calculated = {
        "xl/workbook.xml": lambda content: content.replace(b' fullCalcOnLoad="1"', b"")
    }
    data = edited(shared(), {SHEET: change, **calculated})
    assert [text for text, _ in column(data, 1)] == EXPECTED


@pytest.mark.parametrize("spoil", ["", "<!-- <si> -->", "<si/>"])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_strings_are_numbered_as_they_stand(prefix: str, spoil: str) -> None:
    up = '<rPr><vertAlign val="superscript"/></rPr>'
    strings = (
        f"<si><t>strike</t></si>{spoil}<si/><si><t>5</t><rPh><t>1</t></rPh></si>"
        f"<si><r><t>5</t></r><r>{up}<t>1</t></r><rPh><t>9</t></rPh></si><si/>"
    )
    tagged = strings.replace("</", "</~").replace("<", "<~").replace("<~/~", "</~")
    text = tagged.replace("<~!", "<!").replace("-- <~si> --", "-- <si> --")
    name = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    root = f'<{prefix}sst {name}="http://a">{text.replace("~", prefix)}</{prefix}sst>'
    assert rich_strings(root.encode()) == {4 if spoil == "<si/>" else 3: "5¹"}


def test_escaped_characters_are_written_out() -> None:
    up = '<r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>'
    texts = ["_x4E00_", "_x005F_x4E00_", "_xD800_", "a\r\nb_x000D_"]
    items = "".join(f"<si><r><t>{text}</t></r>{up}</si>" for text in texts)
    found = rich_strings(f"<sst>{items}</sst>".encode())
    assert [*found.values()] == ["一¹", "_x4E00_¹", "_xD800_¹", "a\nb\r¹"]


def test_workbook_without_such_runs_has_none() -> None:
    assert rich_strings(b"<sst><si><r><t>5</t></r><r><t>1</t></r></si></sst>") == {}
    assert rich_strings(b"") == {}


@pytest.mark.parametrize(
    ("runs", "field", "expected"),
    [
        ("2400¹", "households", "integer_unreadable"),
        ("~~9999~~2400", "households", "range_not_number"),
        ("2400¹", "award_cny", "number_unreadable"),
        ("~~9999~~2400", "award_cny", "range_not_number"),
        ("12km²", "area_km2", 12.0),
        ("2023-05-01¹", "opened", "date_unreadable"),
        ("~~2022~~2023-05-01", "opened", "date_unreadable"),
        ("~~2022~~2023", "year", "year_unreadable"),
        ("2023¹", "year", "year_unreadable"),
        ("福田社区¹", "street_code", "福田社区¹"),
    ],
)
def test_cleaning_refuses_them_in_numbers(
    runs: str, field: str, expected: str | float
) -> None:
    options = CellOptions(
        required=False, missing=frozenset(), unit=None, as_of=dt.date(2024, 1, 1)
    )
    cleaned = clean([Word(runs, "text")], FIELDS[field], options)
    assert cleaned.failures.get(0, cleaned.values[0]) == expected
