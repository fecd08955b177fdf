"""What a loss of money does to an organisation's balance and its reserves."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from hubstudy.intake import Study
    from hubstudy.network.ties import Floats

MONTHS = 12
ROUNDING = 1e-9
PART_YEAR = "part_year"
"""Why there are no months of reserve: expenses of part of a year, which part unsaid."""


def is_over(study: Study, year: int) -> bool:
    """
    Tell whether the study covers a year to its end.

    Parameters
    ----------
    study
        The study, which knows its last day.
    year
        A year of the study.

    Returns
    -------
    bool
        Whether 31 December is not after the as-of date.

    Raises
    ------
    MeasureError
        If the study does not cover the year.
    """
    return study.last_day(year) == dt.date(year, 12, 31)


def accounts_of(
    study: Study, organization_ids: pd.Series, *, year: int
) -> pd.DataFrame:
    """
    Look up the yearly accounts of organisations.

    Parameters
    ----------
    study
        The study.
    organization_ids
        Whose accounts.
    year
        Of which year.

    Returns
    -------
    pandas.DataFrame
        One row per organisation in the order given: ``expenses_cny`` and
        ``unrestricted_cny``, missing where there are no accounts, and
        ``reserve_months`` (months of expenses that unrestricted net assets would
        cover; below 0 if indebted) with ``reserve_months_reason``: ``no_accounts``,
        ``part_year`` (the year is not over, and nothing says how many months its
        expenses cover), ``no_expenses`` or ``amount_missing``.
    """
    accounts = study.tables.accounts
    accounts = accounts[accounts["year"] == year].set_index("organization_id")
    columns = ["expenses_cny", "unrestricted_cny"]
    found = accounts[columns].reindex(organization_ids).reset_index(drop=True)
    found = found.astype("float64")
    expenses = found["expenses_cny"]
    monthly = expenses.where(expenses > 0) / MONTHS
    months = found["unrestricted_cny"] / monthly
    part = np.full(len(found), fill_value=not is_over(study, year))
    reason = np.select(
        [expenses.isna(), part, expenses <= 0, found["unrestricted_cny"].isna()],
        ["no_accounts", PART_YEAR, "no_expenses", "amount_missing"],
        default="",
    )
    return found.assign(
        reserve_months=months.where(reason == ""),
        reserve_months_reason=pd.Series(reason, dtype="str"),
    )


def balance_after(
    received: Floats, lost: Floats, saved: Floats, expenses: Floats
) -> Floats:
    """
    Give revenue less expenses once money is lost.

    Parameters
    ----------
    received, lost
        Yuan received, and lost of it.
    saved
        Yuan less that the organisation passes on; this is an expense it no longer has.
    expenses
        Yuan spent, missing if not known.

    Returns
    -------
    numpy.ndarray
        Yuan; exactly 0 where nothing but rounding is left.
    """
    left = np.maximum(expenses - saved, 0.0)
    balance = received - lost - left
    balance[np.abs(balance) <= ROUNDING * (received + expenses)] = 0.0
    return balance


def months_covered(balance: Floats, accounts: pd.DataFrame) -> Floats:
    """
    Say for how long reserves would fill the gap of a deficit.

    Parameters
    ----------
    balance
        Revenue less expenses of a year, in yuan.
    accounts
        See `accounts_of`, row by row; debts fill no gap.

    Returns
    -------
    numpy.ndarray
        Months; missing without a deficit, where reserves are not known, and in a year
        that is not over.
    """
    known = accounts["reserve_months_reason"] != PART_YEAR
    unrestricted = accounts["unrestricted_cny"].where(known).to_numpy(float)
    gap = np.where(balance < 0, -balance, np.nan) / MONTHS
    months: Floats = np.maximum(unrestricted, 0.0) / gap
    return months
