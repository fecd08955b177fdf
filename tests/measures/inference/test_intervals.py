"""Intervals against other programs, and every case in which there is none."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from hubstudy.errors import MeasureError
from hubstudy.measures.inference import (
    clustered_difference,
    clustered_share,
    median_interval,
    rank_intervals,
    simultaneous_gaps,
    wilson,
)
from tests.reference.shared import printed

# the vectors of tests/reference/inference.R
CLUSTER = np.repeat(np.arange(1, 13), [1, 2, 3, 4, 5, 6, 2, 2, 3, 3, 4, 1])
OUTCOME = ((np.arange(1, 37) * 7) % 5 < 3).astype(float)
OUTCOME[CLUSTER == 6] = 1
OUTCOME[CLUSTER == 9] = 0
NUMBER = np.arange(1, 37)
CROSSED = (NUMBER - 1) % 8 + 1


def test_wilson_of_three_in_four_is_30_to_95_per_cent() -> None:
    share = wilson(3, 4)
    assert (share.ci_low, share.ci_high) == pytest.approx((0.3006, 0.9544), abs=5e-5)


@pytest.mark.parametrize(("k", "n"), [(0, 7), (7, 7), (5, 9), (128, 160)])
def test_wilson_is_scipys(k: int, n: int) -> None:
    share = wilson(k, n)
    ours = (share.ci_low, share.ci_high)
    ends = stats.binomtest(k, n).proportion_ci(method="wilson")
    assert ours == pytest.approx((ends.low, ends.high), abs=1e-12)


def test_wilson_of_nothing_is_undefined() -> None:
    assert wilson(0, 0, reason="no_projects").reason == "no_projects"


def test_wilson_refuses_more_successes_than_cases() -> None:
    with pytest.raises(MeasureError, match="found 5"):
        wilson(5, 4)


@pytest.mark.parametrize("n", [6, 7, 17, 50, 101])
def test_median_interval_is_scipys_order_statistics(n: int) -> None:
    median = median_interval(np.arange(n) ** 2)
    ends = stats.quantile_test(np.arange(n) ** 2, p=0.5).confidence_interval(0.95)
    assert (median.ci_low, median.ci_high) == (ends.low, ends.high)
    assert median.estimate == np.median(np.arange(n) ** 2)


def test_five_values_have_no_95_per_cent_interval_of_the_median() -> None:
    assert median_interval([1, 2, 3, 4, 5]).reason == "too_small"


def test_difference_of_nested_clusters_is_that_of_clubsandwich() -> None:
    beta, error, _, p, low, high = map(float, printed("inference.txt")["nested"])
    ours = clustered_difference(OUTCOME, CLUSTER <= 6, CLUSTER)
    found = (ours.estimate, ours.std_error, ours.p_value, ours.ci_low, ours.ci_high)
    assert found == pytest.approx((beta, error, p, low, high), rel=1e-9)
    assert (ours.n, ours.n_clusters) == (36, 12)


def test_difference_within_clusters_is_that_of_clubsandwich() -> None:
    beta, error, _, p, low, high = map(float, printed("inference.txt")["crossed"])
    values = ((NUMBER * 11) % 17) / 4 + CROSSED / 3
    ours = clustered_difference(values, NUMBER % 3 == 0, CROSSED)
    found = (ours.estimate, ours.std_error, ours.p_value, ours.ci_low, ours.ci_high)
    assert found == pytest.approx((beta, error, p, low, high), rel=1e-9)


def test_share_has_clubsandwichs_error_and_a_logit_interval() -> None:
    beta, error, df = map(float, printed("inference.txt")["mean"])
    ours = clustered_share(OUTCOME, clusters=CLUSTER)
    half = stats.t.ppf(0.975, df) * error / (beta * (1 - beta))
    ends = 1 / (1 + np.exp(-(np.log(beta / (1 - beta)) + np.array([-half, half]))))
    assert (ours.estimate, ours.std_error) == pytest.approx((beta, error), rel=1e-9)
    assert (ours.ci_low, ours.ci_high) == pytest.approx(tuple(ends), rel=1e-9)


def test_clusters_of_one_have_the_standard_error_of_welch() -> None:
    values, treated = np.arange(20.0) ** 1.5, np.arange(20) < 8
    ours = clustered_difference(values, treated, np.arange(20), style="number")
    welch = stats.ttest_ind(values[treated], values[~treated], equal_var=False)
    assert ours.estimate is not None
    assert ours.std_error == pytest.approx(ours.estimate / welch.statistic)


ENOUGH = np.tile([0.0, 1.0], 10)
DEGENERATE = {
    "one_group_only": (ENOUGH, np.ones(20), np.arange(20)),
    "too_few_clusters": (ENOUGH, np.arange(20) < 10, np.arange(20) // 5),
    "no_variation": (np.ones(20), np.arange(20) < 10, np.arange(20)),
    "one_group_constant": (
        np.where(np.arange(20) < 10, 1.0, ENOUGH), np.arange(20) < 10, np.arange(20),
    ),
}  # fmt: skip


@pytest.mark.parametrize("reason", DEGENERATE)
def test_difference_is_refused_with_a_reason(reason: str) -> None:
    assert clustered_difference(*DEGENERATE[reason]).reason == reason


def test_nothing_has_no_difference() -> None:
    assert clustered_difference([], [], []).reason == "one_group_only"


def test_one_dominant_cluster_leaves_too_few_degrees_of_freedom() -> None:
    sizes = [60, 1, 1, 1, 1, 60, 1, 1, 1, 1]
    clusters = np.repeat(np.arange(10), sizes)
    values = np.arange(len(clusters)) % 2
    found = clustered_difference(values, clusters < 5, clusters)
    assert found.reason == "too_few_clusters"


def test_interval_of_a_difference_of_shares_stays_within_one() -> None:
    values = np.array([1.0] * 9 + [0.0] + [0.0] * 9 + [1.0])
    values[[4, 14]] = 1 - values[[4, 14]]
    found = clustered_difference(values, np.arange(20) < 10, np.arange(20) // 2)
    assert found.is_defined
    assert found.ci_high is not None
    assert found.ci_high <= 1


@pytest.mark.parametrize(
    ("values", "clusters", "reason"),
    [
        ([], [], "too_small"),
        ([1, 0, 1], [1, 2, 3], "too_small"),
        ([1, 0, 1, 0, 1], [1, 1, 2, 2, 2], "too_few_clusters"),
        ([1] * 6, [1, 2, 3, 4, 5, 6], "no_variation"),
        ([0, 1] * 30 + [1] * 4, [1] * 60 + [2, 3, 4, 5], "too_few_clusters"),
    ],
)
def test_share_is_refused_with_a_reason(
    values: list[int], clusters: list[int], reason: str
) -> None:
    assert clustered_share(values, clusters=clusters).reason == reason


def test_ranks_of_well_separated_units_are_certain() -> None:
    noise = np.random.default_rng(1).normal(0, 0.01, (2000, 3))
    ranks = rank_intervals([1, 3, 2], draws=np.array([1, 3, 2]) + noise)
    assert ranks.to_numpy().tolist() == [[3, 3, 3], [1, 1, 1], [2, 2, 2]]


def test_ranks_of_equal_units_are_all_open() -> None:
    noise = np.random.default_rng(1).normal(0, 1, (2000, 4))
    ranks = rank_intervals([1, 1, 1, 1.1], draws=noise)
    assert ranks["rank"].tolist() == [2, 2, 2, 1]
    assert ranks["rank_low"].tolist() == [1] * 4
    assert ranks["rank_high"].tolist() == [4] * 4


def test_simultaneous_interval_of_two_units_is_the_ordinary_one() -> None:
    noise = np.random.default_rng(1).normal(0, [3.0, 4.0], (200_000, 2))
    differences, half = simultaneous_gaps([10, 4], draws=noise)
    assert differences[0, 1] == 6
    assert half[0, 1] == pytest.approx(1.96 * 5, rel=0.01)


def test_one_unit_and_none_have_their_rank() -> None:
    assert rank_intervals([4.0], draws=np.ones((5, 1))).to_numpy().tolist() == [
        [1, 1, 1]
    ]
    assert rank_intervals([], draws=np.ones((5, 0))).empty


def test_interval_covers_as_it_says_with_six_clusters_a_group() -> None:
    rng = np.random.default_rng(7)
    covered = []
    for _ in range(400):
        clusters = np.repeat(np.arange(12), rng.integers(2, 9, 12))
        values = rng.normal(0, 0.5, 12)[clusters] + rng.normal(0, 1, len(clusters))
        found = clustered_difference(values, clusters < 6, clusters)
        if found.ci_low is not None and found.ci_high is not None:
            covered.append(found.ci_low <= 0 <= found.ci_high)
    assert 0.92 < np.mean(covered) < 0.98


def test_units_without_error_do_not_blur_the_others() -> None:
    generator = np.random.default_rng(1)
    noisy = generator.normal([0.5, 0.9], 0.01, (500, 2))
    draws = np.column_stack([np.full(500, 0.1), np.full(500, 1 / 3), noisy])
    ranks = rank_intervals([0.1, 1 / 3, 0.5, 0.9], draws=draws)
    assert ranks["rank_low"].tolist() == [4, 3, 2, 1]
    assert ranks["rank_high"].tolist() == [4, 3, 2, 1]
