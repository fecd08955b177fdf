"""The null for hubs: their name given to other organisations of their communities.

Each community keeps as many hubs as it has; which of its organisations they are is
chance. Ties stay as they are. What hubs have beyond that they do not have because they
are in lively communities.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hubstudy.errors import Bilingual
from hubstudy.measures.inference.draws import check_draws
from hubstudy.measures.inference.qap import EQUAL, tail_shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hubstudy.network.ties import Ties

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Flags = NDArray[np.bool_]

LEVEL = 0.05
ENDS = (0.025, 0.975)
LEAST_SHOWN = 0.001
FEWEST_HUBS = 2
"""One hub has no mean and, drawn from its own community alone, hardly a null."""

VERDICTS = {
    "more": Bilingual("高于零模型所给", "more than its null gives"),
    "less": Bilingual("低于零模型所给", "less than its null gives"),
    "no_more": Bilingual("不高于零模型所给", "no more than its null gives"),
}

MECHANICAL = Bilingual(
    "枢纽的隶属成员按定义与它相连，枢纽因此居于互不相连的成员之间；只有不含隶属关系的比"
    "较才说明枢纽自己的作为。登记册由枢纽协助填报，枢纽的关系可能登记得更全。",
    "Members are tied to their hub by definition, so that it stands between members "
    "who are not tied; only the comparison without membership speaks of what hubs do. "
    "Hubs help to fill in the register, so their own ties may be recorded more fully.",
)
"""What holds for whatever is held against this null."""


class Relabelled(NamedTuple):
    """
    Hubs, and the organisations that take their name draw by draw.

    Parameters
    ----------
    hubs
        Node numbers, community by community; shape (hubs,).
    drawn
        Node numbers, none twice in a draw; shape (draws, hubs). Place by place of the
        same community as the hub.
    chance
        Of each organisation to take the name, so that ``chance @ values`` is the exact
        mean of a sum over hubs; shape (nodes,).
    """

    hubs: Ints
    drawn: Ints
    chance: Floats


class NullTest(NamedTuple):
    """
    Where an observed value lies among its draws.

    Parameters
    ----------
    null_mean
        Mean under the null.
    null_low, null_high
        The draws' 2.5 and 97.5 per cent points.
    z
        Distance from the mean in standard deviations; missing where draws are equal.
    p_value_upper, p_value_lower
        (Draws at least as high, at least as low, + 1) / (draws + 1).
    p_value
        Two-sided: twice the smaller of the two, 1 at most.
    """

    null_mean: float
    null_low: float
    null_high: float
    z: float
    p_value_upper: float
    p_value_lower: float
    p_value: float

    def verdict(self, p_value: float | None = None) -> str:
        """
        Say on which side of its null the value lies.

        Parameters
        ----------
        p_value
            Two-sided, such as one adjusted for many tests; None for its own.

        Returns
        -------
        str
            A key of `VERDICTS`: ``"no_more"`` above 5 %.
        """
        p_value = self.p_value if p_value is None else p_value
        if p_value > LEVEL:
            return "no_more"
        return "more" if self.p_value_upper < self.p_value_lower else "less"


def relabelled_hubs(
    ties: Ties, inside: Flags, *, n_permutations: int, seed: int
) -> Relabelled:
    """
    Give the name of hub to as many of each community's organisations at random.

    Parameters
    ----------
    ties
        A network whose nodes have ``is_hub`` and ``community_code``.
    inside
        Marks the organisations of the unit; shape (nodes,).
    n_permutations
        Draws, 1 or more.
    seed
        Of those draws.

    Returns
    -------
    Relabelled
        Without a hub ``drawn`` is of shape (draws, 0), and every chance is 0.

    Raises
    ------
    MeasureError
        If no draw is asked for.
    """
    check_draws("n_permutations", n_permutations)
    nodes = ties.nodes
    is_hub = nodes["is_hub"].to_numpy(dtype=bool)
    codes = nodes["community_code"].to_numpy(dtype=object)
    generator = np.random.default_rng(seed)
    hubs = [np.empty(0, dtype=np.intp)]
    drawn = [np.empty((n_permutations, 0), dtype=np.intp)]
    chance = np.zeros(ties.n_nodes)
    for code in sorted(set(codes[is_hub & inside])):
        here = np.flatnonzero((codes == code) & inside)
        own = here[is_hub[here]]
        order = generator.random((n_permutations, len(here))).argsort(axis=1)
        chance[here] = len(own) / len(here)
        hubs.append(own)
        drawn.append(here[order[:, : len(own)]])
    return Relabelled(np.concatenate(hubs), np.concatenate(drawn, axis=1), chance)


def held_against(
    observed: float, draws: Floats, *, expected: float | None = None
) -> NullTest:
    """
    Hold a value against draws of its null.

    Parameters
    ----------
    observed
        The value.
    draws
        The same under the null, at least one; shape (draws,).
    expected
        Their exact mean where it is known; None for the mean of the draws.

    Returns
    -------
    NullTest
        Draws equal to the observed value to 12 digits count as as extreme.
    """
    tails = tail_shares(observed, draws, tolerance=EQUAL)
    close = EQUAL * max(abs(observed), 1.0)
    mean = float(draws.mean()) if expected is None else expected
    spread = float(draws.std())
    low, high = np.quantile(draws, ENDS)
    return NullTest(
        null_mean=mean,
        null_low=float(low),
        null_high=float(high),
        z=(observed - mean) / spread if spread > close else np.nan,
        p_value_upper=tails.upper,
        p_value_lower=tails.lower,
        p_value=min(1.0, 2 * min(tails.upper, tails.lower)),
    )


def p_text(p_value: float) -> str:
    """
    Print a p-value in a sentence of either language.

    Parameters
    ----------
    p_value
        From 0 to 1.

    Returns
    -------
    str
        To three decimals, never as nothing.

    Examples
    --------
    >>> p_text(0.0419), p_text(0.0002)
    ('p = 0.042', 'p < 0.001')
    """
    return f"p = {p_value:.3f}" if p_value >= LEAST_SHOWN else "p < 0.001"
