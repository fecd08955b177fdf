"""What the check says fits a page, and repeats no personal data."""

from __future__ import annotations

import datetime as dt
import json
from types import SimpleNamespace

import pandas as pd

from hubstudy.errors import Bilingual, Problem
from hubstudy.intake.summary import (
    MOST_LINES,
    json_lines,
    lines,
    refusal,
    shielded,
)
from hubstudy.schemas import TABLES

EXPECTED = Bilingual("必填", "a value")
REMEDY = Bilingual("补填该格", "fill the cell in")
MOBILE = "13812345678"


def problem(
    code: str, row: int | None = 2, column: str | None = "名称", *, found: str = "空"
) -> Problem:
    return Problem(code, "a.csv", found, EXPECTED, REMEDY, row, column)


def study(*, notices: tuple[Problem, ...] = ()) -> SimpleNamespace:
    """As much of a study as the summary looks at."""
    ledger = pd.DataFrame(
        [
            ("read", "communities", "甲.xlsx", "社区", "title", 1),
            ("read", "communities", "甲.xlsx", "社区", "header", 2),
            ("read", "communities", "甲.xlsx", "社区", "data", 3),
            ("read", "communities", "甲.xlsx", "社区", "total", 1),
            ("read", "communities", "乙.csv", None, "data", 4),
            ("table", "communities", None, None, "data", 7),
        ],
        columns=["step", "table", "file", "sheet", "detail", "n_rows"],
    )
    changes = pd.DataFrame({"rule": ["trim", "trim+unit_in_cell", "trim"]})
    settings = SimpleNamespace(title="某市", as_of=dt.date(2023, 12, 31))
    tables = [(name, pd.DataFrame(index=range(7))) for name in TABLES]
    return SimpleNamespace(
        settings=settings, tables=tables, ledger=ledger, changes=changes,
        notices=notices,
    )  # fmt: skip


def test_rows_are_told_by_table_and_source() -> None:
    told = "\n".join(lines(study()))
    assert "7  社区 / communities" in told
    assert "甲.xlsx “社区”：数据 3 行，标题 1 行，表头 2 行，合计 1 行" in told
    assert "乙.csv：数据 4 行" in told


def test_cleaning_is_counted_by_rule() -> None:
    told = lines(study())
    assert "清洗 3 格 / 3 cells cleaned" in told
    (trimmed,) = [line for line in told if "去首尾空白" in line]
    assert trimmed.split()[0] == "3"
    assert any(line.split()[:1] == ["1"] and "单位" in line for line in told)


def test_warnings_are_grouped_and_the_last_line_says_it_is_fit() -> None:
    notices = tuple(
        Problem(
            "similar_names", "a.csv", "甲", EXPECTED, REMEDY, row, severity="warning"
        )
        for row in range(2, 12)
    )
    told = lines(study(notices=notices))
    assert any("警告" in line and "10 处" in line for line in told)
    assert any("另有 7 处" in line for line in told)
    assert told[-1] == "数据可用 / the data can be used"


def test_refusal_groups_by_code_and_says_each_remedy_once() -> None:
    text = refusal([problem("cell_empty", row) for row in range(2, 40)])
    assert text.startswith("未通过：38 处错误")
    assert text.count("补填该格") == 1
    assert "另有 35 处 / and 35 more" in text
    assert "--annotate" in text
    assert "docs/problems.md" in text


def test_refusal_fits_a_page_and_says_what_it_left_out() -> None:
    many = [problem(f"code_{n}", row) for n in range(40) for row in range(2, 9)]
    text = refusal(many)
    assert len(text.splitlines()) <= MOST_LINES
    assert "另有" in text.splitlines()[-4]


def test_other_problems_of_a_personal_cell_do_not_show_it() -> None:
    problems = [
        problem("personal_data", found="姓名 / name of a person"),
        problem("identifier_form", found="张三丰"),
        problem("identifier_form", 3, found="编 1"),
    ]
    assert [p.found for p in shielded(problems)] == [
        "姓名 / name of a person", "〔…〕", "编 1",
    ]  # fmt: skip
    assert "张三丰" not in refusal(problems) + "".join(json_lines(problems))


def test_numbers_of_people_are_taken_out_of_every_text() -> None:
    bad = Problem(
        "x", f"{MOBILE}.csv", MOBILE, Bilingual(MOBILE, MOBILE),
        Bilingual(MOBILE, MOBILE), 2, MOBILE, MOBILE,
    )  # fmt: skip
    assert MOBILE not in refusal([bad]) + "".join(json_lines([bad]))


def test_machine_lines_are_one_object_each() -> None:
    (line,) = json_lines([problem("cell_empty", found="空\n行")])
    assert "\n" not in line
    assert json.loads(line)["code"] == "cell_empty"
    assert "空" in line


def test_text_from_files_cannot_steer_a_terminal() -> None:
    text = refusal([problem("x", found="\x1b[2J\u202e甲\n乙")])
    assert not set("\x1b\u202e") & set(text)
