"""A header means a field by its label, a listed synonym or the study's own word."""

from __future__ import annotations

import pytest

from hubstudy.intake.headers import (
    Matched,
    known_headers,
    match_header,
    match_headers,
    spellings,
)
from hubstudy.settings import IntakeSettings
from tests.intake.sheets import codes, csv_sheet, heads

PLAIN = IntakeSettings()


def field_of(header: str, table: str, settings: IntakeSettings = PLAIN) -> str | None:
    match = match_header((header,), table, settings)
    return None if match is None else match.field


def unit_of(header: str, table: str, settings: IntakeSettings = PLAIN) -> object:
    match = match_header((header,), table, settings)
    assert match is not None
    return match.unit and (match.unit.word, match.unit.factor)


def matched(header: list[str], table: str, settings: IntakeSettings = PLAIN) -> Matched:
    wordings = [(text,) for text in header]
    return match_headers(csv_sheet([header]), table, wordings, 0, settings)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("社区代码", "community_code"),
        ("community_code", "community_code"),
        (" Community  Code ", "community_code"),
        ("社 区 代 码", "community_code"),
        ("社区\u3000编码", "community_code"),
        ("社区", "community_name"),
        ("所属社区", "community_name"),
        ("社区名称", "community_name"),
        ("村（居）名称", "community_name"),
        ("*社区名称", "community_name"),
        ("社区名称（必填）", "community_name"),
        ("＊ 社区名称( 必填 )", "community_name"),
        ("６０岁以上人口", "residents_60plus"),
        ("pop60", "residents_60plus"),
        ("常住人口（人）", "residents"),
        ("居民人数/人", "residents"),
        ("residents (people)", "residents"),
        ("建成年份（年）", "build_year"),
        ("所属街道", "street_code"),
        ("街道名称", "street_code"),
        ("联系电话", None),
        ("", None),
    ],
)
def test_spellings_of_a_header_mean_one_field(header: str, field: str | None) -> None:
    assert field_of(header, "communities") == field


@pytest.mark.parametrize(
    ("table", "header", "field"),
    [
        ("organizations", "所属社区", "community_code"),
        ("organizations", "所属枢纽", "member_of"),
        ("organizations", "成立（备案）日期", "opened"),
        ("project_partners", "组织名称", "organization_id"),
        ("revenue", "社会组织名称", "organization_id"),
        ("projects", "承接单位", "lead_id"),
        ("street_districts", "街道", "street_name"),
    ],
)
def test_a_reference_may_be_headed_by_the_name_of_what_it_refers_to(
    table: str, header: str, field: str
) -> None:
    assert field_of(header, table) == field


def test_a_table_with_a_name_column_keeps_that_header_for_it() -> None:
    known = known_headers("organizations")
    assert known["组织名称"] == "organization_name"
    assert known_headers("revenue")["组织名称"] == "organization_id"


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("资助金额", None),
        ("资助金额/元", ("元", 1.0)),
        ("资助金额（万元）", ("万元", 10_000.0)),
        ("资助金额(千元)", ("千元", 1_000.0)),
        ("资助金额【亿元】", ("亿元", 100_000_000.0)),
        ("资助金额［亿元］", ("亿元", 100_000_000.0)),
        ("资助金额〔万元〕", ("万元", 10_000.0)),
        ("资助金额 单位：万元", ("万元", 10_000.0)),
        ("立项金额／万元", ("万元", 10_000.0)),
        ("资助金额（单位：万元）", ("万元", 10_000.0)),
        ("受益人次（万人次）", ("万人次", 10_000.0)),
    ],
)
def test_a_header_may_name_its_unit(
    header: str, unit: tuple[str, float] | None
) -> None:
    assert unit_of(header, "projects") == unit


def test_areas_and_shares_have_units_too() -> None:
    assert unit_of("面积（公顷）", "communities") == ("公顷", 0.01)
    assert unit_of("数值（%）", "community_outcomes") == ("%", 0.01)
    assert unit_of("居民人数（万人）", "communities") == ("万人", 10_000.0)


@pytest.mark.parametrize(
    ("table", "header", "words"),
    [
        ("projects", "资助金额（美元）", "（美元）"),
        ("projects", "资助金额（含税）", "（含税）"),
        ("communities", "居民人数（万元）", "（万元）"),
    ],
)
def test_a_unit_that_is_not_known_is_told_and_not_passed_over(
    table: str, header: str, words: str
) -> None:
    match = match_header((header,), table, PLAIN)
    assert match is not None
    assert (match.unit, match.unknown_unit) == (None, words)


@pytest.mark.parametrize(
    ("table", "header"),
    [
        ("organizations", "登记状态（自组织/备案/登记）"),
        ("organizations", "是否枢纽（是/否）"),
        ("organizations", "成立日期（年-月-日）"),
        ("organizations", "成立日期（YYYY-MM-DD）"),
        ("organizations", "组织名称（全称）"),
        ("organizations", "统一社会信用代码（18位）"),
        ("organizations", "所属枢纽（如有）"),
        ("organizations", "组织名称 (name)"),
        ("communities", "社区代码（12位数字）"),
    ],
)
def test_a_header_may_say_how_to_fill_it_in(table: str, header: str) -> None:
    match = match_header((header,), table, PLAIN)
    assert match is not None
    assert match.unknown_unit == ""


def test_a_header_that_means_something_else_is_refused() -> None:
    header = ["组织名称（变更前）" if h == "组织名称" else h
              for h in heads("organizations")]  # fmt: skip
    (problem,) = matched(header, "organizations").problems
    assert (problem.code, problem.found) == ("header_qualified", "组织名称（变更前）")
    columns = {("", "组织名称(变更前)"): "organization_name"}
    settings = IntakeSettings(columns=columns)
    assert not matched(header, "organizations", settings).problems


def test_words_in_the_brackets_of_a_declared_header_need_be_no_unit() -> None:
    columns = {("", "资助金额(含税)"): "award_cny", ("projects", "拨款"): "award_cny"}
    settings = IntakeSettings(columns=columns)
    match = match_header(("资助金额（含税）",), "projects", settings)
    assert match is not None
    assert match.unknown_unit == ""
    assert unit_of("拨款（万元）", "projects", settings) == ("万元", 10_000.0)


def test_a_declaration_for_one_table_goes_before_that_for_all() -> None:
    columns = {("", "单位"): "funder", ("organizations", "单位"): "organization_name"}
    settings = IntakeSettings(columns=columns)
    assert field_of("单位", "organizations", settings) == "organization_name"
    assert field_of("单位", "revenue", settings) == "funder"
    assert field_of("单位", "ties", settings) is None


def test_a_declaration_goes_before_a_listed_header() -> None:
    settings = IntakeSettings(columns={("communities", "社区"): "community_code"})
    assert field_of("社区", "communities", settings) == "community_code"


def test_a_group_above_completes_a_header_and_may_hold_its_unit() -> None:
    joined = ("人数", "60岁及以上人数", "人数60岁及以上")
    match = match_header(joined, "communities", PLAIN)
    assert match is not None
    assert match.field == "residents_60plus"
    grouped = ("资助金额", "资金（万元）资助金额", "资助金额资金（万元）")
    match = match_header(grouped, "projects", PLAIN)
    assert match is not None
    assert match.unit is not None
    assert match.unit.factor == 10_000


def test_both_forms_of_a_header_are_tried() -> None:
    assert spellings("*金额（万元）") == ("金额(万元)", "金额")


def test_every_field_finds_its_place_and_its_unit() -> None:
    found = matched(heads("projects"), "projects")
    assert not found.problems
    assert found.places["lead_id"] == 1
    assert found.units["award_cny"].word == "元"
    assert "title" not in found.units


def test_a_field_headed_twice_is_refused_with_both_headers() -> None:
    (problem,) = matched([*heads("revenue"), "收入金额"], "revenue").problems
    assert (problem.code, problem.found, problem.row) == (
        "column_twice", "金额/元、收入金额", 1,
    )  # fmt: skip


def test_two_columns_of_names_for_one_reference_are_one_too_many() -> None:
    header = [head for head in heads("organizations") if head != "社区代码"]
    found = matched([*header, "所属社区", "所在社区"], "organizations")
    assert codes(found.problems) == ["column_twice"]


def test_a_column_of_codes_is_preferred_to_one_of_names() -> None:
    found = matched([*heads("organizations"), "所属社区"], "organizations")
    assert not found.problems
    assert found.places["community_code"] == 3
    assert found.unread == [12]


def test_an_unknown_unit_is_refused_with_the_unit_that_is_wanted() -> None:
    header = [
        "资助金额（美元）" if h == "资助金额/元" else h for h in heads("projects")
    ]
    (problem,) = matched(header, "projects").problems
    assert (problem.code, problem.found, problem.column) == (
        "unit_unknown", "（美元）", "资助金额（美元）",
    )  # fmt: skip
    assert "元" in problem.expected.zh
    assert "资助金额/元" in problem.remedy.zh


def test_an_unknown_unit_of_a_pure_number_says_that_it_has_none() -> None:
    header = ["强度（级）" if h == "强度" else h for h in heads("ties")]
    (problem,) = matched(header, "ties").problems
    assert "无单位" in problem.expected.zh


def test_a_missing_column_names_the_likeliest_header() -> None:
    header = ["社区代号" if h == "社区代码" else h for h in heads("communities")]
    found = matched([*header, "", "备忘"], "communities")
    (problem,) = found.problems
    assert (problem.code, problem.column) == ("column_missing", "社区代码")
    assert "“社区代号”" in problem.expected.zh
    assert "“社区代号”" in problem.expected.en
    assert "备忘" not in problem.expected.zh
    assert found.unread == [0, 10]


def test_a_missing_column_with_nothing_like_it_has_no_hint() -> None:
    header = [head for head in heads("communities") if head != "社区代码"]
    (problem,) = matched(header, "communities").problems
    assert "是否为" not in problem.expected.zh


def test_ids_may_be_wanting_only_where_they_are_to_be_made_up() -> None:
    header = heads("organizations")[1:]
    assert codes(matched(header, "organizations").problems) == ["column_missing"]
    made_up = IntakeSettings(surrogate_ids=True)
    assert not matched(header, "organizations", made_up).problems
    header = heads("projects")[1:]
    assert codes(matched(header, "projects", made_up).problems) == ["column_missing"]


def test_a_word_declared_for_another_table_keeps_its_meaning_here() -> None:
    settings = IntakeSettings(columns={("", "组织全称"): "title"})
    assert field_of("组织全称", "projects", settings) == "title"
    assert field_of("组织全称", "organizations", settings) == "organization_name"
