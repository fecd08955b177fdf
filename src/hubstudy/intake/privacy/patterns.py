"""Shapes of personal data that a label, a mask or a unit of a house gives away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hubstudy.intake.privacy import digits, labels
from hubstudy.intake.privacy.names import HAN

if TYPE_CHECKING:
    from collections.abc import Iterator

_MASKS = "*＊•●○×xX"
_N = "[0-9０-９一二三四五六七八九十甲乙丙]{1,4}"
_ROOM = f"{_N} ?单元 ?[-—]? ?(?:[0-9０-９]{{2,4}}|{_N}[楼层号])"
_HOMES = "家住|家庭住址|家庭地址|现住址|住址|户籍地|户籍所在地|租住|住在|居住在|居住于"

_MORE_WORDS = (
    "身份证|护照|通行证|证件|[Pp]assport|PASSPORT|电话|座机|传真|手机|账号|帐号|卡号|开户"
    "|微信|QQ|qq|[Ww]e[Cc]hat|[Ww]eixin|[Vv][Xx]|[Ww][Xx]\\s*[:：]|[Tt][Ee][Ll]|[Pp]hone"
)
LABEL_WORDS = f"{labels.LABEL_WORDS}|{_MORE_WORDS}"
"""Words beside which personal data may stand; for RE2 and for `re`."""
ROUGH_WORDS = f"{labels.ROUGH_WORDS}|{_MORE_WORDS}"
"""The same without a look at what follows, which is quicker to prepare."""
SHAPES = f"[0-9０-９][{_MASKS}]{{4}}|{_ROOM}|{_HOMES}"
"""Masks and rooms, for RE2 and for `re`."""
ODD_NUMBERS = (
    "1[3-9][0-9](?:[_/,、|][0-9]{4}){2}|1[3-9][0-9](?:[-. ][0-9]{2}){2}[-. ][0-9]{4}"
    "|1\\.[3-9][0-9]{7,9}[Ee]\\+?10"
)
"""Telephones in unusual groups, or as a spreadsheet rounds them; for folded texts."""

_IS = r"(?:号码|号)?(?:\([^)]*\))?[\s:：为是]*"
_NO_DIGIT = r"(?![0-9])"
_LABELLED = (
    ("id_card", re.compile(rf"身份证件?{_IS}([0-9][0-9*•●xX ]{{4,24}}[0-9xX*])")),
    (
        "id_card",
        re.compile(
            rf"(?:护照|通行证|证件|[Pp]assport|PASSPORT)(?: ?(?:[Nn]o\.?|NO\.?))?{_IS}"
            r"([A-Z]{1,2}[0-9*]{7,10})(?![0-9A-Za-z])"
        ),
    ),
    (
        "mobile",
        re.compile(
            r"(?:电话|手机|联系方式|(?<![A-Za-z])(?:[Tt]el|TEL|[Pp]hone))"
            rf"{_IS}(1[3-9][0-9][ -]?[0-9*xX•●]{{4}}[ -]?[0-9*xX•●]{{4}})(?![0-9])"
        ),
    ),
    (
        "landline",
        re.compile(
            r"(?<!热线)(?:联系电话|(?<!热线)电话|座机|传真|(?<![A-Za-z])(?:[Tt]el|TEL|[Pp]hone))"
            rf"{_IS}\(?([2-9][0-9]{{2,3}}[ -]?[0-9]{{4}})(?![0-9]|[年.%])"
        ),
    ),
    ("bank_card", re.compile(rf"(?:[账帐]号|卡号){_IS}([0-9][0-9* -]{{7,29}}[0-9])")),
    (
        "wechat",
        re.compile(
            r"(?:微信(?:号|\s*[:：])|(?i:wechat|weixin|(?<![a-z0-9])vx)(?:号|\s*[:：]|\s)"
            r"|(?i:(?<![a-z0-9])wx)\s*[:：])[\s:：为是]*([A-Za-z][-_A-Za-z0-9]{5,19})"
        ),
    ),
    (
        "wechat",
        re.compile(
            r"微信 ?((?=[A-Za-z_-]{2,15}[0-9])[A-Za-z][-_A-Za-z0-9]{5,19})"
            r"(?![A-Za-z0-9])"
        ),
    ),
    (
        "qq",
        re.compile(
            r"(?<![A-Za-z0-9])[Qq]{2}(?:号码?)?[\s:：]{0,3}([1-9][0-9]{4,10})(?!\d)"
        ),
    ),
    (
        "mobile",
        re.compile(rf"(?<![0-9A-Za-z*])(1[3-9][0-9]\*{{4}}[0-9]{{4}}){_NO_DIGIT}"),
    ),
    (
        "mobile",
        re.compile(
            r"(?<![0-9A-Za-z.,/])(?<![0-9]_)(?:\+?86[-_ ]?)?"
            r"(1[3-9][0-9]([_/,、|])[0-9]{4}\2[0-9]{4})(?![0-9]|\2[0-9])"
        ),
    ),
    (
        "mobile",
        re.compile(
            r"(?<![0-9A-Za-z.,/_-])(1[3-9][0-9]([-. ])[0-9]{2}\2[0-9]{2}\2[0-9]{4})"
            r"(?![0-9]|\2[0-9])"
        ),
    ),
    ("mobile", re.compile(r"(?<![0-9A-Za-z])[TtMm](1[3-9][0-9]{9})(?![0-9A-Za-z])")),
    (
        "mobile",
        re.compile(r"(?<![0-9A-Za-z.])(1\.[3-9][0-9]{7,9}[Ee]\+?10)(?![0-9A-Za-z])"),
    ),
    (
        "address",
        re.compile(
            rf"([{HAN}0-9A-Za-z-]{{0,30}}(?:[0-9](?:号楼?|栋|幢|座|弄|楼|#楼?)"
            rf"|小区|花园|家园|公寓|苑|里|城)[-, ]?{_ROOM}[室号户]?)"
            r"(?![0-9]|[课节章讲个人]|户居|户家)"
        ),
    ),
    (
        "address",
        re.compile(
            rf"(?:家住|家庭住址|家庭地址|现住址|(?<!现)住址|户籍地址?|户籍所在地){_IS}"
            rf"([{HAN}]{{2}}[{HAN}0-9A-Za-z#-]{{0,40}}[0-9](?:号(?!楼)|单元|室)"
            r"(?:[0-9]{1,4}[号室]?)?)"
        ),
    ),
    (
        "address",
        re.compile(
            rf"(?:家住|住在|租住|居住在|居住于){_IS}([{HAN}]{{2}}[{HAN}0-9A-Za-z#-]{{0,40}}"
            r"(?:[0-9]室|单元[0-9]{2,4}|[0-9]-[0-9]{1,2}-[0-9]{3,4}))"
        ),
    ),
)
_MASKED_ID = re.compile(
    rf"(?<![0-9A-Za-z*])((?:{digits.PROVINCES})[0-9]{{0,12}}"
    rf"(?:[*•●○]{{4,14}}|[xX]{{6,14}})[0-9]{{0,7}}[0-9xX*])(?![0-9A-Za-z*])"
)
_CREDIT_CODE_BEGINS = re.compile(
    rf"(?:1[1239]|2[19]|3[1-59]|4[19]|5[1-59]|6[129])(?:{digits.PROVINCES})"
)
_LENGTHS = {14, 18}
_HAS_YEAR = re.compile(r"[0-9]{6}(?:19|20)")


def shaped(text: str) -> Iterator[tuple[str, int, int]]:
    """
    Find labelled, masked and oddly written data, and homes.

    Parameters
    ----------
    text
        Folded text.

    Yields
    ------
    tuple
        Kind, start and end.
    """
    for kind, pattern in _LABELLED:
        for found in pattern.finditer(text):
            if kind != "id_card" or not digits.is_credit_code(found.group(1)):
                yield kind, *found.span(1)
    for found in _MASKED_ID.finditer(text):
        masked = found.group(1)
        code = _CREDIT_CODE_BEGINS.match(masked) and not _HAS_YEAR.match(masked)
        if len(masked) in _LENGTHS and not code:
            yield "id_card", *found.span(1)
