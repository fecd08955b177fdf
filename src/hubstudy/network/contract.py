"""What every network keeps to, how that is checked, and how a network is cut."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import networkx as nx

from hubstudy.errors import Bilingual, MeasureError, NetworkError
from hubstudy.results import CITY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

NODE_ATTRIBUTES = (
    "organization_name",
    "community_code",
    "street_code",
    "is_hub",
    "legal_status",
    "actor_kind",
)
EDGE_ATTRIBUTES = ("layer", "n_layers", "weight", "year_from", "year_to")
GRAPH_ATTRIBUTES = ("place", "streets")
MEMBERSHIP = "membership"
SHOWN = 5


def as_records(frame: pd.DataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    """
    Turn rows into attributes of nodes or edges.

    Parameters
    ----------
    frame
        One row per node or edge.
    columns
        Attributes to take.

    Returns
    -------
    list of dict
        One per row, with plain Python values.
    """
    rows = frame[list(columns)].to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def validate_network(graph: nx.Graph[str]) -> None:
    """
    Refuse a graph that breaks the contract in `hubstudy.network`.

    Parameters
    ----------
    graph
        Any graph, such as one that a user brings.

    Raises
    ------
    NetworkError
        Naming everything that is wrong, with the first few culprits of each kind.
    """
    problems = list(_kind_problems(graph))
    if not problems:
        problems = [
            *_graph_problems(graph),
            *_node_problems(graph),
            *_edge_problems(graph),
        ]
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in problems)
        msg = f"网络不合约定，共 {len(problems)} 处 / breaks the contract:\n{listed}"
        raise NetworkError(msg)


def _kind_problems(graph: nx.Graph[str]) -> Iterator[str]:
    if graph.is_directed() or graph.is_multigraph():
        kind = type(graph).__name__
        yield (
            f"图的类型是 {kind}，应为无向简单图 networkx.Graph，请先合并重边、去掉方向"
            f" / the graph is a {kind}, expected networkx.Graph; collapse parallel "
            "ties and directions first"
        )


def _graph_problems(graph: nx.Graph[str]) -> Iterator[str]:
    missing = [name for name in GRAPH_ATTRIBUTES if name not in graph.graph]
    if missing:
        yield (
            f"graph.graph 缺少 {missing}，请补上地名与街道名称 / graph.graph lacks "
            f"{missing}; add the place's and the streets' names"
        )


def _node_problems(graph: nx.Graph[str]) -> Iterator[str]:
    odd = [node for node in graph if not isinstance(node, str)]
    if odd:
        yield (
            f"{len(odd)} 个节点编号不是文本，如 {odd[:SHOWN]}，请改用文本 / "
            f"{len(odd)} node ids are not text, such as {odd[:SHOWN]}; use text"
        )
    for name in NODE_ATTRIBUTES:
        bare = [
            node
            for node, data in graph.nodes(data=True)
            if name not in data and data.get("mode") != "project"
        ]
        if bare:
            yield (
                f"{len(bare)} 个节点缺少 {name}，如 {bare[:SHOWN]}，请补上 / "
                f"{len(bare)} nodes lack {name}, such as {bare[:SHOWN]}; add it"
            )
    streets = graph.graph.get("streets", {})
    lost = {str(code) for _, code in graph.nodes(data="street_code")} - set(streets)
    if streets and lost:
        yield (
            f"街道代码 {sorted(lost)[:SHOWN]} 不在 graph.graph['streets'] 中，请补上名"
            "称 / these street codes are not in graph.graph['streets']; add their "
            "names"
        )


def _edge_problems(graph: nx.Graph[str]) -> Iterator[str]:
    loops = sorted(str(node) for node in nx.nodes_with_selfloops(graph))
    if loops:
        yield (
            f"{len(loops)} 个自环，如 {loops[:SHOWN]}，请删去 / "
            f"{len(loops)} self ties, such as {loops[:SHOWN]}; remove them"
        )
    bare = [(a, b) for a, b, data in graph.edges(data=True) if "layer" not in data]
    if bare:
        yield (
            f"{len(bare)} 条关系缺少 layer，如 {bare[:SHOWN]}，请写明类型 / "
            f"{len(bare)} ties lack layer, such as {bare[:SHOWN]}; name the layer"
        )
    heavy = [
        (a, b)
        for a, b, weight in graph.edges(data="weight", default=1.0)
        if not (isinstance(weight, int | float) and 0 <= weight < math.inf)
    ]
    if heavy:
        yield (
            f"{len(heavy)} 条关系的 weight 不是非负有限数，如 {heavy[:SHOWN]} / "
            f"{len(heavy)} ties have a weight that is no finite number of 0 or more"
        )
    mode = nx.get_node_attributes(graph, "mode")
    same = [(a, b) for a, b in graph.edges if mode and mode.get(a) == mode.get(b)]
    if same:
        yield (
            f"二模网络有 {len(same)} 条同类节点间的关系，如 {same[:SHOWN]} / "
            f"{len(same)} ties of a two-mode network join nodes of one mode"
        )


def cut(graph: nx.Graph[str], street_code: str) -> nx.Graph[str]:
    """
    Cut one street district out of a network.

    Measures of position belong on the whole network; the cut is for what the
    organisations of one street district have among themselves.

    Parameters
    ----------
    graph
        A network that keeps the contract.
    street_code
        The street district's 9-digit code.

    Returns
    -------
    networkx.Graph
        The induced subgraph, a copy; ``graph.graph["n_ties_crossing"]`` counts the
        ties with one end inside, and ``not_asked`` keeps the pairs inside.

    Raises
    ------
    MeasureError
        If the network has no such street district; the message lists those it has.
    """
    unit_name(graph.graph, street_code)
    streets = nx.get_node_attributes(graph, "street_code")
    inside = {node for node, code in streets.items() if code == street_code}
    part: nx.Graph[str] = nx.Graph(**graph.graph)
    part.add_nodes_from((node, graph.nodes[node]) for node in sorted(inside))
    ends = [(a, b, data) for a, b, data in graph.edges(data=True)]
    part.add_edges_from(
        sorted(
            ((a, b, data) for a, b, data in ends if a in inside and b in inside),
            key=lambda tie: tie[:2],
        )
    )
    crossing = sum((a in inside) != (b in inside) for a, b, _ in ends)
    asked = [
        pair for pair in graph.graph.get("not_asked", ()) if inside.issuperset(pair)
    ]
    part.graph |= {
        "n_ties_crossing": crossing,
        "not_asked": tuple(asked),
        "n_not_asked": len(asked),
    }
    return part


def unit_name(info: Mapping[str, Any], unit: str) -> Bilingual:
    """
    Name a unit of a network in words.

    Parameters
    ----------
    info
        ``graph.graph`` of a network that keeps the contract.
    unit
        ``"city"`` or a street district's 9-digit code.

    Returns
    -------
    Bilingual
        The place's or the street district's name.

    Raises
    ------
    MeasureError
        If the network has no such unit; the message lists those it has.
    """
    if unit == CITY:
        return Bilingual(*info["place"])
    streets = info["streets"]
    if unit not in streets:
        known = "、".join([CITY, *sorted(streets)])
        msg = f"网络中没有单元 {unit!r}，可用 / no such unit, use one of: {known}"
        raise MeasureError(msg)
    return Bilingual(streets[unit], streets[unit])
