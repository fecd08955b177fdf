"""What is asked of the inputs of `governance_mode`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.errors import MeasureError, NetworkError
from hubstudy.network.contract import SHOWN
from hubstudy.network.ties import as_described_ties

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import networkx as nx

    from hubstudy.network.ties import Flags, Ties

NEEDED = ("organization_name", "is_hub", "legal_status")
"""What must be known of each organisation, since any may turn out to be the top."""


def check_options(thresholds: Mapping[str, float], n_draws: int) -> None:
    """
    Refuse thresholds that are no shares, and fewer draws than none.

    Parameters
    ----------
    thresholds
        By the name they were given under.
    n_draws
        Random networks.

    Raises
    ------
    MeasureError
        Naming what is wrong.
    """
    wrong = {name: x for name, x in thresholds.items() if not 0 <= x <= 1}
    if wrong or n_draws < 0:
        found = wrong or {"n_draws": n_draws}
        msg = (
            f"阈值应在 0 与 1 之间，n_draws 不小于 0，得到 {found} / thresholds are "
            f"shares from 0 to 1 and n_draws is 0 or more, got {found}"
        )
        raise MeasureError(msg)


def check_ids(name: str, ids: Collection[str]) -> None:
    """
    Refuse a text, which would be read letter by letter.

    Parameters
    ----------
    name
        Of the parameter.
    ids
        What was given.

    Raises
    ------
    MeasureError
        If it is one text.
    """
    if isinstance(ids, str):
        msg = (
            f"{name} 应为编号的列表，得到文本 {ids!r}，请写成 [{ids!r}] / {name} is a "
            f"text, {ids!r}; pass a list of ids, such as [{ids!r}]"
        )
        raise MeasureError(msg)


def among(ties: Ties, name: str, ids: Collection[str]) -> Flags:
    """
    Mark the organisations that are named.

    Parameters
    ----------
    ties
        The network.
    name
        Of the parameter.
    ids
        Organisations.

    Returns
    -------
    numpy.ndarray
        Marks per node.

    Raises
    ------
    MeasureError
        If `ids` is one text, or names an organisation that is not there.
    """
    check_ids(name, ids)
    there = pd.Index(ties.nodes["organization_id"])
    unknown = sorted(set(ids) - set(there), key=str)
    if unknown:
        msg = (
            f"{name} 中有 {len(unknown)} 个组织不在网络中，如 {unknown[:SHOWN]} / "
            f"{len(unknown)} of {name} are not in the network, such as "
            f"{unknown[:SHOWN]}"
        )
        raise MeasureError(msg)
    return np.asarray(there.isin(list(ids)))


def as_governed(network: nx.Graph[str] | Ties) -> Ties:
    """
    Take a network whose organisations have a name, a kind and a legal status.

    Parameters
    ----------
    network
        A graph that keeps the contract of one-mode networks, or the engine itself.

    Returns
    -------
    Ties
        Undirected.

    Raises
    ------
    NetworkError
        If a graph breaks the contract, or nodes lack any of `NEEDED`.
    """
    ties = as_described_ties(network).undirected()
    known = ties.nodes.reindex(columns=[*NEEDED]).notna()
    lacking = [name for name in NEEDED if not known[name].all()]
    if lacking:
        bare = ties.nodes.loc[~known.all(axis=1), "organization_id"].tolist()
        msg = (
            f"{len(bare)} 个节点缺少 {lacking}，如 {bare[:SHOWN]}，判定治理模式须有这些"
            f"属性，请补上；二模网络请先投影 / {len(bare)} nodes lack {lacking}, such "
            f"as {bare[:SHOWN]}; the mode of governance rests on these, so add them; "
            "project a two-mode network first"
        )
        raise NetworkError(msg)
    return ties
