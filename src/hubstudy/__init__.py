"""Networks, outcomes and funding of hub-type community social organisations.

The names a notebook needs. Submodules load when they are first used, so that
``import hubstudy`` is quick.

Examples
--------
>>> import hubstudy as hs
>>> hs.claims.__name__
'hubstudy.claims'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hubstudy import claims, figures, measures, network
    from hubstudy.batch.workbench import open_unit
    from hubstudy.intake import Study, open_study
    from hubstudy.network import affiliation_network, collaboration_network
    from hubstudy.synthetic import simulate

__all__ = [
    "Study",
    "affiliation_network",
    "claims",
    "collaboration_network",
    "figures",
    "measures",
    "network",
    "open_study",
    "open_unit",
    "simulate",
]

_HOMES = {
    "Study": "intake",
    "affiliation_network": "network",
    "collaboration_network": "network",
    "open_study": "intake",
    "open_unit": "batch.workbench",
    "simulate": "synthetic",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first asked for."""
    if name not in __all__:
        msg = f"module 'hubstudy' has no attribute {name!r}"
        raise AttributeError(msg)
    home = _HOMES.get(name)
    module = importlib.import_module(f"hubstudy.{home or name}")
    return getattr(module, name) if home else module


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
