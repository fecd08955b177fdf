"""The words around the stress test: finding, method, caveats."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.fields import FIELDS
from hubstudy.measures.funding.stress_numbers import prefixes
from hubstudy.results import REASONS, print_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from hubstudy.intake import Study
    from hubstudy.measures.funding.shocks import Shock
    from hubstudy.results import Estimate

WHOLE = 1e-9
LABELS = {
    "top_funder": Bilingual(
        "各组织最大的资助方都停止出资", "each organisation's largest funder stops"
    ),
    "fund": Bilingual(
        "专项资金（每年 {budget}）停发", "the earmarked fund ({budget} a year) stops"
    ),
    "funder_type": Bilingual("{target}资金停止", "{target} money stops"),
    "funder": Bilingual("{target}停止出资", "{target} stops"),
}
PART = Bilingual("（其中的 {share}）", " ({share} of it)")
CLAUSE = Bilingual(
    "若{label}，自外部所得减少 {lost}，{majority}组织失去一半以上收入。",
    "If {label}, {lost} of the money from outside is lost, and {majority} would lose "
    "more than half of their revenue. ",
)
SHORT = {
    "top_funder": Bilingual("失去最大的资助方", "losing the largest funder"),
    "fund": Bilingual("专项资金停发", "losing the fund"),
    "funder_type": Bilingual("{target}资金停止", "losing {target} money"),
    "funder": Bilingual("失去{target}", "losing {target}"),
}
DEFICITS = Bilingual(
    "{short}时，有年度财务记录的组织中入不敷出的由{before}变为{after}。",
    "After {short}, organisations in deficit, of those with accounts, go from {before} "
    "to {after}. ",
)
NO_ACCOUNTS = Bilingual(
    "没有年度财务记录，收支与储备未测量。",
    "There are no accounts, so that deficits and reserves are not measured. ",
)
COMMUNITIES = Bilingual(
    "{short}时，当年有项目获资助的 {k} 个社区中，预计 {left} 个不再有项目。",
    "After {short}, of the communities with a project funded in the year (n = {k}), "
    "{left} can be expected to be left without. ",
)
REGRANT = Bilingual(
    "有成员的枢纽把所得的 {share} 转拨出去；{short}时，组织所失的钱中 {cascade} 由转拨"
    "传来。",
    "Hubs with members pass on {share} of what they receive; after {short}, {cascade} "
    "of what organisations lose reaches them that way. ",
)


def counted(count: float, minimum: int) -> Bilingual:
    """
    Print a count of organisations, small ones as fewer than so many.

    Parameters
    ----------
    count
        The count.
    minimum
        Least count above 0 that is printed.

    Returns
    -------
    Bilingual
        Such as ``5 个`` and ``5``.
    """
    if 0 < count < minimum:
        few = Bilingual("少于 {n} 个", "fewer than {n}")
        return few.format_with(n=minimum)
    return Bilingual("{n} 个", "{n}").format_with(n=f"{count:,.0f}")


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


def label(shock: Shock, study: Study) -> Bilingual:
    """
    Say what happens in a shock.

    Parameters
    ----------
    shock
        The shock.
    study
        The study.

    Returns
    -------
    Bilingual
        A clause.
    """
    text = LABELS[shock.kind].format_with(
        target=_target(shock), budget=money(study.settings.annual_fund_cny)
    )
    if shock.share == 1:
        return text
    part = PART.format_with(share=f"{100 * shock.share:g}%")
    return Bilingual(text.zh + part.zh, text.en + part.en)


def _target(shock: Shock) -> object:
    labels = {each.code: each.label for each in FIELDS["funder_type"].categories}
    labels["government"] = Bilingual("政府", "government")
    return labels[shock.target] if shock.kind == "funder_type" else shock.target


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
        "n": spaced(counted(n, minimum)),
    }
    begins = prefixes(shocks)
    shares = [numbers[f"{begin}_lost_share"] for begin in begins.values()]
    if not any(share.is_defined for share in shares):
        text = Bilingual(
            "{place} {year} 年有收入的组织为{n}，资金中断的后果不作估计（{why}）。",
            "{place}: {n} organisations with revenue in {year}; what a loss of money "
            "would do is not estimated ({why}). ",
        ).format_with(**values, why=REASONS[shares[0].reason])
        return Bilingual(text.zh + gaps.zh, (text.en + gaps.en).strip())
    head = Bilingual(
        "{place} {year} 年有收入的组织{n}。",
        "{place}: {n} organisations with revenue in {year}. ",
    ).format_with(**values)
    clauses = [
        CLAUSE.format_with(
            label=label(shock, study),
            lost=numbers[f"{begins[shock.name]}_lost_share"].both(),
            majority=counted(
                numbers[f"{begins[shock.name]}_majority"].estimate or 0.0, minimum
            ),
        )
        for shock in shocks
    ]
    worded = [head, *clauses, *_more(study, shocks, numbers), gaps]
    return Bilingual(
        "".join(text.zh for text in worded), "".join(text.en for text in worded).strip()
    )


def _more(
    study: Study, shocks: Sequence[Shock], numbers: Mapping[str, Estimate]
) -> Iterator[Bilingual]:
    """Tell what else the loss of the fund does, or the first shock if it is not in."""
    begins = prefixes(shocks)
    shock = next((each for each in shocks if begins[each.name] == "fund"), shocks[0])
    begin, minimum = begins[shock.name], study.settings.min_contributors
    short = SHORT[shock.kind].format_with(target=_target(shock))
    before, after = numbers["n_deficit_before"], numbers[f"{begin}_deficits"]
    if before.estimate is not None and after.estimate is not None:
        yield DEFICITS.format_with(
            short=short,
            before=spaced(counted(before.estimate, minimum)),
            after=spaced(counted(after.estimate, minimum)),
        )
    elif after.reason == "no_accounts":
        yield NO_ACCOUNTS
    left = numbers[f"{begin}_communities_left"]
    if left.is_defined:
        k = numbers["n_communities"].both()
        yield COMMUNITIES.format_with(short=short, k=k, left=_whole(left).both())
    regrant, cascade = numbers["regrant_share"], numbers[f"{begin}_cascade_share"]
    if regrant.is_defined and cascade.is_defined:
        yield REGRANT.format_with(
            short=short, share=regrant.both(interval=False), cascade=cascade.both()
        )


def spaced(count: Bilingual) -> Bilingual:
    """
    Set a figure off from the Chinese words around it.

    Parameters
    ----------
    count
        See `counted`.

    Returns
    -------
    Bilingual
        The count, a space before it if it begins with a figure.
    """
    return Bilingual(f" {count.zh}" if count.zh[0].isdigit() else count.zh, count.en)


def money(amount: float) -> Bilingual:
    """
    Print an amount.

    Parameters
    ----------
    amount
        In yuan.

    Returns
    -------
    Bilingual
        With its unit.
    """
    return Bilingual(*(print_number(amount, "cny", each) for each in ("zh", "en")))


def _whole(left: Estimate) -> Estimate:
    """Print an expected number that is whole as a count."""
    if left.estimate is None or abs(left.estimate - round(left.estimate)) > WHOLE:
        return left
    return replace(left, style="count")
