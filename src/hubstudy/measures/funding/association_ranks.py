"""Correlations of ranks: chance, and what is not ruled out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from hubstudy.measures.inference.intervals import LEVEL, MIN_CASES
from hubstudy.measures.inference.qap import EQUAL, tail_shares
from hubstudy.results import Estimate

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

N_DRAWS = 9_999
AT_ONCE = 1_000_000


def rank_correlation(
    first: ArrayLike, second: ArrayLike, *, n_draws: int = N_DRAWS, seed: int
) -> Estimate:
    r"""
    Correlate ranks, against permutations of one of both (Spearman).

    Parameters
    ----------
    first, second
        Numbers by case, none missing; equal ones share their mean rank.
    n_draws
        Number of permutations.
    seed
        Seed of the permutations.

    Returns
    -------
    Estimate
        −1 to 1; the interval is 95 % of permutations, p two-sided on the absolute
        correlation, :math:`(b + 1)/(B + 1)`, equal to 12 digits counting as extreme.
        Undefined as ``too_small`` below five cases and as ``no_variation``.
    """
    ranks = [stats.rankdata(np.asarray(each, dtype=float)) for each in (first, second)]
    n = len(ranks[0])
    if n < MIN_CASES:
        return Estimate.undefined("too_small", n=n)
    if not all(np.ptp(each) for each in ranks):
        return Estimate.undefined("no_variation", n=n)
    x, y = ((each - each.mean()) / (each.std() * np.sqrt(n)) for each in ranks)
    rng, at_once = np.random.default_rng(seed), max(AT_ONCE // n, 1)
    null = np.concatenate(
        [
            rng.permuted(np.tile(y, (min(n_draws - start, at_once), 1)), axis=1) @ x
            for start in range(0, n_draws, at_once)
        ]
    )
    estimate = float(np.clip(x @ y, -1, 1))
    estimate = 0.0 if abs(estimate) < EQUAL else estimate
    low, high = np.quantile(null, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(
        estimate, float(low), float(high), None,
        tail_shares(estimate, null, tolerance=EQUAL).both,
        n=n, method="Spearman, organisations permuted", interval="null",
    )  # fmt: skip


def fisher_interval(found: Estimate) -> tuple[float, float]:
    r"""
    Give the correlations that a rank correlation does not rule out, by Fisher's z.

    Parameters
    ----------
    found
        From `rank_correlation`.

    Returns
    -------
    tuple of float
        Ends of the 95 % interval :math:`\tanh(\tanh^{-1} r \pm 1.96 \sqrt{(1 + r^2/2)
        / (n - 3)})`; missing if the correlation is, or is −1 or 1, where z has no
        end. It does not allow for ties.

    References
    ----------
    .. [1] Bonett and Wright, "Sample size requirements for estimating Pearson, Kendall
       and Spearman correlations", Psychometrika 65, 2000.
    """
    r = found.estimate
    if r is None or abs(r) > 1 - EQUAL:
        return np.nan, np.nan
    half = stats.norm.ppf((1 + LEVEL) / 2) * np.sqrt((1 + r**2 / 2) / (found.n - 3))
    return float(np.tanh(np.arctanh(r) - half)), float(np.tanh(np.arctanh(r) + half))
