"""How many of the possible ties inside and between groups exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.errors import MeasureError
from hubstudy.network.groups import first_mode, groups_of
from hubstudy.network.ties import Ties, as_ties

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from hubstudy.network.ties import Flags, Ints

MANY_GROUPS = 3_000
SMALLEST = 2


class _Blocks(NamedTuple):
    """Which pairs of groups are asked for, by code."""

    a: Ints
    b: Ints
    n_groups: int
    within: bool

    def counts(self, ends_a: Ints, ends_b: Ints) -> Ints:
        """Count pairs of nodes, given by their groups, in each pair of groups."""
        if self.within:
            return np.bincount(ends_a[ends_a == ends_b], minlength=self.n_groups)
        cells = self.n_groups * self.n_groups
        table = np.bincount(ends_a * self.n_groups + ends_b, minlength=cells)
        return np.asarray(table[self.a * self.n_groups + self.b])


def density_by_group(
    network: nx.Graph[Any] | Ties,
    group: str | Mapping[Any, Any],
    *,
    within: bool = False,
) -> pd.DataFrame:
    r"""
    Share of the possible ties inside each group, and between any two, that exist.

    :math:`2m_{aa} / n_a(n_a - 1)` inside a group, :math:`m_{ab} / n_a n_b` between two;
    of a directed network :math:`m_{aa} / n_a(n_a - 1)`, and ties from *a* to *b* apart
    from those from *b* to *a*. From 0 to 1. Pairs nobody asked about leave the
    denominator.

    Parameters
    ----------
    network
        Without self ties, isolates counted. In a two-mode network (see
        `hubstudy.measures.density.two_mode_density`) pairs of one mode can have no tie
        and are in no denominator; directions are left out.
    group
        Node attribute, such as ``community_code``, or mapping from node to group.
    within
        Whether to give groups with themselves only, which stays small however many
        groups there are.

    Returns
    -------
    pandas.DataFrame
        Columns ``group_a``, ``group_b``, ``n_a``, ``n_b``, ``n_pairs`` (denominator),
        ``n_ties``, ``network_density`` and ``reason`` (empty where it is defined), one
        row per pair of groups with a before or the same as b, sorted; directed: one row
        per ordered pair. Undefined as ``n_below_2`` inside a group of one, as
        ``not_measured`` where no pair was asked about, as ``not_applicable`` where all
        pairs are of one mode.

    Raises
    ------
    NetworkError
        If a node has no group.
    MeasureError
        If there are more than 3,000 groups and `within` is not set.

    Notes
    -----
    Inside a group of one, igraph gives NaN, networkx 0, and R's sna NaN; ours is
    missing, with the reason.

    References
    ----------
    .. [1] Wasserman and Faust, *Social Network Analysis*, 1994, ch. 10.
    """
    ties = as_ties(network)
    codes, labels = groups_of(ties, group)
    first = first_mode(ties)
    if first is not None:
        ties = ties.undirected()
    blocks = _blocks(len(labels), within=within, is_directed=ties.is_directed)
    size = np.bincount(codes, minlength=len(labels))
    n_ties = _between(blocks, codes, ties, np.column_stack([ties.source, ties.target]))
    silent = ties.unknown_pairs()
    possible = _possible(blocks, codes, size, first, is_directed=ties.is_directed)
    if first is not None:
        silent = silent[first[silent[:, 0]] != first[silent[:, 1]]]
    n_pairs = possible - _between(blocks, codes, ties, silent)
    lonely = (blocks.a == blocks.b) & (size[blocks.a] < SMALLEST)
    unknown = (n_pairs == 0) | (not ties.info.get("measured", True))
    reason = np.select(
        [lonely, possible == 0, unknown],
        ["n_below_2", "not_applicable", "not_measured"],
        default="",
    )
    names = pd.Series(labels, dtype=None if labels else object)
    return pd.DataFrame(
        {
            "group_a": names.take(blocks.a).reset_index(drop=True),
            "group_b": names.take(blocks.b).reset_index(drop=True),
            "n_a": size[blocks.a],
            "n_b": size[blocks.b],
            "n_pairs": n_pairs,
            "n_ties": n_ties,
            "network_density": np.where(
                reason == "", n_ties / np.maximum(n_pairs, 1), np.nan
            ),
            "reason": pd.Series(reason, dtype="str"),
        }
    )


def _blocks(n_groups: int, *, within: bool, is_directed: bool) -> _Blocks:
    if within:
        same = np.arange(n_groups)
        return _Blocks(same, same, n_groups, within)
    if n_groups > MANY_GROUPS:
        msg = (
            f"共 {n_groups:,} 组，两两相配过多（上限 {MANY_GROUPS:,} 组）；请用 "
            f"within=True 只看组内 / {n_groups:,} groups make too many pairs (at most "
            f"{MANY_GROUPS:,} groups); pass within=True for groups with themselves"
        )
        raise MeasureError(msg)
    if is_directed:
        a, b = np.indices((n_groups, n_groups)).reshape(2, -1)
    else:
        a, b = np.triu_indices(n_groups)
    return _Blocks(a, b, n_groups, within)


def _between(blocks: _Blocks, codes: Ints, ties: Ties, pairs: Ints) -> Ints:
    """Count pairs of nodes in each pair of groups; undirected: in either order."""
    a, b = codes[pairs[:, 0]], codes[pairs[:, 1]]
    if not ties.is_directed and not blocks.within:
        a, b = np.minimum(a, b), np.maximum(a, b)
    return blocks.counts(a, b)


def _possible(
    blocks: _Blocks, codes: Ints, size: Ints, first: Flags | None, *, is_directed: bool
) -> Ints:
    """Count the pairs of nodes that could have a tie."""
    a, b = blocks.a, blocks.b
    same = a == b
    if first is not None:
        one = np.bincount(codes[first], minlength=len(size))
        two = size - one
        return np.where(same, one[a] * two[a], one[a] * two[b] + one[b] * two[a])
    inside = size[a] * (size[a] - 1)
    return np.where(same, inside if is_directed else inside // 2, size[a] * size[b])
