"""Settings are read whole or refused with every fault named."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from hubstudy.errors import SettingsError
from hubstudy.settings import read_settings
from tests.studies import SETTINGS_TOML, small_settings

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, text: str) -> Path:
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_setting_is_read(tmp_path: Path) -> None:
    assert read_settings(written(tmp_path, SETTINGS_TOML)) == small_settings()
    assert list(small_settings().years) == list(range(2015, 2024))
    assert small_settings().as_of == dt.date(2023, 8, 31)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('language = "zh"', 'language = "fr"', "zh, en"),
        ("seed = 7", 'seed = "7"', "a whole number"),
        ("first_year = 2015", "first_year = 2024", "first_year > last_year"),
        ("as_of = 2023-08-31", "as_of = 2022-08-31", "as_of must lie in last_year"),
        ("min_contributors = 3", "min_contributors = 0", "at least 1"),
        ('en = "Napkin study"', 'fr = "x"', "needs zh, en"),
        ("[privacy]", '[reporting]\nethics = "无"\n[privacy]', "both wordings"),
        ("[privacy]", '[reporting]\nethics = {zh = "无"}\n[privacy]', "needs zh, en"),
        ("[privacy]", "[secrets]", r"unknown section \[secrets\]"),
        ("[study]", "[study", "not valid UTF-8 TOML"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in SETTINGS_TOML
    with pytest.raises(SettingsError, match=message):
        read_settings(written(tmp_path, SETTINGS_TOML.replace(old, new)))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"study\.toml"):
        read_settings(tmp_path / "study.toml")
