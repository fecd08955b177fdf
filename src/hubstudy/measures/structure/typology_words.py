"""What is said about transitivity (local clustering) and global integration."""

from __future__ import annotations

from hubstudy.errors import Bilingual

TYPES: dict[str, Bilingual] = {
    "fragmented": Bilingual("碎片化", "fragmented"),
    "cellular": Bilingual("蜂窝状", "cellular"),
    "hierarchical": Bilingual("科层制", "hierarchical"),
    "small_world": Bilingual("小世界", "small world"),
    "undetermined": Bilingual(
        "未定（与随机网络无从区分）", "undetermined, no different from random"
    ),
}
"""Codes of `local_global_type` and their words."""

AXES: dict[str, Bilingual] = {
    "clustering": Bilingual("传递性（局部聚类）", "transitivity (local clustering)"),
    "integration": Bilingual("全局整合", "global integration"),
}
LEVELS: dict[str, Bilingual] = {
    "high": Bilingual("高", "high"),
    "random": Bilingual("与随机相近", "like random"),
    "low": Bilingual("低", "low"),
}

FINDING = Bilingual(
    "{n} 个组织的关系结构：{type}。传递性（局部聚类）{clustering}，{clustering_kept}的"
    "随机网络为 {clustering_null}，判为{clustering_level}；全局整合 {integration}，"
    "{integration_kept}的随机网络为 {integration_null}，判为{integration_level}。{near}"
    "随机网络各 {n_draws} 个{membership}。",
    "{n} organisations: {type}. Transitivity (local clustering) is {clustering}, "
    "in random networks {clustering_kept} {clustering_null}: {clustering_level}; "
    "global integration is {integration}, in random networks {integration_kept} "
    "{integration_null}: {integration_level}. {near}{n_draws} random networks "
    "each{membership}.",
)
NEXT = Bilingual(
    "最近的另一类是{next}，{axis}相差 {margin}。",
    "Nearest is {next}, {margin} away in {axis}. ",
)
NO_NEXT = Bilingual("", "")
NULLS: dict[str, Bilingual] = {
    "density": Bilingual("同样组织数与关系数", "of as many organisations and ties"),
    "degree": Bilingual("各组织关系数不变", "that keep everyone's number of ties"),
}
MEMBERSHIP_OUT = Bilingual("，不计隶属关系", "; membership ties left out")
MEMBERSHIP_IN = Bilingual(
    "，计入隶属关系（枢纽的星形由定义造成）",
    "; membership ties counted, which make stars of hubs by construction",
)
UNDEFINED = Bilingual(
    "{n} 个组织的关系结构类型无法判定：{reason}。",
    "{n} organisations: the type of structure is undefined, {reason}.",
)
