"""How many organisations communities have, and how densely these work together."""

from hubstudy.measures.density.blocks import density_by_group
from hubstudy.measures.density.clustering import (
    local_clustering,
    mean_local_clustering,
    robins_alexander_clustering,
    transitivity,
)
from hubstudy.measures.density.communities import community_density
from hubstudy.measures.density.layer_findings import unit_layers
from hubstudy.measures.density.layers import LayerOverlap, layer_overlap
from hubstudy.measures.density.networks import network_density, two_mode_density
from hubstudy.measures.density.reciprocity import reciprocity

__all__ = [
    "LayerOverlap",
    "community_density",
    "density_by_group",
    "layer_overlap",
    "local_clustering",
    "mean_local_clustering",
    "network_density",
    "reciprocity",
    "robins_alexander_clustering",
    "transitivity",
    "two_mode_density",
    "unit_layers",
]
