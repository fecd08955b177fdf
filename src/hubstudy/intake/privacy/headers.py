"""Headers that ask for personal data."""

from __future__ import annotations

import functools
import re

from hubstudy.fields import fold_header

_COUNTED = re.compile(
    r"数|人次|次数|比例|占比|[率量]|金额|类型|类别|性质|编号|代码|领办(?!书记|人)|是否|日期|时间"
    r"|年龄|性别|学历|职务|职称|职责|民族|政治|培训(?![讲教老]?师|人)|满意|条件|要求|得分"
    r"|评分(?!人|员|专家)|说明"
)
_ROLES = (
    "姓名|名单|签名|签字|(?:联系|联络|负责|责任|代表|填表|填报|制表|上报|报送|经办|审核|审批|申报"
    "|申请|受益|监护|捐赠|捐款|捐助|发起|创办|主持|带头|牵头|管理|被访|受访|访谈|调查|推荐|介绍|证明"
    "|参加|参与|登记|使用|收款|付款|领款|领取|签收|验收|召集|委托|受托|候选|工作|法定代表|家"
    "|领办|评审|评议|评价|打分|评分|复核|校对|录入|统计|报告|对接|领头|主理|主讲|授课|出资|投资"
    "|赞助|资助|保管|帮扶|结对|包联|走访|记录|承办|协办|主办|指导|报名|预约|求助|救助|举报|反映|来访"
    "|投诉|承租|租房|担保|开户|持卡|收件)人"
    "|法人(?:代表)?|(?:志愿|参与|受益|申请|组织|工作|管理|创始)者|业主|户主|代表|干部|老人|学生"
    "|(?:成|队|会|委|人|党|专|网格|联络|辅导|指导|评审|评估|评议|管理|调查|信息|讲解|督导|宣传|安全"
    "|调解|监督|保洁|保安|协管|教)员"
    "|(?:组|队|会|社|站|楼|栋|片|街|路|理事|秘书|部|院|校|园|团|班|村|镇|所|科|处|局|家|格|单元|巷"
    "|河|湖|林|田|链|区)长"
    "|书记|支书|主任|社工|教授|老师|教师|讲师|教练|律师|医生|领队|专家|评委|评审|督导|主管|主席|经理"
    "|会计|出纳|监事|理事|乡贤|(?:分管|联系|包联|挂点|包片|主管|带队|驻村|包村|值班|单位|主要)领导"
    "|[开账帐]?户名|(?:财务|工作|管理|值班|驻点|评审|参与|参加|帮扶|专职|负责)人员"
)
_PERSON = re.compile(
    rf"(?:{_ROLES})(?:姓名|名字|名称|信息|称)?(?:及|和|、|/|与|\(|[0-9一二三四五]?$)"
    r"|^(?:您的|本人|孩子)?名字(?:$|\()"
    r"|^(?:name|fullname|contact(?:person)?|leader|person|manager|secretary|director|head"
    r"|legalrep(?:resentative)?|volunteer|expert|rater|socialworker|applicant|donor"
    r"|(?:responsible)?person(?:incharge|responsible)?|teacher|lecturer|judge|reviewer"
    r"|treasurer|accountant|chair(?:man|woman|person)?)(?:'?s?name)?$"
    r"|^nameof(?:the)?(?:head|leader|person.*|manager|contact.*|secretary|director|expert"
    r"|rater|teacher|chair.*|applicant|donor|legal.*|volunteer|accountholder)$"
)
_PERHAPS_PERSON = re.compile(
    "(?:社区|主要|项目|志愿)?(?:合伙人|股东|财务|子女|配偶|爱人|丈夫|妻子|父亲|母亲|父母|儿子|女儿"
    "|骨干(?:成员)?|学员|能人|经办|填表|制表|审核|复核|审批|校对|录入|统计|填报|报送|联络|对接"
    "|主讲|授课|(?:热心|爱心)居民|居民骨干|退役军人|老党员|五老)(?:姓名|名单)?(?:\\(.*\\))?"
)
"""Words that head names in some tables and bodies or answers in others."""
_NO_PERSON = re.compile(
    r"法人(?:单位|机构|组织|登记|证)|单位|机构|组织名|项目名|社区名|电话|手机|邮箱|证件|证号|账号"
    r"|地址|负责人(?:变更|备案)|成长|增长|特长|时长|人员(?:数|构成|情况)|服务对象$|资助(?!人)|动员"
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
        "birth_date",
        re.compile(
            r"出生(?:年月日?|日期|时间|年份|日|年)|生日(?:日期)?(?:$|[(及和、/])|生年月日"
            r"|birth(?:day|date)|dateofbirth|^dob$"
        ),
        re.compile(r"率|人口|人数|是否|集体|会$|活动"),
    ),
    (
        "vehicle",
        re.compile(r"车牌|车号|牌照号|numberplate|licen[sc]eplate"),
        re.compile(r"数$|数量|是否|类型"),
    ),
    (
        "health",
        re.compile(
            r"^.{0,6}(?:病史|病情|病症|疾病(?:名称|情况|史)|慢性病(?:情况)?|健康(?:状况|情况)"
            r"|身体(?:状况|情况)|残疾(?:类别|等级|类型|情况)|诊断(?:结果)?|过敏(?:史|药物)|血型"
            r"|用药(?:情况)?)(?:\(.*\))?$|^(?:medicalhistory|diagnosis|disease|healthstatus)$"
        ),
        re.compile(
            r"组织|机构|社区|项目|财务|运行|调查|统计|评估|数|[率量]|宣传|讲座|环境|心理健康服务"
        ),
    ),
    (
        "wechat",
        re.compile(r"微信|wechat|weixin|^qq|qq号"),
        re.compile(r"公众号|群|平台|视频号|小程序|数|量|粉丝|关注|阅读|是否|推送|链接"),
    ),
)
_LONGEST = 20
_SENTENCE = re.compile(r"[，。；！？,;!?]|\d.*\d.*\d")
_SIMPLE = str.maketrans(
    "負責聯繫係絡領導書記員長師隊會組樓號電話機證銀帳賬郵戶稱經辦審評專講鄉賢處車歲單銷絶"
    "賓財務資東學業監護動網區鎮團園聲類別數",
    "负责联系系络领导书记员长师队会组楼号电话机证银帐账邮户称经办审评专讲乡贤处车岁单销绝"
    "宾财务资东学业监护动网区镇团园声类别数",
)


def _folded(text: str) -> str:
    folded = re.sub(r"[*:：]+", "", fold_header(text)).strip("'\"")
    return folded.translate(_SIMPLE)


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
    folded = _folded(text)
    if not 1 < len(folded) <= _LONGEST or _SENTENCE.search(folded):
        return frozenset()
    if " / " in text:  # our own words in an annotated copy, in two languages
        return frozenset()
    kinds = {
        kind
        for kind, wanted, unwanted in _KINDS
        if wanted.search(folded) and not unwanted.search(folded)
    }
    if _PERHAPS_PERSON.fullmatch(folded):
        return frozenset({*kinds, "person_name"})
    person = _PERSON.search(folded) and not _COUNTED.search(folded)
    if person and (kinds or not _NO_PERSON.search(folded)):
        own = re.sub(
            r"(?:联系)?(?:电话|手机)号?码?|邮箱|证件号码?|身份证号?码?", "", folded
        )
        if own == folded or re.search(r"[及和、/与]|姓名", folded):
            kinds.add("person_name")
    return frozenset(kinds)


def asks_perhaps(text: str) -> bool:
    """
    Tell headers such as 财务 or 合伙人, under which names are one thing among others.

    Parameters
    ----------
    text
        A header that asks for names.

    Returns
    -------
    bool
        Whether only cells that can be nothing else count as names under it.
    """
    return bool(_PERHAPS_PERSON.fullmatch(_folded(text)))
