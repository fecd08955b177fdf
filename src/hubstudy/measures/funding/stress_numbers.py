"""Headline numbers of the stress test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hubstudy.measures.funding.dependence_numbers import census
from hubstudy.measures.inference.intervals import MIN_CASES
from hubstudy.results import Estimate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from hubstudy.intake import Study
    from hubstudy.measures.funding.blows import City
    from hubstudy.measures.funding.shocks import Shock

NAMED = ("fund", "top_funder")
"""Kinds of shock whose first has its numbers under the kind, whatever its name."""
STYLES = {
    "lost_share": "share", "median_lost_share": "share", "majority": "count",
    "deficits": "count", "deficits_spared": "count", "communities_left": "number",
    "communities_left_half": "number", "cascade_share": "share", "receivers": "count",
    "touched": "count",
}  # fmt: skip


def prefixes(shocks: Sequence[Shock]) -> dict[str, str]:
    """
    Say how the numbers of each shock begin.

    Parameters
    ----------
    shocks
        The shocks.

    Returns
    -------
    dict
        By name of the shock: ``"fund"`` and ``"top_funder"`` for the first of these
        kinds, for others their name.
    """
    found: dict[str, str] = {}
    for shock in shocks:
        by_kind = shock.kind in NAMED and shock.kind not in found.values()
        found[shock.name] = shock.kind if by_kind else shock.name
    return found


def stress_numbers(
    shocks: Sequence[Shock], full: Mapping[str, Mapping[str, Any]],
    organizations: pd.DataFrame, city: City, study: Study, *, year: int,
) -> dict[str, Estimate]:  # fmt: skip
    """
    Give the numbers of each shock at full size.

    Parameters
    ----------
    shocks
        The shocks.
    full
        By name: the row of the main table for all organisations at full size, and
        ``communities_left_half``, what it has for ``communities_left`` at half.
    organizations
        Part ``organizations`` of the result.
    city
        What they acted on.
    study
        The study.
    year
        Year of the revenue.

    Returns
    -------
    dict
        ``n_organizations``, ``n_accounts``, ``n_deficit_before``, ``n_communities``,
        ``regrant_share`` (of what hubs with members received: passed on), and for each
        shock ``_lost_share`` (of money from outside), ``_median_lost_share`` (the
        median organisation's, cascade included), ``_majority``, ``_deficits``,
        ``_communities_left`` and, with half of the shock, ``_communities_left_half``,
        ``_receivers`` (organisations that lose money of the shock itself),
        ``_touched`` (these and all others that lose through them) and, of all that
        organisations lose, ``_cascade_share``; ``cascade_share`` is that of the fund.
    """
    row = next(iter(full.values()))
    n = int(row["n_organizations"])
    counts = ("n_organizations", "n_accounts", "n_communities")
    numbers = {
        name: Estimate(float(row[name]), n=n, method="register", style="count")
        for name in counts
    } | {
        "n_deficit_before": _deficits(row, "n_deficit_before"),
        "regrant_share": _regrant_share(city, study, year),
    }
    begins = prefixes(shocks)
    for kind in NAMED:
        numbers |= {
            f"{kind}_{name}": Estimate.undefined("not_applicable", n=n, style=style)
            for name, style in STYLES.items()
        }
    for shock in shocks:
        values = _of_shock(full[shock.name], n)
        values |= _spread(organizations[organizations["shock"] == shock.name], n)
        numbers |= {f"{begins[shock.name]}_{name}": values[name] for name in values}
    numbers["cascade_share"] = numbers["fund_cascade_share"]
    return numbers


def _spread(lost: pd.DataFrame, n: int) -> dict[str, Estimate]:
    """Count who loses at once and who in all, and what part comes through others."""
    direct, passed_on = lost["direct_cny"], lost["passed_on_loss_cny"]
    every = direct.sum() + passed_on.sum()
    return {
        "receivers": census((direct > 0).sum(), n, "count"),
        "touched": census((direct + passed_on > 0).sum(), n, "count"),
        "cascade_share": census(passed_on.sum() / every, n, "share")
        if every > 0
        else Estimate.undefined("not_applicable", n=n, style="share"),
    }


def _of_shock(row: Mapping[str, Any], n: int) -> dict[str, Estimate]:
    values = {
        "lost_share": (row["lost_share"], row["lost_share_reason"]),
        "median_lost_share": (row["q50"], row["reason"]),
        "majority": (row["n_majority_lost"], row["reason"]),
    } | {
        name: (row[name], row["communities_left_reason"])
        for name in ("communities_left", "communities_left_half")
    }
    places = {name: int(row["n_communities"]) for name in values if "left" in name}
    found = {
        name: Estimate.undefined(reason, n=places.get(name, n), style=STYLES[name])
        if reason
        else Estimate(
            float(value), n=places.get(name, n), method="census", style=STYLES[name]
        )
        for name, (value, reason) in values.items()
    }
    return found | {
        "deficits": _deficits(row, "n_deficit"),
        "deficits_spared": _deficits(row, "n_deficit_spared"),
    }


def _deficits(row: Mapping[str, Any], name: str) -> Estimate:
    n = int(row["n_accounts"])
    if reason := row["n_deficit_reason"]:
        return Estimate.undefined(reason, n=n, style="count")
    return census(float(row[name]), n, "count")


def _regrant_share(city: City, study: Study, year: int) -> Estimate:
    """Pool what hubs with open members pass on; range leaving one hub out."""
    listed, flows = city.found.organizations, city.found.flows()
    members = study.organizations_open(year)["member_of"].dropna()
    is_hub = listed["is_hub"] & (listed["reason"] == "") & city.inside
    hubs = (is_hub & listed["organization_id"].isin(members)).to_numpy(dtype=bool)
    n = int(hubs.sum())
    received = city.found.received[hubs]
    given = np.bincount(flows.payer, flows.amount, minlength=len(listed))[hubs]
    if n < MIN_CASES:
        return Estimate.undefined("too_small" if n else "no_hubs", n=n, style="share")
    if (given > received).any():
        return Estimate.undefined("passed_on_exceeds_receipts", n=n, style="share")
    rest = (given.sum() - given) / (received.sum() - received)
    return Estimate(
        float(given.sum() / received.sum()), float(rest.min()), float(rest.max()), n=n,
        method="census", interval="leave_one_out", style="share",
    )  # fmt: skip
