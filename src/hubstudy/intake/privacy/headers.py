"""Headers that ask for personal data, and what counts as such data under them."""

from __future__ import annotations

import functools
import re

from hubstudy.fields import fold_header
from hubstudy.intake.privacy import digits, names
from hubstudy.intake.privacy.folding import fold

_COUNTED = re.compile(
    r"数|人次|次数|比例|占比|[率量]|金额|类型|类别|性质|编号|代码|领办|是否|日期|时间|年龄|性别"
    r"|学历|职务|职称|职责|民族|政治|培训|满意|条件|要求|得分|评分|说明"
)
_ROLES = (
    "姓名|名单|签名|签字|(?:联系|联络|负责|责任|代表|填表|填报|制表|上报|报送|经办|审核|审批|申报"
    "|申请|受益|监护|捐赠|捐款|捐助|发起|创办|主持|带头|牵头|管理|被访|受访|访谈|调查|推荐|介绍|证明"
    "|参加|参与|登记|使用|收款|付款|领款|领取|签收|验收|召集|委托|受托|候选|工作|法定代表|家)人"
    "|法人(?:代表)?|(?:志愿|参与|受益|申请|组织|工作|管理|创始)者|业主|户主|代表|干部|老人|学生"
    "|(?:成|队|会|委|人|党|专|网格|联络|辅导|评审|评估|管理|调查|信息|讲解|督导)员"
    "|(?:组|队|会|社|站|楼|栋|片|街|路|理事|秘书|部|院|校|园|团|班|村|镇|所|科|处|局|家)长"
    "|书记|主任|社工|教授|老师|专家|评委|评审|督导|主管|主席|经理|会计|出纳|监事|理事"
)
_PERSON = re.compile(
    rf"(?:{_ROLES})(?:姓名|名字|名称|信息)?(?:及|和|、|/|与|\(|[0-9一二三四五]?$)"
    r"|^(?:name|fullname|contact(?:person)?|leader|person|manager|secretary|director"
    r"|legalrep(?:resentative)?|volunteer|expert|rater|socialworker|applicant|donor)"
    r"(?:'?s?name)?$"
)
_NO_PERSON = re.compile(
    r"法人(?:单位|机构|组织|登记|证)|单位|机构|组织名|项目名|社区名|电话|手机|邮箱|证件|证号|账号"
    r"|地址|负责人(?:变更|备案)|成长|增长|特长|时长|人员(?:数|构成|情况)|服务对象$|资助|动员"
)
_KINDS = (
    (
        "id_card",
        re.compile(r"身份证|公民身份|身份号码|证件号|护照|idcard|identity|passport"),
        re.compile(r"登记证|许可证|法人证|信用代码|证书|复印|是否|类型|数|组织|机构"),
    ),
    (
        "mobile",
        re.compile(
            r"手机|电话|联系方式|联系号码|座机|传真|热线|telephone|phone|mobile|contactno"
            r"|(?:^|[^a-z])tel(?:$|[^a-z])"
        ),
        re.compile(r"次数|人次|[量率]|数$|是否|类型|日期|时间|费"),
    ),
    ("email", re.compile(r"邮箱|邮件|e-?mail"), re.compile(r"邮件数|是否")),
    (
        "bank_card",
        re.compile(r"银行卡|银行[账帐]|[账帐]号|[账帐]户|卡号|iban|bankaccount"),
        re.compile(r"台[账帐]|类型|是否|数$|名$|名称|余额|金额"),
    ),
    (
        "address",
        re.compile(
            r"住址|家庭地址|家庭住|居住地|户籍地|户籍所在|现住|通[讯信]地址|homeaddress"
        ),
        re.compile(r"数$|是否|类型"),
    ),
    (
        "wechat",
        re.compile(r"微信|wechat|weixin|^qq|qq号"),
        re.compile(r"公众号|群|平台|视频号|小程序|数|量|粉丝|关注|阅读|是否|推送|链接"),
    ),
)
_LONGEST = 20
_SENTENCE = re.compile(r"[，。；！？,;!?]|\d.*\d.*\d")

_STRIPPED = re.compile(r"[\s\-.()+/']+")
_MASK = r"0-9*xX•●"
_ID = re.compile(rf"[A-Z]{{0,2}}[{_MASK}]{{7,18}}")
_PHONE = re.compile(rf"(?!400|800)[{_MASK}]{{7,}}")
_ACCOUNT = re.compile(r"[0-9*]{8,30}")
_ACCOUNT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{4,}")
_DATE = re.compile(r"(?:19|20)\d\d[-./年]?\d{1,2}(?:[-./月]?\d{1,2})?.*")
_HOME = re.compile(
    r"[0-9一二三四五六七八九十百]+(?:号|栋|幢|楼|单元|室|户|院|弄|组)"
    r"|(?:路|街|小区|花园|家园|公寓|村|里|巷|苑).*[0-9]"
)
_FOUR_DIGITS = 4


@functools.lru_cache(maxsize=4096)
def header_kinds(text: str) -> frozenset[str]:
    """
    Tell which personal data a header asks for.

    Parameters
    ----------
    text
        A cell that may be a header.

    Returns
    -------
    frozenset of str
        Kinds of personal data; empty for any other text.

    Examples
    --------
    >>> sorted(header_kinds("联系人及电话"))
    ['mobile', 'person_name']
    >>> sorted(header_kinds("是否书记领办"))
    []
    """
    folded = re.sub(r"[*:：]+", "", fold_header(text)).strip("'\"")
    if not 1 < len(folded) <= _LONGEST or _SENTENCE.search(folded):
        return frozenset()
    kinds = {
        kind
        for kind, wanted, unwanted in _KINDS
        if wanted.search(folded) and not unwanted.search(folded)
    }
    person = _PERSON.search(folded) and not _COUNTED.search(folded)
    if person and (kinds or not _NO_PERSON.search(folded)):
        own = re.sub(
            r"(?:联系)?(?:电话|手机)号?码?|邮箱|证件号码?|身份证号?码?", "", folded
        )
        if own == folded or re.search(r"[及和、/与]|姓名", folded):
            kinds.add("person_name")
    return frozenset(kinds)


def kind_under(kind: str, text: str) -> str | None:
    """
    Tell whether a cell holds what its header asks for, even if partly masked.

    Parameters
    ----------
    kind
        What the header asks for.
    text
        The cell, not empty.

    Returns
    -------
    str or None
        Kind of personal data; a landline under a header that asks for mobiles.
    """
    folded = fold(text)[0].strip()
    bare = _STRIPPED.sub("", folded)
    enough = sum(map(str.isdigit, bare)) >= _FOUR_DIGITS
    held = None
    if kind == "person_name":
        held = kind if names.holds_name(folded) else None
    elif kind == "id_card":
        right = enough and _ID.fullmatch(bare) and not digits.is_credit_code(bare)
        held = kind if right else None
    elif kind == "mobile":
        if enough and _PHONE.search(bare) and not _DATE.fullmatch(folded):
            like_mobile = re.search(rf"(?:^|[^0-9])(?:86)?1[3-9][{_MASK}]{{9}}", bare)
            held = "mobile" if like_mobile else "landline"
    elif kind == "email":
        held = kind if "@" in folded else None
    elif kind == "bank_card":
        held = kind if enough and _ACCOUNT.search(bare) else None
    elif kind == "address":
        held = kind if _HOME.search(folded) else None
    elif _ACCOUNT_NAME.fullmatch(bare):
        held = "qq" if bare.isdigit() else kind
    return held
