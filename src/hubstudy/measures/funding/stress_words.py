"""The sentence of the stress test."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.measures.funding.shared_words import counted, spaced
from hubstudy.measures.funding.stress_labels import label, short_label
from hubstudy.measures.funding.stress_numbers import prefixes
from hubstudy.results import REASONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from hubstudy.intake import Study
    from hubstudy.measures.funding.shocks import Shock
    from hubstudy.results import Estimate

WHOLE = 1e-9
HEAD = Bilingual(
    "{place} {year} 年有收入的组织{n}。", "{place}: {n} with revenue in {year}. "
)
CLAUSE = Bilingual(
    "若{label}，自外部所得减少 {lost}，{majority}组织失去一半以上收入。",
    "If {label}, {lost} of the money from outside is lost, and {majority} would lose "
    "more than half of their revenue. ",
)
NOT_RECEIVED = Bilingual(
    "若{label}，这里没有组织直接受损：没有组织得到这样的钱{touched}。",
    "If {label}, nothing is lost at once: none of it is received here{touched}. ",
)
TOUCHED_ONLY = Bilingual(
    "，但{touched}组织因转拨减少而受损",
    ", though {touched} would lose by what is passed on to them",
)
DEFICITS = Bilingual(
    "{short}时，费用照旧，有年度财务记录的{n}组织中入不敷出的由{before}变为{after}{stopped}。",
    "After {short}, organisations in deficit, of those with accounts (n = {n}), go "
    "from {before} to {after} if expenses go on{stopped}. ",
)
STOPPED = Bilingual(
    "；停掉的项目不再花钱，则为{spared}",
    ", to {spared} if stopped projects cost nothing any more",
)
NO_ACCOUNTS = Bilingual(
    "没有年度财务记录，收支与储备未测量。",
    "There are no accounts, so that deficits and reserves are not measured. ",
)
COMMUNITIES = Bilingual(
    "{short}时，当年有项目获资助的 {k} 个社区中，预计 {left} 个不再有项目{why}；若只停"
    "其一半，预计 {half} 个。",
    "After {short}, of the communities with a project funded in the year (n = {k}), "
    "{left} can be expected to be left without{why}; if half of that stops, {half}. ",
)
BY_DEFINITION = Bilingual(
    "（按定义如此：项目款全部来自停发的钱）",
    " (by definition: their projects are paid wholly out of money that stops)",
)
SPREAD = Bilingual(
    "{short}时，直接受损的组织{receivers}，连同经转拨波及的共{touched}。",
    "After {short}, {receivers} would lose at once, and {touched} with those reached "
    "through what is passed on. ",
)
REGRANT = Bilingual(
    "有成员的枢纽把所得的 {share} 转拨出去；{short}时，组织所失的钱中 {cascade} 由转拨"
    "传来。",
    "Hubs with members pass on {share} of what they receive; after {short}, {cascade} "
    "of what organisations lose reaches them that way. ",
)


def counted_organizations(count: float, minimum: int) -> Bilingual:
    """
    Print a count of organisations with its noun.

    Parameters
    ----------
    count
        The count.
    minimum
        See `counted`.

    Returns
    -------
    Bilingual
        Such as `` 5 个`` and ``5 organisations``; ``1 organisation``.
    """
    text = spaced(counted(count, minimum))
    noun = "organisation" if text.en == "1" else "organisations"
    return Bilingual(text.zh, f"{text.en} {noun}")


def left_out(reasons: pd.Series, minimum: int) -> Bilingual:
    """
    Say how many organisations are left out, by reason.

    Parameters
    ----------
    reasons
        Reason of every organisation; empty for those that are in.
    minimum
        See `counted`.

    Returns
    -------
    Bilingual
        A sentence; empty if nobody is.
    """
    counts = reasons[reasons != ""].value_counts().sort_index()
    if counts.empty:
        return Bilingual("", "")
    each = [
        Bilingual("{why}（{n}）", "{why} ({n})").format_with(
            why=REASONS[str(reason)], n=counted(n, minimum)
        )
        for reason, n in counts.items()
    ]
    return Bilingual(
        f"登记过收入的组织中不在内的：{'，'.join(text.zh for text in each)}。",
        f"Left out of those that ever reported revenue: "
        f"{'; '.join(text.en for text in each)}.",
    )


def finding(
    study: Study, shocks: Sequence[Shock], numbers: Mapping[str, Estimate],
    organizations: pd.DataFrame, *, unit: str, year: int,
) -> Bilingual:  # fmt: skip
    """
    Say what was found.

    Parameters
    ----------
    study
        The study.
    shocks
        The shocks.
    numbers
        Headline numbers of the result.
    organizations
        Its part ``organizations``.
    unit
        ``"city"`` or a street district's code.
    year
        Year of the revenue.

    Returns
    -------
    Bilingual
        The sentences that the report prints.
    """
    minimum, n = study.settings.min_contributors, numbers["n_organizations"].n
    listed = organizations.drop_duplicates("organization_id")
    gaps = left_out(listed["reason"], minimum)
    values = {
        "place": study.unit_name(unit),
        "year": year,
        "n": counted_organizations(n, minimum),
    }
    begins = prefixes(shocks)
    shares = [numbers[f"{begin}_lost_share"] for begin in begins.values()]
    if not any(share.is_defined for share in shares):
        text = Bilingual(
            "{place} {year} 年有收入的组织为{n}，资金中断的后果不作估计（{why}）。",
            "{place}: {n} with revenue in {year}; what a loss of money would do is not "
            "estimated ({why}). ",
        ).format_with(**values, why=REASONS[shares[0].reason])
        return Bilingual(text.zh + gaps.zh, (text.en + gaps.en).strip())
    clauses = [_clause(shock, study, numbers, begins[shock.name]) for shock in shocks]
    worded = [
        HEAD.format_with(**values),
        *clauses,
        *_more(study, shocks, numbers),
        gaps,
    ]
    return Bilingual(
        "".join(text.zh for text in worded), "".join(text.en for text in worded).strip()
    )


def _clause(
    shock: Shock, study: Study, numbers: Mapping[str, Estimate], begin: str
) -> Bilingual:
    """Tell the loss by one shock, or that there is nothing here to lose."""
    minimum, called = study.settings.min_contributors, label(shock, study)
    names = ("majority", "receivers", "touched")
    majority, receivers, touched = (
        numbers[f"{begin}_{name}"].estimate or 0.0 for name in names
    )
    if receivers or not shock.share:
        return CLAUSE.format_with(
            label=called, lost=numbers[f"{begin}_lost_share"].both(),
            majority=counted(majority, minimum),
        )  # fmt: skip
    others = Bilingual("", "")
    if touched:
        others = TOUCHED_ONLY.format_with(
            touched=counted_organizations(touched, minimum)
        )
    return NOT_RECEIVED.format_with(label=called, touched=others)


def _more(
    study: Study, shocks: Sequence[Shock], numbers: Mapping[str, Estimate]
) -> Iterator[Bilingual]:
    """Tell what else the loss of the fund does, or the first shock if it is not in."""
    begins = prefixes(shocks)
    shock = next((each for each in shocks if begins[each.name] == "fund"), shocks[0])
    if not numbers[f"{begins[shock.name]}_touched"].estimate:
        hurt = (s for s in shocks if numbers[f"{begins[s.name]}_touched"].estimate)
        shock = next(hurt, shock)
    begin, minimum = begins[shock.name], study.settings.min_contributors
    short = short_label(shock)
    before, after = numbers["n_deficit_before"], numbers[f"{begin}_deficits"]
    if before.estimate is not None and after.estimate is not None:
        spared = numbers[f"{begin}_deficits_spared"].estimate or 0.0
        n, *counts = (
            spaced(counted(count, minimum))
            for count in (after.n, before.estimate, after.estimate, spared)
        )
        same = spared == after.estimate
        stopped = Bilingual("", "") if same else STOPPED.format_with(spared=counts[2])
        yield DEFICITS.format_with(
            short=short, n=n, before=counts[0], after=counts[1], stopped=stopped
        )
    elif after.reason == "no_accounts":
        yield NO_ACCOUNTS
    yield from _left(numbers, begin, short)
    receivers, touched = (numbers[f"{begin}_{x}"] for x in ("receivers", "touched"))
    if receivers.estimate and touched.estimate:
        yield SPREAD.format_with(
            short=short,
            receivers=counted_organizations(receivers.estimate, minimum),
            touched=spaced(counted(touched.estimate, minimum)),
        )
    regrant, cascade = numbers["regrant_share"], numbers[f"{begin}_cascade_share"]
    if regrant.is_defined and cascade.is_defined:
        yield REGRANT.format_with(
            short=short, share=regrant.both(interval=False), cascade=cascade.both()
        )


def _left(
    numbers: Mapping[str, Estimate], begin: str, short: Bilingual
) -> Iterator[Bilingual]:
    """Tell which communities stay without projects, and where that is no finding."""
    left, half = (numbers[f"{begin}_communities_left{size}"] for size in ("", "_half"))
    every = numbers["n_communities"]
    if left.estimate is None or every.estimate is None:
        return
    all_left = left.estimate >= every.estimate - WHOLE
    yield COMMUNITIES.format_with(
        short=short, k=every.both(), left=_whole(left).both(), half=_whole(half).both(),
        why=BY_DEFINITION if all_left else Bilingual("", ""),
    )  # fmt: skip


def _whole(left: Estimate) -> Estimate:
    """Print an expected number that is whole as a count."""
    if left.estimate is None or abs(left.estimate - round(left.estimate)) > WHOLE:
        return left
    return replace(left, style="count")
