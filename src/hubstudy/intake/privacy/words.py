"""Look for personal data in the distinct words of a column, many at a time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hubstudy.intake.privacy import digits, names
from hubstudy.intake.privacy.detectors import find
from hubstudy.intake.privacy.folding import fold
from hubstudy.intake.privacy.headers import asks_perhaps, header_kinds
from hubstudy.intake.privacy.surnames import NOT_NAMES
from hubstudy.intake.privacy.suspects import (
    CARDS,
    INVISIBLE,
    as_array,
    as_mask,
    matches,
)
from hubstudy.intake.privacy.under import kind_under

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hubstudy.intake.texts import Sheet, Texts, Word

HEADER_ROWS = 10
"""A header is looked for in so many rows of a sheet."""

_IS_DATA = re.compile(
    r"(?!(?:19|20)\d\d年?$|\d\d?[月日期季]?$)"
    r"(?:[-\d.,:/%年月日]*\d[-\d.,:/%年月日]*|[是否有无]|TRUE|FALSE)",
    re.IGNORECASE,
)
_HEADER_TIMES = 3
_ENOUGH_WORDS = 20
_ID_SHAPE = (
    rf"^(?:{digits.PROVINCES})[0-9]{{4}}(?:19|20)[0-9]{{2}}(?:0[1-9]|1[0-2])"
    r"(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]$"
)
_CODE_SHAPES = (
    ("id_card", _ID_SHAPE, 1 / 4),
    ("id_card", rf"^(?:{digits.PROVINCES})[0-9]{{13}}$", 1 / 2),
    ("bank_card", f"^(?:{CARDS})$", 1 / 4),
)
"""Shapes of whole cells that codes have as well, and the share that must pass."""


class Found(NamedTuple):
    """
    Words of a column that hold personal data of one kind.

    Parameters
    ----------
    words
        Positions of the words.
    kind
        Kind of personal data.
    after
        Position of the row below which they count; -1 for all rows.
    header
        The header that asks for it; None if the words speak for themselves.
    by_header
        Whether a header asks for it.
    """

    words: list[int]
    kind: str
    after: int = -1
    header: str | None = None
    by_header: bool = False


def header_row(sheet: Sheet) -> int | None:
    """
    Guess which of the first rows holds the headers.

    Parameters
    ----------
    sheet
        Any sheet.

    Returns
    -------
    int or None
        Position of the first row with the most different cells; None if all are empty.
    """
    counts = [
        len({text for text in sheet.row_texts(row) if text})
        for row in range(min(HEADER_ROWS, len(sheet)))
    ]
    most = max(counts, default=0)
    return counts.index(most) if most else None


def by_header(sheet: Sheet, place: int, *, is_read: bool = False) -> Iterator[Found]:
    """
    Find words under a header that asks for personal data.

    Parameters
    ----------
    sheet
        Any sheet.
    place
        Position of the column.
    is_read
        Whether the column is read into a field, so that its header stands in the row of
        headers or above; elsewhere any of the first rows may hold one.

    Yields
    ------
    Found
        Words of one kind under one header.
    """
    column = sheet.columns[place]
    last = (header_row(sheet) or 0) + 1 if is_read else HEADER_ROWS
    for row in range(min(last, len(sheet))):
        header = column.text(row).strip()
        asked = header_kinds(header) if header else frozenset()
        if not asked or np.sum(column.codes == column.codes[row]) > _HEADER_TIMES:
            continue
        perhaps = asks_perhaps(header)
        if (perhaps or "health" in asked) and not _is_heading(sheet, row):
            continue
        below = np.unique(column.codes[row + 1 :])
        for kind in sorted(asked):
            words = [column.words[code] for code in below]
            kinds = _held(kind, words, header, perhaps=perhaps)
            held: dict[str, list[int]] = {}
            for code, found in zip(below.tolist(), kinds, strict=True):
                if found is not None:
                    held.setdefault(found, []).append(code)
            for found, positions in sorted(held.items()):
                yield Found(positions, found, row, header, by_header=True)


def _is_heading(sheet: Sheet, row: int) -> bool:
    """Tell a row of headers from one of data, which holds numbers or answers."""
    return not any(map(_IS_DATA.fullmatch, sheet.row_texts(row)))


def _held(
    kind: str, words: Sequence[Word], header: str, *, perhaps: bool
) -> list[str | None]:
    if kind == "person_name":
        held = _sure_names(words) if perhaps else _name_words(words)
        return [kind if name else None for name in held]
    dates = {"mobile", "id_card", "bank_card"}
    return [
        kind_under(kind, word.text, header)
        if word.text and not (word.kind == "date" and kind in dates)
        else None
        for word in words
    ]


def _sure_names(words: Sequence[Word]) -> list[bool]:
    return [names.is_name_alone(fold(word.text)[0].strip()) for word in words]


def _name_words(words: Sequence[Word]) -> list[bool]:
    """Tell names; where most words are names, rare surnames are names too."""
    texts = pc.utf8_normalize(as_array(words), form="NFKC")
    texts = pc.replace_substring_regex(texts, rf"\s+|{INVISIBLE}", "")
    whole = pc.match_substring_regex(texts, f"^(?:{names.WHOLE_NAME})$")
    none = pc.match_substring_regex(texts, names.NO_NAME)
    none = pc.or_(none, pc.is_in(texts, value_set=pa.array(sorted(NOT_NAMES))))
    held = as_mask(pc.and_not(whole, none))
    for place in np.flatnonzero(~held).tolist():
        text = words[place].text
        held[place] = bool(text) and names.holds_name(fold(text)[0])
    short = pc.match_substring_regex(texts, f"^[{names.HAN}]{{2,3}}$")
    if 2 * held.sum() > as_mask(pc.not_equal(texts, "")).sum():
        held |= as_mask(pc.and_not(short, none))
    return [bool(one) for one in held]


_ONE_RUN = re.compile("[0-9]{11,19}").fullmatch


def by_value(column: Texts, places: Sequence[int]) -> list[Found]:
    """
    Find words that are or hold personal data, whatever their header.

    Parameters
    ----------
    column
        Any column.
    places
        Positions of the words that `suspects` gives for it.

    Returns
    -------
    list of Found
        One per kind. Where most words of a shape fail its check digit they are codes,
        and the few that pass by chance are not told.
    """
    whole: dict[str, list[int]] = {}
    parts: dict[str, list[int]] = {}
    for place in places:
        text, stored_as = column.words[place]
        stored = _as_number(text) if stored_as == "number" else None
        if stored is not None:
            parts.setdefault(stored, []).append(place)
            continue
        sure = digits.kind_of(text, (len(text),)) if _ONE_RUN(text) else None
        if sure is not None:
            whole.setdefault(sure, []).append(place)
            continue
        for found in find(text):
            all_of_it = found.end - found.start >= len(text.strip(" '"))
            (whole if all_of_it else parts).setdefault(found.kind, []).append(place)
    for kind, shape, share in _CODE_SHAPES:
        if kind in whole:
            texts = as_array(column.words)
            whole[kind] = _without_codes(texts, whole[kind], shape, share)
    return [
        Found(places, kind)
        for found_here in (whole, parts)
        for kind, places in sorted(found_here.items())
        if places
    ]


_ROUNDED_ID = 18
_ROUNDED_CARD = range(16, 20)


def _as_number(text: str) -> str | None:
    """Tell long numbers whose last digits the spreadsheet has rounded away."""
    if len(text) == _ROUNDED_ID and digits.id_shaped(text):
        return "id_card"
    if len(text) in _ROUNDED_CARD and text.startswith("62") and text.isdigit():
        return None if digits.is_place_code(text) else "bank_card"
    return None


def _without_codes(
    texts: pa.Array, passed: list[int], shape: str, share: float
) -> list[int]:
    shaped = matches(texts, shape)
    of_shape = [place for place in passed if shaped[place]]
    n_shaped = int(shaped.sum())
    if n_shaped < _ENOUGH_WORDS or len(of_shape) >= share * n_shaped:
        return passed
    return [place for place in passed if not shaped[place]]
