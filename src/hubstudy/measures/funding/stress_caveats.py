"""What the reader of the stress test must know, and how it was computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.measures.funding.shared_words import counted, part_year, spaced
from hubstudy.measures.funding.stress_labels import money
from hubstudy.measures.inference.intervals import MIN_CASES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from hubstudy.intake import Study
    from hubstudy.measures.funding.blows import City
    from hubstudy.measures.funding.shocks import Shock

RULES = {
    "proportional": Bilingual("按自身损失的比例削减转拨", "in proportion to its loss"),
    "first": Bilingual("先削减转拨、以抵全部损失", "before anything else"),
    "none": Bilingual("不削减转拨", "not at all"),
}


def caveats(
    study: Study, year: int, shocks: Sequence[Shock], city: City,
    frames: Mapping[str, pd.DataFrame],
) -> Iterator[Bilingual]:  # fmt: skip
    """
    Say what the reader must know, as far as it holds here.

    Parameters
    ----------
    study
        The study.
    year
        Year of the revenue.
    shocks
        The shocks.
    city
        What they acted on.
    frames
        Parts of the result.

    Yields
    ------
    Bilingual
        One caveat after the other.
    """
    listed = frames["organizations"].drop_duplicates("organization_id")
    known = listed[listed["reason"] == ""]
    if known.empty:
        return
    yield from part_year(study, year)
    yield Bilingual(
        "这是假设情形的推算，不是预测：没有人另筹资金，除削减转拨外也没有人缩减开支。",
        "This works out an assumption and forecasts nothing: nobody finds other money, "
        "and nobody saves but on what is passed on.",
    )
    missing = int(known["expenses_cny"].isna().sum())
    if missing:
        yield Bilingual(
            "有收入而没有年度财务记录的组织有{n}，其收支与储备不在内。",
            "Organisations with revenue but without accounts, whose deficits and "
            "reserves are not in: {n}.",
        ).format_with(n=spaced(counted(missing, study.settings.min_contributors)))
    bound = [
        shock.name for shock in shocks if shock.kind == "top_funder" and shock.share
    ]
    every = frames["organizations"]
    free = every[every["shock"].isin(bound[:1]) & (every["direct_cny"] == 0)]
    if len(free):
        yield Bilingual(
            "没有可能离开的资助方（只有自营收入或未具名个人的钱）的组织有{n}，最大资助"
            "方停止时不受损。",
            "Organisations without any funder that could leave (own income and money "
            "of unnamed persons only), which lose nothing when the largest one stops: "
            "{n}.",
        ).format_with(n=spaced(counted(len(free), study.settings.min_contributors)))
    yield from _fund_caveats(study, shocks, city, frames["communities"])
    payer = city.found.cells["payer"]
    if city.regrant != "none" and (payer >= 0).any():
        yield Bilingual(
            "转拨视为转出组织费用的一部分，削减多少，其费用就少多少；每个组织对所有接收者"
            "按同一比例削减。",
            "What is passed on is taken for part of the payer's expenses, which fall "
            "by what is cut; everybody who gets money from one payer is cut alike.",
        )
    reasons = city.found.organizations["reason"].to_numpy()
    unknown = city.found.cells.loc[(payer >= 0) & (reasons[payer] != ""), "funder"]
    if not unknown.empty:
        yield Bilingual(
            "{k} 个转拨方自身的所得不明，视为不削减转拨。",
            "Of those who pass money on, what they received themselves is not known "
            "for {k}, taken to cut nothing.",
        ).format_with(k=unknown.nunique())


def _fund_caveats(
    study: Study, shocks: Sequence[Shock], city: City, communities: pd.DataFrame
) -> Iterator[Bilingual]:
    total, budget = city.found.cells["fund"].sum(), study.settings.annual_fund_cny
    if any(shock.kind == "fund" for shock in shocks) and abs(total - budget) >= 1:
        yield Bilingual(
            "全市登记的专项资金为 {total}，年度预算为 {budget}；停发以预算为限，各组织"
            "按比例分担。",
            "The city's register has {total} of the earmarked fund, the yearly budget "
            "is {budget}; no more than the budget stops, in proportion from everybody.",
        ).format_with(total=money(total), budget=money(budget))
    whole = communities[communities["expected_left"] == 1]
    if len(whole):
        yield Bilingual(
            "项目款全部来自停发的钱的，按定义必然中断；看部分停发时的数字更有意义。",
            "A project paid wholly out of money that stops is bound to stop, by "
            "definition; what part of the shock does says more.",
        )
    gone = communities[communities["reason"] != ""]["community_code"].nunique()
    if gone:
        yield Bilingual(
            "{k} 个社区的项目承接组织没有专项资金的收入记录，不知项目会否中断，不计"
            "入。",
            "Communities where a project's lead has no money of the fund on record, "
            "not counted as nobody knows whether it would stop: {k}.",
        ).format_with(k=gone)


def method(year: int, regrant: str) -> Bilingual:
    """
    Say how it was computed.

    Parameters
    ----------
    year
        Year of the revenue.
    regrant
        How those who pass money on cut it.

    Returns
    -------
    Bilingual
        The method.
    """
    return Bilingual(
        "按 {year} 年收入登记（普查，无抽样区间）逐资助方轧差退款，令某类资金"
        "全部或部分停止。最大的资助方只在可能离开的之中取：自营收入与未具名个人不"
        "算，转拨方算；没有这样资助方的组织无损失。组织之间的转拨随之变动（{rule}），求其不动点，全市一并"
        "计算后再取本单元。总额不重复计转拨；各组织的损失含转拨传来的部分。项目以承接"
        "组织所失专项资金的比例为中断概率，同一组织在一个社区的项目一并中断，各组织相互独立；社区没有项目的预期个数为各"
        "社区概率之和。储备月数为非限定性净资产除以每月费用，可支撑月数为其除以每月缺"
        "口。不足 {least} 个组织的不报告份额。",
        "From the register of revenue of {year} (a census, no sampling interval), "
        "refunds netted by funder, some money stops, in whole or part. The largest "
        "funder is taken among those that could leave: own income and unnamed persons "
        "do not count, those who pass money on do; an organisation without any loses "
        "nothing. What "
        "organisations pass on to one another changes with it: an organisation cuts it "
        "{rule}, to the fixed point, in the whole city before the unit is taken. "
        "Totals leave out what is passed on; an organisation's own loss has what "
        "reaches it through others. A project stops with the share of its lead's fund "
        "money that is lost, those of one organisation in a community together; "
        "communities left without are the sum of these chances. Months of reserve are "
        "unrestricted net assets by monthly expenses, months covered by the monthly "
        "gap. No shares below {least} "
        "organisations.",
    ).format_with(year=year, rule=RULES[regrant], least=MIN_CASES)
