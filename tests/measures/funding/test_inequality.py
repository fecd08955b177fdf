"""How grants are spread over communities one can count on two hands."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures.funding import gini, grant_inequality
from hubstudy.measures.funding.inequality_spread import if_random
from hubstudy.results import Estimate
from tests.measures.funding.rows import communities, grant, numbered, receipt
from tests.studies import STREET_1, STREET_2, organization, small_study

if TYPE_CHECKING:
    from typing import Any

    from hubstudy.intake import Study

CODES = [f"{STREET_1}{i:03d}" for i in range(1, 6)]
RESIDENTS: list[int | None] = [1000, 1000, 1000, 2000, 1000]
GRANTS = [
    grant(1, CODES[2]),
    grant(2, CODES[3], award_cny=2000.0),
    grant(3, CODES[4], award_cny=3000.0),
]


def five(residents: list[int | None] = RESIDENTS, **tables: Any) -> Study:
    """Five communities; the first has no organisation, the second a hub."""
    organizations = [
        organization(f"O{i}", code) for i, code in enumerate(CODES[2:], start=2)
    ]
    organizations.append(organization("H1", CODES[1], is_hub=True))
    rows: dict[str, Any] = {"organizations": organizations, "projects": GRANTS}
    return small_study(communities=communities(residents), ties=[], **(rows | tables))


def test_gini_of_grants_by_hand() -> None:
    result = grant_inequality(five())
    # 0, 0, 1, 2, 3: pairs differ by 2·1 + 2·2 + 2·3 + 1 + 2 + 1 = 16; 16 / (5 · 6)
    assert result["gini_communities"].estimate == pytest.approx(16 / 30)
    # six thousand people with 0, 0, 1, 1, 1, 3 yuan: 6 + 6 + 6 = 18; 18 / (6 · 6)
    assert result["gini_residents"].estimate == pytest.approx(0.5)
    assert result["top_fifth_share"].estimate == pytest.approx(0.5)
    assert result["n_without_grants"].estimate == 2
    assert result["grants_cny"].estimate == 6000
    assert result["cny_per_resident"].estimate == 1
    assert result["cny_per_organization"].estimate == 1500
    assert result["other_cny_per_resident"].reason == "too_small"


def test_three_equal_grants_cannot_reach_five_communities() -> None:
    equal = [grant(i, code) for i, code in enumerate(CODES[:3])]
    result = grant_inequality(five(projects=equal))
    assert result["gini_even"].estimate == pytest.approx(gini([0, 0, 1, 1, 1]).estimate)
    assert result["gini_communities"].estimate == result["gini_even"].estimate
    assert any("不是 0" in text.zh or "到不了 0" in text.zh for text in result.caveats)
    seven = equal + [grant(9 + i, code) for i, code in enumerate(CODES[:4])]
    spread = grant_inequality(five(projects=seven))["gini_even"].estimate
    assert spread == pytest.approx(gini([1, 1, 1, 2, 2]).estimate)


def test_every_community_has_its_row_and_what_is_unknown_its_reason() -> None:
    study = five(residents=[1000, None, 1000, 2000, 1000])
    table = grant_inequality(study).to_frame().set_index("community_code")
    assert table["grants_cny"].tolist() == [0, 0, 1000, 2000, 3000]
    assert table["n_organizations"].tolist() == [0, 1, 1, 1, 1]
    assert table["has_hub"].tolist() == [False, True, False, False, False]
    assert table.loc[CODES[0], "cny_per_organization_reason"] == "no_organizations"
    assert table.loc[CODES[0], "cny_per_resident"] == 0
    assert table.loc[CODES[1], "cny_per_resident_reason"] == "no_residents"
    assert table.loc[CODES[3], "cny_per_resident"] == 1
    assert (table["fund_cny_reason"] == "no_revenue").all()
    result = grant_inequality(study)
    assert result["gini_residents"].reason == "too_small"
    # of four communities with 5,000 residents and 6,000 yuan, too few to tell
    assert result["cny_per_resident"].reason == "too_small"
    assert any("1 communities have no number of residents" in x.en
               for x in result.caveats)  # fmt: skip


def test_no_residents_at_all() -> None:
    result = grant_inequality(five(residents=[None] * 5))
    assert result["gini_residents"].reason == "no_residents"
    assert result["cny_per_resident"].reason == "no_residents"
    assert "人均" not in result.finding.zh
    lines = result.to_frame("lorenz").set_index("weight")
    assert lines.loc["residents", "reason"] == "no_residents"


def test_years_stand_apart_and_together() -> None:
    rows = [*GRANTS, grant(4, CODES[0], year=2021, award_cny=6000.0)]
    result = grant_inequality(five(projects=rows))
    assert result["gini_communities"].estimate == pytest.approx(16 / 30)
    assert result["gini_all_years"].estimate == gini([6, 0, 1, 2, 3]).estimate
    assert result["n_never_granted"].estimate == 1
    years = result.to_frame("years").set_index("year")
    assert years["n_without_grants"].to_dict() == {2021: 4, 2022: 2}
    assert years.loc[2021, "gini_communities"] == pytest.approx(1 - 1 / 5)
    assert grant_inequality(five(projects=rows), year=2021)["n_projects"].estimate == 1


def test_all_years_end_with_the_year_chosen_and_take_full_years_only() -> None:
    rows = [
        *GRANTS,
        grant(4, CODES[0], year=2021, award_cny=6000.0),
        grant(5, CODES[1], year=2023, award_cny=9000.0),
    ]
    study = five(projects=rows)
    result = grant_inequality(study)
    assert result["gini_all_years"].estimate == gini([6, 0, 1, 2, 3]).estimate
    assert result["n_never_granted"].estimate == 1
    assert "2021–2022 年（完整年度）合计" in result.finding.zh
    assert "Over 2021–2022 together (full years)" in result.finding.en
    # 2023 runs to August
    later = grant_inequality(study, year=2023)
    assert later["gini_all_years"].estimate == gini([6, 0, 1, 2, 3]).estimate
    # one year alone says the same as the year itself
    before = grant_inequality(study, year=2021)
    assert before["gini_all_years"].estimate == gini([6, 0, 0, 0, 0]).estimate
    assert "together" not in before.finding.en
    part = grant_inequality(five(projects=rows[-1:]), year=2023)
    assert part["gini_communities"].is_defined
    assert part["n_never_granted"].reason == "no_projects"
    assert part["gini_all_years"].reason == "no_projects"


@pytest.mark.parametrize(("n_grants", "n"), [(1, 5), (2, 5), (3, 5), (5, 5), (4, 6)])
def test_expected_gini_at_random_is_the_mean_over_all_ways_to_deal(
    n_grants: int, n: int
) -> None:
    ways = itertools.product(range(n), repeat=n_grants)
    every = [gini(np.bincount(way, minlength=n)).estimate for way in ways]
    whole = Estimate(0.5, n=n)
    expected = np.mean(np.array(every, dtype=float))
    assert if_random(whole, n_grants).estimate == pytest.approx(expected, rel=1e-12)


def test_expected_gini_at_random_of_the_embedded_size_by_draws() -> None:
    rng = np.random.default_rng(7)
    draws = rng.multinomial(52, np.full(60, 1 / 60), size=20_000)
    drawn = np.mean([gini(deal).estimate for deal in draws[:4000]])
    assert if_random(Estimate(0.5, n=60), 52).estimate == pytest.approx(drawn, abs=2e-3)


def test_hubs_have_all_the_grants_of_the_embedded_city(embedded: Study) -> None:
    result = grant_inequality(embedded)
    table = result.to_frame()
    with_hub = table[table["has_hub"]]
    assert table["grants_cny"].sum() == with_hub["grants_cny"].sum()
    assert result["hub_grants_share"].estimate == 1
    assert result["gini_hub"].estimate == gini(with_hub["grants_cny"]).estimate
    assert result["gini_hub"].estimate == pytest.approx(0.229, abs=5e-4)
    assert result["gini_all_years"].estimate == pytest.approx(0.673, abs=5e-4)
    assert result["n_never_granted"].estimate == 32
    assert "资助全部给了有枢纽的社区" in result.finding.zh
    assert "All of it went to communities with a hub" in result.finding.en


def test_what_hubs_do_not_have_is_not_said_to_be_theirs() -> None:
    places = communities([1000] * 6)
    codes = [row["community_code"] for row in places]
    hubs = [
        organization(f"H{i}", code, is_hub=True) for i, code in enumerate(codes[:5])
    ]
    rows = [grant(i, code) for i, code in enumerate([*codes[:3], codes[5]])]
    study = small_study(communities=places, organizations=hubs, ties=[], projects=[
        row | {"lead_id": "H0"} for row in rows
    ])  # fmt: skip
    result = grant_inequality(study)
    assert result["hub_grants_share"].estimate == pytest.approx(0.75)
    assert result["gini_hub"].estimate == gini([1, 1, 1, 0, 0]).estimate
    assert "Of the money 75.0% went to communities with a hub" in result.finding.en
    none = grant_inequality(five(organizations=[organization("O1", CODES[0])]))
    assert none["gini_hub"].reason == "no_hubs"
    assert none["hub_grants_share"].reason == "no_hubs"


def test_an_award_of_nothing_is_no_grant() -> None:
    rows = [*GRANTS, grant(4, CODES[0], award_cny=0.0)]
    result = grant_inequality(five(projects=rows))
    assert result["n_projects"].estimate == 3
    assert result["n_without_grants"].estimate == 2
    only = grant_inequality(five(projects=[grant(1, CODES[0], award_cny=0.0)]))
    assert only["gini_communities"].reason == "no_projects"


def test_money_of_the_fund_counts_where_it_was_received() -> None:
    def fund(amount: float, **other: Any) -> dict[str, Any]:
        return receipt(0, instrument="venture_fund", amount_cny=amount) | other

    rows = numbered([fund(3000.0), fund(1000.0, organization_id="O2"), receipt(0)])
    result = grant_inequality(five(revenue=rows))
    assert result.to_frame()["fund_cny"].tolist() == [0, 3000, 1000, 0, 0]
    assert result.to_frame()["n_receivers"].tolist() == [0, 1, 1, 0, 0]
    assert result.to_frame()["n_leads"].tolist() == [0, 0, 1, 1, 1]
    assert result["gini_fund"].estimate == gini([0, 3, 1, 0, 0]).estimate
    back = numbered([*rows, fund(-1500.0, organization_id="O2")])
    assert (
        grant_inequality(five(revenue=back))["gini_fund"].reason
        == "refunds_exceed_receipts"
    )


def test_grants_led_from_elsewhere_count_where_they_serve() -> None:
    result = grant_inequality(five())
    assert any("3 projects are led by organisations of other" in x.en
               for x in result.caveats)  # fmt: skip


def test_none_in_a_district_is_0_while_none_in_the_city_is_unknown() -> None:
    places = communities([1000] * 5) + communities([1000] * 5, STREET_2)
    hub = organization("H1", CODES[0])
    study = small_study(
        communities=places, organizations=[hub], ties=[], projects=GRANTS
    )
    other = grant_inequality(study, unit=STREET_2)
    assert other["grants_cny"].estimate == 0
    assert other["cny_per_resident"].estimate == 0
    assert other["gini_communities"].reason == "no_projects"
    assert "均没有立项资助" in other.finding.zh
    nowhere = grant_inequality(study, unit=STREET_2, year=2019)
    assert nowhere["grants_cny"].reason == "no_projects"
    assert (nowhere.to_frame()["grants_cny_reason"] == "no_projects").all()
    assert "未测量" in nowhere.finding.zh


def test_few_communities_have_no_gini(napkin: Study) -> None:
    result = grant_inequality(small_study(projects=[grant(1, CODES[0])]))
    assert result["gini_communities"].reason == "too_small"
    assert result["n_without_grants"].estimate == 2
    assert "样本过小" in result.finding.zh
    bare = grant_inequality(napkin)
    assert bare["n_projects"].reason == "no_projects"
    assert bare.caveats == ()


def test_no_community_at_all() -> None:
    empty = small_study(communities=[], street_districts=[], organizations=[], ties=[])
    result = grant_inequality(empty)
    assert result.to_frame().empty
    assert result["gini_communities"].reason == "no_communities"
    assert result["cny_per_resident"].reason == "no_communities"


def test_unknown_unit_and_year_are_refused(napkin: Study) -> None:
    with pytest.raises(MeasureError, match="no such unit"):
        grant_inequality(napkin, unit="nowhere")
    with pytest.raises(MeasureError, match="1999"):
        grant_inequality(napkin, year=1999)


def test_grants_of_the_embedded_city_add_up(embedded: Study) -> None:
    result = grant_inequality(embedded)
    projects = embedded.tables.projects
    of_year = projects[projects["year"] == 2022]
    assert result.to_frame()["grants_cny"].sum() == of_year["award_cny"].sum()
    years = result.to_frame("years")
    assert years["grants_cny"].sum() == projects["award_cny"].sum()
    assert years["n_projects"].sum() == len(projects)
    assert result["gini_even"].estimate < result["gini_communities"].estimate
    streets = [grant_inequality(embedded, unit=u) for u in embedded.units[1:]]
    parts = pd.concat([street.to_frame() for street in streets])
    assert parts["grants_cny"].sum() == of_year["award_cny"].sum()
