"""The words around crowding in and out: finding, method, caveats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from hubstudy.results import Estimate

METHOD = Bilingual(
    "每个组织的每个完整年度为一例：非政府收入对政府收入（元对元，按资助方身份，只计自"
    "外部所得，当年价）回归，吸收组织与年份双向固定效应。误差按街道聚类：受限野聚类自"
    "助法，Webb 六点权重，9,999 次，p = (b + 1)/(B + 1)，区间由反演检验得到，不足 6 "
    "个街道不作；按组织聚类：CR2，Satterthwaite t，不足 5 个组织或 4 个自由度不作。只"
    "有一年的组织不提供信息。",
    "One case per organisation and full year: other income is regressed on government "
    "income (yuan on yuan, by who the funder is, money from outside only, prices of "
    "the year) with organisation and year effects. Errors are clustered by street "
    "district (restricted wild cluster bootstrap, Webb's six-point weights, 9,999 "
    "draws, p = (b + 1)/(B + 1), interval by inverting the test, none below 6 streets) "
    "and by organisation (CR2, Satterthwaite t, none below 5 organisations or 4 "
    "degrees of freedom). Organisations with one year tell nothing.",
)
FINDING = Bilingual(
    "{place} {first}–{last} 年 {n} 个组织的 {m} 个组织年度：同一组织内、除去各年共同"
    "变化，政府资金每多 1 元，非政府收入平均变化 {slope} 元{interval}（p = {p}，按"
    "{clusters}聚类）：{verdict}。{beside}这是相关，不是因果估计。",
    "{place}, {first} to {last}: {n} organisations, {m} cases of an organisation and a "
    "year. Within an organisation, and net of what changed for all in a year, 1 yuan "
    "more of government money goes with a change of {slope} yuan in other income"
    "{interval} (p = {p}, clustered by {clusters}): {verdict}. {beside}This is an "
    "association, not a causal estimate.",
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
        "区间含 0，看不出挤入或挤出，与数据不符的只是区间以外的幅度",
        "the interval includes 0, so neither crowding in nor out can be seen; only "
        "slopes outside it disagree with the data",
    ),
    "open": Bilingual(
        "聚类太少，区间无法封闭", "too few clusters to close an interval"
    ),
}
INTERVAL = Bilingual("，95% 区间 {low} 至 {high}", ", 95% interval {low} to {high}")
BESIDE = Bilingual(
    "按组织聚类的区间为 {low} 至 {high}。",
    "Clustered by organisation the interval is {low} to {high}. ",
)
NO_CAUSE = Bilingual(
    "不能读作因果：配套要求使两类资金同来，组织成长使两者同增，筹款能力强的组织也更易"
    "得到政府购买，而失去一方的组织会去找另一方；固定效应去不掉随时间变化的这些原因。",
    "Not to be read as cause: matching rules bring both kinds of money at once, growth "
    "raises both, those good at raising funds win contracts too, and those that lose "
    "one kind look for the other; effects do not take out what changes over time.",
)
ERRORS = Bilingual(
    "同一笔款若资助方认错或年份记错，会同时进出两边，使斜率偏负；金额的随机误差使斜率"
    "趋近 0。",
    "A receipt put down to the wrong funder or year enters one side and leaves the "
    "other, which bends the slope down; chance errors in amounts draw it towards 0.",
)
GAPS = Bilingual(
    "一年中没有任何收入记录的组织不在内，这本身使斜率偏负：没有政府资金的年度只有在有"
    "其他收入时才被记下。把开办期间未登记的年度计为 0，斜率为 {slope}。",
    "An organisation is out in years without any revenue on record, which by itself "
    "bends the slope down: a year without government money is on record only if there "
    "was other income. With years not on record counted as 0 while it was open, the "
    "slope is {slope}.",
)
PREVIOUS = Bilingual(
    "非政府收入对上一年政府资金的斜率为 {slope}。",
    "On government money of the year before, the slope is {slope}.",
)
ONE_DECIDES = Bilingual(
    "逐一剔除组织时斜率在 {low} 至 {high} 之间，符号取决于个别组织。",
    "Leaving out one organisation at a time, the slope runs from {low} to {high}: its "
    "sign rests on a single one.",
)
LARGEST = Bilingual(
    "不计政府资金最多的那个组织，斜率为 {slope}。",
    "Without the organisation that has most government money, the slope is {slope}.",
)
SPECIFICATIONS = Bilingual(
    "表中其余设定用于看结果是否稳健，其 p 值未作多重比较校正。",
    "The other specifications of the table show how far the result holds; their p "
    "values are not adjusted for being several.",
)
REFUNDED = Bilingual(
    "{n} 个组织年度的政府或非政府收入净额为负（退款），不在内。",
    "Cases left out because refunds exceed government or other income: {n}.",
)
PARTIAL = Bilingual(
    "{year} 年只登记到 {day}，不是全年，该年 {n} 笔收入不在内。",
    "{year} runs to {day} only and is left out, with its {n} receipts.",
)
PASSED_ON = Bilingual(
    "登记册内组织之间转拨的资金不在内。",
    "Money that organisations of the register passed on to one another is left out.",
)


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
    beside = interval = Bilingual("", "")
    if slope.p_value is None:
        return NO_FINDING.format_with(place=place, reason=slope.both())
    by_street = slope is numbers["crowding_by_street"]
    other = numbers["crowding_by_organization"]
    if by_street and other.is_defined:
        low, high = ends(other)
        beside = BESIDE.format_with(low=low, high=high)
    if slope.ci_low is not None:
        low, high = ends(slope)
        interval = INTERVAL.format_with(low=low, high=high)
    clusters = CLUSTERS["street" if by_street else "organization"]
    return FINDING.format_with(
        place=place, first=years[0], last=years[-1],
        n=f"{numbers['n_organizations'].n:,}",
        m=numbers["n_cases"].both(), slope=slope.both(interval=False),
        interval=interval, p=f"{slope.p_value:.4f}",
        clusters=clusters.format_with(n=slope.n_clusters),
        verdict=VERDICTS[verdict(slope)], beside=beside,
    )  # fmt: skip


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
    if slope.ci_low > 0:
        return "in"
    return "out" if slope.ci_high < 0 else "neither"


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


def caveats(
    numbers: Mapping[str, Estimate], *, n_refunded: int, n_partial: int,
    is_passed_on: bool, as_of: dt.date,
) -> Iterator[Bilingual]:  # fmt: skip
    """
    Say what the reader must know, as far as it holds here.

    Parameters
    ----------
    numbers
        Headline numbers of the result.
    n_refunded
        Cases left out because an income is negative.
    n_partial
        Receipts of years that the study does not cover to their end.
    is_passed_on
        Whether organisations of the register passed money on to one another.
    as_of
        The study's last day.

    Yields
    ------
    Bilingual
        One caveat after the other.
    """
    slope, span = numbers["crowding"], numbers["crowding_range"]
    largest = numbers["crowding_without_largest"]
    zeros, previous = numbers["crowding_with_zeros"], numbers["crowding_previous_year"]
    if slope.is_defined:
        yield NO_CAUSE
        yield ERRORS
        if zeros.is_defined and zeros.n > slope.n:
            yield GAPS.format_with(slope=zeros.both())
        if previous.is_defined:
            yield PREVIOUS.format_with(slope=previous.both())
        if largest.is_defined:
            yield LARGEST.format_with(slope=largest.both())
        if span.ci_low is not None and span.ci_high is not None:
            low, high = ends(span)
            if span.ci_low < 0 < span.ci_high:
                yield ONE_DECIDES.format_with(low=low, high=high)
        yield SPECIFICATIONS
    if n_refunded:
        yield REFUNDED.format_with(n=n_refunded)
    if n_partial:
        yield PARTIAL.format_with(year=as_of.year, day=as_of, n=n_partial)
    if is_passed_on:
        yield PASSED_ON
