"""From any simple graph to tables of its nodes and ties."""

from __future__ import annotations

import math
from numbers import Real
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd

from hubstudy.errors import NetworkError
from hubstudy.network.contract import SHOWN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from numpy.typing import NDArray

ID = "organization_id"
PAIR = 2


def check_graph(graph: nx.Graph[Any]) -> None:
    """
    Refuse what no measure has a meaning for.

    Parameters
    ----------
    graph
        Any graph.

    Raises
    ------
    NetworkError
        If it is no graph, or has parallel ties, self ties, or weights that are no
        finite number of 0 or more; names the first few culprits of each.
    """
    given: object = graph
    if not isinstance(given, nx.Graph):
        msg = (
            f"应为 networkx 图或 hubstudy.network.Ties，得到 {type(given).__name__}；"
            "矩阵或边表请先用 networkx.from_numpy_array 等转换 / expected a networkx "
            f"graph or Ties, got {type(given).__name__}; make one with "
            "networkx.from_numpy_array or from_pandas_edgelist"
        )
        raise NetworkError(msg)
    problems = list(_problems(graph))
    if problems:
        raise NetworkError("\n".join(problems))


def _problems(graph: nx.Graph[Any]) -> Iterator[str]:
    if graph.is_multigraph():
        kind = type(graph).__name__
        yield (
            f"图的类型是 {kind}，有重边，请先合并为一对一条 / the graph is a {kind} "
            "with parallel ties; collapse them to one per pair first"
        )
        return
    loops = sorted(str(node) for node in nx.nodes_with_selfloops(graph))
    if loops:
        yield (
            f"{len(loops)} 个自环，如 {loops[:SHOWN]}，请删去 / "
            f"{len(loops)} self ties, such as {loops[:SHOWN]}; remove them"
        )
    heavy = [
        (a, b)
        for a, b, weight in graph.edges(data="weight", default=1.0)
        if not _is_weight(weight)
    ]
    if heavy:
        yield (
            f"{len(heavy)} 条关系的 weight 不是非负有限数，如 {heavy[:SHOWN]}，请改正 /"
            f" {len(heavy)} ties have a weight that is no finite number of 0 or more, "
            f"such as {heavy[:SHOWN]}; correct them"
        )


def _is_weight(value: object) -> bool:
    return isinstance(value, Real) and 0 <= float(value) < math.inf


def node_frame(graph: nx.Graph[Any]) -> pd.DataFrame:
    """
    Lay out nodes with their attributes.

    Parameters
    ----------
    graph
        Any graph.

    Returns
    -------
    pandas.DataFrame
        ``organization_id`` and a column per attribute, sorted by id; ids that cannot be
        compared with one another are replaced in the order by their kind and text.
    """
    names = in_order(list(graph))
    frame = pd.DataFrame([graph.nodes[name] for name in names], index=range(len(names)))
    frame = frame.drop(columns=ID, errors="ignore")
    is_text = all(isinstance(name, str) for name in names)
    ids = pd.Series(names, dtype="str" if is_text else object, index=frame.index)
    frame.insert(0, ID, ids)
    return frame


def tie_frame(graph: nx.Graph[Any]) -> pd.DataFrame:
    """
    Lay out ties.

    Parameters
    ----------
    graph
        A simple graph.

    Returns
    -------
    pandas.DataFrame
        Columns ``source_id, target_id, layer, weight``, one row per tie.
    """
    rows = [
        (a, b, data.get("layer", ""), float(data.get("weight", 1.0)))
        for a, b, data in graph.edges(data=True)
    ]
    columns = ["source_id", "target_id", "layer", "weight"]
    frame = pd.DataFrame(columns=columns, index=range(len(rows)), dtype=object)
    for place, name in enumerate(columns):
        values = [row[place] for row in rows]
        frame[name] = pd.Series(values, dtype=object, index=frame.index)
    return frame.astype({"weight": "float64"})


def in_order(names: Collection[Any]) -> list[Any]:
    """
    Sort names of any kind.

    Parameters
    ----------
    names
        Ids of nodes, or labels of groups.

    Returns
    -------
    list
        Sorted; names that cannot be compared with one another by their kind and text.
    """
    try:
        return sorted(names)
    except TypeError:
        return sorted(names, key=lambda name: (type(name).__name__, repr(name)))


def as_pairs(pairs: Iterable[tuple[Any, Any]]) -> NDArray[np.object_]:
    """
    Hold pairs of names of any kind, tuples too, without unpacking them.

    Parameters
    ----------
    pairs
        Names of both ends.

    Returns
    -------
    numpy.ndarray
        Shape (pairs, 2).

    Raises
    ------
    NetworkError
        If something is no pair of two different nodes.
    """
    listed = list(pairs)
    strange = [pair for pair in listed if not _is_pair(pair)]
    if strange:
        msg = (
            f"not_asked 应为一对对不同的节点，发现 {strange[:SHOWN]} / must list pairs "
            f"of two different nodes, found {strange[:SHOWN]}"
        )
        raise NetworkError(msg)
    ends = np.empty((len(listed), 2), dtype=object)
    for row, pair in enumerate(listed):
        ends[row, 0], ends[row, 1] = pair
    return ends


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list | tuple) and len(pair) == PAIR and pair[0] != pair[1]


def pair_numbers(
    index: Mapping[Any, int], pairs: NDArray[np.object_]
) -> NDArray[np.intp]:
    """
    Give both ends of pairs their place in the index.

    Parameters
    ----------
    index
        Place by name.
    pairs
        Names; shape (pairs, 2).

    Returns
    -------
    numpy.ndarray
        Shape (pairs, 2).

    Raises
    ------
    NetworkError
        If an end is not in the index.
    """
    places = [[index.get(name, -1) for name in pair] for pair in pairs]
    ends = np.array(places, dtype=np.intp).reshape(-1, 2)
    strange = (ends < 0).any(axis=1)
    if strange.any():
        some = pairs[strange][:SHOWN].tolist()
        msg = (
            f"{int(strange.sum())} 对关系的一端不是网络中的组织，如 {some}，请补上组织"
            f"或删去 / {int(strange.sum())} pairs have an end that is no node, such "
            f"as {some}; add the organisation or remove the pair"
        )
        raise NetworkError(msg)
    return ends
