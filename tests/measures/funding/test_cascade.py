"""Losses that run on, from flows one can follow with a finger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.errors import MeasureError
from hubstudy.measures.funding.cascade import RULES, Flows, cascade, spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hubstudy.measures.funding.cascade import Regrant

    Floats = NDArray[np.float64]

CHAIN = [(0, 1, 200.0), (1, 2, 60.0)]
RECEIVED = [1000.0, 300.0, 100.0]


def flows(rows: list[tuple[int, int, float]]) -> Flows:
    payer, receiver, amount = zip(*rows, strict=True) if rows else ((), (), ())
    return Flows(
        np.array(payer, dtype=np.int64),
        np.array(receiver, dtype=np.int64),
        np.array(amount, dtype=float),
    )


def lost(
    direct: list[float], received: list[float], rows: list[Any], regrant: Regrant
) -> list[float]:
    found = cascade(np.array(direct), np.array(received), flows(rows), regrant=regrant)
    return found.lost.tolist()


@pytest.mark.parametrize(
    ("regrant", "expected"),
    [
        # half of the first's money, half of 200, a third of 60
        ("proportional", [500, 100, 20]),
        # 500 take all of the 200, and those all of the 60
        ("first", [500, 200, 60]),
        ("none", [500, 0, 0]),
    ],
)
def test_a_chain_by_hand(regrant: Regrant, expected: list[float]) -> None:
    assert lost([500, 0, 0], RECEIVED, CHAIN, regrant) == pytest.approx(expected)


def test_a_small_loss_comes_off_what_is_passed_on_first() -> None:
    # 50 of 200 is a quarter; 50 of 60 are five sixths
    found = lost([50, 0, 0], RECEIVED, CHAIN, "first")
    assert found == pytest.approx([50, 50, 50])


def test_two_passing_on_to_each_other_by_hand() -> None:
    rows = [(0, 1, 100.0), (1, 0, 100.0)]
    # L0 = 100 + 100 · L1/200 and L1 = 100 · L0/200
    found = lost([100, 0], [200, 200], rows, "proportional")
    assert found == pytest.approx([400 / 3, 200 / 3])
    # every yuan lost is passed back: both stop at what they received less what is left
    assert lost([100, 0], [200, 200], rows, "first") == pytest.approx([200, 100])


def test_money_that_only_runs_in_circles_is_lost_with_what_feeds_it() -> None:
    rows = [(0, 1, 900.0), (1, 0, 900.0)]
    assert lost([100, 0], [1000, 900], rows, "proportional") == pytest.approx(
        [1000, 900]
    )
    # where nothing feeds the circle nothing is lost
    assert lost([0, 0], [900, 900], rows, "proportional") == [0, 0]


def test_one_who_pays_from_savings_never_cuts() -> None:
    assert lost([0, 10], [0, 50], [(0, 1, 40.0)], "proportional") == [0, 10]


def test_one_who_passes_on_more_than_it_gets_cuts_by_its_share() -> None:
    assert lost([50, 0], [100, 300], [(0, 1, 300.0)], "proportional") == [50, 150]
    assert lost([50, 0], [100, 300], [(0, 1, 300.0)], "first") == [50, 50]


def test_unknown_rule_is_refused() -> None:
    with pytest.raises(MeasureError, match="proportional"):
        lost([1], [1], [], "halves")  # type: ignore[arg-type]


def test_rounds_of_a_chain_by_hand() -> None:
    steps = spread(
        np.array([500.0, 0, 0]), np.array(RECEIVED), flows(CHAIN),
        regrant="proportional",
    )  # fmt: skip
    added = [step.tolist() for step in steps]
    assert added == [[500, 0, 0], [0, 100, 0], [0, 0, 20]]


def test_rounds_of_a_circle_end_and_add_up() -> None:
    rows = [(0, 1, 900.0), (1, 0, 900.0)]
    direct, received = np.array([100.0, 0]), np.array([1000.0, 900])
    steps = spread(direct, received, flows(rows), regrant="proportional")
    assert len(steps) == 13
    assert sum(steps) == pytest.approx([1000, 900])
    assert all((step >= 0).all() for step in steps)


@st.composite
def economies(draw: st.DrawFn) -> tuple[Floats, Floats, Flows]:
    """Direct losses, receipts and flows of up to six organisations."""
    n = draw(st.integers(1, 6))
    number = st.integers(0, n - 1)
    rows = draw(st.lists(st.tuples(number, number, st.integers(1, 100)), max_size=10))
    rows = [(a, b, float(amount)) for a, b, amount in rows if a != b]
    sizes = st.lists(st.integers(0, 50), min_size=n, max_size=n)
    outside = np.array(draw(sizes), dtype=float)
    parts = st.lists(st.sampled_from([0, 0.1, 0.5, 1]), min_size=n, max_size=n)
    inside = np.zeros(n)
    for _, receiver, amount in rows:
        inside[receiver] += amount
    return outside * draw(parts), outside + inside, flows(rows)


def by_rounds(
    direct: Floats, received: Floats, flows: Flows, regrant: str, n_rounds: int
) -> Floats:
    """Cut, add up and cut again, as the rule is written."""
    given = np.zeros_like(direct)
    for payer, amount in zip(flows.payer, flows.amount, strict=True):
        given[payer] += amount
    losses = direct.copy()
    for _ in range(n_rounds):
        following = direct.copy()
        for payer, receiver, amount in zip(*flows, strict=True):
            if regrant == "none" or received[payer] == 0:
                continue
            base = received[payer] if regrant == "proportional" else given[payer]
            following[receiver] += amount * min(1.0, losses[payer] / base)
        if np.abs(following - losses).max() < 1e-12:
            break
        losses = following
    return losses


@settings(max_examples=150, deadline=None)
@given(economies(), st.sampled_from(RULES))
def test_the_fixed_point_is_where_going_round_leads(
    economy: tuple[Floats, Floats, Flows], regrant: Regrant
) -> None:
    direct, received, moved = economy
    found = cascade(direct, received, moved, regrant=regrant)
    assert (found.lost >= direct).all()
    assert (found.lost <= received).all()
    assert ((found.cut >= 0) & (found.cut <= 1)).all()
    # it agrees with itself, and rounds from below come to it, however slowly
    again = direct.copy()
    np.add.at(again, moved.receiver, moved.amount * found.cut[moved.payer])
    assert again == pytest.approx(found.lost, abs=1e-8)
    below = by_rounds(direct, received, moved, regrant, 3000)
    assert (below <= found.lost + 1e-8).all()
    assert below == pytest.approx(found.lost, abs=1e-2)


@settings(max_examples=50, deadline=None)
@given(economies(), st.sampled_from(RULES))
def test_rounds_add_up_to_the_fixed_point(
    economy: tuple[Floats, Floats, Flows], regrant: Regrant
) -> None:
    direct, received, moved = economy
    whole = cascade(direct, received, moved, regrant=regrant).lost
    steps = spread(direct, received, moved, regrant=regrant)
    assert (steps[0] == direct).all()
    assert sum(steps) == pytest.approx(whole, rel=1e-8, abs=1e-8)
