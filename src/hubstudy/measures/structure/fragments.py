"""What is left after each removal: components, pairs, distances; and the next to go."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hubstudy.network.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hubstudy.network.ties import Ties

    Ints = NDArray[np.intp]
    Counts = NDArray[np.int64]
    Contacts = NDArray[np.int32]
    Floats = NDArray[np.float64]


class Fragments(NamedTuple):
    """
    What is left after 0, 1, … removals.

    Parameters
    ----------
    largest
        Organisations in the largest component; shape (removals + 1,).
    pairs
        Pairs of organisations that are connected; shape (removals + 1,).
    """

    largest: Counts
    pairs: Counts


def degree_order(ties: Ties) -> Ints:
    """
    Order organisations by degree, highest first, equal ones by id.

    Parameters
    ----------
    ties
        The network.

    Returns
    -------
    numpy.ndarray
        Node numbers; shape (nodes,).
    """
    return np.argsort(-ties.degree(), kind="stable")


def fragments(ties: Ties, removed: Ints) -> Fragments:
    """
    Say what is left after 0, 1, … removals.

    Works backwards: what is left at the end is joined first, then the removed are put
    back one by one (union–find), so the whole curve costs as much as one look.

    Parameters
    ----------
    ties
        The network; directions are left out.
    removed
        Node numbers in the order of their removal.

    Returns
    -------
    Fragments
        One row more than there are removals.
    """
    starts, contacts = ties.neighbors()
    return Fragments(*_fragments(starts, contacts, removed.astype(np.int64)))


def inverse_distances(ties: Ties, removed: Ints) -> Floats:
    """
    Add up one over the distance of all pairs left after 0, 1, … removals.

    Parameters
    ----------
    ties
        The network; directions are left out.
    removed
        Node numbers in the order of their removal.

    Returns
    -------
    numpy.ndarray
        0 for pairs out of reach; shape (removals + 1,).
    """
    starts, contacts = ties.neighbors()
    return _inverse_distances(starts, contacts, removed.astype(np.int64))


def order_by_degree_left(ties: Ties, n_removed: int) -> Ints:
    """
    Order by degree among those left, highest first, equal ones by id.

    Parameters
    ----------
    ties
        The network; directions are left out.
    n_removed
        How many to order.

    Returns
    -------
    numpy.ndarray
        Node numbers; shape (removals,).
    """
    starts, contacts = ties.neighbors()
    return _by_degree_left(starts, contacts, n_removed).astype(np.intp)


@compiled
def _fragments(  # noqa: C901 - a kernel calls no other
    starts: Counts, contacts: Contacts, removed: Counts
) -> tuple[Counts, Counts]:
    n = len(starts) - 1
    steps = len(removed)
    taken = np.zeros(n, dtype=np.bool_)
    for node in removed:
        taken[node] = True
    back = np.empty(n, dtype=np.int64)
    kept = 0
    for node in range(n):
        if not taken[node]:
            back[kept] = node
            kept += 1
    for place in range(steps):
        back[kept + place] = removed[steps - 1 - place]
    parent = np.full(n, -1, dtype=np.int64)
    size = np.ones(n, dtype=np.int64)
    largest = np.zeros(steps + 1, dtype=np.int64)
    pairs = np.zeros(steps + 1, dtype=np.int64)
    most, joined = 0, 0
    for place in range(n):
        if place >= kept:
            largest[steps - (place - kept)] = most
            pairs[steps - (place - kept)] = joined
        mine = back[place]
        parent[mine] = mine
        for each in range(starts[back[place]], starts[back[place] + 1]):
            other = contacts[each]
            if parent[other] < 0:
                continue
            while parent[other] != other:
                parent[other] = parent[parent[other]]
                other = parent[other]
            if other == mine:
                continue
            joined += size[other] * size[mine]
            if size[other] > size[mine]:
                other, mine = mine, other
            parent[other] = mine
            size[mine] += size[other]
        most = max(most, size[mine])
    largest[0], pairs[0] = most, joined
    return largest, pairs


@compiled
def _by_degree_left(starts: Counts, contacts: Contacts, count: int) -> Counts:
    """Play a tournament: the winner leaves, its contacts' matches are played again."""
    n = len(starts) - 1
    width = 1
    while width < n:
        width *= 2
    degree = np.full(width, -1, dtype=np.int64)
    winner = np.empty(2 * width, dtype=np.int64)
    for node in range(width):
        winner[width + node] = node
        if node < n:
            degree[node] = starts[node + 1] - starts[node]
    for match in range(width - 1, 0, -1):
        low, high = winner[2 * match], winner[2 * match + 1]
        winner[match] = low if degree[low] >= degree[high] else high
    removed = np.empty(count, dtype=np.int64)
    for step in range(count):
        leaving = winner[1]
        removed[step] = leaving
        degree[leaving] = -1
        for place in range(starts[leaving] - 1, starts[leaving + 1]):
            node = leaving
            if place >= starts[leaving]:
                node = contacts[place]
                if degree[node] < 0:
                    continue
                degree[node] -= 1
            match = (width + node) // 2
            while match > 0:
                low, high = winner[2 * match], winner[2 * match + 1]
                winner[match] = low if degree[low] >= degree[high] else high
                match //= 2
    return removed


@compiled
def _inverse_distances(  # noqa: C901 - a kernel calls no other
    starts: Counts, contacts: Contacts, removed: Counts
) -> Floats:
    """Walk outwards from 62 nodes at a time, one bit each."""
    n = len(starts) - 1
    sums = np.zeros(len(removed) + 1)
    is_left = np.ones(n, dtype=np.bool_)
    seen = np.zeros(n, dtype=np.int64)
    edge = np.zeros(n, dtype=np.int64)
    ahead = np.zeros(n, dtype=np.int64)
    for step in range(len(removed) + 1):
        if step > 0:
            is_left[removed[step - 1]] = False
        source = 0
        while source < n:
            seen[:] = 0
            edge[:] = 0
            bit = 1
            while source < n and bit < 1 << 62:
                if is_left[source]:
                    seen[source] = bit
                    edge[source] = bit
                    bit *= 2
                source += 1
            distance, found = 0, 1
            while found > 0:
                distance += 1
                found = 0
                for node in range(n):
                    word = 0
                    if is_left[node] and seen[node] != bit - 1:
                        for place in range(starts[node], starts[node + 1]):
                            word |= edge[contacts[place]]
                        word &= ~seen[node]
                    ahead[node] = word
                    count = word - ((word >> 1) & 0x5555555555555555)
                    count = (count & 0x3333333333333333) + (
                        (count >> 2) & 0x3333333333333333
                    )
                    count = (count + (count >> 4)) & 0x0F0F0F0F0F0F0F0F
                    count += count >> 8
                    count += count >> 16
                    count += count >> 32
                    found += count & 127
                for node in range(n):
                    edge[node] = ahead[node]
                    seen[node] |= ahead[node]
                sums[step] += found / distance
    return sums / 2
