"""A city in which hubs are registered and nothing comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hubstudy.intake import Study, open_study
from hubstudy.synthetic import simulate

if TYPE_CHECKING:
    from pathlib import Path

SEED = 3


@pytest.fixture(scope="session")
def no_effect_study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Communities with a hub collaborate as those without do."""
    folder: Path = tmp_path_factory.mktemp("no_effect_study")
    simulate(folder, preset="no_effect", seed=SEED)
    return open_study(folder)
