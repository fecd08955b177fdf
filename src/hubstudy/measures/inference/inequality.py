"""How unevenly a total is spread over cases: Gini coefficient and Lorenz curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.errors import MeasureError
from hubstudy.results import Estimate

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

FEWEST = 2
"""Cases below which nothing can be uneven."""


class _Spread(NamedTuple):
    """Cases from the lowest value to the highest, each with its weight."""

    amounts: Floats
    weights: Floats

    @property
    def total(self) -> float:
        return float(self.amounts @ self.weights)


def gini(
    values: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    zero_reason: str = "zero_total",
) -> Estimate:
    r"""
    Gini coefficient of a census: half the relative mean difference.

    :math:`\sum_i \sum_j w_i w_j |x_i - x_j| / (2 W \sum_i w_i x_i)` with
    :math:`W = \sum_i w_i`, which is twice the area between the Lorenz curve and the
    diagonal: from 0 (all equal) to :math:`1 - 1/n` (one of *n* has all). It has no
    sampling interval, and is not multiplied by :math:`n/(n-1)` as in samples: the
    register counts every case.

    Parameters
    ----------
    values
        Counts or amounts, none negative or missing; with `weights`, the amount per
        head of each case.
    weights
        How many heads each case stands for, none negative or missing; cases without
        any do not count. None for one each.
    zero_reason
        Why it is undefined if the values add up to zero.

    Returns
    -------
    Estimate
        From 0 to below 1; undefined below two cases or if all are zero.

    Raises
    ------
    MeasureError
        If a value or a weight is missing, infinite or negative, or not every value
        has a weight.

    References
    ----------
    .. [1] Cowell, *Measuring Inequality*, 2011, ch. 2.
    .. [2] Lerman and Yitzhaki, "Improving the accuracy of estimates of Gini
       coefficients", J. Econom. 42, 1989 (weights).

    Examples
    --------
    >>> round(gini([1, 2, 3]).estimate, 4)
    0.2222
    >>> gini([1, 3], weights=[3, 1]).estimate
    0.25
    """
    spread = _spread(values, weights)
    n = len(spread.amounts)
    if n < FEWEST:
        return Estimate.undefined("too_small", n=n)
    if spread.total == 0:
        return Estimate.undefined(zero_reason, n=n)
    # heads below a case less heads above it
    rank = 2 * np.cumsum(spread.weights) - spread.weights - spread.weights.sum()
    scores = rank @ (spread.weights * (spread.amounts / spread.total))
    value = max(
        float(scores / spread.weights.sum()), 0.0
    )  # equal values may give −1e-17
    return Estimate(value, n=n, method="census")


def lorenz(values: ArrayLike, weights: ArrayLike | None = None) -> pd.DataFrame:
    """
    Lorenz curve: what share of the total the lowest cases have.

    Parameters
    ----------
    values
        See `gini`.
    weights
        See `gini`.

    Returns
    -------
    pandas.DataFrame
        Columns ``x`` (share of all cases, or of all weight, from the lowest value
        up) and ``y`` (share of the total that these have), both from 0 to 1: the
        origin, then one row per case. No rows where the Gini coefficient is undefined.

    Raises
    ------
    MeasureError
        If a value or a weight is missing, infinite or negative, or not every value
        has a weight.

    References
    ----------
    .. [1] Lorenz, "Methods of measuring the concentration of wealth", Publ. Am. Stat.
       Assoc. 9, 1905.

    Examples
    --------
    >>> lorenz([3, 1])["y"].tolist()
    [0.0, 0.25, 1.0]
    """
    spread = _spread(values, weights)
    if len(spread.amounts) < FEWEST or spread.total == 0:
        return pd.DataFrame({"x": [], "y": []}, dtype="float64")
    heads = np.cumsum(spread.weights)
    amounts = np.cumsum(spread.weights * spread.amounts)
    return pd.DataFrame(
        {
            "x": np.append(0.0, heads / heads[-1]),
            "y": np.append(0.0, amounts / amounts[-1]),
        }
    )


def _spread(values: ArrayLike, weights: ArrayLike | None) -> _Spread:
    numbers = _checked(values)
    heads = np.ones(len(numbers)) if weights is None else _checked(weights)
    if len(heads) != len(numbers):
        msg = (
            f"{len(numbers)} 个数值、{len(heads)} 个权数，须一一对应 / "
            f"{len(numbers)} values need as many weights, found {len(heads)}"
        )
        raise MeasureError(msg)
    counted = heads > 0
    numbers, heads = numbers[counted], heads[counted]
    order = np.argsort(numbers, kind="stable")
    return _Spread(numbers[order], heads[order])


def _checked(values: ArrayLike) -> Floats:
    numbers = np.asarray(values, dtype=float)
    if not np.isfinite(numbers).all():
        msg = (
            "有缺失或无穷的值，请先按原因剔除 / missing or infinite values must be "
            "taken out first"
        )
        raise MeasureError(msg)
    if (numbers < 0).any():
        msg = f"基尼系数不接受负数 / no Gini of negative values: {numbers.min():g}"
        raise MeasureError(msg)
    return numbers
