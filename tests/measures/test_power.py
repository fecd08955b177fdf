"""The table of minimum detectable effects, which is printed before any estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from hubstudy.measures.power import minimum_detectable_effects, panel_sizes
from tests.studies import A, organization, small_study

if TYPE_CHECKING:
    from hubstudy.intake import Study

EXPECTED = {
    ("cross_section", ""): 0.737,
    ("did_two_periods", "ρ = 0.3"): 0.873,
    ("did_two_periods", "ρ = 0.5"): 0.737,
    ("did_two_periods", "ρ = 0.7"): 0.571,
    ("did_panel", "ρ = 0.3"): 0.451,
    ("did_panel", "ρ = 0.5"): 0.381,
    ("did_panel", "ρ = 0.7"): 0.295,
    ("projects_in_hubs", "ICC = 0.05"): 0.466,
    ("projects_in_hubs", "ICC = 0.1"): 0.510,
    ("projects_in_hubs", "ICC = 0.2"): 0.590,
}


def test_embedded_study_gives_the_table_of_the_plan(embedded: Study) -> None:
    result = minimum_detectable_effects(embedded)
    table = result.to_frame().set_index(["design", "assumption"])
    found = table["minimum_detectable"].dropna().round(3)
    assert found.to_dict() == EXPECTED
    effects = table.loc["projects_in_hubs", "design_effect"].round(2)
    assert effects.tolist() == [1.25, 1.51, 2.01]
    least = table.loc["randomization", "minimum_p"]
    assert least.tolist() == pytest.approx([1 / 252, 1 / 120, 1 / 20])
    ends = table.loc["single_street", ["ci_low", "ci_high"]].iloc[0]
    assert ends.round(2).tolist() == [0.30, 0.95]
    assert (table["reason"].ne("") == table["minimum_detectable"].isna()).all()


def test_sizes_come_from_the_data(embedded: Study) -> None:
    sizes = panel_sizes(embedded)
    assert (sizes.n_hub, sizes.n_other) == (32, 28)
    assert (sizes.n_pre, sizes.n_post) == (3, 5)
    assert (sizes.n_projects, sizes.n_hub_organizations) == (194, 32)


def test_sentence_says_what_can_be_seen(embedded: Study) -> None:
    result = minimum_detectable_effects(embedded)
    assert "0.737" in result.finding.zh
    assert "32 communities with a hub and 28 without" in result.finding.en
    assert "0.381" in result.finding.en


def test_napkin_is_too_small_and_says_so(napkin: Study) -> None:
    result = minimum_detectable_effects(napkin)
    assert result["cross_section"].reason == "too_small"
    assert "无法计算" in result.finding.zh
    # two street districts: one treated of two, and nothing larger
    rows = result.to_frame().query("design == 'randomization'")
    assert rows["assumption"].tolist() == ["C(2, 1) = 2"]


def test_without_hubs_or_with_hubs_everywhere_there_is_no_contrast() -> None:
    none = small_study(organizations=[organization("A1", A)])
    assert minimum_detectable_effects(none)["cross_section"].reason == "no_hubs"
    communities = [{"community_code": A, "community_name": "甲", "street_code": A[:9]}]
    every = small_study(
        organizations=[organization("H1", A, is_hub=True)], communities=communities
    )
    assert minimum_detectable_effects(every)["cross_section"].reason == "one_group_only"


def test_no_streets_and_no_communities() -> None:
    empty = small_study(street_districts=[], communities=[], organizations=[], ties=[])
    table = minimum_detectable_effects(empty).to_frame()
    assert table["minimum_detectable"].isna().all()
    assert (table["reason"] != "").all()
    assert isinstance(table, pd.DataFrame)
