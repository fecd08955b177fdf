"""Cells by declared rules: what each word of a column means, and what changed.

Nothing is guessed. A cell that can be read in two ways is refused with a code of its
own; a cell that is read says by which rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hubstudy.fields import fold_header
from hubstudy.intake.cleaning import cells, dates, numbers
from hubstudy.intake.cleaning.cells import Reading, failed
from hubstudy.intake.cleaning.quick import settle
from hubstudy.intake.cleaning.refusals import expected

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from hubstudy.fields import Field
    from hubstudy.intake.cleaning.numbers import Unit
    from hubstudy.intake.texts import Word

__all__ = ["CellOptions", "Cleaned", "clean", "expected"]

_FLAGS = {
    word: value
    for words, value in (
        (("是", "yes", "true", "有", "y", "1", "√", "✓", "✔"), True),
        (("否", "no", "false", "无", "n", "0", "×", "✗", "✘"), False),
    )
    for word in words
}
_USUAL_FLAGS = frozenset({"是", "否", "yes", "no", "true", "false"})
_NO_VALUE = {"error": "error_cell", "formula": "formula_without_value"}
_SPACES = re.compile(r"\s+")


FEW = 16
"""Words that are sooner read one by one than settled at once."""


@dataclass(frozen=True, slots=True)
class CellOptions:
    """
    What the study says about a column's cells.

    Parameters
    ----------
    required
        Whether cells must be filled; a missing token is then still only marked.
    missing
        Words that mean "no value", folded by `hubstudy.fields.fold_header`.
    unit
        Unit written in the header; None if there is none.
    as_of
        Day the register describes.
    ends
        Whether a date closes something (see `hubstudy.intake.cleaning.dates.read`).
    epoch_1904
        Whether the workbook counts days from 1904.
    is_code
        Whether a text is a key, a reference or another identifier.
    """

    required: bool
    missing: frozenset[str]
    unit: Unit | None
    as_of: dt.date
    ends: bool = False
    epoch_1904: bool = False
    is_code: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Cleaned:
    """
    What the words of a column were read as, one entry per word.

    Parameters
    ----------
    values
        Typed values; None where missing or failed. Dates are ``YYYY-MM-DD``.
    became
        Text of each value in its one written form; empty where there is no value.
    rules
        Rules that changed or marked the word, joined by ``+``; empty if none.
    failures
        Position of each word that cannot be read, with the problem code.
    precision
        ``day``, ``month`` or ``year`` of dates, else empty.
    """

    values: list[cells.Value]
    became: list[str]
    rules: list[str]
    failures: dict[int, str]
    precision: list[str]


def clean(words: Sequence[Word], field: Field, options: CellOptions) -> Cleaned:
    """
    Read the words of a column.

    Parameters
    ----------
    words
        Distinct cells.
    field
        What the column is.
    options
        What the study says about its cells.

    Returns
    -------
    Cleaned
        Values, rules and failures by word.
    """
    texts = [text for text, _ in words]
    cleaned = Cleaned(
        list(texts), list(texts), [""] * len(texts), {}, [""] * len(texts)
    )
    read = _reader(field, options)
    many = len(words) > FEW
    left = (
        settle(words, cleaned, field, options).tolist() if many else range(len(words))
    )
    for place in left:
        reading = _read(words[place], field, options, read)
        cleaned.values[place] = reading.value
        cleaned.became[place] = reading.became
        cleaned.rules[place] = "+".join(reading.rules)
        cleaned.precision[place] = reading.precision
        if reading.failure:
            cleaned.failures[place] = reading.failure
    return cleaned


def _read(
    word: Word,
    field: Field,
    options: CellOptions,
    read: Callable[[str, Word], Reading],
) -> Reading:
    """Take the steps that every kind of field shares, then read."""
    text, kind = word
    if kind in _NO_VALUE:
        return failed(_NO_VALUE[kind])
    if cells.has_control_character(text):
        return failed("control_character")
    prose = field.kind == "text" and not options.is_code
    tidied, rules = cells.tidy_prose(text) if prose else cells.tidy_token(text)
    seen = cells.without_invisible(tidied)
    if not seen.strip():
        return Reading(rules=rules)
    reading = read(tidied, word)
    folded = fold_header(seen)
    if (
        folded
        and folded in options.missing
        and not (field.kind in {"category", "flag"} and reading.value is not None)
    ):
        return Reading(rules=(*rules, "missing_token"))
    done = () if reading.failure else (*rules, *reading.rules)
    return reading._replace(rules=done)


def _reader(field: Field, options: CellOptions) -> Callable[[str, Word], Reading]:
    if field.kind == "text":
        return lambda text, word: _text(text, word, field, options)
    if field.kind == "category":
        return _category_reader(field)
    if field.kind == "flag":
        return _flag
    return lambda text, word: _quantity(text, word, field, options)


def _text(text: str, word: Word, field: Field, options: CellOptions) -> Reading:
    if word.kind == "date":
        return failed("date_in_text")
    if word.kind == "number" and _too_long(text):
        return failed("number_too_long")
    rules: tuple[str, ...] = ()
    if options.is_code:
        text, rules = _code(text, field)
    if cells.SCIENTIFIC.fullmatch(text):
        return failed("code_scientific")
    return Reading(text, rules, became=text)


def _code(text: str, field: Field) -> tuple[str, tuple[str, ...]]:
    rules = []
    if _SPACES.search(text):
        text = _SPACES.sub("", text)
        rules.append("inner_space")
    if field.name == "street_code" and cells.STREET_OF_12.fullmatch(text):
        text = text[:9]
        rules.append("street_code_12")
    if field.name == "uscc" and text.upper() != text and text.isascii():
        text = text.upper()
        rules.append("upper_case")
    return text, tuple(rules)


def _too_long(text: str) -> bool:
    return len(text.lstrip("+-0").partition(".")[0]) > numbers.DIGITS


def _category_reader(field: Field) -> Callable[[str, Word], Reading]:
    spellings = field.category_spellings()
    labels = field.category_labels("zh")
    usual = {
        fold_header(name)
        for category in field.categories
        for name in (category.code, *category.label)
    }

    def read(text: str, word: Word) -> Reading:
        if word.kind == "date":
            return failed("date_in_text")
        folded = fold_header(text)
        code = spellings.get(folded)
        if code is None:
            return failed("category_unreadable")
        if folded in usual:
            return Reading(code, became=text)
        return Reading(code, ("spelling",), became=labels[code])

    return read


def _flag(text: str, word: Word) -> Reading:
    folded = fold_header(text)
    value = None if word.kind == "date" else _FLAGS.get(folded)
    if value is None:
        return failed("flag_unreadable")
    if folded in _USUAL_FLAGS:
        return Reading(value, became=text)
    return Reading(value, ("spelling",), became="是" if value else "否")


def _quantity(text: str, word: Word, field: Field, options: CellOptions) -> Reading:
    """Read a number, year or date unless its kind or its letters speak against it."""
    if cells.may_deceive(word.text) or word.kind == "flag":
        return failed(f"{field.kind}_unreadable")
    if field.kind == "date":
        reading = dates.read(
            text,
            word.kind,
            as_of=options.as_of,
            ends=options.ends,
            epoch_1904=options.epoch_1904,
        )
    elif word.kind == "date":
        reading = failed(f"{field.kind}_unreadable")
    elif field.kind == "year":
        reading = dates.read_year(text)
    else:
        reading = numbers.read(text, field, options.unit)
    return reading
