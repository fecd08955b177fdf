"""`claims.toml` becomes frozen claims, checked as a whole before any is audited."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hubstudy.claims.query import Query, query_problems
from hubstudy.errors import Bilingual, HubstudyError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPERATIONS = {"ratio": " ÷ ", "difference": " − ", "sum": " + ", "product": " × "}
TWO_ONLY = frozenset({"ratio", "difference"})
CLAIM_KEYS = frozenset({
    "id", "seed_row", "quote", "value", "unit", "population", "tolerance", "identity",
    "register", "none", "remark",
})  # fmt: skip
NEEDED = ("id", "seed_row", "quote", "unit", "population")


@dataclass(frozen=True, slots=True)
class Identity:
    """
    A number recomputed from other numbers of the text.

    Parameters
    ----------
    operation
        ``ratio``, ``difference`` (both of two), ``sum`` or ``product``.
    of
        Ids of claims, plain numbers, or further identities.
    """

    operation: str
    of: tuple[str | float | Identity, ...]

    def claim_ids(self) -> Iterator[str]:
        """
        Name the claims it rests on.

        Yields
        ------
        str
            Ids, in order, those of inner identities too.
        """
        for operand in self.of:
            if isinstance(operand, Identity):
                yield from operand.claim_ids()
            elif isinstance(operand, str):
                yield operand


@dataclass(frozen=True, slots=True)
class Remark:
    """
    A further computed sentence beside a verdict.

    Parameters
    ----------
    source
        Where its number comes from.
    text
        The sentence, with ``{value}`` and ``{formula}`` to be filled.
    is_warning
        Whether it warns rather than explains.
    """

    source: Identity | Query
    text: Bilingual
    is_warning: bool


@dataclass(frozen=True, slots=True)
class Population:
    """
    What a number counts.

    Parameters
    ----------
    label
        In words.
    family
        Different populations of one family must not be mixed; empty for none.
    """

    label: Bilingual
    family: str


@dataclass(frozen=True, slots=True)
class Claim:
    """
    One thing a source text says.

    Parameters
    ----------
    id
        Stable name.
    seed_row
        Row of the inventory of what the text says.
    quote
        The text's own words.
    value
        The number stated; None if there is none.
    unit
        Its unit.
    population
        Name of the population counted.
    tolerance
        How far a recomputed number may lie off and still agree, as printed.
    identity
        How to recompute it from other claims; None if that cannot be.
    register
        How to count it in the register; None if that cannot be.
    reason
        Why it cannot be checked; None if it can.
    remarks
        Further computed sentences.
    """

    id: str
    seed_row: int
    quote: str
    value: float | None
    unit: Bilingual
    population: str
    tolerance: float
    identity: Identity | None
    register: Query | None
    reason: Bilingual | None
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """
    All claims of a study.

    Parameters
    ----------
    populations
        What is counted, by name.
    claims
        In the order of the file.
    """

    populations: dict[str, Population]
    claims: tuple[Claim, ...]


def read_claims(path: Path) -> Book:
    """
    Read and check ``claims.toml``.

    Parameters
    ----------
    path
        The file; if it is not there, the study makes no claims.

    Returns
    -------
    Book
        Its claims.

    Raises
    ------
    HubstudyError
        If it is not TOML, or a key, id, population, table, column, category or
        operation is missing or unknown; all of them are named at once.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raw = {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{path.name} 不是有效的 UTF-8 TOML / not valid UTF-8 TOML: {error}"
        raise HubstudyError(msg) from error
    problems = _problems(raw)
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in problems)
        msg = f"{path.name} 有 {len(problems)} 处问题 / problems:\n{listed}"
        raise HubstudyError(msg)
    populations = {
        name: Population(Bilingual(item["zh"], item["en"]), item.get("family", ""))
        for name, item in raw.get("population", {}).items()
    }
    return Book(populations, tuple(_claim(item) for item in raw.get("claim", [])))


def _problems(raw: dict[str, Any]) -> list[str]:
    problems = [
        f"未知节 / unknown section [{name}]"
        for name in sorted(set(raw) - {"population", "claim"})
    ]
    populations = raw.get("population", {})
    for name, item in populations.items():
        if not {"zh", "en"} <= set(item) <= {"zh", "en", "family"}:
            problems.append(f"[population.{name}] 须有 / needs zh, en")
    claims = raw.get("claim", [])
    ids = [str(item.get("id")) for item in claims]
    repeated = sorted({name for name in ids if ids.count(name) > 1})
    problems += [f"claim {name}：id 重复 / id stands twice" for name in repeated]
    with_value = {str(item.get("id")) for item in claims if "value" in item}
    for item in claims:
        place = f"claim {item.get('id', '?')}"
        found = _claim_problems(item, set(populations), with_value)
        problems += [f"{place}：{problem}" for problem in found]
    return problems


def _claim_problems(
    item: dict[str, Any], populations: set[str], with_value: set[str]
) -> list[str]:
    problems = [f"未知键 / unknown key {key}" for key in sorted(set(item) - CLAIM_KEYS)]
    problems += [f"缺少 / missing {key}" for key in NEEDED if key not in item]
    if item.get("population") not in populations:
        known = "、".join(sorted(populations))
        problems.append(f"未知口径 / unknown population; use one of: {known}")
    for key in ("unit", "none"):
        if key in item and set(item[key]) != {"zh", "en"}:
            problems.append(f"{key}：须有 / needs zh, en")
    checked = {"identity", "register"} & set(item)
    if bool(checked) == ("none" in item):
        problems.append(
            "须有 identity、register 或 none / needs identity, register or none"
        )
    if checked and "value" not in item:
        problems.append("缺少 / missing value")
    problems += _source_problems(item, with_value)
    for remark in item.get("remark", []):
        problems += _remark_problems(remark, with_value)
    return problems


def _remark_problems(remark: dict[str, Any], with_value: set[str]) -> list[str]:
    problems = _source_problems(remark, with_value)
    if len({"identity", "register"} & set(remark)) != 1:
        problems.append("remark：须有 identity 或 register 之一 / needs one of the two")
    if set(remark) - {"identity", "register", "zh", "en", "warning"}:
        problems.append("remark：未知键 / unknown key")
    try:
        Bilingual(remark["zh"], remark["en"]).format_with(value="", formula="")
    except (KeyError, IndexError, ValueError) as error:
        problems.append(f"remark：须有 / needs zh, en，{{value}}、{{formula}}：{error}")
    return problems


def _source_problems(item: dict[str, Any], with_value: set[str]) -> list[str]:
    problems = []
    if "identity" in item:
        problems += _identity_problems(item["identity"], with_value)
    if "register" in item:
        problems += query_problems(item["register"])
    return problems


def _identity_problems(raw: dict[str, Any], with_value: set[str]) -> list[str]:
    operation, operands = raw.get("operation"), raw.get("of", [])
    problems = []
    if operation not in OPERATIONS:
        known = "、".join(OPERATIONS)
        problems.append(f"未知运算 / unknown operation {operation!r}, use: {known}")
    n = len(operands)
    if n != 2 if operation in TWO_ONLY else n < 2:  # noqa: PLR2004  # operands of a pair
        problems.append(f"{operation}：运算数个数不对 / wrong number of operands")
    for operand in operands:
        if isinstance(operand, dict):
            problems += _identity_problems(operand, with_value)
        elif isinstance(operand, str) and operand not in with_value:
            problems.append(
                f"没有数值型 claim {operand!r} / no claim of that id has a value"
            )
    return problems


def _identity(raw: dict[str, Any]) -> Identity:
    operands = tuple(
        _identity(operand) if isinstance(operand, dict) else operand
        for operand in raw["of"]
    )
    return Identity(raw["operation"], operands)


def _remark(raw: dict[str, Any]) -> Remark:
    has_identity = "identity" in raw
    source = _identity(raw["identity"]) if has_identity else Query.make(raw["register"])
    return Remark(source, Bilingual(raw["zh"], raw["en"]), bool(raw.get("warning")))


def _claim(raw: dict[str, Any]) -> Claim:
    return Claim(
        id=raw["id"],
        seed_row=raw["seed_row"],
        quote=raw["quote"],
        value=float(raw["value"]) if "value" in raw else None,
        unit=Bilingual(**raw["unit"]),
        population=raw["population"],
        tolerance=float(raw.get("tolerance", 0)),
        identity=_identity(raw["identity"]) if "identity" in raw else None,
        register=Query.make(raw["register"]) if "register" in raw else None,
        reason=Bilingual(**raw["none"]) if "none" in raw else None,
        remarks=tuple(_remark(remark) for remark in raw.get("remark", [])),
    )
