"""How communities' networks changed when they got a hub, next to those that did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from hubstudy.errors import MeasureError
from hubstudy.measures.density.blocks import density_by_group
from hubstudy.measures.position.centralization import degree_centralization
from hubstudy.measures.rates import FEWEST, mean_interval
from hubstudy.measures.structure import adoption_words as words
from hubstudy.measures.structure.adoption_design import Contrast, Design
from hubstudy.network.build import collaboration_ties
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hubstudy.intake import Study

    Floats = NDArray[np.float64]

MEASURES = {
    "network_density": "",
    "degree_centralization": "centralization_",
    "n_organizations": "organizations_",
}
"""Columns of the panel, and what the numbers made of them begin with."""

GAPS = [
    "measure", "event_year", "n_adopted", "n_not_adopted", "difference", "ci_low",
    "ci_high", "reason",
]  # fmt: skip


def adoption_change(study: Study, *, unit: str = CITY, window: int = 3) -> Result:
    r"""
    Follow communities' networks from before to after they got a hub.

    A description, by year since the hub opened, next to communities without a hub in
    the same calendar years; no causal estimate. Those compared with a community that
    got its hub in year *h* are all of the city that have none up to the end of year
    *h* + `window`, so that the comparison is the same set of communities throughout.

    Parameters
    ----------
    study
        An opened study.
    unit
        ``"city"`` or the code of a street district, whose communities with a hub are
        followed; communities without one are those of the whole city.
    window
        Years before and after, 1 or more.

    Returns
    -------
    Result
        Table ``event_year`` (-`window` to `window`), ``group`` (``"adopted"``,
        ``"not_adopted"``), ``n_communities``, ``mean_network_density`` (hubs and
        membership left out, 0–1), ``ci_low``, ``ci_high`` (t interval of the adopted,
        from five communities on) and ``reason``; the mean of those not adopted is
        weighted as the adopted are spread over calendar years. Part ``centralization``:
        the same of ``mean_degree_centralization``, hubs in, membership out. Part
        ``differences``: ``measure``, ``event_year``, ``n_adopted``, ``n_not_adopted``,
        ``difference``, ``ci_low``, ``ci_high``, ``reason``. Part ``panel``:
        ``community_code``, ``community_name``, ``year``, ``hub_year``, ``event_year``,
        ``n_organizations`` (hubs left out), ``network_density`` and
        ``degree_centralization``, each with its reason. Numbers: ``n_adopted``,
        ``before_adopted``, ``after_adopted``, ``change_adopted``,
        ``change_not_adopted``, ``change_difference``; the last three also with
        ``centralization_`` and ``organizations_`` before. Undefined as ``no_hubs``,
        as ``too_small`` where no community is seen before and after,
        ``not_measured``, and the difference as ``one_group_only`` or
        ``too_few_clusters`` below five communities on either side.

    Raises
    ------
    MeasureError
        If there is no such unit, or `window` is below 1.

    References
    ----------
    .. [1] Cengiz, Dube, Lindner and Zipperer, The effect of minimum wages on low-wage
       jobs, 2019 (comparison by cohort with those not yet treated).
    .. [2] Bell and McCaffrey, Bias reduction in standard errors for linear regression
       with multi-stage samples, 2002.
    """
    if window < 1:
        msg = f"window 应不小于 1，得到 {window} / must be 1 or more, got {window}"
        raise MeasureError(msg)
    name = study.unit_name(unit)
    panel = _panel(study)
    design = Design.of(study, panel, measures=list(MEASURES), unit=unit, window=window)
    levels = {
        measure: {e: design.level(measure, e) for e in range(-window, window + 1)}
        for measure in MEASURES
    }
    numbers = _numbers(design, panel)
    return Result(
        name="adoption_change",
        unit=unit,
        unit_name=name,
        table=_curve(levels["network_density"], "mean_network_density"),
        n=int(design.is_adopter.sum()),
        numbers=numbers,
        finding=words.finding(name, numbers, window=window),
        method=words.METHOD.format_with(window=window),
        caveats=words.caveats(numbers, n_undated=int(design.is_undated.sum())),
        parts={
            "centralization": _curve(
                levels["degree_centralization"], "mean_degree_centralization"
            ),
            "differences": _gaps(levels),
            "panel": panel,
        },
    )


def _panel(study: Study) -> pd.DataFrame:
    """One row per community and year of the city."""
    communities = study.tables.communities[["community_code", "community_name"]]
    hub_years = study.hub_years()
    frames = []
    for year in study.settings.years:
        ties = collaboration_ties(study, year=year, membership=False)
        is_hub = ties.nodes["is_hub"].to_numpy(dtype=bool)
        dense = density_by_group(ties.induced(~is_hub), "community_code", within=True)
        dense = dense.set_index("group_a").reindex(communities["community_code"])
        at = ties.nodes["community_code"].to_numpy(dtype=object)
        central = [
            degree_centralization(ties.induced(at == code)) for code in dense.index
        ]
        frames.append(
            communities.assign(
                year=year,
                n_organizations=dense["n_a"].fillna(0).to_numpy(dtype=np.int64),
                network_density=dense["network_density"].to_numpy(dtype=np.float64),
                network_density_reason=dense["reason"].fillna("n_below_2").to_numpy(),
                degree_centralization=_floats(central),
                degree_centralization_reason=[found.reason for found in central],
            )
        )
    panel = pd.concat(frames, ignore_index=True)
    panel = panel.sort_values(["community_code", "year"], ignore_index=True)
    hub_year = panel["community_code"].map(hub_years).astype("Int64")
    panel.insert(3, "hub_year", hub_year)
    panel.insert(4, "event_year", panel["year"] - hub_year)
    words_of = [f"{name}_reason" for name in list(MEASURES)[:2]]
    return panel.astype(dict.fromkeys(words_of, "str"))


def _floats(found: list[Estimate]) -> Floats:
    """Give numbers, missing where undefined."""
    return np.array([each.estimate for each in found], dtype=np.float64)


def _curve(levels: Mapping[int, Contrast], name: str) -> pd.DataFrame:
    """Two rows per year since the hub opened: with and without a hub."""
    rows = []
    for event_year, contrast in levels.items():
        found = {
            "adopted": _mean(contrast.own),
            "not_adopted": contrast.mean_of_others(),
        }
        rows += [
            {
                "event_year": event_year,
                "group": group,
                "n_communities": each.n,
                name: each.estimate,
                "ci_low": each.ci_low,
                "ci_high": each.ci_high,
                "reason": each.reason,
            }
            for group, each in found.items()
        ]
    return pd.DataFrame(rows).astype(dict.fromkeys([name, "ci_low", "ci_high"], float))


def _mean(values: Floats) -> Estimate:
    if not len(values):
        return Estimate.undefined("too_small")
    return mean_interval(values)


def _gaps(levels: Mapping[str, Mapping[int, Contrast]]) -> pd.DataFrame:
    rows = []
    for measure, by_year in levels.items():
        for event_year, contrast in by_year.items():
            found = contrast.difference()
            rows.append(
                [
                    measure, event_year, len(contrast.own), contrast.n_others,
                    found.estimate, found.ci_low, found.ci_high, found.reason,
                ]
            )  # fmt: skip
    frame = pd.DataFrame(rows, columns=GAPS)
    return frame.astype(dict.fromkeys(GAPS[4:7], "float64"))


def _numbers(design: Design, panel: pd.DataFrame) -> dict[str, Estimate]:
    n_adopted = int(design.is_adopter.sum())
    numbers = {
        "n_adopted": Estimate(
            float(n_adopted), n=n_adopted, style="count", method="census"
        )
    }
    for measure, begins in MEASURES.items():
        reason = _reason(n_adopted, panel, measure)
        change = design.change(measure)
        if not begins:
            for side, sign in (("before", -1), ("after", 1)):
                own = design.side(measure, sign).own
                numbers[f"{side}_adopted"] = _signed_mean(own, reason)
        found = {
            "change_adopted": _signed_mean(change.own, reason),
            "change_not_adopted": change.mean_of_others(),
            "change_difference": change.difference(),
        }
        if not len(change.own):
            found = dict.fromkeys(found, Estimate.undefined(reason))
        numbers |= {f"{begins}{name}": each for name, each in found.items()}
    return numbers


def _reason(n_adopted: int, panel: pd.DataFrame, measure: str) -> str:
    """Say why there is no change, should there be none."""
    if not n_adopted:
        return "no_hubs"
    reasons = panel.get(f"{measure}_reason", pd.Series(dtype="str"))
    is_blank = len(reasons) and reasons.isin(["not_measured", "n_below_2"]).all()
    if is_blank and reasons.eq("not_measured").any():
        return "not_measured"
    return "too_small"


def _signed_mean(values: Floats, reason: str) -> Estimate:
    """Mean with its t interval, from five communities on."""
    n = len(values)
    if not n:
        return Estimate.undefined(reason)
    mean = float(values.mean())
    error = float(values.std(ddof=1) / np.sqrt(n)) if n > 1 else 0.0
    if n < FEWEST or not error:
        return Estimate(mean, n=n, method="census, too few for an interval")
    half = float(stats.t.ppf(0.975, n - 1)) * error
    return Estimate(mean, mean - half, mean + half, error, n=n, method="t interval")
