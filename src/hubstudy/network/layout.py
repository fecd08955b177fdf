"""One fixed map of a place: where each organisation and project lies.

Street districts stand around a circle, their communities lie packed inside, and in
each community the organisations spiral out from the hub like seeds of a sunflower.
Nothing is random and nothing depends on the ties, so the map of a street district or
without a layer shows every organisation where the reader knows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import brentq

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hubstudy.intake import Study

    Floats = NDArray[np.float64]

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
MARGIN = 0.9
RANK = {"hub": 0, "organization": 1, "project": 2}


class Layout(NamedTuple):
    """
    Where things lie on the map.

    Parameters
    ----------
    nodes
        ``node``, ``x``, ``y``; the distance between neighbouring seeds is about 1.
    streets
        ``street_code``, ``x``, ``y`` and ``weight``, the radius of the circle around
        its communities.
    """

    nodes: pd.DataFrame
    streets: pd.DataFrame


def fixed_layout(study: Study) -> Layout:
    """
    Lay out all that the register ever held, so that maps of all years agree.

    Parameters
    ----------
    study
        An opened study.

    Returns
    -------
    Layout
        Every organisation, closed ones too, and every project, for `drawing_frame`.
    """
    tables = study.tables
    organizations = study.with_place(tables.organizations)
    kinds = np.where(organizations["is_hub"], "hub", "organization")
    parts = [
        organizations.rename(columns={"organization_id": "node"}).assign(
            node_kind=kinds
        ),
        study.with_place(tables.projects)
        .rename(columns={"project_id": "node"})
        .assign(node_kind="project"),
    ]
    columns = ["node", "community_code", "street_code", "node_kind"]
    return lay_out(pd.concat([part[columns] for part in parts], ignore_index=True))


def lay_out(rows: pd.DataFrame) -> Layout:
    """
    Give places to nodes.

    Parameters
    ----------
    rows
        ``node``, ``community_code``, ``street_code`` and ``node_kind`` (``"hub"``,
        ``"organization"`` or ``"project"``).

    Returns
    -------
    Layout
        The hub in the middle of its community, then organisations, then projects.
    """
    rank = rows["node_kind"].map(RANK)
    keys = ["street_code", "community_code", "rank", "node"]
    nodes = rows.assign(rank=rank).sort_values(keys, ignore_index=True)
    placed, streets = _place(nodes)
    return Layout(placed[["node", "x", "y"]], streets)


def _place(nodes: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give nodes their place; also the circle of each street district."""
    within = nodes.groupby("community_code").cumcount().to_numpy()
    radius, angle = np.sqrt(within), within * GOLDEN_ANGLE
    placed = nodes.assign(x=radius * np.cos(angle), y=radius * np.sin(angle))
    discs = (
        nodes.groupby(["street_code", "community_code"]).size().reset_index(name="n")
    )
    discs["radius"] = np.sqrt(discs["n"]) + MARGIN
    streets = []
    discs["x"], discs["y"] = 0.0, 0.0
    for code, disc in discs.groupby("street_code", sort=True):
        x, y = _pack(disc["radius"].to_numpy())
        discs.loc[disc.index, ["x", "y"]] = np.column_stack([x, y])
        reach = float((np.hypot(x, y) + disc["radius"]).max())
        streets.append({"street_code": code, "weight": reach})
    circles = pd.DataFrame(streets, columns=["street_code", "weight"])
    circles["x"], circles["y"] = _ring(circles["weight"].to_numpy(dtype=float))
    for axis in ("x", "y"):
        centre = discs.set_index("community_code")[axis]
        street = circles.set_index("street_code")[axis]
        placed[axis] += nodes["community_code"].map(centre).astype(float)
        placed[axis] += nodes["street_code"].map(street).astype(float)
    return placed, circles


def _pack(radii: Floats) -> tuple[Floats, Floats]:
    """Pack discs without overlap, largest first, each as near the middle as it goes."""
    order = np.argsort(-radii, kind="stable")
    at = np.zeros(len(radii), dtype=np.complex128)
    for count, disc in enumerate(order[1:], start=1):
        done = order[:count]
        reach = radii[done] + radii[disc]
        spots = _touching(at[done], reach)
        gaps = np.abs(spots[:, None] - at[done])
        free = (gaps >= reach - 1e-9).all(axis=1)
        far = np.where(free, np.abs(spots), np.inf)
        at[disc] = spots[int(np.round(far, 9).argmin())]
    at -= (at * radii**2).sum() / (radii**2).sum()
    return at.real, at.imag


def _touching(centres: NDArray[np.complex128], reach: Floats) -> NDArray[np.complex128]:
    """List places that touch two discs, or the first alone, as complex numbers."""
    i, j = np.triu_indices(len(centres), 1)
    apart = np.abs(centres[j] - centres[i])
    along = (reach[i] ** 2 - reach[j] ** 2 + apart**2) / (2 * apart)
    aside = reach[i] ** 2 - along**2
    meet = aside >= 0
    i, j, apart, along = i[meet], j[meet], apart[meet], along[meet]
    forward = (centres[j] - centres[i]) / apart
    left = 1j * np.sqrt(aside[meet])
    both = [centres[i] + forward * (along + side) for side in (left, -left)]
    return np.concatenate([[centres[0] + reach[0]], *both])


def _ring(radii: Floats) -> tuple[Floats, Floats]:
    """Set circles around a larger one, neighbours touching, clockwise from the top."""
    if len(radii) <= 1:
        return np.zeros(len(radii)), np.zeros(len(radii))
    pairs = radii + np.roll(radii, -1)

    def spare(ring: float) -> float:
        return float(
            2 * np.pi - (2 * np.arcsin(np.minimum(pairs / (2 * ring), 1))).sum()
        )

    smallest = pairs.max() / 2
    ring = smallest if spare(smallest) >= 0 else brentq(spare, smallest, pairs.sum())
    steps = 2 * np.arcsin(np.minimum(pairs / (2 * ring), 1))
    steps *= 2 * np.pi / steps.sum()
    turn = np.pi / 2 - np.concatenate([[0], np.cumsum(steps)[:-1]])
    return ring * np.cos(turn), ring * np.sin(turn)
