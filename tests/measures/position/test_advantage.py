"""Hubs against their neighbours: by hand, by enumeration and on planted cities."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures.position import hub_advantage
from hubstudy.measures.position.relabelling import (
    held_against,
    p_text,
    relabelled_hubs,
)
from hubstudy.network import collaboration_network, collaboration_ties
from hubstudy.results import CITY, Result
from tests.networks import described
from tests.studies import STREET_2, organization, small_study

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.intake import Study
    from hubstudy.network import Ties

MANY = 20_000


def row(result: Result, measure: str, membership: str) -> dict[str, Any]:
    frame = result.to_frame()
    chosen = (frame["measure"] == measure) & (frame["membership"] == membership)
    (found,) = frame[chosen].to_dict("records")
    return {str(name): value for name, value in found.items()}


@pytest.fixture(scope="module")
def napkin_hubs() -> Study:
    """The napkin study, where B1 of community B is a second hub."""
    study = small_study()
    organizations = study.tables.organizations.copy()
    organizations.loc[organizations["organization_id"] == "B1", "is_hub"] = True
    tables = replace(study.tables, organizations=organizations)
    return replace(study, tables=tables)


# by hand: A has H1 (no ties but members) and A1, A2, A3 (one tie each); B has B1 and
# B2 (one tie each)


def test_the_null_without_membership_is_that_by_hand(napkin_hubs: Study) -> None:
    found = row(
        hub_advantage(collaboration_ties(napkin_hubs), n_permutations=MANY),
        "degree", "without",
    )  # fmt: skip
    assert found["n_hubs"] == 2
    assert found["observed"] == 0.5
    assert found["null_mean"] == pytest.approx((3 / 4 + 1) / 2, abs=0.01)
    assert (found["null_low"], found["null_high"]) == (0.5, 1)
    assert found["p_value_lower"] == pytest.approx(1 / 4, abs=0.02)
    assert found["p_value_upper"] == 1
    assert found["z"] == pytest.approx(-np.sqrt(3), abs=0.05)
    assert found["verdict"] == "no_more"


def test_the_null_with_membership_is_that_by_hand(napkin_hubs: Study) -> None:
    found = row(
        hub_advantage(collaboration_ties(napkin_hubs), n_permutations=MANY),
        "degree", "with",
    )  # fmt: skip
    assert found["observed"] == 2
    assert found["null_mean"] == pytest.approx((9 / 4 + 1) / 2, abs=0.01)
    assert found["p_value_upper"] == pytest.approx(1 / 4, abs=0.02)
    assert found["p_value_lower"] == 1
    assert found["p_value"] == 2 * found["p_value_upper"]


def test_constraint_is_averaged_over_those_who_have_ties(napkin_hubs: Study) -> None:
    """H1 is an isolate without membership, and B1 has one contact: constraint 1."""
    found = row(hub_advantage(collaboration_ties(napkin_hubs)), "constraint", "without")
    assert found["observed"] == 1
    assert found["null_mean"] == 1
    assert np.isnan(found["z"])
    assert found["p_value"] == 1
    assert found["verdict"] == "no_more"


# the draws


def test_every_draw_keeps_the_hubs_of_each_community(city: Ties) -> None:
    draws = relabelled_hubs(city, city.in_unit(CITY), n_permutations=50, seed=1)
    codes = city.nodes["community_code"].to_numpy(dtype=object)
    assert (codes[draws.drawn] == codes[draws.hubs]).all()
    assert city.nodes["is_hub"].to_numpy(dtype=bool)[draws.hubs].all()
    assert len(draws.hubs) == city.nodes["is_hub"].sum()
    assert all(len(set(drawn)) == len(drawn) for drawn in draws.drawn.tolist())


def test_every_organisation_of_a_community_is_as_likely(napkin_hubs: Study) -> None:
    ties = collaboration_ties(napkin_hubs)
    draws = relabelled_hubs(ties, ties.in_unit(CITY), n_permutations=MANY, seed=2)
    shares = np.bincount(draws.drawn.ravel(), minlength=ties.n_nodes) / MANY
    assert draws.chance.tolist() == [1 / 4, 1 / 4, 1 / 4, 1 / 2, 1 / 2, 0, 1 / 4]
    np.testing.assert_allclose(shares, draws.chance, atol=0.015)


def test_the_exact_mean_is_that_of_all_relabellings(two_hubs: Study) -> None:
    ties = collaboration_ties(two_hubs)
    draws = relabelled_hubs(ties, ties.in_unit(CITY), n_permutations=39, seed=0)
    degree = ties.degree()
    codes = ties.nodes["community_code"].to_numpy(dtype=object)
    members = [np.flatnonzero(codes == codes[hub]) for hub in draws.hubs]
    sums = [degree[list(chosen)].sum() for chosen in product(*members)]
    assert draws.chance @ degree == pytest.approx(np.mean(sums), abs=1e-12)


def test_the_hubs_of_a_street_are_drawn_from_that_street(city: Ties) -> None:
    inside = city.in_unit("371082007")
    draws = relabelled_hubs(city, inside, n_permutations=39, seed=0)
    assert inside[draws.drawn].all()
    assert len(draws.hubs) == city.nodes["is_hub"][inside].sum() > 1


# p-values and verdicts


def test_p_values_are_the_share_of_draws_counting_the_one_observed(city: Ties) -> None:
    result = hub_advantage(city, n_permutations=99, seed=5)
    draws = relabelled_hubs(city, city.in_unit(CITY), n_permutations=99, seed=5)
    degree = city.without_membership().degree()
    means = degree[draws.drawn].mean(axis=1)
    observed = degree[draws.hubs].mean()
    found = row(result, "degree", "without")
    assert found["observed"] == observed
    assert found["null_mean"] == pytest.approx(means.mean(), abs=1e-12)
    assert found["p_value_upper"] == (1 + (means >= observed).sum()) / 100
    assert found["p_value_lower"] == (1 + (means <= observed).sum()) / 100
    assert found["z"] == pytest.approx((observed - means.mean()) / means.std())


def test_draws_equal_to_the_observed_value_count_on_both_sides() -> None:
    found = held_against(0.3, np.array([0.1 + 0.2, 0.5, 0.1]))
    assert (found.p_value_upper, found.p_value_lower) == (3 / 4, 3 / 4)
    assert found.p_value == 1


@pytest.mark.parametrize(
    ("observed", "verdict"), [(10.0, "more"), (-10.0, "less"), (0.0, "no_more")]
)
def test_the_verdict_names_the_side(observed: float, verdict: str) -> None:
    draws = np.random.default_rng(0).normal(size=199)
    assert held_against(observed, draws).verdict() == verdict


def test_the_verdict_may_rest_on_an_adjusted_p_value() -> None:
    found = held_against(9.0, np.linspace(-1, 1, 199))
    assert found.p_value == 0.01
    assert found.verdict(0.05) == "more"
    assert found.verdict(0.06) == "no_more"


def test_a_null_that_does_not_vary_gives_no_z() -> None:
    found = held_against(2.0, np.full(9, 2.0))
    assert np.isnan(found.z)
    assert found.p_value == 1


def test_a_small_p_value_is_not_printed_as_nothing() -> None:
    assert p_text(0.0004) == "p < 0.001"


# where there is nothing to compare


def test_no_hubs(napkin: Study) -> None:
    result = hub_advantage(collaboration_ties(napkin), unit=STREET_2)
    assert set(result.table["reason"]) == {"no_hubs"}
    assert set(result.table["verdict"]) == {""}
    assert result["degree_without"].reason == "no_hubs"
    assert result.n == 0
    assert result.caveats == ()
    assert "没有枢纽组织" in result.sentence("zh")


def test_one_hub_is_too_few(napkin: Study) -> None:
    result = hub_advantage(collaboration_ties(napkin))
    assert set(result.table["reason"]) == {"too_small"}
    assert result.table["observed"].isna().all()
    assert result["degree_with"].reason == "too_small"


def test_hubs_of_a_network_not_measured_are_not_compared(two_hubs: Study) -> None:
    ties = collaboration_ties(two_hubs)
    ties = replace(ties, info={**ties.info, "measured": False})
    result = hub_advantage(ties)
    assert set(result.table["reason"]) == {"not_measured"}
    assert "未测量" in result.sentence("zh")
    assert "not measured" in result.sentence("en")


def test_isolated_hubs_have_no_constraint() -> None:
    graph = described(nx.empty_graph(5), hubs=[0, 1])
    result = hub_advantage(graph, n_permutations=39)
    assert row(result, "constraint", "without")["reason"] == "isolate"
    assert row(result, "degree", "without")["verdict"] == "no_more"


def test_an_empty_study_has_no_hubs() -> None:
    result = hub_advantage(collaboration_ties(small_study(organizations=[], ties=[])))
    assert set(result.table["reason"]) == {"no_hubs"}


def test_a_network_without_membership_has_that_version_only(two_hubs: Study) -> None:
    bare = hub_advantage(collaboration_ties(two_hubs, membership=False))
    whole = hub_advantage(collaboration_ties(two_hubs))
    assert set(bare.table["membership"]) == {"without"}
    pd.testing.assert_frame_equal(bare.table, whole.table.iloc[:3])
    assert "含隶属关系时为" not in bare.sentence("zh")


def test_an_unknown_unit_is_refused(napkin: Study) -> None:
    with pytest.raises(MeasureError, match="371082909"):
        hub_advantage(collaboration_ties(napkin), unit="371082909")


def test_no_draws_are_refused(napkin: Study) -> None:
    with pytest.raises(MeasureError, match="n_permutations"):
        hub_advantage(collaboration_ties(napkin), n_permutations=0)


# what must not matter


def test_new_ids_in_the_same_order_change_nothing(two_hubs: Study) -> None:
    graph = collaboration_network(two_hubs)
    renamed = nx.relabel_nodes(graph, {node: f"x{node}" for node in graph})
    first, second = (hub_advantage(each, seed=3).table for each in (graph, renamed))
    pd.testing.assert_frame_equal(first, second)


def test_new_ids_in_another_order_change_draws_only(two_hubs: Study) -> None:
    graph = collaboration_network(two_hubs)
    names = sorted(graph, reverse=True)
    renamed = nx.relabel_nodes(graph, dict(zip(sorted(graph), names, strict=True)))
    first, second = (
        hub_advantage(each, n_permutations=MANY, seed=3).table
        for each in (graph, renamed)
    )
    np.testing.assert_allclose(first["observed"], second["observed"], atol=1e-12)
    np.testing.assert_allclose(first["null_mean"], second["null_mean"], atol=0.1)
    np.testing.assert_allclose(first["p_value"], second["p_value"], atol=0.05)


def test_a_graph_and_the_engine_give_the_same(two_hubs: Study) -> None:
    graph = hub_advantage(collaboration_network(two_hubs), seed=1)
    ties = hub_advantage(collaboration_ties(two_hubs), seed=1)
    pd.testing.assert_frame_equal(graph.table, ties.table)


def test_an_isolate_elsewhere_changes_nothing(two_hubs: Study) -> None:
    organizations = two_hubs.tables.organizations
    more = small_study(
        organizations=[
            *organizations.to_dict("records"),
            organization("C9", "371082902001"),
        ],
    )
    more = replace(more, tables=replace(more.tables, ties=two_hubs.tables.ties))
    first, second = (
        hub_advantage(collaboration_ties(study), seed=1).table
        for study in (two_hubs, more)
    )
    pd.testing.assert_frame_equal(first, second)


# the two cities


@pytest.fixture(scope="module")
def planted(city: Ties) -> Result:
    return hub_advantage(city, seed=7)


@pytest.fixture(scope="module")
def without_effect(no_effect: Ties) -> Result:
    return hub_advantage(no_effect, seed=7)


def test_hubs_that_reach_out_have_more_than_their_null(planted: Result) -> None:
    frame = planted.to_frame().set_index(["measure", "membership"])
    assert frame["verdict"].tolist() == ["more", "more", "less"] * 2
    assert (frame["n_hubs"] == planted.n).all()
    assert "高于零模型所给" in planted.sentence("zh")
    assert "more than its null gives" in planted.sentence("en")


def test_hubs_without_effect_have_no_more_than_their_null(
    without_effect: Result,
) -> None:
    frame = without_effect.to_frame()
    without = frame[frame["membership"] == "without"]
    assert without["verdict"].tolist() == ["no_more"] * 3
    assert "不高于零模型所给" in without_effect.sentence("zh")
    assert "no more than its null gives" in without_effect.sentence("en")


def test_membership_alone_makes_hubs_look_central(without_effect: Result) -> None:
    """The star is made by the definition: the sentence must not rest on it."""
    assert row(without_effect, "degree", "with")["verdict"] == "more"
    assert "由定义造成" in without_effect.sentence("zh")
    assert any("按定义" in caveat.zh for caveat in without_effect.caveats)


def test_both_sentences_print_the_same_numbers(planted: Result) -> None:
    found = [re.findall(r"\d[\d,]*\.?\d+%?", text) for text in planted.finding]
    assert sorted(found[0]) == sorted(found[1])


def test_it_is_stored_and_read_back(planted: Result, tmp_path: Path) -> None:
    planted.store(tmp_path)
    again = Result.load(tmp_path, "hub_advantage")
    pd.testing.assert_frame_equal(again.table, planted.table)
    assert again.finding == planted.finding
    assert dict(again.numbers) == dict(planted.numbers)
