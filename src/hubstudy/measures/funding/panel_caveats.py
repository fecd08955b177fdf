"""What the reader must know about funding over the years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.measures.funding.shared_words import few

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from hubstudy.intake import Study
    from hubstudy.results import Estimate

GROWTH = 1.2
"""Ratio of reporting organisations beyond which, either way, entry matters."""


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
    full = everyone[everyone["is_full_year"]]
    if (full["n_organizations"] > full["n_outside"]).any():
        yield Bilingual(
            "只有转拨款的组织各只有一个资助方，其数目逐年不同，全部组织的 HHI 中位数因"
            "此变动；跨年比较只用有外部所得的组织。",
            "Organisations with money passed on and none from outside have one funder "
            "each, and their number differs by year, which moves the median HHI of all "
            "organisations; years are compared by those with money from outside.",
        )
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
            "枢纽转拨给成员的款项不计入政府资金占比，但使有外部所得的成员多一个资助方，"
            "其 HHI 因此下降，并非外部来源变多。",
            "What a hub passes on to members is left out of the government share, but "
            "adds a funder to those with money from outside and so lowers their HHI, "
            "without any more sources outside.",
        )
    if numbers["community_change_government_share"].is_defined:
        yield Bilingual(
            "成立前后的差异是描述，不是枢纽的效应：较早设立枢纽的社区可能本就不同，能"
            "留在登记中的组织也经过筛选。逐一剔除的范围只说明结果是否系于个别组织，不是"
            "检验；标准误为粗略值（同一社区的组织相互关联，未作小样本校正），仅供判断"
            "差异是否远超其波动。",
            "Differences before and after are a description, not an effect of hubs: "
            "communities that got one earlier may differ, and organisations that stay "
            "on the register are selected. The range when one is left out tells "
            "whether a single organisation makes the result and is no test; the "
            "standard errors are crude (organisations of a community go together, no "
            "small-sample correction) and only show whether a difference is large "
            "beside its noise.",
        )
