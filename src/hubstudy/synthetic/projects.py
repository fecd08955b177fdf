"""Projects of a made-up city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.synthetic.preset import YULONG, stream

if TYPE_CHECKING:
    from hubstudy.synthetic.preset import Preset

COLUMNS = [
    "project_id", "lead_id", "community_code", "scheme", "title", "target_group",
    "year", "award_cny", "spent_cny", "start", "end", "status", "beneficiaries",
    "volunteers", "renews_project",
]  # fmt: skip
TITLES = {
    "elderly": "银龄", "children": "护苗", "newcomers": "新邻", "families": "和家",
    "volunteers": "同行", "all_residents": "邻里",
}  # fmt: skip
TARGET_SHARES = (0.28, 0.20, 0.12, 0.14, 0.08, 0.18)
BRANDS = (
    ("铸魂固垒", "all_residents", 2020, 1),
    ("我家住在幸福里", "newcomers", 2021, 4),
    ("幸福来敲门", "elderly", 2021, 8),
)
"""Title, target group, year, and which venture grant led by a hub in that year."""

CASE_TITLE, CASE_YEAR, CASE_VOLUNTEERS = "多彩小巷", 2021, 30
N_DUE_LAST_YEAR = 12
HUB_LED_SHARE_DUE, HUB_LED_SHARE_ONGOING = 0.62, 0.50
AWARD_CEILING = 250_000
RENEWED_SHARE, AGENCY_SHARE, UNRECORDED_SHARE = 0.35, 0.3, 0.06
BENEFICIARIES_PER_10K, DISPERSION = 420.0, 0.8


def draw_projects(
    preset: Preset, organizations: pd.DataFrame, *, seed: int
) -> pd.DataFrame:
    """
    Make up the projects; in every one a hub leads or is a partner.

    Parameters
    ----------
    preset
        What the city is calibrated to.
    organizations
        Table ``organizations``.
    seed
        Seed of the study.

    Returns
    -------
    pandas.DataFrame
        Table ``projects`` with ``hub_id`` beside, sorted. How many of each group were
        completed is fixed by the planted probability (a stratified draw); which ones
        is chance, with more likeness among projects of one lead.
    """
    rng = stream(seed, "projects")
    frame = _who_and_when(preset, organizations, rng)
    frame["scheme"] = _schemes(preset, frame, rng)
    frame["target_group"] = rng.choice(list(TITLES), len(frame), p=TARGET_SHARES)
    frame["hub_led"] = _hub_led(frame, rng)
    frame["lead_id"] = _leads(frame, organizations, rng)
    frame["title"] = _titles(frame)
    frame["volunteers"] = rng.negative_binomial(3, 3 / (3 + 18), len(frame)) + 2
    frame = _name_known_projects(frame)
    frame["status"] = _statuses(preset, frame, rng)
    frame = _dates(preset, frame, rng)
    frame = _money_and_people(frame, rng)
    frame = frame.sort_values(["year", "start", "hub_id"], ignore_index=True)
    frame["project_id"] = [f"P{k:03d}" for k in range(1, len(frame) + 1)]
    frame["renews_project"] = _renewals(frame, rng)
    return frame[[*COLUMNS, "hub_id"]]


def _who_and_when(
    preset: Preset, organizations: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """One row per project: year, the hub in it, and whether it is due."""
    hubs = organizations.loc[organizations["is_hub"]]
    case = hubs.loc[hubs["community_code"] == YULONG, "organization_id"].iloc[0]
    parts = []
    for year, n in preset.projects_by_year.items():
        around = hubs[hubs["opened"].dt.year <= year]
        turns = [rng.permutation(around.index) for _ in range(n // len(around) + 1)]
        part = around.loc[np.concatenate(turns)[:n]]
        ids = part["organization_id"].to_numpy(copy=True)
        if year == CASE_YEAR and case not in ids:
            ids[0] = case
        part = hubs.set_index("organization_id").loc[ids].reset_index()
        part = part.sort_values(["opened", "organization_id"], ignore_index=True)
        due = (year < preset.last_year) | (np.arange(n) < N_DUE_LAST_YEAR)
        parts.append(part.assign(year=year, is_due=due))
    frame = pd.concat(parts, ignore_index=True)
    frame = frame.rename(columns={"organization_id": "hub_id", "opened": "hub_opened"})
    kept = ["hub_id", "community_code", "hub_opened", "year", "is_due"]
    return pd.DataFrame(frame[kept])


def _schemes(
    preset: Preset, frame: pd.DataFrame, rng: np.random.Generator
) -> np.ndarray:
    schemes = np.repeat(
        ["venture_grant", "micro_venture_grant"], [preset.n_venture, preset.n_micro]
    )
    drawn = rng.permutation(schemes)
    venture = np.flatnonzero(drawn == "venture_grant")
    case = frame.index[_is_case(frame)][0]
    if drawn[case] != "venture_grant":
        drawn[[case, venture[0]]] = drawn[[venture[0], case]]
    return drawn


def _is_case(frame: pd.DataFrame) -> pd.Series:
    wanted = (frame["community_code"] == YULONG) & (frame["year"] == CASE_YEAR)
    return wanted & (wanted.cumsum() == 1)


def _is_brand(frame: pd.DataFrame, year: int, nth: int) -> pd.Series:
    wanted = (frame["year"] == year) & frame["hub_led"] & ~_is_case(frame)
    wanted &= frame["scheme"] == "venture_grant"
    return wanted & (wanted.cumsum() == nth)


def _hub_led(frame: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    led = np.zeros(len(frame), dtype=bool)
    is_due = frame["is_due"].to_numpy(dtype=bool)
    for due, share in ((True, HUB_LED_SHARE_DUE), (False, HUB_LED_SHARE_ONGOING)):
        where = np.flatnonzero(is_due == due)
        led[rng.choice(where, round(share * len(where)), replace=False)] = True
    case = np.flatnonzero(_is_case(frame))
    if not led[case].all():
        led[[case[0], np.flatnonzero(led & is_due)[0]]] = [True, False]
    return led


def _leads(
    frame: pd.DataFrame, organizations: pd.DataFrame, rng: np.random.Generator
) -> list[str]:
    """Name the hub, or else an older filed neighbour or a social work agency."""
    filed = organizations[organizations["legal_status"] == "filed"]
    agencies = organizations["organization_id"].str.fullmatch(r"A\d\d")
    agency_ids = organizations.loc[agencies, "organization_id"].to_numpy()
    leads = []
    for row in frame.to_dict("records"):
        near = filed[
            (filed["community_code"] == row["community_code"])
            & (filed["opened"].dt.year < row["year"])
        ]["organization_id"].to_numpy()[:5]
        pool = agency_ids if rng.random() < AGENCY_SHARE or not len(near) else near
        drawn = rng.choice(pool)
        leads.append(str(row["hub_id"] if row["hub_led"] else drawn))
    return leads


def _titles(frame: pd.DataFrame) -> pd.Series:
    place = frame["community_code"].str[7:9] + "-" + frame["community_code"].str[10:12]
    same = frame.groupby(["community_code", "target_group", "year"]).cumcount() + 1
    words = frame["target_group"].map(TITLES)
    years = frame["year"].astype(str)
    return "示例" + place + words + "项目" + years + "-" + same.astype(str)


def _name_known_projects(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.copy()
    for title, target, year, nth in BRANDS:
        where = _is_brand(frame, year, nth)
        frame["title"] = frame["title"].mask(where, title)
        frame["target_group"] = frame["target_group"].mask(where, target)
    case = _is_case(frame)
    frame["title"] = frame["title"].mask(case, CASE_TITLE)
    frame["target_group"] = frame["target_group"].mask(case, "all_residents")
    frame["volunteers"] = frame["volunteers"].mask(case, CASE_VOLUNTEERS)
    frame["is_known"] = frame["title"].isin([CASE_TITLE, *(b[0] for b in BRANDS)])
    return frame


def _statuses(
    preset: Preset, frame: pd.DataFrame, rng: np.random.Generator
) -> pd.Series:
    """Completed up to the planted share of each group, likelier leads first."""
    planted = preset.planted
    leads = np.unique(frame["lead_id"])
    ability = pd.Series(rng.normal(0, 0.6, len(leads)), index=leads)
    chance = frame["lead_id"].map(ability) + rng.logistic(0, 1, len(frame))
    chance = chance.mask(frame["is_known"], 99.0)
    status = pd.Series("ongoing", index=frame.index)
    shares = {True: planted.hub_completion, False: planted.other_completion}
    for hub_led, share in shares.items():
        due = chance[frame["is_due"] & (frame["hub_led"] == hub_led)]
        order = due.sort_values(ascending=False).index
        n_completed = round(share * len(due))
        status[order[:n_completed]] = "completed"
        status[order[n_completed:]] = "terminated"
    return status


def _dates(
    preset: Preset, frame: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    n = len(frame)
    january = pd.to_datetime(frame["year"].astype(str) + "-01-01")
    last = frame["year"] == preset.last_year
    # whatever is due in the last, incomplete year began early in it
    offset = rng.integers(60, 300, n)
    offset = np.where(last, rng.integers(60, 220, n), offset)
    offset = np.where(last & frame["is_due"], rng.integers(30, 90, n), offset)
    start = january + pd.to_timedelta(offset, unit="D")
    ready = frame["hub_opened"] + pd.to_timedelta(rng.integers(20, 60, n), unit="D")
    start = start.where(start > ready, ready)
    micro = frame["scheme"] == "micro_venture_grant"
    days = np.where(micro, rng.integers(60, 150, n), rng.integers(170, 330, n))
    days = np.where(last, rng.integers(60, 140, n), days)
    cut = frame["status"] == "terminated"
    days = np.where(cut, (days * rng.uniform(0.3, 0.9, n)).astype(int), days)
    end = start + pd.to_timedelta(days, unit="D")
    as_of = pd.Timestamp(preset.as_of)
    early = pd.Series(as_of - pd.to_timedelta(rng.integers(1, 30, n), unit="D"))
    end = end.where(end <= as_of, early)
    return frame.assign(
        start=start.astype("datetime64[s]"),
        end=end.mask(frame["status"] == "ongoing").astype("datetime64[s]"),
    )


def _money_and_people(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Awards within the yearly fund; beneficiaries overdispersed (gamma–Poisson)."""
    n = len(frame)
    micro = frame["scheme"] == "micro_venture_grant"
    asked = np.where(micro, rng.uniform(1500, 4000, n), rng.uniform(6000, 14000, n))
    total = pd.Series(asked).groupby(frame["year"]).transform("sum")
    granted = (asked * np.minimum(1, AWARD_CEILING / total) // 100) * 100
    ongoing = frame["status"] == "ongoing"
    terminated = frame["status"] == "terminated"
    used = np.where(terminated, rng.uniform(0.1, 0.6, n), rng.uniform(0.85, 1.0, n))
    award = pd.Series(granted, index=frame.index)
    spent = (award * used).round(0)
    rate = BENEFICIARIES_PER_10K * spent / 10_000 * np.where(terminated, 0.5, 1.0)
    drawn = rng.poisson(rate * rng.gamma(1 / DISPERSION, DISPERSION, n))
    reached = pd.Series(drawn, index=frame.index, dtype="Int64")
    volunteers = frame["volunteers"].astype("Int64")
    unrecorded = pd.Series(rng.random(n) < UNRECORDED_SHARE) & ~frame["is_known"]
    return frame.assign(
        award_cny=award, spent_cny=spent.mask(ongoing),
        beneficiaries=reached.mask(ongoing), volunteers=volunteers.mask(unrecorded),
    )  # fmt: skip


def _renewals(frame: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """Let some projects continue a completed one of the same lead and scheme."""
    renews: list[str | None] = []
    done = frame[frame["status"] == "completed"]
    for row in frame.to_dict("records"):
        earlier = done[
            (done["lead_id"] == row["lead_id"])
            & (done["scheme"] == row["scheme"])
            & (done["end"] < row["start"])
            & ~done["project_id"].isin(renews)
        ]
        renewed = rng.random() < RENEWED_SHARE and len(earlier) and not row["is_known"]
        renews.append(str(earlier["project_id"].iloc[-1]) if renewed else None)
    return pd.Series(renews, index=frame.index, dtype="str")
