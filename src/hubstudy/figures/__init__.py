"""Figures: a tidy frame and axes in, axes out; one module per module of measures."""

from hubstudy.figures import (
    adoption,
    comparison,
    continuity,
    coverage,
    density,
    export,
    funding,
    hubs,
    layers,
    outcomes,
    position,
    power,
    structure,
    style,
)
from hubstudy.figures.catalog import CATALOG

__all__ = [
    "CATALOG",
    "adoption",
    "comparison",
    "continuity",
    "coverage",
    "density",
    "export",
    "funding",
    "hubs",
    "layers",
    "outcomes",
    "position",
    "power",
    "structure",
    "style",
]
