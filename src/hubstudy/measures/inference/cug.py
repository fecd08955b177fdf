"""Whether a number of a network is more than its size, density or degrees give."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from hubstudy.errors import Bilingual, MeasureError
from hubstudy.measures.inference.draws import FEWEST, TOO_FEW
from hubstudy.measures.inference.qap import EQUAL, tail_shares
from hubstudy.measures.inference.statistics import label_of, name_of, statistic_of
from hubstudy.network.rewiring import random_networks, unweighted
from hubstudy.network.ties import Ties, as_ties
from hubstudy.results import REASONS, Estimate, print_number

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx

    from hubstudy.errors import Language
    from hubstudy.network.ties import Floats

LEVEL = 0.05
SMALLEST = 2
ENDS = (0.025, 0.975)
NUMBERS = (
    "observed", "null_mean", "null_sd", "null_low", "null_high", "z",
    "p_value_upper", "p_value_lower", "p_value",
)  # fmt: skip

FINDING = Bilingual(
    "{statistic}为 {observed}（{n} 个节点，{ties} 条关系），{verdict}：零模型平均 "
    "{mean}（95% 的抽样在 {low} 至 {high} 之间），p = {p}。零模型{keeps}，其余随机，抽"
    "样 {draws} 次（种子 {seed}）{gaps}；p 为双侧，取较小一侧的两倍。",
    "{statistic} is {observed} ({n} nodes, {ties} ties), {verdict}: the null averages "
    "{mean} (95% of draws from {low} to {high}), p = {p}. The null keeps {keeps} and "
    "leaves the rest to chance; {draws} draws, seed {seed}{gaps}; p is two-sided, "
    "twice the smaller tail.",
)
UNDEFINED = Bilingual(
    "{statistic}（{n} 个节点，{ties} 条关系；零模型{keeps}）无从检验：{reason}。",
    "{statistic} ({n} nodes, {ties} ties; the null keeps {keeps}): no test, {reason}.",
)
GAPS = Bilingual(
    "，另有 {n} 次抽样无定义，未计", "; {n} more draws gave no number and do not count"
)
KEPT = {
    "size": Bilingual("只保持节点数", "the number of nodes only"),
    "density": Bilingual("保持节点数和关系数", "the numbers of nodes and ties"),
    "degree": Bilingual("保持每个节点的度数", "every node's degree"),
    "dyad": Bilingual(
        "保持互惠、单向和空的二元组各自的数目",
        "the numbers of mutual, asymmetric and null dyads",
    ),
}
VERDICTS = {
    "more": Bilingual("高于零模型所给", "more than its null gives"),
    "less": Bilingual("低于零模型所给", "less than its null gives"),
    "too few": TOO_FEW,
    "no more": Bilingual("不高于零模型所给", "no more than its null gives"),
    "no less": Bilingual("不低于零模型所给", "no less than its null gives"),
}


@dataclass(frozen=True, slots=True, eq=False)
class CugTest:
    """
    One number of a network against random networks that keep part of it.

    Parameters
    ----------
    statistic
        Name of the number.
    conditioning
        What the random networks keep; see `cug_test`.
    observed
        The number as observed; None if undefined.
    null_mean, null_sd
        Mean and standard deviation of the draws; None without any.
    null_low, null_high
        Their 2.5 and 97.5 per cent points.
    z
        Distance from the mean in standard deviations; None where the draws do not vary.
    p_value_upper, p_value_lower
        Share of draws at least as high, at least as low.
    p_value
        Two-sided: twice the smaller of the two, 1 at most.
    n_draws
        Draws in which the number is defined; p-values rest on these.
    n_undefined
        Draws in which it is not.
    n_nodes, n_ties
        Size of the network.
    seed
        Seed of the draws.
    draws
        The number in each draw, undefined ones left out; shape (n_draws,).
    reason
        Why there is no test, a key of `hubstudy.results.REASONS`; else empty.
    """

    statistic: str
    conditioning: str
    observed: float | None
    null_mean: float | None
    null_sd: float | None
    null_low: float | None
    null_high: float | None
    z: float | None
    p_value_upper: float | None
    p_value_lower: float | None
    p_value: float | None
    n_draws: int
    n_undefined: int
    n_nodes: int
    n_ties: int
    seed: int
    draws: Floats
    reason: str = ""

    @property
    def estimate(self) -> Estimate:
        """The number observed with its p-value, or the reason why there is no test."""
        if self.reason:
            return Estimate.undefined(self.reason, n=self.n_nodes)
        method = f"conditional uniform graph test, {self.conditioning}"
        return Estimate(
            self.observed, p_value=self.p_value, n=self.n_nodes, method=method
        )

    def to_frame(self) -> pd.DataFrame:
        """
        Give one row with everything but the draws.

        Returns
        -------
        pandas.DataFrame
            One column per field; missing where undefined.
        """
        names = [item.name for item in fields(self) if item.name != "draws"]
        frame = pd.DataFrame([{name: getattr(self, name) for name in names}])
        return frame.astype(dict.fromkeys(NUMBERS, "float64"))

    def __str__(self) -> str:
        """Say whether the number is more than its null gives, Chinese first."""
        return f"{self._sentence('zh')}\n{self._sentence('en')}"

    def _sentence(self, language: Language) -> str:
        words = {
            "statistic": label_of(self.statistic).in_language(language),
            "n": f"{self.n_nodes:,}",
            "ties": f"{self.n_ties:,}",
            "keeps": KEPT[self.conditioning].in_language(language),
        }
        if self.reason:
            reason = REASONS[self.reason].in_language(language)
            return UNDEFINED.in_language(language).format(**words, reason=reason)
        shown = {
            name: print_number(getattr(self, field), "number", language)
            for name, field in (
                ("observed", "observed"),
                ("mean", "null_mean"),
                ("low", "null_low"),
                ("high", "null_high"),
                ("p", "p_value"),
            )
        }
        gaps = GAPS.in_language(language).format(n=self.n_undefined)
        return FINDING.in_language(language).format(
            **words,
            **shown,
            verdict=VERDICTS[self.verdict].in_language(language),
            draws=f"{self.n_draws:,}",
            seed=self.seed,
            gaps=gaps if self.n_undefined else "",
        )

    @property
    def verdict(self) -> str:
        """
        What the test says.

        One of ``more``, ``less``, ``no more``, ``no less``, ``too few`` (draws for any
        verdict at 5 %); empty without a test.
        """
        if self.observed is None or self.null_mean is None or self.p_value is None:
            return ""
        is_high = self.observed >= self.null_mean - EQUAL
        if self.n_draws < FEWEST:
            return "too few"
        if self.p_value > LEVEL:
            return "no more" if is_high else "no less"
        return "more" if is_high else "less"


def cug_test(
    network: nx.Graph[Any] | Ties,
    statistic: str | Callable[[Any], Estimate | float],
    *,
    conditioning: Literal["size", "density", "degree", "dyad"] = "size",
    n_draws: int = 1000,
    seed: int = 0,
) -> CugTest:
    """
    Compare a number of a network with random networks that keep part of it.

    The conditional uniform graph test: among all networks with as many nodes, ties,
    the same degrees or the same dyad census, all equally likely, how often is the
    number as high, or as low? p is (b + 1)/(B + 1), equal to 12 digits counts as
    extreme; two-sided is twice the smaller tail, 1 at most. Weights are left out, in
    what was observed too. Pairs nobody asked about stay unknown and untied in every
    draw.

    Parameters
    ----------
    network
        Undirected, directed, or two-mode and undirected, isolates counted.
    statistic
        A name in `hubstudy.measures.inference.STATISTICS`; one of hubstudy's measures
        that gives one number; or any function of a networkx graph.
    conditioning
        What random networks keep: ``"size"`` the nodes (every pair is tied with
        probability one half: apt for small dense networks only), ``"density"`` also the
        number of ties, ``"degree"`` every node's ties (in and out if directed),
        ``"dyad"`` the numbers of mutual, asymmetric and null dyads. See
        `hubstudy.network.random_networks`.
    n_draws
        How many networks to draw, at least 2.
    seed
        Seed of the draws.

    Returns
    -------
    CugTest
        Without a test where ties were not measured, below two nodes, where the number
        is undefined as observed (with its reason) or in every draw
        (``undefined_in_null``), and where the null fixes it (``kept_by_null``), such as
        density given the number of ties.

    Raises
    ------
    MeasureError
        If there is no such statistic, it gives no number, or draws are fewer than two.
    NetworkError
        If the conditioning has no meaning for this network, or the network breaks the
        rules of the engine.

    Notes
    -----
    R's sna (``cug.test``) calls ``"density"`` ``"edges"`` and ``"dyad"``
    ``"dyad.census"``, has no ``"degree"``, and gives *b*/*B*, hence 0 if no draw is as
    extreme, and no two-sided p.

    References
    ----------
    .. [1] Anderson, Butts and Carley, The interaction of size and density with
       graph-level indices, 1999.
    .. [2] Katz and Powell, Probability distributions of random variables associated
       with a structure of the sample space of sociometric investigations, 1957.
    """
    if n_draws < SMALLEST:
        msg = f"n_draws 应不少于 2，得到 {n_draws} / must be at least 2"
        raise MeasureError(msg)
    measure = statistic_of(statistic)
    ties = unweighted(as_ties(network))
    drawn = random_networks(ties, conditioning=conditioning, n_draws=n_draws, seed=seed)
    observed = _observed(ties, measure)
    reason = observed.reason
    values = [] if reason else [measure(each).estimate for each in drawn]
    draws = np.array([value for value in values if value is not None], dtype=np.float64)
    draws.setflags(write=False)
    numbers = _compared(observed.estimate, draws)
    if not reason and not len(draws):
        reason = "undefined_in_null"
    elif not reason and numbers["z"] is None and numbers["p_value"] == 1:
        reason = "kept_by_null"
        numbers |= dict.fromkeys(("p_value_upper", "p_value_lower", "p_value"))
    return CugTest(
        statistic=name_of(statistic),
        conditioning=conditioning,
        observed=observed.estimate,
        **numbers,
        n_draws=len(draws),
        n_undefined=len(values) - len(draws),
        n_nodes=ties.n_nodes,
        n_ties=ties.n_ties,
        seed=seed,
        draws=draws,
        reason=reason,
    )


def _observed(ties: Ties, measure: Callable[[Ties], Estimate]) -> Estimate:
    if not ties.info.get("measured", True):
        return Estimate.undefined("not_measured", n=ties.n_nodes)
    if ties.n_nodes < SMALLEST:
        return Estimate.undefined("n_below_2", n=ties.n_nodes)
    return measure(ties)


def _compared(observed: float | None, draws: Floats) -> dict[str, float | None]:
    """Place a number among its draws."""
    if observed is None or not len(draws):
        return dict.fromkeys(NUMBERS[1:])
    mean, sd = float(draws.mean()), float(draws.std(ddof=1)) if len(draws) > 1 else 0.0
    low, high = np.quantile(draws, ENDS)
    varies = sd > EQUAL * max(1.0, abs(mean))
    tails = tail_shares(observed, draws, tolerance=EQUAL)
    return {
        "null_mean": mean,
        "null_sd": sd,
        "null_low": float(low),
        "null_high": float(high),
        "z": (observed - mean) / sd if varies else None,
        "p_value_upper": tails.upper,
        "p_value_lower": tails.lower,
        "p_value": min(1.0, 2 * min(tails.upper, tails.lower)),
    }
