"""The words around other money: finding, method, caveats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.measures.funding.shared_words import counted, part_year, spaced
from hubstudy.measures.funding.stress_words import counted_organizations, left_out
from hubstudy.measures.funding.substitution_routes import (
    NOTHING,
    hub_routes,
    source_routes,
)
from hubstudy.measures.inference.intervals import MIN_CASES
from hubstudy.results import REASONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from hubstudy.intake import Study
    from hubstudy.results import Estimate

HEAD = Bilingual(
    "{place} {year} 年有收入的组织{n}，其中有效资助方数已达 {target} 的有{there}。",
    "{place}: {n} with revenue in {year}; effective funders are {target} or more "
    "already for {there}. ",
)
NEEDED = Bilingual(
    "其余{needing}要靠尽可能少的新资助方达到，合计需 {needed}，相当于其现有收入的 "
    "{share}，中位数 {median}{hubs}。",
    "The others ({needing}), to get there by as few new funders as can be, would need "
    "{needed} in all, {share} of their present revenue, {median} at the median{hubs}. ",
)
NOT_TOLD = Bilingual(
    "其余{needing}合计所需不报告（{why}）。",
    "What the others ({needing}) would need in all is not reported ({why}). ",
)
ALL_THERE = Bilingual("无需再筹新的资助方。", "No new funders are needed. ")


def finding(
    study: Study, table: pd.DataFrame, numbers: Mapping[str, Estimate], *,
    place: Bilingual, year: int, target: float,
) -> Bilingual:  # fmt: skip
    """
    Say what was found.

    Parameters
    ----------
    study
        The study.
    table
        Main table of the result.
    numbers
        Headline numbers of the result.
    place
        Name of the unit.
    year
        Year of the revenue.
    target
        Effective number wanted.

    Returns
    -------
    Bilingual
        The sentences that the report prints.
    """
    minimum = study.settings.min_contributors
    n, gaps = numbers["n_organizations"].n, left_out(table["reason"], minimum)
    total = counted_organizations(n, minimum)
    values: dict[str, object] = {"place": place, "year": year, "n": total}
    there, needed = numbers["n_there_already"], numbers["needed_cny"]
    if there.estimate is None:
        text = Bilingual(
            "{place} {year} 年有收入的组织为{n}，所需的其他资金不作估计（{why}）。",
            "{place}: {n} with revenue in {year}; what other money it would take is "
            "not estimated ({why}). ",
        ).format_with(**values, why=REASONS[there.reason])
        return _joined(text, gaps)
    values |= {"target": f"{target:g}"}
    values["there"] = spaced(counted(there.estimate, minimum))
    needing = spaced(counted(numbers["n_needing"].estimate or 0.0, minimum))
    more = ALL_THERE
    if needed.is_defined:
        more = NEEDED.format_with(
            needing=needing, needed=needed.both(), share=numbers["needed_share"].both(),
            median=numbers["median_needed_cny"].both(), hubs=_hubs(numbers),
        )  # fmt: skip
    elif needed.reason != "not_applicable":
        more = NOT_TOLD.format_with(needing=needing, why=REASONS[needed.reason])
    return _joined(
        HEAD.format_with(**values), more, source_routes(numbers, target, minimum),
        hub_routes(numbers, target, minimum), gaps,
    )  # fmt: skip


def _joined(*texts: Bilingual) -> Bilingual:
    zh, en = ("".join(text[i] for text in texts) for i in (0, 1))
    return Bilingual(zh, en.strip())


def _hubs(numbers: Mapping[str, Estimate]) -> Bilingual:
    hubs = numbers["hub_needed_cny"]
    if not hubs.is_defined:
        return NOTHING
    return Bilingual("；其中枢纽需 {amount}", "; hubs, {amount} of it").format_with(
        amount=hubs.both()
    )


def caveats(
    study: Study, table: pd.DataFrame, totals: pd.DataFrame, *, year: int
) -> Iterator[Bilingual]:
    """
    Say what the reader must know, as far as it holds here.

    Parameters
    ----------
    study
        The study.
    table
        Main table of the result.
    totals
        Part ``totals``.
    year
        Year of the revenue.

    Yields
    ------
    Bilingual
        One caveat after the other.
    """
    if not (table["reason"] == "").any():
        return
    yield from part_year(study, year)
    yield Bilingual(
        "目标只是一把尺：对以拨款为主的组织，资助方少也可能意味着稳定（Qu 2019）；此处"
        "没有计入筹资成本，也没有考虑哪里有这些钱。",
        "The target is a yardstick: to organisations living on grants, few funders can "
        "be a steady source (Qu 2019); what raising money costs, and where there is "
        "any, is left aside.",
    )
    every = totals[totals["level"] == "all"]
    if every["n_not_reachable"].any():
        yield Bilingual(
            "已大量依靠某一来源的组织，再增加这一来源只会更集中，因而单靠它达不到目标；"
            "这些组织不在该来源的合计内。",
            "More of a source that an organisation already relies on concentrates its "
            "revenue, so that this source alone never gets it there; such "
            "organisations are not in the total of that source.",
        )
    apart = table["effective_sources_reason"].ne("") & table["reason"].eq("")
    if apart.any():
        yield Bilingual(
            "按来源类型轧差后退款多于所得的组织有{n}，只计资助方一级。",
            "Refunds exceed receipts of a type of source in {n}, counted at the level "
            "of funders only.",
        ).format_with(
            n=counted_organizations(int(apart.sum()), study.settings.min_contributors)
        )


def method(year: int, target: float) -> Bilingual:
    """
    Say how it was computed.

    Parameters
    ----------
    year
        Year of the revenue.
    target
        Effective number wanted.

    Returns
    -------
    Bilingual
        The method.
    """
    return Bilingual(
        "按 {year} 年收入登记（普查，无抽样区间）。现有收入不变，另加 x 元"
        "后有效数 1/HHI 达到 {target} 的最小 x，由二次方程解出。资"
        "助方一级：每增加一个新资助方，有效数至多增加 1，故取能达到目标的最少个数，"
        "各出等额；来源类型一级：款项加到组织已有的企业、社区合伙人或自营收入上，或三"
        "者均分。合计只含需要且能够达到的组织；能够达到的不足 {least} 个"
        "时不报告合计。",
        "From the register of revenue of {year} (a census, no sampling interval). "
        "Present revenue stays, and the least x yuan that bring the effective number "
        "1/HHI to {target} solve a quadratic equation. At the level of funders: one "
        "more raises the effective number by at most 1, so the fewest that can get "
        "there give equal parts. At the level of source types: money is added to what "
        "firms, community partners or own income bring already, or a third to each. "
        "Totals hold those who need it and can get there; there are none where fewer "
        "than {least} organisations do.",
    ).format_with(year=year, target=f"{target:g}", least=MIN_CASES)
