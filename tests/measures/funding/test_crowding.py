"""Other income on government income: what is in, what is out, and how often it errs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from hubstudy.measures.funding import crowding
from hubstudy.measures.funding.crowding_words import ends, one_decides, verdict
from hubstudy.measures.inference import clustered_slope, wild_cluster_bootstrap
from hubstudy.measures.inference.wild import IN_PIECES
from hubstudy.results import CITY, Estimate
from tests.measures.funding.rows import numbered, receipt
from tests.studies import STREET_1, organization, small_study

if TYPE_CHECKING:
    from hubstudy.intake import Study
    from tests.studies import Rows

YEARS = (2019, 2020, 2021, 2022)


def city(n_streets: int) -> dict[str, Any]:
    """Streets of one community each with three organisations, O0 to O(3n − 1)."""
    codes = [f"3710829{k:02d}" for k in range(n_streets)]
    return {
        "street_districts": [
            {"street_code": code, "street_name": f"示例{code}", "is_core_city": True}
            for code in codes
        ],
        "communities": [
            {
                "community_code": f"{code}001", "community_name": f"示例{code}社区",
                "street_code": code, "is_core_city": True, "households": 1000,
                "residents": 2000, "residents_60plus": 300, "area_km2": 1.5,
                "build_year": 1990,
            }
            for code in codes
        ],
        "organizations": [
            organization(f"O{i:02d}", f"{codes[i // 3]}001", is_hub=i % 3 == 0)
            for i in range(3 * n_streets)
        ],
        "ties": [],
    }  # fmt: skip


def money(identifier: str, year: int, public: float, private: float) -> Rows:
    firm = {"funder": "示例企业", "funder_type": "firm", "instrument": "donation"}
    each = {"organization_id": identifier, "year": year}
    lines = [receipt(0, amount_cny=public, **each)] if public else []
    return [
        *lines,
        *([receipt(0, amount_cny=private, **each, **firm)] if private else []),
    ]


def panel_of(slope: float, n_streets: int = 8, seed: int = 1) -> dict[str, Any]:
    """A city where a yuan of government money goes with so much of other money."""
    rng = np.random.default_rng(seed)
    rows: Rows = []
    for i in range(3 * n_streets):
        for year in YEARS:
            public = 1000 * rng.gamma(2)
            private = 5000 + 500 * i + 100 * (year - 2019) + slope * public
            rows += money(f"O{i:02d}", year, public, private + 300 * rng.normal())
    return city(n_streets) | {"revenue": numbered(rows)}


def study_of(slope: float, **other: Any) -> Study:
    return small_study(**(panel_of(slope) | other))


def test_a_planted_slope_is_found_with_its_sign() -> None:
    for slope, said in [(-0.6, "out"), (0.6, "in")]:
        found = crowding(study_of(slope))["crowding"]
        assert found.estimate == pytest.approx(slope, abs=0.1)
        assert verdict(found) == said
        assert found.n_clusters == 8
        assert found.method.startswith("wild cluster bootstrap")


def test_slope_is_that_of_the_two_ways_of_clustering() -> None:
    result = crowding(study_of(-0.3), seed=5)
    panel = result.to_frame("panel")
    effects = [panel["organization_id"], panel["year"]]
    y, x = panel["other_cny"], panel["government_cny"]
    assert result["crowding_by_organization"] == clustered_slope(
        y, x, clusters=panel["organization_id"], effects=effects
    )
    assert result["crowding_by_street"] == wild_cluster_bootstrap(
        y, x, clusters=panel["street_code"], effects=effects, seed=5
    )
    assert result["crowding"] == result["crowding_by_street"]


def test_within_columns_give_the_slope_again() -> None:
    result = crowding(study_of(-0.3))
    panel = result.to_frame("panel")
    x, y = panel["government_within_cny"], panel["other_within_cny"]
    assert (x @ y) / (x @ x) == pytest.approx(result["crowding"].estimate)
    by_year = panel.groupby("year")[["government_within_cny"]].sum().to_numpy()
    assert by_year == pytest.approx(0, abs=1e-6)


def test_leaving_an_organisation_out_is_fitting_again_without_it() -> None:
    result = crowding(study_of(-0.3))
    panel = result.to_frame("panel")
    without = result.to_frame("leave_one_out").set_index("organization_id")
    for identifier in ("O00", "O13"):
        rest = panel[panel["organization_id"] != identifier]
        again = clustered_slope(
            rest["other_cny"], rest["government_cny"], clusters=rest["organization_id"],
            effects=[rest["organization_id"], rest["year"]],
        )  # fmt: skip
        assert without.loc[identifier, "estimate"] == pytest.approx(again.estimate)
    span = result["crowding_range"]
    assert span.ci_low == pytest.approx(without["estimate"].min())
    assert span.interval == "leave_one_out"


def test_street_has_one_cluster_and_falls_back_on_organisations() -> None:
    result = crowding(small_study(**panel_of(-0.6, n_streets=2)), unit="371082900")
    assert result["crowding_by_street"].reason == "too_few_clusters"
    assert result["crowding"].reason == "too_few_clusters"  # three organisations
    assert "聚类过少" in result.finding.zh
    city_wide = crowding(small_study(**panel_of(-0.6, n_streets=4)))
    assert city_wide["crowding_by_street"].reason == "too_few_clusters"
    assert city_wide["crowding"] == city_wide["crowding_by_organization"]
    assert "按组织（12 个）聚类" in city_wide.finding.zh


def test_government_money_is_told_by_the_funder() -> None:
    rows = panel_of(0)["revenue"]
    lottery = {"funder": "示例福彩公益金", "funder_type": "welfare_lottery"}
    more = numbered([*rows, receipt(0, organization_id="O00", year=2020,
                                    instrument="donation", **lottery)])  # fmt: skip
    before, after = (
        crowding(study_of(0, revenue=lines)).to_frame("panel") for lines in (rows, more)
    )
    row = after[(after["organization_id"] == "O00") & (after["year"] == 2020)]
    gained = row["government_cny"] - before.loc[row.index, "government_cny"]
    assert gained.tolist() == pytest.approx([1000])


def test_year_not_over_refunds_and_money_passed_on_are_left_out_and_said() -> None:
    rows = panel_of(0)["revenue"]
    hub = {"funder": "示例枢纽", "funder_type": "social_organization"}
    rows += money("O00", 2023, 500, 500)
    rows += [receipt(0, organization_id="O01", year=2020, amount_cny=-1e6)]
    rows += [receipt(0, organization_id="O02", year=2020, amount_cny=9e6, **hub)]
    funders = [hub | {"funder_organization_id": "O00"}]
    result = crowding(study_of(0, revenue=numbered(rows), funders=funders))
    panel = result.to_frame("panel")
    assert set(panel["year"]) == set(YEARS)
    assert len(panel) == 24 * 4 - 1
    assert panel["other_cny"].max() < 9e6
    said = "".join(text.en for text in result.caveats)
    assert "refunds exceed government or other income: 1." in said
    assert "left out, with its 2 receipts" in said
    assert "passed on to one another" in said


def test_years_not_on_record_can_count_as_zero_while_open() -> None:
    rows = [
        row
        for row in panel_of(-0.3)["revenue"]
        if not (row["organization_id"] == "O05" and row["year"] == 2021)
    ]
    plain = panel_of(-0.3)
    plain["organizations"][7] |= {"opened": "2022-01-01"}
    plain["revenue"] = [row for row in rows if not (
        row["organization_id"] == "O07" and row["year"] < 2022)]  # fmt: skip
    result = crowding(small_study(**plain))
    table = result.to_frame().set_index(["specification", "clusters"])
    assert len(result.to_frame("panel")) == 96 - 1 - 3
    # O05 gets its year back; O07 was not open, and with one year it is alone
    assert table.loc[("reported", "organization"), "n"] == 96 - 1 - 4
    assert table.loc[("with_zeros", "organization"), "n"] == 96 - 4
    assert any("years not on record counted as 0" in x.en for x in result.caveats)


def test_specifications_hold_the_organisations_they_say() -> None:
    table = crowding(study_of(0)).to_frame().set_index(["specification", "clusters"])
    n = table.xs("organization", level="clusters")["n_organizations"].to_dict()
    assert n == {
        "reported": 24, "with_zeros": 24, "previous_year": 24, "without_largest": 23,
        "hubs": 8, "others": 16,
    }  # fmt: skip
    lagged = table.loc[("previous_year", "organization")]
    assert (lagged["term"], lagged["n"]) == ("government_before_cny", 72)


def test_same_seed_same_result_and_order_of_rows_does_not_matter() -> None:
    one = crowding(study_of(0.1), seed=3).to_frame()
    other = crowding(
        study_of(0.1, revenue=numbered(panel_of(0.1)["revenue"][::-1])), seed=3
    ).to_frame()
    assert one["p_value"].tolist() == pytest.approx(
        other["p_value"].tolist(), nan_ok=True
    )
    assert one["ci_low"].tolist() == pytest.approx(
        other["ci_low"].tolist(), nan_ok=True
    )


@pytest.mark.parametrize("unit", [CITY, STREET_1])
def test_no_revenue(unit: str) -> None:
    result = crowding(small_study(), unit=unit)
    assert result["crowding"].reason == "no_revenue"
    assert result.to_frame("panel").empty
    assert result.caveats == ()
    assert "没有收入记录" in result.finding.zh


def test_one_receipt_is_too_small() -> None:
    result = crowding(small_study(revenue=[receipt(1)]))
    assert result["crowding"].reason == "too_small"
    assert result["crowding_range"].reason == "too_small"


def test_constant_government_income_has_no_slope() -> None:
    rows: Rows = []
    for i in range(12):
        for year in YEARS:
            rows += money(f"O{i:02d}", year, 1000, 10.0 * i + year % 3)
    result = crowding(small_study(**city(4), revenue=numbered(rows)))
    assert result["crowding"].reason == "no_variation"
    assert result.to_frame("leave_one_out")["reason"].eq("no_variation").all()


@pytest.mark.parametrize(
    ("ends", "said"),
    [((0.1, 0.3), "in"), ((-0.3, -0.1), "out"), ((-0.1, 0.3), "neither"),
     ((None, None), "open")],
)  # fmt: skip
def test_verdict_reads_the_interval(
    ends: tuple[float | None, float | None], said: str
) -> None:
    assert verdict(Estimate(0.1, *ends)) == said


def test_size_is_nominal_when_other_income_is_drawn_apart() -> None:
    """
    Find crowding in about 5 % of cities where there is none.

    Ten streets of five organisations over five years; government money has shocks
    common to a street and a year, a fifth of the cells are 0, and other money, just as
    skewed, has street shocks of its own. 300 cities have a standard error of 1.3
    points. Years without any money stay in, as zeros: leaving them out would bend the
    slope down.
    """
    street = np.repeat(np.arange(10), 25)
    unit, year = np.arange(250) // 5, np.arange(250) % 5
    rng = np.random.default_rng(20240601)
    rejected = 0
    for _ in range(300):
        shocks = rng.gamma(1, 1, (2, 10, 5))[:, street, year]
        cells = (rng.gamma(1.5, 1, (2, 250)) + shocks) * (rng.random((2, 250)) < 0.8)
        found = wild_cluster_bootstrap(
            cells[1], cells[0], clusters=street, effects=[unit, year], n_draws=199,
            seed=0,
        )  # fmt: skip
        assert found.p_value is not None
        rejected += found.p_value <= 0.05
    assert 0.02 <= rejected / 300 <= 0.085


def test_leaving_out_years_without_money_bends_the_slope_down() -> None:
    """The reason for the caveat and for the specification with zeros."""
    rng = np.random.default_rng(3)
    unit, year = np.arange(4000) // 5, np.arange(4000) % 5
    slopes = []
    public, private = rng.gamma(1.5, 1, (2, 4000)) * (rng.random((2, 4000)) < 0.5)
    for kept in (np.ones(4000, dtype=bool), (public > 0) | (private > 0)):
        found = clustered_slope(
            private[kept], public[kept], clusters=unit[kept],
            effects=[unit[kept], year[kept]],
        )  # fmt: skip
        slopes.append(found)
    assert slopes[0].ci_low is not None
    assert slopes[0].ci_high is not None
    assert slopes[1].ci_high is not None
    assert slopes[0].ci_low < 0 < slopes[0].ci_high
    assert slopes[1].ci_high < -0.1


def test_variation_held_by_one_cluster_is_told_by_hand() -> None:
    result = crowding(study_of(-0.3))
    panel = result.to_frame("panel")
    for name, column in (
        ("organization", "organization_id"),
        ("street", "street_code"),
    ):
        sums = [
            sum(x * x for x in rows["government_within_cny"])
            for _, rows in panel.groupby(column)
        ]
        top = max(sums) / sum(sums)
        effective = sum(sums) ** 2 / sum(x * x for x in sums)
        assert result[f"top_{name}_share"].estimate == pytest.approx(top)
        assert result[f"effective_{name}s"].estimate == pytest.approx(effective)
    assert "effective number of street districts is " in result.finding.en


def with_a_giant(slope: float, giant: float) -> Study:
    """A city in which O00 has most of the variation and a slope of its own."""
    rng = np.random.default_rng(4)
    data = panel_of(slope)
    rows = [row for row in data["revenue"] if row["organization_id"] != "O00"]
    for year in YEARS:
        public = 40_000 * rng.gamma(2)
        rows += money("O00", year, public, 200_000 + giant * public)
    return small_study(**(data | {"revenue": numbered(rows)}))


def test_one_organisation_that_decides_is_said_with_the_slope_without_it() -> None:
    result = crowding(with_a_giant(-0.6, 0.5))
    without = result["crowding_without_largest"]
    assert result["crowding"].estimate == pytest.approx(0.5, abs=0.1)
    assert without.estimate == pytest.approx(-0.6, abs=0.1)
    assert result["top_organization_share"].estimate == pytest.approx(1, abs=0.05)
    low, high = ends(without)
    said = (
        f"{without.text('en', interval=False)}, 95% interval {low} to {high} "
        f"(p = {without.p_value:.4f}, one of six specifications, not adjusted)"
    )
    assert "One organisation decides this" in result.finding.en
    assert said in result.finding.en
    assert "neither slope is a finding of crowding in or out" in result.finding.en
    assert any("fewer than 4 effective clusters" in x.en for x in result.caveats)


def test_where_none_decides_the_slope_without_the_largest_is_a_caveat() -> None:
    result = crowding(study_of(-0.6))
    assert "decides" not in result.finding.en
    assert any("Without the organisation that has most" in x.en for x in result.caveats)
    assert not any("effective clusters" in x.en for x in result.caveats)


@pytest.mark.parametrize(
    ("slope", "without", "decides"),
    [((0.1, 0.9), (-0.1, 0.9), True), ((0.1, 0.9), (0.2, 0.01), True),
     ((0.1, 0.01), (0.2, 0.04), False), ((0.1, None), (-0.2, 0.04), False)],
)  # fmt: skip
def test_sign_or_significance_makes_one_organisation_decide(
    slope: tuple[float, float], without: tuple[float, float], *, decides: bool
) -> None:
    numbers = {
        key: Estimate(value, p_value=p)
        for key, (value, p) in (
            ("crowding", slope), ("crowding_without_largest", without),
        )
    }  # fmt: skip
    assert one_decides(numbers) == decides


def test_interval_apart_from_a_zero_that_is_not_rejected_is_no_crowding() -> None:
    assert verdict(Estimate(0.1, 0.05, 0.2, p_value=0.06)) == "apart"
    assert verdict(Estimate(0.1, 0.05, 0.2, p_value=0.04)) == "in"


def test_what_lies_outside_disagrees_only_where_the_interval_is_whole(
    embedded: Study,
) -> None:
    in_pieces, whole = crowding(embedded), crowding(study_of(0))
    assert in_pieces["crowding"].method.endswith(IN_PIECES)
    assert "only slopes outside it" not in in_pieces.finding.en
    assert "与数据不符" not in in_pieces.finding.zh
    assert "more slopes that the test does not reject" in in_pieces.finding.en
    assert not whole["crowding"].method.endswith(IN_PIECES)
    assert "only slopes outside it disagree" in whole.finding.en


def test_embedded_city_shows_neither_and_rests_on_one_organisation(
    embedded: Study,
) -> None:
    result = crowding(embedded)
    assert verdict(result["crowding"]) == "neither"
    assert result["crowding"].n_clusters == 10
    # recomputed apart from this program
    assert result["top_organization_share"].estimate == pytest.approx(0.36, abs=5e-3)
    assert result["top_street_share"].estimate == pytest.approx(0.615, abs=5e-4)
    assert result["effective_streets"].estimate == pytest.approx(2.5, abs=0.05)
    without = result["crowding_without_largest"]
    assert without.estimate == pytest.approx(-0.054, abs=5e-4)
    assert "One organisation decides this" in result.finding.en
    assert "这取决于一个组织" in result.finding.zh
    assert "243 organisations" in result.finding.en
