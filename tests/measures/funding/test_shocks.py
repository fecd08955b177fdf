"""Shocks that can be computed, and what is said of those that cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures.funding import Shock
from hubstudy.measures.funding.shocks import SHOCKS, check_shocks
from tests.measures.funding.test_dependence import receipt
from tests.studies import small_study

if TYPE_CHECKING:
    from hubstudy.intake import Study


@pytest.fixture(scope="module")
def study() -> Study:
    """Money of two street offices, of a firm and of a fund."""
    names = ["示例街道办事处", "示例街道办事处02", "示例企业", "市财政专项资金"]
    return small_study(revenue=[receipt(i, funder=x) for i, x in enumerate(names)])


@pytest.mark.parametrize(
    ("given", "what_to_do"),
    [
        ({"name": " "}, "give it one"),
        ({"name": None}, "give it one"),
        ({"kind": "flood"}, "expected one of top_funder, fund, funder_type, funder"),
        ({"kind": "fund", "target": "street_office"}, "leave target='street_office'"),
        ({"kind": "top_funder", "target": "x"}, "leave target='x' out"),
        ({"kind": "funder_type"}, "expected one of government_bureau, street"),
        ({"kind": "funder_type", "target": "street"}, "near it: street_office"),
        ({"kind": "funder", "target": "  "}, "give a funder's name"),
        ({"kind": "funder", "target": None}, "give a funder's name"),
        ({"share": 2}, "expected a number from 0 to 1"),
        ({"share": "half"}, "expected a number from 0 to 1"),
    ],
)
def test_a_senseless_shock_is_refused_with_what_to_do(
    given: dict[str, Any], what_to_do: str
) -> None:
    with pytest.raises(MeasureError, match="无法计算") as caught:
        Shock(**({"name": "s", "kind": "fund"} | given))
    assert what_to_do in str(caught.value)


def test_blanks_around_names_are_dropped(study: Study) -> None:
    shock = Shock(" 企业 ", "funder", " 示例企业\n")
    assert (shock.name, shock.target) == ("企业", "示例企业")
    assert check_shocks(shock, study) == (shock,)


def test_an_unknown_funder_brings_near_names(study: Study) -> None:
    with pytest.raises(MeasureError, match="no such funder") as caught:
        check_shocks([Shock("x", "funder", "街道办事处")], study)
    assert "near it: 示例街道办事处, 示例街道办事处02;" in str(caught.value)
    assert "市财政" not in str(caught.value)
    with pytest.raises(MeasureError, match="as in column funder") as caught:
        check_shocks([Shock("x", "funder", "WWW")], study)
    assert "near" not in str(caught.value)


@pytest.mark.parametrize("shocks", [[], (), iter(())])
def test_no_shock_is_refused(study: Study, shocks: Any) -> None:
    with pytest.raises(MeasureError, match="give at least one"):
        check_shocks(shocks, study)


@pytest.mark.parametrize("shocks", ["fund", ["fund"], 3, [SHOCKS[0], "fund"]])
def test_what_is_no_shock_is_refused(study: Study, shocks: Any) -> None:
    with pytest.raises(MeasureError, match="a Shock or a list of them"):
        check_shocks(shocks, study)


def test_names_that_repeat_are_refused(study: Study) -> None:
    with pytest.raises(MeasureError, match=r"give each a name of its own"):
        check_shocks([Shock("x", "fund"), Shock("x ", "top_funder")], study)
