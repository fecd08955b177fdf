"""Which group each node is in: a node attribute, a mapping, or the mode."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.errors import NetworkError
from hubstudy.network.contract import SHOWN
from hubstudy.network.reading import ID, in_order

if TYPE_CHECKING:
    from hubstudy.network.ties import Flags, Ints, Ties

MODES = ("mode", "bipartite")
"""Node attributes that tell the two modes apart: ours, and that of networkx."""

TWO = 2


class Groups(NamedTuple):
    """
    The group of each node.

    Parameters
    ----------
    codes
        Number of the group; shape (nodes,).
    labels
        Name of each group, sorted; a code is a place in it.
    """

    codes: Ints
    labels: tuple[Any, ...]


def groups_of(ties: Ties, group: str | Mapping[Any, Any]) -> Groups:
    """
    Read the group of each node.

    Parameters
    ----------
    ties
        The network.
    group
        Name of a node attribute, or a mapping from node to group.

    Returns
    -------
    Groups
        Codes by node number.

    Raises
    ------
    NetworkError
        If there is no such attribute, or a node has no group; nothing is dropped.
    """
    if isinstance(group, Mapping):
        values = pd.Series([group.get(name) for name in ties.nodes[ID]], dtype=object)
    elif group in ties.nodes.columns:
        values = ties.nodes[group]
    elif not ties.n_nodes:
        values = pd.Series([], dtype=object)
    else:
        known = [str(name) for name in ties.nodes.columns if name != ID]
        msg = (
            f"节点没有属性 {group!r}，已有 {known} / nodes have no attribute "
            f"{group!r}, only {known}"
        )
        raise NetworkError(msg)
    missing = ties.nodes[ID][values.isna().to_numpy(dtype=bool)].tolist()
    if missing:
        msg = (
            f"{len(missing)} 个节点没有组别，如 {missing[:SHOWN]}，请补上或先取子图 / "
            f"{len(missing)} nodes have no group, such as {missing[:SHOWN]}; add it or "
            "take a subgraph first"
        )
        raise NetworkError(msg)
    if values.dtype == object:
        return _by_hand(values.tolist())
    numbers, found = pd.factorize(values)
    listed = found.tolist()
    labels = in_order(set(listed))
    place = {label: number for number, label in enumerate(labels)}
    order = np.array([place[label] for label in listed], dtype=np.intp)
    return Groups(order[numbers], tuple(labels))


def _by_hand(values: list[Any]) -> Groups:
    """Give numbers to values of any kind, tuples too, which pandas would unpack."""
    labels = in_order(set(values))
    place = {label: number for number, label in enumerate(labels)}
    codes = np.array([place[value] for value in values], dtype=np.intp)
    return Groups(codes, tuple(labels))


def first_mode(ties: Ties) -> Flags | None:
    """
    Tell the first mode of a two-mode network.

    Parameters
    ----------
    ties
        A network; two-mode if nodes have the attribute ``mode``, or ``bipartite`` as
        networkx calls it.

    Returns
    -------
    numpy.ndarray or None
        Marks the nodes of the mode that sorts first; None for a one-mode network.

    Raises
    ------
    NetworkError
        If there are more than two modes, a node has none, or a tie joins two nodes of
        one mode.
    """
    name = next((name for name in MODES if name in ties.nodes.columns), None)
    if name is None:
        return None
    codes, labels = groups_of(ties, name)
    if len(labels) > TWO:
        msg = f"节点分属 {len(labels)} 个模，应为两个 / expected two modes: {labels}"
        raise NetworkError(msg)
    same = codes[ties.source] == codes[ties.target]
    if same.any():
        names = ties.nodes[ID].to_numpy(dtype=object)
        ends = zip(names[ties.source[same]], names[ties.target[same]], strict=True)
        some = list(ends)[:SHOWN]
        msg = (
            f"二模网络有 {int(same.sum())} 条同类节点间的关系，如 {some} / "
            f"{int(same.sum())} ties of a two-mode network join nodes of one mode, "
            f"such as {some}"
        )
        raise NetworkError(msg)
    return np.asarray(codes == 0)
