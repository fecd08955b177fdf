"""The phrases of the sections on hubs and their nulls, in both languages."""

from __future__ import annotations

from hubstudy.errors import Bilingual

HUB_WORDS: dict[str, Bilingual] = {
    "nulls": Bilingual("枢纽与零模型", "Hubs against their nulls"),
    "roles": Bilingual("枢纽的中介角色", "Brokerage roles of hubs"),
    "layers": Bilingual("各类关系的重合", "Overlap of the layers of ties"),
    "change": Bilingual("设立枢纽前后", "Before and after a hub is set up"),
    "governance": Bilingual("网络的治理模式", "Who governs the network"),
    "reporting": Bilingual("网络数据报告表", "The form for network data"),
    "nulls_lead": Bilingual(
        "“枢纽居中”一部分由登记造成：成员自动与枢纽相连，星形是定义的结果。因此每个数字都"
        "与零模型对照{cite}，并分含与不含隶属关系两种给出。{figure}看整个网络的中心势，"
        "{table}和{advantage}看枢纽本身。",
        "Part of “the hub is central” is made by registration: members are tied to "
        "their hub, and the star follows. So each number is held against a null{cite}, "
        "with and without membership ties. {figure} is on the centralisation of the "
        "network, {table} and {advantage} on the hubs themselves.",
    ),
    "nulls_caption": Bilingual(
        "枢纽的平均位置与同社区随机组织",
        "Mean position of hubs against organisations of their communities",
    ),
    "nulls_note": Bilingual(
        "零模型：在每个社区内把“枢纽”之名随机给任一组织，关系不动；"
        "区间为零模型的 95%。",
        "Null: the name of hub goes to any organisation of its community, ties "
        "untouched; intervals hold 95% of the null.",
    ),
    "roles_lead": Bilingual(
        "两个组织之间没有直接关系、都与枢纽有关系时，枢纽站在两者之间；按三方所在社区分"
        "角色{cite}。{figure}和{table}与同社区随机组织对照。",
        "A hub stands between two organisations that it is tied to and that are not "
        "tied themselves; the communities of the three give the role{cite}. {figure} "
        "and {table} compare with organisations of the same communities.",
    ),
    "roles_caption": Bilingual(
        "枢纽的中介角色与同社区随机组织",
        "Brokerage roles of hubs against organisations of their communities",
    ),
    "roles_note": Bilingual(
        "p 值按 Holm 法对同一版本的各行校正；关系无向，故代理人与守门人合为一行。",
        "p values are adjusted over the rows of a version after Holm; ties have no "
        "direction, so representative and gatekeeper are one row.",
    ),
    "layers_lead": Bilingual(
        "同一对组织可以有多种关系。{figure}给出两两重合的比例（Jaccard），{table}列出各类"
        "关系的规模。",
        "One pair may be tied in several ways. {figure} gives the overlap of each two "
        "layers (Jaccard), {table} the size of each.",
    ),
    "layers_caption": Bilingual("各类关系的规模", "The layers of ties"),
    "change_lead": Bilingual(
        "{figure}以枢纽设立之年为零点，看社区内部网络密度（枢纽与隶属关系除外）的变化，并"
        "与同期没有枢纽的社区对照；这是前后描述，不是因果估计。",
        "{figure} follows network density inside communities (hubs and membership left "
        "out) by year from the hub's opening, next to communities without a hub in the "
        "same years; a description of before and after, no causal estimate.",
    ),
    "governance_lead": Bilingual(
        "按成员共治、牵头组织治理与网络管理机构治理{cite}逐社区判定，只看隶属之外的关系；"
        "{table}列出各类社区数。",
        "Each community's network is told to be shared, led by an organisation or run "
        "by an administrative one{cite}, by its ties other than membership; {table} "
        "counts the communities of each kind.",
    ),
    "governance_caption": Bilingual(
        "社区网络的治理模式", "Governance of the communities' networks"
    ),
    "governance_note": Bilingual(
        "信任、目标共识与能力需求在登记册中看不到，判断只依据关系的结构。",
        "Trust, goal consensus and the need for competencies cannot be seen in a "
        "register; the kinds rest on the structure of ties alone.",
    ),
    "reporting_lead": Bilingual(
        "{table}按网络数据报告指南（GRAND）{cite}逐项说明所用网络。",
        "{table} describes the network by the Guidelines for Reporting About Network "
        "Data (GRAND){cite}.",
    ),
    "reporting_caption": Bilingual(
        "网络数据报告表（GRAND）", "The form for network data (GRAND)"
    ),
}

HUB_TITLES: dict[str, Bilingual] = {
    "measure": Bilingual("指标", "Measure"),
    "observed": Bilingual("枢纽", "Hubs"),
    "null_mean": Bilingual("零模型均值", "Mean of the null"),
    "expected": Bilingual("零模型均值", "Mean of the null"),
    "null_interval": Bilingual("零模型 95%", "95% of the null"),
    "p_value": Bilingual("p 值", "p"),
    "p_holm": Bilingual("p 值（Holm）", "p (Holm)"),
    "role": Bilingual("角色", "Role"),
    "n_organizations_tied": Bilingual("有关系的组织/个", "Organisations tied"),
    "only_share": Bilingual("仅此一类", "Only in this layer"),
    "mode": Bilingual("治理模式", "Mode"),
    "n_with_hub": Bilingual("设有枢纽/个", "With a hub"),
    "n_without_hub": Bilingual("没有枢纽/个", "Without a hub"),
    "item": Bilingual("编号", "Item"),
    "item_name": Bilingual("项目", "About"),
    "item_text": Bilingual("说明", "Report"),
}
"""Headers of columns in these sections."""

HUB_LEVELS: dict[str, Bilingual] = {
    "more": Bilingual("高于零模型", "more than the null"),
    "less": Bilingual("低于零模型", "less than the null"),
    "no_more": Bilingual("不高于零模型", "no more than the null"),
    "rewired": Bilingual("枢纽，关系重连后", "hubs, ties rewired"),
    "betweenness": Bilingual("中介中心性", "betweenness"),
    "constraint": Bilingual("约束系数", "constraint"),
    "ties": Bilingual("度数", "degree"),
    "coordinator": Bilingual("协调人（本社区内）", "coordinator (one community)"),
    "either": Bilingual("代理人或守门人", "representative or gatekeeper"),
    "itinerant": Bilingual("顾问（另一社区内）", "itinerant (within another)"),
    "liaison": Bilingual("联络人（另外两个社区之间）", "liaison (three communities)"),
    "total": Bilingual("合计", "all"),
}
"""Words for the codes in these sections' tables."""

HUB_METHODS: dict[str, Bilingual] = {
    "hub_centralization": Bilingual("中心势与零模型", "Centralisation and its null"),
    "hub_advantage": Bilingual("枢纽位置与零模型", "Hubs' positions and their null"),
    "hub_roles": Bilingual("中介角色", "Brokerage roles"),
    "unit_layers": Bilingual("关系重合", "Overlap of layers"),
    "adoption_change": Bilingual("设立前后", "Before and after"),
    "unit_governance": Bilingual("治理模式", "Governance"),
}
"""These sections' measures by the name of their result."""
