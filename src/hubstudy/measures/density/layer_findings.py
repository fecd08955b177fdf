"""Which kinds of tie fall on the same pairs of a unit's organisations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

from hubstudy.measures.density import layer_words as words
from hubstudy.measures.density.layers import layer_overlap
from hubstudy.measures.density.networks import network_density
from hubstudy.network.build import LAYERS, collaboration_ties
from hubstudy.network.contract import MEMBERSHIP
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hubstudy.intake import Study
    from hubstudy.network.ties import Flags, Ints, Ties

    Floats = NDArray[np.float64]

LEVEL = 0.05
ENDS = (0.025, 0.975)
SEVERAL = 2
TOLERANCE = 1e-12
PAIR_COLUMNS = ["null_mean", "null_low", "null_high", "p_value", "verdict"]


def unit_layers(study: Study, *, year: int | None = None, unit: str = CITY) -> Result:
    r"""
    Say which layers tie the same pairs, and which of them more than chance would.

    One undirected network per layer and one of membership, cut to the unit's own
    organisations. Null: the ties of two layers are laid independently on pairs of the
    same kind, as many of either on each kind as there are; the number tied in both is
    then a sum of hypergeometric numbers, whose distribution is exact. Kinds are told
    apart by community, all pairs that cross communities together, and by whether one of
    the two is a hub. So the null holds fast that all layers stay close to home, that
    some communities are denser than others and that hubs have more ties of every kind.

    Parameters
    ----------
    study
        An opened study.
    year
        A year of the study; None for the as-of date.
    unit
        ``"city"`` or the code of a street district.

    Returns
    -------
    Result
        Table, one row per pair of layers, as `layer_overlap` has them: ``layer_a``,
        ``layer_b``, ``n_ties_a``, ``n_ties_b``, ``n_both``, ``n_either``,
        ``n_both_expected`` (ties laid on any pairs), ``jaccard``, ``reason``; then
        ``null_mean``, ``null_low``, ``null_high`` (of ``n_both``, pairs of the same
        kind, 95 %), ``p_value`` (two-sided, as it is) and ``verdict`` (``"more"``,
        ``"less"`` or ``"no_more"`` at 5 % after Holm), missing or empty where the null
        leaves no choice, as without ties in one of the two. Part ``layers``, one row
        per layer: ``layer``, ``n_ties``, ``n_organizations`` (with a tie),
        ``network_density`` and its reason, ``only_share`` (of its ties, those on pairs
        that no other layer ties, membership left out of the others) and its reason.
        Numbers: ``n_tied_pairs``, ``layers_per_tied_pair``, ``multiplex_share`` (tied
        in two layers or more), all without membership and over the layers that were
        measured, ``layers_per_tied_pair_with_membership``, and ``n_compared``,
        ``n_more``, ``n_less`` (pairs of layers).

    Raises
    ------
    MeasureError
        If there is no such unit or year.

    References
    ----------
    .. [1] Jaccard, Étude comparative de la distribution florale, 1901.
    .. [2] Battiston, Nicosia and Latora, Structural measures for multiplex networks,
       2014.
    .. [3] Holm, A simple sequentially rejective multiple test procedure, 1979.
    """
    study.check_unit(unit)
    city = collaboration_ties(study, year=year, membership=False)
    inside = city.in_unit(unit)
    every = {
        code: collaboration_ties(
            study, year=year, layers=[code], membership=False
        ).induced(inside)
        for code in LAYERS
    }
    measured = tuple(code for code in LAYERS if every[code].info["measured"])
    every[MEMBERSHIP] = _membership(study, year).induced(inside)
    table = _table(every)
    part = _layer_rows(every, measured)
    numbers = _numbers(every, measured, table)
    name = study.unit_name(unit)
    n = int(inside.sum())
    return Result(
        name="unit_layers",
        unit=unit,
        unit_name=name,
        table=table,
        n=n,
        numbers=numbers,
        finding=words.finding(name, n, table, numbers, measured=measured),
        method=words.METHOD.format_with(unit=name),
        caveats=words.caveats(
            name,
            part,
            unmeasured=tuple(code for code in LAYERS if code not in measured),
            crossing=city.n_crossing(inside),
        ),
        parts={"layers": part},
    )


def _membership(study: Study, year: int | None) -> Ties:
    """Tie members to their hubs; the register of organisations says who they are."""
    ties = collaboration_ties(study, year=year, layers=[], membership=True)
    return replace(ties, info={**ties.info, "measured": True})


def _table(every: Mapping[str, Ties]) -> pd.DataFrame:
    table = layer_overlap(every).to_frame()
    kinds = _Kinds.of(next(iter(every.values())))
    rows = [
        _against_null(kinds, every[a], every[b])
        for a, b in zip(table["layer_a"], table["layer_b"], strict=True)
    ]
    null = pd.DataFrame(rows, columns=PAIR_COLUMNS[:-1], dtype="float64")
    null[table["reason"].ne("")] = np.nan
    verdict = np.full(len(table), "", dtype=object)
    known = null["p_value"].notna().to_numpy()
    if known.any():
        told = multipletests(null.loc[known, "p_value"], LEVEL, method="holm")[0]
        above = table.loc[known, "n_both"] > null.loc[known, "null_mean"]
        verdict[known] = np.where(told, np.where(above, "more", "less"), "no_more")
    null["verdict"] = pd.Series(verdict, dtype="str")
    return pd.concat([table, null], axis=1)


class _Kinds(NamedTuple):
    """What kind each pair of organisations is, and how many pairs there are of each."""

    community: Ints
    is_hub: Flags
    n_pairs: Ints

    @classmethod
    def of(cls, ties: Ties) -> _Kinds:
        codes = pd.factorize(ties.nodes["community_code"])[0] + 1
        hubs = ties.nodes["is_hub"].to_numpy(dtype=bool)
        everyone, ordinary = (
            _by_community(some, int(codes.max(initial=0)))
            for some in (codes, codes[~hubs])
        )
        return cls(codes, hubs, np.concatenate([ordinary, everyone - ordinary]))

    def numbers(self, pairs: Ints) -> Ints:
        """Count pairs by kind, given as number of source × nodes + number of target."""
        source, target = np.divmod(pairs, max(len(self.community), 1))
        same = self.community[source] == self.community[target]
        with_hub = self.is_hub[source] | self.is_hub[target]
        half = len(self.n_pairs) // 2
        kind = np.where(same, self.community[source], 0) + half * with_hub
        return np.bincount(kind, minlength=2 * half)


def _by_community(codes: Ints, last: int) -> Ints:
    """Count pairs by community from 1 on; at 0 those that cross."""
    sizes = np.bincount(codes, minlength=last + 1)
    pairs = sizes * (sizes - 1) // 2
    pairs[0] = len(codes) * (len(codes) - 1) // 2 - pairs[1:].sum()
    return pairs


def _against_null(kinds: _Kinds, a: Ties, b: Ties) -> tuple[float, float, float, float]:
    """Hold the pairs tied in both against ties laid independently, kind by kind."""
    silent = np.union1d(_unknown(a), _unknown(b))
    tied_a, tied_b = (np.setdiff1d(_tied(ties), silent) for ties in (a, b))
    drawn = np.array(
        [
            kinds.n_pairs - kinds.numbers(silent),
            kinds.numbers(tied_a),
            kinds.numbers(tied_b),
        ]
    )
    chances = np.ones(1)
    for n_pairs, n_a, n_b in drawn[:, drawn[1:].min(axis=0) > 0].T:
        counts = np.arange(min(n_a, n_b) + 1)
        chances = np.convolve(chances, stats.hypergeom.pmf(counts, n_pairs, n_a, n_b))
    if (chances > 0).sum() == 1:
        return np.nan, np.nan, np.nan, np.nan
    observed = len(np.intersect1d(tied_a, tied_b, assume_unique=True))
    below = chances.cumsum()
    low, high = np.searchsorted(below, np.array(ENDS) - TOLERANCE)
    both = 2 * min(below[observed], chances[observed:].sum())
    mean = chances @ np.arange(len(chances))
    return float(mean), float(low), float(high), float(min(1.0, both))


def _tied(ties: Ties) -> Ints:
    return ties.source.astype(np.intp) * ties.n_nodes + ties.target


def _unknown(ties: Ties) -> Ints:
    silent = ties.unknown_pairs()
    return silent[:, 0] * ties.n_nodes + silent[:, 1]


def _layer_rows(every: Mapping[str, Ties], measured: tuple[str, ...]) -> pd.DataFrame:
    rows = []
    for code, ties in every.items():
        density = network_density(ties)
        only = _only_here(code, every, measured)
        rows.append(
            {
                "layer": code,
                "n_ties": ties.n_ties,
                "n_organizations": int((ties.degree() > 0).sum()),
                "network_density": density.estimate,
                "network_density_reason": density.reason,
                "only_share": only.estimate,
                "only_share_reason": only.reason,
            }
        )
    floats = dict.fromkeys(["network_density", "only_share"], "float64")
    return pd.DataFrame(rows).astype(floats)


def _only_here(
    code: str, every: Mapping[str, Ties], measured: tuple[str, ...]
) -> Estimate:
    """Share of a layer's ties on pairs that all others asked about and none tie."""
    ties = every[code]
    others = [every[each] for each in measured if each != code]
    if code not in (*measured, MEMBERSHIP):
        return Estimate.undefined("not_measured", style="share")
    if not others:
        return Estimate.undefined("one_group_only", n=ties.n_ties, style="share")
    silent = np.concatenate([_unknown(x) for x in others])
    mine = np.setdiff1d(_tied(ties), silent)
    if not len(mine):
        reason = "not_measured" if ties.n_ties else "no_ties"
        return Estimate.undefined(reason, n=ties.n_ties, style="share")
    theirs = np.concatenate([_tied(x) for x in others])
    return Estimate(
        float(np.isin(mine, theirs, invert=True).mean()),
        n=len(mine), method="census", style="share",
    )  # fmt: skip


def _numbers(
    every: Mapping[str, Ties], measured: tuple[str, ...], table: pd.DataFrame
) -> dict[str, Estimate]:
    layers = {code: every[code] for code in measured}
    tied = [_tied(ties) for ties in layers.values()]
    n_tied = len(np.unique(np.concatenate(tied))) if tied else 0
    verdicts = table["verdict"]
    return {
        "n_tied_pairs": _count(n_tied),
        "layers_per_tied_pair": _layers_per_pair(layers),
        "multiplex_share": _multiplex_share(layers),
        "layers_per_tied_pair_with_membership": _layers_per_pair(
            {**layers, MEMBERSHIP: every[MEMBERSHIP]}
        ),
        "n_compared": _count(int(verdicts.ne("").sum())),
        "n_more": _count(int(verdicts.eq("more").sum())),
        "n_less": _count(int(verdicts.eq("less").sum())),
    }


def _layers_per_pair(layers: Mapping[str, Ties]) -> Estimate:
    if len(layers) < SEVERAL:
        return Estimate.undefined("one_group_only" if layers else "not_measured")
    return layer_overlap(layers).layers_per_tied_pair


def _multiplex_share(layers: Mapping[str, Ties]) -> Estimate:
    """Share of the pairs whose layers were counted that are tied in two or more."""
    mean = _layers_per_pair(layers)
    if not mean.is_defined:
        return Estimate.undefined(mean.reason, n=mean.n, style="share")
    silent = np.concatenate([_unknown(x) for x in layers.values()])
    pairs, counts = np.unique(
        np.concatenate([_tied(x) for x in layers.values()]),
        return_counts=True,
    )
    counted = counts[np.isin(pairs, silent, invert=True)]
    return Estimate(
        float((counted >= SEVERAL).mean()), n=len(counted), method="census",
        style="share",
    )  # fmt: skip


def _count(number: int) -> Estimate:
    return Estimate(float(number), n=number, style="count", method="census")
