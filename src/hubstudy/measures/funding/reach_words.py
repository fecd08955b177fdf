"""The words around the reach of funders: finding, method, caveats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.fields import FIELDS
from hubstudy.measures.funding.network import NAMELESS
from hubstudy.measures.funding.shared_words import counted, part_year

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from hubstudy.intake import Study
    from hubstudy.results import Estimate
    from hubstudy.settings import Settings

CITY_WIDE = "welfare_lottery"
"""The one type of which a city has one body, so that its bare name tells it."""


def finding(
    place: Bilingual,
    year: int,
    table: pd.DataFrame,
    numbers: Mapping[str, Estimate],
    settings: Settings,
) -> Bilingual:
    """
    Say what was found.

    Parameters
    ----------
    place
        Name of the unit.
    year
        Year of the revenue.
    table
        Main table of the result.
    numbers
        Headline numbers of the result.
    settings
        Of the study; small counts are not printed.

    Returns
    -------
    Bilingual
        The sentences that the report prints.
    """
    total = numbers["n_organizations"]
    values: dict[str, object] = {"place": place, "year": year, "n": total.n}
    if not total.n:
        return Bilingual(
            "{place} {year} 年没有组织登记收入，资助网络未测量。",
            "{place}: no organisation reports revenue for {year}; the network of "
            "funders is not measured.",
        ).format_with(**values)
    if not total.is_defined:
        return Bilingual(
            "{place} {year} 年仅 {n} 个组织登记收入，样本过小，不报告资助网络。",
            "{place}: only {n} organisations report revenue for {year}, too few for a "
            "network of funders.",
        ).format_with(**values)
    if not numbers["n_funders"].estimate:
        return Bilingual(
            "{place} {year} 年有收入的 {n} 个组织都没有可辨认的资助方。",
            "{place}: of {n} organisations with revenue in {year} none has a funder "
            "that is anybody in particular.",
        ).format_with(**values)
    values |= {
        name: numbers[name].both(interval=False)
        for name in ("n_funders", "top_funder_reach", "shared_pairs_share")
    }
    return Bilingual(
        "{place} {year} 年可辨认的资助方有 {n_funders} 家，资助 {n} 个有收入记录的组"
        "织；资助面最广的“{top}”资助了其中 {top_funder_reach}。{center}{majority}任取两"
        "个组织，有共同资助方的占 {shared_pairs_share}。",
        "{place}: {n_funders} identifiable funders of {n} organisations with receipts "
        "in {year}; the widest reach is that of “{top}”, {top_funder_reach} of them. "
        "{center}{majority}Of all pairs of organisations {shared_pairs_share} share a "
        "funder.",
    ).format_with(
        top=table["funder"].iloc[0],
        center=_center(numbers["funder_degree_centralization"]),
        majority=_majority(numbers, settings.min_contributors),
        **values,
    )


def _center(value: Estimate) -> Bilingual:
    if not value.is_defined:
        return Bilingual("", "")
    return Bilingual(
        "资助方一侧的度中心势为 {value}（1 为一家资助所有组织、其余一家也不资助）。",
        "Degree centralisation on the funders' side is {value} (1 if one funds every "
        "organisation and the others none). ",
    ).format_with(value=value.both())


def _majority(numbers: Mapping[str, Estimate], minimum: int) -> Bilingual:
    share = numbers["majority_share"]
    if not share.is_defined:
        return Bilingual("", "")
    many, only = (
        counted(numbers[name].estimate or 0.0, minimum)
        for name in ("n_majority", "n_only")
    )
    part = Bilingual("（{share}）", " ({share})").format_with(share=share.both())
    if 0 < (numbers["n_majority"].estimate or 0.0) < minimum:
        part = Bilingual("", "")
    return Bilingual(
        "在 {n} 个能算份额的组织中，{many}{part}一半以上的收入来自同一家，这一家停止资"
        "助即失去过半收入；{only}别无其他收入。",
        "Of {n} organisations with shares {many}{part} have more than half of their "
        "revenue from one funder and lose it if that one leaves; {only} have nothing "
        "else. ",
    ).format_with(n=share.n, many=many, only=only, part=part)


def caveats(
    study: Study, year: int, table: pd.DataFrame, lines: pd.DataFrame,
    numbers: Mapping[str, Estimate],
) -> Iterator[Bilingual]:  # fmt: skip
    """
    Say what the reader must know, as far as it holds here.

    Parameters
    ----------
    study
        The study.
    year
        Year of the revenue.
    table
        Main table of the result.
    lines
        Receipts of the year; see `hubstudy.measures.funding.receipts`.
    numbers
        Headline numbers of the result.

    Yields
    ------
    Bilingual
        One caveat after the other.
    """
    yield from part_year(study, year)
    if lines.empty:
        return
    if lines["funder_type"].isin(NAMELESS).any():
        share = numbers["nameless_share"]
        told = Bilingual("（占外部收入 {share}）", " ({share} of money from outside)")
        yield Bilingual(
            "自营收入与不具名的个人捐赠{part}没有可辨认的资助方，不入网络，但计入各组织的"
            "全部收入。",
            "Own income and gifts of unnamed persons{part} come from no funder that "
            "can be told; they are not in the network, but count in what each "
            "organisation has.",
        ).format_with(
            part=told.format_with(share=share.both())
            if share.is_defined
            else Bilingual("", "")
        )
    bare = table["funder"].isin(kinds_of_funder())
    if bare.any():
        yield Bilingual(
            "{n} 个资助方只写了类别（如“{name}”），可能不是同一家；其覆盖面偏大。",
            "{n} funders are written down as a kind only (such as “{name}”) and may "
            "be several; their reach is too large.",
        ).format_with(n=int(bare.sum()), name=table.loc[bare, "funder"].iloc[0])
    if table["is_passed_on"].any():
        yield Bilingual(
            "资助方中有 {n} 个是登记册内转拨资金的组织；它们的钱来自外部，不另计占比。",
            "{n} funders are organisations of the register that pass money on, which "
            "came from outside before and has no share of its own.",
        ).format_with(n=int(table["is_passed_on"].sum()))
    if not table.empty:
        yield Bilingual(
            "同一资助方写法不同即算作两家；覆盖面广不等于有风险，也不计由转拨引起的连锁"
            "损失。",
            "A funder written in two ways counts as two; wide reach is no risk as "
            "such, and losses that a loss sets off are not counted.",
        )


def kinds_of_funder() -> frozenset[str]:
    """
    List the words that name a kind of funder and not a funder.

    Returns
    -------
    frozenset of str
        Labels and spellings of the types of which a city has many bodies.
    """
    kinds = [
        kind for kind in FIELDS["funder_type"].categories if kind.code != CITY_WIDE
    ]
    return frozenset(name for kind in kinds for name in (*kind.label, *kind.spellings))


def method(year: int) -> Bilingual:
    """
    Say how it was computed.

    Parameters
    ----------
    year
        Year of the revenue.

    Returns
    -------
    Bilingual
        The method.
    """
    return Bilingual(
        "{year} 年收入登记为普查，没有抽样区间。网络以组织与资助方为两模，同一对的款项"
        "冲减退款后为正才有关系；中心势按二模网络的最大值计算（Borgatti、Everett "
        "1997）。依赖一家指其款项超过组织全部收入的一半。两组织的共同资助按 "
        "Newman（2001）加权，资助 k 个组织的资助方给每对 1/(k − 1)。不足 5 个组织的不报"
        "告。",
        "Revenue of {year} is a census without a sampling interval. Organisations and "
        "funders are two modes, tied where receipts less refunds are above 0; "
        "centralisation is taken over the largest of two-mode networks (Borgatti and "
        "Everett 1997). To hang on one funder is to have more than half of all revenue "
        "from it. Shared funders are weighted as Newman (2001) has it, 1/(k − 1) for "
        "each pair of a funder's k organisations. Nothing below 5 organisations.",
    ).format_with(year=year)
