"""Between whom hubs stand, held against other organisations of their communities."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from hubstudy.measures.inference.draws import check_draws
from hubstudy.measures.position.brokerage import brokerage_roles
from hubstudy.measures.position.hub_roles_words import caveats, finding, method
from hubstudy.measures.position.open_paths import open_paths, role_counts
from hubstudy.measures.position.relabelling import (
    FEWEST_HUBS,
    Relabelled,
    held_against,
    relabelled_hubs,
)
from hubstudy.network.contract import unit_name
from hubstudy.network.ties import Ties, as_described_ties
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Network = nx.Graph[str] | Ties

FEWEST_FOR_HOLM = 199
"""Below, no p value is clear after Holm over the five rows."""

ROLES = ("coordinator", "either", "itinerant", "liaison", "total")
"""Of undirected ties: representative and gatekeeper are one, and the sum of all."""

COLUMNS = [
    "role", "membership", "n_hubs", "observed", "expected", "null_low", "null_high",
    "z", "p_value_upper", "p_value_lower", "p_value", "p_holm", "verdict", "reason",
]  # fmt: skip
NUMBERS = COLUMNS[3:12]
TOTALS = [
    "role", "membership", "observed", "expected", "sd", "z", "p_value_upper",
    "p_value_lower", "p_value", "reason",
]  # fmt: skip


class _Counted(NamedTuple):
    """Roles of every organisation, and paths that may not be open."""

    roles: Floats
    n_unknown: int


def hub_roles(
    network: Network, *, unit: str = CITY, n_permutations: int = 1000, seed: int = 0
) -> Result:
    r"""
    Hold the brokerage roles of hubs against those of their neighbours.

    A hub stands between *a* and *b* if both are tied to it and not to each other. By
    the communities of the three it is a ``coordinator`` (all of its own), a
    representative or gatekeeper (``either``: one of its own; ties have no direction, so
    that the two are one), an ``itinerant`` (both of another) or a ``liaison`` (three
    communities); ``total`` adds them up. Counts are those on the whole city's network.

    Two nulls. In the table the name of hub goes to any organisation of the same
    community (see `hubstudy.measures.position.relabelling`), ties untouched: do hubs
    broker more than their neighbours? ``expected`` is exact, the mean of each
    community's organisations times its hubs. In the part ``labels`` communities are
    shuffled over all organisations (see `brokerage_roles`): do roles follow communities
    at all? That one says nothing about hubs.

    Parameters
    ----------
    network
        The whole network, as `hubstudy.network.collaboration_network` makes it with
        membership ties.
    unit
        ``"city"`` or the code of a street district, whose hubs are compared.
    n_permutations
        Draws of either null, 2 or more; below 200 no role can be clear after Holm.
    seed
        Of those draws.

    Returns
    -------
    Result
        Table, one row per role and version: ``role``, ``membership`` (``"without"``,
        ``"with"``), ``n_hubs``, ``observed`` (pairs that the unit's hubs stand
        between), ``expected``, ``null_low``, ``null_high`` (95 % of draws), ``z``,
        ``p_value_upper``, ``p_value_lower``, ``p_value`` (two-sided, twice the smaller
        tail), ``p_holm`` (adjusted over the five rows of a version), ``verdict``
        (``"more"``, ``"less"`` or ``"no_more"`` at 5 % after Holm; empty without a
        test) and ``reason``. Part ``labels``: ``role``, ``membership``, ``observed``,
        ``expected``, ``sd``, ``z``, ``p_value_upper``, ``p_value_lower``, ``p_value``,
        ``reason`` of the whole network.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    MeasureError
        If there is no such unit, or fewer than two draws are asked for.

    References
    ----------
    .. [1] Gould and Fernandez, Structures of mediation, *Sociological Methodology*,
       1989.
    .. [2] Holm, A simple sequentially rejective multiple test procedure, *Scandinavian
       Journal of Statistics*, 1979.
    """
    check_draws("n_permutations", n_permutations, fewest=FEWEST_FOR_HOLM)
    ties = as_described_ties(network).undirected()
    name = unit_name(ties.info, unit)
    draws = relabelled_hubs(
        ties, ties.in_unit(unit), n_permutations=n_permutations, seed=seed
    )
    versions = {"without": ties.without_membership(), "with": ties}
    if not ties.info.get("membership", True):
        del versions["with"]
    counted = {membership: _counted(part) for membership, part in versions.items()}
    table = pd.concat(
        [
            _compared(ties, membership, each.roles, draws)
            for membership, each in counted.items()
        ],
        ignore_index=True,
    )
    labels = pd.concat(
        [
            _totals(part, membership, n_permutations=n_permutations, seed=seed)
            for membership, part in versions.items()
        ],
        ignore_index=True,
    )
    return Result(
        name="hub_roles",
        unit=unit,
        unit_name=name,
        table=table,
        n=len(draws.hubs),
        numbers=_numbers(table),
        finding=finding(name, table),
        method=method(n_permutations=n_permutations, seed=seed),
        caveats=caveats(table, n_unknown=counted["without"].n_unknown),
        parts={"labels": labels},
    )


def _counted(ties: Ties) -> _Counted:
    """Count the roles of every organisation, in the order of `ROLES`."""
    everybody = np.ones(ties.n_nodes, dtype=bool)
    paths = open_paths(ties, brokers=everybody, is_two_mode=False, chains=False)
    codes = ties.nodes["community_code"].factorize()[0]
    return _Counted(_merged(role_counts(paths, codes)), paths.n_unknown)


def _merged(roles: Floats) -> Floats:
    """Take representative and gatekeeper as one, and add the total."""
    coordinator, itinerant, representative, gatekeeper, liaison = roles.T
    either = representative + gatekeeper
    return np.column_stack([coordinator, either, itinerant, liaison, roles.sum(axis=1)])


def _compared(
    ties: Ties, membership: str, roles: Floats, draws: Relabelled
) -> pd.DataFrame:
    """Hold each role of one version against its null, Holm over the rows."""
    head = {"role": ROLES, "membership": membership, "n_hubs": len(draws.hubs)}
    frame = pd.DataFrame(head, columns=COLUMNS)
    frame = frame.astype(dict.fromkeys(NUMBERS, "float64"))
    frame[["verdict", "reason"]] = ["", _reason(ties, draws)]
    if frame["reason"].ne("").any():
        return frame
    observed, drawn = roles[draws.hubs].sum(axis=0), roles[draws.drawn].sum(axis=1)
    expected = draws.chance @ roles
    frame["observed"], frame["expected"] = observed, expected
    fixed = (drawn == observed).all(axis=0)
    frame.loc[fixed, "reason"] = np.where(
        observed[fixed] > 0, "kept_by_null", "no_open_paths"
    )
    rows = np.flatnonzero(~fixed)
    tests = [
        held_against(observed[row], drawn[:, row], expected=expected[row])
        for row in rows
    ]
    if not tests:
        return frame
    frame.loc[~fixed, NUMBERS[1:-1]] = np.array(tests)
    frame.loc[~fixed, "p_holm"] = multipletests(
        frame.loc[~fixed, "p_value"], method="holm"
    )[1]
    frame.loc[~fixed, "verdict"] = [
        test.verdict(p)
        for test, p in zip(tests, frame.loc[~fixed, "p_holm"], strict=True)
    ]
    return frame


def _reason(ties: Ties, draws: Relabelled) -> str:
    """Say why no role can be compared."""
    if not len(draws.hubs):
        return "no_hubs"
    if len(draws.hubs) < FEWEST_HUBS:
        return "too_small"
    return "" if ties.info.get("measured", True) else "not_measured"


def _totals(
    ties: Ties, membership: str, *, n_permutations: int, seed: int
) -> pd.DataFrame:
    """Give the whole network's roles under shuffled communities, two roles as one."""
    found = brokerage_roles(
        ties, "community_code", n_permutations=n_permutations, seed=seed
    )
    totals = found.totals.set_index("role").rename({"representative": "either"})
    totals.loc["either", ["observed", "expected", "sd"]] *= 2
    frame = totals.loc[list(ROLES[:-1])].reset_index()
    frame["membership"] = pd.Series([membership] * len(frame), dtype="str")
    return frame[TOTALS]


def _numbers(table: pd.DataFrame) -> dict[str, Estimate]:
    numbers = {}
    for row in table.to_dict("records"):
        term = f"{row['role']}_{row['membership']}"
        if row["reason"]:
            numbers[term] = Estimate.undefined(row["reason"], n=row["n_hubs"])
            continue
        numbers[term] = Estimate(
            row["observed"], row["null_low"], row["null_high"],
            p_value=row["p_holm"], n=row["n_hubs"], interval="null", style="count",
            method="hub labels permuted within communities, Holm",
        )  # fmt: skip
    return numbers
