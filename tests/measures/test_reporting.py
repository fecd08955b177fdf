"""The form for network data is filled in from the register, and says what it lacks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hubstudy.errors import Bilingual, MeasureError
from hubstudy.measures.reporting import network_reporting
from tests.studies import STREET_2, small_study, tie

if TYPE_CHECKING:
    from hubstudy.intake import Study


def texts(study: Study, **options: object) -> dict[str, str]:
    table = network_reporting(study, **options).to_frame()  # type: ignore[arg-type]
    return dict(zip(table["item"], table["text_en"], strict=True))


def test_the_form_has_the_25_items_of_the_guidelines(napkin: Study) -> None:
    result = network_reporting(napkin)
    items = result.to_frame()["item"].tolist()
    assert [sum(i.startswith(f"{s}.") for i in items) for s in range(1, 5)] == [
        7, 5, 7, 6,
    ]  # fmt: skip
    assert result["n_items"].estimate == 25
    columns = ["name_zh", "name_en", "text_zh", "text_en"]
    assert (result.to_frame()[columns] != "").all(axis=None)


def test_what_only_people_know_is_not_stated_until_they_say_it(napkin: Study) -> None:
    silent = network_reporting(napkin)
    assert silent["n_not_stated"].estimate == 5
    assert "[reporting]" in silent.caveats[0].en
    stated = {
        key: Bilingual("有", f"told: {key}")
        for key in ("collection", "boundary", "ethics", "availability", "citation")
    }
    study = replace(napkin, settings=replace(napkin.settings, reporting=stated))
    result = network_reporting(study)
    assert result["n_not_stated"].estimate == 0
    assert not result.caveats
    assert texts(study)["2.3"] == "told: boundary"


def test_counts_are_those_of_the_register() -> None:
    ties = [
        tie("A1", "A2", weight=2.0),
        tie("A2", "A1", weight=4.0),
        tie("A1", "B1", layer="information", weight=1.0),
        tie("A3", "B1", observation="absent"),
        tie("A3", "B2", observation="not_asked"),
    ]
    found = texts(small_study(ties=ties))
    assert found["2.2"].startswith("7, of which 2 ")  # C1 and B2 stand alone
    assert "2 pairs without membership" in found["3.7"]
    assert "collaboration 1, information 1" in found["3.7"]
    assert "collaboration 0.0%, information 100.0%" in found["4.1"]
    assert "collaboration mean 3.00, SD 1.00, range 2–4" in found["3.3"]
    assert "1 rows recorded as absent" in found["4.4"]
    assert "3 rows observed were collapsed into 2 pairs" in found["4.5"]
    assert "1 pairs not asked about" in found["4.6"]


def test_a_street_describes_its_own_network(napkin: Study) -> None:
    found = texts(napkin, unit=STREET_2)
    assert found["2.2"].startswith("1, of which 1 ")
    assert "1 that leave the unit" in found["4.4"]
    assert found["1.4"] == "乙街道, Example City"


def test_a_study_without_ties_says_so() -> None:
    found = texts(small_study(ties=[]))
    assert found["3.3"] == "no weights were recorded"
    assert found["4.1"] == "there are no ties"


def test_an_unknown_unit_is_refused(napkin: Study) -> None:
    with pytest.raises(MeasureError, match="nowhere"):
        network_reporting(napkin, unit="nowhere")
