"""A made-up city with known answers, calibrated to what a source text prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.schemas import TABLES
from hubstudy.synthetic.accounts import draw_accounts
from hubstudy.synthetic.contracts import draw_contracts
from hubstudy.synthetic.documents import study_documents
from hubstudy.synthetic.money import draw_revenue
from hubstudy.synthetic.organizations import draw_organizations
from hubstudy.synthetic.outcomes import draw_outcomes
from hubstudy.synthetic.places import draw_communities, street_table
from hubstudy.synthetic.preset import find_preset
from hubstudy.synthetic.projects import draw_projects
from hubstudy.synthetic.regrants import funder_table
from hubstudy.synthetic.reviews import draw_partners, draw_ratings
from hubstudy.synthetic.ties import draw_ties
from hubstudy.synthetic.writer import check_folder, table_text, write_files

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from hubstudy.synthetic.preset import Preset

__all__ = ["draw_tables", "simulate"]


def simulate(folder: Path, *, preset: str = "rongcheng", seed: int) -> list[Path]:
    """
    Write a whole made-up study: tables, settings, claims and the planted truth.

    Parameters
    ----------
    folder
        Where to write; made if it is not there. Files of an earlier made-up study
        there are replaced.
    preset
        What the city is calibrated to; ``"rongcheng"`` meets every number that the
        source article prints.
    seed
        Seed of every draw; the same seed gives the same bytes.

    Returns
    -------
    list of pathlib.Path
        The files written: ``study.toml``, ``claims.toml``, ``corrections.toml``,
        ``truth.toml`` and one CSV per table.

    Raises
    ------
    HubstudyError
        If there is no such preset, or data that is not marked synthetic stands in the
        folder.
    """
    plan = find_preset(preset)
    check_folder(folder)
    tables = draw_tables(plan, seed=seed)
    texts = study_documents(plan, seed=seed)
    texts |= {f"{name}.csv": table_text(name, tables[name]) for name in TABLES}
    return write_files(folder, texts)


def draw_tables(preset: Preset, *, seed: int) -> dict[str, pd.DataFrame]:
    """
    Draw every table of a made-up study.

    Parameters
    ----------
    preset
        What the city is calibrated to.
    seed
        Seed of every draw.

    Returns
    -------
    dict of str to pandas.DataFrame
        Tables by name; some carry helping columns beside those of their schema.
    """
    communities = draw_communities(preset, seed=seed)
    organizations = draw_organizations(preset, communities, seed=seed)
    projects = draw_projects(preset, organizations, seed=seed)
    revenue = draw_revenue(preset, organizations, projects, seed=seed)
    return {
        "street_districts": street_table(preset),
        "communities": communities,
        "organizations": organizations,
        "ties": draw_ties(preset, organizations, seed=seed),
        "projects": projects,
        "project_partners": draw_partners(projects, organizations, seed=seed),
        "ratings": draw_ratings(preset, projects, seed=seed),
        "contracts": draw_contracts(preset, organizations, seed=seed),
        "revenue": revenue,
        "funders": funder_table(organizations, revenue),
        "accounts": draw_accounts(preset, organizations, revenue, seed=seed),
        "community_outcomes": draw_outcomes(preset, communities, seed=seed),
    }
