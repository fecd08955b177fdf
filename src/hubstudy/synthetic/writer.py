"""A made-up city is written as a study folder, the same bytes every time."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pandas as pd

from hubstudy.errors import HubstudyError
from hubstudy.results import replacing
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hubstudy.schemas import Column

FLAGS = {True: "是", False: "否"}


def table_text(name: str, frame: pd.DataFrame) -> str:
    """
    Write a table as a register office would: Chinese headers and labels.

    Parameters
    ----------
    name
        Name of the table in `hubstudy.schemas.TABLES`.
    frame
        Its rows, categories as codes.

    Returns
    -------
    str
        CSV with LF line ends; missing values are empty.
    """
    schema = TABLES[name]
    frame = frame.sort_values(list(schema.key), ignore_index=True)
    columns = {
        column.field.axis_label("zh"): _texts(frame[column.name], column)
        for column in schema.columns
    }
    return pd.DataFrame(columns).to_csv(index=False, lineterminator="\n")


def _texts(values: pd.Series, column: Column) -> list[str]:
    """Give each cell as text."""
    kind = column.field.kind
    missing = values.isna().to_numpy()
    if kind == "category":
        labels = column.field.category_labels("zh")
        texts = [labels.get(str(value), "") for value in values]
    elif kind == "flag":
        texts = [FLAGS[bool(value)] for value in values]
    elif kind == "date":
        texts = [str(value) for value in values.dt.strftime("%Y-%m-%d")]
    elif kind in {"integer", "year"}:
        texts = [str(value) for value in values.astype("Int64")]
    elif kind == "number":
        texts = [f"{value:.10g}" for value in values.astype("float64")]
    else:
        texts = [str(value) for value in values]
    return ["" if gap else text for gap, text in zip(missing, texts, strict=True)]


def check_folder(folder: Path) -> None:
    """
    Refuse to write over anything but a made-up study.

    Parameters
    ----------
    folder
        Where a study is to be written; need not exist.

    Raises
    ------
    HubstudyError
        If tables stand there and no ``study.toml`` says that they are synthetic.
    """
    taken = sorted(path.name for path in folder.glob("*") if path.stem in TABLES)
    settings = folder / "study.toml"
    try:
        raw = tomllib.loads(settings.read_text(encoding="utf-8"))
        synthetic = raw.get("study", {}).get("synthetic") is True
    except FileNotFoundError:
        synthetic = not taken
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        synthetic = False
    if not synthetic:
        shown = "、".join(taken[:3]) or settings.name
        msg = (
            f"{folder} 已有非示例数据（{shown}），不予覆盖；请另选目录 / "
            "data that is not marked synthetic stands there and is not written over; "
            "choose another folder"
        )
        raise HubstudyError(msg)


def write_files(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """
    Write files, each whole or not at all.

    Parameters
    ----------
    folder
        Where to write; made if it is not there.
    texts
        Content by file name; CSV gets the byte order mark that Excel asks for.

    Returns
    -------
    list of pathlib.Path
        The files, in the order given.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in texts.items():
        encoding = "utf-8-sig" if name.endswith(".csv") else "utf-8"
        path = folder / name
        with replacing(path) as part:
            part.write_bytes(text.encode(encoding))
        paths.append(path)
    return paths
