"""How the network is built, and what is left of it when its hubs are gone."""

from hubstudy.measures.structure.adoption import adoption_change
from hubstudy.measures.structure.cohesion import (
    bridges,
    components,
    core_numbers,
    cutpoints,
)
from hubstudy.measures.structure.core import CorePeriphery, core_periphery
from hubstudy.measures.structure.curve import RemovalCurve, removal_curve
from hubstudy.measures.structure.efficiency import global_efficiency
from hubstudy.measures.structure.governance import GovernanceMode, governance_mode
from hubstudy.measures.structure.governance_findings import unit_governance
from hubstudy.measures.structure.removal import by_degree, hub_removal
from hubstudy.measures.structure.typology import LocalGlobalType, local_global_type

__all__ = [
    "CorePeriphery",
    "GovernanceMode",
    "LocalGlobalType",
    "RemovalCurve",
    "adoption_change",
    "bridges",
    "by_degree",
    "components",
    "core_numbers",
    "core_periphery",
    "cutpoints",
    "global_efficiency",
    "governance_mode",
    "hub_removal",
    "local_global_type",
    "removal_curve",
    "unit_governance",
]
