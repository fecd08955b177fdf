"""What shocks do, as the frames of `hubstudy.measures.funding.stress`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.measures.funding.cascade import spread
from hubstudy.measures.funding.dependence import PLACED
from hubstudy.measures.funding.reserves import PART_YEAR, months_covered
from hubstudy.measures.inference.intervals import MIN_CASES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from hubstudy.measures.funding.blows import Blow, City
    from hubstudy.network.ties import Floats

QUANTILES = {"q10": 0.1, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q90": 0.9}
LEVELS = ("all", "hub", "other")
HALF = 0.5 + 1e-9


def _of_level(is_hub: pd.Series, level: str) -> NDArray[np.bool_]:
    if level == "all":
        return np.full(len(is_hub), fill_value=True)
    return (is_hub == (level == "hub")).to_numpy(dtype=bool)


def table_rows(city: City, blow: Blow) -> Iterator[dict[str, object]]:
    """
    Sum a shock up for all organisations, hubs and others.

    Parameters
    ----------
    city
        What the shock acts on.
    blow
        What it does.

    Yields
    ------
    dict
        Columns of the main table but ``shock`` and ``size``; see
        `hubstudy.measures.funding.stress`.
    """
    listed = city.found.organizations
    counted = city.inside & (listed["reason"] == "").to_numpy()
    outside = city.found.cells["is_outside"].to_numpy(dtype=bool)
    net = city.found.cells["net"].to_numpy(float)
    money = city.found.sums(np.where(outside, net, 0.0))
    lost = city.found.sums(np.where(outside, blow.hit, 0.0))
    for level in LEVELS:
        of_level = counted & _of_level(listed["is_hub"], level)
        shares = blow.rest.lost[of_level] / city.found.received[of_level]
        yield (
            {"level": level, "n_organizations": int(of_level.sum())}
            | _losses(shares, float(money[of_level].sum()), float(lost[of_level].sum()))
            | _deficits(city, blow, of_level)
            | _communities_left(city, blow, level)
        )


def _losses(shares: Floats, total: float, lost: float) -> dict[str, object]:
    reason = "" if len(shares) >= MIN_CASES else "too_small"
    if not len(shares):
        reason = "no_revenue"
    lost_reason = reason or ("" if total > 0 else "zero_total")
    quantiles = np.full(len(QUANTILES), np.nan)
    if not reason:
        quantiles = np.quantile(shares, list(QUANTILES.values()))
    return {
        "total_cny": total, "lost_cny": min(lost, total),
        "lost_share": np.nan if lost_reason else min(lost / total, 1.0),
        "lost_share_reason": lost_reason,
        **dict(zip(QUANTILES, quantiles.tolist(), strict=True)),
        "n_majority_lost": int((shares > HALF).sum()), "reason": reason,
    }  # fmt: skip


def _deficits(city: City, blow: Blow, of_level: NDArray[np.bool_]) -> dict[str, object]:
    accounts = city.accounts
    known = of_level & ~np.isnan(blow.balance)
    short = known & (blow.balance < 0)
    months = accounts["reserve_months"].to_numpy(float)[short]
    covered = months_covered(blow.balance, accounts)[short]
    n_accounts = int(known.sum())
    missing = "" if n_accounts else "no_accounts"
    if not of_level.any():
        missing = "no_revenue"
    found: dict[str, object] = {
        "n_accounts": n_accounts,
        "n_deficit_before": pd.NA
        if missing
        else int((known & (city.before < 0)).sum()),
        "n_deficit": pd.NA if missing else int(short.sum()),
        "n_deficit_spared": pd.NA
        if missing
        else int((known & (blow.balance + blow.spared < 0)).sum()),
        "n_deficit_reason": missing,
    }
    for name, every in {
        "median_reserve_months": months, "median_months_covered": covered,
    }.items():  # fmt: skip
        values = every[~np.isnan(every)]
        enough = len(values) >= MIN_CASES
        none = "too_small" if short.any() else "not_applicable"
        if accounts["reserve_months_reason"][short].eq(PART_YEAR).any():
            none = PART_YEAR
        found[name] = float(np.median(values)) if enough else np.nan
        found[f"{name}_reason"] = "" if enough else missing or none
    return found


def _communities_left(city: City, blow: Blow, level: str) -> dict[str, object]:
    of_level = _of_level(city.projects["is_hub"], level)
    chances = _chances(city.projects.assign(stops=blow.stops)[of_level])
    known = chances.dropna()
    missing = "" if len(known) >= MIN_CASES else "too_small"
    if known.empty:
        missing = "no_projects"
    return {
        "n_communities": len(known),
        "communities_left": np.nan if missing else float(known.sum()),
        "communities_left_reason": missing,
    }


def _chances(projects: pd.DataFrame) -> pd.Series:
    """
    Give each community's chance to lose all its projects.

    What one organisation leads in a community stops together; organisations stop
    independently.
    """
    leads = projects.drop_duplicates(["community_code", "lead"])
    return leads.groupby("community_code")["stops"].agg(lambda p: p.prod(skipna=False))


class Parts(NamedTuple):
    """
    Frames of the shocks at full size, one of each per shock.

    Parameters
    ----------
    organizations, communities, cascade
        See `hubstudy.measures.funding.stress`.
    """

    organizations: list[pd.DataFrame]
    communities: list[pd.DataFrame]
    cascade: list[pd.DataFrame]

    def add(self, city: City, blow: Blow, name: str) -> None:
        """
        Append what one shock did.

        Parameters
        ----------
        city
            What it acted on.
        blow
            What it did.
        name
            Its name.
        """
        frames = _organizations(city, blow), _left(city, blow), _steps(city, blow)
        for kept, frame in zip(self, frames, strict=True):
            frame.insert(0, "shock", pd.Series(name, index=frame.index, dtype="str"))
            kept.append(frame)

    def frames(self) -> dict[str, pd.DataFrame]:
        """
        Put the shocks below one another.

        Returns
        -------
        dict
            The frames by name.
        """
        return {
            name: pd.concat(found, ignore_index=True)
            for name, found in zip(self._fields, self, strict=True)
        }


def _left(city: City, blow: Blow) -> pd.DataFrame:
    """Give each community's chance to be left without a project."""
    projects = city.projects.assign(stops=blow.stops)
    groups = projects.groupby(["community_code", "community_name"])
    frame = groups.agg(n_projects=("stops", "size"), reason=("reason", "max"))
    frame = frame.astype({"reason": "str"}).reset_index()
    chances = frame["community_code"].map(_chances(projects))
    every = chances.where(frame["reason"] == "").astype("float64")
    frame.insert(3, "expected_left", every)
    return frame


def _steps(city: City, blow: Blow) -> pd.DataFrame:
    found = city.found
    rounds = spread(
        blow.direct, found.received, found.flows(blow.hit), regrant=city.regrant
    )
    of_unit = [added[city.inside] for added in rounds]
    return pd.DataFrame({
        "round": range(len(rounds)),
        "n_organizations": [int((added > 0).sum()) for added in of_unit],
        "lost_cny": [float(added.sum()) for added in of_unit],
    })  # fmt: skip


def _organizations(city: City, blow: Blow) -> pd.DataFrame:
    listed, accounts = city.found.organizations, city.accounts
    reason, balance = listed["reason"], pd.Series(blow.balance)
    unknown = reason.where(reason != "", "no_accounts")
    lost, direct = (
        pd.Series(amounts).where(reason == "")
        for amounts in (blow.rest.lost, blow.direct)
    )
    covered = pd.Series(months_covered(blow.balance, accounts))
    gap = pd.Series("amount_missing", index=listed.index)
    gap = gap.mask(accounts["reserve_months_reason"] == PART_YEAR, PART_YEAR)
    gap = gap.mask(balance >= 0, "not_applicable").mask(balance.isna(), unknown)
    expenses = accounts["expenses_cny"]
    frame = listed[PLACED].assign(
        total_cny=listed["total_cny"],
        direct_cny=direct,
        passed_on_loss_cny=lost - direct,
        lost_share=lost / listed["total_cny"],
        expenses_cny=expenses,
        expenses_cny_reason=np.where(expenses.isna(), "no_accounts", ""),
        balance_after_cny=balance,
        balance_after_cny_reason=unknown.where(balance.isna(), ""),
        reserve_months=accounts["reserve_months"],
        reserve_months_reason=accounts["reserve_months_reason"],
        months_covered=covered,
        months_covered_reason=gap.where(covered.isna(), ""),
        reason=reason,
    )
    texts = frame.columns[frame.columns.str.endswith("reason")]
    return frame[city.inside].astype(dict.fromkeys(texts, "str"))
