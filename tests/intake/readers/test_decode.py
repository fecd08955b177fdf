"""Text is decoded strictly, and text decoded wrongly before is noticed."""

from __future__ import annotations

import codecs
import random

import numpy as np
import pytest

from hubstudy import fields
from hubstudy.intake.readers.decode import encoding_of, garbled, suspicions
from hubstudy.intake.readers.refusals import RefusedError
from hubstudy.intake.texts import Sheet, Texts

TEXT = "社区名称,编号\r\n福田社区,A1\r\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (TEXT.encode(), ("utf-8", 0)),
        (TEXT.encode("utf-8-sig"), ("utf-8", 3)),
        (codecs.BOM_UTF8 * 2 + TEXT.encode(), ("utf-8", 6)),
        (TEXT.encode("gb18030"), ("gb18030", 0)),
        ("𠮷田,㐂\n".encode("gb18030"), ("gb18030", 0)),
        (TEXT.encode("utf-16"), ("utf-16-le", 2)),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), ("utf-16-be", 2)),
        (TEXT.encode("utf-16-le"), ("utf-16-le", 0)),
        (TEXT.encode("utf-16-be"), ("utf-16-be", 0)),
        (b"a,b\n1,2\n", ("utf-8", 0)),
        ("一,丁\n".encode("utf-16-le"), ("utf-16-le", 0)),
    ],
)
def test_encoding_is_known(data: bytes, expected: tuple[str, int]) -> None:
    assert encoding_of(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode() + TEXT.encode("gb18030") + b"\xff",
        "社区".encode("utf-16")[:-1],
        TEXT.encode("utf-32"),
        b"\xff\x00\xff",
        b"PK\x03\x04" + bytes(10),
    ],
)
def test_what_decodes_nowhere_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedError) as caught:
        encoding_of(data)
    assert caught.value.problem.code == "encoding_unknown"


def test_line_of_the_first_wrong_byte_is_told() -> None:
    with pytest.raises(RefusedError) as caught:
        encoding_of("一\n二\n".encode() + b"\xff\xff,\n")
    assert caught.value.problem.row == 3
    assert "ff ff" in caught.value.problem.found


WORDS = [
    "福田社区", "崖头街道", "社会组织名称", "老年协会（备案）", "编号A12社区",
    "东崮社区",
]  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("wrong", ["gb18030", "latin-1"])
def test_utf_8_read_otherwise_is_recovered(word: str, wrong: str) -> None:
    data = word.encode()
    try:
        mistaken = data.decode(wrong)
    except UnicodeDecodeError:
        mistaken = data.decode(wrong, "replace").replace("\ufffd", "?")
        assert (garbled(mistaken) or "")[:1] == word[:1]
        return
    assert garbled(mistaken) == word


@pytest.mark.parametrize("word", ["福田社区", "崖头街道", "社会组织", "东崮社区"])
def test_gb18030_read_as_latin_is_recovered(word: str) -> None:
    assert garbled(word.encode("gb18030").decode("latin-1")) == word


def test_known_garbage_is_recovered() -> None:
    assert garbled("绂忕敯绀惧尯") == "福田社区"


def test_every_label_of_ours_is_sound() -> None:
    labels = {
        text
        for field in fields.FIELDS.values()
        for text in (*field.label, *field.headers)
    }
    assert len(labels) > 100
    assert [text for text in labels if garbled(text)] == []


def characters(first: int, last: int) -> list[str]:
    rows = [
        bytes([row, cell])
        for row in range(first, last + 1)
        for cell in range(0xA1, 0xFF)
    ]
    return [pair.decode("gb2312", "ignore") for pair in rows if pair[0] != 0xD7]


def test_names_of_two_to_eight_characters_are_sound() -> None:
    """Common characters with a rarer one here and there, as in names of people."""
    draw = random.Random(20240601)  # noqa: S311
    common, rare = characters(0xB0, 0xD7), characters(0xD8, 0xF7)
    names = [
        "".join(
            draw.choice(rare if draw.random() < 0.15 else common)
            for _ in range(draw.randint(2, 8))
        )
        for _ in range(20_000)
    ]
    assert [name for name in names if garbled(name)] == []


@pytest.mark.parametrize(
    "text",
    [
        "买买提·艾力",
        "Café Müller São Tomé",
        "crème brûlée",
        "km²、m³",
        "½¼",
        "····",
        "×÷±",
        "①②③",
        "㎡",
        "3–5",
        "ａｂｃ",
        "é",
        "嘉祥县",
        "鑫鑫",
        "滕州",
        "",
    ],
)
def test_sound_text_stays(text: str) -> None:
    assert garbled(text) is None


def problems(*cells: str) -> list[tuple[str, int | None]]:
    sheet = Sheet("a.csv", None, (Texts.of(cells),), np.arange(1, len(cells) + 1))
    return [(problem.code, problem.row) for problem in suspicions(sheet)]


def test_each_kind_is_told_once_per_column_with_its_first_row() -> None:
    found = problems("名称", "绂忕敯绀惧尯", "a\x07", "???", "绂忕敯绀惧尯", "社\ufffd")
    assert found == [
        ("control_character", 3),
        ("replacement_character", 4),
        ("mojibake", 2),
    ]


def test_question_is_no_loss() -> None:
    assert problems("名称", "?", "为什么??", "a\nb\t", "是否？？") == []


def test_famous_loss_is_known() -> None:
    assert problems("锟斤拷锟斤拷") == [("replacement_character", 1)]


@pytest.mark.parametrize(
    "text",
    ["烫烫烫", "福田烫烫", "屯屯屯屯", "福田□区", "福\ue000区", "福\ufffe", "\uf8ff"],
)
def test_characters_that_stand_for_lost_ones_are_known(text: str) -> None:
    assert problems("名称", text, "福田") == [("replacement_character", 2)]


SOUND = ["东屯屯长", "大屯镇", "烫面馆", "口口相传", "〇号楼", "■", "嘉祥㙟村", "𠮷田"]


def test_real_names_are_not_taken_for_lost_ones() -> None:
    labels = {
        text
        for field in fields.FIELDS.values()
        for text in (*field.label, *field.headers)
    }
    chinese = [*characters(0xB0, 0xD7), *characters(0xD8, 0xF7)]
    assert problems(*SOUND, *labels, *chinese) == []
