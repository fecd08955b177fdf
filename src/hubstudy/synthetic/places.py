"""Street districts and communities of a made-up city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.synthetic.preset import HUAQIAO, YULONG, stream

if TYPE_CHECKING:
    from hubstudy.synthetic.preset import Preset

YULONG_ROW = {
    "households": 968, "residents": 2232, "residents_60plus": 692, "build_year": 1975,
}  # fmt: skip
"""民安小区 as the article prints it: 31 % of 2,232 is 692; “the 1970s” is 1975."""


def street_table(preset: Preset) -> pd.DataFrame:
    """
    List the street districts.

    Parameters
    ----------
    preset
        What the city is calibrated to.

    Returns
    -------
    pandas.DataFrame
        Table ``street_districts``.
    """
    rows = [(s.code, s.name, s.is_core_city) for s in preset.streets]
    return pd.DataFrame(rows, columns=["street_code", "street_name", "is_core_city"])


def draw_communities(preset: Preset, *, seed: int) -> pd.DataFrame:
    """
    Make up the communities and say which of them get a hub, and when.

    Parameters
    ----------
    preset
        What the city is calibrated to.
    seed
        Seed of the study.

    Returns
    -------
    pandas.DataFrame
        Table ``communities`` with ``hub_year`` beside (missing: never). Core streets
        adopt earlier than others, as capable ones do; within a street it is chance.
    """
    rng = stream(seed, "communities")
    rows = [
        (f"{s.code}{k:03d}", f"示例社区{s.code[-2:]}-{k:02d}", s.code, s.is_core_city)
        for s in preset.streets
        for k in range(1, s.n_communities + 1)
    ]
    columns = ["community_code", "community_name", "street_code", "is_core_city"]
    frame = pd.DataFrame(rows, columns=columns)
    n = len(frame)
    households = rng.lognormal(np.log(2300), 0.4, n).round().clip(600, 6000)
    residents = (households * rng.uniform(2.2, 2.8, n)).round()
    frame["households"] = pd.Series(households).astype("Int64")
    frame["residents"] = pd.Series(residents).astype("Int64")
    older = (residents * rng.beta(20, 65, n)).round()
    frame["residents_60plus"] = pd.Series(older).astype("Int64")
    frame["area_km2"] = rng.lognormal(np.log(1.1), 0.5, n).round(2)
    frame["build_year"] = pd.array(rng.integers(1978, 2016, n), dtype="Int64")
    named = frame["community_code"].isin([HUAQIAO, YULONG])
    for column, n_missing in {
        "residents_60plus": 3,
        "area_km2": 7,
        "build_year": 5,
    }.items():
        gaps = rng.choice(np.flatnonzero(~named), n_missing, replace=False)
        frame.loc[gaps, column] = pd.NA
    yulong = frame["community_code"] == YULONG
    frame.loc[yulong, list(YULONG_ROW)] = list(YULONG_ROW.values())
    frame.loc[yulong, "community_name"] = "玉龙社区"
    frame.loc[frame["community_code"] == HUAQIAO, "community_name"] = "华侨社区"
    frame["hub_year"] = _draw_hub_years(preset, frame, rng)
    return frame


def _draw_hub_years(
    preset: Preset, communities: pd.DataFrame, rng: np.random.Generator
) -> pd.Series:
    """Draw who adopts and when; 华侨 is taken to be in year 1, 玉龙 in year 2."""
    chosen: list[int] = []
    fixed = communities.index[communities["community_code"].isin([HUAQIAO, YULONG])]
    for street in preset.streets:
        here = communities.index[communities["street_code"] == street.code]
        first = here.intersection(fixed)
        others = rng.permutation(here.difference(fixed))
        chosen += [*first, *others][: street.n_hubs]
    cohorts = np.repeat(list(preset.hub_cohorts), list(preset.hub_cohorts.values()))
    core = communities.loc[chosen, "is_core_city"].to_numpy()
    lateness = rng.normal(0, 1, len(chosen)) - 0.8 * core
    codes = communities.loc[chosen, "community_code"].to_numpy()
    lateness[codes == HUAQIAO] = -99
    order = pd.Series(chosen).iloc[np.argsort(lateness)].tolist()
    years = pd.Series(pd.NA, index=communities.index, dtype="Int64")
    years[order] = cohorts
    second = int(np.flatnonzero(cohorts == sorted(preset.hub_cohorts)[1])[0])
    yulong = communities.index[communities["community_code"] == YULONG][0]
    swapped = order[second]
    years[swapped], years[yulong] = years[yulong], years[swapped]
    return years
