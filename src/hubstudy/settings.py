"""`study.toml` becomes one frozen `Settings`, passed as an argument."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hubstudy.errors import Bilingual, SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.errors import Language

HINT = (
    "写法：文本加英文引号，日期与数字不加引号，如 as_of = 2023-08-31；是否写 true 或 "
    "false / write texts in straight quotes, dates and numbers without, and true or "
    "false for yes or no"
)
NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}")


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
        with path.open("rb") as file:
            raw = tomllib.load(file)
    except FileNotFoundError as error:
        msg = f"找不到 {path}，研究目录须有 study.toml / no study.toml at {path}"
        raise SettingsError(msg) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = (
            f"{path.name} 不是有效的 UTF-8 TOML / not valid UTF-8 TOML: {error}\n{HINT}"
        )
        raise SettingsError(msg) from error
    problems = _shape_problems(raw)
    if not problems:
        problems = _range_problems(raw)
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in problems)
        msg = f"{path.name} 有 {len(problems)} 处问题 / problems:\n{listed}\n{HINT}"
        raise SettingsError(msg)
    return _settings(raw)


def _shape_problems(raw: dict[str, Any]) -> list[str]:
    problems = [
        f"未知节 / unknown section [{name}]" for name in sorted(set(raw) - set(_SHAPE))
    ]
    for section, keys in _SHAPE.items():
        found = raw.get(section, {})
        problems += [
            f"[{section}] 未知键 / unknown key {key}"
            for key in sorted(set(found) - set(keys))
        ]
        for key, kind in keys.items():
            if key not in found:
                problems.append(f"[{section}] 缺少 / missing {key} ({kind.__name__})")
            elif type(found[key]) is not kind:
                wanted = f"应为 / expected {kind.__name__}"
                problems.append(f"[{section}] {key} = {found[key]!r}：{wanted}")
            elif kind is dict and set(found[key]) != {"zh", "en"}:
                problems.append(f"[{section}] {key}：须有 / needs zh, en")
    return problems


def _range_problems(raw: dict[str, Any]) -> list[str]:
    study = raw["study"]
    checks = {
        f"name = {study['name']!r}：须匹配 / must match {NAME.pattern}":
            NAME.fullmatch(study["name"]),
        f"language = {study['language']!r}：应为 / expected zh, en":
            study["language"] in {"zh", "en"},
        "first_year > last_year": study["first_year"] <= study["last_year"],
        "as_of 应在 last_year 之内 / as_of must lie in last_year":
            study["as_of"].year == study["last_year"],
        "min_contributors 应 ≥ 1 / must be at least 1":
            raw["privacy"]["min_contributors"] >= 1,
        "seed 应 ≥ 0 / must not be negative": study["seed"] >= 0,
    }  # fmt: skip
    return [text for text, holds in checks.items() if not holds]


def _settings(raw: dict[str, Any]) -> Settings:
    study, policy = raw["study"], raw["policy"]
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
    )
