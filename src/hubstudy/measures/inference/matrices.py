"""From networks to variables over the same pairs of organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hubstudy.errors import MeasureError, NetworkError
from hubstudy.measures.inference.dyads import Dyads, DyadVariable, pair_ends
from hubstudy.network.contract import SHOWN
from hubstudy.network.groups import first_mode, groups_of
from hubstudy.network.reading import ID, in_order
from hubstudy.network.ties import Ties, as_ties

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx

    from hubstudy.network.ties import Floats

    Relation = nx.Graph[Any] | Ties | pd.DataFrame

SYMMETRIC = 1e-12
"""Relative difference of two cells below which a frame is symmetric."""


def align(relations: Mapping[str, Relation], *, weighted: bool = False) -> Dyads:
    """
    Bring relations among the same organisations into one order.

    Parameters
    ----------
    relations
        Networks, or square frames of numbers with organisations as index and columns
        (their diagonal is not read).
    weighted
        Whether networks count with their weights; if not, a tie is 1.

    Returns
    -------
    Dyads
        Directed if a network is, or if there are frames only and one is not symmetric.

    Raises
    ------
    NetworkError
        If the organisations differ, or directed and undirected relations are mixed; a
        symmetric frame goes with both.
    MeasureError
        If a pair was not asked about or has no number, or a network is two-mode, whose
        modes must not be permuted into one another. Nothing is dropped.
    """
    read = {
        name: item if isinstance(item, pd.DataFrame) else as_ties(item)
        for name, item in relations.items()
    }
    nodes = _same_nodes(read)
    squares = {
        name: _square(name, item, nodes)
        for name, item in read.items()
        if isinstance(item, pd.DataFrame)
    }
    networks = {name: item for name, item in read.items() if isinstance(item, Ties)}
    is_directed = _direction(networks, squares)
    measured = all(ties.info.get("measured", True) for ties in networks.values())
    if measured:
        refuse_unknown(networks)
    place = {node: number for number, node in enumerate(nodes)}
    n_nodes = len(nodes)
    variables = {}
    for name, item in read.items():
        if isinstance(item, Ties):
            number = np.array([place[node] for node in item.nodes[ID]], dtype=np.intp)
            ends = number[item.source], number[item.target]
            value = item.weight if weighted else np.ones(item.n_ties)
            if not is_directed:
                ends = np.minimum(*ends), np.maximum(*ends)
            order = np.lexsort((ends[1], ends[0]))
            source, target, value = ends[0][order], ends[1][order], value[order]
        else:
            source, target = pair_ends(n_nodes, directed=is_directed)
            value = squares[name][source, target]
            listed = value != 0
            source, target, value = source[listed], target[listed], value[listed]
        variables[name] = DyadVariable.of(
            source, target, value, n_nodes, directed=is_directed
        )
    return Dyads(nodes, is_directed, measured, variables)


def _same_nodes(read: Mapping[str, Ties | pd.DataFrame]) -> tuple[Any, ...]:
    """Give the organisations, sorted, or name those that are not in all relations."""
    sets: dict[str, set[Any]] = {}
    for name, item in read.items():
        listed = list(item.nodes[ID] if isinstance(item, Ties) else item.index)
        sets[name] = set(listed)
        columns = listed if isinstance(item, Ties) else list(item.columns)
        if len(sets[name]) < len(listed) or len(columns) != len(listed):
            _refuse_frame(name)
        if sets[name] != set(columns):
            _refuse_frame(name)
    everyone: set[Any] = set().union(*sets.values())
    problems = []
    for name, found in sets.items():
        lacking = in_order(everyone - found)
        if lacking:
            problems.append(
                f"{name!r} 缺少 {len(lacking)} 个组织，如 {lacking[:SHOWN]} / {name!r} "
                f"lacks {len(lacking)} organisations, such as {lacking[:SHOWN]}"
            )
    if problems:
        head = (
            "各网络的组织不同，请补为孤立点或取相同的子图 / the organisations differ; "
            "add them as isolates or take the same subgraph:"
        )
        raise NetworkError("\n".join([head, *problems]))
    return tuple(in_order(everyone))


def _refuse_frame(name: str) -> None:
    msg = (
        f"表 {name!r} 的行与列应为同一批组织，各出现一次 / rows and columns of frame "
        f"{name!r} should be the same organisations, once each"
    )
    raise NetworkError(msg)


def _square(name: str, frame: pd.DataFrame, nodes: Sequence[Any]) -> Floats:
    """Give the cells of a frame in the order of the nodes, diagonal set to 0."""
    try:
        values = frame.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        msg = (
            f"表 {name!r} 不全是数字，请改正 / frame {name!r} has cells that are no "
            f"numbers, correct them: {error}"
        )
        raise MeasureError(msg) from error
    rows = {node: place for place, node in enumerate(frame.index)}
    columns = {node: place for place, node in enumerate(frame.columns)}
    order = np.array([rows[node] for node in nodes], dtype=np.intp)
    values = values[order][:, np.array([columns[node] for node in nodes], np.intp)]
    np.fill_diagonal(values, 0)
    gaps = np.argwhere(~np.isfinite(values))
    if len(gaps):
        some = [(nodes[a], nodes[b]) for a, b in gaps[:SHOWN]]
        msg = (
            f"表 {name!r} 有 {len(gaps)} 对没有数值，如 {some}；缺失不等于没有，请补上"
            f"或取子集 / frame {name!r} has {len(gaps)} pairs without a number, such "
            f"as {some}; missing is not absent: fill them in or take a subset"
        )
        raise MeasureError(msg)
    return values


def _direction(networks: Mapping[str, Ties], squares: Mapping[str, Floats]) -> bool:
    """Say whether the relations are directed; refuse a mixture."""
    crooked = [
        name
        for name, values in squares.items()
        if not np.allclose(values, values.T, rtol=SYMMETRIC, atol=0)
    ]
    directed = [name for name, ties in networks.items() if ties.is_directed] + crooked
    undirected = [name for name, ties in networks.items() if not ties.is_directed]
    if directed and undirected:
        msg = (
            f"有向 {directed[:SHOWN]} 与无向 {undirected[:SHOWN]} 混用，请都改为一种 / "
            f"directed {directed[:SHOWN]} and undirected {undirected[:SHOWN]} are "
            "mixed; make them one kind, such as with to_undirected() or to_directed()"
        )
        raise NetworkError(msg)
    return bool(directed)


def refuse_unknown(networks: Mapping[str, Ties]) -> None:
    """
    Refuse networks in which organisations cannot take each other's place.

    Parameters
    ----------
    networks
        By name.

    Raises
    ------
    MeasureError
        If a pair was not asked about, or a network is two-mode.
    """
    for name, ties in networks.items():
        silent = ties.unknown_pairs()
        if len(silent):
            ids = ties.nodes[ID].to_numpy(dtype=object)
            some = [tuple(ids[pair]) for pair in silent[:SHOWN]]
            msg = (
                f"{name!r} 有 {len(silent)} 对组织未被问及，如 {some}；未问不等于没有，"
                f"请先取都问过的子图 / {name!r} has {len(silent)} pairs nobody asked "
                f"about, such as {some}; missing is not absent: take the subgraph of "
                "those asked first"
            )
            raise MeasureError(msg)
        if first_mode(ties) is not None:
            msg = (
                f"{name!r} 是二模网络，会混淆两模，请先投影 / {name!r} is two-mode "
                "and the modes would be mixed; project it first"
            )
            raise MeasureError(msg)


def tie_matrix(
    network: nx.Graph[Any] | Ties, *, weighted: bool = False
) -> pd.DataFrame:
    """
    Lay a network out as a square frame.

    Parameters
    ----------
    network
        Directed or not.
    weighted
        Whether cells hold weights; if not, 1 for a tie.

    Returns
    -------
    pandas.DataFrame
        Row by source, column by target, sorted; 0 where there is no tie, missing where
        nobody asked and on the diagonal.
    """
    ties = as_ties(network)
    cells = ties.adjacency(weighted=weighted).toarray()
    silent = ties.unknown_pairs()
    cells[silent[:, 0], silent[:, 1]] = np.nan
    if not ties.is_directed:
        cells[silent[:, 1], silent[:, 0]] = np.nan
    return _framed(ties, cells)


def same_group(
    network: nx.Graph[Any] | Ties, group: str | Mapping[Any, Any]
) -> pd.DataFrame:
    """
    Mark the pairs whose organisations are in the same group, such as a street.

    Parameters
    ----------
    network
        Any network.
    group
        Name of a node attribute, or a mapping from node to group.

    Returns
    -------
    pandas.DataFrame
        Square: 1 for the same group, 0 for different ones; diagonal missing.

    Raises
    ------
    NetworkError
        If there is no such attribute, or a node has no group.
    """
    ties = as_ties(network)
    codes = groups_of(ties, group).codes
    return _framed(ties, np.equal.outer(codes, codes).astype(np.float64))


def difference(
    network: nx.Graph[Any] | Ties, attribute: str | Mapping[Any, float]
) -> pd.DataFrame:
    """
    Say how far apart the organisations of each pair are in a number, such as their age.

    Parameters
    ----------
    network
        Any network.
    attribute
        Name of a node attribute, or a mapping from node to number.

    Returns
    -------
    pandas.DataFrame
        Square: the absolute difference, in the attribute's unit; diagonal missing.

    Raises
    ------
    NetworkError
        If there is no such attribute, or a node has none.
    MeasureError
        If a value is no finite number.
    """
    ties = as_ties(network)
    codes, labels = groups_of(ties, attribute)
    try:
        values = np.array([float(label) for label in labels])[codes]
    except (TypeError, ValueError) as error:
        msg = f"属性不是数字，请改用 same_group / no numbers, use same_group: {error}"
        raise MeasureError(msg) from error
    if not np.isfinite(values).all():
        msg = "属性有无穷大，请改正 / the attribute has infinite values; correct them"
        raise MeasureError(msg)
    return _framed(ties, np.abs(np.subtract.outer(values, values)))


def _framed(ties: Ties, cells: Floats) -> pd.DataFrame:
    np.fill_diagonal(cells, np.nan)
    names = pd.Index(ties.nodes[ID].tolist(), name=ID, tupleize_cols=False)
    return pd.DataFrame(cells, index=names, columns=names.rename(None))
