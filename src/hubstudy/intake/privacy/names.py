"""Tell names of persons: in cells under a header that asks for them, and in text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hubstudy.intake.privacy.surnames import COMPOUND, LOOSE, NOT_NAMES, SINGLE

if TYPE_CHECKING:
    from collections.abc import Iterator

HAN = "㐀-䶿一-鿿々〇\U00020000-\U000323af"
"""Characters of a Chinese name, for a character class."""

_COMPOUND = "|".join(sorted(COMPOUND, key=len, reverse=True))
_STRICT = "".join(sorted(SINGLE - LOOSE))
_STRICT_NAME = f"(?:(?:{_COMPOUND})[{HAN}]{{1,2}}|[{_STRICT}][{HAN}]{{1,2}})"
_SPACED_NAME = f"(?:{_STRICT_NAME}|[{_STRICT}] {{1,2}}[{HAN}](?: ?[{HAN}])?)"
_MINORITY = f"[{HAN}]{{1,8}}(?:[·•・‧∙.][{HAN}]{{1,10}})+"

WHOLE_NAME = (
    f"(?:{_COMPOUND})[{HAN}]{{1,2}}|[{''.join(sorted(SINGLE))}][{HAN}]{{1,2}}"
    f"|[{_STRICT}]{{2}}[{HAN}]{{2}}|{_MINORITY}"
)
"""A cell that is one name, for RE2 and for `re`."""
NO_NAME = (
    r"(?:社区|街道|协会|公司|小组|中心|服务|学校|医院|办公|组织|机构|支部|委员|居委|村委|联合"
    r"|项目|活动|单位|部门|街办|商会|志愿|基金|物业|业委|银行|不详|待定|暂无|未定|未知)"
    r"|^...?.?[区县市镇乡局厅科院馆街村队站部室办委组]$"
)
"""Words that no name holds: bodies, places, and ways of saying that there is none."""

_WHOLE = re.compile(WHOLE_NAME)
_NO_NAME = re.compile(NO_NAME)
_TITLES = (
    "先生|女士|小姐|同志|老师|书记|副书记|主任|副主任|会长|副会长|理事长|秘书长|站长|队长"
    "|组长|社工|社工师|经理|教授|律师|医生|阿姨|大姐|大爷|师傅|委员|干事|校长|院长|所长"
)
_TITLED = re.compile(f"(?:{_COMPOUND}|[{''.join(sorted(SINGLE))}])(?:{_TITLES})")
_MASKED = re.compile(
    f"(?:{_COMPOUND}|[{''.join(sorted(SINGLE))}])"
    rf"(?:[某*＊×xX○〇]{{1,2}}[{HAN}]?|[{HAN}][某*＊×○]{{1,2}})"
)
_LATIN = re.compile(r"[A-Z][a-z]{1,6}[ ,]+[A-Z][a-z]{1,6}(?:[- ]?[A-Za-z][a-z]{1,5})?")
_BRACKETS = re.compile(r"[(\[【〔<《][^)\]】〕>》]*[)\]】〕>》]")
_BETWEEN = re.compile(r"[、,，;；/|&+:：\s\d()-]+|[和及与]")
_TITLE_AFTER = re.compile(f"(?:{_TITLES})$")

LABELS = (
    "法定代表人|法人代表|负责人|责任人|联系人|联络人|联络员|经办人|填表人|填报人|制表人|上报人"
    "|审核人|申报人|申请人|受益人|监护人|户主|捐赠人|捐款人|捐助人|救助对象|姓名|名字"
)
"""Words that ask for a name wherever they stand."""
_TITLE_LABELS = (
    "组长|队长|会长|理事长|秘书长|书记|主任|站长|社工|志愿者|专家|评委|督导|网格员|楼长|法人"
    "|成员|主持人|讲师|参与人|参加人|居民|老人|学生|家长"
)
_END = (
    rf"(?=\s*(?:$|[^{HAN}\s])|\s+|{_TITLES}"
    "|电话|手机|联系|身份|微信|邮箱|性别|等|和|与|及)"
)
_LABELLED = re.compile(
    rf"(?:(?:{LABELS}|{_TITLE_LABELS})(?:\([^)]*\))?\s*[:：]|(?:{LABELS})(?:为|是)?)\s*"
    rf"(?=(?:{_SPACED_NAME}|{_MINORITY}){_END})"
)
_NAME_HERE = re.compile(f"(?:{_MINORITY}|{_SPACED_NAME}){_END}")
_NEXT_NAME = re.compile(r"\s*[、,，/;；和与及]\s*|\s+")
_BEFORE_NUMBER = re.compile(
    rf"(?:^|[^{HAN}])({_STRICT_NAME}|[{_STRICT}] [{HAN}])(?:{_TITLES})?"
    r"[\s:：,，(+_-]*(?:(?:联系)?(?:电话|手机)号?码?|身份证号?码?|tel)?[\s:：(+-]*$",
    re.IGNORECASE,
)
_AUTHOR = re.compile(rf"\s*({_STRICT_NAME})\s*[:：]\s*(?:\n|$)")


def _is_name(text: str) -> bool:
    """Tell one name in its plain form from another word."""
    bare = text.replace(" ", "")
    return bare not in NOT_NAMES and not _NO_NAME.search(bare)


def is_whole_name(text: str) -> bool:
    """
    Tell whether a text is nothing but one Chinese name.

    Parameters
    ----------
    text
        Without white space around it.

    Returns
    -------
    bool
        Whether it is.
    """
    return bool(_WHOLE.fullmatch(text)) and _is_name(text)


def holds_name(text: str) -> bool:
    """
    Tell whether a cell under a header that asks for names holds one.

    Parameters
    ----------
    text
        The cell, folded.

    Returns
    -------
    bool
        True for a name, several names, a name with a title, number or bracket beside
        it, a partly masked name, a name in Latin letters.
    """
    plain = _BRACKETS.sub(" ", text).strip()
    if _LATIN.fullmatch(plain):
        return True
    pieces = [re.sub(r"\s+", "", plain), *_BETWEEN.split(plain)]
    return any(
        _TITLED.fullmatch(piece)
        or _MASKED.fullmatch(piece)
        or is_whole_name(_TITLE_AFTER.sub("", piece))
        for piece in pieces
        if piece
    )


def labelled_names(text: str) -> Iterator[tuple[int, int]]:
    """
    Find names that follow a word such as 负责人 or 联系人.

    Parameters
    ----------
    text
        Folded text.

    Yields
    ------
    tuple of int
        Start and end of a name.
    """
    for label in _LABELLED.finditer(text):
        at = label.end()
        while found := _NAME_HERE.match(text, at):
            if not _is_name(found.group()):
                break
            yield found.span()
            following = _NEXT_NAME.match(text, found.end())
            if following is None:
                break
            at = following.end()


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
    if found is None or not _is_name(found.group(1)):
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
    return found.span(1) if found and _is_name(found.group(1)) else None
