"""The largest connected part of a network, and its leading vector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.linalg import eig, eigh
from scipy.sparse import identity
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import ArpackNoConvergence, eigs, eigsh, splu

from hubstudy.network.paths import DECIMALS

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from hubstudy.network.ties import Ties

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Ints = NDArray[np.intp]

DENSE = 500
"""Up to this many nodes a dense solver is as quick, and cannot fail to converge."""

BASIS, RESTARTS = 40, 100
"""Vectors that the sparse solver keeps, and how often it may begin anew."""

STEPS, NEARLY = 100, 1e-13
"""Where inverse iteration ends; it takes about ten steps."""


def component_labels(ties: Ties, *, strong: bool = False) -> Ints:
    """
    Tell which connected part of a network each node is in.

    Parameters
    ----------
    ties
        The network.
    strong
        Whether each node of a part must reach the others along directed ties; if not,
        directions are left out.

    Returns
    -------
    numpy.ndarray
        Shape (nodes,); which number a part has means nothing.
    """
    if not ties.n_nodes:
        return np.empty(0, dtype=np.intp)
    _, labels = connected_components(
        ties.adjacency(), connection="strong" if strong else "weak"
    )
    return labels.astype(np.intp)


def largest_component(ties: Ties) -> Flags:
    """
    Mark the largest connected part, strongly connected if directed.

    Parameters
    ----------
    ties
        The network.

    Returns
    -------
    numpy.ndarray
        Shape (nodes,); of several of one size, the part with the first id.
    """
    labels = component_labels(ties, strong=ties.is_directed)
    sizes = np.bincount(labels)[labels] if len(labels) else labels
    return np.asarray(labels == labels[np.argmax(sizes)] if len(labels) else labels > 0)


def leading_vector(ties: Ties) -> Floats:
    r"""
    Give the eigenvector of the largest eigenvalue, with 1 as its largest part.

    :math:`\lambda x_i = \sum_j a_{ji} x_j`: along ties received, if directed.

    Parameters
    ----------
    ties
        A connected network of two nodes or more, strongly connected if directed, so
        that there is one such vector and all of it is above 0.

    Returns
    -------
    numpy.ndarray
        Shape (nodes,), above 0 to 1. Rounded to nine decimals.

    References
    ----------
    .. [1] Bonacich, Factoring and weighting approaches to status scores, 1972.
    """
    matrix, n = ties.adjacency().T.tocsr(), ties.n_nodes
    if n > DENSE:
        vector = _sparse(matrix, is_directed=ties.is_directed)
    elif ties.is_directed:
        values, vectors = eig(matrix.toarray())
        vector = vectors[:, np.argmax(values.real)]
    else:
        _, vectors = eigh(matrix.toarray(), subset_by_index=[n - 1, n - 1])
        vector = vectors[:, 0]
    size = np.abs(vector)
    return np.asarray(np.round(size / size.max(), DECIMALS), dtype=np.float64)


def _sparse(matrix: csr_array[Any, Any], *, is_directed: bool) -> NDArray[Any]:
    # no vector of equal parts: on a regular network that is an answer, not a start
    start = np.linspace(1, 2, matrix.shape[0])
    how: dict[str, Any] = {"k": 1, "v0": start, "ncv": BASIS, "maxiter": RESTARTS}
    try:
        if is_directed:
            _, vectors = eigs(matrix, which="LR", **how)
        else:
            _, vectors = eigsh(matrix, which="LA", **how)
    except ArpackNoConvergence:
        return _inverse_iteration(matrix)
    return np.asarray(vectors[:, 0])


def _inverse_iteration(matrix: csr_array[Any, Any]) -> Floats:
    """Noda's (1971): slower, but sure for any matrix of a connected network."""
    unit = identity(matrix.shape[0], format="csc")
    vector = np.ones(matrix.shape[0])
    for _ in range(STEPS):
        growth = (matrix @ vector) / vector
        highest = growth.max() * (1 + np.finfo(float).eps)
        if highest - growth.min() <= NEARLY * highest:
            break
        vector = splu((highest * unit - matrix).tocsc()).solve(vector)
        vector /= vector.max()
    return np.asarray(vector, dtype=np.float64)
