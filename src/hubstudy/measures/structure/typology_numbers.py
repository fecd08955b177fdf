"""What a type of structure is told from: the network, random ones and a lattice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hubstudy.measures.density.clustering import transitivity
from hubstudy.measures.structure.efficiency import global_efficiency
from hubstudy.network.rewiring import random_networks
from hubstudy.network.ties import Ties
from hubstudy.results import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


MEASURES: dict[str, Callable[[Ties], Estimate]] = {
    "clustering": transitivity,
    "integration": global_efficiency,
}
"""What each axis measures."""


def numbers_of(
    ties: Ties, nulls: Mapping[str, str], *, n_draws: int, seed: int
) -> dict[str, Estimate]:
    """
    Measure a network, random ones and a ring lattice.

    Parameters
    ----------
    ties
        Undirected, with a tie.
    nulls
        What random networks keep, by axis.
    n_draws
        How many to draw per axis.
    seed
        Seed of all draws.

    Returns
    -------
    dict of Estimate
        Named as in `LocalGlobalType`.
    """
    lattice = ring_lattice(ties)
    numbers = {}
    for axis, measure in MEASURES.items():
        kept = nulls[axis]
        drawn = random_networks(ties, conditioning=kept, n_draws=n_draws, seed=seed)
        numbers[axis] = measure(ties)
        numbers[f"{axis}_null"] = _null([measure(part) for part in drawn], kept)
        numbers[f"{axis}_lattice"] = measure(lattice)
    clustering = _ratio(numbers["clustering"], numbers["clustering_null"])
    integration = _ratio(numbers["integration"], numbers["integration_null"])
    regular = _ratio(numbers["clustering"], numbers["clustering_lattice"])
    sigma = clustering * integration
    omega = integration - regular
    return numbers | {
        "small_world_sigma": _coefficient(sigma, ties.n_nodes),
        "small_world_omega": _coefficient(omega, ties.n_nodes),
    }


def _null(drawn: list[Estimate], kept: str) -> Estimate:
    values = [number.estimate for number in drawn if number.estimate is not None]
    if not values:
        return Estimate.undefined(drawn[0].reason, n=0)
    low, high = np.quantile(values, [0.025, 0.975])
    return Estimate(
        float(np.mean(values)),
        float(low),
        float(high),
        n=len(values),
        method=f"random networks, {kept} kept",
        interval="null",
    )


def _ratio(above: Estimate, below: Estimate) -> float:
    if above.estimate is None or not below.estimate:
        return np.nan
    return above.estimate / below.estimate


def _coefficient(value: float, n: int) -> Estimate:
    if np.isnan(value):
        return Estimate.undefined("not_applicable", n=n)
    return Estimate(value, n=n, method="against random and lattice")


def ring_lattice(ties: Ties) -> Ties:
    """
    Tie neighbours on a ring, then neighbours but one, until as many are tied.

    Parameters
    ----------
    ties
        How many nodes and ties there are to be.

    Returns
    -------
    Ties
        The last lap spread evenly.
    """
    n, left = ties.n_nodes, ties.n_ties
    laps: list[Any] = []
    step = 1
    while left:
        size = n // 2 if 2 * step == n else n
        taken = min(left, size)
        start = np.arange(taken) * size // taken
        laps.append(np.column_stack([start, (start + step) % n]))
        left, step = left - taken, step + 1
    source, target = np.concatenate(laps).T
    return Ties.from_numbers(ties.nodes, source, target)
