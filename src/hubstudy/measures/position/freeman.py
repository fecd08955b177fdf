"""What a centralisation sums over, and when there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hubstudy.errors import MeasureError
from hubstudy.measures.position.connected import largest_component
from hubstudy.measures.position.two_mode import Largest, modes_of
from hubstudy.results import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from hubstudy.network.ties import Ties

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

SMALLEST_CENTRALIZATION = 3
SMALLEST_SIDE = 2

FREEMAN, TWO_MODE = "Freeman 1979", "Borgatti and Everett 1997"
LARGEST = ", largest component"


class Setting(NamedTuple):
    """
    All nodes of a network, or those of one of its two modes.

    Parameters
    ----------
    ties
        The network.
    marks
        The nodes summed over; shape (nodes,).
    sizes
        Nodes of the mode looked at and of the other; None for a one-mode network.
    is_whole
        Whether all nodes are summed over.
    note
        What to add to the method.
    """

    ties: Ties
    marks: Flags
    sizes: tuple[int, int] | None = None
    is_whole: bool = True
    note: str = ""

    def largest(self, sums: Callable[[int, int], Largest]) -> float:
        """
        Give the largest sum that two modes of these sizes can have.

        Parameters
        ----------
        sums
            The largest sums around a node of the first of two sizes.

        Returns
        -------
        float
            Around a node of the mode looked at, or of either.
        """
        own, other = self.sizes or (0, 0)
        if self.is_whole:
            return max(sums(own, other).whole, sums(other, own).whole)
        return sums(own, other).within

    def estimate(self, values: Floats, largest: float) -> Estimate:
        """
        Divide the sum of differences by the largest that there can be.

        Parameters
        ----------
        values
            Centrality; shape (nodes,).
        largest
            Denominator.

        Returns
        -------
        Estimate
            Undefined as ``too_small`` where the largest sum is 0.
        """
        counted = values[self.marks]
        n = len(counted)
        if largest <= 0:
            return Estimate.undefined("too_small", n=n)
        method = FREEMAN if self.sizes is None else TWO_MODE
        share = (n * counted.max() - counted.sum()) / largest
        return Estimate(float(share), n=n, method=method + self.note)


def setting_of(ties: Ties, side: object, *, note: str = "") -> Setting | Estimate:
    """
    Say what to sum over, or why there is no number.

    Parameters
    ----------
    ties
        The network.
    side
        Label of the mode to look at; None for all nodes.
    note
        What to add to the method.

    Returns
    -------
    Setting or Estimate
        The estimate is undefined, with the reason.

    Raises
    ------
    MeasureError
        If there is no such side, or a two-mode network is directed.
    """
    n = ties.n_nodes
    measured = ties.info.get("measured", True)
    if n < SMALLEST_CENTRALIZATION or not measured:
        return Estimate.undefined("n_below_3" if measured else "not_measured", n=n)
    modes = modes_of(ties)
    labels = () if modes is None else modes.labels
    if side is not None and side not in labels:
        msg = (
            f"side={side!r} 不是网络的模，已有 {list(labels)} / is no mode of the "
            f"network, which has {list(labels)}"
        )
        raise MeasureError(msg)
    n_pairs, sizes = ties.n_dyads(), None
    if modes is not None:
        sizes = modes.sizes
        if not all(sizes):
            return Estimate.undefined("one_group_only", n=n)
        n_pairs = sizes[0] * sizes[1] - len(ties.unknown_pairs())
    if n_pairs <= 0:
        return Estimate.undefined("not_measured", n=n)
    if modes is None or side is None:
        return Setting(ties, np.ones(n, dtype=bool), sizes, note=note)
    return _on_side(ties, modes.first if side == labels[0] else ~modes.first, note)


def _on_side(ties: Ties, marks: Flags, note: str) -> Setting | Estimate:
    own = int(marks.sum())
    if own < SMALLEST_SIDE:
        return Estimate.undefined("n_below_2", n=own)
    return Setting(ties, marks, (own, ties.n_nodes - own), is_whole=False, note=note)


def connected_setting(
    ties: Ties, side: object, component: str, *, may_be_apart: bool = False
) -> Setting | Estimate:
    """
    Say what to sum over where all must reach all, or why there is no number.

    Parameters
    ----------
    ties
        The network.
    side
        Label of the mode to look at; None for all nodes.
    component
        ``"refuse"`` a network that is not connected, or take its ``"largest"`` part.
    may_be_apart
        Whether such a network needs no refusal.

    Returns
    -------
    Setting or Estimate
        The estimate is undefined, with the reason.

    Raises
    ------
    MeasureError
        If there is no such side or choice, or a two-mode network is directed.
    """
    choices = ["refuse", "largest"]
    if component not in choices:
        msg = (
            f"component 应为 {choices} 之一，得到 {component!r} / must be one of these"
        )
        raise MeasureError(msg)
    found = setting_of(ties, side)
    if isinstance(found, Estimate) or (component == "refuse" and may_be_apart):
        return found
    keep = largest_component(ties)
    if keep.all():
        return found
    if component == "refuse":
        return Estimate.undefined("disconnected", n=int(found.marks.sum()))
    return setting_of(ties.induced(keep), side, note=LARGEST)
