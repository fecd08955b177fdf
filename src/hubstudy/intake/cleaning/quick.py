"""The words that need no thought, settled for a whole column at once.

A column of a million ids or names holds a million words. Those made only of letters
that no rule touches are told by one regular expression each; the rest are left to
`hubstudy.intake.cleaning.words`, which comes to the same answer for every word.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hubstudy.intake.cleaning import cells, numbers, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hubstudy.fields import Field
    from hubstudy.intake.cleaning.words import CellOptions, Cleaned
    from hubstudy.intake.texts import Word

# Letters that every rule for text leaves as they are, alone and together, and that do
# not become fewer when folded; `_` is not among them because folding drops it.
_SAFE_IN_CODES = "!-^`-~"
_MARKS = "·—…（）《》“”、。，：；？！"
_SAFE = _SAFE_IN_CODES + _MARKS + r"\x{3007}\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}"
_BLANKS = " \t\r\n\u3000\u00a0"
_LONGEST_TOKEN = 500  # the regular expression cannot count much further
_WHOLE = r"^-?(?:0|[1-9][0-9]{0,14})$"
_DECIMAL = r"^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,12})?$"


def settle(
    words: Sequence[Word], cleaned: Cleaned, field: Field, options: CellOptions
) -> np.ndarray:
    """
    Settle the words that need no thought.

    Parameters
    ----------
    words
        Distinct cells.
    cleaned
        Values and rules by word, so far the texts as they stand; written into.
    field
        What the column is.
    options
        What the study says about its cells.

    Returns
    -------
    numpy.ndarray
        Positions of the words that are left.
    """
    left = np.ones(len(words), dtype=bool)
    try:
        column = pa.array(cleaned.became, pa.string())
    except UnicodeEncodeError:  # half a character: each word is looked at by itself
        return np.flatnonzero(left)
    if field.kind == "text":
        usual = _of_kinds(words, {"plain", "text"})
        left = _settle_texts(column, usual, cleaned, field, options)
    elif field.kind in {"integer", "number"}:
        usual = _of_kinds(words, {"plain", "text", "number"})
        left = _settle_numbers(column, usual, cleaned, field, options)
    return np.flatnonzero(left)


def _of_kinds(words: Sequence[Word], kinds: set[str]) -> np.ndarray:
    if {kind for _, kind in words} <= kinds:
        return np.ones(len(words), dtype=bool)
    return np.fromiter((kind in kinds for _, kind in words), bool, len(words))


def _matches(column: pa.Array, pattern: str) -> np.ndarray:
    found = pc.match_substring_regex(column, pattern)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def _settle_texts(
    column: pa.Array,
    usual: np.ndarray,
    cleaned: Cleaned,
    field: Field,
    options: CellOptions,
) -> np.ndarray:
    longest = max(map(len, options.missing), default=0)
    if longest >= _LONGEST_TOKEN:
        return np.ones(len(column), dtype=bool)
    trimmed = pc.utf8_trim(column, characters=_BLANKS)
    letters = _SAFE_IN_CODES if options.is_code else _SAFE
    safe = _matches(trimmed, f"^_*(?:[{letters}]_*){{{longest + 1},}}$")
    never = [f"^(?:{cells.SCIENTIFIC.pattern})$"]
    if options.is_code:
        never.append("^['`]")
    if options.is_code and field.name == "street_code":
        never.append(f"^(?:{cells.STREET_OF_12.pattern})$")
    if options.is_code and field.name == "uscc":
        never.append("[a-z]")
    safe &= usual & ~_matches(trimmed, "|".join(never))
    lengths = [
        pc.utf8_length(texts).to_numpy(zero_copy_only=False)
        for texts in (column, trimmed)
    ]
    for place in np.flatnonzero(safe & (lengths[0] != lengths[1])).tolist():
        text = cleaned.became[place].strip(_BLANKS)
        cleaned.values[place] = cleaned.became[place] = text
        cleaned.rules[place] = "trim"
    return np.asarray(~safe)


def _settle_numbers(
    column: pa.Array,
    usual: np.ndarray,
    cleaned: Cleaned,
    field: Field,
    options: CellOptions,
) -> np.ndarray:
    clash = any(token.lstrip("-.")[:1].isdecimal() for token in options.missing)
    shift = units.decimal_shift(options.unit, field)
    if clash or shift is None:
        return np.ones(len(column), dtype=bool)
    pattern = _WHOLE if field.kind == "integer" and shift == 0 else _DECIMAL
    safe = np.asarray(usual & _matches(column, pattern))
    for place in np.flatnonzero(safe).tolist():
        text = cleaned.became[place]
        if shift == 0:
            cleaned.values[place] = (
                int(text) if field.kind == "integer" else float(text) + 0.0
            )
            continue
        exact = Decimal(text).scaleb(shift)
        whole = int(exact) if field.kind == "integer" else float(exact) + 0.0
        if abs(exact) >= numbers.LIMIT or (field.kind == "integer" and whole != exact):
            safe[place] = False
            continue
        cleaned.values[place] = whole
        cleaned.became[place] = numbers.written(whole)
        cleaned.rules[place] = "unit_in_header"
    return np.asarray(~safe)
