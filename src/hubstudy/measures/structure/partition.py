"""The discrete core–periphery pattern: which organisations make up the core."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hubstudy.measures.structure.coreness import compressed_rows
from hubstudy.measures.structure.partition_search import improve, search

if TYPE_CHECKING:
    import scipy.sparse as sp
    from numpy.typing import NDArray

    from hubstudy.measures.structure.coreness import Known

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Numbers = NDArray[np.int32]
    Flags = NDArray[np.bool_]

BETWEEN = {"missing": -1, "untied": 0, "tied": 1}
"""What the ideal pattern has between core and periphery."""

EXACT_NODES = 50
MOST_BRANCHES = 1_000_000
SWAP_NODES = 5_000
N_KICKS, KICK_SHARE = 60, 0.05
NO_FIT = -2.0


class Partition(NamedTuple):
    """
    The best core found.

    Parameters
    ----------
    fit
        Correlation of ties with the ideal pattern; below −1 if no core has any.
    is_core
        Shape (nodes,).
    is_exact
        Whether no other core can fit better.
    """

    fit: float
    is_core: Flags
    is_exact: bool


def best_partition(
    known: Known, orders: list[Ints], *, between: str, seed: int
) -> Partition:
    """
    Find the core whose ideal pattern correlates most with the ties.

    The beginnings of each order are tried as cores; the best is improved by moves and,
    up to 5,000 organisations, exchanges, and again after random moves. Up to 50
    organisations, all asked about, a search by branch and bound then looks for any that
    is better, and proves that there is none unless it has more than 1,000,000 branches.

    Parameters
    ----------
    known
        Three organisations or more; some known pairs tied and some not.
    orders
        Node numbers, most central first.
    between
        Key of `BETWEEN`.
    seed
        Of the random moves.

    Returns
    -------
    Partition
        Of several that fit equally well, the one met first.
    """
    n = known.tied.shape[0]
    code = BETWEEN[between]
    begun = [_best_beginning(known, order, code) for order in orders]
    first = begun[int(np.argmax([fit for fit, _ in begun]))][1]
    generator = np.random.default_rng(seed)
    kicks = generator.integers(n, size=(N_KICKS, max(1, round(KICK_SHARE * n))))
    fit, is_core = improve(
        *compressed_rows(known.tied),
        *compressed_rows(known.silent),
        first,
        kicks,
        code,
        n <= SWAP_NODES,
    )
    if n > EXACT_NODES or known.silent.nnz:
        return Partition(fit, is_core, is_exact=False)
    order = np.lexsort((np.arange(n), -known.tied.sum(axis=1)))
    low = {-1: 2, 0: 2, 1: 1}[code]
    high = {-1: n - 2, 0: n - 1, 1: n - 2}[code]
    fit, is_core, is_exact = search(
        *compressed_rows(known.tied),
        order,
        _betters(known.tied, order),
        np.arange(low, high + 1),
        is_core,
        fit,
        code,
        MOST_BRANCHES,
    )
    return Partition(fit, is_core, is_exact=is_exact)


def _best_beginning(known: Known, order: Ints, code: int) -> tuple[float, Flags]:
    """Take the first 1, 2, … of an order as core, and give the best."""
    n = len(order)
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    inside, outside = zip(
        *(_inside_and_outside(m, place) for m in (known.tied, known.silent)),
        strict=True,
    )
    size = np.arange(n + 1.0)
    core = size * (size - 1) / 2 - inside[1]
    edge = (n - size) * (n - size - 1) / 2 - outside[1]
    cross, crossing = known.n_pairs - core - edge, known.n_ties - inside[0] - outside[0]
    ones, zeros = core + cross * (code == 1), edge + cross * (code == 0)
    hit = inside[0] + crossing * (code == 1)
    miss = outside[0] + crossing * (code == 0)
    spread = ones * zeros * (hit + miss) * (ones + zeros - hit - miss)
    fits = np.full(n + 1, NO_FIT)
    some = spread > 0
    fits[some] = (hit * zeros - miss * ones)[some] / np.sqrt(spread[some])
    best = int(np.argmax(fits))
    return float(fits[best]), place < best


def _inside_and_outside(matrix: sp.csr_array, place: Ints) -> tuple[Floats, Floats]:
    """Count pairs among the first 0, 1, … of an order, and among the others."""
    n = len(place)
    rows = np.repeat(np.arange(n), np.diff(matrix.indptr))
    ends = place[rows], place[matrix.indices]
    last = np.bincount(np.maximum(*ends), minlength=n) / 2
    first = np.bincount(np.minimum(*ends), minlength=n) / 2
    inside = np.concatenate([[0.0], np.cumsum(last)])
    outside = np.concatenate([np.cumsum(first[::-1])[::-1], [0.0]])
    return inside, outside


def _betters(tied: sp.csr_array, order: Ints) -> Ints:
    """
    Mark, for each node, those that are in a best core if it is.

    Whoever has all of its contacts, and stands before it in the order: an exchange of
    the two makes no core of that size worse. One bit per node.
    """
    n = len(order)
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    bits = [0] * n
    for node in range(n):
        for contact in tied.indices[tied.indptr[node] : tied.indptr[node + 1]]:
            bits[node] |= 1 << int(contact)
    betters = np.zeros(n, dtype=np.int64)
    for node in range(n):
        for other in range(n):
            if place[other] < place[node] and not (
                bits[node] & ~bits[other] & ~(1 << other)
            ):
                betters[node] |= 1 << other
    return betters
