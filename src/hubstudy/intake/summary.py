"""What the check says: to a person in a page, to a program in lines."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from hubstudy.errors import Bilingual
from hubstudy.intake import privacy
from hubstudy.intake.template.catalog import PROBLEMS
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

    from hubstudy.errors import Problem
    from hubstudy.intake.tables import Study

_LINE_ENDS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}
"""Characters that end a line for some readers and not for JSON."""

PERSONAL = frozenset({"personal_data", "personal_data_replaced"})
WITHHELD = "〔…〕"

PLACES_SHOWN, FOUND_SHOWN = 3, 40
MOST_LINES, NOTICE_LINES = 120, 60
SOURCES_SHOWN = 5
LINES_BESIDE = 4
"""Of a group, beside its places: an empty line, heading, what was expected, remedy."""

ROWS = {
    "data": Bilingual("数据", "data"),
    "title": Bilingual("标题", "titles"),
    "header": Bilingual("表头", "headers"),
    "repeated": Bilingual("重复表头", "repeated headers"),
    "total": Bilingual("合计", "totals"),
    "note": Bilingual("注释", "notes"),
    "explanation": Bilingual("填表说明", "explanations"),
    "blank": Bilingual("空行", "empty"),
}
"""What a row of a file is; only data rows are read into the table."""

RULES = {
    "trim": Bilingual("去首尾空白", "white space trimmed"),
    "inner_space": Bilingual("去编码内空格", "spaces inside codes removed"),
    "upper_case": Bilingual("字母改大写", "letters in capitals"),
    "apostrophe": Bilingual("去编码前的撇号", "apostrophes before codes removed"),
    "line_break": Bilingual("去格内换行", "line breaks removed"),
    "invisible": Bilingual("去不可见字符", "invisible characters removed"),
    "nfc": Bilingual("合并组合字符", "composed characters"),
    "nfkc": Bilingual("全角转半角", "full-width to half-width"),
    "thousands": Bilingual("去千分位", "thousands separators removed"),
    "unit_in_cell": Bilingual("按格内单位换算", "unit in the cell"),
    "unit_in_header": Bilingual("按表头单位换算", "unit in the header"),
    "percent": Bilingual("百分数换算", "per cent to share"),
    "approximate": Bilingual("约数（已标记）", "approximate, flagged"),
    "chinese_numeral": Bilingual("中文数字换算", "Chinese numerals"),
    "decimal_zero": Bilingual("去小数点后的零", "decimal zeros removed"),
    "missing_token": Bilingual("缺失记号作空", "declared missing"),
    "date_form": Bilingual("统一日期写法", "dates written otherwise"),
    "date_month": Bilingual("日期只到月", "dates known to the month"),
    "date_year": Bilingual("日期只到年", "dates known to the year"),
    "date_serial": Bilingual("日期序号换算", "date serial numbers"),
    "date_cell": Bilingual("日期单元格", "date cells"),
    "year_form": Bilingual("统一年份写法", "years written otherwise"),
    "street_code_12": Bilingual("12 位街道代码取前 9 位", "12-digit street codes cut"),
    "spelling": Bilingual("同义写法归一", "listed spellings"),
    "surrogate_id": Bilingual("补编号", "ids made"),
    "fill_merged": Bilingual("按合并单元格填充", "filled from merged cells"),
    "correction": Bilingual("按 corrections.toml 更正", "corrections"),
    "reference": Bilingual("名称换成编号", "names resolved to ids"),
    "pseudonym": Bilingual("个人信息换成代号", "personal data replaced by tokens"),
}
"""Cleaning rules in words; other rules show under their own names."""


def shielded(problems: Iterable[Problem]) -> list[Problem]:
    """
    Withhold what was found in cells that hold personal data.

    A name in a cell shows nothing that could be recognised in it, so any other problem
    of that cell must not repeat it either.

    Parameters
    ----------
    problems
        What the check found.

    Returns
    -------
    list of Problem
        The same problems in the same order, texts with personal data taken out.
    """
    known = list(problems)
    personal = {_cell(problem) for problem in known if problem.code in PERSONAL}
    return [_shielded(problem, personal) for problem in known]


def lines(study: Study) -> list[str]:
    """
    Tell what was read, from where, and what was done to it.

    Parameters
    ----------
    study
        A study that passed.

    Returns
    -------
    list of str
        Lines for the screen, Chinese first.
    """
    settings = study.settings
    told = [f"{settings.title}（{settings.as_of}）", ""]
    read = study.ledger[study.ledger["step"] == "read"]
    for name, frame in study.tables:
        told.append(f"{len(frame):>9,}  {TABLES[name].label}")
        told += _sources(read[read["table"] == name])
    told += _cleaning(study.changes)
    told += _grouped(shielded(study.notices), NOTICE_LINES)
    return [*told, "", "数据可用 / the data can be used"]


def refusal(problems: Sequence[Problem]) -> str:
    """
    Tell why a study was refused, on a page or two.

    Parameters
    ----------
    problems
        All that was found; warnings come after errors.

    Returns
    -------
    str
        Problems grouped by kind: how many, where the first are, what to do.
    """
    safe = shielded(problems)
    count = Counter(problem.severity for problem in safe)
    n = count["error"]
    told = [f"未通过：{n:,} 处错误，未读入任何数据 / refused: {n:,} errors"]
    if count["warning"]:
        told[0] += f"；{count['warning']:,} 处警告 / {count['warning']:,} warnings"
    errors = [problem for problem in safe if problem.severity == "error"]
    others = [problem for problem in safe if problem.severity == "warning"]
    tail = [
        "",
        "逐格标出问题 / mark every cell: hubstudy check STUDY --annotate DIR",
        "各类问题的说明 / what each code means: docs/problems.md",
    ]
    room = MOST_LINES - len(told) - len(tail)
    body = _grouped(errors, room)
    if others and room - len(body) > LINES_BESIDE:
        body += _grouped(others, room - len(body))
    return "\n".join([*told, *body, *tail])


def json_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """
    Give problems to a program.

    Parameters
    ----------
    problems
        What the check found.

    Yields
    ------
    str
        One JSON object per problem, see `hubstudy.errors.Problem.as_record`.
    """
    for problem in shielded(problems):
        line = json.dumps(problem.as_record(), ensure_ascii=False)
        yield line.translate(_LINE_ENDS)


def title_of(code: str) -> Bilingual:
    """
    Name a kind of problem in words.

    Parameters
    ----------
    code
        Code of the problem.

    Returns
    -------
    Bilingual
        Its title in the catalogue; the code itself if it stands for itself.
    """
    return PROBLEMS[code].title if code in PROBLEMS else Bilingual(code, code)


def one_line(text: str, limit: int = FOUND_SHOWN) -> str:
    """
    Make text from a file fit to stand in a line on the screen.

    Parameters
    ----------
    text
        Any text; line breaks, control and direction characters become spaces.
    limit
        Longest text shown whole.

    Returns
    -------
    str
        One line without what could steer a terminal.
    """
    plain = "".join(char if char.isprintable() else " " for char in text)
    return plain if len(plain) <= limit else f"{plain[:limit]}…"


def _cell(problem: Problem) -> tuple[str, str | None, int | None, str | None]:
    return problem.file, problem.sheet, problem.row, problem.column


def _shielded(problem: Problem, personal: set[Any]) -> Problem:
    """Withhold in one problem; cell, whole column and whole row count."""
    seen = problem.reworded(privacy.redact)
    file, sheet, row, column = _cell(problem)
    same = {(file, sheet, row, column), (file, sheet, None, column)}
    same.add((file, sheet, row, None))
    if problem.code not in PERSONAL and row is not None and same & personal:
        return dataclasses.replace(seen, found=WITHHELD)
    return seen


def _grouped(problems: Sequence[Problem], room: int) -> list[str]:
    """Tell problems by code, the most frequent first, in so many lines."""
    groups: defaultdict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        groups[problem.severity, problem.code].append(problem)
    order = ["error", "warning", "notice"]
    ranked = sorted(
        groups.items(), key=lambda item: (order.index(item[0][0]), -len(item[1]))
    )
    asked = sum(LINES_BESIDE + min(len(group), PLACES_SHOWN) for _, group in ranked)
    places = PLACES_SHOWN if asked <= room else 1
    most = len(ranked) if asked <= room else (room - 2) // (LINES_BESIDE + places)
    told = []
    for (_, code), group in ranked[:most]:
        told += ["", *_group(code, group, places)]
    left = sum(len(group) for _, group in ranked[most:])
    if left:
        kinds = len(ranked) - most
        told += ["", f"……另有 {kinds} 类 {left:,} 处 / {left:,} more, {kinds} kinds"]
    return told


_SEVERITIES = {
    "error": Bilingual("错误", "error"),
    "warning": Bilingual("警告", "warning"),
    "notice": Bilingual("提示", "notice"),
}


def _group(code: str, group: Sequence[Problem], places: int) -> list[str]:
    first = group[0]
    kind = _SEVERITIES[first.severity]
    title = title_of(code)
    told = [f"{kind.zh} {title.zh} {len(group):,} 处 / {title.en} [{code}]"]
    for problem in group[:places]:
        place = one_line(problem.place("zh"), 4 * FOUND_SHOWN)
        told.append(f"    {place}：{one_line(problem.found)}")
    left = len(group) - places
    if left > 0:
        told[-1] += f" ……另有 {left:,} 处 / and {left:,} more"
    wanted = {problem.expected for problem in group}
    if len(wanted) == 1 and first.severity != "notice":
        (one,) = wanted
        told.append(f"  应为 {one_line(one.zh, 120)} / {one_line(one.en, 120)}")
    remedies = Counter(problem.remedy for problem in group)
    remedy = remedies.most_common(1)[0][0]
    told.append(f"  → {one_line(remedy.zh, 200)} / {one_line(remedy.en, 200)}")
    return told


def _sources(read: pd.DataFrame) -> list[str]:
    """Tell for one table its files, and how many rows of each are what."""
    told = []
    parts = read.fillna("").groupby(["file", "sheet"], sort=False)
    for index, ((file, sheet), rows) in enumerate(parts):
        if index == SOURCES_SHOWN:
            left = parts.ngroups - SOURCES_SHOWN
            told.append(f"{'':11}……另有 {left} 处来源 / {left} more sources")
            break
        name = f"{file} “{sheet}”" if sheet else str(file)
        counts = rows.groupby("detail")["n_rows"].sum()
        kinds = [kind for kind in ROWS if kind in counts]
        zh = "，".join(f"{ROWS[kind].zh} {counts[kind]:,} 行" for kind in kinds)
        told.append(f"{'':11}{one_line(privacy.redact(name), 80)}：{zh}")
    return told


def _cleaning(changes: pd.DataFrame) -> list[str]:
    """Count the cells that each rule changed."""
    if changes.empty:
        return []
    rules = changes["rule"].astype("str").str.split("+").explode().value_counts()
    told = ["", f"清洗 {len(changes):,} 格 / {len(changes):,} cells cleaned"]
    ranked = sorted(rules.items(), key=lambda item: (-item[1], str(item[0])))
    for rule, count in ranked:
        words = RULES.get(str(rule), Bilingual(str(rule), str(rule)))
        told.append(f"{count:>9,}  {words}")
    return told
