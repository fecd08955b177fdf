"""The totals that a sheet prints are held against its own rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hubstudy.intake import open_study
from hubstudy.intake.totals import check_totals
from hubstudy.settings import IntakeSettings
from tests.intake.sheets import (
    codes,
    csv_sheet,
    grid_of,
    heads,
    put_csv,
    refused,
    row,
    typed_of,
)
from tests.studies import small_settings, write_study

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from hubstudy.errors import Problem


def revenue(*lines: list[str], head: str = "金额/元") -> list[Problem]:
    """Check the totals of a sheet on revenue."""
    header = [head if h == "金额/元" else h for h in heads("revenue")]
    return _checked("revenue", [header, *lines])


def _checked(
    table: str, rows: list[list[str]], failed: Collection[str] = ()
) -> list[Problem]:
    typed = typed_of(table, csv_sheet(rows))
    (part,) = typed.parts
    return list(check_totals(part, typed.frame, small_settings(), failed))


def paid(amount: str) -> list[str]:
    return row("revenue", amount_cny=amount)


def total(amount: str, word: str = "合计") -> list[str]:
    return [word, "", "", "", "", "", "", amount]


def test_a_total_that_agrees_says_nothing() -> None:
    assert not revenue(paid("100"), paid("0.5"), total("100.5"))
    assert not revenue(total("0"))


def test_a_total_that_differs_names_the_sum_found() -> None:
    (problem,) = revenue(paid("100"), paid("50"), total("160"))
    assert (problem.code, problem.row, problem.column, problem.found) == (
        "total_mismatch", 4, "金额/元", "160",
    )  # fmt: skip
    assert "150" in problem.expected.zh
    assert "1.5E" not in problem.expected.zh


def test_sums_are_exact() -> None:
    assert not revenue(*[paid("0.1")] * 3, total("0.3"))
    (problem,) = revenue(*[paid("0.1")] * 3, total("0.31"))
    assert "0.3" in problem.expected.en


def test_a_subtotal_sums_the_rows_since_the_total_before_it() -> None:
    lines = [
        paid("1"), paid("2"), total("3", "小计"), paid("10"), total("10", "本页小计"),
        total("13", "总计"),
    ]  # fmt: skip
    assert not revenue(*lines)
    lines[4] = total("13", "Subtotal")
    (problem,) = revenue(*lines)
    assert (problem.row, problem.found) == (6, "13")


def test_totals_may_stand_before_what_they_sum() -> None:
    assert not revenue(total("3"), paid("1"), paid("2"))
    lines = [total("1", "小计"), paid("1"), total("2", "小计"), paid("2")]
    assert not revenue(*lines)
    (problem,) = revenue(total("4"), paid("1"), paid("2"))
    assert (problem.row, problem.found) == (2, "4")
    assert problem.expected.zh.startswith("各行之和 3")


def test_a_total_that_seems_to_count_other_rows_is_shown_to_a_person() -> None:
    line = total("3")
    line[1] = "共2笔"
    assert not revenue(paid("1"), paid("2"), line)
    line[1] = "3项"
    (problem,) = revenue(paid("1"), paid("2"), line)
    assert (problem.code, problem.severity, problem.column, problem.found) == (
        "total_count", "warning", "组织编号", "3项",
    )  # fmt: skip
    assert "2 行" in problem.expected.zh
    line[1], line[2] = "", "2022"
    assert not revenue(paid("1"), paid("2"), line)  # a year counts no rows


def test_any_other_total_sums_all_rows_above() -> None:
    assert not revenue(paid("1"), total("1"), paid("2"), total("3", "累计"))


@pytest.mark.parametrize(
    ("shown", "agrees"),
    [("12.3", True), ("12.4", False), ("12.35", True), ("12.30", False),
     ("12.3456", True), ("12.3457", False), ("12", False), ("１２．３", True)],
)  # fmt: skip
def test_a_total_may_be_rounded_as_far_as_it_is_printed(
    shown: str, *, agrees: bool
) -> None:
    problems = revenue(paid("10"), paid("2.3456"), total(shown), head="金额（万元）")
    assert codes(problems) == ([] if agrees else ["total_mismatch"])


@pytest.mark.parametrize(
    ("shown", "agrees"),
    [("1.2万", True), ("1.3万", False), ("12,345", True), ("12345元", True),
     ("1.23万元", True), ("12,346", False)],
)  # fmt: skip
def test_a_total_may_bear_a_unit_of_its_own(shown: str, *, agrees: bool) -> None:
    problems = revenue(paid("12000"), paid("345"), total(shown))
    assert codes(problems) == ([] if agrees else ["total_mismatch"])


def test_an_empty_total_or_one_that_means_no_value_is_not_compared() -> None:
    header = [*heads("revenue"), "备忘"]
    line = [*paid("100"), ""]
    assert not _checked("revenue", [header, line, [*total(""), "1"]])


def test_a_total_that_a_study_calls_missing_is_not_compared() -> None:
    rows = [heads("revenue"), paid("100"), total("0")]
    typed = typed_of("revenue", csv_sheet(rows))
    settings = small_settings(intake=IntakeSettings(missing=frozenset({"0"})))
    assert not list(check_totals(typed.parts[0], typed.frame, settings, ()))
    assert codes(_checked("revenue", rows)) == ["total_mismatch"]


def test_a_total_that_cannot_be_read_is_told() -> None:
    (problem,) = revenue(paid("100"), total("100%"))
    assert (problem.code, problem.found) == ("total_mismatch", "100%")


def test_missing_values_add_nothing() -> None:
    lines = [row("communities", residents=text) for text in ("2000", "—", "")]
    sums = ["合计", "", "", "", "3000", "2,000", "900", "4.5", ""]
    assert not _checked("communities", [heads("communities"), *lines, sums])


def test_years_and_scores_are_not_summed() -> None:
    sums = ["合计", "", "", "", "", "", "", "", "5"]
    lines = [row("communities"), sums]
    assert not _checked("communities", [heads("communities"), *lines])
    sums = ["合计", "", "", "", "5", ""]
    assert not _checked("ratings", [heads("ratings"), row("ratings"), sums])


def test_a_column_with_cells_that_failed_has_no_sum() -> None:
    rows = [heads("revenue"), paid("约百"), total("100")]
    assert codes(_checked("revenue", rows)) == ["total_mismatch"]
    assert not _checked("revenue", rows, {"金额/元"})


def test_every_measured_column_is_compared() -> None:
    sums = ["合计", "", "", "", "1", "2", "3", "4", ""]
    rows = [heads("communities"), row("communities"), sums]
    assert [p.column for p in _checked("communities", rows)] == [
        "户数/户", "居民人数/人", "60岁及以上人数/人", "面积/km²",
    ]  # fmt: skip


def test_a_study_whose_total_shows_that_a_row_is_gone_is_refused(
    tmp_path: Path,
) -> None:
    folder = write_study(tmp_path / "s")
    grid = grid_of(folder, "communities")
    sums = ["合计", "", "", "", "3000", "7000", "900", "4.5", ""]
    put_csv(folder / "communities.csv", [*grid, sums])
    study = open_study(folder)
    assert len(study.tables.communities) == 3
    (notice,) = [n for n in study.notices if n.code == "total_rows"]
    assert "第 5 行" in notice.found
    put_csv(folder / "communities.csv", [*grid[:2], *grid[3:], sums])
    problems = refused(folder)
    assert {"total_mismatch"} <= set(codes(problems))


def test_the_sum_of_a_column_that_cannot_be_read_is_not_asked_for(
    tmp_path: Path,
) -> None:
    folder = write_study(tmp_path / "s")
    grid = grid_of(folder, "communities")
    grid[1][5] = "很多"
    sums = ["合计", "", "", "", "3000", "7000", "900", "4.5", ""]
    put_csv(folder / "communities.csv", [*grid, sums])
    assert codes(refused(folder)) == ["integer_unreadable"]
