"""Receipts drawn again from a stream, and what interval of the HHI they give."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from hubstudy.measures.inference.intervals import LEVEL

if TYPE_CHECKING:
    from hubstudy.network.ties import Floats, Ints

N_INNER = 199
FEWEST_SIMULATIONS = 50
NOTHING = 1e-12
AT_ONCE = 2_000_000


class Receipts(NamedTuple):
    """
    Receipts, those of one source side by side.

    Parameters
    ----------
    amounts
        Yuan, above 0.
    starts
        Where each source's begin.
    sizes
        How many it has.
    """

    amounts: Floats
    starts: Ints
    sizes: Ints

    @classmethod
    def of(cls, amounts: Floats, sources: np.ndarray) -> Self:
        """
        Sort receipts by source, and by amount within a source.

        Parameters
        ----------
        amounts
            Yuan, above 0.
        sources
            Label of each receipt's source.

        Returns
        -------
        Receipts
            The same whatever the order of receipts.
        """
        order = np.lexsort([amounts, sources])
        _, starts, sizes = np.unique(
            sources[order], return_index=True, return_counts=True
        )
        return cls(amounts[order] / amounts.max(), starts, sizes)

    @property
    def n_sources(self) -> int:
        """How many sources there are."""
        return len(self.sizes)


class Indices(NamedTuple):
    """
    Concentration of samples of receipts.

    Parameters
    ----------
    hhi
        Sum of squared shares; one per sample.
    std_error
        Of its logarithm, by linearisation.
    share
        Shares by source, in the last dimension.
    unbiased
        HHI by pairs of different receipts, which few receipts do not push up.
    """

    hhi: Floats
    std_error: Floats
    share: Floats
    unbiased: Floats


class World(NamedTuple):
    """
    A stream to draw receipts from.

    Parameters
    ----------
    weights
        Chance of each receipt.
    hhi
        HHI of the stream's money.
    """

    weights: Floats
    hhi: float


def indices(receipts: Receipts, counts: Floats) -> Indices:
    """
    Compute the HHI of samples, and its error.

    Parameters
    ----------
    receipts
        The receipts.
    counts
        How often each was drawn; samples before the last dimension.

    Returns
    -------
    Indices
        One number per sample.
    """
    money = counts * receipts.amounts
    sums = np.add.reduceat(money, receipts.starts, axis=-1)
    squares = np.add.reduceat(money * receipts.amounts, receipts.starts, axis=-1)
    total = sums.sum(axis=-1)
    share = sums / total[..., None]
    hhi = (share**2).sum(axis=-1)
    off = (squares * (share - hhi[..., None]) ** 2).sum(axis=-1)
    own = squares.sum(axis=-1)
    among, apart = (sums**2).sum(axis=-1) - own, total**2 - own
    unbiased = np.divide(among, apart, out=np.ones_like(hhi), where=apart > 0)
    return Indices(hhi, 2 * np.sqrt(off) / total / hhi, share, unbiased)


def worlds(receipts: Receipts, counts: Floats) -> tuple[World, World]:
    """
    Give the two streams that a sample may come from.

    Parameters
    ----------
    receipts
        The receipts.
    counts
        How often each is in the sample; shape (receipts,).

    Returns
    -------
    tuple of World
        Receipts as found; and sources brought nearer to one another until the HHI is
        the unbiased one, or all are equal.
    """
    found = indices(receipts, counts)
    here = found.share > 0
    floor = 1 / here.sum()
    excess = float(found.hhi) - floor
    kept = 0.0
    if excess > NOTHING:
        kept = float(np.clip((found.unbiased - floor) / excess, 0, 1))
    nearer = np.where(here, floor + np.sqrt(kept) * (found.share - floor), 0)
    factor = np.divide(nearer, found.share, out=np.zeros_like(nearer), where=here)
    weights = counts * np.repeat(factor, receipts.sizes)
    return (
        World(counts / counts.sum(), float(found.hhi)),
        World(weights / weights.sum(), float(floor + kept * excess)),
    )


def interval(
    receipts: Receipts, counts: Floats, n_draws: int, rng: np.random.Generator
) -> tuple[float, float]:
    """
    Give what the studentised bootstrap allows in either stream.

    Parameters
    ----------
    receipts
        The receipts.
    counts
        How often each is in the sample; shape (receipts,).
    n_draws
        Bootstrap samples per stream.
    rng
        Where draws come from.

    Returns
    -------
    tuple of float
        Low and high end of the 95 % interval; the HHI itself if it has no error, as
        with one source or sources of equal money.
    """
    found = indices(receipts, counts)
    hhi, error = float(found.hhi), float(found.std_error)
    if error <= NOTHING:
        return hhi, hhi
    n = int(counts.sum())
    place = int(np.floor((n_draws + 1) * (1 - LEVEL) / 2)) - 1
    low, high = hhi, hhi
    for world in worlds(receipts, counts):
        again = _drawn(receipts, world, n, n_draws, rng)
        gap = np.log(again.hhi / world.hhi)
        sure = again.std_error <= NOTHING
        t = np.where(
            sure, np.copysign(np.inf, gap), gap / np.where(sure, 1, again.std_error)
        )
        t.sort()
        ends = np.minimum(np.log(hhi) - t[[-1 - place, place]] * error, 0)  # HHI ≤ 1
        low, high = min(low, float(np.exp(ends[0]))), max(high, float(np.exp(ends[1])))
    return low, high


def _drawn(
    receipts: Receipts, world: World, n: int, n_draws: int, rng: np.random.Generator
) -> Indices:
    at_once = max(AT_ONCE // len(receipts.amounts), 1)
    parts = [
        indices(
            receipts,
            rng.multinomial(
                n, world.weights, size=min(at_once, n_draws - start)
            ).astype(float),
        )
        for start in range(0, n_draws, at_once)
    ]
    return Indices(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def coverage(receipts: Receipts, n_simulations: int, rng: np.random.Generator) -> float:
    """
    Try the interval out on samples from either stream.

    Parameters
    ----------
    receipts
        The receipts.
    n_simulations
        Samples per stream.
    rng
        Where draws come from.

    Returns
    -------
    float
        Share of intervals that hold the stream's HHI, in the worse of both.
    """
    n = len(receipts.amounts)
    shares = []
    for world in worlds(receipts, np.ones(n)):
        held = 0
        for counts in rng.multinomial(n, world.weights, size=n_simulations):
            low, high = interval(receipts, counts.astype(float), N_INNER, rng)
            held += low - NOTHING <= world.hhi <= high + NOTHING
        shares.append(held / n_simulations)
    return min(shares)
