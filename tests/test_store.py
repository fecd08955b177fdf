"""A network kept as numbers reads back as it was, and becomes objects when forced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from hubstudy.errors import NetworkError
from hubstudy.network import (
    Ties,
    collaboration_network,
    collaboration_ties,
    load_ties,
    store_ties,
    to_graph,
)
from hubstudy.network.compiled import compiled
from tests.networks import described

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.intake import Study

ARRAYS = ("source", "target", "weight", "only_membership", "not_asked")


def assert_equal(one: Ties, other: Ties) -> None:
    pd.testing.assert_frame_equal(one.nodes, other.nodes)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert one.is_directed == other.is_directed


def test_a_stored_network_reads_back_the_same(tmp_path: Path, napkin: Study) -> None:
    ties = collaboration_ties(napkin)
    assert len(store_ties(ties, tmp_path)) == 3
    found = load_ties(tmp_path)
    assert_equal(ties, found)
    assert found.info["place"] == ties.info["place"]
    assert found.info["measured"] is True


def test_directions_and_pairs_not_asked_are_kept(tmp_path: Path) -> None:
    graph = nx.DiGraph([("b", "a"), ("a", "c")], not_asked=[("c", "b")])
    store_ties(Ties.from_graph(graph), tmp_path)
    found = load_ties(tmp_path)
    assert_equal(Ties.from_graph(graph), found)
    assert found.undirected().n_ties == 2


def test_a_missing_network_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_ties(tmp_path)


def test_arrays_become_the_graph_they_came_from(napkin: Study) -> None:
    ties = collaboration_ties(napkin)
    graph = to_graph(ties)
    assert nx.utils.nodes_equal(graph, collaboration_network(napkin))
    assert {frozenset(e) for e in graph.edges} == {
        frozenset(e) for e in collaboration_network(napkin).edges
    }
    assert_equal(Ties.from_graph(graph), ties)


def test_many_ties_become_objects_only_when_forced(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(to_graph.__globals__, "MANY_TIES", 3)
    ties = Ties.from_graph(described(nx.cycle_graph(5)))
    with pytest.raises(NetworkError, match=r"5 ties.*force=True"):
        to_graph(ties)
    assert to_graph(ties, force=True).number_of_edges() == 5
    assert "5 ties as a networkx graph" in capsys.readouterr().out


def test_a_kernel_gives_the_same_with_and_without_numba() -> None:
    def doubled(values: np.ndarray) -> np.ndarray:
        out = np.empty_like(values)
        for place in range(len(values)):
            out[place] = 2 * values[place]
        return out

    kernel, values = compiled(doubled), np.arange(4)
    assert kernel(values).tolist() == doubled(values).tolist() == [0, 2, 4, 6]
    assert kernel.__wrapped__ is doubled


def test_without_numba_a_kernel_runs_as_it_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "numba", None)
    kernel = compiled(lambda values: values.sum())
    assert kernel(np.arange(4)) == 6
