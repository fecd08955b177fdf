"""A batch as a whole: one bad notebook harms no other and no earlier output."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import nbformat
import pytest

from hubstudy.batch.engine import Limits
from hubstudy.batch.run import run
from hubstudy.errors import RunError
from tests.batch.zoo import WRITE, only_in_street, options, tree, write_notebook
from tests.studies import STREET_1, STREET_2

MISDEEDS = {
    "raises": ("raise ValueError('坏 {0}')", "ValueError: 坏 {0}"),
    "exits": ("import sys; sys.exit(0)", "SystemExit"),
    "dies": ("import os; os._exit(0)", "DeadKernelError"),
    "loops": ("while True: pass", "CellTimeoutError"),
    "clings": (
        (
            "import time\n    t = time.monotonic()\n"
            "    while time.monotonic() - t < 60:\n"
            "        try: time.sleep(1)\n        except KeyboardInterrupt: pass"
        ),
        "CellTimeoutError",
    ),
}


@pytest.fixture
def zoo(project: Path) -> Path:
    """Project with a notebook that writes a finding and can be made to misbehave."""
    write_notebook(project / "notebooks", "fine", WRITE, results=["found"])
    return project


@pytest.mark.parametrize("kind", MISDEEDS)
def test_a_notebook_that_fails_in_one_district_leaves_the_others(
    zoo: Path, kind: str
) -> None:
    misdeed, reason = MISDEEDS[kind]
    before = WRITE + "\n" + only_in_street(misdeed)
    write_notebook(zoo / "notebooks", "bad", before, "1 + 1", results=["found"])
    limits = Limits(start=60, cell=2, notebook=30)
    summary = run(**options(zoo, limits=limits, notebooks=["bad"]))
    assert summary.done == ("city/bad/zh", f"{STREET_2}/bad/zh")
    assert summary.exit_code == 1
    (failed,) = summary.failed
    assert (failed.unit, failed.notebook) == (STREET_1, "bad")
    assert failed.cell == "3 (cell-1)"
    assert reason in failed.reason
    processed = zoo / "data/processed/napkin"
    assert not (processed / "results" / STREET_1).exists()
    assert not (processed / "runs" / STREET_1).exists()
    assert not (processed / ".stage").exists()
    assert (processed / "failed" / STREET_1 / "bad.ipynb").exists()


def test_a_failure_leaves_the_earlier_good_output_in_place(zoo: Path) -> None:
    run(**options(zoo, units=[STREET_1]))
    good = tree(zoo / "data/processed")
    write_notebook(
        zoo / "notebooks", "fine", WRITE.replace("unit", "unit*2"), "1 / 0",
        results=["found"],
    )  # fmt: skip
    summary = run(**options(zoo, units=[STREET_1]))
    assert "ZeroDivisionError" in str(summary.failed[0])
    after = tree(zoo / "data/processed")
    failed_notebook = f"napkin/failed/{STREET_1}/fine.ipynb"
    assert failed_notebook in after
    assert {k: v for k, v in after.items() if k != failed_notebook} == good
    write_notebook(zoo / "notebooks", "fine", WRITE, results=["found"])
    assert run(**options(zoo, units=[STREET_1])).unchanged


def test_a_declared_output_that_is_missing_is_a_failure(project: Path) -> None:
    write_notebook(project / "notebooks", "lazy", "1 + 1", results=["found"])
    summary = run(**options(project, units=["city"]))
    assert "results/found.json" in summary.failed[0].reason


def test_a_file_with_a_strange_name_is_not_committed(project: Path) -> None:
    strange = (
        "from pathlib import Path\nPath(output, 'results', '甲 乙').write_text('x')"
    )
    write_notebook(project / "notebooks", "odd", strange)
    summary = run(**options(project, units=["city"]))
    assert "甲 乙" in summary.failed[0].reason
    assert not (project / "data/processed/napkin/results/city").exists()


@pytest.mark.parametrize("seconds", [5, 0.1], ids=["at work", "still starting"])
def test_a_notebook_over_its_time_is_stopped(project: Path, seconds: float) -> None:
    cell = "import time; time.sleep(10)"
    write_notebook(project / "notebooks", "slow", *[cell] * 6)
    limits = Limits(start=60, cell=20, notebook=seconds)
    started = time.monotonic()
    summary = run(**options(project, units=["city"], limits=limits))
    assert "超时" in summary.failed[0].reason
    assert time.monotonic() - started < 50


def test_children_of_a_notebook_end_with_it(project: Path, tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    child = (
        "import subprocess\nfrom pathlib import Path\n"
        "child = subprocess.Popen(['sleep', '60'])\n"
        f"_ = Path({str(mark)!r}).write_text(str(child.pid))"
    )
    write_notebook(project / "notebooks", "parent", child)
    assert run(**options(project, units=["city"])).exit_code == 0
    time.sleep(0.5)
    status = Path(f"/proc/{mark.read_text()}/stat")
    assert not status.exists() or status.read_text().split()[2] == "Z"


def test_two_jobs_and_another_folder_give_the_same_bytes(
    zoo: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    paths = "import warnings; warnings.warn(output); print(study, output)"
    write_notebook(zoo / "notebooks", "says", paths)
    other = tmp_path_factory.mktemp("else") / "{where}"
    shutil.copytree(zoo, other)
    units = ["city", STREET_1]
    assert run(**options(zoo, units=units)).exit_code == 0
    assert run(**options(other, units=units, jobs=2)).exit_code == 0
    assert tree(other / "data/processed") == tree(zoo / "data/processed")
    said = (zoo / "data/processed/napkin/runs/city/says.ipynb").read_text()
    assert str(zoo) not in said
    assert os.environ["HOME"] not in said or os.environ["HOME"] == "/"


def test_only_what_changed_runs_again(zoo: Path) -> None:
    heard: list[tuple[int, int, str]] = []
    usual = options(zoo, units=["city", STREET_2])
    run(**usual)
    assert len(run(**usual).unchanged) == 2
    processed = zoo / "data/processed/napkin"
    (processed / "results" / STREET_2 / "found.json").write_text("flipped")
    summary = run(**usual, progress=lambda *event: heard.append(event))
    assert summary.done == (f"{STREET_2}/fine/zh",)
    assert heard == [(0, 1, ""), (1, 1, f"{STREET_2}/fine/zh")]
    assert len(run(**usual, parameters={"year": 2021}).done) == 2
    with (zoo / "data/raw/napkin/communities.csv").open("a") as file:
        file.write("\n")
    assert len(run(**usual).done) == 2


def test_outputs_that_a_notebook_no_longer_makes_are_removed(zoo: Path) -> None:
    run(**options(zoo, units=["city"]))
    write_notebook(zoo / "notebooks", "fine", WRITE.replace("found", "other"))
    run(**options(zoo, units=["city"]))
    names = sorted(
        p.name for p in (zoo / "data/processed/napkin/results/city").iterdir()
    )
    assert names == ["other.json", "other.parquet"]


def test_a_damaged_manifest_vouches_for_nothing(zoo: Path) -> None:
    run(**options(zoo, units=["city"]))
    manifest = zoo / "data/processed/napkin/manifest.json"
    good = manifest.read_bytes()
    manifest.write_bytes(good[: len(good) // 2])
    assert run(**options(zoo, units=["city"])).done == ("city/fine/zh",)
    assert manifest.read_bytes() == good


def test_parameters_reach_the_notebook_as_they_are(project: Path) -> None:
    write_notebook(project / "notebooks", "echo", "print(repr(label), repr(year))")
    text = "007'\"\\\n{乙} $x"
    run(**options(project, units=["city"], parameters={"label": text, "year": "2021"}))
    node = nbformat.read(project / "data/processed/napkin/runs/city/echo.ipynb", 4)
    assert node.cells[-1].outputs[0].text == f"{text!r} 2021\n"


def test_a_notebook_for_the_city_runs_for_the_city_alone(project: Path) -> None:
    write_notebook(project / "notebooks", "sums", "1 + 1", scope="city")
    assert run(**options(project)).done == ("city/sums/zh",)
    with pytest.raises(RunError, match="city only"):
        run(**options(project, units=[STREET_1]))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"notebooks": ["nine"]}, "nine；可用 / known: fine"),
        ({"units": ["999999999"]}, f"city、{STREET_1}"),
        ({"units": ["../city"]}, "known"),
        ({"parameters": {"colour": 1}}, "colour；可用 / known: year、label"),
        ({"parameters": {"output": "elsewhere"}}, "parameter: output"),
        ({"parameters": {"year": "soon"}}, "year = 'soon'：应为 / expected int"),
        ({"parameters": {"year": True}}, "expected int"),
        ({"parameters": {"label": 7}}, "expected str"),
        ({"language": "fr"}, "zh、en"),
        ({"jobs": 0}, "jobs"),
        ({"study_path": "nowhere"}, "no such study"),
        ({"notebook_folder": Path("nowhere")}, "no notebooks at nowhere"),
    ],
)
def test_what_is_unknown_is_refused_before_anything_runs(
    zoo: Path, wrong: dict[str, object], message: str
) -> None:
    with pytest.raises(RunError, match=message.replace("(", r"\(")):
        run(**options(zoo, **wrong))
    assert not (zoo / "data/processed").exists()


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("year: int = 'x'", "type and default differ"),
        ("for i in range(3): pass", "not “name: type = default”"),
        ("year: int = 0", "parameters missing: language, output, study, unit"),
    ],
)
def test_a_notebook_with_odd_parameters_is_refused(
    zoo: Path, source: str, message: str
) -> None:
    path = write_notebook(zoo / "notebooks", "odd")
    node = nbformat.read(path, 4)
    node.cells[0].source = source
    nbformat.write(node, path)
    with pytest.raises(RunError, match=message):
        run(**options(zoo))


def test_a_second_batch_on_one_folder_is_refused(zoo: Path) -> None:
    refused: list[str] = []

    def meanwhile(finished: int, total: int, last: str) -> None:
        with pytest.raises(RunError, match="another batch") as caught:
            run(**options(zoo))
        refused.append(str(caught.value))

    run(**options(zoo, units=["city"], progress=meanwhile))
    assert len(refused) == 2


@pytest.mark.skipif(os.name != "posix", reason="files as folders act alike on posix")
def test_a_folder_that_cannot_be_written_is_refused(zoo: Path) -> None:
    (zoo / "file").write_text("")
    with pytest.raises(RunError, match="cannot write"):
        run(**options(zoo, output=zoo / "file"))


def test_the_figure_list_names_each_figure_with_its_hashes(project: Path) -> None:
    record = {
        "figure": "x", "number": "F1", "caption_zh": "图", "caption_en": "Figure",
        "n": 3, "input_sha256": "a", "svg_sha256": "b", "png_sha256": "c",
    }  # fmt: skip
    cell = (
        "from pathlib import Path\n"
        "folder = Path(output, 'figures')\n"
        f"_ = (folder / 'fig_x.json').write_text({json.dumps(record)!r})\n"
        "_ = [(folder / f'fig_x.{e}').write_text('x') for e in ('svg', 'png')]"
    )
    write_notebook(project / "notebooks", "draws", cell, figures=["x"])
    assert run(**options(project, units=["city"])).exit_code == 0
    listed = (project / "figures/napkin/city/figures.csv").read_text("utf-8-sig")
    assert listed == (
        "figure,file,caption_zh,caption_en,n,input_sha256,svg_sha256,png_sha256\n"
        "F1,fig_x.svg,图,Figure,3,a,b,c\n"
    )
