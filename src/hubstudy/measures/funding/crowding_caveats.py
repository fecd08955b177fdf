"""What to know before crowding in and out are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.measures.funding.crowding_words import clustered_by, one_decides
from hubstudy.measures.inference.intervals import MIN_DF

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from hubstudy.results import Estimate

NO_CAUSE = Bilingual(
    "不能读作因果：配套要求使两类资金同来，组织成长使两者同增，筹款能力强的组织也更易"
    "得到政府购买，而失去一方的组织会去找另一方；固定效应去不掉随时间变化的这些原因。",
    "Not to be read as cause: matching rules bring both kinds of money at once, growth "
    "raises both, those good at raising funds win contracts too, and those that lose "
    "one kind look for the other; effects do not take out what changes over time.",
)
ERRORS = Bilingual(
    "同一笔款若资助方认错或年份记错，会同时进出两边，使斜率偏负；金额的随机误差使斜率"
    "趋近 0。",
    "A receipt put down to the wrong funder or year enters one side and leaves the "
    "other, which bends the slope down; chance errors in amounts draw it towards 0.",
)
GAPS = Bilingual(
    "一年中没有任何收入记录的组织不在内，这本身使斜率偏负：没有政府资金的年度只有在有"
    "其他收入时才被记下。把开办期间未登记的年度计为 0，斜率为 {slope}。",
    "An organisation is out in years without any revenue on record, which by itself "
    "bends the slope down: a year without government money is on record only if there "
    "was other income. With years not on record counted as 0 while it was open, the "
    "slope is {slope}.",
)
PREVIOUS = Bilingual(
    "非政府收入对上一年政府资金的斜率为 {slope}。",
    "On government money of the year before, the slope is {slope}.",
)
LARGEST = Bilingual(
    "不计政府资金最多的那个组织，斜率为 {slope}。",
    "Without the organisation that has most government money, the slope is {slope}.",
)
SPECIFICATIONS = Bilingual(
    "表中其余设定用于看结果是否稳健，其 p 值未作多重比较校正。",
    "The other specifications of the table show how far the result holds; their p "
    "values are not adjusted for being several.",
)
REFUNDED = Bilingual(
    "{n} 个组织年度的政府或非政府收入净额为负（退款），不在内。",
    "Cases left out because refunds exceed government or other income: {n}.",
)
PARTIAL = Bilingual(
    "{year} 年只登记到 {day}，不是全年，该年 {n} 笔收入不在内。",
    "{year} runs to {day} only and is left out, with its {n} receipts.",
)
PASSED_ON = Bilingual(
    "登记册内组织之间转拨的资金不在内。",
    "Money that organisations of the register passed on to one another is left out.",
)
UNEVEN = Bilingual(
    "有效聚类不足 {least} 个，聚类数再多，区间与 p 值也只是粗略的。",
    "There are fewer than {least} effective clusters; however many clusters are "
    "counted, interval and p are rough.",
)


def caveats(
    numbers: Mapping[str, Estimate], *, n_refunded: int, n_partial: int,
    is_passed_on: bool, as_of: dt.date,
) -> Iterator[Bilingual]:  # fmt: skip
    """
    Say what the reader must know, as far as it holds here.

    Parameters
    ----------
    numbers
        Headline numbers of the result.
    n_refunded
        Cases left out because an income is negative.
    n_partial
        Receipts of years that the study does not cover to their end.
    is_passed_on
        Whether organisations of the register passed money on to one another.
    as_of
        The study's last day.

    Yields
    ------
    Bilingual
        One caveat after the other.
    """
    slope = numbers["crowding"]
    largest = numbers["crowding_without_largest"]
    zeros, previous = numbers["crowding_with_zeros"], numbers["crowding_previous_year"]
    if slope.is_defined:
        yield NO_CAUSE
        yield ERRORS
        if zeros.is_defined and zeros.n > slope.n:
            yield GAPS.format_with(slope=zeros.both())
        if previous.is_defined:
            yield PREVIOUS.format_with(slope=previous.both())
        if largest.is_defined and not one_decides(numbers):
            yield LARGEST.format_with(slope=largest.both())
        if (numbers[f"effective_{clustered_by(numbers)}s"].estimate or 0) < MIN_DF:
            yield UNEVEN.format_with(least=f"{MIN_DF:.0f}")
        yield SPECIFICATIONS
    if n_refunded:
        yield REFUNDED.format_with(n=n_refunded)
    if n_partial:
        yield PARTIAL.format_with(year=as_of.year, day=as_of, n=n_partial)
    if is_passed_on:
        yield PASSED_ON
