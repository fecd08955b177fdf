"""What a source text says, checked against itself and against the register."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from hubstudy.claims import words
from hubstudy.claims.book import OPERATIONS, Book, Claim, Identity, read_claims
from hubstudy.claims.query import Count, Query, run_query
from hubstudy.errors import Bilingual
from hubstudy.results import CITY, Estimate, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hubstudy.intake import Study

__all__ = ["ClaimAudit", "audit", "plain", "read_claims"]

MOST_LISTED = 3

COLUMNS = {
    "claim_id": "str", "seed_row": "Int64", "quotation": "str", "stated": "float64",
    "unit_zh": "str", "unit_en": "str", "recomputed": "float64", "register": "float64",
    "verdict": "str", "reason_zh": "str", "reason_en": "str", "warning_zh": "str",
    "warning_en": "str",
}  # fmt: skip


class ClaimAudit(Result):
    """What a source text says, claim by claim, with a verdict on each."""

    __slots__ = ()


def audit(study: Study) -> ClaimAudit:
    """
    Check every claim in ``claims.toml``, from the text itself and from the register.

    Parameters
    ----------
    study
        Its folder holds ``claims.toml``; without one the result is empty.

    Returns
    -------
    ClaimAudit
        Named ``claim_audit``. Table, one row per claim: ``claim_id``, ``seed_row``,
        ``quotation``, ``stated``, ``unit_zh``, ``unit_en``, ``recomputed`` (from the
        text's other numbers), ``register``, ``verdict`` (``holds``, ``fails``,
        ``unverifiable``), ``reason_zh``, ``reason_en``, ``warning_zh``,
        ``warning_en`` (empty if there is none). Numbers: ``n_claims``, ``n_holds``,
        ``n_fails``, ``n_unverifiable``, ``n_warnings``. A number that is not there is
        missing, and the reason says why.

    Raises
    ------
    HubstudyError
        If ``claims.toml`` names an id, table, column or category that does not exist.
    """
    book = read_claims(study.folder / "claims.toml")
    checked = [_check(claim, book, study) for claim in book.claims]
    table = pd.DataFrame([_row(one) for one in checked], columns=list(COLUMNS))
    table = table.astype(COLUMNS)
    counts = {
        "n_claims": len(table),
        "n_holds": int((table["verdict"] == "holds").sum()),
        "n_fails": int((table["verdict"] == "fails").sum()),
        "n_unverifiable": int((table["verdict"] == "unverifiable").sum()),
        "n_warnings": int((table["warning_zh"] != "").sum()),
    }
    numbers = {
        name: Estimate(float(n), n=len(table), method="count", style="count")
        for name, n in counts.items()
    }
    return ClaimAudit(
        name="claim_audit",
        unit=CITY,
        unit_name=study.unit_name(CITY),
        table=table,
        n=len(table),
        numbers=numbers,
        finding=_finding(checked, counts),
        method=words.METHOD,
        caveats=_caveats(table, study),
    )


class _Checked(NamedTuple):
    """A claim with what was found."""

    claim: Claim
    recomputed: float | None
    registered: float | None
    verdict: str
    reasons: list[Bilingual]
    warnings: list[Bilingual]


def _check(claim: Claim, book: Book, study: Study) -> _Checked:
    stated = {other.id: other.value for other in book.claims if other.value is not None}
    recomputed: float | None = None
    count = Count(None)
    agreements: list[bool] = []
    reasons: list[Bilingual] = []
    warnings: list[Bilingual] = []
    if claim.identity is not None:
        value = _evaluate(claim.identity, stated)
        if math.isnan(value):
            reasons.append(words.ZERO_DIVISOR)
        else:
            recomputed = value
            agrees = _agree(claim, value)
            agreements.append(agrees)
            formula = f"{_formula(claim.identity, stated)} = {plain(value)}"
            reasons.append(
                _compared(words.FROM_TEXT, claim, agrees=agrees, formula=formula)
            )
        warnings += _mixed(claim.identity, claim, book)
    if claim.register is not None:
        count = run_query(claim.register, study)
        if count.value is not None:
            agreements.append(_agree(claim, count.value))
            shown = plain(count.value)
            reasons.append(
                _compared(
                    words.FROM_REGISTER, claim, agrees=agreements[-1], value=shown
                )
            )
        if count.n_missing:
            warnings.append(words.MISSING.format_with(n=count.n_missing))
    reasons += [text for text in (count.reason, claim.reason) if text is not None]
    for is_warning, text in _remarks(claim, stated, study):
        (warnings if is_warning else reasons).append(text)
    verdict = "unverifiable"
    if agreements:
        verdict = "holds" if all(agreements) else "fails"
    return _Checked(claim, recomputed, count.value, verdict, reasons, warnings)


def _row(checked: _Checked) -> dict[str, Any]:
    claim = checked.claim
    reason, warning = _join(checked.reasons), _join(checked.warnings)
    return {
        "claim_id": claim.id, "seed_row": claim.seed_row, "quotation": claim.quote,
        "stated": claim.value, "unit_zh": claim.unit.zh, "unit_en": claim.unit.en,
        "recomputed": checked.recomputed, "register": checked.registered,
        "verdict": checked.verdict, "reason_zh": reason.zh, "reason_en": reason.en,
        "warning_zh": warning.zh, "warning_en": warning.en,
    }  # fmt: skip


def _agree(claim: Claim, value: float) -> bool:
    # a hair wider than printed, so that halves do not hang on the last binary digit
    return (
        claim.value is not None and abs(value - claim.value) <= claim.tolerance + 1e-9
    )


def _compared(
    template: Bilingual, claim: Claim, *, agrees: bool, **values: object
) -> Bilingual:
    shown = plain(claim.value) if claim.value is not None else ""
    agreement = words.AGREES if agrees else words.DIFFERS
    return template.format_with(stated=shown, agreement=agreement, **values)


def _evaluate(identity: Identity, stated: Mapping[str, float]) -> float:
    values = [_operand(operand, stated) for operand in identity.of]
    total = values[0]
    for value in values[1:]:
        if identity.operation == "ratio":
            total = total / value if value else math.nan
        elif identity.operation == "difference":
            total -= value
        elif identity.operation == "sum":
            total += value
        else:
            total *= value
    return total


def _operand(operand: str | float | Identity, stated: Mapping[str, float]) -> float:
    if isinstance(operand, Identity):
        return _evaluate(operand, stated)
    return stated[operand] if isinstance(operand, str) else float(operand)


def _formula(identity: Identity, stated: Mapping[str, float]) -> str:
    parts = [
        f"({_formula(operand, stated)})"
        if isinstance(operand, Identity)
        else plain(_operand(operand, stated))
        for operand in identity.of
    ]
    return OPERATIONS[identity.operation].join(parts)


def _mixed(identity: Identity, claim: Claim, book: Book) -> list[Bilingual]:
    """Warn where different populations of one family come together."""
    population_of = {other.id: other.population for other in book.claims}
    used = {population_of[name] for name in identity.claim_ids()} | {claim.population}
    families: dict[str, list[Bilingual]] = {}
    for name in sorted(used):
        population = book.populations[name]
        if population.family:
            families.setdefault(population.family, []).append(population.label)
    return [
        words.MIXED.format_with(labels=_join(labels, "、", ", "))
        for labels in families.values()
        if len(labels) > 1
    ]


def _remarks(
    claim: Claim, stated: Mapping[str, float], study: Study
) -> list[tuple[bool, Bilingual]]:
    said = []
    for remark in claim.remarks:
        formula = ""
        if isinstance(remark.source, Query):
            value = run_query(remark.source, study).value
        else:
            value = _evaluate(remark.source, stated)
            shown = "" if math.isnan(value) else plain(value)
            formula = f"{_formula(remark.source, stated)} = {shown}"
        if value is not None and not math.isnan(value):
            text = remark.text.format_with(value=plain(value), formula=formula)
            said.append((remark.is_warning, text))
    return said


def _finding(checked: list[_Checked], counts: Mapping[str, int]) -> Bilingual:
    if not checked:
        return words.NO_CLAIMS
    finding = words.FINDING.format_with(
        n=counts["n_claims"], holds=counts["n_holds"], fails=counts["n_fails"],
        unverifiable=counts["n_unverifiable"],
    )  # fmt: skip
    listed = [
        words.FAILED_ONE.format_with(quote=one.claim.quote, reason=one.reasons[0])
        for one in checked
        if one.verdict == "fails"
    ]
    if not listed:
        return finding
    tail = words.FAILED.format_with(listed=_join(listed[:MOST_LISTED]))
    if len(listed) > MOST_LISTED:
        tail = words.FAILED_AND_MORE.format_with(
            listed=_join(listed[:MOST_LISTED]), n=len(listed) - MOST_LISTED
        )
    return Bilingual(finding.zh + tail.zh, finding.en + tail.en)


def _caveats(table: pd.DataFrame, study: Study) -> tuple[Bilingual, ...]:
    from_text = table["recomputed"].notna() & (table["verdict"] == "holds")
    conditions = {
        words.SYNTHETIC: study.settings.synthetic
        and bool(table["register"].notna().any()),
        words.CONSISTENT: bool(from_text.any()),
        words.SEVERAL: bool((table["warning_zh"] != "").any()),
    }
    return tuple(text for text, holds in conditions.items() if holds)


def _join(texts: list[Bilingual], zh: str = "；", en: str = "; ") -> Bilingual:
    return Bilingual(zh.join(t.zh for t in texts), en.join(t.en for t in texts))


def plain(value: float) -> str:
    """
    Print a number as a reader would write it down.

    Parameters
    ----------
    value
        Any number.

    Returns
    -------
    str
        Whole if it is whole, else with two decimals (three below 1); no thousands
        separator below 10,000, as years and counts are printed in the text.

    Examples
    --------
    >>> plain(1297.0), plain(623 / 26), plain(692 / 2232), plain(300000)
    ('1297', '23.96', '0.310', '300,000')
    """
    whole = abs(value - round(value)) < 5e-9  # noqa: PLR2004  # rounding of sums
    separator = "," if abs(value) >= 10_000 else ""  # noqa: PLR2004  # see Returns
    decimals = 0 if whole else 3 if abs(value) < 1 else 2
    return f"{value:{separator}.{decimals}f}".replace("-", "−")
