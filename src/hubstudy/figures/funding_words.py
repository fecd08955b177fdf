"""Words that figures of money show beside the names of columns."""

from __future__ import annotations

from hubstudy.errors import Bilingual

FUNDING_WORDS: dict[str, Bilingual] = {
    "share_of_revenue": Bilingual("占收入比例", "share of revenue"),
    "total_10k": Bilingual("合计/万元", "total (10,000 yuan)"),
    "hidden_types": Bilingual("隐去的类型", "types hidden"),
    "money.public": Bilingual("公共资金", "public"),
    "money.private": Bilingual("企业、基金会", "firms, foundations"),
    "money.own": Bilingual("个人、自营与合伙", "own means"),
    "money.passed": Bilingual("社会组织转拨", "passed on by organisations"),
    "concentration": Bilingual("收入集中度（HHI）", "revenue concentration (HHI)"),
    "by_source": Bilingual("按来源类型", "by source type"),
    "by_funder": Bilingual("按资助方", "by funder"),
    "organizations_in_order": Bilingual(
        "{n} 个组织，按资助方集中度排列",
        "{n} organisations in order of concentration by funder",
    ),
    "not_counted": Bilingual("未计入的组织", "organisations not counted"),
    "funders": Bilingual("资助方（按金额排列）", "funders in order of amount"),
    "organizations": Bilingual(
        "受助组织（按金额排列）", "organisations in order of amount"
    ),
    "rest": Bilingual("其余 {n} 家", "{n} others"),
    "n_of_group": Bilingual("{group}（{n}）", "{group} ({n})"),
    "shock.top_funder": Bilingual(
        "各组织最大的可退出资助方退出", "each one's largest leaves"
    ),
    "shock.fund_300k": Bilingual("年度专项资金停拨", "yearly fund withdrawn"),
    "shock.government": Bilingual("政府资金停拨", "government money withdrawn"),
    "shock.street_office": Bilingual(
        "街道办资金停拨", "street offices' money withdrawn"
    ),
    "stress.size": Bilingual("停拨的比例", "share of it withdrawn"),
    "stress.majority": Bilingual(
        "停拨 {size}：{n_majority_lost}/{n_organizations} 个组织失去过半收入",
        "{size} withdrawn: {n_majority_lost} of {n_organizations} lose over half",
    ),
    "stress.majority_hidden": Bilingual(
        "停拨 {size}：失去过半收入的组织数不列",
        "{size} withdrawn: number losing over half not shown",
    ),
    "stress.deficit": Bilingual(
        "有账的 {n_accounts} 个组织，入不敷出由 {n_deficit_before} 个"
        "变为 {n_deficit} 个",
        "in deficit, of {n_accounts} with accounts: {n_deficit_before} before, "
        "{n_deficit} after",
    ),
    "stress.communities": Bilingual(
        "有在办项目的 {n_communities} 个社区，预计 {communities_left} 个不再有",
        "of {n_communities} communities with projects, {communities_left} left "
        "with none",
    ),
    "stress.q10": Bilingual("居中 80% 的组织", "middle 80% of organisations"),
    "stress.q25": Bilingual("居中 50% 的组织", "middle 50% of organisations"),
    "stress.median": Bilingual("组织中位数", "median organisation"),
    "stress.all": Bilingual("全部组织合计", "all money"),
    "stress.hub": Bilingual("枢纽组织合计", "money of hubs"),
    "substitution.there": Bilingual("已达到", "there already"),
    "substitution.needs": Bilingual(
        "{n} 家，{money} 万元（{share}）", "{n} new: {money} ({share})"
    ),
    "substitution.needed_10k": Bilingual(
        "所需新增资金/万元", "new money needed (10,000 yuan)"
    ),
    "substitution.each": Bilingual(
        "每个组织的新增资金/元（对数刻度）",
        "new money of each organisation (yuan, log scale)",
    ),
    "substitution.share": Bilingual("达到目标的组织比例", "organisations at the goal"),
    "substitution.group": Bilingual(
        "{group}：{n} 个，其中已达到 {there} 个",
        "{group}: {n}, of which {there} there already",
    ),
    "substitution.beyond": Bilingual("，达不到 {n} 个", ", {n} out of reach"),
    "substitution.counts": Bilingual(
        "已达到／可达到／达不到", "there / in reach / beyond"
    ),
    "route.new_funders": Bilingual("新的资助方", "new funders"),
    "route.firm": Bilingual("企业资金", "money of firms"),
    "route.community_partner": Bilingual("社区合伙人", "community partners"),
    "route.own_income": Bilingual("自营收入", "own income"),
    "route.split": Bilingual("以上三种均分", "these three evenly"),
    "panel.government": Bilingual("政府资金占比", "government share"),
    "panel.concentration": Bilingual("HHI 中位数（按资助方）", "median HHI by funder"),
    "panel.n": Bilingual("组织数", "organisations"),
    "panel.part_year": Bilingual("（* 不满一年）", " (* not a full year)"),
    "projects_due": Bilingual("应结项 {n} 个", "{n} due"),
    "moved_apart": Bilingual(
        "结项率相同而重叠的标记已上下错开",
        "marks of equal completion that would overlap are moved up or down",
    ),
    "rank_correlation": Bilingual(
        "秩相关 {value}，p = {p}（n = {n}）",
        "rank correlation {value}, p = {p} (n = {n})",
    ),
    "headings.cells": Bilingual("格中为金额/万元", "amounts in 10,000 yuan"),
    "headings.rows": Bilingual(
        "粗横线以上的资助方是政府", "funders above the heavy line are government"
    ),
    "headings.columns": Bilingual(
        "粗竖线以左的科目是政府的", "headings left of the heavy line are government"
    ),
    "headings.funder_only": Bilingual(
        "实线框：资助方是政府，科目不是",
        "full frame: government by funder, not by heading",
    ),
    "headings.heading_only": Bilingual(
        "虚线框：科目是政府，资助方不是",
        "dashed frame: government by heading, not by funder",
    ),
    "headings.hidden": Bilingual(
        "斜线：依隐私阈值隐去", "hatched: suppressed below the privacy threshold"
    ),
    "reach.n_organizations": Bilingual("受资助组织", "organisations paid"),
    "reach.n_majority": Bilingual("失去它即失去过半收入", "lose over half without it"),
    "reach.n_only": Bilingual("没有其他资助方", "have no other funder"),
    "reach.hidden": Bilingual("依隐私阈值隐去", "hidden below the threshold"),
    "reach.beside": Bilingual("类型，占全部资金", "type, share of all money"),
    "reach.organizations": Bilingual("组织数/个", "organisations"),
    "reach.rest": Bilingual(
        "（另有 {n} 家资助方未列）", " ({n} more funders not shown)"
    ),
    "lorenz.equal": Bilingual("完全均等", "full equality"),
    "lorenz.communities": Bilingual("按社区", "over communities"),
    "lorenz.residents": Bilingual("按居民", "over residents"),
    "lorenz.gini": Bilingual("，基尼系数 {gini}", ", Gini {gini}"),
    "lorenz.x": Bilingual(
        "社区或居民累计比例（由少到多）",
        "communities or residents, from least to most",
    ),
    "lorenz.y": Bilingual("项目资助累计比例", "share of grants"),
}
"""Words by key; `hubstudy.figures.catalog.WORDS` takes them in."""
