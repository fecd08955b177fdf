"""Whether other money comes or goes with government money."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.fields import ESTIMATE_COLUMNS
from hubstudy.measures.funding import crowding_words as words
from hubstudy.measures.funding.crowding_caveats import caveats
from hubstudy.measures.funding.crowding_numbers import CLUSTERS, headline_numbers
from hubstudy.measures.funding.receipts import from_outside, receipts
from hubstudy.measures.inference.absorbed import Slope, clustered_slope, slope_of
from hubstudy.measures.inference.sandwich import cluster_products
from hubstudy.measures.inference.wild import wild_cluster_bootstrap
from hubstudy.results import CITY, Estimate, Result, estimates_frame

if TYPE_CHECKING:
    from hubstudy.intake import Study

NOW, BEFORE = "government_cny", "government_before_cny"
N_DRAWS = 9_999
SETTLED = 1e-10
PLACED = ["organization_id", "organization_name", "is_hub", "street_code"]


class _Money(NamedTuple):
    """Money from outside by organisation and year, and what is not in it."""

    panel: pd.DataFrame
    n_refunded: int
    n_partial: int
    is_passed_on: bool


def crowding(study: Study, *, unit: str = CITY, seed: int | None = None) -> Result:
    """
    Regress other income on government income within organisations.

    Yuan on yuan, one case per organisation and full year with revenue on record,
    money from outside only, in prices of the year; organisation and year effects taken
    out. An association and no effect: see the caveats. Errors are clustered by
    organisation (CR2, Satterthwaite t) and by street district (restricted wild cluster
    bootstrap, Webb weights), which allows for whatever a street office does to all its
    organisations; the latter is the headline where there are streets enough, the
    former does not see what organisations of a street share and is the weaker.

    Parameters
    ----------
    study
        The study.
    unit
        ``"city"`` or a street district's code.
    seed
        Seed of the bootstrap; None for the study's.

    Returns
    -------
    Result
        Table ``specification`` (``reported``; ``with_zeros``, years on record or not
        counting as 0; ``previous_year``, on government income of the year before;
        ``without_largest``, but for the organisation with most government money;
        ``hubs``; ``others``), ``clusters`` (``organization``, ``street``), ``term``,
        ``estimate`` (yuan per yuan), ``std_error``, ``ci_low``, ``ci_high``,
        ``p_value``, ``n``, ``n_clusters``, ``method``, ``n_organizations``,
        ``reason``. Part ``panel``: the cases of ``reported``, with what both effects
        leave of either income (missing for organisations with one year). Part
        ``leave_one_out``: the slope without each organisation. Numbers:
        ``crowding`` (the headline), ``crowding_by_street``,
        ``crowding_by_organization``, ``crowding_range`` (leaving out one organisation
        at a time), ``crowding_with_zeros``, ``crowding_previous_year``,
        ``crowding_without_largest``, ``n_organizations``, ``n_cases``; how the
        variation that identifies the slope (squares of what effects leave of government
        income) is spread: ``top_organization_share``, ``top_street_share``,
        ``effective_organizations``, ``effective_streets`` (1 / sum of squared shares).

    Raises
    ------
    MeasureError
        If there is no such unit.

    References
    ----------
    .. [1] Andreoni and Payne, "Is crowding out due entirely to fundraising? Evidence
       from a panel of charities", J. Public Econ. 95, 2011.
    .. [2] De Wit and Bekkers, "Government support and charitable donations: a
       meta-analysis of the crowding-out hypothesis", J. Public Adm. Res. Theory 27,
       2017.
    .. [3] MacKinnon, Nielsen and Webb, "Cluster-robust inference: a guide to empirical
       practice", J. Econom. 232, 2023.
    """
    name = study.unit_name(unit)
    years = _full_years(study)
    money = _money(study, unit, years)
    seed = study.settings.seed if seed is None else seed
    specifications = _specifications(study, money.panel)
    found = {
        (kind, clusters): _slope(rows, term, clusters, seed)
        for kind, (rows, term) in specifications.items()
        for clusters in CLUSTERS
    }
    panel, influence = _within(money.panel)
    numbers = headline_numbers(found, panel, influence)
    return Result(
        name="crowding",
        unit=unit,
        unit_name=name,
        table=_table(specifications, found),
        n=numbers["crowding"].n,
        numbers=numbers,
        finding=words.finding(name, sorted(set(money.panel["year"])), numbers),
        method=words.METHOD,
        caveats=tuple(
            caveats(
                numbers,
                n_refunded=money.n_refunded,
                n_partial=money.n_partial,
                is_passed_on=money.is_passed_on,
                as_of=study.settings.as_of,
            )
        ),
        parts={"panel": panel, "leave_one_out": influence},
    )


def _full_years(study: Study) -> list[int]:
    """Give the years that the study covers to their end; all if there are none."""
    as_of, years = study.settings.as_of, list(study.settings.years)
    return [
        y for y in years if (y, 12, 31) <= (as_of.year, as_of.month, as_of.day)
    ] or (years)


def _money(study: Study, unit: str, years: list[int]) -> _Money:
    every = receipts(study, unit=unit)
    lines = from_outside(every)
    full = lines[lines["year"].isin(years)]
    split = full.assign(
        government_cny=full["amount_cny"].where(full["by_funder"], 0.0),
        other_cny=full["amount_cny"].where(~full["by_funder"], 0.0),
    )
    sums = split.groupby([*PLACED, "year"])[[NOW, "other_cny"]].sum().reset_index()
    sums = sums.astype({"year": "int64"})
    refunded = (sums[[NOW, "other_cny"]] < 0).any(axis=1)
    panel = sums[~refunded].sort_values(["organization_id", "year"], ignore_index=True)
    return _Money(
        panel, int(refunded.sum()), len(lines) - len(full), len(every) > len(lines)
    )


def _specifications(
    study: Study, panel: pd.DataFrame
) -> dict[str, tuple[pd.DataFrame, str]]:
    earlier = panel[["organization_id", "year", NOW]].rename(columns={NOW: BEFORE})
    earlier["year"] += 1
    lagged = panel.merge(earlier, on=["organization_id", "year"])
    sums = panel.groupby("organization_id")[NOW].sum()
    largest = sums.idxmax() if len(sums) else ""
    return {
        "reported": (panel, NOW),
        "with_zeros": (_with_zeros(study, panel), NOW),
        "previous_year": (lagged, BEFORE),
        "without_largest": (panel[panel["organization_id"] != largest], NOW),
        "hubs": (panel[panel["is_hub"]], NOW),
        "others": (panel[~panel["is_hub"]], NOW),
    }


def _with_zeros(study: Study, panel: pd.DataFrame) -> pd.DataFrame:
    """Add the years in which an organisation was open and nothing is on record."""
    cells = panel.groupby(PLACED)["year"].agg(["min", "max"]).reset_index()
    dates = study.tables.organizations.set_index("organization_id")[
        ["opened", "closed"]
    ]
    dates = dates.loc[cells["organization_id"]].reset_index()
    years = pd.DataFrame({"year": sorted(panel["year"].unique())})
    opened, closed = dates["opened"].dt.year, dates["closed"].dt.year
    cells["min"] = np.fmin(opened.fillna(-np.inf), cells["min"])
    cells["max"] = np.fmax(closed.fillna(np.inf), cells["max"])
    grid = cells.merge(years, how="cross")
    grid = grid[grid["year"].between(grid["min"], grid["max"])]
    keys = [*PLACED, "year"]
    full = grid[keys].merge(panel, on=keys, how="left")
    return full.fillna({NOW: 0.0, "other_cny": 0.0})


def _slope(rows: pd.DataFrame, term: str, clusters: str, seed: int) -> Estimate:
    if rows.empty:
        return Estimate.undefined("no_revenue")
    effects = [rows["organization_id"], rows["year"]]
    labels = rows[CLUSTERS[clusters]]
    if clusters == "organization":
        return clustered_slope(
            rows["other_cny"], rows[term], clusters=labels, effects=effects
        )
    return wild_cluster_bootstrap(
        rows["other_cny"], rows[term], clusters=labels, effects=effects,
        n_draws=N_DRAWS, seed=seed,
    )  # fmt: skip


def _within(panel: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give what effects leave of the panel, and the slope without each organisation."""
    left = ["government_within_cny", "other_within_cny"]
    panel = panel.assign(**dict.fromkeys(left, np.nan))
    listed = panel.groupby(PLACED[:3]).size().rename("n_years").reset_index()
    listed = listed.assign(estimate=np.nan, reason="no_variation")
    if panel.empty:
        return panel, listed.astype({"reason": "str"})
    codes = pd.factorize(panel["organization_id"], sort=True)[0]
    slope = slope_of(
        panel["other_cny"], panel[NOW], clusters=codes, effects=[codes, panel["year"]]
    )
    if slope.reason:
        return panel, listed.assign(reason=slope.reason).astype({"reason": "str"})
    panel.loc[slope.kept, left] = np.column_stack([slope.predictor, slope.outcome])
    without = np.full(len(listed), slope.estimate)
    without[np.unique(codes[slope.kept])] = _leaving_out(slope)
    reason = np.where(np.isnan(without), "collinear", "")
    listed = listed.assign(estimate=without, reason=reason)
    return panel, listed.astype({"reason": "str"})


def _leaving_out(slope: Slope) -> np.ndarray:
    """Fit again without each cluster, from products within clusters alone."""
    within = cluster_products(slope.basis, slope.basis, slope.cluster)
    with_outcome = cluster_products(
        slope.basis, slope.outcome[:, None], slope.cluster
    )[:, :, 0]  # fmt: skip
    left = np.eye(within.shape[1]) - within
    rest = with_outcome.sum(axis=0) - with_outcome
    settled = np.linalg.eigvalsh(left)[:, 0] < SETTLED
    left[settled] = np.eye(within.shape[1])
    slopes = np.linalg.solve(left, rest[:, :, None])[:, :, 0] @ slope.direction
    return np.where(settled, np.nan, slopes)


def _table(
    specifications: dict[str, tuple[pd.DataFrame, str]],
    found: dict[tuple[str, str], Estimate],
) -> pd.DataFrame:
    frame = estimates_frame({str(k): value for k, value in enumerate(found.values())})
    kinds = [kind for kind, _ in found]
    frame = frame.assign(
        specification=kinds,
        clusters=[clusters for _, clusters in found],
        term=[specifications[kind][1] for kind in kinds],
        n_organizations=[
            specifications[kind][0]["organization_id"].nunique() for kind in kinds
        ],
    )
    head, last = ["specification", "clusters"], ["n_organizations", "reason"]
    return frame[[*head, *[c for c in ESTIMATE_COLUMNS if c != "reason"], *last]]
