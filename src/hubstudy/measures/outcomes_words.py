"""The words around project outcomes: finding, method, caveats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from hubstudy.results import Estimate


def finding(
    place: Bilingual,
    year: int | None,
    numbers: dict[str, Estimate],
    projects: pd.DataFrame,
) -> Bilingual:
    """
    Say what was found.

    Parameters
    ----------
    place
        Name of the unit.
    year
        Year of award; None for all.
    numbers
        Headline numbers of the result.
    projects
        As given by `outcomes.projects_of_unit`.

    Returns
    -------
    Bilingual
        The sentences that the report prints.
    """
    when = Bilingual("历年", "all years")
    if year is not None:
        when = Bilingual(f"{year}年", str(year))
    n_due = int(projects["due"].sum())
    values: dict[str, object] = {
        "place": place, "when": when, "n": len(projects), "due": n_due,
        "done": int(projects["completed"].sum()),
    }  # fmt: skip
    if projects.empty:
        return Bilingual(
            "{place}{when}没有创投项目登记，项目成效无从计算。",
            "{place}, {when}: no venture projects registered; there is nothing to "
            "measure.",
        ).format_with(**values)
    if not n_due:
        return Bilingual(
            "{place}{when}登记创投项目 {n} 个，尚无应结项的项目，不报告结项率。",
            "{place}, {when}: venture projects registered {n}, none due yet; no "
            "completion share is reported.",
        ).format_with(**values)
    counts = Bilingual(
        "{place}{when}登记创投项目 {n} 个，应结项 {due} 个，其中结项 {done} 个，",
        "{place}, {when}: venture projects registered {n}, due {due}, of these "
        "completed {done}; ",
    ).format_with(**values)
    share = numbers["completion_share"]
    if not share.is_defined:
        return Bilingual(
            "{counts}结项率不报告（{why}）。",
            "{counts}no completion share is reported ({why}).",
        ).format_with(counts=counts, why=share.both())
    return Bilingual(
        "{counts}结项率 {share}。{compared}{stars}{reach}",
        "{counts}completion share {share}. {compared}{stars}{reach}",
    ).format_with(
        counts=counts,
        share=share.both(),
        compared=_compared(numbers, projects),
        stars=_stars(numbers["four_star_share"]),
        reach=_reach(numbers["beneficiaries_per_10k_cny"]),
    )


def _compared(numbers: dict[str, Estimate], projects: pd.DataFrame) -> Bilingual:
    difference = numbers["completion_difference"]
    if not difference.is_defined:
        return Bilingual(
            "枢纽与其他组织承接项目的结项率无法比较（{why}）。",
            "Projects led by hubs and by others cannot be compared ({why}). ",
        ).format_with(why=difference.both())
    due = projects[projects["due"]]
    leads = due.groupby("lead")["lead_id"].nunique()
    return Bilingual(
        "枢纽承接的 {n_hub} 个应结项项目结项率 {hub}，其他组织承接的 {n_other} 个 "
        "{other}；相差 {difference}，按承接组织聚类（枢纽 {hubs} 家、其他 {others} "
        "家），{verdict}。",
        "Of {n_hub} due projects led by hubs {hub} were completed, of {n_other} led by "
        "others {other}: a difference of {difference}, clustered by lead ({hubs} hubs, "
        "{others} others); {verdict}. ",
    ).format_with(
        n_hub=numbers["hub_completion"].n,
        n_other=numbers["other_completion"].n,
        hub=numbers["hub_completion"].both(),
        other=numbers["other_completion"].both(),
        difference=difference.both(),
        hubs=leads["hub"],
        others=leads["other"],
        verdict=_verdict(difference),
    )


def _verdict(difference: Estimate) -> Bilingual:
    low, high = difference.ci_low or 0.0, difference.ci_high or 0.0
    if low <= 0 <= high:
        return Bilingual(
            "区间含零，现有数据不能区分两组",
            "the interval covers zero: the data do not tell the groups apart",
        )
    return Bilingual(
        "区间不含零，但枢纽并非随机设立，此差异只作描述",
        "the interval excludes zero, but hubs were not placed at random and the "
        "difference is a description",
    )


def _stars(share: Estimate) -> Bilingual:
    if not share.is_defined:
        return Bilingual("", "")
    return Bilingual(
        "评分记录 {n} 条，四星及以上占 {share}。",
        "Of {n} single ratings {share} give four stars or more. ",
    ).format_with(n=f"{share.n:,}", share=share.both())


def _reach(median: Estimate) -> Bilingual:
    if not median.is_defined:
        return Bilingual("", "")
    return Bilingual(
        "每支出一万元受益人次的中位数为 {median}（n = {n}）。",
        "The median project reached {median} beneficiaries per 10,000 yuan spent "
        "(n = {n}).",
    ).format_with(median=median.both(), n=median.n)


def caveats(
    projects: pd.DataFrame, ratings: pd.DataFrame, numbers: dict[str, Estimate]
) -> Iterator[Bilingual]:
    """
    Say what the reader must know, as far as it holds here.

    Parameters
    ----------
    projects
        As given by `outcomes.projects_of_unit`.
    ratings
        Ratings of these projects.
    numbers
        Headline numbers of the result.

    Yields
    ------
    Bilingual
        One caveat after the other.
    """
    if projects.empty:
        return
    yield Bilingual(
        "登记表只有获批项目，没有申报而未获批的项目，漏斗自立项起算。",
        "The register holds approved projects only; applications that failed are not "
        "in it, so the funnel begins at approval.",
    )
    if numbers["completion_share"].is_defined:
        yield Bilingual(
            "单组结项率的 Wilson 区间把项目视为相互独立；同一组织承接多个项目时，"
            "实际不确定性更大。两组之差已按承接组织聚类。",
            "The Wilson interval of a single share takes projects as independent; "
            "where one organisation leads several, the true uncertainty is wider. The "
            "difference of groups is clustered by lead organisation.",
        )
    early = int((projects["status"] == "ongoing").sum())
    if early and (projects["status"] == "terminated").any():
        yield Bilingual(
            "中止随时可知，结项须待期满：尚有 {n} 个项目在施，最近年份的结项率可能偏"
            "低。",
            "A termination is known at once, a completion only at the end: with {n} "
            "projects still ongoing, the shares of the latest years may be too low.",
        ).format_with(n=early)
    overdue = int((projects["due"] & (projects["status"] == "ongoing")).sum())
    if overdue:
        yield Bilingual(
            "{n} 个项目已过结束日期仍登记为在施，计为应结项而未结项。",
            "{n} projects are past their end and still registered as ongoing; they "
            "count as due and not completed.",
        ).format_with(n=overdue)
    due = projects[projects["due"]]
    gaps = int((due["beneficiaries"].isna() | ~(due["spent_cny"] > 0)).sum())
    if gaps:
        yield Bilingual(
            "{n} 个应结项项目缺少受益人次或支出金额，未计入每万元受益人次。",
            "{n} due projects lack beneficiaries or spending and are left out of "
            "beneficiaries per 10,000 yuan.",
        ).format_with(n=gaps)
    unrated = int(
        (
            projects["completed"] & ~projects["project_id"].isin(ratings["project_id"])
        ).sum()
    )
    if unrated:
        yield Bilingual(
            "{n} 个已结项项目没有评审记录，漏斗中不计为评审合格。",
            "{n} completed projects have no rating and do not count as passed.",
        ).format_with(n=unrated)
    rated = projects["project_id"].isin(ratings["project_id"])
    if rated.any():
        yield Bilingual(
            "评审者可能也是项目的指导者，登记册无从核对；最早有星级的是 {year} 年的项"
            "目，此前没有星级可作基线：星级不能当作独立的成效指标。",
            "Raters may be advisers of the projects too, which the register cannot "
            "tell; the first projects with stars are those of {year}, so that there is "
            "no baseline before: stars are no independent measure.",
        ).format_with(year=int(projects.loc[rated, "year"].min()))


METHOD = Bilingual(
    "应结项项目指结束日期不晚于截止日期，或已登记为结项、中止的项目。结项率为结项数除"
    "以应结项数，95% 区间用 Wilson 法；应结项不足 5 个不报告。枢纽与其他组织之差按承接"
    "组织聚类，用 CR2 方差与 Satterthwaite 自由度（Pustejovsky、Tipton 2018），每组不"
    "足 5 个聚类不报告。四星及以上占比为全部评分记录中 4–5 星所占份额，按承接组织聚类，"
    "在 logit 尺度上取区间。每万元受益人次取项目中位数，区间用次序统计量。评审合格指各"
    "项评分均值不低于 60 分。",
    "A project is due if its end is not after the as-of date or if it is registered "
    "as completed or terminated. The completion share is completed over due, with "
    "Wilson's 95% interval, not reported below 5 due projects. The difference between "
    "hub and other leads is clustered by lead organisation, with CR2 variance and "
    "Satterthwaite degrees of freedom (Pustejovsky and Tipton 2018), not reported "
    "below 5 clusters per group. The share of four stars or more is among all single "
    "ratings, clustered by lead organisation, its interval formed on the logit scale. "
    "Beneficiaries per 10,000 yuan is the median project's, with an order-statistic "
    "interval. Passed means a mean score of at least 60.",
)
