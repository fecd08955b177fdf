"""Who funders are: two hundred names told by hand, and who has the last word."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.errors import MeasureError
from hubstudy.fields import FIELDS
from hubstudy.measures.funding import classify_funders, funder_rules
from tests.measures.funding.funder_names import EXPECTED, TYPES

KNOWN = set(FIELDS["funder_type"].category_labels("en"))
WIDE = str.maketrans("0123456789()", "０１２３４５６７８９（）")


def kind(name: str, declared: str | None = None) -> str:
    found = classify_funders([name], declared=[declared])["funder_type"].iloc[0]
    return "" if pd.isna(found) else found


def test_the_table_of_names_has_every_type_and_traps_enough() -> None:
    assert len(EXPECTED) >= 200
    assert set(EXPECTED.values()) == set(TYPES.values()) == {"", *KNOWN}


@pytest.mark.parametrize("name", EXPECTED)
def test_names_are_told_for_what_they_are(name: str) -> None:
    assert kind(name) == EXPECTED[name]


def test_many_names_at_once_are_told_as_one_by_one() -> None:
    names = [*EXPECTED, *reversed(EXPECTED)]
    found = classify_funders(pd.Series(names, dtype="category"))
    assert found["funder"].tolist() == names
    assert found["funder_type"].fillna("").tolist() == [EXPECTED[n] for n in names]
    told = found["basis"] == "name"
    assert (found["rule"].notna() == told).all()
    assert (found["funder_type"].notna() == told).all()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(EXPECTED)),
    st.sampled_from(["", "07", "-03", " 12-01", "\u3000", "２０２２", "＿2"]),
    st.sampled_from(["", "\u200b", " ", "\u3000"]),
    st.sampled_from([{}, WIDE]),
)
def test_numbers_blanks_and_wide_forms_do_not_matter(
    name: str, tail: str, blank: str, forms: dict[int, int]
) -> None:
    written = name[:2] + blank + name[2:] + tail
    assert kind(written.translate(forms)) == EXPECTED[name]


def test_rules_mean_the_same_to_python() -> None:
    """A rule is run by RE2; whoever reads it with `re` sees the same."""
    plain = re.compile(r"[\u4e00-\u9fff]+[^户]")  # nothing to fold or to take off
    for name in filter(plain.fullmatch, EXPECTED):
        fits = [rule for rule in funder_rules() if rule.pattern.search(name)]
        told = fits[0].funder_type if fits else None
        assert (told or "") == EXPECTED[name], name


def test_every_rule_has_a_type_that_there_is_and_is_needed() -> None:
    found = classify_funders(list(EXPECTED))
    used = set(found["rule"].dropna())
    left = {n for n, rule in enumerate(funder_rules(), 1) if rule.funder_type is None}
    assert used | left == set(range(1, len(funder_rules()) + 1))
    for rule in funder_rules():
        assert rule.funder_type is None or rule.funder_type in KNOWN
        assert rule.or_declared <= KNOWN - {rule.funder_type}
        assert all(rule.why)


# Who has the last word


def test_the_name_rules_over_the_register() -> None:
    assert kind("崖头街道办事处", "social_organization") == "street_office"
    assert kind("荣成市民政局（福彩公益金）", "government_bureau") == "welfare_lottery"
    assert kind("崖头街道商贸有限公司", "street_office") == "firm"


@pytest.mark.parametrize("declared", sorted(KNOWN))
def test_what_a_name_cannot_tell_is_what_the_register_says(declared: str) -> None:
    for name in ("荣成市烟草专卖局", "荣成市图书馆", "崖头街道社工站"):
        found = classify_funders([name], declared=[declared]).iloc[0]
        assert (found["funder_type"], found["basis"]) == (declared, "declared")
        assert pd.isna(found["rule"])


def test_the_register_tells_state_firms_from_others() -> None:
    for declared, expected in {
        None: "firm", "firm": "firm", "state_firm": "state_firm",
        "community_partner": "community_partner", "street_office": "firm",
    }.items():  # fmt: skip
        found = classify_funders(["荣成市水务集团有限公司"], declared=[declared])
        assert found["funder_type"].iloc[0] == expected
        own = declared in {"state_firm", "community_partner"}
        assert found["basis"].iloc[0] == ("declared" if own else "name")


def test_the_register_tells_who_runs_a_centre() -> None:
    name = "河北社区社会组织服务中心"
    assert kind(name) == "social_organization"
    assert kind(name, "street_office") == "street_office"
    assert kind(name, "firm") == "social_organization"


def test_the_studys_table_rules_over_all() -> None:
    table = pd.DataFrame(
        {"funder": ["崖头街道办事处", "其他"], "funder_type": ["firm", "foundation"]}
    )
    names = ["崖头街道办事处", "其他", "崖头街道办"]
    found = classify_funders(names, declared=["individual"] * 3, table=table)
    assert found["funder_type"].tolist() == ["firm", "foundation", "street_office"]
    assert found["basis"].tolist() == ["table", "table", "name"]
    assert found["rule"].isna().tolist() == [True, True, False]


def test_a_funder_listed_twice_is_refused() -> None:
    table = pd.DataFrame({"funder": ["甲", "甲"], "funder_type": ["firm", "firm"]})
    with pytest.raises(MeasureError, match="甲"):
        classify_funders(["甲"], table=table)


def test_no_name_and_no_word_tell_nothing() -> None:
    found = classify_funders([None, "", "0371-12345678"])  # type: ignore[list-item]
    assert found["funder_type"].isna().all()
    assert found["basis"].tolist() == ["", "", ""]
    named = classify_funders(pd.Series([None], dtype="str"), declared=["firm"])
    assert named["funder_type"].tolist() == ["firm"]
    assert classify_funders([]).empty
