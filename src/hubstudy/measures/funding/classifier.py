"""Who a funder is: told by a table of the study, or by its name, never by a heading.

Donations of a street office and welfare lottery money are government money whatever
the account says. The rules stand in ``funders.toml`` beside this module, each with its
reason; a study overrules them funder by funder in its table ``funders``.
"""

from __future__ import annotations

import importlib.resources
import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hubstudy.errors import Bilingual, MeasureError

if TYPE_CHECKING:
    from collections.abc import Iterable

_BLANKS = r"[\s\p{Z}\p{Cf}]+"
_TAIL = r"[0-9\-‐–—_]+号?$"
_ACCOUNT = r"(国库集中支付|零余额|财政|财务|基本)?(专户|账户|帐户)$"
_BRACKETS = r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]$"


class FunderRule(NamedTuple):
    """
    One way in which a name tells who a funder is.

    Parameters
    ----------
    pattern
        Regular expression searched for in the name.
    funder_type
        What a funder with such a name is; None if that is left to the register.
    why
        The reason.
    or_declared
        Types that the name does not tell from `funder_type`: if the register says one
        of these, its word stands.
    """

    pattern: re.Pattern[str]
    funder_type: str | None
    why: Bilingual
    or_declared: frozenset[str] = frozenset()


@cache
def funder_rules() -> tuple[FunderRule, ...]:
    """
    Read the rules by which names are told, in their order.

    Returns
    -------
    tuple of FunderRule
        The first that fits a name holds.
    """
    source = importlib.resources.files(__package__).joinpath("funders.toml")
    rules = tomllib.loads(source.read_text(encoding="utf-8"))["rule"]
    return tuple(
        FunderRule(
            re.compile(rule["pattern"]),
            rule.get("funder_type"),
            Bilingual(*rule["why"]),
            frozenset(rule.get("or_declared", ())),
        )
        for rule in rules
    )


def classify_funders(
    funders: Iterable[str] | pd.Series,
    *,
    declared: Iterable[str | None] | pd.Series | None = None,
    table: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Say who each funder is.

    Parameters
    ----------
    funders
        Names of funders, repeated or not.
    declared
        What the register says of each, as codes of ``funder_type``; None if it says
        nothing.
    table
        The study's own word, columns ``funder`` and ``funder_type`` and, if wanted,
        ``funder_organization_id``; it rules over everything else.

    Returns
    -------
    pandas.DataFrame
        One row per name given, in their order: ``funder``, ``declared_type``,
        ``funder_type`` (missing if nothing tells), ``basis`` (``"table"``, ``"name"``,
        ``"declared"`` or empty) and ``rule`` (number of the rule from 1, missing if
        none was used).

    Raises
    ------
    MeasureError
        If the table lists a funder twice.

    Examples
    --------
    >>> found = classify_funders(["崖头街道办事处", "荣成市福彩公益金", "海滨超市"])
    >>> found["funder_type"].tolist()
    ['street_office', 'welfare_lottery', 'firm']
    """
    names = pd.Series(funders, dtype="str").reset_index(drop=True)
    said: pd.Series = (
        pd.Series(None, index=names.index, dtype="str")
        if declared is None
        else pd.Series(declared, dtype="str").reset_index(drop=True)
    )
    listed = _listed(table)
    codes, unique = pd.factorize(names)
    rules = np.append(_rules_of(pa.array(unique, pa.string())), 0)[codes]
    by_table = names.map(listed).astype("str")
    by_name = _by_name(rules, said)
    kind = by_table.fillna(by_name).fillna(said)
    basis = pd.Series("", index=names.index, dtype="str")
    for way, value in (("declared", said), ("name", by_name), ("table", by_table)):
        basis = basis.mask(value.notna(), way)
    return pd.DataFrame(
        {
            "funder": names,
            "declared_type": said,
            "funder_type": kind,
            "basis": basis,
            "rule": pd.Series(rules, dtype="Int64").mask(basis != "name"),
        }
    )


def _listed(table: pd.DataFrame | None) -> dict[str, str]:
    if table is None:
        return {}
    twice = sorted(set(table.loc[table["funder"].duplicated(), "funder"]))
    if twice:
        shown = "、".join(twice[:5])
        msg = (
            f"资助方表中重复：{shown}；每个资助方只留一行 / funders listed twice; keep "
            "one row for each"
        )
        raise MeasureError(msg)
    return dict(zip(table["funder"], table["funder_type"], strict=True))


def _by_name(rules: np.ndarray, said: pd.Series) -> pd.Series:
    """Give what the rules tell; missing where they leave it to the register."""
    told = [None, *(rule.funder_type for rule in funder_rules())]
    kinds = pd.Series(told, dtype="str").take(rules).reset_index(drop=True)
    for number, rule in enumerate(funder_rules(), start=1):
        if rule.or_declared:
            kinds = kinds.mask((rules == number) & said.isin(rule.or_declared))
    return kinds


def _rules_of(names: pa.Array) -> np.ndarray:
    """Find the number of the first rule that fits each name; 0 if none does."""
    found = np.zeros(len(names), dtype=np.int64)
    open_names, places = _lines(names), np.arange(len(names))
    for number, rule in enumerate(funder_rules(), start=1):
        fits = pc.match_substring_regex(open_names, f"(?m){rule.pattern.pattern}")
        hit = fits.to_numpy(zero_copy_only=False).astype(bool)
        found[places[hit]] = number
        open_names, places = open_names.filter(pa.array(~hit)), places[~hit]
    return found


def _lines(names: pa.Array) -> Any:
    """Fold names; one with a tail of another kind gets a second line without."""
    folded = pc.utf8_normalize(names, form="NFKC")
    folded = pc.replace_substring_regex(folded, _BLANKS, "")
    folded = pc.replace_substring_regex(folded, _TAIL, "")
    bare = pc.replace_substring_regex(folded, _BRACKETS, "")
    for part in (_TAIL, _ACCOUNT):
        bare = pc.replace_substring_regex(bare, part, "")
    both = pc.binary_join_element_wise(folded, bare, "\n")
    return pc.if_else(pc.equal(folded, bare), folded, both)
