"""From a study's tables to its networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import networkx as nx
import numpy as np
import pandas as pd

from hubstudy.errors import NetworkError
from hubstudy.fields import FIELDS
from hubstudy.network.contract import (
    EDGE_ATTRIBUTES,
    MEMBERSHIP,
    NODE_ATTRIBUTES,
    SHOWN,
    as_records,
)
from hubstudy.network.ties import Ties

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hubstudy.intake import Study

LAYERS = tuple(
    item.code for item in FIELDS["layer"].categories if item.code != MEMBERSHIP
)
PAIR = ["source_id", "target_id"]


class _Frames(NamedTuple):
    """A network as tables: sorted nodes, one row per tied pair, graph attributes."""

    nodes: pd.DataFrame
    edges: pd.DataFrame
    info: dict[str, Any]


def collaboration_network(
    study: Study,
    *,
    year: int | None = None,
    layers: Sequence[str] | None = None,
    membership: bool = True,
) -> nx.Graph[str]:
    """
    Build the network among organisations, isolates kept.

    Nodes are all organisations open on the last day of the year. Edges are observed
    ties active in that year between two of them, one per pair: ``layer`` joins the
    layers, ``weight`` adds up (a missing weight counts 1). Rows "absent" and "not
    asked" give no edge; a pair not asked about and not observed in another layer is
    counted as not asked, because that is not the same as having no tie; belonging to
    a hub is no answer.

    Parameters
    ----------
    study
        An opened study.
    year
        A year of the study; None for the as-of date.
    layers
        Codes of layers to take, as in field ``layer``; None for all.
    membership
        Whether belonging to a hub counts as a tie. It makes every hub the centre of a
        star by construction, so findings are given with and without.

    Returns
    -------
    networkx.Graph
        Keeps the contract in `hubstudy.network`. ``graph.graph`` also has ``year``,
        ``as_of``, ``layers``, ``membership``, ``n_ties_dropped`` (tied pairs with an
        end not open), ``n_not_asked`` and ``not_asked``.

    Raises
    ------
    NetworkError
        If a layer is unknown, or an organisation is tied to itself.
    MeasureError
        If the study does not cover the year.
    """
    frames = _collaboration_frames(study, year, layers, membership=membership)
    graph: nx.Graph[str] = nx.Graph(**frames.info)
    records = as_records(frames.nodes, NODE_ATTRIBUTES)
    graph.add_nodes_from(zip(frames.nodes["organization_id"], records, strict=True))
    attributes = as_records(frames.edges, EDGE_ATTRIBUTES)
    pairs = frames.edges[PAIR].itertuples(index=False, name=None)
    graph.add_edges_from((*pair, a) for pair, a in zip(pairs, attributes, strict=True))
    return graph


def collaboration_ties(
    study: Study,
    *,
    year: int | None = None,
    layers: Sequence[str] | None = None,
    membership: bool = True,
) -> Ties:
    """
    Build the same network straight as arrays.

    Parameters
    ----------
    study, year, layers, membership
        As for `collaboration_network`.

    Returns
    -------
    Ties
        Equal to ``Ties.from_graph(collaboration_network(...))``.

    Raises
    ------
    NetworkError
        If a layer is unknown, or an organisation is tied to itself.
    MeasureError
        If the study does not cover the year.
    """
    frames = _collaboration_frames(study, year, layers, membership=membership)
    return Ties.from_frames(frames.nodes, frames.edges, info=frames.info)


def _collaboration_frames(
    study: Study, year: int | None, layers: Sequence[str] | None, *, membership: bool
) -> _Frames:
    as_of = study.last_day(year)
    taken = _check_layers(layers)
    nodes = study.organizations_open(year)[["organization_id", *NODE_ATTRIBUTES]]
    nodes = nodes.sort_values("organization_id", ignore_index=True)
    rows = _tie_rows(study, as_of.year, (*taken, MEMBERSHIP) if membership else taken)
    is_open = rows[PAIR].isin(set(nodes["organization_id"])).all(axis=1)
    observed = rows["observation"] == "observed"
    members = _membership_rows(study.organizations_open(year)) if membership else None
    edges = _collapse(pd.concat([rows[is_open & observed], members], ignore_index=True))
    silent = rows.loc[is_open & (rows["observation"] == "not_asked"), PAIR]
    # belonging to a hub is no answer to the question
    tied = pd.MultiIndex.from_frame(edges.loc[edges["layer"] != MEMBERSHIP, PAIR])
    asked = pd.MultiIndex.from_frame(silent).unique().difference(tied, sort=None)
    streets = study.tables.street_districts
    info = {
        "place": study.settings.place,
        "streets": dict(
            zip(streets["street_code"], streets["street_name"], strict=True)
        ),
        "year": as_of.year,
        "as_of": as_of,
        "layers": taken,
        "membership": membership,
        "measured": bool((rows["observation"] != "not_asked").any()),
        "n_ties_dropped": len(rows.loc[observed & ~is_open, PAIR].drop_duplicates()),
        "n_not_asked": len(asked),
        "not_asked": tuple(sorted(asked)),
    }
    return _Frames(nodes, edges, info)


def _check_layers(layers: Sequence[str] | None) -> tuple[str, ...]:
    if layers is None:
        return LAYERS
    unknown = sorted(set(layers) - set(LAYERS))
    if unknown:
        msg = (
            f"没有关系类型 {unknown}，可用 {list(LAYERS)}；隶属关系用 membership 参数 "
            f"/ no such layers {unknown}, use some of {list(LAYERS)}; membership has "
            "its own parameter"
        )
        raise NetworkError(msg)
    return tuple(sorted(set(layers)))


def active_ties(study: Study, year: int) -> pd.DataFrame:
    """
    Give the rows of ties that hold in a year, as they were recorded.

    Parameters
    ----------
    study
        An opened study.
    year
        The year.

    Returns
    -------
    pandas.DataFrame
        Rows of table ``ties``, observed, absent and not asked, both ends as recorded.
    """
    ties = study.tables.ties
    began = ties["year_from"] <= year
    return ties[began & (ties["year_to"].fillna(year) >= year)]


def _tie_rows(study: Study, year: int, layers: Sequence[str]) -> pd.DataFrame:
    """Rows of ties active in a year, ends in order, missing weights counted 1."""
    every = study.tables.ties
    _refuse_self_ties("ties", every["source_id"], every["target_id"])
    ties = active_ties(study, year)
    rows = ties[ties["layer"].isin(layers)]
    return _in_order(rows).assign(weight=rows["weight"].fillna(1.0))


def _refuse_self_ties(table: str, source: pd.Series, target: pd.Series) -> None:
    loops = source[source == target].tolist()
    if loops:
        msg = (
            f"{table}：{len(loops)} 行把组织与自身相连，如 {loops[:SHOWN]}，请更正或删"
            f"去 / {table}: {len(loops)} rows tie an organisation to itself, such as "
            f"{loops[:SHOWN]}; correct or remove them"
        )
        raise NetworkError(msg)


def _membership_rows(organizations: pd.DataFrame) -> pd.DataFrame:
    """Tie members to their hub, both open, since the later of the two opened."""
    opened = organizations.set_index("organization_id")["opened"].dt.year.astype(
        "Int64"
    )
    members = organizations[organizations["member_of"].isin(opened.index)]
    _refuse_self_ties("organizations", members["organization_id"], members["member_of"])
    own = members["organization_id"].map(opened)
    rows = pd.DataFrame(
        {
            "source_id": members["organization_id"],
            "target_id": members["member_of"],
            "layer": MEMBERSHIP,
            "weight": 1.0,
            "year_from": pd.concat([own, members["member_of"].map(opened)], axis=1).max(
                axis=1
            ),
        }
    ).astype({"year_from": "Int64"})
    rows["year_to"] = pd.Series(pd.NA, index=rows.index, dtype="Int64")
    return _in_order(rows)


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Write each undirected pair the same way round."""
    ends = np.sort(rows[PAIR].to_numpy(dtype=object), axis=1)
    both = pd.DataFrame(ends, columns=PAIR, index=rows.index).astype("str")
    return rows.assign(source_id=both["source_id"], target_id=both["target_id"])


def _collapse(rows: pd.DataFrame) -> pd.DataFrame:
    """Make one edge of all rows of a pair."""
    by_pair = rows.groupby(PAIR, sort=True)
    edges = by_pair.agg(
        weight=("weight", "sum"),
        year_from=("year_from", "min"),
        last=("year_to", "max"),
    )
    still = rows["year_to"].isna().groupby([rows[name] for name in PAIR]).any()
    named = rows.sort_values([*PAIR, "layer"]).drop_duplicates([*PAIR, "layer"])
    layer = named.groupby(PAIR, sort=True)["layer"]
    edges["layer"] = layer.agg("+".join)
    edges["n_layers"] = layer.size()
    edges["year_to"] = _years(edges["last"].mask(still))
    edges["year_from"] = _years(edges["year_from"])
    return edges.reset_index()[[*PAIR, *EDGE_ATTRIBUTES]]


def _years(years: pd.Series) -> pd.Series:
    """Give years as int, and None where there is none."""
    plain = [None if pd.isna(year) else int(year) for year in years]
    return pd.Series(plain, index=years.index, dtype=object)
