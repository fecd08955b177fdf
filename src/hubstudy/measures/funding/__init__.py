"""Whose money organisations live on, how concentrated it is, what a loss would do.

How concentrated, of any frame: `concentration`. Who a funder is: `classify_funders`.
Of a study: `funding_dependence`.
"""

from hubstudy.measures.funding.association import dependence_and_outcomes
from hubstudy.measures.funding.classifier import classify_funders, funder_rules
from hubstudy.measures.funding.concentration import concentration
from hubstudy.measures.funding.crowding import crowding
from hubstudy.measures.funding.dependence import funding_dependence, funding_year
from hubstudy.measures.funding.inequality import grant_inequality
from hubstudy.measures.funding.network import funder_network, shared_funders
from hubstudy.measures.funding.panel import funding_panel
from hubstudy.measures.funding.reach import funder_reach
from hubstudy.measures.funding.receipts import from_outside, receipts
from hubstudy.measures.funding.shocks import Shock
from hubstudy.measures.funding.stress import StressResult, stress
from hubstudy.measures.funding.substitution import substitution
from hubstudy.measures.funding.uncertainty import (
    hhi_interval,
    measurement_range,
    share_range,
)
from hubstudy.measures.funding.vulnerability import vulnerability
from hubstudy.measures.inference.inequality import gini, lorenz

__all__ = [
    "Shock",
    "StressResult",
    "classify_funders",
    "concentration",
    "crowding",
    "dependence_and_outcomes",
    "from_outside",
    "funder_network",
    "funder_reach",
    "funder_rules",
    "funding_dependence",
    "funding_panel",
    "funding_year",
    "gini",
    "grant_inequality",
    "hhi_interval",
    "lorenz",
    "measurement_range",
    "receipts",
    "share_range",
    "shared_funders",
    "stress",
    "substitution",
    "vulnerability",
]
