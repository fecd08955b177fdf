"""Street districts side by side, with the ranks that the data leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from hubstudy.errors import Bilingual
from hubstudy.fields import FIELDS
from hubstudy.measures.density import community_density
from hubstudy.measures.funding import funding_dependence
from hubstudy.measures.inference.intervals import (
    LEVEL,
    MIN_CASES,
    rank_intervals,
    simultaneous_gaps,
    wilson,
)
from hubstudy.measures.outcomes import projects_of_unit
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from hubstudy.intake import Study

    Floats = NDArray[np.float64]

PER_RESIDENTS = 10_000.0
STYLES = {
    "organizations_per_10k": "number",
    "network_density": "number",
    "completion_share": "points",
    "government_share": "points",
}
COLUMNS = [
    "indicator", "street_code", "street_name", "n", "estimate", "ci_low", "ci_high",
    "rank", "rank_low", "rank_high", "reason",
]  # fmt: skip


class Indicator(NamedTuple):
    """
    One indicator by street district.

    Parameters
    ----------
    frame
        Columns ``n, estimate, ci_low, ci_high, reason``, indexed by street code.
    quantile
        Quantiles of the sampling distributions: takes probabilities, one column per
        street district with an estimate, and gives values of the same shape.
    """

    frame: pd.DataFrame
    quantile: Callable[[Floats], Floats]


def street_comparison(
    study: Study,
    *,
    year: int | None = None,
    n_draws: int = 2000,
    seed: int | None = None,
) -> Result:
    """
    Rank street districts on four indicators, with the uncertainty of the rank.

    Values are drawn from each street district's sampling distribution: gamma for
    organisations per 10,000 residents, its spread widened by the overdispersion
    among communities; t for the mean network density of communities; normal with the
    error of the common share, clustered by lead, for the completion share; t with
    jackknife error for the government share. All pairs are
    judged together, and the rank interval follows from them. A district with fewer
    than five cases is not ranked.

    Parameters
    ----------
    study
        The study; the unit is always the city.
    year
        Year of all indicators; None for each indicator's own default.
    n_draws
        Draws by which the simultaneous intervals are found.
    seed
        Seed of the draws; None for the study's.

    Returns
    -------
    Result
        Table ``indicator, street_code, street_name, n, estimate, ci_low, ci_high,
        rank, rank_low, rank_high, reason``; rank 1 is the highest value.

    Raises
    ------
    MeasureError
        If the year is not in the study.

    References
    ----------
    .. [1] Goldstein and Spiegelhalter, "League tables and their limitations", J. R.
       Stat. Soc. A 159, 1996.
    .. [2] Mogstad, Romano, Shaikh and Wilhelm, "Inference for ranks", Rev. Econ.
       Stud. 91, 2024.
    """
    rng = np.random.default_rng(study.settings.seed if seed is None else seed)
    communities = community_density(study, year=year).to_frame()
    indicators = {
        "organizations_per_10k": _rates(communities),
        "network_density": _means(communities),
        "completion_share": _completion(projects_of_unit(study, year=year)),
        "government_share": _government(
            funding_dependence(study, year=year).to_frame()
        ),
    }
    streets = study.tables.street_districts[["street_code", "street_name"]]
    frames: list[pd.DataFrame] = []
    numbers = {
        "n_streets": Estimate(
            float(len(streets)), n=len(streets), method="register", style="count"
        )
    }
    for name, indicator in indicators.items():
        frame = streets.join(indicator.frame, on="street_code")
        frame["n"] = frame["n"].fillna(0).astype("int64")
        frame["reason"] = frame["reason"].fillna(_nothing(name))
        ranked = frame["reason"] == ""
        uniform = rng.random((n_draws, int(ranked.sum())))
        draws = indicator.quantile(uniform)
        ranks = rank_intervals(frame.loc[ranked, "estimate"], draws=draws)
        frame = frame.join(ranks.set_index(frame.index[ranked]).astype("Int64"))
        numbers |= _gaps(name, frame.loc[ranked, "estimate"].to_numpy(), draws)
        frames.append(frame.assign(indicator=name)[COLUMNS])
    table = pd.concat(frames, ignore_index=True)
    place = study.unit_name(CITY)
    return Result(
        name="street_comparison",
        unit=CITY,
        unit_name=place,
        table=table,
        n=len(streets),
        numbers=numbers,
        finding=_finding(place, table, numbers),
        method=_METHOD,
        caveats=_CAVEATS,
    )


def _nothing(indicator: str) -> str:
    """Say why a street district without any case has no value."""
    return {
        "completion_share": "no_projects", "government_share": "no_revenue",
    }.get(indicator, "not_measured")  # fmt: skip


def _frame(
    n: pd.Series, estimate: pd.Series, low: pd.Series, high: pd.Series
) -> pd.DataFrame:
    """Lay one indicator out; too few cases take value and interval away."""
    enough = n >= MIN_CASES
    values = {"estimate": estimate, "ci_low": low, "ci_high": high}
    return pd.DataFrame(
        {"n": n.astype("int64")}
        | {key: value.astype("float64").where(enough) for key, value in values.items()}
        | {"reason": enough.map({True: "", False: "too_small"}).astype("str")}
    )


def _rates(communities: pd.DataFrame) -> Indicator:
    counted = communities[communities["residents"] > 0].astype(
        {"residents": "float64", "n_organizations": "float64"}
    )
    groups = counted.groupby("street_code")
    n, count = groups.size(), groups["n_organizations"].sum()
    residents = groups["residents"].sum()
    means = groups["n_organizations"].transform("sum")
    expected = means * counted["residents"] / groups["residents"].transform("sum")
    squares = (counted["n_organizations"] - expected) ** 2 / expected.where(
        expected > 0
    )
    spare = len(counted) - len(n)
    spread = max(1.0, squares.sum() / spare) if spare else 1.0
    shape, scale = (count + 0.5) / spread, PER_RESIDENTS * spread / residents
    low, high = (
        pd.Series(stats.gamma.ppf(p, shape, scale=scale), index=n.index)
        for p in ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    )
    frame = _frame(n, PER_RESIDENTS * count / residents, low, high)
    kept = (frame["reason"] == "").to_numpy()
    shapes, scales = shape.to_numpy()[kept], scale.to_numpy()[kept]
    return Indicator(
        frame, lambda u: np.asarray(stats.gamma.ppf(u, shapes, scale=scales))
    )


def _means(communities: pd.DataFrame) -> Indicator:
    groups = communities.dropna(subset=["network_density"]).groupby("street_code")
    values = groups["network_density"]
    n = values.size()
    return _normal(n, values.mean(), values.std() / np.sqrt(n), df=n - 1)


def _government(organizations: pd.DataFrame) -> Indicator:
    counted = organizations[organizations["reason"] == ""]
    money = counted.assign(part=counted["government_share"] * counted["total_cny"])
    groups = money.groupby("street_code")
    n, total, part = groups.size(), groups["total_cny"].sum(), groups["part"].sum()
    rest = groups["total_cny"].transform("sum") - money["total_cny"]
    left_out = (groups["part"].transform("sum") - money["part"]) / rest.where(rest > 0)
    squares = left_out.groupby(money["street_code"]).var(ddof=0) * n
    # money lies with few organisations, so there is less to judge the error by
    effective = total**2 / (money["total_cny"] ** 2).groupby(money["street_code"]).sum()
    error = ((n - 1) / n * squares) ** 0.5
    return _normal(n, part / total, error, df=effective - 1)


def _normal(
    n: pd.Series, centre: pd.Series, error: pd.Series, *, df: pd.Series
) -> Indicator:
    """Take a share as t-distributed about its estimate; the interval ends at 0, 1."""
    df = df.clip(lower=1)
    half = pd.Series(stats.t.ppf((1 + LEVEL) / 2, df), index=n.index) * error
    frame = _frame(n, centre, (centre - half).clip(0, 1), (centre + half).clip(0, 1))
    kept = (frame["reason"] == "").to_numpy()
    middles, errors = centre.to_numpy()[kept], error.to_numpy()[kept]
    dfs = df.to_numpy()[kept]
    return Indicator(frame, lambda u: middles + errors * stats.t.ppf(u, dfs))


def _completion(projects: pd.DataFrame) -> Indicator:
    """
    Give shares with Wilson's interval, and draws that judge differences.

    Differences are judged as a test of equal shares would: with the error of the
    common share, widened by what projects of one lead have in common.
    """
    due = projects[projects["due"]]
    groups = due.groupby("street_code")["completed"]
    n, done = groups.size(), groups.sum()
    shares = [wilson(int(k), int(m)) for k, m in zip(done, n, strict=True)]
    estimate, low, high = (
        pd.Series([getattr(share, name) for share in shares], n.index, dtype="float64")
        for name in ("estimate", "ci_low", "ci_high")
    )
    frame = _frame(n, estimate, low, high)
    kept = (frame["reason"] == "").to_numpy()
    common = done.sum() / max(n.sum(), 1)
    residuals = (due["completed"] - common).groupby(due["lead_id"]).sum()
    leads = len(residuals)
    expected = n.sum() * common * (1 - common) * max(leads - 1, 1) / max(leads, 1)
    spread = max(1.0, (residuals**2).sum() / expected) if expected else 1.0
    middles, cases = estimate.to_numpy()[kept], n.to_numpy(float)[kept]
    errors = np.sqrt(common * (1 - common) * spread / cases)
    return Indicator(frame, lambda u: middles + errors * stats.norm.ppf(u))


def _gaps(name: str, estimates: Floats, draws: Floats) -> dict[str, Estimate]:
    """Give the gap of first and last, and how many pairs can be told apart."""
    n, keys = len(estimates), (f"{name}_first_less_last", f"{name}_pairs_apart")
    if n < 2:  # noqa: PLR2004
        none = Estimate.undefined("too_small", n=n)
        return dict.fromkeys(keys, none)
    differences, half = simultaneous_gaps(estimates, draws=draws)
    first, last = int(estimates.argmax()), int(estimates.argmin())
    gap, width = float(differences[first, last]), float(half[first, last])
    widest = 1.0 if STYLES[name] == "points" else np.inf
    method = "simultaneous over all pairs"
    apart = float((differences > half).sum())
    return {
        keys[0]: Estimate(
            gap,
            max(gap - width, -widest),
            min(gap + width, widest),
            n=n,
            method=method,
            style=STYLES[name],
        ),
        keys[1]: Estimate(apart, n=n, method=method, style="count"),
    }


def _finding(
    place: Bilingual, table: pd.DataFrame, numbers: dict[str, Estimate]
) -> Bilingual:
    n = len(table) // len(STYLES)
    said = [_one(name, table[table["indicator"] == name], numbers) for name in STYLES]
    return Bilingual(
        f"{place.zh} {n} 个街道比较："
        + "；".join(text.zh for text in said)
        + "。不能区分的街道不分先后。",
        f"{place.en}, {n} street districts: "
        + "; ".join(text.en for text in said)
        + ". Districts that cannot be told apart are not to be ordered.",
    )


def _one(name: str, rows: pd.DataFrame, numbers: dict[str, Estimate]) -> Bilingual:
    gap = numbers[f"{name}_first_less_last"]
    ranked = rows[rows["reason"] == ""].sort_values("rank")
    label = FIELDS[name].label
    values: dict[str, object] = {"label": label, "n": len(ranked)}
    if gap.ci_low is None:
        return Bilingual(
            "{label}可比街道不足两个，不排位次",
            "{label}: fewer than two districts to rank",
        ).format_with(**values)
    pairs = len(ranked) * (len(ranked) - 1) // 2
    values |= {
        "first": ranked["street_name"].iloc[0], "last": ranked["street_name"].iloc[-1],
        "gap": gap.both(), "pairs": pairs,
        "apart": int(numbers[f"{name}_pairs_apart"].estimate or 0),
        "verdict": Bilingual("不能区分", "cannot be told apart"),
    }  # fmt: skip
    if gap.ci_low > 0:
        values["verdict"] = Bilingual("可以区分", "can be told apart")
    return Bilingual(
        "{label}（{n} 个街道可比）最高的{first}与最低的{last}{verdict}，相差 {gap}，"
        "{pairs} 对街道中 {apart} 对可以区分",
        "{label} ({n} districts to rank): {first}, the highest, and {last}, the "
        "lowest, {verdict}, their difference being {gap}; {apart} of {pairs} pairs "
        "can be told apart",
    ).format_with(**values)


_CAVEATS = (
    Bilingual(
        "个案不足 5 个的街道不排位次；位次不是评价，街道的人口、城区位置与枢纽设立早晚"
        "不同。",
        "Districts with fewer than 5 cases are not ranked; a rank is no judgement, as "
        "districts differ in population, place and the start of their hubs.",
    ),
    Bilingual(
        "区间把登记数视为一次随机实现；单个街道结项率的 Wilson 区间未计同一组织承接多个"
        "项目的相关，街道之差与位次则已计入。",
        "Intervals take the register as one draw of chance; Wilson's, of a single "
        "district's completion, ignores that one organisation may lead several "
        "projects, while differences and ranks allow for it.",
    ),
)

_METHOD = Bilingual(
    "每万人社会组织数用伽马分布（按社区间过度离散放大），网络密度取社区均值用 t 分布，"
    "结项率用合并比例的标准误并按承接组织聚类放大（单个街道的区间为 Wilson），政府资金"
    "占比用刀切法标准误与 t 分布（自由度按收入集中程度折减）。从各街道"
    "的抽样分布抽取数值，求全部两两之差的同时 95% 区间，由此得位次区间（Mogstad 等 "
    "2024）。",
    "Organisations per 10,000 residents: gamma, widened by the overdispersion among "
    "communities; network density: mean of communities, t; completion share: normal, "
    "with the error of the common share widened for clustering by lead (a single "
    "district's interval is Wilson's); government share: jackknife error, t with the "
    "effective number of organisations, by revenue, less one. Draws from each "
    "district's distribution give simultaneous 95% intervals of all pairwise "
    "differences, and these the rank intervals (Mogstad et al. 2024).",
)
