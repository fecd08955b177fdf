"""Every cell comes as it stands in the file, with its kind and its place."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

import pytest

from hubstudy.intake.readers import quick_csv
from hubstudy.intake.readers.files import FileContent, read_file
from hubstudy.intake.texts import Word
from tests.intake.readers.books import SHEET, book, edited, with_cells, written

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from pathlib import Path

    from hubstudy.intake.texts import Sheet


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def reader(data: bytes | str, name: str = "a.csv") -> FileContent:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return read_file(path, f"子目录/{name}")

    return reader


def cells(sheet: Sheet) -> list[list[str]]:
    return [[column.text(row) for column in sheet.columns] for row in range(len(sheet))]


def kinds(sheet: Sheet) -> list[tuple[str, str]]:
    return [(column.text(0), column.word(0).kind) for column in sheet.columns]


def codes(content: FileContent) -> list[str]:
    assert all(problem.file == content.file for problem in content.problems)
    return [problem.code for problem in content.problems]


# CSV


def test_csv_cells_stand_as_written(read: Any) -> None:
    content = read('编号,名称\r\n007,"福田, 社区"\r\n\r\n 1 ,NA,x\r\n')
    (sheet,) = content.sheets
    assert cells(sheet) == [
        ["编号", "名称", ""],
        ["007", "福田, 社区", ""],
        ["", "", ""],
        [" 1 ", "NA", "x"],
    ]
    assert sheet.widths.tolist() == [2, 2, 0, 3]
    assert sheet.numbers.tolist() == [1, 2, 3, 4]
    assert (sheet.file, sheet.sheet, sheet.encoding) == ("子目录/a.csv", None, "utf-8")
    assert sheet.columns[0].word(1).kind == "plain"
    assert content.problems == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_csv_of_every_dress_is_the_same(
    read: Any, encoding: str, delimiter: str, ending: str
) -> None:
    rows = [["编号", "名称"], ["1", "崖头街道"], ["2", "，；"]]
    text = "".join(delimiter.join(row) + ending for row in rows)
    content = read(text.encode(encoding))
    assert cells(content.sheets[0]) == rows
    assert content.problems == ()


def test_delimiter_inside_quotes_does_not_count(read: Any) -> None:
    content = read('a;b\n"1,2,3,4";"5,6"\n')
    assert cells(content.sheets[0]) == [["a", "b"], ["1,2,3,4", "5,6"]]


@pytest.mark.parametrize(
    ("text", "row"),
    [('a,b\n1,"2\n3,4\n', 2), ('a,b\n1,2\n"3"x,4\n', 3)],
)
def test_unbalanced_quotes_are_told_with_their_row(
    read: Any, text: str, row: int
) -> None:
    content = read(text)
    assert content.sheets == ()
    assert codes(content) == ["csv_broken"]
    assert content.problems[0].row == row


def test_rows_swallowed_between_two_stray_quotes_are_told(read: Any) -> None:
    content = read('a,b,c\n1,2,"3\n4,5,6\n7,8,9"\n1,2,3\n')
    assert codes(content) == ["csv_swallowed_rows"]
    assert content.problems[0].row == 2


def test_line_break_in_a_cell_is_no_swallowed_row(read: Any) -> None:
    content = read('a,b,c\n1,2,"两行\n地址"\n')
    assert content.problems == ()
    assert content.sheets[0].columns[2].text(1) == "两行\n地址"


def test_missing_final_line_break_is_told(read: Any) -> None:
    assert codes(read("a,b\n1,2")) == ["no_final_newline"]
    assert codes(read("a,b\n1,2\n".encode("utf-16"))) == []


@pytest.mark.parametrize("data", [b"", b"\n\n", b" \r\n", b"\xef\xbb\xbf", b",,\n"])
def test_empty_file_is_told(read: Any, data: bytes) -> None:
    assert "file_empty" in codes(read(data))


def test_control_character_is_told_with_row_and_column(read: Any) -> None:
    content = read("a,b\n1,x\x00y\n2,z\n")
    (problem,) = content.problems
    assert (problem.code, problem.row, problem.column) == ("control_character", 2, "B")
    assert problem.found == "U+0000"


def test_workbook_named_csv_is_told(read: Any) -> None:
    content = read(book([["x"]]))
    assert codes(content) == ["encoding_unknown"]
    assert "工作簿" in content.problems[0].found


def test_missing_file_is_a_problem(tmp_path: Path) -> None:
    content = read_file(tmp_path / "none.csv", "none.csv")
    assert codes(content) == ["file_unreadable"]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("," * 20_000 + "\n", 1),
        ("a,b\n" + "\t" * 3_000 + "," * 2_000 + "\n", 2),
        ("a,b\n" * 50_000 + "," * 2_000 + "\n", 50_001),
        ("a,b\n" * 300_000 + "," * 2_000 + "\n", 300_001),
        (",".join(["x" * 40] * 2_001) + "\n", 1),
        ((",".join(["x" * 40] * 2_001) + "\n") * 20, 1),
    ],
)
def test_rows_wider_than_any_table_are_refused(read: Any, text: str, row: int) -> None:
    content = read(text)
    assert codes(content) == ["sheet_too_large"]
    assert content.problems[0].row == row
    assert content.sheets == ()


@pytest.mark.parametrize(
    "text", ["," * 1_999 + "x\n", 'a,b\n"' + "," * 9_000 + '",b\n']
)
def test_two_thousand_cells_and_commas_in_quotes_are_read(read: Any, text: str) -> None:
    assert read(text).problems == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("spoil", ["", '"q",1,2\n', "1,2\n", "\n", "1,2,3,4\n"])
def test_quick_way_gives_the_same_cells(
    read: Any, monkeypatch: pytest.MonkeyPatch, encoding: str, spoil: str
) -> None:
    draw = random.Random(7)  # noqa: S311
    rows = [
        ",".join(draw.choice(["", "007", "NA", "福田", " x ", "1e5"]) for _ in "abc")
        for _ in range(300)
    ]
    data = ("\n".join(rows) + "\n" + spoil + "".join(f"{r}\n" for r in rows)).encode(
        encoding
    )
    slow = read(data)
    monkeypatch.setattr(quick_csv, "LEAST_BYTES", 0)
    quick = read(data)
    assert cells(quick.sheets[0]) == cells(slow.sheets[0])
    assert quick.sheets[0].widths.tolist() == slow.sheets[0].widths.tolist()
    assert quick.problems == slow.problems


def test_quick_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def words(cells: Iterable[Hashable]) -> list[Word]:
        return [Word(str(cell)) for cell in cells]

    monkeypatch.setattr(quick_csv, "LEAST_BYTES", 0)
    columns = quick_csv.quick_columns(b"a,b\r\n1,\r\n", ",", words) or ()
    texts = [[word.text for word in column.words] for column in columns]
    assert texts == [["a", "1"], ["b", ""]]
    assert quick_csv.quick_columns(b'a,b\n"1",2\n', ",", words) is None
    assert quick_csv.quick_columns(b"a,b\n1\n", ",", words) is None


# Workbooks


def test_kinds_of_cells(read: Any) -> None:
    def write(workbook: Any) -> None:
        page = workbook.add_worksheet("表")
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        long = workbook.add_format({"num_format": "[h]:mm"})
        page.write_string(0, 0, " 007 ")
        page.write_number(0, 1, 2000)
        page.write_number(0, 2, 0.1)
        page.write_number(0, 3, 1e-7)
        page.write_number(0, 4, 370102199001011234)
        page.write_row(0, 5, [True])
        page.write_number(0, 6, 1)
        page.write_datetime(0, 7, dt.datetime(2023, 8, 1), day)
        page.write_datetime(0, 8, dt.datetime(2023, 8, 1, 9, 30), day)
        page.write_number(0, 9, 1.5, long)

    (sheet,) = read(written(write), "a.xlsx").sheets
    assert kinds(sheet) == [
        (" 007 ", "text"),
        ("2000", "number"),
        ("0.1", "number"),
        ("0.0000001", "number"),
        ("370102199001011300", "number"),
        ("TRUE", "flag"),
        ("1", "number"),
        ("2023-08-01", "date"),
        ("2023-08-01 09:30:00", "date"),
        ("36:00:00", "date"),
    ]


def test_true_and_one_in_one_column_stay_apart(read: Any) -> None:
    (sheet,) = read(book([[True], [1], ["1"], [""], [False], [0]]), "a.xlsx").sheets
    assert [tuple(sheet.columns[0].word(row)) for row in range(6)] == [
        ("TRUE", "flag"),
        ("1", "number"),
        ("1", "text"),
        ("", "plain"),
        ("FALSE", "flag"),
        ("0", "number"),
    ]


def test_days_counted_from_1904_are_the_same_days(read: Any) -> None:
    def write(workbook: Any) -> None:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        workbook.add_worksheet().write_datetime(0, 0, dt.datetime(2023, 8, 1), day)

    (sheet,) = read(written(write, date_1904=True), "a.xlsx").sheets
    assert sheet.epoch_1904
    assert kinds(sheet) == [("2023-08-01", "date")]


def test_rows_are_numbered_as_the_spreadsheet_shows_them(read: Any) -> None:
    data = with_cells('<row r="3"><c r="B3"><v>5</v></c></row>')
    (sheet,) = read(data, "a.xlsx").sheets
    assert cells(sheet) == [["", ""], ["", ""], ["", "5"]]
    assert sheet.numbers.tolist() == [1, 2, 3]
    assert sheet.widths is None


FORMULAS = (
    '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c>'
    '<c r="C1"><f>A1&amp;"x"</f><v></v></c><c r="D1" t="str"><f>""</f><v></v></c>'
    '<c r="E1" t="e"><f>NA()</f><v>#N/A</v></c><c r="F1" t="e"><v>#DIV/0!</v></c>'
    '<c r="G1"><v>3</v></c><c r="H1"><f/></c></row>'
)
READ_FORMULAS = [
    ("2", "number"),
    ("=1+1", "formula"),
    ('=A1&"x"', "formula"),
    ("", "plain"),
    ("#N/A", "error"),
    ("#DIV/0!", "error"),
    ("3", "number"),
    ("=", "formula"),
]


@pytest.mark.parametrize("spoil", ["", "<!-- remark -->"])
def test_formulas_and_errors(read: Any, spoil: str) -> None:
    """A comment makes the pattern give way to the parser."""
    (sheet,) = read(with_cells(FORMULAS + spoil), "a.xlsx").sheets
    assert kinds(sheet) == READ_FORMULAS
    assert sheet.n_formulas == 3


def test_formulas_that_were_never_calculated_have_no_value(read: Any) -> None:
    (sheet,) = read(with_cells(FORMULAS, calculated=False), "a.xlsx").sheets
    stale = "（结果可能已过期 / result may be stale）"
    assert kinds(sheet)[:3] == [
        (f"=1+1{stale}", "formula"),
        ("=1+1", "formula"),
        ('=A1&"x"', "formula"),
    ]
    assert sheet.n_formulas == 0


def test_cells_without_reference_are_counted(read: Any) -> None:
    data = with_cells('<row><c><v>1</v></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row>')
    (sheet,) = read(data, "a.xlsx").sheets
    assert kinds(sheet) == [("1", "number"), ("#DIV/0!", "error")]


def test_long_sheet_without_references_is_read(read: Any) -> None:
    data = with_cells("<row><c><v>1</v></c><c><v>2</v></c></row>" * 9_000)
    (sheet,) = read(data, "a.xlsx").sheets
    assert (len(sheet), len(sheet.columns)) == (9_000, 2)


def test_columns_before_the_first_value_are_kept(read: Any) -> None:
    data = with_cells('<row r="1"><c r="C1"><v>5</v></c></row>')
    assert cells(read(data, "a.xlsx").sheets[0]) == [["", "", "5"]]


def test_hidden_merged_and_commented(read: Any) -> None:
    def write(workbook: Any) -> None:
        page = workbook.add_worksheet("看得见")
        page.write_column(0, 0, ["a", "b", "c"])
        page.write_column(0, 1, ["a", "b", "c"])
        page.set_row(1, None, None, {"hidden": True})
        page.set_column(1, 1, None, None, {"hidden": True})
        page.merge_range(4, 0, 5, 1, "合并")
        page.write_comment(0, 1, "联系人张三", {"author": "李四"})
        page.set_header("&C内部资料")
        page.set_footer("&L第 &P 页")
        workbook.add_worksheet("藏").hide()
        workbook.add_worksheet("深藏").very_hidden()
        workbook.add_chartsheet("图")
        workbook.set_properties({"author": "王五", "manager": "赵六"})
        workbook.set_custom_property("电话", "13800000000")

    content = read(written(write), "a.xlsx")
    first, *others = content.sheets
    assert [(sheet.sheet, sheet.is_hidden) for sheet in others] == [
        ("藏", True),
        ("深藏", True),
    ]
    assert (first.is_hidden, first.hidden_rows, first.hidden_columns) == (
        False,
        {2},
        {2},
    )
    assert first.merged == ((5, 1, 6, 2),)
    assert set(first.remarks) >= {
        ("批注 / comment", "联系人张三", 1, 2),
        ("批注作者 / comment author", "李四", None, None),
        ("页眉 / header", "&C内部资料", None, None),
        ("页脚 / footer", "&L第 &P 页", None, None),
    }
    assert {remark[:2] for remark in content.remarks} >= {
        ("文档属性 作者 / document property creator", "王五"),
        ("文档属性 经理 / document property Manager", "赵六"),
        ("文档属性 电话 / document property 电话", "13800000000"),
    }


def test_every_document_property_has_its_name_and_comes_once(read: Any) -> None:
    def write(workbook: Any) -> None:
        workbook.add_worksheet().write(0, 0, "x")
        workbook.set_properties(
            {
                "title": "甲",
                "subject": "乙",
                "author": "丙",
                "manager": "丁",
                "company": "戊",
                "keywords": "己",
                "comments": "庚",
                "created": dt.datetime(2024, 1, 2),
            }
        )
        for name, value in {"联系人": "辛", "第几版": 3, "联系方式": "壬"}.items():
            workbook.set_custom_property(name, value)

    remarks = read(written(write), "a.xlsx").remarks
    named = [
        (remark.place.removeprefix("文档属性 ").split(" / document property "))
        for remark in remarks
    ]
    texts = [remark.text for remark in remarks]
    assert [(*name, text) for name, text in zip(named, texts, strict=True)] == [
        ("标题", "title", "甲"),
        ("主题", "subject", "乙"),
        ("作者", "creator", "丙"),
        ("关键词", "keywords", "己"),
        ("备注", "description", "庚"),
        ("最后修改者", "lastModifiedBy", "丙"),
        ("创建时间", "created", "2024-01-02T00:00:00Z"),
        ("修改时间", "modified", "2024-01-02T00:00:00Z"),
        ("经理", "Manager", "丁"),
        ("公司", "Company", "戊"),
        ("联系人", "联系人", "辛"),
        ("第几版", "第几版", "3"),
        ("联系方式", "联系方式", "壬"),
    ]


HEIGHTS = {
    'ht="0"': True,
    'ht="0.0" customHeight="1"': True,
    "customHeight='1' ht = '0.5'": True,
    'ht=".75" customHeight="1"': True,
    'ht="5E-2" customHeight="1"': True,
    'hidden="true"': True,
    'ht="1" customHeight="1"': False,
    'ht="10.5" customHeight="1"': False,
    'hidden="0" ht="0x"': False,
    "": False,
}


def test_rows_too_low_to_be_seen_are_hidden(read: Any) -> None:
    rows = [
        f'<row r="{number}" {attributes}><c r="A{number}"><v>1</v></c></row>'
        for number, attributes in enumerate(HEIGHTS, start=1)
    ]
    for row, is_hidden in zip(rows, HEIGHTS.values(), strict=True):
        (sheet,) = read(with_cells(row), "a.xlsx").sheets
        assert bool(sheet.hidden_rows) == is_hidden, row
    (sheet,) = read(with_cells("".join(rows)), "a.xlsx").sheets
    assert sheet.hidden_rows == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize(
    ("width", "is_hidden"),
    [("0", True), ("0.00", True), ("0.05", True), ("0.5", False), ("9", False)],
)
def test_columns_too_narrow_to_be_seen_are_hidden(
    read: Any, width: str, *, is_hidden: bool
) -> None:
    cols = f'<cols><col min="2" max="3" width="{width}" customWidth="1"/></cols>'

    def narrow(content: bytes) -> bytes:
        return content.replace(b"<sheetData>", f"{cols}<sheetData>".encode())

    data = edited(book([["a", "b", "c", "d"]]), {SHEET: narrow})
    (sheet,) = read(data, "a.xlsx").sheets
    assert sheet.hidden_columns == ({2, 3} if is_hidden else set())


def test_rows_that_are_written_show_where_all_others_are_hidden(read: Any) -> None:
    """The programs hide under zeroHeight only what is not written."""

    def write(workbook: Any) -> None:
        page = workbook.add_worksheet()
        page.set_default_row(hide_unused_rows=True)
        page.write_column(0, 0, ["a", "b", "c"])
        page.set_row(1, None, None, {"hidden": True})

    (sheet,) = read(written(write), "a.xlsx").sheets
    assert sheet.hidden_rows == {2}


def test_threaded_comment_is_read(read: Any) -> None:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="rId1" Type="http://schemas.microsoft.com/'
        'office/2017/10/relationships/threadedComment" Target="../threadedComments/'
        'threadedComment1.xml"/></Relationships>'
    )
    thread = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/'
        '2018/threadedcomments"><threadedComment ref="C4"><text>请核对</text>'
        "</threadedComment></ThreadedComments>"
    )
    data = edited(
        book([["x"]]),
        {
            "xl/worksheets/_rels/sheet1.xml.rels": lambda _: rels.encode(),
            "xl/threadedComments/threadedComment1.xml": lambda _: thread.encode(),
        },
    )
    (sheet,) = read(data, "a.xlsx").sheets
    (remark,) = sheet.remarks
    assert (remark.text, remark.row, remark.column) == ("请核对", 4, 3)


def test_macros_are_passed_over_with_a_notice(read: Any) -> None:
    data = edited(book([["x"]]), {"xl/vbaProject.bin": lambda _: b"macro"})
    content = read(data, "a.xlsm")
    assert codes(content) == ["macro_ignored"]
    assert content.problems[0].severity == "notice"
    assert cells(content.sheets[0]) == [["x"]]


def test_control_character_of_a_workbook_is_told_with_its_sheet(read: Any) -> None:
    content = read(book([["名称"], ["a\x07b"]], sheet="组织"), "a.xlsx")
    (problem,) = content.problems
    assert (problem.code, problem.sheet, problem.row) == (
        "control_character",
        "组织",
        2,
    )


def test_garbled_text_of_a_workbook_is_told(read: Any) -> None:
    assert codes(read(book([["名称"], ["绂忕敯绀惧尯"]]), "a.xlsx")) == ["mojibake"]


SCATTERED = (
    '<row r="1"><c r="A1"><v>1</v></c></row>'
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)


@pytest.mark.parametrize(
    "rows",
    [
        SCATTERED,
        SCATTERED.replace("XFD", "BZ"),
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZZ1"><v>1</v></c></row>',
        SCATTERED.replace("<v>", "<v >").replace('r="XFD', 'x=">" r="XFD'),
        SCATTERED.replace(' r="XFD1048576"', "") + "<row>" + "<c/>" * 30 + "</row>",
    ],
)
def test_absurd_extent_is_refused(read: Any, rows: str) -> None:
    content = read(with_cells(rows), "a.xlsx")
    assert codes(content) == ["sheet_too_large"]
    assert content.problems[0].sheet == "表"
    assert content.sheets == ()


def test_styled_cells_without_a_value_do_not_count(read: Any) -> None:
    rows = SCATTERED.replace('XFD1048576"><v>1</v></c>', 'XFD1048576" s="0"/>')
    content = read(with_cells(rows), "a.xlsx")
    assert codes(content) == []
    assert cells(content.sheets[0]) == [["1"]]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></row>',
        '<row r="1"><c r="A1" t="str"><v><![CDATA[a]]></v></c></row>',
        '<row r="1"><c r="A1" t="e"><v>#SPILL!</v></c></row>',
    ],
)
def test_damaged_sheet_is_broken_never_read_in_part(read: Any, rows: str) -> None:
    content = read(with_cells(rows), "a.xlsx")
    assert codes(content) == ["workbook_broken"]
    assert content.sheets == ()


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="H2"><v>1</v></c><c r="H2"><v>7</v></c></row>',
        '<row r="2"><c r="H2"><v>1</v></c><c r="I2"/><c r="H2"><v>7</v></c></row>',
        '<row r="2"><c r="H2"><v>1</v></c></row><row r="2"><c r="H2"/></row>',
        '<row r="2"><c r="G2"/><c><v>1</v></c><c r="H2"><v>7</v></c></row>',
        '<row r="2">' + "<c/>" * 8 + '</row><row r="2">' + "<c/>" * 8 + "</row>",
    ],
)
def test_cell_given_twice_is_named(read: Any, rows: str) -> None:
    content = read(with_cells(rows), "a.xlsx")
    assert codes(content) == ["workbook_broken"]
    (problem,) = content.problems
    cell = "A2" if "H2" not in rows else "H2"
    assert (problem.sheet, cell in problem.found) == ("表", True)


def test_cells_out_of_order_are_read_where_they_stand(read: Any) -> None:
    rows = (
        '<row r="2"><c r="B2"><v>4</v></c><c r="A2"><v>3</v></c></row>'
        '<row r="1"><c r="A1"><v>1</v></c></row>'
    )
    watch = '<cellWatches><cellWatch r="A1"/></cellWatches>'
    data = edited(
        with_cells(rows),
        {
            SHEET: lambda text: text.replace(
                b"</sheetData>", b"</sheetData>" + watch.encode()
            )
        },
    )
    assert cells(read(data, "a.xlsx").sheets[0]) == [["1", ""], ["3", "4"]]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="BXY1"><v>1</v></c></row>',
        '<row r="1">' + "<c><v>1</v></c>" * 2_001 + "</row>",
        f'<row r="1"><c r="A{"9" * 5_000}"><v>1</v></c></row>',
        f'<row r="{"9" * 5_000}"><c><v>1</v></c></row>',
        f'<row r="1"><c r="{"Z" * 5_000}1"><v>1</v></c></row>',
    ],
)
def test_sheet_wider_or_longer_than_any_table_is_refused(read: Any, rows: str) -> None:
    assert codes(read(with_cells(rows), "a.xlsx")) == ["sheet_too_large"]


def test_two_thousand_columns_are_read(read: Any) -> None:
    data = with_cells('<row r="1"><c r="BXY1" s="0"/><c r="BXX1"><v>1</v></c></row>')
    # The cell that holds nothing but a format stands out of order, and does not count.
    assert len(read(data, "a.xlsx").sheets[0].columns) == 2_000


@pytest.mark.parametrize("n_sheets", [200, 201])
def test_workbook_of_too_many_filled_sheets_is_refused(
    read: Any, n_sheets: int
) -> None:
    def write(workbook: Any) -> None:
        for _ in range(n_sheets):
            workbook.add_worksheet().write(0, 0, "x")
        workbook.add_worksheet("空")

    content = read(written(write), "a.xlsx")
    if n_sheets == 200:
        assert len(content.sheets) == 201
    else:
        assert codes(content) == ["sheet_too_large"]
        (problem,) = content.problems
        assert (
            problem.found
            == "有内容的工作表至少 201 张 / at least 201 sheets with cells"
        )
        assert content.sheets == ()


def test_missing_sheet_part_is_broken(read: Any) -> None:
    data = edited(
        book([["x"]]),
        {
            "xl/_rels/workbook.xml.rels": lambda text: text.replace(
                b"worksheets/sheet1", b"worksheets/none"
            )
        },
    )
    assert codes(read(data, "a.xlsx")) == ["workbook_broken"]


def test_damaged_parts_never_raise(read: Any) -> None:
    """Cut and swap bytes of the parts behind a sound archive."""
    draw = random.Random(3)  # noqa: S311
    data = book([["名称", 1, True], ["福田", 2.5, False]])
    parts = [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
    for _ in range(150):

        def spoil(content: bytes) -> bytes:
            changed = bytearray(content)
            for _ in range(draw.randint(1, 4)):
                at = draw.randrange(len(changed))
                changed[at : at + draw.randint(0, 3)] = bytes(
                    draw.choices(b'<>/"=019A', k=draw.randint(0, 3))
                )
            return bytes(changed)

        content = read(edited(data, {draw.choice(parts): spoil}), "a.xlsx")
        assert content.sheets or content.problems
