"""Spells of contractors, and survival against R's survival package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from hubstudy.measures.continuity import (
    _median,
    contract_spells,
    contract_survival,
    hazard_ratio,
    survival_curve,
)
from tests.reference.shared import printed, shared_reference
from tests.studies import STREET_2, A, B, small_study

if TYPE_CHECKING:
    from hubstudy.intake import Study
    from tests.studies import Rows

MONTHS = np.array([5, 8, 12, 12, 20, 26, 30, 31, 40, 44.0])
ENDED = np.array([1, 1, 0, 1, 1, 0, 1, 1, 0, 1], dtype=bool)
ENTRY = np.array([0, 0, 0, 6, 0, 10, 0, 0, 25, 0.0])
ALL = np.zeros(10)


def contract(identifier: str, **other: Any) -> dict[str, Any]:
    """Make a one-year contract of a local contractor in community A."""
    return {
        "contract_id": identifier, "community_code": A, "contractor_id": "H1",
        "is_local": True, "start": "2020-01-01", "end": "2020-12-31",
    } | other  # fmt: skip


def spells(entry: np.ndarray = ALL) -> pd.DataFrame:
    """Ten spells of the R script, five communities, two spells each."""
    return pd.DataFrame(
        {
            "community_code": np.repeat(list("abcde"), 2),
            "is_local": np.array([0, 1, 0, 1, 0, 1, 0, 1, 1, 1], dtype=bool),
            "months": MONTHS, "entry_months": entry, "ended": ENDED,
        }
    )  # fmt: skip


def at(curve: pd.DataFrame, *times: float) -> pd.DataFrame:
    """Read a curve at some months."""
    wanted = pd.DataFrame({"months": np.array(times, dtype=float)})
    return pd.merge_asof(wanted, curve, on="months")


def test_kaplan_meier_and_its_band_are_rs() -> None:
    values = np.array(printed("inference.txt")["km"], dtype=float).reshape(4, 2)
    found = at(survival_curve(spells()), 12, 30)
    assert found["survival"].to_numpy() == pytest.approx(values[0])
    assert found["ci_low"].to_numpy() == pytest.approx(values[2])
    assert found["ci_high"].to_numpy() == pytest.approx(values[3])


def test_late_entry_is_rs() -> None:
    values = np.array(printed("inference.txt")["truncated"], dtype=float).reshape(3, 2)
    found = at(survival_curve(spells(ENTRY)), 12, 30)
    assert found["survival"].to_numpy() == pytest.approx(values[0])
    assert found["n_at_risk"].tolist() == values[2].tolist()


def lung() -> pd.DataFrame:
    """The lung data as spells: women stand for outside contractors."""
    frame = pd.read_csv(shared_reference("lung.csv"))
    return pd.DataFrame(
        {
            "community_code": frame["inst"], "is_local": frame["sex"] == 1,
            "months": frame["time"].astype(float), "entry_months": 0.0,
            "ended": frame["status"] == 2,
        }
    )  # fmt: skip


def test_lung_survival_is_rs() -> None:
    values = np.array(printed("inference.txt")["lung_km"], dtype=float).reshape(4, 2, 2)
    frame = lung()
    for index, group in enumerate((frame["is_local"], ~frame["is_local"])):
        found = at(survival_curve(frame[group]), 100, 500)
        assert found["survival"].to_numpy() == pytest.approx(values[0, index])
        assert found["ci_low"].to_numpy() == pytest.approx(values[1, index])
        assert found["ci_high"].to_numpy() == pytest.approx(values[2, index])


def test_lung_cox_by_institution_is_rs() -> None:
    log_ratio, _, error, n = map(float, printed("inference.txt")["lung_cox"])
    found = hazard_ratio(lung().dropna(subset=["community_code"]))
    assert found.estimate == pytest.approx(np.exp(log_ratio), rel=1e-6)
    assert found.std_error == pytest.approx(error, rel=1e-6)
    assert (found.n, found.n_clusters) == (n, 18)


def test_renewals_by_the_same_contractor_make_one_spell() -> None:
    rows = [
        contract("C1"),
        contract("C2", start="2021-01-01", end="2021-12-31", renews_contract="C1"),
        contract("C3", start="2022-01-01", end="2022-06-30", renews_contract="C2"),
    ]
    frame = contract_spells(small_study(contracts=rows))
    assert frame["months"].tolist() == pytest.approx([911 / (365.25 / 12)])
    assert frame["ended"].tolist() == [True]


def test_another_contractor_begins_a_new_spell_whatever_it_renews() -> None:
    rows = [
        contract("C1"),
        contract("C2", contractor_id="X1", is_local=False, renews_contract="C1"),
        contract("C3", contractor_id="X1", is_local=False, community_code=B),
    ]
    assert len(contract_spells(small_study(contracts=rows))) == 3


def test_spells_are_censored_on_the_as_of_date_and_enter_late() -> None:
    rows = [
        contract("C1", end=None),
        contract("C2", contractor_id="X1", end="2024-12-31"),
        contract("C3", contractor_id="X2", end="2023-08-31"),
        contract("C4", contractor_id="X3", start="2014-01-01", end="2016-01-01"),
        contract("C5", contractor_id="X4", start="2010-01-01", end="2014-06-30"),
        contract("C6", contractor_id="X5", start="2023-10-01", end=None),
    ]
    frame = contract_spells(small_study(contracts=rows)).set_index("contractor_id")
    assert frame["ended"].to_dict() == {
        "H1": False,
        "X1": False,
        "X2": False,  # on its last day a contract still runs
        "X3": True,
    }
    assert frame.loc["X3", "entry_months"] == pytest.approx(12, abs=0.01)
    assert frame.loc["H1", "months"] == frame.loc["X1", "months"]
    result = contract_survival(small_study(contracts=rows))
    assert any("left truncation" in text.en for text in result.caveats)


def many(ends_local: int = 12, n_communities: int = 12) -> Rows:
    """Per community one local spell of two years and one outside of half a year."""
    rows = []
    for i in range(12):
        code = f"{A[:9]}{i % n_communities + 1:03d}"
        start, month = f"20{15 + i % 6}-01-0{i % 9 + 1}", i % 6 + 1
        local_end = f"20{17 + i % 6}-0{month}-15" if i < ends_local else None
        rows += [
            contract(f"L{i}", community_code=code, start=start, end=local_end),
            contract(f"X{i}", community_code=code, start=start, is_local=False,
                     contractor_id="X", end=f"20{15 + i % 6}-{6 + month:02d}-20"),
        ]  # fmt: skip
    return rows


def communities() -> Rows:
    return [
        {"community_code": f"{A[:9]}{i:03d}", "community_name": f"示例{i}社区",
         "street_code": A[:9], "is_core_city": True, "residents": 1000}
        for i in range(1, 13)
    ]  # fmt: skip


def test_groups_that_do_not_overlap_have_no_hazard_ratio() -> None:
    # every outside spell ends before any local one: the ratio runs to infinity
    study = small_study(
        communities=communities(), organizations=[], ties=[], contracts=many()
    )
    result = contract_survival(study)
    assert result["hazard_ratio"].reason == "did_not_converge"
    assert result["outside_12m"].estimate == 0
    assert result["local_12m"].estimate == 1
    assert result["local_12m"].ci_low == pytest.approx(0.025 ** (1 / 12))
    assert "未收敛" in result.finding.zh


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "no_contracts"),
        ([contract("C1")], "one_group_only"),
        (many(ends_local=4), "too_small"),
        (many(n_communities=9), "too_few_clusters"),
    ],
)
def test_hazard_ratio_is_refused_with_a_reason(rows: Rows, reason: str) -> None:
    study = small_study(
        communities=communities(), organizations=[], ties=[], contracts=rows
    )
    assert contract_survival(study)["hazard_ratio"].reason == reason


def test_no_contracts(napkin: Study) -> None:
    result = contract_survival(napkin, unit=STREET_2)
    assert result.n == 0
    assert result.to_frame().empty
    assert result["local_median"].reason == "no_contracts"
    assert "未测量" in result.finding.zh


def test_four_spells_have_no_curve() -> None:
    rows = [contract(f"C{i}", contractor_id=f"X{i}") for i in range(4)]
    result = contract_survival(small_study(contracts=rows))
    assert result["local_12m"].reason == "too_small"
    assert result.to_frame().empty


def test_spells_that_never_end_stay_at_one() -> None:
    rows = [contract(f"C{i}", contractor_id=f"X{i}", end=None) for i in range(6)]
    result = contract_survival(small_study(contracts=rows))
    assert result["local_median"].reason == "not_reached"
    assert result["local_12m"].estimate == 1
    assert (result.to_frame()["survival"] == 1).all()


def test_young_spells_say_nothing_about_a_year() -> None:
    rows = [
        contract(f"C{i}", contractor_id=f"X{i}", start="2023-01-01", end="2023-05-01")
        for i in range(6)
    ]
    rows[5]["end"] = None
    result = contract_survival(small_study(contracts=rows))
    assert result["local_12m"].reason == "not_reached"
    assert result["local_median"].estimate == pytest.approx(3.9, abs=0.1)


def test_median_is_where_the_curve_and_its_band_reach_one_half() -> None:
    # R: median 30, 95 % from 5, upper end not reached
    median, low, _ = printed("inference.txt")["median"]
    curve = survival_curve(spells())
    reached = curve[curve["survival"] <= 0.5]["months"].min()
    assert (reached, curve[curve["ci_low"] <= 0.5]["months"].min()) == (
        float(median), float(low),
    )  # fmt: skip
    assert not (curve["ci_high"] <= 0.5).any()


def test_median_of_exactly_one_half_is_reached() -> None:
    ended = [False, True, True, False, False]
    frame = spells().iloc[:5].assign(months=[1.0, 10, 20, 30, 40], ended=ended)
    # 3/4 × 2/3, which binary numbers make a hair more than one half
    curve = survival_curve(frame)
    assert curve["survival"].iloc[-1] == pytest.approx(0.5)
    assert _median(curve, n=5).estimate == 20
