"""Which pairs are tied in more than one layer, and in how many."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.errors import Bilingual, MeasureError, NetworkError
from hubstudy.network.contract import SHOWN
from hubstudy.network.groups import first_mode
from hubstudy.network.reading import ID
from hubstudy.network.ties import Ties, as_ties
from hubstudy.results import Estimate

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from hubstudy.network.ties import Ints

FEWEST = 2
COLUMNS = {
    "layer_a": "str",
    "layer_b": "str",
    "n_ties_a": "int64",
    "n_ties_b": "int64",
    "n_both": "int64",
    "n_either": "int64",
    "n_both_expected": "float64",
    "jaccard": "float64",
    "reason": "str",
}
FINDING = Bilingual(
    "{k} 层网络、{n} 个组织：共 {pairs} 对组织有关系，平均每对 {mean} 层。{most}零模"
    "型：各层关系数不变、彼此独立地随机落在各对组织上（期望值精确计算）；未询问的组织对不计"
    "。",
    "{k} layers, {n} organisations: {pairs} pairs are tied, in {mean} layers each on "
    "average. {most}Null: each layer's ties fall on pairs at random, independently, "
    "their number as it is (exact expectation); pairs not asked about are left out.",
)
MOST = Bilingual(
    "重合最多的是 {a} 与 {b}：Jaccard 系数 {jaccard}，同时有关系的 {both} 对（随机时期"
    "望 {expected} 对）。",
    "{a} and {b} overlap most: Jaccard {jaccard}, {both} pairs tied in both "
    "({expected} expected at random). ",
)


class _Layer(NamedTuple):
    """Tied and unknown pairs of one layer, as sorted numbers."""

    name: str
    tied: Ints
    unknown: Ints
    is_measured: bool


@dataclass(frozen=True, slots=True, eq=False)
class LayerOverlap:
    """
    How far the layers of one network tie the same pairs.

    Parameters
    ----------
    table
        Columns ``layer_a``, ``layer_b``, ``n_ties_a``, ``n_ties_b``, ``n_both``,
        ``n_either``, ``n_both_expected``, ``jaccard`` and ``reason``, one row per pair
        of layers.
    n_nodes
        Organisations, the same in each layer.
    n_layers
        Layers.
    n_tied_pairs
        Pairs (of a directed network ordered pairs) tied in any layer.
    layers_per_tied_pair
        Average number of layers of those of them that all layers asked about; from 1 to
        the number of layers.
    """

    table: pd.DataFrame
    n_nodes: int
    n_layers: int
    n_tied_pairs: int
    layers_per_tied_pair: Estimate

    def to_frame(self) -> pd.DataFrame:
        """
        Give a tidy copy, safe to change.

        Returns
        -------
        pandas.DataFrame
            One row per pair of layers.
        """
        return self.table.copy()

    def __str__(self) -> str:
        """Say the finding, Chinese first."""
        text = FINDING.format_with(
            k=self.n_layers,
            n=self.n_nodes,
            pairs=self.n_tied_pairs,
            mean=self.layers_per_tied_pair.both(),
            most=self._most(),
        )
        return f"{text.zh}\n{text.en}"

    def _most(self) -> Bilingual:
        known = self.table.dropna(subset=["jaccard"])
        if known.empty:
            return Bilingual("", "")
        row = known.iloc[int(known["jaccard"].to_numpy().argmax())]
        return MOST.format_with(
            a=row["layer_a"],
            b=row["layer_b"],
            jaccard=f"{row['jaccard']:.3f}",
            both=row["n_both"],
            expected=f"{row['n_both_expected']:.1f}",
        )


def layer_overlap(networks: Mapping[str, nx.Graph[Any] | Ties]) -> LayerOverlap:
    r"""
    Compare the layers of one network pair by pair.

    For each two layers, :math:`J = |A \cap B| / |A \cup B|` over the pairs of nodes
    tied in each, from 0 (no pair in common) to 1; besides, the average number of layers
    of a pair that is tied at all. A pair that one of two layers did not ask about is
    left out of their comparison, and a pair that any layer did not ask about out of the
    average.

    Parameters
    ----------
    networks
        Two or more networks by layer, with the same nodes, all directed (ordered pairs
        are compared) or none, without self ties.

    Returns
    -------
    LayerOverlap
        Pairs of layers in the order given. ``n_ties_a`` and ``n_ties_b`` are all ties
        of a layer; ``n_both`` and ``n_either`` (the denominator) those on pairs both
        asked about; ``n_both_expected`` is :math:`m_a m_b / D`, what as many ties at
        random on the :math:`D` pairs both asked about would have in common on average.
        A Jaccard index is undefined as ``n_below_2`` without a pair of nodes, as
        ``no_ties`` where neither layer has a tie, as ``not_measured`` where a layer was
        not measured or no pair was asked about in both.

    Raises
    ------
    MeasureError
        If there are fewer than two layers.
    NetworkError
        If layers have different nodes, or some are directed and some are not.

    Notes
    -----
    The expectation is the same if one layer's nodes are permuted (QAP). Two layers with
    a hub to which all are tied overlap on its star by construction.

    References
    ----------
    .. [1] Jaccard, Étude comparative de la distribution florale, 1901.
    .. [2] Battiston, Nicosia and Latora, Structural measures for multiplex networks,
       2014.
    """
    if len(networks) < FEWEST:
        msg = (
            f"只有 {len(networks)} 层，至少应有两层 / {len(networks)} layers, expected "
            "two or more"
        )
        raise MeasureError(msg)
    layers = {name: as_ties(each) for name, each in networks.items()}
    _check_nodes(layers)
    every = [_layer(name, ties) for name, ties in layers.items()]
    one = next(iter(layers.values()))
    n_possible = _n_possible(one)
    rows = [_compared(a, b, n_possible) for a, b in combinations(every, 2)]
    pairs, counts = np.unique(
        np.concatenate([layer.tied for layer in every]), return_counts=True
    )
    unknown = np.unique(np.concatenate([layer.unknown for layer in every]))
    counts_known = counts[np.isin(pairs, unknown, invert=True)]
    return LayerOverlap(
        table=pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS),
        n_nodes=one.n_nodes,
        n_layers=len(every),
        n_tied_pairs=len(pairs),
        layers_per_tied_pair=_mean_layers(every, len(pairs), counts_known, n_possible),
    )


def _check_nodes(layers: Mapping[str, Ties]) -> None:
    (first, one), *others = layers.items()
    kinds = {ties.is_directed for ties in layers.values()}
    if len(kinds) > 1:
        directed = [name for name, ties in layers.items() if ties.is_directed]
        msg = (
            f"有的层有向（{directed}），有的层无向，请统一 / some layers are directed "
            f"({directed}) and some are not; make them the same"
        )
        raise NetworkError(msg)
    sides = first_mode(one)
    for name, other in others:
        theirs = first_mode(other)
        if (sides is None) != (theirs is None):
            msg = (
                f"{first} 与 {name} 两层一为二模、一为一模，请统一 / of layers {first} "
                f"and {name} one is two-mode and one is not; make them the same"
            )
            raise NetworkError(msg)
        if other.nodes[ID].equals(one.nodes[ID]):
            continue
        here, there = set(one.nodes[ID]), set(other.nodes[ID])
        only = [
            (layer, sorted(odd, key=str)[:SHOWN])
            for layer, odd in ((first, here - there), (name, there - here))
            if odd
        ]
        if only:
            msg = (
                f"{first} 与 {name} 两层的组织不同，只在一层的如 {only}；请补为相同的"
                f"组织（孤立点也算）/ layers {first} and {name} have different nodes, "
                f"such as {only}; give both the same, isolates too"
            )
            raise NetworkError(msg)


def _layer(name: str, ties: Ties) -> _Layer:
    number = ties.n_nodes
    tied = ties.source.astype(np.int64) * number + ties.target
    silent = ties.unknown_pairs()
    first = first_mode(ties)
    if first is not None:
        silent = silent[first[silent[:, 0]] != first[silent[:, 1]]]
    return _Layer(
        name=name,
        tied=tied,
        unknown=np.unique(silent[:, 0] * number + silent[:, 1]),
        is_measured=bool(ties.info.get("measured", True)),
    )


def _n_possible(ties: Ties) -> int:
    first = first_mode(ties)
    pairs = ties.n_nodes * (ties.n_nodes - 1) // 2
    if first is not None:
        pairs = int(first.sum()) * int((~first).sum())
    return 2 * pairs if ties.is_directed else pairs


def _compared(a: _Layer, b: _Layer, n_possible: int) -> dict[str, object]:
    unknown = np.union1d(a.unknown, b.unknown)
    ties_a, ties_b = (np.setdiff1d(x.tied, unknown) for x in (a, b))
    n_both = len(np.intersect1d(ties_a, ties_b, assume_unique=True))
    n_either = len(ties_a) + len(ties_b) - n_both
    asked = n_possible - len(unknown)
    reason = ""
    if not (a.is_measured and b.is_measured):
        reason = "not_measured"
    elif not n_possible:
        reason = "n_below_2"
    elif not asked:
        reason = "not_measured"
    elif not n_either:
        reason = "no_ties"
    return {
        "layer_a": a.name,
        "layer_b": b.name,
        "n_ties_a": len(a.tied),
        "n_ties_b": len(b.tied),
        "n_both": n_both,
        "n_either": n_either,
        "n_both_expected": len(ties_a) * len(ties_b) / asked if asked else np.nan,
        "jaccard": np.nan if reason else n_both / n_either,
        "reason": reason,
    }


def _mean_layers(
    layers: list[_Layer], n_tied: int, counts: Ints, n_possible: int
) -> Estimate:
    if not all(layer.is_measured for layer in layers):
        return Estimate.undefined("not_measured", n=n_tied)
    if not n_possible:
        return Estimate.undefined("n_below_2")
    if not len(counts):
        return Estimate.undefined("not_measured" if n_tied else "no_ties", n=n_tied)
    return Estimate(float(counts.mean()), n=len(counts), method="census")
