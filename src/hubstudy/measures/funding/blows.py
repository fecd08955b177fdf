"""One shock at one size: what it does to organisations and projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.measures.funding.cascade import Cascade, cascade
from hubstudy.measures.funding.reserves import accounts_of, balance_after
from hubstudy.measures.funding.stress_books import Books, books
from hubstudy.results import CITY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hubstudy.intake import Study
    from hubstudy.measures.funding.cascade import Regrant
    from hubstudy.network.ties import Floats


class City(NamedTuple):
    """
    All that does not change from shock to shock.

    Parameters
    ----------
    found
        Receipts of the whole city.
    accounts
        Expenses and reserves, a row per organisation.
    before
        Each one's revenue less expenses, in yuan; missing if not known.
    projects
        Projects of the unit that were funded in the year.
    works
        Projects of the whole city that were funded in the year.
    inside
        Whether each organisation lies in the unit.
    regrant
        How losses are passed on.
    """

    found: Books
    accounts: pd.DataFrame
    before: Floats
    projects: pd.DataFrame
    works: pd.DataFrame
    inside: NDArray[np.bool_]
    regrant: Regrant


class Blow(NamedTuple):
    """
    One shock at one size.

    Parameters
    ----------
    hit
        Yuan taken from every cell of the books.
    direct
        Yuan each organisation loses at once.
    rest
        What it loses in all.
    balance
        Its revenue less expenses after that; missing if not known.
    spared
        Yuan that its stopped projects would no longer cost.
    stops
        Chance that each project stops; missing if its lead's fund money is not known.
    """

    hit: Floats
    direct: Floats
    rest: Cascade
    balance: Floats
    spared: Floats
    stops: Floats


def city_of(study: Study, *, year: int, unit: str, regrant: Regrant) -> City:
    """
    Gather what shocks act on.

    Parameters
    ----------
    study
        The study.
    year
        Year of the revenue.
    unit
        ``"city"`` or a street district's code.
    regrant
        How losses are passed on.

    Returns
    -------
    City
        Money of the whole city, projects of the unit.
    """
    found = books(study, year=year)
    listed = found.organizations
    inside = np.full(len(listed), fill_value=True)
    if unit != CITY:
        inside = (listed["street_code"] == unit).to_numpy(dtype=bool)
    accounts = accounts_of(study, listed["organization_id"], year=year)
    nothing = np.zeros(len(listed))
    before = balance_after(
        listed["total_cny"].to_numpy(float), nothing, nothing,
        accounts["expenses_cny"].to_numpy(float),
    )  # fmt: skip
    works = _projects(study, found, year)
    projects = works
    if unit != CITY:
        projects = works[works["street_code"] == unit].reset_index(drop=True)
    return City(found, accounts, before, projects, works, inside, regrant)


def _projects(study: Study, found: Books, year: int) -> pd.DataFrame:
    """List projects funded in the year, and why a lead's fund money is not known."""
    projects = study.with_place(study.tables.projects)
    kept = (projects["year"] == year) & (projects["award_cny"] > 0)
    projects = projects[kept].reset_index(drop=True)
    listed = found.organizations
    lead = pd.Index(listed["organization_id"]).get_indexer(projects["lead_id"])
    fund = np.append(found.sums(found.cells["fund"].to_numpy(float)), 0.0)[lead]
    reason = np.append(listed["reason"].to_numpy(object), "no_revenue")[lead]
    reason = np.where((reason == "") & (fund <= 0), "no_revenue", reason)
    hubs = study.tables.organizations.set_index("organization_id")["is_hub"]
    columns = ["community_code", "community_name", "street_code"]
    return projects[columns].assign(
        place=pd.factorize(projects["community_code"])[0],
        lead=lead,
        is_hub=projects["lead_id"].map(hubs).astype(bool),
        cost=projects["spent_cny"].fillna(projects["award_cny"]),
        fund=np.where(reason == "", fund, np.nan),
        reason=pd.Series(reason, index=projects.index, dtype="str"),
    )


def strike(city: City, hit: Floats, *, is_fund: bool) -> Blow:
    """
    Let money stop.

    Parameters
    ----------
    city
        What the shock acts on.
    hit
        Yuan taken from every cell.
    is_fund
        Whether only money of the earmarked fund is taken; else what a funder gives is
        taken in proportion, money of the fund or not.

    Returns
    -------
    Blow
        What it does.
    """
    found, cells = city.found, city.found.cells
    received, direct = found.received, np.minimum(found.sums(hit), found.received)
    flows = found.flows(hit)
    rest = cascade(direct, received, flows, regrant=city.regrant)
    passed_on = np.bincount(flows.payer, flows.amount, minlength=len(received))
    balance = balance_after(
        found.organizations["total_cny"].to_numpy(float), rest.lost,
        rest.cut * passed_on, city.accounts["expenses_cny"].to_numpy(float),
    )  # fmt: skip
    net, fund = (cells[name].to_numpy(float) for name in ("net", "fund"))
    of_fund = hit if is_fund else fund * hit / np.where(net > 0, net, 1.0)
    lost = np.append(found.sums(of_fund), np.nan)
    stops, of_city = (_stops(rows, lost) for rows in (city.projects, city.works))
    known = ~np.isnan(of_city)
    spared = np.bincount(
        city.works["lead"].to_numpy()[known],
        (of_city * city.works["cost"].to_numpy(float))[known],
        minlength=len(received),
    )
    return Blow(hit, direct, rest, balance, spared.astype(float), stops)


def _stops(projects: pd.DataFrame, lost: Floats) -> Floats:
    """Give the chance that a project stops: the share of its lead's fund money lost."""
    share: Floats = lost[projects["lead"]] / projects["fund"].to_numpy(float)
    return np.asarray(np.clip(share, 0.0, 1.0))
