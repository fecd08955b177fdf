"""Frames become printed tables: labels, units, rounding, and why a cell is empty."""

from __future__ import annotations

import datetime as dt
import math
import numbers
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from hubstudy.fields import FIELDS
from hubstudy.report.document import Cell, Column
from hubstudy.report.words import LEVELS, TITLES, WORDS
from hubstudy.results import REASONS, print_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hubstudy.errors import Bilingual, Language
    from hubstudy.report.document import Align

PERCENT = "%"

GROUPED = 10_000
"""From here on numbers of any kind have their thousands set apart; years do not."""


@dataclass(frozen=True, slots=True)
class Show:
    """
    How one column of a frame is printed.

    Parameters
    ----------
    name
        Column of the frame, or of the lower end of an interval.
    style
        ``"text"``, ``"code"`` (a category, shown by its label), ``"flag"``, or a style
        of numbers, see `hubstudy.results.Estimate`.
    upper
        Column of the upper end; makes the column an interval.
    title
        Header, if the field's label will not do.
    codes
        Field whose categories the codes are; empty for the words of the report.
    unit
        Column with each cell's own unit, printed after its value.
    """

    name: str
    style: str = "text"
    upper: str = ""
    title: Bilingual | None = None
    codes: str = ""
    unit: str = ""


def table_of(
    frame: pd.DataFrame, shows: Sequence[Show], language: Language
) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]:
    """
    Print a frame as columns and cells.

    Parameters
    ----------
    frame
        Tidy frame; a missing value takes its reason from ``<column>_reason``, else
        from ``reason``.
    shows
        What to show, left to right.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    tuple
        The columns, and the rows of cells.
    """
    columns = tuple(_column(show, language) for show in shows)
    records: list[dict[str, Any]] = frame.to_dict("records")  # type: ignore[assignment]
    rows = tuple(
        tuple(_cell(record, show, language) for show in shows) for record in records
    )
    return columns, rows


def title_of(name: str, style: str, language: Language) -> str:
    """
    Give the header of a column, unit after a slash.

    Parameters
    ----------
    name
        Column name.
    style
        How its numbers print; shares are in per cent.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    str
        Such as ``结项率/%``.

    Raises
    ------
    KeyError
        If neither the fields nor the report know the name.
    """
    if name in TITLES:
        text = TITLES[name].in_language(language)
        return _with_unit(text, _unit(style, language), language)
    field = FIELDS[name]
    if style == "share":
        return _with_unit(field.label.in_language(language), PERCENT, language)
    return field.axis_label(language)


def label_of(code: object, codes: str, language: Language) -> str:
    """
    Give the words for a code.

    Parameters
    ----------
    code
        Value of a category.
    codes
        Field it belongs to; empty for codes of result tables.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    str
        Its label; the code itself if it stands for itself, as a year does.
    """
    text = str(code)
    labels: Mapping[str, str]
    if codes:
        labels = FIELDS[codes].category_labels(language)
    else:
        labels = {key: both.in_language(language) for key, both in LEVELS.items()}
    return labels.get(text, text)


def is_missing(value: object) -> bool:
    """
    Tell whether a cell holds nothing.

    Parameters
    ----------
    value
        Any value of a frame.

    Returns
    -------
    bool
        True for None, NaN, NaT and NA.
    """
    return value is None or value is pd.NA or value is pd.NaT or value != value  # noqa: PLR0124


def reason_words(code: object, language: Language) -> str:
    """
    Say why a value is missing.

    Parameters
    ----------
    code
        Code in `hubstudy.results.REASONS`, or nothing.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    str
        The reason in words; a dash if none was given.
    """
    if is_missing(code) or str(code) not in REASONS:
        return WORDS["none"].in_language(language)
    return REASONS[str(code)].in_language(language)


def _with_unit(text: str, unit: str, language: Language) -> str:
    if not unit:
        return text
    return f"{text}/{unit}" if language == "zh" else f"{text} ({unit})"


def _unit(style: str, language: Language) -> str:
    if style in {"share", "points"}:
        return PERCENT
    return {"zh": "元", "en": "yuan"}[language] if style == "cny" else ""


def _column(show: Show, language: Language) -> Column:
    if show.upper:
        text = (show.title or WORDS["interval"]).in_language(language)
        title = _with_unit(text, _unit(show.style, language), language)
        head = text + WORDS["colon"].in_language(language) if show.title else ""
        ends = tuple(
            head + FIELDS[name].axis_label(language) for name in ("ci_low", "ci_high")
        )
        return Column(title, "center", ends, show.style)
    if show.title is not None:
        text = show.title.in_language(language)
        title = _with_unit(text, _unit(show.style, language), language)
    else:
        title = title_of(show.name, show.style, language)
    align: Align = "left" if show.style in {"text", "code"} else "right"
    align = "center" if show.style == "flag" else align
    ends = (title, WORDS["unit"].in_language(language)) if show.unit else (title,)
    return Column(title, align, ends, show.style)


def _cell(record: Mapping[str, Any], show: Show, language: Language) -> Cell:
    names = (show.name, show.upper) if show.upper else (show.name,)
    values = [record[name] for name in names]
    if any(is_missing(value) for value in values):
        code = record.get(f"{show.name}_reason")
        own = not is_missing(code) and code != ""
        code = code if own else record.get("reason")
        reason = reason_words(code, language) if own or not show.upper else ""
        text = reason or WORDS["none"].in_language(language)
        return Cell(text, (None,) * (len(names) + bool(show.unit)), reason)
    texts = [_printed(value, show, language) for value in values]
    kept = tuple(_sheet_value(value, show, language) for value in values)
    if show.unit:
        unit = str(record[show.unit])
        return Cell(f"{texts[0]} {unit}".rstrip(), (*kept, unit))
    return Cell("–".join(texts), kept)


def _printed(value: Any, show: Show, language: Language) -> str:
    match show.style:
        case "flag":
            return WORDS["yes" if value else "no"].in_language(language)
        case "code":
            return label_of(value, show.codes, language)
        case "text":
            return _plain(value)
        case "share" | "points":
            return print_number(float(value), "share", language).removesuffix(PERCENT)
        case "cny":
            return print_number(float(value), "count", language)
        case style:
            return print_number(float(value), style, language)


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, numbers.Real) and math.isfinite(value):
        shown = float(value)
        group = "," if abs(shown) >= GROUPED else ""
        return f"{shown:{group}.0f}" if shown.is_integer() else f"{shown:{group}.2f}"
    return str(value)


def _sheet_value(
    value: Any, show: Show, language: Language
) -> float | int | str | None:
    if show.style in {"flag", "code"}:
        return _printed(value, show, language)
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value) if math.isfinite(value) else _printed(value, show, language)
    return _plain(value)
