"""Find personal data in any text, and take it out of whatever is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from hubstudy.errors import Bilingual
from hubstudy.intake.privacy import digits, labels
from hubstudy.intake.privacy.folding import fold, unfold
from hubstudy.intake.privacy.number_spans import numbers
from hubstudy.intake.privacy.patterns import LABEL_WORDS, ODD_NUMBERS, SHAPES, shaped

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = {
    "id_card": Bilingual("身份证件号", "identity number"),
    "mobile": Bilingual("手机号", "mobile number"),
    "landline": Bilingual("固定电话号", "telephone number"),
    "email": Bilingual("电子邮箱", "e-mail address"),
    "bank_card": Bilingual("银行账号", "bank card or account"),
    "person_name": Bilingual("个人姓名", "name of a person"),
    "wechat": Bilingual("微信号", "WeChat id"),
    "qq": Bilingual("QQ 号", "QQ number"),
    "address": Bilingual("个人住址", "home address"),
    "birth_date": Bilingual("出生日期", "date of birth"),
    "vehicle": Bilingual("车牌号", "number plate"),
    "health": Bilingual("健康状况", "state of health"),
}
"""Kinds of personal data and the words for them."""


class Finding(NamedTuple):
    """
    Personal data inside a text.

    Parameters
    ----------
    kind
        One of `KINDS`.
    start, end
        Where it stands.
    """

    kind: str
    start: int
    end: int


_MAYBE = re.compile(
    rf"[@＠﹫]|(?:\d(?:[^\w]|_){{0,3}}){{11}}|{ODD_NUMBERS}|{LABEL_WORDS}|{SHAPES}"
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63} ?@ ?"
    r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"
)
_TOKEN = re.compile(r"(?<![0-9A-Za-z_])pn_[0-9a-f]{24}(?![0-9A-Za-z_])")
_NUMBERS = frozenset({"id_card", "mobile", "landline"})


def find(text: str) -> list[Finding]:
    """
    Find personal data in a text.

    Parameters
    ----------
    text
        Any text, of any width, spacing and dashes.

    Returns
    -------
    list of Finding
        By place, without overlap. Names only where a word or a number beside them says
        that they are names.
    """
    if not _MAYBE.search(text):
        return []
    folded, places = fold(text)
    taken = [match.span() for match in _TOKEN.finditer(folded)]
    kept: list[Finding] = []
    for kind, start, end in _candidates(folded):
        if all(end <= first or last <= start for first, last in taken):
            taken.append((start, end))
            kept.append(Finding(kind, *unfold(start, end, places)))
    return sorted(kept, key=lambda finding: finding.start)


def _candidates(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield what was found, the surest first."""
    for found in _EMAIL.finditer(text):
        yield "email", *found.span()
    for kind, start, end in numbers(text):
        yield kind, start, end
        name = labels.name_before(text, start) if kind in _NUMBERS else None
        if name is not None:
            yield "person_name", *name
    yield from shaped(text)
    for start, end in labels.labelled_names(text):
        yield "person_name", start, end


def mark(kind: str) -> str:
    """
    Give the words that stand for personal data taken out.

    Parameters
    ----------
    kind
        One of `KINDS`.

    Returns
    -------
    str
        Such as ``〔手机号 / mobile number〕``.
    """
    return f"〔{KINDS[kind]}〕"


_PROJECT_YEARS = "2010"
"""From here on a date inside a code is more often that of a project."""
_ID_LIKE = re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9xX](?![0-9A-Za-z])", re.ASCII)


def redact(text: str) -> str:
    """
    Replace all personal data in a text that is going to be shown.

    Parameters
    ----------
    text
        Any text; anything else is shown as `str` gives it.

    Returns
    -------
    str
        The text with a mark for every finding, and for identity numbers of adults
        whose check digit is wrong.

    Examples
    --------
    >>> redact("联系 138 1234 5678")
    '联系 〔手机号 / mobile number〕'
    """
    shown = text if isinstance(text, str) else str(text)
    for finding in reversed(find(shown)):
        shown = shown[: finding.start] + mark(finding.kind) + shown[finding.end :]
    return _ID_LIKE.sub(_mask_id, shown)


def _mask_id(found: re.Match[str]) -> str:
    number = found.group().upper()
    adult = number[6:10] < _PROJECT_YEARS
    personal = adult and digits.id_shaped(number) and not digits.is_credit_code(number)
    return mark("id_card") if personal else found.group()
