"""What breaks when money stops: losses, deficits, communities left without projects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from hubstudy.errors import MeasureError
from hubstudy.measures.funding import stress_words as words
from hubstudy.measures.funding.blows import city_of, strike
from hubstudy.measures.funding.dependence import funding_year
from hubstudy.measures.funding.shocks import SHOCKS, Shock, check_shocks, is_part
from hubstudy.measures.funding.stress_books import hits
from hubstudy.measures.funding.stress_caveats import caveats, method
from hubstudy.measures.funding.stress_frames import Parts, table_rows
from hubstudy.measures.funding.stress_numbers import stress_numbers
from hubstudy.results import CITY, Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hubstudy.intake import Study
    from hubstudy.measures.funding.cascade import Regrant

HALF = 0.5
SIZES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StressResult(Result):
    """
    A `hubstudy.results.Result` of `stress`, its frames at hand by name.

    Parameters
    ----------
    name, unit, unit_name, table, n, numbers, finding, method, caveats, parts
        As of any result.
    """

    @property
    def fan(self) -> pd.DataFrame:
        """Losses of all organisations together by shock and size."""
        frame = self.to_frame()
        return frame[frame["level"] == "all"].reset_index(drop=True)

    @property
    def organizations(self) -> pd.DataFrame:
        """What each organisation loses when the whole shock comes."""
        return self.to_frame("organizations")

    @property
    def communities(self) -> pd.DataFrame:
        """How likely each community with projects is left without."""
        return self.to_frame("communities")

    @property
    def cascade(self) -> pd.DataFrame:
        """How the loss spreads round by round."""
        return self.to_frame("cascade")


def stress(
    study: Study,
    *,
    shocks: Shock | Sequence[Shock] | None = None,
    sizes: float | Sequence[float] = SIZES,
    regrant: Regrant = "proportional",
    year: int | None = None,
    unit: str = CITY,
) -> StressResult:
    """
    Try what losing money would do, from a part of it to all.

    Losses run through the whole city, by what organisations of the register pass on to
    one another (see `hubstudy.measures.funding.cascade.cascade`), and are then cut to
    the unit. Nobody finds other money and nobody saves, but that what is no longer
    passed on is no longer spent.

    Parameters
    ----------
    study
        The study.
    shocks
        Money that stops, one shock or several; None for the largest funder of each
        that could leave, the earmarked fund, all government money and the money of
        street offices.
    sizes
        Parts of every shock to try, 0–1; one or several.
    regrant
        How those who pass money on cut it: ``"proportional"`` to their own loss,
        ``"first"`` (before anything else) or ``"none"``.
    year
        Year of the revenue; None for the last full year that has any.
    unit
        ``"city"`` or a street district's code.

    Returns
    -------
    StressResult
        One row per ``shock``, ``size`` and ``level`` (``"all"``, ``"hub"``,
        ``"other"``): ``n_organizations``; ``total_cny`` and ``lost_cny`` of money from
        outside (what organisations passed on to one another left out, so that no yuan
        counts twice) and ``lost_share`` of it; ``q10`` to ``q90`` of the
        organisations' own loss shares, cascade included; ``n_majority_lost``
        (organisations that lose more than half); ``n_accounts``,
        ``n_deficit_before``, ``n_deficit`` (expenses above revenue) and
        ``n_deficit_spared`` (did stopped projects cost nothing any more);
        ``median_reserve_months`` (of expenses) and ``median_months_covered`` (for
        which reserves fill the gap), both of those in deficit; ``n_communities`` with
        a project funded in the year and ``communities_left`` without one, an
        expectation. Part ``organizations``: each one's loss at full size, by
        itself (``direct_cny``) and through others (``passed_on_loss_cny``), and its
        balance. Part ``communities``: ``expected_left``, the chance to be left
        without. Part ``cascade``: organisations reached and yuan lost by ``round``;
        round 0 is the shock. What is missing has its reason beside it.

    Raises
    ------
    MeasureError
        If the unit or the year is not in the study, or a shock, a size or the rule
        makes no sense.

    Notes
    -----
    A project stops with the share of its lead's fund money that is lost; what one
    organisation leads in a community stops together, organisations independently. A
    community is left without if all its projects of the level's leads stop.

    References
    ----------
    .. [1] Pfeffer and Salancik, *The External Control of Organizations*, 1978.
    .. [2] Eisenberg and Noe, "Systemic risk in financial systems", Manage. Sci. 47,
       2001.
    """
    study.check_unit(unit)
    chosen = funding_year(study) if year is None else study.last_day(year).year
    tried = check_shocks(SHOCKS if shocks is None else shocks, study)
    scales = _checked(sizes)
    city = city_of(study, year=chosen, unit=unit, regrant=regrant)
    rows: list[dict[str, object]] = []
    full: dict[str, dict[str, Any]] = {}
    parts = Parts([], [], [])
    for shock in tried:
        hit = hits(shock, city.found, budget=study.settings.annual_fund_cny)
        is_fund = shock.kind == "fund"
        for size in scales:
            blow = strike(city, size * hit, is_fund=is_fund)
            of_size = {"shock": shock.name, "size": size}
            rows += [of_size | row for row in table_rows(city, blow)]
        blow = strike(city, hit, is_fund=is_fund)
        parts.add(city, blow, shock.name)
        half = next(table_rows(city, strike(city, HALF * hit, is_fund=is_fund)))
        left = {"communities_left_half": half["communities_left"]}
        full[shock.name] = next(table_rows(city, blow)) | left
    frames = parts.frames()
    numbers = stress_numbers(
        tried, full, frames["organizations"], city, study, year=chosen
    )
    return StressResult(
        name="stress",
        unit=unit,
        unit_name=study.unit_name(unit),
        table=_typed(pd.DataFrame(rows)),
        n=numbers["n_organizations"].n,
        numbers=numbers,
        finding=words.finding(
            study, tried, numbers, frames["organizations"], unit=unit, year=chosen
        ),
        method=method(chosen, regrant),
        caveats=tuple(caveats(study, chosen, tried, city, frames)),
        parts=frames,
    )


def _checked(sizes: float | Sequence[float]) -> list[float]:
    listed = list(sizes) if isinstance(sizes, Iterable) else [sizes]
    if not listed or not all(map(is_part, listed)):
        msg = (
            f"sizes 须为 0–1 之间的一个或几个数，得到 {sizes!r} / sizes are numbers "
            f"from 0 to 1, one or several, found {sizes!r}; such as 0.5 or (0.5, 1)"
        )
        raise MeasureError(msg)
    return sorted({float(size) for size in listed})


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    texts = ["shock", "level", *table.columns[table.columns.str.endswith("reason")]]
    counts = ["n_deficit_before", "n_deficit", "n_deficit_spared"]
    types = dict.fromkeys(texts, "str") | dict.fromkeys(counts, "Int64")
    floats = ["median_reserve_months", "median_months_covered", "communities_left"]
    return table.astype(types | dict.fromkeys(floats, "float64"))
