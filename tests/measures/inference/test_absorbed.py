"""Slopes after fixed effects: against clubSandwich, and against full dummies."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.errors import MeasureError
from hubstudy.measures.inference import clustered_slope
from hubstudy.measures.inference.absorbed import slope_of
from hubstudy.measures.inference.sandwich import cr2
from tests.measures.inference.panels import reference_panel, with_dummies
from tests.reference.shared import printed

PANEL = reference_panel()
TWO_WAY = ("organization", "year")
MODELS = {
    "by_organization": ("organization", TWO_WAY, ()),
    "by_street": ("street", TWO_WAY, ()),
    "with_control": ("street", TWO_WAY, ("z",)),
    "crossed": ("crossed", TWO_WAY, ()),
    "year_effects": ("street", ("year",), ()),
    "no_effects": ("organization", (), ("z",)),
}


@pytest.mark.parametrize("name", MODELS)
def test_slope_error_df_and_interval_are_those_of_clubsandwich(name: str) -> None:
    cluster, effects, controls = MODELS[name]
    found = clustered_slope(
        PANEL["y"], PANEL["x"], clusters=PANEL[cluster],
        effects=[PANEL[effect] for effect in effects],
        controls=PANEL[list(controls)],
    )  # fmt: skip
    beta, error, _, p, low, high = map(float, printed("crowding.txt")[name])
    ours = (found.estimate, found.std_error, found.p_value, found.ci_low, found.ci_high)
    assert ours == pytest.approx((beta, error, p, low, high), rel=1e-9)
    assert found.n == len(PANEL)
    assert found.n_clusters == PANEL[cluster].nunique()


def test_degrees_of_freedom_are_those_of_clubsandwich() -> None:
    slope = slope_of(
        PANEL["y"], PANEL["x"], clusters=PANEL["street"],
        effects=[PANEL["organization"], PANEL["year"]],
    )  # fmt: skip
    spread = cr2(slope.basis, slope.direction, slope.residual, slope.cluster)
    assert spread.df == pytest.approx(float(printed("crowding.txt")["by_street"][2]))


def test_grunfelds_investment_has_clubsandwichs_error() -> None:
    # clubSandwich 0.5.8 on Grunfeld's 11 firms: value .0166669574 (df 2.3535),
    # capital .1107065533 (df 2.8899)
    data = sm.datasets.grunfeld.load_pandas().data
    for name, other, error, df in [
        ("value", "capital", 0.016666957421, 2.3534843542),
        ("capital", "value", 0.11070655329, 2.8898715416),
    ]:
        slope = slope_of(
            data["invest"], data[name], controls=data[other], clusters=data["firm"]
        )
        found = cr2(slope.basis, slope.direction, slope.residual, slope.cluster)
        assert found == pytest.approx((error, df), rel=1e-9)
        refused = clustered_slope(
            data["invest"], data[name], controls=data[other], clusters=data["firm"]
        )
        assert refused.reason == "few_effective_clusters"  # below 4 degrees of freedom


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10**6), size=st.sampled_from([0, 2]))
def test_slope_is_that_of_a_regression_with_every_dummy(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    unit, year = rng.integers(0, 12, 70), rng.integers(0, 5, 70)
    x, y = rng.normal(size=(2, 70))
    cluster = unit // size if size else rng.integers(0, 9, 70)
    slope = slope_of(y, x, clusters=cluster, effects=[unit, year])
    design = np.column_stack(
        [x, np.eye(12)[unit], np.eye(5)[year]]
    )  # collinear, which least squares by singular values does not mind
    expected = np.linalg.lstsq(design, y, rcond=None)[0][0]
    assert slope.estimate == pytest.approx(expected, rel=1e-8, abs=1e-10)


def test_scale_and_shift_of_the_predictor_change_nothing_but_its_unit() -> None:
    def fit(factor: float, added: float) -> list[float]:
        found = clustered_slope(
            PANEL["y"], PANEL["x"] * factor + added, clusters=PANEL["street"],
            effects=[PANEL["organization"], PANEL["year"]],
            controls=PANEL["z"] / factor,
        )  # fmt: skip
        assert found.estimate is not None
        assert found.std_error is not None
        assert found.p_value is not None
        return [found.estimate * factor, found.std_error * factor, found.p_value]

    assert fit(1e6, 1e7) == pytest.approx(fit(1, 0), rel=1e-6)


def test_a_case_alone_in_a_level_says_nothing_and_is_not_counted() -> None:
    lonely = PANEL[~((PANEL["organization"] == 3) & (PANEL["year"] > 1))]
    lonely = lonely[~((lonely["organization"] == 3) & (lonely["year"] == 0))]
    assert (lonely["organization"] == 3).sum() == 1
    without = PANEL[PANEL["organization"] != 3]
    found, expected = (
        clustered_slope(
            rows["y"], rows["x"], clusters=rows["organization"],
            effects=[rows["organization"], rows["year"]],
        )
        for rows in (lonely, without)
    )  # fmt: skip
    assert found == expected
    assert found.n == len(without)


N = 30
LABEL = np.arange(N) % 10
RAMP = np.arange(N) ** 1.5 % 7
DEGENERATE = {
    "too_small": (RAMP[:4], RAMP[:4][::-1], LABEL[:4], []),
    "too_few_clusters": (RAMP, RAMP[::-1], LABEL % 4, []),
    "no_variation": (RAMP, np.ones(N), LABEL, []),
    "collinear": (RAMP, LABEL.astype(float), LABEL, [LABEL]),
    "perfect_fit": (2 * RAMP + LABEL, RAMP, LABEL, [LABEL]),
}


@pytest.mark.parametrize("reason", DEGENERATE)
def test_slope_is_refused_with_a_reason(reason: str) -> None:
    outcome, predictor, clusters, effects = DEGENERATE[reason]
    found = clustered_slope(outcome, predictor, clusters=clusters, effects=effects)
    assert found.reason == reason


def test_an_outcome_that_effects_settle_has_no_error_to_speak_of() -> None:
    found = clustered_slope(LABEL.astype(float), RAMP, clusters=LABEL, effects=[LABEL])
    assert found.reason == "perfect_fit"


def test_no_cases_are_too_small() -> None:
    assert clustered_slope([], [], clusters=[], effects=[[]]).reason == "too_small"


def test_every_case_alone_is_too_small() -> None:
    alone = np.arange(N)
    found = clustered_slope(RAMP, RAMP[::-1], clusters=LABEL, effects=[alone])
    assert (found.reason, found.n) == ("too_small", 0)


def test_missing_values_and_labels_are_refused() -> None:
    with pytest.raises(MeasureError, match="missing or infinite"):
        clustered_slope([*RAMP[:-1], np.nan], RAMP, clusters=LABEL)
    with pytest.raises(MeasureError, match="needs a label"):
        clustered_slope(RAMP, RAMP[::-1], clusters=[None, *LABEL[1:]])
    with pytest.raises(MeasureError, match="lengths differ"):
        clustered_slope(RAMP[1:], RAMP, clusters=LABEL)


def test_effects_too_fine_for_columns_are_refused() -> None:
    rng = np.random.default_rng(0)
    unit = np.repeat(np.arange(1200), 2)
    x, y = rng.normal(size=(2, 2400))
    with pytest.raises(MeasureError, match="cluster by a unit"):
        clustered_slope(y, x, clusters=rng.integers(0, 30, 2400), effects=[unit])
    assert clustered_slope(y, x, clusters=unit // 40, effects=[unit]).is_defined


def test_dummies_of_the_reference_panel_have_full_rank() -> None:
    design = with_dummies(PANEL, *TWO_WAY)
    assert np.linalg.matrix_rank(design) == design.shape[1] == 24 + 5
