"""The words around crowding in and out: finding and method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.measures.inference.intervals import LEVEL
from hubstudy.measures.inference.wild import IN_PIECES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hubstudy.results import Estimate

ALPHA = 1 - LEVEL
METHOD = Bilingual(
    "每个组织的每个完整年度为一例：非政府收入对政府收入（元对元，按资助方身份，只计自"
    "外部所得，当年价）回归，吸收组织与年份双向固定效应。误差按街道聚类：受限野聚类自"
    "助法，Webb 六点权重，9,999 次，p = (b + 1)/(B + 1)，区间由反演检验得到，取含估计值"
    "的一段，不足 6 个街道不作；按组织聚类：CR2，Satterthwaite t，不足 5 个组织或 4 个"
    "自由度不作，它不计同街道组织之间的相关，区间可能偏窄，只供对照。有效聚类数为 1/Σ占"
    "比²，占比按除去效应后政府收入的平方和计。只有一年的组织不提供信息。",
    "One case per organisation and full year: other income is regressed on government "
    "income (yuan on yuan, by who the funder is, money from outside only, prices of "
    "the year) with organisation and year effects. Errors are clustered by street "
    "district (restricted wild cluster bootstrap, Webb's six-point weights, 9,999 "
    "draws, p = (b + 1)/(B + 1), interval by inverting the test, the stretch that "
    "holds the estimate, none below 6 streets) and by organisation (CR2, Satterthwaite "
    "t, none below 5 organisations or 4 degrees of freedom), which does not see what "
    "organisations of a street share: its interval may be too narrow and stands for "
    "comparison. Effective clusters are 1/Σshare², shares being of the sum of squares "
    "that effects leave of government income. Organisations with one year tell "
    "nothing.",
)
FINDING = Bilingual(
    "{place} {first}–{last} 年 {n} 个组织的 {m} 个组织年度：同一组织内、除去各年共同"
    "变化，政府资金每多 1 元，非政府收入平均变化 {slope} 元{interval}（p = {p}，按"
    "{clusters}聚类）：{verdict}。{variation}{span}{decides}这是相关，不是因果估计。",
    "{place}, {first} to {last}: {n} organisations, {m} cases of an organisation and a "
    "year. Within an organisation, and net of what changed for all in a year, 1 yuan "
    "more of government money goes with a change of {slope} yuan in other income"
    "{interval} (p = {p}, clustered by {clusters}): {verdict}. {variation}{span}"
    "{decides}This is an association, not a causal estimate.",
)
NO_FINDING = Bilingual(
    "{place}无从比较政府资金与非政府收入的同步变化：{reason}。",
    "{place}: how other income moves with government money cannot be told: {reason}.",
)
CLUSTERS = {
    "street": Bilingual("街道（{n} 个）", "street district ({n})"),
    "organization": Bilingual("组织（{n} 个）", "organisation ({n})"),
}
VERDICTS = {
    "in": Bilingual(
        "区间全在 0 以上，两者同增同减，与挤入相符",
        "the interval lies above 0, both rise and fall together, as crowding in would "
        "have it",
    ),
    "out": Bilingual(
        "区间全在 0 以下，此增彼减，与挤出相符",
        "the interval lies below 0, one rises as the other falls, as crowding out "
        "would have it",
    ),
    "neither": Bilingual(
        "区间含 0，看不出挤入或挤出",
        "the interval includes 0, so neither crowding in nor out can be seen",
    ),
    "apart": Bilingual(
        "0 在区间以外却也未被拒绝，看不出挤入或挤出",
        "0 lies outside the interval but is not rejected, so neither crowding in nor "
        "out can be seen",
    ),
    "open": Bilingual(
        "聚类太少，区间无法封闭", "too few clusters to close an interval"
    ),
}
INTERVAL = Bilingual("，95% 区间 {low} 至 {high}", ", 95% interval {low} to {high}")
OUTSIDE = Bilingual(
    "，与数据不符的只是区间以外的幅度",
    "; only slopes outside it disagree with the data",
)
PIECES = Bilingual(
    "，区间以外还有未被拒绝的斜率",
    "; beyond the interval there are more slopes that the test does not reject",
)
VARIATION = {
    "street": Bilingual(
        "识别斜率的变异有 {organization} 出自一个组织、{street} 出自一个街道，有效街道"
        "数为 {effective}。",
        "Of the variation that identifies the slope, one organisation holds "
        "{organization} and one street district {street}; the effective number of "
        "street districts is {effective}. ",
    ),
    "organization": Bilingual(
        "识别斜率的变异有 {organization} 出自一个组织，有效组织数为 {effective}。",
        "Of the variation that identifies the slope, one organisation holds "
        "{organization}; the effective number of organisations is {effective}. ",
    ),
}
DECIDES = Bilingual(
    "这取决于一个组织：不计政府资金最多的那个组织，斜率为 {slope}{interval}（p = {p}，"
    "六种设定之一，未作校正），两个斜率因而都不算挤入或挤出的发现。",
    "One organisation decides this: without the one that has most government money the "
    "slope is {slope}{interval} (p = {p}, one of six specifications, not adjusted), so "
    "that neither slope is a finding of crowding in or out. ",
)
SPAN = Bilingual(
    "逐一剔除组织时斜率在 {low} 至 {high} 之间{sign}。",
    "Leaving out one organisation at a time, the slope runs from {low} to {high}"
    "{sign}. ",
)
ONE_DECIDES = Bilingual("，符号取决于个别组织", ": its sign rests on a single one")


def finding(
    place: Bilingual, years: list[int], numbers: Mapping[str, Estimate]
) -> Bilingual:
    """
    Say what was found.

    Parameters
    ----------
    place
        Name of the unit.
    years
        Years that have cases, in order.
    numbers
        Headline numbers of the result.

    Returns
    -------
    Bilingual
        The sentences that the report prints.
    """
    slope = numbers["crowding"]
    if slope.p_value is None:
        return NO_FINDING.format_with(place=place, reason=slope.both())
    clusters = clustered_by(numbers)
    return FINDING.format_with(
        place=place, first=years[0], last=years[-1],
        n=f"{numbers['effective_organizations'].n:,}",
        m=f"{slope.n:,}", slope=slope.both(interval=False),
        interval=_interval(slope), p=f"{slope.p_value:.4f}",
        clusters=CLUSTERS[clusters].format_with(n=slope.n_clusters),
        verdict=_judged(slope), variation=_variation(numbers, clusters),
        span=_span(numbers), decides=_decided(numbers),
    )  # fmt: skip


def clustered_by(numbers: Mapping[str, Estimate]) -> str:
    """
    Name what the headline is clustered by.

    Parameters
    ----------
    numbers
        Headline numbers of the result.

    Returns
    -------
    str
        A key of `CLUSTERS`.
    """
    by_street = numbers["crowding_by_street"].is_defined
    return "street" if by_street else "organization"


def _interval(slope: Estimate) -> Bilingual:
    if slope.ci_low is None:
        return Bilingual("", "")
    low, high = ends(slope)
    return INTERVAL.format_with(low=low, high=high)


def _judged(slope: Estimate) -> Bilingual:
    """Read the slope against 0 and say what lies outside the interval."""
    said = verdict(slope)
    tail = OUTSIDE if said == "neither" else Bilingual("", "")
    if slope.method.endswith(IN_PIECES):
        tail = PIECES
    return Bilingual(VERDICTS[said].zh + tail.zh, VERDICTS[said].en + tail.en)


def _variation(numbers: Mapping[str, Estimate], clusters: str) -> Bilingual:
    """Say how much of the slope one organisation and one street settle."""
    return VARIATION[clusters].format_with(
        organization=numbers["top_organization_share"].both(),
        street=numbers["top_street_share"].both(),
        effective=numbers[f"effective_{clusters}s"].both(),
    )


def _span(numbers: Mapping[str, Estimate]) -> Bilingual:
    """Say how far the slope moves as organisations are left out."""
    found = numbers["crowding_range"]
    if found.ci_low is None or found.ci_high is None:
        return Bilingual("", "")
    low, high = ends(found)
    turns = found.ci_low < 0 < found.ci_high and not one_decides(numbers)
    sign = ONE_DECIDES if turns else Bilingual("", "")
    return SPAN.format_with(low=low, high=high, sign=sign)


def _decided(numbers: Mapping[str, Estimate]) -> Bilingual:
    without = numbers["crowding_without_largest"]
    if not one_decides(numbers):
        return Bilingual("", "")
    return DECIDES.format_with(
        slope=without.both(interval=False), interval=_interval(without),
        p=f"{without.p_value:.4f}",
    )  # fmt: skip


def one_decides(numbers: Mapping[str, Estimate]) -> bool:
    """
    Tell whether the organisation with most government money settles the answer.

    Parameters
    ----------
    numbers
        Headline numbers of the result.

    Returns
    -------
    bool
        Whether sign or significance at 5 % is another without it.
    """
    slope, without = numbers["crowding"], numbers["crowding_without_largest"]
    if slope.estimate is None or without.estimate is None:
        return False
    if slope.p_value is None or without.p_value is None:
        return False
    turns = slope.estimate * without.estimate < 0
    return turns or (slope.p_value <= ALPHA) != (without.p_value <= ALPHA)


def verdict(slope: Estimate) -> str:
    """
    Read a slope against 0.

    Parameters
    ----------
    slope
        A defined one.

    Returns
    -------
    str
        A key of `VERDICTS`.
    """
    if slope.ci_low is None or slope.ci_high is None:
        return "open"
    if slope.ci_low <= 0 <= slope.ci_high:
        return "neither"
    if slope.p_value is not None and slope.p_value > ALPHA:
        return "apart"
    return "in" if slope.ci_low > 0 else "out"


def ends(found: Estimate) -> tuple[str, str]:
    """
    Print both ends of an interval.

    Parameters
    ----------
    found
        With an interval.

    Returns
    -------
    tuple of str
        Low and high, to three digits.
    """
    low, high = (
        f"{end:.3f}".replace("-", "−") for end in (found.ci_low, found.ci_high)
    )
    return low, high
