"""A result says its number or its reason, and reads back as it was stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from hubstudy.errors import Bilingual, MeasureError
from hubstudy.results import (
    REASONS,
    Estimate,
    Result,
    estimates_frame,
    print_number,
    read_parquet,
    write_parquet,
)

if TYPE_CHECKING:
    from pathlib import Path

SHARE = Estimate(0.75, ci_low=0.30, ci_high=0.95, n=4, method="Wilson", style="share")


def result() -> Result:
    return Result(
        name="project_outcomes",
        unit="371082901",
        unit_name=Bilingual("甲街道", "Street A"),
        table=pd.DataFrame({"level": ["hub"], "n": [4], "value": [float("nan")]}),
        n=4,
        numbers={"completion": SHARE, "stars": Estimate.undefined("no_ratings")},
        finding=Bilingual("结项率 75%。", "75% completed."),
        method=Bilingual("威尔逊区间", "Wilson interval"),
        caveats=(Bilingual("样本小", "few cases"),),
        parts={"funnel": pd.DataFrame({"stage": ["approved"], "n": [4]})},
    )


def test_a_number_prints_with_its_interval_in_both_languages() -> None:
    assert SHARE.text("zh") == "75.0%（95% 区间 30.0%至95.0%）"
    assert SHARE.text("en") == "75.0% (95% interval 30.0% to 95.0%)"
    assert SHARE.text("zh", interval=False) == "75.0%"


def test_a_range_that_is_no_confidence_interval_is_not_called_one() -> None:
    census = Estimate(0.6, ci_low=0.58, ci_high=0.61, interval="leave_one_out")
    assert census.text("zh") == "0.600（逐一剔除组织时 0.580至0.610）"
    with pytest.raises(MeasureError, match="kind of interval"):
        Estimate(0.6, interval="magic")


def test_an_undefined_number_prints_its_reason() -> None:
    missing = Estimate.undefined("no_ratings")
    assert not missing.is_defined
    assert missing.both() == REASONS["no_ratings"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"estimate": None},
        {"estimate": float("nan")},
        {"estimate": 1.0, "reason": "no_ratings"},
        {"estimate": None, "reason": "because"},
    ],
)
def test_a_number_has_a_value_or_a_known_reason(wrong: dict[str, object]) -> None:
    with pytest.raises(MeasureError):
        Estimate(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (1297, "count", "1,297"),
        (-0.052, "points", "−5.2 个百分点"),
        (300000, "cny", "300,000 元"),
        (0.1667, "number", "0.167"),
        (23.961, "number", "23.96"),
        (float("inf"), "number", "∞"),
    ],
)
def test_numbers_print_in_the_styles_of_the_report(
    value: float, style: str, text: str
) -> None:
    assert print_number(value, style, "zh") == text


def test_a_stored_result_reads_back_as_it_was(tmp_path: Path) -> None:
    stored = result()
    paths = stored.store(tmp_path)
    again = Result.load(tmp_path, "project_outcomes")
    assert {path.name for path in paths} == {
        "project_outcomes.json",
        "project_outcomes.parquet",
        "project_outcomes.funnel.parquet",
    }
    assert dict(again.numbers) == dict(stored.numbers)
    assert (again.finding, again.caveats, again.unit_name, again.n) == (
        stored.finding, stored.caveats, stored.unit_name, stored.n,
    )  # fmt: skip
    assert_frame_equal(again.table, stored.table)
    assert_frame_equal(again.parts["funnel"], stored.parts["funnel"])


def test_storing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    first, second = (result().store(folder) for folder in folders)
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_frames_handed_out_are_copies() -> None:
    original = result()
    table, funnel = original.to_frame(), original.to_frame("funnel")
    table.loc[0, "n"] = 99
    funnel.loc[0, "n"] = 99
    assert original.table["n"].tolist() == [4]
    assert original.parts["funnel"]["n"].tolist() == [4]
    with pytest.raises(KeyError, match="funnel"):
        original.to_frame("none")
    with pytest.raises(TypeError):
        original.numbers["completion"] = SHARE  # type: ignore[index]


def test_it_shows_the_sentence_and_escapes_html() -> None:
    shown = Result(
        **{
            name: getattr(result(), name)
            for name in result().__dataclass_fields__
            if name != "finding"
        },
        finding=Bilingual("<b>句</b>", "sentence"),
    )
    assert "&lt;b&gt;句" in shown._repr_html_()
    assert str(shown) == "<b>句</b>\nsentence"
    assert shown["completion"].n == 4


def test_estimates_lie_in_one_frame_with_the_house_columns() -> None:
    frame = estimates_frame(result().numbers)
    assert frame["term"].tolist() == ["completion", "stars"]
    assert frame["estimate"].isna().tolist() == [False, True]
    assert frame["reason"].tolist() == ["", "no_ratings"]


@given(st.binary(min_size=1, max_size=1))
def test_a_flipped_byte_in_a_page_is_found(
    tmp_path_factory: pytest.TempPathFactory, mask: bytes
) -> None:
    if mask == b"\x00":
        return
    path = tmp_path_factory.mktemp("parquet") / "frame.parquet"
    frame = pd.DataFrame({"value": range(200)})
    write_parquet(frame, path)
    data = bytearray(path.read_bytes())
    data[100] ^= mask[0]
    path.write_bytes(bytes(data))
    with pytest.raises(Exception, match=r"(?i)crc|checksum|corrupt|invalid|zstd|page"):
        read_parquet(path)
