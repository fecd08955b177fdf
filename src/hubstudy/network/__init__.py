"""From tables to networks: one model, its written contract, one engine, one layout.

For people a network is a plain `networkx.Graph` that keeps the contract below; inside,
measures work on `Ties`, the same network as arrays.

One-mode networks (`collaboration_network`)
    Nodes are organisations, by ``organization_id``, inserted in sorted order, isolates
    kept. Each has the attributes in `NODE_ATTRIBUTES`: ``organization_name``,
    ``community_code`` (12 digits), ``street_code`` (9 digits), ``is_hub`` (bool),
    ``legal_status`` and ``actor_kind`` (codes as in `hubstudy.fields`).
    Edges are undirected, without self ties, one per pair whatever the number of
    layers: ``layer`` (sorted codes joined by ``+``), ``n_layers``, ``weight`` (sum over
    the rows collapsed, 0 or more), ``year_from`` (earliest or None), ``year_to``
    (latest; None if any still runs).

Two-mode networks (`affiliation_network`)
    Nodes are organisations and projects; the attribute ``mode`` tells which, and no
    edge joins two of one mode. `project` ties nodes of one mode that share partners,
    weighted or as a statistical backbone.

Every network
    ``graph.graph`` has ``place`` (`Bilingual`) and ``streets`` (code to name); those
    made here also ``year``, ``as_of``, ``layers``, ``membership``, ``n_ties_dropped``,
    ``n_not_asked``, ``not_asked`` (sorted pairs) and ``measured`` (whether any tie was
    asked about that year: if not, having no ties means nothing).
"""

from hubstudy.network.affiliation import affiliation_network
from hubstudy.network.build import collaboration_network, collaboration_ties
from hubstudy.network.contract import (
    EDGE_ATTRIBUTES,
    NODE_ATTRIBUTES,
    cut,
    unit_name,
    validate_network,
)
from hubstudy.network.drawing import drawing_frame
from hubstudy.network.layout import Layout, fixed_layout
from hubstudy.network.projection import project
from hubstudy.network.rewiring import random_networks, rewired
from hubstudy.network.store import load_ties, store_ties, to_graph
from hubstudy.network.ties import Ties

__all__ = [
    "EDGE_ATTRIBUTES",
    "NODE_ATTRIBUTES",
    "Layout",
    "Ties",
    "affiliation_network",
    "collaboration_network",
    "collaboration_ties",
    "cut",
    "drawing_frame",
    "fixed_layout",
    "load_ties",
    "project",
    "random_networks",
    "rewired",
    "store_ties",
    "to_graph",
    "unit_name",
    "validate_network",
]
