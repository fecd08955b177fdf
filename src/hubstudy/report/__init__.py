"""The report: what was found, in order, in Word, PDF, HTML and a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.report.docx import write_docx
from hubstudy.report.findings import report_document
from hubstudy.report.html import write_html
from hubstudy.report.pdf import write_pdf
from hubstudy.report.xlsx import write_xlsx
from hubstudy.results import replacing

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.errors import Language
    from hubstudy.intake import Study

__all__ = ["report_document", "write_report"]

WRITERS = {
    ("report", "docx"): write_docx,
    ("report", "pdf"): write_pdf,
    ("report", "html"): write_html,
    ("tables", "xlsx"): write_xlsx,
}
"""What is written, by stem and ending."""


def write_report(study: Study, *, root: Path, language: Language = "zh") -> list[Path]:
    """
    Write the report of a study from its stored results and figures.

    Parameters
    ----------
    study
        The study.
    root
        Folder that holds ``data/processed`` and ``figures``; ``reports`` is made there.
    language
        ``"zh"`` or ``"en"``; English files are named ``report.en.docx`` and so on.

    Returns
    -------
    list of pathlib.Path
        Word, PDF and HTML report, and the workbook of its tables.

    Raises
    ------
    ReportError
        If a result or a figure is missing; nothing is written then.
    """
    document = report_document(study, root=root, language=language)
    written = {key: write(document) for key, write in WRITERS.items()}
    folder = root / "reports" / study.settings.name
    folder.mkdir(parents=True, exist_ok=True)
    suffix = "" if language == "zh" else f".{language}"
    paths = []
    for (stem, ending), data in written.items():
        paths.append(folder / f"{stem}{suffix}.{ending}")
        _replace(paths[-1], data)
    return paths


def _replace(path: Path, data: bytes) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(data)
