"""The phrases of the sections on funding, in both languages."""

from __future__ import annotations

from hubstudy.errors import Bilingual
from hubstudy.fields import FIELDS

MONEY_WORDS: dict[str, Bilingual] = {
    "concentration_part": Bilingual("收入集中度", "Concentration of revenue"),
    "reach": Bilingual("谁在资助谁", "Who pays whom"),
    "over_time": Bilingual("历年与设枢纽前后", "Over time, before and after a hub"),
    "grants": Bilingual("资助在社区之间的分布", "How grants are spread"),
    "vulnerability_part": Bilingual("财务脆弱性", "Financial vulnerability"),
    "stress_part": Bilingual("压力测试", "Stress test"),
    "substitution_part": Bilingual("替代来源要多少", "What a substitute would take"),
    "dependence_outcomes_part": Bilingual(
        "依赖与成效、政府资金与其他收入", "Dependence, outcomes and other income"
    ),
    "funding_comparison_part": Bilingual("街道比较", "Street districts compared"),
    "funding_lead": Bilingual(
        "{figure}按资助方类型逐年列出收入，{table}给出占比；{headings}把出钱的人与记账的"
        "科目对照。按“谁出钱”而不是按科目归类。",
        "{figure} stacks revenue by type of funder and year, {table} gives the shares; "
        "{headings} sets who pays against what the account calls it. Money is classed "
        "by who gives it, not by account heading.",
    ),
    "funding_caption": Bilingual(
        "各类资助方的资金占比", "Shares of revenue by type of funder"
    ),
    "concentration_lead": Bilingual(
        "{figure}在来源类型和资助方两个层次上看收入集中度，两者不可互换{cite}；"
        "{table}按街道汇总。集中对依赖资助的组织未必是坏事{qu}，资源依赖还取决于可替代性"
        "{dependence}。",
        "{figure} shows revenue concentration by source type and by funder, which are "
        "not interchangeable{cite}; {table} sums up by street district. Concentration "
        "need not harm a body that lives on grants{qu}; dependence also turns on "
        "substitutes{dependence}.",
    ),
    "concentration_caption": Bilingual(
        "各街道的资金依赖", "Funding dependence by street district"
    ),
    "reach_lead": Bilingual(
        "{network}画出组织与资助方的联系；{figure}和{table}列出撤出后使组织失去过半收入的"
        "资助方。",
        "{network} draws who funds whom; {figure} and {table} list the funders whose "
        "leaving would cost organisations more than half of their revenue.",
    ),
    "reach_caption": Bilingual(
        "触及组织最多的资助方", "Funders on whom most organisations hang"
    ),
    "panel_lead": Bilingual(
        "{figure}和{table}逐年给出；设枢纽前后的比较只是描述，枢纽不是随机设立的。",
        "{figure} and {table} go year by year; before and after a hub is a "
        "description only, as hubs were not placed at random.",
    ),
    "panel_caption": Bilingual("历年收入与依赖", "Revenue and dependence by year"),
    "grants_lead": Bilingual(
        "{figure}画出洛伦兹曲线：每个社区一份，或每个居民一份，拿到多少资助。",
        "{figure} draws the Lorenz curves: what part of the grants goes to "
        "communities, and to residents.",
    ),
    "vulnerability_lead": Bilingual(
        "{table}列出四项指标{cite}与储备可支撑的月数；没有年度财务记录的组织不在内。",
        "{table} gives the four indicators{cite} and months of reserve; organisations "
        "without accounts are not in.",
    ),
    "vulnerability_caption": Bilingual(
        "脆弱性指标的分布", "Indicators of vulnerability"
    ),
    "stress_lead": Bilingual(
        "{figure}逐步加大冲击，{table}给出全额冲击的结果；枢纽失去收入后转拨给成员的款"
        "相应减少。这是算术推演，不是预测，也不计替代资金。",
        "{figure} raises the shock step by step, {table} gives the full shock; hubs "
        "that lose money pass less on to their members. This is arithmetic, no "
        "forecast, and no other money steps in.",
    ),
    "stress_caption": Bilingual("全额冲击下的损失", "Losses under the full shock"),
    "substitution_lead": Bilingual(
        "{figure}和{table}回答：要达到两个有效资助方，需要新增多少收入；按企业、社区合伙"
        "人、自营收入列出的各路径看的是来源类型。",
        "{figure} and {table} say how much new income it would take to reach two "
        "effective funders; the routes of firms, partners and own income are about "
        "types of source.",
    ),
    "substitution_caption": Bilingual(
        "达到两个有效资助方所需的新增收入",
        "New income needed for two effective funders",
    ),
    "outcomes_lead": Bilingual(
        "{figure}把承接组织的政府资金占比与其项目结项率放在一起；{table}看政府资金每多一"
        "元，其他收入相差多少。两者都只是关联。",
        "{figure} sets the government share of lead organisations beside the "
        "completion of their projects; {table} says how other income differs with a "
        "yuan of government money. Both are associations only.",
    ),
    "crowding_caption": Bilingual(
        "其他收入随政府资金的变化（元/元）",
        "Other income as government money changes (yuan per yuan)",
    ),
    "funding_comparison_lead": Bilingual(
        "{figure}比较各街道，位次区间重叠的不分先后。",
        "{figure} compares street districts; those whose rank intervals overlap are "
        "not to be ordered.",
    ),
    "census_note": Bilingual(
        "登记册是普查，没有抽样区间。",
        "The register is a census: no sampling interval.",
    ),
}

MONEY_TITLES: dict[str, Bilingual] = {
    "indicator": Bilingual("指标", "Indicator"),
    "route": Bilingual("来源", "Route"),
    "shock": Bilingual("冲击", "Shock"),
    "specification": Bilingual("设定", "Specification"),
    "clusters": Bilingual("聚类", "Clustered by"),
    "funder": Bilingual("资助方", "Funder"),
    "money_share": Bilingual("占全部外部资金", "Share of money"),
    "n_majority": Bilingual("失去过半收入的组织/个", "Losing over half"),
    "n_only": Bilingual("唯一资助方/个", "Sole funder of"),
    "n_reached": Bilingual("资助组织/个", "Organisations paid"),
    "real_cny": Bilingual("合计（不变价）", "Total, constant prices"),
    "cny_per_resident": Bilingual("每居民/元", "Per resident (yuan)"),
    "median_effective_funders": Bilingual(
        "有效资助方中位数", "Median effective funders"
    ),
    "n_deficit": Bilingual("冲击后赤字/个", "In deficit after"),
    "n_deficit_before": Bilingual("冲击前赤字/个", "In deficit before"),
    "n_accounts": Bilingual("有财务记录/个", "With accounts"),
    "communities_left": Bilingual(
        "失去在施项目的社区（期望）", "Communities left (expected)"
    ),
    "n_there_already": Bilingual("已达到/个", "There already"),
    "n_reachable": Bilingual("可达到/个", "Within reach"),
    "needed_cny": Bilingual("合计需要", "Needed in all"),
    "median_needed_cny": Bilingual("中位数", "Median"),
    "needed_share": Bilingual("占其收入", "Of their revenue"),
    "median": Bilingual("中位数", "Median"),
    "q20": Bilingual("20% 分位", "20th percentile"),
    "q80": Bilingual("80% 分位", "80th percentile"),
}

MONEY_LEVELS: dict[str, Bilingual] = {
    **{kind.code: kind.label for kind in FIELDS["funder_type"].categories},
    "government": Bilingual("政府各类资金", "all government money"),
    "new_funders": Bilingual("新资助方", "new funders"),
    "reported": Bilingual("有收入记录的年度", "years with revenue"),
    "with_zeros": Bilingual("未登记年度计为 0", "years without as 0"),
    "previous_year": Bilingual("上一年政府资金", "government money a year before"),
    "without_largest": Bilingual("不计最大受助组织", "largest recipient left out"),
    "others": Bilingual("其他组织", "other organisations"),
    "organization": Bilingual("组织", "organisation"),
    "street": Bilingual("街道", "street district"),
    "split": Bilingual("三类平分", "split over the three"),
    "equity_ratio": Bilingual("净资产／收入", "net assets / revenue"),
    "revenue_hhi_funder": Bilingual("收入集中度（资助方）", "concentration by funder"),
    "overhead_share": Bilingual("管理费用／费用", "overhead / expenses"),
    "margin": Bilingual("结余率", "margin"),
    "reserve_months": Bilingual("储备月数", "months of reserve"),
}

MONEY_METHODS: dict[str, Bilingual] = {
    "funder_reach": Bilingual("资助方的触及面", "Reach of funders"),
    "funding_panel": Bilingual("历年资金", "Funding over time"),
    "grant_inequality": Bilingual("资助的分布", "Spread of grants"),
    "vulnerability": Bilingual("财务脆弱性", "Vulnerability"),
    "stress": Bilingual("压力测试", "Stress test"),
    "substitution": Bilingual("替代来源", "Substitution"),
    "dependence_and_outcomes": Bilingual("依赖与成效", "Dependence and outcomes"),
    "crowding": Bilingual("挤入与挤出", "Crowding in or out"),
    "funding_comparison": Bilingual("资金的街道比较", "Comparison of funding"),
}
