"""How far a figure of one network could be off if its organisations were a sample."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from hubstudy.errors import MeasureError
from hubstudy.measures.inference.matrices import align, refuse_unknown
from hubstudy.network.reading import ID
from hubstudy.network.ties import Ties, as_ties
from hubstudy.results import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx

    from hubstudy.network.ties import Floats, Ints

    Statistic = Callable[[Ties], float | Estimate]

SMALLEST, FEWEST_DRAWS = 3, 2
ENDS = (0.025, 0.975)
METHOD = "vertex bootstrap (Snijders and Borgatti 1999), {} draws"


def vertex_bootstrap(
    network: nx.Graph[Any] | Ties,
    statistic: Statistic | None = None,
    *,
    n_draws: int = 1000,
    seed: int = 0,
) -> Estimate:
    """
    Give a network's figure with an interval, by resampling its organisations.

    As many organisations as there are are drawn with replacement, with the ties among
    those drawn. Between two copies of one organisation there is no pair to take from:
    each such pair becomes that of two different organisations drawn at random, so that
    the mean density of the draws is that of the network.

    Parameters
    ----------
    network
        Directed or not; isolates counted.
    statistic
        Gives a number (or `Estimate`) for a network; None for network density. It is
        handed `Ties` with the attributes of the organisations, whose ids are new.
    n_draws
        Number of draws.
    seed
        Seed of the draws.

    Returns
    -------
    Estimate
        The figure of the network itself, the standard deviation over draws, and their
        2.5 and 97.5 per cent points. Undefined as ``not_measured``, ``n_below_3`` (two
        organisations have one pair, which does not vary), ``not_applicable`` if the
        figure is undefined for the network or for half of the draws or more; fewer such
        draws are left out, and `method` counts them. An empty network has an error of
        0: from no tie the bootstrap can learn nothing.

    Raises
    ------
    NetworkError
        If the graph has parallel or self ties.
    MeasureError
        If a pair was not asked about, the network is two-mode, or fewer than two draws
        are asked for.

    Notes
    -----
    Where a program leaves pairs of copies untied, the mean density of its draws is
    (n − 1)/n of the network's. Figures that copies shift, such as transitivity, have a
    biased mean either way: read the standard error, less so the ends.

    References
    ----------
    .. [1] Snijders and Borgatti, Non-parametric standard errors and tests for network
       statistics, 1999.
    """
    ties, reason = _checked(network, n_draws)
    if reason:
        return Estimate.undefined(reason, n=ties.n_nodes)
    rng = np.random.default_rng(seed)
    drawn = (_drawn(ties, rng) for _ in range(n_draws))
    if statistic is None:
        own = ties.n_ties / ties.n_dyads()
        draws = np.array([len(_ties_drawn(ties, *each)[0]) for each in drawn], float)
        return _summary(own, draws / ties.n_dyads(), ties.n_nodes)
    own = _number(statistic(ties))
    values = [_number(statistic(_redrawn(ties, *each))) for each in drawn]
    return _summary(own, np.array(values), ties.n_nodes)


def compare_densities(
    x: nx.Graph[Any] | Ties,
    y: nx.Graph[Any] | Ties,
    *,
    n_draws: int = 1000,
    seed: int = 0,
) -> Estimate:
    """
    Compare the densities of two networks among the same organisations.

    Both are resampled together, as `vertex_bootstrap` does, so that what they share,
    such as the same organisations being active, is no error.

    Parameters
    ----------
    x, y
        Networks with the same organisations, both directed or both not.
    n_draws
        Number of draws.
    seed
        Seed of the draws.

    Returns
    -------
    Estimate
        Density of `x` less that of `y`, −1 to 1, with standard error and percentile
        interval; the two-sided p is that of the difference over its standard error
        against the normal distribution, missing where the error is 0. Undefined as in
        `vertex_bootstrap`.

    Raises
    ------
    NetworkError
        If the organisations differ, or directed and undirected are mixed.
    MeasureError
        As in `vertex_bootstrap`.

    References
    ----------
    .. [1] Snijders and Borgatti, Non-parametric standard errors and tests for network
       statistics, 1999.
    """
    align({"x": x, "y": y})
    first, reason = _checked(x, n_draws)
    second, reason_of_second = _checked(y, n_draws)
    reason = reason or reason_of_second
    if reason:
        return Estimate.undefined(reason, n=first.n_nodes, style="points")
    rng = np.random.default_rng(seed)
    counts = np.empty((n_draws, 2))
    for row in counts:
        drawn = _drawn(first, rng)
        row[:] = [len(_ties_drawn(ties, *drawn)[0]) for ties in (first, second)]
    n_dyads = first.n_dyads()
    own = (first.n_ties - second.n_ties) / n_dyads
    found = _summary(own, (counts[:, 0] - counts[:, 1]) / n_dyads, first.n_nodes)
    p_value = None
    if found.estimate is not None and found.std_error:
        p_value = float(2 * stats.norm.sf(abs(found.estimate) / found.std_error))
    return replace(found, p_value=p_value, style="points")


def _checked(network: nx.Graph[Any] | Ties, n_draws: int) -> tuple[Ties, str]:
    """Read a network, and say why it cannot be resampled."""
    ties = as_ties(network)
    if n_draws < FEWEST_DRAWS:
        msg = f"至少抽取 2 次，得到 {n_draws} / at least 2 draws, found {n_draws}"
        raise MeasureError(msg)
    if not ties.info.get("measured", True):
        return ties, "not_measured"
    refuse_unknown({"network": ties})
    return ties, "n_below_3" if ties.n_nodes < SMALLEST else ""


def _drawn(ties: Ties, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Draw organisations, and for each pair of copies two different ones in order."""
    number = ties.n_nodes
    picks = np.sort(rng.integers(number, size=number))
    size = np.bincount(picks, minlength=number)
    n_pairs = int((size * (size - 1) // 2).sum())
    first = rng.integers(number, size=n_pairs)
    second = (first + rng.integers(1, number, size=n_pairs)) % number
    return picks, np.column_stack([first, second])


def _redrawn(ties: Ties, picks: Ints, pairs: Ints) -> Ties:
    """Make the network among the organisations drawn."""
    source, target, tie = _ties_drawn(ties, picks, pairs)
    nodes = ties.nodes.iloc[picks].reset_index(drop=True)
    nodes[ID] = np.arange(len(picks))
    return Ties.from_numbers(
        nodes,
        source,
        target,
        weight=ties.weight[tie],
        only_membership=ties.only_membership[tie],
        info={name: item for name, item in ties.info.items() if name != "not_asked"},
        is_directed=ties.is_directed,
    )


def _ties_drawn(ties: Ties, picks: Ints, pairs: Ints) -> tuple[Ints, Ints, Ints]:
    """Give both ends of each tie by new number, and the tie it is a copy of."""
    parts = _copied(ties, picks), _filled(ties, picks, pairs)
    source, target, tie = (np.concatenate(both) for both in zip(*parts, strict=True))
    return source, target, tie


def _copied(ties: Ties, picks: Ints) -> tuple[Ints, Ints, Ints]:
    """Give each tie between all copies of its ends: ends by new number, and the tie."""
    number = ties.n_nodes
    size = np.bincount(picks, minlength=number)
    start = np.cumsum(size) - size
    copies = size[ties.source] * size[ties.target]
    tie = np.repeat(np.arange(ties.n_ties), copies)
    nth = np.arange(len(tie)) - np.repeat(np.cumsum(copies) - copies, copies)
    a, b = ties.source[tie], ties.target[tie]
    across, along = np.divmod(nth, size[b])
    return start[a] + across, start[b] + along, tie


def _filled(ties: Ties, picks: Ints, pairs: Ints) -> tuple[Ints, Ints, Ints]:
    """Give the ties that the pairs drawn at random bring between copies of one."""
    a, b = _copy_pairs(picks)
    if ties.is_directed:
        rows = [(a, b, pairs), (b, a, pairs[:, ::-1])]
    else:
        rows = [(a, b, np.sort(pairs, axis=1))]
    keys = ties.source * ties.n_nodes + ties.target
    found = []
    for source, target, ends in rows:
        wanted = ends[:, 0] * ties.n_nodes + ends[:, 1]
        place = np.searchsorted(keys, wanted)
        is_tied = np.isin(wanted, keys)
        found.append((source[is_tied], target[is_tied], place[is_tied]))
    source, target, tie = (np.concatenate(each) for each in zip(*found, strict=True))
    return source, target, tie


def _copy_pairs(picks: Ints) -> tuple[Ints, Ints]:
    """List the pairs of copies of one organisation, by new number."""
    size = int(np.bincount(picks).max())
    lows = [np.flatnonzero(picks[lag:] == picks[:-lag]) for lag in range(1, size)]
    empty = np.empty(0, dtype=np.intp)
    low = np.concatenate([empty, *lows])
    lag = np.concatenate([empty, *(np.full(len(x), k + 1) for k, x in enumerate(lows))])
    return low, low + lag


def _number(value: float | Estimate) -> float:
    """Turn what a statistic gives into a number, missing if undefined."""
    if isinstance(value, Estimate):
        return math.nan if value.estimate is None else value.estimate
    return float(value)


def _summary(own: float, draws: Floats, n_nodes: int) -> Estimate:
    defined = draws[np.isfinite(draws)]
    n_lost = len(draws) - len(defined)
    if not math.isfinite(own) or 2 * n_lost >= len(draws):
        return Estimate.undefined("not_applicable", n=n_nodes)
    low, high = np.quantile(defined, ENDS)
    method = METHOD.format(f"{len(draws):,}")
    if n_lost:
        method += f", {n_lost:,} of them undefined and left out"
    return Estimate(
        own, float(low), float(high), float(defined.std(ddof=1)),
        n=n_nodes, method=method,
    )  # fmt: skip
