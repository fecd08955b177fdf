"""What became of the venture projects: finished, rated, how many people reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hubstudy.fields import FIELDS
from hubstudy.measures import outcomes_words as words
from hubstudy.measures.inference.intervals import (
    MIN_CASES,
    clustered_difference,
    clustered_share,
    median_interval,
    wilson,
)
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    from hubstudy.intake import Study

PASS_SCORE = 60.0
GOOD_STARS = 4
PER_CNY = 10_000.0
STAGES = ("approved", "started", "completed", "passed", "renewed")
LEADS = ("hub", "other")


def project_outcomes(
    study: Study, *, year: int | None = None, unit: str = CITY
) -> Result:
    """
    Measure completion, stars and people reached of the venture projects.

    A project is due if its end lies on or before the as-of date or if it is already
    completed or terminated; the completion share is completed among due. Projects
    belong to the unit of the community they serve; the lead counts as a hub by the
    register of organisations.

    Parameters
    ----------
    study
        The study.
    year
        Year the projects were awarded in; None for all years together.
    unit
        ``"city"`` or a street district's code.

    Returns
    -------
    Result
        Table ``group, level, n_projects, n_due, n_completed, completion_share,
        ci_low, ci_high, reason`` (shares 0–1, Wilson); parts ``funnel``, ``stars``
        and ``beneficiaries`` (people per 10,000 yuan spent). The difference between
        hub and other leads is in shares, clustered by lead organisation.

    Raises
    ------
    MeasureError
        If the unit or the year is not in the study.

    References
    ----------
    .. [1] Wilson, "Probable inference", J. Am. Stat. Assoc. 22, 1927.
    .. [2] Pustejovsky and Tipton, "Small-sample methods for cluster-robust variance
       estimation", J. Bus. Econ. Stat. 36, 2018.
    """
    projects = projects_of_unit(study, year=year, unit=unit)
    ratings = study.tables.ratings.merge(
        projects[["project_id", "lead_id"]], on="project_id", validate="many_to_one"
    )
    reached = projects[
        projects["due"]
        & projects["beneficiaries"].notna()
        & (projects["spent_cny"] > 0)
    ]
    reach = reached["beneficiaries"].astype(float) / (reached["spent_cny"] / PER_CNY)
    beneficiaries = _beneficiaries(reach, reached["lead"])
    table = _completion(projects, study)
    shares = {
        level: _share(
            projects[projects["lead"] == level] if level != "all" else projects
        )
        for level in ("all", *LEADS)
    }
    numbers = {
        "n_projects": Estimate(
            float(len(projects)), n=len(projects), method="register", style="count"
        ),
        "completion_share": shares["all"],
        "hub_completion": shares["hub"],
        "other_completion": shares["other"],
        "completion_difference": _difference(projects),
        "beneficiaries_per_10k_cny": _or_no_projects(median_interval(reach), projects),
        "four_star_share": _four_stars(ratings),
    }
    return Result(
        name="project_outcomes",
        unit=unit,
        unit_name=study.unit_name(unit),
        table=table,
        n=len(projects),
        numbers=numbers,
        finding=words.finding(study.unit_name(unit), year, numbers, projects),
        method=words.METHOD,
        caveats=tuple(words.caveats(projects, ratings, numbers)),
        parts={
            "funnel": _funnel(projects, study),
            "stars": _stars(ratings),
            "beneficiaries": beneficiaries,
        },
    )


def projects_of_unit(
    study: Study, *, year: int | None = None, unit: str = CITY
) -> pd.DataFrame:
    """
    Give the projects of a unit with what the outcome measures ask of them.

    Parameters
    ----------
    study
        The study.
    year
        Year of award; None for all.
    unit
        ``"city"`` or a street district's code.

    Returns
    -------
    pandas.DataFrame
        Rows of ``projects`` with ``street_code``, ``lead`` (``hub``, ``other``),
        ``due`` and ``completed`` (bool) beside.

    Raises
    ------
    MeasureError
        If the unit or the year is not in the study.
    """
    study.check_unit(unit)
    study.last_day(year)
    projects = study.with_place(study.tables.projects)
    if unit != CITY:
        projects = projects[projects["street_code"] == unit]
    if year is not None:
        projects = projects[projects["year"] == year]
    organizations = study.tables.organizations
    hubs = organizations.loc[organizations["is_hub"], "organization_id"]
    ended = projects["end"].le(str(study.settings.as_of))
    return projects.assign(
        lead=projects["lead_id"]
        .isin(hubs)
        .map({True: "hub", False: "other"})
        .astype(str),
        due=ended | projects["status"].isin(["completed", "terminated"]),
        completed=projects["status"] == "completed",
    ).reset_index(drop=True)


def _share(projects: pd.DataFrame) -> Estimate:
    n_due = int(projects["due"].sum())
    if n_due >= MIN_CASES:
        return wilson(int(projects["completed"].sum()), n_due)
    reason = "too_small" if n_due else "no_finished_projects"
    if projects.empty:
        reason = "no_projects"
    return Estimate.undefined(reason, n=n_due, style="share")


def _completion(projects: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Lay completion out by group, levels in the order of the dictionary."""
    levels: dict[str, list[str]] = {
        "scheme": list(FIELDS["scheme"].category_labels("en")),
        "lead": list(LEADS),
        "year": [str(year) for year in sorted(study.tables.projects["year"].unique())],
        "target_group": list(FIELDS["target_group"].category_labels("en")),
    }
    rows = [_completion_row("all", "all", projects)]
    for group, names in levels.items():
        values = projects[group].astype(str)
        rows += [
            _completion_row(group, name, projects[values == name]) for name in names
        ]
    frame = pd.DataFrame(rows)
    floats = ["completion_share", "ci_low", "ci_high"]
    return frame.astype(dict.fromkeys(floats, "float64"))


def _completion_row(
    group: str, level: str, projects: pd.DataFrame
) -> dict[str, object]:
    share = _share(projects)
    return {
        "group": group,
        "level": level,
        "n_projects": len(projects),
        "n_due": int(projects["due"].sum()),
        "n_completed": int(projects["completed"].sum()),
        "completion_share": share.estimate,
        "ci_low": share.ci_low,
        "ci_high": share.ci_high,
        "reason": share.reason,
    }


def _difference(projects: pd.DataFrame) -> Estimate:
    due = projects[projects["due"]]
    sizes = due["lead"].value_counts().reindex(LEADS, fill_value=0)
    reason = ""
    if projects.empty:
        reason = "no_projects"
    elif not sizes.min():
        reason = "one_group_only" if sizes.max() else "no_finished_projects"
    elif sizes.min() < MIN_CASES:
        reason = "too_small"
    if reason:
        return Estimate.undefined(reason, n=len(due), style="points")
    return clustered_difference(due["completed"], due["lead"] == "hub", due["lead_id"])


def _four_stars(ratings: pd.DataFrame) -> Estimate:
    if ratings.empty:
        return Estimate.undefined("no_ratings", style="share")
    good = ratings["stars"] >= GOOD_STARS
    return clustered_share(good, clusters=ratings["lead_id"])


def _or_no_projects(value: Estimate, projects: pd.DataFrame) -> Estimate:
    if projects.empty:
        return Estimate.undefined("no_projects", style=value.style)
    return value


def _funnel(projects: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Count projects by stage; passed and renewed are counted among completed."""
    scores: pd.Series = study.tables.ratings.groupby("project_id")["score"].mean()
    renewed = study.tables.projects["renews_project"].dropna()
    ids, completed = projects["project_id"], projects["completed"]
    reached = pd.DataFrame(
        {
            "approved": True,
            "started": projects["start"].le(str(study.settings.as_of)),
            "completed": completed,
            "passed": completed & (ids.map(scores) >= PASS_SCORE),
            "renewed": completed & ids.isin(renewed),
        },
        index=projects.index,
    )
    schemes = {"all": pd.Series(data=True, index=projects.index)}
    for scheme in FIELDS["scheme"].category_labels("en"):
        schemes[scheme] = projects["scheme"] == scheme
    counts = pd.DataFrame(
        {scheme: reached[rows].sum() for scheme, rows in schemes.items()}
    )
    frame = counts.loc[list(STAGES)].T.rename_axis("scheme").reset_index()
    frame = frame.melt("scheme", var_name="stage", value_name="n").astype(
        {"n": "int64"}
    )
    order = frame["scheme"].map({name: i for i, name in enumerate(schemes)})
    frame = frame.assign(order=order).sort_values("order", kind="stable")
    totals = counts.loc["approved"].to_dict()
    approved = frame["scheme"].map(totals).astype(float)
    share = (frame["n"] / approved.where(approved > 0)).astype("float64")
    return frame.assign(share=share).drop(columns="order").reset_index(drop=True)


def _stars(ratings: pd.DataFrame) -> pd.DataFrame:
    types = list(FIELDS["rater_type"].category_labels("en"))
    full = pd.MultiIndex.from_product(
        [types, range(1, 6)], names=["rater_type", "stars"]
    )
    counts = ratings.groupby(["rater_type", "stars"]).size().reindex(full, fill_value=0)
    frame = counts.rename("n").reset_index().astype({"stars": "int64", "n": "int64"})
    total = frame.groupby("rater_type")["n"].transform("sum").astype(float)
    return frame.assign(share=frame["n"] / total.where(total > 0))


def _beneficiaries(reach: pd.Series, lead: pd.Series) -> pd.DataFrame:
    levels = {"all": reach} | {level: reach[lead == level] for level in LEADS}
    medians = {level: median_interval(values) for level, values in levels.items()}
    rows = [
        {
            "level": level, "n": value.n, "median": value.estimate,
            "ci_low": value.ci_low, "ci_high": value.ci_high, "reason": value.reason,
        }
        for level, value in medians.items()
    ]  # fmt: skip
    floats = ["median", "ci_low", "ci_high"]
    return pd.DataFrame(rows).astype(dict.fromkeys(floats, "float64"))
