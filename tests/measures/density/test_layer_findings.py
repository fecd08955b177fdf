"""Layers on the same pairs: by hand, by brute force, and as planted."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures.density import layer_overlap, unit_layers
from hubstudy.network import collaboration_network
from tests.studies import (
    STREET_1,
    STREET_2,
    A,
    B,
    default_rows,
    organization,
    small_study,
    tie,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.intake import Study
    from hubstudy.results import Result

TIES = [
    tie("A1", "A2"), tie("A1", "A3"), tie("H1", "A1"), tie("A3", "B1"), tie("B2", "C1"),
    tie("A1", "A2", layer="information"), tie("H1", "A1", layer="information"),
    tie("H1", "A2", layer="information"), tie("A3", "B1", layer="information"),
]  # fmt: skip
HOME = {"H1": "A", "A1": "A", "A2": "A", "A3": "A", "B1": "B", "B2": "B", "C1": "C"}


def pair_of(result: Result, a: str, b: str) -> pd.Series:
    frame = result.to_frame().set_index(["layer_a", "layer_b"])
    row = frame.loc[(a, b)]
    assert isinstance(row, pd.Series)
    return row


def kind(pair: tuple[str, str]) -> tuple[str, bool]:
    homes = {HOME[end] for end in pair}
    return homes.pop() if len(homes) == 1 else "across", "H1" in pair


def every_placing(
    pairs: list[tuple[str, str]], tied: set[tuple[str, str]]
) -> Iterator[set[tuple[str, str]]]:
    """All ways to lay as many ties on pairs of each kind."""
    by_kind: dict[object, list[tuple[str, str]]] = {}
    for pair in pairs:
        by_kind.setdefault(kind(pair), []).append(pair)
    ways = [combinations(same, len(tied & set(same))) for same in by_kind.values()]
    for chosen in product(*ways):
        yield {pair for some in chosen for pair in some}


def tied_in(layer: str) -> set[tuple[str, str]]:
    rows = [row for row in TIES if row["layer"] == layer]
    return {tuple(sorted((row["source_id"], row["target_id"]))) for row in rows}


def test_counts_and_jaccard_by_hand() -> None:
    row = pair_of(unit_layers(small_study(ties=TIES)), "collaboration", "information")
    assert (row["n_ties_a"], row["n_ties_b"], row["n_both"]) == (5, 4, 3)
    assert row["jaccard"] == pytest.approx(3 / 6)
    assert row["n_both_expected"] == pytest.approx(5 * 4 / 21)


def test_the_null_is_that_of_all_placings_on_pairs_of_the_same_kind() -> None:
    pairs = list(combinations(sorted(HOME), 2))
    a, b = tied_in("collaboration"), tied_in("information")
    both = np.array(
        [
            len(one & other)
            for one in every_placing(pairs, a)
            for other in every_placing(pairs, b)
        ]
    )
    row = pair_of(unit_layers(small_study(ties=TIES)), "collaboration", "information")
    assert row["null_mean"] == pytest.approx(both.mean(), abs=1e-9)
    upper, lower = (both >= 3).mean(), (both <= 3).mean()
    expected = min(1.0, 2 * min(upper, lower))
    assert row["p_value"] == pytest.approx(expected, abs=1e-9)
    assert row["null_low"] == np.quantile(both, 0.025, method="inverted_cdf")
    assert row["null_high"] == np.quantile(both, 0.975, method="inverted_cdf")


def test_pairs_that_one_layer_did_not_ask_about_are_left_out_of_the_null() -> None:
    silent = tie("A2", "A3", layer="information", observation="not_asked")
    row = pair_of(
        unit_layers(small_study(ties=[*TIES, silent])), "collaboration", "information"
    )
    # hub pairs of A: 1 × 2 of 3, others of A: 2 × 1 of 2, across: 2 × 1 of 11
    assert row["null_mean"] == pytest.approx(1 * 2 / 3 + 2 * 1 / 2 + 2 * 1 / 11)


def test_numbers_by_hand() -> None:
    result = unit_layers(small_study(ties=TIES))
    assert result["n_tied_pairs"].estimate == 6
    assert result["layers_per_tied_pair"].estimate == pytest.approx(9 / 6)
    assert result["multiplex_share"].estimate == pytest.approx(3 / 6)
    # H1 with A1, A2 and A3, of which the third is no other tie
    with_membership = result["layers_per_tied_pair_with_membership"]
    assert with_membership.estimate == pytest.approx(12 / 7)
    layers = result.to_frame("layers").set_index("layer")
    assert layers["n_ties"].to_dict() == {
        "collaboration": 5, "information": 4, "resource": 0, "funding": 0,
        "supervision": 0, "referral": 0, "membership": 3,
    }  # fmt: skip
    assert layers["only_share"]["collaboration"] == pytest.approx(2 / 5)
    assert layers["only_share"]["information"] == pytest.approx(1 / 4)
    assert layers["only_share"]["membership"] == pytest.approx(1 / 3)
    assert layers["n_organizations"]["information"] == 5
    assert layers["network_density"]["collaboration"] == pytest.approx(5 / 21)
    assert layers["network_density_reason"]["resource"] == "not_measured"


def test_overlap_is_that_of_the_layers_as_graphs(embedded: Study) -> None:
    graphs = {
        code: collaboration_network(embedded, layers=[code], membership=False)
        for code in ("information", "resource", "referral")
    }
    expected = layer_overlap(graphs).to_frame()
    found = unit_layers(embedded).to_frame()
    merged = expected.merge(found, on=["layer_a", "layer_b"], suffixes=("", "_found"))
    assert len(merged) == 3
    for column in ("n_both", "n_either", "jaccard", "n_both_expected"):
        assert merged[column].tolist() == merged[f"{column}_found"].tolist()


def test_layers_planted_on_the_same_pairs_are_told(embedded: Study) -> None:
    result = unit_layers(embedded)
    for other in ("information", "resource", "referral"):
        assert pair_of(result, "collaboration", other)["verdict"] == "more"
    # hubs have both, but not with the same organisations
    assert pair_of(result, "collaboration", "funding")["verdict"] == "no_more"
    assert pair_of(result, "collaboration", "membership")["verdict"] == "no_more"
    row = pair_of(result, "collaboration", "membership")
    assert row["n_both"] > 50 * row["n_both_expected"]
    assert result["n_more"].both().zh in result.sentence("zh")
    assert "零模型" in result.sentence("zh")
    assert "1,581" in result.sentence("en")


def test_layers_laid_at_random_overlap_no_more_than_their_null_gives() -> None:
    names = [f"N{number:02d}" for number in range(24)]
    people = [
        organization(name, A if place % 2 else B) for place, name in enumerate(names)
    ]
    generator = np.random.default_rng(5)
    pairs = list(combinations(names, 2))
    ties = [
        tie(*pairs[place], layer=layer)
        for layer in ("collaboration", "information", "resource", "referral")
        for place in generator.choice(len(pairs), 60, replace=False)
    ]
    result = unit_layers(small_study(organizations=people, ties=ties))
    assert result["n_compared"].estimate == 6
    assert result["n_more"].estimate == result["n_less"].estimate == 0
    assert "其余不多于零模型所给" in result.sentence("zh")


def test_the_star_of_membership_is_said_to_be_made_by_definition() -> None:
    everyone = [tie("H1", f"A{n}", layer="supervision") for n in (1, 2, 3)]
    result = unit_layers(small_study(ties=[*TIES, *everyone]))
    row = pair_of(result, "supervision", "membership")
    assert row["jaccard"] == 1
    # all pairs with the hub are tied in both, whatever is drawn
    assert row["verdict"] == ""
    assert any("按定义" in text.zh for text in result.caveats)


def test_a_street_has_its_own_layers_and_says_what_crosses() -> None:
    result = unit_layers(small_study(ties=TIES), unit=STREET_1)
    assert pair_of(result, "collaboration", "information")["n_ties_a"] == 4
    assert any("1 对" in text.zh for text in result.caveats)


def test_one_layer_cannot_be_compared(napkin: Study) -> None:
    result = unit_layers(napkin)
    assert result["layers_per_tied_pair"].reason == "one_group_only"
    assert "只测量了“协作”一类" in result.sentence("zh")
    assert any("督导" in text.zh for text in result.caveats)
    # it and membership lie on pairs of different kinds
    assert result["n_compared"].estimate == 0


@pytest.mark.parametrize("unit", ["city", STREET_2])
def test_a_study_without_ties_or_organisations_says_so(unit: str) -> None:
    for study in (small_study(ties=[]), small_study(organizations=[], ties=[])):
        result = unit_layers(study, unit=unit)
        assert result["multiplex_share"].reason == "not_measured"
        assert (result.to_frame()["reason"] != "").all()
        assert (result.to_frame()["verdict"] == "").all()
        assert "未测量" in result.sentence("zh")


def test_a_unit_of_one_has_no_pairs() -> None:
    result = unit_layers(small_study(ties=TIES), unit=STREET_2)
    assert result["layers_per_tied_pair"].reason == "n_below_2"
    assert "fewer than two" in result.sentence("en")


def test_an_unknown_unit_is_refused() -> None:
    rows = default_rows()
    with pytest.raises(MeasureError, match="没有单元"):
        unit_layers(small_study(**rows), unit="nowhere")
