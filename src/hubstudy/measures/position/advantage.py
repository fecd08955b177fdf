"""Whether hubs stand out, held against any organisation of their own communities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.errors import Bilingual
from hubstudy.measures.position.holes import constraint
from hubstudy.measures.position.relabelling import (
    FEWEST_HUBS,
    MECHANICAL,
    VERDICTS,
    Relabelled,
    held_against,
    p_text,
    relabelled_hubs,
)
from hubstudy.network.contract import unit_name
from hubstudy.network.paths import betweenness
from hubstudy.network.ties import Ties, as_described_ties
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Network = nx.Graph[str] | Ties

COLUMNS = [
    "measure", "membership", "n_hubs", "observed", "null_mean", "null_low",
    "null_high", "z", "p_value_upper", "p_value_lower", "p_value", "verdict", "reason",
]  # fmt: skip
MEASURES = {
    "degree": Bilingual("度数", "degree"),
    "betweenness": Bilingual("中介中心性", "betweenness"),
    "constraint": Bilingual("约束系数", "constraint"),
}

METHOD = Bilingual(
    "零模型：在每个设有枢纽的社区内，把“枢纽”之名随机给该社区的任一组织（{n} 次，种子 "
    "{seed}），关系不动；比较枢纽的平均值与随机所得的平均值。位置在全市网络上计算，无权"
    "无向；约束系数只算有关系的组织。p =（至少同样极端的次数 + 1）/（次数 + 1），双侧为"
    "较小一侧的两倍，不超过 1。",
    "Null: within each community that has a hub, the name of hub goes to any of its "
    "organisations at random ({n} draws, seed {seed}), ties untouched; the hubs' mean "
    "is held against the means so drawn. Positions are those on the whole network, "
    "binary and undirected; constraint only where there are ties. p = (draws at least "
    "as extreme + 1) / (draws + 1), two-sided as twice the smaller side, at most 1.",
)
FINDING = Bilingual(
    "{unit}的 {n} 个枢纽，不含隶属关系时平均度数为 {observed}，同社区随机组织的平均为 "
    "{null}（零模型 95%：{low} 至 {high}，{p}）：{verdict}。",
    "{unit}: without membership ties, hubs (n = {n}) have a mean degree of {observed}; "
    "organisations drawn from the same communities have {null} (95% of the null: "
    "{low} to {high}, {p}): {verdict}.",
)
WITH = Bilingual(
    "含隶属关系时为 {observed}（零模型 {null}），这一差距有一部分由定义造成。",
    "With membership ties the mean is {observed} (null {null}), a gap that is partly "
    "made by the definition.",
)
NO_FINDING = Bilingual(
    "{unit}的枢纽（{n} 个）无从与同社区的其他组织比较：{reason}。",
    "{unit}: hubs (n = {n}) cannot be held against organisations of their communities: "
    "{reason}.",
)


def hub_advantage(
    network: Network, *, unit: str = CITY, n_permutations: int = 1000, seed: int = 0
) -> Result:
    """
    Hold the positions of hubs against those of their neighbours.

    Parameters
    ----------
    network
        The whole network, as `hubstudy.network.collaboration_network` makes it with
        membership ties.
    unit
        ``"city"`` or the code of a street district, whose hubs are compared.
    n_permutations
        Draws of the null, 1 or more.
    seed
        Of those draws.

    Returns
    -------
    Result
        Table, one row per measure (``degree``, ``betweenness``, ``constraint``) with
        and without membership ties: ``measure``, ``membership``, ``n_hubs``,
        ``observed`` (mean of hubs), ``null_mean``, ``null_low``, ``null_high`` (95 %
        of draws), ``z``, ``p_value_upper``, ``p_value_lower``, ``p_value``,
        ``verdict`` (``"more"``, ``"less"`` or ``"no_more"`` at 5 %, two-sided) and
        ``reason``.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    MeasureError
        If there is no such unit, or no draw is asked for.
    """
    ties = as_described_ties(network)
    name = unit_name(ties.info, unit)
    draws = relabelled_hubs(
        ties, ties.in_unit(unit), n_permutations=n_permutations, seed=seed
    )
    versions = {"without": ties.without_membership(), "with": ties}
    if not ties.info.get("membership", True):
        del versions["with"]
    measured = bool(ties.info.get("measured", True))
    rows = [
        _row(measure, version, values, draws, measured=measured)
        for version, part in versions.items()
        for measure, values in _positions(part).items()
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return Result(
        name="hub_advantage",
        unit=unit,
        unit_name=name,
        table=table,
        n=len(draws.hubs),
        numbers=_numbers(table),
        finding=_finding(name, table),
        method=METHOD.format_with(n=n_permutations, seed=seed),
        caveats=(MECHANICAL,) if table["reason"].eq("").any() else (),
    )


def _positions(ties: Ties) -> dict[str, Floats]:
    return {
        "degree": ties.degree().astype(np.float64),
        "betweenness": betweenness(ties),
        "constraint": constraint(ties).to_numpy(),
    }


def _row(
    measure: str, membership: str, values: Floats, draws: Relabelled, *, measured: bool
) -> list[object]:
    """Hold one measure's mean among hubs against its null."""
    own = values[draws.hubs]
    head: list[object] = [measure, membership, len(own)]
    reason = "" if measured else "not_measured"
    if len(own) < FEWEST_HUBS:
        reason = "too_small" if len(own) else "no_hubs"
    elif not reason and np.isnan(own).all():
        reason = "isolate"
    if reason:
        return [*head, *[np.nan] * (len(COLUMNS) - len(head) - 2), "", reason]
    picked = values[draws.drawn]
    known = ~np.isnan(picked)
    means = np.where(known, picked, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    observed = float(np.nanmean(own))
    found = held_against(observed, means[known.any(axis=1)])
    return [*head, observed, *found, found.verdict(), ""]


def _numbers(table: pd.DataFrame) -> dict[str, Estimate]:
    numbers = {}
    for row in table.to_dict("records"):
        term = f"{row['measure']}_{row['membership']}"
        if row["reason"]:
            numbers[term] = Estimate.undefined(row["reason"], n=row["n_hubs"])
            continue
        numbers[term] = Estimate(
            row["observed"], row["null_low"], row["null_high"],
            p_value=row["p_value"], n=row["n_hubs"], interval="null",
            method="hub labels permuted within communities",
        )  # fmt: skip
    return numbers


def _finding(name: Bilingual, table: pd.DataFrame) -> Bilingual:
    rows = {
        row["membership"]: row
        for row in table[table["measure"] == "degree"].to_dict("records")
    }
    row = rows["without"]
    if row["reason"]:
        reason = Estimate.undefined(row["reason"]).both()
        return NO_FINDING.format_with(unit=name, n=row["n_hubs"], reason=reason)
    said = FINDING.format_with(
        unit=name, n=row["n_hubs"], observed=_shown(row["observed"]),
        null=_shown(row["null_mean"]), low=_shown(row["null_low"]),
        high=_shown(row["null_high"]), p=p_text(row["p_value"]),
        verdict=VERDICTS[row["verdict"]],
    )  # fmt: skip
    if "with" not in rows:
        return said
    more = WITH.format_with(
        observed=_shown(rows["with"]["observed"]),
        null=_shown(rows["with"]["null_mean"]),
    )
    return Bilingual(said.zh + more.zh, f"{said.en} {more.en}")


def _shown(value: float) -> str:
    return f"{value:.2f}"
