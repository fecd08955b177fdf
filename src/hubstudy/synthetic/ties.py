"""Ties of a made-up city."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hubstudy.synthetic.preset import CITY_CENTER, stream

if TYPE_CHECKING:
    from hubstudy.synthetic.preset import Preset

ENDED_SHARE = 0.08
N_SAME_STREET, N_ACROSS = 400, 300
N_ABSENT, N_NOT_ASKED = 400, 250
HUB_REACH = {
    "collaboration": 0.24,
    "information": 0.16,
    "resource": 0.07,
    "funding": 0.04,
}
"""Chance of a tie between a hub and a body around it at the usual level."""

HUB_REACH_CEILING = 0.9
MULTIPLEX = {"information": 0.12, "resource": 0.05, "referral": 0.05}
KEY = ["source_id", "target_id", "layer", "year_from"]


def draw_ties(
    preset: Preset, organizations: pd.DataFrame, *, seed: int
) -> pd.DataFrame:
    """
    Make up the ties: observed, absent and not asked.

    Parameters
    ----------
    preset
        What the city is calibrated to.
    organizations
        As made by `organizations.draw_organizations`.
    seed
        Seed of the study.

    Returns
    -------
    pandas.DataFrame
        Table ``ties``, sorted; no self-ties, and a pair stands at most once per layer,
        in whichever direction. Membership is not repeated here: it is ``member_of``.
        How many pairs of a community are tied is fixed by the planted probability
        times the community's own level of collaboration (a stratified draw); which
        ones is chance, weighted by how active each is.
    """
    rng = stream(seed, "ties")
    nodes = _nodes(organizations)
    levels = _levels(preset, nodes, seed)
    inside = _inside(preset, nodes, levels, rng)
    parts = [inside, *_multiplex(inside, rng)]
    if preset.planted.hubs_reach_out:
        parts += _hub_parts(nodes, levels, rng) + _support_parts(nodes, rng)
    parts.append(_between(nodes, rng))
    observed = pd.concat(parts).assign(observation="observed")
    blanks = pd.concat([
        _blank(nodes, N_ABSENT, "absent", rng),
        _blank(nodes, N_NOT_ASKED, "not_asked", rng),
    ])  # fmt: skip
    ties = pd.concat([observed, blanks], ignore_index=True)
    ties = ties[ties["source_id"] != ties["target_id"]]
    swapped = ties["source_id"] > ties["target_id"]
    pair = ties["source_id"].where(~swapped, ties["target_id"])
    pair = pair + "|" + ties["target_id"].where(~swapped, ties["source_id"])
    ties = ties[~(pair + "|" + ties["layer"]).duplicated()].reset_index(drop=True)
    observed_rows = ties["observation"] == "observed"
    strength = rng.choice(
        [1.0, 2.0, 3.0, 4.0, 5.0], len(ties), p=[0.3, 0.3, 0.2, 0.12, 0.08]
    )
    ties["weight"] = pd.Series(strength).where(observed_rows)
    for column in ("year_from", "year_to"):
        ties[column] = ties[column].astype("Int64")
    return ties.sort_values(KEY, ignore_index=True)


def _nodes(organizations: pd.DataFrame) -> pd.DataFrame:
    """Open organisations with the year from which each can have ties."""
    nodes = organizations[organizations["closed"].isna()]
    nodes = nodes.assign(
        since=nodes["opened"].dt.year.fillna(2014).clip(lower=2015).astype(int),
        street_code=nodes["community_code"].str[:9],
    )
    hub_since = nodes[nodes["is_hub"]].set_index("community_code")["since"]
    return nodes.assign(hub_since=nodes["community_code"].map(hub_since)).reset_index(
        drop=True
    )


def _frame(
    nodes: pd.DataFrame, source: Any, target: Any, layer: str, rng: np.random.Generator,
    *, not_before: int = 2015,
) -> pd.DataFrame:  # fmt: skip
    """Make ties by node position, from when both exist or up to 3 years later."""
    source, target = np.asarray(source, dtype=int), np.asarray(target, dtype=int)
    ids, since = nodes["organization_id"].to_numpy(), nodes["since"].to_numpy()
    first = np.maximum(np.maximum(since[source], since[target]), not_before)
    return pd.DataFrame({
        "source_id": ids[source], "target_id": ids[target], "layer": layer,
        "year_from": np.minimum(first + rng.integers(0, 4, len(source)), 2023),
        "year_to": pd.array([pd.NA] * len(source), dtype="Int64"),
    })  # fmt: skip


def _levels(preset: Preset, nodes: pd.DataFrame, seed: int) -> pd.Series[float]:
    """
    Draw each community's own level of collaboration, lognormal.

    Weighted by pairs, levels average 1 among communities with a hub and among those
    without, so that the pooled shares of tied pairs keep the planted ratio.
    """
    rng = stream(seed, "collaboration levels")
    members = nodes[~nodes["is_hub"]].groupby("community_code")["hub_since"]
    n, has_hub = members.size(), members.first().notna()
    pairs = n * (n - 1) / 2
    level = pd.Series(rng.lognormal(0, preset.planted.community_sigma, len(n)), n.index)
    tied = (level * pairs).groupby(has_hub).transform("sum")
    return level * pairs.groupby(has_hub).transform("sum") / tied


def _inside(
    preset: Preset, nodes: pd.DataFrame, levels: pd.Series[float],
    rng: np.random.Generator,
) -> pd.DataFrame:  # fmt: skip
    """Collaboration inside communities, hubs left out: the planted probability."""
    planted = preset.planted
    parts = []
    activity = rng.gamma(2.0, 1.0, len(nodes))
    drawn = nodes[~(nodes["is_hub"] & planted.hubs_reach_out)]
    for code, here in drawn.groupby("community_code"):
        rows, columns = np.triu_indices(len(here), k=1)
        source, target = here.index.to_numpy()[rows], here.index.to_numpy()[columns]
        chance = activity[source] * activity[target]
        order = rng.choice(len(rows), len(rows), replace=False, p=chance / chance.sum())
        source, target = source[order], target[order]
        usual = planted.tie_probability * levels[code] * len(rows)
        n_base = round(usual)
        hub_since = here["hub_since"].iloc[0]
        n_all = n_base
        parts.append(
            _frame(nodes, source[:n_base], target[:n_base], "collaboration", rng)
        )
        if not pd.isna(hub_since):
            n_all = round(planted.tie_ratio * usual)
            added = slice(n_base, n_all)
            parts.append(_frame(
                nodes, source[added], target[added], "collaboration", rng,
                not_before=int(hub_since),
            ))  # fmt: skip
        ended = slice(n_all, n_all + round(ENDED_SHARE * n_all))
        gone = _frame(nodes, source[ended], target[ended], "collaboration", rng)
        gone = gone[gone["year_from"] < preset.last_year]
        until = rng.integers(gone["year_from"].to_numpy(), preset.last_year)
        parts.append(gone.assign(year_to=pd.array(until, dtype="Int64")))
    return pd.concat(parts)


def _multiplex(inside: pd.DataFrame, rng: np.random.Generator) -> list[pd.DataFrame]:
    """Other layers between pairs that collaborate anyway."""
    return [
        inside[rng.random(len(inside)) < share].assign(layer=layer)
        for layer, share in MULTIPLEX.items()
    ]


def _hub_parts(
    nodes: pd.DataFrame, levels: pd.Series[float], rng: np.random.Generator
) -> list[pd.DataFrame]:
    """Each hub with its own community, and with other hubs."""
    hubs = nodes.index[nodes["is_hub"]].to_numpy()
    codes = nodes["community_code"].to_numpy()
    members = [np.flatnonzero((codes == codes[hub]) & ~nodes["is_hub"]) for hub in hubs]
    source, target = np.repeat(hubs, list(map(len, members))), np.concatenate(members)
    level = levels[codes[source]].to_numpy()
    parts = []
    for layer, share in HUB_REACH.items():
        kept = rng.random(len(source)) < np.minimum(share * level, HUB_REACH_CEILING)
        parts.append(_frame(nodes, source[kept], target[kept], layer, rng))
    rows, columns = np.triu_indices(len(hubs), k=1)
    streets = nodes["street_code"].to_numpy()[hubs]
    kept = rng.random(len(rows)) < np.where(
        streets[rows] == streets[columns], 0.25, 0.06
    )
    parts.append(
        _frame(nodes, hubs[rows[kept]], hubs[columns[kept]], "collaboration", rng)
    )
    return parts


def _support_parts(nodes: pd.DataFrame, rng: np.random.Generator) -> list[pd.DataFrame]:
    """Supervision, funding, resources and referrals from those who support others."""
    hubs = nodes.index[nodes["is_hub"]].to_numpy()
    center = np.repeat(nodes.index[nodes["organization_id"] == CITY_CENTER], len(hubs))
    committees = nodes[nodes["actor_kind"] == "community"]
    own = committees.index.repeat(1).to_series().set_axis(committees["community_code"])
    seats = own[nodes["community_code"].to_numpy()[hubs]].to_numpy()
    parts = [
        _frame(nodes, center, hubs, "supervision", rng),
        _frame(nodes, center, hubs, "information", rng),
        _frame(nodes, seats, hubs, "supervision", rng),
        _frame(nodes, seats, hubs, "funding", rng),
    ]
    stations = nodes.index[nodes["organization_id"].str.fullmatch(r"W\d\d")]
    for station in stations:
        near = np.flatnonzero(nodes["street_code"] == nodes["street_code"][station])
        near = rng.choice(near, 9, replace=False)
        parts.append(_frame(nodes, np.repeat(station, 9), near, "supervision", rng))
    for kind, layer, n_each in (
        ("charity", "resource", 4),
        ("social_worker", "referral", 6),
    ):
        givers = nodes.index[nodes["actor_kind"] == kind].to_numpy()
        chosen = rng.choice(hubs, (len(givers), n_each)).ravel()
        parts.append(_frame(nodes, np.repeat(givers, n_each), chosen, layer, rng))
    return parts


def _between(nodes: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Collaboration across communities, nearer ones preferred."""
    n = len(nodes)
    source, target = rng.integers(0, n, (2, 200_000))
    street, code = nodes["street_code"].to_numpy(), nodes["community_code"].to_numpy()
    apart = code[source] != code[target]
    near = np.flatnonzero(apart & (street[source] == street[target]))[:N_SAME_STREET]
    far = np.flatnonzero(street[source] != street[target])[:N_ACROSS]
    kept = np.concatenate([near, far])
    return _frame(nodes, source[kept], target[kept], "collaboration", rng)


def _blank(
    nodes: pd.DataFrame, n: int, observation: str, rng: np.random.Generator
) -> pd.DataFrame:
    """Pairs of one community asked about without a tie, or never asked about."""
    codes = nodes["community_code"].to_numpy()
    source, target = rng.integers(0, len(nodes), (2, 60 * n * 4))
    near = np.flatnonzero((codes[source] == codes[target]) & (source != target))[:n]
    frame = _frame(nodes, source[near], target[near], "collaboration", rng)
    layers = rng.choice(["collaboration", "information", "resource"], len(frame))
    return frame.assign(layer=layers, observation=observation)
