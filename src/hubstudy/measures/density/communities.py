"""How many organisations communities have, and how densely these work together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.measures.density import words
from hubstudy.measures.inference import gini, median_interval, wilson
from hubstudy.measures.rates import (
    FEWEST,
    difference,
    mean_interval,
    ratio_interval,
    shrunken_rates,
)
from hubstudy.network.build import collaboration_ties
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hubstudy.intake import Study
    from hubstudy.network.ties import Ties

    Floats = NDArray[np.float64]

PER = 10_000
SMALLEST = 2
LEGAL_STATUS = "filed"
STREET_COLUMNS = (
    "gini", "share_meeting_policy", "median_network_density", "organizations_per_10k"
)  # fmt: skip


def community_density(
    study: Study, *, year: int | None = None, unit: str = CITY
) -> Result:
    """
    Count organisations per community and measure how densely they work together.

    Parameters
    ----------
    study
        An opened study.
    year
        A year of the study, counted on its last day; None for the as-of date.
    unit
        ``"city"`` or the code of a street district. Shrunken rates and crossing ties
        come from the whole city and are cut late.

    Returns
    -------
    Result
        Table, one row per community of the unit: ``community_code``,
        ``community_name``, ``street_code``, ``street_name``, ``is_core_city``,
        ``has_hub``, ``residents``, ``n_organizations`` (filed and open),
        ``organizations_per_10k``, ``organizations_per_10k_reason``,
        ``shrunken_per_10k``, ``ci_low``, ``ci_high``, ``network_density``,
        ``network_density_reason``, ``n_nodes`` (of any legal status),
        ``n_ties_inside``, ``n_ties_crossing``, ``ordinary_network_density`` and its
        reason (hubs and their ties left out), ``meets_policy``,
        ``policy_organizations``. Part ``streets``: one row per street district of the
        unit. Part ``adoption``: ``year``, ``n_hubs`` open on its last day in the unit.

    Raises
    ------
    MeasureError
        If there is no such unit or year.

    References
    ----------
    .. [1] 民政部, 民发〔2017〕191 号 (the policy line).
    .. [2] Clayton and Kaldor, Empirical Bayes estimates, 1987.
    """
    study.check_unit(unit)
    ties = collaboration_ties(study, year=year, membership=False)
    city = _community_rows(study, year, ties)
    is_pooled = _add_shrunken(city)
    table = city if unit == CITY else city[city["street_code"] == unit]
    table = table.reset_index(drop=True)
    numbers = _numbers(table)
    return Result(
        name="community_density",
        unit=unit,
        unit_name=study.unit_name(unit),
        table=table,
        n=len(table),
        numbers=numbers,
        finding=words.finding(study, year, unit, numbers),
        method=words.METHOD.format_with(
            day=study.last_day(year), k=int(city["residents"].notna().sum())
        ),
        caveats=words.caveats(
            study,
            year,
            table,
            numbers,
            n_not_asked=len(ties.not_asked),
            is_pooled=is_pooled,
        ),
        parts={
            "streets": _street_rows(study, table, unit),
            "adoption": _adoption(study, unit),
        },
    )


def _community_rows(study: Study, year: int | None, ties: Ties) -> pd.DataFrame:
    """One row per community of the city, without the shrunken rates."""
    communities = study.tables.communities
    streets = study.tables.street_districts.set_index("street_code")["street_name"]
    names = [
        "community_code",
        "community_name",
        "street_code",
        "is_core_city",
        "residents",
    ]
    table = communities[names].sort_values("community_code", ignore_index=True)
    table.insert(3, "street_name", table["street_code"].map(streets))
    organizations = study.organizations_open(year)
    code = table["community_code"]
    hubs = organizations.loc[organizations["is_hub"], "community_code"]
    table.insert(5, "has_hub", code.isin(set(hubs)))
    filed = organizations[organizations["legal_status"] == LEGAL_STATUS]
    table["n_organizations"] = _count(filed["community_code"], code)
    known = table["residents"].notna().to_numpy()
    residents = table["residents"].astype("float64")
    table["organizations_per_10k"] = PER * table["n_organizations"] / residents
    table["organizations_per_10k_reason"] = _words(np.where(known, "", "no_residents"))
    for name in ("shrunken_per_10k", "ci_low", "ci_high"):
        table[name] = np.nan
    table = pd.concat([table, _network_columns(table, ties)], axis=1)
    plain = ties.induced(~ties.nodes["is_hub"].to_numpy(dtype=bool))
    for name in ("network_density", "network_density_reason"):
        table[f"ordinary_{name}"] = _network_columns(table, plain)[name]
    line = study.settings.policy_organizations
    table["meets_policy"] = table["n_organizations"] >= line
    table["policy_organizations"] = line
    return table


def _network_columns(table: pd.DataFrame, ties: Ties) -> pd.DataFrame:
    """Measure density inside each community, and count the ties that leave it."""
    code = table["community_code"]
    own = ties.nodes["community_code"].to_numpy(dtype=object)
    a, b = own[ties.source], own[ties.target]
    asked = own[ties.not_asked]
    n = _count(pd.Series(own), code)
    inside = _count(pd.Series(a[a == b]), code)
    ends = _count(pd.Series(np.concatenate([a[a != b], b[a != b]])), code)
    silent = _count(pd.Series(asked[asked[:, 0] == asked[:, 1], 0]), code)
    pairs = n * (n - 1) // 2 - silent
    unknown = (pairs == 0) | (not ties.info["measured"])
    reason = np.where(n < SMALLEST, "n_below_2", np.where(unknown, "not_measured", ""))
    density = np.where(reason == "", inside / np.maximum(pairs, 1), np.nan)
    return pd.DataFrame(
        {
            "network_density": density,
            "network_density_reason": _words(reason),
            "n_nodes": n,
            "n_ties_inside": inside,
            "n_ties_crossing": ends,
        }
    )


def _add_shrunken(table: pd.DataFrame) -> bool:
    """Fill in shrunken rates where residents are known; say if all are taken as one."""
    known = table["residents"].notna()
    if known.sum() < FEWEST:
        return False
    rows = table[known]
    rates = shrunken_rates(rows["n_organizations"], rows["residents"].astype("float64"))
    columns = {
        "shrunken_per_10k": rates.rate,
        "ci_low": rates.ci_low,
        "ci_high": rates.ci_high,
    }
    for name, values in columns.items():
        table.loc[known, name] = PER * values
    return bool(np.isinf(rates.shape))


def _numbers(table: pd.DataFrame) -> dict[str, Estimate]:
    counts = table["n_organizations"].to_numpy(dtype=float)
    n = len(counts)
    if not n:
        names = ["mean_organizations", "median_organizations", "max_organizations"]
        single = {name: Estimate.undefined("no_communities") for name in names}
    else:
        single = {
            "mean_organizations": mean_interval(counts),
            "median_organizations": Estimate(
                float(np.median(counts)), n=n, method="census"
            ),
            "max_organizations": Estimate(
                counts.max(), n=n, style="count", method="census"
            ),
        }
    core, hub = table["is_core_city"], table["has_hub"]
    density, ordinary = table["network_density"], table["ordinary_network_density"]
    return {
        "n_organizations": Estimate(counts.sum(), n=n, style="count", method="census"),
        "n_communities": Estimate(float(n), n=n, style="count", method="census"),
        **single,
        "gini": gini(counts, zero_reason="no_organizations"),
        "share_meeting_policy": wilson(
            int(table["meets_policy"].sum()), n, reason="no_communities"
        ),
        "core_difference": difference(counts[core], counts[~core]),
        "organizations_per_10k": _rate(table),
        "median_network_density": _median_density(table),
        "hub_density_difference": difference(
            density[hub].dropna(), density[~hub].dropna()
        ),
        "ordinary_density_difference": difference(
            ordinary[hub].dropna(), ordinary[~hub].dropna()
        ),
    }


def _rate(table: pd.DataFrame) -> Estimate:
    """Organisations per 10,000 residents of all communities with known residents."""
    known = table.dropna(subset=["residents"])
    if known.empty:
        return Estimate.undefined("no_residents" if len(table) else "no_communities")
    people = known["residents"].to_numpy(dtype=float)
    return ratio_interval(PER * known["n_organizations"].to_numpy(dtype=float), people)


def _median_density(table: pd.DataFrame) -> Estimate:
    known = table["network_density"].dropna()
    if known.empty:
        unasked = (table["network_density_reason"] == "not_measured").any()
        return Estimate.undefined("not_measured" if unasked else "n_below_2")
    found = median_interval(known)
    if found.is_defined:
        return found
    return Estimate(float(known.median()), n=len(known), method="census")


def _street_rows(study: Study, table: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Give the same numbers by street district of the unit."""
    streets = study.tables.street_districts.sort_values("street_code")
    if unit != CITY:
        streets = streets[streets["street_code"] == unit]
    rows = []
    for code, name in zip(streets["street_code"], streets["street_name"], strict=True):
        numbers = _numbers(table[table["street_code"] == code])
        mean = numbers["mean_organizations"]
        row: dict[str, object] = {
            "street_code": code,
            "street_name": name,
            "n_communities": numbers["n_communities"].n,
            "n_organizations": int(numbers["n_organizations"].estimate or 0),
            "mean_organizations": mean.estimate,
            "ci_low": mean.ci_low,
            "ci_high": mean.ci_high,
            "mean_organizations_reason": mean.reason,
        }
        for term in STREET_COLUMNS:
            row |= {
                term: numbers[term].estimate,
                f"{term}_reason": numbers[term].reason,
            }
        rows.append(row)
    frame = pd.DataFrame(rows, columns=list(rows[0]) if rows else None)
    floats = ["mean_organizations", "ci_low", "ci_high", *STREET_COLUMNS]
    return frame.astype(dict.fromkeys(floats, "float64")) if rows else frame


def _adoption(study: Study, unit: str) -> pd.DataFrame:
    """Hubs open at the end of each year."""
    inside = set(study.community_codes(unit))
    opened = [
        int((rows["is_hub"] & rows["community_code"].isin(inside)).sum())
        for rows in map(study.organizations_open, study.settings.years)
    ]
    return pd.DataFrame({"year": list(study.settings.years), "n_hubs": opened})


def _count(codes: pd.Series, order: pd.Series) -> NDArray[np.int64]:
    """Count codes, in the order of a list of codes, 0 where there is none."""
    counts = codes.value_counts().reindex(order, fill_value=0)
    return np.asarray(counts, dtype=np.int64)


def _words(values: NDArray[np.str_]) -> pd.Series:
    return pd.Series(values, dtype="str")
