"""Brokerage roles of a whole network, under shuffled labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.measures.position.labels import Tails, tails
from hubstudy.measures.position.open_paths import ROLES, role_counts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hubstudy.measures.position.labels import Labels
    from hubstudy.measures.position.open_paths import OpenPaths

    Floats = NDArray[np.float64]

TINY = 1e-12


def role_draws(
    paths: OpenPaths,
    labels: Labels,
    expected: Floats,
    *,
    n_permutations: int,
    seed: int,
) -> tuple[Floats, Floats]:
    """
    Count roles again and again under shuffled labels.

    Parameters
    ----------
    paths
        Open paths of the network.
    labels
        Groups of its nodes.
    expected
        Exact expectations, taken off before squaring; shape (nodes, 5).
    n_permutations
        Draws.
    seed
        Seed of the draws.

    Returns
    -------
    totals : numpy.ndarray
        Sums over all nodes, shape (draws, 5).
    spread : numpy.ndarray
        Standard deviation per node, shape (nodes, 5); 0 where draws are all the same.
    """
    totals = np.empty((n_permutations, len(ROLES)))
    first, second = np.zeros_like(expected), np.zeros_like(expected)
    for draw, codes in enumerate(labels.shuffled(n_permutations, seed=seed)):
        counts = role_counts(paths, codes)
        totals[draw] = counts.sum(axis=0)
        counts -= expected
        first += counts
        second += counts**2
    variance = (second - first**2 / n_permutations) / (n_permutations - 1)
    noise = TINY * np.maximum(1, expected**2)
    return totals, np.sqrt(np.where(variance > noise, variance, 0))


def ratio(above: Floats, below: Floats) -> Floats:
    """
    Divide, where there is something to divide by.

    Parameters
    ----------
    above, below
        Of one shape; `below` is 0 or more.

    Returns
    -------
    numpy.ndarray
        Missing where `below` is 0.
    """
    known = below > 0
    return np.where(known, above / np.where(known, below, 1), np.nan)


def role_totals(
    observed: Floats,
    expected: Floats,
    draws: Floats,
    at_density: Floats | None,
    *,
    reason: str,
) -> pd.DataFrame:
    """
    Compare the sums over all nodes with those of shuffled labels.

    Parameters
    ----------
    observed, expected
        Counts and their exact expectations; shape (nodes, 5).
    draws
        Sums of each draw; shape (draws, 5).
    at_density
        What a random network of that size and density has, shape (6,); None if that is
        not asked.
    reason
        Why nothing can be tested; empty if it can.

    Returns
    -------
    pandas.DataFrame
        As `hubstudy.measures.position.BrokerageRoles` has it. No shuffling changes the
        last row, the total.
    """
    found, mean, drawn = (
        np.append(x, x.sum(axis=-1, keepdims=True), axis=-1)
        for x in (observed.sum(axis=0), expected.sum(axis=0), draws)
    )
    mean[-1] = found[-1]
    noise = TINY * np.maximum(1, np.abs(mean))
    is_fixed = np.ptp(drawn, axis=0) <= noise
    is_sure = is_fixed & (np.abs(drawn[0] - found) <= noise)
    sd = np.where(is_fixed, 0, drawn.std(axis=0, ddof=1))
    shares = Tails(*(np.where(is_sure, np.nan, x) for x in tails(found, mean, drawn)))
    tested = {
        "expected": mean,
        "sd": sd,
        "z": ratio(found - mean, sd),
        "p_value": shares.two_sided,
        "p_value_upper": shares.upper,
        "p_value_lower": shares.lower,
    }
    frame = pd.DataFrame(
        {
            "role": pd.Series([*ROLES, "total"], dtype="str"),
            "observed": found,
            **tested,
            "expected_at_density": np.nan if at_density is None else at_density,
            "reason": pd.Series(np.where(is_fixed, "no_variation", ""), dtype="str"),
        }
    )
    if reason:
        counted = ["observed"] if reason == "not_measured" else []
        frame[[*counted, *tested]] = np.nan
        frame["reason"] = reason
    return frame
