"""Shocks to funding, and what each would take from every organisation at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.errors import MeasureError
from hubstudy.fields import FIELDS
from hubstudy.measures.funding.cascade import Flows
from hubstudy.measures.funding.concentration import concentration
from hubstudy.measures.funding.dependence import PLACED, VALUED
from hubstudy.measures.funding.receipts import receipts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hubstudy.intake import Study
    from hubstudy.network.ties import Floats

Kind = Literal["top_funder", "fund", "funder_type", "funder"]
KINDS = ("top_funder", "fund", "funder_type", "funder")
GOVERNMENT = "government"
FUND = "venture_fund"


@dataclass(frozen=True, slots=True)
class Shock:
    """
    Money that stops.

    Parameters
    ----------
    name
        Name in tables.
    kind
        ``"top_funder"``: each organisation's own largest funder, the first by name of
        equal ones. ``"fund"``: the city's earmarked fund (lines booked as
        ``venture_fund``), up to its yearly budget, from everybody in proportion.
        ``"funder_type"``: all funders of one type. ``"funder"``: one funder.
    target
        Code of ``funder_type`` or ``"government"``, or name of the funder.
    share
        Part of that money which stops, 0–1.

    Raises
    ------
    MeasureError
        If the kind, the target or the share makes no sense.
    """

    name: str
    kind: Kind
    target: str = ""
    share: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what cannot be computed."""
        known = [*FIELDS["funder_type"].category_labels("en"), GOVERNMENT]
        found: str = self.target
        if self.kind not in KINDS:
            found, wanted = self.kind, "、".join(KINDS)
        elif self.kind == "funder_type" and self.target not in known:
            wanted = "、".join(known)
        elif self.kind == "funder" and not self.target:
            wanted = "资助方名称 / the name of a funder"
        elif not 0 <= self.share <= 1:
            found, wanted = str(self.share), "0–1"
        else:
            return
        msg = (
            f"冲击 {self.name!r} 无法计算：得到 {found!r}，须为 / a shock cannot be "
            f"computed, found {found!r}, expected: {wanted}"
        )
        raise MeasureError(msg)


SHOCKS = (
    Shock("top_funder", "top_funder"),
    Shock("fund_300k", "fund"),
    Shock("government", "funder_type", GOVERNMENT),
    Shock("street_office", "funder_type", "street_office"),
)
"""Shocks tried unless others are given."""


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
        ``fund`` and that is of each funder type (``type_`` with its code).
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
        "fund": lines["instrument"] == FUND, f"type_{GOVERNMENT}": lines["by_funder"],
    }  # fmt: skip
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
        order = np.lexsort((cells["funder"].to_numpy(), -net, cells["holder"]))
        first = order[~cells["holder"].iloc[order].duplicated().to_numpy()]
        taken = np.zeros_like(net)
        taken[first] = net[first]
    elif shock.kind == "fund":
        taken = cells["fund"].to_numpy(float)
        taken = taken * min(1.0, budget / taken.sum()) if taken.any() else taken
    elif shock.kind == "funder_type":
        taken = cells[f"type_{shock.target}"].to_numpy(float)
    else:
        taken = np.where(cells["funder"] == shock.target, net, 0.0)
    return shock.share * taken


def check_shocks(shocks: Sequence[Shock], study: Study) -> tuple[Shock, ...]:
    """
    Refuse shocks that bear one name twice, or a funder nobody has heard of.

    Parameters
    ----------
    shocks
        The shocks.
    study
        The study.

    Returns
    -------
    tuple of Shock
        The shocks.

    Raises
    ------
    MeasureError
        If there is none, names repeat or a funder is not in the register.
    """
    names = [shock.name for shock in shocks]
    twice = sorted({name for name in names if names.count(name) > 1})
    if not names or twice:
        msg = (
            f"须有冲击且名称各异，重复：{twice} / shocks are wanted, each with a name "
            f"of its own, found twice: {twice}"
        )
        raise MeasureError(msg)
    known = set(study.tables.revenue["funder"])
    for shock in shocks:
        if shock.kind == "funder" and shock.target not in known:
            shown = "、".join(sorted(known)[:5])
            msg = (
                f"收入表中没有资助方 {shock.target!r}，其中有 / no such funder in the "
                f"revenue table, it has: {shown}…"
            )
            raise MeasureError(msg)
    return tuple(shocks)
