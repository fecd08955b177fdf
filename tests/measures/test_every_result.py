"""What every result keeps to, for every unit of a whole study and of a tiny one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from hubstudy.claims import audit
from hubstudy.measures.comparison import street_comparison
from hubstudy.measures.continuity import contract_survival
from hubstudy.measures.coverage import register_coverage
from hubstudy.measures.density import community_density, unit_layers
from hubstudy.measures.funding import (
    crowding,
    dependence_and_outcomes,
    funder_reach,
    funding_dependence,
    funding_panel,
    grant_inequality,
    stress,
    substitution,
    vulnerability,
)
from hubstudy.measures.outcomes import project_outcomes
from hubstudy.measures.position import (
    hub_advantage,
    hub_centralization,
    hub_roles,
    organization_positions,
)
from hubstudy.measures.power import minimum_detectable_effects
from hubstudy.measures.reporting import network_reporting
from hubstudy.measures.structure import adoption_change, hub_removal, unit_governance
from hubstudy.network import collaboration_ties
from hubstudy.results import CITY, REASONS
from tests.studies import small_study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.intake import Study
    from hubstudy.results import Estimate, Result

BY_UNIT = (
    community_density,
    project_outcomes,
    contract_survival,
    crowding,
    dependence_and_outcomes,
    funder_reach,
    funding_dependence,
    funding_panel,
    grant_inequality,
    stress,
    substitution,
    vulnerability,
    register_coverage,
)
LEAST = 1e-9
LEVEL = 0.05
SHARES = (
    "share", "gini", "density", "centralization", "survival", "hhi"
)  # fmt: skip
ONE_REASON = {
    "crowding": ("estimate",),
    "crowding leave_one_out": ("estimate",),
    "dependence_and_outcomes associations": (
        "estimate",
        "null_low",
        "null_high",
        "p_value",
        "p_holm",
    ),
    "funder_reach": ("money_share",),
    "funder_reach shared_counts": ("pair_share",),
    "funder_reach centralization": ("centralization",),
    "stress": ("q10", "q25", "q50", "q75", "q90"),
    "stress organizations": (
        "total_cny",
        "direct_cny",
        "passed_on_loss_cny",
        "lost_share",
    ),
    "stress communities": ("expected_left",),
    "substitution": (
        "total_cny",
        "effective_funders",
        "n_new_funders",
        "needed_cny",
        "needed_share",
    ),
    "substitution totals": ("needed_cny", "needed_share", "median_needed_cny"),
    "project_outcomes": ("completion_share",),
    "funding_dependence": (
        "government_share",
        "government_share_by_heading",
        "revenue_hhi_source",
        "revenue_hhi_funder",
        "effective_funders",
        "top_share",
    ),
    "street_comparison": ("estimate", "rank", "rank_low", "rank_high"),
    "register_coverage": ("share_recorded",),
    "funding_dependence streets": (
        "government_share",
        "median_hhi_source",
        "median_hhi_funder",
    ),
    "funding_dependence scenario": ("lost_share",),
    "funding_panel": (
        "government_share",
        "median_hhi_source",
        "median_hhi_funder",
        "median_effective_funders",
    ),
    "funding_panel adoption": ("government_share", "median_hhi_funder"),
    "grant_inequality lorenz": ("x", "y"),
    "grant_inequality years": ("gini_communities", "gini_even", "top_fifth_share"),
    "vulnerability summary": ("q10", "q20", "median", "q80", "q90"),
    "project_outcomes beneficiaries": ("median",),
    "organization_positions centralization": (
        "degree_centralization",
        "betweenness_centralization",
    ),
    "hub_centralization": ("p_value",),
    "hub_advantage": ("observed", "null_mean", "null_low", "null_high", "p_value"),
    "hub_roles": ("null_low", "null_high", "p_value", "p_holm"),
    "hub_roles labels": ("p_value",),
    "unit_layers": ("jaccard",),
    "adoption_change": ("mean_network_density",),
    "adoption_change centralization": ("mean_degree_centralization",),
    "adoption_change differences": ("difference",),
    "unit_governance": ("margin",),
    "unit_governance networks": ("margin",),
}
"""Columns that the one column ``reason`` of a table or part speaks of."""


def every_result(study: Study) -> Iterator[Result]:
    """Compute all measures for all units of a study."""
    ties = collaboration_ties(study)
    for unit in study.units:
        for measure in BY_UNIT:
            yield measure(study, unit=unit)
    for unit in (CITY, *study.units[1:5:3]):
        yield organization_positions(ties, unit=unit)
        yield hub_centralization(ties, unit=unit, n_draws=40)
        yield hub_roles(ties, unit=unit, n_permutations=200)
        yield unit_layers(study, unit=unit)
        yield adoption_change(study, unit=unit)
        yield unit_governance(study, unit=unit, n_draws=40)
        yield network_reporting(study, unit=unit)
    for unit in study.units:
        yield hub_removal(ties, unit=unit, n_random=40)
        yield hub_advantage(ties, unit=unit, n_permutations=40)
    yield minimum_detectable_effects(study)
    yield street_comparison(study, n_draws=200)
    yield audit(study)


@pytest.fixture(scope="module", params=["embedded", "napkin", "empty"])
def results(request: pytest.FixtureRequest, embedded: Study) -> list[Result]:
    empty = small_study(organizations=[], ties=[])
    studies = {"embedded": embedded, "napkin": small_study(), "empty": empty}
    return list(every_result(studies[request.param]))


def frames(result: Result) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "", result.to_frame()
    for part in result.parts:
        yield part, result.to_frame(part)


def where(result: Result, name: str) -> str:
    return f"{result.name} {result.unit} {name}"


def contains(found: Estimate) -> bool:
    """
    Whether the interval, as far as it has ends, holds the estimate.

    Only an interval of the null need not: what was observed may lie outside of it.
    """
    value = found.estimate
    assert value is not None
    low = value if found.ci_low is None else found.ci_low
    high = value if found.ci_high is None else found.ci_high
    if found.interval == "null":
        return low <= high
    return low - LEAST <= value <= high + LEAST


def test_every_number_has_a_value_inside_its_interval_or_a_reason(
    results: list[Result],
) -> None:
    for result in results:
        for name, found in result.numbers.items():
            if not found.is_defined:
                assert found.reason in REASONS, where(result, name)
                assert found.ci_low is None, where(result, name)
                assert found.ci_high is None, where(result, name)
                continue
            assert contains(found), where(result, name)
            if found.style == "share":
                for value in (found.estimate, found.ci_low, found.ci_high):
                    assert value is None or -LEAST <= value <= 1 + LEAST, name
            assert found.p_value is None or 0 <= found.p_value <= 1, name


def test_every_reason_is_where_a_value_is_missing_and_nowhere_else(
    results: list[Result],
) -> None:
    for result in results:
        for part, frame in frames(result):
            for column in frame.columns[frame.columns.str.endswith("_reason")]:
                value = column.removesuffix("_reason")
                gaps = frame[value].isna()
                label = where(result, f"{part} {column}")
                assert (gaps == frame[column].ne("")).all(), label
                assert set(frame[column]) <= {"", *REASONS}, label


def test_one_reason_for_a_row_speaks_of_its_values(results: list[Result]) -> None:
    for result in results:
        for part, frame in frames(result):
            if "reason" not in frame:
                continue
            place = f"{result.name} {part}".strip()
            for column in ONE_REASON.get(place, ()):
                label = where(result, f"{part} {column}")
                assert (frame[column].isna() == frame["reason"].ne("")).all(), label
            assert set(frame["reason"]) <= {"", *REASONS}, where(result, part)


def test_shares_of_every_frame_lie_within_0_and_1(results: list[Result]) -> None:
    for result in results:
        for part, frame in frames(result):
            for column in frame.select_dtypes("float"):
                if any(word in str(column) for word in SHARES):
                    known = frame[column].dropna()
                    label = where(result, f"{part} {column}")
                    assert known.between(-LEAST, 1 + LEAST).all(), label


def test_every_interval_of_a_frame_holds_its_estimate(results: list[Result]) -> None:
    centers = {
        "community_density": "shrunken_per_10k",
        "hub_removal": "largest_component_share",
        "project_outcomes": "completion_share", "street_comparison": "estimate",
        "contract_survival": "survival", "crowding": "estimate",
        "adoption_change": "mean_network_density",
    }  # fmt: skip
    for result in results:
        frame = result.to_frame()
        if result.name not in centers:
            continue
        known = frame.dropna(subset=["ci_low", "ci_high"])
        center = known[centers[result.name]]
        assert (known["ci_low"] <= center + LEAST).all(), where(result, "ci_low")
        assert (known["ci_high"] >= center - LEAST).all(), where(result, "ci_high")


def test_every_verdict_rests_on_a_test(results: list[Result]) -> None:
    for result in results:
        frame = result.to_frame()
        if result.name == "claim_audit" or "verdict" not in frame:
            continue
        told = frame["verdict"].ne("")
        assert (told == frame["p_value"].notna()).all(), where(result, "verdict")
        assert set(frame["verdict"]) <= {"", "more", "less", "no_more"}
        clear = frame["verdict"].isin(["more", "less"])
        adjusted = frame.get("p_holm", frame["p_value"])
        assert (adjusted[clear] <= LEVEL).all(), where(result, "verdict")
        if result.name != "unit_layers":
            assert (adjusted[told & ~clear] > LEVEL).all(), where(result, "verdict")


def test_both_languages_print_the_same_numbers(results: list[Result]) -> None:
    for result in results:
        texts = [result.finding, *result.caveats]
        for text in texts:
            found = [
                sorted(pd.Series([words]).str.findall(r"\d[\d,]*\.?\d+%?").iloc[0])
                for words in (text.zh, text.en)
            ]
            if result.name == "claim_audit" or text.zh == text.en:
                continue
            missing = set(found[0]) ^ set(found[1])
            # Chinese writes 10,000 and 12 as words or units of their own
            assert missing <= {"10,000", "12", "95%"}, where(result, text.zh)
