"""Yearly outcomes of made-up communities, with the hubs' effects planted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.synthetic.preset import stream

if TYPE_CHECKING:
    from hubstudy.synthetic.preset import Preset


class Process(NamedTuple):
    """
    How an outcome varies without hubs.

    Parameters
    ----------
    level
        Mean in the first year.
    trend
        Change per year, the same everywhere.
    between
        Standard deviation between communities.
    within
        Standard deviation of the yearly disturbance.
    decimals
        Decimals recorded.
    sample
        Least and greatest yearly sample.
    """

    level: float
    trend: float
    between: float
    within: float
    decimals: int
    sample: tuple[int, int]


PROCESSES = {
    "participation": Process(0.22, 0.006, 0.05, 0.025, 3, (80, 220)),
    "request_resolution": Process(0.74, 0.008, 0.05, 0.03, 3, (150, 900)),
    "resident_satisfaction": Process(70.0, 0.6, 4.0, 2.0, 1, (80, 220)),
}
HIGHEST = {
    "participation": 1.0,
    "request_resolution": 1.0,
    "resident_satisfaction": 100.0,
}


def draw_outcomes(
    preset: Preset, communities: pd.DataFrame, *, seed: int
) -> pd.DataFrame:
    """
    Make up the outcomes: community and year effects, serial correlation, hub effects.

    Parameters
    ----------
    preset
        Years and planted effects.
    communities
        As made by `places.draw_communities`, with ``hub_year``.
    seed
        Seed of the study.

    Returns
    -------
    pandas.DataFrame
        Table ``community_outcomes``: every community, year and indicator.
    """
    rng = stream(seed, "outcomes")
    years = np.arange(preset.first_year, preset.last_year + 1)
    codes = communities["community_code"].to_numpy()
    hub_year = communities["hub_year"].to_numpy(dtype="float64", na_value=np.nan)
    event_year = years[None, :] - hub_year[:, None]
    parts = []
    for indicator, process in PROCESSES.items():
        shape = (len(codes), len(years))
        value = process.level + process.trend * (years - years[0])[None, :]
        value = value + rng.normal(0, process.between, (len(codes), 1))
        value = value + rng.normal(0, process.within / 3, (1, len(years)))
        value = value + _disturbance(preset, shape, process.within, rng)
        value = value + planted_effect(preset, indicator, event_year)
        value = value.clip(0, HIGHEST[indicator]).round(process.decimals)
        parts.append(pd.DataFrame({
            "community_code": np.repeat(codes, len(years)),
            "year": np.tile(years, len(codes)), "indicator": indicator,
            "value": value.ravel(),
            "n": rng.integers(*process.sample, value.size),
        }))  # fmt: skip
    frame = pd.concat(parts)
    return frame.sort_values(["community_code", "year", "indicator"], ignore_index=True)


def planted_effect(
    preset: Preset, indicator: str, event_year: np.ndarray
) -> np.ndarray:
    """
    Give the effect of a hub by years since it opened.

    Parameters
    ----------
    preset
        The planted effects.
    indicator
        Which outcome.
    event_year
        Years since the hub opened, negative before, NaN where there never is one.

    Returns
    -------
    numpy.ndarray
        Effect, zero before the hub and without one.
    """
    planted = preset.planted
    path = {
        "resident_satisfaction": planted.satisfaction_by_event_year,
        "request_resolution": (planted.resolution_effect,),
        "participation": (planted.participation_effect,),
    }[indicator]
    treated = event_year >= 0
    step = np.where(treated, event_year, 0).clip(0, len(path) - 1).astype(int)
    return np.where(treated, np.asarray(path)[step], 0.0)


def _disturbance(
    preset: Preset, shape: tuple[int, int], scale: float, rng: np.random.Generator
) -> np.ndarray:
    """First-order autoregressive, stationary from the first year."""
    rho = preset.planted.serial_correlation
    shocks = rng.normal(0, scale * np.sqrt(1 - rho**2), shape)
    series = np.empty(shape)
    series[:, 0] = rng.normal(0, scale, shape[0])
    for t in range(1, shape[1]):
        series[:, t] = rho * series[:, t - 1] + shocks[:, t]
    return series
