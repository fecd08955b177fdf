"""The words around dependence on funding: finding, method, caveats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.measures.funding.receipts import from_outside
from hubstudy.measures.funding.shared_words import counted, part_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from hubstudy.intake import Study
    from hubstudy.results import Estimate


GAPS = {
    "zero_total": Bilingual(
        "{n}组织当年收入合计为零，不计份额。",
        "The revenue of {n} organisations adds up to zero; they have no share.",
    ),
    "all_negative": Bilingual(
        "{n}组织当年只有退款、没有收入，不计份额。",
        "{n} organisations have refunds and no receipts in the year, and no share.",
    ),
    "refunds_exceed_receipts": Bilingual(
        "{n}组织退给某一资助方的款抵完或超过当年自其所得，不计份额。",
        "{n} organisations gave back to a funder as much as they got from it in the "
        "year, or more; they have no share.",
    ),
}
"""Organisations without shares, by the reason."""


def finding(
    place: Bilingual, year: int, numbers: dict[str, Estimate], *, minimum: int
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
            "median_top_share", "heading_gap",
        )
    }  # fmt: skip
    return Bilingual(
        "{place} {year} 年有收入的组织 {n} 个，自外部所得合计 {total_cny}。按资助方身"
        "份，政府资金占 {government_share}，按会计科目占 "
        "{government_share_by_heading}，相差 {heading_gap}。{hubs}组织收入"
        "集中度（HHI）中位数：按来源类型 {median_hhi_source}，按资助方 "
        "{median_hhi_funder}（相当于 {median_effective_funders} 个等额资助方），最大"
        "资助方占比中位数 {median_top_share}。{members}",
        "{place}: {n} organisations with revenue in {year}, {total_cny} from outside. "
        "By who the funder is, government money makes up {government_share}, by "
        "account heading {government_share_by_heading}, a difference of "
        "{heading_gap}. {hubs}The median organisation's "
        "revenue concentration (HHI) is {median_hhi_source} by source type and "
        "{median_hhi_funder} by funder, as with {median_effective_funders} equal "
        "funders; its largest funder gives {median_top_share}.{members}",
    ).format_with(
        hubs=_hubs(numbers["hub_government_share"]),
        members=_members(numbers, minimum),
        **values,
    )


def _members(numbers: dict[str, Estimate], minimum: int) -> Bilingual:
    """Say how many live on money passed on alone, and the medians without them."""
    only = numbers["n_passed_on_only"]
    outside = numbers["median_hhi_funder_outside"]
    if not only.estimate or not outside.is_defined:
        return Bilingual("", "")
    return Bilingual(
        "{n}组织只有枢纽等转拨的款、没有外部所得；不计它们，HHI 中位数按来源类型 "
        "{source}，按资助方 {funder}。",
        " Of the organisations {n} have nothing from outside, only what hubs or others "
        "passed on; without them the median HHI is {source} by source type and "
        "{funder} by funder.",
    ).format_with(
        n=counted(only.estimate, minimum),
        source=numbers["median_hhi_source_outside"].both(interval=False),
        funder=outside.both(interval=False),
    )


def _hubs(share: Estimate) -> Bilingual:
    if not share.is_defined:
        return Bilingual("", "")
    return Bilingual(
        "其中枢纽组织 {n} 个，政府资金占 {share}。",
        "Among the {n} hub organisations it makes up {share}. ",
    ).format_with(n=share.n, share=share.both())


def caveats(
    study: Study, year: int, table: pd.DataFrame, revenue: pd.DataFrame,
    numbers: dict[str, Estimate],
) -> Iterator[Bilingual]:  # fmt: skip
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
        Receipts of the year; see `hubstudy.measures.funding.receipts`.
    numbers
        Headline numbers of the result.

    Yields
    ------
    Bilingual
        One caveat after the other.
    """
    yield from part_year(study, year)
    if table.empty:
        return
    yield Bilingual(
        "只有登记过收入的组织在内；未登记收入不等于没有收入。",
        "Only organisations that report revenue are in; none reported is not none "
        "received.",
    )
    gaps, least = table["reason"].value_counts(), study.settings.min_contributors
    if none := int(gaps.get("no_revenue", 0)):
        yield Bilingual(
            "{n}登记过收入的组织当年没有收入记录，不计份额。",
            "{n} organisations that reported revenue in other years have none on "
            "record for this one, and no share.",
        ).format_with(n=counted(none, least))
    for code, words in GAPS.items():
        if n := int(gaps.get(code, 0)):
            yield words.format_with(n=counted(n, least))
    gone = table.loc[table["reason"].isin(GAPS), "organization_id"]
    left_out = revenue[revenue["organization_id"].isin(gone)]
    if amount := float(from_outside(left_out)["amount_cny"].sum()):
        much = Bilingual("（净额 {n} 元）", " ({n} yuan net)")
        yield Bilingual(
            "不计份额的组织的款项{much}也不在上述合计内；按资助方类型逐年列出的金额则含全"
            "部款项。",
            "Money of organisations without shares{much} is not in the total above; "
            "amounts by type of funder and year hold every receipt.",
        ).format_with(
            much=much.format_with(n=f"{amount:,.0f}")
            if len(gone) >= least
            else Bilingual("", "")
        )
    single = (table["reason"] == "") & (table["n_funders"] == 1)
    if single.any():
        yield Bilingual(
            "{n}组织只有一个资助方，多元化指数（以 1 − 1/n 为分母）无定义。",
            "{n} organisations have a single funder; their diversification index, "
            "divided by 1 − 1/n, is undefined.",
        ).format_with(n=counted(int(single.sum()), least))
    exact = numbers["government_share_in_error"]
    if exact.ci_low is not None:
        yield Bilingual(
            "金额为登记所写；若每笔至多有 10% 的误差，政府资金占比为 {share}，HHI 中位"
            "数（按资助方）为 {hhi}。",
            "Amounts are as registered; were each off by up to 10%, the government "
            "share would be {share}, the median HHI by funder {hhi}.",
        ).format_with(
            share=exact.both(), hhi=numbers["median_hhi_funder_in_error"].both()
        )
    yield from _of_funders(revenue)
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


def _of_funders(revenue: pd.DataFrame) -> Iterator[Bilingual]:
    if passed := float(revenue.loc[revenue["is_passed_on"], "amount_cny"].sum()):
        yield Bilingual(
            "组织之间转拨的 {amount} 元不重复计入合计；各组织自身的占比与集中度则按其全"
            "部所得计算。",
            "{amount} yuan passed on from one organisation of the register to another "
            "are not counted twice in totals; shares and concentration of an "
            "organisation itself count all that it received.",
        ).format_with(amount=f"{passed:,.0f}")
    apart = revenue["funder_type"] != revenue["declared_type"]
    if apart.any():
        yield Bilingual(
            "{n} 个资助方（{amount} 元）按名称或资助方表认定的类型与登记册所写不同，以"
            "认定为准；逐一列在附表，可在 funders.csv 中更正。",
            "{n} funders ({amount} yuan) are by their name, or by the table of "
            "funders, not what the register says, and are taken for what they are; "
            "they are listed one by one and can be mended in funders.csv.",
        ).format_with(
            n=revenue.loc[apart, "funder"].nunique(),
            amount=f"{revenue.loc[apart, 'amount_cny'].sum():,.0f}",
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
        "有效资助方数为 1/HHI（Carroll、Stater 2009；Chikoto 等 2016）。负数按退款从同"
        "一资助方的款项中冲减。不足 5 个组织的不报告份额。",
        "Revenue of {year} is a census without a sampling interval; the range of the "
        "government share is the least and the most that it becomes when one "
        "organisation is left out. Government money is told by funder type (bureaus, "
        "street offices, welfare lottery, residents' committees) and given by heading "
        "(subsidy, purchase, venture fund) beside. HHI is the sum of squared shares, "
        "effective funders 1/HHI (Carroll and Stater 2009; Chikoto et al. 2016). "
        "Negative amounts are refunds, taken off what the same funder gave. No shares "
        "below 5 organisations.",
    ).format_with(year=year)
