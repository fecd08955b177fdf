"""What is left of a network while its organisations are removed one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hubstudy.errors import Bilingual, MeasureError
from hubstudy.measures.structure.fragments import (
    Fragments,
    degree_order,
    fragments,
    inverse_distances,
    order_by_degree_left,
)
from hubstudy.network.contract import SHOWN
from hubstudy.network.paths import betweenness
from hubstudy.network.reading import ID
from hubstudy.network.ties import Ties, as_ties
from hubstudy.results import REASONS, Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx as nx
    from numpy.typing import NDArray

    Ints = NDArray[np.intp]
    Counts = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Network = nx.Graph[Any] | Ties

ORDERS = {
    "degree": Bilingual("度数高者先", "highest degree first"),
    "betweenness": Bilingual("中介中心性高者先", "highest betweenness first"),
    "given": Bilingual("给定次序", "in the order given"),
}
FIXED = Bilingual("次序一次定下", "order fixed from the start")
RENEWED = Bilingual("每步重算", "order recomputed after each removal")
FINDING = Bilingual(
    "{n} 个组织依次移除 {k} 个（{order}，{when}）后，最大连通分支占全部组织的 {after}"
    "（移除前 {before}），仍可互通的组织对占 {pairs}；R：{r}。未与随机网络比较{gap}。",
    "With {k} of {n} organisations removed ({order}, {when}), the largest component "
    "holds {after} of all organisations (before: {before}) and {pairs} of the pairs "
    "can still reach one another; R: {r}. Not set against a null{gap}.",
)
NO_FINDING = Bilingual(
    "移除曲线无从计算：{reason}。", "There is no removal curve: {reason}."
)
GAP = Bilingual(
    "；{n} 对组织未被询问，按无已知关系处理",
    "; {n} pairs nobody asked about count as having no known tie",
)
MOST_WORK = 10**11
SMALLEST = 2


@dataclass(frozen=True, slots=True, eq=False)
class RemovalCurve:
    """
    What each removal leaves of a network.

    Parameters
    ----------
    table
        One row per step: ``n_removed`` (from 0), ``organization_id`` (removed in this
        step, empty in the first), ``largest_component`` (organisations in it),
        ``largest_component_share`` (of all there were at the start),
        ``reachable_pairs`` (share of the pairs of the start that are connected) and
        ``efficiency`` (mean of one over the distance of all pairs of the start).
    r_index
        Mean of the largest component's share after 1, 2, … n removals, from 0 to 0.5;
        undefined as ``not_all_removed`` if any organisation is left.
    order
        ``"degree"``, ``"betweenness"`` or ``"given"``.
    adaptive
        Whether the order was recomputed after each removal.
    n
        Organisations at the start.
    n_unknown_pairs
        Pairs nobody asked about and without a known tie, treated as not tied.
    """

    table: pd.DataFrame
    r_index: Estimate
    order: str
    adaptive: bool
    n: int
    n_unknown_pairs: int = 0

    def to_frame(self) -> pd.DataFrame:
        """
        Give a tidy copy, safe to change.

        Returns
        -------
        pandas.DataFrame
            One row per step.
        """
        return self.table.copy()

    def __str__(self) -> str:
        """Say the finding, Chinese first."""
        first, last = self.table.iloc[0], self.table.iloc[-1]
        if self.n < SMALLEST or pd.isna(first["reachable_pairs"]):
            reason = self.r_index.reason or "n_below_2"
            both = NO_FINDING.format_with(reason=REASONS[reason])
            return f"{both.zh}\n{both.en}"
        shares = {
            "before": first["largest_component_share"],
            "after": last["largest_component_share"],
            "pairs": last["reachable_pairs"],
        }
        gap = GAP.format_with(n=self.n_unknown_pairs)
        both = FINDING.format_with(
            n=self.n,
            k=len(self.table) - 1,
            order=ORDERS[self.order],
            when=RENEWED if self.adaptive else FIXED,
            r=self.r_index.both(),
            gap=gap if self.n_unknown_pairs else Bilingual("", ""),
            **{key: f"{100 * value:.1f}%" for key, value in shares.items()},
        )
        return f"{both.zh}\n{both.en}"


def removal_curve(
    network: Network,
    *,
    order: str | Sequence[Any] | None = None,
    adaptive: bool = False,
    n_removed: int | None = None,
    efficiency: bool = True,
) -> RemovalCurve:
    r"""
    Follow a network while organisations are removed one by one.

    Directions and weights of ties are left out. Shares are of what there was at the
    start, so that curves of different orders can be compared: with *n* organisations
    the pairs are :math:`n(n - 1)/2`, and efficiency is the sum of :math:`1/d` over the
    pairs that are left divided by these, 0 for a pair out of reach or removed.
    :math:`R = \frac{1}{n} \sum_{q=1}^{n} S(q)` with *S* the largest component's share.

    Pairs nobody asked about count as having no known tie; so shares are what the known
    ties hold together at least, and ``n_unknown_pairs`` says how many pairs these are.

    Parameters
    ----------
    network
        Without self ties, isolates counted.
    order
        ``"degree"`` (the default) or ``"betweenness"``, highest first and equal ones by
        id; or the ids of the organisations to remove, first to last, none twice.
    adaptive
        Whether degree or betweenness is recomputed after each removal; if not, the
        order is fixed from the start. Programs and papers differ, and seldom say.
    n_removed
        How many to remove; None for all in the order.
    efficiency
        Whether to compute efficiency, which takes time in proportion to organisations ×
        ties × removals; if not, the column is missing.

    Returns
    -------
    RemovalCurve
        Shares are missing if there is no organisation, pairs and efficiency if there
        are fewer than two, all if ties were not measured.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    MeasureError
        If the order names an organisation twice or one that is not in the network, or
        is given and to be recomputed; if there are fewer than `n_removed`; or if
        efficiency would take most of an hour or more.

    References
    ----------
    .. [1] Albert, Jeong and Barabási, Error and attack tolerance, 2000.
    .. [2] Latora and Marchiori, Efficient behavior of small-world networks, 2001.
    .. [3] Schneider et al., Mitigation of malicious attacks on networks, 2011.
    """
    ties = as_ties(network).undirected()
    removed = _removed(ties, order, n_removed, adaptive=adaptive)
    if efficiency:
        _check_work(ties, len(removed))
    left = fragments(ties, removed)
    near = (
        inverse_distances(ties, removed)
        if efficiency
        else np.full(len(removed) + 1, np.nan)
    )
    return RemovalCurve(
        table=_table(ties, removed, left, near),
        r_index=_r_index(ties, left.largest),
        order=_order_name(order),
        adaptive=adaptive,
        n=ties.n_nodes,
        n_unknown_pairs=len(ties.unknown_pairs()),
    )


def _table(ties: Ties, removed: Ints, left: Fragments, near: Floats) -> pd.DataFrame:
    n, pairs = ties.n_nodes, ties.n_nodes * (ties.n_nodes - 1) / 2
    largest = pd.array(left.largest, dtype="Int64")
    if not ties.info.get("measured", True):
        largest[:] = pd.NA
        n, pairs = 0, 0
    return pd.DataFrame(
        {
            "n_removed": np.arange(len(removed) + 1),
            ID: _ids(ties, removed),
            "largest_component": largest,
            "largest_component_share": left.largest / (n or np.nan),
            "reachable_pairs": left.pairs / (pairs or np.nan),
            "efficiency": near / (pairs or np.nan),
        }
    )


def _order_name(order: str | Sequence[Any] | None) -> str:
    if order is None:
        return "degree"
    return order if isinstance(order, str) else "given"


def _removed(
    ties: Ties,
    order: str | Sequence[Any] | None,
    n_removed: int | None,
    *,
    adaptive: bool,
) -> Ints:
    """Give the node numbers to remove, first to last."""
    named = "degree" if order is None else order
    if not isinstance(named, str):
        if adaptive:
            msg = (
                "给定的次序不能每步重算，请去掉 adaptive，或把 order 写成 'degree' 或 "
                "'betweenness' / a given order cannot be recomputed: leave adaptive "
                "out, or pass order='degree' or 'betweenness'"
            )
            raise MeasureError(msg)
        chosen = list(named)
        return _places(ties, chosen[: _how_many(n_removed, len(chosen))])
    if named not in ORDERS or named == "given":
        msg = (
            f"order 应为 'degree'、'betweenness' 或编号序列，得到 {named!r} / must be "
            f"'degree', 'betweenness' or a sequence of ids, got {named!r}"
        )
        raise MeasureError(msg)
    count = _how_many(n_removed, ties.n_nodes)
    if not adaptive:
        by_degree = named == "degree"
        chosen_order = (
            degree_order(ties)
            if by_degree
            else np.argsort(-betweenness(ties), kind="stable")
        )
        return chosen_order[:count]
    if named == "degree":
        return order_by_degree_left(ties, count)
    return _by_betweenness_left(ties, count)


def _how_many(n_removed: int | None, available: int) -> int:
    if n_removed is None:
        return available
    if not 0 <= n_removed <= available:
        msg = (
            f"n_removed 应在 0 与 {available} 之间，得到 {n_removed} / must be between "
            f"0 and {available}, got {n_removed}"
        )
        raise MeasureError(msg)
    return n_removed


def _places(ties: Ties, chosen: list[Any]) -> Ints:
    index = {name: place for place, name in enumerate(ties.nodes[ID])}
    bad = [name for name in chosen if name not in index]
    if bad or len(set(chosen)) < len(chosen):
        msg = (
            f"移除次序有误：不在网络中 {bad[:SHOWN]}，或有重复 / the order names "
            f"organisations twice or such as are not in the network: {bad[:SHOWN]}"
        )
        raise MeasureError(msg)
    return np.array([index[name] for name in chosen], dtype=np.intp)


def _ids(ties: Ties, removed: Ints) -> pd.Series:
    names = ["", *ties.nodes[ID].iloc[removed].tolist()]
    kind = "str" if isinstance(ties.nodes[ID].dtype, pd.StringDtype) else object
    return pd.Series(names, dtype=kind)


def _r_index(ties: Ties, largest: Counts) -> Estimate:
    n = ties.n_nodes
    if not n:
        return Estimate.undefined("no_organizations")
    if not ties.info.get("measured", True):
        return Estimate.undefined("not_measured", n=n)
    if len(largest) <= n:
        return Estimate.undefined("not_all_removed", n=n)
    return Estimate(float(largest[1:].sum() / n**2), n=n, method="Schneider 2011")


def _by_betweenness_left(ties: Ties, count: int) -> Ints:
    numbers = np.arange(ties.n_nodes)
    removed = np.empty(count, dtype=np.intp)
    for step in range(count):
        place = int(np.argmax(betweenness(ties)))
        removed[step] = numbers[place]
        keep = np.ones(len(numbers), dtype=bool)
        keep[place] = False
        numbers, ties = numbers[keep], ties.induced(keep)
    return removed


def _check_work(ties: Ties, n_removed: int) -> None:
    work = ties.n_nodes * (ties.n_nodes + 2 * ties.n_ties) * (n_removed + 1) // 62
    if work > MOST_WORK:
        msg = (
            f"{ties.n_nodes:,} 个组织、{n_removed:,} 次移除的效率要算几十分钟乃至更久，"
            "请用 efficiency=False，或减小 n_removed / the efficiency of "
            f"{ties.n_nodes:,} organisations over {n_removed:,} removals takes the "
            "better part of an hour or more; pass efficiency=False, or remove fewer"
        )
        raise MeasureError(msg)
