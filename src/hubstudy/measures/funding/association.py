"""Whether organisations that depend more on government do better or worse projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

from hubstudy.measures.funding import association_words as words
from hubstudy.measures.funding.concentration import concentration
from hubstudy.measures.funding.receipts import receipts
from hubstudy.measures.inference.intervals import LEVEL, MIN_CASES
from hubstudy.measures.inference.qap import EQUAL, tail_shares
from hubstudy.measures.outcomes import projects_of_unit
from hubstudy.results import CITY, Estimate, Result, estimates_frame

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hubstudy.intake import Study

EXPOSURES = ("government_share", "effective_funders", "government_share_beside_fund")
OUTCOMES = ("completion_share", "mean_score")
GROUPS = ("all", "hub", "other")
N_DRAWS = 9_999
AT_ONCE = 1_000_000
FUND = "venture_fund"
VALUED = ("", "one_source")
PLACED = ["organization_id", "organization_name", "is_hub"]


class _Pair(NamedTuple):
    group: str
    exposure: str
    outcome: str


def dependence_and_outcomes(
    study: Study, *, year: int | None = None, unit: str = CITY, seed: int | None = None
) -> Result:
    """
    Hold what organisations live on against what became of their projects.

    One case per lead organisation. Its government share and effective funders are
    those of all it received in the year a project was awarded, averaged over its
    projects in the unit; its outcomes are the share completed of its projects that are
    due, and the mean over projects of their mean score. Spearman rank correlations
    with mid-ranks; p by permuting organisations, two-sided on the absolute
    correlation, (b + 1)/(B + 1). An association, never an effect.

    Parameters
    ----------
    study
        The study.
    year
        Year of award; None for all.
    unit
        ``"city"`` or a street district's code; projects belong to the community they
        serve.
    seed
        Seed of the permutations; None for the study's.

    Returns
    -------
    Result
        Table ``organization_id``, ``organization_name``, ``is_hub``, ``n_projects``,
        ``n_due``, ``completion_share`` (0–1), ``n_rated``, ``mean_score`` (0–100),
        ``government_share`` (0–1), ``effective_funders`` (from 1),
        ``government_share_beside_fund`` (venture money left out, which an award is
        itself), each value with its reason; ``reason`` is why the organisation is in no
        correlation with ``government_share``. Part ``associations``: ``group``
        (``all``, ``hub``, ``other``), ``exposure``, ``outcome``, ``estimate`` (−1 to
        1), ``null_low``, ``null_high`` (95 % of permutations), ``p_value``, ``p_holm``
        (over all rows with a p), ``n``, ``method``, ``reason``. Part ``points``: what
        the first of them rests on, by organisation, and its result. Numbers:
        ``share_completion``, ``share_score``, ``funders_completion``,
        ``funders_score``, ``n_leads``.

    Raises
    ------
    MeasureError
        If the unit or the year is not in the study.

    References
    ----------
    .. [1] Spearman, "The proof and measurement of association between two things",
       Am. J. Psychol. 15, 1904.
    .. [2] Phipson and Smyth, "Permutation p-values should never be zero", Stat. Appl.
       Genet. Mol. Biol. 9, 2010.
    .. [3] Froelich, "Diversification of revenue strategies: evolving resource
       dependence in nonprofit organizations", Nonprofit Volunt. Sect. Q. 28, 1999.
    """
    projects = projects_of_unit(study, year=year, unit=unit)
    seed = study.settings.seed if seed is None else seed
    table = _organizations(study, projects)
    pairs = [_Pair(g, e, o) for g in GROUPS for e in EXPOSURES for o in OUTCOMES]
    found = {pair: _correlation(table, pair, seed) for pair in pairs}
    numbers = {
        "n_leads": Estimate(
            float(len(table)), n=len(table), method="register", style="count"
        ),
        "share_completion": found[_Pair("all", EXPOSURES[0], OUTCOMES[0])],
        "share_score": found[_Pair("all", EXPOSURES[0], OUTCOMES[1])],
        "funders_completion": found[_Pair("all", EXPOSURES[1], OUTCOMES[0])],
        "funders_score": found[_Pair("all", EXPOSURES[1], OUTCOMES[1])],
    }
    associations = _associations(found)
    least = study.settings.min_contributors
    name = study.unit_name(unit)
    return Result(
        name="dependence_and_outcomes",
        unit=unit,
        unit_name=name,
        table=table,
        n=int(table["reason"].eq("").sum()),
        numbers=numbers,
        finding=words.finding(name, numbers, associations, minimum=least),
        method=words.METHOD,
        caveats=tuple(words.caveats(table, associations, minimum=least)),
        parts={
            "associations": associations,
            "points": _points(table, numbers["share_completion"]),
        },
    )


def _points(table: pd.DataFrame, found: Estimate) -> pd.DataFrame:
    """Lay out what is correlated, the correlation beside it where there is one."""
    columns = [
        "organization_id", "is_hub", "n_due", "completion_share", "government_share",
        "reason",
    ]  # fmt: skip
    points = table[columns]
    if found.p_value is None:
        return points
    return points.assign(
        correlation=found.estimate, p_value=found.p_value, n_correlated=found.n
    )


def rank_correlation(
    first: ArrayLike, second: ArrayLike, *, n_draws: int = N_DRAWS, seed: int
) -> Estimate:
    r"""
    Correlate ranks, against permutations of one of both (Spearman).

    Parameters
    ----------
    first, second
        Numbers by case, none missing; equal ones share their mean rank.
    n_draws
        Number of permutations.
    seed
        Seed of the permutations.

    Returns
    -------
    Estimate
        −1 to 1; the interval is 95 % of permutations, p two-sided on the absolute
        correlation, :math:`(b + 1)/(B + 1)`, equal to 12 digits counting as extreme.
        Undefined as ``too_small`` below five cases and as ``no_variation``.
    """
    ranks = [stats.rankdata(np.asarray(each, dtype=float)) for each in (first, second)]
    n = len(ranks[0])
    if n < MIN_CASES:
        return Estimate.undefined("too_small", n=n)
    if not all(np.ptp(each) for each in ranks):
        return Estimate.undefined("no_variation", n=n)
    x, y = ((each - each.mean()) / (each.std() * np.sqrt(n)) for each in ranks)
    rng, at_once = np.random.default_rng(seed), max(AT_ONCE // n, 1)
    null = np.concatenate(
        [
            rng.permuted(np.tile(y, (min(n_draws - start, at_once), 1)), axis=1) @ x
            for start in range(0, n_draws, at_once)
        ]
    )
    estimate = float(np.clip(x @ y, -1, 1))
    estimate = 0.0 if abs(estimate) < EQUAL else estimate
    low, high = np.quantile(null, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(
        estimate, float(low), float(high), None,
        tail_shares(estimate, null, tolerance=EQUAL).both,
        n=n, method="Spearman, organisations permuted", interval="null",
    )  # fmt: skip


def _organizations(study: Study, projects: pd.DataFrame) -> pd.DataFrame:
    leads = projects.groupby("lead_id")
    sums = leads[["due", "completed"]].sum()
    scores = study.tables.ratings.groupby("project_id")["score"].mean()
    known = projects["project_id"].map(scores).astype("float64")
    rated = projects.assign(score=known).groupby("lead_id")
    values = pd.DataFrame(
        {
            "n_projects": leads.size(),
            "n_due": sums["due"],
            "completion_share": sums["completed"] / sums["due"].where(sums["due"] > 0),
            "n_rated": rated["score"].count(),
            "mean_score": rated["score"].mean(),
        }
    ).join(_exposures(study, projects))
    values["completion_share_reason"] = "no_finished_projects"
    values["mean_score_reason"] = "no_ratings"
    listed = study.tables.organizations[PLACED].set_index("organization_id")
    table = listed.join(values, how="inner").sort_index()
    table = table.rename_axis("organization_id").reset_index()
    for column in (*OUTCOMES, *EXPOSURES):
        reason = table[f"{column}_reason"].where(table[column].isna(), "")
        table[f"{column}_reason"] = reason.fillna("no_revenue").astype("str")
    exposure = table[f"{EXPOSURES[0]}_reason"]
    outcomes = [table[f"{column}_reason"] for column in OUTCOMES]
    left = outcomes[0].where(outcomes[0].ne("") & outcomes[1].ne(""), "")
    counts = ["n_projects", "n_due", "n_rated"]
    table = table.astype(dict.fromkeys(counts, "int64"))
    table = table.astype(dict.fromkeys([*OUTCOMES, *EXPOSURES], "float64"))
    return table.assign(reason=exposure.where(exposure.ne(""), left).astype("str"))[
        [*PLACED, "n_projects", "n_due", "completion_share", "completion_share_reason",
         "n_rated", "mean_score", "mean_score_reason",
         *(f"{name}{end}" for name in EXPOSURES for end in ("", "_reason")), "reason"]
    ]  # fmt: skip


def _exposures(study: Study, projects: pd.DataFrame) -> pd.DataFrame:
    """Average what leads lived on over the years of their projects."""
    lines = receipts(study)
    lines = lines[lines["organization_id"].isin(projects["lead_id"])]
    beside = lines[lines["instrument"] != FUND]
    columns = {}
    for name, source, rows in [
        ("government_share", "government_share", lines),
        ("effective_funders", "effective_funders", lines),
        ("government_share_beside_fund", "government_share", beside),
    ]:
        yearly = _yearly(rows)
        matched = projects[["lead_id", "year"]].merge(
            yearly, left_on=["lead_id", "year"], right_on=["organization_id", "year"],
            how="left", validate="many_to_one",
        )  # fmt: skip
        groups = matched.groupby("lead_id")
        columns[name] = groups[source].mean()
        columns[f"{name}_reason"] = groups["reason"].agg(_first_reason)
    return pd.DataFrame(columns)


def _yearly(rows: pd.DataFrame) -> pd.DataFrame:
    keys = ["organization_id", "year"]
    found = concentration(rows, by=keys, level="funder")
    return found[[*keys, "government_share", "effective_funders", "reason"]]


def _first_reason(reasons: pd.Series) -> str:
    """Say why none of the years has a value; nothing on record comes last."""
    told = reasons.dropna()
    told = told[~told.isin(VALUED)]
    return str(told.iloc[0]) if len(told) else "no_revenue"


def _correlation(table: pd.DataFrame, pair: _Pair, seed: int) -> Estimate:
    if table.empty:
        return Estimate.undefined("no_projects")
    if pair.group != "all":
        table = table[table["is_hub"] == (pair.group == "hub")]
    known = table.dropna(subset=[pair.exposure, pair.outcome])
    return rank_correlation(known[pair.exposure], known[pair.outcome], seed=seed)


def _associations(found: dict[_Pair, Estimate]) -> pd.DataFrame:
    frame = estimates_frame({str(k): value for k, value in enumerate(found.values())})
    frame = frame.rename(columns={"ci_low": "null_low", "ci_high": "null_high"})
    tested = frame["p_value"].notna()
    frame["p_holm"] = np.nan
    if tested.any():
        adjusted = multipletests(frame.loc[tested, "p_value"], method="holm")[1]
        frame.loc[tested, "p_holm"] = adjusted
    keys = pd.DataFrame(list(found), columns=list(_Pair._fields))
    values = [
        "estimate", "null_low", "null_high", "p_value", "p_holm", "n", "method",
        "reason",
    ]  # fmt: skip
    return pd.concat([keys, frame[values]], axis=1)
