"""Where organisations stand in the network, and how far it hangs on a few of them."""

from hubstudy.measures.position.centralization import (
    betweenness_centralization,
    degree_centralization,
)
from hubstudy.measures.position.holes import constraint, effective_size
from hubstudy.measures.position.positions import organization_positions

__all__ = [
    "betweenness_centralization",
    "constraint",
    "degree_centralization",
    "effective_size",
    "organization_positions",
]
