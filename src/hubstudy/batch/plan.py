"""What must run: notebooks, units of work and the keys that tell one run from another.

A unit of work is one notebook for one unit in one language. Its key is a hash of
everything its outputs depend on, so that what is unchanged need not run again; time
stamps decide nothing.
"""

from __future__ import annotations

import ast
import hashlib
import json
import platform
import re
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from hubstudy.errors import RunError
from hubstudy.results import CITY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hubstudy.errors import Language
    from hubstudy.intake import Study

Scalar = str | int | float | bool

NAME = re.compile(r"[a-z0-9][a-z0-9_]{0,40}")
KINDS: dict[str, type[Scalar]] = {"str": str, "int": int, "float": float, "bool": bool}
OWNED = frozenset({"study", "unit", "language", "output"})
"""Parameters that the batch fills in itself."""

NOT_RUN = ("cli.py", "report")
"""Parts of the library that no notebook can reach: the layers above the batch."""

DEPENDENCIES = (
    "igraph", "ipykernel", "ipython", "matplotlib", "matplotlib-inline", "networkx",
    "numba", "numpy", "pandas", "papermill", "pyarrow", "pylopdf-fonts-zh-cn",
    "scipy", "statsmodels",
)  # fmt: skip
"""Packages whose version may show in an output."""


@dataclass(frozen=True, slots=True)
class Notebook:
    """
    A notebook that the batch can run, as it stands in the project.

    Parameters
    ----------
    path
        The file; never written.
    scope
        ``"unit"`` to run for the city and each street district, ``"city"`` for the
        city alone.
    parameters
        Defaults of the cell tagged ``parameters``, by name.
    results, figures
        Declared outputs: names of results and stems of figures.
    source_hash
        SHA-256 over cells and declarations; outputs do not count.
    """

    path: Path
    scope: str
    parameters: Mapping[str, Scalar]
    results: tuple[str, ...]
    figures: tuple[str, ...]
    source_hash: str

    @property
    def name(self) -> str:
        """File name without its ending."""
        return self.path.stem


@dataclass(frozen=True, slots=True)
class Work:
    """
    One unit of work: a notebook for a unit in a language.

    Parameters
    ----------
    notebook
        What to run.
    unit
        ``"city"`` or a street district's code.
    language
        Language of the figures.
    parameters
        Values of the parameters that the batch does not own.
    study_folder
        Folder of the study, absolute.
    study_hash
        SHA-256 over the study's files.
    key
        Hash of all that the outputs depend on.
    """

    notebook: Notebook
    unit: str
    language: Language
    parameters: Mapping[str, Scalar]
    study_folder: Path
    study_hash: str
    key: str

    @property
    def name(self) -> str:
        """Stable name in the manifest and in messages."""
        return f"{self.unit}/{self.notebook.name}/{self.language}"

    @property
    def suffix(self) -> str:
        """What file names bear before their ending: nothing in Chinese."""
        return "" if self.language == "zh" else f".{self.language}"

    def declared(self) -> Iterator[str]:
        """Go through the files that the notebook must leave, relative to its stage."""
        for name in self.notebook.results:
            yield from (f"results/{name}.json", f"results/{name}.parquet")
        for stem in self.notebook.figures:
            for ending in ("svg", "png", "json"):
                yield f"figures/fig_{stem}{self.suffix}.{ending}"


def find_notebooks(folder: Path | None, *, study_folder: Path) -> dict[str, Notebook]:
    """
    Find and read the project's notebooks.

    Parameters
    ----------
    folder
        Where they are; None to look for ``notebooks`` in the working folder, in the
        study's folder and in the folders above each.
    study_folder
        Folder of the study.

    Returns
    -------
    dict of str to Notebook
        By name, in order.

    Raises
    ------
    RunError
        If there is no such folder, it holds no notebook, or a notebook is not fit to
        run.
    """
    starts = [Path.cwd(), study_folder.resolve()]
    above = [parent for start in starts for parent in (start, *start.parents)]
    candidates = (
        [parent / "notebooks" for parent in above] if folder is None else [folder]
    )
    for candidate in candidates:
        paths = sorted(candidate.glob("*.ipynb"))
        if paths:
            return {path.stem: read_notebook(path.resolve()) for path in paths}
    where = "notebooks/" if folder is None else folder
    msg = (
        f"在 {where} 找不到 notebook，请在项目内运行，或用 --notebook-folder 指定 / "
        f"no notebooks at {where}: run inside the project or give --notebook-folder"
    )
    raise RunError(msg)


def read_notebook(path: Path) -> Notebook:
    """
    Read a notebook's declarations.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    Notebook
        Its parameters, scope and declared outputs.

    Raises
    ------
    RunError
        If the file is no notebook, its name is not a–z, 0–9 and ``_``, or its
        parameters or declarations are missing or malformed.
    """
    try:
        node = nbformat.read(path, as_version=4)
        declared = node.metadata.get("hubstudy", {})
        if not NAME.fullmatch(path.stem):
            msg = f"name must match {NAME.pattern}"
            raise ValueError(msg)
        if declared.get("scope") not in {"unit", CITY}:
            msg = 'metadata.hubstudy.scope must be "unit" or "city"'
            raise ValueError(msg)
        parameters = _parameters(node)
    except (ValueError, SyntaxError, AttributeError, OSError) as error:
        msg = f"{path.name} 不能作为研究 notebook 运行 / cannot be run: {error}"
        raise RunError(msg) from error
    cells = [[cell.cell_type, cell.get("id"), cell.source] for cell in node.cells]
    return Notebook(
        path=path,
        scope=declared["scope"],
        parameters=parameters,
        results=tuple(declared.get("results", ())),
        figures=tuple(declared.get("figures", ())),
        source_hash=_digest([cells, declared]),
    )


def tagged_parameters(node: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """
    Find the one cell tagged ``parameters``.

    Parameters
    ----------
    node
        A notebook.

    Returns
    -------
    nbformat.NotebookNode
        The cell.

    Raises
    ------
    ValueError
        If there is none, or more than one.
    """
    tagged: list[nbformat.NotebookNode] = [
        cell for cell in node.cells if "parameters" in cell.metadata.get("tags", [])
    ]
    if len(tagged) != 1:
        msg = f"{len(tagged)} cells tagged parameters, expected 1"
        raise ValueError(msg)
    return tagged[0]


def _parameters(node: nbformat.NotebookNode) -> dict[str, Scalar]:
    found: dict[str, Scalar] = {}
    for line in ast.parse(tagged_parameters(node).source).body:
        match line:
            case ast.AnnAssign(ast.Name(name), ast.Name(kind), ast.expr() as value):
                default = ast.literal_eval(value)
            case _:
                msg = f"parameter is not “name: type = default”: {ast.unparse(line)}"
                raise ValueError(msg)
        if type(default) is not KINDS.get(kind):
            msg = f"{name}: {kind} = {default!r}, type and default differ"
            raise ValueError(msg)
        found[name] = default
    if missing := sorted(OWNED - set(found)):
        msg = f"parameters missing: {', '.join(missing)}"
        raise ValueError(msg)
    return found


def plan(
    study: Study,
    *,
    notebooks: Mapping[str, Notebook],
    units: Sequence[str],
    language: Language,
    parameters: Mapping[str, Scalar],
) -> list[Work]:
    """
    List the units of work in the order in which they are to run.

    Parameters
    ----------
    study
        The study.
    notebooks
        What to run, by name.
    units
        For which units; notebooks of the city run for the city alone.
    language
        Language of the figures.
    parameters
        Values by name; each notebook takes those it has.

    Returns
    -------
    list of Work
        City first, then street districts in order.
    """
    ordered = [unit for unit in study.units if unit in units]
    return [
        _work(study, notebook, unit, language, parameters)
        for unit in ordered
        for notebook in notebooks.values()
        if unit == CITY or notebook.scope == "unit"
    ]


def _work(
    study: Study,
    notebook: Notebook,
    unit: str,
    language: Language,
    parameters: Mapping[str, Scalar],
) -> Work:
    own = {
        name: parameters.get(name, default)
        for name, default in sorted(notebook.parameters.items())
        if name not in OWNED
    }
    depends_on = [
        notebook.name, notebook.source_hash, unit, language, own, study.source_hash,
        study.folder.name, library_hash(), versions(),
    ]  # fmt: skip
    return Work(
        notebook=notebook,
        unit=unit,
        language=language,
        parameters=own,
        study_folder=study.folder.resolve(),
        study_hash=study.source_hash,
        key=_digest(depends_on),
    )


@cache
def library_hash() -> str:
    """
    Hash the library's source, as far as a notebook can reach it.

    Returns
    -------
    str
        SHA-256 in hexadecimal.
    """
    root = Path(__file__).parents[1]
    files = {
        path.relative_to(root).as_posix(): path
        for path in root.rglob("*.py")
        if path.relative_to(root).parts[0] not in NOT_RUN
    }
    digest = hashlib.sha256()
    for name in sorted(files):
        content = files[name].read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


@cache
def versions() -> dict[str, str]:
    """
    List the versions of Python and of the packages that make the outputs.

    Returns
    -------
    dict of str to str
        Version by name; packages not installed are left out.
    """
    found = {"python": platform.python_version()}
    for name in DEPENDENCIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
