"""Tell whether a whole cell is the name of a person."""

from __future__ import annotations

import re

from hubstudy.intake.privacy.surnames import (
    COMPOUND,
    GIVEN,
    LOOSE,
    NOT_NAMES,
    PRONE,
    SINGLE,
    TRUSTED,
)

HAN = "㐀-䶿一-鿿々〇\U00020000-\U000323af"
"""Characters of a Chinese name, for a character class."""

COMPOUNDS = "|".join(sorted(COMPOUND, key=len, reverse=True))
STRICT = "".join(sorted(SINGLE - LOOSE))
STRICT_NAME = f"(?:(?:{COMPOUNDS})[{HAN}]{{1,2}}|[{STRICT}][{HAN}]{{1,2}})"
SPACED_NAME = f"(?:{STRICT_NAME}|[{STRICT}] {{1,2}}[{HAN}](?: ?[{HAN}])?)"
MINORITY = f"[{HAN}]{{1,8}}(?:[·•・‧∙.][{HAN}]{{1,10}})+"

WHOLE_NAME = (
    f"(?:{COMPOUNDS})[{HAN}]{{1,2}}|[{''.join(sorted(SINGLE))}][{HAN}]{{1,2}}"
    f"|[{STRICT}]{{2}}[{HAN}]{{2}}|{MINORITY}"
)
"""A cell that is one name, for RE2 and for `re`."""
_NO_NAME_IN = (
    r"(?:社区|街道|协会|公司|小组|中心|服务|学校|医院|办公|组织|机构|支部|委员|居委|村委|联合"
    r"|项目|活动|单位|部门|街办|商会|志愿|基金|物业|业委|银行|不详|待定|暂无|未定|未知"
    r"|匿名|超市|商店|药店|酒店|饭店|工作室|合唱|老年|便民|代账|财政|外包|兼任)"
)
NO_NAME = (
    rf"{_NO_NAME_IN}"
    r"|^...?.?[区县市镇乡局厅科院馆街村队站部室办委组]$"
)
"""Words that no name holds: bodies, places, and ways of saying that there is none."""

_WHOLE = re.compile(WHOLE_NAME)
_NO_NAME = re.compile(NO_NAME)
TITLES = (
    "先生|女士|小姐|同志|老师|书记|副书记|主任|副主任|会长|副会长|理事长|秘书长|站长|队长"
    "|组长|社工|社工师|经理|教授|律师|医生|阿姨|大姐|大爷|师傅|委员|干事|校长|院长|所长"
    "|支书|博士|[局科处部村团]长|主席|教练|大妈|大叔|爷爷|奶奶|工程师"
)
_TITLED = re.compile(f"(?:{COMPOUNDS}|[{''.join(sorted(SINGLE))}])(?:{TITLES})")
_MASKED = re.compile(
    f"(?:{COMPOUNDS}|[{''.join(sorted(SINGLE))}])"
    rf"(?:[某*＊×xX○〇]{{1,2}}[{HAN}]?|[{HAN}][某*＊×○]{{1,2}})"
)
_LATIN = re.compile(r"[A-Z][a-z]{1,6}[ ,]+[A-Z][a-z]{1,6}(?:[- ]?[A-Za-z][a-z]{1,5})?")
_BRACKETS = re.compile(r"[(\[【〔<《][^)\]】〕>》]*[)\]】〕>》]")
_BETWEEN = re.compile(r"[、,，;；/|&+:：\s\d()-]+|[和及与]")
_TITLE_AFTER = re.compile(f"(?:{TITLES})$")

_STRICT = re.compile(STRICT_NAME)
_STRICT_TITLED = re.compile(
    f"(?:{STRICT_NAME}|{COMPOUNDS}|[{STRICT}])(?:{TITLES}|研究员)"
)
_USUAL = re.compile(
    f"[{''.join(sorted(set(TRUSTED) - set(PRONE)))}][{HAN}]{{2}}"
    f"|[{TRUSTED}][{GIVEN}]{{1,2}}|(?:{COMPOUNDS})[{HAN}]{{1,2}}"
)
_USUAL_TITLED = re.compile(
    f"(?:[{TRUSTED}][{GIVEN}]{{1,2}}|{COMPOUNDS}|[{TRUSTED}])(?:{TITLES}|研究员)"
)
_OF_A_BODY = re.compile(
    "[社家园坊汇苑吧团会所店厂房阁院居站部队组庄埠屯疃夼沟泊洼峪寨堡岛滩铺超行业品号]$"
)
_ROLE_BEFORE = re.compile(
    "^(?:热心|爱心|个人|本村)?(?:居民|党员|群众|村民|业主|乡贤|志愿者|社工|专家|评委|评审"
    "|书记|主任|老师|教授|人士|代表|个人|由)[:：-]?"
)
_PERSON_AFTER = re.compile(
    r"[(\[【](?:[^)\]】]{0,4}(?:党员|书记|主任|队长|会长|站长|组长|负责人|联系人|志愿者"
    r"|社工|老师|教授)|个人|居民|群众|村民|业主|男|女|已故|先生|女士|本人)[)\]】]"
)


def is_name(text: str) -> bool:
    """
    Tell one name in its plain form from another word.

    Parameters
    ----------
    text
        What has the shape of a name.

    Returns
    -------
    bool
        False for words such as 何处 that only look like one.
    """
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
    return bool(_WHOLE.fullmatch(text)) and is_name(text)


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


def is_name_alone(text: str) -> bool:
    """
    Tell whether a cell is a name though its column is not for names.

    Parameters
    ----------
    text
        The cell, folded.

    Returns
    -------
    bool
        True for names and names with a title; not for 匿名, 居民 or 王府社区.
    """
    return _any_alone(text, _STRICT, _STRICT_TITLED)


def is_usual_name_alone(text: str) -> bool:
    """
    Tell whether a cell is a usual name though its column is for bodies.

    Parameters
    ----------
    text
        The cell, folded.

    Returns
    -------
    bool
        As `is_name_alone`, but not for what a body may be called as well.
    """
    return _any_alone(text, _USUAL, _USUAL_TITLED)


def _any_alone(text: str, one: re.Pattern[str], titled: re.Pattern[str]) -> bool:
    plain = _BRACKETS.sub(" ", text).strip()
    pieces = {re.sub(r"\s+", "", plain), *_BETWEEN.split(plain)}
    pieces |= {_ROLE_BEFORE.sub("", piece) for piece in pieces}
    return any(
        is_name(piece)
        and not _OF_A_BODY.search(piece)
        and (titled.fullmatch(piece) or one.fullmatch(piece))
        for piece in pieces
        if piece
    )


def is_name_with_role(text: str) -> bool:
    """
    Tell a cell such as 张建国（党员）, which names a person wherever it stands.

    Parameters
    ----------
    text
        The cell, folded.

    Returns
    -------
    bool
        Whether it does.
    """
    bare = re.sub(r"\s+", "", text)
    after = _PERSON_AFTER.search(bare)
    if after is None or after.end() < len(bare):
        return False
    name = bare[: after.start()]
    return (
        bool(_USUAL.fullmatch(name)) and is_name(name) and not _OF_A_BODY.search(name)
    )
