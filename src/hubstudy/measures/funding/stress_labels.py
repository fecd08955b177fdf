"""How the sentence of the stress test calls a shock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.fields import FIELDS
from hubstudy.measures.funding.shocks import SHOCKS
from hubstudy.results import print_number

if TYPE_CHECKING:
    from hubstudy.intake import Study
    from hubstudy.measures.funding.shocks import Shock

LABELS = {
    "top_funder": Bilingual(
        "各组织可能离开的资助方中最大的都停止出资",
        "each organisation's largest funder that could leave stops",
    ),
    "fund": Bilingual(
        "专项资金（每年 {budget}）停发", "the earmarked fund ({budget} a year) stops"
    ),
    "funder_type": Bilingual("{target}资金停止", "{target} money stops"),
    "funder": Bilingual("{target}停止出资", "{target} stops"),
}
SHORT = {
    "top_funder": Bilingual("失去最大的资助方", "losing the largest funder"),
    "fund": Bilingual("专项资金停发", "losing the fund"),
    "funder_type": Bilingual("{target}资金停止", "losing {target} money"),
    "funder": Bilingual("失去{target}", "losing {target}"),
}
OWN_NAME = Bilingual("“{name}”", "“{name}”")
PART = Bilingual("其中的 {share}", "{share} of it")


def label(shock: Shock, study: Study) -> Bilingual:
    """
    Say what happens in a shock.

    Parameters
    ----------
    shock
        The shock.
    study
        The study.

    Returns
    -------
    Bilingual
        A clause; in brackets the shock's name, unless it is one of the default
        shocks', and what part of the money stops, unless all of it does.
    """
    budget = money(study.settings.annual_fund_cny)
    text = LABELS[shock.kind].format_with(target=_target(shock), budget=budget)
    return _qualified(text, shock)


def short_label(shock: Shock) -> Bilingual:
    """
    Say what happens in a shock that was told of before.

    Parameters
    ----------
    shock
        The shock.

    Returns
    -------
    Bilingual
        A few words, with the same brackets as `label`.
    """
    return _qualified(SHORT[shock.kind].format_with(target=_target(shock)), shock)


def _qualified(text: Bilingual, shock: Shock) -> Bilingual:
    added = []
    if shock.name not in {each.name for each in SHOCKS}:
        added.append(OWN_NAME.format_with(name=shock.name))
    if shock.share != 1:
        added.append(PART.format_with(share=f"{100 * shock.share:.4g}%"))
    if not added:
        return text
    return Bilingual(
        f"{text.zh}（{'，'.join(each.zh for each in added)}）",
        f"{text.en} ({', '.join(each.en for each in added)})",
    )


def _target(shock: Shock) -> object:
    labels = {each.code: each.label for each in FIELDS["funder_type"].categories}
    labels["government"] = Bilingual("政府", "government")
    return labels[shock.target] if shock.kind == "funder_type" else shock.target


def money(amount: float) -> Bilingual:
    """
    Print an amount.

    Parameters
    ----------
    amount
        In yuan.

    Returns
    -------
    Bilingual
        With its unit.
    """
    return Bilingual(*(print_number(amount, "cny", each) for each in ("zh", "en")))
