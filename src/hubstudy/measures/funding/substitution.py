"""How much other money would make organisations less dependent on a few funders."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.errors import MeasureError
from hubstudy.measures.funding import substitution_words as words
from hubstudy.measures.funding.concentration import concentration
from hubstudy.measures.funding.dependence import PLACED, VALUED, funding_year
from hubstudy.measures.funding.receipts import receipts
from hubstudy.measures.funding.substitution_numbers import (
    SOURCES,
    substitution_numbers,
    totals_of,
)
from hubstudy.results import CITY, Result

if TYPE_CHECKING:
    from hubstudy.intake import Study

CLOSE = 1e-9


def least_amount(
    squares: float, total: float, *, target: float, k: int, held: float = 0.0
) -> float | None:
    """
    Find the least money, in equal parts, that brings sources to a target.

    With *x* yuan added to each of *k* sources that now give *h* together, the
    effective number of sources is (T + kx)² / (Q + 2hx + kx²), which reaches the
    target where k(k − t)x² + 2(kT − th)x + T² − tQ is 0 or more; the least such *x*
    is the first root.

    Parameters
    ----------
    squares
        Sum Q of the squared amounts of the sources there are.
    total
        Their sum T, above 0.
    target
        Effective number t of sources wanted, 1 or more.
    k
        Sources that grow alike; new ones hold nothing yet.
    held
        What these give now, together.

    Returns
    -------
    float or None
        Yuan to each of the `k`; 0 if the target is reached already, None if no amount
        reaches it.

    Examples
    --------
    A second funder must give as much as the first for two effective funders.

    >>> least_amount(10_000.0, 100.0, target=2.0, k=1)
    100.0
    """
    scaled, part = squares / total**2, held / total
    if 1 - target * scaled >= -CLOSE:
        return 0.0
    square, linear, constant = k * (k - target), k - target * part, 1 - target * scaled
    root = linear**2 - square * constant
    if root < -CLOSE * linear**2:
        return None
    below = linear + math.sqrt(max(root, 0.0))
    if below <= CLOSE:
        return None
    return total * -constant / below


def fewest_funders(effective: float, *, target: float) -> int:
    """
    Count the equal new funders that can bring an organisation to a target.

    A new funder raises the effective number by at most 1, and by just that if it gives
    Q / T, the sum of squared amounts by the sum of amounts.

    Parameters
    ----------
    effective
        Effective funders now, from 1.
    target
        Effective funders wanted.

    Returns
    -------
    int
        The least number with which some amount reaches the target.
    """
    return max(0, math.ceil(target - effective - CLOSE))


def substitution(
    study: Study,
    *,
    target_effective_funders: float = 2.0,
    year: int | None = None,
    unit: str = CITY,
) -> Result:
    """
    Say what it would take to live on more than one funder.

    Two questions. At the level of funders: how much as few new funders as possible
    would have to give, in equal parts. At the level of source types: how much more
    firms, community partners or own income would have to bring, each alone or a third
    each; a source that gives much already may never get there, since more of it
    concentrates.

    Parameters
    ----------
    study
        The study.
    target_effective_funders
        Effective number (1 / HHI) wanted at either level, 1 or more.
    year
        Year of the revenue; None for the last full year that has any.
    unit
        ``"city"`` or a street district's code.

    Returns
    -------
    Result
        One row per organisation that ever reports revenue: ``total_cny`` (all it
        received), ``effective_funders`` and ``effective_sources`` (from 1),
        ``n_new_funders``, ``needed_cny`` from them together, ``needed_share`` of its
        revenue (above 1 only for targets above 2), then yuan by route: ``firm_cny``,
        ``community_partner_cny``, ``own_income_cny``, ``split_cny``; 0 where the
        target is reached already, missing with a reason (``not_reachable``). Part
        ``totals``: by ``level`` (``"all"``, ``"hub"``, ``"other"``) and ``route``, how
        many are there already and how many can get there, and what these would need:
        ``needed_cny``, its ``needed_share`` of their revenue, ``median_needed_cny``.

    Raises
    ------
    MeasureError
        If the unit or the year is not in the study, or the target is below 1.

    Notes
    -----
    Money already received stays. A target is a yardstick: for organisations living on
    grants, few funders can be a steady source [2]_.

    References
    ----------
    .. [1] Emerson, "Power-dependence relations", Am. Sociol. Rev. 27, 1962.
    .. [2] Qu, "Risk and diversification of nonprofit revenue portfolios", Nonprofit
       Manag. Leadersh. 30, 2019.
    """
    study.check_unit(unit)
    target = _checked(target_effective_funders)
    chosen = funding_year(study) if year is None else study.last_day(year).year
    table = _organizations(study, chosen, unit, target)
    totals = totals_of(table)
    numbers = substitution_numbers(totals)
    place = study.unit_name(unit)
    return Result(
        name="substitution",
        unit=unit,
        unit_name=place,
        table=table,
        n=int(table["reason"].eq("").sum()),
        numbers=numbers,
        finding=words.finding(study, table, numbers, place=place, year=chosen,
                              target=target),
        method=words.method(chosen, target),
        caveats=tuple(words.caveats(study, table, totals, year=chosen)),
        parts={"totals": totals},
    )  # fmt: skip


def _checked(target: float) -> float:
    if not 1 <= target < math.inf:
        msg = (
            f"目标有效资助方数须不小于 1，得到 {target} / the target number of "
            f"effective funders must be 1 or more, found {target}"
        )
        raise MeasureError(msg)
    return float(target)


def _organizations(study: Study, year: int, unit: str, target: float) -> pd.DataFrame:
    ever = receipts(study, unit=unit)
    lines = ever[ever["year"] == year].reset_index(drop=True)
    listed = ever[PLACED].drop_duplicates("organization_id")
    listed = listed.sort_values("organization_id").reset_index(drop=True)
    found, by_source = (
        concentration(lines, by="organization_id", level=level).set_index(
            "organization_id"
        )
        for level in ("funder", "source")
    )
    columns = ["total_cny", "effective_funders", "reason"]
    table = listed.join(found[columns], on="organization_id")
    sources = listed[["organization_id"]].join(
        by_source[["effective_funders", "reason"]], on="organization_id"
    )
    reason = _without_valued(table["reason"])
    of_source = reason.where(reason != "", _without_valued(sources["reason"]))
    known = reason == ""
    table["total_cny"] = table["total_cny"].where(known)
    table["effective_funders"] = table["effective_funders"].where(known)
    table["effective_sources"] = sources["effective_funders"].where(of_source == "")
    table["effective_sources_reason"] = of_source
    table = table.drop(columns="reason")
    table = table.join(_new_funders(table, target))
    table = table.join(_by_source(table, lines, target))
    return table.assign(reason=reason)


def _without_valued(reason: pd.Series) -> pd.Series:
    filled = reason.fillna("no_revenue").astype("str")
    return filled.mask(filled.isin(VALUED), "")


def _new_funders(table: pd.DataFrame, target: float) -> pd.DataFrame:
    """Say how many equal new funders it takes, and what they give together."""
    known = table[table["effective_funders"].notna()]
    counts, amounts = [], []
    for total, effective in zip(
        known["total_cny"], known["effective_funders"], strict=True
    ):
        n = fewest_funders(effective, target=target)
        each = least_amount(total**2 / effective, total, target=target, k=max(n, 1))
        counts.append(n)
        amounts.append(n * (each or 0.0))
    needed = pd.Series(amounts, index=known.index, dtype="float64").reindex(table.index)
    return pd.DataFrame({
        "n_new_funders": pd.Series(counts, index=known.index, dtype="Int64"),
        "needed_cny": needed,
        "needed_share": needed / table["total_cny"],
    }, index=table.index)  # fmt: skip


def _by_source(table: pd.DataFrame, lines: pd.DataFrame, target: float) -> pd.DataFrame:
    """Say what each route takes, or that it leads nowhere."""
    held = lines[lines["funder_type"].isin(SOURCES)].pivot_table(
        index="organization_id", columns="funder_type", values="amount_cny",
        aggfunc="sum", fill_value=0.0,
    )  # fmt: skip
    held = held.reindex(columns=list(SOURCES), fill_value=0.0)
    held = held.reindex(table["organization_id"], fill_value=0.0).clip(lower=0.0)
    routes = {source: held[source].to_numpy() for source in SOURCES}
    routes["split"] = held.sum(axis=1).to_numpy()
    total = table["total_cny"].to_numpy(float)
    squares = total**2 / table["effective_sources"].to_numpy(float)
    frame = pd.DataFrame(index=table.index)
    for name, amounts in routes.items():
        k = len(SOURCES) if name == "split" else 1
        found = [
            None if np.isnan(q) else least_amount(q, t, target=target, k=k, held=h)
            for q, t, h in zip(squares, total, amounts, strict=True)
        ]
        values = k * pd.Series(found, index=table.index, dtype="float64")
        reason = table["effective_sources_reason"]
        lost = (reason == "") & values.isna()
        frame[f"{name}_cny"] = values
        frame[f"{name}_cny_reason"] = reason.mask(lost, "not_reachable")
    return frame
