"""Hand mutated studies to the intake: none may pass in silence, none fall over.

Run by hand from the project's root:
``python benchmarks/intake_campaign.py --mutants 100000 --jobs 2 --seed 1``. Prints
counts and rate, then every failure with the call that repeats it; exit code 1 if there
is one. ``--first`` goes on with a campaign that was broken off.
"""

from __future__ import annotations

import argparse
import copy
import functools
import gc
import hashlib
import multiprocessing
import sys
import time
import warnings
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
SHARE = 250
SHOWN = 40
REMEMBERED = 600

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.intake.mutations.campaign import CampaignResult


def one_share(
    start: int, *, mutants: int, seed: int, operators: list[str] | None
) -> CampaignResult:
    """
    Judge one share of the campaign.

    Parameters
    ----------
    start
        Number of its first mutant.
    mutants
        Mutants of the whole campaign.
    seed
        Seed of the campaign.
    operators
        Names of the operators; None for all.

    Returns
    -------
    CampaignResult
        What became of the share.
    """
    from tests.intake.mutations import campaign  # noqa: PLC0415  # once per process

    warnings.simplefilter("error")
    gc.set_threshold(100_000, 50, 50)
    remember_files()
    return campaign.run(min(SHARE, mutants - start), seed, operators, start=start)


@functools.cache
def remember_files() -> None:
    """
    Read, lay out, search and type each distinct file once per process.

    Most files of a mutant are those of its base, byte for byte; what is read of a file
    depends on nothing else. ``make test`` runs its mutants without this.
    """
    from hubstudy.intake import sources, tables  # noqa: PLC0415
    from hubstudy.intake.privacy import finding  # noqa: PLC0415

    read, lay_out, search = sources.read_file, sources.lay_out, finding._in_cells  # noqa: SLF001
    make_typed = tables.make_typed
    typed: dict[tuple[object, ...], object] = {}
    files: dict[tuple[str, bytes], object] = {}
    layouts: dict[tuple[object, ...], object] = {}
    searched: dict[tuple[object, ...], object] = {}

    def remembered(known: dict, key: object, make: Callable[[], object]) -> object:
        value = known.pop(key, None)
        known[key] = make() if value is None else value  # the latest stand last
        if len(known) > REMEMBERED:
            del known[next(iter(known))]
        return known[key]

    def read_once(path: Path, name: str) -> object:
        key = (name, hashlib.sha256(path.read_bytes()).digest())
        return remembered(files, key, lambda: read(path, name))

    def lay_out_once(sheet: object, table: str, settings: object) -> object:
        key = (sheet, table, repr(settings))
        return remembered(layouts, key, lambda: lay_out(sheet, table, settings))

    def search_once(sheet: object, declared: dict) -> object:
        key = (sheet, tuple(sorted(declared.items())))
        return remembered(searched, key, lambda: search(sheet, declared))

    def type_once(table: str, parts: list, settings: object) -> object:
        if any(part.corrected or part.filled_in for part in parts):
            return make_typed(table, parts, settings)
        layouts_of = tuple(part.layout for part in parts)
        key = (table, layouts_of, repr(settings))
        first = remembered(typed, key, lambda: make_typed(table, parts, settings))
        again = copy.copy(first)  # checks write into frame, problems and changes
        again.parts, again.frame = parts, first.frame.copy()
        again.problems = list(first.problems)
        again.changes = copy.deepcopy(first.changes)
        return again

    sources.read_file, sources.lay_out = read_once, lay_out_once
    tables.make_typed = type_once
    finding._in_cells = search_once  # noqa: SLF001


def report(result: CampaignResult, seconds: float) -> None:
    """
    Print counts, slowest operators and failures.

    Parameters
    ----------
    result
        What became of all mutants.
    seconds
        Wall time.
    """
    print(f"\nwall time {seconds:.0f} s, {dict(result.verdicts)}")
    counts = result.counts.values()
    print(f"{len(counts)} operators, each {min(counts)} to {max(counts)} times")
    slowest = sorted(result.slowest.items(), key=lambda item: -item[1])[:5]
    print("slowest answers:", ", ".join(f"{n} {s:.2f} s" for n, s in slowest))
    print(str(result).splitlines()[0])
    for failure in result.failures[:SHOWN]:
        print(failure)
    if len(result.failures) > SHOWN:
        print(f"… and {len(result.failures) - SHOWN} more")


def main() -> int:
    """
    Run a campaign as asked on the command line.

    Returns
    -------
    int
        Exit code: 1 if anything failed.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutants", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0, help="mutants to leave out")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--operators", nargs="*", help="names; all if left out")
    asked = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from tests.intake.mutations.campaign import CampaignResult  # noqa: PLC0415

    total = CampaignResult()
    work = partial(
        one_share, mutants=asked.mutants, seed=asked.seed, operators=asked.operators
    )
    started = time.perf_counter()
    context = multiprocessing.get_context("spawn")
    with context.Pool(asked.jobs, maxtasksperchild=40) as pool:
        for share in pool.imap_unordered(
            work, range(asked.first, asked.mutants, SHARE)
        ):
            total.add(share)
            for failure in share.failures:
                print(f"\n{failure}", flush=True)
            done, seconds = total.counts.total(), time.perf_counter() - started
            print(
                f"\r{asked.first + done} of {asked.mutants}, "
                f"{done / seconds:.0f} per second, {len(total.failures)} failures",
                end="",
                flush=True,
            )
    report(total, time.perf_counter() - started)
    return 1 if total.failures else 0


if __name__ == "__main__":
    sys.exit(main())
