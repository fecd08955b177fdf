"""Whether a unit's network hangs on one organisation more than chance would have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.measures.inference.cug import CugTest, cug_test
from hubstudy.measures.inference.draws import check_draws
from hubstudy.measures.position.centralization import betweenness_centralization
from hubstudy.measures.position.hub_centralization_words import caveats, finding, method
from hubstudy.measures.position.relabelling import LEVEL
from hubstudy.network.contract import unit_name
from hubstudy.network.ties import Ties, as_described_ties
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from hubstudy.network.ties import Floats

    Network = nx.Graph[str] | Ties

LARGEST = 250
"""Organisations; betweenness of a thousand larger networks takes too long."""

MOST_DRAWS = 1000
COLUMNS = [
    "statistic", "membership", "conditioning", "n_nodes", "n_ties", "observed",
    "null_mean", "null_low", "null_high", "z", "p_value_upper", "p_value_lower",
    "p_value", "verdict", "reason",
]  # fmt: skip
NUMBERS = COLUMNS[5:13]
NULLS: dict[str, Literal["density", "degree"]] = {
    "degree_centralization": "density",
    "betweenness_centralization": "degree",
}


class _Tested(NamedTuple):
    """A row of the table, and the draws it rests on."""

    row: dict[str, object]
    draws: pd.DataFrame


def hub_centralization(
    network: Network, *, unit: str = CITY, n_draws: int = 1000, seed: int = 0
) -> Result:
    """
    Hold a unit's centralisation against random networks, with and without membership.

    Parameters
    ----------
    network
        The whole network, as `hubstudy.network.collaboration_network` makes it with
        membership ties.
    unit
        ``"city"`` or the code of a street district, whose own network is taken.
    n_draws
        Random networks for each null, 2 or more.
    seed
        Of those draws.

    Returns
    -------
    Result
        Table, one row per statistic and version: ``statistic``
        (``degree_centralization``, ``betweenness_centralization``, 0–1), ``membership``
        (``"without"``, ``"with"``), ``conditioning`` (``"density"``: as many
        organisations and ties; ``"degree"``: every organisation keeps its number of
        ties), ``n_nodes``, ``n_ties``, ``observed``, ``null_mean``, ``null_low``,
        ``null_high`` (95 % of draws), ``z``, ``p_value_upper``, ``p_value_lower``,
        ``p_value``, ``verdict`` (``"more"``, ``"less"`` or ``"no_more"`` at 5 %,
        two-sided; empty without a test) and ``reason`` why there is no test, such as
        ``too_large`` for betweenness above 250 organisations. Part ``draws``:
        ``statistic``, ``membership``, ``conditioning``, ``draw``, the first 1,000 of
        each null. Numbers ``top_is_hub_without`` and ``top_is_hub_with``: share of hubs
        among the organisations that have the most ties (`n` of them).

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    MeasureError
        If there is no such unit, or fewer than two draws are asked for.

    References
    ----------
    .. [1] Freeman, Centrality in social networks: conceptual clarification, 1979.
    .. [2] Anderson, Butts and Carley, The interaction of size and density with
       graph-level indices, 1999.
    """
    check_draws("n_draws", n_draws)
    whole = as_described_ties(network)
    name = unit_name(whole.info, unit)
    inside = whole.in_unit(unit)
    own = whole.induced(inside)
    versions = {"without": own.without_membership(), "with": own}
    if not whole.info.get("membership", True):
        del versions["with"]
    found = [
        _tested(ties, statistic, membership, n_draws=n_draws, seed=seed)
        for statistic in NULLS
        for membership, ties in versions.items()
    ]
    table = pd.DataFrame([each.row for each in found], columns=COLUMNS)
    table = table.astype(dict.fromkeys(NUMBERS, "float64"))
    numbers = _numbers(table) | {
        f"top_is_hub_{membership}": _share_of_hubs(ties)
        for membership, ties in versions.items()
    }
    return Result(
        name="hub_centralization",
        unit=unit,
        unit_name=name,
        table=table,
        n=own.n_nodes,
        numbers=numbers,
        finding=finding(name, table, numbers["top_is_hub_without"]),
        method=method(unit=name, n_draws=n_draws, seed=seed, largest=LARGEST),
        caveats=caveats(
            table,
            n_unknown=len(versions["without"].unknown_pairs()),
            n_crossing=whole.without_membership().n_crossing(inside),
        ),
        parts={"draws": pd.concat([each.draws for each in found], ignore_index=True)},
    )


def _tested(
    ties: Ties, statistic: str, membership: str, *, n_draws: int, seed: int
) -> _Tested:
    """Hold one centralisation of one version against its null."""
    conditioning = NULLS[statistic]
    head = {
        "statistic": statistic, "membership": membership, "conditioning": conditioning,
        "n_nodes": ties.n_nodes, "n_ties": ties.n_ties,
    }  # fmt: skip
    if statistic == "betweenness_centralization" and ties.n_nodes > LARGEST:
        observed = betweenness_centralization(ties)
        reason = observed.reason or "too_large"
        row = {"observed": observed.estimate, "verdict": "", "reason": reason}
        return _Tested(head | row, _draws_frame(head, np.empty(0)))
    test = cug_test(
        ties, statistic, conditioning=conditioning, n_draws=n_draws, seed=seed
    )
    row = {name: getattr(test, name) for name in NUMBERS}
    row |= {"verdict": _verdict(test), "reason": _reason(test, ties)}
    return _Tested(head | row, _draws_frame(head, test.draws[:MOST_DRAWS]))


def _verdict(test: CugTest) -> str:
    """Name the side, unlike `CugTest.verdict` with one name for not being clear."""
    if test.reason or test.p_value is None:
        return ""
    if test.p_value > LEVEL:
        return "no_more"
    return test.verdict


def _reason(test: CugTest, ties: Ties) -> str:
    """Say why there is no test; without a tie there is nothing to draw."""
    if test.reason == "kept_by_null" and not ties.n_ties:
        return "no_ties"
    return test.reason


def _draws_frame(head: Mapping[str, object], draws: Floats) -> pd.DataFrame:
    frame = pd.DataFrame({"draw": draws})
    for place, name in enumerate(COLUMNS[:3]):
        frame.insert(place, name, pd.Series([head[name]] * len(draws), dtype="str"))
    return frame


def _share_of_hubs(ties: Ties) -> Estimate:
    """Give the share of hubs among the organisations that have the most ties."""
    is_hub = ties.nodes["is_hub"].to_numpy(dtype=bool)
    if not ties.info.get("measured", True):
        return Estimate.undefined("not_measured", n=ties.n_nodes, style="share")
    if not is_hub.any():
        return Estimate.undefined("no_hubs", n=ties.n_nodes, style="share")
    if not ties.n_ties:
        return Estimate.undefined("no_ties", n=ties.n_nodes, style="share")
    degree = ties.degree()
    tops = is_hub[degree == degree.max()]
    return Estimate(float(tops.mean()), n=len(tops), method="census", style="share")


def _numbers(table: pd.DataFrame) -> dict[str, Estimate]:
    numbers = {}
    for row in table.to_dict("records"):
        term = f"{row['statistic']}_{row['membership']}"
        if row["reason"]:
            numbers[term] = Estimate.undefined(row["reason"], n=row["n_nodes"])
            continue
        numbers[term] = Estimate(
            row["observed"], row["null_low"], row["null_high"],
            p_value=row["p_value"], n=row["n_nodes"], interval="null",
            method=f"Freeman 1979, random networks of the same {row['conditioning']}",
        )  # fmt: skip
    return numbers
