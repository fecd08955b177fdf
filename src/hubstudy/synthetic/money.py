"""Revenue of organisations of a made-up city."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.fields import GOVERNMENT_FUNDER_TYPES
from hubstudy.synthetic.preset import CITY_CENTER, CITY_FUND, stream
from hubstudy.synthetic.regrants import draw_regrants

if TYPE_CHECKING:
    from hubstudy.synthetic.preset import Preset

REGISTRATION_CNY = 4_000
N_OTHERS = 210
MOST_TOGETHER = 3
LEAST_PART_CNY = 100
COLUMNS = [
    "revenue_id", "organization_id", "year", "funder", "funder_type", "instrument",
    "is_restricted", "amount_cny",
]  # fmt: skip


class Line(NamedTuple):
    """
    One kind of income.

    Parameters
    ----------
    funder_type, instrument
        Who gives, and under which account heading it is booked.
    funder
        Name; ``{street}``, ``{place}`` and ``{organization}`` are filled in, a number
        range such as ``{1-12}`` is drawn from.
    mean_cny
        Mean yearly amount.
    hub_chance, other_chance
        Chance that a hub, or another organisation, has it in a year.
    """

    funder_type: str
    instrument: str
    funder: str
    mean_cny: float
    hub_chance: float
    other_chance: float


LINES = (
    Line("street_office", "purchase", "示例街道办事处{street}", 22_000, 0.85, 0.22),
    Line("government_bureau", "subsidy", "示例市级部门{draw}", 8_000, 0.50, 0.18),
    Line("street_office", "donation", "示例街道办事处{street}", 7_000, 0.50, 0.16),
    Line("welfare_lottery", "donation", "示例福彩公益金", 8_000, 0.45, 0.12),
    Line("residents_committee", "subsidy", "示例居委会{place}", 4_000, 0.60, 0.45),
    Line("own_income", "service_fee", "自营收入{organization}", 5_000, 0.50, 0.35),
    Line("firm", "sponsorship", "示例企业{draw}", 6_000, 0.45, 0.18),
    Line("firm", "donation", "示例企业{draw}", 3_000, 0.20, 0.12),
    Line("state_firm", "sponsorship", "示例国企{draw}", 6_000, 0.18, 0.04),
    Line("foundation", "donation", "示例基金会{draw}", 7_000, 0.14, 0.05),
    Line("individual", "donation", "居民个人{organization}", 1_500, 0.45, 0.45),
    Line(
        "community_partner", "partnership", "示例社区合伙人{place}", 5_000, 0.22, 0.06
    ),
)
N_DRAWN = {"government_bureau": 6, "firm": 30, "state_firm": 6, "foundation": 5}


def draw_revenue(
    preset: Preset, organizations: pd.DataFrame, projects: pd.DataFrame, *, seed: int
) -> pd.DataFrame:
    """
    Make up revenue lines.

    Parameters
    ----------
    preset
        The fund and the planted shares.
    organizations
        Table ``organizations``.
    projects
        Table ``projects``; its awards are paid from the fund.
    seed
        Seed of the study.

    Returns
    -------
    pandas.DataFrame
        Table ``revenue``, sorted. In every year the fund's lines add up to the fund
        exactly: awards, a subsidy per newly registered hub, and the rest to the
        city-level centre. Money that is not public is scaled so that the pooled public
        share of hubs, and of others, in money from outside is the planted one in each
        year; what hubs pass on to members comes on top.
    """
    rng = stream(seed, "revenue")
    fund = _fund_lines(preset, organizations, projects)
    other = _other_lines(preset, organizations, projects, rng)
    other = _share_out(other, stream(seed, "revenue_shared"))
    frame = pd.concat([fund, other], ignore_index=True)
    frame = _scale_to_planted(preset, frame, organizations)
    frame = _zero_totals(preset, frame)
    regrants = draw_regrants(preset, frame, organizations, seed=seed)
    frame = pd.concat([frame, regrants], ignore_index=True)
    keys = [
        "year",
        "organization_id",
        "funder_type",
        "instrument",
        "funder",
        "amount_cny",
    ]
    frame = frame.sort_values(keys, ignore_index=True)
    frame["revenue_id"] = [f"R{k:05d}" for k in range(1, len(frame) + 1)]
    return frame[COLUMNS]


def _fund_lines(
    preset: Preset, organizations: pd.DataFrame, projects: pd.DataFrame
) -> pd.DataFrame:
    awards = projects[["lead_id", "year", "award_cny"]]
    awards = awards.rename(
        columns={"lead_id": "organization_id", "award_cny": "amount_cny"}
    )
    hubs = organizations[organizations["is_hub"]]
    registered = pd.DataFrame({
        "organization_id": hubs["organization_id"], "year": hubs["opened"].dt.year,
        "amount_cny": float(REGISTRATION_CNY),
    })  # fmt: skip
    lines = pd.concat([awards, registered], ignore_index=True)
    paid = lines.groupby("year")["amount_cny"].sum()
    center = pd.DataFrame({
        "organization_id": CITY_CENTER, "year": paid.index,
        "amount_cny": preset.annual_fund_cny - paid.to_numpy(),
    })  # fmt: skip
    return pd.concat([lines, center], ignore_index=True).assign(
        funder=CITY_FUND, funder_type="government_bureau", instrument="venture_fund",
        is_restricted=True,
    )  # fmt: skip


def _other_lines(
    preset: Preset, organizations: pd.DataFrame, projects: pd.DataFrame,
    rng: np.random.Generator,
) -> pd.DataFrame:  # fmt: skip
    reporting = _reporting(preset, organizations, projects, rng)
    n = len(reporting)
    code = reporting["community_code"]
    place = code.str[7:9] + "-" + code.str[10:12]
    is_hub = reporting["is_hub"].to_numpy()
    parts = []
    for line in LINES:
        has = rng.random(n) < np.where(is_hub, line.hub_chance, line.other_chance)
        amounts = rng.gamma(1.5, line.mean_cny / 1.5, n)
        drawn = rng.integers(1, N_DRAWN.get(line.funder_type, 1) + 1, n)
        size = np.where(is_hub, 1.0, 0.6)
        funder = [
            line.funder.format(street=p[:2], place=p, organization=o, draw=f"{k:02d}")
            for p, o, k in zip(place, reporting["organization_id"], drawn, strict=True)
        ]
        parts.append(pd.DataFrame({
            "organization_id": reporting["organization_id"], "year": reporting["year"],
            "funder": funder, "funder_type": line.funder_type,
            "instrument": line.instrument,
            "is_restricted": line.instrument in {"purchase", "subsidy", "sponsorship"},
            "amount_cny": (amounts * size // 10 + 1) * 10,
        })[has])  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _share_out(lines: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Let two or three firms or bureaus pay together what one was drawn to pay."""
    most = lines["funder_type"].map(N_DRAWN).fillna(1).to_numpy()
    drawn = rng.integers(1, MOST_TOGETHER + 1, len(lines))
    enough = (lines["amount_cny"] // LEAST_PART_CNY).clip(lower=1).to_numpy()
    n = np.minimum(np.where(most > MOST_TOGETHER, drawn, 1), enough).astype(int)
    weights = rng.dirichlet(np.full(MOST_TOGETHER, 2.0), len(lines))
    number = lines["funder"].str.extract(r"(\d\d)$")[0].astype("float64")
    parts: list[pd.DataFrame] = []
    left = lines["amount_cny"].to_numpy(dtype=float)
    for place in range(MOST_TOGETHER):
        is_last = n == place + 1
        wanted = (lines["amount_cny"] * weights[:, place] // 10 * 10).clip(lower=10)
        amount = np.where(is_last, left, np.minimum(wanted, left - 10 * (n - place)))
        left = left - amount
        other = (number + place - 1) % most + 1
        funder = lines["funder"].str.replace(r"\d\d$", "", regex=True)
        shared = funder + other.map("{:02.0f}".format)
        kept = lines.assign(amount_cny=amount)
        kept["funder"] = lines["funder"] if place == 0 else shared
        parts.append(kept[n > place])
    return pd.concat(parts, ignore_index=True)


def _reporting(
    preset: Preset, organizations: pd.DataFrame, projects: pd.DataFrame,
    rng: np.random.Generator,
) -> pd.DataFrame:  # fmt: skip
    """Organisation-years that report: all hubs, leads and agencies, some filed ones."""
    filed = organizations[organizations["legal_status"] == "filed"]
    chosen = set(rng.choice(filed["organization_id"], N_OTHERS, replace=False))
    chosen |= set(projects["lead_id"])
    agency = organizations["organization_id"].str.fullmatch(r"A\d\d|N01")
    kept = (
        organizations["is_hub"] | agency | organizations["organization_id"].isin(chosen)
    )
    reporting = organizations[kept].assign(
        first=lambda frame: frame["opened"].dt.year.fillna(2015)
    )
    years = pd.DataFrame({"year": list(preset.projects_by_year)})
    reporting = reporting.merge(years, how="cross")
    return reporting[reporting["year"] >= reporting["first"]].reset_index(drop=True)


def _scale_to_planted(
    preset: Preset, frame: pd.DataFrame, organizations: pd.DataFrame
) -> pd.DataFrame:
    planted = preset.planted
    hubs = set(organizations.loc[organizations["is_hub"], "organization_id"])
    is_hub = frame["organization_id"].isin(hubs)
    public = frame["funder_type"].isin(GOVERNMENT_FUNDER_TYPES)
    share = np.where(
        is_hub, planted.hub_government_share, planted.other_government_share
    )
    groups = [frame["year"], is_hub]
    public_total = frame["amount_cny"].where(public, 0).groupby(groups).transform("sum")
    other_total = frame["amount_cny"].mask(public, 0).groupby(groups).transform("sum")
    factor = (public_total * (1 - share) / share / other_total).where(~public, 1.0)
    scaled = (frame["amount_cny"] * factor / 10).round() * 10
    return frame.assign(amount_cny=scaled.where(~public, frame["amount_cny"]))


def _zero_totals(preset: Preset, frame: pd.DataFrame) -> pd.DataFrame:
    """Let two small reporters book zero in the last two years, as some do."""
    late = frame[
        (frame["year"] >= preset.last_year - 1)
        & (frame["instrument"] != "venture_fund")
    ]
    safe = late[~late["organization_id"].isin(
        frame.loc[frame["instrument"] == "venture_fund", "organization_id"]
    ) & late["organization_id"].str.startswith("F")]  # fmt: skip
    smallest = safe.groupby("organization_id")["amount_cny"].sum().nsmallest(2).index
    zeroed = frame["organization_id"].isin(smallest) & frame.index.isin(late.index)
    return frame.assign(amount_cny=frame["amount_cny"].mask(zeroed, 0.0))
