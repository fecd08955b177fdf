"""Commands that run notebooks and write reports: run, report, power."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hubstudy.cli.options import (
    DEFAULT_STUDY,
    INTERRUPTED,
    JobsOption,
    KeyFileOption,
    LanguageOption,
    NotebookFolderOption,
    OutputOption,
    PseudonymiseOption,
    StudyArgument,
    use_pseudonyms,
)
from hubstudy.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.batch.run import Progress, RunSummary


def run(
    study: StudyArgument = DEFAULT_STUDY,
    notebook: Annotated[
        list[str] | None,
        typer.Option(help="只运行这些，可重复 / only these, repeatable"),
    ] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option(
            help="all、city 或街道代码，可重复 / all, city or a code, repeatable"
        ),
    ] = None,
    param: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE", help="notebook 参数，如 year=2021 / a parameter"
        ),
    ] = None,
    jobs: JobsOption = None,
    language: LanguageOption = None,
    output: OutputOption = Path(),
    notebook_folder: NotebookFolderOption = None,
    pseudonymise: PseudonymiseOption = False,
    key_file: KeyFileOption = None,
) -> None:
    """按街道与全市运行 notebook / Run the notebooks per street district and city."""
    from hubstudy.batch.run import run as run_batch  # noqa: PLC0415

    use_pseudonyms(pseudonymise=pseudonymise, key_file=key_file)
    parameters = dict(_parameter(text) for text in param or ())
    with _progress_bar() as progress:
        summary = run_batch(
            study, notebooks=notebook, units=unit, jobs=jobs,
            language=language.value if language else None, output=output,
            parameters=parameters, notebook_folder=notebook_folder, progress=progress,
        )  # fmt: skip
    _tell(summary)
    raise typer.Exit(summary.exit_code)


def report(
    study: StudyArgument = DEFAULT_STUDY,
    language: LanguageOption = None,
    jobs: JobsOption = None,
    output: OutputOption = Path(),
    notebook_folder: NotebookFolderOption = None,
    pseudonymise: PseudonymiseOption = False,
    key_file: KeyFileOption = None,
) -> None:
    """运行所缺部分并写出报告 / Run what is missing, then write the report."""
    from hubstudy.batch.run import run as run_batch  # noqa: PLC0415
    from hubstudy.batch.workbench import find_study  # noqa: PLC0415
    from hubstudy.intake import open_study  # noqa: PLC0415
    from hubstudy.report import write_report  # noqa: PLC0415

    use_pseudonyms(pseudonymise=pseudonymise, key_file=key_file)
    opened = open_study(find_study(study))
    chosen = language.value if language else opened.settings.language
    with _progress_bar() as progress:
        summary = run_batch(
            study, jobs=jobs, language=chosen, output=output,
            notebook_folder=notebook_folder, progress=progress,
        )  # fmt: skip
    _tell(summary)
    if summary.failed:
        typer.echo(
            "有单元失败，未写报告 / some units failed, no report written", err=True
        )
        raise typer.Exit(summary.exit_code)
    for path in write_report(opened, root=output, language=chosen):
        typer.echo(str(path))


def power(study: StudyArgument = DEFAULT_STUDY) -> None:
    """列出各设计的最小可检测效应 / Print what effects could be detected at all."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from hubstudy.batch.workbench import find_study  # noqa: PLC0415
    from hubstudy.intake import open_study  # noqa: PLC0415
    from hubstudy.measures.power import minimum_detectable_effects  # noqa: PLC0415

    result = minimum_detectable_effects(open_study(find_study(study)))
    table = Table("设计 / design", "假定 / assumption", "n", "MDE (SD)")
    for row in result.to_frame().to_dict("records"):
        effect = row["minimum_detectable"]
        table.add_row(
            f"{row['label_zh']}\n{row['label_en']}", str(row["assumption"]),
            f"{row['n']:,}", "—" if effect != effect else f"{effect:.3f}",  # noqa: PLR0124
        )  # fmt: skip
    console = Console(soft_wrap=False)
    console.print(table)
    console.print(str(result), markup=False, highlight=False)


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        msg = f"参数应为 NAME=VALUE / a parameter is NAME=VALUE, not {text!r}"
        raise RunError(msg)
    return name, value


@contextlib.contextmanager
def _progress_bar() -> Iterator[Progress]:
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )  # fmt: skip
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True) as bar:
        line = bar.add_task("", total=None)

        def update(finished: int, total: int, last: str) -> None:
            bar.update(line, completed=finished, total=total, description=last)
            if not console.is_terminal and total:  # a log has no bar to look at
                typer.echo(f"{finished}/{total} {last}".rstrip(), err=True)

        try:
            yield update
        except KeyboardInterrupt:
            typer.echo(
                "已中断，再次运行即可继续 / stopped; run again to go on", err=True
            )
            raise typer.Exit(INTERRUPTED) from None


def _tell(summary: RunSummary) -> None:
    for failure in summary.failed:
        typer.echo(f"失败 / failed: {failure}", err=True)
    counts = [len(part) for part in (summary.done, summary.unchanged, summary.failed)]
    zh = "完成 {}，未变 {}，失败 {}".format(*counts)
    en = "{} done, {} unchanged, {} failed".format(*counts)
    typer.echo(f"{zh} / {en}")
