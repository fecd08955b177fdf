"""The made-up city meets what the article prints, and holds what was planted."""

from __future__ import annotations

import csv
import os
import statistics
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from stdnum.cn import uscc

from hubstudy.errors import HubstudyError
from hubstudy.intake import open_study
from hubstudy.measures.density import community_density
from hubstudy.measures.position import organization_positions
from hubstudy.network import collaboration_network, collaboration_ties
from hubstudy.schemas import TABLES
from hubstudy.synthetic import simulate

EMBEDDED = Path(__file__).parents[1] / "data" / "raw" / "rongcheng"
SEED = 20230831
HUAQIAO, YULONG = "371082007001", "371082007002"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rongcheng")
    simulate(folder, seed=SEED)
    return folder


@pytest.fixture(scope="module", params=[None, 1, 2])
def any_seed(request, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded study and two sisters: printed numbers do not hang on the seed."""
    if request.param is None:
        return folder
    other = tmp_path_factory.mktemp("sister")
    simulate(other, seed=request.param)
    return other


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    """Read a CSV with nothing but the standard library."""
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def truth(folder: Path) -> dict[str, Any]:
    effects = tomllib.loads((folder / "truth.toml").read_text("utf-8"))["effect"]
    return {e["name"]: e.get("value", e.get("values")) for e in effects}


def test_every_number_of_the_article_is_met(any_seed: Path) -> None:
    communities = {r["社区代码"]: r for r in rows(any_seed, "communities")}
    organizations = rows(any_seed, "organizations")
    core = {code for code, r in communities.items() if r["是否主城区"] == "是"}
    filed = [r["社区代码"] for r in organizations if r["登记状态"] == "备案"]
    assert len(communities) == 60
    assert len(core) == 26
    assert len(filed) == 1297
    assert sum(code in core for code in filed) == 623
    counts = pd.Series(filed).value_counts()
    assert counts.max() == 30
    assert (counts == 30).sum() >= 2
    assert len(counts) == 60


def test_no_filed_organisation_closed_and_all_had_opened(any_seed: Path) -> None:
    filed = [r for r in rows(any_seed, "organizations") if r["登记状态"] == "备案"]
    assert {r["注销日期"] for r in filed} == {""}
    assert max(r["成立日期"] for r in filed) <= "2023-08-31"


def test_thirty_two_hubs_in_as_many_communities_from_2018_on(any_seed: Path) -> None:
    hubs = [r for r in rows(any_seed, "organizations") if r["是否枢纽"] == "是"]
    assert len(hubs) == len({r["社区代码"] for r in hubs}) == 32
    assert {(r["登记状态"], r["是否书记领办"]) for r in hubs} == {("登记", "是")}
    years = pd.Series([r["成立日期"][:4] for r in hubs]).value_counts().sort_index()
    assert years.to_dict() == {
        "2018": 4, "2019": 6, "2020": 7, "2021": 6, "2022": 5, "2023": 4,
    }  # fmt: skip


def test_huaqiao_has_its_hub_and_seventeen_self_organised_members(
    any_seed: Path,
) -> None:
    organizations = rows(any_seed, "organizations")
    (hub,) = (r for r in organizations if r["组织名称"] == "华侨社区微爱公益服务中心")
    members = [r for r in organizations if r["所属枢纽编号"] == hub["组织编号"]]
    assert hub["社区代码"] == HUAQIAO
    assert len(members) == 17
    assert {(m["登记状态"], m["社区代码"], m["注销日期"]) for m in members} == {
        ("自组织", HUAQIAO, "")
    }
    named = {"楼宇管家", "一直都在", "康乐时光", "常春藤老干部"}
    assert named < {m["组织名称"] for m in members}
    here = [r for r in organizations if r["社区代码"] == HUAQIAO]
    assert sum(r["登记状态"] == "自组织" for r in here) == 17


def test_yulong_holds_the_figures_of_minan_estate(any_seed: Path) -> None:
    (row,) = (r for r in rows(any_seed, "communities") if r["社区代码"] == YULONG)
    assert row["社区名称"] == "玉龙社区"
    assert [row["户数/户"], row["居民人数/人"], row["建成年份"]] == [
        "968",
        "2232",
        "1975",
    ]
    assert round(int(row["60岁及以上人数/人"]) / 2232, 2) == 0.31
    names = {r["组织名称"]: r for r in rows(any_seed, "organizations")}
    assert names["玉龙社区社会组织公益服务中心"]["是否枢纽"] == "是"
    assert names["桑榆志愿服务小组"]["主体类型"] == "社区志愿者"
    (case,) = (r for r in rows(any_seed, "projects") if r["项目名称"] == "多彩小巷")
    assert case["志愿者人数/人"] == "30"
    assert case["承接组织编号"] == names["玉龙社区社会组织公益服务中心"]["组织编号"]


def test_projects_by_scheme_and_a_hub_in_each(any_seed: Path) -> None:
    projects = rows(any_seed, "projects")
    schemes = pd.Series([r["创投类别"] for r in projects]).value_counts()
    assert schemes.to_dict() == {"公益创投": 125, "微创投": 69}
    titles = [r["项目名称"] for r in projects]
    for brand in ("铸魂固垒", "我家住在幸福里", "幸福来敲门"):
        assert titles.count(brand) == 1
    opened = {
        r["组织编号"]: r["成立日期"]
        for r in rows(any_seed, "organizations")
        if r["是否枢纽"] == "是"
    }
    partners: dict[str, set[str]] = {}
    for r in rows(any_seed, "project_partners"):
        partners.setdefault(r["项目编号"], set()).add(r["组织编号"])
    for project in projects:
        taking_part = {project["承接组织编号"]} | partners.get(
            project["项目编号"], set()
        )
        hubs = taking_part & set(opened)
        assert hubs
        assert min(opened[hub] for hub in hubs) <= project["开始日期"]
    led = sum(project["承接组织编号"] in opened for project in projects)
    assert 0.55 < led / len(projects) < 0.65
    ongoing = {r["年份"] for r in projects if r["项目状态"] == "在施"}
    assert ongoing == {"2023"}


def test_the_fund_adds_up_in_every_year(any_seed: Path) -> None:
    fund: dict[str, float] = {}
    for r in rows(any_seed, "revenue"):
        if r["资助方"] == "市财政专项资金":
            fund[r["年份"]] = fund.get(r["年份"], 0) + float(r["金额/元"])
    assert fund == dict.fromkeys(map(str, range(2018, 2024)), 300_000)


def test_five_kinds_of_actor_and_the_city_centre_supervises_all_hubs(
    any_seed: Path,
) -> None:
    organizations = rows(any_seed, "organizations")
    assert len({r["主体类型"] for r in organizations}) == 5
    (center,) = (r for r in organizations if r["组织名称"] == "幸福社区治理发展中心")
    assert (center["登记状态"], center["是否枢纽"]) == ("登记", "否")
    hubs = {r["组织编号"] for r in organizations if r["是否枢纽"] == "是"}
    supervised = {
        r["终点组织编号"]
        for r in rows(any_seed, "ties")
        if r["起点组织编号"] == center["组织编号"] and r["关系类型"] == "督导"
    }
    assert hubs <= supervised


def test_only_registered_ones_carry_a_code_and_it_is_valid(any_seed: Path) -> None:
    organizations = rows(any_seed, "organizations")
    codes = [r["统一社会信用代码"] for r in organizations if r["登记状态"] == "登记"]
    others = {r["统一社会信用代码"] for r in organizations if r["登记状态"] != "登记"}
    assert others == {""}
    assert len(set(codes)) == len(codes)
    assert all(uscc.is_valid(code) and code[8:12] == "XXXX" for code in codes)


def test_names_are_real_only_where_the_article_gives_them(any_seed: Path) -> None:
    communities = [r["社区名称"] for r in rows(any_seed, "communities")]
    assert sum(not name.startswith("示例") for name in communities) == 2
    given = {
        "华侨社区微爱公益服务中心", "玉龙社区社会组织公益服务中心",
        "幸福社区治理发展中心", "桑榆志愿服务小组",
        "楼宇管家", "一直都在", "康乐时光", "常春藤老干部",
    }  # fmt: skip
    names = [r["组织名称"] for r in rows(any_seed, "organizations")]
    assert {name for name in names if not name.startswith("示例")} == given
    assert len(set(names)) == len(names)


def test_no_self_ties_and_each_pair_once_per_layer(any_seed: Path) -> None:
    ties = rows(any_seed, "ties")
    pairs = [
        (*sorted((r["起点组织编号"], r["终点组织编号"])), r["关系类型"]) for r in ties
    ]
    assert len(set(pairs)) == len(pairs)
    assert all(low != high for low, high, _ in pairs)
    assert {r["观测状态"] for r in ties} == {"有", "无", "未询问"}
    assert len({r["关系类型"] for r in ties}) == 6


def test_scores_may_pass_one_hundred_and_stars_follow(any_seed: Path) -> None:
    ratings = rows(any_seed, "ratings")
    assert max(float(r["得分/分"]) for r in ratings) > 100
    stars = pd.DataFrame({
        "score": [float(r["得分/分"]) for r in ratings],
        "stars": [int(r["星级"]) for r in ratings],
    }).sort_values("score")  # fmt: skip
    assert stars["stars"].is_monotonic_increasing
    years = {r["项目编号"]: r["年份"] for r in rows(any_seed, "projects")}
    assert min(years[r["项目编号"]] for r in ratings) == "2020"


def test_completion_is_as_planted(any_seed: Path) -> None:
    study = open_study(any_seed)
    projects = study.tables.projects
    organizations = study.tables.organizations
    hubs = organizations.loc[organizations["is_hub"], "organization_id"]
    due = projects[projects["status"] != "ongoing"]
    by_hub = due["lead_id"].isin(hubs)
    done = due["status"] == "completed"
    planted = truth(any_seed)
    assert done[by_hub].mean() == pytest.approx(planted["hub_completion"], abs=0.01)
    assert done[~by_hub].mean() == pytest.approx(planted["other_completion"], abs=0.01)


def test_public_share_is_as_planted_and_headings_hide_some(any_seed: Path) -> None:
    public = {"政府部门", "街道办事处", "福彩公益金", "居民委员会"}
    headings = {"财政补助", "政府购买服务", "创投专项资金"}
    hubs = {
        r["组织编号"] for r in rows(any_seed, "organizations") if r["是否枢纽"] == "是"
    }
    planted = truth(any_seed)
    for is_hub, name in ((True, "hub"), (False, "other")):
        lines = [
            (float(r["金额/元"]), r["资助方类型"] in public, r["收入科目"] in headings)
            for r in rows(any_seed, "revenue")
            if r["年份"] == "2022"
            and (r["组织编号"] in hubs) == is_hub
            and r["资助方类型"] != "社会组织"  # passed on, not from outside
        ]
        total = sum(amount for amount, _, _ in lines)
        by_funder = sum(amount for amount, is_public, _ in lines if is_public) / total
        by_heading = sum(amount for amount, _, heading in lines if heading) / total
        assert by_funder == pytest.approx(
            planted[f"{name}_government_share"], abs=0.002
        )
        assert by_heading < by_funder - 0.05


def test_hubs_pass_the_planted_share_on_to_members(any_seed: Path) -> None:
    planted = truth(any_seed)["regrant_share"]
    hub_of = {r["组织编号"]: r["所属枢纽编号"] for r in rows(any_seed, "organizations")}
    paying = {r["资助方"]: r["资助方的组织编号"] for r in rows(any_seed, "funders")}
    passed: dict[tuple[str, str], float] = {}
    received: dict[tuple[str, str], float] = {}
    for r in rows(any_seed, "revenue"):
        key = r["组织编号"], r["年份"]
        received[key] = received.get(key, 0) + float(r["金额/元"])
        if r["资助方类型"] == "社会组织":
            assert hub_of[r["组织编号"]] == paying[r["资助方"]]
            giver = paying[r["资助方"]], r["年份"]
            passed[giver] = passed.get(giver, 0) + float(r["金额/元"])
    for giver, amount in passed.items():  # rounded to 10 yuan per receipt
        assert amount == pytest.approx(planted * received[giver], abs=20)


def test_reserves_have_the_planted_medians(any_seed: Path) -> None:
    planted = truth(any_seed)
    hubs = {
        r["组织编号"] for r in rows(any_seed, "organizations") if r["是否枢纽"] == "是"
    }
    for is_hub, name in ((True, "hub"), (False, "other")):
        months = [
            float(r["非限定性净资产/元"]) / (float(r["费用合计/元"]) / 12)
            for r in rows(any_seed, "accounts")
            if r["年份"] == "2022" and (r["组织编号"] in hubs) == is_hub
        ]
        assert statistics.median(months) == pytest.approx(
            planted[f"{name}_reserve_months"], rel=0.03
        )
        assert 0 < sum(month < 0 for month in months) < 0.06 * len(months)


def test_outside_spells_end_at_the_planted_ratio(folder: Path) -> None:
    contracts = open_study(folder).tables.contracts
    root: dict[str, str] = {}
    for r in contracts.to_dict("records"):
        root[r["contract_id"]] = root.get(r["renews_contract"], r["contract_id"])
    spells = contracts.assign(
        root=contracts["contract_id"].map(root),
        end=contracts["end"].fillna(pd.Timestamp("2099-12-31")),
    )
    spells = spells.groupby("root").agg(
        start=("start", "min"), end=("end", "max"), is_local=("is_local", "first")
    )
    as_of = pd.Timestamp("2023-08-31")
    ended = spells["end"] <= as_of
    days = (spells["end"].clip(upper=as_of) - spells["start"]).dt.days
    rate = (
        ended.groupby(spells["is_local"]).sum() / days.groupby(spells["is_local"]).sum()
    )
    planted = truth(folder)
    assert rate[False] / rate[True] == pytest.approx(planted["hazard_ratio"], rel=0.2)
    median = np.log(2) / rate[True] / 30.4375
    assert median == pytest.approx(planted["local_median_months"], rel=0.2)


def test_hub_communities_are_denser_by_the_planted_ratio(any_seed: Path) -> None:
    tables = open_study(any_seed).tables
    nodes = tables.organizations[tables.organizations["closed"].isna()]
    hub_places = set(nodes.loc[nodes["is_hub"], "community_code"])
    nodes = nodes[~nodes["is_hub"]].set_index("organization_id")["community_code"]
    n = nodes.value_counts()
    pairs = n * (n - 1) / 2
    ties = tables.ties
    current = (ties["observation"] == "observed") & ties["year_to"].isna()
    ties = ties[current & (ties["layer"] == "collaboration")]
    source, target = ties["source_id"].map(nodes), ties["target_id"].map(nodes)
    inside = source[source == target].value_counts().reindex(pairs.index).fillna(0)
    has_hub = pairs.index.isin(hub_places)
    share = [inside[where].sum() / pairs[where].sum() for where in (has_hub, ~has_hub)]
    assert share[0] / share[1] == pytest.approx(truth(any_seed)["tie_ratio"], rel=0.03)
    tie_probability = truth(any_seed)["tie_probability"]
    assert share[1] == pytest.approx(tie_probability, rel=0.02)
    for where in (has_hub, ~has_hub):
        levels = (inside / pairs)[where]
        assert 0.2 < levels.std() / levels.mean() < 0.5
    between = (source.notna() & target.notna() & (source != target)).sum()
    assert between / (len(nodes) * (len(nodes) - 1) / 2) < share[1] / 20


def test_the_interval_of_the_density_difference_covers_what_was_planted(
    folder: Path,
) -> None:
    planted = truth(folder)
    difference = planted["tie_probability"] * (planted["tie_ratio"] - 1)
    found = community_density(open_study(folder))["ordinary_density_difference"]
    assert found.ci_low is not None
    assert found.ci_high is not None
    assert 0 < found.ci_low < difference < found.ci_high
    assert found.ci_high - found.ci_low > difference / 3


def test_a_world_without_effect_has_members_and_no_central_hubs(
    tmp_path: Path, folder: Path
) -> None:
    simulate(tmp_path, preset="no_effect", seed=SEED)
    ratios = []
    for path in (tmp_path, folder):
        ties = collaboration_ties(open_study(path), membership=False)
        is_hub = ties.nodes["is_hub"].to_numpy(dtype=bool)
        degree = ties.degree()
        ratios.append(degree[is_hub].mean() / degree[~is_hub].mean())
    assert 0.6 < ratios[0] < 1.5
    assert ratios[1] > 3
    members = open_study(tmp_path).tables.organizations["member_of"]
    assert members.notna().sum() > 100
    planted = truth(tmp_path)
    assert (planted["tie_ratio"], planted["hazard_ratio"]) == (1, 1)
    assert planted["hub_completion"] == planted["other_completion"]


def test_each_hub_has_its_own_share_of_members(any_seed: Path) -> None:
    organizations = open_study(any_seed).tables.organizations
    hubs = organizations[organizations["is_hub"]].set_index("organization_id")
    around = organizations[
        organizations["legal_status"].isin(["filed", "self_organized"])
        & organizations["closed"].isna()
    ]
    n = around["community_code"].value_counts()[hubs["community_code"]].to_numpy()
    members = organizations["member_of"].value_counts()[hubs.index].to_numpy()
    low, high = truth(any_seed)["member_share"]
    share = (members / n)[(hubs["community_code"] != HUAQIAO).to_numpy()]
    assert (share >= low).all()
    assert (share <= high).all()
    assert np.ptp(share) > (high - low) / 2
    homes = organizations["member_of"].dropna().map(hubs["community_code"])
    assert (homes == organizations["community_code"][homes.index]).all()


def test_membership_raises_centralization_in_every_street_with_a_hub(
    folder: Path,
) -> None:
    study = open_study(folder)
    result = organization_positions(collaboration_network(study))
    units = result.parts["centralization"].set_index(["membership", "unit"])
    centralization = units["degree_centralization"]
    organizations = study.tables.organizations
    hubs = organizations.loc[organizations["is_hub"], "community_code"].str[:9]
    ratio = centralization["with"] / centralization["without"]
    assert (ratio[sorted(set(hubs))] > 1.2).all()


def imputed_effects(folder: Path, indicator: str) -> pd.Series:
    """Effect by event year: observed less what untreated cells foretell."""
    study = open_study(folder)
    outcomes = study.tables.community_outcomes
    outcomes = outcomes[outcomes["indicator"] == indicator]
    cells = outcomes.merge(
        study.hub_years(), left_on="community_code", right_index=True
    )
    event = (cells["year"] - cells["hub_year"]).astype("Float64")
    treated = (event >= 0).fillna(False)  # noqa: FBT003
    design = pd.get_dummies(cells[["community_code", "year"]].astype(str), dtype=float)
    value = cells["value"].to_numpy()
    untreated = ~treated.to_numpy(dtype=bool)
    fitted = np.linalg.lstsq(
        design.to_numpy()[untreated], value[untreated], rcond=None
    )[0]
    gap = pd.Series(value - design.to_numpy() @ fitted, index=cells.index)
    return gap[treated].groupby(event[treated]).mean()


def test_outcome_effects_are_as_planted(any_seed: Path) -> None:
    planted = truth(any_seed)
    satisfaction = imputed_effects(any_seed, "resident_satisfaction")
    path = planted["satisfaction_by_event_year"]
    assert satisfaction.head(5).to_numpy() == pytest.approx(path, abs=1.5)
    resolution = imputed_effects(any_seed, "request_resolution")
    assert resolution.head(4).mean() == pytest.approx(
        planted["resolution_effect"], abs=0.02
    )
    placebo = imputed_effects(any_seed, "participation")
    assert placebo.head(4).mean() == pytest.approx(0, abs=0.015)


def test_same_seed_same_bytes_and_the_committed_study_is_that(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from hubstudy.synthetic import simulate; "
        f"simulate(Path(r'{tmp_path}'), seed={SEED})"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "7"},
    )
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(path.name for path in EMBEDDED.iterdir())
    for name in names:
        assert (tmp_path / name).read_bytes() == (EMBEDDED / name).read_bytes(), name


def test_another_seed_gives_other_bytes(folder: Path, tmp_path: Path) -> None:
    simulate(tmp_path, seed=SEED + 1)
    for name in TABLES:
        here, there = (path / f"{name}.csv" for path in (folder, tmp_path))
        same = here.read_bytes() == there.read_bytes()
        assert same == (name == "street_districts")


def test_files_open_in_excel_and_diff_in_git(folder: Path) -> None:
    for name in TABLES:
        raw = (folder / f"{name}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in raw


def test_intake_takes_the_study_as_it_is(any_seed: Path) -> None:
    study = open_study(any_seed)
    assert study.settings.synthetic
    assert study.notices == ()


def test_unknown_preset_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HubstudyError, match=r"没有预设.*no such preset.*rongcheng"):
        simulate(tmp_path, preset="atlantis", seed=1)


@pytest.mark.parametrize("settings", [None, "[study]\nsynthetic = false\n", "not toml"])
def test_real_data_is_never_written_over(tmp_path: Path, settings: str | None) -> None:
    (tmp_path / "organizations.xlsx").write_bytes(b"real")
    if settings is not None:
        (tmp_path / "study.toml").write_text(settings, "utf-8")
    with pytest.raises(HubstudyError, match=r"organizations\.xlsx"):
        simulate(tmp_path, seed=1)
    assert not (tmp_path / "organizations.csv").exists()
