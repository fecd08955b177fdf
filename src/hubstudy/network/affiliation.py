"""From a study's projects to the two-mode network of who takes part in what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import pandas as pd

from hubstudy.errors import NetworkError
from hubstudy.network.contract import NODE_ATTRIBUTES, SHOWN, as_records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hubstudy.intake import Study

PROJECT_ATTRIBUTES = (
    "title", "community_code", "street_code", "scheme", "year", "status"
)  # fmt: skip


def affiliation_network(study: Study, *, year: int | None = None) -> nx.Graph[str]:
    """
    Build the two-mode network of organisations and projects.

    An organisation is tied to each project that it leads or takes part in. Projecting
    this network onto organisations would turn every project into a clique, so measures
    stay on the two modes.

    Parameters
    ----------
    study
        An opened study.
    year
        Year of the projects; None for all years together.

    Returns
    -------
    networkx.Graph
        Nodes have ``mode``, ``"organization"`` or ``"project"``; organisations the
        attributes of the contract, projects `PROJECT_ATTRIBUTES`; edges ``layer``
        (``"lead"`` and partner roles joined by ``+``) and ``weight`` 1. Organisations
        are those that took part in any project of any year, closed ones too: those are
        the first denominator of the two-mode density. Organisations without a project
        that year stay as isolates.

    Raises
    ------
    NetworkError
        If a project and an organisation share one id.
    MeasureError
        If the study does not cover the year.
    """
    as_of = study.last_day(year)
    tables = study.tables
    lead = tables.projects[["project_id", "lead_id"]].assign(role="lead")
    lead = lead.rename(columns={"lead_id": "organization_id"})
    partner = tables.project_partners.rename(columns={"partner_role": "role"})
    roles = pd.concat([lead, partner], ignore_index=True)
    organizations = study.with_place(
        tables.organizations[
            tables.organizations["organization_id"].isin(roles["organization_id"])
        ]
    )
    projects = study.with_place(tables.projects).sort_values("project_id")
    if year is not None:
        projects = projects[projects["year"] == year]
    shared = sorted(set(projects["project_id"]) & set(organizations["organization_id"]))
    if shared:
        msg = (
            f"项目与组织共用编号 {shared[:SHOWN]}，请改其一 / projects and "
            f"organisations share the ids {shared[:SHOWN]}; rename one of each"
        )
        raise NetworkError(msg)

    streets = tables.street_districts
    graph: nx.Graph[str] = nx.Graph(
        place=study.settings.place,
        streets=dict(zip(streets["street_code"], streets["street_name"], strict=True)),
        year=year,
        as_of=as_of,
    )
    _add_mode(graph, organizations, "organization", NODE_ATTRIBUTES)
    _add_mode(graph, projects, "project", PROJECT_ATTRIBUTES)
    roles = roles[roles["project_id"].isin(projects["project_id"])]
    roles = roles.sort_values(["organization_id", "project_id", "role"])
    joined = roles.drop_duplicates().groupby(["organization_id", "project_id"])["role"]
    ties = joined.agg("+".join).rename("layer").reset_index().assign(weight=1.0)
    pairs = ties[["organization_id", "project_id"]].itertuples(index=False, name=None)
    attributes = as_records(ties, ("layer", "weight"))
    graph.add_edges_from((*pair, a) for pair, a in zip(pairs, attributes, strict=True))
    return graph


def _add_mode(
    graph: nx.Graph[str], frame: pd.DataFrame, mode: str, attributes: Sequence[str]
) -> None:
    rows = frame.sort_values(f"{mode}_id")
    records = as_records(rows.assign(mode=mode), (*attributes, "mode"))
    graph.add_nodes_from(zip(rows[f"{mode}_id"], records, strict=True))
