"""A project on disk, without notebooks yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.zoo import write_study


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Folder with the napkin study in its usual place."""
    write_study(tmp_path / "data" / "raw" / "napkin")
    return tmp_path
