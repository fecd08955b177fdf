"""Numbers in place of names, for registers of millions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from hubstudy.network.ties import Ints

MOST_NUMBERS = 2**62


class Numbered(NamedTuple):
    """
    A column told by numbers.

    Parameters
    ----------
    codes
        Place in `values` of each row's value; −1 where it is missing.
    values
        Distinct values.
    """

    codes: Ints
    values: pd.Series


class Holders(NamedTuple):
    """
    Who holds the money.

    Parameters
    ----------
    keys
        Columns that tell holders apart; of each, the place of a holder's value.
    codes
        Number of the holder of each row.
    n
        Number of holders.
    """

    keys: dict[str, Numbered]
    codes: Ints
    n: int

    def in_order(self) -> tuple[Ints, pd.DataFrame]:
        """
        Sort holders by the first key, then by the next.

        Returns
        -------
        tuple
            Their numbers in order, and their keys, one row per holder.
        """
        if len(self.keys) == 1:
            [(_, only)] = self.keys.values()
            order = np.asarray(only.array.argsort())
        else:
            ranks = [_ranks(values)[codes] for codes, values in self.keys.values()]
            order = np.lexsort(ranks[::-1])
        columns = {
            name: values.take(codes[order]).reset_index(drop=True)
            for name, (codes, values) in self.keys.items()
        }
        return order, pd.DataFrame(columns)


def numbered(values: pd.Series) -> Numbered:
    """
    Tell the values of a column apart by numbers.

    Parameters
    ----------
    values
        Any column; texts are hashed outside Python, so that threads do it side by side.

    Returns
    -------
    Numbered
        In no order; of a categorical column also categories that no row has.
    """
    if isinstance(values.dtype, pd.CategoricalDtype):
        known = values.cat.categories
        codes = values.cat.codes.to_numpy().astype(np.int64)
        return Numbered(codes, pd.Series(known))
    codes, uniques = pd.factorize(values)
    return Numbered(codes.astype(np.int64, copy=False), pd.Series(uniques))


def _ranks(values: pd.Series) -> Ints:
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[values.array.argsort()] = np.arange(len(values))
    return ranks


def holders_of(keys: dict[str, Numbered]) -> Holders:
    """
    Tell holders apart by one column or several together.

    Parameters
    ----------
    keys
        Columns that tell holders apart, numbered by `numbered` and without gaps.

    Returns
    -------
    Holders
        In no order, each with a row or more.
    """
    (codes, values), *others = keys.values()
    codes, met = _compact(codes, len(values))
    if not others:
        [name] = keys
        n = len(met)
        return Holders({name: Numbered(np.arange(n), values.take(met))}, codes, n)
    size = len(met)
    for more, distinct in others:
        if size * len(distinct) >= MOST_NUMBERS:
            codes, met = pd.factorize(codes)
            size = len(met)
        codes = codes * len(distinct) + more
        size *= len(distinct)
    codes, met = pd.factorize(codes)
    example = np.empty(len(met), dtype=np.int64)
    example[codes] = np.arange(len(codes))
    own = {name: Numbered(each[example], v) for name, (each, v) in keys.items()}
    return Holders(own, codes.astype(np.int64, copy=False), len(met))


def _compact(codes: Ints, n: int) -> tuple[Ints, Ints]:
    """Leave out numbers that are not met; give codes anew, and the numbers met."""
    used = np.zeros(n, dtype=bool)
    used[codes] = True
    if used.all():
        return codes, np.arange(n)
    return (np.cumsum(used) - 1)[codes], np.flatnonzero(used)
