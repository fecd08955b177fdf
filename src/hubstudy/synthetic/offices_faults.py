"""Mistakes that offices make, planted in the forms of a made-up city on purpose."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.synthetic.offices_cells import Cell
from hubstudy.synthetic.offices_sheets import Head
from hubstudy.synthetic.offices_words import REMARK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hubstudy.synthetic.offices_sheets import Form

PHONE = "联系电话"
UNALLOCATED = 15_400_000_000
"""Numbers from here on have the form of a mobile's, but nobody was ever given one."""

N_PHONES = 24
"""Rows in which one was filled in before somebody tired of it."""

NEVER_ISSUED = "37108219000101000"
"""Beginning of an identity number; 000 is given to nobody."""

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Mistake:
    """
    One planted mistake and its place.

    Parameters
    ----------
    code
        Problem code that it must be refused under.
    file, sheet
        Where it stands; no sheet for CSV.
    rows
        Rows as a spreadsheet counts.
    column
        Header of its column.
    what
        What is wrong, in words.
    """

    code: str
    file: str
    sheet: str | None
    rows: tuple[int, ...]
    column: str
    what: Bilingual

    def as_record(self) -> dict[str, object]:
        """
        Give the mistake as plain values.

        Returns
        -------
        dict
            Fields by name, ``what`` in both languages.
        """
        return {**asdict(self), "rows": list(self.rows), "what": self.what._asdict()}


def plant_mistakes(forms: Sequence[Form]) -> list[Mistake]:
    """
    Spoil clean forms in eight realistic ways.

    Parameters
    ----------
    forms
        All forms of a study; spoilt in place.

    Returns
    -------
    list of Mistake
        What was planted, and where.
    """
    named = {(form.file, form.table): form for form in forms}
    books = [f for f in forms if f.table == "organizations" and f.sheet]
    main = max(books, key=lambda form: len(form.rows))
    second = max((f for f in books if f is not main), key=lambda form: len(form.rows))
    exported = next(
        f for f in forms if f.table == "organizations" and f.file.endswith(".csv")
    )
    revenue = next(form for form in forms if form.table == "revenue")
    projects = next(form for form in forms if form.table == "projects")
    return [
        _wrong_total(named[main.file, "communities"]),
        _repeated_id(main, projects),
        _impossible_date(main),
        _identity_number(main),
        _phone_numbers(main),
        _unknown_community(second),
        _code_as_number(exported),
        _vague_amount(revenue),
    ]


def _mistake(
    form: Form, code: str, positions: Sequence[int], column: int, what: Bilingual
) -> Mistake:
    rows = tuple(form.row_number(position) for position in positions)
    header = form.heads[column].text
    return Mistake(code, form.file, form.sheet, rows, header, what)


def _wrong_total(form: Form) -> Mistake:
    column = form.position("residents")
    form.totals[column] += Decimal(2700)
    form.mistyped.add(column)
    return _mistake(
        form, "total_mismatch", [len(form.rows)], column,
        Bilingual("合计与各行之和不符", "the total is not the sum of its rows"),
    )  # fmt: skip


def _repeated_id(form: Form, projects: Form) -> Mistake:
    """Repeat an organisation without a code that no project is led by."""
    lead = projects.position("lead_id")
    leads = {str(row[lead].value).strip() for row in projects.rows}
    name, uscc = form.position("organization_name"), form.position("uscc")
    position = next(
        position
        for position, row in enumerate(form.rows)
        if position >= N_PHONES
        and len(str(row[uscc].value)) <= 1
        and str(row[name].value).strip() not in leads
    )
    form.rows.append([Cell(len(form.rows) + 1), *form.rows[position][1:]])
    return _mistake(
        form, "key_duplicated", [len(form.rows) - 1], form.position("organization_id"),
        Bilingual("同一组织填报了两次", "one organisation is entered twice"),
    )  # fmt: skip


def _impossible_date(form: Form) -> Mistake:
    position, column = 5, form.position("opened")
    form.rows[position][column] = Cell("2023/13/01")
    return _mistake(
        form, "date_unreadable", [position], column,
        Bilingual("没有 13 月", "there is no month 13"),
    )  # fmt: skip


def _identity_number(form: Form) -> Mistake:
    position = 8
    column = next(k for k, head in enumerate(form.heads) if head.text == REMARK)
    sum_of = sum(int(d) * w for d, w in zip(NEVER_ISSUED, WEIGHTS, strict=True))
    number = NEVER_ISSUED + CHECK_DIGITS[sum_of % 11]
    form.rows[position][column] = Cell(f"负责人身份证号{number}，材料已交")
    return _mistake(
        form, "personal_data", [position], column,
        Bilingual("备注中有身份证号", "an identity number in a remark"),
    )  # fmt: skip


def _phone_numbers(form: Form) -> Mistake:
    form.heads.append(Head(PHONE))
    given = range(min(N_PHONES, len(form.rows)))
    for position, row in enumerate(form.rows):
        phone = str(UNALLOCATED + 37 * (position + 1)) if position in given else ""
        row.append(Cell(phone, "@"))
    return _mistake(
        form, "personal_data", given, len(form.heads) - 1,
        Bilingual("多出一列联系电话", "a column of telephone numbers"),
    )  # fmt: skip


def _unknown_community(form: Form) -> Mistake:
    position, column = 4, form.position("community_code")
    code = str(form.rows[position][column].value)
    form.rows[position][column] = Cell(code[:9] + "098", "@")
    return _mistake(
        form, "key_dangling", [position], column,
        Bilingual("社区代码不在社区表中", "no community has this code"),
    )  # fmt: skip


def _code_as_number(form: Form) -> Mistake:
    position, column = 2, form.position("community_code")
    form.rows[position][column] = Cell("3.71E+11")
    return _mistake(
        form, "code_scientific", [position], column,
        Bilingual("Excel 把社区代码变成了科学记数", "Excel made a number of the code"),
    )  # fmt: skip


def _vague_amount(form: Form) -> Mistake:
    position, column = 6, form.position("amount_cny")
    form.rows[position][column] = Cell("约3-5万")
    return _mistake(
        form, "range_not_number", [position], column,
        Bilingual("金额只有大致范围", "an amount that is a range"),
    )  # fmt: skip
