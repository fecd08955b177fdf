"""Run a study's notebooks: plan, execute what must run, commit, count."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from hubstudy.batch.engine import Failure, Limits, Task, execute
from hubstudy.batch.executors import run_all
from hubstudy.batch.plan import (
    OWNED,
    find_notebooks,
    library_hash,
    plan,
    versions,
)
from hubstudy.batch.store import open_store
from hubstudy.batch.workbench import find_study
from hubstudy.errors import RunError
from hubstudy.intake import open_study

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hubstudy.batch.plan import Notebook, Scalar, Work
    from hubstudy.batch.store import Store
    from hubstudy.errors import Language
    from hubstudy.intake import Study

ALL = "all"


@dataclass(frozen=True, slots=True)
class FailedRun:
    """
    One unit of work that failed.

    Parameters
    ----------
    unit
        ``"city"`` or a street district's code.
    notebook
        Name of the notebook.
    cell
        Number and id of the cell; empty if not one cell's doing.
    reason
        What happened.
    """

    unit: str
    notebook: str
    cell: str
    reason: str

    def __str__(self) -> str:
        """Say in one line what failed, where and why."""
        cell = f" cell {self.cell}" if self.cell else ""
        return f"{self.unit} {self.notebook}{cell}: {self.reason}"


@dataclass(frozen=True, slots=True)
class RunSummary:
    """
    What a batch came to.

    Parameters
    ----------
    done
        Names of the units of work that ran well.
    unchanged
        Names of those that did not have to run.
    failed
        Those that failed, in order.
    """

    done: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: tuple[FailedRun, ...]

    @property
    def exit_code(self) -> int:
        """0 if all is done, 1 if some units failed."""
        return 1 if self.failed else 0


class Progress(Protocol):
    """Hears how a batch goes."""

    def __call__(self, finished: int, total: int, last: str) -> None:
        """Take the count finished of those that must run, and the last one's name."""
        ...


def run(
    study_path: str | Path,
    *,
    notebooks: Sequence[str] | None = None,
    units: Sequence[str] | None = None,
    jobs: int | None = None,
    language: Language | None = None,
    output: str | Path = ".",
    parameters: Mapping[str, Scalar] | None = None,
    notebook_folder: Path | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> RunSummary:
    """
    Run a study's notebooks where they must, and commit what comes out.

    A unit of work whose key is unchanged and whose outputs are as the manifest says
    does not run again. One that fails leaves its earlier outputs and the others alone.

    Parameters
    ----------
    study_path
        Folder of the study, or its name under ``data/raw``.
    notebooks
        Names of the notebooks; None for all.
    units
        ``"city"``, codes of street districts, or ``"all"``; None for all.
    jobs
        Notebooks at a time; None for one per processor.
    language
        Language of the figures; None for the study's.
    output
        Folder that is to hold ``data/processed`` and ``figures``.
    parameters
        Values for parameters of the notebooks, by name; text is read as the
        parameter's type.
    notebook_folder
        Where the notebooks are; None to look in the project.
    limits
        How long a run may take.
    progress
        Called at the start and after each run.

    Returns
    -------
    RunSummary
        What ran, what did not have to, what failed.

    Raises
    ------
    RunError
        If a study, notebook, unit, parameter or folder is unknown or unfit; nothing
        has run then.
    StudyError
        If the study is refused; see `hubstudy.open_study`.
    """
    study = open_study(find_study(study_path))
    known = find_notebooks(notebook_folder, study_folder=study.folder)
    chosen = _choose_notebooks(known, notebooks)
    values = _check_parameters(chosen, parameters or {})
    works = plan(
        study,
        notebooks=chosen,
        units=_choose_units(study, units),
        language=_check_language(language or study.settings.language),
        parameters=values,
    )
    if not works:
        msg = "所选 notebook 只对全市运行 / the notebooks chosen run for the city only"
        raise RunError(msg)
    workers = _check_jobs(jobs)
    with open_store(Path(output).resolve(), study.settings.name) as store:
        store.write_tables(study, key=_tables_key(study))
        return _run_works(
            store, works, workers, limits or Limits(), progress or _nobody_listens
        )


def _run_works(
    store: Store, works: list[Work], jobs: int, limits: Limits, progress: Progress
) -> RunSummary:
    due = [work for work in works if store.reason_to_run(work)]
    tasks = [Task(work, store.new_stage(), limits) for work in due]
    failed: dict[str, FailedRun] = {}
    progress(0, len(due), "")
    outcomes = run_all(execute, tasks, jobs=min(jobs, max(1, len(due))))
    for count, (task, outcome) in enumerate(outcomes, start=1):
        failure = _settle(store, task, outcome)
        if failure is not None:
            failed[task.work.name] = failure
        progress(count, len(due), task.work.name)
    for unit in dict.fromkeys(work.unit for work in works):
        store.write_figure_list(unit)
    ran = {work.name for work in due}
    return RunSummary(
        done=tuple(w.name for w in due if w.name not in failed),
        unchanged=tuple(w.name for w in works if w.name not in ran),
        failed=tuple(failed[w.name] for w in due if w.name in failed),
    )


def _settle(
    store: Store, task: Task, outcome: Failure | RunError | None
) -> FailedRun | None:
    """Commit a good run; keep a bad one's notebook aside and say what happened."""
    if outcome is None:
        try:
            store.commit(task.work, task.stage)
        except (OSError, RunError) as error:
            outcome = Failure(f"{type(error).__name__}: {error}")
    if outcome is None:
        return None
    if not isinstance(outcome, Failure):
        outcome = Failure(str(outcome))
    store.give_up(task.work, task.stage)
    work = task.work
    return FailedRun(work.unit, work.notebook.name, outcome.cell, outcome.reason)


def _nobody_listens(finished: int, total: int, last: str) -> None:
    del finished, total, last


def _tables_key(study: Study) -> str:
    parts = (study.source_hash, library_hash(), *sorted(versions().items()))
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _choose_notebooks(
    known: dict[str, Notebook], names: Sequence[str] | None
) -> dict[str, Notebook]:
    if not names:
        return known
    wanted = {Path(name).name.removesuffix(".ipynb") for name in names}
    _refuse_unknown("notebook", wanted, known)
    return {name: notebook for name, notebook in known.items() if name in wanted}


def _choose_units(study: Study, units: Sequence[str] | None) -> Sequence[str]:
    if not units or ALL in units:
        return study.units
    _refuse_unknown("单元 / unit", set(units), (ALL, *study.units))
    return units


def _check_parameters(
    notebooks: Mapping[str, Notebook], given: Mapping[str, Scalar]
) -> dict[str, Scalar]:
    """Refuse what no notebook knows, what is not its to set, and wrong types."""
    defaults = {
        name: value
        for notebook in notebooks.values()
        for name, value in notebook.parameters.items()
        if name not in OWNED
    }
    _refuse_unknown("参数 / parameter", set(given), defaults)
    return {name: _typed(name, value, defaults[name]) for name, value in given.items()}


def _typed(name: str, value: Scalar, default: Scalar) -> Scalar:
    """Read text as the parameter's type; text for a text stays as it is, 007 too."""
    read = value
    if isinstance(value, str) and not isinstance(default, str):
        with contextlib.suppress(ValueError):
            read = json.loads(value)
    finite = not isinstance(read, float) or math.isfinite(read)
    if type(read) is not type(default) or not finite:
        kind = type(default).__name__
        msg = f"参数 {name} = {value!r}：应为 / expected {kind}"
        raise RunError(msg)
    return read


def _check_language(language: Language) -> Language:
    _refuse_unknown("语言 / language", {language}, ("zh", "en"))
    return language


def _check_jobs(jobs: int | None) -> int:
    if jobs is None:
        return os.cpu_count() or 1
    if jobs < 1:
        msg = f"并行数须不小于 1 / jobs must be at least 1, not {jobs}"
        raise RunError(msg)
    return jobs


def _refuse_unknown(
    what: str, wanted: set[str], known: Sequence[str] | Mapping[str, object]
) -> None:
    if unknown := sorted(wanted - set(known)):
        listed = "、".join(known) or "—"
        msg = f"未知 / unknown {what}: {'、'.join(unknown)}；可用 / known: {listed}"
        raise RunError(msg)
