"""One sentence per result, filled from its numbers and true of them."""

from __future__ import annotations

from dataclasses import replace
from string import Formatter
from typing import TYPE_CHECKING

import pytest

from hubstudy.measures.position import hub_advantage
from hubstudy.measures.position.relabelling import VERDICTS
from hubstudy.measures.structure import adoption_change, hub_removal, unit_governance
from hubstudy.network import collaboration_ties
from hubstudy.report.headlines import HEADLINES, NEEDED, TESTS, headline
from hubstudy.report.stored import Stored
from hubstudy.results import REASONS, Estimate, Result
from tests.studies import A, organization, small_study, tie

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.intake import Study

NEW = (
    "hub_centralization", "hub_advantage", "hub_roles", "hub_removal", "unit_layers",
    "adoption_change", "unit_governance",
)  # fmt: skip


@pytest.fixture
def stored(hostile: Study, root: Path) -> Stored:
    return Stored(root, hostile.settings.name, "zh")


def having(result: Result, **numbers: Estimate) -> Result:
    """Put other numbers into a result."""
    return replace(result, numbers={**result.numbers, **numbers})


@pytest.mark.parametrize("name", NEW)
def test_each_new_result_has_a_headline_of_one_sentence(
    stored: Stored, name: str
) -> None:
    zh = headline(stored.result(name), "zh")
    en = headline(stored.result(name), "en")
    assert zh is not None
    assert en is not None
    assert zh.count("。") == 1
    assert zh.endswith("。")
    assert en.endswith(".")
    assert ". " not in en
    assert "{" not in zh + en


def test_removal_speaks_of_the_rewired_networks(stored: Stored) -> None:
    result = stored.result("hub_removal")
    assert headline(result, "zh") == (
        "不计隶属关系，移除全部枢纽后，最大连通分支由 80.0% 变为 60.0%，"
        "落差 20.0 个百分点；随机移除同样多的组织，"
        "平均剩 70.0%（95% 的随机次序为 50.0%至80.0%）；"
        "从各组织关系数不变、随机重连的网络中移除同样的枢纽，"
        "落差平均为 18.3 个百分点（零模型的 95% 为 10.0 个百分点至30.0 个百分点）："
        "实际落差不大于零模型所给。"
    )
    assert "no more than its null gives" in str(headline(result, "en"))


def test_a_number_that_is_undefined_says_why(stored: Stored) -> None:
    gone = Estimate.undefined("no_hubs", style="share")
    result = having(stored.result("hub_removal"), share_after_random=gone)
    reason = REASONS["no_hubs"]
    assert f"平均剩不报告（{reason.zh}）；" in str(headline(result, "zh"))
    assert f"not reported ({reason.en})" in str(headline(result, "en"))


@pytest.mark.parametrize(
    ("loss", "p_value", "zh", "en"),
    [
        (0.2, 0.051, "不大于零模型所给", "no more than its null gives"),
        (0.2, 0.05, "落差大于零模型所给", "is more than its null gives"),
        (0.1, 0.05, "小于零模型所给", "is less than its null gives"),
        (0.1, 0.3, "不大于零模型所给", "no more than its null gives"),
    ],
)
def test_a_loss_is_held_against_that_of_rewired_networks(
    stored: Stored, loss: float, p_value: float, zh: str, en: str
) -> None:
    found = Estimate(loss, p_value=p_value, style="points")
    result = having(stored.result("hub_removal"), loss=found)
    assert zh in str(headline(result, "zh"))
    assert en in str(headline(result, "en"))


@pytest.mark.parametrize("name", ["hub_centralization", "hub_advantage", "hub_roles"])
@pytest.mark.parametrize(
    ("value", "p_value", "verdict"),
    [
        (9.0, 0.04, "more"),
        (1.0, 0.04, "less"),
        (9.0, 0.06, "no_more"),
        (1.0, 1.0, "no_more"),
    ],
)
def test_a_verdict_is_that_of_the_test_without_membership(
    stored: Stored, name: str, value: float, p_value: float, verdict: str
) -> None:
    found = Estimate(value, 2.0, 4.0, p_value=p_value, interval="null")
    result = having(stored.result(name), **{TESTS[name].number: found})
    zh, en = VERDICTS[verdict]
    assert f"，{zh}" in str(headline(result, "zh"))
    assert f", {en}" in str(headline(result, "en"))


@pytest.mark.parametrize(
    ("difference", "p_value", "zh", "en"),
    [
        (0.2, 0.01, "升得更多（或降得更少）", "it rose more, or fell less"),
        (-0.2, 0.01, "升得更少（或降得更多）", "it rose less, or fell more"),
        (0.2, 0.4, "分不清", "cannot be told from that without a hub"),
    ],
)
def test_a_change_is_told_from_that_without_a_hub_or_not(
    stored: Stored, difference: float, p_value: float, zh: str, en: str
) -> None:
    found = Estimate(difference, p_value=p_value)
    result = having(stored.result("adoption_change"), change_difference=found)
    assert zh in str(headline(result, "zh"))
    assert en in str(headline(result, "en"))
    assert "社区 6 个" in str(headline(result, "zh"))
    assert "由 0.250 变为 0.255；" in str(headline(result, "zh"))


@pytest.mark.parametrize("name", sorted(TESTS))
def test_what_was_not_tested_has_its_whole_finding_instead(
    stored: Stored, name: str
) -> None:
    tested = TESTS[name].number
    for found in (Estimate.undefined("too_small"), Estimate(1.0)):
        result = having(stored.result(name), **{tested: found})
        assert headline(result, "zh") is None
    assert headline(replace(stored.result(name), numbers={}), "en") is None


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_nothing_to_count_has_its_whole_finding_instead(
    stored: Stored, name: str
) -> None:
    for needed in NEEDED[name]:
        nothing = Estimate(0.0, style="count")
        result = having(stored.result(name), **{needed: nothing})
        assert headline(result, "zh") is None


def test_headlines_name_the_same_numbers_in_both_languages() -> None:
    for name, both in HEADLINES.items():
        asked = [
            {(part, how) for _, part, how, _ in Formatter().parse(text)}
            for text in both
        ]
        named = [{part for part in found if part[0]} for found in asked]
        assert named[0] == named[1], name
        assert (("verdict", "") in named[0]) == (name in TESTS), name


def test_without_hubs_the_finding_says_so_in_place_of_a_headline() -> None:
    study = small_study(organizations=[organization("A1", A), organization("A2", A)],
                        ties=[tie("A1", "A2")])  # fmt: skip
    ties = collaboration_ties(study)
    results = [
        hub_removal(ties, n_random=40), hub_advantage(ties, n_permutations=40),
        adoption_change(study),
    ]  # fmt: skip
    for result in results:
        assert headline(result, "zh") is None
        assert REASONS["no_hubs"].zh in result.sentence("zh")


def test_communities_that_cannot_be_told_are_not_counted_as_mixed() -> None:
    study = small_study(organizations=[], ties=[])
    assert headline(unit_governance(study, n_draws=40), "zh") is None
