"""Find the folder of figures from other programs, which is not part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def shared_reference(name: str) -> Path:
    """Give one file of the folder; skip the test where the folder is absent."""
    folder = os.environ.get("HUBSTUDY_REFERENCE", ROOT.parent / "shared" / "reference")
    path = Path(folder) / name
    if not path.is_file():
        pytest.skip(f"no reference figures: {name}; set HUBSTUDY_REFERENCE")
    return path


def printed(name: str) -> dict[str, list[str]]:
    """Read numbers printed by a script kept here: a name, then its values."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines()]
    return {line[0]: line[1:] for line in lines if line}
