"""What a red team once brought past the search, and what looks like it and may pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from hubstudy.intake.privacy import find, pseudonymise, scan
from hubstudy.intake.privacy.pseudonyms import Key
from hubstudy.intake.privacy.suspects import suspects
from hubstudy.intake.readers import read_file
from hubstudy.intake.template.empty_study import write_template
from hubstudy.intake.texts import Sheet, Texts

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["张建国", "王丽", "李秀英", "刘洋", "陈静", "赵敏"]
BODIES = [
    "王府社区合唱队", "张家村老年协会", "李家庄便民服务队", "高山社区", "书记工作室",
    "外包", "无", "通过", "专账", "代理记账", "同意", "",
]  # fmt: skip


def table(*columns: list[str]) -> Sheet:
    cells = tuple(map(Texts.of, columns))
    return Sheet("a.csv", None, cells, np.arange(1, len(columns[0]) + 1))


def told(sheet: Sheet, declared: dict[int, str] | None = None) -> list[str]:
    cells = scan([sheet], [], declared={sheet.name: declared or {}})
    return [sheet.columns[c.column or 0].text((c.row or 0) - 1) for c in cells]


class TestNamesInColumnsThatHoldNone:
    def test_raters_are_no_persons_by_name(self) -> None:
        persons = ["张建国", "王教授", "李老师", "陈主任", "评委李娜", "张建国（专家）"]
        others = ["RA01", "专家甲", "居民", "匿名", "民政局", "评委1", "高校", "党员"]
        assert told(table(["评审编号", *persons, *others]), {0: "rater_id"}) == persons

    def test_contractors_are_bodies(self) -> None:
        bodies = ["X13", "安康社", "金太阳", "乐群社工", "李家庄", *BODIES]
        cells = table(["承接方编号", "张建国", "王丽", *bodies])
        assert told(cells, {0: "contractor_id"}) == ["张建国", "王丽"]

    @pytest.mark.parametrize("kind", ["个人", "individual"])
    def test_funders_who_are_persons_stay_unnamed(self, kind: str) -> None:
        persons = ["张建国", "王丽", "张建国（党员）", "居民张建国", "王丽女士"]
        others = ["匿名", "居民", "个人", "党员", "居民个人A03", "爱心居民", "居民甲"]
        rows = [*persons, *others]
        cells = table(["资助方", *rows], ["资助方类型", *[kind] * len(rows)])
        assert told(cells, {0: "funder", 1: "funder_type"}) == persons

    def test_other_funders_may_be_called_like_a_person(self) -> None:
        cells = table(["资助方", "张裕", "王丽"], ["资助方类型", "企业", "企业"])
        assert told(cells, {0: "funder", 1: "funder_type"}) == []

    def test_a_body_that_is_a_member_of_a_party_is_a_person(self) -> None:
        rows = ["张建国（党员）", "王丽(书记)", "王丽", "高山社区（党员）", *BODIES]
        cells = table(["组织名称", *rows])
        assert told(cells, {0: "organization_name"}) == rows[:2]

    def test_they_are_replaced(self) -> None:
        cells, declared = table(["评审编号", "王教授"]), {"a.csv": {0: "rater_id"}}
        personal = scan([cells], [], declared=declared)
        (after,) = pseudonymise([cells], personal, Key(bytes(32)), declared)
        assert after.columns[0].text(1).startswith("pn_")


_HEADERS = [
    "名字", "领办书记", "领办人", "评审人", "打分人", "评分人", "经办", "填表",
    "制表", "审核", "复核", "对接人", "领头人", "主理人", "网格长", "骨干", "学员",
    "教师", "讲师", "指导教师", "培训讲师", "财务", "负責人", "負責人", "聯繫人",
    "分管领导", "联系领导", "支书", "退役军人", "子女", "配偶", "乡贤", "热心居民",
    "能人", "合伙人", "社区合伙人", "股东", "出资人", "户名", "开户名",
]  # fmt: skip


class TestHeaders:
    @pytest.mark.parametrize("header", [*_HEADERS, "person in charge", "Name of head"])
    def test_names_are_found_and_bodies_are_not(self, header: str) -> None:
        assert told(table([header, *NAMES])) == NAMES
        assert told(table([header, *BODIES])) == []

    @pytest.mark.parametrize(
        ("header", "personal", "other"),
        [
            ("出生日期", ["1985-04-19", "19850419", "31156", "85.4.19"], ["无", "—"]),
            ("出生年月", ["198504", "1985.4", "1985年4月", "85年4月"], ["", "不详"]),
            ("生日", ["4月19日", "04-19"], ["无"]),
            ("身份证后六位", ["123019", "12301X", "003019"], ["无"]),
            ("身份证前6位", ["371082"], ["是"]),
            ("邮箱", ["zjg at qq", "zjg(at)qq.com", "zjg#qq.com"], ["无", "有"]),
            ("联系方式", ["微信zjg1985", "wx:zjg_1985", "QQ1234567"], ["同上"]),
            ("车牌", ["鲁K12345", "鲁K·D1234"], ["无", "2"]),
            ("病史", ["高血压", "健康"], ["无", "—", "/"]),
            ("健康状况", ["良好", "一般"], ["", "N/A"]),
        ],
    )
    def test_attributes_of_persons_are_found(
        self, header: str, personal: list[str], other: list[str]
    ) -> None:
        assert told(table([header, *personal, *other])) == personal

    @pytest.mark.parametrize(
        "header",
        ["组织健康状况", "健康状况调查数", "集体生日会", "出生人口数", "车牌数"],
    )
    def test_other_headers_stay(self, header: str) -> None:
        assert told(table([header, "1985-04-19", "良好", "鲁K12345"])) == []

    def test_a_row_of_data_is_no_header(self) -> None:
        cells = table(["项目", "健康状况", "读书会"], ["金额", "3000", "200"])
        assert told(cells) == []

    @pytest.mark.parametrize(
        "pieces",
        [
            ["371082198504", "123019"],
            ["123019", "371082198504"],
            ["371082", "198504123019"],
            ["371082", "19850412", "3019"],
            ["37108219850412", "19"],  # 0019 without its zeros
        ],
    )
    def test_identity_numbers_in_pieces_are_found(self, pieces: list[str]) -> None:
        headers = ["身份证号", *[""] * len(pieces)]
        columns = [[h, p] for h, p in zip(headers, pieces, strict=False)]
        assert told(table(*columns)) == pieces

    def test_codes_beside_each_other_stay(self) -> None:
        cells = table(["社区代码", "371082198504"], ["编号", "123019"])
        assert told(cells) == []


FOUND = [
    ("书记张建国", "person_name", "张建国"),
    ("社区书记张建国领办", "person_name", "张建国"),
    ("由张建国捐赠", "person_name", "张建国"),
    ("由党员王丽负责", "person_name", "王丽"),
    ("带头人张建国", "person_name", "张建国"),
    *(
        (f"{label}：王丽", "person_name", "王丽")
        for label in (
            "发起人",
            "召集人",
            "牵头人",
            "管理员",
            "会计",
            "支书",
            "财务",
            "联络",
        )
    ),
    ("負責人：張建国", "person_name", "張建国"),
    ("制表：王丽", "person_name", "王丽"),
    ("3710821985****3019", "id_card", "3710821985****3019"),
    ("证371082********3019。", "id_card", "371082********3019"),
    ("138_6310_7742", "mobile", "138_6310_7742"),
    ("138/6310/7742", "mobile", "138/6310/7742"),
    ("１３８，６３１０，７７４２", "mobile", "１３８，６３１０，７７４２"),
    ("138-63-10-7742", "mobile", "138-63-10-7742"),
    ("T13863107742", "mobile", "13863107742"),
    ("1.3863107742E+10", "mobile", "1.3863107742E+10"),
    ("wx:zjg_1985", "wechat", "zjg_1985"),
    ("微信zjg1985", "wechat", "zjg1985"),
    ("崖头街道府前街12号3单元402室", "address", "崖头街道府前街12号3单元402室"),
    ("家住幸福小区3号楼2单元501", "address", "家住幸福小区3号楼2单元501"),
    ("护照号EA1234567", "id_card", "EA1234567"),
]
LET_THROUGH = [
    *BODIES,
    "书记领办项目", "会计：外包", "会计：代账公司", "财务：专人负责", "管理员：社区",
    "审核：通过", "书记金点子", "书记任组长", "书记连心桥", "书记高度重视",
    "书记马上办", "由高校组织", "党员金融知识", "由林海社区组织", "党员王志刚工作室",
    "居民高兴地", "志愿者林海社区", "由江苏", "主任医师", "书记有约",
    "荣成市崖头街道府前街12号", "府前街12号商务大厦402室", "住所：荣成市府前街12号",
    "家住张家村的12户居民", "住在3号楼的居民", "第3单元12课", "EA1234567",
    "52371082****123456", "2019_138_6310_7742", "GY2018/138/6310/7742", "1.23E+10",
    "138,000,000", "微信小程序H5",
]  # fmt: skip


class TestText:
    @pytest.mark.parametrize(("text", "kind", "part"), FOUND)
    def test_it_is_found(self, text: str, kind: str, part: str) -> None:
        assert [(f.kind, text[f.start : f.end]) for f in find(text)] == [(kind, part)]

    @pytest.mark.parametrize("text", LET_THROUGH)
    def test_it_is_let_through(self, text: str) -> None:
        assert find(text) == []

    @pytest.mark.parametrize("times", [1, 300])
    def test_many_at_a_time_are_not_overlooked(self, times: int) -> None:
        texts = [f"{text} #{n}" for text, _, _ in FOUND for n in range(times)]
        assert told(table(["备注", *texts])) == texts

    def test_few_names_of_bodies_are_looked_at_closely(self) -> None:
        column = Texts.of([f"党员{n}志愿服务队" for n in range(5000)])
        assert suspects([column]) == [[]]


def test_an_empty_template_holds_nothing_personal(tmp_path: Path) -> None:
    paths = write_template(tmp_path / "study")
    contents = [read_file(p, p.name) for p in paths if p.suffix == ".xlsx"]
    sheets = [sheet for content in contents for sheet in content.sheets]
    remarks = [(c.file, remark) for c in contents for remark in c.remarks]
    assert len(sheets) > 5
    assert scan(sheets, remarks, declared={}) == []
