"""Structural holes: contacts that do not know one another."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.errors import NetworkError
from hubstudy.network.compiled import compiled
from hubstudy.network.contract import SHOWN
from hubstudy.network.ties import Ties, as_ties

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx as nx
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Ints = NDArray[np.intp]
    Network = nx.Graph[Any] | Ties

MEASURES = ("constraint", "effective_size", "efficiency", "hierarchy")


def structural_holes(
    network: Network,
    *,
    weighted: bool = False,
    of: Iterable[Any] | Flags | None = None,
) -> pd.DataFrame:
    r"""
    Say how far each organisation's contacts are tied among themselves, four ways.

    With :math:`z_{ij} = a_{ij} + a_{ji}`, the contacts *j* of *i* are its successors
    and predecessors, :math:`p_{ij} = z_{ij} / \sum_k z_{ik}` is the share of *i*'s ties
    that go to *j*, over all its ties, and :math:`m_{jq} = z_{jq} / \max_k z_{jk}`.

    - constraint :math:`\sum_j c_{ij}`, :math:`c_{ij} = (p_{ij} + \sum_q p_{iq}
      p_{qj})^2`: above 0; 1 for a single contact. It may exceed 1 in small dense
      neighbourhoods, such as 1.125 in a closed triad: that is no fault.
    - effective size :math:`\sum_j (1 - \sum_{q \ne i, j} p_{iq} m_{jq})`: contacts less
      redundancy, from 1 to the number of contacts; binary and undirected it is
      :math:`n - 2t/n` for *n* contacts with *t* ties among them.
    - efficiency: effective size per contact, above 0 to 1.
    - hierarchy, Coleman and Theil's index of how unequal the *n* parts :math:`c_{ij}`
      of constraint *C* are, :math:`\sum_j r_j \ln r_j / (n \ln n)` with
      :math:`r_j = n c_{ij} / C`: from 0 (all equal) to 1 (all from one contact). A
      single contact gives 0/0 and is set to 1, since all constraint is from it.

    Pairs nobody asked about count as not tied.

    Parameters
    ----------
    network
        Undirected or directed, without self ties.
    weighted
        Whether *a* are weights, so that a tie of weight 0 is none; if not, every tie
        counts the same.
    of
        Organisations wanted, by id or by a boolean array (or column) over the sorted
        ids; all if None. Their positions are those on the whole network.

    Returns
    -------
    pandas.DataFrame
        By ``organization_id``, sorted: ``degree`` (contacts, whatever the direction),
        ``constraint``, ``effective_size``, ``efficiency``, ``hierarchy`` and
        ``reason``, by which the four are missing: ``isolate``, ``not_measured`` where
        nobody was asked.

    Raises
    ------
    NetworkError
        If a graph breaks the contract, or an organisation wanted is not in it.

    Notes
    -----
    igraph's constraint is the same, directed ties included. So is networkx's; its
    effective size is the same node by node, but over all nodes at once networkx 3.6
    divides by the largest tie of *q* and not of *j*, which differs where ties have
    weights or directions, and it has nothing for a named node without successors. An
    isolate is missing there as here, 0 in influenceR. UCINET calls this the model of
    the whole network; its model of the ego network leaves out the contacts' other ties.

    References
    ----------
    .. [1] Burt, *Structural Holes*, 1992, ch. 2.
    .. [2] Borgatti, Structural holes: unpacking Burt's redundancy measures, 1997.
    """
    ties = as_ties(network)
    wanted = _wanted(ties, of)
    degree, values = _measure(ties, wanted, weighted=weighted)
    ids = ties.nodes["organization_id"].iloc[wanted]
    frame = pd.DataFrame({"degree": degree}, index=_index(ids))
    reason = np.where(degree > 0, "", "isolate")
    if not ties.info.get("measured", True):
        values[:] = np.nan
        reason = np.full(len(degree), "not_measured")
    frame[list(MEASURES)] = values
    frame["reason"] = pd.Series(reason, dtype="str", index=frame.index)
    return frame


def constraint(network: Network, *, weighted: bool = False) -> pd.Series:
    """
    Say how far each organisation's contacts are tied among themselves.

    Parameters
    ----------
    network
        Undirected or directed, without self ties.
    weighted
        Whether shares are of weights; if not, every tie counts the same.

    Returns
    -------
    pandas.Series
        Burt's constraint as in `structural_holes`, by ``organization_id``; missing for
        isolates.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.

    References
    ----------
    .. [1] Burt, *Structural Holes*, 1992, ch. 2.
    """
    return _one(as_ties(network), "constraint", weighted=weighted)


def effective_size(network: Network, *, weighted: bool = False) -> pd.Series:
    """
    Count each organisation's contacts less the redundancy among them.

    Parameters
    ----------
    network
        Undirected or directed, without self ties.
    weighted
        Whether shares are of weights; if not, every tie counts the same.

    Returns
    -------
    pandas.Series
        Burt's effective size as in `structural_holes`, by ``organization_id``; missing
        for isolates.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.

    References
    ----------
    .. [1] Borgatti, Structural holes: unpacking Burt's redundancy measures, 1997.
    """
    return _one(as_ties(network), "effective_size", weighted=weighted)


def _one(ties: Ties, name: str, *, weighted: bool) -> pd.Series:
    _, values = _measure(ties, np.arange(ties.n_nodes), weighted=weighted)
    index = _index(ties.nodes["organization_id"])
    return pd.Series(values[:, MEASURES.index(name)], index=index, name=name)


def _index(ids: pd.Series) -> pd.Index:
    index: pd.Index = pd.Index(ids, name="organization_id", tupleize_cols=False)
    return index


def _wanted(ties: Ties, of: Iterable[Any] | Flags | None) -> Ints:
    """Give the numbers of the nodes asked for, sorted."""
    if of is None:
        return np.arange(ties.n_nodes)
    marks = of.to_numpy() if isinstance(of, pd.Series) else of
    if isinstance(marks, np.ndarray) and marks.dtype.kind == "b":
        if marks.shape != (ties.n_nodes,):
            msg = (
                f"of 的长度是 {marks.shape}，网络有 {ties.n_nodes} 个组织 / of has "
                f"shape {marks.shape}, the network {ties.n_nodes} organisations"
            )
            raise NetworkError(msg)
        return np.flatnonzero(marks)
    names = set(marks)
    ids = ties.nodes["organization_id"]
    places = np.flatnonzero(ids.isin(list(names)))
    strange = sorted(map(repr, names.difference(ids.iloc[places])))
    if strange:
        some = "、".join(strange[:SHOWN])
        msg = (
            f"{len(strange)} 个组织不在网络中，如 {some}，请更正编号 / {len(strange)} "
            f"organisations are not in the network, such as {some}; correct the ids"
        )
        raise NetworkError(msg)
    return places


class _Mutual(NamedTuple):
    """Ties in both directions together: rows of contacts with :math:`z_{ij}`."""

    starts: NDArray[np.int64]
    contacts: NDArray[np.int32]
    values: Floats
    sums: Floats
    largest: Floats


def _mutual(ties: Ties, *, weighted: bool) -> _Mutual:
    if not (weighted or ties.is_directed):
        starts, contacts = ties.neighbors()
        degree = np.diff(starts).astype(np.float64)
        one = np.float64(1)
        ones, largest = (np.broadcast_to(one, x.shape) for x in (contacts, degree))
        return _Mutual(starts, contacts, ones, degree, largest)
    if weighted:
        ties = ties.keeping(ties.weight > 0)
    matrix = ties.adjacency(weighted=weighted)
    if ties.is_directed:
        matrix = (matrix + matrix.T).tocsr()
        matrix.sort_indices()
    largest = matrix.max(axis=1).toarray() if ties.n_nodes else np.empty(0)
    return _Mutual(
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32),
        matrix.data,
        np.asarray(matrix.sum(axis=1), dtype=np.float64),
        largest,
    )


def _measure(ties: Ties, wanted: Ints, *, weighted: bool) -> tuple[Ints, Floats]:
    """Give the number of contacts, and a column per name in `MEASURES`."""
    mutual = _mutual(ties, weighted=weighted)
    contacts = np.diff(mutual.starts)[wanted]
    found = _holes(*mutual, wanted)
    efficiency = found[:, 1] / np.where(contacts > 0, contacts, 1)
    values = np.column_stack([found[:, :2], efficiency, found[:, 2]])
    return contacts, values


@compiled
def _holes(  # noqa: PLR0917 - numba knows no keyword-only parameters
    starts: NDArray[np.int64],
    contacts: NDArray[np.int32],
    values: Floats,
    sums: Floats,
    largest: Floats,
    wanted: Ints,
) -> Floats:
    """Constraint, effective size and hierarchy of the nodes wanted; NaN if isolated."""
    n = len(starts) - 1
    found = np.full((len(wanted), 3), np.nan)
    is_contact = np.zeros(n, dtype=np.bool_)
    share, indirect = np.zeros(n), np.zeros(n)
    for row in range(len(wanted)):
        ego = wanted[row]
        first, last = starts[ego], starts[ego + 1]
        size = last - first
        if size == 0:
            continue
        for place in range(first, last):
            other = contacts[place]
            is_contact[other] = True
            share[other] = values[place] / sums[ego]
            indirect[other] = 0.0
        redundancy = 0.0
        for place in range(first, last):
            between = contacts[place]
            part = share[between]
            for step in range(starts[between], starts[between + 1]):
                other = contacts[step]
                if is_contact[other]:
                    indirect[other] += part * values[step] / sums[between]
                    redundancy += part * values[step] / largest[other]
        total, entropy = 0.0, 0.0
        for place in range(first, last):
            total += (share[contacts[place]] + indirect[contacts[place]]) ** 2
        for place in range(first, last):
            other = contacts[place]
            is_contact[other] = False
            ratio = (share[other] + indirect[other]) ** 2 * size / total
            if ratio > 0:
                entropy += ratio * math.log(ratio)
        found[row, 0] = total
        found[row, 1] = size - redundancy
        found[row, 2] = max(entropy / (size * math.log(size)), 0.0) if size > 1 else 1.0
    return found
