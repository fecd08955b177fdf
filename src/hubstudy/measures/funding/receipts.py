"""Revenue as every measure of funding reads it: placed, and with funders told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.fields import GOVERNMENT_FUNDER_TYPES, GOVERNMENT_INSTRUMENTS
from hubstudy.measures.funding.classifier import classify_funders
from hubstudy.results import CITY

if TYPE_CHECKING:
    import pandas as pd

    from hubstudy.intake import Study

FUND = "venture_fund"
"""Account heading of the earmarked fund."""

PASSING = "social_organization"


def receipts(
    study: Study, *, unit: str = CITY, year: int | None = None
) -> pd.DataFrame:
    """
    Lay revenue out, one row per line of the register.

    Parameters
    ----------
    study
        The study.
    unit
        ``"city"`` or a street district's code.
    year
        Only this year; None for all.

    Returns
    -------
    pandas.DataFrame
        Table ``revenue`` with ``organization_name``, ``community_code``, ``is_hub``,
        ``street_code``; ``funder_type`` by who the funder is, ``declared_type`` as the
        register says, ``basis`` (see `classify_funders`); ``funder_organization_id``
        of funders that are on the register, by the table of funders or, for social
        organisations, by bearing the name of exactly one there; and truth values
        ``by_funder``, ``by_declared`` and ``by_heading`` (government money by who the
        funder is, by the register's word and by account heading), ``is_passed_on``
        (money that another organisation of the register passed on, so that totals of a
        unit count it twice if they include it).

    Raises
    ------
    MeasureError
        If the unit is not in the study.
    """
    study.check_unit(unit)
    columns = ["organization_id", "organization_name", "community_code", "is_hub"]
    lines = study.tables.revenue
    if year is not None:
        lines = lines[lines["year"] == year]
    lines = lines.merge(
        study.tables.organizations[columns],
        on="organization_id",
        validate="many_to_one",
    )
    lines = study.with_place(lines)
    if unit != CITY:
        lines = lines[lines["street_code"] == unit]
    lines = lines.reset_index(drop=True)
    table = study.tables.funders
    told = classify_funders(lines["funder"], declared=lines["funder_type"], table=table)
    passing = _payers(study, lines["funder"], told["funder_type"])
    return lines.assign(
        funder_type=told["funder_type"],
        declared_type=told["declared_type"],
        basis=told["basis"],
        funder_organization_id=passing,
        by_funder=told["funder_type"].isin(GOVERNMENT_FUNDER_TYPES),
        by_declared=told["declared_type"].isin(GOVERNMENT_FUNDER_TYPES),
        by_heading=lines["instrument"].isin(GOVERNMENT_INSTRUMENTS),
        is_passed_on=passing.notna(),
    )


def _payers(study: Study, funders: pd.Series, kinds: pd.Series) -> pd.Series:
    """
    Tell which funders are organisations of the register, by their ids.

    The table of funders says so; beside it a social organisation that bears the name
    of exactly one organisation is that organisation. A residents' committee may be on
    the register too, but the money it gives comes from outside.
    """
    table = study.tables.funders
    told = funders.map(table.set_index("funder")["funder_organization_id"])
    named = study.tables.organizations.drop_duplicates("organization_name", keep=False)
    by_name = funders.map(named.set_index("organization_name")["organization_id"])
    open_to_names = (kinds == PASSING) & ~funders.isin(table["funder"])
    return told.astype("str").fillna(by_name.astype("str").where(open_to_names))


def from_outside(lines: pd.DataFrame) -> pd.DataFrame:
    """
    Leave out what organisations of the register passed on to one another.

    Parameters
    ----------
    lines
        See `receipts`.

    Returns
    -------
    pandas.DataFrame
        The other lines, so that no yuan is counted twice in a total.
    """
    return lines[~lines["is_passed_on"]].reset_index(drop=True)
