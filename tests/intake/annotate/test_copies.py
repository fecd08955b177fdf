"""Annotated copies show every problem in its place, and nothing that must not leave."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as SheetImage
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image

from hubstudy.errors import Bilingual, Problem, SettingsError
from hubstudy.intake.annotate.copies import annotate
from hubstudy.intake.annotate.marking import LOOKS
from hubstudy.intake.annotate.problem_sheet import SHEET

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from hubstudy.errors import Severity

BOOK = "崖头/登记表.xlsx"
COPY = "崖头__登记表_批注.xlsx"
MAIN, SECOND, HIDDEN = "社会组织", "项目'名单", "旧表"
MOBILE, ID_CARD = "13812345678", "11010519491231002X"
HOSTILE = ("=1+1", "+1+1", "-2", "@SUM(1)", '=HYPERLINK("http://x","y")')
EXPECTED = Bilingual("应有的样子", "what should stand here")
REMEDY = Bilingual("照证书改正", "mend it by the certificate")


def problem(
    code: str = "cell_empty",
    row: int | None = None,
    column: str | None = None,
    sheet: str | None = MAIN,
    *,
    file: str = BOOK,
    found: str = "空",
    severity: Severity = "error",
) -> Problem:
    return Problem(code, file, found, EXPECTED, REMEDY, row, column, sheet, severity)


def write_book(path: Path) -> None:
    """A register as a street office makes it."""
    book = openpyxl.Workbook()
    book.properties.creator = "王小明"
    sheet = book.active
    sheet.title = MAIN
    sheet["A1"] = "崖头街道社会组织登记表"
    sheet.merge_cells("A1:E1")
    for place, text in {"A2": "基本情况", "D2": "经费（万元）"}.items():
        sheet[place] = text
    sheet.merge_cells("A2:C2")
    sheet.merge_cells("D2:E2")
    sheet.append(["组织编号", "组织名称", "成立日期", "资助", "支出"])
    for row in range(4, 10):
        day = dt.datetime(2018, 1, row)
        sheet.append([f"00{row}", f"银杏{row}", day, row + 0.5, 2])
        sheet.cell(row, 3).number_format = 'yyyy"年"m"月"'
    sheet["A3"].font = Font("黑体", 12, bold=True, color="FFFFFFFF")
    sheet["A3"].fill = PatternFill("solid", start_color="FF1F4E79")
    sheet["A10"], sheet["D10"] = "合计", "=SUM(D4:D9)"
    sheet["A11"] = f"注：填表人电话 {MOBILE}"
    sheet["B5"].comment = Comment("王小明:\n已改名", "王小明")
    sheet["B6"].comment = Comment(f"电话 {MOBILE}", "李四")
    sheet["B9"].hyperlink = "mailto:someone@example.com"
    sheet.column_dimensions["B"].width = 26
    sheet.row_dimensions[8].hidden = True
    choice = DataValidation("list", formula1='"登记,备案"')
    choice.add("E4:E9")
    sheet.add_data_validation(choice)
    rule = CellIsRule("greaterThan", ["8"], fill=PatternFill(bgColor="FFC6EFCE"))
    sheet.conditional_formatting.add("D4:D9", rule)
    sheet.oddFooter.left.text = f"联系 {MOBILE}"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=3, max_row=9))
    sheet.add_chart(chart, "H3")
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "png")
    sheet.add_image(SheetImage(picture), "H20")
    other = book.create_sheet(SECOND)
    other.append(["项目编号", "联系人", "备注", f"电话{MOBILE}"])
    other.append([int("371082199001011234"), "张三丰", int(MOBILE)])
    for text in HOSTILE:
        other.append([text])
        other.cell(other.max_row, 1).data_type = "s"
    hidden = book.create_sheet(HIDDEN)
    hidden.append(["编号", "名称"])
    hidden.append(["1", "旧"])
    hidden.sheet_state = "hidden"
    book.save(path)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    (folder / "崖头").mkdir(parents=True)
    write_book(folder / BOOK)
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def copy_of(study: Path, out: Path, *problems: Problem) -> Workbook:
    annotate(problems, study, out)
    return openpyxl.load_workbook(out / COPY)


def listed(sheet: Worksheet) -> list[dict[str, object]]:
    """Rows of the list of problems under their Chinese headings."""
    rows = list(sheet.iter_rows(values_only=True))
    at = next(n for n, row in enumerate(rows) if str(row[0]).startswith("序号"))
    heads = [str(head).split("\n")[0] for head in rows[at]]
    return [dict(zip(heads, row, strict=True)) for row in rows[at + 1 :]]


def fill_of(sheet: Worksheet, place: str) -> str:
    return str(sheet[place].fill.start_color.rgb)[-6:]


def test_a_bad_cell_is_coloured_noted_and_linked(study: Path, out: Path) -> None:
    book = copy_of(study, out, problem("cell_empty", 5, "组织名称"))
    assert fill_of(book[MAIN], "B5") == LOOKS["error"].fill
    note = book[MAIN]["B5"].comment.text
    assert note.index("照证书改正") < note.index("mend it by the certificate")
    assert "发现：空" in note
    (row,) = listed(book[SHEET])
    assert (row["工作表"], row["行"], row["列"], row["代码"]) == (
        MAIN, 5, "组织名称", "cell_empty",
    )  # fmt: skip
    link = next(c for line in book[SHEET].iter_rows() for c in line if c.hyperlink)
    assert link.value == "B5"
    assert link.hyperlink.location == f"'{MAIN}'!B5"


def test_the_book_opens_on_the_list_which_says_how_many(study: Path, out: Path) -> None:
    bad = [problem("cell_empty", row, "组织名称") for row in (4, 5)]
    warned = problem("similar_names", 6, "组织名称", severity="warning")
    book = copy_of(study, out, *bad, warned)
    assert book.sheetnames[0] == SHEET
    assert book.active.title == SHEET
    assert "共 3 处问题，其中 2 处必须改正" in book[SHEET]["A1"].value
    assert "3 problems found; 2 must be mended" in book[SHEET]["A2"].value


def test_errors_and_warnings_differ_without_colour(study: Path, out: Path) -> None:
    book = copy_of(
        study, out, problem("a", 5, "组织名称"),
        problem("b", 7, "组织名称", severity="warning"),
    )  # fmt: skip
    styles = [book[MAIN][place].border.left.style for place in ("B5", "B7")]
    assert styles == ["thick", "dashed"]
    assert [str(row["程度"])[0] for row in listed(book[SHEET])] == ["■", "▲"]


def test_of_several_problems_of_a_cell_the_gravest_shows(
    study: Path, out: Path
) -> None:
    book = copy_of(
        study, out, problem("b", 5, "组织名称", severity="warning"),
        problem("a", 5, "组织名称"),
    )  # fmt: skip
    assert fill_of(book[MAIN], "B5") == LOOKS["error"].fill
    assert book[MAIN]["B5"].comment.text.count("发现：") == 2


@pytest.mark.parametrize(
    ("row", "column", "cell"),
    [
        (None, "组织名称", "B3"),
        (5, "经费（万元）/支出", "E5"),
        (5, "经费（万元） 资助", "D5"),
        (5, "E 列", "E5"),
        (10, None, "A10"),
        (1, None, "A1"),
        (None, "没有这列", ""),
        (None, None, ""),
    ],
)  # fmt: skip
def test_a_place_in_words_is_found_again(
    study: Path, out: Path, row: int | None, column: str | None, cell: str
) -> None:
    book = copy_of(study, out, problem("x", row, column))
    (line,) = listed(book[SHEET])
    assert line["单元格"] == (cell or "→")
    assert not cell or book[MAIN][cell].comment is not None


def test_formats_and_what_the_user_built_stay(study: Path, out: Path) -> None:
    sheet = copy_of(study, out, problem("x", 4, "组织编号"))[MAIN]
    assert sheet["A3"].font.name == "黑体"
    assert sheet["C4"].number_format == 'yyyy"年"m"月"'
    assert sheet["C4"].value == dt.datetime(2018, 1, 4)
    assert sheet.column_dimensions["B"].width == 26
    assert {str(block) for block in sheet.merged_cells} == {"A1:E1", "A2:C2", "D2:E2"}
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"登记,备案"'
    assert len(list(sheet.conditional_formatting)) == 1
    assert len(sheet._charts) == 1
    assert sheet["D10"].value == "=SUM(D4:D9)"


def test_what_a_formula_shows_is_kept(study: Path, out: Path) -> None:
    """openpyxl alone drops it, and the copy could not be read before Excel saved it."""
    path = study / BOOK
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            empty = re.compile(rb"(<f>SUM\(D4:D9\)</f>)<v ?(?:/>|></v>)")
            never = content.replace(b'fullCalcOnLoad="1"', b"")
            archive.writestr(name, empty.sub(rb"\1<v>42.5</v>", never))
    book = openpyxl.load_workbook(path)
    assert book[MAIN]["D10"].value == "=SUM(D4:D9)"
    assert openpyxl.load_workbook(path, data_only=True)[MAIN]["D10"].value == 42.5
    annotate([problem("x", 10, "资助")], study, out)
    copy = openpyxl.load_workbook(out / COPY, data_only=True)
    assert copy[MAIN]["D10"].value == 42.5


def test_what_cannot_be_carried_over_is_said(study: Path, out: Path) -> None:
    book = copy_of(study, out, problem("x", 4, "组织编号"))
    said = [str(row[0]) for row in book[SHEET].iter_rows(max_row=7, values_only=True)]
    assert any("图片" in text and "pictures" in text for text in said)


def test_writing_on_a_dark_header_stays_legible(study: Path, out: Path) -> None:
    sheet = copy_of(study, out, problem("x", None, "组织编号"))[MAIN]
    assert sheet["A3"].font.color.rgb == "FF000000"


def test_hidden_places_with_problems_are_shown(study: Path, out: Path) -> None:
    book = copy_of(
        study, out, problem("x", 8, "组织名称"), problem("y", 2, "名称", HIDDEN)
    )
    assert not book[MAIN].row_dimensions[8].hidden
    assert book[HIDDEN].sheet_state == "visible"


def test_personal_data_are_nowhere_in_the_copy(study: Path, out: Path) -> None:
    problems = [
        problem("personal_data", 2, "联系人", SECOND, found="姓名 / name"),
        problem("identifier_form", 2, "联系人", SECOND, found="张三丰"),
        problem("x", 5, "组织名称", found=f"李四 {ID_CARD}"),
    ]
    annotate(problems, study, out)
    secrets = ["张三丰", MOBILE, ID_CARD, "371082199001011234", "王小明", "someone@"]
    with zipfile.ZipFile(out / COPY) as archive:
        text = "".join(archive.read(n).decode("utf-8") for n in archive.namelist())
    assert [secret for secret in secrets if secret in text] == []
    book = openpyxl.load_workbook(out / COPY)
    assert book[SECOND]["B2"].value == "〔…〕"
    assert [row["发现"] for row in listed(book[SHEET])][1] == "〔…〕"
    assert "已改名" in book[MAIN]["B5"].comment.text
    assert book[MAIN]["B6"].comment is None


def test_a_whole_personal_column_is_masked(study: Path, out: Path) -> None:
    found = problem("personal_data", None, "组织名称", found="姓名 / name")
    sheet = copy_of(study, out, found)[MAIN]
    assert sheet["B3"].value == "组织名称"
    assert [sheet.cell(row, 2).value for row in range(4, 10)] == ["〔…〕"] * 6


def test_a_personal_place_without_a_column_masks_the_row(
    study: Path, out: Path
) -> None:
    sheet = copy_of(study, out, problem("personal_data", 5, None, found="姓名"))[MAIN]
    assert {cell.value for cell in sheet[5][:5]} == {"〔…〕"}


def test_text_that_looks_like_a_formula_stays_text(study: Path, out: Path) -> None:
    (study / "ties.csv").write_text("\n".join(["编号,名称", *(
        f'{n},"{text.replace(chr(34), chr(34) * 2)}"' for n, text in enumerate(HOSTILE)
    ), ""]), encoding="utf-8")  # fmt: skip
    csv = problem("x", 2, "名称", None, file="ties.csv", found=HOSTILE[0])
    annotate([csv, problem("x", 3, "项目编号", SECOND, found="=1+1")], study, out)
    for name in (COPY, "ties_批注.xlsx"):
        book = openpyxl.load_workbook(out / name)
        cells = [c for s in book for line in s.iter_rows() for c in line]
        live = [c.value for c in cells if c.data_type == "f"]
        assert live == (["=SUM(D4:D9)"] if name == COPY else [])
        assert set(HOSTILE) <= {c.value for c in cells}


def test_a_csv_becomes_text_cells_under_its_own_name(study: Path, out: Path) -> None:
    (study / "ties.csv").write_text("编号,名称\n007,1e5\n", encoding="gb18030")
    annotate([problem("x", 2, "编号", None, file="ties.csv")], study, out)
    sheet = openpyxl.load_workbook(out / "ties_批注.xlsx")["ties"]
    assert [cell.value for cell in sheet[2]] == ["007", "1e5"]
    assert sheet["A2"].number_format == "@"
    assert sheet["A2"].comment is not None


def test_what_has_no_copy_is_listed_apart(study: Path, out: Path) -> None:
    (study / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    problems = [
        problem("workbook_broken", None, None, None, file="broken.xlsx"),
        problem("setting_unknown", None, None, None, file="study.toml"),
        problem("table_missing", None, None, None, file=""),
        problem("file_unknown", None, None, None, file="../outside.csv"),
    ]
    (study.parent / "outside.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert annotate(problems, study, out) == [out / "问题.xlsx"]
    rows = listed(openpyxl.load_workbook(out / "问题.xlsx")[SHEET])
    assert {row["文件"] for row in rows} == {
        None, "broken.xlsx", "study.toml", "../outside.csv",
    }  # fmt: skip


def test_names_that_fall_together_are_numbered(study: Path, out: Path) -> None:
    for name in ("a.csv", "a.tsv"):
        (study / name).write_text("编号,名称\n1,2\n", encoding="utf-8")
    problems = [problem("x", 2, "名称", None, file=name) for name in ("a.csv", "a.tsv")]
    names = [path.name for path in annotate(problems, study, out)]
    assert sorted(names) == ["a_批注.xlsx", "a_批注_2.xlsx"]


def test_the_same_check_gives_the_same_bytes(study: Path, out: Path) -> None:
    bad = [problem("x", 5, "组织名称")]
    (path,) = annotate(bad, study, out)
    first = path.read_bytes()
    annotate(bad, study, out)
    assert path.read_bytes() == first


def test_an_edited_copy_is_not_overwritten(study: Path, out: Path) -> None:
    bad = [problem("x", 5, "组织名称")]
    copy_of(study, out, *bad).save(out / COPY)
    with pytest.raises(SettingsError, match="已被改动过"):
        annotate(bad, study, out)


def test_the_study_folder_stays_as_it_is(study: Path) -> None:
    with pytest.raises(SettingsError, match="不能写入研究目录"):
        annotate([problem()], study, study / "out")
    assert not (study / "out").exists()


def test_no_problems_no_copies(study: Path, out: Path) -> None:
    assert annotate([], study, out) == []
    assert not out.exists()


def test_a_second_check_takes_the_first_ones_marks_away(
    study: Path, out: Path, tmp_path: Path
) -> None:
    first = [problem("x", 5, "组织名称"), problem("x", 6, "组织名称")]
    copy_of(study, out, *first).save(study / BOOK)
    book = copy_of(study, tmp_path / "again", problem("x", 6, "组织名称"))
    assert book.sheetnames.count(SHEET) == 1
    assert [name for name in book.sheetnames if name.startswith(SHEET)] == [SHEET]
    assert book[MAIN]["B5"].comment is None
    assert fill_of(book[MAIN], "B5") == "000000"
    assert book[MAIN]["B6"].comment is not None


def test_a_users_own_sheet_of_that_name_is_kept(study: Path, out: Path) -> None:
    own = openpyxl.load_workbook(study / BOOK)
    own.create_sheet(SHEET)["A1"] = "我的问题"
    own.save(study / BOOK)
    book = copy_of(study, out, problem("x", 5, "组织名称"))
    assert book.sheetnames[0] == "问题 (2)"
    assert book[SHEET]["A1"].value == "我的问题"


def test_notes_lie_beside_their_cells(study: Path, out: Path) -> None:
    copy_of(study, out, problem("x", 7, "组织名称"))
    with zipfile.ZipFile(out / COPY) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith(".vml")]
        drawing = archive.read(name).decode()
    places = drawing.split("Anchor>")[1::2]
    column, _, row, *_ = map(int, places[-1].split("<")[0].split(","))
    assert (column, row) == (2, 5)


def test_there_is_an_end_to_notes_but_not_to_colours(
    study: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hubstudy.intake.annotate.copies.MOST_NOTES", 1)
    sheet = copy_of(
        study, out, problem("x", 5, "组织名称"), problem("x", 7, "组织名称")
    )[MAIN]
    assert [sheet[p].comment is None for p in ("B5", "B7")] == [False, True]
    assert fill_of(sheet, "B7") == LOOKS["error"].fill
