"""How many organisations each funder reaches, and how many hang on it alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import networkx as nx
import numpy as np
import pandas as pd

from hubstudy.fields import GOVERNMENT_FUNDER_TYPES
from hubstudy.measures.funding import reach_words as words
from hubstudy.measures.funding.concentration import ROUNDING
from hubstudy.measures.funding.dependence import funding_year
from hubstudy.measures.funding.dependence_numbers import census
from hubstudy.measures.funding.network import (
    NAMELESS,
    funding_pairs,
    network_of,
    totals,
)
from hubstudy.measures.funding.receipts import from_outside, receipts
from hubstudy.measures.inference.intervals import MIN_CASES
from hubstudy.measures.position.centralization import (
    betweenness_centralization,
    degree_centralization,
)
from hubstudy.network.projection import affiliations, newman_weights, pairs_of
from hubstudy.network.reading import ID
from hubstudy.network.ties import as_ties
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    from hubstudy.intake import Study

MAJORITY = 0.5
SHOWN_PAIRS = 50


class Shared(NamedTuple):
    """
    Pairs of organisations that share funders.

    Parameters
    ----------
    n_organizations
        Organisations, those without a funder too.
    pairs
        One row per pair: ``source_id``, ``target_id``, ``n_shared``, ``weight``.
    """

    n_organizations: int
    pairs: pd.DataFrame


def funder_reach(study: Study, *, year: int | None = None, unit: str = CITY) -> Result:
    """
    Measure how many organisations each funder reaches, and hold in its hand.

    Funders are those who are somebody: own income and gifts of unnamed persons count in
    what organisations have, but are nobody who could leave. What a loss would set off
    among organisations that pass money on is not counted here; see
    `hubstudy.measures.funding.stress`.

    Parameters
    ----------
    study
        The study.
    year
        Year of the revenue; None for the last full year that has any.
    unit
        ``"city"`` or a street district's code, whose organisations are counted with all
        their funders.

    Returns
    -------
    Result
        One row per funder, widest reach first: ``funder``, ``funder_type``,
        ``is_government``, ``is_passed_on`` (the funder is an organisation of the
        register), ``n_organizations`` (that got more from it than they gave back),
        ``amount_cny`` (yuan, net), ``money_share`` (of the unit's money from outside,
        0–1; missing as ``not_applicable`` for money passed on, which came from outside
        before, or as ``refunds_exceed_receipts``, its own or those of others),
        ``n_majority`` (organisations that lose more than half of what they have if it
        leaves), ``n_only`` (that have nothing else) and ``reason``. Part ``shared``:
        the 50 pairs of organisations that share most, with ``n_shared`` (funders) and
        ``weight`` (Newman's, see `hubstudy.measures.funding.shared_funders`). Part
        ``shared_counts``: pairs by ``n_shared``, 0 too. Part ``centralization``:
        ``side``, ``measure``, ``centralization``, ``n`` and ``reason``.

    Raises
    ------
    NetworkError
        If a funder's name is an organisation's id.
    MeasureError
        If the unit or the year is not in the study.

    References
    ----------
    .. [1] Pfeffer and Salancik, *The External Control of Organizations*, 1978.
    .. [2] Borgatti and Everett, Network analysis of 2-mode data, 1997.
    .. [3] Newman, Scientific collaboration networks II, 2001.
    """
    place = study.unit_name(unit)
    chosen = funding_year(study) if year is None else study.last_day(year).year
    lines = receipts(study, unit=unit, year=chosen)
    pairs = funding_pairs(lines)
    graph = network_of(study, lines, chosen)
    shared = _shared(graph)
    table = _funders(pairs, lines)
    centralization = _centralization(graph, shared.n_organizations)
    numbers = _numbers(table, pairs, lines, shared)
    numbers |= {
        f"{side}_{measure}_centralization": value
        for (side, measure), value in centralization.items()
    }
    return Result(
        name="funder_reach",
        unit=unit,
        unit_name=place,
        table=table,
        n=shared.n_organizations,
        numbers=numbers,
        finding=words.finding(place, chosen, table, numbers, study.settings),
        method=words.method(chosen),
        caveats=tuple(words.caveats(study, chosen, table, lines, numbers)),
        parts={
            "shared": _closest(shared, study),
            "shared_counts": _counts(shared),
            "centralization": _centralization_frame(centralization),
        },
    )


def _funders(pairs: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Count, for each funder, whom it reaches and who hangs on it."""
    marked = pairs.assign(
        n_organizations=pairs["amount_cny"] > 0,
        n_majority=pairs["share"] > MAJORITY,
        n_only=pairs["share"] >= 1 - ROUNDING,
    )
    counts = ["n_organizations", "n_majority", "n_only"]
    table = marked.groupby("funder", as_index=False).agg(
        funder_type=("funder_type", "first"),
        is_passed_on=("is_passed_on", "first"),
        amount_cny=("amount_cny", "sum"),
        **{name: (name, "sum") for name in counts},
    )
    outside = float(from_outside(lines)["amount_cny"].sum())
    share = table["amount_cny"] / (outside or np.nan)
    reason = np.select(
        [table["is_passed_on"], outside <= 0, (share < 0) | (share > 1 + ROUNDING)],
        ["not_applicable", "zero_total", "refunds_exceed_receipts"],
        default="",
    )
    table = table.astype(dict.fromkeys(counts, "int64")).assign(
        is_government=table["funder_type"].isin(GOVERNMENT_FUNDER_TYPES),
        is_passed_on=table["is_passed_on"].astype(bool),
        money_share=share.where(reason == "").astype("float64").clip(upper=1.0),
        reason=pd.Series(reason, index=table.index, dtype="str"),
    )
    by = ["n_organizations", "amount_cny", "funder"]
    table = table.sort_values(by, ascending=[False, False, True], ignore_index=True)
    return table[
        ["funder", "funder_type", "is_government", "is_passed_on", "n_organizations",
         "amount_cny", "money_share", "n_majority", "n_only", "reason"]
    ]  # fmt: skip


def _shared(graph: nx.Graph[Any]) -> Shared:
    """Count funders that each pair of organisations has in common."""
    ties = as_ties(graph)
    modes = nx.get_node_attributes(graph, "mode")
    rows = ties.nodes[ID].map(modes).eq("organization").to_numpy(dtype=bool)
    matrix = affiliations(ties, rows)
    n_shared = pairs_of(matrix @ matrix.T)
    names = ties.nodes[ID].astype("str")[rows].to_numpy()
    return Shared(
        len(names),
        pd.DataFrame(
            {
                "source_id": pd.Series(names[n_shared.row], dtype="str"),
                "target_id": pd.Series(names[n_shared.col], dtype="str"),
                "n_shared": n_shared.data.astype(np.int64),
                "weight": newman_weights(matrix),
            }
        ),
    )


def _closest(shared: Shared, study: Study) -> pd.DataFrame:
    """Name the pairs that share most."""
    by = ["weight", "source_id", "target_id"]
    pairs = shared.pairs.sort_values(by, ascending=[False, True, True])
    pairs = pairs.head(SHOWN_PAIRS).reset_index(drop=True)
    organizations = study.tables.organizations.set_index("organization_id")
    names = organizations["organization_name"]
    for end in ("source", "target"):
        pairs[f"{end}_name"] = pairs[f"{end}_id"].map(names).astype("str")
    return pairs[
        ["source_id", "source_name", "target_id", "target_name", "n_shared", "weight"]
    ]


def _counts(shared: Shared) -> pd.DataFrame:
    """Count pairs by the number of funders they share, 0 too."""
    n = shared.n_organizations
    n_pairs = n * (n - 1) // 2
    counts = shared.pairs["n_shared"].value_counts().sort_index()
    frame = pd.DataFrame(
        {
            "n_shared": [0, *counts.index],
            "n_pairs": [n_pairs - int(counts.sum()), *counts],
        }
    ).astype("int64")
    share = frame["n_pairs"] / (n_pairs or np.nan)
    reason = "" if n_pairs else ("n_below_2" if n else "no_revenue")
    return frame.assign(pair_share=share.astype("float64"), reason=reason)


def _centralization(
    graph: nx.Graph[Any], n_organizations: int
) -> dict[tuple[str, str], Estimate]:
    found = {}
    for side in ("funder", "organization"):
        for measure, function in (
            ("degree", degree_centralization),
            ("betweenness", betweenness_centralization),
        ):
            if n_organizations < MIN_CASES:
                value = census(np.nan, n_organizations, "number")
            elif "funder" not in nx.get_node_attributes(graph, "mode").values():
                value = Estimate.undefined("one_group_only", n=n_organizations)
            else:
                value = function(graph, side=side)
            found[side, measure] = replace(value, style="number")
    return found


def _centralization_frame(found: dict[tuple[str, str], Estimate]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "side": side,
                "measure": measure,
                "centralization": value.estimate,
                "n": value.n,
                "reason": value.reason,
            }
            for (side, measure), value in found.items()
        ]
    ).astype({"centralization": "float64", "reason": "str"})


def _numbers(
    table: pd.DataFrame, pairs: pd.DataFrame, lines: pd.DataFrame, shared: Shared
) -> dict[str, Estimate]:
    n = shared.n_organizations
    n_pairs = n * (n - 1) // 2
    paying = table[table["n_organizations"] > 0]
    has_shares = pairs.dropna(subset=["share"])
    largest = has_shares.groupby("organization_id")["share"].max()
    counted = int(totals(lines).notna().sum())
    n_majority, n_only = (
        int(x.sum()) for x in (largest > MAJORITY, largest >= 1 - ROUNDING)
    )
    numbers = {
        "n_organizations": census(float(n), n, "count"),
        "n_funders": census(float(len(paying)), n, "count"),
        "top_funder_reach": census(
            float(paying["n_organizations"].max() / n) if len(paying) else 0.0,
            n, "share",
        ),
        "shared_pairs_share": census(
            len(shared.pairs) / max(n_pairs, 1), n, "share"
        ),
        "nameless_share": _nameless_share(lines, n),
    }  # fmt: skip
    for name, value, style in (
        ("n_majority", float(n_majority), "count"),
        ("n_only", float(n_only), "count"),
        ("majority_share", n_majority / max(counted, 1), "share"),
    ):
        numbers[name] = census(value, counted, style)
        if n and not counted:
            numbers[name] = Estimate.undefined("too_small", style=style)
    return numbers


def _nameless_share(lines: pd.DataFrame, n: int) -> Estimate:
    outside = from_outside(lines)
    total = float(outside["amount_cny"].sum())
    nameless = outside["funder_type"].isin(NAMELESS)
    money = float(outside.loc[nameless, "amount_cny"].sum())
    if total > 0 and 0 <= money <= total * (1 + ROUNDING):
        return census(min(money / total, 1.0), n, "share")
    reason = "refunds_exceed_receipts" if n else "no_revenue"
    return Estimate.undefined(reason, n=n, style="share")
