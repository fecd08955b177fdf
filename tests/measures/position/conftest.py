"""Two cities, made once: one where hubs reach out, one where they only have members."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hubstudy.intake import Study, open_study
from hubstudy.network import Ties, collaboration_ties
from hubstudy.synthetic import simulate
from tests.studies import A, B, C, organization, small_study, tie

if TYPE_CHECKING:
    from pathlib import Path

SEED = 11


@pytest.fixture(scope="session")
def city(embedded: Study) -> Ties:
    """The embedded city, where hubs were given ties of their own."""
    return collaboration_ties(embedded)


@pytest.fixture(scope="session")
def no_effect(tmp_path_factory: pytest.TempPathFactory) -> Ties:
    """The same city, where hubs have members and nothing else."""
    folder: Path = tmp_path_factory.mktemp("no_effect")
    simulate(folder, preset="no_effect", seed=SEED)
    return collaboration_ties(open_study(folder))


@pytest.fixture(scope="session")
def two_hubs() -> Study:
    """
    The napkin study, with B1 as a second hub, and H1 tied to five.

    H1's contacts are A1 and A2 (its own community A), B1 and B2 (community B) and C1,
    none tied to another; A3 is its member only.
    """
    hub = {"is_hub": True, "legal_status": "registered"}
    return small_study(
        organizations=[
            organization("H1", A, **hub),
            organization("A1", A, member_of="H1"),
            organization("A2", A, member_of="H1"),
            organization("A3", A, member_of="H1"),
            organization("B1", B, **hub),
            organization("B2", B),
            organization("C1", C),
        ],
        ties=[tie("H1", other) for other in ("A1", "A2", "B1", "B2", "C1")],
    )
