"""Every fixed phrase of the report, in both languages from one dictionary."""

from __future__ import annotations

from hubstudy.errors import Bilingual
from hubstudy.report.hub_words import (
    HUB_LEVELS,
    HUB_METHODS,
    HUB_TITLES,
    HUB_WORDS,
)
from hubstudy.report.money_words import (
    MONEY_LEVELS,
    MONEY_METHODS,
    MONEY_TITLES,
    MONEY_WORDS,
)

WORDS: dict[str, Bilingual] = {
    # Furniture
    "figure": Bilingual("图", "Figure"),
    "table": Bilingual("表", "Table"),
    "appendix": Bilingual("附录", "Appendix"),
    "contents": Bilingual("目录", "Contents"),
    "note": Bilingual("注", "Note"),
    "source": Bilingual("资料来源", "Source"),
    "colon": Bilingual("：", ": "),
    "semicolon": Bilingual("；", "; "),
    "stop": Bilingual("。", "."),
    "and_so_on": Bilingual("、", ", "),
    "gap": Bilingual("", " "),
    "keywords": Bilingual("关键词", "Keywords"),
    "keyword_list": Bilingual(
        "枢纽型社区社会组织；社区治理；协作网络；公益创投；资金依赖",
        "hub-type community social organisations; community governance; collaboration "
        "networks; venture grants; funding dependence",
    ),
    "subtitle": Bilingual(
        "网络、成效与资金 · 研究报告", "Networks, outcomes and funding: a report"
    ),
    "place_line": Bilingual("研究地：{place}", "Place: {place}"),
    "date_line": Bilingual("数据截至：{date}", "Register as of {date}"),
    "author_line": Bilingual(
        "编制：hubstudy {version}", "Prepared with hubstudy {version}"
    ),
    "mark": Bilingual("示例数据", "synthetic data"),
    "mark_note": Bilingual(
        "本报告所用登记册为合成数据，只校准到公开文章所载数字；"
        "报告中的任何结果都不描述真实的社区或组织。",
        "The register behind this report is made up and calibrated only to the numbers "
        "that the article prints; no result here describes a real community or "
        "organisation.",
    ),
    "source_line": Bilingual(
        "{title}登记册，截至 {date}，经 hubstudy 计算",
        "register of the study “{title}”, as of {date}; computed by hubstudy",
    ),
    "source_article": Bilingual(
        "《中国社区报》文章原文与登记册，经 hubstudy 核算",
        "the article in China Community News and the register; recomputed by hubstudy",
    ),
    "source_settings": Bilingual("study.toml 与登记册", "study.toml and the register"),
    "interval": Bilingual("95% 区间", "95% interval"),
    "missing_column": Bilingual("缺失原因", "Why values are missing"),
    "none": Bilingual("—", "–"),
    "yes": Bilingual("是", "yes"),
    "no": Bilingual("否", "no"),
    "no_rows": Bilingual("没有记录", "no records"),
    "stars_of": Bilingual("{n} 星", "{n}★"),
    # Headings
    "summary": Bilingual("摘要", "Summary of findings"),
    "power": Bilingual(
        "先看检验力：数据能看见多大的差别", "Power first: what these data can show"
    ),
    "claims": Bilingual("文章数字核查", "Audit of the article's numbers"),
    "network": Bilingual("密度与网络", "Density and network"),
    "density": Bilingual("社区社会组织的密度", "Organisations per community"),
    "position": Bilingual("网络位置与中心势", "Positions and centralisation"),
    "structure": Bilingual("没有枢纽的网络", "The network without its hubs"),
    "outcomes": Bilingual("项目成效与承接持续性", "Project outcomes and continuity"),
    "projects": Bilingual("公益创投项目的成效", "Outcomes of venture projects"),
    "continuity": Bilingual("服务承接的持续性", "Continuity of contractors"),
    "funding": Bilingual("资金依赖", "Funding dependence"),
    "sources_of_money": Bilingual("资金来源与集中程度", "Sources and concentration"),
    "streets": Bilingual("分街道结果", "Results by street district"),
    "comparison": Bilingual("街道之间的比较", "Comparison of street districts"),
    "limits": Bilingual("局限", "Limits"),
    "method": Bilingual("方法", "Method"),
    "references": Bilingual("参考文献", "References"),
    "data": Bilingual("数据", "Data"),
    "parameters": Bilingual("参数与复现", "Parameters and reproduction"),
    "codebook": Bilingual("编码本", "Codebook"),
    # Running text
    "summary_lead": Bilingual(
        "本报告依据{place}登记册（截至 {date}），回答三个问题：社区社会组织有多密、"
        "怎样相连；"
        "项目是否完成、承接是否持续；资金依赖谁。主要发现如下，"
        "每个数字都来自存档的计算结果。",
        "From the register of {place} (as of {date}) this report answers three "
        "questions: how dense and how connected the organisations are; whether "
        "projects "
        "are completed and contractors stay; on whose money they depend. The main "
        "findings follow; every number comes from a stored result.",
    ),
    "article": Bilingual(
        "研究起点是一篇报道{article}，其中的数字逐条核对。",
        "The study starts from an article{article}, whose numbers are audited.",
    ),
    "background": Bilingual(
        "“枢纽”在网络治理文献中接近牵头组织或网络管理组织{governance}；"
        "已有中国研究认为这类组织占据结构洞{china}。"
        "本报告不作因果推断，只说登记册能支持的话。",
        "A hub is close to a lead organisation or a network administrative "
        "organisation in the literature on network governance{governance}; Chinese "
        "studies find such bodies in structural holes{china}. This report makes no "
        "causal claim; it says what the register can bear.",
    ),
    "power_lead": Bilingual(
        "看任何差别之前，先看多大的差别才看得见。{table}按标准差列出各种设计在 5% "
        "显著性水平、"
        "80% 检验力下的最小可检测效应{cite}，{figure}作图比较，"
        "并给出随机化推断可得到的最小 p 值和单个街道结项率的区间。",
        "Before any difference is read, one should know how large it must be to be "
        "seen. "
        "{table} lists the minimum detectable effects{cite} of each design in standard "
        "deviations at the 5% level and 80% power; {figure} draws them, with the least "
        "p value that randomisation can give and the interval of one street district's "
        "completion.",
    ),
    "power_caption": Bilingual(
        "各设计的最小可检测效应", "Minimum detectable effects by design"
    ),
    "claims_lead": Bilingual(
        "{table}逐条核对文章{cite}所述的数字：先用文中其他数字重算，再与登记册对照。"
        "“成立”只表示数字相符，不表示结论成立。",
        "{table} checks each number that the article{cite} states, first against its "
        "own "
        "other numbers, then against the register. “Holds” means that the number "
        "agrees, "
        "not that a conclusion does.",
    ),
    "claims_caption": Bilingual("文章数字核查结果", "Audit of the article's numbers"),
    "claims_warnings_lead": Bilingual(
        "以下提示说明口径混用之处，数字相符时也须一并考虑。",
        "These warnings tell where populations are mixed; they matter even where the "
        "number agrees.",
    ),
    "claims_warning": Bilingual("第 {row} 项：{text}", "Row {row}: {text}"),
    "density_lead": Bilingual(
        "{table}按街道汇总，{figure}按社区排列社会组织数，政策线取自民政部文件{cite}。",
        "{table} sums up by street district, {figure} ranks the communities by their "
        "number of organisations; the policy line is the ministry's{cite}.",
    ),
    "density_caption": Bilingual(
        "各街道的社会组织密度", "Organisations per community by street district"
    ),
    "adoption_lead": Bilingual(
        "枢纽组织分年设立，{figure}逐年累计。",
        "Hubs were set up year by year; {figure} adds them up.",
    ),
    "map_lead": Bilingual(
        "{figure}画出全市网络，各图使用同一布局。",
        "{figure} draws the network of the whole city, in one layout for all drawings.",
    ),
    "centralization_lead": Bilingual(
        "登记枢纽时，成员自动与之相连，中心势会机械地升高，"
        "所以{table}和{figure}把含隶属关系与"
        "不含隶属关系的结果并列{cite}。",
        "Registering a hub ties every member to it, which raises centralisation "
        "mechanically; {table} and {figure} therefore give the results with and "
        "without "
        "membership ties side by side{cite}.",
    ),
    "centralization_caption": Bilingual(
        "全市与各街道的网络中心势",
        "Centralisation of the city and its street districts",
    ),
    "hubs_lead": Bilingual(
        "{table}对比枢纽与其他组织的位置：约束系数越低，越靠近结构洞{cite}。",
        "{table} sets the positions of hubs beside those of other organisations: the "
        "lower the constraint, the nearer a structural hole{cite}.",
    ),
    "hubs_caption": Bilingual(
        "枢纽与其他组织的网络位置",
        "Network positions of hubs and of other organisations",
    ),
    "structure_lead": Bilingual(
        "{figure}逐步移除枢纽、随机组织和度数最高的组织，看最大连通分支还剩多少{cite}；"
        "对照是从关系随机重连的网络中移除同样的枢纽，两者起点不同，比较的是落差。"
        "{table}列出移除到同一数目时的结果。",
        "{figure} removes hubs, random organisations and those of the highest degree "
        "step by step and shows what is left of the largest component{cite}; the null "
        "removes the same hubs from networks with ties rewired, which start elsewhere, "
        "so that falls are compared. {table} gives the results when equally many are "
        "removed.",
    ),
    "structure_caption": Bilingual(
        "移除组织后的最大连通分支", "Largest component after removal"
    ),
    "projects_lead": Bilingual(
        "{figure}从立项到续期逐段计数，"
        "{completion}和{table}给出各组结项率及其威尔逊区间{cite}。",
        "{figure} counts projects from approval to renewal; {completion} and {table} "
        "give "
        "the completion shares with Wilson intervals{cite}.",
    ),
    "projects_caption": Bilingual(
        "各组项目的结项率", "Completion of projects by group"
    ),
    "stars_lead": Bilingual(
        "{figure}按评审类型给出星级分布，{table}列出占比。",
        "{figure} shows the star ratings by type of rater, {table} lists their shares.",
    ),
    "stars_caption": Bilingual(
        "按评审类型划分的星级分布", "Star ratings by type of rater"
    ),
    "continuity_lead": Bilingual(
        "{figure}比较本地与外来承接方，{table}列出半年、一年、"
        "两年等时点的续存概率{cite}。",
        "{figure} compares local with outside contractors; {table} lists the share "
        "still "
        "contracted{cite} at selected months.",
    ),
    "continuity_caption": Bilingual(
        "承接关系在各时点的续存概率", "Share of contracts still standing"
    ),
    "streets_lead": Bilingual(
        "以下各节结构相同。网络位置先在全市网络上计算，再取街道内的组织，"
        "跨街道的关系因此没有丢失。",
        "The sections below are built alike. Positions are computed on the network "
        "of the "
        "whole city and then cut to the street district, so that ties across its "
        "border "
        "are not lost.",
    ),
    "affiliation_lead": Bilingual(
        "{figure}画出组织与其承接或参与的项目，两类节点分开画，不投影成组织之间的关系。",
        "{figure} shows organisations and the projects they lead or take part in, as "
        "two kinds of nodes, never projected onto ties among organisations.",
    ),
    "street_table_lead": Bilingual(
        "{figure}和{table}列出{place}各社区。",
        "{figure} and {table} list the communities of {place}.",
    ),
    "street_projects_lead": Bilingual(
        "{figure}列出{place}各组项目的结项率。",
        "{figure} shows the completion of projects in {place}.",
    ),
    "street_caption": Bilingual(
        "{place}各社区的社会组织", "Organisations in the communities of {place}"
    ),
    "comparison_lead": Bilingual(
        "{figure}和{table}把各街道放在同一尺度上。位次带区间；"
        "数据分不开的街道没有先后之别{cite}，"
        "不应据此排名问责。",
        "{figure} and {table} set the street districts on one scale. Ranks carry "
        "intervals; where the data do not tell two districts apart{cite}, neither "
        "stands before the other, and no one should be blamed by such a rank.",
    ),
    "comparison_caption": Bilingual(
        "各街道指标与位次区间", "Indicators and rank intervals by street district"
    ),
    "limits_lead": Bilingual(
        "以下各条在本次数据中确实出现，解读时须一并考虑。",
        "Each of these holds in the present data and should be kept in mind.",
    ),
    "limits_streets": Bilingual(
        "{text}（涉及：{places}）", "{text} (concerns {places})"
    ),
    "data_lead": Bilingual(
        "{table}列出各数据表的行数和有记录的单元格占比，{figure}逐列显示。"
        "空缺表示没有记录，不表示为零。",
        "{table} lists the rows of each table and the share of cells recorded; "
        "{figure} "
        "shows it column by column. A gap means not recorded, never zero.",
    ),
    "data_caption": Bilingual("数据表与记录完整度", "Tables and their completeness"),
    "parameters_lead": Bilingual(
        "{table}列出复现本报告所需的全部参数。",
        "{table} lists all that is needed to make this report again.",
    ),
    "parameters_caption": Bilingual("参数", "Parameters"),
    "suppressed_note": Bilingual(
        "贡献单位少于 {minimum} 个的金额、占比不予公布。",
        "Amounts and shares resting on fewer than {minimum} units are not released.",
    ),
    "reason_note": Bilingual(
        "没有数值的单元格写明原因，不表示为零。",
        "Cells without a value say why; none of them means zero.",
    ),
    "rank_note": Bilingual(
        "位次列为点估计位次及其 95% 区间；1 为最高。",
        "Ranks are point ranks with their 95% interval; 1 is the highest.",
    ),
    "rank_of": Bilingual("位次", "Rank"),
    "shrunken_note": Bilingual(
        "区间为收缩估计（每万人社会组织数）的 95% 区间。",
        "The interval is the 95% interval of the shrunken rate per 10,000 residents.",
    ),
    "interval_note": Bilingual("区间为 95% 区间。", "Intervals are 95% intervals."),
    "gini_note": Bilingual(
        "基尼系数在街道内各社区之间计算。", "Gini among the communities of a district."
    ),
    "share_note": Bilingual(
        "占比以当年全部收入为分母。", "Shares are of all revenue of the year."
    ),
    "hubs_note": Bilingual(
        "全市网络（含隶属关系）上的中位数。",
        "Medians on the network of the whole city, membership ties included.",
    ),
    "sheet": Bilingual("工作表", "Sheet"),
    "sheet_contents": Bilingual("目录", "Contents"),
    "field": Bilingual("字段", "Field"),
    "label": Bilingual("中文名", "Label"),
    "other_label": Bilingual("英文名", "Chinese label"),
    "kind": Bilingual("类型", "Type"),
    "unit": Bilingual("单位", "Unit"),
    "allowed": Bilingual("取值", "Values"),
    "title": Bilingual("标题", "Title"),
    **HUB_WORDS,
    **MONEY_WORDS,
}

KINDS: dict[str, Bilingual] = {
    "text": Bilingual("文本", "text"),
    "category": Bilingual("类别", "category"),
    "integer": Bilingual("整数", "integer"),
    "number": Bilingual("数值", "number"),
    "flag": Bilingual("是/否", "yes/no"),
    "date": Bilingual("日期", "date"),
    "year": Bilingual("年份", "year"),
}

TITLES: dict[str, Bilingual] = {
    "design": Bilingual("设计", "Design"),
    "assumption": Bilingual("假设", "Assumption"),
    "n_treated": Bilingual("处理组", "Treated"),
    "seed_row": Bilingual("编号", "No."),
    "quotation": Bilingual("原文", "Quotation"),
    "stated": Bilingual("文中数字", "Stated"),
    "recomputed": Bilingual("重算", "From the text"),
    "register": Bilingual("登记册", "Register"),
    "verdict": Bilingual("结论", "Verdict"),
    "reason_text": Bilingual("理由", "Reason"),
    "mean_organizations": Bilingual("社区均值/个", "Mean per community"),
    "gini": Bilingual("基尼系数", "Gini"),
    "share_meeting_policy": Bilingual("达到政策线", "At the policy line"),
    "median_network_density": Bilingual("网络密度中位数", "Median network density"),
    "unit_name": Bilingual("单元", "Unit"),
    "n_ties": Bilingual("关系数/对", "Ties"),
    "group": Bilingual("组别", "Group"),
    "level": Bilingual("类别", "Level"),
    "n_due": Bilingual("应结项/个", "Due"),
    "n_completed": Bilingual("已结项/个", "Completed"),
    "order": Bilingual("移除次序", "Order of removal"),
    "median_degree": Bilingual("度数中位数", "Median degree"),
    "median_constraint": Bilingual("约束系数中位数", "Median constraint"),
    "share": Bilingual("占比", "Share"),
    "n_at_risk": Bilingual("在险数/段", "At risk"),
    "median_hhi_source": Bilingual("集中度中位数（来源）", "Median HHI, source type"),
    "median_hhi_funder": Bilingual("集中度中位数（资助方）", "Median HHI, funder"),
    "lost_cny": Bilingual("损失", "Lost"),
    "n_majority_lost": Bilingual("损失过半的组织/个", "Losing over half"),
    "table_name": Bilingual("数据表", "Table"),
    "n_columns": Bilingual("列数", "Columns"),
    "n_rows": Bilingual("行数", "Rows"),
    "share_recorded": Bilingual("有记录", "Recorded"),
    "per_10k": Bilingual("每万人/个", "Per 10,000 residents"),
    "shrunken": Bilingual("收缩估计", "Shrunken"),
    "has_hub": Bilingual("设有枢纽", "Hub"),
    "member_ties": Bilingual("隶属关系", "Membership ties"),
    "parameter": Bilingual("参数", "Parameter"),
    "setting": Bilingual("取值", "Value"),
    **HUB_TITLES,
    **MONEY_TITLES,
}
"""Headers of printed columns that are not fields of their own."""

LEVELS: dict[str, Bilingual] = {
    "all": Bilingual("全部", "all"),
    "scheme": Bilingual("创投类别", "scheme"),
    "lead": Bilingual("牵头组织", "lead organisation"),
    "year": Bilingual("年份", "year"),
    "target_group": Bilingual("服务对象", "target group"),
    "hub": Bilingual("枢纽", "hubs"),
    "other": Bilingual("其他组织", "other organisations"),
    "local": Bilingual("本地", "local"),
    "outside": Bilingual("外来", "outside"),
    "with": Bilingual("含隶属", "with membership"),
    "without": Bilingual("不含隶属", "without membership"),
    "hubs": Bilingual("枢纽", "hubs"),
    "random": Bilingual("随机", "random"),
    "degree": Bilingual("度数由高到低", "highest degree"),
    "fund_300k": Bilingual("失去专项资金", "earmarked fund lost"),
    "top_funder": Bilingual(
        "失去最大的可退出资助方", "largest funder that can leave lost"
    ),
    "holds": Bilingual("成立", "holds"),
    "fails": Bilingual("不成立", "fails"),
    "unverifiable": Bilingual("无法核查", "cannot be checked"),
    **HUB_LEVELS,
    **MONEY_LEVELS,
}
"""Words for codes in result tables that belong to no field."""

METHODS: dict[str, Bilingual] = {
    "minimum_detectable_effects": Bilingual("检验力", "Power"),
    "claim_audit": Bilingual("数字核查", "Audit of claims"),
    "community_density": Bilingual("密度", "Density"),
    "organization_positions": Bilingual("网络位置", "Positions"),
    "hub_removal": Bilingual("移除模拟", "Removal"),
    "project_outcomes": Bilingual("项目成效", "Project outcomes"),
    "contract_survival": Bilingual("承接持续性", "Continuity"),
    "funding_dependence": Bilingual("资金依赖", "Funding dependence"),
    "street_comparison": Bilingual("街道比较", "Comparison of streets"),
    **HUB_METHODS,
    **MONEY_METHODS,
}
"""Measures by the name of their result."""

PARAMETERS: dict[str, Bilingual] = {
    "name": Bilingual("研究代号", "Name of the study"),
    "place": Bilingual("研究地", "Place"),
    "as_of": Bilingual("数据截至", "Register as of"),
    "years": Bilingual("覆盖年份", "Years covered"),
    "synthetic": Bilingual("合成数据", "Synthetic data"),
    "seed": Bilingual("随机种子", "Seed of random draws"),
    "price_year": Bilingual("价格年份", "Price year"),
    "treatment": Bilingual("处理定义", "Definition of treatment"),
    "core_city_note": Bilingual("主城区的依据", "What counts as core city"),
    "policy_organizations": Bilingual(
        "政策线/（个/社区）", "Policy line (organisations per community)"
    ),
    "annual_fund_cny": Bilingual("年度专项资金/元", "Yearly earmarked fund (yuan)"),
    "min_contributors": Bilingual(
        "发布所需最少贡献单位", "Fewest units behind a released cell"
    ),
    "source_hash": Bilingual("输入数据 SHA-256", "SHA-256 of the input"),
    "version": Bilingual("程序版本", "Version of hubstudy"),
}
"""What the report depends on, by key."""
