"""Where organisations stand in the network, and how far it hangs on a few of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.errors import Bilingual
from hubstudy.measures.density.networks import network_density
from hubstudy.measures.position.centralization import (
    betweenness_centralization,
    degree_centralization,
)
from hubstudy.measures.position.holes import constraint, effective_size
from hubstudy.network.contract import unit_name
from hubstudy.network.paths import betweenness
from hubstudy.network.ties import Ties, as_described_ties
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Network = nx.Graph[str] | Ties

INDICES = ("network_density", "degree_centralization", "betweenness_centralization")

METHOD = Bilingual(
    "所有位置指标都在全市网络上按无权无向关系计算，再取出本单元的组织。约束系数与有效"
    "规模按 Burt（1992），孤立点无定义；中介中心性为未标准化的最短路径数；中心势按 "
    "Freeman（1979），度中心势的分母为 (n−1)(n−2)，不含自环，中介中心势的分母为 "
    "(n−1)²(n−2)/2，在单元内部的网络上计算，截断的关系另行计数。",
    "Positions are computed on the whole city's network, binary and undirected, and "
    "then cut to the unit. Constraint and effective size follow Burt (1992) and are "
    "undefined for isolates; betweenness counts shortest paths, not normalised; "
    "centralisation follows Freeman (1979) with denominators (n−1)(n−2) for degree, "
    "without loops, and (n−1)²(n−2)/2 for betweenness, on the network inside the unit, "
    "with the ties cut off counted beside.",
)
NODES = Bilingual(
    "{unit}的 {n} 个组织之间有 {ties} 对关系（含隶属），{isolates} 个组织在全市没有任"
    "何关系。",
    "{unit}: {ties} tied pairs, membership counted, among {n} organisations; "
    "{isolates} have no tie to anyone in the city.",
)
CENTRALIZATION = Bilingual(
    "度中心势含隶属关系时为 {with_}，不含时为 {without}。",
    "Degree centralisation is {with_} with membership ties and {without} without.",
)
NO_CENTRALIZATION = Bilingual(
    "度中心势：{without}。", "Degree centralisation: {without}."
)
CONSTRAINT = Bilingual(
    "约束系数的中位数，{n_hubs} 个枢纽为 {hub}，其他组织为 {other}（全市网络，含隶"
    "属，差距有一部分由定义造成）。",
    "Median constraint on the whole network, membership counted, which makes part of "
    "the gap by definition: {hub} for hubs (n = {n_hubs}), {other} for other "
    "organisations.",
)
NO_HUBS = Bilingual("这里没有枢纽组织。", "There are no hubs here.")
MECHANICAL = Bilingual(
    "隶属关系使每个枢纽必然成为星形的中心：含隶属关系的中心势与枢纽的低约束有一部分是"
    "定义造成的，须与不含隶属关系的数值对照阅读。",
    "Membership makes every hub the centre of a star: part of the centralisation and "
    "of the hubs' low constraint follows from the definition; read both versions "
    "together.",
)
NOT_ASKED = Bilingual(
    "有 {n} 对组织未被询问、也没有已知关系，已从网络密度的分母中剔除；位置指标把它们"
    "当作没有关系。",
    "{n} pairs were not asked about and have no known tie; they are left out of the "
    "denominator of network density, while positions treat them as not tied.",
)


def organization_positions(network: Network, *, unit: str = CITY) -> Result:
    """
    Measure every organisation's position, and centralisation with and without hubs.

    Parameters
    ----------
    network
        The whole network, as `hubstudy.network.collaboration_network` makes it with
        membership ties. Never a part: positions are computed first and cut late.
    unit
        ``"city"`` or the code of a street district.

    Returns
    -------
    Result
        Table, one row per organisation of the unit: ``organization_id``,
        ``organization_name``, ``community_code``, ``street_code``, ``is_hub``,
        ``legal_status``, ``degree``, ``betweenness`` (raw), ``constraint``,
        ``constraint_reason``, ``effective_size``, ``effective_size_reason``, on the
        whole network with the membership ties that it has. Part ``centralization``:
        the city and every street district, with and without membership ties.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    MeasureError
        If there is no such unit.
    """
    ties = as_described_ties(network)
    name = unit_name(ties.info, unit)
    inside = ties.in_unit(unit)
    whole = _positions(ties)
    table = whole[inside].reset_index(drop=True)
    centralization = _centralization_frame(ties, whole["betweenness"].to_numpy())
    numbers = _numbers(table, centralization[centralization["unit"] == unit])
    part = ties.induced(inside)
    n_unknown = part.n_nodes * (part.n_nodes - 1) // 2 - part.n_dyads()
    caveats = [MECHANICAL] if part.only_membership.any() else []
    caveats += [NOT_ASKED.format_with(n=n_unknown)] if n_unknown else []
    return Result(
        name="organization_positions",
        unit=unit,
        unit_name=name,
        table=table,
        n=len(table),
        numbers=numbers,
        finding=_finding(name, table, numbers),
        method=METHOD,
        caveats=tuple(caveats),
        parts={"centralization": centralization},
    )


def _positions(ties: Ties) -> pd.DataFrame:
    names = ["organization_id", "organization_name", "community_code", "street_code",
             "is_hub", "legal_status"]  # fmt: skip
    degree = ties.degree()
    reason = np.where(degree > 0, "", "isolate")
    frame = ties.nodes[names].assign(degree=degree, betweenness=betweenness(ties))
    for values in (constraint(ties), effective_size(ties)):
        frame[values.name] = values.to_numpy()
        frame[f"{values.name}_reason"] = pd.Series(reason, dtype="str")
    return frame.astype({"is_hub": bool})


def _centralization_frame(ties: Ties, paths: Floats) -> pd.DataFrame:
    """Centralisation of every unit's own network, city first, with and without."""
    units = (CITY, *sorted(ties.info["streets"]))
    versions = {"with": ties, "without": ties.without_membership()}
    rows = [
        {
            "unit": unit,
            "unit_name": unit_name(ties.info, unit).zh,
            "membership": membership,
            **_centralization_row(
                version, unit, paths if unit == CITY and version is ties else None
            ),
        }
        for unit in units
        for membership, version in versions.items()
    ]
    frame = pd.DataFrame(rows).astype(dict.fromkeys(INDICES, "float64"))
    if not ties.info.get("membership", True):
        unknown = frame["membership"] == "with"
        frame.loc[unknown, list(INDICES)] = np.nan
        frame.loc[unknown, "reason"] = "not_measured"
    return frame


def _centralization_row(
    ties: Ties, unit: str, paths: Floats | None
) -> dict[str, object]:
    keep = ties.in_unit(unit)
    part = ties.induced(keep)
    by_degree = degree_centralization(part)
    return {
        "n": part.n_nodes,
        "n_ties": part.n_ties,
        "n_ties_crossing": ties.n_crossing(keep),
        "network_density": network_density(part).estimate,
        "degree_centralization": by_degree.estimate,
        "betweenness_centralization": betweenness_centralization(
            part, values=paths
        ).estimate,
        "reason": by_degree.reason,
    }


def _numbers(table: pd.DataFrame, centralization: pd.DataFrame) -> dict[str, Estimate]:
    rows = {row["membership"]: row for row in centralization.to_dict("records")}
    own = rows["without" if rows["with"]["reason"] == "not_measured" else "with"]
    n = len(table)
    numbers = {
        f"degree_centralization_{name}": _given(
            row["degree_centralization"], row["reason"], n
        )
        for name, row in rows.items()
    }
    hubs, others = table[table["is_hub"]], table[~table["is_hub"]]
    numbers |= {
        "hub_constraint": _median(hubs, "constraint", "no_hubs"),
        "other_constraint": _median(others, "constraint", "no_organizations"),
        "hub_degree": _median(hubs, "degree", "no_hubs"),
        "other_degree": _median(others, "degree", "no_organizations"),
        "n_isolates": _count(int((table["degree"] == 0).sum()), n),
        "n_ties": _count(own["n_ties"], n),
        "network_density": _given(
            own["network_density"], "n_below_2" if n <= 1 else "not_measured", n
        ),
    }
    return numbers


def _finding(
    name: Bilingual, table: pd.DataFrame, numbers: dict[str, Estimate]
) -> Bilingual:
    """Put the numbers into sentences; what is undefined is said, not printed."""
    with_, without = (
        numbers[f"degree_centralization_{x}"] for x in ("with", "without")
    )
    n_hubs = int(table["is_hub"].sum())
    words = {
        "unit": name,
        "n": f"{len(table):,}",
        "ties": numbers["n_ties"].both(),
        "isolates": numbers["n_isolates"].both(),
        "with_": with_.both(),
        "without": without.both(),
        "n_hubs": n_hubs,
        "hub": numbers["hub_constraint"].both(),
        "other": numbers["other_constraint"].both(),
    }
    parts = [
        NODES,
        CENTRALIZATION if with_.is_defined else NO_CENTRALIZATION,
        CONSTRAINT if n_hubs else NO_HUBS,
    ]
    filled = [part.format_with(**words) for part in parts]
    return Bilingual("".join(p.zh for p in filled), " ".join(p.en for p in filled))


def _count(value: int, n: int) -> Estimate:
    return Estimate(float(value), n=n, style="count", method="census")


def _given(value: float, reason: str, n: int) -> Estimate:
    if np.isnan(value):
        return Estimate.undefined(reason, n=n)
    return Estimate(float(value), n=n, method="census")


def _median(rows: pd.DataFrame, column: str, reason: str) -> Estimate:
    known = rows[column].dropna()
    if known.empty:
        return Estimate.undefined("isolate" if len(rows) else reason, n=len(rows))
    return Estimate(float(known.median()), n=len(known), method="median, census")
