"""Logistic regressions of many outcomes on one design, all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import expit

if TYPE_CHECKING:
    from hubstudy.network.ties import Flags, Floats

STEPS = 40
HALVINGS = 20
SMALLEST_STEP = 1e-10
RIDGE, TINY = 1e-13, 1e-300
FARTHEST = 30.0
"""Log odds beyond which a probability counts as 0 or 1."""

INFLATION = 1e10
"""Growth of a variance through the other columns that counts as collinear."""


class LogitFits(NamedTuple):
    """
    Logistic regressions, one per row.

    Parameters
    ----------
    estimate
        Log odds ratios; shape (fits, columns).
    covariance
        Of the estimates, from the observed information; shape (fits, columns, columns).
    log_likelihood
        Shape (fits,).
    is_converged
        False where the data are separated or the columns collinear: the estimate is not
        that of any maximum then.
    """

    estimate: Floats
    covariance: Floats
    log_likelihood: Floats
    is_converged: Flags


def fit_logits(design: Floats, trials: Floats, successes: Floats) -> LogitFits:
    """
    Fit logistic regressions by Newton's method, halving steps that lead downhill.

    Cells with the same covariates are one row with its number of trials, so that a
    million pairs of organisations can be a dozen rows.

    Parameters
    ----------
    design
        Covariates by cell, the first column 1, others of a scale near 1; shape (cells,
        columns).
    trials, successes
        Number of cases and of ones by fit and cell; shape (fits, cells).

    Returns
    -------
    LogitFits
        One row per fit; each converges quadratically or is marked.

    References
    ----------
    .. [1] McCullagh and Nelder, *Generalized Linear Models*, 1989, ch. 4.
    .. [2] Albert and Anderson, On the existence of maximum likelihood estimates in
       logistic regression models, 1984.
    """
    n_fits, n_columns = len(trials), design.shape[1]
    products = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    estimate = np.zeros((n_fits, n_columns))
    share = successes.sum(axis=1) / np.maximum(trials.sum(axis=1), 1)
    with np.errstate(divide="ignore"):
        odds = np.log(share) - np.log(1 - share)
    estimate[:, 0] = odds.clip(-FARTHEST, FARTHEST)
    best = _log_likelihood(_Cases(design, trials, successes), estimate)
    information = np.empty((n_fits, n_columns, n_columns))
    converged = np.zeros(n_fits, dtype=bool)
    live = np.arange(n_fits)
    for _ in range(STEPS):
        chance = expit(estimate[live] @ design.T)
        weight = trials[live] * chance * (1 - chance)
        information[live] = (weight @ products).reshape(len(live), n_columns, -1)
        score = (successes[live] - trials[live] * chance) @ design
        step = np.linalg.solve(_solid(information[live]), score[..., None])[..., 0]
        far = np.abs(step).max(axis=1) >= SMALLEST_STEP
        converged[live[~far]] = True
        estimate[live[~far]] += step[~far]
        live, step = live[far], step[far]
        if not live.size:
            break
        cases = _Cases(design, trials[live], successes[live])
        estimate[live], best[live] = _climb(cases, estimate[live], step, best[live])
    covariance = np.linalg.inv(_solid(information))
    inflation = np.einsum("fii,fii->fi", covariance, information).max(axis=1)
    ends = (np.abs(estimate @ design.T) * (trials > 0)).max(axis=1, initial=0)
    converged &= (inflation < INFLATION) & (ends < FARTHEST)
    return LogitFits(estimate, np.asarray(covariance, np.float64), best, converged)


class _Cases(NamedTuple):
    design: Floats
    trials: Floats
    successes: Floats


def _climb(
    cases: _Cases, estimate: Floats, step: Floats, best: Floats
) -> tuple[Floats, Floats]:
    """Take the step, halved until the likelihood does not fall."""
    for _ in range(HALVINGS):
        found = _log_likelihood(cases, estimate + step)
        down = found < best - SMALLEST_STEP * np.abs(best)
        if not down.any():
            break
        step = np.where(down[:, None], step / 2, step)
    return estimate + step, found


def _log_likelihood(cases: _Cases, estimate: Floats) -> Floats:
    odds = estimate @ cases.design.T
    terms = cases.successes * odds - cases.trials * np.logaddexp(0, odds)
    return np.asarray(terms.sum(axis=1))


def _solid(information: Floats) -> Floats:
    """Keep singular matrices solvable; where Newton's steps end is not moved."""
    columns = information.shape[-1]
    trace = np.einsum("fii->f", information)[:, None, None]
    solid: Floats = information + (RIDGE * trace + TINY) * np.eye(columns)
    return solid
