"""The headline of each result for the abstract, filled from its stored numbers."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

from hubstudy.errors import Bilingual
from hubstudy.measures.position.relabelling import LEVEL, VERDICTS
from hubstudy.measures.structure import adoption_words, removal_words

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    "hub_centralization": Bilingual(
        "{n} 个组织之间不含隶属关系的度中心势为 {degree_centralization_without}，"
        "{verdict}；零模型只保留组织数与关系数，高于它只说明各组织活跃程度不等，"
        "不说明枢纽突出；含隶属关系时为 {degree_centralization_with:bare}，"
        "隶属关系带来的任何变化都出于定义。",
        "Degree centralisation among {n} organisations is "
        "{degree_centralization_without} without membership ties, {verdict}; that null "
        "keeps only the numbers of organisations and ties, so that being above it "
        "speaks of unequal activity and not of hubs; with membership ties it is "
        "{degree_centralization_with:bare}, any change being made by definition.",
    ),
    "hub_advantage": Bilingual(
        "不含隶属关系时，{n} 个枢纽的平均度数为 {degree_without}，{verdict}"
        "（零模型：同社区随机组织）；含隶属关系时为 {degree_with:bare}，"
        "成员按定义与枢纽相连。",
        "Without membership ties hubs (n = {n}) have a mean degree of "
        "{degree_without}, {verdict} (organisations drawn from the same communities); "
        "with them it is {degree_with:bare}, members being tied to their hub by "
        "definition.",
    ),
    "hub_roles": Bilingual(
        "不含隶属关系时，{n} 个枢纽居于两个互不相连的组织之间的次数为 "
        "{total_without}，{verdict}（零模型：同社区随机组织，不论度数；Holm 校正）；"
        "含隶属关系时为 {total_with:bare}，隶属关系带来的任何变化都出于定义。",
        "Without membership ties hubs (n = {n}) stand between two organisations not "
        "tied themselves this often: {total_without}, {verdict} (organisations drawn "
        "from the same communities, whatever their degree; Holm-adjusted); with them: "
        "{total_with:bare}, any change being made by definition.",
    ),
    "hub_removal": Bilingual(
        "不计隶属关系，移除全部枢纽后，最大连通分支由 {share_before} 变为 "
        "{share_after_hubs}，落差 {loss}；随机移除同样多的组织，平均剩 "
        "{share_after_random}；从各组织关系数不变、随机重连的网络中移除同样的枢纽，"
        "落差平均为 {loss_rewired}：实际落差{verdict}。",
        "With all hubs removed the largest component goes from {share_before} to "
        "{share_after_hubs} of the organisations, membership ties aside, a loss of "
        "{loss}; with as many removed at random, to {share_after_random}; the same "
        "hubs removed from networks rewired with every degree kept take "
        "{loss_rewired} on average: the loss is {verdict}.",
    ),
    "unit_layers": Bilingual(
        "有关系的组织对 {n_tied_pairs} 对（隶属除外），平均每对 "
        "{layers_per_tied_pair} 层，{multiplex_share} 有两层及以上；两两比较 "
        "{n_compared} 组关系（含隶属），重合多于零模型所给的 {n_more} 组，少于的 "
        "{n_less} 组，其余不多于零模型所给（零模型：同一社区的同种组织对上各自独立）。",
        "{n_tied_pairs} pairs of organisations are tied, membership aside, in "
        "{layers_per_tied_pair} layers each on average, {multiplex_share} of them in "
        "two or more; of {n_compared} comparisons of two layers, membership too, "
        "{n_more} overlap more than their null gives, {n_less} less, the rest no more "
        "(independent of one another on pairs of the same kind in the same community).",
    ),
    "adoption_change": Bilingual(
        "可比较设立枢纽前后的社区 {change_adopted:n} 个，枢纽以外组织之间的网络密度"
        "平均由 {before_adopted:bare} 变为 {after_adopted:bare}；"
        "与同期未设枢纽社区的变化之差为 {change_difference}，{verdict}；"
        "这是前后对照，不是因果估计。",
        "In communities that can be seen before and after they got a hub (n = "
        "{change_adopted:n}) network density among organisations other than hubs went "
        "from {before_adopted:bare} to {after_adopted:bare} on average; the change "
        "differs from that without a hub by {change_difference}: {verdict}; before "
        "against after, no causal estimate.",
    ),
    "unit_governance": Bilingual(
        "{n} 个社区中 {n_told} 个可按关系的形态判定治理模式：成员共治 {n_shared} 个，"
        "牵头组织治理 {n_lead_organization} 个，网络管理机构治理 "
        "{n_network_administrative_organization} 个，混合型 {n_mixed} 个；"
        "这是按阈值归类，不是检验，不能由此推断枢纽的作用。",
        "Of {n} communities the mode of governance can be told from the shape of ties "
        "for {n_told}: shared {n_shared}, lead organisation {n_lead_organization}, "
        "network administrative organisation {n_network_administrative_organization}, "
        "mid-range {n_mixed}; classes by thresholds, no test, and nothing on what hubs "
        "do follows from them.",
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
        "有收入的组织 {n_organizations} 个，政府资金占 {government_share}，按科目为 "
        "{government_share_by_heading:bare}；最大资助方占比的中位数为 "
        "{median_top_share}。",
        "{n_organizations} organisations had revenue, of which government gave "
        "{government_share} ({government_share_by_heading:bare} by account heading); "
        "the median organisation's largest funder gives {median_top_share}.",
    ),
    "stress": Bilingual(
        "若创投专项资金停发而其余不变，外部收入合计减少 {fund_lost_share}；若各组织可能"
        "离开的资助方中最大的一家退出，减少 {top_funder_lost_share}。",
        "Were the venture fund withdrawn and nothing else changed, {fund_lost_share} "
        "of money from outside would be lost; were each organisation to lose the "
        "largest funder that could leave, {top_funder_lost_share}.",
    ),
    "substitution": Bilingual(
        "有效资助方已达两个的组织 {n_there_already} 个；其余 {n_needing} 个要达到，合计"
        "需新增 {needed_cny}，相当于其收入的 {needed_share}。",
        "{n_there_already} organisations have two effective funders already; the other "
        "{n_needing} would need {needed_cny} more in all, {needed_share} of their "
        "revenue.",
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
"""
One sentence per result. Names in braces are its numbers, printed with their interval,
without it (``:bare``), or how many cases they rest on (``:n``); ``n`` is its cases, and
``verdict`` what its test in `TESTS` says.
"""


class Test(NamedTuple):
    """
    What the verdict of a headline rests on.

    Parameters
    ----------
    number
        Name of the number that is tested; has a p-value.
    words
        The verdict as the finding words it, by ``"more"``, ``"less"``, ``"no_more"``.
    null
        Name of the number that is its mean under the null; empty where the number has
        the null's interval with it, or is held against nothing.
    """

    number: str
    words: Mapping[str, Bilingual]
    null: str = ""


TESTS: dict[str, Test] = {
    "hub_centralization": Test("degree_centralization_without", VERDICTS),
    "hub_advantage": Test("degree_without", VERDICTS),
    "hub_roles": Test("total_without", VERDICTS),
    "hub_removal": Test("loss", removal_words.VERDICTS, null="loss_rewired"),
    "adoption_change": Test("change_difference", adoption_words.VERDICTS),
}

NEEDED: dict[str, tuple[str, ...]] = {
    "unit_layers": ("layers_per_tied_pair", "n_compared"),
    "unit_governance": ("n_told",),
}
"""Numbers without which a headline would say little; see `headline`."""

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
        One sentence; None if the whole finding is to be printed: there is no template,
        the result lacks a number that it names, nothing was tested where it has a
        verdict, or one of `NEEDED` is undefined or a count of nothing.
    """
    if result.name not in HEADLINES:
        return None
    template = HEADLINES[result.name].in_language(language)
    names = {name for _, name, _, _ in Formatter().parse(template) if name}
    needed = NEEDED.get(result.name, ())
    if not {*names, *needed} <= {"n", "verdict", *result.numbers}:
        return None
    if not all(result[name].estimate for name in needed):
        return None
    shown: dict[str, object] = {
        name: _Shown(result[name], language) for name in names - {"n", "verdict"}
    }
    if result.name in TESTS:
        verdict = _verdict(result, TESTS[result.name])
        if verdict is None:
            return None
        shown["verdict"] = verdict.in_language(language)
    said = template.format(n=f"{result.n:,}", **shown)
    return said.replace(f" {UNDEFINED.zh[:3]}", UNDEFINED.zh[:3])


def _verdict(result: Result, test: Test) -> Bilingual | None:
    """Word what a test says; None if nothing could be tested."""
    found = result.numbers.get(test.number)
    if found is None or found.estimate is None or found.p_value is None:
        return None
    if found.p_value > LEVEL:
        return test.words["no_more"]
    center = 0.0
    if test.null:
        center = result[test.null].estimate or 0.0
    elif found.interval == "null":
        center = ((found.ci_low or 0.0) + (found.ci_high or 0.0)) / 2
    return test.words["more" if found.estimate > center else "less"]


class _Shown(NamedTuple):
    """A number in a template."""

    estimate: Estimate
    language: Language

    def __format__(self, how: str) -> str:
        """Print it as the template asks; see `HEADLINES`."""
        if how == "n":
            return f"{self.estimate.n:,}"
        text = self.estimate.text(self.language, interval=how != "bare")
        if self.estimate.is_defined:
            return text
        return UNDEFINED.format_with(reason=text).in_language(self.language)
