"""Largest values that centrality can take in a two-mode network.

No node of a two-mode network can be tied to its own mode, so that one-mode maxima are
out of reach. The most central a node can be is as the root of a tree of depth two: tied
to the whole other mode, whose members carry the rest of its own mode as evenly as they
can.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from hubstudy.errors import MeasureError
from hubstudy.network.groups import MODES, first_mode, groups_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hubstudy.network.ties import Ties

    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Modes:
    """
    The two modes of a network.

    Parameters
    ----------
    first
        Marks the nodes of the mode that sorts first; shape (nodes,).
    labels
        Names of the modes; one only if the other has no nodes.
    """

    first: Flags
    labels: tuple[Any, ...]

    @property
    def sizes(self) -> tuple[int, int]:
        """Number of nodes of the first mode and of the other."""
        n_first = int(self.first.sum())
        return n_first, len(self.first) - n_first


class Largest(NamedTuple):
    """
    Largest sums of differences from the most central node.

    Parameters
    ----------
    whole
        Over all nodes.
    within
        Over the nodes of the most central node's own mode.
    """

    whole: float
    within: float


def modes_of(ties: Ties) -> Modes | None:
    """
    Tell the two modes of a network apart.

    Parameters
    ----------
    ties
        A network; two-mode if nodes have the attribute ``mode`` or ``bipartite``.

    Returns
    -------
    Modes or None
        None for a one-mode network.

    Raises
    ------
    NetworkError
        If there are more than two modes, a node has none, or a tie joins two nodes of
        one mode.
    MeasureError
        If the network is two-mode and directed.
    """
    first = first_mode(ties)
    if first is None:
        return None
    if ties.is_directed:
        msg = (
            "二模网络应为无向，得到有向，请先去掉方向 / a two-mode network is "
            "undirected here, this one is directed; leave directions out first"
        )
        raise MeasureError(msg)
    name = next(name for name in MODES if name in ties.nodes.columns)
    return Modes(first, groups_of(ties, name).labels)


def largest_betweenness(own: int, other: int) -> int:
    """
    Count the shortest paths through the root of the tree.

    Parameters
    ----------
    own
        Nodes of the root's mode, 1 or more.
    other
        Nodes of the other mode, 1 or more.

    Returns
    -------
    int
        The most that a node of that mode can have.

    References
    ----------
    .. [1] Borgatti and Everett, Network analysis of 2-mode data, 1997.
    """
    rest = own + other - 1
    inside = sum(n * math.comb(1 + load, 2) for load, n in _loads(own, other))
    return math.comb(rest, 2) - inside


def degree_sums(own: int, other: int) -> Largest:
    """
    Give the largest sums for degree, of a node tied to the whole other mode only.

    Parameters
    ----------
    own
        Nodes of its mode, 1 or more.
    other
        Nodes of the other mode, 1 or more.

    Returns
    -------
    Largest
        Ties elsewhere only make it less.
    """
    return Largest(other * (own + other - 2), other * (own - 1))


def betweenness_sums(own: int, other: int) -> Largest:
    """
    Give the largest sums for raw betweenness, of the root of the tree.

    Parameters
    ----------
    own
        Nodes of its mode, 1 or more.
    other
        Nodes of the other mode, 1 or more.

    Returns
    -------
    Largest
        Leaves have none, so that within the mode nothing is taken off.

    References
    ----------
    .. [1] Borgatti and Everett, Network analysis of 2-mode data, 1997.
    """
    root, rest = largest_betweenness(own, other), own + other - 1
    middle = sum(
        n * (load * (rest - load) + math.comb(load, 2))
        for load, n in _loads(own, other)
    )
    return Largest(rest * root - middle, (own - 1) * root)


def closeness_sums(own: int, other: int) -> Largest:
    """
    Give the largest sums for closeness 1/(sum of distances), of the root of the tree.

    Parameters
    ----------
    own
        Nodes of its mode, 1 or more.
    other
        Nodes of the other mode, 1 or more.

    Returns
    -------
    Largest
        Over connected networks.

    References
    ----------
    .. [1] Krnc, Sereni, Škrekovski and Yilma, Closeness centralization measure for
       two-mode data of prescribed sizes, 2016 (arXiv 1608.04093).
    """
    root = 1 / (other + 2 * (own - 1))
    middle = leaves = 0.0
    for load, n in _loads(own, other):
        far = own - 1 - load
        middle += n * (root - 1 / (1 + load + 2 * (other - 1) + 3 * far))
        distance = 1 + 2 * load + 3 * (other - 1) + 4 * far
        leaves += n * load * (root - 1 / distance)
    return Largest(middle + leaves, leaves)


def harmonic_sum(own: int, other: int) -> float:
    """
    Give the largest sum for harmonic closeness, of a star on the whole other mode.

    Parameters
    ----------
    own
        Nodes of its centre's mode, 1 or more.
    other
        Nodes of the other mode, 1 or more.

    Returns
    -------
    float
        Over all nodes, the rest of the centre's mode being isolates.
    """
    return other * (other - 1) / 2 + (own - 1) * other


def _loads(own: int, other: int) -> list[tuple[int, int]]:
    """Leaves carried, and by how many nodes, when spread evenly."""
    load, more = divmod(own - 1, other)
    return [(load, other - more)] + [(load + 1, more)] * (more > 0)
