"""How long communities keep the same contractor, local against outside."""

from __future__ import annotations

import datetime as dt
import warnings
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.tools.sm_exceptions import (
    ConvergenceWarning,
    HessianInversionWarning,
)

from hubstudy.measures import continuity_words as words
from hubstudy.measures.inference.intervals import LEVEL, MIN_CASES
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hubstudy.intake import Study

    Floats = NDArray[np.float64]

DAYS_PER_MONTH = 365.25 / 12
HORIZON = 12.0
HALF = 0.5
ROUNDING = 1e-9
TICK = 6.0
MAX_LOG_RATIO = 5.0
MIN_COX_CLUSTERS = 10
GROUPS = ("local", "outside")
CURVE = ["group", "months", "survival", "ci_low", "ci_high", "n_at_risk"]


def contract_survival(study: Study, *, unit: str = CITY) -> Result:
    """
    Follow the spells in which a community keeps one contractor.

    Contracts of the same community and contractor that renew one another make one
    spell, from the first start to the last end. A spell whose last day is the as-of
    date or later, or that has no end, is censored there; one that began before the
    first year of the study enters late. Kaplan–Meier with Greenwood errors on the
    log-log scale; Cox regression of outside on local, ties after Breslow, robust by
    community.

    Parameters
    ----------
    study
        The study.
    unit
        ``"city"`` or a street district's code.

    Returns
    -------
    Result
        Table ``group, months, survival, ci_low, ci_high, n_at_risk`` (survival 0–1);
        part ``spells`` with ``community_code, contractor_id, is_local, months,
        entry_months, ended``.

    Raises
    ------
    MeasureError
        If the unit is not in the study.

    References
    ----------
    .. [1] Kaplan and Meier, J. Am. Stat. Assoc. 53, 1958.
    .. [2] Kalbfleisch and Prentice, *The Statistical Analysis of Failure Time Data*,
       2002, section 1.4 (log-log interval).
    .. [3] Lin and Wei, "The robust inference for the Cox proportional hazards model",
       J. Am. Stat. Assoc. 84, 1989.
    """
    spells = contract_spells(study, unit=unit)
    curves = {
        group: survival_curve(spells[spells["is_local"] == (group == "local")])
        for group in GROUPS
    }
    numbers = {
        "n_spells": Estimate(
            float(len(spells)), n=len(spells), method="register", style="count"
        )
    }
    for group, curve in curves.items():
        n = int((spells["is_local"] == (group == "local")).sum())
        numbers[f"{group}_median"] = _median(curve, n=n)
        numbers[f"{group}_12m"] = _survival_at(curve, n=n)
    numbers["hazard_ratio"] = hazard_ratio(spells)
    place = study.unit_name(unit)
    return Result(
        name="contract_survival",
        unit=unit,
        unit_name=place,
        table=pd.concat(
            [curve.assign(group=group)[CURVE] for group, curve in curves.items()],
            ignore_index=True,
        ),
        n=len(spells),
        numbers=numbers,
        finding=words.finding(place, spells, numbers),
        method=words.METHOD,
        caveats=tuple(words.caveats(spells, numbers)),
        parts={"spells": spells},
    )


def contract_spells(study: Study, *, unit: str = CITY) -> pd.DataFrame:
    """
    Join contracts to spells of one community with one contractor.

    Parameters
    ----------
    study
        The study.
    unit
        ``"city"`` or a street district's code.

    Returns
    -------
    pandas.DataFrame
        Columns ``community_code, contractor_id, is_local, months, entry_months,
        ended``; months of 30.4 days from the first start, ``entry_months`` above 0
        where the spell began before the first year of the study.

    Raises
    ------
    MeasureError
        If the unit is not in the study.
    """
    codes = study.community_codes(unit)
    as_of = pd.Timestamp(study.settings.as_of)
    contracts = study.tables.contracts
    contracts = contracts[
        contracts["community_code"].isin(codes) & (contracts["start"] < as_of)
    ]
    spells = (
        contracts.assign(
            spell=_chains(contracts),
            # no end is an end that has not come yet
            end=contracts["end"].fillna(as_of + pd.Timedelta(days=1)),
        )
        .groupby("spell")
        .agg(
            community_code=("community_code", "first"),
            contractor_id=("contractor_id", "first"),
            is_local=("is_local", "first"),
            start=("start", "min"),
            end=("end", "max"),
        )
    )
    opens = pd.Timestamp(dt.date(study.settings.first_year, 1, 1))
    spells = spells[spells["end"] > opens]
    # on its last day a contract still runs, and what follows is not yet registered
    seen = spells["end"].where(spells["end"] < as_of, as_of)
    months = (seen - spells["start"]).dt.days
    entry = (opens - spells["start"]).dt.days.clip(lower=0)
    spells = spells.assign(
        months=months / DAYS_PER_MONTH,
        entry_months=entry / DAYS_PER_MONTH,
        ended=spells["end"] < as_of,
    )
    keys = ["community_code", "contractor_id", "start"]
    columns = [*keys[:2], "is_local", "months", "entry_months", "ended"]
    spells = spells[spells["months"] > 0].sort_values(keys)
    return spells[columns].reset_index(drop=True)


def _chains(contracts: pd.DataFrame) -> pd.Series:
    """Label each contract with the first id of its chain of renewals."""
    pair = ["community_code", "contractor_id"]
    before = contracts[["contract_id", *pair]].add_suffix("_before")
    links = contracts.merge(
        before, left_on="renews_contract", right_on="contract_id_before"
    )
    same = (links[pair].to_numpy() == links[[f"{key}_before" for key in pair]]).all(
        axis=1
    )
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(contracts["contract_id"])
    graph.add_edges_from(
        links.loc[same, ["contract_id", "contract_id_before"]].to_numpy()
    )
    label = {
        contract: min(chain)
        for chain in nx.connected_components(graph)
        for contract in chain
    }
    return contracts["contract_id"].map(label).astype(str)


def survival_curve(spells: pd.DataFrame) -> pd.DataFrame:
    """
    Estimate the share of spells still going by month, after Kaplan and Meier.

    Parameters
    ----------
    spells
        Columns ``months, entry_months, ended`` of one group.

    Returns
    -------
    pandas.DataFrame
        Columns ``months, survival, ci_low, ci_high, n_at_risk``, one row at each
        month at which a spell ended, at every sixth month and at the longest spell;
        empty below five spells. Interval on the log-log scale; missing where
        survival is 0.
    """
    if len(spells) < MIN_CASES:
        return pd.DataFrame(columns=CURVE[1:], dtype="float64")
    entry, months = spells["entry_months"].to_numpy(), spells["months"].to_numpy()
    steps = pd.DataFrame([[0.0, 1.0, 1.0, 1.0]], columns=CURVE[1:5])
    if spells["ended"].any():
        ends = _steps(months, entry, spells["ended"].to_numpy(dtype=int))
        steps = pd.concat([steps, ends], ignore_index=True)
    longest = float(months.max())
    extra = [*np.arange(0.0, longest, TICK), longest]
    times = np.unique([*steps["months"], *extra])
    curve = pd.merge_asof(pd.DataFrame({"months": times}), steps, on="months")
    entered = (entry < times[:, None]) | (entry == 0)
    at_risk = (entered & (months >= times[:, None])).sum(axis=1)
    return curve.assign(n_at_risk=at_risk.astype("float64"))


def _steps(months: Floats, entry: Floats, ended: NDArray[np.int_]) -> pd.DataFrame:
    """Give survival with its log-log interval at each month with an end."""
    fit = SurvfuncRight(months, ended, entry=entry)
    survival, error = np.asarray(fit.surv_prob), np.asarray(fit.surv_prob_se)
    inside = (survival > 0) & (survival < 1)
    low, high = np.full((2, len(survival)), np.nan)
    middle = survival[inside]
    half = stats.norm.ppf((1 + LEVEL) / 2) * error[inside]
    half /= np.abs(middle * np.log(middle))
    low[inside], high[inside] = middle ** np.exp(half), middle ** np.exp(-half)
    columns = [fit.surv_times, survival, low, high]
    return pd.DataFrame(np.column_stack(columns).astype(float), columns=CURVE[1:5])


def hazard_ratio(spells: pd.DataFrame) -> Estimate:
    """
    Compare how fast spells end, outside over local, with Cox regression.

    Parameters
    ----------
    spells
        Columns ``community_code, is_local, months, entry_months, ended``.

    Returns
    -------
    Estimate
        Ratio of hazards, above 1 where outside spells end faster; interval robust
        by community with t on the communities less one. Undefined where a group is
        empty or has fewer than five spells or ends (``too_small``), where there are
        fewer than ten communities (``too_few_clusters``), or where the groups do not
        overlap in time (``did_not_converge``).
    """
    n, ends = len(spells), spells.groupby("is_local")["ended"].sum()
    n_clusters = spells["community_code"].nunique()
    reason = ""
    if not n:
        reason = "no_contracts"
    elif len(ends) == 1:
        reason = "one_group_only"
    elif ends.min() < MIN_CASES:
        reason = "too_small"
    elif n_clusters < MIN_COX_CLUSTERS:
        reason = "too_few_clusters"
    if reason:
        return Estimate.undefined(reason, n=n)
    model = PHReg(
        spells["months"].to_numpy(),
        (~spells[["is_local"]]).to_numpy(dtype=float),
        status=spells["ended"].to_numpy(dtype=int),
        entry=spells["entry_months"].to_numpy(),
        # its robust errors are those of Breslow ties whichever ties are asked for
        ties="breslow",
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            clusters = pd.factorize(spells["community_code"])[0]
            fit = model.fit(groups=clusters, disp=False)
    except (ConvergenceWarning, HessianInversionWarning, RuntimeWarning):
        return Estimate.undefined("did_not_converge", n=n)
    log_ratio, error = float(fit.params[0]), float(fit.bse[0])
    if not abs(log_ratio) < MAX_LOG_RATIO or not error > 0:
        return Estimate.undefined("did_not_converge", n=n)
    half = stats.t.ppf((1 + LEVEL) / 2, n_clusters - 1) * error
    return Estimate(
        float(np.exp(log_ratio)),
        float(np.exp(log_ratio - half)),
        float(np.exp(log_ratio + half)),
        error,
        float(2 * stats.t.sf(abs(log_ratio) / error, n_clusters - 1)),
        n=n,
        n_clusters=n_clusters,
        method="Cox, Breslow ties, robust by community; std_error of the log ratio",
    )


def _gap(curve: pd.DataFrame, *, n: int) -> str:
    """Give the reason why a group has no curve; empty if it has one."""
    if not curve.empty:
        return ""
    return "too_small" if n else "no_contracts"


def _median(curve: pd.DataFrame, *, n: int) -> Estimate:
    """First month at which the curve, and each end of its band, is at one half."""
    if reason := _gap(curve, n=n):
        return Estimate.undefined(reason, n=n)
    crossed = {
        column: curve.loc[curve[column] <= HALF + ROUNDING, "months"].min()
        for column in ("survival", "ci_low", "ci_high")
    }
    if np.isnan(crossed["survival"]):
        return Estimate.undefined("not_reached", n=n)
    low, high = (
        None if np.isnan(crossed[end]) else float(crossed[end])
        for end in ("ci_low", "ci_high")
    )
    median = float(crossed["survival"])
    return Estimate(median, low, high, n=n, method="Kaplan-Meier, log-log band")


def _survival_at(curve: pd.DataFrame, *, n: int) -> Estimate:
    """Share still going at the horizon, if spells were followed that far."""
    if reason := _gap(curve, n=n):
        return Estimate.undefined(reason, n=n, style="share")
    last = curve.iloc[-1]
    if last["months"] < HORIZON and last["survival"] > 0:
        return Estimate.undefined("not_reached", n=n, style="share")
    row = curve[curve["months"] <= HORIZON].iloc[-1]
    low, high = float(row["ci_low"]), float(row["ci_high"])
    if row["survival"] == 1:  # Greenwood has no error where none has ended
        ends = curve.loc[curve["months"] >= HORIZON, "n_at_risk"]
        low, high = ((1 - LEVEL) / 2) ** (1 / float(ends.iloc[0])), 1.0
    known = not np.isnan(low)
    return Estimate(
        float(row["survival"]), low if known else None, high if known else None,
        n=n, method="Kaplan-Meier, log-log band", style="share",
    )  # fmt: skip
