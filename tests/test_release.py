"""Small cells are hidden, and cannot be worked out from the total."""

from __future__ import annotations

import pandas as pd
import pytest

from hubstudy.errors import MeasureError
from hubstudy.release import hide_few, release


@pytest.fixture
def streets() -> pd.DataFrame:
    """Four streets: money, how many organisations it rests on, and how sure it is."""
    return pd.DataFrame(
        {
            "street": ["a", "b", "c", "d"],
            "n": [10, 2, 5, 5],
            "amount": [100.0, 20.0, 50.0, 60.0],
        }
    )


def test_one_hidden_row_takes_the_next_smallest_with_it(streets: pd.DataFrame) -> None:
    out = release(streets, contributors="n", protect=["amount"], minimum=3)
    assert out["amount"].isna().tolist() == [False, True, True, False]
    assert out["reason"].tolist() == ["", "suppressed", "suppressed", ""]
    assert out["n"].tolist() == [10, 2, 5, 5]
    assert streets["amount"].notna().all()


def test_without_a_published_total_the_small_row_alone_is_hidden(
    streets: pd.DataFrame,
) -> None:
    out = release(
        streets, contributors="n", protect=["amount"], minimum=3, total_over=None
    )
    assert out["amount"].isna().tolist() == [False, True, False, False]


def test_two_hidden_rows_need_no_third(streets: pd.DataFrame) -> None:
    out = release(streets, contributors="n", protect=["amount"], minimum=6)
    assert out["amount"].isna().tolist() == [False, True, True, True]
    frame = streets.assign(n=[10, 2, 1, 5])
    out = release(frame, contributors="n", protect=["amount"], minimum=3)
    assert out["amount"].isna().tolist() == [False, True, True, False]


def test_a_row_at_the_threshold_is_shown(streets: pd.DataFrame) -> None:
    out = release(streets, contributors="n", protect=["amount"], minimum=2)
    assert out["amount"].tolist() == [100.0, 20.0, 50.0, 60.0]


def test_the_count_can_be_hidden_too(streets: pd.DataFrame) -> None:
    out = release(streets, contributors="n", protect=["n", "amount"], minimum=3)
    assert out["n"].tolist() == [10, pd.NA, pd.NA, 5]


def test_an_undefined_value_keeps_its_own_reason(streets: pd.DataFrame) -> None:
    frame = streets.assign(
        amount=[100.0, 20.0, float("nan"), 60.0], reason=["", "", "no_revenue", ""]
    )
    out = release(frame, contributors="n", protect=["amount"], minimum=3)
    assert out["reason"].tolist() == ["", "suppressed", "no_revenue", "suppressed"]


def test_each_total_is_guarded_by_itself(streets: pd.DataFrame) -> None:
    frame = pd.concat(
        [streets.assign(year=2022), streets.assign(year=2023, n=[9, 8, 7, 6])],
        ignore_index=True,
    )
    out = release(
        frame, contributors="n", protect=["amount"], minimum=3, total_over=["year"]
    )
    hidden = [False, True, True, False, False, False, False, False]
    assert out["amount"].isna().tolist() == hidden


def test_the_reason_of_a_protected_column_is_set(streets: pd.DataFrame) -> None:
    frame = streets.assign(amount_reason="")
    out = release(frame, contributors="n", protect=["amount"], minimum=3)
    assert out["amount_reason"].tolist() == ["", "suppressed", "suppressed", ""]


def test_an_empty_frame_passes(streets: pd.DataFrame) -> None:
    out = release(streets.iloc[:0], contributors="n", protect=["amount"], minimum=3)
    assert out.columns.tolist() == ["street", "n", "amount", "reason"]


def test_an_unknown_column_is_refused(streets: pd.DataFrame) -> None:
    with pytest.raises(MeasureError, match="cash"):
        release(streets, contributors="n", protect=["cash"], minimum=3)


def test_few_units_are_not_counted_out_but_none_is_none() -> None:
    frame = pd.DataFrame({"n_lost": [0, 1, 2, 3, 40], "other": range(5)})
    out = hide_few(frame, ["n_lost"], minimum=3)
    assert out["n_lost"].isna().tolist() == [False, True, True, False, False]
    reasons = ["", "suppressed", "suppressed", "", ""]
    assert out["n_lost_reason"].tolist() == reasons
    assert out["other"].tolist() == [0, 1, 2, 3, 4]
    assert frame["n_lost"].tolist() == [0, 1, 2, 3, 40]  # untouched
