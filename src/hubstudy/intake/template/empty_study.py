"""An empty study to fill in: settings, register and codebook, all in plain words.

The register is one workbook with a sheet per table, or one CSV per table. Its second
row explains each column and is left out when the study is read, as are the sheets and
folders of examples.
"""

from __future__ import annotations

import csv
import datetime as dt
import importlib.resources
import io
import re
import string
import unicodedata
from typing import TYPE_CHECKING, Literal

from hubstudy.errors import HubstudyError
from hubstudy.intake.template.book import write_workbook
from hubstudy.intake.template.codebook import examples, to_markdown
from hubstudy.intake.template.columns import explanation
from hubstudy.results import replacing
from hubstudy.schemas import TABLES
from hubstudy.settings import NAME

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from hubstudy.schemas import Table

Form = Literal["xlsx", "csv"]

WORKBOOK = "登记表.xlsx"
CODEBOOK = "codebook.md"
EXAMPLES = "_示例"
FIRST_YEAR = 2015


def write_template(
    folder: Path, *, form: Form = "xlsx", as_of: dt.date | None = None
) -> list[Path]:
    """
    Write an empty study for people to fill in.

    Parameters
    ----------
    folder
        Where to write; made if it is not there, and empty if it is.
    form
        ``"xlsx"`` for one workbook, ``"csv"`` for one file per table.
    as_of
        Last day the register speaks of; default: the end of last year.

    Returns
    -------
    list of pathlib.Path
        The files: ``study.toml``, ``codebook.md`` and the register.

    Raises
    ------
    HubstudyError
        If something stands there already; nothing is written then.
    """
    _refuse_taken(folder)
    day = as_of or dt.date(dt.datetime.now().astimezone().year - 1, 12, 31)
    files = {
        "study.toml": _settings(folder.resolve().name, day).encode(),
        CODEBOOK: to_markdown().encode(),
    }
    if form == "xlsx":
        files[WORKBOOK] = write_workbook()
    else:
        for table in TABLES.values():
            explained = [_explained(table)]
            files[f"{table.label.zh}.csv"] = _csv(table, explained)
        for table in TABLES.values():
            filled = examples(table.name)
            files[f"{EXAMPLES}/{table.label.zh}.csv"] = _csv(table, filled)
    return [_write(folder / name, data) for name, data in files.items()]


def _refuse_taken(folder: Path) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    msg = (
        f"{folder} 已存在且不是空目录，不予写入；请换一个新目录 / "
        "exists and is not an empty folder; nothing was written, choose a new folder"
    )
    raise HubstudyError(msg)


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as part:
        part.write_bytes(data)
    return path


def _settings(folder_name: str, as_of: dt.date) -> str:
    source = importlib.resources.files("hubstudy.intake.template") / "study.toml.in"
    text = source.read_text(encoding="utf-8")
    return string.Template(text).substitute(
        name=_short_name(folder_name),
        as_of=as_of.isoformat(),
        first_year=min(FIRST_YEAR, as_of.year),
        last_year=as_of.year,
        seed=f"{as_of:%Y%m%d}",
    )


def _short_name(folder_name: str) -> str:
    """Make a name for paths out of a folder's name, or ``study`` where none is left."""
    plain = unicodedata.normalize("NFKC", folder_name).lower()
    words = re.findall(r"[a-z0-9_]+", plain)
    found = NAME.match("-".join(words).lstrip("0123456789_-"))
    return found.group().rstrip("_-") if found else "study"


def _explained(table: Table) -> list[str]:
    """Give the explanation row on one line a cell, with the choices in words."""
    cells = [explanation(table, column, listed=True) for column in table.columns]
    return [cell.replace("\n", " ") for cell in cells]


def _csv(table: Table, rows: Iterable[list[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.field.axis_label("zh") for column in table.columns])
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
