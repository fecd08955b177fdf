"""Networks too large for objects: kept as parquet, and given as graphs when forced."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd

from hubstudy.errors import Bilingual, NetworkError
from hubstudy.network.contract import MEMBERSHIP
from hubstudy.network.reading import ID
from hubstudy.network.ties import Ties
from hubstudy.results import read_parquet, write_parquet

if TYPE_CHECKING:
    from pathlib import Path

MANY_TIES = 200_000
BYTES_PER_NODE, BYTES_PER_TIE = 1_000, 750
SECONDS_PER_TIE = 7e-6
"""Measured on networkx 3.6 with the contract's attributes, one core."""

KEPT = ("place", "streets", "year", "layers", "membership", "measured")
NODES, TIES, ASKED = "nodes.parquet", "ties.parquet", "not_asked.parquet"


def store_ties(ties: Ties, folder: Path) -> list[Path]:
    """
    Keep a network as node numbers, so that a nation's reads back in seconds.

    Parameters
    ----------
    ties
        The network; of ``info`` the items in `KEPT` are kept.
    folder
        Existing folder.

    Returns
    -------
    list of pathlib.Path
        The files written: nodes sorted by id, ties sorted by their ends.
    """
    small = np.int32 if ties.n_nodes < np.iinfo(np.int32).max else np.int64
    frame = pd.DataFrame(
        {
            "source": ties.source.astype(small),
            "target": ties.target.astype(small),
            "weight": ties.weight,
            "only_membership": ties.only_membership,
        }
    )
    asked = pd.DataFrame(ties.not_asked.astype(small), columns=["source", "target"])
    info = {name: ties.info[name] for name in KEPT if name in ties.info}
    frame.attrs = {"is_directed": ties.is_directed, "info": info}
    paths = [folder / name for name in (NODES, TIES, ASKED)]
    for path, each in zip(paths, (ties.nodes, frame, asked), strict=True):
        write_parquet(each, path)
    return paths


def load_ties(folder: Path) -> Ties:
    """
    Read a network that `store_ties` kept.

    Parameters
    ----------
    folder
        Where it was kept.

    Returns
    -------
    Ties
        The same network.

    Raises
    ------
    FileNotFoundError
        If it is not there.
    """
    nodes, ties, asked = (read_parquet(folder / name) for name in (NODES, TIES, ASKED))
    info = dict(ties.attrs["info"])
    if "place" in info:
        info["place"] = Bilingual(*info["place"])
    return Ties(
        nodes=nodes,
        source=ties["source"].to_numpy(),
        target=ties["target"].to_numpy(),
        weight=ties["weight"].to_numpy(),
        only_membership=ties["only_membership"].to_numpy(dtype=bool),
        not_asked=asked.to_numpy(dtype=np.intp),
        info=MappingProxyType(info),
        is_directed=bool(ties.attrs["is_directed"]),
    )


def to_graph(ties: Ties, *, force: bool = False) -> nx.Graph[Any]:
    """
    Give a network as a networkx graph.

    Parameters
    ----------
    ties
        The network.
    force
        Whether to make the graph though it has more than 200,000 ties; the estimate of
        time and memory is then printed instead of raised.

    Returns
    -------
    networkx.Graph
        Undirected or directed; nodes with their attributes, edges with ``weight`` and
        ``layer`` (``"membership"``, or empty, since the engine keeps no other).

    Raises
    ------
    NetworkError
        If there are more than 200,000 ties and `force` is not set.
    """
    if ties.n_ties > MANY_TIES:
        _estimate(ties, force=force)
    graph: nx.Graph[Any] = (nx.DiGraph if ties.is_directed else nx.Graph)(**ties.info)
    names = ties.nodes[ID].tolist()
    columns = [name for name in ties.nodes.columns if name != ID]
    records = ties.nodes[columns].to_dict("records")
    graph.add_nodes_from(zip(names, records, strict=True))
    layer = np.where(ties.only_membership, MEMBERSHIP, "").tolist()
    ends = zip(ties.source.tolist(), ties.target.tolist(), strict=True)
    graph.add_edges_from(
        (names[a], names[b], {"weight": weight, "layer": kind})
        for (a, b), weight, kind in zip(ends, ties.weight.tolist(), layer, strict=True)
    )
    return graph


def _estimate(ties: Ties, *, force: bool) -> None:
    """Say what objects would cost; refuse unless forced."""
    size = (ties.n_nodes * BYTES_PER_NODE + ties.n_ties * BYTES_PER_TIE) / 1e9
    time = ties.n_ties * SECONDS_PER_TIE
    msg = (
        f"{ties.n_ties:,} 条关系变成 networkx 图约需 {time:.0f} 秒、{size:.1f} GB 内"
        f"存；各指标可直接用数组计算 / {ties.n_ties:,} ties as a networkx graph take "
        f"about {time:.0f} s and {size:.1f} GB; measures take the arrays as they are"
    )
    if not force:
        msg += "；确要转换请用 force=True / pass force=True to go on"
        raise NetworkError(msg)
    print(msg)
