"""What a notebook has on the bench."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import hubstudy as hs
from hubstudy.batch.workbench import find_study
from hubstudy.errors import MeasureError, RunError
from hubstudy.results import Result
from tests.studies import STREET_1

if TYPE_CHECKING:
    from pathlib import Path


def test_a_study_is_found_by_name_from_a_folder_below(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "notebooks").mkdir()
    monkeypatch.chdir(project / "notebooks")
    folder = project / "data" / "raw" / "napkin"
    assert find_study("napkin") == folder
    assert find_study("data/raw/napkin") == folder
    assert find_study(folder) == folder
    with pytest.raises(RunError, match="napkin"):
        find_study("nine")


def test_what_is_kept_reads_back_and_its_caveats_are_the_limits(project: Path) -> None:
    study = project / "data" / "raw" / "napkin"
    bench = hs.open_unit(study, unit=STREET_1, output=project / "out")
    result = hs.measures.density.community_density(bench.study, unit=bench.unit)
    assert bench.keep(result) is result
    stored = Result.load(project / "out" / "results", "community_density")
    assert stored.finding == result.finding
    bench.keep(result)
    assert bench.limits().texts == result.caveats
    assert result.caveats[0].en in str(bench.limits())
    assert result.caveats[0].zh in bench.limits()._repr_html_()


def test_a_figure_is_drawn_with_and_without_a_place_for_it(project: Path) -> None:
    study = project / "data" / "raw" / "napkin"
    plot = hs.figures.density.plot_organizations_ranked
    for output in ("", project / "out"):
        bench = hs.open_unit(study, output=output, language="en")
        result = hs.measures.density.community_density(bench.study)
        assert bench.draw(plot, result.to_frame(), result).png[:4] == b"\x89PNG"
    names = sorted(path.name for path in (project / "out" / "figures").iterdir())
    assert names == [f"fig_organizations_ranked.en.{e}" for e in ("json", "png", "svg")]


def test_it_says_what_is_on_it(project: Path) -> None:
    bench = hs.open_unit(project / "data" / "raw" / "napkin", unit=STREET_1, year=0)
    assert bench.year is None
    assert "餐巾纸研究（示例数据）：甲街道，截至 2023-08-31" in repr(bench)
    assert "<em>Napkin study (synthetic data): 甲街道" in bench._repr_html_()


def test_an_unknown_unit_year_or_language_is_refused(project: Path) -> None:
    study = project / "data" / "raw" / "napkin"
    with pytest.raises(MeasureError, match="no such unit"):
        hs.open_unit(study, unit="nine")
    with pytest.raises(MeasureError, match="1999"):
        hs.open_unit(study, year=1999)
    with pytest.raises(RunError, match="fr"):
        hs.open_unit(study, language="fr")
