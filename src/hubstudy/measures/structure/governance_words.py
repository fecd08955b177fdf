"""What is said about how a network is governed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.network.contract import SHOWN
from hubstudy.results import Estimate, print_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hubstudy.measures.structure.governance_rules import Criterion

TOLERANCE = 1e-12

MODES: dict[str, Bilingual] = {
    "shared": Bilingual("成员共治", "shared governance by the participants"),
    "lead_organization": Bilingual("牵头组织治理", "governance by a lead organisation"),
    "network_administrative_organization": Bilingual(
        "网络管理机构治理", "governance by a network administrative organisation"
    ),
    "mixed": Bilingual(
        "混合型（不合三种纯型）", "mid-range, none of the three pure forms"
    ),
}
"""Codes of `governance_mode` and their words."""

CRITERIA: dict[str, Bilingual] = {
    "degree_centralization": Bilingual("度中心势", "degree centralisation"),
    "broker_share": Bilingual(
        "首位组织居间的开放两步路径占比", "share of open two-paths that the top brokers"
    ),
    "broker_lead": Bilingual("首位比第二位高出", "lead of the top over the second"),
    "members_reach": Bilingual(
        "其余组织直接相连或有共同联系者的对数占比",
        "share of pairs of the others tied or with a common contact",
    ),
    "formal_body": Bilingual(
        "首位组织可为独立机构", "the top organisation can be a body of its own"
    ),
    "known_to_deliver": Bilingual(
        "首位组织已知自办服务", "the top organisation is known to deliver services"
    ),
    "service_share": Bilingual(
        "首位组织的关系中服务性关系占比", "share of the top's ties that carry services"
    ),
}
"""Criteria in the rows of `GovernanceMode.to_frame`."""

FINDING = Bilingual(
    "{n} 个组织的治理模式判为“{mode}”（Provan 与 Kenis 2008；不计隶属关系），最近的另"
    "一类是“{nearest}”，{criterion}相差 {margin}。{selected}",
    "{n} organisations: {mode} (Provan and Kenis 2008; membership ties left out); "
    "nearest is {nearest}, {margin} away ({criterion}).{selected}",
)
SELECTED_FINDING = Bilingual(
    "其中 {k} 个组织因与其余组织有关系而选入，度中心势部分由这一选择造成。",
    " Chosen among these for ties to the others: {k}, so that centralisation is partly "
    "made by the choice.",
)
UNDEFINED = Bilingual(
    "{n} 个组织的治理模式无法判定：{reason}。",
    "{n} organisations: the mode of governance is undefined, {reason}.",
)
BROKER = Bilingual(
    "不计隶属关系，{top}居间的开放两步路径最多，占 {broker_share}，比第二位高出 "
    "{broker_lead}，与 {top_degree_share} 的其他组织相连；度中心势为 "
    "{degree_centralization}。有单一经纪者须占比达 {min_broker_share}、高出 "
    "{min_broker_lead}、中心势达 {min_degree_centralization}：{verdict}。",
    "Without membership ties {top} brokers most open two-paths, {broker_share}, "
    "{broker_lead} ahead of the second, and is tied to {top_degree_share} of the "
    "others; degree centralisation is {degree_centralization}. A single broker needs "
    "{min_broker_share}, {min_broker_lead} and {min_degree_centralization}: {verdict}.",
)
NO_BROKER = Bilingual(
    "不计隶属关系，没有一对未相连的组织经由第三方相连，无人居间；度中心势为 "
    "{degree_centralization}。",
    "Without membership ties no two organisations that are not tied have a common "
    "contact, so nobody brokers; degree centralisation is {degree_centralization}.",
)
VERDICTS = {
    True: Bilingual("均达到", "all are met"),
    False: Bilingual("未全部达到", "not all are met"),
}
CHANCE = Bilingual(
    "同样组织数与关系数的随机网络（{n} 次）度中心势平均为 "
    "{degree_centralization_null}，实际值{verdict}。",
    "Random networks with as many organisations and ties ({n} draws) have a degree "
    "centralisation of {degree_centralization_null} on average; the observed value "
    "{verdict}.",
)
SELECTED = Bilingual(
    "{selected}（{n_selected} 个）因与其余组织有关系而选入网络，度中心势与居间占比部分"
    "由这一选择造成；随机网络中没有这样的选择，故不与随机网络比较。",
    "Chosen for ties to the others (n = {n_selected}): {selected}. Centralisation and "
    "the share brokered are partly made by that choice; nobody is chosen in random "
    "networks, so they are no comparison.",
)
CHANCE_VERDICTS = {
    "above": Bilingual("高于随机所及", "is above what chance gives"),
    "within": Bilingual("不超出随机所及", "is no more than chance gives"),
    "below": Bilingual("低于随机所及", "is below what chance gives"),
}
MEMBERSHIP_ASIDE = Bilingual(
    "计入隶属关系则度中心势为 {degree_centralization_with_membership}，首位占比 "
    "{broker_share_with_membership}：隶属关系使枢纽必为星形的中心，这一差别由定义造成，"
    "不作判定依据。",
    "With membership ties degree centralisation is "
    "{degree_centralization_with_membership} and the top's share "
    "{broker_share_with_membership}: membership makes a hub the centre of a star by "
    "construction, so the mode does not rest on it.",
)
REACH = Bilingual(
    "除{top}外，{members_reach} 的组织对直接相连或有共同联系者，成员共治须达 "
    "{min_members_reach}。",
    "Leaving {top} aside, {members_reach} of the pairs are tied or have a common "
    "contact; shared governance needs {min_members_reach}.",
)
INFORMAL = Bilingual(
    "{top}是备案组织或自组织，不是专设的管理机构，只能是成员。",
    "{top} is filed or self-organised, which a separate body set up to govern is not: "
    "it is a member.",
)
DELIVERS = Bilingual(
    "{top}已知自办服务，是提供服务的成员，不是专设的管理机构。",
    "{top} is known to deliver services: a member, not a body set up to govern.",
)
SERVICE = Bilingual(
    "{top}的关系中 {service_share} 含协作、转介或资源往来，其余只有督导、资助或信息；专"
    "设的管理机构不高于 {min_service_share}。",
    "{service_share} of the ties of {top} carry collaboration, referral or resources, "
    "the rest supervision, funding or information only; a body set up to govern has "
    "{min_service_share} at most.",
)
NO_LAYERS = Bilingual(
    "不知{top}各条关系的类型，分不清是牵头组织还是网络管理机构；请给出带 layer 的图，"
    "或 service 网络。",
    "The layers of the ties of {top} are not known, so that a lead organisation cannot "
    "be told from an administrative one; give a graph with layers, or the service "
    "network.",
)

LIMITS = (
    Bilingual(
        "参与者数目可以看出：这里有 {n} 个组织；Provan 与 Kenis 认为成员共治适于少数参"
        "与者，牵头组织适于中等数目，网络管理机构适于中等至众多。",
        "The number of participants can be seen: {n} organisations here. Provan and "
        "Kenis expect shared governance to work for few, a lead organisation for a "
        "moderate number, an administrative organisation for moderate to many.",
    ),
    Bilingual(
        "信任的密度看不出：网络密度（不计隶属关系，{density}）至多是替代指标，有往来不等"
        "于信任。",
        "The density of trust cannot be seen: network density ({density} without "
        "membership ties) is a proxy at best; to have dealings is not to trust.",
    ),
    Bilingual(
        "目标共识看不出：登记册与关系表不含各组织的目标，须访谈或问卷。",
        "Goal consensus cannot be seen: registers and ties hold no goals; it takes "
        "interviews or a questionnaire.",
    ),
    Bilingual(
        "对网络层面能力的需求看不出：服务领域与项目只说明各组织做什么，不说明任务之间需"
        "要多少协调。",
        "The need for network-level competencies cannot be seen: fields of service and "
        "projects tell what each does, not how much coordination the tasks need.",
    ),
    Bilingual(
        "判定的是关系的形态，不是谁在作决定：决定权须查章程、会议记录或访谈。",
        "The class is about the shape of ties, not about who decides: that takes "
        "by-laws, minutes or interviews.",
    ),
)
"""What the data can say of the predictors of Provan and Kenis, and what they cannot."""


def percent(share: float) -> str:
    """
    Print a share as per cent, the same in both languages.

    Parameters
    ----------
    share
        From 0 to 1.

    Returns
    -------
    str
        Such as ``25.0%``.
    """
    return print_number(share, "share", "en")


def points(difference: float) -> Bilingual:
    """
    Print a difference of shares.

    Parameters
    ----------
    difference
        From 0 to 1.

    Returns
    -------
    Bilingual
        Such as ``25.0 percentage points``.
    """
    return Bilingual(
        print_number(difference, "points", "zh"),
        print_number(difference, "points", "en"),
    )


def reasons(
    rows: Mapping[str, Criterion],
    numbers: Mapping[str, Estimate],
    *,
    top: str,
    brokered: bool,
    selected: Sequence[str] = (),
) -> tuple[Bilingual, ...]:
    """
    Say why a network has the mode that it has.

    Parameters
    ----------
    rows
        Criteria by name.
    numbers
        Estimates by name, as `GovernanceMode` has them.
    top
        Name of the organisation that brokers most.
    brokered
        Whether the network has a single broker.
    selected
        Names of those who were put in for their ties to the others.

    Returns
    -------
    tuple of Bilingual
        Sentences.
    """
    found = {name: number.both() for name, number in numbers.items()}
    limits: dict[str, str | Bilingual] = {
        f"min_{name}": percent(row.threshold) for name, row in rows.items()
    }
    limits["min_broker_lead"] = points(rows["broker_lead"].threshold)
    words = {"top": top, "verdict": VERDICTS[brokered], **found, **limits}
    has_broker = numbers["broker_share"].is_defined
    said = [(BROKER if has_broker else NO_BROKER).format_with(**words)]
    if selected:
        said.append(
            SELECTED.format_with(selected=_listed(selected), n_selected=len(selected))
        )
    null = numbers["degree_centralization_null"]
    centralization = numbers["degree_centralization"]
    if null.is_defined:
        verdict = CHANCE_VERDICTS[against(centralization, null)]
        said.append(CHANCE.format_with(**words | {"verdict": verdict, "n": null.n}))
    with_ = numbers["degree_centralization_with_membership"]
    if with_.is_defined and with_.estimate != centralization.estimate:
        said.append(MEMBERSHIP_ASIDE.format_with(**words))
    said.append(REACH.format_with(**words))
    if brokered:
        said.append(_kind_of_broker(rows).format_with(**words))
    return tuple(said)


def _listed(names: Sequence[str]) -> Bilingual:
    more = len(names) > SHOWN
    return Bilingual(
        "、".join(names[:SHOWN]) + ("等" if more else ""),
        ", ".join(names[:SHOWN]) + (" and others" if more else ""),
    )


def _kind_of_broker(rows: Mapping[str, Criterion]) -> Bilingual:
    if not rows["formal_body"].met:
        return INFORMAL
    if not rows["known_to_deliver"].met:
        return DELIVERS
    return NO_LAYERS if rows["service_share"].value is None else SERVICE


def against(found: Estimate, null: Estimate) -> str:
    """
    Say where a number lies against its null.

    Parameters
    ----------
    found
        The number, defined.
    null
        With both ends of its interval.

    Returns
    -------
    str
        ``"above"``, ``"within"`` or ``"below"``; the ends count as within.

    Raises
    ------
    ValueError
        If a number or an end is missing.
    """
    value, low, high = found.estimate, null.ci_low, null.ci_high
    if value is None or low is None or high is None:
        raise ValueError(found, null)
    if value > high + TOLERANCE:
        return "above"
    return "below" if value < low - TOLERANCE else "within"
