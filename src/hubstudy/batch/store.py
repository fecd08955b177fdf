"""Where outputs end up, and how they get there whole.

A run writes into a stage on the same disk. Only when it is judged good are its files
renamed, one by one, to their final paths, and the manifest, written last, vouches for
each by its SHA-256. Paths are made of ids alone.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import re
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hubstudy.batch.engine import NOTEBOOK_FILE
from hubstudy.errors import RunError
from hubstudy.intake.log import intake_log
from hubstudy.results import flush, replacing, write_parquet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hubstudy.batch.plan import Work
    from hubstudy.intake import Study

CLEARING_TRIES = 25
CLEARING_PAUSE = 0.2
"""Seconds between tries."""

SAFE_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.]{0,100}")
FIGURE_COLUMNS = (
    "figure", "file", "caption_zh", "caption_en", "n", "input_sha256", "svg_sha256",
    "png_sha256",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Store:
    """
    The outputs of one study under one folder.

    Parameters
    ----------
    root
        Folder that holds ``data/processed``, ``figures`` and ``reports``.
    study
        Short name of the study.
    entries
        What the manifest vouches for: key and output hashes by name.
    """

    root: Path
    study: str
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def processed(self) -> Path:
        """Folder of tables, results, executed notebooks and the manifest."""
        return self.root / "data" / "processed" / self.study

    @property
    def manifest(self) -> Path:
        """File that vouches for all others."""
        return self.processed / "manifest.json"

    def results(self, unit: str) -> Path:
        """
        Give the folder of a unit's results.

        Parameters
        ----------
        unit
            ``"city"`` or a street district's code.

        Returns
        -------
        pathlib.Path
            The folder, which may not exist yet.
        """
        return self.processed / "results" / unit

    def runs(self, unit: str) -> Path:
        """
        Give the folder of a unit's executed notebooks.

        Parameters
        ----------
        unit
            ``"city"`` or a street district's code.

        Returns
        -------
        pathlib.Path
            The folder, which may not exist yet.
        """
        return self.processed / "runs" / unit

    def figures(self, unit: str) -> Path:
        """
        Give the folder of a unit's figures.

        Parameters
        ----------
        unit
            ``"city"`` or a street district's code.

        Returns
        -------
        pathlib.Path
            The folder, which may not exist yet.
        """
        return self.root / "figures" / self.study / unit

    def failed_notebook(self, work: Work) -> Path:
        """
        Give the place of a failed run's notebook, kept for whoever mends it.

        Parameters
        ----------
        work
            What failed.

        Returns
        -------
        pathlib.Path
            Apart from the good ones.
        """
        return self.processed / "failed" / work.unit / _run_name(work)

    def reason_to_run(self, work: Work) -> str:
        """
        Say why a unit of work must run.

        Parameters
        ----------
        work
            The unit of work.

        Returns
        -------
        str
            ``"new"``, ``"changed"``, ``"damaged"``, or empty if its key is the same
            and every output is as the manifest says.
        """
        entry = self.entries.get(work.name)
        if entry is None:
            return "new"
        if entry["key"] != work.key:
            return "changed"
        return "" if self._stands(entry) else "damaged"

    def _stands(self, entry: dict[str, Any]) -> bool:
        outputs: dict[str, str] = entry["outputs"]
        return all(file_hash(self.root / p) == sha for p, sha in outputs.items())

    def new_stage(self) -> Path:
        """
        Make an empty folder on the same disk as the final paths.

        Returns
        -------
        pathlib.Path
            The folder, absolute.
        """
        stages = self.processed / ".stage"
        stages.mkdir(exist_ok=True)
        return Path(tempfile.mkdtemp(dir=stages)).resolve()

    def commit(self, work: Work, stage: Path) -> None:
        """
        Put a good run's files at their final paths and vouch for them.

        Parameters
        ----------
        work
            What ran.
        stage
            Where it wrote; gone afterwards.

        Raises
        ------
        RunError
            If the run left a file whose name is not made of plain letters, digits,
            ``_`` and dots; nothing is moved then.
        """
        moves = dict(self._moves(work, stage))
        for source, target in moves.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            flush(source)
            source.replace(target)
        for folder in sorted({target.parent for target in moves.values()}):
            flush(folder)
        outputs = {self._relative(path): file_hash(path) for path in moves.values()}
        before = self.entries.get(work.name, {"outputs": {}})["outputs"]
        self.entries[work.name] = {
            "key": work.key,
            "parameters": dict(work.parameters),
            "outputs": dict(sorted(outputs.items())),
        }
        self._remove_unclaimed(before)
        self.write_manifest()
        self.failed_notebook(work).unlink(missing_ok=True)
        shutil.rmtree(stage)

    def _moves(self, work: Work, stage: Path) -> Iterator[tuple[Path, Path]]:
        targets = {
            "results": self.results(work.unit),
            "figures": self.figures(work.unit),
        }
        for name, folder in targets.items():
            for path in sorted((stage / name).iterdir()):
                if not SAFE_FILE.fullmatch(path.name) or not path.is_file():
                    msg = f"产物文件名不可用 / output file name refused: {path.name!r}"
                    raise RunError(msg)
                yield path, folder / path.name
        yield stage / NOTEBOOK_FILE, self.runs(work.unit) / _run_name(work)

    def _remove_unclaimed(self, before: dict[str, str]) -> None:
        """Remove outputs that the run no longer makes and no other run claims."""
        claimed = {path for entry in self.entries.values() for path in entry["outputs"]}
        for name in sorted(set(before) - claimed):
            (self.root / name).unlink(missing_ok=True)

    def give_up(self, work: Work, stage: Path) -> None:
        """
        Keep a failed run's notebook to look at; outputs in place stay as they are.

        Parameters
        ----------
        work
            What failed.
        stage
            Where it wrote; gone afterwards.
        """
        target = self.failed_notebook(work)
        if (stage / NOTEBOOK_FILE).exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            (stage / NOTEBOOK_FILE).replace(target)
        shutil.rmtree(stage, ignore_errors=True)

    def write_tables(self, study: Study, *, key: str) -> None:
        """
        Write typed tables and the log of their reading, unless they stand unchanged.

        Parameters
        ----------
        study
            The study.
        key
            Hash of all that the tables depend on.
        """
        entry = self.entries.get("tables")
        if entry and entry["key"] == key and self._stands(entry):
            return
        tables = {f"tables/{name}": frame for name, frame in study.tables}
        outputs = {}
        for name, frame in (tables | intake_log(study)).items():
            path = self.processed / f"{name}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as temporary:
                write_parquet(frame, temporary)
            outputs[self._relative(path)] = file_hash(path)
        self.entries["tables"] = {"key": key, "outputs": outputs}
        self.write_manifest()

    def write_figure_list(self, unit: str) -> None:
        """
        Write ``figures.csv`` of a unit from the records of its figures.

        Parameters
        ----------
        unit
            ``"city"`` or a street district's code.
        """
        folder = self.figures(unit)
        records = sorted(folder.glob("fig_*.json"))
        if not records:
            return
        text = io.StringIO()
        writer = csv.DictWriter(
            text, FIGURE_COLUMNS, extrasaction="ignore", lineterminator="\n"
        )
        writer.writeheader()
        rows = [_figure_row(path) for path in records]
        writer.writerows(sorted(rows, key=_figure_order))
        with replacing(folder / "figures.csv") as temporary:
            # a spreadsheet takes the file for UTF-8 by its first bytes
            temporary.write_bytes(text.getvalue().encode("utf-8-sig"))

    def write_manifest(self) -> None:
        """Write the manifest so that a reader finds the old one or the new one."""
        content = {"study": self.study, "runs": dict(sorted(self.entries.items()))}
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
        with replacing(self.manifest) as temporary:
            temporary.write_text(text + "\n", encoding="utf-8")

    def _relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


@contextlib.contextmanager
def open_store(root: Path, study: str) -> Iterator[Store]:
    """
    Open the outputs of a study for writing, one batch at a time.

    Parameters
    ----------
    root
        Folder that is to hold ``data/processed``, ``figures`` and ``reports``.
    study
        Short name of the study.

    Yields
    ------
    Store
        With what the manifest vouches for; a manifest that cannot be read vouches for
        nothing.

    Raises
    ------
    RunError
        If the folder cannot be written to, or another batch is writing there.
    """
    store = Store(root, study)
    try:
        store.processed.mkdir(parents=True, exist_ok=True)
        lock = (store.processed / ".lock").open("a")
    except OSError as error:
        msg = f"不能写入 {root} / cannot write to {root}: {error.strerror}"
        raise RunError(msg) from error
    with lock:
        if not _locked(lock.fileno()):
            msg = (
                f"另一批任务正在写入 {store.processed}，请等它结束 / "
                f"another batch is writing there, wait for it to end"
            )
            raise RunError(msg)
        _clear(store.processed / ".stage")
        store.entries.update(_read_manifest(store.manifest))
        try:
            yield store
        finally:
            _clear(store.processed / ".stage")


def _clear(folder: Path) -> None:
    """Remove a folder, though a kernel that is just ending may still write into it."""
    for _ in range(CLEARING_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(CLEARING_PAUSE)


def _locked(descriptor: int) -> bool:
    """Take the lock; the system gives it back whenever this process ends."""
    try:
        import fcntl  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _read_manifest(path: Path) -> dict[str, dict[str, Any]]:
    try:
        runs = json.loads(path.read_text(encoding="utf-8"))["runs"]
        whole = all(
            isinstance(entry["key"], str) and isinstance(entry["outputs"], dict)
            for entry in runs.values()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return runs if whole else {}


def file_hash(path: Path) -> str:
    """
    Hash a file.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    str
        SHA-256 in hexadecimal; empty if there is no such file.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _figure_row(path: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return record | {"figure": record["number"], "file": f"{path.stem}.svg"}


def _figure_order(row: Mapping[str, Any]) -> tuple[int, str, str]:
    """Sort F2 before F10, and F2 before F2b."""
    digits = re.sub(r"\D", "", row["figure"])
    return int(digits or 0), row["figure"], row["file"]


def _run_name(work: Work) -> str:
    return f"{work.notebook.name}{work.suffix}.ipynb"
