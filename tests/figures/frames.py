"""Frames with the columns that measures give, at the scale of a city or a street.

Values are drawn once from a fixed seed; nothing here is an expected result.
"""

# ruff: noqa: E501 - rows of numbers read best on one line
from __future__ import annotations

import numpy as np
import pandas as pd

from hubstudy.fields import FIELDS
from hubstudy.schemas import TABLES

STREETS = {
    f"37108200{i % 10}" if i < 10 else "371082010": f"{name}街道"
    for i, name in enumerate(
        [
            "宁津",
            "港湾",
            "桃园",
            "王连",
            "东山",
            "斥山",
            "崖头",
            "城西",
            "寻山",
            "崂山",
        ],
        start=1,
    )
}
CITY, STREET = 60, 4


def _rng() -> np.random.Generator:
    return np.random.default_rng(20230831)


def density(n: int = CITY) -> pd.DataFrame:
    """Table of `community_density`."""
    rng = _rng()
    counts = rng.poisson(21, n)
    rate = counts / rng.uniform(0.15, 0.9, n)
    streets = [list(STREETS)[i % 10] for i in range(n)]
    return pd.DataFrame({
        "community_code": [f"{code}{i:03d}" for i, code in enumerate(streets)],
        "community_name": [f"示例{STREETS[code][:2]}第{i + 1}社区" for i, code in enumerate(streets)],
        "street_code": streets,
        "street_name": [STREETS[code] for code in streets],
        "is_core_city": rng.random(n) < 0.43,
        "has_hub": rng.random(n) < 0.53,
        "n_organizations": counts,
        "organizations_per_10k": rate,
        "shrunken_per_10k": rate,
        "ci_low": rate * 0.7,
        "ci_high": rate * 1.4,
        "policy_organizations": 10,
        "meets_policy": counts >= 10,
    })  # fmt: skip


def network(n: int = 1600, hubs: int = 32, projects: int = 194) -> pd.DataFrame:
    """Drawing frame of a two-mode network inside ten street districts."""
    rng = _rng()
    angle = rng.integers(0, 10, n + projects) * 2 * np.pi / 10
    kinds = ["hub"] * hubs + ["organization"] * (n - hubs) + ["project"] * projects
    spread = rng.normal(0, 5, (n + projects, 2))
    xy = np.column_stack([np.cos(angle), np.sin(angle)]) * 40 + spread
    nodes = pd.DataFrame({
        "kind": "node", "node": [f"N{i:04d}" for i in range(n + projects)],
        "x": xy[:, 0], "y": xy[:, 1], "node_kind": kinds,
        "label": [f"示例第{i}社区社会组织联合会" for i in range(n + projects)],
        "weight": rng.integers(0, 40, n + projects).astype(float),
    })  # fmt: skip
    ends = rng.integers(0, n + projects, (int(1.6 * n), 2))
    ties = pd.DataFrame({
        "kind": "tie", "node": "", "x": xy[ends[:, 0], 0], "y": xy[ends[:, 0], 1],
        "x_end": xy[ends[:, 1], 0], "y_end": xy[ends[:, 1], 1], "node_kind": "",
        "label": "", "weight": 1.0,
    })  # fmt: skip
    circles = pd.DataFrame({
        "kind": "street", "node": "", "node_kind": "", "weight": 12.0,
        "x": 40 * np.cos(np.arange(10) * np.pi / 5),
        "y": 40 * np.sin(np.arange(10) * np.pi / 5), "label": list(STREETS.values()),
    })  # fmt: skip
    return pd.concat([ties, nodes, circles], ignore_index=True)


def centralization() -> pd.DataFrame:
    """Part ``centralization`` of `organization_positions`; one street too small."""
    rng = _rng()
    units = {"city": "荣成市"} | STREETS
    frame = pd.DataFrame(
        [(u, name, m) for u, name in units.items() for m in ("with", "without")],
        columns=["unit", "unit_name", "membership"],
    )
    strong = np.where(frame["membership"] == "with", 0.5, 0.15)
    frame["degree_centralization"] = rng.uniform(0.1, 1, len(frame)) * strong
    frame["betweenness_centralization"] = rng.uniform(0.1, 1, len(frame)) * strong
    frame["reason"] = ""
    small = frame["unit"] == "371082004"
    frame.loc[small, ["degree_centralization", "betweenness_centralization"]] = np.nan
    frame.loc[small, "reason"] = "n_below_2"
    return frame


def removal(hubs: int = 32) -> pd.DataFrame:
    """Table of `hub_removal`."""
    k = np.arange(hubs + 1)
    curves = {
        "hubs": 0.82 * np.exp(-k / 14), "random": 0.82 - 0.003 * k,
        "degree": 0.82 * np.exp(-k / 11), "rewired": 0.86 * np.exp(-k / 20),
    }  # fmt: skip
    drawn = ("random", "rewired")
    return pd.concat([
        pd.DataFrame({
            "order": order, "n_removed": k, "largest_component_share": curve,
            "ci_low": curve - 0.002 * k if order in drawn else np.nan,
            "ci_high": curve + 0.002 * k if order in drawn else np.nan,
        })
        for order, curve in curves.items()
    ], ignore_index=True)  # fmt: skip


def completion() -> pd.DataFrame:
    """Table of `project_outcomes`; one group too small."""
    groups = [("all", "all", 194, 167, 140)]
    groups += [
        ("scheme", "venture_grant", 125, 101, 88),
        ("scheme", "micro_venture_grant", 69, 66, 52),
    ]
    groups += [("lead", "hub", 150, 130, 112), ("lead", "other", 44, 37, 28)]
    groups += [
        ("year", str(y), 30, 25 if y < 2023 else 3, 20 if y < 2023 else 2)
        for y in range(2018, 2024)
    ]
    groups += [
        ("target_group", c.code, 30, 28, 22) for c in FIELDS["target_group"].categories
    ]
    frame = pd.DataFrame(
        groups, columns=["group", "level", "n_projects", "n_due", "n_completed"]
    )
    share = frame["n_completed"] / frame["n_due"]
    wide = 0.9 / np.sqrt(frame["n_due"])
    frame["completion_share"] = share.where(frame["n_due"] >= 5)
    frame["ci_low"] = (share - wide).clip(0, 1).where(frame["n_due"] >= 5)
    frame["ci_high"] = (share + wide * 0.8).clip(0, 1).where(frame["n_due"] >= 5)
    frame["reason"] = np.where(frame["n_due"] >= 5, "", "too_small")
    return frame


def funnel() -> pd.DataFrame:
    """Part ``funnel`` of `project_outcomes`."""
    numbers = {"all": [194, 188, 140, 120, 41], "venture_grant": [125, 122, 88, 76, 30],
               "micro_venture_grant": [69, 66, 52, 44, 11]}  # fmt: skip
    stages = ["approved", "started", "completed", "passed", "renewed"]
    return pd.DataFrame([
        {"scheme": scheme, "stage": stage, "n": n, "share": n / ns[0]}
        for scheme, ns in numbers.items()
        for stage, n in zip(stages, ns, strict=True)
    ])  # fmt: skip


def stars() -> pd.DataFrame:
    """Part ``stars`` of `project_outcomes`."""
    counts = {"expert": [5, 22, 110, 180, 71], "agency": [2, 9, 80, 210, 85],
              "social_worker": [0, 4, 50, 190, 130]}  # fmt: skip
    return pd.DataFrame([
        {"rater_type": kind, "stars": s, "n": n, "share": n / sum(ns)}
        for kind, ns in counts.items()
        for s, n in enumerate(ns, start=1)
    ])  # fmt: skip


def survival(last: int = 62) -> pd.DataFrame:
    """Table of `contract_survival`."""
    parts = []
    for group, rate, n in (("local", 0.012, 85), ("outside", 0.045, 70)):
        months = np.arange(0, last, 2.0)
        share = np.exp(-rate * months)
        parts.append(pd.DataFrame({
            "group": group, "months": months, "survival": share,
            "ci_low": share ** 1.25, "ci_high": share ** 0.8,
            "n_at_risk": np.round(n * share * np.exp(-0.01 * months)),
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def adoption() -> pd.DataFrame:
    """Hubs open at the end of each year."""
    return pd.DataFrame(
        {"year": range(2015, 2024), "n_hubs": [0, 0, 0, 4, 9, 15, 22, 29, 32]}
    )


def funder_types() -> pd.DataFrame:
    """Part ``funder_types`` of `funding_dependence`."""
    kinds = [c.code for c in FIELDS["funder_type"].categories]
    rng = _rng()
    rows = []
    for year in range(2015, 2024):
        amounts = (
            rng.dirichlet([6, 5, 4, 3, 1, 2, 1, 1, 1.5, 0.8, 0.4]) * 2e6 * (year - 2012)
        )
        rows += [
            {
                "year": year,
                "funder_type": k,
                "amount_cny": a,
                "total_cny": amounts.sum(),
                "share": a / amounts.sum(),
                "n_organizations": 9,
            }
            for k, a in zip(kinds, amounts, strict=True)
        ]
    return pd.DataFrame(rows)


def dependence(n: int = 180) -> pd.DataFrame:
    """Table of `funding_dependence`."""
    rng = _rng()
    funder = rng.uniform(0.15, 1, n)
    source = np.clip(funder + rng.uniform(0, 0.3, n), 0, 1)
    return pd.DataFrame({
        "organization_id": [f"O{i:03d}" for i in range(n)],
        "organization_name": [f"示例第{i}社区书记领办枢纽组织" for i in range(n)],
        "is_hub": rng.random(n) < 0.2,
        "revenue_hhi_source": source, "revenue_hhi_funder": funder, "reason": "",
    })  # fmt: skip


def funder_network(n: int = 180, funders: int = 40) -> pd.DataFrame:
    """Part ``funder_network`` of `funding_dependence`."""
    rng = _rng()
    kinds = [c.code for c in FIELDS["funder_type"].categories]
    takers = rng.integers(0, n, 3 * n)
    givers = np.minimum(rng.geometric(0.12, 3 * n) - 1, funders - 1)
    frame = pd.DataFrame({
        "organization_id": [f"O{i:03d}" for i in takers],
        "organization_name": [f"示例第{i}社区书记领办枢纽组织" for i in takers],
        "is_hub": takers % 6 == 0,
        "funder": [f"示例资助方{i:02d}" for i in givers],
        "funder_type": [kinds[i % 11] for i in givers],
        "amount_cny": rng.lognormal(9, 1, 3 * n),
    })  # fmt: skip
    keys = [c for c in frame if c != "amount_cny"]
    return frame.groupby(keys, as_index=False)["amount_cny"].sum()


def funding_streets() -> pd.DataFrame:
    """Table of `funding_comparison`."""
    frame = streets()
    kept = frame[frame["indicator"].isin(["government_share", "completion_share"])]
    named = {"completion_share": "revenue_hhi_funder"}
    return kept.replace({"indicator": named}).reset_index(drop=True)


def streets(n: int = 10) -> pd.DataFrame:
    """Table of `street_comparison`; one street too small for completion."""
    rng = _rng()
    parts = []
    for indicator, top in (("organizations_per_10k", 80), ("network_density", 0.2),
                           ("completion_share", 0.6), ("government_share", 0.7)):  # fmt: skip
        value = top * rng.uniform(0.6, 1.3, n)
        part = pd.DataFrame({
            "indicator": indicator, "street_code": list(STREETS)[:n],
            "street_name": list(STREETS.values())[:n], "n": 6, "estimate": value,
            "ci_low": value * 0.8, "ci_high": value * 1.2,
        })  # fmt: skip
        part["rank"] = part["estimate"].rank(ascending=False)
        part["rank_low"] = (part["rank"] - 2).clip(1)
        part["rank_high"] = (part["rank"] + 2).clip(upper=n)
        part["reason"] = ""
        parts.append(part)
    frame = pd.concat(parts, ignore_index=True)
    small = (frame["indicator"] == "completion_share") & (
        frame["street_code"] == "371082004"
    )
    columns = ["estimate", "ci_low", "ci_high", "rank", "rank_low", "rank_high"]
    frame.loc[small, columns] = np.nan
    frame.loc[small, "reason"] = "too_small"
    return frame


def minimum_detectable() -> pd.DataFrame:
    """Table of `minimum_detectable_effects`."""
    designs = {
        "cross_section": ("一次横截面比较", "one cross-section", [("", 0.737)]),
        "did_2": ("两期双重差分", "two-period difference in differences",
                  [("ρ = 0.3", 0.873), ("ρ = 0.5", 0.737), ("ρ = 0.7", 0.571)]),
        "did_8": ("三年前五年后", "3 years before, 5 after",
                  [("ρ = 0.3", 0.451), ("ρ = 0.5", 0.381), ("ρ = 0.7", 0.295)]),
        "projects": ("项目按枢纽聚类", "projects clustered in hubs",
                     [("ICC = 0.05", 0.466), ("ICC = 0.10", 0.510), ("ICC = 0.20", 0.590)]),
    }  # fmt: skip
    return pd.DataFrame([
        {"design": code, "label_zh": zh, "label_en": en, "assumption": text, "n": 60,
         "n_treated": 32, "minimum_detectable": value, "reason": ""}
        for code, (zh, en, rows) in designs.items()
        for text, value in rows
    ])  # fmt: skip


def coverage() -> pd.DataFrame:
    """Table of `register_coverage`."""
    rng = _rng()
    rows = []
    for table in TABLES.values():
        n = int(rng.integers(60, 4000))
        for column in table.columns:
            missing = int(n * rng.uniform(0, 0.4)) if column.nullable else 0
            rows.append({"table": table.name, "column": column.name, "n_rows": n,
                         "n_missing": missing, "share_recorded": 1 - missing / n, "reason": ""})  # fmt: skip
    return pd.DataFrame(rows)
