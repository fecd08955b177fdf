"""Many logistic regressions at once are each what statsmodels gives."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from hubstudy.measures.inference.logit import fit_logits


def test_fits_are_those_of_statsmodels() -> None:
    rng = np.random.default_rng(2)
    design = np.column_stack([np.ones(9), rng.normal(size=(9, 2))])
    trials = rng.integers(3, 30, (12, 9)).astype(float)
    successes = rng.binomial(trials.astype(int), 0.3).astype(float)
    fits = fit_logits(design, trials, successes)
    assert fits.is_converged.all()
    for row in range(12):
        cases = np.column_stack([successes[row], trials[row] - successes[row]])
        model = sm.GLM(cases, design, family=sm.families.Binomial())
        fit = model.fit(tol=1e-14, maxiter=100)
        assert fits.estimate[row] == pytest.approx(fit.params, rel=1e-9)
        share = 1 / (1 + np.exp(-design @ fit.params))
        weight = trials[row] * share * (1 - share)
        covariance = np.linalg.inv(design.T @ (weight[:, None] * design))
        assert fits.covariance[row] == pytest.approx(covariance, rel=1e-9)


def test_rare_ones_still_have_a_fit() -> None:
    design = np.array([[1.0, 0.0], [1.0, 1.0]])
    fits = fit_logits(design, np.array([[1e6, 1e3]]), np.array([[3.0, 40.0]]))
    odds = [np.log(3 / (1e6 - 3)), np.log(40 / 960)]
    assert fits.is_converged[0]
    assert fits.estimate[0] == pytest.approx([odds[0], odds[1] - odds[0]], rel=1e-10)
    # of a two by two table: one over each count
    variance = 1 / 3 + 1 / (1e6 - 3) + 1 / 40 + 1 / 960
    assert fits.covariance[0, 1, 1] == pytest.approx(variance, rel=1e-8)


@pytest.mark.parametrize(
    ("design", "successes"),
    [
        ([[1, 0], [1, 1]], [3, 10]),
        ([[1, 0], [1, 1]], [0, 4]),
        ([[1, 0], [1, 1]], [0, 0]),
        ([[1, 0], [1, 1]], [10, 10]),
        ([[1, -1], [1, 1], [1, 2]], [0, 10, 10]),
        ([[1, 2], [1, 2]], [3, 4]),
    ],
)
def test_separated_or_collinear_data_are_marked(
    design: list[list[int]], successes: list[int]
) -> None:
    trials = np.full((2, len(design)), 10.0)
    ones = np.vstack([successes, np.linspace(4, 6, len(design))])
    fits = fit_logits(np.array(design, dtype=float), trials, ones)
    assert not fits.is_converged[0]
    assert np.isfinite(fits.estimate).all()


def test_cells_without_cases_do_not_matter() -> None:
    design = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 1e3]])
    with_empty = fit_logits(design, np.array([[9.0, 9, 0]]), np.array([[2.0, 5, 0]]))
    without = fit_logits(design[:2], np.array([[9.0, 9]]), np.array([[2.0, 5]]))
    assert with_empty.is_converged[0]
    assert with_empty.estimate == pytest.approx(without.estimate)
