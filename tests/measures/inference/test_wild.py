"""Wild cluster bootstrap: brute force, enumeration, and other programs' figures."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
import statsmodels.api as sm

from hubstudy.errors import MeasureError
from hubstudy.measures.inference import clustered_slope, wild_cluster_bootstrap
from hubstudy.measures.inference.absorbed import slope_of
from hubstudy.measures.inference.wild import WEBB, Draws, Weights, _draws, _side
from tests.measures.inference.panels import reference_panel, with_dummies
from tests.reference.shared import printed

if TYPE_CHECKING:
    import pandas as pd

PANEL = reference_panel()
EFFECTS = [PANEL["organization"], PANEL["year"]]


def squared_t(
    y: np.ndarray, x: np.ndarray, others: np.ndarray, cluster: np.ndarray, null: float
) -> float:
    """Square of (slope − null) over its plain cluster-robust error, in full."""
    design = np.column_stack([x, others])
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ y
    residual = y - design @ beta
    meat = np.zeros((design.shape[1],) * 2)
    for g in np.unique(cluster):
        score = design[cluster == g].T @ residual[cluster == g]
        meat += np.outer(score, score)
    return (beta[0] - null) ** 2 / (inverse @ meat @ inverse)[0, 0]


def by_the_formula(
    panel: pd.DataFrame, weights: np.ndarray, *effects: str, null: float = 0.0
) -> tuple[float, np.ndarray]:
    """Squared t of the data and of every row of weights, each from two regressions."""
    y, x = panel["y"].to_numpy(), panel["x"].to_numpy()
    cluster = panel["street"].to_numpy()
    others = with_dummies(panel, *effects)
    held = y - null * x
    fitted = others @ np.linalg.lstsq(others, held, rcond=None)[0]
    residual = held - fitted
    draws = [
        squared_t(null * x + fitted + residual * row[cluster], x, others, cluster, null)
        for row in weights
    ]
    return squared_t(y, x, others, cluster, null), np.array(draws)


@pytest.mark.parametrize("null", [0.0, 0.4])
def test_every_statistic_is_that_of_regressions_done_again(null: float) -> None:
    slope = slope_of(PANEL["y"], PANEL["x"], clusters=PANEL["street"], effects=EFFECTS)
    found = _draws(slope, "webb", 60, 5).squared_t(null)
    points = np.concatenate([-WEBB, WEBB])
    drawn = points[np.random.default_rng(5).integers(0, 6, (60, 8))]
    observed, expected = by_the_formula(PANEL, drawn, "organization", "year", null=null)
    assert found[0] == pytest.approx(observed, rel=1e-9)
    assert found[1:] == pytest.approx(expected, rel=1e-8)


def test_enumerated_p_counts_every_pattern_and_ties() -> None:
    patterns = np.array(list(itertools.product([1.0, -1.0], repeat=8)))
    observed, every = by_the_formula(PANEL, patterns, "organization", "year")
    expected = (
        every >= observed * (1 - 1e-9)
    ).mean()  # data and mirror image among them
    found = wild_cluster_bootstrap(
        PANEL["y"], PANEL["x"], clusters=PANEL["street"], effects=EFFECTS,
        weights="rademacher", n_draws=256, seed=0,
    )  # fmt: skip
    assert found.p_value == expected
    assert expected >= 2 / 256


def test_five_clusters_cannot_reach_five_per_cent_nor_close_an_interval() -> None:
    # of 2^5 patterns the data and their mirror image always tie: p is 2/32 at least
    rng = np.random.default_rng(0)
    cluster, x = np.arange(60) % 5, rng.normal(size=60)
    found = wild_cluster_bootstrap(
        9 * x + rng.normal(size=60), x, clusters=cluster, weights="rademacher",
        min_clusters=5, seed=0,
    )  # fmt: skip
    assert found.p_value == 2 / 32
    assert (found.ci_low, found.ci_high) == (None, None)
    assert found.method.endswith("interval unbounded")


GRUNFELD = {
    ("value", "rademacher"): (0.00390625, 0.088215731, 0.225045944),
    ("capital", "rademacher"): (0.021484375, 0.030800258, 0.369069671),
    ("value", "webb"): (0.020860209, 0.088835162, 0.213015780),
    ("capital", "webb"): (0.032850329, 0.024191710, 0.369699948),
}
"""p and interval of R's fwildclusterboot 0.14.3 (type fnw11) on Grunfeld's 11 firms,
2^11 patterns or 99,999 draws."""


@pytest.mark.parametrize(("name", "weights"), GRUNFELD)
def test_grunfelds_investment_is_fwildclusterboots(name: str, weights: Weights) -> None:
    data = sm.datasets.grunfeld.load_pandas().data
    other = "capital" if name == "value" else "value"
    found = wild_cluster_bootstrap(
        data["invest"], data[name], controls=data[other], clusters=data["firm"],
        weights=weights, n_draws=99_999, seed=1,
    )  # fmt: skip
    p, low, high = GRUNFELD[name, weights]
    assert found.p_value is not None
    if weights == "rademacher":  # it counts neither the data nor their mirror image
        assert found.p_value == p + 2 / 2**11
        assert (found.ci_low, found.ci_high) == pytest.approx((low, high), rel=0.03)
    else:
        assert found.p_value == pytest.approx(p, abs=4 * np.sqrt(p / 99_999))
        assert (found.ci_low, found.ci_high) == pytest.approx((low, high), abs=2e-3)


def test_eight_firms_enumerated_are_fwildclusterboots() -> None:
    data = sm.datasets.grunfeld.load_pandas().data
    eight = data[data["firm"].isin(sorted(set(data["firm"]))[:8])]
    found = wild_cluster_bootstrap(
        eight["invest"], eight["capital"], controls=eight["value"],
        clusters=eight["firm"], weights="rademacher", seed=0,
    )  # fmt: skip
    assert found.p_value == 0.109375 + 2 / 256


def test_studentised_by_sandwichs_plain_error() -> None:
    slope = slope_of(PANEL["y"], PANEL["x"], clusters=PANEL["street"], effects=EFFECTS)
    draws = _draws(slope, "webb", 39, 0)
    expected = float(printed("crowding.txt")["plain_error"][0])
    assert draws.std_error == pytest.approx(expected, rel=1e-9)


def test_interval_ends_where_the_same_draws_begin_to_reject() -> None:
    found = wild_cluster_bootstrap(
        PANEL["y"], PANEL["x"], clusters=PANEL["street"], effects=EFFECTS,
        n_draws=999, seed=3,
    )  # fmt: skip
    assert found.ci_low is not None
    assert found.ci_high is not None
    for end, out in ((found.ci_low, -1), (found.ci_high, 1)):
        p = [
            wild_cluster_bootstrap(
                PANEL["y"] - (end + out * step) * PANEL["x"], PANEL["x"],
                clusters=PANEL["street"], effects=EFFECTS, n_draws=999, seed=3,
            ).p_value
            for step in (-1e-6, 1e-6)
        ]  # fmt: skip
        assert p[0] is not None
        assert p[1] is not None
        assert p[0] > 0.05 >= p[1]


def draws_in_pieces(peak: float) -> Draws:
    """
    Give draws that leave [-2, 2] standing, and a stretch around 4 beyond.

    The data's squared t is b². Of a hundred draws 94 have 0; those that count have 4
    whatever the slope, or 12 / ((b - 4)² + 1 / peak), which exceeds b² from about 2.8
    to 4.5.
    """
    shift, variance = np.zeros((2, 101)), np.zeros((3, 101))
    variance[0] = 1
    shift[1, 0] = -1
    shift[0, 1:7] = 2
    shift[0, 7:13] = np.sqrt(12)
    variance[:, 7:13] = np.array([[16 + 1 / peak], [4], [1]])
    return Draws(shift, variance)


def test_stretch_that_is_rejected_is_not_jumped() -> None:
    draws = draws_in_pieces(peak=4)
    b = np.array([-2.1, -1.9, 0, 1.9, 2.1, 2.6, 3, 4, 4.4, 4.9, 50])
    standing = (b**2 <= 4) | (12 / ((b - 4) ** 2 + 0.25) >= b**2)
    assert draws.not_rejected(b).tolist() == standing.tolist()
    assert not standing[5]
    assert standing[7]  # where steps that double from 0 would have landed
    above, below = (_side(draws, 0.0, side) for side in (1, -1))
    assert (above.end, above.goes_on) == (pytest.approx(2), True)
    assert (below.end, below.goes_on) == (pytest.approx(-2), False)


def test_every_slope_left_standing_leaves_a_side_open() -> None:
    shift, variance = np.ones((2, 50)), np.ones((3, 50))
    draws = Draws(shift, variance * [[1], [0], [0]])
    assert _side(draws, 1.0, 1).end == np.inf


def test_interval_moves_with_the_slope_and_scales_with_the_unit() -> None:
    def fit(y: pd.Series, x: pd.Series) -> np.ndarray:
        found = wild_cluster_bootstrap(
            y, x, clusters=PANEL["street"], effects=EFFECTS, n_draws=199, seed=3
        )
        return np.array([found.estimate, found.ci_low, found.ci_high])

    plain = fit(PANEL["y"], PANEL["x"])
    assert fit(PANEL["y"] + 5 * PANEL["x"], PANEL["x"]) == pytest.approx(plain + 5)
    assert fit(PANEL["y"], PANEL["x"] / 1000) == pytest.approx(plain * 1000)


def test_order_of_cases_changes_nothing() -> None:
    order = np.random.default_rng(2).permutation(len(PANEL))
    shuffled = PANEL.iloc[order]
    a, b = (
        wild_cluster_bootstrap(
            rows["y"], rows["x"], clusters=rows["street"],
            effects=[rows["organization"], rows["year"]], n_draws=199, seed=3,
        )
        for rows in (PANEL, shuffled)
    )  # fmt: skip
    assert (a.estimate, a.p_value) == pytest.approx((b.estimate, b.p_value))
    assert (a.ci_low, a.ci_high) == pytest.approx((b.ci_low, b.ci_high))


def test_p_is_never_below_one_in_draws_and_one() -> None:
    rng = np.random.default_rng(0)
    cluster = np.repeat(np.arange(20), 8)
    x = rng.normal(size=160)
    found = wild_cluster_bootstrap(
        9 * x + rng.normal(size=160), x, clusters=cluster, n_draws=99, seed=0
    )
    assert found.p_value == 1 / 100


@pytest.mark.parametrize(("n_clusters", "reason"), [(5, "too_few_clusters"), (6, "")])
def test_fewer_than_six_clusters_are_refused(n_clusters: int, reason: str) -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 60))
    found = wild_cluster_bootstrap(
        y, x, clusters=np.arange(60) % n_clusters, n_draws=99, seed=0
    )
    assert found.reason == reason


def test_clusters_in_which_the_predictor_says_nothing_are_not_counted() -> None:
    rng = np.random.default_rng(0)
    cluster, unit = np.repeat(np.arange(9), 8), np.arange(72) // 4
    x, y = rng.normal(size=(2, 72))
    x[cluster >= 5] = unit[cluster >= 5]
    found = wild_cluster_bootstrap(
        y, x, clusters=cluster, effects=[unit], n_draws=99, seed=0
    )
    assert found.reason == "too_few_clusters"


def test_reasons_of_the_slope_are_handed_on() -> None:
    x = np.arange(24.0)
    found = wild_cluster_bootstrap(
        x, np.ones(24), clusters=np.arange(24) % 8, n_draws=99, seed=0
    )
    assert found.reason == "no_variation"


def test_too_few_draws_and_unknown_weights_are_refused() -> None:
    with pytest.raises(MeasureError, match="39"):
        wild_cluster_bootstrap([1], [1], clusters=[1], n_draws=38, seed=0)
    with pytest.raises(MeasureError, match="mammen"):
        wild_cluster_bootstrap(
            PANEL["y"], PANEL["x"], clusters=PANEL["street"],
            weights="mammen", seed=0,  # type: ignore[arg-type]
        )  # fmt: skip


def test_size_is_nominal_with_ten_clusters_that_share_shocks() -> None:
    """
    Reject a slope of 0 in about 5 % of panels in which it is 0.

    Ten streets of four organisations over six years; outcome and predictor are
    gamma, and both have shocks common to a street and a year. 400 panels have a
    standard error of 1.1 points.
    """
    street = np.repeat(np.arange(10), 24)
    unit, year = np.arange(240) // 6, np.arange(240) % 6
    rng = np.random.default_rng(20240601)
    rejected = np.zeros(3)
    for _ in range(400):
        shocks = rng.gamma(0.7, 1, (2, 10, 6))[:, street, year]
        x, y = rng.gamma(1.5, 1, (2, 240)) + shocks
        wild = wild_cluster_bootstrap(
            y, x, clusters=street, effects=[unit, year], n_draws=199, seed=0
        )
        assert wild.p_value is not None
        found = [
            clustered_slope(y, x, clusters=label, effects=[unit, year]).p_value
            for label in (street, unit)
        ]
        # in some panels one street has the say, and CR2 refuses
        p = [wild.p_value, *(1.0 if each is None else each for each in found)]
        rejected += np.array(p) <= 0.05
    sizes = rejected / 400
    assert 0.028 <= sizes[0] <= 0.075
    assert 0.028 <= sizes[1] <= 0.075
    assert sizes[2] > sizes[0]  # shocks of a street make clusters of one too certain
