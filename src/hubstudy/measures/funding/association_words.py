"""The words around dependence and outcomes: finding, method, caveats."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.measures.funding.association_ranks import fisher_interval
from hubstudy.measures.funding.shared_words import counted, spaced
from hubstudy.results import print_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from hubstudy.results import Estimate

LEVEL = 0.05
NO_OUTCOME = ("no_finished_projects", "no_ratings")
COMPARED = (
    ("all", "government_share_beside_fund"),
    ("hub", "government_share"),
    ("other", "government_share"),
)
PRINTED = ("estimate", "n", "p_value", "fisher_low", "fisher_high")
METHOD = Bilingual(
    "每个牵头组织为一例：结项率为应结项项目中已结项的比例，平均评分为各项目平均分的平"
    "均。政府资金占比与有效资助方数取立项当年全部收入的值，只按该成效所涉的项目平均：结"
    "项率取应结项项目，评分取有评分的项目；枢纽等登记组织转拨的钱按非政府资金计。"
    "Spearman 等级相关（同分取平均秩）；随机置换组织 9,999 次，双侧 p = (b + 1)/"
    "(B + 1)；分组与各对指标一并作 Holm 校正；未能排除的范围按 Fisher z 变换"
    "（Bonett–Wright 方差，未计同分）；少于 5 个组织不报告。",
    "One case per lead organisation: completed among due projects, and the mean over "
    "rated projects of their mean score. Government share and effective funders are of "
    "all it received in the year of award, averaged over the projects that the outcome "
    "is about: those due for completion, those rated for scores; money that a hub or "
    "another organisation of the register passed on counts as other than government's. "
    "Spearman rank correlations, ties at their mean rank; organisations permuted 9,999 "
    "times, two-sided p = (b + 1)/(B + 1), Holm-adjusted over all groups and pairs; "
    "what is not ruled out by Fisher's z (variance of Bonett and Wright, ties not "
    "allowed for); none below 5 organisations.",
)
FINDING = Bilingual(
    "{place}牵头组织{n}。等级相关：政府资金占比与结项率，{share_completion}；与平均评"
    "分，{share_score}；有效资助方数与结项率，{funders_completion}；与平均评分，"
    "{funders_score}。{verdict}",
    "{place}: {n} lead organisations. The rank correlation of the government share "
    "with completion is {share_completion}, with mean scores {share_score}; that of "
    "effective funders with completion {funders_completion}, with mean scores "
    "{funders_score}. {verdict}",
)
NO_PROJECTS = Bilingual(
    "{place}没有项目，资金依赖与成效无从比较。",
    "{place} has no projects; dependence and outcomes cannot be compared.",
)
TOLD = Bilingual(
    "{r}（n = {n}，p = {p}{interval}）", "{r} (n = {n}, p = {p}{interval})"
)
INTERVAL = Bilingual(
    "，Fisher 95% 区间 {low} 至 {high}", ", Fisher 95% interval {low} to {high}"
)
CLEAR = Bilingual(
    "其中经 Holm 校正后仍可与随机分清的有 {k} 项；这是相关，不是因果。",
    "After Holm's adjustment {k} of them can be told from chance; this is association, "
    "not cause.",
)
UNCLEAR = Bilingual(
    "经 Holm 校正后，没有一项能与随机分清；这不等于没有关系，各区间以内的相关都未排"
    "除。",
    "After Holm's adjustment none can be told from chance, which is not to say that "
    "there is none: whatever lies within the intervals is not ruled out.",
)
UNTOLD = Bilingual(
    "{place}牵头组织{n}，资金依赖与成效的相关无从检验：{reason}。",
    "{place}: {n} lead organisations; how dependence goes with outcomes cannot be "
    "tested: {reason}.",
)
AWARD = Bilingual(
    "立项资助本身就是当年的政府资金，项目多的组织占比因此偏高；除去创投资金后，占比与"
    "结项率的相关为 {r}。",
    "An award is itself government money of its year, so leads have a higher share; "
    "with venture money left out, its correlation with completion is {r}.",
)
HUBS = Bilingual(
    "枢纽与其他组织在资金与成效上都不同，合并计算的相关可能只是两组之差；政府资金占比"
    "与结项率：枢纽内 {hub}，其他组织内 {other}。",
    "Hubs and others differ in both money and outcomes, so a correlation of all may be "
    "that difference alone; government share with completion: {hub} among hubs, "
    "{other} among others.",
)
FEW = Bilingual(
    "应结项项目只有一个的牵头组织有{n}，其结项率只能是 0 或 1。",
    "Leads with a single due project, whose completion is 0 or 1: {n}.",
)
RATERS = Bilingual(
    "评分人多为拨款方或其委托，评分与政府资金未必独立。",
    "Raters are often the funder or work for it; scores and government money need not "
    "be independent.",
)
GONE = Bilingual(
    "立项当年没有可用收入记录、不在相关之内的牵头组织有{n}。",
    "Leads without usable revenue in the years of their projects, in no correlation: "
    "{n}.",
)


def finding(
    place: Bilingual,
    numbers: Mapping[str, Estimate],
    associations: pd.DataFrame,
    *,
    minimum: int,
) -> Bilingual:
    """
    Say what was found.

    Parameters
    ----------
    place
        Name of the unit.
    numbers
        Headline numbers of the result.
    associations
        Part of the result.
    minimum
        Least count of organisations that is printed.

    Returns
    -------
    Bilingual
        The sentences that the report prints.
    """
    n = numbers["n_leads"].n
    if not n:
        return NO_PROJECTS.format_with(place=place)
    four = {name: _told(each) for name, each in numbers.items() if name != "n_leads"}
    beside = associations["exposure"] == "government_share_beside_fund"
    p = associations.loc[(associations["group"] == "all") & ~beside, "p_holm"].dropna()
    leads, k = spaced(counted(n, minimum)), int((p <= LEVEL).sum())
    if p.empty:
        reason = numbers["share_completion"].both()
        return UNTOLD.format_with(place=place, n=leads, reason=reason)
    verdict = CLEAR.format_with(k=k) if k else UNCLEAR
    return FINDING.format_with(place=place, n=leads, verdict=verdict, **four)


def caveats(
    table: pd.DataFrame, associations: pd.DataFrame, *, minimum: int
) -> Iterator[Bilingual]:
    """
    Say what the reader must know, as far as it holds here.

    Parameters
    ----------
    table
        Main table of the result.
    associations
        Part of the result.
    minimum
        Least count of organisations that is printed.

    Yields
    ------
    Bilingual
        One caveat after the other.
    """
    beside, hub, other = (_of_completion(associations, *key) for key in COMPARED)
    if beside is not None:
        yield AWARD.format_with(r=beside)
    if hub is not None and other is not None:
        yield HUBS.format_with(hub=hub, other=other)
    if table["mean_score"].notna().any():
        yield RATERS
    if single := int(table["n_due"].eq(1).sum()):
        yield FEW.format_with(n=spaced(counted(single, minimum)))
    if gone := int((~table["reason"].isin(["", *NO_OUTCOME])).sum()):
        yield GONE.format_with(n=spaced(counted(gone, minimum)))


def _told(found: Estimate) -> Bilingual:
    if found.estimate is None or found.p_value is None:
        return found.both()
    return _printed(found.estimate, found.n, found.p_value, *fisher_interval(found))


def _of_completion(
    associations: pd.DataFrame, group: str, exposure: str
) -> Bilingual | None:
    is_row = associations["outcome"] == "completion_share"
    is_row &= associations["group"] == group
    [row] = associations[is_row & (associations["exposure"] == exposure)].index
    if associations["reason"][row]:
        return None
    return _printed(*(associations[name][row] for name in PRINTED))


def _printed(r: float, n: int, p: float, low: float, high: float) -> Bilingual:
    interval = Bilingual("", "")
    if not math.isnan(low):
        ends = (print_number(end, "number", "en") for end in (low, high))
        interval = INTERVAL.format_with(**dict(zip(("low", "high"), ends, strict=True)))
    number = print_number(r, "number", "en")
    return TOLD.format_with(r=number, n=n, p=f"{p:.4f}", interval=interval)
