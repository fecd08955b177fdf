"""Products over pairs, whichever way they are added up."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures.inference import dyads as dyads_module
from hubstudy.measures.inference.dyads import permutations, permuted_products
from hubstudy.measures.inference.matrices import align


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("cells", [0, 10**6])
def test_permuted_products_are_sums_over_pairs(
    monkeypatch: pytest.MonkeyPatch, *, directed: bool, cells: int
) -> None:
    monkeypatch.setattr(dyads_module, "MOST_CELLS", cells)
    monkeypatch.setattr(dyads_module, "BLOCK", 3)
    rng = np.random.default_rng(3)
    n = 8
    squares = [
        (rng.random((n, n)) < 0.2) * 1.0,
        (rng.random((n, n)) < 0.4) * rng.normal(size=(n, n)),
        rng.normal(size=(n, n)) + 5,
        1.0 * rng.integers(0, 100, (n, n)),
        np.zeros((n, n)),
    ]
    if not directed:
        squares = [np.triu(square, 1) + np.triu(square, 1).T for square in squares]
    frames = {str(k): pd.DataFrame(square) for k, square in enumerate(squares)}
    found = align(frames)
    variables = list(found.variables.values())
    order = rng.permutation(n)
    pairs = list((itertools.permutations if directed else itertools.combinations)(
        range(n), 2
    ))  # fmt: skip
    products = permuted_products(variables, variables, order)
    for a, b in itertools.product(range(len(squares)), repeat=2):
        wanted = sum(
            (squares[a][i, j] - variables[a].base)
            * (squares[b][order[i], order[j]] - variables[b].base)
            for i, j in pairs
        )
        assert products[a, b] == pytest.approx(wanted, abs=1e-9)
    for variable, square in zip(variables, squares, strict=True):
        assert variable.vector() == pytest.approx([square[pair] for pair in pairs])


def test_permutations_are_those_of_the_seed() -> None:
    first, again, other = (
        [order.tolist() for order in permutations(6, 4, seed)] for seed in (1, 1, 2)
    )
    assert first == again != other
    assert all(sorted(order) == list(range(6)) for order in first)
    with pytest.raises(MeasureError, match="at least 1"):
        list(permutations(6, 0, 1))
