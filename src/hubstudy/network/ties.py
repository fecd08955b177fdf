"""The engine: a network as arrays, on which every measure works."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import scipy.sparse as sp

from hubstudy.errors import NetworkError
from hubstudy.network.contract import (
    MEMBERSHIP,
    NODE_ATTRIBUTES,
    SHOWN,
    validate_network,
)
from hubstudy.results import CITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import networkx as nx
    from numpy.typing import NDArray

    Ints = NDArray[np.intp]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """
    An undirected network as arrays.

    Parameters
    ----------
    nodes
        ``organization_id`` and `NODE_ATTRIBUTES`, one row per node, sorted by id; row
        numbers are node numbers below.
    source, target
        Ends of each tie, ``source < target``, sorted; shape (ties,).
    weight
        Strength of each tie, 0 or more; shape (ties,).
    only_membership
        Whether a tie is membership in a hub and nothing else; shape (ties,).
    not_asked
        Pairs nobody asked about, ``[:, 0] < [:, 1]``; shape (pairs, 2).
    info
        What ``graph.graph`` holds.
    """

    nodes: pd.DataFrame
    source: Ints
    target: Ints
    weight: Floats
    only_membership: Flags
    not_asked: Ints
    info: Mapping[str, Any]

    @classmethod
    def from_frames(
        cls,
        nodes: pd.DataFrame,
        edges: pd.DataFrame,
        *,
        info: Mapping[str, Any],
    ) -> Ties:
        """
        Build from tables, without a graph in between.

        Parameters
        ----------
        nodes
            ``organization_id`` and `NODE_ATTRIBUTES`.
        edges
            ``source_id``, ``target_id``, ``layer`` and ``weight``, one row per pair.
        info
            What ``graph.graph`` would hold; ``not_asked`` is read from it.

        Returns
        -------
        Ties
            Sorted whatever the order of the rows.

        Raises
        ------
        NetworkError
            If an end of a pair is no node.
        """
        ordered = nodes.sort_values("organization_id", ignore_index=True)
        index = pd.Index(ordered["organization_id"])
        ends = np.sort(_numbers(index, edges[["source_id", "target_id"]]), axis=1)
        order = np.lexsort((ends[:, 1], ends[:, 0]))
        asked = pd.DataFrame(list(info.get("not_asked", ())), columns=["a", "b"])
        return cls(
            nodes=ordered,
            source=ends[order, 0],
            target=ends[order, 1],
            weight=edges["weight"].to_numpy(dtype=np.float64)[order],
            only_membership=(edges["layer"] == MEMBERSHIP).to_numpy(dtype=bool)[order],
            not_asked=np.sort(_numbers(index, asked), axis=1),
            info=MappingProxyType(dict(info)),
        )

    @classmethod
    def from_graph(cls, graph: nx.Graph[str]) -> Ties:
        """
        Build from a graph that keeps the contract of one-mode networks.

        Parameters
        ----------
        graph
            Checked first by `validate_network`.

        Returns
        -------
        Ties
            The same network.

        Raises
        ------
        NetworkError
            If the graph breaks the contract.
        """
        validate_network(graph)
        nodes = pd.DataFrame(
            [data for _, data in graph.nodes(data=True)],
            columns=list(NODE_ATTRIBUTES),
        )
        nodes.insert(0, "organization_id", pd.Series(list(graph), dtype="str"))
        edges = pd.DataFrame(
            [
                (a, b, d["layer"], d.get("weight", 1.0))
                for a, b, d in graph.edges(data=True)
            ],
            columns=["source_id", "target_id", "layer", "weight"],
        )
        return cls.from_frames(nodes, edges, info=graph.graph)

    @property
    def n_nodes(self) -> int:
        """Number of organisations, isolates counted."""
        return len(self.nodes)

    @property
    def n_ties(self) -> int:
        """Number of tied pairs."""
        return len(self.source)

    def adjacency(self, *, weighted: bool = False) -> sp.csr_array:
        """
        Give the symmetric adjacency matrix.

        Parameters
        ----------
        weighted
            Whether cells hold weights; if not, 1.

        Returns
        -------
        scipy.sparse.csr_array
            Shape (nodes, nodes), columns sorted in each row, no diagonal.
        """
        values = self.weight if weighted else np.ones(self.n_ties)
        matrix = sp.coo_array(
            (
                np.concatenate([values, values]),
                (
                    np.concatenate([self.source, self.target]),
                    np.concatenate([self.target, self.source]),
                ),
            ),
            shape=(self.n_nodes, self.n_nodes),
        ).tocsr()
        matrix.sort_indices()
        return matrix

    def degree(self) -> Ints:
        """
        Count each organisation's ties.

        Returns
        -------
        numpy.ndarray
            Shape (nodes,); 0 for isolates.
        """
        ends = np.concatenate([self.source, self.target])
        return np.bincount(ends, minlength=self.n_nodes)

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
        return Ties(
            nodes=self.nodes[keep].reset_index(drop=True),
            source=number[self.source[ties]],
            target=number[self.target[ties]],
            weight=self.weight[ties],
            only_membership=self.only_membership[ties],
            not_asked=number[self.not_asked[pairs]],
            info=self.info,
        )

    def without_membership(self) -> Ties:
        """
        Leave out ties that are membership in a hub and nothing else.

        Returns
        -------
        Ties
            All organisations, fewer ties; weights of the ties left are unchanged.
        """
        keep = ~self.only_membership
        return Ties(
            nodes=self.nodes,
            source=self.source[keep],
            target=self.target[keep],
            weight=self.weight[keep],
            only_membership=self.only_membership[keep],
            not_asked=self.not_asked,
            info=self.info,
        )

    def n_dyads(self) -> int:
        """
        Count the pairs that could have a tie and are known to have one or none.

        Returns
        -------
        int
            The denominator of density: n(n − 1)/2 less the pairs nobody asked about
            that have no tie, such as membership, from elsewhere.
        """
        number = self.n_nodes
        tied = self.source * number + self.target
        silent = self.not_asked[:, 0] * number + self.not_asked[:, 1]
        unknown = int(np.isin(silent, tied, invert=True).sum())
        return number * (number - 1) // 2 - unknown


def as_ties(network: nx.Graph[str] | Ties) -> Ties:
    """
    Take a network in either form.

    Parameters
    ----------
    network
        A graph that keeps the contract, or the engine itself.

    Returns
    -------
    Ties
        The engine.

    Raises
    ------
    NetworkError
        If a graph breaks the contract.
    """
    return network if isinstance(network, Ties) else Ties.from_graph(network)


def _numbers(index: pd.Index, pairs: pd.DataFrame) -> Ints:
    """Give both ends of pairs their place in the index."""
    ends = np.column_stack([_places(index, pairs.iloc[:, side]) for side in (0, 1)])
    strange = (ends < 0).any(axis=1)
    if strange.any():
        some = pairs[strange].head(SHOWN).to_numpy().tolist()
        msg = (
            f"{int(strange.sum())} 对关系的一端不是网络中的组织，如 {some}，请补上组织"
            f"或删去 / {int(strange.sum())} pairs have an end that is no node, such "
            f"as {some}; add the organisation or remove the pair"
        )
        raise NetworkError(msg)
    return ends


def _places(index: pd.Index, names: Iterable[str]) -> Ints:
    return np.asarray(
        index.get_indexer(pd.Index(list(names), dtype="str")), dtype=np.intp
    )
