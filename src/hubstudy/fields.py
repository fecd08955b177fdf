"""Every column once: name, type, unit, labels in two languages, accepted headers.

Tables (`hubstudy.schemas`), figure axes and report tables all take their words from
here, so one thing has one name everywhere. Categories are stored under an English
code and shown under a Chinese or English label; a register may spell either.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hubstudy.errors import Bilingual

if TYPE_CHECKING:
    from hubstudy.errors import Language

Kind = Literal["text", "category", "integer", "number", "flag", "date", "year"]

CURRENCY = Bilingual("元", "yuan")


@dataclass(frozen=True, slots=True)
class Category:
    """
    One value a category field may take.

    Parameters
    ----------
    code
        Value in typed frames.
    label
        Words for readers.
    spellings
        Further spellings accepted from a register.
    """

    code: str
    label: Bilingual
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """
    One column: what it is called, holds and is measured in.

    Parameters
    ----------
    name
        Column name in typed frames.
    kind
        Type of its values; ``text`` keeps leading zeros and long ids.
    label
        Header and axis title for readers.
    unit
        Unit, or None for a pure number, a text or a share from 0 to 1.
    categories
        Allowed values of a category.
    headers
        Further header spellings accepted from a register.
    """

    name: str
    kind: Kind
    label: Bilingual
    unit: Bilingual | None = None
    categories: tuple[Category, ...] = ()
    headers: tuple[str, ...] = ()

    def axis_label(self, language: Language) -> str:
        """
        Give the label with its unit, as in ``金额/元``.

        Parameters
        ----------
        language
            ``"zh"`` or ``"en"``.

        Returns
        -------
        str
            Label, then a slash and the unit if there is one (GB/T 3101).
        """
        label = self.label.in_language(language)
        if self.unit is None:
            return label
        unit = self.unit.in_language(language)
        return f"{label}/{unit}" if language == "zh" else f"{label} ({unit})"

    def accepted_headers(self) -> frozenset[str]:
        """
        List the header spellings that mean this field.

        Returns
        -------
        frozenset of str
            Folded by `fold_header`.
        """
        both = [self.axis_label("zh"), self.axis_label("en"), *self.label]
        return frozenset(map(fold_header, [self.name, *both, *self.headers]))

    def category_labels(self, language: Language) -> dict[str, str]:
        """
        Give the words for all categories.

        Parameters
        ----------
        language
            ``"zh"`` or ``"en"``.

        Returns
        -------
        dict of str to str
            Code to label, in the order of definition.
        """
        return {c.code: c.label.in_language(language) for c in self.categories}

    def category_spellings(self) -> dict[str, str]:
        """
        Map every accepted spelling of a category to its code.

        Returns
        -------
        dict of str to str
            Spelling, folded by `fold_header`, to code.
        """
        return {
            fold_header(word): category.code
            for category in self.categories
            for word in (category.code, *category.label, *category.spellings)
        }


@functools.lru_cache(maxsize=1 << 16)
def fold_header(text: str) -> str:
    """
    Bring spellings of one header or category together.

    Parameters
    ----------
    text
        As it stands in a file.

    Returns
    -------
    str
        NFKC form in lower case without white space and underscores.

    Examples
    --------
    >>> fold_header(" Street  Code ") == fold_header("street_code")
    True
    """
    return re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def _field(
    name: str,
    kind: Kind,
    zh: str,
    en: str,
    *headers: str,
    unit: Bilingual | None = None,
) -> Field:
    return Field(name, kind, Bilingual(zh, en), unit=unit, headers=headers)


def _category(name: str, zh: str, en: str, values: str, *headers: str) -> Field:
    """Make a category field from lines ``code | 中文 | English | spelling, …``."""
    rows = [[part.strip() for part in line.split("|")] for line in values.split("\n")]
    categories = tuple(
        Category(
            code,
            Bilingual(zh_label, en_label),
            tuple(word.strip() for word in ",".join(more).split(",") if word.strip()),
        )
        for code, zh_label, en_label, *more in (row for row in rows if row != [""])
    )
    label = Bilingual(zh, en)
    return Field(name, "category", label, categories=categories, headers=headers)


_COUNT = Bilingual("个", "count")
_PEOPLE = Bilingual("人", "people")
_HOUSEHOLDS = Bilingual("户", "households")
_KM2 = Bilingual("km²", "km²")
_PER_10K = Bilingual("个/万人", "per 10,000 residents")

_ALL: tuple[Field, ...] = (
    # Places
    _field(
        "street_code",
        "text",
        "街道代码",
        "street code",
        "街道编码",
        "所属街道代码",
        "所属街道编码",
        "街道区划代码",
        "street",
    ),
    _field(
        "street_name",
        "text",
        "街道名称",
        "street district",
        "街道",
        "所属街道",
        "所在街道",
        "镇街",
        "镇街名称",
    ),
    _field(
        "is_core_city", "flag", "是否主城区", "in core city", "主城区", "是否中心城区"
    ),
    _field(
        "community_code",
        "text",
        "社区代码",
        "community code",
        "社区编码",
        "所属社区代码",
        "所属社区编码",
        "社区区划代码",
    ),
    _field(
        "community_name",
        "text",
        "社区名称",
        "community",
        "社区",
        "所属社区",
        "所在社区",
        "村居",
        "村（居）名称",
    ),
    _field(
        "households",
        "integer",
        "户数",
        "households",
        "居民户数",
        "总户数",
        unit=_HOUSEHOLDS,
    ),
    _field(
        "residents",
        "integer",
        "居民人数",
        "residents",
        "常住人口",
        "常住人口数",
        "居民数",
        "人口",
        "人口数",
        unit=_PEOPLE,
    ),
    _field(
        "residents_60plus",
        "integer",
        "60岁及以上人数",
        "residents aged 60+",
        "60岁以上老人",
        "60岁及以上人口",
        "60岁以上人口",
        "60岁以上",
        "60岁及以上",
        "老年人口",
        "60周岁以上老年人",
        "pop60",
        unit=_PEOPLE,
    ),
    _field("area_km2", "number", "面积", "area", "辖区面积", "社区面积", unit=_KM2),
    _field("build_year", "year", "建成年份", "build year", "建成年代", "建成时间"),
    # Organisations
    _field(
        "organization_id",
        "text",
        "组织编号",
        "organization id",
        "org_id",
        "组织代码",
        "社会组织编号",
    ),
    _field(
        "uscc",
        "text",
        "统一社会信用代码",
        "unified social credit code",
        "信用代码",
        "社会信用代码",
        "uscc码",
    ),
    _field(
        "organization_name",
        "text",
        "组织名称",
        "organization",
        "名称",
        "社会组织名称",
        "社区社会组织名称",
        "组织全称",
    ),
    _category(
        "legal_status",
        "登记状态",
        "legal status",
        """
        self_organized | 自组织 | self-organised | 个体
        filed | 备案 | filed | 已备案
        registered | 登记 | registered | 已登记, 注册
        other | 其他主体 | other body | 不适用
    """,
        "登记备案状态",
        "登记情况",
        "登记类别",
    ),
    _category(
        "actor_kind",
        "主体类型",
        "kind of actor",
        """
        community | 社区 | community | 居民委员会, 居委会
        organization | 社会组织 | social organisation | 社区社会组织
        social_worker | 社会工作者 | social workers | 社工
        volunteer | 社区志愿者 | volunteers | 志愿者
        charity | 社会慈善资源 | charity resources | 慈善资源
    """,
    ),
    _category(
        "service_field",
        "服务领域",
        "field of service",
        """
        culture_sport | 文体娱乐 | culture and sport
        elderly_care | 为老服务 | care for the elderly
        children_youth | 儿童青少年 | children and youth
        health_safety | 安全卫生 | health and safety
        governance | 社区治理 | community governance
        mutual_aid | 慈善互助 | charity and mutual aid
        environment | 环境保护 | environment
        party_building | 党建引领 | party building
    """,
    ),
    _field(
        "is_hub",
        "flag",
        "是否枢纽",
        "hub organisation",
        "枢纽型",
        "是否枢纽型",
        "是否枢纽型社会组织",
    ),
    _field(
        "member_of",
        "text",
        "所属枢纽编号",
        "member of hub",
        "所属枢纽",
        "所属枢纽组织",
        "隶属枢纽",
    ),
    _field("secretary_led", "flag", "是否书记领办", "secretary-led", "书记领办"),
    _field(
        "opened",
        "date",
        "成立日期",
        "opened",
        "成立时间",
        "登记日期",
        "登记时间",
        "备案日期",
        "备案时间",
        "成立（备案）日期",
    ),
    _field("closed", "date", "注销日期", "closed", "注销时间", "撤销日期"),
    # Ties
    _field("source_id", "text", "起点组织编号", "source id", "source", "起点组织"),
    _field("target_id", "text", "终点组织编号", "target id", "target", "终点组织"),
    _category(
        "layer",
        "关系类型",
        "layer",
        """
        collaboration | 协作 | collaboration | 合作
        information | 信息 | information
        resource | 资源 | resource
        funding | 资助 | funding
        supervision | 督导 | supervision
        referral | 转介 | referral
        membership | 隶属 | membership
    """,
    ),
    _field("weight", "number", "强度", "weight", "权重"),
    _field("year_from", "year", "起始年份", "year from"),
    _field("year_to", "year", "终止年份", "year to"),
    _category(
        "observation",
        "观测状态",
        "observation",
        """
        observed | 有 | observed | 已观测
        absent | 无 | absent | 无关系
        not_asked | 未询问 | not asked | 未调查
    """,
    ),
    # Projects
    _field("project_id", "text", "项目编号", "project id"),
    _field(
        "lead_id",
        "text",
        "承接组织编号",
        "lead organisation id",
        "牵头组织编号",
        "承接组织",
        "承接单位",
        "承接组织名称",
        "承接机构",
        "牵头组织",
        "实施单位",
        "负责单位",
    ),
    _category(
        "scheme",
        "创投类别",
        "scheme",
        """
        venture_grant | 公益创投 | venture grant
        micro_venture_grant | 微创投 | micro venture grant | 微公益创投
    """,
    ),
    _field("title", "text", "项目名称", "title", "项目"),
    _category(
        "target_group",
        "服务对象",
        "target group",
        """
        elderly | 老年人 | the elderly
        children | 儿童青少年 | children and youth
        newcomers | 新市民 | new residents
        families | 家庭 | families
        volunteers | 志愿者 | volunteers
        all_residents | 全体居民 | all residents
    """,
    ),
    _field("year", "year", "年份", "year", "年度"),
    _field(
        "award_cny",
        "number",
        "资助金额",
        "award",
        "立项金额",
        "批复金额",
        "资助额",
        unit=CURRENCY,
    ),
    _field(
        "spent_cny",
        "number",
        "支出金额",
        "spent",
        "实际支出",
        "支出",
        "实际支出金额",
        unit=CURRENCY,
    ),
    _field(
        "start",
        "date",
        "开始日期",
        "start",
        "开始时间",
        "起始日期",
        "起始时间",
        "合同起始日期",
        "启动日期",
    ),
    _field(
        "end",
        "date",
        "结束日期",
        "end",
        "结束时间",
        "终止日期",
        "结项日期",
        "合同终止日期",
        "完成日期",
    ),
    _category(
        "status",
        "项目状态",
        "status",
        """
        completed | 结项 | completed | 已结项
        ongoing | 在施 | ongoing | 在建, 实施中
        terminated | 中止 | terminated | 终止
    """,
    ),
    _field(
        "beneficiaries",
        "integer",
        "受益人次",
        "beneficiaries",
        "服务人次",
        unit=_PEOPLE,
    ),
    _field(
        "volunteers",
        "integer",
        "志愿者人数",
        "volunteers",
        "参与志愿者",
        "志愿者数",
        unit=_PEOPLE,
    ),
    _field("renews_project", "text", "续期项目编号", "renews project"),
    _category(
        "partner_role",
        "合作角色",
        "partner role",
        """
        delivery | 执行 | delivery
        venue | 场地 | venue
        volunteers | 志愿者 | volunteers
        funds | 资金 | funds
        supervision | 督导 | supervision
    """,
    ),
    # Ratings
    _field("rater_id", "text", "评审编号", "rater id"),
    _category(
        "rater_type",
        "评审类型",
        "rater type",
        """
        expert | 专家 | expert | 专家教授
        agency | 主管部门 | supervising agency | 主管
        social_worker | 专业社工 | social worker | 社工
    """,
    ),
    _category(
        "dimension",
        "评审维度",
        "dimension",
        """
        design | 项目设计 | design
        delivery | 实施过程 | delivery
        finance | 财务管理 | finance
        results | 服务成效 | results
    """,
    ),
    _field(
        "score", "number", "得分", "score", "评审得分", unit=Bilingual("分", "points")
    ),
    _field("stars", "integer", "星级", "stars"),
    # Contracts
    _field("contract_id", "text", "合同编号", "contract id"),
    _field(
        "contractor_id", "text", "承接方编号", "contractor id", "承接方", "承接方名称"
    ),
    _field("is_local", "flag", "是否本地", "local contractor", "本地承接"),
    _field("renews_contract", "text", "续签合同编号", "renews contract", "renews"),
    # Revenue
    _field("revenue_id", "text", "收入编号", "revenue id"),
    _field(
        "funder",
        "text",
        "资助方",
        "funder",
        "资金来源方",
        "出资方",
        "资助单位",
        "拨款单位",
        "资金来源",
    ),
    _category(
        "funder_type",
        "资助方类型",
        "funder type",
        """
        government_bureau | 政府部门 | government bureau | 市级部门, 局
        street_office | 街道办事处 | street office
        welfare_lottery | 福彩公益金 | welfare lottery fund
        residents_committee | 居民委员会 | residents' committee | 居委会
        state_firm | 国有企业 | state-owned firm
        firm | 企业 | firm | 民营企业
        foundation | 基金会 | foundation
        individual | 个人 | individuals
        own_income | 自营收入 | own income
        community_partner | 社区合伙人 | community partner
        social_organization | 社会组织 | social organisation
    """,
    ),
    _category(
        "instrument",
        "收入科目",
        "account heading",
        """
        subsidy | 财政补助 | subsidy
        purchase | 政府购买服务 | government purchase
        venture_fund | 创投专项资金 | venture fund
        donation | 捐赠收入 | donation
        sponsorship | 赞助收入 | sponsorship
        service_fee | 服务收入 | service fees
        partnership | 合伙收益 | partnership return
    """,
    ),
    _field("is_restricted", "flag", "是否限定用途", "restricted"),
    _field(
        "amount_cny", "number", "金额", "amount", "收入金额", "到账金额", unit=CURRENCY
    ),
    _field(
        "funder_organization_id",
        "text",
        "资助方的组织编号",
        "organization id of the funder",
    ),
    # Accounts
    _field("expenses_cny", "number", "费用合计", "expenses", unit=CURRENCY),
    _field(
        "overhead_cny", "number", "管理费用", "overhead", "行政管理费用", unit=CURRENCY
    ),
    _field(
        "net_assets_cny", "number", "净资产", "net assets", "净资产合计", unit=CURRENCY
    ),
    _field(
        "unrestricted_cny",
        "number",
        "非限定性净资产",
        "unrestricted net assets",
        unit=CURRENCY,
    ),
    # Community outcomes
    _category(
        "indicator",
        "指标",
        "indicator",
        """
        resident_satisfaction | 居民满意度 | resident satisfaction
        request_resolution | 诉求办结率 | request resolution rate
        participation | 居民参与率 | participation rate
    """,
    ),
    _field("value", "number", "数值", "value"),
    _field("n", "integer", "样本量", "n"),
    # Columns of density results
    _field("n_organizations", "integer", "社会组织数", "organisations", unit=_COUNT),
    _field(
        "organizations_per_10k",
        "number",
        "每万人社会组织数",
        "organisations per 10,000 residents",
        unit=_PER_10K,
    ),
    _field(
        "shrunken_per_10k",
        "number",
        "每万人社会组织数（收缩估计）",
        "organisations per 10,000 residents (shrunken)",
        unit=_PER_10K,
    ),
    _field("network_density", "number", "网络密度", "network density"),
    _field("n_ties_inside", "integer", "社区内协作关系数", "ties inside", unit=_COUNT),
    _field("n_ties_crossing", "integer", "跨界关系数", "ties crossing", unit=_COUNT),
    _field("n_communities", "integer", "社区数", "communities", unit=_COUNT),
    # Columns of positions results
    _field("degree", "integer", "度数", "degree"),
    _field("betweenness", "number", "中介中心性", "betweenness"),
    _field("constraint", "number", "约束系数", "constraint"),
    _field("effective_size", "number", "有效规模", "effective size"),
    _field("degree_centralization", "number", "度中心势", "degree centralisation"),
    _field(
        "betweenness_centralization",
        "number",
        "中介中心势",
        "betweenness centralisation",
    ),
    _field("membership", "category", "隶属关系", "membership ties"),
    _field(
        "largest_component_share",
        "number",
        "最大连通分支占比",
        "share of nodes in the largest component",
    ),
    _field("n_removed", "integer", "移除节点数", "nodes removed", unit=_COUNT),
    # Columns of outcomes results
    _field("completion_share", "number", "结项率", "completion share"),
    _field(
        "beneficiaries_per_10k_cny",
        "number",
        "每万元受益人次",
        "beneficiaries per 10,000 yuan",
        unit=Bilingual("人次", "people"),
    ),
    _field("survival", "number", "续存概率", "share still contracted"),
    _field(
        "months",
        "number",
        "承接时长",
        "contract duration",
        unit=Bilingual("月", "months"),
    ),
    _field("stage", "category", "阶段", "stage"),
    _field("n_projects", "integer", "项目数", "projects", unit=_COUNT),
    # Columns of funding results
    _field("total_cny", "number", "收入合计", "total revenue", unit=CURRENCY),
    _field("government_share", "number", "政府资金占比", "government share of revenue"),
    _field(
        "government_share_by_heading",
        "number",
        "政府资金占比（按科目）",
        "government share by account heading",
    ),
    _field(
        "revenue_hhi_source",
        "number",
        "收入集中度（来源类型）",
        "revenue concentration by source type",
    ),
    _field(
        "revenue_hhi_funder",
        "number",
        "收入集中度（资助方）",
        "revenue concentration by funder",
    ),
    _field("effective_funders", "number", "有效资金来源数", "effective funders"),
    _field("top_share", "number", "最大资助方占比", "largest funder's share"),
    _field("lost_share", "number", "收入损失比例", "share of revenue lost"),
    _field("equity_ratio", "number", "净资产与收入之比", "net assets by revenue"),
    _field("overhead_share", "number", "管理费用占比", "overhead share of expenses"),
    _field("margin", "number", "收支结余率", "margin of revenue over expenses"),
    _field(
        "reserve_months",
        "number",
        "可支撑月数",
        "reserve",
        unit=Bilingual("月", "months"),
    ),
    _field("n_flags", "integer", "脆弱性标记数", "marks of vulnerability"),
    _field(
        "real_cny",
        "number",
        "外部资金（不变价）",
        "money from outside at constant prices",
        unit=CURRENCY,
    ),
    _field("median_hhi_source", "number", "HHI 中位数（类型）", "median HHI by type"),
    _field("median_hhi_funder", "number", "HHI 中位数（资助方）", "median HHI, funder"),
    _field(
        "median_effective_funders",
        "number",
        "有效资金来源数中位数",
        "median effective funders",
    ),
    _field("cny_per_resident", "number", "居民人均金额", "per resident", unit=CURRENCY),
    _field(
        "cny_per_organization",
        "number",
        "每个组织平均金额",
        "per organisation",
        unit=CURRENCY,
    ),
    _field("grants_cny", "number", "立项资助合计", "grants", unit=CURRENCY),
    _field("fund_cny", "number", "创投专项资金合计", "venture fund", unit=CURRENCY),
    _field("event_year", "integer", "枢纽成立后年数", "years since the hub opened"),
    _field("size", "number", "冲击幅度", "size of the shock"),
    _field("lost_cny", "number", "收入损失", "revenue lost", unit=CURRENCY),
    _field("direct_cny", "number", "直接损失", "lost directly", unit=CURRENCY),
    _field(
        "passed_on_loss_cny",
        "number",
        "经转拨传来的损失",
        "lost through others",
        unit=CURRENCY,
    ),
    _field(
        "n_majority_lost", "integer", "失去过半收入的组织数", "losing more than half"
    ),
    _field("n_deficit", "integer", "入不敷出的组织数", "organisations in deficit"),
    _field(
        "balance_after_cny", "number", "损失后收支差额", "balance after", unit=CURRENCY
    ),
    _field(
        "months_covered",
        "number",
        "储备可支撑缺口的月数",
        "months that reserves fill the gap",
        unit=Bilingual("月", "months"),
    ),
    _field("communities_left", "number", "预计失去项目的社区数", "communities left"),
    _field(
        "expected_left", "number", "失去全部项目的概率", "chance to be left without"
    ),
    _field(
        "effective_sources", "number", "有效来源类型数", "effective types of source"
    ),
    _field("n_new_funders", "integer", "所需新资助方数", "new funders needed"),
    _field("needed_cny", "number", "所需新增资金", "money needed", unit=CURRENCY),
    _field("needed_share", "number", "所需资金与现有收入之比", "needed by revenue"),
    _field("money_share", "number", "占外部资金比例", "share of money from outside"),
    _field(
        "n_majority", "integer", "过半收入来自该方的组织数", "owing it more than half"
    ),
    _field("n_only", "integer", "别无其他收入的组织数", "with nothing else"),
    _field("n_shared", "integer", "共同资助方数", "funders in common"),
    _field("pair_share", "number", "组织对占比", "share of pairs"),
    _field("centralization", "number", "中心势", "centralisation"),
    _field("government_cny", "number", "政府收入", "government income", unit=CURRENCY),
    _field("other_cny", "number", "非政府收入", "other income", unit=CURRENCY),
    _field(
        "government_within_cny",
        "number",
        "政府收入（除去组织与年份）",
        "government income, net of organisation and year",
        unit=CURRENCY,
    ),
    _field(
        "other_within_cny",
        "number",
        "非政府收入（除去组织与年份）",
        "other income, net of organisation and year",
        unit=CURRENCY,
    ),
    _field("mean_score", "number", "平均评分", "mean score"),
    _field(
        "government_share_beside_fund",
        "number",
        "政府资金占比（不含创投资金）",
        "government share, venture money left out",
    ),
    _field(
        "government_share_rated",
        "number",
        "政府资金占比（有评分项目的年份）",
        "government share, years of rated projects",
    ),
    _field(
        "effective_funders_rated",
        "number",
        "有效资金来源数（有评分项目的年份）",
        "effective funders, years of rated projects",
    ),
    _field(
        "government_share_beside_fund_rated",
        "number",
        "政府资金占比（不含创投资金，有评分项目的年份）",
        "government share, venture money left out, years of rated projects",
    ),
    _field("fisher_low", "number", "Fisher 区间下限", "Fisher interval low"),
    _field("fisher_high", "number", "Fisher 区间上限", "Fisher interval high"),
    # Columns of estimates results
    _field("term", "text", "项", "term"),
    _field("estimate", "number", "估计值", "estimate"),
    _field("std_error", "number", "标准误", "standard error"),
    _field("ci_low", "number", "区间下限", "interval low"),
    _field("ci_high", "number", "区间上限", "interval high"),
    _field("p_value", "number", "p 值", "p value"),
    _field("n_clusters", "integer", "聚类数", "clusters"),
    _field("method", "text", "方法", "method"),
    _field("reason", "text", "缺失原因", "reason when undefined"),
    _field("rank", "integer", "位次", "rank"),
    _field("rank_low", "integer", "位次下限", "best plausible rank"),
    _field("rank_high", "integer", "位次上限", "worst plausible rank"),
    _field(
        "minimum_detectable",
        "number",
        "最小可检测效应",
        "minimum detectable effect",
        unit=Bilingual("标准差", "SD"),
    ),
)

FIELDS: dict[str, Field] = {field.name: field for field in _ALL}

ESTIMATE_COLUMNS = (
    "term",
    "estimate",
    "std_error",
    "ci_low",
    "ci_high",
    "p_value",
    "n",
    "n_clusters",
    "method",
    "reason",
)

GOVERNMENT_FUNDER_TYPES = frozenset(
    {"government_bureau", "street_office", "welfare_lottery", "residents_committee"}
)
"""Funders whose money is public, whatever heading it is booked under.

Residents' committees are counted in because their budget is paid by the street
office; state-owned firms are counted out and shown apart.
"""

GOVERNMENT_INSTRUMENTS = frozenset({"subsidy", "purchase", "venture_fund"})
"""Account headings that an accountant would call government money."""


def label(name: str, language: Language) -> str:
    """
    Give the words for a column.

    Parameters
    ----------
    name
        Column name in typed frames.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    str
        Label with unit.

    Raises
    ------
    KeyError
        If no field has that name.

    Examples
    --------
    >>> label("award_cny", "zh")
    '资助金额/元'
    """
    return FIELDS[name].axis_label(language)
