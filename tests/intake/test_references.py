"""A reference is an id, a credit code, or a name that only one row bears."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hubstudy.intake.references import (
    SHOWN_PER_VALUE,
    plain_name,
    resolve,
    surrogate_id,
)
from tests.intake.sheets import (
    codes,
    csv_sheet,
    heads,
    row,
    three_communities,
    typed_of,
    typed_rows,
)
from tests.studies import STREET_1, A, B

if TYPE_CHECKING:
    from hubstudy.errors import Problem
    from hubstudy.intake.typed import Typed

USCC = "91110000600037341L"  # the example of python-stdnum
H1 = row("organizations", organization_id="H1", organization_name="甲邻里互助中心",
         uscc=USCC, is_hub="是", legal_status="登记")  # fmt: skip
A1 = row("organizations", organization_id="A1", organization_name="暖阳（甲）队")
A2 = row("organizations", organization_id="A2", organization_name="同名队")
A3 = row("organizations", organization_id="A3", organization_name="同名队")


def resolved(
    table: str,
    *lines: list[str],
    organizations: tuple[list[str], ...] = (H1, A1, A2, A3),
) -> tuple[Typed, list[Problem]]:
    """Resolve the references of one table among three communities."""
    tables = {
        "communities": typed_rows("communities", *three_communities()),
        "organizations": typed_rows("organizations", *organizations),
    }
    tables[table] = typed_rows(table, *lines)
    return tables[table], resolve(tables)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("暖阳（甲）队", "暖阳(甲)队"), ("暖阳 队", "暖阳队"), ("Ａbc", "aBC"),
        ("甲·乙", "甲乙"), ("“暖阳”队", "暖阳队"), ("甲_乙", "甲-乙"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_agree(one: str, other: str) -> None:
    assert plain_name(one) == plain_name(other)


def test_different_names_stay_different() -> None:
    assert plain_name("暖阳队") != plain_name("暖阳团")
    assert plain_name("一队") != plain_name("1队")


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("H1", "H1"),
        ("甲邻里互助中心", "H1"),
        (" 甲邻里 互助中心 ", "H1"),
        (USCC, "H1"),
        (USCC.lower(), "H1"),
        ("暖阳(甲)队", "A1"),
    ],
)
def test_what_only_one_organization_bears_is_as_good_as_its_id(
    text: str, means: str
) -> None:
    projects, problems = resolved("projects", row("projects", lead_id=text))
    assert not problems
    assert projects.frame["lead_id"].tolist() == [means]


def test_a_reference_that_was_resolved_is_logged() -> None:
    line = row("projects", lead_id="甲邻里互助中心", community_code="示例乙社区")
    projects, problems = resolved("projects", line)
    assert not problems
    log = projects.changes.columns
    assert projects.frame["community_code"].tolist() == [B]
    assert log["rule"] == ["reference", "reference"]
    assert sorted(zip(log["field"], log["was"], log["became"], strict=True)) == [
        ("community_code", "示例乙社区", B),
        ("lead_id", "甲邻里互助中心", "H1"),
    ]


def test_streets_and_hubs_may_be_named_too() -> None:
    streets = typed_rows("street_districts", row("street_districts"))
    line = row("communities", street_code="甲街道")
    organization = row(
        "organizations", organization_id="A9", community_code="示例甲社区",
        member_of="甲邻里互助中心",
    )  # fmt: skip
    tables = {
        "street_districts": streets,
        "communities": typed_rows("communities", line),
        "organizations": typed_rows("organizations", H1, organization),
    }
    assert not resolve(tables)
    assert tables["communities"].frame["street_code"].tolist() == [STREET_1]
    assert tables["organizations"].frame["member_of"].tolist()[1] == "H1"
    assert tables["organizations"].frame["community_code"].tolist() == [A, A]


def test_an_id_goes_before_a_name() -> None:
    lines = (A1, row("organizations", organization_id="X", organization_name="A1"))
    projects, problems = resolved(
        "projects", row("projects", lead_id="A1"), organizations=lines
    )
    assert not problems
    assert projects.frame["lead_id"].tolist() == ["A1"]


def test_a_name_that_two_bear_is_refused_with_their_places() -> None:
    _, problems = resolved("projects", row("projects", lead_id="同名队"))
    (problem,) = problems
    assert (problem.code, problem.row, problem.column, problem.found) == (
        "reference_unclear", 2, "承接组织编号", "同名队",
    )  # fmt: skip
    assert "a.csv 第 4 行、a.csv 第 5 行" in problem.expected.zh


def test_nothing_is_matched_by_likeness() -> None:
    _, problems = resolved("projects", row("projects", lead_id="甲邻里互助中"))
    (problem,) = problems
    assert (problem.code, problem.found) == ("key_dangling", "甲邻里互助中")
    assert "“社会组织”" in problem.expected.zh
    assert "处" not in problem.expected.zh


def test_a_name_whose_row_has_no_id_is_no_reference() -> None:
    nowhere = row("organizations", organization_id="", organization_name="甲队",
                  community_code="")  # fmt: skip
    _, problems = resolved(
        "projects", row("projects", lead_id="甲队"), organizations=(nowhere,)
    )
    assert "key_dangling" in codes(problems)


def test_an_empty_reference_means_none() -> None:
    organizations, problems = resolved("organizations", H1)
    assert not problems
    assert organizations.frame["member_of"].isna().all()


def test_one_unknown_value_is_told_twenty_times_and_then_counted() -> None:
    lines = [
        row("projects", project_id=f"P{n}", lead_id="无此队") for n in range(25)
    ] + [row("projects", project_id="Q", lead_id="另一队")]
    _, problems = resolved("projects", *lines)
    assert len(problems) == SHOWN_PER_VALUE + 1
    assert [p.row for p in problems[:3]] == [2, 3, 4]
    assert "另有 5 处" in problems[19].expected.zh
    assert "5 more cells" in problems[19].expected.en
    assert problems[20].found == "另一队"


def test_just_twenty_cells_leave_none_to_count() -> None:
    lines = [row("projects", project_id=f"P{n}", lead_id="无此队") for n in range(20)]
    _, problems = resolved("projects", *lines)
    assert len(problems) == 20
    assert "另有" not in problems[-1].expected.zh


def test_references_to_a_table_that_could_not_be_read_are_left_alone() -> None:
    projects = typed_rows("projects", row("projects", lead_id="无此队"))
    assert not resolve({"projects": projects})


def test_a_made_up_id_depends_on_place_and_name_alone() -> None:
    # S and the first 12 digits of sha256sum of "371082901\0371082901001\0暖阳队"
    assert surrogate_id(STREET_1, A, "暖阳队") == "Sdeebcdd2f959"
    assert surrogate_id(STREET_1, A, " 暖阳 队") == surrogate_id(STREET_1, A, "暖阳队")
    others = {
        surrogate_id(STREET_1, A, "暖阳队"), surrogate_id(STREET_1, B, "暖阳队"),
        surrogate_id("371082902", A, "暖阳队"), surrogate_id(STREET_1, A, "暖阳团"),
    }  # fmt: skip
    assert len(others) == 4


def test_organizations_without_an_id_get_one_and_a_person_is_told() -> None:
    lines = [
        row("organizations", organization_id="", organization_name="甲队"),
        row("organizations", organization_id="A1", organization_name="乙队"),
        row("organizations", organization_id="—", organization_name="丙队",
            community_code="示例乙社区"),
    ]  # fmt: skip
    sheet = csv_sheet([heads("organizations"), *lines])
    tables = {
        "communities": typed_rows("communities", *three_communities()),
        "organizations": typed_of("organizations", sheet, surrogate_ids=True),
    }
    organizations = tables["organizations"]
    assert not organizations.problems
    (problem,) = resolve(tables, surrogates=True)
    assert organizations.frame["organization_id"].tolist() == [
        surrogate_id(STREET_1, A, "甲队"), "A1", surrogate_id(STREET_1, B, "丙队"),
    ]  # fmt: skip
    assert (problem.code, problem.severity, problem.row) == (
        "surrogate_ids", "warning", 2,
    )  # fmt: skip
    assert problem.found.startswith("2 个组织")
    rules = organizations.changes.columns["rule"]
    assert rules.count("surrogate_id") == 2


def test_an_organization_without_place_or_name_gets_no_id() -> None:
    line = row("organizations", organization_id="", organization_name="")
    sheet = csv_sheet([heads("organizations"), line])
    tables = {
        "communities": typed_rows("communities", *three_communities()),
        "organizations": typed_of("organizations", sheet, surrogate_ids=True),
    }
    assert codes(resolve(tables, surrogates=True)) == ["surrogate_ids"]
    assert tables["organizations"].frame["organization_id"].isna().all()
    assert codes(tables["organizations"].problems) == ["cell_empty"]


def test_ids_are_required_unless_the_study_lets_them_be_made_up() -> None:
    line = row("organizations", organization_id="")
    assert codes(typed_rows("organizations", line).problems) == ["cell_empty"]
