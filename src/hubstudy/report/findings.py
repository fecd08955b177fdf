"""The report in order: cover, summary, sections, back matter."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

from hubstudy.report import back, hubs, money, outcomes, sections, streets
from hubstudy.report.context import Context
from hubstudy.report.document import (
    BulletList,
    Cite,
    Cover,
    Document,
    Paragraph,
    Text,
)
from hubstudy.report.references import read_references
from hubstudy.report.stored import Stored
from hubstudy.report.words import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hubstudy.errors import Language
    from hubstudy.intake import Study
    from hubstudy.report.document import Block, Inline

SECTIONS = (
    sections.power,
    sections.claims,
    sections.density,
    sections.position,
    hubs.nulls,
    hubs.roles,
    sections.structure,
    hubs.layers,
    hubs.change,
    hubs.governance,
    outcomes.projects,
    outcomes.continuity,
    money.funding,
    streets.streets,
    streets.comparison,
    back.limits,
    back.method,
    back.references,
    back.appendices,
    hubs.reporting,
)


IN_THE_SECTIONS_ONLY = frozenset({
    "funder_reach", "funding_panel", "grant_inequality", "vulnerability",
    "dependence_and_outcomes", "crowding", "funding_comparison",
})  # fmt: skip
"""Results that the summary leaves to their sections, to stay a page long."""


def report_document(study: Study, *, root: Path, language: Language) -> Document:
    """
    Assemble the report from what is stored.

    Parameters
    ----------
    study
        The study.
    root
        Folder that holds ``data/processed`` and ``figures``.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    Document
        The whole report.

    Raises
    ------
    ReportError
        If a result or a figure is missing.
    """
    context = Context(study, Stored(root, study.settings.name, language))
    return Document(
        language=language,
        cover=_cover(context),
        summary=tuple(_summary(context)),
        body=tuple(block for section in SECTIONS for block in section(context)),
        references=read_references(),
        author="hubstudy",
        date=study.settings.as_of,
    )


def _cover(context: Context) -> Cover:
    settings = context.study.settings
    mark = context.word("mark") if settings.synthetic else ""
    return Cover(
        title=settings.title.in_language(context.language),
        subtitle=context.word("subtitle"),
        lines=(
            context.word("place_line", place=settings.place),
            context.word("date_line", date=settings.as_of),
            context.word("author_line", version=metadata.version("hubstudy")),
        ),
        mark=mark,
        mark_note=context.word("mark_note") if mark else "",
    )


def _summary(context: Context) -> Iterator[Block]:
    settings = context.study.settings
    place = settings.place.in_language(context.language)
    yield context.heading(1, "summary", kind="plain")
    yield context.paragraph(
        "summary_lead", place=place, date=settings.as_of.isoformat()
    )
    names = [n for n in back.city_results(context) if n not in IN_THE_SECTIONS_ONLY]
    yield BulletList(tuple(_main_finding(context, name) for name in names))
    if context.has_claims:
        yield context.paragraph("article", article=Cite("article"))
    yield context.paragraph(
        "background",
        governance=Cite("provan2008"),
        china=Cite("wang2021"),
    )
    title = context.word("keywords") + context.word("colon")
    keywords = context.word("keyword_list")
    yield Paragraph((Text(title, strong=True), Text(keywords)))


def _main_finding(context: Context, name: str) -> tuple[Inline, ...]:
    title = METHODS[name].in_language(context.language) + context.word("colon")
    said = context.headline(context.stored.result(name))
    return (Text(title, strong=True), Text(said))
