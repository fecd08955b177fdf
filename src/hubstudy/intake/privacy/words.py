"""Look for personal data in the distinct words of a column, many at a time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hubstudy.intake.privacy import digits, names
from hubstudy.intake.privacy.detectors import LABEL_WORDS, find
from hubstudy.intake.privacy.folding import fold
from hubstudy.intake.privacy.headers import header_kinds, kind_under
from hubstudy.intake.privacy.surnames import NOT_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hubstudy.intake.texts import Sheet, Texts, Word

    Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]

HEADER_ROWS = 10
"""A header is looked for in so many rows of a sheet."""

_HEADER_TIMES = 3
_ENOUGH_WORDS = 20
_INVISIBLE = "[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]"
_GAP = r"[-\t .·()]{1,3}"
_CARDS = (
    "62[0-9]{14,17}|[45][0-9]{15}|35[0-9]{14}|3[47][0-9]{13}|9558[0-9]{15}"
    "|601382[0-9]{13}"
)
_RUNS = (
    "(?:^|[^0-9])(?:(?:0|86|0086)?1[3-9][0-9]{9}|0[1-9][0-9]{9,10}|86[1-9][0-9]{9,10}"
    "|[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx]"
    f"|[1-6][0-9]{{7}}[01][0-9][0-3][0-9]{{4}}|{_CARDS})(?:[^0-9]|$)"
)
"""Digits in one run that may be personal; a look at their check digits comes later."""
_GROUPS = "|".join(
    pattern.replace("_", _GAP)
    for pattern in (
        "(?:^|[^0-9])(?:0|86|0086)?(?:_)?1[3-9][0-9](?:_[0-9]{4}_[0-9]{4}|_[0-9]{8})",
        "(?:^|[^0-9])(?:0|86|0086)?(?:_)?1[3-9][0-9](?:[0-9]{4}_[0-9]{4}|[0-9]_[0-9]{7})",
        "(?:^|[^0-9])(?:0|86|0086)?(?:_)?1[3-9][0-9]_[0-9]{3}_[0-9]{5}",
        "(?:^|[^0-9])86_1[3-9][0-9]{9}",
        "(?:^|[^0-9])(?:86_)?0?(?:10|[2-9][0-9]{1,2})_[2-9][0-9]{2,7}",
        "(?:[0-9]_){10}[0-9]",
        "[0-9]{4}_[0-9]{4}_[0-9]{4}_[0-9]{3,4}",
        "[0-9]{6}_[0-9]{10}",
        "[0-9]{6}_[0-9]{6}_[0-9]{3}(?:[^0-9]|$)",
        "[0-9]{3}_[0-9]{3}_[0-9]{3}_[0-9]{3}_[0-9]{3}(?:[^0-9]|$)",
        "[0-9]{5}_[0-9]{5}_[0-9]{5}(?:[^0-9]|$)",
        r"^[\s'+]*[0-9]+\s[0-9\s]*[0-9]\s*$",
    )
)
"""Digits in groups as telephones and cards are written."""
_SPLIT_ID = "[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx]"
_MANY_DIGITS = "(?:[0-9０-９][^0-9０-９]*){11}"

_ID_SHAPE = (
    rf"^(?:{digits.PROVINCES})[0-9]{{4}}(?:19|20)[0-9]{{2}}(?:0[1-9]|1[0-2])"
    r"(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]$"
)
_CODE_SHAPES = (
    ("id_card", _ID_SHAPE, 1 / 4),
    ("id_card", rf"^(?:{digits.PROVINCES})[0-9]{{13}}$", 1 / 2),
    ("bank_card", f"^(?:{_CARDS})$", 1 / 4),
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


def by_header(sheet: Sheet, place: int) -> Iterator[Found]:
    """
    Find words under a header that asks for personal data.

    Parameters
    ----------
    sheet
        Any sheet.
    place
        Position of the column.

    Yields
    ------
    Found
        Words of one kind under one header.
    """
    column = sheet.columns[place]
    for row in range(min(HEADER_ROWS, len(sheet))):
        header = column.text(row).strip()
        asked = header_kinds(header) if header else frozenset()
        if not asked or np.sum(column.codes == column.codes[row]) > _HEADER_TIMES:
            continue
        below = np.unique(column.codes[row + 1 :])
        for kind in sorted(asked):
            words = [column.words[code] for code in below]
            held: dict[str, list[int]] = {}
            for code, found in zip(below.tolist(), _held(kind, words), strict=True):
                if found is not None:
                    held.setdefault(found, []).append(code)
            for found, positions in sorted(held.items()):
                yield Found(positions, found, row, header, by_header=True)


def _held(kind: str, words: Sequence[Word]) -> list[str | None]:
    if kind == "person_name":
        return [kind if held else None for held in _name_words(words)]
    dates = {"mobile", "id_card", "bank_card"}
    return [
        kind_under(kind, word.text)
        if word.text and not (word.kind == "date" and kind in dates)
        else None
        for word in words
    ]


def _name_words(words: Sequence[Word]) -> list[bool]:
    """Tell names; where most words are names, rare surnames are names too."""
    texts = pc.utf8_normalize(_array(words), form="NFKC")
    texts = pc.replace_substring_regex(texts, rf"\s+|{_INVISIBLE}", "")
    whole = pc.match_substring_regex(texts, f"^(?:{names.WHOLE_NAME})$")
    none = pc.match_substring_regex(texts, names.NO_NAME)
    none = pc.or_(none, pc.is_in(texts, value_set=pa.array(sorted(NOT_NAMES))))
    held = _mask(pc.and_not(whole, none))
    for place in np.flatnonzero(~held).tolist():
        text = words[place].text
        held[place] = bool(text) and names.holds_name(fold(text)[0])
    short = pc.match_substring_regex(texts, f"^[{names.HAN}]{{2,3}}$")
    if 2 * held.sum() > _mask(pc.not_equal(texts, "")).sum():
        held |= _mask(pc.and_not(short, none))
    return [bool(one) for one in held]


def _array(words: Sequence[Word]) -> pa.Array:
    texts = [word[0] for word in words]
    try:
        return pa.array(texts, pa.large_string())
    except UnicodeEncodeError:
        clean = [text.encode("utf-8", "replace").decode() for text in texts]
        return pa.array(clean, pa.large_string())


_ONE_RUN = re.compile("[0-9]{11,19}").fullmatch


def suspects(columns: Sequence[Texts]) -> list[list[int]]:
    """
    Find words worth a closer look, in all columns of a sheet at once.

    Parameters
    ----------
    columns
        The columns.

    Returns
    -------
    list of list of int
        Positions of words, by column.
    """
    places = np.array(_suspects(_array([w for c in columns for w in c.words])))
    ends = np.cumsum([len(column.words) for column in columns], dtype=np.int64)
    parts = np.split(places, np.searchsorted(places, ends[:-1]))
    starts = [0, *ends[:-1].tolist()]
    return [(p - start).tolist() for p, start in zip(parts, starts, strict=True)]


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
            texts = _array(column.words)
            whole[kind] = _without_codes(texts, whole[kind], shape, share)
    return [
        Found(places, kind)
        for found_here in (whole, parts)
        for kind, places in sorted(found_here.items())
        if places
    ]


def _suspects(texts: pa.Array) -> list[int]:
    """Give the positions of words worth a closer look."""
    told = _matches(texts, f"[@＠﹫]|{LABEL_WORDS}")
    places = np.flatnonzero(~told & _matches(texts, _MANY_DIGITS))
    left = texts.take(pa.array(places))
    odd = ~_mask(pc.string_is_ascii(left))
    if odd.any():
        told[places[odd]] = _is_suspect(_plain(left.filter(pa.array(odd))))
        left, places = left.filter(pa.array(~odd)), places[~odd]
    told[places] = _is_suspect(left)
    return np.flatnonzero(told).tolist()


def _is_suspect(texts: pa.Array) -> Mask:
    suspect = _matches(texts, _RUNS) | _matches(texts, _GROUPS)
    places = np.flatnonzero(~suspect & _matches(texts, "(?:[0-9][^0-9]*){17}[0-9Xx]"))
    joined = pc.replace_substring_regex(texts.take(pa.array(places)), _GAP, "")
    suspect[places] = _matches(joined, _SPLIT_ID)
    return suspect


def _plain(texts: pa.Array) -> pa.Array:
    """Fold what `fold` folds, as far as digits and what parts them go."""
    plain = pc.replace_substring_regex(texts, r"[\p{No}\p{So}]", " ")
    plain = pc.utf8_normalize(plain, form="NFKC")
    plain = pc.replace_substring_regex(plain, _INVISIBLE, "")
    plain = pc.replace_substring_regex(plain, r"\p{Pd}|\x{2212}", "-")
    return pc.replace_substring_regex(plain, "[×✕ХхΧχ]", "X")


def _matches(texts: pa.Array, pattern: str) -> Mask:
    return _mask(pc.match_substring_regex(texts, pattern))


def _mask(found: pa.Array) -> Mask:
    return np.array(found.to_numpy(zero_copy_only=False), dtype=bool)


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
    shaped = _matches(texts, shape)
    of_shape = [place for place in passed if shaped[place]]
    n_shaped = int(shaped.sum())
    if n_shaped < _ENOUGH_WORDS or len(of_shape) >= share * n_shaped:
        return passed
    return [place for place in passed if not shaped[place]]
