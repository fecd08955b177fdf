"""The words around funding over the years: finding, method, caveats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.measures.funding.before_after import WINDOW
from hubstudy.measures.funding.before_after_words import before_after_words
from hubstudy.measures.funding.panel_numbers import end_years
from hubstudy.measures.funding.shared_words import told
from hubstudy.results import REASONS

if TYPE_CHECKING:
    import pandas as pd

    from hubstudy.intake import Study
    from hubstudy.results import Estimate


def finding(
    study: Study, place: Bilingual, table: pd.DataFrame, numbers: dict[str, Estimate],
    *, unit: str,
) -> Bilingual:  # fmt: skip
    """
    Say what was found.

    Parameters
    ----------
    study
        The study.
    place
        Name of the unit.
    table
        Main table of the result.
    numbers
        Headline numbers of the result.
    unit
        ``"city"`` or a street district's code.

    Returns
    -------
    Bilingual
        The sentences that the report prints.
    """
    least = study.settings.min_contributors
    values: dict[str, object] = {"place": place}
    values |= {
        name: told(number, least) if number.style == "count" else number.both()
        for name, number in numbers.items()
    }
    ends = end_years(table)
    if ends is None:
        return Bilingual(
            "{place} 没有任何完整年度的收入登记，历年变化未测量。",
            "{place}: no organisation reports revenue for any full year; changes over "
            "the years are not measured.",
        ).format_with(**values)
    values |= {"first": ends[0], "last": ends[1]}
    change = numbers["government_share_change"]
    if not change.is_defined:
        values["why"] = REASONS[change.reason]
        if ends[0] == ends[1]:
            values["why"] = Bilingual("只有一个完整年度", "there is one full year only")
        return Bilingual(
            "{place} {first}–{last} 年资金结构的变化无法给出：{why}。",
            "{place}: how funding changed over {first}–{last} cannot be told: {why}.",
        ).format_with(**values)
    said = Bilingual(
        "{place} {first} 年至 {last} 年，政府资金占比由 {first_government_share} 变为 "
        "{last_government_share}，变化 {government_share_change}。{same}{levels}"
        "{medians}{real}{money}{hubs}",
        "{place}, {first} to {last}: the government share went from "
        "{first_government_share} to {last_government_share}, by "
        "{government_share_change}. {same}{levels}{medians}{real}{money}{hubs}",
    )
    return said.format_with(
        same=_same(numbers, values),
        levels=_levels(numbers, values),
        medians=_medians(numbers, values),
        real=_real(study, numbers, values),
        money=_money(numbers, values),
        hubs=before_after_words(numbers, least, unit=unit),
        **values,
    )


def _same(numbers: dict[str, Estimate], values: dict[str, object]) -> Bilingual:
    if not numbers["same_government_share_change"].is_defined:
        return Bilingual("", "")
    return Bilingual(
        "两年都有收入的 {n_same} 个组织由 {same_first_government_share} 变为 "
        "{same_last_government_share}，变化 {same_government_share_change}。",
        "That of the {n_same} organisations with revenue in both years went from "
        "{same_first_government_share} to {same_last_government_share}, by "
        "{same_government_share_change}. ",
    ).format_with(**values)


def _levels(numbers: dict[str, Estimate], values: dict[str, object]) -> Bilingual:
    """Say whose money changed: what hubs hold, and the shares of hubs and others."""
    held = [numbers[f"{when}_hub_money_share"] for when in ("first", "last")]
    if not all(share.is_defined for share in held) or not any(
        share.estimate for share in held
    ):
        return Bilingual("", "")
    said = Bilingual(
        "枢纽所得占外部资金由 {first_hub_money_share} 变为 {last_hub_money_share}"
        "{others}{hubs}。",
        "Hubs held {first_hub_money_share} of the money from outside and then "
        "{last_hub_money_share}{others}{hubs}. ",
    )
    return said.format_with(
        others=_share_of("other", numbers).format_with(**values),
        hubs=_share_of("hub", numbers).format_with(**values),
        **values,
    )


def _share_of(level: str, numbers: dict[str, Estimate]) -> Bilingual:
    """Write down how the government share of hubs, or of others, is to be said."""
    known = [
        numbers[f"{when}_{level}_government_share"].is_defined
        for when in ("first", "last")
    ]
    who = {
        "hub": Bilingual("枢纽的政府资金占比", "the government share of hubs"),
        "other": Bilingual("其他组织的政府资金占比", "the government share of others"),
    }[level]
    share = f"{level}_government_share"
    if all(known):
        return Bilingual(
            f"；{who.zh}由 {{first_{share}}} 变为 {{last_{share}}}",
            f"; {who.en} went from {{first_{share}}} to {{last_{share}}}",
        )
    if known[1]:
        return Bilingual(
            f"；{who.zh} {{last}} 年为 {{last_{share}}}",
            f"; {who.en} was {{last_{share}}} in {{last}}",
        )
    return Bilingual("", "")


def _medians(numbers: dict[str, Estimate], values: dict[str, object]) -> Bilingual:
    if not numbers["median_hhi_funder_outside_change"].is_defined:
        return Bilingual("", "")
    return Bilingual(
        "有外部所得的组织，资助方层面的 HHI 中位数由 {first_median_hhi_funder_outside} "
        "变为 {last_median_hhi_funder_outside}。",
        "The median HHI over funders of organisations with money from outside went "
        "from {first_median_hhi_funder_outside} to {last_median_hhi_funder_outside}. ",
    ).format_with(**values)


def _real(
    study: Study, numbers: dict[str, Estimate], values: dict[str, object]
) -> Bilingual:
    if not numbers["real_cny_ratio"].is_defined:
        return Bilingual("", "")
    same = Bilingual("", "")
    if numbers["same_real_cny_ratio"].is_defined:
        same = Bilingual(
            "（两年都有收入的组织为 {same_real_cny_ratio} 倍）",
            " (of organisations with revenue in both years, {same_real_cny_ratio} "
            "times)",
        ).format_with(**values)
    return Bilingual(
        "自外部所得按 {price_year} 年价格由 {first_real_cny}变为 {last_real_cny}，为"
        "原来的 {real_cny_ratio} 倍{same}。",
        "Money from outside went from {first_real_cny} to {last_real_cny} at prices of "
        "{price_year}, {real_cny_ratio} times as much{same}. ",
    ).format_with(price_year=study.settings.price_year, same=same, **values)


def _money(numbers: dict[str, Estimate], values: dict[str, object]) -> Bilingual:
    """Say at current prices what there is per head, and who has none of it."""
    said, only = Bilingual("", ""), Bilingual("", "")
    if numbers["cny_per_organization"].is_defined:
        said = Bilingual(
            "{last} 年有外部所得的组织平均每个得 {cny_per_organization}{resident}"
            "（当年价）。",
            "In {last} an organisation with money from outside got "
            "{cny_per_organization} on average{resident}, at current prices.",
        ).format_with(resident=_resident(numbers), **values)
    if numbers["n_passed_on_only"].estimate:
        only = Bilingual(
            "{last} 年只有转拨款、没有外部所得的组织 {n_passed_on_only} 个。",
            " Organisations with money passed on and none from outside in {last}: "
            "{n_passed_on_only}.",
        ).format_with(**values)
    return Bilingual(said.zh + only.zh, (said.en + only.en).strip())


def _resident(numbers: dict[str, Estimate]) -> Bilingual:
    per_head = numbers["cny_per_resident"]
    if not per_head.is_defined:
        return Bilingual("", "")
    said = Bilingual("，按居民人均 {x} 元", " ({x} yuan per resident)")
    return said.format_with(x=per_head.both())


def method(study: Study) -> Bilingual:
    """
    Say how it was computed.

    Parameters
    ----------
    study
        The study.

    Returns
    -------
    Bilingual
        The method.
    """
    return Bilingual(
        "收入登记为普查，没有抽样区间；变化旁的范围是逐一剔除一个组织（首末两年同时剔"
        "除）后的最小值与最大值。合计与政府占比只计外部资金（组织之间转拨不重复计），集中度按各组"
        "织全部所得。不变价 = 当年价 × {price_year} 年指数 ÷ 当年指数。枢纽按现登记认"
        "定；前后比较取成立前 {window} 年与后 {window} 年的组织均值，成立当年不计，只"
        "用完整年度；从无枢纽的社区取全市。标准误把同一社区的组织残差相加计算。"
        "不足 5 个组织的不报告。",
        "Revenue is a census without a sampling interval; the range beside a change is "
        "the least and the most that it becomes when one organisation is left out, of "
        "both years alike. Totals and the government share are of money from "
        "outside (none passed on between organisations counts twice), concentration "
        "of all that an organisation received. Constant prices are current ones times "
        "the index of {price_year} over that of the year. Hubs are those of the "
        "register today; before and after take each organisation's mean over {window} "
        "years on either side, without the opening year, full years only; communities "
        "that never got a hub are those of the whole city. Standard errors add up "
        "residuals by community. None is given below 5 "
        "organisations.",
    ).format_with(price_year=study.settings.price_year, window=WINDOW)
