"""Ranks of street districts, and districts too small to have one."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from hubstudy.measures.comparison import street_comparison
from hubstudy.measures.inference import wilson
from tests.measures.test_outcomes import project
from tests.studies import organization, small_study, tie

if TYPE_CHECKING:
    from hubstudy.intake import Study

INDICATORS = [
    "organizations_per_10k", "network_density", "completion_share", "government_share",
]  # fmt: skip


def three_streets() -> Study:
    """Streets 1 and 2 have six communities, street 3 three; 1 finishes all but two."""
    codes = {street: f"37108290{street}" for street in (1, 2, 3)}
    rows: dict[str, list[dict[str, Any]]] = {
        "street_districts": [
            {"street_code": code, "street_name": f"示例{street}", "is_core_city": True}
            for street, code in codes.items()
        ],
        "communities": [], "organizations": [], "projects": [],
        "ties": [tie("S3000", "S3001")],
    }  # fmt: skip
    for street, code in codes.items():
        for i in range(3 if street == 3 else 6):
            community = f"{code}{i + 1:03d}"
            rows["communities"].append(
                {"community_code": community, "community_name": f"示例{street}{i}",
                 "street_code": code, "is_core_city": True, "residents": 1000}
            )  # fmt: skip
            n = 20 if street == 1 else 2
            rows["organizations"] += [
                organization(f"S{street}{i}{k:02d}", community) for k in range(n)
            ]
    for i in range(80):
        street, done = (1, i not in {0, 2}) if i % 2 == 0 else (2, i % 4 == 1)
        rows["projects"].append(
            project(i, lead_id=f"S{street}000", community_code=f"{codes[street]}001",
                    status="completed" if done else "terminated")
        )  # fmt: skip
    return small_study(**rows)


def test_clear_differences_give_certain_ranks() -> None:
    result = street_comparison(three_streets())
    table = result.to_frame().set_index(["indicator", "street_code"])
    rates = table.loc["organizations_per_10k"]
    assert rates.loc["371082901", "estimate"] == 200
    assert rates.loc["371082902", "estimate"] == 20
    columns = ["rank", "rank_low", "rank_high"]
    assert rates.loc["371082901", columns].tolist() == [1, 1, 1]
    assert rates.loc["371082902", columns].tolist() == [2, 2, 2]
    gap = result["organizations_per_10k_first_less_last"]
    assert gap.estimate == 180
    assert gap.ci_low is not None
    assert gap.ci_low > 0
    assert result["organizations_per_10k_pairs_apart"].estimate == 1
    assert "可以区分" in result.finding.zh


def test_completion_has_wilsons_interval() -> None:
    table = street_comparison(three_streets()).to_frame()
    row = table.query("indicator == 'completion_share'").iloc[1]
    expected = wilson(20, 40)
    assert (row["estimate"], row["n"]) == (0.5, 40)
    assert (row["ci_low"], row["ci_high"]) == (expected.ci_low, expected.ci_high)


def test_street_with_three_communities_has_no_rank() -> None:
    table = street_comparison(three_streets()).to_frame()
    third = table[table["street_code"] == "371082903"].set_index("indicator")
    assert third["reason"].to_dict() == {
        "organizations_per_10k": "too_small", "network_density": "too_small",
        "completion_share": "no_projects", "government_share": "no_revenue",
    }  # fmt: skip
    assert third[["estimate", "ci_low", "rank", "rank_low"]].isna().all(axis=None)


def test_every_gap_has_a_reason_and_every_rank_its_interval() -> None:
    table = street_comparison(three_streets()).to_frame()
    assert (table["estimate"].isna() == table["reason"].ne("")).all()
    ranked = table[table["reason"] == ""]
    assert (ranked["rank_low"] <= ranked["rank"]).all()
    assert (ranked["rank"] <= ranked["rank_high"]).all()


def test_constant_indicator_ranks_nobody_above_another() -> None:
    table = street_comparison(three_streets()).to_frame()
    density = table.query("indicator == 'network_density' and reason == ''")
    assert density["estimate"].tolist() == [0, 0]
    assert density["rank"].tolist() == [1, 1]
    assert density["rank_high"].tolist() == [2, 2]


def test_napkin_has_no_ranking_at_all(napkin: Study) -> None:
    result = street_comparison(napkin)
    assert (result.to_frame()["reason"] != "").all()
    assert result["completion_share_first_less_last"].reason == "too_small"
    assert result.finding.zh.count("不排位次") == 4


def test_no_streets() -> None:
    empty = small_study(street_districts=[], communities=[], organizations=[], ties=[])
    result = street_comparison(empty)
    assert result.to_frame().empty
    assert result["n_streets"].estimate == 0


def test_same_seed_same_digits() -> None:
    study = three_streets()
    first, second = street_comparison(study), street_comparison(study, seed=7)
    assert first.numbers == second.numbers
    other = street_comparison(study, seed=8)
    assert other.to_frame()["estimate"].equals(first.to_frame()["estimate"])


@pytest.mark.parametrize("indicator", INDICATORS)
def test_embedded_ranks_are_open_where_intervals_say_so(
    embedded: Study, indicator: str
) -> None:
    table = street_comparison(embedded).to_frame()
    rows = table[(table["indicator"] == indicator) & (table["reason"] == "")]
    assert len(rows) >= 5
    assert (rows["ci_low"] <= rows["estimate"]).all()
    assert (rows["estimate"] <= rows["ci_high"]).all()
    assert rows["rank"].min() == 1


def test_districts_alike_but_for_their_leads_are_not_told_apart() -> None:
    """Twelve leads either finish all their ten projects or none."""
    study = three_streets()
    projects = study.tables.projects
    street = projects["community_code"].str[8].astype(int)
    order = projects.groupby(street).cumcount()
    lead, fails = order // 10, pd.Series({1: 1, 2: 2})
    projects = projects.assign(
        lead_id="S" + street.astype(str) + lead.astype(str) + "00",
        status=(lead < fails.loc[street].to_numpy())
        .map({True: "terminated", False: "completed"})
        .astype("str"),
    )
    tables = dataclasses.replace(study.tables, projects=projects)
    result = street_comparison(dataclasses.replace(study, tables=tables))
    gap = result["completion_share_first_less_last"]
    assert gap.estimate == pytest.approx(0.25)
    assert result["completion_share_pairs_apart"].estimate == 0


def test_no_difference_of_shares_is_more_than_all(embedded: Study) -> None:
    gap = street_comparison(embedded)["government_share_first_less_last"]
    assert gap.ci_high == 1
