"""Small studies and networks whose answers one can see on a napkin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.studies import small_study

if TYPE_CHECKING:
    from hubstudy.intake import Study


@pytest.fixture
def napkin() -> Study:
    """Two streets, three communities, seven organisations; see `tests.studies`."""
    return small_study()
