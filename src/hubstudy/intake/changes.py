"""What was changed in reading, cell by cell: what was, what became, which rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np

    from hubstudy.intake.sheet_part import Part

CHANGE_COLUMNS = (
    "table", "file", "sheet", "row", "column", "field", "was", "became", "rule",
    "precision",
)  # fmt: skip


@dataclass(slots=True, eq=False)
class ChangeLog:
    """
    Changes of one table, in the order in which they were made.

    Parameters
    ----------
    columns
        Lists of one length by name, as in `CHANGE_COLUMNS`.
    """

    columns: dict[str, list[object]] = field(
        default_factory=lambda: {name: [] for name in CHANGE_COLUMNS}
    )

    def add(
        self,
        part: Part,
        name: str,
        rows: np.ndarray,
        *,
        was: Sequence[str],
        became: Sequence[str],
        rule: Sequence[str],
        precision: Sequence[str] | None = None,
    ) -> None:
        """
        Log changes of one column of a sheet.

        Parameters
        ----------
        part
            Rows of the sheet.
        name
            Field name.
        rows
            Positions among the data rows.
        was, became
            Text of each cell before and after.
        rule
            Rules that changed it, joined by ``+``.
        precision
            ``day``, ``month`` or ``year`` of dates; None for what is no date.
        """
        n = len(rows)
        same = {
            "table": part.table,
            "file": part.sheet.file,
            "sheet": part.sheet.sheet,
            "column": part.heading(name),
            "field": name,
        }
        for column, value in same.items():
            self.columns[column] += [value] * n
        self.columns["row"] += part.numbers[rows].tolist()
        self.columns["was"] += was
        self.columns["became"] += became
        self.columns["rule"] += rule
        self.columns["precision"] += [""] * n if precision is None else precision


def changes_frame(logs: Iterable[ChangeLog]) -> pd.DataFrame:
    """
    Lay changes out as one frame.

    Parameters
    ----------
    logs
        Changes by table.

    Returns
    -------
    pandas.DataFrame
        Columns as in `CHANGE_COLUMNS`, sorted by place.
    """
    columns: dict[str, list[object]] = {name: [] for name in CHANGE_COLUMNS}
    for log in logs:
        for name, values in log.columns.items():
            columns[name] += values
    types = {name: "int64" if name == "row" else "str" for name in CHANGE_COLUMNS}
    frame = pd.DataFrame(columns).astype(types)
    order = ["table", "file", "sheet", "row", "field"]
    return frame.sort_values(order, kind="stable").reset_index(drop=True)
