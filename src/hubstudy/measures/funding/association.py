"""Whether organisations that depend more on government do better or worse projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from hubstudy.measures.funding import association_words as words
from hubstudy.measures.funding.association_ranks import (
    fisher_interval,
    rank_correlation,
)
from hubstudy.measures.funding.concentration import concentration
from hubstudy.measures.funding.receipts import FUND, receipts
from hubstudy.measures.outcomes import projects_of_unit
from hubstudy.results import CITY, Estimate, Result, estimates_frame

if TYPE_CHECKING:
    from hubstudy.intake import Study

EXPOSURES = ("government_share", "effective_funders", "government_share_beside_fund")
OUTCOMES = ("completion_share", "mean_score")
ENDINGS = {"completion_share": "", "mean_score": "_rated"}
MATCHED = tuple(name + ending for ending in ENDINGS.values() for name in EXPOSURES)
ABSENT = {"completion_share": "no_finished_projects", "mean_score": "no_ratings"}
GROUPS = ("all", "hub", "other")
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

    One case per lead organisation. Its outcomes are the share completed of its projects
    in the unit that are due, and the mean over its rated projects of their mean score.
    Its government share and effective funders are those of all it received in the year
    a project was awarded, money that a hub passed on counting as other than
    government's, averaged over the very projects that the outcome is about: those due
    for completion, those rated for scores. Spearman rank correlations with mid-ranks; p
    by permuting organisations, two-sided on the absolute correlation, (b + 1)/(B + 1);
    what is not ruled out by Fisher's z. An association, never an effect.

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
        itself) of the years of due projects, and the same with ``_rated`` of the years
        of rated ones, each value with its reason; ``reason`` is why the organisation is
        in no correlation with ``government_share``. Part ``associations``: ``group``
        (``all``, ``hub``, ``other``), ``exposure``, ``outcome``, ``estimate`` (−1 to
        1), ``null_low``, ``null_high`` (95 % of permutations), ``fisher_low``,
        ``fisher_high`` (95 % interval, see `fisher_interval`), ``p_value``, ``p_holm``
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
    .. [4] Bonett and Wright, "Sample size requirements for estimating Pearson, Kendall
       and Spearman correlations", Psychometrika 65, 2000.
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


def _organizations(study: Study, projects: pd.DataFrame) -> pd.DataFrame:
    leads = projects.groupby("lead_id")
    sums = leads[["due", "completed"]].sum()
    scores = study.tables.ratings.groupby("project_id")["score"].mean()
    projects = projects.assign(
        score=projects["project_id"].map(scores).astype("float64")
    )
    rated, scored = projects["score"].notna(), projects.groupby("lead_id")["score"]
    values = pd.DataFrame(
        {
            "n_projects": leads.size(),
            "n_due": sums["due"],
            "completion_share": sums["completed"] / sums["due"].where(sums["due"] > 0),
            "n_rated": scored.count(),
            "mean_score": scored.mean(),
        }
    )
    for outcome, about in (
        ("completion_share", projects["due"]),
        ("mean_score", rated),
    ):
        values = values.join(_exposures(study, projects[about], ENDINGS[outcome]))
        values[f"{outcome}_reason"] = ABSENT[outcome]
    listed = study.tables.organizations[PLACED].set_index("organization_id")
    table = listed.join(values, how="inner").sort_index()
    table = table.rename_axis("organization_id").reset_index()
    table = table.astype(dict.fromkeys(["n_projects", "n_due", "n_rated"], "int64"))
    table = table.astype(dict.fromkeys([*OUTCOMES, *MATCHED], "float64"))
    table = _with_reasons(table)
    return table[
        [*PLACED, "n_projects", "n_due", "completion_share", "completion_share_reason",
         "n_rated", "mean_score", "mean_score_reason",
         *(f"{name}{end}" for name in MATCHED for end in ("", "_reason")), "reason"]
    ]  # fmt: skip


def _with_reasons(table: pd.DataFrame) -> pd.DataFrame:
    """Say why values are missing, and why an organisation is in no correlation."""
    why = {}
    for outcome, ending in ENDINGS.items():
        gone = table[outcome].isna()
        key = f"{outcome}_reason"
        table[key] = table[key].where(gone, "").astype("str")
        for name in EXPOSURES:
            column = f"{name}{ending}"
            told = table[f"{column}_reason"].fillna("no_revenue")
            told = told.where(table[column].isna(), "")
            table[f"{column}_reason"] = told.mask(gone, ABSENT[outcome]).astype("str")
        why[outcome] = table[f"{EXPOSURES[0]}{ending}_reason"]
    completion, score = why.values()
    not_due, rated = (completion == ABSENT[OUTCOMES[0]], score != ABSENT[OUTCOMES[1]])
    reason = completion.mask(not_due & rated, score)
    left = completion.ne("") & score.ne("")
    return table.assign(reason=reason.where(left, "").astype("str"))


def _exposures(study: Study, projects: pd.DataFrame, ending: str) -> pd.DataFrame:
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
        columns[f"{name}{ending}"] = groups[source].mean()
        columns[f"{name}{ending}_reason"] = groups["reason"].agg(_first_reason)
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
    exposure = f"{pair.exposure}{ENDINGS[pair.outcome]}"
    known = table.dropna(subset=[exposure, pair.outcome])
    return rank_correlation(known[exposure], known[pair.outcome], seed=seed)


def _associations(found: dict[_Pair, Estimate]) -> pd.DataFrame:
    frame = estimates_frame({str(k): value for k, value in enumerate(found.values())})
    frame = frame.rename(columns={"ci_low": "null_low", "ci_high": "null_high"})
    ends = [fisher_interval(each) for each in found.values()]
    frame[["fisher_low", "fisher_high"]] = np.array(ends)
    tested = frame["p_value"].notna()
    frame["p_holm"] = np.nan
    if tested.any():
        adjusted = multipletests(frame.loc[tested, "p_value"], method="holm")[1]
        frame.loc[tested, "p_holm"] = adjusted
    keys = pd.DataFrame(list(found), columns=list(_Pair._fields))
    values = [
        "estimate", "null_low", "null_high", "fisher_low", "fisher_high", "p_value",
        "p_holm", "n", "method", "reason",
    ]  # fmt: skip
    return pd.concat([keys, frame[values]], axis=1)
