"""Arguments and options that several commands share."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

DEFAULT_STUDY = "rongcheng"
BAD_INPUT = 2
INTERRUPTED = 130


class LanguageChoice(StrEnum):
    """Languages that outputs come in."""

    zh = "zh"
    en = "en"


StudyArgument = Annotated[
    str,
    typer.Argument(
        metavar="[STUDY]",
        help="研究目录，或 data/raw 下的名称 / folder, or name under data/raw",
    ),
]
LanguageOption = Annotated[
    LanguageChoice | None,
    typer.Option(
        help="图与报告的语言，缺省依研究设定 / language; default: the study's"
    ),
]
OutputOption = Annotated[
    Path,
    typer.Option(
        help="产物所在目录（data/processed、figures、reports）/ folder of the outputs"
    ),
]
JobsOption = Annotated[
    int | None,
    typer.Option(min=1, help="同时运行数，缺省为处理器数 / notebooks at a time"),
]
NotebookFolderOption = Annotated[
    Path | None,
    typer.Option(
        exists=True, file_okay=False,
        help="notebook 所在目录，缺省在项目中查找 / folder of the notebooks",
    ),
]  # fmt: skip
PseudonymiseOption = Annotated[
    bool,
    typer.Option(
        "--pseudonymise",
        help="个人信息换成假名而不拒绝 / replace personal data instead of refusing it",
    ),
]
KeyFileOption = Annotated[
    Path | None,
    typer.Option(
        help="假名密钥，须在研究目录之外 / key of the pseudonyms, outside the study"
    ),
]


def use_pseudonyms(*, pseudonymise: bool, key_file: Path | None) -> None:
    """
    Have this run and every notebook it starts replace personal data.

    Parameters
    ----------
    pseudonymise
        Whether to.
    key_file
        Where the key is; None for its default place. Naming one means to.
    """
    from hubstudy.intake.privacy.pseudonyms import KEY_FILE_VARIABLE  # noqa: PLC0415
    from hubstudy.intake.tables import PSEUDONYMISE_VARIABLE  # noqa: PLC0415

    if pseudonymise or key_file is not None:
        os.environ[PSEUDONYMISE_VARIABLE] = "1"
    if key_file is not None:
        os.environ[KEY_FILE_VARIABLE] = str(key_file.resolve())
