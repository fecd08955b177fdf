"""Gini coefficient and Lorenz curve against R, by hand, and in every population."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubstudy.errors import MeasureError
from hubstudy.measures.inference import gini, lorenz
from tests.reference.shared import printed

# the classes of tests/reference/funding_inequality.R
INCOMES = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]
SIZES = [482, 825, 722, 690, 661, 760, 745, 2140, 1911, 1024]

amounts = st.integers(0, 10**9)
cases = st.lists(st.tuples(amounts, st.integers(1, 50)), min_size=2, max_size=30)
cases = cases.filter(lambda rows: any(amount for amount, _ in rows))


def reference(name: str) -> list[float]:
    return [float(x) for x in printed("funding_inequality.txt")[name]]


def test_gini_of_a_published_vector() -> None:
    value = gini(INCOMES).estimate
    assert value == pytest.approx(reference("published")[0], abs=5e-8)
    assert value == pytest.approx(reference("means")[0], rel=1e-11)


def test_weighted_gini_is_rs_and_that_of_everybody_by_name() -> None:
    value = gini(INCOMES, SIZES).estimate
    assert value == pytest.approx(reference("classes")[0], rel=1e-11)
    assert value == pytest.approx(reference("everybody")[0], rel=1e-9)


def test_weighted_lorenz_curve_is_rs() -> None:
    curve = lorenz(INCOMES, SIZES)
    assert curve["x"].tolist() == pytest.approx(reference("curve_x"), rel=1e-11)
    assert curve["y"].tolist() == pytest.approx(reference("curve_y"), rel=1e-11)


def test_gini_by_hand() -> None:
    # pairs of 1, 2, 3, 6 differ by 1+2+5+1+4+3 = 16; 16 / (4 · 12) = 1/3
    assert gini([6, 1, 3, 2]).estimate == pytest.approx(1 / 3)


@pytest.mark.parametrize("n", [2, 3, 10, 1000])
def test_gini_of_equals_is_0_and_of_one_who_has_all_1_less_1_over_n(n: int) -> None:
    assert gini([5.1] * n).estimate == pytest.approx(0, abs=1e-15)
    assert gini([0] * (n - 1) + [8]).estimate == pytest.approx(1 - 1 / n)


def test_weighted_lorenz_by_hand() -> None:
    # three heads with 2 each and one with 6: half of all is with three of four
    curve = lorenz([6, 2], weights=[1, 3])
    assert curve["x"].tolist() == [0, 0.75, 1]
    assert curve["y"].tolist() == [0, 0.5, 1]
    # area under it: 0.75 · 0.25 + 0.25 · 0.75 = 0.375; 1 − 2 · 0.375
    assert gini([6, 2], weights=[1, 3]).estimate == pytest.approx(0.25)


def test_nobody_without_weight_counts() -> None:
    assert gini([1, 3, 99], weights=[1, 1, 0]).estimate == gini([1, 3]).estimate
    assert gini([1, 99], weights=[1, 0]).reason == "too_small"


@pytest.mark.parametrize(
    ("values", "reason"),
    [([], "too_small"), ([3], "too_small"), ([0, 0], "zero_total")],
)
def test_no_inequality_to_speak_of(values: list[int], reason: str) -> None:
    assert gini(values).reason == reason
    curve = lorenz(values)
    assert curve.empty
    assert curve.dtypes.tolist() == ["float64", "float64"]


@pytest.mark.parametrize("measure", [gini, lorenz])
@pytest.mark.parametrize(
    ("values", "weights", "said"),
    [
        ([1, -1], None, "-1"),
        ([1, np.nan], None, "missing"),
        ([1, np.inf], None, "infinite"),
        ([1, 2], [1, -2], "-2"),
        ([1, 2], [1, np.nan], "missing"),
        ([1, 2], [1, 2, 3], "found 3"),
    ],
)
def test_what_cannot_be_shared_out_is_refused(
    measure: object, values: list[float], weights: list[float] | None, said: str
) -> None:
    assert callable(measure)
    with pytest.raises(MeasureError, match=said):
        measure(values, weights)


@given(cases)
def test_gini_is_the_mean_difference_of_all_pairs(rows: list[tuple[int, int]]) -> None:
    people = [amount for amount, heads in rows for _ in range(heads)]
    gaps = np.abs(np.subtract.outer(np.array(people, float), people)).sum()
    expected = gaps / (2 * len(people) * sum(people))
    values, weights = zip(*rows, strict=True)
    assert gini(values, weights).estimate == pytest.approx(expected, abs=1e-12)
    assert gini(people).estimate == pytest.approx(expected, abs=1e-12)


@given(cases, st.floats(1e-3, 1e3), st.integers(2, 5), st.randoms())
def test_scale_order_and_copies_of_the_population_change_nothing(
    rows: list[tuple[int, int]], scale: float, copies: int, random: object
) -> None:
    values, weights = (np.array(column, float) for column in zip(*rows, strict=True))
    first = gini(values, weights).estimate
    order = np.argsort([random.random() for _ in rows])  # type: ignore[attr-defined]
    for again in (
        gini(scale * values, weights),
        gini(values, scale * weights),
        gini(values[order], weights[order]),
        gini(np.tile(values, copies), np.tile(weights, copies)),
        gini(values, copies * weights),
    ):
        assert again.estimate == pytest.approx(first, abs=1e-12)


@given(cases)
def test_lorenz_curve_is_convex_below_the_diagonal_and_gini_its_area(
    rows: list[tuple[int, int]],
) -> None:
    values, weights = zip(*rows, strict=True)
    curve = lorenz(values, weights).to_numpy()
    assert curve[0].tolist() == [0, 0]
    assert curve[-1].tolist() == [1, 1]
    assert ((curve >= 0) & (curve <= 1)).all()
    assert (curve[:, 1] <= curve[:, 0] + 1e-12).all()
    steps = np.diff(curve, axis=0)
    assert (steps >= 0).all()
    assert (np.diff(steps[:, 1] / steps[:, 0]) >= -1e-9).all()
    under = np.trapezoid(curve[:, 1], curve[:, 0])
    assert gini(values, weights).estimate == pytest.approx(1 - 2 * under, abs=1e-12)


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=20), st.data())
def test_a_gift_from_richer_to_poorer_never_widens_the_gap(
    values: list[int], data: st.DataObject
) -> None:
    poor, rich = np.argmin(values), np.argmax(values)
    gift = data.draw(st.integers(0, (values[rich] - values[poor]) // 2))
    after = list(values)
    after[poor] += gift
    after[rich] -= gift
    before = gini(values).estimate
    assert before is not None
    assert (gini(after).estimate or 0) <= before + 1e-12
