"""Tell whether a cell holds the personal data that its header asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hubstudy.intake.privacy import digits, names
from hubstudy.intake.privacy.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable

_STRIPPED = re.compile(r"[\s\-.()+/',_、:：]+")
_MASK = r"0-9*xX•●"
_ID = re.compile(rf"[A-Z]{{0,2}}[{_MASK}]{{6,18}}")
_PART_OF_ID = re.compile(r"[0-9*]{0,17}[0-9xX*]")
_PART_HEADER = re.compile(r"[前后末尾中首][0-9一二三四五六七八九十几两]*位|尾号|后缀")
_PHONE = re.compile(rf"(?!400|800)[{_MASK}]{{7,}}")
_ACCOUNT = re.compile(r"[0-9*]{8,30}")
_ACCOUNT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{4,}")
_CHAT = re.compile(
    r"(?:微信|[微威薇V]信|wx|vx|wechat|weixin)号?[\s:：为是]*[A-Za-z0-9][A-Za-z0-9_-]{4,}",
    re.IGNORECASE,
)
_QQ = re.compile(r"QQ号?[\s:：为是]*[1-9][0-9]{4,}", re.IGNORECASE)
_MAIL = re.compile(
    r"@|[A-Za-z0-9._-]{2,}\s*[(\[{<]?\s*(?:\bat\b|#|艾特)\s*[)\]}>]?\s*[A-Za-z0-9-]{2,}"
    r"|[A-Za-z0-9]\.(?:com|cn|net|org)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:19|20)\d\d[-./年]?\d{1,2}(?:[-./月]?\d{1,2})?.*")
_BIRTH = re.compile(
    r"(?:19|20)\d\d(?:\D.*|\d{2}|\d{4})?|\d{2}[-./年]\d{1,2}.*|\d{1,2}[-./月]\d{1,2}日?"
    r"|[1-4]\d{4}|\d{6}|[12一二]?[〇○零九].{2,}年.*"
)
_PLATE = re.compile(rf"[{names.HAN}]? ?[A-Z] ?[-·•.]? ?[A-Z0-9*]{{4,6}}[{names.HAN}]?")
_HOME = re.compile(
    r"[0-9一二三四五六七八九十百]+(?:号|栋|幢|楼|单元|室|户|院|弄|组)"
    r"|(?:路|街|小区|花园|家园|公寓|村|里|巷|苑).*[0-9]"
)
_NOTHING = re.compile(r"[\W_]*|无|暂无|未填|缺|n/?a|none|nan|null", re.IGNORECASE)
_FOUR_DIGITS = 4
_THREE_DIGITS = 3


def kind_under(kind: str, text: str, header: str = "") -> str | None:
    """
    Tell whether a cell holds what its header asks for, even if partly masked.

    Parameters
    ----------
    kind
        What the header asks for.
    text
        The cell, not empty.
    header
        The header; one that names a part of a number is content with a few digits.

    Returns
    -------
    str or None
        Kind of personal data; a landline under a header that asks for mobiles.
    """
    folded = fold(text)[0].strip()
    bare = _STRIPPED.sub("", folded)
    if kind == "person_name":
        return kind if names.holds_name(folded) else None
    if kind == "id_card":
        return kind if _holds_id(bare, header) else None
    if kind == "mobile":
        return _telephone(folded, bare)
    if kind in _SHAPES:
        return kind if _SHAPES[kind](folded, bare) else None
    if _ACCOUNT_NAME.fullmatch(bare) or _CHAT.search(folded) or _QQ.search(folded):
        return "qq" if bare.isdigit() or _QQ.search(folded) else kind
    return None


def _n_digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _holds_id(bare: str, header: str) -> bool:
    if _PART_HEADER.search(header) and _n_digits(bare) >= _THREE_DIGITS:
        return bool(_PART_OF_ID.fullmatch(bare))
    enough = _n_digits(bare) >= _FOUR_DIGITS and bool(_ID.fullmatch(bare))
    return enough and not digits.is_credit_code(bare)


def _telephone(folded: str, bare: str) -> str | None:
    if _CHAT.search(folded):
        return "wechat"
    if _QQ.search(folded):
        return "qq"
    enough = _n_digits(bare) >= _FOUR_DIGITS
    if not enough or not _PHONE.search(bare) or _DATE.fullmatch(folded):
        return None
    like_mobile = re.search(rf"(?:^|[^0-9])(?:86)?1[3-9][{_MASK}]{{9}}", bare)
    return "mobile" if like_mobile else "landline"


_SHAPES: dict[str, Callable[[str, str], object]] = {
    "email": lambda folded, _: _MAIL.search(folded),
    "bank_card": lambda _, bare: (
        _n_digits(bare) >= _FOUR_DIGITS and _ACCOUNT.search(bare)
    ),
    "address": lambda folded, _: _HOME.search(folded),
    "birth_date": lambda folded, _: _BIRTH.fullmatch(folded),
    "vehicle": lambda folded, _: _PLATE.search(folded),
    "health": lambda folded, _: not _NOTHING.fullmatch(folded),
}
