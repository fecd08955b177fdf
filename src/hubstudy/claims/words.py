"""Sentences of the claim audit, in both languages."""

from __future__ import annotations

from hubstudy.errors import Bilingual

AGREES = Bilingual("相符", "agrees")
DIFFERS = Bilingual("不符", "does not agree")
FROM_TEXT = Bilingual(
    "按原文其他数字计算：{formula}，原文为 {stated}，{agreement}",
    "from the text's other numbers: {formula}; stated {stated}: {agreement}",
)
FROM_REGISTER = Bilingual(
    "登记册计得 {value}，原文为 {stated}，{agreement}",
    "the register gives {value}; stated {stated}: {agreement}",
)
MIXED = Bilingual(
    "混用了不同口径：{labels}，不宜直接相除或相加",
    "mixes different populations: {labels}; these should not be divided or added",
)
ZERO_DIVISOR = Bilingual("除数为零，无法计算", "division by zero, nothing to compute")
MISSING = Bilingual(
    "登记册中有 {n} 行该值缺失", "in the register {n} rows lack the value"
)
METHOD = Bilingual(
    "每条说法按 claims.toml 的声明核对："
    "一是由原文其他数字重新计算，二是在登记册中计数；"
    "任一项不符即为不成立，两项都做不到即为无法核查。容差依原文所印位数。",
    "Each claim is checked as claims.toml declares: recomputed from the text's other "
    "numbers, and counted in the register. It fails if either does not agree, and is "
    "unverifiable if neither can be done. The tolerance is that of the printed digits.",
)
FINDING = Bilingual(
    "原文的 {n} 条说法中，{holds} 条成立，{fails} 条不成立，"
    "{unverifiable} 条无法核查。",
    "Of {n} claims in the text, {holds} hold, {fails} fail and {unverifiable} cannot "
    "be checked.",
)
FAILED = Bilingual("不成立的是：{listed}。", " Those that fail: {listed}.")
FAILED_AND_MORE = Bilingual(
    "不成立的有：{listed}；另有 {n} 条，见审计表。",
    " Those that fail: {listed}; and {n} more in the table.",
)
FAILED_ONE = Bilingual("“{quote}”（{reason}）", "“{quote}” ({reason})")
NO_CLAIMS = Bilingual(
    "本研究没有 claims.toml，未核查任何说法。",
    "The study has no claims.toml; no claim was checked.",
)
SYNTHETIC = Bilingual(
    "登记册为示例数据，按原文数字生成；与登记册相符不能证实原文。",
    "The register is synthetic and was made to meet the text's numbers; agreement with "
    "it confirms nothing.",
)
CONSISTENT = Bilingual(
    "由原文其他数字算得相符，只说明前后一致，不说明属实。",
    "Agreement with the text's other numbers shows consistency, not truth.",
)
SEVERAL = Bilingual(
    "部分说法涉及不同口径（自组织、备案、登记，或参与与结项），见审计表的提示。",
    "Some claims touch different populations (self-organised, filed, registered; taken "
    "part and completed); see the warnings.",
)
