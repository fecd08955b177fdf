"""The engine: a network as arrays, on which every measure works."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import scipy.sparse as sp

from hubstudy.errors import MeasureError
from hubstudy.network.contract import (
    MEMBERSHIP,
    NODE_ATTRIBUTES,
    validate_network,
)
from hubstudy.network.reading import (
    ID,
    as_pairs,
    check_graph,
    node_frame,
    pair_numbers,
    tie_frame,
)
from hubstudy.results import CITY

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx
    import pandas as pd
    from numpy.typing import NDArray

    Ints = NDArray[np.intp]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


class Neighbors(NamedTuple):
    """
    Who is tied to whom, in compressed rows (CSR).

    Parameters
    ----------
    starts
        Contacts of node *i* are ``contacts[starts[i]:starts[i + 1]]``; shape
        (nodes + 1,).
    contacts
        Node numbers, sorted in each row; shape (2 × ties,) if undirected.
    """

    starts: NDArray[np.int64]
    contacts: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """
    A network as arrays.

    Parameters
    ----------
    nodes
        ``organization_id`` (whatever the graph calls its nodes) and one column per node
        attribute, one row per node, sorted by id; row numbers are node numbers below.
    source, target
        Ends of each tie, sorted; ``source < target`` if undirected; shape (ties,).
    weight
        Strength of each tie, 0 or more; shape (ties,).
    only_membership
        Whether a tie is membership in a hub and nothing else; shape (ties,).
    not_asked
        Pairs nobody asked about, ``[:, 0] < [:, 1]`` if undirected; shape (pairs, 2).
    info
        What ``graph.graph`` holds.
    is_directed
        Whether ties run from source to target only.
    """

    nodes: pd.DataFrame
    source: Ints
    target: Ints
    weight: Floats
    only_membership: Flags
    not_asked: Ints
    info: Mapping[str, Any]
    is_directed: bool = False
    _memo: dict[str, Any] = field(default_factory=dict, repr=False, init=False)

    @classmethod
    def from_frames(
        cls,
        nodes: pd.DataFrame,
        edges: pd.DataFrame,
        *,
        info: Mapping[str, Any],
        is_directed: bool = False,
    ) -> Ties:
        """
        Build from tables, without a graph in between.

        Parameters
        ----------
        nodes
            ``organization_id`` and any attributes.
        edges
            ``source_id``, ``target_id``, ``layer`` and ``weight``, one row per pair.
        info
            What ``graph.graph`` would hold; ``not_asked`` is read from it.
        is_directed
            Whether ties run from source to target only.

        Returns
        -------
        Ties
            Sorted whatever the order of the rows.

        Raises
        ------
        NetworkError
            If an end of a pair is no node.
        """
        ordered = nodes.sort_values(ID, ignore_index=True)
        return cls._from_sorted(ordered, edges, info, is_directed=is_directed)

    @classmethod
    def _from_sorted(
        cls,
        ordered: pd.DataFrame,
        edges: pd.DataFrame,
        info: Mapping[str, Any],
        *,
        is_directed: bool,
    ) -> Ties:
        index = {name: place for place, name in enumerate(ordered[ID])}
        ends = pair_numbers(
            index, edges[["source_id", "target_id"]].to_numpy(dtype=object)
        )
        asked = pair_numbers(index, as_pairs(info.get("not_asked", ())))
        return cls.from_numbers(
            ordered,
            ends[:, 0],
            ends[:, 1],
            weight=edges["weight"].to_numpy(dtype=np.float64),
            only_membership=(edges["layer"] == MEMBERSHIP).to_numpy(dtype=bool),
            not_asked=asked,
            info=info,
            is_directed=is_directed,
        )

    @classmethod
    def from_numbers(
        cls,
        nodes: pd.DataFrame,
        source: Ints,
        target: Ints,
        *,
        weight: Floats | None = None,
        only_membership: Flags | None = None,
        not_asked: Ints | None = None,
        info: Mapping[str, Any] | None = None,
        is_directed: bool = False,
    ) -> Ties:
        """
        Build from node numbers, the quickest way to a large network.

        Parameters
        ----------
        nodes
            ``organization_id``, sorted, and any attributes.
        source, target
            Row numbers of both ends of each tie, one per pair; shape (ties,).
        weight
            Strengths; None for 1 each.
        only_membership
            Whether a tie is membership and nothing else; None for never.
        not_asked
            Row numbers of pairs nobody asked about, shape (pairs, 2); None for none.
        info
            What ``graph.graph`` would hold.
        is_directed
            Whether ties run from source to target only.

        Returns
        -------
        Ties
            Sorted whatever the order of the ties.
        """
        n_ties = len(source)
        weight = np.ones(n_ties) if weight is None else weight
        if only_membership is None:
            only_membership = np.zeros(n_ties, dtype=bool)
        if not_asked is None:
            not_asked = np.empty((0, 2), dtype=np.intp)
        if not is_directed:
            source, target = np.minimum(source, target), np.maximum(source, target)
            not_asked = np.unique(np.sort(not_asked, axis=1), axis=0)
        order = np.lexsort((target, source))
        return cls(
            nodes=nodes,
            source=source[order],
            target=target[order],
            weight=weight[order],
            only_membership=only_membership[order],
            not_asked=not_asked,
            info=MappingProxyType(dict(info or {})),
            is_directed=is_directed,
        )

    @classmethod
    def from_graph(cls, graph: nx.Graph[Any]) -> Ties:
        """
        Build from any simple graph; the contract of `hubstudy.network` is not asked.

        Parameters
        ----------
        graph
            Undirected or directed. Attributes that matter where they are there: of
            edges ``weight`` and ``layer``; of the graph ``not_asked`` (pairs) and
            ``measured``.

        Returns
        -------
        Ties
            The same network.

        Raises
        ------
        NetworkError
            If the graph has parallel ties, self ties or a weight below 0.
        """
        check_graph(graph)
        return cls._from_sorted(
            node_frame(graph),
            tie_frame(graph),
            graph.graph,
            is_directed=graph.is_directed(),
        )

    @property
    def n_nodes(self) -> int:
        """Number of organisations, isolates counted."""
        return len(self.nodes)

    @property
    def n_ties(self) -> int:
        """Number of tied pairs; of ties, if directed."""
        return len(self.source)

    def adjacency(self, *, weighted: bool = False) -> sp.csr_array:
        """
        Give the adjacency matrix.

        Parameters
        ----------
        weighted
            Whether cells hold weights; if not, 1.

        Returns
        -------
        scipy.sparse.csr_array
            Shape (nodes, nodes), symmetric unless directed, columns sorted in each row,
            no diagonal.
        """
        values = self.weight if weighted else np.ones(self.n_ties)
        rows, columns = self.source, self.target
        if not self.is_directed:
            values = np.concatenate([values, values])
            rows, columns = (
                np.concatenate([self.source, self.target]),
                np.concatenate([self.target, self.source]),
            )
        shape = (self.n_nodes, self.n_nodes)
        matrix = sp.coo_array((values, (rows, columns)), shape=shape).tocsr()
        matrix.sort_indices()
        return matrix

    def neighbors(self) -> Neighbors:
        """
        Say who is tied to whom, whatever the direction.

        Returns
        -------
        Neighbors
            Made once and kept; each contact stands once in a row, also where two ties
            run both ways.
        """
        if "neighbors" not in self._memo:
            ties = self.undirected()
            rows = np.concatenate([ties.source, ties.target]).astype(np.int32)
            columns = np.concatenate([ties.target, ties.source]).astype(np.int32)
            ones = np.ones(len(rows), dtype=np.int8)
            matrix = sp.coo_array((ones, (rows, columns)), shape=(self.n_nodes,) * 2)
            csr = matrix.tocsr()
            csr.sort_indices()
            self._memo["neighbors"] = Neighbors(
                csr.indptr.astype(np.int64), csr.indices.astype(np.int32)
            )
        found: Neighbors = self._memo["neighbors"]
        return found

    def degree(self, mode: str = "total") -> Ints:
        """
        Count each organisation's ties.

        Parameters
        ----------
        mode
            ``"total"``, ``"out"`` or ``"in"``; all the same if undirected.

        Returns
        -------
        numpy.ndarray
            Shape (nodes,); 0 for isolates.

        Raises
        ------
        MeasureError
            If there is no such mode.
        """
        sides = {
            "total": [self.source, self.target],
            "out": [self.source],
            "in": [self.target],
        }
        if mode not in sides:
            msg = f"mode 应为 {list(sides)} 之一，得到 {mode!r} / must be one of these"
            raise MeasureError(msg)
        ends = sides[mode] if self.is_directed else sides["total"]
        return np.bincount(np.concatenate(ends), minlength=self.n_nodes)

    def undirected(self) -> Ties:
        """
        Leave directions out.

        Returns
        -------
        Ties
            One tie per pair that has one in either direction, weights added up.
        """
        if not self.is_directed:
            return self
        low = np.minimum(self.source, self.target).astype(np.int64)
        high = np.maximum(self.source, self.target)
        keys, place = np.unique(low * self.n_nodes + high, return_inverse=True)
        membership = np.ones(len(keys), dtype=bool)
        np.logical_and.at(membership, place, self.only_membership)
        return Ties.from_numbers(
            self.nodes,
            keys // max(self.n_nodes, 1),
            keys % max(self.n_nodes, 1),
            weight=np.bincount(place, self.weight, len(keys)).astype(np.float64),
            only_membership=membership,
            not_asked=np.unique(np.sort(self.not_asked, axis=1), axis=0),
            info=self.info,
        )

    def in_unit(self, unit: str) -> Flags:
        """
        Mark the organisations of a unit.

        Parameters
        ----------
        unit
            ``"city"`` or a street district's code.

        Returns
        -------
        numpy.ndarray
            Shape (nodes,).
        """
        if unit == CITY:
            return np.ones(self.n_nodes, dtype=bool)
        return (self.nodes["street_code"] == unit).to_numpy(dtype=bool)

    def n_crossing(self, keep: Flags) -> int:
        """
        Count ties with one end inside a set of organisations.

        Parameters
        ----------
        keep
            Marks the set; shape (nodes,).

        Returns
        -------
        int
            The ties that a cut along the set's border would sever.
        """
        return int((keep[self.source] != keep[self.target]).sum())

    def induced(self, keep: Flags) -> Ties:
        """
        Keep some organisations and the ties among them.

        Parameters
        ----------
        keep
            Marks those to keep; shape (nodes,).

        Returns
        -------
        Ties
            Renumbered, in the same order.
        """
        number = np.cumsum(keep) - 1
        ties = keep[self.source] & keep[self.target]
        pairs = keep[self.not_asked].all(axis=1)
        return replace(
            self,
            nodes=self.nodes[keep].reset_index(drop=True),
            source=number[self.source[ties]],
            target=number[self.target[ties]],
            weight=self.weight[ties],
            only_membership=self.only_membership[ties],
            not_asked=number[self.not_asked[pairs]],
        )

    def without_membership(self) -> Ties:
        """
        Leave out ties that are membership in a hub and nothing else.

        Returns
        -------
        Ties
            All organisations, fewer ties; weights of the ties left are unchanged.
        """
        return self.keeping(~self.only_membership)

    def keeping(self, ties: Flags) -> Ties:
        """
        Keep all organisations and some ties.

        Parameters
        ----------
        ties
            Marks the ties to keep; shape (ties,).

        Returns
        -------
        Ties
            With the weights they had.
        """
        return replace(
            self,
            source=self.source[ties],
            target=self.target[ties],
            weight=self.weight[ties],
            only_membership=self.only_membership[ties],
        )

    def n_dyads(self) -> int:
        """
        Count the pairs that could have a tie and are known to have one or none.

        Returns
        -------
        int
            The denominator of density: n(n − 1)/2, or n(n − 1) if directed, less the
            pairs nobody asked about that have no tie, such as membership, from
            elsewhere.
        """
        number = self.n_nodes
        pairs = number * (number - 1)
        return (pairs if self.is_directed else pairs // 2) - len(self.unknown_pairs())

    def unknown_pairs(self) -> Ints:
        """
        List the pairs nobody asked about that have no tie from elsewhere.

        Returns
        -------
        numpy.ndarray
            Node numbers, shape (pairs, 2); they are missing, not absent.
        """
        if not len(self.not_asked):
            return self.not_asked
        number = self.n_nodes
        tied = self.source.astype(np.int64) * number + self.target
        silent = self.not_asked[:, 0].astype(np.int64) * number + self.not_asked[:, 1]
        return self.not_asked[np.isin(silent, tied, invert=True)]


def as_ties(network: nx.Graph[Any] | Ties) -> Ties:
    """
    Take a network in either form.

    Parameters
    ----------
    network
        Any simple graph, or the engine itself.

    Returns
    -------
    Ties
        The engine.

    Raises
    ------
    NetworkError
        If the graph has parallel ties, self ties or a weight below 0.
    """
    return network if isinstance(network, Ties) else Ties.from_graph(network)


def as_described_ties(network: nx.Graph[str] | Ties) -> Ties:
    """
    Take a network whose organisations have places, names and kinds.

    Parameters
    ----------
    network
        A graph that keeps the contract of one-mode networks, or the engine itself.

    Returns
    -------
    Ties
        The engine.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    """
    if isinstance(network, Ties):
        return network
    validate_network(network)
    ties = Ties.from_graph(network)
    columns = [ID, *NODE_ATTRIBUTES]
    return (
        ties
        if ties.n_nodes
        else replace(ties, nodes=ties.nodes.reindex(columns=columns))
    )
