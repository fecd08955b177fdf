"""What is kept of the reading: changes, origins, accounts of rows, warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hubstudy.results import replacing, write_parquet
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.intake.study import Study

NOTICE_COLUMNS = (
    "code", "severity", "file", "sheet", "row", "column", "found", "expected",
    "remedy_zh", "remedy_en",
)  # fmt: skip


def intake_log(study: Study) -> dict[str, pd.DataFrame]:
    """
    Lay out what is known of how a study came in.

    Parameters
    ----------
    study
        The study.

    Returns
    -------
    dict of str to pandas.DataFrame
        By path inside ``data/processed/<study>``: ``intake/changes`` (what was, what
        became, by which rule), ``intake/ledger`` (rows of every file and join),
        ``intake/notices``, and ``intake/origins`` (file, sheet and row of every row,
        with the table's key).
    """
    notices = pd.DataFrame(
        [notice.as_record() for notice in study.notices], columns=list(NOTICE_COLUMNS)
    )
    types = {name: "Int64" if name == "row" else "str" for name in NOTICE_COLUMNS}
    return {
        "intake/changes": study.changes,
        "intake/ledger": study.ledger,
        "intake/notices": notices.astype(types),
        "intake/origins": _origins(study),
    }


def write_log(study: Study, folder: Path) -> list[Path]:
    """
    Write the log of a study's reading as parquet.

    Parameters
    ----------
    study
        The study.
    folder
        ``data/processed/<study>``; made if absent.

    Returns
    -------
    list of pathlib.Path
        The files.
    """
    paths = []
    for name, frame in intake_log(study).items():
        path = folder / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary:
            write_parquet(frame, temporary)
        paths.append(path)
    return paths


def _origins(study: Study) -> pd.DataFrame:
    frames = []
    for name, origin in study.origins.items():
        keys = getattr(study.tables, name)[list(TABLES[name].key)].astype("str")
        key = keys.iloc[:, 0]
        for part in keys.columns[1:]:
            key = key.str.cat(keys[part], sep="\t")
        frames.append(origin.assign(table=name, key=key.to_numpy()))
    columns = ["table", "key", "file", "sheet", "row"]
    if not frames:
        return pd.DataFrame(columns=columns)
    return pd.concat(frames, ignore_index=True)[columns]
