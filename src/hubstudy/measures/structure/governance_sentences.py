"""What is said about the governance of a unit and of its communities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.measures.structure.governance_words import MODES
from hubstudy.measures.structure.typology_words import AXES, NULLS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hubstudy.measures.structure.governance import GovernanceMode
    from hubstudy.measures.structure.typology import LocalGlobalType
    from hubstudy.results import Estimate

METHOD = Bilingual(
    "每个社区取其组织之间的网络（不计隶属关系），按 Provan 与 Kenis（2008）判定治理模"
    "式；{unit}的全网络同样判定，其度中心势与同样组织数、关系数的随机网络（{n_draws} "
    "个，种子 {seed}）比较。全网络通常太大，不合任何一种纯型，故另判定枢纽之间的网络："
    "{unit}的枢纽，加上全市与其中至少半数相连的组织（不计隶属关系）。服务性关系指协作"
    "、转介与资源；承接过项目的组织算作自办服务。关系结构按传递性（局部聚类）与全"
    "局整合分类，对照为随机网络（各 {n_draws} 个；前者各组织关系数不变，后者只保持组织"
    "数与关系数）。判定随阈值而变，故一并列出与最近另一类之差。",
    "Each community's mode of governance is told, after Provan and Kenis (2008), from "
    "the network among its organisations, membership left out; so is that of the "
    "whole network of {unit}, whose degree centralisation is held against random "
    "networks of as many organisations and ties ({n_draws} draws, seed {seed}). The "
    "whole is mostly too large for any pure form, so the network among hubs is looked "
    "at besides: the hubs of {unit} and the organisations of the city tied to at "
    "least half of them, membership left out. Ties that carry services are "
    "collaboration, referral and resource; organisations that have led a project "
    "count as delivering. The type of structure goes by transitivity (local "
    "clustering) and global integration, against random networks ({n_draws} each; "
    "those for the former keep everyone's number of ties, those for the latter the "
    "number of organisations and ties only). Classes depend on "
    "thresholds, so how far off the nearest other one is stands beside.",
)
FINDING = Bilingual(
    "{unit}的 {k} 个社区中，治理模式可判定的有 {told} 个{modes}。全网络：{whole}{hubs}"
    "{type}",
    "Of the communities of {unit} (n = {k}), the mode of governance can be told for "
    "{told}{modes}. The whole network: {whole} {hubs}{type}",
)
NO_COMMUNITIES = Bilingual(
    "{unit}没有登记的社区，无从判定治理模式。",
    "{unit}: no communities are on record, so there is no mode of governance.",
)
COUNT = Bilingual(
    "“{mode}”{n} 个（其中设有枢纽的 {hubs} 个）", "{mode} {n} ({hubs} with a hub)"
)
HUBS = Bilingual(
    "枢纽之间（{n_hubs} 个枢纽及因与其中至少半数相连而选入的 {n_center} 个组织）："
    "{mode}",
    "Among hubs ({n_hubs}, and organisations chosen for ties to at least half of them: "
    "{n_center}): {mode} ",
)
TYPE = Bilingual(
    "全网络的关系结构类型为“{type}”{axes}。",
    "The type of structure of the whole is: {type}{axes}.",
)
AXIS = Bilingual(
    "{axis}为 {value}，{kept}的随机网络平均 {null}",
    "{axis} {value}, on average {null} in random networks {kept}",
)
NO_TYPE = Bilingual(
    "全网络的关系结构类型无法判定：{reason}。",
    "The type of structure of the whole is undefined: {reason}.",
)
BY_RULE = Bilingual(
    "治理模式是按阈值对关系形态的归类，不是检验：离阈值近的社区换一个阈值就会改判；有"
    "无枢纽的社区本来不同，不能由各类的数目推断枢纽的作用。",
    "Modes are classes of shape by thresholds, not tests: a community close to one "
    "changes class with it. Communities with a hub and without differ to begin with, "
    "so nothing about what hubs do follows from how many there are of each.",
)
CHOSEN = Bilingual(
    "枢纽之间的网络中，枢纽以外的组织按与枢纽的关系选入，因此这一网络偏向有居间者，其"
    "度中心势部分由选择造成，不与随机网络比较。",
    "In the network among hubs the others are picked for their ties to hubs, so it "
    "leans towards having a broker: its centralisation is partly made by the choice, "
    "and is not compared with random networks.",
)


def finding(
    unit: Bilingual,
    numbers: Mapping[str, Estimate],
    whole: GovernanceMode,
    hubs: GovernanceMode,
    kind: LocalGlobalType,
) -> Bilingual:
    """
    Put the headline numbers into sentences.

    Parameters
    ----------
    unit
        The unit in words.
    numbers
        As `hubstudy.measures.structure.unit_governance` has them.
    whole, hubs
        Mode of the unit's own network, and of the network among hubs.
    kind
        Type of the unit's own network.

    Returns
    -------
    Bilingual
        Modes of communities first, then those of the unit.
    """
    if not numbers["n_communities"].estimate:
        return NO_COMMUNITIES.format_with(unit=unit)
    among = Bilingual("", "")
    if hubs.mode:
        among = HUBS.format_with(
            n_hubs=numbers["n_hubs"].both(),
            n_center=numbers["n_center"].both(),
            mode=hubs.sentence(),
        )
    return FINDING.format_with(
        unit=unit,
        k=numbers["n_communities"].both(),
        told=numbers["n_told"].both(),
        modes=_modes(numbers),
        whole=whole.sentence(),
        hubs=among,
        type=_type(numbers, kind),
    )


def _modes(numbers: Mapping[str, Estimate]) -> Bilingual:
    said = [
        COUNT.format_with(
            mode=label,
            n=numbers[f"n_{mode}"].both(),
            hubs=numbers[f"n_{mode}_with_hub"].both(),
        )
        for mode, label in MODES.items()
        if numbers[f"n_{mode}"].estimate
    ]
    if not said:
        return Bilingual("", "")
    return Bilingual(
        "：" + "、".join(each.zh for each in said),
        ": " + "; ".join(each.en for each in said),
    )


def _type(numbers: Mapping[str, Estimate], kind: LocalGlobalType) -> Bilingual:
    if not kind.type:
        return NO_TYPE.format_with(reason=kind.type_label)
    axes = [
        AXIS.format_with(
            axis=label,
            value=numbers[name].both(interval=False),
            kept=NULLS[kind.nulls[name]],
            null=numbers[f"{name}_null"].both(),
        )
        for name, label in AXES.items()
        if numbers[name].is_defined and numbers[f"{name}_null"].is_defined
    ]
    listed = Bilingual(
        "".join(f"；{each.zh}" for each in axes).replace("；", "：", 1),
        "".join(f"; {each.en}" for each in axes).replace(";", ":", 1),
    )
    return TYPE.format_with(type=kind.type_label, axes=listed)
