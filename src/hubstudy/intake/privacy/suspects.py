"""Sort out the words worth a closer look, millions at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hubstudy.intake.privacy.patterns import (
    LABEL_WORDS,
    ODD_NUMBERS,
    ROUGH_WORDS,
    SHAPES,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hubstudy.intake.texts import Texts, Word

    Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]

INVISIBLE = "[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]"
_GAP = r"[-\t .·()]{1,3}"
CARDS = (
    "62[0-9]{14,17}|[45][0-9]{15}|35[0-9]{14}|3[47][0-9]{13}|9558[0-9]{15}"
    "|601382[0-9]{13}"
)
_RUNS = (
    "(?:^|[^0-9])(?:(?:0|86|0086)?1[3-9][0-9]{9}|0[1-9][0-9]{9,10}|86[1-9][0-9]{9,10}"
    "|[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx]"
    f"|[1-6][0-9]{{7}}[01][0-9][0-3][0-9]{{4}}|{CARDS})(?:[^0-9]|$)"
)
"""Digits in one run that may be personal; a look at their check digits comes later."""
_GROUPS = (
    "|".join(
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
    + f"|{ODD_NUMBERS}"
)
"""Digits in groups as telephones and cards are written."""
_SPLIT_ID = "[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx]"
_ALWAYS = f"[@＠﹫]|{SHAPES}"
_FEW = 200
"""So few words are looked at closely sooner than a long pattern is prepared."""
_MANY_DIGITS = "(?:[0-9０-９][^0-9０-９]*){11}"


def as_array(words: Sequence[Word]) -> pa.Array:
    """
    Put the texts of words side by side.

    Parameters
    ----------
    words
        The words.

    Returns
    -------
    pyarrow.Array
        Their texts; what is no Unicode is replaced.
    """
    texts = [word[0] for word in words]
    try:
        return pa.array(texts, pa.large_string())
    except UnicodeEncodeError:
        clean = [text.encode("utf-8", "replace").decode() for text in texts]
        return pa.array(clean, pa.large_string())


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
    places = np.array(_suspects(as_array([w for c in columns for w in c.words])))
    ends = np.cumsum([len(column.words) for column in columns], dtype=np.int64)
    parts = np.split(places, np.searchsorted(places, ends[:-1]))
    starts = [0, *ends[:-1].tolist()]
    return [(p - start).tolist() for p, start in zip(parts, starts, strict=True)]


def _suspects(texts: pa.Array) -> list[int]:
    """Give the positions of words worth a closer look."""
    told = matches(texts, f"{_ALWAYS}|{ROUGH_WORDS}")
    rough = np.flatnonzero(told)
    if len(rough) > _FEW:
        told[rough] = matches(texts.take(pa.array(rough)), f"{_ALWAYS}|{LABEL_WORDS}")
    places = np.flatnonzero(~told & matches(texts, _MANY_DIGITS))
    left = texts.take(pa.array(places))
    odd = ~as_mask(pc.string_is_ascii(left))
    if odd.any():
        told[places[odd]] = _is_suspect(_plain(left.filter(pa.array(odd))))
        left, places = left.filter(pa.array(~odd)), places[~odd]
    told[places] = _is_suspect(left)
    return np.flatnonzero(told).tolist()


def _is_suspect(texts: pa.Array) -> Mask:
    suspect = matches(texts, _RUNS) | matches(texts, _GROUPS)
    places = np.flatnonzero(~suspect & matches(texts, "(?:[0-9][^0-9]*){17}[0-9Xx]"))
    joined = pc.replace_substring_regex(texts.take(pa.array(places)), _GAP, "")
    suspect[places] = matches(joined, _SPLIT_ID)
    return suspect


def _plain(texts: pa.Array) -> pa.Array:
    """Fold what `fold` folds, as far as digits and what parts them go."""
    plain = pc.replace_substring_regex(texts, r"[\p{No}\p{So}]", " ")
    plain = pc.utf8_normalize(plain, form="NFKC")
    plain = pc.replace_substring_regex(plain, INVISIBLE, "")
    plain = pc.replace_substring_regex(plain, r"\p{Pd}|\x{2212}", "-")
    return pc.replace_substring_regex(plain, "[×✕ХхΧχ]", "X")


def matches(texts: pa.Array, pattern: str) -> Mask:
    """
    Tell which texts hold a pattern.

    Parameters
    ----------
    texts
        From `as_array`.
    pattern
        In the syntax of RE2.

    Returns
    -------
    numpy.ndarray
        For every text whether it does.
    """
    return as_mask(pc.match_substring_regex(texts, pattern))


def as_mask(found: pa.Array) -> Mask:
    """
    Make a mask that can be changed.

    Parameters
    ----------
    found
        Truth values without missing ones.

    Returns
    -------
    numpy.ndarray
        The same.
    """
    return np.array(found.to_numpy(zero_copy_only=False), dtype=bool)
