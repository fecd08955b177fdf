"""Ranks of street districts on indicators, as far as the data can tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hubstudy.errors import Bilingual
from hubstudy.fields import FIELDS
from hubstudy.measures.inference.intervals import rank_intervals, simultaneous_gaps
from hubstudy.results import CITY, REASONS, Estimate, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hubstudy.intake import Study
    from hubstudy.measures.comparison.indicators import Floats, Indicator

STYLES = {
    "organizations_per_10k": "number",
    "network_density": "number",
    "completion_share": "points",
    "government_share": "points",
    "revenue_hhi_funder": "number",
}
"""Indicators, with the style that their differences print in."""

NOTHING = {
    "completion_share": "no_projects",
    "government_share": "no_revenue",
    "revenue_hhi_funder": "no_revenue",
}
"""Why a street district without any case has no value; else it is not measured."""

COLUMNS = [
    "indicator", "street_code", "street_name", "n", "estimate", "ci_low", "ci_high",
    "rank", "rank_low", "rank_high", "reason",
]  # fmt: skip


def compare(
    study: Study,
    indicators: Mapping[str, Indicator],
    *,
    name: str,
    unit: str = CITY,
    n_draws: int,
    seed: int | None,
    method: Bilingual,
    caveats: tuple[Bilingual, ...],
) -> Result:
    """
    Rank street districts on indicators, with the uncertainty of the rank.

    Parameters
    ----------
    study
        The study.
    indicators
        By name, keys of `STYLES`.
    name
        Name of the result.
    unit
        ``"city"`` or the street district that the sentence is to place.
    n_draws
        Draws by which the simultaneous intervals are found.
    seed
        Seed of the draws; None for the study's.
    method, caveats
        Words of the result.

    Returns
    -------
    Result
        The columns of its table are `COLUMNS`, rank 1 the highest value.
    """
    rng = np.random.default_rng(study.settings.seed if seed is None else seed)
    streets = study.tables.street_districts[["street_code", "street_name"]]
    frames: list[pd.DataFrame] = []
    numbers = {
        "n_streets": Estimate(
            float(len(streets)), n=len(streets), method="register", style="count"
        )
    }
    for key, indicator in indicators.items():
        frame = streets.join(indicator.frame, on="street_code")
        frame["n"] = frame["n"].fillna(0).astype("int64")
        frame["reason"] = frame["reason"].fillna(NOTHING.get(key, "not_measured"))
        ranked = frame["reason"] == ""
        uniform = rng.random((n_draws, int(ranked.sum())))
        draws = indicator.quantile(uniform)
        ranks = rank_intervals(frame.loc[ranked, "estimate"], draws=draws)
        frame = frame.join(ranks.set_index(frame.index[ranked]).astype("Int64"))
        numbers |= _gaps(key, frame.loc[ranked, "estimate"].to_numpy(), draws)
        frames.append(frame.assign(indicator=key)[COLUMNS])
    table = pd.concat(frames, ignore_index=True)
    finding = _finding(study.settings.place, table, numbers, list(indicators))
    if unit != CITY:
        finding = _own_ranks(study.unit_name(unit), table, unit)
    return Result(
        name=name,
        unit=unit,
        unit_name=study.unit_name(unit),
        table=table,
        n=len(streets),
        numbers=numbers,
        finding=finding,
        method=method,
        caveats=caveats,
    )


def _own_ranks(place: Bilingual, table: pd.DataFrame, unit: str) -> Bilingual:
    """Say where one street district stands, as far as the data can tell."""
    said = []
    for row in table[table["street_code"] == unit].to_dict("records"):
        label = FIELDS[row["indicator"]].label
        if row["reason"]:
            said.append(
                Bilingual("{label}{why}，不排位次", "{label}: {why}, not ranked")
                .format_with(label=label, why=REASONS[row["reason"]])
            )  # fmt: skip
            continue
        rows = table[(table["indicator"] == row["indicator"]) & (table["reason"] == "")]
        style = "share" if STYLES[row["indicator"]] == "points" else "number"
        value = Estimate(
            row["estimate"], row["ci_low"], row["ci_high"], n=row["n"], style=style
        )
        open_to = row["rank_low"] == 1 and row["rank_high"] == len(rows)
        words = _NOWHERE if open_to else _BETWEEN
        said.append(
            words.format_with(
                label=label, value=value.both(), n=len(rows), low=row["rank_low"],
                high=row["rank_high"],
            )
        )  # fmt: skip
    return Bilingual(
        f"{place.zh}在各街道中（第 1 位最高）：{'；'.join(text.zh for text in said)}。",
        f"{place.en} among the street districts (rank 1 is the highest): "
        f"{'; '.join(text.en for text in said)}.",
    )


_NOWHERE = Bilingual(
    "{label}{value}，与其余街道都分不出先后（可比的共 {n} 个）",
    "{label} {value}, not to be told apart from any of the {n} districts compared",
)
_BETWEEN = Bilingual(
    "{label}{value}，位次在第 {low} 至第 {high} 之间（可比的共 {n} 个）",
    "{label} {value}, its rank between {low} and {high} of {n}",
)


def _gaps(name: str, estimates: Floats, draws: Floats) -> dict[str, Estimate]:
    """Give the gap of first and last, and how many pairs can be told apart."""
    n, keys = len(estimates), (f"{name}_first_less_last", f"{name}_pairs_apart")
    if n < 2:  # noqa: PLR2004
        none = Estimate.undefined("too_small", n=n)
        return dict.fromkeys(keys, none)
    differences, half = simultaneous_gaps(estimates, draws=draws)
    first, last = int(estimates.argmax()), int(estimates.argmin())
    gap, width = float(differences[first, last]), float(half[first, last])
    widest = 1.0 if STYLES[name] == "points" else np.inf
    method = "simultaneous over all pairs"
    apart = float((differences > half).sum())
    return {
        keys[0]: Estimate(
            gap,
            max(gap - width, -widest),
            min(gap + width, widest),
            n=n,
            method=method,
            style=STYLES[name],
        ),
        keys[1]: Estimate(apart, n=n, method=method, style="count"),
    }


def _finding(
    place: Bilingual,
    table: pd.DataFrame,
    numbers: dict[str, Estimate],
    names: list[str],
) -> Bilingual:
    n = len(table) // len(names)
    said = [_one(name, table[table["indicator"] == name], numbers) for name in names]
    return Bilingual(
        f"{place.zh} {n} 个街道比较："
        + "；".join(text.zh for text in said)
        + "。不能区分的街道不分先后。",
        f"{place.en}, {n} street districts: "
        + "; ".join(text.en for text in said)
        + ". Districts that cannot be told apart are not to be ordered.",
    )


def _one(name: str, rows: pd.DataFrame, numbers: dict[str, Estimate]) -> Bilingual:
    gap = numbers[f"{name}_first_less_last"]
    ranked = rows[rows["reason"] == ""].sort_values("rank")
    label = FIELDS[name].label
    values: dict[str, object] = {"label": label, "n": len(ranked)}
    if gap.ci_low is None:
        return Bilingual(
            "{label}可比街道不足两个，不排位次",
            "{label}: fewer than two districts to rank",
        ).format_with(**values)
    pairs = len(ranked) * (len(ranked) - 1) // 2
    values |= {
        "first": ranked["street_name"].iloc[0], "last": ranked["street_name"].iloc[-1],
        "gap": gap.both(), "pairs": pairs,
        "apart": int(numbers[f"{name}_pairs_apart"].estimate or 0),
        "verdict": Bilingual("不能区分", "cannot be told apart"),
    }  # fmt: skip
    if gap.ci_low > 0:
        values["verdict"] = Bilingual("可以区分", "can be told apart")
    return Bilingual(
        "{label}（{n} 个街道可比）最高的{first}与最低的{last}{verdict}，相差 {gap}，"
        "{pairs} 对街道中 {apart} 对可以区分",
        "{label} ({n} districts to rank): {first}, the highest, and {last}, the "
        "lowest, {verdict}, their difference being {gap}; {apart} of {pairs} pairs "
        "can be told apart",
    ).format_with(**values)
