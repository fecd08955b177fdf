"""What a made-up city is calibrated to, and the effects planted in it."""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass, field, replace

import numpy as np

from hubstudy.errors import HubstudyError


@dataclass(frozen=True, slots=True)
class StreetPlan:
    """
    One street district of a preset.

    Parameters
    ----------
    code
        9-digit code.
    name
        Its name.
    n_communities
        Communities in it.
    n_hubs
        How many of them get a hub.
    is_core_city
        Whether it is taken to be core city.
    """

    code: str
    name: str
    n_communities: int
    n_hubs: int
    is_core_city: bool = False


@dataclass(frozen=True, slots=True)
class Planted:
    """
    Effects planted in the register, for estimators to find.

    Parameters
    ----------
    hub_completion, other_completion
        Probability that a project that is due was completed, by who leads it.
    score_difference
        Points by which hub-led projects are rated higher.
    hazard_ratio
        Hazard that a service spell ends, outside contractors against local ones.
    local_median_months
        Median length of a local contractor's spell, in months.
    hub_government_share, other_government_share
        Pooled share of public money in revenue from outside, of the last full year.
    regrant_share
        Share of its revenue that a hub passes on to members in each year.
    hub_reserve_months, other_reserve_months
        Median months of expenses that unrestricted net assets would cover.
    tie_ratio
        Probability of a tie between two organisations of one community, neither a
        hub: communities with a hub against communities without.
    tie_probability
        The same probability in communities without a hub.
    community_sigma
        Standard deviation of the logarithm of a community's own level of
        collaboration, which multiplies both probabilities.
    hubs_reach_out
        Whether hubs tie themselves to bodies around them and are supported by the
        city and the charities; if not, they are tied as any organisation of their
        community is.
    member_share
        Least and greatest share of a community's filed and self-organised bodies that
        belong to its hub.
    satisfaction_by_event_year
        Effect of a hub on resident satisfaction in its year 0, 1, 2, … (points of
        100); the last holds for all later years.
    resolution_effect
        Effect on the share of requests resolved, in every year from 0 on.
    participation_effect
        Effect on participation: none, so that a placebo is at hand.
    serial_correlation
        First-order autocorrelation of the outcomes' disturbances.
    """

    hub_completion: float = 0.88
    other_completion: float = 0.68
    score_difference: float = 3.0
    hazard_ratio: float = 2.2
    local_median_months: float = 30.0
    hub_government_share: float = 0.82
    other_government_share: float = 0.55
    regrant_share: float = 0.1
    hub_reserve_months: float = 2.5
    other_reserve_months: float = 4.0
    tie_ratio: float = 1.6
    tie_probability: float = 0.075
    community_sigma: float = 0.35
    hubs_reach_out: bool = True
    member_share: tuple[float, float] = (0.4, 0.95)
    satisfaction_by_event_year: tuple[float, ...] = (4.0, 4.5, 5.0, 5.5, 6.0)
    resolution_effect: float = 0.05
    participation_effect: float = 0.0
    serial_correlation: float = 0.5


@dataclass(frozen=True, slots=True)
class Preset:
    """
    Everything that a made-up study is calibrated to.

    Parameters
    ----------
    name
        Name of the preset and of its study.
    streets
        Street districts in order of their codes.
    as_of
        Last day the register speaks of.
    first_year, last_year
        Years of the community outcomes.
    n_filed, n_filed_core
        Filed organisations, in all and in core-city communities.
    max_filed
        Most filed organisations in one community.
    hub_cohorts
        New hubs by year, adding up to the streets' hubs.
    n_venture, n_micro
        Projects by scheme.
    projects_by_year
        Projects by year, adding up to both schemes together.
    annual_fund_cny
        Yearly earmarked fund.
    planted
        The planted effects.
    """

    name: str
    streets: tuple[StreetPlan, ...]
    as_of: dt.date
    first_year: int
    last_year: int
    n_filed: int
    n_filed_core: int
    max_filed: int
    hub_cohorts: dict[int, int]
    n_venture: int
    n_micro: int
    projects_by_year: dict[int, int]
    annual_fund_cny: int
    planted: Planted = field(default_factory=Planted)


HUAQIAO = "371082007001"
"""华侨社区; only its name and its street are the article's."""

YULONG = "371082007002"
"""玉龙社区; its street is an assumption, its figures are those of 民安小区."""

CITY_FUND = "市财政专项资金"
CITY_CENTER = "N01"

RONGCHENG = Preset(
    name="rongcheng",
    streets=(
        StreetPlan("371082001", "宁津街道", 4, 1),
        StreetPlan("371082002", "港湾街道", 9, 5),
        StreetPlan("371082003", "桃园街道", 7, 4),
        StreetPlan("371082004", "王连街道", 2, 0),
        StreetPlan("371082005", "东山街道", 5, 2),
        StreetPlan("371082006", "斥山街道", 5, 1),
        StreetPlan("371082007", "崖头街道", 15, 12, is_core_city=True),
        StreetPlan("371082008", "城西街道", 6, 4, is_core_city=True),
        StreetPlan("371082009", "寻山街道", 5, 3, is_core_city=True),
        StreetPlan("371082010", "崂山街道", 2, 0),
    ),
    as_of=dt.date(2023, 8, 31),
    first_year=2015,
    last_year=2023,
    n_filed=1297,
    n_filed_core=623,
    max_filed=30,
    hub_cohorts={2018: 4, 2019: 6, 2020: 7, 2021: 6, 2022: 5, 2023: 4},
    n_venture=125,
    n_micro=69,
    projects_by_year={2018: 6, 2019: 16, 2020: 30, 2021: 44, 2022: 52, 2023: 46},
    annual_fund_cny=300_000,
)

NO_EFFECT = replace(
    RONGCHENG,
    name="no_effect",
    planted=Planted(
        hub_completion=0.75,
        other_completion=0.75,
        score_difference=0.0,
        hazard_ratio=1.0,
        hub_government_share=0.6,
        other_government_share=0.6,
        regrant_share=0.0,
        hub_reserve_months=4.0,
        tie_ratio=1.0,
        hubs_reach_out=False,
        satisfaction_by_event_year=(0.0,),
        resolution_effect=0.0,
    ),
)
"""The same city, where hubs are registered and nothing comes of it but membership."""

PRESETS = {preset.name: preset for preset in (RONGCHENG, NO_EFFECT)}


def find_preset(name: str) -> Preset:
    """
    Find a preset by name.

    Parameters
    ----------
    name
        Its name.

    Returns
    -------
    Preset
        The preset.

    Raises
    ------
    HubstudyError
        If there is none of that name; the message lists those there are.
    """
    if name not in PRESETS:
        known = "、".join(PRESETS)
        msg = f"没有预设 {name!r}，可用 / no such preset, use one of: {known}"
        raise HubstudyError(msg)
    return PRESETS[name]


def stream(seed: int, name: str) -> np.random.Generator:
    """
    Give one table's own random numbers, so that tables do not disturb one another.

    Parameters
    ----------
    seed
        Seed of the study.
    name
        Name of the stream.

    Returns
    -------
    numpy.random.Generator
        Always the same for the same seed and name.
    """
    return np.random.default_rng([seed, zlib.crc32(name.encode())])
