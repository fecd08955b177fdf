"""The words around contract spells: finding, method, caveats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from hubstudy.results import Estimate


def finding(
    place: Bilingual, spells: pd.DataFrame, numbers: dict[str, Estimate]
) -> Bilingual:
    """
    Say what was found.

    Parameters
    ----------
    place
        Name of the unit.
    spells
        As given by `continuity.contract_spells`.
    numbers
        Headline numbers of the result.

    Returns
    -------
    Bilingual
        The sentences that the report prints.
    """
    counts = spells.groupby("is_local")["ended"].agg(["size", "sum"])
    counts = counts.reindex([True, False], fill_value=0).astype(int)
    (n_local, ended_local), (n_outside, ended_outside) = counts.to_numpy()
    values: dict[str, object] = {
        "place": place, "n": len(spells), "n_local": n_local, "n_outside": n_outside,
        "ended_local": ended_local, "ended_outside": ended_outside,
    }  # fmt: skip
    if spells.empty:
        return Bilingual(
            "{place}没有服务承接合同登记，承接持续性未测量。",
            "{place}: no service contracts registered; continuity is not measured.",
        ).format_with(**values)
    return Bilingual(
        "{place}登记的服务承接共 {n} 段：本地承接方 {n_local} 段（已终止 "
        "{ended_local} 段），辖区外承接方 {n_outside} 段（已终止 {ended_outside} "
        "段）。{kept}{ratio}",
        "{place}: {n} contract spells, {n_local} by local contractors ({ended_local} "
        "ended) and {n_outside} by outside ones ({ended_outside} ended). {kept}{ratio}",
    ).format_with(kept=_kept(numbers), ratio=_ratio(numbers["hazard_ratio"]), **values)


def _kept(numbers: dict[str, Estimate]) -> Bilingual:
    local, outside = numbers["local_12m"], numbers["outside_12m"]
    if not local.is_defined and not outside.is_defined:
        return Bilingual(
            "12 个月续存概率不报告（{why}）。",
            "The share kept for 12 months is not reported ({why}). ",
        ).format_with(why=local.both())
    return Bilingual(
        "满 12 个月仍由同一方承接的概率：本地{local}，辖区外{outside}；承接时长中位"
        "数：本地{local_median}，辖区外{outside_median}。",
        "Still with the same contractor after 12 months: local {local}, outside "
        "{outside}; median duration: local {local_median}, outside {outside_median}. ",
    ).format_with(
        local=_or_not(local),
        outside=_or_not(outside),
        local_median=_months(numbers["local_median"]),
        outside_median=_months(numbers["outside_median"]),
    )


def _or_not(value: Estimate) -> Bilingual:
    if value.is_defined or value.reason == "not_reached":
        return value.both()
    return Bilingual("不报告（{why}）", "not reported ({why})").format_with(
        why=value.both()
    )


def _months(median: Estimate) -> Bilingual:
    if median.estimate is None:
        return _or_not(median)
    open_end = Bilingual("观察期之外", "beyond the time observed")
    low, high = (
        open_end if end is None else f"{end:.1f}"
        for end in (median.ci_low, median.ci_high)
    )
    return Bilingual(
        "{median:.1f} 个月（95% 区间 {low}至{high}）",
        "{median:.1f} months (95% interval {low} to {high})",
    ).format_with(median=median.estimate, low=low, high=high)


def _ratio(ratio: Estimate) -> Bilingual:
    if ratio.estimate is None:
        return Bilingual(
            "辖区外与本地的终止风险比不报告（{why}）。",
            "The hazard ratio of outside to local is not reported ({why}).",
        ).format_with(why=ratio.both())
    low, high = ratio.ci_low or 0.0, ratio.ci_high or 0.0
    verdict = Bilingual(
        "区间含 1，现有数据不能区分两组",
        "the interval covers 1: the data do not tell the groups apart",
    )
    if not low <= 1 <= high:
        verdict = Bilingual(
            "区间不含 1；承接方并非随机选定，此比值只作描述",
            "the interval excludes 1; contractors were not chosen at random and the "
            "ratio is a description",
        )
    return Bilingual(
        "辖区外对本地的终止风险比为 {ratio}（n = {n} 段，{clusters} 个社区）；"
        "{verdict}。",
        "The hazard ratio of outside to local is {ratio} (n = {n} spells in {clusters} "
        "communities); {verdict}.",
    ).format_with(
        ratio=ratio.both(), n=ratio.n, clusters=ratio.n_clusters, verdict=verdict
    )


def caveats(spells: pd.DataFrame, numbers: dict[str, Estimate]) -> Iterator[Bilingual]:
    """
    Say what the reader must know, as far as it holds here.

    Parameters
    ----------
    spells
        As given by `continuity.contract_spells`.
    numbers
        Headline numbers of the result.

    Yields
    ------
    Bilingual
        One caveat after the other.
    """
    if spells.empty:
        return
    yield Bilingual(
        "累计登记表可能漏掉早已终止的合同，短期承接因此可能偏少。",
        "A cumulative register may lack contracts that ended long ago, so that short "
        "spells may be too few.",
    )
    late = int((spells["entry_months"] > 0).sum())
    if late:
        yield Bilingual(
            "{n} 段始于研究首年之前，只自首年起计入风险集（左截断）。",
            "{n} spells began before the first year of the study and are at risk only "
            "from that year on (left truncation).",
        ).format_with(n=late)
    if not spells["ended"].all():
        yield Bilingual(
            "{n} 段截至统计日仍在承接，按删失处理，不视为终止。",
            "{n} spells were still going on the as-of date; they are censored, not "
            "ended.",
        ).format_with(n=int((~spells["ended"]).sum()))
    if numbers["hazard_ratio"].is_defined:
        yield Bilingual(
            "风险比假定两组的风险之比不随时间改变。",
            "The hazard ratio assumes that the ratio does not change over time.",
        )


METHOD = Bilingual(
    "同一社区与同一承接方、以续签相连的合同合为一段，自首次开始至最后结束；截至统计日"
    "未结束者删失，始于研究首年之前者延迟进入。续存概率用 Kaplan–Meier 法，Greenwood "
    "标准误，95% 区间取 log-log 尺度，尚无终止时用 Clopper–Pearson 法；风险比用 Cox "
    "回归（Breslow 法），方差按社区聚类稳健，t 分布自由度为社区数减一。每组不足 "
    "5 段、不足 5 次终止或不足 10 个社区不报告。",
    "Contracts of one community and contractor that renew one another make one spell, "
    "from first start to last end; spells going on at the as-of date are censored, "
    "those begun before the first year enter late. Kaplan–Meier with Greenwood errors "
    "and 95% intervals on the log-log scale; Cox regression with Breslow ties, "
    "variance robust by community, t with communities less one degrees of freedom. "
    "Nothing is reported below 5 spells or 5 ends per group or 10 communities.",
)
