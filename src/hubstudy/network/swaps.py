"""Swaps of ties: the Markov chain behind degree-preserving random networks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hubstudy.network.compiled import compiled

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from hubstudy.network.ties import Flags, Ints, Ties

    Numbers = NDArray[np.int32]

SWAPS_PER_TIE = 10
FEWEST_SWAPS = 1000
"""Each tie is picked about twenty times, more in small networks, which are often stuck:
then no network is 0.1 % likelier or less likely than another, and more swaps change no
figure of a city."""

CHUNK = 1 << 20
"""Swaps whose random numbers are drawn at a time."""

BUCKETS_PER_TIE = 4


def with_ties(ties: Ties, source: Ints, target: Ints) -> Ties:
    """
    Give a network other ties, of weight 1.

    Parameters
    ----------
    ties
        The network.
    source, target
        Ends of the ties, in any order.

    Returns
    -------
    Ties
        The same nodes and unknown pairs.
    """
    number = max(ties.n_nodes, 1)
    if not ties.is_directed:
        source, target = np.minimum(source, target), np.maximum(source, target)
    keys = np.sort(source.astype(np.int64) * number + target)
    return with_sorted_ties(ties, keys // number, keys % number)


def with_sorted_ties(ties: Ties, source: Ints, target: Ints) -> Ties:
    """
    Give a network other ties, of weight 1, sorted already.

    Parameters
    ----------
    ties
        The network.
    source, target
        Ends of the ties as `Ties` keeps them.

    Returns
    -------
    Ties
        The same nodes and unknown pairs.
    """
    return replace(
        ties,
        source=source,
        target=target,
        weight=np.ones(len(source)),
        only_membership=np.zeros(len(source), dtype=bool),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """
    Where swaps start: the ties, and behind them pairs that may take none.

    Pairs that are not free are listed by bucket, which is the exclusive or of the codes
    of their ends, so that one look tells whether a pair is free.

    Parameters
    ----------
    blank
        The network.
    source, target
        Ends of the ties, then of the unknown pairs; of a two-mode network the first
        mode's end is the source.
    codes
        Random codes of nodes as source and as target, the same if undirected; shape
        (2, nodes).
    head
        First pair in each bucket; −1 for none.
    after
        Pair that follows each in its bucket; −1 for none.
    is_two_mode
        Whether ties have a fixed side.
    """

    blank: Ties
    source: Numbers
    target: Numbers
    codes: Numbers
    head: Numbers
    after: Numbers
    is_two_mode: bool

    @classmethod
    def starting_at(cls, blank: Ties, first: Flags | None) -> Chain:
        """
        Make the chain that starts at a network.

        Parameters
        ----------
        blank
            The network, without weights.
        first
            Marks the first mode; None for a one-mode network.

        Returns
        -------
        Chain
            It may be drawn from again and again.
        """
        source = np.concatenate([blank.source, blank.not_asked[:, 0]]).astype(np.int32)
        target = np.concatenate([blank.target, blank.not_asked[:, 1]]).astype(np.int32)
        if first is not None:
            turned = ~first[source]
            source[turned], target[turned] = target[turned], source[turned]
        n_buckets = 1 << (BUCKETS_PER_TIE * max(len(source), 1) - 1).bit_length()
        # codes decide how quickly a pair is looked up, and nothing else
        codes = np.random.default_rng(0).integers(
            0, n_buckets, (2, blank.n_nodes), dtype=np.int32
        )
        if not blank.is_directed:
            codes[1] = codes[0]
        buckets = codes[0, source] ^ codes[1, target]
        order = np.argsort(buckets, kind="stable").astype(np.int32)
        starts = np.ones(len(order), dtype=bool)
        starts[1:] = np.diff(buckets[order]) > 0
        head = np.full(n_buckets, -1, dtype=np.int32)
        head[buckets[order[starts]]] = order[starts]
        after = np.full(len(order), -1, dtype=np.int32)
        after[order[:-1]] = np.where(starts[1:], -1, order[1:])
        return cls(blank, source, target, codes, head, after, first is not None)

    def draw(self, generator: Generator, n_swaps: int | None = None) -> Ties:
        """
        Run the chain.

        Parameters
        ----------
        generator
            Where random numbers come from.
        n_swaps
            Proposals; None for ten per tie, 1,000 at least.

        Returns
        -------
        Ties
            Where it ends.
        """
        n_ties, is_directed = self.blank.n_ties, self.blank.is_directed
        left = max(SWAPS_PER_TIE * n_ties, FEWEST_SWAPS) if n_swaps is None else n_swaps
        left *= bool(n_ties)
        source, target = self.source.copy(), self.target.copy()
        head, after = self.head.copy(), self.after.copy()
        may_turn = not (is_directed or self.is_two_mode)
        while left > 0:
            size = min(left, CHUNK)
            one = generator.integers(0, n_ties, size, dtype=np.int32)
            other = generator.integers(0, 4 * n_ties, size, dtype=np.int64)
            swap(
                source, target, head, after, self.codes,
                one, other, n_ties, may_turn, is_directed,
            )  # fmt: skip
            left -= size
        ends = source[:n_ties].astype(np.intp), target[:n_ties].astype(np.intp)
        return with_ties(self.blank, *ends)


@compiled
def swap(  # noqa: C901, PLR0912, PLR0917 - one kernel calls no other
    source: Numbers,
    target: Numbers,
    head: Numbers,
    after: Numbers,
    codes: Numbers,
    one: Numbers,
    other: NDArray[np.int64],
    n_ties: int,
    may_turn: bool,  # noqa: FBT001
    is_directed: bool,  # noqa: FBT001
) -> None:
    """
    Exchange the ends of ties, as often as numbers are handed in, in place.

    Parameters
    ----------
    source, target
        Ends of the ties, then of the pairs that may take none.
    head, after
        First pair in each bucket, and the pair that follows each, −1 for none.
    codes
        Codes of nodes as source and as target; shape (2, nodes).
    one, other
        The two ties of each proposal; the second times four, plus a coin from 0 to 3.
    n_ties
        How many of the pairs are ties.
    may_turn
        Whether the second tie may be turned round first: undirected, one mode.
    is_directed
        Whether cycles of three are turned round too.
    """
    chosen = np.empty(3, dtype=np.int64)
    for step in range(len(one)):
        first, second, coin = one[step], other[step] >> 2, other[step] & 3
        chosen[0], chosen[1] = first, second
        n_chosen = 2
        if may_turn and coin & 1:
            source[second], target[second] = target[second], source[second]
        if is_directed and coin == 0:
            # the ties from the first one's target over a third node to its source
            n_chosen = 3
            third = source[second]
            for place in range(1, 3):
                start = target[first] if place == 1 else third
                end = third if place == 1 else source[first]
                pair = head[codes[0, start] ^ codes[1, end]]
                while pair >= 0 and not (source[pair] == start and target[pair] == end):
                    pair = after[pair]
                chosen[place] = pair
            if min(chosen[1], chosen[2]) < 0 or max(chosen[1], chosen[2]) >= n_ties:
                continue
        is_free = True
        for place in range(n_chosen):
            start = source[chosen[place]]
            end = target[chosen[place + 1 if place + 1 < n_chosen else 0]]
            pair = head[codes[0, start] ^ codes[1, end]]
            while pair >= 0 and not (
                (source[pair] == start and target[pair] == end)
                or (not is_directed and source[pair] == end and target[pair] == start)
            ):
                pair = after[pair]
            is_free = is_free and start != end and pair < 0
        if not is_free:
            continue
        for place in range(n_chosen):
            tie = chosen[place]
            bucket = codes[0, source[tie]] ^ codes[1, target[tie]]
            if head[bucket] == tie:
                head[bucket] = after[tie]
                continue
            pair = head[bucket]
            while after[pair] != tie:
                pair = after[pair]
            after[pair] = after[tie]
        end = target[chosen[0]]
        for place in range(n_chosen):
            tie = chosen[place]
            last = place + 1 == n_chosen
            target[tie] = end if last else target[chosen[place + 1]]
            bucket = codes[0, source[tie]] ^ codes[1, target[tie]]
            after[tie] = head[bucket]
            head[bucket] = tie
