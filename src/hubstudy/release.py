"""The one gate to anything that leaves the machine: small cells are hidden.

A value that rests on fewer contributors than the study's threshold is masked. Where
totals are published too, one hidden row alone could be worked out by subtraction, so a
second one is hidden beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hubstudy.errors import MeasureError

if TYPE_CHECKING:
    from collections.abc import Sequence

SUPPRESSED = "suppressed"


def release(
    frame: pd.DataFrame,
    *,
    contributors: str,
    protect: Sequence[str],
    minimum: int,
    total_over: Sequence[str] | None = (),
) -> pd.DataFrame:
    """
    Mask values that rest on too few contributors.

    A row is hidden if it has fewer contributors than the threshold and any protected
    value to hide; what is undefined already keeps its own reason. Where exactly one row
    of a published total is hidden, the visible row with the fewest contributors is
    hidden too (the first of equals). A total of one row is that row: do not publish it.

    Parameters
    ----------
    frame
        Tidy frame, one row per cell or group of cells.
    contributors
        Column that counts the units each row rests on; missing counts as none.
    protect
        Columns to mask; may include the count itself.
    minimum
        Smallest number of contributors that may be shown.
    total_over
        Columns within whose values rows add up to a published total; empty for one
        total over all rows, None if no total is published.

    Returns
    -------
    pandas.DataFrame
        A copy: masked values missing, ``reason`` (added if absent) and any
        ``<column>_reason`` of a protected column ``"suppressed"`` in hidden rows.

    Raises
    ------
    MeasureError
        If a column is not in the frame.

    References
    ----------
    .. [1] Hundepool et al., *Statistical Disclosure Control*, 2012, ch. 4.
    """
    named = [contributors, *protect, *(total_over or ())]
    if absent := sorted(set(named) - set(frame.columns)):
        msg = f"没有列 / no such columns: {', '.join(absent)}"
        raise MeasureError(msg)
    counts = frame[contributors].astype("float64").fillna(0)
    has_value = frame[list(protect)].notna().any(axis=1)
    hidden = has_value & (counts < minimum)
    if total_over is not None:
        hidden |= _complements(frame, counts.where(has_value), hidden, total_over)
    return _mask(frame, hidden, protect)


def hide_few(
    frame: pd.DataFrame, columns: Sequence[str], *, minimum: int
) -> pd.DataFrame:
    """
    Mask counts of units that are below the threshold but for none.

    Parameters
    ----------
    frame
        Tidy frame.
    columns
        Columns that count units.
    minimum
        Smallest count that may be shown; 0 may be shown too.

    Returns
    -------
    pandas.DataFrame
        A copy: masked counts missing, with ``<column>_reason`` ``"suppressed"``.
    """
    masked = frame.copy()
    for column in columns:
        counts = masked[column].astype("Float64")
        few = ((counts > 0) & (counts < minimum)).fillna(value=False)
        reasons = masked.get(f"{column}_reason", masked.get("reason", ""))
        masked[column] = counts.mask(few).astype("float64")
        masked[f"{column}_reason"] = pd.Series(reasons, index=masked.index).mask(
            few, SUPPRESSED
        )
    return masked


def _complements(
    frame: pd.DataFrame, counts: pd.Series, hidden: pd.Series, total_over: Sequence[str]
) -> pd.Series:
    """Find the second row to hide in each total in which one row alone is hidden."""
    keys = [frame[name] for name in total_over]
    total = keys or (hidden & False)
    n_hidden = hidden.groupby(total, dropna=False).transform("sum")
    candidates = counts[(n_hidden == 1) & ~hidden].dropna().sort_values(kind="stable")
    within = [key.loc[candidates.index] for key in keys] or (candidates < 0)
    first = candidates.groupby(within, dropna=False).head(1).index
    return hidden.index.to_series(index=hidden.index).isin(first)


def _mask(
    frame: pd.DataFrame, hidden: pd.Series, protect: Sequence[str]
) -> pd.DataFrame:
    masked = frame.copy()
    for column in protect:
        values = masked[column]
        if values.dtype.kind in "iub":
            values = values.astype("boolean" if values.dtype.kind == "b" else "Int64")
        masked[column] = values.mask(hidden)
    if "reason" not in masked:
        masked["reason"] = ""
    reasons = {"reason", *(f"{column}_reason" for column in protect)}
    for column in sorted(reasons & set(masked.columns)):
        masked[column] = masked[column].mask(hidden, SUPPRESSED)
    return masked
