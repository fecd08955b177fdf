"""Partners in the projects of a made-up city, and their ratings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.synthetic.preset import CITY_CENTER, stream
from hubstudy.synthetic.projects import CASE_TITLE

if TYPE_CHECKING:
    from hubstudy.synthetic.preset import Preset

FIRST_RATED_YEAR = 2020
STAR_CUTS = (60.0, 75.0, 85.0, 95.0)
BONUS_SHARE = 0.12
SUPERVISED_SHARE = 0.35
TWO_EXPERTS_SHARE = 0.85


def draw_partners(
    projects: pd.DataFrame, organizations: pd.DataFrame, *, seed: int
) -> pd.DataFrame:
    """
    Make up who works with whom in projects.

    Parameters
    ----------
    projects
        As made by `draw_projects`, with ``hub_id``.
    organizations
        Table ``organizations``.
    seed
        Seed of the study.

    Returns
    -------
    pandas.DataFrame
        Table ``project_partners``: the hub where it does not lead, up to three
        neighbours, and for some projects the city-level centre as supervisor.
    """
    rng = stream(seed, "partners")
    nearby = organizations[
        organizations["legal_status"].isin(["filed", "self_organized"])
        & organizations["closed"].isna()
    ]
    rows: list[tuple[str, str, str]] = []
    for row in projects.to_dict("records"):
        key = str(row["project_id"])
        if row["lead_id"] != row["hub_id"]:
            rows.append((key, str(row["hub_id"]), "delivery"))
        around = nearby[
            (nearby["community_code"] == row["community_code"])
            & ~(nearby["opened"] > row["start"])
            & (nearby["organization_id"] != row["lead_id"])
        ]["organization_id"].to_numpy()
        n_partners = min(int(rng.integers(0, 4)), len(around))
        chosen = rng.choice(around, n_partners, replace=False)
        roles = rng.choice(["delivery", "venue", "volunteers", "funds"], len(chosen))
        rows += [
            (key, str(who), str(role)) for who, role in zip(chosen, roles, strict=True)
        ]
        if rng.random() < SUPERVISED_SHARE:
            rows.append((key, CITY_CENTER, "supervision"))
        if row["title"] == CASE_TITLE:
            team = organizations["organization_name"] == "桑榆志愿服务小组"
            rows.append(
                (key, organizations.loc[team, "organization_id"].iloc[0], "volunteers")
            )
    frame = pd.DataFrame(
        rows, columns=["project_id", "organization_id", "partner_role"]
    )
    key_columns = ["project_id", "organization_id"]
    return frame.drop_duplicates(key_columns).sort_values(
        key_columns, ignore_index=True
    )


def draw_ratings(preset: Preset, projects: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """
    Make up the ratings of completed projects, given from 2020 on.

    Parameters
    ----------
    preset
        Holds the planted difference of scores.
    projects
        As made by `draw_projects`.
    seed
        Seed of the study.

    Returns
    -------
    pandas.DataFrame
        Table ``ratings``: three or four raters by four dimensions; raters differ in
        severity; a bonus lifts some scores above 100; stars follow from the score.
    """
    rng = stream(seed, "ratings")
    pools = {
        "expert": [f"RE{k:02d}" for k in range(1, 9)],
        "agency": [f"RA{k:02d}" for k in range(1, 5)],
        "social_worker": [f"RS{k:02d}" for k in range(1, 11)],
    }
    severity = {rater: rng.normal(0, 3) for pool in pools.values() for rater in pool}
    done = projects[
        (projects["status"] == "completed") & (projects["year"] >= FIRST_RATED_YEAR)
    ]
    rows = []
    for row in done.to_dict("records"):
        n_experts = 2 if rng.random() < TWO_EXPERTS_SHARE else 1
        panel = [
            ("expert", r) for r in rng.choice(pools["expert"], n_experts, replace=False)
        ]
        panel += [
            (kind, rng.choice(pools[kind])) for kind in ("agency", "social_worker")
        ]
        quality = rng.normal(82, 5)
        if row["lead_id"] == row["hub_id"]:
            quality += preset.planted.score_difference
        rows += [
            (row["project_id"], str(rater), kind, dimension, quality + severity[rater])
            for kind, rater in panel
            for dimension in ("delivery", "design", "finance", "results")
        ]
    columns = ["project_id", "rater_id", "rater_type", "dimension", "score"]
    frame = pd.DataFrame(rows, columns=columns)
    noise = rng.normal(0, 4, len(frame))
    bonus = np.where(
        rng.random(len(frame)) < BONUS_SHARE, rng.uniform(5, 12, len(frame)), 0
    )
    frame["score"] = (frame["score"] + noise).clip(30, 100).add(bonus).round(1)
    frame["stars"] = np.searchsorted(STAR_CUTS, frame["score"], side="right") + 1
    return frame.sort_values(["project_id", "rater_id", "dimension"], ignore_index=True)
