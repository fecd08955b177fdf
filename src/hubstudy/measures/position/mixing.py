"""Whether ties stay inside groups: the E-I index of Krackhardt and Stern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hubstudy.errors import Bilingual
from hubstudy.measures.inference.draws import FEWEST, TOO_FEW
from hubstudy.measures.position.labels import (
    Labels,
    check_permutations,
    labels_of,
    tails,
)
from hubstudy.network.ties import Ties, as_ties
from hubstudy.results import REASONS, Estimate, print_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Network = nx.Graph[Any] | Ties

SMALLEST = 2
LEVEL = 0.05

FINDING = Bilingual(
    "{n} 个节点分属 {groups} 组，{ties} 条关系中组间 {external} 条、组内 {internal} 条"
    "，E-I 指数 {index}（随机期望 {expected}，p = {p}）：{verdict}。零假设：网络不变，"
    "组别标签{within}随机重排 {draws} 次（种子 {seed}）；期望为精确值，p 为双侧。",
    "{n} nodes in {groups} groups: of {ties} ties {external} run between groups and "
    "{internal} inside, an E-I index of {index} (expected {expected}, p = {p}): "
    "{verdict}. Null: the network stays, group labels are shuffled {within} ({draws} "
    "draws, seed {seed}); the expectation is exact, p is two-sided.",
)
VERDICTS = {
    "external": Bilingual(
        "关系比随机水平更偏向组外", "ties reach outside more than the null gives"
    ),
    "internal": Bilingual(
        "关系比随机水平更偏向组内", "ties stay inside more than the null gives"
    ),
    "neither": Bilingual(
        "未见高于或低于随机水平", "no more nor less than the null gives"
    ),
    "too few": TOO_FEW,
}
AMONG = Bilingual("在节点间", "over the nodes")
WITHIN = Bilingual("在每一模内", "inside each mode")
UNDEFINED = Bilingual(
    "{n} 个节点，E-I 指数无定义：{reason}。",
    "{n} nodes: the E-I index is undefined: {reason}.",
)


@dataclass(frozen=True, slots=True, eq=False)
class EIIndex:
    """
    How far ties run between groups rather than inside, against shuffled labels.

    Parameters
    ----------
    index
        From −1 (all ties inside groups) to 1 (all between); None if undefined.
    external, internal
        Ties between groups and inside.
    expected
        Exact expectation of the index under shuffled labels; None if undefined.
    p_value
        Two-sided; None if undefined.
    p_value_upper, p_value_lower
        Share of draws at least as high, at least as low; None if undefined.
    by_group
        One row per group: ``group``, ``n``, ``internal`` and ``external`` ties,
        ``index``, ``reason`` why it is missing.
    n
        Nodes.
    n_permutations
        Draws of shuffled labels.
    seed
        Their seed.
    is_two_mode
        Whether labels were shuffled mode by mode.
    reason
        Why there is no index, a key of `hubstudy.results.REASONS`; else empty.
    """

    index: float | None
    external: int
    internal: int
    expected: float | None
    p_value: float | None
    p_value_upper: float | None
    p_value_lower: float | None
    by_group: pd.DataFrame
    n: int
    n_permutations: int
    seed: int
    is_two_mode: bool = False
    reason: str = ""

    @property
    def estimate(self) -> Estimate:
        """The index with its p-value, or the reason why there is none."""
        if self.reason:
            return Estimate.undefined(self.reason, n=self.n)
        method = "Krackhardt and Stern 1988, labels shuffled"
        return Estimate(self.index, p_value=self.p_value, n=self.n, method=method)

    def to_frame(self) -> pd.DataFrame:
        """
        Give a tidy copy of the groups, safe to change.

        Returns
        -------
        pandas.DataFrame
            One row per group: ``group, n, internal, external, index, reason``.
        """
        return self.by_group.copy()

    def __str__(self) -> str:
        """Say whether ties stay inside groups more than by chance."""
        words = _finding(self)
        return f"{words.zh}\n{words.en}"


def ei_index(
    network: Network,
    group: str | Mapping[Any, Any],
    *,
    n_permutations: int = 1000,
    seed: int = 0,
) -> EIIndex:
    r"""
    Say how far ties run between groups, and whether more so than by chance.

    :math:`(E - I)/(E + I)` for *E* ties between groups and *I* inside, each tie once
    whatever its weight, each direction on its own if directed. The null shuffles group
    labels over nodes and keeps every tie, hence the expectation is exact:
    :math:`1 - 2\sum_k n_k(n_k - 1)/n(n - 1)`. In a two-mode network (nodes have
    ``mode`` or ``bipartite``) labels are shuffled inside each mode. p is
    (b + 1)/(B + 1); two-sided counts draws at least as far from the expectation.

    For one group, *I* counts its ties inside once and *E* those with one end in it,
    whichever way they run ("EI_ties" in our reference figures). Programs that add up
    the rows of a symmetric matrix count a tie inside at both its ends,
    :math:`(E - 2I)/(E + 2I)` ("EI_tie_ends"): as low or lower.

    Ties that nobody asked about are missing, and so in neither count; membership ties
    of a hub mostly stay in its street district by definition (compare
    `hubstudy.network.Ties.without_membership`).

    Parameters
    ----------
    network
        Directed or undirected, without self ties.
    group
        Name of a node attribute, or a mapping from node to group.
    n_permutations
        Draws of shuffled labels, at least 2.
    seed
        Seed of the draws.

    Returns
    -------
    EIIndex
        Undefined below two nodes, where ties were not measured, without a tie, and with
        one group only, whose index is −1 by definition.

    Raises
    ------
    NetworkError
        If there is no such attribute or a node has no group.
    MeasureError
        If there are fewer than two permutations.

    References
    ----------
    .. [1] Krackhardt and Stern, Informal networks and organizational crises, *Social
       Psychology Quarterly*, 1988.
    """
    check_permutations(n_permutations)
    ties = as_ties(network)
    labels = labels_of(ties, group, every_mode=True)
    external = _n_external(ties, labels.codes)
    reason = _reason(ties, labels)
    values: dict[str, float | None] = dict.fromkeys(
        ("index", "expected", "p_value", "p_value_upper", "p_value_lower")
    )
    if not reason:
        values = _tested(ties, labels, external, n_permutations, seed)
    return EIIndex(
        **values,
        external=external,
        internal=ties.n_ties - external,
        by_group=_by_group(ties, labels, reason),
        n=ties.n_nodes,
        n_permutations=n_permutations,
        seed=seed,
        is_two_mode=labels.is_two_mode,
        reason=reason,
    )


def _n_external(ties: Ties, codes: Ints) -> int:
    return int((codes[ties.source] != codes[ties.target]).sum())


def _reason(ties: Ties, labels: Labels) -> str:
    if not ties.info.get("measured", True):
        return "not_measured"
    if ties.n_nodes < SMALLEST:
        return "n_below_2"
    if not ties.n_ties:
        return "no_ties"
    return "one_group_only" if len(labels.names) == 1 else ""


def _tested(
    ties: Ties, labels: Labels, external: int, n_permutations: int, seed: int
) -> dict[str, float | None]:
    counts = [
        _n_external(ties, codes) for codes in labels.shuffled(n_permutations, seed=seed)
    ]
    index = 2 * external / ties.n_ties - 1
    expected = 1 - 2 * _chance_internal(labels)
    draws = 2 * np.array([counts], dtype=np.float64).T / ties.n_ties - 1
    shares = tails(np.array([index]), np.array([expected]), draws)
    two_sided, upper, lower = (float(share[0]) for share in shares)
    return {
        "index": index,
        "expected": expected,
        "p_value": two_sided,
        "p_value_upper": upper,
        "p_value_lower": lower,
    }


def _chance_internal(labels: Labels) -> float:
    """Chance that both ends of a tie are of one group, labels shuffled."""
    sizes = [labels.sizes(rows) for rows in labels.strata]
    if labels.is_two_mode:
        return float(sizes[0] @ sizes[1] / (sizes[0].sum() * sizes[1].sum()))
    n = sizes[0].sum()
    return float(sizes[0] @ (sizes[0] - 1) / (n * (n - 1)))


def _by_group(ties: Ties, labels: Labels, reason: str) -> pd.DataFrame:
    ends = labels.codes[ties.source], labels.codes[ties.target]
    inside = ends[0] == ends[1]
    k = len(labels.names)
    internal = np.bincount(ends[0][inside], minlength=k)
    external = sum(np.bincount(end[~inside], minlength=k) for end in ends)
    both = np.asarray(internal + external)
    defined = (both > 0) & (reason in {"", "no_ties"})
    index = np.where(defined, (external - internal) / np.maximum(both, 1), np.nan)
    missing = np.where(defined, "", reason or "no_ties")
    return pd.DataFrame(
        {
            "group": list(labels.names),
            "n": np.bincount(labels.codes, minlength=k),
            "internal": internal,
            "external": external,
            "index": index,
            "reason": pd.Series(missing, dtype="str"),
        }
    )


def _finding(result: EIIndex) -> Bilingual:
    n = f"{result.n:,}"
    if result.index is None or result.expected is None or result.p_value is None:
        return UNDEFINED.format_with(n=n, reason=REASONS[result.reason])
    side = "external" if result.index > result.expected else "internal"
    return FINDING.format_with(
        n=n,
        groups=len(result.by_group),
        ties=f"{result.external + result.internal:,}",
        external=f"{result.external:,}",
        internal=f"{result.internal:,}",
        index=print_number(result.index, "number", "en"),
        expected=print_number(result.expected, "number", "en"),
        p=print_number(result.p_value, "number", "en"),
        verdict=VERDICTS[_verdict(result, side)],
        within=WITHIN if result.is_two_mode else AMONG,
        draws=f"{result.n_permutations:,}",
        seed=result.seed,
    )


def _verdict(result: EIIndex, side: str) -> str:
    if result.n_permutations < FEWEST:
        return "too few"
    return side if (result.p_value or 0.0) <= LEVEL else "neither"
