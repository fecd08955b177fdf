"""Organisations per community: rates, intervals, densities, and the undefined."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pytest
from scipy import stats

from hubstudy.errors import MeasureError
from hubstudy.measures.density import community_density, network_density
from hubstudy.measures.rates import (
    difference,
    mean_interval,
    ratio_interval,
    shrunken_rates,
)
from hubstudy.network import collaboration_network
from tests.networks import described
from tests.studies import STREET_1, STREET_2, A, B, organization, small_study, tie

if TYPE_CHECKING:
    from hubstudy.intake import Study


def city(n: int, *, hubs: int = 0, **other: Any) -> Study:
    """A core and another street with n communities each; community i has i + 1."""
    streets = [
        {"street_code": code, "street_name": name, "is_core_city": core}
        for code, name, core in [
            (STREET_1, "甲街道", True),
            (STREET_2, "乙街道", False),
        ]
    ]
    places = [(s, f"{s['street_code']}{i:03d}", i) for s in streets for i in range(n)]
    communities = [
        {
            "community_code": code, "community_name": code, "residents": 1000,
            "street_code": code[:9], "is_core_city": street["is_core_city"],
        }
        for street, code, _ in places
    ]  # fmt: skip
    organizations = [
        organization(f"{code}-{k}", code) for _, code, i in places for k in range(i + 1)
    ]
    hub = {"is_hub": True, "legal_status": "registered"}
    organizations += [
        organization(f"H{code}", code, **hub) for street, code, i in places if i < hubs
    ]
    rows = {"street_districts": streets, "communities": communities, "ties": []}
    return small_study(**(rows | {"organizations": organizations} | other))


def test_the_napkin_by_hand(napkin: Study) -> None:
    result = community_density(napkin)
    table = result.table
    assert table["n_organizations"].tolist() == [3, 2, 1]  # the registered hub is none
    assert table["n_nodes"].tolist() == [4, 2, 1]
    assert table["organizations_per_10k"].tolist() == [15, 5, 10]
    assert table["has_hub"].tolist() == [True, False, False]
    assert table["network_density"].tolist()[:2] == [pytest.approx(1 / 6), 0]
    assert table["network_density_reason"].tolist() == ["", "", "n_below_2"]
    assert table["ordinary_network_density"].iloc[0] == pytest.approx(1 / 3)
    assert table["n_ties_inside"].tolist() == [1, 0, 0]
    assert table["n_ties_crossing"].tolist() == [1, 2, 1]
    assert table["meets_policy"].tolist() == [True, True, False]
    assert result["n_organizations"].estimate == 6
    assert result["organizations_per_10k"].estimate == pytest.approx(1e4 * 6 / 7000)
    assert result["gini"].estimate == pytest.approx(2 / 9)
    assert result["core_difference"].reason == "too_small"
    assert result.parts["adoption"]["n_hubs"].tolist() == [0, 0, 0, 1, 1, 1, 1, 1, 1]


def test_membership_does_not_raise_density(napkin: Study) -> None:
    """B9.1: three members of H1, one tie among them; with the star it would be 4/6."""
    table = community_density(napkin).table
    assert table["network_density"].iloc[0] == pytest.approx(1 / 6)


def test_stocks_are_those_of_the_year(napkin: Study) -> None:
    assert community_density(napkin, year=2015)["n_organizations"].estimate == 0
    assert "2015-12-31" in community_density(napkin, year=2015).sentence("en")


def test_a_year_without_ties_asked_is_not_a_year_without_ties(napkin: Study) -> None:
    result = community_density(napkin, year=2017)
    assert set(result.table["network_density_reason"]) == {"not_measured", "n_below_2"}
    assert result["median_network_density"].reason == "not_measured"


def test_a_pair_not_asked_leaves_the_denominator() -> None:
    ties = [tie("A1", "A2"), tie("A1", "A3", observation="not_asked")]
    result = community_density(small_study(ties=ties))
    assert result.table["network_density"].iloc[0] == pytest.approx(1 / 5)
    assert any("1 对组织未被询问" in caveat.zh for caveat in result.caveats)


def test_missing_residents_give_a_reason_not_a_zero(napkin: Study) -> None:
    communities = napkin.tables.communities.copy()
    communities.loc[0, "residents"] = None
    study = replace(napkin, tables=replace(napkin.tables, communities=communities))
    result = community_density(study)
    row = result.table.iloc[0]
    assert np.isnan(row["organizations_per_10k"])
    assert row["organizations_per_10k_reason"] == "no_residents"
    assert result["organizations_per_10k"].estimate == pytest.approx(1e4 * 3 / 5000)
    assert any("1 个社区没有居民人数" in caveat.zh for caveat in result.caveats)


def test_a_street_is_the_citys_rows() -> None:
    study = city(6, hubs=2)
    whole, part = community_density(study), community_density(study, unit=STREET_1)
    columns = ["shrunken_per_10k", "ci_low", "ci_high", "n_ties_crossing"]
    expected = whole.table[whole.table["street_code"] == STREET_1][columns]
    np.testing.assert_array_equal(part.table[columns], expected)
    assert part["core_difference"].reason == "one_group_only"
    assert "主城区" not in part.sentence("zh")
    assert part.parts["streets"]["street_code"].tolist() == [STREET_1]


def test_core_difference_is_welchs() -> None:
    study = city(6)
    rows = [
        row
        for row in study.tables.organizations.to_dict("records")
        if row["community_code"][:9] == STREET_1 or row["organization_id"][-1] in "012"
    ]
    result = community_density(city(6, organizations=rows))
    found = result["core_difference"]
    # 1, 2, 3, 4, 5, 6 against 1, 2, 3, 3, 3, 3
    assert found.estimate == pytest.approx(3.5 - 2.5)
    errors = np.array([3.5 / 6, 0.7 / 6])
    df = errors.sum() ** 2 / (errors**2 / 5).sum()
    half = stats.t.ppf(0.975, df) * np.sqrt(errors.sum())
    assert (found.ci_low, found.ci_high) == pytest.approx((1 - half, 1 + half))
    assert study.settings.core_city_note in result.caveats


def test_an_interval_with_0_says_so() -> None:
    result = community_density(city(6))
    assert result["core_difference"].estimate == 0
    assert "不能断定有差异" in result.sentence("zh")


def test_hubs_taken_out_leave_the_others_difference() -> None:
    """Each hub tied to all around it, one other tie on each side: the star is it."""
    study = city(12, hubs=6)
    ties = [
        tie(f"H{code}", f"{code}-{k}")
        for code in study.tables.communities["community_code"]
        for k in range(int(code[-3:]) + 1)
        if int(code[-3:]) < 6
    ]
    ties += [tie(f"{STREET_1}{i:03d}-0", f"{STREET_1}{i:03d}-1") for i in (5, 11)]
    result = community_density(city(12, hubs=6, ties=ties))
    assert result["hub_density_difference"].estimate > 0.3
    # one of 15 pairs in one of 10 communities, and one of 66 in one of 12
    assert result["ordinary_density_difference"].estimate == pytest.approx(
        1 / 15 / 10 - 1 / 66 / 12
    )
    assert any("2/n" in caveat.zh for caveat in result.caveats)


def test_streets_with_few_communities_have_no_interval() -> None:
    rows = community_density(city(4)).parts["streets"]
    assert rows["mean_organizations"].tolist() == [2.5, 2.5]
    assert rows["ci_low"].isna().all()
    rows = community_density(city(5)).parts["streets"]
    assert rows["ci_low"].notna().all()


@pytest.mark.parametrize("kept", ["street", "nothing"])
def test_an_empty_register(kept: str) -> None:
    streets = [{"street_code": STREET_1, "street_name": "甲", "is_core_city": True}]
    study = small_study(
        organizations=[], ties=[], communities=[],
        street_districts=streets if kept == "street" else [],
    )  # fmt: skip
    result = community_density(study)
    assert result.table.empty
    assert result["mean_organizations"].reason == "no_communities"
    assert "没有登记的社区" in result.sentence("zh")
    if kept == "street":
        row = result.parts["streets"].iloc[0]
        assert row["mean_organizations_reason"] == "no_communities"


def test_communities_without_organisations() -> None:
    result = community_density(small_study(organizations=[], ties=[]))
    assert result["n_organizations"].estimate == 0
    assert result["gini"].reason == "no_organizations"
    assert result["share_meeting_policy"].estimate == 0


def test_the_order_of_rows_changes_nothing() -> None:
    study = city(
        5, hubs=2, ties=[tie(f"{STREET_1}004-{k}", f"{STREET_1}003-0") for k in (1, 2)]
    )
    shuffled = {
        name: frame.sample(frac=1, random_state=1) for name, frame in study.tables
    }
    other = replace(study, tables=type(study.tables)(**shuffled))
    one, two = community_density(study), community_density(other)
    assert one.table.equals(two.table)
    assert one.sentence("zh") == two.sentence("zh")


def test_an_unknown_unit_is_refused(napkin: Study) -> None:
    with pytest.raises(MeasureError, match=STREET_1):
        community_density(napkin, unit="1")


@pytest.mark.parametrize(
    ("graph", "expected"),
    [(nx.path_graph(2), 1), (nx.cycle_graph(4), 2 / 3), (nx.empty_graph(3), 0)],
)
def test_network_density(graph: nx.Graph, expected: float) -> None:
    assert network_density(described(graph)).estimate == pytest.approx(expected)


@pytest.mark.parametrize("n", [0, 1])
def test_network_density_needs_two(n: int) -> None:
    assert network_density(described(nx.empty_graph(n))).reason == "n_below_2"


def test_a_pair_all_of_which_is_unasked_is_not_measured() -> None:
    ties = [tie("B1", "B2", observation="not_asked"), tie("A1", "A2")]
    study = small_study(ties=ties)
    assert (
        community_density(study).table["network_density_reason"].iloc[1]
        == "not_measured"
    )
    only = [organization("B1", B), organization("B2", B)]
    graph = collaboration_network(small_study(organizations=only, ties=ties[:1]))
    assert network_density(graph).reason == "not_measured"


# Rates


def test_shrunken_rates_are_the_gamma_posterior() -> None:
    counts, residents = [2, 9, 30, 4, 18], [1e3, 2e3, 2e3, 3e3, 2e3]
    found = shrunken_rates(counts, residents)
    rate = found.shape / found.mean
    posterior = stats.gamma(
        found.shape + np.array(counts), scale=1 / (rate + residents)
    )
    np.testing.assert_allclose(found.rate, posterior.mean())
    np.testing.assert_allclose(found.ci_low, posterior.ppf(0.025))
    np.testing.assert_allclose(found.ci_high, posterior.ppf(0.975))


def test_shape_and_mean_maximise_the_negative_binomial_likelihood() -> None:
    counts, residents = np.array([2, 9, 30, 4, 18]), np.array([1e3, 2e3, 2e3, 3e3, 2e3])
    found = shrunken_rates(counts, residents)

    def likelihood(mean: float, shape: float) -> float:
        share = shape / (shape + mean * residents)
        return float(stats.nbinom.logpmf(counts, shape, share).sum())

    best = likelihood(found.mean, found.shape)
    for factor in (0.97, 1.03):
        assert likelihood(found.mean * factor, found.shape) < best
        assert likelihood(found.mean, found.shape * factor) < best


def test_a_small_community_moves_further_than_a_large_one() -> None:
    counts, residents = [1, 1000, 40, 300, 80], [100, 1e5, 1e4, 1e4, 1e4]
    found = shrunken_rates(counts, residents)
    raw = np.array(counts) / residents
    assert raw[0] == raw[1] == 0.01
    moved = np.abs(found.rate - raw)
    assert moved[0] > 20 * moved[1]
    assert np.all((found.rate - raw) * (found.mean - raw) >= 0)  # towards the mean


def test_no_more_variation_than_chance_is_one_rate() -> None:
    found = shrunken_rates([10, 11, 9, 10, 10], [1000] * 5)
    assert np.isinf(found.shape)
    np.testing.assert_allclose(found.rate, 0.01)
    np.testing.assert_allclose(found.ci_low, stats.gamma.ppf(0.025, 50.5) / 5000)
    assert "视为同一水平" in str(community_density(city_of_equals()).caveats)


def city_of_equals() -> Study:
    rows = [organization(f"{c}-{k}", c) for c in codes(5) for k in range(3)]
    return city(5, organizations=rows)


def codes(n: int) -> list[str]:
    return [f"{street}{i:03d}" for street in (STREET_1, STREET_2) for i in range(n)]


def test_no_organisations_at_all_is_the_rate_0() -> None:
    found = shrunken_rates([0, 0, 0], [10, 20, 30])
    assert found.rate.tolist() == [0, 0, 0]
    assert (found.ci_high > 0).all()


def test_planted_rates_are_covered() -> None:
    """95 % intervals cover most of 400 rates drawn from the model itself."""
    rng = np.random.default_rng(11)
    residents = rng.integers(2000, 12000, 400)
    rates = rng.gamma(6, 0.003 / 6, 400)
    found = shrunken_rates(rng.poisson(rates * residents), residents)
    covered = (found.ci_low <= rates) & (rates <= found.ci_high)
    assert covered.mean() == pytest.approx(0.95, abs=0.03)
    assert found.shape == pytest.approx(6, rel=0.3)


@pytest.mark.parametrize(("counts", "residents"), [([], []), ([-1], [5]), ([1], [0])])
def test_impossible_counts_are_refused(counts: list[int], residents: list[int]) -> None:
    with pytest.raises(MeasureError, match="收缩估计"):
        shrunken_rates(counts, residents)


def test_mean_interval_is_the_common_t_interval() -> None:
    values = [3, 8, 4, 9, 6, 2]
    found = mean_interval(values)
    test = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert (found.ci_low, found.ci_high) == pytest.approx((test.low, test.high))
    assert mean_interval([0, 0, 0, 0, 9]).ci_low == 0  # no count is below 0
    assert mean_interval([1, 2, 3, 4]).ci_low is None


def test_ratio_interval_is_exact_where_the_ratio_is() -> None:
    found = ratio_interval([2, 4, 6, 8, 10], [1, 2, 3, 4, 5])
    assert (found.estimate, found.ci_low, found.ci_high) == (2, 2, 2)


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ([], [1, 2], "one_group_only"),
        ([1, 2, 3, 4], [1] * 9, "too_small"),
        ([1] * 5, [1] * 5, "no_variation"),
        ([1, 2, 3, 4, 5], [0] * 5, "one_group_constant"),
    ],
)
def test_differences_that_are_undefined(
    first: list[int], second: list[int], reason: str
) -> None:
    assert difference(first, second).reason == reason


def test_sentences_are_in_both_languages() -> None:
    result = community_density(city(6, hubs=2))
    assert "甲街道" not in result.sentence("zh")
    assert "示例市的 12 个社区共有备案社区社会组织 42 个" in result.sentence("zh")
    assert "12 communities of Example City have 42 filed" in result.sentence("en")
    assert A not in result.sentence("zh")


def test_two_organisations_never_asked_about_have_no_density() -> None:
    graph = described(nx.empty_graph(2), not_asked=(("0000", "0001"),))
    assert network_density(graph).reason == "not_measured"
