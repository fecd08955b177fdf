"""Service contracts of a made-up city."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hubstudy.synthetic.preset import stream

if TYPE_CHECKING:
    from hubstudy.synthetic.preset import Preset

CONTRACT_COLUMNS = [
    "contract_id", "community_code", "contractor_id", "is_local", "start", "end",
    "renews_contract",
]  # fmt: skip
DAYS_PER_MONTH = 30.4375
TERM_MONTHS = 12
N_OLDER_LOCAL, N_OUTSIDE = 40, 75
N_OUTSIDE_CONTRACTORS = 40
OPEN_ENDED_SHARE = 0.3
FIRST_DAY = pd.Timestamp("2016-01-01")


def draw_contracts(
    preset: Preset, organizations: pd.DataFrame, *, seed: int
) -> pd.DataFrame:
    """
    Make up service contracts: spells of yearly contracts, each renewing the last.

    Parameters
    ----------
    preset
        The planted hazards.
    organizations
        Table ``organizations``; local contractors stand in it, outside ones do not.
    seed
        Seed of the study.

    Returns
    -------
    pandas.DataFrame
        Table ``contracts``. Lengths of spells are exponential, their quantiles spread
        evenly over all starting days (a stratified draw); a spell still on at the
        as-of date ends later or has no end. No community has a contractor twice.
    """
    rng = stream(seed, "contracts")
    spells = _spells(preset, organizations, rng)
    rows: list[tuple[Any, ...]] = []
    as_of = pd.Timestamp(preset.as_of)
    for spell in spells.to_dict("records"):
        start: pd.Timestamp = spell["start"]
        previous = None
        while start < spell["end"] and start <= as_of:
            term_end = start + pd.DateOffset(months=TERM_MONTHS) - pd.Timedelta(days=1)
            key = f"K{len(rows) + 1:04d}"
            end = min(term_end, spell["end"])
            parties = (
                spell["community_code"],
                spell["contractor_id"],
                spell["is_local"],
            )
            rows.append((key, *parties, start, end, previous))
            previous, start = key, end + pd.Timedelta(days=1)
    frame = pd.DataFrame(rows, columns=CONTRACT_COLUMNS)
    still_on = frame["end"] > as_of
    open_ended = still_on & (rng.random(len(frame)) < OPEN_ENDED_SHARE)
    frame["end"] = frame["end"].mask(open_ended)
    for column in ("start", "end"):
        frame[column] = frame[column].astype("datetime64[s]")
    return frame


def _spells(
    preset: Preset, organizations: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    local = _local_contractors(organizations, rng)
    codes = np.unique(organizations["community_code"])
    pairs = [
        (c, f"X{k:02d}") for c in codes for k in range(1, N_OUTSIDE_CONTRACTORS + 1)
    ]
    drawn = np.sort(rng.choice(len(pairs), N_OUTSIDE, replace=False))
    outside = pd.DataFrame(
        [pairs[k] for k in drawn], columns=["community_code", "contractor_id"]
    )
    outside = outside.assign(is_local=False, earliest=FIRST_DAY)
    spells = pd.concat([local, outside], ignore_index=True)
    room = (pd.Timestamp(preset.as_of) - spells["earliest"]).dt.days - 60
    offset = (room.clip(lower=1) * rng.random(len(spells))).astype(int)
    start = spells["earliest"] + pd.to_timedelta(offset, unit="D")
    hazard = np.log(2) / preset.planted.local_median_months
    months = np.zeros(len(spells))
    for is_local in (True, False):
        where = np.flatnonzero(spells["is_local"] == is_local)
        where = where[np.argsort(start.to_numpy()[where], kind="stable")]
        quantiles = (_spread_evenly(len(where)) + rng.random()) % 1
        rate = hazard * (1.0 if is_local else preset.planted.hazard_ratio)
        months[where] = -np.log1p(-quantiles) / rate
    days = np.maximum(np.round(months * DAYS_PER_MONTH), 7).astype(int)
    end = start + pd.to_timedelta(days, unit="D")
    spells = spells.assign(start=start, end=end)
    return spells.sort_values(
        ["community_code", "start", "contractor_id"], ignore_index=True
    )


def _spread_evenly(n: int) -> np.ndarray:
    """Give points of [0, 1), any run of which is spread evenly (van der Corput)."""
    bits = np.arange(1, n + 1)[:, None] >> np.arange(12)[None, :] & 1
    return np.asarray((bits * 0.5 ** np.arange(1, 13)).sum(axis=1))


def _local_contractors(
    organizations: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Take every hub, and in many communities an older organisation of their own."""
    hubs = organizations[organizations["is_hub"]]
    older = organizations[
        (organizations["legal_status"] == "filed")
        & (organizations["opened"] < FIRST_DAY)
    ]
    shuffled = older.iloc[rng.permutation(len(older))]
    first = shuffled.drop_duplicates("community_code").head(N_OLDER_LOCAL)
    chosen = pd.concat([hubs, first]).sort_values("organization_id")
    earliest = chosen["opened"].mask(chosen["opened"] < FIRST_DAY, FIRST_DAY)
    return pd.DataFrame({
        "community_code": chosen["community_code"],
        "contractor_id": chosen["organization_id"],
        "is_local": True, "earliest": earliest,
    })  # fmt: skip
