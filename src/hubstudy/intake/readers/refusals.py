"""Why a file is refused as a whole, and what to do about it."""

from __future__ import annotations

from hubstudy.errors import Bilingual, Problem

CUT_OFF = Bilingual("文件不完整", "the file is cut off")
TRAILING = Bilingual("文件末尾有多余内容", "something stands after its end")
DIRECTORY = Bilingual("压缩目录有误", "its directory of parts is wrong")
TWICE = Bilingual("{part} 出现两次", "{part} stands twice")
UNPACKING = Bilingual("{part} 无法展开", "{part} cannot be unpacked")
PACKING = Bilingual("{part} 压缩方式不明", "{part} is packed in an unknown way")
SIZE = Bilingual("{part} 大小不符", "{part} is not as large as it says")
CHECK_SUM = Bilingual("{part} 校验和不符", "{part} has a wrong check sum")
NOT_UTF_8 = Bilingual("{part} 不是 UTF-8", "{part} is not UTF-8")
MISSING = Bilingual("缺少 {part}", "{part} is missing")
CDATA = Bilingual("{part} 含 CDATA 段", "{part} holds CDATA sections")
XML = Bilingual("XML 有误：{error}", "wrong XML: {error}")
VALUE = Bilingual("无法读取：{error}", "it cannot be read: {error}")
ERROR_VALUE = Bilingual(
    "单元格 {cell} 的错误值 {value}", "an unknown error value {value} in cell {cell}"
)
CELL_TWICE = Bilingual("单元格 {cell} 出现两次", "the cell {cell} stands twice")
WEB_PAGE = Bilingual("网页（HTML）内容", "a web page (HTML)")
XML_TEXT = Bilingual("XML 文本", "XML text")
NO_WORKBOOK = Bilingual("不是工作簿的内容", "not the content of a workbook")
OPEN_DOCUMENT = Bilingual("OpenDocument 文件（.ods）", "an OpenDocument file (.ods)")
XLS = Bilingual("旧版工作簿（.xls）的内容", "the content of an old workbook (.xls)")
XLSB = Bilingual("二进制工作簿（.xlsb）", "a binary workbook (.xlsb)")
RATIO = Bilingual("压缩比 {ratio:.0f}", "packed {ratio:.0f} to 1")
TOTAL = Bilingual("展开后 {gib:.1f} GiB", "{gib:.1f} GiB when unpacked")
PARTS = Bilingual("{n} 个部件", "{n} parts")

MOST_COLUMNS = 2_000
MOST_SHEETS = 200

_SAVE_AGAIN = Bilingual(
    "用 Excel、WPS 或 LibreOffice 打开，另存为新的 .xlsx 文件",
    "open it in Excel, WPS or LibreOffice and save it as a new .xlsx file",
)
_TRUSTED = Bilingual(
    "向提供者核实来源，另要一份由表格软件保存的文件",
    "ask the sender where it comes from, and for one saved by a spreadsheet program",
)
_OUTSIDE = Bilingual(
    "按 Ctrl+End 找到最远的单元格，删除表外的多余行列后保存",
    "press Ctrl+End to find the outermost cell, delete the rows and columns outside "
    "the table and save",
)


class RefusedError(Exception):
    """
    Carries the problem for which a file is refused.

    Parameters
    ----------
    problem
        The problem; its file may still be empty.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


def broken(
    found: Bilingual, *, sheet: str | None = None, **values: object
) -> RefusedError:
    """
    Make the refusal of a workbook that cannot be read.

    Parameters
    ----------
    found
        What is wrong with it, one of the reasons above.
    sheet
        The sheet that is wrong; None for the whole file.
    **values
        What to fill into the reason.

    Returns
    -------
    RefusedError
        To be raised.
    """
    expected = Bilingual("可打开的 .xlsx 工作簿", "an .xlsx workbook that opens")
    told = str(found.format_with(**values))
    return RefusedError(
        Problem("workbook_broken", "", told, expected, _SAVE_AGAIN, sheet=sheet)
    )


def old(found: Bilingual) -> RefusedError:
    """
    Make the refusal of a workbook in another form.

    Parameters
    ----------
    found
        Which form.

    Returns
    -------
    RefusedError
        To be raised.
    """
    expected = Bilingual(".xlsx 工作簿", "an .xlsx workbook")
    return RefusedError(Problem("workbook_old", "", str(found), expected, _SAVE_AGAIN))


def locked() -> RefusedError:
    """
    Make the refusal of a workbook with a password.

    Returns
    -------
    RefusedError
        To be raised.
    """
    return RefusedError(
        Problem(
            "workbook_locked",
            "",
            "有打开密码 / a password to open it",
            Bilingual("没有密码的工作簿", "a workbook without a password"),
            Bilingual(
                "用密码打开后取消“打开权限密码”，再保存",
                "open it with the password, take the password off and save it",
            ),
        )
    )


def bomb(found: Bilingual, **values: object) -> RefusedError:
    """
    Make the refusal of a workbook that is absurdly large when unpacked.

    Parameters
    ----------
    found
        What is too large.
    **values
        What to fill into it.

    Returns
    -------
    RefusedError
        To be raised.
    """
    told = str(found.format_with(**values))
    return RefusedError(
        Problem(
            "zip_bomb",
            "",
            told,
            Bilingual(
                "展开后不超过 1 GiB、压缩比正常的工作簿",
                "a workbook that unpacks to at most 1 GiB at a usual ratio",
            ),
            _TRUSTED,
        )
    )


def scattered(n_cells: int, n_rows: int, n_columns: int) -> RefusedError:
    """
    Make the refusal of a sheet whose cells lie absurdly far apart.

    Parameters
    ----------
    n_cells, n_rows, n_columns
        How many, and over how much room.

    Returns
    -------
    RefusedError
        To be raised.
    """
    found = Bilingual(
        f"{n_cells} 格散布于 {n_rows} 行 × {n_columns} 列",
        f"{n_cells} cells over {n_rows} rows × {n_columns} columns",
    )
    return _too_large(
        found, Bilingual("连成一片的表格", "a table in one piece"), _OUTSIDE
    )


def too_wide(n_columns: int, row: int | None = None) -> RefusedError:
    """
    Make the refusal of a sheet with more columns than any table has.

    Parameters
    ----------
    n_columns
        How many.
    row
        The first row that is so wide; None if not known.

    Returns
    -------
    RefusedError
        To be raised.
    """
    found = Bilingual(f"{n_columns:,} 列", f"{n_columns:,} columns")
    expected = Bilingual(
        f"不超过 {MOST_COLUMNS:,} 列的表格",
        f"a table of at most {MOST_COLUMNS:,} columns",
    )
    return _too_large(found, expected, _OUTSIDE, row)


def too_many_sheets(n_sheets: int) -> RefusedError:
    """
    Make the refusal of a workbook with more sheets than anybody looks through.

    Parameters
    ----------
    n_sheets
        How many at least hold cells.

    Returns
    -------
    RefusedError
        To be raised.
    """
    found = Bilingual(
        f"有内容的工作表至少 {n_sheets} 张", f"at least {n_sheets} sheets with cells"
    )
    expected = Bilingual(
        f"不超过 {MOST_SHEETS} 张有内容的工作表",
        f"at most {MOST_SHEETS} sheets with cells",
    )
    remedy = Bilingual(
        "只留下要读的工作表，或分存为几个文件",
        "keep only the sheets to be read, or save them as several files",
    )
    return _too_large(found, expected, remedy)


def _too_large(
    found: Bilingual, expected: Bilingual, remedy: Bilingual, row: int | None = None
) -> RefusedError:
    return RefusedError(
        Problem("sheet_too_large", "", str(found), expected, remedy, row)
    )


def unsafe_xml(part: str) -> RefusedError:
    """
    Make the refusal of a workbook whose XML declares a document type.

    Parameters
    ----------
    part
        Name of the part.

    Returns
    -------
    RefusedError
        To be raised.
    """
    found = f"{part} 含文档类型声明 / {part} holds a document type declaration"
    expected = Bilingual(
        "不含 DOCTYPE 和 ENTITY 的工作簿", "a workbook without DOCTYPE and ENTITY"
    )
    return RefusedError(Problem("xml_entity", "", found, expected, _TRUSTED))


def empty_file() -> Problem:
    """
    Make the problem of a file without any content.

    Returns
    -------
    Problem
        Its file is still empty.
    """
    return Problem(
        "file_empty",
        "",
        "空文件 / an empty file",
        Bilingual("有列名和记录的表格", "a table with column names and records"),
        Bilingual(
            "换上有内容的文件，或把它移出研究目录",
            "put the filled file in its place, or move it out of the study",
        ),
    )
