"""Every notebook reads like the report, and runs."""

from __future__ import annotations

import ast
import itertools
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from hubstudy.batch.plan import read_notebook, tagged_parameters
from hubstudy.batch.run import run
from hubstudy.figures.catalog import CATALOG

ROOT = Path(__file__).parents[1]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [
    "00_audit",
    "01_density",
    "01b_hub_position",
    "02_outcomes",
    "03_funding",
    "05_rollup",
]
FORBIDDEN = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.For,
    ast.While, ast.If, ast.Try, ast.With, ast.ListComp, ast.DictComp, ast.SetComp,
    ast.GeneratorExp, ast.BinOp, ast.Subscript,
)  # fmt: skip
PARAMETER_LINE = re.compile(r'[a-z_]+: (str|int) = ("[^"]*"|\d+)  # \S.* / \S.*')


def by_name(path: Path) -> str:
    return path.stem


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def code(path: Path) -> list[Any]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def called(path: Path) -> set[str]:
    """Give the names of all functions that a notebook calls or hands over."""
    trees = [ast.parse(cell.source) for cell in code(path)]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def test_the_notebooks_are_those_of_the_study() -> None:
    assert [path.stem for path in PATHS] == NAMES


@pytest.mark.parametrize("path", PATHS, ids=by_name)
def test_it_is_stripped_and_has_stable_ids(path: Path) -> None:
    node = read(path)
    nbformat.validate(node)
    assert (node.nbformat, node.nbformat_minor) == (4, 5)
    assert node.metadata.kernelspec.name == "python3"
    ids = [cell.id for cell in node.cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z-]+", cell_id) for cell_id in ids)
    for cell in code(path):
        assert not cell.outputs
        assert cell.execution_count is None
        assert set(cell.metadata) <= {"tags"}


@pytest.mark.parametrize("path", PATHS, ids=by_name)
def test_its_parameters_are_explained_in_both_languages(path: Path) -> None:
    lines = tagged_parameters(read(path)).source.splitlines()
    assert all(PARAMETER_LINE.fullmatch(line) for line in lines)
    names = [line.partition(":")[0] for line in lines]
    assert names == ["study", "unit", "year", "language", "output"]


@pytest.mark.parametrize("path", PATHS, ids=by_name)
def test_it_has_no_logic_paths_or_numbers_of_its_own(path: Path) -> None:
    parameters = tagged_parameters(read(path))
    for cell in code(path):
        nodes = list(ast.walk(ast.parse(cell.source)))
        assert not [n for n in nodes if isinstance(n, FORBIDDEN)], cell.id
        if cell.id != parameters.id:
            values = [n.value for n in nodes if isinstance(n, ast.Constant)]
            assert all(isinstance(value, str) for value in values), cell.id
            assert not [value for value in values if re.search(r"[/\\.]", value)]


@pytest.mark.parametrize("path", PATHS, ids=by_name)
def test_each_finding_has_a_heading_in_both_languages(path: Path) -> None:
    cells = read(path).cells
    for before, cell in itertools.pairwise(cells):
        if cell.cell_type == "markdown":
            assert before.cell_type == "code"
            assert re.fullmatch(r"## .*[一-龥].* / .*[A-Za-z].*", cell.source), cell.id
    assert cells[-1].source == "bench.limits()"
    assert len(code(path)[2:]) <= 2 * sum(c.cell_type == "markdown" for c in cells)


@pytest.mark.parametrize("path", PATHS, ids=by_name)
def test_it_declares_what_it_makes(path: Path) -> None:
    notebook, names = read_notebook(path), called(path)
    drawn = {CATALOG[name].stem for name in names & set(CATALOG)}
    assert set(notebook.figures) == drawn
    kept = sum(cell.source.count("bench.keep(") for cell in code(path))
    assert len(notebook.results) == kept
    measured = set(notebook.results) - {"claim_audit"}
    assert measured <= names


def test_power_is_printed_before_any_estimate() -> None:
    first, *_ = read_notebook(PATHS[0]).results
    assert first == "minimum_detectable_effects"


@pytest.mark.parametrize("unit", ["city", "371082004"])
def test_every_notebook_runs_on_the_embedded_study(tmp_path: Path, unit: str) -> None:
    study = ROOT / "data" / "raw" / "rongcheng"
    summary = run(study, units=[unit], output=tmp_path, jobs=2)
    assert [str(failed) for failed in summary.failed] == []
    assert len(summary.done) == (len(NAMES) if unit == "city" else len(NAMES) - 1)
    executed = tmp_path / "data/processed/rongcheng/runs" / unit
    for path in sorted(executed.glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        assert str(tmp_path) not in text
        assert '"stderr"' not in text, path.name
