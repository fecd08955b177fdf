"""Money over the years, from amounts one can add up by hand."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from hubstudy.errors import Bilingual, MeasureError
from hubstudy.measures.funding import funding_dependence, funding_panel
from hubstudy.measures.funding.panel import organization_years
from tests.measures.funding.rows import numbered, receipt
from tests.studies import (
    STREET_1,
    STREET_2,
    A,
    B,
    C,
    organization,
    small_settings,
    small_study,
)

if TYPE_CHECKING:
    from hubstudy.intake import Study
    from tests.studies import Rows

NAMES = ["H1", "A1", "A2", "A3", "B1", "B2"]
PRICES = {
    "price_index": {2021: 100.0, 2022: 104.0, 2023: 110.0},
    "price_source": Bilingual("示例指数", "example index"),
}


def six(year: int, amount: float = 1000.0, firm: tuple[str, ...] = ()) -> Rows:
    """Six organisations get the same in a year, from a firm where named so."""
    by_firm = {"funder": "示例企业", "funder_type": "firm", "instrument": "donation"}
    return [
        receipt(0, organization_id=name, year=year, amount_cny=amount)
        | (by_firm if name in firm else {})
        for name in NAMES
    ]


def row_of(study: Study, year: int, level: str = "all", unit: str = "city") -> Any:
    table = funding_panel(study, unit=unit).to_frame()
    return table.set_index(["year", "level"]).loc[(year, level)]


def two_years(**settings: Any) -> Study:
    rows = six(2021, firm=("B1", "B2")) + six(2022, 2000.0, firm=("B1",))
    return small_study(
        settings=small_settings(**(PRICES | settings)), revenue=numbered(rows)
    )


def test_constant_prices_by_hand() -> None:
    study = two_years()
    # prices of 2023: 6,000 · 110 / 100 and 12,000 · 110 / 104
    assert row_of(study, 2021)["real_cny"] == pytest.approx(6600)
    assert row_of(study, 2022)["real_cny"] == pytest.approx(12692.3077)
    ratio = funding_panel(study)["real_cny_ratio"].estimate
    assert ratio == pytest.approx(2 * 100 / 104)
    other = two_years(price_year=2021)
    assert row_of(other, 2021)["real_cny"] == pytest.approx(6000)
    assert row_of(other, 2022)["real_cny"] == pytest.approx(12000 / 1.04)


@pytest.mark.parametrize("index", [{}, {2021: 100.0, 2022: 104.0}, {2023: 110.0}])
def test_without_both_price_levels_there_are_no_constant_prices(
    index: dict[int, float],
) -> None:
    result = funding_panel(two_years(price_index=index))
    table = result.to_frame()
    assert table["real_cny"].isna().all()
    assert (table["real_cny_reason"] == "no_price_index").all()
    assert table["total_cny"].notna().all()
    assert result["real_cny_ratio"].reason == "no_price_index"
    assert any("2021、2022" in text.zh for text in result.caveats)
    assert "年价格" not in result.finding.zh


def test_shares_changes_and_money_per_head_by_hand() -> None:
    result = funding_panel(two_years())
    assert result["first_government_share"].estimate == pytest.approx(4 / 6)
    assert result["last_government_share"].estimate == pytest.approx(5 / 6)
    assert result["government_share_change"].estimate == pytest.approx(1 / 6)
    assert result["last_median_hhi_funder"].estimate == 1
    # 12,000 yuan, 2,000 + 4,000 + 1,000 residents, six organisations
    assert result["cny_per_resident"].estimate == pytest.approx(12 / 7)
    assert result["cny_per_organization"].estimate == 2000
    assert result["n_same"].estimate == 6
    assert result["government_share_change"].style == "points"
    assert "95%" not in result.finding.zh


def test_levels_add_up_and_small_ones_have_no_shares() -> None:
    study = two_years()
    everyone, hub, other = (row_of(study, 2022, x) for x in ("all", "hub", "other"))
    assert hub["total_cny"] + other["total_cny"] == everyone["total_cny"]
    assert hub["cny_per_resident"] + other["cny_per_resident"] == pytest.approx(
        everyone["cny_per_resident"]
    )
    assert (hub["n_organizations"], hub["reason"]) == (1, "too_small")
    assert pd.isna(hub["government_share"])
    assert other["government_share"] == pytest.approx(4 / 5)


def test_what_a_hub_passes_on_is_not_counted_twice() -> None:
    rows = [*six(2022), receipt(0, organization_id="A1", funder="示例H1",
            funder_type="social_organization", amount_cny=500.0)]  # fmt: skip
    funders = [
        {
            "funder": "示例H1",
            "funder_type": "social_organization",
            "funder_organization_id": "H1",
        }
    ]
    study = small_study(revenue=numbered(rows), funders=funders)
    row = row_of(study, 2022)
    assert row["total_cny"] == 6000
    assert row["government_share"] == 1
    # A1 itself lives on two funders: (1000² + 500²) / 1500²
    assert funding_panel(study).n == 6


def test_residents_that_are_unknown_take_their_money_along() -> None:
    rows = two_years().tables.communities.to_dict("records")
    places = [row | {"residents": None if row["community_code"] == B else 1000}
              for row in rows]  # fmt: skip
    study = small_study(communities=places, revenue=numbered(six(2022)))
    # A alone has organisations and residents: 4,000 yuan, 1,000 + 1,000 residents
    assert row_of(study, 2022)["cny_per_resident"] == pytest.approx(2)
    none = [row | {"residents": None} for row in rows]
    bare = small_study(communities=none, revenue=numbered(six(2022)))
    assert row_of(bare, 2022)["cny_per_resident_reason"] == "no_residents"
    assert "人均" not in funding_panel(bare).finding.zh


def test_the_year_under_way_is_shown_and_not_compared() -> None:
    rows = six(2021) + six(2022) + six(2023, 9000.0, firm=tuple(NAMES))
    result = funding_panel(small_study(revenue=numbered(rows)))
    table = result.to_frame().set_index(["year", "level"])
    assert table.loc[(2023, "all"), "government_share"] == 0
    assert not table.loc[(2023, "all"), "is_full_year"]
    assert result["last_government_share"].estimate == 1
    assert any("2023-08-31" in text.zh for text in result.caveats)
    assert 2023 not in set(result.to_frame("adoption")["year"].dropna())


def test_organisations_without_shares_are_left_out_and_told() -> None:
    refund = receipt(0, organization_id="C1", amount_cny=-10.0)
    nothing = receipt(0, organization_id="C1", year=2021, amount_cny=0.0)
    rows = numbered([*six(2021), *six(2022), refund, nothing])
    result = funding_panel(small_study(revenue=rows))
    table = result.to_frame().set_index(["year", "level"])
    assert table.loc[(2022, "all"), "total_cny"] == 6000
    assert table.loc[(2022, "all"), "n_organizations"] == 6
    assert any("fewer than 3 years of organisations" in x.en for x in result.caveats)
    alone = funding_panel(small_study(revenue=rows), unit=STREET_2)
    assert (alone.to_frame()["reason"] == "no_revenue").all()
    assert (alone.to_frame()["total_cny_reason"] == "no_revenue").all()
    assert "未测量" in alone.finding.zh


def test_one_year_has_no_change() -> None:
    result = funding_panel(small_study(revenue=numbered(six(2022))))
    assert result["government_share_change"].reason == "one_group_only"
    assert result["real_cny_ratio"].reason == "no_price_index"
    assert "只有一个完整年度" in result.finding.zh


def test_few_organisations_have_no_shares() -> None:
    rows = numbered([receipt(0, year=2021), receipt(0, year=2022)])
    result = funding_panel(small_study(revenue=rows))
    assert result["government_share_change"].reason == "too_small"
    assert result["cny_per_organization"].estimate == 1000
    assert "样本过小" in result.finding.zh


@pytest.mark.parametrize("unit", ["city", STREET_1, STREET_2])
def test_no_revenue(napkin: Study, unit: str) -> None:
    result = funding_panel(napkin, unit=unit)
    table = result.to_frame()
    assert sorted(set(table["year"])) == list(range(2015, 2024))
    assert (table["reason"] == "no_revenue").all()
    assert (
        table.filter(regex="cny$|share$|hhi_(source|funder)(_outside)?$")
        .isna()
        .all()
        .all()
    )
    assert result["first_government_share"].reason == "no_revenue"
    assert result.to_frame("adoption").empty
    assert "未测量" in result.finding.zh
    assert result.caveats == ()


def test_unknown_unit_is_refused(napkin: Study) -> None:
    with pytest.raises(MeasureError, match="no such unit"):
        funding_panel(napkin, unit="nowhere")


def test_newcomers_are_told_apart_from_change() -> None:
    late = [
        receipt(0, organization_id=f"N{i}", funder="示例企业", funder_type="firm")
        for i in range(6)
    ]
    organizations = [organization(name, A) for name in NAMES]
    organizations += [organization(f"N{i}", C) for i in range(6)]
    study = small_study(
        organizations=organizations, ties=[],
        revenue=numbered([*six(2021), *six(2022), *late]),
    )  # fmt: skip
    result = funding_panel(study)
    assert result["government_share_change"].estimate == pytest.approx(-0.5)
    assert result["same_government_share_change"].estimate == 0
    assert any("went from 6 to 12" in text.en for text in result.caveats)


def test_members_that_hubs_alone_pay_are_told_apart() -> None:
    passed = [
        receipt(0, organization_id=name, funder="示例H1",
                funder_type="social_organization", amount_cny=500.0)
        for name in ("N1", "N2", "N3", "A1")
    ]  # fmt: skip
    firm = {"funder": "示例企业", "funder_type": "firm", "instrument": "donation"}
    rows = [*six(2021), *six(2022), *passed]
    rows += [receipt(0, organization_id=name) | firm for name in NAMES]
    organizations = [organization("H1", A, is_hub=True)]
    organizations += [organization(name, A) for name in [*NAMES[1:], "N1", "N2", "N3"]]
    study = small_study(
        organizations=organizations, ties=[], revenue=numbered(rows),
        funders=[{"funder": "示例H1", "funder_type": "social_organization",
                  "funder_organization_id": "H1"}],
    )  # fmt: skip
    result = funding_panel(study)
    row = row_of(study, 2022)
    assert (row["n_organizations"], row["n_outside"]) == (9, 6)
    # five have two equal funders, A1 (1000² · 2 + 500²) / 2500² = 0.36, three have one
    assert row["median_hhi_funder"] == 0.5
    assert row["median_hhi_funder_outside"] == 0.5
    assert row["median_hhi_source_outside"] == 0.5
    assert row["median_effective_funders_outside"] == 2
    # 12,000 yuan from outside, of which the six got all
    assert row["cny_per_organization"] == 2000
    assert result["cny_per_organization"].n == 6
    assert result["n_passed_on_only"].estimate == 3
    assert result["median_hhi_funder_outside_change"].estimate == -0.5
    assert "没有外部所得的组织 3 个" in result.finding.zh
    assert "由 1.00 变为 0.500" in result.finding.zh
    assert any("moves the median HHI of all" in text.en for text in result.caveats)
    assert "2,000 元，按居民人均 1.71 元（当年价）" in result.finding.zh


def test_none_from_outside_has_no_mean_of_it() -> None:
    rows = [
        receipt(0, organization_id=name, funder="示例H1",
                funder_type="social_organization")
        for name in NAMES[1:]
    ]  # fmt: skip
    study = small_study(revenue=numbered(rows))
    row = row_of(study, 2022)
    assert (row["n_organizations"], row["n_outside"]) == (5, 0)
    assert row["cny_per_organization_reason"] == "zero_total"
    assert row["median_hhi_funder_outside_reason"] == "zero_total"
    assert funding_panel(study)["n_passed_on_only"].estimate == 5


def left_out_changes(own: pd.DataFrame, first: int, last: int) -> list[float]:
    """Drop each organisation in turn and add the rest up again."""
    changes = []
    for name in own["organization_id"].unique():
        rest = own[own["organization_id"] != name].groupby("year")[
            ["government_cny", "outside_cny"]
        ].sum()  # fmt: skip
        share = rest["government_cny"] / rest["outside_cny"]
        changes.append(share[last] - share[first])
    return changes


def test_the_rise_of_the_embedded_city_is_one_of_hubs_money(embedded: Study) -> None:
    result = funding_panel(embedded)
    own, _ = organization_years(embedded)
    own = own[own["year"].isin([2018, 2022])]
    changes = left_out_changes(own, 2018, 2022)
    change = result["government_share_change"]
    assert (change.ci_low, change.ci_high) == pytest.approx(
        (min(changes), max(changes))
    )
    assert (change.ci_low, change.ci_high) == pytest.approx((0.062, 0.112), abs=5e-4)
    both = own.groupby("organization_id")["year"].transform("nunique") == 2
    changes = left_out_changes(own[both], 2018, 2022)
    same = result["same_government_share_change"]
    assert (same.ci_low, same.ci_high) == pytest.approx((min(changes), max(changes)))
    assert (same.ci_low, same.ci_high) == pytest.approx((0.011, 0.061), abs=5e-4)
    printed = {
        "first_hub_money_share": 0.066, "last_hub_money_share": 0.331,
        "first_other_government_share": 0.55, "last_other_government_share": 0.55,
        "same_real_cny_ratio": 0.86, "real_cny_ratio": 1.76,
        "cny_per_organization": 16843, "n_passed_on_only": 47,
        "first_median_hhi_funder_outside": 0.528,
        "last_median_hhi_funder_outside": 0.493,
    }  # fmt: skip
    for name, value in printed.items():
        assert result[name].estimate == pytest.approx(value, rel=5e-3), name
    # four hubs in 2018 hold a share of the money, but have none of their own
    assert result["first_hub_government_share"].reason == "too_small"
    assert "枢纽所得占外部资金由 6.6% 变为 33.1%" in result.finding.zh
    assert "the government share of others went from 55.0% to 55.0%" in (
        result.finding.en
    )


def test_the_money_of_one_hub_is_not_told() -> None:
    result = funding_panel(two_years())
    assert result["last_hub_money_share"].reason == "too_small"
    assert "枢纽所得" not in result.finding.zh


def test_without_the_only_one_that_has_money_there_is_no_range() -> None:
    passed = {"funder": "示例H1", "funder_type": "social_organization"}
    rows = [
        receipt(0, organization_id=name, year=year) | ({} if name == "B1" else passed)
        for year in (2021, 2022)
        for name in NAMES[1:]
    ]
    result = funding_panel(small_study(revenue=numbered(rows)))
    change = result["government_share_change"]
    assert change.estimate == 0
    assert change.ci_low is None


def test_same_organisations_money_by_hand() -> None:
    late = [receipt(0, organization_id=f"N{i}", amount_cny=9000.0) for i in range(6)]
    organizations = [organization(name, A) for name in NAMES]
    organizations += [organization(f"N{i}", C) for i in range(6)]
    study = small_study(
        organizations=organizations, ties=[], settings=small_settings(**PRICES),
        revenue=numbered([*six(2021), *six(2022, 800.0), *late]),
    )  # fmt: skip
    result = funding_panel(study)
    # 4,800 after 6,000 yuan at prices 104 and 100
    assert result["same_real_cny_ratio"].estimate == pytest.approx(0.8 / 1.04)
    assert result["real_cny_ratio"].estimate == pytest.approx(58800 / 6000 / 1.04)
    assert "两年都有收入的组织为 0.769 倍" in result.finding.zh


def test_every_year_is_that_of_the_dependence_of_the_year(embedded: Study) -> None:
    table = funding_panel(embedded).to_frame().set_index(["year", "level"])
    for year in (2018, 2022):
        found = funding_dependence(embedded, year=year)
        row = table.loc[(year, "all")]
        assert row["total_cny"] == pytest.approx(found["total_cny"].estimate)
        medians = [f"median_hhi_{x}" for x in ("source", "funder")]
        alone = [f"{x}_outside" for x in (*medians, "median_effective_funders")]
        for name in ("government_share", *medians, *alone):
            assert row[name] == pytest.approx(found[name].estimate, rel=1e-12)


def test_planted_shares_hold_in_every_year(embedded: Study) -> None:
    truth = tomllib.loads((embedded.folder / "truth.toml").read_text(encoding="utf-8"))
    planted = {effect["name"]: effect.get("value") for effect in truth["effect"]}
    table = funding_panel(embedded).to_frame()
    table = table[(table["level"] != "all") & (table["reason"] == "")]
    assert len(table) == 11
    for level, share in zip(table["level"], table["government_share"], strict=True):
        assert share == pytest.approx(planted[f"{level}_government_share"], abs=0.001)


def test_years_of_too_few_organisations_are_no_ends_to_compare() -> None:
    rows = six(2019)[:3] + six(2020) + six(2022, firm=("H1",))
    result = funding_panel(small_study(revenue=numbered(rows)))
    assert result["first_government_share"].n == 6
    assert "2020 年至 2022 年" in result.finding.zh
    few = funding_panel(small_study(revenue=numbered(six(2019)[:3] + six(2020))))
    assert "样本过小" in few.finding.zh
