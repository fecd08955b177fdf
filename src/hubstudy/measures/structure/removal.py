"""What is left of the network when its hubs are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.errors import Bilingual, MeasureError
from hubstudy.measures.structure.fragments import degree_order, fragments
from hubstudy.network.contract import unit_name
from hubstudy.network.ties import Ties, as_described_ties, as_ties
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    import networkx as nx

    Network = nx.Graph[str] | Ties

COLUMNS = ["order", "n_removed", "largest_component_share", "ci_low", "ci_high"]

METHOD = Bilingual(
    "在{unit}内部的网络上依次移除组织，每步给出最大连通分支的组织数占移除前全部组织（"
    "含孤立点）的比例。次序有三种：全部枢纽（度数高者先）；同样数目的随机组织（"
    "{n_random} 次，种子 {seed}，取均值与 2.5%–97.5% 分位）；同样数目中度数最高者（次"
    "序一次定下，不重算，度数相同按编号）。主表不含隶属关系，另有含隶属关系的一份。",
    "Organisations are removed one by one from the network inside {unit}; each step "
    "gives the largest connected component as a share of all organisations there "
    "were, isolates counted. Three orders: all hubs, highest degree first; as many at "
    "random ({n_random} draws, seed {seed}, mean and 2.5–97.5 % of draws); as many "
    "with the highest degree (order fixed from the start, ties by id). The main table "
    "leaves membership ties out; a part has them.",
)
FINDING = Bilingual(
    "{unit}移除全部 {k} 个枢纽后，最大连通分支占全部组织的 {hubs}（移除前为 "
    "{before}）；随机移除同样数目的组织后平均为 {random}。不计隶属关系。",
    "{unit}: with its hubs removed (n = {k}), the largest component holds {hubs} of "
    "the organisations (before: {before}); with as many removed at random, {random} "
    "on average. Membership ties are left out.",
)
NO_FINDING = Bilingual(
    "{unit}没有枢纽组织，无从考察移除枢纽的后果。",
    "{unit}: there are no hub organisations, so there is nothing to remove.",
)
MECHANICAL = Bilingual(
    "含隶属关系的一份中，只靠隶属关系相连的组织在枢纽移除后必然散开，这一落差由定义造"
    "成。",
    "In the version with membership ties, organisations tied through membership alone "
    "fall apart by definition once their hub is gone.",
)


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
    Compare the loss of all hubs with as many random and as many busiest organisations.

    Parameters
    ----------
    network
        The whole network, as `hubstudy.network.collaboration_network` makes it.
    unit
        ``"city"`` or the code of a street district, whose own network is taken.
    n_random
        Draws of random orders, 1 or more.
    seed
        Of those draws.

    Returns
    -------
    Result
        Table ``order`` (``"hubs"``, ``"random"``, ``"degree"``), ``n_removed``,
        ``largest_component_share`` (0–1), ``ci_low``, ``ci_high`` (of the random
        draws; missing for the others), without membership ties; part
        ``with_membership`` the same with them. Both are empty if there are no hubs.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    MeasureError
        If there is no such unit, or no draw is asked for.
    """
    if n_random < 1:
        msg = (
            f"n_random 应不小于 1，得到 {n_random} / must be 1 or more, got {n_random}"
        )
        raise MeasureError(msg)
    whole = as_described_ties(network)
    name = unit_name(whole.info, unit)
    ties = whole.induced(whole.in_unit(unit))
    table = _removal_frame(ties.without_membership(), n_random, seed)
    has_membership = bool(whole.info.get("membership", True))
    beside = _removal_frame(ties, n_random, seed) if has_membership else table[:0]
    n_hubs = int(ties.nodes["is_hub"].sum())
    numbers = _numbers(table, n=ties.n_nodes, n_hubs=n_hubs)
    template = FINDING if n_hubs else NO_FINDING
    return Result(
        name="hub_removal",
        unit=unit,
        unit_name=name,
        table=table,
        n=ties.n_nodes,
        numbers=numbers,
        finding=template.format_with(
            unit=name,
            k=n_hubs,
            hubs=numbers["share_after_hubs"].both(),
            before=numbers["share_before"].both(),
            random=numbers["share_after_random"].both(),
        ),
        method=METHOD.format_with(unit=name, n_random=n_random, seed=seed),
        caveats=(MECHANICAL,) if n_hubs and ties.only_membership.any() else (),
        parts={"with_membership": beside},
    )


def _removal_frame(ties: Ties, n_random: int, seed: int) -> pd.DataFrame:
    order = degree_order(ties)
    hubs = order[ties.nodes["is_hub"].to_numpy(dtype=bool)[order]]
    if not len(hubs):
        return pd.DataFrame(columns=COLUMNS).astype(
            {"order": "str", "n_removed": "int64"}
            | dict.fromkeys(COLUMNS[2:], "float64")
        )
    generator = np.random.default_rng(seed)
    draws = np.array(
        [
            fragments(ties, generator.permutation(ties.n_nodes)[: len(hubs)]).largest
            for _ in range(n_random)
        ]
    )
    mean, (low, high) = draws.mean(axis=0), np.quantile(draws, [0.025, 0.975], axis=0)
    # a few deep falls can take the mean out of the middle 95 %
    low, high = np.minimum(low, mean), np.maximum(high, mean)
    none = np.full(len(hubs) + 1, np.nan)
    curves = {
        "hubs": (fragments(ties, hubs).largest, none, none),
        "random": (mean, low, high),
        "degree": (fragments(ties, order[: len(hubs)]).largest, none, none),
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
    return pd.concat(frames, ignore_index=True)


def _numbers(table: pd.DataFrame, *, n: int, n_hubs: int) -> dict[str, Estimate]:
    terms = {"share_before": ("hubs", 0)} | {
        f"share_after_{order}": (order, n_hubs)
        for order in ("hubs", "random", "degree")
    }
    if not n_hubs:
        return {t: Estimate.undefined("no_hubs", n=n, style="share") for t in terms}
    rows = {(row["order"], row["n_removed"]): row for row in table.to_dict("records")}
    return {
        term: Estimate(
            rows[place]["largest_component_share"],
            _or_none(rows[place]["ci_low"]),
            _or_none(rows[place]["ci_high"]),
            n=n,
            interval="draws",
            method="share of all organisations",
            style="share",
        )
        for term, place in terms.items()
    }


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else value
