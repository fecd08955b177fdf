"""A study on disk and tiny notebooks, each of which misbehaves in its own way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nbformat

from hubstudy.batch.engine import Limits
from tests.studies import STREET_1, small_study

if TYPE_CHECKING:
    from pathlib import Path

STUDY_TOML = """
[study]
name = "napkin"
title = { zh = "餐巾纸研究", en = "Napkin study" }
place = { zh = "示例市", en = "Example City" }
as_of = 2023-08-31
first_year = 2015
last_year = 2023
synthetic = true
seed = 7
language = "zh"
price_year = 2023
[treatment]
definition = { zh = "设有枢纽", en = "has a hub" }
[policy]
core_city_note = { zh = "假定", en = "assumed" }
organizations_per_community = 2
annual_fund_cny = 300000
[privacy]
min_contributors = 3
"""

PARAMETERS = """study: str = "napkin"  # folder or name
unit: str = "city"  # city or a code
year: int = 0  # 0 for the as-of date
label: str = "a"  # any text
language: str = "zh"  # zh or en
output: str = ""  # folder to keep findings in"""

WRITE = (
    "from pathlib import Path\n"
    "Path(output, 'results', 'found.json').write_text('{\"unit\": \"' + unit + '\"}')\n"
    "_ = Path(output, 'results', 'found.parquet').write_bytes(b'PAR1')"
)
QUICK = Limits(start=60, cell=20, notebook=40)


def write_study(folder: Path) -> Path:
    """Write the napkin study as a person would: one TOML, one CSV per table."""
    folder.mkdir(parents=True)
    (folder / "study.toml").write_text(STUDY_TOML, encoding="utf-8")
    for name, frame in small_study().tables:
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    return folder


def write_notebook(
    folder: Path, name: str, *cells: str, scope: str = "unit", **declared: list[str]
) -> Path:
    """Write a notebook: the parameters, then the cells given."""
    node = nbformat.v4.new_notebook()
    node.metadata["kernelspec"] = {
        "name": "python3", "display_name": "Python 3", "language": "python",
    }  # fmt: skip
    node.metadata["hubstudy"] = {"scope": scope, **declared}
    for number, source in enumerate((PARAMETERS, *cells)):
        cell = nbformat.v4.new_code_cell(source, id=f"cell-{number}")
        node.cells.append(cell)
    node.cells[0].metadata["tags"] = ["parameters"]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.ipynb"
    nbformat.write(node, path)
    return path


def only_in_street(code: str) -> str:
    """Have a statement run in the first street district only."""
    return f"if unit == {STREET_1!r}:\n    {code}"


def tree(root: Path) -> dict[str, bytes]:
    """Give every file below a folder with its content."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def options(project: Path, **other: Any) -> dict[str, Any]:
    """Give the usual arguments of a batch on a project made by the tests."""
    return {
        "study_path": project / "data" / "raw" / "napkin",
        "output": project,
        "notebook_folder": project / "notebooks",
        "limits": QUICK,
        "jobs": 1,
    } | other
