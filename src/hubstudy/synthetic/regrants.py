"""Money that the hubs of a made-up city pass on to their members."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.synthetic.preset import stream

if TYPE_CHECKING:
    from hubstudy.synthetic.preset import Preset

MOST_MEMBERS = 3
FUNDER_TYPE = "social_organization"


def draw_regrants(
    preset: Preset, revenue: pd.DataFrame, organizations: pd.DataFrame, *, seed: int
) -> pd.DataFrame:
    """
    Let every hub pass the planted share of its year's revenue on to a few members.

    Parameters
    ----------
    preset
        The planted share.
    revenue
        Receipts from outside: ``organization_id, year, amount_cny``.
    organizations
        Table ``organizations``.
    seed
        Seed of the study.

    Returns
    -------
    pandas.DataFrame
        Receipts of members, the hub's name as ``funder``; none from a hub without
        members that are open in the year.
    """
    rng = stream(seed, "regrants")
    named = organizations.set_index("organization_id")["organization_name"]
    hubs = organizations.loc[organizations["is_hub"], "organization_id"]
    received = revenue[revenue["organization_id"].isin(hubs)]
    totals = received.groupby(["organization_id", "year"], as_index=False)
    members = organizations.dropna(subset=["member_of"]).groupby("member_of")
    rows: list[tuple[str, int, str, float]] = []
    for hub, year, total in totals["amount_cny"].sum().itertuples(index=False):
        passed_on = preset.planted.regrant_share * total
        if hub not in members.groups or not passed_on:
            continue
        around = members.get_group(hub)
        open_then = ~(around["opened"].dt.year > year)
        open_then &= ~(around["closed"].dt.year < year)
        listed = sorted(around.loc[open_then, "organization_id"])
        n = min(len(listed), int(rng.integers(1, MOST_MEMBERS + 1)))
        if not n:
            continue
        chosen = rng.choice(listed, n, replace=False)
        parts = rng.dirichlet(np.full(n, 3.0))
        rows += [
            (member, year, named[hub], round(passed_on * part / 10) * 10.0)
            for member, part in zip(chosen, parts, strict=True)
        ]
    columns = ["organization_id", "year", "funder", "amount_cny"]
    frame = pd.DataFrame(rows, columns=columns).astype({"amount_cny": "float64"})
    frame = frame.assign(
        funder_type=FUNDER_TYPE, instrument="donation", is_restricted=True
    )
    return frame[frame["amount_cny"] > 0]


def funder_table(organizations: pd.DataFrame, revenue: pd.DataFrame) -> pd.DataFrame:
    """
    List the funders that are organisations of the register themselves.

    Parameters
    ----------
    organizations
        Table ``organizations``.
    revenue
        Table ``revenue``.

    Returns
    -------
    pandas.DataFrame
        Table ``funders``.
    """
    hubs = organizations[organizations["is_hub"]]
    paying = hubs[hubs["organization_name"].isin(revenue["funder"])]
    return pd.DataFrame(
        {
            "funder": paying["organization_name"],
            "funder_type": FUNDER_TYPE,
            "funder_organization_id": paying["organization_id"],
        }
    ).reset_index(drop=True)
