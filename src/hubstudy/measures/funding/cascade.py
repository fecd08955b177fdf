"""How a loss runs on from organisations that pass money on to those that get it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import spsolve

from hubstudy.errors import MeasureError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hubstudy.network.ties import Floats, Ints

Regrant = Literal["proportional", "first", "none"]
RULES = ("proportional", "first", "none")
MOST_ROUNDS = 12
SETTLED = 1e-9
"""Share of the whole loss below which what a round adds is not worth another."""


class Flows(NamedTuple):
    """
    Money that organisations pass on to one another.

    Parameters
    ----------
    payer, receiver
        Numbers of the organisations, from 0.
    amount
        In yuan, above 0; part of what the receiver received.
    """

    payer: Ints
    receiver: Ints
    amount: Floats


class Cascade(NamedTuple):
    """
    Where a loss comes to rest.

    Parameters
    ----------
    lost
        What each organisation loses in all, in yuan, from its direct loss to all it
        received.
    cut
        Share by which each cuts what it passes on, 0–1.
    """

    lost: Floats
    cut: Floats


class _Links(NamedTuple):
    """Flows that can carry a loss, and how much loss cuts a payer's to nothing."""

    payer: Ints
    receiver: Ints
    amount: Floats
    capacity: Floats


def cascade(
    direct: Floats, received: Floats, flows: Flows, *, regrant: Regrant
) -> Cascade:
    """
    Find the losses once everybody has cut what it passes on.

    An organisation cuts all that it passes on by one share: that of its receipts which
    it lost (``"proportional"``), or as much as takes its whole loss, as far as that
    goes (``"first"``), or not at all (``"none"``). Its cut is the loss of those who
    get the money, who cut in turn; money may run in circles. The losses are the least
    that agree with one another, which is what going round and round from the direct
    losses leads to.

    Parameters
    ----------
    direct
        Yuan each organisation loses at once, 0 to `received`.
    received
        Yuan each received.
    flows
        What they pass on to one another and the shock has left; an organisation that
        received nothing passes on from its savings, and never cuts.
    regrant
        The rule.

    Returns
    -------
    Cascade
        Losses and cuts.

    Raises
    ------
    MeasureError
        If there is no such rule.

    Notes
    -----
    The share cut is ``min(1, loss / capacity)``, so that the losses are the fixed
    point of an increasing concave map, of which there is one only among organisations
    that a loss can reach [1]_. It is found by Newton's method from above: a linear
    system for those who do not cut everything, solved anew until nobody joins them.

    References
    ----------
    .. [1] Kennan, "Uniqueness of positive fixed points for increasing concave
       functions on Rn", Rev. Econ. Dyn. 4, 2001.
    .. [2] Eisenberg and Noe, "Systemic risk in financial systems", Manage. Sci. 47,
       2001 (the same kind of fixed point, of payments).

    Examples
    --------
    >>> chain = Flows(np.array([0]), np.array([1]), np.array([20.0]))
    >>> cascade(
    ...     np.array([50.0, 0.0]), np.array([100.0, 40.0]), chain,
    ...     regrant="proportional",
    ... ).lost.tolist()
    [50.0, 10.0]
    """
    links = _links(direct, received, flows, regrant)
    partly = np.zeros(len(direct), dtype=bool)
    lost = np.minimum(direct + _arriving(links, np.ones(len(direct))), received)
    while True:
        below = lost < links.capacity
        if not (below & ~partly).any():
            break
        partly |= below
        lost = np.minimum(lost, _solved(direct, links, partly))
    lost = np.clip(lost, direct, received)
    return Cascade(lost, _cut(lost, links.capacity))


def spread(
    direct: Floats, received: Floats, flows: Flows, *, regrant: Regrant
) -> list[Floats]:
    """
    Follow a loss round by round.

    Parameters
    ----------
    direct, received, flows, regrant
        As for `cascade`.

    Returns
    -------
    list of numpy.ndarray
        Yuan by which each organisation's loss grows: by the shock, and in each round
        of cuts that it sets off. Money that runs in circles does so for ever, so that
        the last of at most 13 rounds holds all the rest.

    Raises
    ------
    MeasureError
        If there is no such rule.
    """
    final = cascade(direct, received, flows, regrant=regrant).lost
    links = _links(direct, received, flows, regrant)
    least = SETTLED * final.sum()
    steps = [np.zeros_like(direct), direct]
    while (final - steps[-1]).sum() > least:
        following = direct + _arriving(links, _cut(steps[-1], links.capacity))
        last = len(steps) > MOST_ROUNDS
        steps.append(final if last else np.minimum(following, final))
    return [after - before for before, after in pairwise(steps)]


def _links(direct: Floats, received: Floats, flows: Flows, regrant: Regrant) -> _Links:
    """Keep flows that a loss can reach; the others would leave the system singular."""
    if regrant not in RULES:
        msg = (
            f"regrant 须为 {'、'.join(RULES)} 之一，得到 {regrant!r} / regrant is one "
            f"of {', '.join(RULES)}, not {regrant!r}"
        )
        raise MeasureError(msg)
    passed_on = np.bincount(flows.payer, flows.amount, len(direct))
    capacity = received if regrant == "proportional" else passed_on.astype(float)
    carries = (flows.amount > 0) & (received[flows.payer] > 0)
    if regrant == "none":
        carries[:] = False
    reached = direct > 0
    while True:
        onward = carries & reached[flows.payer] & ~reached[flows.receiver]
        if not onward.any():
            break
        reached[flows.receiver[onward]] = True
    carries &= reached[flows.payer]
    payer, receiver = flows.payer[carries], flows.receiver[carries]
    paying = np.zeros(len(direct), dtype=bool)
    paying[payer] = True
    return _Links(payer, receiver, flows.amount[carries], capacity * paying)


def _cut(lost: Floats, capacity: Floats) -> Floats:
    share: Floats = np.divide(
        lost, capacity, out=np.zeros_like(lost), where=capacity > 0
    )
    return np.minimum(share, 1.0)


def _arriving(links: _Links, cut: Floats) -> Floats:
    arriving = links.amount * cut[links.payer]
    return np.bincount(links.receiver, arriving, len(cut)).astype(float)


def _solved(direct: Floats, links: _Links, partly: NDArray[np.bool_]) -> Floats:
    """Find the losses if payers marked cut in proportion to theirs, others wholly."""
    fixed = direct + _arriving(links, (~partly).astype(float))
    members = np.flatnonzero(partly)
    place = np.full(len(direct), -1)
    place[members] = np.arange(len(members))
    inside = partly[links.payer]
    payer, receiver = links.payer[inside], links.receiver[inside]
    share = links.amount[inside] / links.capacity[payer]
    among = partly[receiver]
    onward = sparse.coo_array(
        (share[among], (place[receiver[among]], place[payer[among]])),
        shape=(len(members), len(members)),
    )
    system = sparse.csc_array(sparse.eye_array(len(members)) - onward)
    solution = np.atleast_1d(spsolve(system, fixed[members]))
    lost = fixed.copy()
    np.add.at(lost, receiver, share * solution[place[payer]])
    lost[members] = solution
    return lost
