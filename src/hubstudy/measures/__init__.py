"""Measures: frame or graph in, frozen `hubstudy.results.Result` out, no state.

Submodules are loaded when first asked for, so that a notebook pays only for the
measures it uses.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

__all__ = [
    "comparison",
    "continuity",
    "coverage",
    "density",
    "funding",
    "inference",
    "outcomes",
    "position",
    "power",
    "reporting",
    "structure",
]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        msg = f"module {__name__!r} has no attribute {name!r}, only {__all__}"
        raise AttributeError(msg)
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return __all__
