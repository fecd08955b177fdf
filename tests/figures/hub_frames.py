"""Frames with the columns of findings on hubs, written by hand; no expected results."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from hubstudy.fields import FIELDS

LARGEST = 400


def advantage(times: float = 4.0) -> pd.DataFrame:
    """Table of `hub_advantage`; hubs have some times the null's mean."""
    means = {"degree": 5.47, "betweenness": 3535.0, "constraint": 0.337}
    rows = []
    for measure, mean in means.items():
        ratio = 1 / times if measure == "constraint" else times
        for membership, more in (("without", ratio), ("with", ratio * 1.3)):
            rows.append({
                "measure": measure, "membership": membership, "n_hubs": 32,
                "observed": mean * more, "null_mean": mean, "null_low": 0.6 * mean,
                "null_high": 1.6 * mean, "z": 20 * np.log10(more), "verdict": "more",
                "reason": "",
            })  # fmt: skip
    return pd.DataFrame(rows)


def centralization(n: int = 1581) -> pd.DataFrame:
    """Table of `hub_centralization`; betweenness has no null in large networks."""
    rows = []
    for statistic, conditioning in (
        ("degree_centralization", "density"), ("betweenness_centralization", "degree"),
    ):  # fmt: skip
        for membership, observed in (("without", 0.02), ("with", 0.0273)):
            drawn = conditioning == "density" or n <= LARGEST
            rows.append({
                "statistic": statistic, "membership": membership, "n_nodes": n,
                "conditioning": conditioning, "observed": observed,
                "null_mean": 0.00546 if drawn else np.nan,
                "null_low": 0.0042 if drawn else np.nan,
                "null_high": 0.0067 if drawn else np.nan,
                "z": 21.7 if drawn else np.nan,
                "reason": "" if drawn else "too_large",
            })  # fmt: skip
    return pd.DataFrame(rows)


def roles(*, directed: bool = False) -> pd.DataFrame:
    """Table of `hub_roles`; of directed ties two roles can be told apart."""
    counts = {"coordinator": 2056, "either": 3481, "itinerant": 0, "liaison": 1195}
    if directed:
        del counts["either"]
        counts |= {"representative": 1740, "gatekeeper": 1741}
    counts["total"] = sum(counts.values())
    return pd.DataFrame([
        {
            "role": role, "membership": membership, "n_hubs": 32,
            "observed": float(n * more), "expected": max(n / 12, 1.9),
            "null_low": n / 25, "null_high": max(n / 7, 9.0),
            "z": 19.0 if n else -0.7, "verdict": "more", "reason": "",
        }
        for membership, more in (("without", 1), ("with", 2))
        for role, n in counts.items()
    ])  # fmt: skip


def overlap(unmeasured: str = "") -> pd.DataFrame:
    """Table of `unit_layers`, every layer with membership; one may not be measured."""
    n_ties = {c.code: 3063 // (i + 1) for i, c in enumerate(FIELDS["layer"].categories)}
    n_ties |= {unmeasured: 0} if unmeasured else {}
    rows = []
    for a, b in itertools.combinations(n_ties, 2):
        is_known = unmeasured not in (a, b)
        n_both = min(n_ties[a], n_ties[b]) // 4
        n_either = n_ties[a] + n_ties[b] - n_both
        rows.append({
            "layer_a": a, "layer_b": b, "n_ties_a": n_ties[a], "n_ties_b": n_ties[b],
            "n_both": n_both, "n_either": n_either,
            "jaccard": n_both / n_either if is_known else np.nan,
            "verdict": ("more", "no_more", "less")[n_both % 3] if is_known else "",
            "reason": "" if is_known else "not_measured",
        })  # fmt: skip
    return pd.DataFrame(rows)


def adoption(last: int = 3) -> pd.DataFrame:
    """Table of `adoption_change`; nobody is seen after the year `last`."""
    rows = []
    for year, n in zip(range(-3, 4), (32, 32, 32, 32, 28, 23, 17), strict=True):
        seen = year <= last
        for group, mean in (("adopted", 0.07 + 0.01 * year), ("not_adopted", 0.065)):
            has_interval = seen and group == "adopted"
            rows.append({
                "event_year": year, "group": group, "n_communities": n if seen else 0,
                "mean_network_density": mean if seen else np.nan,
                "ci_low": mean - 0.012 if has_interval else np.nan,
                "ci_high": mean + 0.012 if has_interval else np.nan,
                "reason": "" if seen else "too_small",
            })  # fmt: skip
    return pd.DataFrame(rows)
