"""The items of the GRAND form and what is said under each, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from hubstudy.errors import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Item(NamedTuple):
    """
    One item of the form.

    Parameters
    ----------
    number
        As in the guidelines, ``"1.1"`` to ``"4.6"``.
    name
        What it is about.
    key
        Key in ``[reporting]`` of study.toml that answers it; empty where the register
        does.
    """

    number: str
    name: Bilingual
    key: str = ""


class Layer(Protocol):
    """What is known of one type of tie."""

    @property
    def label(self) -> Bilingual:
        """Name of the type."""

    @property
    def n_pairs(self) -> int:
        """Tied pairs."""

    @property
    def one_way(self) -> float:
        """Share of tied pairs recorded in one direction only."""

    @property
    def mean(self) -> float:
        """Mean weight."""

    @property
    def sd(self) -> float:
        """Standard deviation of the weights."""

    @property
    def low(self) -> float:
        """Least weight."""

    @property
    def high(self) -> float:
        """Largest weight."""


ITEMS = (
    Item("1.1", Bilingual("数据来源与收集", "Data: how collected"), "collection"),
    Item("1.2", Bilingual("伦理审批", "Ethics"), "ethics"),
    Item("1.3", Bilingual("多期或多个网络", "Multiple networks")),
    Item("1.4", Bilingual("地点", "Location")),
    Item("1.5", Bilingual("日期", "Date")),
    Item("1.6", Bilingual("可获得性", "Availability"), "availability"),
    Item("1.7", Bilingual("引用", "Citation"), "citation"),
    Item("2.1", Bilingual("节点", "Nodes")),
    Item("2.2", Bilingual("规模", "Size")),
    Item("2.3", Bilingual("边界", "Boundary"), "boundary"),
    Item("2.4", Bilingual("缺失的节点", "Missing nodes")),
    Item("2.5", Bilingual("度数限制", "Limits on degree")),
    Item("3.1", Bilingual("关系", "Edges")),
    Item("3.2", Bilingual("方向", "Direction")),
    Item("3.3", Bilingual("权重", "Weight")),
    Item("3.4", Bilingual("自环", "Self-loops")),
    Item("3.5", Bilingual("二模", "Bipartite")),
    Item("3.6", Bilingual("超图", "Hypergraph")),
    Item("3.7", Bilingual("关系数", "Number of edges")),
    Item("4.1", Bilingual("对称化", "Symmetrised")),
    Item("4.2", Bilingual("二值化", "Dichotomised")),
    Item("4.3", Bilingual("投影", "Projected")),
    Item("4.4", Bilingual("剔除", "Excluded")),
    Item("4.5", Bilingual("合并", "Aggregated")),
    Item("4.6", Bilingual("插补", "Imputed")),
)

METHOD = Bilingual(
    "按网络数据报告指南（GRAND 0.5，2026）逐项填写：登记册能说明的由程序计算，只有调查"
    "者知道的取自 study.toml 的 [reporting]，没有写的标为未说明。",
    "Filled in by the Guidelines for Reporting About Network Data (GRAND 0.5, 2026): "
    "what the register tells is computed, what only the collectors know is taken from "
    "[reporting] in study.toml, and what that leaves out is called not stated.",
)
FINDING = Bilingual(
    "{unit}的网络数据报告表共 {n} 项，其中 {silent} 项未说明。",
    "{unit}: the form for network data has {n} items; not stated: {silent}.",
)
SILENT = Bilingual(
    "网络数据报告表有 {n} 项未说明，请在 study.toml 的 [reporting] 中补写。",
    "Items of the form for network data not stated: {n}; add them under [reporting] "
    "in study.toml.",
)
NOT_STATED = Bilingual("未说明", "not stated")
NOT_APPLICABLE = Bilingual("不适用（一模网络）", "does not apply (one-mode network)")
WAVES = Bilingual(
    "{first}–{last} 年逐年一期，共 {n} 期；关系按起止年份归入各期",
    "one wave a year, {first}–{last}, {n} in all; ties belong to the years they hold",
)
PART = Bilingual("{place}{unit}", "{unit}, {place}")
DATE = Bilingual("截至 {day}", "as of {day}")
NODES = Bilingual("登记册所列主体：{kinds}", "bodies of the register: {kinds}")
SIZE = Bilingual(
    "{n} 个，其中 {isolates} 个在此网络中没有任何关系，隶属计入（保留在分母中）",
    "{n}, of which {isolates} have no tie in this network, membership counted (kept in "
    "every denominator)",
)
MISSING = Bilingual(
    "登记册之外的组织不可见，缺失比例未知",
    "organisations outside the register are not seen; their share is unknown",
)
DEGREE = Bilingual("登记册对关系数目没有限制", "the register sets no limit")
EDGES = Bilingual(
    "多重关系网络：{layers}；枢纽的隶属关系另计，各项结果分含与不含两种给出",
    "multiplex: {layers}; membership in a hub is kept apart, and findings are given "
    "with and without it",
)
DIRECTION = Bilingual(
    "分析用网络为无向；登记时由起点指向终点（如资助方到受助方）",
    "the network analysed is undirected; recorded from source to target, such as from "
    "funder to grantee",
)
UNWEIGHTED = Bilingual("没有登记强度", "no weights were recorded")
WEIGHTS = Bilingual(
    "强度（登记册口径）：{layers}；位置与密度指标按有无关系计算",
    "strength as registered: {layers}; positions and densities use whether there is a "
    "tie",
)
WEIGHT = Bilingual(
    "{label}均值 {mean}、标准差 {sd}、范围 {low}–{high}",
    "{label} mean {mean}, SD {sd}, range {low}–{high}",
)
LOOPS = Bilingual("没有自环（登记册拒收）", "none: the intake refuses them")
NUMBER = Bilingual(
    "{n} 对（不含隶属）：{layers}；只有隶属关系的 {n_membership} 对",
    "{n} pairs without membership: {layers}; {n_membership} pairs tied by membership "
    "alone",
)
NO_TIES = Bilingual("没有关系", "there are no ties")
SYMMETRIZED = Bilingual(
    "任一方向有记录即视为有关系；只在一个方向有记录的比例：{layers}",
    "tied if recorded either way; share recorded one way only: {layers}",
)
DICHOTOMIZED = Bilingual(
    "有记录即为有关系，没有因强度删去的关系",
    "any recorded tie counts; none was deleted for its strength",
)
PROJECTED = Bilingual("没有投影", "not projected")
EXCLUDED = Bilingual(
    "一端已注销的 {dropped} 对、跨出本单元的 {crossing} 对；登记为“无关系”的 {absent} "
    "行不成关系",
    "{dropped} pairs with an end that has closed and {crossing} that leave the unit; "
    "{absent} rows recorded as absent are no ties",
)
AGGREGATED = Bilingual(
    "{rows} 行观察记录合并为 {pairs} 对，强度相加",
    "{rows} rows observed were collapsed into {pairs} pairs, strengths added up",
)
IMPUTED = Bilingual(
    "没有插补关系；{unweighted} 条缺强度者按 1 计；{unknown} 对未询问者作为缺失，不作无"
    "关系",
    "no tie was imputed; {unweighted} without a strength count as 1; {unknown} pairs "
    "not asked about are missing, not absent",
)


def labels(names: Iterable[Bilingual]) -> Bilingual:
    """
    Put names in a row.

    Parameters
    ----------
    names
        The names.

    Returns
    -------
    Bilingual
        With the comma of each language.
    """
    known = list(names)
    return Bilingual("、".join(n.zh for n in known), ", ".join(n.en for n in known))


def listed(counts: Sequence[tuple[Bilingual, int]]) -> Bilingual:
    """
    Put names with their counts in a row.

    Parameters
    ----------
    counts
        Name and count.

    Returns
    -------
    Bilingual
        Such as ``社会组织 1,297、社区 60``; says so where there is none.
    """
    if not counts:
        return NO_TIES
    return labels(Bilingual(f"{a.zh} {n:,}", f"{a.en} {n:,}") for a, n in counts)


def weights(layers: Sequence[Layer]) -> Bilingual:
    """
    Describe the weights of each type of tie.

    Parameters
    ----------
    layers
        What is known of each.

    Returns
    -------
    Bilingual
        Mean, standard deviation and range of each.
    """
    known = [layer for layer in layers if not np.isnan(layer.mean)]
    if not known:
        return UNWEIGHTED
    texts = [
        WEIGHT.format_with(
            label=layer.label,
            mean=f"{layer.mean:.2f}",
            sd=f"{layer.sd:.2f}",
            low=f"{layer.low:g}",
            high=f"{layer.high:g}",
        )
        for layer in known
    ]
    joined = Bilingual("；".join(t.zh for t in texts), "; ".join(t.en for t in texts))
    return WEIGHTS.format_with(layers=joined)


def symmetrized(layers: Sequence[Layer]) -> Bilingual:
    """
    Say how much was recorded one way only.

    Parameters
    ----------
    layers
        What is known of each type of tie.

    Returns
    -------
    Bilingual
        Share of tied pairs, by type.
    """
    known = [layer for layer in layers if layer.n_pairs]
    if not known:
        return NO_TIES
    shares = labels(
        Bilingual(f"{x.label.zh} {x.one_way:.1%}", f"{x.label.en} {x.one_way:.1%}")
        for x in known
    )
    return SYMMETRIZED.format_with(layers=shares)
