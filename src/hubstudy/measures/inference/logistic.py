"""Logistic regressions over pairs, and what they give when organisations are permuted.

They need the number of pairs and of ties by combination of predictor values. Where
predictors are marks, such as the same street, combinations are few and a permutation
costs as much as there are pairs with a mark; else all pairs are visited.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from hubstudy.measures.inference.dyads import pair_ends
from hubstudy.measures.inference.linear import Fit, in_units
from hubstudy.measures.inference.logit import fit_logits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from hubstudy.measures.inference.dyads import Dyads, DyadVariable
    from hubstudy.measures.inference.linear import Moments
    from hubstudy.network.ties import Flags, Floats, Ints

MOST_PATTERNS = 64
"""Combinations of predictor values above which all pairs are visited."""

MOST_NUMBERS = 4_000_000
"""Numbers that one batch of logistic fits may hold."""


class Patterns(NamedTuple):
    """
    Pairs by their combination of predictor values.

    Parameters
    ----------
    values
        Standardised predictors of each combination; shape (combinations, predictors).
    code
        Combination of each pair; shape (pairs,).
    tied
        Whether the outcome of each pair is 1; shape (pairs,).
    """

    values: Floats
    code: Ints
    tied: Floats


def patterns_of(dyads: Dyads, moments: Moments) -> Patterns:
    """
    Find the combinations of predictor values that occur.

    Parameters
    ----------
    dyads
        Outcome of 0 and 1 first.
    moments
        Of outcome and predictors.

    Returns
    -------
    Patterns
        At most one per pair.
    """
    outcome, *predictors = dyads.variables.values()
    deviation = moments.scale / np.sqrt(moments.n_dyads)
    source, target = pair_ends(dyads.n_nodes, directed=dyads.is_directed)
    places = source * dyads.n_nodes + target
    code, table = np.zeros(dyads.n_dyads, dtype=np.intp), np.empty((1, 0))
    for number, variable in enumerate(predictors, start=1):
        levels, cells = _levels(variable)
        code, present = _compressed(code * len(levels) + cells.take(places))
        old, level = np.divmod(present, len(levels))
        column = (levels[level] - moments.mean[number]) / deviation[number]
        table = np.column_stack([table[old], column])
    return Patterns(table, code, (outcome.vector() > 1 / 2).astype(np.float64))


def _levels(variable: DyadVariable) -> tuple[Floats, Ints]:
    """Give the values of a variable, and by both ends which of them it is."""
    values, number = np.unique(variable.value, return_inverse=True)
    levels = variable.base + np.concatenate([[0.0], values])
    return levels, variable.laid_out(number + 1)


def _compressed(code: Ints) -> tuple[Ints, Ints]:
    """Replace codes by their rank, without sorting if they are small."""
    if code.max() > MOST_NUMBERS:
        present, code = np.unique(code, return_inverse=True)
        return code, present
    present = np.flatnonzero(np.bincount(code))
    number = np.zeros(present[-1] + 1, dtype=np.intp)
    number[present] = np.arange(len(present))
    return number[code], present


def fit_binomial(patterns: Patterns, moments: Moments) -> Fit:
    """
    Fit by maximum likelihood.

    Parameters
    ----------
    patterns
        Outcome and predictors.
    moments
        Theirs; the predictors not collinear.

    Returns
    -------
    Fit
        ``separated`` if no maximum exists.
    """
    count = len(patterns.values)
    trials = np.bincount(patterns.code, minlength=count).astype(np.float64)
    ones = np.bincount(patterns.code, patterns.tied, minlength=count)
    successes = np.asarray(ones, dtype=np.float64)
    design = np.column_stack([np.ones(count), patterns.values])
    fit = fit_logits(design, trials[None], successes[None])
    share = successes.sum() / trials.sum()
    empty = trials.sum() * (share * np.log(share) + (1 - share) * np.log1p(-share))
    deviation = moments.scale[1:] / np.sqrt(moments.n_dyads)
    estimate, error = in_units(
        fit.estimate[0], fit.covariance[0], moments.mean[1:], deviation
    )
    reason = "" if fit.is_converged[0] else "separated"
    return Fit(estimate, error, float(1 - fit.log_likelihood[0] / empty), reason)


class Draws(NamedTuple):
    """
    Statistics of a logistic fit under permutation.

    Parameters
    ----------
    statistic
        Shape (permutations, predictors).
    is_separated
        Where no maximum exists and the likelihood ratio stands in; same shape.
    """

    statistic: Floats
    is_separated: Flags


def binomial_draws(
    dyads: Dyads,
    patterns: Patterns,
    moments: Moments,
    orders: Iterable[Ints],
    *,
    method: str,
) -> Draws:
    """
    Give the z statistics of a logistic fit under permutation.

    Parameters
    ----------
    dyads
        Outcome first.
    patterns, moments
        Theirs.
    orders
        Permutations of the organisations.
    method
        ``"dsp"`` or ``"y"``.

    Returns
    -------
    Draws
        One row per permutation.
    """
    if method == "y":
        found = list(_all_moved(dyads, patterns, orders))
    else:
        residual = _residuals(patterns.values, moments.correlation[1:, 1:])
        few = len(patterns.values) <= MOST_PATTERNS
        move = _cells_moved if few else _pairs_moved
        found = list(move(dyads, patterns, residual, orders))
    return Draws(*(np.concatenate(each) for each in zip(*found, strict=True)))


def _all_moved(
    dyads: Dyads, patterns: Patterns, orders: Iterable[Ints]
) -> Iterator[Draws]:
    """Permute the outcome: ties move among combinations."""
    count = len(patterns.values)
    square, ends = _squared(dyads, patterns), _tied_ends(dyads, patterns)
    trials = np.bincount(patterns.code, minlength=count).astype(np.float64)
    design = np.column_stack([np.ones(count), patterns.values])
    for batch in _batches(orders, count):
        ones = [
            np.bincount(square[order[ends[0]], order[ends[1]]], minlength=count)
            for order in batch
        ]
        successes = np.array(ones).astype(np.float64)
        every = np.broadcast_to(trials, successes.shape)
        yield _signed(design, every, successes, range(1, design.shape[1]))


def _cells_moved(
    dyads: Dyads, patterns: Patterns, residual: Floats, orders: Iterable[Ints]
) -> Iterator[Draws]:
    """Permute residuals: count pairs by what stays and by what has come."""
    count = len(patterns.values)
    stays, comes = np.divmod(np.arange(count**2), count)
    designs = _designs(patterns.values[stays], residual[comes])
    for trials, successes in _joint_counts(dyads, patterns, orders):
        yield _beside([_signed(each, trials, successes, [1]) for each in designs])


def _joint_counts(
    dyads: Dyads, patterns: Patterns, orders: Iterable[Ints]
) -> Iterator[tuple[Floats, Floats]]:
    """Count pairs and ties by combination of what stays and what comes."""
    count = len(patterns.values)
    square, ends = _squared(dyads, patterns), _tied_ends(dyads, patterns)
    total = np.bincount(patterns.code, minlength=count)
    most = int(total.argmax())
    rare, tied = patterns.code != most, patterns.tied > 0
    source, target = pair_ends(dyads.n_nodes, directed=dyads.is_directed)
    source, target, stay = source[rare], target[rare], patterns.code[rare] * count
    for batch in _batches(orders, count**2):
        trials, successes = np.empty((2, len(batch), count**2))
        for row, order in enumerate(batch):
            come = square[order[source], order[target]]
            joint = np.bincount(stay + come, minlength=count**2).reshape(count, count)
            joint[most] = total - joint.sum(axis=0)
            come = square[order[ends[0]], order[ends[1]]]
            ones = np.bincount(patterns.code[tied] * count + come, minlength=count**2)
            trials[row], successes[row] = joint.ravel(), ones
        yield trials, successes


def _pairs_moved(
    dyads: Dyads, patterns: Patterns, residual: Floats, orders: Iterable[Ints]
) -> Iterator[Draws]:
    """Permute residuals where combinations are many: visit every pair."""
    square = _squared(dyads, patterns)
    source, target = pair_ends(dyads.n_nodes, directed=dyads.is_directed)
    values, tied = patterns.values[patterns.code], patterns.tied[None]
    trials = np.ones_like(tied)
    for order in orders:
        designs = _designs(values, residual[square[order[source], order[target]]])
        yield _beside([_signed(each, trials, tied, [1]) for each in designs])


def _designs(values: Floats, residual: Floats) -> list[Floats]:
    """Put each residual in its predictor's place, second after the intercept."""
    return [
        np.column_stack([
            np.ones(len(values)), residual[:, term], np.delete(values, term, axis=1)
        ])
        for term in range(values.shape[1])
    ]  # fmt: skip


def _beside(draws: list[Draws]) -> Draws:
    return Draws(*(np.hstack(each) for each in zip(*draws, strict=True)))


def _signed(
    design: Floats, trials: Floats, successes: Floats, columns: Sequence[int]
) -> Draws:
    """Give z, or the signed root of the likelihood ratio where no maximum exists."""
    fits = fit_logits(design, trials, successes)
    lost = ~fits.is_converged
    statistic = np.empty((len(trials), len(columns)))
    for place, column in enumerate(columns):
        estimate = fits.estimate[:, column]
        variance = np.where(lost, 1.0, fits.covariance[:, column, column])
        statistic[:, place] = estimate / np.sqrt(variance)
        if lost.any():
            rest = np.delete(design, column, axis=1)
            without = fit_logits(rest, trials[lost], successes[lost]).log_likelihood
            gain = np.maximum(fits.log_likelihood[lost] - without, 0)
            statistic[lost, place] = np.sign(estimate[lost]) * np.sqrt(2 * gain)
    return Draws(statistic, np.repeat(lost[:, None], len(columns), axis=1))


def _residuals(values: Floats, among: Floats) -> Floats:
    """Take off each predictor what the others explain; variance 1."""
    columns = []
    for term in range(values.shape[1]):
        others = [place for place in range(values.shape[1]) if place != term]
        slopes = np.linalg.solve(among[np.ix_(others, others)], among[others, term])
        size = 1 - among[term, others] @ slopes
        columns.append((values[:, term] - values[:, others] @ slopes) / np.sqrt(size))
    return np.column_stack(columns)


def _squared(dyads: Dyads, patterns: Patterns) -> NDArray[Any]:
    """Lay combinations of pairs out by both ends, in as few bytes as will do."""
    source, target = pair_ends(dyads.n_nodes, directed=dyads.is_directed)
    kind = np.min_scalar_type(len(patterns.values))
    square = np.zeros((dyads.n_nodes, dyads.n_nodes), dtype=kind)
    square[source, target] = patterns.code
    if not dyads.is_directed:
        square[target, source] = patterns.code
    return square


def _tied_ends(dyads: Dyads, patterns: Patterns) -> tuple[Ints, Ints]:
    source, target = pair_ends(dyads.n_nodes, directed=dyads.is_directed)
    tied = patterns.tied > 0
    return source[tied], target[tied]


def _batches(orders: Iterable[Ints], width: int) -> Iterator[list[Ints]]:
    """Give as many permutations at a time as memory should hold."""
    rest = iter(orders)
    while batch := list(islice(rest, max(1, MOST_NUMBERS // width))):
        yield batch
