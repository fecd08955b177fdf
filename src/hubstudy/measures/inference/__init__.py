"""Intervals and tests that hold for small registers and for networks."""

from hubstudy.measures.inference.absorbed import clustered_slope
from hubstudy.measures.inference.bootstrap import compare_densities, vertex_bootstrap
from hubstudy.measures.inference.cug import CugTest, cug_test
from hubstudy.measures.inference.inequality import gini, lorenz
from hubstudy.measures.inference.intervals import (
    clustered_difference,
    clustered_share,
    median_interval,
    rank_intervals,
    simultaneous_gaps,
    wilson,
)
from hubstudy.measures.inference.matrices import difference, same_group, tie_matrix
from hubstudy.measures.inference.mrqap import Mrqap, mrqap
from hubstudy.measures.inference.qap import QapCorrelation, qap_correlation
from hubstudy.measures.inference.statistics import STATISTICS
from hubstudy.measures.inference.wild import wild_cluster_bootstrap

__all__ = [
    "STATISTICS",
    "CugTest",
    "Mrqap",
    "QapCorrelation",
    "clustered_difference",
    "clustered_share",
    "clustered_slope",
    "compare_densities",
    "cug_test",
    "difference",
    "gini",
    "lorenz",
    "median_interval",
    "mrqap",
    "qap_correlation",
    "rank_intervals",
    "same_group",
    "simultaneous_gaps",
    "tie_matrix",
    "vertex_bootstrap",
    "wild_cluster_bootstrap",
    "wilson",
]
