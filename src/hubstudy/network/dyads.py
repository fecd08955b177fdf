"""Number the pairs of a network that are known to have a tie or none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hubstudy.network.ties import Flags, Ints, Ties


@dataclass(frozen=True, slots=True, eq=False)
class Dyads:
    """
    The known pairs of a network, numbered from 0 without listing them.

    Parameters
    ----------
    n_nodes
        Nodes of the network.
    first, second
        Node numbers of the two modes; empty for a one-mode network.
    is_directed
        Whether (a, b) and (b, a) are two pairs.
    unknown
        Numbers, among all pairs, of those that are not known; sorted.
    """

    n_nodes: int
    first: Ints
    second: Ints
    is_directed: bool
    unknown: NDArray[np.int64]

    @classmethod
    def of(
        cls, ties: Ties, first: Flags | None, *, as_undirected: bool = False
    ) -> Dyads:
        """
        Give the known pairs of a network numbers.

        Parameters
        ----------
        ties
            The network.
        first
            Marks the first mode; None for a one-mode network.
        as_undirected
            Whether to number the dyads of a directed network: one is known if it is
            in both directions.

        Returns
        -------
        Dyads
            For a two-mode network only pairs of different modes.
        """
        gaps = ties.unknown_pairs()
        one = other = np.empty(0, dtype=np.intp)
        if first is not None:
            one, other = np.flatnonzero(first), np.flatnonzero(~first)
            gaps = gaps[first[gaps[:, 0]] != first[gaps[:, 1]]]
        is_directed = ties.is_directed and not as_undirected
        none = np.empty(0, dtype=np.int64)
        every = cls(ties.n_nodes, one, other, is_directed, none)
        unknown = np.unique(every.number(gaps[:, 0], gaps[:, 1]))
        return replace(every, unknown=unknown)

    @property
    def n_known(self) -> int:
        """Number of pairs known to have a tie or none."""
        if len(self.first) or len(self.second):
            n_pairs = len(self.first) * len(self.second)
        else:
            n_pairs = self.n_nodes * (self.n_nodes - 1) // (1 + (not self.is_directed))
        return n_pairs - len(self.unknown)

    def number(self, source: Ints, target: Ints) -> NDArray[np.int64]:
        """
        Give the place of pairs among all pairs, unknown ones counted.

        Parameters
        ----------
        source, target
            Node numbers of both ends; in either order if undirected.

        Returns
        -------
        numpy.ndarray
            One number per pair.
        """
        source, target = source.astype(np.int64), target.astype(np.int64)
        if len(self.first) or len(self.second):
            place = np.empty(self.n_nodes, dtype=np.int64)
            place[self.first] = np.arange(len(self.first))
            place[self.second] = len(self.first) + np.arange(len(self.second))
            one, other = place[source], place[target]
            low, high = np.minimum(one, other), np.maximum(one, other)
            return low * len(self.second) + high - len(self.first)
        if self.is_directed:
            return source * (self.n_nodes - 1) + target - (target > source)
        low, high = np.minimum(source, target), np.maximum(source, target)
        return self._row_starts()[low] + high - low - 1

    def has(self, source: Ints, target: Ints) -> Flags:
        """
        Say which pairs are known.

        Parameters
        ----------
        source, target
            Node numbers of both ends.

        Returns
        -------
        numpy.ndarray
            One mark per pair.
        """
        return np.isin(self.number(source, target), self.unknown, invert=True)

    def pairs(self, numbers: Ints) -> tuple[Ints, Ints]:
        """
        Give the ends of known pairs.

        Parameters
        ----------
        numbers
            From 0 to `n_known`, one less.

        Returns
        -------
        source
            Node numbers; below those of `target` if undirected and one-mode.
        target
            Node numbers.
        """
        skipped = self.unknown - np.arange(len(self.unknown))
        numbers = numbers + np.searchsorted(skipped, numbers, side="right")
        if len(self.first) or len(self.second):
            width = max(len(self.second), 1)
            return self.first[numbers // width], self.second[numbers % width]
        if self.is_directed:
            width = max(self.n_nodes - 1, 1)
            source, place = numbers // width, numbers % width
            return source, place + (place >= source)
        starts = self._row_starts()
        source = np.searchsorted(starts, numbers, side="right") - 1
        # the last node starts no pair, so its row begins where the one before ends
        source = np.minimum(source, max(self.n_nodes - 2, 0))
        return source, numbers - starts[source] + source + 1

    def _row_starts(self) -> NDArray[np.int64]:
        """Give the number of the first pair of each node with a higher one."""
        rows = np.arange(self.n_nodes, dtype=np.int64)
        return rows * (self.n_nodes - 1) - rows * (rows - 1) // 2
