"""The unit in a cell's format comes with the cell, and with no other."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from hubstudy.fields import FIELDS
from hubstudy.intake.cleaning.numbers import header_unit
from hubstudy.intake.cleaning.words import CellOptions, clean
from hubstudy.intake.readers.workbooks import read_workbook
from hubstudy.intake.texts import Word
from tests.intake.readers.books import SHEET, book, edited, written

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

STYLES = "xl/styles.xml"


def words(data: bytes) -> list[list[tuple[str, str]]]:
    (sheet,) = read_workbook(data, "a.xlsx").sheets
    return [[tuple(c.word(row)) for c in sheet.columns] for row in range(len(sheet))]


def formatted(cells: Sequence[tuple[object, str]]) -> bytes:
    """Give a workbook of one column, each cell with its format."""

    def write(workbook: Any) -> None:
        page = workbook.add_worksheet()
        for row, (value, code) in enumerate(cells):
            page.write(row, 0, value, workbook.add_format({"num_format": code}))

    return written(write)


def swapped(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode())

    return change


UNITS = [
    (1.2, '0.00"万元"'),
    (0.315, "0%"),
    (0.31, "0.00%"),
    (1200, "[$$-409]#,##0"),
    (1.2, "0.00"),
    (12000, '0!.0,"万"'),
    ("1.2", '0.00"万元"'),
    (True, '0"户"'),
    (dt.date(2023, 8, 1), 'yyyy"年"m"月"d"日"'),
    (1.2, "¥0.00"),
]
SHOWN = [
    ("1.2万元", "text"),
    ("31.5%", "text"),
    ("31%", "text"),
    ("$1200", "text"),
    ("1.2", "number"),
    ("12000", "number"),
    ("1.2", "text"),
    ("TRUE", "flag"),
    ("2023-08-01", "date"),
    ("1.2", "number"),
]


@pytest.mark.parametrize("spoil", ["", "<!-- remark -->"])
def test_only_numbers_under_a_telling_format_change(spoil: str) -> None:
    """A comment makes the pattern give way to the parser."""
    end = "</sheetData>"
    data = edited(formatted(UNITS), {SHEET: swapped(end, spoil + end)})
    assert [row[0] for row in words(data)] == SHOWN


def test_openpyxl_writes_them_otherwise() -> None:
    workbook = openpyxl.Workbook()
    page = workbook.active
    assert page is not None
    for row, (value, code) in enumerate(UNITS, start=1):
        page.cell(row, 2, value).number_format = code
    stream = io.BytesIO()
    workbook.save(stream)
    assert [row[1] for row in words(stream.getvalue())] == SHOWN


def test_same_number_with_and_without_unit_stays_apart() -> None:
    cells = [(1.2, '0.0"万元"'), (1.2, "0.0"), (1.2, '0.0"万元"'), (1.2, '0.0"亿元"')]
    (sheet,) = read_workbook(formatted(cells), "a.xlsx").sheets
    (column,) = sheet.columns
    texts = [column.text(row) for row in range(4)]
    assert texts == ["1.2万元", "1.2", "1.2万元", "1.2亿元"]
    assert len(column.words) == 3


def test_row_and_column_formats_count_only_through_the_cell() -> None:
    def write(workbook: Any) -> None:
        page = workbook.add_worksheet()
        unit = workbook.add_format({"num_format": '0"万元"'})
        plain = workbook.add_format({"num_format": "0"})
        page.set_column(0, 0, None, unit)
        page.set_row(1, None, unit)
        page.write_number(0, 0, 1, plain)
        page.write_number(1, 0, 1, plain)
        page.write_number(2, 0, 1, unit)
        page.write_blank(3, 0, None, unit)

    assert words(written(write)) == [
        [("1", "number")],
        [("1", "number")],
        [("1万元", "text")],
    ]


def test_calculated_formula_shows_its_unit_and_another_stays_a_formula() -> None:
    def write(workbook: Any) -> None:
        page = workbook.add_worksheet()
        unit = workbook.add_format({"num_format": '0.0"万元"'})
        page.write_formula(0, 0, "=1>0", unit, 1.2)
        page.write_formula(1, 0, "=A1", unit, "")
        page.write_formula(2, 0, "=NA()", unit, "#N/A")

    data = edited(
        written(write),
        {
            "xl/workbook.xml": swapped(' fullCalcOnLoad="1"', ""),
            SHEET: swapped("1&gt;0", "1>0"),
        },
    )
    assert [row[0] for row in words(data)] == [
        ("1.2万元", "text"),
        ("=A1", "formula"),
        ("#N/A", "error"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('r="A1" s="1"', "s='1' r='A1'"),
        ('r="A1" s="1"', 's="1"'),
        ('r="A1" s="1"', 'x=">" s = "01" r="A1"'),
        ('r="A1" s="1"', 'r="A1" s="1" t="n"'),
        ("<v>1.2</v>", "<f>1&lt;2</f><v>1.2</v>"),
        ("<v>1.2</v>", '<f t="shared" x="1>0" si="0"/><v>1.2</v>'),
        ("<v>1.2</v>", "<v>12E-1</v>"),
        ("<v>1.2</v>", '<v xml:space="preserve">1.2</v>'),
    ],
)
def test_other_spellings_of_a_cell(old: str, new: str) -> None:
    changes = {
        SHEET: swapped(old, new),
        "xl/workbook.xml": swapped(' fullCalcOnLoad="1"', ""),
    }
    data = edited(formatted([(1.2, '0.00"万元"')]), changes)
    assert words(data) == [[("1.2万元", "text")]]


PARENT = '<cellStyleXfs count="1"><xf numFmtId="0"'


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # What the cell format names counts, whether it is marked as applied or not.
        (' applyNumberFormat="1"', "", "1.2万元"),
        (' applyNumberFormat="1"', ' applyNumberFormat="0"', "1.2万元"),
        # What it does not name comes from its style.
        ('<xf numFmtId="164"', "<xf", "120%"),
        # Twice declared, as for programs that know less.
        ("<numFmts ", "<numFmts x='1' ", "1.2万元"),
    ],
)
def test_format_of_the_cell_goes_before_that_of_its_style(
    old: str, new: str, expected: str
) -> None:
    def change(content: bytes) -> bytes:
        styled = swapped(PARENT, PARENT.replace('"0"', '"9"'))(content)
        return swapped(old, new)(styled)

    data = edited(formatted([(1.2, '0.00"万元"')]), {STYLES: change})
    assert words(data) == [[(expected, "text")]]


def test_cell_without_a_style_has_the_first() -> None:
    first = '<cellXfs count="1"><xf numFmtId="0"'
    data = edited(
        book([[0.31, "x"]]), {STYLES: swapped(first, first.replace('"0"', '"9"'))}
    )
    assert words(data) == [[("31%", "text"), ("x", "text")]]


def test_format_of_conditional_formatting_is_none_of_the_cells() -> None:
    def write(workbook: Any) -> None:
        page = workbook.add_worksheet()
        unit = workbook.add_format({"num_format": '0"万元"'})
        page.write_number(0, 0, 1.2)
        page.conditional_format(
            0, 0, 0, 0, {"type": "cell", "criteria": "<", "value": 0, "format": unit}
        )

    assert words(written(write)) == [[("1.2", "number")]]


def test_workbook_without_styles_is_read() -> None:
    data = edited(
        book([[1.2]]),
        {"xl/_rels/workbook.xml.rels": swapped("relationships/styles", "x/other")},
    )
    assert words(data) == [[("1.2", "number")]]


@pytest.mark.parametrize(
    ("value", "code", "field", "header", "expected"),
    [
        (1.2, '0.00"万元"', "award_cny", "", 12000),
        (1.2, '0.00"万"', "award_cny", "", 12000),
        (3, '0"千元"', "award_cny", "", 3000),
        (0.12, '0.00"亿元"', "award_cny", "", 12_000_000),
        (1.2, '0.00"万元"', "award_cny", "金额（万元）", 12000),
        (1.2, '0.00"万"', "award_cny", "金额（万元）", "unit_conflict"),
        (12000, '0!.0,"万"', "award_cny", "", 12000),
        (0.31, "0%", "award_cny", "", "percent_unexpected"),
        (0.31, "0%", "value", "", 0.31),
        (0.315, "0%", "value", "", 0.315),
        (968, '0"户"', "households", "", 968),
        (1200, "[$$-409]#,##0", "award_cny", "", "number_unreadable"),
        (1200, "[$€-2]#,##0", "award_cny", "", "number_unreadable"),
        (1200, "#,##0 [$€-407]", "award_cny", "", "unit_unknown"),
        (1200, 'General"美元"', "award_cny", "", "unit_unknown"),
        (1200, "¥#,##0", "award_cny", "", 1200),
        (12000, "0.0,", "award_cny", "", "number_unreadable"),
        (12000, "0!.0,", "award_cny", "金额（万元）", "number_unreadable"),
        (12000, '0!.00,"万"', "award_cny", "", 1200),
        (2023, '0"年"', "year", "", 2023),
    ],
)
def test_cleaning_reads_what_shows_or_refuses_it(
    value: float, code: str, field: str, header: str, expected: float | str
) -> None:
    ((word,),) = words(formatted([(value, code)]))
    options = CellOptions(
        required=False,
        missing=frozenset(),
        unit=header_unit(header),
        as_of=dt.date(2024, 1, 1),
    )
    cleaned = clean([Word(*word)], FIELDS[field], options)  # type: ignore[arg-type]
    assert cleaned.failures.get(0, cleaned.values[0]) == expected
