"""What is said about communities before and after they got a hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hubstudy.results import Estimate

METHOD = Bilingual(
    "每个社区、每一年各成一个网络（该年年末开办的组织与当年有效的关系，不含隶属）。以"
    "社区第一个枢纽的成立年份为第 0 年，看前后各 {window} 年；网络密度只算枢纽以外的组"
    "织之间，度中心势含枢纽。对照是全市中直到同一时期末仍未设枢纽的社区，取同样的日历"
    "年份，按各年份设立枢纽的社区数加权。变化是第 1 至 {window} 年的平均减去前 "
    "{window} 年的平均，逐社区计算，第 0 年不计；两组变化之差的区间按社区聚类（CR2，"
    "Satterthwaite t），同一社区作几次对照也只算一个。",
    "Every community makes a network in every year (organisations open at its end, "
    "ties that held in it, membership left out). Year 0 is that in which a community'"
    "s first hub opened, and {window} years on either side are looked at; network "
    "density is that among organisations other than hubs, degree centralisation has "
    "the hubs in. The comparison is with all communities of the city that still have "
    "no hub when that span ends, in the same calendar years, weighted by how many "
    "communities got a hub in each year. A change is the mean of years 1 to {window} "
    "less the mean of the {window} years before, community by community, year 0 left "
    "out; the interval of the difference of both changes is clustered by community ("
    "CR2, Satterthwaite t), so that one that is compared with several times counts "
    "once.",
)
FINDING = Bilingual(
    "{unit}有 {n} 个社区可作设立枢纽前后的比较：枢纽以外组织之间的网络密度由设立前 "
    "{window} 年平均 {before} 变为设立后 {window} 年平均 {after}，变化 {change}；"
    "{compared}这只是前后对照，不是因果估计。",
    "{unit}: in communities that can be seen before and after they got a hub (n = "
    "{n}), network density among organisations other than hubs went from {before} in "
    "the {window} years before to {after} in the {window} years after, on average, a "
    "change of {change}; {compared}This sets before against after and is no causal "
    "estimate.",
)
COMPARED = Bilingual(
    "同一时期未设枢纽的 {m} 个社区变化 {other}。两者之差为 {difference}，{verdict}。",
    "in communities without a hub (n = {m}) it changed by {other} over the same years. "
    "The difference is {difference}: {verdict}. ",
)
NOT_COMPARED = Bilingual(
    "与未设枢纽社区的变化之差无法估计：{reason}。",
    "how that differs from communities without a hub cannot be estimated: {reason}. ",
)
VERDICTS = {
    "more": Bilingual(
        "设立枢纽的社区升得更多（或降得更少）",
        "it rose more, or fell less, where a hub opened",
    ),
    "less": Bilingual(
        "设立枢纽的社区升得更少（或降得更多）",
        "it rose less, or fell more, where a hub opened",
    ),
    "no_more": Bilingual(
        "区间含 0，与未设枢纽社区的变化分不清",
        "the interval includes 0, so the change cannot be told from that without a hub",
    ),
}
NO_FINDING = Bilingual(
    "{unit}无从比较设立枢纽前后的社区网络：{reason}。",
    "{unit}: communities cannot be compared before and after they got a hub: {reason}.",
)
REGISTER = Bilingual(
    "枢纽协助备案，登记册会因此变长，所以这里用密度而不用数目{growth}；但新登记的组织"
    "往往还没有关系，会压低密度。",
    "Hubs help others to file, so registers grow with them; that is why density is "
    "used here and not counts{growth}. Yet the newly filed often have no ties as yet, "
    "which lowers density.",
)
GROWTH = Bilingual(
    "（枢纽以外的组织平均净增 {own} 个，未设枢纽的社区同期净增 {other} 个）",
    " (a net {own} more organisations on average, hubs aside; {other} without a hub "
    "over the same years)",
)
STARTS = Bilingual(
    "关系的起始年份按登记册所载，多为事后填报：较早的关系、已注销组织的关系可能漏记，"
    "枢纽所在社区可能填得更全，变化有一部分可能来自填报。",
    "Ties start when the register says so, mostly in hindsight: early ties and those "
    "of organisations since closed may be missing, and communities with a hub may be "
    "filled in more fully, so part of a change may come from reporting.",
)
SELECTION = Bilingual(
    "哪个社区先设枢纽不是随机决定的；与未设枢纽的社区相比只去掉共同的时间趋势，去不掉"
    "社区自身的不同。",
    "Which community gets a hub first is not decided by lot; the comparison takes out "
    "what changed everywhere, not how communities differ.",
)
HUB_IN = Bilingual(
    "度中心势含枢纽：设立前没有枢纽，设立后多出一个组织，它的关系若多，仅此一项就使度"
    "中心势升高。",
    "Degree centralisation has the hubs in: before there was none, afterwards there is "
    "one more organisation, whose ties, if many, raise it by themselves.",
)
AT_THE_EDGE = Bilingual(
    "设有枢纽的社区中 {n} 个缺设立前或设立后的年份（设立在研究期两端，或密度无定义），"
    "不计入变化。",
    "Communities with a hub that lack a year before or after (it opened near either "
    "end of the study, or density is undefined) and are left out of the change: {n}.",
)
UNDATED = Bilingual(
    "全市有 {n} 个社区的枢纽没有成立日期，两组都不计入。",
    "Communities of the city whose hub has no opening date, in neither group: {n}.",
)


def finding(
    unit: Bilingual, numbers: Mapping[str, Estimate], *, window: int
) -> Bilingual:
    """
    Put the headline numbers into sentences.

    Parameters
    ----------
    unit
        The unit in words.
    numbers
        As `hubstudy.measures.structure.adoption_change` has them.
    window
        Years before and after.

    Returns
    -------
    Bilingual
        With the change without a hub beside, and whether both can be told apart.
    """
    change, difference = numbers["change_adopted"], numbers["change_difference"]
    if not change.is_defined:
        return NO_FINDING.format_with(unit=unit, reason=change.both())
    compared = NOT_COMPARED.format_with(reason=difference.both())
    if difference.is_defined:
        compared = COMPARED.format_with(
            m=numbers["change_not_adopted"].n,
            other=numbers["change_not_adopted"].both(),
            difference=difference.both(),
            verdict=VERDICTS[verdict(difference)],
        )
    return FINDING.format_with(
        unit=unit,
        n=change.n,
        window=window,
        before=numbers["before_adopted"].both(interval=False),
        after=numbers["after_adopted"].both(interval=False),
        change=change.both(),
        compared=compared,
    )


def verdict(difference: Estimate) -> str:
    """
    Say whether a difference can be told from none.

    Parameters
    ----------
    difference
        With its interval.

    Returns
    -------
    str
        ``"more"``, ``"less"``, or ``"no_more"`` if the interval includes 0 or there is
        none.
    """
    low, high = difference.ci_low, difference.ci_high
    if low is None or high is None or low <= 0 <= high:
        return "no_more"
    return "more" if low > 0 else "less"


def caveats(
    numbers: Mapping[str, Estimate], *, n_undated: int
) -> tuple[Bilingual, ...]:
    """
    Say what the reader must know, as far as it is so in the data.

    Parameters
    ----------
    numbers
        As `hubstudy.measures.structure.adoption_change` has them.
    n_undated
        Communities whose hub has no opening date.

    Returns
    -------
    tuple of Bilingual
        The caveats, most general first.
    """
    change = numbers["change_adopted"]
    n_lost = numbers["n_adopted"].n - change.n
    growth = Bilingual("", "")
    if numbers["organizations_change_not_adopted"].is_defined:
        growth = GROWTH.format_with(
            own=numbers["organizations_change_adopted"].both(interval=False),
            other=numbers["organizations_change_not_adopted"].both(),
        )
    candidates = [
        (change.is_defined, SELECTION),
        (change.is_defined, REGISTER.format_with(growth=growth)),
        (change.is_defined, STARTS),
        (numbers["centralization_change_adopted"].is_defined, HUB_IN),
        (n_lost and change.is_defined, AT_THE_EDGE.format_with(n=n_lost)),
        (n_undated, UNDATED.format_with(n=n_undated)),
    ]
    return tuple(text for holds, text in candidates if holds)
