"""A tiny study with made-up stored results and figures, as the measures lay them out.

Names are hostile on purpose: whatever a register calls things must appear literally.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from hubstudy.errors import Bilingual
from hubstudy.report.back import CITY_RESULTS
from hubstudy.report.streets import STREET_RESULTS
from hubstudy.results import Estimate, Result
from tests.report.hostile import FORMULA, NAN, SCRIPT, TYPST, rows
from tests.report.stored_hubs import HUB_FRAMES
from tests.report.stored_money import MONEY_FIGURES, MONEY_FRAMES
from tests.studies import STREET_1, STREET_2, A, B, C, small_study

if TYPE_CHECKING:
    from hubstudy.intake import Study
    from tests.report.hostile import Frames

NAMES = {STREET_1: f"甲街道{SCRIPT}", STREET_2: f"乙街道{TYPST}"}

CITY_FIGURES = (
    "minimum_detectable", "organizations_ranked", "network_map", "centralization",
    "centralization_null", "hub_advantage", "roles", "removal", "layer_overlap",
    "adoption_change", "funnel", "completion", "stars", "survival", *MONEY_FIGURES,
    "streets", "coverage", "adoption", "affiliation_map",
)  # fmt: skip
APPENDED = ("register_coverage", "network_reporting")
STREET_FIGURES = ("organizations_ranked", "completion")


def study() -> Study:
    """The napkin study with hostile street names."""
    streets = [
        {"street_code": STREET_1, "street_name": NAMES[STREET_1], "is_core_city": True},
        {
            "street_code": STREET_2,
            "street_name": NAMES[STREET_2],
            "is_core_city": False,
        },
    ]
    revenue = [
        {"revenue_id": f"R{i}", "organization_id": who, "year": 2022, "funder": "局",
         "funder_type": kind, "instrument": "subsidy", "is_restricted": False,
         "amount_cny": 100.0}
        for i, (who, kind) in enumerate(
            [(o, "street_office") for o in ("A1", "A2", "B1")]
            + [(o, "firm") for o in ("A1", "A2", "A3")] + [("C1", "foundation")]
            + [("B2", "individual")]
        )
    ]  # fmt: skip
    return small_study(street_districts=streets, revenue=revenue)


def store_everything(
    root: Path, study: Study, *, empty: bool = False, n: int = 5
) -> None:
    """Store all results and figures that the report asks for, frames empty if asked."""
    for unit in study.units:
        names = STREET_RESULTS if unit != "city" else (*CITY_RESULTS, *APPENDED)
        figures = STREET_FIGURES if unit != "city" else CITY_FIGURES
        folder = root / "data" / "processed" / study.settings.name / "results" / unit
        folder.mkdir(parents=True)
        for name in names:
            made = replace(result(name, unit, study), n=n)
            if empty:
                parts = {part: made.to_frame(part).head(0) for part in made.parts}
                made = replace(made, table=made.table.head(0), parts=parts)
            made.store(folder)
        drawn = root / "figures" / study.settings.name / unit
        drawn.mkdir(parents=True)
        for stem in figures:
            draw(drawn, stem)


def draw(folder: Path, stem: str) -> None:
    """Leave a small figure with its record, in both languages."""
    for suffix in ("", ".en"):
        path = folder / f"fig_{stem}{suffix}"
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="150" height="60">'
            '<rect width="150" height="60" fill="#0072B2"/></svg>'
        )
        Path(f"{path}.svg").write_text(svg, encoding="utf-8")
        Path(f"{path}.png").write_bytes(png())
        record = {
            "figure": stem, "number": "F1", "caption_zh": f"{stem} 图题 $9万",
            "caption_en": f"caption of {stem} {SCRIPT}", "n": 3,
        }  # fmt: skip
        Path(f"{path}.json").write_text(json.dumps(record), encoding="utf-8")


def png() -> bytes:
    """A few grey pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    head = struct.pack(">IIBBBBB", 5, 2, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00\x80\x80\x80\x80\x80" * 2, 9))
        + chunk(b"IEND", b"")
    )  # fmt: skip


def result(name: str, unit: str, study: Study) -> Result:
    """One made-up result with the frames that the report reads."""
    table, parts, numbers = FRAMES[name](unit)
    return Result(
        name=name,
        unit=unit,
        unit_name=study.unit_name(unit),
        table=table,
        n=5,
        numbers=numbers,
        finding=Bilingual(f"{name}的发现：{SCRIPT}。", f"Finding of {name}: {TYPST}."),
        method=Bilingual(f"{name}的方法。", f"Method of {name}."),
        caveats=(Bilingual("共同的局限。", "A common limit."),)
        + (
            (Bilingual("街道的局限。", "A limit of districts."),)
            if unit != "city"
            else ()
        ),
        parts=parts,
    )


def _coverage(unit: str) -> Frames:
    frame = rows(
        "table column n_rows n_missing share_recorded reason",
        ("communities", "residents", 3, 0, 1.0, ""),
        ("communities", "area_km2", 3, 1, 2 / 3, ""),
        ("ratings", "stars", 0, 0, NAN, "no_ratings"),
    )
    return frame, {}, {}


def _claims(unit: str) -> Frames:
    frame = rows(
        "claim_id seed_row quotation stated unit_zh unit_en recomputed register "
        "verdict reason_zh reason_en warning_zh warning_en",
        ("c1", 4, f"平均20个{FORMULA}", 20.0, "个", "each", 23.9615, 23.96, "fails",
         "623/26", "623/26", "混用", "mixed"),
        ("c2", 5, FORMULA, NAN, None, None, NAN, NAN, "unverifiable", "无数据", "none",
         None, None),
    )  # fmt: skip
    return frame, {}, {}


def _power(unit: str) -> Frames:
    frame = rows(
        "design label_zh label_en assumption n n_treated minimum_detectable",
        ("cross", "横截面", "cross-section", "ρ = 0.5", 60, 32, 0.737),
    )
    return frame, {}, {}


def _density(unit: str) -> Frames:
    frame = rows(
        "community_code community_name street_code street_name has_hub residents "
        "n_organizations organizations_per_10k organizations_per_10k_reason "
        "shrunken_per_10k ci_low ci_high network_density network_density_reason",
        (A, f"甲{SCRIPT}", STREET_1, "甲", True, 2000, 4, 20.0, "",
         18.0, 9.0, 30.0, 0.5, ""),
        (B, f"乙{TYPST}", STREET_1, "甲", False, 4000, 2, 5.0, "",
         6.0, 1.0, 12.0, 0.0, ""),
        (C, FORMULA, STREET_2, "乙", False, None, 1, NAN, "no_residents",
         NAN, NAN, NAN, NAN,
         "n_below_2"),
    )  # fmt: skip
    streets = rows(
        "street_code street_name n_communities n_organizations mean_organizations "
        "ci_low ci_high gini share_meeting_policy median_network_density reason",
        (STREET_1, NAMES[STREET_1], 2, 6, 3.0, 1.0, 5.0, 0.2, 1.0, 0.25, ""),
        (STREET_2, NAMES[STREET_2], 1, 1, 1.0, NAN, NAN, NAN, 0.0, NAN, "too_small"),
    )
    kept = frame if unit == "city" else frame[frame["street_code"] == unit]
    adoption = rows("year n_hubs", (2022, 0), (2023, 1))
    parts = {"streets": streets, "adoption": adoption}
    return kept.reset_index(drop=True), parts, {}


def _positions(unit: str) -> Frames:
    parts = rows(
        "unit unit_name membership n n_ties n_ties_crossing network_density "
        "degree_centralization betweenness_centralization reason",
        ("city", "示例市", "without", 7, 3, 0, 0.1429, 0.2, 0.1, ""),
        (STREET_2, NAMES[STREET_2], "with", 1, 0, 1, NAN, NAN, NAN, "n_below_2"),
    )
    numbers = {
        "hub_degree": Estimate(3.0, n=1), "other_degree": Estimate(1.0, n=6),
        "hub_constraint": Estimate(0.4, n=1),
        "other_constraint": Estimate.undefined("isolate", n=6),
    }  # fmt: skip
    return rows("organization_id"), {"centralization": parts}, numbers


def _outcomes(unit: str) -> Frames:
    frame = rows(
        "group level n_projects n_due n_completed completion_share ci_low ci_high "
        "reason",
        ("all", "all", 9, 8, 7, 0.875, 0.53, 0.98, ""),
        ("scheme", "venture_grant", 9, 8, 7, 0.875, 0.53, 0.98, ""),
        ("lead", "hub", 2, 2, 2, NAN, NAN, NAN, "too_small"),
        ("year", "2022", 9, 8, 7, 0.875, 0.53, 0.98, ""),
        ("target_group", "elderly", 9, 8, 7, 0.875, 0.53, 0.98, ""),
    )
    stars = rows(
        "rater_type stars n share", ("expert", 4, 3, 0.75), ("expert", 5, 1, 0.25)
    )
    share = (
        Estimate.undefined("too_small", n=1, style="share")
        if unit == STREET_2
        else Estimate(0.875, 0.53, 0.98, n=8, style="share")
    )
    return frame, {"stars": stars}, {"completion_share": share}


def _survival(unit: str) -> Frames:
    frame = rows(
        "group months survival ci_low ci_high n_at_risk",
        ("local", 0.0, 1.0, 1.0, 1.0, 9), ("local", 14.0, 0.8, 0.5, 0.9, 7),
        ("outside", 0.0, 1.0, 1.0, 1.0, 5), ("outside", 7.0, 0.4, 0.1, 0.7, 4),
    )  # fmt: skip
    return frame, {}, {}


def _funding(unit: str) -> Frames:
    types = rows(
        "year funder_type amount_cny share n_organizations",
        (2022, "street_office", 300.0, 0.375, 4), (2022, "firm", 300.0, 0.375, 3),
        (2022, "foundation", 100.0, 0.125, 1), (2022, "individual", 100.0, 0.125, 0),
    )  # fmt: skip
    streets = rows(
        "street_code street_name n_organizations total_cny government_share "
        "median_hhi_source median_hhi_funder reason",
        (STREET_1, NAMES[STREET_1], 5, 777111.0, 0.4286, 0.5, 0.6, ""),
        (STREET_2, NAMES[STREET_2], 1, 333222.0, 0.0, 1.0, 1.0, ""),
    )
    parts = {"funder_types": types, "streets": streets}
    return rows("organization_id"), parts, {}


def _comparison(unit: str) -> Frames:
    frame = pd.concat([
        rows(
            "indicator street_code street_name n estimate ci_low ci_high rank rank_low "
            "rank_high reason",
            (name, STREET_1, NAMES[STREET_1], 6, 0.51, 0.2, 0.8, 1, 1, 2, ""),
            (name, STREET_2, NAMES[STREET_2], 1, 0.321, 0.1, 0.6, 2, 1, 2, ""),
        )
        for name in ("organizations_per_10k", "network_density", "completion_share",
                     "government_share")
    ], ignore_index=True)  # fmt: skip
    return frame, {}, {}


FRAMES = {
    "register_coverage": _coverage,
    "claim_audit": _claims,
    "minimum_detectable_effects": _power,
    "community_density": _density,
    "organization_positions": _positions,
    **HUB_FRAMES,
    "project_outcomes": _outcomes,
    "contract_survival": _survival,
    "funding_dependence": _funding,
    **MONEY_FRAMES,
    "street_comparison": _comparison,
}
