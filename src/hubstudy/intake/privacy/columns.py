"""Find what only a look at the field or at the neighbouring columns tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hubstudy.fields import fold_header
from hubstudy.intake.privacy import digits, names
from hubstudy.intake.privacy.folding import fold
from hubstudy.intake.privacy.headers import header_kinds
from hubstudy.intake.privacy.suspects import as_array, matches
from hubstudy.intake.privacy.words import HEADER_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hubstudy.intake.texts import Sheet, Texts


class Cells(NamedTuple):
    """
    Cells of a column that hold personal data of one kind.

    Parameters
    ----------
    place
        Position of the column, from 0.
    rows
        Positions of the rows.
    kind
        Kind of personal data.
    header
        The header that gave it away; None if the field did.
    """

    place: int
    rows: list[int]
    kind: str
    header: str | None = None


_LIKE_A_NAME = (
    f"^[^0-9A-Za-z]?[{names.HAN}][{names.HAN} ·•\u3000]{{1,8}}"
    f"(?:[()（）、，,/：:-][{names.HAN} ·•\u3000()（）、，,/：:0-9-]{{0,16}}"
    "|[0-9]{1,3})?$"
)
_WITH_BRACKET = (
    f"^[{names.HAN} \u3000]{{2,8}}[(（\\[【][{names.HAN}]{{1,8}}[)）\\]】]\\s*$"
)
_FEW = 2000
"""So few words are matched sooner than a pattern is prepared for many."""
_PERSON = re.compile("个人|自然人|individual")
_RATERS = {"rater_id"}
_BODIES = {"contractor_id"}
_NAMED = {"organization_name", "community_name", "funder", "contractor_id"}


def by_field(sheet: Sheet, declared: Mapping[int, str]) -> Iterator[Cells]:
    """
    Find names in columns that are read and should hold none.

    Parameters
    ----------
    sheet
        Any sheet.
    declared
        Position of a column, from 0, to the field it is read into.

    Yields
    ------
    Cells
        Names of raters and contractors, of funders who are said to be persons, and of
        persons in the place of a body, such as 张建国（党员）.
    """
    for place, field in declared.items():
        column = sheet.columns[place]
        rows: set[int] = set()
        if field in _RATERS:
            rows.update(_rows(column, _LIKE_A_NAME, names.is_name_alone))
        if field in _BODIES:
            rows.update(_rows(column, _LIKE_A_NAME, names.is_usual_name_alone))
        if field == "funder":
            persons = _persons(sheet, declared)
            if persons is not None:
                rows.update(_rows(column, _LIKE_A_NAME, names.is_name_alone, persons))
        if field in _NAMED:
            rows.update(_rows(column, _WITH_BRACKET, names.is_name_with_role))
        if rows:
            yield Cells(place, sorted(rows), "person_name")


def _persons(sheet: Sheet, declared: Mapping[int, str]) -> np.ndarray | None:
    """Tell in which rows the funder is a person; None if in none."""
    places = [place for place, field in declared.items() if field == "funder_type"]
    if not places:
        return None
    column = sheet.columns[places[0]]
    is_person = [bool(_PERSON.search(fold_header(w.text))) for w in column.words]
    rows: np.ndarray = np.array(is_person, dtype=bool)[column.codes]
    return rows


def _rows(
    column: Texts,
    shape: str,
    is_name: Callable[[str], bool],
    within: np.ndarray | None = None,
) -> list[int]:
    """Give the rows, perhaps within some, whose words are of a shape and names."""
    if len(column.words) > _FEW:
        shaped = matches(as_array(column.words), shape)
    else:
        compiled = re.compile(shape)
        shaped = np.array(
            [bool(compiled.match(word.text)) for word in column.words], bool
        )
    for place in np.flatnonzero(shaped).tolist():
        shaped[place] = is_name(fold(column.words[place].text)[0].strip())
    if not shaped.any():
        return []
    held = shaped[column.codes]
    rows: list[int] = np.flatnonzero(held if within is None else held & within).tolist()
    return rows


_PIECE = re.compile(r"[0-9]{1,17}|[0-9]{0,16}[xX]")
_N_ID, _N_OLD_ID = 18, 15


def split_identities(sheet: Sheet) -> Iterator[Cells]:
    """
    Find identity numbers that stand in pieces side by side.

    Parameters
    ----------
    sheet
        Any sheet.

    Yields
    ------
    Cells
        Pieces by column, where one of the columns has a header such as 身份证.
    """
    for place, row, header in _identity_headers(sheet):
        for first in range(max(0, place - 2), place + 1):
            for last in range(
                max(first + 1, place), min(first + 3, len(sheet.columns))
            ):
                rows = _joined_rows(sheet, range(first, last + 1), row)
                for beside in range(first, last + 1) if rows else ():
                    yield Cells(beside, rows, "id_card", header)


def _identity_headers(sheet: Sheet) -> Iterator[tuple[int, int, str]]:
    for place, column in enumerate(sheet.columns):
        for row in range(min(HEADER_ROWS, len(sheet))):
            header = column.text(row).strip()
            if header and "id_card" in header_kinds(header):
                yield place, row, header


def _joined_rows(sheet: Sheet, places: range, header: int) -> list[int]:
    columns = [sheet.columns[place] for place in places]
    held = np.ones(len(sheet), dtype=bool)
    held[: header + 1] = False
    for column in columns:
        pieces = [bool(_PIECE.fullmatch(fold(w.text)[0].strip())) for w in column.words]
        held &= np.array(pieces, dtype=bool)[column.codes]
    return [
        row
        for row in np.flatnonzero(held).tolist()
        if _is_identity([fold(column.text(row))[0].strip() for column in columns])
    ]


def _is_identity(pieces: list[str]) -> bool:
    """Tell pieces of a number; a spreadsheet drops zeros that a piece begins with."""
    for order in (pieces, pieces[::-1]):
        *first, last = order
        start = "".join(first)
        for length in (_N_ID, _N_OLD_ID):
            whole = start + last.zfill(length - len(start))
            if len(start) < length and len(whole) == length:
                old = length == _N_OLD_ID and digits.is_old_id(whole)
                if old or digits.id_shaped(whole.upper()):
                    return True
    return False
