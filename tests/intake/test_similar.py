"""Names that may be one organisation typed twice are shown to a person, no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hubstudy.intake.similar import LARGEST_BLOCK, MOST_PAIRS, similar_names
from tests.intake.sheets import row, three_communities, typed_rows
from tests.studies import A, B

if TYPE_CHECKING:
    from hubstudy.errors import Problem
    from hubstudy.intake.typed import Typed

COMMUNITIES = three_communities()


def named(*names: str, codes: tuple[str, ...] = ()) -> Typed:
    """Type organisations of one community, or of those given."""
    places = codes or (A,) * len(names)
    return typed_rows(
        "organizations",
        *[
            row("organizations", organization_id=f"O{n}", organization_name=name,
                community_code=code)
            for n, (name, code) in enumerate(zip(names, places, strict=True))
        ],
    )  # fmt: skip


def alike(*names: str, codes: tuple[str, ...] = ()) -> list[Problem]:
    communities = typed_rows("communities", *COMMUNITIES)
    return similar_names(named(*names, codes=codes), communities)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("暖阳舞蹈队", "暖阳舞蹈团"),
        ("暖阳书画社", "暖阳书画组"),
        ("暖阳舞蹈队", "暖阳 舞蹈队"),
        ("暖阳（舞蹈）队", "暖阳舞蹈队"),
        ("暖阳舞蹈队", "暖阳舞蹈"),
        ("邻里互助服务中心", "邻里互助服务中心心"),
        ("邻里互助服务中心", "邻里互助务中心"),
        ("邻里互助服务中心", "新邻里互助服务中心"),
        ("示例甲社区暖阳舞蹈队", "暖阳舞蹈队"),
        ("示例甲社区舞", "舞"),
    ],
)
def test_names_that_may_be_one_are_shown(one: str, other: str) -> None:
    (problem,) = alike(one, other)
    assert (problem.code, problem.severity, problem.row) == (
        "similar_names", "warning", 3,
    )  # fmt: skip
    assert problem.found == f"{other} ~ {one}（a.csv 第 2 行）"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("康晴舞蹈队", "康苑舞蹈队"),  # another letter is another group
        ("暖阳舞蹈队", "暖阳书画队"),
        ("邻里互助服务中心", "邻里互助服务中心一"),  # numbered
        ("邻里互助服务中心", "邻里互助服务中心2"),
        ("邻里互助服务中心", "东邻里互助服务中心"),
        ("邻里互助服务中心", "邻里互助服务中心A"),
        ("互助中心", "互助中心部"),  # too short to tell
        ("舞队", "舞团"),  # one letter is no name
        ("邻里互助服务中心", "邻里互助服务中心总部"),  # two letters more
        ("示例乙社区暖阳书画", "暖阳书画"),  # the name of another community
    ],
)
def test_names_that_differ_clearly_are_not_shown(one: str, other: str) -> None:
    assert not alike(one, other)


def test_the_same_name_in_two_communities_is_two_organizations() -> None:
    assert not alike("暖阳舞蹈队", "暖阳舞蹈队", codes=(A, B))


def test_the_later_row_is_told_whatever_its_community() -> None:
    names = ("暖阳舞蹈团", "丁", "暖阳舞蹈队", "丁")
    problems = alike(*names, codes=(B, A, B, A))
    assert [(p.row, p.found) for p in problems] == [
        (5, "丁 ~ 丁（a.csv 第 3 行）"),
        (4, "暖阳舞蹈队 ~ 暖阳舞蹈团（a.csv 第 2 行）"),
    ]  # fmt: skip


def test_rows_without_a_name_or_place_are_not_compared() -> None:
    assert not alike("", "", "暖阳舞蹈队", "暖阳舞蹈队", codes=(A, A, "", ""))
    assert not alike()


def test_without_communities_names_are_compared_as_they_stand() -> None:
    names = named("示例甲社区暖阳舞蹈队", "暖阳舞蹈队", "暖阳舞蹈团")
    (problem,) = similar_names(names, None)
    assert problem.found.startswith("暖阳舞蹈团 ~ 暖阳舞蹈队")


def test_no_more_than_two_hundred_pairs_are_shown() -> None:
    assert len(alike(*["暖阳舞蹈队"] * 20)) == 190  # 20 × 19 / 2
    assert len(alike(*["暖阳舞蹈队"] * 21)) == MOST_PAIRS


def test_a_community_of_thousands_is_compared_with_neighbours_in_order() -> None:
    numbered = [f"第{n}志愿服务中心" for n in range(LARGEST_BLOCK)]
    problems = alike(*numbered, "暖阳邻里互助会", "暖阳邻里互助", "暖阳邻里互助")
    found = {problem.found for problem in problems}
    first = LARGEST_BLOCK + 2
    assert found == {
        f"暖阳邻里互助 ~ 暖阳邻里互助会（a.csv 第 {first} 行）",
        f"暖阳邻里互助 ~ 暖阳邻里互助（a.csv 第 {first + 1} 行）",
    }
    assert len(problems) == 3
