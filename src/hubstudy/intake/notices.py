"""What a person should look at although nothing is wrong for sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.intake.changes import changes_frame
from hubstudy.intake.cleaning.cells import without_invisible
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubstudy.errors import Problem
    from hubstudy.intake.sheet_part import Part
    from hubstudy.intake.typed import Typed

SHOWN = 10
NEVER_EMPTY = frozenset({"street_districts", "communities", "organizations"})
"""Tables without whose rows there is nothing to study."""


def tell(typed: Typed) -> Iterator[Problem]:
    """
    Tell what was set aside, read loosely or looks odd in one table.

    Parameters
    ----------
    typed
        The table.

    Yields
    ------
    Problem
        Notices of columns, totals and notes left unread, and warnings of approximate
        values, imprecise dates and characters that cannot be seen.
    """
    for part in typed.parts:
        yield from _set_aside(part)
    if typed.frame.empty and typed.table in NEVER_EMPTY:
        yield typed.parts[0].sheet.problem(
            "table_empty",
            "0 行 / rows",
            Bilingual("至少一行数据", "at least one row of data"),
            Bilingual("填入数据", "fill the table in"),
            severity="warning",
        )
    yield from _loose(typed)
    yield from _unseen(typed)


def _set_aside(part: Part) -> Iterator[Problem]:
    layout = part.layout
    heads = [layout.heading(place) for place in layout.matched.unread]
    heads = [
        head
        for place, head in zip(layout.matched.unread, heads, strict=True)
        if part.sheet.columns[place].filled()[layout.data].any()
    ]
    if heads:
        yield part.sheet.problem(
            "column_unread",
            "、".join(heads),
            Bilingual("数据字典中的列", "columns of the codebook"),
            Bilingual(
                "未读入；确有需要时在 study.toml 的 [columns] 中指明",
                "left unread; if they are needed name them under [columns] in "
                "study.toml",
            ),
            severity="notice",
        )
    listed = (
        (
            "total_rows",
            layout.totals,
            Bilingual("合计行，已与各行核对", "totals, held against the rows"),
        ),
        (
            "note_rows",
            [*layout.titles, *layout.notes],
            Bilingual("标题与说明，不作数据", "titles and notes, not data"),
        ),
    )
    for code, rows, meaning in listed:
        if rows:
            numbers = [str(int(part.sheet.numbers[row])) for row in rows]
            more = "…" if len(numbers) > SHOWN else ""
            yield part.sheet.problem(
                code,
                f"第 {'、'.join(numbers[:SHOWN])}{more} 行 / rows",
                meaning,
                Bilingual("若其中有数据，请改正该行", "mend the row if it is data"),
                severity="notice",
            )
    if part.sheet.n_formulas:
        yield part.sheet.problem(
            "formulas_read",
            f"{part.sheet.n_formulas} 格 / cells",
            Bilingual(
                "数值；公式按保存时的结果读入",
                "values; formulas are read as last calculated",
            ),
            Bilingual(
                "数据改动后请重新计算并保存", "calculate and save again after a change"
            ),
            severity="notice",
        )


def _loose(typed: Typed) -> Iterator[Problem]:
    """Count values that are approximate and dates without a day."""
    rules = [
        (
            "approximate_values",
            "rule",
            "approximate",
            Bilingual("确切的数值", "an exact value"),
        ),
        (
            "imprecise_dates",
            "precision",
            "month|year",
            Bilingual("精确到日的日期", "a date to the day"),
        ),
    ]
    precisions = set(typed.changes.columns["precision"]) & {"month", "year"}
    if not precisions and not any(
        "approx" in str(r) for r in typed.changes.columns["rule"]
    ):
        return
    log = changes_frame([typed.changes])
    for code, column, pattern, wanted in rules:
        hits = log[log[column].str.contains(pattern, regex=True)]
        for (file, sheet, _), hit in hits.groupby(
            ["file", "sheet", "field"], dropna=False, sort=False
        ):
            place = (file, sheet if isinstance(sheet, str) else None)
            part = next(
                p for p in typed.parts if (p.sheet.file, p.sheet.sheet) == place
            )
            first, n = hit.iloc[0], len(hit)
            yield part.sheet.problem(
                code,
                f"{first['was']} → {first['became']}（共 {n} 处 / {n} in all）",
                wanted,
                Bilingual(
                    "如能查到请补正；否则按此读入",
                    "mend it if it can be known; else it stands so",
                ),
                row=int(first["row"]),
                column=str(first["column"]),
                severity="warning",
            )


def _unseen(typed: Typed) -> Iterator[Problem]:
    """Tell texts with characters that cannot be seen or that turn the line round."""
    for column in TABLES[typed.table].columns:
        if column.field.kind != "text":
            continue
        for part in typed.parts:
            texts = part.columns.get(column.name)
            if texts is None:
                continue
            odd = [
                i
                for i, word in enumerate(texts.words)
                if not word.text.isascii() and without_invisible(word.text) != word.text
            ]
            for row in texts.where(odd)[:SHOWN]:
                yield part.problem(
                    "invisible_characters",
                    _spelled(texts.text(row)),
                    Bilingual("没有看不见的字符", "no characters that cannot be seen"),
                    Bilingual("删除后重新输入该格", "clear the cell and type it anew"),
                    index=int(row),
                    column=column.name,
                    severity="warning",
                )


def _spelled(text: str) -> str:
    """Write characters that cannot be seen by their code."""
    return "".join(c if without_invisible(c) else f"<U+{ord(c):04X}>" for c in text)
