"""Names that would break a careless writer, and how made-up frames are written down."""

from __future__ import annotations

from typing import Any

import pandas as pd

from hubstudy.results import Estimate

SCRIPT = "<script>alert(1)</script>"
TYPST = "#panic() $x$ *a* @ref \\ _b_ `c` <lbl> // "
FORMULA = '=HYPERLINK("x","y")'
NAN = float("nan")

Frames = tuple[pd.DataFrame, dict[str, pd.DataFrame], dict[str, Estimate]]
"""Table, parts and numbers of a result."""


def rows(columns: str, *values: tuple[Any, ...]) -> pd.DataFrame:
    """Write a frame down, the names of its columns in one string."""
    return pd.DataFrame(list(values), columns=columns.split())
