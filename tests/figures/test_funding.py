"""Figures of revenue: marks stand where the rows say, and gaps give their reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from hubstudy.fields import FIELDS
from hubstudy.figures import bands, dependence, funding, style
from hubstudy.figures.catalog import CATALOG
from hubstudy.results import REASONS
from tests.figures import frames, funding_frames
from tests.figures.test_every_figure import axes
from tests.figures.test_marks import marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

SUPPRESSED = REASONS["suppressed"]


@pytest.fixture(autouse=True)
def in_style() -> Iterator[None]:
    with style.context():
        yield


def said(ax: Any) -> list[str]:
    """Give the texts written on axes, the empty ones aside."""
    return [text.get_text() for text in ax.texts if text.get_text()]


def key(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def suppressed(frame: pd.DataFrame, rows: Any, columns: list[str]) -> pd.DataFrame:
    """Hide values as the gate does."""
    frame = frame.assign(reason=frame.get("reason", ""))
    for column in columns:
        frame[column] = frame[column].astype("Float64").mask(rows)
    return frame.assign(reason=frame["reason"].mask(rows, "suppressed"))


def test_every_type_of_funder_has_a_fill_of_its_own() -> None:
    kinds = {category.code for category in FIELDS["funder_type"].categories}
    assert set(funding.TYPE_FILLS) == kinds | {"hidden"}
    assert len(set(funding.TYPE_FILLS.values())) == len(kinds) + 1


def test_money_passed_on_is_hatched_among_the_bands() -> None:
    frame = frames.funder_network()
    ax = funding.plot_funder_network(frame, ax=axes(), language="en")
    every, apart = ax.collections
    passed = frame["funder_type"] == "social_organization"
    assert len(every.get_paths()) == len(frame)
    assert len(apart.get_paths()) == passed.sum() > 0
    assert apart.get_hatch() == bands.HATCH
    assert "passed on by organisations" in key(ax)
    ax = funding.plot_funder_network(frame[~passed], ax=axes(), language="en")
    assert "passed on by organisations" not in key(ax)


def test_a_year_of_refunds_has_no_shares_but_a_reason() -> None:
    frame = frames.funder_types().query("year >= 2022").reset_index(drop=True)
    refunded = (frame["year"] == 2022) & (frame["funder_type"] == "firm")
    frame.loc[refunded, "share"] = np.nan
    others = (frame["year"] == 2022) & ~refunded
    frame.loc[others, "share"] *= 1.3 / frame.loc[others, "share"].sum()
    ax = funding.plot_funder_types(frame, ax=axes())
    assert REASONS["refunds_exceed_receipts"].zh in said(ax)
    heights = [p.get_height() for p in ax.patches[:22:2]]
    assert heights == [0] * 11


def test_a_type_hidden_in_the_last_year_has_no_share_beside_its_name() -> None:
    frame = frames.funder_types()
    rows = (frame["year"] == 2023) & (frame["funder_type"] == "firm")
    frame = suppressed(frame, rows, ["amount_cny", "share"])
    texts = said(funding.plot_funder_types(frame, ax=axes(), language="en"))
    assert "firm" in texts
    assert any(text.startswith("types hidden ") for text in texts)


def test_organisations_without_an_index_have_a_reason_in_its_place() -> None:
    frame = frames.dependence(9)
    frame.loc[4, ["revenue_hhi_funder", "revenue_hhi_source"]] = np.nan
    frame.loc[4, "reason"] = "all_negative"
    ax = funding.plot_concentration(frame, ax=axes())
    assert marks(ax) == 16
    assert said(ax) == [REASONS["all_negative"].zh]
    assert ax.get_yticklabels()[-1].get_text() == frame.loc[4, "organization_name"]


def test_many_organisations_without_an_index_are_counted_by_reason() -> None:
    frame = frames.dependence(60)
    frame.loc[:4, ["revenue_hhi_funder", "revenue_hhi_source"]] = np.nan
    frame.loc[:4, "reason"] = ["no_revenue"] * 3 + ["zero_total"] * 2
    (note,) = said(funding.plot_concentration(frame, ax=axes(), language="en"))
    assert note.splitlines() == [
        "organisations not counted", "no revenue recorded: 3",
        "revenue adds up to zero: 2",
    ]  # fmt: skip


def test_figures_that_show_single_organisations_money_are_marked() -> None:
    marked = {name for name, entry in CATALOG.items() if entry.of_money}
    assert marked == {
        "plot_concentration", "plot_dependence_outcomes", "plot_funder_network",
        "plot_funder_reach", "plot_funder_types", "plot_funding_panel",
        "plot_headings", "plot_stress_fan", "plot_substitution",
        "plot_substitution_routes",
    }  # fmt: skip


def test_every_lead_organisation_with_projects_due_has_a_mark() -> None:
    frame = funding_frames.outcomes()
    ax = dependence.plot_dependence_outcomes(frame, ax=axes(), language="en")
    drawn = frame.dropna(subset=["completion_share"])
    hubs, others = (len(part.get_offsets()) for part in ax.collections[:2])
    assert (hubs, others) == (drawn["is_hub"].sum(), (~drawn["is_hub"]).sum())
    assert key(ax)[0] == f"hubs ({hubs})"


@pytest.mark.parametrize(("share", "sides"), [(1.0, {1}), (0.0, {-1}), (0.5, {-1, 1})])
def test_marks_of_one_place_are_moved_apart_and_always_alike(
    share: float, sides: set[int]
) -> None:
    frame = funding_frames.outcomes(6)
    frame = frame.assign(completion_share=share, government_share=0.5, n_due=3)
    places = []
    for order in (frame, frame.iloc[::-1]):
        ax = dependence.plot_dependence_outcomes(order, ax=axes())
        offsets = np.vstack([part.get_offsets() for part in ax.collections[:2]])
        places.append(sorted(map(tuple, offsets)))
    assert places[0] == places[1]
    x, y = np.array(places[0]).T
    assert set(x) == {0.5}
    assert set(np.sign(y - share)) - {0} == sides
    assert np.diff(y).min() * dependence.POINTS_UP >= np.sqrt(3 * 14.0) - 1e-9
    assert "结项率相同而重叠的标记已上下错开" in ax.get_xlabel()


def test_marks_with_room_stay_where_they_belong() -> None:
    frame = funding_frames.outcomes(6).assign(n_due=1, completion_share=1.0)
    frame["government_share"] = np.linspace(0, 1, 6)
    ax = dependence.plot_dependence_outcomes(frame, ax=axes())
    assert {y for part in ax.collections[:2] for _, y in part.get_offsets()} == {1.0}
    assert ax.get_xlabel() == "政府资金占比"


def test_marks_grow_with_the_projects_due() -> None:
    frame = funding_frames.outcomes()
    ax = dependence.plot_dependence_outcomes(frame, ax=axes())
    due = frame.loc[frame["is_hub"] & (frame["n_due"] > 0), "n_due"]
    assert sorted(ax.collections[0].get_sizes()) == [14.0 * n for n in sorted(due)]


def test_a_correlation_is_written_only_if_the_frame_has_it() -> None:
    frame = funding_frames.outcomes()
    ax = dependence.plot_dependence_outcomes(frame, ax=axes())
    assert "p =" not in ax.get_xlabel()
    frame = frame.assign(correlation=-0.213, p_value=0.0412, n_correlated=44)
    ax = dependence.plot_dependence_outcomes(frame, ax=axes(), language="en")
    assert ax.get_xlabel().splitlines()[1] == (
        "rank correlation −0.21, p = 0.041 (n = 44)"
    )


def test_without_projects_due_the_reason_stands_alone() -> None:
    frame = funding_frames.outcomes(5).assign(reason="no_finished_projects")
    frame["completion_share"] = np.nan
    ax = dependence.plot_dependence_outcomes(frame, ax=axes())
    assert said(ax) == [REASONS["no_finished_projects"].zh]


def test_a_panel_follows_three_levels_and_counts_two() -> None:
    frame = funding_frames.panel()
    ax = dependence.plot_funding_panel(frame, ax=axes(), language="en")
    _, concentration, below = ax.figure.axes
    curves = [line for line in ax.lines if line.get_marker() != "x"]
    assert len(curves) == 3
    hubs = frame[frame["level"] == "hub"]
    drawn = np.asarray(curves[0].get_ydata(), float)
    np.testing.assert_array_equal(drawn, hubs["government_share"])
    drawn = np.asarray(concentration.lines[0].get_ydata(), float)
    np.testing.assert_array_equal(drawn, hubs["median_hhi_funder"])
    assert ax.get_ylim() == concentration.get_ylim() == (0, 1)
    counts = hubs["n_organizations"].astype(str).tolist()
    assert [text for text in said(below) if text.isdigit()][0::2] == counts


def test_years_with_too_few_hubs_have_a_cross_and_its_reason() -> None:
    frame = funding_frames.panel()
    gaps = frame[frame["government_share"].isna() & (frame["n_organizations"] > 0)]
    ax = dependence.plot_funding_panel(frame, ax=axes(), language="en")
    (crosses,) = [line for line in ax.lines if line.get_marker() == "x"]
    assert list(crosses.get_xdata()) == gaps["year"].tolist()
    assert "× too few cases" in said(ax.figure.axes[2])


def test_a_year_hidden_for_privacy_is_a_cross_too() -> None:
    frame = funding_frames.panel()
    rows = (frame["level"] == "hub") & (frame["year"] == 2021)
    values = ["government_share", "median_hhi_funder"]
    ax = dependence.plot_funding_panel(suppressed(frame, rows, values), ax=axes())
    (crosses,) = [line for line in ax.lines if line.get_marker() == "x"]
    assert 2021 in crosses.get_xdata()
    assert f"× 样本过小；{SUPPRESSED.zh}" in said(ax.figure.axes[2])


def test_a_year_that_is_not_over_has_a_star() -> None:
    frame = funding_frames.panel()
    frame = frame.assign(is_full_year=frame["year"] < 2023)
    ax = dependence.plot_funding_panel(frame, ax=axes(), language="en")
    below = ax.figure.axes[1]
    assert [t.get_text() for t in below.get_xticklabels()][-2:] == ["2022", "2023*"]
    assert below.get_xlabel() == "year (* not a full year)"
