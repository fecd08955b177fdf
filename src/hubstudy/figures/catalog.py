"""The figures: number, file stem, caption and size, and the words drawn in them.

Words for columns come from `hubstudy.fields`; every other word that a figure shows
stands here once, in both languages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual, FigureError
from hubstudy.figures.funding_words import FUNDING_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from hubstudy.errors import Language

HEIGHT_LIMIT_CM = 22.0
EMPTY_CM = 4.0
MOST_NAMED = 30
"""Most organisations that a figure names one by one."""

WORDS: dict[str, Bilingual] = {
    "no_data": Bilingual("无数据", "no data"),
    "too_small": Bilingual("样本过小", "too few cases"),
    "synthetic": Bilingual("示例数据", "synthetic data"),
    "footer": Bilingual(
        "n = {n}。数据来源：{source}。截至 {as_of}。",
        "n = {n}. Source: {source}. As of {as_of}.",
    ),
    "city": Bilingual("全市", "whole city"),
    "hub": Bilingual("枢纽组织", "hubs"),
    "other": Bilingual("其他组织", "other organisations"),
    "all": Bilingual("全部", "all"),
    "with_hub": Bilingual("设有枢纽", "with a hub"),
    "without_hub": Bilingual("无枢纽", "without a hub"),
    "policy": Bilingual("政策线 {n}", "policy line {n}"),
    "interval": Bilingual("横线为 95% 后验区间", "lines: 95% posterior intervals"),
    "rows": Bilingual("{table}（{n} 行）", "{table} (rows: {n})"),
    "complete": Bilingual("其余 {n} 列完整", "other {n} columns complete"),
    "all_complete": Bilingual("全部 {n} 列完整", "all {n} columns complete"),
    "share_recorded": Bilingual("已登记比例", "share of rows recorded"),
    "membership.with": Bilingual("含隶属关系", "with membership ties"),
    "membership.without": Bilingual("不含隶属关系", "without membership ties"),
    "null.interval": Bilingual("零模型 95%", "95% of the null"),
    "null.mean": Bilingual("零模型平均", "mean of the null"),
    "null.is": Bilingual("零模型 {mean}", "null {mean}"),
    "null.density": Bilingual(
        "零模型：组织数、关系数相同", "null: as many organisations and ties"
    ),
    "null.degree": Bilingual("零模型：各组织度数不变", "null: every degree kept"),
    "times_null": Bilingual(
        "枢纽平均为零模型平均的倍数（对数刻度；枢纽 n = {n}）",
        "mean of hubs over mean of the null (log scale; hubs: n = {n})",
    ),
    "hubs_null_z": Bilingual("枢纽／零模型，z", "hubs / null, z"),
    "lower_is_freer": Bilingual("越低结构洞越多", "lower: more holes"),
    "role.coordinator": Bilingual(
        "协调人\n本社区内", "coordinator\nwithin the community"
    ),
    "role.itinerant": Bilingual("顾问\n另一社区内", "itinerant broker\nwithin another"),
    "role.representative": Bilingual(
        "代理人\n由本社区向外", "representative\nfrom own to another"
    ),
    "role.gatekeeper": Bilingual(
        "守门人\n由外入本社区", "gatekeeper\nfrom another to own"
    ),
    "role.either": Bilingual(
        "代理人或守门人\n本社区与外界之间",
        "representative/gatekeeper\nbetween own and another",
    ),
    "role.liaison": Bilingual(
        "联络人\n另外两个社区之间", "liaison\nbetween two others"
    ),
    "role.total": Bilingual("合计", "all roles"),
    "pairs_brokered": Bilingual(
        "枢纽居间的组织对数（1 以上为对数刻度；枢纽 n = {n}）",
        "pairs that hubs stand between (log scale above 1; hubs: n = {n})",
    ),
    "overlap.diagonal": Bilingual("对角线：关系数", "diagonal: number of ties"),
    "overlap.cell": Bilingual(
        "其余：Jaccard 系数，两类都有／至少有一类的组织对",
        "other cells: Jaccard, pairs tied in both / in either",
    ),
    "overlap.not_measured": Bilingual("斜线：未测量", "hatched: not measured"),
    "overlap.more": Bilingual(
        "多于零模型所给（Holm，5%）", "more than the null gives (Holm, 5%)"
    ),
    "overlap.less": Bilingual(
        "少于零模型所给（Holm，5%）", "less than the null gives (Holm, 5%)"
    ),
    "adoption.adopted": Bilingual("设立枢纽", "got a hub"),
    "adoption.not_adopted": Bilingual("尚无枢纽", "no hub as yet"),
    "adoption.opened": Bilingual("枢纽设立", "hub opens"),
    "years_since_hub": Bilingual("距枢纽设立的年数", "years since the hub opened"),
    "mean_of_communities": Bilingual(
        "{name}（社区平均）", "{name}, mean of communities"
    ),
    "no_adoption": Bilingual(
        "没有设立枢纽的社区可比", "no community got a hub in these years"
    ),
    "node.organization": Bilingual("组织", "organisation"),
    "node.hub": Bilingual("枢纽组织", "hub"),
    "node.project": Bilingual("项目", "project"),
    "node.funder": Bilingual("资助方", "funder"),
    "node.most_tied": Bilingual("关系最多的非枢纽组织", "best tied, no hub"),
    "order.hubs": Bilingual("移除枢纽", "hubs removed"),
    "order.degree": Bilingual("按度数移除", "by degree"),
    "order.random": Bilingual("随机移除（95% 带）", "at random (95% band)"),
    "order.rewired": Bilingual("重连后移除枢纽（95% 带）", "hubs, rewired (95% band)"),
    "stage.approved": Bilingual("立项", "approved"),
    "stage.started": Bilingual("启动", "started"),
    "stage.completed": Bilingual("结项", "completed"),
    "stage.passed": Bilingual("评审合格", "passed"),
    "stage.renewed": Bilingual("续期", "renewed"),
    "share_of_ratings": Bilingual("占评审次数比例", "share of ratings"),
    "star_steps": Bilingual("{n} 星", "{n}★"),
    "group.all": Bilingual("合计", "all projects"),
    "group.scheme": Bilingual("创投类别", "scheme"),
    "group.lead": Bilingual("承接组织", "lead organisation"),
    "group.year": Bilingual("立项年份", "year approved"),
    "group.target_group": Bilingual("服务对象", "target group"),
    "completed_of_due": Bilingual("已结项／应结项", "completed / due"),
    "contractor.local": Bilingual("本地承接方", "local contractors"),
    "contractor.outside": Bilingual("外来承接方", "outside contractors"),
    "at_risk": Bilingual("在约数", "at risk"),
    "hubs_to_date": Bilingual("枢纽组织累计数/个", "hub organisations to date"),
    "rank": Bilingual("位次（95% 区间）", "rank (95% interval)"),
    "indicator.organizations_per_10k": Bilingual(
        "每万人社会组织数/个", "organisations per 10,000 residents"
    ),
    "least_p": Bilingual(
        "可得到的最小单侧 p = {p}", "least possible one-sided p = {p}"
    ),
    "reason_and_interval": Bilingual(
        "{reason}：95% 区间 {low}–{high}", "{reason}: 95% interval {low}–{high}"
    ),
    "withheld": Bilingual(
        "组织数低于隐私阈值，不作图",
        "fewer organisations than the privacy threshold: not drawn",
    ),
    "small_effect": Bilingual("小", "small"),
    "medium_effect": Bilingual("中", "medium"),
    "large_effect": Bilingual("大", "large"),
    **FUNDING_WORDS,
}
"""Words that figures show beside the names of columns."""


def word(key: str, language: Language, **values: object) -> str:
    """
    Give a word or a phrase that figures show.

    Parameters
    ----------
    key
        Key in `WORDS`.
    language
        ``"zh"`` or ``"en"``.
    **values
        What to fill into the phrase.

    Returns
    -------
    str
        The phrase.
    """
    return WORDS[key].format_with(**values).in_language(language)


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One figure of the study.

    Parameters
    ----------
    number
        Number in the catalogue, such as ``F1``.
    stem
        File name without ``fig_`` and ending.
    caption
        What it shows; printed by the report, not in the image.
    height_cm
        Gives the height for a frame; the width is always that of a text column.
    panels
        Column to make small multiples by; None for one panel.
    highlights
        Whether the plot can set off the unit among others (keyword ``highlight``).
    of_money
        Whether it shows the money of organisations; not drawn where they are fewer
        than the study's privacy threshold.
    """

    number: str
    stem: str
    caption: Bilingual
    height_cm: Callable[[pd.DataFrame], float]
    panels: str | None = None
    highlights: bool = False
    of_money: bool = False

    def height(self, frame: pd.DataFrame) -> float:
        """
        Give the height for a frame.

        Parameters
        ----------
        frame
            What is going to be drawn.

        Returns
        -------
        float
            Height in cm, from `EMPTY_CM` for an empty frame to `HEIGHT_LIMIT_CM`.
        """
        if frame.empty:
            return EMPTY_CM
        return min(self.height_cm(frame), HEIGHT_LIMIT_CM)


def _fixed(height_cm: float) -> Callable[[pd.DataFrame], float]:
    return lambda _: height_cm


def _rows(
    base_cm: float, row_cm: float, *, of: str | None = None, rows: int = 1000
) -> Callable[[pd.DataFrame], float]:
    """Let the height grow with the frame's rows, or a column's distinct values."""

    def height(frame: pd.DataFrame) -> float:
        n = len(frame) if of is None else frame[of].nunique()
        return base_cm + row_cm * min(n, rows)

    return height


def _coverage_height(frame: pd.DataFrame) -> float:
    headings, gaps = frame["table"].nunique(), int((frame["n_missing"] > 0).sum())
    return 2.6 + 0.38 * (headings + gaps)


def _map_height(frame: pd.DataFrame) -> float:
    n_hubs = int((frame["node_kind"] == "hub").sum())
    return 15.0 + 0.34 * ((n_hubs + 2) // 3)


def _if_any(
    column: str, height: Callable[[pd.DataFrame], float]
) -> Callable[[pd.DataFrame], float]:
    """Give a frame without a value in the column no more room than an empty one."""
    return lambda frame: height(frame) if frame[column].notna().any() else EMPTY_CM


def _stress_height(frame: pd.DataFrame) -> float:
    """Give two panels a line of room."""
    if frame.loc[frame["level"] == "all", "lost_share"].isna().all():
        return EMPTY_CM
    return 2.4 + 6.0 * ((frame["shock"].nunique() + 1) // 2)


def _named_or_profile(name: str, limit: int) -> Callable[[pd.DataFrame], float]:
    """Give few organisations a row each, and many a profile of one height."""

    def height(frame: pd.DataFrame) -> float:
        n = frame[name].nunique()
        return 9.5 if n > limit else 3.0 + 0.36 * n

    return height


CATALOG: dict[str, Entry] = {
    "plot_coverage": Entry(
        "F0", "coverage",
        Bilingual("登记资料完整程度", "How complete the register is"),
        _coverage_height,
    ),
    "plot_organizations_ranked": Entry(
        "F1", "organizations_ranked",
        Bilingual(
            "各社区社会组织数与每万人社会组织数（收缩估计）",
            "Organisations per community and per 10,000 residents (shrunken)",
        ),
        _rows(3.6, 0.31),
    ),
    "plot_affiliation_map": Entry(
        "F2", "affiliation_map",
        Bilingual(
            "组织与项目的二模网络图（固定布局）",
            "Two-mode map of organisations and projects, fixed layout",
        ),
        _map_height,
    ),
    "plot_network_map": Entry(
        "F2b", "network_map",
        Bilingual("协作网络图（固定布局）", "Network map, fixed layout"), _map_height,
    ),
    "plot_centralization": Entry(
        "F3", "centralization",
        Bilingual(
            "中心势：含与不含隶属关系",
            "Centralisation with and without membership ties",
        ),
        _rows(3.0, 0.45, of="unit"), highlights=True,
    ),
    "plot_centralization_null": Entry(
        "F3b", "centralization_null",
        Bilingual(
            "中心势与零模型：含与不含隶属关系",
            "Centralisation against its null, with and without membership ties",
        ),
        _rows(3.2, 1.1, of="membership"),
    ),
    "plot_roles": Entry(
        "F4", "roles",
        Bilingual(
            "枢纽的中介角色（Gould–Fernandez）与同社区随机组织",
            "Brokerage roles of hubs (Gould–Fernandez) against their neighbours",
        ),
        _rows(3.7, 1.0, of="role"),
    ),
    "plot_hub_advantage": Entry(
        "F4b", "hub_advantage",
        Bilingual(
            "枢纽的位置与同社区随机组织",
            "Positions of hubs against organisations of their communities",
        ),
        _rows(3.7, 1.0, of="measure"),
    ),
    "plot_removal": Entry(
        "F5", "removal",
        Bilingual(
            "移除枢纽、随机移除与重连网络中移除后的最大连通分支（比较降幅）",
            "Largest component after removing hubs, at random and from rewired "
            "networks (compare the falls)",
        ),
        _fixed(8.5),
    ),
    "plot_layer_overlap": Entry(
        "F6", "layer_overlap",
        Bilingual("各类关系的重合", "Overlap of the layers of ties"),
        _fixed(9.5),
    ),
    "plot_funnel": Entry(
        "F7", "funnel",
        Bilingual("项目从立项到续期", "Projects from approval to renewal"), _fixed(6.5),
    ),
    "plot_stars": Entry(
        "F8", "stars",
        Bilingual("各类评审的星级分布", "Stars given, by type of rater"),
        _rows(3.4, 0.9, of="rater_type"),
    ),
    "plot_completion": Entry(
        "F8b", "completion",
        Bilingual(
            "结项率（Wilson 95% 区间）", "Completion share (Wilson 95% interval)"
        ),
        _rows(3.2, 0.34),
    ),
    "plot_survival": Entry(
        "F9", "survival",
        Bilingual(
            "本地与外来承接方的承接持续性（Kaplan–Meier）",
            "Continuity of local and outside contractors (Kaplan–Meier)",
        ),
        _fixed(9.5),
    ),
    "plot_adoption": Entry(
        "F10", "adoption",
        Bilingual("枢纽组织的逐年设立", "Hub organisations by year"), _fixed(7.0),
    ),
    "plot_adoption_change": Entry(
        "F10b", "adoption_change",
        Bilingual(
            "设立枢纽前后的社区网络（t 分布 95% 区间）",
            "Networks of communities before and after they got a hub (t 95% interval)",
        ),
        _fixed(9.0),
    ),
    "plot_funder_types": Entry(
        "F13", "funder_types",
        Bilingual("收入构成（按资助方类型）", "Revenue by type of funder"),
        _fixed(10.5), of_money=True,
    ),
    "plot_headings": Entry(
        "F13b", "headings",
        Bilingual(
            "资助方是谁与账上科目的对照",
            "Who the funder is against what the account calls the money",
        ),
        _rows(5.0, 0.62, of="funder_type"), of_money=True,
    ),
    "plot_funding_panel": Entry(
        "F13c", "funding_panel",
        Bilingual(
            "政府资金占比与收入集中度的逐年变化",
            "Government share and concentration of revenue by year",
        ),
        _if_any("government_share", _fixed(12.5)), of_money=True,
    ),
    "plot_concentration": Entry(
        "F14", "concentration",
        Bilingual(
            "收入集中度：按来源类型与按资助方",
            "Revenue concentration by source type and by funder",
        ),
        _named_or_profile("organization_id", MOST_NAMED), of_money=True,
    ),
    "plot_dependence_outcomes": Entry(
        "F14b", "dependence_outcomes",
        Bilingual(
            "承接组织的政府资金占比与结项率",
            "Government share and completion share of lead organisations",
        ),
        _if_any("completion_share", _fixed(10.5)), of_money=True,
    ),
    "plot_funder_network": Entry(
        "F15", "funder_network",
        Bilingual(
            "资助方与组织的二模网络", "Two-mode network of funders and organisations"
        ),
        _fixed(13.0), of_money=True,
    ),
    "plot_funder_reach": Entry(
        "F15b", "funder_reach",
        Bilingual(
            "依赖同一资助方的组织", "Organisations that hang on the same funder"
        ),
        _rows(4.3, 0.5, rows=15), of_money=True,
    ),
    "plot_grants_lorenz": Entry(
        "F15c", "grants_lorenz",
        Bilingual(
            "项目资助在社区之间的分布（洛伦兹曲线）",
            "Grants over communities and residents (Lorenz curves)",
        ),
        _if_any("y", _fixed(10.0)),
    ),
    "plot_stress_fan": Entry(
        "F16", "stress_fan",
        Bilingual("资金中断的压力测试", "Stress test: what is lost as a source stops"),
        _stress_height, of_money=True,
    ),
    "plot_substitution": Entry(
        "F16b", "substitution",
        Bilingual(
            "达到有效资助方目标所需的新增资金",
            "New money needed to reach the wanted number of effective funders",
        ),
        _if_any("effective_funders", _named_or_profile("organization_id", MOST_NAMED)),
        of_money=True,
    ),
    "plot_substitution_routes": Entry(
        "F16c", "substitution_routes",
        Bilingual(
            "达到目标所需新增资金：各种途径",
            "New money needed in all, by where it comes from",
        ),
        _if_any("needed_cny", _rows(3.2, 1.0, of="route")), of_money=True,
    ),
    "plot_streets": Entry(
        "F17", "streets",
        Bilingual(
            "各街道比较：估计值、95% 区间与位次区间",
            "Street districts compared: estimates, 95% intervals and rank intervals",
        ),
        _rows(5.6, 0.9, of="street_code"), panels="indicator", highlights=True,
    ),
    "plot_funding_streets": Entry(
        "F17b", "funding_streets",
        Bilingual(
            "各街道资金依赖比较：估计值、95% 区间与位次区间",
            "Funding of street districts compared: estimates, 95% intervals and rank "
            "intervals",
        ),
        _rows(5.6, 0.9, of="street_code"), panels="indicator", highlights=True,
    ),
    "plot_minimum_detectable": Entry(
        "F18", "minimum_detectable",
        Bilingual("各设计的最小可检测效应", "Minimum detectable effect by design"),
        _rows(2.8, 0.7),
    ),
}  # fmt: skip
"""Figures by the name of the function that draws them."""


def entry_of(plot_name: str) -> Entry:
    """
    Find a figure by the function that draws it.

    Parameters
    ----------
    plot_name
        Such as ``plot_stars``.

    Returns
    -------
    Entry
        The figure's entry.

    Raises
    ------
    FigureError
        If the catalogue has no such figure.
    """
    if plot_name not in CATALOG:
        known = "、".join(CATALOG)
        msg = f"图目录没有 {plot_name}，可用 / no such figure, use one of: {known}"
        raise FigureError(msg)
    return CATALOG[plot_name]
