"""The embedded study, read once for all measures."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubstudy.intake import Study, open_study

EMBEDDED = Path(__file__).resolve().parents[2] / "data" / "raw" / "rongcheng"


@pytest.fixture(scope="session")
def embedded() -> Study:
    """Sixty communities with known answers; see its ``truth.toml``."""
    return open_study(EMBEDDED)
