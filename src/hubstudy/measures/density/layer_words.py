"""What is said about layers of ties that fall on the same pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hubstudy.errors import Bilingual
from hubstudy.fields import FIELDS
from hubstudy.network.contract import MEMBERSHIP

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from hubstudy.results import Estimate

SMALLEST_P = 0.001
METHOD = Bilingual(
    "每类关系各成一个无向网络，隶属另成一个，只取{unit}内部的组织与关系。重合以 "
    "Jaccard 系数计：两类都有的组织对除以至少有一类的组织对；任一类未询问的组织对不计"
    "。零模型：两类关系各自独立，随机落在同一种组织对上；组织对按所在社区（跨社区的合"
    "为一种）与其中有无枢纽分种，每种之中每类关系的数目不变（超几何分布之和，精确计算"
    "）。双侧 p 为较小一侧的两倍，经 Holm 校正后不大于 0.05 才算多于或少于零模型所给。"
    "另列关系落在任意组织对上的期望数 m₁m₂/D；把一类网络的组织编号随机置换（QAP），期"
    "望数与此相同。",
    "Each kind of tie makes an undirected network, membership one more, cut to the "
    "organisations of {unit} and the ties among them. Overlap is Jaccard's: pairs tied "
    "in both over pairs tied in either, pairs that either did not ask about left out. "
    "Null: the ties of both fall independently on pairs of the same kind; pairs are "
    "told apart by their community (all that cross communities together) and by "
    "whether a hub is among them, each kind with as many of either as observed (a sum "
    "of hypergeometric numbers, exact). Two-sided p is twice the smaller side; more or "
    "less than the null gives means at most 0.05 after Holm. Besides, the number "
    "expected were ties laid on any pairs, m₁m₂/D, which is also what permuting the "
    "organisations of one network (QAP) expects.",
)
FINDING = Bilingual(
    "{unit}的 {n} 个组织中，有关系的组织对（隶属除外）{pairs} 对，平均每对 {mean} 层，"
    "{share} 有两层及以上。{compared}",
    "{unit}: of {n} organisations, {pairs} pairs are tied (membership aside), in "
    "{mean} layers each on average; {share} of them in two layers or more. {compared}",
)
COMPARED = Bilingual(
    "两两比较 {k} 组关系（含隶属），重合多于零模型所给的 {more} 组，少于的 {less} 组，"
    "其余不多于零模型所给（零模型：同一社区的同种组织对上各自独立；Holm 校正）。{most}",
    "Of {k} comparisons of two layers (membership too), {more} overlap more than their "
    "null gives, {less} less, the rest no more (null: independent of one another on "
    "pairs of the same kind in the same community; Holm-adjusted).{most}",
)
NOT_COMPARED = Bilingual(
    "没有两类关系可与零模型比较。", "No two layers can be held against a null."
)
MOST = Bilingual(
    "其中重合最多的是“{a}”与“{b}”：Jaccard 系数 {jaccard}，两类都有的组织对 {both} 对，"
    "零模型平均 {null} 对（95%：{low} 至 {high}，p {p}）。",
    " The largest such overlap is that of {a} with {b}: Jaccard {jaccard}, tied in "
    "both {both}, null mean {null} (95%: {low} to {high}, p {p}).",
)
ONE_LAYER = Bilingual(
    "{unit}的 {n} 个组织中，有关系的组织对（隶属除外）{pairs} 对；只测量了“{layer}”一"
    "类，无从比较各类关系的重合。",
    "{unit}: of {n} organisations, {pairs} pairs are tied (membership aside); only "
    "{layer} was measured, so that layers cannot be compared.",
)
NO_FINDING = Bilingual(
    "{unit}（{n} 个组织）无从比较各类关系的重合：{reason}。",
    "{unit} (n = {n}): layers of ties cannot be compared: {reason}.",
)
MECHANICAL = Bilingual(
    "隶属关系按定义只连枢纽与其成员，与枢纽自己的各类关系落在同样的组织对上；零模型因"
    "此把有枢纽的组织对单列一种。",
    "Membership by definition ties hubs to their members only, on the very pairs where "
    "a hub's other ties are; pairs with a hub are a kind of their own in the null for "
    "that reason.",
)
ONE_FORM = Bilingual(
    "几类关系如在同一次填报中按同一份名单登记，重合可能部分来自填报方式。",
    "Where several kinds of tie are filled in from one list, part of the overlap may "
    "come from how they were recorded.",
)
UNMEASURED = Bilingual(
    "以下关系没有任何记录，不作“没有关系”处理：{layers}。",
    "Nothing is on record about these layers, which is not the same as no ties: "
    "{layers}.",
)
CROSSING = Bilingual(
    "另有 {n} 对有关系的组织对一端在{unit}之外，不计入。",
    "{n} more tied pairs have one end outside {unit} and are left out.",
)


def layer_label(code: str) -> Bilingual:
    """
    Name a layer in words.

    Parameters
    ----------
    code
        A category of field ``layer``.

    Returns
    -------
    Bilingual
        Its name.
    """
    field = FIELDS["layer"]
    zh, en = (field.category_labels(language)[code] for language in ("zh", "en"))
    return Bilingual(zh, en)


def finding(
    unit: Bilingual, n: int, table: pd.DataFrame, numbers: Mapping[str, Estimate],
    *, measured: tuple[str, ...],
) -> Bilingual:  # fmt: skip
    """
    Put the headline numbers into sentences.

    Parameters
    ----------
    unit
        The unit in words.
    n
        Its organisations.
    table
        Pairs of layers, as `hubstudy.measures.density.unit_layers` has them.
    numbers
        Its headline numbers.
    measured
        Layers that were measured, membership aside.

    Returns
    -------
    Bilingual
        With the null, and with the pair of layers that overlaps most.
    """
    mean = numbers["layers_per_tied_pair"]
    words: dict[str, Any] = {
        "unit": unit,
        "n": f"{n:,}",
        "pairs": numbers["n_tied_pairs"].both(),
    }
    if mean.reason == "one_group_only":
        return ONE_LAYER.format_with(**words, layer=layer_label(measured[0]))
    if not mean.is_defined:
        return NO_FINDING.format_with(**words, reason=mean.both())
    return FINDING.format_with(
        **words,
        mean=f"{mean.estimate:.2f}",
        share=numbers["multiplex_share"].both(),
        compared=_compared(table, numbers),
    )


def _compared(table: pd.DataFrame, numbers: Mapping[str, Estimate]) -> Bilingual:
    if not numbers["n_compared"].estimate:
        return NOT_COMPARED
    return COMPARED.format_with(
        k=numbers["n_compared"].both(),
        more=numbers["n_more"].both(),
        less=numbers["n_less"].both(),
        most=_most(table),
    )


def _most(table: pd.DataFrame) -> Bilingual:
    """Name the two layers that overlap most, of those beyond their null."""
    told = table[(table["verdict"] == "more") & (table["layer_b"] != MEMBERSHIP)]
    if told.empty:
        return Bilingual("", "")
    row = told.iloc[int(told["jaccard"].to_numpy().argmax())]
    p_value = row["p_value"]
    return MOST.format_with(
        a=layer_label(row["layer_a"]),
        b=layer_label(row["layer_b"]),
        jaccard=f"{row['jaccard']:.3f}",
        both=f"{row['n_both']:,}",
        null=f"{row['null_mean']:.1f}",
        low=f"{row['null_low']:.0f}",
        high=f"{row['null_high']:.0f}",
        p=f"< {SMALLEST_P}" if p_value < SMALLEST_P else f"= {p_value:.3f}",
    )


def caveats(
    unit: Bilingual, layers: pd.DataFrame, *, unmeasured: tuple[str, ...], crossing: int
) -> tuple[Bilingual, ...]:
    """
    Say what the reader must know, as far as it is so in the data.

    Parameters
    ----------
    unit
        The unit in words.
    layers
        One row per layer, as `hubstudy.measures.density.unit_layers` has them.
    unmeasured
        Layers without any row.
    crossing
        Tied pairs with one end outside.

    Returns
    -------
    tuple of Bilingual
        The caveats, most general first.
    """
    names = [layer_label(code) for code in unmeasured]
    listed = Bilingual("、".join(x.zh for x in names), ", ".join(x.en for x in names))
    n_ties = layers.set_index("layer")["n_ties"]
    candidates = [
        (n_ties.get(MEMBERSHIP, 0), MECHANICAL),
        ((n_ties.drop(MEMBERSHIP, errors="ignore") > 0).sum() > 1, ONE_FORM),
        (unmeasured, UNMEASURED.format_with(layers=listed)),
        (crossing, CROSSING.format_with(n=f"{crossing:,}", unit=unit)),
    ]
    return tuple(text for holds, text in candidates if holds)
