"""A study: its settings, its typed and checked tables, and how they came in."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

import pandas as pd

from hubstudy.errors import Bilingual, MeasureError
from hubstudy.results import CITY

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hubstudy.errors import Problem
    from hubstudy.settings import Settings


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """
    The typed frames of a study, columns as in `hubstudy.schemas.TABLES`.

    Parameters
    ----------
    street_districts, communities, organizations, ties, projects, project_partners, \
ratings, contracts, revenue, funders, accounts, community_outcomes
        One frame per table, sorted by its key, with a plain range index.
    """

    street_districts: pd.DataFrame
    communities: pd.DataFrame
    organizations: pd.DataFrame
    ties: pd.DataFrame
    projects: pd.DataFrame
    project_partners: pd.DataFrame
    ratings: pd.DataFrame
    contracts: pd.DataFrame
    revenue: pd.DataFrame
    funders: pd.DataFrame
    accounts: pd.DataFrame
    community_outcomes: pd.DataFrame

    def __iter__(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Go through names and frames in the order of the schemas."""
        return ((item.name, getattr(self, item.name)) for item in fields(self))


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """
    One city's register, read in whole and checked.

    Parameters
    ----------
    settings
        The choices of the study.
    tables
        Its typed frames.
    folder
        Where it was read from.
    source_hash
        SHA-256 over every input file, in hexadecimal.
    notices
        What the reader should know that is no error, such as columns left unread or
        names that look alike.
    changes
        What was changed in reading, one row per cell: ``table``, ``file``, ``sheet``,
        ``row``, ``column``, ``field``, ``was``, ``became``, ``rule`` and, for dates
        known to the month or year only, ``precision``.
    origins
        For every table ``file``, ``sheet`` and ``row`` of each of its rows.
    ledger
        Where every row of every file went, and what every join did: ``step``,
        ``table``, ``file``, ``sheet``, ``detail``, ``n_rows``.
    """

    settings: Settings
    tables: Tables
    folder: Path
    source_hash: str
    notices: tuple[Problem, ...] = ()
    changes: pd.DataFrame = field(default_factory=pd.DataFrame)
    origins: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    ledger: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def units(self) -> tuple[str, ...]:
        """``"city"``, then the codes of the street districts in order."""
        return (CITY, *self.tables.street_districts["street_code"])

    def check_unit(self, unit: str) -> None:
        """
        Refuse a unit that the study does not have.

        Parameters
        ----------
        unit
            ``"city"`` or a street district's 9-digit code.

        Raises
        ------
        MeasureError
            If there is no such unit; the message lists those there are.
        """
        if unit not in self.units:
            known = "、".join(self.units)
            msg = f"没有单元 {unit!r}，可用 / no such unit, use one of: {known}"
            raise MeasureError(msg)

    def unit_name(self, unit: str) -> Bilingual:
        """
        Name a unit in words.

        Parameters
        ----------
        unit
            ``"city"`` or a street district's code.

        Returns
        -------
        Bilingual
            The city's or the street district's name.

        Raises
        ------
        MeasureError
            If there is no such unit.
        """
        self.check_unit(unit)
        if unit == CITY:
            return self.settings.place
        streets = self.tables.street_districts.set_index("street_code")["street_name"]
        return Bilingual(streets[unit], streets[unit])

    def community_codes(self, unit: str = CITY) -> pd.Series:
        """
        List the communities of a unit.

        Parameters
        ----------
        unit
            ``"city"`` or a street district's code.

        Returns
        -------
        pandas.Series
            Community codes in order.

        Raises
        ------
        MeasureError
            If there is no such unit.
        """
        self.check_unit(unit)
        communities = self.tables.communities
        if unit != CITY:
            communities = communities[communities["street_code"] == unit]
        return communities["community_code"].reset_index(drop=True)

    def last_day(self, year: int | None = None) -> dt.date:
        """
        Give the day as of which stocks of a year are counted.

        Parameters
        ----------
        year
            A year of the study; None for the last.

        Returns
        -------
        datetime.date
            31 December, or the as-of date if that comes first.

        Raises
        ------
        MeasureError
            If the study does not cover the year.
        """
        if year is None:
            return self.settings.as_of
        if year not in self.settings.years:
            years = f"{self.settings.first_year}–{self.settings.last_year}"
            msg = f"研究不含 {year} 年 / the study does not cover {year}: {years}"
            raise MeasureError(msg)
        as_of = self.settings.as_of
        return min(as_of, as_of.replace(year=year, month=12, day=31))

    def organizations_open(self, year: int | None = None) -> pd.DataFrame:
        """
        Give the organisations that exist on the last day of a year.

        Parameters
        ----------
        year
            A year of the study; None for the as-of date.

        Returns
        -------
        pandas.DataFrame
            Rows of ``organizations`` opened by then (or without a date) and not
            closed, with ``street_code``, ``street_name`` and ``is_core_city`` beside.
        """
        day = str(self.last_day(year))
        organizations = self.tables.organizations
        opened = organizations["opened"].isna() | (organizations["opened"] <= day)
        alive = organizations["closed"].isna() | (organizations["closed"] > day)
        return self.with_place(organizations[opened & alive])

    def with_place(self, frame: pd.DataFrame) -> pd.DataFrame:
        """
        Join each row's street district by its community.

        Parameters
        ----------
        frame
            Any frame with ``community_code``.

        Returns
        -------
        pandas.DataFrame
            The same rows with ``community_name``, ``street_code``, ``street_name``
            and ``is_core_city`` beside.
        """
        streets = self.tables.street_districts[["street_code", "street_name"]]
        wanted = ["community_code", "community_name", "street_code", "is_core_city"]
        places = self.tables.communities[wanted].merge(
            streets, on="street_code", validate="many_to_one"
        )
        return frame.merge(
            places, on="community_code", how="left", validate="many_to_one"
        )

    def hub_years(self) -> pd.Series:
        """
        Date each community's first hub: the treatment.

        Returns
        -------
        pandas.Series
            First year in which a hub organisation was open, by ``community_code``;
            missing where there never was one.
        """
        organizations = self.tables.organizations
        hubs = organizations[organizations["is_hub"] & organizations["opened"].notna()]
        first: pd.Series = hubs.groupby("community_code")["opened"].min().dt.year
        dated: pd.Series = first.reindex(self.community_codes()).astype("Int64")
        return dated.rename("hub_year")
