"""Centralisation against its nulls: by hand, by enumeration and on planted cities."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures.inference import cug_test
from hubstudy.measures.position import hub_centralization
from hubstudy.measures.position import hub_centralization as function
from hubstudy.network import collaboration_network, collaboration_ties
from hubstudy.results import Result
from tests.networks import described
from tests.studies import STREET_2, small_study

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.intake import Study
    from hubstudy.network import Ties

STREET, NO_HUBS = "371082001", "371082004"
DEGREE, BETWEENNESS = "degree_centralization", "betweenness_centralization"


def row(result: Result, statistic: str, membership: str) -> dict[str, Any]:
    frame = result.to_frame()
    chosen = (frame["statistic"] == statistic) & (frame["membership"] == membership)
    (found,) = frame[chosen].to_dict("records")
    return {str(name): value for name, value in found.items()}


def member_star(n_leaves: int, *ties: tuple[int, int]) -> nx.Graph:
    """A hub whose members are tied to it by membership alone, and further ties."""
    graph = nx.star_graph(n_leaves)
    nx.set_edge_attributes(graph, "membership", "layer")
    graph.add_edges_from(ties)
    return described(graph, hubs=[0])


@pytest.fixture(scope="module")
def street(city: Ties) -> Result:
    return hub_centralization(city, unit=STREET, n_draws=99, seed=3)


# values


def test_the_null_of_three_ties_among_four_is_that_of_all_graphs() -> None:
    """Of 20 graphs four are stars (1), the rest paths and triangles (1/3)."""
    pairs = list(combinations(range(4), 2))
    values = []
    for chosen in combinations(pairs, 3):
        degree = np.bincount(np.ravel(chosen), minlength=4)
        values.append((degree.max() - degree).sum() / 6)
    assert np.mean(values) == pytest.approx((4 * 1 + 16 / 3) / 20)
    graph = described(nx.star_graph(3), hubs=[0], membership=False)
    found = row(hub_centralization(graph, n_draws=4000), DEGREE, "without")
    assert found["observed"] == 1
    assert found["null_mean"] == pytest.approx(np.mean(values), abs=0.02)
    assert found["p_value_upper"] == pytest.approx(4 / 20, abs=0.02)
    assert found["p_value_lower"] == 1
    assert found["verdict"] == "no_more"


def test_each_row_is_the_test_of_the_units_own_network(
    city: Ties, street: Result
) -> None:
    own = city.induced(city.in_unit(STREET))
    versions = {"without": own.without_membership(), "with": own}
    for statistic, keeps in ((DEGREE, "density"), (BETWEENNESS, "degree")):
        for membership, ties in versions.items():
            test = cug_test(ties, statistic, conditioning=keeps, n_draws=99, seed=3)
            found = row(street, statistic, membership)
            assert found["conditioning"] == keeps
            assert found["n_nodes"] == ties.n_nodes == street.n
            assert found["n_ties"] == ties.n_ties
            for name in ("observed", "null_mean", "null_low", "null_high", "z"):
                assert found[name] == getattr(test, name)
            assert found["p_value"] == test.p_value
            chosen = street.to_frame("draws").query(
                "statistic == @statistic and membership == @membership"
            )
            np.testing.assert_array_equal(chosen["draw"], test.draws)


def test_no_more_than_a_thousand_draws_are_kept() -> None:
    graph = described(nx.path_graph(4), membership=False)
    draws = hub_centralization(graph, n_draws=1200).to_frame("draws")
    assert draws.groupby("statistic").size().tolist() == [1000, 1000]


def test_numbers_carry_the_null_and_its_p_value(street: Result) -> None:
    found, shown = street[f"{DEGREE}_without"], row(street, DEGREE, "without")
    assert found.estimate == shown["observed"]
    assert (found.ci_low, found.ci_high) == (shown["null_low"], shown["null_high"])
    assert (found.p_value, found.n) == (shown["p_value"], shown["n_nodes"])
    assert found.interval == "null"


# who is at the top


def test_the_center_of_a_star_of_collaboration_is_the_hub() -> None:
    result = hub_centralization(described(nx.star_graph(5), hubs=[0]), n_draws=39)
    found = result["top_is_hub_without"]
    assert (found.estimate, found.n) == (1, 1)
    assert "度数最高的组织是枢纽" in result.sentence("zh")


def test_the_center_of_a_star_may_be_no_hub() -> None:
    result = hub_centralization(described(nx.star_graph(5), hubs=[1]), n_draws=39)
    assert result["top_is_hub_without"].estimate == 0
    assert "is not a hub" in result.sentence("en")


def test_organisations_that_tie_for_the_top_are_counted() -> None:
    result = hub_centralization(described(nx.cycle_graph(4), hubs=[0]), n_draws=39)
    found = result["top_is_hub_without"]
    assert (found.estimate, found.n) == (0.25, 4)
    assert "有 4 个，其中枢纽 1 个" in result.sentence("zh")


# membership


def test_a_star_of_membership_is_mechanical_and_no_finding() -> None:
    result = hub_centralization(member_star(5, (1, 2), (3, 4)), n_draws=99)
    without, with_ = (row(result, DEGREE, part) for part in ("without", "with"))
    assert without["observed"] == pytest.approx((6 * 1 - 4) / 20)
    assert with_["observed"] == pytest.approx((6 * 5 - 14) / 20)
    assert without["verdict"] == "no_more"
    assert "不高于零模型所给" in result.sentence("zh")
    assert "为 0.800，高出 0.700，高出的部分由定义造成" in result.sentence("zh")
    assert "0.700 higher, which is mechanical" in result.sentence("en")
    assert any("按定义" in caveat.zh for caveat in result.caveats)
    assert result["top_is_hub_without"].estimate == 0
    assert result["top_is_hub_with"].estimate == 1


def test_membership_alone_leaves_nothing_to_draw() -> None:
    result = hub_centralization(member_star(4), n_draws=39)
    without = row(result, DEGREE, "without")
    assert (without["observed"], without["reason"]) == (0, "no_ties")
    assert np.isnan(without["p_value"])
    assert without["verdict"] == ""
    assert result[f"{DEGREE}_without"].reason == "no_ties"
    assert result["top_is_hub_without"].reason == "no_ties"
    assert "没有关系" in result.sentence("zh")
    assert "高出 1.00" in result.sentence("zh")


def test_membership_elsewhere_lowers_centralization() -> None:
    graph = nx.star_graph(4)
    graph.add_edge(1, 2, layer="membership")
    result = hub_centralization(described(graph, hubs=[1]), n_draws=39)
    assert "低了 0.167" in result.sentence("zh")
    assert "0.167 lower" in result.sentence("en")


def test_membership_that_changes_nothing_is_said_to() -> None:
    """A ring plus the ties that make it complete: all equal before and after."""
    graph = nx.cycle_graph(4)
    graph.add_edges_from([(0, 2), (1, 3)], layer="membership")
    result = hub_centralization(described(graph, hubs=[0, 1]), n_draws=39)
    assert "没有变化" in result.sentence("zh")


def test_where_there_is_no_membership_the_sentence_says_so(city: Ties) -> None:
    result = hub_centralization(city, unit=NO_HUBS, n_draws=39)
    assert "这里没有仅由隶属构成的关系" in result.sentence("zh")
    assert result["top_is_hub_without"].reason == "no_hubs"
    assert "枢纽。" not in result.sentence("zh")
    assert not any("星形" in caveat.zh for caveat in result.caveats)


def test_a_network_without_membership_has_that_version_only(napkin: Study) -> None:
    bare = hub_centralization(collaboration_ties(napkin, membership=False), n_draws=39)
    whole = hub_centralization(collaboration_ties(napkin), n_draws=39)
    assert set(bare.table["membership"]) == {"without"}
    assert "top_is_hub_with" not in bare.numbers
    assert "计入隶属关系后" not in bare.sentence("zh")
    both = whole.to_frame().query("membership == 'without'").reset_index(drop=True)
    pd.testing.assert_frame_equal(bare.table, both)


# where there is no test


def test_a_large_network_has_no_null_for_betweenness(
    city: Ties, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(function.__globals__, "LARGEST", 50)
    result = hub_centralization(city, unit=STREET, n_draws=39)
    found = row(result, BETWEENNESS, "without")
    assert found["reason"] == "too_large"
    assert 0 < found["observed"] < 1
    assert np.isnan(found["p_value"])
    assert result[f"{BETWEENNESS}_with"].reason == "too_large"
    assert set(result.to_frame("draws")["statistic"]) == {DEGREE}
    assert "中介中心势" not in result.sentence("zh")
    assert "多于 50 个" in result.method.zh


def test_the_degrees_of_a_star_fix_its_betweenness() -> None:
    result = hub_centralization(described(nx.star_graph(5), hubs=[0]), n_draws=39)
    found = row(result, BETWEENNESS, "without")
    assert (found["observed"], found["reason"]) == (1, "kept_by_null")


@pytest.mark.parametrize(("n", "reason"), [(1, "n_below_2"), (2, "n_below_3")])
def test_the_smallest_networks_have_no_centralization(n: int, reason: str) -> None:
    result = hub_centralization(described(nx.path_graph(n)), n_draws=39)
    assert set(result.table["reason"]) == {reason}
    assert result.table["observed"].isna().all()
    assert result.to_frame("draws").empty


def test_a_street_of_one_organisation_has_none(napkin: Study) -> None:
    result = hub_centralization(collaboration_ties(napkin), unit=STREET_2)
    assert set(result.table["reason"]) == {"n_below_2"}
    assert result.n == 1
    assert "不足两个组织" in result.sentence("zh")


def test_an_empty_study_is_not_measured() -> None:
    study = small_study(organizations=[], ties=[])
    for network in (collaboration_ties(study), collaboration_network(study)):
        result = hub_centralization(network)
        assert set(result.table["reason"]) == {"not_measured"}
        assert result.n == 0


def test_a_network_not_measured_is_not_tested(napkin: Study) -> None:
    ties = collaboration_ties(napkin)
    result = hub_centralization(replace(ties, info={**ties.info, "measured": False}))
    assert set(result.table["reason"]) == {"not_measured"}
    assert result["top_is_hub_without"].reason == "not_measured"
    assert "未测量" in result.sentence("zh")
    assert result.caveats == ()


def test_an_unknown_unit_is_refused(napkin: Study) -> None:
    with pytest.raises(MeasureError, match="371082909"):
        hub_centralization(collaboration_ties(napkin), unit="371082909")


def test_draws_too_few_for_any_verdict_are_refused(napkin: Study) -> None:
    with pytest.raises(MeasureError, match=r"n_draws.*39 or more"):
        hub_centralization(collaboration_ties(napkin), n_draws=38)


# the two cities


def test_unequal_activity_exceeds_the_null_and_is_not_said_to_be_hubs(
    no_effect: Ties,
) -> None:
    """Hubs do nothing here, yet some organisations are more active than others."""
    result = hub_centralization(no_effect, n_draws=99, seed=1)
    assert row(result, DEGREE, "without")["verdict"] == "more"
    assert "本身不说明枢纽突出" in result.sentence("zh")
    assert "not by itself of hubs" in result.sentence("en")
    assert any("活跃程度" in caveat.zh for caveat in result.caveats)


def test_a_random_network_has_no_more_than_its_null() -> None:
    graph = described(nx.gnm_random_graph(40, 80, seed=4), hubs=[3])
    result = hub_centralization(graph, n_draws=199, seed=2)
    assert set(result.table["verdict"]) == {"no_more"}
    assert "：不高于零模型所给。" in result.sentence("zh")
    assert "no more than its null gives" in result.sentence("en")
    assert "本身不说明枢纽突出" not in result.sentence("zh")


def test_ties_cut_off_and_pairs_not_asked_about_are_counted(
    city: Ties, street: Result
) -> None:
    bare = city.without_membership()
    inside = bare.in_unit(STREET)
    crossing = bare.n_crossing(inside)
    unknown = len(bare.induced(inside).unknown_pairs())
    said = [caveat.zh for caveat in street.caveats]
    assert any(f"另有 {crossing} 对关系" in words for words in said)
    assert any(f"有 {unknown} 对组织未被询问" in words for words in said)


def test_the_same_seed_gives_the_same_table(city: Ties, street: Result) -> None:
    again = hub_centralization(city, unit=STREET, n_draws=99, seed=3)
    pd.testing.assert_frame_equal(again.table, street.table)
    assert again.finding == street.finding


def test_both_languages_print_the_same_numbers(street: Result) -> None:
    for text in (street.finding, *street.caveats):
        found = [set(re.findall(r"\d[\d,]*\.?\d+%?", words)) for words in text]
        assert found[0] == found[1]


def test_it_is_stored_and_read_back(street: Result, tmp_path: Path) -> None:
    street.store(tmp_path)
    again = Result.load(tmp_path, "hub_centralization")
    pd.testing.assert_frame_equal(again.table, street.table)
    pd.testing.assert_frame_equal(again.parts["draws"], street.parts["draws"])
    assert dict(again.numbers) == dict(street.numbers)
