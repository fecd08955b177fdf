"""What the rules of governance are applied to: who brokers, and who can do without."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hubstudy.errors import NetworkError
from hubstudy.measures.density.clustering import paths_by_middle
from hubstudy.measures.density.networks import network_density
from hubstudy.measures.position.centralization import degree_centralization
from hubstudy.network.rewiring import random_networks
from hubstudy.network.ties import Ties, as_described_ties
from hubstudy.results import Estimate

if TYPE_CHECKING:
    import networkx as nx

    Network = nx.Graph[str] | Ties

SERVICE_LAYERS = frozenset({"collaboration", "referral", "resource"})
"""Layers in which organisations deliver services together; the others govern."""


class Top(NamedTuple):
    """
    Who brokers most.

    Parameters
    ----------
    place
        Node number.
    share
        Of all open two-paths, those that it is in the middle of; None without any.
    lead
        By how much this share exceeds that of the second; None without any.
    """

    place: int
    share: float | None
    lead: float | None


def find_top(ties: Ties) -> Top:
    """
    Find the organisation in the middle of most open two-paths.

    Parameters
    ----------
    ties
        Undirected, of two organisations or more.

    Returns
    -------
    Top
        Equal ones by degree, then by id.
    """
    through = paths_by_middle(ties)
    paths = through.known - through.closed
    first, second = np.lexsort((-ties.degree(), -paths))[:2]
    total = paths.sum()
    if not total:
        return Top(int(first), None, None)
    lead = (paths[first] - paths[second]) / total
    return Top(int(first), float(paths[first] / total), float(lead))


def _members_reach(ties: Ties, top: int) -> Estimate:
    """Share of pairs, the top left aside, that are tied or have a common contact."""
    others = ties.induced(np.arange(ties.n_nodes) != top)
    adjacency, n = others.adjacency(), others.n_nodes
    near = (adjacency + adjacency @ adjacency).tocoo()
    near_pairs = near.row.astype(np.int64) * n + near.col
    near_pairs = near_pairs[near.row < near.col]
    silent = others.unknown_pairs()
    lost = np.isin(silent[:, 0] * n + silent[:, 1], near_pairs, invert=True)
    pairs = n * (n - 1) // 2 - int(lost.sum())
    if not pairs:
        return Estimate.undefined("not_measured", n=n, style="share")
    return Estimate(len(near_pairs) / pairs, n=pairs, method="census", style="share")


def numbers_of(ties: Ties, whole: Ties, top: Top) -> dict[str, Estimate]:
    """
    Count what the rules need, and what is to be read beside it.

    Parameters
    ----------
    ties
        Undirected, without membership ties, three organisations or more.
    whole
        The same with membership ties.
    top
        Of `ties`.

    Returns
    -------
    dict of Estimate
        Named as in `GovernanceMode`.
    """
    n = ties.n_nodes
    numbers = {
        "degree_centralization": degree_centralization(ties),
        "degree_centralization_with_membership": degree_centralization(whole),
        "broker_share": _share(top.share, n),
        "broker_share_with_membership": _share(find_top(whole).share, n),
        "broker_lead": _share(top.lead, n, "points"),
        "top_degree_share": _share(float(ties.degree()[top.place] / (n - 1)), n),
        "members_reach": _members_reach(ties, top.place),
        "network_density": network_density(ties),
    }
    if not whole.info.get("membership", True):
        for name in [x for x in numbers if x.endswith("with_membership")]:
            numbers[name] = Estimate.undefined("not_measured", n=n)
    return numbers


def _share(value: float | None, n: int, style: str = "share") -> Estimate:
    if value is None:
        return Estimate.undefined("no_open_paths", n=n, style=style)
    return Estimate(value, n=n, method="census", style=style)


def null_centralization(ties: Ties, *, n_draws: int, seed: int) -> Estimate:
    """
    Degree centralisation of random networks with as many organisations and ties.

    Parameters
    ----------
    ties
        Undirected.
    n_draws
        How many to draw; 0 for none.
    seed
        Seed of all draws.

    Returns
    -------
    Estimate
        Mean, and 95 % of the draws; undefined without any.
    """
    if not n_draws:
        return Estimate.undefined("not_applicable", n=ties.n_nodes)
    drawn = random_networks(ties, conditioning="density", n_draws=n_draws, seed=seed)
    values = np.array([degree_centralization(part).estimate for part in drawn])
    low, high = np.quantile(values, [0.025, 0.975])
    return Estimate(
        float(values.mean()), float(low), float(high), n=n_draws,
        method="random networks of the same size and density", interval="null",
    )  # fmt: skip


def service_contacts(
    network: Network, service: Network | None, ties: Ties, top: str
) -> set[str] | None:
    """
    Name those whom an organisation delivers services with.

    Parameters
    ----------
    network
        As it came in; a graph tells layers, `Ties` do not.
    service
        Network of the service layers; None to read layers of the graph.
    ties
        The network.
    top
        Id of the organisation.

    Returns
    -------
    set of str or None
        Ids; None if layers are not known.

    Raises
    ------
    NetworkError
        If `service` has other organisations.
    """
    if service is None:
        if isinstance(network, Ties):
            return None
        layers = {b: set(x["layer"].split("+")) for b, x in network.adj[top].items()}
        return {b for b, found in layers.items() if found & SERVICE_LAYERS}
    other = as_described_ties(service).undirected().without_membership()
    ids = ties.nodes["organization_id"].tolist()
    if other.nodes["organization_id"].tolist() != ids:
        msg = (
            f"service 网络的组织（{other.n_nodes} 个）与 network 的（{len(ids)} 个）不"
            "同，请取同样的组织 / service and network have different organisations "
            f"({other.n_nodes} and {len(ids)}); take the same ones"
        )
        raise NetworkError(msg)
    place = ids.index(top)
    starts, contacts = other.neighbors()
    return {ids[x] for x in contacts[starts[place] : starts[place + 1]]}


def service_share(ties: Ties, top: int, served: set[str] | None) -> Estimate:
    """
    Share of an organisation's ties that carry services.

    Parameters
    ----------
    ties
        Undirected, without membership ties.
    top
        Node number.
    served
        Whom it delivers services with; None if not known.

    Returns
    -------
    Estimate
        0–1; undefined if not known.
    """
    starts, contacts = ties.neighbors()
    mine = contacts[starts[top] : starts[top + 1]]
    if served is None:
        return Estimate.undefined("not_measured", n=len(mine), style="share")
    names = ties.nodes["organization_id"].iloc[mine]
    share = float(names.isin(served).mean())
    return Estimate(share, n=len(mine), method="census", style="share")
