"""The back matter: limits, method, references, and the appendices."""

from __future__ import annotations

import re
from importlib import metadata
from typing import TYPE_CHECKING

import pandas as pd

from hubstudy.errors import Bilingual
from hubstudy.report.cells import Show
from hubstudy.report.document import (
    BulletList,
    Cite,
    Heading,
    Paragraph,
    Ref,
    References,
    Text,
    words,
)
from hubstudy.report.streets import STREET_RESULTS
from hubstudy.report.words import METHODS, PARAMETERS, TITLES
from hubstudy.results import CITY
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.report.context import Context
    from hubstudy.report.document import Block, Inline

CITY_RESULTS = (
    "minimum_detectable_effects", "claim_audit", "community_density",
    "organization_positions", "hub_centralization", "hub_advantage", "hub_roles",
    "hub_removal", "unit_layers", "adoption_change", "unit_governance",
    "project_outcomes", "contract_survival", "funding_dependence", "funder_reach",
    "funding_panel", "grant_inequality", "vulnerability", "stress", "substitution",
    "dependence_and_outcomes", "crowding", "funding_comparison", "street_comparison",
)  # fmt: skip
"""Results of the city in the order of the report."""

CITED_METHODS: dict[str, tuple[str, ...]] = {
    "minimum_detectable_effects": ("bloom1995", "frison1992"),
    "claim_audit": ("article",),
    "community_density": ("clayton1987", "wasserman1994"),
    "organization_positions": ("freeman1979", "burt1992"),
    "hub_centralization": ("freeman1979", "anderson1999"),
    "hub_advantage": ("freeman1979", "burt1992"),
    "hub_roles": ("gould1989",),
    "hub_removal": ("albert2000",),
    "unit_layers": ("wasserman1994",),
    "adoption_change": ("pustejovsky2018",),
    "unit_governance": ("provan2008",),
    "project_outcomes": ("wilson1927", "pustejovsky2018"),
    "contract_survival": ("kaplan1958", "cox1972", "lin1989"),
    "funding_dependence": ("chikoto2016", "carroll2009", "qu2019"),
    "funder_reach": ("borgatti1997",),
    "funding_panel": (),
    "grant_inequality": ("gastwirth1972",),
    "vulnerability": ("tuckman1991",),
    "stress": ("pfeffer1978",),
    "substitution": ("hill1973",),
    "dependence_and_outcomes": (),
    "crowding": ("pustejovsky2018", "cameron2008", "webb2023"),
    "funding_comparison": ("mogstad2024",),
    "street_comparison": ("mogstad2024",),
}
"""Where each method comes from."""


def city_results(context: Context) -> tuple[str, ...]:
    """
    List the city's results that the report speaks of.

    Parameters
    ----------
    context
        What to write with.

    Returns
    -------
    tuple of str
        `CITY_RESULTS`, without the audit where there is nothing to audit.
    """
    audited = context.has_claims
    return tuple(n for n in CITY_RESULTS if audited or n != "claim_audit")


def limits(context: Context) -> Iterator[Block]:
    """
    Write every caveat once.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The section.
    """
    yield context.heading(1, "limits")
    yield context.paragraph("limits_lead")
    names = city_results(context)
    of_city = {name: context.stored.result(name).caveats for name in names}
    known = {_shape(text) for texts in of_city.values() for text in texts}
    said: set[Bilingual] = set()
    for name, texts in of_city.items():
        places: dict[Bilingual, list[str]] = {
            text: [] for text in texts if text not in said
        }
        for text, place in _street_caveats(context, name):
            if _shape(text) not in known and text not in said:
                places.setdefault(text, []).append(place)
        said |= places.keys()
        if places:
            items = [_limit(context, text, where) for text, where in places.items()]
            yield Heading(3, METHODS[name].in_language(context.language), "plain")
            yield BulletList(tuple(words(item) for item in items))


def _street_caveats(context: Context, name: str) -> Iterator[tuple[Bilingual, str]]:
    """Go through what one measure warns of, street district by street district."""
    for unit in context.study.units if name in STREET_RESULTS else ():
        if unit != CITY:
            place = context.study.unit_name(unit).in_language(context.language)
            caveats = context.stored.result(name, unit=unit).caveats
            yield from ((text, place) for text in dict.fromkeys(caveats))


def _shape(text: Bilingual) -> str:
    """Tell caveats apart by their words, not by the numbers in them."""
    return re.sub(r"[\d.,]+", "0", text.zh)


def _limit(context: Context, text: Bilingual, where: list[str]) -> str:
    stop = context.word("stop")
    said = text.in_language(context.language).removesuffix(stop) + stop
    if not where:
        return said
    listed = context.word("and_so_on").join(where)
    return context.word("limits_streets", text=said, places=listed)


def method(context: Context) -> Iterator[Block]:
    """
    Write how each result was computed.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The section.
    """
    yield context.heading(1, "method")
    for name in city_results(context):
        title = METHODS[name].in_language(context.language) + context.word("colon")
        said = context.stored.result(name).method.in_language(context.language)
        stop = context.word("stop")
        body, end = (said[:-1], said[-1]) if said.endswith(stop) else (said, stop)
        cites: list[Inline] = [Cite(key) for key in CITED_METHODS[name]]
        yield Paragraph((Text(title, strong=True), Text(body), *cites, Text(end)))


def references(context: Context) -> Iterator[Block]:
    """
    Write the list of references.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The section.
    """
    yield context.heading(1, "references", kind="plain")
    yield References()


def appendices(context: Context) -> Iterator[Block]:
    """
    Write the appendices: data, and how to make the report again.

    Parameters
    ----------
    context
        What to write with.

    Yields
    ------
    Block
        The sections.
    """
    figure = context.stored.figure("coverage")
    coverage = context.stored.result("register_coverage")
    shows = [
        Show("table", title=TITLES["table_name"]),
        Show("n_rows", "count"),
        Show("n_columns", "count", title=TITLES["n_columns"]),
        Show("share_recorded", "share"),
    ]
    yield context.heading(1, "data", kind="appendix")
    yield context.finding(coverage)
    yield context.paragraph("data_lead", table=Ref("data"), figure=Ref(figure.label))
    caption = context.word("data_caption")
    yield context.table("data", caption, _tables(context, coverage.to_frame()), shows)
    yield figure
    yield context.heading(1, "parameters", kind="appendix")
    yield context.paragraph("parameters_lead", table=Ref("parameters"))
    yield context.table(
        "parameters",
        context.word("parameters_caption"),
        parameters(context),
        [Show("parameter"), Show("setting")],
        source=context.word("source_settings"),
    )


def _tables(context: Context, coverage: pd.DataFrame) -> pd.DataFrame:
    """Sum the columns of each table up, in the order of the schemas."""
    rows = coverage.groupby("table").agg(
        n_rows=("n_rows", "max"), n_columns=("column", "size")
    )
    asked = coverage[coverage["share_recorded"].notna()].groupby("table")
    cells = asked[["n_rows", "n_missing"]].sum()
    share = 1 - cells["n_missing"] / cells["n_rows"]
    frame = rows.join(share.rename("share_recorded"))
    frame = frame.reindex([name for name in TABLES if name in frame.index])
    frame["reason"] = ""
    names = [TABLES[name].label.in_language(context.language) for name in frame.index]
    return frame.reset_index(drop=True).assign(table=names)


def parameters(context: Context) -> pd.DataFrame:
    """
    List all that the report depends on.

    Parameters
    ----------
    context
        What to write with.

    Returns
    -------
    pandas.DataFrame
        Columns ``parameter`` and ``setting``, both in words.
    """
    settings = context.study.settings
    language = context.language
    values: dict[str, object] = {
        "name": settings.name,
        "place": settings.place,
        "as_of": settings.as_of,
        "years": f"{settings.first_year}–{settings.last_year}",
        "synthetic": context.word("yes" if settings.synthetic else "no"),
        "seed": settings.seed,
        "price_year": settings.price_year,
        "treatment": settings.treatment,
        "core_city_note": settings.core_city_note,
        "policy_organizations": settings.policy_organizations,
        "annual_fund_cny": f"{settings.annual_fund_cny:,.0f}",
        "min_contributors": settings.min_contributors,
        "source_hash": context.study.source_hash,
        "version": metadata.version("hubstudy"),
    }
    rows = [
        {
            "parameter": PARAMETERS[key].in_language(language),
            "setting": value.in_language(language)
            if isinstance(value, Bilingual)
            else str(value),
        }
        for key, value in values.items()
    ]
    return pd.DataFrame(rows, columns=["parameter", "setting"])
