"""The rules by which funders are told by their names, for reading.

``docs/funders.md`` is printed by ``python -m hubstudy.measures.funding.rulebook``.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.fields import FIELDS, GOVERNMENT_FUNDER_TYPES
from hubstudy.measures.funding.classifier import funder_rules

if TYPE_CHECKING:
    from hubstudy.measures.funding.classifier import FunderRule

_TITLE = Bilingual("资助方是谁", "Who a funder is")
_OPENING = (
    Bilingual(
        "政府资金占比按**资助方是谁**认定，不按会计科目：街道办事处的“捐赠”与福彩公益金"
        "都是政府资金。科目另列在旁，两者之差本身就是一项发现。",
        "The government share goes by **who the funder is**, not by account heading: a "
        "street office's “donation” and lottery welfare money are government money. "
        "The heading is kept beside, and the difference is a finding of its own.",
    ),
    Bilingual(
        "认定按以下次序，先有者为准：一、研究目录中的 funders.csv（资助方）；二、下列规"
        "则，自上而下，先合者为准；三、登记册所写的资助方类型。",
        "What holds, in this order: the study's funders.csv; the rules below, the "
        "first that fits; the type of funder that the register gives.",
    ),
    Bilingual(
        "比对前，全角改为半角，去掉空格、末尾的数字与账户字样；末尾带括号的名称，带括号与"
        "不带括号各比一次。单看名称认不出的，以登记册为准，不猜。",
        "Before names are compared full-width forms are folded, blanks are taken out, "
        "and numbers and words for accounts are taken off the end; a name that ends in "
        "brackets is tried with and without them. What a name cannot tell is left to "
        "the register and not guessed.",
    ),
)
_TYPES = Bilingual("类型", "Types")
_RULES = Bilingual("规则", "Rules")
_OVERRULE = Bilingual("如何更正", "How to overrule")
_GOVERNMENT = Bilingual("计入政府资金", "counts as government money")
_TABLE = (
    Bilingual(
        "认定有误时，在研究目录放一个 funders.csv，每个资助方一行，名称与收入表中的写法"
        "完全相同；“资助方的组织编号”只在资助方本身是登记册内组织（如转拨资金的枢纽）时"
        "填写。不在此表中的资助方仍按规则认定。",
        "Where a rule errs put a funders.csv into the study's folder, one row per "
        "funder, its name written as in the revenue table; the organisation id only "
        "where the funder is itself on the register, such as a hub that passes money "
        "on. Funders that are not in the table go by the rules.",
    ),
    Bilingual(
        "哪些资助方与登记册所写不同，逐一列在资金依赖结果的 told_apart 部分；先看一遍，"
        "再决定是否更正。",
        "Funders that are not what the register says are listed one by one in part "
        "told_apart of funding dependence; look there first.",
    ),
)
_LEFT = Bilingual("以登记册为准", "left to the register")
_EITHER = Bilingual(
    "登记册写“{kinds}”的，以登记册为准", "{kinds} if the register says so"
)
_EXAMPLE = """\
```csv
资助方,资助方类型,资助方的组织编号
荣成市烟草专卖局,国有企业,
玉龙社区社会组织公益服务中心,社会组织,H0702
```"""


def to_markdown() -> str:
    """
    Write the rules for reading.

    Returns
    -------
    str
        Markdown, Chinese first and English beside.
    """
    lines = [
        "<!-- python -m hubstudy.measures.funding.rulebook > docs/funders.md -->",
        "",
        f"# {_TITLE}",
        "",
    ]
    for zh, en in _OPENING:
        lines += [zh, "", en, ""]
    lines += [f"## {_OVERRULE}", ""]
    for zh, en in _TABLE:
        lines += [zh, "", en, ""]
    lines += [_EXAMPLE, "", f"## {_TYPES}", ""]
    lines += [_kind(code) for code in FIELDS["funder_type"].category_labels("zh")]
    lines += ["", f"## {_RULES}"]
    for number, rule in enumerate(funder_rules(), start=1):
        lines += ["", *_entry(number, rule)]
    return "\n".join(lines) + "\n"


def _kind(code: str) -> str:
    named = _named(code)
    text = f"- `{code}`：{named.zh} / {named.en}"
    if code not in GOVERNMENT_FUNDER_TYPES:
        return text
    return f"{text}（{_GOVERNMENT.zh} / {_GOVERNMENT.en}）"


def _entry(number: int, rule: FunderRule) -> list[str]:
    named = _LEFT if rule.funder_type is None else _named(rule.funder_type)
    lines = [f"### {number}. {named.zh} / {named.en}", "", f"{rule.why.zh}。"]
    if rule.or_declared:
        kinds = [_named(code) for code in sorted(rule.or_declared)]
        zh, en = "、".join(k.zh for k in kinds), ", ".join(k.en for k in kinds)
        lines[-1] += f"{_EITHER.zh.format(kinds=zh)}。"
        also = f" ({_EITHER.en.format(kinds=en)})"
    else:
        also = ""
    english = rule.why.en[0].upper() + rule.why.en[1:]
    return [*lines, "", f"{english}{also}.", "", "```text", rule.pattern.pattern, "```"]


def _named(code: str) -> Bilingual:
    labels = (FIELDS["funder_type"].category_labels(x)[code] for x in ("zh", "en"))
    return Bilingual(*labels)


if __name__ == "__main__":
    sys.stdout.buffer.write(to_markdown().encode())
