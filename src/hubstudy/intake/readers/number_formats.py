"""Number formats of cells: what they add to a number, so that it reads as it shows.

1.2 under the format ``0.00"万元"`` shows as 1.20万元 and means 12,000. Only such
formats matter here; dates, texts and numbers shown as stored are left alone.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    _Token = tuple[str, str]

_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"? | [\\!](?P<escaped>.?) | (?P<space>[_*].?)
    | \[\$(?P<symbol>[^\]-]*)[^\]]*\]
    | \[(?P<condition>[<>=]+[^\]]*)\]
    | (?P<date>\[(?:h+|m+|s+)\]) | (?P<setting>\[[^\]]*\])
    | (?P<general>General|G/(?:通用格式|标准|標準)) | (?P<exponent>E[+-][0\#?]*)
    | (?P<currency>US\$|HK\$|USD|HKD|EUR|GBP|JPY|RMB|CNY)
    | (?P<digit>[0\#?]) | (?P<fraction>/[ ]*[0-9\#?]+) | (?P<point>\.) | (?P<comma>,+)
    | (?P<percent>%) | (?P<end>;) | (?P<text>@) | (?P<letter>[ymdhsegab]) | (?P<bare>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)  # fmt: skip
_LITERALS = {"quoted", "escaped", "symbol", "currency", "percent", "bare"}
_NUMBERS = {"general", "digit", "fraction", "exponent"}
_PLACED = {*_LITERALS, "digit", "point"}
_UNTOUCHED = {"date", "letter", "text"}
_MOST_SECTIONS = 3  # the fourth is for texts
_COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "<>": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}

_INVISIBLE = "\u200b-\u200f\u2060\ufeff"
_YUAN = re.compile(rf"(?<![A-Za-z])(?:CN)?[¥￥]|[{_INVISIBLE}]")
_FRAME = " \t\u00a0\u2007\u2009\u202f\u3000()（）+-−–—"
_PLAIN = re.compile(rf"[{re.escape(_FRAME)}\[\]【】_.,，。:：;；'’\"*/|]+")
_SIZES = {
    "百": 2, "千": 3, "k": 3, "万": 4, "萬": 4, "十万": 5, "百万": 6, "m": 6,
    "千万": 7, "亿": 8, "億": 8, "十亿": 9, "b": 9, "百亿": 10,
}  # fmt: skip
_SIZED = re.compile(
    rf"({'|'.join(sorted(_SIZES, key=len, reverse=True))})"
    r"(?:元|元整|元人民币|人|名|人次|户|个)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Section:
    """
    One of the parts of a format that semicolons separate.

    `inner` is what stands from the first to the last digit if words stand among them;
    a number shows divided by ten to the power of `shift`.
    """

    before: str
    after: str
    has_number: bool = True
    shift: int = 0
    n_zeros: int = 0
    inner: tuple[_Token, ...] = ()
    condition: tuple[str, Decimal] | None = None

    @cached_property
    def has_words(self) -> bool:
        return bool(self.inner) or _tells(self.before + self.after)

    @cached_property
    def is_plain(self) -> bool:
        """Whether a number means what is stored."""
        if self.inner or _tells(self.before) or not self.has_number:
            return not self.has_words
        size = _SIZED.fullmatch(self.after)
        if self.shift > 0 and size:
            return _SIZES[size[1].lower()] == self.shift
        return self.shift == 0 and not _tells(self.after)

    def holds(self, value: Decimal) -> bool:
        if self.condition is None:
            return True
        comparison, limit = self.condition
        return _COMPARISONS[comparison](value, limit)

    def text(self, value: Decimal) -> str | None:
        if self.is_plain:
            return None
        if not self.has_number:
            return self.before
        shown = abs(value).scaleb(-self.shift)
        sign = "-" if value < 0 else ""
        if self.inner:
            number = _placed(self.inner, shown)
        else:
            whole, point, rest = digits(shown).partition(".")
            number = whole.zfill(self.n_zeros) + point + rest
        if self.has_words:
            return f"{sign}{self.before}{number}{self.after}"
        # Nothing shows how many times more is stored: no one reads it for certain.
        return None if not value else f"{sign}{number}（{digits(value)}）"


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """
    A format that shows more than the number, or another number.

    Parameters
    ----------
    sections
        Its parts for positive and negative numbers and zero, or by condition.
    """

    sections: tuple[_Section, ...]

    def shown(self, value: Decimal) -> str | None:
        """
        Tell how a number shows, not rounded and not grouped.

        Parameters
        ----------
        value
            The stored number.

        Returns
        -------
        str or None
            Its text; None if the number means what is stored.
        """
        section = self._section(value)
        return None if section is None else section.text(value)

    def _section(self, value: Decimal) -> _Section | None:
        n = len(self.sections)
        if not any(section.condition for section in self.sections):
            places = {1: (0, 0, 0), 2: (0, 1, 0)}.get(n, (0, 1, 2))
            sign = 1 if value < 0 else 2 if value == 0 else 0
            return self.sections[places[sign]]
        for place, section in enumerate(self.sections):
            is_last = place == n - 1
            if section.condition or is_last:
                fits = section.holds(value)
            else:
                fits = value < 0 if place else value > 0 or (n == 2 and value == 0)  # noqa: PLR2004
            if fits:
                return section
        return None


def number_format(code: str) -> NumberFormat | None:
    """
    Read the code of a number format.

    Parameters
    ----------
    code
        As a workbook writes it, such as ``0.00"万元"``.

    Returns
    -------
    NumberFormat or None
        None if every number under it means what is stored.

    Examples
    --------
    >>> number_format('0.00"万元"').shown(Decimal("1.2"))
    '1.2万元'
    """
    parts: list[list[_Token]] = [[]]
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or ""
        if kind == "end":
            parts.append([])
        else:
            parts[-1].append((kind, match[kind]))
    sections = [
        _section(part)
        for part in parts[:_MOST_SECTIONS]
        if all(kind != "text" for kind, _ in part)
    ]
    if all(section.is_plain for section in sections):
        return None
    return NumberFormat(tuple(sections))


def digits(value: Decimal) -> str:
    """
    Write a number without exponent and needless zeros.

    Parameters
    ----------
    value
        A finite number.

    Returns
    -------
    str
        Its digits.
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _section(tokens: Sequence[_Token]) -> _Section:
    kinds = [kind for kind, _ in tokens]
    limits = (text for kind, text in tokens if kind == "condition")
    condition = _condition(next(limits, ""))
    if _UNTOUCHED & set(kinds):
        return _Section("", "", condition=condition)
    places = [place for place, kind in enumerate(kinds) if kind in _NUMBERS]
    if not places:
        return _Section(_words(tokens), "", has_number=False, condition=condition)
    first, last = places[0], places[-1] + 1
    first -= kinds[first - 1 : first] == ["point"]
    while kinds[last : last + 1] in (["comma"], ["point"]):
        last += 1
    inner = [token for token in tokens[first:last] if token[0] in _PLACED]
    among = [text for kind, text in inner if kind in _LITERALS]
    points = [place for place, (_, text) in enumerate(inner) if text == "."]
    has_words = "fraction" not in kinds and (len(points) > 1 or any(map(_tells, among)))
    is_drawn = "." in among  # a point that is no decimal point, but looks like one
    shift = 3 * _n_scaling(tokens) - 2 * kinds.count("percent")
    if is_drawn and not has_words:
        shift += sum(kind == "digit" for kind, _ in inner[points[0] :])
    whole = [] if is_drawn else inner[: points[0] if points else None]
    return _Section(
        _words(tokens[:first]),
        _words(tokens[last:]),
        shift=shift,
        n_zeros=whole.count(("digit", "0")),
        inner=tuple(inner) if has_words else (),
        condition=condition,
    )


def _condition(text: str) -> tuple[str, Decimal] | None:
    comparison = re.match("[<>=]+", text)
    try:
        if comparison and comparison[0] in _COMPARISONS:
            return comparison[0], Decimal(text[comparison.end() :].strip())
    except InvalidOperation:
        pass
    return None


def _n_scaling(tokens: Sequence[_Token]) -> int:
    """Count the commas behind a digit that no digit follows: each is a thousand."""
    kinds = [kind for kind, _ in tokens] + [""]
    return sum(
        len(text)
        for place, (kind, text) in enumerate(tokens)
        if kind == "comma"
        and place
        and kinds[place - 1] == "digit"
        and kinds[place + 1] != "digit"
    )


def _words(tokens: Sequence[_Token]) -> str:
    """Join what shows beside the digits; the sign is the number's, yuan is plain."""
    kinds = {*_LITERALS, "comma", "point"}
    text = "".join(text for kind, text in tokens if kind in kinds)
    return _YUAN.sub("", text).strip(_FRAME)


def _tells(words: str) -> bool:
    return bool(_PLAIN.sub("", _YUAN.sub("", words)))


def _placed(inner: Sequence[_Token], shown: Decimal) -> str:
    """Fill the digits of a whole number in from the right, among the words."""
    has_point = ("point", ".") in inner
    tokens = inner[: inner.index(("point", "."))] if has_point else inner
    whole, point, rest = digits(shown).partition(".")
    n_left = sum(kind == "digit" for kind, _ in tokens)
    text = ""
    for kind, mark in reversed(tokens):
        if kind != "digit":
            text = mark + text
            continue
        n_left -= 1
        figure = (whole[-1:] if n_left else whole) or ("0" if mark == "0" else "")
        whole = whole[:-1]
        text = figure + text
    return text + point + rest
