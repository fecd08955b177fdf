"""Hubs beside their nulls: marks stand where the rows say, gaps say why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from hubstudy.fields import FIELDS, label
from hubstudy.figures import adoption, export, hubs, layers, style
from hubstudy.figures.catalog import WORDS
from hubstudy.results import REASONS
from tests.figures import hub_frames
from tests.figures.cases import MARK
from tests.figures.test_every_figure import axes
from tests.figures.test_marks import marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

AGAINST_NULL: dict[Any, Any] = {
    hubs.plot_hub_advantage: hub_frames.advantage,
    hubs.plot_roles: hub_frames.roles,
}
NUMBERS = ["observed", "null_low", "null_high", "z"]


@pytest.fixture(autouse=True)
def in_style() -> Iterator[None]:
    with style.context():
        yield


def said(ax: Any) -> list[str]:
    """Give the texts written on axes."""
    return [text.get_text() for text in ax.texts]


def dots(ax: Any) -> list[tuple[float, float]]:
    """Give the places of marks, those of the key aside."""
    lines = [line for line in ax.lines if line.get_marker() in ("o", "<")]
    return [tuple(place) for line in lines for place in line.get_xydata()]


def undefined(frame: pd.DataFrame, reason: str) -> pd.DataFrame:
    """Take every number out of a frame, for one reason."""
    numbers = frame.columns.intersection([*NUMBERS, "null_mean", "expected", "jaccard"])
    frame[numbers] = np.nan
    return frame.assign(reason=reason)


def test_a_position_stands_at_its_multiple_of_the_null() -> None:
    frame = hub_frames.advantage(4.0)
    ax = hubs.plot_hub_advantage(frame, ax=axes())
    ratios = [x for x, _ in dots(ax)]
    assert ratios == pytest.approx([4, 5.2, 4, 5.2, 0.25, 0.325])
    assert ax.get_xscale() == "log"
    bands = [(patch.get_x(), patch.get_width()) for patch in ax.patches]
    assert np.ravel(bands) == pytest.approx([0.6, 1.0] * 6)
    assert "n = 32" in ax.get_xlabel()


def test_half_is_as_far_from_the_null_as_double() -> None:
    ax = hubs.plot_hub_advantage(hub_frames.advantage(2.0), ax=axes())
    across = ax.transData.transform([(x, 0) for x in (0.5, 1, 2)])[:, 0]
    assert across[1] - across[0] == pytest.approx(across[2] - across[1])
    assert ax.get_xlim()[0] <= 0.5
    assert ax.get_xlim()[1] >= 2


def test_values_and_z_stand_beside_a_position() -> None:
    ax = hubs.plot_hub_advantage(hub_frames.advantage(4.0), ax=axes(), language="en")
    assert "21.9 / 5.47, z = 12.0" in said(ax)
    assert "14,140 / 3,535, z = 12.0" in said(ax)
    assert "0.0843 / 0.337, z = −12.0" in said(ax)


def test_a_position_of_zero_is_an_arrowhead_at_the_edge() -> None:
    frame = hub_frames.advantage()
    frame.loc[2, "observed"] = 0.0
    ax = hubs.plot_hub_advantage(frame, ax=axes())
    (edge,) = [line for line in ax.lines if line.get_marker() == "<"]
    assert edge.get_xdata()[0] == ax.get_xlim()[0]
    assert "0 / 3,535" in said(ax)[2]


def test_a_null_of_zero_has_no_multiple() -> None:
    frame = hub_frames.advantage()
    frame.loc[2, ["observed", "null_mean", "null_low", "null_high"]] = 0.0
    frame.loc[2, "z"] = np.nan
    ax = hubs.plot_hub_advantage(frame, ax=axes())
    assert len(dots(ax)) == 5
    assert "0 / 0" in said(ax)


def test_one_measure_without_a_value_says_why_and_the_others_stay() -> None:
    frame = hub_frames.advantage()
    is_constraint = frame["measure"] == "constraint"
    frame.loc[is_constraint, [*NUMBERS, "null_mean"]] = np.nan
    frame.loc[is_constraint, "reason"] = "isolate"
    ax = hubs.plot_hub_advantage(frame, ax=axes())
    assert len(dots(ax)) == 4
    assert said(ax).count(REASONS["isolate"].zh) == 2


@pytest.mark.parametrize("plot", AGAINST_NULL, ids=lambda plot: plot.__name__)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_hubs_a_figure_says_so_in_words(plot: Any, language: Any) -> None:
    frame = undefined(AGAINST_NULL[plot](), "no_hubs")
    ax = plot(frame, ax=axes(), language=language)
    assert said(ax) == [REASONS["no_hubs"].in_language(language)]


@pytest.mark.parametrize("plot", AGAINST_NULL, ids=lambda plot: plot.__name__)
def test_a_network_without_membership_has_one_row_each(plot: Any) -> None:
    frame = AGAINST_NULL[plot]()
    frame = frame[frame["membership"] == "without"]
    ax = plot(frame, ax=axes())
    assert sorted(y for _, y in dots(ax)) == list(range(len(frame)))
    words = [text.get_text() for text in ax.get_legend().get_texts()]
    assert WORDS["membership.with"].zh not in words
    assert WORDS["null.interval"].zh in words


def test_with_membership_stands_below_without() -> None:
    ax = hubs.plot_hub_advantage(hub_frames.advantage(), ax=axes())
    rows = [y for _, y in dots(ax)]
    assert rows[0] < 0 < rows[1]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]


def test_a_bar_goes_from_what_the_null_gives_to_what_hubs_have() -> None:
    frame = hub_frames.roles()
    ax = hubs.plot_roles(frame, ax=axes())
    ends = [x for x, _ in dots(ax)]
    assert ends == frame["observed"].tolist()
    bars = [patch for patch in ax.patches if patch.get_zorder() == 3]
    assert [bar.get_x() for bar in bars] == pytest.approx(
        frame[["expected", "observed"]].min(axis=1).tolist()
    )
    assert [bar.get_x() + bar.get_width() for bar in bars] == pytest.approx(
        frame[["expected", "observed"]].max(axis=1).tolist()
    )
    assert [bar.get_hatch() is None for bar in bars] == [False] * 5 + [True] * 5


def test_roles_keep_their_order_and_a_count_of_zero_its_place() -> None:
    frame = hub_frames.roles(directed=True).sample(frac=1, random_state=1)
    ax = hubs.plot_roles(frame, ax=axes(), language="en")
    names = [tick.get_text().split("\n")[0] for tick in ax.get_yticklabels()]
    assert names == [
        "coordinator", "itinerant broker", "representative", "gatekeeper", "liaison",
        "all roles",
    ]  # fmt: skip
    assert ax.get_xlim()[0] == 0
    assert said(ax).count("    0, z = −0.7") == 2
    assert "    2,056, z = 19.0" in said(ax)


def test_a_role_that_the_null_fixes_shows_its_count_and_says_why() -> None:
    frame = hub_frames.roles()
    columns = ["expected", "null_low", "null_high", "z"]
    frame.loc[2, columns] = np.nan
    frame.loc[2, "reason"] = "no_open_paths"
    ax = hubs.plot_roles(frame, ax=axes())
    assert f"    0  {REASONS['no_open_paths'].zh}" in said(ax)
    assert len(dots(ax)) == len(frame)


def test_some_roles_undefined_say_why_in_their_rows() -> None:
    frame = hub_frames.roles()
    first = frame["role"] == "coordinator"
    frame.loc[first, [*NUMBERS, "expected"]] = np.nan
    frame.loc[first, "reason"] = "not_measured"
    ax = hubs.plot_roles(frame, ax=axes())
    assert said(ax).count(REASONS["not_measured"].zh) == 2


def test_centralization_stands_beside_its_null_in_two_panels() -> None:
    frame = hub_frames.centralization(60)
    ax = hubs.plot_centralization_null(frame, ax=axes())
    second = ax.figure.axes[1]
    for axes_, statistic in ((ax, "degree_centralization"),
                             (second, "betweenness_centralization")):  # fmt: skip
        assert dots(axes_) == [(0.02, 0), (0.0273, 1)]
        assert axes_.get_xlim()[0] == 0
        assert axes_.get_xlabel().startswith(label(statistic, "zh"))
        assert "0.0200，零模型 0.00546，z = 21.7" in said(axes_)
    assert WORDS["null.density"].zh in ax.get_xlabel()
    assert WORDS["null.degree"].zh in second.get_xlabel()


def test_centralization_without_a_null_is_drawn_and_says_why() -> None:
    ax = hubs.plot_centralization_null(hub_frames.centralization(), ax=axes())
    second = ax.figure.axes[1]
    assert len(dots(second)) == 2
    assert len(second.patches) == 0
    assert f"0.0200，{REASONS['too_large'].zh}" in said(second)


def test_centralization_of_nobody_says_why() -> None:
    frame = undefined(hub_frames.centralization(), "n_below_3")
    ax = hubs.plot_centralization_null(frame, ax=axes())
    assert said(ax) == [REASONS["n_below_3"].zh]


def test_a_unit_without_any_tie_has_centralization_zero_and_its_reason() -> None:
    frame = undefined(hub_frames.centralization(60), "no_ties").assign(observed=0.0)
    ax = hubs.plot_centralization_null(frame, ax=axes())
    assert dots(ax) == [(0, 0), (0, 1)]
    assert said(ax) == [f"0，{REASONS['no_ties'].zh}"] * 2


def test_each_pair_of_layers_is_a_cell_and_each_layer_a_count() -> None:
    frame = hub_frames.overlap()
    ax = layers.plot_layer_overlap(frame, ax=axes())
    assert len(ax.patches) == len(frame) + 7
    names = list(FIELDS["layer"].category_labels("zh").values())
    assert [tick.get_text() for tick in ax.get_xticklabels()] == names
    assert [tick.get_text() for tick in ax.get_yticklabels()] == names
    assert "3,063" in said(ax)
    first = frame.iloc[0]
    assert any(text.startswith(f"{first['jaccard']:.2f}") for text in said(ax))


def test_cells_stand_below_the_diagonal_whatever_the_order_of_layers() -> None:
    frame = hub_frames.overlap()
    turned = {"layer_a": "layer_b", "layer_b": "layer_a", "n_ties_a": "n_ties_b",
              "n_ties_b": "n_ties_a"}  # fmt: skip
    texts = []
    for each in (frame, frame.rename(columns=turned).iloc[::-1]):
        ax = layers.plot_layer_overlap(each, ax=axes())
        cells = [text for text in ax.texts if "/" in text.get_text()][: len(frame)]
        assert all(text.get_position()[0] < text.get_position()[1] for text in cells)
        texts.append({text.get_position(): text.get_text() for text in cells})
    assert texts[0] == texts[1]


def test_a_higher_overlap_is_darker_also_in_grey() -> None:
    grey = [to_rgb(tint) @ np.array([0.299, 0.587, 0.114]) for tint in layers.TINTS]
    assert (np.diff(grey) < -0.03).all()
    frame = hub_frames.overlap()
    frame["jaccard"] = np.linspace(0, 0.2, len(frame))
    ax = layers.plot_layer_overlap(frame, ax=axes())
    tints = [patch.get_facecolor() for patch in ax.patches[: len(frame)]]
    known = [tuple(to_rgb(tint)) for tint in layers.TINTS]
    steps = [known.index(tint[:3]) for tint in tints]
    assert steps == sorted(steps)
    assert {steps[0], steps[-1]} == {0, len(known) - 1}


def test_what_goes_beyond_its_null_has_a_sign_that_is_explained() -> None:
    frame = hub_frames.overlap()
    texts = said(layers.plot_layer_overlap(frame, ax=axes(), language="en"))
    for verdict, sign in layers.SIGNS.items():
        n = int((frame["verdict"] == verdict).sum())
        assert sum(sign in text for text in texts[:-1]) == n
        assert f"{sign} {WORDS[f'overlap.{verdict}'].en}" in texts[-1]
    plain = frame.assign(verdict="no_more")
    texts = said(layers.plot_layer_overlap(plain, ax=axes(), language="en"))
    assert not any(sign in text for text in texts for sign in layers.SIGNS.values())


def test_a_layer_not_measured_is_hatched_and_never_zero() -> None:
    frame = hub_frames.overlap(unmeasured="funding")
    ax = layers.plot_layer_overlap(frame, ax=axes())
    assert sum(bool(patch.get_hatch()) for patch in ax.patches) == 6
    assert said(ax).count(REASONS["not_measured"].zh) == 1
    assert "0" not in said(ax)
    assert WORDS["overlap.not_measured"].zh in said(ax)[-1]


def test_two_layers_without_ties_say_so_in_their_cell() -> None:
    frame = hub_frames.overlap()
    frame.loc[3, "jaccard"] = np.nan
    frame.loc[3, ["verdict", "reason"]] = ["", "no_ties"]
    ax = layers.plot_layer_overlap(frame, ax=axes())
    assert REASONS["no_ties"].zh in said(ax)
    assert not any(patch.get_hatch() for patch in ax.patches)


def test_layers_of_nobody_say_why() -> None:
    frame = undefined(hub_frames.overlap(), "n_below_2")
    ax = layers.plot_layer_overlap(frame, ax=axes())
    assert said(ax) == [REASONS["n_below_2"].zh]


def test_before_and_after_have_a_line_each_and_a_mark_at_the_opening() -> None:
    frame = hub_frames.adoption()
    ax = adoption.plot_adoption_change(frame, ax=axes())
    assert marks(ax) == 14
    adopted = next(line for line in ax.lines if len(line.get_xdata()) == 7)
    assert adopted.get_ydata().tolist() == pytest.approx(
        frame.loc[frame["group"] == "adopted", "mean_network_density"].tolist()
    )
    upright = [line for line in ax.lines if list(line.get_xdata()) == [0, 0]]
    assert len(upright) == 1
    assert len(ax.collections[0].get_segments()) == 7
    assert ax.get_ylim()[0] == 0
    assert label("network_density", "zh") in ax.get_ylabel()


def test_under_each_year_stands_how_many_communities_were_seen() -> None:
    ax = adoption.plot_adoption_change(hub_frames.adoption(), ax=axes())
    below = said(ax.figure.axes[1])
    assert below[:7] == ["32", "32", "32", "32", "28", "23", "17"]
    assert below[-1] == label("n_communities", "zh")


def test_years_in_which_nobody_was_seen_are_gaps() -> None:
    ax = adoption.plot_adoption_change(hub_frames.adoption(-1), ax=axes())
    assert marks(ax) == 6
    assert said(ax.figure.axes[1])[:7] == ["32", "32", "32", "0", "0", "0", "0"]
    assert {"设立枢纽", "尚无枢纽"} <= set(said(ax))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_community_with_a_hub_is_said_in_words(language: Any) -> None:
    ax = adoption.plot_adoption_change(
        hub_frames.adoption(-4), ax=axes(), language=language
    )
    assert said(ax) == [WORDS["no_adoption"].in_language(language)]


def test_without_a_comparison_only_the_adopters_are_drawn() -> None:
    frame = hub_frames.adoption()
    frame.loc[frame["group"] == "not_adopted", "mean_network_density"] = np.nan
    ax = adoption.plot_adoption_change(frame, ax=axes())
    assert marks(ax) == 7
    assert "尚无枢纽" not in said(ax)


def test_centralization_before_and_after_takes_its_own_name() -> None:
    frame = hub_frames.adoption().rename(
        columns={"mean_network_density": "mean_degree_centralization"}
    )
    ax = adoption.plot_adoption_change(frame, ax=axes(), language="en")
    assert label("degree_centralization", "en") in ax.get_ylabel()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_reason_can_be_exported_in_place_of_a_figure(language: Any) -> None:
    frame = undefined(hub_frames.advantage(), "too_small")
    sheet = export.draw(hubs.plot_hub_advantage, frame, mark=MARK, language=language)
    assert isinstance(sheet, Figure)
    assert REASONS["too_small"].in_language(language) in said(sheet.axes[0])
