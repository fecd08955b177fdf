"""How concentrated money is: Herfindahl–Hirschman, effective funders, top share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from hubstudy.errors import MeasureError
from hubstudy.fields import FIELDS, GOVERNMENT_FUNDER_TYPES, fold_header
from hubstudy.measures.funding.classifier import classify_funders
from hubstudy.measures.funding.numbering import (
    Holders,
    Numbered,
    holders_of,
    numbered,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from hubstudy.network.ties import Flags, Floats, Ints

Level = Literal["source", "funder"]
ROUNDING = 1e-9
"""Share of a holder's gross receipts below which a net amount counts as nothing."""
SHOWN = 5
N_GONE = 5
REASONS = (
    "", "amount_missing", "source_missing", "zero_total", "all_negative",
    "refunds_exceed_receipts", "funder_type_unknown", "one_source",
)  # fmt: skip
"""Why values are missing, the first that holds; `N_GONE` of them leave none."""
VALUES = (
    "revenue_hhi", "effective_funders", "normalized_diversification",
    "shannon_effective", "top_share", "government_share",
)  # fmt: skip


class Cells(NamedTuple):
    """
    Money by holder and source.

    Parameters
    ----------
    holder
        Number of the holder.
    net
        Receipts less refunds, exactly 0 where nothing but rounding is left.
    gross
        Receipts and refunds alike counted as positive.
    """

    holder: Ints
    net: Floats
    gross: Floats


def concentration(
    revenue: pd.DataFrame, *, by: str | Sequence[str], level: Level = "source"
) -> pd.DataFrame:
    """
    Say how many sources each holder's money comes from, and how evenly.

    Money is netted first: a negative amount is a refund and is taken off what the same
    holder got from the same source. What cannot be a share then has none, with the
    reason why; a share is never cut to fit 0–1.

    Parameters
    ----------
    revenue
        One row per receipt: ``amount_cny`` in yuan; the columns of ``by``; ``funder``
        for level ``"funder"``; ``source``, or else ``funder_type``, for level
        ``"source"``. Government money is told by ``funder_type`` if there is such a
        column, else by ``source`` (codes, or the labels of the codebook), else by the
        funder's name (`hubstudy.measures.funding.classify_funders`). Lines of 0 yuan
        count for nothing, whatever else they lack.
    by
        Columns that tell holders apart, such as ``"organization_id"`` or
        ``["street_code", "year"]``.
    level
        ``"source"`` to count types of source, ``"funder"`` to count single funders.

    Returns
    -------
    pandas.DataFrame
        One row per holder in order: the columns of ``by``, ``n_sources`` (sources that
        are known and gave more than they took back), ``total_cny`` (net, in yuan;
        missing where amounts or sources are), ``revenue_hhi``
        (sum of squared shares, above 0 to 1), ``effective_funders`` (1 / HHI, the
        inverse Simpson or Hill number of order 2, from 1),
        ``normalized_diversification`` ((1 − HHI) / (1 − 1/n), 0–1),
        ``shannon_effective`` (exponential of the entropy, Hill number of order 1),
        ``top_share`` (0–1), ``government_share`` (0–1) and ``reason``: empty, or why
        values of the row are missing. ``amount_missing``, ``source_missing``,
        ``zero_total``, ``all_negative`` and ``refunds_exceed_receipts`` (in all, or
        from one source) leave no value; ``funder_type_unknown`` (or told in two ways,
        so that government money nets to less than none or more than all) leaves no
        ``government_share``; a single source, ``one_source`` or not, no
        ``normalized_diversification``.

    Raises
    ------
    MeasureError
        If a column is not there, no column tells holders apart, a holder is missing,
        or an amount is infinite or no number.

    References
    ----------
    .. [1] Hirschman, "The paternity of an index", Am. Econ. Rev. 54, 1964.
    .. [2] Hill, "Diversity and evenness: a unifying notation", Ecology 54, 1973.
    .. [3] Carroll and Stater, "Revenue diversification in nonprofit organizations",
       J. Public Adm. Res. Theory 19, 2009.
    .. [4] Chikoto, Ling and Neely, "The adoption and use of the Hirschman–Herfindahl
       index in nonprofit research", Voluntas 27, 2016.

    Examples
    --------
    >>> receipts = pd.DataFrame({
    ...     "organization_id": ["H1", "H1"],
    ...     "source": ["street_office", "firm"],
    ...     "amount_cny": [300.0, 100.0],
    ... })
    >>> found = concentration(receipts, by="organization_id")
    >>> found[["revenue_hhi", "top_share", "government_share"]].iloc[0].tolist()
    [0.625, 0.75, 0.75]
    """
    keys = [by] if isinstance(by, str) else list(by)
    column, told_by = _source_column(revenue, level), _type_column(revenue)
    _check(revenue, [*keys, column, "amount_cny"], keys)
    amounts = _amounts(revenue)
    with ThreadPoolExecutor(max_workers=2) as pool:
        columns = dict.fromkeys([*keys, column, told_by])
        jobs = {name: pool.submit(numbered, revenue[name]) for name in columns}
        telling = pool.submit(_public, jobs[told_by], told_by)
        holders = holders_of({name: jobs[name].result() for name in keys})
        sorting = pool.submit(holders.in_order)
        source, public = jobs[column].result(), telling.result()
        values = _measured(holders, source, amounts, public)
        order, frame = sorting.result()
    reason = values.pop("reason")[order]
    ordered = {name: value[order] for name, value in values.items()}
    words = pd.Series(REASONS, dtype="str").take(reason).array
    return pd.concat([frame, pd.DataFrame(ordered)], axis=1).assign(reason=words)


def _type_column(revenue: pd.DataFrame) -> str:
    """Name the column that tells government money."""
    told = [name for name in ("funder_type", "source") if name in revenue]
    return told[0] if told else "funder"


def _source_column(revenue: pd.DataFrame, level: str) -> str:
    if level == "funder":
        return "funder"
    if level != "source":
        msg = f"level 须为 source 或 funder / level is source or funder, not {level!r}"
        raise MeasureError(msg)
    return "source" if "source" in revenue else "funder_type"


def _check(revenue: pd.DataFrame, needed: list[str], keys: list[str]) -> None:
    if not keys:
        msg = "by 至少给出一列 / by must name a column or more"
        raise MeasureError(msg)
    if absent := [name for name in needed if name not in revenue]:
        msg = (
            f"收入表缺列 / the revenue frame lacks columns: {', '.join(absent)}；"
            f"现有 / it has: {', '.join(map(str, revenue.columns))}"
        )
        raise MeasureError(msg)
    for name in keys:
        if gaps := np.flatnonzero(revenue[name].isna())[:SHOWN].tolist():
            msg = (
                f"{name} 有空值，第 {gaps} 行（自 0 计）；请先补上或删去这些行 / "
                f"{name} is missing in rows {gaps} (from 0); fill in or drop them first"
            )
            raise MeasureError(msg)


def _amounts(revenue: pd.DataFrame) -> Floats:
    given = revenue["amount_cny"]
    try:
        amounts = given.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError) as error:
        msg = (
            f"amount_cny 有不是数的值（{error}）；请改为以元计的数 / amount_cny holds "
            "what is no number; give numbers, in yuan"
        )
        raise MeasureError(msg) from error
    if rows := np.flatnonzero(np.isinf(amounts))[:SHOWN].tolist():
        msg = (
            f"金额为无穷，第 {rows} 行（自 0 计）；请改正 / "
            f"infinite amounts in rows {rows} (from 0); mend them"
        )
        raise MeasureError(msg)
    return amounts


def _measured(
    holders: Holders, source: Numbered, amounts: Floats, public: Floats
) -> dict[str, Any]:
    """Compute all values, and places in `REASONS`, in the order of holders' numbers."""
    unknown, unnamed = np.isnan(amounts), (source.codes < 0) & (amounts != 0)
    lost = [_marked(holders.codes[rows], holders.n) for rows in (unknown, unnamed)]
    amounts = np.where(unknown | unnamed, 0.0, amounts)
    cells = _cells(holders, source, amounts)
    values = _values(cells, holders.n)
    values["government_share"] = _government(holders, amounts, public, cells)
    reason = _reasons(values, cells, *lost)
    for name in VALUES:
        values[name][(reason > 0) & (reason <= N_GONE)] = np.nan
    values["total_cny"][lost[0] | lost[1]] = np.nan
    return values | {"reason": reason}


def _marked(holders: Ints, n: int) -> Flags:
    """Mark those of `n` holders who are among these."""
    marks = np.zeros(n, dtype=bool)
    marks[holders] = True
    return marks


def _cells(holders: Holders, source: Numbered, amounts: Floats) -> Cells:
    n_sources = max(len(source.values), 1)
    place = holders.codes, np.maximum(source.codes, 0)  # nameless rows have no money
    shape = holders.n, n_sources
    grid = sparse.coo_array((amounts, place), shape=shape).tocsr()
    rows = np.repeat(np.arange(holders.n), np.diff(grid.indptr))
    net = gross = grid.data
    refunds = np.flatnonzero(amounts < 0)
    if len(refunds):
        cells = rows * n_sources + grid.indices
        paid = place[0][refunds] * n_sources + place[1][refunds]
        gross = net.copy()
        np.add.at(gross, np.searchsorted(cells, paid), -2 * amounts[refunds])
        net = np.where(np.abs(net) <= ROUNDING * gross, 0.0, net)
    return Cells(rows, net, gross)


def _sums(holder: Ints, values: Floats, n: int) -> Floats:
    return np.bincount(holder, weights=values, minlength=n).astype(float)


def _values(cells: Cells, n: int) -> dict[str, Any]:
    """Compute every index as if all holders had shares."""
    holder, net = cells.holder, cells.net
    paying = net > 0
    n_sources = np.bincount(holder[paying], minlength=n)
    total = _sums(holder, net, n)
    top = np.zeros(n)
    np.maximum.at(top, holder, net)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        share = net / total[holder]
        hhi = np.minimum(_sums(holder, share**2, n), 1.0)  # may add up to 1 + 1e-16
        entropy = -_sums(holder, np.where(paying, share * np.log(share), 0.0), n)
        spread = np.minimum((1 - hhi) / (1 - 1 / n_sources), 1.0)
        return {
            "n_sources": n_sources,
            "total_cny": total,
            "revenue_hhi": hhi,
            "effective_funders": 1 / hhi,
            "normalized_diversification": np.where(n_sources > 1, spread, np.nan),
            "shannon_effective": np.exp(entropy),
            "top_share": top / total,
        }


def _public(job: Future[Numbered], column: str) -> Floats:
    """Mark government money with 1, other money with 0, unknown with missing."""
    codes, kinds = job.result()
    if column == "funder":
        kinds = classify_funders(kinds)["funder_type"]
    else:
        spelled = FIELDS["funder_type"].category_spellings()
        kinds = kinds.astype("str").map(lambda kind: spelled.get(fold_header(kind)))
    known = list(FIELDS["funder_type"].category_labels("en"))
    marks = kinds.isin(list(GOVERNMENT_FUNDER_TYPES)).to_numpy(dtype=float)
    marks[~kinds.isin(known).to_numpy(dtype=bool)] = np.nan
    return np.append(marks, np.nan)[codes]  # the last stands for rows without any


def _government(
    holders: Holders, amounts: Floats, public: Floats, cells: Cells
) -> Floats:
    holder, n = holders.codes, holders.n
    total, gross = (_sums(cells.holder, x, n) for x in (cells.net, cells.gross))
    untold = np.isnan(public)
    money = _sums(holder, np.where(untold, 0.0, public) * amounts, n)
    slack = ROUNDING * gross
    inside = (money >= -slack) & (money <= total + slack)
    inside[holder[untold & (amounts != 0)]] = False
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(inside, np.clip(money / total, 0.0, 1.0), np.nan)


def _reasons(
    values: dict[str, Any], cells: Cells, unknown: Flags, unnamed: Flags
) -> Ints:
    """Give each holder's place in `REASONS`."""
    total = values["total_cny"]
    n = len(total)
    gross = _sums(cells.holder, cells.gross, n)
    has_refund = _marked(cells.holder[cells.net < 0], n)
    conditions = [
        unknown,
        unnamed,
        gross == 0,
        -total >= gross * (1 - ROUNDING),
        (total <= ROUNDING * gross) | has_refund,
        np.isnan(values["government_share"]),
        values["n_sources"] == 1,
    ]
    return np.select(conditions, range(1, len(REASONS)), default=0)
