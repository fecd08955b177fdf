"""Funding before and after a hub opened, by year and of the same organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.measures.funding.before_after_spread import cluster_error, of_never
from hubstudy.measures.inference.intervals import MIN_CASES
from hubstudy.results import CITY, Estimate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.intake import Study

WINDOW = 3
"""Years taken before a hub's opening year, and after it."""

COMPARED = {
    "government_share": ("share", "points"),
    "revenue_hhi_funder": ("number", "number"),
}
"""Values followed, with the styles in which they and their changes are printed."""

GROUPS = {"hub": "hub", "community": "community_with_hub"}
"""Groups that get a hub, by how their numbers begin."""


class Change(NamedTuple):
    """
    Means of organisations measured both before and after a year.

    Parameters
    ----------
    before, after
        Mean of each organisation's years on either side, one row per organisation.
    """

    before: pd.Series
    after: pd.Series

    @property
    def change(self) -> pd.Series:
        """After less before."""
        return self.after - self.before


def with_groups(study: Study, years: pd.DataFrame) -> pd.DataFrame:
    """
    Say to which group an organisation's years belong, and how they lie to a hub.

    Parameters
    ----------
    study
        The study.
    years
        One row per organisation and year: ``organization_id``, ``community_code``,
        ``is_hub``, ``year``.

    Returns
    -------
    pandas.DataFrame
        The same with ``group`` (``"hub"``: hubs; ``"community_with_hub"``: others in
        communities that ever get one; ``"never"``; empty where the hub's opening is
        not dated), ``hub_year`` and ``event_year`` (years since it opened; missing for
        ``"never"``).
    """
    organizations = study.tables.organizations.set_index("organization_id")
    opened = _of(organizations["opened"].dt.year, years["organization_id"])
    hubs = organizations.loc[organizations["is_hub"], "community_code"]
    is_hub = years["is_hub"].astype(bool)
    ever = years["community_code"].isin(set(hubs))
    of_place = _of(study.hub_years(), years["community_code"])
    hub_year = opened.where(is_hub, of_place)
    group = np.select(
        [is_hub & hub_year.notna(), ~is_hub & hub_year.notna(), ~is_hub & ~ever],
        ["hub", "community_with_hub", "never"],
        default="",
    )
    return years.assign(
        group=pd.Series(group, index=years.index, dtype="str"),
        hub_year=hub_year,
        event_year=years["year"].astype("Int64") - hub_year,
    )


def _of(values: pd.Series, keys: pd.Series) -> pd.Series:
    """Look whole numbers up, also where there is nothing to look up or in."""
    found = values.astype("Int64").reindex(keys)
    return pd.Series(found.array, index=keys.index)


def of_unit(years: pd.DataFrame, unit: str) -> pd.DataFrame:
    """
    Keep a unit's hubs and communities with a hub, and all that never get one.

    Parameters
    ----------
    years
        See `with_groups`, of the whole city, with ``street_code``.
    unit
        ``"city"`` or a street district's code.

    Returns
    -------
    pandas.DataFrame
        The rows; those of ``"never"`` are always the whole city's.
    """
    inside = years["street_code"] == unit
    return years if unit == CITY else years[inside | (years["group"] == "never")]


def adoption_frame(years: pd.DataFrame) -> pd.DataFrame:
    """
    Give shares and concentration by year since a hub opened.

    Parameters
    ----------
    years
        See `of_unit`, with ``outside_cny``, ``government_cny`` and
        ``revenue_hhi_funder``.

    Returns
    -------
    pandas.DataFrame
        Columns ``group``, ``event_year`` (missing for ``"never"``), ``year`` (of
        ``"never"`` alone), ``n_organizations``, ``n_communities``,
        ``government_share`` (of money from outside, pooled), ``median_hhi_funder``,
        ``reason``.
    """
    rows = list(_cells(years))
    kinds = {
        "group": "str", "event_year": "Int64", "year": "Int64",
        "n_organizations": "int64", "n_communities": "int64",
        "government_share": "float64", "median_hhi_funder": "float64", "reason": "str",
    }  # fmt: skip
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _cells(years: pd.DataFrame) -> Iterator[dict[str, object]]:
    for group in (*GROUPS.values(), "never"):
        time = "year" if group == "never" else "event_year"
        for when, cell in years[years["group"] == group].groupby(time):
            money = pooled_share(cell["government_cny"], cell["outside_cny"])
            hhi = cell["revenue_hhi_funder"].median() if not money.reason else np.nan
            yield {
                "group": group,
                time: when,
                "n_organizations": len(cell),
                "n_communities": cell["community_code"].nunique(),
                "government_share": money.estimate,
                "median_hhi_funder": hhi,
                "reason": money.reason,
            }


def pooled_share(part: pd.Series, total: pd.Series) -> Estimate:
    """
    Divide the sum of a part by the sum of the whole.

    Parameters
    ----------
    part, total
        Yuan by organisation.

    Returns
    -------
    Estimate
        Share from 0 to 1; undefined without organisations, below five, without money,
        or if refunds push it out of 0–1.
    """
    n, money = len(total), float(total.sum())
    reason = ""
    if n < MIN_CASES:
        reason = "too_small" if n else "no_revenue"
    elif money <= 0:
        reason = "zero_total"
    elif not 0 <= part.sum() <= money * (1 + 1e-9):
        reason = "refunds_exceed_receipts"
    if reason:
        return Estimate.undefined(reason, n=n, style="share")
    share = min(float(part.sum()) / money, 1.0)
    return Estimate(share, n=n, method="census", style="share")


def before_after(years: pd.DataFrame) -> dict[str, Estimate]:
    """
    Compare the same organisations before and after a hub opened.

    Each organisation's mean over the three years before the opening year is set
    against its mean over the three years after; the opening year itself is left out.
    Beside it stands how organisations in communities that never get a hub changed
    over the same calendar years, weighted as those compared are spread over them.

    Parameters
    ----------
    years
        See `adoption_frame`, with ``government_share`` of each organisation's money
        from outside, so that what a hub passes on to members does not lower it.

    Returns
    -------
    dict of str to Estimate
        For ``hub`` and ``community`` (others in communities that get a hub):
        ``{group}_n_before_after``, and for each value ``{group}_before_{value}``,
        ``{group}_after_{value}``, ``{group}_change_{value}`` (with its range when one
        organisation is left out), ``{group}_never_change_{value}`` (``n`` counts those
        that never get a hub; with its range when one of them is left out) and
        ``{group}_change_difference_{value}`` (of those for whose calendar years five
        organisations or more can be compared, which ``n`` counts); the changes and
        their difference with a standard error by community (`cluster_error`).
    """
    never = years[years["group"] == "never"]
    numbers: dict[str, Estimate] = {}
    for prefix, group in GROUPS.items():
        adopters = years[years["group"] == group]
        n = _n_before_after(adopters)
        numbers[f"{prefix}_n_before_after"] = Estimate(
            float(n), n=n, method="register", style="count"
        )
        for value, styles in COMPARED.items():
            found = _compared(adopters, never, value, styles)
            numbers |= {f"{prefix}_{name}": x for name, x in found.items()}
    return numbers


def _compared(
    adopters: pd.DataFrame, never: pd.DataFrame, value: str, styles: tuple[str, str]
) -> dict[str, Estimate]:
    style, gap_style = styles
    anchor = adopters["hub_year"].astype("float64")
    own = _change(adopters, adopters["year"].astype("float64") - anchor, value)
    first = adopters.drop_duplicates("organization_id").set_index("organization_id")
    first = first.loc[own.change.index]
    homes, cohorts = first["community_code"], first["hub_year"].astype("float64")
    error = cluster_error((own.change - own.change.mean()) / len(first), homes)
    numbers = {
        f"before_{value}": _mean(own.before, style),
        f"after_{value}": _mean(own.after, style),
        f"change_{value}": _mean(own.change, gap_style, error=error, ranged=True),
    }
    beside = {}
    for year in sorted(cohorts.unique()):
        change = _change(never, never["year"].astype("float64") - year, value).change
        if len(change) >= MIN_CASES:
            beside[year] = change
    others = cohorts.map({year: change.mean() for year, change in beside.items()})
    gaps = (own.change - others.astype("float64")).dropna()
    n = len(gaps)
    if n < MIN_CASES:
        none = Estimate.undefined("too_small", n=n, style=gap_style)
        return numbers | {
            f"never_change_{value}": none, f"change_difference_{value}": none,
        }  # fmt: skip
    places = never.drop_duplicates("organization_id").set_index("organization_id")
    untreated = of_never(
        beside, cohorts[gaps.index], places["community_code"], style=gap_style
    )
    error = cluster_error((gaps - gaps.mean()) / n, homes[gaps.index])
    if error is not None:
        beyond = untreated.std_error
        error = None if beyond is None else float(np.hypot(error, beyond))
    return numbers | {
        f"never_change_{value}": untreated,
        f"change_difference_{value}": Estimate(
            float(gaps.mean()), std_error=error, n=n, method="census", style=gap_style
        ),
    }


def _n_before_after(adopters: pd.DataFrame) -> int:
    event = adopters["event_year"].astype("float64")
    sides = [
        set(adopters.loc[event.between(*ends), "organization_id"])
        for ends in ((-WINDOW, -1), (1, WINDOW))
    ]
    return len(sides[0] & sides[1])


def _change(rows: pd.DataFrame, event: pd.Series, value: str) -> Change:
    """Average each organisation's years on either side, where it has both."""
    sides = []
    for low, high in ((-WINDOW, -1), (1, WINDOW)):
        seen = rows[event.between(low, high) & rows[value].notna()]
        sides.append(seen.groupby("organization_id")[value].mean())
    both = sides[0].index.intersection(sides[1].index)
    return Change(sides[0].loc[both], sides[1].loc[both])


def _mean(
    values: pd.Series, style: str, *, error: float | None = None, ranged: bool = False
) -> Estimate:
    n = len(values)
    if n < MIN_CASES:
        return Estimate.undefined("too_small", n=n, style=style)
    mean = float(values.mean())
    if not ranged:
        return Estimate(mean, n=n, method="census", style=style)
    rest = (values.sum() - values) / (n - 1)
    return Estimate(
        mean, float(rest.min()), float(rest.max()), error, n=n, method="census",
        interval="leave_one_out", style=style,
    )  # fmt: skip
