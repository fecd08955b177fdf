"""Marks stand for rows, and words for axes come from the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from hubstudy.errors import FigureError
from hubstudy.fields import FIELDS, label
from hubstudy.figures import (
    comparison,
    continuity,
    coverage,
    density,
    funding,
    outcomes,
    position,
    power,
    structure,
    style,
)
from tests.figures import frames
from tests.figures.test_every_figure import axes

if TYPE_CHECKING:
    from collections.abc import Iterator


def marks(ax: Any) -> int:
    """Count the points drawn as markers."""
    lines = [line for line in ax.lines if line.get_marker() not in ("None", "", None)]
    places = [np.asarray(line.get_xydata(), float) for line in lines]
    return sum(int(np.isfinite(place).all(axis=1).sum()) for place in places)


@pytest.fixture(autouse=True)
def in_style() -> Iterator[None]:
    with style.context():
        yield


def test_each_community_has_a_count_and_a_rate() -> None:
    ax = density.plot_organizations_ranked(frames.density(), ax=axes())
    rates = ax.figure.axes[1]
    assert (marks(ax), marks(rates)) == (60, 60)
    assert ax.get_xlabel() == label("n_organizations", "zh")
    assert rates.get_xlabel() == FIELDS["shrunken_per_10k"].label.zh


def test_communities_are_ranked_by_organizations() -> None:
    frame = frames.density(5)
    ax = density.plot_organizations_ranked(frame, ax=axes())
    first = frame.sort_values("n_organizations").iloc[-1]["community_name"]
    assert ax.get_yticklabels()[0].get_text() == first


def test_the_policy_line_needs_its_column() -> None:
    frame = frames.density(5)
    with_line = density.plot_organizations_ranked(frame, ax=axes())
    without = density.plot_organizations_ranked(
        frame.drop(columns="policy_organizations"), ax=axes()
    )
    assert len(with_line.lines) == len(without.lines) + 1


def test_only_hubs_and_the_best_tied_are_numbered() -> None:
    frame = frames.network(90, 5, 8)
    frame.loc[frame["node"] == "N0050", "weight"] = 99.0
    ax = position.plot_network_map(frame, ax=axes())
    numbers = [t.get_text() for t in ax.texts if t.get_text().isdigit()]
    assert numbers == ["1", "2", "3", "4", "5", "6"]


def test_every_node_of_a_map_is_drawn() -> None:
    frame = frames.network(90, 5, 8)
    ax = position.plot_network_map(frame, ax=axes())
    kinds = {"组织 (85)", "枢纽组织 (5)", "项目 (8)"}
    assert kinds <= {text.get_text() for text in ax.get_legend().get_texts()}


def test_centralization_pairs_units_and_says_what_is_too_small() -> None:
    ax = position.plot_centralization(frames.centralization(), ax=axes())
    assert marks(ax) == 20
    assert [t.get_text() for t in ax.texts] == ["不足两个组织"]


def test_the_unit_asked_for_is_set_off() -> None:
    ax = position.plot_centralization(
        frames.centralization(), ax=axes(), highlight="崖头街道"
    )
    colors = {t.get_text(): t.get_color() for t in ax.get_yticklabels()}
    assert [name for name, color in colors.items() if color == style.VERMILION] == [
        "崖头街道"
    ]


def test_removal_has_four_named_curves_and_two_bands_told_apart_in_grey() -> None:
    ax = structure.plot_removal(frames.removal(), ax=axes(), language="en")
    assert len(ax.lines) == 4
    assert {t.get_text() for t in ax.texts} == {
        "hubs removed", "by degree", "at random (95% band)", "hubs, rewired (95% band)",
    }  # fmt: skip
    assert len({line.get_linestyle() for line in ax.lines}) > 1
    assert [bool(band.get_hatch()) for band in ax.collections] == [False, True]
    assert ax.get_ylabel() == label("largest_component_share", "en")


def test_removal_moves_nearer_when_little_comes_apart() -> None:
    frame = frames.removal(3)
    frame["largest_component_share"] = 0.95
    frame[["ci_low", "ci_high"]] = np.nan
    ax = structure.plot_removal(frame, ax=axes())
    assert ax.get_ylim() == pytest.approx((0.9, 1))


def test_the_funnel_adds_up_by_scheme() -> None:
    ax = outcomes.plot_funnel(frames.funnel(), ax=axes())
    assert len(ax.patches) == 10
    ends = [patch.get_x() + patch.get_width() for patch in ax.patches[5:]]
    assert ends == [194, 188, 140, 120, 41]


def test_stars_fill_each_bar() -> None:
    ax = outcomes.plot_stars(frames.stars(), ax=axes())
    assert len(ax.patches) == 15
    assert sum(patch.get_width() for patch in ax.patches) == pytest.approx(3)


def test_a_group_too_small_has_a_reason_for_a_mark() -> None:
    frame = frames.completion()
    ax = outcomes.plot_completion(frame, ax=axes())
    assert marks(ax) == len(frame) - 1
    assert "样本过小" in [t.get_text() for t in ax.texts]


def test_survival_has_numbers_at_risk_under_the_ticks() -> None:
    ax = continuity.plot_survival(frames.survival(), ax=axes())
    below = [t.get_text() for t in ax.figure.axes[1].texts]
    assert below[0] == "85"
    assert below[-1] == "在约数"


def test_survival_says_which_group_is_missing() -> None:
    frame = frames.survival()
    ax = continuity.plot_survival(frame[frame["group"] == "local"], ax=axes())
    assert "外来承接方：样本过小" in [t.get_text() for t in ax.texts]


def test_funder_types_fill_each_year_with_its_total_above() -> None:
    frame = frames.funder_types()
    ax = funding.plot_funder_types(frame, ax=axes())
    assert sum(patch.get_height() for patch in ax.patches[:99]) == pytest.approx(9)
    assert "600" in [t.get_text() for t in ax.texts]


def test_concentration_names_few_and_profiles_many() -> None:
    few = funding.plot_concentration(frames.dependence(9), ax=axes())
    many = funding.plot_concentration(frames.dependence(180), ax=axes())
    assert (marks(few), marks(many)) == (18, 360)
    assert len(few.get_yticklabels()) == 9
    assert many.get_xlabel() == "180 个组织，按资助方集中度排列"


def test_each_payment_is_a_band_and_both_sides_are_full() -> None:
    frame = frames.funder_network()
    ax = funding.plot_funder_network(frame, ax=axes())
    assert len(ax.collections[0].get_paths()) == len(frame)
    heights = [p.get_height() for p in ax.patches]
    assert sum(heights) == pytest.approx(2)


def test_streets_are_in_order_of_rank_with_the_undefined_last() -> None:
    frame = frames.streets().query("indicator == 'completion_share'")
    ax = comparison.plot_streets(frame, ax=axes())
    assert marks(ax) == 9
    assert ax.get_yticklabels()[-1].get_text() == "王连街道"
    assert ax.get_xlabel() == label("completion_share", "zh")


def test_streets_refuse_two_indicators_on_one_scale() -> None:
    with pytest.raises(FigureError, match="一次只画一个指标"):
        comparison.plot_streets(frames.streets(), ax=axes())


def test_each_design_has_its_effect() -> None:
    frame = frames.minimum_detectable()
    ax = power.plot_minimum_detectable(frame, ax=axes())
    assert marks(ax) == len(frame)
    assert ax.get_xlabel() == label("minimum_detectable", "zh")


def test_a_design_without_effect_says_why() -> None:
    frame = frames.minimum_detectable()
    frame.loc[0, "minimum_detectable"] = np.nan
    frame.loc[0, "reason"] = "too_small"
    ax = power.plot_minimum_detectable(frame, ax=axes())
    assert marks(ax) == len(frame) - 1
    assert "样本过小" in [t.get_text() for t in ax.texts]


def test_only_gaps_have_a_bar() -> None:
    frame = frames.coverage()
    ax = coverage.plot_coverage(frame, ax=axes())
    assert len(ax.patches) == 2 * int((frame["n_missing"] > 0).sum())


def test_adoption_has_a_mark_per_year() -> None:
    ax = density.plot_adoption(frames.adoption(), ax=axes())
    assert marks(ax) == 9
    assert [t.get_text() for t in ax.texts][-1] == "32"


def test_labels_move_no_more_than_needed() -> None:
    assert style.spread([0.5, 0.9], 0.1, low=0, high=1) == [0.5, 0.9]
    assert style.spread([0.5, 0.5], 0.1, low=0, high=1) == pytest.approx([0.5, 0.6])
    assert style.spread([1.0, 1.0], 0.1, low=0, high=1) == pytest.approx([0.9, 1.0])


def test_axes_outside_a_grid_cannot_be_cut_in_two() -> None:
    ax = Figure().add_axes((0.1, 0.1, 0.8, 0.8))
    with pytest.raises(FigureError, match="add_subplot"):
        density.plot_organizations_ranked(frames.density(3), ax=ax)


def test_designs_without_an_effect_show_what_they_have() -> None:
    frame = frames.minimum_detectable()
    frame.loc[:1, "minimum_detectable"] = np.nan
    frame.loc[:1, "reason"] = ["not_applicable", "too_small"]
    frame["minimum_p"] = [0.00397] + [np.nan] * 9
    frame[["ci_low", "ci_high"]] = np.nan
    frame.loc[1, ["ci_low", "ci_high"]] = [0.3006, 0.9544]
    ax = power.plot_minimum_detectable(frame, ax=axes())
    said = [text.get_text() for text in ax.texts]
    assert "可得到的最小单侧 p = 0.004" in said
    assert "样本过小：95% 区间 30%–95%" in said


def test_when_every_group_is_too_small_only_reasons_are_shown() -> None:
    frame = frames.completion().assign(reason="too_small")
    frame[["completion_share", "ci_low", "ci_high"]] = np.nan
    ax = outcomes.plot_completion(frame, ax=axes())
    assert marks(ax) == 0
    assert [t.get_text() for t in ax.texts].count("样本过小") == len(frame)
