"""Intervals and tests that hold for small registers and for networks."""

from hubstudy.measures.inference.intervals import (
    clustered_difference,
    clustered_share,
    gini,
    median_interval,
    rank_intervals,
    simultaneous_gaps,
    wilson,
)

__all__ = [
    "clustered_difference",
    "clustered_share",
    "gini",
    "median_interval",
    "rank_intervals",
    "simultaneous_gaps",
    "wilson",
]
