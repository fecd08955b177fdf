"""The sentences on the brokerage roles of hubs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hubstudy.errors import Bilingual
from hubstudy.measures.position.relabelling import MECHANICAL, VERDICTS, p_text
from hubstudy.results import Estimate

if TYPE_CHECKING:
    from collections.abc import Hashable

    import pandas as pd

METHOD = Bilingual(
    "居间指一个组织与双方都有关系而双方互不相连，按 Gould 与 Fernandez（1989）依三方所"
    "属社区分为四种角色：协调人（三方同在一个社区）、代理人或守门人（一方与枢纽同社区，另"
    "一方在外；关系无方向，两者不分）、顾问（双方同在另一个社区）、联络人（三方分属三个"
    "社区）。在全市网络上计数，无权无向，每对计一次。零模型：在每个设有枢纽的社区内，把"
    "“枢纽”之名随机给该社区的任一组织（{n} 次，种子 {seed}），关系不动；期望为精确值。"
    "p =（至少同样极端的次数 + 1）/（次数 + 1），双侧为较小一侧的两倍，不超过 1；四种角"
    "色与合计共五项，判断按 Holm 校正。附表另给全市网络在社区标签随机重排下的各角色总数"
    "，它说明角色是否随社区而分，与枢纽无关。",
    "An organisation stands between two others if both are tied to it and not to each "
    "other. By the communities of the three (Gould and Fernandez 1989) it is a "
    "coordinator (one community), a representative or gatekeeper (one of the two is "
    "outside; ties have no direction, so these are one), an itinerant broker (both of "
    "one other community) or a liaison (three communities). Counted on the whole "
    "network, binary and undirected, each pair once. Null: within each community that "
    "has a hub, the name of hub goes to any of its organisations at random ({n} draws, "
    "seed {seed}), ties untouched; expectations are exact. p = (draws at least as "
    "extreme + 1) / (draws + 1), two-sided as twice the smaller side, at most 1; the "
    "verdict is after Holm over five rows, four roles and their total. A further table "
    "gives the whole network's roles under shuffled communities, which tells whether "
    "roles follow communities and nothing about hubs.",
)
FINDING = Bilingual(
    "{unit}的 {n} 个枢纽，不含隶属关系时共 {observed} 次居于两个互不相连的组织之间，同"
    "社区随机组织平均为 {expected} 次（零模型 95%：{low} 至 {high}，校正后 {p}）："
    "{verdict}。",
    "{unit}: without membership ties, hubs (n = {n}) stand between two untied "
    "organisations {observed} times; organisations drawn from the same communities do "
    "so {expected} times (95% of the null: {low} to {high}, adjusted {p}): {verdict}.",
)
NO_FINDING = Bilingual(
    "{unit}的枢纽（{n} 个）的居间角色无从比较：{reason}。",
    "{unit}: the brokerage of hubs (n = {n}) cannot be compared: {reason}.",
)
ROLE = Bilingual(
    "{role} {observed} 次（零模型 {expected} 次，校正后 {p}）",
    "{role} {observed} (null {expected}, adjusted {p})",
)
ROLE_WORDS = {
    "coordinator": Bilingual("社区内部的协调人", "coordinator inside the community"),
    "either": Bilingual(
        "本社区与外界之间的代理人或守门人",
        "representative or gatekeeper between the community and outside",
    ),
    "itinerant": Bilingual(
        "另一社区内部的顾问", "itinerant broker inside another community"
    ),
    "liaison": Bilingual(
        "另外两个社区之间的联络人", "liaison between two other communities"
    ),
}
MORE = Bilingual(
    "分角色看，高于零模型所给的有：{roles}。",
    "Roles that are more than the null gives: {roles}.",
)
LESS = Bilingual(
    "低于零模型所给的有：{roles}。", "Roles that are less than the null gives: {roles}."
)
NO_MORE = Bilingual(
    "分角色看，没有一种高于零模型所给。", "No single role is more than its null gives."
)
WITH = Bilingual(
    "计入隶属关系后为 {observed} 次（零模型 {expected} 次）；成员按定义都与枢纽相连，这"
    "一变化由定义造成。",
    "With membership ties it is {observed} times (null {expected}); members are tied "
    "to their hub by definition, and this change is mechanical.",
)
DEGREE = Bilingual(
    "零模型不保留度数：关系多的组织，居间的机会也多，各种角色会一起增加。",
    "The null does not keep degree: who has more ties stands between more others, in "
    "all roles at once.",
)
NOT_ASKED = Bilingual(
    "全市网络中有 {n} 条路径（不含隶属），两端是否相连未经询问，未计入。",
    "Paths of the whole network, membership aside, left out because nobody asked "
    "whether their ends are tied: {n}.",
)


def method(*, n_permutations: int, seed: int) -> Bilingual:
    """
    Say how roles were counted and compared.

    Parameters
    ----------
    n_permutations
        Draws of the null.
    seed
        Their seed.

    Returns
    -------
    Bilingual
        A few sentences.
    """
    return METHOD.format_with(n=f"{n_permutations:,}", seed=seed)


def finding(unit: Bilingual, table: pd.DataFrame) -> Bilingual:
    """
    Put the comparison into sentences.

    Parameters
    ----------
    unit
        Name of the unit.
    table
        As `hub_roles` makes it.

    Returns
    -------
    Bilingual
        Total, null and verdict without membership; the roles that are clear; then what
        membership adds.
    """
    rows = {(row["role"], row["membership"]): row for row in table.to_dict("records")}
    total = rows["total", "without"]
    if total["reason"]:
        reason = Estimate.undefined(total["reason"]).both()
        return NO_FINDING.format_with(unit=unit, n=total["n_hubs"], reason=reason)
    parts = [_filled(FINDING, total, unit=unit, verdict=VERDICTS[total["verdict"]])]
    roles = [rows[role, "without"] for role in ROLE_WORDS]
    more, less = (
        [row for row in roles if row["verdict"] == side] for side in ("more", "less")
    )
    parts.append(MORE.format_with(roles=_listed(more)) if more else NO_MORE)
    if less:
        parts.append(LESS.format_with(roles=_listed(less)))
    with_ = rows.get(("total", "with"))
    if with_ and with_["observed"] != total["observed"]:
        parts.append(_filled(WITH, with_))
    return Bilingual("".join(p.zh for p in parts), " ".join(p.en for p in parts))


def caveats(table: pd.DataFrame, *, n_unknown: int) -> tuple[Bilingual, ...]:
    """
    Say what the reader must know.

    Parameters
    ----------
    table
        As `hub_roles` makes it.
    n_unknown
        Paths of the whole network that may not be open.

    Returns
    -------
    tuple of Bilingual
        Only what applies; nothing where nothing was compared.
    """
    if not table["reason"].eq("").any():
        return ()
    asked = [NOT_ASKED.format_with(n=f"{n_unknown:,}")] if n_unknown else []
    return (MECHANICAL, DEGREE, *asked)


def _listed(rows: list[dict[Hashable, Any]]) -> Bilingual:
    filled = [_filled(ROLE, row, role=ROLE_WORDS[row["role"]]) for row in rows]
    return Bilingual("；".join(p.zh for p in filled), "; ".join(p.en for p in filled))


def _filled(words: Bilingual, row: dict[Hashable, Any], **more: object) -> Bilingual:
    return words.format_with(
        n=row["n_hubs"],
        observed=f"{row['observed']:,.0f}",
        expected=f"{row['expected']:,.1f}",
        low=f"{row['null_low']:,.0f}",
        high=f"{row['null_high']:,.0f}",
        p=p_text(row["p_holm"]),
        **more,
    )
