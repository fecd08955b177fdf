"""Commands about the data: check, template, simulate."""

from __future__ import annotations

import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hubstudy.cli.options import (
    BAD_INPUT,
    DEFAULT_STUDY,
    KeyFileOption,
    OutputOption,
    PseudonymiseOption,
    StudyArgument,
    use_pseudonyms,
)
from hubstudy.errors import SettingsError, StudyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hubstudy.errors import Problem


class TemplateFormat(StrEnum):
    """Kinds of files that an empty study comes in."""

    xlsx = "xlsx"
    csv = "csv"


class StudyForm(StrEnum):
    """Ways to lay a made-up study out."""

    tables = "tables"
    offices = "offices"


def check(
    study: StudyArgument = DEFAULT_STUDY,
    json: Annotated[
        bool,
        typer.Option("--json", help="每个问题一行 JSON / one JSON line per problem"),
    ] = False,
    annotate: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="另存批注副本的目录 / folder for annotated copies"
        ),
    ] = None,
    pseudonymise: PseudonymiseOption = False,
    key_file: KeyFileOption = None,
    output: OutputOption = Path(),
) -> None:
    """读入并校验数据，列出问题 / Read and validate a study, or say what is wrong."""
    from hubstudy.batch.workbench import find_study  # noqa: PLC0415
    from hubstudy.intake import open_study  # noqa: PLC0415
    from hubstudy.intake.annotate import refuse_inside  # noqa: PLC0415
    from hubstudy.intake.log import write_log  # noqa: PLC0415
    from hubstudy.intake.summary import lines, refusal  # noqa: PLC0415

    use_pseudonyms(pseudonymise=pseudonymise, key_file=key_file)
    folder = find_study(study)
    if annotate is not None:
        refuse_inside(annotate, folder)
    try:
        opened = open_study(folder)
    except (SettingsError, StudyError) as error:
        problems = [*error.problems, *getattr(error, "notices", ())]
        if not problems:
            raise
        _tell(problems, folder, json=json, annotate=annotate)
        if not json:
            is_study = isinstance(error, StudyError)
            typer.echo(refusal(problems) if is_study else str(error), err=True)
        raise typer.Exit(BAD_INPUT) from None
    write_log(opened, output.resolve() / "data" / "processed" / opened.settings.name)
    _tell(opened.notices, folder, json=json, annotate=annotate)
    if not json:
        for line in lines(opened):
            typer.echo(line)


def _tell(
    problems: Sequence[Problem], folder: Path, *, json: bool, annotate: Path | None
) -> None:
    """Write the annotated copies and the machine's lines, as far as asked for."""
    from hubstudy.intake.annotate.copies import annotate as write_copies  # noqa: PLC0415
    from hubstudy.intake.summary import json_lines  # noqa: PLC0415

    if annotate is not None:
        for path in write_copies(problems, folder, annotate):
            typer.echo(f"批注副本 / annotated copy: {path}", err=True)
    if json:
        for line in json_lines(problems):
            typer.echo(line)


def template(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="新目录 / new folder")],
    form: Annotated[
        TemplateFormat,
        typer.Option("--format", help="工作簿或 CSV / a workbook or CSV files"),
    ] = TemplateFormat.xlsx,
) -> None:
    """生成空白研究：设置、登记表与数据字典 / Write an empty study to fill in."""
    from hubstudy.intake.template.empty_study import write_template  # noqa: PLC0415

    for path in write_template(folder, form=form.value):
        typer.echo(str(path))
    typer.echo(
        f"填好后运行 / once it is filled in, run: hubstudy check {folder}", err=True
    )


def simulate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="新目录 / new folder")],
    preset: Annotated[
        str, typer.Option(help="预设 / which made-up place")
    ] = DEFAULT_STUDY,
    seed: Annotated[
        int, typer.Option(min=0, help="随机种子 / seed of all draws")
    ] = 20240219,
    form: Annotated[
        StudyForm,
        typer.Option(help="整洁的表，或街道报来的样子 / tidy, or as offices send it"),
    ] = StudyForm.tables,
    faults: Annotated[
        bool,
        typer.Option("--faults", help="在街道报表中埋错 / plant mistakes in the forms"),
    ] = False,
) -> None:
    """生成示例数据 / Make up a study: same seed, same bytes."""
    from hubstudy.synthetic import simulate as make_up  # noqa: PLC0415
    from hubstudy.synthetic.offices import write_offices  # noqa: PLC0415

    if faults and form is not StudyForm.offices:
        msg = "--faults 须与 --form offices 同用 / --faults goes with --form offices"
        raise typer.BadParameter(msg)
    if form is StudyForm.offices:
        with tempfile.TemporaryDirectory() as clean:
            make_up(Path(clean), preset=preset, seed=seed)
            write_offices(Path(clean), folder, faults=faults)
    else:
        make_up(folder, preset=preset, seed=seed)
    typer.echo(str(folder))
