"""The same study laid out otherwise: headers, titles, totals, notes, blank rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.fields import FIELDS
from tests.intake.mutations.clean_values import FULL_WIDTH, exact
from tests.intake.mutations.model import Formula, Head, NotApplicableError, Row
from tests.intake.mutations.registry import accepted
from tests.intake.mutations.unzipping import members, saved_by_office
from tests.intake.mutations.writing import plain

if TYPE_CHECKING:
    from tests.intake.mutations.model import Cell, Dice, Draft, Part

ADDITIVE = {
    "projects": ["award_cny", "spent_cny", "beneficiaries", "volunteers"],
    "revenue": ["amount_cny"],
    "communities": ["households", "residents", "residents_60plus", "area_km2"],
}


def move_columns(part: Part, order: list[int]) -> None:
    """Put the columns of a part in another order."""
    part.heads = [part.heads[place] for place in order]
    for row in part.rows:
        row.cells = [row.cells[place] for place in order]
    rows = []
    for cells in part.below:
        filled = [*cells, *[""] * (len(order) - len(cells))]
        rows.append([filled[place] for place in order] if len(cells) > 1 else cells)
    part.below = rows


@accepted("D19")
def columns_reordered(draft: Draft, dice: Dice) -> None:
    part = draft.part(dice)
    if part.groups or part.merged or part.below:
        raise NotApplicableError
    move_columns(part, dice.shuffled(list(range(len(part.heads)))))


@accepted("D19")
def rows_reordered(draft: Draft, dice: Dice) -> None:
    for part in draft.parts:
        if not part.comments:
            part.rows = dice.shuffled(part.rows)


OTHER_UNITS = ("千元", "万元", "亿元", "公顷", "平方米")
"""Units other than those of the fields."""


@accepted("D19")
def headers_in_english(draft: Draft, dice: Dice) -> None:
    part = draft.part(dice)
    for head in part.heads:
        if head.name and not _is_bound(draft, head):
            field = FIELDS[head.name]
            head.text = dice.pick([head.name, field.label.en, field.axis_label("en")])


def _is_bound(draft: Draft, head: Head) -> bool:
    """Whether a header must stay: study.toml names it, or its cells are in its unit."""
    declared = f'"{head.text}"' in draft.settings
    return declared or any(unit in head.text for unit in OTHER_UNITS)


@accepted("D19")
def headers_listed_synonyms(draft: Draft, dice: Dice) -> None:
    for part in draft.parts:
        for head in part.heads:
            has_others = head.name and FIELDS[head.name].headers
            if has_others and not _is_bound(draft, head):
                head.text = dice.pick([*FIELDS[head.name].headers, head.text])


@accepted("F8")
def headers_spaced(draft: Draft, dice: Dice) -> None:
    part = draft.part(dice)
    for head in part.heads:
        blank = dice.pick([" ", "\u3000", "\n"])
        where = len(head.text) // 2
        head.text = f" {head.text[:where]}{blank}{head.text[where:]}"


@accepted("F8")
def headers_in_full_width(draft: Draft, dice: Dice) -> None:
    part = draft.part(dice)
    for head in part.heads:
        head.text = head.text.translate(FULL_WIDTH)


@accepted("F8")
def headers_with_bracketed_unit(draft: Draft, dice: Dice) -> None:
    form = dice.pick(["{}（{}）", "{}({})", "{} （单位：{}）", "{}[{}]"])
    for part in draft.parts:
        for head in part.heads:
            field = FIELDS[head.name] if head.name else None
            if field and field.unit and head.text == field.axis_label("zh"):
                head.text = form.format(field.label.zh, field.unit.zh)


@accepted("F8")
def headers_without_unit(draft: Draft, dice: Dice) -> None:
    for part in draft.parts:
        for head in part.heads:
            if head.name and head.text == FIELDS[head.name].axis_label("zh"):
                head.text = FIELDS[head.name].label.zh


def _in_unit(draft: Draft, dice: Dice, names: list[str], unit: str, size: str) -> None:
    """Write a column in another unit, as its header says, totals with it."""
    spot = draft.spot(dice, *names)
    part, place = spot.part, spot.column
    field = FIELDS[spot.name]
    if part.heads[place].text not in {field.axis_label("zh"), field.label.zh}:
        raise NotApplicableError
    for index in part.full():
        cell = part.rows[index].cells[place]
        value = part.rows[index].data[spot.name]
        if value is None:
            continue
        if plain(cell) != exact(value):  # another operator spelled it; leave it so
            raise NotApplicableError
        text = exact(value, size)
        part.rows[index].cells[place] = float(text) if part.is_xlsx else text
    for row in part.below:
        if len(row) > 1 and row[place] not in {"", 0}:
            row[place] = exact(plain(row[place]), size)
    form = dice.pick(["{}（{}）", "{}({})", "{}/{}", "{}（单位：{}）"])
    part.heads[place].text = form.format(field.label.zh, unit)


@accepted("D7")
def money_in_ten_thousands(draft: Draft, dice: Dice) -> None:
    names = ["award_cny", "spent_cny", "amount_cny"]
    unit, size = dice.pick([("万元", "10000"), ("千元", "1000"), ("亿元", "100000000")])
    _in_unit(draft, dice, names, unit, size)


@accepted("D7")
def area_in_hectares(draft: Draft, dice: Dice) -> None:
    unit, size = dice.pick(
        [("公顷", "0.01"), ("平方米", "0.000001"), ("平方公里", "1")]
    )
    _in_unit(draft, dice, ["area_km2"], unit, size)


@accepted("D9")
def title_rows(draft: Draft, dice: Dice) -> None:
    part = draft.part(dice)
    if part.merged or part.comments or part.hidden_rows:
        raise NotApplicableError
    titles = [
        "荣成市社区治理情况统计表",
        "（2023年度）",
        "填报单位：崖头街道办事处",
        "单位：个、人",
    ]
    above: list[list[Cell]] = [[title] for title in titles[: dice.number(1, 3)]]
    part.above = above + part.above
    if part.is_xlsx and dice.chance(0.7):
        part.merged.append((1, 0, 1, len(part.heads) - 1))


@accepted("D9")
def two_header_rows(draft: Draft, dice: Dice) -> None:
    """Merged headings above the headers, as in a printed form."""
    part = draft.part(dice, "projects", "communities", "organizations")
    if part.groups or part.comments or part.hidden_rows:
        raise NotApplicableError
    spans = {
        "projects": {"资金情况": ["award_cny", "spent_cny"], "起止": ["start", "end"]},
        "communities": {"人口": ["households", "residents", "residents_60plus"]},
        "organizations": {"存续情况": ["opened", "closed"]},
    }[part.table]
    groups = {name: group for group, names in spans.items() for name in names}
    part.groups = [groups.get(head.name or "", "") for head in part.heads]
    top = len(part.above) + 1
    if not part.is_xlsx:
        return
    for place, group in enumerate(part.groups):
        if not group:
            part.merged.append((top, place, top + 1, place))
        elif place == 0 or part.groups[place - 1] != group:
            last = place
            while last + 1 < len(part.groups) and part.groups[last + 1] == group:
                last += 1
            if last > place:
                part.merged.append((top, place, top, last))


def total_row(part: Part, word: str) -> list[Cell]:
    """Make a row of right totals."""
    cells: list[Cell] = ["" for _ in part.heads]
    cells[0] = word
    for place, head in enumerate(part.heads):
        if place and head.name in ADDITIVE.get(part.table, []):
            values = [part.rows[index].data[head.name] or 0 for index in part.full()]
            text = exact(sum(map(_decimal, values)))
            cells[place] = float(text) if part.is_xlsx else text
    return cells


def _decimal(value: object) -> int | float:
    return value if isinstance(value, int | float) else 0


@accepted("F8")
def total_rows(draft: Draft, dice: Dice) -> None:
    part = draft.part(dice, *ADDITIVE)
    written = {FIELDS[head.name].axis_label("zh") for head in part.heads if head.name}
    if part.below or not {head.text for head in part.heads} <= written:
        raise NotApplicableError
    word = dice.pick(["合计", "总计", "合 计", "合计：", "小计"])
    part.below.append(total_row(part, word))


@accepted("F8")
def note_rows(draft: Draft, dice: Dice) -> None:
    part = draft.part(dice)
    notes = [
        "注：本表由街道办事处汇总",
        "备注：数据截至2023年8月31日",
        "说明：空白为未统计",
        "注:1.口径见通知",
        "资料来源：市民政局",
    ]
    part.below.append([dice.pick(notes)])


@accepted("D5")
def blank_rows(draft: Draft, dice: Dice) -> None:
    part = draft.part(dice)
    where = dice.number(0, len(part.rows))
    if part.comments or part.hidden_rows:
        raise NotApplicableError
    part.rows.insert(where, Row(["" for _ in part.heads], {}))
    part.below += [["" for _ in part.heads]] * dice.number(0, 2)


@accepted("D19")
def extra_columns(draft: Draft, dice: Dice) -> None:
    part = draft.part(dice)
    header, text = dice.pick(
        [
            ("序号", ""),
            ("备注", "已核对"),
            ("填报批次", "第一批"),
            ("是否示范", "是"),
            ("场地面积（平方米）", "120"),
        ]
    )
    where = len(part.heads)
    if header == "序号" and not (part.groups or part.merged or part.below):
        where = 0
    if header in {head.text for head in part.heads}:
        raise NotApplicableError
    part.heads.insert(where, Head(header, None))
    part.groups = [*part.groups, ""] if part.groups else []
    for number, row in enumerate(part.rows, start=1):
        row.cells.insert(where, "" if row.is_blank() else text or str(number))


@accepted("D5")
def empty_columns_at_the_end(draft: Draft, dice: Dice) -> None:
    part = draft.part(dice)
    n = dice.number(1, 3)
    part.heads += [Head("", None) for _ in range(n)]
    part.groups += [""] * n if part.groups else []
    for row in part.rows:
        row.cells += [""] * n


@accepted("D9", "xlsx")
def formulas_with_values(draft: Draft, dice: Dice) -> None:
    for spot in dice.shuffled(draft.spots(kinds=["integer", "number"]))[:4]:
        value = spot.data[spot.name]
        if plain(spot.part.rows[spot.row].cells[spot.column]) == exact(value):
            spot.put(Formula(f"={exact(value)}*1", value))
            draft.patches.append((spot.part.file, members(saved_by_office)))


@accepted("D5", blends=False)  # headers may be rewritten later
def header_row_again(draft: Draft, dice: Dice) -> None:
    """Printed pages were pasted together: the header stands once more amid the rows."""
    part = draft.part(dice)
    if part.groups or part.comments or part.hidden_rows:
        raise NotApplicableError
    heads: list[Cell] = [head.text for head in part.heads]
    part.rows.insert(dice.number(1, len(part.rows)), Row(heads, {}))
