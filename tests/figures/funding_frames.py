"""Frames with the columns of findings on money, drawn from a fixed seed.

Nothing here is an expected result.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from hubstudy.fields import (
    FIELDS,
    GOVERNMENT_FUNDER_TYPES,
    GOVERNMENT_INSTRUMENTS,
)

QUANTILES = {"q10": 0.1, "q25": 0.5, "q50": 1.05, "q75": 1.4, "q90": 1.6}
SHOCKS = {
    "top_funder": 0.61,
    "fund_300k": 0.07,
    "government": 0.64,
    "street_office": 0.4,
}
ROUTES = ("new_funders", "firm", "community_partner", "own_income", "split")
NAME = "示例第{i}社区书记领办枢纽组织"


def _rng() -> np.random.Generator:
    return np.random.default_rng(20230831)


def stress(n: int = 310, hubs: int = 28, communities: int = 58) -> pd.DataFrame:
    """Table of `stress`; with four hubs or fewer their level is too small."""
    rows = []
    counts = {"all": n, "hub": hubs, "other": n - hubs}
    for shock, lost in SHOCKS.items():
        for size in np.arange(1, 11) / 10:
            for level, count in counts.items():
                share = lost * size * {"all": 1.0, "hub": 1.2, "other": 0.9}[level]
                ok = count >= 5
                values = {q: size * min(1, lost * f) for q, f in QUANTILES.items()}
                rows.append({
                    "shock": shock, "size": size, "level": level,
                    "n_organizations": count, "total_cny": 1.4e4 * count,
                    "lost_cny": 1.4e4 * count * share if ok else np.nan,
                    "lost_share": share if ok else np.nan,
                    **{k: v if ok else np.nan for k, v in values.items()},
                    "n_majority_lost": int(count * share) if ok else pd.NA,
                    "n_accounts": count // 2, "n_deficit_before": count // 9,
                    "n_deficit": count // 6, "median_reserve_months": 2.5,
                    "reserve_reason": "", "n_communities": communities,
                    "communities_left": communities * share**3 if ok else np.nan,
                    "reason": "" if ok else "too_small",
                })  # fmt: skip
    return pd.DataFrame(rows)


def substitution(n: int = 310) -> pd.DataFrame:
    """Table of `substitution`; some are there already, one has refunds only."""
    rng = _rng()
    effective = rng.uniform(1, 3, n)
    total = rng.lognormal(9, 1, n)
    needed = np.where(effective >= 2, 0.0, total * (2 - effective))
    frame = pd.DataFrame({
        "organization_id": [f"O{i:03d}" for i in range(n)],
        "organization_name": [NAME.format(i=i) for i in range(n)],
        "community_code": "371082001001", "street_code": "371082001",
        "is_hub": np.arange(n) % 6 == 0, "total_cny": total,
        "effective_funders": effective, "effective_sources": effective * 0.95,
        "n_new_funders": np.where(needed > 0, 1, 0),
        "needed_cny": needed, "needed_share": needed / total, "needed_cny_reason": "",
    })  # fmt: skip
    for name in ("firm_cny", "community_partner_cny", "own_income_cny", "split_cny"):
        frame[name], frame[f"{name}_reason"] = needed * 1.2, ""
    frame["reason"] = ""
    frame.loc[3, "reason"] = "all_negative"
    numbers = frame.columns[frame.columns.str.endswith(("_cny", "_share", "funders"))]
    frame[numbers] = frame[numbers].astype("float64")
    frame.loc[3, numbers] = np.nan
    return frame


def substitution_totals(scale: float = 1.0) -> pd.DataFrame:
    """Part ``totals`` of `substitution`."""
    counts = {"all": (310, 120), "hub": (28, 7), "other": (282, 113)}
    rows = []
    for level, (n, there) in counts.items():
        for place, route in enumerate(ROUTES):
            needed = scale * 1.1e6 * (n / 310) * (1 + 0.1 * place)
            beyond = 3 * place if level != "hub" else 0
            rows.append({
                "level": level, "route": route, "n_organizations": n,
                "n_there_already": there, "n_reachable": n - there - beyond,
                "needed_cny": needed, "needed_share": 0.4,
                "median_needed_cny": needed / n, "reason": "",
            })  # fmt: skip
    return pd.DataFrame(rows)


def outcomes(n: int = 48) -> pd.DataFrame:
    """Table of `dependence_and_outcomes`; some share a place, some have no project."""
    rng = _rng()
    due = rng.integers(0, 9, n)
    done = rng.binomial(due, 0.8)
    share = np.where(due > 0, done / np.maximum(due, 1), np.nan)
    government = np.where(np.arange(n) % 7 == 0, 1.0, rng.uniform(0.1, 1, n))
    return pd.DataFrame({
        "organization_id": [f"O{i:03d}" for i in range(n)],
        "organization_name": [NAME.format(i=i) for i in range(n)],
        "is_hub": np.arange(n) % 2 == 0, "n_due": due, "completion_share": share,
        "mean_score": rng.uniform(70, 95, n), "government_share": government,
        "effective_funders": rng.uniform(1, 4, n),
        "reason": np.where(due > 0, "", "no_finished_projects"),
    })  # fmt: skip


def panel(hubs: int = 28) -> pd.DataFrame:
    """Table of `funding_panel`; hubs come in 2018 and are few before 2020."""
    rows = []
    for year in range(2015, 2024):
        n_hubs = max(0, min(hubs, (year - 2017) * hubs // 6))
        for level, n in {"all": 40 * (year - 2013), "hub": n_hubs,
                         "other": 40 * (year - 2013) - n_hubs}.items():  # fmt: skip
            ok = n >= 5
            drift = 0.01 * (year - 2015)
            rows.append({
                "year": year, "level": level, "n_organizations": n,
                "total_cny": 1.5e4 * n, "real_cny": np.nan,
                "real_reason": "no_price_index",
                "government_share": (0.85 if level == "hub" else 0.55) - drift
                if ok else np.nan,
                "median_hhi_source": 0.6 if ok else np.nan,
                "median_hhi_funder": (0.7 if level == "hub" else 0.58) - drift
                if ok else np.nan,
                "median_effective_funders": 1.7 if ok else np.nan,
                "cny_per_resident": 8.0, "cny_per_organization": 1.5e4,
                "reason": "" if ok else "too_small",
            })  # fmt: skip
    return pd.DataFrame(rows)


def lorenz(n: int = 60) -> pd.DataFrame:
    """Part ``lorenz`` of `grant_inequality`."""
    parts = []
    for weight, power in (("communities", 3.0), ("residents", 2.2)):
        x = np.linspace(0, 1, n + 1)
        parts.append(
            pd.DataFrame({"weight": weight, "x": x, "y": x**power, "reason": ""})
        )
    return pd.concat(parts, ignore_index=True)


def reach(n: int = 140) -> pd.DataFrame:
    """Table of `funder_reach`, a few funders of many and many of one."""
    kinds = [c.code for c in FIELDS["funder_type"].categories]
    paid = np.maximum(1, 60 // (1 + np.arange(n)))
    return pd.DataFrame({
        "funder": [f"示例街道办事处{i:02d}" for i in range(n)],
        "funder_type": [kinds[i % 11] for i in range(n)],
        "is_government": [kinds[i % 11] in GOVERNMENT_FUNDER_TYPES for i in range(n)],
        "n_organizations": paid, "amount_cny": 1e4 * paid,
        "money_share": paid / paid.sum(), "n_majority": paid * 2 // 3,
        "n_only": paid // 4, "reason": "",
    })  # fmt: skip


def headings() -> pd.DataFrame:
    """Part ``headings`` of `funding_dependence`: types by the headings they have."""
    pairs = {
        "government_bureau": ("subsidy", "purchase", "venture_fund"),
        "street_office": ("purchase", "donation", "subsidy"),
        "welfare_lottery": ("donation",), "residents_committee": ("subsidy",),
        "state_firm": ("sponsorship", "purchase"), "firm": ("donation", "sponsorship"),
        "foundation": ("donation",), "individual": ("donation",),
        "own_income": ("service_fee",), "community_partner": ("partnership",),
        "social_organization": ("donation",),
    }  # fmt: skip
    rng = _rng()
    return pd.DataFrame([
        {
            "funder_type": kind, "instrument": heading,
            "amount_cny": float(rng.lognormal(11.5, 1.2)),
            "n_organizations": int(rng.integers(3, 90)),
            "by_funder": kind in GOVERNMENT_FUNDER_TYPES,
            "by_heading": heading in GOVERNMENT_INSTRUMENTS,
        }
        for kind, found in pairs.items()
        for heading in found
    ])  # fmt: skip
