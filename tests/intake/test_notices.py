"""What was set aside, read loosely or cannot be seen is told and stops nothing."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from hubstudy.errors import SettingsError
from hubstudy.intake import open_study
from hubstudy.intake.notices import tell
from hubstudy.intake.tables import PSEUDONYMISE_VARIABLE
from tests.intake.sheets import (
    book_sheet,
    codes,
    csv_sheet,
    grid_of,
    heads,
    put_book,
    put_csv,
    refused,
    row,
    three_communities,
    typed_of,
    typed_rows,
)
from tests.studies import B, write_study

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.errors import Problem
    from hubstudy.intake.texts import Sheet

HEADS = heads("communities")
ROWS = three_communities()


def told(sheet: Sheet, table: str = "communities") -> list[Problem]:
    return list(tell(typed_of(table, sheet)))


def test_a_plain_table_has_nothing_to_tell() -> None:
    assert not told(csv_sheet([HEADS, *ROWS]))


def test_columns_that_are_not_read_are_told_if_they_are_filled() -> None:
    rows = [[*line, "x", "", "y"] for line in ROWS]
    (notice,) = told(csv_sheet([[*HEADS, "网格数", "空列", "备忘"], *rows]))
    assert (notice.code, notice.severity, notice.found) == (
        "column_unread", "notice", "网格数、备忘",
    )  # fmt: skip
    assert "[columns]" in notice.remedy.zh


def test_totals_titles_and_notes_are_told_by_row() -> None:
    total = ["合计", "", "", "", "3000", "", "", "", ""]
    rows = [["登记表"], HEADS, *ROWS, total, ["注：略"]]
    assert [(n.code, n.severity, n.found) for n in told(csv_sheet(rows))] == [
        ("total_rows", "notice", "第 6 行 / rows"),
        ("note_rows", "notice", "第 1、7 行 / rows"),
    ]


def test_a_long_list_of_rows_is_cut() -> None:
    notes = [["注：略"]] * 12
    (notice,) = told(csv_sheet([HEADS, *ROWS, *notes]))
    assert notice.found == "第 5、6、7、8、9、10、11、12、13、14… 行 / rows"


def test_formulas_are_told_with_their_number() -> None:
    (notice,) = told(book_sheet([HEADS, *ROWS], n_formulas=3))
    assert (notice.code, notice.severity, notice.found) == (
        "formulas_read", "notice", "3 格 / cells",
    )  # fmt: skip


def test_approximate_values_are_counted_by_column() -> None:
    first = row("communities", residents="约2000", households="500左右")
    second = row("communities", community_code=B, residents="1000余")
    warnings = told(csv_sheet([HEADS, first, second]))
    assert [(w.code, w.row, w.column, w.found) for w in warnings] == [
        ("approximate_values", 2, "户数/户", "500左右 → 500（共 1 处 / 1 in all）"),
        ("approximate_values", 2, "居民人数/人", "约2000 → 2000（共 2 处 / 2 in all）"),
    ]
    assert {w.severity for w in warnings} == {"warning"}


def test_dates_without_a_day_are_counted_by_file_and_column() -> None:
    lines = [
        row("organizations", organization_id=f"O{n}", opened=text)
        for n, text in enumerate(["2016年3月", "2016年", "2016年3月1日", "2016-03-01"])
    ]
    header = heads("organizations")
    warnings = [
        *tell(
            typed_of(
                "organizations",
                csv_sheet([header, *lines]),
                book_sheet([header, lines[1]], "社会组织", "b.xlsx"),
            )
        )
    ]
    assert [(w.code, w.file, w.sheet, w.row, w.found) for w in warnings] == [
        ("imprecise_dates", "a.csv", None, 2,
         "2016年3月 → 2016-03-01（共 2 处 / 2 in all）"),
        ("imprecise_dates", "b.xlsx", "社会组织", 2,
         "2016年 → 2016-01-01（共 1 处 / 1 in all）"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("甲\u200b社区", "甲<U+200B>社区"),
        ("甲\u202e区社", "甲<U+202E>区社"),
        ("\ufeff甲社区", "<U+FEFF>甲社区"),
        ("甲\u00ad社区", "甲<U+00AD>社区"),
    ],
)
def test_characters_that_cannot_be_seen_are_spelled_out(text: str, shown: str) -> None:
    sheet = csv_sheet([HEADS, row("communities", community_name=text)])
    (warning,) = told(sheet)
    assert (warning.code, warning.severity, warning.row, warning.column) == (
        "invisible_characters", "warning", 2, "社区名称",
    )  # fmt: skip
    assert warning.found == shown
    kept = typed_of("communities", sheet).frame["community_name"].tolist()
    assert kept == [text]


def test_unseen_characters_in_codes_are_dropped_and_told() -> None:
    line = row("communities", community_code="371082901001\u200b")
    typed = typed_rows("communities", line)
    assert typed.frame["community_code"].tolist() == ["371082901001"]
    assert codes(tell(typed)) == ["invisible_characters"]


def test_at_most_ten_such_cells_of_a_column_are_shown() -> None:
    lines = [row("communities", community_name=f"甲\u200b{n}") for n in range(12)]
    assert len(told(csv_sheet([HEADS, *lines]))) == 10


def test_characters_of_rare_names_can_be_seen() -> None:
    assert not told(csv_sheet([HEADS, row("communities", community_name="𠮷·é社区")]))


def test_a_column_that_is_not_there_has_nothing_unseen() -> None:
    line = row("organizations", organization_name="甲\u200b队")[1:]
    sheet = csv_sheet([heads("organizations")[1:], line])
    typed = typed_of("organizations", sheet, surrogate_ids=True)
    assert codes(tell(typed)) == ["invisible_characters"]


MOBILE = "13800138000"


@pytest.fixture
def with_phone(tmp_path: Path) -> Path:
    """Make a study one name of which holds a telephone number."""
    folder = write_study(tmp_path / "s")
    header, first, *rows = grid_of(folder, "communities")
    first[1] = f"示例甲社区{MOBILE}"
    put_csv(folder / "communities.csv", [header, first, *rows])
    return folder


def test_personal_data_refuse_a_study_and_are_not_repeated(with_phone: Path) -> None:
    (problem,) = refused(with_phone)
    assert (problem.code, problem.row, problem.column) == (
        "personal_data", 2, "社区名称",
    )  # fmt: skip
    assert MOBILE not in str(dataclasses.astuple(problem))


def test_with_a_key_personal_data_are_replaced_and_a_person_is_warned(
    with_phone: Path, tmp_path: Path
) -> None:
    study = open_study(with_phone, key_file=tmp_path / "key")
    (warning,) = [n for n in study.notices if n.code.startswith("personal")]
    assert (warning.code, warning.severity) == ("personal_data_replaced", "warning")
    assert MOBILE not in study.tables.communities["community_name"].tolist()[0]
    assert not study.changes["was"].str.contains(MOBILE).any()
    again = open_study(with_phone, key_file=tmp_path / "key")
    other = open_study(with_phone, key_file=tmp_path / "key_2")
    assert again.source_hash == study.source_hash != other.source_hash


def test_a_whole_run_may_be_told_to_replace_personal_data(
    with_phone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PSEUDONYMISE_VARIABLE, "1")
    monkeypatch.setenv("HUBSTUDY_KEY_FILE", str(tmp_path / "key"))
    study = open_study(with_phone)
    assert "personal_data_replaced" in codes(study.notices)


def test_the_key_never_lies_beside_the_data(with_phone: Path) -> None:
    with pytest.raises(SettingsError):
        open_study(with_phone, key_file=with_phone / "key")


def test_personal_data_in_the_settings_are_refused(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "s")
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("餐巾纸研究", f"餐巾纸{MOBILE}"), encoding="utf-8")
    with pytest.raises(SettingsError, match="personal_data") as caught:
        open_study(folder)
    assert MOBILE not in str(caught.value)


def test_personal_data_in_names_and_unread_sheets_are_found(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "s")
    rows = grid_of(folder, "communities")
    (folder / "communities.csv").unlink()
    sheets = {"社区": rows, "说明": [["有事请拨", MOBILE]]}
    put_book(folder / f"社区{MOBILE}.xlsx", sheets)
    problems = refused(folder)
    assert set(codes(problems)) == {"personal_data"}
    assert (None, None) in {(p.row, p.column) for p in problems}
    assert 1 in {p.row for p in problems if p.sheet == "说明"}
    assert all(MOBILE not in str(problem) for problem in problems)


def test_a_problem_in_a_personal_cell_does_not_quote_it(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "s")
    header, first, *rows = grid_of(folder, "communities")
    first[5] = MOBILE + "人左右?"
    put_csv(folder / "communities.csv", [header, first, *rows])
    problems = refused(folder)
    assert {"personal_data", "integer_unreadable"} <= set(codes(problems))
    assert all(MOBILE not in str(problem) for problem in problems)
