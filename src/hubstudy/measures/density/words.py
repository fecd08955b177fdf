"""The words around organisations per community: finding, method, caveats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from hubstudy.intake import Study
    from hubstudy.results import Estimate

METHOD = Bilingual(
    "社会组织数为截至 {day} 处于备案状态的组织。每万人数的收缩估计按伽马–泊松模型（经"
    "验贝叶斯，边际极大似然，以全市 {k} 个有居民人数的社区估计），区间为后验 "
    "2.5%–97.5%，未计入超参数的不确定性。达到政策线的比例用 Wilson 区间；平均数用 t 区"
    "间；两组之差用 Welch t 区间；中位数用次序统计量区间；每万人数用比率估计的 t 区"
    "间。登记册是普查，没有抽样误差；区间把现有社区看作同类社区的一次随机实现。网络密"
    "度以社区内全部在册组织（含孤立点）为节点，不计隶属关系，未询问的组织对不进分母。",
    "Organisations are those filed as of {day}. Shrunken rates follow the "
    "gamma–Poisson model (empirical Bayes, marginal maximum likelihood over the "
    "city's {k} communities with known residents); intervals are posterior 2.5–97.5 "
    "%, without the uncertainty of its two parameters. Shares have Wilson intervals, "
    "means t, differences Welch t, medians order statistics, the overall rate the t "
    "interval of a ratio. The register is a census without sampling error; intervals "
    "take its communities as one draw from communities of their kind. Network "
    "density takes all organisations of a community as nodes, isolates counted, leaves "
    "membership ties out, and pairs not asked about out of the denominator.",
)
NO_COMMUNITIES = Bilingual(
    "{unit}没有登记的社区，无从统计。", "{unit}: no communities are on record."
)
STOCK = Bilingual(
    "截至 {day}，{unit}的 {k} 个社区共有备案社区社会组织 {n} 个；每社区平均数为 "
    "{mean}，最多为 {most} 个；不少于 {line} 个的社区占 {share}。",
    "As of {day}, the {k} communities of {unit} have {n} filed organisations: {mean} "
    "per community on average, {most} at most; {share} of the communities have {line} "
    "or more.",
)
SENTENCES = {
    "organizations_per_10k": Bilingual(
        "每万居民社会组织数为 {value}。", "That is {value} per 10,000 residents."
    ),
    "core_difference": Bilingual(
        "主城区社区的平均数与其他社区之差为 {value}{doubt}。",
        "Core-city communities differ from the others by {value} on average{doubt}.",
    ),
    "median_network_density": Bilingual(
        "社区内部网络密度的中位数为 {value}（不计隶属关系）。",
        "Median network density inside a community is {value}, membership ties left "
        "out.",
    ),
    "hub_density_difference": Bilingual(
        "有枢纽社区的内部网络密度均值与无枢纽社区之差为 {value}{doubt}。",
        "Mean network density in communities with a hub differs from that in the "
        "others by {value}{doubt}.",
    ),
    "ordinary_density_difference": Bilingual(
        "若剔除枢纽及其全部关系，只看其余组织之间，两者之差为 {value}{doubt}。",
        "With the hubs and all their ties taken out, the difference among the other "
        "organisations is {value}{doubt}.",
    ),
}
UNKNOWN = {
    "organizations_per_10k": Bilingual(
        "每万居民社会组织数：{value}。", "Organisations per 10,000 residents: {value}."
    ),
    "core_difference": Bilingual(
        "主城区与其他社区的比较：{value}。", "Core city against the rest: {value}."
    ),
    "median_network_density": Bilingual(
        "社区内部网络密度：{value}。", "Network density inside communities: {value}."
    ),
    "hub_density_difference": Bilingual(
        "有无枢纽社区的网络密度比较：{value}。",
        "Network density with and without a hub: {value}.",
    ),
    "ordinary_density_difference": Bilingual("", ""),
}
DOUBT = Bilingual(
    "，区间含 0，不能断定有差异", "; the interval includes 0, so there may be none"
)
ONLY_FILED = Bilingual(
    "只计备案组织；同一时点另有自组织 {self_organized} 个、登记组织 {registered} 个，"
    "口径不同，不能相加或相除。",
    "Only filed organisations are counted; {self_organized} self-organised and "
    "{registered} registered ones are other populations, not to be added or divided.",
)
STAR = Bilingual(
    "枢纽若与社区内 n 个组织都有往来，仅此一项就使密度提高约 2/n；有枢纽社区密度较高，"
    "不等于其他组织之间联系更密，须看剔除枢纽后的数值。",
    "A hub tied to all n organisations around it raises density by about 2/n by "
    "itself; a denser community with a hub does not mean that the others are more "
    "closely tied; read the figure with hubs taken out.",
)
REGISTER = Bilingual(
    "备案数量部分由枢纽自身的备案工作推动，数量增长不等于枢纽的效果。",
    "Hubs themselves file organisations, so growth of the register is not an effect "
    "of hubs.",
)
UNASKED = Bilingual(
    "全市有 {n} 对组织未被询问是否协作，不作“没有关系”处理。",
    "{n} pairs of organisations in the city were never asked about; they do not count "
    "as not tied.",
)
NO_RESIDENTS = Bilingual(
    "{n} 个社区没有居民人数，不计入每万人数。",
    "{n} communities have no number of residents and are left out of rates per "
    "resident.",
)
POOLED = Bilingual(
    "各社区每万人数的差异不超过偶然波动，收缩估计把它们视为同一水平。",
    "Rates differ no more than chance makes them, so the shrunken rates are all the "
    "same.",
)


def finding(
    study: Study, year: int | None, unit: str, numbers: Mapping[str, Estimate]
) -> Bilingual:
    """
    Put the headline numbers into sentences.

    Parameters
    ----------
    study, year, unit
        As for `hubstudy.measures.density.community_density`.
    numbers
        Its headline numbers.

    Returns
    -------
    Bilingual
        Only what is defined; comparisons say if they may be none.
    """
    name = study.unit_name(unit)
    if not numbers["n_communities"].estimate:
        return NO_COMMUNITIES.format_with(unit=name)
    first = STOCK.format_with(
        day=study.last_day(year),
        unit=name,
        k=numbers["n_communities"].both(),
        n=numbers["n_organizations"].both(),
        mean=numbers["mean_organizations"].both(),
        most=numbers["max_organizations"].both(),
        share=numbers["share_meeting_policy"].both(),
        line=study.settings.policy_organizations,
    )
    parts = [first, *(_sentence(term, numbers[term]) for term in SENTENCES)]
    return Bilingual(
        "".join(p.zh for p in parts), " ".join(p.en for p in parts if p.en)
    )


def _sentence(term: str, number: Estimate) -> Bilingual:
    if number.reason == "one_group_only":
        return Bilingual("", "")
    if not number.is_defined:
        return UNKNOWN[term].format_with(value=number.both())
    low, high = number.ci_low, number.ci_high
    unsure = low is not None and high is not None and low <= 0 <= high
    doubt = DOUBT if unsure else Bilingual("", "")
    return SENTENCES[term].format_with(value=number.both(), doubt=doubt)


def caveats(
    study: Study,
    year: int | None,
    table: pd.DataFrame,
    numbers: Mapping[str, Estimate],
    *,
    n_not_asked: int,
    is_pooled: bool,
) -> tuple[Bilingual, ...]:
    """
    Say what the reader must know, as far as it is so in the data.

    Parameters
    ----------
    study, year
        As for `hubstudy.measures.density.community_density`.
    table
        Its table.
    numbers
        Its headline numbers.
    n_not_asked
        Pairs of organisations in the city that nobody asked about.
    is_pooled
        Whether shrinking took all rates as one.

    Returns
    -------
    tuple of Bilingual
        The caveats, most general first.
    """
    organizations = study.organizations_open(year)
    inside = organizations["community_code"].isin(table["community_code"])
    status = organizations.loc[inside, "legal_status"].value_counts()
    others = {
        name: int(status.get(name, 0)) for name in ("self_organized", "registered")
    }
    n_unknown = int(table["residents"].isna().sum())
    candidates = [
        (any(others.values()), ONLY_FILED.format_with(**others)),
        (table["has_hub"].any(), REGISTER),
        (numbers["hub_density_difference"].is_defined, STAR),
        (numbers["core_difference"].is_defined, study.settings.core_city_note),
        (n_not_asked, UNASKED.format_with(n=n_not_asked)),
        (n_unknown, NO_RESIDENTS.format_with(n=n_unknown)),
        (is_pooled, POOLED),
    ]
    return tuple(text for holds, text in candidates if holds)
