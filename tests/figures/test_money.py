"""Who gives what, on whom many hang, where grants go: what the figures show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from hubstudy.figures import money, reach, style
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


def test_each_amount_stands_in_its_cell() -> None:
    frame = funding_frames.headings()
    ax = money.plot_headings(frame, ax=axes(), language="en")
    amounts = [f"{amount / 1e4:,.1f}" for amount in frame["amount_cny"]]
    assert said(ax)[:-1] == amounts
    differ = frame["by_funder"] != frame["by_heading"]
    assert len(ax.patches) == 11 * 7 + len(frame) + differ.sum()
    rows = [tick.get_text() for tick in ax.get_yticklabels()]
    assert rows[:4] == [
        "government bureau", "street office", "welfare lottery fund",
        "residents' committee",
    ]  # fmt: skip


def test_cells_are_framed_where_funder_and_heading_disagree() -> None:
    frame = funding_frames.headings()
    ax = money.plot_headings(frame, ax=axes())
    framed = [
        p for p in ax.patches if to_rgb(p.get_edgecolor()) == to_rgb(style.VERMILION)
    ]
    differ = frame["by_funder"] != frame["by_heading"]
    assert len(framed) == differ.sum() > 0
    agreeing = frame[~differ].reset_index(drop=True)
    (note,) = said(money.plot_headings(agreeing, ax=axes()))[-1:]
    assert "框" not in note


def test_a_hidden_amount_is_a_hatched_cell() -> None:
    frame = funding_frames.headings()
    frame = suppressed(frame, frame.index == 2, ["amount_cny"])
    ax = money.plot_headings(frame, ax=axes(), language="en")
    assert [bool(p.get_hatch()) for p in ax.patches].count(True) == 1
    assert said(ax)[-1].endswith("hatched: suppressed below the privacy threshold")


def test_a_refund_has_a_minus_and_the_lightest_tint() -> None:
    frame = funding_frames.headings()
    frame.loc[0, "amount_cny"] = -21_000.0
    ax = money.plot_headings(frame, ax=axes())
    assert "−2.1" in said(ax)


def test_bars_of_reach_lie_in_one_another() -> None:
    frame = funding_frames.reach(9)
    ax = reach.plot_funder_reach(frame, ax=axes(), language="en")
    widths = np.array([patch.get_width() for patch in ax.patches]).reshape(3, 9)
    rows = frame[["n_organizations", "n_majority", "n_only"]].to_numpy().T
    np.testing.assert_array_equal(widths, rows)
    heights = np.array([patch.get_height() for patch in ax.patches]).reshape(3, 9)
    assert (np.diff(heights, axis=0) < 0).all()
    assert " 40/60" in said(ax)
    assert any(text.startswith("government bureau ") for text in said(ax))


def test_the_funders_on_whom_most_depend_come_first_and_the_rest_is_counted() -> None:
    frame = funding_frames.reach().sample(frac=1, random_state=1)
    ax = reach.plot_funder_reach(frame, ax=axes(), language="en")
    names = [tick.get_text() for tick in ax.get_yticklabels()]
    assert names == [f"示例街道办事处{i:02d}" for i in range(15)]
    assert ax.get_xlabel() == "organisations (125 more funders not shown)"


def test_a_funder_hidden_for_privacy_comes_last_with_a_hatched_bar() -> None:
    frame = funding_frames.reach(9)
    values = ["amount_cny", "money_share", "n_majority", "n_only"]
    frame = suppressed(frame, frame.index == 0, values)
    ax = reach.plot_funder_reach(frame, ax=axes())
    assert ax.get_yticklabels()[-1].get_text() == "示例街道办事处00"
    assert ax.patches[-1].get_width() == 60
    assert ax.patches[-1].get_hatch()
    assert key(ax)[-1] == SUPPRESSED.zh
    assert " –/60" in said(ax)


def test_even_the_number_paid_may_be_hidden() -> None:
    frame = funding_frames.reach(9)
    values = ["n_organizations", "amount_cny", "money_share", "n_majority", "n_only"]
    frame = suppressed(frame, frame.index > 3, values)
    ax = reach.plot_funder_reach(frame, ax=axes())
    assert len(ax.get_yticklabels()) == 9
    assert len([text for text in said(ax) if "/" in text]) == 4


def test_lorenz_curves_start_at_nothing_and_end_at_all() -> None:
    ax = money.plot_grants_lorenz(funding_frames.lorenz(), ax=axes(), language="en")
    assert key(ax) == ["full equality", "over communities", "over residents"]
    for line in ax.lines:
        assert (line.get_xdata()[0], line.get_ydata()[0]) == (0, 0)
        assert (line.get_xdata()[-1], line.get_ydata()[-1]) == (1, 1)
    assert ax.get_aspect() == 1


def test_lorenz_writes_the_gini_coefficient_of_the_frame() -> None:
    frame = funding_frames.lorenz()
    frame["gini"] = frame["weight"].map({"communities": 0.5, "residents": 0.375})
    ax = money.plot_grants_lorenz(frame, ax=axes(), language="en")
    assert key(ax)[1:] == ["over communities, Gini 0.500", "over residents, Gini 0.375"]


def test_a_weight_that_is_not_known_says_why() -> None:
    frame = funding_frames.lorenz()
    rows = frame["weight"] == "residents"
    frame.loc[rows, ["x", "y"]] = np.nan
    frame.loc[rows, "reason"] = "no_residents"
    ax = money.plot_grants_lorenz(frame, ax=axes())
    assert key(ax)[2] == f"按居民：{REASONS['no_residents'].zh}"


def test_too_few_communities_say_so_in_a_small_figure() -> None:
    frame = funding_frames.lorenz(2).assign(reason="too_small", x=np.nan, y=np.nan)
    ax = money.plot_grants_lorenz(frame, ax=axes())
    assert said(ax) == ["样本过小"]
    assert CATALOG["plot_grants_lorenz"].height(frame) == EMPTY_CM
