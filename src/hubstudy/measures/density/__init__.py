"""How many organisations communities have, and how densely these work together."""

from hubstudy.measures.density.communities import community_density
from hubstudy.measures.density.networks import network_density

__all__ = ["community_density", "network_density"]
