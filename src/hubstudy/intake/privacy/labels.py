"""Find names in running text by the word before them or the number behind them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hubstudy.intake.privacy import names
from hubstudy.intake.privacy.surnames import GIVEN, TRUSTED

if TYPE_CHECKING:
    from collections.abc import Iterator

_ANYWHERE = (
    "法定代表人|法人代表|[负負][责責]人|责任人|[联聯][系繫係]人|[联聯][络絡]人|联络员|经办人"
    "|填表人|填报人|制表人|上报人|审核人|申报人|申请人|受益人|监护人|户主|捐赠人|捐款人|捐助人"
    "|救助对象|姓名|名字"
)
"""Words that ask for a name wherever they stand."""
_ROLES = (
    "组长|队长|会长|理事长|秘书长|书记|主任|站长|社工|志愿者|专家|评委|督导|网格员|楼长|法人"
    "|成员|主持人|讲师|参与人|参加人|居民|老人|学生|家长|带头人|发起人|召集人|牵头人|领头人"
    "|主理人|管理员|会计|出纳|支书|领办人|创始人|创办人|出资人|合伙人|对接人|打分人|评审人"
    "|网格长|团长|领队|教师|老师|教练|主席|理事|监事|经理|教授|乡贤|能人|骨干|党员|股东"
)
_WITH_COLON = (
    "财务|联络|联系|对接|领办|负责|召集|发起|牵头|填表|制表|审核|复核|经办|审批|校对|统计|录入"
    "|填报|主讲|授课|户名|收款人|付款人|记录|记录人|调查员|受访人|被访人|访谈人|签字|签名|代表"
    "|分管领导|联系领导|学员|配偶|子女|丈夫|妻子|父亲|母亲|主管|[院校所园村区片社部]长"
)
_MET_AFTER = "邀请|聘请|特邀|推选|选举|感谢"

_BRACKET = r"(?:[(（][^)）]{0,20}[)）])?"
_TRUSTED_NAME = f"(?:[{TRUSTED}][{GIVEN}]{{1,2}}|(?:{names.COMPOUNDS})[{GIVEN}]{{1,2}})"
_MAYBE_TRUSTED = f"(?:[{TRUSTED}]|{names.COMPOUNDS})[{GIVEN}]"
_COLON = f"(?:{_ROLES}|{_WITH_COLON}){_BRACKET}\\s*[:：]"
LABEL_WORDS = (
    f"{_ANYWHERE}|{_COLON}"
    f"|(?:{_ROLES}|{_MET_AFTER}|由){_BRACKET}[ \u3000]{{0,2}}{_MAYBE_TRUSTED}"
)
"""Words after which a name may stand; for RE2 and for `re`."""
ROUGH_WORDS = (
    f"{_ANYWHERE}|{_ROLES}|{_MET_AFTER}|由|(?:{_WITH_COLON}){_BRACKET}\\s*[:：]"
)
"""The same without a look at what follows, which is quicker to prepare."""

_END = (
    rf"(?=\s*(?:$|[^{names.HAN}\s])|\s+|{names.TITLES}"
    "|电话|手机|联系|身份|微信|邮箱|性别|等|和|与|及)"
)
_DOES = (
    "领办|负责|牵头|带头|带领|组织|主持|捐|介绍|说|表示|担任|[兼率在向把对的为任]|深入|参加"
    "|参与|亲自|讲|个人|本人|签|指导|入户|走访|发起|创办|创立|承|出资|资助|赞助|管理|执|提供"
    "|教|陪|代|授课|主讲|召集|成立|撰写|书写|策划|协调|推荐|带队|一家|家中|自"
)
_AFTER_TRUSTED = f"(?:{_END[:-1]}|{_DOES}))"
_LABELLED = re.compile(
    rf"(?:(?:{_ANYWHERE}|{_ROLES}|{_WITH_COLON})(?:\([^)]*\))?\s*[:：]"
    rf"|(?:{_ANYWHERE})(?:为|是)?)\s*"
    rf"(?=(?:{names.SPACED_NAME}|{names.MINORITY}){_END})"
)
_NAME_HERE = re.compile(f"(?:{names.MINORITY}|{names.SPACED_NAME}){_END}")
_NEXT_NAME = re.compile(r"\s*[、,，/;；和与及]\s*|\s+")
_DIRECT = re.compile(
    rf"(?:(?:{_ROLES})(?:\([^)]{{0,20}}\))?|{_MET_AFTER}|(?<![理事缘自根])由) {{0,2}}"
    f"({_TRUSTED_NAME}){_AFTER_TRUSTED}"
)
_BEFORE_NUMBER = re.compile(
    rf"(?:^|[^{names.HAN}])({names.STRICT_NAME}|[{names.STRICT}] [{names.HAN}])"
    rf"(?:{names.TITLES})?[\s:：,，(+_-]*"
    r"(?:(?:联系)?(?:电话|手机)号?码?|身份证号?码?|tel)?[\s:：(+-]*$",
    re.IGNORECASE,
)
_AUTHOR = re.compile(rf"\s*({names.STRICT_NAME})\s*[:：]\s*(?:\n|$)")


def labelled_names(text: str) -> Iterator[tuple[int, int]]:
    """
    Find names that follow a word such as 负责人 or 书记.

    Parameters
    ----------
    text
        Folded text.

    Yields
    ------
    tuple of int
        Start and end of a name. Without a colon only names of usual characters
        count after most words, for 书记工作室 is no person.
    """
    for label in _LABELLED.finditer(text):
        at = label.end()
        while found := _NAME_HERE.match(text, at):
            if not names.is_name(found.group()):
                break
            yield found.span()
            following = _NEXT_NAME.match(text, found.end())
            if following is None:
                break
            at = following.end()
    for found in _DIRECT.finditer(text):
        if names.is_name(found.group(1)):
            yield found.span(1)


def name_before(text: str, start: int) -> tuple[int, int] | None:
    """
    Find the name that stands before a telephone or identity number.

    Parameters
    ----------
    text
        Folded text.
    start
        Where the number starts.

    Returns
    -------
    tuple of int or None
        Start and end of the name.
    """
    first = max(0, start - 24)
    found = _BEFORE_NUMBER.search(text[first:start])
    if found is None or not names.is_name(found.group(1)):
        return None
    return first + found.start(1), first + found.end(1)


def author(text: str) -> tuple[int, int] | None:
    """
    Find the author that a spreadsheet program writes on top of a comment.

    Parameters
    ----------
    text
        Folded text of the comment.

    Returns
    -------
    tuple of int or None
        Start and end of the name.
    """
    found = _AUTHOR.match(text)
    return found.span(1) if found and names.is_name(found.group(1)) else None
