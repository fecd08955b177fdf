"""Every figure of the catalogue with a frame at the scale of a city and of a street."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd

from hubstudy.errors import Bilingual
from hubstudy.figures import (
    adoption,
    comparison,
    continuity,
    coverage,
    density,
    dependence,
    funding,
    hubs,
    layers,
    money,
    outcomes,
    position,
    power,
    reach,
    stress,
    structure,
    substitution,
)
from hubstudy.figures.export import Mark
from tests.figures import frames, funding_frames, hub_frames

MARK = Mark(
    unit_name=Bilingual("荣成市", "Rongcheng"),
    n=60,
    as_of=dt.date(2023, 8, 31),
    synthetic=True,
    source=Bilingual("示例登记库", "made-up register"),
)

Frame = Callable[[], pd.DataFrame]

CITY: dict[Any, Frame] = {
    coverage.plot_coverage: frames.coverage,
    density.plot_organizations_ranked: frames.density,
    density.plot_adoption: frames.adoption,
    position.plot_affiliation_map: frames.network,
    position.plot_network_map: frames.network,
    position.plot_centralization: frames.centralization,
    hubs.plot_centralization_null: hub_frames.centralization,
    hubs.plot_roles: hub_frames.roles,
    hubs.plot_hub_advantage: hub_frames.advantage,
    layers.plot_layer_overlap: hub_frames.overlap,
    adoption.plot_adoption_change: hub_frames.adoption,
    structure.plot_removal: frames.removal,
    outcomes.plot_funnel: frames.funnel,
    outcomes.plot_stars: frames.stars,
    outcomes.plot_completion: frames.completion,
    continuity.plot_survival: frames.survival,
    funding.plot_funder_types: frames.funder_types,
    funding.plot_concentration: frames.dependence,
    money.plot_headings: funding_frames.headings,
    dependence.plot_funding_panel: funding_frames.panel,
    dependence.plot_dependence_outcomes: funding_frames.outcomes,
    funding.plot_funder_network: frames.funder_network,
    reach.plot_funder_reach: funding_frames.reach,
    money.plot_grants_lorenz: funding_frames.lorenz,
    stress.plot_stress_fan: funding_frames.stress,
    substitution.plot_substitution: funding_frames.substitution,
    substitution.plot_substitution_routes: funding_frames.substitution_totals,
    comparison.plot_streets: frames.streets,
    comparison.plot_funding_streets: frames.funding_streets,
    power.plot_minimum_detectable: frames.minimum_detectable,
}

STREET: dict[Any, Frame] = {
    density.plot_organizations_ranked: lambda: frames.density(3),
    position.plot_network_map: lambda: frames.network(90, 2, 8),
    hubs.plot_centralization_null: lambda: hub_frames.centralization(60),
    hubs.plot_roles: lambda: hub_frames.roles(directed=True),
    hubs.plot_hub_advantage: lambda: hub_frames.advantage(0.9),
    layers.plot_layer_overlap: lambda: hub_frames.overlap(unmeasured="funding"),
    adoption.plot_adoption_change: lambda: hub_frames.adoption(-1),
    structure.plot_removal: lambda: frames.removal(2),
    continuity.plot_survival: lambda: frames.survival(20),
    funding.plot_concentration: lambda: frames.dependence(9),
    funding.plot_funder_network: lambda: frames.funder_network(9, 12),
    money.plot_headings: lambda: funding_frames.headings().head(5),
    dependence.plot_funding_panel: lambda: funding_frames.panel(4),
    dependence.plot_dependence_outcomes: lambda: funding_frames.outcomes(7),
    reach.plot_funder_reach: lambda: funding_frames.reach(8),
    money.plot_grants_lorenz: lambda: funding_frames.lorenz(5),
    stress.plot_stress_fan: lambda: funding_frames.stress(30, 2, 6),
    substitution.plot_substitution: lambda: funding_frames.substitution(9),
    substitution.plot_substitution_routes: lambda: funding_frames.substitution_totals(
        0.05
    ),
    comparison.plot_streets: lambda: frames.streets(3),
}

ALL = [*CITY.items(), *STREET.items()]
NAMES = [f"city-{plot.__name__}" for plot in CITY]
NAMES += [f"street-{plot.__name__}" for plot in STREET]
