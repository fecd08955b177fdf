"""References as structured entries, printed by GB/T 7714-2015 (numeric system)."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import TYPE_CHECKING, Any

from hubstudy.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Mapping

SHOWN_AUTHORS = 3
KNOWN_TYPES = frozenset("JMNRSZ")


def read_references() -> dict[str, str]:
    """
    Read the shipped entries and print them.

    Returns
    -------
    dict of str to str
        Printed entry by key.
    """
    source = resources.files("hubstudy.report") / "templates" / "references.toml"
    entries = tomllib.loads(source.read_text(encoding="utf-8"))
    return {key: print_reference(entry) for key, entry in entries.items()}


def print_reference(entry: Mapping[str, Any]) -> str:
    """
    Print one entry.

    Parameters
    ----------
    entry
        Keys ``type`` (J, M, N, R, S or Z), ``title``, ``year`` or ``date``; authors
        as ``authors`` (pairs of family name and initials), ``chinese`` (names) or
        ``corporate``; ``journal``, ``volume``, ``issue``, ``pages``, ``city``,
        ``publisher`` as the type needs.

    Returns
    -------
    str
        Authors, title, type and place of publication, as the standard orders them.

    Raises
    ------
    ReportError
        If the type is unknown.

    Examples
    --------
    >>> print_reference({"type": "M", "authors": [["Burt", "R S"]], "title": "Holes",
    ...                  "city": "Cambridge", "publisher": "HUP", "year": "1992"})
    'BURT R S. Holes[M]. Cambridge: HUP, 1992.'
    """
    kind = entry["type"]
    if kind not in KNOWN_TYPES:
        msg = f"未知文献类型 / unknown type of reference: {kind!r}"
        raise ReportError(msg)
    authors = _authors(entry)
    head = f"{authors}. " if authors else ""
    return f"{head}{entry['title']}[{kind}]. {_publication(entry)}."


def _authors(entry: Mapping[str, Any]) -> str:
    if "corporate" in entry:
        return str(entry["corporate"])
    if "chinese" in entry:
        names, more = list(entry["chinese"]), "等"
    else:
        pairs = entry.get("authors", [])
        names, more = [f"{family.upper()} {given}" for family, given in pairs], "et al"
    shown = names[:SHOWN_AUTHORS] + ([more] if len(names) > SHOWN_AUTHORS else [])
    return ", ".join(shown)


def _publication(entry: Mapping[str, Any]) -> str:
    """Give what comes after the title, without the closing stop."""
    issue = f"({entry['issue']})" if "issue" in entry else ""
    volume = f", {entry['volume']}{issue}" if "volume" in entry else issue
    pages = f": {entry['pages']}" if "pages" in entry else ""
    match entry["type"]:
        case "J":
            return f"{entry['journal']}, {entry['year']}{volume}{pages}"
        case "N":
            return f"{entry['journal']}, {entry['date']}"
        case _:
            where = [entry[key] for key in ("city", "publisher") if key in entry]
            place = ": ".join(where)
            return f"{place}, {entry['year']}" if place else str(entry["year"])
