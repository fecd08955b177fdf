"""Money that stops, and new money needed: what the figures show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from hubstudy.errors import FigureError
from hubstudy.figures import stress, style, substitution
from hubstudy.figures.catalog import CATALOG, EMPTY_CM
from hubstudy.results import REASONS
from tests.figures import funding_frames
from tests.figures.test_every_figure import axes
from tests.figures.test_funding import SUPPRESSED, key, said, suppressed

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def in_style() -> Iterator[None]:
    with style.context():
        yield


def panels(ax: Any) -> list[Any]:
    """Give the axes that are not the strip of the key."""
    return [part for part in ax.figure.axes if part.axison]


def test_a_fan_has_a_panel_per_shock_on_one_scale() -> None:
    frame = funding_frames.stress()
    ax = stress.plot_stress_fan(frame, ax=axes(), language="en")
    shown = panels(ax)
    assert len(shown) == frame["shock"].nunique() == 4
    assert len({panel.get_ylim() for panel in shown}) == 1
    titles = [said(panel)[0] for panel in shown]
    assert titles[1] == "yearly fund withdrawn"
    assert all(len(panel.lines) == 3 for panel in shown)
    assert all(len(panel.collections) == 2 for panel in shown)


def test_lines_of_a_fan_are_the_rows() -> None:
    frame = funding_frames.stress()
    ax = stress.plot_stress_fan(frame, ax=axes())
    rows = frame[(frame["shock"] == "top_funder") & (frame["level"] == "all")]
    median, whole, hubs = ax.lines
    assert whole.get_xdata().tolist() == rows["size"].tolist()
    assert whole.get_ydata().tolist() == rows["lost_share"].tolist()
    assert median.get_ydata().tolist() == rows["q50"].tolist()
    rows = frame[(frame["shock"] == "top_funder") & (frame["level"] == "hub")]
    assert hubs.get_ydata().tolist() == rows["lost_share"].tolist()


def test_a_fan_says_what_the_whole_shock_does() -> None:
    frame = funding_frames.stress()
    frame.loc[frame["size"] == 1, "n_majority_lost"] = 77
    ax = stress.plot_stress_fan(frame, ax=axes(), language="en")
    _, majority, deficit, communities = said(ax)
    assert majority == "100% withdrawn: 77 of 310 lose over half"
    assert deficit == "in deficit, of 155 with accounts: 34 before, 51 after"
    assert communities.startswith("of 58 communities with projects, 13.2 left")


def test_a_fan_says_nothing_of_accounts_and_projects_that_there_are_not() -> None:
    frame = funding_frames.stress()
    frame["n_accounts"] = 0
    frame["n_deficit"] = frame["n_deficit"].astype("Int64").mask(frame["size"] > 0)
    frame["communities_left"] = np.nan
    ax = stress.plot_stress_fan(frame, ax=axes())
    assert len(said(ax)) == 2


def test_a_count_hidden_for_privacy_is_not_left_out_in_silence() -> None:
    frame = funding_frames.stress()
    frame["n_majority_lost"] = (
        frame["n_majority_lost"].astype("Int64").mask(frame["shock"] == "top_funder")
    )
    ax = stress.plot_stress_fan(frame, ax=axes(), language="en")
    assert said(ax)[1] == "100% withdrawn: number losing over half not shown"
    assert len(said(ax)) == 4


def test_a_shock_with_a_name_of_its_own_keeps_it() -> None:
    frame = funding_frames.stress().query("shock == 'fund_300k'")
    frame = frame.assign(shock="示例企业07 退出").reset_index(drop=True)
    ax = stress.plot_stress_fan(frame, ax=axes())
    assert said(ax)[0] == "示例企业07 退出"
    assert len(panels(ax)) == 1


@pytest.mark.parametrize(("hubs", "reason"), [(4, "too_small"), (0, "no_hubs")])
def test_the_key_of_a_fan_says_why_hubs_have_no_line(hubs: int, reason: str) -> None:
    ax = stress.plot_stress_fan(funding_frames.stress(60, hubs), ax=axes())
    assert all(len(panel.lines) == 2 for panel in panels(ax))
    (strip,) = [part for part in ax.figure.axes if not part.axison]
    assert key(strip)[-1] == f"枢纽组织合计：{REASONS[reason].zh}"


def test_a_shock_hidden_for_privacy_says_so_and_others_stay() -> None:
    frame = funding_frames.stress()
    values = ["lost_share", "q10", "q25", "q50", "q75", "q90", "n_majority_lost"]
    frame = suppressed(frame, frame["shock"] == "government", values)
    ax = stress.plot_stress_fan(frame, ax=axes())
    assert said(panels(ax)[2]) == [SUPPRESSED.zh, "政府资金停拨"]
    assert [len(panel.lines) for panel in panels(ax)] == [3, 3, 0, 3]


def test_when_all_shocks_lack_a_value_the_reason_stands_alone() -> None:
    frame = funding_frames.stress(4, 1)
    ax = stress.plot_stress_fan(frame, ax=axes(), language="en")
    assert said(ax) == ["too few cases"]
    assert CATALOG["plot_stress_fan"].height(frame) == EMPTY_CM


def test_a_fan_needs_a_grid() -> None:
    ax = Figure().add_axes((0.1, 0.1, 0.8, 0.8))
    with pytest.raises(FigureError, match="add_subplot"):
        stress.plot_stress_fan(funding_frames.stress(), ax=ax)


def test_stairs_start_at_those_already_there_and_end_at_all() -> None:
    frame = funding_frames.substitution()
    counted = frame[frame["reason"] == ""]
    ax = substitution.plot_substitution(frame, ax=axes(), language="en")
    for line, is_hub in zip(ax.lines[::2], (True, False), strict=True):
        needed = counted.loc[counted["is_hub"] == is_hub, "needed_cny"]
        assert line.get_ydata()[0] == pytest.approx((needed == 0).mean())
        assert line.get_ydata()[-1] == pytest.approx(1)
        middle = np.searchsorted(line.get_xdata(), needed.median(), side="right") - 1
        assert line.get_ydata()[middle] >= 0.5
    assert key(ax)[0].startswith("hubs: 52, of which ")
    assert "organisations not counted\nrefunds only, no receipts: 1" in said(ax)


def test_stairs_end_below_the_top_where_some_are_out_of_reach() -> None:
    frame = funding_frames.substitution()
    hubs = frame.index[frame["is_hub"] & (frame["needed_cny"] > 0)][:4]
    frame.loc[hubs, "needed_cny"] = np.nan
    frame.loc[hubs, "needed_cny_reason"] = "not_reachable"
    ax = substitution.plot_substitution(frame, ax=axes(), language="en")
    assert ax.lines[0].get_ydata()[-1] == pytest.approx(1 - 4 / 52)
    assert key(ax)[0].endswith("there already, 4 out of reach")


def test_nobody_who_needs_money_is_a_level_line() -> None:
    frame = funding_frames.substitution(60).query("reason == ''")
    frame = frame.assign(needed_cny=0.0)
    ax = substitution.plot_substitution(frame, ax=axes())
    assert set(ax.lines[0].get_ydata()) == {1.0}


def test_few_organisations_have_a_row_each_with_what_they_need() -> None:
    frame = funding_frames.substitution(9)
    frame.loc[5, "needed_cny"] = np.nan
    frame.loc[5, "needed_cny_reason"] = "not_reachable"
    ax = substitution.plot_substitution(frame, ax=axes(), language="en")
    bars = [patch for patch in ax.patches if patch.get_width() > 0]
    needed = frame["needed_cny"].sort_values(ascending=False)
    assert [bar.get_width() * 1e4 for bar in bars] == pytest.approx(
        needed[needed > 0].tolist()
    )
    texts = said(ax)
    assert texts.count("there already") == int((needed == 0).sum())
    assert "out of reach by this source" in texts
    assert "refunds only, no receipts" in texts


def test_routes_have_a_bar_for_hubs_and_one_for_others() -> None:
    frame = funding_frames.substitution_totals()
    ax = substitution.plot_substitution_routes(frame, ax=axes(), language="en")
    bars = [patch.get_width() * 1e4 for patch in ax.patches if patch.get_width() > 0]
    drawn = frame[frame["level"] != "all"]
    assert bars == pytest.approx(drawn["needed_cny"].tolist())
    assert "113 / 166 / 3" in said(ax)
    names = [tick.get_text() for tick in ax.get_yticklabels()]
    assert names[0] == "new funders"
    assert len(names) == 5


def test_a_route_hidden_for_privacy_says_so() -> None:
    frame = funding_frames.substitution_totals()
    rows = (frame["level"] == "hub") & (frame["route"] == "firm")
    hidden = ["needed_cny", "n_there_already", "n_reachable"]
    ax = substitution.plot_substitution_routes(
        suppressed(frame, rows, hidden), ax=axes()
    )
    assert said(ax).count(SUPPRESSED.zh) == 1
    assert sum(patch.get_width() > 0 for patch in ax.patches) == 9


def test_a_route_that_too_few_can_go_says_so() -> None:
    frame = funding_frames.substitution_totals()
    rows = (frame["level"] == "hub") & (frame["route"] == "firm")
    frame.loc[rows, ["needed_cny", "needed_share", "median_needed_cny"]] = np.nan
    frame.loc[rows, "reason"] = "too_small"
    ax = substitution.plot_substitution_routes(frame, ax=axes())
    assert said(ax).count(REASONS["too_small"].zh) == 1


def test_routes_leave_out_a_level_that_has_no_organisation() -> None:
    frame = funding_frames.substitution_totals()
    frame.loc[frame["level"] == "hub", "n_organizations"] = 0
    ax = substitution.plot_substitution_routes(frame, ax=axes(), language="en")
    assert key(ax) == ["other organisations"]
