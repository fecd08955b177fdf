"""Time `make report` in a fresh clone: cold with installation, then unchanged.

Run by hand from the project's root: ``python benchmarks/make_report.py``. Prints wall
seconds, processor seconds and the peak memory of the largest single process.
"""

from __future__ import annotations

import resource
import subprocess
import tempfile
import time
from pathlib import Path

ROUNDS = (
    ("cold, with installation", "make report"),
    ("warm, nothing changed", "make report"),
    ("study anew, installed", "rm -rf data/processed figures reports && make report"),
)


def timed(command: str, folder: Path) -> tuple[float, float]:
    """
    Run a shell command and time it.

    Parameters
    ----------
    command
        One line for the shell.
    folder
        Where to run it.

    Returns
    -------
    wall
        Seconds on the clock.
    processor
        Seconds of all processors, children included.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    log = folder / "benchmark.log"
    with log.open("w", encoding="utf-8") as output:
        subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            check=True,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, used


def main() -> None:
    """Clone the project as committed and time the three rounds."""
    root = Path(__file__).resolve().parent.parent
    with tempfile.TemporaryDirectory() as temporary:
        clone = Path(temporary) / "hubstudy"
        subprocess.run(["git", "clone", "--quiet", str(root), str(clone)], check=True)
        for name, command in ROUNDS:
            wall, used = timed(command, clone)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(f"{name}: {wall:.0f} s, processor {used:.0f} s, peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
