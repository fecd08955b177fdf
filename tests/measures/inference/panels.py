"""The panel of tests/reference/crowding.R, typed in here again."""

from __future__ import annotations

import numpy as np
import pandas as pd


def reference_panel() -> pd.DataFrame:
    """24 organisations in 8 streets over 6 years, every eleventh case missing."""
    case = np.arange(144)
    organization, year = case // 6, case % 6
    street = organization // 3
    x = ((case * 37) % 101) / 10 + organization % 5 + year / 2
    z = ((case * 53) % 29) / 7
    noise = ((case * 61) % 89) / 15 + ((street * 7 + year * 3) % 5)
    panel = pd.DataFrame(
        {
            "organization": organization,
            "year": year,
            "street": street,
            "crossed": (organization + year) % 9,
            "x": x,
            "z": z,
            "y": 0.3 * x - 0.4 * z + organization % 4 + noise,
        }
    )
    return panel[case % 11 != 0].reset_index(drop=True)


def with_dummies(panel: pd.DataFrame, *names: str) -> np.ndarray:
    """The full design of the textbook: an intercept and a column per other level."""
    levels = [
        pd.get_dummies(panel[name].astype("category"), drop_first=True, dtype=float)
        for name in names
    ]
    return np.column_stack([np.ones(len(panel)), *levels])
