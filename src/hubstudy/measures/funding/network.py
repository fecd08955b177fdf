"""Who funds whom as a two-mode network, and which organisations share funders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import networkx as nx

from hubstudy.errors import MeasureError, NetworkError
from hubstudy.fields import GOVERNMENT_FUNDER_TYPES
from hubstudy.measures.funding.concentration import ROUNDING, concentration
from hubstudy.measures.funding.dependence import VALUED, funding_year
from hubstudy.measures.funding.receipts import receipts
from hubstudy.network.contract import NODE_ATTRIBUTES, SHOWN, as_records
from hubstudy.network.projection import project

if TYPE_CHECKING:
    import pandas as pd

    from hubstudy.intake import Study

Weight = Literal["newman", "amount"]
LAYER = "funding"
NAMELESS = frozenset({"individual", "own_income"})
"""Funders that are nobody in particular, however they are written down."""
FUNDER_ATTRIBUTES = (
    "funder_type", "is_government", "funder_organization_id", "amount_cny",
)  # fmt: skip


def funder_network(study: Study, *, year: int | None = None) -> nx.Graph[str]:
    """
    Build the two-mode network of organisations and their funders.

    Own income and gifts of unnamed persons come from nobody who could be a node: an
    organisation that lives on these alone is an isolate. They do count in all that an
    organisation has, of which each tie carries its share.

    Parameters
    ----------
    study
        An opened study.
    year
        Year of the revenue; None for the last full year that has any.

    Returns
    -------
    networkx.Graph
        Nodes have ``mode`` (``"organization"`` or ``"funder"``), ``bipartite`` (0 or
        1, as networkx has it) and ``amount_cny`` (net: all an organisation has, all
        that a funder gave). Organisations, by ``organization_id``, have the attributes
        of the contract; funders, by name, ``funder_type``, ``is_government`` and
        ``funder_organization_id`` (None if not on the register; the same body is then
        a node of either mode). Edges join a funder with each organisation that got
        more from it than it gave back: ``layer`` (``"funding"``), ``weight`` and
        ``amount_cny`` (yuan, net), ``share`` (of all that the organisation has, 0–1;
        None where the organisation's shares are undefined) and ``is_passed_on``.
        Organisations are those with a line of revenue that year: no line is not no
        revenue. The graph has ``place``, ``streets``, ``year`` and ``measured``.

    Raises
    ------
    NetworkError
        If a funder's name is an organisation's id.
    MeasureError
        If the study does not cover the year.
    """
    chosen = funding_year(study) if year is None else study.last_day(year).year
    return network_of(study, receipts(study, year=chosen), chosen)


def network_of(study: Study, lines: pd.DataFrame, year: int) -> nx.Graph[str]:
    """
    Build the network of some lines of revenue.

    Parameters
    ----------
    study
        The study.
    lines
        Of one year; see `hubstudy.measures.funding.receipts`.
    year
        The year.

    Returns
    -------
    networkx.Graph
        See `funder_network`.

    Raises
    ------
    NetworkError
        If a funder's name is an organisation's id.
    """
    pairs = funding_pairs(lines)
    streets = study.tables.street_districts
    graph: nx.Graph[str] = nx.Graph(
        place=study.settings.place,
        streets=dict(zip(streets["street_code"], streets["street_name"], strict=True)),
        year=year,
        measured=not lines.empty,
    )
    organizations = study.with_place(study.tables.organizations)
    total = lines.groupby("organization_id")["amount_cny"].sum().rename("amount_cny")
    organizations = organizations.merge(total, on="organization_id")
    funders = _funders(pairs)
    if shared := sorted(set(funders["funder"]) & set(organizations["organization_id"])):
        msg = (
            f"资助方名称与组织编号相同：{shared[:SHOWN]}，请改其一 / funders bear the "
            f"ids of organisations, {shared[:SHOWN]}; rename one of each"
        )
        raise NetworkError(msg)
    _add_mode(graph, organizations, "organization_id", (*NODE_ATTRIBUTES, "amount_cny"))
    _add_mode(graph, funders, "funder", FUNDER_ATTRIBUTES)
    ties = pairs[pairs["amount_cny"] > 0].assign(layer=LAYER)
    ties["weight"] = ties["amount_cny"]
    ties["share"] = ties["share"].astype(object).where(ties["share"].notna(), None)
    names = ("layer", "weight", "amount_cny", "share", "is_passed_on")
    ends = zip(ties["organization_id"], ties["funder"], strict=True)
    records = as_records(ties, names)
    graph.add_edges_from((*pair, a) for pair, a in zip(ends, records, strict=True))
    return graph


def totals(lines: pd.DataFrame) -> pd.Series:
    """
    Add up what each organisation has.

    Parameters
    ----------
    lines
        See `hubstudy.measures.funding.receipts`.

    Returns
    -------
    pandas.Series
        Yuan, net, by organisation; missing where its shares are undefined.
    """
    found = concentration(lines, by="organization_id", level="funder")
    has_shares = found["reason"].isin(["", *VALUED]).to_numpy()
    return found.set_index("organization_id")["total_cny"].where(has_shares)


def funding_pairs(lines: pd.DataFrame) -> pd.DataFrame:
    """
    Net the money of each organisation and each funder that is somebody.

    Parameters
    ----------
    lines
        See `hubstudy.measures.funding.receipts`.

    Returns
    -------
    pandas.DataFrame
        One row per pair, sorted: ``organization_id``, ``funder``, ``funder_type``,
        ``funder_organization_id``, ``is_passed_on``, ``amount_cny`` and ``share`` of
        all that the organisation has, missing where its shares are undefined.
    """
    named = lines[~lines["funder_type"].isin(NAMELESS)]
    named = named.assign(gross=named["amount_cny"].abs())
    about = ["funder_type", "funder_organization_id", "is_passed_on"]
    sums = {name: (name, "sum") for name in ("amount_cny", "gross")}
    pairs = named.groupby(["organization_id", "funder"], as_index=False).agg(
        **{name: (name, "first") for name in about}, **sums
    )
    nothing = pairs["amount_cny"].abs() <= ROUNDING * pairs.pop("gross")
    pairs["amount_cny"] = pairs["amount_cny"].mask(nothing, 0.0)
    total = pairs["organization_id"].map(totals(lines)).astype("float64")
    # sums in another order may differ in the last bits
    return pairs.assign(share=(pairs["amount_cny"] / total).clip(upper=1.0))


def _funders(pairs: pd.DataFrame) -> pd.DataFrame:
    funders = pairs.groupby("funder", as_index=False).agg(
        funder_type=("funder_type", "first"),
        funder_organization_id=("funder_organization_id", "first"),
        amount_cny=("amount_cny", "sum"),
    )
    known = funders["funder_organization_id"]
    return funders.assign(
        is_government=funders["funder_type"].isin(GOVERNMENT_FUNDER_TYPES),
        funder_organization_id=known.astype(object).where(known.notna(), None),
    )


def _add_mode(
    graph: nx.Graph[str], frame: pd.DataFrame, key: str, attributes: tuple[str, ...]
) -> None:
    is_funder = key == "funder"
    rows = frame.sort_values(key).assign(
        mode="funder" if is_funder else "organization", bipartite=int(is_funder)
    )
    records = as_records(rows, (*attributes, "mode", "bipartite"))
    graph.add_nodes_from(zip(rows[key], records, strict=True))


def shared_funders(
    network: nx.Graph[str], *, weight: Weight = "newman", force: bool = False
) -> nx.Graph[str]:
    r"""
    Tie organisations that share funders.

    One funder of *k* organisations ties :math:`k(k - 1)/2` pairs by itself, so that
    density and clustering of this network say little; weights do.

    Parameters
    ----------
    network
        See `funder_network`.
    weight
        ``"newman"``: :math:`\sum_f 1/(k_f - 1)` over the funders shared, each of which
        funds :math:`k_f`. ``"amount"``: yuan that both have from the same funders, the
        smaller amount of each, :math:`\sum_f \min(a_{if}, a_{jf})`.
    force
        Whether to make a graph of more than 200,000 ties.

    Returns
    -------
    networkx.Graph
        All organisations, isolates too. Edges have ``weight``, ``layer``
        (``"projection"``), ``n_shared`` (funders), ``newman``, ``shared_cny``
        (the amount above) and ``same_funder_chance``, :math:`\sum_f s_{if} s_{jf}`:
        the chance that one yuan of each comes from the same funder (of an organisation
        with itself it is HHI, but for nameless money); None where shares are undefined.

    Raises
    ------
    MeasureError
        If there is no such weight.
    NetworkError
        If the network is one-mode, or gives too many ties.

    References
    ----------
    .. [1] Newman, Scientific collaboration networks II, 2001.
    """
    if weight not in get_args(Weight):
        ways = list(get_args(Weight))
        msg = f"weight 应为 {ways} 之一，得到 {weight!r} / must be one of these"
        raise MeasureError(msg)
    graph: nx.Graph[str] = project(network, onto="organization", force=force)
    for a, b, data in graph.edges(data=True):
        both = [(network[a][f], network[b][f]) for f in network[a] if f in network[b]]
        data["newman"] = data["weight"]
        data["shared_cny"] = sum(min(x["amount_cny"], y["amount_cny"]) for x, y in both)
        shares = [(x["share"], y["share"]) for x, y in both]
        known = all(value is not None for pair in shares for value in pair)
        data["same_funder_chance"] = sum(x * y for x, y in shares) if known else None
        if weight == "amount":
            data["weight"] = data["shared_cny"]
    return graph
