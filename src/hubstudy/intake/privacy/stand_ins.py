"""Put tokens or marks in the place of personal data."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hubstudy.intake.privacy import labels
from hubstudy.intake.privacy.detectors import find, mark, redact
from hubstudy.intake.privacy.folding import fold, unfold
from hubstudy.intake.privacy.pseudonyms import domain_of, token
from hubstudy.intake.texts import Texts, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hubstudy.intake.privacy.finding import PersonalCell
    from hubstudy.intake.privacy.pseudonyms import Key
    from hubstudy.intake.texts import Remark, Sheet


def without_personal(
    sheet: Sheet, cells: Iterable[PersonalCell], key: Key, declared: Mapping[int, str]
) -> Sheet:
    """
    Copy a sheet with its personal cells replaced.

    Parameters
    ----------
    sheet
        The sheet as read; left unchanged.
    cells
        What of it is personal, from `hubstudy.intake.privacy.finding.scan`.
    key
        Secret of the study.
    declared
        Position of a column, from 0, to the field it is read into.

    Returns
    -------
    Sheet
        Tokens in columns that are read, nothing or marks in all others.
    """
    columns = list(sheet.columns)
    rows = {number: place for place, number in enumerate(sheet.numbers.tolist())}
    by_place: dict[int, dict[int, bool]] = defaultdict(dict)
    for cell in cells:
        if cell.row is not None and cell.column is not None:
            here = by_place[cell.column]
            row = rows[cell.row]
            here[row] = here.get(row, False) or cell.by_header
    for place, wanted in by_place.items():
        columns[place] = _without(columns[place], wanted, key, declared.get(place))
    return replace(sheet, columns=tuple(columns), remarks=redact_remarks(sheet.remarks))


def _without(
    column: Texts, wanted: Mapping[int, bool], key: Key, field: str | None
) -> Texts:
    """Give each personal word of a column another text, wherever it is meant."""
    codes, words = column.codes.copy(), list(column.words)
    made: dict[tuple[int, bool], int] = {}
    for row, by_head in wanted.items():
        at = (int(column.codes[row]), by_head)
        if at not in made:
            made[at] = len(words)
            text = _other_text(words[at[0]].text, key, field, whole=by_head)
            words.append(Word(text, "text"))
        codes[row] = made[at]
    return Texts(codes, words).take(np.arange(len(codes)))


def _other_text(text: str, key: Key, field: str | None, *, whole: bool) -> str:
    found = find(text)
    bare = text.strip(" '\u3000\t")
    all_of_it = len(found) == 1 and found[0].end - found[0].start >= len(bare)
    if whole or all_of_it or not found:
        return "" if field is None else token(key, domain_of(field), bare)
    for finding in reversed(found):
        part = text[finding.start : finding.end]
        stand_in = (
            mark(finding.kind) if field is None else token(key, domain_of(field), part)
        )
        text = text[: finding.start] + stand_in + text[finding.end :]
    return text


def redact_remarks(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """
    Take personal data out of comments, headers and footers.

    Parameters
    ----------
    remarks
        As read.

    Returns
    -------
    tuple of Remark
        The same with marks instead; a comment's author too.
    """
    return tuple(remark._replace(text=_redacted(remark)) for remark in remarks)


def _redacted(remark: Remark) -> str:
    folded, places = fold(remark.text)
    span = labels.author(folded)
    text = remark.text
    if span is not None:
        start, end = unfold(*span, places)
        text = text[:start] + mark("person_name") + text[end:]
    return redact(text)
