"""The words around power: finding, method, caveats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.measures.power import Panel
    from hubstudy.results import Estimate


def finding(place: Bilingual, numbers: dict[str, Estimate], panel: Panel) -> Bilingual:
    """
    Say what was found.

    Parameters
    ----------
    place
        Name of the unit.
    numbers
        Headline numbers of the result.
    panel
        Sizes on which power rests.

    Returns
    -------
    Bilingual
        The sentences that the report prints.
    """
    values: dict[str, object] = {
        "place": place, "hub": panel.n_hub, "other": panel.n_other,
        "pre": panel.n_pre, "post": panel.n_post,
    }  # fmt: skip
    cross = numbers["cross_section"]
    if not cross.is_defined:
        return Bilingual(
            "{place}有枢纽社区 {hub} 个、无枢纽社区 {other} 个，两组比较的最小可检测效"
            "应无法计算（{why}）。",
            "{place}: {hub} communities with a hub and {other} without; the minimum "
            "detectable effect of comparing them is undefined ({why}).",
        ).format_with(why=cross.both(), **values)
    return Bilingual(
        "{place}有枢纽社区 {hub} 个、无枢纽社区 {other} 个。在 5% 显著性水平（双侧）与"
        " 80% 功效下，单年比较只能检出不小于 {cross} 个标准差的差异；前后各一年的双重"
        "差分（ρ = 0.5）为 {two} 个标准差。{panel}小于这些数值的差异，本研究检不出来不"
        "等于不存在。",
        "{place}: {hub} communities with a hub and {other} without. At the two-sided "
        "5% level and 80% power, one year's comparison detects differences of {cross} "
        "standard deviations or more; difference in differences over one year each (ρ "
        "= 0.5) {two}. {panel}Smaller differences may exist and not be found by this "
        "study.",
    ).format_with(
        cross=f"{cross.estimate:.3f}",
        two=f"{numbers['did_two_periods'].estimate:.3f}",
        panel=_panel_sentence(numbers["did_panel"], panel),
        **values,
    )


def _panel_sentence(found: Estimate, panel: Panel) -> Bilingual:
    if not found.is_defined:
        return Bilingual("", "")
    return Bilingual(
        "前 {pre} 年、后 {post} 年的面板（ρ = 0.5）为 {found} 个标准差。",
        "The panel of {pre} years before and {post} after (ρ = 0.5) detects {found}. ",
    ).format_with(pre=panel.n_pre, post=panel.n_post, found=f"{found.estimate:.3f}")


def caveats(panel: Panel) -> Iterator[Bilingual]:
    """
    Say what the reader must know, as far as it holds here.

    Parameters
    ----------
    panel
        Sizes on which power rests.

    Yields
    ------
    Bilingual
        One caveat after the other.
    """
    yield Bilingual(
        "相关系数 ρ 与组内相关 ICC 是假定值，不是由数据估计的。",
        "The correlations ρ and ICC are assumed, not estimated from the data.",
    )
    if panel.n_hub and panel.n_other:
        yield Bilingual(
            "计算假定各枢纽同时设立；分年设立时，早期年份的对照更多而处理更少，实际功"
            "效不同。",
            "Hubs are taken to start together; with staggered starts the true power "
            "differs.",
        )
    if panel.n_projects and panel.n_hub_organizations:
        yield Bilingual(
            "项目一行假定全部项目平均分属各枢纽，每家 {m:.2f} 个，对半比较。",
            "The rows on projects take all projects as spread evenly over the hubs, "
            "{m:.2f} each, one half of the hubs against the other.",
        ).format_with(m=panel.n_projects / panel.n_hub_organizations)


METHOD = Bilingual(
    "最小可检测效应 = (t₀.₉₇₅ + t₀.₈) × 标准误，以结果的标准差为单位。横截面标准误为 √"
    "(1/n₁ + 1/n₀)，自由度 n₁ + n₀ − 2；前后各一年的双重差分乘以 √(2(1 − ρ))；前 a 年、"
    "后 b 年乘以 √((1 − ρ)(1/a + 1/b))。项目对比的设计效应为 1 + (m − 1)ICC，自由度为"
    "枢纽数减 2。随机化推断的最小单侧 p 值为 1/C(n, k)。单个街道用 Wilson 95% 区间。",
    "Minimum detectable effect = (t₀.₉₇₅ + t₀.₈) × standard error, in standard "
    "deviations of the outcome. Cross-section: √(1/n₁ + 1/n₀) with n₁ + n₀ − 2 "
    "degrees of freedom; difference in differences, one year each: times √(2(1 − ρ)); "
    "a years before and b after: times √((1 − ρ)(1/a + 1/b)). Projects: design effect "
    "1 + (m − 1)ICC, hubs less 2 degrees of freedom. The least one-sided p of "
    "randomisation inference is 1/C(n, k). The row on one street district is Wilson's "
    "95% interval.",
)
