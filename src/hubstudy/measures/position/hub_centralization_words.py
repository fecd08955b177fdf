"""The sentences on centralisation and its nulls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hubstudy.errors import Bilingual
from hubstudy.measures.position.relabelling import VERDICTS, p_text
from hubstudy.results import Estimate, print_number

if TYPE_CHECKING:
    from collections.abc import Hashable

    import pandas as pd

METHOD = Bilingual(
    "取{unit}内部的网络，无权无向，孤立点计入，含与不含隶属关系各算一遍。度中心势按 "
    "Freeman（1979），分母为 (n−1)(n−2)，与组织数、关系数都相同的随机网络比较；中介中心"
    "势的分母为 (n−1)²(n−2)/2，与每个组织度数都不变的随机网络比较，组织多于 {largest} "
    "个时耗时过长，不作这项比较。每个零模型抽样 {n} 次（种子 {seed}）。p =（至少同样极"
    "端的次数 + 1）/（次数 + 1），双侧为较小一侧的两倍，不超过 1。",
    "The network inside {unit} is taken, binary and undirected, isolates counted, once "
    "with and once without membership ties. Degree centralisation follows Freeman "
    "(1979) with denominator (n−1)(n−2) and is held against random networks with as "
    "many organisations and ties; betweenness centralisation, with denominator "
    "(n−1)²(n−2)/2, against random networks in which every organisation keeps its "
    "degree, which takes too long above {largest} organisations and is then left out. "
    "Each null has {n} draws (seed {seed}). p = (draws at least as extreme + 1) / "
    "(draws + 1), two-sided as twice the smaller side, at most 1.",
)
FINDING = Bilingual(
    "{unit}内部的网络（{n} 个组织、{ties} 对关系，不含隶属关系）度中心势为 "
    "{observed}，组织数和关系数相同的随机网络平均为 {null}（零模型 95%：{low} 至 "
    "{high}，{p}）：{verdict}。",
    "{unit}: without membership ties ({n} organisations, {ties} tied pairs), degree "
    "centralisation is {observed}; random networks with as many of both have {null} on "
    "average (95% of the null: {low} to {high}, {p}): {verdict}.",
)
NO_FINDING = Bilingual(
    "{unit}内部的网络（{n} 个组织、{ties} 对关系，不含隶属关系）的度中心势无从与随机网"
    "络比较：{reason}。",
    "{unit}: without membership ties ({n} organisations, {ties} tied pairs), degree "
    "centralisation cannot be held against random networks: {reason}.",
)
BETWEENNESS = Bilingual(
    "不含隶属关系的中介中心势为 {observed}，每个组织度数都不变的随机网络平均为 {null}"
    "（零模型 95%：{low} 至 {high}，{p}）：{verdict}。",
    "Betweenness centralisation without membership is {observed}; random networks that "
    "keep every degree have {null} (95% of the null: {low} to {high}, {p}): {verdict}.",
)
TOP_IS_HUB = Bilingual(
    "度数最高的组织是枢纽。", "The organisation with most ties is a hub."
)
TOP_IS_NO_HUB = Bilingual(
    "度数最高的组织不是枢纽。", "The organisation with most ties is not a hub."
)
TOPS = Bilingual(
    "度数同为最高的组织有 {k} 个，其中枢纽 {hubs} 个。",
    "Organisations that tie for most ties: {k}, of which hubs: {hubs}.",
)
HIGHER = Bilingual(
    "计入隶属关系后度中心势为 {observed}，高出 {added}，高出的部分由定义造成。",
    "With membership ties degree centralisation is {observed}, {added} higher, which "
    "is mechanical.",
)
LOWER = Bilingual(
    "计入隶属关系后度中心势为 {observed}，低了 {added}，这一变化由定义造成。",
    "With membership ties degree centralisation is {observed}, {added} lower, which is "
    "mechanical.",
)
NONE_HERE = Bilingual(
    "这里没有仅由隶属构成的关系。", "No tie here is membership alone."
)
SAME = Bilingual(
    "计入隶属关系后度中心势为 {observed}，没有变化。",
    "With membership ties degree centralisation is {observed}, no different.",
)
NOT_ALONE = Bilingual(
    "这说明各组织活跃程度不等，本身不说明枢纽突出。",
    "That speaks of unequal activity, not by itself of hubs.",
)
UNEQUAL = Bilingual(
    "组织数和关系数相同的零模型不保留各组织活跃程度的差别：只要有组织比别的活跃，度中心"
    "势就容易高于它。枢纽是否突出，要与同社区的其他组织比较。",
    "A null with as many organisations and ties does not keep unequal activity: "
    "wherever some are more active than others, degree centralisation tends to exceed "
    "it. Whether hubs stand out is for a comparison with others of their communities.",
)
MECHANICAL = Bilingual(
    "隶属关系把成员都连到枢纽上，按定义就是星形：计入隶属关系后升高的中心势不是发现。",
    "Membership ties all members to their hub, a star by definition: centralisation "
    "that it adds is no finding.",
)
CROSSING = Bilingual(
    "另有 {n} 对关系（不含隶属）通向本单元之外，未计入。",
    "Tied pairs with one end outside, membership aside, are left out: {n}.",
)
NOT_ASKED = Bilingual(
    "有 {n} 对组织未被询问、也没有已知关系：计算中心势时当作没有关系，随机网络也不在它"
    "们之间放置关系。",
    "Pairs that nobody asked about and that have no known tie ({n}) count as not tied, "
    "and no random network ties them.",
)
DECIMALS = 3


def method(*, unit: Bilingual, n_draws: int, seed: int, largest: int) -> Bilingual:
    """
    Say how the centralisations were computed.

    Parameters
    ----------
    unit
        Name of the unit.
    n_draws
        Draws of each null.
    seed
        Their seed.
    largest
        Most organisations for which betweenness has a null.

    Returns
    -------
    Bilingual
        A few sentences.
    """
    return METHOD.format_with(unit=unit, n=f"{n_draws:,}", seed=seed, largest=largest)


def finding(unit: Bilingual, table: pd.DataFrame, top: Estimate) -> Bilingual:
    """
    Put the tests into sentences.

    Parameters
    ----------
    unit
        Name of the unit.
    table
        As `hub_centralization` makes it.
    top
        Share of hubs among the organisations with the highest degree.

    Returns
    -------
    Bilingual
        Number, null and verdict without membership; then what membership adds.
    """
    rows = {
        (row["statistic"], row["membership"]): row for row in table.to_dict("records")
    }
    degree = rows["degree_centralization", "without"]
    betweenness = rows["betweenness_centralization", "without"]
    parts = [_tested(FINDING if not degree["reason"] else NO_FINDING, degree, unit)]
    if degree["verdict"] == "more":
        parts.append(NOT_ALONE)
    if top.is_defined:
        parts.append(_top(top))
    if "with" in set(table["membership"]):
        parts += _added(degree, rows["degree_centralization", "with"])
    if not betweenness["reason"]:
        parts.append(_tested(BETWEENNESS, betweenness, unit))
    return Bilingual("".join(p.zh for p in parts), " ".join(p.en for p in parts))


def caveats(
    table: pd.DataFrame, *, n_unknown: int, n_crossing: int
) -> tuple[Bilingual, ...]:
    """
    Say what the reader must know.

    Parameters
    ----------
    table
        As `hub_centralization` makes it.
    n_unknown
        Pairs of the unit nobody asked about.
    n_crossing
        Ties with one end in the unit.

    Returns
    -------
    tuple of Bilingual
        Only what applies.
    """
    tested = table["reason"].eq("") & table["conditioning"].eq("density")
    n_ties = table.groupby("membership")["n_ties"].first()
    found = [UNEQUAL] if tested.any() else []
    found += [MECHANICAL] if tested.any() and n_ties.max() > n_ties.min() else []
    found += [CROSSING.format_with(n=f"{n_crossing:,}")] if n_crossing else []
    found += [NOT_ASKED.format_with(n=f"{n_unknown:,}")] if n_unknown else []
    return tuple(found)


def _tested(words: Bilingual, row: dict[Hashable, Any], unit: Bilingual) -> Bilingual:
    sizes = {"unit": unit, "n": f"{row['n_nodes']:,}", "ties": f"{row['n_ties']:,}"}
    if row["reason"]:
        reason = Estimate.undefined(row["reason"]).both()
        return words.format_with(**sizes, reason=reason)
    return words.format_with(
        **sizes,
        observed=_shown(row["observed"]),
        null=_shown(row["null_mean"]),
        low=_shown(row["null_low"]),
        high=_shown(row["null_high"]),
        p=p_text(row["p_value"]),
        verdict=VERDICTS[row["verdict"]],
    )


def _top(top: Estimate) -> Bilingual:
    n_hubs = round((top.estimate or 0) * top.n)
    if top.n == 1:
        return TOP_IS_HUB if n_hubs else TOP_IS_NO_HUB
    return TOPS.format_with(k=top.n, hubs=n_hubs)


def _added(without: dict[Hashable, Any], with_: dict[Hashable, Any]) -> list[Bilingual]:
    """Say what membership adds to degree centralisation, where both are defined."""
    if not (without["observed"] >= 0 and with_["observed"] >= 0):
        return []
    if without["n_ties"] == with_["n_ties"]:
        return [NONE_HERE]
    # what the reader subtracts is what is printed
    added = round(with_["observed"], DECIMALS) - round(without["observed"], DECIMALS)
    words = (HIGHER if added > 0 else LOWER) if round(added, DECIMALS) else SAME
    return [
        words.format_with(observed=_shown(with_["observed"]), added=_shown(abs(added)))
    ]


def _shown(value: float) -> str:
    return print_number(value, "number", "en")
