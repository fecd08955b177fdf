"""Yearly accounts of organisations of a made-up city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from hubstudy.synthetic.preset import stream

if TYPE_CHECKING:
    from hubstudy.synthetic.preset import Preset

OTHERS_KEEPING = 0.7
MARGIN, MARGIN_SPREAD = 0.02, 0.12
OVERHEAD = (0.04, 0.2)
RESERVE_SIGMA = 0.8
IN_DEBT = 0.03


def draw_accounts(
    preset: Preset, organizations: pd.DataFrame, revenue: pd.DataFrame, *, seed: int
) -> pd.DataFrame:
    """
    Make up what organisations spent and what they hold at the end of each year.

    Parameters
    ----------
    preset
        The planted median reserves.
    organizations
        Table ``organizations``.
    revenue
        Table ``revenue``.
    seed
        Seed of the study.

    Returns
    -------
    pandas.DataFrame
        Table ``accounts``: every hub with revenue above 0, and most others. Months of
        reserve are spread evenly over a lognormal distribution about the planted
        median of hubs, and of others, in every year.
    """
    rng = stream(seed, "accounts")
    totals = revenue.groupby(["organization_id", "year"])["amount_cny"].sum()
    frame = totals[totals > 0].rename("revenue").reset_index()
    hubs = organizations.loc[organizations["is_hub"], "organization_id"]
    frame["is_hub"] = frame["organization_id"].isin(hubs)
    others = sorted(set(frame.loc[~frame["is_hub"], "organization_id"]))
    keeping = rng.choice(others, round(OTHERS_KEEPING * len(others)), replace=False)
    frame = frame[frame["is_hub"] | frame["organization_id"].isin(keeping)]
    frame = frame.reset_index(drop=True)
    n = len(frame)
    margin = np.clip(rng.normal(MARGIN, MARGIN_SPREAD, n), -0.6, 0.6)
    frame["expenses_cny"] = _round(frame["revenue"] * (1 - margin))
    frame["overhead_cny"] = _round(frame["expenses_cny"] * rng.uniform(*OVERHEAD, n))
    months = _months(preset, frame, rng)
    frame["unrestricted_cny"] = _round(frame["expenses_cny"] / 12 * months)
    tied_up = _round(frame["revenue"] * rng.uniform(0, 0.25, n))
    frame["net_assets_cny"] = frame["unrestricted_cny"] + tied_up
    return frame.drop(columns=["revenue", "is_hub"])


def _months(
    preset: Preset, frame: pd.DataFrame, rng: np.random.Generator
) -> np.ndarray:
    """Deal out evenly spread months of reserve in each year and group."""
    groups = frame.groupby(["year", "is_hub"])
    order = pd.Series(rng.random(len(frame)), index=frame.index)
    rank = order.groupby([frame["year"], frame["is_hub"]]).rank()
    level = (rank - 0.5) / groups["revenue"].transform("size")
    median = np.where(
        frame["is_hub"],
        preset.planted.hub_reserve_months,
        preset.planted.other_reserve_months,
    )
    months = median * np.exp(RESERVE_SIGMA * stats.norm.ppf(level))
    return np.where(level < IN_DEBT, -months, months)


def _round(amounts: pd.Series) -> pd.Series:
    return (amounts / 10).round() * 10
