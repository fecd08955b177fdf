"""What is said about removing hubs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hubstudy.results import Estimate

LEVEL = 0.05

METHOD = Bilingual(
    "在{unit}内部的网络上依次移除组织，每步给出最大连通分支的组织数占移除前全部组织（"
    "含孤立点）的比例。次序有三种：全部枢纽（度数高者先）；同样数目的随机组织（"
    "{n_random} 次，种子 {seed}，取均值与 2.5%–97.5% 分位）；同样数目中度数最高者（次"
    "序一次定下，不重算，度数相同按编号）。零模型：各组织的关系数不变、关系随机重连的网"
    "络（{n_random} 个，同一种子），从中依同样次序移除同样的枢纽；比较移除所致的落差，"
    "即移除前后比例之差，双侧 p =（至少同样极端的次数 + 1）/（次数 + 1）较小一侧的两倍"
    "。主表不含隶属关系，另有含隶属关系的一份。",
    "Organisations are removed one by one from the network inside {unit}; each step "
    "gives the largest connected component as a share of all organisations there "
    "were, isolates counted. Three orders: all hubs, highest degree first; as many at "
    "random ({n_random} draws, seed {seed}, mean and 2.5%–97.5% of draws); as many "
    "with the highest degree (order fixed from the start, ties by id). Null: the same "
    "hubs removed in the same order from networks in which every organisation has as "
    "many ties as observed and these are otherwise random ({n_random} draws, same "
    "seed); what is compared is the loss, the share before less that after, p "
    "two-sided as twice the smaller (draws at least as extreme + 1) / (draws + 1). The "
    "main table leaves membership ties out; a part has them.",
)
FINDING = Bilingual(
    "{unit}移除全部 {k} 个枢纽后，最大连通分支占全部组织的 {hubs}（移除前为 {before}）"
    "；随机移除同样数目的组织后平均为 {random}。落差为 {loss}；从各组织关系数不变、随"
    "机重连的网络中移除同样的枢纽，落差平均为 {null}，p = {p}：{verdict}。不计隶属关系"
    "。",
    "{unit}: with its hubs removed (n = {k}), the largest component holds {hubs} of "
    "the organisations (before: {before}); with as many removed at random, {random} "
    "on average. The loss is {loss}; where the same hubs leave networks rewired at "
    "random with every degree kept, it averages {null}, p = {p}: {verdict}. "
    "Membership ties are left out.",
)
VERDICTS = {
    "more": Bilingual("大于零模型所给", "more than its null gives"),
    "less": Bilingual("小于零模型所给", "less than its null gives"),
    "no_more": Bilingual("不大于零模型所给", "no more than its null gives"),
}
NO_HUBS = Bilingual(
    "{unit}没有枢纽组织，无从考察移除枢纽的后果。",
    "{unit}: there are no hub organisations, so there is nothing to remove.",
)
NOT_MEASURED = Bilingual(
    "{unit}的关系未测量，无从考察移除枢纽的后果。",
    "{unit}: ties were not measured, so nothing can be said about removing hubs.",
)
MECHANICAL = Bilingual(
    "含隶属关系的一份中，只靠隶属关系相连的组织在枢纽移除后必然散开，这一落差由定义造"
    "成。",
    "In the version with membership ties, organisations tied through membership alone "
    "fall apart by definition once their hub is gone.",
)


def finding(
    unit: Bilingual, numbers: Mapping[str, Estimate], *, n_hubs: int
) -> Bilingual:
    """
    Put the headline numbers into sentences.

    Parameters
    ----------
    unit
        The unit in words.
    numbers
        As `hubstudy.measures.structure.hub_removal` has them.
    n_hubs
        Hubs of the unit.

    Returns
    -------
    Bilingual
        With what is lost where degrees alone are kept.
    """
    loss, null = numbers["loss"], numbers["loss_rewired"]
    if loss.reason:
        template = NO_HUBS if loss.reason == "no_hubs" else NOT_MEASURED
        return template.format_with(unit=unit)
    p_value, verdict = loss.p_value or 0.0, "no_more"
    if p_value <= LEVEL:
        verdict = "more" if (loss.estimate or 0.0) > (null.estimate or 0.0) else "less"
    return FINDING.format_with(
        unit=unit,
        k=n_hubs,
        hubs=numbers["share_after_hubs"].both(),
        before=numbers["share_before"].both(),
        random=numbers["share_after_random"].both(),
        loss=loss.both(),
        null=null.both(),
        p=f"{p_value:.3f}",
        verdict=VERDICTS[verdict],
    )
