"""How the network is built, and what is left of it when its hubs are gone."""

from hubstudy.measures.structure.removal import by_degree, hub_removal, removal_curve

__all__ = ["by_degree", "hub_removal", "removal_curve"]
