"""Whose money comes from whom, and what each shock takes of it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.fields import FIELDS
from hubstudy.measures.funding.cascade import Flows
from hubstudy.measures.funding.concentration import concentration
from hubstudy.measures.funding.dependence import PLACED, VALUED
from hubstudy.measures.funding.network import NAMELESS
from hubstudy.measures.funding.receipts import FUND, receipts
from hubstudy.measures.funding.shocks import GOVERNMENT

if TYPE_CHECKING:
    from hubstudy.intake import Study
    from hubstudy.measures.funding.shocks import Shock
    from hubstudy.network.ties import Floats


class Books(NamedTuple):
    """
    Whose money comes from whom in one year, in the whole city.

    Parameters
    ----------
    organizations
        Every organisation that ever reports revenue, in order: who and where it is,
        ``total_cny`` (net of refunds; missing with ``reason``).
    cells
        Net money by ``holder`` (row of `organizations`) and ``funder``, of those
        without a reason: ``payer`` (row of the funder if it is on the register and
        reports revenue, else −1), ``is_outside``, ``net``, and the money of it that is
        ``fund``, that is ``named`` (of a funder that is somebody and could leave) and
        that is of each funder type (``type_`` with its code).
    """

    organizations: pd.DataFrame
    cells: pd.DataFrame

    @property
    def received(self) -> Floats:
        """Yuan each organisation received; 0 if that is not known."""
        return self.organizations["total_cny"].fillna(0.0).to_numpy(float)

    def sums(self, amounts: Floats) -> Floats:
        """
        Add amounts of cells up by organisation.

        Parameters
        ----------
        amounts
            One per cell.

        Returns
        -------
        numpy.ndarray
            One per organisation.
        """
        holder, n = self.cells["holder"], len(self.organizations)
        return np.bincount(holder, amounts, n).astype(float)

    def flows(self, hit: Floats | None = None) -> Flows:
        """
        Give the money that organisations pass on to one another.

        Parameters
        ----------
        hit
            Yuan of each cell that a shock has taken already.

        Returns
        -------
        Flows
            What is left of it.
        """
        net = self.cells["net"].to_numpy(float)
        left = net if hit is None else net - hit
        payer, holder = (self.cells[name].to_numpy() for name in ("payer", "holder"))
        kept = (payer >= 0) & (payer != holder) & (net > 0)
        return Flows(payer[kept], holder[kept], np.maximum(left[kept], 0.0))


def books(study: Study, *, year: int) -> Books:
    """
    Net every organisation's receipts by funder.

    Parameters
    ----------
    study
        The study.
    year
        Year of the revenue.

    Returns
    -------
    Books
        Of the whole city, since money passed on crosses its streets.
    """
    ever = receipts(study)
    lines = ever[ever["year"] == year].reset_index(drop=True)
    listed = ever[PLACED].drop_duplicates("organization_id")
    listed = listed.sort_values("organization_id").reset_index(drop=True)
    found = concentration(lines, by="organization_id", level="funder")
    found = found.set_index("organization_id")[["total_cny", "reason"]]
    listed = listed.join(found, on="organization_id")
    reason = listed["reason"].fillna("no_revenue").astype("str")
    listed["reason"] = reason.mask(reason.isin(VALUED), "")
    listed["total_cny"] = listed["total_cny"].where(listed["reason"] == "")
    counted = listed.loc[listed["reason"] == "", "organization_id"]
    lines = lines[lines["organization_id"].isin(counted)]
    return Books(listed, _cells(lines, pd.Index(listed["organization_id"])))


def _cells(lines: pd.DataFrame, identifiers: pd.Index) -> pd.DataFrame:
    amounts = lines["amount_cny"]
    parts = {
        "fund": (lines["instrument"] == FUND) & ~lines["is_passed_on"],
        "named": ~lines["funder_type"].isin(NAMELESS),
        f"type_{GOVERNMENT}": lines["by_funder"],
    }
    for kind in FIELDS["funder_type"].category_labels("en"):
        parts[f"type_{kind}"] = lines["funder_type"] == kind
    columns = {name: amounts.where(mark, 0.0) for name, mark in parts.items()}
    keyed = lines[["organization_id", "funder", "funder_organization_id"]].assign(
        is_outside=~lines["is_passed_on"], net=amounts, **columns
    )
    groups = keyed.groupby(["organization_id", "funder"])
    cells = groups[["net", *columns]].sum()
    cells["net"] = cells["net"].clip(lower=0.0)  # below 0 by rounding only
    for name in columns:
        cells[name] = cells[name].clip(0.0, cells["net"])
    first = groups[["funder_organization_id", "is_outside"]].first()
    cells = cells.join(first).reset_index()
    return cells.assign(
        holder=identifiers.get_indexer(pd.Index(cells["organization_id"])),
        payer=identifiers.get_indexer(pd.Index(cells["funder_organization_id"])),
    )


def hits(shock: Shock, found: Books, *, budget: float) -> Floats:
    """
    Say what a shock takes from every cell.

    Parameters
    ----------
    shock
        The shock.
    found
        Receipts of the whole city.
    budget
        Yearly budget of the earmarked fund, in yuan.

    Returns
    -------
    numpy.ndarray
        Yuan, from 0 to the cell's money.
    """
    cells, net = found.cells, found.cells["net"].to_numpy(float)
    if shock.kind == "top_funder":
        named = cells["named"].to_numpy(float)
        order = np.lexsort((cells["funder"].to_numpy(), -named, cells["holder"]))
        first = order[~cells["holder"].iloc[order].duplicated().to_numpy()]
        taken = np.zeros_like(net)
        taken[first] = named[first]
    elif shock.kind == "fund":
        taken = cells["fund"].to_numpy(float)
        taken = taken * min(1.0, budget / taken.sum()) if taken.any() else taken
    elif shock.kind == "funder_type":
        taken = cells[f"type_{shock.target}"].to_numpy(float)
    else:
        taken = np.where(cells["funder"] == shock.target, net, 0.0)
    return shock.share * taken
