"""The words around the spread of grants: finding, method, caveats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.measures.funding.shared_words import part_year
from hubstudy.results import REASONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from hubstudy.intake import Study
    from hubstudy.results import Estimate


def finding(
    place: Bilingual, year: int, numbers: dict[str, Estimate], period: list[int]
) -> Bilingual:
    """
    Say what was found.

    Parameters
    ----------
    place
        Name of the unit.
    year
        Year of award.
    numbers
        Headline numbers of the result.
    period
        Years whose grants are taken together.

    Returns
    -------
    Bilingual
        The sentences that the report prints.
    """
    values: dict[str, object] = {"place": place, "year": year}
    values |= {name: number.both() for name, number in numbers.items()}
    spread = numbers["gini_communities"]
    if not numbers["n_projects"].is_defined:
        return Bilingual(
            "{place} {year} 年没有立项资助记录（社区 {n_communities} 个），"
            "分布未测量。",
            "{place}: no grant to a project is recorded for {year} ({n_communities} "
            "communities); their spread is not measured.",
        ).format_with(**values)
    if not numbers["n_projects"].estimate:
        return Bilingual(
            "{place} {year} 年 {n_communities} 个社区均没有立项资助，其他街道有；"
            "各社区之间无从比较。",
            "{place}: none of {n_communities} communities was granted a project in "
            "{year}, while other districts were; there is nothing to spread.",
        ).format_with(**values)
    said = Bilingual(
        "{place} {year} 年立项资助项目 {n_projects} 个，合计 {grants_cny}；"
        "{n_communities} 个社区中 {n_without_grants} 个没有。",
        "{place}: {n_projects} projects were granted {grants_cny} in {year}; of "
        "{n_communities} communities {n_without_grants} got none. ",
    )
    if spread.is_defined:
        more = Bilingual(
            "各社区之间的基尼系数为 {gini_communities}（同样多的等额资助，尽量平均"
            "分配时为 {gini_even}，随机落到各社区时期望为 {gini_random}），所得最多的"
            "五分之一社区占 {top_fifth_share}。{hubs}{residents}{together}",
            "The Gini coefficient among communities is {gini_communities} (as many "
            "equal grants would give {gini_even} spread as evenly as could be, and "
            "{gini_random} expected if dealt out at random); the fifth of communities "
            "with most hold {top_fifth_share}. {hubs}{residents}{together}",
        )
    else:
        more = Bilingual("基尼系数无法给出：{why}。", "There is no Gini: {why}.")
        values["why"] = REASONS[spread.reason]
    both = Bilingual(said.zh + more.zh, said.en + more.en)
    return both.format_with(
        hubs=_hubs(numbers),
        residents=_residents(numbers),
        together=_together(numbers, values, period),
        **values,
    )


def _hubs(numbers: dict[str, Estimate]) -> Bilingual:
    """Say what went to communities with a hub, and how it is spread among these."""
    share, spread = numbers["hub_grants_share"], numbers["gini_hub"]
    if not share.is_defined or spread.n == share.n:
        return Bilingual("", "")
    said = Bilingual(
        "资助的 {share} 给了有枢纽的社区；",
        "Of the money {share} went to communities with a hub; ",
    )
    if share.estimate == 1:
        said = Bilingual(
            "资助全部给了有枢纽的社区；", "All of it went to communities with a hub; "
        )
    more = Bilingual(
        "仅在有枢纽的 {n} 个社区之间，基尼系数为 {spread}（随机落到这些社区时期望为 "
        "{random}）。",
        "among the {n} of these alone the Gini coefficient is {spread} ({random} "
        "expected at random). ",
    )
    return Bilingual(said.zh + more.zh, said.en + more.en).format_with(
        share=share.both(),
        n=spread.n,
        spread=spread.both(),
        random=numbers["gini_hub_random"].both(),
    )


def _together(
    numbers: dict[str, Estimate], values: dict[str, object], period: list[int]
) -> Bilingual:
    if not numbers["gini_all_years"].is_defined or period == [values["year"]]:
        return Bilingual("", "")
    years = f"{period[0]}–{period[-1]}" if len(period) > 1 else f"{period[0]}"
    return Bilingual(
        "{years} 年（完整年度）合计的基尼系数为 {gini_all_years}，其间 "
        "{n_never_granted} 个社区从未获得。",
        "Over {years} together (full years) it is {gini_all_years}, and "
        "{n_never_granted} communities got none in all that time.",
    ).format_with(years=years, **values)


def _residents(numbers: dict[str, Estimate]) -> Bilingual:
    per_head, spread = numbers["cny_per_resident"], numbers["gini_residents"]
    if not (per_head.is_defined and spread.is_defined):
        return Bilingual("", "")
    hub, other = numbers["hub_cny_per_resident"], numbers["other_cny_per_resident"]
    said = Bilingual(
        "按居民计，人均 {per_head} 元，基尼系数 {spread}。",
        "By residents the Gini is {spread}, at {per_head} yuan a head. ",
    )
    if hub.is_defined and other.is_defined:
        said = Bilingual(
            "按居民计，人均 {per_head} 元（有枢纽的社区 {hub} 元，其他社区 "
            "{other} 元），基尼系数 {spread}。",
            "By residents the Gini is {spread}, at {per_head} yuan a head ({hub} in "
            "communities with a hub, {other} in others). ",
        )
    return said.format_with(
        per_head=per_head.both(),
        spread=spread.both(),
        hub=hub.both(),
        other=other.both(),
    )


def caveats(
    study: Study, year: int, table: pd.DataFrame, numbers: dict[str, Estimate]
) -> Iterator[Bilingual]:
    """
    Say what the reader must know, as far as it holds here.

    Parameters
    ----------
    study
        The study.
    year
        Year of award.
    table
        Main table of the result.
    numbers
        Headline numbers of the result.

    Yields
    ------
    Bilingual
        One caveat after the other.
    """
    yield from part_year(study, year, Bilingual("立项", "Grant making"))
    if not numbers["n_projects"].estimate:
        return
    even = numbers["gini_even"].estimate
    if even:
        yield Bilingual(
            "资助少而社区多，或不能整除，即使平均分配基尼系数也到不了 0，最小为 {even}"
            "；无人有意平均时更应与随机时的期望 {random} 比较，或看各年合计。",
            "Grants cannot be divided evenly among communities: the least possible "
            "for equal grants is not 0 but {even}, and where nobody sets out to spread "
            "them {random} is to be expected; compare with that, or see the years "
            "together.",
        ).format_with(
            even=numbers["gini_even"].both(), random=numbers["gini_random"].both()
        )
    if n := int(table["residents"].isna().sum()):
        yield Bilingual(
            "{n} 个社区未登记居民人数，不计入按居民的数字。",
            "{n} communities have no number of residents on record and are left out "
            "of figures by resident.",
        ).format_with(n=n)
    if n := int((table["n_organizations"] == 0).sum()):
        yield Bilingual(
            "{n} 个社区当年没有社会组织，每个组织所得无定义，资助仍计入。",
            "{n} communities have no organisation in the year; their grants per "
            "organisation are undefined, the grants still count.",
        ).format_with(n=n)
    if n := _led_from_elsewhere(study, year, table):
        yield Bilingual(
            "{n} 个项目由其他社区的组织牵头，资助计入项目服务的社区；创投专项资金按收款"
            "组织所在社区另列，两者不可相加。",
            "{n} projects are led by organisations of other communities; grants count "
            "where the project serves. Money of the venture fund stands beside, by the "
            "community of who received it; the two must not be added.",
        ).format_with(n=n)
    yield Bilingual(
        "平均不等于公平：各社区的需要与申报多少不同，此处不作判断。",
        "Even is not the same as fair: communities differ in need and in how much they "
        "apply for, which is not judged here.",
    )


def _led_from_elsewhere(study: Study, year: int, table: pd.DataFrame) -> int:
    projects = study.tables.projects
    here = projects["community_code"].isin(table["community_code"])
    projects = projects[here & (projects["year"] == year) & (projects["award_cny"] > 0)]
    homes = study.tables.organizations.set_index("organization_id")["community_code"]
    return int((projects["lead_id"].map(homes) != projects["community_code"]).sum())


def method(year: int) -> Bilingual:
    """
    Say how it was computed.

    Parameters
    ----------
    year
        Year of award.

    Returns
    -------
    Bilingual
        The method.
    """
    return Bilingual(
        "{year} 年立项资助按项目服务的社区汇总，没有项目的社区计为 0；普查数字，"
        "没有抽样区间。基尼系数为相对平均差的一半（不乘 n/(n − 1)），按居民计时以居民"
        "人数加权；随机时的期望按每项等额资助等可能地落到任一社区精确计算（非抽样）；"
        "组织数含各类登记状态、当年末存续者；金额为当年价。不足 5 个社区的不报告。",
        "Awards of {year} are added up by the community that a project serves, those "
        "without a project at 0; a census without a sampling interval. Gini is half "
        "the relative mean difference (not times n/(n − 1)), weighted by residents "
        "where it is by residents; what is expected at random is exact, not drawn, "
        "with equal grants that fall on any community alike; organisations are of any "
        "legal status, open at the year's end; money is at current prices. None is "
        "given below 5 communities.",
    ).format_with(year=year)
