"""All small graphs, and Davis's Southern Women, for the tests of density."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING

import networkx as nx

from tests.networks import reference_figures, small_graphs
from tests.reference.shared import shared_reference

if TYPE_CHECKING:
    from collections.abc import Iterator


def small_digraphs() -> Iterator[nx.DiGraph]:
    """Each directed graph of up to four nodes once, whatever its nodes are called."""
    for n in range(5):
        pairs = list(permutations(range(n), 2))
        place = {pair: bit for bit, pair in enumerate(pairs)}
        names = [
            [place[order[a], order[b]] for a, b in pairs]
            for order in permutations(range(n))
        ]
        seen: set[int] = set()
        for code in range(2 ** len(pairs)):
            if code not in seen:
                bits = [bit for bit in range(len(pairs)) if code >> bit & 1]
                seen |= {sum(1 << name[bit] for bit in bits) for name in names}
                yield digraph_of(code, n)


def small_two_mode_graphs() -> Iterator[nx.Graph]:
    """Each two-colourable graph of up to six nodes, colours as networkx has them."""
    for graph in small_graphs():
        if nx.is_bipartite(graph):
            nx.set_node_attributes(graph, nx.bipartite.color(graph), "bipartite")
            yield graph


def digraph_of(code: int, n: int) -> nx.DiGraph:
    """The digraph whose ordered pairs are the bits of a number, as in density.R."""
    graph = nx.empty_graph(n, create_using=nx.DiGraph)
    pairs = enumerate(permutations(range(n), 2))
    graph.add_edges_from(pair for bit, pair in pairs if code >> bit & 1)
    return graph


def graph_of(code: int, n: int) -> nx.Graph:
    """The graph whose pairs are the bits of a number, as in density.R."""
    graph = nx.empty_graph(n)
    pairs = enumerate(combinations(range(n), 2))
    graph.add_edges_from(pair for bit, pair in pairs if code >> bit & 1)
    return graph


def southern_women() -> nx.Graph:
    """Eighteen women (1 to 18) and fourteen events (19 to 32), as in the reference."""
    figures = reference_figures("davis")
    n_women, n_events = figures["n1"], figures["n2"]
    graph = nx.Graph()
    graph.add_nodes_from(range(1, n_women + 1), mode="woman")
    graph.add_nodes_from(range(n_women + 1, n_women + n_events + 1), mode="event")
    text = shared_reference("davis_edges.csv").read_text(encoding="utf-8")
    rows = (line.split(",") for line in text.splitlines()[1:])
    graph.add_edges_from((int(a), int(b)) for a, b in rows)
    return graph
