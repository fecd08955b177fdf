"""What is left of the network when its hubs are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.measures.inference.draws import check_draws
from hubstudy.measures.inference.qap import EQUAL, tail_shares
from hubstudy.measures.structure import removal_words as words
from hubstudy.measures.structure.fragments import degree_order, fragments
from hubstudy.network.contract import unit_name
from hubstudy.network.rewiring import random_networks
from hubstudy.network.ties import Ties, as_described_ties, as_ties
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Network = nx.Graph[str] | Ties

ORDERS = ("hubs", "random", "degree", "rewired")
COLUMNS = ["order", "n_removed", "largest_component_share", "ci_low", "ci_high"]


def by_degree(network: Network) -> list[str]:
    """
    Order organisations by degree, highest first, equal ones by id.

    Parameters
    ----------
    network
        Undirected, without self ties.

    Returns
    -------
    list of str
        All organisations, an order for `removal_curve`.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    """
    ties = as_ties(network)
    return [
        str(name) for name in ties.nodes["organization_id"].iloc[degree_order(ties)]
    ]


def hub_removal(
    network: Network, *, unit: str = CITY, n_random: int = 200, seed: int = 0
) -> Result:
    """
    Compare the loss of all hubs with that of others, and with what degrees alone give.

    Parameters
    ----------
    network
        The whole network, as `hubstudy.network.collaboration_network` makes it.
    unit
        ``"city"`` or the code of a street district, whose own network is taken.
    n_random
        Draws of random orders, and of rewired networks, 1 or more.
    seed
        Of those draws.

    Returns
    -------
    Result
        Table ``order`` (``"hubs"``, ``"random"``, ``"degree"``, ``"rewired"``),
        ``n_removed``, ``largest_component_share`` (0–1), ``ci_low``, ``ci_high`` (of
        the draws; missing for hubs and degree), without membership ties; part
        ``with_membership`` the same with them. Both are empty if there are no hubs, or
        ties were not measured. ``"rewired"`` removes the hubs from networks that keep
        every degree. Numbers: ``share_before``, ``share_after_`` with each order,
        ``loss`` (share before less after, hubs removed; its p-value is two-sided
        against the null) and ``loss_rewired`` (mean and 95 % of the null).

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    MeasureError
        If there is no such unit, or no draw is asked for.

    Notes
    -----
    A network rewired at random mostly hangs together better than one that clusters, so
    that its share before is another; hence the loss is compared, not the share after.

    References
    ----------
    .. [1] Albert, Jeong and Barabási, Error and attack tolerance of complex networks,
       2000.
    .. [2] Maslov and Sneppen, Specificity and stability in topology of protein
       networks, 2002 (networks rewired with degrees kept).
    """
    check_draws("n_random", n_random)
    whole = as_described_ties(network)
    name = unit_name(whole.info, unit)
    ties = whole.induced(whole.in_unit(unit))
    n_hubs = int(ties.nodes["is_hub"].sum())
    reason = "" if n_hubs else "no_hubs"
    if not whole.info.get("measured", True):
        reason = "not_measured"
    found = _removal(ties.without_membership(), n_random, seed, reason)
    has_membership = bool(whole.info.get("membership", True))
    beside = found.table[:0]
    if has_membership:
        beside = _removal(ties, n_random, seed, reason).table
    numbers = _numbers(found, n=ties.n_nodes, n_hubs=n_hubs, reason=reason)
    return Result(
        name="hub_removal",
        unit=unit,
        unit_name=name,
        table=found.table,
        n=ties.n_nodes,
        numbers=numbers,
        finding=words.finding(name, numbers, n_hubs=n_hubs),
        method=words.METHOD.format_with(unit=name, n_random=n_random, seed=seed),
        caveats=(words.MECHANICAL,)
        if ties.only_membership.any() and not reason
        else (),
        parts={"with_membership": beside},
    )


class _Removal(NamedTuple):
    """The curves, and the loss of every rewired network."""

    table: pd.DataFrame
    null_losses: Floats


def _removal(ties: Ties, n_random: int, seed: int, reason: str) -> _Removal:
    if reason:
        blank = pd.DataFrame(columns=COLUMNS).astype(
            {"order": "str", "n_removed": "int64"}
            | dict.fromkeys(COLUMNS[2:], "float64")
        )
        return _Removal(blank, np.empty(0))
    order = degree_order(ties)
    hubs = order[ties.nodes["is_hub"].to_numpy(dtype=bool)[order]]
    generator = np.random.default_rng(seed)
    draws = np.array(
        [
            fragments(ties, generator.permutation(ties.n_nodes)[: len(hubs)]).largest
            for _ in range(n_random)
        ]
    )
    null = np.array(
        [
            fragments(drawn, hubs).largest
            for drawn in random_networks(
                ties, conditioning="degree", n_draws=n_random, seed=seed
            )
        ]
    )
    none = np.full(len(hubs) + 1, np.nan)
    curves = {
        "hubs": (fragments(ties, hubs).largest, none, none),
        "random": _band(draws),
        "degree": (fragments(ties, order[: len(hubs)]).largest, none, none),
        "rewired": _band(null),
    }
    frames = [
        pd.DataFrame(
            {
                "order": pd.Series([name] * len(none), dtype="str"),
                "n_removed": np.arange(len(none)),
                "largest_component_share": sizes / ties.n_nodes,
                "ci_low": lower / ties.n_nodes,
                "ci_high": upper / ties.n_nodes,
            }
        )
        for name, (sizes, lower, upper) in curves.items()
    ]
    losses = (null[:, 0] - null[:, -1]) / ties.n_nodes
    return _Removal(pd.concat(frames, ignore_index=True), losses)


def _band(draws: NDArray[Any]) -> tuple[Floats, Floats, Floats]:
    """Mean and 95 % of the draws; a few deep falls can take the mean out of these."""
    mean = draws.mean(axis=0)
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    return mean, np.minimum(low, mean), np.maximum(high, mean)


def _numbers(
    found: _Removal, *, n: int, n_hubs: int, reason: str
) -> dict[str, Estimate]:
    terms = {"share_before": ("hubs", 0)} | {
        f"share_after_{order}": (order, n_hubs) for order in ORDERS
    }
    if reason:
        every = [*terms, "loss", "loss_rewired"]
        return {t: Estimate.undefined(reason, n=n, style="share") for t in every}
    records = found.table.to_dict("records")
    rows = {(row["order"], row["n_removed"]): row for row in records}
    numbers = {
        term: Estimate(
            rows[place]["largest_component_share"],
            _or_none(rows[place]["ci_low"]),
            _or_none(rows[place]["ci_high"]),
            n=n,
            interval="null" if term == "share_after_rewired" else "draws",
            method="share of all organisations",
            style="share",
        )
        for term, place in terms.items()
    }
    return numbers | _losses(found, numbers, n=n)


def _losses(
    found: _Removal, numbers: Mapping[str, Estimate], *, n: int
) -> dict[str, Estimate]:
    before, after = (
        numbers[f"share_{term}"].estimate or 0.0 for term in ("before", "after_hubs")
    )
    loss, null = before - after, found.null_losses
    tails = tail_shares(loss, null, tolerance=EQUAL)
    mean, low, high = (float(end[0]) for end in _band(null[:, None]))
    return {
        "loss": Estimate(
            loss, p_value=min(1.0, 2 * min(tails.upper, tails.lower)), n=n,
            method="hubs removed, against rewired networks", style="points",
        ),
        "loss_rewired": Estimate(
            mean, low, high, n=len(null), interval="null",
            method="the same hubs removed from rewired networks", style="points",
        ),
    }  # fmt: skip


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else value
