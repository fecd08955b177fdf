"""How unevenly grants lie on communities, and how unevenly they would by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from hubstudy.measures.inference.inequality import gini, lorenz
from hubstudy.measures.inference.intervals import MIN_CASES
from hubstudy.results import Estimate

if TYPE_CHECKING:
    import pandas as pd

TOP = 0.2
"""The communities with most grants whose share is given: a fifth of all."""


def spread_among(amounts: pd.Series, weights: pd.Series | None = None) -> Estimate:
    """
    Gini coefficient among communities, from five on.

    Parameters
    ----------
    amounts
        Yuan by community, or by head of each; all missing if nothing is recorded.
    weights
        Heads of each community; None for one each.

    Returns
    -------
    Estimate
        From 0 to below 1; undefined as ``no_communities``, ``too_small`` or
        ``no_projects``.
    """
    n = len(amounts)
    if n < MIN_CASES:
        return Estimate.undefined("too_small" if n else "no_communities", n=n)
    if amounts.isna().any():
        return Estimate.undefined("no_projects", n=n)
    return gini(amounts, weights, zero_reason="no_projects")


def top_share(amounts: pd.Series) -> Estimate:
    """
    Share of all that the fifth of communities with most hold.

    Parameters
    ----------
    amounts
        See `spread_among`.

    Returns
    -------
    Estimate
        From 0.2 to 1; undefined where the Gini coefficient is.
    """
    whole = spread_among(amounts)
    if not whole.is_defined:
        return Estimate.undefined(whole.reason, n=whole.n, style="share")
    curve = lorenz(amounts)
    value = 1 - float(np.interp(1 - TOP, curve["x"], curve["y"]))
    return Estimate(value, n=whole.n, method="census", style="share")


def if_even(whole: Estimate, n_projects: int) -> Estimate:
    """
    Gini of as many equal grants, no two communities more than one grant apart.

    Parameters
    ----------
    whole
        Gini coefficient among the communities.
    n_projects
        How many grants there are.

    Returns
    -------
    Estimate
        The least Gini coefficient that equal grants can have; undefined where
        `whole` is.
    """
    if not whole.is_defined:
        return Estimate.undefined(whole.reason, n=whole.n)
    n, more = whole.n, n_projects % whole.n
    return Estimate(more * (n - more) / (n * n_projects), n=n, method="census")


def if_random(whole: Estimate, n_projects: int) -> Estimate:
    """
    Gini expected of as many equal grants, each falling on any community alike.

    Two communities together get a binomial number of them, each of which falls on
    the one or the other alike, so that their counts lie as far apart as a random walk
    of as many steps from its start: 1, 1, 3/2, 3/2, 15/8, … on average.

    Parameters
    ----------
    whole
        Gini coefficient among the communities.
    n_projects
        How many grants there are.

    Returns
    -------
    Estimate
        Exact, not drawn; undefined where `whole` is.
    """
    if not whole.is_defined:
        return Estimate.undefined(whole.reason, n=whole.n)
    n, steps = whole.n, np.arange(n_projects + 1)
    at_start = np.zeros(n_projects + 1)
    at_start[0] = 1.0
    at_start[2::2] = np.cumprod(1 - 1 / steps[2::2])
    distance = np.append(0.0, np.cumsum(at_start)[:-1])
    apart = float(stats.binom.pmf(steps, n_projects, 2 / n) @ distance)
    value = (n - 1) * apart / (2 * n_projects)
    return Estimate(value, n=n, method="expected at random, exact")
