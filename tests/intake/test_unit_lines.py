"""A unit said once for a whole sheet is applied if it is said clearly, else refused."""

from __future__ import annotations

import pytest

from hubstudy.intake.layout import Layout, lay_out
from hubstudy.settings import IntakeSettings
from tests.intake.sheets import (
    book_sheet,
    codes,
    csv_sheet,
    heads,
    row,
    three_communities,
)

BARE = [head.partition("/")[0] for head in heads("revenue")]
LINE = row("revenue")


def laid(*rows: list[str], table: str = "revenue") -> Layout:
    return lay_out(csv_sheet(list(rows)), table, IntakeSettings())


@pytest.mark.parametrize(
    "line",
    [
        "单位：万元", "（单位:万元）", "金额单位：万元", "计量单位：万元",
        "货币单位：万元", "单 位：万元", "单位为万元", "单位：人和万元",
        "填报单位：甲街道 单位：万元", "单位：人、万元", "单位：万元/人",
    ],
)  # fmt: skip
def test_a_unit_above_or_below_holds_for_columns_without_one(line: str) -> None:
    for layout in (laid([line], BARE, LINE), laid(BARE, LINE, [f"注：{line}"])):
        assert layout.matched.units["amount_cny"].factor == 10_000
        assert not layout.problems


def test_a_unit_may_be_said_in_english() -> None:
    assert laid(["Unit: yuan"], BARE, LINE).matched.units["amount_cny"].factor == 1


def test_a_unit_may_stand_in_the_name_of_the_sheet() -> None:
    sheet = book_sheet([BARE, LINE], "收入 单位：万元")
    layout = lay_out(sheet, "revenue", IntakeSettings())
    assert layout.matched.units["amount_cny"].factor == 10_000
    sheet = book_sheet([BARE, LINE], "收入（万元）")
    (problem,) = lay_out(sheet, "revenue", IntakeSettings()).problems
    assert (problem.code, problem.row, problem.found) == ("unit_unclear", None, "万元")


def test_a_header_with_a_unit_of_its_own_keeps_it() -> None:
    layout = laid(["单位：万元"], heads("revenue"), LINE)
    assert layout.matched.units["amount_cny"].word == "元"
    assert not layout.problems


def test_a_unit_changes_no_column_of_another_measure() -> None:
    header = [head.partition("/")[0] for head in heads("communities")]
    layout = laid(["单位：万元、人"], header, *three_communities(), table="communities")
    assert set(layout.matched.units) == {"residents", "residents_60plus"}
    assert layout.matched.units["residents"].factor == 1


@pytest.mark.parametrize("line", ["填报单位：甲街道办", "编制单位：民政局"])
def test_the_office_that_fills_a_table_in_is_no_unit(line: str) -> None:
    layout = laid([line], BARE, LINE)
    assert not layout.problems
    assert "amount_cny" not in layout.matched.units


def test_a_unit_that_is_not_known_is_refused_at_its_line() -> None:
    (problem,) = laid(["登记表"], ["单位：万元、美元"], BARE, LINE).problems
    assert (problem.code, problem.found, problem.row) == ("unit_unknown", "美元", 2)


@pytest.mark.parametrize(
    "lines", [[["单位：元、万元"]], [["单位：元"], ["单位：万元"]]]
)
def test_two_units_for_one_measure_are_refused(lines: list[list[str]]) -> None:
    (problem,) = laid(*lines, BARE, LINE).problems
    assert (problem.code, problem.found, problem.row) == (
        "unit_unclear", "万元", len(lines),
    )  # fmt: skip


@pytest.mark.parametrize(
    "line",
    ["资金表（万元）", "金额以万元计", "（万元）", "金额单位 万元", "计价单位：万元",
     "单位（万元）", "以千元为计", "金额均为美元"],
)  # fmt: skip
def test_a_unit_that_is_only_mentioned_is_refused_beside_a_bare_amount(
    line: str,
) -> None:
    assert codes(laid([line], BARE, LINE).problems) == ["unit_unclear"]
    assert codes(laid(BARE, LINE, [f"注：{line}"]).problems) == ["unit_unclear"]
    assert not laid([line], heads("revenue"), LINE).problems


@pytest.mark.parametrize(
    "line", ["2022年投入30万元以上的项目", "投入几百万元", "收入登记表（元）"]
)
def test_an_amount_in_words_is_no_unit_of_the_sheet(line: str) -> None:
    assert not laid([line], BARE, LINE).problems
