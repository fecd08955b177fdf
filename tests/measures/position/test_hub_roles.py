"""Brokerage of hubs: by hand, by enumeration and on planted cities."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from hubstudy.errors import MeasureError
from hubstudy.measures.position import brokerage_roles, hub_roles
from hubstudy.network import collaboration_network, collaboration_ties
from hubstudy.results import CITY, Result
from tests.networks import described
from tests.studies import STREET_2, A, B, C, organization, small_study, tie

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.intake import Study
    from hubstudy.network import Ties

ROLES = ["coordinator", "either", "itinerant", "liaison", "total"]
MANY = 20_000
TWO_HUBS = "371082001"


def part(result: Result, membership: str) -> pd.DataFrame:
    frame = result.to_frame()
    return frame[frame["membership"] == membership].set_index("role")


def per_organization(network: nx.Graph | Ties) -> pd.DataFrame:
    """Roles as `brokerage_roles` counts them, two of them taken as one."""
    frame = brokerage_roles(network, "community_code", n_permutations=199).to_frame()
    frame["either"] = frame["representative"] + frame["gatekeeper"]
    return frame[["group", *ROLES]]


@pytest.fixture(scope="module")
def by_hand(two_hubs: Study) -> Result:
    """
    H1 is tied to A1, A2 (its own community), B1, B2 (another) and C1 (a third).

    Of its ten pairs one is inside A, two times three run from A to outside, B1 and B2
    are of one other community, and two pairs are of two. Nobody else has two ties.
    """
    return hub_roles(collaboration_ties(two_hubs), n_permutations=MANY)


# by hand


def test_roles_are_those_counted_by_hand(by_hand: Result) -> None:
    found = part(by_hand, "without")
    assert list(found.index) == ROLES
    assert found["observed"].tolist() == [1, 6, 1, 2, 10]
    assert set(found["n_hubs"]) == {2}


def test_a_member_adds_pairs_by_definition(by_hand: Result) -> None:
    """A3 comes in: three pairs inside A, nine from A to outside."""
    found = part(by_hand, "with")
    assert found["observed"].tolist() == [3, 9, 1, 2, 15]
    assert "计入隶属关系后为 15 次" in by_hand.sentence("zh")
    assert "由定义造成" in by_hand.sentence("zh")


def test_the_expectation_is_exact(by_hand: Result) -> None:
    """H1 keeps the name in one draw of four; B1 and B2 broker nothing."""
    found = part(by_hand, "without")
    assert found["expected"].tolist() == [1 / 4, 6 / 4, 1 / 4, 2 / 4, 10 / 4]
    np.testing.assert_allclose(found["p_value_upper"], 1 / 4, atol=0.02)
    np.testing.assert_allclose(found["z"], np.sqrt(3), atol=0.05)
    assert found["p_value_lower"].tolist() == [1] * 5
    assert found["verdict"].tolist() == ["no_more"] * 5


def test_what_may_happen_in_a_quarter_of_draws_is_no_more_than_the_null(
    by_hand: Result,
) -> None:
    assert "：不高于零模型所给。" in by_hand.sentence("zh")
    assert "没有一种高于零模型所给" in by_hand.sentence("zh")
    assert "no more than its null gives" in by_hand.sentence("en")


# other ways to the same numbers


def test_the_expectation_is_the_mean_of_all_relabellings() -> None:
    graph = nx.gnm_random_graph(9, 16, seed=5)
    network = described(graph, hubs=[0, 4, 8])
    for place, node in enumerate(sorted(network)):
        network.nodes[node]["community_code"] = (A, B, C)[place % 3]
    network.nodes["0008"]["community_code"] = A
    counts = per_organization(network)
    in_a = counts.index[counts["group"] == A]
    in_b = counts.index[counts["group"] == B]
    sums = [
        counts.loc[[*pair, other], ROLES].sum()
        for *pair, other in product(in_a, in_a, in_b)
        if pair[0] < pair[1]
    ]
    found = part(hub_roles(network, n_permutations=199), "without")
    observed = counts.loc[["0000", "0004", "0008"], ROLES].sum()
    np.testing.assert_allclose(found["observed"], observed, atol=1e-12)
    np.testing.assert_allclose(found["expected"], pd.DataFrame(sums).mean(), atol=1e-12)


def test_roles_are_those_of_the_whole_network_cut_late(city: Ties) -> None:
    counts = per_organization(city.without_membership())
    hubs = city.nodes["is_hub"].to_numpy(dtype=bool)
    for unit in (CITY, "371082007"):
        inside = city.in_unit(unit)
        found = part(hub_roles(city, unit=unit, n_permutations=199), "without")
        sums = counts[ROLES].to_numpy()[hubs & inside].sum(axis=0)
        assert found["observed"].tolist() == sums.tolist()


def test_p_values_are_adjusted_by_holm_within_a_version(
    city: Ties,
) -> None:
    result = hub_roles(city, unit="371082008", n_permutations=400, seed=2)
    for membership in ("without", "with"):
        found = part(result, membership)
        np.testing.assert_array_equal(
            found["p_holm"], multipletests(found["p_value"], method="holm")[1]
        )
        assert ((found["p_holm"] <= 0.05) == (found["verdict"] != "no_more")).all()


def test_the_labels_are_those_of_brokerage_roles(two_hubs: Study) -> None:
    ties = collaboration_ties(two_hubs)
    result = hub_roles(ties, n_permutations=199, seed=4)
    labels = result.to_frame("labels").set_index(["membership", "role"])
    totals = brokerage_roles(ties, "community_code", n_permutations=199, seed=4).totals
    totals = totals.set_index("role")
    for role in ("coordinator", "itinerant", "liaison"):
        for name in ("observed", "expected", "sd", "z", "p_value"):
            np.testing.assert_equal(
                labels.loc[("with", role), name], totals.loc[role, name]
            )
    two = totals.loc[["representative", "gatekeeper"]]
    for name in ("observed", "expected"):
        assert labels.loc[("with", "either"), name] == two[name].sum()
    assert labels.loc[("with", "either"), "z"] == two["z"].iloc[0]


# where there is nothing to compare


def test_no_hubs(napkin: Study) -> None:
    result = hub_roles(collaboration_ties(napkin), unit=STREET_2)
    assert set(result.table["reason"]) == {"no_hubs"}
    assert result["total_without"].reason == "no_hubs"
    assert (result.n, result.caveats) == (0, ())
    assert "没有枢纽组织" in result.sentence("zh")


def test_one_hub_is_too_few(napkin: Study) -> None:
    result = hub_roles(collaboration_ties(napkin))
    assert set(result.table["reason"]) == {"too_small"}
    assert result.table["observed"].isna().all()


def test_hubs_of_a_network_not_measured_are_not_compared(two_hubs: Study) -> None:
    ties = collaboration_ties(two_hubs)
    result = hub_roles(replace(ties, info={**ties.info, "measured": False}))
    assert set(result.table["reason"]) == {"not_measured"}
    assert set(result.to_frame("labels")["reason"]) == {"not_measured"}
    assert "未测量" in result.sentence("zh")


def test_an_empty_study_has_no_hubs() -> None:
    study = small_study(organizations=[], ties=[])
    for network in (collaboration_ties(study), collaboration_network(study)):
        result = hub_roles(network)
        assert set(result.table["reason"]) == {"no_hubs"}
        assert len(result.to_frame("labels")) == 8


def test_where_nobody_stands_between_two_nothing_is_tested() -> None:
    result = hub_roles(described(nx.complete_graph(5), hubs=[0, 1]), n_permutations=199)
    found = part(result, "without")
    assert set(found["reason"]) == {"no_open_paths"}
    assert found["observed"].tolist() == [0] * 5
    assert found["p_value"].isna().all()
    assert "没有由第三方居间的路径" in result.sentence("zh")


def test_hubs_alone_in_their_communities_have_no_null() -> None:
    hub = {"is_hub": True, "legal_status": "registered"}
    study = small_study(
        organizations=[
            organization("H1", A, **hub),
            organization("H2", B, **hub),
            organization("C1", C),
            organization("C2", C),
        ],
        ties=[tie("H1", "C1"), tie("H1", "C2"), tie("H2", "C1")],
    )
    found = part(hub_roles(collaboration_ties(study)), "without")
    assert found["observed"].tolist() == [0, 0, 1, 0, 1]
    assert found["expected"].tolist() == [0, 0, 1, 0, 1]
    assert found.loc[["itinerant", "total"], "reason"].tolist() == ["kept_by_null"] * 2
    assert set(found["verdict"]) == {""}


def test_a_role_that_nobody_could_play_is_left_out_of_holm() -> None:
    """One community: coordinators only, and the total is the same number."""
    graph = described(nx.gnm_random_graph(12, 20, seed=1), hubs=[0, 1])
    found = part(hub_roles(graph, n_permutations=199), "without")
    assert found["reason"].tolist() == ["", *["no_open_paths"] * 3, ""]
    known = found.loc[["coordinator", "total"]]
    assert (known["p_holm"] == (2 * known["p_value"]).clip(upper=1)).all()


def test_a_network_without_membership_has_that_version_only(two_hubs: Study) -> None:
    bare = hub_roles(collaboration_ties(two_hubs, membership=False), n_permutations=199)
    whole = hub_roles(collaboration_ties(two_hubs), n_permutations=199)
    pd.testing.assert_frame_equal(bare.table, whole.table.iloc[:5])
    assert set(bare.to_frame("labels")["membership"]) == {"without"}
    assert "计入隶属关系后" not in bare.sentence("zh")


def test_an_unknown_unit_is_refused(napkin: Study) -> None:
    with pytest.raises(MeasureError, match="371082909"):
        hub_roles(collaboration_ties(napkin), unit="371082909")


@pytest.mark.parametrize("number", [0, 1])
def test_too_few_draws_are_refused(napkin: Study, number: int) -> None:
    with pytest.raises(MeasureError, match="n_permutations"):
        hub_roles(collaboration_ties(napkin), n_permutations=number)


def test_paths_whose_ends_nobody_asked_about_are_left_out(two_hubs: Study) -> None:
    rows = two_hubs.tables.ties.to_dict("records")
    silent = tie("A1", "A2", observation="not_asked", weight=None)
    ties = small_study(ties=[*rows, silent]).tables.ties
    study = replace(two_hubs, tables=replace(two_hubs.tables, ties=ties))
    result = hub_roles(collaboration_ties(study), n_permutations=199)
    assert part(result, "without").loc["coordinator", "observed"] == 0
    assert any("有 1 条路径" in caveat.zh for caveat in result.caveats)


# what must not matter


def test_new_ids_in_the_same_order_change_nothing(two_hubs: Study) -> None:
    graph = collaboration_network(two_hubs)
    renamed = nx.relabel_nodes(graph, {node: f"x{node}" for node in graph})
    first, second = (
        hub_roles(each, n_permutations=199, seed=3).table for each in (graph, renamed)
    )
    pd.testing.assert_frame_equal(first, second)


def test_new_ids_in_another_order_keep_counts_and_expectations(city: Ties) -> None:
    order = np.random.default_rng(0).permutation(city.n_nodes)
    names = city.nodes["organization_id"].to_numpy()
    nodes = city.nodes.iloc[np.argsort(order)].reset_index(drop=True)
    turned = type(city).from_numbers(
        nodes.assign(organization_id=names),
        order[city.source],
        order[city.target],
        only_membership=city.only_membership,
        not_asked=order[city.not_asked],
        info=city.info,
    )
    first, second = (
        hub_roles(each, n_permutations=199).table for each in (city, turned)
    )
    for name in ("observed", "expected"):
        np.testing.assert_allclose(first[name], second[name], rtol=1e-12)


def test_codes_of_communities_are_only_names(two_hubs: Study) -> None:
    graph = collaboration_network(two_hubs)
    renamed = graph.copy()
    for _, data in renamed.nodes(data=True):
        data["community_code"] = data["community_code"].replace("3710829", "3710820")
    first, second = (
        hub_roles(each, n_permutations=199, seed=3).table for each in (graph, renamed)
    )
    pd.testing.assert_frame_equal(first, second)


# the two cities


@pytest.fixture(scope="module")
def planted(city: Ties) -> Result:
    return hub_roles(city, seed=7)


@pytest.fixture(scope="module")
def without_effect(no_effect: Ties) -> Result:
    return hub_roles(no_effect, seed=7)


def test_hubs_that_reach_out_broker_more_inside_and_between(planted: Result) -> None:
    found = part(planted, "without")
    assert (found.loc[["coordinator", "either", "liaison"], "verdict"] == "more").all()
    observed = found.loc["coordinator", "observed"]
    assert f"社区内部的协调人 {observed:,.0f} 次" in planted.sentence("zh")
    assert "liaison between two other communities" in planted.sentence("en")
    number = planted["coordinator_without"]
    assert (number.estimate, number.n) == (observed, planted.n)
    assert number.p_value == found.loc["coordinator", "p_holm"]


def test_hubs_without_effect_broker_no_more_than_their_null(
    without_effect: Result,
) -> None:
    assert set(part(without_effect, "without")["verdict"]) == {"no_more"}
    assert "：不高于零模型所给。" in without_effect.sentence("zh")
    assert "：高于" not in without_effect.sentence("zh")
    assert "no more than its null gives" in without_effect.sentence("en")


def test_membership_alone_makes_hubs_look_like_coordinators(
    without_effect: Result,
) -> None:
    found = part(without_effect, "with")
    assert found.loc["coordinator", "verdict"] == "more"
    assert found.loc["liaison", "verdict"] == "no_more"
    assert any("按定义" in caveat.zh for caveat in without_effect.caveats)


def test_roles_follow_communities_even_where_hubs_do_nothing(
    without_effect: Result,
) -> None:
    """The null of shuffled labels is refused in any city: it is not about hubs."""
    labels = without_effect.to_frame("labels").set_index(["membership", "role"])
    assert labels.loc[("without", "coordinator"), "p_value"] < 0.01
    assert labels.loc[("without", "coordinator"), "z"] > 100


def test_both_languages_print_the_same_numbers(planted: Result) -> None:
    for text in (planted.finding, *planted.caveats):
        found = [set(re.findall(r"\d[\d,]*\.?\d+%?", words)) for words in text]
        assert found[0] == found[1]


def test_it_is_stored_and_read_back(planted: Result, tmp_path: Path) -> None:
    planted.store(tmp_path)
    again = Result.load(tmp_path, "hub_roles")
    pd.testing.assert_frame_equal(again.table, planted.table)
    pd.testing.assert_frame_equal(again.parts["labels"], planted.parts["labels"])
    assert dict(again.numbers) == dict(planted.numbers)
