"""How far means before and after a hub opened depend on single organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hubstudy.measures.inference.intervals import MIN_CLUSTERS
from hubstudy.results import Estimate

if TYPE_CHECKING:
    from collections.abc import Mapping


def cluster_error(influence: pd.Series, clusters: pd.Series) -> float | None:
    r"""
    Crude standard error of a mean whose cases resemble others of their cluster.

    :math:`\sqrt{G / (G - 1) \sum_g (\sum_{i \in g} u_i)^2}` over *G* clusters: no
    small-sample correction beyond that, and no degrees of freedom to test with.

    Parameters
    ----------
    influence
        How far each case moves the mean: its residual times its weight.
    clusters
        Cluster of each case, in the same order.

    Returns
    -------
    float or None
        In the units of the mean; None below five clusters.

    References
    ----------
    .. [1] Liang and Zeger, "Longitudinal data analysis using generalized linear
       models", Biometrika 73, 1986.
    """
    sums = influence.groupby(clusters.to_numpy()).sum()
    n = len(sums)
    if n < MIN_CLUSTERS:
        return None
    return float((n / (n - 1) * (sums**2).sum()) ** 0.5)


def of_never(
    beside: Mapping[float, pd.Series],
    cohorts: pd.Series,
    places: pd.Series,
    *,
    style: str,
) -> Estimate:
    """
    Average those that never get a hub over the calendar years of those that do.

    Parameters
    ----------
    beside
        Change of each that never gets one, around the year in which others do.
    cohorts
        That year of each organisation set beside them.
    places
        Community of each that never gets one.
    style
        How to print the change.

    Returns
    -------
    Estimate
        Mean over years, weighted as `cohorts` are spread over them, with its range
        when one organisation is left out of all years; ``n`` counts organisations.
    """
    changes = pd.DataFrame(dict(beside))
    weights = cohorts.value_counts(normalize=True).reindex(changes.columns)
    means, there = changes.mean(), changes.notna()
    mean = float((means * weights).sum())
    left_out = (changes.sum() - changes.fillna(0)) / (there.sum() - there) @ weights
    influence = ((changes - means) / there.sum()).fillna(0) @ weights
    return Estimate(
        mean, min(float(left_out.min()), mean), max(float(left_out.max()), mean),
        cluster_error(influence, places.reindex(changes.index)), n=len(changes),
        method="census", interval="leave_one_out", style=style,
    )  # fmt: skip
