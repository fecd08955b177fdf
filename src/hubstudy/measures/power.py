"""What the study could see at best: printed before any estimate."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
from scipy import stats

from hubstudy.errors import Bilingual
from hubstudy.measures import power_words as words
from hubstudy.measures.inference.intervals import MIN_CASES, wilson
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.intake import Study

LEVEL = 0.05
POWER = 0.80
RHOS = (0.3, 0.5, 0.7)
ICCS = (0.05, 0.10, 0.20)
EXAMPLE = (3, 4)
COLUMNS = [
    "design", "label_zh", "label_en", "assumption", "n", "n_treated",
    "minimum_detectable", "design_effect", "minimum_p", "ci_low", "ci_high", "reason",
]  # fmt: skip


class Panel(NamedTuple):
    """
    The sizes on which power rests.

    Parameters
    ----------
    n_hub, n_other
        Communities with and without a hub by the as-of date.
    n_pre, n_post
        Years of outcomes before the first hub year, and full years from it on.
    n_projects
        Venture projects.
    n_hub_organizations
        Hub organisations.
    n_streets
        Street districts.
    """

    n_hub: int
    n_other: int
    n_pre: int
    n_post: int
    n_projects: int
    n_hub_organizations: int
    n_streets: int


def minimum_detectable_effects(study: Study) -> Result:
    """
    Give the smallest effects that the study's designs could detect.

    Two-sided level 5 %, power 80 %, by the t distribution; effects in standard
    deviations of the outcome. It needs no outcome, only the number of cases.

    Parameters
    ----------
    study
        The study; the unit is always the city.

    Returns
    -------
    Result
        Table ``design, label_zh, label_en, assumption, n, n_treated,
        minimum_detectable`` (SD), ``design_effect``, ``minimum_p`` (randomisation
        inference, one-sided), ``ci_low, ci_high`` (the share of a small district),
        ``reason``.

    References
    ----------
    .. [1] Bloom, "Minimum detectable effects", Eval. Rev. 19, 1995.
    .. [2] Frison and Pocock, "Repeated measures in clinical trials", Stat. Med. 11,
       1992 (means before and after).
    .. [3] Kish, *Survey Sampling*, 1965 (design effect).
    """
    panel = panel_sizes(study)
    table = pd.DataFrame(
        [*_contrasts(panel), *_projects(panel), *_assignments(panel), _example()],
        columns=COLUMNS,
    ).astype({"n": "Int64", "n_treated": "Int64"})
    floats = ["minimum_detectable", "design_effect", "minimum_p", "ci_low", "ci_high"]
    table[floats] = table[floats].astype("float64")
    numbers = _numbers(table, panel)
    return Result(
        name="minimum_detectable_effects",
        unit=CITY,
        unit_name=study.unit_name(CITY),
        table=table,
        n=panel.n_hub + panel.n_other,
        numbers=numbers,
        finding=words.finding(study.unit_name(CITY), numbers, panel),
        method=words.METHOD,
        caveats=tuple(words.caveats(panel)),
    )


def panel_sizes(study: Study) -> Panel:
    """
    Count what power rests on.

    Parameters
    ----------
    study
        The study.

    Returns
    -------
    Panel
        Cases by kind. Years are those of ``community_outcomes``, or of the study
        where there are no outcomes yet; the year of the as-of date counts only if
        it is over.
    """
    as_of = study.settings.as_of
    hub_years = study.hub_years()
    has_hub = hub_years.le(as_of.year).fillna(value=False)
    recorded = study.tables.community_outcomes["year"].unique().tolist()
    years = {int(year) for year in recorded or study.settings.years}
    over = as_of.year if (as_of.month, as_of.day) == (12, 31) else as_of.year - 1
    first = int(hub_years.min()) if has_hub.any() else over + 1
    return Panel(
        n_hub=int(has_hub.sum()),
        n_other=int((~has_hub).sum()),
        n_pre=sum(year < first for year in years),
        n_post=sum(first <= year <= over for year in years),
        n_projects=len(study.tables.projects),
        n_hub_organizations=int(study.tables.organizations["is_hub"].sum()),
        n_streets=len(study.tables.street_districts),
    )


def minimum_detectable(*, std_error: float, df: int) -> float:
    """
    Turn a standard error into the smallest effect it can detect.

    Parameters
    ----------
    std_error
        Standard error of the estimate, in standard deviations of the outcome.
    df
        Degrees of freedom, at least 1.

    Returns
    -------
    float
        Effect found with 80 % power by a two-sided test at 5 %.

    Examples
    --------
    >>> f"{minimum_detectable(std_error=(1 / 32 + 1 / 28) ** 0.5, df=58):.3f}"
    '0.737'
    """
    quantiles = stats.t.ppf(1 - LEVEL / 2, df) + stats.t.ppf(POWER, df)
    return float(quantiles * std_error)


def _row(
    design: str, label: Bilingual, assumption: str, **values: object
) -> dict[str, object]:
    blank = dict.fromkeys(COLUMNS) | {"reason": ""}
    texts = {"label_zh": label.zh, "label_en": label.en, "assumption": assumption}
    return blank | {"design": design} | texts | values


def _contrasts(panel: Panel) -> Iterator[dict[str, object]]:
    """Compare communities with and without a hub: once, twice, over many years."""
    n_hub, n_other = panel.n_hub, panel.n_other
    sizes = {"n": n_hub + n_other, "n_treated": n_hub}
    reason, cross = "", math.nan
    if not n_hub:
        reason = "no_hubs"
    elif not n_other:
        reason = "one_group_only"
    elif min(n_hub, n_other) < MIN_CASES:
        reason = "too_small"
    else:
        error = math.sqrt(1 / n_hub + 1 / n_other)
        cross = minimum_detectable(std_error=error, df=n_hub + n_other - 2)
    label = Bilingual(
        "有枢纽与无枢纽社区，单年横截面", "communities with and without hub, one year"
    )
    yield _row(
        "cross_section", label, "", minimum_detectable=cross, reason=reason, **sizes
    )
    label = Bilingual(
        "双重差分，前后各一年", "difference in differences, one year each"
    )
    for rho in RHOS:
        yield _row(
            "did_two_periods", label, f"ρ = {rho}", reason=reason,
            minimum_detectable=cross * math.sqrt(2 * (1 - rho)), **sizes,
        )  # fmt: skip
    pre, post = panel.n_pre, panel.n_post
    label = Bilingual(
        f"双重差分，前 {pre} 年、后 {post} 年",
        f"difference in differences, {pre} years before, {post} after",
    )
    for rho in RHOS:
        change = math.nan
        if pre and post:
            change = cross * math.sqrt((1 - rho) * (1 / pre + 1 / post))
        yield _row(
            "did_panel", label, f"ρ = {rho}", minimum_detectable=change,
            reason=reason or ("" if pre and post else "not_measured"), **sizes,
        )  # fmt: skip


def _projects(panel: Panel) -> Iterator[dict[str, object]]:
    """Compare two halves of the hubs by their projects, clustered by hub."""
    n, hubs = panel.n_projects, panel.n_hub_organizations
    label = Bilingual(
        "枢纽层面对比，以项目为个案", "contrast of hubs, with projects as cases"
    )
    reason = ""
    if not hubs:
        reason = "no_hubs"
    elif not n:
        reason = "no_projects"
    elif hubs < 2 * MIN_CASES or n < hubs:
        reason = "too_small"
    for icc in ICCS:
        effect = found = math.nan
        if not reason:
            effect = 1 + (n / hubs - 1) * icc
            found = minimum_detectable(std_error=math.sqrt(effect * 4 / n), df=hubs - 2)
        yield _row(
            "projects_in_hubs", label, f"ICC = {icc}", n=n, n_treated=hubs // 2,
            minimum_detectable=found, design_effect=effect, reason=reason,
        )  # fmt: skip


def _assignments(panel: Panel) -> Iterator[dict[str, object]]:
    """Least p value that re-assigning hubs among street districts can give."""
    label = Bilingual(
        "街道层面随机化推断", "randomisation inference by street district"
    )
    n = panel.n_streets
    for streets, treated in ((n, n // 2), (n, 3), (6, 3)):
        if not 0 < treated < streets <= n:
            continue
        ways = math.comb(streets, treated)
        yield _row(
            "randomization", label, f"C({streets}, {treated}) = {ways}", n=streets,
            n_treated=treated, minimum_p=1 / ways, reason="not_applicable",
        )  # fmt: skip


def _example() -> dict[str, object]:
    """Show why a district with four projects gets no share."""
    done, due = EXAMPLE
    share = wilson(done, due)
    label = Bilingual(
        "举例：4 个项目结项 3 个的街道", "example: a street with 3 of 4 completed"
    )
    return _row(
        "single_street", label, f"{done}/{due}", n=due, ci_low=share.ci_low,
        ci_high=share.ci_high, reason="too_small",
    )  # fmt: skip


def _numbers(table: pd.DataFrame, panel: Panel) -> dict[str, Estimate]:
    keys = {
        "cross_section": ("cross_section", ""),
        "did_two_periods": ("did_two_periods", "ρ = 0.5"),
        "did_panel": ("did_panel", "ρ = 0.5"),
        "projects_in_hubs": ("projects_in_hubs", "ICC = 0.1"),
    }
    numbers = {
        "n_hub_communities": Estimate(
            float(panel.n_hub),
            n=panel.n_hub + panel.n_other,
            method="register",
            style="count",
        )
    }
    for name, (design, assumption) in keys.items():
        rows = (table["design"] == design) & (table["assumption"] == assumption)
        row = table[rows].iloc[0]
        numbers[name] = (
            Estimate.undefined(row["reason"], n=int(row["n"]))
            if row["reason"]
            else Estimate(
                float(row["minimum_detectable"]), n=int(row["n"]), method="t, 5 %, 80 %"
            )
        )
    return numbers
