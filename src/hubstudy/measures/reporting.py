"""What a reader must know of a network before its numbers: the GRAND form."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.fields import FIELDS
from hubstudy.measures import reporting_words as words
from hubstudy.network.build import active_ties, collaboration_ties
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.errors import Bilingual
    from hubstudy.intake import Study
    from hubstudy.network.ties import Ties

MEMBERSHIP = "membership"
SPREAD = (np.mean, np.std, np.min, np.max)


class _Layer(NamedTuple):
    """One type of tie as it was recorded."""

    label: Bilingual
    n_pairs: int
    one_way: float
    mean: float
    sd: float
    low: float
    high: float
    n_unweighted: int


class _Network(NamedTuple):
    """A unit's network, and how it was recorded."""

    ties: Ties
    rows: pd.DataFrame
    layers: list[_Layer]
    n_crossing: int


def network_reporting(
    study: Study, *, year: int | None = None, unit: str = CITY
) -> Result:
    """
    Fill in the Guidelines for Reporting About Network Data (GRAND).

    Whatever the register tells is computed; what only the collectors know comes from
    ``[reporting]`` in study.toml, and is called not stated where that is silent.

    Parameters
    ----------
    study
        An opened study.
    year
        A year of the study; None for the as-of date.
    unit
        ``"city"`` or the code of a street district, whose own network is described.

    Returns
    -------
    Result
        Table, one row per item: ``item`` (``"1.1"`` to ``"4.6"``), ``name_zh``,
        ``name_en``, ``text_zh``, ``text_en``, ``source`` (``"register"``,
        ``"study"`` or ``"not_stated"``). Part ``layers``: one row per type of tie.

    Raises
    ------
    MeasureError
        If there is no such unit or year.

    References
    ----------
    .. [1] Neal et al., Guidelines for Reporting About Network Data, version 0.5, 2026.
    """
    study.check_unit(unit)
    whole = collaboration_ties(study, year=year)
    inside = whole.in_unit(unit)
    ties = whole.induced(inside)
    rows = _recorded(study, study.last_day(year).year, ties)
    layers = [_layer(code, part) for code, part in rows.groupby("layer")]
    network = _Network(ties, rows, layers, whole.n_crossing(inside))
    facts = dict(_facts(study, unit, network))
    table = pd.DataFrame([_row(study, item, facts) for item in words.ITEMS])
    n_silent = int((table["source"] == "not_stated").sum())
    return Result(
        name="network_reporting",
        unit=unit,
        unit_name=study.unit_name(unit),
        table=table,
        n=ties.n_nodes,
        numbers={
            "n_items": Estimate(
                float(len(table)), n=len(table), style="count", method="census"
            ),
            "n_not_stated": Estimate(
                float(n_silent), n=len(table), style="count", method="census"
            ),
        },
        finding=words.FINDING.format_with(
            unit=study.unit_name(unit), n=len(table), silent=n_silent
        ),
        method=words.METHOD,
        caveats=(words.SILENT.format_with(n=n_silent),) if n_silent else (),
        parts={"layers": _layer_frame(layers)},
    )


def _recorded(study: Study, year: int, ties: Ties) -> pd.DataFrame:
    """Rows of ties as recorded, both ends in the network, membership left out."""
    rows = active_ties(study, year)
    known = rows[["source_id", "target_id"]].isin(set(ties.nodes["organization_id"]))
    return rows[known.all(axis=1) & (rows["layer"] != MEMBERSHIP)]


def _layer(code: object, rows: pd.DataFrame) -> _Layer:
    seen = rows[rows["observation"] == "observed"]
    ends = seen[["source_id", "target_id"]].to_numpy(dtype=object)
    sent = {(str(a), str(b)) for a, b in ends}
    pairs = {tuple(sorted(pair)) for pair in sent}
    returned = sum((b, a) in sent for a, b in sent) / 2
    weight = seen["weight"].dropna().to_numpy(dtype=float)
    spread = [f(weight) if len(weight) else np.nan for f in SPREAD]
    one_way = 1 - returned / len(pairs) if pairs else np.nan
    n_unweighted = int(seen["weight"].isna().sum())
    return _Layer(
        _named("layer", code), len(pairs), one_way,
        spread[0], spread[1], spread[2], spread[3], n_unweighted,
    )  # fmt: skip


def _named(field: str, code: object) -> Bilingual:
    return next(c.label for c in FIELDS[field].categories if c.code == code)


def _facts(
    study: Study, unit: str, network: _Network
) -> Iterator[tuple[str, Bilingual]]:
    """Say what the register tells, item by item."""
    ties, rows, layers, n_crossing = network
    settings = study.settings
    plain = ties.without_membership()
    observation = rows["observation"].value_counts()
    n_observed = int(observation.get("observed", 0))
    n_unknown = len(ties.unknown_pairs())
    first, last = settings.first_year, settings.last_year
    yield "1.3", words.WAVES.format_with(first=first, last=last, n=last - first + 1)
    part = words.PART.format_with(place=settings.place, unit=study.unit_name(unit))
    yield "1.4", settings.place if unit == CITY else part
    yield "1.5", words.DATE.format_with(day=ties.info["as_of"])
    kinds = ties.nodes["actor_kind"].value_counts().sort_index()
    named = [(_named("actor_kind", code), n) for code, n in kinds.items()]
    yield "2.1", words.NODES.format_with(kinds=words.listed(named))
    isolates = int((ties.degree() == 0).sum())
    yield "2.2", words.SIZE.format_with(n=f"{ties.n_nodes:,}", isolates=isolates)
    yield "2.4", words.MISSING
    yield "2.5", words.DEGREE
    yield "3.1", words.EDGES.format_with(layers=words.labels(x.label for x in layers))
    yield "3.2", words.DIRECTION
    yield "3.3", words.weights(layers)
    yield "3.4", words.LOOPS
    yield "3.5", words.NOT_APPLICABLE
    yield "3.6", words.NOT_APPLICABLE
    yield (
        "3.7",
        words.NUMBER.format_with(
            n=f"{plain.n_ties:,}",
            layers=words.listed([(x.label, x.n_pairs) for x in layers]),
            n_membership=f"{ties.n_ties - plain.n_ties:,}",
        ),
    )
    yield "4.1", words.symmetrized(layers)
    yield "4.2", words.DICHOTOMIZED
    yield "4.3", words.PROJECTED
    yield (
        "4.4",
        words.EXCLUDED.format_with(
            dropped=ties.info["n_ties_dropped"],
            crossing=n_crossing,
            absent=int(observation.get("absent", 0)),
        ),
    )
    yield (
        "4.5",
        words.AGGREGATED.format_with(rows=f"{n_observed:,}", pairs=f"{plain.n_ties:,}"),
    )
    yield (
        "4.6",
        words.IMPUTED.format_with(
            unweighted=sum(layer.n_unweighted for layer in layers), unknown=n_unknown
        ),
    )


def _row(study: Study, item: words.Item, facts: dict[str, Bilingual]) -> dict[str, str]:
    text, source = facts.get(item.number), "register"
    if text is None:
        text, source = study.settings.reporting.get(item.key), "study"
    if text is None:
        text, source = words.NOT_STATED, "not_stated"
    return {
        "item": item.number,
        "name_zh": item.name.zh,
        "name_en": item.name.en,
        "text_zh": text.zh,
        "text_en": text.en,
        "source": source,
    }


def _layer_frame(layers: list[_Layer]) -> pd.DataFrame:
    rows = [
        {
            "layer_zh": layer.label.zh,
            "layer_en": layer.label.en,
            "n_pairs": layer.n_pairs,
            "one_way_share": layer.one_way,
            "mean_weight": layer.mean,
            "sd_weight": layer.sd,
            "low_weight": layer.low,
            "high_weight": layer.high,
        }
        for layer in layers
    ]
    columns = [
        "layer_zh", "layer_en", "n_pairs", "one_way_share", "mean_weight", "sd_weight",
        "low_weight", "high_weight",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
