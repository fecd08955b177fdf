"""The words around funding over the years: finding, method, caveats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.measures.funding.before_after import GROUPS, WINDOW
from hubstudy.measures.funding.vulnerability_words import counted, few
from hubstudy.results import REASONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from hubstudy.intake import Study
    from hubstudy.results import Estimate

GROWTH = 1.2
"""Ratio of reporting organisations above which, or below whose inverse, entry "
"matters."""


def finding(
    study: Study, place: Bilingual, table: pd.DataFrame, numbers: dict[str, Estimate]
) -> Bilingual:
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

    Returns
    -------
    Bilingual
        The sentences that the report prints.
    """
    least = study.settings.min_contributors
    values: dict[str, object] = {"place": place}
    values |= {
        name: counted(number, least) if number.style == "count" else number.both()
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
        "{last_government_share}（{government_share_change}），资助方层面的 HHI 中位数"
        "由 "
        "{first_median_hhi_funder} 变为 {last_median_hhi_funder}。{same}{real}{last} "
        "年每"
        "个有收入的组织平均自外部得 {cny_per_organization}{resident}。{hubs}",
        "{place}, {first} to {last}: the government share went from "
        "{first_government_share} to {last_government_share} "
        "({government_share_change}), the median HHI over funders from "
        "{first_median_hhi_funder} to {last_median_hhi_funder}. {same}{real}In {last} "
        "an organisation with revenue got {cny_per_organization} from outside on "
        "average{resident}.{hubs}",
    )
    return said.format_with(
        same=_same(numbers, values),
        real=_real(study, numbers, values),
        resident=_resident(numbers),
        hubs=_before_after(numbers, least),
        **values,
    )


def end_years(table: pd.DataFrame) -> tuple[int, int] | None:
    """
    Give the first and the last full year with revenue.

    Parameters
    ----------
    table
        Main table of the result.

    Returns
    -------
    tuple of int
        The two years; None if there is none.
    """
    known = table[table["is_full_year"] & (table["n_organizations"] > 0)]
    if known.empty:
        return None
    return int(known["year"].min()), int(known["year"].max())


def _same(numbers: dict[str, Estimate], values: dict[str, object]) -> Bilingual:
    if not numbers["same_government_share_change"].is_defined:
        return Bilingual("", "")
    return Bilingual(
        "两年都有收入的 {n_same} 个组织由 {same_first_government_share} 变为 "
        "{same_last_government_share}。",
        "That of the {n_same} organisations with revenue in both years went from "
        "{same_first_government_share} to {same_last_government_share}. ",
    ).format_with(**values)


def _real(
    study: Study, numbers: dict[str, Estimate], values: dict[str, object]
) -> Bilingual:
    if not numbers["real_cny_ratio"].is_defined:
        return Bilingual("", "")
    return Bilingual(
        "自外部所得按 {price_year} 年价格由 {first_real_cny}变为 {last_real_cny}，为"
        "原来"
        "的 {real_cny_ratio} 倍。",
        "Money from outside went from {first_real_cny} to {last_real_cny} at prices of "
        "{price_year}, {real_cny_ratio} times as much. ",
    ).format_with(price_year=study.settings.price_year, **values)


def _resident(numbers: dict[str, Estimate]) -> Bilingual:
    per_head = numbers["cny_per_resident"]
    if not per_head.is_defined:
        return Bilingual("", "")
    said = Bilingual("，按居民人均 {x} 元", "; per resident it is {x} yuan")
    return said.format_with(x=per_head.both())


WHO = {
    "hub": Bilingual("枢纽组织自身", "the hubs themselves"),
    "community": Bilingual(
        "所在社区设立枢纽的其他组织", "others in communities that got one"
    ),
}


def _before_after(numbers: dict[str, Estimate], least: int) -> Bilingual:
    texts = []
    for prefix in GROUPS:
        change = numbers[f"{prefix}_change_government_share"]
        if not change.is_defined:
            continue
        gap = numbers[f"{prefix}_change_difference_government_share"]
        texts.append(
            Bilingual(
                "枢纽成立前后各 {window} 年内都有收入的组织（{who}，{n} 个），政府资金"
                "占比"
                "平均由 {before} 变为 {after}，变化 {change}{beside}。",
                " Of organisations with revenue within {window} years both before and "
                "after a hub opened ({who}, {n}), the mean government share went from "
                "{before} to {after}, by {change}{beside}.",
            ).format_with(
                window=WINDOW,
                who=WHO[prefix],
                n=counted(numbers[f"{prefix}_n_before_after"], least),
                before=numbers[f"{prefix}_before_government_share"].both(),
                after=numbers[f"{prefix}_after_government_share"].both(),
                change=change.both(),
                beside=Bilingual("", "")
                if not gap.is_defined
                else Bilingual(
                    "；同期从无枢纽社区的组织变化 {never}",
                    "; over the same years organisations in communities that never got "
                    "one changed by {never}",
                ).format_with(
                    never=numbers[f"{prefix}_never_change_government_share"].both()
                ),
            )
        )
    return Bilingual("".join(t.zh for t in texts), "".join(t.en for t in texts))


def caveats(
    study: Study, table: pd.DataFrame, grouped: pd.DataFrame, dropped: pd.DataFrame,
    *, numbers: dict[str, Estimate],
) -> Iterator[Bilingual]:  # fmt: skip
    """
    Say what the reader must know, as far as it holds here.

    Parameters
    ----------
    study
        The study.
    table
        Main table of the result.
    grouped
        Full years of organisations
        (`hubstudy.measures.funding.before_after.of_unit`).
    dropped
        Organisations' years without shares.
    numbers
        Headline numbers of the result.

    Yields
    ------
    Bilingual
        One caveat after the other.
    """
    least = study.settings.min_contributors
    everyone = table[table["level"] == "all"]
    partial = everyone[~everyone["is_full_year"] & (everyone["n_organizations"] > 0)]
    for year in partial["year"]:
        yield Bilingual(
            "{year} 年的收入只登记到 {day}，不与完整年度比较。",
            "Revenue of {year} runs to {day} only and is not compared with full years.",
        ).format_with(year=year, day=study.settings.as_of)
    if n := len(dropped):
        yield Bilingual(
            "{n} 个组织年度因合计为零、只有退款或退款超过收入而没有份额，不计入当年。",
            "{n} years of organisations have no shares, with a total of zero, refunds "
            "only or refunds beyond receipts, and are left out.",
        ).format_with(n=few(n, least))
    yield from _prices(study, everyone)
    if entry := _entry(everyone, least):
        yield entry
    if everyone["n_organizations"].any():
        yield from _hub_caveats(grouped, numbers, least)


def _prices(study: Study, everyone: pd.DataFrame) -> Iterator[Bilingual]:
    unpriced = everyone[everyone["real_cny_reason"] == "no_price_index"]
    if len(unpriced):
        years = "、".join(map(str, unpriced["year"]))
        yield Bilingual(
            "study.toml 未给出 {years} 年的价格指数，这些年的金额只有当年价。",
            "study.toml gives no price index for {en}; money of these years is at "
            "current prices only.",
        ).format_with(years=years, en=years.replace("、", ", "))
    source = study.settings.price_source
    if source is not None and everyone["real_cny"].notna().any():
        yield Bilingual(
            "不变价按{source}折算；它反映居民消费，未必反映组织的成本。",
            "Constant prices use the {source}; it follows what households buy, not "
            "necessarily what organisations pay for.",
        ).format_with(source=source)
    if (everyone["cny_per_resident_reason"] == "").sum() > 1:
        yield Bilingual(
            "居民人数只有一期，各年人均均按此计算。",
            "Residents are known for one date only, which serves for all years.",
        )


def _entry(everyone: pd.DataFrame, least: int) -> Bilingual | None:
    known = everyone[everyone["is_full_year"] & (everyone["n_organizations"] > 0)]
    if len(known) <= 1:
        return None
    first, last = known["n_organizations"].iloc[0], known["n_organizations"].iloc[-1]
    if 1 / GROWTH <= last / first <= GROWTH:
        return None
    return Bilingual(
        "登记收入的组织由 {first} 个变为 {last} 个：合计与中位数的变化混有新登记者，应"
        "与两年"
        "都有收入的组织对照。",
        "Organisations reporting revenue went from {first} to {last}: changes of "
        "totals "
        "and medians mix in those that entered; compare organisations with revenue in "
        "both years.",
    ).format_with(first=few(first, least), last=few(last, least))


def _hub_caveats(
    grouped: pd.DataFrame, numbers: dict[str, Estimate], least: int
) -> Iterator[Bilingual]:
    nowhere = grouped["group"] == ""
    if undated := grouped.loc[nowhere, "organization_id"].nunique():
        yield Bilingual(
            "{n} 个组织所属或自身的枢纽没有成立日期，不计入成立前后的比较。",
            "{n} organisations are, or are in a community with, a hub whose opening is "
            "not dated; they are left out before and after.",
        ).format_with(n=few(undated, least))
    hubs = grouped[grouped["group"] == "hub"]
    if len(hubs) and not (hubs["event_year"] < 0).any():
        yield Bilingual(
            "枢纽组织成立之前没有收入登记，其自身无前后可比，只有成立后的逐年情况。",
            "Hubs report no revenue from before they opened, so that they have no "
            "before to compare with, only the years after.",
        )
    others = grouped[grouped["group"] == "community_with_hub"]
    if (others["total_cny"] > others["outside_cny"]).any():
        yield Bilingual(
            "枢纽转拨给成员的款项不计入政府资金占比，但使成员多一个资助方，HHI 因此下"
            "降，"
            "并非外部来源变多。",
            "What a hub passes on to members is left out of the government share, but "
            "adds a funder and so lowers HHI, without any more sources outside.",
        )
    if numbers["community_change_government_share"].is_defined:
        yield Bilingual(
            "成立前后的差异是描述，不是枢纽的效应：较早设立枢纽的社区可能本就不同，能"
            "留在登"
            "记中的组织也经过筛选。",
            "Differences before and after are a description, not an effect of hubs: "
            "communities that got one earlier may differ, and organisations that stay "
            "on the register are selected.",
        )


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
        "收入登记为普查，没有抽样区间；成立前后变化旁的范围是逐一剔除一个组织后的最小"
        "值与最大值。合计与政府占比只计外部资金（组织之间转拨不重复计），集中度按各组"
        "织全部所得。不变价 = 当年价 × {price_year} 年指数 ÷ 当年指数。枢纽按现登记认"
        "定；前后比较取成立前 {window} 年与后 {window} 年的组织均值，成立当年不计，只"
        "用完整年度；从无枢纽的社区取全市。不足 5 个组织的不报告。",
        "Revenue is a census without a sampling interval; the range beside a change "
        "before and after is the least and the most that it becomes when one "
        "organisation is left out. Totals and the government share are of money from "
        "outside (none passed on between organisations counts twice), concentration "
        "of all that an organisation received. Constant prices are current ones times "
        "the index of {price_year} over that of the year. Hubs are those of the "
        "register today; before and after take each organisation's mean over {window} "
        "years on either side, without the opening year, full years only; communities "
        "that never got a hub are those of the whole city. None is given below 5 "
        "organisations.",
    ).format_with(price_year=study.settings.price_year, window=WINDOW)
