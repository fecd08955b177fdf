"""What each type of source would have to bring, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.measures.funding.shared_words import counted, spaced
from hubstudy.measures.funding.substitution_numbers import SOURCES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hubstudy.results import Estimate

NOTHING = Bilingual("", "")
NAMES = {
    "firm": Bilingual("企业", "firms"),
    "community_partner": Bilingual("社区合伙人", "community partners"),
    "own_income": Bilingual("自营收入", "own income"),
    "split": Bilingual("三者均分", "a third from each"),
}
ROUTES = Bilingual(
    "以下各路径看的是来源类型，不是单个资助方：有效来源数已达 {target} 的有{there}；"
    "其余要达到，{routes}。各路径能使之达到的组织不同，金额不可直接比较。",
    "The routes below are about types of source, not about single funders: effective "
    "sources are {target} or more already for {there}; for the others it would take "
    "{routes}. Routes get different organisations there, so that their amounts cannot "
    "be compared. ",
)
SOURCES_THERE = Bilingual(
    "按来源类型（不是单个资助方）计，有效来源数已达 {target} 的有{there}，无需再增加。",
    "By type of source, not by single funders, effective sources are {target} or more "
    "already for {there}, and no more is needed. ",
)
ROUTE = Bilingual(
    "单靠{source} {amount}（{reachable}可达到，{lost}达不到）",
    "{amount} from {source} alone ({reachable} can get there, {lost} cannot)",
)
SHARED = Bilingual(
    "{source} {amount}（{reachable}可达到，{lost}达不到）",
    "{amount}, {source} ({reachable} can get there, {lost} cannot)",
)
NOT_TOLD = Bilingual(
    "{source}的合计不报告（{amount}；{reachable}可达到，{lost}达不到）",
    "{source}, an amount not reported ({amount}; {reachable} can get there, {lost} "
    "cannot)",
)
HUBS = Bilingual(
    "枢纽{n}中有效来源数已达 {target} 的有{there}；其余要都达到，{routes}。",
    "Of hubs (n = {n}), {there} have {target} effective sources already; for each of "
    "the others to have them, {routes}. ",
)
HUB_FIRM = Bilingual(
    "企业须再给{reachable}合计 {amount}{lost}",
    "firms must give {amount} more to {reachable}{lost}",
)
HUB_ROUTE = Bilingual("{source}则须 {amount}{lost}", "or {source} {amount}{lost}")
HUB_NOT_TOLD = Bilingual(
    "{source}不报告（{amount}）{lost}", "{source}, not reported ({amount}){lost}"
)
HUB_LOST = Bilingual("（另{lost}达不到）", " ({lost} cannot get there)")


def source_routes(
    numbers: Mapping[str, Estimate], target: float, minimum: int
) -> Bilingual:
    """
    Tell what each type of source would have to bring, and to how many.

    Parameters
    ----------
    numbers
        Headline numbers of the result.
    target
        Effective number wanted.
    minimum
        Least count of organisations that is printed.

    Returns
    -------
    Bilingual
        Sentences; empty if there are too few organisations.
    """
    there = numbers[f"{SOURCES[0]}_n_there_already"].estimate
    if there is None:
        return NOTHING
    values: dict[str, object] = {
        "target": f"{target:g}", "there": spaced(counted(there, minimum)),
    }  # fmt: skip
    needed = [numbers[f"{route}_cny"] for route in NAMES]
    if all(amount.reason == "not_applicable" for amount in needed):
        return SOURCES_THERE.format_with(**values)
    each = []
    for (route, source), amount in zip(NAMES.items(), needed, strict=True):
        reachable, lost = (
            counted(numbers[f"{route}_{name}"].estimate or 0.0, minimum)
            for name in ("n_reachable", "n_not_reachable")
        )
        template = SHARED if route == "split" else ROUTE
        template = template if amount.is_defined else NOT_TOLD
        each.append(
            template.format_with(
                source=source, amount=amount.both(), reachable=reachable, lost=lost
            )
        )
    return ROUTES.format_with(**values, routes=_listed(each))


def hub_routes(
    numbers: Mapping[str, Estimate], target: float, minimum: int
) -> Bilingual:
    """
    Answer how much firms must give so that each hub gets there, and other sources.

    Parameters
    ----------
    numbers
        Headline numbers of the result.
    target
        Effective number wanted.
    minimum
        Least count of organisations that is printed.

    Returns
    -------
    Bilingual
        A sentence; empty if there are too few hubs, or all are there.
    """
    there = numbers[f"hub_{SOURCES[0]}_n_there_already"]
    needed = {route: numbers[f"hub_{route}_cny"] for route in NAMES}
    if there.estimate is None or all(
        amount.reason == "not_applicable" for amount in needed.values()
    ):
        return NOTHING
    each = []
    for route, amount in needed.items():
        reachable, beyond = (
            numbers[f"hub_{route}_{name}"].estimate or 0.0
            for name in ("n_reachable", "n_not_reachable")
        )
        lost = NOTHING
        if beyond:
            lost = HUB_LOST.format_with(lost=spaced(counted(beyond, minimum)))
        template = HUB_FIRM if route == SOURCES[0] else HUB_ROUTE
        template = template if amount.is_defined else HUB_NOT_TOLD
        each.append(
            template.format_with(
                source=NAMES[route], amount=amount.both(), lost=lost,
                reachable=spaced(counted(reachable, minimum)),
            )
        )  # fmt: skip
    return HUBS.format_with(
        n=spaced(counted(there.n, minimum)), target=f"{target:g}",
        there=spaced(counted(there.estimate, minimum)), routes=_listed(each),
    )  # fmt: skip


def _listed(texts: Sequence[Bilingual]) -> Bilingual:
    return Bilingual(
        "；".join(text.zh for text in texts), "; ".join(text.en for text in texts)
    )
