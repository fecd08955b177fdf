"""Where organisations stand in the network, and how far it hangs on a few of them."""

from hubstudy.measures.position.advantage import hub_advantage
from hubstudy.measures.position.brokerage import BrokerageRoles, brokerage_roles
from hubstudy.measures.position.centrality import centralities
from hubstudy.measures.position.centralization import (
    betweenness_centralization,
    closeness_centralization,
    degree_centralization,
    eigenvector_centralization,
)
from hubstudy.measures.position.holes import (
    constraint,
    effective_size,
    structural_holes,
)
from hubstudy.measures.position.hub_centralization import hub_centralization
from hubstudy.measures.position.hub_roles import hub_roles
from hubstudy.measures.position.mixing import EIIndex, ei_index
from hubstudy.measures.position.positions import organization_positions

__all__ = [
    "BrokerageRoles",
    "EIIndex",
    "betweenness_centralization",
    "brokerage_roles",
    "centralities",
    "closeness_centralization",
    "constraint",
    "degree_centralization",
    "effective_size",
    "ei_index",
    "eigenvector_centralization",
    "hub_advantage",
    "hub_centralization",
    "hub_roles",
    "organization_positions",
    "structural_holes",
]
