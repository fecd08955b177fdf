"""Whether ties cluster locally, and whether they hold the whole together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.errors import Bilingual, MeasureError
from hubstudy.measures.structure.refusals import refusal
from hubstudy.measures.structure.typology_numbers import numbers_of
from hubstudy.measures.structure.typology_words import (
    AXES,
    FINDING,
    LEVELS,
    MEMBERSHIP_IN,
    MEMBERSHIP_OUT,
    NEXT,
    NO_NEXT,
    NULLS,
    TYPES,
    UNDEFINED,
)
from hubstudy.network.ties import Ties, as_ties
from hubstudy.results import REASONS, Estimate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import networkx as nx

    Network = nx.Graph[Any] | Ties

TOLERANCE = 1e-12
LEAST_SHOWN = 0.0005
COLUMNS = ["axis", "value", "null_mean", "null_low", "null_high", "lattice",
           "low_below", "high_above", "level", "margin", "next_type"]  # fmt: skip
CELLS = {
    (False, False): "fragmented",
    (True, False): "cellular",
    (False, True): "hierarchical",
    (True, True): "small_world",
}
"""Type by whether clustering and integration are high."""


@dataclass(frozen=True, slots=True, eq=False)
class LocalGlobalType:
    """
    Where a network stands on transitivity and global integration.

    Parameters
    ----------
    type
        ``"fragmented"``, ``"cellular"``, ``"hierarchical"``, ``"small_world"`` or
        ``"undetermined"`` (like random on both axes); empty if undefined.
    reason
        Code in `hubstudy.results.REASONS` if undefined, else empty.
    n
        Organisations.
    n_draws
        Random networks.
    nulls
        What these keep, by axis: ``"density"`` or ``"degree"``.
    membership
        Whether ties that are membership only were counted.
    numbers
        Estimates by name.
    table
        See `to_frame`.
    """

    type: str
    reason: str
    n: int
    n_draws: int
    nulls: Mapping[str, str]
    membership: bool
    numbers: Mapping[str, Estimate] = field(default_factory=dict)
    table: pd.DataFrame = field(default_factory=lambda: _frame([]))

    def __post_init__(self) -> None:
        """Shut the mappings, so that nobody changes a finding by accident."""
        object.__setattr__(self, "numbers", MappingProxyType(dict(self.numbers)))
        object.__setattr__(self, "nulls", MappingProxyType(dict(self.nulls)))

    @property
    def type_label(self) -> Bilingual:
        """The type in words, or why there is none."""
        return TYPES[self.type] if self.type else REASONS[self.reason]

    def to_frame(self) -> pd.DataFrame:
        """
        Give a tidy copy, safe to change.

        Returns
        -------
        pandas.DataFrame
            One row per axis: ``axis`` (``"clustering"``, ``"integration"``), ``value``,
            ``null_mean``, ``null_low``, ``null_high`` (95 % of the draws), ``lattice``
            (of the ring lattice), ``low_below`` and ``high_above`` (the lines between
            levels), ``level`` (``"low"``, ``"random"``, ``"high"``), ``margin`` (to the
            nearer line behind which there is another type) and ``next_type``. Missing
            if undefined, if the null does not vary, or if no such line can be crossed;
            no rows without a type.
        """
        return self.table.copy()

    def sentence(self) -> Bilingual:
        """
        Say the finding.

        Returns
        -------
        Bilingual
            With both numbers, their nulls, and how near the next type is; the last is
            left out on a line between types.
        """
        if not self.type:
            return UNDEFINED.format_with(n=f"{self.n:,}", reason=self.type_label)
        rows = self.table.set_index("axis")
        near = NO_NEXT
        if rows["margin"].min() >= LEAST_SHOWN:
            axis = str(rows["margin"].idxmin())
            near = NEXT.format_with(
                next=TYPES[rows["next_type"][axis]],
                axis=AXES[axis],
                margin=f"{rows['margin'][axis]:.3f}",
            )
        return FINDING.format_with(
            n=f"{self.n:,}",
            type=self.type_label,
            near=near,
            n_draws=self.n_draws,
            **{f"{name}_kept": NULLS[self.nulls[name]] for name in AXES},
            membership=MEMBERSHIP_IN if self.membership else MEMBERSHIP_OUT,
            **{name: number.both() for name, number in self.numbers.items()},
            **{f"{name}_level": LEVELS[rows["level"][name]] for name in AXES},
        )

    def __str__(self) -> str:
        """Say the finding, Chinese first."""
        return "{}\n{}".format(*self.sentence())


def local_global_type(
    network: Network,
    *,
    membership: bool = False,
    clustering_null: str = "degree",
    integration_null: str = "density",
    n_draws: int = 200,
    seed: int = 0,
) -> LocalGlobalType:
    r"""
    Tell fragmented, cellular, hierarchical and small-world networks apart.

    Two axes: local clustering *C*, here the transitivity (closed two-paths of all, not
    the mean of local coefficients), and global integration *E*, the mean of one over
    the distance of all pairs (0 where there is no path). *E* is
    :math:`1/L` with the harmonic mean distance, so that it is there for networks in
    pieces and takes in isolates, which the mean path length is not and does not.

    ============  ==================  ==============
    \             *C* low             *C* high
    ============  ==================  ==============
    *E* high      hierarchical 科层制  small world 小世界
    *E* low       fragmented 碎片化    cellular 蜂窝状
    ============  ==================  ==============

    Each is held against random networks of the same size and number of ties. For
    clustering every organisation also keeps its number of ties, since unequal degrees
    close triangles by themselves; for integration it does not, since to be held
    together by a few is what a hierarchy is. Clustering is high above 95 % of the
    draws, low below 95 % of them, else like random. Integration is high above 95 % of
    the draws, and low if below 95 % of them and also nearer to a ring lattice of the
    same size than to the random mean, else like random: clustering costs some
    integration, and a small world has paths almost, not quite, as short as random ones.
    In the table random counts as its own corner, low clustering and high integration;
    but a network like random on **both** axes shows no structure that its size and ties
    would not give, and is undetermined. As each axis errs in up to 5 %, up to one
    random network in ten is given a type. Where no organisation has two contacts there
    is nothing to cluster, and clustering counts as low.

    Parameters
    ----------
    network
        One-mode; directions and weights are left out.
    membership
        Whether to count ties that are membership only; these make hubs the centres of
        stars, and so the network integrated, by construction.
    clustering_null, integration_null
        What random networks keep beside their size: ``"density"``, the number of ties,
        or ``"degree"``, every organisation's number of ties.
    n_draws
        Random networks per axis, 1 or more.
    seed
        Of those draws.

    Returns
    -------
    LocalGlobalType
        Undefined as ``not_measured``, ``n_below_3``, ``no_ties``, or
        ``only_membership`` where there is no tie but membership, ``no_variation`` where
        all random networks are alike, as they are beside a clique. Numbers:
        ``clustering``, ``integration``, each also with ``_null`` (mean and 95 % of the
        draws; draws without 2-paths have no clustering) and ``_lattice``;
        ``small_world_sigma``, :math:`(C/C_r)/(L/L_r)`, above 1 for a small world, and
        ``small_world_omega``, :math:`L_r/L - C/C_l`, from −1 (lattice) over 0 (small
        world) to 1 (random). Pairs nobody asked about are not tied, in the network and
        in all draws; for clustering they leave the denominator.

    Raises
    ------
    NetworkError
        If a graph breaks the engine's rules, or is two-mode.
    MeasureError
        If there is no such null, or `n_draws` is below 1.

    Notes
    -----
    networkx's ``sigma`` and ``omega`` refuse networks in pieces, average local
    clustering with 0 for nodes of degree below 2, take mean instead of harmonic mean
    distance, and rewire to a lattice that keeps degrees; ours is the ring lattice with
    as many ties, the last lap spread evenly. The source compares clustering and mean
    path length with random and small-world networks of the same size by eye.

    References
    ----------
    .. [1] 周雪光、艾云、葛建华等, 中国地方政府官员的空间流动：层级分流模式与经验证据,
       《社会》38 (3), 2018, 1–45, table 2.
    .. [2] Watts and Strogatz, Collective dynamics of small-world networks, 1998.
    .. [3] Latora and Marchiori, Efficient behavior of small-world networks, 2001.
    .. [4] Humphries and Gurney, Network "small-world-ness", 2008.
    .. [5] Telesford, Joyce, Hayasaka, Burdette and Laurienti, The ubiquity of
       small-world networks, 2011.
    """
    nulls = {"clustering": clustering_null, "integration": integration_null}
    _check(nulls, n_draws)
    whole = as_ties(network).undirected()
    ties = whole if membership else whole.without_membership()
    plain = LocalGlobalType("", "", ties.n_nodes, n_draws, nulls, membership)
    reason = refusal(whole, ties)
    if reason:
        return replace(plain, reason=reason)
    numbers = numbers_of(ties, nulls, n_draws=n_draws, seed=seed)
    if all(_is_fixed(numbers[f"{name}_null"]) for name in AXES):
        return replace(plain, reason="no_variation", numbers=numbers)
    axes = {"clustering": _clustering(numbers), "integration": _integration(numbers)}
    found = _type({name: axis.level for name, axis in axes.items()})
    table = _frame([_row(numbers, axes, name, found) for name in axes])
    return replace(plain, type=found, numbers=numbers, table=table)


def _check(nulls: Mapping[str, str], n_draws: int) -> None:
    if not set(nulls.values()) <= set(NULLS) or n_draws < 1:
        msg = (
            f"零模型应为 {list(NULLS)} 之一、n_draws 不小于 1，得到 {nulls} 与 "
            f"{n_draws} / a null is one of these and n_draws 1 or more"
        )
        raise MeasureError(msg)


def _is_fixed(null: Estimate) -> bool:
    return null.ci_low == null.ci_high


class _Axis(NamedTuple):
    """A value, the lines between levels, and the level."""

    value: float
    low: float
    high: float
    level: str

    def across(self) -> Iterator[tuple[float, str]]:
        """Say how far off each line is that can be crossed, and the level behind it."""
        if self.low > 0:
            yield abs(self.value - self.low), "random" if self.level == "low" else "low"
        if self.high < 1:
            level = "random" if self.level == "high" else "high"
            yield abs(self.value - self.high), level


def _clustering(numbers: Mapping[str, Estimate]) -> _Axis:
    null = numbers["clustering_null"]
    value, low, high = map(
        _or_nan, (numbers["clustering"].estimate, null.ci_low, null.ci_high)
    )
    level = "low" if np.isnan(value) else _level(value, low, high)
    return _Axis(value, low, high, level)


def _integration(numbers: Mapping[str, Estimate]) -> _Axis:
    null = numbers["integration_null"]
    value, mean, low, high = map(
        _or_nan,
        (numbers["integration"].estimate, null.estimate, null.ci_low, null.ci_high),
    )
    lattice = _or_nan(numbers["integration_lattice"].estimate)
    if lattice < low:
        low = min(low, (lattice + mean) / 2)
    return _Axis(value, low, high, _level(value, low, high))


def _level(value: float, low: float, high: float) -> str:
    if value > high + TOLERANCE:
        return "high"
    return "low" if value < low - TOLERANCE else "random"


def _type(levels: Mapping[str, str]) -> str:
    if set(levels.values()) == {"random"}:
        return "undetermined"
    return CELLS[levels["clustering"] == "high", levels["integration"] != "low"]


def _row(
    numbers: Mapping[str, Estimate], axes: Mapping[str, _Axis], name: str, found: str
) -> dict[str, Any]:
    axis, null = axes[name], numbers[f"{name}_null"]
    levels = {other: axes[other].level for other in axes}
    ways = [(far, _type(levels | {name: level})) for far, level in axis.across()]
    ways = [way for way in ways if way[1] != found and not np.isnan(way[0])]
    ways = [] if _is_fixed(null) else ways
    margin, next_type = min(ways, default=(np.nan, ""))
    return {
        "axis": name,
        "value": axis.value,
        "null_mean": _or_nan(null.estimate),
        "null_low": _or_nan(null.ci_low),
        "null_high": _or_nan(null.ci_high),
        "lattice": _or_nan(numbers[f"{name}_lattice"].estimate),
        "low_below": axis.low,
        "high_above": axis.high,
        "level": axis.level,
        "margin": margin,
        "next_type": next_type,
    }


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    texts = dict.fromkeys(["axis", "level", "next_type"], "str")
    return frame.astype(dict.fromkeys(COLUMNS, "float64") | texts)
