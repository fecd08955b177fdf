"""Whether two networks among the same organisations go together."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.measures.inference.dyads import permutations, permuted_products
from hubstudy.measures.inference.matrices import align
from hubstudy.results import REASONS, print_number

if TYPE_CHECKING:
    from hubstudy.measures.inference.dyads import DyadVariable
    from hubstudy.measures.inference.matrices import Relation
    from hubstudy.network.ties import Floats

EQUAL = 1e-12
"""Relative difference below which two numbers count as the same."""


@dataclass(frozen=True, slots=True)
class QapCorrelation:
    """
    Correlation of two networks against permutations of one of them.

    Parameters
    ----------
    estimate
        Pearson correlation over pairs, −1 to 1; None if undefined.
    p_value_upper, p_value_lower
        Share of permutations with a correlation at least as high, at least as low.
    p_value
        Two-sided: share with an absolute correlation at least as high.
    n_nodes
        Number of organisations.
    n_dyads
        Number of pairs.
    n_permutations
        Number of permutations drawn.
    null_mean, null_sd
        Mean and standard deviation of the correlations under permutation.
    reason
        Why there is no number; empty if there is.
    """

    estimate: float | None
    p_value_upper: float | None
    p_value_lower: float | None
    p_value: float | None
    n_nodes: int
    n_dyads: int
    n_permutations: int
    null_mean: float | None
    null_sd: float | None
    reason: str = ""

    def to_frame(self) -> pd.DataFrame:
        """
        Give one row with everything.

        Returns
        -------
        pandas.DataFrame
            One column per field; missing where undefined.
        """
        frame = pd.DataFrame([asdict(self)])
        numbers = [
            "estimate", "p_value_upper", "p_value_lower", "p_value",
            "null_mean", "null_sd",
        ]  # fmt: skip
        return frame.astype(dict.fromkeys(numbers, "float64"))

    def __str__(self) -> str:
        """Say the finding with its null, Chinese first."""
        n, pairs = f"{self.n_nodes:,}", f"{self.n_dyads:,}"
        if self.estimate is None or self.null_mean is None or self.null_sd is None:
            reason = REASONS[self.reason]
            return (
                f"QAP 相关无从计算：{reason.zh}（{n} 个组织，{pairs} 对）。\n"
                f"No QAP correlation: {reason.en} ({n} organisations, {pairs} pairs)."
            )
        r, mean, sd = (
            print_number(value, "number", "zh")
            for value in (self.estimate, self.null_mean, self.null_sd)
        )
        draws = f"{self.n_permutations:,}"
        return (
            f"QAP 相关 {r}（{n} 个组织，{pairs} 对）；行列同时置换 {draws} 次，零分布"
            f"均值 {mean}、标准差 {sd}；双侧 p = {self.p_value:.4f}，上侧 p = "
            f"{self.p_value_upper:.4f}，下侧 p = {self.p_value_lower:.4f}。\n"
            f"QAP correlation {r} ({n} organisations, {pairs} pairs); {draws} joint "
            f"permutations of rows and columns, null mean {mean}, sd {sd}; two-sided "
            f"p = {self.p_value:.4f}, upper p = {self.p_value_upper:.4f}, lower p = "
            f"{self.p_value_lower:.4f}."
        )


def qap_correlation(
    x: Relation,
    y: Relation,
    *,
    weighted: bool = False,
    n_permutations: int = 2000,
    seed: int = 0,
) -> QapCorrelation:
    r"""
    Correlate two networks, and test it by the quadratic assignment procedure.

    Pearson correlation over all pairs off the diagonal (ordered pairs if directed),
    isolates counted. Under the null, rows and columns of one network are permuted
    together, so that both keep their structure. :math:`p = (b + 1) / (B + 1)`, *b*
    being the permutations at least as extreme (equal to 12 digits counts); two-sided
    compares absolute correlations, since their mean under permutation is 0.

    Parameters
    ----------
    x, y
        Networks with the same organisations, or square frames such as those of
        `same_group`.
    weighted
        Whether networks count with their weights; if not, a tie is 1.
    n_permutations
        Number of permutations.
    seed
        Seed of the permutations.

    Returns
    -------
    QapCorrelation
        Undefined as ``not_measured`` if a network was not asked about, ``n_below_2``
        without a pair, ``no_variation`` if all pairs of a network are the same: none
        tied, all tied, or one pair only.

    Raises
    ------
    NetworkError
        If the organisations differ, or directed and undirected are mixed.
    MeasureError
        If a pair was not asked about, or a network is two-mode.

    Notes
    -----
    R's sna (``qaptest`` with ``gcor``) gives *b*/*B*, hence 0 if no permutation is as
    extreme, and has no two-sided p.

    References
    ----------
    .. [1] Hubert and Schultz, Quadratic assignment as a general data analysis strategy,
       1976.
    .. [2] Krackhardt, QAP partialling as a test of spuriousness, 1987.
    """
    dyads = align({"x": x, "y": y}, weighted=weighted)
    first, second = dyads.variables.values()
    orders = permutations(dyads.n_nodes, n_permutations, seed)
    reason = ""
    if not dyads.is_measured:
        reason = "not_measured"
    elif not dyads.n_dyads:
        reason = "n_below_2"
    elif not (spread(first, dyads.n_dyads) and spread(second, dyads.n_dyads)):
        reason = "no_variation"
    if reason:
        return QapCorrelation(
            None, None, None, None, dyads.n_nodes, dyads.n_dyads, 0, None, None, reason
        )
    products = [permuted_products([first], [second], order)[0, 0] for order in orders]
    mean = first.value.sum() * second.value.sum() / dyads.n_dyads
    scale = spread(first, dyads.n_dyads) * spread(second, dyads.n_dyads)
    identity = np.arange(dyads.n_nodes)
    observed = permuted_products([first], [second], identity)[0, 0]
    null = (np.array(products) - mean) / scale
    estimate = float((observed - mean) / scale)
    tails = tail_shares(estimate, null, tolerance=EQUAL)
    return QapCorrelation(
        min(max(estimate, -1.0), 1.0), tails.upper, tails.lower, tails.both,
        dyads.n_nodes, dyads.n_dyads, n_permutations,
        float(null.mean()), float(null.std()),
    )  # fmt: skip


class Tails(NamedTuple):
    """
    Shares of draws at least as extreme as what was observed.

    Parameters
    ----------
    upper, lower
        At least as high, at least as low.
    both
        At least as high in absolute value.
    """

    upper: float
    lower: float
    both: float


def tail_shares(observed: float, null: Floats, *, tolerance: float) -> Tails:
    """
    Compare a statistic with its draws.

    Parameters
    ----------
    observed
        The statistic.
    null
        The draws; a missing one counts as extreme on every side.
    tolerance
        Difference, in units of 1 or of the statistic if larger, that is none.

    Returns
    -------
    Tails
        Each (b + 1)/(B + 1).
    """
    slack = tolerance * max(1.0, abs(observed)) if np.isfinite(observed) else 0.0
    within = [
        null < observed - slack,
        null > observed + slack,
        np.abs(null) < abs(observed) - slack,
    ]
    return Tails(*(float((1 + (~inside).sum()) / (1 + len(null))) for inside in within))


def spread(variable: DyadVariable, n_dyads: int) -> float:
    """
    Root of the sum of squares about the mean over all pairs.

    Parameters
    ----------
    variable
        Values of pairs.
    n_dyads
        Number of pairs.

    Returns
    -------
    float
        0 if all pairs have the same value.
    """
    squares = float((variable.value**2).sum())
    about = squares - float(variable.value.sum()) ** 2 / n_dyads if n_dyads else 0.0
    return float(np.sqrt(about)) if about > EQUAL * squares else 0.0
