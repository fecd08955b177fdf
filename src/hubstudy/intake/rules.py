"""What typed tables must hold beyond each column: one rule, one finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.errors import Bilingual
from hubstudy.intake.cleaning.codes import division_ok, division_unusual, uscc_ok

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.errors import Severity
    from hubstudy.settings import Settings

DIRECTED = ("funding", "supervision", "referral")
SHARES = ("request_resolution", "participation")
"""Indicators that are shares from 0 to 1."""


class Finding(NamedTuple):
    """
    Rows of one table that break one rule.

    Parameters
    ----------
    table
        Name of the table.
    code
        Name of the rule.
    bad
        One truth value per row.
    column
        Field whose cell is shown.
    expected
        The rule in words.
    severity
        See `hubstudy.errors.Problem`.
    """

    table: str
    code: str
    bad: pd.Series | np.ndarray
    column: str
    expected: Bilingual
    severity: Severity = "error"


def rules_across(
    frames: dict[str, pd.DataFrame], settings: Settings
) -> Iterator[Finding]:
    """
    Hold every table against itself, the others and the study's dates.

    Parameters
    ----------
    frames
        Typed frames by name; rules that need one that is not there are left out.
    settings
        The study's choices.

    Yields
    ------
    Finding
        One per rule, also where no row breaks it.
    """
    if "street_districts" in frames:
        yield from _division(frames["street_districts"], "street_districts", 9)
    if "communities" in frames:
        yield from _division(frames["communities"], "communities", 12)
        yield from _place_rules(frames["communities"])
    if "organizations" in frames:
        yield from _organization_rules(frames["organizations"], settings)
        yield from _status_rules(frames["organizations"])
    if "ties" in frames:
        yield from _tie_rules(frames["ties"], settings)
    if "revenue" in frames:
        yield Finding(
            "revenue",
            "refund_read",
            frames["revenue"]["amount_cny"] < 0,
            "amount_cny",
            Bilingual(
                "收入不小于 0，或为退款、冲减",
                "0 or more, or else a refund to the funder",
            ),
            "warning",
        )
    if {"funders", "revenue"} <= set(frames):
        funders = frames["funders"]["funder"]
        yield Finding(
            "funders",
            "funder_unused",
            ~funders.isin(frames["revenue"]["funder"]) & funders.notna(),
            "funder",
            Bilingual(
                "收入表中有的资助方，写法相同",
                "a funder of the revenue table, as spelled there",
            ),
            "warning",
        )
    if "community_outcomes" in frames:
        outcomes = frames["community_outcomes"]
        yield from _satisfaction(outcomes)
        share = outcomes["indicator"].isin(SHARES)
        yield Finding(
            "community_outcomes",
            "share_range",
            share & ~outcomes["value"].between(0, 1) & outcomes["value"].notna(),
            "value",
            Bilingual(
                "0–1 之间的比例，或如 31%", "a share from 0 to 1, or such as 31%"
            ),
        )
    yield from _time_rules(frames, settings)


def _satisfaction(outcomes: pd.DataFrame) -> Iterator[Finding]:
    points = outcomes["indicator"] == "resident_satisfaction"
    inside = (outcomes["value"] > 1) & (outcomes["value"] <= 100)  # noqa: PLR2004
    yield Finding(
        "community_outcomes",
        "satisfaction_range",
        points & ~inside & outcomes["value"].notna(),
        "value",
        Bilingual("满意度为百分制得分，如 73.1", "satisfaction in points of 100: 73.1"),
    )


def _division(
    frame: pd.DataFrame, table: str, digits: Literal[9, 12]
) -> Iterator[Finding]:
    name = "street_code" if digits == 9 else "community_code"  # noqa: PLR2004
    codes = frame[name]
    texts = codes.fillna("").tolist()
    formed = np.array([len(t) == digits and t.isdecimal() for t in texts], dtype=bool)
    known = division_ok(texts, digits)
    yield Finding(
        table,
        "division_code",
        formed & ~known,
        name,
        Bilingual(
            "以省级代码开头的区划代码（GB/T 2260）",
            "a code that begins with a province (GB/T 2260)",
        ),
    )
    odd = division_unusual(texts, digits)
    yield Finding(
        table,
        "division_unusual",
        formed & known & odd,
        name,
        Bilingual(
            "街道 001–099、镇 100–199、乡 200–399；居委会 001–199、村委会 200–399",
            "street 001–099, town 100–199, township 200–399; residents' committee "
            "001–199, village 200–399",
        ),
        "warning",
    )


def _place_rules(places: pd.DataFrame) -> Iterator[Finding]:
    yield Finding(
        "communities",
        "code_outside_street",
        (places["community_code"].str[:9] != places["street_code"])
        & places[["community_code", "street_code"]].notna().all(axis="columns"),
        "community_code",
        Bilingual("前 9 位等于街道代码", "its first 9 digits equal the street code"),
    )
    yield Finding(
        "communities",
        "more_aged_than_residents",
        places["residents_60plus"] > places["residents"],
        "residents_60plus",
        Bilingual("不超过居民人数", "no more than all residents"),
    )
    yield Finding(
        "communities",
        "more_households_than_residents",
        places["households"] > places["residents"],
        "households",
        Bilingual("不多于居民人数", "no more than residents"),
        "warning",
    )


def core_city(places: pd.DataFrame, streets: pd.DataFrame) -> Finding:
    """
    Hold whether a community is core city against its street district.

    Parameters
    ----------
    places
        Communities.
    streets
        Street districts.

    Returns
    -------
    Finding
        Communities that say otherwise.
    """
    known = streets.drop_duplicates("street_code").set_index("street_code")
    of_street = places["street_code"].map(known["is_core_city"])
    return Finding(
        "communities",
        "core_city_disagrees",
        of_street.notna() & (of_street != places["is_core_city"]),
        "is_core_city",
        Bilingual("与所属街道一致", "the same as its street district"),
    )


def _organization_rules(rows: pd.DataFrame, settings: Settings) -> Iterator[Finding]:
    code = rows["uscc"]
    given = code.notna()
    valid = np.ones(len(rows), dtype=bool)
    valid[given.to_numpy()] = uscc_ok(code[given].tolist())
    yield Finding(
        "organizations",
        "uscc_check_digit",
        given & ~valid,
        "uscc",
        Bilingual(
            "两个校验位都正确的 18 位代码", "18 characters, both check digits right"
        ),
    )
    yield Finding(
        "organizations",
        "uscc_duplicated",
        given & code.duplicated(),
        "uscc",
        Bilingual("一码一组织", "one code, one organisation"),
    )
    yield Finding(
        "organizations",
        "member_of_no_hub",
        _members_of_no_hub(rows),
        "member_of",
        Bilingual("某个枢纽的编号", "the id of a hub"),
    )
    yield Finding(
        "organizations",
        "member_of_itself",
        rows["member_of"] == rows["organization_id"],
        "member_of",
        Bilingual("另一个组织的编号", "the id of another organisation"),
    )
    yield Finding(
        "organizations",
        "closed_before_opened",
        rows["closed"] < rows["opened"],
        "closed",
        Bilingual("不早于成立日期", "no earlier than the opening"),
    )
    for column in ("opened", "closed"):
        yield Finding(
            "organizations",
            "after_as_of",
            rows[column] > str(settings.as_of),
            column,
            Bilingual(f"不晚于 {settings.as_of}", f"no later than {settings.as_of}"),
        )


def _members_of_no_hub(rows: pd.DataFrame) -> np.ndarray:
    """Find members whose hub is an organisation, but no hub."""
    members = rows["member_of"].tolist()
    is_hub = rows["is_hub"].tolist()
    hubs = dict(zip(rows["organization_id"].tolist(), is_hub, strict=True))
    return np.array([hubs.get(hub, True) is False for hub in members], dtype=bool)


def _status_rules(rows: pd.DataFrame) -> Iterator[Finding]:
    """Hold the status against what it implies: 自组织 → 备案 → 登记."""
    unregistered = rows["legal_status"].isin(["self_organized", "filed"])
    yield Finding(
        "organizations",
        "status_order",
        unregistered & rows["is_hub"],
        "legal_status",
        Bilingual(
            "枢纽须已登记（自组织 → 备案 → 登记）",
            "a hub is registered (self-organised → filed → registered)",
        ),
    )
    yield Finding(
        "organizations",
        "uscc_unexpected",
        unregistered & rows["uscc"].notna(),
        "legal_status",
        Bilingual(
            "有信用代码的组织已登记", "an organisation with a credit code is registered"
        ),
        "warning",
    )


def _tie_rules(ties: pd.DataFrame, settings: Settings) -> Iterator[Finding]:
    yield Finding(
        "ties",
        "self_tie",
        ties["source_id"] == ties["target_id"],
        "target_id",
        Bilingual("另一个组织", "another organisation"),
    )
    directed = ties["layer"].isin(DIRECTED)
    ends = ties[["source_id", "target_id"]].fillna("")
    swapped = ends["source_id"] > ends["target_id"]
    pairs = pd.DataFrame(
        {
            "a": ends["target_id"].where(swapped, ends["source_id"]),
            "b": ends["source_id"].where(swapped, ends["target_id"]),
            "c": ties["layer"],
            "d": ties["year_from"],
        }
    )
    yield Finding(
        "ties",
        "tie_doubled",
        pairs.duplicated() & ~directed,
        "target_id",
        Bilingual(
            "同层同年的无向关系只记一次", "an undirected tie once per layer and year"
        ),
    )
    unseen = ties["observation"].isin(["absent", "not_asked"])
    yield Finding(
        "ties",
        "tie_not_observed",
        unseen & (ties["weight"] > 0),
        "weight",
        Bilingual(
            "“无”或“未询问”的关系没有强度",
            "no weight where a tie is absent or was not asked",
        ),
    )
    yield Finding(
        "ties",
        "after_as_of",
        ties["year_from"] > settings.as_of.year,
        "year_from",
        Bilingual(
            f"不晚于 {settings.as_of.year}", f"no later than {settings.as_of.year}"
        ),
    )


def _time_rules(
    frames: dict[str, pd.DataFrame], settings: Settings
) -> Iterator[Finding]:
    orders = [
        ("ties", "year_from", "year_to"),
        ("projects", "start", "end"),
        ("contracts", "start", "end"),
    ]
    for table, first, last in orders:
        if table in frames:
            frame = frames[table]
            yield Finding(
                table,
                "ends_before_start",
                frame[last] < frame[first],
                last,
                Bilingual("不早于起始", "no earlier than the start"),
            )
    if "communities" in frames:
        built = frames["communities"]["build_year"]
        yield Finding(
            "communities",
            "after_as_of",
            built > settings.as_of.year,
            "build_year",
            Bilingual(
                f"不晚于 {settings.as_of.year}", f"no later than {settings.as_of.year}"
            ),
        )
    if "projects" in frames:
        projects = frames["projects"]
        apart = (projects["start"].dt.year - projects["year"]).abs() > 1
        yield Finding(
            "projects",
            "year_disagrees",
            apart,
            "year",
            Bilingual("与开始日期相差不超过一年", "within a year of the start"),
        )
        yield Finding(
            "projects",
            "spent_exceeds_award",
            projects["spent_cny"] > projects["award_cny"],
            "spent_cny",
            Bilingual("不超过资助金额", "no more than the award"),
            "warning",
        )
    as_of = str(settings.as_of)
    for table in sorted({"projects", "contracts"} & set(frames)):
        yield Finding(
            table,
            "after_as_of",
            frames[table]["start"] > as_of,
            "start",
            Bilingual(f"不晚于 {as_of}", f"no later than {as_of}"),
        )
    span = f"{settings.first_year}–{settings.last_year}"
    for table in sorted({"projects", "revenue", "community_outcomes"} & set(frames)):
        year = frames[table]["year"]
        outside = ~year.between(settings.first_year, settings.last_year)
        yield Finding(
            table,
            "year_outside_study",
            outside & year.notna(),
            "year",
            Bilingual(span, span),
        )
