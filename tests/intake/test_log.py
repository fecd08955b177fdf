"""The log of a reading says what was changed, where from, and what to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from pandas.testing import assert_frame_equal

from hubstudy.intake import open_study
from hubstudy.intake.changes import CHANGE_COLUMNS
from hubstudy.intake.ledger import LEDGER_COLUMNS
from hubstudy.intake.log import intake_log, write_log
from tests.intake.sheets import grid_of, put_csv
from tests.studies import write_study

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.intake import Study


def cleaned_study(folder: Path) -> Study:
    """Read the napkin study, one cell of which is approximate."""
    write_study(folder)
    grid = grid_of(folder, "communities")
    grid[1][5] = "约2000"
    put_csv(folder / "communities.csv", grid)
    return open_study(folder)


def test_the_log_has_four_frames_with_their_columns(tmp_path: Path) -> None:
    log = intake_log(cleaned_study(tmp_path / "s"))
    assert {name: frame.columns.tolist() for name, frame in log.items()} == {
        "intake/changes": list(CHANGE_COLUMNS),
        "intake/ledger": list(LEDGER_COLUMNS),
        "intake/notices": [
            "code", "severity", "file", "sheet", "row", "column", "found", "expected",
            "remedy_zh", "remedy_en",
        ],
        "intake/origins": ["table", "key", "file", "sheet", "row"],
    }  # fmt: skip


def test_changes_say_what_was_and_what_became(tmp_path: Path) -> None:
    log = intake_log(cleaned_study(tmp_path / "s"))
    (change,) = log["intake/changes"].to_dict("records")
    assert pd.isna(change.pop("sheet"))
    assert change == {
        "table": "communities", "file": "communities.csv", "row": 2,
        "column": "居民人数/人", "field": "residents", "was": "约2000",
        "became": "2000", "rule": "approximate", "precision": "",
    }  # fmt: skip


def test_notices_are_rows(tmp_path: Path) -> None:
    notices = intake_log(cleaned_study(tmp_path / "s"))["intake/notices"]
    hit = notices[notices["code"] == "approximate_values"].iloc[0]
    assert (hit["severity"], hit["row"], hit["column"]) == (
        "warning", 2, "居民人数/人",
    )  # fmt: skip
    assert str(notices["row"].dtype) == "Int64"


def test_every_row_has_its_key_and_origin(tmp_path: Path) -> None:
    origins = intake_log(cleaned_study(tmp_path / "s"))["intake/origins"]
    assert len(origins) == 2 + 3 + 7 + 3
    ties = origins[origins["table"] == "ties"]
    assert ties["key"].tolist() == [
        "A1\tA2\tcollaboration\t2019", "A3\tB1\tcollaboration\t2019",
        "B2\tC1\tcollaboration\t2019",
    ]  # fmt: skip
    assert ties["row"].tolist() == [2, 3, 4]


def test_a_study_made_in_memory_has_an_empty_log(napkin: Study) -> None:
    log = intake_log(napkin)
    assert log["intake/notices"].empty
    assert log["intake/origins"].columns.tolist() == [
        "table", "key", "file", "sheet", "row",
    ]  # fmt: skip


def test_the_log_is_written_and_read_back_the_same_each_time(tmp_path: Path) -> None:
    study = cleaned_study(tmp_path / "s")
    paths = write_log(study, tmp_path / "out")
    names = [path.relative_to(tmp_path / "out").as_posix() for path in paths]
    assert names == [f"{name}.parquet" for name in intake_log(study)]
    for path, frame in zip(paths, intake_log(study).values(), strict=True):
        assert_frame_equal(pd.read_parquet(path), frame, check_dtype=False)
    before = [path.read_bytes() for path in paths]
    assert [p.read_bytes() for p in write_log(study, tmp_path / "out")] == before
