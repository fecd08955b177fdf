"""Totals and headline numbers of other money that it would take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hubstudy.measures.funding.dependence_numbers import census
from hubstudy.measures.inference.intervals import MIN_CASES
from hubstudy.results import Estimate

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCES = ("firm", "community_partner", "own_income")
ROUTES = {
    "new_funders": "needed_cny",
    **{source: f"{source}_cny" for source in SOURCES},
    "split": "split_cny",
}
"""Ways to the target, and the column that says what each takes."""
LEVELS = ("all", "hub", "other")


def totals_of(table: pd.DataFrame) -> pd.DataFrame:
    """
    Add up what organisations need, by way to the target.

    Parameters
    ----------
    table
        Main table of the result.

    Returns
    -------
    pandas.DataFrame
        Part ``totals``; its ``reason`` says why there are no amounts:
        ``not_applicable`` if everybody is there already, ``not_reachable`` if nobody
        else can get there, ``too_small`` if fewer than five can, or are counted.
    """
    rows = []
    for level in LEVELS:
        of_level = table
        if level != "all":
            of_level = table[table["is_hub"] == (level == "hub")]
        for route, column in ROUTES.items():
            row = _total(of_level, column, route)
            rows.append({"level": level, "route": route} | row)
    floats = ["needed_cny", "needed_share", "median_needed_cny"]
    texts = ["level", "route", "reason"]
    return pd.DataFrame(rows).astype(
        dict.fromkeys(floats, "float64") | dict.fromkeys(texts, "str")
    )


def _total(table: pd.DataFrame, column: str, route: str) -> dict[str, object]:
    level = "effective_funders" if route == "new_funders" else "effective_sources"
    counted = table[table[level].notna()]
    needing = counted[counted[column] > 0]
    n = len(counted)
    reason = "" if len(needing) >= MIN_CASES else "too_small"
    if not n:
        reason = "no_revenue"
    elif n >= MIN_CASES and needing.empty:
        beyond = counted[column].isna().any()
        reason = "not_reachable" if beyond else "not_applicable"
    needed, revenue = needing[column].sum(), needing["total_cny"].sum()
    values = (needed, needed / revenue if revenue else np.nan, needing[column].median())
    names = ("needed_cny", "needed_share", "median_needed_cny")
    return {
        "n_organizations": n,
        "n_there_already": int((counted[column] == 0).sum()),
        "n_reachable": len(needing),
        "n_not_reachable": int(counted[column].isna().sum()),
        **{
            name: np.nan if reason else value
            for name, value in zip(names, values, strict=True)
        },
        "reason": reason,
    }


def substitution_numbers(totals: pd.DataFrame) -> dict[str, Estimate]:
    """
    Give the headline numbers.

    Parameters
    ----------
    totals
        See `totals_of`.

    Returns
    -------
    dict
        ``n_organizations``, ``n_there_already``, ``n_needing``, ``needed_cny``,
        ``needed_share``, ``median_needed_cny``, ``hub_needed_cny`` and
        ``other_needed_cny`` of new funders; by route ``_cny``, ``_n_there_already``,
        ``_n_reachable`` and ``_n_not_reachable``, and the same of hubs with ``hub_``
        before it; ``hub_n_organizations``.
    """
    records: list[Any] = totals.to_dict("records")
    rows = {(row["level"], row["route"]): row for row in records}
    every = rows["all", "new_funders"]
    n = int(every["n_organizations"])
    numbers = {
        "n_organizations": Estimate(float(n), n=n, method="register", style="count"),
        "n_there_already": census(every["n_there_already"], n, "count"),
        "n_needing": census(every["n_reachable"], n, "count"),
        "needed_cny": _value(every, "needed_cny", "cny"),
        "needed_share": _value(every, "needed_share", "share"),
        "median_needed_cny": _value(every, "median_needed_cny", "cny"),
    }
    for level in ("hub", "other"):
        row = rows[level, "new_funders"]
        numbers[f"{level}_needed_cny"] = _value(row, "needed_cny", "cny")
    for route in (*SOURCES, "split"):
        for level, before in (("all", ""), ("hub", "hub_")):
            row = rows[level, route]
            n_source = int(row["n_organizations"])
            numbers[f"{before}{route}_cny"] = _value(row, "needed_cny", "cny")
            for count in ("n_there_already", "n_reachable", "n_not_reachable"):
                name = f"{before}{route}_{count}"
                numbers[name] = census(row[count], n_source, "count")
    n_hubs = int(rows["hub", "new_funders"]["n_organizations"])
    return numbers | {
        "hub_n_organizations": Estimate(
            float(n_hubs), n=n_hubs, method="register", style="count"
        )
    }


def _value(row: Mapping[str, Any], name: str, style: str) -> Estimate:
    n = int(row["n_reachable"] or row["n_organizations"])
    if reason := row["reason"]:
        return Estimate.undefined(reason, n=n, style=style)
    return Estimate(float(row[name]), n=n, method="census", style=style)
