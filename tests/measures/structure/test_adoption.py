"""Before and after a hub: by hand, by brute force, by bootstrap, and as planted."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures.structure import adoption_change
from hubstudy.measures.structure.adoption_design import Design
from tests.studies import STREET_1, STREET_2, organization, small_study, tie

if TYPE_CHECKING:
    from hubstudy.intake import Study

YEARS = range(2015, 2024)


def village(
    hub_years: list[int | None], *, before: int = 1, after: int = 1
) -> dict[str, Any]:
    """Four bodies per community; `before` ties from 2015, `after` once it has a hub."""
    rows: dict[str, Any] = {"communities": [], "organizations": [], "ties": []}
    for number, year in enumerate(hub_years):
        code = f"{STREET_1}{number + 1:03d}"
        names = [f"N{number:02d}{letter}" for letter in "ABCD"]
        rows["communities"].append(
            {
                "community_code": code, "community_name": f"示例{number:02d}",
                "street_code": STREET_1, "is_core_city": True,
            }
        )  # fmt: skip
        rows["organizations"] += [
            organization(name, code, opened="2010-01-01") for name in names
        ]
        pairs = list(combinations(names, 2))
        rows["ties"] += [tie(*pair, year_from=2015) for pair in pairs[:before]]
        if year is not None:
            hub = f"H{number:02d}"
            rows["organizations"].append(
                organization(hub, code, is_hub=True, opened=f"{year}-05-01")
            )
            rows["ties"] += [tie(hub, name, year_from=year) for name in names]
            rows["ties"] += [tie(*pair, year_from=year) for pair in pairs[before:after]]
    return rows


def random_design(seed: int, *, effect: float = 0.0, n: int = 40) -> Design:
    """Communities with levels, a trend and noise of their own, a third never with."""
    generator = np.random.default_rng(seed)
    cohorts = generator.choice([np.nan, np.nan, 2018, 2019, 2020, 2022], n)
    after = np.array(YEARS) > cohorts[:, None]
    trend = 0.3 * np.arange(len(YEARS)) * generator.gamma(4, 0.25, n)[:, None]
    noise = generator.normal(0, 0.5, (n, len(YEARS)))
    level = generator.normal(0, 2, n)[:, None]
    values = level + trend + noise + effect * after
    values[generator.random(values.shape) < 0.05] = np.nan
    return Design(
        hub_years=cohorts,
        is_adopter=~np.isnan(cohorts),
        is_undated=np.zeros(n, dtype=bool),
        years=YEARS,
        window=3,
        values={"x": values},
    )


def brute_difference(design: Design) -> float:
    """Change of each that got a hub, less the mean change of those it may stand by."""
    values, gaps = design.values["x"], []

    def change(place: int, cohort: int) -> float | None:
        sides = []
        for years in (
            range(cohort - 3, cohort), range(cohort + 1, min(cohort + 3, 2023) + 1)
        ):  # fmt: skip
            found = [values[place, year - 2015] for year in years]
            known = [value for value in found if not np.isnan(value)]
            if not known:
                return None
            sides.append(sum(known) / len(known))
        return sides[1] - sides[0]

    for place, year in enumerate(design.hub_years):
        if np.isnan(year):
            continue
        own = change(place, int(year))
        free = [
            change(other, int(year))
            for other, theirs in enumerate(design.hub_years)
            if np.isnan(theirs) or theirs > min(year + 3, 2023)
        ]
        known = [value for value in free if value is not None]
        if own is not None and known:
            gaps.append(own - sum(known) / len(known))
    return sum(gaps) / len(gaps)


@pytest.mark.parametrize("seed", range(6))
def test_the_difference_is_that_of_its_definition(seed: int) -> None:
    design = random_design(seed, effect=1.0)
    found = design.change("x").difference()
    assert found.estimate == pytest.approx(brute_difference(design), abs=1e-9)
    own, others = design.change("x").own.mean(), design.change("x").mean_of_others()
    assert found.estimate == pytest.approx(own - others.estimate, abs=1e-9)


@pytest.mark.parametrize("seed", [1, 4])
def test_its_standard_error_is_that_of_a_bootstrap_of_communities(seed: int) -> None:
    design = random_design(seed, n=60)
    generator = np.random.default_rng(seed)
    draws = []
    for _ in range(300):
        chosen = generator.integers(0, 60, 60)
        draws.append(
            design._replace(
                hub_years=design.hub_years[chosen],
                is_adopter=design.is_adopter[chosen],
                is_undated=design.is_undated[chosen],
                values={"x": design.values["x"][chosen]},
            )
        )
    found = [brute_free_difference(draw) for draw in draws]
    error = design.change("x").difference().std_error
    assert error == pytest.approx(np.std(found), rel=0.2)


def brute_free_difference(design: Design) -> float:
    contrast = design.change("x")
    known = ~np.isnan(contrast.other_means)
    return float((contrast.own - contrast.other_means)[known].mean())


def test_the_interval_holds_the_truth_about_95_times_in_100() -> None:
    held = 0
    for seed in range(200):
        found = random_design(seed, effect=1.0).change("x").difference()
        assert found.ci_low is not None
        assert found.ci_high is not None
        held += found.ci_low <= 1.0 <= found.ci_high
    assert 182 <= held <= 199


def test_density_before_and_after_by_hand() -> None:
    rows = village([2018, 2019, *[None] * 3], before=1, after=3)
    result = adoption_change(small_study(**rows))
    assert result["before_adopted"].estimate == pytest.approx(1 / 6)
    assert result["after_adopted"].estimate == pytest.approx(3 / 6)
    assert result["change_adopted"].estimate == pytest.approx(2 / 6)
    assert result["change_not_adopted"].estimate == 0
    assert result["change_not_adopted"].n == 3
    curve = result.to_frame().set_index(["event_year", "group"])
    density = curve["mean_network_density"]
    assert density.loc[(-1, "adopted")] == pytest.approx(1 / 6)
    assert density.loc[(0, "adopted")] == pytest.approx(3 / 6)
    assert density.loc[(3, "not_adopted")] == pytest.approx(1 / 6)
    assert curve["ci_low"].isna().all()


def test_ties_of_the_hub_move_centralization_and_not_density() -> None:
    rows = village([2018, 2019, *[None] * 3], before=0, after=0)
    rows["ties"].append(tie("N04A", "N03B", year_from=2015))
    result = adoption_change(small_study(**rows))
    assert result["change_adopted"].estimate == 0
    assert result["centralization_change_adopted"].estimate == 1
    assert any("含枢纽" in text.zh for text in result.caveats)
    central = result.to_frame("centralization").query("group == 'adopted'")
    means = central.set_index("event_year")["mean_degree_centralization"]
    assert means.loc[[-1, 1]].tolist() == [0, 1]


def test_membership_is_no_tie() -> None:
    rows = village([2018, None], before=1, after=1)
    for row in rows["organizations"]:
        if row["community_code"].endswith("001") and not row["is_hub"]:
            row["member_of"] = "H00"
    rows["ties"] = [row for row in rows["ties"] if row["source_id"][0] != "H"]
    result = adoption_change(small_study(**rows))
    assert result["centralization_change_adopted"].estimate < 0


def test_a_later_hub_may_stand_by_an_earlier_one_until_its_own_time() -> None:
    """2015 + 3 is before 2019, 2016 + 3 is not."""
    rows = village([2016, 2019, 2020], before=1, after=2)
    result = adoption_change(small_study(**rows), window=3)
    panel = result.to_frame("panel")
    assert panel.query("community_code.str.endswith('001')")["hub_year"].eq(2016).all()
    assert result["change_not_adopted"].n == 1
    assert result["change_adopted"].n == 3


def test_hubs_at_either_end_of_the_study_are_left_out_and_counted() -> None:
    result = adoption_change(small_study(**village([2015, 2018, 2023, None])))
    assert result["n_adopted"].estimate == 3
    assert result["change_adopted"].n == 1
    assert any("2 个缺" in text.zh for text in result.caveats)


def test_a_hub_without_a_date_is_in_neither_group() -> None:
    rows = village([2018, None, None])
    rows["organizations"].append(
        organization("H9", f"{STREET_1}002", is_hub=True, opened=None)
    )
    result = adoption_change(small_study(**rows))
    assert result["change_not_adopted"].n == 1
    assert any("没有成立日期" in text.zh for text in result.caveats)


def test_too_few_communities_give_a_change_but_no_difference() -> None:
    result = adoption_change(small_study(**village([2018] * 4 + [None] * 9, after=2)))
    assert result["change_adopted"].estimate == pytest.approx(1 / 6)
    assert result["change_adopted"].ci_low is None
    assert result["change_difference"].reason == "too_few_clusters"
    assert "聚类过少" in result.sentence("zh")


def test_a_city_that_got_all_its_hubs_at_once_has_nobody_to_stand_by() -> None:
    result = adoption_change(small_study(**village([2018] * 6, after=2)))
    assert result["change_difference"].reason == "one_group_only"
    frame = result.to_frame().query("group == 'not_adopted'")
    assert frame["reason"].eq("one_group_only").all()
    assert any("不用数目" in text.zh for text in result.caveats)


def test_planted_collaboration_after_a_hub_is_told(embedded: Study) -> None:
    result = adoption_change(embedded)
    difference = result["change_difference"]
    assert difference.ci_low is not None
    assert difference.ci_low > 0
    # those of 2022 got a hub themselves and stand by earlier ones
    assert difference.n_clusters == 28 + 37 - 5
    assert "升得更多" in result.sentence("zh")
    assert "no causal estimate" in result.sentence("en")
    # none of it before the hub opened
    gaps = result.to_frame("differences").query("measure == 'network_density'")
    before = gaps.query("event_year < 0")
    assert (before["ci_low"] < 0).all()
    assert (gaps.query("event_year > 1")["ci_low"] > 0).all()


def test_a_street_is_held_against_the_whole_city(embedded: Study) -> None:
    result = adoption_change(embedded, unit="371082007")
    assert result["n_adopted"].estimate == 12
    assert result["change_not_adopted"].n > 28
    assert result["change_difference"].is_defined


def test_without_effect_the_change_cannot_be_told(no_effect_study: Study) -> None:
    result = adoption_change(no_effect_study)
    assert "分不清" in result.sentence("zh")
    assert "cannot be told from" in result.sentence("en")
    central = result["centralization_change_difference"]
    assert central.ci_low is not None
    assert central.ci_high is not None
    assert central.ci_low < 0 < central.ci_high


@pytest.mark.parametrize("unit", ["city", STREET_2])
@pytest.mark.parametrize(
    "study",
    [
        small_study(organizations=[], ties=[]),
        small_study(communities=[], organizations=[], ties=[]),
    ],
    ids=["no organisations", "no communities"],
)
def test_no_hubs_no_change(study: Study, unit: str) -> None:
    result = adoption_change(study, unit=unit)
    assert result["change_adopted"].reason == "no_hubs"
    assert result.n == 0
    assert "没有枢纽" in result.sentence("zh")
    assert not result.caveats


def test_ties_that_were_not_measured_have_no_change() -> None:
    rows = village([2018, None])
    result = adoption_change(small_study(**rows | {"ties": []}))
    assert result["change_adopted"].reason == "not_measured"
    assert "未测量" in result.sentence("zh")
    assert result.to_frame()["mean_network_density"].isna().all()


def test_the_napkin_is_too_small(napkin: Study) -> None:
    assert adoption_change(napkin)["change_adopted"].reason == "too_small"
    assert adoption_change(napkin, unit=STREET_2)["change_adopted"].reason == "no_hubs"


def test_the_order_of_rows_changes_nothing() -> None:
    rows = village([2018, 2019, 2021, None, None], after=3)
    turned = {name: list(reversed(some)) for name, some in rows.items()}
    first, second = (adoption_change(small_study(**some)) for some in (rows, turned))
    assert first.to_frame().equals(second.to_frame())
    assert first["change_adopted"] == second["change_adopted"]


def test_no_window_is_refused() -> None:
    with pytest.raises(MeasureError, match="window"):
        adoption_change(small_study(), window=0)
