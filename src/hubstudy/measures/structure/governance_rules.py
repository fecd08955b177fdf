"""The rules by which a mode of governance is told from numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from hubstudy.measures.structure.governance_words import CRITERIA

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

TOLERANCE = 1e-12

BROKERED = ("degree_centralization", "broker_share", "broker_lead")
"""Criteria that a network with a single broker meets, all of them."""

AT_MOST = frozenset({"known_to_deliver", "service_share"})
"""Criteria met at or below their threshold; the others at or above."""


class Criterion(NamedTuple):
    """
    A number held against its threshold.

    Parameters
    ----------
    criterion
        A key of `CRITERIA`.
    value
        The number, 0–1; None if undefined.
    threshold
        What it is held against.
    met
        Whether it is met; what is undefined is not.
    margin
        How far it is from its threshold, above 0 if met; None if undefined.
    """

    criterion: str
    value: float | None
    threshold: float
    met: bool
    margin: float | None

    @property
    def shortfall(self) -> float:
        """What is missing to meet it; an undefined number counts as nothing there."""
        return max(0.0, self.threshold if self.margin is None else -self.margin)

    @property
    def surplus(self) -> float:
        """What may be lost until it is no longer met."""
        return max(0.0, self.margin or 0.0)


def hold(
    values: Mapping[str, float | None], thresholds: Mapping[str, float]
) -> dict[str, Criterion]:
    """
    Hold numbers against their thresholds.

    Parameters
    ----------
    values
        Numbers by criterion, all of `CRITERIA`; None if undefined.
    thresholds
        By criterion.

    Returns
    -------
    dict of Criterion
        In the order of `CRITERIA`.
    """
    rows = {}
    for name in CRITERIA:
        value, limit = values[name], thresholds[name]
        sign = -1 if name in AT_MOST else 1
        margin = None if value is None else sign * (value - limit)
        met = margin is not None and margin >= -TOLERANCE
        rows[name] = Criterion(name, value, limit, met, margin)
    return rows


def is_brokered(rows: Mapping[str, Criterion]) -> bool:
    """
    Say whether a single organisation brokers the network.

    Parameters
    ----------
    rows
        Criteria by name.

    Returns
    -------
    bool
        Whether all of `BROKERED` are met.
    """
    return all(rows[name].met for name in BROKERED)


def mode_of(rows: Mapping[str, Criterion]) -> str:
    """
    Tell the mode of governance.

    Parameters
    ----------
    rows
        Criteria by name.

    Returns
    -------
    str
        A key of `hubstudy.measures.structure.governance_words.MODES`; empty if the
        network is brokered by a body that may or may not deliver.
    """
    if not is_brokered(rows):
        return "shared" if rows["members_reach"].met else "mixed"
    if not _can_be_separate(rows):
        return "lead_organization"
    service = rows["service_share"]
    if service.value is None:
        return ""
    return "network_administrative_organization" if service.met else "lead_organization"


def nearest_to(rows: Mapping[str, Criterion], mode: str) -> tuple[str, float, str]:
    """
    Find the other pure form that takes the least change.

    Parameters
    ----------
    rows
        Criteria by name.
    mode
        As `mode_of` gives it, not empty.

    Returns
    -------
    tuple
        That form, the largest change that it takes, and the criterion to change.
    """
    ways = {
        name: max(way, key=lambda step: step[0])
        for name, way in _ways(rows).items()
        if name != mode
    }
    nearest = min(ways, key=lambda name: ways[name][0])
    return nearest, *ways[nearest]


def _ways(rows: Mapping[str, Criterion]) -> dict[str, list[tuple[float, str]]]:
    """List what each pure form asks to be changed, and by how much."""
    service, reach = rows["service_share"], rows["members_reach"]
    to_broker = [(rows[name].shortfall, name) for name in BROKERED]
    to_shared = [(reach.shortfall, reach.criterion)]
    if is_brokered(rows):
        weakest = min(BROKERED, key=lambda name: rows[name].surplus)
        to_shared = [(rows[weakest].surplus, weakest), *to_shared]
    ways = {"shared": to_shared, "lead_organization": to_broker}
    if _can_be_separate(rows):
        out_of = (service.surplus, service.criterion)
        into = (service.shortfall if service.value is not None else 0.0, out_of[1])
        ways["lead_organization"] = [*to_broker, out_of]
        ways["network_administrative_organization"] = [*to_broker, into]
    return ways


def _can_be_separate(rows: Mapping[str, Criterion]) -> bool:
    return rows["formal_body"].met and rows["known_to_deliver"].met


def criteria_frame(rows: Collection[Criterion]) -> pd.DataFrame:
    """
    Lay criteria out, one row each.

    Parameters
    ----------
    rows
        The criteria.

    Returns
    -------
    pandas.DataFrame
        Columns ``criterion, value, threshold, met, margin``; missing if undefined.
    """
    frame = pd.DataFrame(list(rows), columns=list(Criterion._fields))
    floats = dict.fromkeys(["value", "threshold", "margin"], "float64")
    return frame.astype({"criterion": "str", "met": "bool"} | floats)
