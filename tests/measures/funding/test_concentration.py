"""Concentration: published numbers, cases by hand, a definition in slow Python."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubstudy.errors import MeasureError
from hubstudy.fields import FIELDS, GOVERNMENT_FUNDER_TYPES
from hubstudy.measures.funding import concentration, numbering
from hubstudy.results import REASONS
from tests.reference.shared import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NONE = float("nan")
FEW = settings(max_examples=40, deadline=None)
TYPES = list(FIELDS["funder_type"].category_labels("en"))
INDICES = (
    "revenue_hhi", "effective_funders", "normalized_diversification",
    "shannon_effective", "top_share", "government_share",
)  # fmt: skip
NO_VALUES = (
    "amount_missing", "source_missing", "zero_total", "all_negative",
    "refunds_exceed_receipts",
)  # fmt: skip


def money(*amounts: float | None, funders: Sequence[str | None] = ()) -> pd.DataFrame:
    """One holder's receipts, each from another funder unless told."""
    names = list(funders) or [f"F{i}" for i in range(len(amounts))]
    return pd.DataFrame(
        {
            "organization_id": pd.Series(["H1"] * len(amounts), dtype="str"),
            "funder": pd.Series(names, dtype="str"),
            "source": pd.Series(["firm"] * len(amounts), dtype="str"),
            "amount_cny": pd.Series(amounts, dtype="float64"),
        }
    )


def indices(frame: pd.DataFrame, **options: Any) -> pd.Series:
    """Values of the only holder."""
    options = {"by": "organization_id", "level": "funder"} | options
    found = concentration(frame, **options)
    assert len(found) == 1
    return found.iloc[0]


def same(one: pd.Series, other: pd.Series, *, but: tuple[str, ...] = ()) -> None:
    names = [n for n in ("n_sources", "total_cny", *INDICES) if n not in but]
    left, right = (x[names].to_numpy(float) for x in (one, other))
    np.testing.assert_allclose(left, right, rtol=1e-9, atol=1e-12)
    assert one["reason"] == other["reason"]


# Published numbers


def test_hill_numbers_of_published_tables_are_those_of_vegan() -> None:
    figures = printed("hill.txt")
    names = [n for n in figures if n.startswith(("dune", "BCI")) and "_ab" not in n]
    assert len(names) == 26
    for name in names:
        row = indices(money(*map(float, figures[f"{name}_abundance"])))
        n, shannon, simpson, *again, largest = map(float, figures[name])
        assert row["n_sources"] == n
        assert row["shannon_effective"] == pytest.approx(shannon, rel=1e-12)
        assert row["shannon_effective"] == pytest.approx(again[1], rel=1e-12)
        assert row["effective_funders"] == pytest.approx(simpson, rel=1e-12)
        assert row["revenue_hhi"] == pytest.approx(1 / again[0], rel=1e-12)
        assert row["top_share"] == pytest.approx(largest, rel=1e-12)
        spread = (1 - 1 / simpson) / (1 - 1 / n)
        assert row["normalized_diversification"] == pytest.approx(spread, rel=1e-12)


def test_the_example_of_the_merger_guidelines() -> None:
    """Shares of 30, 30, 20 and 20 give 2,600 of 10,000 (US, 1992, section 1.5)."""
    assert indices(money(30, 30, 20, 20))["revenue_hhi"] == pytest.approx(0.26)


# By hand


@pytest.mark.parametrize("n", [2, 3, 7, 100])
def test_n_equal_funders_count_as_n(n: int) -> None:
    row = indices(money(*[250.0] * n))
    assert row["n_sources"] == n
    assert row["total_cny"] == 250 * n
    assert row["revenue_hhi"] == pytest.approx(1 / n)
    assert row["effective_funders"] == pytest.approx(n)
    assert row["shannon_effective"] == pytest.approx(n)
    assert row["normalized_diversification"] == pytest.approx(1)
    assert row["top_share"] == pytest.approx(1 / n)
    assert row["reason"] == ""


def test_one_funder_is_all_there_is() -> None:
    row = indices(money(100.0, 50.0, funders=["F", "F"]))
    assert row["n_sources"] == 1
    values = ["revenue_hhi", "effective_funders", "shannon_effective", "top_share"]
    assert row[values].tolist() == [1, 1, 1, 1]
    assert math.isnan(row["normalized_diversification"])
    assert row["reason"] == "one_source"


def test_two_funders_of_three_to_one() -> None:
    row = indices(money(300.0, 100.0))
    assert row["revenue_hhi"] == pytest.approx(10 / 16)
    assert row["effective_funders"] == pytest.approx(1.6)
    assert row["normalized_diversification"] == pytest.approx(0.75)
    assert row["shannon_effective"] == pytest.approx(4 / 3**0.75)
    assert row["top_share"] == 0.75


def test_levels_differ_where_funders_are_of_one_type() -> None:
    frame = money(300.0, 100.0).drop(columns="source").assign(funder_type="firm")
    assert indices(frame, level="source")["revenue_hhi"] == 1
    assert indices(frame, level="funder")["revenue_hhi"] == pytest.approx(0.625)


def test_a_refund_is_taken_off_what_its_funder_gave() -> None:
    row = indices(money(400.0, -100.0, 100.0, funders=["F", "F", "G"]))
    same(row, indices(money(300.0, 100.0)))


def test_a_funder_that_took_all_back_is_none() -> None:
    row = indices(money(0.1, 0.2, -0.3, 5.0, 5.0, funders=[*"FFFGH"]))
    assert row["n_sources"] == 2  # 0.1 + 0.2 - 0.3 is above 0 in floating point
    assert row["effective_funders"] == pytest.approx(2)


# Those without shares


DEGENERATE = {
    "no_line_counts": (money(0.0, 0.0), "zero_total"),
    "unnamed_zero": (money(0.0, funders=[None]), "zero_total"),
    "amount_missing": (money(5.0, None), "amount_missing"),
    "amount_missing_first": (money(None, -1.0, funders=["F", None]), "amount_missing"),
    "source_missing": (money(5.0, 1.0, funders=["F", None]), "source_missing"),
    "all_negative": (money(-5.0, -1.0), "all_negative"),
    "negative_and_zero": (money(-5.0, 0.0), "all_negative"),
    "taken_back": (money(5.0, -5.0, funders=["F", "F"]), "refunds_exceed_receipts"),
    "taken_back_elsewhere": (money(5.0, -5.0), "refunds_exceed_receipts"),
    "more_than_received": (money(5.0, -6.0), "refunds_exceed_receipts"),
    "more_from_one": (money(50.0, 5.0, -6.0, funders=[*"FGG"]),
                      "refunds_exceed_receipts"),
}  # fmt: skip


@pytest.mark.parametrize("case", DEGENERATE)
def test_what_cannot_be_a_share_has_none_and_says_why(case: str) -> None:
    frame, reason = DEGENERATE[case]
    row = indices(frame)
    assert row["reason"] == reason
    assert row[list(INDICES)].isna().all()
    assert math.isnan(row["total_cny"]) == reason.endswith("_missing")
    assert reason in REASONS


def test_a_total_without_shares_is_still_told() -> None:
    assert indices(money(5.0, -6.0))["total_cny"] == -1
    assert indices(money(5.0, -5.0))["total_cny"] == 0


def test_one_holders_gaps_do_not_touch_another() -> None:
    frame = pd.concat(
        [money(5.0, None), money(1.0, 1.0).assign(organization_id="H2")],
        ignore_index=True,
    )
    found = concentration(frame, by="organization_id", level="funder")
    assert found["reason"].tolist() == ["amount_missing", ""]
    assert found["effective_funders"].iloc[1] == 2


def test_no_receipts_no_rows() -> None:
    frame = money(1.0).head(0).assign(year=pd.Series([], dtype="Int64"))
    for by in ("organization_id", ["organization_id", "year"]):
        found = concentration(frame, by=by, level="funder")
        whole = concentration(money(1.0).assign(year=2022), by=by, level="funder")
        assert found.empty
        assert found.columns.tolist() == whole.columns.tolist()
        assert found["reason"].dtype == whole["reason"].dtype == "str"
        assert found["n_sources"].dtype == whole["n_sources"].dtype == "int64"


# Government money


def test_government_money_is_told_by_type_then_by_source_then_by_name() -> None:
    frame = money(300.0, 100.0, funders=["示例街道办事处", "海滨超市"])
    by_type = frame.assign(funder_type=["firm", "welfare_lottery"])
    assert indices(by_type)["government_share"] == 0.25
    by_source = frame.assign(source=["firm", "government_bureau"])
    assert indices(by_source)["government_share"] == 0.25
    by_name = frame.drop(columns="source")
    assert indices(by_name)["government_share"] == 0.75


@pytest.mark.parametrize("kind", [None, "anything else"])
def test_an_unknown_type_leaves_no_government_share(kind: str | None) -> None:
    frame = money(300.0, 100.0, 0.0).assign(
        funder_type=pd.Series(["firm", kind, "firm"], dtype="str")
    )
    row = indices(frame)
    assert row["reason"] == "funder_type_unknown"
    assert math.isnan(row["government_share"])
    assert row["revenue_hhi"] == pytest.approx(0.625)
    frame.loc[1, "amount_cny"] = 0.0
    assert indices(frame)["government_share"] == 0


def test_a_funder_of_two_types_may_leave_no_government_share() -> None:
    kinds = ["street_office", "firm", "firm"]
    frame = money(100.0, -50.0, 10.0, funders=[*"FFG"]).assign(funder_type=kinds)
    row = indices(frame)
    assert row["total_cny"] == 60
    assert row["reason"] == "funder_type_unknown"
    assert row["revenue_hhi"] == pytest.approx((50**2 + 10**2) / 60**2)


# A definition in slow Python


def by_definition(lines: pd.DataFrame, column: str) -> dict[str, Any]:
    """Compute one holder's row from the formulas, in exact fractions."""
    gone: dict[str, Any] = dict.fromkeys(["total_cny", *INDICES], NONE)
    if lines["amount_cny"].isna().any():
        return gone | {"reason": "amount_missing"}
    rows = [
        (None if pd.isna(s) else s, None if pd.isna(k) else k, Fraction(float(a)))
        for s, k, a in zip(
            lines[column], lines["funder_type"], lines["amount_cny"], strict=True
        )
        if a != 0
    ]
    if any(source is None for source, _, _ in rows):
        return gone | {"reason": "source_missing"}
    total = sum(amount for *_, amount in rows)
    gone["total_cny"] = float(total)
    if not rows:
        return gone | {"reason": "zero_total"}
    if all(amount < 0 for *_, amount in rows):
        return gone | {"reason": "all_negative"}
    net: dict[str, Fraction] = {}
    for source, _, amount in rows:
        net[source] = net.get(source, Fraction(0)) + amount
    if total <= 0 or min(net.values()) < 0:
        return gone | {"reason": "refunds_exceed_receipts"}
    shares = [amount / total for amount in net.values() if amount > 0]
    n, hhi = len(shares), sum(share**2 for share in shares)
    government = sum(a for _, k, a in rows if k in GOVERNMENT_FUNDER_TYPES) / total
    known = all(kind in TYPES for _, kind, _ in rows) and 0 <= government <= 1
    reason = "one_source" if n == 1 else ""
    return {
        "total_cny": float(total),
        "n_sources": n,
        "revenue_hhi": float(hhi),
        "effective_funders": float(1 / hhi),
        "normalized_diversification": (
            float((1 - hhi) / (1 - Fraction(1, n))) if n > 1 else NONE
        ),
        "shannon_effective": math.exp(-sum(s * math.log(s) for s in shares)),
        "top_share": float(max(shares)),
        "government_share": float(government) if known else NONE,
        "reason": reason if known else "funder_type_unknown",
    }


def random_revenue(seed: int) -> pd.DataFrame:
    """Receipts with refunds, zeros, gaps, several keys and now and then categories."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 60))
    amounts = rng.integers(-3, 9, n) * rng.choice([0.25, 1.0, 1000.0], n)
    amounts[rng.random(n) < rng.choice([0.0, 0.03])] = np.nan
    if rng.random() < 0.3:
        amounts = np.abs(amounts)

    def draw(values: list[str | None], chance: float = 0.0) -> pd.Series:
        drawn = rng.choice(np.array(values, dtype=object), n)
        drawn[rng.random(n) < chance] = None
        column = pd.Series(drawn, dtype="str")
        if rng.random() < 0.4:
            listed = [*dict.fromkeys([*rng.permutation(values), "unused"])]
            return column.astype(pd.CategoricalDtype(listed))
        return column

    return pd.DataFrame(
        {
            "organization_id": draw([f"O{i}" for i in range(6)]),
            "year": pd.array(rng.integers(2020, 2023, n), dtype="Int64"),
            "is_hub": rng.random(n) < 0.5,
            "funder": draw([f"F{i}" for i in range(4)], rng.choice([0.0, 0.05])),
            "funder_type": draw(
                ["street_office", "firm", "welfare_lottery", "foundation", "odd"]
                if rng.random() < 0.3
                else ["street_office", "firm", "welfare_lottery"],
                rng.choice([0.0, 0.05]),
            ),
            "amount_cny": amounts,
        }
    )


KEYS = (
    ["organization_id"], ["year"], ["organization_id", "year"],
    ["year", "organization_id", "is_hub"],
)  # fmt: skip


def agree(frame: pd.DataFrame, keys: list[str], level: Any) -> Iterator[str]:
    """Hold every holder against the definition; yield the reasons met."""
    column = "funder" if level == "funder" else "funder_type"
    by = keys if len(keys) > 1 else keys[0]
    found = concentration(frame, by=by, level=level)
    texts = frame[keys].astype({k: "str" for k in keys if k == "organization_id"})
    groups = {
        tuple(map(str, key)): frame.loc[rows.index]
        for key, rows in texts.groupby(keys, sort=True)
    }
    assert [tuple(map(str, k)) for k in found[keys].to_numpy()] == list(groups)
    for (_, row), lines in zip(found.iterrows(), groups.values(), strict=True):
        expected = by_definition(lines, column)
        assert row["reason"] == expected["reason"], lines
        for name, value in expected.items():
            if name == "reason":
                continue
            assert row[name] == pytest.approx(value, rel=1e-9, nan_ok=True), name
        yield row["reason"]


@pytest.mark.parametrize("level", ["source", "funder"])
def test_random_receipts_agree_with_the_definition(level: str) -> None:
    met = {
        reason
        for seed in range(80)
        for reason in agree(random_revenue(seed), KEYS[seed % len(KEYS)], level)
    }
    assert met >= {"", "one_source", "funder_type_unknown", *NO_VALUES}


def test_more_holders_than_a_number_can_tell_are_told_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(numbering, "MOST_NUMBERS", 4)
    for seed in range(6):
        list(agree(random_revenue(seed), KEYS[-1], "funder"))


# What must not matter, and what must


AMOUNTS = st.lists(st.integers(1, 10**6), min_size=1, max_size=8)


@FEW
@given(AMOUNTS, st.floats(1e-6, 1e6))
def test_the_unit_of_money_does_not_matter(amounts: list[int], factor: float) -> None:
    plain = indices(money(*map(float, amounts)))
    scaled = indices(money(*(factor * x for x in amounts)))
    same(plain, scaled, but=("total_cny",))
    assert scaled["total_cny"] == pytest.approx(factor * sum(amounts))


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["H1", "H2", "H3"]),
            st.sampled_from([*"ABCD"]),
            st.integers(-20, 100),
        ),
        min_size=1,
        max_size=12,
    ).flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows)))
)
def test_the_order_of_rows_does_not_matter(
    both: tuple[list[tuple[str, str, int]], list[tuple[str, str, int]]],
) -> None:
    found = [
        concentration(
            pd.DataFrame(rows, columns=["organization_id", "funder", "amount_cny"]),
            by="organization_id", level="funder",
        )
        for rows in both
    ]  # fmt: skip
    pd.testing.assert_frame_equal(*found, rtol=1e-12)


@FEW
@given(AMOUNTS.flatmap(lambda xs: st.tuples(st.just(xs), st.permutations(xs))))
def test_the_names_of_funders_do_not_matter(both: tuple[list[int], list[int]]) -> None:
    same(*(indices(money(*map(float, amounts))) for amounts in both))


@FEW
@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=8))
def test_merging_two_funders_never_lowers_hhi(amounts: list[int]) -> None:
    apart = indices(money(*map(float, amounts)))
    names = ["F0", "F0", *(f"F{i}" for i in range(2, len(amounts)))]
    merged = indices(money(*map(float, amounts), funders=names))
    gain = 2 * amounts[0] * amounts[1] / sum(amounts) ** 2
    assert merged["revenue_hhi"] == pytest.approx(apart["revenue_hhi"] + gain)
    assert merged["revenue_hhi"] >= apart["revenue_hhi"]
    assert merged["shannon_effective"] <= apart["shannon_effective"] + 1e-9
    assert merged["n_sources"] == apart["n_sources"] - 1


@FEW
@given(AMOUNTS)
def test_splitting_a_funder_in_two_takes_half_its_square_off(
    amounts: list[int],
) -> None:
    whole = indices(money(*map(float, amounts)))
    halves = indices(money(amounts[0] / 2, amounts[0] / 2, *map(float, amounts[1:])))
    loss = (amounts[0] / sum(amounts)) ** 2 / 2
    assert halves["revenue_hhi"] == pytest.approx(whole["revenue_hhi"] - loss)
    assert halves["shannon_effective"] > whole["shannon_effective"]
    assert halves["total_cny"] == whole["total_cny"]


@FEW
@given(AMOUNTS, st.sampled_from(["F0", "new", None]))
def test_a_line_of_zero_changes_nothing(amounts: list[int], funder: str | None) -> None:
    frame = money(*map(float, amounts))
    longer = pd.concat([frame, money(0.0, funders=[funder])], ignore_index=True)
    same(indices(frame), indices(longer))


@FEW
@given(AMOUNTS, st.integers(2, 5))
def test_copies_with_other_funders_multiply_effective_funders(
    amounts: list[int], copies: int
) -> None:
    """Replication principle (Hill 1973): k like parts are k times as diverse."""
    once = indices(money(*map(float, amounts)))
    many = indices(money(*map(float, amounts * copies)))
    for name in ("n_sources", "effective_funders", "shannon_effective"):
        assert many[name] == pytest.approx(copies * once[name])
    assert many["top_share"] == pytest.approx(once["top_share"] / copies)
    funders = [f"F{i}" for i in range(len(amounts))] * copies
    repeated = indices(money(*map(float, amounts * copies), funders=funders))
    same(once, repeated, but=("total_cny",))


@FEW
@given(st.lists(st.floats(1e-3, 1e9), min_size=1, max_size=30))
def test_indices_keep_to_their_bounds(amounts: list[float]) -> None:
    row = indices(money(*amounts))
    n, hhi, top = row["n_sources"], row["revenue_hhi"], row["top_share"]
    assert 0 < hhi <= 1
    assert 1 <= row["effective_funders"] <= n * (1 + 1e-12)
    assert row["effective_funders"] <= row["shannon_effective"] * (1 + 1e-9)
    assert row["shannon_effective"] <= n * (1 + 1e-9)
    assert top**2 * (1 - 1e-12) <= hhi <= top * (1 + 1e-12)
    spread = row["normalized_diversification"]
    assert (n == 1 and math.isnan(spread)) or 0 <= spread <= 1


# Frames of other kinds


@pytest.mark.parametrize("kind", ["int64", "Int64", "float32", "Float64", object])
def test_amounts_of_every_kind_of_number(kind: Any) -> None:
    frame = money(300.0, 100.0)
    frame["amount_cny"] = frame["amount_cny"].astype(kind)
    assert indices(frame)["revenue_hhi"] == pytest.approx(0.625)


def test_missing_amounts_of_every_kind() -> None:
    frame = money(300.0, None)
    for kind in ("Int64", "Float64", object):
        frame["amount_cny"] = frame["amount_cny"].astype(kind)
        assert indices(frame)["reason"] == "amount_missing"


def test_the_frame_given_is_left_as_it_was() -> None:
    frame = money(300.0, 100.0, None, -1.0)
    before = frame.copy()
    concentration(frame, by="organization_id", level="funder")
    pd.testing.assert_frame_equal(frame, before)


def test_categories_that_no_row_has_are_no_holders() -> None:
    frame = money(300.0, 100.0)
    kind = pd.CategoricalDtype(["Z9", "H1", "A0"])
    frame["organization_id"] = frame["organization_id"].astype(kind)
    found = concentration(frame, by="organization_id", level="funder")
    assert found["organization_id"].tolist() == ["H1"]


@pytest.mark.parametrize(
    ("frame", "options", "words"),
    [
        (money(1.0).drop(columns="amount_cny"), {}, "amount_cny"),
        (money(1.0).drop(columns="funder"), {}, "lacks columns: funder"),
        (money(1.0), {"by": "nowhere"}, "nowhere"),
        (money(1.0), {"by": []}, "by must name"),
        (money(1.0), {"level": "type"}, "source or funder"),
        (money(1.0, math.inf), {}, r"infinite amounts in rows \[1\]"),
        (money(1.0).assign(organization_id=None), {}, r"missing in rows \[0\]"),
        (money(1.0).assign(amount_cny="a lot"), {}, "no number"),
    ],
)
def test_what_cannot_be_read_is_refused(
    frame: pd.DataFrame, options: dict[str, Any], words: str
) -> None:
    with pytest.raises(MeasureError, match=words):
        indices(frame, **options)


def test_types_may_be_the_codebooks_words() -> None:
    codes = ["street_office", "street office", "街道办事处", "企业", "gov"]
    frame = pd.DataFrame(
        {"who": list("abcde"), "source": codes, "amount_cny": [1.0] * 5}
    )
    found = concentration(frame, by="who").set_index("who")
    assert found["government_share"].tolist()[:4] == [1, 1, 1, 0]
    assert found.loc["e", "reason"] == "funder_type_unknown"
