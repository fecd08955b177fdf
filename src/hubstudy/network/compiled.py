"""Compile loops over arrays where numba is installed; else run them as they stand."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")


def compiled(kernel: Callable[P, R]) -> Callable[P, R]:
    """
    Compile a function over arrays when it is first called.

    With or without numba the digits are the same, because there is one implementation:
    what it draws at random is handed to it. Without, it takes about a hundred times as
    long.

    Parameters
    ----------
    kernel
        Plain loops over numpy arrays, calling no other kernel, drawing nothing.

    Returns
    -------
    callable
        The same function; ``__wrapped__`` is the one as written.
    """
    chosen: list[Callable[P, R]] = []

    @functools.wraps(kernel)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        if not chosen:
            chosen.append(_compile(kernel))
        return chosen[0](*args, **kwargs)

    return call


def _compile(kernel: Callable[P, R]) -> Callable[P, R]:
    try:
        from numba import njit  # noqa: PLC0415 - optional, and slow to import
    except ImportError:
        return kernel
    compile_: Any = njit
    try:
        made: Callable[P, R] = compile_(cache=True)(kernel)
    except RuntimeError:  # there is no folder that the cache may be written to
        made = compile_(kernel)
    return made
