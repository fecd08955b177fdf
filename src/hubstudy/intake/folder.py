"""Files of a study folder: which are read, which are not, and what is said of those."""

from __future__ import annotations

import itertools
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual, Problem
from hubstudy.fields import fold_header
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.errors import Severity

ENDINGS = frozenset({".csv", ".tsv", ".xlsx", ".xlsm"})
"""Files that are read."""

FOREIGN = frozenset(
    ".xls .xlsb .xlt .xltx .xltm .et .ett .ods .fods .uos .numbers .dbf .mdb .accdb"  # noqa: SIM905
    " .wps .slk .dif .prn .tab .zip .rar .7z .gz".split()
)
"""Table files that are refused with advice; any other ending is no table."""

KNOWN_DOCUMENTS = frozenset(
    ".toml .md .json .pdf .doc .docx .ppt .pptx .png .jpg .jpeg .svg .py .ipynb".split()  # noqa: SIM905
)
"""Files that hold no table."""

OWN_EXAMPLES = "_示例/"
"""Folder of the template's own examples."""

COPY_ENDING = "_批注"
"""Ending of the names of annotated copies."""

_BETWEEN = r"[\s_\-—–·.、()（）【】\[\]]+"


def find_files(folder: Path) -> Iterator[tuple[Path, str]]:
    """
    List the table files of a study folder and its subfolders.

    Parameters
    ----------
    folder
        The study folder. What begins with ``.``, ``_`` or ``~$`` is left out, and so
        is what a link leads out of the folder.

    Yields
    ------
    path
        The file.
    name
        Its path inside the folder, with ``/``.
    """
    root = folder.resolve()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        aside = any(part.startswith((".", "_", "~$")) for part in name.split("/"))
        inside = _is_inside(path, root)
        known = path.suffix.lower() in ENDINGS | FOREIGN
        if known and not aside and inside and path.is_file():
            yield path, name


def _is_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a link that leads round to itself
        return False


def original_beside(path: Path) -> str:
    """
    Name the file that this one is an annotated copy of, if it is there.

    Parameters
    ----------
    path
        A file of the study.

    Returns
    -------
    str
        Name of the original; empty if there is none.
    """
    if not path.stem.endswith(COPY_ENDING):
        return ""
    stem = path.stem.removesuffix(COPY_ENDING)
    found = (path.with_name(f"{stem}{ending}") for ending in sorted(ENDINGS))
    return next((other.name for other in found if other.exists()), "")


def copy_beside(name: str, original: str) -> Problem:
    """
    Tell an annotated copy that lies beside its original.

    Parameters
    ----------
    name
        Path of the copy inside the study folder.
    original
        Name of the original.

    Returns
    -------
    Problem
        An error; both hold the same records.
    """
    return Problem(
        "table_twice",
        name,
        f"{original} 的批注副本 / the annotated copy of {original}",
        Bilingual("原文件或改好的副本，只留一份", "the original or its mended copy"),
        Bilingual(
            f"副本改好后移走 {original}；还没改则移走副本",
            f"move {original} away once the copy is mended; else move the copy away",
        ),
    )


def closed_folders(folder: Path) -> list[Problem]:
    """
    Tell folders that may not be looked into; what they hold would be lost.

    Parameters
    ----------
    folder
        The study folder.

    Returns
    -------
    list of Problem
        One error per folder.
    """
    problems: list[Problem] = []

    def tell(error: OSError) -> None:
        name = Path(str(error.filename)).relative_to(folder).as_posix()
        problems.append(
            Problem(
                "file_unreadable",
                readable_name(name),
                str(error.strerror),
                Bilingual("可以读取的文件夹", "a folder that may be read"),
                Bilingual("检查读取权限", "see that you may read it"),
            )
        )

    for _ in os.walk(folder, onerror=tell):
        pass
    return problems


def table_named(name: str) -> str | None:
    """
    Find the table that a file or sheet is named after, in Chinese or English.

    Parameters
    ----------
    name
        ``organizations``, ``社会组织``, or one of these beside other words, as in
        ``社会组织_崖头`` or ``organizations (2)``.

    Returns
    -------
    str or None
        Name of the table.
    """
    words = {
        fold_header(word): table.name
        for table in TABLES.values()
        for word in (table.name, *table.label)
    }
    whole = words.get(fold_header(name))
    if whole is not None:
        return whole
    pieces = [piece for piece in re.split(_BETWEEN, re.sub(r"\d+$", "", name)) if piece]
    ends = itertools.combinations(range(len(pieces) + 1), 2)
    runs = {fold_header("".join(pieces[a:b])) for a, b in ends}
    found = sorted(runs & set(words), key=lambda run: (-len(run), run))
    return words[found[0]] if found else None


def left_out(folder: Path) -> Iterator[Problem]:
    """
    Tell files that may hold a table but are not looked into.

    Parameters
    ----------
    folder
        The study folder.

    Yields
    ------
    Problem
        Errors for files named after a table, notices for files set aside.
    """
    read = {name for _, name in find_files(folder)}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        hidden = any(part.startswith((".", "~$")) for part in name.split("/"))
        if name in read or hidden or not path.is_file():
            continue
        aside = any(part.startswith("_") for part in name.split("/"))
        ending, name = path.suffix.lower(), readable_name(name)
        if name.startswith(OWN_EXAMPLES):
            continue
        if aside and ending in ENDINGS | FOREIGN:
            yield _not_read(name, "notice")
        elif not aside and ending not in KNOWN_DOCUMENTS and table_named(path.stem):
            yield _not_read(name, "error")


def _not_read(name: str, severity: Severity) -> Problem:
    return Problem(
        "file_left_out",
        name,
        "未读入 / not read",
        Bilingual(
            "以 .xlsx、.csv 或 .tsv 结尾的表",
            "a table that ends in .xlsx, .csv or .tsv",
        ),
        Bilingual(
            "是数据则另存为 .xlsx 放回；不是则移走或在名称前加下划线",
            "if it is data save it as .xlsx; if not, move it away or put an underscore "
            "before its name",
        ),
        severity=severity,
    )


def readable_name(name: str) -> str:
    """
    Write a file name so that it can be shown and stored.

    Parameters
    ----------
    name
        As the system gives it; bytes that are no UTF-8 stand as lone surrogates.

    Returns
    -------
    str
        With U+FFFD for what is no character.
    """
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in name)


def broken_name(name: str) -> Problem:
    """
    Tell a file whose name is no text.

    Parameters
    ----------
    name
        The name as `readable_name` writes it.

    Returns
    -------
    Problem
        An error.
    """
    return Problem(
        "file_name",
        name,
        name,
        Bilingual("UTF-8 编码的文件名", "a file name in UTF-8"),
        Bilingual(
            "给文件改名（多见于在别的系统上解压的压缩包）",
            "rename the file; archives unpacked on another system have such names",
        ),
    )


def foreign(name: str, ending: str) -> Problem:
    """
    Tell a table file of a kind that is not read.

    Parameters
    ----------
    name
        Path inside the study folder.
    ending
        Its ending.

    Returns
    -------
    Problem
        An error, with advice.
    """
    return Problem(
        "file_ending", name, ending,
        Bilingual("xlsx、csv 或 tsv 文件", "an xlsx, csv or tsv file"),
        Bilingual(
            "用表格软件另存为 .xlsx 后放回，并移走原文件",
            "save it as .xlsx with a spreadsheet program and move this one away",
        ),
    )  # fmt: skip
