"""Linear regressions over pairs, and what they give when organisations are permuted.

They need nothing but products of variables over pairs, so that a permutation costs as
much as the sparser of two variables has pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hubstudy.measures.inference.dyads import permuted_products
from hubstudy.measures.inference.qap import spread

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hubstudy.measures.inference.dyads import Dyads
    from hubstudy.network.ties import Floats, Ints

COLLINEAR = 1e-10
PERFECT = 1e-12


class Fit(NamedTuple):
    """
    A dyadic regression, intercept first.

    Parameters
    ----------
    estimate
        Coefficients in the units of the variables; shape (terms,).
    std_error
        As if pairs were independent, which they are not; shape (terms,).
    r_squared
        Share of variance explained; of log-likelihood if logistic (McFadden).
    reason
        Why it is not to be had; empty if it is.
    """

    estimate: Floats
    std_error: Floats
    r_squared: float
    reason: str = ""


class Moments(NamedTuple):
    """
    What a linear fit needs of its variables, outcome first.

    Parameters
    ----------
    mean, scale
        Mean over pairs, and root of the sum of squares about it.
    total
        Sum over pairs, less the base.
    correlation
        Square.
    n_dyads
        Number of pairs.
    """

    mean: Floats
    scale: Floats
    total: Floats
    correlation: Floats
    n_dyads: int


def moments_of(dyads: Dyads) -> Moments:
    """
    Add up the variables of a regression.

    Parameters
    ----------
    dyads
        Outcome first; at least one pair.

    Returns
    -------
    Moments
        Correlations are missing where a variable does not vary.
    """
    variables, n_dyads = list(dyads.variables.values()), dyads.n_dyads
    total = np.array([item.value.sum() for item in variables])
    scale = np.array([spread(item, n_dyads) for item in variables])
    base = np.array([item.base for item in variables])
    products = permuted_products(variables, variables, np.arange(dyads.n_nodes))
    about = products - np.outer(total, total) / n_dyads
    over = np.where(scale > 0, scale, np.nan)
    correlation = about / np.outer(over, over)
    return Moments(base + total / n_dyads, scale, total, correlation, n_dyads)


def predictors_reason(moments: Moments) -> str:
    """
    Say why a regression on these predictors is not to be had.

    Parameters
    ----------
    moments
        Of outcome and predictors.

    Returns
    -------
    str
        ``no_variation``, ``too_small``, ``collinear`` or nothing.
    """
    if not moments.scale.all():
        return "no_variation"
    if moments.n_dyads <= len(moments.scale):
        return "too_small"
    among = moments.correlation[1:, 1:]
    return "collinear" if np.linalg.eigvalsh(among)[0] < COLLINEAR else ""


def fit_gaussian(moments: Moments) -> Fit:
    """
    Fit by least squares.

    Parameters
    ----------
    moments
        Of outcome and predictors, these not collinear.

    Returns
    -------
    Fit
        ``perfect_fit`` if nothing is left over.
    """
    with_outcome = moments.correlation[1:, 0]
    inverse = np.linalg.inv(moments.correlation[1:, 1:])
    slopes = inverse @ with_outcome
    r_squared = float(slopes @ with_outcome)
    count = len(slopes) + 1
    covariance = np.zeros((count, count))
    covariance[0, 0] = 1 / moments.n_dyads
    covariance[1:, 1:] = inverse
    left = max(1 - r_squared, 0.0) / (moments.n_dyads - count)
    start = moments.mean[0] / moments.scale[0]
    estimate, error = in_units(
        np.concatenate([[start], slopes]), covariance * left,
        moments.mean[1:], moments.scale[1:],
    )  # fmt: skip
    reason = "perfect_fit" if 1 - r_squared < PERFECT else ""
    unit = moments.scale[0]
    return Fit(estimate * unit, error * unit, min(r_squared, 1.0), reason)


def in_units(
    estimate: Floats, covariance: Floats, mean: Floats, scale: Floats
) -> tuple[Floats, Floats]:
    """
    Turn coefficients of standardised predictors into those of the predictors.

    Parameters
    ----------
    estimate, covariance
        Intercept first.
    mean, scale
        What was taken off each predictor, and what it was divided by.

    Returns
    -------
    tuple of numpy.ndarray
        Coefficients and their standard errors.
    """
    turn = np.diag(np.concatenate([[1.0], 1 / scale]))
    turn[0, 1:] = -mean / scale
    return turn @ estimate, np.sqrt(np.diag(turn @ covariance @ turn.T))


def gaussian_draws(
    dyads: Dyads, moments: Moments, orders: Iterable[Ints], *, method: str
) -> Floats:
    """
    Give the t statistics of a linear fit under permutation.

    Parameters
    ----------
    dyads
        Outcome first.
    moments
        Theirs.
    orders
        Permutations of the organisations.
    method
        ``"dsp"`` or ``"y"``.

    Returns
    -------
    numpy.ndarray
        Shape (permutations, predictors); infinite for a perfect fit, missing where the
        permuted predictor is collinear with the others.
    """
    variables = list(dyads.variables.values())
    found = [permuted_products(variables, variables[1:], order) for order in orders]
    expected = np.outer(moments.total, moments.total[1:]) / moments.n_dyads
    scale = np.outer(moments.scale, moments.scale[1:])
    moved = (np.array(found) - expected) / scale
    n_free = moments.n_dyads - len(variables)
    if method == "y":
        return _joint_statistics(moved[:, 0], moments.correlation[1:, 1:], n_free)
    count = len(variables) - 1
    columns = [
        _partial_statistics(moved, moments.correlation, term, n_free)
        for term in range(count)
    ]
    return np.column_stack(columns)


def _joint_statistics(with_outcome: Floats, among: Floats, n_free: int) -> Floats:
    """Permute all predictors as one, which is to permute the outcome."""
    inverse = np.linalg.inv(among)
    slopes = with_outcome @ inverse
    left = 1 - (slopes * with_outcome).sum(axis=1)
    return _ratio(slopes, left[:, None] * np.diag(inverse) / n_free)


def _partial_statistics(
    moved: Floats, correlation: Floats, term: int, n_free: int
) -> Floats:
    """Permute what the other predictors leave of one, beside the others as they are."""
    others = [place for place in range(moved.shape[2]) if place != term]
    rows = [place + 1 for place in others]
    among = correlation[np.ix_(rows, rows)]
    with_term, with_outcome = correlation[rows, term + 1], correlation[rows, 0]
    slopes = np.linalg.solve(among, with_term)
    size = 1 - with_term @ slopes
    products = moved[:, :, term] - moved[:, :, others] @ slopes
    taken = np.linalg.solve(among, with_outcome)
    numerator = products[:, 0] - products[:, rows] @ taken
    shared = np.linalg.solve(among, products[:, rows].T).T
    free = size - (products[:, rows] * shared).sum(axis=1)
    free = np.where(free > COLLINEAR * size, free, np.nan)
    slope = numerator / free
    left = 1 - with_outcome @ taken - slope * numerator
    return _ratio(slope, left / free / n_free)


def _ratio(slope: Floats, variance: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = slope / np.sqrt(np.maximum(variance, 0))
    return np.asarray(
        np.where(variance < PERFECT * slope**2, np.sign(slope) * np.inf, ratio)
    )
