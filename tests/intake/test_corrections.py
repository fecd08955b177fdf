"""A correction says what stands and what should; it complains once it is stale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hubstudy.intake import open_study
from tests.intake.sheets import codes, grid_of, put_csv, refused
from tests.studies import write_study

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = {
    "table": '"communities"',
    "key": '{ community_code = "371082902001" }',
    "column": '"residents"',
    "expect": '"1000"',
    "value": '"1100"',
    "reason": '"漏计一栋楼"',
    "told": '"乙街道办"',
    "date": "2023-09-01",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_study(tmp_path / "study")


def correct(folder: Path, *entries: dict[str, str]) -> None:
    """Write corrections, each changed as asked; a value of None leaves a key out."""
    blocks = []
    for changed in entries:
        lines = [f"{key} = {text}" for key, text in (ENTRY | changed).items() if text]
        blocks.append("\n".join(["[[correction]]", *lines]))
    (folder / "corrections.toml").write_text("\n".join(blocks), encoding="utf-8")


def residents(folder: Path) -> list[Any]:
    return open_study(folder).tables.communities["residents"].tolist()


def test_a_correction_changes_one_cell_and_is_logged(folder: Path) -> None:
    correct(folder, {})
    study = open_study(folder)
    assert study.tables.communities["residents"].tolist() == [2000, 4000, 1100]
    (change,) = study.changes.query("rule == 'correction'").to_dict("records")
    assert (change["file"], change["row"], change["field"]) == (
        "communities.csv", 4, "residents",
    )  # fmt: skip
    assert (change["was"], change["became"]) == ("1000", "1100")


def test_no_corrections_are_none(folder: Path) -> None:
    (folder / "corrections.toml").write_text("", encoding="utf-8")
    assert residents(folder) == [2000, 4000, 1000]


@pytest.mark.parametrize("shown", ["１０００", " 1000 ", "1,000", "1000.0", "1000人"])
def test_texts_are_compared_as_they_are_read(folder: Path, shown: str) -> None:
    grid = grid_of(folder, "communities")
    grid[3][5] = shown
    put_csv(folder / "communities.csv", grid)
    correct(folder, {})
    assert residents(folder)[2] == 1100


def test_a_key_may_be_any_columns_and_any_spelling(folder: Path) -> None:
    key = '{ community_name = "示例丙社区", street_code = "３７１０８２９０２" }'
    correct(folder, {"key": key})
    assert residents(folder)[2] == 1100


def test_what_cannot_be_read_can_be_corrected(folder: Path) -> None:
    grid = grid_of(folder, "communities")
    grid[3][5] = "一千多"
    grid[2][5] = "很多"
    put_csv(folder / "communities.csv", grid)
    correct(
        folder,
        {"expect": '"一千多"'},
        {"key": '{ community_code = "371082901002" }', "expect": '"很多"',
         "value": '"4000"'},
    )  # fmt: skip
    assert residents(folder) == [2000, 4000, 1100]


def test_an_empty_cell_can_be_filled_and_a_filled_one_emptied(folder: Path) -> None:
    grid = grid_of(folder, "communities")
    grid[3][5] = " "
    put_csv(folder / "communities.csv", grid)
    filled = {"key": '{ community_code = "371082901001" }', "expect": '"2000"',
              "value": '"—"'}  # fmt: skip
    correct(folder, {"expect": '""'}, filled)
    found = open_study(folder).tables.communities["residents"]
    assert found.isna().tolist() == [True, False, False]
    assert found[2] == 1100


def test_corrections_follow_one_another(folder: Path) -> None:
    correct(folder, {}, {"expect": '"1100"', "value": '"1200"'})
    assert residents(folder)[2] == 1200


def test_a_value_that_cannot_be_read_is_told_at_its_cell(folder: Path) -> None:
    correct(folder, {"value": '"许多"'})
    (problem,) = refused(folder)
    assert (problem.code, problem.file, problem.row, problem.found) == (
        "integer_unreadable", "communities.csv", 4, "许多",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({"expect": '"999"'}, "['1000']"),  # the source was mended
        ({"expect": '"很多"'}, "['1000']"),
        ({"expect": '""'}, "['1000']"),
        ({"key": '{ community_code = "371082909001" }'}, "[]"),  # no such row
        ({"key": '{ is_core_city = "是" }', "expect": '"2000"'}, "['2000', '4000']"),
    ],
)
def test_a_stale_correction_is_refused(
    folder: Path, changed: dict[str, str], shown: str
) -> None:
    correct(folder, {**changed}, {"column": '"households"', "value": '"1001"'})
    (problem,) = refused(folder)
    assert (problem.code, problem.file, problem.column) == (
        "correction_stale", "corrections.toml", "residents",
    )  # fmt: skip
    assert problem.found == f"[[correction]] 1: {shown}"
    assert "删除该条" in problem.remedy.zh


def test_a_correction_by_a_column_that_is_not_there_is_stale(folder: Path) -> None:
    grid = grid_of(folder, "organizations")
    put_csv(folder / "organizations.csv", [line[1:] for line in grid])
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\n[intake]\nsurrogate_ids = true", encoding="utf-8")
    correct(folder, {
        "table": '"organizations"', "key": '{ organization_id = "A1" }',
        "column": '"uscc"', "expect": '""',
    })  # fmt: skip
    assert "correction_stale" in codes(refused(folder))


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({"told": ""}, "'table', 'value'"),
        ({"who": '"x"'}, "'who'"),
        ({"value": "1100"}, "[[correction]] 1"),
        ({"date": '"2023-09-01"'}, "[[correction]] 1"),
        ({"key": '"371082902001"'}, "[[correction]] 1"),
        ({"table": '"community"'}, "[[correction]] 1: community"),
        ({"column": '"inhabitants"'}, "[[correction]] 1: ['inhabitants']"),
        ({"key": '{ code = "371082902001" }'}, "[[correction]] 1: ['code']"),
    ],
)
def test_a_malformed_correction_is_refused(
    folder: Path, changed: dict[str, str], shown: str
) -> None:
    correct(folder, changed)
    (problem,) = refused(folder)
    assert (problem.code, problem.file) == ("correction_form", "corrections.toml")
    assert shown in problem.found


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[[correction]", "toml_broken"),
        ("\N{REPLACEMENT CHARACTER}", "toml_broken"),
        ("correction = 3", "correction_form"),
        ("correction = [1, 2]", "correction_form"),
        ("[[corrections]]\ntable = 'x'", "correction_form"),
    ],
)
def test_a_file_that_is_no_list_of_corrections_is_refused(
    folder: Path, content: str, code: str
) -> None:
    (folder / "corrections.toml").write_text(content, encoding="utf-8")
    (problem,) = refused(folder)
    assert (problem.code, problem.file) == (code, "corrections.toml")


def test_corrections_in_another_encoding_are_refused(folder: Path) -> None:
    text = '# 更正\n[[correction]]\ntable = "communities"'
    (folder / "corrections.toml").write_bytes(text.encode("gb18030"))
    assert codes(refused(folder)) == ["toml_broken"]


def test_a_folder_in_place_of_the_file_is_refused(folder: Path) -> None:
    (folder / "corrections.toml").mkdir()
    assert codes(refused(folder)) == ["toml_broken"]


@pytest.mark.parametrize(
    "changed",
    [{"value": '"13800138000"'}, {"reason": '"问过 13800138000"'},
     {"key": '{ community_name = "13800138000" }'}],
)  # fmt: skip
def test_personal_data_in_a_correction_are_refused_and_not_repeated(
    folder: Path, changed: dict[str, str]
) -> None:
    correct(folder, changed)
    (problem,) = refused(folder)
    assert (problem.code, problem.file) == ("personal_data", "corrections.toml")
    assert "13800138000" not in str(problem)


def test_corrections_of_a_table_that_cannot_be_read_wait(folder: Path) -> None:
    grid = grid_of(folder, "communities")
    put_csv(folder / "communities.csv", [line[1:] for line in grid])
    correct(folder, {})
    assert codes(refused(folder)) == ["column_missing"]
