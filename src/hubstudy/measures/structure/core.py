"""Whether a network has a core that all hang on, and who is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from hubstudy.errors import Bilingual, MeasureError
from hubstudy.measures.structure.cohesion import core_array
from hubstudy.measures.structure.coreness import best_coreness, known_pairs
from hubstudy.measures.structure.partition import BETWEEN, best_partition
from hubstudy.network.reading import ID
from hubstudy.network.ties import Ties, as_ties
from hubstudy.results import REASONS, Estimate

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

    from hubstudy.measures.structure.coreness import Continuous, Known
    from hubstudy.measures.structure.partition import Partition

    Network = nx.Graph[Any] | Ties

SMALLEST = 2
SMALLEST_WITH_CORE = 3

FINDING = Bilingual(
    "{n} 个组织中核心有 {k} 个；关系与理想核心–边缘模式的相关系数为 {discrete}（离散，"
    "{method}，核心与边缘之间{between}）与 {continuous}（连续，{pattern}）。单一星形按"
    "定义即可得 1，本值未与随机网络比较{gap}。",
    "{k} of {n} organisations make up the core; ties correlate with the ideal "
    "core–periphery pattern at {discrete} (discrete, {method}, {between} between core "
    "and periphery) and {continuous} (continuous, {pattern}). A single star reaches 1 "
    "by construction; the fit is not set against a null{gap}.",
)
NO_CORE = Bilingual(
    "{n} 个组织中没有任何核心能与理想模式求相关（核心与边缘之间{between}）；连续模式的"
    "相关系数为 {continuous}（{pattern}），未与随机网络比较{gap}。",
    "No core of the {n} organisations has a correlation with the ideal pattern "
    "({between} between core and periphery); the continuous pattern's is {continuous} "
    "({pattern}), not set against a null{gap}.",
)
NO_FINDING = Bilingual(
    "核心–边缘结构无从判断：{reason}。",
    "There is no saying whether there is a core: {reason}.",
)
WORDS = {
    "exact": Bilingual("精确解", "exact"),
    "heuristic": Bilingual("启发式搜索，未必最优", "heuristic, maybe not the best"),
    "tied": Bilingual("应有关系", "ties expected"),
    "untied": Bilingual("应无关系", "no ties expected"),
    "missing": Bilingual("不计", "nothing expected"),
    "product": Bilingual("核心度之积", "product of coreness"),
    "sum": Bilingual("极限：核心度之和", "at the limit: sum of coreness"),
    "star": Bilingual("极限：一个组织的全部关系", "at the limit: one star"),
}
GAP = Bilingual(
    "；{n} 对未询问的组织不计入", "; {n} pairs nobody asked about are left out"
)


@dataclass(frozen=True, slots=True, eq=False)
class CorePeriphery:
    """
    How well a core and a periphery describe a network.

    Parameters
    ----------
    table
        One row per organisation, sorted by id: ``organization_id``, ``is_core``
        (missing if there is no discrete fit) and ``coreness`` (0–1, the largest 1;
        missing if there is no continuous fit).
    discrete_fit
        Correlation of ties with the ideal pattern of the best core, −1 to 1.
    continuous_fit
        Largest correlation of ties with a pattern of coreness, 0 to 1.
    n_core
        Organisations in the core.
    method
        ``"exact"`` (no core fits better) or ``"heuristic"`` (the best one found).
    between
        What the discrete pattern has between core and periphery.
    pattern
        What correlates with ties at ``continuous_fit``: ``"product"``
        (:math:`c_i c_j`), ``"sum"`` (:math:`c_i + c_j`) or ``"star"`` (the ties of the
        one organisation with coreness 1); empty if there is no fit.
    converged
        Whether the search for coreness ended by itself; what is given is else a lower
        bound.
    n
        Organisations, isolates counted.
    n_unknown_pairs
        Pairs nobody asked about and without a known tie, which are left out.
    """

    table: pd.DataFrame
    discrete_fit: Estimate
    continuous_fit: Estimate
    n_core: Estimate
    method: str
    between: str
    pattern: str
    converged: bool
    n: int
    n_unknown_pairs: int = 0

    def to_frame(self) -> pd.DataFrame:
        """
        Give a tidy copy, safe to change.

        Returns
        -------
        pandas.DataFrame
            One row per organisation.
        """
        return self.table.copy()

    def __str__(self) -> str:
        """Say the finding, Chinese first."""
        if not self.continuous_fit.is_defined:
            both = NO_FINDING.format_with(reason=REASONS[self.continuous_fit.reason])
            return f"{both.zh}\n{both.en}"
        gap = GAP.format_with(n=self.n_unknown_pairs)
        template = FINDING if self.discrete_fit.is_defined else NO_CORE
        both = template.format_with(
            n=self.n,
            k=self.n_core.both(),
            discrete=self.discrete_fit.both(),
            continuous=self.continuous_fit.both(),
            method=WORDS[self.method],
            between=WORDS[self.between],
            pattern=WORDS[self.pattern],
            gap=gap if self.n_unknown_pairs else Bilingual("", ""),
        )
        return f"{both.zh}\n{both.en}"


def core_periphery(
    network: Network,
    *,
    seed: int = 0,
    between: Literal["tied", "untied", "missing"] = "tied",
) -> CorePeriphery:
    r"""
    Fit Borgatti and Everett's discrete and continuous core–periphery models.

    Both fits are Pearson correlations over the pairs of organisations, ties counted as
    1 or 0 whatever their weight or direction, pairs nobody asked about left out.

    *Discrete.* The ideal pattern has a tie in each pair inside the core and none in the
    periphery. Between them it has ties by default, so that a star fits perfectly with
    its centre as core (the first model of the paper); `between` offers the two others:
    no ties, and a block left out of the correlation, where a star's core is its centre
    and one more, since a core of one has no pair. The three need not agree, and
    programs differ in which they mean. Up to 50 organisations, all pairs asked about,
    the core is exact as a rule; beyond, and where ``method`` says so, it is the best
    that a search found. Of cores that fit equally well one is given.

    *Continuous.* :math:`\max_c \mathrm{corr}(a_{ij}, c_i c_j)` over :math:`c \ge 0`.
    Programs differ here too: MINRES minimises
    :math:`\sum_{i \ne j} (a_{ij} - c_i c_j)^2` and then reports the correlation, which
    is lower or equal. In networks with hubs the largest correlation is often a limit
    that no coreness reaches: that of a sum (coreness almost equal, since correlation
    ignores what all pairs share), or of one star (the others' coreness almost 0).
    ``pattern`` then says so, the fit is that of the limit and coreness what remains of
    it, scaled from 0 to 1.

    Parameters
    ----------
    network
        Without self ties, isolates counted.
    seed
        Of the random starts and moves of both searches.
    between
        What the ideal pattern has between core and periphery: ``"tied"``, ``"untied"``
        or ``"missing"``.

    Returns
    -------
    CorePeriphery
        Undefined below three organisations, where all or none of the known pairs are
        tied (``no_variation``), and where ties were not measured. The discrete fit
        alone is undefined as ``no_variation`` if no core has a correlation, as with
        ``"missing"`` for three organisations and for some networks of four.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    MeasureError
        If there is no such `between`.

    References
    ----------
    .. [1] Borgatti and Everett, Models of core/periphery structures, 2000.
    .. [2] Boyd, Fitzgerald, Mahutga and Smith, Computing continuous core/periphery
       structures for social relations data with MINRES/SVD, 2010.
    """
    if between not in BETWEEN:
        msg = (
            f"between 应为 {sorted(BETWEEN)} 之一，得到 {between!r} / must be one of "
            f"these, got {between!r}"
        )
        raise MeasureError(msg)
    ties = as_ties(network).undirected()
    known = known_pairs(ties)
    reason = _why_not(ties, known)
    if reason:
        return _undefined(ties, reason, between)
    continuous = best_coreness(known, seed)
    orders = [_falling(ties.degree()), _falling(core_array(ties), ties.degree())]
    orders.append(_falling(continuous.coreness, ties.degree()))
    discrete = best_partition(known, orders, between=between, seed=seed)
    return _result(ties, known, discrete, continuous, between)


def _why_not(ties: Ties, known: Known) -> str:
    if not ties.info.get("measured", True):
        return "not_measured"
    if ties.n_nodes < SMALLEST:
        return "n_below_2"
    if ties.n_nodes < SMALLEST_WITH_CORE:
        return "n_below_3"
    if not known.n_pairs:
        return "not_measured"
    return "" if 0 < known.n_ties < known.n_pairs else "no_variation"


def _falling(*keys: NDArray[Any]) -> NDArray[np.int64]:
    """Order nodes by the first key, highest first, equal ones by the next, then id."""
    n = len(keys[0])
    return np.lexsort((np.arange(n), *(-key for key in reversed(keys))))


def _result(
    ties: Ties, known: Known, discrete: Partition, continuous: Continuous, between: str
) -> CorePeriphery:
    n, pairs = ties.n_nodes, int(known.n_pairs)
    has_core = discrete.fit >= -1
    method = "exact" if discrete.is_exact else "heuristic"
    core = pd.array(discrete.is_core, dtype="boolean")
    fit = Estimate.undefined("no_variation", n=pairs)
    n_core = Estimate.undefined("no_variation", n=n, style="count")
    if has_core:
        fit = Estimate(float(discrete.fit), n=pairs, method=method)
        n_core = Estimate(float(discrete.is_core.sum()), n=n, style="count")
    else:
        core[:] = pd.NA
    return CorePeriphery(
        table=_table(ties, core, continuous.coreness),
        discrete_fit=fit,
        continuous_fit=Estimate(
            float(continuous.fit), n=pairs, method=f"corr, {continuous.pattern}"
        ),
        n_core=n_core,
        method=method,
        between=between,
        pattern=continuous.pattern,
        converged=continuous.converged,
        n=n,
        n_unknown_pairs=known.silent.nnz // 2,
    )


def _undefined(ties: Ties, reason: str, between: str) -> CorePeriphery:
    n = ties.n_nodes
    missing = pd.array([pd.NA] * n, dtype="boolean")
    return CorePeriphery(
        table=_table(ties, missing, np.full(n, np.nan)),
        discrete_fit=Estimate.undefined(reason, n=n),
        continuous_fit=Estimate.undefined(reason, n=n),
        n_core=Estimate.undefined(reason, n=n, style="count"),
        method="exact",
        between=between,
        pattern="",
        converged=True,
        n=n,
        n_unknown_pairs=len(ties.unknown_pairs()),
    )


def _table(ties: Ties, core: Any, coreness: NDArray[np.float64]) -> pd.DataFrame:
    return pd.DataFrame({ID: ties.nodes[ID], "is_core": core, "coreness": coreness})
