"""Official codes: form, check digits, places."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc as stdnum_uscc

from hubstudy.intake.cleaning.codes import (
    division_ok,
    division_unusual,
    uscc_check_digits,
    uscc_ok,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

FIRST_16 = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(ALPHABET[1:]),
        st.sampled_from(ALPHABET[1:]),
        st.text("0123456789", min_size=6, max_size=6),
        st.text(ALPHABET, min_size=8, max_size=8),
    ),
)

# Codes of listed companies and a ministry, as they print them.
PUBLISHED = [
    "9144030071526726XG",
    "91110108551385082Q",
    "91110000802100433B",
    "91330100799655058B",
]


def test_published_codes_are_right() -> None:
    assert uscc_ok(PUBLISHED).all()
    assert [code[:16] + uscc_check_digits(code[:16]) for code in PUBLISHED] == PUBLISHED


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "9144030071526726XH",  # last check digit
        "9144030071526726XG ",
        "914403007152672XG",
        "9144030071526726xG",
        "0144030071526726XG",
        "91A4030071526726XG",
        "９144030071526726XG",
        "9144030071526726XO",
        "371082199001011234",
    ],
)
def test_wrong_codes_are_told(wrong: str) -> None:
    assert uscc_ok([wrong, PUBLISHED[0]]).tolist() == [False, True]


@given(FIRST_16)
@settings(deadline=None)
def test_completed_code_is_right_and_another_program_agrees(first16: str) -> None:
    code = first16 + uscc_check_digits(first16)
    assert uscc_ok([code]).tolist() == [True]
    assert stdnum_uscc.calc_check_digit(code[:17]) == code[17]


@given(FIRST_16, st.integers(0, 17), st.sampled_from(ALPHABET))
@settings(deadline=None)
def test_one_wrong_character_is_always_noticed(
    first16: str, place: int, letter: str
) -> None:
    code = first16 + uscc_check_digits(first16)
    mutant = code[:place] + letter + code[place + 1 :]
    assert uscc_ok([mutant]).tolist() == [mutant == code]


def test_wrong_organization_check_digit_is_noticed_though_the_last_fits() -> None:
    first17 = "91440300715267261"  # X would be right
    code = first17 + stdnum_uscc.calc_check_digit(first17)
    assert not uscc_ok([code])[0]


def test_only_sixteen_letters_of_the_alphabet_are_completed() -> None:
    for wrong in ("9144", "O" * 16, "9" * 17):
        with pytest.raises(ValueError, match="16 characters"):
            uscc_check_digits(wrong)


def test_division_codes_have_length_digits_and_a_province() -> None:
    texts = ["371082001", "991082001", "37108200", "３71082001", "37108200A", ""]
    assert division_ok(texts, 9).tolist() == [True, *[False] * 5]
    assert division_ok(["371082001001", "371082001"], 12).tolist() == [True, False]
    assert division_ok([], 9).tolist() == []


def test_parts_outside_the_usual_ranges_are_told() -> None:
    streets = ["371082001", "371082599", "371082000", "371082600", "no code"]
    assert division_unusual(streets, 9).tolist() == [False, False, True, True, False]
    communities = ["371082001001", "371082001399", "371082001000", "371082001400"]
    assert division_unusual(communities, 12).tolist() == [False, False, True, True]


@given(st.lists(st.text(max_size=20)))
@settings(deadline=None)
def test_any_text_is_answered(texts: list[str]) -> None:
    for answer in (uscc_ok(texts), division_ok(texts, 9), division_unusual(texts, 12)):
        assert answer.shape == (len(texts),)
