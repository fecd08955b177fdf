"""The headline of each result for the abstract, filled from its stored numbers."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual

if TYPE_CHECKING:
    from hubstudy.errors import Language
    from hubstudy.results import Estimate, Result

HEADLINES: dict[str, Bilingual] = {
    "minimum_detectable_effects": Bilingual(
        "有枢纽社区 {n_hub_communities} 个；单年比较只能检出不小于 {cross_section} "
        "个标准差的差异，多年面板为 {did_panel} 个标准差。",
        "{n_hub_communities} communities have a hub; one year's comparison detects "
        "differences of {cross_section} standard deviations or more, the panel of "
        "years {did_panel}.",
    ),
    "community_density": Bilingual(
        "{n_communities} 个社区共有备案社区社会组织 {n_organizations} 个，"
        "每社区平均 {mean_organizations}；剔除枢纽及其全部关系后，"
        "有枢纽与无枢纽社区的内部网络密度之差为 {ordinary_density_difference}。",
        "{n_communities} communities have {n_organizations} filed organisations, "
        "{mean_organizations} each on average; hubs taken out, network density in "
        "communities with a hub differs by {ordinary_density_difference}.",
    ),
    "organization_positions": Bilingual(
        "{n} 个组织中，度中心势含隶属关系时为 {degree_centralization_with}，"
        "不含时为 {degree_centralization_without}；约束系数中位数，"
        "枢纽为 {hub_constraint}，其他组织为 {other_constraint}。",
        "Among {n} organisations degree centralisation is {degree_centralization_with} "
        "with membership ties and {degree_centralization_without} without; median "
        "constraint is {hub_constraint} for hubs and {other_constraint} for others.",
    ),
    "hub_removal": Bilingual(
        "移除全部枢纽后，最大连通分支由 {share_before} 降为 {share_after_hubs}；"
        "随机移除同样多的组织，平均为 {share_after_random}。",
        "With all hubs removed the largest component goes from {share_before} to "
        "{share_after_hubs} of the organisations; with as many removed at random, to "
        "{share_after_random}.",
    ),
    "project_outcomes": Bilingual(
        "登记创投项目 {n_projects} 个，结项率 {completion_share}；"
        "枢纽承接的与其他组织承接的相差 {completion_difference}，"
        "枢纽并非随机设立，此差异只作描述。",
        "Of {n_projects} venture projects registered, {completion_share} of those due "
        "were completed; hub-led ones differ by {completion_difference}, a "
        "description, as hubs were not placed at random.",
    ),
    "contract_survival": Bilingual(
        "服务承接 {n_spells} 段，满 12 个月仍由同一方承接的概率，"
        "本地 {local_12m}，辖区外 {outside_12m}；"
        "承接方并非随机选定，只作描述。",
        "Of {n_spells} contract spells, the share still with the same contractor after "
        "12 months is {local_12m} for local and {outside_12m} for outside ones; a "
        "description only.",
    ),
    "funding_dependence": Bilingual(
        "有收入的组织 {n_organizations} 个，政府资金占 {government_share}；"
        "最大资助方占比的中位数为 {median_top_share}；"
        "若创投专项资金停发而其余不变，合计减少收入 {fund_lost_share}。",
        "{n_organizations} organisations had revenue, of which government gave "
        "{government_share}; the median organisation's largest funder gives "
        "{median_top_share}; were the venture fund withdrawn and nothing else changed, "
        "{fund_lost_share} would be lost.",
    ),
    "street_comparison": Bilingual(
        "{n_streets} 个街道两两比较，能区分先后的街道对："
        "每万人社会组织数 {organizations_per_10k_pairs_apart} 对，"
        "网络密度 {network_density_pairs_apart} 对，"
        "结项率 {completion_share_pairs_apart} 对，"
        "政府资金占比 {government_share_pairs_apart} 对；其余不分先后。",
        "Of {n_streets} street districts compared two by two, the pairs that can be "
        "told apart: organisations per 10,000 residents "
        "{organizations_per_10k_pairs_apart}, network density "
        "{network_density_pairs_apart}, completion {completion_share_pairs_apart}, "
        "government share of revenue {government_share_pairs_apart}.",
    ),
}
"""One sentence per result; names in braces are its numbers, ``n`` its cases."""

UNDEFINED = Bilingual("不报告（{reason}）", "not reported ({reason})")


def headline(result: Result, language: Language) -> str | None:
    """
    Say the headline of a result.

    Parameters
    ----------
    result
        A stored result of the city.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    str or None
        One sentence; None if there is no template, or the result lacks a number that
        it names, so that the whole finding is to be printed.
    """
    if result.name not in HEADLINES:
        return None
    template = HEADLINES[result.name].in_language(language)
    names = {name for _, name, _, _ in Formatter().parse(template) if name}
    if not names <= {"n", *result.numbers}:
        return None
    shown = {name: _shown(result[name], language) for name in names - {"n"}}
    said = template.format(n=f"{result.n:,}", **shown)
    return said.replace(f" {UNDEFINED.zh[:3]}", UNDEFINED.zh[:3])


def _shown(estimate: Estimate, language: Language) -> str:
    text = estimate.text(language)
    if estimate.is_defined:
        return text
    return UNDEFINED.format_with(reason=text).in_language(language)
