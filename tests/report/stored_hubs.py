"""Made-up results on hubs and their nulls, layers, change, governance and the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.measures.reporting_words import ITEMS
from hubstudy.results import Estimate
from tests.report.hostile import FORMULA, NAN, SCRIPT, TYPST, rows
from tests.studies import STREET_1, A, B, C

if TYPE_CHECKING:
    from tests.report.hostile import Frames


def _centralization(unit: str) -> Frames:
    frame = rows(
        "statistic membership conditioning n_nodes n_ties observed null_mean null_low "
        "null_high z p_value_upper p_value_lower p_value verdict reason",
        ("degree_centralization", "without", "density", 7, 3, 0.111, 0.122, 0.05, 0.2,
         -0.3, 0.7, 0.4, 0.8, "no_more", ""),
        ("degree_centralization", "with", "density", 7, 6, 0.522, 0.133, 0.06, 0.3,
         4.0, 0.002, 1.0, 0.004, "more", ""),
        ("betweenness_centralization", "without", "degree", 7, 3, 0.211, NAN, NAN, NAN,
         NAN, NAN, NAN, NAN, "", "too_large"),
    )  # fmt: skip
    draws = rows(
        "statistic membership conditioning draw",
        ("degree_centralization", "without", "density", 0.122),
    )
    numbers = {
        "degree_centralization_without": Estimate(
            0.111, 0.05, 0.2, p_value=0.8, n=7, interval="null"
        ),
        "degree_centralization_with": Estimate(
            0.522, 0.06, 0.3, p_value=0.004, n=7, interval="null"
        ),
        "betweenness_centralization_without": Estimate.undefined("too_large", n=7),
    }
    return frame, {"draws": draws}, numbers


def _advantage(unit: str) -> Frames:
    columns = (
        "measure membership n_hubs observed null_mean null_low null_high z "
        "p_value_upper p_value_lower p_value verdict reason"
    )
    gone = (NAN,) * 8
    if unit != "city":
        reason = "too_small" if unit == STREET_1 else "no_hubs"
        n = int(unit == STREET_1)
        frame = rows(columns, ("degree", "without", n, *gone, "", reason))
        numbers = {"degree_without": Estimate.undefined(reason, n=n)}
        return frame, {}, numbers
    frame = rows(
        columns,
        ("degree", "without", 2, 5.125, 5.011, 4.017, 6.019, 0.1, 0.4, 0.6, 0.811,
         "no_more", ""),
        ("betweenness", "without", 2, 12345.5, 1.5, 0.5, 2.5, 9.0, 0.002, 1.0, 0.004,
         "more", ""),
        ("constraint", "without", 2, *gone, "", "isolate"),
        ("constraint", "with", 2, 0.125, 0.5, 0.25, 0.75, -5.0, 1.0, 0.002, 0.004,
         "less", ""),
    )  # fmt: skip
    numbers = {
        "degree_without": Estimate(
            5.125, 4.017, 6.019, p_value=0.811, n=2, interval="null"
        ),
        "degree_with": Estimate(9.0, 4.0, 6.0, p_value=0.004, n=2, interval="null"),
    }
    return frame, {}, numbers


def _roles(unit: str) -> Frames:
    frame = rows(
        "role membership n_hubs observed expected null_low null_high z p_value_upper "
        "p_value_lower p_value p_holm verdict reason",
        ("coordinator", "without", 2, 41.0, 40.25, 20.0, 60.5, 0.1, 0.4, 0.6, 0.8,
         0.912, "no_more", ""),
        ("either", "without", 2, 0.0, 0.0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, "",
         "no_open_paths"),
        ("itinerant", "without", 2, 3.0, 3.0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, "",
         "kept_by_null"),
        ("liaison", "without", 2, 1.0, 9.5, 4.0, 15.5, -3.0, 1.0, 0.002, 0.004, 0.016,
         "less", ""),
        ("total", "without", 2, 45.0, 52.75, 30.0, 70.5, -0.5, 0.6, 0.4, 0.8, 0.921,
         "no_more", ""),
        ("total", "with", 2, 99.0, 53.75, 30.0, 70.5, 5.0, 0.002, 1.0, 0.004, 0.02,
         "more", ""),
    )  # fmt: skip
    labels = rows(
        "role membership observed expected sd z p_value_upper p_value_lower p_value "
        "reason",
        ("coordinator", "without", 50.0, 9.0, 2.0, 20.5, 0.001, 1.0, 0.001, ""),
    )
    numbers = {
        "total_without": Estimate(
            45.0, 30.0, 70.5, p_value=0.921, n=2, interval="null", style="count"
        ),
        "total_with": Estimate(
            99.0, 30.0, 70.5, p_value=0.02, n=2, interval="null", style="count"
        ),
    }
    return frame, {"labels": labels}, numbers


def _layers(unit: str) -> Frames:
    frame = rows(
        "layer_a layer_b n_ties_a n_ties_b n_both n_either n_both_expected jaccard "
        "reason null_mean null_low null_high p_value verdict",
        ("collaboration", "information", 9, 4, 3, 10, 0.5, 0.3, "", 2.5, 1.0, 4.0,
         0.73, "no_more"),
        ("collaboration", "funding", 9, 0, 0, 9, 0.0, 0.0, "", NAN, NAN, NAN, NAN, ""),
        ("information", "referral", 4, 0, 0, 0, NAN, NAN, "not_measured", NAN, NAN,
         NAN, NAN, ""),
    )  # fmt: skip
    part = rows(
        "layer n_ties n_organizations network_density network_density_reason "
        "only_share only_share_reason",
        ("collaboration", 9, 6, 0.4286, "", 0.667, ""),
        ("funding", 0, 0, 0.0, "", NAN, "no_ties"),
        ("referral", 0, 0, NAN, "not_measured", NAN, "not_measured"),
        ("membership", 3, 4, 0.1429, "", 0.333, ""),
    )
    counts = {"n_tied_pairs": 10, "n_compared": 1, "n_more": 0, "n_less": 0}
    numbers = {
        name: Estimate(float(n), n=n, style="count") for name, n in counts.items()
    } | {
        "layers_per_tied_pair": Estimate(1.3, n=10),
        "multiplex_share": Estimate(0.3, n=10, style="share"),
    }
    return frame, {"layers": part}, numbers


def _change(unit: str) -> Frames:
    columns = "event_year group n_communities {} ci_low ci_high reason"
    curve = (
        (-1, "adopted", 6, 0.25, 0.125, 0.375, ""),
        (-1, "not_adopted", 9, 0.5, NAN, NAN, ""),
        (1, "adopted", 0, NAN, NAN, NAN, "too_small"),
        (1, "not_adopted", 0, NAN, NAN, NAN, "one_group_only"),
    )
    differences = rows(
        "measure event_year n_adopted n_not_adopted difference ci_low ci_high reason",
        ("network_density", -1, 6, 9, -0.25, -0.5, 0.0, ""),
        ("network_density", 1, 0, 0, NAN, NAN, NAN, "too_small"),
    )
    panel = rows(
        "community_code community_name year hub_year event_year n_organizations "
        "network_density network_density_reason degree_centralization "
        "degree_centralization_reason",
        (A, f"甲{SCRIPT}", 2022, 2018, 4, 3, 0.5, "", 0.25, ""),
        (B, FORMULA, 2022, None, None, 1, NAN, "n_below_2", NAN, "n_below_3"),
    )
    numbers = {
        "n_adopted": Estimate(7.0, n=7, style="count"),
        "before_adopted": Estimate(0.25, 0.125, 0.375, n=6),
        "after_adopted": Estimate(0.255, 0.125, 0.375, n=6),
        "change_adopted": Estimate(0.005, -0.125, 0.125, n=6),
        "change_not_adopted": Estimate(0.006, n=9),
        "change_difference": Estimate(-0.001, -0.125, 0.123, p_value=0.9, n=15),
    }
    parts = {
        "centralization": rows(columns.format("mean_degree_centralization"), *curve),
        "differences": differences,
        "panel": panel,
    }
    return rows(columns.format("mean_network_density"), *curve), parts, numbers


def _governance(unit: str) -> Frames:
    frame = rows(
        "community_code community_name has_hub n mode nearest margin deciding reason "
        "why_zh why_en",
        (A, f"甲{SCRIPT}", True, 4, "shared", "mixed", 0.25, "members_reach", "",
         FORMULA, TYPST),
        (B, f"乙{TYPST}", False, 4, "shared", "mixed", 0.25, "members_reach", "",
         FORMULA, TYPST),
        (C, FORMULA, False, 1, "", "", NAN, "", "n_below_3", "", ""),
    )  # fmt: skip
    networks = rows(
        "scope n mode nearest margin deciding reason",
        ("all", 7, "mixed", "shared", 0.125, "members_reach", ""),
        ("hubs", 1, "", "", NAN, "", "too_small"),
    )
    criteria = rows(
        "criterion value threshold met margin",
        ("degree_centralization", 0.25, 0.5, False, -0.25),
    )
    kind = rows(
        "axis value null_mean null_low null_high lattice low_below high_above level "
        "margin next_type",
        ("clustering", 0.25, 0.125, 0.0, 0.5, 0.5, 0.0, 0.5, "random", 0.25, "small"),
    )
    parts = {
        "networks": networks, "unit": criteria, "hubs": criteria.head(0),
        "reasons": rows("scope zh en", ("all", f"甲{SCRIPT}", TYPST)), "type": kind,
    }  # fmt: skip
    counts = {
        "n_communities": 3, "n_told": 2, "n_shared": 2, "n_lead_organization": 0,
        "n_network_administrative_organization": 0, "n_mixed": 0,
    }  # fmt: skip
    numbers = {
        name: Estimate(float(n), n=3, style="count") for name, n in counts.items()
    }
    return frame, parts, numbers


def _form(unit: str) -> Frames:
    frame = rows(
        "item name_zh name_en text_zh text_en source",
        *(
            (item.number, item.name.zh, item.name.en, f"第{item.number}项{SCRIPT}",
             f"item {item.number} {TYPST}", "register")
            for item in ITEMS
        ),
    )  # fmt: skip
    part = rows(
        "layer_zh layer_en n_pairs one_way_share mean_weight sd_weight low_weight "
        "high_weight",
        ("协作", "collaboration", 9, 1.0, 1.0, 0.0, 1.0, 1.0),
    )
    return frame, {"layers": part}, {}


def _removal(unit: str) -> Frames:
    frame = rows(
        "order n_removed largest_component_share ci_low ci_high",
        ("hubs", 0, 0.8, NAN, NAN), ("hubs", 1, 0.6, NAN, NAN),
        ("random", 0, 0.8, 0.8, 0.8), ("random", 1, 0.7, 0.5, 0.8),
        ("degree", 1, 0.3, NAN, NAN),
        ("rewired", 0, 0.9, 0.8, 1.0), ("rewired", 1, 0.717, 0.611, 0.822),
    )  # fmt: skip
    numbers = {
        "share_before": Estimate(0.8, n=5, style="share"),
        "share_after_hubs": Estimate(0.6, n=5, style="share"),
        "share_after_random": Estimate(
            0.7, 0.5, 0.8, n=5, interval="draws", style="share"
        ),
        "share_after_rewired": Estimate(
            0.717, 0.611, 0.822, n=5, interval="null", style="share"
        ),
        "loss": Estimate(0.2, p_value=0.6, n=5, style="points"),
        "loss_rewired": Estimate(
            0.183, 0.1, 0.3, n=20, interval="null", style="points"
        ),
    }
    return frame, {"with_membership": frame.copy()}, numbers


HUB_FRAMES = {
    "hub_centralization": _centralization,
    "hub_advantage": _advantage,
    "hub_roles": _roles,
    "hub_removal": _removal,
    "unit_layers": _layers,
    "adoption_change": _change,
    "unit_governance": _governance,
    "network_reporting": _form,
}
