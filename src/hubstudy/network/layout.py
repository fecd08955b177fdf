"""One fixed map of a network, as a frame that figures draw.

Street districts stand around a circle, their communities lie packed inside, and in
each community the organisations spiral out from the hub like seeds of a sunflower.
Nothing is random and nothing depends on the ties, so the map of a street district or
without a layer shows every organisation where the reader knows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from hubstudy.network.contract import unit_name, validate_network
from hubstudy.results import CITY

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
MARGIN = 0.9
COLUMNS = [
    "kind", "node", "x", "y", "x_end", "y_end", "node_kind", "label", "weight",
    "layer", "street_code",
]  # fmt: skip


def drawing_frame(graph: nx.Graph[str], *, unit: str = CITY) -> pd.DataFrame:
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
        If the graph breaks the contract.
    MeasureError
        If there is no such unit.
    """
    validate_network(graph)
    unit_name(graph.graph, unit)
    nodes = _node_rows(graph)
    nodes, streets = _place(nodes)
    streets["label"] = streets["street_code"].map(graph.graph["streets"])
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
    rank = rows["node_kind"].map({"hub": 0, "organization": 1, "project": 2})
    return (
        rows.assign(kind="node", rank=rank)
        .sort_values(["street_code", "community_code", "rank", "node"])
        .reset_index(drop=True)
    )


def _kind(data: dict[str, object]) -> str:
    if data.get("mode") == "project":
        return "project"
    return "hub" if data["is_hub"] else "organization"


def _place(nodes: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give nodes their place; also the circle of each street district."""
    within = nodes.groupby("community_code").cumcount().to_numpy()
    radius, angle = np.sqrt(within), within * GOLDEN_ANGLE
    placed = nodes.assign(x=radius * np.cos(angle), y=radius * np.sin(angle))
    discs = (
        nodes.groupby(["street_code", "community_code"]).size().reset_index(name="n")
    )
    discs["radius"] = np.sqrt(discs["n"]) + MARGIN
    streets = []
    discs["x"], discs["y"] = 0.0, 0.0
    for code, disc in discs.groupby("street_code", sort=True):
        x, y = _pack(disc["radius"].to_numpy())
        discs.loc[disc.index, ["x", "y"]] = np.column_stack([x, y])
        reach = float((np.hypot(x, y) + disc["radius"]).max())
        streets.append({"kind": "street", "street_code": code, "weight": reach})
    circles = pd.DataFrame(streets, columns=["kind", "street_code", "weight"])
    circles["x"], circles["y"] = _ring(circles["weight"].to_numpy(dtype=float))
    for axis in ("x", "y"):
        centre = discs.set_index("community_code")[axis]
        street = circles.set_index("street_code")[axis]
        placed[axis] += nodes["community_code"].map(centre).astype(float)
        placed[axis] += nodes["street_code"].map(street).astype(float)
    return placed, circles


def _pack(radii: Floats) -> tuple[Floats, Floats]:
    """Pack discs without overlap, largest first, each as near the middle as it goes."""
    order = np.argsort(-radii, kind="stable")
    at = np.zeros(len(radii), dtype=np.complex128)
    for count, disc in enumerate(order[1:], start=1):
        done = order[:count]
        reach = radii[done] + radii[disc]
        spots = _touching(at[done], reach)
        gaps = np.abs(spots[:, None] - at[done])
        free = (gaps >= reach - 1e-9).all(axis=1)
        far = np.where(free, np.abs(spots), np.inf)
        at[disc] = spots[int(np.round(far, 9).argmin())]
    at -= (at * radii**2).sum() / (radii**2).sum()
    return at.real, at.imag


def _touching(centres: NDArray[np.complex128], reach: Floats) -> NDArray[np.complex128]:
    """List places that touch two discs, or the first alone, as complex numbers."""
    i, j = np.triu_indices(len(centres), 1)
    apart = np.abs(centres[j] - centres[i])
    along = (reach[i] ** 2 - reach[j] ** 2 + apart**2) / (2 * apart)
    aside = reach[i] ** 2 - along**2
    meet = aside >= 0
    i, j, apart, along = i[meet], j[meet], apart[meet], along[meet]
    forward = (centres[j] - centres[i]) / apart
    left = 1j * np.sqrt(aside[meet])
    both = [centres[i] + forward * (along + side) for side in (left, -left)]
    return np.concatenate([[centres[0] + reach[0]], *both])


def _ring(radii: Floats) -> tuple[Floats, Floats]:
    """Set circles around a larger one, neighbours touching, clockwise from the top."""
    if len(radii) <= 1:
        return np.zeros(len(radii)), np.zeros(len(radii))
    pairs = radii + np.roll(radii, -1)

    def spare(ring: float) -> float:
        return float(
            2 * np.pi - (2 * np.arcsin(np.minimum(pairs / (2 * ring), 1))).sum()
        )

    smallest = pairs.max() / 2
    ring = smallest if spare(smallest) >= 0 else brentq(spare, smallest, pairs.sum())
    steps = 2 * np.arcsin(np.minimum(pairs / (2 * ring), 1))
    steps *= 2 * np.pi / steps.sum()
    turn = np.pi / 2 - np.concatenate([[0], np.cumsum(steps)[:-1]])
    return ring * np.cos(turn), ring * np.sin(turn)


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
