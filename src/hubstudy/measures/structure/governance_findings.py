"""How the communities of a unit, and the unit as a whole, are governed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.errors import Bilingual, MeasureError
from hubstudy.measures.structure import governance_sentences as words
from hubstudy.measures.structure.governance import GovernanceMode, governance_mode
from hubstudy.measures.structure.governance_numbers import SERVICE_LAYERS
from hubstudy.measures.structure.governance_rules import BROKERED
from hubstudy.measures.structure.governance_words import MODES
from hubstudy.measures.structure.typology import LocalGlobalType, local_global_type
from hubstudy.network.build import collaboration_ties
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    from hubstudy.intake import Study
    from hubstudy.network.ties import Flags, Ties

HALF = 0.5
FEWEST_HUBS = 3
COLUMNS = {
    "community_code": "str",
    "community_name": "str",
    "has_hub": "bool",
    "n": "int64",
    "mode": "str",
    "nearest": "str",
    "margin": "float64",
    "deciding": "str",
    "reason": "str",
    "why_zh": "str",
    "why_en": "str",
}
OF_THE_UNIT = (
    "degree_centralization", "degree_centralization_null",
    "degree_centralization_with_membership", "broker_share", "members_reach",
    "network_density",
)  # fmt: skip
OF_THE_TYPE = (
    "clustering", "clustering_null", "integration", "integration_null",
    "small_world_sigma", "small_world_omega",
)  # fmt: skip


def unit_governance(
    study: Study,
    *,
    year: int | None = None,
    unit: str = CITY,
    n_draws: int = 200,
    seed: int = 0,
) -> Result:
    """
    Tell how each community of a unit, and the unit as a whole, is governed.

    Parameters
    ----------
    study
        An opened study.
    year
        A year of the study; None for the as-of date.
    unit
        ``"city"`` or the code of a street district.
    n_draws
        Random networks that the unit's own network is held against, 1 or more.
    seed
        Of those draws.

    Returns
    -------
    Result
        Table, one row per community: ``community_code``, ``community_name``,
        ``has_hub``, ``n`` (organisations), ``mode``, ``nearest``, ``margin``,
        ``deciding``, ``reason`` (see `GovernanceMode`), ``why_zh`` and ``why_en`` (the
        sentence about the criterion that decides, empty if undefined). Part
        ``networks``, two rows, ``scope`` ``"all"`` (the unit's own network) and
        ``"hubs"`` (its hubs and the organisations of the city that are tied to half of
        them or more, chosen for these ties, for which reason it is not held against
        random networks; undefined below three hubs): ``n``, ``mode``, ``nearest``,
        ``margin``, ``deciding``, ``reason``. Parts ``unit`` and ``hubs``: the criteria
        of either; ``reasons``: ``scope``, ``zh``, ``en``; ``type``: axes of
        `local_global_type` of the unit's own network, without membership. Numbers:
        ``n_communities``, ``n_told``, ``n_`` with each mode, the same with
        ``_with_hub``, ``n_hubs``, ``n_center`` (those beside the hubs); of the unit's
        own network those of `governance_mode` and `local_global_type`.

    Raises
    ------
    MeasureError
        If there is no such unit or year, or no draw is asked for.

    References
    ----------
    .. [1] Provan and Kenis, Modes of network governance: structure, management, and
       effectiveness, 2008.
    .. [2] 周雪光、艾云、葛建华等, 中国地方政府官员的空间流动：层级分流模式与经验证据,
       《社会》38 (3), 2018, 1–45, table 2.
    """
    study.check_unit(unit)
    if n_draws < 1:
        msg = f"n_draws 应不小于 1，得到 {n_draws} / must be 1 or more, got {n_draws}"
        raise MeasureError(msg)
    city = collaboration_ties(study, year=year)
    layers = sorted(SERVICE_LAYERS)
    service = collaboration_ties(study, year=year, layers=layers, membership=False)
    projects = study.tables.projects
    begun = projects["year"] <= study.last_day(year).year
    leads = sorted(set(projects.loc[begun, "lead_id"]))
    inside = city.in_unit(unit)
    ties = city.induced(inside)
    whole = governance_mode(
        ties,
        service=service.induced(inside),
        delivering=leads,
        n_draws=n_draws,
        seed=seed,
    )
    kind = local_global_type(ties, n_draws=n_draws, seed=seed)
    members, chosen = _among_hubs(city, unit)
    n_hubs = int(ties.nodes["is_hub"].sum())
    hubs = GovernanceMode("", "too_small" if n_hubs else "no_hubs", n_hubs)
    if n_hubs >= FEWEST_HUBS:
        hubs = governance_mode(
            city.induced(members),
            selected=city.nodes.loc[chosen, "organization_id"].tolist(),
            service=service.induced(members),
            delivering=leads,
            n_draws=n_draws,
            seed=seed,
        )
    table = _communities(study, unit, city, service, leads)
    counts = {"n_hubs": n_hubs, "n_center": int(chosen.sum())}
    numbers = _numbers(table, counts, whole, kind)
    name = study.unit_name(unit)
    return Result(
        name="unit_governance",
        unit=unit,
        unit_name=name,
        table=table,
        n=len(table),
        numbers=numbers,
        finding=words.finding(name, numbers, whole, hubs, kind),
        method=words.METHOD.format_with(unit=name, n_draws=n_draws, seed=seed),
        caveats=(
            words.BY_RULE,
            *((words.CHOSEN,) if hubs.n_selected else ()),
            *whole.limits,
        ),
        parts={
            "networks": _networks({"all": whole, "hubs": hubs}),
            "unit": whole.to_frame(),
            "hubs": hubs.to_frame(),
            "reasons": pd.DataFrame(
                [("all", *x) for x in whole.reasons]
                + [("hubs", *x) for x in hubs.reasons],
                columns=["scope", "zh", "en"],
                dtype="str",
            ),
            "type": kind.to_frame(),
        },
    )


def _communities(
    study: Study, unit: str, city: Ties, service: Ties, leads: list[str]
) -> pd.DataFrame:
    communities = study.tables.communities.set_index("community_code")
    at = city.nodes["community_code"].to_numpy(dtype=object)
    is_hub = city.nodes["is_hub"].to_numpy(dtype=bool)
    rows = []
    for code in study.community_codes(unit):
        here = at == code
        found = governance_mode(
            city.induced(here),
            service=service.induced(here),
            delivering=leads,
            n_draws=0,
        )
        why = _why(found)
        rows.append(
            {
                "community_code": code,
                "community_name": communities["community_name"][code],
                "has_hub": bool(is_hub[here].any()),
                **_short(found),
                "why_zh": why.zh,
                "why_en": why.en,
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _short(found: GovernanceMode) -> dict[str, object]:
    names = ("n", "mode", "nearest", "margin", "deciding", "reason")
    return {name: getattr(found, name) for name in names}


def _why(found: GovernanceMode) -> Bilingual:
    """Pick the sentence about the criterion that decides."""
    if not found.mode:
        return Bilingual("", "")
    if found.deciding in BROKERED:
        return found.reasons[0]
    met = found.table.set_index("criterion")["met"]
    is_last = found.deciding != "members_reach" or not met[list(BROKERED)].all()
    return found.reasons[-1 if is_last else -2]


def _among_hubs(city: Ties, unit: str) -> tuple[Flags, Flags]:
    """Mark a unit's hubs with those tied to half of them or more, and the latter."""
    hubs = city.nodes["is_hub"].to_numpy(dtype=bool) & city.in_unit(unit)
    ties = city.without_membership()
    n_tied = np.bincount(ties.source, hubs[ties.target], city.n_nodes)
    n_tied += np.bincount(ties.target, hubs[ties.source], city.n_nodes)
    center = (n_tied >= HALF * hubs.sum()) & (hubs.sum() >= FEWEST_HUBS)
    return np.asarray(hubs | center), np.asarray(center & ~hubs)


def _networks(found: dict[str, GovernanceMode]) -> pd.DataFrame:
    rows = [{"scope": scope, **_short(mode)} for scope, mode in found.items()]
    texts = ["scope", "mode", "nearest", "deciding", "reason"]
    return pd.DataFrame(rows).astype(
        {"margin": "float64"} | dict.fromkeys(texts, "str")
    )


def _numbers(
    table: pd.DataFrame,
    counts: dict[str, int],
    whole: GovernanceMode,
    kind: LocalGlobalType,
) -> dict[str, Estimate]:
    n = len(table)
    counts |= {"n_communities": n, "n_told": int(table["mode"].ne("").sum())}
    for mode in MODES:
        is_mode = table["mode"] == mode
        counts[f"n_{mode}"] = int(is_mode.sum())
        counts[f"n_{mode}_with_hub"] = int((is_mode & table["has_hub"]).sum())
    numbers = {
        name: Estimate(float(count), n=n, style="count", method="census")
        for name, count in counts.items()
    }
    gone = Estimate.undefined
    of_unit = {
        name: whole.numbers.get(name) or gone(whole.reason, n=whole.n)
        for name in OF_THE_UNIT
    }
    of_type = {
        name: kind.numbers.get(name) or gone(kind.reason, n=kind.n)
        for name in OF_THE_TYPE
    }
    return numbers | of_unit | of_type
