"""Modes of governance of a unit: those of its parts, as planted, and without ties."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hubstudy.errors import MeasureError
from hubstudy.measures.structure import (
    governance_mode,
    local_global_type,
    unit_governance,
)
from hubstudy.measures.structure.governance_words import MODES
from hubstudy.network import collaboration_network, collaboration_ties
from tests.studies import STREET_1, STREET_2, A, organization, small_study, tie

if TYPE_CHECKING:
    from hubstudy.intake import Study
    from hubstudy.results import Result

CENTER = "N01"
STREET = "371082002"


@pytest.fixture(scope="module")
def street(embedded: Study) -> Result:
    return unit_governance(embedded, unit=STREET, n_draws=40, seed=3)


def star(center: str, layer: str) -> list[dict[str, object]]:
    names = [f"N{number}" for number in range(1, 7)]
    return [tie(center, name, layer=layer) for name in names]


def one_community(layer: str, **center: object) -> Study:
    """Six organisations around a seventh."""
    people = [organization(f"N{number}", A) for number in range(1, 7)]
    return small_study(
        organizations=[organization("N0", A, **center), *people],
        ties=star("N0", layer),
    )


def test_each_community_has_the_mode_of_its_own_graph(
    embedded: Study, street: Result
) -> None:
    graph = collaboration_network(embedded)
    leads = set(embedded.tables.projects["lead_id"])
    for row in street.to_frame().to_dict("records"):
        here = [
            node
            for node, code in graph.nodes(data="community_code")
            if code == row["community_code"]
        ]
        found = governance_mode(graph, members=here, delivering=leads, n_draws=0)
        assert (row["mode"], row["nearest"]) == (found.mode, found.nearest)
        assert row["margin"] == pytest.approx(found.margin)
        assert row["n"] == len(here)
        assert row["why_zh"] in [text.zh for text in found.reasons]
        assert row["why_en"] in [text.en for text in found.reasons]


def test_the_whole_is_that_of_the_units_own_network(
    embedded: Study, street: Result
) -> None:
    ties = collaboration_ties(embedded)
    own = ties.induced(ties.in_unit(STREET))
    found = governance_mode(own, n_draws=40, seed=3)
    kind = local_global_type(own, n_draws=40, seed=3)
    row = street.to_frame("networks").set_index("scope").loc["all"]
    assert (row["mode"], row["n"]) == (found.mode, own.n_nodes)
    assert street["degree_centralization"] == found.numbers["degree_centralization"]
    assert street["clustering_null"] == kind.numbers["clustering_null"]
    assert street.to_frame("type").equals(kind.to_frame())
    assert found.mode_label.zh in street.sentence("zh")
    assert kind.type_label.en in street.sentence("en")


def test_modes_are_counted_with_and_without_a_hub(street: Result) -> None:
    frame = street.to_frame()
    for mode in MODES:
        same = frame[frame["mode"] == mode]
        assert street[f"n_{mode}"].estimate == len(same)
        assert street[f"n_{mode}_with_hub"].estimate == same["has_hub"].sum()
    assert street["n_communities"].estimate == street["n_told"].estimate == 9
    assert street["n_hubs"].estimate == 5


@pytest.mark.parametrize(
    ("layer", "center", "mode"),
    [
        (
            "supervision",
            {"legal_status": "registered"},
            "network_administrative_organization",
        ),
        ("collaboration", {"legal_status": "registered"}, "lead_organization"),
        ("supervision", {}, "lead_organization"),
    ],
)
def test_a_star_is_led_by_what_it_is_tied_with(
    layer: str, center: dict[str, object], mode: str
) -> None:
    result = unit_governance(one_community(layer, **center), n_draws=5)
    row = result.to_frame().set_index("community_code").loc[A]
    assert row["mode"] == mode
    assert result["n_told"].estimate == 1
    assert MODES[mode].zh in result.sentence("zh")


def test_a_body_that_has_led_a_project_delivers() -> None:
    study = one_community("supervision", legal_status="registered")
    project = {
        "project_id": "P1", "lead_id": "N0", "community_code": A,
        "scheme": "venture_grant", "title": "示例", "target_group": "elderly",
        "year": 2020, "award_cny": 10_000.0, "start": "2020-03-01", "status": "ongoing",
    }  # fmt: skip
    led = small_study(
        organizations=study.tables.organizations.to_dict("records"),
        ties=star("N0", "supervision"),
        projects=[project],
    )
    row = unit_governance(led, n_draws=5).to_frame().set_index("community_code").loc[A]
    assert row["mode"] == "lead_organization"
    before = unit_governance(led, year=2019, n_draws=5).to_frame()
    assert before.set_index("community_code")["mode"][A].startswith("network_admin")


def test_a_star_of_membership_is_no_governance() -> None:
    people = [organization(f"N{number}", A, member_of="H") for number in range(6)]
    hub = organization("H", A, is_hub=True, legal_status="registered")
    result = unit_governance(
        small_study(organizations=[hub, *people], ties=[tie("N0", "N1")]), n_draws=5
    )
    row = result.to_frame().set_index("community_code").loc[A]
    assert row["mode"] == "mixed"
    reasons = result.to_frame("reasons")["zh"]
    assert reasons.str.contains("由定义造成").any()


def test_the_center_planted_above_the_hubs_administers_them(embedded: Study) -> None:
    result = unit_governance(embedded, n_draws=5)
    row = result.to_frame("networks").set_index("scope").loc["hubs"]
    assert row["mode"] == "network_administrative_organization"
    assert result["n_center"].estimate == 1
    names = embedded.tables.organizations.set_index("organization_id")
    reasons = result.to_frame("reasons").query("scope == 'hubs'")["zh"]
    assert names["organization_name"][CENTER] in reasons.iloc[0]
    assert any("偏向有居间者" in text.zh for text in result.caveats)
    assert result["n_told"].estimate == 60
    assert reasons.str.contains("部分由这一选择造成").sum() == 1
    assert not reasons.str.contains("随机所及").any()
    assert "部分由这一选择造成" in result.sentence("zh")
    assert "chosen for ties to at least half" in result.sentence("en")


def test_the_sentence_names_each_null_with_its_interval(street: Result) -> None:
    for axis, kept in (
        ("clustering", "各组织关系数不变"),
        ("integration", "同样组织数与关系数"),
    ):
        null = street[f"{axis}_null"].text("zh")
        assert "零模型的 95% 为" in null
        assert f"{kept}的随机网络平均 {null}" in street.sentence("zh")
    assert "传递性（局部聚类）" in street.sentence("zh")
    assert "transitivity (local clustering)" in street.sentence("en")


def test_without_effect_nobody_stands_above_the_hubs(no_effect_study: Study) -> None:
    result = unit_governance(no_effect_study, n_draws=5)
    assert result["n_center"].estimate == 0
    row = result.to_frame("networks").set_index("scope").loc["hubs"]
    assert row["mode"] != "network_administrative_organization"
    assert not any("偏向有居间者" in text.zh for text in result.caveats)


def test_few_hubs_have_no_network_of_their_own(napkin: Study) -> None:
    row = unit_governance(napkin, unit=STREET_1, n_draws=5).to_frame("networks")
    assert row.set_index("scope")["reason"].to_dict() == {
        "all": "",
        "hubs": "too_small",
    }


@pytest.mark.parametrize("unit", ["city", STREET_1, STREET_2])
@pytest.mark.parametrize(
    "study",
    [
        small_study(ties=[]),
        small_study(organizations=[], ties=[]),
        small_study(communities=[], organizations=[], ties=[]),
    ],
    ids=["no ties", "no organisations", "no communities"],
)
def test_without_ties_there_is_a_reason(study: Study, unit: str) -> None:
    result = unit_governance(study, unit=unit, n_draws=5)
    assert result["n_told"].estimate == 0
    assert result.to_frame()["reason"].eq("not_measured").all()
    assert result["degree_centralization"].reason == "not_measured"
    assert result["clustering"].reason == "not_measured"
    assert result.to_frame("unit").empty
    words = "未测量" if len(study.tables.communities) else "没有登记的社区"
    assert words in result.sentence("zh")


def test_the_same_seed_gives_the_same_result(embedded: Study, street: Result) -> None:
    again = unit_governance(embedded, unit=STREET, n_draws=40, seed=3)
    assert dict(again.numbers) == dict(street.numbers)
    assert again.to_frame().equals(street.to_frame())


def test_no_draws_are_refused(napkin: Study) -> None:
    with pytest.raises(MeasureError, match="n_draws"):
        unit_governance(napkin, n_draws=0)
