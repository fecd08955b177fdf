"""The words around funding before and after a hub opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.measures.funding.before_after import GROUPS, WINDOW
from hubstudy.measures.funding.shared_words import few
from hubstudy.results import CITY, print_number

if TYPE_CHECKING:
    from hubstudy.results import Estimate

WHO = {
    "hub": Bilingual("枢纽组织自身", "the hubs themselves"),
    "community": Bilingual(
        "所在社区设立枢纽的其他组织", "others in communities that got one"
    ),
}


def before_after_words(
    numbers: dict[str, Estimate], least: int, *, unit: str
) -> Bilingual:
    """
    Say how those that got a hub changed, beside those that never did.

    Parameters
    ----------
    numbers
        See `hubstudy.measures.funding.before_after.before_after`.
    least
        Counts from 1 to below this are not told.
    unit
        ``"city"`` or a street district's code.

    Returns
    -------
    Bilingual
        One sentence for each group that can be compared, or nothing.
    """
    texts = []
    for prefix in GROUPS:
        change = numbers[f"{prefix}_change_government_share"]
        if not change.is_defined:
            continue
        texts.append(
            Bilingual(
                "枢纽成立前后各 {window} 年内都有外部所得的组织（{who}，{n} 个），政府"
                "资金占比平均由 {before} 变为 {after}，变化 {change}{error}{beside}。",
                " Of organisations with money from outside within {window} years both "
                "before and after a hub opened ({who}, {n}), the mean government share "
                "went from {before} to {after}, by {change}{error}{beside}.",
            ).format_with(
                window=WINDOW,
                who=WHO[prefix],
                n=few(change.n, least),
                before=numbers[f"{prefix}_before_government_share"].both(),
                after=numbers[f"{prefix}_after_government_share"].both(),
                change=change.both(),
                error=_error(change),
                beside=_beside(numbers, prefix, least, unit=unit),
            )
        )
    return Bilingual("".join(t.zh for t in texts), "".join(t.en for t in texts))


def _error(found: Estimate) -> Bilingual:
    if found.std_error is None:
        return Bilingual("", "")
    return Bilingual(
        "，按社区的粗略标准误 {error}", ", crude standard error by community {error}"
    ).format_with(
        error=Bilingual(
            print_number(found.std_error, found.style, "zh"),
            print_number(found.std_error, found.style, "en"),
        )
    )


def _beside(
    numbers: dict[str, Estimate], prefix: str, least: int, *, unit: str
) -> Bilingual:
    gap = numbers[f"{prefix}_change_difference_government_share"]
    never = numbers[f"{prefix}_never_change_government_share"]
    if not gap.is_defined:
        return Bilingual("", "")
    whole = Bilingual("", "")
    if unit != CITY:
        whole = Bilingual("全市", " of the whole city")
    return Bilingual(
        "；同期{whole}从无枢纽社区的组织（{n} 个）变化 {never}，相差 {gap}{error}",
        "; over the same years organisations{whole} in communities that never got one "
        "({n}) changed by {never}, a difference of {gap}{error}",
    ).format_with(
        whole=whole,
        n=few(never.n, least),
        never=never.both(),
        gap=gap.both(),
        error=_error(gap),
    )
