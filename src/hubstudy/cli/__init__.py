"""The command line: check, template, run, report, simulate, power."""

from __future__ import annotations

import sys

import typer

from hubstudy.cli import batch, intake
from hubstudy.cli.options import BAD_INPUT
from hubstudy.errors import HubstudyError

__all__ = ["app", "main"]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="从登记册到研究报告 / From a register to a research report.",
)
for command in (
    intake.check,
    intake.template,
    batch.run,
    batch.report,
    intake.simulate,
    batch.power,
):
    app.command()(command)


def main() -> None:
    """Run the command line; what a user can mend ends in a message, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # a console that lacks a character shows a question mark rather than failing
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        app()
    except HubstudyError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(BAD_INPUT) from None
    except OSError as error:  # a folder that cannot be written, a disk that is full
        what = error.strerror or type(error).__name__
        place = "" if error.filename is None else f" {error.filename}"
        typer.echo(f"无法读写 / cannot read or write{place}: {what}", err=True)
        raise SystemExit(BAD_INPUT) from None
