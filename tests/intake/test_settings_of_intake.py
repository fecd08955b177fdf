"""``study.toml`` says how files are read; a slip in it is named with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hubstudy.errors import SettingsError
from hubstudy.settings import IntakeSettings, read_settings
from tests.studies import SETTINGS_TOML

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.errors import Problem


def intake_of(folder: Path, text: str) -> IntakeSettings:
    path = folder / "study.toml"
    path.write_text(f"{SETTINGS_TOML}\n{text}", encoding="utf-8")
    return read_settings(path).intake


def slips(folder: Path, text: str) -> tuple[Problem, ...]:
    with pytest.raises(SettingsError) as caught:
        intake_of(folder, text)
    return caught.value.problems


def test_a_study_that_says_nothing_gets_the_defaults(tmp_path: Path) -> None:
    intake = intake_of(tmp_path, "")
    assert intake == IntakeSettings()
    assert intake.hidden == "refuse"
    assert not intake.surrogate_ids
    assert {"无", "/", "—", "n", "不详"} <= intake.missing
    assert not {"na", "null", "none", "0", "否"} & intake.missing


def test_every_choice_is_read(tmp_path: Path) -> None:
    intake = intake_of(
        tmp_path,
        """
        [intake]
        missing = ["缺 失", "Ｎ／Ａ"]
        fill_merged = ["communities.street_code"]
        hidden = "read"
        surrogate_ids = true
        [intake.rows]
        organizations = 1297
        [files]
        "崖头报表.csv" = "organizations"
        "汇总.xlsx#崖头" = "organizations"
        [columns]
        "组织 全称" = "organization_name"
        [columns.organizations]
        "单位" = "organization_name"
        """,
    )
    assert intake == IntakeSettings(
        missing=frozenset({"缺失", "n/a"}),
        fill_merged=frozenset({"communities.street_code"}),
        hidden="read",
        surrogate_ids=True,
        rows={"organizations": 1297},
        columns={
            ("", "组织全称"): "organization_name",
            ("organizations", "单位"): "organization_name",
        },
        files={
            "崖头报表.csv": "organizations", "汇总.xlsx#崖头": "organizations",
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("[intake]\nmissing = '—'", "setting_type", "[intake] missing"),
        ("[intake]\nmissing = [1]", "setting_range", "[intake] missing, fill_merged"),
        ("[intake]\nfill_merged = [true]", "setting_range",
         "[intake] missing, fill_merged"),
        ("[intake]\nhidden = true", "setting_type", "[intake] hidden"),
        ("[intake]\nhidden = 'show'", "setting_range", "[intake] hidden"),
        ("[intake]\nsurrogate_ids = 1", "setting_type", "[intake] surrogate_ids"),
        ("[intake]\nrows = 3", "setting_type", "[intake] rows"),
        ("[intake.rows]\nties = -1", "setting_range", "[intake.rows]"),
        ("[intake.rows]\nties = '3'", "setting_range", "[intake.rows]"),
        ("[intake.rows]\nties = true", "setting_range", "[intake.rows]"),
        ("[intake]\nhiddenn = 'read'", "setting_unknown", "[intake] hiddenn"),
        ("[file]\n'a.csv' = 'ties'", "setting_unknown", "[file]"),
        ("[files]\n'a.csv' = 3", "setting_type", "[files] a.csv"),
        ("[columns]\n'单位' = 3", "setting_type", "[columns] 单位"),
        ("[columns]\n'单位' = 'organisation_name'", "setting_unknown",
         "[columns] 单位"),
        ("[columns.ties]\n'甲' = 'source'", "setting_unknown", "[columns] ties.甲"),
        ("[columns.ties]\n'甲' = 1", "setting_type", "[columns] ties.甲"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_place(
    tmp_path: Path, text: str, code: str, where: str
) -> None:
    (problem,) = slips(tmp_path, text)
    assert (problem.code, problem.file, problem.column) == (code, "study.toml", where)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("[intake]\nhiden = 'read'", "hidden"),
        ("[file]\n'a.csv' = 'ties'", "files"),
        ("[columns]\n'单位' = 'organisation_name'", "organization_name"),
    ],
)
def test_a_slip_of_the_pen_is_told_the_nearest_word(
    tmp_path: Path, text: str, near: str
) -> None:
    (problem,) = slips(tmp_path, text)
    assert f"是否为 {near}？" in problem.expected.zh
    assert f"did you mean {near}?" in problem.expected.en


def test_a_word_like_no_other_has_no_hint(tmp_path: Path) -> None:
    (problem,) = slips(tmp_path, "[zzz]\nx = 1")
    assert "是否为" not in problem.expected.zh


def test_a_section_that_is_a_single_value_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(f"files = 3\n{SETTINGS_TOML}", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.column) == ("setting_type", "files")


def test_all_slips_are_told_at_once_with_advice_on_writing(tmp_path: Path) -> None:
    text = "[intake]\nhidden = 3\nmissing = 4\n[zzz]\nx = 1"
    assert len(slips(tmp_path, text)) == 3
    with pytest.raises(SettingsError, match="as_of = 2023-08-31"):
        intake_of(tmp_path, text)


def test_a_missing_or_negative_choice_of_the_study_is_named(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(SETTINGS_TOML.replace("seed = 7\n", ""), encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    assert caught.value.problems[0].code == "setting_missing"
    path.write_text(SETTINGS_TOML.replace("seed = 7", "seed = -7"), encoding="utf-8")
    with pytest.raises(SettingsError, match="0 or more"):
        read_settings(path)


def test_a_text_in_one_language_is_refused_and_years_are_a_range(
    tmp_path: Path,
) -> None:
    path = tmp_path / "study.toml"
    english = SETTINGS_TOML.replace('zh = "示例市", ', "")
    path.write_text(english, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.column) == ("setting_type", "[study] place")
    path.write_text(SETTINGS_TOML, encoding="utf-8")
    assert read_settings(path).years == range(2015, 2024)


def test_a_file_that_is_not_there_or_no_toml_is_named(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    with pytest.raises(SettingsError, match="hubstudy template"):
        read_settings(path)
    path.write_bytes("# 研究".encode("gb18030"))
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    assert caught.value.problems[0].code == "settings_broken"
