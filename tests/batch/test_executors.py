"""A task that takes its process down fails alone."""

from __future__ import annotations

import os

import pytest

from hubstudy.batch.executors import run_all
from hubstudy.errors import RunError


def double(number: int) -> int:
    """Double a number; some numbers are bad luck."""
    if number == 13:
        os._exit(1)
    if number == 7:
        raise ValueError(number)
    return 2 * number


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_exception_is_handed_back(jobs: int) -> None:
    outcomes = dict(run_all(double, [6, 7, 8], jobs=jobs))
    assert outcomes[6] == 12
    assert outcomes[8] == 16
    assert str(outcomes[7]) == "ValueError: 7"


def test_a_worker_that_dies_takes_no_other_task_with_it() -> None:
    outcomes = dict(run_all(double, [1, 13, 2, 3, 4], jobs=2))
    assert [outcomes[n] for n in (1, 2, 3, 4)] == [2, 4, 6, 8]
    assert isinstance(outcomes[13], RunError)
    assert "died" in str(outcomes[13])
