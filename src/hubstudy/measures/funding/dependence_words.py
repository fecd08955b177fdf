"""The words around dependence on funding: finding, method, caveats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from hubstudy.intake import Study
    from hubstudy.results import Estimate


def finding(
    place: Bilingual,
    year: int,
    numbers: dict[str, Estimate],
    scenario: pd.DataFrame,
    *,
    minimum: int,
) -> Bilingual:
    """
    Say what was found.

    Parameters
    ----------
    place
        Name of the unit.
    year
        Year of the revenue.
    numbers
        Headline numbers of the result.
    scenario
        Part ``scenario`` of the result.
    minimum
        Fewer organisations than this are not counted in print.

    Returns
    -------
    Bilingual
        The sentences that the report prints.
    """
    share, n = numbers["government_share"], numbers["n_organizations"].n
    values: dict[str, object] = {"place": place, "year": year, "n": n}
    if not n:
        return Bilingual(
            "{place} {year} 年没有组织登记收入，资金依赖未测量。",
            "{place}: no organisation reports revenue for {year}; dependence on "
            "funding is not measured.",
        ).format_with(**values)
    if not share.is_defined:
        return Bilingual(
            "{place} {year} 年仅 {n} 个组织登记收入，样本过小，不报告份额。",
            "{place}: only {n} organisations report revenue for {year}, too few for "
            "shares.",
        ).format_with(**values)
    values |= {"government_share": share.both()} | {
        name: numbers[name].both(interval=False)
        for name in (
            "total_cny", "government_share_by_heading", "median_hhi_source",
            "median_hhi_funder", "median_effective_funders",
            "median_top_share",
        )
    }  # fmt: skip
    return Bilingual(
        "{place} {year} 年有收入的组织 {n} 个，收入合计 {total_cny}。按资助方身份，政府"
        "资金占 {government_share}，按会计科目占 "
        "{government_share_by_heading}。{hubs}组织收入集中度（HHI）中位数：按来源类型 "
        "{median_hhi_source}，按资助方 {median_hhi_funder}（相当于 "
        "{median_effective_funders} 个等额资助方），最大资助方占比中位数 "
        "{median_top_share}。{loss}",
        "{place}: {n} organisations with revenue in {year}, {total_cny} in all. By "
        "who the funder is, government money makes up {government_share}, by account "
        "heading {government_share_by_heading}. {hubs}The median organisation's "
        "revenue concentration (HHI) is {median_hhi_source} by source type and "
        "{median_hhi_funder} by funder, as with {median_effective_funders} equal "
        "funders; its largest funder gives {median_top_share}. {loss}",
    ).format_with(
        hubs=_hubs(numbers["hub_government_share"]),
        loss=_loss(scenario, numbers["fund_lost_share"], minimum),
        **values,
    )


def _loss(scenario: pd.DataFrame, share: Estimate, minimum: int) -> Bilingual:
    rows = (scenario["scenario"] == "fund_300k") & (scenario["level"] == "all")
    row = scenario[rows].iloc[0]
    if not row["lost_cny"]:
        return Bilingual(
            "这些组织没有登记创投专项资金收入。",
            "None of them has venture fund money on record.",
        )
    return Bilingual(
        "若创投专项资金停发而其余不变，这些组织合计减少收入 {share}，"
        "失去一半以上收入的组织{majority}。",
        "Were the venture fund withdrawn and nothing else changed, these organisations "
        "would together lose {share} of revenue; {majority} would lose more than half.",
    ).format_with(
        share=share.both(), majority=_few(int(row["n_majority_lost"]), minimum)
    )


def _few(n: int, minimum: int) -> Bilingual:
    if 0 < n < minimum:
        return Bilingual(f"少于 {minimum} 个", f"fewer than {minimum}")
    return Bilingual(f"有 {n} 个", f"{n}")


def _hubs(share: Estimate) -> Bilingual:
    if not share.is_defined:
        return Bilingual("", "")
    return Bilingual(
        "其中枢纽组织 {n} 个，政府资金占 {share}。",
        "Among the {n} hub organisations it makes up {share}. ",
    ).format_with(n=share.n, share=share.both())


def caveats(
    study: Study, year: int, table: pd.DataFrame, revenue: pd.DataFrame, traced: float
) -> Iterator[Bilingual]:
    """
    Say what the reader must know, as far as it holds here.

    Parameters
    ----------
    study
        The study.
    year
        Year of the revenue.
    table
        Main table of the result.
    revenue
        Receipts of the year, with ``by_funder`` and ``by_heading``.
    traced
        Fund money on record in the city that year, in yuan.

    Yields
    ------
    Bilingual
        One caveat after the other.
    """
    as_of = study.settings.as_of
    if year == as_of.year and (as_of.month, as_of.day) != (12, 31):
        yield Bilingual(
            "{year} 年的收入只登记到 {day}，不是全年。",
            "Revenue of {year} runs to {day} only, not the full year.",
        ).format_with(year=year, day=as_of)
    if table.empty:
        return
    yield Bilingual(
        "只有登记过收入的组织在内；未登记收入不等于没有收入。",
        "Only organisations that report revenue are in; none reported is not none "
        "received.",
    )
    gaps = table["reason"].value_counts()
    if none := int(gaps.get("no_revenue", 0)):
        yield Bilingual(
            "{n} 个登记过收入的组织当年没有收入记录，不计份额。",
            "{n} organisations that reported revenue in other years have none on "
            "record for this one, and no share.",
        ).format_with(n=none)
    if zero := int(gaps.get("zero_total", 0)):
        yield Bilingual(
            "{n} 个组织当年收入合计为零，不计份额。",
            "The revenue of {n} organisations adds up to zero; they have no share.",
        ).format_with(n=zero)
    moved = revenue.loc[revenue["by_funder"] & ~revenue["by_heading"], "amount_cny"]
    if moved.sum():
        yield Bilingual(
            "政府类资助方的 {amount} 元记在捐赠等非政府科目下；居委会计入政府，国有企"
            "业不计入。",
            "{amount} yuan from government funders are booked under other headings "
            "such as donation; residents' committees count as government, state-owned "
            "firms do not.",
        ).format_with(amount=f"{moved.sum():,.0f}")
    if not revenue.empty:
        yield Bilingual(
            "集中度高不等于风险高：对以拨款为主的组织，集中也可能意味着稳定（Qu "
            "2019）。",
            "High concentration is not high risk: to organisations living on grants "
            "it can be a steady source (Qu 2019).",
        )
        yield Bilingual(
            "停发情景只作算术推演：全市登记专项资金收入 {traced} 元，预算 {fund} 元；"
            "不计替代资金。",
            "The scenario is arithmetic only: {traced} yuan of fund money are, "
            "city-wide, on record against a budget of {fund}; no other money is "
            "assumed to step in.",
        ).format_with(
            traced=f"{traced:,.0f}",
            fund=f"{study.settings.annual_fund_cny:,.0f}",
        )


def method(year: int) -> Bilingual:
    """
    Say how it was computed.

    Parameters
    ----------
    year
        Year of the revenue.

    Returns
    -------
    Bilingual
        The method.
    """
    return Bilingual(
        "{year} 年收入登记为普查，没有抽样区间；政府资金占比的范围是逐一剔除一个组织后"
        "重算的最小值与最大值。政府资金按资助方类型认定（政府部门、街道办事处、福彩公"
        "益金、居民委员会），另按科目（补助、购买、创投专项）列出。HHI 为份额平方和，"
        "有效资助方数为 1/HHI（Carroll、Stater 2009；Chikoto 等 2016）。收入不足 5 个"
        "组织不报告份额。情景：全部创投专项资金停发（以预算额为限按比例），或各组织失"
        "去其最大资助方。",
        "Revenue of {year} is a census without a sampling interval; the range of the "
        "government share is the least and the most that it becomes when one "
        "organisation is left out. Government money is told by funder type (bureaus, "
        "street offices, welfare lottery, residents' committees) and given by heading "
        "(subsidy, purchase, venture fund) beside. HHI is the sum of squared shares, "
        "effective funders 1/HHI (Carroll and Stater 2009; Chikoto et al. 2016). No "
        "shares below 5 organisations. Scenarios: all venture fund money withdrawn "
        "(in proportion, up to the budget), or each organisation losing its largest "
        "funder.",
    ).format_with(year=year)
