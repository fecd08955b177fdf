"""One number of a network, by name or by function, for tests that draw networks."""

from __future__ import annotations

import math
from importlib import import_module
from numbers import Real
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from scipy.sparse.csgraph import connected_components

from hubstudy.errors import Bilingual, MeasureError
from hubstudy.fields import FIELDS
from hubstudy.network.store import to_graph
from hubstudy.results import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from hubstudy.network.ties import Ties

OURS = "hubstudy."
"""Functions from modules with this prefix are called with `Ties`."""

SMALLEST = 2

LABELS = {
    "transitivity": Bilingual("传递性", "transitivity"),
    "mean_local_clustering": Bilingual("平均局部聚类系数", "mean local clustering"),
    "robins_alexander_clustering": Bilingual(
        "Robins–Alexander 聚类系数", "Robins–Alexander clustering"
    ),
    "reciprocity": Bilingual("互惠性", "reciprocity"),
    "betweenness_centralization": Bilingual("中介中心势", "betweenness centralisation"),
    "isolate_share": Bilingual("孤立点占比", "share of isolates"),
    "degree_assortativity": Bilingual("度同配系数", "degree assortativity"),
}


def largest_component_share(ties: Ties) -> float:
    """
    Share of the nodes that are in the largest component, directions left out.

    Parameters
    ----------
    ties
        The network.

    Returns
    -------
    float
        From above 0 to 1, isolates counted; NaN without a node.
    """
    if not ties.n_nodes:
        return math.nan
    _, labels = connected_components(ties.adjacency(), directed=False)
    return float(np.bincount(labels).max() / ties.n_nodes)


def isolate_share(ties: Ties) -> float:
    """
    Share of the nodes that have no tie.

    Parameters
    ----------
    ties
        The network.

    Returns
    -------
    float
        From 0 to 1; NaN without a node.
    """
    return float((ties.degree() == 0).mean()) if ties.n_nodes else math.nan


def degree_assortativity(ties: Ties) -> float:
    """
    Correlation of the degrees at the two ends of ties.

    Directed: of the out-degree at the source with the in-degree at the target, as
    networkx has it; igraph leaves out the tie itself, which changes nothing.

    Parameters
    ----------
    ties
        The network.

    Returns
    -------
    float
        From −1 to 1; NaN where the degrees at either end are all the same.

    References
    ----------
    .. [1] Newman, Assortative mixing in networks, 2002.
    """
    one, other = ties.degree("out")[ties.source], ties.degree("in")[ties.target]
    if not ties.is_directed:
        one, other = np.concatenate([one, other]), np.concatenate([other, one])
    if len(one) < SMALLEST or np.ptp(one) == 0 or np.ptp(other) == 0:
        return math.nan
    return float(np.corrcoef(one, other)[0, 1])


def statistic_of(
    statistic: str | Callable[[Any], Estimate | float],
) -> Callable[[Ties], Estimate]:
    """
    Make any statistic a function of the engine.

    Parameters
    ----------
    statistic
        A name in `STATISTICS`; a function of hubstudy, called with `Ties`; or any other
        function, called with a networkx graph whose edges have weight 1.

    Returns
    -------
    callable
        Gives an `Estimate`, undefined as ``not_applicable`` where the statistic is NaN
        or networkx says that it is not defined.

    Raises
    ------
    MeasureError
        If there is no such name.
    """
    if isinstance(statistic, str):
        if statistic not in STATISTICS:
            msg = (
                f"没有名为 {statistic!r} 的统计量，已有 {sorted(STATISTICS)}；也可给"
                f"函数 / no statistic {statistic!r}, only those; or pass a function"
            )
            raise MeasureError(msg)
        return _guarded(STATISTICS[statistic])
    # a partial has its function inside
    made_of = getattr(statistic, "func", statistic)
    if (getattr(made_of, "__module__", None) or "").startswith(OURS):
        return _guarded(statistic)
    as_graph = _Graphs()
    return _guarded(lambda ties: statistic(as_graph(ties)))


def name_of(statistic: str | Callable[[Any], Any]) -> str:
    """
    Name a statistic.

    Parameters
    ----------
    statistic
        A name or a function.

    Returns
    -------
    str
        The name, or that of the function.
    """
    if isinstance(statistic, str):
        return statistic
    made_of = getattr(statistic, "func", statistic)
    return str(getattr(made_of, "__name__", type(statistic).__name__))


def label_of(name: str) -> Bilingual:
    """
    Give what readers call a statistic.

    Parameters
    ----------
    name
        Its name.

    Returns
    -------
    Bilingual
        The name itself if there is no label.
    """
    if name in FIELDS:
        return FIELDS[name].label
    return LABELS.get(name, Bilingual(name, name))


class _Graphs:
    """Make graphs of draws, reading their nodes, which they share, only once."""

    def __init__(self) -> None:
        self.nodes: pd.DataFrame | None = None
        self.bare: nx.Graph[Any] = nx.Graph()

    def __call__(self, ties: Ties) -> nx.Graph[Any]:
        if self.nodes is not ties.nodes:
            self.bare = to_graph(ties.keeping(np.zeros(ties.n_ties, dtype=bool)))
            self.nodes = ties.nodes
        graph = self.bare.copy()
        names = list(graph)
        graph.add_edges_from(
            (names[a], names[b], {"weight": weight})
            for a, b, weight in zip(
                ties.source.tolist(),
                ties.target.tolist(),
                ties.weight.tolist(),
                strict=True,
            )
        )
        return graph


def _guarded(function: Callable[[Ties], Any]) -> Callable[[Ties], Estimate]:
    def number(ties: Ties) -> Estimate:
        try:
            value = function(ties)
        except nx.NetworkXException:
            return Estimate.undefined("not_applicable", n=ties.n_nodes)
        if isinstance(value, Estimate):
            return value
        if not isinstance(value, Real):
            kind = type(value).__name__
            msg = (
                f"统计量应给出一个数或 Estimate，得到 {kind} / a statistic gives one "
                f"number or an Estimate, not a {kind}; wrap it in a function that does"
            )
            raise MeasureError(msg)
        if math.isnan(value):
            return Estimate.undefined("not_applicable", n=ties.n_nodes)
        return Estimate(float(value), n=ties.n_nodes)

    return number


def _measure(module: str, name: str) -> Callable[[Ties], Estimate]:
    """Name a measure without loading it: some of them load this package."""

    def measure(ties: Ties) -> Estimate:
        found: Estimate = getattr(import_module(f"hubstudy.measures.{module}"), name)(
            ties
        )
        return found

    return measure


STATISTICS: Mapping[str, Callable[[Ties], Estimate | float]] = MappingProxyType(
    {
        "network_density": _measure("density.networks", "network_density"),
        "degree_centralization": _measure(
            "position.centralization", "degree_centralization"
        ),
        "betweenness_centralization": _measure(
            "position.centralization", "betweenness_centralization"
        ),
        "transitivity": _measure("density.clustering", "transitivity"),
        "mean_local_clustering": _measure(
            "density.clustering", "mean_local_clustering"
        ),
        "robins_alexander_clustering": _measure(
            "density.clustering", "robins_alexander_clustering"
        ),
        "reciprocity": _measure("density.reciprocity", "reciprocity"),
        "largest_component_share": largest_component_share,
        "isolate_share": isolate_share,
        "degree_assortativity": degree_assortativity,
    }
)
"""Statistics by name, each a function of `Ties` that gives a number."""
