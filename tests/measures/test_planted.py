"""What was planted in the embedded study is found again, within its interval."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from hubstudy.measures.continuity import contract_survival
from hubstudy.measures.funding import funding_dependence
from hubstudy.measures.inference import clustered_difference
from hubstudy.measures.outcomes import project_outcomes
from tests.measures.conftest import EMBEDDED

if TYPE_CHECKING:
    from hubstudy.intake import Study
    from hubstudy.results import Estimate


@pytest.fixture(scope="session")
def truth() -> dict[str, float]:
    text = (EMBEDDED / "truth.toml").read_text(encoding="utf-8")
    effects = tomllib.loads(text)["effect"]
    return {effect["name"]: effect["value"] for effect in effects if "value" in effect}


def assert_covers(found: Estimate, planted: float) -> None:
    assert found.ci_low is not None
    assert found.ci_high is not None
    assert found.ci_low <= planted <= found.ci_high


def test_completion_of_hubs_and_others(
    embedded: Study, truth: dict[str, float]
) -> None:
    result = project_outcomes(embedded)
    assert_covers(result["hub_completion"], truth["hub_completion"])
    assert_covers(result["other_completion"], truth["other_completion"])
    planted = truth["hub_completion"] - truth["other_completion"]
    assert_covers(result["completion_difference"], planted)
    assert result["completion_difference"].ci_low > 0  # type: ignore[operator]


def test_contract_survival(embedded: Study, truth: dict[str, float]) -> None:
    result = contract_survival(embedded)
    assert_covers(result["hazard_ratio"], truth["hazard_ratio"])
    assert_covers(result["local_median"], truth["local_median_months"])
    assert result["hazard_ratio"].ci_low > 1  # type: ignore[operator]


def test_government_share(embedded: Study, truth: dict[str, float]) -> None:
    result = funding_dependence(embedded)
    assert_covers(result["hub_government_share"], truth["hub_government_share"])
    other = result["other_government_share"].estimate
    assert other == pytest.approx(truth["other_government_share"], abs=0.005)
    # booked as donations: what an accountant would miss
    assert result["heading_gap"].estimate > 0.1


def test_score_difference(embedded: Study, truth: dict[str, float]) -> None:
    tables = embedded.tables
    scores = tables.ratings.groupby("project_id")["score"].mean().rename("score")
    rated = tables.projects.join(scores, on="project_id").dropna(subset=["score"])
    hubs = tables.organizations.query("is_hub")["organization_id"]
    found = clustered_difference(
        rated["score"], rated["lead_id"].isin(hubs), rated["lead_id"], style="number"
    )
    assert_covers(found, truth["score_difference"])
