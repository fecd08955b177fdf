"""The words printed on the forms of a made-up city."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubstudy.fields import Field

SERIAL, REMARK, TOTAL = "序号", "备注", "合计"

GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "communities": {
        "人口情况": ("households", "residents", "residents_60plus"),
        "基本情况": ("area_km2", "build_year"),
    },
    "organizations": {
        "组织性质": ("legal_status", "actor_kind", "service_field"),
        "枢纽情况": ("is_hub", "member_of", "secretary_led"),
        "存续时间": ("opened", "closed"),
    },
    "ties": {
        "往来双方": ("source_id", "target_id"),
        "起止": ("year_from", "year_to"),
    },
    "projects": {
        "资金": ("award_cny", "spent_cny"),
        "实施期限": ("start", "end"),
        "服务人数": ("beneficiaries", "volunteers"),
    },
    "ratings": {"评审结果": ("score", "stars")},
    "contracts": {"合同期限": ("start", "end")},
    "revenue": {
        "资助单位": ("funder", "funder_type"),
        "收入性质": ("instrument", "is_restricted"),
    },
    "accounts": {
        "本年费用": ("expenses_cny", "overhead_cny"),
        "年末净资产": ("net_assets_cny", "unrestricted_cny"),
    },
}
"""Headers that stand above several columns, by table."""

TITLES = {
    "street_districts": "街道（镇）基本情况表",
    "communities": "社区基本情况登记表",
    "organizations": "社区社会组织登记表",
    "ties": "社会组织往来关系调查表",
    "projects": "公益创投项目汇总表",
    "project_partners": "公益创投项目合作单位一览表",
    "ratings": "公益创投项目评审结果表",
    "contracts": "社区服务承接合同台账",
    "revenue": "社会组织收入明细表",
    "funders": "资助单位对照表",
    "accounts": "社会组织年度财务情况表",
    "community_outcomes": "社区治理成效监测表",
}
NOTES = {
    "communities": ("户数、人口以公安户籍和网格登记数为准。",),
    "organizations": (
        "未登记的社会组织不填统一社会信用代码。",
        "所属枢纽填枢纽型社会组织的编号，没有的不填。",
    ),
    "ties": ("“无”指询问过且双方没有往来。",),
    "projects": ("资金按立项批复和决算数填报。",),
    "revenue": ("金额单位为元；另有单位的已在格内注明。",),
    "accounts": ("净资产为负数的，为年末资不抵债。",),
    "community_outcomes": ("居民满意度为百分制。",),
}
WHOLE_FORM = "本表为示例数据（人工合成），不涉及任何真实组织和个人。"
REMARKS = ("", "", "", "", "材料齐全", "已年检", "待复核", "上年度评优")

TOTALLED = frozenset({
    "households", "residents", "residents_60plus", "area_km2", "award_cny",
    "spent_cny", "beneficiaries", "volunteers", "amount_cny", "expenses_cny",
    "overhead_cny",
})  # fmt: skip
SHARES = frozenset({"诉求办结率", "居民参与率"})
SQUARE_KM = {"km²": "1", "平方公里": "1", "公顷": "0.01"}

HEADERS = {
    "street_code": ("街道编码", "街道代码"),
    "street_name": ("街道", "街道名称"),
    "is_core_city": ("主城区", "是否主城区"),
    "community_code": ("社区编码", "社区代码"),
    "community_name": ("社区", "社区名称"),
    "households": ("居民户数", "户数"),
    "residents": ("常住人口", "人口"),
    "residents_60plus": ("60岁以上老人", "60岁及以上人数"),
    "build_year": ("建成年代", "建成年份"),
    "uscc": ("信用代码", "统一社会信用代码"),
    "organization_name": ("名称", "组织名称"),
    "is_hub": ("枢纽型", "是否枢纽"),
    "member_of": ("所属枢纽", "所属枢纽编号"),
    "secretary_led": ("书记领办", "是否书记领办"),
    "opened": ("成立时间", "成立日期"),
    "closed": ("注销时间", "注销日期"),
    "weight": ("权重", "强度"),
    "lead_id": ("承接单位", "承接组织编号"),
    "year": ("年度", "年份"),
    "award_cny": ("立项金额", "资助金额"),
    "spent_cny": ("实际支出", "支出金额"),
    "start": ("开始时间", "开始日期"),
    "end": ("结束时间", "结束日期"),
    "is_local": ("本地承接", "是否本地"),
    "funder": ("资金来源方", "资助方"),
}
"""Headers other than a field's label, on two more prints of the forms."""


def printed_header(field: Field, spelling: int) -> str:
    """
    Give a column's header on one print of the forms.

    Parameters
    ----------
    field
        What the column holds.
    spelling
        Which print: 0 has the labels of the data dictionary with their units.

    Returns
    -------
    str
        A header that intake knows the field by.
    """
    if spelling:
        return HEADERS.get(field.name, (field.label.zh,) * 2)[spelling - 1]
    unit = field.unit.zh if field.unit else ""
    measured = unit and not field.name.endswith(("_cny", "_km2"))
    return f"{field.label.zh}（{unit}）" if measured else field.label.zh
