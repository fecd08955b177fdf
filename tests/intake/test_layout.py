"""Titles, headers, totals and notes are told from data by written rules."""

from __future__ import annotations

import numpy as np
import pytest

from hubstudy.intake.layout import Layout, filled_cells, lay_out, share_matched
from hubstudy.intake.texts import Block, Sheet
from hubstudy.settings import IntakeSettings
from tests.intake.sheets import (
    Grid,
    book_sheet,
    codes,
    csv_sheet,
    heads,
    row,
    three_communities,
)

PLAIN = IntakeSettings()
HEADS = heads("communities")
ROWS = three_communities()


def laid(rows: Grid, table: str = "communities") -> Layout:
    return lay_out(csv_sheet(rows), table, PLAIN)


def under_rows(*lines: list[str]) -> Layout:
    """Lay out the three communities with lines of other kinds below them."""
    return laid([HEADS, *ROWS, *lines])


def total(word: str, residents: str, place: int = 0) -> list[str]:
    line = [""] * 9
    line[place], line[5] = word, residents
    return line


def test_a_plain_table_is_a_header_and_rows() -> None:
    layout = laid([HEADS, *ROWS])
    assert layout.header == (0,)
    assert layout.data.tolist() == [1, 2, 3]
    assert layout.heading(5) == "居民人数/人"
    assert layout.heading(99) == ""
    assert not layout.problems


def test_lines_above_the_header_are_titles() -> None:
    layout = laid([["示例市社区登记表"], [""], ["填报单位：甲街道"], HEADS, *ROWS])
    assert layout.header == (3,)
    assert layout.titles == [0, 2]
    assert layout.data.tolist() == [4, 5, 6]
    assert not layout.problems


def test_the_header_is_looked_for_in_forty_filled_rows() -> None:
    lines = [[f"第{n}行"] for n in range(40)]
    assert laid([*lines[:39], HEADS, *ROWS]).header == (39,)
    problem, *_ = laid([*lines, HEADS]).problems
    assert (problem.code, problem.row, problem.found) == ("header_missing", 1, "第0行")
    assert "社区代码、社区名称" in problem.expected.zh


def test_blank_rows_above_the_header_do_not_count() -> None:
    assert laid([*[[""]] * 60, HEADS, *ROWS]).header == (60,)


def test_rows_without_any_header_are_told_once() -> None:
    assert codes(laid(ROWS).problems) == ["header_missing"]


def test_two_header_rows_of_a_csv_belong_together() -> None:
    upper = [
        "社区代码",
        "社区名称",
        "所属街道",
        "是否主城区",
        "居民",
        "",
        "",
        "其他",
        "",
    ]
    lower = ["", "", "", "", "户数", "人数", "60岁及以上人数", "面积", "建成年份"]
    layout = laid([["登记表"], upper, lower, *ROWS])
    assert layout.header == (1, 2)
    assert len(layout.matched.places) == 9
    assert layout.matched.places["residents"] == 5
    assert layout.titles == [0]
    assert layout.data.tolist() == [3, 4, 5]


def test_an_empty_column_beside_two_header_rows_belongs_to_no_group() -> None:
    upper = [*HEADS[:4], "人口", "", "", *HEADS[7:], "", ""]
    lower = ["", "", "", "", *HEADS[4:7], "", "", "", ""]
    layout = laid([upper, lower, *[[*row, "", ""] for row in ROWS]])
    assert codes(layout.problems) == []
    assert len(layout.matched.places) == len(HEADS)


def test_two_header_rows_of_a_workbook_are_joined_where_cells_are_merged() -> None:
    upper = ["社区代码", "社区名称", "所属街道", "是否主城区", "居民", "", "", "面积",
             "建成年份"]  # fmt: skip
    lower = ["", "", "", "", "户数", "人数", "60岁以上", "", ""]
    sheet = book_sheet([upper, lower, *ROWS], merged=(Block(1, 5, 1, 7),))
    layout = lay_out(sheet, "communities", PLAIN)
    assert layout.header == (0, 1)
    assert not layout.problems
    assert layout.matched.places["residents"] == 5
    unmerged = lay_out(book_sheet([upper, lower, *ROWS]), "communities", PLAIN)
    assert codes(unmerged.problems) == ["column_missing"]


def test_a_group_that_repeats_its_header_adds_nothing() -> None:
    upper = [*HEADS[:4], "居民", "居民", *HEADS[6:]]
    lower = [*HEADS[:4], "户数", "人数", *HEADS[6:]]
    layout = laid([upper, lower, *ROWS])
    assert layout.heading(0) == "社区代码"
    assert layout.matched.places["residents"] == 5


def test_a_header_broken_over_lines_is_one_header() -> None:
    header = ["居民\n 人数/人" if head == "居民人数/人" else head for head in HEADS]
    assert laid([header, *ROWS]).matched.places["residents"] == 5


@pytest.mark.parametrize(
    "word",
    ["合计", "合 计", "总计：", "小计", "共计", "累计", "本页合计", "全市合计",
     "合计数", "甲街道小计", "总和", "总数", "合計", "合计（3个）", "Total",
     "sub-total",
     "Grand total:"],
)  # fmt: skip
def test_totals_are_no_data(word: str) -> None:
    layout = under_rows(total(word, "7,000"))
    assert layout.totals == [4]
    assert layout.data.tolist() == [1, 2, 3]
    assert not layout.problems


def test_a_total_may_stand_in_any_column() -> None:
    assert under_rows(total("合计", "７０００", 1)).totals == [4]
    assert under_rows(total("合计", "3个社区")).totals == [4]


@pytest.mark.parametrize("word", ["平均", "平均值", "其中：老年人", "共3个", "Average"])
def test_other_rows_of_figures_are_listed_and_not_compared(word: str) -> None:
    layout = under_rows(total(word, "2,333"))
    assert (layout.totals, layout.notes) == ([], [4])
    assert not layout.problems


def test_a_row_of_words_that_begins_like_a_mean_is_data() -> None:
    layout = under_rows(row("communities", community_code="平均"))
    assert layout.data.tolist() == [1, 2, 3, 4]


def test_a_total_without_figures_is_a_note() -> None:
    layout = under_rows(["合计"])
    assert (layout.totals, layout.notes) == ([], [4])


def test_a_record_named_like_a_total_is_data() -> None:
    name = row("communities", community_code="合计", community_name="合计社区")
    layout = under_rows(name)
    assert layout.totals == []
    assert layout.data.tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "line",
    [
        ["注：本表数据截至2023年8月"], ["备注：", "见附件"], ["说明：略"], ["注 1. 略"],
        ["资料来源：街道办"], ["数据来源:民政局"], ["填表说明：略"], ["* 估计值"],
        ["※估计值"], ["填表人：某", "", "审核人：某"], ["截至2023年8月31日"],
        ["填表日期：2023年", "审核：某", "经办人：某"],
        ["统计时间：2023年"], ["单位负责人：某"],
        ["Note: as reported"], ["Source: register"], ["打印日期：2023"],
    ],
)  # fmt: skip
def test_notes_are_no_data(line: list[str]) -> None:
    layout = under_rows(line)
    assert layout.notes == [4]
    assert not layout.problems


def test_a_note_may_go_on_over_further_lines() -> None:
    layout = under_rows(["注：一、户数为年末数"], ["二、人口为常住人口"], ["三、略"])
    assert layout.notes == [4, 5, 6]
    assert not layout.problems


def test_a_row_of_many_cells_that_begins_like_a_note_is_data() -> None:
    name = row("communities", community_code="说明：略")
    assert under_rows(name).data.tolist() == [1, 2, 3, 4]


def test_a_row_that_explains_the_columns_is_skipped() -> None:
    explanation = ["【说明】12 位数字", "必填", "9 位数字"]
    layout = laid([HEADS, explanation, *ROWS])
    assert layout.explanations == [1]
    assert layout.data.tolist() == [2, 3, 4]


def test_a_header_that_a_page_break_repeats_is_skipped() -> None:
    layout = laid([HEADS, ROWS[0], HEADS, *ROWS[1:]])
    assert layout.repeated == [2]
    assert layout.data.tolist() == [1, 3, 4]


def test_both_rows_of_a_repeated_header_are_skipped() -> None:
    upper = [
        "社区代码",
        "社区名称",
        "所属街道",
        "是否主城区",
        "居民",
        "",
        "",
        "其他",
        "",
    ]
    lower = ["", "", "", "", "户数", "人数", "60岁及以上人数", "面积", "建成年份"]
    layout = laid([upper, lower, ROWS[0], upper, lower, *ROWS[1:]])
    assert layout.repeated == [3, 4]
    assert layout.data.tolist() == [2, 5, 6]


def test_a_row_that_numbers_the_columns_is_skipped() -> None:
    numbers = [str(n) for n in range(1, 10)]
    layout = laid([HEADS, numbers, *ROWS])
    assert layout.repeated == [1]
    assert layout.data.tolist() == [2, 3, 4]


def test_rows_that_only_carry_on_the_numbering_are_blank() -> None:
    header = ["序号", *HEADS]
    rows = [[str(n), *line] for n, line in enumerate(ROWS, start=1)]
    layout = laid([header, *rows, ["4"], ["5"], [""], ["略"]])
    assert layout.data.tolist() == [1, 2, 3]
    assert layout.n_blank == 3
    assert [(p.code, p.row) for p in layout.problems] == [("row_unclear", 8)]


def test_a_lone_cell_that_fits_no_rule_is_told() -> None:
    layout = laid([HEADS, ["甲街道"], *ROWS])
    (problem,) = layout.problems
    assert (problem.code, problem.row, problem.found) == ("row_unclear", 2, "甲街道")
    assert "注：" in problem.remedy.zh
    assert layout.data.tolist() == [2, 3, 4]


def test_blank_rows_are_counted() -> None:
    layout = laid([HEADS, ROWS[0], ["", " "], ["\u3000"], *ROWS[1:]])
    assert layout.n_blank == 2
    assert layout.data.tolist() == [1, 4, 5]


def test_a_header_alone_is_a_table_without_rows() -> None:
    layout = laid([HEADS])
    assert layout.data.tolist() == []
    assert not layout.problems


def test_a_sheet_of_blanks_has_nothing_to_offer() -> None:
    blank = csv_sheet([["", ""]])
    assert share_matched(blank, "communities", PLAIN) == 0
    layout = lay_out(blank, "communities", PLAIN)
    assert layout.data.tolist() == []
    assert codes(layout.problems) == ["header_missing"]


def test_a_sheet_without_cells_has_none_filled() -> None:
    nothing = Sheet("a.xlsx", "社区", (), np.arange(1, 4))
    assert filled_cells(nothing).shape == (3, 0)


def test_the_share_of_a_header_that_is_there_is_known() -> None:
    sheet = csv_sheet([["街道代码", "街道", "其他"]])
    assert share_matched(sheet, "street_districts", PLAIN) == pytest.approx(2 / 3)
