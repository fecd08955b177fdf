"""Run one notebook in a kernel of its own, into a stage folder, and judge it.

papermill calls dead and timed-out notebooks completed, so nothing here rests on its
word: a run succeeded only if every code cell was replied to, none shows an error and
every declared output is there.
"""

from __future__ import annotations

import contextlib
import copy
import logging
import os
import re
import signal
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import nbformat
import papermill
from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from traitlets.config import Config

from hubstudy.batch import OPENED_FILE
from hubstudy.batch.plan import tagged_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

    from hubstudy.batch.plan import Work

ENGINE = "hubstudy"
KERNEL_ENVIRONMENT = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
}
NOTEBOOK_FILE = "notebook.ipynb"
CELL_FILE = re.compile(
    re.escape(tempfile.gettempdir()) + r"[/\\]ipykernel_\d+[/\\]\d+\.py"
)
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Limits:
    """
    How long a run may take.

    Parameters
    ----------
    start
        Seconds for the kernel to answer.
    cell
        Seconds for one cell.
    notebook
        Seconds for the whole notebook.
    """

    start: int = 120
    cell: int = 600
    notebook: float = 1800


@dataclass(frozen=True, slots=True)
class Task:
    """
    One run to be done.

    Parameters
    ----------
    work
        What to run.
    stage
        Existing empty folder for everything the run writes.
    limits
        How long it may take.
    """

    work: Work
    stage: Path
    limits: Limits


@dataclass(frozen=True, slots=True)
class Failure:
    """
    Why a run does not count.

    Parameters
    ----------
    reason
        What happened, in one line.
    cell
        Number of the code cell, from 1, and its id; empty if not one cell's doing.
    """

    reason: str
    cell: str = ""


class _OwnKernelSpecs(KernelSpecManager):
    """Knows one kernel: this interpreter, whatever else is installed as python3."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Give the kernel of the running interpreter under any name."""
        del kernel_name
        return KernelSpec(resource_dir=str(RESOURCES), **get_kernel_dict())


class OwnKernelManager(AsyncKernelManager):
    """
    Starts kernels of this interpreter.

    Parameters
    ----------
    **options
        As for jupyter_client's own manager.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(kernel_spec_manager=_OwnKernelSpecs(), **options)


class _Engine(NBClientEngine):  # type: ignore[misc]
    """papermill's own engine, with our kernel, its environment and an end in time."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        limits: Limits,
        folder: str,
        environment: dict[str, str],
        log: IO[bytes],
        **_options: Any,
    ) -> None:
        """Run the cells; the whole group of kernel processes ends with them."""
        group: list[int | None] = []
        late, interrupted = threading.Event(), threading.Event()

        def started(**_: Any) -> None:
            group.append(client.km.provisioner.pgid)
            if late.is_set() or interrupted.is_set():
                _kill(group)

        def stop() -> None:
            late.set()
            _kill(group)

        watchdog = threading.Timer(limits.notebook, stop)
        watchdog.daemon = True
        with tempfile.TemporaryDirectory(prefix="hs-") as private:
            client = PapermillNotebookClient(
                nb_man,
                kernel_name=kernel_name,
                kernel_manager_class=OwnKernelManager,
                config=_connection(private),
                startup_timeout=limits.start,
                timeout=limits.cell,
                shutdown_kernel="immediate",
                log=_LOG,
            )
            client.on_notebook_start = started
            watchdog.start()
            try:
                with _heeding_interrupts(group, interrupted):
                    client.execute(cwd=folder, env=environment, stderr=log)
            except Exception as error:
                if late.is_set():
                    msg = f"notebook 超时（{limits.notebook} 秒） / took too long"
                    raise TimeoutError(msg) from error
                raise
            finally:
                watchdog.cancel()
                _kill(group)


def _connection(private: str) -> Config:
    """Talk over sockets in a private folder where there are such, else over ports."""
    options = {"connection_file": f"{private}{os.sep}kernel.json"}
    if os.name == "posix":
        options |= {"transport": "ipc", "ip": f"{private}/socket"}
    return Config(OwnKernelManager=options)


papermill_engines.register(ENGINE, _Engine)
_LOG = logging.getLogger("hubstudy.kernel")
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False
logging.getLogger("papermill").setLevel(logging.CRITICAL)


@contextlib.contextmanager
def _heeding_interrupts(
    group: list[int | None], interrupted: threading.Event
) -> Iterator[None]:
    """Let Ctrl-C end the kernel, even where a library on the way would swallow it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def hear(_number: int, _frame: object) -> None:
        interrupted.set()
        _kill(group)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, hear)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if interrupted.is_set():
            raise KeyboardInterrupt


def _kill(group: list[int | None]) -> None:
    """End what is left of a kernel and its children, where there are such groups."""
    for leader in group:
        if leader is not None and leader != os.getpgrp():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(leader, signal.SIGKILL)


def execute(task: Task) -> Failure | None:
    """
    Run a notebook into its stage folder and check what it left.

    Parameters
    ----------
    task
        What to run, where to, for how long.

    Returns
    -------
    Failure or None
        Why the run does not count; None if all evidence of success is there. The
        executed notebook, as far as it came, stands in the stage either way.
    """
    work, stage = task.work, task.stage
    for name in ("results", "figures"):
        (stage / name).mkdir()
    node = nbformat.read(work.notebook.path, as_version=4)
    given: dict[str, Any] = {
        **work.parameters,
        "study": str(work.study_folder), "unit": work.unit,
        "language": work.language, "output": str(stage),
    }  # fmt: skip
    executed, trouble = _run(_with_parameters(node, given), task)
    failure = _judge(executed, trouble) or _missing(task)
    shown = given | {"study": work.study_folder.name, "output": ""}
    _write(_tidied(executed, node, shown, task), stage / NOTEBOOK_FILE)
    return failure


def _run(node: NotebookNode, task: Task) -> tuple[NotebookNode, str]:
    """Execute; give the notebook as far as it came, and what papermill says broke."""
    path, log_path = task.stage / "running.ipynb", task.stage / "kernel.log"
    trouble = ""
    with log_path.open("wb") as log:
        try:
            papermill.execute_notebook(
                copy.deepcopy(node),
                str(path).replace("{", "{{").replace("}", "}}"),  # it formats paths
                engine_name=ENGINE,
                kernel_name="python3",
                progress_bar=False,
                limits=task.limits,
                folder=str(task.work.notebook.path.parent),
                environment=os.environ | KERNEL_ENVIRONMENT,
                log=log,
            )
        except Exception as error:  # noqa: BLE001 - anything at all is a failed run
            trouble = _first_line(f"{type(error).__name__}: {error}")
    if path.exists():
        node = nbformat.read(path, as_version=4)
        path.unlink()
    return node, trouble


def _with_parameters(node: NotebookNode, given: dict[str, Any]) -> NotebookNode:
    """Add a cell that sets the parameters, as literals, after their defaults."""
    node = copy.deepcopy(node)
    cell = nbformat.v4.new_code_cell(_assignments(given), id="injected-parameters")
    cell.metadata["tags"] = ["injected-parameters"]
    node.cells.insert(node.cells.index(tagged_parameters(node)) + 1, cell)
    return node


def _assignments(given: dict[str, Any]) -> str:
    return "\n".join(f"{name} = {value!r}" for name, value in given.items())


def _judge(node: NotebookNode, trouble: str) -> Failure | None:
    """Ask each code cell for its reply; the first without one is where it broke."""
    cells = [c for c in node.cells if c.cell_type == "code" and c.source.strip()]
    for number, cell in enumerate(cells, start=1):
        place = f"{number} ({cell.id})"
        for output in cell.outputs:
            if output.output_type == "error":
                reason = f"{output.ename}: {output.evalue}"
                return Failure(_first_line(reason), place)
        replied = "shell.execute_reply" in cell.metadata.get("execution", {})
        if cell.execution_count is None or not replied:
            return Failure(trouble or "未执行 / was not executed", place)
    return Failure(trouble) if trouble else None


def _missing(task: Task) -> Failure | None:
    stage = task.stage
    absent = [name for name in task.work.declared() if not _has_content(stage / name)]
    if absent:
        names = ", ".join(absent)
        return Failure(f"未写出声明的产物 / declared output missing: {names}")
    opened = stage / OPENED_FILE
    if opened.exists() and task.work.study_hash not in opened.read_text(
        encoding="utf-8"
    ):
        return Failure("运行期间输入数据已变 / the input changed during the run")
    return None


def _has_content(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _tidied(
    executed: NotebookNode, source: NotebookNode, shown: dict[str, Any], task: Task
) -> NotebookNode:
    """Keep what a reader needs: the same bytes from the same run anywhere."""
    node: NotebookNode = nbformat.v4.new_notebook(
        metadata={"kernelspec": source.metadata.get("kernelspec", {})}
    )
    hidden = {
        str(task.stage) + os.sep: "",
        str(task.stage): "",
        str(task.work.study_folder): task.work.study_folder.name,
        str(Path(__file__).parents[1]): "hubstudy",
        sys.prefix: "python",
    }
    ours = {"parameters", "injected-parameters"}
    for cell in executed.cells:
        if any(tag.startswith("papermill") for tag in cell.metadata.get("tags", [])):
            continue
        tags = [tag for tag in cell.metadata.get("tags", []) if tag in ours]
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            cell.outputs = [_without(output, hidden) for output in cell.outputs]
        if cell.id == "injected-parameters":
            cell.source = _assignments(shown)
        node.cells.append(cell)
    return node


def _without(value: Any, hidden: dict[str, str]) -> Any:
    """Replace paths of this machine in every text of an output, but in no picture."""
    if isinstance(value, str):
        for path, word in hidden.items():
            value = value.replace(path, word)
        return CELL_FILE.sub("cell", value)
    if isinstance(value, dict):
        return nbformat.from_dict(
            {
                key: item if key.startswith("image/") else _without(item, hidden)
                for key, item in value.items()
            }
        )
    if isinstance(value, list):
        return [_without(item, hidden) for item in value]
    return value


def _write(node: NotebookNode, path: Path) -> None:
    nbformat.validate(node)
    path.write_text(nbformat.writes(node) + "\n", encoding="utf-8")


def _first_line(text: str, *, limit: int = 300) -> str:
    lines = [line for line in ANSI.sub("", text).splitlines() if line.strip()]
    return (lines[0] if lines else text)[:limit]
