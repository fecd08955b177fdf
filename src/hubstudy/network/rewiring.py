"""Random networks that keep something of the one observed, for its null models.

Every draw is unweighted, keeps the nodes with all that is known of them, and has a
generator of its own, spawned from the seed: draw *i* is the same however many there
are. Pairs nobody asked about stay unknown in every draw and never take a tie; a pair
that nobody asked about but that has a tie from elsewhere counts as known.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from hubstudy.errors import NetworkError
from hubstudy.network.dyads import Dyads
from hubstudy.network.groups import first_mode
from hubstudy.network.swaps import Chain, with_sorted_ties, with_ties
from hubstudy.network.ties import Ties, as_ties

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import networkx as nx
    from numpy.random import Generator

    from hubstudy.network.ties import Flags, Ints

    Network = nx.Graph[Any] | Ties

CONDITIONINGS = ("size", "density", "degree", "dyad")
"""What a null may keep: see `random_networks`."""

MANY_DYADS = 20_000_000
"""With more pairs than these, half of which would be tied, size is no null to draw."""


def rewired(network: Network, *, n_swaps: int | None = None, seed: int = 0) -> Ties:
    """
    Draw a network in which every organisation has as many ties as observed.

    A Markov chain over simple graphs whose nodes have names: two ties picked at random
    exchange ends, and a proposal that would make a self tie or a second tie of a pair
    is refused but counted, which is what makes all graphs with these degrees equally
    likely in the long run. Directed: degrees in and out are kept, and a quarter of
    proposals turn a cycle of three round, since exchanges alone do not reach all
    digraphs. Two-mode: the modes are kept. Where pairs are unknown the chain stays
    among the networks it can reach without tying them.

    Parameters
    ----------
    network
        Undirected, directed, or two-mode and undirected; weights are left out.
    n_swaps
        Proposals; None for ten per tie, 1,000 at least.
    seed
        Seed of the draw.

    Returns
    -------
    Ties
        The same nodes, every weight 1, no tie marked as membership.

    Raises
    ------
    NetworkError
        If the graph breaks the engine's rules, or is two-mode and directed.

    References
    ----------
    .. [1] Fosdick, Larremore, Nishimura and Ugander, Configuring random graph models
       with fixed degree sequences, 2018.
    .. [2] Rao, Jana and Bandyopadhyay, A Markov chain Monte Carlo method for generating
       random (0, 1)-matrices with given marginals, 1996.
    """
    if n_swaps is not None and n_swaps < 0:
        msg = f"n_swaps 应不小于 0，得到 {n_swaps} / must be 0 or more"
        raise NetworkError(msg)
    blank, first = _blank(as_ties(network))
    return Chain.starting_at(blank, first).draw(np.random.default_rng(seed), n_swaps)


def random_networks(
    network: Network, *, conditioning: str, n_draws: int, seed: int = 0
) -> Iterator[Ties]:
    """
    Draw networks at random, independent of one another, given what they keep.

    Parameters
    ----------
    network
        Undirected, directed, or two-mode and undirected; weights are left out.
    conditioning
        ``"size"``: the nodes; every known pair is tied with probability one half, so
        that all networks are equally likely (half a million ties a draw in a network of
        1,400 nodes). ``"density"``: also the number of ties.
        ``"degree"``: also every node's ties; see `rewired`, each draw a chain of its
        own from the network observed. ``"dyad"`` (directed): the numbers of mutual,
        asymmetric and null dyads; a dyad known in one direction only stays as it is.
    n_draws
        How many to draw.
    seed
        Seed of all draws.

    Returns
    -------
    iterator of Ties
        The same nodes, every weight 1, no tie marked as membership; each drawn when it
        is asked for.

    Raises
    ------
    NetworkError
        If there is no such conditioning, it has no meaning for this network, or the
        network is too large for it.

    References
    ----------
    .. [1] Anderson, Butts and Carley, The interaction of size and density with
       graph-level indices, 1999.
    """
    if n_draws < 0:
        msg = f"n_draws 应不小于 0，得到 {n_draws} / must be 0 or more"
        raise NetworkError(msg)
    if conditioning not in CONDITIONINGS:
        msg = (
            f"conditioning 应为 {list(CONDITIONINGS)} 之一，得到 {conditioning!r} / "
            "must be one of these"
        )
        raise NetworkError(msg)
    blank, first = _blank(as_ties(network))
    draw = _PREPARED[conditioning](blank, first)
    return (
        draw(np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number,))))
        for number in range(n_draws)
    )


def unweighted(ties: Ties) -> Ties:
    """
    Leave weights out, and hold fast which pairs are unknown, as all draws do.

    Parameters
    ----------
    ties
        The network.

    Returns
    -------
    Ties
        The same ties, every weight 1, none marked as membership; of the pairs nobody
        asked about those without a tie.
    """
    blank = with_sorted_ties(ties, ties.source, ties.target)
    return replace(blank, not_asked=ties.unknown_pairs())


def _blank(observed: Ties) -> tuple[Ties, Flags | None]:
    """Leave weights out, and tell the first mode."""
    first = first_mode(observed)
    if first is not None and observed.is_directed:
        msg = (
            "二模网络有方向，随机抽样只支持无方向的二模网络，请先用 undirected() / a "
            "directed two-mode network: take directions out with undirected() first"
        )
        raise NetworkError(msg)
    return unweighted(observed), first


def _size_draws(blank: Ties, first: Flags | None) -> Callable[[Generator], Ties]:
    dyads = Dyads.of(blank, first)
    n_dyads = dyads.n_known
    if n_dyads > MANY_DYADS:
        msg = (
            f"共有 {n_dyads:,} 对，“size”会让半数成对，请用“density”或“degree” / "
            f'{n_dyads:,} pairs, of which "size" would tie half; take "density" or '
            '"degree"'
        )
        raise NetworkError(msg)
    every = with_ties(blank, *dyads.pairs(np.arange(n_dyads)))

    def draw(generator: Generator) -> Ties:
        octets = np.frombuffer(generator.bytes(-(-n_dyads // 8)), dtype=np.uint8)
        chosen = np.flatnonzero(np.unpackbits(octets, count=n_dyads))
        return with_sorted_ties(blank, every.source[chosen], every.target[chosen])

    return draw


def _density_draws(blank: Ties, first: Flags | None) -> Callable[[Generator], Ties]:
    dyads = Dyads.of(blank, first)

    def draw(generator: Generator) -> Ties:
        return with_ties(
            blank, *dyads.pairs(_some(generator, dyads.n_known, blank.n_ties))
        )

    return draw


def _dyad_draws(blank: Ties, first: Flags | None) -> Callable[[Generator], Ties]:
    if not blank.is_directed:
        msg = (
            "“dyad”只对有向网络有意义，得到无向网络；请用“density” / "
            '"dyad" asks for a directed network; take "density" for this one'
        )
        raise NetworkError(msg)
    number = max(blank.n_nodes, 1)
    known = Dyads.of(blank, first, as_undirected=True)
    free = known.has(blank.source, blank.target)
    key = blank.source.astype(np.int64) * number + blank.target
    back = blank.target.astype(np.int64) * number + blank.source
    mutual = np.isin(key, back)
    n_mutual = int((mutual & free).sum()) // 2
    n_tied = n_mutual + int((~mutual & free).sum())
    kept = blank.source[~free], blank.target[~free]

    def draw(generator: Generator) -> Ties:
        numbers = _some(generator, known.n_known, n_tied, shuffle=True)
        low, high = known.pairs(numbers)
        forth, back = np.ones(n_tied, dtype=bool), np.ones(n_tied, dtype=bool)
        forth[n_mutual:] = generator.integers(0, 2, n_tied - n_mutual, dtype=bool)
        back[n_mutual:] = ~forth[n_mutual:]
        source = np.concatenate([low[forth], high[back], kept[0]])
        target = np.concatenate([high[forth], low[back], kept[1]])
        return with_ties(blank, source, target)

    return draw


def _degree_draws(blank: Ties, first: Flags | None) -> Callable[[Generator], Ties]:
    return Chain.starting_at(blank, first).draw


_PREPARED = {
    "size": _size_draws,
    "density": _density_draws,
    "degree": _degree_draws,
    "dyad": _dyad_draws,
}


def _some(
    generator: Generator, n_numbers: int, n_chosen: int, *, shuffle: bool = False
) -> Ints:
    """Choose some of the numbers from 0 on, none twice."""
    if not n_chosen:
        return np.empty(0, dtype=np.intp)
    return generator.choice(n_numbers, n_chosen, replace=False, shuffle=shuffle)
