"""Who stands between whom: the brokerage roles of Gould and Fernandez."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from hubstudy.errors import MeasureError
from hubstudy.measures.position.brokerage_words import finding
from hubstudy.measures.position.labels import (
    Labels,
    check_permutations,
    labels_of,
)
from hubstudy.measures.position.open_paths import (
    ROLES,
    OpenPaths,
    open_paths,
    role_chances,
    role_counts,
)
from hubstudy.measures.position.role_totals import ratio, role_draws, role_totals
from hubstudy.network.reading import ID
from hubstudy.network.ties import Ties, as_ties

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Network = nx.Graph[Any] | Ties

Count = Literal["pairs", "chains"]
SMALLEST = 3


@dataclass(frozen=True, slots=True, eq=False)
class BrokerageRoles:
    """
    Which brokerage roles nodes play, against group labels shuffled over them.

    Parameters
    ----------
    table
        By ``organization_id``: ``group``, the five roles and ``total``; counts.
    z
        By ``organization_id``: the five roles as z, (count − exact expectation) over
        the standard deviation of the draws; missing where shuffling changes nothing.
    totals
        One row per role and one for ``total``: ``role``, ``observed``, ``expected``
        (exact, under shuffled labels), ``sd`` (of the draws), ``z``, ``p_value``
        (two-sided), ``p_value_upper``, ``p_value_lower``, ``expected_at_density``
        (in a random network of that size and density, what sna prints; missing for two
        modes, chains, or pairs nobody asked about) and ``reason`` why z, or z and p,
        are missing.
    n
        Nodes.
    n_groups
        Groups among them.
    n_unknown
        Paths left out because nobody asked whether their ends are tied.
    n_permutations
        Draws of shuffled labels.
    seed
        Their seed.
    is_directed
        Whether representatives and gatekeepers can be told apart.
    is_two_mode
        Whether nodes broker through nodes of another mode.
    count
        ``"pairs"`` or ``"chains"``, whichever was counted.
    reason
        Why nothing could be tested, a key of `hubstudy.results.REASONS`; else empty.
    """

    table: pd.DataFrame
    z: pd.DataFrame
    totals: pd.DataFrame
    n: int
    n_groups: int
    n_unknown: int
    n_permutations: int
    seed: int
    is_directed: bool
    is_two_mode: bool
    count: Count
    reason: str = ""

    def to_frame(self, *, z: bool = False) -> pd.DataFrame:
        """
        Give a tidy copy, one row per node, safe to change.

        Parameters
        ----------
        z
            Whether to add the columns ``coordinator_z``, … .

        Returns
        -------
        pandas.DataFrame
            By ``organization_id``: ``group``, the five roles, ``total``.
        """
        return self.table.join(self.z.add_suffix("_z")) if z else self.table.copy()

    def __str__(self) -> str:
        """Say which roles are more or less frequent than by chance."""
        words = finding(self)
        return f"{words.zh}\n{words.en}"


def brokerage_roles(
    network: Network,
    group: str | Mapping[Any, Any],
    *,
    n_permutations: int = 1000,
    seed: int = 0,
    count: Count = "pairs",
) -> BrokerageRoles:
    r"""
    Count brokerage roles and compare them with shuffled group labels.

    Node *v* brokers for *a* and *b* if :math:`a \to v \to b`, *a* has no tie to *b*,
    and :math:`a \ne b`. By the groups of *a*, *v* and *b* it is (name in R's sna)

    - ``coordinator`` (w_I): all three the same, A → A → A;
    - ``itinerant`` (w_O, also "consultant"): both ends the same, the broker another,
      A → B → A;
    - ``representative`` (b_IO): the broker is of the source's group, A → A → B;
    - ``gatekeeper`` (b_OI): the broker is of the target's group, A → B → B;
    - ``liaison`` (b_O): three groups, A → B → C.

    UCINET says the same; manynet and migraph give sna's b_IO the name "Gatekeeper" and
    b_OI "Representative", the other way round.

    Undirected, each pair {a, b} counts once; if one end is of the broker's group, it is
    half a representation and half a gate kept, so that the five add up to the total.
    sna counts a symmetric matrix in both directions: every figure is twice ours.

    The null shuffles labels over all nodes and keeps every tie. An open path then has
    each role with the chance that three nodes drawn at random have (see
    `hubstudy.measures.position.open_paths.role_chances`), hence ``expected`` is exact,
    the number of open paths times that chance. sna instead expects what a random
    network of that size and density has, :math:`d^2(1-d)n(n-1)(n-2)` open paths times
    the same chance (``expected_at_density``), so that its z mixes how many open paths
    there are with who stands in them; per node it also holds the broker's own group
    fixed. Ours does neither. p is (b + 1)/(B + 1); two-sided counts draws at least as
    far from ``expected``. Five roles are five tests: p is not adjusted in the table,
    and the sentence names a role only if p is 0.05 or less after Bonferroni.

    Two modes (nodes have ``mode`` or ``bipartite``): *v* brokers for *a* and *b* of its
    own mode if it shares a contact with each, while *a* and *b* share none: the open
    chain a – x – v – y – b of Jasny and Lubell, where *x* and *y* are of the other mode
    and necessarily two. Both modes broker, organisations through projects and projects
    through organisations; a mode without any group is left out, and labels are
    shuffled inside each mode. A pair counts once however many *x* and *y* there are
    (half of what manynet gives), or with ``count="chains"`` once for each. Directions
    are left out. Jasny and Lubell go on to split roles by the kinds of *x* and *y*;
    this is not done here. The definition is taken from their abstract and from
    programs that follow them (gouldfernandez counts chains, manynet pairs).

    Pairs nobody asked about are missing: a path whose ends may be tied for all one
    knows is neither open nor closed, and is left out and counted in ``n_unknown``.
    Brokerage by a hub to which all belong is mechanical: compare
    `hubstudy.network.Ties.without_membership`.

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
    count
        Whether a pair counts once or once per chain; the same for one mode.

    Returns
    -------
    BrokerageRoles
        Counts are 0 to (n − 1)(n − 2) per node, half of that if undirected; tests are
        undefined below three nodes, with one group, or without an open path. Counts are
        missing too where ties were not measured.

    Raises
    ------
    NetworkError
        If there is no such attribute or a node has no group.
    MeasureError
        If there are fewer than two permutations, or no such way to count.

    References
    ----------
    .. [1] Gould and Fernandez, Structures of mediation, *Sociological Methodology*,
       1989.
    .. [2] Jasny and Lubell, Two-mode brokerage in policy networks, *Social Networks*,
       2015.
    """
    check_permutations(n_permutations)
    if count not in {"pairs", "chains"}:
        msg = f"count 应为 pairs 或 chains，得到 {count!r} / must be one of these two"
        raise MeasureError(msg)
    ties = as_ties(network)
    labels = labels_of(ties, group)
    rows = labels.members()
    paths = open_paths(
        ties,
        brokers=np.isin(np.arange(ties.n_nodes), rows),
        is_two_mode=labels.is_two_mode,
        chains=count == "chains",
    )
    observed = role_counts(paths, labels.codes)
    expected = _expected(labels, observed)
    draws, spread = role_draws(
        paths, labels, expected, n_permutations=n_permutations, seed=seed
    )
    reason = _reason(ties, labels, paths)
    plain = not (labels.is_two_mode or count == "chains" or len(ties.unknown_pairs()))
    at_density = _at_density(ties, labels) if plain else None
    return BrokerageRoles(
        table=_table(ties, labels, observed, reason),
        z=_z(ties, rows, observed - expected, spread, reason),
        totals=role_totals(observed, expected, draws, at_density, reason=reason),
        n=len(rows),
        n_groups=len(labels.names),
        n_unknown=paths.n_unknown,
        n_permutations=n_permutations,
        seed=seed,
        is_directed=paths.is_directed,
        is_two_mode=labels.is_two_mode,
        count=count,
        reason=reason,
    )


def _reason(ties: Ties, labels: Labels, paths: OpenPaths) -> str:
    if not ties.info.get("measured", True):
        return "not_measured"
    if max(len(rows) for rows in labels.strata) < SMALLEST:
        return "n_below_3"
    if not len(paths.source):
        return "no_open_paths"
    return "one_group_only" if len(labels.names) == 1 else ""


def _expected(labels: Labels, observed: Floats) -> Floats:
    """Each node's open paths times the chance of each role; exact."""
    expected = np.zeros_like(observed)
    for rows in labels.strata:
        chances = role_chances(labels.sizes(rows))
        expected[rows] = observed[rows].sum(axis=1, keepdims=True) * chances
    return expected


def _table(ties: Ties, labels: Labels, observed: Floats, reason: str) -> pd.DataFrame:
    rows = labels.members()
    index = pd.Index(ties.nodes[ID].iloc[rows], name=ID)
    frame = pd.DataFrame(observed[rows], index=index, columns=list(ROLES))
    frame["total"] = frame.sum(axis=1)
    if reason == "not_measured":
        frame[:] = np.nan
    names = [labels.names[code] for code in labels.codes[rows]]
    frame.insert(0, "group", pd.Series(names, index=index))
    return frame


def _z(
    ties: Ties, rows: Ints, above: Floats, spread: Floats, reason: str
) -> pd.DataFrame:
    index = pd.Index(ties.nodes[ID].iloc[rows], name=ID)
    values = np.where(reason, np.nan, ratio(above, spread)[rows])
    return pd.DataFrame(values, index=index, columns=list(ROLES))


def _at_density(ties: Ties, labels: Labels) -> Floats:
    """Give what a random network of that size and density has."""
    n = ties.n_nodes
    ways = n * (n - 1) * (n - 2) / (1 if ties.is_directed else 2)
    if not ways or not ties.info.get("measured", True):
        return np.full(len(ROLES) + 1, np.nan)
    density = ties.n_ties / ties.n_dyads()
    chances = role_chances(labels.sizes(labels.strata[0]))
    return ways * density**2 * (1 - density) * np.append(chances, 1)
