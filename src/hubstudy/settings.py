"""`study.toml` becomes one frozen `Settings`, passed as an argument."""

from __future__ import annotations

import codecs
import datetime as dt
import difflib
import math
import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from hubstudy.errors import Bilingual, Problem, SettingsError
from hubstudy.fields import FIELDS, fold_header

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from hubstudy.errors import Language

FILE = "study.toml"
HINT = (
    "写法：文本加英文引号，日期与数字不加引号，如 as_of = 2023-08-31；是否写 true 或 "
    "false / write texts in straight quotes, dates and numbers without, and true or "
    "false for yes or no"
)
NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}")
MISSING = (
    "—", "–", "-", "－", "——", "--", "/", "／", "\\", "…", "……", "无", "暂无", "空",
    "缺", "缺失", "不详", "未知", "未填", "未填写", "无数据", "N",
)  # fmt: skip
"""Cells that mean “no value”, unless ``[intake] missing`` says otherwise."""


@dataclass(frozen=True, slots=True)
class IntakeSettings:
    """
    How files are read where the built-in rules do not suffice.

    Parameters
    ----------
    missing
        Texts that mean “no value”, folded by `hubstudy.fields.fold_header`.
    fill_merged
        ``table.column`` names whose merged cells are to be filled in.
    hidden
        Whether hidden sheets, rows and columns with data are refused or read.
    surrogate_ids
        Whether organisations without an id are given one.
    rows
        Declared number of rows by table.
    columns
        Field name by ``(table or "", folded header)``.
    files
        Table by ``file`` or ``file#sheet``.
    """

    missing: frozenset[str] = frozenset(map(fold_header, MISSING))
    fill_merged: frozenset[str] = frozenset()
    hidden: Literal["refuse", "read"] = "refuse"
    surrogate_ids: bool = False
    rows: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[tuple[str, str], str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """
    All choices of one study.

    Parameters
    ----------
    name
        Short name, used in paths: a–z, 0–9, ``_`` and ``-``.
    title
        Title of the report.
    place
        Name of the city.
    as_of
        Last day the register speaks of.
    first_year, last_year
        Years covered, both included.
    synthetic
        Whether the register is made up; marks everything made from it.
    seed
        Seed of every random draw.
    language
        Language of outputs where none is asked for.
    price_year
        Year in whose prices money is given.
    treatment
        How a community counts as having a hub, in words.
    core_city_note
        On whose word streets count as core city.
    policy_organizations
        Policy line: organisations a community should have.
    annual_fund_cny
        Yearly earmarked fund, in yuan.
    min_contributors
        Cells resting on fewer units are not released.
    intake
        How files are read.
    reporting
        What only people know about how the ties were collected, by key of
        ``[reporting]``: ``collection``, ``boundary``, ``ethics``, ``availability``,
        ``citation``; those left out are reported as not stated.
    price_index
        Price level by year, of ``[prices]``; empty if money stays in current prices.
    price_source
        Whose price index it is, in words; None if there is none.
    """

    name: str
    title: Bilingual
    place: Bilingual
    as_of: dt.date
    first_year: int
    last_year: int
    synthetic: bool
    seed: int
    language: Language
    price_year: int
    treatment: Bilingual
    core_city_note: Bilingual
    policy_organizations: int
    annual_fund_cny: float
    min_contributors: int
    intake: IntakeSettings = field(default_factory=IntakeSettings)
    reporting: Mapping[str, Bilingual] = field(default_factory=dict)
    price_index: Mapping[int, float] = field(default_factory=dict)
    price_source: Bilingual | None = None

    @property
    def years(self) -> range:
        """Years covered, first to last."""
        return range(self.first_year, self.last_year + 1)


_SHAPE: dict[str, dict[str, type]] = {
    "study": {
        "name": str, "title": dict, "place": dict, "as_of": dt.date,
        "first_year": int, "last_year": int, "synthetic": bool, "seed": int,
        "language": str, "price_year": int,
    },
    "treatment": {"definition": dict},
    "policy": {
        "core_city_note": dict, "organizations_per_community": int,
        "annual_fund_cny": int,
    },
    "privacy": {"min_contributors": int},
}  # fmt: skip
_OPTIONAL: dict[str, dict[str, type]] = {
    "intake": {
        "missing": list, "fill_merged": list, "hidden": str, "surrogate_ids": bool,
        "rows": dict,
    },
    "reporting": dict.fromkeys(
        ("collection", "boundary", "ethics", "availability", "citation"), dict
    ),
    "prices": {"source": dict, "index": dict},
    "columns": {},
    "files": {},
}  # fmt: skip
_OPEN = ("columns", "files")  # sections whose keys are the user's own words
_KINDS: dict[type, Bilingual] = {
    str: Bilingual("加英文引号的文本", "a text in straight quotes"),
    int: Bilingual("不加引号的整数", "a whole number without quotes"),
    bool: Bilingual("true 或 false", "true or false"),
    dt.date: Bilingual(
        "不加引号的日期，如 2023-08-31", "a date without quotes: 2023-08-31"
    ),
    dict: Bilingual(
        '中英两种写法，如 { zh = "…", en = "…" }',
        'both wordings: { zh = "…", en = "…" }',
    ),
    list: Bilingual('列表，如 ["—", "/"]', 'a list such as ["—", "/"]'),
}
MOST_LISTED = 20
_WORDED = (*_SHAPE, "reporting", "prices")  # sections whose tables are wordings
_NO_WORDING = {("prices", "index")}
_MEND = Bilingual("在 study.toml 中改正", "mend it in study.toml")


def read_settings(path: Path) -> Settings:
    """
    Read and check ``study.toml``.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    Settings
        Every choice of the study.

    Raises
    ------
    SettingsError
        If the file is missing, is not TOML, or a key is missing, unknown, of the
        wrong type or out of range; all such keys are named at once.
    """
    try:
        raw = tomllib.loads(decode_toml(path.read_bytes()))
    except FileNotFoundError as error:
        found = Bilingual(f"找不到 {path}", f"no {FILE} at {path}")
        expected = Bilingual("研究目录中有 study.toml", f"a {FILE} in the study folder")
        remedy = Bilingual(
            "运行 hubstudy template 生成一份", "run hubstudy template to get one"
        )
        missing = Problem("settings_missing", FILE, str(found), expected, remedy)
        raise SettingsError.of([missing]) from error
    except (ValueError, RecursionError, OSError) as error:
        expected = Bilingual("有效的 UTF-8 TOML", "a file that is valid UTF-8 TOML")
        remedy = Bilingual(
            "改正所指的行；用记事本编辑时另存为 UTF-8 编码",
            "mend the line named; an editor must save it in UTF-8",
        )
        broken = Problem(
            "settings_broken", FILE, f"not valid UTF-8 TOML: {error}", expected, remedy
        )
        raise SettingsError.of([broken], HINT) from error
    problems = list(_shape_problems(raw)) or list(_range_problems(raw))
    if problems:
        raise SettingsError.of(problems, HINT)
    return _settings(raw)


def decode_toml(data: bytes) -> str:
    """
    Decode a TOML file, with or without the mark that Notepad puts in front.

    Parameters
    ----------
    data
        Content of the file.

    Returns
    -------
    str
        Its text.

    Raises
    ------
    UnicodeDecodeError
        If it is neither UTF-8 nor, by its mark, UTF-16.
    """
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if is_utf16 else "utf-8-sig")


def _problem(
    code: str, where: str, found: object, expected: Bilingual, remedy: Bilingual = _MEND
) -> Problem:
    return Problem(code, FILE, str(found), expected, remedy, column=where)


def _shape_problems(raw: dict[str, Any]) -> Iterator[Problem]:
    known = _SHAPE | _OPTIONAL
    for name in sorted(set(raw) - set(known)):
        yield _unknown(f"[{name}]", f"section [{name}]", name, known)
    for section, keys in known.items():
        found = raw.get(section, {})
        if not isinstance(found, dict):
            expected = Bilingual(f"一节 [{section}]", f"a section [{section}]")
            yield _problem("setting_type", section, found, expected)
            continue
        if section in _OPEN:
            yield from _own_words(section, found)
            continue
        for key in sorted(set(found) - set(keys)):
            yield _unknown(f"[{section}] {key}", f"key {key}", key, keys)
        for key, kind in keys.items():
            if key in found:
                yield from _wrong_type(section, key, found[key], kind)
            elif section in _SHAPE:
                none = "缺少 / missing"
                where = f"[{section}] {key}"
                yield _problem("setting_missing", where, none, _KINDS[kind])


def _wrong_type(section: str, key: str, value: object, kind: type) -> Iterator[Problem]:
    where = f"[{section}] {key}"
    if type(value) is not kind:
        yield _problem("setting_type", where, repr(value), _KINDS[kind])
    elif (
        isinstance(value, dict)
        and section in _WORDED
        and (section, key) not in _NO_WORDING
        and not _both_worded(value)
    ):
        both = Bilingual("须有 zh 与 en 两种写法", "needs zh, en")
        yield _problem("setting_type", where, repr(value), both)


def _both_worded(value: dict[str, Any]) -> bool:
    texts = all(isinstance(text, str) and text.strip() for text in value.values())
    return set(value) == {"zh", "en"} and texts


def _unknown(where: str, what: str, name: str, known: Iterable[str]) -> Problem:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    hint = (f"；是否为 {near[0]}？", f"; did you mean {near[0]}?") if near else ("", "")
    names = list(known)
    if len(names) > MOST_LISTED:
        names = [*difflib.get_close_matches(name, names, n=5, cutoff=0.3), "…"]
    listed = ", ".join(names)
    expected = Bilingual(f"以下之一：{listed}{hint[0]}", f"one of: {listed}{hint[1]}")
    remedy = Bilingual("改正名称或删除", "mend the name or delete it")
    return _problem("setting_unknown", where, f"unknown {what}", expected, remedy)


def _own_words(section: str, found: dict[str, Any]) -> Iterator[Problem]:
    """Check ``[columns]`` and ``[files]``: texts, or for columns a table of texts."""
    flat = dict(found)
    for key, value in found.items():
        if section == "columns" and isinstance(value, dict):
            del flat[key]
            flat |= {f"{key}.{header}": name for header, name in value.items()}
    for key, value in flat.items():
        where = f"[{section}] {key}"
        if not isinstance(value, str):
            yield _problem("setting_type", where, repr(value), _KINDS[str])
        elif section == "columns" and value not in FIELDS:
            yield _unknown(where, f"column {value}", value, FIELDS)


def _range_problems(raw: dict[str, Any]) -> Iterator[Problem]:
    study, intake = raw["study"], raw.get("intake", {})
    rows = intake.get("rows", {})
    lists = [intake.get(key, []) for key in ("missing", "fill_merged")]
    prices = raw.get("prices", {})
    checks: dict[str, tuple[object, bool, Bilingual]] = {
        "[study] name": (
            study["name"], bool(NAME.fullmatch(study["name"])),
            Bilingual("小写字母、数字、_ 与 -，字母开头", f"to match {NAME.pattern}"),
        ),
        "[study] language": (
            study["language"], study["language"] in {"zh", "en"},
            Bilingual("zh 或 en", "one of zh, en"),
        ),
        "[study] first_year": (
            study["first_year"], study["first_year"] <= study["last_year"],
            Bilingual("不晚于 last_year", "no first_year > last_year"),
        ),
        "[study] as_of": (
            study["as_of"], study["as_of"].year == study["last_year"],
            Bilingual("在 last_year 之内", "as_of must lie in last_year"),
        ),
        "[study] seed": (
            study["seed"], study["seed"] >= 0, Bilingual("不小于 0", "0 or more")
        ),
        "[privacy] min_contributors": (
            raw["privacy"]["min_contributors"],
            raw["privacy"]["min_contributors"] >= 1,
            Bilingual("不小于 1", "at least 1"),
        ),
        "[intake] hidden": (
            intake.get("hidden"), intake.get("hidden", "refuse") in {"refuse", "read"},
            Bilingual("refuse 或 read", "refuse or read"),
        ),
        "[intake.rows]": (
            rows, all(type(n) is int and n >= 0 for n in rows.values()),
            Bilingual("每表一个不小于 0 的整数", "a whole number per table, 0 or more"),
        ),
        "[prices]": (
            prices, not prices or _prices_hold(prices, study["price_year"]),
            Bilingual(
                "source 与 index：年份 = 正数，且含 price_year",
                "source and index: a positive number by year, price_year among them",
            ),
        ),
        "[intake] missing, fill_merged": (
            lists, all(isinstance(word, str) for words in lists for word in words),
            Bilingual("文本列表", "lists of texts"),
        ),
    }  # fmt: skip
    for where, (found, holds, expected) in checks.items():
        if not holds:
            yield _problem("setting_range", where, found, expected)


def _prices_hold(prices: dict[str, Any], price_year: int) -> bool:
    index = prices.get("index", {})
    numbers = all(
        year.isascii()
        and year.isdigit()
        and type(value) in {int, float}
        and 0 < value < math.inf
        for year, value in index.items()
    )
    return "source" in prices and numbers and str(price_year) in index


def _settings(raw: dict[str, Any]) -> Settings:
    study, policy = raw["study"], raw["policy"]
    prices = raw.get("prices", {})
    return Settings(
        name=study["name"],
        title=Bilingual(**study["title"]),
        place=Bilingual(**study["place"]),
        as_of=study["as_of"],
        first_year=study["first_year"],
        last_year=study["last_year"],
        synthetic=study["synthetic"],
        seed=study["seed"],
        language=study["language"],
        price_year=study["price_year"],
        treatment=Bilingual(**raw["treatment"]["definition"]),
        core_city_note=Bilingual(**policy["core_city_note"]),
        policy_organizations=policy["organizations_per_community"],
        annual_fund_cny=float(policy["annual_fund_cny"]),
        min_contributors=raw["privacy"]["min_contributors"],
        intake=_intake(raw),
        reporting={
            key: Bilingual(**text) for key, text in raw.get("reporting", {}).items()
        },
        price_index={
            int(year): float(value) for year, value in prices.get("index", {}).items()
        },
        price_source=Bilingual(**prices["source"]) if prices else None,
    )


def _intake(raw: dict[str, Any]) -> IntakeSettings:
    given = raw.get("intake", {})
    columns: dict[tuple[str, str], str] = {}
    for key, value in raw.get("columns", {}).items():
        if isinstance(value, dict):
            columns |= {(key, fold_header(head)): name for head, name in value.items()}
        else:
            columns["", fold_header(key)] = value
    return IntakeSettings(
        missing=frozenset(map(fold_header, given.get("missing", MISSING))),
        fill_merged=frozenset(given.get("fill_merged", ())),
        hidden=given.get("hidden", "refuse"),
        surrogate_ids=given.get("surrogate_ids", False),
        rows=dict(given.get("rows", {})),
        columns=columns,
        files=dict(raw.get("files", {})),
    )
