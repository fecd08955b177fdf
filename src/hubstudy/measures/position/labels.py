"""Group labels shuffled over nodes, the structure fixed: what roles and mixing test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.errors import MeasureError
from hubstudy.network.groups import first_mode, groups_of
from hubstudy.network.reading import ID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from hubstudy.network.ties import Ties

    Ints = NDArray[np.intp]
    Floats = NDArray[np.float64]

FEWEST_PERMUTATIONS = 2
SLACK = 1e-12
"""Relative; a draw this near the observed value is as extreme."""


class Labels(NamedTuple):
    """
    The group of each node, and among whom labels may change places.

    Parameters
    ----------
    codes
        Number of the group; shape (nodes,).
    names
        Name of each group, sorted; a code is a place in it.
    strata
        Node numbers; labels are shuffled inside each. One for a one-mode network, one
        per mode for two; nodes outside have no group.
    is_two_mode
        Whether nodes are of two modes.
    """

    codes: Ints
    names: tuple[Any, ...]
    strata: tuple[Ints, ...]
    is_two_mode: bool

    def members(self) -> Ints:
        """
        List the nodes that have a group.

        Returns
        -------
        numpy.ndarray
            Node numbers, sorted.
        """
        return np.sort(np.concatenate(self.strata))

    def sizes(self, stratum: Ints) -> Floats:
        """
        Count the members of each group in a stratum.

        Parameters
        ----------
        stratum
            Node numbers.

        Returns
        -------
        numpy.ndarray
            Shape (groups,).
        """
        counts = np.bincount(self.codes[stratum], minlength=len(self.names))
        return np.asarray(counts, dtype=np.float64)

    def shuffled(self, n_permutations: int, *, seed: int) -> Iterator[Ints]:
        """
        Let labels change places at random.

        Parameters
        ----------
        n_permutations
            How often.
        seed
            Seed of the draws.

        Yields
        ------
        numpy.ndarray
            Codes; shape (nodes,).
        """
        rng = np.random.default_rng(seed)
        for _ in range(n_permutations):
            drawn = self.codes.copy()
            for rows in self.strata:
                drawn[rows] = rng.permutation(self.codes[rows])
            yield drawn


class Tails(NamedTuple):
    """
    Where the observed value lies among those of shuffled labels.

    Parameters
    ----------
    two_sided
        Share of draws at least as far from the expectation, on either side.
    upper
        Share of draws at least as high.
    lower
        Share of draws at least as low.
    """

    two_sided: Floats
    upper: Floats
    lower: Floats


def labels_of(
    ties: Ties, group: str | Mapping[Any, Any], *, every_mode: bool = False
) -> Labels:
    """
    Read the group of each node, mode by mode.

    Parameters
    ----------
    ties
        The network.
    group
        Name of a node attribute, or a mapping from node to group. In a two-mode network
        one mode may be without groups altogether; it is then in no stratum.
    every_mode
        Whether that is refused.

    Returns
    -------
    Labels
        Codes by node number.

    Raises
    ------
    NetworkError
        If there is no such attribute, or a node has no group and others of its mode
        have one, or `every_mode` is set.
    """
    first = first_mode(ties)
    if first is None:
        groups = groups_of(ties, group)
        return Labels(*groups, (np.arange(ties.n_nodes),), is_two_mode=False)
    bare = _without_group(ties, group)
    kept = [mode for mode in (first, ~first) if not bare[mode].all()]
    if len(kept) == 1 and not every_mode:
        rows = np.flatnonzero(kept[0])
        groups = groups_of(ties.induced(kept[0]), group)
        codes = np.zeros(ties.n_nodes, dtype=np.intp)
        codes[rows] = groups.codes
        return Labels(codes, groups.labels, (rows,), is_two_mode=True)
    strata = tuple(np.flatnonzero(mode) for mode in (first, ~first))
    return Labels(*groups_of(ties, group), strata, is_two_mode=True)


def _without_group(ties: Ties, group: str | Mapping[Any, Any]) -> NDArray[np.bool_]:
    if isinstance(group, Mapping):
        values = [group.get(name) for name in ties.nodes[ID]]
        return pd.Series(values, dtype=object).isna().to_numpy()
    if group in ties.nodes.columns:
        return ties.nodes[group].isna().to_numpy()
    return np.zeros(ties.n_nodes, dtype=bool)


def check_permutations(n_permutations: int) -> None:
    """
    Refuse too few draws.

    Parameters
    ----------
    n_permutations
        How many were asked for.

    Raises
    ------
    MeasureError
        If there are fewer than two.
    """
    if n_permutations < FEWEST_PERMUTATIONS:
        msg = (
            f"n_permutations = {n_permutations}，应至少为 {FEWEST_PERMUTATIONS}，建议 "
            f"999 以上 / expected at least {FEWEST_PERMUTATIONS}, better 999 or more"
        )
        raise MeasureError(msg)


def tails(observed: Floats, expected: Floats, draws: Floats) -> Tails:
    """
    Give permutation p-values, (b + 1)/(B + 1).

    Parameters
    ----------
    observed
        Shape (values,).
    expected
        Exact expectation under shuffled labels; shape (values,).
    draws
        Shape (draws, values).

    Returns
    -------
    Tails
        Each of shape (values,). Two-sided counts the draws whose distance from the
        expectation is at least the observed one.
    """
    slack = SLACK * np.maximum(1, np.maximum(np.abs(observed), np.abs(expected)))
    far = np.abs(draws - expected) >= np.abs(observed - expected) - slack
    high, low = draws >= observed - slack, draws <= observed + slack
    shares = [(hits.sum(axis=0) + 1) / (len(draws) + 1) for hits in (far, high, low)]
    return Tails(*shares)
