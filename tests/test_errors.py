"""Messages say where, what was found, what was expected and what to do."""

from __future__ import annotations

import inspect

import pytest

from hubstudy import errors
from hubstudy.errors import Bilingual, HubstudyError, Problem, StudyError

MEND = Bilingual("改为 5", "make it 5")


def problem(row: int) -> Problem:
    return Problem(
        "too_low", "a.xlsx", "4", Bilingual("不小于 5", "5 or more"), MEND,
        row=row, column="数量", sheet="甲",
    )  # fmt: skip


def test_every_error_is_a_hubstudy_error() -> None:
    own = [
        item
        for _, item in inspect.getmembers(errors, inspect.isclass)
        if issubclass(item, Exception) and item.__module__ == errors.__name__
    ]
    assert len(own) > 5
    assert all(issubclass(item, HubstudyError) for item in own)


def test_a_problem_reads_chinese_first_with_its_whole_place() -> None:
    chinese, english = str(problem(7)).split("\n")
    assert chinese == (
        "[too_low] a.xlsx 工作表“甲” 第 7 行 “数量”列：发现“4”；应为不小于 5。"
        "处理办法：改为 5"
    )
    assert english.strip() == (
        "a.xlsx sheet “甲” row 7 column “数量”: found “4”; expected 5 or more. "
        "To mend it: make it 5"
    )


def test_a_refusal_counts_all_problems_and_shows_the_first() -> None:
    error = StudyError([problem(row) for row in range(2, 62)])
    text = str(error)
    assert len(error.problems) == 60
    assert "共 60 处问题" in text
    assert "第 51 行" in text
    assert "第 52 行" not in text
    assert "另有 10 处 / and 10 more" in text


@pytest.mark.parametrize(("language", "text"), [("zh", "甲市 3 个"), ("en", "X: 3")])
def test_each_wording_is_filled_with_its_own_words(
    language: errors.Language, text: str
) -> None:
    both = Bilingual("{place} {n} 个", "{place}: {n}")
    filled = both.format_with(place=Bilingual("甲市", "X"), n=3)
    assert filled.in_language(language) == text
