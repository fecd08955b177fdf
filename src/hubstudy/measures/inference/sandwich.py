"""Standard errors that allow cases of one cluster to depend on one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from hubstudy.network.ties import Floats, Ints

SINGULAR = 1e-10
"""Share of a direction left to other clusters below which it is taken as theirs."""


class Spread(NamedTuple):
    """
    How far an estimate may be off.

    Parameters
    ----------
    std_error
        Standard error.
    df
        Degrees of freedom of its t distribution; missing if the error is 0 whatever
        the outcome.
    """

    std_error: float
    df: float


def cr2(basis: Floats, direction: Floats, residual: Floats, cluster: Ints) -> Spread:
    r"""
    CR2 standard error of a contrast of least squares, with Satterthwaite's df.

    The design is handed in as an orthonormal basis *Y* of its columns, so that the
    contrast is :math:`(Y d)'y`. With :math:`W_g = Y_g'Y_g` the adjustment of cluster
    *g*, :math:`(I - Y_g Y_g')^{-1/2} Y_g`, is :math:`Y_g (I - W_g)^{-1/2}`: no matrix
    is larger than the design is wide. Where a cluster alone settles a direction, the
    inverse is that of Moore and Penrose. Effects nested in clusters may have been
    taken out of the basis and the residual beforehand: that changes nothing.

    Parameters
    ----------
    basis
        Orthonormal columns; shape (cases, columns).
    direction
        The contrast in that basis; shape (columns,).
    residual
        Of the fit; shape (cases,).
    cluster
        Number of each case's cluster, from 0.

    Returns
    -------
    Spread
        Under a working model of independent errors of equal variance.

    References
    ----------
    .. [1] Bell and McCaffrey, "Bias reduction in standard errors for linear
       regression with multi-stage samples", Surv. Methodol. 28, 2002.
    .. [2] Pustejovsky and Tipton, "Small-sample methods for cluster-robust variance
       estimation", J. Bus. Econ. Stat. 36, 2018 (theorem 2 on nested effects).
    """
    within = cluster_products(basis, basis, cluster)
    share, axes = np.linalg.eigh(within)
    free = 1 - share
    scale = np.where(free > SINGULAR, 1 / np.sqrt(np.maximum(free, SINGULAR)), 0)
    turned = np.einsum("gki,k->gi", axes, direction) * scale
    weights = np.einsum("gki,gi->gk", axes, turned)
    scores = (weights * cluster_sums(basis * residual[:, None], cluster)).sum(axis=1)
    # tr(Ω) and the sum of Ω² for Ω = diag(diagonal) − loadings·loadings'
    loadings = np.einsum("gkl,gl->gk", within, weights)
    diagonal, own = (weights * loadings).sum(axis=1), (loadings**2).sum(axis=1)
    squares = (diagonal**2).sum() - 2 * (diagonal * own).sum()
    squares += ((loadings.T @ loadings) ** 2).sum()
    trace = (diagonal - own).sum()
    df = float(trace**2 / squares) if squares > 0 else np.nan
    return Spread(float(np.sqrt((scores**2).sum())), df)


def cluster_sums(values: Floats, cluster: Ints) -> Floats:
    """
    Add rows up by cluster.

    Parameters
    ----------
    values
        Shape (cases, columns).
    cluster
        Number of each case's cluster, from 0 without gaps.

    Returns
    -------
    numpy.ndarray
        Shape (clusters, columns).
    """
    n = len(cluster)
    members = sparse.coo_array((np.ones(n), (cluster, np.arange(n)))).tocsr()
    return np.asarray(members @ values)


def cluster_products(left: Floats, right: Floats, cluster: Ints) -> Floats:
    """
    Multiply columns within each cluster.

    Parameters
    ----------
    left, right
        Shapes (cases, columns) each.
    cluster
        Number of each case's cluster, from 0 without gaps.

    Returns
    -------
    numpy.ndarray
        Shape (clusters, columns of `left`, columns of `right`).
    """
    columns = [
        cluster_sums(right * left[:, [k]], cluster) for k in range(left.shape[1])
    ]
    return np.stack(columns, axis=1)
