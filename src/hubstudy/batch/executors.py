"""Where work runs: in this process, or in a few beside it.

A task that fails hands back an error; one that takes its process down with it fails
alone, and all others are still done.
"""

from __future__ import annotations

import multiprocessing
import signal
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, TypeVar

from hubstudy.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
R = TypeVar("R")


def run_all(
    task: Callable[[T], R], items: Sequence[T], *, jobs: int
) -> Iterator[tuple[T, R | RunError]]:
    """
    Do a task for each item, some at a time.

    Parameters
    ----------
    task
        Function that another process can import.
    items
        Its arguments, which can be pickled.
    jobs
        How many at a time; 1 stays in this process.

    Yields
    ------
    tuple
        An item with what the task returned, or with the error that it ended in, as
        each one finishes.
    """
    if jobs == 1:
        for item in items:
            yield item, _attempt(task, item)
        return
    waiting = list(reversed(items))
    while waiting:
        suspects: list[T] = []
        yield from _until_broken(task, waiting, suspects, jobs=jobs)
        for item in suspects:
            yield item, _alone(task, item)


def _attempt(task: Callable[[T], R], item: T) -> R | RunError:
    try:
        return task(item)
    except Exception as error:  # noqa: BLE001 - handed back, so that others go on
        return RunError(f"{type(error).__name__}: {error}")


def _until_broken(
    task: Callable[[T], R], waiting: list[T], suspects: list[T], *, jobs: int
) -> Iterator[tuple[T, R | RunError]]:
    """Work through the list; if a worker dies, name those that were at work then."""
    broken = False
    flight: dict[Future[R | RunError], T] = {}
    with _pool(jobs) as pool:
        while flight or (waiting and not broken):
            while waiting and len(flight) < jobs and not broken:
                try:
                    future = pool.submit(_attempt, task, waiting[-1])
                except BrokenProcessPool:
                    broken = True
                else:
                    flight[future] = waiting.pop()
            finished, _ = wait(flight, return_when=FIRST_COMPLETED)
            for future in finished:
                item = flight.pop(future)
                try:
                    outcome = future.result()
                except BrokenProcessPool:
                    broken = True
                    suspects.append(item)
                else:
                    yield item, outcome


def _alone(task: Callable[[T], R], item: T) -> R | RunError:
    with _pool(1) as pool:
        try:
            return pool.submit(_attempt, task, item).result()
        except BrokenProcessPool:
            return RunError("工作进程意外终止 / the worker process died")


def _pool(jobs: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_end_quietly)


def _end_quietly() -> None:
    """Let Ctrl-C end a worker without a traceback; the main process speaks for all."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
