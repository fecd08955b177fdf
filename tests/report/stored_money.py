"""Made-up results on money, as the measures of funding lay them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.results import Estimate
from tests.report.hostile import NAN, SCRIPT, TYPST, rows
from tests.studies import STREET_1, STREET_2

if TYPE_CHECKING:
    from tests.report.hostile import Frames


def _reach(unit: str) -> Frames:
    frame = rows(
        "funder funder_type is_government n_organizations amount_cny money_share "
        "n_majority n_only reason",
        (f"示例局{SCRIPT}", "government_bureau", True, 4, 400.0, 0.5, 3, 1, ""),
        (f"独家企业{TYPST}", "firm", False, 1, 100.0, 0.125, 1, 1, ""),
    )
    return frame, {}, {}


def _panel(unit: str) -> Frames:
    frame = rows(
        "year level n_organizations total_cny real_cny real_reason government_share "
        "median_hhi_source median_hhi_funder median_effective_funders "
        "cny_per_resident cny_per_organization reason",
        (2021, "all", 5, 700.0, NAN, "no_price_index", 0.6, 0.5, 0.4, 2.5, 0.1, 140.0,
         ""),
        (2022, "all", 6, 800.0, NAN, "no_price_index", 0.5, 0.5, 0.4, 2.5, 0.1, 133.0,
         ""),
        (2022, "hub", 1, 400.0, NAN, "no_price_index", 0.5, 0.5, 0.4, 2.5, 0.1, 400.0,
         ""),
    ).rename(columns={"real_reason": "real_cny_reason"})  # fmt: skip
    return frame, {}, {}


def _vulnerability(unit: str) -> Frames:
    summary = rows(
        "indicator level n q10 q20 median q80 q90 reason",
        ("margin", "all", 6, -0.2, -0.1, 0.02, 0.1, 0.2, ""),
        ("reserve_months", "hub", 1, 1.0, 1.0, 777.5, 1.0, 1.0, ""),
    )
    return rows("organization_id"), {"summary": summary}, {}


def _stress(unit: str) -> Frames:
    columns = (
        "shock size level n_organizations total_cny lost_cny lost_share q10 q25 q50 "
        "q75 q90 n_majority_lost n_accounts n_deficit_before n_deficit "
        "median_reserve_months reserve_reason n_communities communities_left reason"
    )
    frame = rows(
        columns,
        ("fund_300k", 0.5, "all", 6, 800.0, 150.0, 0.1875, 0.0, 0.0, 0.1, 0.2, 0.5, 1,
         4, 1, 2, 3.0, "", 2, 0.5, ""),
        ("fund_300k", 1.0, "all", 6, 800.0, 300.0, 0.375, 0.0, 0.0, 0.2, 0.4, 1.0, 2,
         4, 1, 3, 3.0, "", 2, 1.0, ""),
        ("top_funder", 1.0, "all", 6, 800.0, 400.0, 0.5, 0.3, 0.4, 0.5, 0.6, 1.0, 3,
         4, 1, 3, 3.0, "", 2, 1.0, ""),
    )  # fmt: skip
    lost = {
        "fund_lost_share": Estimate(0.375, n=6, style="share"),
        "top_funder_lost_share": Estimate(0.5, n=6, style="share"),
    }
    return frame, {}, lost


def _substitution(unit: str) -> Frames:
    totals = rows(
        "level route n_organizations n_there_already n_reachable needed_cny "
        "needed_share median_needed_cny reason",
        ("all", "new_funders", 6, 2, 4, 900.0, 0.9, 200.0, ""),
        ("hub", "new_funders", 1, 0, 1, 654321.0, 0.9, 200.0, ""),
        ("other", "new_funders", 5, 2, 3, 700.0, 0.9, 200.0, ""),
    )
    return rows("organization_id"), {"totals": totals}, {}


def _crowding(unit: str) -> Frames:
    frame = rows(
        "specification clusters estimate std_error ci_low ci_high p_value n n_clusters "
        "method reason",
        ("reported", "organization", 0.02, 0.01, 0.0, 0.04, 0.05, 900, 200, "CR2", ""),
        ("reported", "street", NAN, NAN, NAN, NAN, NAN, 900, 2, "",
         "too_few_clusters"),
    )  # fmt: skip
    return frame, {}, {}


def _comparison(unit: str) -> Frames:
    frame = rows(
        "indicator street_code street_name n estimate ci_low ci_high rank rank_low "
        "rank_high reason",
        ("government_share", STREET_1, "甲", 6, 0.5, 0.2, 0.8, 1, 1, 2, ""),
        ("government_share", STREET_2, "乙", 1, 0.3, 0.1, 0.6, 2, 1, 2, ""),
    )
    return frame, {}, {}


def _only_a_sentence(unit: str) -> Frames:
    return rows("organization_id"), {}, {}


MONEY_FRAMES = {
    "funder_reach": _reach,
    "funding_panel": _panel,
    "grant_inequality": _only_a_sentence,
    "vulnerability": _vulnerability,
    "stress": _stress,
    "substitution": _substitution,
    "dependence_and_outcomes": _only_a_sentence,
    "crowding": _crowding,
    "funding_comparison": _comparison,
}
MONEY_FIGURES = (
    "funder_types", "headings", "concentration", "funder_network", "funder_reach",
    "funding_panel", "grants_lorenz", "stress_fan", "substitution",
    "dependence_outcomes", "funding_streets",
)  # fmt: skip
