"""Every problem code once: what it means, why it matters, how to mend it, an example.

``docs/problems.md`` is printed by ``python -m hubstudy.intake.template.catalog``.
"""

from __future__ import annotations

import importlib.resources
import sys
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual

if TYPE_CHECKING:
    from hubstudy.errors import Severity

GROUPS: dict[str, Bilingual] = {
    "files": Bilingual("文件", "Files"),
    "layout": Bilingual("工作表、列与行", "Sheets, columns and rows"),
    "cells": Bilingual("单元格", "Cells"),
    "keys": Bilingual("编号、引用与代码", "Ids, references and codes"),
    "sense": Bilingual("前后是否说得通", "Whether it makes sense"),
    "privacy": Bilingual("个人信息", "Personal data"),
    "settings": Bilingual("设定与更正", "Settings and corrections"),
}
"""Parts of the catalogue, in order."""

SEVERITIES: dict[Severity, Bilingual] = {
    "error": Bilingual("错误", "error"),
    "warning": Bilingual("警告", "warning"),
    "notice": Bilingual("提示", "notice"),
}
"""Words for how grave a problem is."""

_TITLE = Bilingual("问题一览", "Every problem that the check can find")
_OPENING = (
    Bilingual(
        "`hubstudy check` 的每处问题都带一个代码，本页逐一说明其含义、缘由与改法。"
        "**错误**：整体不读入，直到改正；**警告**：已读入，请人看一眼；**提示**：说明"
        "做了什么。",
        "Each problem of `hubstudy check` bears a code; this page tells what each "
        "means, why it matters and how to mend it. **Errors**: nothing is read in "
        "until they are mended. **Warnings**: read in, for a person to look at. "
        "**Notices** tell what was done.",
    ),
    Bilingual(
        "改正一般在来源文件里做；来源须保持原样时，写入 corrections.toml（见 "
        "[correction_form](#correction_form)）。",
        "Mend the source file as a rule; where it must stay as it is, write the change "
        "into corrections.toml (see [correction_form](#correction_form)).",
    ),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """
    One kind of problem.

    Parameters
    ----------
    code
        Stable name of the rule, as in `hubstudy.errors.Problem`.
    severity
        How grave it is.
    group
        Part of the catalogue it stands in.
    title
        What is wrong, in a few words.
    meaning
        What it means, and why it is refused or told.
    remedy
        How a person mends it.
    example
        What such a case looks like.
    """

    code: str
    severity: Severity
    group: str
    title: Bilingual
    meaning: Bilingual
    remedy: Bilingual
    example: Bilingual


def _read() -> dict[str, Kind]:
    source = importlib.resources.files("hubstudy.intake.template") / "problems.toml"
    groups = tomllib.loads(source.read_text(encoding="utf-8"))
    return {
        code: Kind(
            code,
            words.get("severity", "error"),
            group,
            Bilingual(*words["title"]),
            Bilingual(*words["meaning"]),
            Bilingual(*words["remedy"]),
            Bilingual(words["example"][0], words["example"][-1]),
        )
        for group in GROUPS
        for code, words in groups[group].items()
    }


PROBLEMS: dict[str, Kind] = _read()


def to_markdown() -> str:
    """
    Write the catalogue for reading.

    Returns
    -------
    str
        Markdown, Chinese first and English beside, with a list of all codes on top.
    """
    lines = [
        "<!-- python -m hubstudy.intake.template.catalog > docs/problems.md -->",
        "",
    ]
    lines += [f"# {_TITLE}", ""]
    for zh, en in _OPENING:
        lines += [zh, "", en, ""]
    for group, title in GROUPS.items():
        kinds = [kind for kind in PROBLEMS.values() if kind.group == group]
        links = "、".join(f"[{kind.code}](#{kind.code})" for kind in kinds)
        lines.append(f"- **{title}**：{links}")
    for group, title in GROUPS.items():
        lines += ["", f"## {title}"]
        for kind in PROBLEMS.values():
            if kind.group == group:
                lines += ["", *_entry(kind)]
    return "\n".join(lines) + "\n"


def _entry(kind: Kind) -> list[str]:
    named = SEVERITIES[kind.severity]
    example = kind.example
    same = example.zh == example.en
    return [
        f"### {kind.code}",
        "",
        f"**{kind.title.zh}**（{named.zh}）<br>",
        f"{kind.meaning.zh}<br>",
        f"*怎么改*：{kind.remedy.zh}<br>",
        f"*例*：{_code(example.zh)}",
        "",
        f"**{kind.title.en}** ({named.en})<br>",
        f"{kind.meaning.en}<br>",
        f"*To mend it*: {kind.remedy.en}<br>",
        "*Example*: as above" if same else f"*Example*: {_code(example.en)}",
    ]


def _code(text: str) -> str:
    return f"`{text.replace(chr(10), '⏎')}`"


if __name__ == "__main__":
    sys.stdout.buffer.write(to_markdown().encode())
