"""Values that are each right may still not make sense together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hubstudy.intake.checks import check_tables
from hubstudy.intake.references import resolve
from tests.intake.sheets import (
    codes,
    csv_sheet,
    heads,
    row,
    three_communities,
    typed_of,
    typed_rows,
)
from tests.studies import A, small_settings

if TYPE_CHECKING:
    from hubstudy.errors import Problem

USCC = "91110000600037341L"  # the example of python-stdnum
OTHER_USCC = "9144030071526726XG"  # the example of its Chinese documentation
USUAL = {
    "community_code": "371082001001", "street_code": "371082001",
}  # fmt: skip


def found(table: str, *rows: list[str]) -> list[Problem]:
    """Check one table; division codes in it are usual unless asked otherwise."""
    return check_tables({table: typed_rows(table, *rows)}, small_settings())


def community(**changed: str) -> list[Problem]:
    return found("communities", row("communities", **(USUAL | changed)))


def organization(**changed: str) -> list[str]:
    return codes(found("organizations", row("organizations", **changed)))


def tie(**changed: str) -> list[str]:
    return codes(found("ties", row("ties", **changed)))


def outcome(**changed: str) -> list[str]:
    return codes(found("community_outcomes", row("community_outcomes", **changed)))


def project(**changed: str) -> list[str]:
    return codes(found("projects", row("projects", **changed)))


def test_what_is_right_has_no_problem() -> None:
    assert not community()
    assert organization() == tie() == outcome() == project() == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"households": "-1"}, ["not_negative"]),
        ({"residents": "0", "residents_60plus": "0", "households": "0"},
         ["positive"]),
        ({"residents": "1", "residents_60plus": "1", "households": "1"}, []),
        ({"residents": "999", "households": "1000"},
         ["more_households_than_residents"]),
        ({"area_km2": "-0.1"}, ["not_negative"]),
        ({"build_year": "1899"}, ["year_range"]),
        ({"build_year": "2101"}, ["year_range", "after_as_of"]),
        ({"build_year": "2024"}, ["after_as_of"]),
        ({"build_year": "2023"}, []),
        ({"residents": "2000", "residents_60plus": "2001"},
         ["more_aged_than_residents"]),
        ({"residents": "2000", "residents_60plus": "2000"}, []),
        ({"residents": "", "residents_60plus": "2000"}, []),
        ({"street_code": "371082002"}, ["code_outside_street"]),
        ({"community_code": "37108200100"},
         ["community_code_form"]),
    ],
)  # fmt: skip
def test_communities_make_sense(changed: dict[str, str], code: list[str]) -> None:
    assert codes(community(**changed)) == code


def test_a_problem_quotes_the_cell_as_it_stands() -> None:
    (problem,) = community(residents="２０００", residents_60plus="2,001人")
    assert (problem.found, problem.column, problem.row) == (
        "2,001人", "60岁及以上人数/人", 2,
    )  # fmt: skip
    assert "核对" in problem.remedy.zh


@pytest.mark.parametrize(
    ("street", "code"),
    [
        ("371082001", []),
        ("371082199", []),
        ("371082599", []),
        ("110101001", []),
        ("821082001", []),
        ("371082000", ["division_unusual"]),
        ("371082600", ["division_unusual"]),
        ("171082001", ["division_code"]),
        ("991082001", ["division_code"]),
        ("001082001", ["division_code"]),
        ("37108200", ["street_code_form"]),
        ("37108200A", ["street_code_form"]),
    ],
)
def test_street_codes_begin_with_a_province(street: str, code: list[str]) -> None:
    problems = found("street_districts", row("street_districts", street_code=street))
    assert codes(problems) == code


@pytest.mark.parametrize(
    ("last", "code"),
    [("001", []), ("199", []), ("399", []), ("000", ["division_unusual"]),
     ("400", ["division_unusual"])],
)  # fmt: skip
def test_community_codes_end_as_committees_and_villages_do(
    last: str, code: list[str]
) -> None:
    problems = community(community_code=f"371082001{last}")
    assert codes(problems) == code
    assert all(problem.severity == "warning" for problem in problems)


def test_a_warning_is_told_once_with_its_count() -> None:
    (problem,) = found("communities", *three_communities())
    assert problem.code == "division_unusual"
    assert problem.found == f"{A}（共 3 处 / 3 in all）"


@pytest.mark.parametrize(
    ("code", "status", "told"),
    [
        (USCC, "登记", []),
        (OTHER_USCC, "登记", []),
        (USCC.lower(), "登记", []),
        (USCC.replace("L", "M"), "登记", ["uscc_check_digit"]),
        ("91110000600037342L", "登记", ["uscc_check_digit"]),  # organisation's digit
        (USCC[:-1], "登记", ["uscc_check_digit"]),
        ("I" + USCC[1:], "登记", ["uscc_check_digit"]),
        (USCC, "备案", ["uscc_unexpected"]),
        (USCC, "自组织", ["uscc_unexpected"]),
        ("", "登记", []),
        ("", "备案", []),
    ],
)
def test_credit_codes_have_two_check_digits_and_belong_to_the_registered(
    code: str, status: str, told: list[str]
) -> None:
    assert organization(uscc=code, legal_status=status) == told


def test_an_unexpected_credit_code_is_a_warning_only() -> None:
    (problem,) = found("organizations", row("organizations", uscc=USCC))
    assert (problem.severity, problem.column) == ("warning", "登记状态")


def test_a_credit_code_belongs_to_one_organization() -> None:
    both = [
        row("organizations", organization_id=name, uscc=USCC, legal_status="登记")
        for name in ("O1", "O2")
    ]
    (problem,) = found("organizations", *both)
    assert (problem.code, problem.row) == ("uscc_duplicated", 3)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"is_hub": "是", "legal_status": "登记"}, []),
        ({"is_hub": "是", "legal_status": "备案"}, ["status_order"]),
        ({"is_hub": "是", "legal_status": "自组织"}, ["status_order"]),
        ({"is_hub": "是", "legal_status": "其他主体"}, []),
        ({"closed": "2016-02-29"}, ["closed_before_opened"]),
        ({"closed": "2016-03-01"}, []),
        ({"opened": "", "closed": "2016-03-01"}, []),
        ({"opened": "2023-08-31"}, []),
        ({"opened": "2023-09-01"}, ["after_as_of"]),
        ({"closed": "2023-09-01"}, ["after_as_of"]),
        ({"opened": "2023年9月"}, ["after_as_of"]),
        ({"organization_id": "O" * 61}, ["identifier_form"]),
    ],
)
def test_organizations_make_sense(changed: dict[str, str], code: list[str]) -> None:
    assert organization(**changed) == code


def test_members_belong_to_a_hub_and_not_to_themselves() -> None:
    hub = row("organizations", organization_id="H1", is_hub="是", legal_status="登记")

    def of(member_of: str) -> list[str]:
        return codes(
            found("organizations", hub, row("organizations", member_of=member_of))
        )

    assert of("H1") == []
    assert of("A1") == ["member_of_no_hub", "member_of_itself"]
    assert of("无此枢纽") == []  # told as a reference to nothing
    other = row("organizations", organization_id="B1")
    line = row("organizations", member_of="B1")
    assert codes(found("organizations", hub, other, line)) == ["member_of_no_hub"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"target_id": "A1"}, ["self_tie"]),
        ({"weight": "-1"}, ["not_negative"]),
        ({"weight": ""}, []),
        ({"observation": "无", "weight": "1"}, ["tie_not_observed"]),
        ({"observation": "未询问", "weight": "0.5"}, ["tie_not_observed"]),
        ({"observation": "无", "weight": "0"}, []),
        ({"observation": "未询问", "weight": ""}, []),
        ({"year_from": "2023"}, []),
        ({"year_from": "2024"}, ["after_as_of"]),
        ({"year_to": "2019"}, []),
        ({"year_to": "2018"}, ["ends_before_start"]),
        ({"year_to": ""}, []),
    ],
)
def test_ties_make_sense(changed: dict[str, str], code: list[str]) -> None:
    assert tie(**changed) == code


def test_a_tie_to_itself_under_another_name_is_found() -> None:
    tables = {
        "organizations": typed_rows("organizations", row("organizations")),
        "ties": typed_rows("ties", row("ties", target_id="示例A1")),
    }
    assert not resolve(tables)
    (problem,) = check_tables(tables, small_settings())
    assert (problem.code, problem.found) == ("self_tie", "示例A1")


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ({"source_id": "A2", "target_id": "A1"}, ["tie_doubled"]),
        ({"source_id": "A2", "target_id": "A1", "year_from": "2020"}, []),
        ({"source_id": "A2", "target_id": "A1", "layer": "信息"}, []),
        ({"source_id": "A1", "target_id": "A3"}, []),
        ({}, ["key_duplicated", "tie_doubled"]),
    ],
)
def test_an_undirected_tie_stands_once(second: dict[str, str], code: list[str]) -> None:
    assert codes(found("ties", row("ties"), row("ties", **second))) == code


@pytest.mark.parametrize("layer", ["资助", "督导", "转介"])
def test_a_directed_tie_may_have_its_counterpart(layer: str) -> None:
    back = row("ties", layer=layer, source_id="A2", target_id="A1")
    assert not found("ties", row("ties", layer=layer), back)


@pytest.mark.parametrize(
    ("indicator", "value", "code"),
    [
        ("诉求办结率", "1.01", ["share_range"]),
        ("诉求办结率", "95", ["share_range"]),
        ("居民参与率", "-0.1", ["share_range"]),
        ("居民参与率", "31%", []),
        ("居民参与率", "0", []),
        ("居民参与率", "1", []),
        ("居民满意度", "88", []),
        ("居民满意度", "100", []),
        ("居民满意度", "0.88", ["satisfaction_range"]),
        ("居民满意度", "88%", ["satisfaction_range"]),
        ("居民满意度", "100.1", ["satisfaction_range"]),
    ],
)
def test_shares_lie_between_0_and_1(
    indicator: str, value: str, code: list[str]
) -> None:
    assert outcome(indicator=indicator, value=value) == code


def test_the_year_of_a_record_lies_in_the_study() -> None:
    assert outcome(year="2014") == outcome(year="2024") == ["year_outside_study"]
    assert outcome(year="2015") == outcome(year="2023") == []
    assert project(year="2014", start="2015-01-01") == ["year_outside_study"]
    assert codes(found("revenue", row("revenue", year="2024"))) == [
        "year_outside_study"
    ]


@pytest.mark.parametrize(
    ("table", "changed", "code"),
    [
        ("projects", {"end": "2021-02-28"}, ["ends_before_start"]),
        ("projects", {"end": "2021-03-01"}, []),
        ("projects", {"end": "2024-03-01"}, []),  # may go on
        ("projects", {"year": "2022", "start": "2023-09-01"}, ["after_as_of"]),
        ("projects", {"year": "2020"}, []),
        ("projects", {"year": "2019"}, ["year_disagrees"]),
        ("projects", {"year": "2023"}, ["year_disagrees"]),
        ("projects", {"spent_cny": "50000"}, []),
        ("projects", {"spent_cny": "50001"}, ["spent_exceeds_award"]),
        ("projects", {"award_cny": "-1"}, ["not_negative"]),
        ("contracts", {"end": "2021-02-28"}, ["ends_before_start"]),
        ("contracts", {"start": "2023-09-01"}, ["after_as_of"]),
        ("ratings", {"stars": "0"}, ["stars_range"]),
        ("ratings", {"stars": "6"}, ["stars_range"]),
        ("ratings", {"stars": "5星"}, []),
        ("ratings", {"score": "-1"}, ["score_range"]),
        ("ratings", {"score": "201"}, ["score_range"]),
        ("ratings", {"score": "200"}, []),
        ("community_outcomes", {"n": "0"}, ["positive"]),
    ],
)
def test_projects_contracts_and_ratings_make_sense(
    table: str, changed: dict[str, str], code: list[str]
) -> None:
    assert codes(found(table, row(table, **changed))) == code


def paid(*amounts: str) -> list[Problem]:
    return found(
        "revenue",
        *[
            row("revenue", revenue_id=f"R{n}", amount_cny=amount)
            for n, amount in enumerate(amounts)
        ],
    )


def test_an_amount_a_thousand_times_off_may_have_another_unit() -> None:
    (problem,) = paid("100", "110", "90", "120", "150000")
    assert (problem.code, problem.severity, problem.row) == (
        "magnitude", "warning", 6,
    )  # fmt: skip
    assert "110" in problem.expected.zh  # the median
    (problem,) = paid("1000000", "1100000", "900000", "1200000", "110", "0")
    assert (problem.code, problem.row) == ("magnitude", 6)


def test_amounts_a_hundred_times_apart_and_few_amounts_say_nothing() -> None:
    assert not paid("100", "110", "90", "120", "15000", "0")
    assert not paid("100", "110", "90", "150000")


def test_a_community_lies_in_the_core_city_as_its_street_does() -> None:
    def told(street: str, community: str) -> list[str]:
        usual = {"street_code": "371082001"}
        tables = {
            "street_districts": typed_rows(
                "street_districts",
                row("street_districts", is_core_city=street, **usual),
            ),
            "communities": typed_rows(
                "communities", row("communities", is_core_city=community, **USUAL)
            ),
        }
        return codes(check_tables(tables, small_settings()))

    assert told("是", "是") == told("否", "否") == []
    assert told("是", "否") == told("否", "是") == ["core_city_disagrees"]
    assert told("", "是") == told("是", "也许") == []  # told as cells


def test_a_key_that_stands_twice_names_the_row_it_repeats() -> None:
    lines = [row("ratings"), row("ratings", dimension="财务管理"), row("ratings")]
    (problem,) = found("ratings", *lines)
    assert (problem.code, problem.row, problem.column, problem.found) == (
        "key_duplicated", 4, "项目编号", "P1、E1、项目设计",
    )  # fmt: skip
    assert "第 2 行" in problem.remedy.zh
    assert "row 2" in problem.remedy.en


def test_a_key_that_stands_in_two_files_names_the_other_file() -> None:
    typed = typed_of(
        "ratings",
        csv_sheet([heads("ratings"), row("ratings")], "甲.csv"),
        csv_sheet([heads("ratings"), row("ratings")], "乙.csv"),
    )
    (problem,) = check_tables({"ratings": typed}, small_settings())
    assert problem.file == "乙.csv"
    assert "甲.csv 第 2 行" in problem.remedy.zh


def test_missing_keys_repeat_nothing() -> None:
    lines = [row("ratings", rater_id="")] * 2
    assert not found("ratings", *lines)
