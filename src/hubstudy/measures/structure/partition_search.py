"""Search for the best core: by moves and exchanges, and by branch and bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hubstudy.network.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Numbers = NDArray[np.int32]
    Flags = NDArray[np.bool_]


@compiled
def improve(  # noqa: C901, PLR0912, PLR0915, PLR0917 - a kernel calls no other
    starts: Ints,
    contacts: Numbers,
    silent_starts: Ints,
    silent: Numbers,
    first: Flags,
    kicks: Ints,
    between: int,
    exchange: bool,  # noqa: FBT001 - kernels take no keywords
) -> tuple[float, Flags]:
    """
    Move nodes in and out of the core while that fits better, then kick, and again.

    Parameters
    ----------
    starts, contacts
        Ties, in compressed rows.
    silent_starts, silent
        Pairs nobody asked about, in compressed rows.
    first
        Marks the core to begin with.
    kicks
        Nodes to move at random once nothing gains any more; shape (rounds, nodes).
    between
        1 for ties between core and periphery, 0 for none, −1 to leave them out.
    exchange
        Whether to try exchanges of two besides moves of one.

    Returns
    -------
    fit : float
        Correlation; −2 if there is none.
    is_core : numpy.ndarray
        Shape (nodes,).
    """
    n = len(starts) - 1
    is_core = np.zeros(n, dtype=np.bool_)
    best_core = first.copy()
    core_ties = np.zeros(n, dtype=np.int64)
    core_silent = np.zeros(n, dtype=np.int64)
    tied_to = np.full(n, -1, dtype=np.int64)
    silent_to = np.full(n, -1, dtype=np.int64)
    m, unasked = len(contacts) / 2, len(silent) / 2
    k, inner, outer, inner_silent, outer_silent = 0.0, 0.0, m, 0.0, unasked
    fit, best_fit = -2.0, -2.0
    moves = np.empty(n, dtype=np.int64)
    n_moves = 0
    for node in range(n):
        if first[node]:
            moves[n_moves] = node
            n_moves += 1
    turn, node, idle = 0, 0, 0
    while True:
        for move in range(n_moves):
            moved = moves[move]
            sign = -1 if is_core[moved] else 1
            degree = starts[moved + 1] - starts[moved]
            asked = silent_starts[moved + 1] - silent_starts[moved]
            k += sign
            inner += sign * core_ties[moved]
            outer -= sign * (degree - core_ties[moved])
            inner_silent += sign * core_silent[moved]
            outer_silent -= sign * (asked - core_silent[moved])
            is_core[moved] = not is_core[moved]
            for each in range(starts[moved], starts[moved + 1]):
                core_ties[contacts[each]] += sign
            for each in range(silent_starts[moved], silent_starts[moved + 1]):
                core_silent[silent[each]] += sign
        n_moves = 0
        while idle <= n:
            others = n if exchange and is_core[node] and idle > 0 else 0
            if others > 0:
                for each in range(starts[node], starts[node + 1]):
                    tied_to[contacts[each]] = node
                for each in range(silent_starts[node], silent_starts[node + 1]):
                    silent_to[silent[each]] = node
            sign = -1 if is_core[node] else 1
            degree = starts[node + 1] - starts[node]
            asked = silent_starts[node + 1] - silent_starts[node]
            for other in range(-1, others):
                if idle > 0 and other >= 0 and is_core[other]:
                    continue
                size, a, b, s, t = k, inner, outer, inner_silent, outer_silent
                if idle > 0:
                    size += sign
                    a += sign * core_ties[node]
                    b -= sign * (degree - core_ties[node])
                    s += sign * core_silent[node]
                    t -= sign * (asked - core_silent[node])
                if other >= 0:
                    gone = core_ties[other] - (tied_to[other] == node)
                    quiet = core_silent[other] - (silent_to[other] == node)
                    size += 1
                    a += gone
                    b -= starts[other + 1] - starts[other] - gone
                    s += quiet
                    t -= silent_starts[other + 1] - silent_starts[other] - quiet
                core = size * (size - 1) / 2 - s
                edge = (n - size) * (n - size - 1) / 2 - t
                cross = size * (n - size) - (unasked - s - t)
                ones = core + cross if between == 1 else core
                zeros = edge + cross if between == 0 else edge
                hit = m - b if between == 1 else a
                miss = m - a if between == 0 else b
                spread = ones * zeros * (hit + miss) * (ones + zeros - hit - miss)
                value = -2.0
                if spread > 0:
                    value = (hit * zeros - miss * ones) / np.sqrt(spread)
                if idle == 0:
                    fit = value
                elif value > fit + 1e-12:
                    moves[0] = node
                    moves[1] = other
                    n_moves = 1 if other < 0 else 2
                    break
            if n_moves > 0:
                idle = 0
                break
            if idle > 0:
                node = node + 1 if node + 1 < n else 0
            idle += 1
        if n_moves > 0:
            continue
        if fit > best_fit + 1e-12:
            best_fit = fit
            best_core[:] = is_core
        if turn == len(kicks):
            return best_fit, best_core
        for other in range(n):
            tied_to[other] = -1
            silent_to[other] = -1
            if is_core[other] != best_core[other]:
                moves[n_moves] = other
                n_moves += 1
        for kick in kicks[turn]:
            if silent_to[kick] != kick:
                silent_to[kick] = kick
                place = -1
                for move in range(n_moves):
                    if moves[move] == kick:
                        place = move
                if place >= 0:
                    n_moves -= 1
                    moves[place] = moves[n_moves]
                else:
                    moves[n_moves] = kick
                    n_moves += 1
        turn += 1
        idle = 0


@compiled
def search(  # noqa: C901, PLR0912, PLR0915, PLR0917 - a kernel calls no other
    starts: Ints,
    contacts: Numbers,
    order: Ints,
    betters: Ints,
    sizes: Ints,
    first: Flags,
    first_fit: float,
    between: int,
    limit: int,
) -> tuple[float, Flags, bool]:
    """
    Look through all cores of each size, leaving out what cannot be better.

    The fit rises with the ties inside the core and falls with those in the periphery,
    so the most of the one and the least of the other, each taken by itself, bound it.

    Parameters
    ----------
    starts, contacts
        Ties, in compressed rows.
    order
        Nodes as they are taken up.
    betters
        Bits of the nodes that a node may not be in the core without.
    sizes
        Sizes of core to look through.
    first, first_fit
        A core to do better than, and its fit.
    between
        1 for ties between core and periphery, 0 for none, −1 to leave them out.
    limit
        Branches to look at, at most.

    Returns
    -------
    fit : float
        Correlation; −2 if there is none.
    is_core : numpy.ndarray
        Shape (nodes,).
    is_exact : bool
        Whether the limit was not reached.
    """
    n = len(starts) - 1
    n_ties = len(contacts) / 2
    best_fit, best_core = first_fit, first.copy()
    side = np.zeros(n, dtype=np.int64)
    tried = np.zeros(n + 1, dtype=np.int64)
    to_core = np.zeros(n, dtype=np.int64)
    to_edge = np.zeros(n, dtype=np.int64)
    to_free = np.zeros(n, dtype=np.int64)
    costs = np.zeros(2 * n + 1, dtype=np.int64)
    gains = np.zeros(2 * n + 1, dtype=np.int64)
    reach = np.zeros(n + 1, dtype=np.int64)
    branches = 0
    for size in sizes:
        for node in range(n):
            side[node] = 0
            to_core[node] = 0
            to_edge[node] = 0
            to_free[node] = starts[node + 1] - starts[node]
        tried[:] = 0
        depth, n_core, inner, outer, members = 0, 0, 0, 0, 0
        while depth >= 0:
            node = order[depth]
            if side[node] != 0:
                into = to_core if side[node] == 1 else to_edge
                for each in range(starts[node], starts[node + 1]):
                    into[contacts[each]] -= 1
                    to_free[contacts[each]] += 1
                if side[node] == 1:
                    n_core -= 1
                    inner -= to_core[node]
                    members ^= 1 << node
                else:
                    outer -= to_edge[node]
                side[node] = 0
            tried[depth] += 1
            if tried[depth] > 2:  # noqa: PLR2004 - core, then periphery
                tried[depth] = 0
                depth -= 1
                continue
            free = n - depth - 1
            if tried[depth] == 1:
                if n_core == size or betters[node] & ~members:
                    continue
                side[node] = 1
                n_core += 1
                inner += to_core[node]
                members |= 1 << node
            else:
                if n_core + free < size:
                    continue
                side[node] = 2
                outer += to_edge[node]
            into = to_core if side[node] == 1 else to_edge
            for each in range(starts[node], starts[node + 1]):
                into[contacts[each]] += 1
                to_free[contacts[each]] -= 1
            wanted = size - n_core
            costs[:] = 0
            gains[:] = 0
            reach[:] = 0
            loose = 0
            for place in range(depth + 1, n):
                each = order[place]
                costs[2 * to_edge[each] + max(0, to_free[each] - wanted)] += 1
                gains[2 * to_core[each] + max(0, min(to_free[each], wanted - 1))] += 1
                reach[to_edge[each] + to_free[each]] += 1
                loose += 2 * to_edge[each] + to_free[each]
            least, left = 0, free - wanted
            for value in range(2 * n + 1):
                taken = min(left, costs[value])
                least += taken * value
                left -= taken
            most, left = 0, wanted
            for value in range(2 * n, -1, -1):
                taken = min(left, gains[value])
                most += taken * value
                left -= taken
            left = wanted
            loose //= 2
            for value in range(n, -1, -1):
                taken = min(left, reach[value])
                loose -= taken * value
                left -= taken
            a = inner + most // 2
            b = outer + max((least + 1) // 2, loose)
            core = size * (size - 1) / 2
            edge = (n - size) * (n - size - 1) / 2
            cross = size * (n - size)
            ones = core + cross if between == 1 else core
            zeros = edge + cross if between == 0 else edge
            hit = n_ties - b if between == 1 else a
            miss = n_ties - a if between == 0 else b
            spread = ones * zeros * (hit + miss) * (ones + zeros - hit - miss)
            bound = 1.0 if free > 0 else -2.0
            if spread > 0:
                bound = (hit * zeros - miss * ones) / np.sqrt(spread)
            if bound <= best_fit + 1e-12:
                continue
            branches += 1
            if branches > limit:
                return best_fit, best_core, False
            if free == 0:
                best_fit = bound
                for each in range(n):
                    best_core[each] = side[each] == 1
                continue
            depth += 1
    return best_fit, best_core, True
