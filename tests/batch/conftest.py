"""A project on disk, without notebooks yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.batch.zoo import write_study

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Folder with the napkin study in its usual place."""
    write_study(tmp_path / "data" / "raw" / "napkin")
    return tmp_path
