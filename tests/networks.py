"""Turn any graph into one that keeps the contract, and read those of the reference."""

from __future__ import annotations

import csv
import json
import os
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from hubstudy.errors import Bilingual
from tests.reference.shared import shared_reference

if TYPE_CHECKING:
    from collections.abc import Iterable

STREET = "371082901"


def small_graphs() -> list[nx.Graph]:
    """All graphs of up to six nodes, or of seven where HUBSTUDY_LONG is set."""
    return nx.graph_atlas_g()[: 1253 if os.environ.get("HUBSTUDY_LONG") else 209]


def described(graph: nx.Graph, *, hubs: Iterable[Any] = (), **info: Any) -> nx.Graph:
    """Give nodes text ids that sort as they stand, and all that the contract asks."""
    names = {node: f"{place:04d}" for place, node in enumerate(graph)}
    hubs = set(hubs)
    whole = nx.Graph(
        place=Bilingual("示例市", "Example City"), streets={STREET: "甲街道"}, **info
    )
    for node, name in names.items():
        whole.add_node(
            name,
            organization_name=f"示例{node}",
            community_code=f"{STREET}001",
            street_code=STREET,
            is_hub=node in hubs,
            legal_status="filed",
            actor_kind="organization",
        )
    for a, b, data in graph.edges(data=True):
        weight = float(data.get("weight", 1))
        layer = data.get("layer", "collaboration")
        whole.add_edge(names[a], names[b], layer=layer, weight=weight)
    return whole


def reference_figures(name: str) -> dict[str, Any]:
    """Figures of one network as R's sna and igraph give them."""
    text = shared_reference("networks.json").read_text(encoding="utf-8")
    figures: dict[str, Any] = json.loads(text)[name]
    return figures


def reference_network(name: str) -> nx.Graph:
    """The network those figures belong to, isolates kept, nodes in their order."""
    figures = reference_figures(name)
    graph = nx.Graph()
    graph.add_nodes_from(int(row["id"]) for row in _rows(figures["file_nodes"]))
    for row in _rows(figures["file_edges"]):
        weight = float(row.get("weight") or 1)
        graph.add_edge(int(row["source"]), int(row["target"]), weight=weight)
    return described(graph)


def numbers(values: list[float | None]) -> np.ndarray:
    """Numbers of the reference; null is missing."""
    return np.array([np.nan if value is None else value for value in values])


def _rows(name: str) -> list[dict[str, str]]:
    text = shared_reference(f"{name}.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    if rows and "id" not in rows[0] and "source" not in rows[0]:
        key = next(iter(rows[0]))
        rows = [row | {"id": row[key]} for row in rows]
    return rows
