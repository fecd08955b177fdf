"""Variables over pairs of organisations, and their products under permutation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from hubstudy.errors import MeasureError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from hubstudy.network.ties import Floats, Ints

MOST_CELLS = 25_000_000
"""Squares above (5,000 organisations) are searched instead of kept."""

BLOCK = 64
CROWDED = 4
"""A variable is crowded if more than one pair in so many has a value of its own."""


@dataclass(frozen=True, slots=True, eq=False)
class DyadVariable:
    """
    One value per pair of organisations, most of them the same.

    Parameters
    ----------
    base
        The value of all pairs not listed.
    source, target
        Node numbers of the pairs listed, sorted; ``source < target`` if undirected.
    value
        Their values less the base; shape (pairs listed,).
    n_nodes
        Number of organisations.
    is_directed
        Whether a pair counts both ways.
    cells
        Values less the base by node numbers, row after row; None if that were too many.
    """

    base: float
    source: Ints
    target: Ints
    value: Floats
    n_nodes: int
    is_directed: bool
    cells: NDArray[Any] | None

    @classmethod
    def of(
        cls, source: Ints, target: Ints, value: Floats, n_nodes: int, *, directed: bool
    ) -> DyadVariable:
        """
        Build from the pairs whose value is not 0.

        Parameters
        ----------
        source, target
            Node numbers, ``source < target`` if undirected, each pair once.
        value
            Values of these pairs.
        n_nodes
            Number of organisations.
        directed
            Whether a pair counts both ways.

        Returns
        -------
        DyadVariable
            Where most pairs have a value, the base is their mean, so that sums of
            squares lose no digits.
        """
        base = 0.0
        if 2 * len(value) > n_pairs(n_nodes, directed=directed):
            whole = np.zeros((n_nodes, n_nodes))
            whole[source, target] = value
            source, target = pair_ends(n_nodes, directed=directed)
            value = whole[source, target]
            base = float(value.mean() if np.ptp(value) else value[0])
            value = value - base
        listed = value != 0
        source, target, value = source[listed], target[listed], value[listed]
        made = cls(base, source, target, value, n_nodes, directed, None)
        if n_nodes**2 > MOST_CELLS:
            return made
        return replace(made, cells=made.laid_out(_narrow(value)))

    @property
    def is_crowded(self) -> bool:
        """Whether so many pairs are listed that rows are gone through as a whole."""
        pairs = n_pairs(self.n_nodes, directed=self.is_directed)
        return CROWDED * len(self.value) > pairs

    def laid_out(self, value: NDArray[Any]) -> NDArray[Any]:
        """
        Lay one value per pair listed out by both ends.

        Parameters
        ----------
        value
            In the order of the pairs listed.

        Returns
        -------
        numpy.ndarray
            Row after row, 0 elsewhere; shape (nodes²,).
        """
        cells = np.zeros(self.n_nodes**2, dtype=value.dtype)
        cells[self.source * self.n_nodes + self.target] = value
        if not self.is_directed:
            cells[self.target * self.n_nodes + self.source] = value
        return cells

    def at(self, places: Ints) -> NDArray[Any]:
        """
        Look values up.

        Parameters
        ----------
        places
            Source times the number of organisations plus target, either way round.

        Returns
        -------
        numpy.ndarray
            Values less the base.
        """
        if self.cells is not None:
            return self.cells.take(places)
        if not len(self.value):
            return np.zeros(len(places))
        if not self.is_directed:
            source, target = np.divmod(places, self.n_nodes)
            places = np.minimum(places, target * self.n_nodes + source)
        keys = self.source * self.n_nodes + self.target
        found = np.searchsorted(keys, places) % len(keys)
        return np.where(keys[found] == places, self.value[found], 0.0)

    def square(self) -> NDArray[Any]:
        """
        Give the values less the base as a matrix.

        Returns
        -------
        numpy.ndarray
            Shape (nodes, nodes), 0 on the diagonal.
        """
        cells = self.laid_out(self.value) if self.cells is None else self.cells
        return cells.reshape(self.n_nodes, self.n_nodes)

    def vector(self) -> Floats:
        """
        Give the values of all pairs, in the order of `pair_ends`.

        Returns
        -------
        numpy.ndarray
            Shape (pairs,).
        """
        source, target = pair_ends(self.n_nodes, directed=self.is_directed)
        return np.asarray(self.base + self.at(source * self.n_nodes + target))


@dataclass(frozen=True, slots=True, eq=False)
class Dyads:
    """
    Variables over the same pairs of the same organisations.

    Parameters
    ----------
    nodes
        The organisations, sorted; their places are node numbers.
    is_directed
        Whether a pair counts both ways.
    is_measured
        Whether all networks were asked about.
    variables
        By name, in the order given.
    """

    nodes: tuple[Any, ...]
    is_directed: bool
    is_measured: bool
    variables: Mapping[str, DyadVariable]

    @property
    def n_nodes(self) -> int:
        """Number of organisations."""
        return len(self.nodes)

    @property
    def n_dyads(self) -> int:
        """Number of pairs: n(n − 1)/2, twice that if directed."""
        return n_pairs(self.n_nodes, directed=self.is_directed)


def n_pairs(n_nodes: int, *, directed: bool) -> int:
    """
    Count the pairs of organisations.

    Parameters
    ----------
    n_nodes
        Number of organisations.
    directed
        Whether a pair counts both ways.

    Returns
    -------
    int
        0 for one organisation or none.
    """
    pairs = n_nodes * (n_nodes - 1)
    return pairs if directed else pairs // 2


def pair_ends(n_nodes: int, *, directed: bool) -> tuple[Ints, Ints]:
    """
    List all pairs of organisations.

    Parameters
    ----------
    n_nodes
        Number of organisations.
    directed
        Whether a pair counts both ways.

    Returns
    -------
    tuple of numpy.ndarray
        Node numbers of both ends, sorted; without the diagonal.
    """
    if directed:
        rows, columns = np.divmod(np.arange(n_nodes**2), max(n_nodes, 1))
        keep = rows != columns
        return rows[keep], columns[keep]
    rows, columns = np.triu_indices(n_nodes, 1)
    return rows, columns


def permutations(n_nodes: int, n_permutations: int, seed: int) -> Iterator[Ints]:
    """
    Draw orders of the organisations.

    Parameters
    ----------
    n_nodes
        Number of organisations.
    n_permutations
        How many to draw, each with the same chance.
    seed
        Seed of the draws.

    Yields
    ------
    numpy.ndarray
        Which organisation takes each place.

    Raises
    ------
    MeasureError
        If fewer than one is asked for.
    """
    if n_permutations < 1:
        msg = f"置换次数应至少为 1，得到 {n_permutations} / at least 1 permutation"
        raise MeasureError(msg)
    rng = np.random.default_rng(seed)
    for _ in range(n_permutations):
        yield rng.permutation(n_nodes)


def permuted_products(
    fixed: Sequence[DyadVariable], moved: Sequence[DyadVariable], order: Ints
) -> Floats:
    r"""
    Add up products over pairs, after the organisations of some variables are permuted.

    :math:`\sum_{ij} a_{ij} b_{\pi(i)\pi(j)}`, bases left out. Only the pairs listed of
    the sparser variable are visited, so that two sparse networks cost as much as they
    have ties.

    Parameters
    ----------
    fixed
        Variables *a* that stay.
    moved
        Variables *b* whose rows and columns are permuted together.
    order
        Which organisation takes each place.

    Returns
    -------
    numpy.ndarray
        Shape (fixed, moved).
    """
    back = np.argsort(order)
    products = np.empty((len(fixed), len(moved)))
    places: dict[tuple[str, int], Ints] = {}
    for row, a in enumerate(fixed):
        for column, b in enumerate(moved):
            forth = len(a.value) <= len(b.value)
            walked, other, way = (a, b, order) if forth else (b, a, back)
            if walked.is_crowded and walked.cells is not None:
                products[row, column] = _crowded_product(walked, other, way)
                continue
            key = ("fixed", row) if forth else ("moved", column)
            if key not in places:
                places[key] = way[walked.source] * len(way) + way[walked.target]
            products[row, column] = (walked.value * other.at(places[key])).sum()
    return products


def _crowded_product(walked: DyadVariable, other: DyadVariable, way: Ints) -> float:
    """Go through whole rows, which is quicker where most pairs have a value."""
    n_nodes, total = len(way), 0.0
    cells, others = walked.square(), other.square()
    for low in range(0, n_nodes, BLOCK):
        rows = slice(low, low + BLOCK)
        if walked.is_directed:
            block = others[way[rows]].take(way, axis=1)
            total += float((cells[rows].astype(np.float64) * block).sum())
            continue
        block = others[way[rows]].take(way[low:], axis=1)
        block = cells[rows, low:].astype(np.float64) * block
        # below the diagonal stand the same pairs once more
        total += float(block[:, BLOCK:].sum() + block[:, :BLOCK].sum() / 2)
    return total


def _narrow(value: Floats) -> NDArray[Any]:
    """Give the same numbers in fewer bytes, which is most of what a look-up costs."""
    for kind in (np.int8, np.float32):
        with np.errstate(over="ignore", invalid="ignore"):
            smaller = value.astype(kind)
        if np.array_equal(smaller, value):
            return smaller
    return value
