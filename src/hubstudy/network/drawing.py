"""A network as a frame that figures draw: nodes and ties in their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hubstudy.errors import NetworkError
from hubstudy.network.contract import SHOWN, unit_name, validate_network
from hubstudy.network.layout import RANK, Layout, lay_out
from hubstudy.results import CITY

if TYPE_CHECKING:
    import networkx as nx

COLUMNS = [
    "kind", "node", "x", "y", "x_end", "y_end", "node_kind", "label", "weight",
    "layer", "street_code",
]  # fmt: skip


def drawing_frame(
    graph: nx.Graph[str], *, unit: str = CITY, layout: Layout | None = None
) -> pd.DataFrame:
    """
    Lay a network out as nodes and ties to draw.

    Parameters
    ----------
    graph
        The whole network, one-mode or two-mode, that keeps the contract. Pass the
        whole even for one street district: it then keeps its place on the map.
    unit
        ``"city"`` or the code of a street district, whose nodes and ties among them
        are kept.
    layout
        Where nodes lie, such as `hubstudy.network.fixed_layout` gives for all years;
        None lays out the nodes of this graph.

    Returns
    -------
    pandas.DataFrame
        Columns ``kind`` (``"tie"``, ``"node"`` or ``"street"``), ``node`` (id, empty
        for ties), ``x``, ``y`` (where it is; for ties the first end), ``x_end``,
        ``y_end`` (other end of ties), ``node_kind`` (``"organization"``,
        ``"hub"`` or ``"project"``; empty for the rest), ``label``, ``weight`` (of a
        tie; ties of a node; radius of a street district), ``layer`` (of ties) and
        ``street_code``. Ties come first, so that nodes are drawn over them. Distance
        between neighbouring seeds is about 1.

    Raises
    ------
    NetworkError
        If the graph breaks the contract, or the layout lacks a node of it.
    MeasureError
        If there is no such unit.
    """
    validate_network(graph)
    unit_name(graph.graph, unit)
    nodes = _node_rows(graph)
    places, circles = layout or lay_out(nodes)
    nodes = nodes.merge(places, on="node", how="left", validate="one_to_one")
    lost = nodes.loc[nodes["x"].isna(), "node"].tolist()
    if lost:
        msg = (
            f"布局缺少 {len(lost)} 个节点，如 {lost[:SHOWN]}，请用同一研究的布局 / the "
            f"layout lacks {len(lost)} nodes, such as {lost[:SHOWN]}; use the layout "
            "of the same study"
        )
        raise NetworkError(msg)
    names = circles["street_code"].map(graph.graph["streets"])
    streets = circles.assign(kind="street", label=names)
    ties = _tie_rows(graph, nodes)
    if unit != CITY:
        nodes = nodes[nodes["street_code"] == unit]
        streets = streets[streets["street_code"] == unit]
        ties = ties[ties["street_code"] == unit]
    parts = [part for part in (ties, nodes, streets) if len(part)]
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    frame = pd.concat(parts, ignore_index=True).reindex(columns=COLUMNS).round(6)
    words = ["node", "node_kind", "label", "layer"]
    return frame.assign(**frame[words].astype("str").fillna(""))


def _node_rows(graph: nx.Graph[str]) -> pd.DataFrame:
    """One row per node, in the order in which seeds are laid: hub, others, projects."""
    rows = pd.DataFrame(
        [
            {
                "node": node,
                "community_code": data["community_code"],
                "street_code": data["street_code"],
                "node_kind": _kind(data),
                "label": data.get("organization_name", data.get("title", node)),
                "weight": float(graph.degree(node)),
            }
            for node, data in graph.nodes(data=True)
        ],
        columns=[
            "node",
            "community_code",
            "street_code",
            "node_kind",
            "label",
            "weight",
        ],
    )
    rank = rows["node_kind"].map(RANK)
    return (
        rows.assign(kind="node", rank=rank)
        .sort_values(["street_code", "community_code", "rank", "node"])
        .reset_index(drop=True)
    )


def _kind(data: dict[str, object]) -> str:
    if data.get("mode") == "project":
        return "project"
    return "hub" if data["is_hub"] else "organization"


def _tie_rows(graph: nx.Graph[str], nodes: pd.DataFrame) -> pd.DataFrame:
    ties = pd.DataFrame(
        [
            (a, b, d["layer"], d.get("weight", 1.0))
            for a, b, d in graph.edges(data=True)
        ],
        columns=["a", "b", "layer", "weight"],
    ).sort_values(["a", "b"], ignore_index=True)
    placed = nodes.set_index("node")
    ends = {end: placed.reindex(ties[end]).reset_index(drop=True) for end in ("a", "b")}
    inside = ends["a"]["street_code"] == ends["b"]["street_code"]
    return ties[["layer", "weight"]].assign(
        kind="tie",
        x=ends["a"]["x"],
        y=ends["a"]["y"],
        x_end=ends["b"]["x"],
        y_end=ends["b"]["y"],
        street_code=ends["a"]["street_code"].where(inside, ""),
    )
