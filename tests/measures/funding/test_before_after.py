"""The same organisations before and after a hub opened, by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from hubstudy.measures.funding import funding_panel
from hubstudy.measures.funding.before_after_spread import cluster_error, of_never
from tests.measures.funding.rows import numbered, receipt
from tests.studies import STREET_1, STREET_2, A, B, C, organization, small_study

if TYPE_CHECKING:
    from hubstudy.intake import Study
    from tests.studies import Rows

HUB = organization("H1", A, is_hub=True, opened="2018-05-01")
FIRM = {"funder": "示例企业", "funder_type": "firm", "instrument": "donation"}


def mixed(name: str, year: int, public: float) -> Rows:
    """One organisation's 100 yuan, so many of them from the street office."""
    rows = [receipt(0, organization_id=name, year=year, amount_cny=public)]
    rest = receipt(0, organization_id=name, year=year, amount_cny=100 - public)
    return [*rows, rest | FIRM]


def history(name: str, shares: dict[int, float]) -> Rows:
    return [row for year, public in shares.items() for row in mixed(name, year, public)]


def study_of(*, hub: dict[str, Any] = HUB, more: Rows | None = None) -> Study:
    """
    Six organisations where a hub opened in 2018, six where none ever did.

    The first have 20 in 2016 and 40 in 2017, then 60 and 80, but for the last of
    them, which stays at 20; those without a hub go from 50 to 60.
    """
    first = [organization(f"A{i}", A) for i in range(6)]
    never = [organization(f"N{i}", B if i < 3 else C) for i in range(6)]
    rows: Rows = []
    for i in range(5):
        years = {2016: 20, 2017: 40, 2018: 100, 2019: 60, 2021: 80}
        rows += history(f"A{i}", years)
    rows += history("A5", {2017: 20, 2018: 100, 2020: 20})
    for i in range(6):
        rows += history(f"N{i}", {2016: 50, 2018: 99, 2020: 60})
    return small_study(
        organizations=[hub, *first, *never], ties=[],
        revenue=numbered(rows + (more or [])),
    )  # fmt: skip


def test_before_and_after_by_hand() -> None:
    result = funding_panel(study_of())
    assert result["community_n_before_after"].estimate == 6
    # five go from (20 + 40) / 2 to (60 + 80) / 2, one stays at 20
    before = result["community_before_government_share"].estimate
    assert before == pytest.approx((5 * 0.3 + 0.2) / 6)
    after = result["community_after_government_share"].estimate
    assert after == pytest.approx((5 * 0.7 + 0.2) / 6)
    change = result["community_change_government_share"]
    assert change.estimate == pytest.approx(5 * 0.4 / 6)
    assert (change.ci_low, change.ci_high) == pytest.approx((4 * 0.4 / 5, 0.4))
    assert change.interval == "leave_one_out"
    never = result["community_never_change_government_share"]
    assert never.estimate == pytest.approx(0.1)
    gap = result["community_change_difference_government_share"]
    assert gap.estimate == pytest.approx(5 * 0.4 / 6 - 0.1)
    # HHI is p² + (1 − p)²: 0.2 → 0.68, 0.4 → 0.52, 0.6 → 0.52, 0.8 → 0.68, alike
    assert result["community_change_revenue_hhi_funder"].estimate == pytest.approx(0)
    # 0.5 → 0.5, 0.6 → 0.52
    hhi = result["community_never_change_revenue_hhi_funder"].estimate
    assert hhi == pytest.approx(0.02)
    assert never.n == 6
    assert (never.ci_low, never.ci_high) == pytest.approx((0.1, 0.1))
    assert "从无枢纽社区的组织（6 个）变化 10.0 个百分点" in result.finding.zh
    # one community with a hub has no error among communities
    assert change.std_error is None
    assert gap.std_error is None
    assert any("描述" in text.zh for text in result.caveats)


def test_years_since_the_hub_opened_by_hand() -> None:
    part = funding_panel(study_of()).to_frame("adoption")
    others = part[part["group"] == "community_with_hub"].set_index("event_year")
    assert others["n_organizations"].to_dict() == {-2: 5, -1: 6, 0: 6, 1: 5, 2: 1, 3: 5}
    assert others.loc[-1, "government_share"] == pytest.approx((5 * 40 + 20) / 600)
    assert others.loc[0, "government_share"] == 1
    assert others.loc[2, "reason"] == "too_small"
    assert others["n_communities"].eq(1).all()
    assert others["year"].isna().all()
    never = part[part["group"] == "never"].set_index("year")
    assert never["government_share"].to_dict() == {2016: 0.5, 2018: 0.99, 2020: 0.6}
    assert never["n_communities"].tolist() == [2, 2, 2]
    assert never["event_year"].isna().all()


def test_hubs_with_money_from_before_they_opened_have_a_before() -> None:
    rows: Rows = []
    hubs = []
    for i in range(5):
        name = f"H{i}"
        hubs.append(organization(name, A, is_hub=True, opened=f"{2018 + i % 2}-05-01"))
        rows += history(name, {2017: 10, 2020: 90})
    never = [organization(f"N{i}", B) for i in range(5)]
    for i in range(5):
        rows += history(f"N{i}", {2017: 50, 2020: 40 + 10 * i})
    study = small_study(organizations=hubs + never, ties=[], revenue=numbered(rows))
    result = funding_panel(study)
    assert result["hub_n_before_after"].estimate == 5
    assert result["hub_change_government_share"].estimate == pytest.approx(0.8)
    # 40, 50, 60, 70, 80 less 50 on average
    never_change = result["hub_never_change_government_share"]
    assert never_change.estimate == pytest.approx(0.1)
    # 40, 50, 60, 70 and 50, 60, 70, 80
    assert never_change.ci_low == pytest.approx(0.05)
    assert never_change.ci_high == pytest.approx(0.15)
    assert "枢纽组织自身" in result.finding.zh
    part = result.to_frame("adoption").set_index(["group", "event_year"])
    # three opened in 2018, two in 2019
    assert part.loc[("hub", -1), "n_organizations"] == 3
    assert part.loc[("hub", -2), "n_organizations"] == 2
    assert part.loc[("hub", 1), "n_organizations"] == 2


def test_hubs_that_report_nothing_before_they_opened_are_told() -> None:
    more = [row for year in (2018, 2020) for row in mixed("H1", year, 80)]
    result = funding_panel(study_of(more=more))
    assert result["hub_n_before_after"].estimate == 0
    assert result["hub_change_government_share"].reason == "too_small"
    assert any("Hubs report no revenue from before" in x.en for x in result.caveats)


def test_a_hub_without_a_date_puts_its_community_in_no_group() -> None:
    undated = organization("H1", A, is_hub=True, opened=None)
    result = funding_panel(study_of(hub=undated))
    part = result.to_frame("adoption")
    assert set(part["group"]) == {"never"}
    assert part["n_organizations"].eq(6).all()
    assert result["community_n_before_after"].estimate == 0
    assert result["community_change_government_share"].reason == "too_small"
    assert any("6 organisations are, or are in" in x.en for x in result.caveats)


def test_what_the_hub_passes_on_moves_hhi_and_not_the_share() -> None:
    passed = [
        receipt(0, organization_id=f"A{i}", year=2019, funder="示例H1",
                funder_type="social_organization", amount_cny=100.0)
        for i in range(5)
    ]  # fmt: skip
    study = study_of(more=passed)
    funders = [
        {"funder": "示例H1", "funder_type": "social_organization",
         "funder_organization_id": "H1"}
    ]  # fmt: skip
    study = small_study(
        organizations=study.tables.organizations.to_dict("records"), ties=[],
        revenue=study.tables.revenue.to_dict("records"), funders=funders,
    )  # fmt: skip
    result = funding_panel(study)
    change = result["community_change_government_share"].estimate
    assert change == pytest.approx(5 * 0.4 / 6)
    # (60² + 40² + 100²) / 200² = 0.38 in place of 0.52 in 2019, one of two years
    hhi = result["community_change_revenue_hhi_funder"].estimate
    assert hhi == pytest.approx(-5 * 0.07 / 6)
    assert any("adds a funder" in text.en for text in result.caveats)


def test_a_district_is_set_beside_all_that_never_had_a_hub() -> None:
    study = study_of()
    near = funding_panel(study, unit=STREET_1)
    # three of the six without a hub lie in the other district
    never = near["community_never_change_government_share"]
    assert (never.estimate, never.n) == (pytest.approx(0.1), 6)
    assert "同期全市从无枢纽社区的组织（6 个）" in near.finding.zh
    assert "of the whole city in communities that never got one (6)" in near.finding.en
    far = funding_panel(study, unit=STREET_2)
    assert far["community_n_before_after"].estimate == 0
    assert set(far.to_frame("adoption")["group"]) == {"never"}


def test_without_anyone_to_set_beside_the_change_stands_alone() -> None:
    study = study_of()
    revenue = study.tables.revenue
    own = revenue[revenue["organization_id"].str.startswith("A")]
    alone = small_study(
        organizations=study.tables.organizations.to_dict("records"), ties=[],
        revenue=own.to_dict("records"),
    )  # fmt: skip
    result = funding_panel(alone)
    assert result["community_change_government_share"].is_defined
    reason = result["community_change_difference_government_share"].reason
    assert reason == "too_small"
    assert "从无枢纽" not in result.finding.zh


def test_before_and_after_of_the_embedded_city_by_plain_pandas(embedded: Study) -> None:
    lines = embedded.tables.revenue
    funders = embedded.tables.funders.dropna(subset=["funder_organization_id"])
    lines = lines[~lines["funder"].isin(funders["funder"]) & (lines["year"] < 2023)]
    bodies = embedded.tables.organizations.set_index("organization_id")
    hubs = bodies[bodies["is_hub"]]
    opened = hubs.groupby("community_code")["opened"].min().dt.year
    public = ["street_office", "government_bureau", "welfare_lottery",
              "residents_committee"]  # fmt: skip
    changes = []
    for name, own in lines.groupby("organization_id"):
        code = bodies.loc[name, "community_code"]
        if bodies.loc[name, "is_hub"] or code not in opened:
            continue
        sides = []
        for low, high in ((-3, -1), (1, 3)):
            years = []
            for year, cell in own.groupby("year"):
                total = cell["amount_cny"].sum()
                if low <= year - opened[code] <= high and total > 0:
                    of_public = cell[cell["funder_type"].isin(public)]
                    years.append(of_public["amount_cny"].sum() / total)
            sides.append(pd.Series(years, dtype=float).mean())
        changes.append(sides[1] - sides[0])
    expected = pd.Series(changes).dropna()
    result = funding_panel(embedded)
    found = result["community_change_government_share"]
    assert found.n == len(expected)
    assert found.estimate == pytest.approx(expected.mean())
    assert f"others in communities that got one, {found.n})" in result.finding.en


def test_never_group_of_the_embedded_city_as_a_statistician_found_it(
    embedded: Study,
) -> None:
    never = funding_panel(embedded)["community_never_change_government_share"]
    assert never.n == 72
    assert never.ci_low == pytest.approx(0.066, abs=5e-4)
    assert never.ci_high == pytest.approx(0.097, abs=5e-4)


def test_the_printed_number_is_that_of_the_change() -> None:
    passed = [
        receipt(0, organization_id="A9", year=year, funder="示例H1",
                funder_type="social_organization", amount_cny=100.0)
        for year in (2017, 2019)
    ]  # fmt: skip
    plain = study_of(more=passed).tables
    organizations = [*plain.organizations.to_dict("records"), organization("A9", A)]
    study = small_study(
        organizations=organizations, ties=[], revenue=plain.revenue.to_dict("records")
    )
    result = funding_panel(study)
    # the hub's name is on the register: A9 has money on both sides, none from outside
    assert result["community_n_before_after"].estimate == 7
    assert result["community_change_government_share"].n == 6
    assert "所在社区设立枢纽的其他组织，6 个" in result.finding.zh


def test_standard_error_by_cluster_by_hand() -> None:
    residuals = pd.Series([1.0, 2.0, -3.0, 1.0, -2.0, 1.0])
    places = pd.Series(["a", "a", "b", "c", "d", "e"])
    # sums 3, −3, 1, −2, 1: squares 24; of 5 clusters, over 6 cases
    error = cluster_error(residuals / 6, places)
    assert error == pytest.approx((5 / 4 * 24) ** 0.5 / 6)
    assert cluster_error(residuals[:5] / 5, places[:5]) is None


def test_never_group_left_out_one_by_one_over_two_cohorts() -> None:
    names = list("vwxyz")
    early = pd.Series([1.0, 2.0, 3.0, 4.0, 5.0], index=names)
    late = pd.Series([2.0, 2.0, 2.0, 2.0, 7.0, 9.0], index=[*names, "u"])
    cohorts = pd.Series([2018.0, 2018.0, 2019.0])
    found = of_never(
        {2018.0: early, 2019.0: late}, cohorts,
        pd.Series(dict.fromkeys([*names, "u"], "A")), style="number",
    )  # fmt: skip
    left_out = [
        2 / 3 * early.drop(name, errors="ignore").mean() + late.drop(name).mean() / 3
        for name in [*names, "u"]
    ]
    assert found.estimate == pytest.approx(2 / 3 * 3 + 4 / 3)
    assert (found.ci_low, found.ci_high) == pytest.approx(
        (min(left_out), max(left_out))
    )
    assert (found.n, found.std_error) == (6, None)
