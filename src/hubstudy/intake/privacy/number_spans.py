"""Find identity, telephone and card numbers inside a text, however they are spaced."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from hubstudy.intake.privacy.digits import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUP = re.compile(
    r"\d+(?:[xX](?![0-9A-Za-z]))?|(?<=\d[ -])[xX](?![0-9A-Za-z])", re.ASCII
)
_GAP = re.compile(r"[-\t .·()]{1,3}")
_LETTERS_BEFORE = re.compile(r"[A-Za-z]+$")
_LETTERS_AFTER = re.compile(r"[A-Za-z]+")
_LABEL = re.compile(
    r"(?:tel|phone|mob|mobile|cell|id|idno|no|sfz|wx|dh|sj|fax|ph)$", re.IGNORECASE
)
_UNIT_AFTER = re.compile(r" ?(?:元|万元|亿元|千元|人次|户|平方|㎡|m2|km|%|\.\d*[1-9])")
_DECIMAL = re.compile(r"\s*[-+]?\d{1,18}\.\d+\s*")
_EXTENSION = re.compile(r"\s?(?:-|转|ext\.? ?)\s?\d{1,5}(?!\d)", re.IGNORECASE)
_MAX_DIGITS = 21
_WORD_LENGTH = 3


def _chains(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield groups of digits that only spaces, dashes, dots or brackets part."""
    chain: list[tuple[int, int]] = []
    for group in _GROUP.finditer(text):
        if chain and not _GAP.fullmatch(text, chain[-1][1], group.start()):
            yield chain
            chain = []
        chain.append(group.span())
    if chain:
        yield chain


def _stands_alone(text: str, start: int, end: int, kind: str) -> bool:
    """Tell a number from a part of a longer code, of an amount or of a decimal."""
    before = _LETTERS_BEFORE.search(text, max(0, start - 8), start)
    if before and not _LABEL.search(before.group()):
        letters = before.group()
        if len(letters) < _WORD_LENGTH or letters.isupper():
            return False
    after = _LETTERS_AFTER.match(text, end)
    if after and len(after.group()) < _WORD_LENGTH:
        return False
    if kind in {"mobile", "bank_card"} and _UNIT_AFTER.match(text, end):
        return False
    if start > 1 and text[start - 1] == "." and text[start - 2].isdigit():
        fraction_of_zero = re.search(r"(?<!\d)0\.$", text[:start])
        return kind in {"mobile", "id_card"} and not fraction_of_zero
    return not (start and text[start - 1] in "¥￥$€")


def numbers(text: str) -> Iterator[tuple[str, int, int]]:
    """
    Find identity, telephone and card numbers in a folded text.

    Parameters
    ----------
    text
        Folded text.

    Yields
    ------
    tuple
        Kind, start and end.
    """
    if _DECIMAL.fullmatch(text):
        whole, _, fraction = text.partition(".")
        if fraction.strip(" 0"):
            return
        text = whole
    for chain in _chains(text):
        used: set[int] = set()
        for start, stop in _windows(chain):
            if used.isdisjoint(range(start, stop)):
                found = _found(text, chain, start, stop)
                if found is not None:
                    used.update(range(start, stop))
                    yield found


def _windows(chain: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield single groups first, then groups side by side; lone digits all or none."""
    for place in range(len(chain)):
        yield place, place + 1
    sizes = [end - start for start, end in chain]
    for start in range(len(chain)):
        total = sizes[start]
        for stop in range(start + 2, len(chain) + 1):
            total += sizes[stop - 1]
            if total > _MAX_DIGITS:
                break
            around = [*sizes[max(0, start - 1) : start], *sizes[stop : stop + 1]]
            if set(sizes[start:stop]) == {1} and 1 in around:
                continue
            yield start, stop


def _found(
    text: str, chain: list[tuple[int, int]], start: int, stop: int
) -> tuple[str, int, int] | None:
    groups = chain[start:stop]
    first, last = groups[0][0], groups[-1][1]
    sizes = [end - begin for begin, end in groups]
    if sum(sizes) < 11:  # noqa: PLR2004
        return None
    spaced = len(groups) > 1 and all(
        not text[before[1] : after[0]].strip() for before, after in pairwise(groups)
    )
    free = spaced and not text[:first].strip(" +'") and not text[last:].strip()
    digits = "".join(text[begin:end] for begin, end in groups)
    kind = kind_of(digits, sizes, free=free)
    if kind is None or not _stands_alone(text, first, last, kind):
        return None
    if kind == "landline":
        extension = _EXTENSION.match(text, last)
        last = extension.end() if extension else last
        first -= int(first > 0 and text[first - 1] == "(")
    return kind, first, last
