"""The sentence on brokerage roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.measures.inference.draws import TOO_FEW
from hubstudy.results import REASONS, print_number

if TYPE_CHECKING:
    import pandas as pd

    from hubstudy.measures.position.brokerage import BrokerageRoles

LEVEL = 0.05

ROLE_WORDS = {
    "coordinator": Bilingual("协调人", "coordinator"),
    "itinerant": Bilingual("顾问", "itinerant broker"),
    "representative": Bilingual("代理人", "representative"),
    "gatekeeper": Bilingual("守门人", "gatekeeper"),
    "liaison": Bilingual("联络人", "liaison"),
    "either": Bilingual("代理人或守门人", "representative or gatekeeper"),
}

KINDS = {
    "directed": Bilingual("有向", "directed"),
    "undirected": Bilingual("无向，每对计一次", "undirected, each pair once"),
    "pairs": Bilingual(
        "二模，以共同的另一类节点相连，每对计一次",
        "two modes, linked by contacts shared, each pair once",
    ),
    "chains": Bilingual(
        "二模，以共同的另一类节点相连，每条链计一次",
        "two modes, linked by contacts shared, each chain once",
    ),
}
HEAD = Bilingual(
    "{n} 个节点分属 {groups} 组，共有 {total} 条由第三方居间的开放路径（{kind}）。",
    "Nodes: {n}, groups: {groups}, open paths through a third: {total} ({kind}).",
)
ROLE = Bilingual(
    "{role} {observed}（随机期望 {expected}，z = {z}，p = {p}）",
    "{role} {observed} (expected {expected}, z = {z}, p = {p})",
)
MORE = Bilingual("多于随机水平：{roles}。", "More than the null gives: {roles}.")
FEWER = Bilingual("少于随机水平：{roles}。", "Fewer than the null gives: {roles}.")
NO_MORE = Bilingual(
    "没有一种角色多于或少于随机水平。", "No role is more or less than its null gives."
)
NULL = Bilingual(
    "零假设：网络不变，组别标签{within}随机重排 {draws} 次（种子 {seed}）；期望为精确值"
    "，p 为双侧，判断按 {k} 种角色作 Bonferroni 校正。",
    "Null: the network stays, group labels are shuffled {within} ({draws} draws, seed "
    "{seed}); expectations are exact, p is two-sided, the verdict is after Bonferroni "
    "over {k} roles.",
)
AMONG = Bilingual("在节点间", "over the nodes")
WITHIN = Bilingual("在每一模内", "inside each mode")
UNKNOWN = Bilingual(
    "另有 {n} 条路径的两端是否相连未经询问，未计入。",
    "{n} more paths are left out because nobody asked whether their ends are tied.",
)
UNTESTED = Bilingual("无法检验：{reason}。", "Not tested: {reason}.")


def finding(roles: BrokerageRoles) -> Bilingual:
    """
    Put brokerage roles into sentences.

    Parameters
    ----------
    roles
        The result.

    Returns
    -------
    Bilingual
        Counts, null, verdict, and what was left out.
    """
    rows = _tested(roles)
    parts = [_head(roles)] if roles.reason != "not_measured" else []
    if rows.empty:
        reason = REASONS[roles.reason or "no_variation"]
        parts.append(UNTESTED.format_with(reason=reason))
    else:
        parts += [
            _listed(rows),
            *_verdict(rows, roles.n_permutations),
            _null(roles, len(rows)),
        ]
    if roles.n_unknown:
        parts.append(UNKNOWN.format_with(n=f"{roles.n_unknown:,}"))
    return Bilingual("".join(p.zh for p in parts), " ".join(p.en for p in parts))


def _tested(roles: BrokerageRoles) -> pd.DataFrame:
    """Roles with a p; undirected, the two that cannot be told apart as one."""
    frame = roles.totals[roles.totals["p_value"].notna()].set_index("role")
    if roles.is_directed or "gatekeeper" not in frame.index:
        return frame
    either = frame.drop(index="gatekeeper").rename({"representative": "either"})
    either.loc["either", ["observed", "expected"]] *= 2
    return either


def _head(roles: BrokerageRoles) -> Bilingual:
    kind = "directed" if roles.is_directed else "undirected"
    return HEAD.format_with(
        n=f"{roles.n:,}",
        groups=roles.n_groups,
        total=f"{roles.table['total'].sum():,.0f}",
        kind=KINDS[roles.count if roles.is_two_mode else kind],
    )


def _listed(rows: pd.DataFrame) -> Bilingual:
    filled = [
        ROLE.format_with(
            role=ROLE_WORDS[row["role"]],
            observed=f"{row['observed']:,.0f}",
            expected=f"{row['expected']:,.1f}",
            z=print_number(row["z"], "number", "en") if row["sd"] > 0 else "–",
            p=print_number(row["p_value"], "number", "en"),
        )
        for row in rows.reset_index().to_dict("records")
    ]
    zh, en = "；".join(p.zh for p in filled), "; ".join(p.en for p in filled)
    return Bilingual(f"{zh}。", f"{en[0].upper()}{en[1:]}.")


def _verdict(rows: pd.DataFrame, n_permutations: int) -> list[Bilingual]:
    if 2 * len(rows) > LEVEL * (n_permutations + 1):
        return [Bilingual(f"{TOO_FEW.zh}。", f"{TOO_FEW.en.capitalize()}.")]
    clear = rows[rows["p_value"] * len(rows) <= LEVEL]
    more = clear[clear["observed"] > clear["expected"]]
    fewer = clear[clear["observed"] < clear["expected"]]
    return [
        words.format_with(roles=_joined(some))
        for words, some in ((MORE, more), (FEWER, fewer))
        if len(some)
    ] or [NO_MORE]


def _joined(rows: pd.DataFrame) -> Bilingual:
    words = [ROLE_WORDS[str(role)] for role in rows.index]
    return Bilingual("、".join(w.zh for w in words), ", ".join(w.en for w in words))


def _null(roles: BrokerageRoles, k: int) -> Bilingual:
    return NULL.format_with(
        within=WITHIN if roles.is_two_mode else AMONG,
        draws=f"{roles.n_permutations:,}",
        seed=roles.seed,
        k=k,
    )
