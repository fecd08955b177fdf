"""Street districts side by side, with the ranks that the data leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.measures.comparison.indicators import (
    completion,
    government_share,
    mean_of,
    per_residents,
)
from hubstudy.measures.comparison.ranking import compare
from hubstudy.measures.density import community_density
from hubstudy.measures.funding import funding_dependence, funding_year
from hubstudy.measures.funding.shared_words import part_year
from hubstudy.measures.outcomes import projects_of_unit
from hubstudy.results import CITY

if TYPE_CHECKING:
    from hubstudy.intake import Study
    from hubstudy.results import Result


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
    communities = community_density(study, year=year).to_frame()
    organizations = funding_dependence(study, year=year).to_frame()
    return compare(
        study,
        {
            "organizations_per_10k": per_residents(communities),
            "network_density": mean_of(communities, "network_density"),
            "completion_share": completion(projects_of_unit(study, year=year)),
            "government_share": government_share(organizations),
        },
        name="street_comparison",
        n_draws=n_draws,
        seed=seed,
        method=_METHOD,
        caveats=_CAVEATS,
    )


def funding_comparison(
    study: Study,
    *,
    unit: str = CITY,
    year: int | None = None,
    n_draws: int = 2000,
    seed: int | None = None,
) -> Result:
    """
    Rank street districts on whose money they live on, with the uncertainty of the rank.

    The government share of money from outside is drawn from a t distribution with the
    error of the jackknife, the mean concentration by funder of organisations from a t
    distribution; all pairs are judged together. A high rank in concentration is no bad
    mark: to organisations living on grants it can be a steady source (Qu, 2019).

    Parameters
    ----------
    study
        The study.
    unit
        ``"city"`` or a street district's code; all districts are compared either way,
        and the sentence says where this one stands.
    year
        Year of the revenue; None for the last full year that has any.
    n_draws
        Draws by which the simultaneous intervals are found.
    seed
        Seed of the draws; None for the study's.

    Returns
    -------
    Result
        As of `street_comparison`; indicators ``government_share`` and
        ``revenue_hhi_funder``.

    Raises
    ------
    MeasureError
        If the unit or the year is not in the study.

    References
    ----------
    .. [1] Mogstad, Romano, Shaikh and Wilhelm, "Inference for ranks", Rev. Econ.
       Stud. 91, 2024.
    """
    study.check_unit(unit)
    organizations = funding_dependence(study, year=year).to_frame()
    chosen = funding_year(study) if year is None else year
    return compare(
        study,
        {
            "government_share": government_share(organizations),
            "revenue_hhi_funder": mean_of(organizations, "revenue_hhi_funder"),
        },
        name="funding_comparison",
        unit=unit,
        n_draws=n_draws,
        seed=seed,
        method=_FUNDING_METHOD,
        caveats=(*part_year(study, chosen), _CAVEATS[0], _FUNDING_CAVEAT),
    )


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

_FUNDING_CAVEAT = Bilingual(
    "区间把登记数视为一次随机实现，因此比逐一剔除一个组织的范围宽；收入登记本是普查，位次"
    "之间的差别仍可能来自个别组织。此处的集中度是各组织的均值，别处是中位数。集中度位次"
    "靠前不表示不好（Qu 2019）。",
    "Intervals take the register as one draw of chance, and are wider than the range "
    "of leaving one organisation out; revenue is a census, yet a gap may hang on a few "
    "organisations. Concentration is the mean of organisations here, elsewhere the "
    "median. A high rank in it is no bad mark (Qu 2019).",
)

_FUNDING_METHOD = Bilingual(
    "政府资金占比（自外部所得）用刀切法标准误与 t 分布（自由度按收入集中程度折减）；"
    "集中度为各组织按资助方计算的 HHI 的均值，用 t 分布。从各街道的抽样分布抽取数值，"
    "求全部两两之差的同时 95% 区间，由此得位次区间（Mogstad 等 2024）。",
    "Government share of money from outside: jackknife error, t with the effective "
    "number of organisations, by revenue, less one; concentration: mean over "
    "organisations of their HHI by funder, t. Draws from each district's distribution "
    "give simultaneous 95% intervals of all pairwise differences, and these the rank "
    "intervals (Mogstad et al. 2024).",
)
