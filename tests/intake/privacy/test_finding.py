from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hubstudy.fields import FIELDS
from hubstudy.intake.privacy.detectors import KINDS
from hubstudy.intake.privacy.finding import (
    CELL,
    FILE_NAME,
    SHEET_NAME,
    find,
    pseudonymise,
    redact,
    scan,
)
from hubstudy.intake.privacy.headers import header_kinds
from hubstudy.intake.privacy.pseudonyms import Key, token
from hubstudy.intake.privacy.words import by_value
from hubstudy.intake.texts import Remark, Sheet, Texts, Word
from tests.intake.privacy import planted

if TYPE_CHECKING:
    from random import Random

KEY = Key(bytes(range(32)))
# By hand: 3·7+7·9+1·10+0·5+8·8+2·4+1·2+9·1+9·6+0·3+0·7+1·9+0·10+1·5+1·8+2·4+3·2 = 267,
# 267 mod 11 = 3, and 3 asks for the check digit 9.
ID = "371082199001011239"
MOBILE = "13812345678"
CARD = "4111111111111111"  # the test number that Visa publishes


def kinds(text: str) -> list[str]:
    return [finding.kind for finding in find(text)]


def found(text: str) -> list[tuple[str, str]]:
    return [(f.kind, text[f.start : f.end]) for f in find(text)]


def sheet(*columns: list[str | Word], file: str = "a.csv", **more: object) -> Sheet:
    words = [
        [cell if isinstance(cell, Word) else Word(cell) for cell in column]
        for column in columns
    ]
    cells = tuple(Texts.of_words(column) for column in words)
    numbers = np.arange(1, len(columns[0]) + 1)
    return Sheet(file, None, cells, numbers, **more)  # type: ignore[arg-type]


def places(*sheets: Sheet) -> list[tuple[int | None, int | None, str]]:
    cells = scan(sheets, [], declared={})
    return [(cell.row, cell.column, cell.kind) for cell in cells]


class TestFind:
    @pytest.mark.parametrize(
        "text",
        [
            ID,
            "11010519491231002X",  # the example of GB 11643
            "11010519491231002x",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105 19491231 002X",
            "110105-1949-1231-002X",
            "'11010519491231002X",
            "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
            "身份证号：11010519491231002X，男",
            "110105491231002",
            "440305197505050014",  # a county younger than its bearer
            "810000199408230021",  # residence permit, the example of its rule
            "371082199001011000",  # rounded by a spreadsheet
        ],
    )
    def test_identity_numbers_are_found(self, text: str) -> None:
        assert kinds(text) == ["id_card"]

    @pytest.mark.parametrize(
        "text",
        [
            "371082199001011238",  # check digit
            "371082199002301239",  # 30 February
            "991082199001011239",  # no such province
            "371082189901011239",  # nobody is that old
            "371082209901011239",  # not yet born
            "3710821990010112391",  # 19 digits
            "371082991301123",  # month 13
            "379390914610155194",  # python-stdnum stumbles over it
        ],
    )
    def test_other_long_numbers_are_no_identity_numbers(self, text: str) -> None:
        assert "id_card" not in kinds(text)

    @pytest.mark.parametrize(
        "text",
        [
            MOBILE,
            "138 1234 5678",
            "138-1234-5678",
            "138.1234.5678",
            "１３８１２３４５６７８",
            "+8613812345678",
            "+86 138 1234 5678",
            "(86)13812345678",
            "0086-138-1234-5678",
            "013812345678",
            "tel:13812345678",
            "Zhang13812345678",
            "138\u200b12345678",
            "٠13812345678"[1:],
            "1.13812345678 2.找人",
            "13812345678.0",
        ],
    )
    def test_mobile_numbers_are_found(self, text: str) -> None:
        assert kinds(text) == ["mobile"]

    @pytest.mark.parametrize(
        "text",
        [
            "0631-7561234",
            "(0631)7561234",
            "（0631）7561234",
            "06317561234",
            "010 8888 6666",
            "+86-631-7561234",
            "0631-7561234转801",
            "电话：7561234",
            "联系电话 756-1234",
        ],
    )
    def test_landline_numbers_are_found(self, text: str) -> None:
        assert kinds(text) == ["landline"]

    def test_an_extension_goes_with_its_number(self) -> None:
        assert found("打0631-7561234转801找人") == [("landline", "0631-7561234转801")]

    @pytest.mark.parametrize(
        "text", [CARD, "4111 1111 1111 1111", "5555-5555-5555-4444", "3530111333300000"]
    )
    def test_card_numbers_are_found(self, text: str) -> None:
        assert kinds(text) == ["bank_card"]

    def test_a_card_with_a_wrong_check_digit_is_a_code(self) -> None:
        assert kinds("4111111111111112") == []

    @pytest.mark.parametrize(
        ("text", "kind", "part"),
        [
            ("邮箱zhang.san@qq.com。", "email", "zhang.san@qq.com"),
            ("ｚｓ＠ｑｑ．ｃｏｍ", "email", "ｚｓ＠ｑｑ．ｃｏｍ"),
            ("微信号：abc_12345", "wechat", "abc_12345"),
            ("QQ:12345678", "qq", "12345678"),
            ("账号：3708 1234 5678 901", "bank_card", "3708 1234 5678 901"),
            ("身份证号37108219900101****", "id_card", "37108219900101****"),
            ("护照 E12345678", "id_card", "E12345678"),
            ("手机138****5678", "mobile", "138****5678"),
        ],
    )
    def test_labelled_data_are_found(self, text: str, kind: str, part: str) -> None:
        assert found(text) == [(kind, part)]

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("负责人：张三", ["张三"]),
            ("联系人李四 13812345678", ["李四"]),
            ("联系人：张 三", ["张 三"]),
            ("书记：王芳、李娜", ["王芳", "李娜"]),
            ("负责人：欧阳娜娜，女", ["欧阳娜娜"]),
            ("填表人:阿依古丽·买买提", ["阿依古丽·买买提"]),
            ("负责人（兼）：诸葛亮 电话", ["诸葛亮"]),
            ("王小明13812345678", ["王小明"]),
            ("王小明（手机：13812345678）", ["王小明"]),
            ("联系人：张三和李四", ["张三", "李四"]),
        ],
    )
    def test_names_are_found_where_a_word_says_so(
        self, text: str, names: list[str]
    ) -> None:
        assert [part for kind, part in found(text) if kind == "person_name"] == names

    @pytest.mark.parametrize(
        "text",
        [
            "负责人：社区书记",
            "负责人高度重视",
            "负责人：方案待定",
            "志愿者：全体党员",
            "书记领办项目",
            "联系人信息",
            "负责人安排",
            "社工：高新区社工站",
            "王小明",
            "康乐队、安康会",
        ],
    )
    def test_other_words_are_no_names(self, text: str) -> None:
        assert kinds(text) == []

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "GY2018-0012",
            "2018371082001",
            "20180600123",
            "37108200100120180012",
            "371082001001",
            "52371082MJE123456X",
            "13800000000元",
            "￥13800000000",
            "13812345678.25",
            "0.13812345678",
            "0.4111111111111111",
            "2018-06-01 2019-05-31",
            "20180601123045",
            "资金 5000 4000 3000 2000",
            "1 3 5 4 5 3 2 1 4 5 3 2",
            "服务热线：7561234",
            "微信公众号：rongcheng",
            "QQ群：12345678",
            "51341123HN6QQ41799",
            "GY15371082001",
            "400-123-4567",
            "pn_13812345678a13812345678b",
            "第138号 12345678人",
        ],
    )
    def test_codes_amounts_and_dates_are_let_through(self, text: str) -> None:
        assert kinds(text) == []

    def test_a_span_is_that_of_the_text_as_it_stands(self) -> None:
        text = "①请\u200b打１３８－１２３４\u200b－５６７８ 找㈱张三"
        assert found(text) == [("mobile", "１３８－１２３４\u200b－５６７８")]

    def test_findings_come_in_order_without_overlap(self) -> None:
        text = f"联系人：张三 {MOBILE} {ID} 13812345678@qq.com"
        findings = find(text)
        ends = [0, *(finding.end for finding in findings)]
        assert all(f.start >= e for f, e in zip(findings, ends, strict=False))
        assert [finding.kind for finding in findings] == [
            "person_name",
            "mobile",
            "id_card",
            "email",
        ]


class TestRedact:
    def test_the_kind_is_said_in_both_languages(self) -> None:
        assert redact("打138 1234 5678") == "打〔手机号 / mobile number〕"

    def test_all_of_it_goes(self) -> None:
        shown = redact(f"负责人：张三，{MOBILE}；{ID}，a@b.cn，{CARD}")
        assert not re.search("张三|[0-9]|@", shown)
        assert shown.count("〔") == 5

    def test_an_identity_number_with_a_wrong_digit_goes_too(self) -> None:
        assert (
            redact("身份 371082199001011238") == "身份 〔身份证件号 / identity number〕"
        )

    @pytest.mark.parametrize(
        "text",
        ["GY2018-0012", "371082001001", "371082201806010012", "", "组织名称必填"],
    )
    def test_other_text_stays(self, text: str) -> None:
        assert redact(text) == text

    def test_twice_is_as_once(self) -> None:
        once = redact(f"负责人：张三 {MOBILE} 电话7561234")
        assert redact(once) == once

    @pytest.mark.parametrize("odd", [None, 3, b"\xff", "\ud800电话" + MOBILE, "\x00"])
    def test_it_never_fails(self, odd: object) -> None:
        assert MOBILE not in redact(odd)  # type: ignore[arg-type]

    def test_any_characters_pass(self) -> None:
        random = planted.draws(3)
        pieces = [
            MOBILE,
            "张三",
            "负责人：",
            "·",
            "\u200b",
            "㎡",
            "①",
            "\U00020000",
            "(",
        ]
        for _ in range(2000):
            text = "".join(random.choices(pieces, k=6))
            alone = f"{MOBILE}(?!\u200b*(?:[0-9]|㎡))"
            if re.search(alone, text) and MOBILE * 2 not in text.replace("\u200b", ""):
                assert not re.search(alone, redact(text))


class TestHeaders:
    @pytest.mark.parametrize(
        ("header", "expected"),
        [
            ("姓名", {"person_name"}),
            ("联系人", {"person_name"}),
            ("负责人姓名", {"person_name"}),
            ("法定代表人", {"person_name"}),
            ("法人", {"person_name"}),
            ("社区书记", {"person_name"}),
            ("评委", {"person_name"}),
            ("户主", {"person_name"}),
            ("Contact person", {"person_name"}),
            ("联系人电话", {"mobile"}),
            ("联系人及电话", {"mobile", "person_name"}),
            ("*手机号码：", {"mobile"}),
            ("身份证号", {"id_card"}),
            ("电子邮箱", {"email"}),
            ("开户银行账号", {"bank_card"}),
            ("家庭住址", {"address"}),
            ("微信", {"wechat"}),
        ],
    )
    def test_headers_ask_for_personal_data(
        self, header: str, expected: set[str]
    ) -> None:
        assert header_kinds(header) == expected

    @pytest.mark.parametrize(
        "header",
        [
            "书记领办",
            "志愿者人数",
            "法人类型",
            "法人单位",
            "注册地址",
            "微信公众号",
            "电话回访次数",
            "登记证号",
            "统一社会信用代码",
            "组织名称",
            "台账号",
            "",
            "人",
            "服务时长",
            "增长",
            "第12批共3人",
            "居民满意度",
            "请与本人联系，谢谢",
            "tel:13812345678",
            "通过电话联系独居老人开展探访活动并做好登记",
        ],
    )
    def test_other_headers_do_not(self, header: str) -> None:
        assert header_kinds(header) == frozenset()

    def test_no_header_of_a_study_asks_for_numbers_or_addresses(self) -> None:
        headers = {
            word
            for field in FIELDS.values()
            for word in (*field.label, *field.headers, field.name)
        }
        asked = {word: header_kinds(word) for word in headers}
        assert {word for word, kind in asked.items() if kind - {"person_name"}} == set()


class TestScan:
    def test_names_are_found_under_their_header(self) -> None:
        cells = sheet(
            ["负责人", "张三", "欧阳 锋", "王女士", "李四（书记）", "无", "社区居委会"]
        )
        assert places(cells) == [(row, 0, "person_name") for row in (2, 3, 4, 5)]

    def test_rare_surnames_are_found_among_names(self) -> None:
        cells = sheet(["姓名", "张三", "李四", "王五", "亍小明", "待定"])
        assert [row for row, _, _ in places(cells)] == [2, 3, 4, 5]

    def test_partly_masked_and_mistyped_numbers_are_found_under_their_header(
        self,
    ) -> None:
        cells = sheet(
            ["手机", "138****1234", "1381234567", "7561234", "—", "是"],
            ["身份证号", "371082199001011238", "3710821990****1234", "无", "", "12"],
        )
        assert places(cells) == [
            (2, 0, "mobile"),
            (2, 1, "id_card"),
            (3, 0, "landline"),
            (3, 1, "id_card"),
            (4, 0, "landline"),
        ]

    def test_a_header_counts_only_for_what_stands_below(self) -> None:
        cells = sheet(["王芳", "", "联系人", "李娜"])
        assert places(cells) == [(4, 0, "person_name")]

    def test_a_category_is_no_header(self) -> None:
        cells = sheet(["类型", *["志愿者", "康乐", "社工", "安康", "专家"] * 6])
        assert places(cells) == []

    def test_numbers_stored_as_numbers_are_found(self) -> None:
        cells = sheet(
            [
                Word(MOBILE, "number"),
                Word("371082199001011260", "number"),
                Word("6222020000000000000", "number"),
                Word("13812345678.5", "number"),
            ]
        )
        assert places(cells) == [
            (1, 0, "mobile"),
            (2, 0, "id_card"),
            (3, 0, "bank_card"),
        ]

    def test_codes_that_pass_by_chance_are_not_told(self) -> None:
        random = planted.draws(5)
        codes = [f"371082201806{random.randint(1, 28):02}{n:04}" for n in range(300)]
        assert any(map(find, codes))
        assert places(sheet(["编号", *codes])) == []

    def test_identity_numbers_among_a_few_codes_are_told(self) -> None:
        codes = [f"37108220180601{n:04}" for n in range(5)]
        told = places(sheet(["编号", ID, *codes]))
        assert (2, 0, "id_card") in told

    def test_hidden_places_are_looked_through(self) -> None:
        remarks = (
            Remark("批注 / comment", f"请打{MOBILE}", 3, 2),
            Remark("批注 / comment", "张三:\n请核对", 4, 1),
            Remark("页脚 / footer", f"第1页 {ID}"),
        )
        hidden = sheet(["x", MOBILE], is_hidden=True, remarks=remarks)
        cells = scan(
            [hidden],
            [("b.xlsx", Remark("文档属性 creator", "李四")),
             ("b.xlsx", Remark("文档属性 title", f"名单 {MOBILE}"))],
            declared={},
        )  # fmt: skip
        told = [(c.file, c.place, c.row, c.column, c.kind) for c in cells]
        assert told == [
            ("b.xlsx", "文档属性 creator", None, None, "person_name"),
            ("b.xlsx", "文档属性 title", None, None, "mobile"),
            ("a.csv", "批注 / comment", 3, 1, "mobile"),
            ("a.csv", "批注 / comment", 4, 0, "person_name"),
            ("a.csv", "页脚 / footer", None, None, "id_card"),
            ("a.csv", CELL, 2, 0, "mobile"),
        ]  # fmt: skip

    def test_names_of_files_and_sheets_are_looked_at(self) -> None:
        one = Sheet(
            f"张三_{MOBILE}.xlsx", f"联系人李四 {MOBILE}", (), np.array([], dtype=int)
        )
        cells = scan([one], [], declared={})
        assert {(c.place, c.kind) for c in cells} == {
            (place, kind)
            for place in (FILE_NAME, SHEET_NAME)
            for kind in ("mobile", "person_name")
        }
        for cell in cells:
            assert not cell.can_be_replaced
            assert not re.search(f"{MOBILE}|张三|李四", str(cell.as_problem()))

    def test_a_problem_tells_the_place_and_never_the_text(self) -> None:
        cells = sheet(["联系人", "张三"], ["备注", f"打{MOBILE}"])
        problems = [cell.as_problem() for cell in scan([cells], [], declared={})]
        assert [(p.row, p.column, p.found) for p in problems] == [
            (2, "联系人", "个人姓名 / name of a person"),
            (2, "备注", "手机号 / mobile number"),
        ]
        assert {p.code for p in problems} == {"personal_data"}
        assert not any(re.search(f"{MOBILE}|张三", repr(p)) for p in problems)

    def test_lone_surrogates_do_not_stop_it(self) -> None:
        assert places(sheet(["姓名", "\ud800", MOBILE])) == [(3, 0, "mobile")]

    def test_every_kind_has_words(self) -> None:
        headers = [
            "姓名",
            "手机",
            "身份证",
            "邮箱",
            "银行卡号",
            "家庭住址",
            "微信",
            "QQ",
        ]
        assert {kind for h in headers for kind in header_kinds(h)} < set(KINDS)


class TestPseudonymise:
    @staticmethod
    def cells() -> Sheet:
        return sheet(
            ["填表人：王芳 2023年", "评委", "张三", "李 四", "张 三"],
            ["", "项目名称", f"找{MOBILE}报名", "读书会", f"{MOBILE}"],
            ["", "联系电话", "138****1234", MOBILE, "无"],
            ["", "备注", f"打{MOBILE}", "无", ID],
            file="raters.csv",
        )

    def test_read_columns_get_tokens_and_others_are_emptied(self) -> None:
        declared = {"raters.csv": {0: "rater_id", 1: "title"}}
        before = self.cells()
        personal = scan([before], [], declared=declared)
        (after,) = pseudonymise([before], personal, KEY, declared)
        name, phone = token(KEY, "rater_id", "张三"), token(KEY, "title", MOBILE)
        assert [after.row_texts(row) for row in range(1, 5)] == [
            ["评委", "项目名称", "联系电话", "备注"],
            [name, f"找{phone}报名", "", "打〔手机号 / mobile number〕"],
            [token(KEY, "rater_id", "李四"), "读书会", "", "无"],
            [name, phone, "无", ""],
        ]
        assert re.fullmatch("填表人：pn_[0-9a-f]{24} 2023年", after.columns[0].text(0))

    def test_nothing_personal_is_left(self) -> None:
        declared = {"raters.csv": {0: "rater_id", 1: "title"}}
        before = self.cells()
        personal = scan([before], [], declared=declared)
        (after,) = pseudonymise([before], personal, KEY, declared)
        assert scan([after], [], declared=declared) == []
        words = " ".join(word.text for column in after.columns for word in column.words)
        assert not re.search(f"{MOBILE}|{ID}|张|李|王芳", words)

    def test_the_sheet_as_read_is_left_alone(self) -> None:
        before = self.cells()
        personal = scan([before], [], declared={})
        pseudonymise([before], personal, KEY, {})
        assert before.columns[0].text(2) == "张三"

    def test_remarks_lose_what_is_personal(self) -> None:
        remarks = (Remark("批注 / comment", f"张三:\n打{MOBILE}", 1, 1),)
        (after,) = pseudonymise([sheet(["a"], remarks=remarks)], [], KEY, {})
        assert after.remarks[0].text == (
            "〔个人姓名 / name of a person〕:\n打〔手机号 / mobile number〕"
        )

    def test_references_keep_fitting(self) -> None:
        organizations = sheet(["组织编号", ID], file="organizations.csv")
        ties = sheet(["起点组织编号", ID], file="ties.csv")
        declared = {
            "organizations.csv": {0: "organization_id"},
            "ties.csv": {0: "source_id"},
        }
        sheets = [organizations, ties]
        personal = scan(sheets, [], declared=declared)
        first, second = pseudonymise(sheets, personal, KEY, declared)
        assert first.columns[0].text(1) == second.columns[0].text(1)
        assert first.columns[0].text(1).startswith("pn_")


N_SHEETS, N_COLUMNS, N_ROWS, N_PLANTED = 10, 20, 200, 26
_BY_VALUE = ("id_card", "old_id", "bank_card", "mobile", "landline", "email")
_NAME_HEADERS = ("姓名", "联系人", "负责人", "法定代表人", "评委", "填表人", "户主")


def _filler(random: Random) -> str:
    return random.choice(
        [
            planted.project_code(random),
            planted.credit_code(random),
            f"{random.lognormvariate(9, 2):.2f}",
            random.choice(["文体娱乐", "为老服务", "是", "否", "", "—"]),
            f"第{random.randrange(90)}社区志愿服务队",
            f"20{random.randint(10, 23)}-0{random.randint(1, 9)}-11",
        ]
    )


def _planted_column(
    random: Random, number: int
) -> tuple[list[str | Word], dict[int, str]]:
    """Make a column of 200 cells, and tell in which rows what is planted."""
    rows = random.sample(range(2, N_ROWS + 1), N_PLANTED)
    if number % 5 == 4:
        column: list[str | Word] = [random.choice(_NAME_HEADERS)]
        column += [random.choice(["", "无", "待定"]) for _ in range(N_ROWS - 1)]
        for row in rows:
            column[row - 1] = planted.person_name(random)
        return column, dict.fromkeys(rows, "person_name")
    column = ["备注", *(_filler(random) for _ in range(N_ROWS - 1))]
    truth = {}
    for row in rows:
        kind = random.choice(_BY_VALUE)
        text = getattr(planted, kind)(random)
        if kind == "mobile" and random.random() < 0.1:
            column[row - 1] = Word(text, "number")
        else:
            column[row - 1] = random.choice(planted.spellings(kind, text))
        truth[row] = kind
    return column, truth


def test_planted_data_are_found() -> None:
    random = planted.draws(20240601)
    truth: dict[tuple[str, int, int], str] = {}
    sheets = []
    for n in range(N_SHEETS):
        columns = []
        for place in range(N_COLUMNS):
            column, planted_here = _planted_column(random, place)
            columns.append(column)
            for row, kind in planted_here.items():
                truth[f"{n}.csv", row, place] = kind
        sheets.append(sheet(*columns, file=f"{n}.csv", is_hidden=n % 3 == 0))
    told = {(c.file, c.row, c.column) for c in scan(sheets, [], declared={})}
    n_planted = Counter(truth.values())
    n_found = Counter(kind for where, kind in truth.items() if where in told)
    assert n_planted.total() == N_SHEETS * N_COLUMNS * N_PLANTED >= 5_000
    recall = {kind: n_found[kind] / n for kind, n in n_planted.items()}
    checked = ("id_card", "old_id", "bank_card")
    n_checked = sum(n_planted[kind] for kind in checked)
    assert sum(n_found[kind] for kind in checked) >= 0.999 * n_checked
    assert {kind for kind, share in recall.items() if share < 0.98} == set()
    # Fillers are codes, amounts, dates and names of groups.
    assert len(told - set(truth)) <= 0.001 * N_SHEETS * N_COLUMNS * N_ROWS


def test_planted_data_are_found_in_comments_and_properties() -> None:
    random = planted.draws(11)
    items = [(kind, getattr(planted, kind)(random)) for kind in _BY_VALUE * 60]
    remarks = [
        Remark(random.choice(["批注 / comment", "文档属性 subject"]), text, 1, 1)
        for kind, item in items
        for text in planted.spellings(kind, item)
    ]
    cells = scan([sheet(["a"], remarks=tuple(remarks))], [], declared={})
    assert len(cells) >= 0.999 * len(remarks) > 3_000


@pytest.mark.parametrize("make", [planted.credit_code, planted.project_code])
def test_codes_are_not_taken_for_persons(make: object) -> None:
    random = planted.draws(1)
    codes = list({make(random) for _ in range(100_000)})  # type: ignore[operator]
    suspects = {
        place
        for f in by_value(Texts.of(codes), range(len(set(codes))))
        for place in f.words
    }
    assert len(suspects) <= 0.001 * len(codes)


@pytest.mark.parametrize("kind", _BY_VALUE)
def test_many_at_a_time_are_found_as_one_by_one(kind: str) -> None:
    random = planted.draws(2)
    words = {
        text
        for _ in range(150)
        for text in planted.spellings(kind, getattr(planted, kind)(random))
    }
    column = Texts.of(sorted(words))
    together = {
        place
        for found in by_value(column, range(len(column.words)))
        for place in found.words
    }
    alone = {place for place, word in enumerate(column.words) if find(word.text)}
    assert together == alone
