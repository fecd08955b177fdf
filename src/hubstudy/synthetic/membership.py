"""Who belongs to the hubs of a made-up city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.synthetic.preset import HUAQIAO, stream

if TYPE_CHECKING:
    from hubstudy.synthetic.preset import Preset

JOINING = ("filed", "self_organized")


def join_hubs(
    preset: Preset, organizations: pd.DataFrame, *, seed: int
) -> pd.Series[str]:
    """
    Say which organisations belong to the hub of their community.

    Parameters
    ----------
    preset
        The least and greatest share of members.
    organizations
        Table ``organizations`` with ``reluctance`` beside; missing joins last.
    seed
        Seed of the study.

    Returns
    -------
    pandas.Series
        The hub's id, missing for who belongs to none. Each hub has its own share of
        the open filed and self-organised bodies around it, drawn evenly between the
        bounds; the least reluctant join. 华侨 is fixed: the article speaks of its
        self-organised members only, so all of these belong and no others.
    """
    rng = stream(seed, "membership")
    hubs = organizations[organizations["is_hub"]].set_index("community_code")
    low, high = preset.planted.member_share
    share = pd.Series(rng.uniform(low, high, len(hubs)), index=hubs.index)
    around = organizations[
        organizations["legal_status"].isin(JOINING)
        & organizations["closed"].isna()
        & organizations["community_code"].isin(hubs.index)
    ]
    code = around["community_code"]
    reluctance = around["reluctance"].astype("float64").groupby(code)
    rank = reluctance.rank(method="first", na_option="bottom")
    n = reluctance.transform("size")
    wanted = (code.map(share) * n).round().clip(np.ceil(low * n), np.floor(high * n))
    self_organized = around["legal_status"] == "self_organized"
    joins = (rank <= wanted).mask(code == HUAQIAO, self_organized)
    members = code[joins].map(hubs["organization_id"])
    return members.reindex(organizations.index).astype("str")
