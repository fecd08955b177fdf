"""What to say about a cell that cannot be read: what was expected, how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual

if TYPE_CHECKING:
    from hubstudy.fields import Field

_KINDS = {
    "text": Bilingual("文字", "text"),
    "category": Bilingual("所列类别之一", "one of the categories"),
    "flag": Bilingual("是或否", "是 or 否 (yes or no)"),
    "integer": Bilingual("整数", "a whole number"),
    "number": Bilingual("数字", "a number"),
    "year": Bilingual("四位年份", "a year of four digits"),
    "date": Bilingual("YYYY-MM-DD 形式的日期", "a date as YYYY-MM-DD"),
}

_WORDS: dict[str, tuple[str, str, str, str]] = {
    "flag_unreadable": (
        "是或否", "是 or 否 (yes or no)",
        "填写“是”或“否”", "write 是 or 否",
    ),
    "integer_unreadable": (
        "整数{unit}", "a whole number{unit}",
        "只填阿拉伯数字，不带小数，如 320",
        "write digits only, no fraction, such as 320",
    ),
    "number_unreadable": (
        "数字{unit}", "a number{unit}",
        "只填阿拉伯数字，如 1200 或 0.35", "write digits only, such as 1200 or 0.35",
    ),
    "year_unreadable": (
        "四位年份", "a year of four digits",
        "只填年份数字，如 2021", "write the year only, such as 2021",
    ),
    "date_unreadable": (
        "YYYY-MM-DD 形式的日期", "a date as YYYY-MM-DD",
        "改写为如 2021-03-01；只知年月时写 2021年3月，只知年份时写 2021年",
        "write it as 2021-03-01; 2021年3月 if only the month is known, or 2021年",
    ),
    "date_ambiguous": (
        "年月日次序明确的日期（YYYY-MM-DD）",
        "a date that can be read in one way only (YYYY-MM-DD)",
        "该写法可作两种理解，请查原件后改写为如 2021-03-01；只知年月时写 2021年10月",
        ("this can be read in two ways; look it up and write it as 2021-03-01, or as "
         "2021年10月 if only the month is known"),
    ),
    "date_range": (
        "1949-10-01 至 2100-12-31 之间的日期",
        "a date between 1949-10-01 and 2100-12-31",
        "核对年份后改写", "check the year and write it again",
    ),
    "date_in_text": (
        "{kind}，而不是日期", "{kind}, not a date",
        "电子表格已把所填内容变成日期：先把该列设为“文本”格式，再照原件重新填写",
        ("the spreadsheet turned what was typed into a date: format the column as "
         "text, then type it again from the original"),
    ),
    "number_too_long": (
        "不超过 15 位的数字，或以文本保存的编码",
        "a number of at most 15 digits, or a code kept as text",
        "电子表格只保留 15 位数字，其余已失真：先把该列设为“文本”格式，再照原件填写",
        ("a spreadsheet keeps 15 digits only, the rest is wrong: format the column as "
         "text, then type it again from the original"),
    ),
    "code_scientific": (
        "完整的编码", "the whole code",
        "编码已被电子表格变成科学计数：先把该列设为“文本”格式，再照原件重新填写",
        ("the spreadsheet turned the code into a power of ten: format the column as "
         "text, then type it again from the original"),
    ),
    "number_scientific": (
        "不用科学计数的数字{unit}", "a number without an exponent{unit}",
        "写出全部数字，如 120000，而不是 1.2E+05",
        "write all digits, such as 120000 for 1.2E+05",
    ),
    "unit_unknown": (
        "数字{unit}，不带其他单位", "a number{unit}, with no other unit",
        "换算成该列的单位，只填数字", "convert it to this column's unit, digits only",
    ),
    "unit_conflict": (
        "与表头单位一致的数字", "a number in the unit of the header",
        "单元格与表头各写了单位，无法确定以何者为准：按表头单位只填数字",
        ("cell and header each name a unit, and which holds is unclear: write digits "
         "only, in the unit of the header"),
    ),
    "percent_unexpected": (
        "数字{unit}，而不是百分比", "a number{unit}, not a percentage",
        "填写实际数值，去掉百分号", "write the value itself, without a percent sign",
    ),
    "range_not_number": (
        "一个数值，而不是范围", "one value, not a range",
        "查明后填写一个数值；无法查明时留空（必填列除外）",
        "find out and write one value; if unknown, leave it empty where allowed",
    ),
    "error_cell": (
        "{kind}", "{kind}",
        "单元格是公式的错误值：改正公式，或直接填写数值",
        "the cell shows a formula's error: mend the formula or type the value",
    ),
    "formula_without_value": (
        "{kind}", "{kind}",
        "公式没有计算结果：用电子表格软件打开并保存一次，或直接填写数值",
        ("the formula holds no result: open and save the file in a spreadsheet "
         "program, or type the value"),
    ),
    "control_character": (
        "不含控制字符的{kind}", "{kind} without control characters",
        "单元格含看不见的控制字符：清空后重新输入，不要粘贴",
        ("the cell holds unseen control characters: empty it and type it again, do not "
         "paste"),
    ),
}  # fmt: skip

CODES = frozenset({*_WORDS, "category_unreadable"})
"""Every code with which a cell can be refused here."""


def expected(code: str, field: Field) -> tuple[Bilingual, Bilingual]:
    """
    Say what a field's cell should hold, and how to mend one that does not.

    Parameters
    ----------
    code
        Problem code of the cell.
    field
        What its column is.

    Returns
    -------
    expected
        What should stand there.
    remedy
        What a person can do about it.

    Raises
    ------
    KeyError
        If no cell is refused with that code.
    """
    if code == "category_unreadable":
        zh = "、".join(field.category_labels("zh").values())
        en = ", ".join(field.category_labels("en").values())
        return Bilingual(f"以下之一：{zh}", f"one of: {en}"), Bilingual(
            "改为所列类别之一", "write one of these categories"
        )
    zh, en, remedy_zh, remedy_en = _WORDS[code]
    unit = field.unit
    units = Bilingual(
        "" if unit is None else f"（单位：{unit.zh}）",
        "" if unit is None else f" (unit: {unit.en})",
    )
    wanted = Bilingual(zh, en).format_with(kind=_KINDS[field.kind], unit=units)
    return wanted, Bilingual(remedy_zh, remedy_en)
