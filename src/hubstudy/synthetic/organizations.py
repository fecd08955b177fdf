"""Organisations of a made-up city: hubs, filed and self-organised ones, others."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from stdnum.cn import uscc

from hubstudy.synthetic.membership import join_hubs
from hubstudy.synthetic.preset import CITY_CENTER, HUAQIAO, YULONG, stream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hubstudy.synthetic.preset import Preset

COLUMNS = [
    "organization_id", "uscc", "organization_name", "community_code", "legal_status",
    "actor_kind", "service_field", "is_hub", "member_of", "secretary_led", "opened",
    "closed",
]  # fmt: skip

NAMED_SELF_ORGANIZED = ("楼宇管家", "一直都在", "康乐时光", "常春藤老干部")
N_HUAQIAO_MEMBERS = 17
HUB_NAMES = {
    HUAQIAO: "华侨社区微爱公益服务中心",
    YULONG: "玉龙社区社会组织公益服务中心",
}
FIELD_SUFFIXES = {
    "culture_sport": "合唱队",
    "elderly_care": "助老队",
    "children_youth": "课后站",
    "health_safety": "平安队",
    "governance": "议事会",
    "mutual_aid": "互助社",
    "environment": "环保队",
    "party_building": "先锋队",
}
FIELD_SHARES = (0.26, 0.16, 0.12, 0.12, 0.12, 0.10, 0.08, 0.04)
WORDS = tuple(a + b for a, b in product("晨暖和乐康馨睦", "光阳韵风晴畅苑桥"))
"""Invented first words of names; enough that no community uses one twice."""

FILED_LOW = {True: 13, False: 6}
FILED_SPREAD = {True: 4.0, False: 5.5}
N_AT_MAXIMUM = 3
CLOSED_SHARE = 0.28


def draw_organizations(
    preset: Preset, communities: pd.DataFrame, *, seed: int
) -> pd.DataFrame:
    """
    Make up the organisations.

    Parameters
    ----------
    preset
        What the city is calibrated to.
    communities
        As made by `places.draw_communities`, with ``hub_year``.
    seed
        Seed of the study.

    Returns
    -------
    pandas.DataFrame
        Table ``organizations``, sorted. No filed organisation ever closed: the
        printed stock is met by any way of counting, and that a cumulative list shows
        no deaths is itself a thing to notice. Self-organised ones do close. Who belongs
        to a hub is said in `membership.join_hubs`.
    """
    rng = stream(seed, "organizations")
    n_filed = draw_filed_counts(preset, communities, rng)
    rows: list[dict[str, Any]] = []
    for place, count in zip(communities.to_dict("records"), n_filed, strict=True):
        rows += _community_rows(preset, place, int(count), rng)
    rows += _city_rows(preset, communities, rng)
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "reluctance"])
    for column in ("opened", "closed"):
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
    for column in ("is_hub", "secretary_led"):
        frame[column] = frame[column].eq(True)  # noqa: FBT003  # left out means no
    frame = frame.sort_values("organization_id", ignore_index=True)
    frame["uscc"] = frame["uscc"].astype("str")
    registered = frame["legal_status"] == "registered"
    frame.loc[registered, "uscc"] = [
        made_up_uscc(serial) for serial in range(1, int(registered.sum()) + 1)
    ]
    filed = np.flatnonzero(frame["legal_status"] == "filed")
    frame.loc[rng.choice(filed, 22, replace=False), "opened"] = pd.NaT
    frame.loc[rng.choice(filed, 60, replace=False), "service_field"] = None
    frame["member_of"] = join_hubs(preset, frame, seed=seed)
    return frame[COLUMNS]


def draw_filed_counts(
    preset: Preset, communities: pd.DataFrame, rng: np.random.Generator
) -> np.ndarray:
    """
    Draw filed organisations per community under the printed totals and maximum.

    Parameters
    ----------
    preset
        Totals and maximum.
    communities
        With ``is_core_city`` and ``hub_year``.
    rng
        Source of the draw.

    Returns
    -------
    numpy.ndarray
        Counts, in the order of communities; hub communities file two more on average.
    """
    core = communities["is_core_city"].to_numpy(dtype=bool)
    tilt = np.where(communities["hub_year"].notna(), 1.0, -1.0)
    counts = np.zeros(len(communities), dtype=int)
    totals = {True: preset.n_filed_core, False: preset.n_filed - preset.n_filed_core}
    for is_core, total in totals.items():
        where = np.flatnonzero(core == is_core)
        mean = total / len(where)
        drawn = (
            rng.normal(mean + tilt[where], FILED_SPREAD[is_core]).round().astype(int)
        )
        drawn = drawn.clip(FILED_LOW[is_core], preset.max_filed)
        fixed = np.zeros(len(where), dtype=bool)
        if is_core:
            fixed[rng.choice(len(where), N_AT_MAXIMUM, replace=False)] = True
            drawn[fixed] = preset.max_filed
        while (missing := total - drawn.sum()) != 0:
            step = 1 if missing > 0 else -1
            moved = drawn + step
            free = ~fixed & (moved >= FILED_LOW[is_core]) & (moved <= preset.max_filed)
            drawn[rng.choice(np.flatnonzero(free))] += step
        counts[where] = drawn
    return counts


def made_up_uscc(serial: int) -> str:
    """
    Make an 18-character code with valid check characters that nobody was given.

    Parameters
    ----------
    serial
        Number from 1 to 9999.

    Returns
    -------
    str
        Civil affairs, private non-enterprise unit, 371082, body ``XXXX`` and serial.
    """
    body = f"XXXX{serial:04d}"
    values = ["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter) for letter in body]
    total = sum(v * w for v, w in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    code = f"52371082{body}{'0123456789X0'[11 - total % 11]}"
    return f"{code}{uscc.calc_check_digit(code)}"


def _community_rows(
    preset: Preset, place: Mapping[Any, Any], n_filed: int, rng: np.random.Generator
) -> list[dict[str, Any]]:
    code = place["community_code"]
    short, label = _short(code)
    words = list(rng.permutation(WORDS))
    base = {"community_code": code}
    rows = [
        base | {
            "organization_id": f"C{short}", "organization_name": f"示例居委会{label}",
            "legal_status": "other", "actor_kind": "community",
            "service_field": "governance", "opened": "2008-01-01",
        }
    ]  # fmt: skip
    has_hub = not pd.isna(place["hub_year"])
    if has_hub:
        rows.append(base | {
            "organization_id": f"H{short}",
            "organization_name": HUB_NAMES.get(code, f"示例社区{label}公益服务中心"),
            "legal_status": "registered", "actor_kind": "organization",
            "service_field": "governance", "is_hub": True, "secretary_led": True,
            "opened": _day(rng, place["hub_year"], last_month=6),
        })  # fmt: skip
    rows += _filed_rows(preset, base, n_filed, words=words, rng=rng)
    rows += _self_organized_rows(preset, base, words=words, has_hub=has_hub, rng=rng)
    return rows


def _short(code: str) -> tuple[str, str]:
    """Shorten a community's code for ids and for names, as in 0302 and 03-02."""
    street, community = code[7:9], code[10:12]
    return street + community, f"{street}-{community}"


def _filed_rows(
    preset: Preset, base: dict[str, Any], n_filed: int, *, words: list[str],
    rng: np.random.Generator,
) -> list[dict[str, Any]]:  # fmt: skip
    short, label = _short(base["community_code"])
    years = np.arange(2010, preset.last_year + 1)
    weights = np.linspace(1, 4, len(years)) * np.where(years == years[-1], 0.6, 1)
    drawn = rng.choice(years, n_filed, p=weights / weights.sum())
    fields = rng.choice(list(FIELD_SUFFIXES), n_filed, p=FIELD_SHARES)
    reluctance = rng.random(n_filed)
    return [
        base | {
            "organization_id": f"F{short}-{k + 1:02d}",
            "organization_name":
                f"示例{label}{words.pop()}{FIELD_SUFFIXES[fields[k]]}",
            "legal_status": "filed", "actor_kind": "organization",
            "service_field": fields[k], "opened": _day(rng, int(drawn[k])),
            "reluctance": reluctance[k],
        }
        for k in range(n_filed)
    ]  # fmt: skip


def _self_organized_rows(
    preset: Preset, base: dict[str, Any], *, words: list[str], has_hub: bool,
    rng: np.random.Generator,
) -> list[dict[str, Any]]:  # fmt: skip
    code = base["community_code"]
    short, label = _short(code)
    if code == HUAQIAO:
        names = list(NAMED_SELF_ORGANIZED)
        n_groups = N_HUAQIAO_MEMBERS
    else:
        names = []
        n_groups = int(rng.integers(2, 7) if has_hub else rng.integers(0, 3))
    names += [f"示例{label}{words.pop()}小组" for _ in range(n_groups - len(names))]
    rows = []
    for k, name in enumerate(names, start=1):
        year = int(rng.integers(2013, 2021))
        closed = None
        if code != HUAQIAO and rng.random() < CLOSED_SHARE:
            closed = _day(rng, int(rng.integers(year + 1, preset.last_year + 1)))
        rows.append({
            "organization_id": f"S{short}-{k:02d}", "organization_name": name,
            "community_code": code, "legal_status": "self_organized",
            "actor_kind": "organization",
            "service_field": rng.choice(list(FIELD_SUFFIXES), p=FIELD_SHARES),
            "reluctance": 0.5 * rng.random() if closed is None else None,
            "opened": _day(rng, year), "closed": closed,
        })  # fmt: skip
    if code == YULONG:
        rows.append({
            "organization_id": f"V{short}", "organization_name": "桑榆志愿服务小组",
            "community_code": code, "legal_status": "self_organized",
            "actor_kind": "volunteer", "service_field": "environment",
            "reluctance": 0.0, "opened": "2021-04-10",
        })  # fmt: skip
    return rows


def _city_rows(
    preset: Preset, communities: pd.DataFrame, rng: np.random.Generator
) -> list[dict[str, Any]]:
    """Add the city-level centre, stations, agencies, volunteer teams and charities."""
    codes = communities["community_code"]
    core = codes[communities["is_core_city"]].to_numpy()
    rows: list[dict[str, Any]] = [{
        "organization_id": CITY_CENTER, "organization_name": "幸福社区治理发展中心",
        "community_code": codes[codes.str.startswith("371082007")].iloc[2],
        "legal_status": "registered", "actor_kind": "organization",
        "service_field": "governance", "opened": "2018-01-15",
    }]  # fmt: skip
    rows += [
        {
            "organization_id": f"W{street.code[-2:]}",
            "organization_name": f"示例社工站{street.code[-2:]}",
            "community_code": f"{street.code}001", "legal_status": "other",
            "actor_kind": "social_worker", "service_field": "mutual_aid",
            "opened": "2017-06-01",
        }
        for street in preset.streets
    ]  # fmt: skip
    others = codes[codes != HUAQIAO].to_numpy()
    groups = [
        ("A", "示例社会工作服务机构", "registered", "social_worker", 6, core),
        ("V9", "示例志愿服务队", "self_organized", "volunteer", 20, others),
        ("G", "示例慈善资源点", "other", "charity", 15, codes.to_numpy()),
    ]
    for prefix, name, status, kind, n, where in groups:
        seats = np.sort(rng.choice(where, n, replace=False))
        rows += [
            {
                "organization_id": f"{prefix}{k:02d}",
                "organization_name": f"{name}{k:02d}",
                "community_code": seat, "legal_status": status, "actor_kind": kind,
                "service_field": "mutual_aid",
                "opened": _day(rng, int(rng.integers(2012, 2018))),
            }
            for k, seat in enumerate(seats, start=1)
        ]  # fmt: skip
    return rows


def _day(rng: np.random.Generator, year: int, *, last_month: int = 8) -> str:
    """Draw a day of the year by the end of `last_month`, before the as-of date."""
    return f"{year}-{rng.integers(1, last_month + 1):02d}-{rng.integers(1, 29):02d}"
