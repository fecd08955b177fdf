"""Search for the best coreness, by spectral projected gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hubstudy.network.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Counts = NDArray[np.int64]
    Numbers = NDArray[np.int32]


@compiled
def ascend(  # noqa: C901, PLR0912, PLR0915, PLR0917 - a kernel calls no other
    starts: Counts,
    contacts: Numbers,
    silent_starts: Counts,
    silent: Numbers,
    vector: Floats,
    steps: int,
    level: float,
) -> tuple[float, Floats, float]:
    """
    Climb to a higher correlation by spectral projected gradients.

    Parameters
    ----------
    starts, contacts
        Ties, in compressed rows.
    silent_starts, silent
        Pairs nobody asked about, in compressed rows.
    vector
        Coreness to begin with, 0 or more; shape (nodes,).
    steps
        Evaluations of the correlation, at most.
    level
        Projected slope at which to stop.

    Returns
    -------
    fit : float
        The highest correlation met; −1 if there is none.
    best : numpy.ndarray
        Where; shape (nodes,).
    slope : float
        Largest entry of the projected slope where it ended.

    References
    ----------
    .. [1] Birgin, Martínez and Raydan, Nonmonotone spectral projected gradient methods
       on convex sets, 2000.
    """
    n = len(vector)
    m = len(contacts) / 2
    n_pairs = n * (n - 1) / 2 - len(silent) / 2
    mean = m / n_pairs
    here, there = vector.copy(), vector.copy()
    rise, new_rise, way = np.zeros(n), np.zeros(n), np.zeros(n)
    others, square_others = np.zeros(n), np.zeros(n)
    recent = np.full(8, -2.0)
    best_fit, best = -1.0, vector.copy()
    pace, share, along, slope = 1.0, 1.0, 0.0, 0.0
    turn = 0
    for step in range(steps):
        # y = x - t^2 with c = t + u, t the least, correlates as x = c c does, and loses
        # no digits where coreness is almost equal; sums over all others are
        # added up from both sides, not taken as a difference, for the same reason
        least = there[0]
        for node in range(n):
            least = min(least, there[node])
        total, squares = 0.0, 0.0
        for node in range(n):
            u = there[node] - least
            others[node] = total
            square_others[node] = squares
            total += u
            squares += u * u
        total, squares = 0.0, 0.0
        for node in range(n - 1, -1, -1):
            u = there[node] - least
            others[node] += total
            square_others[node] += squares
            total += u
            squares += u * u
        first, second, shared = 0.0, 0.0, 0.0
        for node in range(n):
            c, u = there[node], there[node] - least
            for each in range(silent_starts[node], silent_starts[node + 1]):
                other = there[silent[each]] - least
                others[node] -= other
                square_others[node] -= other * other
            tied = 0.0
            for each in range(starts[node], starts[node + 1]):
                tied += there[contacts[each]] - least
            degree = starts[node + 1] - starts[node]
            asked = n - 1 - (silent_starts[node + 1] - silent_starts[node])
            fixed = least * u
            first += (asked * fixed + c * others[node]) / 2
            second += asked * fixed * fixed / 2 + fixed * c * others[node]
            second += c * c * square_others[node] / 2
            shared += (degree * fixed + c * tied) / 2
            new_rise[node] = tied + degree * least
        spread = second - first * first / n_pairs
        fit = -1.0
        if spread > 1e-12 * second:
            size = np.sqrt(spread * m * (1 - mean))
            fit = (shared - mean * first) / size
            for node in range(n):
                c, u = there[node], there[node] - least
                asked = n - 1 - (silent_starts[node + 1] - silent_starts[node])
                all_others = asked * least + others[node]
                drag = least * u * all_others + c * least * others[node]
                drag += c * square_others[node] - first / n_pairs * all_others
                pull = (new_rise[node] - mean * all_others) / size
                new_rise[node] = pull - fit * drag / spread
        if step > 0:
            worst = recent[0]
            for each in range(1, len(recent)):
                if -1.0 <= recent[each] < worst or worst < -1.0:
                    worst = recent[each]
            if fit < worst + 1e-4 * share * along:
                share /= 2
                if share < 1e-12:  # noqa: PLR2004 - no step helps
                    break
                for node in range(n):
                    there[node] = here[node] + share * way[node]
                continue
            moved, turned = 0.0, 0.0
            for node in range(n):
                change = there[node] - here[node]
                moved += change * change
                turned += change * (rise[node] - new_rise[node])
            pace = min(max(moved / turned, 1e-8), 1e8) if turned > 0 else 1e4
        recent[turn % len(recent)] = fit
        turn += 1
        for node in range(n):
            here[node] = there[node]
            rise[node] = new_rise[node]
        if fit > best_fit:
            best_fit = fit
            for node in range(n):
                best[node] = here[node]
        if fit == -1.0:
            break
        slope, along, share = 0.0, 0.0, 1.0
        for node in range(n):
            slope = max(slope, abs(max(here[node] + rise[node], 0.0) - here[node]))
            way[node] = max(here[node] + pace * rise[node], 0.0) - here[node]
            along += way[node] * rise[node]
            there[node] = here[node] + way[node]
        if slope <= level:
            break
    return best_fit, best, slope
