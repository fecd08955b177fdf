"""Find each field's column by its header: Chinese, English, listed, with its unit."""

from __future__ import annotations

import difflib
import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from hubstudy.errors import Bilingual
from hubstudy.fields import FIELDS, fold_header
from hubstudy.intake.cleaning.cells import without_invisible
from hubstudy.intake.cleaning.numbers import fits, header_unit
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hubstudy.errors import Problem
    from hubstudy.fields import Field
    from hubstudy.intake.cleaning.numbers import Unit
    from hubstudy.intake.texts import Sheet
    from hubstudy.settings import IntakeSettings

_MARKS = re.compile(r"[*＊]+|[（(]\s*必填\s*[）)]")
_UNIT_PART = re.compile(r"\s*(?:[（(\[【［〔/／]|单位[:：]).*$", re.DOTALL)
_HOW_TO_FILL = re.compile(
    r"(?:必填|选填|可不填|文本|单选|多选|全称|简称|\d{1,2}\s*位(?:数字|代码)?"
    r"|村居?|居|镇|乡|填.{1,12}|格式.{1,20}|常住|满?分?\d{1,3}\s*[-–~至]\s*\d{1,3}[分星]?"
    r"|百分制|满分\d{2,3}分?|年[-/—、]?月[-/—、]?日?|年|年份|四位年份|[yY]{4}[-/.]?[mM]{0,2}[-/.]?[dD]{0,2}"
    r"|如[:：]?.{1,20}|例[:：]?.{1,20}|[a-zA-Z ]+)"
)
_MEASURED = frozenset({"number", "integer"})

MADE_UP = ("organizations", "organization_id")
"""The one column that may be wanting, if the study lets ids be made up."""

Wordings = tuple[str, ...]
"""Ways to read one column's header: as it stands, then joined with a group above."""


class Match(NamedTuple):
    """
    What a header means.

    Parameters
    ----------
    field
        Field name.
    unit
        Unit written in the header; None if none is.
    unknown_unit
        Text in brackets that should be a unit but is none known; else empty.
    """

    field: str
    unit: Unit | None = None
    unknown_unit: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """
    Columns of a sheet that are read into fields.

    Parameters
    ----------
    places
        Column position by field, in the order of the schema.
    units
        Unit of the header by field, where one is written.
    problems
        Columns that are missing, stand twice or have an unknown unit.
    unread
        Positions of filled columns that no field claims.
    """

    places: dict[str, int]
    units: dict[str, Unit]
    problems: list[Problem]
    unread: list[int]


@functools.cache
def known_headers(table: str) -> Mapping[str, str]:
    """
    Map folded headers to the fields of one table.

    A column that refers to another table may also be headed by that table's name
    column (所属社区 for a community's code), unless the table has such a column itself.

    Parameters
    ----------
    table
        Name of the table.

    Returns
    -------
    dict of str to str
        Field name by folded header.
    """
    columns = TABLES[table].columns
    own = {
        header: column.name
        for column in columns
        for header in column.field.accepted_headers()
    }
    borrowed = {
        header: column.name
        for column in columns
        for header in _headers_of_target(column.references)
    }
    return borrowed | own


def _headers_of_target(references: tuple[str, str] | None) -> frozenset[str]:
    name = None if references is None else NAME_COLUMNS.get(references[0])
    return frozenset() if name is None else FIELDS[name].accepted_headers()


NAME_COLUMNS = {
    "street_districts": "street_name",
    "communities": "community_name",
    "organizations": "organization_name",
}
"""The column that names the rows of a table for people."""


def match_header(
    wordings: Wordings, table: str, settings: IntakeSettings
) -> Match | None:
    """
    Say which field of a table a header means.

    Parameters
    ----------
    wordings
        Ways to read the header, the first is preferred.
    table
        Name of the table.
    settings
        With the study's own headers.

    Returns
    -------
    Match or None
        None if no field is meant.
    """
    known = known_headers(table)
    own = {column.name for column in TABLES[table].columns}
    for wording in wordings:
        for folded in spellings(wording):
            declared = settings.columns.get(
                (table, folded), settings.columns.get(("", folded))
            )
            if declared not in own:  # said of another table
                declared = None
            name = declared or known.get(folded)
            if name:
                match = _with_unit(name, wordings)
                # words in the brackets of a declared header need not be a unit
                return match._replace(unknown_unit="") if declared else match
    return None


def spellings(wording: str) -> tuple[str, str]:
    """
    Fold a header as it stands, and without its unit or remark in brackets.

    Parameters
    ----------
    wording
        The header.

    Returns
    -------
    tuple of str
        Both forms, folded by `hubstudy.fields.fold_header`.
    """
    text = _MARKS.sub("", without_invisible(wording))
    return fold_header(text), fold_header(_UNIT_PART.sub("", text))


def _with_unit(name: str, wordings: Wordings) -> Match:
    if FIELDS[name].kind not in _MEASURED:
        return _with_remark(name, wordings)
    for wording in wordings:
        text = _MARKS.sub("", wording)
        part = _UNIT_PART.search(text)
        if part is None:
            continue
        unit = header_unit(text)
        if unit is not None and fits(unit, FIELDS[name]):
            return Match(name, unit)
        plain = fold_header(text) in FIELDS[name].accepted_headers()
        if not (plain or _HOW_TO_FILL.fullmatch(_remark(part.group()))):
            return Match(name, None, part.group().strip())
    return Match(name)


def _with_remark(name: str, wordings: Wordings) -> Match:
    """Let a header say how to fill it in; not that it means something else."""
    for wording in wordings:
        part = _UNIT_PART.search(_MARKS.sub("", wording))
        if part is not None and _qualifies(FIELDS[name], wording, part.group()):
            return Match(name, None, part.group().strip())
    return Match(name)


def _remark(part: str) -> str:
    """Take the words out of their brackets."""
    return re.sub(r"^[\s（(\[【［〔/／]+|[\s）)\]】］〕]+.*$", "", part)


def _qualifies(field: Field, wording: str, part: str) -> bool:
    accepted = field.accepted_headers().union(
        *(FIELDS[other].accepted_headers() for other in NAME_COLUMNS.values())
    )
    whole, bare = spellings(wording)
    if whole in accepted or bare not in accepted:
        return False
    remark = _remark(part)
    choices = {fold_header(word) for word in re.split(r"[、,，/／或和\s]+", remark)}
    known = {fold_header(word) for word in field.category_spellings()} | {"是", "否"}
    return not (choices <= known or _HOW_TO_FILL.fullmatch(remark))


def match_headers(
    sheet: Sheet,
    table: str,
    wordings: Sequence[Wordings],
    row: int,
    settings: IntakeSettings,
) -> Matched:
    """
    Match all headers of a sheet to the fields of one table.

    Parameters
    ----------
    sheet
        The sheet.
    table
        Name of the table.
    wordings
        Ways to read the header of every column.
    row
        Position of the last header row.
    settings
        With the study's own headers.

    Returns
    -------
    Matched
        Where each field stands.
    """
    meant: dict[str, list[tuple[int, Match]]] = {}
    unread = []
    for place, words in enumerate(wordings):
        match = match_header(words, table, settings) if any(words) else None
        if match is not None:
            meant.setdefault(match.field, []).append((place, match))
        elif any(words):
            unread.append(place)
    matched = Matched({}, {}, [], unread)
    teller = _Teller(sheet, int(sheet.numbers[row]), wordings)
    for column in TABLES[table].columns:
        found = _prefer_own(meant.get(column.name, []), wordings, column.field)
        if len(found) > 1:
            matched.problems.append(teller.twice(column.field, found))
        elif found:
            place, match = found[0]
            matched.places[column.name] = place
            if match.unit is not None:
                matched.units[column.name] = match.unit
            if match.unknown_unit:
                matched.problems.append(teller.unknown_unit(column.field, match, place))
        elif not (settings.surrogate_ids and (table, column.name) == MADE_UP):
            matched.problems.append(teller.missing(column.field, unread))
        kept = {place for place, _ in found}
        unread += [p for p, _ in meant.get(column.name, []) if p not in kept]
    unread.sort()
    return matched


def _prefer_own(
    found: list[tuple[int, Match]], wordings: Sequence[Wordings], field: Field
) -> list[tuple[int, Match]]:
    """Prefer a column of codes to a column of names for the same reference."""
    if len(found) < 2:  # noqa: PLR2004
        return found
    accepted = field.accepted_headers()
    own = [
        (place, match)
        for place, match in found
        if any(
            not accepted.isdisjoint(spellings(wording)) for wording in wordings[place]
        )
    ]
    return own or found


class _Teller(NamedTuple):
    """Words the problems of one header row."""

    sheet: Sheet
    row: int
    wordings: Sequence[Wordings]

    def _problem(
        self, code: str, found: str, expected: Bilingual, remedy: Bilingual, column: str
    ) -> Problem:
        return self.sheet.problem(
            code, found, expected, remedy, row=self.row, column=column
        )

    def twice(self, field: Field, found: list[tuple[int, Match]]) -> Problem:
        return self._problem(
            "column_twice",
            "、".join(self.wordings[place][0] for place, _ in found),
            Bilingual(f"一列“{field.label.zh}”", f"one column “{field.label.en}”"),
            Bilingual("删除或改名多余的列", "remove or rename the extra column"),
            field.axis_label("zh"),
        )

    def unknown_unit(self, field: Field, match: Match, place: int) -> Problem:
        if field.kind not in _MEASURED:
            return self._problem(
                "header_qualified",
                self.wordings[place][0],
                Bilingual(
                    f"列“{field.label.zh}”，不带另外的限定",
                    f"a column “{field.label.en}” without a qualification",
                ),
                Bilingual(
                    "若就是这一列，去掉括号中的文字或在 study.toml 的 [columns] 中指明",
                    "if it is that column take the words in brackets away, or name it "
                    "under [columns] in study.toml",
                ),
                self.wordings[place][0],
            )
        zh, en = (field.unit.zh, field.unit.en) if field.unit else ("无单位", "no unit")
        return self._problem(
            "unit_unknown",
            match.unknown_unit,
            Bilingual(f"可换算为“{zh}”的单位", f"a unit that converts to “{en}”"),
            Bilingual(
                f"把表头改为“{field.axis_label('zh')}”并换算数值，或去掉括号中的文字",
                f"head the column “{field.axis_label('en')}” and convert its values, "
                "or take the words in brackets away",
            ),
            self.wordings[place][0],
        )

    def missing(self, field: Field, unread: list[int]) -> Problem:
        heads = [self.wordings[place][0] for place in unread]
        near = difflib.get_close_matches(field.label.zh, heads, n=3, cutoff=0.3)
        near += difflib.get_close_matches(field.name, heads, n=3, cutoff=0.5)
        hint_zh = f"；是否为“{'”“'.join(near)}”？" if near else ""
        hint_en = f"; is it “{'”, “'.join(near)}”?" if near else ""
        return self._problem(
            "column_missing",
            "无此列 / no such column",
            Bilingual(
                f"列“{field.axis_label('zh')}”或“{field.name}”{hint_zh}",
                f"a column “{field.axis_label('en')}” or “{field.name}”{hint_en}",
            ),
            Bilingual(
                "补上该列，或在 study.toml 的 [columns] 中指明是哪一列；"
                "没有数据时保留表头、单元格留空",
                "add the column, or name yours under [columns] in study.toml; keep "
                "the header and leave cells empty without data",
            ),
            field.axis_label("zh"),
        )
