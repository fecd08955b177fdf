"""What the article says, checked by hand against the audit."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pandas as pd
import pytest

from hubstudy.claims import audit, plain, read_claims
from hubstudy.errors import HubstudyError
from hubstudy.intake import Study, open_study
from tests.studies import organization, small_settings, small_study

ROOT = Path(__file__).parents[1]
EMBEDDED = ROOT / "data" / "raw" / "rongcheng"
SOURCE = Path(os.environ.get("HUBSTUDY_SOURCE", ROOT.parent / "shared" / "source"))

HEAD = """
[population.filed]
zh = "备案"
en = "filed"
family = "legal_status"
[population.registered]
zh = "登记"
en = "registered"
family = "legal_status"
"""


@pytest.fixture(scope="module")
def embedded() -> Study:
    return open_study(EMBEDDED)


@pytest.fixture(scope="module")
def verdicts(embedded: Study) -> pd.DataFrame:
    return audit(embedded).to_frame().set_index("claim_id")


def claim(name: str = "n", **other: str) -> str:
    """One claim in TOML; a key given as empty is left out."""
    lines = {
        "id": f'"{name}"', "seed_row": "1", "quote": '"引文"', "value": "6",
        "unit": '{ zh = "个", en = "count" }', "population": '"filed"',
    } | other  # fmt: skip
    body = "\n".join(f"{key} = {value}" for key, value in lines.items() if value)
    return f"\n[[claim]]\n{body}\n"


def with_claims(folder: Path, text: str, study: Study | None = None) -> Study:
    (folder / "claims.toml").write_text(HEAD + text, "utf-8")
    return dataclasses.replace(study or small_study(), folder=folder)


FILED = 'table = "organizations", where = { legal_status = "filed" }'
COUNT_FILED = f'{{ {FILED}, aggregate = "count" }}'


def test_every_row_of_the_inventory_has_a_claim(verdicts: pd.DataFrame) -> None:
    assert set(verdicts["seed_row"]) == set(range(1, 45))


def test_quotes_are_the_articles_own_words() -> None:
    article = SOURCE / "article.txt"
    if not article.exists():
        pytest.skip("the article is not at hand")
    text = article.read_text("utf-8")
    for item in read_claims(EMBEDDED / "claims.toml").claims:
        assert item.quote in text, item.id


def test_mean_of_twenty_fails_at_23_96(verdicts: pd.DataFrame) -> None:
    row = verdicts.loc["mean_per_community"]
    assert row["verdict"] == "fails"
    assert row["recomputed"] == pytest.approx(23.9615, abs=1e-4)
    for shown in ("23.96", "21.62", "19.82", "103"):
        assert shown in row["reason_zh"]
        assert shown in row["reason_en"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("communities", 60), ("filed", 1297), ("core_communities", 26),
        ("filed_core", 623), ("max_per_community", 30), ("hubs", 32),
        ("first_hub_year", 2018), ("huaqiao_members", 17), ("huaqiao_named", 4),
        ("annual_fund", 300_000), ("venture_projects", 125), ("micro_projects", 69),
        ("households", 968), ("residents", 2232), ("sangyu_volunteers", 30),
        ("five_actors", 5), ("brands", 3), ("rating_panel", 3), ("city_center", 1),
    ],
)  # fmt: skip
def test_the_register_meets_the_printed_number(
    verdicts: pd.DataFrame, name: str, value: float
) -> None:
    row = verdicts.loc[name]
    assert (row["stated"], row["register"], row["verdict"]) == (value, value, "holds")


def test_only_the_mean_fails(verdicts: pd.DataFrame) -> None:
    assert list(verdicts.index[verdicts["verdict"] == "fails"]) == [
        "mean_per_community"
    ]


def test_shares_agree_to_the_printed_digit(verdicts: pd.DataFrame) -> None:
    row = verdicts.loc["share_60plus"]
    assert row["register"] == pytest.approx(692 / 2232)
    assert row["verdict"] == "holds"


def test_thirty_is_little_more_than_the_mean(verdicts: pd.DataFrame) -> None:
    assert "1.25" in verdicts.loc["max_per_community", "warning_zh"]


def test_both_kinds_of_projects_and_what_the_fund_could_give(
    verdicts: pd.DataFrame,
) -> None:
    reason = verdicts.loc["micro_projects", "reason_en"]
    assert "125 + 69 = 194" in reason
    assert "9278.35" in reason
    assert "9375" in verdicts.loc["annual_fund", "reason_en"]


def test_taking_part_is_not_completing(verdicts: pd.DataFrame, embedded: Study) -> None:
    projects = embedded.tables.projects
    venture = projects["scheme"] == "venture_grant"
    completed = (venture & (projects["status"] == "completed")).sum()
    assert f" {completed} 个" in verdicts.loc["venture_projects", "warning_zh"]


def test_every_unverifiable_claim_says_why_in_both_languages(
    verdicts: pd.DataFrame,
) -> None:
    unknown = verdicts[verdicts["verdict"] == "unverifiable"]
    assert len(unknown) > 20
    assert (unknown["reason_zh"].str.len() > 5).all()
    assert (unknown["reason_en"].str.len() > 5).all()


def test_a_synthetic_register_confirms_nothing(embedded: Study) -> None:
    result = audit(embedded)
    assert result.name == "claim_audit"
    assert any("不能证实" in caveat.zh for caveat in result.caveats)
    assert "1 条不成立" in result.sentence("zh")
    assert "1 fail" in result.sentence("en")
    total = result["n_holds"].estimate + result["n_fails"].estimate
    assert total + result["n_unverifiable"].estimate == result.n == len(result.table)


def test_a_real_register_has_no_such_caveat(tmp_path: Path) -> None:
    study = small_study(settings=small_settings(synthetic=False))
    study = with_claims(tmp_path, claim(register=COUNT_FILED), study)
    assert audit(study).caveats == ()


def test_result_survives_storing(embedded: Study, tmp_path: Path) -> None:
    result = audit(embedded)
    result.store(tmp_path)
    again = type(result).load(tmp_path, "claim_audit")
    pd.testing.assert_frame_equal(again.table, result.table)


def test_count_in_the_register_by_hand(tmp_path: Path) -> None:
    row = audit(with_claims(tmp_path, claim(register=COUNT_FILED))).table.iloc[0]
    assert (row["register"], row["verdict"]) == (6, "holds")


def test_a_closed_organisation_is_not_open_at_the_as_of_date(tmp_path: Path) -> None:
    closed = organization("B3", "371082901002", closed="2020-01-01")
    rows = small_study().tables.organizations.to_dict("records")
    rows = [{k: v for k, v in r.items() if not pd.isna(v)} for r in rows]
    study = small_study(organizations=[*rows, closed])
    open_now = f'{{ {FILED}, aggregate = "count", open_at_as_of = true }}'
    study = with_claims(
        tmp_path, claim("all", register=COUNT_FILED) + claim(register=open_now), study
    )
    assert list(audit(study).table["register"]) == [7, 6]


def test_place_may_be_filtered_on(tmp_path: Path) -> None:
    core = COUNT_FILED.replace('legal_status = "filed"', "is_core_city = true")
    study = with_claims(tmp_path, claim(register=core))
    assert audit(study).table["register"].iloc[0] == 6


@pytest.mark.parametrize(
    ("aggregate", "value"),
    [
        ("sum:residents", 7000), ("min:residents", 1000), ("max:residents", 4000),
        ("distinct:street_code", 2), ("ratio:residents_60plus/residents", 900 / 7000),
    ],
)  # fmt: skip
def test_aggregates_by_hand(tmp_path: Path, aggregate: str, value: float) -> None:
    register = f'{{ table = "communities", aggregate = "{aggregate}" }}'
    study = with_claims(tmp_path, claim(register=register))
    assert audit(study).table["register"].iloc[0] == pytest.approx(value)


@pytest.mark.parametrize(("reduce", "value"), [("max", 4), ("min", 1), ("mean", 7 / 3)])
def test_groups_become_one_number(tmp_path: Path, reduce: str, value: float) -> None:
    register = (
        '{ table = "organizations", aggregate = "count", per = "community_code", '
        f'reduce = "{reduce}" }}'
    )
    study = with_claims(tmp_path, claim(register=register))
    assert audit(study).table["register"].iloc[0] == pytest.approx(value)


@pytest.mark.parametrize(
    ("operation", "value"),
    [("ratio", 3), ("difference", 4), ("sum", 8), ("product", 12)],
)
def test_identities_by_hand(tmp_path: Path, operation: str, value: float) -> None:
    identity = f'{{ operation = "{operation}", of = ["n", 2] }}'
    text = claim(register=COUNT_FILED) + claim("m", identity=identity)
    row = audit(with_claims(tmp_path, text)).table.iloc[1]
    assert row["recomputed"] == value
    assert row["verdict"] == "fails"


def test_dividing_by_nothing_is_not_a_number(tmp_path: Path) -> None:
    identity = '{ operation = "ratio", of = ["n", 0] }'
    text = claim(register=COUNT_FILED) + claim("m", identity=identity)
    row = audit(with_claims(tmp_path, text)).table.iloc[1]
    assert pd.isna(row["recomputed"])
    assert row["verdict"] == "unverifiable"
    assert "除数为零" in row["reason_zh"]


def test_mixed_populations_are_warned_of(tmp_path: Path) -> None:
    identity = '{ operation = "ratio", of = ["hubs", "n"] }'
    text = (
        claim(register=COUNT_FILED)
        + claim("hubs", value="1", population='"registered"', register=COUNT_FILED)
        + claim("share", value="0.17", tolerance="0.005", identity=identity)
    )
    row = audit(with_claims(tmp_path, text)).table.iloc[2]
    assert row["verdict"] == "holds"
    assert "备案、登记" in row["warning_zh"]
    assert "filed, registered" in row["warning_en"]


def test_what_the_register_lacks_cannot_be_checked(tmp_path: Path) -> None:
    empty = '{ table = "projects", aggregate = "count" }'
    absent = (
        '{ table = "organizations", where = { organization_name = "无此组织" }, '
        'aggregate = "count" }'
    )
    text = claim("empty", register=empty) + claim("absent", register=absent)
    table = audit(with_claims(tmp_path, text)).table
    assert list(table["verdict"]) == ["unverifiable", "unverifiable"]
    assert "没有记录" in table["reason_zh"][0]
    assert "无此组织" in table["reason_zh"][1]


def test_a_study_without_claims_says_so(tmp_path: Path) -> None:
    study = dataclasses.replace(small_study(), folder=tmp_path)
    result = audit(study)
    assert result.n == 0
    assert "没有 claims.toml" in result.sentence("zh")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (claim(register='{ table = "orgs", aggregate = "count" }'), "unknown table"),
        (
            claim(register='{ table = "ties", aggregate = "median" }'),
            "unknown aggregate",
        ),
        (claim(register='{ table = "ties", aggregate = "sum:x" }'), "no column 'x'"),
        (
            claim(register=COUNT_FILED.replace('"filed"', '"备案"')),
            "no category '备案'",
        ),
        (
            claim(register=COUNT_FILED.replace('legal_status = "filed"', "is_hub = 1")),
            "cannot be filtered",
        ),
        (claim(register=COUNT_FILED, colour='"red"'), "unknown key colour"),
        (claim(register=COUNT_FILED, quote=""), "missing quote"),
        (claim(register=COUNT_FILED, value=""), "missing value"),
        (claim(register=COUNT_FILED, population='"all"'), "unknown population"),
        (claim(), "needs identity, register or none"),
        (claim(register=COUNT_FILED) * 2, "id stands twice"),
        (
            claim(identity='{ operation = "ratio", of = ["x", 2] }'),
            "no claim of that id",
        ),
        (
            claim(identity='{ operation = "ratio", of = [2] }'),
            "wrong number of operands",
        ),
        (claim(identity='{ operation = "power", of = [2, 3] }'), "unknown operation"),
        ("\n[[claims]]\n", "unknown section"),
        ("\n[[claim]\n", "not valid UTF-8 TOML"),
        (claim(none='{ zh = "无" }', value=""), "needs zh, en"),
        (
            claim(register=COUNT_FILED)
            + '[[claim.remark]]\nidentity = { operation = "sum", of = ["n", 1] }\n'
            + 'zh = "{worth}"\nen = "x"\n',
            "remark",
        ),
    ],
)
def test_a_slip_in_the_claims_is_named(tmp_path: Path, text: str, message: str) -> None:
    study = with_claims(tmp_path, text)
    with pytest.raises(HubstudyError, match=message):
        audit(study)


def test_numbers_are_printed_as_one_writes_them() -> None:
    assert [plain(x) for x in (-3.0, 0.5, 1234.5, 12345.0)] == [
        "−3", "0.500", "1234.50", "12,345",
    ]  # fmt: skip
